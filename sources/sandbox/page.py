"""Read an article out of a web page: bytes already here, never fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import trafilatura
from lxml import html

from sources.sandbox.answering import Refused
from sources.sandbox.prose import prose

_NOTHING = "No article was found in this page; paste its text instead."
_ADVERTISING = re.compile(r"ads?|advert.*|promo|sponsored|newsletter|related")
_ADVERTISING_ATTRIBUTE = re.compile(r"data-ads?(?:-.*)?")
_ADVERTISEMENT = re.compile(
    r"(?:[#>-]+ )?(?:advertisement|anzeige|werbung|publicité|publicidad)", re.IGNORECASE
)
_THE_ARTICLE = ("html", "body", "main", "article")


def read(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the article in a page: headline, text, who wrote it, when and where.

    Raises:
        Refused: if the page holds no text.
    """
    tree = trafilatura.load_html(raw)
    if tree is None:
        raise Refused(_NOTHING)
    address = _first(
        tree, '//link[@rel="canonical"]/@href', '//meta[@property="og:url"]/@content'
    )
    base = urljoin(address, _first(tree, "//base/@href"))
    publisher = _first(tree, '//meta[@property="og:site_name"]/@content')
    names = [name for article in _articles(tree) for name in _names(article["author"])]
    _drop_advertising(tree)
    found = trafilatura.extract(
        tree,
        output_format="html",
        include_links=True,
        include_formatting=True,
        include_comments=False,
        include_tables=True,
    )
    told = trafilatura.extract_metadata(tree, date_config={"extensive_search": False})
    heading, text = prose(found or "", base=base)
    if not text:
        heading, text = prose(html.tostring(tree, encoding="unicode"), base=base)
    text = "\n\n".join(
        paragraph
        for paragraph in text.split("\n\n")
        if not _ADVERTISEMENT.fullmatch(paragraph)
    )
    if not text:
        raise Refused(_NOTHING)
    names = names or re.split(r"\s*;\s*", told.author or "")
    return {
        "text": text,
        "headline": " ".join((told.title or heading or "").split()),
        "byline": ", ".join(_people(names, publisher)),
        "published_on": told.date or "",
        "url": address,
        "publisher": publisher,
    }, b""


def _first(tree: Any, *places: str) -> str:
    """Return what the first of some places in a page says."""
    for place in places:
        for found in tree.xpath(place):
            return str(found).strip()
    return ""


def _articles(tree: Any) -> Iterator[dict[str, Any]]:
    """Give the articles a page describes to programs, where it names an author."""
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            described: list[Any] = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while described:
            item = described.pop()
            if isinstance(item, list):
                described += reversed(item)
            elif isinstance(item, dict):
                described.append(item.get("@graph"))
                if "author" in item and "Article" in str(item.get("@type")):
                    yield item


def _names(author: Any) -> Iterator[str]:
    """Give the names of one author or several, as https://schema.org/author has it."""
    for one in author if isinstance(author, list) else [author]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _people(names: list[str], publisher: str) -> list[str]:
    """Return the names less that of the publisher, each once, if a person is named."""
    names = list(dict.fromkeys(names))
    site = publisher.casefold()
    people = [name for name in names if not name.casefold().startswith(site)]
    return people if site and people else names


def _drop_advertising(tree: Any) -> None:
    """Take out of a page what it marks as no part of the article."""
    around: set[Any] = set()
    for heading in tree.iter("h1"):
        for parent in heading.iterancestors():
            if parent in around:
                break
            around.add(parent)
    for element in list(tree.iter("*")):
        marks = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
        is_part = element in around or element.tag in _THE_ARTICLE
        if not is_part and (
            any(_ADVERTISING.fullmatch(mark) for mark in marks)
            or any(_ADVERTISING_ATTRIBUTE.fullmatch(name) for name in element.keys())  # noqa: SIM118
        ):
            element.drop_tree()
