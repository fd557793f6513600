"""Read an article out of a PDF file: paragraphs and links, from where words stand.

A PDF knows no paragraphs, only places on a page. A wider gap between two lines, or a
line set in, begins a paragraph; what stands in the area of a link is its words.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from sources.sandbox.answering import DAMAGED, TOO_MUCH, Refused
from sources.sandbox.prose import link

_MOST_PAGES = 500
_MOST_LINKS = 2000
_LONGEST_TEXT = 8_000_000
_GAP = 1.35
"""How much wider than the usual one a gap between lines is that parts paragraphs."""

_LARGE = 1.2
"""How much larger than the usual type a headline is set."""

_LOCKED = "This PDF has a password or is encrypted; save it without."
_PICTURES = "This PDF holds no text, only pictures of pages; paste the text instead."
_BROKEN_WORD = re.compile(r"(\w+)-\Z")


@dataclass(slots=True)
class _Line:
    """Words that stand on one height of a page, in points from its lower left."""

    left: float
    height: float
    size: float
    text: str = ""


@dataclass(slots=True)
class _Area:
    """A rectangle of a page that leads to an address, and the words in it."""

    address: str
    box: tuple[float, float, float, float]
    words: list[str] = field(default_factory=list)

    def holds(self, left: float, height: float) -> bool:
        x0, y0, x1, y1 = self.box
        return x0 - 1 <= left < x1 - 1 and y0 - 1 <= height <= y1


def read(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the text of all pages, the headline, and the author the file names.

    Raises:
        Refused: if it is encrypted, holds no text, or more pages than an article.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted:
            raise Refused(_LOCKED)
        if len(reader.pages) > _MOST_PAGES:
            raise Refused(TOO_MUCH)
        pages = []
        length = 0
        for page in reader.pages:
            pages.append(_lines(page))
            length += sum(len(line.text) for line in pages[-1])
            if length > _LONGEST_TEXT:
                raise Refused(TOO_MUCH)
        told: Any = reader.metadata or {}
        facts = {
            "title": str(told.get("/Title") or ""),
            "byline": str(told.get("/Author") or ""),
        }
    except PyPdfError as error:
        raise Refused(DAMAGED) from error
    lines = [line for page in pages for line in page]
    if not lines:
        raise Refused(_PICTURES)
    sizes = Counter(round(line.size, 1) for line in lines for _ in line.text)
    usual = sizes.most_common(1)[0][0]
    paragraphs = [text for page in pages for text in _paragraphs(page)]
    facts["headline"] = _headline(pages[0], usual)
    facts["text"] = "\n\n".join(paragraphs)
    return facts, b""


def _lines(page: pypdf.PageObject) -> list[_Line]:
    """Return the lines of a page in the order they were set, links as Markdown."""
    lines: list[_Line] = []
    areas = list(_areas(page))

    def visit(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        left, height = _place(tm, cm)
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        points = abs(size) * scale
        for number, piece in enumerate(text.split("\n")):
            is_new = (
                number
                or not lines
                or abs(lines[-1].height - height) > 0.4 * (points or 1)
            )
            if is_new and piece.strip():
                lines.append(_Line(left, height, points))
            if not lines or not piece:
                continue
            area = next((area for area in areas if area.holds(left, height)), None)
            if area is not None and piece.strip():
                area.words.append(piece)
            lines[-1].text += piece

    page.extract_text(visitor_text=visit)
    for area in areas:
        _put_in(area, lines)
    for line in lines:
        line.text = " ".join(line.text.split())
    return [line for line in lines if line.text]


def _place(tm: Any, cm: Any) -> tuple[float, float]:
    """Return where text stands: the text matrix within the page's own."""
    x, y = float(tm[4]), float(tm[5])
    return x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]


def _areas(page: pypdf.PageObject) -> Iterator[_Area]:
    annotations = page.get("/Annots")
    annotations = annotations.get_object() if annotations is not None else None
    if not isinstance(annotations, ArrayObject):
        return
    for reference in annotations[:_MOST_LINKS]:
        annotation = reference.get_object()
        if not isinstance(annotation, DictionaryObject):
            continue
        action = annotation.get("/A")
        action = action.get_object() if action is not None else None
        box = annotation.get("/Rect")
        if isinstance(action, DictionaryObject) and box is not None:
            address = action.get("/URI")
            sides = [float(side) for side in box.get_object()]
            if address is not None and len(sides) == 4:
                x0, x1 = sorted(sides[0::2])
                y0, y1 = sorted(sides[1::2])
                yield _Area(str(address.get_object()), (x0, y0, x1, y1))


def _put_in(area: _Area, lines: list[_Line]) -> None:
    """Make the words that stand in the area of a link a link; once, where they are."""
    for words in area.words:
        words = words.strip()
        for line in lines:
            at = line.text.find(words)
            before = line.text[:at]
            if at >= 0 and before.count("[") == before.count("]"):
                after = line.text[at + len(words) :]
                line.text = f"{before}{link(words, area.address)}{after}"
                break


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    """Give the paragraphs of a page, each on one line."""
    gaps = sorted(
        above.height - below.height
        for above, below in pairwise(lines)
        if above.height > below.height
    )
    # Of a short text most gaps may be those between paragraphs.
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    paragraph = ""
    before: _Line | None = None
    for line in lines:
        if before is not None and _begins(line, before, usual):
            yield paragraph
            paragraph = ""
        paragraph = _joined(paragraph, line.text)
        before = line
    if paragraph:
        yield paragraph


def _begins(line: _Line, before: _Line, usual: float) -> bool:
    gap = before.height - line.height
    is_set_in = line.left - before.left > 0.8 * line.size
    is_ended = before.text[-1] in '.!?:”"»'
    return (
        gap < 0
        or gap > _GAP * max(usual, before.size)
        or abs(line.size - before.size) > 0.5
        or (is_set_in and is_ended)
    )


def _joined(paragraph: str, line: str) -> str:
    """Join two lines; a word parted by a soft hyphen is whole again, others stay."""
    if paragraph.endswith("\u00ad"):
        return paragraph[:-1] + line
    if _BROKEN_WORD.search(paragraph) and line[:1].islower():
        return paragraph + line
    return f"{paragraph} {line}".strip()


def _headline(lines: list[_Line], usual: float) -> str:
    """Return what the first page sets in its largest type, if it is a headline."""
    largest = max((round(line.size, 1) for line in lines), default=0)
    if largest < _LARGE * usual:
        return ""
    found = [line.text for line in lines if round(line.size, 1) == largest]
    return " ".join(found)[:300]
