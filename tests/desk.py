"""The desk's addresses, each with a row to open it on, and who is let in where."""

from __future__ import annotations

from pathlib import Path

from claims import earlier
from claims.models import Claim, Contact, Proposal, PublishedPicture, Version
from tests import factories
from tests.addresses import Address

ROLES = ("reader", "checker", "editor", "administrator", "superuser")

OF_THE_SETTLED = ("api:claim-explanation", "api:claim-explanation-seen")
"""Addresses that are there once a claim has a verdict."""

_TABLE = Path(__file__).parent / "permissions.txt"


def let_in() -> dict[str, dict[str, str]]:
    """Return the table: address name to role to its two answers."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    cells = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: dict(zip(ROLES, answers, strict=True)) for name, *answers in cells}


def rows(
    claim: Claim, *, proposal: Proposal, contact: Contact, version: Version
) -> dict[str, object]:
    """Return a row for every argument an address takes.

    Args:
        claim: disputed, with evidence, in an article that cites a source.
    """
    article = claim.article
    evidence = claim.evidence.all()[0]
    person = claim.steps.all()[0].taken_by
    shown = factories.pictured(claim, evidence.attached_by, source=evidence.source)
    article.copies.add(shown.archived_copy)
    PublishedPicture.objects.create(version=version, picture=shown.picture)
    check = earlier.add(
        claim=claim,
        url="https://others.example/check",
        publisher="Another desk",
        outcome="False",
        by=evidence.attached_by,
    )
    return {
        "slug": version.fact_check.article.slug,
        "number": 1,
        "app_label": "claims",
        "copy_id": shown.archived_copy_id,
        "sha256": shown.picture.sha256,
        "ending": "png",
        "article_id": article.pk,
        "topic_id": claim.topic_id,
        "flag_id": article.latest_revision().flags.with_a_doubt()[0].pk,
        "citation_id": article.latest_revision().citations.all()[0].pk,
        "claim_id": claim.pk,
        "settled_claim_id": version.fact_check.article.claims.get(status="decided").pk,
        "evidence_id": evidence.pk,
        "mention_id": claim.mentions.all()[0].pk,
        "proposal_id": proposal.pk,
        "contact_id": contact.pk,
        "check_id": check.pk,
        "digest": "nobodys-token",
        "nowhere": "nowhere/",
        "source_id": evidence.source_id,
        "fact_check_id": article.fact_check.pk,
        "scale_id": article.scale_id,
        "filter_id": 1,
        "content_type_id": 1,
        "id": person.pk,
        "auth_user": person.pk,
        "claims_article": article.pk,
        "claims_claim": claim.pk,
        "claims_contact": contact.pk,
        "claims_factcheck": article.fact_check.pk,
        "claims_readingweight": "quantity",
        "claims_revision": article.latest_revision().pk,
        "claims_scale": article.scale_id,
        "claims_sitestatement": "about",
        "claims_steptaken": article.steps.all()[0].pk,
        "claims_version": version.pk,
        "sources_source": evidence.source_id,
    }


def opened_on(address: Address, rows: dict[str, object]) -> str:
    """Return the path of an address, filled in with :func:`rows`."""
    model = "_".join(address.name.rpartition(":")[2].split("_")[:2])
    filled = rows | {"object_id": rows.get(model, 1)}
    if address.name in OF_THE_SETTLED:
        filled["claim_id"] = rows["settled_claim_id"]
    return address.fill(**filled)
