"""What everybody may read without a token: published manifests, and the ratings.

A manifest is answered as it was recorded, byte for byte: its SHA-256 is the version's,
and its ETag. Nothing here reads a draft.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from claims.api.base import DeskView, Lists
from claims.choices import VersionKind
from claims.models import Rating, Scale, Version
from claims.publishing import manifest

A_MINUTE = 60
"""How long an answer may be shown after a correction; asking again costs a 304."""


class Withheld(APIException):
    status_code = status.HTTP_410_GONE
    default_detail = "The text of this version is withheld."
    default_code = "withheld"


class FactCheckLine(serializers.Serializer[Any]):
    """A published fact-check, as its newest version tells it."""

    slug = serializers.CharField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(VersionKind.choices)
    title = serializers.CharField()
    summary = serializers.CharField()
    notice = serializers.CharField(
        allow_blank=True, help_text="What stands above the page, such as a warning."
    )
    headline = serializers.CharField(help_text="Of the article that was checked.")
    publisher = serializers.CharField()
    as_of = serializers.CharField()
    first_published_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    address = serializers.CharField(help_text="Of the page, relative to the site.")
    manifest_sha256 = serializers.CharField()


class Chip(serializers.Serializer[Any]):
    """A rating as the page shows it."""

    code = serializers.CharField()
    label: Any = serializers.CharField()
    color = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)


class PublishedClaim(serializers.Serializer[Any]):
    """A verdict; more members tell its evidence, parts, claimant and searches."""

    number = serializers.IntegerField()
    address = serializers.CharField()
    claim_reviewed = serializers.CharField()
    quotations = serializers.ListField(child=serializers.CharField())
    chip = Chip()
    explanation = serializers.CharField()
    people_count = serializers.IntegerField()


class ManifestInFull(serializers.Serializer[Any]):
    """The record of one version: everything its page shows.

    Canonical JSON (RFC 8785); days and moments are text. Members beyond these tell
    topics, contacts, sources, what was not checked, and the versions before.
    """

    schema = serializers.CharField()
    slug = serializers.CharField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(VersionKind.choices)
    reason = serializers.CharField()
    published_at = serializers.DateTimeField()
    first_published_at = serializers.DateTimeField()
    language = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    key_findings = serializers.ListField(child=serializers.CharField())
    why_checked = serializers.CharField()
    as_of = serializers.CharField()
    claims = PublishedClaim(many=True)


class RatingLine(serializers.ModelSerializer[Rating]):
    """An answer the scale offers to “Is it so?”."""

    class Meta:
        model = Rating
        fields = [
            "code",
            "label",
            "definition",
            "rank",
            "color",
            "needs_contradiction",
            "needs_search",
            "needs_contact",
        ]
        read_only_fields = fields


class ScaleInUse(serializers.ModelSerializer[Scale]):
    """The scale that new fact-checks use."""

    ratings = serializers.SerializerMethodField()

    class Meta:
        model = Scale
        fields = ["name", "number", "ratings"]
        read_only_fields = fields

    def get_ratings(self, scale: Scale) -> list[dict[str, Any]]:
        rows = scale.ratings.order_by("position", "pk")
        return list(RatingLine(rows, many=True).data)


class PublicView(DeskView):
    """An address that asks nobody who they are, and may be kept for a minute."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (AnonRateThrottle,)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code in (status.HTTP_200_OK, status.HTTP_304_NOT_MODIFIED):
            patch_cache_control(answer, public=True, max_age=A_MINUTE)
        return answer


class FactChecks(PublicView, Lists):
    serializer_class = FactCheckLine
    ordering = ("-pk",)

    def get_queryset(self) -> QuerySet[Version]:
        return Version.objects.latest().readable()

    @extend_schema(responses=FactCheckLine(many=True))
    def get(self, request: Request) -> Response:
        """List what has been published, what changed last first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(
            self.get_serializer([_line(version) for version in page], many=True).data
        )


class Recorded(PublicView):
    serializer_class = ManifestInFull
    has_etag = True
    answers_unchanged = True
    also_refuses = ("410",)


class LatestVersion(Recorded):
    @extend_schema(responses=ManifestInFull)
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Read the newest version of a fact-check: its manifest, as recorded."""
        return _recorded(request, Version.objects.latest(), slug)


class OneVersion(Recorded):
    @extend_schema(responses=ManifestInFull)
    def get(self, request: Request, slug: str, number: int) -> HttpResponseBase:
        """Read one version of a fact-check: its manifest, as recorded."""
        return _recorded(request, Version.objects.filter(number=number), slug)


class Ratings(PublicView):
    serializer_class = ScaleInUse
    also_refuses = ("404",)

    @extend_schema(responses=ScaleInUse)
    def get(self, request: Request) -> Response:
        """Define the ratings that new fact-checks use."""
        scale = get_object_or_404(Scale.objects.filter(is_current=True))
        return Response(self.get_serializer(scale).data)


def _line(version: Version) -> dict[str, Any]:
    told = manifest.load(version)
    return {
        **told,
        "headline": told["article"]["headline"],
        "publisher": told["article"]["publisher"],
        "address": f"/fact-checks/{told['slug']}/",
        "manifest_sha256": version.manifest_sha256,
    }


def _recorded(
    request: Request, versions: QuerySet[Version], slug: str
) -> HttpResponseBase:
    version = get_object_or_404(
        versions.select_related("manifest"), fact_check__article__slug=slug
    )
    if not version.manifest.body:
        raise Withheld
    etag = f'"{version.manifest_sha256}"'
    response = HttpResponse(
        version.manifest.body,
        content_type="application/json",
        headers={"ETag": etag},
    )
    answer = get_conditional_response(request, etag=etag, response=response)
    assert answer is not None  # a response was given
    return answer
