from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User

from claims import roles
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

UNCHANGING = ("review", "verdict", "version", "steptaken", "searchentry", "revision")
"""History, which nobody adds to, changes or deletes by a form."""


def permissions(group: str) -> set[str]:
    return set(
        Permission.objects.filter(group__name=group).values_list("codename", flat=True)
    )


@pytest.mark.parametrize(
    ("groups", "is_superuser", "reviews", "edits", "administers"),
    [
        ([roles.FACT_CHECKERS], False, True, False, False),
        ([roles.EDITORS], False, True, True, False),
        ([roles.ADMINISTRATORS], False, False, False, True),
        ([], True, False, False, True),
        ([], False, False, False, False),
        ([roles.FACT_CHECKERS, roles.ADMINISTRATORS], False, True, False, True),
    ],
)
def test_membership_says_who_may_what(
    groups: list[str],
    is_superuser: bool,
    reviews: bool,
    edits: bool,
    administers: bool,
) -> None:
    person = UserFactory(groups=groups, is_superuser=is_superuser)

    assert roles.reviews(person) == reviews
    assert roles.edits(person) == edits
    assert roles.administers(person) == administers


def test_a_superuser_holds_every_permission_and_may_still_not_judge(
    superuser: User,
) -> None:
    assert superuser.has_perm("claims.change_claim")
    assert not roles.reviews(superuser)
    assert not roles.edits(superuser)


def test_who_left_the_desk_may_nothing() -> None:
    gone = UserFactory(
        groups=[roles.FACT_CHECKERS, roles.EDITORS, roles.ADMINISTRATORS],
        is_active=False,
        is_superuser=True,
    )

    assert not roles.reviews(gone)
    assert not roles.edits(gone)
    assert not roles.administers(gone)


def test_a_passer_by_may_nothing() -> None:
    nobody = AnonymousUser()

    assert not roles.reviews(nobody)
    assert not roles.edits(nobody)
    assert not roles.administers(nobody)


@pytest.mark.parametrize(
    "group", [roles.FACT_CHECKERS, roles.EDITORS, roles.ADMINISTRATORS]
)
def test_no_group_changes_history_or_deletes_anything(group: str) -> None:
    held = permissions(group)

    assert held
    assert not [name for name in held if name.startswith("delete_")]
    assert held.isdisjoint(
        f"{action}_{model}" for action in ("add", "change") for model in UNCHANGING
    )


def test_editors_open_all_that_fact_checkers_open() -> None:
    assert permissions(roles.FACT_CHECKERS) < permissions(roles.EDITORS)


def test_administrators_run_the_system_and_change_no_article() -> None:
    held = permissions(roles.ADMINISTRATORS)

    assert {"add_user", "change_user", "view_group"} <= held
    assert held.isdisjoint({"change_article", "change_claim", "change_factcheck"})


def test_groups_are_put_back_to_exactly_their_permissions() -> None:
    editors = Group.objects.get(name=roles.EDITORS)
    before = permissions(roles.EDITORS)
    editors.permissions.clear()
    editors.permissions.add(Permission.objects.get(codename="delete_article"))
    Group.objects.get(name=roles.FACT_CHECKERS).delete()

    roles.install_groups()

    assert permissions(roles.EDITORS) == before
    assert permissions(roles.FACT_CHECKERS)
