"""Scales at the desk: added whole, never edited, one of them used for new articles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims import house
from claims.admin.base import REFUSED, DeskAdmin, refuse
from claims.admin.desk_forms import (
    DeskForm,
    Failure,
    failures_of,
    form_page,
    help_of,
    typed_or_none,
)
from claims.models import Rating, Scale
from claims.seeding import seeds

_MOST_RATINGS = 12
_ROWS_TO_SPARE = 4


def _colors() -> list[tuple[str, str]]:
    """Return the color tokens the stylesheets know, in the order of the scale."""
    tokens = [row["color"] for row in seeds("ratings.toml")["ratings"]]
    return [(token, token.replace("-", " ").capitalize()) for token in tokens]


class RatingForm(forms.Form):
    code = forms.SlugField(
        max_length=40,
        help_text="Its short name in addresses and files: small letters and hyphens.",
    )
    label = forms.CharField(max_length=60, help_text="What readers see.")
    definition = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="When it is given. Shown on the page of ratings.",
    )
    rank = forms.IntegerField(
        required=False, min_value=1, max_value=100, help_text=help_of(Rating, "rank")
    )
    color = forms.ChoiceField(
        choices=_colors,
        # What a browser sends of a row that nobody touched.
        initial=lambda: _colors()[0][0],
        label="Color and icon",
        help_text="The look of its chip, by the name of the shipped rating it is like.",
    )
    needs_contradiction = forms.BooleanField(
        label="Needs contradicting evidence", required=False
    )
    needs_search = forms.BooleanField(label="Needs a search log entry", required=False)
    needs_contact = forms.BooleanField(label="Needs a contact", required=False)


RatingFormSet = forms.formset_factory(
    RatingForm, extra=_ROWS_TO_SPARE, max_num=_MOST_RATINGS, validate_max=True
)


class ScaleForm(DeskForm):
    """Asks for a scale with all its ratings; empty rows are left out."""

    button = "Add the scale"
    done = "The scale is added. It is used once you say so."

    name = forms.CharField(
        max_length=120,
        help_text="A scale of a name that exists becomes its next number.",
    )

    def __init__(self, *args: Any, copied: Scale | None, **kwargs: Any) -> None:
        initial = {"name": copied.name if copied else ""}
        super().__init__(*args, initial=initial, **kwargs)
        rows = copied.ratings.order_by("position", "pk").values() if copied else ()
        self.ratings: Any = RatingFormSet(
            self.data if self.is_bound else None,
            initial=list(rows),
            prefix="ratings",
            form_kwargs={"label_suffix": "", "use_required_attribute": False},
        )

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.ratings.is_valid()])

    def failures(self) -> list[Failure]:
        """Return what the scale was refused for, and each of its ratings."""
        return [
            *super().failures(),
            *(Failure(str(sentence)) for sentence in self.ratings.non_form_errors()),
            *(failure for row in self.ratings for failure in failures_of(row)),
        ]

    def take(self) -> Scale:
        return house.add_scale(
            name=self.cleaned_data["name"],
            ratings=[
                house.RatingRow(**row.cleaned_data)
                for row in self.ratings
                if row.cleaned_data
            ],
            by=self.by,
        )


@admin.register(Scale)
class ScaleAdmin(DeskAdmin):
    list_display = ("__str__", "is_current", "rating_count", "used_by")
    list_select_related = ()
    ordering = ("-is_current", "name", "-number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scale]:
        rows: Any = super().get_queryset(request)
        return (  # type: ignore[no-any-return]
            rows.annotate(
                ratings_held=Count("ratings", distinct=True),
                articles_judged=Count("articles", distinct=True),
            )
        )

    @admin.display(description="Ratings")
    def rating_count(self, scale: Any) -> str:
        return f"{scale.ratings_held} ratings"

    @admin.display(description="Articles judged by it")
    def used_by(self, scale: Any) -> str:
        count = scale.articles_judged
        return f"{count} article{'' if count == 1 else 's'}"

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<int:scale_id>/use/",
                self.admin_site.admin_view(self.use_view),
                name="claims_scale_use",
            ),
            *super().get_urls(),
        ]

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Add a scale; ``?copy=`` begins with the ratings of another."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        copied = self.get_object(request, request.GET.get("copy", ""))
        return form_page(
            self,
            request,
            ScaleForm(typed_or_none(request), copied=copied, by=request.user),
            title=f"Copy of {copied}" if copied else "Add a scale",
            to=_page,
            may_write=True,
            template="admin/claims/scale/add.html",
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the scale; it is never edited, only followed by its next number."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        scale = self._scale(request, object_id)
        return TemplateResponse(
            request,
            "admin/claims/scale/page.html",
            {
                **self.admin_site.each_context(request),
                "title": str(scale),
                "opts": self.opts,
                "scale": scale,
                "ratings": scale.ratings.order_by("position", "pk"),
                "may_write": self.has_change_permission(request, scale),
                "may_add": self.has_add_permission(request),
            },
        )

    def use_view(self, request: HttpRequest, scale_id: int) -> HttpResponse:
        """Use the scale for every article whose first review is still to come."""
        scale = self._scale(request, str(scale_id))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request, scale):
            raise PermissionDenied
        try:
            house.use_for_new_articles(scale=scale, by=request.user)  # type: ignore[arg-type]
        except REFUSED as error:
            refuse(request, error)
        else:
            messages.success(request, f"“{scale}” is used for new articles now.")
        return redirect(_page(scale))

    def _scale(self, request: HttpRequest, key: str) -> Scale:
        scale: Scale | None = self.get_object(request, key)
        if scale is None:
            raise Http404
        if not self.has_view_or_change_permission(request, scale):
            raise PermissionDenied
        return scale


def _page(scale: Scale) -> str:
    return reverse("admin:claims_scale_change", args=[scale.pk])
