"""Words: cutting text into them, and the lists of words that the rules know.

The lists stand in `words.toml`, so that an editor can read and change them.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_LISTS = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)


def word_list(name: str) -> frozenset[str]:
    """Give the words listed under a name in `words.toml`."""
    listed = _LISTS[name]
    return frozenset(listed.split() if isinstance(listed, str) else listed)


AUXILIARIES = word_list("auxiliaries")
DETERMINERS = word_list("determiners")
PREPOSITIONS = word_list("prepositions")
PRONOUNS = word_list("pronouns")
CONJUNCTIONS = word_list("conjunctions")
MONTHS = word_list("months")
WEEKDAYS = word_list("weekdays")
SPEAKING = word_list("speaking")
SHOWING = word_list("showing")
NAMING = word_list("naming")
REPORTING = SPEAKING | SHOWING | NAMING
PICTURES = word_list("pictures")
NUMBERS: dict[str, int] = _LISTS["numbers"]
SCALES: dict[str, int] = _LISTS["scales"]
FRACTIONS: dict[str, int] = _LISTS["fractions"]
PLACES = frozenset(name.strip() for name in _LISTS["places"]["names"].split("|"))

FUNCTION_WORDS = AUXILIARIES | DETERMINERS | PREPOSITIONS | PRONOUNS | CONJUNCTIONS

_FINITE = AUXILIARIES | SPEAKING | word_list("finite") - {"be", "been"}
_NOT_PAST = word_list("not_past")
_NO_STEM = frozenset({""})
_EMPTY = FUNCTION_WORDS | word_list("stopwords")
_LINK_MARKS = re.compile(
    r"\[(?=[^\[\]]{1,500}\]\(\s?<?https?://)|\]\(\s?<?https?://(?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,2000}+>?[^()]{0,200}+\)"
    r"|<a\s[^<>]{1,2500}+>|</a>",
    re.IGNORECASE,
)
# Plain words first: most are, and they need no second thought.
_WORD = re.compile(
    r"[A-Z]?[a-z]++(?![\w'’-])"
    r"|[A-Z]\.(?:[A-Z]\.){1,3}|\d[\d.,]*\d|\w(?:[\w'’-]*[\w-])?(?:(?<=[sS])['’])?|[^\w\s]"
)


_OTHER_LETTERS = str.maketrans("İıſ", "iis")
_ACRONYMS = frozenset({"WHO", "US", "IT"})
"""Capitals that tell a name from a pronoun; their `Word.lower` stays as written."""


class Word(NamedTuple):
    """A word or a mark of punctuation, with its place in the text.

    Attributes:
        lower: the text in small letters, but for an acronym that would be a pronoun.
        is_capitalized: whether it begins with a capital letter.
        is_word: whether it is a word or number rather than punctuation.
    """

    start: int
    end: int
    text: str
    lower: str
    is_capitalized: bool
    is_word: bool


def words_of(text: str, start: int, end: int) -> list[Word]:
    """Cut `text[start:end]` into words and marks, with offsets into `text`.

    Of a Markdown or HTML link only its words count: an address says nothing.
    """
    new = tuple.__new__
    # The constructor that `NamedTuple` writes costs as much as all of this.
    words = [
        new(
            Word,
            (
                found.start(),
                found.end(),
                word := found.group(),
                word if word in _ACRONYMS else word.lower(),
                word[0].isupper(),
                word[0].isalnum(),
            ),
        )
        for found in _WORD.finditer(text, start, end)
    ]
    if text.find("](", start, end) < 0 and text.find("</", start, end) < 0:
        return words
    marks = [found.span() for found in _LINK_MARKS.finditer(text, start, end)]
    begins = [begin for begin, _ in marks]
    return [
        word
        for word in words
        if not (at := bisect_right(begins, word.start))
        or word.start >= marks[at - 1][1]
    ]


def small_letters(text: str) -> str:
    """Write words in small letters, by the letters that a pattern takes for them.

    A pattern that minds no capitals also finds "i" in a dotted or a dotless I of
    Turkish, and "s" in the long one of old prints.
    """
    return text.translate(_OTHER_LETTERS).lower()


def is_finite(lower: str) -> bool:
    """Tell whether a lower-case word is, as far as its form shows, a finite verb."""
    if lower in _FINITE:
        return True
    return len(lower) > 4 and lower.endswith("ed") and lower not in _NOT_PAST


def is_verb(word: Word) -> bool:
    """Tell whether a word is, as far as its form shows, a finite verb and no name."""
    return not word.is_capitalized and is_finite(word.lower)


def has_finite_verb(words: Sequence[Word]) -> bool:
    """Tell whether a finite verb stands among the words."""
    return any(
        is_verb(word) and not _modifies_a_noun(words, at)
        for at, word in enumerate(words)
    )


def _modifies_a_noun(words: Sequence[Word], at: int) -> bool:
    """Tell whether a form in -ed stands after an article: "the arrested man"."""
    return (
        at > 0 and words[at].lower.endswith("ed") and words[at - 1].lower in DETERMINERS
    )


@lru_cache(maxsize=65_536)
def stem(lower: str) -> str:
    """Take endings off a lower-case word, so that its forms compare as equal.

    A light form of Porter's first step: plural, -ing, -ed and -s only.
    """
    word = lower.removesuffix("'s").removesuffix("’s").strip("'’-")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith(("ches", "shes", "sses", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word.removesuffix(ending)
            if word[-1] == word[-2] and word[-1] not in "sl":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > 4 else word


def content_stems(words: Iterable[Word]) -> frozenset[str]:
    """Give the stems of the words that carry a subject: no function words."""
    return frozenset([_content_stem(word.lower) for word in words]) - _NO_STEM


@lru_cache(maxsize=65_536)
def _content_stem(lower: str) -> str:
    return stem(lower) if is_content(lower) else ""


def is_content(lower: str) -> bool:
    """Tell whether a lower-case word carries a subject of its own."""
    return len(lower) > 2 and lower[0].isalpha() and lower not in _EMPTY
