from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import trigrams
from claims.admin import base, claims, filters
from claims.models import Claim
from tests import factories
from tests.claims.admin.pages import read
from tests.claims.test_desk import overdue
from tests.journeys.people import Person

QUEUE = reverse("admin:claims_claim_changelist")


def offered(user: User, **asked: object) -> dict[str, tuple[str, str]]:
    """Return each value a filter offers: what it counts, and where it leads."""
    page = Person(user).client.get(QUEUE, asked).content.decode()
    found = re.findall(r'<a href="(\?[^"]*)">([^<(]+?)(?: \((\d+\+?)\))?</a>', page)
    return {
        name: (count, QUEUE + address.replace("&amp;", "&"))
        for address, name, count in found
    }


def result_count(user: User, address: str) -> int:
    return int(Person(user).client.get(address).context["cl"].result_count)


@pytest.fixture
def busy(editor: User, checker: User, other_checker: User) -> None:
    """Claims in every status, some of them late."""
    overdue(factories.open_claim(editor), checker, editor)
    factories.once_reviewed(editor, checker)
    factories.disputed(editor, checker, other_checker)
    factories.decided(editor, checker, other_checker)


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"status__exact": "open"},
        {"assignee": "nobody", "priority": "high"},
        {"q": "ferry"},
        {"due": "overdue"},
    ],
)
def test_every_count_is_that_of_the_list_it_leads_to(
    other_checker: User, asked: dict[str, str]
):
    counts = offered(other_checker, **asked)

    counted = {name: told for name, told in counts.items() if told[0]}
    assert len(counted) > 25
    assert {name: int(count) for name, (count, _) in counted.items()} == {
        name: result_count(other_checker, address)
        for name, (_, address) in counted.items()
    }


@pytest.mark.usefixtures("busy")
def test_late_claims_are_found_and_said_to_be_late(checker: User):
    assert offered(checker)["Overdue"][0] == "1"

    assert "Overdue: " in read(checker, f"{QUEUE}?due=overdue")
    assert "Overdue: " not in read(checker, f"{QUEUE}?status__exact=decided")


@pytest.mark.usefixtures("busy")
def test_of_more_claims_than_are_counted_it_says_that_there_are(
    checker: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(base, "MOST_COUNTED", 3)
    monkeypatch.setattr(filters, "MOST_COUNTED", 3)

    page = read(checker, QUEUE)
    counts = [
        count
        for name, (count, _) in offered(checker).items()
        if count and not name.startswith("Harbor Ferry")  # numbered in their headlines
    ]

    assert "More than 3 claims fit; the first 3 are listed." in page
    assert counts
    assert all(count.endswith("+") for count in counts)
    assert "fit; the first" not in read(checker, f"{QUEUE}?status__exact=open")


def test_an_older_article_is_offered_once_it_is_chosen(editor: User):
    oldest, *_others = [factories.article() for _ in range(12)]

    without = read(editor, QUEUE)
    chosen = Person(editor).client.get(QUEUE, {"article__id__exact": oldest.pk})

    assert without.count("Harbor Ferry Carried") > 10
    assert {claim.article_id for claim in chosen.context["cl"].result_list} == {
        oldest.pk
    }


@pytest.mark.parametrize("sought", ["ferry", "ferry 412", "erry", "of", "f x", "ﬁ"])
def test_the_index_changes_nothing_of_what_is_found(
    editor: User, sought: str, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(3):
        factories.article()
    address = f"{QUEUE}?q={sought}"
    with_index = result_count(editor, address)

    monkeypatch.setattr(trigrams, "keys_of_claims_with", lambda *_, **__: None)

    assert result_count(editor, address) == with_index


def test_the_queue_asks_the_index(editor: User, monkeypatch: pytest.MonkeyPatch):
    factories.article()
    monkeypatch.setattr(claims.trigrams, "keys_of_claims_with", lambda *_, **__: [])

    assert result_count(editor, f"{QUEUE}?q=ferry") == 0


def test_the_queue_costs_the_same_however_many_people_articles_and_claims(
    editor: User,
):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            Person(editor).client.get(
                QUEUE, {"status__exact": "proposed", "q": "ferry"}
            )
        return len(captured)

    factories.article()
    few = queries()
    for number in range(4):
        factories.article()
        factories.checker(f"somebody-{number}")

    assert queries() == few
    assert Claim.objects.count() > 20
