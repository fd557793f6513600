from __future__ import annotations

import pytest
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.models import User
from django.test import RequestFactory

from claims.admin.base import DeskAdmin, ListsNameWhatTheyJoin, VersionField, conflict
from claims.models import Claim, Topic
from tests import factories
from tests.claims.admin.pages import page_of, read, words
from tests.journeys.people import Person


@pytest.mark.parametrize("carried", [None, "", "three", "-", "1.5"])
def test_a_missing_or_unreadable_version_is_that_of_no_row(carried: str | None):
    assert VersionField().clean(carried) == 0


def test_a_readable_version_is_carried():
    assert VersionField().clean("7") == 7


def test_a_list_that_does_not_name_what_it_joins_is_an_error():
    class Careless(DeskAdmin):
        pass

    class Careful(DeskAdmin):
        list_select_related = ("article",)

    assert [error.id for error in Careless(Topic, AdminSite()).check()] == [
        "claims.E001"
    ]
    assert Careful(Topic, AdminSite()).check() == []
    assert issubclass(DeskAdmin.checks_class, ListsNameWhatTheyJoin)


def test_a_conflict_keeps_both_texts_and_runs_neither(rf: RequestFactory, editor: User):
    request = rf.post("/admin/")
    request.user = editor

    response = conflict(
        request,
        sentence="It has changed.",
        typed={"Reasoning": "<script>typed</script>"},
        stored={"Reasoning": "stored words", "Status": "Open"},
        back="/admin/claims/",
    )

    assert response.status_code == 409
    assert "It has changed." in words(response)
    assert b"&lt;script&gt;typed&lt;/script&gt;</textarea>" in response.content
    assert b"stored words</textarea>" in response.content
    assert b'href="/admin/claims/"' in response.content


def test_a_conflict_folds_away_what_is_the_same_in_both(
    rf: RequestFactory, editor: User
):
    request = rf.post("/admin/")
    request.user = editor
    typed = {"Title": "Mine", "Summary": "Alike.", "Notice": "Alike too."}

    page = conflict(
        request,
        sentence="It has changed.",
        typed=typed,
        stored=typed | {"Title": "Theirs"},
        back="/admin/claims/",
    ).content.decode()

    differing, _, folded = page.partition("<details>")
    assert "Mine</textarea>" in differing
    assert "Theirs</textarea>" in differing
    assert "Alike" not in differing
    assert "2 fields are the same in both" in folded
    assert "Alike." in folded
    assert "Alike too." in folded


def test_the_history_is_the_steps_taken(editor: User, checker: User):
    claim = factories.open_claim(editor)
    factories.evidence(claim, checker)

    history = read(editor, page_of(claim, "history"))

    assert "Selected for checking editor" in history
    assert "Evidence attached checker" in history
    assert "Status: Proposed Open" in history


def test_the_history_of_nothing_is_not_found(editor: User):
    missing = page_of(Claim(pk=999_999), "history")

    assert Person(editor).client.get(missing).status_code == 404
