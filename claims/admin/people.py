"""The people of the desk: their accounts and groups, kept by administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from claims.admin.base import ListsByDeclaredFilters

if TYPE_CHECKING:
    BaseUserAdmin = UserAdmin[User]
else:
    BaseUserAdmin = UserAdmin

admin.site.unregister(Group)
admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(ListsByDeclaredFilters, BaseUserAdmin):
    """Accounts. Nobody is deleted: reviews and steps keep their people.

    Django's own log stays on here and only here: who put whom into which group is
    worth keeping, and it names no answer of anybody.
    """

    list_display = ("username", "full_name", "belongs_to", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    list_select_related = ()
    list_per_page = 50
    filter_horizontal = ()
    add_form = UserCreationForm
    fieldsets = (
        (
            None,
            {
                "fields": ("username", "password"),
                "description": "Passwords are stored as hashes: they can be set anew, "
                "never read.",
            },
        ),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        (
            "At the desk",
            {
                "fields": ("groups", "is_active"),
                "description": "Only members of Fact-checkers and Editors review; only "
                "Editors select, rule and publish. Administrators by that alone do "
                "none of it.",
            },
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("username", "password1", "password2", "groups"),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="Groups")
    def belongs_to(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all())) or "None"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change accounts may not, by that, become a superuser."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: User, form: Any, change: bool
    ) -> None:
        # Whoever has an account here works at the desk; an inactive one cannot sign in.
        obj.is_staff = True
        super().save_model(request, obj, form, change)
