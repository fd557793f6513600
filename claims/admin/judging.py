"""The forms of :mod:`claims.judging`: review and rule, propose and sign, explain.

Pages start from ``Review.objects.visible_to(user)``: while a second review is pending
nobody but its author meets the first one here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404

from claims import judging, roles
from claims.admin.base import VersionedForm, VersionField
from claims.admin.claim_forms import ClaimForm, ClaimFormPage
from claims.admin.claim_page import (
    material,
    proposals_of,
    reviews_of_the_round,
    steps_of,
)
from claims.admin.desk_forms import help_of
from claims.choices import Bearing, Place, Said
from claims.judging import Judgement
from claims.lifecycle import Step
from claims.models import Claim, Proposal, Rating, Review, Scale, Verdict
from claims.publishing.claimreview import wording_faults

_NOT_ASSESSED = "not-assessed"


def ratings_for(claim: Claim) -> list[Rating]:
    """Return the ratings the claim's article is judged by, in the scale's order."""
    scale = claim.article.scale or Scale.objects.filter(is_current=True).first()
    return list(scale.ratings.order_by("position", "pk")) if scale else []


class JudgementForm(VersionedForm, ClaimForm):
    """Both questions, each part, each piece of evidence, and the reasoning."""

    round = VersionField()
    said = forms.ChoiceField(
        label="Was it said?",
        choices=Said.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    rating = forms.ChoiceField(
        label="Is it so?", required=False, widget=forms.RadioSelect
    )
    not_assessed_reason = forms.CharField(
        label="Why it is not assessed",
        required=False,
        max_length=500,
        help_text=help_of(Review, "not_assessed_reason"),
    )
    reasoning = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=help_of(Review, "reasoning"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ratings = ratings_for(self.claim)
        # What was weighed and withdrawn since stays in the form: the verb tells of it.
        self.evidence = [
            piece
            for piece in self.claim.evidence.select_related(
                "source", "archived_copy", "picture"
            ).order_by("pk")
            if not piece.withdrawn_at or self.data.get(f"bearing-{piece.pk}")
        ]
        self.parts = list(self.claim.subclaims.order_by("position"))
        self.initial.update(version=self.claim.version, round=self.claim.round)
        if not self.claim.claimant:
            del self.fields["said"]
        answers = [(str(rating.pk), rating.label) for rating in self.ratings]
        answers.append((_NOT_ASSESSED, "Not assessed"))
        rating_field = self.fields["rating"]
        assert isinstance(rating_field, forms.ChoiceField)
        rating_field.choices = answers
        for part in self.parts:
            self.fields[f"part-{part.pk}"] = forms.ChoiceField(
                label=f"“{part}”",
                choices=[("", "Choose a rating"), *answers],
                required=False,
            )
        for piece in self.evidence:
            self.fields[f"bearing-{piece.pk}"] = forms.ChoiceField(
                label=f"Bearing of {piece.source}",
                choices=[("", "Not used"), *Bearing.choices],
                required=False,
            )

    def begin_from(self, answer: Review | Proposal) -> None:
        """Start the form with an answer given before."""
        self.initial.update(
            said=answer.said,
            rating=answer.rating_id or _NOT_ASSESSED,
            not_assessed_reason=answer.not_assessed_reason,
            reasoning=answer.reasoning,
        )
        for part in answer.subclaim_ratings.all():
            self.initial[f"part-{part.subclaim_id}"] = part.rating_id or _NOT_ASSESSED
        for weighed in answer.bearings.all():
            self.initial[f"bearing-{weighed.evidence_id}"] = weighed.bearing

    def refuse(self, error: Exception) -> None:
        """Put what the answer lacks at the fields that can give it."""
        if not isinstance(error, judging.AnswerLacks):
            return super().refuse(error)
        for lack in error.lacks:
            self.add_error(self._field_for(lack), lack.sentence)
        return None

    def _field_for(self, lack: judging.Lack) -> str | None:
        """Return the first field in which to give what is lacking, if there is one."""
        several = {
            "subclaims": self.rated_parts(),
            "bearings": [field for _piece, field in self.weighed()],
        }
        if lack.of not in several:
            return lack.of
        unanswered = (field.name for field in several[lack.of] if not field.value())
        return next(unanswered, None)

    def rated(self) -> Iterator[tuple[Any, Rating | None]]:
        """Pair each answer to *Is it so?* with its rating, for its definition."""
        return zip(self["rating"].subwidgets, [*self.ratings, None], strict=True)

    def rated_parts(self) -> list[forms.BoundField]:
        return [self[f"part-{part.pk}"] for part in self.parts]

    def weighed(self) -> list[tuple[Any, forms.BoundField]]:
        """Pair each standing piece of evidence with the field of its bearing."""
        return [(piece, self[f"bearing-{piece.pk}"]) for piece in self.evidence]

    def judgement(self) -> Judgement:
        given = self.cleaned_data
        ratings = {str(rating.pk): rating for rating in self.ratings}
        return Judgement(
            said=given.get("said", ""),
            rating=ratings.get(given["rating"]),
            not_assessed_reason=given["not_assessed_reason"],
            reasoning=given["reasoning"],
            subclaims={
                part.pk: ratings.get(given[f"part-{part.pk}"])
                for part in self.parts
                if given[f"part-{part.pk}"]
            },
            bearings={
                piece.pk: given[f"bearing-{piece.pk}"]
                for piece in self.evidence
                if given[f"bearing-{piece.pk}"]
            },
        )


class ReviewForm(JudgementForm):
    title = "Review"
    button = "Submit the review"

    place = forms.ChoiceField(choices=Place.choices, widget=forms.HiddenInput)

    @property
    def done(self) -> str:  # type: ignore[override]  # of the class elsewhere
        """Name what was submitted."""
        is_ruling = self.cleaned_data["place"] == Place.RULING
        judgement = "ruling" if is_ruling else "review"
        return f"Your {judgement} is submitted; it can no longer be changed."

    def take_for(self, claim: Claim) -> Claim:
        return judging.review(
            claim=claim,
            judgement=self.judgement(),
            round=self.cleaned_data["round"],
            place=Place(self.cleaned_data["place"]),
            version=self.cleaned_data["version"],
            by=self.by,
        )


class ReviewPage(ClaimFormPage):
    """The first review, the second, and the final ruling, whichever is due."""

    form_class = ReviewForm
    template_name = "admin/claims/claim/review.html"

    def form(self, typed: Any) -> ClaimForm:
        form = super().form(typed)
        self.place = judging.place_for(self.claim, form.by)
        form.initial["place"] = self.place
        return form

    def context(self, form: ClaimForm) -> dict[str, Any]:
        reviews = reviews_of_the_round(self.claim, form.by)
        return {
            **material(self.claim, form.by),
            "place": self.place,
            "title": Place(self.place).label if self.place else form.title,
            "doubts": [
                fault.sentence for fault in wording_faults(self.claim.claim_reviewed)
            ]
            if self.place == Place.FIRST
            else [],
            "reviews": reviews if self.place == Place.RULING else [],
        }


def conferring_refused(claim: Claim, by: User) -> str:
    """Return why ``by`` can neither propose nor sign now; empty if they can."""
    if not Step.CONFER.may_leave(claim.status):
        status = claim.get_status_display().lower()
        return f"Only about a disputed claim is conferred; this one is “{status}”."
    if not claim.reviews.filter(round=claim.round, reviewer=by).exists():
        return "Only the two who reviewed the claim confer about it."
    return ""


class ProposeForm(JudgementForm):
    title = "Confer"
    button = "Propose this answer"
    done = "Your proposal stands; the other reviewer can sign it."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "reasoning"
        ].help_text = "Say why the two of you moved; it begins the public explanation."

    def refusal(self) -> str:
        return super().refusal() or conferring_refused(self.claim, self.by)

    def take_for(self, claim: Claim) -> Proposal:
        return judging.propose(
            claim=claim,
            judgement=self.judgement(),
            round=self.cleaned_data["round"],
            version=self.cleaned_data["version"],
            by=self.by,
        )


class ConferPage(ClaimFormPage):
    """Both reviews side by side, the standing proposal, and a form for another."""

    form_class = ProposeForm
    template_name = "admin/claims/claim/confer.html"

    def form(self, typed: Any) -> ClaimForm:
        form = super().form(typed)
        assert isinstance(form, ProposeForm)
        self.reviews = reviews_of_the_round(self.claim, form.by)
        self.own = [review for review in self.reviews if review.reviewer == form.by]
        for review in self.own:
            form.begin_from(review)
        form.initial["reasoning"] = ""
        return form

    def context(self, form: ClaimForm) -> dict[str, Any]:
        proposal = proposals_of(self.claim).filter(round=self.claim.round).last()
        return {
            **material(self.claim, form.by),
            "reviews": self.reviews,
            "proposal": proposal,
            "signs": bool(
                proposal
                and proposal.proposed_by != form.by
                and not conferring_refused(self.claim, form.by)
            ),
        }


class SignForm(VersionedForm, ClaimForm):
    title = "Sign the proposal"
    button = "Sign: this settles the claim"
    done = "The claim is decided, by agreement after discussion."

    round = VersionField()

    def __init__(self, *args: Any, proposal_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = get_object_or_404(proposals_of(self.claim), pk=proposal_id)
        self.initial.update(version=self.claim.version, round=self.claim.round)

    def refusal(self) -> str:
        if refused := super().refusal() or conferring_refused(self.claim, self.by):
            return refused
        if self.proposal.proposed_by_id == self.by.pk:
            return "You made this proposal; the other reviewer signs it."
        return ""

    def take_for(self, claim: Claim) -> Claim:
        return judging.confer(
            claim=claim,
            proposal=self.proposal,
            round=self.cleaned_data["round"],
            version=self.cleaned_data["version"],
            by=self.by,
        )


class SignPage(ClaimFormPage):
    form_class = SignForm
    template_name = "admin/claims/claim/sign.html"

    def context(self, form: ClaimForm) -> dict[str, Any]:
        assert isinstance(form, SignForm)
        return {"proposal": form.proposal}


def present_verdict(claim: Claim) -> Verdict | None:
    """Return the verdict of the claim's round, once there is one."""
    return (
        claim.verdicts.filter(round=claim.round)
        .select_related("rating", "review", "proposal", "settled_by")
        .first()
    )


class ExplainForm(VersionedForm, ClaimForm):
    title = "Explanation"
    button = "Save the explanation"
    done = "The explanation is saved."

    explanation = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=help_of(Verdict, "explanation"),
    )
    since_then = forms.CharField(
        label="Since then",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_of(Verdict, "since_then"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict = present_verdict(self.claim)
        if self.verdict:
            self.initial.update(
                explanation=self.verdict.explanation,
                since_then=self.verdict.since_then,
                version=self.verdict.version,
            )

    def refusal(self) -> str:
        return "" if roles.edits(self.by) else "Editors edit explanations."

    def take_for(self, claim: Claim) -> Verdict:
        return judging.explain(claim=claim, by=self.by, **self.cleaned_data)

    def stored(self) -> dict[str, str]:
        return self.as_if_opened_now()


class ExplainPage(ClaimFormPage):
    """The editor's page: the text, what it began from, and every edit since."""

    form_class = ExplainForm
    template_name = "admin/claims/claim/explain.html"
    anchor = "#verdict"

    def context(self, form: ClaimForm) -> dict[str, Any]:
        assert isinstance(form, ExplainForm)
        return {
            "verdict": form.verdict,
            "edits": steps_of(self.claim, form.by).filter(verb="explain"),
        }


class SeenForm(VersionedForm, ClaimForm):
    title = "Read the explanation"
    button = "I have read this explanation"
    done = "It is noted that you have read the explanation as it stands."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict = present_verdict(self.claim)
        if self.verdict:
            self.initial["version"] = self.verdict.version

    def refusal(self) -> str:
        if self.verdict is None:
            return "The claim has no verdict in this round yet."
        if not self.claim.reviews.filter(
            round=self.claim.round, reviewer=self.by
        ).exists():
            return "Only those who reviewed the claim sign its explanation."
        return super().refusal()

    def take_for(self, claim: Claim) -> object:
        return judging.see_explanation(
            claim=claim, version=self.cleaned_data["version"], by=self.by
        )

    def stored(self) -> dict[str, str]:
        verdict = present_verdict(self.claim)
        return {"Explanation": verdict.explanation if verdict else ""}


class SeenPage(ClaimFormPage):
    form_class = SeenForm
    template_name = "admin/claims/claim/seen.html"
    anchor = "#verdict"

    def context(self, form: ClaimForm) -> dict[str, Any]:
        assert isinstance(form, SeenForm)
        return {"verdict": form.verdict}
