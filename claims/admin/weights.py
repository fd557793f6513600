"""The weights of check-worthiness: as shipped, as this desk has them, what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims import weighing
from claims.admin.base import REFUSED, DeskAdmin, refuse
from claims.admin.desk_forms import DeskForm, form_page, typed_or_none
from claims.models import ReadingWeight
from claims.reading.claim import HIGH_PRIORITY, MEDIUM_PRIORITY
from claims.reading.worthiness import BASE, SHIPPED, Weight


@dataclass(frozen=True, slots=True)
class Row:
    """One reason in the list: its name, its weight in the file, and the desk's own."""

    name: str
    shipped: Weight
    own: ReadingWeight | None

    @property
    def reason(self) -> str:
        return self.shipped.reason

    @property
    def weight(self) -> float:
        return self.own.weight if self.own else self.shipped.weight

    def effect(self) -> str:
        """Say what the weight does to a claim."""
        return f"Such a claim gets {_more_or_less(self.weight)}."

    def as_shipped(self) -> str:
        """Say what it would do as the file has it."""
        return f"As shipped: {_more_or_less(self.shipped.weight)}."


def _more_or_less(weight: float) -> str:
    if weight == 0:
        return "neither more nor less"
    return f"{abs(weight):.2f} {'more' if weight > 0 else 'less'}"


class WeightForm(DeskForm):
    button = "Save the weight"
    done = "The weight is saved. It holds for articles that come in from now on."

    weight = forms.FloatField(
        min_value=-1,
        max_value=1,
        help_text="What a claim gets for this reason, between -1 (takes everything) "
        "and 1 (gives everything).",
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    seen = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Row, **kwargs: Any) -> None:
        self.row = row
        initial = {"weight": row.weight, "seen": row.weight}
        super().__init__(*args, initial=initial, **kwargs)

    def take(self) -> ReadingWeight | None:
        return weighing.set_weight(name=self.row.name, by=self.by, **self.cleaned_data)

    def stored(self) -> dict[str, str]:
        return {"Weight": f"{_row(self.row.name).weight:g}"}


@admin.register(ReadingWeight)
class ReadingWeightAdmin(DeskAdmin):
    """Every reason has its page, weighed otherwise or not, under its name."""

    list_select_related = ("edited_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReadingWeight]:
        rows: QuerySet[ReadingWeight] = super().get_queryset(request)
        return rows.select_related("edited_by")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.anew_view)
        anew = path("anew/", view, name="claims_readingweight_anew")
        return [anew, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        own = {row.name: row for row in self.get_queryset(request)}
        rows = [Row(name, each, own.get(name)) for name, each in SHIPPED.items()]
        return TemplateResponse(
            request,
            "admin/claims/readingweight/list.html",
            {
                **self.admin_site.each_context(request),
                "title": "What makes a claim worth a check",
                "opts": self.opts,
                "rows": rows,
                "base": BASE,
                "high": HIGH_PRIORITY,
                "medium": MEDIUM_PRIORITY,
                "outlook": weighing.outlook(),
                "may_write": self.has_change_permission(request),
            },
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one weight; POST saves what the desk wants, or the shipped one again."""
        if object_id not in SHIPPED:
            raise Http404
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = _row(object_id)
        return form_page(
            self,
            request,
            WeightForm(typed_or_none(request), row=row, by=request.user),
            title=row.reason[0].upper() + row.reason[1:],
            to=lambda _row: reverse("admin:claims_readingweight_changelist"),
            may_write=self.has_change_permission(request),
            template="admin/claims/readingweight/page.html",
            row=row,
        )

    def anew_view(self, request: HttpRequest) -> HttpResponse:
        """Weigh what is proposed or open by the weights of now."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            # Nobody reaches this page without an account.
            changed = weighing.weigh_anew(by=request.user)  # type: ignore[arg-type]
        except REFUSED as error:
            refuse(request, error)
        else:
            messages.success(request, _told(changed))
        return redirect("admin:claims_readingweight_changelist")


def _told(changed: int) -> str:
    if changed == 0:
        return "Every proposed and open claim weighs already what it should."
    told = f"{changed:,} claim{'' if changed == 1 else 's'} weighed anew."
    if changed < weighing.MOST_AT_ONCE:
        return told
    return f"{told} There may be more: press the button again."


def _row(name: str) -> Row:
    rows = ReadingWeight.objects.select_related("edited_by")
    return Row(name, SHIPPED[name], rows.filter(name=name).first())
