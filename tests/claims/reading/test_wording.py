"""Claims in words that stand alone."""

from claims.reading.wording import stand_alone


def test_the_final_stop_goes_and_the_first_letter_is_a_capital() -> None:
    assert stand_alone("the ferry sank.") == "The ferry sank"


def test_a_shared_subject_is_filled_in_and_marked() -> None:
    assert stand_alone("was sold", subject="The ferry") == "[The ferry] was sold"


def test_the_person_behind_a_pronoun_is_filled_in_and_marked() -> None:
    assert stand_alone("She left", person="Ana Example") == "[Ana Example] left"


def test_a_pronoun_nobody_stands_behind_stays() -> None:
    assert stand_alone("She left") == "She left"


def test_it_is_not_taken_for_a_person() -> None:
    assert stand_alone("It sank", person="Ana Example") == "It sank"


def test_links_leave_their_words_and_lone_marks_go() -> None:
    assert stand_alone("“the [ferry](https://example.org) sank") == "The ferry sank"


def test_a_claim_over_two_lines_is_one_line() -> None:
    assert stand_alone("the ferry\nsank") == "The ferry sank"


def test_a_claim_of_any_length_fits_the_page() -> None:
    shortened = stand_alone("word " * 400)

    assert len(shortened) <= 500
    assert shortened.endswith("…")


def test_a_clause_about_a_speaker_is_told_with_the_name() -> None:
    assert stand_alone("who runs the port", subject="Ana Example") == (
        "[Ana Example] runs the port"
    )
