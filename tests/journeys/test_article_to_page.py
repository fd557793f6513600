"""From an article to a published fact-check, through HTTP alone."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.choices import StatementKey, Status
from claims.models import Article, Claim, FactCheck, Rating
from tests.journeys.people import Person

ARTICLE = """Bridge Closed As Over 40,000 Drivers Look For Another Way

The old river bridge closed on Sunday after inspectors found cracks in two piers. Some
22,000 drivers cross it every day, the roads agency said.

Detours run through Aldmoor, Brenton and Castle Hill. “Nobody was ever in danger,” said
Mayor Ilse Brandt.

Repairs will cost 14 million crowns, according to the roads agency.

Sources:

Inspection finds cracks in bridge   River Herald
"""


@pytest.fixture
def alice(editor: User) -> Person:
    """The editor."""
    return Person(editor)


@pytest.fixture
def bob(checker: User) -> Person:
    return Person(checker)


@pytest.fixture
def charlie(other_checker: User) -> Person:
    return Person(other_checker)


def _at(claim: Claim, *page: object) -> str:
    address = reverse("admin:claims_claim_change", args=[claim.pk])
    return address.replace("change/", "".join(f"{part}/" for part in page))


def _claim(words: str) -> Claim:
    return Claim.objects.get(mentions__quote__contains=words)


def _code(code: str) -> int:
    return Rating.objects.get(scale__is_current=True, code=code).pk


def _select(
    alice: Person, bob: Person, claim: Claim, words: str, **chosen: str
) -> None:
    alice.fill_in(_at(claim, "select"), as_="central", **chosen)
    bob.fill_in(_at(claim, "word"), claim_reviewed=words)


def _attach(person: Person, claim: Claim, title: str, address: str) -> int:
    person.fill_in(
        _at(claim, "attach"),
        title_of_source=title,
        publisher="River Herald",
        url=address,
        passage=f"What “{title}” says of it.",
    )
    evidence = claim.evidence.latest("pk")
    person.fill_in(_at(claim, "opened", evidence.source_id))
    return evidence.pk


def _review(
    person: Person, claim: Claim, code: str, bearings: dict[int, str], **answers: object
) -> str:
    said = {"said": "at-origin"} if Claim.objects.get(pk=claim.pk).claimant else {}
    response = person.fill_in(
        _at(claim, "review"),
        rating=_code(code),
        reasoning=f"{person.user} finds it {code}.",
        **said,
        **{f"bearing-{pk}": bearing for pk, bearing in bearings.items()},
        **answers,
    )
    return response.content.decode()


def _public(address: str) -> bytes:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content


def _markup(page: bytes) -> list[dict[str, object]]:
    found = re.findall(
        rb'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL
    )
    return [json.loads(block) for block in found]


def test_from_an_article_to_a_page_to_its_correction(
    alice: Person, bob: Person, charlie: Person
):
    # The article comes in by paste.
    alice.fill_in(
        reverse("admin:claims_article_add"),
        text=ARTICLE,
        publisher="River Herald",
        published_on="2026-03-02",
    )
    article = Article.objects.get()
    desk = alice.open(reverse("admin:claims_article_change", args=[article.pk]))
    assert "Inspection finds cracks in bridge" in desk
    assert "22,000 drivers" in desk

    # Three claims are taken on, the rest is left in bulk with one reason.
    crossing, detours, cost = map(_claim, ("22,000 drivers", "Aldmoor", "14 million"))
    _select(alice, bob, crossing, "22,000 drivers cross the bridge every day")
    _select(alice, bob, detours, "Detours run through three villages")
    alice.fill_in(_at(cost, "select"), as_="supporting")
    bob.fill_in(_at(cost, "word"), claim_reviewed="Repairs will cost 14 million crowns")
    queue = reverse("admin:claims_claim_changelist")
    rest = article.claims.filter(status=Status.PROPOSED)
    chosen = alice.client.post(
        queue,
        {"action": "leave_chosen", "_selected_action": [c.pk for c in (*rest, cost)]},
    )
    left = alice.send(queue, chosen.content.decode(), reason="not-selected", note="")
    assert f"done for {len(rest) + 1} claims" in left.content.decode() or rest
    alice.fill_in(_at(cost, "select"), as_="supporting")

    # Evidence: two sources for each central claim, located and opened.
    weighed = {
        claim.pk: [
            _attach(
                bob, claim, f"Count {n} {claim.pk}", f"https://r.example/{n}/{claim.pk}"
            )
            for n in (1, 2)
        ]
        for claim in (crossing, detours, cost)
    }

    # Two agree on the crossings after all: first disputed, then conferred.
    support = dict.fromkeys(weighed[crossing.pk], "supports")
    assert "submitted" in _review(bob, crossing, "true", support)
    waiting = charlie.open(_at(crossing, "review"))
    assert "checker finds it true" not in waiting
    _review(charlie, crossing, "mostly-true", support)
    crossing.refresh_from_db()
    assert crossing.status == Status.DISPUTED
    bob.fill_in(
        _at(crossing, "confer"),
        rating=_code("mostly-true"),
        reasoning="The count is of 2025; the number of today is near it.",
    )
    charlie.fill_in(_at(crossing, "sign", crossing.proposals.get().pk))
    crossing.refresh_from_db()
    assert crossing.status == Status.DECIDED

    # The detours are ruled on by the editor, who saw both reviews.
    parts = {f"part-{part.pk}": _code("true") for part in detours.subclaims.all()}
    assert len(parts) == 3
    support = dict.fromkeys(weighed[detours.pk], "supports")
    _review(bob, detours, "true", support, **parts)
    _review(charlie, detours, "mostly-true", support, **parts)
    ruling = alice.open(_at(detours, "review"))
    assert "checker finds it true" in ruling
    assert "other-checker finds it mostly-true" in ruling
    _review(alice, detours, "true", support, **parts)
    detours.refresh_from_db()
    assert detours.status == Status.DECIDED

    # The gate says what is missing, and opens when it is mended.
    fact_check = FactCheck.objects.get(article=article)
    draft = reverse("admin:claims_factcheck_change", args=[fact_check.pk])
    publish = reverse("admin:claims_factcheck_publish", args=[fact_check.pk])
    assert "needs a title" in alice.open(draft)
    for key in StatementKey:
        address = reverse("admin:claims_sitestatement_change", args=[key])
        alice.fill_in(address, text=f"What we say of {key.label}.")
    alice.fill_in(
        draft,
        title="The bridge, checked",
        summary="Most of it holds.",
        key_findings="One.\nTwo.\nThree.",
        why_checked="Readers asked.",
        as_of="2026-03-05",
    )
    preview = reverse("admin:claims_factcheck_preview_page", args=[fact_check.pk])
    assert "The bridge, checked" in alice.open(preview)
    confirming = alice.fill_in(publish)
    alice.send(publish, confirming.content.decode(), confirmed="1")

    # Page, permalink, ClaimReview.
    page = article.get_absolute_url()
    first = _public(page)
    assert b"The bridge, checked" in first
    assert b"Still being checked" in first
    crossing.refresh_from_db()
    permalink = _public(crossing.get_absolute_url())
    (review,) = [m for m in _markup(permalink) if m["@type"] == "ClaimReview"]
    assert review["claimReviewed"] == "22,000 drivers cross the bridge every day"
    assert review["reviewRating"]["alternateName"] == "Mostly true"
    assert not [m for m in _markup(first) if m["@type"] == "ClaimReview"]
    pinned = reverse("fact-check-version", args=[article.slug, 1])
    version_1 = _public(pinned)

    # An update adds the third claim, a correction mends an explanation.
    _review(bob, cost, "true", dict.fromkeys(weighed[cost.pk], "supports"))
    _publish(alice, publish, "update", "We have checked what the repairs cost.")
    alice.fill_in(
        _at(crossing, "explain"), explanation="The count is of 2024, not of 2025."
    )
    _publish(alice, publish, "correction", "We gave the wrong year for the count.")

    latest = _public(page)
    assert b"We gave the wrong year for the count." in latest
    assert b"14 million crowns" in latest
    assert b"We gave the wrong year for the count." in _public(reverse("corrections"))
    assert _public(pinned) == version_1
    assert Claim.objects.get(pk=cost.pk).get_absolute_url().encode() not in version_1
    (review,) = [
        m
        for m in _markup(_public(crossing.get_absolute_url()))
        if m["@type"] == "ClaimReview"
    ]
    assert review["correction"]


def _publish(alice: Person, publish: str, kind: str, reason: str) -> None:
    confirming = alice.fill_in(publish, kind=kind, reason=reason)
    page = confirming.content.decode()
    alice.send(publish, page, confirmed="1")
