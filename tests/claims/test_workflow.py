from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from claims import workflow
from claims.choices import Kind, LeaveReason, Place, Selection, Status
from claims.lifecycle import StaleWrite
from claims.models import Article, Claim, StepTaken, Topic
from tests import factories
from tests.claims.refusing import refused


@pytest.fixture
def claims(editor: User) -> list[Claim]:
    """The claims of one article, in the order of its text."""
    return list(factories.article().claims.order_by("position"))


@pytest.fixture
def claim(claims: list[Claim]) -> Claim:
    return claims[0]


@pytest.fixture
def topic(claim: Claim) -> Topic:
    assert claim.topic is not None
    return claim.topic


def word(claim: Claim, by: User, **words: Any) -> Claim:
    words.setdefault("claim_reviewed", "The ferry carried 412 people")
    words.setdefault("claimant", "")
    words.setdefault("via", [])
    words.setdefault("kind", Kind(claim.kind))
    words.setdefault("subclaims", [])
    words.setdefault("version", claim.version)
    return workflow.word(claim=claim, by=by, **words)


def prepare(claim: Claim, by: User, **facts: Any) -> Claim:
    facts.setdefault("topic", claim.topic)
    facts.setdefault("version", claim.version)
    return workflow.prepare(claim=claim, by=by, **facts)


def select(claim: Claim, topic: Topic, by: User) -> Claim:
    return workflow.select(
        claim=claim, version=claim.version, as_=Selection.CENTRAL, topic=topic, by=by
    )


def leave_as_duplicate(claim: Claim, of: Claim, by: User) -> Claim:
    return workflow.leave(
        claim=claim,
        version=claim.version,
        reason=LeaveReason.DUPLICATE,
        duplicate_of=of,
        by=by,
    )


def places(claim: Claim) -> set[tuple[int, int, int, str]]:
    """Return where a claim stands now, and in what words."""
    rows = claim.mentions.values_list("revision_id", "start", "end", "quote")
    return set(rows)


def steps_of(article: Article) -> list[StepTaken]:
    return list(StepTaken.objects.filter(article=article).order_by("pk"))


class TestSelecting:
    def test_an_editor_takes_a_claim_on(
        self, claim: Claim, topic: Topic, editor: User
    ) -> None:
        selected = workflow.select(
            claim=claim,
            version=claim.version,
            as_=Selection.SUPPORTING,
            topic=topic,
            could_harm=True,
            by=editor,
        )

        selected.refresh_from_db()
        assert selected.status == Status.OPEN
        assert selected.selection == Selection.SUPPORTING
        assert selected.could_harm
        assert selected.version == claim.version + 1

    def test_selecting_leaves_one_step_with_what_was_and_what_is(
        self, claim: Claim, topic: Topic, editor: User
    ) -> None:
        workflow.select(
            claim=claim,
            version=claim.version,
            as_=Selection.CENTRAL,
            topic=topic,
            by=editor,
        )

        (step,) = steps_of(claim.article)
        assert (step.verb, step.taken_by, step.claim, step.round) == (
            "select",
            editor,
            claim,
            1,
        )
        assert step.before == {"status": "proposed", "leave_reason": ""}
        assert step.after == {
            "status": "open",
            "selection": "central",
            "topic": topic.name,
            "could_harm": False,
        }

    def test_a_claim_left_before_is_taken_on_without_its_old_reason(
        self, claim: Claim, topic: Topic, editor: User
    ) -> None:
        claim = workflow.leave(
            claim=claim,
            version=claim.version,
            reason=LeaveReason.PREDICTION,
            note="March is not over.",
            look_again_on=dt.date(2026, 4, 1),
            by=editor,
        )

        claim = workflow.select(
            claim=claim,
            version=claim.version,
            as_=Selection.CENTRAL,
            topic=topic,
            by=editor,
        )

        assert (claim.leave_reason, claim.leave_note, claim.look_again_on) == (
            "",
            "",
            None,
        )

    def test_nobody_but_an_editor_selects(
        self, claim: Claim, topic: Topic, checker: User, superuser: User
    ) -> None:
        for person in (checker, superuser):
            with refused("“Select for checking” is a step for editors."):
                workflow.select(
                    claim=claim,
                    version=claim.version,
                    as_=Selection.CENTRAL,
                    topic=topic,
                    by=person,
                )

    def test_not_selected_is_no_way_to_select(
        self, claim: Claim, topic: Topic, editor: User
    ) -> None:
        with refused("Select a claim as central or as supporting."):
            workflow.select(
                claim=claim,
                version=claim.version,
                as_=Selection.NOT_SELECTED,
                topic=topic,
                by=editor,
            )

    def test_a_claim_that_changed_meanwhile_is_not_selected(
        self, claim: Claim, topic: Topic, editor: User
    ) -> None:
        workflow.assign(
            claim=claim, version=claim.version, to=None, due_at=None, by=editor
        )

        with refused("This has changed since you read it.", StaleWrite):
            select(claim, topic, editor)

    def test_a_topic_of_another_article_is_refused(
        self, claim: Claim, editor: User
    ) -> None:
        elsewhere = workflow.add_topic(
            article=factories.article(), name="Elsewhere", by=editor
        )

        with refused("“Elsewhere” is a topic of another article."):
            workflow.select(
                claim=claim,
                version=claim.version,
                as_=Selection.CENTRAL,
                topic=elsewhere,
                by=editor,
            )


class TestLeaving:
    @pytest.mark.parametrize(
        "reason",
        [
            LeaveReason.NOT_SELECTED,
            LeaveReason.OPINION,
            LeaveReason.NOT_CHECKABLE,
            LeaveReason.OUTSIDE,
            LeaveReason.SAFETY,
        ],
    )
    def test_a_plain_reason_is_enough(
        self, claim: Claim, editor: User, reason: LeaveReason
    ) -> None:
        left = workflow.leave(
            claim=claim,
            version=claim.version,
            reason=reason,
            note=" Of taste. ",
            by=editor,
        )

        left.refresh_from_db()
        assert (left.status, left.leave_reason, left.leave_note) == (
            Status.NOT_CHECKED,
            reason,
            "Of taste.",
        )

    def test_leaving_an_open_claim_takes_its_selection_back(
        self, claim: Claim, editor: User
    ) -> None:
        claim = factories.open_claim(editor, claim=claim, could_harm=True)

        left = workflow.leave(
            claim=claim, version=claim.version, reason=LeaveReason.OUTSIDE, by=editor
        )

        assert (left.selection, left.could_harm) == (Selection.NOT_SELECTED, False)
        step = steps_of(claim.article)[-1]
        assert step.before == {
            "status": "open",
            "selection": "central",
            "could_harm": True,
        }
        assert step.after == {"status": "not-checked", "leave_reason": "outside"}

    def test_nobody_but_an_editor_leaves(
        self, claim: Claim, checker: User, superuser: User
    ) -> None:
        for person in (checker, superuser):
            with refused("“Leave unchecked” is a step for editors."):
                workflow.leave(
                    claim=claim,
                    version=claim.version,
                    reason=LeaveReason.OPINION,
                    by=person,
                )

    @pytest.mark.parametrize("link", ["", "javascript:alert(1)", "no address"])
    def test_checked_elsewhere_needs_an_address(
        self, claim: Claim, editor: User, link: str
    ) -> None:
        with refused("Give the address where the claim was checked."):
            workflow.leave(
                claim=claim,
                version=claim.version,
                reason=LeaveReason.ELSEWHERE,
                link=link,
                by=editor,
            )

    def test_checked_elsewhere_keeps_the_address(
        self, claim: Claim, editor: User
    ) -> None:
        left = workflow.leave(
            claim=claim,
            version=claim.version,
            reason=LeaveReason.ELSEWHERE,
            link="https://desk.example/ferry",
            by=editor,
        )

        assert left.leave_link == "https://desk.example/ferry"

    def test_a_prediction_needs_a_day_to_look_again(
        self, claim: Claim, editor: User
    ) -> None:
        with refused("Give the day on which to look at the prediction again."):
            workflow.leave(
                claim=claim,
                version=claim.version,
                reason=LeaveReason.PREDICTION,
                by=editor,
            )

        left = workflow.leave(
            claim=claim,
            version=claim.version,
            reason=LeaveReason.PREDICTION,
            look_again_on=dt.date(2026, 4, 1),
            by=editor,
        )
        assert left.look_again_on == dt.date(2026, 4, 1)

    def test_what_a_reason_does_not_need_is_not_kept(
        self, claim: Claim, editor: User
    ) -> None:
        left = workflow.leave(
            claim=claim,
            version=claim.version,
            reason=LeaveReason.OPINION,
            link="https://desk.example/ferry",
            look_again_on=dt.date(2026, 4, 1),
            by=editor,
        )

        assert (left.leave_link, left.look_again_on) == ("", None)

    def test_a_claim_reopened_may_be_left(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.decided(editor, checker, other_checker)
        claim = workflow.reopen(
            claim=claim, version=claim.version, reason="The log was forged.", by=editor
        )

        left = workflow.leave(
            claim=claim, version=claim.version, reason=LeaveReason.OUTSIDE, by=editor
        )

        assert left.status == Status.NOT_CHECKED
        assert left.reviews.count() == 2


class TestDuplicates:
    def test_a_duplicate_hands_its_mentions_to_the_claim_it_repeats(
        self, claims: list[Claim], editor: User
    ) -> None:
        original, repeated = claims[:2]
        spans = {
            (mention.start, mention.end, mention.quote)
            for claim in (original, repeated)
            for mention in claim.mentions.all()
        }

        mention = repeated.mentions.get()
        given = [mention.revision_id, mention.start, mention.end]

        left = workflow.leave(
            claim=repeated,
            version=repeated.version,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=original,
            by=editor,
        )

        assert left.duplicate_of == original
        assert not left.mentions.exists()
        assert steps_of(left.article)[-1].before["mentions"] == [given]
        assert set(original.mentions.values_list("start", "end", "quote")) == spans

    def test_a_duplicate_of_a_duplicate_repeats_the_first(
        self, claims: list[Claim], editor: User
    ) -> None:
        original, second, third = claims[:3]
        workflow.leave(
            claim=second,
            version=second.version,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=original,
            by=editor,
        )

        left = workflow.leave(
            claim=third,
            version=third.version,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=second,
            by=editor,
        )

        assert left.duplicate_of == original
        assert original.mentions.count() == 3

    def test_a_duplicate_says_of_what(self, claim: Claim, editor: User) -> None:
        with refused("Say which claim this one repeats."):
            workflow.leave(
                claim=claim,
                version=claim.version,
                reason=LeaveReason.DUPLICATE,
                by=editor,
            )

    def test_a_claim_repeats_neither_itself_nor_one_of_another_article(
        self, claims: list[Claim], editor: User
    ) -> None:
        elsewhere = factories.article().claims.order_by("position")[0]
        sentence = "A claim can only repeat another claim of the same article."

        for other in (claims[0], elsewhere):
            with refused(sentence):
                workflow.leave(
                    claim=claims[0],
                    version=claims[0].version,
                    reason=LeaveReason.DUPLICATE,
                    duplicate_of=other,
                    by=editor,
                )

    def test_two_claims_cannot_repeat_each_other(
        self, claims: list[Claim], editor: User
    ) -> None:
        original, repeated = claims[:2]
        workflow.leave(
            claim=repeated,
            version=repeated.version,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=original,
            by=editor,
        )

        with refused("A claim can only repeat another claim of the same article."):
            workflow.leave(
                claim=original,
                version=original.version,
                reason=LeaveReason.DUPLICATE,
                duplicate_of=repeated,
                by=editor,
            )

    def test_a_duplicate_selected_after_all_takes_its_mentions_back(
        self, claims: list[Claim], topic: Topic, editor: User
    ) -> None:
        original, repeated = claims[:2]
        before = places(original), places(repeated)
        left = leave_as_duplicate(repeated, original, editor)
        assert places(original) == before[0] | before[1]

        selected = select(left, topic, editor)

        selected.refresh_from_db()
        assert (selected.status, selected.duplicate_of) == (Status.OPEN, None)
        assert (places(original), places(selected)) == before

    def test_what_the_original_said_in_the_same_place_stays_its_own_too(
        self, claims: list[Claim], topic: Topic, editor: User
    ) -> None:
        original, repeated = claims[:2]
        (shared,) = repeated.mentions.all()
        shared.pk, shared.claim = None, original
        shared.save()
        before = places(original), places(repeated)

        left = leave_as_duplicate(repeated, original, editor)
        step = steps_of(left.article)[-1]
        assert (len(step.before["mentions"]), step.before["given"]) == (1, [])
        selected = select(left, topic, editor)

        assert (places(original), places(selected)) == before

    @pytest.mark.parametrize("order", [(1, 2), (2, 1)])
    def test_what_a_duplicate_handed_on_comes_back_from_where_it_went(
        self, claims: list[Claim], topic: Topic, editor: User, order: tuple[int, int]
    ) -> None:
        first, second, third = claims[:3]
        before = [places(claim) for claim in (first, second, third)]
        leave_as_duplicate(third, second, editor)
        leave_as_duplicate(second, first, editor)
        assert places(first) == set().union(*before)

        for number in order:
            select(Claim.objects.get(pk=claims[number].pk), topic, editor)

        assert places(third) == before[2]
        assert places(first) == before[0]
        assert places(second) == before[1]

    def test_a_duplicate_takes_nothing_from_a_claim_under_review(
        self, claims: list[Claim], topic: Topic, editor: User, checker: User
    ) -> None:
        original, repeated = claims[:2]
        left = leave_as_duplicate(repeated, original, editor)
        original = factories.once_reviewed(
            editor, checker, claim=Claim.objects.get(pk=original.pk)
        )

        with refused("its mentions stay as they are until an editor reopens it."):
            select(left, topic, editor)

        workflow.reopen(
            claim=original,
            version=original.version,
            reason="The other is another claim.",
            by=editor,
        )
        assert select(left, topic, editor).mentions.count() == 1

    def test_a_claim_that_changed_meanwhile_is_not_left(
        self, claim: Claim, editor: User
    ) -> None:
        workflow.assign(
            claim=claim, version=claim.version, to=None, due_at=None, by=editor
        )

        with refused("This has changed since you read it.", StaleWrite):
            workflow.leave(
                claim=claim,
                version=claim.version,
                reason=LeaveReason.OPINION,
                by=editor,
            )

    def test_a_claim_under_review_is_given_no_more_mentions(
        self, editor: User, checker: User
    ) -> None:
        original = factories.once_reviewed(editor, checker)
        repeated = original.article.claims.order_by("position")[1]

        with refused("its mentions stay as they are until an editor reopens it."):
            workflow.leave(
                claim=repeated,
                version=repeated.version,
                reason=LeaveReason.DUPLICATE,
                duplicate_of=original,
                by=editor,
            )


class TestAssigning:
    def test_an_editor_gives_a_claim_to_somebody_and_takes_it_back(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        assigned = workflow.assign(
            claim=claim, version=claim.version, to=checker, due_at=None, by=editor
        )
        assert assigned.assignee == checker

        freed = workflow.assign(
            claim=assigned, version=assigned.version, to=None, due_at=None, by=editor
        )
        assert freed.assignee is None

        given, taken = steps_of(claim.article)
        assert (given.before, given.after) == (
            {"assignee": "", "due_at": ""},
            {"assignee": "checker", "due_at": ""},
        )
        assert (taken.before, taken.after) == (
            {"assignee": "checker", "due_at": ""},
            {"assignee": "", "due_at": ""},
        )

    def test_a_due_time_is_kept_to_the_minute_and_recorded(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        due_at = timezone.now() + dt.timedelta(days=2)

        assigned = workflow.assign(
            claim=claim, version=claim.version, to=checker, due_at=due_at, by=editor
        )

        kept = due_at.replace(second=0, microsecond=0)
        assert assigned.due_at == kept
        assert steps_of(claim.article)[-1].after["due_at"] == kept.isoformat()

    @pytest.mark.parametrize(
        ("days", "sentence"),
        [
            (-1, "Give a due time that is still to come."),
            (20_000, "Give a due time within the next ten years."),
        ],
    )
    def test_a_due_time_lies_ahead_and_within_reach(
        self, claim: Claim, editor: User, days: int, sentence: str
    ) -> None:
        due_at = timezone.now() + dt.timedelta(days=days)

        with refused(sentence):
            workflow.assign(
                claim=claim, version=claim.version, to=None, due_at=due_at, by=editor
            )

    def test_an_overdue_claim_is_given_on_without_a_new_time(
        self, claim: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        due_at = timezone.now() + dt.timedelta(hours=1)
        claim = workflow.assign(
            claim=claim, version=claim.version, to=checker, due_at=due_at, by=editor
        )

        with time_machine.travel(due_at + dt.timedelta(days=1)):
            given = workflow.assign(
                claim=claim,
                version=claim.version,
                to=other_checker,
                due_at=claim.due_at,
                by=editor,
            )

        assert given.due_at == claim.due_at

    def test_what_is_left_or_reopened_is_no_longer_due(
        self, editor: User, checker: User
    ) -> None:
        due_at = timezone.now() + dt.timedelta(days=2)
        left, reopened = (
            factories.open_claim(editor),
            factories.once_reviewed(editor, checker),
        )
        for given in (left, reopened):
            workflow.assign(
                claim=given, version=given.version, to=None, due_at=due_at, by=editor
            )
        left, reopened = (
            Claim.objects.get(pk=left.pk),
            Claim.objects.get(pk=reopened.pk),
        )

        left = workflow.leave(
            claim=left, reason=LeaveReason.NOT_SELECTED, version=left.version, by=editor
        )
        reopened = workflow.reopen(
            claim=reopened, reason="New log.", version=reopened.version, by=editor
        )

        assert left.due_at is reopened.due_at is None
        assert "due_at" in steps_of(left.article)[-1].before
        assert "due_at" in steps_of(reopened.article)[-1].before

    def test_a_claim_somebody_else_was_given_meanwhile_is_stale(
        self, claim: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        workflow.assign(
            claim=claim, version=claim.version, to=checker, due_at=None, by=editor
        )

        with refused("This has changed since you read it.", StaleWrite):
            workflow.assign(
                claim=claim,
                version=claim.version,
                to=other_checker,
                due_at=None,
                by=editor,
            )

    def test_assigning_is_no_step_of_the_claim(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        assigned = workflow.assign(
            claim=claim, version=claim.version, to=checker, due_at=None, by=editor
        )

        assert assigned.status == claim.status

    def test_nobody_but_an_editor_assigns(
        self, claim: Claim, checker: User, superuser: User
    ) -> None:
        for person in (checker, superuser):
            with refused("Only editors assign claims."):
                workflow.assign(
                    claim=claim,
                    version=claim.version,
                    to=checker,
                    due_at=None,
                    by=person,
                )

    def test_a_claim_is_given_only_to_those_who_review(
        self, claim: Claim, editor: User, superuser: User
    ) -> None:
        with refused("superuser is not one of the desk's fact-checkers or editors."):
            workflow.assign(
                claim=claim, version=claim.version, to=superuser, due_at=None, by=editor
            )

    def test_a_claim_is_not_given_to_the_author_of_the_article(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.article(written_by=checker).claims.all()[0]

        with refused("checker wrote the article and cannot check it."):
            workflow.assign(
                claim=claim, version=claim.version, to=checker, due_at=None, by=editor
            )


class TestReopening:
    def test_a_new_round_begins_and_the_old_reviews_stay(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.decided(editor, checker, other_checker)

        reopened = workflow.reopen(
            claim=claim, version=claim.version, reason="The log was forged.", by=editor
        )

        reopened.refresh_from_db()
        assert (reopened.status, reopened.round) == (Status.OPEN, 2)
        assert reopened.reviews.filter(round=1).count() == 2
        assert reopened.verdicts.filter(round=1).count() == 1
        step = steps_of(claim.article)[-1]
        assert (step.verb, step.reason) == ("reopen", "The log was forged.")
        assert step.before == {"status": "decided", "round": 1}
        assert step.after == {"status": "open", "round": 2}

    def test_those_who_reviewed_may_review_again_in_the_new_round(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.disputed(editor, checker, other_checker)
        workflow.reopen(
            claim=claim, version=claim.version, reason="Nobody else is here.", by=editor
        )

        claim = factories.submit(claim, other_checker, Place.FIRST)
        claim = factories.submit(claim, checker, Place.SECOND)

        assert claim.status == Status.DECIDED
        assert claim.reviews.count() == 4

    def test_reopening_needs_a_reason(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.decided(editor, checker, other_checker)

        for reason in ("", " \n ", "\u200b"):
            with refused("Say why the claim is reopened."):
                workflow.reopen(
                    claim=claim, version=claim.version, reason=reason, by=editor
                )

    def test_a_claim_settled_meanwhile_is_not_reopened_by_an_old_form(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.once_reviewed(editor, checker)
        seen = claim.version
        factories.submit(claim, other_checker, Place.SECOND)

        with refused("This has changed since you read it.", StaleWrite):
            workflow.reopen(claim=claim, version=seen, reason="Too slow.", by=editor)

    def test_nobody_but_an_editor_reopens(
        self, editor: User, checker: User, other_checker: User, superuser: User
    ) -> None:
        claim = factories.decided(editor, checker, other_checker)

        for person in (checker, superuser):
            with refused("“Reopen” is a step for editors."):
                workflow.reopen(
                    claim=claim, version=claim.version, reason="I want to.", by=person
                )


class TestWording:
    def test_a_checker_words_a_claim_so_that_it_stands_alone(
        self, claim: Claim, checker: User
    ) -> None:
        worded = word(
            claim,
            checker,
            claim_reviewed="  The ferry carried\n412 people ",
            claimant="The port authority",
            via=["Harbor Gazette", "", "Radio Kiel"],
            subclaims=["Oran", "Palermo", "Oran", ""],
        )

        worded.refresh_from_db()
        assert worded.claim_reviewed == "The ferry carried 412 people"
        assert worded.via == ["Harbor Gazette", "Radio Kiel"]
        assert [part.text for part in worded.subclaims.order_by("position")] == [
            "Oran",
            "Palermo",
        ]
        assert worded.search_text == workflow.searchable(worded)

    def test_wording_leaves_one_step_with_the_words_before_and_after(
        self, claim: Claim, checker: User
    ) -> None:
        word(claim, checker, claimant="The port authority", subclaims=["Oran"])

        (step,) = steps_of(claim.article)
        assert step.verb == "word"
        assert step.before["claim_reviewed"] == claim.claim_reviewed
        assert step.before["claimant"] == ""
        assert step.after["claim_reviewed"] == "The ferry carried 412 people"
        assert step.after["claimant"] == "The port authority"
        assert step.after["subclaims"] == ["Oran"]

    def test_a_form_left_open_overwrites_nothing(
        self, claim: Claim, checker: User, other_checker: User
    ) -> None:
        word(claim, checker)

        with refused("This has changed since you read it.", StaleWrite):
            word(claim, other_checker, claim_reviewed="Something else")

    def test_words_are_read_only_from_the_first_review_on(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.once_reviewed(editor, checker)
        with refused("its words stay as they are until an editor reopens it."):
            word(claim, editor)

        claim = factories.submit(claim, other_checker, Place.SECOND)
        with refused("its words stay as they are until an editor reopens it."):
            word(claim, editor)

        claim = workflow.reopen(
            claim=claim, version=claim.version, reason="Worded badly.", by=editor
        )
        assert word(claim, editor).claim_reviewed == "The ferry carried 412 people"

    def test_a_claim_keeps_some_words(self, claim: Claim, checker: User) -> None:
        with refused("The claim as reviewed cannot be empty."):
            word(claim, checker, claim_reviewed=" \n ")

    def test_words_longer_than_their_column_are_refused_on_every_engine(
        self, claim: Claim, checker: User
    ) -> None:
        with refused("“Claim as reviewed” is longer than 500 characters."):
            word(claim, checker, claim_reviewed="f" * 501)

        assert word(claim, checker, claim_reviewed="f" * 500).version == 2

    def test_a_nul_character_is_refused_in_a_sentence(
        self, claim: Claim, checker: User
    ) -> None:
        with refused("The text holds a NUL character"):
            word(claim, checker, claimant="Port\x00authority")

    def test_nobody_from_outside_the_desk_words_a_claim(
        self, claim: Claim, superuser: User
    ) -> None:
        with refused("Only the desk's fact-checkers and editors word claims."):
            word(claim, superuser)

    def test_the_parts_of_a_claim_change_places_and_keep_their_rows(
        self, claim: Claim, checker: User
    ) -> None:
        claim = word(claim, checker, subclaims=["Oran", "Bastia"])
        rows = dict(claim.subclaims.values_list("text", "pk"))

        claim = word(claim, checker, subclaims=["Palermo", "Bastia", "Oran"])

        parts = claim.subclaims.order_by("position")
        assert [part.text for part in parts] == ["Palermo", "Bastia", "Oran"]
        assert rows.items() <= dict(claim.subclaims.values_list("text", "pk")).items()

    def test_a_part_that_evidence_speaks_of_stays_a_part(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor, subclaims=("Oran", "Bastia"))
        oran = claim.subclaims.get(text="Oran")
        factories.evidence(claim, checker, subclaim=oran)
        claim.refresh_from_db()

        with refused("“Oran” has evidence or a review of its own and stays a part."):
            word(claim, checker, subclaims=["Bastia"])

        assert word(claim, checker, subclaims=["Oran"]).subclaims.get() == oran


class TestPreparing:
    def test_an_editor_says_how_a_claim_is_published(
        self, claim: Claim, editor: User
    ) -> None:
        quay = workflow.add_topic(article=claim.article, name="Quay", by=editor)
        topic = claim.topic

        prepared = prepare(
            claim,
            editor,
            topic=quay,
            claimant_url="https://port.example/",
            claimed_on=dt.date(2026, 3, 2),
            do_not_name=True,
            single_source_reason="Only the port counts.",
        )

        prepared.refresh_from_db()
        assert prepared.topic == quay
        assert prepared.claimed_on == dt.date(2026, 3, 2)
        assert prepared.do_not_name
        assert prepared.version == claim.version + 1
        step = steps_of(claim.article)[-1]
        assert (step.verb, step.before["topic"]) == ("prepare", topic.name)
        assert step.after == {
            "topic": "Quay",
            "claimant_url": "https://port.example/",
            "claimed_on": "2026-03-02",
            "do_not_name": True,
            "single_source_reason": "Only the port counts.",
        }

    def test_a_claimant_in_danger_need_not_wait_for_a_new_round(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.once_reviewed(editor, checker, claimant="Ilse Brandt")

        prepared = prepare(claim, editor, do_not_name=True)

        assert (prepared.do_not_name, prepared.status) == (True, Status.SECOND_REVIEW)

    def test_nobody_but_an_editor_prepares(
        self, claim: Claim, checker: User, superuser: User
    ) -> None:
        for person in (checker, superuser):
            with refused("Only editors say how a claim is published."):
                prepare(claim, person, do_not_name=True)

    def test_what_cannot_be_published_is_refused(
        self, claim: Claim, editor: User
    ) -> None:
        elsewhere = workflow.add_topic(
            article=factories.article(), name="Elsewhere", by=editor
        )

        with refused("“Elsewhere” is a topic of another article."):
            prepare(claim, editor, topic=elsewhere)
        with refused("address"):
            prepare(claim, editor, claimant_url="javascript:alert(1)")
        with refused("This has changed since you read it.", StaleWrite):
            prepare(claim, editor, version=claim.version + 1)


class TestTopics:
    def test_an_editor_adds_a_topic_after_the_others(
        self, claim: Claim, editor: User
    ) -> None:
        last = max(claim.article.topics.values_list("position", flat=True))

        topic = workflow.add_topic(article=claim.article, name=" Quay ", by=editor)

        assert (topic.name, topic.position) == ("Quay", last + 1)
        (step,) = steps_of(claim.article)
        assert (step.verb, step.after) == ("add-topic", {"topic": "Quay"})

    def test_an_editor_describes_a_topic(self, topic: Topic, editor: User) -> None:
        old_name, old_position = topic.name, topic.position

        described = workflow.describe_topic(
            topic=topic,
            version=topic.version,
            name="Ferry",
            summary="What it did.",
            position=7,
            by=editor,
        )

        described.refresh_from_db()
        assert (described.name, described.summary, described.position) == (
            "Ferry",
            "What it did.",
            7,
        )
        (step,) = steps_of(topic.article)
        assert step.before == {
            "topic": old_name,
            "summary": "",
            "position": old_position,
        }
        assert step.after == {
            "topic": "Ferry",
            "summary": "What it did.",
            "position": 7,
            "described": topic.pk,
        }
        assert described.version == topic.version + 1

    def test_a_topic_somebody_else_described_meanwhile_is_stale(
        self, topic: Topic, editor: User
    ) -> None:
        def describe(name: str) -> Topic:
            return workflow.describe_topic(
                topic=topic,
                version=topic.version,
                name=name,
                summary="",
                position=1,
                by=editor,
            )

        describe("Ferry")

        with refused("This has changed since you read it.", StaleWrite):
            describe("Quay")

    def test_a_topic_may_be_spelled_anew_but_not_twice_in_other_letters(
        self, topic: Topic, editor: User
    ) -> None:
        with refused(f"The article has a topic “{topic.name.upper()}” already."):
            workflow.add_topic(
                article=topic.article, name=topic.name.upper(), by=editor
            )

        described = workflow.describe_topic(
            topic=topic,
            version=topic.version,
            name=topic.name.upper(),
            summary="",
            position=1,
            by=editor,
        )

        assert described.name == topic.name.upper()

    def test_a_topic_needs_a_name_of_its_own(self, topic: Topic, editor: User) -> None:
        with refused("A topic needs a name."):
            workflow.add_topic(article=topic.article, name=" ", by=editor)
        with refused("A topic needs a name."):
            workflow.describe_topic(
                topic=topic,
                version=topic.version,
                name="",
                summary="",
                position=1,
                by=editor,
            )
        with refused(f"The article has a topic “{topic.name}” already."):
            workflow.add_topic(article=topic.article, name=topic.name, by=editor)

    def test_a_topic_does_not_take_another_topics_name(
        self, topic: Topic, editor: User
    ) -> None:
        other = workflow.add_topic(article=topic.article, name="Quay", by=editor)

        with refused(f"The article has a topic “{topic.name}” already."):
            workflow.describe_topic(
                topic=other,
                version=other.version,
                name=topic.name,
                summary="",
                position=1,
                by=editor,
            )

    def test_nobody_but_an_editor_names_topics(
        self, topic: Topic, checker: User, superuser: User
    ) -> None:
        for person in (checker, superuser):
            with refused("Only editors add topics."):
                workflow.add_topic(article=topic.article, name="Quay", by=person)
            with refused("Only editors describe topics."):
                workflow.describe_topic(
                    topic=topic,
                    version=topic.version,
                    name="Quay",
                    summary="",
                    position=1,
                    by=person,
                )


@pytest.mark.parametrize(
    ("required", "as_", "could_harm", "needed"),
    [
        (2, Selection.CENTRAL, False, 2),
        (2, Selection.CENTRAL, True, 2),
        (2, Selection.SUPPORTING, True, 2),
        (2, Selection.SUPPORTING, False, 1),
        (1, Selection.CENTRAL, False, 1),
        (1, Selection.CENTRAL, True, 1),
        (1, Selection.SUPPORTING, True, 1),
        (1, Selection.SUPPORTING, False, 1),
    ],
)
def test_how_many_reviews_a_claim_needs(
    settings: Any,
    editor: User,
    required: int,
    as_: Selection,
    could_harm: bool,
    needed: int,
) -> None:
    settings.REVIEWS_REQUIRED = required

    claim = factories.open_claim(editor, as_=as_, could_harm=could_harm)

    assert claim.reviews_needed == needed
