from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims import desk
from claims.models import SavedFilter
from tests import factories
from tests.claims.admin.pages import read, words
from tests.claims.refusing import refused
from tests.journeys.people import Person

HOME = reverse("admin:index")
QUEUE = reverse("admin:claims_claim_changelist")
SAVE = reverse("admin:claims_savedfilter_save")
OPEN = f"{QUEUE}?status__exact=open&q=ferry"


def save(by: User, name: str = "Ferries", address: str = OPEN) -> SavedFilter:
    return desk.save_filter(name=name, address=address, by=by)


def test_a_filtered_list_is_saved_from_the_list_and_found_at_home_and_there(
    checker: User,
):
    person = Person(checker)

    answer = person.send(OPEN, person.open(OPEN), name="Ferries")

    assert answer.redirect_chain == [(OPEN, 302)]
    assert "The filter is saved" in words(answer)
    link = f'<a href="{OPEN.replace("&", "&amp;")}">Ferries</a>'
    assert link in person.open(HOME)
    assert link in person.open(QUEUE)
    sources = reverse("admin:sources_source_changelist")
    assert link not in person.open(sources)


def test_a_list_that_nothing_narrows_offers_nothing_to_save(checker: User):
    assert "Save this filter" not in read(checker, QUEUE)
    assert "Save this filter" in read(checker, OPEN)


def test_who_has_saved_none_is_told_how(checker: User):
    assert "None yet. Filter or search any list" in read(checker, HOME)


def test_nobody_sees_the_filters_of_another(checker: User, superuser: User):
    save(checker)

    assert "Ferries" not in read(superuser, HOME)
    assert "Ferries" not in read(superuser, QUEUE)


def test_a_saved_filter_is_removed_by_its_owner_alone(
    checker: User, other_checker: User
):
    saved = save(checker)
    remove = reverse("admin:claims_savedfilter_remove", args=[saved.pk])

    assert Person(other_checker).client.post(remove).status_code == 404
    assert Person(checker).client.get(remove).status_code == 405
    with refused("Only who saved a filter removes it."):
        desk.drop_filter(saved=saved, by=other_checker)
    assert SavedFilter.objects.exists()

    answer = Person(checker).client.post(remove, follow=True)

    assert "The filter “Ferries” is removed." in words(answer)
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/admin/claims/claim/?q=a",
        "//elsewhere.example/admin/claims/claim/?q=a",
        "/\\elsewhere.example?q=a",
        "\\\\elsewhere.example/?q=a",
        "javascript:alert(1)//?q=a",
        "/?q=a",
        "/admin/?q=a",
        "/admin/claims/claim/1/change/?q=a",
        "/admin/claims/claim/export/?q=a",
        "/admin/logout/?q=a",
        "admin/claims/claim/?q=a",
        "",
    ],
)
def test_only_a_list_of_this_desk_is_saved(checker: User, address: str):
    with refused("Only a list of this desk can be saved."):
        save(checker, address=address)


@pytest.mark.parametrize("address", [QUEUE, f"{QUEUE}?", f"{QUEUE}?p=2&e=1"])
def test_a_whole_list_is_no_filter(checker: User, address: str):
    with refused("Filter, search or order the list first."):
        save(checker, address=address)


def test_the_page_one_was_on_is_not_saved(checker: User):
    assert save(checker, address=f"{OPEN}&p=3&e=1").address == OPEN


def test_what_the_address_says_is_written_anew(checker: User):
    saved = save(checker, address=f'{QUEUE}?q="><script>&q2=%0d%0aSet-Cookie: a')

    assert saved.address.isascii()
    assert not set(saved.address) & set('"<> \r\n')


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the filter a name."),
        (" \n ", "Give the filter a name."),
        ("a" * 81, "is longer than 80 characters."),
        ("Ferries", "You have a saved filter “Ferries” already."),
    ],
)
def test_a_name_is_needed_and_ones_own_names_differ(
    checker: User, other_checker: User, name: str, sentence: str
):
    save(checker)
    save(other_checker)

    with refused(sentence):
        save(checker, name=name)


def test_a_refusal_keeps_what_was_typed(checker: User):
    save(checker)

    answer = Person(checker).client.post(SAVE, {"name": "Ferries", "address": OPEN})

    page = answer.content.decode()
    assert "You have a saved filter “Ferries” already." in page
    assert 'value="Ferries"' in page
    assert f'value="{OPEN.replace("&", "&amp;")}"' in page


def test_nobody_keeps_more_than_can_be_found_again(
    checker: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(desk, "MOST_SAVED", 2)
    save(checker, "one")
    save(checker, "two")

    with refused("You have 2 saved filters; remove one you no longer need."):
        save(checker, "three")


def test_the_people_of_the_desk_can_be_saved_as_a_list_too(db: None):
    administrator = factories.UserFactory(groups=["Administrators"])
    people = reverse("admin:auth_user_changelist")

    saved = save(administrator, address=f"{people}?is_active__exact=1")

    assert saved.address in Person(administrator).open(people)
