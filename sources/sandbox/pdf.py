"""Read an article out of a PDF file: headline, paragraphs and links.

A PDF knows letters and places on a page. :mod:`.glyphs` finds the strings,
:mod:`.lines` what stands on one line, :mod:`.furniture` what belongs to the page and
not to the article, and :mod:`.paragraphs` what belongs together.
"""

from __future__ import annotations

import io
from collections import Counter
from itertools import chain, groupby
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from sources.sandbox.answering import DAMAGED, TOO_MUCH, Refused
from sources.sandbox.furniture import Page, without_furniture
from sources.sandbox.glyphs import runs
from sources.sandbox.lines import Line, lines
from sources.sandbox.paragraphs import paragraphs

_MOST_PAGES = 500
_LONGEST_TEXT = 8_000_000
_LARGE = 1.2
"""How much larger than the usual type a headline is set."""

_LEAST_WORDS = 3
_LEAST_LETTERS = 12
"""A headline has as many; a first letter over several lines or a rubric has not."""

_LOCKED = "This PDF has a password or is encrypted; save it without."
_PICTURES = "This PDF holds no text, only pictures of pages; paste the text instead."


def read(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the text of all pages, the headline, and the author the file names.

    Raises:
        Refused: if it is encrypted, holds no text, or more pages than an article.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted:
            raise Refused(_LOCKED)
        pages = _pages(reader)
        told: Any = reader.metadata or {}
        facts = {
            "title": str(told.get("/Title") or ""),
            "byline": str(told.get("/Author") or ""),
        }
    except DependencyError as error:
        # A cipher for which no library is there: none is needed to refuse it.
        raise Refused(_LOCKED) from error
    except PyPdfError as error:
        raise Refused(DAMAGED) from error
    if not any(page.lines for page in pages):
        raise Refused(_PICTURES)
    usual = _usual_size(pages)
    kept = without_furniture(pages, usual)
    headline = _headline(kept[0], usual)
    body = [[line for line in page if line not in headline] for page in kept]
    facts["headline"] = " ".join(paragraphs([headline]))[:300]
    facts["text"] = "\n\n".join([*paragraphs([headline]), *paragraphs(body)])
    return facts, b""


def _pages(reader: pypdf.PdfReader) -> list[Page]:
    if len(reader.pages) > _MOST_PAGES:
        raise Refused(TOO_MUCH)
    pages = []
    length = 0
    for page in reader.pages:
        found = lines(runs(page))
        box = page.cropbox
        pages.append(Page(found, float(box.bottom), float(box.top)))
        length += sum(len(line.text) for line in found)
        if length > _LONGEST_TEXT:
            raise Refused(TOO_MUCH)
    return pages


def _usual_size(pages: list[Page]) -> float:
    """Return the size of type of most letters, of those between the margins if any."""
    inside = [line for page in pages for line in page.without(chain(*page.margins()))]
    sizes: Counter[float] = Counter()
    for line in inside or [line for page in pages for line in page.lines]:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _headline(page: list[Line], usual: float) -> list[Line]:
    """Return the lines of a page in its largest type, if they are a headline."""
    found: list[Line] = []
    for size, group in groupby(page, key=lambda line: round(line.size, 1)):
        together = list(group)
        text = " ".join(line.text for line in together)
        is_headline = len(text.split()) >= _LEAST_WORDS and len(text) >= _LEAST_LETTERS
        if is_headline and size > max(found[0].size if found else 0, _LARGE * usual):
            found = together
    return found
