"""Words and duplicates are taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import shaping, workflow
from claims.choices import Kind, LeaveReason, Selection, Status
from claims.intake import import_text
from claims.models import Article, Claim
from claims.shaping import Words
from tests import factories
from tests.claims.refusing import refused
from tests.claims.shaping.doing import (
    as_people_see,
    duplicate,
    holds_together,
    now,
    of,
    quotes,
    respan,
    select,
    undo,
    word,
)


class TestTakingBackWords:
    @pytest.fixture
    def boats(self, article: Article) -> Claim:
        return of(article, "40 boats")

    def test_wording_claimant_and_parts_stand_as_before(
        self, boats: Claim, checker: User, other_checker: User
    ) -> None:
        before = workflow.words_of(boats)
        workflow.word(
            claim=boats,
            claim_reviewed="Boats were moved",
            claimant="The mayor",
            via=["The radio"],
            kind=Kind.EVENT,
            subclaims=["north", "south"],
            version=boats.version,
            by=checker,
        )

        undone = undo(boats, other_checker)

        assert workflow.words_of(undone) == before
        assert workflow.words_of(now(boats)) == before
        step = boats.steps.latest("pk")
        assert (step.verb, step.taken_by) == ("undo", other_checker)
        assert step.before["claim_reviewed"] == "Boats were moved"
        assert step.after == before
        assert "mayor" not in now(boats).search_text

    def test_wordings_are_undone_one_after_the_other(
        self, boats: Claim, checker: User
    ) -> None:
        first = boats.claim_reviewed
        word(boats, "Forty boats", checker)
        word(boats, "Forty-one boats", checker)

        assert undo(boats, checker).claim_reviewed == "Forty boats"
        assert undo(boats, checker).claim_reviewed == first
        with refused("There is nothing to undo on this claim."):
            undo(boats, checker)

    def test_saving_the_same_words_is_nothing_to_undo(
        self, boats: Claim, checker: User
    ) -> None:
        word(boats, boats.claim_reviewed, checker)

        with refused("There is nothing to undo on this claim."):
            undo(boats, checker)

    def test_a_wording_that_was_taken_back_is_nobodys(
        self, boats: Claim, checker: User
    ) -> None:
        word(boats, "Forty boats", checker)
        assert shaping.is_worded(boats)
        undo(boats, checker)
        assert not shaping.is_worded(boats)

        placed = respan(boats, "40 boats were moved", checker)

        assert placed.claim_reviewed == "40 boats were moved"

    def test_a_claim_selected_since_is_worded_as_before(
        self, boats: Claim, editor: User
    ) -> None:
        before = boats.claim_reviewed
        word(boats, "Forty boats", editor)
        select(boats, editor)

        undone = undo(boats, editor)

        assert (undone.claim_reviewed, undone.status) == (before, Status.OPEN)

    def test_a_claim_under_review_keeps_its_words_until_it_is_reopened(
        self, boats: Claim, editor: User, checker: User
    ) -> None:
        before = boats.claim_reviewed
        word(boats, "Forty boats", editor)
        factories.once_reviewed(editor, checker, claim=now(boats))

        with refused("its words stay as they are until an editor reopens it"):
            undo(boats, editor)
        factories.reopened(boats, editor)

        undo(boats, editor)  # what the claim was worded for its review
        assert undo(boats, editor).claim_reviewed == before

    def test_words_changed_past_the_record_are_not_undone(
        self, boats: Claim, checker: User
    ) -> None:
        worded = word(boats, "Forty boats", checker)
        worded.claimant = "Written in a shell"
        worded.save()

        with refused("has been changed since (its claimant); nothing is undone."):
            undo(boats, checker)

    def test_a_part_with_evidence_of_its_own_stays(
        self, boats: Claim, checker: User
    ) -> None:
        workflow.word(
            claim=boats,
            claim_reviewed=boats.claim_reviewed,
            claimant=boats.claimant,
            via=boats.via,
            kind=Kind(boats.kind),
            subclaims=["north", "south"],
            version=boats.version,
            by=checker,
        )
        factories.evidence(boats, checker, subclaim=boats.subclaims.all()[0])

        with refused("has evidence or a review of its own and stays a part"):
            undo(boats, checker)


class TestTakingBackADuplicate:
    @pytest.fixture
    def pair(self, article: Article) -> tuple[Claim, Claim]:
        return of(article, "built in 1931"), of(article, "inspected")

    def test_both_stand_as_before(
        self,
        pair: tuple[Claim, Claim],
        article: Article,
        editor: User,
        other_editor: User,
    ) -> None:
        built, inspected = pair
        factories.open_claim(editor, claim=inspected, could_harm=True)
        due = timezone.now() + dt.timedelta(days=3)
        workflow.assign(
            claim=inspected,
            to=editor,
            due_at=due,
            version=now(inspected).version,
            by=editor,
        )
        before = as_people_see(article)
        duplicate(inspected, built, editor)
        assert len(quotes(built)) == 2

        undone = undo(inspected, other_editor)

        assert undone.duplicate_of is None
        assert (undone.leave_reason, undone.leave_note) == ("", "")
        assert undone.selection == Selection.CENTRAL
        assert [
            {**state, "mentions": [place[:3] for place in state["mentions"]]}
            for _, _, state in as_people_see(article)
        ] == [
            {**state, "mentions": [place[:3] for place in state["mentions"]]}
            for _, _, state in before
        ]
        step = inspected.steps.latest("pk")
        assert (step.verb, step.taken_by) == ("undo", other_editor)
        holds_together(article)

    def test_what_was_left_again_is_what_is_undone(
        self, pair: tuple[Claim, Claim], editor: User
    ) -> None:
        built, inspected = pair
        duplicate(inspected, built, editor)
        undo(inspected, editor)
        duplicate(inspected, built, editor)

        assert undo(inspected, editor).status == Status.PROPOSED
        with refused("There is nothing to undo on this claim."):
            undo(inspected, editor)

    def test_once_it_is_selected_there_is_nothing_to_undo(
        self, pair: tuple[Claim, Claim], editor: User
    ) -> None:
        built, inspected = pair
        duplicate(inspected, built, editor)
        select(inspected, editor)

        with refused("There is nothing to undo on this claim."):
            undo(inspected, editor)

    def test_only_an_editor_takes_it_back(
        self, pair: tuple[Claim, Claim], editor: User, checker: User
    ) -> None:
        built, inspected = pair
        duplicate(inspected, built, editor)

        with refused("Only editors take back what was left as a duplicate."):
            undo(inspected, checker)

    def test_a_claim_under_review_keeps_the_place_it_was_given(
        self, pair: tuple[Claim, Claim], editor: User, checker: User
    ) -> None:
        built, inspected = pair
        duplicate(inspected, built, editor)
        factories.once_reviewed(editor, checker, claim=now(built))

        with refused("its mentions stay as they are until an editor reopens it"):
            undo(inspected, editor)

    def test_a_place_that_changed_since_is_not_taken_back(
        self, pair: tuple[Claim, Claim], editor: User
    ) -> None:
        built, inspected = pair
        duplicate(inspected, built, editor)
        place = built.mentions.get(quote__contains="inspected")
        shaping.respan(
            claim=built,
            mention=place,
            words=Words("The piers were last inspected"),
            version=now(built).version,
            by=editor,
        )

        with refused("has been changed since (its places in the text)"):
            undo(inspected, editor)
        undo(built, editor)

        assert undo(inspected, editor).status == Status.PROPOSED

    def test_nothing_is_taken_back_from_a_text_that_changed_since(
        self, pair: tuple[Claim, Claim], article: Article, editor: User
    ) -> None:
        built, inspected = pair
        duplicate(inspected, built, editor)
        changed = article.latest_revision().text + "\nMore on Tuesday.\n"
        import_text(text=changed, article=article, by=editor)

        with refused("The article’s text has changed since; nothing is undone."):
            undo(inspected, editor)

    def test_what_was_left_for_another_reason_is_not_undone(
        self, pair: tuple[Claim, Claim], editor: User
    ) -> None:
        _, inspected = pair
        workflow.leave(
            claim=inspected,
            reason=LeaveReason.OPINION,
            version=inspected.version,
            by=editor,
        )

        with refused("There is nothing to undo on this claim."):
            undo(inspected, editor)
