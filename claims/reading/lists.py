"""Lists: the members of "A, B, C and D" under one predicate, which stay one claim."""

from collections.abc import Sequence

from claims.reading.anchors import Span
from claims.reading.words import (
    CONJUNCTIONS,
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    Word,
    is_finite,
)

_LONGEST_ITEM = 4
_FEWEST_ITEMS = 3


def find_subclaims(text: str, words: Sequence[Word]) -> list[Span]:
    """Find the members of a list under one predicate: "A, B, C and D".

    Returns:
        The members of the longest such list, three or more, or nothing.
    """
    best: list[Span] = []
    for at, word in enumerate(words):
        if word.lower == "and" and 0 < at < len(words) - 1:
            members = _members(words, at)
            if len(members) > len(best):
                best = members
    named = {text[span.start : span.end] for span in best}
    return best if len(named) == len(best) else []


def _members(words: Sequence[Word], joint: int) -> list[Span]:
    """Walk back from the last "and" of a list over its commas."""
    last = _item_after(words, joint + 1)
    end = joint - 1 if words[joint - 1].text == "," else joint
    spans: list[Span] = []
    while end > 0:
        comma = end - 1
        while comma >= 0 and words[comma].text != "," and end - comma <= _LONGEST_ITEM:
            comma -= 1
        if comma >= 0 and words[comma].text == ",":
            item = words[comma + 1 : end]
            if not item or not _is_item(item):
                return []
            spans.append(Span(item[0].start, item[-1].end))
            end = comma
            continue
        first = _first_item(words, end)
        if first is None:
            return []
        spans.append(first)
        break
    if last is None or len(spans) + 1 < _FEWEST_ITEMS:
        return []
    return [*reversed(spans), last]


def _is_item(words: Sequence[Word]) -> bool:
    return all(word.is_word or word.text in "-.'’" for word in words) and not any(
        is_finite(word.lower) or word.lower in PRONOUNS | CONJUNCTIONS | PREPOSITIONS
        for word in words
    )


def _first_item(words: Sequence[Word], end: int) -> Span | None:
    """Take the noun before the first comma, back to the word that governs the list."""
    begin = end
    while (
        begin > 0
        and end - begin < _LONGEST_ITEM
        and words[begin - 1].is_word
        and words[begin - 1].lower not in FUNCTION_WORDS
        and not is_finite(words[begin - 1].lower)
    ):
        begin -= 1
    item = words[begin:end]
    if item and item[-1].is_capitalized:
        while not item[0].is_capitalized:
            item = item[1:]
    return Span(item[0].start, item[-1].end) if item else None


def _item_after(words: Sequence[Word], begin: int) -> Span | None:
    """Take the noun after the last "and", as far as the list's form goes."""
    end = begin
    while (
        end < len(words)
        and end - begin < _LONGEST_ITEM
        and words[end].is_word
        and (words[end].lower not in FUNCTION_WORDS or words[end].lower in DETERMINERS)
        and not is_finite(words[end].lower)
    ):
        end += 1
    if begin == end:
        return None
    if words[begin].is_capitalized:
        names = begin
        while names < end and words[names].is_capitalized:
            names += 1
        end = names
    return Span(words[begin].start, words[end - 1].end)
