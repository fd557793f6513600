from __future__ import annotations

from io import BytesIO

import mammoth
import pytest

from sources.sandbox.prose import prose
from tests import files


def text(html: str, base: str = "") -> list[str]:
    return prose(html, base=base)[1].split("\n\n")


# Items and quotes


@pytest.mark.parametrize("inner", ["<p>Ann said so.</p>", "Ann said so."])
@pytest.mark.parametrize(("tag", "marker"), [("li", "- "), ("blockquote", "> ")])
def test_an_item_or_quote_is_marked_whatever_it_holds(
    tag: str, marker: str, inner: str
):
    assert text(f"<{tag}>{inner}</{tag}><p>After it.</p>") == [
        f"{marker}Ann said so.",
        "After it.",
    ]


def test_every_paragraph_of_a_quote_is_a_quote_and_the_first_of_an_item_an_item():
    assert text("<blockquote><p>One.</p><p>Two.</p></blockquote>") == [
        "> One.",
        "> Two.",
    ]
    assert text("<ul><li><p>One.</p><p>Two.</p></li></ul>") == ["- One.", "Two."]


@pytest.mark.parametrize("empty", ["<li></li>", "<h2></h2>", "<li><p> </p></li>"])
def test_an_empty_item_or_heading_marks_nothing_after_it(empty: str):
    assert text(f"<p>Before.</p>{empty}<p>After.</p>") == ["Before.", "After."]


# Tables


def test_the_row_of_a_table_is_a_line_whatever_its_cells_hold():
    table = (
        "<table><tr><td><p>Library</p></td><td><p>Visits</p><p>a year</p></td></tr>"
        "<tr><td>Eastgate</td><td></td><td>140,200</td></tr></table><p>After.</p>"
    )

    assert text(table) == [
        "| Library | Visits a year |",
        "| Eastgate | 140,200 |",
        "After.",
    ]


def test_a_table_that_lays_out_a_letter_is_read_as_paragraphs():
    assert text("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>") == [
        "One.",
        "Two.",
    ]
    long = "It rained on the harbor. " * 15
    table = f"<table><tr><td><p>One.</p><p>{long}</p></td><td>Side</td></tr></table>"
    assert text(table) == ["One.", long.strip(), "Side"]


def test_a_table_of_word_is_rows_of_cells():
    def cell(words: str) -> str:
        return f"<w:tc>{files.paragraph(words)}</w:tc>"

    rows = "".join(
        f"<w:tr>{cell(name)}{cell(visits)}</w:tr>"
        for name, visits in [("Library", "Visits"), ("Eastgate", "140,200")]
    )
    html = mammoth.convert_to_html(BytesIO(files.word(f"<w:tbl>{rows}</w:tbl>"))).value

    assert "<td><p>" in html
    assert text(html) == ["| Library | Visits |", "| Eastgate | 140,200 |"]


# The headline


def test_a_heading_below_the_first_long_paragraph_is_no_headline():
    short, long = "<p>A kicker</p>", f"<p>{'The ferry left late. ' * 10}</p>"

    assert prose(f"{short}<h1>Ferry leaves late</h1>{long}")[0] == "Ferry leaves late"
    assert prose(f"{short}{long}<h1>Reaction</h1>")[0] == ""


# Links


@pytest.mark.parametrize(
    ("address", "base", "whole"),
    [
        ("/p", "https://a.example/b/c", "https://a.example/p"),
        ("d?x=1", "https://a.example/b/c", "https://a.example/b/d?x=1"),
        ("//b.example/x", "", "https://b.example/x"),
        ("https://b.example/x", "https://a.example/", "https://b.example/x"),
    ],
)
def test_an_address_is_made_whole(address: str, base: str, whole: str):
    assert text(f'<p><a href="{address}">Here</a></p>', base) == [f"[Here]({whole})"]


@pytest.mark.parametrize(
    ("address", "base"),
    [("/p", ""), ("/p", "file:///tmp/x.html"), ("mailto:a@b.example", "https://a.b/")],
)
def test_an_address_that_leads_nowhere_on_the_web_leaves_its_words(
    address: str, base: str
):
    assert text(f'<p><a href="{address}">Here</a></p>', base) == ["Here"]
