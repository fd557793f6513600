"""What each paragraph of an article is for."""

import datetime as dt

import pytest

from claims.reading.blocks import (
    byline_of,
    find_blocks,
    is_source_lead_in,
    published_on,
)

ARTICLE = """\
Harbor Bridge Closes As Cracks Spread

Harbor Bridge at Dusk

By Dana Example

Tuesday 3 May 2022

The city closed Harbor Bridge on Monday. Engineers had found cracks in four beams.

What happens next

The mayor said repairs would take a year.

- The north ramp stays open.
- Buses run every ten minutes.

Sources:

1. Bridge inspection report   City Archive
2. Cracks found – Harbor Times

Dana Example is a freelance reporter who writes about cities.
"""


def roles(text: str) -> list[tuple[str, str]]:
    return [
        (block.role, text[block.start : block.end][:20]) for block in find_blocks(text)
    ]


def test_every_part_of_an_article_gets_its_role() -> None:
    assert [role for role, _ in roles(ARTICLE)] == [
        "headline",
        "caption",
        "dateline",
        "dateline",
        "body",
        "boilerplate",
        "body",
        "list",
        "list",
        "sources",
        "sources",
        "sources",
        "bio",
    ]


def test_the_byline_and_the_day_are_read_from_the_lines_below_the_headline() -> None:
    blocks = find_blocks(ARTICLE)

    assert byline_of(ARTICLE, blocks) == "Dana Example"
    assert published_on(ARTICLE, blocks) == dt.date(2022, 5, 3)


def test_an_article_that_names_neither_has_neither() -> None:
    text = "A headline\n\nThe body was written by nobody in 2022."
    blocks = find_blocks(text)

    assert byline_of(text, blocks) is None
    assert published_on(text, blocks) is None


def test_a_day_that_is_not_in_the_calendar_is_no_date() -> None:
    text = "A headline\n\n31 February 2022\n\nThe body was written."

    assert published_on(text, find_blocks(text)) is None


def test_a_single_paragraph_is_body() -> None:
    assert roles("The ferry sank on Monday") == [("body", "The ferry sank on Mo")]


def test_a_first_line_that_ends_with_a_stop_is_body_too() -> None:
    assert [role for role, _ in roles("It sank.\n\nNobody was hurt.")] == [
        "body",
        "body",
    ]


def test_markdown_marks_stay_outside_the_blocks() -> None:
    assert roles("# Ferry sinks\n\nIt sank on Monday.\n\n> It was dark, she said.") == [
        ("headline", "Ferry sinks"),
        ("body", "It sank on Monday."),
        ("quote", "It was dark, she sai"),
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "OSTHAVN, June 12, 2026 —",
        "OSTHAVN (June 12, 2026) –",
        "OSTHAVN, June 12, 2026 (Reuters) -",
        "OSTHAVN, Wednesday 12 June 2026 —",
        "OSTHAVN, Wednesday, June 12, 2026 —",
    ],
)
def test_the_day_of_a_dateline_is_the_articles(dateline: str) -> None:
    text = f"Ferry sinks\n\n{dateline} A ferry sank off Osthavn. Nobody died.\n"

    blocks = find_blocks(text)

    assert [(block.role, text[block.start : block.end]) for block in blocks][1:] == [
        ("dateline", dateline),
        ("body", "A ferry sank off Osthavn. Nobody died."),
    ]
    assert published_on(text, blocks) == dt.date(2026, 6, 12)


def test_a_city_before_a_dash_is_a_dateline() -> None:
    text = "Ferry sinks\n\nHELSINKI (Reuters) — The ferry sank on Monday."

    assert roles(text)[1:] == [
        ("dateline", "HELSINKI (Reuters) —"),
        ("body", "The ferry sank on Mo"),
    ]


def test_a_paragraph_with_a_picture_credit_is_a_caption() -> None:
    text = "Ferry sinks\n\nIt sank. So they said.\n\nThe quay today. Photo: A. N. Other"

    assert roles(text)[-1][0] == "caption"


def test_a_quotation_announced_by_a_colon_is_a_quote() -> None:
    text = "Ferry sinks\n\nThe captain wrote:\n\n“We had no warning. It was dark.”"

    assert roles(text)[-1][0] == "quote"


def test_a_reporter_quoted_at_the_end_is_no_biography() -> None:
    text = (
        "Ferry sinks\n\nThe ferry sank.\n\n"
        "“It was dark,” Ana Example, editor at the Harbor Times, said."
    )

    assert roles(text)[-1][0] == "body"


def test_lines_broken_for_width_are_one_paragraph() -> None:
    text = (
        "Ferry sinks\n\nThe ferry sank off\nthe coast on Monday while\nthe crew was"
        " asleep and\nnobody saw it."
    )

    assert len(find_blocks(text)) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Sources:",
        "## Sources",
        "References",
        "For more on this story, please consider these sources:",
        "Further reading:",
    ],
)
def test_a_lead_in_announces_the_source_list(line: str) -> None:
    assert is_source_lead_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sources close to the mayor said so.",
        "He named his sources at the trial on Monday",
    ],
)
def test_a_sentence_about_sources_announces_nothing(line: str) -> None:
    assert not is_source_lead_in(line)


def test_a_source_list_without_marks_ends_where_prose_begins() -> None:
    text = (
        "Ferry sinks\n\nThe ferry sank.\n\nSources:\n\nFerry log   Port Office\n"
        "Weather on Monday   Met Service\n\nShe lives by the sea and has two cats."
    )

    assert [role for role, _ in roles(text)][-3:] == ["sources", "sources", "bio"]


WRAPPED = """\
Old Quay Closes
A storm-worn town looks for a new harbor
By Dana Example
3 May 2022

The town council voted on Monday evening to close the old quay for good,
after engineers from Port Radio had found cracks in its walls. However,
Ana Example said the boats need not leave before the summer.
What happens next
The council meets again in June. It will then hear what the owners of
Harbor Lines want.

The council looked at these boats:
- The ferry to the island, which leaves from the old quay every morning
- The mail boat

Sources:
Old quay closed for good after the storm of the century  Harbor Times
Boats leave the town one after another in the early spring  Port Radio
What the mayor said about the quay on one rainy night in May and on the
following day (Town Radio)
"""


def test_lines_that_are_full_go_on_and_short_lines_stand_alone() -> None:
    assert [(role, start[:12]) for role, start in roles(WRAPPED)] == [
        ("headline", "Old Quay Clo"),
        ("caption", "A storm-worn"),
        ("dateline", "By Dana Exam"),
        ("dateline", "3 May 2022"),
        ("body", "The town cou"),
        ("boilerplate", "What happens"),
        ("body", "The council "),
        ("body", "The council "),
        ("list", "The ferry to"),
        ("list", "The mail boa"),
        ("sources", "Sources:"),
        ("sources", "Old quay clo"),
        ("sources", "Boats leave "),
        ("sources", "What the may"),
    ]


def test_a_wrapped_line_may_go_on_with_a_capital() -> None:
    body = [block for block in find_blocks(WRAPPED) if block.role == "body"]

    assert WRAPPED[body[0].start : body[0].end].count("\n") == 2
    assert WRAPPED[body[1].start : body[1].end].endswith("Harbor Lines want.")


def test_a_paragraph_on_each_line_is_not_wrapped_text() -> None:
    text = (
        "Ferry sinks\nThe ferry sank off the coast of the island on Monday night.\n"
        "Captain Ana Example was on the bridge when the water came.\n"
        "Nobody on board was hurt, and the boat was towed to the port."
    )

    assert len(find_blocks(text)) == 4


def test_short_lines_of_one_length_are_not_wrapped_text() -> None:
    text = "Ferry sinks\n\nIt sank.\n\nwater rose\nropes tore\nlamps went\nall silent"

    assert len(find_blocks(text)) == 6


@pytest.mark.parametrize("mark", ["*", "_", "**", "***"])
def test_emphasis_around_a_whole_paragraph_is_no_part_of_it(mark: str) -> None:
    text = f"# It Sank\n\n{mark}The ferry left late and sank.{mark}\n\nIt was old."

    standfirst = find_blocks(text)[1]

    assert text[standfirst.start : standfirst.end] == "The ferry left late and sank."


@pytest.mark.parametrize(
    "line",
    ["*The ferry* left late and *sank*.", "*The ferry left.", "The ferry left.*"],
)
def test_emphasis_inside_a_paragraph_stays(line: str) -> None:
    text = f"# It Sank\n\n{line}\n\nIt was old."

    paragraph = find_blocks(text)[1]

    assert text[paragraph.start : paragraph.end] == line


def test_a_byline_may_follow_a_standfirst_but_not_the_story() -> None:
    standfirst = "The ferry had left late, and nobody had counted who was on board."
    top = f"It Sank\n\n{standfirst}\n\nBy Dana Example\n\nMay 3, 2026\n\nIt was old."
    below = f"It Sank\n\n{standfirst}\n\n{standfirst}\n\nBy Dana Example\n\nIt was old."

    assert byline_of(top, find_blocks(top)) == "Dana Example"
    assert published_on(top, find_blocks(top)) == dt.date(2026, 5, 3)
    assert byline_of(below, find_blocks(below)) is None


@pytest.mark.parametrize("line", ["17:42", "17.20 GMT", "![A ferry](ferry.jpg)"])
def test_a_time_or_a_picture_alone_is_no_caption(line: str) -> None:
    blocks = find_blocks(f"Ferry sinks\n\n{line}\n\nThe ferry sank on Monday.\n")

    assert [block.role for block in blocks] == ["headline", "boilerplate", "body"]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        (
            "Additional reporting by the harbor desk; editing by D. Example",
            "boilerplate",
        ),
        ("(Reporting and writing by Dana Example)", "boilerplate"),
        ("The reporting by the harbor desk led to an inquiry.", "body"),
        ("Email your views to letters@tide.example", "boilerplate"),
    ],
)
def test_the_people_who_worked_on_an_article_are_no_claim(line: str, role: str) -> None:
    blocks = find_blocks(f"Ferry sinks\n\nThe ferry sank on Monday.\n\n{line}")

    assert blocks[-1].role == role


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Port Town, Norway — The ferry sank.", ["dateline", "body"]),
        ("Port Town, Indiana, United States - The ferry sank.", ["dateline", "body"]),
        ("Port Town, Norway — a place of boats — is old.", ["body"]),
        ("Harbor Chief Ana Bell In the old harbor, boats sank.", ["caption", "body"]),
        ("The Harbor Chief sat in the old harbor.", ["body"]),
        ("Ana Bell of the Harbor Fund; from file, 2008.", ["caption"]),
    ],
)
def test_what_runs_into_a_paragraph_is_told_from_it(
    line: str, expected: list[str]
) -> None:
    blocks = find_blocks(f"Ferry sinks\n\n{line}\n\nThe crew swam ashore at noon.")

    assert [block.role for block in blocks[1:-1]] == expected


def test_a_heading_of_many_sentences_is_no_headline() -> None:
    heading = "The bridge closed on Monday."
    rest = "\n\nEngineers had found cracks in four beams."

    assert roles(f"# {heading}{rest}")[0][0] == "headline"
    assert roles(f"# {' '.join([heading] * 10)}{rest}")[0][0] == "body"
