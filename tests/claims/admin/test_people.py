from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.urls import NoReverseMatch, reverse

from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

ADD = reverse("admin:auth_user_add")
LIST = reverse("admin:auth_user_changelist")
PASSWORD = "a-long-and-uncommon-phrase"


def page_of(user: User, name: str = "change") -> str:
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


@pytest.fixture
def administrator(db: None) -> User:
    return factories.UserFactory(username="administrator", groups=["Administrators"])


def test_an_administrator_adds_somebody_who_can_sign_in(administrator: User, client):
    group = Group.objects.get(name="Fact-checkers")

    response = Person(administrator).fill_in(
        ADD,
        username="newcomer",
        password1=PASSWORD,
        password2=PASSWORD,
        groups=[str(group.pk)],
    )

    newcomer = User.objects.get(username="newcomer")
    assert response.status_code == 200
    assert newcomer.is_staff
    assert not newcomer.is_superuser
    assert list(newcomer.groups.all()) == [group]
    signed_in = client.post(
        reverse("admin:login"),
        {"username": "newcomer", "password": PASSWORD, "next": reverse("admin:index")},
    )
    assert signed_in.status_code == 302


def test_a_weak_password_is_refused(administrator: User):
    response = Person(administrator).fill_in(
        ADD,
        username="newcomer",
        password1="12345",
        password2="12345",
    )

    assert "too short" in words(response)
    assert not User.objects.filter(username="newcomer").exists()


def test_groups_are_chosen_and_people_deactivated(administrator: User, checker: User):
    editors = Group.objects.get(name="Editors")
    typed = {"groups": [str(editors.pk)], "is_active": []}

    Person(administrator).fill_in(page_of(checker), **typed)

    checker.refresh_from_db()
    assert list(checker.groups.all()) == [editors]
    assert not checker.is_active


def test_nobody_is_deleted(administrator: User, superuser: User, checker: User):
    for person in (administrator, superuser):
        client = Person(person).client
        response = client.post(page_of(checker, "delete"), {"post": "yes"})
        assert response.status_code == 403
        client.post(
            LIST, {"action": "delete_selected", "_selected_action": [checker.pk]}
        )
    assert User.objects.filter(pk=checker.pk).exists()


def test_an_administrator_cannot_become_a_superuser(
    administrator: User, superuser: User
):
    person = Person(administrator)

    person.client.post(
        page_of(administrator),
        {
            "username": "administrator",
            "is_active": "on",
            "groups": [administrator.groups.get().pk],
            "is_superuser": "on",
            "user_permissions": ["1"],
        },
    )
    password = reverse("admin:auth_user_password_change", args=[superuser.pk])
    typed = {"password1": PASSWORD, "password2": PASSWORD}
    taken_over = person.client.post(password, typed)
    renamed = person.client.post(page_of(superuser), {"username": "mine"})

    administrator.refresh_from_db()
    superuser.refresh_from_db()
    assert not administrator.is_superuser
    assert not administrator.user_permissions.exists()
    assert (taken_over.status_code, renamed.status_code) == (403, 403)
    assert superuser.username == "superuser"
    assert not superuser.check_password(PASSWORD)


def test_an_administrator_sets_a_new_password(administrator: User, checker: User):
    address = reverse("admin:auth_user_password_change", args=[checker.pk])

    Person(administrator).fill_in(
        address, password1=PASSWORD, password2=PASSWORD, usable_password="true"
    )

    checker.refresh_from_db()
    assert checker.check_password(PASSWORD)


def test_accounts_are_for_administrators(editor: User, checker: User):
    for person in (editor, checker):
        client = Person(person).client
        for address in (LIST, ADD, page_of(checker)):
            assert client.get(address).status_code == 403


def test_the_list_says_who_belongs_to_what(administrator: User, checker: User):
    page = read(administrator, LIST)

    assert "checker" in page
    assert "Fact-checkers" in page


def test_groups_have_no_page_of_their_own():
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")
