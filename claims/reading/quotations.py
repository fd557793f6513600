"""Quotations: what stands between quotation marks, and what only looks so."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.reading.anchors import Span
from claims.reading.blocks import Block

_MARKS = re.compile(r"[“”„«»\"]")
_SINGLE_OPENS = re.compile(
    r"['‘](?<![\w'’].)(?=\w)(?!(?:\d\ds?|em|tis|twas|til|till|cause|n)\b)",
    re.IGNORECASE,
)
_SINGLE_CLOSES = re.compile(r"['’](?<=[^\s'’‘].)(?!\w)")
_MAY_BE_POSSESSIVE = re.compile(r"(?<=s)['’](?=\s[^\W_])", re.IGNORECASE)
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
    """Find what stands between quotation marks, double or single.

    A quotation left open at the end of a paragraph goes on in the next one if that
    opens with a quotation mark too, or if a mark that only closes is the first in it;
    otherwise it ends with its paragraph. A single mark that opens one and is never
    closed is none.
    """
    blocks = [block for block in blocks if block.role in _QUOTED_ROLES]
    double = Quotations(list(_in_double_marks(text, blocks)))
    single = Quotations(list(_in_single_marks(text, blocks, double)))
    outer = [each for each in double.all if single.at(each.start) is None]
    return Quotations(sorted([*outer, *single.all], key=lambda each: each.start))


def _in_double_marks(text: str, blocks: Sequence[Block]) -> Iterator[Quotation]:
    opened: int | None = None
    last_end = 0
    for block in blocks:
        if (
            opened is not None
            and text[block.start] not in '“„«"'
            and not _closes_first(text, block)
        ):
            yield _quotation(text, opened, last_end)
            opened = None
        for mark in _MARKS.finditer(text, block.start, block.end):
            if opened is None:
                if _opens(text, mark.start(), block.start):
                    opened = mark.start()
            elif mark.start() != block.start and _closes(text, mark.start()):
                yield _quotation(text, opened, mark.end())
                opened = None
        last_end = block.end
    if opened is not None:
        yield _quotation(text, opened, last_end)


def _closes_first(text: str, block: Block) -> bool:
    """Tell whether the first quotation mark of a paragraph can only close one."""
    mark = _MARKS.search(text, block.start, block.end)
    if mark is None or mark.start() == block.start:
        return False
    before = text[mark.start() - 1]
    is_after_a_word = not before.isspace() and before not in "([—–-"
    return is_after_a_word and mark.group() in '"”»' and _closes(text, mark.start())


def _in_single_marks(
    text: str, blocks: Sequence[Block], double: Quotations
) -> Iterator[Quotation]:
    """Find what stands between marks that may be apostrophes, outside of others."""
    opened: int | None = None
    for block in blocks:
        opens = _free(_SINGLE_OPENS, text, block, double)
        closes = _free(_SINGLE_CLOSES, text, block, double)
        done = block.start
        if opened is not None and opens[:1] == [block.start]:
            opens[0] = opened
        opened = None
        for at, start in enumerate(opens):
            if done > start >= block.start:
                continue
            limit = opens[at + 1] if at + 1 < len(opens) else block.end
            end = _closing(text, closes, max(start, block.start), limit)
            if end is not None:
                yield _quotation(text, start, end + 1)
                done = end + 1
            elif at + 1 == len(opens):
                opened = start


def _free(
    marks: re.Pattern[str], text: str, block: Block, double: Quotations
) -> list[int]:
    """Give where marks stand in a block that are inside no other quotation."""
    return [
        mark.start()
        for mark in marks.finditer(text, block.start, block.end)
        if double.at(mark.start()) is None
    ]


def _closing(text: str, closes: list[int], start: int, limit: int) -> int | None:
    """Find what closes a quotation before `limit`; "workers’ rights" hardly does."""
    first = bisect_right(closes, start)
    last = bisect_left(closes, limit)
    for at in closes[first:last]:
        if not _MAY_BE_POSSESSIVE.match(text, at):
            return at
    return closes[first] if first < last else None


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
