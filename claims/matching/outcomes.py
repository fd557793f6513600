"""What a published check found, in few words, whatever its publisher calls it.

The words stand in `outcomes.toml`, in the languages of the larger desks. A label is
read first, for its words say more than a number: "Misleading" has no place between
true and false. A label that says nothing known goes by its number, if the scale it
belongs to is given; the rest is unknown, never guessed.
"""

import tomllib
from functools import lru_cache
from itertools import dropwhile
from math import isfinite
from pathlib import Path

from claims.matching.words import plain_words

UNKNOWN = "unknown"

_SENTENCE = 6
"""A label of more words is a sentence: only its beginning says what was found."""

_LONGEST_LABEL = 300

_PHRASES = {
    tuple(plain_words(line)): outcome
    for outcome, lines in tomllib.loads(
        Path(__file__).with_name("outcomes.toml").read_text(encoding="utf-8")
    ).items()
    for line in lines.split("\n")
    if line
}
_LONGEST = max(map(len, _PHRASES))

_TAKES_BACK = frozenset(
    "not no never isn aren wasn t nicht kein keine pas nao non niet не "
    "likely probably possibly perhaps maybe wahrscheinlich probablement probablemente "
    "provavelmente probabilmente вероятно".split()
)
"""Words after which a label may say the opposite of what follows, or less."""

_LEADS_IN = frozenset(
    "our rating verdict ruling conclusion this that the claim statement is".split()
)
"""Words with which a label begins before it says anything."""

_SCALE = (
    (0.9, "true"),
    (0.7, "mostly-true"),
    (0.4, "half-true"),
    (0.15, "mostly-false"),
    (0.0, "false"),
)
"""Where a number stands between the worst and the best, and what that says."""

OUTCOMES = frozenset(_PHRASES.values()) | {UNKNOWN}


def outcome_of(
    label: str,
    value: float | None = None,
    best: float | None = None,
    worst: float | None = None,
) -> str:
    """Return the outcome a label and its number stand for, or ``unknown``.

    Args:
        label: the publisher's own words, `alternateName` of a rating.
        value, best, worst: its `ratingValue`, `bestRating` and `worstRating`; of these
            best is what is most true (schema.org asks for it). Numbers that form no
            scale say nothing.
    """
    return _of_words(label.strip()[:_LONGEST_LABEL]) or _of_number(value, best, worst)


@lru_cache(maxsize=10_000)
def _of_words(label: str) -> str:
    """Return what the longest known phrase of a label says; empty if there is none.

    Of two that are as long the earlier one decides. A phrase with a *not* or a *likely*
    anywhere before it says nothing, nor does “true” beside words that may take it back.
    """
    words = list(dropwhile(_LEADS_IN.__contains__, plain_words(label)))
    ends = len(words) if len(words) <= _SENTENCE else 1
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for start in range(min(ends, len(words) - length + 1)):
            outcome = _PHRASES.get(tuple(words[start : start + length]), "")
            is_part = length < len(words)
            is_taken_back = not _TAKES_BACK.isdisjoint(words[:start])
            if outcome and not is_taken_back and not (is_part and outcome == "true"):
                return outcome
    return ""


def _of_number(value: float | None, best: float | None, worst: float | None) -> str:
    if value is None or best is None or worst is None:
        return UNKNOWN
    if not (isfinite(value) and isfinite(best) and isfinite(worst)):
        return UNKNOWN
    if not worst <= value <= best or worst == best:
        return UNKNOWN
    share = (value - worst) / (best - worst)
    return next(outcome for least, outcome in _SCALE if share >= least)
