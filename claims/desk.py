"""The desk itself: Django's admin, with a home that says what waits for whom.

Every number at home is a link, and is that of the list it leads to. Whoever comes back
to a list of their own making keeps it here, by its address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse

from claims import roles
from claims.choices import Selection, Status
from claims.lifecycle import StepRefused
from claims.models import (
    Article,
    Claim,
    Comment,
    Contact,
    FactCheck,
    Proposal,
    Review,
    SavedFilter,
    SiteStatement,
)
from claims.record import cleaned, store, verb
from sources.normalizing import normalize_line

MOST_SAVED = 50
"""Filters one person keeps; a list longer than that helps nobody find anything."""

_RECENT = 10
_MENTIONS = 5
_NOT_OF_THE_FILTER = ("p", "e", "all", "_facets")
"""What a list's address says beside how it is narrowed and ordered: page, error."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number on the home page: how many rows wait, and the list that holds them."""

    count: int
    label: str
    address: str


class SignInForm(AdminAuthenticationForm):
    """Asks for the name and password of a member of the desk."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": "No account of this desk has this user name with this "
        "password. Capital and small letters count in both.",
    }


class Desk(AdminSite):
    """The admin of this installation, under the desk's own name."""

    login_form = SignInForm
    site_header = settings.DESK_NAME
    site_title = settings.DESK_NAME
    index_title = "What waits"
    enable_nav_sidebar = False

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        articles = Article.objects.visible_to(request.user)
        newest = articles.order_by("-pk").values_list("pk", flat=True)
        home = {
            "waiting": list(_waiting(request.user)),
            "mentions": mentions_of(request.user)[:_MENTIONS],
            "saved_filters": saved_filters_of(request.user),
            "missing": SiteStatement.objects.missing()
            if roles.edits(request.user)
            else [],
            "articles": articles.filter(pk__in=list(newest[:_RECENT]))
            .with_progress()
            .select_related("fact_check")
            .order_by("-pk"),
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


def awaits_signature_of(user: User | AnonymousUser) -> Q:
    """Return what holds of the disputed claims whose proposal ``user`` could sign."""
    of_the_round = {"claim": OuterRef("pk"), "round": OuterRef("round")}
    reviewed = Review.objects.filter(reviewer=user.pk, **of_the_round)
    newer = Proposal.objects.filter(
        claim=OuterRef("claim"), round=OuterRef("round"), pk__gt=OuterRef("pk")
    )
    standing = Proposal.objects.filter(~Exists(newer), **of_the_round)
    by_the_other = Exists(standing.exclude(proposed_by=user.pk))
    return Q(by_the_other, Exists(reviewed), status=Status.DISPUTED)


def mentions_of(user: User | AnonymousUser) -> QuerySet[Comment]:
    """Return the comments that name ``user`` and that they may read, newest first."""
    return (
        Comment.objects.visible_to(user)
        .filter(mentioned=user.pk)
        .select_related("claim", "written_by")
        .order_by("-pk")
    )


def saved_filters_of(user: User | AnonymousUser) -> QuerySet[SavedFilter]:
    """Return the filters ``user`` has kept, by name."""
    return SavedFilter.objects.filter(user=user.pk).order_by("name", "pk")


@verb
def save_filter(*, name: str, address: str, by: User) -> SavedFilter:
    """Keep a filtered list under a name of one's own.

    Args:
        address: the list's, path and query; what is stored is made anew from it, so
            that it can lead nowhere else.

    Raises:
        StepRefused: if the address is no list of this desk, the name is empty or
            taken, or there are too many already.
    """
    own = SavedFilter.objects.filter(user=by)
    saved = SavedFilter(
        user=by, name=normalize_line(cleaned(name)), address=_list_at(address)
    )
    if not saved.name:
        raise StepRefused("Give the filter a name.")
    if own.filter(name=saved.name).exists():
        raise StepRefused(f"You have a saved filter “{saved.name}” already.")
    if own.count() >= MOST_SAVED:
        raise StepRefused(
            f"You have {MOST_SAVED} saved filters; remove one you no longer need."
        )
    store(saved)
    return saved


@verb
def drop_filter(*, saved: SavedFilter, by: User) -> None:
    """Forget a saved filter of one's own; the list itself is as it was."""
    if saved.user_id != by.pk:
        raise StepRefused("Only who saved a filter removes it.")
    saved.delete()


def _list_at(address: str) -> str:
    """Return the address of one of the desk's lists, filtered as ``address`` says."""
    path, _, query = cleaned(address).partition("?")
    try:
        found = resolve(path)
    except Resolver404 as error:
        raise StepRefused("Only a list of this desk can be saved.") from error
    if found.namespaces != ["admin"] or not str(found.url_name).endswith("_changelist"):
        raise StepRefused("Only a list of this desk can be saved.")
    asked = QueryDict(query, mutable=True)
    for name in _NOT_OF_THE_FILTER:
        asked.pop(name, None)
    if not asked:
        raise StepRefused("Filter, search or order the list first.")
    return f"{reverse(found.view_name)}?{asked.urlencode()}"


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
            claims.overdue().filter(assignee=user.pk).count(),
            "My overdue claims",
            f"{queue}?assignee=mine&due=overdue",
        )
        yield Waiting(
            claims.awaiting(user).count(),
            "Waiting for my second review",
            f"{queue}?awaiting=me",
        )
        yield Waiting(
            claims.filter(awaits_signature_of(user)).count(),
            "Proposals to sign",
            f"{queue}?awaiting=signature",
        )
    yield Waiting(
        claims.overdue().count(),
        "Overdue at the desk",
        f"{queue}?due=overdue",
    )
    yield Waiting(
        claims.filter(status=Status.DISPUTED).count(),
        "Disputed",
        f"{queue}?status__exact={Status.DISPUTED}",
    )
    yield Waiting(
        claims.needing_another_look().count(),
        "Claims to look at again: the article changed",
        f"{queue}?change=look",
    )
    yield Waiting(
        claims.to_be_placed().count(),
        "Claims no longer found in their article",
        f"{queue}?change=unplaced",
    )
    yield Waiting(
        Article.objects.visible_to(user).flagged().count(),
        "Articles with open flags",
        reverse("admin:claims_article_changelist") + "?flags=open",
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
