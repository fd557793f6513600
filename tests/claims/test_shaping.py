from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import earlier, shaping, weighing, workflow
from claims import evidence as keeping
from claims.choices import Kind, LeaveReason, Place, Placed, Selection, Status
from claims.intake import import_text
from claims.lifecycle import StaleWrite
from claims.models import Article, Claim, StepTaken, Topic
from claims.publishing import manifest
from claims.reading.anchors import is_boundary
from claims.shaping import SeveralPlaces, Words
from claims.shaping.states import state_of
from tests import factories
from tests.claims.refusing import refused

ARTICLE = """Quay Closed On Monday

Divers found cracks in two piers of the north quay. Some 40 boats were moved to the \
south basin, the harbor office said.

The quay was built in 1931. The piers were last inspected in 2014. Repairs will cost \
3 million crowns. The mayor closed the quay last week.

The ferries to Oran, Bastia and Palermo leave from the south basin.
"""
"""Sentences too short to hold more than one claim each, whatever the rules."""


@pytest.fixture
def article(db: None) -> Article:
    return factories.article(ARTICLE)


def of(article: Article, words: str) -> Claim:
    """Return the claim that stands in these words."""
    mentions = article.latest_revision().mentions.filter(quote__contains=words)
    return Claim.objects.get(mentions__in=mentions)


def now(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def quotes(claim: Claim) -> list[str]:
    rows = claim.mentions.order_by("revision_id", "start")
    return list(rows.values_list("quote", flat=True))


def merge(claim: Claim, other: Claim, by: User) -> Claim:
    claim, other = now(claim), now(other)
    return shaping.merge(
        claim=claim,
        other=other,
        version=claim.version,
        other_version=other.version,
        by=by,
    )


def split(claim: Claim, words: str, by: User, **which: Any) -> Claim:
    return shaping.split(
        claim=claim, words=Words(words, **which), version=now(claim).version, by=by
    )


def respan(claim: Claim, words: str, by: User, **which: Any) -> Claim:
    return shaping.respan(
        claim=claim,
        mention=claim.mentions.order_by("start")[0],
        words=Words(words, **which),
        version=now(claim).version,
        by=by,
    )


def add_mention(claim: Claim, words: str, by: User, **which: Any) -> Claim:
    return shaping.add_mention(
        claim=claim, words=Words(words, **which), version=now(claim).version, by=by
    )


def add(article: Article, words: str, by: User, **options: Any) -> Claim:
    options.setdefault("topic", None)
    options.setdefault("version", article.version)
    return shaping.add(article=article, words=Words(words), by=by, **options)


def undo(claim: Claim, by: User) -> Claim:
    return shaping.undo(claim=claim, version=now(claim).version, by=by)


def select(claim: Claim, by: User, as_: Selection = Selection.CENTRAL) -> Claim:
    claim = now(claim)
    assert claim.topic is not None
    return workflow.select(
        claim=claim, as_=as_, topic=claim.topic, version=claim.version, by=by
    )


def word(claim: Claim, words: str, by: User, **said: Any) -> Claim:
    claim = now(claim)
    said.setdefault("claimant", claim.claimant)
    said.setdefault("kind", Kind(claim.kind))
    parts = claim.subclaims.order_by("position").values_list("text", flat=True)
    return workflow.word(
        claim=claim,
        claim_reviewed=words,
        via=claim.via,
        subclaims=list(parts),
        version=claim.version,
        by=by,
        **said,
    )


def not_named(claim: Claim, by: User) -> Claim:
    claim = now(claim)
    return workflow.prepare(
        claim=claim, topic=claim.topic, do_not_name=True, version=claim.version, by=by
    )


def duplicate(claim: Claim, of: Claim, by: User) -> Claim:
    return workflow.leave(
        claim=claim,
        reason=LeaveReason.DUPLICATE,
        note="The headline says so too.",
        duplicate_of=of,
        version=now(claim).version,
        by=by,
    )


def as_people_see(article: Article) -> list[Any]:
    """Return all of an article's claims that an undoing must bring back."""
    return [
        (claim.pk, claim.topic_id, state_of(claim))
        for claim in article.claims.exclude(leave_reason=LeaveReason.RESHAPED).order_by(
            "pk"
        )
    ]


def holds_together(article: Article) -> None:
    """Hold that every mention of an article quotes what stands there, whole."""
    for revision in article.revisions.all():
        for mention in revision.mentions.all():
            assert revision.text[mention.start : mention.end] == mention.quote
            assert mention.quote.strip() == mention.quote
            assert is_boundary(revision.text, mention.start)
            assert is_boundary(revision.text, mention.end)


class TestMerging:
    def test_neighbours_become_one_claim_in_one_quotation(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")

        merged = merge(built, inspected, checker)

        assert quotes(merged) == [
            "The quay was built in 1931. The piers were last inspected in 2014"
        ]
        assert merged.mentions.get().placed == Placed.PERSON
        assert merged.claim_reviewed == quotes(merged)[0]
        assert quotes(inspected) == []
        holds_together(article)

    def test_the_order_in_which_they_are_merged_does_not_matter_to_the_quotation(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")

        merged = merge(inspected, built, checker)

        assert quotes(merged)[0].startswith("The quay was built")

    def test_the_claim_merged_away_is_no_claim_of_its_own_any_more(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")

        merge(built, inspected, checker)

        inspected = now(inspected)
        assert inspected.status == Status.NOT_CHECKED
        assert inspected.leave_reason == LeaveReason.RESHAPED
        assert inspected.duplicate_of == built

    def test_claims_apart_from_each_other_become_one_with_two_mentions(
        self, article: Article, checker: User
    ) -> None:
        built, boats = of(article, "built in 1931"), of(article, "40 boats")
        worded = now(built).claim_reviewed

        merged = merge(built, boats, checker)

        assert len(quotes(merged)) == 2
        assert merged.claim_reviewed == worded

    def test_claims_parted_by_a_paragraph_or_by_another_claim_stay_apart(
        self, article: Article, checker: User
    ) -> None:
        ferries, mayor = of(article, "ferries to Oran"), of(article, "The mayor")
        inspected = of(article, "inspected")

        assert len(quotes(merge(ferries, mayor, checker))) == 2
        assert len(quotes(merge(inspected, ferries, checker))) == 3

    def test_the_merged_claim_has_the_figures_and_the_worth_of_all_its_words(
        self, article: Article, checker: User
    ) -> None:
        mayor, cost = of(article, "The mayor"), of(article, "3 million")

        merged = merge(mayor, cost, checker)

        assert [figure.text for figure in merged.figures.all()] == ["3 million"]
        assert merged.kind == Kind.STATISTIC
        assert "states a quantity" in merged.reasons
        for figure in merged.figures.all():
            assert figure.revision.text[figure.start : figure.end] == figure.text

    def test_what_a_person_worded_stays(self, article: Article, checker: User) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        word(built, "The quay is 95 years old", checker, claimant="The harbor office")

        merged = merge(built, inspected, checker)

        assert merged.claim_reviewed == "The quay is 95 years old"
        assert merged.claimant == "The harbor office"

    def test_a_central_claim_makes_the_merged_one_central(
        self, article: Article, editor: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        select(built, editor, Selection.SUPPORTING)
        select(inspected, editor, Selection.CENTRAL)

        merged = merge(built, inspected, editor)

        assert merged.selection == Selection.CENTRAL
        assert now(inspected).selection == Selection.NOT_SELECTED

    def test_whom_one_of_them_protects_the_merged_one_protects(
        self, article: Article, editor: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        workflow.prepare(
            claim=inspected,
            topic=inspected.topic,
            do_not_name=True,
            version=inspected.version,
            by=editor,
        )

        assert merge(built, inspected, editor).do_not_name

    def test_parts_of_both_are_parts_of_the_merged_claim(
        self, article: Article, checker: User
    ) -> None:
        mayor, ferries = of(article, "The mayor"), of(article, "ferries to Oran")

        merged = merge(mayor, ferries, checker)

        parts = merged.subclaims.order_by("position")
        assert [part.text for part in parts] == ["Oran", "Bastia", "Palermo"]

    def test_both_claims_are_told_of_it_in_their_history(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")

        merge(built, inspected, checker)

        (step,), (away,) = built.steps.all(), inspected.steps.all()
        assert (step.verb, away.verb) == ("merge", "merge-away")
        assert step.taken_by == checker
        assert step.after["merged"] == "The piers were last inspected in 2014"
        assert step.before["quotations"] == ["The quay was built in 1931"]
        assert away.before["status"] == "proposed"
        assert away.after["status"] == "not-checked"

    @pytest.mark.parametrize(
        ("gain", "what"),
        [
            (lambda claim, by: factories.evidence(claim, by), "evidence"),
            (
                lambda claim, by: keeping.log_search(
                    claim=claim,
                    sought="Pier reports",
                    place="City archive",
                    searched_on=dt.date(2026, 3, 1),
                    by=by,
                ),
                "searches",
            ),
            (
                lambda claim, by: earlier.add(
                    claim=claim,
                    url="https://others.example/quay",
                    publisher="Others",
                    outcome="True",
                    by=by,
                ),
                "earlier checks",
            ),
            (
                lambda claim, by: keeping.log_contact(
                    article=claim.article,
                    claims=[claim],
                    nobody_reason="Nobody can be.",
                    by=by,
                ),
                "contacts",
            ),
        ],
    )
    def test_a_claim_with_work_of_its_own_is_not_merged_away(
        self, gain: Any, what: str, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        gain(inspected, checker)

        with refused(f"has {what} of its own, which would stay behind"):
            merge(built, inspected, checker)

        assert merge(inspected, built, checker)

    def test_a_selected_claim_is_not_merged_into_one_that_is_not(
        self, article: Article, editor: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        select(inspected, editor)

        with refused("is selected for checking and this claim is not"):
            merge(built, inspected, editor)

        assert merge(inspected, built, editor).status == Status.OPEN

    def test_a_claim_left_unchecked_is_selected_first(
        self, article: Article, editor: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        workflow.leave(
            claim=inspected,
            reason=LeaveReason.OPINION,
            version=inspected.version,
            by=editor,
        )

        with refused("is left unchecked; select it first"):
            merge(built, inspected, editor)

    def test_a_claim_is_merged_with_another_of_its_article_only(
        self, article: Article, checker: User
    ) -> None:
        built = of(article, "built in 1931")
        elsewhere = factories.article().claims.all()[0]

        with refused("with another claim of the same article"):
            merge(built, built, checker)
        with refused("with another claim of the same article"):
            merge(built, elsewhere, checker)

    def test_a_claim_changed_since_it_was_read_is_not_merged(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        word(inspected, "The piers were inspected", checker)

        with refused("This has changed since you read it", StaleWrite):
            shaping.merge(
                claim=built,
                other=inspected,
                version=built.version,
                other_version=inspected.version,
                by=checker,
            )

    def test_a_claim_that_repeated_the_one_taken_in_gets_its_words_back(
        self, article: Article, editor: User, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        repairs = of(article, "Repairs will cost")
        left = workflow.leave(
            claim=repairs,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=inspected,
            version=repairs.version,
            by=editor,
        )
        merge(built, inspected, checker)
        assert "3 million" in quotes(built)[0]

        factories.open_claim(editor, claim=left)

        assert quotes(repairs) == ["Repairs will cost 3 million crowns"]
        holds_together(article)


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


class TestPlacing:
    def test_a_claim_is_given_other_words(
        self, article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        changed = respan(boats, "40 boats were  moved", checker)

        assert quotes(changed) == ["40 boats were moved"]
        assert changed.claim_reviewed == "40 boats were moved"
        assert changed.mentions.get().placed == Placed.PERSON
        assert [figure.text for figure in changed.figures.all()] == ["40"]
        holds_together(article)

    def test_words_that_stand_there_several_times_are_asked_about(
        self, article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        with refused("These words stand in the text 2 times.", SeveralPlaces) as asked:
            respan(boats, "the south basin", checker)

        error = asked.value
        assert isinstance(error, SeveralPlaces)
        assert [error.text[each.start : each.end] for each in error.places] == [
            "the south basin"
        ] * 2

    @pytest.mark.parametrize("which", [{"occurrence": 2}, {"prefix": "leave\nfrom "}])
    def test_of_several_places_the_one_is_taken_that_somebody_says(
        self, which: dict[str, Any], article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        respan(boats, "the south basin", checker, **which)

        text = article.latest_revision().text
        assert boats.mentions.get().start == text.rindex("the south basin")

    def test_a_place_that_there_is_not_is_refused(
        self, article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        with refused("The words stand in the text 2 times."):
            respan(boats, "the south basin", checker, occurrence=3)
        with refused("nowhere after what is given as their prefix"):
            respan(boats, "the south basin", checker, prefix="north of")
        with refused("These words do not stand in the text."):
            respan(boats, "the west basin", checker)

    def test_words_inside_longer_ones_count_only_if_there_are_no_others(
        self, article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        # Not those of "inspected" and "basin".
        with refused("These words stand in the text 3 times.", SeveralPlaces):
            respan(boats, "in", checker)
        changed = respan(boats, "spected in 2014", checker)
        assert quotes(changed) == ["spected in 2014"]

    def test_letters_that_stand_everywhere_are_not_asked_about(
        self, article: Article, checker: User
    ) -> None:
        with refused("more than 20 times. Copy more of them."):
            respan(of(article, "40 boats"), "e", checker)

    def test_a_claim_is_mentioned_again_elsewhere(
        self, article: Article, checker: User
    ) -> None:
        mayor = of(article, "The mayor")
        worded = mayor.claim_reviewed

        again = add_mention(mayor, "Divers found cracks in two", checker)

        assert len(quotes(again)) == 2
        assert again.claim_reviewed == worded
        with refused("The claim stands in these words already."):
            add_mention(mayor, "Divers found cracks in two", checker)

    def test_an_orphaned_claim_is_placed_in_the_latest_text(
        self, article: Article, checker: User
    ) -> None:
        cost = of(article, "3 million")
        changed = article.latest_revision().text.replace(
            "Repairs will cost 3 million", "Mending it takes 4 million"
        )
        import_text(text=changed, article=article, by=checker)

        with refused("Only a place in the latest text can be changed"):
            respan(cost, "Mending it takes 4 million crowns", checker)
        with refused("has no place in the article’s latest text"):
            split(cost, "3 million", checker)
        placed = add_mention(cost, "Mending it takes 4 million crowns", checker)

        assert placed.mentions.filter(revision__number=2).count() == 1
        assert placed.claim_reviewed == "Mending it takes 4 million crowns"
        (figure,) = placed.figures.filter(revision__number=2)
        assert figure.text == "4 million"
        holds_together(article)


class TestAdding:
    def test_a_claim_is_added_by_hand(self, article: Article, checker: User) -> None:
        claim = add(article, "in two piers of the north quay", checker)

        assert claim.status == Status.PROPOSED
        assert claim.checkable
        assert claim.claim_reviewed == "In two piers of the north quay"
        assert [figure.text for figure in claim.figures.all()] == ["two"]
        assert claim.topic == of(article, "Divers found cracks").topic
        (step,) = claim.steps.all()
        assert (step.verb, step.taken_by) == ("add-claim", checker)
        holds_together(article)

    def test_what_a_list_names_becomes_parts_of_the_added_claim(
        self, article: Article, checker: User
    ) -> None:
        claim = add(article, "The ferries to Oran, Bastia and Palermo leave", checker)

        parts = claim.subclaims.order_by("position")
        assert [part.text for part in parts] == ["Oran", "Bastia", "Palermo"]

    def test_it_stands_in_the_queue_where_it_stands_in_the_text(
        self, article: Article, checker: User
    ) -> None:
        claim = add(article, "Some 40 boats were moved", checker)

        before, after = of(article, "harbor office said"), of(article, "1931")
        assert before.position <= claim.position < after.position

    def test_the_same_place_is_no_second_claim(
        self, article: Article, checker: User
    ) -> None:
        with refused("“The quay was built in 1931” stands there already."):
            add(article, "The quay was built in 1931", checker)

    def test_its_topic_is_one_of_the_article(
        self, article: Article, editor: User
    ) -> None:
        elsewhere = factories.article().topics.all()[0]
        piers = workflow.add_topic(article=article, name="Inspections", by=editor)

        with refused("is a topic of another article"):
            add(article, "Some 40 boats were moved", editor, topic=elsewhere)
        claim = add(article, "Some 40 boats were moved", editor, topic=piers)

        assert claim.topic == piers

    def test_nothing_is_added_to_a_text_that_has_changed_since(
        self, article: Article, checker: User
    ) -> None:
        changed = article.latest_revision().text + "\nMore on Tuesday.\n"
        import_text(text=changed, article=article, by=checker)

        with refused("This has changed since you read it", StaleWrite):
            add(article, "Some 40 boats were moved", checker)


def _merge(article: Article, by: User) -> Claim:
    return merge(of(article, "built in 1931"), of(article, "inspected"), by)


def _merge_apart(article: Article, by: User) -> Claim:
    return merge(of(article, "built in 1931"), of(article, "ferries to Oran"), by)


def _split(article: Article, by: User) -> Claim:
    ferries = of(article, "ferries to Oran")
    split(ferries, "Palermo", by)
    return now(ferries)


def _respan(article: Article, by: User) -> Claim:
    return respan(of(article, "40 boats"), "40 boats were moved", by)


def _add_mention(article: Article, by: User) -> Claim:
    return add_mention(of(article, "40 boats"), "3 million crowns", by)


def _add(article: Article, by: User) -> Claim:
    return add(article, "Some 40 boats were moved", by)


ACTS = [_merge, _merge_apart, _split, _respan, _add_mention, _add]


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
        claim = _merge(article, checker)
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
        _merge(article, checker)

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
        claim = undo(_add(article, checker), checker)

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
        claim = _respan(article, checker)
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
        claim = select(_merge(article, editor), editor)
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
        claim = _respan(article, checker)

        with refused("This has changed since you read it", StaleWrite):
            shaping.undo(claim=claim, version=claim.version - 1, by=checker)


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


class TestWhoAndWhen:
    @pytest.mark.parametrize("act", ACTS)
    def test_only_fact_checkers_and_editors_say_where_claims_begin_and_end(
        self, act: Any, article: Article, superuser: User
    ) -> None:
        with refused("Only the desk's fact-checkers and editors"):
            act(article, superuser)

    def test_only_they_undo(
        self, article: Article, checker: User, superuser: User
    ) -> None:
        claim = _respan(article, checker)

        with refused("Only the desk's fact-checkers and editors"):
            undo(claim, superuser)

    @pytest.fixture
    def reviewed(self, article: Article, editor: User, checker: User) -> Claim:
        claim = of(article, "ferries to Oran")
        return factories.once_reviewed(editor, checker, claim=claim)

    def test_a_claim_under_review_keeps_its_words(
        self, reviewed: Claim, article: Article, editor: User
    ) -> None:
        other = of(article, "built in 1931")

        for act in (
            lambda: merge(reviewed, other, editor),
            lambda: merge(other, reviewed, editor),
            lambda: split(reviewed, "Palermo", editor),
            lambda: respan(reviewed, "The ferries to Oran", editor),
            lambda: add_mention(reviewed, "3 million crowns", editor),
        ):
            with refused("its words stay as they are until an editor reopens it"):
                act()

    def test_once_it_is_reopened_its_words_may_change(
        self, reviewed: Claim, editor: User
    ) -> None:
        reopened = factories.reopened(reviewed, editor)

        changed = respan(reopened, "The ferries to Oran", editor)

        assert quotes(changed) == ["The ferries to Oran"]

    def test_a_published_claim_keeps_its_number_and_takes_others_in(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        version = factories.published(editor, checker, other_checker)
        article = version.fact_check.article
        claim = factories.reopened(article.claims.get(public_number=1), editor)
        other = article.claims.exclude(pk=claim.pk).order_by("position")[0]
        other = select(other, editor)

        with refused("has been published, and its number is its own"):
            merge(other, claim, editor)
        merged = merge(claim, other, editor)

        assert merged.public_number == 1
        assert now(other).public_number is None

    def test_what_is_no_claim_any_more_is_not_cut_again(
        self, article: Article, editor: User
    ) -> None:
        inspected, boats = of(article, "inspected"), of(article, "40 boats")
        _merge(article, editor)

        for act in (
            lambda: merge(inspected, boats, editor),
            lambda: merge(boats, inspected, editor),
            lambda: add_mention(inspected, "3 million crowns", editor),
        ):
            with refused("is no claim of its own any more"):
                act()

    def test_it_is_neither_selected_nor_repeated(
        self, article: Article, editor: User
    ) -> None:
        added = undo(_add(article, editor), editor)
        boats = of(article, "harbor office said")

        with refused("is no claim of its own any more"):
            select(added, editor)
        with refused("is no claim of its own any more"):
            workflow.leave(
                claim=boats,
                reason=LeaveReason.DUPLICATE,
                duplicate_of=added,
                version=boats.version,
                by=editor,
            )

    def test_nobody_leaves_a_claim_as_reshaped_by_hand(
        self, article: Article, editor: User
    ) -> None:
        boats = of(article, "40 boats")

        with refused("is no reason to choose"):
            workflow.leave(
                claim=boats,
                reason=LeaveReason.RESHAPED,
                version=boats.version,
                by=editor,
            )

    def test_readers_are_told_of_no_claim_that_was_merged_or_added_by_mistake(
        self, article: Article, editor: User
    ) -> None:
        before = manifest._not_checked(manifest.claims_for(article.fact_check))
        undo(_add(article, editor), editor)
        split_off = split(of(article, "ferries to Oran"), "Palermo", editor)
        undo(split_off, editor)
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        merge(built, inspected, editor)

        after = manifest._not_checked(manifest.claims_for(article.fact_check))

        assert before[-1]["count"] - 1 == after[-1]["count"]
        assert [row["code"] for row in before] == [row["code"] for row in after]


def describe(topic: Topic, name: str, by: User, **told: Any) -> Topic:
    topic.refresh_from_db()
    told = {"summary": topic.summary, "position": topic.position} | told
    return workflow.describe_topic(
        topic=topic, name=name, version=topic.version, by=by, **told
    )


class TestTopics:
    @pytest.fixture
    def topics(self, article: Article) -> tuple[Topic, Topic]:
        first, second = article.topics.order_by("position")[:2]
        return first, second

    def test_two_topics_become_one(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        moved = set(second.claims.values_list("pk", flat=True))

        merged = shaping.merge_topics(
            topic=first, other=second, version=first.version, by=editor
        )

        assert moved <= set(merged.claims.values_list("pk", flat=True))
        assert not Topic.objects.filter(pk=second.pk).exists()
        step = StepTaken.objects.latest("pk")
        assert step.before["topics"] == [first.name, second.name]

    def test_it_is_undone(self, topics: tuple[Topic, Topic], editor: User) -> None:
        first, second = topics
        moved = set(second.claims.values_list("pk", flat=True))
        merged = shaping.merge_topics(
            topic=first, other=second, version=first.version, by=editor
        )

        shaping.undo_topic(topic=merged, version=merged.version, by=editor)

        again = first.article.topics.get(name=second.name)
        assert set(again.claims.values_list("pk", flat=True)) == moved
        assert again.position == second.position
        merged.refresh_from_db()
        with refused("There is nothing to undo on this topic."):
            shaping.undo_topic(topic=merged, version=merged.version, by=editor)

    def test_it_is_not_undone_once_a_claim_of_it_is_selected(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        claim = second.claims.all()[0]
        merged = shaping.merge_topics(
            topic=first, other=second, version=first.version, by=editor
        )
        select(claim, editor)

        with refused("has been changed since; nothing is undone"):
            shaping.undo_topic(topic=merged, version=merged.version, by=editor)

    def test_a_name_given_since_is_undone_first(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        merged = shaping.merge_topics(
            topic=first, other=second, version=first.version, by=editor
        )
        merged = describe(merged, "Quay", editor, position=9)

        undone = shaping.undo_topic(topic=merged, version=merged.version, by=editor)
        assert (undone.name, undone.position) == (first.name, first.position)
        assert StepTaken.objects.latest("pk").verb == "undo-topic"
        shaping.undo_topic(topic=undone, version=undone.version, by=editor)

        assert first.article.topics.filter(name=second.name).exists()

    def test_a_name_that_is_taken_since_is_not_given_back(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        renamed = describe(first, "Ferries", editor)
        describe(second, first.name, editor)

        with refused(f"The article has a topic “{first.name}” already."):
            shaping.undo_topic(topic=renamed, version=renamed.version, by=editor)

    @pytest.mark.parametrize("act", ["describe", "merge"])
    def test_nothing_is_undone_of_a_topic_changed_past_the_record(
        self, act: str, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        changed = (
            describe(first, "Ferries", editor)
            if act == "describe"
            else shaping.merge_topics(
                topic=first, other=second, version=first.version, by=editor
            )
        )
        changed.summary = "Written in a shell."
        changed.save()

        with refused("has been changed since; nothing is undone."):
            shaping.undo_topic(topic=changed, version=changed.version, by=editor)

    def test_saving_a_topic_as_it_was_is_nothing_to_undo(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, _ = topics
        saved = describe(first, first.name, editor)

        with refused("There is nothing to undo on this topic."):
            shaping.undo_topic(topic=saved, version=saved.version, by=editor)

    def test_only_editors_undo_topics_and_only_what_they_saw(
        self, topics: tuple[Topic, Topic], editor: User, checker: User
    ) -> None:
        renamed = describe(topics[0], "Ferries", editor)

        with refused("Only editors describe and merge topics."):
            shaping.undo_topic(topic=renamed, version=renamed.version, by=checker)
        with refused("This has changed since you read it", StaleWrite):
            shaping.undo_topic(topic=renamed, version=1, by=editor)

    def test_topics_are_merged_by_editors_within_one_article(
        self, topics: tuple[Topic, Topic], editor: User, checker: User
    ) -> None:
        first, second = topics
        elsewhere = factories.article().topics.all()[0]

        for other, by, sentence in (
            (second, checker, "Only editors merge topics."),
            (elsewhere, editor, "another topic of the same article"),
            (first, editor, "another topic of the same article"),
        ):
            with refused(sentence):
                shaping.merge_topics(
                    topic=first, other=other, version=first.version, by=by
                )
        with refused("This has changed since you read it", StaleWrite):
            shaping.merge_topics(topic=first, other=second, version=0, by=editor)
