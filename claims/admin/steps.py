"""The record of everything done at the desk, as far as its reader may see it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import Truncator

from claims.admin.base import ReadOnlyAdmin, called
from claims.models import StepTaken
from claims.templatetags.desk import step_name


class ByVerb(admin.SimpleListFilter):
    """Offers the steps that this person may read of, by the words on their buttons."""

    title = "what was done"
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        verbs = model_admin.get_queryset(request).order_by("verb")
        return [
            (verb, step_name(verb))
            for verb in verbs.values_list("verb", flat=True).distinct()
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StepTaken]
    ) -> QuerySet[StepTaken]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(StepTaken)
class StepTakenAdmin(ReadOnlyAdmin):
    list_display = ("taken_at", "step", "taken_by", "on_article", "on_claim", "why")
    list_display_links = ("taken_at", "step")
    list_filter = (
        ByVerb,
        ("taken_by", called("person", admin.RelatedOnlyFieldListFilter)),
    )
    list_select_related = ("article", "claim", "taken_by")
    list_per_page = 100
    ordering = ("-pk",)

    @admin.display(description="What", ordering="verb")
    def step(self, taken: StepTaken) -> str:
        return step_name(taken.verb)

    @admin.display(description="Article")
    def on_article(self, taken: StepTaken) -> str:
        return _short(taken.article)

    @admin.display(description="Claim")
    def on_claim(self, taken: StepTaken) -> str | None:
        return _short(taken.claim) if taken.claim else None

    @admin.display(description="Why")
    def why(self, taken: StepTaken) -> str:
        return _short(taken.reason)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one step, with what it changed."""
        taken: StepTaken | None = self.get_object(request, object_id)
        if taken is None or not self.has_view_permission(request, taken):
            raise Http404
        return TemplateResponse(
            request,
            "admin/claims/steptaken/page.html",
            {
                **self.admin_site.each_context(request),
                "title": step_name(taken.verb),
                "opts": self.opts,
                "taken": taken,
                "steps": [taken],
            },
        )


def _short(words: object) -> str:
    return Truncator(str(words)).chars(80)
