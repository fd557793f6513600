"""Words as they are compared: folded, cut out of any script, reduced to their stems.

What is stored to be found and what is looked for both go through here, on either
database, so that both find the same. Stems are Snowball's; a script written without
spaces is cut into pairs of characters.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import snowballstemmer

LONGEST = 40
"""Characters of a word that count; what is longer is no word of any language."""


def _lists(name: str) -> dict[str, str]:
    """Return the words of a file beside this one, by language."""
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


_STOP_WORDS = _lists("stop_words.toml")
_MEASURES = _lists("measures.toml")

_LATIN = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Who takes the endings off words in Latin letters, by language."""

_SCRIPTS = (
    ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u052f", "russian"),
    ("\u0530", "\u058f", "armenian"),
    ("\u0600", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "hindi"),
    ("\u0b80", "\u0bff", "tamil"),
)
"""First and last letter of a script, and who takes the endings off its words."""

_ASCII_WORD = re.compile("[a-z0-9]+")
_SEPARATOR = re.compile("[.,\u00a0\u202f](?<=[0-9].)(?=[0-9])")
"""What parts the digits of one number: 12,000 and 1.5 are a word each."""

_COUNTS_LITTLE = re.compile(r"\d{1,2}|(?:19|20)\d\d")
"""A number that stands anywhere: a small one, or a year."""

_MARKS = str.maketrans(dict.fromkeys("‘’“”–—…\u00a0\u00ad", " "))
_ADDRESS = re.compile(r"\bhttps?://\S+")
# Accents, Hebrew points, Arabic vowel signs and the stroke that stretches a word.
_SIGNS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_STRUCK = str.maketrans("łøđħı", "lodhi")
"""Letters whose stroke, or whose missing dot, Unicode counts as no sign."""

_WITHOUT_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Han; and Hangul, whose endings are many."""

_UNSPACED = re.compile(f"[{_WITHOUT_SPACES}]+")


@cache
def _word() -> re.Pattern[str]:
    """Return what a word is: letters and digits, and the signs written on them.

    Many scripts write their vowels as marks (Unicode categories Mn and Mc), which
    ``\\w`` leaves out.
    """
    marks = "".join(
        chr(code)
        for code in range(0x0300, 0x1D00)
        if unicodedata.category(chr(code)) in ("Mn", "Mc")
    )
    return re.compile(rf"[^\W_](?:[^\W_]|[{marks}]|{_SEPARATOR.pattern})*")


class Term(NamedTuple):
    """A word of a text: as it is written there, and the stem it is compared by."""

    written: str
    stem: str


def stems(text: str, language: str = "") -> list[str]:
    """Return the stems of a text, in its order, each as often as it stands there.

    Args:
        text: any text, normalized; web addresses in it are passed over.
        language: a tag such as ``de`` or ``pt-BR``, for the endings of words in Latin
            letters. Others go by their script, and so does every word where no
            language is given: Latin letters then count as English.
    """
    latin = _latin(language)
    text = _SEPARATOR.sub("", text).translate(_MARKS)
    if text.isascii():
        plain = _ADDRESS.sub(" ", text).lower()
        return [_stem(word[:LONGEST], latin) for word in _ASCII_WORD.findall(plain)]
    return [_stem(word, latin) for _, word in _words(text)]


def terms(text: str, language: str = "") -> list[Term]:
    """Return what a text is about: its words but for stop words, each stem once.

    A text of nothing but stop words keeps them.
    """
    latin = _latin(language)
    empty = stop_words("en") | stop_words(_primary(language))
    found = [(written, word, _plain(word)) for written, word in _words(text)]
    telling = [each for each in found if each[2] not in empty] or found
    kept: dict[str, str] = {}
    for written, word, _ in telling:
        kept.setdefault(_stem(word, latin), written)
    return [Term(written, stem) for stem, written in kept.items()]


def plain_words(text: str) -> list[str]:
    """Return the words of a text in its order, without case and accents."""
    return [_plain(word) for _, word in _words(text)]


def telling_stems(about: Iterable[Term], language: str = "") -> frozenset[str]:
    """Return the stems of those words that say by themselves what a text is about.

    Two texts that share only a year, a small number or “million people” need not be
    about the same.
    """
    measures = _measures("en") | _measures(_primary(language))
    return frozenset(
        term.stem
        for term in about
        if term.stem not in measures and not _COUNTS_LITTLE.fullmatch(term.stem)
    )


@cache
def _measures(language: str) -> frozenset[str]:
    """Return the stems of a language's words of number, time and report."""
    return frozenset(stems(_MEASURES.get(language, ""), language))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return a language's words that say nothing, as :func:`plain_words` has them."""
    return frozenset(plain_words(_STOP_WORDS.get(language, "")))


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a text, as they are written and folded."""
    for found in _word().finditer(_ADDRESS.sub(" ", text)):
        written = found.group()
        word = _SEPARATOR.sub("", written)
        if word.isascii():
            yield written, word.lower()[:LONGEST]
            continue
        folded = _folded(word)[:LONGEST]
        if _UNSPACED.search(folded):
            yield from ((pair, pair) for pair in _pairs(folded))
        elif folded:
            yield written, folded


def _pairs(word: str) -> Iterable[str]:
    """Cut runs of unspaced script into overlapping pairs; leave other letters whole."""
    start = 0
    for run in _UNSPACED.finditer(word):
        if before := word[start : run.start()]:
            yield before
        characters = run.group()
        if len(characters) == 1:
            yield characters
        yield from (characters[i : i + 2] for i in range(len(characters) - 1))
        start = run.end()
    if rest := word[start:]:
        yield rest


def _folded(word: str) -> str:
    """Return a word without case and without differences of width or ligature."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(_word().findall(unicodedata.normalize("NFKC", folded)))


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    """Return a folded word without accents and vowel signs."""
    if word.isascii():
        return word
    bare = _SIGNS.sub("", unicodedata.normalize("NFD", word.translate(_STRUCK)))
    return unicodedata.normalize("NFC", bare) or word


@lru_cache(maxsize=200_000)
def _stem(word: str, latin: str) -> str:
    """Return the stem of a folded word.

    English is reduced without its accents (“élections” is “election”), other
    languages with them, for their endings have some.
    """
    algorithm = next(
        (name for first, last, name in _SCRIPTS if first <= word[0] <= last),
        latin,
    )
    if algorithm == "english":
        word = _plain(word)
    return _plain(_reduced(word, algorithm))[:LONGEST]


_one_at_a_time = Lock()


def _reduced(word: str, algorithm: str) -> str:
    # A stemmer keeps its word in itself, and a server runs threads.
    with _one_at_a_time:
        reduced: str = _stemmer(algorithm).stemWord(word)
    return reduced or word


@cache
def _stemmer(algorithm: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(algorithm)


def _latin(language: str) -> str:
    return _LATIN.get(_primary(language), "english")


def _primary(language: str) -> str:
    return re.split("[-_]", language, maxsplit=1)[0].lower()
