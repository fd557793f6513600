"""What is claimed where, what is left out and why, and what is neither."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reading.markup import (
    Block,
    Entry,
    LeftOut,
    Mark,
    Passage,
    figures_in_words,
    mark_up,
    marked_up,
    other_words,
)
from claims.reading.reading import read

TEXT = "The ferry was late. It carried 412 people."


def passages(
    text: str,
    *,
    blocks: list[Block],
    marks: list[Mark],
    left_out: list[LeftOut] | None = None,
) -> tuple[Passage, ...]:
    return marked_up(text, blocks=blocks, marks=marks, left_out=left_out or []).passages


def mark(start: int, end: int, number: int) -> Mark:
    return Mark(start, end, Entry(number=number, kind="Event", priority="High"))


def segments(found: tuple[Passage, ...]) -> list[tuple[str, int | None]]:
    return [
        (run.text, run.entry and run.entry.number)
        for passage in found
        for run in passage.segments
    ]


def numbers(entries: tuple[Entry, ...]) -> list[int]:
    return [entry.number for entry in entries]


def test_what_is_claimed_and_what_is_not_are_told_apart():
    found = passages(TEXT, blocks=[Block("body", 0, len(TEXT))], marks=[mark(0, 18, 1)])

    assert segments(found) == [
        ("The ferry was late", 1),
        (". It carried 412 people.", None),
    ]


def test_where_mentions_overlap_the_shorter_one_shows():
    marks = [mark(0, 42, 1), mark(20, 41, 2)]

    found = passages(TEXT, blocks=[Block("body", 0, 42)], marks=marks)

    assert segments(found) == [
        ("The ferry was late. ", 1),
        ("It carried 412 people", 2),
        (".", 1),
    ]


def test_a_claim_hidden_under_another_is_named_where_it_begins_and_ends():
    marks = [mark(0, 18, 1), mark(0, 18, 2)]

    (passage,) = passages(TEXT, blocks=[Block("body", 0, 42)], marks=marks)

    assert passage.segments[0].entry == marks[0].entry
    assert numbers(passage.segments[0].ends) == [1, 2]
    assert numbers(passage.segments[0].begins) == [2, 1]
    assert all(run.begins == run.ends == () for run in passage.segments[1:])


def test_a_claim_is_told_of_where_it_is_first_mentioned_and_named_again_later():
    blocks = [Block("headline", 0, 19), Block("body", 20, 42)]
    marks = [mark(0, 18, 1), mark(20, 41, 1), mark(23, 41, 2)]

    headline, _, body = passages(TEXT, blocks=blocks, marks=marks)

    assert (numbers(headline.entries), numbers(headline.again)) == ([1], [])
    assert (numbers(body.entries), numbers(body.again)) == ([2], [1])


def test_what_is_left_out_bears_its_reason_unless_it_is_claimed():
    found = passages(
        TEXT,
        blocks=[Block("body", 0, 42)],
        marks=[mark(0, 9, 1)],
        left_out=[LeftOut(0, 19, "asks a question")],
    )

    assert [(run.text, run.left_out) for run in found[0].segments] == [
        ("The ferry", ""),
        (" was late.", "asks a question"),
        (" It carried 412 people.", ""),
    ]
    assert found[0].left_out == ("asks a question",)


def test_a_mark_that_is_left_over_has_no_reason_of_its_own():
    found = passages(
        TEXT,
        blocks=[Block("body", 0, 42)],
        marks=[mark(0, 18, 1)],
        left_out=[LeftOut(0, 19, "asks a question")],
    )

    assert found[0].left_out == ()


def test_what_is_left_out_for_one_reason_all_along_says_it_once():
    text = "One – A\nTwo – B\n\nThree."
    why = "an entry of the source list"

    found = passages(
        text,
        blocks=[Block("sources", 0, 7), Block("sources", 8, 15), Block("bio", 17, 23)],
        marks=[],
        left_out=[
            LeftOut(0, 7, why),
            LeftOut(8, 15, why),
            LeftOut(17, 23, "about the author"),
        ],
    )

    told = [passage.left_out for passage in found if passage.role]
    assert told == [(why,), (), ("about the author",)]


def test_the_coverage_is_of_the_claims_that_are_not_left_out():
    left = Mark(20, 41, Entry(number=2, kind="Event", priority="Low", left_out="wish"))

    found = marked_up(
        TEXT, blocks=[Block("body", 0, 42)], marks=[mark(0, 18, 1), left], left_out=[]
    )

    whole = found.coverage.whole
    assert (whole.claimed, whole.left_out, whole.uncovered) == (15, 18, 2)


def test_a_mention_that_reaches_over_two_blocks_shows_in_both():
    blocks = [Block("headline", 0, 20), Block("body", 20, 42)]

    headline, body = passages(TEXT, blocks=blocks, marks=[mark(10, 30, 1)])

    assert (headline.role, body.role) == ("headline", "body")
    assert segments((headline,))[1] == ("was late. ", 1)
    assert segments((body,))[0] == ("It carried", 1)
    assert (numbers(headline.entries), numbers(body.entries)) == ([1], [])


def test_what_lies_between_two_blocks_is_a_passage_without_a_role():
    found = passages(
        "one\n\ntwo", blocks=[Block("body", 0, 3), Block("body", 5, 8)], marks=[]
    )

    assert [passage.role for passage in found] == ["body", "", "body"]


def test_an_invisible_direction_mark_is_a_run_of_its_own_with_its_name():
    (passage,) = passages("ab\u202ecd", blocks=[Block("body", 0, 5)], marks=[])

    assert [(run.text, run.control) for run in passage.segments] == [
        ("ab", ""),
        ("\u202e", "right-to-left override"),
        ("cd", ""),
    ]


def test_what_makes_words_a_link_is_no_words():
    text = "As [the log](https://port.example/log) says."

    (passage,) = passages(
        text, blocks=[Block("body", 0, len(text))], marks=[mark(0, 11, 1)]
    )

    assert [(run.text, run.is_mark) for run in passage.segments] == [
        ("As ", False),
        ("[", True),
        ("the log", False),
        ("](https://port.example/log)", True),
        (" says.", False),
    ]
    assert passage.segments[3].address == "https://port.example/log"
    assert passage.segments[1].address == ""


def test_a_line_of_a_table_comes_in_cells_and_the_rule_under_its_head_in_none():
    text = "| Line | Riders |\n|---|---:|\n| Oran | 412 |\nA | B"
    lines = [Block("body", 0, 17), Block("body", 18, 28), Block("body", 29, 43)]

    found = passages(
        text,
        blocks=[*lines, Block("body", 44, 49)],
        marks=[mark(38, 41, 1)],
    )
    head, rule, row, prose = (passage for passage in found if passage.role)

    assert [[run.text for run in cell] for cell in head.cells] == [
        [" Line "],
        [" Riders "],
    ]
    assert [[run.text for run in cell if run.entry] for cell in row.cells] == [
        [],
        ["412"],
    ]
    assert (rule.is_rule, rule.cells) == (True, [])
    assert not any(passage.is_rule for passage in (head, row, prose))
    assert prose.cells == []
    assert len(prose.segments) == 1


def test_a_block_after_the_marks_of_a_heading_is_one():
    found = passages(
        "## Boats\n\nBoats",
        blocks=[Block("boilerplate", 3, 8), Block("body", 10, 15)],
        marks=[],
    )

    assert [passage.is_heading for passage in found if passage.role] == [True, False]


@given(
    text=st.text(alphabet="ab |[]()#\n\u202eé", min_size=1, max_size=40),
    cuts=st.lists(st.integers(0, 40), max_size=6),
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8),
)
def test_the_segments_put_together_are_the_text(text, cuts, spans):
    borders = sorted({min(cut, len(text)) for cut in cuts})
    blocks = [
        Block("body", start, end)
        for start, end in zip(borders[::2], borders[1::2], strict=False)
    ]
    marks = [
        mark(start, min(end, len(text)), number)
        for number, (start, end) in enumerate(spans)
        if start < min(end, len(text))
    ]

    found = passages(text, blocks=blocks, marks=marks)

    assert "".join(run.text for part in found for run in part.segments) == text
    at = 0
    for run in (run for part in found for run in part.segments):
        covering = {each.entry for each in marks if each.start <= at < each.end}
        assert (run.entry in covering) if covering else run.entry is None
        at += len(run.text)
    runs = [run for part in found for run in part.segments]
    mentions = sorted(each.entry.number for each in marks)
    assert sorted(entry.number for run in runs for entry in run.begins) == mentions
    assert sorted(entry.number for run in runs for entry in run.ends) == mentions
    told = [entry.number for part in found for entry in part.entries]
    assert sorted(told) == sorted(set(mentions))


# Of a reading


ARTICLE = """Over 400 people stranded at night harbor

A quay at night

Over 400 people were stranded at the night harbor on Monday. What now? “There was \
no warning,” Ann Doe said.
"""


def test_a_reading_is_marked_up_with_who_said_what_and_why_something_is_left_out():
    reading = read(ARTICLE)

    marked = mark_up(reading)

    entries = {
        entry.number: entry for each in marked.passages for entry in each.entries
    }
    first = entries[1]
    assert (first.kind, first.priority, first.wording) == ("Statistic", "High", "")
    assert first.figures == ("“Over 400” (over 400 people)",)
    assert "stands in the headline" in first.reasons
    (question,) = [each for each in entries.values() if each.left_out]
    assert question.left_out == "asks a question"
    assert entries[len(entries)].claimant == "Ann Doe"
    reasons = [why for each in marked.passages for why in each.left_out]
    assert reasons == ["a picture caption"]
    assert marked.coverage == reading.coverage()


def test_a_claim_of_the_body_that_repeats_the_headline_is_the_same_claim():
    marked = mark_up(read(ARTICLE))

    again = [entry.number for each in marked.passages for entry in each.again]
    assert again == [1]


def test_what_was_noticed_leads_to_its_claims_and_they_to_it():
    text = "Over 900 people stranded\n\nSome 20 people were stranded at the harbor."

    marked = mark_up(read(text))

    (notice,) = [each for each in marked.notices if each.kind == "Headline figure"]
    assert 1 in notice.claims
    assert "Headline figure" in marked.passages[0].entries[0].noticed


def test_each_claim_bears_what_was_noticed_of_it_and_nothing_of_another():
    marked = mark_up(
        read("Boats\n\nVideo showed the boats. The quay was shut in 2020.")
    )

    first, second = marked.passages[-1].entries
    assert first.noticed == ("Picture",)
    assert second.noticed == ()


def test_a_headline_figure_that_the_text_states_is_nothing_to_notice():
    assert not any(
        notice.kind == "Headline figure" for notice in mark_up(read(ARTICLE)).notices
    )


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ([("over 400", 400, "people", "over")], "“over 400” (over 400 people)"),
        ([("412", 412, "", "")], "“412”"),
        ([("a million", 1_000_000, "", "")], "“a million” (1,000,000)"),
        ([("2.50", Decimal("2.5000"), "euros", "")], "“2.50” (2.5 euros)"),
        ([("a third", 1 / 3, "the boats", "")], "“a third” (1/3 of the boats)"),
        ([("half", 0.5, "riders", "")], "“half” (0.5 of riders)"),
        ([("half a mile", 0.5, "miles", "")], "“half a mile” (0.5 miles)"),
        ([("0.5", 0.5, "liters", "")], "“0.5” (0.5 liters)"),
        ([("two-thirds", Decimal("0.666667"), "", "")], "“two-thirds” (2/3)"),
        ([("a fifth", 0.2, "", "")], "“a fifth” (0.2)"),
        ([("0.333%", 0.333, "percent", "")], "“0.333%” (0.333 percent)"),
        ([("dozens", None, "boats", "")], "“dozens” (no exact number)"),
        (
            [("twice", 2, "times", ""), ("twice", 800, "boats", "implied")],
            "“twice” (2 times, or implied 800 boats)",
        ),
    ],
)
def test_a_figure_is_told_as_it_stands_and_as_it_was_read(figures, told: str):
    assert figures_in_words(figures) == (told,)


def test_words_that_differ_in_capitals_and_marks_alone_are_not_told_twice():
    assert other_words("It sank, they said", "it sank,” they said") == ""
    assert other_words("[The ferry] sank", "sank") == "[The ferry] sank"
