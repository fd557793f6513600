"""Select, leave and assign many claims at once: a page that names them, then the act.

Each claim is a step of its own: what is refused is told with its sentence, and what
is not refused is done.
"""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views import View

from claims.admin.base import REFUSED, STALE, DeskAdmin, row_key
from claims.admin.claim_forms import ClaimForm
from claims.admin.workflow import AssignForm, LeaveForm, SelectForm

FORMS: dict[str, type[ClaimForm]] = {
    "select": SelectForm,
    "leave": LeaveForm,
    "assign": AssignForm,
}


_CHANGED = "It has changed since the list of claims was opened; look at it now."


class BulkPage(View):
    """Asks for one act on the claims chosen in the queue, and does it."""

    http_method_names = ["post"]
    model_admin: DeskAdmin = None  # type: ignore[assignment]  # given to as_view
    act = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.model_admin.has_change_permission(request):
            raise PermissionDenied
        chosen = list(
            self.model_admin.get_queryset(request)
            .filter(pk__in=list(filter(row_key, request.POST.getlist("claim"))))
            .select_related("article", "topic")
        )
        if not chosen:
            messages.warning(request, "No claim was chosen.")
            return redirect(_list(request.POST.get("list", "")))
        form = FORMS[self.act](request.POST, claims=chosen, by=request.user)
        if not form.is_valid():
            return ask(self.model_admin, request, self.act, form)
        report(request, form)
        return redirect(_list(request.POST.get("list", "")))


def ask(
    model_admin: DeskAdmin,
    request: HttpRequest,
    act: str,
    form: ClaimForm,
) -> HttpResponse:
    """Show the claims chosen, and what the act needs to know."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{form.title}: {_counted(len(form.claims))}",
        "opts": model_admin.opts,
        "claims": form.claims,
        "form": form,
        "address": reverse(f"admin:claims_claim_bulk_{act}"),
        "list": request.POST.get("list", request.GET.urlencode()),
    }
    return TemplateResponse(request, "admin/claims/claim/bulk.html", context)


def report(request: HttpRequest, form: ClaimForm) -> None:
    """Take the form's step for each claim, and say how many it was taken for."""
    refused: dict[str, list[str]] = defaultdict(list)
    for claim in form.claims:
        try:
            form.take_for(claim)
        except STALE:
            refused[_CHANGED].append(f"“{claim}”")
        except REFUSED as error:
            refused[str(error)].append(f"“{claim}”")
    done = len(form.claims) - sum(map(len, refused.values()))
    if done:
        messages.success(request, f"{form.title}: done for {_counted(done)}.")
    for sentence, claims in refused.items():
        messages.error(
            request,
            f"Refused for {_counted(len(claims))}: {sentence} {', '.join(claims)}",
        )


def _list(asked: str) -> str:
    """Return the address of the queue, filtered as the claims were chosen from it."""
    filters = QueryDict(asked).urlencode()
    return reverse("admin:claims_claim_changelist") + (filters and f"?{filters}")


def _counted(number: int) -> str:
    return "1 claim" if number == 1 else f"{number} claims"
