from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claims.admin.markup import Mark, Passage, Span, passages

TEXT = "The ferry was late. It carried 412 people."


def segments(found: list[Passage[str]]) -> list[tuple[str, str | None]]:
    return [(run.text, run.claim) for passage in found for run in passage.segments]


def test_what_is_claimed_and_what_is_not_are_told_apart():
    found = passages(
        TEXT, blocks=[Span("body", 0, len(TEXT))], marks=[Mark(0, 18, "late")]
    )

    assert segments(found) == [
        ("The ferry was late", "late"),
        (". It carried 412 people.", None),
    ]


def test_where_mentions_overlap_the_shorter_one_shows():
    marks = [Mark(0, 42, "both"), Mark(20, 41, "people")]

    found = passages(TEXT, blocks=[Span("body", 0, 42)], marks=marks)

    assert segments(found) == [
        ("The ferry was late. ", "both"),
        ("It carried 412 people", "people"),
        (".", "both"),
    ]


def test_a_claim_hidden_under_another_is_named_where_it_ends():
    marks = [Mark(0, 18, "first"), Mark(0, 18, "second")]

    (passage,) = passages(TEXT, blocks=[Span("body", 0, 42)], marks=marks)

    assert passage.segments[0].claim == "first"
    assert passage.segments[0].also == ("second",)
    assert all(run.also == () for run in passage.segments[1:])


def test_a_mention_that_reaches_over_two_blocks_shows_in_both():
    blocks = [Span("headline", 0, 20), Span("body", 20, 42)]

    headline, body = passages(TEXT, blocks=blocks, marks=[Mark(10, 30, "long")])

    assert (headline.role, body.role) == ("headline", "body")
    assert [run.claim for run in headline.segments] == [None, "long"]
    assert [run.claim for run in body.segments] == ["long", None]


def test_what_lies_between_two_blocks_is_a_passage_without_a_role():
    found = passages(
        "one\n\ntwo", blocks=[Span("body", 0, 3), Span("body", 5, 8)], marks=[]
    )

    assert [passage.role for passage in found] == ["body", "", "body"]


def test_an_invisible_direction_mark_is_a_run_of_its_own_with_its_name():
    (passage,) = passages("ab\u202ecd", blocks=[Span("body", 0, 5)], marks=[])

    assert [(run.text, run.control) for run in passage.segments] == [
        ("ab", ""),
        ("\u202e", "right-to-left override"),
        ("cd", ""),
    ]


def test_what_makes_words_a_link_is_no_words():
    text = "As [the log](https://port.example/log) says."

    (passage,) = passages(
        text, blocks=[Span("body", 0, len(text))], marks=[Mark(0, 11, "log")]
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
    lines = [Span("body", 0, 17), Span("body", 18, 28), Span("body", 29, 43)]

    found = passages(
        text,
        blocks=[*lines, Span("body", 44, 49)],
        marks=[Mark(38, 41, "412")],
    )
    head, rule, row, prose = (passage for passage in found if passage.role)

    assert [[run.text for run in cell] for cell in head.cells] == [
        [" Line "],
        [" Riders "],
    ]
    assert [[run.claim for run in cell] for cell in row.cells] == [
        [None],
        [None, "412", None],
    ]
    assert (rule.is_rule, rule.cells) == (True, [])
    assert not any(passage.is_rule for passage in (head, row, prose))
    assert prose.cells == []
    assert len(prose.segments) == 1


def test_a_block_after_the_marks_of_a_heading_is_one():
    found = passages(
        "## Boats\n\nBoats",
        blocks=[Span("boilerplate", 3, 8), Span("body", 10, 15)],
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
        Span("body", start, end)
        for start, end in zip(borders[::2], borders[1::2], strict=False)
    ]
    marks = [
        Mark(start, min(end, len(text)), number)
        for number, (start, end) in enumerate(spans)
        if start < min(end, len(text))
    ]

    found = passages(text, blocks=blocks, marks=marks)

    assert "".join(run.text for part in found for run in part.segments) == text
    at = 0
    for run in (run for part in found for run in part.segments):
        covering = {mark.claim for mark in marks if mark.start <= at < mark.end}
        assert (run.claim in covering) if covering else run.claim is None
        at += len(run.text)
    shown = {run.claim for part in found for run in part.segments}
    named = {claim for part in found for run in part.segments for claim in run.also}
    assert {mark.claim for mark in marks} <= shown | named
