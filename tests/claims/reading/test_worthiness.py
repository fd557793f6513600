"""How much a claim deserves a check."""

from claims.reading.reading import read


def worth(sentence: str) -> tuple[float, tuple[str, ...]]:
    claim = read(f"Ferry sinks\n\n{sentence}").claims[1]
    return claim.check_worthiness, claim.reasons


def test_a_quantity_named_by_an_office_deserves_more_than_local_color() -> None:
    number, reasons = worth("The ministry said that nine sailors were killed.")
    color, _ = worth("The sea was calm.")

    assert number > color
    assert "states a quantity" in reasons
    assert "names an official or an organization" in reasons


def test_the_headline_adds_to_the_worth() -> None:
    claims = read("Nine sailors killed in storm\n\nNine sailors were killed.").claims

    assert "stands in the headline" in claims[0].reasons
    assert "stands in the headline" not in claims[1].reasons


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
