"""Neighbouring claims under one heading."""

from claims.reading.reading import read

ARTICLE = """\
Storm Warnings Close Port

The ferry fares rose by ten percent on Monday. The fares were last raised in 2019.

The storm warnings were given on Sunday. Most of the warnings came late.

Commuters pay the new ferry fares at the gate. The fares are shown on a board.
"""


def test_paragraphs_about_the_same_thing_are_one_topic() -> None:
    topics = {topic.name: topic.claims for topic in read(ARTICLE).topics}

    assert topics["ferry fares"] == (1, 2, 5, 6)
    assert topics["storm warnings"] == (0, 3, 4)


def test_a_claim_names_the_topic_it_is_under() -> None:
    reading = read(ARTICLE)

    for topic in reading.topics:
        for number in topic.claims:
            assert reading.claims[number].topic == topic.name


def test_what_has_no_noun_in_common_is_left_over() -> None:
    reading = read("Ferry sinks\n\nIt was so.")

    assert [topic.name for topic in reading.topics] == ["Other"]


def test_a_single_claim_makes_no_heading() -> None:
    reading = read(f"{ARTICLE}\nA museum opened its doors on Friday.\n")

    assert [topic.name for topic in reading.topics] == [
        "ferry fares",
        "storm warnings",
        "Other",
    ]
    assert len(reading.topics[-1].claims) == 1


def test_a_verb_with_its_object_names_no_topic() -> None:
    reading = read(
        "Ferry company grows\n\n"
        "The ferry employs 46 people. The ferry employs them by contract."
    )

    assert "employs" not in " ".join(topic.name for topic in reading.topics)


def test_a_word_of_a_longer_name_is_no_topic_of_its_own() -> None:
    reading = read(
        f"{ARTICLE}\nThe ferry left late. The ferry came late.\n\nThe ferry is old.\n"
    )

    assert "ferry" not in [topic.name for topic in reading.topics]


def test_no_verb_adjective_or_empty_word_names_a_topic() -> None:
    reading = read(
        "Port news\n\nExercises keep muscles strong. Exercises keep sailors strong.\n\n"
        "This is the case. This was the case."
    )

    assert {"strong", "muscles strong", "case"}.isdisjoint(
        topic.name for topic in reading.topics
    )
