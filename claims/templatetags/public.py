"""What the public pages' templates say that Django's own tags cannot."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from claims.choices import VersionKind
from claims.publishing import claimreview, prose
from claims.reading.cited_sources import without_links

register = template.Library()
# An article in Markdown is quoted as its readers saw it: the words of its links.
register.filter("without_links", without_links)

_UNSAFE_IN_A_SCRIPT = {
    ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"
}
_LAST_COMMA = re.compile(r",(?=[”’»\"']?$)")
_UNSAID_CHANGES = frozenset({VersionKind.FIRST, VersionKind.MINOR})


@register.simple_tag(takes_context=True)
def desk_name(context: template.Context) -> str:
    """Return the desk's name: as a version froze it, else as it is now."""
    return str(_frozen(context).get("desk", settings.DESK_NAME))


@register.simple_tag(takes_context=True)
def page_language(context: template.Context) -> str:
    """Return the page's language: as a version froze it, else the desk's."""
    return str(_frozen(context).get("language", settings.LANGUAGE_CODE))


@register.simple_tag
def json_ld(markup: Mapping[str, Any]) -> SafeString:
    """Put markup into the page as a data block, which no browser executes.

    The characters that could end the block early are escaped as JSON escapes them.
    """
    text = json.dumps(markup, ensure_ascii=False).translate(_UNSAFE_IN_A_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def day(value: str) -> str:
    """Show a day or moment of the record as a day in words, in UTC."""
    if not value:
        return ""
    words = format_date(dt.datetime.fromisoformat(value), "F j, Y")
    return format_html('<time datetime="{}">{}</time>', value, words)


@register.filter
def prose_html(text: str, site_url: str = "") -> SafeString:
    """Show Markdown without headings, as explanations are written."""
    return mark_safe(prose.to_html(text, site_url=site_url))  # noqa: S308


@register.filter
def statement_html(text: str, top_heading: int) -> SafeString:
    """Show Markdown whose highest heading becomes one of the given level."""
    return mark_safe(prose.to_html(text, top_heading=top_heading))  # noqa: S308


@register.filter
def web_address(value: str) -> str:
    """Let through what a reader may follow: http and https, nothing else."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme in {"http", "https"} and parts.netloc else ""


@register.filter
def as_title(words: str) -> str:
    """Drop the comma with which a title led on to its publisher, as in “Counts,”."""
    return _LAST_COMMA.sub("", words)


@register.filter
def wording(claim: dict[str, Any]) -> str:
    """Return the claim in the words that its rating is about."""
    return claimreview.wording(claim)


@register.filter
def claimant_name(claim: dict[str, Any]) -> str:
    """Name who is said to have said it, if they may be named."""
    if not claim["claimant"]["name"]:
        return "somebody we do not name"
    return format_html("<bdi>{}</bdi>", claim["claimant"]["name"])


@register.filter
def in_words(number: int) -> str:
    """Spell a number below ten, as newspapers do."""
    return str(apnumber(number))


@register.filter
def kind_of_change(kind: str) -> str:
    return str(VersionKind(kind).label)


@register.inclusion_tag("claims/_tally.html")
def tally(check: Mapping[str, Any]) -> dict[str, Any]:
    """Say in words, then as a bar, how many claims were found to be what."""
    counts = check["tally"]["counts"]
    unrated = {
        claim["chip"]["code"] for claim in check["claims"] if claim["rating"] is None
    }
    rated = [row for row in counts if row["code"] not in unrated]
    return {
        "check": check,
        "rated": rated,
        "rated_count": sum(row["count"] for row in rated),
        "unrated": [row for row in counts if row["code"] in unrated],
        "left_count": sum(row["count"] for row in check["not_checked"]),
        "finding_count": sum(
            row["count"] for row in check["tally"].get("findings", ())
        ),
    }


@register.inclusion_tag("claims/_changes.html")
def changes(check: Mapping[str, Any]) -> dict[str, Any]:
    """Show the newest change and every correction in full, the others as a link."""
    told = [e for e in reversed(check["history"]) if e["kind"] not in _UNSAID_CHANGES]
    shown = [
        entry
        for entry in told
        if entry is told[0] or entry["kind"] == VersionKind.CORRECTION
    ]
    return {"shown": shown, "others": len(told) - len(shown)}


def _frozen(context: template.Context) -> Mapping[str, Any]:
    """Return the manifest the page shows; the desk's own pages have none."""
    return context.get("check") or {}
