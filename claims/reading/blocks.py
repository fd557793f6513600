"""Blocks: what each paragraph of an article is for.

Headline, captions, dateline, body, list, source list, biography: each is known by its
place and its shape, never by the subject of the article.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from claims.reading.anchors import is_boundary, trimmed
from claims.reading.words import MONTHS, has_finite_verb, word_list, words_of

ROLES = (
    "headline",
    "caption",
    "dateline",
    "body",
    "quote",
    "list",
    "sources",
    "bio",
    "boilerplate",
)

_LONGEST_HEADLINE = 220
_LONGEST_CAPTION = 25
_LONGEST_CROSSHEAD = 9
_LONGEST_LEAD_IN = 14
_LONGEST_SOURCE = 300
_BODY_BEFORE_BYLINE = 1
_BODY_BEFORE_CROSSHEADS = 1
_WIDEST = 120
_NARROWEST = 20
_RAGGED = 0.75

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_MARKER = re.compile(
    r"(?P<heading>#{1,6} )|(?P<quote>> ?)|(?P<item>[-*•‣▪–] |\d{1,3}[.)] )"
)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})\s({_MONTH})\.?,?\s(\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(
    rf"\b({_MONTH})\.?\s(\d{{1,2}}),?\s(\d{{4}})\b", re.IGNORECASE
)
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_EMPHASIS = re.compile(r"([*_]{1,3})(?=\S)([^*_]+)(?<=\S)\1")
_BYLINE = re.compile(r"(?:by|written by|words by|from)\s+(?=[^\W\d_])", re.IGNORECASE)
_DATE_WORD = re.compile(
    r"\b(?:published|updated|posted|last|on|at|est|edt|gmt|utc|bst|cet|am|pm|a\.m|p\.m"
    r"|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|[^\w]|\d",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:(?i:mon|tues|wednes|thurs|fri|satur|sun)(?i:day),? )?"
_CITY_DATELINE = re.compile(
    r"[A-Z][A-Z .’'-]{2,30}(?:, [A-Z][\w. ]{2,20}(?:, \d{4})?"
    rf"|, {_WEEKDAY}\d{{1,2}} (?i:{_MONTH})\b\.?(?: \d{{4}})?"
    rf"|, [A-Z][\w. ]{{2,20}}, (?i:{_MONTH})\b\.? \d{{1,2}}(?:, \d{{4}})?"
    rf"|, {_WEEKDAY}(?i:{_MONTH})\b\.? \d{{1,2}}(?:, \d{{4}})?)?"
    r"(?: ?\([A-Z][\w ,.]{1,30}\))? ?[—–-]{1,2} "
)
_PLACE = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2}"
_TOWN_DATELINE = re.compile(
    rf"(?:{_PLACE}, ){{1,2}}{_PLACE} ?[—–-]{{1,2}} (?=[A-Z“\"])"
)
_RUN_IN_CAPTION = re.compile(
    r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|of|the|and|de|for|from)){1,9}"
    r" (?=(?:In|On|At|After|During) (?:the|a|an|this|his|her|its|their) )"
)
_CREDIT = re.compile(
    r"\b(?:image|images|photo|photos|picture|photograph|credit|file photo|video)"
    r"(?: credit| by| via)?: ?\S|; (?:from )?file, \d{4}"
    r"|\(?(?:AP|AFP|Reuters|Getty) (?:Photo|Images)\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?:e-?mail (?:us|your)|share (?:this|on)|subscribe|sign up|read more|read next"
    r"|related(?: articles?)?:|follow us|advertisement|©|copyright|all rights reserved"
    r"|this (?:story|article) (?:was|has been|is) (?:originally |first )?"
    r"(?:updated|published|developing)"
    r"|click here|support our|donate|editor[’']s note|correction:|tags?:|filed under"
    r"|for more information|contact the (?:author|reporter))",
    re.IGNORECASE,
)
_WORKED_ON_IT = re.compile(
    r"\W?(?:(?:additional|further|original) )?(?:reporting|writing|editing|translation)"
    r"(?: and (?:reporting|writing|editing))? by ",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"\b(?:sources?|references|further reading|bibliography|works cited|citations"
    r"|for more on|links|read more about|more on this)\b",
    re.IGNORECASE,
)
_SOURCE_MARKS = re.compile(r"\t|[ \u00a0]{2}|https?://|\||\s[–—-]\s")
_BRACKETS_AT_THE_END = re.compile(r"[(\[][^()\[\]]{1,80}[)\]]\.?\Z")
_NUMBERED = re.compile(r"\[\d{1,3}\]|\(\d{1,3}\)")
_ABOUT_THE_AUTHOR = re.compile(r"about the (?:author|writer|reporter)", re.IGNORECASE)
_IS_A_WRITER = re.compile(
    r"[^\W\d_][^!?\"“”]{2,60}? (?:is|was|has been|works as) (?:an?|the|our) "
    rf"(?:[\w-]+ ){{0,4}}(?:{'|'.join(word_list('writers'))})\b",
    re.IGNORECASE,
)
_TIME_STAMP = re.compile(r"\d{1,2}[:.]\d{2}\b(?:\s?[A-Za-z.]{2,4})?\Z")
_PICTURE_ALONE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{1,2000}\)")
_ENDS = frozenset('.!?…:;"”»’)]')
_STOPS = frozenset(".!?…:")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article with one role (one of `ROLES`)."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph without its Markdown marker, and what kind of marker that was."""

    start: int
    end: int
    marker: str
    gap: bool
    text: str


def find_blocks(text: str) -> tuple[Block, ...]:
    """Cut an article into blocks, in order, each with its role.

    Args:
        text: the article's canonical text.

    Returns:
        Blocks that do not overlap and together hold every character that is neither
        blank nor a Markdown marker: at the beginning of a line, or around all of it.
    """
    return tuple(_Layout(text).blocks())


def byline_of(text: str, blocks: tuple[Block, ...]) -> str | None:
    """Name who the article says wrote it, if a line near the top does."""
    for block in blocks:
        if block.role == "dateline":
            line = text[block.start : block.end]
            if found := _BYLINE.match(line):
                name = re.split(r"[|,•·–—\n]|\s{2,}|\d", line[found.end() :])[0]
                return name.strip() or None
    return None


def published_on(text: str, blocks: tuple[Block, ...]) -> dt.date | None:
    """Give the day a line near the top says the article is of."""
    for block in blocks:
        if block.role == "dateline":
            for day in _days(text[block.start : block.end]):
                return day
    return None


def is_source_lead_in(line: str) -> bool:
    """Tell whether a line announces a list of sources."""
    if len(line) > _LONGEST_SOURCE:
        return False
    bare = line.strip("*_#= ")
    is_short = (
        len(bare.split()) <= _LONGEST_LEAD_IN
        if bare.endswith(":")
        else bare[-1:].isalpha() and len(bare.split()) <= 3
    )
    return is_short and bool(_LEAD_IN.search(line))


class _Layout:
    """Walks down an article and says what each paragraph is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.headline_seen = False
        self.body_seen = 0
        self.in_sources = False
        self.sources_marked = False
        self.after_sources = False
        self.in_bio = False
        self.lead_in_before = False

    def blocks(self) -> Iterator[Block]:
        paragraphs = list(_paragraphs(self.text))
        for number, paragraph in enumerate(paragraphs):
            role = self._role(paragraph, left=len(paragraphs) - number - 1)
            self.lead_in_before = paragraph.text.endswith(":")
            opening, length = self._opening(paragraph) if role == "body" else ("", 0)
            if not opening:
                yield Block(role, paragraph.start, paragraph.end)
                continue
            cut = paragraph.start + length
            yield Block(opening, *trimmed(self.text, paragraph.start, cut))
            start, end = trimmed(self.text, cut, paragraph.end)
            if start < end:
                yield Block("body", start, end)

    def _opening(self, paragraph: _Paragraph) -> tuple[str, int]:
        """Give the role and the length of what runs into a paragraph, if anything."""
        line = paragraph.text
        place = _CITY_DATELINE.match(line)
        if place is None and self.body_seen <= _BODY_BEFORE_BYLINE:
            place = _TOWN_DATELINE.match(line)
        if place:
            return "dateline", place.end()
        caption = _RUN_IN_CAPTION.match(line)
        return ("caption", caption.end()) if caption else ("", 0)

    def _role(self, paragraph: _Paragraph, *, left: int) -> str:
        if not self.headline_seen and self.body_seen == 0:
            self.headline_seen = True
            if left and self._is_headline(paragraph):
                return "headline"
        at_the_end = self._role_at_the_end(paragraph, left)
        return at_the_end or self._role_inside(paragraph, left)

    def _is_headline(self, paragraph: _Paragraph) -> bool:
        line = paragraph.text
        if len(line) > _LONGEST_HEADLINE:
            # Each claim of the headline is held against each of the body.
            return False
        if paragraph.marker == "heading":
            return True
        return paragraph.marker == "" and not line.endswith((".", ":", ";", ","))

    def _role_at_the_end(self, paragraph: _Paragraph, left: int) -> str | None:
        """Say what belongs to the tail: sources, biography, notices."""
        line = paragraph.text
        if self.in_sources and self._is_source(paragraph):
            return "sources"
        if is_source_lead_in(line) and left and self.body_seen:
            self.in_sources, self.sources_marked = True, False
            return "sources"
        if self.in_sources:
            self.in_sources, self.after_sources = False, True
        if _ABOUT_THE_AUTHOR.match(line) or self._is_bio(paragraph, left):
            self.in_bio = True
        if self.in_bio:
            return "bio"
        credits_work = self.body_seen and _WORKED_ON_IT.match(line)
        return "boilerplate" if credits_work or _BOILERPLATE.match(line) else None

    def _is_source(self, paragraph: _Paragraph) -> bool:
        """Tell whether the list of sources goes on with this line."""
        marked = paragraph.marker == "item" or _NUMBERED.match(paragraph.text)
        if marked:
            self.sources_marked = True
            return True
        line = paragraph.text
        if paragraph.marker or self.sources_marked or len(line) > _LONGEST_SOURCE:
            return False
        if _SOURCE_MARKS.search(line):
            return True
        is_prose = line.endswith((".", "!", "?", "”")) and not (
            _BRACKETS_AT_THE_END.search(line)
        )
        return not is_prose and not self._is_bio(paragraph, 0)

    def _is_bio(self, paragraph: _Paragraph, left: int) -> bool:
        if not self.body_seen or left > 2:
            return False
        return self.after_sources or bool(_IS_A_WRITER.match(paragraph.text))

    def _role_inside(self, paragraph: _Paragraph, left: int) -> str:
        line = paragraph.text
        if paragraph.marker == "heading" and len(line) <= _LONGEST_HEADLINE:
            return "boilerplate"
        if paragraph.marker == "quote":
            return "quote"
        if self.body_seen <= _BODY_BEFORE_BYLINE and _is_dateline(line):
            return "dateline"
        if len(line) <= _LONGEST_SOURCE and _CREDIT.search(line):
            return "caption"
        if paragraph.marker == "item":
            return "list"
        if role := self._role_of_a_bare_line(line, left):
            return role
        self.body_seen += 1
        if self.lead_in_before and line[0] in '"“«„' and line[-1] in '"”»“':
            return "quote"
        return "body"

    def _role_of_a_bare_line(self, line: str, left: int) -> str | None:
        """Tell captions and cross-heads from short paragraphs."""
        if len(line) > _LONGEST_HEADLINE or line[0] in '"“«„‘':
            return None
        count = len(line.split())
        if _TIME_STAMP.match(line) or _PICTURE_ALONE.fullmatch(line):
            return "boilerplate"
        ended = line[-1] in _ENDS
        bare = not has_finite_verb(words_of(line, 0, len(line)))
        one_phrase = bare and count <= _LONGEST_CAPTION and ". " not in line
        if self.body_seen <= _BODY_BEFORE_CROSSHEADS and one_phrase and left:
            return "caption" if line[-1] not in "!?:" else None
        if self.body_seen and not ended and count <= _LONGEST_CROSSHEAD:
            return "boilerplate"
        return None


def _is_dateline(line: str) -> bool:
    """Tell whether a line near the top holds nothing but a byline or a date."""
    if len(line) > 120:
        return False
    if _BYLINE.match(line):
        return line[-1] not in ".!?" and not has_finite_verb(
            words_of(line, 0, len(line))
        )
    without_day = _MONTH_FIRST.sub("", _DAY_FIRST.sub("", _ISO_DAY.sub("", line)))
    return without_day != line and not _DATE_WORD.sub("", without_day).strip()


def _days(line: str) -> Iterator[dt.date]:
    """Give the days a line names that are in the calendar."""
    found = [
        (year, month_number(month), day)
        for day, month, year in _DAY_FIRST.findall(line)
    ]
    found += [
        (year, month_number(month), day)
        for month, day, year in _MONTH_FIRST.findall(line)
    ]
    found += [(year, int(month), day) for year, month, day in _ISO_DAY.findall(line)]
    for year, month, day in found:
        try:
            yield dt.date(int(year), month, int(day))
        except ValueError:
            continue


def month_number(name: str) -> int:
    """Give the number of a month, 1 to 12, by its name or the first letters of it."""
    order = (
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
    )
    start = name[:3].lower()
    return order.index(start) + 1 if start in order else 12


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """Give the paragraphs: lines, joined where the text is broken for width."""
    lines = list(_lines(text))
    width = _width(text, lines)
    opened: _Paragraph | None = None
    last: _Paragraph | None = None
    in_sources = False
    for line in lines:
        if opened and last and _goes_on(text, last, line, width, in_sources):
            opened = replace(opened, end=line.end)
        else:
            if opened:
                yield _with_text(text, opened)
            in_sources = _lists_sources(line, last, in_sources)
            opened = line
        last = line
    if opened:
        yield _with_text(text, opened)


def _with_text(text: str, paragraph: _Paragraph) -> _Paragraph:
    """Give a paragraph its text, less the marks of emphasis around the whole of it."""
    start, end = paragraph.start, paragraph.end
    emphasis = _EMPHASIS.fullmatch(text, start, end)
    if emphasis and all(is_boundary(text, at) for at in emphasis.span(2)):
        start, end = emphasis.span(2)
    return replace(paragraph, start=start, end=end, text=text[start:end])


def _lists_sources(line: _Paragraph, last: _Paragraph | None, in_sources: bool) -> bool:
    """Tell whether a new paragraph announces sources, or goes on naming them."""
    if is_source_lead_in(line.text):
        return True
    if not in_sources or last is None:
        return False
    is_right_below = not line.gap or is_source_lead_in(last.text)
    return is_right_below or line.marker == "item"


def _lines(text: str) -> Iterator[_Paragraph]:
    """Give the lines that are not blank, without marker and outer blanks."""
    at, gap = 0, True
    for line in text.split("\n"):
        start, end = trimmed(text, at, at + len(line))
        at += len(line) + 1
        if start == end:
            gap = True
            continue
        found = _MARKER.match(text, start, end)
        marker = (found and found.lastgroup) or ""
        if found:
            inner, end = trimmed(text, found.end(), end)
            if inner == end or not is_boundary(text, inner):
                marker = ""
            else:
                start = inner
        yield _Paragraph(start, end, marker, gap, text[start:end])
        gap = False


def _width(text: str, lines: list[_Paragraph]) -> int:
    """Give the width that the lines of a text are broken for, or 0 if they are not.

    Only a line that goes on in lower case is surely broken; where many do, the longest
    of them gives the width. Entries of a source list say nothing either way.
    """
    broken: list[int] = []
    others: list[int] = []
    for before, line in pairwise(lines):
        if line.gap or line.marker or len(before.text) > _WIDEST:
            continue
        if _is_resumed(text, before, line):
            broken.append(len(before.text))
        elif not _SOURCE_MARKS.search(before.text):
            others.append(len(before.text))
    width = max(broken, default=0)
    alike = sum(length >= width * _RAGGED for length in others)
    return width if width >= _NARROWEST and len(broken) * 2 > alike else 0


def _is_resumed(text: str, before: _Paragraph, line: _Paragraph) -> bool:
    """Tell whether a line begins in the middle of a sentence."""
    return text[line.start].islower() and before.text[-1] not in _STOPS


def _goes_on(
    text: str, before: _Paragraph, line: _Paragraph, width: int, in_sources: bool
) -> bool:
    """Tell whether a paragraph goes on with this line.

    It does where the line before was full, so that the first word would not have
    fitted, unless the line stands alone (a cross-head) or is the next of a list.
    """
    if not width or line.gap or line.marker or len(before.text) > _WIDEST:
        return False
    first_word, _, _ = line.text[:_WIDEST].partition(" ")
    if len(before.text) + 1 + len(first_word) <= width * _RAGGED:
        return False
    is_resumed = _is_resumed(text, before, line)
    if in_sources or is_source_lead_in(line.text):
        return is_resumed
    is_short = len(line.text) < width * _RAGGED
    stands_alone = is_short and line.text[-1] not in _ENDS and before.text[-1] in _STOPS
    return is_resumed or not stands_alone
