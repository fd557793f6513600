"""The paragraphs of a PDF, which knows only lines.

A wider gap between two lines, a line set in or another size of type begins one; at the
end of a column or a page a sentence goes on. Words broken at the end of a line are
made whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from sources.sandbox.lines import Cell, Line, Piece
from sources.sandbox.prose import link

_GAP = 1.35
"""How much wider than the usual one a gap between lines is that parts paragraphs."""

_LOOSE = 1.6
"""Gaps in sizes of type from which a closed sentence closes the paragraph, too."""

_CLOSED = frozenset('.!?:…”"»’)')
_HYPHENS = ("-", "\u2010", "\u00ad")
_BROKEN = re.compile(r"\w[-\u2010\u00ad]\Z")
_AFTER_A_STEM = frozenset("and or to und oder bis et ou".split())
"""Words before which a hyphen ends a stem: two- to threefold, Haupt- und Nebensatz."""

_LONGEST_BYLINE = 12
_BETWEEN_NAMES = frozenset(
    "and und et y e of de la van von der den du da di le".split()
)


def paragraphs(pages: list[list[Line]]) -> Iterator[str]:
    """Give the paragraphs of all pages, each on one line, links as Markdown."""
    whole = _whole_words(pages)
    opened: list[Piece] = []
    for line, begins in _marked(pages):
        pieces = _pieces(line)
        if begins and opened:
            yield _written(opened)
            opened = pieces
        else:
            opened = _joined(opened, pieces, whole)
    if opened:
        yield _written(opened)


def _marked(pages: list[list[Line]]) -> Iterator[tuple[Line, bool]]:
    """Give each line, and whether it begins a paragraph."""
    before: Line | None = None
    for page in pages:
        usual = _usual_gap(page)
        for at, line in enumerate(page):
            after = page[at + 1] if at + 1 < len(page) else None
            is_new_page = at == 0
            if before is None or _stands_alone(line) or _stands_alone(before):
                yield line, True
            elif is_new_page or line.height > before.height:
                yield line, not _goes_on(line, before)
            else:
                yield line, _begins(line, before, after, usual)
            before = line


def _usual_gap(page: list[Line]) -> float:
    """Return the gap between two lines of one paragraph; of most pages at least one."""
    sizes = Counter(round(line.size, 1) for line in page).most_common(1)
    gaps = sorted(
        above.height - below.height
        for above, below in pairwise(page)
        if above.height > below.height
        and round(above.size, 1) == round(below.size, 1) == sizes[0][0]
    )
    # Of a short text nearly all gaps may be those between paragraphs.
    return gaps[len(gaps) // 8] if gaps else 0.0


def _begins(line: Line, before: Line, after: Line | None, usual: float) -> bool:
    margin = before.left
    if after is not None and before.height > line.height > after.height:
        margin = min(margin, after.left)
    gap = before.height - line.height
    is_set_in = line.left - margin > 0.8 * line.size
    is_closed = before.text[-1] in _CLOSED
    return (
        gap > _GAP * max(usual, before.size)
        or abs(line.size - before.size) > 0.5
        or (is_closed and (is_set_in or gap > _LOOSE * before.size))
    )


def _goes_on(line: Line, before: Line) -> bool:
    """Whether the sentence of one column goes on at the top of the next."""
    return (
        before.text[-1] not in _CLOSED
        and line.text[0].islower()
        and abs(line.size - before.size) <= 0.5
    )


def _stands_alone(line: Line) -> bool:
    """Whether a line is the row of a table, or says who wrote the article."""
    if len(line.cells) > 1:
        return True
    first, *names = line.text.split()
    return (
        first.lower() in ("by", "von", "par")
        and first[0].isupper()
        and 2 <= len(names) <= _LONGEST_BYLINE
        and names[-1][-1] not in _CLOSED
        and all(name[0].isupper() or name in _BETWEEN_NAMES for name in names)
    )


def _pieces(line: Line) -> list[Piece]:
    """Return what a line says, what leads to one address in one piece."""
    if len(line.cells) > 1:
        row = [Piece("| ")]
        for cell in line.cells:
            row += [*_pieces_of(cell), Piece(" | ")]
        row[-1] = Piece(" |")
        return row
    return _pieces_of(line.cells[0])


def _pieces_of(cell: Cell) -> list[Piece]:
    return [
        Piece("".join(piece.text for piece in group), address)
        for address, group in groupby(cell.pieces, key=lambda piece: piece.address)
    ]


def _joined(before: list[Piece], after: list[Piece], whole: _Words) -> list[Piece]:
    """Join two lines: a word between them is made whole, a link goes on."""
    if not before or not after:
        return before or after
    last, first = before[-1], after[0]
    between, text = " ", last.text.rstrip()
    next_word = re.split(r"\W", first.text, maxsplit=1)[0]
    if _BROKEN.search(text) and next_word and next_word not in _AFTER_A_STEM:
        between = ""
        if not whole.keep_hyphen(text, next_word):
            text = text[:-1]
    last = replace(last, text=text)
    if last.address == first.address:
        joined = [replace(last, text=f"{text}{between}{first.text}")]
    else:
        joined = [last, Piece(between), first]
    return [*before[:-1], *joined, *after[1:]]


def _written(pieces: list[Piece]) -> str:
    """Write down a paragraph, its links as Markdown."""
    written = []
    for piece in pieces:
        words = piece.text.strip()
        if not piece.address or not words:
            written.append(piece.text)
            continue
        before, _, after = piece.text.partition(words)
        written.append(f"{before}{link(words, piece.address)}{after}")
    return " ".join("".join(written).split())


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a document that no end of a line breaks."""

    known: frozenset[str]

    def keep_hyphen(self, before: str, after: str) -> bool:
        """Whether a hyphen at the end of a line belongs to the word.

        It does where the document has the word with it in the middle of a line, or
        both halves as words of their own and never the two as one.
        """
        if before[-1] == "\u00ad":
            return False
        start, end = re.split(r"\W", before[:-1].casefold())[-1], after.casefold()
        if start.isdigit() or not after[0].islower():
            return True
        if f"{start}-{end}" in self.known:
            return True
        return start + end not in self.known and {start, end} <= self.known


def _whole_words(pages: list[list[Line]]) -> _Words:
    known: set[str] = set()
    is_broken = False
    for line in (line for page in pages for line in page):
        words = re.findall(r"[\w-]+", line.text.casefold().replace("\u2010", "-"))
        if is_broken:
            # The other half of a word.
            del words[:1]
        is_broken = line.text.endswith(_HYPHENS)
        known.update(words[:-1] if is_broken else words)
    return _Words(frozenset(known))
