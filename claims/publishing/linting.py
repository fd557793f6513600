"""Anybody's ClaimReviews in a file: found, evened out, and linted with their lines.

A file is JSON-LD (one object, an array, a feed, a graph, one record after another) or a
page that holds some in its scripts. What readers of the markup forgive is evened out
before the linter sees it: a list of types or of one value, and numbers as strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.publishing.claimreview import Fault, Json, lint

_SCRIPT = re.compile(
    r"<script[^>]{0,500}application/ld\+json[^>]{0,500}>(.*?)</script",
    re.DOTALL | re.IGNORECASE,
)
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0{1,18})?")
_KIND = "ClaimReview"
_decoder = json.JSONDecoder()


class NoMarkup(ValueError):
    """A file that cannot be linted; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A ClaimReview as it stands in a file: `start` and `end` are code points."""

    markup: Json
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and the line of the file, from 1, that is to be mended."""

    line: int
    fault: Fault


def lint_text(text: str) -> tuple[int, list[Finding]]:
    """Lint every ClaimReview of a file.

    Returns:
        How many there are, and what is wrong with them, in order of the file.

    Raises:
        NoMarkup: if the file holds none, or is broken JSON.
    """
    found = list(_reviews(text))
    if not found:
        raise NoMarkup("There is no ClaimReview in it.")
    findings = [
        Finding(_line_of(text, each, fault.where), fault)
        for each in found
        for fault in lint(evened_out(each.markup))
    ]
    return len(found), findings


def evened_out(markup: Json) -> Json:
    """Give markup as the linter takes it: one type, one value, whole numbers.

    Of several types ``ClaimReview`` is kept, of several values the first.
    """
    return {key: _one(key, value) for key, value in markup.items()}


def _one(key: str, value: object) -> object:
    if isinstance(value, list):
        is_review = key == "@type" and _KIND in value
        value = _KIND if is_review else next(iter(value), None)
    if isinstance(value, dict):
        return evened_out(value)
    if key.endswith(("Value", "Rating")) and isinstance(value, str | float):
        number = str(value).strip()
        return int(float(number)) if _WHOLE.fullmatch(number) else value
    return value


def _reviews(text: str) -> Iterator[Found]:
    """Find the ClaimReviews of a file, in order."""
    if text.lstrip().startswith("<"):
        for script in _SCRIPT.finditer(text):
            yield from _reviews_between(text, *script.span(1))
    else:
        yield from _reviews_between(text, 0, len(text))


def _reviews_between(text: str, start: int, end: int) -> Iterator[Found]:
    """Walk down the objects of one stretch of JSON."""
    part, at = text[start:end], 0
    while at < len(part):
        value, after = _value_at(part, at, offset=text.count("\n", 0, start))
        if after == at:
            return
        if isinstance(value, dict | list):
            yield from _within(part, at, after, start)
        at = after


def _value_at(part: str, at: int, *, offset: int) -> tuple[object, int]:
    """Read the JSON value that comes next; the place stays where nothing does."""
    begin = next((n for n in range(at, len(part)) if part[n] not in " \t\r\n,"), None)
    if begin is None:
        return None, at
    try:
        return _decoder.raw_decode(part, begin)
    except json.JSONDecodeError as broken:
        line = part.count("\n", 0, broken.pos) + 1 + offset
        raise NoMarkup(f"Line {line} is no JSON.") from broken
    except RecursionError as broken:
        raise NoMarkup("It is nested too deep to be read.") from broken


def _within(part: str, at: int, limit: int, offset: int) -> Iterator[Found]:
    """Give the ClaimReviews of a stretch that is valid JSON, with where each stands."""
    opened = part.find("{", at, limit)
    while opened >= 0:
        try:
            inner, after = _decoder.raw_decode(part, opened)
        except json.JSONDecodeError:  # A brace inside a string.
            inner, after = None, opened + 1
        kinds = inner.get("@type") if isinstance(inner, dict) else None
        if _KIND in (kinds if isinstance(kinds, list) else [kinds]):
            yield Found(inner, offset + opened, offset + after)
        else:
            after = opened + 1
        opened = part.find("{", after, limit)


def _line_of(text: str, found: Found, where: str) -> int:
    """Find the line of a property, or of the nearest one around it that is there."""
    at = found.start
    for name in where.split("."):
        inside = text.find(f'"{name}"', at, found.end) if name else -1
        if inside < 0:
            break
        at = inside
    return text.count("\n", 0, at) + 1
