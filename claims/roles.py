"""Who belongs to the desk: three groups, and what each may open in the admin.

*May you?* is membership, never ``has_perm``: a superuser holds every permission and
by that alone may neither review, rule nor publish.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import (
    AbstractBaseUser,
    AnonymousUser,
    Group,
    Permission,
    User,
)

FACT_CHECKERS = "Fact-checkers"
EDITORS = "Editors"
ADMINISTRATORS = "Administrators"

_VIEWED_BY_THE_DESK = (
    "article revision topic claim mention flag citation evidence searchentry contact "
    "review verdict scale rating factcheck version steptaken sitestatement source "
    "readingweight"
).split()
_CHANGED_BY_CHECKERS = "claim evidence contact source".split()
_CHANGED_BY_EDITORS = (
    "article topic claim evidence contact source scale rating factcheck sitestatement "
    "readingweight"
).split()
_ADDED_BY_CHECKERS = "contact source".split()
_ADDED_BY_EDITORS = "article contact source scale rating".split()


def reviews(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether ``user`` may review claims: fact-checkers and editors do."""
    return _belongs(user, FACT_CHECKERS, EDITORS)


def edits(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether ``user`` may select, leave, assign, rule, reopen and publish."""
    return _belongs(user, EDITORS)


def administers(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether ``user`` runs the system: the group, or a superuser."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or _belongs(user, ADMINISTRATORS)


def _belongs(user: AbstractBaseUser | AnonymousUser, *names: str) -> bool:
    """Answer from the user's groups, read once for as long as ``user`` is in memory."""
    if not isinstance(user, User) or not user.is_active:
        return False
    groups: set[str] | None = getattr(user, "_desk_groups", None)
    if groups is None:
        groups = set(user.groups.values_list("name", flat=True))
        user._desk_groups = groups  # type: ignore[attr-defined]
    return not groups.isdisjoint(names)


def install_groups(**_: Any) -> None:
    """Make the three groups with exactly their permissions; run after every migrate.

    A migration cannot do it (permissions do not exist yet), and a flush in a test
    deletes what a migration made.
    """
    for app in ("claims", "sources", "auth"):
        create_permissions(apps.get_app_config(app), verbosity=0)
    viewed = _permissions("view", _VIEWED_BY_THE_DESK)
    grants = {
        FACT_CHECKERS: viewed
        | _permissions("change", _CHANGED_BY_CHECKERS)
        | _permissions("add", _ADDED_BY_CHECKERS),
        EDITORS: viewed
        | _permissions("change", _CHANGED_BY_EDITORS)
        | _permissions("add", _ADDED_BY_EDITORS),
        ADMINISTRATORS: viewed
        | _permissions("change", ["user", "sitestatement"])
        | _permissions("view", ["user", "group"])
        | _permissions("add", ["user"]),
    }
    for name, permissions in grants.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(permissions)


def _permissions(action: str, models: list[str]) -> set[Permission]:
    return set(
        Permission.objects.filter(
            content_type__app_label__in=["claims", "sources", "auth"],
            codename__in=[f"{action}_{model}" for model in models],
        )
    )
