"""Words of any script come out as what they are compared by."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.matching import words
from claims.matching.words import LONGEST, stems, stop_words, telling_stems, terms


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Crossings were counted", "the crossing counts", "en"),
        ("ÉLECTIONS", "election", ""),
        ("Zürich’s ferries", "zurich ferry", ""),
        ("Die Häuser", "Haus", "de"),
        ("границы Финляндии", "граница Финляндия", ""),
        ("الانتخابات", "انتخاب", ""),
        ("مِصْر", "مصر", ""),
        ("ΕΚΛΟΓΈΣ", "εκλογές", ""),
        ("ｆｅｒｒｙ ﬁnal", "ferry final", ""),
        ("ferry\u00a0left—late", "ferry left late", ""),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str, language: str) -> None:
    assert set(stems(other, language)) <= set(stems(one, language)) | {"the"}
    assert set(stems(one, language)) & set(stems(other, language))


def test_a_script_without_spaces_is_cut_into_pairs() -> None:
    assert stems("中国人民no") == ["中国", "国人", "人民", "no"]
    assert stems("火") == ["火"]
    assert set(stems("北京")) < set(stems("在北京的人"))


def test_vowel_signs_belong_to_their_word() -> None:
    assert [term.written for term in terms("किसान आंदोलन")] == ["किसान", "आंदोलन"]


def test_a_text_is_about_its_words_but_for_stop_words_each_once() -> None:
    about = terms("The ferries and the ferry were late: 412 people")

    assert [term.written for term in about] == ["ferries", "late", "412", "people"]
    assert [term.stem for term in about] == ["ferri", "late", "412", "peopl"]


def test_stop_words_are_those_of_the_language() -> None:
    assert [term.written for term in terms("die Fähre", "de")] == ["Fähre"]
    assert [term.written for term in terms("people die", "en")] == ["people", "die"]
    assert [term.written for term in terms("die Fähre", "xx")] == ["die", "Fähre"]


def test_a_text_of_nothing_but_stop_words_keeps_them() -> None:
    assert [term.written for term in terms("To be or not to be")] == [
        "To",
        "be",
        "or",
        "not",
    ]


def test_a_number_is_one_word_and_is_shown_as_it_is_written() -> None:
    assert stems("1,200,000 or 1.5, in 2022.") == ["1200000", "or", "15", "in", "2022"]
    assert [term.written for term in terms("12,000 тонн")] == ["12,000", "тонн"]
    assert stems("12\u202f000 t") == ["12000", "t"]


def test_a_measure_does_not_tell_what_a_text_is_about() -> None:
    about = terms("Two million people paid 12 euros for 412 ferries in May 2022")

    assert telling_stems(about) == {"paid", "euro", "412", "ferri"}
    assert telling_stems(terms("Millionen Menschen", "de"), "de") == set()


def test_addresses_say_nothing() -> None:
    assert stems("look https://t.co/yoEOL6vXBm now") == ["look", "now"]


def test_letters_with_signs_stand_in_the_lists_of_stop_words_too() -> None:
    assert [term.written for term in terms("дім й сад", "uk")] == ["дім", "сад"]
    assert {"fur", "uber"} < stop_words("de")
    assert stop_words("xx") == frozenset()


@given(st.text(max_size=200), st.sampled_from(["", "en", "de-AT", "ru", "ar", "xx"]))
def test_any_text_gives_words_that_any_index_takes(text: str, language: str) -> None:
    for stem in stems(text, language):
        assert 0 < len(stem) <= LONGEST
        assert not set(stem) & set(" \t\n\"'\\\0")
    assert {term.stem for term in terms(text, language)} <= set(stems(text, language))


def test_threads_do_not_mix_up_their_words() -> None:
    """A stemmer keeps its word in itself: without the lock stems get mixed."""
    written = [f"word{number}ings" for number in range(300)]
    expected = {word: stems(word) for word in written}
    wrong: list[str] = []

    def cut() -> None:
        for word in written:
            if stems(word) != expected[word]:
                wrong.append(word)

    for _round in range(3):
        words._stem.cache_clear()
        threads = [threading.Thread(target=cut) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
