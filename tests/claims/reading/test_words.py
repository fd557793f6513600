"""Words and their forms."""

import pytest

from claims.reading.words import content_stems, has_finite_verb, stem, words_of


def words(text: str) -> list[str]:
    return [word.text for word in words_of(text, 0, len(text))]


def test_numbers_acronyms_and_hyphenated_words_are_one_word_each() -> None:
    assert words("The U.S. sent 12,500 call-up papers.") == [
        "The",
        "U.S.",
        "sent",
        "12,500",
        "call-up",
        "papers",
        ".",
    ]


def test_offsets_refer_to_the_whole_text() -> None:
    word = words_of("one two", 4, 7)[0]

    assert (word.start, word.end) == (4, 7)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("protests", "protest"),
        ("protesting", "protests"),
        ("planned", "plan"),
        ("countries", "country"),
        ("minister's", "ministers"),
        ("crossings", "crossing"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("bus", "bud"), ("class", "clas")])
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_function_words_carry_no_subject() -> None:
    assert content_stems(words_of("He said that it was the ferry", 0, 29)) == {"ferry"}


@pytest.mark.parametrize(
    ("sentence", "has_verb"),
    [
        ("The ferry sank off the coast", True),
        ("Rescuers searched all night", True),
        ("Ferry terminal at Old Harbor", False),
        ("An injured sailor on the quay", False),
        ("Mohamed Street, Leeds", False),
    ],
)
def test_a_finite_verb_tells_a_sentence_from_a_phrase(
    sentence: str,
    has_verb: bool,
) -> None:
    assert has_finite_verb(words_of(sentence, 0, len(sentence))) is has_verb


@pytest.mark.parametrize(
    "text",
    [
        "Fares fell, [the minutes of May 2](https://city.example/2026-05-02) say.",
        "Fares fell, [the minutes of May 2]( <https://city.example/a> 'title' ) say.",
    ],
)
def test_the_address_of_a_link_is_no_words(text: str) -> None:
    assert words(text) == "Fares fell , the minutes of May 2 say .".split()


@pytest.mark.parametrize("text", ["[one] (two)", "[one](two)", "](https://a.example"])
def test_brackets_that_link_nowhere_stay_marks(text: str) -> None:
    assert "]" in words(text)
