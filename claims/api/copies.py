"""Copies kept of sources and articles, and pictures drawn from them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims import archiving as keeping
from claims.api.base import WITH_FILES, Asking, DeskView, Lists
from claims.api.permissions import CheckersWrite, EditorsWrite
from sources import archiving, pictures
from sources.downloads import handed_out
from sources.models import ArchivedCopy, Picture, Source

_AS_FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class CopyLine(serializers.ModelSerializer[ArchivedCopy]):
    """Saved bytes: what they are, whence, when and by what means."""

    saved_by = serializers.CharField(source="saved_by.username")

    class Meta:
        model = ArchivedCopy
        fields = [
            "id",
            "sha256",
            "media_type",
            "size",
            "file_name",
            "saved_from",
            "means",
            "saved_by",
            "saved_at",
        ]
        read_only_fields = fields


class Keeping(Asking):
    """A web page, a PDF, a picture or plain text to be kept."""

    file = serializers.FileField()
    saved_from = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=2000,
        help_text="The address it was saved from; the source's own if empty.",
    )
    means = serializers.CharField(
        default=keeping.UPLOADED, max_length=200, help_text="How it was saved."
    )


class PictureLine(serializers.ModelSerializer[Picture]):
    """A picture made safe to show."""

    class Meta:
        model = Picture
        fields = ["id", "sha256", "media_type", "width", "height", "size", "made_from"]
        read_only_fields = fields


class Drawing(Asking):
    """A PNG, JPEG, WebP or GIF to be drawn anew and shown."""

    file = serializers.FileField()
    saved_from = serializers.CharField(default="", allow_blank=True, max_length=2000)


class Copies(Lists):
    """Copies kept of an article, or of a source."""

    parser_classes = WITH_FILES
    serializer_class = CopyLine

    def kept(self, **of: Any) -> Response:
        """Keep the file that was sent, and answer with its copy."""
        asked = self.asked(Keeping)
        file = asked.pop("file")
        copy = keeping.keep_copy(
            raw=file.read(), file_name=file.name, by=self.by, **of, **asked
        )
        return Response(self.answer(copy), status=status.HTTP_201_CREATED)


class CopiesOfArticle(Copies):
    permission_classes = [EditorsWrite]

    @extend_schema(responses=CopyLine(many=True))
    def get(self, request: Request, article_id: int) -> Response:
        """List the copies kept of an article."""
        return self.pages(self.article().copies.select_related("saved_by"))

    @extend_schema(request={"multipart/form-data": Keeping}, responses={201: CopyLine})
    def post(self, request: Request, article_id: int) -> Response:
        """Keep a copy of an article; twice is once."""
        return self.kept(article=self.article())


class CopyOfArticle(DeskView):
    @extend_schema(responses=_AS_FILE)
    def get(self, request: Request, article_id: int, copy_id: int) -> HttpResponse:
        """Take the bytes of a copy of an article, as a file to save."""
        return handed_out(self.row(self.article().copies.all(), "copy_id"))


class OfSource(Lists):
    """What hangs on one source of the library."""

    permission_classes = [CheckersWrite]

    def source(self) -> Source:
        sources = Source.objects.visible_to(self.request.user)
        return get_object_or_404(sources, pk=self.kwargs["source_id"])


class CopiesOfSource(OfSource, Copies):
    @extend_schema(responses=CopyLine(many=True))
    def get(self, request: Request, source_id: int) -> Response:
        """List the copies kept of a source."""
        return self.pages(self.source().copies.select_related("saved_by"))

    @extend_schema(request={"multipart/form-data": Keeping}, responses={201: CopyLine})
    def post(self, request: Request, source_id: int) -> Response:
        """Keep a copy of a source; twice is once."""
        return self.kept(source=self.source())


class CopyOfSource(OfSource):
    @extend_schema(responses=_AS_FILE)
    def get(self, request: Request, source_id: int, copy_id: int) -> HttpResponse:
        """Take the bytes of a copy of a source, as a file to save."""
        return handed_out(self.row(self.source().copies.all(), "copy_id"))


class PicturesOfSource(OfSource):
    parser_classes = WITH_FILES
    serializer_class = PictureLine

    @extend_schema(responses=PictureLine(many=True))
    def get(self, request: Request, source_id: int) -> Response:
        """List the pictures drawn from copies of a source."""
        # The same picture may have come with another source first.
        copies = self.source().copies.values("sha256")
        return self.pages(Picture.objects.filter(made_from__sha256__in=copies))

    @extend_schema(
        request={"multipart/form-data": Drawing}, responses={201: PictureLine}
    )
    def post(self, request: Request, source_id: int) -> Response:
        """Draw a picture anew, for evidence to show; its file is kept as a copy."""
        source, asked = self.source(), self.asked(Drawing)
        raw, file_name = asked["file"].read(), asked["file"].name
        drawn = pictures.draw(raw=raw)
        _copy, picture = keeping.add_picture(
            source=source,
            stored=archiving.store(raw=raw, file_name=file_name),
            drawn=drawn,
            saved_from=asked["saved_from"],
            by=self.by,
        )
        return Response(self.answer(picture), status=status.HTTP_201_CREATED)
