"""Read an article out of a web page: bytes already here, never fetched."""

from __future__ import annotations

import re
from typing import Any

import trafilatura
from lxml import html

from sources.sandbox.answering import Refused
from sources.sandbox.prose import prose

_NOTHING = "No article was found in this page; paste its text instead."


def read(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the headline, byline, date and text of the article in a page.

    Raises:
        Refused: if the page holds no text.
    """
    tree = trafilatura.load_html(raw)
    if tree is None:
        raise Refused(_NOTHING)
    found = trafilatura.extract(
        tree,
        output_format="html",
        include_links=True,
        include_formatting=True,
        include_comments=False,
        include_tables=True,
    )
    told = trafilatura.extract_metadata(tree, date_config={"extensive_search": False})
    heading, text = prose(found or "")
    if not text:
        heading, text = prose(html.tostring(tree, encoding="unicode"))
    if not text:
        raise Refused(_NOTHING)
    headline = " ".join((told.title or heading or "").split())
    return {
        "text": text,
        "headline": headline,
        "byline": re.sub(r"\s*;\s*", ", ", told.author or ""),
        "published_on": told.date or "",
    }, b""
