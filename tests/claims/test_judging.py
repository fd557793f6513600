from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import evidence as keeping
from claims import judging, workflow
from claims.choices import Bearing, Place, Said, Selection, Settled, Status
from claims.lifecycle import StaleWrite
from claims.models import (
    Claim,
    Proposal,
    Rating,
    Review,
    Scale,
    StepTaken,
    SubClaim,
    Verdict,
)
from sources import library
from tests import factories
from tests.claims.refusing import refused

lacking = partial(refused, exception=judging.AnswerLacks)


@pytest.fixture
def claim(editor: User, checker: User) -> Claim:
    """An open claim of the article itself, with evidence from an opened source."""
    claim = factories.open_claim(editor)
    factories.evidence(claim, checker)
    return claim


def propose(
    claim: Claim, by: User, code: str = "mostly-true", **answers: Any
) -> Proposal:
    claim = Claim.objects.get(pk=claim.pk)
    return judging.propose(
        claim=claim,
        judgement=factories.judgement(claim, code, **answers),
        round=claim.round,
        version=claim.version,
        by=by,
    )


def sign(proposal: Proposal, by: User) -> Claim:
    claim = Claim.objects.get(pk=proposal.claim_id)
    return judging.confer(
        claim=claim,
        proposal=proposal,
        round=claim.round,
        version=claim.version,
        by=by,
    )


def explain(claim: Claim, by: User, explanation: str, **facts: Any) -> Verdict:
    facts.setdefault("since_then", "")
    facts.setdefault("version", claim.verdicts.latest("round").version)
    return judging.explain(claim=claim, explanation=explanation, by=by, **facts)


class TestReviewing:
    def test_the_first_of_two_reviews_waits_for_the_second(
        self, claim: Claim, checker: User
    ) -> None:
        reviewed = factories.submit(claim, checker, Place.FIRST)

        assert reviewed.status == Status.SECOND_REVIEW
        assert not reviewed.verdicts.exists()
        review = reviewed.reviews.get()
        assert (review.round, review.place, review.reviewer) == (1, "first", checker)
        assert review.rating == factories.rating("true")
        assert [row.bearing for row in review.bearings.all()] == [Bearing.SUPPORTS]

    def test_a_review_leaves_one_step_that_tells_no_answer(
        self, claim: Claim, checker: User
    ) -> None:
        steps = StepTaken.objects.count()

        factories.submit(claim, checker, Place.FIRST)

        assert StepTaken.objects.count() == steps + 1
        step = StepTaken.objects.latest("pk")
        assert (step.verb, step.taken_by, step.round) == ("review-first", checker, 1)
        assert step.before == {"status": "open"}
        assert step.after == {"status": "second-review"}

    def test_the_first_review_fixes_the_scale_of_the_article(
        self, claim: Claim, checker: User
    ) -> None:
        assert claim.article.scale is None

        reviewed = factories.submit(claim, checker, Place.FIRST)

        assert reviewed.article.scale == Scale.objects.get(is_current=True)

    def test_without_a_scale_in_use_nobody_reviews(
        self, claim: Claim, checker: User
    ) -> None:
        judgement = factories.judgement(claim)
        Scale.objects.update(is_current=False)

        with refused("No scale is in use."):
            judging.review(
                claim=claim,
                judgement=judgement,
                round=1,
                place=Place.FIRST,
                version=claim.version,
                by=checker,
            )

    def test_an_article_keeps_its_scale_when_the_desk_takes_a_new_one(
        self, claim: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        factories.submit(claim, checker, Place.FIRST)
        claim.refresh_from_db()
        judgement = factories.judgement(claim)
        Scale.objects.update(is_current=False)
        newer = Scale.objects.create(name="New", number=1, is_current=True)
        strange = Rating.objects.create(
            scale=newer,
            code="sound",
            label="Sound",
            definition="Sound.",
            color="true",
            needs_contradiction=False,
            needs_search=False,
            needs_contact=False,
        )

        with lacking("“Sound” is not a rating of this article's scale."):
            judging.review(
                claim=claim,
                judgement=judging.Judgement(rating=strange, reasoning="It is sound."),
                round=1,
                place=Place.SECOND,
                version=claim.version,
                by=other_checker,
            )
        settled = judging.review(
            claim=claim,
            judgement=judgement,
            round=1,
            place=Place.SECOND,
            version=claim.version,
            by=other_checker,
        )
        assert settled.status == Status.DECIDED

    def test_one_review_settles_a_supporting_claim(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor, as_=Selection.SUPPORTING)
        factories.evidence(claim, checker)

        decided = factories.submit(claim, checker, Place.FIRST)

        verdict = decided.verdicts.get()
        assert decided.status == Status.DECIDED
        assert (verdict.settled, verdict.people) == (Settled.ALONE, 1)
        assert StepTaken.objects.latest("pk").verb == "decide-alone"

    def test_a_supporting_claim_that_could_harm_somebody_is_reviewed_twice(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor, as_=Selection.SUPPORTING, could_harm=True)
        factories.evidence(claim, checker)

        reviewed = factories.submit(claim, checker, Place.FIRST)

        assert reviewed.status == Status.SECOND_REVIEW

    def test_a_desk_of_one_settles_a_central_claim_alone(
        self, settings: Any, claim: Claim, checker: User
    ) -> None:
        settings.REVIEWS_REQUIRED = 1

        decided = factories.submit(claim, checker, Place.FIRST)

        assert decided.status == Status.DECIDED
        assert decided.verdicts.get().people == 1

    def test_an_editor_may_review_like_a_fact_checker(
        self, claim: Claim, editor: User
    ) -> None:
        assert (
            factories.submit(claim, editor, Place.FIRST).status == Status.SECOND_REVIEW
        )


class TestWhoReviews:
    def test_holding_every_permission_is_no_membership(
        self,
        claim: Claim,
        superuser: User,
        editor: User,
        checker: User,
        other_checker: User,
    ) -> None:
        sentence = "Only the desk's fact-checkers and editors review claims."
        assert superuser.has_perm("claims.change_claim")

        with refused(sentence):
            factories.submit(claim, superuser, Place.FIRST)
        factories.submit(claim, checker, Place.FIRST)
        with refused(sentence):
            factories.submit(claim, superuser, Place.SECOND)
        factories.submit(claim, other_checker, Place.SECOND, "half-true")
        with refused("“Final ruling” is a step for editors."):
            factories.submit(claim, superuser, Place.RULING)

    def test_nobody_reviews_an_article_they_wrote(
        self, editor: User, checker: User
    ) -> None:
        article = factories.article(written_by=checker)
        claim = factories.open_claim(editor, claim=article.claims.all()[0])
        factories.evidence(claim, editor)

        with refused("Nobody reviews an article they wrote."):
            factories.submit(claim, checker, Place.FIRST)
        assert judging.place_for(claim, checker) is None
        assert judging.place_for(claim, editor) == Place.FIRST

    def test_nobody_writes_the_second_review_to_their_own_first(
        self, claim: Claim, checker: User
    ) -> None:
        claim = factories.submit(claim, checker, Place.FIRST)

        with refused(
            "You have reviewed this claim in this round; somebody else goes on."
        ):
            factories.submit(claim, checker, Place.SECOND)
        assert judging.place_for(claim, checker) is None

    def test_neither_of_the_two_who_disagree_rules(
        self, claim: Claim, editor: User, other_editor: User
    ) -> None:
        factories.submit(claim, editor, Place.FIRST)
        factories.submit(claim, other_editor, Place.SECOND, "half-true")

        for person in (editor, other_editor):
            with refused("You have reviewed this claim in this round"):
                factories.submit(claim, person, Place.RULING)

    def test_place_for_says_what_each_person_could_write(
        self,
        claim: Claim,
        checker: User,
        other_checker: User,
        third_checker: User,
        editor: User,
        superuser: User,
    ) -> None:
        assert judging.place_for(claim, checker) == Place.FIRST
        assert judging.place_for(claim, superuser) is None

        claim = factories.submit(claim, checker, Place.FIRST)
        assert judging.place_for(claim, other_checker) == Place.SECOND
        assert judging.place_for(claim, checker) is None

        claim = factories.submit(claim, other_checker, Place.SECOND, "half-true")
        assert judging.place_for(claim, editor) == Place.RULING
        assert judging.place_for(claim, third_checker) is None

        claim = factories.submit(claim, editor, Place.RULING)
        assert judging.place_for(claim, third_checker) is None


class TestStaleForms:
    def test_a_form_of_an_earlier_version_is_refused(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        stale = Claim.objects.get(pk=claim.pk)
        workflow.assign(
            claim=claim, version=claim.version, to=checker, due_at=None, by=editor
        )

        with refused("This has changed since you read it.", StaleWrite):
            judging.review(
                claim=claim,
                judgement=factories.judgement(claim),
                round=1,
                place=Place.FIRST,
                version=stale.version,
                by=checker,
            )

    def test_a_form_left_open_never_lands_in_another_round(
        self, claim: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.submit(claim, checker, Place.FIRST)
        judgement = factories.judgement(claim)
        claim = workflow.reopen(
            claim=claim, version=claim.version, reason="New figures.", by=editor
        )

        with refused(
            "This was written for round 1; the claim is in round 2.", StaleWrite
        ):
            judging.review(
                claim=claim,
                judgement=judgement,
                round=1,
                place=Place.SECOND,
                version=claim.version,
                by=other_checker,
            )

    def test_a_review_for_another_place_is_refused(
        self, claim: Claim, checker: User
    ) -> None:
        with refused("this one is “open”."):
            factories.submit(claim, checker, Place.SECOND)


class TestTheTwoQuestions:
    @pytest.fixture
    def quoted(self, editor: User, checker: User) -> Claim:
        claim = factories.open_claim(editor, claimant="Ilse Brandt")
        factories.evidence(claim, checker)
        return claim

    @pytest.mark.parametrize("said", list(Said))
    def test_a_claimant_is_asked_after_and_every_answer_stands(
        self, quoted: Claim, checker: User, said: Said
    ) -> None:
        factories.submit(quoted, checker, Place.FIRST, said=said)

        assert Review.objects.get().said == said

    @pytest.mark.parametrize("said", ["", "perhaps"])
    def test_a_claim_with_a_claimant_needs_an_answer(
        self, quoted: Claim, checker: User, said: str
    ) -> None:
        with lacking("Answer “Was it said?”: the claim names Ilse Brandt."):
            factories.submit(quoted, checker, Place.FIRST, said=said)

    def test_nobody_said_what_the_article_itself_asserts(
        self, claim: Claim, checker: User
    ) -> None:
        with lacking("The article itself asserts this: nobody else said it."):
            factories.submit(claim, checker, Place.FIRST, said=Said.AT_ORIGIN)

    def test_only_the_words_may_be_checked_if_somebody_says_why(
        self, quoted: Claim, checker: User, other_checker: User
    ) -> None:
        factories.submit(quoted, checker, Place.FIRST, None)
        claim = factories.submit(quoted, other_checker, Place.SECOND, None)

        verdict = claim.verdicts.get()
        assert (verdict.rating, verdict.not_assessed_reason) == (
            None,
            "Nobody outside can know.",
        )

    def test_neither_rating_nor_reason_is_no_answer(
        self, claim: Claim, checker: User
    ) -> None:
        with lacking("Give a rating, or say why it is not assessed."):
            factories.submit(claim, checker, Place.FIRST, None, not_assessed_reason=" ")

    def test_a_rating_and_a_reason_why_there_is_none_exclude_each_other(
        self, claim: Claim, checker: User
    ) -> None:
        with lacking("Give a rating or say why it is not assessed, not both."):
            factories.submit(
                claim, checker, Place.FIRST, "true", not_assessed_reason="Unknowable."
            )

    def test_two_who_differ_only_on_whether_it_was_said_disagree(
        self, quoted: Claim, checker: User, other_checker: User
    ) -> None:
        factories.submit(quoted, checker, Place.FIRST, said=Said.AT_ORIGIN)

        claim = factories.submit(
            quoted, other_checker, Place.SECOND, said=Said.THROUGH_OUTLET
        )

        assert claim.status == Status.DISPUTED


class TestWhatARatingNeeds:
    def test_a_review_has_reasoning(self, claim: Claim, checker: User) -> None:
        for reasoning in ("", " \n\t"):
            with lacking("Reasoning cannot be empty."):
                factories.submit(claim, checker, Place.FIRST, reasoning=reasoning)

    def test_everything_that_lacks_is_named_at_once(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor, claimant="Ilse Brandt")

        with lacking("Reasoning cannot be empty.") as raised:
            factories.submit(
                claim, checker, Place.FIRST, "unproven", said="", reasoning=" "
            )

        told = raised.value
        assert isinstance(told, judging.AnswerLacks)
        assert [lack.of for lack in told.lacks] == ["said", "reasoning", "bearings"]
        assert all(lack.sentence in str(told) for lack in told.lacks)

    def test_a_review_rests_on_evidence(self, editor: User, checker: User) -> None:
        claim = factories.open_claim(editor)

        with lacking("A review needs at least one piece of evidence from a source"):
            factories.submit(claim, checker, Place.FIRST)

    def test_a_source_nobody_opened_carries_no_review(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor)
        source = library.find_or_add(
            title="Log", publisher="Port", url="https://port.example/log"
        )
        factories.evidence(claim, checker, source=source)

        with lacking("A review needs at least one piece of evidence from a source"):
            factories.submit(claim, checker, Place.FIRST)

        library.mark_opened(source=source, version=source.version, by=checker)
        assert factories.submit(claim, checker, Place.FIRST).reviews.exists()

    def test_withdrawn_evidence_carries_no_review(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor)
        piece = factories.evidence(claim, checker)
        keeping.withdraw(evidence=piece, reason="Forged.", by=checker)

        with lacking("A review needs at least one piece of evidence from a source"):
            factories.submit(claim, checker, Place.FIRST)

    def test_evidence_withdrawn_while_somebody_wrote_is_not_weighed(
        self, claim: Claim, checker: User
    ) -> None:
        weighed = factories.judgement(claim)
        keeping.withdraw(evidence=claim.evidence.get(), reason="Forged.", by=checker)

        with refused("A piece of evidence you weighed has been withdrawn", StaleWrite):
            judging.review(
                claim=claim,
                judgement=weighed,
                round=1,
                place=Place.FIRST,
                version=claim.version,
                by=checker,
            )

    def test_evidence_of_another_claim_is_not_weighed(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        other = factories.evidence(factories.open_claim(editor), checker)

        with refused("A piece of evidence you weighed is none of this claim's."):
            factories.submit(
                claim, checker, Place.FIRST, bearings={other.pk: Bearing.SUPPORTS}
            )

    def test_evidence_bears_in_one_of_three_ways(
        self, claim: Claim, checker: User
    ) -> None:
        with refused("Evidence supports, contradicts or gives context."):
            factories.submit(claim, checker, Place.FIRST, bearing="hints")

    @pytest.mark.parametrize("code", ["false", "mostly-false", "misleading"])
    def test_what_is_called_false_is_contradicted_by_an_opened_source(
        self, claim: Claim, checker: User, code: str
    ) -> None:
        label = factories.rating(code).label
        sentence = f"“{label}” needs evidence from an opened source that contradicts"
        unopened = library.find_or_add(title="Photograph", publisher="A passenger")
        factories.evidence(
            claim, checker, source=unopened, unreachable_reason="Shown by hand."
        )
        opened, unread = claim.evidence.order_by("pk")

        with lacking(sentence):
            factories.submit(claim, checker, Place.FIRST, code)
        with lacking(sentence):
            factories.submit(
                claim,
                checker,
                Place.FIRST,
                code,
                bearings={opened.pk: "supports", unread.pk: "contradicts"},
            )

        reviewed = factories.submit(
            claim, checker, Place.FIRST, code, bearings={opened.pk: "contradicts"}
        )
        assert reviewed.status == Status.SECOND_REVIEW

    def test_unproven_needs_a_search_somebody_can_repeat(
        self, claim: Claim, checker: User
    ) -> None:
        with lacking("“Unproven” needs an entry in the search log"):
            factories.submit(claim, checker, Place.FIRST, "unproven")

        keeping.log_search(
            claim=claim,
            sought="passenger lists",
            place="the port's archive",
            searched_on=dt.date(2026, 3, 4),
            by=checker,
        )
        reviewed = factories.submit(claim, checker, Place.FIRST, "unproven")
        assert reviewed.status == Status.SECOND_REVIEW

    def test_a_claim_not_assessed_needs_no_more_than_evidence(
        self, claim: Claim, checker: User
    ) -> None:
        reviewed = factories.submit(claim, checker, Place.FIRST, None)

        assert reviewed.status == Status.SECOND_REVIEW


class TestAgreeing:
    def test_two_equal_answers_settle_the_claim_as_the_first_review_has_it(
        self, claim: Claim, checker: User, other_checker: User
    ) -> None:
        factories.submit(claim, checker, Place.FIRST, reasoning="The log says so.")

        decided = factories.submit(
            claim,
            other_checker,
            Place.SECOND,
            reasoning="I counted.",
            bearing="context",
        )

        verdict = decided.verdicts.get()
        assert decided.status == Status.DECIDED
        assert (verdict.settled, verdict.people) == (Settled.AGREED, 2)
        assert verdict.explanation == "The log says so."
        assert verdict.review == decided.reviews.get(place=Place.FIRST)
        assert [row.bearing for row in verdict.answer.bearings.all()] == ["supports"]
        assert StepTaken.objects.latest("pk").verb == "agree"

    def test_another_rating_is_a_dispute(
        self, claim: Claim, checker: User, other_checker: User
    ) -> None:
        factories.submit(claim, checker, Place.FIRST)

        disputed = factories.submit(claim, other_checker, Place.SECOND, "mostly-true")

        assert disputed.status == Status.DISPUTED
        assert not disputed.verdicts.exists()
        assert StepTaken.objects.latest("pk").verb == "disagree"

    def test_a_rating_against_not_assessed_is_a_dispute(
        self, claim: Claim, checker: User, other_checker: User
    ) -> None:
        factories.submit(claim, checker, Place.FIRST)

        disputed = factories.submit(claim, other_checker, Place.SECOND, None)

        assert disputed.status == Status.DISPUTED

    def test_two_reasons_for_not_assessing_are_no_dispute(
        self, claim: Claim, checker: User, other_checker: User
    ) -> None:
        factories.submit(claim, checker, Place.FIRST, None)

        decided = factories.submit(
            claim,
            other_checker,
            Place.SECOND,
            None,
            not_assessed_reason="It lies in the future.",
        )

        assert decided.status == Status.DECIDED


class TestLists:
    @pytest.fixture
    def listed(self, editor: User, checker: User) -> Claim:
        claim = factories.open_claim(editor, subclaims=("Oran", "Bastia", "Palermo"))
        factories.evidence(claim, checker)
        return claim

    def rated(self, claim: Claim, **codes: str) -> dict[int, Rating | None]:
        return {
            part.pk: factories.rating(codes.get(part.text.lower(), "true"))
            for part in claim.subclaims.all()
        }

    def test_every_part_is_rated_or_said_not_to_be(
        self, listed: Claim, checker: User
    ) -> None:
        sentence = "Rate each part of the claim, or say that it is not assessed."
        ratings = self.rated(listed)
        first = min(ratings)

        with lacking(sentence):
            factories.submit(listed, checker, Place.FIRST, subclaims={})
        with lacking(sentence):
            factories.submit(
                listed, checker, Place.FIRST, subclaims={first: ratings[first]}
            )
        with lacking(sentence):
            factories.submit(
                listed, checker, Place.FIRST, subclaims={**ratings, 10**9: None}
            )

    def test_the_parts_are_stored_with_the_review(
        self, listed: Claim, checker: User
    ) -> None:
        factories.submit(listed, checker, Place.FIRST, subclaims=self.rated(listed))

        ratings = judging.part_ratings(Review.objects.get())
        assert [part.text for part in ratings] == ["Oran", "Bastia", "Palermo"]
        assert set(ratings.values()) == {factories.rating("true")}

    def test_a_mixed_list_names_its_exception(
        self, listed: Claim, checker: User
    ) -> None:
        mixed = self.rated(listed, palermo="half-true")

        with lacking("the text must name the exception: “Palermo”."):
            factories.submit(
                listed, checker, Place.FIRST, "mostly-true", subclaims=mixed
            )

        reviewed = factories.submit(
            listed,
            checker,
            Place.FIRST,
            "mostly-true",
            subclaims=mixed,
            reasoning="Mostly true; not for PALERMO.",
        )
        assert reviewed.status == Status.SECOND_REVIEW

    def test_a_mixed_list_proposes_a_rating_for_the_whole(
        self, listed: Claim, checker: User
    ) -> None:
        with lacking("Proposed for the whole claim: Mostly true. Choose one."):
            factories.submit(
                listed,
                checker,
                Place.FIRST,
                None,
                not_assessed_reason="",
                subclaims=self.rated(listed, palermo="half-true"),
                reasoning="Not for Palermo.",
            )

    def test_the_explanation_of_a_mixed_list_keeps_naming_the_exception(
        self, listed: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        mixed = self.rated(listed, palermo="half-true")
        for person, place in ((checker, Place.FIRST), (other_checker, Place.SECOND)):
            claim = factories.submit(
                listed,
                person,
                place,
                "mostly-true",
                subclaims=mixed,
                reasoning="Not for Palermo.",
            )

        with refused("the text must name the exception: “Palermo”."):
            explain(claim, editor, "It is mostly true.")
        assert explain(claim, editor, "Mostly; not Palermo.").version == 2

    def test_two_who_rate_a_part_otherwise_disagree(
        self, listed: Claim, checker: User, other_checker: User
    ) -> None:
        factories.submit(
            listed,
            checker,
            Place.FIRST,
            "mostly-true",
            subclaims=self.rated(listed, palermo="half-true"),
            reasoning="Not for Palermo.",
        )

        disputed = factories.submit(
            listed,
            other_checker,
            Place.SECOND,
            "mostly-true",
            subclaims=self.rated(listed, oran="half-true"),
            reasoning="Not for Oran.",
        )

        assert disputed.status == Status.DISPUTED

    def test_two_who_rate_every_part_alike_agree(
        self, listed: Claim, checker: User, other_checker: User
    ) -> None:
        mixed = self.rated(listed, palermo="half-true")

        for person, place in ((checker, Place.FIRST), (other_checker, Place.SECOND)):
            claim = factories.submit(
                listed,
                person,
                place,
                "mostly-true",
                subclaims=mixed,
                reasoning="Not for Palermo.",
            )

        assert claim.status == Status.DECIDED

    @pytest.mark.parametrize(
        ("codes", "proposed"),
        [
            (["true", "true", "half-true"], "mostly-true"),
            (["true", "false"], "half-true"),
            (["true", "mostly-true"], "mostly-true"),  # halves go to the less true
            (["true", "unproven"], "true"),  # no rank, no say
            (["unproven", "missing-context"], None),
            ([None, "false"], "false"),
            ([], None),
        ],
    )
    def test_the_proposed_rating_is_nearest_the_mean_of_the_ranks(
        self, db: None, codes: list[str | None], proposed: str | None
    ) -> None:
        ratings = {
            SubClaim(pk=pk, text=str(pk)): factories.rating(code) if code else None
            for pk, code in enumerate(codes, start=1)
        }

        rating = judging.proposed_rating(ratings)

        assert (rating.code if rating else None) == proposed

    @pytest.mark.parametrize(
        ("codes", "exceptions"),
        [
            (["true", "true", "true"], []),
            (["true", "false", "true"], ["2"]),
            (["false", "true"], ["1"]),  # equally common: the more true is the rule
            (["true", None, None], ["1"]),
            ([None, "true"], ["1"]),
            (["true", "false", "half-true"], ["2", "3"]),
            ([], []),
        ],
    )
    def test_the_exceptions_are_what_is_not_rated_like_most(
        self, db: None, codes: list[str | None], exceptions: list[str]
    ) -> None:
        ratings = {
            SubClaim(pk=pk, text=str(pk)): factories.rating(code) if code else None
            for pk, code in enumerate(codes, start=1)
        }

        assert [part.text for part in judging.exceptions(ratings)] == exceptions


class TestConferring:
    @pytest.fixture
    def disputed(self, editor: User, checker: User, other_checker: User) -> Claim:
        return factories.disputed(editor, checker, other_checker)

    def test_one_proposes_and_the_others_signature_settles(
        self, disputed: Claim, checker: User, other_checker: User
    ) -> None:
        proposal = propose(disputed, checker, reasoning="I had missed a page.")

        decided = sign(proposal, other_checker)

        verdict = decided.verdicts.get()
        assert decided.status == Status.DECIDED
        assert verdict.get_settled_display() == "Agreed after discussion"
        assert (verdict.proposal, verdict.review, verdict.people) == (proposal, None, 2)
        assert verdict.rating == factories.rating("mostly-true")
        assert verdict.explanation == "I had missed a page."
        assert verdict.settled_by == other_checker
        proposed, conferred = StepTaken.objects.order_by("pk")[
            StepTaken.objects.count() - 2 :
        ]
        assert (proposed.verb, proposed.taken_by) == ("propose", checker)
        assert (conferred.verb, conferred.taken_by) == ("confer", other_checker)
        assert conferred.before == {"status": "disputed"}
        assert conferred.after == {"status": "decided"}

    def test_who_proposed_cannot_sign(self, disputed: Claim, checker: User) -> None:
        proposal = propose(disputed, checker)

        with refused("You made this proposal; the other reviewer signs it."):
            sign(proposal, checker)

    def test_a_newer_proposal_makes_the_older_one_stale(
        self, disputed: Claim, checker: User, other_checker: User
    ) -> None:
        older = propose(disputed, checker)
        newer = propose(disputed, checker, "half-true")

        with refused("A newer proposal stands; read it before you sign.", StaleWrite):
            sign(older, other_checker)
        assert sign(newer, other_checker).verdicts.get().rating == factories.rating(
            "half-true"
        )

    def test_a_signature_meant_for_what_stood_before_is_stale(
        self, disputed: Claim, checker: User, other_checker: User
    ) -> None:
        proposal = propose(disputed, checker)

        with refused("This has changed since you read it.", StaleWrite):
            judging.confer(
                claim=disputed,
                proposal=proposal,
                round=1,
                version=disputed.version,
                by=other_checker,
            )

    def test_only_the_two_confer(
        self,
        disputed: Claim,
        checker: User,
        third_checker: User,
        other_editor: User,
        superuser: User,
    ) -> None:
        sentence = "Only the two who reviewed the claim confer about it."
        proposal = propose(disputed, checker)

        for outsider in (third_checker, other_editor, superuser):
            with refused(sentence):
                propose(disputed, outsider)
            with refused(sentence):
                sign(proposal, outsider)

    def test_a_proposal_needs_what_a_review_needs(
        self, disputed: Claim, checker: User
    ) -> None:
        with lacking("“False” needs evidence from an opened source"):
            propose(disputed, checker, "false")
        with lacking("Reasoning cannot be empty."):
            propose(disputed, checker, reasoning=" ")

    def test_a_claim_reopened_can_no_longer_be_signed(
        self, disputed: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        proposal = propose(disputed, checker)
        disputed.refresh_from_db()
        claim = workflow.reopen(
            claim=disputed, version=disputed.version, reason="New figures.", by=editor
        )

        with refused("This was written for round 1", StaleWrite):
            judging.confer(
                claim=claim,
                proposal=proposal,
                round=1,
                version=claim.version,
                by=other_checker,
            )

    def test_a_proposal_of_an_earlier_round_is_not_signed_in_a_later_one(
        self, disputed: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        proposal = propose(disputed, checker)
        disputed.refresh_from_db()
        workflow.reopen(
            claim=disputed, version=disputed.version, reason="New figures.", by=editor
        )
        factories.submit(disputed, checker, Place.FIRST)
        factories.submit(disputed, other_checker, Place.SECOND, "half-true")

        with refused("A newer proposal stands; read it before you sign.", StaleWrite):
            sign(proposal, other_checker)


class TestRuling:
    def test_a_third_person_an_editor_settles_a_dispute(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.disputed(editor, checker, other_checker)

        decided = factories.submit(
            claim,
            editor,
            Place.RULING,
            "mostly-true",
            reasoning="Both logs, read again.",
        )

        verdict = decided.verdicts.get()
        assert decided.status == Status.DECIDED
        assert (verdict.settled, verdict.people) == (Settled.RULED, 3)
        assert verdict.explanation == "Both logs, read again."
        assert StepTaken.objects.latest("pk").verb == "rule"

    def test_a_fact_checker_does_not_rule(
        self, editor: User, checker: User, other_checker: User, third_checker: User
    ) -> None:
        claim = factories.disputed(editor, checker, other_checker)

        with refused("“Final ruling” is a step for editors."):
            factories.submit(claim, third_checker, Place.RULING)

    def test_an_editor_who_wrote_the_article_does_not_rule(
        self, editor: User, other_editor: User, checker: User, other_checker: User
    ) -> None:
        article = factories.article(written_by=other_editor)
        claim = factories.disputed(
            editor, checker, other_checker, claim=article.claims.all()[0]
        )

        with refused("Nobody reviews an article they wrote."):
            factories.submit(claim, other_editor, Place.RULING)


class TestExplaining:
    @pytest.fixture
    def decided(self, editor: User, checker: User, other_checker: User) -> Claim:
        return factories.decided(editor, checker, other_checker)

    def test_each_edit_is_kept_with_what_it_said_before(
        self, decided: Claim, editor: User
    ) -> None:
        verdict = explain(
            decided, editor, "It carried 412.", since_then="It sank in April."
        )

        assert (verdict.explanation, verdict.version) == ("It carried 412.", 2)
        step = StepTaken.objects.latest("pk")
        assert (step.verb, step.taken_by) == ("explain", editor)
        assert step.before == {
            "explanation": "The log of the port says so.",
            "since_then": "",
        }
        assert step.after == {
            "explanation": "It carried 412.",
            "since_then": "It sank in April.",
        }

    def test_an_explanation_is_never_emptied(
        self, decided: Claim, editor: User
    ) -> None:
        with refused("The explanation cannot be empty."):
            explain(decided, editor, " \n")

    def test_nobody_but_an_editor_edits_it(
        self, decided: Claim, checker: User, superuser: User
    ) -> None:
        for person in (checker, superuser):
            with refused("Only editors edit explanations."):
                explain(decided, person, "Otherwise.")

    def test_an_edit_of_what_somebody_else_edited_is_stale(
        self, decided: Claim, editor: User, other_editor: User
    ) -> None:
        explain(decided, editor, "It carried 412.")

        with refused("This has changed since you read it.", StaleWrite):
            explain(decided, other_editor, "It carried 411.", version=1)

    def test_a_claim_without_a_verdict_in_its_round_has_no_explanation(
        self, decided: Claim, editor: User
    ) -> None:
        reopened = workflow.reopen(
            claim=decided, version=decided.version, reason="New figures.", by=editor
        )

        with refused("The claim has no verdict in this round yet."):
            explain(reopened, editor, "Otherwise.")

    def test_a_reviewer_signs_that_the_explanation_was_read(
        self, decided: Claim, editor: User, checker: User
    ) -> None:
        verdict = explain(decided, editor, "It carried 412.")

        seen = judging.see_explanation(claim=decided, version=2, by=checker)
        again = judging.see_explanation(claim=decided, version=2, by=checker)

        assert (seen.verdict, seen.version, seen.seen_by) == (verdict, 2, checker)
        assert again == seen

    def test_only_a_reviewer_of_the_round_signs_what_stands_now(
        self, decided: Claim, editor: User, checker: User, third_checker: User
    ) -> None:
        explain(decided, editor, "It carried 412.")

        for outsider in (third_checker, editor):
            with refused("Only those who reviewed the claim sign its explanation."):
                judging.see_explanation(claim=decided, version=2, by=outsider)
        with refused("This has changed since you read it.", StaleWrite):
            judging.see_explanation(claim=decided, version=1, by=checker)


class TestBlindness:
    """During second review nobody but its author sees the first review."""

    @pytest.fixture
    def pending(self, editor: User, checker: User) -> Claim:
        return factories.once_reviewed(editor, checker)

    @pytest.fixture
    def others(
        self,
        other_checker: User,
        third_checker: User,
        editor: User,
        superuser: User,
    ) -> list[User]:
        return [other_checker, third_checker, editor, superuser]

    def seen_by(self, user: User) -> tuple[list[str], list[str]]:
        """Return the places of the reviews and the verbs of judgement ``user`` sees."""
        return (
            list(
                Review.objects.visible_to(user)
                .order_by("pk")
                .values_list("place", flat=True)
            ),
            list(
                StepTaken.objects.visible_to(user)
                .filter(verb__in=["review-first", "agree", "disagree"])
                .order_by("pk")
                .values_list("verb", flat=True)
            ),
        )

    def test_the_first_review_is_its_authors_alone(
        self, pending: Claim, checker: User, others: list[User]
    ) -> None:
        assert self.seen_by(checker) == (["first"], ["review-first"])
        assert [self.seen_by(other) for other in others] == [([], [])] * 4

    def test_after_the_second_review_the_desk_sees_both(
        self, pending: Claim, checker: User, other_checker: User, others: list[User]
    ) -> None:
        factories.submit(pending, other_checker, Place.SECOND)

        both = (["first", "second"], ["review-first", "agree"])
        assert [self.seen_by(person) for person in (checker, *others)] == [both] * 5

    def test_in_a_later_round_the_earlier_ones_are_open_and_its_own_first_is_not(
        self,
        pending: Claim,
        editor: User,
        checker: User,
        other_checker: User,
        others: list[User],
    ) -> None:
        claim = workflow.reopen(
            claim=pending, version=pending.version, reason="New figures.", by=editor
        )
        assert [self.seen_by(other) for other in others] == [
            (["first"], ["review-first"])
        ] * 4

        factories.submit(claim, other_checker, Place.FIRST)

        two = (["first", "first"], ["review-first", "review-first"])
        one = (["first"], ["review-first"])
        assert self.seen_by(other_checker) == two
        assert [self.seen_by(other) for other in (checker, *others[1:])] == [one] * 4

    def test_what_waits_elsewhere_hides_nothing_here(
        self, pending: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        factories.decided(editor, checker, other_checker)

        places, verbs = self.seen_by(editor)

        assert places == ["first", "second"]
        assert verbs == ["review-first", "agree"]

    def test_who_is_not_of_the_desk_sees_nothing(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        factories.decided(editor, checker, other_checker)
        reader = factories.UserFactory(username="reader", is_staff=False)
        gone = factories.UserFactory(username="gone", is_active=False)

        assert self.seen_by(reader) == self.seen_by(gone) == ([], [])

    def test_the_others_learn_that_a_second_review_waits_for_them(
        self,
        pending: Claim,
        checker: User,
        other_checker: User,
        editor: User,
    ) -> None:
        assert list(Claim.objects.awaiting(other_checker)) == [pending]
        assert list(Claim.objects.awaiting(editor)) == [pending]
        assert not Claim.objects.awaiting(checker).exists()

    def test_no_second_review_awaits_the_author_of_the_article(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        article = factories.article(written_by=other_checker)
        factories.once_reviewed(editor, checker, claim=article.claims.all()[0])

        assert not Claim.objects.awaiting(other_checker).exists()
        assert Claim.objects.awaiting(editor).exists()

    def test_no_name_of_a_judgement_names_its_answer(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.disputed(editor, checker, other_checker)
        proposal = propose(claim, checker)
        claim = sign(proposal, other_checker)

        for row in (*claim.reviews.all(), *claim.verdicts.all(), proposal):
            assert str(row) == f"{type(row).__name__} {row.pk}"
        assert [str(row) for row in claim.evidence.all()] == [
            f"Evidence {row.pk}" for row in claim.evidence.all()
        ]
