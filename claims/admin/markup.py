"""The marked-up text of an article: what is claimed where, and what nobody claimed.

Pure: no query, no template. The segments of a text, put together, are the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from claims.reading.cited_sources import link_marks

Claim = TypeVar("Claim")

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_BIDI_ISOLATES = frozenset("\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Span:
    """A block of the text: its role and where it stands, end exclusive."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark(Generic[Claim]):
    """One mention of a claim: where it stands, in code points, end exclusive."""

    start: int
    end: int
    claim: Claim


@dataclass(frozen=True, slots=True)
class Segment(Generic[Claim]):
    """A run of text throughout which the same claims are made.

    Attributes:
        claim: the claim of the shortest mention that covers the run, if any.
        also: the other claims whose mention ends with this run. A claim hidden under
            shorter ones is named by this in the run in which it ends.
        control: the name of an invisible direction mark, if the run is one.
        is_mark: whether the run is what makes words a link, and no words itself.
    """

    text: str
    claim: Claim | None
    also: tuple[Claim, ...]
    control: str
    is_mark: bool = False

    @property
    def address(self) -> str:
        """Where the link leads that the run ends, if it does."""
        return self.text[2:-1].strip(" <>") if self.text.startswith("](") else ""


@dataclass(frozen=True, slots=True)
class Passage(Generic[Claim]):
    """The segments of one block, or of the space between two (role "").

    Attributes:
        is_heading: whether Markdown marks the block as a heading.
    """

    role: str
    segments: tuple[Segment[Claim], ...]
    is_heading: bool = False

    @property
    def cells(self) -> list[list[Segment[Claim]]]:
        """The block as the row of a table; empty if it is none, or only a rule."""
        text = "".join(segment.text for segment in self.segments)
        if not (text.startswith("|") and text.endswith("|") and text.strip("|-: ")):
            return []
        cells: list[list[Segment[Claim]]] = []
        for segment in self.segments:
            if segment.text == "|":
                cells.append([])
            else:
                cells[-1].append(segment)
        return cells[:-1]

    @property
    def is_rule(self) -> bool:
        """Whether the block is the line under a table's head."""
        text = "".join(segment.text for segment in self.segments)
        return text.startswith("|") and not text.strip("|-: ")


def passages(
    text: str, *, blocks: Iterable[Span], marks: Iterable[Mark[Claim]]
) -> list[Passage[Claim]]:
    """Return the text in passages and segments, cut wherever a claim begins or ends.

    Args:
        text: a revision's text.
        blocks: disjoint, in the order of the text.
        marks: in any order; they may overlap, and reach over blocks.
    """
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    controls = {
        at for at, sign in enumerate(text) if sign in _BIDI_CONTROLS | _BIDI_ISOLATES
    }
    blocks = list(blocks)
    links = link_marks(text)
    marked = {at for span in links for at in range(*span)}
    bars = {
        at
        for block in blocks
        if text[block.start] == "|"
        for at in range(block.start, block.end)
        if text[at] == "|"
    }
    cuts = sorted(
        {mark.start for mark in ordered}
        | {mark.end for mark in ordered}
        | {place for span in links for place in span}
        | {place for at in controls | bars for place in (at, at + 1)}
    )
    found: list[Passage[Claim]] = []
    open_marks: list[Mark[Claim]] = []
    coming = iter(ordered)
    following = next(coming, None)
    cut = 0
    for block in _covering(len(text), blocks):
        segments = []
        start = block.start
        while start < block.end:
            while cut < len(cuts) and cuts[cut] <= start:
                cut += 1
            end = min(block.end, cuts[cut]) if cut < len(cuts) else block.end
            while following is not None and following.start <= start:
                open_marks.append(following)
                following = next(coming, None)
            open_marks = [mark for mark in open_marks if mark.end > start]
            segments.append(_segment(text, start, end, open_marks, start in marked))
            start = end
        is_heading = text.endswith("# ", 0, block.start)
        found.append(Passage(block.role, tuple(segments), is_heading))
    return found


def _covering(length: int, blocks: Iterable[Span]) -> Iterable[Span]:
    """Yield the blocks and, with an empty role, what lies between them."""
    at = 0
    for block in blocks:
        if block.start > at:
            yield Span("", at, block.start)
        yield block
        at = block.end
    if at < length:
        yield Span("", at, length)


def _segment(
    text: str, start: int, end: int, covering: list[Mark[Claim]], is_mark: bool
) -> Segment[Claim]:
    shortest_first = sorted(covering, key=lambda mark: mark.end - mark.start)
    run = text[start:end]
    is_control = run in _BIDI_CONTROLS | _BIDI_ISOLATES
    return Segment(
        text=run,
        claim=shortest_first[0].claim if shortest_first else None,
        also=tuple(mark.claim for mark in shortest_first[1:] if mark.end == end),
        control=unicodedata.name(run).lower() if is_control else "",
        is_mark=is_mark,
    )
