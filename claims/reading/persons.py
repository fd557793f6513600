"""Persons: whom the text has named so far, and whom "he", "she" and "it" mean."""

from collections.abc import Sequence
from itertools import pairwise

from claims.reading.grammar import is_in_title_case
from claims.reading.names import is_person, joined, name_in, without_time
from claims.reading.words import AUXILIARIES, PREPOSITIONS, Word, is_finite, word_list

LONGEST_NAME = 8
_WOMEN = word_list("women")
_MEN = word_list("men")
_SHE_TITLES = word_list("titles_of_women")
_HE_TITLES = word_list("titles_of_men")
_MOST_PERSONS = 8


class Persons:
    """The persons named so far, last first, and for whom "he" or "she" stood."""

    def __init__(self) -> None:
        self._named: list[str] = []
        self._pronoun: dict[str, str] = {}

    def name(self, person: str, sentence: Sequence[Word]) -> None:
        """Remember who was named, and what a title or a kinship tells of them."""
        surname = person.rsplit(maxsplit=1)[-1]
        if person in self._named:
            self._named.remove(person)
        self._named.insert(0, person)
        del self._named[_MOST_PERSONS:]
        if surname.lower() in _WOMEN | _MEN:
            self._pronoun[person] = "she" if surname.lower() in _WOMEN else "he"
        for title, word in pairwise(sentence):
            if word.text == surname and title.lower.strip(".") in _SHE_TITLES:
                self._pronoun[person] = "she"
            elif word.text == surname and title.lower.strip(".") in _HE_TITLES:
                self._pronoun[person] = "he"

    def meant_by(self, pronoun: str) -> str | None:
        """Give the last person named who can be meant, and remember it of them."""
        for person in self._named:
            if self._pronoun.get(person, pronoun) == pronoun:
                self._pronoun[person] = pronoun
                return person
        return None


def organization_named(words: Sequence[Word]) -> str | None:
    """Name the organization that is the subject of a sentence, if its form shows it."""
    at = 1 if words and words[0].lower == "the" else 0
    begin = at
    if at < len(words) and words[at].lower in AUXILIARIES:
        return None
    while at < len(words) and (words[at].is_capitalized or words[at].lower == "of"):
        at += 1
    is_long = at - begin > 1 or (at > begin and words[begin].text.isupper())
    followed = at < len(words) and (words[at].text == "," or is_finite(words[at].lower))
    return joined(list(words[:at])) if is_long and followed else None


def person_named(words: Sequence[Word]) -> str | None:
    """Name the person who is the subject of a sentence, if its first words say so."""
    at = 0
    while at < len(words) and at < LONGEST_NAME and not is_finite(words[at].lower):
        if words[at].text == "," and at > 1:
            break
        if not words[at].is_word and words[at].text not in "-.":
            return None
        at += 1
    subject = without_time(list(words[:at]))
    if at < len(words) and words[at].text == "," and words[0].lower == "for":
        subject = subject[1:]  # "For Jane Doe, 79, the verdict is in."
    if at == len(words) or not subject or subject[0].lower in PREPOSITIONS:
        return None
    if len(subject) == 2 and subject[1].lower in _WOMEN | _MEN:
        return joined(subject)
    name = name_in(subject)
    # In a headline in title case every word might be a name.
    if len(name) > 1 and is_person(subject, name) and not is_in_title_case(words):
        return joined(name)
    return None
