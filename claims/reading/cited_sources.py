"""Cited sources: what an article names as its sources, in the article's own words.

Two places are read: the list after a lead-in ("Sources:"), one line each, and links
inside sentences, Markdown or HTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.reading.anchors import trimmed, whole_characters
from claims.reading.blocks import Block, is_source_lead_in
from claims.reading.words import MONTHS

_MARKDOWN_LINK = re.compile(
    r"(?<!!)\[([^\[\]]{1,500})\]\(\s?<?(https?://(?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,2000}+)>?[^()]{0,200}+\)"
)
_HTML_LINK = re.compile(
    r"<a\s[^<>]{0,500}?href\s?=\s?[\"']?(https?://[^\s\"'<>]{1,2000}+)[\"']?[^<>]{0,500}+>"
    r"([^<>]{1,500})</a>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?(https?://[^\s<>\"”]{1,2000})>?")
_LONGEST_LINK = 3_000
_LIST_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s+|\[\d{1,3}\]:?\s*|[-*•‣▪–]\s+")
_LEAD_IN_ON_THE_LINE = re.compile(r"(?:sources?|references)\s?:\s*", re.IGNORECASE)
_WIDE_GAP = re.compile(r"\t\s*|[ \u00a0]{2,}")
_SEPARATOR = re.compile(r"\s[–—|·-]{1,2}\s|\s?\|\s?|—")
_BRACKETED = re.compile(r"\s[(\[]([^()\[\]]{1,80})[)\]]\.?\Z")
_AUTHOR = r"[^\W\d_][^“”\"]{1,80}[.,:]\s"
_QUOTED_TITLE = re.compile(
    rf"(?:{_AUTHOR})?[“\"]([^“”\"]{{3,400}})[”\"]\s*[,.]?\s*(?=\S)"
)
_QUOTED = re.compile(r"[“\"]([^“”\"]{3,400})[”\"][.,]?")
_AUTHOR_AND_TITLE = re.compile(rf"{_AUTHOR}[“\"]([^“”\"]{{3,400}})[”\"][.,]?")
_DATE_AT_THE_END = re.compile(
    r"(?:\s{2,}|\s[–—|·-]\s|,\s|\s(?=[(\[]))[(\[]?"
    r"(?:(?:\w{3,9}\.? )?\d{1,2}(?: \w{3,9}\.?)?,? \d{4}|\d{4}(?:-\d{2}-\d{2})?"
    rf"|(?i:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.? \d{{4}})"
    r"[)\]]?\Z"
)
_OPEN_BRACKET = re.compile(r"[(\[][^()\[\]]{1,80}\Z")
_LONGEST_DATE = 40
_LONGEST_BRACKET = 90
_LONGEST_PUBLISHER = 8
_STRAY = " \t\u00a0,;:|–—-"


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source as an article names it; what the article leaves out is None."""

    title: str
    publisher: str | None
    url: str | None
    start: int
    end: int


def find_cited_sources(text: str, blocks: tuple[Block, ...]) -> tuple[CitedSource, ...]:
    """Give every source an article cites, in the order of the text.

    Args:
        text: the article's canonical text.
        blocks: its blocks.

    Returns:
        Sources whose span is the line of the list, without its number, or the link.
    """
    found: list[CitedSource] = []
    for block in blocks:
        if block.role == "sources":
            found.extend(_from_the_list(text, block))
        else:
            found.extend(_from_links(text, block))
    return tuple(found)


def without_links(text: str) -> str:
    """Put the words of each Markdown or HTML link in the place of the link."""
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1", text)
    return _HTML_LINK.sub(r"\2", text) if "<" in text else text


def link_at(text: str, at: int) -> re.Match[str] | None:
    """Find the Markdown or HTML link that holds the code point at `at`."""
    for opening, pattern in (("[", _MARKDOWN_LINK), ("<a", _HTML_LINK)):
        start = text.rfind(opening, max(0, at - _LONGEST_LINK), at + len(opening))
        found = pattern.match(text, start) if start >= 0 else None
        if found and found.start() <= at < found.end():
            return found
    return None


def link_marks(text: str) -> list[tuple[int, int]]:
    """Return where the marks of links stand: all of a link but its words.

    Returns:
        Start and end of each mark, in code points, end exclusive, in order; a link has
        one before its words and one after.
    """
    links = [(found, 1) for found in _MARKDOWN_LINK.finditer(text)]
    links += [(found, 2) for found in _HTML_LINK.finditer(text)]
    return sorted(
        span
        for found, words in links
        for span in (
            (found.start(), found.start(words)),
            (found.end(words), found.end()),
        )
    )


def _from_the_list(text: str, block: Block) -> Iterator[CitedSource]:
    line = text[block.start : block.end]
    if is_source_lead_in(line):
        return
    number = _LIST_NUMBER.match(line) or _LEAD_IN_ON_THE_LINE.match(line)
    start = block.start + (number.end() if number else 0)
    start, end = whole_characters(text, *trimmed(text, start, block.end))
    if start == end:
        start, end = block.start, block.end
    title, publisher, url = _parts(text[start:end])
    yield CitedSource(title, publisher, url, start, end)


def _from_links(text: str, block: Block) -> Iterator[CitedSource]:
    links = [
        (link.start(), link.end(), link.group(1), link.group(2))
        for link in _MARKDOWN_LINK.finditer(text, block.start, block.end)
    ]
    links += [
        (link.start(), link.end(), link.group(2), link.group(1))
        for link in _HTML_LINK.finditer(text, block.start, block.end)
    ]
    for start, end, words, url in sorted(links):
        start, end = whole_characters(text, start, end)
        yield CitedSource(_folded(words) or url, None, url, start, end)


def _parts(entry: str) -> tuple[str, str | None, str | None]:
    """Part one entry of a list into title, publisher and address."""
    if link := _MARKDOWN_LINK.search(entry):
        return *_around_a_link(entry, link, link.group(1)), link.group(2)
    if link := _HTML_LINK.search(entry):
        return *_around_a_link(entry, link, link.group(2)), link.group(1)
    url = None
    if address := _ADDRESS.search(entry):
        url = address.group(1).rstrip(".,;:)]")
        entry = entry[: address.start()] + "  " + entry[address.end() :]
        entry = entry.replace("()", "").replace("[]", "").strip(_STRAY)
    title, publisher = _title_and_publisher(entry)
    return title or url or entry, publisher, url


def _around_a_link(
    entry: str, link: re.Match[str], words: str
) -> tuple[str, str | None]:
    """Take the linked words as title, what stands beside the link as publisher."""
    before, after = entry[: link.start()], entry[link.end() :]
    beside = (after if after.strip(_STRAY) else before).strip(_STRAY).strip("()[]")
    if publisher := _publisher(_without_date(beside)):
        return _folded(words), publisher
    title, named = _title_and_publisher(words)
    return title or link.group(), named


def _title_and_publisher(entry: str) -> tuple[str, str | None]:
    """Part "title, then publisher" at the mark that parts them.

    Two or more spaces part for certain. Otherwise the last mark does, because a title
    may hold a bar or a dash of its own and a publisher does not.
    """
    entry = _without_date(entry.strip())
    for part in (_at_a_wide_gap, _at_brackets, _at_the_last_mark, _at_quotation_marks):
        if parted := part(entry):
            title, publisher = parted
            title = title.strip(_STRAY)
            authored = _AUTHOR_AND_TITLE.fullmatch(title) or _QUOTED.fullmatch(title)
            return _folded(authored[1] if authored else title), _folded(publisher)
    return _folded(entry), None


def _without_date(entry: str) -> str:
    """Leave off a date at the end of an entry, but no bracket that it shares."""
    dated = _DATE_AT_THE_END.search(entry, max(0, len(entry) - _LONGEST_DATE))
    if dated is None:
        return entry
    kept = entry[: dated.start()]
    return kept + entry[-1] if _OPEN_BRACKET.search(kept) else kept


def _at_a_wide_gap(entry: str) -> tuple[str, str] | None:
    title, publisher = "", ""
    for gap in _WIDE_GAP.finditer(entry):
        if following := entry[gap.end() :].strip(_STRAY).strip("()[]"):
            title, publisher = entry[: gap.start()], following
    return (title, publisher) if title.strip(_STRAY) else None


def _at_brackets(entry: str) -> tuple[str, str] | None:
    bracket = _BRACKETED.search(entry, max(0, len(entry) - _LONGEST_BRACKET))
    if bracket and (publisher := _publisher(bracket.group(1))):
        return entry[: bracket.start()], publisher
    return None


def _at_the_last_mark(entry: str) -> tuple[str, str] | None:
    last = None
    for last in _SEPARATOR.finditer(entry):  # noqa: B007  The last one is wanted.
        pass
    if last and (publisher := _publisher(entry[last.end() :].strip(_STRAY))):
        return entry[: last.start()], publisher
    return None


def _at_quotation_marks(entry: str) -> tuple[str, str] | None:
    quoted = _QUOTED_TITLE.match(entry)
    if quoted is None:
        return None
    named, _, _ = entry[quoted.end() :].partition(",")
    publisher = _publisher(named.strip(". "))
    return (quoted.group(1).rstrip(",."), publisher) if publisher else None


def _publisher(words: str) -> str | None:
    """Give the words back if they can be a publisher's name: short, and a name."""
    words = _folded(words)
    if not words or len(words.split()) > _LONGEST_PUBLISHER:
        return None
    is_name = words[0].isupper() or words[0].isdigit() or "." in words
    return words if is_name else None


def _folded(words: str) -> str:
    return " ".join(words.split())
