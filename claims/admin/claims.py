"""The queue of claims, and the page on which one claim is worked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime

from claims import roles, trigrams
from claims.admin import (
    changed_texts,
    comments,
    earlier,
    evidence,
    judging,
    shaping,
    workflow,
)
from claims.admin.base import MOST_COUNTED, BoundedPaginator, DeskAdmin, row_key
from claims.admin.bulk import FORMS, BulkPage, ask
from claims.admin.claim_forms import ClaimForm, ClaimFormPage
from claims.admin.claim_page import claim_page
from claims.admin.desk_forms import SearchesFolded
from claims.admin.export import after_a_changed_text
from claims.admin.filters import (
    AwaitingMe,
    ByArticle,
    ByAssignee,
    ByChange,
    ByDue,
    ByKind,
    ByPriority,
    BySelection,
    ByStatus,
    ByTopic,
    Queue,
)
from claims.admin.others import OffersOthersPage
from claims.choices import Selection
from claims.models import Claim, StepTaken
from claims.models.claim import is_to_be_placed
from sources.normalizing import search_key

_REASONS_SHOWN = 2


def _form(form_class: type[ClaimForm], anchor: str = "") -> Callable[..., Any]:
    return partial(ClaimFormPage.as_view, form_class=form_class, anchor=anchor)


def _shape(form_class: type[ClaimForm]) -> Callable[..., Any]:
    return partial(shaping.ShapePage.as_view, form_class=form_class)


_PAGES: dict[str, Callable[..., Any]] = {
    "select/": _form(workflow.SelectForm),
    "leave/": partial(OffersOthersPage.as_view, form_class=workflow.LeaveForm),
    "assign/": _form(workflow.AssignForm),
    "reopen/": _form(workflow.ReopenForm),
    "stands/": _form(changed_texts.LetStandForm),
    "gone/": _form(changed_texts.GoneForm),
    "word/": _form(workflow.WordForm, "#words"),
    "prepare/": _form(workflow.PrepareForm, "#words"),
    "merge/": shaping.MergePage.as_view,
    "split/": _shape(shaping.SplitForm),
    "mention/": _shape(shaping.MentionForm),
    "respan/<int:mention_id>/": _shape(shaping.RespanForm),
    "undo/": _shape(shaping.UndoForm),
    "attach/": evidence.AttachPage.as_view,
    "withdraw/<int:evidence_id>/": evidence.WithdrawPage.as_view,
    "locate/<int:source_id>/": evidence.LocatePage.as_view,
    "opened/<int:source_id>/": evidence.OpenedPage.as_view,
    "search/": _form(evidence.SearchForm, "#searches"),
    "earlier/": _form(earlier.EarlierForm, "#earlier"),
    "drop/<int:check_id>/": earlier.DropPage.as_view,
    "review/": judging.ReviewPage.as_view,
    "confer/": judging.ConferPage.as_view,
    "sign/<int:proposal_id>/": judging.SignPage.as_view,
    "explain/": judging.ExplainPage.as_view,
    "seen/": judging.SeenPage.as_view,
    "comment/": _form(comments.CommentForm, "#comments"),
}
"""What stands below a claim's address: each a page with one form for one verb."""


def _bulk(act: str, description: str) -> Callable[..., HttpResponse]:
    """Return the action that asks for one act on the claims chosen."""

    @admin.action(description=description, permissions=["change"])
    def chosen(
        model_admin: Any, request: HttpRequest, claims: QuerySet[Claim]
    ) -> HttpResponse:
        claims = claims.select_related("article", "topic")
        form = FORMS[act](claims=list(claims), by=request.user)
        return ask(model_admin, request, act, form)

    chosen.__name__ = f"{act}_chosen"
    return chosen


@admin.register(Claim)
class ClaimAdmin(SearchesFolded, DeskAdmin):
    list_display = (
        "claim_reviewed",
        "by_status",
        "by_due",
        "by_priority",
        "by_topic",
        "by_claimant",
    )
    list_filter = (
        ByStatus,
        ByAssignee,
        ByDue,
        AwaitingMe,
        ByChange,
        ByPriority,
        BySelection,
        ByKind,
        ByArticle,
        ByTopic,
    )
    list_select_related = ("article", "topic", "assignee")
    list_per_page = 50
    # Its filters count for themselves, within bounds.
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    search_help_text = "Words of the claim, its claimant, or through whom it came."
    actions = (
        _bulk("select", "Select for checking …"),
        _bulk("leave", "Leave unchecked …"),
        _bulk("assign", "Assign …"),
    )

    @admin.display(description="Topic", ordering="topic__position")
    def by_topic(self, claim: Claim) -> str | None:
        return claim.topic.name if claim.topic else None

    @admin.display(description="Topic, article", ordering="topic__position")
    def by_topic_and_article(self, claim: Claim) -> str:
        return format_html(
            '<span class="with-note">{}</span> <small><a href="{}">{}</a></small>',
            self.by_topic(claim) or "",
            reverse("admin:claims_article_change", args=[claim.article_id]),
            Truncator(claim.article.headline).chars(60),
        )

    @admin.display(description="Claimant, kind", ordering="claimant")
    def by_claimant(self, claim: Claim) -> str:
        return format_html(
            '<span class="with-note">{}</span> <small>{}</small>',
            claim.claimant,
            claim.described_kind,
        )

    @admin.display(description="Priority", ordering="check_worthiness")
    def by_priority(self, claim: Claim) -> str:
        return format_html(
            '<span class="with-note">{}</span> <small>{}</small>',
            claim.priority,
            "; ".join(claim.reasons[:_REASONS_SHOWN]),
        )

    @admin.display(description="Status", ordering="status")
    def by_status(self, claim: Any) -> str:
        notes = []
        if claim.selection != Selection.NOT_SELECTED:
            notes.append(claim.get_selection_display())
        notes += after_a_changed_text(claim)
        return format_html(
            '<span class="with-note">{}</span> <small>{}</small>',
            claim.get_status_display(),
            capfirst("; ".join(notes)),
        )

    @admin.display(description="Due, assignee", ordering="due_at")
    def by_due(self, claim: Claim) -> str:
        due = ""
        if claim.due_at is not None:
            told = date_format(localtime(claim.due_at), "DATETIME_FORMAT")
            late = '<strong class="overdue">Overdue:</strong> {}'
            due = format_html(late if claim.is_overdue else "{}", told)
        if not due and not claim.assignee:
            return ""
        return format_html(
            '<span class="with-note">{}</span> <small>{}</small>',
            due,
            claim.assignee or "",
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Name the article of each claim, unless all of them are of one."""
        of_one = ByArticle.parameter_name in request.GET
        topic = "by_topic" if of_one else "by_topic_and_article"
        columns = super().get_list_display(request)
        return [topic if name == "by_topic" else name for name in columns]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Queue]:
        return Queue

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Narrow by the index first, where few claims have the words."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        words = search_key(search_term).split()
        keys = trigrams.keys_of_claims_with(words, most=MOST_COUNTED)
        return found if keys is None else found.filter(pk__in=keys), distinct

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        claims: Any = super().get_queryset(request)
        unplaced = ExpressionWrapper(is_to_be_placed(), BooleanField())
        rows: QuerySet[Any] = claims.annotate(is_unplaced=unplaced).in_queue_order()
        return rows

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if roles.edits(request.user) else {}

    def response_action(  # type: ignore[override]  # the stub has one argument more
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        """Act on the claims chosen, unless one of them can be none."""
        if not all(map(row_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            messages.error(request, "What was chosen are no claims.")
            return None
        return super().response_action(request, queryset)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Claims come in with their article."""
        return False

    def steps_of(self, row: Any) -> QuerySet[StepTaken]:
        return StepTaken.objects.filter(claim=row)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": "Claims", **(extra_context or {})}
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the claim; each of its steps is a page of its own."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        claim = self.get_object(request, object_id)
        if claim is None:
            raise Http404
        if not self.has_view_or_change_permission(request, claim):
            raise PermissionDenied
        assert isinstance(request.user, User)  # the admin lets nobody else in
        context = {
            **self.admin_site.each_context(request),
            "title": str(claim),
            "opts": self.opts,
            "original": claim,
            "claim": claim,
            **claim_page(claim, request.user),
            "open": request.GET.get("open", ""),
        }
        return TemplateResponse(request, "admin/claims/claim/page.html", context)

    def get_urls(self) -> list[URLPattern]:
        pages = [
            self._address(f"<int:claim_id>/{rest}", rest.partition("/")[0], page)
            for rest, page in _PAGES.items()
        ]
        bulk = [
            self._address(
                f"bulk/{act}/", f"bulk_{act}", partial(BulkPage.as_view, act=act)
            )
            for act in FORMS
        ]
        picture = path(
            "pictures/<slug:sha256>/",
            self.admin_site.admin_view(self.picture_view),
            name="claims_claim_picture",
        )
        return [*pages, *bulk, picture, *super().get_urls()]

    def picture_view(self, request: HttpRequest, sha256: str) -> HttpResponse:
        """Show a picture of evidence to the desk, published or not."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return evidence.shown_at_the_desk(sha256)

    def _address(self, route: str, name: str, page: Callable[..., Any]) -> URLPattern:
        view = self.admin_site.admin_view(page(model_admin=self))
        address: URLPattern = path(route, view, name=f"claims_claim_{name}")
        return address
