from __future__ import annotations

import pytest

from sources.sandbox import markdown

BODY = "# Council votes\n\nThe council voted *23 to 18*.\n"


def read(written: str) -> dict[str, str]:
    return markdown.read(written.encode())[0]


def test_what_stands_before_the_text_is_taken_as_facts():
    front = (
        '---\ntitle: "Council votes: a report"\nauthor: Zoë Brännström\n'
        "date: 2026-02-11T18:45:00Z\n# a comment\ntags: [a, b]\n"
        "url: https://a.example/x\n---\n\n"
    )

    assert read(front + BODY) == {
        "headline": "Council votes: a report",
        "byline": "Zoë Brännström",
        "published_on": "2026-02-11T18:45:00Z",
        "url": "https://a.example/x",
        "text": "Council votes\n\nThe council voted 23 to 18.",
    }


@pytest.mark.parametrize(
    "front",
    [
        '---\nauthors: ["Ann Writer", Ben Other]\n---\n',
        "---\nauthors:\n  - Ann Writer\n  - name: Ben Other\n---\n",
        "---\nauthors:\n- Ann Writer\n- Ben Other\nlayout: post\n---\n",
        "+++\nauthors = ['Ann Writer', 'Ben Other']\n+++\n",
    ],
)
def test_several_authors_are_all_named(front: str):
    assert read(front + BODY)["byline"] == "Ann Writer, Ben Other"


@pytest.mark.parametrize(
    "written",
    [
        "---\n\nThe council voted.\n\n---\n\nIt rained.",
        "---\ntitle: Never closed\n\nThe council voted. It rained.",
        "---\n" + "a: b\n" * 3000 + "---\n\nThe council voted. It rained.",
    ],
)
def test_a_line_across_is_no_beginning_of_facts(written: str):
    """The negative control: without the other line, or with sentences, it is text."""
    found = read(written)

    assert found["byline"] == ""
    assert "The council voted." in found["text"]
    assert "It rained." in found["text"]


def test_emphasis_pictures_and_marks_of_notes_are_no_words():
    found = read(
        "Visits fell[^1], **a fall of 8%** since ~~2018~~ 2019.\n\n"
        "![A picture](pic.jpg)\n\n[^1]: Source: the library service\n"
    )

    assert found["text"] == (
        "Visits fell, a fall of 8% since 2018 2019.\n\nSource: the library service"
    )


def test_links_of_every_form_keep_where_they_lead():
    found = read(
        "See [the minutes](https://a.example/m), the [Service][nls] and "
        "<https://b.example/x>.\n\n[nls]: https://stats.example/libraries\n"
    )

    assert found["text"] == (
        "See [the minutes](https://a.example/m), the "
        "[Service](https://stats.example/libraries) and "
        "[https://b.example/x](https://b.example/x)."
    )


def test_headings_lists_quotes_and_tables_stay_what_they_are():
    found = read(
        "# Votes\n\nSoft\nbreaks join.\n\n## Why\n\n- One\n- Two\n\n> Said so.\n\n"
        "| Library | Visits |\n|---|---|\n| Eastgate | 140,200 |\n"
    )

    assert found["headline"] == "Votes"
    assert found["text"].split("\n\n") == [
        "Votes",
        "Soft breaks join.",
        "## Why",
        "- One",
        "- Two",
        "> Said so.",
        "| Library | Visits |",
        "| Eastgate | 140,200 |",
    ]


def test_a_list_of_sources_keeps_its_lines_and_what_parts_title_and_publisher():
    found = read(
        "For more on this story, see these sources:\n\n"
        "Ferries stand still   Business Insider\n"
        "Harbor closed again\tNPR\n"
        "Ministry | Press release | USA TODAY\n\n"
        "1. Old harbor   The Courier\n2. New harbor (The Post)\n"
    )

    assert found["text"].split("\n\n") == [
        "For more on this story, see these sources:",
        "Ferries stand still   Business Insider\n"
        "Harbor closed again   NPR\n"
        "Ministry | Press release | USA TODAY",
        "- Old harbor   The Courier",
        "- New harbor (The Post)",
    ]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (
            "He left.  She\nstayed  on – so\nit was.",
            "He left. She stayed   on – so it was.",
        ),
        ("A line that ends  \nand goes on.", "A line that ends\nand goes on."),
        ("<b  class='x'>Bold</b>  words", "Bold words"),
        ("-  One\n-  Two", "- One\n\n- Two"),
        ("| A   | B |\n|---|---|\n| 1   | 2 |", "| A | B |\n\n| 1 | 2 |"),
        ("A sign\x02 of ours", "A sign of ours"),
    ],
)
def test_other_lines_and_blanks_are_read_as_in_any_markdown(written: str, text: str):
    """The negative control."""
    assert read(written)["text"] == text


def test_html_in_markdown_is_read_as_html():
    assert read("One<br>two.\n\n<script>alert(1)</script>\n")["text"] == "One\ntwo."
