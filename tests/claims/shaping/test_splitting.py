"""One claim becomes two."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import workflow
from claims.choices import Selection, Status
from claims.models import Article, Claim
from tests import factories
from tests.claims.refusing import refused
from tests.claims.shaping.doing import (
    holds_together,
    now,
    of,
    quotes,
    respan,
    select,
    split,
    word,
)


class TestSplitting:
    @pytest.fixture
    def closed(self, article: Article) -> Claim:
        return of(article, "Divers found cracks")

    def test_a_claim_is_split_where_the_second_begins(
        self, closed: Claim, checker: User
    ) -> None:
        second = split(closed, "in two\npiers", checker)

        assert quotes(closed)[0] == "Divers found cracks"
        assert quotes(second) == ["in two piers of the north quay"]
        assert second.claim_reviewed == "In two piers of the north quay"
        assert [figure.text for figure in second.figures.all()] == ["two"]
        assert not now(closed).figures.exists()
        holds_together(closed.article)

    def test_what_joins_the_two_belongs_to_neither(
        self, article: Article, checker: User
    ) -> None:
        ferries = of(article, "ferries to Oran")

        second = split(ferries, "Palermo leave", checker)
        first = split(ferries, "Bastia", checker)

        assert quotes(ferries) == ["The ferries to Oran"]
        assert quotes(first) == ["Bastia"]
        assert quotes(second) == ["Palermo leave from the south basin"]

    def test_what_a_person_said_of_the_whole_stays_when_a_half_is_placed_anew(
        self, article: Article, checker: User
    ) -> None:
        ferries = of(article, "ferries to Oran")
        word(ferries, "Three ferries leave", checker, claimant="The Ministry")
        second = split(ferries, "Palermo leave", checker)

        second = respan(second, "Palermo leave from the south", checker)

        assert second.claimant == "The Ministry"
        assert second.claim_reviewed == "Palermo leave from the south"

    def test_the_second_is_taken_on_as_the_first(
        self, closed: Claim, editor: User, checker: User
    ) -> None:
        closed = select(closed, editor)
        due_at = timezone.now() + dt.timedelta(days=2)
        closed = workflow.assign(
            claim=closed, to=checker, due_at=due_at, version=closed.version, by=editor
        )

        second = split(closed, "in two piers", checker)

        assert (second.status, second.selection) == (Status.OPEN, Selection.CENTRAL)
        assert (second.assignee, second.topic) == (checker, closed.topic)
        assert second.due_at == closed.due_at
        assert second.public_number is None

    def test_evidence_stays_with_the_first(self, closed: Claim, checker: User) -> None:
        piece = factories.evidence(closed, checker)

        second = split(closed, "in two piers", checker)

        assert [row.pk for row in now(closed).evidence.all()] == [piece.pk]
        assert not second.evidence.exists()

    def test_both_are_worded_anew_and_keep_the_claimant_a_person_named(
        self, closed: Claim, checker: User
    ) -> None:
        word(closed, "The quay closed for its piers", checker, claimant="The mayor")

        second = split(closed, "in two piers", checker)

        assert now(closed).claim_reviewed != "The quay closed for its piers"
        assert now(closed).claimant == second.claimant == "The mayor"
        (step,) = closed.steps.filter(verb="split")
        assert step.before["claim_reviewed"] == "The quay closed for its piers"

    def test_the_parts_go_with_the_words_they_stand_in(
        self, article: Article, checker: User
    ) -> None:
        ferries = of(article, "ferries to Oran")

        second = split(ferries, "Palermo", checker)

        assert [part.text for part in second.subclaims.all()] == ["Palermo"]
        parts = now(ferries).subclaims.order_by("position")
        assert [part.text for part in parts] == ["Oran", "Bastia"]

    def test_a_part_that_evidence_speaks_of_stays_where_it_is(
        self, article: Article, checker: User
    ) -> None:
        ferries = of(article, "ferries to Oran")
        palermo = ferries.subclaims.get(text="Palermo")
        factories.evidence(ferries, checker, subclaim=palermo)

        with refused("“Palermo” has evidence or a review of its own"):
            split(ferries, "Palermo", checker)

    def test_words_that_the_claim_does_not_say_split_nothing(
        self, closed: Claim, checker: User
    ) -> None:
        with refused("These words do not stand in the words of the claim."):
            split(closed, "Repairs will cost", checker)
        with refused("Copy the words from the text."):
            split(closed, " \n ", checker)

    def test_nothing_is_split_off_before_the_first_word(
        self, closed: Claim, checker: User
    ) -> None:
        with refused("Nothing stands before these words."):
            split(closed, "Divers found", checker)
