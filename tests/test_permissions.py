"""Who is let in where: every address, by every role, to look and to write.

The table names each address of the project; one that is missing from it fails. A cell
is the answer to GET and to an empty POST: ``in`` (shown, or asked again), ``no`` (403),
``gone`` (404), ``door`` (sent to sign in), ``–`` (this method is not answered).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client
from django.urls import reverse

from claims import evidence as keeping
from claims import judging, roles
from sources.models import Source
from tests import factories
from tests.addresses import every_address

TABLE = Path(__file__).parent / "permissions.txt"

ROLES = ("reader", "checker", "editor", "administrator", "superuser")


def _rows() -> dict[str, dict[str, str]]:
    """Return the table: address name to role to its two answers."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: dict(zip(ROLES, answers, strict=True)) for name, *answers in cells}


@pytest.fixture
def people(editor: User, checker: User, superuser: User) -> dict[str, object]:
    administrator = factories.UserFactory(
        username="administrator", groups=[roles.ADMINISTRATORS]
    )
    return {
        "reader": AnonymousUser(),
        "checker": checker,
        "editor": editor,
        "administrator": administrator,
        "superuser": superuser,
    }


@pytest.fixture
def rows(editor: User, checker: User, other_checker: User) -> dict[str, object]:
    """Return an object for every argument an address takes."""
    version = factories.published(editor, checker, other_checker)
    claim = factories.disputed(editor, checker, other_checker)
    article = claim.article
    proposal = judging.propose(
        claim=claim,
        judgement=factories.judgement(claim),
        round=claim.round,
        version=claim.version,
        by=checker,
    )
    contact = keeping.log_contact(
        article=article, claims=[claim], nobody_reason="Nobody can be.", by=checker
    )
    evidence = claim.evidence.all()[0]
    citation = article.latest_revision().citations.all()[0]
    return {
        "slug": version.fact_check.article.slug,
        "number": 1,
        "app_label": "claims",
        "article_id": article.pk,
        "topic_id": claim.topic_id,
        "citation_id": citation.pk,
        "claim_id": claim.pk,
        "evidence_id": evidence.pk,
        "proposal_id": proposal.pk,
        "source_id": evidence.source_id,
        "fact_check_id": article.fact_check.pk,
        "scale_id": article.scale_id,
        "content_type_id": 1,
        "id": editor.pk,
        "auth_user": editor.pk,
        "claims_article": article.pk,
        "claims_claim": claim.pk,
        "claims_contact": contact.pk,
        "claims_factcheck": article.fact_check.pk,
        "claims_revision": article.latest_revision().pk,
        "claims_scale": article.scale_id,
        "claims_sitestatement": "about",
        "claims_steptaken": article.steps.all()[0].pk,
        "claims_version": version.pk,
        "sources_source": Source.objects.all()[0].pk,
    }


def _arguments(
    name: str, arguments: tuple[str, ...], rows: dict[str, object]
) -> dict[str, object]:
    model = "_".join(name.rpartition(":")[2].split("_")[:2])
    known = rows | {"object_id": rows.get(model, 1)}
    return {argument: known[argument] for argument in arguments}


def _answer(client: Client, method: str, address: str) -> str:
    response = getattr(client, method)(address)
    if response.status_code == 302 and response["Location"].startswith(
        reverse("admin:login")
    ):
        return "door"
    words = {403: "no", 404: "gone", 405: "–"}
    return words.get(response.status_code, "in")


def _answers(user: object, rows: dict[str, object]) -> dict[str, str]:
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    given = {}
    for address in every_address():
        if address.name == "admin:logout":
            continue
        asked = address.fill(**_arguments(address.name, address.arguments, rows))
        given[address.name] = "/".join(
            _answer(client, method, asked) for method in ("get", "post")
        )
    return given


def test_every_address_is_in_the_table():
    named = {address.name for address in every_address()} - {"admin:logout"}

    assert sorted(_rows()) == sorted(named)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_let_in_where_the_table_says(
    role: str, people: dict[str, object], rows: dict[str, object]
):
    given = _answers(people[role], rows)

    assert given == {name: row[role] for name, row in _rows().items()}
