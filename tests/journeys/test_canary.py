"""A draft never leaks: what stands in every field of one is nowhere in public."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from claims import workflow
from claims.models import Claim, FactCheck, Version
from claims.publishing import issuing
from tests import factories, saturated
from tests.addresses import every_address

CANARY = "zyxwcanary"

# Some heads tell the time.
NOW = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)


@pytest.fixture
def published(editor: User, checker: User, other_checker: User) -> Version:
    return factories.published(editor, checker, other_checker)


# What a reader can ask an address for: a page, a search, a filter, a compressed answer.
ASKED = [
    {"page": "2"},
    {"q": "ferry"},
    {"q": CANARY},
    {"search": CANARY},
    {"publisher": CANARY},
]


def _everything(version: Version, claim: Claim | None = None) -> dict[str, bytes]:
    """Return head and body of every address an anonymous reader can ask for.

    Where a claim is given, also of every address of that claim and its article.
    """
    rows: list[dict[str, object]] = [{"slug": version.fact_check.article.slug}]
    if claim is not None:
        rows.append(_rows_of(claim))
    client = Client(raise_request_exception=False)
    found = {}
    for address in every_address():
        for row in rows:
            arguments = dict.fromkeys(address.arguments, 1) | {
                "app_label": "claims",
                **row,
            }
            asked = address.fill(**arguments)
            found[asked] = _answer(client.get(asked))
            if not address.name.startswith("admin:"):
                packed = client.get(asked, headers={"Accept-Encoding": "gzip"})
                found[f"gzip {asked}"] = _answer(packed)
    found["/nowhere/"] = client.get("/nowhere/").content
    return found


def _answer(response: HttpResponse) -> bytes:
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if response.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return repr(sorted(response.items())).encode() + body


def _rows_of(claim: Claim) -> dict[str, object]:
    """Return the keys of a draft, by the arguments that addresses take them as."""
    evidence = claim.evidence.all()[0]
    return {
        "slug": claim.article.slug,
        "object_id": claim.pk,
        "article_id": claim.article_id,
        "claim_id": claim.pk,
        "topic_id": claim.topic_id,
        "flag_id": claim.article.latest_revision().flags.all()[0].pk,
        "evidence_id": evidence.pk,
        "source_id": evidence.source_id,
        "contact_id": claim.contacts.all()[0].pk,
        "citation_id": claim.article.latest_revision().citations.all()[0].pk,
        "fact_check_id": claim.article.fact_check.pk,
    }


def _searches() -> dict[str, bytes]:
    """Return what every public address without arguments answers to a question."""
    client = Client(raise_request_exception=False)
    return {
        f"{address.fill()} {query}": _answer(client.get(address.fill(), query))
        for address in every_address()
        if not address.arguments and not address.name.startswith("admin:")
        for query in ASKED
    }


@time_machine.travel(NOW, tick=False)
def test_a_draft_is_nowhere_in_public_and_changes_no_page(
    published: Version, editor: User, checker: User, other_checker: User
):
    before = _everything(published)
    searched = _searches()

    claim = saturated.draft(
        CANARY, host=CANARY, editor=editor, first=checker, second=other_checker
    )
    after = _everything(published, claim)

    # The address asked for by its slug comes back in a redirect to the login page.
    leaking = [
        address
        for address, shown in after.items()
        if CANARY.encode() in shown.replace(address.split()[-1].encode(), b"")
    ]
    assert leaking == []
    public = [address for address in before if not address.startswith("/admin/")]
    assert len(public) > 8
    assert [address for address in public if before[address] != after[address]] == []
    # Whoever searches reads the same, be the canary in a draft or nowhere.
    assert _searches() == searched


def test_the_canary_would_be_heard(
    published: Version, editor: User, checker: User, other_checker: User
):
    """Once published, the very same words are on the public pages."""
    claim = saturated.draft(
        CANARY, host=CANARY, editor=editor, first=checker, second=other_checker
    )
    fact_check = FactCheck.objects.get(article=claim.article)
    issuing.draft(
        fact_check=fact_check,
        title=CANARY,
        summary=CANARY,
        key_findings="\n".join([CANARY] * 3),
        why_checked=CANARY,
        as_of=dt.date(2026, 3, 5),
        version=fact_check.version,
        by=editor,
    )
    workflow.prepare(
        claim=claim,
        topic=claim.topic,
        single_source_reason="Only one log exists.",
        version=Claim.objects.get(pk=claim.pk).version,
        by=editor,
    )
    issuing.publish(fact_check=fact_check, by=editor)

    heard = _everything(published, claim)

    deaf = [
        address
        for address in (
            "/",
            "/feed.atom",
            "/feed.json",
            "/sitemap.xml",
            "/claimreviews.json",
            f"{claim.article.get_absolute_url()}fragment.txt",
            f"{claim.article.get_absolute_url()}claims/1/fragment.txt",
            reverse("api:fact-checks"),
            reverse("api:fact-check", args=[claim.article.slug]),
        )
        if CANARY.encode() not in heard[address].replace(address.encode(), b"")
    ]
    assert deaf == []
