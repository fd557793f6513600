"""The fact-check at the desk: draft, gate, preview, publication, versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin

from claims import roles
from claims.admin.base import (
    DeskAdmin,
    ReadOnlyAdmin,
    VersionedForm,
    VersionField,
    conflict,
    typed_in,
)
from claims.admin.claim_forms import Day
from claims.admin.desk_forms import (
    DeskForm,
    form_page,
    help_of,
    typed_or_none,
)
from claims.choices import VersionKind
from claims.desk import ready_to_publish
from claims.lifecycle import StepRefused
from claims.models import FactCheck, StepTaken, Version
from claims.publishing import fragment, gate, issuing, manifest
from claims.publishing.differences import Difference, differences

_AS_THE_PUBLIC_READS = {
    "script-src": None,
    "connect-src": None,
    "frame-ancestors": ["'self'"],
}
"""What makes the desk's content security policy the public one, framed by the desk."""


class DraftForm(VersionedForm, DeskForm):
    button = "Save the draft"
    done = "The draft is saved."

    title = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text=help_of(FactCheck, "title"),
    )
    summary = forms.CharField(
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_of(FactCheck, "summary"),
    )
    key_findings = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=help_of(FactCheck, "key_findings"),
    )
    why_checked = forms.CharField(
        label="Why it was checked",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What made this article worth the desk's time. Shown on the page.",
    )
    as_of = forms.DateField(
        label="As of", required=False, widget=Day, help_text=help_of(FactCheck, "as_of")
    )
    notice = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_of(FactCheck, "notice"),
    )

    def __init__(self, *args: Any, fact_check: FactCheck, **kwargs: Any) -> None:
        self.fact_check = fact_check
        initial = {name: getattr(fact_check, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)

    def take(self) -> FactCheck:
        return issuing.draft(
            fact_check=self.fact_check, by=self.by, **self.cleaned_data
        )

    def stored(self) -> dict[str, str]:
        fact_check = FactCheck.objects.get(pk=self.fact_check.pk)
        return typed_in(DraftForm(fact_check=fact_check, by=self.by))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What publishing now would show, and how that differs from the last version.

    Attributes:
        shown: the digest of what would be published.
        last: the version before, if there is one.
        before, after: what that one shows, empty without one, and what this one would.
    """

    shown: str
    last: Version | None
    before: manifest.Json
    after: manifest.Json

    @property
    def next_number(self) -> int:
        return self.last.number + 1 if self.last else 1

    @property
    def is_unchanged(self) -> bool:
        return bool(self.last) and not manifest.differs(self.before, self.after)

    @property
    def ratings(self) -> list[manifest.Json]:
        """Return the claims that would be rated otherwise: words, from, to."""
        return manifest.changed_ratings(self.before, self.after)

    @property
    def differences(self) -> list[Difference]:
        """Return what would be shown otherwise than before, word by word."""
        return differences(self.before, self.after) if self.last else []

    @property
    def keeps_its_words(self) -> bool:
        """Whether a rating changes, but neither summary nor key findings do."""
        words = ("summary", "key_findings")
        same = all(self.before.get(name) == self.after[name] for name in words)
        return bool(self.ratings) and same


def outlook(fact_check: FactCheck) -> Outlook:
    after = manifest.would_be(fact_check, manifest.claims_for(fact_check))
    last = (
        fact_check.versions.with_manifest()
        .select_related("published_by")
        .order_by("number")
        .last()
    )
    return Outlook(
        shown=manifest.digest_of_content(after),
        last=last,
        before=manifest.load(last) if last else {},
        after=after,
    )


class PublishForm(DeskForm):
    """Asks what kind of version it is and why; the first one needs neither.

    It carries the digest of what the editor was shown; without one that was nothing.
    """

    button = "Go on"
    done = "Published."

    kind = forms.ChoiceField(
        label="What kind of change it is",
        choices=[
            ("", "Choose"),
            (VersionKind.CORRECTION, "Correction: we were wrong"),
            (VersionKind.UPDATE, "Update: facts or evidence have changed"),
            (VersionKind.CLARIFICATION, "Clarification: clearer words, same verdicts"),
            (VersionKind.MINOR, "Minor change: spelling, links, form"),
            (VersionKind.NOTICE, "Notice: a note such as “the article has changed”"),
            (VersionKind.WITHDRAWN, "Withdrawn: the verdicts no longer stand"),
        ],
        help_text="A changed rating is a correction or an update, nothing less.",
    )
    reason = forms.CharField(
        label="The public reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown at the top of the page and in the list of corrections: from "
        "what, to what, and why.",
    )

    shown = forms.CharField(
        required=False, empty_value="nothing", widget=forms.HiddenInput
    )

    number = VersionField()

    def __init__(
        self,
        *args: Any,
        fact_check: FactCheck,
        outlook: Outlook,
        shown: str,
        **kwargs: Any,
    ) -> None:
        self.fact_check = fact_check
        self.outlook = outlook
        initial = {"shown": shown or outlook.shown, "number": outlook.next_number}
        super().__init__(*args, initial=initial, **kwargs)
        if not outlook.last:
            del self.fields["kind"], self.fields["reason"]

    @property
    def came_too_late(self) -> bool:
        """Whether the form was opened before the last version was published."""
        carried = self.fields["number"].clean(self["number"].data)
        return self.is_bound and carried != self.outlook.next_number

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        try:
            issuing.check_change(self.outlook.before, self.outlook.after, kind)
        except StepRefused as error:
            raise forms.ValidationError(str(error)) from error
        return kind

    def take(self) -> Version:
        given = dict(self.cleaned_data)
        del given["number"]
        version = issuing.publish(fact_check=self.fact_check, by=self.by, **given)
        self.done = f"Version {version.number} is published."
        return version

    def stored(self) -> dict[str, str]:
        fact_check = FactCheck.objects.get(pk=self.fact_check.pk)
        return typed_in(DraftForm(fact_check=fact_check, by=self.by))


class NoticeForm(VersionedForm, DeskForm):
    """Asks for the words of a notice that the article was changed; prefilled.

    It carries the digest of what the editor was shown beside it.
    """

    button = "Publish with this notice"

    notice = forms.CharField(
        label="The notice",
        max_length=issuing.LONGEST_NOTICE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Stands at the top of the fact-check and of each verdict until it is "
        "taken out of the draft.",
    )
    reason = forms.CharField(
        label="The public reason",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Shown in the list of versions.",
    )
    shown = forms.CharField(
        required=False, empty_value="nothing", widget=forms.HiddenInput
    )

    def __init__(
        self, *args: Any, fact_check: FactCheck, outlook: Outlook, **kwargs: Any
    ) -> None:
        self.fact_check = fact_check
        self.claims = issuing.changed_since_published(fact_check)
        standing = issuing.standing_notice(fact_check) if self.claims else ""
        proposed = (
            issuing.proposed_notice(self.claims, standing=standing)
            if self.claims
            else ""
        )
        self.keeps = bool(standing) and proposed.startswith(standing)
        initial = {
            "notice": proposed,
            "reason": "The article was changed after the check.",
            "shown": outlook.shown,
            "version": fact_check.version,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def take(self) -> Version:
        version = issuing.publish_notice(
            fact_check=self.fact_check, by=self.by, **self.cleaned_data
        )
        self.done = f"Version {version.number} is published, with the notice."
        return version

    def stored(self) -> dict[str, str]:
        fact_check = FactCheck.objects.get(pk=self.fact_check.pk)
        return {"The notice": fact_check.notice}


class ByStage(admin.SimpleListFilter):
    """How far a fact-check is on its way to the public."""

    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("draft", "Not published"),
            ("ready", "Ready: central claims decided, not published"),
            ("published", "Published"),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[FactCheck]
    ) -> QuerySet[FactCheck]:
        match self.value():
            case "draft":
                return queryset.filter(versions=None)
            case "ready":
                return ready_to_publish(queryset)
            case "published":
                return queryset.exclude(versions=None)
        return queryset


@admin.register(FactCheck)
class FactCheckAdmin(DeskAdmin):
    """Fact-checks, from the draft to the versions readers see."""

    list_display = ("name", "article", "stage", "as_of")
    list_filter = (ByStage,)
    list_select_related = ("article",)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("title", "article__search_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FactCheck]:
        rows: Any = super().get_queryset(request)
        return (  # type: ignore[no-any-return]
            rows.select_related("article__scale").annotate(
                latest_version=Max("versions__number")
            )
        )

    @admin.display(description="Title", ordering="title")
    def name(self, fact_check: FactCheck) -> str:
        return fact_check.title or "Without a title"

    @admin.display(description="Published", ordering="latest_version")
    def stage(self, fact_check: Any) -> str:
        number = fact_check.latest_version
        return f"Version {number}" if number else "Not yet"

    def steps_of(self, row: Any) -> QuerySet[StepTaken]:
        return StepTaken.objects.filter(
            article=row.article_id, verb__in=["draft", "publish"]
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A draft comes in with its article."""
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                f"<int:fact_check_id>/{page}/",
                view(answer),
                name=f"claims_factcheck_{name}",
            )
            for page, name, answer in (
                ("preview", "preview", self.preview_view),
                ("preview/page", "preview_page", self.preview_page_view),
                ("publish", "publish", self.publish_view),
                ("notice", "notice", self.notice_view),
            )
        ] + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show draft, gate and versions; POST writes the draft."""
        fact_check = self._fact_check(request, object_id)
        now = outlook(fact_check)
        return form_page(
            self,
            request,
            DraftForm(typed_or_none(request), fact_check=fact_check, by=request.user),
            title=str(fact_check),
            to=page_of,
            may_write=self.has_change_permission(request, fact_check),
            template="admin/claims/factcheck/page.html",
            fact_check=fact_check,
            gate=gate.examine(fact_check),
            most_quoted=gate.MOST_QUOTED,
            outlook=now,
            to_paste=fragment.of_fact_check(now.before, site_url=settings.SITE_URL)
            if now.before
            else "",
            versions=fact_check.versions.select_related(
                "published_by", "fact_check__article"
            ).order_by("-number"),
            may_publish=roles.edits(request.user),
            changed=issuing.changed_since_published(fact_check),
        )

    @method_decorator(csp_replace({"frame-src": ["'self'"]}))
    def preview_view(self, request: HttpRequest, fact_check_id: int) -> HttpResponse:
        """Show the preview at the width of a phone and of a desktop."""
        fact_check = self._fact_check(request, fact_check_id)
        return TemplateResponse(
            request,
            "admin/claims/factcheck/preview.html",
            {
                **self.admin_site.each_context(request),
                "title": "Preview",
                "opts": self.opts,
                "fact_check": fact_check,
                "shown": outlook(fact_check).shown,
                "gate": gate.examine(fact_check),
                "may_publish": roles.edits(request.user),
            },
        )

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace(_AS_THE_PUBLIC_READS))
    def preview_page_view(
        self, request: HttpRequest, fact_check_id: int
    ) -> HttpResponse:
        """Answer with the page as readers would see it, under the public policy."""
        fact_check = self._fact_check(request, fact_check_id)
        return HttpResponse(issuing.preview(fact_check))

    def publish_view(self, request: HttpRequest, fact_check_id: int) -> HttpResponse:
        """Ask kind and reason, then ask again, then publish what was previewed.

        From the preview one comes with ``?shown=``; else it is what stands now.
        """
        fact_check = self._fact_check(request, fact_check_id)
        if not roles.edits(request.user):
            raise PermissionDenied
        now = outlook(fact_check)
        form = PublishForm(
            typed_or_none(request),
            fact_check=fact_check,
            outlook=now,
            shown=request.GET.get("shown", ""),
            by=request.user,
        )
        if form.came_too_late:
            return conflict(
                request,
                sentence=f"Version {now.last.number} was published meanwhile, by "
                f"{now.last.published_by}."
                if now.last
                else "This form belongs to no version. Look again.",
                typed=typed_in(form),
                stored=form.stored(),
                back=page_of(fact_check),
            )
        context = {"title": "Publish", "fact_check": fact_check, "outlook": now}
        if (
            request.method == "POST"
            and form.is_valid()
            and "confirmed" not in request.POST
        ):
            return TemplateResponse(
                request,
                "admin/claims/factcheck/confirm.html",
                {
                    **self.admin_site.each_context(request),
                    **context,
                    "opts": self.opts,
                    "form": form,
                    "kind": VersionKind(form.cleaned_data["kind"])
                    if "kind" in form.cleaned_data
                    else VersionKind.FIRST,
                },
            )
        title = context.pop("title")
        return form_page(
            self,
            request,
            form,
            title=str(title),
            to=lambda _version: page_of(fact_check),
            may_write=True,
            template="admin/claims/factcheck/publish.html",
            gate=gate.examine(fact_check),
            **context,
        )

    def notice_view(self, request: HttpRequest, fact_check_id: int) -> HttpResponse:
        """Ask for a notice that the article was changed, and publish it."""
        fact_check = self._fact_check(request, fact_check_id)
        if not roles.edits(request.user):
            raise PermissionDenied
        now = outlook(fact_check)
        form = NoticeForm(
            typed_or_none(request), fact_check=fact_check, outlook=now, by=request.user
        )
        return form_page(
            self,
            request,
            form,
            title="Publish a notice",
            to=lambda _version: page_of(fact_check),
            may_write=True,
            template="admin/claims/factcheck/notice.html",
            original=fact_check,
            fact_check=fact_check,
            outlook=now,
            gate=gate.examine(fact_check),
            claims=form.claims,
        )

    def _fact_check(self, request: HttpRequest, key: str | int) -> FactCheck:
        found: FactCheck | None = self.get_object(request, str(key))
        if found is None:
            raise Http404
        if not self.has_view_or_change_permission(request, found):
            raise PermissionDenied
        return found


def page_of(fact_check: FactCheck) -> str:
    return reverse("admin:claims_factcheck_change", args=[fact_check.pk])


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """What was published, when, by whom and why. Nothing of it ever changes."""

    list_display = ("__str__", "kind", "reason", "published_by", "published_at", "page")
    list_filter = ("kind",)
    list_select_related = ("fact_check__article", "published_by")
    list_per_page = 50
    ordering = ("-pk",)
    fields = (
        "fact_check",
        "number",
        "kind",
        "reason",
        "published_by",
        "published_at",
        "manifest_sha256",
        "page",
    )
    readonly_fields = ("page",)

    @admin.display(description="Page")
    def page(self, version: Version) -> str:
        return format_html(
            '<a href="{}">Version {}</a>', version.get_absolute_url(), version.number
        )
