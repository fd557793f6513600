"""Places and dates that a claim names."""

import pytest

from claims.reading.places import find_dates, find_places
from claims.reading.words import words_of


def places(text: str) -> list[str]:
    return [each.text for each in find_places(text, words_of(text, 0, len(text)))]


def dates(text: str) -> list[str]:
    return [each.text for each in find_dates(text, words_of(text, 0, len(text)))]


def test_known_names_are_found_whole() -> None:
    assert places("He flew from New York to Finland's coast.") == [
        "New York",
        "Finland",
    ]


def test_a_name_after_in_or_near_is_a_place() -> None:
    assert places("It sank near Old Harbor in March.") == ["Old Harbor"]


def test_the_owner_of_a_thing_is_no_place() -> None:
    assert places("It stood in Ana's garden.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It sank on 3 May 2022.", ["3 May 2022"]),
        ("It sank on Sept. 14.", ["Sept. 14"]),
        ("It sank last week, in 2019.", ["last week", "2019"]),
        ("On Tuesday it rained.", ["Tuesday"]),
        ("It may sink, and they march.", []),
    ],
)
def test_days_months_and_years_are_found(text: str, found: list[str]) -> None:
    assert dates(text) == found
