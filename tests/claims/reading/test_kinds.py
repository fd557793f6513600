"""What sort of assertion a claim is, and what is none."""

import pytest

from claims.reading.reading import read


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The storm sank nine boats.", "statistic"),
        ("The ferry left the port at dawn.", "event"),
        ("The port said the ferry was old.", "quotation"),
        ("The port will open again soon.", "prediction"),
        ("The ferry is to sail on Friday.", "prediction"),
        ("The ferry would sail on Friday.", "prediction"),
        ("The ferry would have been sold there.", "event"),
        ("The ferry would not have been sold there.", "event"),
        ("The new ferry is faster than the old one.", "comparison"),
        ("The ferry sank because of the storm.", "causal"),
        ("Videos showed the ferry under water.", "visual"),
    ],
)
def test_a_claim_is_of_this_kind(sentence: str, kind: str) -> None:
    [_, claim] = read(f"Ferry sinks\n\n{sentence}").claims

    assert (claim.kind, claim.checkable) == (kind, True)


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Who was at the helm?", "asks a question"),
        ("“We should all stay at home,” said Ana Example.", "calls on somebody to act"),
        ("“This is a terrible day,” said Ana Example.", "gives an opinion"),
        ("Stay away from the port.", "calls on somebody to act"),
        ("Had it been dark, nobody would have seen it.", "says what did not happen"),
        (
            "Ana Example said she believed the crew was tired.",
            "gives somebody's opinion",
        ),
        ("“No more ferries!”", "is a slogan or an exclamation"),
        ("What comes of it remains to be seen.", "judges rather than reports"),
        ("Not all sailors are convinced.", "says nothing definite"),
        ("Others were less gloomy.", "says nothing definite"),
        ("The union welcomed the ruling.", "gives somebody's opinion"),
        ("The union said the pier was too short.", "gives somebody's opinion"),
        ("“Somebody has to answer for it,” she said.", "calls on somebody to act"),
        ("The port called the ferry “a disgrace”.", "gives somebody's opinion"),
        (
            "The port described the ferry as a disgrace.",
            "gives somebody's opinion",
        ),
        ("“They came too late,” said Ana Example.", "gives an opinion"),
        (
            "“I will not speculate about it,” said Ana Example.",
            "says that nothing is said",
        ),
        ("“It would have been full,” said Ana Bell.", "says what did not happen"),
        ("“We could've sold it,” said Ana Bell.", "says what did not happen"),
        ("Perhaps it was the storm that took it.", "comments on what was told"),
        ("Whether more boats will come is unclear.", "asks a question"),
        ("Not everyone is leaving.", "says nothing definite"),
        ("We need to make sure of the pier.", "calls on somebody to act"),
        ("“What struck us was the calm,” said Ana Bell.", "gives an opinion"),
        ("“I wanted the pier to last,” said Ana Bell.", "gives an opinion"),
        ("“We are sorry for it,” said Ana Bell.", "gives an opinion"),
        (
            "“A storm against the pier of the town!”",
            "is a slogan or an exclamation",
        ),
        ("If you sail, definitely take a coat.", "calls on somebody to act"),
        ("“There shouldn't be a pier,” said Ana Bell.", "calls on somebody to act"),
        ("“It was an excellent day,” said Ana Bell.", "gives an opinion"),
        ("“Six years for him,” said Ana Example.", "is a slogan or an exclamation"),
        (
            "“Whoever owns the pier, stop the leak,” said Ana Example.",
            "calls on somebody to act",
        ),
    ],
)
def test_these_assert_nothing_that_can_be_checked(sentence: str, why: str) -> None:
    reading = read(f"Ferry sinks\n\n{sentence}")

    assert (reading.sentences[-1].checkable, reading.sentences[-1].why) == (False, why)
    assert (reading.claims[-1].kind, reading.claims[-1].checkable) == ("opinion", False)


@pytest.mark.parametrize(
    ("said", "checkable"),
    [
        ("Speed is one question.", False),
        ("The rest is panic, and panic is what they want.", False),
        ("We are tired of it.", False),
        ("The crew slept in the hold.", True),
        ("The crew will be fined.", True),
        ("The pier has not changed.", True),
        ("There are sailors in the hold.", True),
        ("The mast is 20 meters high.", True),
        ("The owner is Harbor Lines.", True),
    ],
)
def test_a_quotation_that_goes_on_asserts_something_if_it_tells_of_events(
    said: str, checkable: bool
) -> None:
    reading = read(
        f"Ferry sinks\n\n“The ferry sank at noon,” said Ana Example. “{said} It sank.”"
    )

    assert [each.checkable for each in reading.sentences[1:]] == [True, checkable, True]


def test_who_speaks_beside_the_quotation_makes_it_a_claim_of_theirs() -> None:
    reading = read("Ferry sinks\n\n“The ferry is my home,” said Ana Example.")

    assert reading.sentences[-1].checkable


def test_a_part_that_only_comments_is_left_out_of_a_claim() -> None:
    claims = read(
        "Ferry sinks\n\nThe ferry sank at noon, highlighting the age of the fleet."
    ).claims

    assert [(claim.quote, claim.checkable) for claim in claims[1:]] == [
        ("The ferry sank at noon", True),
        ("highlighting the age of the fleet", False),
    ]


def test_only_the_part_that_judges_is_an_opinion() -> None:
    claims = read(
        "Ferry sinks\n\nThe union called the plan “a betrayal” and said its members "
        "would vote on Friday."
    ).claims

    assert [claim.kind for claim in claims[1:]] == ["opinion", "prediction"]


def test_what_somebody_believes_will_happen_can_be_checked_in_time() -> None:
    [_, will] = read("Ferry sinks\n\nThe port believes the pier will hold.").claims
    [_, is_so] = read("Ferry sinks\n\nThe port believes the pier is safe.").claims

    assert (will.kind, is_so.kind) == ("prediction", "opinion")


@pytest.mark.parametrize(
    "sentence",
    [
        "The port said the delay cost 40 crowns, which critics called a disgrace.",
        "Ana Example thinks the delays cost 200 crowns a year.",
    ],
)
def test_a_statistic_is_no_opinion(sentence: str) -> None:
    claims = read(f"Ferry sinks\n\n{sentence}").claims

    assert claims[1].checkable
    assert claims[1].kind == "statistic"


def test_a_claim_left_out_says_why() -> None:
    claims = read(
        "Ferry sinks\n\nThe ferry sank at noon, highlighting the age of the fleet."
    ).claims

    assert [claim.why for claim in claims[1:]] == ["", "comments on what was told"]


def test_an_age_makes_no_statistic() -> None:
    [_, claim] = read("Ferry sinks\n\nAna Example, 52, left the ferry.").claims

    assert claim.kind == "event"
    assert [figure.value for figure in claim.figures] == [52]


def test_the_worst_in_years_is_a_comparison_and_no_judgement() -> None:
    [_, claim] = read(
        "Ferry sinks\n\nThe port said the storm was the worst in ten years."
    ).claims

    assert claim.checkable


def test_a_caption_a_source_and_a_biography_are_not_claims() -> None:
    reading = read(
        "Ferry sinks\n\nFerry port at dawn\n\nThe ferry sank on Monday.\n\nSources:\n"
        "Ferry log   Port Office\n\nAna Example is a reporter who lives by the sea."
    )

    assert [claim.quote for claim in reading.claims] == [
        "Ferry sinks",
        "The ferry sank on Monday",
    ]


@pytest.mark.parametrize(
    "sentence", ["Good morning!", "Probably not.", "Not yet.", "Hardly a surprise."]
)
def test_an_exclamation_or_a_fragment_asserts_nothing(sentence: str) -> None:
    said = read(f"Ferry sinks\n\nThe ferry sank. {sentence}").sentences[-1]

    assert (said.checkable, said.why) == (False, "is an exclamation or has no verb")


@pytest.mark.parametrize(
    "sentence", ["Boats sank.", "Dogs bark.", "The plan cost little.", "Nine dead."]
)
def test_a_short_sentence_that_may_hold_a_verb_or_a_number_can_be_checked(
    sentence: str,
) -> None:
    said = read(f"Ferry sinks\n\nThe ferry sank. {sentence}").sentences[-1]

    assert said.checkable


def test_a_headline_needs_no_verb() -> None:
    headline = read("Ferry under water again\n\nThe ferry sank.").sentences[0]

    assert headline.checkable


def test_a_line_that_only_says_who_speaks_next_is_left_out() -> None:
    reading = read("Ferry sinks\n\nBell stated,\n\n“It sank at noon in the bay.”")

    assert [(each.checkable, each.why) for each in reading.sentences[1:2]] == [
        (False, "only says who speaks next")
    ]
    assert reading.claims[-1].claimant == "Bell"


def test_what_those_who_find_out_believe_can_be_checked() -> None:
    investigators, cook = read(
        "Ferry sinks\n\nInvestigators believe that the ferry was sunk by ice.\n\n"
        "Ana Example believes that the ferry was sunk by ice."
    ).claims[1:]

    assert (investigators.checkable, cook.checkable) == (True, False)


def test_a_denial_in_reported_speech_can_be_checked() -> None:
    claim = read("Ferry sinks\n\nThe port said the number was wrong.").claims[-1]

    assert (claim.kind, claim.checkable) == ("quotation", True)
