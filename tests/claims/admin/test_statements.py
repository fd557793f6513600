from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.admin.codes_of_practice import (
    CORRECTIONS,
    FAIRNESS,
    FUNDING,
    GUIDES,
    METHOD,
    SOURCES,
)
from claims.choices import StatementKey
from claims.models import SiteStatement
from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

LIST = reverse("admin:claims_sitestatement_changelist")
ABOUT = reverse("admin:claims_sitestatement_change", args=["about"])


def test_every_statement_has_its_place_before_it_is_written(editor: User):
    page = read(editor, LIST)

    for key in StatementKey:
        assert f"{key.label} Empty" in page
        address = reverse("admin:claims_sitestatement_change", args=[key.value])
        assert "Nothing is written here yet." in read(editor, address)


def test_a_statement_is_written_and_shown_as_readers_see_it(editor: User):
    response = Person(editor).fill_in(ABOUT, text="We **check** claims.")

    statement = SiteStatement.objects.get()
    assert "The statement is saved." in words(response)
    assert (statement.key, statement.edited_by) == ("about", editor)
    assert "About this desk Empty" not in words(response)
    assert "<strong>check</strong>" in Person(editor).open(ABOUT)
    assert "by editor" in read(editor, ABOUT)


def test_the_preview_writes_nothing_and_keeps_what_was_typed(editor: User):
    response = Person(editor).client.post(
        ABOUT, {"text": "We *look*.", "version": "1", "preview": "yes"}
    )

    assert "<em>look</em>" in response.content.decode()
    assert "We *look*.</textarea>" in response.content.decode()
    assert "not saved" in words(response)
    assert not SiteStatement.objects.exists()


def test_markup_in_a_statement_is_text(editor: User):
    response = Person(editor).client.post(
        ABOUT,
        {"text": "<script>x()</script> [a](javascript:x())", "preview": "yes"},
    )

    page = response.content.decode()
    assert "<script>x()" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("version", ["1", "", None])
def test_a_statement_somebody_else_wrote_meanwhile_is_a_409_with_both_texts(
    editor: User, other_editor: User, version: str | None
):
    Person(other_editor).fill_in(ABOUT, text="Their words.")

    typed = {"text": "My words."} | ({} if version is None else {"version": version})
    response = Person(editor).client.post(ABOUT, typed)

    assert response.status_code == 409
    assert "Their words." in words(response)
    assert "My words." in words(response)
    assert SiteStatement.objects.get().text == "Their words."


def test_a_checker_reads_statements_only(checker: User):
    factories.statements()

    assert "What the desk says of" in read(checker, ABOUT)
    assert "Save the statement" not in read(checker, ABOUT)
    assert Person(checker).client.post(ABOUT, {"text": "x"}).status_code == 403


def test_a_statement_nobody_asks_for_is_a_404(editor: User):
    address = reverse("admin:claims_sitestatement_change", args=["motto"])

    assert Person(editor).client.get(address).status_code == 404


def test_what_is_missing_stands_first_and_is_counted(editor: User):
    nothing_written = read(editor, LIST)
    Person(editor).fill_in(ABOUT, text="We check claims.")

    page = read(editor, LIST)

    assert "8 of 8 public statements are missing." in nothing_written
    assert "7 of 8 public statements are missing." in page
    missing, written = page.split(" Written ")
    assert "How we work Empty" in missing
    assert "About this desk" in written


def test_a_desk_that_has_written_all_is_told_so(editor: User):
    factories.statements()

    page = read(editor, LIST)

    assert "All 8 public statements are written." in page
    assert "Empty" not in page


@pytest.mark.parametrize("key", StatementKey)
def test_each_page_says_what_the_codes_ask_and_what_to_answer(
    editor: User, key: StatementKey
):
    page = read(editor, reverse("admin:claims_sitestatement_change", args=[key]))

    guide = GUIDES[key]
    assert guide.asks in page
    assert len(guide.questions) >= 4
    for question in guide.questions:
        assert question in page
        assert question.endswith("?")


def test_every_commitment_is_answered_by_a_statement():
    answered = {name for guide in GUIDES.values() for name in guide.answers}

    assert list(GUIDES) == list(StatementKey)
    assert answered == {FAIRNESS, SOURCES, FUNDING, METHOD, CORRECTIONS}


@pytest.mark.parametrize("key", StatementKey)
def test_a_written_statement_leads_to_where_readers_find_it(
    editor: User, key: StatementKey
):
    address = reverse("admin:claims_sitestatement_change", args=[key])
    Person(editor).fill_in(address, text="These are *our* words.")

    page = Person(editor).open(address)

    (on_the_site,) = re.findall(r'<a href="([^"]*)">On the site</a>', page)
    path, _, part = on_the_site.partition("#")
    public = Client().get(path).content.decode()
    assert "These are <em>our</em> words." in public
    assert not part or f'id="{part}"' in public
