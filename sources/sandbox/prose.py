"""Turn simple HTML into the light Markdown that the reading of articles understands."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PARTS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
    "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tr",
    "ul",
}  # fmt: skip
_SILENT = {
    "audio", "button", "canvas", "head", "iframe", "math", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_IN_AN_ADDRESS = str.maketrans({"(": "%28", ")": "%29", "[": "%5B", "]": "%5D"})
_IN_WORDS = str.maketrans("[]", "()")
_WITHOUT_END = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}


def prose(html: str) -> tuple[str, str]:
    """Return the first heading of some HTML, and all of it as text.

    Paragraphs are set apart by blank lines, headings and items marked as in Markdown,
    links to the web kept as ``[words](address)``. Scripts, styles and pictures leave
    nothing behind.
    """
    writer = _Writer()
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

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.headline = ""
        self.paragraphs: list[str] = []
        self._words: list[str] = []
        self._marker = ""
        self._heading = ""
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
        if tag in _PARTS:
            self.end_paragraph()
            self._marker = {"li": "- ", "blockquote": "> "}.get(tag, self._marker)
            if tag in _HEADINGS:
                self._heading, self._marker = tag, "## "
        elif tag == "br":
            self._say("\n")
        elif tag in ("td", "th") and "".join(self._words).strip():
            self._say(" | ")
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
        elif tag in _PARTS:
            self.end_paragraph()

    def handle_data(self, words: str) -> None:
        if not self._silent:
            self._say(re.sub(r"\s+", " ", words))

    def end_paragraph(self) -> None:
        """Write down the paragraph said so far, if it says anything."""
        self._end_link()
        lines = [" ".join(line.split()) for line in "".join(self._words).split("\n")]
        paragraph = "\n".join(line for line in lines if line)
        if paragraph:
            if self._heading and not self.headline:
                self.headline = paragraph = " ".join(paragraph.split())
                self._marker = "" if not self.paragraphs else self._marker
            self.paragraphs.append(self._marker + paragraph)
        self._words, self._marker, self._heading = [], "", ""

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
        self._say(f"{before}{link(words, address)}{after}")
