"""The marked-up article in the lines of a terminal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reading.explaining import explain
from claims.reading.markup import (
    Block,
    Entry,
    LeftOut,
    Mark,
    MarkedUp,
    Notice,
    mark_up,
    marked_up,
)
from claims.reading.reading import UnreadableText, read

TEXT = "The ferry was late. How sad."


def entry(number: int, **told: object) -> Entry:
    return Entry(number=number, **({"kind": "Event", "priority": "High"} | told))


def shown(
    marks: list[Mark], text: str = TEXT, left_out: tuple[LeftOut, ...] = ()
) -> str:
    blocks = [Block("body", 0, len(text))]
    return told(marked_up(text, blocks=blocks, marks=marks, left_out=left_out))


def told(marked: MarkedUp, width: int = 80, *, color: bool = False) -> str:
    return "\n".join(explain(marked, width=width, color=color))


def test_a_claim_stands_in_brackets_and_what_is_left_out_in_braces():
    found = shown([Mark(0, 18, entry(1)), Mark(20, 28, entry(2, left_out="a wish"))])

    assert "[1 The ferry was late]. {2 How sad.}" in found
    assert "   2  Event. Left out: a wish." in found


def test_what_is_left_out_without_being_a_claim_stands_in_braces_too():
    found = shown([Mark(0, 18, entry(1))], left_out=(LeftOut(20, 28, "a wish"),))

    assert "[1 The ferry was late]. {How sad.}" in found
    assert "   -  Left out: a wish." in found


def test_of_claims_inside_each_other_the_one_that_ends_is_named():
    found = shown([Mark(0, 18, entry(1)), Mark(4, 9, entry(2))])

    assert "[1 The [2 ferry]2 was late]. How sad." in found


def test_all_that_is_known_of_a_claim_stands_below_it():
    claim = entry(
        1,
        reasons=("states a quantity",),
        claimant="Ann Doe",
        via=("Harbor Times",),
        figures=("“5” (5 men)", "“6” (6 men)"),
        wording="[The night ferry] was late",
        noticed=("Conflict",),
    )

    lines = shown([Mark(0, 18, claim)]).splitlines()

    assert lines[-5:] == [
        "   1  Event, high priority (states a quantity).",
        "      Said by Ann Doe, through Harbor Times.",
        "      Figures: “5” (5 men); “6” (6 men).",
        "      Standing alone: “[The night ferry] was late”",
        "      Noticed: conflict; see below.",
    ]


def test_what_was_noticed_comes_last_with_the_numbers_of_its_claims():
    notice = Notice("Conflict", "", "Late or not late.", claims=(1, 2))
    marked = marked_up(TEXT, blocks=[], marks=[], left_out=[], notices=(notice,))

    assert told(marked).splitlines()[-1] == "   -  Conflict: Late or not late. [1, 2]"


def test_the_bar_draws_the_coverage():
    found = shown([Mark(0, 18, entry(1))], left_out=(LeftOut(20, 28, "a wish"),))

    assert "[#########################------------.]" in found


def test_without_color_there_is_no_escape_and_with_color_the_words_are_the_same():
    marked = mark_up(read("Boat sinks\n\nThe boat sank on Monday. How sad!"))

    plain, colored = told(marked), told(marked, color=True)

    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d*m", "", colored) == plain != colored


def test_an_invisible_direction_mark_is_named():
    assert "late<right-to-left override>d" in shown([], text="late\u202ed")


def test_a_link_is_its_words_with_the_address_behind():
    found = shown([], text="As [the log](https://port.example/log) says.")

    assert "As the log <https://port.example/log> says." in found


def test_letters_that_need_two_columns_are_counted_as_two():
    found = told(
        marked_up(
            "約三万人 " * 20, blocks=[Block("body", 0, 100)], marks=[], left_out=[]
        ),
        width=40,
    )

    assert max(line.count("約三万人") for line in found.splitlines()) == 4


@pytest.mark.parametrize("width", [-1, 0, 5, 30])
def test_the_narrowest_terminal_has_thirty_columns(width: int):
    marked = mark_up(read("Boat sinks\n\nThe boat sank on Monday."))

    assert told(marked, width) == told(marked, 30)


@given(st.text(max_size=300), st.integers(30, 90))
def test_any_text_is_told_whole_and_without_control_characters(text: str, width: int):
    try:
        reading = read(text)
    except UnreadableText:
        return

    found = told(mark_up(reading), width)

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", found)
    for block in reading.blocks:
        for letter in reading.text[block.start : block.end].split():
            if letter.isalnum():
                assert letter in found
