from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publishing import differences
from claims.publishing.differences import Piece, in_words, of_texts
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


def shown(before: str, after: str) -> list[str]:
    """Return the passages of two texts, changes marked, what is left out counted."""
    return [
        f"({passage.left_out} left out)"
        if passage.left_out
        else "".join(
            piece.text
            if piece.was and piece.stands
            else f"[-{piece.text}-]"
            if piece.was
            else f"[+{piece.text}+]"
            for piece in passage.pieces
        )
        for passage in of_texts(before, after)
    ]


NEWS = "\n\n".join(f"Depot {number} stored grain." for number in range(9))


def test_a_changed_paragraph_is_shown_with_those_beside_it() -> None:
    assert shown(NEWS, NEWS.replace("Depot 4 stored grain", "Depot 4 stored salt")) == [
        "(3 left out)",
        "Depot 3 stored grain.",
        "Depot 4 stored [-grain.-][+salt.+]",
        "Depot 5 stored grain.",
        "(3 left out)",
    ]


def test_a_paragraph_that_moved_is_gone_here_and_new_there() -> None:
    first, rest = NEWS.split("\n\n", 1)

    assert shown(NEWS, f"{rest}\n\n{first}") == [
        "[-Depot 0 stored grain.-]",
        "Depot 1 stored grain.",
        "(6 left out)",
        "Depot 8 stored grain.",
        "[+Depot 0 stored grain.+]",
    ]


def test_between_two_changes_nothing_is_left_out_for_one_paragraph() -> None:
    changed = NEWS.replace("Depot 0", "Depot A").replace("Depot 3", "Depot B")

    assert shown(NEWS, changed)[1:3] == [
        "Depot 1 stored grain.",
        "Depot 2 stored grain.",
    ]


def test_a_paragraph_that_is_gone_is_not_mixed_with_the_changed_one_after_it() -> None:
    before = "The road is long.\n\nThe pump ran.\n\nThe town paid 3 crowns in May."
    after = "The road is long.\n\nThe town paid 4 crowns in May."

    assert shown(before, after) == [
        "The road is long.",
        "[-The pump ran.-]",
        "The town paid [-3-][+4+] crowns in May.",
    ]


def test_of_very_many_changed_paragraphs_one_is_put_beside_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(differences, "_MOST_PAIRS", 3)

    assert shown("a b\nc d", "a e\nc f\nnew") == [
        "a [-b-][+e+]",
        "c [-d-][+f+]",
        "[+new+]",
    ]


def test_two_like_texts_differ_in_nothing() -> None:
    assert of_texts(NEWS, NEWS.replace("\n\n", "\n")) == []


def test_many_changed_paragraphs_are_shown_whole_from_some_point_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(differences, "_MOST_WORDS_IN_ALL", 20)
    changed = NEWS.replace("Depot 1", "Depot A").replace("Depot 5", "Depot B")

    told = shown(NEWS, changed)

    assert "Depot [-1-][+A+] stored grain." in told
    assert "[-Depot 5 stored grain.-][+Depot B stored grain.+]" in told


lines = st.lists(st.sampled_from(["one", "two a", "two b", "three"]), max_size=12)


@given(lines, lines)
def test_either_text_can_be_read_from_its_passages(
    before: list[str], after: list[str]
) -> None:
    passages = of_texts("\n".join(before), "\n".join(after))
    left_out = sum(passage.left_out for passage in passages)

    for text, stands in ((before, "was"), (after, "stands")):
        told = [
            "".join(p.text for p in passage.pieces if getattr(p, stands))
            for passage in passages
            if passage.pieces
        ]
        found = [line for lines in told for line in lines.splitlines()]
        if before != after:
            assert len(found) + left_out == len(text)
        if not left_out and before != after:
            assert found == text
