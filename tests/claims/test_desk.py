from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import evidence as keeping
from claims import workflow
from claims.choices import Channel
from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

HOME = reverse("admin:index")
LOGIN = reverse("admin:login")


@pytest.fixture
def administrator(db: None) -> User:
    return factories.UserFactory(groups=["Administrators"])


def waiting(user: User) -> dict[str, tuple[int, str]]:
    """Return the numbers on the home page, each with the list it links to."""
    page = Person(user).open(HOME)
    found = re.findall(
        r'<a href="([^"]+)"><strong>(\d+)</strong> <span>([^<]+)</span>', page
    )
    return {
        label: (int(count), address.replace("&amp;", "&"))
        for address, count, label in found
    }


def count_on(user: User, address: str) -> int:
    """Return how many rows a list says it holds."""
    found = re.search(r"(\d+) (?:claims?|contacts?|fact.checks?) ", read(user, address))
    assert found is not None
    return int(found[1])


def test_every_number_is_that_of_the_list_it_links_to(
    editor: User, checker: User, other_checker: User
):
    mine = factories.open_claim(editor)
    workflow.assign(claim=mine, version=mine.version, to=checker, by=editor)
    factories.open_claim(editor)
    factories.once_reviewed(editor, other_checker)
    factories.once_reviewed(editor, checker)
    factories.disputed(editor, checker, other_checker)
    factories.drafted(factories.decided(editor, checker, other_checker), editor)
    for answer in ("", "Yes."):
        keeping.log_contact(
            article=mine.article,
            claims=[mine],
            who="Ilse Brandt",
            channel=Channel.EMAIL,
            contacted_on=dt.date(2026, 3, 3),
            question="Did it sail?",
            answer=answer,
            by=checker,
        )

    numbers = waiting(checker)

    assert {label: count for label, (count, _address) in numbers.items()} == {
        "My open claims": 1,
        "Waiting for my second review": 1,
        "Proposals to sign": 0,
        "Disputed": 1,
        "Ready to publish": 1,
        "Contacts without answer": 1,
    }
    for count, address in numbers.values():
        assert count_on(checker, address) == count


def test_an_administrator_has_nothing_to_review(administrator: User):
    assert "My open claims" not in waiting(administrator)
    assert "Disputed" in waiting(administrator)


def test_recent_articles_are_listed_with_their_progress(editor: User):
    assert "No article is here yet." in read(editor, HOME)

    article = factories.article()

    page = read(editor, HOME)
    assert article.headline in page
    assert f"0 of {article.claims.count()} claims decided" in page
    assert "Import an article" in page


def test_home_costs_the_same_for_one_article_and_for_ten(editor: User):
    client = Client()
    client.force_login(editor)
    factories.article()
    with CaptureQueriesContext(connection) as with_one:
        client.get(HOME)
    for _ in range(9):
        factories.article()

    with CaptureQueriesContext(connection) as with_ten:
        client.get(HOME)

    assert len(with_ten) == len(with_one)


def test_home_shows_no_log_of_anybody(editor: User, checker: User):
    factories.once_reviewed(editor, checker)
    person = Person(checker)
    person.fill_in(reverse("admin:sources_source_add"), title="Port log")

    assert not LogEntry.objects.exists()
    assert "Recent actions" not in read(editor, HOME)


def test_signing_in_leads_to_where_one_wanted_to_go_within_the_desk(
    client: Client, db: None
):
    user = factories.checker("newcomer")
    user.set_password("a-long-and-uncommon-phrase")
    user.save()
    typed = {"username": "newcomer", "password": "a-long-and-uncommon-phrase"}

    inside = client.post(LOGIN, typed | {"next": "/admin/claims/article/"})
    client.logout()
    outside = client.post(LOGIN, typed | {"next": "https://elsewhere.example/"})

    assert inside["Location"] == "/admin/claims/article/"
    assert "elsewhere" not in outside["Location"]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    client: Client, db: None
):
    factories.checker("newcomer")

    answers = [
        words(client.post(LOGIN, {"username": name, "password": "wrong"}))
        for name in ("newcomer", "nobody")
    ]

    assert answers[0] == answers[1]
    assert "Please enter the correct username and password" in answers[0]


def test_who_is_signed_in_but_not_of_the_desk_is_told_so(client: Client, db: None):
    outsider = factories.UserFactory(username="outsider", is_staff=False)
    client.force_login(outsider)

    page = words(client.get(LOGIN))

    assert "You are signed in as outsider" in page
    assert client.get(HOME).status_code == 302


def test_the_desk_runs_under_its_own_name_and_a_strict_policy(editor: User):
    for response in (Client().get(LOGIN), Person(editor).client.get(HOME)):
        page = response.content.decode()
        assert "The Test Desk" in page
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)
        policy = response["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert "no-store" in response["Cache-Control"]


def test_the_way_around_shows_only_what_one_may_open(editor: User, administrator: User):
    assert "People" not in read(editor, HOME)
    assert "People" in read(administrator, HOME)
