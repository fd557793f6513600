"""The laws of a reading, for every text Unicode can write."""

import json
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.reading.anchors import (
    Span,
    find_words,
    is_boundary,
    trimmed,
    whole_characters,
)
from claims.reading.blocks import ROLES
from claims.reading.kinds import KINDS
from claims.reading.reading import (
    LONGEST_TEXT,
    Reading,
    UnreadableText,
    read,
    read_span,
)

MARKS = ["\n", "\n\n", " ", "  ", ". ", "! ", "? ", "…", "“", "”", "!”. ", '"', "’s "]
JOINTS = [", and ", "; ", ": ", " — ", "As ", "While ", " to ", ", which ", ", with "]
JOINTS += [", however, ", " but ", ", killing ", ", some of whom ", " after ", " then"]
WORDS = ["said", " says ", "According to ", "Jane Doe", "the ministry", "He", " were "]
NUMBERS = ["more than ", "300,000", "three times higher", "50%", "2022", "dozens of "]
NUMBERS += [" million", "half a ", " in 0", "six hundred and sıxty", "sıx", " mİllion"]
SHAPES = ["- ", "1. ", "# ", "> ", "Sources:", "Title | Paper", "Title   Paper"]
SHAPES += ["the boats of the town were\nlost ", ", a step she called “"]
LINKS = ["[a](https://example.org/b)", "<a href='https://example.org'>c</a>"]
CHARACTERS = [
    "e\u0301",
    "\u0301",
    "\u200d",
    "👩\u200d👧",
    "🇫🇮",
    "\u1100\u1161",
    "각\u11a8",
]
STRANGE = ["5\ufe0f\u20e3", "क्ष", "\u0600", "\u2028", "\u00a0", "\u202e", "\u0e33"]
PIECES = MARKS + JOINTS + WORDS + NUMBERS + SHAPES + LINKS + CHARACTERS + STRANGE

texts = st.one_of(
    st.text(min_size=1, max_size=300),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map(
        "".join
    ),
)


def reading_of(text: str) -> Reading | None:
    """Read a text, or give None where it may not be read."""
    try:
        return read(text)
    except UnreadableText:
        return None


@given(texts)
def test_every_span_lies_inside_the_text_and_is_not_empty(text: str) -> None:
    if reading := reading_of(text):
        for start, end in spans_of(reading):
            assert 0 <= start < end <= len(reading.text)


@given(texts)
def test_no_span_begins_or_ends_inside_a_character(text: str) -> None:
    if reading := reading_of(text):
        for start, end in spans_of(reading):
            assert is_boundary(reading.text, start)
            assert is_boundary(reading.text, end)


@given(texts)
def test_a_quote_is_what_stands_at_its_offsets(text: str) -> None:
    if reading := reading_of(text):
        for claim in reading.claims:
            assert reading.text[claim.start : claim.end] == claim.quote
            for part in (*claim.figures, *claim.places, *claim.dates, *claim.subclaims):
                assert reading.text[part.start : part.end] == part.text


@given(texts)
def test_blocks_and_sentences_are_in_order_and_do_not_overlap(text: str) -> None:
    if reading := reading_of(text):
        for stretches in (reading.blocks, reading.sentences):
            for before, after in pairwise(stretches):
                assert before.end <= after.start


@given(texts)
def test_claims_and_sources_are_in_order(text: str) -> None:
    if reading := reading_of(text):
        for stretches in (reading.claims, reading.sources):
            starts = [each.start for each in stretches]
            assert starts == sorted(starts)


@given(texts)
def test_sentences_cover_every_character_of_the_body_that_is_not_blank(
    text: str,
) -> None:
    if reading := reading_of(text):
        covered = {
            at for each in reading.sentences for at in range(each.start, each.end)
        }
        for block in reading.blocks:
            for at in range(block.start, block.end):
                assert at in covered or reading.text[at].isspace()


@given(texts)
def test_blocks_cover_every_letter_and_digit_but_list_numbers(text: str) -> None:
    if reading := reading_of(text):
        covered = {at for each in reading.blocks for at in range(each.start, each.end)}
        letters = {at for at, char in enumerate(reading.text) if char.isalpha()}
        assert letters <= covered


@given(texts)
@example("e\u0301. A")
def test_reading_a_canonical_text_again_changes_nothing(text: str) -> None:
    if reading := reading_of(text):
        assert unicodedata.is_normalized("NFC", reading.text)
        assert read(reading.text) == reading


@given(texts)
def test_the_json_holds_only_known_words_and_every_claim_has_one_topic(
    text: str,
) -> None:
    if reading := reading_of(text):
        loaded = json.loads(json.dumps(reading.as_json()))
        assert {block["role"] for block in loaded["blocks"]} <= set(ROLES)
        assert {claim["kind"] for claim in loaded["claims"]} <= set(KINDS)
        under = [number for topic in loaded["topics"] for number in topic["claims"]]
        assert sorted(under) == list(range(len(loaded["claims"])))
        for number, claim in enumerate(loaded["claims"]):
            assert 0 <= claim["check_worthiness"] <= 1
            assert claim["claim_reviewed"].strip()
            assert claim["duplicate_of"] is None or claim["duplicate_of"] < number


@given(texts)
def test_the_place_of_a_claim_is_read_as_that_claim(text: str) -> None:
    if reading := reading_of(text):
        for claim in reading.claims:
            again = read_span(reading.text, claim.start, claim.end)
            assert again == claim._replace(topic=again.topic, duplicate_of=None)


@given(texts, st.data())
def test_a_place_somebody_chose_is_read_whatever_stands_there(
    text: str, data: st.DataObject
) -> None:
    if reading := reading_of(text):
        last = len(reading.text)
        start = data.draw(st.integers(0, last - 1))
        end = data.draw(st.integers(start + 1, last))
        start, end = whole_characters(reading.text, start, end)

        claim = read_span(reading.text, start, end, is_claim=True)

        assert (claim.start, claim.end) == (start, end)
        assert claim.quote == reading.text[start:end]
        assert all(start <= each.start < each.end <= end for each in claim.figures)


@given(texts, st.data())
def test_words_are_found_where_they_stand(text: str, data: st.DataObject) -> None:
    if reading := reading_of(text):
        start = data.draw(st.integers(0, len(reading.text)))
        end = data.draw(st.integers(start, len(reading.text)))
        start, end = trimmed(reading.text, *whole_characters(reading.text, start, end))
        words = reading.text[start:end]

        found = list(find_words(reading.text, words))

        if words and words == words.strip():
            assert Span(start, end) in found
        for span in found:
            there = reading.text[span.start : span.end]
            assert there.split() == words.split()


@pytest.mark.parametrize("blank", ["", " \n\t ", "\u00a0\u2003"])
def test_an_empty_text_is_refused(blank: str) -> None:
    with pytest.raises(UnreadableText, match="empty"):
        read(blank)


def test_a_text_over_two_million_characters_is_refused() -> None:
    with pytest.raises(UnreadableText, match="2,000,000"):
        read("a" * (LONGEST_TEXT + 1))


@pytest.mark.parametrize("char", ["\x00", "\ud800"])
def test_what_no_text_holds_is_refused(char: str) -> None:
    with pytest.raises(UnreadableText):
        read(f"Here it is: {char}.")


def spans_of(reading: Reading) -> list[tuple[int, int]]:
    """Give every span that a reading holds."""
    stretches = [
        *reading.blocks,
        *reading.sentences,
        *reading.claims,
        *reading.sources,
        *(each.claimant_span for each in reading.claims if each.claimant_span),
    ]
    for claim in reading.claims:
        stretches += [*claim.figures, *claim.places, *claim.dates, *claim.subclaims]
    return [(each.start, each.end) for each in stretches]
