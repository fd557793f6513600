"""What a page of a PDF shows: strings, and where each begins and ends.

A PDF says where a string begins; where it ends follows from the widths of its letters.
Only so can a link in the middle of a line, the gap between two cells and the gutter
between two columns be told. The operators are those of ISO 32000-1, chapters 8.4, 8.10
and 9; what paints and does not write is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    StreamObject,
)

from sources.sandbox.answering import TOO_MUCH, Refused
from sources.sandbox.letters import Letters, letters_of, numbers_of

_MOST_LINKS = 2000
_MOST_FORMS = 2000
_DEEPEST_FORM = 10
_Matrix = tuple[float, float, float, float, float, float]
_HERE: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Run:
    """Words shown at once; in points from the lower left of the page.

    Attributes:
        height: of the line the letters stand on.
        address: where they lead to; empty where they are no link.
    """

    text: str
    left: float
    right: float
    height: float
    size: float
    address: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a page that leads to an address."""

    address: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class _State:
    """How text is written now; saved and restored as the page asks."""

    ctm: _Matrix = _HERE
    font: Letters | None = None
    size: float = 12.0
    character_spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


_SET = {
    b"Tc": "character_spacing",
    b"Tw": "word_spacing",
    b"TL": "leading",
    b"Ts": "rise",
}


def runs(page: pypdf.PageObject) -> Iterator[Run]:
    """Give what a page shows, in the order it is written.

    Raises:
        Refused: if it draws more than a page of an article needs.
    """
    resources = page.get_inherited("/Resources", DictionaryObject())
    content = page.get("/Contents")
    if content is not None:
        painter = _Painter(page.pdf, list(_areas(page)))
        yield from painter.draw(content.get_object(), resources.get_object(), _State())


@dataclass(slots=True)
class _Painter:
    """Follows the operators of a page and of the forms drawn on it."""

    reader: Any
    areas: list[Area]
    forms: int = 0
    _fonts: dict[int, Letters | None] = field(default_factory=dict)

    def draw(
        self, content: Any, resources: Any, state: _State, depth: int = 0
    ) -> Iterator[Run]:
        saved: list[_State] = []
        matrix = line = _HERE
        for operands, operator in ContentStream(
            content, self.reader, "bytes"
        ).operations:
            match operator:
                case b"q":
                    saved.append(replace(state))
                case b"Q" if saved:
                    state = saved.pop()
                case b"cm" if numbers := numbers_of(operands, 6):
                    state.ctm = _within(_matrix(numbers), state.ctm)
                case b"BT":
                    matrix = line = _HERE
                case b"Tf" if len(operands) > 1:
                    state.font = self._font(resources, operands[0])
                    state.size = (numbers_of(operands[1:], 1) or [state.size])[0]
                case b"Tz" if numbers := numbers_of(operands, 1):
                    state.scale = numbers[0] / 100
                case b"Tc" | b"Tw" | b"TL" | b"Ts" if numbers := numbers_of(
                    operands, 1
                ):
                    setattr(state, _SET[operator], numbers[0])
                case b"Tm" if numbers := numbers_of(operands, 6):
                    matrix = line = _matrix(numbers)
                case b"Td" | b"TD" if numbers := numbers_of(operands, 2):
                    if operator == b"TD":
                        state.leading = -numbers[1]
                    matrix = line = _moved(line, *numbers)
                case b"T*":
                    matrix = line = _moved(line, 0, -state.leading)
                case b"Tj" | b"TJ" | b"'" | b'"' if operands:
                    if operator == b'"' and (numbers := numbers_of(operands, 2)):
                        state.word_spacing, state.character_spacing = numbers
                    if operator in (b"'", b'"'):
                        matrix = line = _moved(line, 0, -state.leading)
                    shown = operands[0] if operator == b"TJ" else operands[-1]
                    for piece in shown if isinstance(shown, ArrayObject) else [shown]:
                        if isinstance(piece, (int, float)):
                            offset = -piece / 1000 * state.size * state.scale
                            matrix = _moved(matrix, offset, 0)
                        elif state.font and isinstance(piece, (str, bytes)):
                            width, found = self._shown(piece, matrix, state)
                            yield from found
                            matrix = _moved(matrix, width, 0)
                case b"Do" if operands:
                    yield from self._form(resources, operands[0], state, depth)

    def _form(
        self, resources: Any, name: Any, state: _State, depth: int
    ) -> Iterator[Run]:
        """Give what a form shows: a piece of a page that is drawn as a whole."""
        form = _entry(resources, "/XObject", name)
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
            return
        self.forms += 1
        if self.forms > _MOST_FORMS or depth > _DEEPEST_FORM:
            raise Refused(TOO_MUCH)
        matrix = numbers_of(list(form.get("/Matrix", ())), 6) or _HERE
        inside = replace(state, ctm=_within(_matrix(matrix), state.ctm))
        own = form.get("/Resources")
        yield from self.draw(
            form, resources if own is None else own.get_object(), inside, depth + 1
        )

    def _font(self, resources: Any, name: Any) -> Letters | None:
        font = _entry(resources, "/Font", name)
        if not isinstance(font, DictionaryObject):
            return None
        if id(font) not in self._fonts:
            self._fonts[id(font)] = letters_of(font)
        return self._fonts[id(font)]

    def _shown(
        self, raw: str | bytes, matrix: _Matrix, state: _State
    ) -> tuple[float, list[Run]]:
        """Return how far a string goes on, and its words, parted where links begin."""
        assert state.font is not None
        place = _within(_moved(matrix, 0, state.rise), state.ctm)
        size = abs(state.size) * math.hypot(place[2], place[3])
        near = [area for area in self.areas if area.bottom <= place[5] <= area.top]
        at = 0.0
        glyphs = []
        for text, width, is_space in state.font.read(raw):
            advance = width * state.size + state.character_spacing
            advance += state.word_spacing if is_space else 0.0
            advance *= state.scale
            left = place[4] + at * place[0]
            at += advance
            right = place[4] + at * place[0]
            middle = (left + right) / 2
            address = next(
                (area.address for area in near if area.left <= middle <= area.right), ""
            )
            glyphs.append((text, left, right, address))
        found = []
        for address, group in groupby(glyphs, key=lambda glyph: glyph[3]):
            letters = list(group)
            text = "".join(letter[0] for letter in letters)
            found.append(
                Run(text, letters[0][1], letters[-1][2], place[5], size, address)
            )
        return at, found


def _entry(resources: Any, kind: str, name: Any) -> Any:
    """Return what the resources of a page hold under a name."""
    if not isinstance(resources, DictionaryObject) or not isinstance(name, NameObject):
        return None
    named = resources.get(kind)
    named = named.get_object() if named is not None else None
    found = named.get(name) if isinstance(named, DictionaryObject) else None
    return found.get_object() if found is not None else None


def _areas(page: pypdf.PageObject) -> Iterator[Area]:
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
            sides = numbers_of(list(box.get_object()), 4)
            if address is not None and sides:
                x0, x1 = sorted(sides[0::2])
                y0, y1 = sorted(sides[1::2])
                yield Area(str(address.get_object()), x0 - 1, y0 - 1, x1 + 1, y1)


def _matrix(numbers: Any) -> _Matrix:
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _within(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """Return where a place within a place is."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _moved(matrix: _Matrix, x: float, y: float) -> _Matrix:
    return _within((1.0, 0.0, 0.0, 1.0, x, y), matrix)
