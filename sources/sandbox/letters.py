"""The letters of a PDF: what the codes of a font stand for, and how wide each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import DictionaryObject

# Of its own pypdf hands out text and where it begins; the widths are in here.
from pypdf.generic._font import Font

_LIGATURES = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    }
)
"""Letters drawn as one, which no search for a word would find."""


@dataclass(slots=True)
class Letters:
    """A font: the letters that its codes stand for, and how wide each is, in em."""

    font: Font
    unit: float
    _read: dict[str, tuple[str, float, bool]] = field(default_factory=dict)

    def read(self, raw: str | bytes) -> Iterator[tuple[str, float, bool]]:
        """Give the letters of a string, with width, and whether it is a space."""
        encoding = self.font.encoding
        if isinstance(raw, str):
            codes = raw
        elif isinstance(encoding, str):
            codes = raw.decode(encoding, "replace")
        else:
            codes = raw.decode("latin-1")
        for code in codes:
            if code not in self._read:
                self._read[code] = self._letter(code)
            yield self._read[code]

    def _letter(self, code: str) -> tuple[str, float, bool]:
        font = self.font
        letter = code
        if is_simple := isinstance(font.encoding, dict):
            letter = font.encoding.get(ord(code), code)
        is_space = code == font.space_char
        width = font.space_width if is_space else font.get_text_width(code)
        # Word spacing is of codes of one byte alone (9.3.3).
        is_spaced = is_simple and code == " "
        text = str(font.character_map.get(letter, letter)).translate(_LIGATURES)
        return text, float(width) * self.unit, is_spaced


def letters_of(font: DictionaryObject) -> Letters | None:
    """Return a font to read with; None if its codes stand for no letters."""
    try:
        found = Font.from_font_resource(font)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if not found.interpretable:
        return None
    unit = 0.001
    if font.get("/Subtype") == "/Type3":
        unit = (numbers_of(list(font.get("/FontMatrix", ())), 1) or [unit])[0]
    return Letters(found, unit)


def numbers_of(operands: list[Any], count: int) -> list[float] | None:
    """Return the first operands if they are numbers, as they have to be."""
    found = [
        float(operand)
        for operand in operands[:count]
        if isinstance(operand, (int, float))
    ]
    return found if len(found) == count else None
