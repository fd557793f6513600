"""The one door for text from outside: pasted, uploaded, fetched, posted.

Everything behind it may rely on: valid Unicode in Normalization Form C (UAX #15), lines
that end in a line feed, no character that XML, JSON or PostgreSQL would choke on. Every
function here is idempotent: text that has been through once comes out as it is.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias
from unicodedata import category, normalize

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"

# Deeper than any form or API body of ours, shallower than Python's stack.
MAX_JSON_DEPTH = 64

_LONGEST_NAME = 120

_LINE_END = re.compile("\r\n?")
_NUL_OR_SURROGATE = re.compile("[\x00\ud800-\udfff]")
# Controls (Unicode category Cc) but tab and line feed; the byte order mark; and the 66
# noncharacters of Unicode 23.7.
_INVISIBLE_DIRT = re.compile(
    "[\x01-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef"
    + "".join(
        chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
    )
    + "]"
)


class UnacceptableText(ValueError):
    """Text that cannot be stored as it is; its message is a sentence for a person."""


def decode_utf8(raw: bytes) -> str:
    """Read bytes as UTF-8, guessing nothing.

    Raises:
        UnacceptableText: if they are not UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnacceptableText(
            f"This is not UTF-8 text: byte {error.start + 1} cannot be read."
        ) from error


def normalize_text(text: str) -> str:
    """Give text its one form: NFC, line feeds, no control characters.

    Bidirectional controls stay: a quotation may need them. Text in which nothing else
    stands, so that nobody would see any, is none.

    Raises:
        UnacceptableText: on a NUL or a lone surrogate, which no text file holds;
            dropping them would hide that something went wrong before.
    """
    if found := _NUL_OR_SURROGATE.search(text):
        kind = "a NUL character" if found.group() == "\x00" else "half a character"
        raise UnacceptableText(
            f"The text holds {kind} (at position {found.start() + 1})."
        )
    if not text.replace("\n", "").isprintable():
        text = _INVISIBLE_DIRT.sub("", _LINE_END.sub("\n", text))
    text = normalize("NFC", text)
    return "" if not text.isspace() and all(map(_is_unseen, text)) else text


def _is_unseen(character: str) -> bool:
    """Whether a character is white space or a format control (category Cf)."""
    return character.isspace() or category(character) == "Cf"


def normalize_line(text: str) -> str:
    """Give a one-line field its form: `normalize_text`, each run of spaces one space.

    Raises:
        UnacceptableText: as `normalize_text`.
    """
    return " ".join(normalize_text(text).split())


def search_key(text: str) -> str:
    """Fold text so that what a reader would call the same word compares equal.

    Case, width and ligatures are folded, accents are kept: "МОСКВА" finds "Москва",
    "ÉLECTION" finds "élection". Stored text and what is searched for both go through
    here; it is Unicode's compatibility caseless match (Unicode 3.13, D146).

    Raises:
        UnacceptableText: as `normalize_text`.
    """
    folded = normalize("NFD", normalize_line(text)).casefold()
    folded = normalize("NFKD", folded).casefold()
    return normalize_line(normalize("NFKC", folded))


def plain_name(name: str) -> str:
    """Return the last part of a file's name, fit to be shown: no path, no tricks.

    Controls and marks that turn the direction of writing are dropped: with them
    ``fdp.exe`` can be made to look like a PDF.
    """
    name = "".join(
        " " if category(mark).startswith("Z") else mark
        for mark in re.split(r"[/\\]", name)[-1]
        if not category(mark).startswith("C")
    )
    name = normalize("NFC", " ".join(name.split())).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: _LONGEST_NAME - len(ending)]}.{ending}"
    return name[:_LONGEST_NAME]


def normalize_json(value: JSON) -> JSON:
    """Normalize every text inside a JSON value, the keys too.

    Raises:
        UnacceptableText: as `normalize_text`; on a number that JSON cannot write; on
            two keys of one spelling; on more than `MAX_JSON_DEPTH` levels.
    """
    return _normalize_json(value, MAX_JSON_DEPTH)


def _normalize_json(value: JSON, depth: int) -> JSON:
    if depth == 0:
        raise UnacceptableText(f"The JSON is nested over {MAX_JSON_DEPTH} levels deep.")
    match value:
        case str():
            return normalize_text(value)
        case dict():
            clean = {
                normalize_text(key): _normalize_json(item, depth - 1)
                for key, item in value.items()
            }
            if len(clean) < len(value):
                raise UnacceptableText("Two keys of the JSON are spelled the same.")
            return clean
        case list():
            return [_normalize_json(item, depth - 1) for item in value]
        case float() if not math.isfinite(value):
            raise UnacceptableText(f"JSON has no number {value}.")
        case _:
            return value
