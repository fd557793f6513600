"""What stands between quotation marks, and what only looks so."""

import pytest

from claims.reading.blocks import find_blocks
from claims.reading.quotations import find_quotations
from claims.reading.reading import read


def quoted(text: str) -> list[str]:
    found = find_quotations(text, find_blocks(text))
    return [text[each.start : each.end] for each in found.all]


@pytest.mark.parametrize(
    "quotation",
    [
        "‘The ferry was full,’",
        "'The ferry was full,'",
        "‘The crew’s boat was full of the passengers’ cars.’",
        "'The passengers' cars were on the crew's boat.'",
    ],
)
def test_single_marks_quote_as_double_ones_do(quotation: str):
    body = f"{quotation} said Ana Example, who worked the sailors' shifts."

    assert quoted(body) == [quotation]


@pytest.mark.parametrize(
    "body",
    [
        "The sailors' union and the owners' club met at the port on Monday.",
        "The sailors’ union and the owners’ club met at the port on Monday.",
        "They danced to rock ’n’ roll of the ’60s and the '70s until dawn.",
        "The 'ferry was full of cars and nobody had counted them.",
    ],
)
def test_an_apostrophe_quotes_nothing(body: str):
    assert quoted(body) == []


def test_marks_inside_a_quotation_end_nothing():
    assert quoted("\"They said 'enough' and left,\" she said.") == [
        "\"They said 'enough' and left,\""
    ]
    assert quoted("‘They said “enough” and left,’ she said.") == [
        "‘They said “enough” and left,’"
    ]


def test_single_marks_run_on_into_the_next_paragraph_that_opens_with_one():
    assert quoted("‘It was full.\n\n‘It sank,’ said Ana Example.") == [
        "‘It was full.\n\n‘It sank,’"
    ]
    assert quoted("‘It was full.\n\nIt sank,’ said Ana Example.") == []


def test_who_speaks_in_single_marks_is_the_claimant():
    reading = read(
        "Ferry sinks\n\n'The ferry was full of cars,' said Ana Example of the port."
    )

    assert reading.claims[-1].claimant == "Ana Example"


def test_a_quotation_continued_in_the_next_paragraph_is_one_quotation() -> None:
    text = (
        "Ferry sinks\n\nAna Example said: “The ferry was full.\n\n"
        "“Nobody had counted the people.” The port was closed."
    )
    [quotation] = quoted(text)

    assert quotation.endswith("counted the people.”")


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    text = "Ferry sinks\n\nShe said: “The ferry was full.\n\nThe port was closed."
    [quotation] = quoted(text)

    assert quotation == "“The ferry was full."


def test_a_stop_after_a_mark_that_has_one_does_not_reopen_the_quotation() -> None:
    text = "Ferry sinks\n\nThey cried “Pull us out!”. The port was closed."
    [quotation] = quoted(text)

    assert quotation == "“Pull us out!”"


def test_straight_marks_open_before_words_and_close_after_them() -> None:
    text = 'Ferry sinks\n\n"The ferry was full," said the port. It was dark.'
    [quotation] = quoted(text)

    assert quotation == '"The ferry was full,"'


def test_a_quotation_goes_on_in_a_paragraph_that_only_closes_it() -> None:
    text = (
        'Ferry sinks\n\nHe said, "The ferry was full.\n\nThe crew was asleep." '
        'Then Ana Bell said, "It sank."'
    )

    assert quoted(text) == [
        '"The ferry was full.\n\nThe crew was asleep."',
        '"It sank."',
    ]


def test_a_quotation_ends_with_its_paragraph_if_the_next_opens_another() -> None:
    text = 'Ferry sinks\n\nHe said, "The ferry was full.\n\nThe crew saw a "red" lamp.'

    assert quoted(text) == ['"The ferry was full.', '"red"']
