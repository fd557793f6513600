"""Quotations: what stands between quotation marks, and what only looks so."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from claims.reading.anchors import Span
from claims.reading.blocks import Block

_MARKS = re.compile(r"[“”„«»\"]")
_QUOTED_ROLES = frozenset({"body", "quote", "list", "headline"})
_SCARE_QUOTE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks, marks included.

    `is_scare_quote` holds for a word or two in marks that quote nobody.
    """

    start: int
    end: int
    is_scare_quote: bool


class Quotations:
    """The quotations of an article, findable by place."""

    def __init__(self, found: list[Quotation]) -> None:
        self.all = tuple(found)
        self._starts = [quotation.start for quotation in found]

    def at(self, offset: int) -> Quotation | None:
        """Give the quotation that holds the code point at `offset`."""
        number = bisect_right(self._starts, offset) - 1
        if number >= 0 and offset < self.all[number].end:
            return self.all[number]
        return None

    def within(self, start: int, end: int) -> list[Quotation]:
        """Give the quotations that share a code point with `[start, end)`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, end - 1)
        return [each for each in self.all[first:last] if each.end > start]

    def mainly(self, span: Span) -> Quotation | None:
        """Give the quotation that most of a sentence stands in, if one is."""
        for quotation in self.within(span.start, span.end):
            shared = min(span.end, quotation.end) - max(span.start, quotation.start)
            if not quotation.is_scare_quote and shared * 2 > span.end - span.start:
                return quotation
        return None


def find_quotations(text: str, blocks: Sequence[Block]) -> Quotations:
    """Find what stands between quotation marks.

    A quotation left open at the end of a paragraph goes on in the next one if that
    opens with a quotation mark too; otherwise it ends with its paragraph.
    """
    found: list[Quotation] = []
    opened: int | None = None
    last_end = 0
    for block in blocks:
        if block.role not in _QUOTED_ROLES:
            continue
        if opened is not None and text[block.start] not in '“„«"':
            found.append(_quotation(text, opened, last_end))
            opened = None
        for mark in _MARKS.finditer(text, block.start, block.end):
            if opened is None:
                if _opens(text, mark.start(), block.start):
                    opened = mark.start()
            elif mark.start() != block.start and _closes(text, mark.start()):
                found.append(_quotation(text, opened, mark.end()))
                opened = None
        last_end = block.end
    if opened is not None:
        found.append(_quotation(text, opened, last_end))
    return Quotations(found)


def _opens(text: str, at: int, block_start: int) -> bool:
    mark = text[at]
    if mark == '"':
        return at == block_start or not text[at - 1].isalnum()
    return mark in "“„«"


def _closes(text: str, at: int) -> bool:
    mark = text[at]
    if mark == '"':
        return at + 1 >= len(text) or not text[at + 1].isalnum()
    return mark in "”»“"


def _quotation(text: str, start: int, end: int) -> Quotation:
    inner = text[start + 1 : end - 1].strip()
    few = len(inner.split(None, _SCARE_QUOTE_WORDS)) <= _SCARE_QUOTE_WORDS
    return Quotation(start, end, few and not inner.endswith((".", "!", "?", ",")))
