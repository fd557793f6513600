"""What crawlers ask for: the list of the site's pages, and where they need not look.

Sitemaps as of sitemaps.org, with news entries as Google News reads them: the
fact-checks first published within two days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.choices import VersionKind
from claims.feeds import A_MINUTE, xml
from claims.models import Version
from claims.publishing import manifest

Json: TypeAlias = dict[str, Any]

MOST_ADDRESSES = 50_000
"""Addresses one sitemap may list, by sitemaps.org."""

MOST_NEWS = 1_000
"""News entries one sitemap may hold, by Google; so many fact-checks are in a part."""

NEWS_FOR = dt.timedelta(hours=48)
"""How long after its first publication a fact-check is news, by Google."""

AT_ONCE = 50
"""Manifests held in memory while a sitemap is written."""

OWN_PAGES = ["index", "corrections", "methodology", "ratings", "about"]
"""The pages that no fact-check brings; the first part lists them."""

# Google News wants two or three letters, but tells two spellings of Chinese apart.
_NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


@dataclass(slots=True)
class Part:
    """The fact-checks of one sitemap, by their newest versions, and when it changed."""

    versions: list[int] = field(default_factory=list)
    addresses: int = len(OWN_PAGES)
    changed_at: str = ""


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page of the site, or the parts that do where it is large."""
    parts = _parts()
    if len(parts) == 1:
        return _listed(parts[0], with_own_pages=True)
    shown = {
        "parts": [
            {
                "address": settings.SITE_URL + reverse("sitemap-part", args=[number]),
                "changed_at": part.changed_at,
            }
            for number, part in enumerate(parts, start=1)
        ]
    }
    return xml("claims/sitemaps/index.xml", shown, content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """List the pages of one part."""
    parts = _parts()
    if not 1 <= number <= len(parts):
        raise Http404
    return _listed(parts[number - 1], with_own_pages=number == 1)


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def robots(request: HttpRequest) -> HttpResponse:
    """Name the sitemap, and what is no page for readers."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /api/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


def _parts() -> list[Part]:
    """Divide the fact-checks so that no part lists too much.

    In the order of their drafts, which no later version changes, so a fact-check stays
    in its part. Stored pages are counted: a few more than are listed.
    """
    parts = [Part()]
    rows = (
        Version.objects.latest()
        .readable()
        .annotate(page_count=Count("pages"))
        .order_by("fact_check")
        .values_list("pk", "published_at", "page_count")
    )
    for pk, published_at, page_count in rows:
        is_full = len(parts[-1].versions) == MOST_NEWS
        if is_full or parts[-1].addresses + page_count > MOST_ADDRESSES:
            parts.append(Part(addresses=0))
        part = parts[-1]
        part.versions.append(pk)
        part.addresses += page_count
        part.changed_at = max(part.changed_at, manifest.moment(published_at))
    return parts


def _listed(part: Part, *, with_own_pages: bool) -> HttpResponse:
    own = OWN_PAGES if with_own_pages else []
    pages: list[Json] = [{"address": settings.SITE_URL + reverse(name)} for name in own]
    since = manifest.moment(timezone.now() - NEWS_FOR)
    for start in range(0, len(part.versions), AT_ONCE):
        asked = part.versions[start : start + AT_ONCE]
        held = Version.objects.readable().in_bulk(asked)
        for pk in asked:
            if pk in held:
                pages += _pages_of(manifest.load(held[pk]), news_since=since)
    shown = {"pages": pages}
    return xml("claims/sitemaps/pages.xml", shown, content_type="application/xml")


def _pages_of(check: Json, *, news_since: str) -> Iterator[Json]:
    """Give the summary page and the permalinks of the verdicts that stand."""
    is_withdrawn = check["kind"] == VersionKind.WITHDRAWN
    is_news = check["first_published_at"] >= news_since and not is_withdrawn
    yield {
        "address": settings.SITE_URL + reverse("fact-check", args=[check["slug"]]),
        "changed_at": check["published_at"],
        "news": _news(check) if is_news else None,
    }
    if is_withdrawn:
        return
    for claim in check["claims"]:
        yield {
            "address": settings.SITE_URL + claim["address"],
            "changed_at": _changed_at(check, claim),
        }


def _changed_at(check: Json, claim: Json) -> str:
    """Return when what is said of a claim was last another."""
    moments = [
        entry["published_at"]
        for entry in check["history"]
        if entry["number"] == claim["first_in_version"]
        or claim["number"] in entry["changed_claims"]
    ]
    return str(max(moments, default=check["published_at"]))


def _news(check: Json) -> Json:
    language = str(check["language"]).lower()
    return {
        "name": check["desk"],
        "language": _NEWS_LANGUAGES.get(language, language.partition("-")[0]),
        "published_at": check["first_published_at"],
        "title": check["title"],
    }
