"""Where sentences end."""

import pytest

from claims.reading.sentences import find_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_sentences(text, 0, len(text))]


def test_stops_questions_and_exclamations_end_sentences() -> None:
    assert sentences("It sank. Why? Nobody knows! So it goes.") == [
        "It sank.",
        "Why?",
        "Nobody knows!",
        "So it goes.",
    ]


@pytest.mark.parametrize(
    "whole",
    [
        "Mr. Example met Dr. Sample on Monday.",
        "The U.S. Navy sent two ships.",
        "J. R. Example wrote it.",
        "K.C. Example paid 3.5 million.",
        "It opens at 5 p.m. on Sept. 3 in St. Petersburg.",
        "Nothing is lost, e.g. the anchor was found.",
        "“Stop!” he shouted from the quay.",
        "“Where is it?” Ana Example asked.",
        "They sang “Row home!” and left.",
        "“It sank.” Ana Example said.",
        "“It sank.” Ana Example said on Monday.",
    ],
)
def test_these_are_one_sentence(whole: str) -> None:
    assert sentences(whole) == [whole]


def test_an_acronym_may_end_a_sentence() -> None:
    assert sentences("He left the U.S. The ship followed.") == [
        "He left the U.S.",
        "The ship followed.",
    ]


def test_closing_marks_belong_to_the_sentence_they_close() -> None:
    assert sentences("They cried “Help!”. (It was late.) Then all was quiet.") == [
        "They cried “Help!”.",
        "(It was late.)",
        "Then all was quiet.",
    ]


def test_an_opening_mark_right_behind_a_stop_closes() -> None:
    assert sentences("“It sank.“ However, nobody drowned. “It was old.”") == [
        "“It sank.“",
        "However, nobody drowned.",
        "“It was old.”",
    ]


def test_a_quotation_of_two_sentences_is_two_sentences() -> None:
    assert sentences("“It is dark. Be careful,” says another. Nobody moves.") == [
        "“It is dark.",
        "Be careful,” says another.",
        "Nobody moves.",
    ]


@pytest.mark.parametrize(
    "second",
    [
        "She said her crew had swum.",
        "Ana Example said the crew swam.",
        "“We swam,” she said.",
    ],
)
def test_a_quotation_that_has_ended_is_not_the_next_speakers(second: str) -> None:
    assert sentences(f"They called it “too slow.” {second}") == [
        "They called it “too slow.”",
        second,
    ]


def test_a_sentence_without_a_stop_ends_with_its_block() -> None:
    assert sentences("It sank. Nobody knows why") == ["It sank.", "Nobody knows why"]


def test_offsets_refer_to_the_text_and_not_to_the_block() -> None:
    span = find_sentences("Title\n\nIt sank.", 7, 15)[0]

    assert (span.start, span.end) == (7, 15)
