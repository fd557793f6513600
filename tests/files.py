"""Files as they come from outside, made here: harmless ones and the other kind."""

from __future__ import annotations

import io
import re
import struct
import textwrap
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from PIL import Image

HEADLINE = "Harbor Ferry Carried Over 900 Passengers"
AUTHOR = "Ann Writer"
ADDRESS = "https://port.example/log"
PARAGRAPHS = (
    "The night ferry carried 412 passengers on Monday, the port authority said. The "
    "ship left two hours late because a mooring line had to be replaced.",
    "The company canceled sailings to Oran, Bastia and Palermo. Mayor Ilse Brandt said "
    "that the quay would reopen in March.",
)
LINKED = "port authority"

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)


def word(body: str | None = None, *, parts: Mapping[str, bytes] | None = None) -> bytes:
    """Return a Word file with the story of the ferry, or with another body."""
    own = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="l1" Type="{_OFFICE}/hyperlink" Target="{ADDRESS}" '
        'TargetMode="External"/></Relationships>',
        "word/document.xml": document(story() if body is None else body),
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.'
        'openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>{AUTHOR}</dc:creator></cp:coreProperties>",
    }
    return zipped({name: part.encode() for name, part in own.items()} | (parts or {}))


def document(body: str) -> str:
    """Return the main part of a Word file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}" '
        f'xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>'
    )


def paragraph(words: str, style: str = "") -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
    return f"<w:p>{styled}{run}</w:p>"


def story() -> str:
    """Return the story as paragraphs of Word, with a link."""
    first, second = PARAGRAPHS
    before, _, after = first.partition(LINKED)
    linked = (
        paragraph(before).removesuffix("</w:p>")
        + f'<w:hyperlink r:id="l1"><w:r><w:t>{LINKED}</w:t></w:r></w:hyperlink>'
        + paragraph(after).removeprefix("<w:p>")
    )
    return (
        paragraph(HEADLINE, "Heading1")
        + paragraph(f"By {AUTHOR}")
        + linked
        + paragraph(second)
    )


def zipped(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def page(body: str | None = None) -> bytes:
    """Return a web page with the story of the ferry between menu and footer."""
    first, second = PARAGRAPHS
    linked = first.replace(LINKED, f'<a href="{ADDRESS}">{LINKED}</a>')
    if body is None:
        body = f"<p>{linked}</p><h2>On the quay</h2><p>{second}</p>"
    return (
        f"<!doctype html><html lang=en><head><title>{HEADLINE} - Harbor Gazette"
        f'</title><meta name=author content="{AUTHOR}"><meta property="article:'
        'published_time" content="2026-03-03T08:00:00Z"><script>alert(1)</script>'
        '</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>'
        f"<article><h1>{HEADLINE}</h1>{body}</article>"
        "<footer>Harbor Gazette, all rights reserved</footer></body></html>"
    ).encode()


def pdf(
    content: bytes | None = None,
    *,
    filters: str = "",
    trailer: str = "",
    extra: str = "",
) -> bytes:
    """Return a PDF of one page with the story, or with another content stream."""
    return pdf_of(
        _story_on_a_page() if content is None else content,
        links=[(0, _where_the_link_is(), ADDRESS)],
        filters=filters,
        trailer=trailer,
        extra=extra,
        title=HEADLINE,
        author=AUTHOR,
    )


def pdf_of(
    *pages: bytes,
    links: Sequence[tuple[int, str, str]] = (),
    form: bytes = b"",
    filters: str = "",
    trailer: str = "",
    extra: str = "",
    title: str = "",
    author: str = "",
) -> bytes:
    """Return a PDF of these content streams, on pages of 612 by 792 points.

    Its fonts are F1, Helvetica; F2, Courier, whose letters are all 0.6 em wide; and F3,
    in which codes 1 and 2 draw the ligatures of fi and ffi.

    Args:
        links: each as the number of its page, from 0, its rectangle and its address.
        form: what the form X1 draws, which every page has, and the form itself.
    """
    kids = [number * 2 + 8 for number in range(len(pages))]
    resources = (
        "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> "
        "/XObject << /X1 7 0 R >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] "
        f"/Count {len(pages)} >>".encode(),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding {encoding} "
            ">>".encode()
            for font, encoding in (
                ("Helvetica", "/WinAnsiEncoding"),
                ("Courier", "/WinAnsiEncoding"),
                ("Courier", "<< /Differences [1 /fi 2 /f_f_i] >>"),
            )
        ),
        f"<< /Title ({title}) /Author ({author}) >>".encode(),
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] {resources} /Matrix "
        f"[1 0 0 1 0 60] /Length {len(form)} >>\nstream\n".encode()
        + form
        + b"\nendstream",
    ]
    for number, (kid, stream) in enumerate(zip(kids, pages, strict=True)):
        notes = " ".join(
            f"<< /Type /Annot /Subtype /Link /Rect [{rectangle}] /A << /S /URI "
            f"/URI ({address}) >> >>"
            for page, rectangle, address in links
            if page == number
        )
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {kid + 1} "
            f"0 R {resources} /Annots [{notes}] >>".encode(),
            f"<< /Length {len(stream)} {filters} >>\nstream\n".encode()
            + stream
            + b"\nendstream",
        ]
    made, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, written in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n" % number + written + b"\nendobj\n"
    made += extra.encode()
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    made += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 6 0 R {trailer} >>\n"
        f"startxref\n{table}\n%%EOF\n"
    ).encode()
    return bytes(made)


def line(
    left: float, height: float, words: str, *, size: float = 10, font: str = "F2"
) -> bytes:
    """Return the operators that write words at a place on a page of a PDF."""
    shown = re.sub(r"([()\\])", r"\\\1", words).encode("cp1252")
    return b"BT /%b %g Tf %g %g Td (%b) Tj ET\n" % (
        font.encode(),
        size,
        left,
        height,
        shown,
    )


def _story_on_a_page() -> bytes:
    """Return the story as text operators: type of 24, 12, and lines of 14 points."""
    lines = [f"BT /F1 24 Tf 50 740 Td ({HEADLINE}) Tj ET"]
    lines.append(f"BT /F1 12 Tf 50 700 Td (By {AUTHOR}) Tj ET")
    before, _, after = PARAGRAPHS[0].partition(LINKED)
    height = 660
    lines.append(f"BT /F1 12 Tf 50 {height} Td ({before}) Tj ET")
    lines.append(f"BT /F1 12 Tf 50 {height - 14} Td ({LINKED}) Tj ET")
    lines.append(f"BT /F1 12 Tf 50 {height - 28} Td ({after.strip()}) Tj ET")
    lines.append(f"BT /F1 12 Tf 50 {height - 68} Td ({PARAGRAPHS[1]}) Tj ET")
    return "\n".join(lines).encode()


def _where_the_link_is() -> str:
    return "48 642 140 658"


def png(width: int = 40, height: int = 30, *, color: str = "#0b4a8f") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), color).save(drawn, "PNG")
    return drawn.getvalue()


def jpeg_with_notes(width: int = 60, height: int = 40) -> bytes:
    """Return a photo that tells where it was made, and which way up it is."""
    notes = Image.Exif()
    notes[0x0112] = 6  # turned by a quarter
    notes[0x010E] = "secret description"
    notes.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)  # the latitude
    drawn = io.BytesIO()
    picture = Image.new("RGB", (width, height), "#a83e00")
    picture.save(drawn, "JPEG", exif=notes, comment=b"secret comment")
    return drawn.getvalue()


def png_that_claims(width: int, height: int, rows: bytes = b"") -> bytes:
    """Return a PNG whose head announces a size that its few bytes unpack to."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return (
            struct.pack(">I", len(content))
            + checked
            + struct.pack(">I", zlib.crc32(checked))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


# Articles of several pages, with all that real ones have


def sentences(number: int) -> str:
    """Return a paragraph that differs from every other."""
    return (
        f"On day {number} the ferry carried {400 + number} passengers to Oran, a rise "
        f"of {number / 7:.1f} percent, the port authority said. Mayor Ilse Brandt "
        "called it a good day for the harbor."
    )


_VISITS = (("Pier", "Passengers"), ("North", "140,200"), ("South", "98,300"))


def long_page() -> bytes:
    """Return a saved page of a newspaper: teasers, an advertisement, facts, a table."""
    facts = (
        '<link rel="canonical" href="https://gazette.example/news/ferry">'
        '<meta property="og:site_name" content="Harbor Gazette">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": '
        f'"{HEADLINE}", "author": [{{"name": "{AUTHOR}"}}, {{"name": "Ben Other"}}]}}'
        "</script></head>"
    )
    rows = "".join(
        f"<tr>{''.join(f'<td><p>{cell}</p></td>' for cell in row)}</tr>"
        for row in _VISITS
    )
    paragraphs = [f"<p>{sentences(number)}</p>" for number in range(24)]
    paragraphs[3:3] = ['<div class="ad"><p>ADVERTISEMENT</p><p>Buy a boat.</p></div>']
    paragraphs[6:6] = [f'<p>See <a href="/log">{LINKED}</a> and others.</p>']
    paragraphs[9:9] = [f"<h2>On the quay</h2><table>{rows}</table>"]
    paragraphs[12:12] = ["<blockquote><p>It rained all day.</p></blockquote>"]
    paragraphs[15:15] = ["<ul><li><p>One ship.</p></li><li>Two quays.</li></ul>"]
    return page("".join(paragraphs)).replace(b"</head>", facts.encode(), 1)


def long_word() -> bytes:
    """Return a Word file with a list, a table, a note, a link and hidden words."""
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in _VISITS
    )
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r></w:p>"
    note = '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    body = [paragraph(sentences(number)) for number in range(24)]
    body[4:4] = [hidden, note, f"<w:tbl>{rows}</w:tbl>"]
    body[9:9] = [paragraph("On the quay", "Heading2"), *[paragraph("One ship.")] * 3]
    notes = (
        f'<w:footnotes xmlns:w="{_WORD}"><w:footnote w:id="2">'
        f"{paragraph('The log of the port.')}</w:footnote></w:footnotes>"
    )
    relations = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="l1" Type="{_OFFICE}/'
        f'hyperlink" Target="{ADDRESS}" TargetMode="External"/><Relationship Id="n1" '
        f'Type="{_OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>'
    )
    return word(
        story() + "".join(body),
        parts={
            "word/footnotes.xml": notes.encode(),
            "word/_rels/document.xml.rels": relations.encode(),
        },
    )


def long_pdf() -> bytes:
    """Return a PDF of three pages in two columns, with heads, feet, a table, links."""
    pages = []
    number = 0
    for page_number in (1, 2, 3):
        drawn = line(60, 770, "Harbor Gazette | 3 March 2026", size=8)
        drawn += line(280, 20, f"Page {page_number} of 3", size=8)
        if page_number == 1:
            drawn += line(50, 740, HEADLINE, size=18) + line(50, 715, f"By {AUTHOR}")
        for left in (50, 320):
            height = 690.0
            for _paragraph in range(4):
                for row in textwrap.wrap(sentences(number), 40):
                    drawn += line(left, height, row)
                    height -= 12
                height -= 8
                number += 1
        for row_number, row in enumerate(_VISITS):
            for left, cell in zip((50, 200), row, strict=True):
                drawn += line(left, 200 - 12 * row_number, cell)
        pages.append(drawn)
    links = [(page, "50 686 122 700", ADDRESS) for page in (0, 1, 2)]
    return pdf_of(*pages, links=links, title=HEADLINE, author=AUTHOR)
