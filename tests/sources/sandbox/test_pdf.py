from __future__ import annotations

import pytest

from sources.sandbox import pdf
from sources.sandbox.answering import Refused
from sources.sandbox.glyphs import Run
from sources.sandbox.lines import lines
from tests import files

HEADLINE = files.line(50, 720, "Council votes to close three libraries", size=20)
EM = 6.0
"""Points: how wide a letter of the tests' own type is, at its usual size of 10."""


def read(*pages: bytes, links: tuple[tuple[int, str, str], ...] = ()) -> list[str]:
    """Return the paragraphs of a PDF of these pages."""
    facts, _body = pdf.read(files.pdf_of(*pages, links=links))
    return facts["text"].split("\n\n")


def headline(*pages: bytes) -> str:
    return pdf.read(files.pdf_of(*pages))[0]["headline"]


def set_at(left: float, top: float, *words: str, leading: float = 12) -> bytes:
    """Return lines of the tests' own type, one below the other."""
    return b"".join(
        files.line(left, top - leading * number, line)
        for number, line in enumerate(words)
    )


def around(words: str, line: str, left: float, height: float) -> str:
    """Return the rectangle of some words in a line."""
    start = left + EM * line.index(words)
    return f"{start} {height - 3} {start + EM * len(words)} {height + 9}"


STORY = set_at(
    50,
    690,
    "The council voted 23 to 18 on Wednesday.",
    "The mayor said that the vote was close.",
)


# Links


def test_a_link_in_the_middle_of_a_line_is_kept():
    said = "The deficit is in the minutes, the clerk said."
    link = around("the minutes", said, 50, 690)

    (paragraph,) = read(
        set_at(50, 690, said), links=((0, link, "https://norvale.example/m"),)
    )

    assert paragraph == (
        "The deficit is in [the minutes](https://norvale.example/m), the clerk said."
    )


def test_a_link_over_two_lines_is_one_link():
    lines = ("The deficit is told in the min-", "utes of the day, he said.")
    links = (
        (0, around("the min-", lines[0], 50, 690), "https://norvale.example/m"),
        (0, around("utes", lines[1], 50, 678), "https://norvale.example/m"),
    )

    (paragraph,) = read(set_at(50, 690, *lines), links=links)

    assert paragraph == (
        "The deficit is told in [the minutes](https://norvale.example/m) of the day, "
        "he said."
    )


def test_two_links_beside_each_other_stay_two():
    said = "First second."
    links = tuple(
        (0, around(word, said, 50, 690), f"https://{word}.example/")
        for word in ("First", "second")
    )

    (paragraph,) = read(set_at(50, 690, said), links=links)

    assert (
        paragraph
        == "[First](https://First.example/) [second](https://second.example/)."
    )


# Tables and columns


def test_the_cells_of_a_table_are_parted_and_its_rows_are_lines():
    table = b"".join(
        files.line(left, 690 - 12 * row, words)
        for row, cells in enumerate(
            [("Library", "Visits"), ("Eastgate", "140,200"), ("Mill St", "98,300")]
        )
        for left, words in zip((50, 200), cells, strict=True)
    )

    assert read(table) == [
        "| Library | Visits |",
        "| Eastgate | 140,200 |",
        "| Mill St | 98,300 |",
    ]


def test_the_widest_cell_of_a_table_is_parted_where_the_others_are():
    rows = [("Library", "Visits"), ("Millbrook", "98,300")]
    table = b"".join(
        files.line(left, 690 - 12 * row, words)
        for row, cells in enumerate(rows)
        for left, words in zip((50, 50 + 9 * EM + 2.5), cells, strict=True)
    )

    assert read(table) == ["| Library | Visits |", "| Millbrook | 98,300 |"]


def test_words_written_one_by_one_are_parted_by_spaces():
    said = files.line(50, 690, "The") + files.line(50 + 4 * EM, 690, "council")

    assert read(said + files.line(50 + 11 * EM, 690, "'s vote.")) == [
        "The council's vote."
    ]


def test_columns_written_row_by_row_are_read_one_after_the_other():
    left = ("Norvale's city coun-", "cil voted 23 to 18 on", "Wednesday to close three")
    right = ("libraries, citing a defi-", "cit of 14 million, as the", "minutes show.")
    rows = b"".join(
        files.line(50, 690 - 12 * row, left[row])
        + files.line(320, 690 - 12 * row, right[row])
        for row in range(3)
    )

    assert read(HEADLINE + rows)[1:] == [
        "Norvale's city council voted 23 to 18 on Wednesday to close three libraries, "
        "citing a deficit of 14 million, as the minutes show."
    ]


# What belongs to the page and not to the article


def _three_pages() -> list[bytes]:
    return [
        files.line(60, 770, "Norvale Courier | 11 February 2026", size=8)
        + (HEADLINE if page == 1 else b"")
        + set_at(50, 650, f"Sentence number {'one two three'.split()[page - 1]}.")
        + files.line(280, 20, f"Page {page} of 3 - https://courier.example/x", size=8)
        for page in (1, 2, 3)
    ]


def test_what_recurs_at_the_edges_of_pages_is_no_part_of_the_article():
    assert read(*_three_pages()) == [
        "Council votes to close three libraries",
        "Sentence number one.",
        "Sentence number two.",
        "Sentence number three.",
    ]


def test_what_stands_at_the_edge_of_one_page_only_is_kept():
    """The negative control: it is recurring that makes a line furniture."""
    pages = _three_pages()
    pages[1] += files.line(60, 760, "A sentence that goes up to the edge.")

    assert "A sentence that goes up to the edge." in read(*pages)


def test_what_a_browser_prints_along_is_no_part_of_the_article():
    printed = (
        files.line(24, 775, "11/28/26, 8:39 AM", size=8)
        + files.line(300, 775, "Council votes | Norvale Courier", size=8)
        + files.line(24, 17, "file:///home/ann/story.html", size=8)
        + files.line(575, 17, "1/1", size=8)
    )

    assert read(HEADLINE + STORY + printed) == [
        "Council votes to close three libraries",
        "The council voted 23 to 18 on Wednesday. The mayor said that the vote was "
        "close.",
    ]


def test_a_page_of_nothing_but_furniture_is_kept():
    assert read(files.line(60, 770, "Page 1 of 3")) == ["Page 1 of 3"]


# The headline


def test_the_headline_goes_first_whatever_stands_above_it():
    page = set_at(50, 740, "Politics") + HEADLINE + STORY

    assert read(page)[:2] == ["Council votes to close three libraries", "Politics"]


@pytest.mark.parametrize("large", ["N", "News", "The Sun"])
def test_a_first_letter_or_a_rubric_is_no_headline(large: str):
    page = files.line(50, 740, large, size=48) + HEADLINE

    assert headline(page + STORY) == ("Council votes to close three libraries")


def test_a_first_letter_over_several_lines_belongs_to_its_word():
    page = (
        HEADLINE
        + files.line(50, 672, "N", size=30)
        + set_at(
            90, 690, "orvale's council voted 23 to 18 on", "Wednesday to close it."
        )
    )

    assert read(page)[1] == "Norvale's council voted 23 to 18 on Wednesday to close it."


# Words and paragraphs


@pytest.mark.parametrize(
    ("elsewhere", "lines", "whole"),
    [
        ("It rained.", ("The coun-", "cil voted."), "The council voted."),
        ("No council met.", ("The coun-", "cil voted."), "The council voted."),
        ("A long-term plan.", ("The long-", "term debt."), "The long-term debt."),
        ("A long term.", ("The long-", "term debt."), "The long-term debt."),
        ("It rained.", ("From 2019-", "2021 on."), "From 2019-2021 on."),
        ("It rained.", ("The Anglo-", "Irish bank."), "The Anglo-Irish bank."),
        ("It rained.", ("Two-", "to threefold."), "Two- to threefold."),
        ("It rained.", ("It was late -", "too late."), "It was late - too late."),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_whole_again(
    elsewhere: str, lines: tuple[str, str], whole: str
):
    assert read(set_at(50, 690, elsewhere) + set_at(50, 650, *lines))[1] == whole


def test_letters_drawn_as_one_are_letters_again():
    page = files.line(50, 690, "the o\x02cial \x01gure", font="F3")

    assert read(page) == ["the official figure"]


def test_a_byline_is_a_paragraph_of_its_own():
    page = HEADLINE + set_at(
        50, 690, "By Zoë Brännström and Mark O’Dell", "The council voted 23 to 18."
    )

    assert read(page)[1:] == [
        "By Zoë Brännström and Mark O’Dell",
        "The council voted 23 to 18.",
    ]


def test_a_sentence_that_begins_like_a_byline_is_none():
    page = set_at(50, 690, "It was late.", "By Monday the council", "had voted.")

    assert read(page) == ["It was late. By Monday the council had voted."]


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page():
    first = set_at(50, 690, "The group", "said that") + set_at(300, 690, "the vote")

    assert read(first, set_at(50, 690, "was close.", "It was."), HEADLINE)[0] == (
        "The group said that the vote was close. It was."
    )


def test_a_new_sentence_in_the_next_column_begins_a_paragraph():
    first = set_at(50, 690, "It was", "close.") + set_at(300, 690, "The vote is over.")

    assert read(first) == ["It was close.", "The vote is over."]


def test_single_lines_set_apart_are_paragraphs():
    page = HEADLINE + set_at(50, 690, "One.", "Two.", "Three.", leading=24)

    assert read(page)[1:] == ["One.", "Two.", "Three."]


def test_hebrew_is_read_from_right_to_left():
    """As a page draws it, from the left: the last word first, its last letter first."""
    drawn = [
        Run("18 לומ", 50, 80, 700, 10),
        Run("23", 85, 95, 700, 10),
        Run("העיבצה", 100, 140, 700, 10),
    ]

    (line,) = lines(drawn)

    assert line.text == "הצביעה 23 מול 18"


# Forms: pieces of a page that are drawn as a whole


def _with_form(drawn: bytes) -> bytes:
    return files.pdf_of(set_at(50, 690, "Above it.") + b"/X1 Do", form=drawn)


def test_what_a_form_shows_is_read_where_it_is_drawn():
    text = pdf.read(_with_form(set_at(50, 590, "In the form.")))[0]["text"]

    assert text == "Above it.\n\nIn the form."


def test_a_form_that_draws_itself_is_refused():
    with pytest.raises(Refused, match="unpacks to more"):
        pdf.read(_with_form(set_at(50, 590, "Again.") + b"/X1 Do"))


# Locks


@pytest.mark.parametrize("version", [4, 5])
def test_a_locked_pdf_is_said_to_be_locked(version: int):
    """Version 5 is AES-256, for which there is no library here, and needs none."""
    locked = files.pdf(
        trailer=f"/Encrypt << /Filter /Standard /V {version} /R {version + 1} /P -4 "
        f"/O <{'00' * 48}> /U <{'00' * 48}> /OE <{'00' * 32}> /UE <{'00' * 32}> "
        f"/Perms <{'00' * 16}> /Length {256 if version == 5 else 128} "
        f"/CF << /StdCF << /CFM /{'AESV3' if version == 5 else 'AESV2'} >> >> "
        "/StmF /StdCF /StrF /StdCF >> /ID [<00> <00>]"
    )

    with pytest.raises(Refused, match="has a password or is encrypted"):
        pdf.read(locked)
