"""An article out of a file: bytes of text, HTML, Word or PDF to text and its facts.

What a file says of itself is a proposal: whoever brings it in may know better. The
dates of a Word file or a PDF tell when it was saved, not when the article came out,
and are not used.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from sources import sniffing
from sources.canonical import UnacceptableAddress, canonical_url
from sources.normalizing import (
    UnacceptableText,
    decode_utf8,
    normalize_line,
    normalize_text,
    plain_name,
    search_key,
)
from sources.sandbox import running
from sources.sandbox.answering import Refused

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes; as much as a request may carry."""

ENDINGS = {
    ".txt": sniffing.TEXT,
    ".text": sniffing.TEXT,
    ".md": sniffing.TEXT,
    ".markdown": sniffing.TEXT,
    ".html": sniffing.HTML,
    ".htm": sniffing.HTML,
    ".xhtml": sniffing.HTML,
    ".docx": sniffing.WORD,
    ".pdf": sniffing.PDF,
}
"""The names of files an article is read from, and what has to be in them."""

_READERS: dict[str, running.Reader] = {
    sniffing.HTML: "page",
    sniffing.PDF: "pdf",
    sniffing.WORD: "word",
}
_MARKDOWN = (".md", ".markdown")
_SAVE_ANEW = {
    ".docm": "A .docm file may hold macros; save it without them, as .docx.",
    ".dotm": "A .dotm file may hold macros; save it without them, as .docx.",
    ".doc": "Old Word files (.doc) cannot be read; save it as .docx.",
    ".odt": "OpenDocument files cannot be read; save it as .docx.",
    ".rtf": "Rich text cannot be read; save it as .docx or as plain text.",
    ".pages": "Pages files cannot be read; export it as Word or PDF.",
}
_TOP = 3000
"""Characters within which an author's name has to stand to be taken as the byline."""

_LONGEST_ADDRESS = 2000


class FileRefused(Exception):
    """No article can be read from a file; the message is a sentence for an editor."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article a file holds.

    Attributes:
        media_type: what the file is, by its content.
        text: the article, headline first; links as Markdown, ``[words](address)``.
        headline, byline, published_on: as the file says; empty where it does not.
        url: where the page says it is to be found.
        publisher: the site it says it is of.
    """

    media_type: str
    text: str
    headline: str = ""
    byline: str = ""
    published_on: dt.date | None = None
    url: str = ""
    publisher: str = ""


def extract(*, raw: bytes, file_name: str) -> Extracted:
    """Read the article in a file.

    Plain text is read here, as it is. Everything else is opened in
    :mod:`sources.sandbox`, never in this process.

    Args:
        file_name: as it was called; its ending must fit what the file holds.

    Raises:
        FileRefused: if it cannot be read, or must not be.
    """
    raw = sniffing.as_utf8(raw)
    kind = _kind(raw, file_name)
    try:
        if kind in _READERS:
            return _checked(kind, running.run(_READERS[kind], raw).facts)
        text = normalize_text(decode_utf8(raw))
        if _ending(file_name) in _MARKDOWN:
            return _checked(kind, running.run("markdown", text.encode()).facts)
        return Extracted(kind, text)
    except (Refused, UnacceptableText) as error:
        raise FileRefused(str(error)) from error


def needs_time(file_name: str) -> bool:
    """Whether a file of this name is one that takes a while to read."""
    return ENDINGS.get(_ending(file_name)) in _READERS


def _ending(file_name: str) -> str:
    return PurePath(file_name).suffix.lower()


def _kind(raw: bytes, file_name: str) -> str:
    """Return what a file is, where name and content agree."""
    if len(raw) > LARGEST_FILE:
        raise FileRefused(
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} megabytes."
        )
    if not raw.strip():
        raise FileRefused(f"“{_shortened(file_name)}” is empty.")
    ending = _ending(file_name)
    if ending in _SAVE_ANEW:
        raise FileRefused(_SAVE_ANEW[ending])
    expected = ENDINGS.get(ending)
    if not ending and (found := sniffing.media_type(raw)) in ENDINGS.values():
        # A name without an ending promises nothing.
        expected = found
    if expected is None:
        raise FileRefused(
            "An article is read from a .txt, .md, .html, .docx or .pdf file; this one "
            f"is called “{_shortened(file_name)}”."
        )
    found = sniffing.media_type(raw)
    if expected == sniffing.HTML and found in (sniffing.TEXT, None):
        # A fragment, or a page in another encoding than UTF-8.
        found = sniffing.HTML if sniffing.has_tags(raw) else found
    if found not in (expected, None):
        raise FileRefused(
            f"The file is called “{_shortened(file_name)}”, but what it holds is "
            f"{sniffing.NAMES[found]}."
        )
    if found is None and expected != sniffing.TEXT:
        raise FileRefused(f"“{_shortened(file_name)}” does not hold {_A[expected]}.")
    return expected


_A = {
    sniffing.HTML: "a web page",
    sniffing.PDF: "a PDF",
    sniffing.WORD: "a Word document",
}


def _shortened(file_name: str) -> str:
    name = plain_name(file_name)
    return name if len(name) <= 60 else f"{name[:57]}…"


def _checked(kind: str, facts: dict[str, Any]) -> Extracted:
    """Take over what the sandbox found, after the same door as all text."""
    told = {
        name: facts[name] if isinstance(facts.get(name), str) else ""
        for name in (
            *("text", "headline", "title", "byline"),
            *("published_on", "url", "publisher"),
        )
    }
    text = _without_dirt(told["text"]).strip()
    headline = normalize_line(_without_dirt(told["headline"]))
    title = normalize_line(_without_dirt(told["title"]))
    byline = normalize_line(_without_dirt(told["byline"]))
    top = search_key(text[:_TOP])
    if not headline and title and search_key(title) in top:
        headline = title
    if kind in (sniffing.PDF, sniffing.WORD) and search_key(byline) not in top:
        # The name of an account or of a program, not of who wrote the article.
        byline = ""
    if headline and search_key(headline) not in top:
        text = f"{headline}\n\n{text}"
    return Extracted(
        kind,
        text,
        headline,
        byline,
        _day(told["published_on"]),
        _address(told["url"]),
        normalize_line(_without_dirt(told["publisher"])),
    )


def _address(told: str) -> str:
    """Return where a page says it is found; not if it says that of a whole site.

    Pages that all name the front page as their own address would be one article.
    """
    try:
        address = canonical_url(told)
    except UnacceptableAddress:
        return ""
    parts = urlsplit(address)
    is_a_page = parts.path != "/" or parts.query
    return told.strip() if is_a_page and len(address) <= _LONGEST_ADDRESS else ""


def _without_dirt(text: str) -> str:
    """Drop what a program put between the characters; text a person gave is refused.

    A soft hyphen is such: where a word may be broken is no part of it.
    """
    return normalize_text(re.sub("[\x00\xad\ud800-\udfff]", "", text))


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError:
        return None
