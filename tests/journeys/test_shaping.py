"""A person has the last word on what is a claim, through HTTP alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims.choices import LeaveReason, Selection, Status
from claims.models import Article, Claim
from tests.claims.admin.pages import page_of, words
from tests.journeys.people import Person

ARTICLE = """Tram Line Reopens On Friday

The tram line reopens on Friday. Its 14 stops were rebuilt. Work took two years.

The trams to Elmwood, Norbury and Castle Gate run every ten minutes, the city said.
Tickets cost 2 crowns.
"""


@pytest.fixture
def alice(editor: User) -> Person:
    """The editor."""
    return Person(editor)


@pytest.fixture
def bob(checker: User) -> Person:
    return Person(checker)


@pytest.fixture
def article(alice: Person) -> Article:
    alice.fill_in(reverse("admin:claims_article_add"), text=ARTICLE)
    return Article.objects.get()


def _claim(quote: str) -> Claim:
    return Claim.objects.get(mentions__quote__contains=quote)


def _quotes(claim: Claim) -> list[str]:
    rows = claim.mentions.order_by("start")
    for mention in rows:
        assert mention.revision.text[mention.start : mention.end] == mention.quote
    return [mention.quote for mention in rows]


def test_two_claims_are_merged_worked_and_can_then_not_be_parted(
    article: Article, alice: Person, bob: Person
) -> None:
    stops, work = _claim("14 stops"), _claim("two years")

    answer = bob.fill_in(page_of(stops, "merge"), other=f"{work.pk}-{work.version}")

    assert "The two are one claim now." in words(answer)
    assert _quotes(stops) == ["Its 14 stops were rebuilt. Work took two years"]
    alice.fill_in(page_of(stops, "select"), as_="central")
    refused = bob.fill_in(page_of(stops, "undo"))
    assert "has been changed since" in words(refused)


def test_a_merging_by_mistake_is_undone(article: Article, bob: Person) -> None:
    stops, work = _claim("14 stops"), _claim("two years")
    before = [_quotes(stops), _quotes(work), str(stops), str(work)]
    bob.fill_in(page_of(stops, "merge"), other=f"{work.pk}-{work.version}")

    asked = bob.open(page_of(stops, "undo"))
    answer = bob.fill_in(page_of(stops, "undo"))

    assert "Another claim taken in" in asked
    assert "It is undone; everything stands as before." in words(answer)
    stops, work = Claim.objects.get(pk=stops.pk), Claim.objects.get(pk=work.pk)
    assert [_quotes(stops), _quotes(work), str(stops), str(work)] == before
    assert work.status == Status.PROPOSED


def test_a_selected_claim_is_split_and_both_halves_are_worked(
    article: Article, alice: Person, bob: Person
) -> None:
    trams = _claim("Elmwood")
    alice.fill_in(page_of(trams, "select"), as_="central")

    answer = bob.fill_in(page_of(trams, "split"), words="Castle Gate run every")

    second = _claim("Castle Gate")
    assert "The claim is split. The second one:" in words(answer)
    link = f'“<a href="{page_of(second)}">{second}</a>”'
    assert link in answer.content.decode()
    assert second.selection == Selection.CENTRAL
    assert _quotes(trams) == ["The trams to Elmwood, Norbury"]
    bob.fill_in(page_of(second, "word"), claim_reviewed="Trams run every ten minutes")
    refused = bob.fill_in(page_of(trams, "undo"))
    assert "has been changed since (its wording)" in words(refused)


def test_a_claim_is_added_where_its_words_are_copied_from(
    article: Article, bob: Person
) -> None:
    page = reverse("admin:claims_article_add_claim", args=[article.pk])

    asked = bob.fill_in(page, words="tram")
    assert "Say which are meant." in words(asked)
    answer = bob.send(page, asked.content.decode(), words="14 stops were\nrebuilt")

    added = Claim.objects.latest("pk")
    assert _quotes(added) == ["14 stops were rebuilt"]
    assert "The claim is added" in words(answer)
    bob.fill_in(page_of(added, "undo"))
    added = Claim.objects.get(pk=added.pk)
    assert added.leave_reason == LeaveReason.RESHAPED
    steps = [step.verb for step in added.steps.order_by("pk")]
    assert steps == ["add-claim", "undo"]
