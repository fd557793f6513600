"""How the queue of claims is narrowed down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from claims.admin.base import row_key
from claims.admin.workflow import people_of_the_desk
from claims.desk import to_sign
from claims.models import Topic
from claims.models.claim import HIGH_PRIORITY, MEDIUM_PRIORITY

_MINE = "mine"
_NOBODY = "nobody"


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


class ByPriority(OfThoseOffered):
    title = "priority"
    parameter_name = "priority"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("high", "High"), ("medium", "Medium"), ("low", "Low")]

    def of(self, value: str, request: HttpRequest) -> Q:
        high = Q(check_worthiness__gte=HIGH_PRIORITY)
        low = Q(check_worthiness__lt=MEDIUM_PRIORITY)
        return {"high": high, "medium": ~high & ~low, "low": low}[value]


class AwaitingMe(admin.SimpleListFilter):
    """The claims whose second review, or signature, is the user's to give."""

    title = "waiting for me"
    parameter_name = "awaiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "Second review"), ("signature", "Proposal to sign")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        claims: Any = queryset
        match self.value():
            case "me":
                return claims.awaiting(request.user)  # type: ignore[no-any-return]
            case "signature":
                return to_sign(claims, request.user)
        return queryset
