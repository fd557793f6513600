"""Read an article out of a Markdown file, with the facts that stand before it.

Many systems that keep articles as Markdown write title, author and date above the text,
between two lines of ``---`` (YAML) or ``+++`` (TOML). Only simple pairs are read there:
neither language is needed to say who wrote an article.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt

from sources.sandbox.prose import prose

_LONGEST_FRONT = 10_000
_FENCES = ("---", "+++")
_PAIR = re.compile(r"([\w-]{1,40})\s*[:=]\s*(.*)")
_GOES_ON = re.compile(r"\s*|#.*|\s+.*|-\s.*|\[.*|\].*")
"""Lines between the fences that are no pair: blank, a comment, more of a value."""

_ITEM = re.compile(r"\s*-\s+(.*)")
_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:?")
"""The mark of a footnote, and the one before its words."""

_GAP = "\x02"
"""Stands for the blanks between a title and its publisher, while others are made one;
it is no character of a text."""

_BLANKS = re.compile(r"(?<=[^\s.!?:;|])(?: {2,}|\t+)(?=[^\s|\"'])")
_MARKER = re.compile(r"\s*(?:(?:[-*+>]|#+|\d{1,9}[.)])\s+)*")
_ENTRY = re.compile(rf"{_GAP}|\S [|–—-] \S|\S \([^()]+\)$")
"""What parts title and publisher in a line that is an entry of a list of sources."""

_NAMES = {
    "headline": ("title", "headline"),
    "byline": ("author", "authors", "byline"),
    "published_on": ("date", "published", "published_on"),
    "url": ("canonical_url", "canonical", "url"),
}


def read(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the text of an article, and what is said of it before it begins."""
    told, written = _front(raw.decode().removeprefix("\ufeff"))
    facts = {
        fact: next((", ".join(told[name]) for name in names if told.get(name)), "")
        for fact, names in _NAMES.items()
    }
    markdown = MarkdownIt("commonmark", {"html": True}).enable(
        ["table", "strikethrough"]
    )
    written = _with_entries_apart(_NOTE.sub("", written))
    heading, text = prose(markdown.render(written))
    facts["headline"] = facts["headline"] or heading
    facts["text"] = text
    return {name: value.replace(_GAP, "   ") for name, value in facts.items()}, b""


def _with_entries_apart(written: str) -> str:
    """Keep what a list of sources says by its blanks and its line breaks.

    Markdown makes one line of a paragraph and one blank of several. A paragraph of
    which each line parts a title from a publisher is a list all the same.
    """
    paragraphs = re.split(r"(\n[^\S\n]*\n)", written.replace(_GAP, ""))
    for at in range(0, len(paragraphs), 2):
        lines = [_with_gap(line.rstrip()) for line in paragraphs[at].split("\n")]
        entries = [line for line in lines if line]
        if len(entries) > 1 and all(map(_ENTRY.search, entries)):
            # Two blanks at its end are how a line that ends is written.
            paragraphs[at] = "\n".join(line and f"{line}  " for line in lines)
        elif any(_GAP in line for line in lines):
            paragraphs[at] = "\n".join(lines)
    return "".join(paragraphs)


def _with_gap(line: str) -> str:
    marker = _MARKER.match(line)
    begin = marker.end() if marker else 0
    if "<" in line or line[:begin].isspace():
        return line  # the blanks of a tag, or of what is indented, say something else
    return line[:begin] + _BLANKS.sub(_GAP, line[begin:])


def _front(written: str) -> tuple[dict[str, list[str]], str]:
    """Part the pairs before a text from the text; no pairs if there are none."""
    top = written[:_LONGEST_FRONT].splitlines(keepends=True)
    fence = top[0].strip() if top else ""
    if fence not in _FENCES:
        return {}, written
    pairs: dict[str, list[str]] = {}
    values: list[str] = []
    length = len(top[0])
    for line in top[1:]:
        length += len(line)
        bare = line.rstrip()
        if bare == fence:
            return pairs, written[length:]
        if pair := _PAIR.fullmatch(bare):
            values = pairs.setdefault(pair[1].lower(), [])
            values += _values(pair[2])
        elif item := _ITEM.fullmatch(bare):
            values += _values(item[1].removeprefix("name:"))
        elif not _GOES_ON.fullmatch(bare):
            break
    return {}, written


def _values(written: str) -> list[str]:
    """Return the value of a pair, or the values of a list in brackets."""
    if written.startswith("[") and written.endswith("]"):
        return [one for part in written[1:-1].split(",") for one in _values(part)]
    value = written.strip().strip("\"'").strip()
    return [value] if value.strip(">|-") else []
