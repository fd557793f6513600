"""The lines of a PDF's page: strings that stand on one height, in reading order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from sources.sandbox.glyphs import Run

_SAME_HEIGHT = 0.4
_SPACE = 0.15
_WIDE = 0.75
_CELL = 1.25
"""Widths of gaps in em: from here on two strings are two words, or two cells.

A space is a quarter of an em (from a sixth, where a line is set tight). What is wider
than five of them parts a table or two columns. In the widest cell of a table the gap
is no wider than a space: there it parts what a wide one parts right above or below.
"""

_LEAST_ROWS = 3
_LEAST_WORDS = 3
"""A gutter over so many lines, with so many words beside it in each, parts columns."""

_DROP_CAP = 1.8
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z0-9.,:%€$£+-]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line that lead to one address, or to none."""

    text: str
    address: str = ""


@dataclass(slots=True)
class Cell:
    """What stands together on a line: all of it, or one cell of a table's row."""

    left: float
    right: float
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(piece.text for piece in self.pieces).split())


@dataclass(slots=True, eq=False)
class Line:
    """Cells on one height, in points from the lower left of the page."""

    height: float
    size: float
    cells: list[Cell]

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right

    @property
    def text(self) -> str:
        return " | ".join(cell.text for cell in self.cells)


def lines(runs: Iterable[Run]) -> list[Line]:
    """Return the lines that strings make, columns one after the other."""
    found: list[Line] = []
    on_this_height: list[Run] = []
    for run in runs:
        if on_this_height:
            first = on_this_height[0]
            apart = abs(first.height - run.height)
            if apart > _SAME_HEIGHT * (max(first.size, run.size) or 1):
                _end(on_this_height, found)
                on_this_height = []
        if on_this_height or run.text.strip():
            on_this_height.append(run)
    _end(on_this_height, found)
    return _columns(_with_drop_caps(_settled(found)))


def _end(runs: list[Run], found: list[Line]) -> None:
    """Make a line of the strings on one height."""
    if not runs:
        return
    size = max(runs, key=lambda run: len(run.text)).size
    runs = sorted(runs, key=lambda run: run.left)
    cells: list[Cell] = []
    for run in runs:
        gap = (run.left - cells[-1].right) / (size or 1) if cells else _CELL
        if gap > _SPACE:
            cells.append(Cell(run.left, run.right))
        cell = cells[-1]
        cell.pieces.append(Piece(run.text, run.address))
        cell.right = max(cell.right, run.right)
    cells = [cell for cell in cells if cell.text]
    if any(_is_right_to_left(cell.text) for cell in cells):
        cells.reverse()
        for cell in cells:
            cell.pieces = [
                Piece(_turned(piece.text), piece.address)
                for piece in reversed(cell.pieces)
            ]
    if cells:
        found.append(Line(runs[0].height, size, cells))


def _settled(found: list[Line]) -> list[Line]:
    """Return the lines with those gaps closed that only part words."""
    gaps = [
        [
            (after.left, (after.left - before.right) / (line.size or 1))
            for before, after in pairwise(line.cells)
        ]
        for line in found
    ]
    settled = []
    for number, line in enumerate(found):
        near = gaps[number + 1] if number + 1 < len(gaps) else []
        near = near + gaps[number - 1] if number else near
        cells = line.cells[:1]
        for cell, (left, gap) in zip(line.cells[1:], gaps[number], strict=True):
            widest = max(
                (width for at, width in near if abs(at - left) < line.size / 5),
                default=0.0,
            )
            if gap >= _CELL or (widest and max(gap, widest) >= _WIDE):
                cells.append(cell)
            else:
                pieces = [*cells[-1].pieces, Piece(" "), *cell.pieces]
                cells[-1] = Cell(cells[-1].left, cell.right, pieces)
        settled.append(Line(line.height, line.size, cells))
    return settled


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _turned(text: str) -> str:
    """Return letters drawn from left to right in the order they are read."""
    return _LEFT_TO_RIGHT.sub(lambda word: word[0][::-1], text[::-1])


def _with_drop_caps(found: list[Line]) -> list[Line]:
    """Put a first letter over several lines before the word it begins."""
    kept: list[Line] = []
    for line in found:
        before = kept[-1] if kept else None
        if (
            before is not None
            and len(before.text) <= 2
            and before.text[-1].isalpha()
            and before.size > _DROP_CAP * line.size
            and before.right <= line.left
            and before.height <= line.height < before.height + before.size
        ):
            line.cells[0].pieces.insert(0, Piece(before.text))
            kept.pop()
        kept.append(line)
    return kept


def _columns(found: list[Line]) -> list[Line]:
    """Read each column through, where lines were written straight across columns."""
    ordered: list[Line] = []
    at = 0
    while at < len(found):
        end, gutter = _gutter(found, at)
        if gutter is None:
            ordered += found[at:end]
        else:
            left, right = _parted(found[at:end], gutter)
            ordered += left
            ordered += _columns(right)
        at = end
    return ordered


def _gutter(found: list[Line], start: int) -> tuple[int, float | None]:
    """Return how far lines go on beside a white strip, and where it is.

    Of a table the strip is none: its rows are read one after the other.
    """
    if len(found[start].cells) < 2:
        return start + 1, None
    left, right = found[start].cells[0].right, found[start].cells[1].left
    end, rows = start, 0
    above = found[start].height
    for line in found[start:]:
        middle = (left + right) / 2
        before = [cell.right for cell in line.cells if cell.right <= middle]
        after = [cell.left for cell in line.cells if cell.left >= middle]
        narrower = max([left, *before]), min([right, *after])
        is_across = len(before) + len(after) < len(line.cells)
        if (
            is_across
            or narrower[1] - narrower[0] < line.size / 2
            or line.height > above
        ):
            break
        left, right = narrower
        rows += bool(before and after)
        above = line.height
        end += 1
    if rows < _LEAST_ROWS:
        return start + 1, None
    sides = _parted(found[start:end], (left + right) / 2)
    words = min(
        sum(len(line.text.split()) for line in side) / max(1, len(side))
        for side in sides
    )
    return end, (left + right) / 2 if words >= _LEAST_WORDS else None


def _parted(found: list[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    """Cut lines in two at a gutter."""
    sides: tuple[list[Line], list[Line]] = [], []
    for line in found:
        for side, is_right in zip(sides, (False, True), strict=True):
            cells = [cell for cell in line.cells if (cell.left >= gutter) == is_right]
            if cells:
                side.append(Line(line.height, line.size, cells))
    return sides
