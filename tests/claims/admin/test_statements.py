from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

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
