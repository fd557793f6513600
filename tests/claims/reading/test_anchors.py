"""Spans that cut no character."""

import pytest

from claims.reading.anchors import (
    Span,
    find_words,
    is_boundary,
    trimmed,
    whole_characters,
)
from claims.reading.cited_sources import link_marks


@pytest.mark.parametrize(
    "character",
    [
        "e\u0323\u0301",
        "👩\u200d🚒",
        "👍🏽",
        "🇫🇮",
        "\u1112\u1161\u11ab",
        "5\ufe0f\u20e3",
        "क्ष",
        "\u06005",
        "ก\u0e33",
    ],
    ids=[
        "two marks",
        "a joined emoji",
        "a skin tone",
        "a flag",
        "Hangul letters",
        "a keycap",
        "a Devanagari conjunct",
        "a number sign before its digit",
        "a Thai vowel",
    ],
)
def test_a_character_of_several_code_points_is_never_cut(character: str) -> None:
    text = f"a{character}b"

    cuts = [at for at in range(len(text) + 1) if is_boundary(text, at)]

    assert cuts == [0, 1, len(text) - 1, len(text)]


def test_plain_letters_may_be_cut_anywhere() -> None:
    assert all(is_boundary("plain", at) for at in range(6))


def test_a_span_that_would_cut_a_character_is_widened() -> None:
    assert whole_characters("xe\u0323y", 2, 2) == (1, 3)


def test_trimming_takes_blanks_off_both_ends() -> None:
    assert trimmed("  word \n", 0, 8) == (2, 6)


def test_trimming_keeps_a_blank_that_carries_a_mark() -> None:
    assert trimmed(" \u0301a", 0, 3) == (0, 3)


def test_trimming_nothing_but_blanks_leaves_an_empty_span() -> None:
    start, end = trimmed("   ", 0, 3)

    assert start == end


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert not Span(0, 3).overlaps(3, 5)
    assert Span(0, 3).overlaps(2, 5)


LINKED = (
    "The ferry left late, says [the port\nauthority](https://port.example/a) today."
)


def places(text: str, words: str) -> list[str]:
    found = find_words(text, words, marks=link_marks(text))
    return [text[span.start : span.end] for span in found]


def test_words_are_found_however_their_white_space_runs() -> None:
    text = "The ferry  carried\n412 people."

    assert places(text, " ferry carried 412\tpeople ") == ["ferry  carried\n412 people"]


def test_words_are_found_everywhere_they_stand() -> None:
    assert len(places("On Monday and on Monday", "Monday")) == 2
    assert len(places("na na na", "na na")) == 2


def test_other_words_in_the_same_letters_are_not_found() -> None:
    for words in ("the ferry", "ferries", "The ferries left", "left ferry", "", " \n"):
        assert places("The ferry left", words) == []


def test_half_a_character_is_not_found() -> None:
    text = "A cafe\u0323 of cafe"

    assert [span.start for span in find_words(text, "cafe")] == [text.rindex("cafe")]


def test_words_are_found_across_the_marks_of_a_link_which_stays_whole() -> None:
    link = "[the port\nauthority](https://port.example/a)"

    assert places(LINKED, "says the port authority") == [f"says {link}"]
    assert places(LINKED, "authority today") == [f"{link} today"]
    assert places(LINKED, "late, says the port authority today") == [
        f"late, says {link} today"
    ]


def test_words_inside_a_link_are_found_without_its_marks() -> None:
    assert places(LINKED, "port authority") == ["port\nauthority"]


def test_what_nobody_reads_of_a_link_is_not_found() -> None:
    assert places(LINKED, "port.example") == []
