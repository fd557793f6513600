"""The library: sources added, described, located, opened."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import evidence as keeping
from claims.api.base import Asking, DeskView, Lists, Versioned, tagged, version_matched
from claims.api.fields import RowField
from claims.api.filters import SourceFilter
from claims.api.permissions import CheckersWrite
from sources import library
from sources.models import Source, Tier


class SourceLine(serializers.ModelSerializer[Source]):
    """A document or person that can be consulted."""

    tier = serializers.ChoiceField(Tier.choices, allow_blank=True)

    class Meta:
        model = Source
        fields = [
            "id",
            "title",
            "publisher",
            "url",
            "published_on",
            "language",
            "tier",
            "interest",
            "derived_from",
            "state",
            "located_at",
            "opened_at",
            "version",
        ]
        read_only_fields = fields


class AddingSource(Asking):
    """A source to be added, or found by what it is told by."""

    title = serializers.CharField(default="", allow_blank=True, max_length=500)
    publisher = serializers.CharField(default="", allow_blank=True, max_length=300)
    url = serializers.CharField(default="", allow_blank=True, max_length=2000)


class DescribingSource(Asking):
    """What a source is; what is left out stays as it is."""

    title = serializers.CharField(allow_blank=True, max_length=500)
    publisher = serializers.CharField(allow_blank=True, max_length=300)
    published_on = serializers.DateField(allow_null=True)
    language = serializers.CharField(allow_blank=True, max_length=35)
    tier = serializers.ChoiceField(Tier.choices, allow_blank=True)
    interest = serializers.CharField(allow_blank=True, max_length=300)
    derived_from = RowField(Source, allow_null=True)


class Locating(Versioned):
    """The address at which a source can be read."""

    url = serializers.CharField(max_length=2000)


class Sources(Lists):
    permission_classes = [CheckersWrite]
    serializer_class = SourceLine
    filter_backends = (DjangoFilterBackend,)
    filterset_class = SourceFilter

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.visible_to(self.request.user)

    @extend_schema(responses=SourceLine(many=True))
    def get(self, request: Request) -> Response:
        """List the library."""
        return self.pages(self.get_queryset())

    @extend_schema(request=AddingSource, responses={201: SourceLine, 200: SourceLine})
    def post(self, request: Request) -> Response:
        """Add a source to the library; 200 where it is there already."""
        asked = self.asked(AddingSource)
        is_there = library.find(**asked) is not None
        source = keeping.add_source(by=self.by, **asked)
        return tagged(
            source,
            self.answer(source),
            status.HTTP_200_OK if is_there else status.HTTP_201_CREATED,
        )


class SourceView(DeskView):
    """One source, or a step of it: answers with the source as it then stands."""

    has_etag = True
    permission_classes = [CheckersWrite]
    serializer_class = SourceLine

    def source(self) -> Source:
        sources = Source.objects.visible_to(self.request.user)
        found: Source = self.row(sources.select_related("derived_from"), "source_id")
        return found

    def stored(self) -> dict[str, Any]:
        return self.answer(self.source())


class SourcePage(SourceView):
    @extend_schema(responses=SourceLine)
    def get(self, request: Request, source_id: int) -> Response:
        """Read one source."""
        source = self.source()
        return tagged(source, self.answer(source))

    @extend_schema(request=DescribingSource, responses=SourceLine)
    def patch(self, request: Request, source_id: int) -> Response:
        """Write down what a source is."""
        source = self.source()
        version = version_matched(request, source)
        described = keeping.describe_source(
            source=source,
            version=version,
            by=self.by,
            **self.changed(DescribingSource, source),
        )
        return tagged(described, self.answer(described))


class Locate(SourceView):
    @extend_schema(request=Locating, responses=SourceLine)
    def post(self, request: Request, source_id: int) -> Response:
        """Give a source the address at which it can be read."""
        source = self.source()
        located = keeping.locate_source(
            source=source, by=self.by, **self.asked(Locating)
        )
        return tagged(located, self.answer(located))


class Open(SourceView):
    @extend_schema(request=Versioned, responses=SourceLine)
    def post(self, request: Request, source_id: int) -> Response:
        """Note that somebody of the desk has opened the source and read it."""
        opened = keeping.open_source(
            source=self.source(), by=self.by, **self.asked(Versioned)
        )
        return tagged(opened, self.answer(opened))
