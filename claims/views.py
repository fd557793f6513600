"""The public pages. They read published versions and statements, never a draft."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims import known_checks
from claims.choices import StatementKey, VersionKind
from claims.models import (
    Article,
    PublishedPicture,
    Rating,
    RenderedPage,
    SiteStatement,
    Version,
)
from claims.models.publication import VersionQuerySet
from claims.publishing import manifest
from sources import archiving
from sources.normalizing import UnacceptableText, normalize_line
from sources.pictures import ENDINGS

PER_PAGE = 20

MOST_FOUND = 200
"""Verdicts and fact-checks that one search brings."""

LONGEST_SEARCH = 300
"""Characters of a search that count."""

A_MINUTE = 60
"""How long a page may be shown after a correction; asking again costs a 304."""

AN_HOUR = 3600
"""The same for a version's own page, which changes only if it is withheld."""

A_DAY = 86_400
"""The same for a picture, whose address names its bytes: only withholding ends it."""

STATEMENTS_ABOUT = (
    StatementKey.ABOUT,
    StatementKey.PEOPLE,
    StatementKey.FUNDING,
    StatementKey.COMPLAINTS,
    StatementKey.SEND_A_CLAIM,
    StatementKey.REPORT_AN_ERROR,
)


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
def published(request: HttpRequest, slug: str, number: int = 0) -> HttpResponseBase:
    """Answer the newest bytes stored for this address."""
    return _stored(request)


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def pinned(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Answer the bytes of one version for ever."""
    return _stored(request)


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """List what has been published, newest first, or what a reader looks for."""
    sought = _sought(request)
    if sought:
        return _search(request, sought)
    page = _manifests(request, "page", Version.objects.latest())
    return render(request, "claims/index.html", {"page": page})


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def ratings(request: HttpRequest) -> HttpResponse:
    """Define the ratings that new fact-checks use."""
    current = Rating.objects.filter(scale__is_current=True).order_by("position", "pk")
    return render(request, "claims/ratings.html", {"ratings": current})


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def methodology(request: HttpRequest) -> HttpResponse:
    """Say how the desk works."""
    shown = {"statement": _statements().get(StatementKey.METHODOLOGY)}
    return render(request, "claims/methodology.html", shown)


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def about(request: HttpRequest) -> HttpResponse:
    """Say who the desk is, who pays for it, and how to write to it."""
    written = _statements()
    statements = [
        {"key": key.value, "label": key.label, "text": written.get(key)}
        for key in STATEMENTS_ABOUT
    ]
    return render(request, "claims/about.html", {"statements": statements})


@require_safe
@cache_control(public=True, max_age=A_MINUTE)
@conditional_page
def corrections(request: HttpRequest) -> HttpResponse:
    """List corrections and updates apart, under the policy they follow.

    A withdrawal is the gravest correction and stands among them.
    """
    versions = {
        "corrections": Version.objects.filter(
            kind__in=[VersionKind.CORRECTION, VersionKind.WITHDRAWN]
        ),
        "updates": Version.objects.filter(kind=VersionKind.UPDATE),
    }
    shown = {name: _manifests(request, name, rows) for name, rows in versions.items()}
    statement = _statements().get(StatementKey.CORRECTIONS)
    # Who turns a page of one list stays where they are in the other.
    kept = {
        f"kept_with_{name}": urlencode({other: page.number})
        for name, other in (("corrections", "updates"), ("updates", "corrections"))
        if (page := shown[other]).number > 1
    }
    context = {**shown, **kept, "statement": statement}
    return render(request, "claims/corrections.html", context)


@require_safe
@cache_control(public=True, max_age=A_DAY)
def picture(request: HttpRequest, sha256: str, ending: str) -> HttpResponseBase:
    """Answer a picture that a published page shows; any other has no address here."""
    published = PublishedPicture.objects.readable().filter(picture__sha256=sha256)
    shown = published.values_list("picture__media_type", flat=True).first()
    if shown is None or ENDINGS[shown] != ending:
        raise Http404
    try:
        content = archiving.read(sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"ETag": f'"{sha256}"', "X-Content-Type-Options": "nosniff"}
    response = HttpResponse(content, content_type=shown, headers=headers)
    answer = get_conditional_response(request, etag=headers["ETag"], response=response)
    assert answer is not None  # a response was given
    return answer


def _search(request: HttpRequest, sought: str) -> HttpResponse:
    """List the fact-checks that have words of what is sought, the likeliest first."""
    found: dict[int, set[int]] = {}
    for check in known_checks.find(
        sought, languages=_languages(), own=True, most=MOST_FOUND
    ):
        assert check.version_id is not None  # own checks are parts of a version
        found.setdefault(check.version_id, set()).add(check.number or 0)
    paginator: Paginator[Any] = Paginator(list(found), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    versions = Version.objects.select_related("manifest").in_bulk(page.object_list)
    page.object_list = [
        {
            "check": shown,
            "claims": [row for row in shown["claims"] if row["number"] in found[key]],
        }
        for key in page.object_list
        if (shown := manifest.load(versions[key]))
    ]
    context = {"page": page, "sought": sought, "kept": urlencode({"q": sought})}
    return render(request, "claims/index.html", context)


def _languages() -> list[str]:
    """Return the languages that a reader may look in: the desk's and its articles'."""
    published = Article.objects.filter(fact_check__versions__isnull=False)
    used = published.order_by().values_list("language", flat=True).distinct()
    return list(dict.fromkeys([settings.LANGUAGE_CODE, *sorted(used)]))


def _sought(request: HttpRequest) -> str:
    """Return what a reader looks for, as text that can be shown again."""
    try:
        return normalize_line(request.GET.get("q", ""))[:LONGEST_SEARCH]
    except UnacceptableText:
        return ""


def _stored(request: HttpRequest) -> HttpResponseBase:
    """Answer by one query; a reader who holds the page already gets a 304."""
    page = (
        RenderedPage.objects.filter(address=request.path)
        .order_by("-number")
        .values("content", "compressed", "etag")
        .first()
    )
    if page is None:
        raise Http404
    if _accepts_gzip(request):
        # A strong ETag names bytes, and these are others than the plain ones.
        etag = f'{page["etag"][:-1]}-gzip"'
        response = HttpResponse(
            page["compressed"], headers={"Content-Encoding": "gzip", "ETag": etag}
        )
    else:
        response = HttpResponse(page["content"], headers={"ETag": page["etag"]})
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(
        request, etag=response.headers["ETag"], response=response
    )
    assert answer is not None  # a response was given
    return answer


def _accepts_gzip(request: HttpRequest) -> bool:
    for coding in request.headers.get("Accept-Encoding", "").split(","):
        name, _, weight = coding.replace(" ", "").partition(";q=")
        if name.lower() == "gzip":
            return weight.strip("0.") != "" or not weight
    return False


def _manifests(request: HttpRequest, name: str, versions: VersionQuerySet) -> Page[Any]:
    """Return the asked-for page of versions' manifests, newest first.

    What was withheld has none and is left out.
    """
    paginator: Paginator[Any] = Paginator(versions.readable().order_by("-pk"), PER_PAGE)
    page = paginator.get_page(request.GET.get(name))
    page.object_list = [manifest.load(version) for version in page.object_list]
    return page


def _statements() -> dict[str, str]:
    return dict(SiteStatement.objects.values_list("key", "text"))
