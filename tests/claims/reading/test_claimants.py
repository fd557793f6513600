"""Who is said to have asserted what, and through whom."""

import pytest

from claims.reading.reading import read


def claimants(body: str) -> list[tuple[str | None, tuple[str, ...]]]:
    reading = read(f"Ferry sinks off the coast\n\n{body}")
    return [(claim.claimant, claim.via) for claim in reading.claims[1:]]


def claimant(body: str) -> str | None:
    [(name, _)] = claimants(body)
    return name


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The harbor office said the ferry was full.", "The harbor office"),
        ("Captain Ana Example said the ferry was full.", "Ana Example"),
        ("Ana Example, head of the port, said the ferry was full.", "Ana Example"),
        ("The head of the port, Ana Example, said it was full.", "Ana Example"),
        ("According to the port, the ferry was full.", "the port"),
        ("The ferry was full, according to Ana Example.", "Ana Example"),
        ("“The ferry was full on Monday,” said Ana Example.", "Ana Example"),
        ("“The ferry was full on Monday,” Ana Example said.", "Ana Example"),
        ("“The ferry was full on Monday,” says another.", "another"),
        ("“The ferry was full on Monday,” a man answers.", "a man"),
        ("Several news reports suggest that it was full.", "Several news reports"),
        ("Harbor Watch reported nine leaks on the ferry.", "Harbor Watch"),
        ("A local channel claims to track the ferry.", "A local channel"),
        ("The port has warned crews of the storm.", "The port"),
        ("On Monday, the port denied that the ferry was full.", "the port"),
        ("Videos posted on Monday showed the ferry was full.", "Videos"),
        ("Photos shared online in August 2021 show that it was full.", "Photos"),
        ("A statement issued Monday said the ferry was full.", "A statement"),
        ("On Monday residents said the ferry was full.", "residents"),
        ("Residents last week said the ferry was full.", "Residents"),
        ("Officials in Oslo on Friday said it was full.", "Officials in Oslo"),
        ("Captain Ana Example on Friday said it was full.", "Ana Example"),
        ("The Sunday Tide reported that the ferry was full.", "The Sunday Tide"),
        ("This report said the ferry was full.", "This report"),
        ("The ferry was full, an internal report found.", "an internal report"),
        ("The ferry was full, she pointed out.", "she"),
        ("One in ten boats ran, according to the port, compared with six.", "the port"),
        ("The ferry was full, said Ana Example, a clerk at the port.", "Ana Example"),
        ("Boats fell by a third, figures from the port show.", "figures from the port"),
        (
            "Ana Example, 52, a clerk who saw the ferry, said it was full.",
            "Ana Example",
        ),
        ("Ana Example of the Harbor Fund said the ferry was full.", "Ana Example"),
        ("The ferry was full, according to the owner, Harbor Lines.", "Harbor Lines"),
        ("According to Example the ferry was full.", "Example"),
        ("Crews are concerned that the ferry was full.", "Crews"),
        ("The port has always denied that the ferry was full.", "The port"),
        ("The union accused Harbor Lines of hiding the leaks.", "The union"),
        ("The mayor has called the ferry the best of the lake.", "The mayor"),
        ("The mayor called the video a fake.", "The mayor"),
        ("The harbor office counted 400 boats on Monday.", "The harbor office"),
        ("The report put the cost of each new pier at 90 crowns.", "The report"),
        ("“It sank at dawn,” said two sailors who swam to it.", "two sailors"),
        ("The inspectors found 12 leaks in the hull.", "The inspectors"),
        ("The port blamed the crew for the leak.", "The port"),
        ("A sailor who asked not to be named told the port that it sank.", "A sailor"),
        (
            "It came after Mayor Ana Example ordered what she called a “pause”.",
            "Ana Example",
        ),
        ("The union welcomed the ruling of the court.", "The union"),
        ("A cook said the crew had warned the owner of it.", "A cook"),
        ("According to Ana Example, who leads it, the ferry was full.", "Ana Example"),
        ("Boats came when he called the ferry “a wreck”.", "he"),
        ("Videos posted on the site Splash showed that it was full.", "Videos"),
        ("One clip seems to show the ferry under water.", "One clip"),
        ("The port spoke of 19 lost boats.", "The port"),
        ("WHO say that the water was clean.", "WHO"),
        ("Ana Example for Safe Harbors, says it was full.", "Ana Example"),
        (
            "Ana Example, Head of the Quay, and Chairman of the Fund, says it sank.",
            "Ana Example",
        ),
        ("The port letter reads “we may close it in due course”.", "The port letter"),
        ("The firm Harbor.com, has said that it was full.", "The firm Harbor.com"),
        ("Labor's Shadow Home Secretary Ana Example said it was full.", "Ana Example"),
        (
            "In a blog post, Ana Example of the Tide dubbed the ferry “a wreck”.",
            "Ana Example",
        ),
        (
            "According to the Norse team's coach, Ana Example, the ferry was full.",
            "Ana Example",
        ),
        ("“It was full,” said the group's head, Ana Example.", "Ana Example"),
        (
            "However, Friends of the Quay, which made its list, claims it was full.",
            "Friends of the Quay",
        ),
        ("She pointed to an old pier that had failed.", "She"),
        ("Another video shows an argument on the pier.", "Another video"),
        ("The report notes a leak in the hull.", "The report"),
        ("The operator, Harborline, said the ferry was full.", "Harborline"),
        ("The ferry was sunk by ice, the port announced on Tuesday.", "the port"),
        ("The union put the number of boats at over a hundred.", "The union"),
        (
            "The harbor office said it had admitted 26 sailors, all hurt.",
            "The harbor office",
        ),
        (
            "According to Ambassador to the Baltic States Ana Example, it was full.",
            "Ambassador to the Baltic States Ana Example",
        ),
        ("The crews theorized that a pump had failed.", "The crews"),
        ("The union put the number at 19.", "The union"),
        ("Ana Example, 41, stormed: “The ferry was full.”", "Ana Example"),
        ("Ann Bell and Tom Cox said the ferry was full.", "Ann Bell and Tom Cox"),
        ("In a poll by the Tide, half of the crew backed it.", "a poll by the Tide"),
        (
            "According to a report by the harbor board, the ferry was full.",
            "a report by the harbor board",
        ),
        ("No 10 said the ferry was full.", "No 10"),
        (
            "It was full, according to the state railway, on Monday.",
            "the state railway",
        ),
        ("The port announced shortly after dawn that it was full.", "The port"),
        (
            "A report dated May 19, seen by the Tide, warned of the leak.",
            "A report dated May 19",
        ),
    ],
)
def test_the_claimant_is_whoever_is_named_as_saying_it(
    sentence: str, name: str
) -> None:
    assert claimant(sentence) == name


def test_what_a_person_shows_or_is_found_to_be_is_nothing_said() -> None:
    assert claimant("Ana Example showed no interest in the ferry.") is None
    assert claimant("A court in Oslo found the captain guilty of fraud.") is None
    assert claimant("The port maintains two ferries and a pier.") is None
    assert claimant("It went so fast that no boat could respond.") is None
    assert claimant("The recall covers all ferries of the line.") is None
    assert claimant("The port maintains that both ferries are safe.") == "The port"


def test_a_clause_about_the_speaker_is_not_what_the_speaker_says() -> None:
    assert claimants(
        "“The ferry was full on Monday,” said Ana Example, who runs the port."
    ) == [("Ana Example", ()), (None, ())]
    assert claimant("Ana Example, who denied the leak, was arrested on Monday.") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody denies that the ferry was full.",
        "No one has said that the ferry was full.",
        "None of the sailors said that the ferry was full.",
        "Neither of them said that the ferry was full.",
        "No official has confirmed that the ferry was full.",
    ],
)
def test_nobody_is_no_claimant(sentence: str) -> None:
    assert claimant(sentence) is None


def test_two_who_speak_beside_each_other_are_no_chain() -> None:
    assert claimants(
        "The police said the ferry was full; the owner said the ferry was empty."
    ) == [("The police", ()), ("the owner", ())]


def test_she_is_nobody_for_whom_he_has_stood() -> None:
    told = claimants(
        "Ana Example said the ferry was full.\n\n"
        "Ben Sample said it was not. He said the pier was shut.\n\n"
        "She said the pier was open."
    )

    assert [name for name, _ in told] == [
        "Ana Example", "Ben Sample", "Ben Sample", "Ana Example",
    ]  # fmt: skip


def test_it_is_the_organization_named_last() -> None:
    told = claimants("Harbor Watch welcomed the ruling. It said the leak was old.")

    assert told[1] == ("Harbor Watch", ())


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister ordered the ferry out of the water.",
        "The ferry was reported missing on Monday.",
        "The state owns the ferry and the port.",
        "Two arson reports reached the police on Monday.",
        "The company announced a new ferry on Monday.",
        "Villagers found six boats on the shore on Monday.",
        "The port conceded defeat on Monday.",
        "The island, which at 191 confirmed leaks has the most, is shut.",
        "Ten leaks on the ferry are being blamed on the ice.",
        "The number of reported leaks rose on Monday.",
    ],
)
def test_an_actor_is_no_claimant(sentence: str) -> None:
    assert claimant(sentence) is None


def test_she_is_the_last_woman_or_person_named() -> None:
    body = "Ana Example said the ferry was full. She said nobody counted the people."

    assert claimants(body) == [("Ana Example", ()), ("Ana Example", ())]


def test_she_is_not_a_man_named_last() -> None:
    body = (
        "Ana Example said the ferry was full. A man watched the boats from the quay. "
        "She said nobody counted the people."
    )

    assert claimants(body)[-1] == ("Ana Example", ())


def test_she_is_nothing_that_belongs_to_a_name() -> None:
    body = (
        "Ana Example said the ferry was full. Tarnmouth’s Harbor Ferry has sunk twice. "
        "She said nobody counted the people."
    )

    assert claimants(body)[-1] == ("Ana Example", ())


def test_a_claimant_may_be_named_by_a_link() -> None:
    body = "It fell by a tenth, according to [the city](https://city.example/5)."

    assert claimants(body) == [("the city", ())]


def test_they_are_the_last_group_named() -> None:
    body = "The engineers said it was old. They said nobody had looked."

    assert claimants(body)[-1] == ("The engineers", ())


def test_a_chain_keeps_through_whom_it_came() -> None:
    assert claimants("Harbor Radio reports that officials say the ferry was full.") == [
        ("officials", ("Harbor Radio",))
    ]


def test_whom_a_speaker_told_is_through_whom_it_came() -> None:
    assert claimants("Ana Example told Harbor Radio that the ferry was full.") == [
        ("Ana Example", ("Harbor Radio",))
    ]


def test_a_quotation_over_two_sentences_has_the_speaker_after_the_second() -> None:
    body = "“The quay is under water. Boats are adrift,” says one witness."

    assert claimants(body) == [("one witness", ()), ("one witness", ())]


def test_a_quotation_goes_on_with_the_speaker_before_it() -> None:
    body = "Ana Example said it was late. “The crew was asleep on the ferry.”"

    assert claimants(body)[1] == ("Ana Example", ())


def test_scare_quotes_quote_nobody() -> None:
    body = "Ana Example said it was late. The “full inspection” took an hour."

    assert claimants(body)[1] == (None, ())


def test_each_side_of_a_contrast_has_its_own_claimant() -> None:
    body = (
        "While the port gives assurances that only crews were on board, many reports "
        "describe passengers on the deck."
    )

    assert claimants(body) == [("the port", ()), ("many reports", ())]


def test_the_span_of_a_claimant_is_where_the_name_stands() -> None:
    reading = read("Ferry sinks off the coast\n\nAna Example said the ferry was full.")
    span = reading.claims[1].claimant_span

    assert span is not None
    assert reading.text[span.start : span.end] == "Ana Example"


@pytest.mark.parametrize(
    ("aside", "name"),
    [
        ("a step its mayor called “the biggest change of my time here”", "its mayor"),
        ("a move Ana Example called “hard but needed by all of us”", "Ana Example"),
        ("which the port called “the biggest change of our time”", "the port"),
    ],
)
def test_who_is_quoted_in_an_apposition_did_not_say_the_whole_sentence(
    aside: str, name: str
) -> None:
    body = f"The town closed the old quay, {aside}."

    assert claimants(body) == [(None, ()), (name, ())]


@pytest.mark.parametrize(
    "sentence",
    [
        "The quay, a work its mayor called “the jewel of the whole coast”, was closed.",
        "The quay leaks, a claim its mayor denied.",
    ],
)
def test_an_apposition_that_cannot_be_split_off_lends_nobody_its_speaker(
    sentence: str,
) -> None:
    assert claimant(sentence) is None


def test_what_somebody_was_asked_is_no_statement_of_theirs():
    reading = read(
        "Ferry sinks\n\nAna Example runs the port.\n\n"
        "Sample, asked whether she would go, replied: “Not before the pier is open.”"
    )

    assert reading.claims[-1].claimant == "Sample"


@pytest.mark.parametrize(
    "sentence",
    [
        "The sailors showed no sign of it in the harbor.",
        "A village says goodbye to its oldest pier.",
        "The sums made from the sale were put towards a shed at the old pier.",
        "Harborline recalls nine ferries built at the old yard.",
        "The guards responded with water.",
        "They were twice denied a berth in the harbor.",
        "The lamps turn the pier into a light show that can be seen from the town.",
        "One of the prints shown at the pier was a screen print called “Boats”.",
        "It was launched in May by a user labelled “Nobody” on a web page.",
        "Laws against selling berths in the port expected next month are few.",
    ],
)
def test_what_only_looks_like_speech_names_nobody(sentence: str) -> None:
    assert {name for name, _ in claimants(sentence)} == {None}


def test_who_says_it_in_a_participle_is_the_subject_of_its_sentence() -> None:
    claims = claimants("The guard shut the gate, saying that a pump had failed.")

    assert claims[-1] == ("The guard", ())


def test_she_is_whom_a_sentence_begins_with_for() -> None:
    reading = read(
        "Ferry sinks\n\nFor Ana Example, 79, the pier is home.\n\n"
        "“It was full,” she said."
    )

    assert reading.claims[-1].claimant == "Ana Example"


def test_a_video_shows_no_more_than_its_clause() -> None:
    claims = claimants("A video shows the ferry, but guards have not seen it yet.")

    assert [name for name, _ in claims] == ["A video", None]


def test_a_second_verb_has_the_subject_of_the_first() -> None:
    claims = claimants("The guard left no note but said he would come to the port.")

    assert [name for name, _ in claims] == [None, "The guard"]


def test_a_quotation_below_a_statement_is_of_who_issued_it() -> None:
    reading = read(
        "Ferry sinks\n\nBen Sample said it was full.\n\nSenator Ana Example issued a "
        "statement about the ferry. “The crew has slept in the hold for a year.”"
    )

    assert reading.claims[-1].claimant == "Ana Example"


def test_who_does_not_say_it_is_nobody_called_not():
    assert claimant("He did not say how long the ferry would be closed.") is None


def test_he_in_an_aside_is_the_subject_of_its_sentence():
    reading = read(
        "Harbor Council Closes the Long Pier for Winter\n\n"
        "President Ana Example on Sunday ordered what she called a “brief” closure "
        "of the pier in the old harbor."
    )

    assert reading.claims[-1].claimant == "Ana Example"


def test_who_is_told_of_after_a_name_says_what_the_clause_reports():
    assert claimants(
        "“It sank,” said Ana Example, head of the Harbor Office, who warned that the "
        "pier would follow."
    ) == [("Ana Example", ()), ("Ana Example", ())]


def test_who_waits_is_told_of_and_says_nothing_of_it():
    [_, (waits, _)] = claimants(
        "“It sank,” said Ana Example, 43, who had waited two hours for the crew."
    )

    assert waits is None


def test_a_source_before_a_clause_of_another_keeps_its_own_words():
    assert [
        name
        for name, _ in claimants(
            "Twelve boats sank at dawn, according to three sailors, although the port "
            "denied that any had."
        )
    ] == ["three sailors", "the port"]


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        (
            "Ann Bell, who runs the port, cut the fee from $88 to $61 and said that it "
            "was losing share.",
            [None, "Ann Bell"],
        ),
        (
            "Mayor Ann Bell, whose own house burned down, called for aid, saying the "
            "island had received no help for two days.",
            [None, "Ann Bell"],
        ),
        (
            "Mayor Ann Bell, head of the port board, said that the boats were late.",
            ["Ann Bell"],
        ),
    ],
)
def test_who_says_more_is_named_without_what_is_told_of_them(
    sentence: str, named: list[str | None]
) -> None:
    assert [name for name, _via in claimants(sentence)] == named


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Not everyone says that the ferry was full on Monday.", None),
        ("Everyone says that the ferry was full on Monday.", "Everyone"),
    ],
)
def test_who_is_said_not_to_say_it_is_no_claimant(
    sentence: str, name: str | None
) -> None:
    assert claimant(sentence) == name
