"""Sentences: where one ends and the next begins, with exact offsets.

A stop ends a sentence unless the word before it is an abbreviation or an initial, or
the words after it go on: a small letter, or a speaker after a closing quotation mark.
"""

import re
from typing import NamedTuple

from claims.reading.anchors import Span, is_boundary, trimmed
from claims.reading.words import NAMING, PREPOSITIONS, REPORTING, WEEKDAYS, word_list

_END = re.compile(r"[.!?…。！？]{1,6}[\"'”’»“)\]]{0,4}[.]?(?=\s)")
_LAST_WORD = re.compile(r"[\w.’'-]{1,20}\Z")
_NEXT_WORDS = re.compile(
    r"\s+([\"'“‘«„(\[]{0,3})([\w’'-]*)[.]?(?:\s([\w’'-]*))?(?:\s([\w’'-]*))?"
)
_NEXT_WORD = re.compile(r"\s([\w’'-]+)")
_INITIALS = re.compile(r"[A-Z](?:\.[A-Z]){0,3}")
_ALWAYS_CONTINUE = word_list("always_continue")
_MAY_CONTINUE = word_list("may_continue")
_OPENERS = word_list("sentence_openers")
_ENDS_A_QUOTATION = REPORTING - NAMING | {"asked", "asks", "ask"}
_CLOSERS = "\"'”’»)]"


class Sentence(NamedTuple):
    """A sentence, whether it asserts anything that can be checked, and why (not)."""

    start: int
    end: int
    checkable: bool
    why: str


def find_sentences(text: str, start: int, end: int) -> list[Span]:
    """Cut `text[start:end]` into sentences.

    Args:
        text: the article's canonical text.
        start: where the block begins, a code point offset.
        end: where it ends, exclusive.

    Returns:
        Sentences in order; every character that is not blank is in exactly one.
    """
    found, begin = [], start
    for stop in _END.finditer(text, start, end):
        if _ends_here(text, stop, end) and is_boundary(text, stop.end()):
            found.append(Span(*trimmed(text, begin, stop.end())))
            begin, _ = trimmed(text, stop.end(), end)
    if begin < end:
        found.append(Span(*trimmed(text, begin, end)))
    return [span for span in found if span.start < span.end]


def _ends_here(text: str, stop: re.Match[str], limit: int) -> bool:
    """Decide whether the stop found ends a sentence."""
    after = _NEXT_WORDS.match(text, stop.end(), limit)
    if after is None:
        return True
    opening, following = after.group(1, 2)
    if following[:1].islower() and following.lower() == following:
        return False
    mark = stop.group()
    if mark[0] == "." and len(mark.rstrip(_CLOSERS)) == 1:
        before = _LAST_WORD.search(text, max(0, stop.start() - 20), stop.start())
        if before and not _may_end(before.group(), following):
            return False
    if mark[-1] not in '"”’»' or any(each in opening for each in '"“‘«„'):
        return True
    return not _goes_on_with_a_speaker(text, after, limit, ends_plainly=mark[0] == ".")


def _may_end(last: str, following: str) -> bool:
    """Decide whether a stop after this last word can end a sentence."""
    bare = last.strip("’'-").lower()
    if bare in _ALWAYS_CONTINUE:
        return False
    if bare in _MAY_CONTINUE:
        return following.lower() in _OPENERS
    if _INITIALS.fullmatch(last):
        return following.lower() in _OPENERS
    return not (bare == "no" and following.isdigit())


def _goes_on_with_a_speaker(
    text: str, after: re.Match[str], limit: int, *, ends_plainly: bool
) -> bool:
    """Tell whether "Stop!" is followed by its speaker: "Stop!" Jane Doe said.

    After a full stop the speaker must say no more: in '"It sank." She said her
    crew …' a new sentence begins.
    """
    for number in (3, 4):
        word = after.group(number)
        if word is not None and word.lower() in _ENDS_A_QUOTATION:
            if not ends_plainly:
                return True
            more = _NEXT_WORD.match(text, after.end(number), limit)
            return more is None or more.group(1).lower() in PREPOSITIONS | WEEKDAYS
    return False
