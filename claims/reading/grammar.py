"""Grammar: what part each word of a sentence plays, as far as form and neighbors show.

No dictionary of English and no statistics: lists of small words and of verbs, endings,
and the words on either side. Good enough to see where a clause begins.
"""

from collections.abc import Sequence
from itertools import pairwise

from claims.reading.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    FRACTIONS,
    NAMING,
    NUMBERS,
    PREPOSITIONS,
    REPORTING,
    SCALES,
    Word,
    word_list,
)

VERB = "V"
AUXILIARY = "X"
CONTRACTION = "Z"
"""A pronoun with its auxiliary: "it's", "you'll"."""
FINITE = VERB + AUXILIARY + CONTRACTION
PARTICIPLE = "G"
"""A form in -ing that is no noun by its place."""

_SUBJECTS = "he she it they we i you there"
_OBJECTS = "him them us me himself herself itself themselves"
_JOINTS = "and but or nor yet so"
_RELATIVES = "which who whom whose what"
_ADVERBS = """
not n't never also still already now then soon later ever even just only again once
often always almost nearly yesterday today tonight tomorrow together instead however
meanwhile there here ago
"""
_MARKS = {",": ",", ";": ";", ":": ":", "—": ";", "–": ";", "(": "(", ")": ")"}
_QUOTATION_MARKS = "“”„«»\"‘’'"

_MODALS = frozenset(
    "will would can could may might must shall should to won't wouldn't can't cannot "
    "couldn't won’t wouldn’t can’t couldn’t do does did don't doesn't didn't don’t "
    "doesn’t didn’t let".split()
)
_CONTRACTIONS = frozenset(
    f"{pronoun}{mark}{ending}"
    for pronoun in (*_SUBJECTS.split(), "that")
    for mark in "'’"
    for ending in ("m", "s", "re", "ve", "ll", "d")
)
_BASES = word_list("verbs")
_MAY_BE_NOUNS = word_list("verbs_or_nouns")
_PLURALS = word_list("plurals")
_PASTS = word_list("irregular_past")
_BOTH_PASTS = _PASTS - word_list("only_past")
_PARTICIPLES = word_list("irregular_participles")
_NOT_PAST = word_list("not_past")
_NO_PARTICIPLES = word_list("no_participles")
_NO_ADVERBS = word_list("no_adverbs")
_SINGULAR_SUBJECTS = frozenset({"he", "she", "it", "there"})
_TAKES_A_CLAUSE = (
    REPORTING
    | word_list("attitudes")
    | frozenset("make makes made let lets help helped helps".split())
)

_ORDERS = frozenset({"first", "last"})
_PAST_OR_TO_COME = frozenset(
    "was were had did will would wasn't weren't hadn't didn't won't wouldn't wasn’t "
    "weren’t hadn’t didn’t won’t wouldn’t".split()
)
_IS_THERE = frozenset("is are was were has have had will would".split())
_PERFECT = frozenset("has have haven't hasn't haven’t hasn’t not never".split())
_BEING = frozenset({"is", "are"})
_NO_WORD = Word(0, 0, "", "", is_capitalized=False, is_word=False)
_LEAST = frozenset({"least", "most"})
_BESIDE_A_PRONOUN = frozenset("all both each too alone others".split())
_TELLING = frozenset("told tells tell telling warned assured informed reminded".split())
_LONGEST_TOLD = 8
_QUANTIFIERS = frozenset("several many some few most all both others".split())
_COMPARATIVES = frozenset({"more", "less", "fewer"})
_TAKES_AS = NAMING | word_list("takes_as")
_TAKES_OF = word_list("takes_of")


def _third_person(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


_NOUNS_TOO = _MAY_BE_NOUNS | frozenset(map(_third_person, _MAY_BE_NOUNS))
_CLASSES: dict[str, str] = {
    **dict.fromkeys(NUMBERS, "M"),
    **dict.fromkeys(SCALES, "M"),
    **dict.fromkeys(_BASES, "b"),
    **dict.fromkeys(map(_third_person, _BASES), "s"),
    **dict.fromkeys(_PASTS, "v"),
    **dict.fromkeys(_PARTICIPLES, "e"),
    **dict.fromkeys(CONJUNCTIONS, "S"),
    **dict.fromkeys(PREPOSITIONS, "P"),
    **dict.fromkeys(DETERMINERS, "D"),
    **dict.fromkeys(AUXILIARIES, AUXILIARY),
    **dict.fromkeys(_SUBJECTS.split(), "R"),
    **dict.fromkeys(_OBJECTS.split(), "C"),
    **dict.fromkeys(_JOINTS.split(), "K"),
    **dict.fromkeys(_RELATIVES.split(), "W"),
    **dict.fromkeys(_ADVERBS.split(), "A"),
    "to": "P",
    "like": "P",
    "than": "A",
    **dict.fromkeys(["be", "been", "being"], "E"),
}
_BY_NEIGHBORS = (
    _COMPARATIVES
    | _LEAST
    | _ORDERS
    | {"at", "that", "like", "there", "have", "do", "because"}
)
_ALWAYS = {
    word: tag
    for word, tag in _CLASSES.items()
    if tag in "SPDXRCKWAE" and word not in _BY_NEIGHBORS
}
"""Words in small letters that are the same anywhere."""

_ENDS_A_SUBJECT = frozenset("NCMB)")
_AFTER_A_VERB = frozenset("DPRASMCWKX,;:")
_CLAUSE_ENDS = frozenset(';:SW"')
_OPENING_MARKS = frozenset('":;(')
_BREAKS = frozenset(",;:KSW(")


def is_in_title_case(words: Sequence[Word]) -> bool:
    """Tell whether capitals tell nothing: all longer words begin with one."""
    longer = [word for word in words if len(word.text) > 4 and word.text[0].isalpha()]
    return len(longer) > 1 and all(word.is_capitalized for word in longer)


def tags_of(
    words: Sequence[Word], *, in_title_case: bool = False, is_headline: bool = False
) -> str:
    """Say what each word of a sentence is, one letter for each.

    Args:
        words: the words and marks.
        in_title_case: whether capitals tell nothing, as in many headlines.
        is_headline: whether "as" most often opens a clause.

    Returns:
        As many letters as words. `V` finite verb, `X` auxiliary, `Z` pronoun with its
        auxiliary, `I` infinitive, `E` part of a verb after an auxiliary, `B` past
        participle that describes the noun before it, `G` form in -ing, `N` noun or
        adjective, `C` name, `M` number, `D` determiner, `R` pronoun as subject, `P`
        preposition, `A` adverb, `K` "and" and the like, `S` conjunction that opens a
        clause, `W` relative, `"` quotation mark; of other marks, `,` `;` `:` `(` `)`,
        dashes as `;`.
    """
    if in_title_case:
        words = [word._replace(text=word.lower, is_capitalized=False) for word in words]
    tags: list[str] = []
    last = ""
    last_word = ""
    for at, word in enumerate(words):
        tag = _ALWAYS.get(word.text, "")
        if not tag:
            opens = not tags or tags[-1] in _OPENING_MARKS
            tag = _tag(words, at, last, last_word, opens=opens)
        if tag == VERB and _counted(tags, word):
            tag = "N"
        if word.lower == "as" and (
            in_title_case or (is_headline and last_word not in _TAKES_AS)
        ):
            tag = "S"
        if in_title_case and tag == "N" and _is_headline_verb(tags, word, last_word):
            tag = VERB
        tags.append(tag)
        if tag == CONTRACTION:
            is_modal = word.lower.endswith(("ll", "d"))
            last, last_word = AUXILIARY, "will" if is_modal else word.lower
        elif tag != "A":
            last, last_word = tag, word.lower
    _find_reduced_relatives(words, tags)
    _find_missing_verbs(words, tags)
    return "".join(tags)


def tells_of_events(words: Sequence[Word], tags: str) -> bool:
    """Tell whether any verb is past, perfect or future, or something is there.

    What only ever is ("Speed is one question") tells of no event.
    """
    return any(
        word.lower in _PAST_OR_TO_COME
        or (tag == "E" and before.lower in _PERFECT)
        or (tag in "VB" and (word.lower.endswith("ed") or word.lower in _PASTS))
        or (word.lower in _BEING and before.lower == "there")
        for before, word, tag in zip([_NO_WORD, *words], words, tags, strict=False)
    )


def _counted(tags: Sequence[str], word: Word) -> bool:
    """Tell whether "attacks" is a noun, as in "nine arson attacks"."""
    if _CLASSES.get(word.lower) != "s" or word.lower not in _NOUNS_TOO:
        return False
    for tag in reversed(tags):
        if tag != "N":
            return tag in {"M", "P"}
    return False


def _is_headline_verb(tags: Sequence[str], word: Word, last_word: str) -> bool:
    """Tell whether "hits" in "Storm Hits Coast" is the first verb of its clause."""
    if _CLASSES.get(word.lower) != "s" or last_word.endswith("s"):
        return False
    if list(tags[-2:]) == [";", "K"]:
        return True
    for tag in reversed(tags):
        if tag in FINITE:
            return False
        if tag in _BREAKS:
            break
    return bool(tags) and tags[-1] in _ENDS_A_SUBJECT


def _tag(
    words: Sequence[Word], at: int, last: str, last_word: str, *, opens: bool
) -> str:
    """Tag one word, knowing the last that was no adverb.

    Of a word that opens a sentence or a quotation the capital tells nothing.
    """
    word = words[at]
    lower = word.lower
    if not word.is_word:
        is_dash = word.text == "-" and _is_a_dash(words, at)
        return ";" if is_dash else _tag_of_mark(word.text)
    if lower in _CONTRACTIONS:
        return CONTRACTION
    shape = _CLASSES.get(lower)
    if lower in _COMPARATIVES and at + 1 < len(words):
        return "A" if words[at + 1].lower == "than" else "D"
    if lower in _LEAST and at and words[at - 1].lower == "at":
        return "A"
    if lower == "at" and at + 1 < len(words) and words[at + 1].lower in _LEAST:
        return "A"
    if lower in _ORDERS and last == "R":
        return "A"
    if lower == "there" and words[at + 1 : at + 2] and words[at + 1].lower in _IS_THERE:
        return "R"
    if lower in {"have", "do"} and last_word == "to":
        return "I"
    if lower == "that":
        return _tag_of_that(words, at, last, last_word)
    if lower == "because":
        return "P" if _is_next(words, at, "of") else "S"
    if word.text[0].isdecimal():
        return "M"
    if word.is_capitalized and (not opens or shape is None or shape in "bsve"):
        return "R" if lower == "i" else "C"
    if shape is None:
        shape = _shape(lower)
        if shape == "N" and last == "R" and _is_a_subject(words, at - 1, last_word):
            return _after_a_pronoun(lower, last_word)
    if shape in "bsve":
        return _tag_of_verb(words, at, shape, last, last_word)
    if shape == PARTICIPLE and (last == "D" or (last == "M" and _counts(words, at))):
        return "N"
    return shape


def _counts(words: Sequence[Word], at: int) -> bool:
    """Tell whether what is counted follows: "two processing plants"."""
    return at + 1 < len(words) and _kind(words[at + 1]) in {"N", "s"}


def _is_a_dash(words: Sequence[Word], at: int) -> bool:
    """Tell whether a hyphen stands between blanks or beside another: " - ", "--"."""
    before, after = words[max(0, at - 1)], words[min(at + 1, len(words) - 1)]
    if before.end < words[at].start and words[at].end < after.start:
        return True
    is_double = at > 0 and before.text == "-"
    return is_double or (at + 1 < len(words) and after.text == "-")


def _tag_of_mark(mark: str) -> str:
    if mark in _QUOTATION_MARKS:
        return '"'
    return _MARKS.get(mark, "N")


def _tag_of_that(words: Sequence[Word], at: int, last: str, last_word: str) -> str:
    if last_word in _TAKES_A_CLAUSE or last in {VERB, "I", AUXILIARY, PARTICIPLE}:
        return "S"
    if last in {"N", "C"}:
        return "S" if _tells_somebody(words, at) else "W"
    after = _kind(words[at + 1]) if at + 1 < len(words) else "V"
    return "W" if after in "VX" else "D"


def _is_a_subject(words: Sequence[Word], at: int, pronoun: str) -> bool:
    """Tell whether a pronoun stands here, and not "it" as the object of a verb."""
    if at < 0 or words[at].lower != pronoun:
        return False
    before = words[at - 1] if at else _NO_WORD
    opens = not before.is_word or before.lower in CONJUNCTIONS
    return opens or pronoun not in {"it", "you"}


def _after_a_pronoun(lower: str, pronoun: str) -> str:
    """Tag an unknown word behind "it" or "they", which no noun can follow: a verb."""
    if lower in _BESIDE_A_PRONOUN or not lower.isalpha():
        return "N"
    is_one = pronoun in _SINGULAR_SUBJECTS
    return VERB if lower.endswith("s") == is_one else "N"


def _is_next(words: Sequence[Word], at: int, lower: str) -> bool:
    return at + 1 < len(words) and words[at + 1].lower == lower


def _tells_somebody(words: Sequence[Word], at: int) -> bool:
    """Tell whether "that" opens what somebody is told: "told the press that the …"."""
    told = any(
        word.lower in _TELLING for word in words[max(0, at - _LONGEST_TOLD) : at]
    )
    return told and at + 1 < len(words) and _kind(words[at + 1]) not in set("VXsbve")


def _shape(lower: str) -> str:
    """Tag a word that no list knows by its ending."""
    if lower.endswith("ing") and len(lower) > 4 and lower not in _NO_PARTICIPLES:
        return PARTICIPLE
    if lower.endswith("ed") and len(lower) > 4 and lower not in _NOT_PAST:
        return "v"
    is_adverb = lower.endswith("ly") and len(lower) > 4 and lower not in _NO_ADVERBS
    return "A" if is_adverb else "N"


def _tag_of_verb(
    words: Sequence[Word], at: int, shape: str, last: str, last_word: str
) -> str:
    """Decide what a form that may be a verb is, by its neighbors."""
    if last_word.endswith(("'s", "’s")):
        return "N"
    if last_word in _MODALS and shape != "s":
        return "I" if shape == "b" else "N"
    if last in {"X", "E"}:
        return "E" if shape in "ve" else "N"
    if last_word in _QUANTIFIERS and shape == "v" and _stands_alone(words, at):
        return VERB
    if last in {"D", "P", "M", "G"}:
        return "N"
    if last == "W" and shape in "sb":
        return VERB
    if shape == "e":
        return "B"
    lower = words[at].lower
    after = words[at + 1].lower if at + 1 < len(words) else ""
    if shape == "s" and last in {"K", ",", ";"} and lower not in _NOUNS_TOO:
        # "…, but doctors have": no verb stands before an auxiliary.
        is_noun = after and _kind(words[at + 1]) == AUXILIARY
        return "N" if is_noun else VERB
    if shape == "v":
        is_passive = after == "by" and last != "R" and not _by_how_much(words, at + 2)
        return "B" if is_passive else VERB
    if after == "of" and lower not in _TAKES_OF:
        return "N"
    next_tag = _kind(words[at + 1]) if after else ","
    if lower in _NOUNS_TOO and (next_tag not in _AFTER_A_VERB or after == ","):
        return "N"
    is_plural = last_word in _PLURALS or (
        last_word.endswith("s") and not last_word.endswith(("ss", "us", "is"))
    )
    if last == "R":
        is_plural = last_word not in _SINGULAR_SUBJECTS
    if last not in _ENDS_A_SUBJECT | {"R", "W"}:
        return "N"
    agrees = is_plural if shape == "b" else (not is_plural or last == "C")
    return VERB if agrees or last == "W" else "N"


def _stands_alone(words: Sequence[Word], at: int) -> bool:
    """Tell whether no noun follows: "several wept when", not "several wounded men"."""
    after = _kind(words[at + 1]) if at + 1 < len(words) else ","
    return after in set("PSRDA,;")


def _by_how_much(words: Sequence[Word], at: int) -> bool:
    """Tell whether a quantity stands here: "by 12 percent", "by almost a third"."""
    for word in words[at : at + 3]:
        kind = _kind(word)
        if kind == "M" or word.lower in FRACTIONS:
            return True
        if kind not in "DA" and word.lower not in {"about", "over", "up", "to"}:
            return False
    return False


def _kind(word: Word) -> str:
    """Tag a word by itself, for what stands before it."""
    if not word.is_word:
        return _tag_of_mark(word.text)
    if word.text[0].isdecimal():
        return "M"
    shape = _CLASSES.get(word.lower) or _shape(word.lower)
    if shape in "DPRASMWKX":
        return shape
    return "C" if word.is_capitalized else shape


def _find_reduced_relatives(words: Sequence[Word], tags: list[str]) -> None:
    """Retag "released" in "photos released on Monday show": its noun has a verb yet."""
    candidate = -1
    for at, (before, tag) in enumerate(pairwise(["", *tags])):
        if tag in _BREAKS or tag == "R" or words[at].lower == "as":
            candidate = -1
        elif tag in FINITE:
            if candidate >= 0:
                tags[candidate] = "B"
            describes = tag == VERB and before in {"N", "C"}
            is_past = words[at].lower.endswith("ed") or words[at].lower in _BOTH_PASTS
            may = describes and is_past and words[at].lower not in _TAKES_A_CLAUSE
            candidate = at if may else -1


def _find_missing_verbs(words: Sequence[Word], tags: list[str]) -> None:
    """Retag the first noun that may be the verb of a clause without any.

    "The extension needs planning permission": "needs" is as often a noun, but a clause
    has a verb.
    """
    candidate = -1
    has_verb = False
    for at, tag in enumerate(tags):
        if tag in _CLAUSE_ENDS or (tag == "K" and at and tags[at - 1] == ","):
            if candidate > 0 and not has_verb:
                tags[candidate] = VERB
            candidate, has_verb = -1, False
        elif tag in FINITE:
            has_verb = True
        elif candidate < 0 and tag == "N" and _may_be_its_verb(words, tags, at):
            candidate = at
    if candidate > 0 and not has_verb:
        tags[candidate] = VERB


def _may_be_its_verb(words: Sequence[Word], tags: Sequence[str], at: int) -> bool:
    """Tell whether a word agrees with the noun before it, and something follows."""
    shape = _CLASSES.get(words[at].lower)
    if shape not in {"s", "b"} or at == 0 or at + 1 >= len(words):
        return False
    last = at - 1
    while last > 0 and tags[last] == "A":
        last -= 1
    if tags[last] == ",":
        # After an aside: "The pier, built by hand, needs repair".
        comma = tags.index(",")
        is_plural = comma > 0 and _is_plural(words[comma - 1].lower)
        agrees = is_plural == (shape == "b")
        return agrees and comma < last and tags[at + 1] in set("DGNM")
    before = words[last].lower
    if tags[last] not in {"N", "C"} or before.endswith(("'s", "’s")):
        return False
    is_plural = _is_plural(before)
    return is_plural == (shape == "b") and tags[at + 1] in set("NDMGCA")


def _is_plural(lower: str) -> bool:
    return lower in _PLURALS or lower.endswith("s")
