"""What every page of the desk shares: who sees what, no silent log, no lost text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.checks import ModelAdminChecks
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.checks import CheckMessage, Error
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DataError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET

from claims.admin.export import COLUMNS, export
from claims.desk import saved_filters_of
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import StepTaken
from sources.library import SourceRefused, SourceStale

# Generic for the type checker alone.
if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    ModelChoiceField = forms.ModelChoiceField[Any]
    BasePaginator = Paginator[Any]
else:
    ModelAdmin = admin.ModelAdmin
    ModelChoiceField = forms.ModelChoiceField
    BasePaginator = Paginator

MOST_COUNTED = 1_000
"""Rows of a list that are counted and paged through; of more it says that there are."""

REFUSED = (StepRefused, SourceRefused)
"""What a verb raises to say no, in a sentence; catch :data:`STALE` before it."""

STALE = (StaleWrite, SourceStale)
"""What a verb raises when the form belongs to an earlier state of the row."""


class ListsNameWhatTheyJoin(ModelAdminChecks):
    """Demands ``list_select_related`` of every list, be it empty.

    Without it Django follows whatever the columns happen to touch, row by row.
    """

    def _check_list_select_related(self, obj: Any) -> list[CheckMessage]:
        if isinstance(obj.list_select_related, (list, tuple)):
            return []
        return [
            Error(
                "“list_select_related” must be a list or tuple, possibly empty.",
                obj=obj.__class__,
                id="claims.E001",
            )
        ]


class BoundedPaginator(BasePaginator):
    """Counts and pages through no more than :data:`MOST_COUNTED` rows."""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST_COUNTED + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._counted > MOST_COUNTED


class FilteredAsDeclared(ChangeList):
    """A list that nothing narrows but the filters it declares.

    Django answers for whatever stands one relation away: a list of people narrowed to
    those of ``?reviews=17`` would tell who wrote a review that nobody may see yet.
    """

    def get_filters(self, request: HttpRequest) -> Any:
        found = super().get_filters(request)
        undeclared = found[2]
        if undeclared:
            raise IncorrectLookupParameters
        return found


class ListsByDeclaredFilters(ModelAdmin):
    """Lists rows by its own filters alone; a value no column holds fits no filter."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FilteredAsDeclared

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, and beside it the filters of it that this person has kept."""
        of_this_list = saved_filters_of(request.user).filter(
            address__startswith=f"{request.path}?"
        )
        kept = {"saved_filters": of_this_list, "address": request.get_full_path()}
        return super().changelist_view(request, kept | (extra_context or {}))

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error


def called(
    title: str, kind: type[admin.FieldListFilter]
) -> type[admin.FieldListFilter]:
    """Return a kind of filter under a title that reads on after “By”."""

    class Called(kind):  # type: ignore[valid-type,misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return Called


class WritesNoLog:
    """Keeps Django's own log empty: the steps taken are the history.

    A log entry stores the object's name where ``visible_to`` does not reach.
    """

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Write nothing."""


class DeskAdmin(WritesNoLog, ListsByDeclaredFilters):
    """One subject of the desk: starts at what the user may read, deletes nothing."""

    checks_class = ListsNameWhatTheyJoin
    object_history_template = "admin/claims/steps_of.html"
    # The number of all rows says nothing about those that are listed.
    show_full_result_count = False
    empty_value_display = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the user may read; what has no such rule is open to the desk."""
        rows: QuerySet[Any] = super().get_queryset(request)
        visible_to = getattr(rows, "visible_to", None)
        return visible_to(request.user) if visible_to else rows

    def get_urls(self) -> list[URLPattern]:
        urls = super().get_urls()
        if self.model not in COLUMNS:
            return urls
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(require_GET(partial(export, self)))
        return [path("export/", view, name=name), *urls]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list with the address of its file, where there is one."""
        there: dict[str, Any] = {}
        if self.model in COLUMNS:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_export"
            asked = request.GET.urlencode()
            there["export_address"] = reverse(name) + (asked and f"?{asked}")
        return super().changelist_view(request, there | (extra_context or {}))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def steps_of(self, row: Model) -> QuerySet[StepTaken]:
        """Return the steps that tell the row's history; none unless a subject says."""
        return StepTaken.objects.none()

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the steps taken, as far as the user may read them."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        steps: Any = self.steps_of(row)
        context = {
            **self.admin_site.each_context(request),
            "title": "Steps taken",
            "subtitle": str(row),
            "steps": steps.visible_to(request.user)
            .select_related("taken_by")
            .order_by("pk"),
            "original": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)


class ReadOnlyAdmin(DeskAdmin):
    """A subject that is looked at here and written elsewhere, or never."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VersionField(forms.IntegerField):
    """The state of the row that a form was opened on.

    A missing or unreadable one becomes 0, which is no row's version: stale.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except ValidationError:
            return 0


class VersionedForm(forms.Form):
    """A form that carries the version of the row it writes; ``initial`` gives it."""

    version = VersionField()


def row_key(given: str) -> int | None:
    """Return the key of a row that came from outside; None if it can be no row's."""
    return int(given) if re.fullmatch(r"[0-9]{1,18}", given) else None


def refuse(request: HttpRequest, error: Exception) -> None:
    """Tell on the next page, in the verb's own sentence, why a step was refused."""
    messages.error(request, str(error))


def typed_in(form: forms.BaseForm) -> dict[str, str]:
    """Return what was typed into a bound form, by the labels people saw.

    Choices are given by their labels; hidden and empty fields are left out.
    """
    typed = {}
    for field in form.visible_fields():
        value = field.value()
        choices = dict(getattr(field.field, "choices", ()))
        if isinstance(value, bool):
            value = "Yes" if value else ""
        elif choices:
            labels = {str(key): str(label) for key, label in choices.items()}
            several = value if isinstance(value, list) else [value]
            value = "\n".join(labels.get(str(one), "") for one in several)
        if value:
            typed[str(field.label)] = str(value)
    return typed


def conflict(
    request: HttpRequest,
    *,
    sentence: str,
    typed: Mapping[str, str],
    stored: Mapping[str, str],
    back: str,
) -> HttpResponse:
    """Answer 409 with both texts: what was typed, and what is stored now.

    Args:
        typed: what the form carried, by label; kept in boxes one can copy from.
        stored: what the row says now, by the same labels where there are such.
        back: the address at which to begin again from what is stored.
    """
    labels = dict.fromkeys([*typed, *stored])
    rows = [(label, typed.get(label), stored.get(label)) for label in labels]
    context = {
        **admin.site.each_context(request),
        "title": "Somebody was here before you",
        "sentence": sentence,
        "differing": [row for row in rows if row[1] != row[2]],
        "same": [(label, typed) for label, typed, stored in rows if typed == stored],
        "back": back,
    }
    return render(request, "admin/conflict.html", context, status=409)
