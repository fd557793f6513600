from __future__ import annotations

import pytest

from claims.matching.ranking import bm25, most_alike, telling, weight
from claims.matching.words import terms

CLAIM = "Finland closed its border to 412 trucks"
TEXTS = {
    "border": "Finland closes the border, Yle",
    "trucks": "Trucks of the week",
    "soup": "How to cook soup",
    "long": "Finland border " + "and other things of this week " * 30,
}
ABOUT = terms(CLAIM, "en")
WEIGHTS = {term.stem: 1.0 for term in ABOUT}


def test_what_shares_most_comes_first_and_says_what_it_shares() -> None:
    found = most_alike(ABOUT, TEXTS, WEIGHTS, language="en")

    assert [each.key for each in found] == ["border", "long"]
    assert set(found[0].shared) == {"Finland", "border", "closed"}


def test_one_word_in_common_is_chance_unless_the_text_stands_near() -> None:
    found = most_alike(ABOUT, TEXTS, WEIGHTS, language="en", near={"trucks", "soup"})

    assert {each.key for each in found} == {"border", "long", "trucks"}


def test_measures_in_common_are_chance_however_many() -> None:
    about = terms("12 million people came in May", "en")
    texts = {"chance": "In May 12 million people paid", "near": "12 people in May"}

    assert most_alike(about, texts, {}, language="en", near={"near"}) == []


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    weights = {term.stem: 0.1 for term in ABOUT} | {"truck": 5.0}
    texts = {"rare": "412 trucks", "common": "Finland closed border"}

    found = most_alike(ABOUT, texts, weights, language="en")

    assert [each.key for each in found] == ["rare", "common"]
    assert found[0].shared[0] == "trucks"


def test_a_long_text_does_not_win_by_its_length() -> None:
    short, long = ["border"], ["border"] + ["other"] * 50

    assert bm25(short, {"border": 1.0}, 10) > bm25(long, {"border": 1.0}, 10) > 0


def test_a_word_tells_the_more_the_fewer_texts_hold_it() -> None:
    told = [weight(number, 1000) for number in (0, 1, 10, 500, 1000, 2000)]

    assert told == sorted(told, reverse=True)
    assert told[-1] > 0


@pytest.mark.parametrize(
    ("counts", "enough", "chosen"),
    [
        ({}, 10, []),
        ({"nowhere": 0}, 10, []),
        ({"rare": 2, "less": 5, "common": 900}, 10, ["rare", "less"]),
        ({"common": 900, "commoner": 950}, 10, ["common"]),
        ({"b": 3, "a": 3}, 10, ["a", "b"]),
    ],
)
def test_common_words_are_left_out_once_rarer_ones_bring_enough(
    counts: dict[str, int], enough: int, chosen: list[str]
) -> None:
    assert telling(counts.items(), enough) == chosen
