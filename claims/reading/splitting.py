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
from claims.reading.clauses import (
    CONDITIONS,
    FEWEST_WORDS,
    JOINTS,
    LONGEST_SUBJECT,
    NOUN_PHRASE,
    OPENING,
    REASONS,
    holds_a_verb,
    opens_a_clause,
)
from claims.reading.grammar import FINITE
from claims.reading.joints import Cut, cut_at
from claims.reading.quotations import Quotations
from claims.reading.words import (
    CONJUNCTIONS,
    PREPOSITIONS,
    REPORTING,
    Word,
)

_FEWEST_IN_A_HEADLINE = 2
_JOINING_TAGS = frozenset(",;:KPS")
_LONGEST_SPEAKER = 16
_SPEAKER_LAST = re.compile(rf"(?:{NOUN_PHRASE}|R)A?[VN]N?\Z|V[DCNM]{{1,8}}\Z")


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


def split(
    text: str,
    words: Sequence[Word],
    tags: str,
    quotations: Quotations,
    *,
    within: Span,
    is_headline: bool = False,
) -> list[Part]:
    """Cut a sentence into its claims.

    Args:
        text: the article's canonical text.
        words: the words of the sentence, or of what is left without its lead-in.
        tags: what each of them is, as `grammar.tags_of` says.
        quotations: the quotations of the article; none is cut.
        within: the sentence, over which no part runs.
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
    begin = begin if words[0].lower in OPENING else 0
    how = Cut(0, 0)
    for cut in [*cuts, Cut(len(words), len(words))]:
        last = _end_before_source(words, tags, begin, cut.left)
        if how.about_all:
            subject = Span(parts[-1].start, words[how.left].end)
        if any(word.is_word for word in words[begin:last]):
            shared = subject if how.shares or how.about_all else None
            start, end = trimmed(text, words[begin].start, words[last - 1].end)
            start, end = _with_whole_links(text, start, without_stop(text, start, end))
            start, end = max(start, within.start), min(end, within.end)
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
    """End a claim before its final stop, unless a quotation or dots end it."""
    if text.endswith("..", start, end):
        return end
    last = end
    while last - start > 1 and (text[last - 1] in ".,;:" or text[last - 1].isspace()):
        last -= 1
    return last


def _cuts(
    text: str,
    words: Sequence[Word],
    tags: str,
    quotations: Quotations,
    *,
    is_headline: bool,
) -> list[Cut]:
    """Give the cuts of a sentence, in order."""
    if _sets_a_condition(words):
        return []
    own = _end_without_speaker(words, tags)
    words, tags = words[:own], tags[:own]
    cuts: list[Cut] = []
    begin = 0
    if contrast := _end_of_opening_clause(words, tags):
        cuts.append(Cut(contrast, contrast + 1, goes_on=False))
        begin = contrast + 1
    fewest = _FEWEST_IN_A_HEADLINE if is_headline else FEWEST_WORDS
    has_quotes = bool(quotations.within(words[0].start, words[-1].end))
    for at in range(begin + fewest - 1, len(words) - 1):
        if tags[at] not in _JOINING_TAGS or at < begin + fewest - 2:
            continue
        if has_quotes and _is_quoted_whole(words, tags, at, quotations):
            continue
        cut = cut_at(words, tags, begin, at, is_headline=is_headline)
        if cut is None:
            continue
        is_plain = is_headline or words[at].text == ";"
        complete = is_plain or holds_a_verb(tags, begin, cut.left)
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
    if opens[0] in JOINTS and len(opens) > 1:
        opens = opens[1:]
    return opens[0] in CONDITIONS and opens[1:2] != ["of"]


def _is_in_one_link(words: Sequence[Word], cut: Cut, text: str) -> bool:
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
        return words[at + 1].lower not in JOINTS
    return words[at].lower not in JOINTS or not opens_a_clause(tags, at + 1)


def _end_without_speaker(words: Sequence[Word], tags: str) -> int:
    """Find the comma before a speaker who ends the sentence: "…, a report found."."""
    comma = tags.rfind(",", max(0, len(tags) - _LONGEST_SPEAKER))
    if comma < FEWEST_WORDS:
        return len(words)
    is_speaker = _SPEAKER_LAST.match(tags, comma + 1)
    speaks = any(
        word.lower in REPORTING and not word.is_capitalized for word in words[comma:]
    )
    return comma if is_speaker and speaks else len(words)


def _end_before_source(words: Sequence[Word], tags: str, begin: int, end: int) -> int:
    """Find where "according to X" begins at the end of a part; else its end."""
    floor = max(begin + FEWEST_WORDS, end - _LONGEST_SPEAKER)
    for at in range(end - 2, floor - 1, -1):
        if tags[at] in FINITE:
            break
        if words[at].lower == "according" and words[at + 1].lower == "to":
            return at - 1 if tags[at - 1] == "," else at
    return end


def _end_of_opening_clause(words: Sequence[Word], tags: str) -> int | None:
    """Find the comma that ends "While A, " or "In spite of X's assurance that A, "."""
    first = words[0].lower
    opens = first in OPENING
    despite = first == "despite" or [w.lower for w in words[:3]] == [
        "in",
        "spite",
        "of",
    ]
    if not opens and not despite:
        return None
    for at in range(FEWEST_WORDS, len(words) - FEWEST_WORDS):
        if tags[at] == "," and opens_a_clause(tags, at + 1):
            opened = words[1:at]
            states = any(word.lower == "that" for word in opened)
            spoken = any(word.lower in REPORTING for word in opened)
            if first in REASONS and (spoken or not opens_a_clause(tags, 1)):
                return None
            return at if holds_a_verb(tags, 1, at) and (opens or states) else None
    return None


def _subject(words: Sequence[Word], tags: str, begin: int) -> Span | None:
    """Give the words before the first finite verb, if they look like a subject.

    What is told of it between commas ("Jane Doe, who left, …") is no part of it.
    """
    at = begin
    while at < len(words) and tags[at] not in FINITE:
        if at > begin and tags[at : at + 2] == ",W":
            break
        if not words[at].is_word and words[at].text not in "-.'’":
            begin = at + 1
        at += 1
    taken = words[begin:at]
    if not taken or at == len(words) or len(taken) > LONGEST_SUBJECT:
        return None
    if taken[0].lower in PREPOSITIONS | CONJUNCTIONS:
        return None
    return Span(taken[0].start, taken[-1].end)
