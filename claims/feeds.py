"""What other programs take: feeds, the DataFeed of ClaimReviews, fragments to paste.

All of it is made from the manifests of published versions; what was withheld is in none
of it. Atom: RFC 4287, paged as of RFC 5005. JSON Feed: version 1.1, jsonfeed.org.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.choices import VersionKind
from claims.models import Version
from claims.models.publication import VersionQuerySet
from claims.publishing import fragment, manifest, render
from claims.publishing.claimreview import claim_review

Json: TypeAlias = dict[str, Any]

PER_PAGE = 50
"""Entries of one page of a feed."""

A_MINUTE = 60
"""How long an answer may be kept after a correction; asking again costs a 304."""

AT_ONCE = 50
"""Manifests held in memory while the DataFeed is written."""

TOLD_OF = [VersionKind.CORRECTION, VersionKind.UPDATE, VersionKind.WITHDRAWN]
"""The kinds of version that subscribers to corrections are told of."""

NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries last changed: RFC 4287 wants a moment."""

# What XML 1.0 cannot hold, however escaped. Texts of the record have none of it; a
# desk's name out of the environment may.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def atom(request: HttpRequest) -> HttpResponse:
    """List the fact-checks as Atom, the one published last at the top."""
    return _atom("feed", "index", "Fact-checks", *_fact_checks(request))


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def corrections(request: HttpRequest) -> HttpResponse:
    """List corrections, updates and withdrawals, told apart by their category."""
    versions = Version.objects.filter(kind__in=TOLD_OF)
    page, checks = _page(request, versions)
    entries = [_change_entry(check) for check in checks]
    title = "Corrections and updates"
    return _atom("corrections-feed", "corrections", title, page, entries)


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def json_feed(request: HttpRequest) -> HttpResponse:
    """List the fact-checks as a JSON Feed."""
    page, entries = _fact_checks(request)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings.DESK_NAME,
        "home_page_url": settings.SITE_URL + reverse("index"),
        "feed_url": _address("feed-json", page.number),
        "language": settings.LANGUAGE_CODE,
        "authors": [_author(settings.DESK_NAME)],
        "items": [_item(entry) for entry in entries],
    }
    if page.has_next():
        feed["next_url"] = _address("feed-json", page.next_page_number())
    return JsonResponse(
        feed,
        content_type="application/feed+json; charset=utf-8",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
def claim_reviews(request: HttpRequest) -> HttpResponseBase:
    """Send every ClaimReview that stands, as a schema.org DataFeed, bit by bit."""
    standing = list(
        Version.objects.latest()
        .readable()
        .order_by("fact_check")
        .values_list("pk", "manifest_sha256", "published_at")
    )
    # Names the bytes without making them: they follow from these and nothing else.
    made_of = [settings.SITE_URL, settings.DESK_NAME, render.RENDERER]
    made_of += [digest for _pk, digest, _at in standing]
    etag = f'"{hashlib.sha256(json.dumps(made_of).encode()).hexdigest()}"'
    changed = max((manifest.moment(at) for _pk, _digest, at in standing), default=NEVER)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None and request.method == "HEAD":
        response = HttpResponse()
    elif response is None:
        chunks = _data_feed([pk for pk, _digest, _at in standing], changed)
        response = StreamingHttpResponse(chunks)
    response.headers["Content-Type"] = "application/ld+json"
    response.headers["ETag"] = etag
    return response


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def pasted(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Answer with the fragment of a fact-check, or of one verdict, to be pasted.

    As plain text: read as a page it would be a second one with the same ClaimReview.
    """
    version = get_object_or_404(
        Version.objects.latest().readable(), fact_check__article__slug=slug
    )
    made_from = manifest.load(version)
    site_url = settings.SITE_URL
    text = (
        fragment.of_fact_check(made_from, site_url=site_url)
        if number is None
        else fragment.of_verdict(made_from, number, site_url=site_url)
    )
    if text is None:
        raise Http404
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={"X-Robots-Tag": "noindex"},
    )


def xml(template: str, shown: Json, *, content_type: str) -> HttpResponse:
    """Answer with a document that every XML parser reads."""
    text = _NOT_IN_XML.sub("", render_to_string(template, shown))
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8")


def _page(
    request: HttpRequest, versions: VersionQuerySet
) -> tuple[Page[Version], list[Json]]:
    """Return the asked-for page and its versions' manifests, newest first."""
    paginator = Paginator(versions.readable().order_by("-pk"), PER_PAGE)
    page: Page[Version] = paginator.get_page(request.GET.get("page"))
    return page, [manifest.load(version) for version in page]


def _fact_checks(request: HttpRequest) -> tuple[Page[Version], list[Json]]:
    page, checks = _page(request, Version.objects.latest())
    return page, [_check_entry(check) for check in checks]


def _check_entry(check: Json) -> Json:
    """Return a fact-check's entry; its id stays the same through all versions."""
    is_withdrawn = check["kind"] == VersionKind.WITHDRAWN
    address = settings.SITE_URL + reverse("fact-check", args=[check["slug"]])
    return {
        "check": check,
        "address": address,
        "title": f"Withdrawn: {check['title']}" if is_withdrawn else check["title"],
        "summary": check["reason"] if is_withdrawn else check["summary"],
        "content": _html("claims/feeds/fact_check.html", check, address),
        "published_at": check["first_published_at"],
        "updated_at": check["published_at"],
        "category": check["kind"],
    }


def _change_entry(check: Json) -> Json:
    """Return the entry of one version that changed what stood before."""
    address = settings.SITE_URL + reverse(
        "fact-check-version", args=[check["slug"], check["number"]]
    )
    current = settings.SITE_URL + reverse("fact-check", args=[check["slug"]])
    return {
        "check": check,
        "address": address,
        "title": f"{VersionKind(check['kind']).label}: {check['title']}",
        "summary": check["reason"],
        "content": _html("claims/feeds/change.html", check, current),
        "published_at": check["published_at"],
        "updated_at": check["published_at"],
        "category": check["kind"],
    }


def _html(template: str, check: Json, address: str) -> str:
    shown = {"check": check, "address": address, "change": check["history"][-1]}
    # As a plain string: where it stands it is escaped once more.
    return str.__str__(render_to_string(template, shown)).strip()


def _atom(
    name: str, of: str, title: str, page: Page[Version], entries: list[Json]
) -> HttpResponse:
    """Answer with a feed, where ``of`` names the page that says the same to readers."""
    last = page.paginator.num_pages
    links = {"self": page.number, "first": 1, "last": last}
    if page.has_previous():
        links["previous"] = page.previous_page_number()
    if page.has_next():
        links["next"] = page.next_page_number()
    shown = {
        "id": _address(name, 1),
        "title": f"{settings.DESK_NAME}: {title}",
        "alternate": settings.SITE_URL + reverse(of),
        "home": settings.SITE_URL + reverse("index"),
        "desk": settings.DESK_NAME,
        "language": settings.LANGUAGE_CODE,
        "links": {rel: _address(name, number) for rel, number in links.items()},
        "updated_at": max((entry["updated_at"] for entry in entries), default=NEVER),
        "entries": entries,
    }
    return xml("claims/feeds/atom.xml", shown, content_type="application/atom+xml")


def _address(name: str, page: int) -> str:
    """Return the whole address of a feed's page."""
    address = settings.SITE_URL + reverse(name)
    return address if page == 1 else f"{address}?page={page}"


def _author(desk: str) -> Json:
    return {"name": desk, "url": settings.SITE_URL + reverse("index")}


def _item(entry: Json) -> Json:
    """Return an entry as JSON Feed spells it."""
    return {
        "id": entry["address"],
        "url": entry["address"],
        "title": entry["title"],
        "summary": entry["summary"],
        "content_html": entry["content"],
        "date_published": entry["published_at"],
        "date_modified": entry["updated_at"],
        "language": entry["check"]["language"],
        "authors": [_author(entry["check"]["desk"])],
        "tags": [str(VersionKind(entry["category"]).label)],
    }


def _data_feed(versions: list[int], changed: str) -> Iterator[str]:
    """Write the DataFeed: its head, a line for each fact-check, its foot."""
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": f"{settings.DESK_NAME}: ClaimReviews",
        "url": settings.SITE_URL + reverse("claim-reviews"),
        "dateModified": changed,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "dataFeedElement": ['
    separator = "\n"
    for item in _reviewed(versions):
        yield separator + json.dumps(item, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _reviewed(versions: list[int]) -> Iterator[Json]:
    """Give each fact-check that holds a rated verdict, with all its ClaimReviews."""
    for start in range(0, len(versions), AT_ONCE):
        held = Version.objects.readable().in_bulk(versions[start : start + AT_ONCE])
        for _pk, version in sorted(held.items(), key=lambda row: row[1].fact_check_id):
            check = manifest.load(version)
            reviews = list(_claim_reviews(check))
            if reviews:
                yield {
                    "@type": "DataFeedItem",
                    "url": settings.SITE_URL
                    + reverse("fact-check", args=[check["slug"]]),
                    "dateCreated": check["first_published_at"],
                    "dateModified": check["published_at"],
                    "item": reviews,
                }


def _claim_reviews(check: Json) -> Iterable[Json]:
    for claim in check["claims"]:
        markup = claim_review(check, claim, site_url=settings.SITE_URL)
        if markup:
            yield markup
