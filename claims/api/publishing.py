"""The draft of a fact-check, what the gate says of it, and publication."""

from __future__ import annotations

import datetime as dt
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.base import Asking, DeskView, tagged, version_matched
from claims.api.permissions import EditorsWrite
from claims.choices import VersionKind
from claims.models import FactCheck, Version
from claims.publishing import gate, issuing, manifest
from claims.record import LONGEST_TEXT


class Draft(serializers.ModelSerializer[FactCheck]):
    """What is to be published about an article."""

    key_findings = serializers.ListField(
        source="findings", child=serializers.CharField()
    )

    class Meta:
        model = FactCheck
        fields = [
            "title",
            "summary",
            "key_findings",
            "why_checked",
            "as_of",
            "notice",
            "version",
        ]
        read_only_fields = fields


class Drafting(Asking):
    """The draft; what is left out stays as it is."""

    title = serializers.CharField(allow_blank=True, max_length=200)
    summary = serializers.CharField(allow_blank=True, max_length=400)
    key_findings = serializers.ListField(
        child=serializers.CharField(max_length=1000), max_length=20
    )
    why_checked = serializers.CharField(allow_blank=True, max_length=LONGEST_TEXT)
    as_of = serializers.DateField(allow_null=True)
    notice = serializers.CharField(allow_blank=True, max_length=500)

    def validate_key_findings(self, findings: list[str]) -> str:
        return "\n".join(" ".join(finding.split()) for finding in findings)


class Rule(serializers.Serializer[Any]):
    """A rule of publication, and the desk's address where it is met."""

    sentence = serializers.CharField()
    address = serializers.CharField()


class GateLine(serializers.Serializer[Any]):
    """What stands between the draft and publication."""

    is_open = serializers.BooleanField()
    unmet = Rule(many=True)
    warnings = Rule(many=True)
    quoted_share = serializers.FloatField(
        help_text="How much of the article would be quoted, from 0 to 1."
    )
    shown = serializers.SerializerMethodField(
        help_text="What tells this state of the page from others; send it along to "
        "publish exactly this."
    )

    def get_shown(self, found: gate.Gate) -> str:
        shown: str = self.context["shown"]
        return shown


class Publishing(Asking):
    """A version to be published; the first one needs neither kind nor reason."""

    kind = serializers.ChoiceField(
        [kind for kind in VersionKind if kind != VersionKind.FIRST],
        default="",
        allow_blank=True,
    )
    reason = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=LONGEST_TEXT,
        help_text="In public: from what, to what, why.",
    )
    shown = serializers.CharField(default="", allow_blank=True, max_length=64)


class VersionLine(serializers.ModelSerializer[Version]):
    """A published version."""

    # As the record and the public addresses spell it.
    published_at = serializers.DateTimeField(
        format="%Y-%m-%dT%H:%M:%SZ", default_timezone=dt.UTC
    )
    address = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Version
        fields = [
            "number",
            "kind",
            "reason",
            "published_at",
            "manifest_sha256",
            "address",
        ]
        read_only_fields = fields


class DraftView(DeskView):
    permission_classes = [EditorsWrite]

    def draft(self) -> FactCheck:
        return FactCheck.objects.select_related("article__scale").get(
            article=self.article()
        )

    def gate(self) -> dict[str, Any]:
        """Return what stands between the draft, as it is now, and publication."""
        draft = self.draft()
        would_be = manifest.would_be(draft, manifest.claims_for(draft))
        shown = manifest.digest_of_content(would_be)
        return GateLine(gate.examine(draft), context={"shown": shown}).data


class DraftPage(DraftView):
    has_etag = True
    serializer_class = Draft

    def stored(self) -> dict[str, Any]:
        return self.answer(self.draft())

    @extend_schema(responses=Draft)
    def get(self, request: Request, article_id: int) -> Response:
        """Read the draft of an article's fact-check."""
        draft = self.draft()
        return tagged(draft, self.answer(draft))

    @extend_schema(request=Drafting, responses=Draft)
    def patch(self, request: Request, article_id: int) -> Response:
        """Write the draft: title, summary, key findings, why, as-of date."""
        draft = self.draft()
        version = version_matched(request, draft)
        written = issuing.draft(
            fact_check=draft,
            version=version,
            by=self.by,
            **self.changed(Drafting, draft),
        )
        return tagged(written, self.answer(written))


class Gate(DraftView):
    serializer_class = GateLine

    @extend_schema(responses=GateLine)
    def get(self, request: Request, article_id: int) -> Response:
        """Tell what stands between the draft and publication."""
        return Response(self.gate())


class Publish(DraftView):
    serializer_class = VersionLine

    def stored(self) -> dict[str, Any]:
        return self.gate()

    @extend_schema(
        request=Publishing,
        responses={201: VersionLine},
        examples=[
            OpenApiExample(
                "A correction",
                {
                    "kind": "correction",
                    "reason": "The ferry carried 412 people, not 421: a slip of ours.",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, article_id: int) -> Response:
        """Publish the fact-check as its next version, if the gate is open."""
        draft, asked = self.draft(), self.asked(Publishing)
        said = [name for name in ("kind", "reason") if asked[name]]
        if said and not draft.versions.exists():
            sentence = "A first version has none: nothing was published before."
            raise serializers.ValidationError({name: [sentence] for name in said})
        version = issuing.publish(fact_check=draft, by=self.by, **asked)
        return Response(self.answer(version), status=status.HTTP_201_CREATED)


class Noticing(Asking):
    """A notice that the article was changed after the check, to be published."""

    notice = serializers.CharField(max_length=issuing.LONGEST_NOTICE)
    reason = serializers.CharField(
        max_length=LONGEST_TEXT, help_text="In public: why there is a notice."
    )
    shown = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=64,
        help_text="What the gate tells of the page as it would be without the notice.",
    )


class PublishNotice(DraftView):
    serializer_class = VersionLine

    def stored(self) -> dict[str, Any]:
        return self.gate()

    @extend_schema(request=Noticing, responses={201: VersionLine})
    def post(self, request: Request, article_id: int) -> Response:
        """Publish that the article was changed after the check; the verdicts stay."""
        draft = self.draft()
        version = issuing.publish_notice(
            fact_check=draft,
            version=draft.version,
            by=self.by,
            **self.asked(Noticing),
        )
        return Response(self.answer(version), status=status.HTTP_201_CREATED)
