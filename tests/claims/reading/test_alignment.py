"""Claims found again in a changed text, or left to a person."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.reading.alignment import (
    Anchored,
    TextAsRead,
    align,
    most_alike,
    reanchor,
)
from claims.reading.anchors import Span, is_boundary
from claims.reading.reading import Reading, read
from claims.reanchoring import as_read
from tests.claims.reading.test_reading_laws import reading_of, texts

ARTICLE = """Sluice At Oldmere Held Back 40 Million Liters

The sluice at Oldmere held back 40 million liters on Friday. The pump house ran for \
eleven hours without a stop.

Engineer Paula Reyes said that the wall would be raised by spring. She warned that the \
gate was rusting. Nobody was hurt.

The district spent 3.2 million crowns on the gates last year, according to its budget.

A second sluice, built in 1904, stands two kilometers upstream.
"""


def text_as_read(text: str) -> TextAsRead:
    return as_read(read(text))


def became(words: str, changed: str, text: str = ARTICLE) -> Anchored | None:
    """Return where words that stand once in ``text`` stand in the changed one."""
    start = text.index(words)
    span = Span(start, start + len(words))
    (found,) = reanchor(text_as_read(text), text_as_read(changed), [span])
    if found is not None:
        assert changed[found.start : found.end] == words
    return found


class TestFindingAgain:
    def test_a_claim_far_from_the_change_is_unchanged(self) -> None:
        changed = ARTICLE.replace("eleven hours", "twelve hours")

        found = became("A second sluice, built in 1904", changed)

        assert found is not None
        assert not found.is_moved

    def test_a_new_paragraph_pushes_claims_on_and_changes_none(self) -> None:
        new = "The road to the dike was closed.\n\nEngineer"
        changed = ARTICLE.replace("Engineer", new, 1)

        found = became("The district spent 3.2 million crowns", changed)

        assert found == Anchored(
            changed.index("The district"),
            changed.index("The district")
            + len("The district spent 3.2 million crowns"),
            is_moved=False,
        )

    def test_a_paragraph_that_moved_takes_its_claim_along(self) -> None:
        budget = ARTICLE[ARTICLE.index("The district") : ARTICLE.index("A second")]
        changed = ARTICLE.replace(budget, "").replace(
            "The sluice at", f"{budget}The sluice at", 1
        )

        found = became("The district spent 3.2 million crowns", changed)

        assert found is not None
        assert found.is_moved

    def test_a_text_that_came_back_has_every_claim_where_it_was(self) -> None:
        lines = "Nobody was hurt. " * 40

        found = reanchor(text_as_read(lines), text_as_read(lines), [Span(17, 33)])

        assert found == [Anchored(17, 33, is_moved=False)]


class TestNeverGuessing:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("40 million liters on", "41 million liters on"),
            ("40 million liters on", "40 million gallons on"),
            ("at Oldmere held", "at Newmere held"),
            ("Oldmere held back", "Oldmere never held back"),
            ("liters on Friday.", "liters on Friday, a report that officials denied."),
            ("The sluice at Oldmere held", "Officials denied that the sluice held"),
        ],
        ids=["digit", "unit", "name", "negation", "denied after", "denied before"],
    )
    def test_a_claim_whose_sentence_changed_is_a_persons_to_place(
        self, old: str, new: str
    ) -> None:
        changed = ARTICLE.replace(old, new)
        assert changed != ARTICLE

        assert became("held back 40 million liters on Friday", changed) is None

    def test_words_that_stay_beside_a_new_not_are_not_the_claim(self) -> None:
        changed = ARTICLE.replace("Friday. The", "Friday, which was not so. The")

        assert became("The sluice at Oldmere held back", changed) is None

    def test_a_pronoun_that_means_another_person_is_another_claim(self) -> None:
        changed = ARTICLE.replace("Paula Reyes", "Henrik Lund")

        assert became("She warned that the gate was rusting", changed) is None

    def test_a_quotation_that_somebody_else_says_now_is_another_claim(self) -> None:
        text = (
            "On The Dike\n\n“The wall leaks at night. It is old,” said Paula Reyes.\n"
        )
        changed = text.replace("Paula Reyes", "Henrik Lund")

        assert became("The wall leaks at night", changed, text) is None
        assert became("The wall leaks at night", f"{text}\nMore on Sunday.\n", text)

    def test_a_short_sentence_needs_the_sentences_beside_it(self) -> None:
        crash = "On The Road\n\nA tram hit a van at Elm Street. Nobody was hurt.\n"
        changed = crash.replace("A tram hit a van", "A truck hit a bus")

        assert became("Nobody was hurt", changed, crash) is None
        assert became("Nobody was hurt", f"{crash}\n", crash)

    def test_a_short_sentence_is_looked_for_nowhere_else(self) -> None:
        tram, hurt, bus = "A tram hit a van.", "Nobody was hurt.", "A truck hit a bus."
        crash = f"On The Road\n\n{tram}\n\n{hurt}\n\n{bus}"
        changed = f"On The Road\n\n{tram}\n\n{bus}\n\n{hurt}"

        assert became("Nobody was hurt", changed, crash) is None

    def test_of_equal_sentences_in_equal_contexts_none_is_chosen(self) -> None:
        line = "The pump house ran for eleven hours without a stop."
        text = f"On The Dike\n\nThe sluice held.\n\n{line}\n\nThe road was closed.\n"
        other = text.replace("The road", "The bridge").replace("held", "broke")
        changed = f"{line}\n\n{other}"

        assert became(line, changed, text) is None

    def test_a_sentence_that_came_between_other_words_has_not_moved(self) -> None:
        line = "The pump house ran for eleven hours without a stop."
        changed = ARTICLE.replace(f" {line}", "").replace(
            "A second sluice", f"{line} A second sluice"
        )

        assert became(line, changed) is None


@given(texts, st.data())
def test_what_is_found_is_the_same_words_and_cuts_no_character(
    text: str, data: st.DataObject
) -> None:
    before, after = reading_of(text), reading_of(data.draw(_edited(text)))
    if before is None or after is None:
        return
    spans = [Span(claim.start, claim.end) for claim in before.claims]

    for span, found in zip(
        spans, reanchor(as_read(before), as_read(after), spans), strict=True
    ):
        if found is not None:
            words = before.text[span.start : span.end]
            assert after.text[found.start : found.end] == words
            assert is_boundary(after.text, found.start)
            assert is_boundary(after.text, found.end)
            assert _sentences(before, span.start, span.end) == _sentences(
                after, found.start, found.end
            )


@given(texts)
def test_an_unchanged_text_loses_no_claim(text: str) -> None:
    if reading := reading_of(text):
        spans = [Span(claim.start, claim.end) for claim in reading.claims]

        assert reanchor(as_read(reading), as_read(reading), spans) == [
            Anchored(span.start, span.end, is_moved=False) for span in spans
        ]


members = st.lists(st.integers(0, 6), max_size=30)


@given(members, members)
@example([1, 2, 3], [3, 1, 2])
def test_what_is_paired_is_equal_and_in_one_order(
    before: list[int], after: list[int]
) -> None:
    pairs = align(before, after)

    assert all(before[old] == after[new] for old, new in pairs.items())
    assert list(pairs) == sorted(pairs)
    assert list(pairs.values()) == sorted(set(pairs.values()))


@given(st.lists(st.integers(), unique=True, min_size=1), st.data())
def test_what_one_deletion_leaves_is_all_paired(
    before: list[int], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(before) - 1))

    assert len(align(before, before[:at] + before[at + 1 :])) == len(before) - 1


def test_what_only_repeats_is_paired_with_nothing() -> None:
    assert align(["a"] * 5, ["a"] * 4) == {}


def test_a_changed_sentence_is_shown_beside_what_it_was() -> None:
    changed = ARTICLE.replace("40 million liters on", "41 million liters on")
    start = ARTICLE.index("held back 40 million liters on")

    found = most_alike(
        text_as_read(ARTICLE), text_as_read(changed), Span(start, start + 9)
    )

    assert found is not None
    assert changed[found.start : found.end].startswith("The sluice at Oldmere held")


def test_nothing_is_shown_beside_words_that_are_gone() -> None:
    budget = ARTICLE[ARTICLE.index("The district") : ARTICLE.index("A second")]
    changed = ARTICLE.replace(budget, "Rain fell.\n\n")
    start = ARTICLE.index("The district")

    assert (
        most_alike(text_as_read(ARTICLE), text_as_read(changed), Span(start, start + 9))
        is None
    )


def _edited(text: str) -> st.SearchStrategy[str]:
    """Give texts that differ from one by a cut, an insertion or a move."""
    places = st.tuples(*[st.integers(0, len(text))] * 3).map(sorted)
    return st.builds(
        lambda at, piece, moves: (
            text[: at[0]]
            + piece
            + text[at[1] : at[2]]
            + (text[at[0] : at[1]] if moves else "")
            + text[at[2] :]
        ),
        places,
        st.sampled_from(["", "not ", "7", "\n\n", "He was there. ", "\u0301"]),
        st.booleans(),
    )


def _sentences(reading: Reading, start: int, end: int) -> list[str]:
    """Return the sentences that a span stands in."""
    return [
        reading.text[each.start : each.end]
        for each in reading.sentences
        if each.start < end and start < each.end
    ]
