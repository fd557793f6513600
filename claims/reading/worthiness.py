"""Check-worthiness: how much a claim deserves a check, and for what reasons.

A sum of weights that an editor can read and change in `worthiness.toml`. It orders
the queue and is never a verdict.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from pathlib import Path
from typing import NamedTuple

from claims.reading.claimants import NOBODY, Attribution
from claims.reading.words import Word, word_list

_SCORING = tomllib.loads(
    Path(__file__).with_name("worthiness.toml").read_text(encoding="utf-8")
)
BASE: float = _SCORING.pop("base")
"""What a claim weighs before anything is known of it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one reason adds to a claim, or takes from it, as the file has it."""

    weight: float
    reason: str


SHIPPED = {name: Weight(**told) for name, told in _SCORING.items()}
"""Every weight by its name, in the order of the file."""

_MOST = 0.99
"""A whole 1 is only for what an editor found, which stands before all that is read."""

_NAMES = {each.reason: name for name, each in SHIPPED.items()}

_OFFICES = word_list("offices")
_PUBLIC_ACTS = word_list("public_acts")
_HARM = word_list("harm")
_ANONYMOUS = word_list("anonymous") - word_list("published")
_PRIVATE = word_list("kin")
_OFFICIAL = _OFFICES | _PUBLIC_ACTS | _HARM
_OWN = frozenset("i my me i'm i’m".split())
_FIRST_PERSONS = word_list("first_persons")
_QUOTATION_MARKS = frozenset('“”„«»"')
_DISPUTING = word_list("disputing")
_ABSOLUTE = word_list("absolute")
_PRIVATE_PERSONS = word_list("private_persons")
_PRESENT = frozenset({"is", "are"})
_REFUSING = word_list("refusing")
_GENERAL = frozenset(
    "a an one something required considered known regarded called".split()
)


class Worthiness(NamedTuple):
    """How much a claim deserves a check, 0 to 1, and why."""

    value: float
    reasons: tuple[str, ...]


def weigh(
    words: Sequence[Word],
    *,
    kind: str,
    checkable: bool,
    in_headline: bool,
    in_lead: bool,
    tells_the_headline: bool,
    attribution: Attribution,
    has_figures: bool,
    has_place_or_date: bool,
    describes: bool = False,
    weights: Mapping[str, float] | None = None,
) -> Worthiness:
    """Weigh a claim.

    Args:
        words: the words of the claim.
        kind: its kind.
        checkable: whether it can be checked at all.
        in_headline: whether it stands in the headline.
        in_lead: whether it stands in the first paragraph, where news tells the most
            important first.
        tells_the_headline: whether it is of the body and tells what the headline does.
        attribution: who is said to have asserted it.
        has_figures: whether it states a quantity.
        has_place_or_date: whether it names a place or a day.
        describes: whether it only tells more of a noun ("Jane Doe, who …").
        weights: what a desk weighs otherwise than the file, by name.

    Returns:
        The weight, rounded to two places, and the reasons in the order of the file.
    """
    lowers = {word.lower for word in words}
    holds = {
        "quantity": has_figures,
        "headline": in_headline,
        "lead": in_lead,
        "headline_again": tells_the_headline,
        "authority": not lowers.isdisjoint(_OFFICES) or _names_an_organization(words),
        "public_act": not lowers.isdisjoint(_PUBLIC_ACTS),
        "comparison": kind == "comparison",
        "to_come": kind == "prediction",
        "harm": not lowers.isdisjoint(_HARM),
        "place_or_date": has_place_or_date,
        "disputed": not lowers.isdisjoint(_DISPUTING),
        "absolute": not lowers.isdisjoint(_ABSOLUTE),
        "visual": kind == "visual",
        "own_words": any(word.text in _QUOTATION_MARKS for word in words),
        "first_person": not lowers.isdisjoint(_FIRST_PERSONS),
        "anonymous": _is_anonymous(attribution),
        "personal": not lowers.isdisjoint(_PRIVATE),
        "opinion": not checkable,
        "own_life": _is_of_an_own_life(words),
        "described": describes and lowers.isdisjoint(_PUBLIC_ACTS | _HARM),
        "defines": not has_figures and attribution is NOBODY and _defines(words),
        "refuses": not lowers.isdisjoint(_REFUSING),
    }
    reasons = tuple(each.reason for name, each in SHIPPED.items() if holds[name])
    return Worthiness(_sum((name for name in holds if holds[name]), weights), reasons)


def weigh_again(
    reasons: Iterable[str], weights: Mapping[str, float] | None = None
) -> float | None:
    """Weigh a claim by the reasons it was weighed for before.

    Args:
        reasons: as `Worthiness` gives them.
        weights: what a desk weighs otherwise than the file, by name.

    Returns:
        The weight; None if a reason is not, or no longer, one of the file.
    """
    names = [_NAMES.get(reason) for reason in reasons]
    known = [name for name in names if name is not None]
    return _sum(known, weights) if len(known) == len(names) else None


def _sum(names: Iterable[str], weights: Mapping[str, float] | None) -> float:
    own = weights or {}
    # Exact, so that the order of the reasons says nothing.
    value = fsum([BASE, *(own.get(name, SHIPPED[name].weight) for name in names)])
    return round(min(_MOST, max(0.0, value)), 2)


def _is_anonymous(attribution: Attribution) -> bool:
    if attribution.claimant is None or attribution.is_person:
        return False
    return not _ANONYMOUS.isdisjoint(attribution.claimant.lower().split())


def _is_of_an_own_life(words: Sequence[Word]) -> bool:
    """Tell whether a private person tells of themselves, or is told of."""
    lowers = [word.lower for word in words if word.is_word]
    if not _PRIVATE_PERSONS.isdisjoint(lowers) and any(
        article in {"a", "an"} and _PRIVATE_PERSONS & {noun, last}
        for article, noun, last in zip(lowers, lowers[1:], lowers[2:], strict=False)
    ):
        return True
    is_official = not _OFFICIAL.isdisjoint(lowers)
    return not is_official and any(lower in _OWN for lower in lowers[:4])


def _defines(words: Sequence[Word]) -> bool:
    """Tell whether general knowledge is told: "it is one of the pillars of faith"."""
    lowers = [word.lower for word in words if word.is_word]
    if _PRESENT.isdisjoint(lowers):
        return False
    return any(verb in _PRESENT and noun in _GENERAL for verb, noun in pairwise(lowers))


def _names_an_organization(words: Sequence[Word]) -> bool:
    """Tell whether an acronym or a run of three capitalized words stands here."""
    if all(word.is_capitalized for word in words if len(word.text) > 3):
        return False
    run = 0
    for word in words:
        run = run + 1 if word.is_capitalized else 0
        if run == 3 or (word.text.isupper() and len(word.text) > 2):
            return True
    return False
