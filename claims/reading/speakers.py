"""Speakers: the subject of a verb that reports, before it or after it."""

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from claims.reading.anchors import Span
from claims.reading.names import (
    ANONYMOUS,
    ARTICLES,
    LONGEST_SUBJECT,
    OFFICES,
    PERSONAL,
    STATEMENTS,
    WHEN,
    is_abbreviation,
    is_person,
    joined,
    name_in,
    name_run,
    names_a_person,
    names_two,
    without_adverbial,
    without_time,
)
from claims.reading.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    NAMING,
    PICTURES,
    PREPOSITIONS,
    PRONOUNS,
    Word,
    is_finite,
    is_verb,
    word_list,
)

SEEMING = frozenset({"seem", "seems", "seemed", "appear", "appears", "appeared"})
_PLURAL = frozenset({"they"})
SPEAKER_PRONOUNS = PERSONAL | _PLURAL | {"who", "it"}
_NO_NAMES = frozenset(
    "however meanwhile but and yesterday today he she then later earlier still instead "
    "moreover furthermore nevertheless nonetheless therefore also".split()
)
_RELATIVES = frozenset({"which", "what", "who", "whom"})
_LEADS = frozenset(
    "as that while but and because although though when where if since until whether "
    "how why".split()
)
_FIRST_ADVERBS = word_list("before_a_verb")
_NO_ONE = word_list("no_one")


class Speaker(NamedTuple):
    """A reporting verb's subject."""

    name: str
    span: Span
    is_person: bool
    verb: int
    told: str | None = None
    aside: int | None = None
    follows: bool = False


def subject_before(words: list[Word], at: int, floor: int) -> Speaker | None:
    """Take the subject that stands before the verb."""
    end = at
    if end > floor + 1 and words[end - 2].lower in SEEMING:
        end -= 2
    while end > floor and (
        words[end - 1].lower in _FIRST_ADVERBS
        or words[end - 1].lower in AUXILIARIES
        or (words[end - 1].text.islower() and words[end - 1].text.endswith("ly"))
    ):
        end -= 1
    if end > floor and words[end - 1].lower in {"who", "which"}:
        return None if _is_inside(words, end - 1) else _antecedent(words, end - 1, at)
    if end > floor and words[end - 1].text in {",", "—", "–"}:
        is_participle = floor == 0 and words[at].lower.endswith("ing")
        if is_participle and _follows_a_verb(words, end - 1):
            return _subject_shared(words, end - 1, at)
        named = _before_an_apposition(words, end - 1, floor)
        if named is None and is_participle:
            return _subject_shared(words, end - 1, at)
        return named or _before_a_stray_comma(words, end - 1, floor, at)
    if floor == 0 and end > 1 and words[end - 1].lower in {"and", "but"}:
        return _subject_shared(words, end - 1, at)
    begin = clause_start(words, end, floor)
    if told_of := _told_of_before(words, begin, floor):
        return speaker_of(told_of, at)
    own = _after_its_antecedent(words, begin, end, is_naming=words[at].lower in NAMING)
    speaker = speaker_of(words[own:end], at)
    if speaker and own > begin > 0 and words[begin - 1].text in {",", "—", "–"}:
        return speaker._replace(aside=words[begin].start)
    return speaker


def _follows_a_verb(words: list[Word], comma: int) -> bool:
    """Tell whether the words between two commas hold a verb: "…, left, saying"."""
    for at in range(comma - 1, max(0, comma - LONGEST_SUBJECT), -1):
        if words[at].text == ",":
            return False
        if is_verb(words[at]):
            return True
    return False


def _subject_shared(words: list[Word], joint: int, verb: int) -> Speaker | None:
    """Take the first subject of the sentence: "He left the hall but said".

    What is told of it between commas ("Jane Doe, who left, …") is no part of it.
    """
    for at in range(joint):
        is_relative = words[at].lower in _RELATIVES | {"whose"}
        if is_relative and at > 1 and words[at - 1].text == ",":
            return speaker_of(words[: at - 1], verb)
        if is_verb(words[at]):
            return speaker_of(words[:at], verb) if at else None
    return None


def _told_of_before(words: list[Word], begin: int, floor: int) -> list[Word]:
    """Give the noun at the head of a subject with a clause: "a man who asked not".

    So too of a picture: "a video posted online and seen by many shows".
    """
    if begin == floor or not is_verb(words[begin - 1]):
        return []
    for at in range(begin - 1, max(floor, begin - LONGEST_SUBJECT), -1):
        if words[at].text in {",", ";", ":"}:
            return []
        if words[at].lower == "who":
            return words[clause_start(words, at, floor) : at]
    head = words[floor : floor + 2]
    is_picture = floor == 0 and head[0].lower in DETERMINERS and len(head) > 1
    return head if is_picture and head[1].lower in PICTURES else []


def _is_inside(words: list[Word], relative: int) -> bool:
    """Tell whether a relative clause is an aside in a sentence that goes on."""
    if relative == 0 or words[relative - 1].text != ",":
        return False
    return any(
        word.text == "," and is_verb(after)
        for word, after in pairwise(words[relative + 1 : relative + LONGEST_SUBJECT])
    )


def _antecedent(words: list[Word], relative: int, verb: int) -> Speaker | None:
    """Take whom "who" tells of."""
    end = relative - 1 if words[relative - 1].text == "," else relative
    if not end:
        return None
    speaker = speaker_of(words[clause_start(words, end, 0) : end], verb)
    if words[relative].lower == "who" and not (speaker and speaker.is_person):
        named = _before_an_apposition(words, end, 0)
        return named if named and named.is_person else speaker
    return speaker


def _after_its_antecedent(
    words: list[Word], begin: int, end: int, *, is_naming: bool
) -> int:
    """Find the subject in "a step its mayor", "a move he", "which the port".

    A noun followed at once by a second noun phrase is what that phrase's verb is about
    and not who says it. A name follows so only before a verb that names a thing.
    """
    for at in range(end - 1, begin, -1):
        word, before = words[at], words[at - 1]
        if not before.is_word or before.is_capitalized:
            continue
        opens = word.lower in DETERMINERS or word.lower in SPEAKER_PRONOUNS
        if opens and (
            before.lower in _RELATIVES
            or before.lower not in PREPOSITIONS | DETERMINERS | CONJUNCTIONS | WHEN
        ):
            return at
        is_name = word.is_capitalized and words[begin].lower in DETERMINERS
        if is_naming and is_name and before.lower not in PREPOSITIONS | DETERMINERS:
            return at
    return begin


def _before_an_apposition(words: list[Word], comma: int, floor: int) -> Speaker | None:
    """Take the name in "Jane Doe, head of the office, said"."""
    for at in range(comma - 1, max(floor, comma - LONGEST_SUBJECT), -1):
        if words[at - 1].text.isdecimal() and words[at - 2].text == ",":
            continue
        if words[at].text in {",", "—", "–"} and words[at - 1].lower not in _NO_NAMES:
            begin = clause_start(words, at, floor)
            between = words[at + 1 : comma]
            speaker = speaker_of(words[begin:at], comma)
            if person := _person_before(words, begin, floor, comma):
                return person
            if speaker is None and names_a_person(words[at + 1 : comma]):
                return speaker_of(words[at + 1 : comma], comma)
            if speaker and _is_a_name_beside(speaker, between):
                return speaker_of(between, comma)
            if speaker and not any(is_finite(word.lower) for word in between):
                appositive = speaker_of(between, comma)
                if names_a_person(between) and not speaker.is_person and appositive:
                    return appositive
                return speaker
            return speaker
    return None


def _is_a_name_beside(speaker: Speaker, between: list[Word]) -> bool:
    """Tell whether a role is named behind it: "The operator, Port Lines, said"."""
    is_role = speaker.name.split()[-1].islower()
    return (
        is_role
        and bool(between)
        and all(word.is_capitalized or word.text in "-.&" for word in between)
    )


def _person_before(
    words: list[Word], begin: int, floor: int, verb: int
) -> Speaker | None:
    """Take the person in "Jane Doe, head of A, and member of B, said"."""
    comma = begin - 1
    if comma <= floor or words[comma].text != ",":
        return None
    person = speaker_of(words[clause_start(words, comma, floor) : comma], verb)
    is_name = person and person.is_person and person.name.lower() not in _NO_NAMES
    return person if is_name else None


def _before_a_stray_comma(
    words: list[Word], comma: int, floor: int, verb: int
) -> Speaker | None:
    """Take the subject that a comma cuts off its verb: "The firm Example.com, said"."""
    begin = clause_start(words, comma, floor)
    after = words[verb + 1] if verb + 1 < len(words) else None
    turned = DETERMINERS - {"that"}
    is_turned = after and (after.is_capitalized or after.lower in turned)
    is_first = begin == floor == 0 and comma > 1 and not is_turned
    return speaker_of(words[begin:comma], verb) if is_first else None


def clause_start(words: list[Word], end: int, floor: int) -> int:
    """Walk back from the end of a subject to where it begins."""
    at = end
    while at > floor and end - at < LONGEST_SUBJECT:
        word = words[at - 1]
        if not word.is_word and word.text not in "-.'’&/#@":
            break
        if (
            word.text == "."
            and at > 1
            and not (is_abbreviation(words[at - 2]) or _joins_an_address(words, at - 1))
        ):
            break
        if word.lower in _LEADS and not _joins_names(words, at - 1):
            break
        is_noun = at > floor + 1 and words[at - 2].lower in ARTICLES
        if is_verb(word) and not is_noun and not _is_participle(words, at - 1):
            break
        at -= 1
    return at


def _joins_an_address(words: list[Word], at: int) -> bool:
    """Tell whether a stop stands inside a name such as "Example.com"."""
    if at + 1 >= len(words):
        return False
    before, stop, after = words[at - 1 : at + 2]
    return before.end == stop.start and stop.end == after.start


def _is_participle(words: list[Word], at: int) -> bool:
    """Tell whether a form in -ed describes a noun: "photos released of the scene"."""
    if not words[at].lower.endswith("ed") or at + 1 >= len(words):
        return False
    after = words[at + 1].lower
    if (
        at
        and words[at - 1].lower in ANONYMOUS | STATEMENTS
        and (after in WHEN or after in MONTHS)
    ):
        return True
    return after in PREPOSITIONS


def _joins_names(words: list[Word], at: int) -> bool:
    """Tell whether "and" joins two subjects: "Smith and Jones said"."""
    if words[at].lower != "and" or at == 0 or at + 1 >= len(words):
        return False
    after = words[at + 1]
    return words[at - 1].is_word and (
        after.is_capitalized or after.lower in DETERMINERS or after.lower in OFFICES
    )


def subject_after(words: list[Word], at: int) -> Speaker | None:
    """Take the subject that follows the verb: "…", said Jane Doe."""
    taken = name_run(words, at + 1)
    taken = named_beside(words, taken) if taken else taken
    verb = words[at + 1 + len(taken) : at + 2 + len(taken)]
    if len(taken) == 1 and taken[0].lower in PRONOUNS and verb and is_verb(verb[0]):
        return None  # "Said it was late" is a clause and no speaker.
    return speaker_of(taken, at)


def _is_no_one(subject: list[Word]) -> bool:
    """Tell whether a subject says that there is none; "No 10" is an address."""
    first, *others = subject
    if first.lower == "not":
        return True
    if first.lower == "no":
        return bool(others) and not others[0].text[0].isdecimal()
    return first.lower in _NO_ONE


def speaker_of(subject: list[Word], verb: int) -> Speaker | None:
    """Make a speaker of the words of a subject, leaving off what opens the sentence."""
    subject = without_time(without_adverbial(subject))
    while subject and (not subject[0].is_word or subject[0].lower in _LEADS):
        subject = subject[1:]
    while subject and not subject[-1].is_word:
        subject = subject[:-1]
    if not subject:
        return None
    if len(subject) == 1 and subject[0].lower in PRONOUNS | {"which", "that", "there"}:
        if subject[0].lower not in SPEAKER_PRONOUNS - {"who"}:
            return None
    elif subject[0].lower in PREPOSITIONS | AUXILIARIES:
        return None
    if _is_no_one(subject):
        return None
    named = name_in(subject)
    is_one = is_person(subject, named) and not names_two(subject)
    shown = named if is_one and named else subject
    span = Span(shown[0].start, shown[-1].end)
    if _describes(shown):
        return None  # "attached to the device called": what is described says nothing.
    return Speaker(joined(shown), span, is_one, verb)


def _describes(subject: list[Word]) -> bool:
    """Tell whether words begin with a participle: "attached to it", "yielding nine"."""
    first = subject[0]
    if not first.text.islower():
        return False
    if first.lower.endswith("ed") and is_verb(first):
        return True
    after = subject[1] if len(subject) > 1 else first
    governs = after.lower in DETERMINERS | PREPOSITIONS or after.text[0].isdecimal()
    return first.lower.endswith("ing") and governs


def named_beside(words: list[Word], name: list[Word]) -> list[Word]:
    """Give the name in "the operator, Northern Lines", if one follows."""
    if name[-1].is_capitalized:
        return name
    at = bisect_right(words, name[-1].start, key=lambda word: word.start)
    if (
        at + 1 >= len(words)
        or words[at].text != ","
        or not words[at + 1].is_capitalized
    ):
        return name
    beside = name_run(words, at + 1)
    closes = at + 1 + len(beside)
    is_name = beside and all(word.is_capitalized for word in beside)
    return beside if is_name and _ends_a_phrase(words, closes) else name


def with_its_maker(words: list[Word], name: list[Word]) -> list[Word]:
    """Give a name with whom it is by: "a report by the harbor board"."""
    at = bisect_right(words, name[-1].start, key=lambda word: word.start)
    if at + 1 >= len(words) or words[at].lower != "by":
        return name
    maker = without_time(name_run(words, at + 1))
    return [*name, words[at], *maker] if maker else name


def _ends_a_phrase(words: list[Word], at: int) -> bool:
    return at >= len(words) or not words[at].is_word
