"""What an article's texts hold: the claims' mentions, and the sources cited."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Value, When
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from claims import evidence as keeping
from claims.api.base import Asking, DeskView, Lists
from claims.api.fields import RowField
from claims.api.permissions import CheckersWrite
from claims.choices import Placed
from claims.models import Citation, Claim, Mention, Revision
from claims.reading.anchors import selectors
from sources.models import Source


class TextInFull(serializers.ModelSerializer[Revision]):
    """One immutable text; the offsets of mentions count its code points."""

    class Meta:
        model = Revision
        fields = ["number", "sha256", "created_at", "text"]
        read_only_fields = fields


class TextLine(serializers.ModelSerializer[Revision]):
    """A text of an article, without its words."""

    class Meta:
        model = Revision
        fields = ["number", "sha256", "created_at"]
        read_only_fields = fields


class Texts(Lists):
    serializer_class = TextLine

    @extend_schema(responses=TextLine(many=True))
    def get(self, request: Request, article_id: int) -> Response:
        """List the texts an article has had, oldest first."""
        texts = Revision.objects.filter(article=self.article())
        return self.pages(texts.defer("text", "reading"))


class OutcomeLine(serializers.Serializer[Any]):
    """What became of a claim in a text: how it stands there, or that it does not."""

    claim = serializers.IntegerField(source="pk")
    outcome = serializers.ChoiceField(
        ["unchanged", "moved", "placed", "new", "orphaned"],
        help_text="Unchanged or moved since an earlier text, placed by a person, found "
        "there for the first time, or nowhere in it.",
    )


class TextClaims(Lists):
    serializer_class = OutcomeLine

    @extend_schema(responses=OutcomeLine(many=True))
    def get(self, request: Request, article_id: int, number: int) -> Response:
        """List what became of the article's claims in one of its texts.

        Told of are the claims that stand in it, and those that stood in an earlier
        text and are nowhere in it.
        """
        text = get_object_or_404(
            Revision.objects.filter(article=self.article()).defer("text", "reading"),
            number=number,
        )
        # Of several places the one most worth looking at tells.
        places = Mention.objects.filter(claim=OuterRef("pk"), revision=text)
        outcomes = [
            When(Exists(places.filter(placed=placed)), then=Value(outcome))
            for placed, outcome in (
                (Placed.MOVED, "moved"),
                (Placed.PERSON, "placed"),
                (Placed.READING, "new"),
                (Placed.UNCHANGED, "unchanged"),
            )
        ]
        stood = Mention.objects.filter(
            claim=OuterRef("pk"), revision__number__lte=number
        )
        return self.pages(
            Claim.objects.filter(Exists(stood), article=text.article_id)
            .only("pk")
            .annotate(
                outcome=Case(
                    *outcomes, default=Value("orphaned"), output_field=CharField()
                )
            )
        )


class ArticleText(DeskView):
    serializer_class = TextInFull

    @extend_schema(responses=TextInFull)
    def get(self, request: Request, article_id: int, number: int) -> Response:
        """Read one text of an article, the one in which its mentions stand."""
        text = get_object_or_404(self.article().revisions, number=number)
        return Response(self.answer(text))


class Selector(serializers.Serializer[Any]):
    """A selector of the Web Annotation Data Model; offsets are code points."""

    type = serializers.ChoiceField(["TextQuoteSelector", "TextPositionSelector"])
    exact = serializers.CharField(required=False)
    prefix = serializers.CharField(required=False)
    suffix = serializers.CharField(required=False)
    start = serializers.IntegerField(required=False)
    end = serializers.IntegerField(required=False)


class MentionLine(serializers.ModelSerializer[Mention]):
    """Where a claim stands in a text."""

    text = serializers.IntegerField(
        source="revision.number", help_text="The number of the article's text."
    )
    selector = serializers.SerializerMethodField()

    class Meta:
        model = Mention
        fields = ["id", "claim", "text", "placed", "selector"]
        read_only_fields = fields

    @extend_schema_field(Selector(many=True))
    def get_selector(self, mention: Mention) -> Any:
        return selectors(mention.revision.text, mention.start, mention.end)


class Mentions(Lists):
    serializer_class = MentionLine

    @extend_schema(responses=MentionLine(many=True))
    def get(self, request: Request, article_id: int) -> Response:
        """List where the article's claims stand in its texts, to mark them there."""
        mentions = Mention.objects.filter(revision__article=self.article())
        # Each text comes once, however many mentions share it.
        return self.pages(mentions.prefetch_related("revision"))


class CitationLine(serializers.ModelSerializer[Citation]):
    """A source as the article names it."""

    text = serializers.IntegerField(
        source="revision.number", help_text="The number of the article's text."
    )

    class Meta:
        model = Citation
        fields = [
            "id",
            "text",
            "position",
            "title",
            "publisher",
            "url",
            "start",
            "end",
            "source",
        ]
        read_only_fields = fields


class Recognizing(Asking):
    """The source of the library that the article cites."""

    source: Any = RowField(Source)


class Citations(Lists):
    serializer_class = CitationLine

    @extend_schema(responses=CitationLine(many=True))
    def get(self, request: Request, article_id: int) -> Response:
        """List the sources the article cites, in its own words."""
        cited = Citation.objects.filter(revision__article=self.article())
        return self.pages(cited.select_related("revision"))


class Recognize(DeskView):
    permission_classes = [CheckersWrite]
    serializer_class = CitationLine

    @extend_schema(request=Recognizing, responses=CitationLine)
    def post(self, request: Request, article_id: int, citation_id: int) -> Response:
        """Say that what the article cites is a source of the library."""
        cited = Citation.objects.filter(revision__article=self.article())
        recognized = keeping.recognize(
            citation=self.row(cited, "citation_id"),
            by=self.by,
            **self.asked(Recognizing),
        )
        return Response(self.answer(recognized))
