"""The API's addresses, and how it answers what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.urls import path, re_path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import exception_handler

from claims.api import (
    articles,
    claims,
    copies,
    earlier,
    evidence,
    flags,
    history,
    judging,
    public,
    publishing,
    shaping,
    sources,
    texts,
    topics,
)
from claims.intake import IntakeRefused
from claims.judging import AnswerLacks
from claims.lifecycle import StaleWrite, StepRefused
from claims.publishing.gate import GateClosed
from claims.reading.anchors import selectors
from claims.shaping import SeveralPlaces
from sources.library import SourceRefused, SourceStale

_NOT_THERE = "It is not there, or not to be seen by you."


class Schema(public.PublicView):
    """What the API says of itself, in OpenAPI."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(_schema(), content_type="application/json")


class Start(public.PublicView):
    """Where to begin."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        begin = ("articles", "claims", "sources", "fact-checks", "ratings", "schema")
        return Response(
            {name: reverse(f"api:{name}", request=request) for name in begin}
        )


class Nowhere(public.PublicView):
    """Every address that is none, refused as the others refuse."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    @extend_schema(exclude=True)
    def get(self, request: Request, nowhere: str) -> Response:
        raise NotFound("There is nothing at this address. Addresses end in a slash.")

    post = put = patch = delete = get


@cache
def _schema() -> bytes:
    """Describe the API, once in a process: it takes a good part of a second."""
    description = SchemaGenerator().get_schema(request=None, public=True)
    return bytes(OpenApiJsonRenderer().render(description))


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer what a view raised: ``detail`` is a sentence, whatever was refused."""
    match error:
        case ValidationError():
            assert isinstance(error.detail, dict)  # every body is an object
            named = ", ".join(error.detail)
            sentence = f"Some of what was sent needs another look: {named}."
            return _wrong(sentence, error.detail)
        case SuspiciousOperation():
            return _refused(error, status.HTTP_400_BAD_REQUEST)
        case Http404():
            return _refused(_NOT_THERE, status.HTTP_404_NOT_FOUND)
        case SeveralPlaces():
            occurrences = [
                selectors(error.text, place.start, place.end) for place in error.places
            ]
            wrong = {error.field: [str(error)]}
            return _wrong(error, wrong, occurrences=occurrences)
        case StepRefused() | SourceRefused() | IntakeRefused() if error.field:
            return _wrong(error, {error.field: [str(error)]})
        case AnswerLacks():
            return _wrong(error, judging.lacks_by_member(error))
        case GateClosed():
            unmet = [
                {"sentence": rule.sentence, "address": rule.address}
                for rule in error.gate.unmet
            ]
            return _refused(error, status.HTTP_409_CONFLICT, unmet=unmet)
        case StaleWrite() | SourceStale():
            return _refused(
                error,
                status.HTTP_409_CONFLICT,
                sent=context["request"].data,
                stored=context["view"].stored(),
            )
        case StepRefused() | SourceRefused():
            return _refused(error, status.HTTP_409_CONFLICT)
        case _:
            return exception_handler(error, context)


def _wrong(sentence: object, fields: Mapping[str, Any], **more: Any) -> Response:
    return _refused(sentence, status.HTTP_400_BAD_REQUEST, fields=fields, **more)


def _refused(sentence: object, code: int, **more: Any) -> Response:
    return Response({"detail": str(sentence), **more}, code)


app_name = "api"

_ARTICLE = "articles/<int:article_id>/"
_CLAIM = "claims/<int:claim_id>/"
_SOURCE = "sources/<int:source_id>/"

urlpatterns = [
    path("", Start.as_view(), name="start"),
    path("articles/", articles.Articles.as_view(), name="articles"),
    path(_ARTICLE, articles.ArticlePage.as_view(), name="article"),
    path(f"{_ARTICLE}texts/", texts.Texts.as_view(), name="article-texts"),
    path(
        f"{_ARTICLE}texts/<int:number>/claims/",
        texts.TextClaims.as_view(),
        name="article-text-claims",
    ),
    path(
        f"{_ARTICLE}texts/<int:number>/",
        texts.ArticleText.as_view(),
        name="article-text",
    ),
    path(f"{_ARTICLE}mentions/", texts.Mentions.as_view(), name="article-mentions"),
    path(
        f"{_ARTICLE}claims/", shaping.ClaimsOfArticle.as_view(), name="article-claims"
    ),
    path(f"{_ARTICLE}topics/", topics.Topics.as_view(), name="article-topics"),
    path(
        f"{_ARTICLE}topics/<int:topic_id>/",
        topics.TopicPage.as_view(),
        name="article-topic",
    ),
    path(
        f"{_ARTICLE}topics/<int:topic_id>/merge/",
        shaping.MergeTopics.as_view(),
        name="article-topic-merge",
    ),
    path(
        f"{_ARTICLE}topics/<int:topic_id>/undo/",
        shaping.UndoTopic.as_view(),
        name="article-topic-undo",
    ),
    path(f"{_ARTICLE}citations/", texts.Citations.as_view(), name="article-citations"),
    path(
        f"{_ARTICLE}citations/<int:citation_id>/recognize/",
        texts.Recognize.as_view(),
        name="article-recognize",
    ),
    path(f"{_ARTICLE}contacts/", evidence.Contacts.as_view(), name="article-contacts"),
    path(
        f"{_ARTICLE}contacts/<int:contact_id>/",
        evidence.ContactPage.as_view(),
        name="article-contact",
    ),
    path(f"{_ARTICLE}copies/", copies.CopiesOfArticle.as_view(), name="article-copies"),
    path(
        f"{_ARTICLE}copies/<int:copy_id>/",
        copies.CopyOfArticle.as_view(),
        name="article-copy",
    ),
    path(f"{_ARTICLE}flags/", flags.Flags.as_view(), name="article-flags"),
    path(
        f"{_ARTICLE}flags/<int:flag_id>/dismiss/",
        flags.Dismiss.as_view(),
        name="article-flag-dismiss",
    ),
    path(
        f"{_ARTICLE}flags/<int:flag_id>/confirm/",
        flags.Confirm.as_view(),
        name="article-flag-confirm",
    ),
    path(
        f"{_ARTICLE}flags/<int:flag_id>/take-back/",
        flags.TakeBack.as_view(),
        name="article-flag-take-back",
    ),
    path(f"{_ARTICLE}findings/", flags.Findings.as_view(), name="article-findings"),
    path(
        f"{_ARTICLE}fact-check/",
        publishing.DraftPage.as_view(),
        name="article-fact-check",
    ),
    path(f"{_ARTICLE}gate/", publishing.Gate.as_view(), name="article-gate"),
    path(f"{_ARTICLE}publish/", publishing.Publish.as_view(), name="article-publish"),
    path(
        f"{_ARTICLE}notice/", publishing.PublishNotice.as_view(), name="article-notice"
    ),
    path("claims/", claims.Claims.as_view(), name="claims"),
    path(_CLAIM, claims.ClaimPage.as_view(), name="claim"),
    path(f"{_CLAIM}select/", claims.Select.as_view(), name="claim-select"),
    path(f"{_CLAIM}leave/", claims.Leave.as_view(), name="claim-leave"),
    path(f"{_CLAIM}assign/", claims.Assign.as_view(), name="claim-assign"),
    path(f"{_CLAIM}merge/", shaping.Merge.as_view(), name="claim-merge"),
    path(f"{_CLAIM}split/", shaping.Split.as_view(), name="claim-split"),
    path(f"{_CLAIM}respan/", shaping.Respan.as_view(), name="claim-respan"),
    path(
        f"{_CLAIM}mentions/", shaping.MentionsOfClaim.as_view(), name="claim-mentions"
    ),
    path(f"{_CLAIM}undo/", shaping.Undo.as_view(), name="claim-undo"),
    path(f"{_CLAIM}review/", judging.ReviewStep.as_view(), name="claim-review"),
    path(f"{_CLAIM}confer/", judging.Confer.as_view(), name="claim-confer"),
    path(f"{_CLAIM}rule/", judging.Rule.as_view(), name="claim-rule"),
    path(f"{_CLAIM}reopen/", claims.Reopen.as_view(), name="claim-reopen"),
    path(f"{_CLAIM}let-stand/", claims.LetStand.as_view(), name="claim-let-stand"),
    path(f"{_CLAIM}say-gone/", claims.SayGone.as_view(), name="claim-say-gone"),
    path(f"{_CLAIM}reviews/", judging.Reviews.as_view(), name="claim-reviews"),
    path(f"{_CLAIM}proposals/", judging.Proposals.as_view(), name="claim-proposals"),
    path(f"{_CLAIM}verdicts/", judging.Verdicts.as_view(), name="claim-verdicts"),
    path(
        f"{_CLAIM}explanation/", judging.Explanation.as_view(), name="claim-explanation"
    ),
    path(
        f"{_CLAIM}explanation/seen/",
        judging.SeeExplanation.as_view(),
        name="claim-explanation-seen",
    ),
    path(
        f"{_CLAIM}evidence/", evidence.EvidenceOfClaim.as_view(), name="claim-evidence"
    ),
    path(
        f"{_CLAIM}evidence/<int:evidence_id>/withdraw/",
        evidence.Withdraw.as_view(),
        name="claim-withdraw",
    ),
    path(
        f"{_CLAIM}earlier-checks/",
        earlier.EarlierChecks.as_view(),
        name="claim-earlier-checks",
    ),
    path(
        f"{_CLAIM}earlier-checks/<int:check_id>/drop/",
        earlier.Drop.as_view(),
        name="claim-earlier-check-drop",
    ),
    path(
        f"{_CLAIM}known-checks/",
        earlier.KnownChecks.as_view(),
        name="claim-known-checks",
    ),
    path(
        f"{_CLAIM}proposed-evidence/",
        evidence.ProposedEvidence.as_view(),
        name="claim-proposed-evidence",
    ),
    path(f"{_CLAIM}searches/", evidence.Searches.as_view(), name="claim-searches"),
    path(f"{_CLAIM}comments/", history.Comments.as_view(), name="claim-comments"),
    path(f"{_CLAIM}steps/", history.Steps.as_view(), name="claim-steps"),
    path("sources/", sources.Sources.as_view(), name="sources"),
    path(_SOURCE, sources.SourcePage.as_view(), name="source"),
    path(f"{_SOURCE}locate/", sources.Locate.as_view(), name="source-locate"),
    path(f"{_SOURCE}open/", sources.Open.as_view(), name="source-open"),
    path(f"{_SOURCE}copies/", copies.CopiesOfSource.as_view(), name="source-copies"),
    path(
        f"{_SOURCE}copies/<int:copy_id>/",
        copies.CopyOfSource.as_view(),
        name="source-copy",
    ),
    path(
        f"{_SOURCE}pictures/", copies.PicturesOfSource.as_view(), name="source-pictures"
    ),
    path("fact-checks/", public.FactChecks.as_view(), name="fact-checks"),
    path("fact-checks/<slug:slug>/", public.LatestVersion.as_view(), name="fact-check"),
    path(
        "fact-checks/<slug:slug>/versions/<int:number>/",
        public.OneVersion.as_view(),
        name="fact-check-version",
    ),
    path("ratings/", public.Ratings.as_view(), name="ratings"),
    path("schema/", Schema.as_view(), name="schema"),
    # A line feed, too, is nowhere.
    re_path(r"^(?P<nowhere>[\s\S]+)$", Nowhere.as_view(), name="nowhere"),
]
