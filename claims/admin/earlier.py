"""The forms of :mod:`claims.earlier`, and what a claim's page shows beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404

from claims import earlier, known_checks, proposing
from claims.admin.claim_forms import ClaimForm, ClaimFormPage, Day
from claims.admin.desk_forms import help_of
from claims.choices import CheckKind, Outcome
from claims.models import Claim, EarlierCheck, KnownCheck

_UNSAID = "Not said in a word"
"""The outcome of a check whose publisher gave it no label."""


@dataclass(frozen=True, slots=True)
class Found:
    """A known check beside a claim, ready to be noted as an earlier one."""

    check: KnownCheck
    shared: tuple[str, ...]
    url: str
    outcome: str
    is_own: bool
    is_noted: bool

    @property
    def in_our_words(self) -> str:
        """What the label means here; empty where it says so itself, or is unknown."""
        ours = self.check.get_outcome_display()
        is_new = ours.casefold() != self.outcome.casefold()
        return ours if is_new and self.check.outcome != Outcome.UNKNOWN else ""


def beside(claim: Claim, user: User) -> dict[str, Any]:
    """Return what the claim's page shows of earlier checks and of possible evidence."""
    noted = list(
        EarlierCheck.objects.visible_to(user)
        .filter(claim=claim)
        .select_related("added_by")
        .order_by("dropped_at", "pk")
    )
    standing = {check.url for check in noted if check.dropped_at is None}
    return {
        "earlier_checks": sorted(noted, key=lambda check: check.dropped_at is not None),
        "found_checks": [
            _found(alike, standing) for alike in known_checks.find_for(claim)
        ],
        "explorer_address": earlier.explorer_address(claim),
        "earlier_form": EarlierForm(claims=[claim], by=user),
        "proposed": proposing.proposed_for(claim),
    }


def _found(alike: known_checks.Alike, noted: set[str]) -> Found:
    check = alike.check
    url = urljoin(settings.SITE_URL, check.url)
    return Found(
        check=check,
        shared=alike.shared,
        url=url,
        outcome=check.label or _UNSAID,
        is_own=check.kind == CheckKind.VERDICT,
        is_noted=url in noted,
    )


class EarlierForm(ClaimForm):
    title = "Note an earlier check"
    button = "Note the check"
    done = "The earlier check is noted."

    url = forms.CharField(
        label="Link",
        required=False,
        max_length=2000,
        help_text=help_of(EarlierCheck, "url"),
    )
    publisher = forms.CharField(
        required=False,
        max_length=300,
        help_text=help_of(EarlierCheck, "publisher"),
    )
    outcome = forms.CharField(
        required=False,
        max_length=300,
        help_text=help_of(EarlierCheck, "outcome"),
    )
    checked_on = forms.DateField(label="Date", required=False, widget=Day)
    note = forms.CharField(
        required=False, max_length=500, help_text=help_of(EarlierCheck, "note")
    )

    def take_for(self, claim: Claim) -> EarlierCheck:
        return earlier.add(claim=claim, by=self.by, **self.cleaned_data)


class DropForm(ClaimForm):
    title = "Drop an earlier check"
    button = "Drop"
    done = "The earlier check is dropped; it stays on record."

    reason = forms.CharField(
        label="Why it is dropped",
        required=False,
        max_length=500,
        help_text="It stays on the desk, struck through.",
    )

    def __init__(self, *args: Any, check_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checks = self.claim.earlier_checks.select_related("claim")
        self.check = get_object_or_404(checks, pk=check_id)

    def take_for(self, claim: Claim) -> EarlierCheck:
        return earlier.drop(
            check=self.check, reason=self.cleaned_data["reason"], by=self.by
        )


class DropPage(ClaimFormPage):
    form_class = DropForm
    template_name = "admin/claims/claim/drop.html"
    anchor = "#earlier"

    def context(self, form: ClaimForm) -> dict[str, Any]:
        assert isinstance(form, DropForm)
        return {"check": form.check}
