"""One form, one page, one verb: how the steps of a claim are asked for.

Every step has an address of its own below the claim's. GET shows the form; POST calls
its verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views import View

from claims import roles
from claims.admin.base import DeskAdmin, VersionField, typed_in
from claims.admin.desk_forms import DeskForm, form_page, typed_or_none
from claims.lifecycle import Step, StepRefused
from claims.models import Claim


class Day(forms.DateInput):
    """A day, picked with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """A day and a time of day, picked with the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def link_to(claim: Claim) -> SafeString:
    """Return a claim's words as a link to its page, for a message."""
    address = reverse("admin:claims_claim_change", args=[claim.pk])
    return format_html('<a href="{}">{}</a>', address, claim)


class ClaimForm(DeskForm):
    """What a step of a claim asks for; in bulk, of several claims at once.

    Attributes:
        title: what the page is called.
    """

    title: str

    def __init__(
        self,
        *args: Any,
        claims: Sequence[Claim],
        by: User | AnonymousUser,
        **kwargs: Any,
    ) -> None:
        self.claims = claims
        self.claim = claims[0]
        # Several of these forms stand on one page: each has ids of its own.
        kwargs["auto_id"] = f"{type(self).__name__.lower()}-%s"
        super().__init__(*args, by=by, **kwargs)

    def refusal(self) -> str:
        """Return why nobody, or not this person, takes the step now; empty if not."""
        if not roles.reviews(self.by):
            return "Steps are for the desk’s fact-checkers and editors."
        return ""

    def _frozen(self) -> str:
        """Return why the claim's words stay as they are; empty if they may change."""
        if not self.claim.is_frozen:
            return ""
        return (
            f"The claim is “{self.claim.get_status_display().lower()}”: its words stay "
            "as they are until an editor reopens it."
        )

    def take(self) -> object:
        return self.take_for(self.claim)

    def take_for(self, claim: Claim) -> object:
        """Call the one verb this form is for."""
        raise NotImplementedError

    def stored(self) -> dict[str, str]:
        """Return where the claim stands now; a judgement has no earlier text."""
        claim = Claim.objects.get(pk=self.claim.pk)
        return {
            "Claim as reviewed": claim.claim_reviewed,
            "Status": claim.get_status_display(),
            "Round": str(claim.round),
        }

    def as_if_opened_now(self) -> dict[str, str]:
        """Return what this form would show if it were opened now."""
        claim = Claim.objects.select_related("article", "topic").get(pk=self.claim.pk)
        return typed_in(type(self)(claims=[claim], by=self.by))


class StepForm(ClaimForm):
    """A step of editors that belongs to each claim as it stood when it was asked for.

    Attributes:
        step: the step, where it is one of the claim's.
    """

    step: ClassVar[Step | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for claim in self.claims:
            self.fields[_version_name(claim)] = VersionField(initial=claim.version)

    def refusal(self) -> str:
        if not roles.edits(self.by):
            return f"“{self.title}” is for editors."
        try:
            if self.step:
                self.step.check(self.claim.status)
        except StepRefused as error:
            return str(error)
        return ""

    def version_of(self, claim: Claim) -> int:
        version: int = self.cleaned_data[_version_name(claim)]
        return version


def _version_name(claim: Claim) -> str:
    return f"version-{claim.pk}"


class ClaimFormPage(View):
    """The page of one form about one claim."""

    http_method_names = ["get", "post"]
    model_admin: DeskAdmin = None  # type: ignore[assignment]  # given to as_view
    form_class: type[ClaimForm] = ClaimForm
    template_name = "admin/claims/claim/form.html"
    anchor = ""

    def dispatch(
        self, request: HttpRequest, *args: Any, claim_id: int, **rows: Any
    ) -> HttpResponseBase:
        """Find the claim and the rows the address names, if this person may."""
        claims = self.model_admin.get_queryset(request)
        self.claim: Claim = get_object_or_404(
            claims.select_related("article", "topic"), pk=claim_id
        )
        self.rows = rows
        if not self.model_admin.has_view_or_change_permission(request, self.claim):
            raise PermissionDenied
        return super().dispatch(request, *args, **rows)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(typed_or_none(request))
        page = reverse("admin:claims_claim_change", args=[self.claim.pk])
        return form_page(
            self.model_admin,
            request,
            form,
            to=lambda _: page + self.anchor,
            may_write=self.model_admin.has_change_permission(request, self.claim),
            template=self.template_name,
            **{
                "title": form.title,
                "claim": self.claim,
                "refusal": "" if form.is_bound else form.refusal(),
                **self.context(form),
            },
        )

    post = get

    def form(self, typed: Any) -> ClaimForm:
        return self.form_class(
            typed, claims=[self.claim], by=self.request.user, **self.rows
        )

    def context(self, form: ClaimForm) -> dict[str, Any]:
        """Return what the page shows beside its form."""
        return {}
