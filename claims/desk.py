"""The desk itself: Django's admin, with a home that says what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from claims import roles
from claims.choices import Selection, Status
from claims.models import Article, Claim, Contact, FactCheck, Proposal, Review

_RECENT = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number on the home page: how many rows wait, and the list that holds them."""

    count: int
    label: str
    address: str


class Desk(AdminSite):
    """The admin of this installation, under the desk's own name."""

    site_header = settings.DESK_NAME
    site_title = settings.DESK_NAME
    index_title = "What waits"
    enable_nav_sidebar = False

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        articles = Article.objects.visible_to(request.user)
        home = {
            "waiting": list(_waiting(request.user)),
            "articles": articles.with_progress()
            .select_related("fact_check")
            .order_by("-created_at", "-pk")[:_RECENT],
        }
        return super().index(request, home | (extra_context or {}))


def ready_to_publish(fact_checks: QuerySet[FactCheck]) -> QuerySet[FactCheck]:
    """Return those without a version of which every central claim is decided."""
    claims = Claim.objects.filter(article=OuterRef("article"))
    undecided = claims.filter(selection=Selection.CENTRAL).exclude(
        status=Status.DECIDED
    )
    return fact_checks.filter(
        Exists(claims.filter(status=Status.DECIDED)),
        ~Exists(undecided),
        versions=None,
    )


def unanswered(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Return the contacts of people who were asked and have not answered."""
    return contacts.filter(answer="", nobody_reason="").exclude(who="")


def to_sign(claims: QuerySet[Claim], user: User | AnonymousUser) -> QuerySet[Claim]:
    """Return the disputed claims whose standing proposal ``user`` could sign."""
    of_the_round = {"claim": OuterRef("pk"), "round": OuterRef("round")}
    standing = Proposal.objects.filter(**of_the_round).order_by("-pk")
    reviewed = Review.objects.filter(reviewer=user.pk, **of_the_round)
    return (
        claims.filter(Exists(reviewed), status=Status.DISPUTED)
        .annotate(proposed_by=Subquery(standing.values("proposed_by")[:1]))
        .filter(proposed_by__isnull=False)
        .exclude(proposed_by=user.pk)
    )


def _waiting(user: User | AnonymousUser) -> Iterator[Waiting]:
    """Yield what waits for this person, then what waits for the desk."""
    claims = Claim.objects.visible_to(user)
    queue = reverse("admin:claims_claim_changelist")
    if roles.reviews(user):
        yield Waiting(
            claims.filter(assignee=user.pk, status=Status.OPEN).count(),
            "My open claims",
            f"{queue}?assignee=mine&status__exact={Status.OPEN}",
        )
        yield Waiting(
            claims.awaiting(user).count(),
            "Waiting for my second review",
            f"{queue}?awaiting=me",
        )
        yield Waiting(
            to_sign(claims, user).count(),
            "Proposals to sign",
            f"{queue}?awaiting=signature",
        )
    yield Waiting(
        claims.filter(status=Status.DISPUTED).count(),
        "Disputed",
        f"{queue}?status__exact={Status.DISPUTED}",
    )
    yield Waiting(
        ready_to_publish(FactCheck.objects.all()).count(),
        "Ready to publish",
        reverse("admin:claims_factcheck_changelist") + "?stage=ready",
    )
    yield Waiting(
        unanswered(Contact.objects.visible_to(user)).count(),
        "Contacts without answer",
        reverse("admin:claims_contact_changelist") + "?answer=none",
    )
