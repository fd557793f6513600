"""What was checked before: noted for a claim, or known from published checks."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import earlier, known_checks
from claims.api.base import Asking, DeskView, Lists
from claims.api.permissions import CheckersWrite
from claims.choices import CheckKind, Outcome
from claims.models import EarlierCheck, KnownCheck


class EarlierCheckLine(serializers.ModelSerializer[EarlierCheck]):
    """Somebody's published check of what a claim says."""

    is_dropped = serializers.SerializerMethodField()

    class Meta:
        model = EarlierCheck
        fields = [
            "id",
            "url",
            "publisher",
            "outcome",
            "checked_on",
            "note",
            "is_dropped",
            "dropped_reason",
        ]
        read_only_fields = fields

    def get_is_dropped(self, check: EarlierCheck) -> bool:
        return check.dropped_at is not None


class Noting(Asking):
    """An earlier check to be noted."""

    url = serializers.CharField(max_length=2000)
    publisher = serializers.CharField(max_length=300)
    outcome = serializers.CharField(
        max_length=300, help_text="What it found, in the words of who checked it."
    )
    checked_on = serializers.DateField(default=None, allow_null=True)
    note = serializers.CharField(default="", allow_blank=True, max_length=500)


class Dropping(Asking):
    """Why an earlier check is dropped."""

    reason = serializers.CharField(max_length=500)


class KnownCheckLine(serializers.ModelSerializer[KnownCheck]):
    """Something published that says what was found about a like claim."""

    kind = serializers.ChoiceField(CheckKind.choices)
    outcome = serializers.ChoiceField(Outcome.choices)
    shared = serializers.SerializerMethodField(
        help_text="The words of the claim that stand in it."
    )

    class Meta:
        model = KnownCheck
        fields = [
            "kind",
            "url",
            "publisher",
            "title",
            "claim",
            "claimant",
            "checked_on",
            "language",
            "label",
            "outcome",
            "shared",
        ]
        read_only_fields = fields

    def get_shared(self, check: KnownCheck) -> list[str]:
        return list(self.context["shared"][check.pk])


class EarlierChecks(Lists):
    permission_classes = [CheckersWrite]
    serializer_class = EarlierCheckLine

    @extend_schema(responses=EarlierCheckLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """List the earlier checks noted for a claim, what was dropped included."""
        checks = EarlierCheck.objects.visible_to(request.user)
        return self.pages(checks.filter(claim=self.claim()))

    @extend_schema(request=Noting, responses={201: EarlierCheckLine})
    def post(self, request: Request, claim_id: int) -> Response:
        """Note a published check of what a claim says."""
        asked = self.asked(Noting)
        check = earlier.add(claim=self.claim(), by=self.by, **asked)
        return Response(self.answer(check), status=status.HTTP_201_CREATED)


class Drop(DeskView):
    permission_classes = [CheckersWrite]
    serializer_class = EarlierCheckLine

    @extend_schema(request=Dropping, responses=EarlierCheckLine)
    def post(self, request: Request, claim_id: int, check_id: int) -> Response:
        """Drop an earlier check from the list; it stays on record."""
        checks = EarlierCheck.objects.visible_to(request.user)
        of_claim = checks.filter(claim=self.claim()).select_related("claim")
        dropped = earlier.drop(
            check=self.row(of_claim, "check_id"), by=self.by, **self.asked(Dropping)
        )
        return Response(self.answer(dropped))


class KnownChecks(Lists):
    pagination_class = None
    also_refuses = ("400",)
    serializer_class = KnownCheckLine

    @extend_schema(responses=KnownCheckLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """Find what was published about the same, the likeliest first."""
        alike = known_checks.find_for(self.claim())
        lines = KnownCheckLine(
            [each.check for each in alike],
            many=True,
            context={"shared": {each.check.pk: each.shared for each in alike}},
        )
        return Response(lines.data)
