"""Spans that cut no character."""

import pytest

from claims.reading.anchors import Span, is_boundary, trimmed, whole_characters


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
