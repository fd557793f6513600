"""Markdown of explanations and statements, as safe HTML or as plain words.

Raw HTML is switched off in the reading and everything but a short list of tags taken
out afterwards, so that a fault in one does not open the other. Pictures are left out:
the public pages ask no third party for anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
_without_headings = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "heading", "lheading"]
)

_LOWEST_HEADING = 6
_HEADINGS = {f"h{level}" for level in range(1, _LOWEST_HEADING + 1)}
_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "ul",
}


def to_html(text: str, *, top_heading: int | None = None, site_url: str = "") -> str:
    """Return Markdown as HTML that may stand in a page.

    Args:
        text: Markdown as of CommonMark, from anybody.
        top_heading: the highest level a heading may have where the text will stand;
            None lets a heading be a paragraph with its number signs.
        site_url: what paths of this site are put behind, for HTML read elsewhere.
    """
    if top_heading is None:
        return _clean(_without_headings.render(text), site_url)
    tokens = _markdown.parse(text)
    _lower_headings(tokens, top_heading)
    return _clean(_markdown.renderer.render(tokens, _markdown.options, {}), site_url)


def to_text(text: str) -> str:
    """Return Markdown as plain words in one line, its marks taken out."""
    words = html.unescape(nh3.clean(_without_headings.render(text), tags=set()))
    return re.sub(r"\s+", " ", words).strip()


def _clean(rendered: str, site_url: str) -> str:
    return nh3.clean(
        rendered,
        tags=_TAGS | _HEADINGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        url_relative=lambda address: _of_this_site(address, site_url),
        link_rel="noopener noreferrer nofollow",
    )


def _of_this_site(address: str, site_url: str) -> str | None:
    """Let through a path of this site; "//host/" would lead to another."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return site_url + address if is_path else None


def _lower_headings(tokens: Sequence[Token], top: int) -> None:
    """Move all headings down together, so that the highest becomes ``top``."""
    headings = [token for token in tokens if token.tag in _HEADINGS]
    highest = min((int(token.tag[1]) for token in headings), default=top)
    for token in headings:
        level = int(token.tag[1]) - highest + top
        token.tag = f"h{min(level, _LOWEST_HEADING)}"
