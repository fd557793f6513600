"""The last act on a claim is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import shaping, weighing
from claims.choices import LeaveReason, Place, Status
from claims.lifecycle import StaleWrite
from claims.models import Article
from tests import factories
from tests.claims.refusing import refused
from tests.claims.shaping.doing import (
    ACTS,
    adding,
    as_people_see,
    holds_together,
    merging,
    not_named,
    now,
    of,
    placing,
    quotes,
    respan,
    select,
    split,
    undo,
    word,
)


class TestUndoing:
    @pytest.mark.parametrize("act", ACTS)
    def test_what_is_undone_stands_as_before(
        self, act: Any, article: Article, checker: User, other_checker: User
    ) -> None:
        before = as_people_see(article)
        claim = act(article, checker)
        assert as_people_see(article) != before

        undo(claim, other_checker)

        assert as_people_see(article) == before
        assert claim.steps.latest("pk").verb == "undo"
        assert claim.steps.latest("pk").taken_by == other_checker
        holds_together(article)

    def test_acts_are_undone_one_after_the_other_the_last_first(
        self, article: Article, checker: User
    ) -> None:
        before = as_people_see(article)
        claim = merging(article, checker)
        between = as_people_see(article)
        respan(claim, "The piers were last inspected", checker)

        undo(claim, checker)
        assert as_people_see(article) == between
        undo(claim, checker)
        assert as_people_see(article) == before
        with refused("There is nothing to undo on this claim."):
            undo(claim, checker)

    def test_a_merging_is_undone_from_either_claim(
        self, article: Article, checker: User
    ) -> None:
        before = as_people_see(article)
        inspected = of(article, "inspected")
        merging(article, checker)

        undo(inspected, checker)

        assert as_people_see(article) == before

    def test_a_second_half_goes_back_into_the_first(
        self, article: Article, checker: User
    ) -> None:
        ferries = of(article, "ferries to Oran")
        second = split(ferries, "Palermo", checker)

        undo(second, checker)

        second = now(second)
        assert second.leave_reason == LeaveReason.RESHAPED
        assert second.duplicate_of == ferries
        assert quotes(second) == []

    def test_a_claim_added_by_mistake_stays_on_record_alone(
        self, article: Article, checker: User
    ) -> None:
        claim = undo(adding(article, checker), checker)

        assert claim.status == Status.NOT_CHECKED
        assert claim.leave_reason == LeaveReason.RESHAPED
        assert claim.duplicate_of is None

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            (lambda claim, by: not_named(claim, by), "whether its claimant is named"),
            (lambda claim, by: select(claim, by), "its status"),
            (lambda claim, by: factories.evidence(claim, by), "its evidence"),
        ],
    )
    @pytest.mark.parametrize("act", ACTS)
    def test_what_has_changed_since_is_not_undone(
        self, act: Any, change: Any, what: str, article: Article, editor: User
    ) -> None:
        claim = act(article, editor)
        change(claim, editor)

        with refused(what):
            undo(claim, editor)

    def test_what_was_worded_since_is_undone_first(
        self, article: Article, checker: User
    ) -> None:
        before = as_people_see(article)
        claim = placing(article, checker)
        between = as_people_see(article)
        word(claim, "Forty boats were moved", checker)

        undo(claim, checker)
        assert as_people_see(article) == between
        undo(claim, checker)
        assert as_people_see(article) == before

    def test_claims_weighed_anew_since_are_undone_and_weigh_what_they_do_now(
        self, article: Article, editor: User
    ) -> None:
        boats = of(article, "40 boats")
        respan(boats, "40 boats were moved", editor)
        shipped = weighing.SHIPPED["quantity"].weight
        weighing.set_weight(name="quantity", weight=1, seen=shipped, by=editor)
        weighing.weigh_anew(by=editor)

        undone = undo(boats, editor)

        assert undone.check_worthiness == now(boats).check_worthiness == 0.99
        cost = respan(of(article, "3 million"), "3 million crowns", editor)
        assert cost.check_worthiness == 0.99

    def test_a_reviewed_claim_is_not_undone(
        self, article: Article, editor: User, checker: User
    ) -> None:
        claim = select(merging(article, editor), editor)
        factories.evidence(claim, editor)
        factories.submit(claim, checker, Place.FIRST)

        with refused("its status"):
            undo(claim, editor)

    def test_a_change_of_the_other_claim_holds_too(
        self, article: Article, editor: User
    ) -> None:
        ferries = of(article, "ferries to Oran")
        second = split(ferries, "Palermo", editor)
        word(second, "Palermo is a port", editor)

        with refused("“Palermo is a port” has been changed since (its wording)"):
            undo(ferries, editor)

    def test_nothing_is_undone_by_an_old_form(
        self, article: Article, checker: User
    ) -> None:
        claim = placing(article, checker)

        with refused("This has changed since you read it", StaleWrite):
            shaping.undo(claim=claim, version=claim.version - 1, by=checker)
