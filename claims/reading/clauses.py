"""Clauses: where a subject and its verb stand, over the letters of `grammar.tags_of`.

Every pattern is bounded, and no repeated part can match what the one beside it does, so
that no text makes them slow.
"""

import re
from collections.abc import Sequence

from claims.reading.grammar import FINITE
from claims.reading.words import (
    SHOWING,
    SPEAKING,
    Word,
    word_list,
)

FEWEST_WORDS = 4
JOINTS = frozenset("and but while whilst whereas yet so hence although though".split())
REASONS = frozenset({"because", "as"})
OPENING = frozenset({"while", "although", "though", "whereas", "as", "because"})
CONDITIONS = frozenset({"if", "unless", "either", "whether", "or", "neither", "both"})
TAKES_A_CLAUSE = SPEAKING | SHOWING | word_list("attitudes")
_PERFORMING = word_list("performing")
LONGEST_SUBJECT = 10
LONGEST_CLAUSE = 60
NOUN_PHRASE = r"G?[DMCN][DMCNAB]{0,11}(?:P(?:R|[DMCNAGB]{1,8})){0,3}"
CLAUSE = re.compile(
    rf"A{{0,2}}(?:P[MCN]{{1,3}},?(?=[DR]))?(?:(?:{NOUN_PHRASE}|R)A{{0,3}}[VX]|Z)"
)
ASIDE = r"(?:,[^,;:\"KS]{1,40},)?"
CLAUSE_WITH_ASIDE = re.compile(rf"(?:{NOUN_PHRASE}){ASIDE}A{{0,3}}[VX]")
BEGINS_A_THING = frozenset("DMCN")


def awaits_a_verb(words: Sequence[Word], tags: str, begin: int, end: int) -> bool:
    """Tell whether the last clause opened lacks its verb: "he said Smith", "that X".

    A speaker in the middle ("…, he said, and") awaits none, nor does a verb that a
    thing follows before a comma ("estimated the crowd at 100, while").
    """
    before_comma = tags[end] == "," or tags[end + 1 : end + 2] in {"R", "Z"}
    for at in range(end - 1, max(begin, end - LONGEST_CLAUSE) - 1, -1):
        if tags[at] == "V" and words[at].lower in TAKES_A_CLAUSE:
            if before_comma and at == end - 1:
                return False
            acts = before_comma or words[at].lower in _PERFORMING
            if acts and tags[at + 1] in BEGINS_A_THING:
                return False
            return tags[at + 1 : at + 2] != '"'
        if tags[at] in FINITE:
            return False
        if tags[at] in "SW":
            return True
    return True


def is_subordinate(words: Sequence[Word], tags: str, begin: int, at: int) -> bool:
    """Tell whether the last verb is one of a clause that "when" or "who" opens.

    One that "that" opens behind a verb is what somebody says, and counts for none.
    """
    floor = max(begin, at - LONGEST_CLAUSE)
    verb = max(tags.rfind(finite, floor, at) for finite in FINITE)
    opener = max(tags.rfind(opener, floor, max(floor, verb)) for opener in "SW")
    if opener < 0 or (tags[opener] == "S" and words[opener].lower == "that"):
        return False
    return not holds_a_verb(tags, opener, verb - 1)


def opens_a_clause(tags: str, at: int) -> bool:
    """Tell whether a subject and then a finite verb stand here."""
    return CLAUSE.match(tags, at) is not None


def holds_a_verb(tags: str, begin: int, end: int) -> bool:
    return any(tags.find(verb, begin, end) >= 0 for verb in FINITE)
