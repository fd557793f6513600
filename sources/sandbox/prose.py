"""Turn simple HTML into the light Markdown that the reading of articles understands."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PARTS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
    "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tr",
    "ul",
}  # fmt: skip
_ROWS = {"table", "tr"}
_SILENT = {
    "audio", "button", "canvas", "head", "iframe", "math", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_IN_AN_ADDRESS = str.maketrans({"(": "%28", ")": "%29", "[": "%5B", "]": "%5D"})
_IN_WORDS = str.maketrans("[]", "()")
_LONGEST_STANDFIRST = 150
"""Characters; a heading below a longer paragraph heads a part of the article."""

_LONGEST_ROW = 300
"""Characters; a longer row of a table lays out a page and holds no figures."""

_BLOCK, _CELL = "\v", "\f"
"""Marks between what stands in a row, which never occur in what is said."""

_WITHOUT_END = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}


def prose(html: str, *, base: str = "") -> tuple[str, str]:
    """Return the headline of some HTML, and all of it as text.

    Paragraphs are set apart by blank lines, headings and items marked as in Markdown,
    links to the web kept as ``[words](address)``, a row of a table is one line.
    Scripts, styles and pictures leave nothing behind.

    Args:
        base: the address that others in it start from, if it is known.
    """
    writer = _Writer(base)
    writer.feed(html)
    writer.close()
    writer.end_paragraph()
    return writer.headline, "\n\n".join(writer.paragraphs)


def link(words: str, address: str) -> str:
    """Return a Markdown link; the words alone where the address is none of the web."""
    words = " ".join(words.split())
    spelled = address.strip().replace(" ", "%20")
    if not words or not _WEB_ADDRESS.fullmatch(spelled):
        return words
    spelled = spelled.translate(_IN_AN_ADDRESS)
    return f"[{words.translate(_IN_WORDS)}]({spelled})"


class _Writer(HTMLParser):
    """Writes paragraphs as the tags go by; keeps no tree, so no depth can hurt it."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.headline = ""
        self.paragraphs: list[str] = []
        self._base = base
        self._words: list[str] = []
        self._marker = ""
        self._heading = ""
        self._quotes = 0
        self._in_cell = False
        self._has_body = False
        self._silent: list[str] = []
        self._address: str | None = None
        self._linked: list[str] = []

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        if self._silent or tag in _SILENT:
            if tag not in _WITHOUT_END:
                self._silent.append(tag)
            return
        if tag in ("td", "th"):
            self._end_link()
            self._say(_CELL if self._words else "")
            self._in_cell = True
        elif self._in_cell and (tag == "br" or tag in _PARTS - _ROWS):
            self._end_link()
            self._say(_BLOCK)
        elif tag in _PARTS:
            self._begin(tag)
        elif tag == "br":
            self._say("\n")
        elif tag == "a":
            self._end_link()
            self._address = dict(attributes).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                while self._silent.pop() != tag:
                    pass
            return
        if tag == "a":
            self._end_link()
        elif tag in _ROWS:
            self.end_paragraph()
        elif tag in _PARTS and not self._in_cell:
            self.end_paragraph()
            self._quotes = max(0, self._quotes - (tag == "blockquote"))
            if tag == "li" or tag in _HEADINGS:
                # What was announced came to nothing.
                self._marker = self._heading = ""

    def handle_data(self, words: str) -> None:
        if not self._silent:
            self._say(re.sub(r"\s+", " ", words))

    def end_paragraph(self) -> None:
        """Write down the paragraph said so far, if it says anything."""
        self._end_link()
        said = "".join(self._words)
        self._words, self._in_cell = [], False
        for part in _parts_of_row(said) if _CELL in said or _BLOCK in said else [said]:
            self._write(part)

    def _begin(self, tag: str) -> None:
        self.end_paragraph()
        self._quotes += tag == "blockquote"
        if tag == "li":
            self._marker = "- "
        elif tag in _HEADINGS:
            self._heading, self._marker = tag, "## "

    def _write(self, said: str) -> None:
        lines = [" ".join(line.split()) for line in said.split("\n")]
        paragraph = "\n".join(line for line in lines if line)
        if not paragraph:
            return
        marker = self._marker or ("> " if self._quotes else "")
        if self._heading:
            paragraph = " ".join(paragraph.split())
            if not self.headline and not self._has_body:
                self.headline = paragraph
                marker = "" if not self.paragraphs else marker
        self._has_body = self._has_body or len(paragraph) > _LONGEST_STANDFIRST
        self.paragraphs.append(marker + paragraph)
        self._marker = self._heading = ""

    def _say(self, words: str) -> None:
        (self._words if self._address is None else self._linked).append(words)

    def _end_link(self) -> None:
        if self._address is None:
            return
        words, address = "".join(self._linked), self._address
        self._address, self._linked = None, []
        if address.startswith("#"):
            # A mark that leads to a note and back again is no part of the text.
            return
        before = " " if words[:1].isspace() else ""
        after = " " if words[-1:].isspace() else ""
        self._say(f"{before}{link(words, self._whole(address))}{after}")

    def _whole(self, address: str) -> str:
        """Return an address with what it leaves to the page it stands on."""
        address = address.strip()
        if address.startswith("//"):
            return f"https:{address}"
        try:
            return urljoin(self._base, address) if self._base else address
        except ValueError:
            return address


def _parts_of_row(said: str) -> list[str]:
    """Return a row of a table as one line, or what a table that lays out a page holds.

    Whoever writes lays out whole letters in a table of one cell.
    """
    cells = [" ".join(cell.split(_BLOCK)).strip() for cell in said.split(_CELL)]
    if len(cells) == 1 or len(said) > _LONGEST_ROW:
        return re.split(f"[{_BLOCK}{_CELL}]", said)
    filled = [cell for cell in cells if cell]
    return [f"| {' | '.join(filled)} |"] if filled else []
