"""Splitting: one sentence to its claims, only where that is safe.

Each part keeps a verbatim span. Either-or, if-then, quotations and pairs of names are
never split; when in doubt the sentence stays whole, since a person can split it later
and will not notice what was wrongly torn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from claims.reading.anchors import Span, trimmed
from claims.reading.claimants import Quotations
from claims.reading.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    FUNCTION_WORDS,
    NAMING,
    PREPOSITIONS,
    PRONOUNS,
    Word,
    is_finite,
    is_verb,
)

_FEWEST_WORDS = 4
_FEWEST_IN_A_HEADLINE = 2
_JOINTS = frozenset({"and", "but", "while", "whereas", "yet", "so"})
_RELATIVES = frozenset({"which", "who"})
_OPENING_CONTRASTS = frozenset({"while", "although", "though", "whereas"})
_CONDITIONS = frozenset({"if", "unless", "either", "whether", "or", "neither", "both"})
_SUBJECT_PRONOUNS = frozenset(
    {"he", "she", "it", "they", "we", "there", "this", "these"}
)
_LONGEST_SUBJECT = 10
_LONGEST_ITEM = 4
_LONGEST_RELATIVE = 40
_FEWEST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One claim of a sentence.

    Attributes:
        start, end: where it stands.
        subject: the subject that it shares with the part before it.
        goes_on: whether it goes on with what the part before it says, rather than
            setting something beside or against it.
    """

    start: int
    end: int
    subject: Span | None = None
    goes_on: bool = True


class _Cut(NamedTuple):
    """Where to cut: the end of the left part, the start of the right one.

    `shares` holds where the right part lacks a subject of its own, `about_all` where
    it says something about the whole left part.
    """

    left: int
    right: int
    shares: bool = False
    goes_on: bool = True
    about_all: bool = False


def split(
    text: str,
    words: Sequence[Word],
    quotations: Quotations,
    *,
    is_headline: bool = False,
) -> list[Part]:
    """Cut a sentence into its claims.

    Args:
        text: the article's canonical text.
        words: the words of the sentence, or of what is left without its lead-in.
        quotations: the quotations of the article; none is cut.
        is_headline: whether "As" may join two claims.

    Returns:
        At least one part if there are words; parts in order, without overlap.
    """
    if not words:
        return []
    cuts = _cuts(words, quotations, is_headline=is_headline)
    parts: list[Part] = []
    begin = 1 if cuts and words[0].lower in _OPENING_CONTRASTS else 0
    subject = _subject(words, 0)
    how = _Cut(0, 0)
    for cut in [*cuts, _Cut(len(words), len(words))]:
        start, end = trimmed(text, words[begin].start, words[cut.left - 1].end)
        if how.about_all:
            subject = Span(parts[-1].start, words[how.left].end)
        shared = subject if how.shares or how.about_all else None
        parts.append(Part(start, end, shared, how.goes_on))
        begin, how = cut.right, cut
        if begin < len(words) and not cut.shares:
            subject = _subject(words, begin)
    return parts


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


def _cuts(
    words: Sequence[Word], quotations: Quotations, *, is_headline: bool
) -> list[_Cut]:
    """Give the cuts of a sentence, in order."""
    if words[0].lower in _CONDITIONS:
        return []
    cuts: list[_Cut] = []
    begin = 0
    contrast = _end_of_opening_contrast(words)
    if contrast:
        return [_Cut(contrast, contrast + 1, goes_on=False)]
    fewest = _FEWEST_IN_A_HEADLINE if is_headline else _FEWEST_WORDS
    for at in range(1, len(words) - 1):
        if at < begin + fewest - 1 or _is_quoted(words[at], quotations):
            continue
        cut = _cut_at(words, begin, at, is_headline=is_headline)
        if cut is None:
            continue
        complete = is_headline or _has_verb(words[begin : cut.left])
        if len(words) - cut.right >= fewest and complete:
            cuts.append(cut)
            begin = cut.right
    return cuts


def _cut_at(
    words: Sequence[Word], begin: int, at: int, *, is_headline: bool
) -> _Cut | None:
    """Say whether one claim ends before `words[at]` and another begins after it."""
    word, after = words[at], words[at + 1]
    if is_headline and word.lower == "as" and word.text != "AS":
        verb_follows = any(is_finite(each.lower) for each in words[at + 1 :])
        return _Cut(at, at + 1, goes_on=False) if verb_follows else None
    if word.text in {";", "—", "–"} or (
        word.text == ":" and not after.text.isdecimal()
    ):
        skip = 2 if after.lower in _JOINTS else 1
        opens = _opens_a_clause(words, at + skip)
        return _Cut(at, at + skip, goes_on=False) if opens else None
    if word.text == ",":
        return _cut_at_comma(words, at)
    if word.lower == "and" and after.lower in AUXILIARIES - {"be", "been", "being"}:
        return _Cut(at, at + 1, shares=True) if _has_object(words, begin, at) else None
    if word.lower == "and" and _opens_a_clause(words, at + 1, strict=True):
        return _Cut(at, at + 1)
    return None


def _cut_at_comma(words: Sequence[Word], at: int) -> _Cut | None:
    after = words[at + 1]
    if after.lower in _JOINTS and at + 2 < len(words):
        following = words[at + 2].lower
        if following in _CONDITIONS:
            return None
        if _opens_a_clause(words, at + 2):
            return _Cut(at, at + 2)
        if is_finite(following) and following not in CONJUNCTIONS:
            return _Cut(at, at + 2, shares=True)
    if after.lower in _RELATIVES and _runs_to_the_end(words, at + 2):
        return _Cut(at, at + 2, shares=True)
    if after.lower in {"a", "an", "which"} and _names_in_quotation_marks(words, at + 2):
        return _Cut(at, at + 1, goes_on=False, about_all=True)
    if after.lower == "with" and _has_participle(
        words[at + 2 : at + 2 + _FEWEST_WORDS]
    ):
        return _Cut(at, at + 2)
    return None


def _names_in_quotation_marks(words: Sequence[Word], at: int) -> bool:
    """Tell whether "step its mayor called “…”" stands here and ends the sentence."""
    for number in range(at + 1, min(at + _LONGEST_SUBJECT, len(words) - 1)):
        if not words[number].is_word and words[number].text not in "-.'’":
            return False
        if words[number].lower in NAMING:
            closes = any(mark.text in '”»"' for mark in words[-2:])
            return closes and words[number + 1].text in '“«"'
    return False


def _runs_to_the_end(words: Sequence[Word], at: int) -> bool:
    """Tell whether a relative clause begins with its verb and ends its sentence."""
    if not 0 < len(words) - at <= _LONGEST_RELATIVE or not is_verb(words[at]):
        return False
    return not any(
        mark.text == "," and is_verb(following)
        for mark, following in pairwise(words[at:])
    )


def _has_participle(words: Sequence[Word]) -> bool:
    """Tell whether a noun and a form in -ing stand here: "crowds chanting"."""
    return any(
        word.lower.endswith("ing") and len(word.text) > 4 for word in words[1:]
    ) and not any(word.text == "," for word in words)


def _end_of_opening_contrast(words: Sequence[Word]) -> int | None:
    """Find the comma that ends "While A, " or "In spite of X's assurance that A, "."""
    first = words[0].lower
    is_contrast = first in _OPENING_CONTRASTS
    despite = first == "despite" or [w.lower for w in words[:3]] == [
        "in",
        "spite",
        "of",
    ]
    if not is_contrast and not despite:
        return None
    for at in range(_FEWEST_WORDS, len(words) - _FEWEST_WORDS):
        if words[at].text == "," and _opens_a_clause(words, at + 1):
            opened = words[1:at]
            states = any(word.lower == "that" for word in opened)
            if _has_verb(opened) and (is_contrast or states):
                return at
            return None
    return None


def _opens_a_clause(words: Sequence[Word], at: int, *, strict: bool = False) -> bool:
    """Tell whether a subject and then a finite verb stand here."""
    if at + 1 >= len(words):
        return False
    first = words[at]
    if first.lower in _SUBJECT_PRONOUNS:
        return is_finite(words[at + 1].lower)
    if not first.is_word or first.lower in CONJUNCTIONS or first.lower in PREPOSITIONS:
        return False
    if strict and first.lower not in DETERMINERS:
        return False
    for number, word in enumerate(words[at + 1 : at + 1 + _LONGEST_SUBJECT]):
        if is_finite(word.lower):
            return not (number == 0 and first.lower in DETERMINERS)
        if not word.is_word and word.text not in "-.'’":
            return False
        if word.lower in CONJUNCTIONS - {"and"}:
            return False
        if strict and (word.lower == "and" or word.lower in PREPOSITIONS - {"of"}):
            return False
    return False


def _has_object(words: Sequence[Word], begin: int, end: int) -> bool:
    """Tell whether a predicate is complete: something follows its verb."""
    return any(
        is_finite(word.lower) for word in words[begin : max(begin, end - 2)]
    ) and not is_finite(words[end - 1].lower)


def _has_verb(words: Sequence[Word]) -> bool:
    return any(is_verb(word) for word in words)


def _is_quoted(word: Word, quotations: Quotations) -> bool:
    quotation = quotations.at(word.start)
    return quotation is not None


def _subject(words: Sequence[Word], begin: int) -> Span | None:
    """Give the words before the first finite verb, if they look like a subject."""
    at = begin
    while at < len(words) and not is_finite(words[at].lower):
        if not words[at].is_word and words[at].text not in "-.'’":
            begin = at + 1
        at += 1
    taken = words[begin:at]
    if not taken or at == len(words) or len(taken) > _LONGEST_SUBJECT:
        return None
    if taken[0].lower in PREPOSITIONS | CONJUNCTIONS:
        return None
    return Span(taken[0].start, taken[-1].end)


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
