from __future__ import annotations

import json
from unicodedata import category, is_normalized

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sources.normalizing import (
    MAX_JSON_DEPTH,
    UnacceptableText,
    decode_utf8,
    normalize_json,
    normalize_line,
    normalize_text,
    plain_name,
    search_key,
)

# Everything a text may hold that is not refused outright.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(texts)
@example("\r\x01\n")
@example("\ufeff\ufeffheadline")
@example("e\x01\u0301")
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    once = normalize_text(text)

    assert normalize_text(once) == once


@given(texts)
@example(" \ufeff title ")
@example("a\n\u0301")
def test_a_line_normalized_twice_is_normalized_once(text: str) -> None:
    once = normalize_line(text)

    assert normalize_line(once) == once


@given(texts)
@example("\u0345\u0301")
@example("a \u00a8")
@example("\u1e9e")
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    once = search_key(text)

    assert search_key(once) == once


@given(texts)
def test_nothing_that_breaks_a_feed_or_a_database_comes_through(text: str) -> None:
    clean = normalize_text(text)

    assert is_normalized("NFC", clean)
    assert all(category(c) not in {"Cc", "Cs"} or c in "\t\n" for c in clean)
    assert not any(ord(c) & 0xFFFE == 0xFFFE for c in clean)
    clean.encode("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_words_numbers_and_punctuation_are_never_dropped(text: str) -> None:
    assume(is_normalized("NFC", text))

    assert normalize_text(text) == text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\ttab stays", "a\ttab stays"),
        (
            "bell\x07, escape\x1b, delete\x7f, next line\x85",
            "bell, escape, delete, next line",
        ),
        ("\ufeffA file from Windows", "A file from Windows"),
        ("\ufdd0\ufdef\ufffe\uffff\U0010ffffleft", "left"),
        ("Cafe\u0301", "Café"),
        ("\u202bעברית\u202c", "\u202bעברית\u202c"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\u200b", ""),
        (" \u200b\n\u2060\u202e\u00ad ", ""),
        (" \n\u2003", " \n\u2003"),
        ("\u200ba", "\u200ba"),
    ],
)
def test_the_text_that_is_kept(given: str, kept: str) -> None:
    assert normalize_text(given) == kept


@pytest.mark.parametrize(
    ("bad", "what"), [("ab\x00c", "a NUL character"), ("ab\ud83d", "half a character")]
)
def test_a_nul_or_half_a_character_is_refused_with_its_place(
    bad: str, what: str
) -> None:
    with pytest.raises(UnacceptableText, match=f"holds {what} \\(at position 3\\)"):
        normalize_text(bad)


def test_bytes_that_are_not_utf8_are_refused_with_their_place() -> None:
    with pytest.raises(UnacceptableText, match="byte 4 cannot be read"):
        decode_utf8("Café".encode("latin-1"))


def test_half_a_character_in_utf8_bytes_is_refused() -> None:
    with pytest.raises(UnacceptableText, match="not UTF-8"):
        decode_utf8(b"\xed\xa0\xbd")


@given(texts)
def test_utf8_is_read_as_it_was_written(text: str) -> None:
    assert decode_utf8(text.encode()) == text


def test_a_title_over_several_lines_becomes_one() -> None:
    assert (
        normalize_line("  A headline\r\n\tin two\u00a0 lines ")
        == "A headline in two lines"
    )


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Москва", "МОСКВА"),
        ("élection", "ÉLECTION"),
        ("Cafe\u0301", "café"),
        ("Straße", "STRASSE"),
        ("ﬁgures", "Figures"),
        ("１２３", "123"),
        ("ΟΔΟΣ", "οδός".replace("ό", "ο")),
    ],
)
def test_a_search_finds_the_word_in_another_case_or_width(
    stored: str, asked: str
) -> None:
    assert search_key(stored) == search_key(asked)


def test_a_search_tells_accents_apart() -> None:
    assert search_key("й") != search_key("и")


@given(json_values)
def test_json_normalized_twice_is_normalized_once(value: object) -> None:
    try:
        once = normalize_json(value)
    except UnacceptableText:
        # Two keys met in one spelling, or the value was nested too deep.
        assume(False)

    assert normalize_json(once) == once


def test_texts_and_keys_deep_in_json_are_normalized() -> None:
    value = json.loads(
        '{"Cafe\\u0301": [{"a\\u0007": "one\\r\\ntwo"}, 1, 2.5, true, null]}'
    )

    assert normalize_json(value) == {"Café": [{"a": "one\ntwo"}, 1, 2.5, True, None]}


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ('{"a": ["\\u0000"]}', "a NUL character"),
        ('{"\\ud800": 1}', "half a character"),
        ('{"Cafe\\u0301": 1, "Caf\\u00e9": 2}', "spelled the same"),
        ("[NaN]", "no number nan"),
        ("[-Infinity]", "no number -inf"),
        ("[" * 65 + "]" * 65, "nested over 64 levels"),
    ],
)
def test_json_that_cannot_be_stored_is_refused(bad: str, sentence: str) -> None:
    with pytest.raises(UnacceptableText, match=sentence):
        normalize_json(json.loads(bad))


def test_json_as_deep_as_allowed_passes() -> None:
    value = json.loads("[" * (MAX_JSON_DEPTH - 1) + "1" + "]" * (MAX_JSON_DEPTH - 1))

    assert normalize_json(value) == value


@given(st.text(max_size=400))
def test_a_file_name_is_never_a_path_and_has_no_tricks(name: str):
    plain = plain_name(name)

    assert not set(plain) & set("/\\\x00\r\n\u202e")
    assert plain not in (".", "..")
    assert not plain.startswith(".")
    assert len(plain) <= 255
    assert plain_name(plain) == plain


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\story.docx", "story.docx"),
        ("story\u202excod.exe", "storyxcod.exe"),
        ("a\r\nSet-Cookie: x=1.html", "aSet-Cookie: x=1.html"),
        (".htaccess", "htaccess"),
        ("Отчёт №5.pdf", "Отчёт №5.pdf"),
    ],
)
def test_a_file_name_keeps_what_is_harmless(name: str, plain: str):
    assert plain_name(name) == plain
