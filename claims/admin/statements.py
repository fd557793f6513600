"""The desk's public statements: each written here, previewed as readers will see it."""

from __future__ import annotations

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
from claims.admin.desk_forms import DeskForm, form_page, help_of, typed_or_none
from claims.choices import StatementKey
from claims.models import SiteStatement
from claims.publishing import prose

_SAYS = {
    StatementKey.ABOUT: "Who the desk is, where it belongs, what it checks.",
    StatementKey.PEOPLE: "Who works here, with what experience.",
    StatementKey.FUNDING: "Who pays, and what they may not decide.",
    StatementKey.METHODOLOGY: "How claims are chosen, checked, written and reviewed.",
    StatementKey.CORRECTIONS: "How mistakes are put right, and readers told.",
    StatementKey.COMPLAINTS: "To whom one complains, and who answers by when.",
    StatementKey.SEND_A_CLAIM: "How readers ask the desk to check something.",
    StatementKey.REPORT_AN_ERROR: "How readers say that the desk was wrong.",
}
"""What readers look for in each statement."""


class StatementForm(VersionedForm, DeskForm):
    button = "Save the statement"
    done = "The statement is saved."

    text = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
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
        return TemplateResponse(
            request,
            "admin/claims/sitestatement/list.html",
            {
                **self.admin_site.each_context(request),
                "title": "Public statements",
                "opts": self.opts,
                "rows": [(key, _SAYS[key], written.get(key)) for key in StatementKey],
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
            "says": _SAYS[StatementKey(object_id)],
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


def _as_read(text: str) -> SafeString:
    return mark_safe(prose.to_html(text, top_heading=3))  # noqa: S308
