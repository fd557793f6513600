"""Saved filters: kept from a list under a name, gone back to, removed."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from claims import desk
from claims.admin.base import ReadOnlyAdmin
from claims.admin.desk_forms import DeskForm, form_page, typed_or_none
from claims.models import SavedFilter


class SaveForm(DeskForm):
    button = "Save this filter"
    done = "The filter is saved; it stands at home and on its list."

    name = forms.CharField(
        required=False,
        max_length=80,
        help_text="In your own words: “Statistics of this week”.",
    )
    address = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def take(self) -> SavedFilter:
        return desk.save_filter(by=self.by, **self.cleaned_data)


@admin.register(SavedFilter)
class SavedFilterAdmin(ReadOnlyAdmin):
    """Two addresses of everybody's own; there is no list of other people's filters."""

    list_select_related = ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("save/", view(self.save), name="claims_savedfilter_save"),
            path(
                "<int:filter_id>/remove/",
                view(require_POST(self.remove)),
                name="claims_savedfilter_remove",
            ),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def save(self, request: HttpRequest) -> HttpResponse:
        return form_page(
            self,
            request,
            SaveForm(
                typed_or_none(request),
                by=request.user,
                initial={"address": request.GET.get("address", "")},
            ),
            title="Save a filter",
            to=lambda saved: saved.address,
            may_write=True,
            template="admin/claims/savedfilter/save.html",
        )

    def remove(self, request: HttpRequest, filter_id: int) -> HttpResponse:
        assert isinstance(request.user, User)  # the admin lets nobody else in
        own = desk.saved_filters_of(request.user)
        saved = get_object_or_404(own, pk=filter_id)
        desk.drop_filter(saved=saved, by=request.user)
        messages.success(request, f"The filter “{saved}” is removed.")
        return redirect("admin:index")
