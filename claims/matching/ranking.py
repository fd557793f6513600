"""How much two texts have in common, and what it is: the words they share.

A word tells the more the fewer texts it stands in. Okapi BM25 (Robertson and Zaragoza
2009, section 3; k1 = 1.2, b = 0.75) weighs words so, and keeps long texts from winning
by their length alone.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Generic, TypeVar

from claims.matching.words import Term, stems, telling_stems

K1, B = 1.2, 0.75

ENOUGH = 2
"""Telling words in common that are a reason to look; a single one may be chance."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """A text that has words in common with another, and those words as written there.

    The words that tell most come first.
    """

    key: Key
    score: float
    shared: tuple[str, ...]


def weight(texts_with: int, texts: int) -> float:
    """Return how much a word tells that stands in so many of all texts."""
    return log(1 + (max(texts, texts_with) - texts_with + 0.5) / (texts_with + 0.5))


def bm25(
    words: Sequence[str], weights: Mapping[str, float], average_length: float
) -> float:
    """Return how well a text of these words answers the weighted ones."""
    times = Counter(words)
    size = K1 * (1 - B + B * len(words) / (average_length or 1))
    return sum(
        told * times[word] * (K1 + 1) / (times[word] + size)
        for word, told in weights.items()
        if word in times
    )


def most_alike(
    about: Sequence[Term],
    texts: Mapping[Key, str],
    weights: Mapping[str, float],
    *,
    language: str = "",
    near: Collection[Key] = (),
) -> list[Likeness[Key]]:
    """Return the texts that share telling words with a claim, the likeliest first.

    Of a text that stands near the claim already, one telling word is enough.

    Args:
        about: the words of the claim, as :func:`claims.matching.words.terms` has them.
        texts: what may be about the same, each under a key.
        weights: what each stem of ``about`` tells, as :func:`weight` has it.
        language: of the claim; the texts are read as if they were in it.
        near: the keys of the texts that stand near.
    """
    read = {key: stems(text, language) for key, text in texts.items()}
    average = sum(map(len, read.values())) / len(read) if read else 0
    by_weight = sorted(about, key=lambda term: -weights.get(term.stem, 0))
    telling = telling_stems(about, language)
    found = []
    for key, words in read.items():
        held = set(words)
        if len(telling & held) >= (1 if key in near else ENOUGH):
            shared = tuple(term.written for term in by_weight if term.stem in held)
            score = bm25(words, weights, average)
            found.append(Likeness(key=key, score=score, shared=shared))
    return sorted(found, key=lambda each: -each.score)


def telling(texts_with: Iterable[tuple[str, int]], enough: int) -> list[str]:
    """Return the words to look for, the rarest first: those that ``enough`` texts hold.

    The rarest is always among them. A word that stands nowhere is left out.
    """
    chosen: list[str] = []
    brought = 0
    for word, texts in sorted(texts_with, key=lambda each: (each[1], each[0])):
        if texts and (not chosen or brought + texts <= enough):
            chosen.append(word)
            brought += texts
    return chosen
