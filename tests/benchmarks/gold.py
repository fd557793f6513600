"""How near readings come to what a person found in the same articles.

A gold file says what a person found (``claims``, ``not_checkable``, ``sentences``,
``sources``, each with its span in the text that ``article`` names); a reading is given
as its JSON. Two spans are compared by the characters that are not blank: what both
cover as a share of what either covers. A claim of the reading *matches* a claim of the
gold where that share reaches a bar, each of either matched at most once, the nearest
first. The *lenient* bar is a half, and there a claim of the reading is right also if it
lies inside a checkable claim of the gold; the *strict* bar is 0.8, which only a claim
reaches that is split where the person split it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import isclose
from pathlib import Path
from typing import Any

LENIENT, STRICT = 0.5, 0.8
_INSIDE = 0.95
_MOSTLY = 0.5
_SAME_NAME = 0.5

_STANDS_FOR = {
    "quotation": {"attributed_statement"},
    "comparison": {"statistic", "event"},
    "causal": {"event"},
    "visual": {"event", "attributed_statement"},
}
_SAYS_NO_NAME = frozenset("he she it they i we you who this that another".split())
_NO_PART_OF_A_NAME = frozenset("the a an of and via in for to at by on from".split())


class UnlikeGold(ValueError):
    """A gold file and its text, or the text and the reading, do not fit together."""


@dataclass(frozen=True, slots=True)
class Range:
    """A span counted in characters that are not blank; `end` is exclusive."""

    start: int
    end: int

    def __len__(self) -> int:
        return max(0, self.end - self.start)

    def shared(self, other: Range) -> int:
        """Count the characters that both cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def likeness(self, other: Range) -> float:
        """Give what both cover as a share of what either covers."""
        shared = self.shared(other)
        either = len(self) + len(other) - shared
        return shared / either if shared else 0.0

    def holds(self, other: Range) -> bool:
        """Tell whether the other lies wholly inside."""
        return self.shared(other) == len(other)


class Ruler:
    """Turns spans of one text into ranges of its characters that are not blank."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.before = [0, *accumulate(not mark.isspace() for mark in text)]

    def range(self, start: int, end: int) -> Range:
        """Measure a span, given in code points."""
        return Range(self.before[start], self.before[end])

    def ranges(self, found: Iterable[dict[str, Any]]) -> list[Range]:
        """Measure all that has a `start` and an `end`."""
        return [self.range(each["start"], each["end"]) for each in found]

    def around(self, end: int) -> str:
        """Give the words about the end of a range."""
        at = bisect_left(self.before, end)
        return f"…{self.text[max(0, at - 40) : at]}‖{self.text[at : at + 40]}…"


@dataclass(frozen=True, slots=True)
class Gold:
    """An article with what a person found in it."""

    name: str
    text: str
    found: dict[str, Any]

    @property
    def is_complete(self) -> bool:
        """Tell whether the person listed every claim, so that others are wrong."""
        return bool(self.found.get("complete"))

    def several(self, name: str) -> list[dict[str, Any]]:
        """Give a list of the gold file, empty where it has none."""
        return self.found.get(name) or []


Pair = tuple[Gold, dict[str, Any]]
"""An article as a person found it, and the JSON of its reading."""


def rulers_of(gold: Gold, reading: dict[str, Any]) -> tuple[Ruler, Ruler]:
    """Give what measures the article's text and what measures the reading's.

    Raises:
        UnlikeGold: if the two differ in more than blanks.
    """
    if gold.text.split() != reading["text"].split():
        raise UnlikeGold(f"{gold.name}: the reading is of another text.")
    return Ruler(gold.text), Ruler(reading["text"])


def gold_of(folder: Path) -> list[Gold]:
    """Load every `gold_*.json` of a folder with its text.

    Raises:
        UnlikeGold: if a claim's words do not stand where the file says.
    """
    return [_gold(path) for path in sorted(folder.glob("gold_*.json"))]


def _gold(path: Path) -> Gold:
    found = json.loads(path.read_text(encoding="utf-8"))
    text = (path.parent / Path(found["article"]).name).read_bytes().decode()
    for claim in found["claims"]:
        if text[claim["start"] : claim["end"]] != claim["quote"]:
            raise UnlikeGold(f"{path.name}: “{claim['quote']}” stands elsewhere.")
    return Gold(path.stem.removeprefix("gold_"), text, found)


@dataclass(slots=True)
class Share:
    """So many of so many."""

    right: float = 0
    of: int = 0

    def add(self, right: float, of: int = 1) -> None:
        """Count some more."""
        self.right += right
        self.of += of

    @property
    def value(self) -> float | None:
        """Give the share, or None where there was nothing to count."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Case:
    """One place where a reading differs from its gold, for a person to look at."""

    kind: str
    article: str
    gold: str
    reading: str


@dataclass(slots=True)
class Scores:
    """Shares over several articles together, and every case that lowers one."""

    recall: Share = field(default_factory=Share)
    precision: Share = field(default_factory=Share)
    claimants: Share = field(default_factory=Share)
    kinds: Share = field(default_factory=Share)
    figures_found: Share = field(default_factory=Share)
    figures_right: Share = field(default_factory=Share)
    left_out: Share = field(default_factory=Share)
    sources: Share = field(default_factory=Share)
    worth: Share = field(default_factory=Share)
    cases: list[Case] = field(default_factory=list)


def compare(pairs: Iterable[Pair], *, bar: float) -> Scores:
    """Score readings against gold.

    Args:
        pairs: each article with its reading's JSON.
        bar: from what likeness on two claims match, `LENIENT` or `STRICT`.

    Returns:
        The scores over all articles together.

    Raises:
        UnlikeGold: if a reading is of another text.
    """
    scores = Scores()
    weighed: list[_Weighed] = []
    for gold, reading in pairs:
        weighed += _Comparison(gold, reading, bar, scores).run()
    _add_worth(weighed, scores)
    return scores


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A matched claim: how worthy of a check the reading and the person found it."""

    article: str
    quote: str
    value: float
    is_worthy: bool


class _Comparison:
    """One article, its gold beside its reading."""

    def __init__(
        self, gold: Gold, reading: dict[str, Any], bar: float, scores: Scores
    ) -> None:
        self.gold, self.bar, self.scores = gold, bar, scores
        self.claims: list[dict[str, Any]] = gold.found["claims"]
        self.read: list[dict[str, Any]] = reading["claims"]
        self.ruler, read_ruler = rulers_of(gold, reading)
        self.claimed = self.ruler.ranges(self.claims)
        self.spans = read_ruler.ranges(self.read)
        self.listed = {
            (_folded(source["title"]), _folded(source["publisher"]))
            for source in reading["sources"]
        }

    def run(self) -> list[_Weighed]:
        """Count everything of this article; give its matched claims as weighed."""
        matched = dict(self._matched())
        self._count_found(matched)
        if self.gold.is_complete:
            self._count_right()
        self._count_left_out()
        self._count_sources()
        for number, other in matched.items():
            self._count_pair(self.claims[number], other)
        return [
            _Weighed(
                self.gold.name,
                self.claims[number]["quote"],
                self.read[other]["check_worthiness"],
                self.claims[number]["checkworthy"],
            )
            for number, other in matched.items()
        ]

    def _matched(self) -> Iterator[tuple[int, int]]:
        """Pair claims one to one, likest first, and needed before optional ones."""
        candidates = [
            (-likeness, _is_optional(self.claims[number]), number, other)
            for number, claimed in enumerate(self.claimed)
            for other, span in enumerate(self.spans)
            if (likeness := claimed.likeness(span)) >= self.bar
        ]
        taken: set[int] = set()
        paired: set[int] = set()
        for _, _, number, other in sorted(candidates):
            if number not in taken and other not in paired:
                taken.add(number)
                paired.add(other)
                yield number, other

    def _count_found(self, matched: dict[int, int]) -> None:
        for number, claim in enumerate(self.claims):
            if _is_optional(claim):
                continue
            self.scores.recall.add(number in matched)
            if number not in matched:
                self._case("missed", claim["quote"], self._nearest(number))

    def _count_right(self) -> None:
        for claim, span in zip(self.read, self.spans, strict=True):
            if not claim["checkable"]:
                continue
            is_right = any(
                claimed.likeness(span) >= self.bar
                or (
                    self.bar == LENIENT
                    and person["checkable"]
                    and len(span) > 0
                    and claimed.shared(span) >= _INSIDE * len(span)
                )
                for person, claimed in zip(self.claims, self.claimed, strict=True)
            )
            self.scores.precision.add(is_right)
            if not is_right:
                nearest = max(self.claimed, key=span.likeness, default=None)
                quote = "nothing"
                if nearest and nearest.shared(span):
                    quote = self.claims[self.claimed.index(nearest)]["quote"]
                self._case("not a claim of the gold", quote, claim["quote"])

    def _count_left_out(self) -> None:
        for unit in self.gold.several("not_checkable"):
            measured = self.ruler.range(unit["start"], unit["end"])
            kept = [
                claim["quote"]
                for claim, span in zip(self.read, self.spans, strict=True)
                if claim["checkable"]
                and measured.shared(span) > _MOSTLY * len(measured)
            ]
            self.scores.left_out.add(not kept)
            for quote in kept[:1]:
                self._case(f"not left out ({unit['kind']})", unit["quote"], quote)

    def _count_sources(self) -> None:
        for source in self.gold.several("sources"):
            wanted = _folded(source["title"]), _folded(source["publisher"])
            self.scores.sources.add(wanted in self.listed)
            if wanted not in self.listed:
                self._case("source", " | ".join(wanted), "not found")

    def _count_pair(self, claim: dict[str, Any], other: int) -> None:
        """Count the claimant, the kind and the figures of two matched claims."""
        read = self.read[other]
        names = list(_claimants(claim))
        is_right = any(_same_name(name, read["claimant"] or None) for name in names)
        self.scores.claimants.add(is_right)
        if not is_right:
            told = " or ".join(name or "the article" for name in names)
            self._case(
                "claimant",
                f"{told}: {claim['quote']}",
                f"{read['claimant'] or 'the article'}: {read['quote']}",
            )
        kinds: set[str] = _STANDS_FOR.get(read["kind"], {read["kind"]})
        is_right = not kinds.isdisjoint(claim["acceptable_types"])
        self.scores.kinds.add(is_right)
        if not is_right:
            told = " or ".join(claim["acceptable_types"])
            self._case("kind", f"{told}: {claim['quote']}", read["kind"])
        self._count_figures(claim, read, self.spans[other])

    def _count_figures(
        self, claim: dict[str, Any], read: dict[str, Any], span: Range
    ) -> None:
        wanted = list(_valued(claim["numbers"]))
        around = [
            number
            for each in self.claims
            for number in _valued(each["numbers"])
            if span.holds(self.ruler.range(number["start"], number["end"]))
        ]
        figures = list(_valued(read["figures"]))
        for figure in figures:
            is_right = any(_same_value(number, figure) for number in wanted + around)
            self.scores.figures_right.add(is_right)
            if not is_right:
                self._case("figure", claim["quote"], f"read {figure['text']}")
        for number in wanted:
            at = next((f for f in figures if _same_value(number, f)), None)
            self.scores.figures_found.add(at is not None)
            if at is None:
                self._case("figure", claim["quote"], f"missed {number['text']}")
            else:
                figures.remove(at)

    def _nearest(self, number: int) -> str:
        """Give the words of what was read where a missed claim stands."""
        claimed = self.claimed[number]
        near = [
            claim["quote"]
            for claim, span in zip(self.read, self.spans, strict=True)
            if claimed.shared(span)
        ]
        return " / ".join(near) or "nothing"

    def _case(self, kind: str, gold: str, reading: str) -> None:
        self.scores.cases.append(Case(kind, self.gold.name, gold, reading))


def _add_worth(weighed: Sequence[_Weighed], scores: Scores) -> None:
    """Count how often a worthy claim outweighs another: the area under the curve.

    An equal weight counts half. A claim that loses against more than half of the
    others is a case.
    """
    worthy = [each for each in weighed if each.is_worthy]
    other = [each for each in weighed if not each.is_worthy]
    for side, rivals, sign in ((worthy, other, 1), (other, worthy, -1)):
        for each in side:
            won = sum(_beats(each.value, rival.value, sign) for rival in rivals)
            if sign > 0:
                scores.worth.add(won, len(rivals))
            if 2 * won < len(rivals):
                kind = "weighs too little" if sign > 0 else "weighs too much"
                scores.cases.append(
                    Case(kind, each.article, each.quote, f"{each.value:.2f}")
                )


def _beats(value: float, rival: float, sign: int) -> float:
    return 0.5 if value == rival else float(sign * value > sign * rival)


def _is_optional(claim: dict[str, Any]) -> bool:
    return bool(claim.get("optional"))


def _claimants(claim: dict[str, Any]) -> Iterator[str | None]:
    """Give every claimant that counts as right, None for the article itself."""
    yield claim["attributed_to"]
    yield from claim.get("acceptable_attributions") or ()
    words = (claim.get("attribution_quote") or {}).get("text")
    if words and words.lower() not in _SAYS_NO_NAME:
        yield words


def _same_name(one: str | None, other: str | None) -> bool:
    """Tell whether half of the shorter name's words are in the other."""
    if one is None or other is None:
        return one is other
    mine, theirs = _name(one), _name(other)
    smaller = min(len(mine), len(theirs))
    return smaller > 0 and len(mine & theirs) >= _SAME_NAME * smaller


def _name(text: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = folded.replace(".", "").replace("’", "'")
    words = frozenset(re.findall(r"[^\W_]+", re.sub(r"'s\b", "", folded)))
    return words - _NO_PART_OF_A_NAME or words


def _valued(figures: Iterable[dict[str, Any]] | None) -> Iterator[dict[str, Any]]:
    """Leave out the vague ones."""
    return (each for each in figures or () if each["value"] is not None)


def _same_value(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two values are equal, a percentage also as a fraction."""
    return any(
        isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-9)
        for mine in _values(one)
        for theirs in _values(other)
    )


def _values(figure: dict[str, Any]) -> Iterator[float]:
    yield float(figure["value"])
    unit = (figure.get("unit") or "").strip().lower()
    if unit.startswith(("percent", "per cent", "%")):
        yield float(figure["value"]) / 100


def _folded(text: str | None) -> str:
    return " ".join((text or "").split())


def compare_sentences(pairs: Iterable[Pair]) -> tuple[Share, Share, list[Case]]:
    """Score how sentences are cut, over all articles that list theirs.

    Returns:
        Of the ends, then of whole sentences, twice what both have by what either has
        (F1); and each end that only one has.
    """
    ends, exact, cases = Share(), Share(), list[Case]()
    for gold, reading in pairs:
        listed = gold.several("sentences")
        if not listed:
            continue
        ruler, read_ruler = rulers_of(gold, reading)
        wanted = {span for span in ruler.ranges(listed) if span}
        found = {span for span in read_ruler.ranges(reading["sentences"]) if span}
        exact.add(2 * len(wanted & found), len(wanted) + len(found))
        wanted_ends, found_ends = (
            {span.end for span in each} for each in (wanted, found)
        )
        ends.add(2 * len(wanted_ends & found_ends), len(wanted_ends) + len(found_ends))
        for end in sorted(wanted_ends ^ found_ends):
            sides = [ruler.around(end), "goes on"]
            if end in found_ends:
                sides.reverse()
            cases.append(Case("sentence", gold.name, *sides))
    return ends, exact, cases
