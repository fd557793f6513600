"""What the desk should look at first."""

import pytest

from claims.reading.flags import Flag
from claims.reading.reading import read


def flags(text: str, kind: str) -> list[Flag]:
    return [flag for flag in read(text).flags if flag.kind == kind]


@pytest.mark.parametrize(
    ("headline", "body", "outcome"),
    [
        ("Over 100 Boats Lost", "The port counted 107 boats.", "stated"),
        ("Nine Boats Lost", "Five boats sank. Four boats burned.", "implied"),
        (
            "Over 300 Boats Lost",
            "The port named 200 boats. Others say it is twice that.",
            "implied",
        ),
        (
            "Over 700 Boats Lost",
            "The port named 200 boats. Others say it is three times higher.",
            "ambiguous",
        ),
        ("Over 100 Boats Lost", "The port counted 40 boats.", "contradicted"),
        ("Over 100 Boats Lost", "The port counted nothing.", "not-in-body"),
        ("Over 100 Boats Lost", "Fares rose by 107 percent.", "not-in-body"),
        (
            "500 Boats Lost",
            "The storm sank 300 boats in Oslo and 200 in the bay.",
            "implied",
        ),
        ("A fifth of Boats Lost", "The storm sank 21.3% of the boats.", "stated"),
        ("Half of Boats Lost", "The storm sank 12% of the boats.", "contradicted"),
    ],
)
def test_a_figure_of_the_headline_is_held_against_the_text(
    headline: str, body: str, outcome: str
) -> None:
    [flag] = flags(f"{headline}\n\n{body}", "headline-figure")

    assert flag.outcome == outcome
    assert headline.partition(" Boats")[0].removesuffix(" of") in flag.message


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("The line is five years late.", "contradicted"),
        ("Thieves get five years.", "not-in-body"),
    ],
)
def test_years_of_something_else_contradict_no_years(body: str, outcome: str) -> None:
    [flag] = flags(f"Bats Delay Line by Two Years\n\n{body}", "headline-figure")

    assert flag.outcome == outcome


def test_both_readings_of_a_comparison_are_named() -> None:
    text = (
        "Over 700 Boats Lost\n\nThe port named 200 boats. "
        "Others say it is three times higher."
    )
    [flag] = flags(text, "headline-figure")

    assert "600 or 800" in flag.message
    assert flag.claims == (0, 2)


def test_a_headline_without_a_figure_is_not_flagged() -> None:
    assert flags("Boats lost\n\nThe port counted 107 boats.", "headline-figure") == []


def test_an_assurance_against_reports_is_a_conflict() -> None:
    text = (
        "Ferry sinks\n\nThe port said only crews were on board. "
        "Witnesses said that passengers were on board too."
    )
    [flag] = flags(text, "conflict")

    assert flag.claims == (1, 2)


def test_one_speaker_does_not_conflict_with_itself() -> None:
    text = (
        "Ferry sinks\n\nThe port said only crews were on board. "
        "The port said that the crews were tired too."
    )

    assert flags(text, "conflict") == []


def test_a_cited_source_that_bears_on_no_claim_is_flagged() -> None:
    text = (
        "Ferry sinks\n\nThe ferry sank off the coast on Monday.\n\nSources:\n\n"
        "Old ferry sank off the coast   Harbor Times\n"
        "Ten recipes for apple cake   Kitchen Weekly"
    )
    [flag] = flags(text, "unused-source")

    assert "Ten recipes for apple cake" in flag.message
    assert "Kitchen Weekly" in flag.message


def test_a_shared_name_alone_does_not_make_a_source_bear_on_a_claim() -> None:
    text = (
        "Ferry sinks\n\nThe ferry of Ana Example sank on Monday.\n\nSources:\n\n"
        "Ana Example bakes apple cake   Kitchen Weekly"
    )

    assert len(flags(text, "unused-source")) == 1


def test_a_source_bears_on_what_its_publisher_is_named_as_saying_of_its_subject() -> (
    None
):
    text = (
        "Ferry sinks\n\nA study by the University of Osthavn found that ferries leak, "
        "and warned that mussels die of it.\n\nSources:\n\n"
        "Oil and coastal mussels   University of Osthavn\n"
        "Oil and coastal mussels   Kitchen Weekly"
    )
    [flag] = flags(text, "unused-source")

    assert "Kitchen Weekly" in flag.message


def test_a_caption_is_a_picture_to_verify() -> None:
    text = "Ferry sinks\n\nFerry port at dawn\n\nThe ferry sank on Monday."
    [flag] = flags(text, "picture")

    assert "Ferry port at dawn" in flag.message


def test_a_claim_that_rests_on_a_video_is_a_picture_to_verify() -> None:
    [flag] = flags("Ferry sinks\n\nVideos showed the ferry under water.", "picture")

    assert flag.claims == (1,)


def test_a_figure_in_another_measure_does_not_bear_out_the_headline() -> None:
    [flag] = flags(
        "Over 40,000 Drivers Fined\n\nThe fines came to 14 million crowns.",
        "headline-figure",
    )

    assert flag.outcome == "not-in-body"


def test_two_values_of_the_same_thing_are_flagged() -> None:
    [flag] = flags(
        "Storm at sea\n\nThe port said the storm sank nine fishing boats in the bay. "
        "A union said the storm sank 14 fishing boats in the bay.",
        "figures-differ",
    )

    assert flag.claims == (1, 2)
    assert "(The port)" in flag.message
    assert "(A union)" in flag.message


@pytest.mark.parametrize(
    "other",
    [
        "A union said the storm sank nine fishing boats in the bay.",
        "A union said the storm sank over five fishing boats in the bay.",
        "A union said the storm sank 14 fishing boats in the bay in 2019.",
        "A union said the storm drowned 14 sailors in the bay.",
        "A union said its members own 14 fishing boats.",
    ],
)
def test_figures_that_can_both_hold_are_not_flagged(other: str) -> None:
    text = "Storm at sea\n\nThe port said the storm sank nine fishing boats in the bay."

    assert flags(f"{text} {other}", "figures-differ") == []


@pytest.mark.parametrize(
    ("told", "comes_out"),
    [
        ("Fares rose 25 percent from 40 crowns to 50 crowns.", True),
        ("Fares rose 20 percent from 40 crowns to 50 crowns.", False),
        ("Fares fell 20 percent to 40 crowns from 50 crowns.", True),
        ("Fares fell 40 percent to 40 crowns from 50 crowns.", False),
        ("Fares of 40 crowns and 50 crowns rose by 20 percent.", True),
    ],
)
def test_a_change_whose_share_does_not_come_out_is_flagged(
    told: str, comes_out: bool
) -> None:
    assert (flags(f"Ferry fares\n\n{told}", "arithmetic") == []) is comes_out


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ("It sank on Saturday, 28 November 2026.", True),
        ("It sank on Sunday, 28 November 2026.", False),
        ("It sank on Sunday, November 28, 2026.", False),
        ("It sank on Friday, 27 November.", True),
        ("It sank on Thursday, 27 November.", False),
        ("It sank on Thursday, 31 December.", True),
        ("It sank on Friday, 31 February 2026.", True),
    ],
)
def test_a_weekday_that_is_not_the_dates_is_flagged(told: str, fits: bool) -> None:
    text = f"Ferry sinks\n\n28 November 2026\n\n{told}"

    found = flags(text, "weekday")

    assert (found == []) is fits
    assert fits or "was a" in found[0].message


def test_a_day_far_ahead_is_one_of_the_year_before() -> None:
    text = "Ferry sinks\n\n2 January 2026\n\nIt sank on {}, 31 December."

    assert flags(text.format("Wednesday"), "weekday") == []
    assert "31 December 2025" in flags(text.format("Thursday"), "weekday")[0].message
