"""One's own account: the tokens of one's scripts, and whether to be sent e-mail."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims import accounts
from claims.admin.base import REFUSED, DeskAdmin
from claims.admin.desk_forms import DeskForm, help_of
from claims.models import ApiToken, Person


class TokenForm(DeskForm):
    """Asks what a token is for; what it returns is shown once and kept nowhere."""

    button = "Issue a token"

    purpose = forms.CharField(max_length=120, help_text=help_of(ApiToken, "purpose"))
    days = forms.TypedChoiceField(
        label="It holds for",
        coerce=int,
        choices=[(30, "30 days"), (90, "90 days"), (365, "A year")],
        initial=90,
    )

    def take(self) -> str:
        _row, token = accounts.issue_token(by=self.by, **self.cleaned_data)
        return token


class MailForm(DeskForm):
    button = "Save"
    done = "Your choice is saved."

    wants_mail = forms.BooleanField(
        label="Send me e-mail",
        required=False,
        help_text=help_of(Person, "wants_mail"),
    )

    def take(self) -> Person:
        return accounts.choose_mail(wanted=self.cleaned_data["wants_mail"], by=self.by)


@admin.register(Person)
class AccountAdmin(DeskAdmin):
    """The page of whoever is signed in; nobody opens anybody else's."""

    list_select_related = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        # The page is found in the header, beside one's name.
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.account), name="claims_person_changelist"),
            path(
                "tokens/<slug:digest>/revoke/",
                view(require_POST(self.revoke)),
                name="claims_person_revoke",
            ),
        ]

    def account(self, request: HttpRequest) -> HttpResponse:
        """Show one's tokens and choices; take a new one of either."""
        issuing, choosing = "issue" in request.POST, "choose" in request.POST
        token_form = TokenForm(request.POST if issuing else None, by=request.user)
        unwanted = Person.objects.filter(user=request.user.pk, wants_mail=False)
        mail_form = MailForm(
            request.POST if choosing else None,
            by=request.user,
            initial={"wants_mail": not unwanted.exists()},
        )
        token = ""
        if choosing and mail_form.is_valid():
            mail_form.take()
            messages.success(request, mail_form.done)
            return redirect(_account())
        if issuing and token_form.is_valid():
            try:
                token = token_form.take()
            except REFUSED as error:
                token_form.refuse(error)
            else:
                token_form = TokenForm(by=request.user)
        return TemplateResponse(
            request,
            "admin/account.html",
            {
                **self.admin_site.each_context(request),
                "title": "Your account",
                "form": token_form if issuing else mail_form,
                "opts": self.opts,
                "token": token,
                "now": timezone.now(),
                "tokens": ApiToken.objects.filter(user=request.user.pk).order_by(
                    "-created", "pk"
                ),
                "token_form": token_form,
                "mail_form": mail_form,
            },
        )

    def revoke(self, request: HttpRequest, digest: str) -> HttpResponse:
        """Revoke one of one's own tokens."""
        token = get_object_or_404(ApiToken, pk=digest, user=request.user.pk)
        accounts.revoke_token(token=token, by=token.user)
        messages.success(request, f"The token for “{token.purpose}” is revoked.")
        return redirect(_account())


def _account() -> str:
    return reverse("admin:claims_person_changelist")
