"""How the queue of claims is narrowed down, and how much each filter would leave.

Counting is bounded: a desk that has worked for years is served as fast as a new one.
Up to :data:`MOST_COUNTED` claims everything is counted; beyond, a count ends there and
says that there are more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator

from claims.admin.base import MOST_COUNTED, FilteredAsDeclared, row_key
from claims.admin.workflow import people_of_the_desk
from claims.choices import Kind, LeaveReason, Selection, Status
from claims.desk import awaits_signature_of
from claims.models import Article, Claim, Topic
from claims.models.claim import FINDING, awaits_review_of, is_due, is_to_be_placed
from claims.reading.claim import HIGH_PRIORITY, MEDIUM_PRIORITY

_MINE = "mine"
_NOBODY = "nobody"
_FINDING = "finding"
_ARTICLES_OFFERED = 10


class OfThoseOffered(admin.SimpleListFilter):
    """A filter by one of the values it offers; any other fits no claim."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        if value not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(self.of(value, request))

    def of(self, value: str, request: HttpRequest) -> Q:
        """Return what holds of the claims that fit ``value``."""
        raise NotImplementedError

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield each value with how many claims it would leave."""
        counts = changelist.counts_for(self)
        own = self.parameter_name
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[own]),
            "display": "All",
        }
        for value, title in self.lookup_choices:
            count = counts.get(value, "")
            yield {
                "selected": self.value() == str(value),
                "query_string": changelist.get_query_string({own: value}),
                "display": f"{title} ({count})" if count else title,
            }


class ByArticle(OfThoseOffered):
    """The newest articles, and the one chosen, whichever it is."""

    title = "article"
    parameter_name = "article__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        articles = Article.objects.visible_to(request.user)
        offered = list(articles.order_by("-pk")[:_ARTICLES_OFFERED])
        chosen = row_key(request.GET.get(self.parameter_name, ""))
        if chosen and chosen not in [article.pk for article in offered]:
            offered += articles.filter(pk=chosen)
        return [
            (str(article.pk), Truncator(article.headline).chars(60))
            for article in offered
        ]

    def of(self, value: str, request: HttpRequest) -> Q:
        return Q(article=value)


class ByTopic(OfThoseOffered):
    """The topics of the article chosen; without an article there are none to offer."""

    title = "topic"
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        article = row_key(request.GET.get("article__id__exact", ""))
        if article is None:
            return []
        topics = Topic.objects.filter(article_id=article).order_by("position", "pk")
        return [(str(topic.pk), topic.name) for topic in topics]

    def of(self, value: str, request: HttpRequest) -> Q:
        return Q(topic=value)


class ByStatus(OfThoseOffered):
    title = "status"
    parameter_name = "status__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Status.choices

    def of(self, value: str, request: HttpRequest) -> Q:
        return Q(status=value)


class BySelection(OfThoseOffered):
    title = "selection"
    parameter_name = "selection__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Selection.choices

    def of(self, value: str, request: HttpRequest) -> Q:
        return Q(selection=value)


class ByKind(OfThoseOffered):
    title = "kind"
    parameter_name = "kind__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Kind.choices, (_FINDING, FINDING)]

    def of(self, value: str, request: HttpRequest) -> Q:
        if value == _FINDING:
            return Q(is_finding=True)
        return Q(kind=value, is_finding=False)


class ByAssignee(OfThoseOffered):
    title = "assignee"
    parameter_name = "assignee"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        people = [(str(user.pk), str(user)) for user in people_of_the_desk()]
        return [(_MINE, "Mine"), (_NOBODY, "Nobody"), *people]

    def of(self, value: str, request: HttpRequest) -> Q:
        own = {_MINE: request.user.pk, _NOBODY: None}
        return Q(assignee=own.get(value, value))


class ByDue(OfThoseOffered):
    """When a claim that is not settled yet should be."""

    title = "due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "Overdue"), ("week", "Within seven days")]

    def of(self, value: str, request: HttpRequest) -> Q:
        now = timezone.now()
        if value == "overdue":
            return is_due(before=now)
        return Q(is_due(before=now + dt.timedelta(days=7)), due_at__gte=now)


class ByPriority(OfThoseOffered):
    title = "priority"
    parameter_name = "priority"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("high", "High"), ("medium", "Medium"), ("low", "Low")]

    def of(self, value: str, request: HttpRequest) -> Q:
        high = Q(check_worthiness__gte=HIGH_PRIORITY)
        low = Q(check_worthiness__lt=MEDIUM_PRIORITY)
        medium = Q(
            check_worthiness__gte=MEDIUM_PRIORITY, check_worthiness__lt=HIGH_PRIORITY
        )
        return {"high": high, "medium": medium, "low": low}[value]


class AwaitingMe(OfThoseOffered):
    """The claims whose second review, or signature, is the user's to give."""

    title = "waiting for me"
    parameter_name = "awaiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "Second review"), ("signature", "Proposal to sign")]

    def of(self, value: str, request: HttpRequest) -> Q:
        awaits = awaits_review_of if value == "me" else awaits_signature_of
        return awaits(request.user)


class ByChange(OfThoseOffered):
    """What a changed text of the article leaves a person to say."""

    title = "the article’s changes"
    parameter_name = "change"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("unplaced", "No longer found"), ("look", "Needs another look")]

    def of(self, value: str, request: HttpRequest) -> Q:
        if value == "unplaced":
            return is_to_be_placed()
        return Q(changed_in__isnull=False)


class Queue(FilteredAsDeclared):
    """The list of claims: knows what each of its filters would leave.

    What was merged away, or added by mistake, waits for nobody and is not listed.
    """

    _shared: dict[Any, dict[str, str]]

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: Any = None
    ) -> QuerySet[Claim]:
        claims: QuerySet[Claim] = super().get_queryset(request, exclude_parameters)
        return claims.exclude(leave_reason=LeaveReason.RESHAPED)

    def counts_for(self, spec: OfThoseOffered) -> dict[str, str]:
        """Return how many claims each value of a filter would leave, in words."""
        if spec.value() is not None:
            without = spec.expected_parameters()
            claims = self.get_queryset(spec.request, exclude_parameters=without)
            return self._counts(claims, [spec])[type(spec)]
        if not hasattr(self, "_shared"):
            filters: Sequence[Any] = self.filter_specs
            specs = [each for each in filters if each.value() is None]
            self._shared = self._counts(self.queryset, specs)
        return self._shared[type(spec)]

    def _counts(
        self, claims: QuerySet[Claim], specs: Sequence[Any]
    ) -> dict[Any, dict[str, str]]:
        values = [
            (type(spec), value, spec.of(value, spec.request))
            for spec in specs
            for value, _title in spec.lookup_choices
        ]
        counted = Claim.objects.filter(
            pk__in=claims.order_by().values("pk")[: MOST_COUNTED + 1]
        ).aggregate(
            all=Count("pk"),
            **{
                f"value_{number}": Count("pk", filter=holds)
                for number, (_filter, _value, holds) in enumerate(values)
            },
        )
        is_cut = counted["all"] > MOST_COUNTED
        counts: dict[Any, dict[str, str]] = {type(spec): {} for spec in specs}
        for number, (of_filter, value, _holds) in enumerate(values):
            counts[of_filter][value] = _in_words(counted[f"value_{number}"], is_cut)
        return counts


def _in_words(count: int, is_cut: bool) -> str:
    """Return a count; of more claims than were looked at, what there is at least."""
    if is_cut:
        return f"{count}+" if count else ""
    return str(count)
