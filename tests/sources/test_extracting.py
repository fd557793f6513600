from __future__ import annotations

import datetime as dt
import re
import zlib

import pytest

from sources.extracting import LARGEST_FILE, Extracted, FileRefused, extract
from sources.sandbox import running
from sources.sandbox.answering import DAMAGED, TOO_DEEP, TOO_LARGE, TOO_MUCH
from tests import files

LINK = f"[{files.LINKED}]({files.ADDRESS})"


def read(raw: bytes, name: str) -> Extracted:
    return extract(raw=raw, file_name=name)


def words(text: str) -> str:
    return " ".join(text.split())


# What is taken from each kind of file


def test_a_word_file_gives_headline_byline_text_and_links():
    found = read(files.word(), "ferry.docx")

    assert found.headline == files.HEADLINE
    assert found.byline == files.AUTHOR
    assert found.text.startswith(f"{files.HEADLINE}\n\n")
    assert files.PARAGRAPHS[0].replace(files.LINKED, LINK) in found.text
    assert found.text.endswith(files.PARAGRAPHS[1])
    assert found.published_on is None


def test_a_web_page_gives_the_article_without_menu_footer_and_script():
    found = read(files.page(), "ferry.html")

    assert found.headline == files.HEADLINE
    assert found.byline == files.AUTHOR
    assert found.published_on == dt.date(2026, 3, 3)
    assert found.text.startswith(f"{files.HEADLINE}\n\n")
    assert LINK in found.text
    assert "## On the quay" in found.text
    for noise in ("alert", "Home", "reserved"):
        assert noise not in found.text


def test_a_pdf_gives_paragraphs_the_largest_line_as_headline_and_links():
    found = read(files.pdf(), "ferry.pdf")

    assert found.headline == files.HEADLINE
    assert found.byline == files.AUTHOR
    headline, byline, first, second = found.text.split("\n\n")
    assert headline == files.HEADLINE
    assert byline == f"By {files.AUTHOR}"
    assert first == files.PARAGRAPHS[0].replace(files.LINKED, LINK)
    assert second == files.PARAGRAPHS[1]


@pytest.mark.parametrize("name", ["a.txt", "a", "a b.TXT", "a.text"])
def test_text_is_taken_as_it_is(name: str):
    assert read(b"# Ferry\r\n\r\nIt left.", name).text == "# Ferry\n\nIt left."


@pytest.mark.parametrize("name", ["a.md", "a.MARKDOWN"])
def test_markdown_gives_the_words_without_their_marks(name: str):
    found = read(
        b"---\nauthor: Ann Writer\ndate: 2026-03-03\n---\n# Ferry\r\n\r\nIt *left*.",
        name,
    )

    assert found == Extracted(
        "text/plain", "Ferry\n\nIt left.", "Ferry", "Ann Writer", dt.date(2026, 3, 3)
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_text_marked_as_utf_16_is_read(name: str, encoding: str):
    said = f"Café ouvert. {files.PARAGRAPHS[0]}"
    written = files.page(f"<p>{said}</p>").decode() if name == "a.html" else said
    mark = "" if encoding == "utf-16" else "\ufeff"

    assert said in read((mark + written).encode(encoding), name).text


def test_text_in_another_encoding_is_refused_without_its_mark():
    """The negative control: nothing is guessed."""
    with pytest.raises(FileRefused):
        read("Café ouvert.".encode("utf-16-le"), "a.txt")


def test_a_page_says_where_it_is_and_whose():
    raw = files.page().replace(
        b"</head>",
        b'<link rel=canonical href="https://gazette.example/ferry">'
        b'<meta property="og:site_name" content="Harbor Gazette"></head>',
    )

    found = read(raw, "a.html")

    assert (found.url, found.publisher) == (
        "https://gazette.example/ferry",
        "Harbor Gazette",
    )


@pytest.mark.parametrize(
    "address",
    ["https://gazette.example/", "/ferry", "javascript:alert(1)", "https://[", "x" * 9],
)
def test_an_address_of_a_whole_site_or_of_nothing_is_not_the_article_s(address: str):
    raw = files.page().replace(
        b"</head>", f'<link rel=canonical href="{address}"></head>'.encode()
    )

    assert read(raw, "a.html").url == ""


def test_a_page_in_another_encoding_is_read_as_it_says():
    body = f"<p>{files.PARAGRAPHS[0]} Café de la Gare: «déjà vu».</p>" * 3
    raw = files.page(body).decode().replace("<head>", "<head><meta charset=latin-1>")

    assert "«déjà vu»" in read(raw.encode("latin-1"), "ferry.html").text


def test_a_short_fragment_of_a_page_is_read_whole():
    found = read(b"<p>The ferry left <b>late</b>.</p><p>It rained.</p>", "ferry.html")

    assert found.text == "The ferry left late.\n\nIt rained."


def test_who_saved_a_file_is_no_byline_unless_the_text_names_them():
    stranger = files.word(files.paragraph("The ferry left late on Monday."))

    assert read(stranger, "ferry.docx").byline == ""


def test_a_link_that_leads_nowhere_on_the_web_leaves_its_words():
    body = "".join(
        f'<p>{files.PARAGRAPHS[0]} <a href="{address}">words{number}</a></p>'
        for number, address in enumerate(
            [
                "javascript:alert(1)",
                "/relative",
                "data:text/html,x",
                "file:///etc/passwd",
            ]
        )
    )

    text = read(files.page(body), "ferry.html").text

    assert "words0" in text
    assert "](" not in text


def test_brackets_in_a_link_do_not_break_the_markdown():
    body = (
        f"<p>{files.PARAGRAPHS[0]}</p>"
        '<p><a href="https://a.example/x_(y)[z] w">the [first] (report)</a> said.</p>'
    )

    text = read(files.page(body), "ferry.html").text

    assert "[the (first) (report)](https://a.example/x_%28y%29%5Bz%5D%20w)" in text


# What a name promises, a file holds


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("a.pdf", files.word(), "called “a.pdf”, but what it holds is a Word file"),
        ("a.docx", files.pdf(), "but what it holds is a PDF"),
        ("a.txt", files.page(), "but what it holds is a web page"),
        ("a.txt", files.png(), "but what it holds is a PNG picture"),
        ("a.html", files.pdf(), "but what it holds is a PDF"),
        ("a.html", b"No tags at all", "but what it holds is plain text"),
        ("a.pdf", b"\x00\x01", "does not hold a PDF"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file (.doc)"),
        ("a.docm", files.word(), "may hold macros; save it without them"),
        ("a.doc", b"x", "save it as .docx"),
        ("a.rtf", b"{\\rtf1", "save it as .docx or as plain text"),
        ("a.exe", b"MZ", "is read from a .txt, .md, .html, .docx or .pdf file"),
        ("", b"\x89PNG\r\n\x1a\n", "is read from"),
        ("a.txt", b"x" * (LARGEST_FILE + 1), "larger than 10 megabytes"),
        ("a.txt", b"Ferry \xff", "not UTF-8 text: byte 7"),
        ("a.txt", b"Ferry\x00", "a NUL character"),
        ("a.docx", files.zipped({"word.txt": b"x"}), "This archive is no Word file"),
        ("../" * 30 + "x" * 300 + ".exe", b"MZ", "x…”"),
        ("evil\u202excod.exe", b"MZ", "this one is called “evilxcod.exe”"),
        ("a.html", b"", "“a.html” is empty"),
        ("a.docx", b"", "“a.docx” is empty"),
        ("a.pdf", b" \n", "“a.pdf” is empty"),
        ("a.txt", b"", "“a.txt” is empty"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_a_sentence(
    name: str, raw: bytes, sentence: str
):
    with pytest.raises(FileRefused, match=re.escape(sentence)) as raised:
        read(raw, name)

    assert len(str(raised.value)) < 200


# Bombs, each beside the same file without its charge


def _word_bomb() -> bytes:
    """100 MB of one paragraph, in less than a megabyte."""
    body = files.paragraph("A" * 1000).encode() * 100_000
    return files.word(parts={"word/footnotes.xml": body})


def _entities(depth: int) -> bytes:
    declared = "".join(
        f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, depth)
    )
    part = files.document(files.paragraph("X")).replace(
        "<w:document", f'<!DOCTYPE w [<!ENTITY e0 "ha">{declared}]><w:document', 1
    )
    part = part.replace(">X<", f">&e{depth - 1};<")
    return files.word(parts={"word/document.xml": part.encode()})


def _deep(levels: int) -> bytes:
    opened = "<w:tbl><w:tr><w:tc>" * levels
    closed = "</w:tc></w:tr></w:tbl>" * levels
    return files.word(opened + files.paragraph("Deep down.") + closed)


def _locked() -> bytes:
    raw = bytearray(files.word())
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    return bytes(raw)


def _flate(size: int) -> bytes:
    packed = zlib.compressobj(9)
    piece = b" " * 1_000_000
    made = b"".join(packed.compress(piece) for _ in range(size))
    return made + packed.flush()


BOMBS = {
    "100 MB of Word": ("a.docx", _word_bomb, {TOO_MUCH}),
    "entities": ("a.docx", lambda: _entities(9), {"declares XML entities"}),
    "one entity": ("a.docx", lambda: _entities(1), {"declares XML entities"}),
    "tables in tables": ("a.docx", lambda: _deep(2000), {TOO_DEEP}),
    "6,000 parts": (
        "a.docx",
        lambda: files.word(parts={f"word/media/{n}.xml": b"" for n in range(6000)}),
        {TOO_MUCH},
    ),
    "macros": (
        "a.docx",
        lambda: files.word(parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
        {"holds macros; save it without them"},
    ),
    "a password on Word": ("a.docx", _locked, {"has a password"}),
    "a password on PDF": (
        "a.pdf",
        lambda: files.pdf(
            trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
            f"/O <{'00' * 32}> /U <{'00' * 32}> >> /ID [<00> <00>]"
        ),
        {"encrypted"},
    ),
    "400 MB of a page's drawing": (
        "a.pdf",
        lambda: files.pdf(_flate(400), filters="/Filter /FlateDecode"),
        {DAMAGED, TOO_LARGE, TOO_MUCH, "no text"},
    ),
    "packed four times": (
        "a.pdf",
        lambda: files.pdf(
            _twice(_flate(300), 3), filters=f"/Filter [{'/FlateDecode ' * 4}]"
        ),
        {DAMAGED, TOO_LARGE, TOO_MUCH, "no text"},
    ),
    "tags in tags": (
        "a.html",
        lambda: files.page("<div>" * 300_000 + "Deep down."),
        {"", TOO_DEEP},
    ),
}


def _twice(packed: bytes, times: int) -> bytes:
    for _ in range(times):
        packed = zlib.compress(packed, 9)
    return packed


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_a_sentence_or_read_harmlessly(bomb: str):
    name, made, sentences = BOMBS[bomb]
    raw = made()
    assert len(raw) < LARGEST_FILE

    sentence, length = "", 0
    try:
        length = len(read(raw, name).text)
    except FileRefused as error:
        sentence = str(error)

    assert any(expected in sentence for expected in sentences)
    assert length < LARGEST_FILE
    assert bool(sentence) != bool(length)


def test_a_table_in_a_table_is_no_bomb():
    assert "Deep down." in read(_deep(3), "a.docx").text


def test_without_the_limit_the_bomb_would_take_more_memory_than_is_allowed():
    """The negative control: the same drawing of a page, with room for it."""
    bomb = files.word(files.paragraph("A" * 1000) * 12_000)
    with pytest.raises(running.Refused, match=TOO_LARGE):
        running.run("word", bomb, megabytes=90)

    assert len(running.run("word", bomb).facts["text"]) > 12_000_000


def test_a_picture_in_a_word_file_is_never_unpacked():
    """It would unpack to 400 MB."""
    bomb = files.word(parts={"word/media/image1.png": b"\x00" * 400_000_000})

    assert files.PARAGRAPHS[1] in read(bomb, "a.docx").text


def test_a_linked_picture_does_not_make_word_read_a_file_of_ours():
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/'
        'drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.'
        'openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic='
        '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        '<a:blip r:link="l2"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="l2" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/image" Target="file:///etc/passwd" '
        'TargetMode="External"/></Relationships>'
    )
    raw = files.word(
        files.paragraph("A picture follows.") + drawing,
        parts={"word/_rels/document.xml.rels": relations.encode()},
    )

    assert read(raw, "a.docx").text == "A picture follows."
