"""How much a claim deserves a check."""

from pathlib import Path

import pytest

from claims.reading.reading import read
from claims.reading.worthiness import SHIPPED, weigh_again

ARTICLE = Path(__file__).parents[3] / "seeds" / "articles" / "mobilization.md"


def worth(sentence: str) -> tuple[float, tuple[str, ...]]:
    claim = read(f"Ferry sinks\n\n{sentence}").claims[1]
    return claim.check_worthiness, claim.reasons


def test_a_quantity_named_by_an_office_deserves_more_than_local_color() -> None:
    number, reasons = worth("The ministry said that nine sailors were killed.")
    color, _ = worth("The sea was calm.")

    assert number > color
    assert "states a quantity" in reasons
    assert "names an official or an organization" in reasons


def test_an_age_is_no_quantity() -> None:
    assert "states a quantity" not in worth("Ana Example, 52, left the ferry.")[1]


def test_the_headline_adds_to_the_worth() -> None:
    claims = read("Nine sailors killed in storm\n\nNine sailors were killed.").claims

    assert "stands in the headline" in claims[0].reasons
    assert "stands in the headline" not in claims[1].reasons


def test_the_first_paragraph_adds_to_the_worth() -> None:
    first, second = read(
        "Ferry sinks\n\nThe port was quiet.\n\nThe market was quiet."
    ).claims[1:]

    assert "stands in the article's first paragraph" in first.reasons
    assert "stands in the article's first paragraph" not in second.reasons
    assert first.check_worthiness > second.check_worthiness


def test_what_the_headline_tells_of_adds_to_the_worth_where_the_body_tells_it() -> None:
    headline, _lead, again, other = read(
        "Ferry sinks in storm\n\nThe port was quiet.\n\n"
        "The storm came before the ferry left.\n\nThe ferry was old."
    ).claims

    assert "tells of what the headline tells" in again.reasons
    assert "tells of what the headline tells" not in other.reasons
    assert "tells of what the headline tells" not in headline.reasons


def test_an_unnamed_source_takes_from_the_worth() -> None:
    named, _ = worth("Ana Example said the ferry was old.")
    unnamed, reasons = worth("Witnesses said the ferry was old.")

    assert unnamed < named
    assert "comes from somebody without a name" in reasons


def test_what_cannot_be_checked_comes_last() -> None:
    asked, reasons = worth("Who was at the helm?")
    told, _ = worth("The ferry was old.")

    assert asked < told
    assert "holds an opinion or an appeal rather than a fact" in reasons


@pytest.mark.parametrize(
    ("less", "reason"),
    [
        ("It is one of the ferries of the lake.", "tells what is generally known"),
        (
            "Ana Example, a retired cook, watched the ferry.",
            "tells of a private person's own life",
        ),
        (
            "“I was in my kitchen at noon,” a man said.",
            "tells of a private person's own life",
        ),
        ("The port declined to comment.", "declined to say something"),
        ("The ferry left “our” pier.", "gives somebody's own words"),
        ("The ferry left our pier.", "is told by “I” or “we”"),
    ],
)
def test_some_things_deserve_less_than_a_plain_event(less: str, reason: str) -> None:
    value, reasons = worth(less)
    plain, _ = worth("The ferry left the pier.")

    assert value < plain
    assert any(reason in each for each in reasons)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("The ferry never left the pier.", "leaves no exception: never, none, only"),
        ("The ferry will leave the pier.", "tells what is to come"),
        ("The owner denied the leak.", "accuses, denies or admits"),
        ("The ferry drowned a swimmer.", "could do harm if it is wrong"),
    ],
)
def test_some_things_deserve_more_than_a_plain_event(more: str, reason: str) -> None:
    value, reasons = worth(more)
    plain, _ = worth("The ferry left the pier.")

    assert value > plain
    assert reason in reasons


def test_a_desk_weighs_a_reason_otherwise() -> None:
    text = "Ferry sinks\n\nThe ferry carried 412 people to Oran on Monday."

    shipped = read(text).claims[-1]
    own = read(text, weights={"quantity": -0.5}).claims[-1]

    assert "states a quantity" in shipped.reasons
    assert own.reasons == shipped.reasons
    assert own.check_worthiness < shipped.check_worthiness


@pytest.mark.parametrize("weights", [None, {}, {"quantity": 1.0, "headline": -1.0}])
def test_a_claim_weighed_again_for_its_reasons_weighs_the_same(
    weights: dict[str, float] | None,
) -> None:
    claims = read(ARTICLE.read_text("utf-8"), weights=weights).claims

    assert claims
    for claim in claims:
        assert weigh_again(claim.reasons, weights) == claim.check_worthiness


def test_a_reason_that_the_file_does_not_have_cannot_be_weighed() -> None:
    assert weigh_again(["states a quantity"]) is not None
    assert weigh_again(["states a quantity", "was once a reason"]) is None


def test_no_two_weights_have_one_reason_and_each_lies_between_minus_1_and_1() -> None:
    reasons = [each.reason for each in SHIPPED.values()]

    assert len(set(reasons)) == len(reasons)
    assert all(-1 <= each.weight <= 1 for each in SHIPPED.values())
