"""An article changes after its check: through HTTP, from the new text to the notice."""

from __future__ import annotations

import html
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.choices import LeaveReason, Placed, StatementKey, Status
from claims.models import Article, Claim, FactCheck, Rating
from tests.claims.api.scripts import Script
from tests.journeys.people import Person

ADDRESS = "https://vale.example/reservoir"
PIPES = "The company replaced nine kilometers of pipes in the old town this year."
ARTICLE = f"""Reservoir At Halden Filled For The First Time Since 2019

The reservoir at Halden holds 61 million cubic meters of water, the water board said.

Farmers in the valley drew 8 million cubic meters from the canal last summer.

{PIPES}

The canal was dug in 1902 and is twelve kilometers long.

The valley has 310 farms and four villages.

A second dam was built at Crossmoor in 1931.
"""
IMPORT = reverse("admin:claims_article_add")


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
    return Claim.objects.filter(mentions__quote__contains=words).distinct().get()


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def _public(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return _words(response.content.decode())


def _settle(alice: Person, reviewers: list[Person], claim: Claim) -> None:
    """Walk a claim to its verdict: taken on, two sources, two reviews that agree."""
    alice.fill_in(_at(claim, "select"), as_="central")
    words = "The reservoir at Halden holds 61 million cubic meters"
    reviewers[0].fill_in(_at(claim, "word"), claim_reviewed=words)
    for number in (1, 2):
        reviewers[0].fill_in(
            _at(claim, "attach"),
            title_of_source=f"Report {number} of the board",
            publisher="Water board",
            url=f"https://board.example/{number}",
            passage="61 million cubic meters.",
        )
        source = claim.evidence.latest("pk").source_id
        reviewers[0].fill_in(_at(claim, "opened", source))
    said = {"said": "at-origin"} if Claim.objects.get(pk=claim.pk).claimant else {}
    bearings = {f"bearing-{row.pk}": "supports" for row in claim.evidence.all()}
    rating = Rating.objects.get(scale__is_current=True, code="true").pk
    for person in reviewers:
        person.fill_in(
            _at(claim, "review"),
            rating=rating,
            reasoning="The reports say so.",
            **said,
            **bearings,
        )


def _publish(alice: Person, fact_check: FactCheck) -> None:
    for key in StatementKey:
        address = reverse("admin:claims_sitestatement_change", args=[key])
        alice.fill_in(address, text=f"What we say of {key.label}.")
    alice.fill_in(
        reverse("admin:claims_factcheck_change", args=[fact_check.pk]),
        title="The reservoir, checked",
        summary="It holds what the article says.",
        key_findings="One.\nTwo.\nThree.",
        why_checked="Readers asked.",
        as_of="2026-03-05",
    )
    publish = reverse("admin:claims_factcheck_publish", args=[fact_check.pk])
    confirming = alice.fill_in(publish)
    alice.send(publish, confirming.content.decode(), confirmed="yes")
    assert fact_check.versions.count() == 1


def test_an_article_changes_after_its_check(
    alice: Person, bob: Person, charlie: Person
):
    # An article comes in; one verdict on it is published.
    facts = {"publisher": "Vale Gazette", "url": ADDRESS, "published_on": "2026-03-02"}
    alice.fill_in(IMPORT, text=ARTICLE, **facts)
    article = Article.objects.get()
    held, drew = _claim("61 million"), _claim("8 million")
    pipes, dam = _claim("nine kilometers"), _claim("Crossmoor")
    _settle(alice, [bob, charlie], held)
    fact_check = FactCheck.objects.get(article=article)
    _publish(alice, fact_check)
    held.refresh_from_db()
    assert held.status == Status.DECIDED

    # Its text comes in again: one claim moved, two edited, one dropped.
    moved = "A second dam was built at Crossmoor in 1931.\n"
    changed = ARTICLE.replace(f"\n{moved}", "").replace(
        "The reservoir at", f"{moved}\nThe reservoir at", 1
    )
    changed = changed.replace("61 million", "16 million").replace(f"{PIPES}\n", "")
    changed = changed.replace("in the valley drew", "along the valley drew")
    answer = alice.fill_in(IMPORT, text=changed, url=ADDRESS)
    said = _words(answer.content.decode())
    assert "of its claims 4 unchanged, 1 moved, 3 no longer found, 2 new." in said
    text = article.latest_revision()
    assert text.mentions.get(claim=dam).placed == Placed.MOVED
    assert not text.mentions.filter(claim__in=[held, drew, pipes]).exists()

    # The desk says what waits, and shows the words side by side.
    home = _words(alice.open(reverse("admin:index")))
    assert "1 Claims to look at again: the article changed" in home
    assert "2 Claims no longer found in their article" in home
    page = alice.open(_at(held, "change"))
    assert "holds <del>61</del><ins>16</ins> million" in page
    compared = alice.open(reverse("admin:claims_article_changes", args=[article.pk]))
    assert "<del>61</del><ins>16</ins>" in compared
    assert f"<del>{PIPES}</del>" in compared

    # A checker places what the article still says; an editor says what is gone.
    script = Script(bob.user)
    unplaced = script.get(f"/claims/?article={article.pk}&orphaned=true")["results"]
    assert {row["id"] for row in unplaced} == {held.pk, drew.pk, pipes.pk}
    words = "8 million cubic meters from the canal last summer"
    assert _at(drew, "mention") in bob.open(_at(drew, "change"))
    bob.fill_in(_at(drew, "mention"), words=words)
    alice.fill_in(_at(pipes, "gone"))
    assert Claim.objects.get(pk=pipes.pk).leave_reason == LeaveReason.RESHAPED
    home = _words(alice.open(reverse("admin:index")))
    assert "0 Claims no longer found in their article" in home

    # The public page still says what was checked; the editor publishes a notice.
    assert "The article was changed" not in _public(article.get_absolute_url())
    notice = reverse("admin:claims_factcheck_notice", args=[fact_check.pk])
    assert notice in alice.open(_at(held, "change"))
    answer = alice.fill_in(notice)
    assert "Version 2 is published, with the notice." in _words(answer.content.decode())
    for address in (article.get_absolute_url(), held.get_absolute_url()):
        assert "The article was changed after this check." in _public(address)
    assert "Notice" in _public(article.get_absolute_url())
    home = _words(alice.open(reverse("admin:index")))
    assert "0 Claims to look at again: the article changed" in home
    steps = _words(alice.open(reverse("admin:claims_claim_history", args=[held.pk])))
    assert "Needs another look: the article changed these words" in steps
    assert "Notice published: the article changed these words" in steps
