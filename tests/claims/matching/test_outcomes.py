from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.choices import Outcome
from claims.matching import outcomes
from claims.matching.outcomes import OUTCOMES, outcome_of

LISTED = Path(outcomes.__file__).with_name("outcomes.toml")


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        ("True", "true"),
        ("MOSTLY TRUE", "mostly-true"),
        ("Half True", "half-true"),
        ("Barely True", "mostly-false"),
        ("False.", "false"),
        ("Pants on Fire!", "false"),
        ("Three Pinocchios", "mostly-false"),
        ("This is not true", "false"),
        ("False: the ships never left", "false"),
        ("True, but misleading", "misleading"),
        ("Partly false information", "half-true"),
        ("Missing Context", "missing-context"),
        ("Altered photo", "altered"),
        ("Satire", "satire"),
        ("No evidence", "unproven"),
        ("Falsch", "false"),
        ("Größtenteils richtig", "mostly-true"),
        ("C'est faux", "false"),
        ("Enganoso", "misleading"),
        ("Verdade", "true"),
        ("Ложь", "false"),
        ("كاذب", "false"),
        ("错误", "false"),
        ("사실", "true"),
        ("Rating: True", "true"),
        ("This claim is true", "true"),
        ("Unproven, likely false", "unproven"),
        ("False and misleading", "false"),
        ("Fałsz", "false"),
        ("Yanlış", "false"),
        ("Częściowo fałsz", "half-true"),
    ],
)
def test_a_label_is_read_by_its_longest_known_phrase(label: str, outcome: str) -> None:
    assert outcome_of(label) == outcome


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Not false",
        "Not entirely true",
        "Not quite true",
        "isn’t true",
        "Probably true",
        "Was true",
        "Not completely false",
        "Isn't false",
        "Likely false",
        "Not at all misleading",
        "True that he said it",
        "전혀 사실이 아님",
        "See the article",
        "We looked at what he said and found that the true number is another",
    ],
)
def test_a_label_that_may_mean_anything_is_not_guessed(label: str) -> None:
    assert outcome_of(label) == "unknown"


@pytest.mark.parametrize(
    ("value", "best", "worst", "outcome"),
    [
        (5, 5, 1, "true"),
        (4, 5, 1, "mostly-true"),
        (3, 5, 1, "half-true"),
        (2, 5, 1, "mostly-false"),
        (1, 5, 1, "false"),
        (100, 100, 0, "true"),
        (0, 5, 1, "unknown"),
        (6, 5, 1, "unknown"),
        (1, 1, 1, "unknown"),
        (1, 1, 5, "unknown"),
        (-1, -1, -1, "unknown"),
        (None, 5, 1, "unknown"),
        (3, None, 1, "unknown"),
        (float("nan"), 5, 1, "unknown"),
        (float("inf"), float("inf"), 1, "unknown"),
    ],
)
def test_a_number_counts_only_on_a_scale(
    value: float | None, best: float | None, worst: float | None, outcome: str
) -> None:
    assert outcome_of("Four stars", value, best, worst) == outcome


def test_words_say_more_than_numbers() -> None:
    assert outcome_of("Misleading", 5, 5, 1) == "misleading"


def test_the_desk_knows_every_outcome() -> None:
    assert set(Outcome.values) == OUTCOMES


@given(st.text(max_size=400))
def test_any_label_has_an_outcome(label: str) -> None:
    assert outcome_of(label) in OUTCOMES


def test_every_label_that_is_listed_is_read_as_it_is_listed() -> None:
    lists = tomllib.loads(LISTED.read_text(encoding="utf-8"))

    wrong = {
        line: found
        for outcome, lines in lists.items()
        for line in lines.split("\n")
        if line and (found := outcome_of(line)) != outcome
    }

    assert wrong == {}
