"""Where claims begin and end: merged, split, placed, added, and all that undone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import shaping
from claims.api.articles import ArticleInFull
from claims.api.base import DeskView, Versioned, tagged
from claims.api.claims import ClaimInFull, ClaimView
from claims.api.fields import RowField
from claims.api.permissions import CheckersWrite
from claims.api.topics import TopicLine, TopicPage
from claims.models import Claim, Mention, Topic
from claims.record import check_version
from claims.shaping import Words

_LONGEST = 10_000
"""Characters of the words that say where a claim stands."""


class Copied(Versioned):
    """Words copied from the text, and which of them where they stand several times."""

    words = serializers.CharField(max_length=_LONGEST)
    occurrence = serializers.IntegerField(
        default=None,
        allow_null=True,
        min_value=1,
        help_text="Which of several places is meant, counted from 1 in their order.",
    )
    prefix = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=_LONGEST,
        trim_whitespace=False,
        help_text="Words before the place that is meant, to where it begins.",
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Put what says where into one value."""
        where = Words(asked["words"], asked.pop("occurrence"), asked.pop("prefix"))
        return asked | {"words": where}


class Merging(Versioned):
    """The claim that is to become a part of this one."""

    other = RowField(Claim)
    other_version = serializers.IntegerField(min_value=0)


class Respanning(Copied):
    """The words in which a claim is to stand, in place of those of a mention."""

    mention = serializers.IntegerField()


class Adding(Copied):
    """The words of a claim that the reading left out."""

    topic = RowField(Topic, default=None, allow_null=True)


class MergingTopics(Versioned):
    """The topic whose claims are to come under this one."""

    other = RowField(Topic)


class Merge(ClaimView):
    permission_classes = [CheckersWrite]

    @extend_schema(request=Merging, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Take another claim of the article in: both become this one."""
        asked = self.asked(Merging)
        return self.taken(shaping.merge(claim=self.claim(), by=self.by, **asked))


class Split(ClaimView):
    permission_classes = [CheckersWrite]

    @extend_schema(request=Copied, responses={201: ClaimInFull})
    def post(self, request: Request, claim_id: int) -> Response:
        """Split a claim where the words begin; answers with the second claim."""
        asked = self.asked(Copied)
        second = shaping.split(claim=self.claim(), by=self.by, **asked)
        return tagged(second, self.answer(second), status.HTTP_201_CREATED)


class Respan(ClaimView):
    permission_classes = [CheckersWrite]

    @extend_schema(request=Respanning, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Say in which other words of the latest text a claim stands."""
        claim, asked = self.claim(), self.asked(Respanning)
        key = asked.pop("mention")
        mention = Mention.objects.filter(pk=key).first()
        if mention is None:
            # A place that was changed since has another row.
            check_version(claim.version, asked["version"])
            sentence = f"There is none with the id {key}."
            raise serializers.ValidationError({"mention": [sentence]})
        return self.taken(
            shaping.respan(claim=claim, mention=mention, by=self.by, **asked)
        )


class MentionsOfClaim(ClaimView):
    permission_classes = [CheckersWrite]

    @extend_schema(request=Copied, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Say where else in the latest text a claim stands."""
        asked = self.asked(Copied)
        return self.taken(shaping.add_mention(claim=self.claim(), by=self.by, **asked))


class Undo(ClaimView):
    permission_classes = [CheckersWrite]

    @extend_schema(request=Versioned, responses=ClaimInFull)
    def post(self, request: Request, claim_id: int) -> Response:
        """Undo the last cut, placing, wording or leaving as a duplicate of a claim."""
        asked = self.asked(Versioned)
        return self.taken(shaping.undo(claim=self.claim(), by=self.by, **asked))


class ClaimsOfArticle(DeskView):
    has_etag = True
    permission_classes = [CheckersWrite]
    serializer_class = ClaimInFull

    def stored(self) -> dict[str, Any]:
        context = self.get_serializer_context()
        told: dict[str, Any] = ArticleInFull(self.article(), context=context).data
        return told

    @extend_schema(request=Adding, responses={201: ClaimInFull})
    def post(self, request: Request, article_id: int) -> Response:
        """Add a claim by hand; the version is the article's."""
        asked = self.asked(Adding)
        claim = shaping.add(article=self.article(), by=self.by, **asked)
        return tagged(claim, self.answer(claim), status.HTTP_201_CREATED)


class MergeTopics(TopicPage):
    http_method_names = ["post"]

    @extend_schema(request=MergingTopics, responses=TopicLine)
    def post(self, request: Request, article_id: int, topic_id: int) -> Response:
        """Put the claims of another topic under this one; the other is gone."""
        asked = self.asked(MergingTopics)
        topic = shaping.merge_topics(topic=self.topic(), by=self.by, **asked)
        return tagged(topic, self.answer(topic))


class UndoTopic(TopicPage):
    http_method_names = ["post"]

    @extend_schema(request=Versioned, responses=TopicLine)
    def post(self, request: Request, article_id: int, topic_id: int) -> Response:
        """Undo the last change or merging of a topic."""
        asked = self.asked(Versioned)
        topic = shaping.undo_topic(topic=self.topic(), by=self.by, **asked)
        return tagged(topic, self.answer(topic))
