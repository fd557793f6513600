"""Every shape in which an article names its sources."""

import pytest

from claims.reading.blocks import find_blocks
from claims.reading.cited_sources import CitedSource, find_cited_sources, without_links
from claims.reading.reading import read

TITLE = "Ferry sank in calm weather"


def cited(entries: str, lead_in: str = "Sources:") -> list[CitedSource]:
    text = f"Ferry sinks\n\nThe ferry sank on Monday.\n\n{lead_in}\n\n{entries}\n"
    return list(find_cited_sources(text, find_blocks(text)))


@pytest.mark.parametrize(
    "entry",
    [
        f"{TITLE}  Harbor Times",
        f"{TITLE}\tHarbor Times",
        f"1. {TITLE}   Harbor Times",
        f"(1) {TITLE}   Harbor Times",
        f"[1] {TITLE}   Harbor Times",
        f"- {TITLE}  Harbor Times",
        f"• {TITLE}  Harbor Times",
        f"{TITLE} – Harbor Times",
        f"{TITLE} — Harbor Times",
        f"{TITLE}—Harbor Times",
        f"{TITLE} - Harbor Times",
        f"{TITLE} | Harbor Times",
        f"{TITLE}|Harbor Times",
        f"{TITLE} (Harbor Times)",
        f"{TITLE} [Harbor Times]",
        f"“{TITLE},” Harbor Times",
        f"{TITLE} – Harbor Times, 3 May 2022",
        f"{TITLE} – Harbor Times (2022-05-03)",
        f"{TITLE} – Harbor Times, May 2022",
        f"Ana Example. “{TITLE}” — Harbor Times, May 3, 2022",
        f'"{TITLE}" — Harbor Times, May 3, 2022',
        f'A. Example et al. "{TITLE}," Harbor Times',
    ],
)
def test_title_and_publisher_are_parted_by(entry: str) -> None:
    [source] = cited(entry)

    assert (source.title, source.publisher, source.url) == (TITLE, "Harbor Times", None)


@pytest.mark.parametrize(
    "entry",
    [
        f"{TITLE} | Harbor Times   Harbor Times",
        f"{TITLE} | Harbor Times | Harbor Times",
        f"{TITLE} | Harbor Times – Harbor Times",
        f"{TITLE} | Harbor Times (Harbor Times)",
    ],
)
def test_a_title_keeps_its_own_bar_where_the_publisher_is_repeated(entry: str) -> None:
    [source] = cited(entry)

    assert source.title == f"{TITLE} | Harbor Times"
    assert source.publisher == "Harbor Times"


@pytest.mark.parametrize(
    "entry",
    [
        f"[{TITLE}](https://example.org/ferry) – Harbor Times",
        f"- [{TITLE}](https://example.org/ferry), Harbor Times",
        f"[{TITLE} | Harbor Times](https://example.org/ferry)",
        f"Harbor Times: [{TITLE}](https://example.org/ferry)",
        f'<a href="https://example.org/ferry">{TITLE}</a> | Harbor Times',
        f"{TITLE} – Harbor Times https://example.org/ferry",
        f"{TITLE} (Harbor Times): https://example.org/ferry",
        f"{TITLE}   Harbor Times   <https://example.org/ferry>",
    ],
)
def test_an_address_is_kept_apart(entry: str) -> None:
    [source] = cited(entry)

    assert source.title == TITLE
    assert source.publisher == "Harbor Times"
    assert source.url == "https://example.org/ferry"


def test_an_address_alone_is_its_own_title() -> None:
    [source] = cited("https://example.org/ferry")

    assert (source.title, source.publisher) == ("https://example.org/ferry", None)


def test_a_title_alone_has_no_publisher() -> None:
    [source] = cited("The ferry - what we know so far")

    assert (source.title, source.publisher) == ("The ferry - what we know so far", None)


def test_the_list_is_complete_and_in_order_across_blank_lines() -> None:
    sources = cited("1. One – A\n\n2. Two – B\n3. Three – C")

    assert [source.title for source in sources] == ["One", "Two", "Three"]


def test_the_span_of_a_source_is_its_line_without_the_number() -> None:
    text = "Ferry sinks\n\nIt sank.\n\nSources:\n1. One – A"
    [source] = find_cited_sources(text, find_blocks(text))

    assert text[source.start : source.end] == "One – A"


def test_links_in_a_sentence_are_sources_of_that_sentence() -> None:
    text = (
        "Ferry sinks\n\nIt sank, [the port said](https://example.org/port) on Monday, "
        "and <a class='x' href='https://example.org/met'>the wind</a> was low."
    )
    port, wind = find_cited_sources(text, find_blocks(text))

    assert (port.title, port.url) == ("the port said", "https://example.org/port")
    assert (wind.title, wind.url) == ("the wind", "https://example.org/met")
    assert text[port.start : port.end].startswith("[the port said]")


def test_a_picture_in_markdown_is_no_source() -> None:
    text = "Ferry sinks\n\nIt sank. ![The quay](https://example.org/quay.jpg)"

    assert find_cited_sources(text, find_blocks(text)) == ()


def test_a_script_address_is_no_source() -> None:
    text = "Ferry sinks\n\nIt sank, [they said](javascript:alert(1)) on Monday."

    assert find_cited_sources(text, find_blocks(text)) == ()


def test_links_leave_their_words_behind() -> None:
    linked = "It [sank](https://example.org/a), <a href='https://example.org'>so</a>."

    assert without_links(linked) == "It sank, so."


@pytest.mark.parametrize(
    "lead_in",
    [
        "Sources:",
        "Sources",
        "References",
        "For more on this story, please consider these sources:",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_list_right_below_its_lead_in_is_read_to_its_end(
    lead_in: str, gap: str
) -> None:
    text = (
        f"Ferry sinks\n\nThe ferry sank. It was old.{gap}{lead_in}\n"
        "Ferry sank in calm weather  Harbor Times\n"
        "[Ferry plans](https://example.org/plans) Port Archive\n"
        "Who was at the helm? (Port Radio).\n"
        "https://example.org/ferry\n"
        "Ana Example is the first woman editor of the port | Harbor Times\n"
        "A ferry's end – Met Office\n"
    )
    reading = read(text)

    assert [(source.title, source.publisher) for source in reading.sources] == [
        ("Ferry sank in calm weather", "Harbor Times"),
        ("Ferry plans", "Port Archive"),
        ("Who was at the helm?", "Port Radio"),
        ("https://example.org/ferry", None),
        ("Ana Example is the first woman editor of the port", "Harbor Times"),
        ("A ferry's end", "Met Office"),
    ]
    assert [claim.quote for claim in reading.claims] == [
        "Ferry sinks",
        "The ferry sank",
        "It was old",
    ]


def test_a_link_may_run_over_a_line_break() -> None:
    text = (
        "Ferry sinks\n\nThe ferry sank in the night, [as the log of\n"
        "the port says](https://example.org/port) on its last page."
    )
    [source] = find_cited_sources(text, find_blocks(text))

    assert (source.title, source.url) == (
        "as the log of the port says",
        "https://example.org/port",
    )


def test_an_address_may_hold_round_brackets() -> None:
    reading = read(
        "Ferry sinks\n\nThe [log](https://example.org/2023_(final)) names nine boats."
    )

    assert [source.url for source in reading.sources] == [
        "https://example.org/2023_(final)"
    ]
    assert reading.claims[1].claim_reviewed == "The log names nine boats"


def test_a_publisher_may_share_its_brackets_with_a_date():
    reading = read(
        "Ferry sinks off the coast\n\nThe ferry sank off the coast on Monday.\n\n"
        "This report draws on the following sources:\n\n"
        "“The Last Voyage” (Harbor Times, March 2, 2026)\n"
    )

    assert [(s.title, s.publisher) for s in reading.sources] == [
        ("The Last Voyage", "Harbor Times")
    ]
