"""An article's text beside a form that asks for words of it, and a long one in parts.

What is shown is plain: where the claim stands now, what an orphan's sentence may have
become, and where claims stand already. Nothing of it is taken for granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from claims.choices import LeaveReason
from claims.models import Mention, Revision
from claims.reading.anchors import Span
from claims.reading.cited_sources import link_marks

MOST_AT_ONCE = 20_000
"""Characters of a text shown on one page; a longer one is shown in parts."""

_AROUND = 2
"""Paragraphs shown before and after a place."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a paragraph, and what stands in them.

    Attributes:
        how: ``here`` for the place asked about, ``perhaps`` for what it may have
            become, ``claimed`` for other claims; empty for nothing.
    """

    words: str
    how: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    role: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts in which a long text is shown.

    Attributes:
        number, last: which of how many, counted from 1.
        blocks: those of the text's reading that are shown.
    """

    number: int
    last: int
    blocks: Sequence[dict[str, Any]]

    @property
    def span(self) -> Span:
        if not self.blocks:
            return Span(0, 0)
        return Span(self.blocks[0]["start"], self.blocks[-1]["end"])

    @property
    def numbers(self) -> range:
        return range(1, self.last + 1)


@dataclass(frozen=True, slots=True)
class TextBeside:
    """A text to copy words from.

    Attributes:
        near: the paragraphs around the places asked about; empty if there are none.
        part: which part of the text ``whole`` is.
        marked: which of ``here``, ``perhaps`` and ``claimed`` are to be seen.
    """

    revision: Revision
    near: list[Paragraph]
    whole: list[Paragraph]
    part: Part
    marked: frozenset[str]


def part_of(revision: Revision, asked: str, *, at: int = 0) -> Part:
    """Return the part of a text that is asked for by number; else that of a place."""
    parts: list[list[dict[str, Any]]] = [[]]
    for block in revision.reading["blocks"]:
        if parts[-1] and block["end"] - parts[-1][0]["start"] > MOST_AT_ONCE:
            parts.append([])
        parts[-1].append(block)
    numbers = {str(number): number for number in range(1, len(parts) + 1)}
    begun = [blocks for blocks in parts if blocks and blocks[0]["start"] <= at]
    number = numbers.get(asked, max(1, len(begun)))
    return Part(number, len(parts), parts[number - 1])


def text_beside(
    revision: Revision,
    *,
    here: Iterable[Span] = (),
    perhaps: Iterable[Span] = (),
    part: str = "",
) -> TextBeside:
    """Return a text with these places marked in it.

    Args:
        here: where the claim stands now.
        perhaps: the sentences that an orphan's may have become.
        part: the number of the part asked for, as it came from outside.
    """
    marks = [("here", span) for span in here]
    marks += [("perhaps", span) for span in perhaps]
    places = [span for _, span in marks]
    shown = part_of(revision, part, at=min((span.start for span in places), default=0))
    blocks = revision.reading["blocks"]
    around = {
        number
        for at, block in enumerate(blocks)
        for span in places
        if block["start"] < span.end and span.start < block["end"]
        for number in range(at - _AROUND, at + _AROUND + 1)
    }
    near = [block for number, block in enumerate(blocks) if number in around]
    seen = [*near, *shown.blocks]
    mentions = Mention.objects.filter(
        revision=revision,
        start__lt=max((block["end"] for block in seen), default=0),
        end__gt=min((block["start"] for block in seen), default=0),
    ).exclude(claim__leave_reason=LeaveReason.RESHAPED)
    marks += [
        ("claimed", Span(start, end))
        for start, end in mentions.order_by("start").values_list("start", "end")
    ]
    links = [Span(*span) for span in link_marks(revision.text)]
    beside, whole = (
        [
            _paragraph(revision.text, block, marks, links)
            for block in each
            if not _is_rule(revision.text[block["start"] : block["end"]])
        ]
        for each in (near, shown.blocks)
    )
    return TextBeside(
        revision=revision,
        near=beside,
        whole=[] if len(near) == len(blocks) else whole,
        part=shown,
        marked=frozenset(
            run.how for paragraph in (*beside, *whole) for run in paragraph.runs
        ),
    )


def _is_rule(text: str) -> bool:
    """Whether a block is but the line under a table's head."""
    return text.startswith("|") and not text.strip("|-: ")


def _paragraph(
    text: str,
    block: dict[str, Any],
    marks: Sequence[tuple[str, Span]],
    links: Sequence[Span],
) -> Paragraph:
    """Cut a block wherever what stands in it changes; of a link its words are shown."""
    first, last = block["start"], block["end"]
    standing = [
        (how, span) for how, span in marks if span.start < last and first < span.end
    ]
    hidden = [span for span in links if span.start < last and first < span.end]
    cuts = {first, last}
    for span in [*(span for _, span in standing), *hidden]:
        cuts |= {max(first, span.start), min(last, span.end)}
    ordered = sorted(cuts)
    runs: list[Run] = []
    for start, end in pairwise(ordered):
        if any(span.start <= start < span.end for span in hidden):
            continue
        how = next((how for how, at in standing if at.start <= start < at.end), "")
        if runs and runs[-1].how == how:
            runs[-1] = Run(runs[-1].words + text[start:end], how)
        else:
            runs.append(Run(text[start:end], how))
    is_heading = text.endswith("# ", 0, first)
    return Paragraph("headline" if is_heading else block["role"], tuple(runs))
