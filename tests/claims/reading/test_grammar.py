"""What part each word of a sentence plays."""

import pytest

from claims.reading.grammar import is_in_title_case, tags_of
from claims.reading.words import words_of


def tagged(sentence: str) -> dict[str, str]:
    words = words_of(sentence, 0, len(sentence))
    return {word.text: tag for word, tag in zip(words, tags_of(words), strict=True)}


def test_every_word_and_mark_has_one_letter() -> None:
    words = words_of("“Who,” she asked; 5% (or so) – why?", 0, 35)

    assert len(tags_of(words)) == len(words)
    assert tags_of([]) == ""


@pytest.mark.parametrize(
    ("sentence", "word", "tag"),
    [
        ("The ferry sank on Monday.", "sank", "V"),
        ("The ferry has sunk twice.", "has", "X"),
        ("The ferry has sunk twice.", "sunk", "E"),
        ("Crews want to raise it.", "raise", "I"),
        ("Crews raise the ferry at dawn.", "raise", "V"),
        ("The port plans a new pier.", "plans", "V"),
        ("The plans for the pier were old.", "plans", "N"),
        ("The price of plans rose.", "plans", "N"),
        ("They closed the damaged pier.", "damaged", "N"),
        ("The pier was damaged by ice.", "damaged", "E"),
        ("Ice damaged by salt melts.", "damaged", "B"),
        ("Crews searched the bay, pulling wrecks ashore.", "pulling", "G"),
        ("The pulling took a day.", "pulling", "N"),
        ("It’s late and they've left.", "It’s", "Z"),
        ("It’s late and they've left.", "left", "E"),
        ("We'll see it.", "see", "I"),
        ("It delists the ferry.", "delists", "V"),
        ("They sold it outdoors.", "outdoors", "N"),
        ("It sank because of ice.", "because", "P"),
        ("It sank because ice came.", "because", "S"),
        ("He told the press that the pier was shut.", "that", "S"),
        ("He told the man that sank it.", "that", "W"),
        ("WHO say that it sank.", "WHO", "C"),
        ("Two processing plants shut.", "processing", "N"),
        ("The storm drowned 12 leaving a village without men.", "leaving", "G"),
        ("The morning was cold.", "morning", "N"),
        ("Ana Sample swam ashore.", "Sample", "C"),
        ("The port said that the pier was shut.", "that", "S"),
        ("The pier that burned was old.", "that", "W"),
        ("That pier burned.", "That", "D"),
        ("The pier burned quickly.", "quickly", "A"),
        ("Nine arson attacks on piers were told of.", "attacks", "N"),
        ("Fees fell by a third in May.", "fell", "V"),
        ("Sales dropped by 12 percent in May.", "dropped", "V"),
        ("Sales more than doubled in May.", "doubled", "V"),
        ("“We face a storm.”", "face", "V"),
        ("A rights monitor, Harbor Watch, knew it.", "monitor", "N"),
    ],
)
def test_a_word_is_known_by_its_form_and_its_neighbors(
    sentence: str, word: str, tag: str
) -> None:
    assert tagged(sentence)[word] == tag


def test_a_participle_that_describes_a_noun_is_no_verb_of_the_sentence() -> None:
    told = tagged("Boats moored upstream were lost.")

    assert (told["moored"], told["were"]) == ("B", "X")
    assert tagged("Crews moored boats upstream.")["moored"] == "V"


def test_in_a_headline_a_capital_tells_nothing() -> None:
    title = "Storm Hits Coast As Ferry Sinks"
    words = words_of(title, 0, len(title))

    assert is_in_title_case(words)
    assert tags_of(words, in_title_case=True) == "NVNSNV"
    assert not is_in_title_case(words_of("Storm hits coast of Norway", 0, 26))
