"""Joints: whether one claim ends at a comma, an "and", a dash, and another begins."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from claims.reading.clauses import (
    BEGINS_A_THING,
    CLAUSE,
    CLAUSE_WITH_ASIDE,
    CONDITIONS,
    FEWEST_WORDS,
    JOINTS,
    LONGEST_CLAUSE,
    LONGEST_SUBJECT,
    NOUN_PHRASE,
    OPENING,
    REASONS,
    awaits_a_verb,
    holds_a_verb,
    is_subordinate,
    opens_a_clause,
)
from claims.reading.grammar import FINITE, PARTICIPLE
from claims.reading.words import (
    MONTHS,
    NAMING,
    REPORTING,
    WEEKDAYS,
    Word,
    word_list,
)

_FEWEST_IN_A_PARTICIPLE = 4
_FEWEST_OF_AN_OUTCOME = 8
"""A short participle without a figure tells how it ended: ", taking the lead"."""
_FEWEST_BESIDE_A_VERB = 2
_FEWEST_COUNTED = 6
_BUT_NO_CLAUSE = frozenset("also not only rather instead".split())
_AFTER_A_JOINT = frozenset({"yet", "so", "then", "still"})
_REASONS_AND_DOUBTS = frozenset({"because", "although", "though"})
_RELATIVES = frozenset({"which", "who"})
_LIKE_PREPOSITIONS = frozenset(
    "following including regarding concerning according owing".split()
)
_SINGULAR = frozenset({"is", "was", "has"})
_PLURAL = frozenset({"are", "have", "were"})
_MAY_BE_NOUNS = word_list("verbs_or_nouns")
_BASES = word_list("verbs")
_ONLY_PAST = word_list("only_past")
_NAMED = frozenset({"known", "called", "named", "dubbed", "nicknamed"})
_SPEAKS_OF_IT = REPORTING | word_list("commenting")
_INTRANSITIVE = word_list("intransitive")
_SUMMARIES = word_list("summaries")
_TIME_BEFORE_AFTER = word_list("time_before_after")
_CLAUSE_AFTER_ITS_PLACE = re.compile(
    rf"P[DMCN]{{1,5}}(?:P[DMCN]{{1,4}})?,?(?:{NOUN_PHRASE}|R)A{{0,3}}[VX]"
    r"|D?N{1,2},?(?:RA{0,3}[VX]|Z)"
    r"|P[DMCNIPGAE]{1,14},?(?:RA{0,2}[VX]|Z)"
)
_CLAUSE_WITH_RELATIVE = re.compile(
    rf"A{{0,2}}(?:{NOUN_PHRASE})W[^,;:\"KSRVX]{{0,12}}[VX][^,;:\"KSWVX]{{0,20}}[VX]"
)
_AFTER_AN_ASIDE = re.compile(r",[^,;:\"VXKSW]{1,30},A{0,2}[VX]")
_COUNTED_DONE = re.compile(r"[DA]{0,2}M[N]{0,3}[VBE]|[DA]{0,2}MN\Z")
_BEFORE_A_FIGURE = re.compile(r"GA{0,2}[DN]{0,2}M")
_BY_SOMETHING = re.compile(r"A?B[^VXSWZ;]{3,60}(?:W.{1,40})?\Z")
_SUMS_UP = re.compile(r"D[NM]{1,3}(?:W|(?:R|D[NC]{1,4})A?[VX]|A?[VBE]P)")
_CLAUSE_WITH_NAME = re.compile(
    rf"(?:{NOUN_PHRASE}),[DC][^,;:\"KSVXW]{{1,40}},A{{0,3}}[VX]"
)
_APPOSITION = re.compile(
    r"D[DMCNA]{1,8}(?:P[DMCNA]{1,6}){0,2}W(?:[DMCN]{1,6}|R)?A{0,2}[VX][^,]{0,60}\Z"
)
_OF_WHICH_CLAUSE = re.compile(rf"PW(?:{NOUN_PHRASE})A?[VX]")
_SOME_OF_WHOM = re.compile(r"[DM]PWA{0,2}[VX]")
_OF_WHICH = re.compile(r"[DMN]{1,3}PW(?:RC?)?A{0,2}[VX]")
_MAIN_VERB = re.compile(r"[^,]{0,60},A{0,2}[VX]")
_SEVERAL_DID = re.compile(r"D[VX]")
_LAST_PREDICATE = re.compile(r"K[VX]")
_ITS_SUBJECT = re.compile(r"(?:R|D?[CN]{1,4})A{0,2}[VX]")
_SECOND_CLAUSE = re.compile(r",[^,]{0,30}[VX]")
_ITS_OWN_CLAUSE = re.compile(r"[^SWR]{0,30}[VX]")
_BETWEEN_TWO = r"[^,;:\"VXZKSWR]{1,40}\Z"
_IN_PASSIVE = re.compile(rf"[XZ]A{{0,2}}E{{1,2}}[^E]{_BETWEEN_TWO}")
_WITH_A_MODAL = re.compile(rf"[XZ]A{{0,2}}I[^I]{_BETWEEN_TWO}")
_GOING_ON = re.compile(rf"[XZ]A{{0,2}}G{_BETWEEN_TWO}")
_PASSIVE_CLAUSE = re.compile(
    rf"(?:{NOUN_PHRASE}|R)A{{0,3}}XA{{0,2}}E{{1,2}}[^VXZSW,]{{0,40}}(?:,|\Z)"
)
_CLAUSE_INSIDE = re.compile(r"[VXSWR]")
_COMPARED_BY_AS = frozenset(
    "as so such same just even much many well long soon far".split()
)
_TAKES_AS = NAMING | word_list("takes_as")
_FURTHEST_COMPARED = 8
_DIGITS_OF_A_YEAR = 4
_ANTECEDENT = re.compile(r"(?:D?[MCN]{1,5})\Z")
_PERSON_WITH_ASIDE = re.compile(
    r"C{1,4},(?:M|D?[CN][DMCNA]{0,5}(?:P[DMCNA]{1,5}){0,2})\Z"
)


class Cut(NamedTuple):
    """Where to cut: the end of the left part, the start of the right one.

    `shares` holds where the right part lacks a subject of its own, `about_all` where
    it says something about the whole left part.
    """

    left: int
    right: int
    shares: bool = False
    goes_on: bool = True
    about_all: bool = False
    describes: bool = False


def cut_at(
    words: Sequence[Word], tags: str, begin: int, at: int, *, is_headline: bool
) -> Cut | None:
    """Say whether one claim ends before `words[at]` and another begins after it."""
    word, after = words[at], words[at + 1]
    if is_headline and word.lower == "as" and word.text != "AS":
        verb_follows = holds_a_verb(tags, at + 1, len(tags))
        return Cut(at, at + 1, goes_on=False) if verb_follows else None
    if tags[at] == ";" or (tags[at] == ":" and not after.text.isdecimal()):
        dash = 2 if tags[at : at + 2] == ";;" else 1
        opens = words[at + dash : at + dash + 1]
        skip = dash + bool(opens and opens[0].lower in JOINTS)
        if CLAUSE_WITH_ASIDE.match(tags, at + skip) or opens_a_clause(tags, at + skip):
            return Cut(at, at + skip, goes_on=False)
        if is_headline and _COUNTED_DONE.match(tags, at + skip):
            return Cut(at, at + skip, goes_on=False)
        if tags[at + 1 : at + 3] == "KV":
            return Cut(at, at + 2, shares=True)
        if is_headline and word.text == ";" and tags[at + 1] == "V":
            return Cut(at, at + 1, shares=True)
        return _cut_before_relative(words, tags, begin, at)
    if tags[at] == ",":
        return _cut_at_comma(words, tags, begin, at)
    if word.lower == "and":
        return _cut_at_and(words, tags, begin, at)
    if word.lower == "as" and _goes_on_meanwhile(words, tags, begin, at):
        return Cut(at, at + 1, goes_on=False)
    if word.lower == "but":
        return _cut_at_but(words, tags, begin, at)
    if word.lower == "before" and _BEFORE_A_FIGURE.match(tags, at + 1):
        return Cut(at, at + 1, shares=True)
    if word.lower in _REASONS_AND_DOUBTS and (
        opens_a_clause(tags, at + 1) or CLAUSE_WITH_ASIDE.match(tags, at + 1)
    ):
        return Cut(at, at + 1, goes_on=word.lower == "because")
    if word.lower == "after" and not is_headline and opens_a_clause(tags, at + 1):
        says_how_long = words[at - 1].lower in _TIME_BEFORE_AFTER
        return None if says_how_long else Cut(at, at + 1, goes_on=False)
    return None


def _cut_at_but(words: Sequence[Word], tags: str, begin: int, at: int) -> Cut | None:
    """Cut at a "but" without a comma before it."""
    if tags[at + 1] in {"V", "X"}:
        return Cut(at, at + 1, shares=True)
    sets_against = opens_a_clause(tags, at + 1) and not awaits_a_verb(
        words, tags, begin, at
    )
    return Cut(at, at + 1, goes_on=False) if sets_against else None


def _cut_at_and(words: Sequence[Word], tags: str, begin: int, at: int) -> Cut | None:
    """Cut at an "and" without a comma, which joins nouns more often than clauses."""
    if words[at + 1].lower == "that" and holds_a_verb(
        tags, at + 3, at + LONGEST_SUBJECT * 2
    ):
        return Cut(at, at + 2)
    if awaits_a_verb(words, tags, begin, at):
        return None
    if tags[at + 1] == "X" and words[at + 1].lower not in {"have", "do"}:
        is_aside = is_subordinate(words, tags, begin, at) and _MAIN_VERB.match(
            tags, at + 2
        )
        return None if is_aside else Cut(at, at + 1, shares=True)
    if _AFTER_AN_ASIDE.match(tags, at + 1):
        return Cut(at, at + 2, shares=True)
    tells_more = tags[at + 1] == "V" and tags[at - 1] not in FINITE
    counts = tags.find("M", begin, at + LONGEST_SUBJECT) > 0
    inside = is_subordinate(words, tags, begin, at)
    is_plain = counts or tags[at - 1] == '"' or _is_long_enough(words, tags, begin, at)
    if (
        tells_more
        and not inside
        and is_plain
        and not _goes_on_describing(tags, begin, at)
    ):
        return Cut(at, at + 1, shares=True)
    if tags[at + 1] == "V" and begin and tags[begin - 1] == "," and tags[begin] == "V":
        return Cut(at, at + 1, shares=True)
    if _shares_its_auxiliary(words, tags, begin, at):
        return Cut(at, at + 1, shares=True)
    says_more = words[at + 1].lower in REPORTING and tags[at + 1 : at + 3] == "VS"
    if says_more and tags[at - 1] not in FINITE:
        return Cut(at, at + 1, shares=True)
    is_base = tags[at + 1] == "N" and words[at + 1].lower in _BASES
    counts_at = (
        at + 3 if words[at + 2 : at + 3] and words[at + 2].text in "£$€" else at + 2
    )
    if is_base and tags[counts_at : counts_at + 1] == "M" and "X" in tags[begin:at]:
        return Cut(at, at + 1, shares=True)
    first = at + 2 if words[at + 1].lower in _AFTER_A_JOINT else at + 1
    found = CLAUSE.match(tags, first)
    if found is None:
        return None
    verb = words[found.end() - 1]
    if verb.lower in _SINGULAR or tags[first] in "RZ" or tags.startswith("MX", first):
        return Cut(at, at + 1)
    if tags[found.end() - 1] == "X" and not inside:
        return Cut(at, at + 1)
    # "The mayor and the chief were" is one subject; "the chief resigned" may be not.
    is_past = verb.lower in _ONLY_PAST | _INTRANSITIVE
    starts = is_past or tags[first] in "DCM" or tags.startswith("NC", first)
    opens = starts and tags[found.end() - 1] == "V"
    after = tags[found.end() : found.end() + 1]
    may_describe = verb.lower.endswith("ed") and after in {"P", "", '"'}
    may_describe = may_describe and verb.lower not in _INTRANSITIVE
    return Cut(at, at + 1) if opens and not may_describe else None


def _cut_at_comma(words: Sequence[Word], tags: str, begin: int, at: int) -> Cut | None:
    if tags[at + 1] == '"' and words[at + 2 : at + 3]:
        # After a speaker in the middle: "…," she told him, "and you watched".
        goes_on = words[at + 2].lower in {"and", "but"} and at + 3 < len(words)
        is_clause = goes_on and opens_a_clause(tags, at + 3)
        return Cut(at, at + 3) if is_clause else None
    after = words[at + 1]
    if after.lower in JOINTS and at + 2 < len(words):
        cut = _cut_at_joint(words, tags, begin, at)
        if cut is not None:
            return cut
    if after.lower == "however" and tags[at + 2 : at + 3] == ",":
        against = opens_a_clause(tags, at + 3)
        return Cut(at, at + 3, goes_on=False) if against else None
    if _sets_clauses_in_a_row(words, tags, begin, at):
        return Cut(at, at + 1)
    if after.lower in {"after", "before"} and tags[at + 2 : at + 3] == PARTICIPLE:
        return Cut(at, at + 2, shares=True)
    if (
        after.lower in REASONS | {"since"}
        and opens_a_clause(tags, at + 2)
        and words[at + 2].lower not in _COMPARED_BY_AS
    ):
        spoken = any(word.lower in REPORTING for word in words[at + 2 : at + 6])
        return None if spoken else Cut(at, at + 2, goes_on=after.lower != "as")
    if tags[at + 1] == "V" and _is_a_list_of_predicates(tags, begin, at + 1):
        return Cut(at, at + 1, shares=True)
    is_aside = after.lower in {"a", "an", "which"} and _names_in_quotation_marks(
        words, at + 2
    )
    if is_aside:
        return Cut(at, at + 1, goes_on=False, about_all=True)
    if relative := _cut_before_relative(words, tags, begin, at):
        return relative
    if after.lower == "when" and _is_a_time(words[at - 1]):
        if opens_a_clause(tags, at + 2):
            return Cut(at, at - 1, goes_on=False, describes=True)
        return None
    if _OF_WHICH_CLAUSE.match(tags, at + 1):
        return Cut(at, at + 3, goes_on=False)
    if _SOME_OF_WHOM.match(tags, at + 1):
        about = _antecedent(words, tags, begin, at)
        return Cut(at, about, goes_on=False, describes=True)
    if _OF_WHICH.match(tags, at + 1):
        return Cut(at, at + 1, goes_on=False)
    if after.lower == "with" and _tells_more(words, tags, at + 2):
        return Cut(at, at + 2)
    if _is_participle_phrase(words, tags, at + 1):
        return Cut(at, at + 1, shares=True)
    if after.lower not in _NAMED and _BY_SOMETHING.match(tags, at + 1):
        return Cut(at, at + 1, shares=True)
    if after.lower in {"a", "an", "the"} and _APPOSITION.match(tags, at + 1):
        about = _antecedent(words, tags, begin, at)
        start = about if about <= at else at + 1
        return Cut(at, start, goes_on=False, describes=True)
    sums_up = after.lower in {"a", "an"} and any(
        word.lower in _SUMMARIES for word in words[at + 2 : at + 3]
    )
    if sums_up and at - begin >= FEWEST_WORDS and _SUMS_UP.match(tags, at + 1):
        return Cut(at, at + 1, goes_on=False, about_all=True)
    return None


def _cut_at_joint(words: Sequence[Word], tags: str, begin: int, at: int) -> Cut | None:
    """Cut at a comma before "and", "but", "while" and the like."""
    after = words[at + 1]
    if words[at + 2].lower in CONDITIONS:
        return None
    is_that = words[at + 2].lower == "that"
    if is_that and after.lower == "so":
        return None
    is_double = words[at + 2].lower in _AFTER_A_JOINT
    skip = 3 if (is_that or is_double) and opens_a_clause(tags, at + 3) else 2
    found = CLAUSE.match(tags, at + skip)
    if not found:
        aside = _CLAUSE_WITH_NAME if after.lower == "and" else CLAUSE_WITH_ASIDE
        found = aside.match(tags, at + skip)
    if not found and after.lower in {"and", "but"}:
        found = _CLAUSE_AFTER_ITS_PLACE.match(
            tags, at + skip
        ) or _CLAUSE_WITH_RELATIVE.match(tags, at + skip)
    if found and not awaits_a_verb(words, tags, begin, at):
        # After "A, B", ", and C" ends a list, unless a verb of its own is plain.
        is_plain = tags[found.end() - 1] == "X" or tags[at + skip] == "R"
        is_plain = is_plain or after.lower != "and" or tags[at + skip] == "P"
        is_plain = is_plain or bool(_SEVERAL_DID.match(tags, at + skip))
        if is_plain or not _is_in_a_list(tags, begin, at):
            return Cut(at, at + skip, goes_on=after.lower not in OPENING)
    if tags[at + 2] in FINITE:
        return Cut(at, at + 2, shares=True)
    if (
        after.lower == "but"
        and words[at + 2].lower not in _BUT_NO_CLAUSE
        and holds_a_verb(tags, at + 2, len(tags))
        and not awaits_a_verb(words, tags, begin, at)
    ):
        return Cut(at, at + 2, goes_on=False)
    return None


def _is_long_enough(words: Sequence[Word], tags: str, begin: int, at: int) -> bool:
    """Tell whether both verbs around an "and" have more than a word of their own."""
    verb = max(tags.rfind(finite, begin, at) for finite in FINITE)
    is_long = len(words) - at > FEWEST_WORDS and at - verb > _FEWEST_BESIDE_A_VERB
    promises = tags.startswith("PI", at + 2)
    return is_long and (promises or words[at + 1].lower not in REPORTING)


def _goes_on_describing(tags: str, begin: int, at: int) -> bool:
    """Tell whether two participles describe a noun: "hats given away and bought at"."""
    floor = max(begin, at - LONGEST_CLAUSE)
    verb = max(tags.rfind(finite, floor, at) for finite in FINITE)
    return (
        tags.find("B", max(floor, verb + 1), at) >= 0 and tags[at + 2 : at + 3] == "P"
    )


def _shares_its_auxiliary(
    words: Sequence[Word], tags: str, begin: int, at: int
) -> bool:
    """Tell whether a second verb hangs on an auxiliary: "was hit … and replaced by".

    So too "will send … and consider …", "are near … and have …", "is doing … and
    being …". Two verbs right beside each other are one: "was posted and reposted".
    """
    after, tag = words[at + 1].lower, tags[at + 1]
    floor = max(begin, at - LONGEST_CLAUSE)
    if tag in "BEV" and after.endswith("ed"):
        ends = tags[at + 2 : at + 3] in {"", "P", "A"}
        return ends and _IN_PASSIVE.search(tags, floor, at) is not None
    if tag == "I" or (tag == "N" and after in _BASES - _MAY_BE_NOUNS):
        return _WITH_A_MODAL.search(tags, floor, at) is not None
    if after == "have":
        last = max(tags.rfind(finite, floor, at) for finite in FINITE)
        return last >= 0 and words[last].lower in _PLURAL
    if tag == PARTICIPLE or (tag == "A" and tags[at + 2 : at + 3] in {"G", "E"}):
        return _GOING_ON.search(tags, floor, at) is not None
    return False


def _sets_clauses_in_a_row(
    words: Sequence[Word], tags: str, begin: int, at: int
) -> bool:
    """Tell whether whole clauses stand side by side: "Shops shut, trains were late"."""
    if tags[begin] not in BEGINS_A_THING | {"R", "G"} or not opens_a_clause(
        tags, begin
    ):
        return False
    if _PASSIVE_CLAUSE.match(tags, at + 1) is None:
        return False
    near = slice(max(begin, at - LONGEST_CLAUSE), at + LONGEST_CLAUSE)
    spoken = any(word.lower in REPORTING for word in words[near])
    return not spoken and "S" not in tags[near] and "W" not in tags[near]


def _cut_before_relative(
    words: Sequence[Word], tags: str, begin: int, at: int
) -> Cut | None:
    """Cut at a mark before ", which …", whose part begins with the noun it tells of."""
    if at + 2 >= len(words) or not _tells_of_the_noun_before(
        words[at + 1].lower, tags, at + 2
    ):
        return None
    about = _antecedent(words, tags, begin, at)
    return Cut(at, about, goes_on=False, describes=True)


def _is_a_time(word: Word) -> bool:
    """Tell whether a word is a year, a month or a day of the week."""
    is_year = word.text.isdecimal() and len(word.text) == _DIGITS_OF_A_YEAR
    return is_year or (word.is_capitalized and word.lower in MONTHS | WEEKDAYS)


def _goes_on_meanwhile(words: Sequence[Word], tags: str, begin: int, at: int) -> bool:
    """Tell whether "as" sets a second event beside one told: "fell as fears grew".

    Not what compares ("as old as"), or names ("known as"), or gives somebody's words.
    """
    if words[at - 1].lower in _COMPARED_BY_AS or tags[at + 1] not in "DMCN":
        return False
    before = words[max(begin, at - _FURTHEST_COMPARED) : at]
    if any(word.lower in _COMPARED_BY_AS or word.lower in _TAKES_AS for word in before):
        return False
    spoken = any(word.lower in REPORTING for word in words[at + 1 : at + 6])
    if is_subordinate(words, tags, begin, at):
        return False
    return (
        not spoken
        and opens_a_clause(tags, at + 1)
        and not awaits_a_verb(words, tags, begin, at)
    )


def _is_in_a_list(tags: str, begin: int, comma: int) -> bool:
    """Tell whether another comma stands between the last verb and this one."""
    floor = max(begin, comma - LONGEST_CLAUSE)
    last = max(floor - 1, *(tags.rfind(verb, floor, comma) for verb in FINITE))
    return "," in tags[last + 1 : comma]


def _is_a_list_of_predicates(tags: str, begin: int, at: int) -> bool:
    """Tell whether "did this, did that and did more" goes on to the sentence's end."""
    last = _LAST_PREDICATE.search(tags, at, at + LONGEST_CLAUSE)
    if (
        last is None
        or tags.find("W", begin, at) >= 0
        or _CLAUSE_INSIDE.search(tags, at + 1, last.start())
    ):
        return False
    return _CLAUSE_INSIDE.search(tags, last.end()) is None


def _antecedent(words: Sequence[Word], tags: str, begin: int, comma: int) -> int:
    """Find where the noun begins that ", which" tells of; else the word "which".

    Of "members of the club, who" it is the members, of "the price of oil, which" oil,
    and of "more than 90 boats, which" what says how many.
    """
    floor = max(begin, comma - LONGEST_SUBJECT)
    if words[comma + 1].lower in {"who", "whom", "whose"}:
        person = _PERSON_WITH_ASIDE.search(tags, floor, comma)
        if person:
            return person.start()
    found = _ANTECEDENT.search(tags, floor, comma)
    if found is None:
        return comma + 1
    first = found.start()
    while tags[first] in "AM" and first > floor and tags[first - 1] == "A":
        first -= 1
    if words[comma + 1].lower in {"which", "where"} or first == 0:
        return first
    before = words[first - 1].lower
    if before == "of":
        of_whom = _ANTECEDENT.search(tags, floor, first - 1)
        return of_whom.start() if of_whom else first
    return comma + 1 if before in {"at", "for", "from", "in"} else first


def _names_in_quotation_marks(words: Sequence[Word], at: int) -> bool:
    """Tell whether "step its mayor called “…”" stands here and ends the sentence."""
    for number in range(at + 1, min(at + LONGEST_SUBJECT, len(words) - 1)):
        if not words[number].is_word and words[number].text not in "-.'’":
            return False
        if words[number].lower in NAMING:
            closes = any(mark.text in '”»"' for mark in words[-2:])
            return closes and words[number + 1].text in '“«"'
    return False


def _tells_of_the_noun_before(relative: str, tags: str, at: int) -> bool:
    """Tell whether "which", "where" or "whose" and what follows end a sentence so."""
    if relative in _RELATIVES:
        return _runs_to_the_end(tags, at)
    if relative not in {"where", "whom", "whose"} or not opens_a_clause(tags, at):
        return False
    return relative != "where" or _SECOND_CLAUSE.search(tags, at) is None


def _runs_to_the_end(tags: str, at: int) -> bool:
    """Tell whether a relative clause ends its sentence."""
    rest = tags[at : at + LONGEST_CLAUSE].lstrip("A")
    if "," not in rest and _ITS_SUBJECT.match(rest):
        return len(tags) - at <= LONGEST_CLAUSE
    return (
        len(tags) - at <= LONGEST_CLAUSE
        and rest[:1] in set(FINITE)
        and not re.search(r",[VX]|,KP", rest)
    )


def _tells_more(words: Sequence[Word], tags: str, at: int) -> bool:
    """Tell whether ", with" tells of something beside: "with crowds chanting"."""
    rest = tags[at : at + LONGEST_SUBJECT * 2]
    found = re.match(r"[DMCN]{1,6}(?:P[DMCNAG]{1,8})?A{0,2}[GBVE]", rest)
    counts = re.match(r"[DAN]{0,3}M|[DMCN]{1,8}P[DAP]{0,2}M", rest)
    fewest = FEWEST_WORDS if found else _FEWEST_COUNTED
    return len(words) - at >= fewest and "," not in rest[:4] and bool(found or counts)


def _is_participle_phrase(words: Sequence[Word], tags: str, at: int) -> bool:
    """Tell whether ", killing two and wounding six" ends the sentence here."""
    while at < len(words) and tags[at] == "A":
        at += 1
    if not 0 < len(words) - at <= LONGEST_CLAUSE:
        return False
    if words[at].lower in _LIKE_PREPOSITIONS:
        return False
    rest = tags[at:]
    if rest[:1] != PARTICIPLE or rest[1:2] not in set('DMCNRPASE("'):
        return False
    says = words[at].lower in _SPEAKS_OF_IT or rest[1:2] == "S"
    is_short = says or "M" in rest
    fewest = _FEWEST_IN_A_PARTICIPLE if is_short else _FEWEST_OF_AN_OUTCOME
    if sum(word.is_word for word in words[at:]) < fewest:
        return False
    is_list = "K" in rest[rest.rfind(",") :]
    if words[at].lower not in REPORTING and _ITS_OWN_CLAUSE.match(rest):
        return False
    return "," not in rest or (is_list and not re.search(r",[VX]|,K?G", rest))
