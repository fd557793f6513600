"""One sentence to its claims, where that is safe."""

import pytest

from claims.reading.reading import read, read_span


def quotes(body: str) -> list[str]:
    return [claim.quote for claim in read(f"Ferry sinks\n\n{body}").claims[1:]]


def reviewed(body: str) -> list[str]:
    return [claim.claim_reviewed for claim in read(f"Ferry sinks\n\n{body}").claims[1:]]


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "The ferry sank on Monday, and the crew swam to the shore.",
            ["The ferry sank on Monday", "the crew swam to the shore"],
        ),
        (
            "While the port was open, the ferry office was closed.",
            ["the port was open", "the ferry office was closed"],
        ),
        (
            "The storm was strong; the ferry was old and small.",
            ["The storm was strong", "the ferry was old and small"],
        ),
        (
            "The ferry sank off the coast, with rescuers searching for the crew.",
            ["The ferry sank off the coast", "rescuers searching for the crew"],
        ),
        (
            "The storm reached the harbor and Ana Example was taken to a hospital.",
            ["The storm reached the harbor", "Ana Example was taken to a hospital"],
        ),
        (
            "The port shut its pier on Monday, because the ice was too thick.",
            ["The port shut its pier on Monday", "the ice was too thick"],
        ),
        (
            "As the ice was too thick, the port shut its only pier.",
            ["the ice was too thick", "the port shut its only pier"],
        ),
        (
            "The captain was fired after he left the ship without a lamp.",
            ["The captain was fired", "he left the ship without a lamp"],
        ),
        (
            "The port had sold two cranes, closed its office and dismissed the guards.",
            [
                "The port had sold two cranes",
                "closed its office",
                "dismissed the guards",
            ],
        ),
        (
            "A wave struck the old pier, injuring two men and sinking a boat.",
            ["A wave struck the old pier", "injuring two men and sinking a boat"],
        ),
        (
            "The ferry hit a rock on Monday, the size of which is unknown.",
            ["The ferry hit a rock on Monday", "the size of which is unknown"],
        ),
        (
            "The mayor said that the pier was safe and that the port had tested it.",
            ["The mayor said that the pier was safe", "the port had tested it"],
        ),
        (
            "The port lost 12 boats in the storm and raised its fees for the year.",
            ["The port lost 12 boats in the storm", "raised its fees for the year"],
        ),
        (
            "The court cleared the captain of fraud but fined him for the lost boat.",
            ["The court cleared the captain of fraud", "fined him for the lost boat"],
        ),
        (
            "The rescue began at dawn, hampered by a second storm from the west.",
            ["The rescue began at dawn", "hampered by a second storm from the west"],
        ),
        (
            "The port closed in May, although its owner had promised to keep it.",
            ["The port closed in May", "its owner had promised to keep it"],
        ),
        (
            "Fees more than doubled in a year, while those of rivals fell by half.",
            ["Fees more than doubled in a year", "those of rivals fell by half"],
        ),
        (
            "“The ferry was full, and the crew was asleep,” said the port.",
            ["“The ferry was full", "the crew was asleep,” said the port"],
        ),
        (
            "“The ferry was full,” the mayor told reporters, “and the crew slept.”",
            ["“The ferry was full,” the mayor told reporters", "the crew slept.”"],
        ),
        (
            "The ferry was full, the port said, and divers are searching for its crew.",
            ["The ferry was full, the port said", "divers are searching for its crew"],
        ),
        (
            "Fees rose in the old harbor, and at the new pier boats waited for a day.",
            ["Fees rose in the old harbor", "at the new pier boats waited for a day"],
        ),
        (
            "The port promised a new pier, but last year it built none of that size.",
            ["The port promised a new pier", "last year it built none of that size"],
        ),
        (
            "The office counted the boats at 400, while the union came to 300 of them.",
            ["The office counted the boats at 400", "the union came to 300 of them"],
        ),
        (
            "The port was calm at dawn; it last closed its gates in a storm in May.",
            ["The port was calm at dawn", "it last closed its gates in a storm in May"],
        ),
        (
            "The owners are worried: their boat, built in the north, carries 40 men.",
            [
                "The owners are worried",
                "their boat, built in the north, carries 40 men",
            ],
        ),
        (
            "It was the worst storm since 1998, when two piers fell into the sea.",
            [
                "It was the worst storm since 1998",
                "1998, when two piers fell into the sea",
            ],
        ),
        (
            "The old captain survived and was questioned by the police on Monday.",
            ["The old captain survived", "was questioned by the police on Monday"],
        ),
        (
            "The port employs 40 guards and governs six piers along the coast.",
            ["The port employs 40 guards", "governs six piers along the coast"],
        ),
        (
            "The mayor admitted that the pier was old and promised that it would go.",
            ["The mayor admitted that the pier was old", "promised that it would go"],
        ),
        (
            "“I swam,” said Ana Example, 43, who had waited two hours for help.",
            [
                "“I swam,” said Ana Example, 43",
                "Ana Example, 43, who had waited two hours for help",
            ],
        ),
        (
            "The mayor met Ana Example, head of the crew, who had counted the boats.",
            [
                "The mayor met Ana Example, head of the crew",
                "Ana Example, head of the crew, who had counted the boats",
            ],
        ),
        (
            "The trial followed 40 sailors, all of whom had been ill for a year.",
            [
                "The trial followed 40 sailors",
                "40 sailors, all of whom had been ill for a year",
            ],
        ),
        (
            "The port lost 12 boats, according to its own union, which said so in May.",
            ["The port lost 12 boats", "its own union, which said so in May"],
        ),
        (
            "The port was shut for a day, and only two men who saw it were found.",
            ["The port was shut for a day", "only two men who saw it were found"],
        ),
        (
            "The pier is kept for boats, and for the port to grow it will need more.",
            ["The pier is kept for boats", "for the port to grow it will need more"],
        ),
        (
            "Fees rose a lot in the north as the number of boats at sea grew by half.",
            [
                "Fees rose a lot in the north",
                "the number of boats at sea grew by half",
            ],
        ),
        (
            "Boats left the port and, as in May, have gathered around the old pier.",
            ["Boats left the port", "as in May, have gathered around the old pier"],
        ),
        (
            "The crew left the old ferry, after painting its name on both its sides.",
            ["The crew left the old ferry", "painting its name on both its sides"],
        ),
        (
            "The crew fled the pier -- the port had closed its gates by then.",
            ["The crew fled the pier", "the port had closed its gates by then"],
        ),
        (
            "The storm left 9 boats sunk, said Ana Bell, but there are fears of it.",
            [
                "The storm left 9 boats sunk, said Ana Bell",
                "there are fears of it",
            ],
        ),
        (
            "The pier was built well but the sheds beside it have been empty.",
            ["The pier was built well", "the sheds beside it have been empty"],
        ),
        (
            "The pier was closed in May, and yet the boats were full.",
            ["The pier was closed in May", "the boats were full"],
        ),
        (
            "The storm sank nine boats, hence the port was shut.",
            ["The storm sank nine boats", "the port was shut"],
        ),
        (
            "The sheds, such as ours, need some paint; the pier instead needs sand.",
            ["The sheds, such as ours, need some paint", "the pier instead needs sand"],
        ),
        (
            "The pier was hit by a barge in May and replaced by a bridge.",
            ["The pier was hit by a barge in May", "replaced by a bridge"],
        ),
        (
            "The port will send a reminder in the spring and consider new fees.",
            ["The port will send a reminder in the spring", "consider new fees"],
        ),
        (
            "Both of the piers are a mile from the town and have no lamps at all.",
            ["Both of the piers are a mile from the town", "have no lamps at all"],
        ),
        (
            "The port is selling its old cranes and currently being renamed by law.",
            ["The port is selling its old cranes", "currently being renamed by law"],
        ),
        (
            "“The gauge failed in May, so we've bought a new one,” said Ana Bell.",
            ["“The gauge failed in May", "we've bought a new one,” said Ana Bell"],
        ),
        (
            "Shops have been shut, trains have been canceled, roads have been closed.",
            [
                "Shops have been shut",
                "trains have been canceled",
                "roads have been closed",
            ],
        ),
        (
            "The vote was held on Sunday, with a turnout of around 90 members.",
            ["The vote was held on Sunday", "a turnout of around 90 members"],
        ),
        (
            "The port opened a second pier and moved its office to the town.",
            ["The port opened a second pier", "moved its office to the town"],
        ),
        (
            "The pier sold toys new and old, joined by cooks, bakers and a band.",
            ["The pier sold toys new and old", "joined by cooks, bakers and a band"],
        ),
        (
            "The crews wore hats, many of which they themselves had made.",
            ["The crews wore hats", "many of which they themselves had made"],
        ),
        (
            "The port has nine piers and currently the boats have been sold.",
            ["The port has nine piers", "currently the boats have been sold"],
        ),
        (
            "The pier is no bridge, however, it has a gate at the far end.",
            ["The pier is no bridge", "it has a gate at the far end"],
        ),
        (
            "New piers are good, but fewer of those who are told of them come.",
            ["New piers are good", "fewer of those who are told of them come"],
        ),
        (
            "A pump failed in the hold and then the ferry sank in the bay.",
            ["A pump failed in the hold", "then the ferry sank in the bay"],
        ),
        (
            "It offered its help with the pier and promised to work with the crew.",
            ["It offered its help with the pier", "promised to work with the crew"],
        ),
        (
            "The port said 53 boats were sunk and eight sailors were hurt.",
            ["The port said 53 boats were sunk", "eight sailors were hurt"],
        ),
        (
            "The crowd waved flags, most of them red, and several wept at the gate.",
            ["The crowd waved flags, most of them red", "several wept at the gate"],
        ),
        (
            "A crowd threw stones at the gate and guards responded with water.",
            ["A crowd threw stones at the gate", "guards responded with water"],
        ),
        (
            "I saw the wall and I heard the horn of the ferry.",
            ["I saw the wall", "I heard the horn of the ferry"],
        ),
        (
            "The union claims that the ban has cost a lot and forced firms to close.",
            ["The union claims that the ban has cost a lot", "forced firms to close"],
        ),
        (
            "No vote was held in the bay, since the pier was still closed.",
            ["No vote was held in the bay", "the pier was still closed"],
        ),
        (
            "Divers left at noon because of the ice, but it melted at first light.",
            ["Divers left at noon because of the ice", "it melted at first light"],
        ),
        (
            "The town held a vigil on Tuesday and flags on the pier were lowered.",
            ["The town held a vigil on Tuesday", "flags on the pier were lowered"],
        ),
        (
            "The line grew this summer, adding two boats and piers, the report found.",
            [
                "The line grew this summer",
                "adding two boats and piers, the report found",
            ],
        ),
    ],
)
def test_a_sentence_of_two_claims_is_split(sentence: str, parts: list[str]) -> None:
    assert quotes(sentence) == parts


@pytest.mark.parametrize(
    ("headline", "parts"),
    [
        (
            "Port Calls Up 150 Guards as Thousands Head for the Coast",
            ["Port Calls Up 150 Guards", "Thousands Head for the Coast"],
        ),
        (
            "Port shuts oldest pier; announces nine new berths",
            ["Port shuts oldest pier", "announces nine new berths"],
        ),
        (
            "Sailors leave over bill as old piers face closure",
            ["Sailors leave over bill", "old piers face closure"],
        ),
    ],
)
def test_a_headline_is_split_too(headline: str, parts: list[str]) -> None:
    assert [claim.quote for claim in read(f"{headline}\n\nIt sank.").claims][
        :2
    ] == parts


@pytest.mark.parametrize(
    "sentence",
    [
        "If the storm comes back, the ferry stays in the port.",
        "But if the storm comes back, and the crew is asleep, the ferry stays in port.",
        "The port, as far as the old maps of the bay allow, was deep.",
        "The pier was posted online and shared.",
        "The pier, which opened in 1894 and is used by the town, will shut in May.",
        "The port found 47 in favor and 44 against, with 9 undecided.",
        "They met the guards and sailors hired from a port in the north.",
        "It is clear that the old pier and the sheds behind it are full.",
        "It has been closed, since May, to all boats.",
        "They sell hats, given away by the port and bought from the crew.",
        "Police stopped and searched the ferry at noon.",
        "The port, however, was shut in May.",
        "They met beside the shed, known as Pier Hall, for the crew.",
        "He said, “I liked the way the lamps and the mast looked”.",
        "The ferry left at noon, the crew was told.",
        "The visits grew fivefold, following interest in the harbor.",
        "Either the ferry was full, or the crew was asleep.",
        "The port opened and closed on Monday.",
        "Ana Example and Ben Sample own the ferry.",
        "“The ferry was full and the crew asleep,” said the port.",
        "“It is either full, or the crew is asleep,” said the port.",
        "The port owned what the mayor called an “old and, some said, unsafe” pier.",
        "The ferry, which was old and small, was sold on Monday.",
        "The mayor and the head of the port were in the town hall.",
        "The mayor said Ana Example and Ben Sample were on the ferry.",
        "The crew was told to count, wash, and store boxes painted red.",
        "The pier was shut three days after the storm had passed the island.",
        "A wave struck the old pier, causing panic.",
        "A wave struck the old pier, causing the port to close early.",
        "Eleven men died when a wave struck the pier and swept them into the sea.",
        "The port cut the summer fee, so that more boats would come.",
        "As the mayor told a newspaper, the port shut its only pier.",
        "The pier is as old as the harbor it was built for.",
        "The port regards the pier as a danger the crew have long known.",
        "The port asked what began as a dispute the union had lost.",
        "The ferry, half-empty and late, sank off a well-known cape.",
    ],
)
def test_what_belongs_together_is_never_split(sentence: str) -> None:
    assert len(quotes(sentence)) == 1


def test_no_claim_halves_a_link() -> None:
    body = (
        "[The port](https://port.example) shut the pier, but the crew swam to "
        '[the northern shore](https://shore.example/a), and <a href="https://c.example">'
        "the captain</a> was saved."
    )

    assert quotes(body) == [
        "[The port](https://port.example) shut the pier",
        "the crew swam to [the northern shore](https://shore.example/a)",
        '<a href="https://c.example">the captain</a> was saved',
    ]
    assert reviewed(body) == [
        "The port shut the pier",
        "The crew swam to the northern shore",
        "The captain was saved",
    ]


def test_the_words_of_one_link_are_never_split() -> None:
    body = "[The pier fell on Monday, and the crew swam ashore](https://a.example)."

    assert quotes(body) == [body.removesuffix(".")]


def test_a_part_without_a_subject_is_given_the_one_it_shares() -> None:
    assert reviewed("The old ferry sank on Monday, and was never found again.") == [
        "The old ferry sank on Monday",
        "[The old ferry] was never found again",
    ]


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "Trains stood idle and ferries lay in the harbor on Monday.",
            ["Trains stood idle", "ferries lay in the harbor on Monday"],
        ),
        (
            "The port counted 85 boats, while Example, a union, counted 90.",
            ["The port counted 85 boats", "Example, a union, counted 90"],
        ),
        (
            "The pier costs two million crowns, of which the city pays a third.",
            ["The pier costs two million crowns", "the city pays a third"],
        ),
        (
            "The ferry was moved to Oslo, where a new pier is being built.",
            ["The ferry was moved to Oslo", "Oslo, where a new pier is being built"],
        ),
        (
            "The new pier needs planning permission, and a ruling is due in May.",
            ["The new pier needs planning permission", "a ruling is due in May"],
        ),
        (
            "The port left out 30 boats because they were still being built.",
            ["The port left out 30 boats", "they were still being built"],
        ),
        (
            "The plan would close the old pier and cost 6.8 million crowns.",
            ["The plan would close the old pier", "cost 6.8 million crowns"],
        ),
        (
            "The port denied the leak, insisting that the pier was safe.",
            ["The port denied the leak", "insisting that the pier was safe"],
        ),
        (
            "Nine sailors were saved, and the mate, Ben Sample, was taken to Oslo.",
            ["Nine sailors were saved", "the mate, Ben Sample, was taken to Oslo"],
        ),
        (
            "At least nine people have died and four are still missing.",
            ["At least nine people have died", "four are still missing"],
        ),
        (
            "The port blamed a supplier, which it did not name.",
            ["The port blamed a supplier", "a supplier, which it did not name"],
        ),
        (
            "The line recalled a ferry after at least 12 of them had leaked.",
            ["The line recalled a ferry", "at least 12 of them had leaked"],
        ),
    ],
)
def test_a_clause_is_known_by_its_verb_wherever_it_hides(
    sentence: str, parts: list[str]
) -> None:
    assert quotes(sentence) == parts


def test_what_is_told_of_a_noun_is_told_with_the_noun() -> None:
    assert quotes("The port bought a new tug, which has two engines and no crew.") == [
        "The port bought a new tug",
        "a new tug, which has two engines and no crew",
    ]
    assert (
        quotes(
            "The port dismissed members of the crew, who had slept through the storm."
        )[1]
        == "members of the crew, who had slept through the storm"
    )


def test_what_shares_he_as_its_subject_is_told_with_the_name() -> None:
    told = reviewed(
        "Ana Example ran the port. She was fined in May and was dismissed in June."
    )

    assert told[-1] == "[Ana Example] was dismissed in June"


def test_a_headline_with_a_second_verb_is_two_claims() -> None:
    [first, second, *_] = read("Ferry Sinks Off Oslo — and Blocks Harbor\n\nSo.").claims

    assert (first.quote, second.quote) == ("Ferry Sinks Off Oslo", "Blocks Harbor")


def test_a_headline_joined_by_as_is_two_claims() -> None:
    claims = read("Ferry Sinks As Storm Hits Coast\n\nIt was dark.").claims

    assert [claim.quote for claim in claims[:2]] == ["Ferry Sinks", "Storm Hits Coast"]


def test_a_list_under_one_predicate_is_one_claim_with_parts() -> None:
    reading = read(
        "Ferry sinks\n\nBoats came from Norway, Sweden, Denmark and Finland."
    )

    [_, claim] = reading.claims
    assert [part.text for part in claim.subclaims] == [
        "Norway",
        "Sweden",
        "Denmark",
        "Finland",
    ]


def test_two_names_are_no_list() -> None:
    [_, claim] = read("Ferry sinks\n\nBoats came from Norway and Sweden.").claims

    assert claim.subclaims == ()


def test_who_is_only_named_as_source_stays_outside_the_claim() -> None:
    assert quotes("According to the port, the ferry was full.") == [
        "the ferry was full"
    ]
    assert quotes("The ferry was full, according to the port.") == [
        "The ferry was full"
    ]


def test_a_quotation_in_an_apposition_is_a_claim_about_what_stands_before_it() -> None:
    claims = read(
        "Ferry sinks\n\nThe town closed the old quay, a step its mayor called “the "
        "biggest change of my time”."
    ).claims[1:]

    assert [claim.claim_reviewed for claim in claims] == [
        "The town closed the old quay",
        "[The town closed the old quay,] a step its mayor called “the biggest change "
        "of my time”",
    ]


def test_a_relative_behind_a_dash_is_told_with_its_noun() -> None:
    assert quotes("The port lacks sand - which can lead to floods in spring.") == [
        "The port lacks sand",
        "sand - which can lead to floods in spring",
    ]


def test_a_sentence_opened_by_as_of_keeps_its_first_word() -> None:
    assert quotes("As of noon the pier was open again, but it was full.") == [
        "As of noon the pier was open again",
        "it was full",
    ]


def test_a_source_named_last_stays_outside_without_a_comma_too() -> None:
    assert quotes("This year the city expects a storm according to the port.") == [
        "This year the city expects a storm"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The firm fell, however, told The Post?",
        "The mayor has closed the pier, and only",
        "The pier is shut, but , but will open, while",
    ],
)
def test_a_sentence_that_breaks_off_is_read_to_its_end(sentence: str) -> None:
    found = quotes(sentence)

    assert found
    assert all(quote.strip(" ,.") for quote in found)


def test_a_claim_ends_before_every_mark_that_only_parts_it_from_the_next() -> None:
    assert quotes("The mayor closed the pier \u00a0 : .") == [
        "The mayor closed the pier"
    ]
    assert quotes("The mayor closed the pier...") == ["The mayor closed the pier..."]


def test_a_link_broken_over_two_blocks_takes_no_claim_out_of_its_sentence() -> None:
    body = (
        "The port fell [by the\n\n report](https://a.example) and was sold on Monday."
    )

    reading = read(f"Port sold\n\n{body}")

    for claim in reading.claims:
        assert any(
            each.start <= claim.start < claim.end <= each.end
            for each in reading.sentences
        )


def test_a_noun_told_more_of_is_taken_with_what_says_how_many() -> None:
    claims = read(
        "Town votes\n\nThe town counted more than 300,000 people, who voted on Monday."
    ).claims[1:]

    assert [claim.quote for claim in claims] == [
        "The town counted more than 300,000 people",
        "more than 300,000 people, who voted on Monday",
    ]
    assert [figure.text for figure in claims[1].figures] == ["more than 300,000"]


def test_a_figure_of_which_a_claim_holds_a_part_is_read_from_that_part() -> None:
    text = "Port grows\n\nThe port has about 90 boats, which are all new this year."

    claims = read(text).claims[1:]

    assert claims[1].quote.startswith("90 boats")
    assert [figure.text for figure in claims[1].figures] == ["90"]
    assert read_span(text, claims[1].start, claims[1].end).figures == claims[1].figures


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        (
            "“The second half is better,” Ann Bell said, adding that stocks had fallen "
            "by 15 days.",
            "[Ann Bell] adding that stocks had fallen by 15 days",
        ),
        (
            "The pier was shut in May, adding to the costs of the port and the town.",
            "[The pier] adding to the costs of the port and the town",
        ),
        (
            "The old ship, which sank in May, was raised in June and sold to a firm "
            "for 40,000 euros.",
            "[The old ship] sold to a firm for 40,000 euros",
        ),
        (
            "A study found the diet works, but doctors have warned against it.",
            "Doctors have warned against it",
        ),
    ],
)
def test_a_part_is_given_the_subject_it_has_and_no_other(
    sentence: str, wording: str
) -> None:
    assert reviewed(sentence)[-1] == wording
