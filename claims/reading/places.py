"""Places and dates that a claim names."""

import re
from collections.abc import Sequence

from claims.reading.anchors import whole_characters
from claims.reading.claim import Named
from claims.reading.words import MONTHS, PLACES, WEEKDAYS, Word

_LONGEST_NAME = 3
_BEFORE_A_PLACE = frozenset({"in", "near"})
_FIRST_WORDS = frozenset(name.split()[0].strip(".") for name in PLACES)
_NAMES = frozenset(name.replace(".", "") for name in PLACES)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(day for day in WEEKDAYS if day.endswith("day"))
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}\s)?(?:{_MONTH})\b\.?(?:\s\d{{1,2}}\b)?(?:,?\s(?:1[5-9]|20)\d\d\b)?"
    rf"|\b(?:{_WEEKDAY})\b|\b(?:yesterday|today|tomorrow)\b"
    r"|\b(?:last|this|next)\s(?:week|weekend|month|year|night)\b"
    r"|\b(?:in|since|by|of|until|from|to)\s((?:1[5-9]|20)\d\d)\b",
    re.IGNORECASE,
)
_DATE_WORDS = (
    MONTHS
    | WEEKDAYS
    | frozenset("yesterday today tomorrow week weekend month year night".split())
)
_NEEDS_A_CAPITAL = frozenset({"may", "march", "mar", "sun", "sat", "dec", "jan"})


def find_places(text: str, words: Sequence[Word]) -> tuple[Named, ...]:
    """Find the places among words: known names, and names after "in" and "near"."""
    found: list[Named] = []
    done = 0
    for at, word in enumerate(words):
        if at < done or not word.is_capitalized:
            continue
        length = _known_length(words, at)
        if not length and at and words[at - 1].lower in _BEFORE_A_PLACE:
            length = _run_length(words, at)
        if length:
            done = at + length
            found.append(_named(text, word.start, words[done - 1].end))
    return tuple(found)


def find_dates(text: str, words: Sequence[Word]) -> tuple[Named, ...]:
    """Find the days, months and years among words that stand in a row."""
    lowers = [word.lower for word in words]
    if _DATE_WORDS.isdisjoint(lowers) and not [
        lower for lower in lowers if len(lower) == 4 and lower.isdecimal()
    ]:
        return ()
    found: list[Named] = []
    for date in _DATE.finditer(text, words[0].start, words[-1].end):
        year = date.start(1) if date[1] else date.start()
        named = text[year : date.end()]
        if named.lower().strip(".") in _NEEDS_A_CAPITAL and not named[0].isupper():
            continue
        if named.lower() in {"may", "march", "mar", "second", "sun", "sat"}:
            continue
        found.append(_named(text, year, date.end()))
    return tuple(found)


def _known_length(words: Sequence[Word], at: int) -> int:
    """Give how many words of a known place begin here."""
    if _bare(words[at]) not in _FIRST_WORDS:
        return 0
    for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        name = " ".join(_bare(word) for word in words[at : at + length])
        if name in _NAMES:
            return length
    return 0


def _run_length(words: Sequence[Word], at: int) -> int:
    """Give the length of a run of capitalized words that may name a place."""
    end = at
    while end < len(words) and end - at < _LONGEST_NAME and words[end].is_capitalized:
        end += 1
    first = words[at].lower.strip(".")
    is_person = end < len(words) and words[end - 1].text.endswith(("'s", "’s"))
    return 0 if first in MONTHS | WEEKDAYS or is_person else end - at


def _bare(word: Word) -> str:
    return word.text.replace(".", "").removesuffix("'s").removesuffix("’s")


def _named(text: str, start: int, end: int) -> Named:
    for ending in ("'s", "’s"):
        if text.endswith(ending, start, end):
            end -= len(ending)
    start, end = whole_characters(text, start, end)
    return Named(text[start:end], start, end)
