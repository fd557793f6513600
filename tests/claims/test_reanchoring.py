from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from claims import reanchoring, workflow
from claims.choices import LeaveReason, Place, Placed, Status
from claims.intake import Imported, import_text
from claims.lifecycle import StaleWrite
from claims.models import Article, Claim, Figure, Mention, StepTaken
from tests import factories
from tests.claims.refusing import everything_stored, failing_at, refused

pytestmark = pytest.mark.django_db

ARTICLE = """Sluice At Oldmere Held Back 40 Million Liters

The sluice held back 40 million liters of water on Friday night, the district said.

The pump house ran for eleven hours without a stop.

The district spent 3.2 million crowns on the gates last year.

A second sluice, built in 1904, stands two kilometers upstream.
"""
PUMPS = "The pump house ran for eleven hours without a stop."
BUDGET = "The district spent 3.2 million crowns on the gates last year."
SECOND = "A second sluice, built in 1904, stands two kilometers upstream."


@pytest.fixture
def article() -> Article:
    return import_text(text=ARTICLE, published_on=dt.date(2026, 3, 3)).article


def changed(
    article: Article, *edits: tuple[str, str], by: User | None = None
) -> Imported:
    """Import the article's first text again, with edits."""
    text = ARTICLE
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return import_text(text=text, article=article, by=by)


def claim_of(article: Article, words: str) -> Claim:
    return article.claims.filter(mentions__quote__contains=words.rstrip("."))[0]


def counts(imported: Imported) -> tuple[int, int, int, int]:
    return imported.unchanged, imported.moved, imported.orphaned, imported.new


def decided(article: Article, words: str, editor: User, *reviewers: User) -> Claim:
    first, second = reviewers
    claim = factories.open_claim(editor, claim=claim_of(article, words))
    factories.evidence(claim, first)
    factories.evidence(claim, first)
    factories.submit(claim, first, Place.FIRST)
    return factories.submit(claim, second, Place.SECOND)


MOVES = ((f"{SECOND}\n", ""), (PUMPS, f"{SECOND}\n\n{PUMPS}"))
EDITED = ("3.2 million", "3.4 million")
DROPPED = (f"{PUMPS}\n\n", "")


class TestCarryingOver:
    def test_every_claim_far_from_the_change_keeps_its_place(
        self, article: Article
    ) -> None:
        claims = article.claims.count()

        imported = changed(article, EDITED)

        assert counts(imported) == (claims - 1, 0, 1, 1)
        for mention in imported.revision.mentions.all():
            text = imported.revision.text
            assert text[mention.start : mention.end] == mention.quote
        kept = imported.revision.mentions.get(claim=claim_of(article, SECOND))
        assert kept.placed == Placed.UNCHANGED

    def test_a_paragraph_that_moved_takes_its_claim_along(
        self, article: Article
    ) -> None:
        imported = changed(article, *MOVES)

        assert (imported.moved, imported.orphaned, imported.new) == (1, 0, 0)
        moved = imported.revision.mentions.get(claim=claim_of(article, SECOND))
        assert moved.placed == Placed.MOVED

    def test_a_changed_figure_is_a_new_claim_beside_an_orphaned_one(
        self, article: Article
    ) -> None:
        spent = claim_of(article, BUDGET)

        imported = changed(article, EDITED)

        new = imported.revision.mentions.get(quote__contains="3.4 million")
        assert new.placed == Placed.READING
        assert new.claim != spent
        assert new.claim.status == Status.PROPOSED
        assert list(Claim.objects.orphaned()) == [spent]
        assert not imported.revision.mentions.filter(claim=spent).exists()

    def test_the_same_claim_in_headline_and_body_stays_one(
        self, article: Article
    ) -> None:
        twice = claim_of(article, "40 Million Liters")
        assert twice.mentions.count() == 2

        imported = changed(article, EDITED)

        assert imported.revision.mentions.filter(claim=twice).count() == 2

    def test_a_claim_that_keeps_one_of_two_places_is_not_orphaned(
        self, article: Article
    ) -> None:
        twice = claim_of(article, "40 Million Liters")

        imported = changed(article, ("back 40 million", "back 4 million"))

        kept = imported.revision.mentions.get(claim=twice)
        assert kept.quote == "Sluice At Oldmere Held Back 40 Million Liters"
        assert imported.orphaned == 0
        new = imported.revision.mentions.get(quote__contains="4 million liters")
        assert new.claim != twice

    def test_figures_stand_in_the_new_text_too(self, article: Article) -> None:
        imported = changed(article, *MOVES, EDITED)

        figures = Figure.objects.filter(revision=imported.revision)
        assert figures.filter(claim=claim_of(article, "40 million")).exists()
        assert figures.filter(text__contains="3.4 million").exists()
        for figure in figures:
            assert imported.revision.text[figure.start : figure.end] == figure.text

    def test_topics_stay_and_new_claims_go_under_them(self, article: Article) -> None:
        named = {topic.pk: topic.name for topic in article.topics.all()}

        changed(article, EDITED)

        for pk, name in named.items():
            assert article.topics.get(pk=pk).name == name
        names = [topic.name.casefold() for topic in article.topics.all()]
        assert len(names) == len(set(names))

    def test_a_new_claim_goes_under_the_topic_that_people_made_of_its_own(
        self, editor: User
    ) -> None:
        article = import_text(text=factories.ARTICLE).article
        told = article.claims.get(mentions__quote__contains="412")
        assert told.topic is not None
        workflow.describe_topic(
            topic=told.topic,
            name="How many were aboard",
            summary="",
            position=1,
            version=told.topic.version,
            by=editor,
        )
        names = set(article.topics.values_list("name", flat=True))

        imported = import_text(
            text=factories.ARTICLE.replace("412", "413"), article=article
        )

        new = imported.revision.mentions.get(quote__contains="413").claim
        assert new != told
        assert new.topic == told.topic
        assert set(article.topics.values_list("name", flat=True)) == names

    def test_what_is_about_something_else_gets_a_topic_of_its_own(
        self, article: Article
    ) -> None:
        more = (
            "\nThe lighthouse was painted in May. Its keeper retired in June."
            " The lighthouse has 90 steps.\n"
        )

        imported = import_text(text=ARTICLE + more, article=article)

        new = imported.revision.mentions.get(quote__contains="90 steps").claim
        assert new.topic is not None
        assert new.topic.claims.count() == 3

    def test_flags_of_the_new_text_refer_to_the_claims_that_stand_there(self) -> None:
        article = import_text(text=factories.ARTICLE).article
        headline = article.claims.get(mentions__quote__contains="Over 900")

        imported = import_text(
            text=factories.ARTICLE.replace("412", "413"), article=article
        )

        flag = imported.revision.flags.get(kind="headline-figure")
        assert headline in flag.claims.all()

    def test_a_claim_that_people_cut_shorter_is_not_proposed_again(
        self, article: Article
    ) -> None:
        claim = claim_of(article, SECOND)
        mention = claim.mentions.get()
        mention.delete()
        end = mention.start + len("A second sluice, built in 1904")
        Mention.objects.create(
            claim=claim,
            revision=mention.revision,
            start=mention.start,
            end=end,
            quote=ARTICLE[mention.start : end],
            placed=Placed.PERSON,
        )

        imported = changed(article, EDITED)

        assert imported.new == 1
        kept = imported.revision.mentions.get(claim=claim)
        assert kept.quote == "A second sluice, built in 1904"

    def test_a_text_that_came_back_has_its_claims_again(self, article: Article) -> None:
        spent = claim_of(article, BUDGET)
        changed(article, EDITED)

        back = import_text(text=ARTICLE, article=article)

        assert (back.revision.number, back.new) == (3, 0)
        assert back.revision.mentions.get(claim=spent).placed == Placed.UNCHANGED
        # The claim of the second text is nowhere in the third.
        assert [str(claim) for claim in Claim.objects.orphaned()] == [
            BUDGET.replace("3.2", "3.4").rstrip(".")
        ]

    def test_a_claim_is_looked_for_from_the_text_it_stood_in_last(
        self, article: Article
    ) -> None:
        spent = claim_of(article, BUDGET)
        changed(article, EDITED)

        third = changed(article, DROPPED)

        assert third.revision.mentions.filter(claim=spent).exists()

    def test_a_claim_under_review_is_found_again_too(
        self, article: Article, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor, claim=claim_of(article, SECOND))
        factories.evidence(claim, checker)
        claim = factories.submit(claim, checker, Place.FIRST)

        imported = changed(article, EDITED)

        assert imported.revision.mentions.filter(claim=claim).exists()
        stored = Claim.objects.get(pk=claim.pk)
        assert (stored.status, stored.version) == (claim.status, claim.version)

    def test_a_duplicate_has_no_place_and_is_not_orphaned(
        self, article: Article, editor: User
    ) -> None:
        claim, original = claim_of(article, PUMPS), claim_of(article, BUDGET)
        workflow.leave(
            claim=claim,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=original,
            version=claim.version,
            by=editor,
        )

        imported = changed(article, EDITED)

        # The original has both places, and keeps one.
        assert imported.orphaned == 0
        assert not Claim.objects.orphaned().exists()

    def test_the_number_of_queries_does_not_grow_with_the_claims(self) -> None:
        def queries(claims: int) -> int:
            lines = [
                f"Depot number {number} stored {number * 7 + 3} tons of grain in May."
                for number in range(claims)
            ]
            text = "Grain In The Depots\n\n" + "\n\n".join(lines)
            article = import_text(text=text).article
            with CaptureQueriesContext(connection) as captured:
                imported = import_text(
                    text=text.replace("number 1 stored", "number 1 held"),
                    article=article,
                )
            assert imported.orphaned == 1
            return len(captured)

        assert queries(5) == queries(40)


class TestAnotherLook:
    def test_a_verdict_whose_words_changed_needs_another_look(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, BUDGET, editor, checker, other_checker)

        imported = changed(article, EDITED, by=editor)

        stored = Claim.objects.get(pk=claim.pk)
        assert stored.changed_in == imported.revision
        assert stored.status == Status.DECIDED
        assert stored.version == claim.version + 1
        assert list(Claim.objects.needing_another_look()) == [stored]
        step = StepTaken.objects.get(claim=claim, verb="article-changed")
        assert (step.taken_by, step.after) == (editor, {"changed_in": 2})

    def test_a_verdict_whose_words_stay_needs_none(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, SECOND, editor, checker, other_checker)

        changed(article, EDITED, *MOVES, by=editor)

        stored = Claim.objects.get(pk=claim.pk)
        assert stored.changed_in is None
        assert stored.version == claim.version

    def test_a_claim_without_a_verdict_needs_none(self, article: Article) -> None:
        changed(article, EDITED)

        assert not Claim.objects.needing_another_look().exists()
        assert Claim.objects.to_be_placed().get() == claim_of(article, "3.2 million")

    def test_a_claim_under_review_needs_one_before_its_verdict_goes_unnoticed(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.open_claim(editor, claim=claim_of(article, BUDGET))
        factories.evidence(claim, checker)
        factories.evidence(claim, checker)
        claim = factories.submit(claim, checker, Place.FIRST)

        imported = changed(article, EDITED, by=editor)

        stored = Claim.objects.get(pk=claim.pk)
        assert stored.changed_in == imported.revision
        with refused("no verdict yet"):
            reanchoring.let_stand(
                claim=stored, reason="A slip.", version=stored.version, by=editor
            )
        stored = factories.submit(claim, other_checker, Place.SECOND)
        assert stored.status == Status.DECIDED
        assert list(Claim.objects.needing_another_look()) == [stored]

    def test_a_verdict_on_one_of_two_places_that_changed_needs_it_too(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, "40 Million", editor, checker, other_checker)

        imported = changed(article, ("back 40 million", "back 4 million"))

        stored = Claim.objects.get(pk=claim.pk)
        assert stored.changed_in == imported.revision
        assert not Claim.objects.orphaned().exists()

    def test_it_is_asked_once_for_each_change(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, BUDGET, editor, checker, other_checker)
        changed(article, EDITED)
        claim = Claim.objects.get(pk=claim.pk)
        reanchoring.let_stand(
            claim=claim, reason="A slip.", version=claim.version, by=editor
        )

        changed(article, EDITED, DROPPED)

        assert Claim.objects.get(pk=claim.pk).changed_in is None

    @pytest.mark.parametrize("by_somebody", [True, False])
    def test_words_that_came_back_need_it_no_more(
        self,
        article: Article,
        editor: User,
        checker: User,
        other_checker: User,
        by_somebody: bool,
    ) -> None:
        claim = decided(article, BUDGET, editor, checker, other_checker)
        changed(article, EDITED)

        import_text(text=ARTICLE, article=article, by=editor if by_somebody else None)

        assert Claim.objects.get(pk=claim.pk).changed_in is None
        steps = StepTaken.objects.filter(claim=claim, verb="words-came-back")
        assert steps.count() == by_somebody

    def test_a_place_that_stays_changed_is_not_words_that_came_back(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, "40 Million", editor, checker, other_checker)
        edit = ("back 40 million", "back 4 million")
        second = changed(article, edit)

        changed(article, edit, DROPPED)

        assert Claim.objects.get(pk=claim.pk).changed_in == second.revision

    def test_reopening_is_a_look(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, BUDGET, editor, checker, other_checker)
        changed(article, EDITED)

        claim = factories.reopened(claim, editor)

        assert claim.changed_in is None
        assert claim.steps.get(verb="reopen").before["changed_in"] == 2


class TestLettingStand:
    def test_an_editor_says_that_the_verdict_still_stands_and_why(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, BUDGET, editor, checker, other_checker)
        changed(article, EDITED)
        claim = Claim.objects.get(pk=claim.pk)

        claim = reanchoring.let_stand(
            claim=claim,
            reason=" Only a slip was mended. ",
            version=claim.version,
            by=editor,
        )

        assert claim.changed_in is None
        step = claim.steps.get(verb="let-stand")
        assert step.reason == "Only a slip was mended."
        assert step.before == {"changed_in": 2}

    def test_it_is_refused_without_reason_right_or_cause(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, BUDGET, editor, checker, other_checker)
        with refused("has not changed the words"):
            reanchoring.let_stand(
                claim=claim, reason="So.", version=claim.version, by=editor
            )
        changed(article, EDITED)
        stale, claim = claim, Claim.objects.get(pk=claim.pk)

        with refused("Say why"):
            reanchoring.let_stand(
                claim=claim, reason=" ", version=claim.version, by=editor
            )
        with refused("Only editors"):
            reanchoring.let_stand(
                claim=claim, reason="So.", version=claim.version, by=checker
            )
        with refused("changed since you read it", StaleWrite):
            reanchoring.let_stand(
                claim=claim, reason="So.", version=stale.version, by=editor
            )


class TestSayingGone:
    def test_a_claim_whose_words_are_gone_is_left_and_no_longer_counted(
        self, article: Article, editor: User
    ) -> None:
        claim = claim_of(article, PUMPS)
        changed(article, DROPPED)
        assert list(Claim.objects.orphaned()) == [claim]

        claim = reanchoring.say_gone(claim=claim, version=claim.version, by=editor)

        assert claim.status == Status.NOT_CHECKED
        assert claim.leave_reason == LeaveReason.RESHAPED
        assert not Claim.objects.orphaned().exists()
        assert claim.steps.get(verb="say-gone").before["status"] == Status.PROPOSED

    def test_it_is_refused_of_a_claim_that_stands_or_has_a_verdict(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        standing = claim_of(article, SECOND)
        claim = decided(article, PUMPS, editor, checker, other_checker)
        changed(article, DROPPED)
        claim = Claim.objects.get(pk=claim.pk)

        with refused("stands in the article’s latest text"):
            reanchoring.say_gone(claim=standing, version=standing.version, by=editor)
        with refused("“Leave unchecked” is a step for"):
            reanchoring.say_gone(claim=claim, version=claim.version, by=editor)
        with refused("Only editors"):
            reanchoring.say_gone(claim=claim, version=claim.version, by=checker)
        with refused("changed since you read it", StaleWrite):
            reanchoring.say_gone(claim=claim, version=claim.version - 1, by=editor)

    @pytest.mark.parametrize("by_somebody", [True, False])
    def test_words_said_to_be_gone_that_come_back_are_proposed_again(
        self, article: Article, editor: User, by_somebody: bool
    ) -> None:
        claim = claim_of(article, PUMPS)
        changed(article, DROPPED)
        reanchoring.say_gone(claim=claim, version=claim.version, by=editor)

        back = import_text(
            text=ARTICLE, article=article, by=editor if by_somebody else None
        )

        assert (back.new, back.orphaned) == (0, 0)
        assert back.revision.mentions.filter(claim=claim).exists()
        claim = Claim.objects.get(pk=claim.pk)
        assert (claim.status, claim.leave_reason) == (Status.PROPOSED, "")
        steps = claim.steps.filter(verb="words-came-back")
        assert steps.count() == by_somebody

    def test_an_editor_who_was_wrong_selects_it_all_the_same(
        self, article: Article, editor: User
    ) -> None:
        claim = claim_of(article, PUMPS)
        changed(article, DROPPED)
        claim = reanchoring.say_gone(claim=claim, version=claim.version, by=editor)

        claim = factories.open_claim(editor, claim=claim)

        assert (claim.status, claim.leave_reason) == (Status.OPEN, "")
        assert list(Claim.objects.to_be_placed()) == [claim]


@pytest.mark.django_db(transaction=True)
def test_an_import_of_a_changed_text_that_fails_anywhere_changes_nothing(
    editor: User, checker: User, other_checker: User
) -> None:
    article = import_text(text=ARTICLE).article
    decided(article, BUDGET, editor, checker, other_checker)
    before = everything_stored()

    for number in itertools.count():
        try:
            with failing_at(number):
                imported = changed(article, EDITED, by=editor)
            break
        except OperationalError:
            assert everything_stored() == before

    assert number > 20
    assert Claim.objects.needing_another_look().count() == 1
    assert imported.orphaned == 1
