"""Names: the noun phrases that name somebody, by their shape."""

from itertools import pairwise

from claims.reading.words import (
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    PREPOSITIONS,
    WEEKDAYS,
    Word,
    is_verb,
    word_list,
)

STATEMENTS = word_list("statements")
ANONYMOUS = word_list("anonymous")
_TITLES = word_list("titles")
OFFICES = word_list("offices")
_BODIES = OFFICES | ANONYMOUS | word_list("organizations")
PERSONAL = frozenset({"he", "she"})
_BEFORE_A_NOUN = DETERMINERS | PREPOSITIONS
_BELONGING = frozenset({"of", "from", "at", "for"})
_ENVOYS = word_list("envoys")
_NAME_JOINTS = frozenset(
    {"of", "for", "the", "and", "&", "de", "van", "von", "al", "-", "."}
)
_DAYS = frozenset(day for day in WEEKDAYS if day.endswith("day"))
_TIMES = _DAYS | word_list("times")
WHEN = _TIMES | word_list("time_modifiers")
_TIME_PREPOSITIONS = frozenset({"on", "in", "since", "during", "over"})
_LOCATING = frozenset({"in", "at", "near", "from", "of"})
ARTICLES = frozenset({"a", "an", "the"})
LONGEST_SUBJECT = 30


def name_run(words: list[Word], at: int) -> list[Word]:
    """Take a noun phrase that begins here, as far as its shape shows."""
    taken: list[Word] = []
    for word in words[at : at + LONGEST_SUBJECT]:
        is_sent = word.lower == "to" and taken and taken[-1].lower in _ENVOYS
        stops = (
            (word.lower in PREPOSITIONS - _NAME_JOINTS and not is_sent)
            or word.lower in CONJUNCTIONS - _NAME_JOINTS
            or (is_verb(word) and not (taken and taken[-1].lower in DETERMINERS))
            or (not word.is_word and word.text not in "-.'’&/")
            or (
                taken
                and taken[-1].is_capitalized
                and word.lower in ARTICLES
                and not is_sent
            )
        )
        if stops or (
            word.text == "." and not is_abbreviation(taken[-1] if taken else word)
        ):
            break
        taken.append(word)
    while taken and taken[-1].lower in _NAME_JOINTS:
        taken.pop()
    return taken


def names_two(subject: list[Word]) -> bool:
    """Tell whether two persons are named: "Ann Bell and Tom Cox"."""
    return subject[0].is_capitalized and any(
        word.lower == "and" and before.is_capitalized and after.is_capitalized
        for before, word, after in zip(subject, subject[1:], subject[2:], strict=False)
    )


def without_adverbial(subject: list[Word]) -> list[Word]:
    """Leave off "On Wednesday" and the like before the subject proper."""
    for at, word in enumerate(subject):
        if word.lower in DETERMINERS and at > 1 and subject[0].lower in PREPOSITIONS:
            return subject[at:]
    return subject


def without_time(subject: list[Word]) -> list[Word]:
    """Leave off when something was said or shown, which is nobody's name.

    "Videos posted on Monday" are videos, "On Monday residents" residents; the Sunday
    Times stays a newspaper.
    """
    first = 1 if subject and subject[0].lower in _TIME_PREPOSITIONS else 0
    begin = first
    while begin < len(subject) and subject[begin].lower in WHEN:
        begin += 1
    if begin < len(subject) and _says_when(subject[first:begin]):
        is_name = not first and subject[begin].is_capitalized
        subject = subject if is_name else subject[begin:]
    end = len(subject)
    while end and _tells_time(subject[end - 1]):
        end -= 1
    if end == len(subject):
        return subject
    if end and subject[end - 1].lower in _TIME_PREPOSITIONS:
        return _without_participle(subject[: end - 1])
    if not _says_when(subject[end:]):
        return subject
    before, first_of_time = subject[end - 1 : end], subject[end]
    is_name = any(
        word.lower in _BEFORE_A_NOUN
        or (word.is_capitalized and first_of_time.is_capitalized)
        for word in before
    )
    return subject if is_name else _without_participle(subject[:end])


def _says_when(words: list[Word]) -> bool:
    return any(word.lower in _TIMES for word in words)


def _tells_time(word: Word) -> bool:
    return word.lower in WHEN or word.lower in MONTHS or word.text.isdecimal()


def _without_participle(subject: list[Word]) -> list[Word]:
    """Leave off "posted online" after the videos."""
    for at in range(1, len(subject)):
        is_described = subject[at - 1].lower in ANONYMOUS | STATEMENTS
        if is_described and subject[at].lower.endswith("ed"):
            return subject[:at]
    return subject


def name_in(subject: list[Word]) -> list[Word]:
    """Give the run of capitalized words that ends a subject, without titles."""
    if first := _person_of_somewhere(subject):
        return first
    at = len(subject)
    while at > 0 and (
        subject[at - 1].is_capitalized
        or (subject[at - 1].text in "-." and at < len(subject))
        or (
            subject[at - 1].lower in {"de", "van", "von", "al", "bin"}
            and at < len(subject)
        )
    ):
        at -= 1
    name = subject[at:]
    while len(name) > 1 and (
        name[0].lower.strip(".") in _TITLES or not name[0].is_word
    ):
        name = name[1:]
    return _behind_its_office(name)


def _behind_its_office(name: list[Word]) -> list[Word]:
    """Give "Jane Doe" of "Labor's Home Secretary Jane Doe", if a person is so named."""
    for at in range(len(name) - 2, 0, -1):
        is_title = name[at].lower.strip(".") in _TITLES
        if is_title or name[at].lower.endswith(("'s", "’s")):
            person = name[at + 1 :]
            is_body = any(word.lower in _BODIES for word in person)
            return name if is_body or not person[0].is_word else person
    return name


def _person_of_somewhere(subject: list[Word]) -> list[Word]:
    """Give "Jane Doe" of "Jane Doe of the Harbor Fund", if a person is so named."""
    at = 0
    while at < len(subject) and subject[at].lower.strip(".") in _TITLES:
        at += 1
    begin = at
    while at < len(subject) and (subject[at].is_capitalized or subject[at].text == "."):
        at += 1
    name = subject[begin:at]
    is_followed = at + 1 < len(subject) and subject[at].lower in _BELONGING
    is_name = 2 <= len(name) <= 3 and not any(
        word.lower in _BODIES or word.text.isupper() for word in name
    )
    return name if is_followed and is_name else []


def is_person(subject: list[Word], name: list[Word]) -> bool:
    """Guess whether the name is a person's: one to four names, no organization."""
    if subject[0].lower in ANONYMOUS:
        return False
    if len(subject) == 1 and subject[0].lower in PERSONAL:
        return True
    parts = [word for word in name if word.is_word]
    before = subject[-len(name) - 1].lower if len(subject) > len(name) else ""
    if before in _LOCATING and subject[0].lower in ANONYMOUS:
        return False
    if _belongs_to_another(subject, name):
        return False
    if not 1 <= len(parts) <= 4 or subject[0].lower in DETERMINERS - {
        "his",
        "her",
        "their",
    }:
        return False
    if any(word.lower in _BODIES or word.text.isupper() for word in parts):
        return False
    if any(word.lower.endswith(("'s", "’s")) for word in parts[:-1]):
        return False
    return not any(word.lower in {"of", "and", "for"} for word in name)


def _belongs_to_another(subject: list[Word], name: list[Word]) -> bool:
    """Tell whether a name stands behind "of": "Friends of the Quay" are no Mr. Quay."""
    before = [word.lower for word in subject if name and word.end <= name[0].start]
    return before[-1:] == ["of"] or before[-2:] == ["of", "the"]


def joined(words: list[Word]) -> str:
    """Write words as they stand in the text, on one line."""
    pieces = [words[0].text]
    for before, word in pairwise(words):
        pieces.append((" " if word.start > before.end else "") + word.text)
    return "".join(pieces).removesuffix("'s").removesuffix("’s")


def is_abbreviation(word: Word) -> bool:
    return word.lower in _TITLES or len(word.text) == 1


def names_a_person(words: list[Word]) -> bool:
    return 2 <= len(words) <= 4 and all(
        word.is_capitalized or word.text in "-." for word in words
    )
