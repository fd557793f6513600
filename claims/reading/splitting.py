"""Splitting: one sentence to its claims, only where that is safe.

Each part keeps a verbatim span. Either-or, if-then, quotations and pairs of names are
never split; when in doubt the sentence stays whole, since a person can split it later
and will not notice what was wrongly torn.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from claims.reading.anchors import Span, trimmed
from claims.reading.cited_sources import link_at
from claims.reading.grammar import FINITE, PARTICIPLE
from claims.reading.quotations import Quotations
from claims.reading.words import (
    CONJUNCTIONS,
    DETERMINERS,
    FUNCTION_WORDS,
    MONTHS,
    NAMING,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    SHOWING,
    SPEAKING,
    WEEKDAYS,
    Word,
    is_finite,
    word_list,
)

_FEWEST_WORDS = 4
_FEWEST_IN_A_PARTICIPLE = 4
_FEWEST_BESIDE_A_VERB = 2
_FEWEST_IN_A_HEADLINE = 2
_JOINTS = frozenset("and but while whilst whereas yet so hence although though".split())
_AFTER_A_JOINT = frozenset({"yet", "so", "then", "still"})
_REASONS = frozenset({"because", "as"})
_REASONS_AND_DOUBTS = frozenset({"because", "although", "though"})
_RELATIVES = frozenset({"which", "who"})
_LIKE_PREPOSITIONS = frozenset(
    "following including regarding concerning according owing".split()
)
_OPENING = frozenset({"while", "although", "though", "whereas", "as", "because"})
_CONDITIONS = frozenset({"if", "unless", "either", "whether", "or", "neither", "both"})
_SINGULAR = frozenset({"is", "was", "has"})
_PLURAL = frozenset({"are", "have", "were"})
_MAY_BE_NOUNS = word_list("verbs_or_nouns")
_TAKES_A_CLAUSE = SPEAKING | SHOWING | word_list("attitudes")
_BASES = word_list("verbs")
_ONLY_PAST = word_list("only_past")
_NAMED = frozenset({"known", "called", "named", "dubbed", "nicknamed"})
_SUMMARIES = word_list("summaries")
_TIME_BEFORE_AFTER = word_list("time_before_after")
_JOINING_TAGS = frozenset(",;:KPS")
_LONGEST_SUBJECT = 10
_LONGEST_CLAUSE = 60
_LONGEST_SPEAKER = 16
_LONGEST_ITEM = 4
_FEWEST_ITEMS = 3

# Over the letters of `grammar.tags_of`. Bounded, and no repeated part can match what
# the one beside it does, so that no text makes them slow.
_NOUN_PHRASE = r"G?[DMCN][DMCNAB]{0,11}(?:P(?:R|[DMCNAGB]{1,8})){0,3}"
_CLAUSE = re.compile(
    rf"A{{0,2}}(?:P[MCN]{{1,3}},?(?=[DR]))?(?:(?:{_NOUN_PHRASE}|R)A{{0,3}}[VX]|Z)"
)
_CLAUSE_AFTER_ITS_PLACE = re.compile(
    rf"P[DMCN]{{1,5}}(?:P[DMCN]{{1,4}})?,?(?:{_NOUN_PHRASE}|R)A{{0,3}}[VX]"
    r"|D?N{1,2},?(?:RA{0,3}[VX]|Z)"
    r"|P[DMCNIPGAE]{1,14},?(?:RA{0,2}[VX]|Z)"
)
_CLAUSE_WITH_RELATIVE = re.compile(
    rf"A{{0,2}}(?:{_NOUN_PHRASE})W[^,;:\"KSRVX]{{0,12}}[VX][^,;:\"KSWVX]{{0,20}}[VX]"
)
_AFTER_AN_ASIDE = re.compile(r",[^,;:\"VXKSW]{1,30},A{0,2}[VX]")
_SPEAKER_LAST = re.compile(rf"(?:{_NOUN_PHRASE}|R)A?[VN]N?\Z|V[DCNM]{{1,8}}\Z")
_COUNTED_DONE = re.compile(r"[DA]{0,2}M[N]{0,3}[VBE]|[DA]{0,2}MN\Z")
_BEFORE_A_FIGURE = re.compile(r"GA{0,2}[DN]{0,2}M")
_BY_SOMETHING = re.compile(r"A?B[^VXSWZ;]{3,60}(?:W.{1,40})?\Z")
_SUMS_UP = re.compile(r"D[NM]{1,3}(?:W|(?:R|D[NC]{1,4})A?[VX]|A?[VBE]P)")
_ASIDE = r"(?:,[^,;:\"KS]{1,40},)?"
_CLAUSE_WITH_ASIDE = re.compile(rf"(?:{_NOUN_PHRASE}){_ASIDE}A{{0,3}}[VX]")
_CLAUSE_WITH_NAME = re.compile(
    rf"(?:{_NOUN_PHRASE}),[DC][^,;:\"KSVXW]{{1,40}},A{{0,3}}[VX]"
)
_APPOSITION = re.compile(
    r"D[DMCNA]{1,8}(?:P[DMCNA]{1,6}){0,2}W(?:[DMCN]{1,6}|R)?A{0,2}[VX][^,]{0,60}\Z"
)
_OF_WHICH_CLAUSE = re.compile(rf"PW(?:{_NOUN_PHRASE})A?[VX]")
_SOME_OF_WHOM = re.compile(r"[DM]PWA{0,2}[VX]")
_OF_WHICH = re.compile(r"[DMN]{1,3}PW(?:RC?)?A{0,2}[VX]")
_LAST_PREDICATE = re.compile(r"K[VX]")
_ITS_SUBJECT = re.compile(r"(?:R|D?[CN]{1,4})A{0,2}[VX]")
_SECOND_CLAUSE = re.compile(r",[^,]{0,30}[VX]")
_ITS_OWN_CLAUSE = re.compile(r"[^SWR]{0,30}[VX]")
_BETWEEN_TWO = r"[^,;:\"VXZKSWR]{1,40}\Z"
_IN_PASSIVE = re.compile(rf"[XZ]A{{0,2}}E{{1,2}}[^E]{_BETWEEN_TWO}")
_WITH_A_MODAL = re.compile(rf"[XZ]A{{0,2}}I[^I]{_BETWEEN_TWO}")
_GOING_ON = re.compile(rf"[XZ]A{{0,2}}G{_BETWEEN_TWO}")
_PASSIVE_CLAUSE = re.compile(
    rf"(?:{_NOUN_PHRASE}|R)A{{0,3}}XA{{0,2}}E{{1,2}}[^VXZSW,]{{0,40}}(?:,|\Z)"
)
_CLAUSE_INSIDE = re.compile(r"[VXSWR]")
_COMPARED_BY_AS = frozenset(
    "as so such same just even much many well long soon far".split()
)
_TAKES_AS = NAMING | word_list("takes_as")
_DIGITS_OF_A_YEAR = 4
_BEGINS_A_THING = frozenset("DMCN")
_ANTECEDENT = re.compile(r"(?:D?[MCN]{1,5})\Z")
_PERSON_WITH_ASIDE = re.compile(
    r"C{1,4},(?:M|D?[CN][DMCNA]{0,5}(?:P[DMCNA]{1,5}){0,2})\Z"
)


class Part(NamedTuple):
    """One claim of a sentence.

    Attributes:
        start, end: where it stands.
        subject: the subject that it shares with the part before it.
        goes_on: whether it goes on with what the part before it says, rather than
            setting something beside or against it.
        describes: whether it tells of a noun of the part before it ("…, which …").
        source: the words after it that only say who says so (", according to X").
    """

    start: int
    end: int
    subject: Span | None = None
    goes_on: bool = True
    describes: bool = False
    source: Span | None = None


class _Cut(NamedTuple):
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


def split(
    text: str,
    words: Sequence[Word],
    tags: str,
    quotations: Quotations,
    *,
    is_headline: bool = False,
) -> list[Part]:
    """Cut a sentence into its claims.

    Args:
        text: the article's canonical text.
        words: the words of the sentence, or of what is left without its lead-in.
        tags: what each of them is, as `grammar.tags_of` says.
        quotations: the quotations of the article; none is cut.
        is_headline: whether "As" may join two claims.

    Returns:
        At least one part if there are words, in order. They do not overlap, but that
        a clause about the last noun of the part before ("…, which …") holds it too.
    """
    if not words:
        return []

    parts: list[Part] = []
    subject = _subject(words, tags, 0)
    cuts = _cuts(text, words, tags, quotations, is_headline=is_headline)
    begin = 1 if cuts and _end_of_opening_clause(words, tags) == cuts[0].left else 0
    begin = begin if words[0].lower in _OPENING else 0
    how = _Cut(0, 0)
    for cut in [*cuts, _Cut(len(words), len(words))]:
        last = _end_before_source(words, tags, begin, cut.left)
        start, end = trimmed(text, words[begin].start, words[last - 1].end)
        if how.about_all:
            subject = Span(parts[-1].start, words[how.left].end)
        shared = subject if how.shares or how.about_all else None
        start, end = _with_whole_links(text, start, without_stop(text, start, end))
        source = (
            Span(words[last].start, words[cut.left - 1].end)
            if last < cut.left
            else None
        )
        parts.append(Part(start, end, shared, how.goes_on, how.describes, source))
        begin, how = cut.right, cut
        if begin < len(words) and not cut.shares:
            subject = _subject(words, tags, begin)
    return parts


def _with_whole_links(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a claim so that it halves no link: of "[words](address)" all or nothing."""
    if start and (first := link_at(text, start - 1)) and first.end() > start:
        start = first.start()
    if last := link_at(text, end):
        end = last.end() if last.start() < end else end
    return start, end


def without_stop(text: str, start: int, end: int) -> int:
    """End a claim before its final stop, unless a quotation ends with that."""
    return end - 1 if end - start > 1 and text[end - 1] in ".,;:" else end


def find_subclaims(text: str, words: Sequence[Word]) -> list[Span]:
    """Find the members of a list under one predicate: "A, B, C and D".

    Returns:
        The members of the longest such list, three or more, or nothing.
    """
    best: list[Span] = []
    for at, word in enumerate(words):
        if word.lower == "and" and 0 < at < len(words) - 1:
            members = _members(words, at)
            if len(members) > len(best):
                best = members
    named = {text[span.start : span.end] for span in best}
    return best if len(named) == len(best) else []


def _cuts(
    text: str,
    words: Sequence[Word],
    tags: str,
    quotations: Quotations,
    *,
    is_headline: bool,
) -> list[_Cut]:
    """Give the cuts of a sentence, in order."""
    if _sets_a_condition(words):
        return []
    own = _end_without_speaker(words, tags)
    words, tags = words[:own], tags[:own]
    cuts: list[_Cut] = []
    begin = 0
    if contrast := _end_of_opening_clause(words, tags):
        cuts.append(_Cut(contrast, contrast + 1, goes_on=False))
        begin = contrast + 1
    fewest = _FEWEST_IN_A_HEADLINE if is_headline else _FEWEST_WORDS
    has_quotes = bool(quotations.within(words[0].start, words[-1].end))
    for at in range(begin + fewest - 1, len(words) - 1):
        if tags[at] not in _JOINING_TAGS or at < begin + fewest - 2:
            continue
        if has_quotes and _is_quoted_whole(words, tags, at, quotations):
            continue
        cut = _cut_at(words, tags, begin, at, is_headline=is_headline)
        if cut is None:
            continue
        is_plain = is_headline or words[at].text == ";"
        complete = is_plain or _holds_a_verb(tags, begin, cut.left)
        if at < begin + fewest - 1 - cut.shares:
            continue
        if cut.right > cut.left and _is_in_one_link(words, cut, text):
            continue
        left = len(words) - cut.right
        if complete and left >= fewest - (cut.shares or tags[cut.left] == ";"):
            cuts.append(cut)
            begin = max(cut.right, cut.left + 1)
    return cuts


def _sets_a_condition(words: Sequence[Word]) -> bool:
    """Tell whether a sentence begins with "if", "but if" or "either", not "both of"."""
    opens = [word.lower for word in words[:3]]
    if opens[0] in _JOINTS and len(opens) > 1:
        opens = opens[1:]
    return opens[0] in _CONDITIONS and opens[1:2] != ["of"]


def _is_in_one_link(words: Sequence[Word], cut: _Cut, text: str) -> bool:
    """Tell whether the words of one link stand on both sides of a cut."""
    left = link_at(text, words[cut.left - 1].start)
    return left is not None and words[cut.right].start < left.end()


def _is_quoted_whole(
    words: Sequence[Word], tags: str, at: int, quotations: Quotations
) -> bool:
    """Tell whether a quotation stands here that is not cut.

    It is cut only where a joint opens a second clause: "the gauge failed, and we …".
    """
    quotation = quotations.at(words[at].start)
    if quotation is None:
        return False
    if quotation.is_scare_quote or words[at + 1].start >= quotation.end:
        return True
    if tags[at] == ",":
        return words[at + 1].lower not in _JOINTS
    return words[at].lower not in _JOINTS or not _opens_a_clause(tags, at + 1)


def _cut_at(
    words: Sequence[Word], tags: str, begin: int, at: int, *, is_headline: bool
) -> _Cut | None:
    """Say whether one claim ends before `words[at]` and another begins after it."""
    word, after = words[at], words[at + 1]
    if is_headline and word.lower == "as" and word.text != "AS":
        verb_follows = _holds_a_verb(tags, at + 1, len(tags))
        return _Cut(at, at + 1, goes_on=False) if verb_follows else None
    if tags[at] == ";" or (tags[at] == ":" and not after.text.isdecimal()):
        dash = 2 if tags[at : at + 2] == ";;" else 1
        opens = words[at + dash : at + dash + 1]
        skip = dash + bool(opens and opens[0].lower in _JOINTS)
        if _CLAUSE_WITH_ASIDE.match(tags, at + skip) or _opens_a_clause(
            tags, at + skip
        ):
            return _Cut(at, at + skip, goes_on=False)
        if is_headline and _COUNTED_DONE.match(tags, at + skip):
            return _Cut(at, at + skip, goes_on=False)
        if tags[at + 1 : at + 3] == "KV":
            return _Cut(at, at + 2, shares=True)
        return _cut_before_relative(words, tags, begin, at)
    if tags[at] == ",":
        return _cut_at_comma(words, tags, begin, at)
    if word.lower == "and":
        return _cut_at_and(words, tags, begin, at)
    if word.lower == "as" and _goes_on_meanwhile(words, tags, begin, at):
        return _Cut(at, at + 1, goes_on=False)
    if word.lower == "but":
        return _cut_at_but(words, tags, begin, at)
    if word.lower == "before" and _BEFORE_A_FIGURE.match(tags, at + 1):
        return _Cut(at, at + 1, shares=True)
    if word.lower in _REASONS_AND_DOUBTS and (
        _opens_a_clause(tags, at + 1) or _CLAUSE_WITH_ASIDE.match(tags, at + 1)
    ):
        return _Cut(at, at + 1, goes_on=word.lower == "because")
    if word.lower == "after" and not is_headline and _opens_a_clause(tags, at + 1):
        says_how_long = words[at - 1].lower in _TIME_BEFORE_AFTER
        return None if says_how_long else _Cut(at, at + 1, goes_on=False)
    return None


def _end_without_speaker(words: Sequence[Word], tags: str) -> int:
    """Find the comma before a speaker who ends the sentence: "…, a report found."."""
    comma = tags.rfind(",", max(0, len(tags) - _LONGEST_SPEAKER))
    if comma < _FEWEST_WORDS:
        return len(words)
    is_speaker = _SPEAKER_LAST.match(tags, comma + 1)
    speaks = any(
        word.lower in REPORTING and not word.is_capitalized for word in words[comma:]
    )
    return comma if is_speaker and speaks else len(words)


def _end_before_source(words: Sequence[Word], tags: str, begin: int, end: int) -> int:
    """Find where "according to X" begins at the end of a part; else its end."""
    floor = max(begin + _FEWEST_WORDS, end - _LONGEST_SPEAKER)
    for at in range(end - 2, floor - 1, -1):
        if tags[at] in FINITE:
            break
        if words[at].lower == "according" and words[at + 1].lower == "to":
            return at - 1 if tags[at - 1] == "," else at
    return end


def _cut_at_but(words: Sequence[Word], tags: str, begin: int, at: int) -> _Cut | None:
    """Cut at a "but" without a comma before it."""
    if tags[at + 1] in {"V", "X"}:
        return _Cut(at, at + 1, shares=True)
    sets_against = _opens_a_clause(tags, at + 1) and not _awaits_a_verb(
        words, tags, begin, at
    )
    return _Cut(at, at + 1, goes_on=False) if sets_against else None


def _cut_at_and(words: Sequence[Word], tags: str, begin: int, at: int) -> _Cut | None:
    """Cut at an "and" without a comma, which joins nouns more often than clauses."""
    if words[at + 1].lower == "that" and _holds_a_verb(
        tags, at + 3, at + _LONGEST_SUBJECT * 2
    ):
        return _Cut(at, at + 2)
    if _awaits_a_verb(words, tags, begin, at):
        return None
    if tags[at + 1] == "X" and words[at + 1].lower not in {"have", "do"}:
        return _Cut(at, at + 1, shares=True)
    if _AFTER_AN_ASIDE.match(tags, at + 1):
        return _Cut(at, at + 2, shares=True)
    tells_more = tags[at + 1] == "V" and tags[at - 1] not in FINITE
    counts = tags.find("M", begin, at + _LONGEST_SUBJECT) > 0
    inside = _is_subordinate(tags, begin, at)
    is_plain = counts or tags[at - 1] == '"' or _is_long_enough(words, tags, begin, at)
    if tells_more and not inside and is_plain:
        return _Cut(at, at + 1, shares=True)
    if tags[at + 1] == "V" and begin and tags[begin - 1] == "," and tags[begin] == "V":
        return _Cut(at, at + 1, shares=True)
    if _shares_its_auxiliary(words, tags, begin, at):
        return _Cut(at, at + 1, shares=True)
    says_more = words[at + 1].lower in REPORTING and tags[at + 1 : at + 3] == "VS"
    if says_more and tags[at - 1] not in FINITE:
        return _Cut(at, at + 1, shares=True)
    is_base = tags[at + 1] == "N" and words[at + 1].lower in _BASES
    counts_at = (
        at + 3 if words[at + 2 : at + 3] and words[at + 2].text in "£$€" else at + 2
    )
    if is_base and tags[counts_at : counts_at + 1] == "M" and "X" in tags[begin:at]:
        return _Cut(at, at + 1, shares=True)
    found = _CLAUSE.match(tags, at + 1)
    if found is None:
        return None
    verb = words[found.end() - 1]
    if verb.lower in _SINGULAR or tags[at + 1] in "RZ" or tags[at + 1 : at + 3] == "MX":
        return _Cut(at, at + 1)
    if tags[found.end() - 1] == "X" and tags[at + 1] in "DA" and not inside:
        return _Cut(at, at + 1)
    # "The mayor and the chief were" is one subject; "the chief resigned" may be not.
    is_past = verb.lower in _ONLY_PAST
    starts = is_past or tags[at + 1] in "DC" or tags[at + 1 : at + 3] == "NC"
    opens = starts and tags[found.end() - 1] == "V"
    after = tags[found.end() : found.end() + 1]
    may_describe = verb.lower.endswith("ed") and after in {"P", "", '"'}
    return _Cut(at, at + 1) if opens and not may_describe else None


def _cut_at_comma(words: Sequence[Word], tags: str, begin: int, at: int) -> _Cut | None:
    if tags[at + 1] == '"' and words[at + 2 : at + 3]:
        # After a speaker in the middle: "…," she told him, "and you watched".
        goes_on = words[at + 2].lower in {"and", "but"} and at + 3 < len(words)
        is_clause = goes_on and _opens_a_clause(tags, at + 3)
        return _Cut(at, at + 3) if is_clause else None
    after = words[at + 1]
    if after.lower in _JOINTS and at + 2 < len(words):
        if words[at + 2].lower in _CONDITIONS:
            return None
        is_that = words[at + 2].lower == "that"
        if is_that and after.lower == "so":
            return None
        is_double = words[at + 2].lower in _AFTER_A_JOINT
        skip = 3 if (is_that or is_double) and _opens_a_clause(tags, at + 3) else 2
        found = _CLAUSE.match(tags, at + skip)
        if not found:
            aside = _CLAUSE_WITH_NAME if after.lower == "and" else _CLAUSE_WITH_ASIDE
            found = aside.match(tags, at + skip)
        if not found and after.lower in {"and", "but"}:
            found = _CLAUSE_AFTER_ITS_PLACE.match(
                tags, at + skip
            ) or _CLAUSE_WITH_RELATIVE.match(tags, at + skip)
        if found and not _awaits_a_verb(words, tags, begin, at):
            # After "A, B", ", and C" ends a list, unless a verb of its own is plain.
            is_plain = tags[found.end() - 1] == "X" or tags[at + skip] == "R"
            is_plain = is_plain or after.lower != "and"
            if is_plain or not _is_in_a_list(tags, begin, at):
                return _Cut(at, at + skip, goes_on=after.lower not in _OPENING)
        if tags[at + 2] in FINITE:
            return _Cut(at, at + 2, shares=True)
    if after.lower == "however" and tags[at + 2 : at + 3] == ",":
        against = _opens_a_clause(tags, at + 3)
        return _Cut(at, at + 3, goes_on=False) if against else None
    if _sets_clauses_in_a_row(words, tags, begin, at):
        return _Cut(at, at + 1)
    if after.lower in {"after", "before"} and tags[at + 2 : at + 3] == PARTICIPLE:
        return _Cut(at, at + 2, shares=True)
    if (
        after.lower in _REASONS
        and _opens_a_clause(tags, at + 2)
        and words[at + 2].lower not in _COMPARED_BY_AS
    ):
        spoken = any(word.lower in REPORTING for word in words[at + 2 : at + 6])
        return None if spoken else _Cut(at, at + 2, goes_on=after.lower != "as")
    if tags[at + 1] == "V" and _is_a_list_of_predicates(tags, begin, at + 1):
        return _Cut(at, at + 1, shares=True)
    is_aside = after.lower in {"a", "an", "which"} and _names_in_quotation_marks(
        words, at + 2
    )
    if is_aside:
        return _Cut(at, at + 1, goes_on=False, about_all=True)
    if relative := _cut_before_relative(words, tags, begin, at):
        return relative
    if after.lower == "when" and _is_a_time(words[at - 1]):
        if _opens_a_clause(tags, at + 2):
            return _Cut(at, at - 1, goes_on=False, describes=True)
        return None
    if _OF_WHICH_CLAUSE.match(tags, at + 1):
        return _Cut(at, at + 3, goes_on=False)
    if _SOME_OF_WHOM.match(tags, at + 1):
        about = _antecedent(words, tags, begin, at)
        return _Cut(at, about, goes_on=False, describes=True)
    if _OF_WHICH.match(tags, at + 1):
        return _Cut(at, at + 1, goes_on=False)
    if after.lower == "with" and _tells_more(words, tags, at + 2):
        return _Cut(at, at + 2)
    if _is_participle_phrase(words, tags, at + 1):
        return _Cut(at, at + 1, shares=True)
    if after.lower not in _NAMED and _BY_SOMETHING.match(tags, at + 1):
        return _Cut(at, at + 1, shares=True)
    if after.lower in {"a", "an", "the"} and _APPOSITION.match(tags, at + 1):
        about = _antecedent(words, tags, begin, at)
        start = about if about <= at else at + 1
        return _Cut(at, start, goes_on=False, describes=True)
    sums_up = after.lower in {"a", "an"} and any(
        word.lower in _SUMMARIES for word in words[at + 2 : at + 3]
    )
    if sums_up and at - begin >= _FEWEST_WORDS and _SUMS_UP.match(tags, at + 1):
        return _Cut(at, at + 1, goes_on=False, about_all=True)
    return None


def _is_long_enough(words: Sequence[Word], tags: str, begin: int, at: int) -> bool:
    """Tell whether both verbs around an "and" have more than a word of their own."""
    verb = max(tags.rfind(finite, begin, at) for finite in FINITE)
    is_long = len(words) - at > _FEWEST_WORDS and at - verb > _FEWEST_BESIDE_A_VERB
    return is_long and words[at + 1].lower not in REPORTING


def _shares_its_auxiliary(
    words: Sequence[Word], tags: str, begin: int, at: int
) -> bool:
    """Tell whether a second verb hangs on an auxiliary: "was hit … and replaced by".

    So too "will send … and consider …", "are near … and have …", "is doing … and
    being …". Two verbs right beside each other are one: "was posted and reposted".
    """
    after, tag = words[at + 1].lower, tags[at + 1]
    floor = max(begin, at - _LONGEST_CLAUSE)
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
    if tags[begin] not in _BEGINS_A_THING | {"R", "G"} or not _opens_a_clause(
        tags, begin
    ):
        return False
    if _PASSIVE_CLAUSE.match(tags, at + 1) is None:
        return False
    spoken = any(word.lower in REPORTING for word in words[begin:])
    return not spoken and "S" not in tags[begin:] and "W" not in tags[begin:]


def _cut_before_relative(
    words: Sequence[Word], tags: str, begin: int, at: int
) -> _Cut | None:
    """Cut at a mark before ", which …", whose part begins with the noun it tells of."""
    if at + 2 >= len(words) or not _tells_of_the_noun_before(
        words[at + 1].lower, tags, at + 2
    ):
        return None
    about = _antecedent(words, tags, begin, at)
    return _Cut(at, about, goes_on=False, describes=True)


def _is_a_time(word: Word) -> bool:
    """Tell whether a word is a year, a month or a day of the week."""
    is_year = word.text.isdecimal() and len(word.text) == _DIGITS_OF_A_YEAR
    return is_year or (word.is_capitalized and word.lower in MONTHS | WEEKDAYS)


def _awaits_a_verb(words: Sequence[Word], tags: str, begin: int, end: int) -> bool:
    """Tell whether the last clause opened lacks its verb: "he said Smith", "that X".

    A speaker in the middle ("…, he said, and") awaits none, nor does a verb that a
    thing follows before a comma ("estimated the crowd at 100, while").
    """
    before_comma = tags[end] == ","
    for at in range(end - 1, max(begin, end - _LONGEST_CLAUSE) - 1, -1):
        if tags[at] == "V" and words[at].lower in _TAKES_A_CLAUSE:
            if before_comma and at == end - 1:
                return False
            if before_comma and tags[at + 1] in _BEGINS_A_THING:
                return False
            return tags[at + 1 : at + 2] != '"'
        if tags[at] in FINITE:
            return False
        if tags[at] in "SW":
            return True
    return True


def _goes_on_meanwhile(words: Sequence[Word], tags: str, begin: int, at: int) -> bool:
    """Tell whether "as" sets a second event beside one told: "fell as fears grew".

    Not what compares ("as old as"), or names ("known as"), or gives somebody's words.
    """
    if words[at - 1].lower in _COMPARED_BY_AS or tags[at + 1] not in "DMCN":
        return False
    before = words[max(begin, at - _LONGEST_ITEM * 2) : at]
    if any(word.lower in _COMPARED_BY_AS or word.lower in _TAKES_AS for word in before):
        return False
    spoken = any(word.lower in REPORTING for word in words[at + 1 : at + 6])
    if _is_subordinate(tags, begin, at):
        return False
    return (
        not spoken
        and _opens_a_clause(tags, at + 1)
        and not _awaits_a_verb(words, tags, begin, at)
    )


def _is_subordinate(tags: str, begin: int, at: int) -> bool:
    """Tell whether the last verb is one of a clause that "when" or "who" opens."""
    floor = max(begin, at - _LONGEST_CLAUSE)
    verb = max(tags.rfind(finite, floor, at) for finite in FINITE)
    opener = max(tags.rfind(opener, floor, max(floor, verb)) for opener in "SW")
    return opener >= 0 and not _holds_a_verb(tags, opener, verb - 1)


def _is_in_a_list(tags: str, begin: int, comma: int) -> bool:
    """Tell whether another comma stands between the last verb and this one."""
    floor = max(begin, comma - _LONGEST_CLAUSE)
    last = max(floor - 1, *(tags.rfind(verb, floor, comma) for verb in FINITE))
    return "," in tags[last + 1 : comma]


def _is_a_list_of_predicates(tags: str, begin: int, at: int) -> bool:
    """Tell whether "did this, did that and did more" goes on to the sentence's end."""
    last = _LAST_PREDICATE.search(tags, at, at + _LONGEST_CLAUSE)
    if (
        last is None
        or tags.find("W", begin, at) >= 0
        or _CLAUSE_INSIDE.search(tags, at + 1, last.start())
    ):
        return False
    return _CLAUSE_INSIDE.search(tags, last.end()) is None


def _antecedent(words: Sequence[Word], tags: str, begin: int, comma: int) -> int:
    """Find where the noun begins that ", which" tells of; else the word "which".

    Of "members of the club, who" it is the members, of "the price of oil, which" oil.
    """
    floor = max(begin, comma - _LONGEST_SUBJECT)
    if words[comma + 1].lower in {"who", "whom", "whose"}:
        person = _PERSON_WITH_ASIDE.search(tags, floor, comma)
        if person:
            return person.start()
    found = _ANTECEDENT.search(tags, floor, comma)
    if found is None:
        return comma + 1
    first = found.start()
    if words[comma + 1].lower in {"which", "where"} or first == 0:
        return first
    before = words[first - 1].lower
    if before == "of":
        of_whom = _ANTECEDENT.search(tags, floor, first - 1)
        return of_whom.start() if of_whom else first
    return comma + 1 if before in {"at", "for", "from", "in"} else first


def _names_in_quotation_marks(words: Sequence[Word], at: int) -> bool:
    """Tell whether "step its mayor called “…”" stands here and ends the sentence."""
    for number in range(at + 1, min(at + _LONGEST_SUBJECT, len(words) - 1)):
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
    if relative not in {"where", "whom", "whose"} or not _opens_a_clause(tags, at):
        return False
    return relative != "where" or _SECOND_CLAUSE.search(tags, at) is None


def _runs_to_the_end(tags: str, at: int) -> bool:
    """Tell whether a relative clause ends its sentence."""
    rest = tags[at : at + _LONGEST_CLAUSE].lstrip("A")
    if "," not in rest and _ITS_SUBJECT.match(rest):
        return len(tags) - at <= _LONGEST_CLAUSE
    return (
        len(tags) - at <= _LONGEST_CLAUSE
        and rest[:1] in set(FINITE)
        and not re.search(r",[VX]|,KP", rest)
    )


def _tells_more(words: Sequence[Word], tags: str, at: int) -> bool:
    """Tell whether ", with" tells of something beside: "with crowds chanting"."""
    rest = tags[at : at + _LONGEST_SUBJECT * 2]
    found = re.match(r"[DMCN]{1,6}(?:P[DMCNAG]{1,8})?A{0,2}[GBVE]", rest)
    counts = re.match(r"[DAN]{0,3}M|[DMCN]{1,8}P[DAP]{0,2}M", rest)
    return (
        len(words) - at >= _FEWEST_WORDS
        and "," not in rest[:4]
        and bool(found or counts)
    )


def _is_participle_phrase(words: Sequence[Word], tags: str, at: int) -> bool:
    """Tell whether ", killing two and wounding six" ends the sentence here."""
    while at < len(words) and tags[at] == "A":
        at += 1
    if len(words) - at > _LONGEST_CLAUSE or words[at].lower in _LIKE_PREPOSITIONS:
        return False
    rest = tags[at:]
    if rest[:1] != PARTICIPLE or rest[1:2] not in set('DMCNRPASE("'):
        return False
    if sum(word.is_word for word in words[at:]) < _FEWEST_IN_A_PARTICIPLE:
        return False
    is_list = "K" in rest[rest.rfind(",") :]
    if words[at].lower not in REPORTING and _ITS_OWN_CLAUSE.match(rest):
        return False
    return "," not in rest or (is_list and not re.search(r",[VX]|,K?G", rest))


def _end_of_opening_clause(words: Sequence[Word], tags: str) -> int | None:
    """Find the comma that ends "While A, " or "In spite of X's assurance that A, "."""
    first = words[0].lower
    opens = first in _OPENING
    despite = first == "despite" or [w.lower for w in words[:3]] == [
        "in",
        "spite",
        "of",
    ]
    if not opens and not despite:
        return None
    for at in range(_FEWEST_WORDS, len(words) - _FEWEST_WORDS):
        if tags[at] == "," and _opens_a_clause(tags, at + 1):
            opened = words[1:at]
            states = any(word.lower == "that" for word in opened)
            spoken = any(word.lower in REPORTING for word in opened)
            if first in _REASONS and (spoken or not _opens_a_clause(tags, 1)):
                return None
            return at if _holds_a_verb(tags, 1, at) and (opens or states) else None
    return None


def _opens_a_clause(tags: str, at: int) -> bool:
    """Tell whether a subject and then a finite verb stand here."""
    return _CLAUSE.match(tags, at) is not None


def _holds_a_verb(tags: str, begin: int, end: int) -> bool:
    return any(tags.find(verb, begin, end) >= 0 for verb in FINITE)


def _subject(words: Sequence[Word], tags: str, begin: int) -> Span | None:
    """Give the words before the first finite verb, if they look like a subject."""
    at = begin
    while at < len(words) and tags[at] not in FINITE:
        if not words[at].is_word and words[at].text not in "-.'’":
            begin = at + 1
        at += 1
    taken = words[begin:at]
    if not taken or at == len(words) or len(taken) > _LONGEST_SUBJECT:
        return None
    if taken[0].lower in PREPOSITIONS | CONJUNCTIONS:
        return None
    return Span(taken[0].start, taken[-1].end)


def _members(words: Sequence[Word], joint: int) -> list[Span]:
    """Walk back from the last "and" of a list over its commas."""
    last = _item_after(words, joint + 1)
    end = joint - 1 if words[joint - 1].text == "," else joint
    spans: list[Span] = []
    while end > 0:
        comma = end - 1
        while comma >= 0 and words[comma].text != "," and end - comma <= _LONGEST_ITEM:
            comma -= 1
        if comma >= 0 and words[comma].text == ",":
            item = words[comma + 1 : end]
            if not item or not _is_item(item):
                return []
            spans.append(Span(item[0].start, item[-1].end))
            end = comma
            continue
        first = _first_item(words, end)
        if first is None:
            return []
        spans.append(first)
        break
    if last is None or len(spans) + 1 < _FEWEST_ITEMS:
        return []
    return [*reversed(spans), last]


def _is_item(words: Sequence[Word]) -> bool:
    return all(word.is_word or word.text in "-.'’" for word in words) and not any(
        is_finite(word.lower) or word.lower in PRONOUNS | CONJUNCTIONS | PREPOSITIONS
        for word in words
    )


def _first_item(words: Sequence[Word], end: int) -> Span | None:
    """Take the noun before the first comma, back to the word that governs the list."""
    begin = end
    while (
        begin > 0
        and end - begin < _LONGEST_ITEM
        and words[begin - 1].is_word
        and words[begin - 1].lower not in FUNCTION_WORDS
        and not is_finite(words[begin - 1].lower)
    ):
        begin -= 1
    item = words[begin:end]
    if item and item[-1].is_capitalized:
        while not item[0].is_capitalized:
            item = item[1:]
    return Span(item[0].start, item[-1].end) if item else None


def _item_after(words: Sequence[Word], begin: int) -> Span | None:
    """Take the noun after the last "and", as far as the list's form goes."""
    end = begin
    while (
        end < len(words)
        and end - begin < _LONGEST_ITEM
        and words[end].is_word
        and (words[end].lower not in FUNCTION_WORDS or words[end].lower in DETERMINERS)
        and not is_finite(words[end].lower)
    ):
        end += 1
    if begin == end:
        return None
    if words[begin].is_capitalized:
        names = begin
        while names < end and words[names].is_capitalized:
            names += 1
        end = names
    return Span(words[begin].start, words[end - 1].end)
