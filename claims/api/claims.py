"""The queue and the claim: read, worded, and every step that moves it but judgement."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from claims import reanchoring, roles, workflow
from claims.api.base import (
    Asking,
    DeskView,
    Lists,
    Told,
    Versioned,
    tagged,
    version_matched,
)
from claims.api.fields import PersonField, RowField
from claims.api.filters import ClaimFilter
from claims.api.permissions import CheckersWrite, EditorsWrite
from claims.api.texts import MentionLine
from claims.choices import (
    CHOSEN_LEAVE_REASONS,
    TAKEN_ON,
    Kind,
    LeaveReason,
    Place,
    Selection,
)
from claims.judging import place_for
from claims.models import Claim, Figure, SubClaim, Topic


class ClaimLine(Told):
    """A claim in the queue."""

    article = serializers.IntegerField(source="article_id")
    topic = serializers.IntegerField(source="topic_id", allow_null=True)
    assignee = serializers.CharField(source="assigned_to", allow_null=True)
    via = serializers.ListField(child=serializers.CharField())
    priority = serializers.ChoiceField(["High", "Medium", "Low"])
    changed_in = serializers.IntegerField(source="changed_in_text", allow_null=True)

    class Meta:
        model = Claim
        fields = [
            "id",
            "article",
            "topic",
            "status",
            "selection",
            "could_harm",
            "claim_reviewed",
            "kind",
            "is_finding",
            "claimant",
            "via",
            "checkable",
            "check_worthiness",
            "priority",
            "assignee",
            "due_at",
            "round",
            "public_number",
            "changed_in",
            "version",
        ]
        read_only_fields = fields


_COLUMNS = sorted(
    {column.name for column in Claim._meta.concrete_fields}
    & {"position", *ClaimLine.Meta.fields}
)
"""What a line shows, and its place in the queue; a claim has as many columns again."""


class FigureLine(serializers.ModelSerializer[Figure]):
    """A number in a claim."""

    class Meta:
        model = Figure
        fields = ["text", "value", "unit", "qualifier", "start", "end"]
        read_only_fields = fields


class SubClaimLine(serializers.ModelSerializer[SubClaim]):
    """A part of a claim that can be right or wrong by itself."""

    class Meta:
        model = SubClaim
        fields = ["id", "position", "text"]
        read_only_fields = fields


class ClaimInFull(ClaimLine):
    """A claim with its parts, its figures, and where it stands in the text."""

    assignee = serializers.CharField(
        source="assignee.username", default=None, allow_null=True
    )
    changed_in = serializers.IntegerField(
        source="changed_in.number", default=None, allow_null=True
    )
    is_orphaned = serializers.SerializerMethodField(
        help_text="Whether it stands nowhere in the article's latest text."
    )
    reasons = serializers.ListField(child=serializers.CharField())
    suggested_leave_reason = serializers.ChoiceField(
        LeaveReason.choices, allow_blank=True
    )
    leave_reason = serializers.ChoiceField(LeaveReason.choices, allow_blank=True)
    reviews_needed = serializers.IntegerField()
    is_frozen = serializers.BooleanField()
    is_overdue = serializers.BooleanField()
    place = serializers.SerializerMethodField(
        help_text="Which judgement of this round the caller could write."
    )
    subclaims = serializers.SerializerMethodField()
    figures = serializers.SerializerMethodField()
    mentions = serializers.SerializerMethodField()

    class Meta:
        model = Claim
        fields = [
            *ClaimLine.Meta.fields,
            "is_orphaned",
            "reasons",
            "suggested_leave_reason",
            "reviews_needed",
            "is_frozen",
            "is_overdue",
            "place",
            "leave_reason",
            "leave_note",
            "leave_link",
            "look_again_on",
            "duplicate_of",
            "claimant_url",
            "claimed_on",
            "do_not_name",
            "single_source_reason",
            "subclaims",
            "figures",
            "mentions",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(Place.choices, allow_null=True))
    def get_place(self, claim: Claim) -> Place | None:
        return place_for(claim, self.context["request"].user)

    def get_is_orphaned(self, claim: Claim) -> bool:
        return Claim.objects.orphaned().filter(pk=claim.pk).exists()

    @extend_schema_field(SubClaimLine(many=True))
    def get_subclaims(self, claim: Claim) -> Any:
        return SubClaimLine(claim.subclaims.order_by("position"), many=True).data

    @extend_schema_field(FigureLine(many=True))
    def get_figures(self, claim: Claim) -> Any:
        figures = Figure.objects.filter(claim=claim).present()
        return FigureLine(figures.order_by("start", "pk"), many=True).data

    @extend_schema_field(MentionLine(many=True))
    def get_mentions(self, claim: Claim) -> Any:
        mentions = claim.mentions.order_by("revision_id", "start", "pk")
        return MentionLine(mentions.prefetch_related("revision"), many=True).data


class Wording(Asking):
    """What a claim says, and how it is published; what is left out stays as it is.

    The words are for fact-checkers and editors, while nobody has reviewed them; how
    it is published (topic, claimant's page, day, name withheld, why one source) is
    for editors, at any time.
    """

    claim_reviewed = serializers.CharField(max_length=500)
    claimant = serializers.CharField(allow_blank=True, max_length=300)
    via = serializers.ListField(
        child=serializers.CharField(max_length=300),
        max_length=20,
        help_text="Through whom it came, nearest to the article first.",
    )
    kind = serializers.ChoiceField(Kind.choices)
    subclaims = serializers.ListField(
        child=serializers.CharField(max_length=300), max_length=100
    )
    topic = RowField(Topic, allow_null=True)
    claimant_url = serializers.CharField(allow_blank=True, max_length=2000)
    claimed_on = serializers.DateField(allow_null=True)
    do_not_name = serializers.BooleanField()
    single_source_reason = serializers.CharField(allow_blank=True, max_length=500)


_PREPARED = (
    "topic",
    "claimant_url",
    "claimed_on",
    "do_not_name",
    "single_source_reason",
)


class Selecting(Versioned):
    """A claim to be taken on."""

    selection = serializers.ChoiceField(TAKEN_ON)
    topic = RowField(Topic)
    could_harm = serializers.BooleanField(
        default=False, help_text="It could harm a named person or organization."
    )


class Leaving(Versioned):
    """A claim to be left unchecked, and why."""

    reason = serializers.ChoiceField(CHOSEN_LEAVE_REASONS)
    note = serializers.CharField(default="", allow_blank=True, max_length=500)
    link = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=2000,
        help_text="Where it was checked, for “elsewhere”.",
    )
    duplicate_of = RowField(Claim, default=None, allow_null=True)
    look_again_on = serializers.DateField(default=None, allow_null=True)


class Assigning(Versioned):
    """Whose a claim shall be, and when it is due; null for nobody and no day."""

    to = PersonField(allow_null=True)
    due_at = serializers.DateTimeField(default=None, allow_null=True)


class Reopening(Versioned):
    """A claim to be reopened, and why."""

    reason = serializers.CharField(max_length=2000)


class Claims(Lists):
    serializer_class = ClaimLine
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ClaimFilter
    ordering = ("-checkable", "-check_worthiness", "position", "pk")

    def get_queryset(self) -> QuerySet[Claim]:
        claims = Claim.objects.visible_to(self.request.user)
        return claims.annotate(
            assigned_to=F("assignee__username"),
            changed_in_text=F("changed_in__number"),
        ).only(*_COLUMNS)

    @extend_schema(responses=ClaimLine(many=True))
    def get(self, request: Request) -> Response:
        """List the queue: first what deserves checking most."""
        return self.pages(self.get_queryset())


class ClaimView(DeskView):
    """One claim, or a step of it: answers with the claim as it then stands."""

    has_etag = True
    serializer_class = ClaimInFull

    def stored(self) -> dict[str, Any]:
        return self.answer(self.claim())

    def taken(self, claim: Claim) -> Response:
        """Answer a step with the claim it led to."""
        return tagged(claim, self.answer(self.claim()))


class ClaimPage(ClaimView):
    permission_classes = [CheckersWrite]

    @extend_schema(responses=ClaimInFull)
    def get(self, request: Request, claim_id: int) -> Response:
        """Read a claim, its parts and its mentions."""
        claim = self.claim()
        return tagged(claim, self.answer(claim))

    @extend_schema(request=Wording, responses=ClaimInFull)
    def patch(self, request: Request, claim_id: int) -> Response:
        """Word a claim so that it stands alone; say how it is published."""
        claim = self.claim()
        version = version_matched(request, claim)
        asked = self.asked(Wording, partial=True)
        prepared = {name: asked.pop(name) for name in _PREPARED if name in asked}
        if prepared and not roles.edits(self.by):
            raise PermissionDenied("Only editors say how a claim is published.")
        with transaction.atomic():
            if asked:
                claim = self._word(claim, asked, version)
                version = claim.version
            if prepared:
                claim = self._prepare(claim, prepared, version)
        return self.taken(claim)

    def _word(self, claim: Claim, asked: dict[str, Any], version: int) -> Claim:
        parts = claim.subclaims.order_by("position").values_list("text", flat=True)
        stored = {
            "claim_reviewed": claim.claim_reviewed,
            "claimant": claim.claimant,
            "via": claim.via,
            "kind": claim.kind,
            "subclaims": list(parts),
        }
        return workflow.word(claim=claim, version=version, by=self.by, **stored | asked)

    def _prepare(self, claim: Claim, asked: dict[str, Any], version: int) -> Claim:
        stored = {name: getattr(claim, name) for name in _PREPARED}
        return workflow.prepare(
            claim=claim, version=version, by=self.by, **stored | asked
        )


class Select(ClaimView):
    permission_classes = [EditorsWrite]

    @extend_schema(request=Selecting, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Take a claim on for checking."""
        asked = self.asked(Selecting)
        selection = Selection(asked.pop("selection"))
        return self.taken(
            workflow.select(claim=self.claim(), as_=selection, by=self.by, **asked)
        )


class Leave(ClaimView):
    permission_classes = [EditorsWrite]

    @extend_schema(request=Leaving, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Leave a claim unchecked, for a reason the page can count."""
        asked = self.asked(Leaving)
        return self.taken(workflow.leave(claim=self.claim(), by=self.by, **asked))


class Assign(ClaimView):
    permission_classes = [EditorsWrite]

    @extend_schema(request=Assigning, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Give a claim to somebody of the desk, and say when it is due."""
        asked = self.asked(Assigning)
        return self.taken(workflow.assign(claim=self.claim(), by=self.by, **asked))


class Reopen(ClaimView):
    permission_classes = [EditorsWrite]

    @extend_schema(request=Reopening, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Begin a new round; the old reviews stay."""
        asked = self.asked(Reopening)
        return self.taken(workflow.reopen(claim=self.claim(), by=self.by, **asked))


class LettingStand(Versioned):
    """A verdict that holds although the article changed its words, and why."""

    reason = serializers.CharField(max_length=2000)


class LetStand(ClaimView):
    permission_classes = [EditorsWrite]

    @extend_schema(request=LettingStand, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Say that a verdict still stands on words the article has changed."""
        asked = self.asked(LettingStand)
        return self.taken(
            reanchoring.let_stand(claim=self.claim(), by=self.by, **asked)
        )


class SayGone(ClaimView):
    permission_classes = [EditorsWrite]

    @extend_schema(request=Versioned, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Leave a claim that the article no longer makes and nobody has checked."""
        asked = self.asked(Versioned)
        return self.taken(reanchoring.say_gone(claim=self.claim(), by=self.by, **asked))
