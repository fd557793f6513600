"""The library at the desk: what a source is, where it can be read, who has opened it.

It stands here and not in :mod:`sources`, which knows nothing of claims, because a
source's page lists the evidence that rests on it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from claims import evidence as keeping
from claims.admin.base import VersionedForm, row_key, typed_in
from claims.admin.claim_forms import Day
from claims.admin.copies import CopyForm
from claims.admin.desk_forms import (
    DeskForm,
    SearchesFolded,
    form_page,
    help_of,
    typed_or_none,
)
from claims.admin.evidence import SourceChoiceField, found_in_library
from claims.models import Evidence
from sources.downloads import handed_out
from sources.models import Source, Tier


class SourceForm(VersionedForm, DeskForm):
    """A form about one source that the desk's own people write."""

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("initial", {}).setdefault("version", source.version)
        super().__init__(*args, **kwargs)

    def stored(self) -> dict[str, str]:
        source = Source.objects.get(pk=self.source.pk)
        return typed_in(type(self)(source=source, by=self.by)) | {
            "Address": source.url,
            "State": source.get_state_display(),
        }


class DescribeForm(SourceForm):
    button = "Save the source"
    done = "The source is saved."

    title = forms.CharField(
        required=False,
        max_length=500,
        help_text="As it stands on the document; of a person, who they are.",
    )
    publisher = forms.CharField(
        required=False,
        max_length=300,
        help_text="Who put it out: paper, agency, ministry, archive.",
    )
    published_on = forms.DateField(
        label="Date", required=False, widget=Day, help_text="When it came out."
    )
    language = forms.CharField(
        required=False, max_length=35, help_text="Of the document: en, ru, ka, …"
    )
    tier = forms.ChoiceField(
        label="Primary or secondary",
        required=False,
        choices=[("", "Not said"), *Tier.choices],
        help_text="Primary: the record, the speaker, the data. Secondary: who reports "
        "on them.",
    )
    interest = forms.CharField(
        required=False, max_length=300, help_text=help_of(Source, "interest")
    )
    derived_from = SourceChoiceField(
        label="Derived from",
        queryset=Source.objects.none(),
        required=False,
        empty_label="No other source",
        help_text=help_of(Source, "derived_from")
        + " Search the library above if it is not in the list.",
    )

    def __init__(
        self, *args: Any, source: Source, sought: str = "", **kwargs: Any
    ) -> None:
        described = {
            name: getattr(source, name)
            for name in ("title", "publisher", "published_on", "language", "tier")
        }
        initial = described | {
            "interest": source.interest,
            "derived_from": source.derived_from_id,
        }
        super().__init__(*args, source=source, initial=initial, **kwargs)
        origin = self.fields["derived_from"]
        assert isinstance(origin, SourceChoiceField)
        chosen = row_key(str(self["derived_from"].value() or ""))
        offered = Q(pk__in=found_in_library(sought)) | Q(pk=source.derived_from_id)
        if chosen:
            offered |= Q(pk=chosen)
        origin.queryset = (
            Source.objects.visible_to(self.by)
            .filter(offered)
            .exclude(pk=source.pk)
            .order_by("title", "publisher", "pk")
        )

    def take(self) -> Source:
        return keeping.describe_source(
            source=self.source, by=self.by, **self.cleaned_data
        )


class LocateForm(SourceForm):
    button = "Save the address"
    done = "The source is located."

    url = forms.CharField(
        label="Address",
        required=False,
        max_length=2000,
        widget=forms.URLInput,
        help_text="Where it can be read, beginning with https:// or http://.",
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        initial = {"url": source.url}
        super().__init__(*args, source=source, initial=initial, **kwargs)

    def take(self) -> Source:
        return keeping.locate_source(
            source=self.source, by=self.by, **self.cleaned_data
        )


class OpenForm(SourceForm):
    button = "I have opened and read it"
    done = "The source is noted as opened."

    def take(self) -> Source:
        return keeping.open_source(source=self.source, by=self.by, **self.cleaned_data)


class AddForm(DeskForm):
    button = "Add the source"
    done = "The library holds this source once: here it is."

    title = forms.CharField(
        required=False,
        max_length=500,
        help_text="As it stands on the document; of a person, who they are.",
    )
    publisher = forms.CharField(
        required=False,
        max_length=300,
        help_text="Who put it out: paper, agency, ministry, archive.",
    )
    url = forms.CharField(
        label="Address",
        required=False,
        max_length=2000,
        widget=forms.URLInput,
        help_text="Where it can be read, if you have found it: the source is then "
        "“located”.",
    )

    def take(self) -> Source:
        return keeping.add_source(by=self.by, **self.cleaned_data)


@admin.register(Source)
class SourceAdmin(SearchesFolded):
    """The library: list, search, add, describe, locate, open."""

    list_display = ("name", "publisher", "state", "tier", "published_on", "used")
    list_filter = ("state", "tier")
    list_select_related = ()
    list_per_page = 50
    ordering = ("-pk",)
    search_help_text = "Words of the title, publisher or address."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        rows: Any = super().get_queryset(request)
        evidence = Evidence.objects.filter(source=OuterRef("pk")).order_by()
        uses = evidence.values("source").values(number=Count("pk"))
        return rows.annotate(  # type: ignore[no-any-return]
            uses=Coalesce(Subquery(uses), 0)
        )

    @admin.display(description="Title", ordering="title")
    def name(self, source: Source) -> str:
        return source.title or source.url or source.publisher

    @admin.display(description="Evidence", ordering="uses")
    def used(self, source: Any) -> str:
        return f"{source.uses} piece{'' if source.uses == 1 else 's'}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:source_id>/locate/",
                view(self.locate_view),
                name="sources_source_locate",
            ),
            path(
                "<int:source_id>/open/",
                view(self.open_view),
                name="sources_source_open",
            ),
            path(
                "<int:source_id>/copies/add/",
                view(self.keep_copy_view),
                name="sources_source_keep_copy",
            ),
            path(
                "<int:source_id>/copies/<int:copy_id>/",
                view(self.copy_view),
                name="sources_source_copy",
            ),
            *super().get_urls(),
        ]

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return form_page(
            self,
            request,
            AddForm(typed_or_none(request), by=request.user),
            title="Add a source",
            to=_page,
            may_write=self.has_add_permission(request),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        source = self._source(request, object_id)
        sought = request.GET.get("q", "")
        form = DescribeForm(
            typed_or_none(request), source=source, sought=sought, by=request.user
        )
        return form_page(
            self,
            request,
            form,
            title=str(source),
            to=_page,
            may_write=self.has_change_permission(request, source),
            template="admin/sources/source/page.html",
            source=source,
            sought=sought,
            copies=source.copies.select_related("saved_by").order_by("pk"),
            evidence=source.evidence.select_related("claim__article").order_by("pk"),
            citations=source.citations.select_related("revision__article").order_by(
                "pk"
            ),
        )

    def locate_view(self, request: HttpRequest, source_id: int) -> HttpResponse:
        source = self._source(request, source_id)
        return form_page(
            self,
            request,
            LocateForm(typed_or_none(request), source=source, by=request.user),
            title="Locate a source",
            to=lambda located: self._back(request, located),
            may_write=self.has_change_permission(request, source),
            original=source,
            about=str(source),
        )

    def open_view(self, request: HttpRequest, source_id: int) -> HttpResponse:
        source = self._source(request, source_id)
        return form_page(
            self,
            request,
            OpenForm(typed_or_none(request), source=source, by=request.user),
            title="Note that a source was opened",
            to=lambda opened: self._back(request, opened),
            may_write=self.has_change_permission(request, source),
            original=source,
            about=str(source),
        )

    def keep_copy_view(self, request: HttpRequest, source_id: int) -> HttpResponse:
        source = self._source(request, source_id)
        form = CopyForm(
            typed_or_none(request),
            request.FILES or None,
            source=source,
            by=request.user,
        )
        return form_page(
            self,
            request,
            form,
            title="Keep a copy of the source",
            to=lambda _copy: _page(source) + "#copies",
            may_write=self.has_change_permission(request, source),
            original=source,
            about=str(source),
        )

    def copy_view(
        self, request: HttpRequest, source_id: int, copy_id: int
    ) -> HttpResponse:
        source = self._source(request, source_id)
        return handed_out(get_object_or_404(source.copies, pk=copy_id))

    def _source(self, request: HttpRequest, key: str | int) -> Source:
        source: Source | None = self.get_object(request, str(key))
        if source is None or not self.has_view_or_change_permission(request, source):
            raise Http404
        return source

    def _back(self, request: HttpRequest, source: Source) -> str:
        """Return to the article one came from, or to the source's own page."""
        article = row_key(request.GET.get("article", ""))
        if article:
            return reverse("admin:claims_article_change", args=[article]) + "#sources"
        return _page(source)


def _page(source: Source) -> str:
    return reverse("admin:sources_source_change", args=[source.pk])
