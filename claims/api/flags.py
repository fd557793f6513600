"""What the reading noticed, settled; and findings about the article."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import findings
from claims.api.base import Asking, DeskView, Lists
from claims.api.claims import ClaimInFull
from claims.api.fields import RowField, RowsInOrder
from claims.api.permissions import EditorsWrite
from claims.choices import TAKEN_ON, FigureOutcome, Selection
from claims.models import Flag, Topic
from claims.models.article import FlagQuerySet


class FlagLine(serializers.ModelSerializer[Flag]):
    """Something the reading noticed, and what became of it."""

    text = serializers.IntegerField(
        source="revision.number", help_text="The number of the article's text."
    )
    outcome = serializers.ChoiceField(
        FigureOutcome.choices,
        allow_blank=True,
        help_text="Of a headline's figure: what became of it in the text.",
    )
    claims = RowsInOrder(serializers.PrimaryKeyRelatedField(read_only=True))
    settled_by = serializers.CharField(
        source="settled_by.username", default=None, allow_null=True
    )

    class Meta:
        model = Flag
        fields = [
            "id",
            "text",
            "kind",
            "outcome",
            "message",
            "claims",
            "settled_by",
            "settled_at",
            "dismissed_because",
            "finding",
        ]
        read_only_fields = fields


class Dismissing(Asking):
    """Why there is nothing to pursue."""

    reason = serializers.CharField(max_length=500)


class OpeningFinding(Asking):
    """What the article was found to do, to be checked like any claim."""

    claim_reviewed = serializers.CharField(max_length=findings.LONGEST_WORDS)
    selection = serializers.ChoiceField(TAKEN_ON)
    topic: Any = RowField(Topic)
    could_harm = serializers.BooleanField(
        default=True, help_text="It could harm a named person or organization."
    )


class TakingBack(Asking):
    """Which settling of the flag is taken back."""

    settled_at = serializers.DateTimeField(help_text="As the flag told it when read.")


class FlagView(DeskView):
    """One flag, or a step of it: answers with the flag as it then stands."""

    permission_classes = [EditorsWrite]
    serializer_class = FlagLine

    def flags(self) -> FlagQuerySet:
        flags = Flag.objects.filter(revision__article=self.article())
        return flags.select_related("revision", "settled_by").prefetch_related("claims")

    def flag(self) -> Flag:
        found: Flag = self.row(self.flags(), "flag_id")
        return found

    def stored(self) -> dict[str, Any]:
        return self.answer(self.flag())


class Flags(FlagView, Lists):
    @extend_schema(responses=FlagLine(many=True))
    def get(self, request: Request, article_id: int) -> Response:
        """List what the reading noticed about an article, in all of its texts."""
        return self.pages(self.flags())


class Dismiss(FlagView):
    @extend_schema(request=Dismissing, responses=FlagLine)
    def post(self, request: Request, article_id: int, flag_id: int) -> Response:
        """Settle a flag as nothing to pursue."""
        findings.dismiss(flag=self.flag(), by=self.by, **self.asked(Dismissing))
        return Response(self.stored())


class Confirm(FlagView):
    @extend_schema(request=OpeningFinding, responses=FlagLine)
    def post(self, request: Request, article_id: int, flag_id: int) -> Response:
        """Make a flag a finding about the article, open for checking."""
        findings.confirm(flag=self.flag(), by=self.by, **_opening(self))
        return Response(self.stored())


class TakeBack(FlagView):
    @extend_schema(request=TakingBack, responses=FlagLine)
    def post(self, request: Request, article_id: int, flag_id: int) -> Response:
        """Open a settled flag again, while nobody has reviewed its finding."""
        findings.take_back(flag=self.flag(), by=self.by, **self.asked(TakingBack))
        return Response(self.stored())


class Findings(DeskView):
    permission_classes = [EditorsWrite]
    serializer_class = ClaimInFull

    @extend_schema(request=OpeningFinding, responses={201: ClaimInFull})
    def post(self, request: Request, article_id: int) -> Response:
        """Add a finding about the article that the reading did not notice."""
        finding = findings.add(article=self.article(), by=self.by, **_opening(self))
        return Response(self.answer(finding), status=status.HTTP_201_CREATED)


def _opening(view: DeskView) -> dict[str, Any]:
    asked = view.asked(OpeningFinding)
    return asked | {"as_": Selection(asked.pop("selection"))}
