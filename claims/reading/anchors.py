"""Where words stand in a text: spans of whole characters.

Offsets are Unicode code points, end exclusive. What a reader sees as one character
(a grapheme cluster, Unicode Standard Annex 29) is never cut: where in doubt the rule
here keeps code points together.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_JOINER = "\u200d"
_EXTENDING = frozenset("\u200c\u200d\uff9e\uff9f\u0e33\u0eb3")
_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e"
    "\U000110bd\U000110cd\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a"
    "\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46\U00011f02"
)
# What Python's tables do not know yet may be a mark, or go before its letter.
_UNKNOWN = "Cn"
_JOINING_CATEGORIES = frozenset({"Mn", "Mc", "Me", _UNKNOWN})
_VIRAMA = 9
_RUN = re.compile(r"\s+|\S+")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")


CONTEXT = 32
"""How many characters of its surroundings go with a quotation, on either side."""


class Span(NamedTuple):
    """A range of code points of a text."""

    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether any code point is shared with `[start, end)`."""
        return self.start < end and start < self.end

    def as_json(self) -> dict[str, int]:
        """Give the span as JSON holds it."""
        return {"start": self.start, "end": self.end}


def is_boundary(text: str, at: int) -> bool:
    """Tell whether the text may be cut before `text[at]` without halving a character.

    Follows the rules of Unicode Standard Annex 29, on the safe side: it may refuse a
    cut that the annex allows, and never allows one that the annex refuses.
    """
    if at <= 0 or at >= len(text):
        return True
    after, before = text[at], text[at - 1]
    if (after < "\u0300" and before < "\u0300") or "\n" in {before, after}:
        return True
    return not (
        after in _EXTENDING
        or unicodedata.category(after) in _JOINING_CATEGORIES
        or _is_modifier_or_tag(after)
        or unicodedata.category(before) == _UNKNOWN
        or before == _JOINER
        or before in _PREPENDED
        or (unicodedata.combining(before) == _VIRAMA and after.isalpha())
        or (_is_flag_letter(before) and _is_flag_letter(after))
        or (_is_hangul(before) and _is_hangul(after))
    )


def whole_characters(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span until no character is cut at either end."""
    while not is_boundary(text, start):
        start -= 1
    while not is_boundary(text, end):
        end += 1
    return start, end


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Take blanks off both ends of a span, keeping characters whole.

    A blank that is one character with what stands beside it stays.
    """
    inside = text[start:end]
    first = start + len(inside) - len(inside.lstrip())
    last = start + len(inside.rstrip())
    if first > start and not is_boundary(text, first):
        first -= 1
    if last < end and not is_boundary(text, last):
        last += 1
    return first, max(first, last)


def selectors(text: str, start: int, end: int) -> list[dict[str, str | int]]:
    """Tell where words stand, so that other programs find them in a like text.

    Follows the W3C's Web Annotation Data Model: a TextQuoteSelector (section 4.2.4),
    whose prefix and suffix tell equal words apart, and a TextPositionSelector (4.2.5),
    which counts code points from 0, the end exclusive.
    """
    before, _ = whole_characters(text, max(0, start - CONTEXT), start)
    _, after = whole_characters(text, end, min(len(text), end + CONTEXT))
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[before:start],
            "suffix": text[end:after],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _is_modifier_or_tag(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_hangul(char: str) -> bool:
    return (
        "\u1100" <= char <= "\u11ff"
        or "\ua960" <= char <= "\ua97f"
        or "\uac00" <= char <= "\ud7ff"
    )


def find_words(
    text: str, words: str, *, marks: Sequence[tuple[int, int]] = ()
) -> Iterator[Span]:
    """Yield every place where words stand in a text, however its white space runs.

    Args:
        text: the text to look in, in Normalization Form C.
        words: what is looked for, as somebody copied it; a line break, several spaces
            and one space are the same.
        marks: start and end of what is in the text and nobody reads, the marks of
            links in order, two of each. Words that reach out of a link take in the
            whole link.

    Yields:
        The places in their order, each of whole characters; of places that overlap
        all. Blank words stand nowhere.
    """
    wanted = " ".join(words.split())
    folded, begins, starts = _as_read(text, marks)

    def in_the_text(where: int) -> int:
        piece = bisect_right(begins, where) - 1
        return starts[piece] + where - begins[piece]

    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        first, last = in_the_text(at), in_the_text(at + len(wanted) - 1)
        start, end = _with_whole_links(first, last + 1, marks)
        if is_boundary(text, start) and is_boundary(text, end):
            yield Span(start, end)
        at = folded.find(wanted, at + 1)


def _as_read(
    text: str, marks: Sequence[tuple[int, int]]
) -> tuple[str, list[int], list[int]]:
    """Return a text as people read it: without marks, each run of blanks one space.

    Returns:
        The text; where each unbroken piece of it begins, in it and in the text given.
    """
    pieces: list[str] = []
    begins: list[int] = []
    starts: list[int] = []
    length = 0
    is_parted = False
    for start, end in zip(
        [0, *(end for _start, end in marks)],
        [*(start for start, _end in marks), len(text)],
        strict=True,
    ):
        for run in _RUN.finditer(text, start, end):
            if run[0].isspace():
                is_parted = length > 0
                continue
            if is_parted:
                pieces.append(" ")
                length += 1
                is_parted = False
            pieces.append(run[0])
            begins.append(length)
            starts.append(run.start())
            length += len(run[0])
    return "".join(pieces), begins, starts


def _with_whole_links(
    start: int, end: int, marks: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    for opening, closing in zip(marks[::2], marks[1::2], strict=True):
        holds_opening = start <= opening[0] and opening[1] <= end
        holds_closing = start <= closing[0] and closing[1] <= end
        if holds_opening != holds_closing:
            start, end = min(start, opening[0]), max(end, closing[1])
    return start, end


SHORT_GAP = 40
"""Code points that may part two spans which stand next to each other."""


def joined(text: str, one: Span, other: Span) -> Span | None:
    """Return the span from the first start to the last end of two, if they are near.

    Returns:
        None where more than a few words, or an end of a paragraph, part them.
    """
    gap = text[min(one.end, other.end) : max(one.start, other.start)]
    if len(gap) > SHORT_GAP or _PARAGRAPH_END.search(gap):
        return None
    return Span(min(one.start, other.start), max(one.end, other.end))
