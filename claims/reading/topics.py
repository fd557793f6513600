"""Topics: neighbouring claims under one heading, named by a noun phrase of the text."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.reading.words import (
    NUMBERS,
    Word,
    is_content,
    is_finite,
    stem,
    word_list,
)

OTHER = "Other"

_TOO_COMMON = 0.34
_LONGEST_WORD = 30
_SHORTEST_NOUN = 4
_NOT_NOUNS = (
    "ly", "ing", "ous", "ful", "ive", "able", "ible", "less", "est", "ic", "ed", "ish",
)  # fmt: skip
_VAGUE = word_list("vague_nouns")
_ADJECTIVES = word_list("adjectives")
_COUNTERS = NUMBERS.keys() | {"dozens", "hundreds", "thousands", "millions", "several"}
_MENTION = 4.0
_PHRASE = 3.0
_PLURAL = 1.0
_COUNTED = 2.0
_EARLY = (3.0, 2.0, 1.0)
_FIRST_CLAIM = 1.5
_COMES_BACK = 1.3


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading and the numbers of the claims under it."""

    name: str
    claims: tuple[int, ...]

    def as_json(self) -> dict[str, object]:
        """Give the topic as JSON holds it."""
        return {"name": self.name, "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class _Noun:
    """A noun of a claim: the phrase it ends, and how much it stands out."""

    phrase: str
    weight: float


def find_topics(
    words: Sequence[Sequence[Word]],
    tags: Sequence[str],
    stems: Sequence[frozenset[str]],
    paragraphs: Sequence[int | None],
) -> tuple[Topic, ...]:
    """Put claims under headings.

    Claims of one paragraph belong together; paragraphs whose foremost noun is the
    same are one topic. Claims of the headline go where most of their words are.

    Args:
        words: the words of each claim, in order of the claims.
        tags: what each of them is, as `grammar.tags_of` says.
        stems: for each claim the stems of the words that carry a subject.
        paragraphs: the paragraph of each claim, or None for the headline.

    Returns:
        Topics of two claims or more in order of the text, `OTHER` with the rest last;
        every claim is under exactly one.
    """
    nouns = [_nouns(*each) for each in zip(words, tags, strict=True)]
    grouped: dict[str, list[int]] = {}
    for noun, numbers in _by_foremost_noun(nouns, paragraphs):
        grouped.setdefault(noun, []).extend(numbers)
    named: dict[str, list[int]] = defaultdict(list)
    phrases = Counter(noun.phrase for each in nouns for noun in each.values())
    for noun, numbers in grouped.items():
        named[_name(noun, numbers, nouns, phrases)].extend(numbers)
    _join_alike(named)
    used = {
        name: Counter(root for number in numbers for root in stems[number])
        for name, numbers in named.items()
    }
    for number, paragraph in enumerate(paragraphs):
        if paragraph is None:
            named[_nearest(stems[number], used)].append(number)
    others = named.pop(OTHER, [])
    # A heading over a single claim sorts nothing.
    others += [named.pop(name)[0] for name in list(named) if len(named[name]) == 1]
    topics = [Topic(name, tuple(sorted(numbers))) for name, numbers in named.items()]
    return (*topics, *([Topic(OTHER, tuple(sorted(others)))] if others else []))


def _join_alike(named: dict[str, list[int]]) -> None:
    """Put "draft" under "draft papers": one word of a longer name is no other topic."""
    longer = {
        stem(word): name for name in named for word in name.split() if " " in name
    }
    for name in [name for name in named if " " not in name and stem(name) in longer]:
        named[longer[stem(name)]].extend(named.pop(name))


def _by_foremost_noun(
    nouns: Sequence[Mapping[str, _Noun]], paragraphs: Sequence[int | None]
) -> list[tuple[str, list[int]]]:
    """Give each paragraph's foremost noun and the numbers of its claims."""
    units: dict[int, list[int]] = defaultdict(list)
    for number, paragraph in enumerate(paragraphs):
        if paragraph is not None:
            units[paragraph].append(number)
    spread = Counter(
        root
        for numbers in units.values()
        for root in {root for number in numbers for root in nouns[number]}
    )
    commonest = max(2.0, len(units) * _TOO_COMMON)
    return [
        (_foremost([nouns[number] for number in numbers], spread, commonest), numbers)
        for numbers in units.values()
    ]


def _nouns(words: Sequence[Word], tags: str) -> dict[str, _Noun]:
    """Give the nouns of a claim by their stem."""
    nouns: dict[str, _Noun] = {}
    for at, word in enumerate(words):
        if tags[at] != "N" or not _ends_a_noun_phrase(words, tags, at):
            continue
        root = stem(word.lower)
        weight = _MENTION + (_EARLY[len(nouns)] if len(nouns) < len(_EARLY) else 0.0)
        weight += _PLURAL * word.lower.endswith("s")
        phrase, first = word.lower, at
        if at and tags[at - 1] == "N" and _goes_before_a_noun(words[at - 1].lower):
            phrase, first = f"{words[at - 1].lower} {word.lower}", at - 1
            weight += _PHRASE
        if first and _counts(words[first - 1]):
            weight += _COUNTED
        if root not in nouns or weight > nouns[root].weight:
            nouns[root] = _Noun(phrase, weight)
    return nouns


def _ends_a_noun_phrase(words: Sequence[Word], tags: str, at: int) -> bool:
    """Tell whether a word is, as far as its form shows, a noun with none after it."""
    if not _may_be_a_noun(words[at].lower):
        return False
    before = tags[at - 1] if at else ""
    if before == "X" or (before == "N" and words[at - 1].lower.endswith("s")):
        # "The muscles are strong", "keep muscles strong": no noun.
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    return after is None or not after.is_word or tags[at + 1] not in "NCMG"


@lru_cache(maxsize=65_536)
def _may_be_a_noun(lower: str) -> bool:
    return (
        len(lower) >= _SHORTEST_NOUN
        and _is_plain(lower)
        and lower not in _VAGUE
        and not lower.endswith(_NOT_NOUNS)
        and lower not in _ADJECTIVES
    )


def _goes_before_a_noun(lower: str) -> bool:
    """Tell whether a word may be the first of a two-word noun phrase."""
    return _is_plain(lower) and not lower.endswith(("ly", "ing", "ed", "'s", "’s"))


def _is_plain(lower: str) -> bool:
    return (
        is_content(lower)
        and lower.isalpha()
        and len(lower) <= _LONGEST_WORD
        and not is_finite(lower)
    )


def _counts(word: Word) -> bool:
    return word.text[0].isdecimal() or word.lower in _COUNTERS


def _foremost(
    nouns: Sequence[Mapping[str, _Noun]], spread: Counter[str], commonest: float
) -> str:
    """Choose the noun that says best what a paragraph is about, or `OTHER`."""
    scores: defaultdict[str, float] = defaultdict(float)
    for number, each in enumerate(nouns):
        for root, noun in each.items():
            if spread[root] <= commonest:
                weight = noun.weight * (1.0 if number else _FIRST_CLAIM)
                scores[root] += weight * (_COMES_BACK if spread[root] > 1 else 1.0)
    return max(scores, key=lambda root: scores[root], default=OTHER)


def _name(
    root: str,
    numbers: Sequence[int],
    nouns: Sequence[Mapping[str, _Noun]],
    phrases: Counter[str],
) -> str:
    """Choose the phrase that names a topic: the commonest that ends with its noun."""
    candidates = [
        nouns[number][root].phrase for number in numbers if root in nouns[number]
    ]
    return max(
        candidates, key=lambda each: (phrases[each], " " in each, each), default=OTHER
    )


def _nearest(stems: frozenset[str], topics: Mapping[str, Counter[str]]) -> str:
    """Choose the topic whose claims use most of these words."""
    shared = {
        name: sum(words[root] for root in stems)
        for name, words in topics.items()
        if name != OTHER
    }
    best = max(shared, key=lambda name: shared[name], default=OTHER)
    return best if shared.get(best) else OTHER
