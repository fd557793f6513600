"""A strict reader of the site's pages: what a browser would mend is a fault here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()
)

# Controls but tab and line feed, and the noncharacters: none may leave the site.
_DIRT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
    )
    + "]"
)


class IllFormed(AssertionError):
    """Something no parser should have to mend."""


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words)


class Page(HTMLParser):
    """HTML read strictly: every element, with its attributes and its whole text.

    Raises:
        IllFormed: on an element that is not closed, closed twice or closed out of
            turn, an attribute given twice, a bare "<", ">" or "&", or dirt.
    """

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        if found := _DIRT.search(source):
            raise IllFormed(f"U+{ord(found[0]):04X} in the page")
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(source)
        self.close()
        if self._open:
            raise IllFormed(f"<{self._open[-1].tag}> is never closed")

    def texts(self, tag: str) -> list[str]:
        """Return what stands in the elements of a name, in the order of the page."""
        return [element.text for element in self.elements if element.tag == tag]

    def markup(self) -> Iterator[str]:
        """Give the JSON-LD blocks."""
        for element in self.elements:
            if element.attributes.get("type") == "application/ld+json":
                yield element.text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if len(set(names)) < len(names):
            raise IllFormed(f"<{tag}> has an attribute twice: {names}")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            inside = self._open[-1].tag if self._open else "nothing"
            raise IllFormed(f"</{tag}> inside <{inside}>")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        is_script = bool(self._open) and self._open[-1].tag in ("script", "style")
        if not is_script and (found := re.search("[<>&]", data)):
            raise IllFormed(f"a bare {found[0]} in {data!r}")
        self._say(data)

    def handle_entityref(self, name: str) -> None:
        said = html.unescape(f"&{name};")
        if said == f"&{name};":
            raise IllFormed(f"&{name}; means nothing")
        self._say(said)

    def handle_charref(self, name: str) -> None:
        self._say(html.unescape(f"&#{name};"))

    def handle_comment(self, data: str) -> None:
        raise IllFormed(f"a comment: {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise IllFormed(f"a declaration: {data!r}")

    def handle_pi(self, data: str) -> None:
        raise IllFormed(f"an instruction: {data!r}")

    def _say(self, words: str) -> None:
        for element in self._open:
            element.words.append(words)
