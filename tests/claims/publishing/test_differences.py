from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publishing import differences
from claims.publishing.differences import Piece, in_words
from tests.claims.publishing.manifests import claim, manifest


def told(before: Any, after: Any) -> list[tuple[str, str]]:
    return [(row.where, row.what) for row in differences.differences(before, after)]


def test_the_words_that_differ_are_told_from_those_that_stay() -> None:
    assert in_words("It carried 900 people.", "It carried 412 people.") == (
        Piece("It carried ", was=True, stands=True),
        Piece("900", was=True, stands=False),
        Piece("412", was=False, stands=True),
        Piece(" people.", was=True, stands=True),
    )


@given(st.text(alphabet="ab c\n", max_size=30), st.text(alphabet="ab c\n", max_size=30))
def test_either_text_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = in_words(before, after)

    assert "".join(piece.text for piece in pieces if piece.was) == before
    assert "".join(piece.text for piece in pieces if piece.stands) == after


def test_long_texts_are_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "_MOST_WORDS", 3)

    assert in_words("one two", "one three") == (
        Piece("one two", was=True, stands=False),
        Piece("one three", was=False, stands=True),
    )


def test_the_same_state_differs_in_nothing() -> None:
    assert told(manifest(), manifest()) == []


def test_what_the_page_says_otherwise_is_named() -> None:
    after = manifest(title="Boats", key_findings=["One.", "Two."], as_of="2026-03-09")

    assert told(manifest(), after) == [
        ("", "Title"),
        ("", "Key findings"),
        ("", "As of"),
    ]


def test_a_source_that_was_opened_since_is_named() -> None:
    cited = {"title": "The log", "publisher": "Port", "state": "cited"}
    before = manifest(sources={"cited": [cited], "found": []})
    after = manifest(sources={"cited": [cited | {"state": "opened"}], "found": []})

    assert told(before, after) == [("", "Sources the article names")]


def test_what_a_claim_says_otherwise_is_named_under_its_words() -> None:
    before = manifest(claims=[claim(1), claim(2)])
    after = manifest(claims=[claim(1, "false", explanation="The log."), claim(2)])

    assert told(before, after) == [
        ("1. The ferry carried 1 passengers", "Is it so?"),
        ("1. The ferry carried 1 passengers", "Explanation"),
    ]


def test_claims_that_come_and_go_are_named() -> None:
    before, after = manifest(claims=[claim(1)]), manifest(claims=[claim(2)])

    assert told(before, after) == [
        ("1. The ferry carried 1 passengers", "No longer shown"),
        ("2. The ferry carried 2 passengers", "Added"),
    ]


def test_a_claim_that_differs_in_details_alone_says_so() -> None:
    before = manifest(claims=[claim(1)])
    after = manifest(claims=[claim(1, settled_on="2026-05-05")])

    assert told(before, after) == [("1. The ferry carried 1 passengers", "Details")]


def test_the_first_version_differs_from_nothing_in_all_it_shows() -> None:
    named = {what for _where, what in told({}, manifest(claims=[claim(1)]))}

    assert {"Title", "Summary", "Added"} <= named
