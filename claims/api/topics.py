"""The headings under which claims of an article are worked and shown."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import workflow
from claims.api.base import Asking, DeskView, Lists, tagged, version_matched
from claims.api.permissions import EditorsWrite
from claims.models import Topic

_LARGEST_POSITION = 30_000


class TopicLine(serializers.ModelSerializer[Topic]):
    """A heading under which claims of an article are worked and shown."""

    class Meta:
        model = Topic
        fields = ["id", "name", "summary", "position", "version"]
        read_only_fields = fields


class AddingTopic(Asking):
    """A heading to be added."""

    name = serializers.CharField(max_length=120)
    summary = serializers.CharField(default="", allow_blank=True, max_length=400)


class DescribingTopic(Asking):
    """What a topic is about; what is left out stays as it is."""

    name = serializers.CharField(max_length=120)
    summary = serializers.CharField(allow_blank=True, max_length=400)
    position = serializers.IntegerField(min_value=0, max_value=_LARGEST_POSITION)


class Topics(Lists):
    permission_classes = [EditorsWrite]
    serializer_class = TopicLine
    ordering = ("position", "pk")

    @extend_schema(responses=TopicLine(many=True))
    def get(self, request: Request, article_id: int) -> Response:
        """List the article's topics, in their order on the page."""
        return self.pages(self.article().topics.all())

    @extend_schema(request=AddingTopic, responses={201: TopicLine})
    def post(self, request: Request, article_id: int) -> Response:
        """Add a topic at the end."""
        topic = workflow.add_topic(
            article=self.article(), by=self.by, **self.asked(AddingTopic)
        )
        return Response(TopicLine(topic).data, status=status.HTTP_201_CREATED)


class TopicPage(DeskView):
    has_etag = True
    permission_classes = [EditorsWrite]
    serializer_class = TopicLine

    def topic(self) -> Topic:
        found: Topic = self.row(self.article().topics.all(), "topic_id")
        return found

    def stored(self) -> dict[str, Any]:
        return self.answer(self.topic())

    @extend_schema(responses=TopicLine)
    def get(self, request: Request, article_id: int, topic_id: int) -> Response:
        """Read one topic."""
        topic = self.topic()
        return tagged(topic, self.answer(topic))

    @extend_schema(request=DescribingTopic, responses=TopicLine)
    def patch(self, request: Request, article_id: int, topic_id: int) -> Response:
        """Name a topic, say what it is about, and give it its place."""
        topic = self.topic()
        version = version_matched(request, topic)
        described = workflow.describe_topic(
            topic=topic,
            version=version,
            by=self.by,
            **self.changed(DescribingTopic, topic),
        )
        return tagged(described, self.answer(described))
