"""The desk's public statements: each written here, previewed as readers will see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from claims import house
from claims.admin.base import DeskAdmin, VersionedForm, typed_in
from claims.admin.codes_of_practice import GUIDES, Guide
from claims.admin.desk_forms import DeskForm, form_page, help_of, typed_or_none
from claims.choices import StatementKey
from claims.models import SiteStatement
from claims.publishing import prose

_ON_THE_SITE = {
    StatementKey.METHODOLOGY: "methodology",
    StatementKey.CORRECTIONS: "corrections",
}
"""The page of each statement that has its own; the others share the page “about”."""


@dataclass(frozen=True, slots=True)
class Row:
    """One statement in the list: its key, what it is for, and its text if written."""

    key: StatementKey
    guide: Guide
    statement: SiteStatement | None

    @property
    def is_missing(self) -> bool:
        return self.statement is None or not self.statement.text


class StatementForm(VersionedForm, DeskForm):
    button = "Save the statement"
    done = "The statement is saved."

    text = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=help_of(SiteStatement, "text"),
    )

    def __init__(self, *args: Any, statement: SiteStatement, **kwargs: Any) -> None:
        self.statement = statement
        initial = {"text": statement.text, "version": statement.version}
        super().__init__(*args, initial=initial, **kwargs)

    def take(self) -> SiteStatement:
        return house.state(
            key=StatementKey(self.statement.key), by=self.by, **self.cleaned_data
        )

    def stored(self) -> dict[str, str]:
        statement = _statement(self.statement.key)
        return typed_in(StatementForm(statement=statement, by=self.by))


@admin.register(SiteStatement)
class SiteStatementAdmin(DeskAdmin):
    """Every statement has its place from the start, under its key, written or not."""

    list_select_related = ("edited_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        written = {
            statement.key: statement
            for statement in SiteStatement.objects.select_related("edited_by")
        }
        rows = [Row(key, GUIDES[key], written.get(key)) for key in StatementKey]
        return TemplateResponse(
            request,
            "admin/claims/sitestatement/list.html",
            {
                **self.admin_site.each_context(request),
                "title": "Public statements",
                "opts": self.opts,
                "missing": [row for row in rows if row.is_missing],
                "written": [row for row in rows if not row.is_missing],
                "count": len(rows),
            },
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the statement, or what is typed as readers would see it; POST saves."""
        if object_id not in StatementKey.values:
            raise Http404
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        statement = _statement(object_id)
        form = StatementForm(
            typed_or_none(request), statement=statement, by=request.user
        )
        shown = {
            "title": str(statement),
            "template": "admin/claims/sitestatement/page.html",
            "may_write": self.has_change_permission(request),
            "statement": statement,
            "guide": GUIDES[StatementKey(object_id)],
            "on_the_site": _on_the_site(StatementKey(object_id)),
        }
        if request.method == "POST" and "preview" in request.POST and form.is_valid():
            template = shown.pop("template")
            context = self.admin_site.each_context(request) | shown
            context |= {"opts": self.opts, "form": form, "is_preview": True}
            context["as_read"] = _as_read(form.cleaned_data["text"])
            return TemplateResponse(request, str(template), context)
        return form_page(
            self,
            request,
            form,
            to=lambda _statement: reverse("admin:claims_sitestatement_changelist"),
            as_read=_as_read(statement.text),
            **shown,  # type: ignore[arg-type]
        )


def _statement(key: str) -> SiteStatement:
    """Return the statement, or the empty one that stands until it is written."""
    statements = SiteStatement.objects.select_related("edited_by")
    return statements.filter(key=key).first() or SiteStatement(key=key)


def _on_the_site(key: StatementKey) -> str:
    """Return where readers find a statement."""
    if page := _ON_THE_SITE.get(key):
        return reverse(page)
    return f"{reverse('about')}#{key.value}"


def _as_read(text: str) -> SafeString:
    return mark_safe(prose.to_html(text, top_heading=3))  # noqa: S308
