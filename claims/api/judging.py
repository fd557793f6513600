"""Judgement: reviews, proposals and signatures, rulings, the public explanation.

Reviews start from ``visible_to``: while a second review is pending nobody but its
author is told anything of the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, Prefetch
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims import judging
from claims.api.base import Asking, DeskView, Lists, Versioned, tagged, version_matched
from claims.api.claims import ClaimInFull, ClaimView
from claims.api.fields import RatingField, RowField
from claims.api.permissions import CheckersWrite, EditorsWrite
from claims.choices import Bearing, Place, Said
from claims.judging import AnswerLacks, Judgement
from claims.models import (
    Proposal,
    ProposalBearing,
    ProposalSubClaim,
    Review,
    ReviewBearing,
    ReviewSubClaim,
    Verdict,
)
from claims.record import LONGEST_TEXT


def _in_order(parts: type[Model], bearings: type[Model]) -> list[Prefetch[str]]:
    """Load what answers rate and weigh in one order, whatever the database's."""
    rated = parts._default_manager.select_related("rating").order_by("pk")
    weighed = bearings._default_manager.order_by("pk")
    return [Prefetch("subclaim_ratings", rated), Prefetch("bearings", weighed)]


class RatedPart(Asking):
    """How a part of the claim is rated; null where it is not assessed."""

    subclaim = serializers.IntegerField(source="subclaim_id", min_value=1)
    rating = RatingField(allow_null=True)


class WeighedEvidence(Asking):
    """What a piece of evidence does to the claim."""

    evidence = serializers.IntegerField(source="evidence_id", min_value=1)
    bearing = serializers.ChoiceField(Bearing.choices)


class AnswerLine(serializers.Serializer[Any]):
    """Both questions, each part, each piece of evidence, and the reasoning."""

    id = serializers.IntegerField()
    round = serializers.IntegerField()
    said = serializers.ChoiceField(Said.choices, allow_blank=True)
    rating = RatingField(allow_null=True)
    not_assessed = serializers.CharField(source="not_assessed_reason")
    subclaims = RatedPart(source="subclaim_ratings", many=True)
    bearings = WeighedEvidence(many=True)
    reasoning = serializers.CharField()


class ReviewLine(AnswerLine):
    """A submitted review."""

    place = serializers.ChoiceField(Place.choices)
    reviewer = serializers.CharField(source="reviewer.username")
    submitted_at = serializers.DateTimeField()


class ProposalLine(AnswerLine):
    """What one of two reviewers who disagree proposed."""

    proposed_by = serializers.CharField(source="proposed_by.username")
    proposed_at = serializers.DateTimeField()


class VerdictLine(serializers.ModelSerializer[Verdict]):
    """The desk's settled answer in one round, with its public explanation."""

    said = serializers.ChoiceField(Said.choices, allow_blank=True)
    rating = RatingField(allow_null=True)
    not_assessed = serializers.CharField(source="not_assessed_reason")
    settled_by = serializers.CharField(source="settled_by.username")

    class Meta:
        model = Verdict
        fields = [
            "round",
            "said",
            "rating",
            "not_assessed",
            "settled",
            "review",
            "proposal",
            "people",
            "settled_by",
            "settled_at",
            "explanation",
            "since_then",
            "version",
        ]
        read_only_fields = fields


class Judging(Versioned):
    """One person's answer, and the round and version it was written for."""

    round = serializers.IntegerField(min_value=1)
    said = serializers.ChoiceField(Said.choices, default="", allow_blank=True)
    rating = RatingField(
        default=None,
        allow_null=True,
        help_text="A code of the article's scale; or say in “not_assessed” why not.",
    )
    not_assessed = serializers.CharField(default="", allow_blank=True, max_length=500)
    subclaims = serializers.ListField(child=RatedPart(), default=list, max_length=100)
    bearings = serializers.ListField(
        child=WeighedEvidence(),
        default=list,
        max_length=200,
        help_text="Evidence left out was not used.",
    )
    reasoning = serializers.CharField(max_length=LONGEST_TEXT)

    def validate_subclaims(self, parts: list[dict[str, Any]]) -> dict[int, Any]:
        return _each_once(parts, "subclaim_id", "rating")

    def validate_bearings(self, weighed: list[dict[str, Any]]) -> dict[int, Any]:
        return _each_once(weighed, "evidence_id", "bearing")


class Reviewing(Judging):
    """A first or second review."""

    place = serializers.ChoiceField([Place.FIRST, Place.SECOND])


class Signing(Versioned):
    """A proposal to be signed."""

    round = serializers.IntegerField(min_value=1)
    proposal = RowField(Proposal)


class Explaining(Asking):
    """The public explanation in Markdown; what is left out stays as it is."""

    explanation = serializers.CharField(max_length=LONGEST_TEXT)
    since_then = serializers.CharField(allow_blank=True, max_length=LONGEST_TEXT)


def _each_once(rows: list[dict[str, Any]], key: str, value: str) -> dict[int, Any]:
    told = {row[key]: row[value] for row in rows}
    if len(told) < len(rows):
        raise serializers.ValidationError("Each may be named only once.")
    return told


def _judgement(asked: Mapping[str, Any]) -> Judgement:
    return Judgement(
        said=asked["said"],
        rating=asked["rating"],
        not_assessed_reason=asked["not_assessed"],
        reasoning=asked["reasoning"],
        subclaims=asked["subclaims"],
        bearings=asked["bearings"],
    )


def lacks_by_member(error: AnswerLacks) -> dict[str, list[str]]:
    """Return what an answer lacks, under the member of the body that can give it."""
    lacks: dict[str, list[str]] = {}
    for lack in error.lacks:
        member = lack.of.removesuffix("_reason")  # not_assessed
        lacks.setdefault(member, []).append(lack.sentence)
    return lacks


class Reviews(Lists):
    serializer_class = ReviewLine

    @extend_schema(responses=ReviewLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """List a claim's reviews, as far as the caller may read them."""
        reviews = Review.objects.visible_to(request.user).filter(claim=self.claim())
        return self.pages(
            reviews.select_related("reviewer", "rating").prefetch_related(
                *_in_order(ReviewSubClaim, ReviewBearing)
            )
        )


class ReviewStep(ClaimView):
    permission_classes = [CheckersWrite]

    @extend_schema(
        request=Reviewing,
        responses=ClaimInFull,
        examples=[
            OpenApiExample(
                "A first review",
                {
                    "round": 1,
                    "place": "first",
                    "version": 4,
                    "said": "at-origin",
                    "rating": "true",
                    "bearings": [{"evidence": 7, "bearing": "supports"}],
                    "reasoning": "The log of the port lists 412 people.",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, claim_id: int) -> Response:
        """Submit the first or the second review of a round."""
        claim = self.claim()
        asked = self.asked(Reviewing, claim=claim)
        return self.taken(
            judging.review(
                claim=claim,
                judgement=_judgement(asked),
                round=asked["round"],
                place=Place(asked["place"]),
                version=asked["version"],
                by=self.by,
            )
        )


class Rule(ClaimView):
    permission_classes = [EditorsWrite]

    @extend_schema(request=Judging, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Settle a dispute as a third person, an editor."""
        claim = self.claim()
        asked = self.asked(Judging, claim=claim)
        return self.taken(
            judging.review(
                claim=claim,
                judgement=_judgement(asked),
                round=asked["round"],
                place=Place.RULING,
                version=asked["version"],
                by=self.by,
            )
        )


class Proposals(Lists):
    permission_classes = [CheckersWrite]
    serializer_class = ProposalLine

    def stored(self) -> dict[str, Any]:
        return ClaimInFull(self.claim(), context={"request": self.request}).data

    @extend_schema(responses=ProposalLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """List what the two reviewers proposed, oldest first."""
        proposals = self.claim().proposals.select_related("proposed_by", "rating")
        return self.pages(
            proposals.prefetch_related(*_in_order(ProposalSubClaim, ProposalBearing))
        )

    @extend_schema(request=Judging, responses={201: ProposalLine})
    def post(self, request: Request, claim_id: int) -> Response:
        """Propose, as one of two who disagree, what both could sign."""
        claim = self.claim()
        asked = self.asked(Judging, claim=claim)
        proposal = judging.propose(
            claim=claim,
            judgement=_judgement(asked),
            round=asked["round"],
            version=asked["version"],
            by=self.by,
        )
        return Response(self.answer(proposal), status=status.HTTP_201_CREATED)


class Confer(ClaimView):
    permission_classes = [CheckersWrite]

    @extend_schema(request=Signing, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Sign the other reviewer's proposal, which settles the claim."""
        asked = self.asked(Signing)
        return self.taken(judging.confer(claim=self.claim(), by=self.by, **asked))


class Verdicts(Lists):
    serializer_class = VerdictLine

    @extend_schema(responses=VerdictLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """List what each round of a claim came to."""
        return self.pages(self.claim().verdicts.select_related("rating", "settled_by"))


class Explanation(DeskView):
    has_etag = True
    permission_classes = [EditorsWrite]
    serializer_class = VerdictLine

    def verdict(self) -> Verdict:
        claim = self.claim()
        rows = claim.verdicts.select_related("rating", "settled_by")
        found: Verdict = get_object_or_404(rows, round=claim.round)
        return found

    def stored(self) -> dict[str, Any]:
        return self.answer(self.verdict())

    @extend_schema(responses=VerdictLine)
    def get(self, request: Request, claim_id: int) -> Response:
        """Read the verdict of the present round with its public explanation."""
        verdict = self.verdict()
        return tagged(verdict, self.answer(verdict))

    @extend_schema(request=Explaining, responses=VerdictLine)
    def patch(self, request: Request, claim_id: int) -> Response:
        """Edit the public explanation; each edit is recorded."""
        verdict = self.verdict()
        version = version_matched(request, verdict)
        edited = judging.explain(
            claim=verdict.claim,
            version=version,
            by=self.by,
            **self.changed(Explaining, verdict),
        )
        return tagged(edited, self.stored())


class ExplanationSeenLine(serializers.Serializer[Any]):
    """A reviewer has read this state of an explanation."""

    version = serializers.IntegerField()
    seen_by = serializers.CharField(source="seen_by.username")
    seen_at = serializers.DateTimeField()


class SeeExplanation(DeskView):
    permission_classes = [CheckersWrite]
    serializer_class = ExplanationSeenLine

    @extend_schema(request=Versioned, responses=ExplanationSeenLine)
    def post(self, request: Request, claim_id: int) -> Response:
        """Note that a reviewer has read the explanation as it stands."""
        seen = judging.see_explanation(
            claim=self.claim(), by=self.by, **self.asked(Versioned)
        )
        return Response(self.answer(seen))
