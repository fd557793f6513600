"""Articles: brought in, described, read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import describing
from claims.api.base import WITH_FILES, Asking, DeskView, Lists, tagged, version_matched
from claims.api.fields import PersonField, RowField
from claims.api.filters import ArticleFilter
from claims.api.permissions import EditorsWrite
from claims.api.texts import TextInFull
from claims.api.topics import TopicLine
from claims.intake import IntakeRefused, import_file, import_text
from claims.models import Article


class ArticleLine(serializers.ModelSerializer[Article]):
    """An article in the list."""

    written_by = serializers.CharField(
        source="written_by.username", default=None, allow_null=True
    )
    claims = serializers.IntegerField(source="claim_count")
    decided = serializers.IntegerField(source="decided_count")
    left = serializers.IntegerField(source="left_count")

    class Meta:
        model = Article
        fields = [
            "id",
            "slug",
            "headline",
            "publisher",
            "byline",
            "url",
            "published_on",
            "language",
            "reach",
            "written_by",
            "created_at",
            "claims",
            "decided",
            "left",
            "version",
        ]
        read_only_fields = fields


class ArticleInFull(serializers.ModelSerializer[Article]):
    """An article with its topics and its latest text."""

    written_by = serializers.CharField(
        source="written_by.username", default=None, allow_null=True
    )
    scale = serializers.CharField(source="scale.__str__", default=None, allow_null=True)
    topics = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = [
            "id",
            "slug",
            "headline",
            "publisher",
            "byline",
            "url",
            "published_on",
            "date_unknown_reason",
            "language",
            "reach",
            "written_by",
            "scale",
            "created_at",
            "topics",
            "text",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(TopicLine(many=True))
    def get_topics(self, article: Article) -> Any:
        return TopicLine(article.topics.order_by("position", "pk"), many=True).data

    @extend_schema_field(TextInFull)
    def get_text(self, article: Article) -> Any:
        return TextInFull(article.latest_revision()).data


class Importing(Asking):
    """An article to bring in: its text, and what is known of it."""

    text = serializers.CharField(
        default="",
        allow_blank=True,
        trim_whitespace=False,
        help_text="The whole article, headline first.",
    )
    url = serializers.CharField(default="", allow_blank=True, max_length=2000)
    publisher = serializers.CharField(default="", allow_blank=True, max_length=300)
    byline = serializers.CharField(default="", allow_blank=True, max_length=300)
    headline = serializers.CharField(default="", allow_blank=True, max_length=500)
    published_on = serializers.DateField(default=None, allow_null=True)
    language = serializers.CharField(default="", allow_blank=True, max_length=35)
    reach = serializers.CharField(default="", allow_blank=True, max_length=500)
    written_by = PersonField(default=None, allow_null=True)
    article = RowField(
        Article,
        default=None,
        allow_null=True,
        help_text="The article of which this is a changed text; described already.",
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        facts = asked.keys() - {"text", "file", "article"}
        if asked["article"] and (said := [name for name in facts if asked[name]]):
            raise serializers.ValidationError(
                {name: ["This article is described by PATCH."] for name in sorted(said)}
            )
        return asked


class ImportingFile(Importing):
    """An article to bring in from a file: plain text, Markdown, HTML, Word or PDF.

    What is left empty is taken from the file, where the file says it.
    """

    text: Any = None
    file = serializers.FileField()


class Imported(serializers.Serializer[Any]):
    """What an import found or stored."""

    article = serializers.IntegerField(source="article.pk")
    slug = serializers.CharField(source="article.slug")
    text = serializers.IntegerField(source="revision.number")
    is_new_article = serializers.BooleanField()
    is_new_text = serializers.BooleanField(source="is_new_revision")
    claims = serializers.IntegerField()
    sources = serializers.IntegerField()
    unchanged = serializers.IntegerField(
        help_text="Claims that stand in a changed text where they stood."
    )
    moved = serializers.IntegerField(
        help_text="Claims that stand in it elsewhere, between the same contexts."
    )
    orphaned = serializers.IntegerField(
        help_text="Claims that are nowhere in it, for a person to place."
    )
    new = serializers.IntegerField(help_text="Claims that were not there before.")


class DescribingArticle(Asking):
    """What an article is; what is left out stays as it is."""

    headline = serializers.CharField(max_length=500)
    publisher = serializers.CharField(allow_blank=True, max_length=300)
    byline = serializers.CharField(allow_blank=True, max_length=300)
    url = serializers.CharField(allow_blank=True, max_length=2000)
    published_on = serializers.DateField(allow_null=True)
    date_unknown_reason = serializers.CharField(allow_blank=True, max_length=500)
    language = serializers.CharField(max_length=35)
    reach = serializers.CharField(allow_blank=True, max_length=500)
    written_by = PersonField(allow_null=True)


class Articles(Lists):
    permission_classes = [EditorsWrite]
    parser_classes = WITH_FILES
    serializer_class = ArticleLine
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ArticleFilter
    ordering = ("-pk",)

    def get_queryset(self) -> QuerySet[Article]:
        articles = Article.objects.visible_to(self.request.user)
        return articles.with_progress().select_related("written_by")

    @extend_schema(responses=ArticleLine(many=True))
    def get(self, request: Request) -> Response:
        """List the articles under check, newest first."""
        return self.pages(self.get_queryset())

    @extend_schema(
        request={
            "application/json": Importing,
            "multipart/form-data": ImportingFile,
        },
        responses={201: Imported, 200: Imported},
        examples=[
            OpenApiExample(
                "A text",
                {
                    "text": "Harbor Ferry Carried 412 Passengers\n\nThe night ferry …",
                    "publisher": "Harbor Gazette",
                    "url": "https://harbor.example/ferry",
                    "published_on": "2026-03-03",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Bring an article in, by text or file; 200 where the desk has it already."""
        if request.FILES:
            asked = self.asked(ImportingFile)
            file = asked.pop("file")
            imported = import_file(
                raw=file.read(), file_name=file.name, by=self.by, **asked
            )
        else:
            asked = self.asked(Importing)
            if asked["url"] and not asked["text"].strip():
                raise IntakeRefused(
                    "Send the article's text or its file as well: articles are not "
                    "fetched by their address yet.",
                    field="text",
                )
            imported = import_text(by=self.by, **asked)
        return Response(
            Imported(imported).data,
            status=status.HTTP_201_CREATED
            if imported.is_new_revision
            else status.HTTP_200_OK,
        )


class ArticlePage(DeskView):
    has_etag = True
    permission_classes = [EditorsWrite]
    serializer_class = ArticleInFull

    def stored(self) -> dict[str, Any]:
        return self.answer(self.article())

    @extend_schema(responses=ArticleInFull)
    def get(self, request: Request, article_id: int) -> Response:
        """Read an article, its topics and its latest text."""
        article = self.article()
        return tagged(article, self.answer(article))

    @extend_schema(request=DescribingArticle, responses=ArticleInFull)
    def patch(self, request: Request, article_id: int) -> Response:
        """Describe an article: what it is, not what it says."""
        article = self.article()
        version = version_matched(request, article)
        described = describing.describe(
            article=article,
            version=version,
            by=self.by,
            **self.changed(DescribingArticle, article),
        )
        return tagged(described, self.answer(described))
