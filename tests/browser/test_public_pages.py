"""The public pages in a real browser: can everybody read them, on any screen?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.urls import resolve
from playwright.sync_api import BrowserContext, Page, Route
from pytest_django.live_server_helper import LiveServer

from claims.publishing import render
from tests import factories
from tests.addresses import every_address
from tests.browser.looking import Watch, faults_on
from tests.claims.publishing.manifests import (
    RATINGS,
    SITE,
    claim,
    claimant,
    entry,
    evidence,
    manifest,
    source,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DIGEST = "ab" * 32
NewContext = Callable[..., BrowserContext]


def version() -> dict[str, Any]:
    """Return a version that shows every part a page has, and every rating."""
    piece = evidence(
        part="Bastia",
        passage="На борту було 412 осіб.",
        passage_language="uk",
        translation="There were 412 people on board.",
        translator="The desk",
        archived={"sha256": DIGEST, "saved_at": "2026-03-04T09:00:00Z"},
        source=source(url="https://port.example/" + "log-of-the-night/" * 9),
    )
    search = {
        "sought": "The log",
        "place": "At the port",
        "searched_on": "2026-03-04",
        "outcome": "Nothing.",
    }
    rated = [
        claim(
            number,
            code,
            evidence=[piece],
            searches=[search],
            subclaims=[{"text": "Bastia", "chip": RATINGS[code]}],
            since_then="On March 6 it sailed again.",
            under_reexamination=number == 2,
            **claimant("through-outlet", via=["Harbor Radio", "Port Weekly"]),
        )
        for number, code in enumerate(RATINGS, start=1)
    ]
    changed = {
        "number": 1,
        "claim_reviewed": "It sailed",
        "from": "False",
        "to": "True",
    }
    return manifest(
        *rated,
        claim(9, None, **claimant("not-found")),
        number=2,
        kind="correction",
        notice="This is a demonstration. " * 8,
        history=[
            entry(1, "first"),
            entry(
                2,
                "correction",
                "We gave the wrong day. " * 8,
                changed_ratings=[changed],
                changed_claims=[1],
            ),
        ],
        still_checking=["The quay was closed"],
        not_checked=[
            {
                "code": "opinion",
                "label": "Opinion",
                "count": 2,
                "notes": ["A view."],
                "links": ["https://elsewhere.example/" + "x" * 90],
            }
        ],
        dropped=[
            {"number": 8, "claim_reviewed": "It sank", "reason": "Opinion", "note": ""}
        ],
    )


NO_PAGES = {
    "claim-reviews",
    "corrections-feed",
    "fact-check-fragment",
    "feed",
    "feed-json",
    "healthz",
    "picture",
    "readyz",
    "robots",
    "sitemap",
    "sitemap-part",
    "verdict-fragment",
}
"""Public addresses that answer with something else than a page to look at."""

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def serve(page: Page, live_server: LiveServer) -> dict[str, list[str]]:
    """Let the browser read a saturated version; return its pages by type."""
    pages = render.pages(version(), site_url=SITE)

    def answer(route: Route) -> None:
        body = pages[urlsplit(route.request.url).path]
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page.route(f"{live_server.url}/fact-checks/ferry/**", answer)
    of_type: dict[str, list[str]] = {}
    for address in pages:
        of_type.setdefault(resolve(address).view_name, []).append(address)
    return of_type


def serve_errors(page: Page, live_server: LiveServer) -> list[str]:
    """Let the browser read every page of an error; return their addresses."""
    names = [path.stem for path in TEMPLATES.glob("[0-9]*.html")]
    bodies = {f"/errors/{name}/": render_to_string(f"{name}.html") for name in names}
    page.route(
        f"{live_server.url}/errors/**",
        lambda route: route.fulfill(
            body=bodies[urlsplit(route.request.url).path],
            content_type="text/html; charset=utf-8",
        ),
    )
    return list(bodies)


def test_every_public_page_keeps_nobody_out_fits_and_asks_nobody_else(
    new_context: NewContext,
    live_server: LiveServer,
    editor: User,
    checker: User,
    other_checker: User,
) -> None:
    factories.statements()
    factories.published(editor, checker, other_checker)
    context = new_context()
    page = context.new_page()
    watch = Watch(context, urlsplit(live_server.url).netloc)
    pages = serve(page, live_server) | {
        "index": ["/", "/?q=passengers", "/?q=nothing-of-the-kind"],
        "ratings": ["/ratings/"],
        "methodology": ["/methodology/"],
        "about": ["/about/"],
        "corrections": ["/corrections/"],
        "an error": serve_errors(page, live_server),
    }
    faults: list[tuple[str, object]] = []

    for address in (address for of_type in pages.values() for address in of_type):
        page.goto(live_server.url + address)
        faults += [(f"{address}, {where}", what) for where, what in faults_on(page)]

    public = {
        address.name
        for address in every_address()
        if not address.name.startswith(("admin:", "api:"))
    }
    assert set(pages) - {"an error"} == public - NO_PAGES
    assert faults == []
    assert watch.faults == []
    assert context.cookies() == []


def test_the_faults_of_a_page_would_be_found(
    new_context: NewContext, live_server: LiveServer
) -> None:
    context = new_context()
    page = context.new_page()
    watch = Watch(context, urlsplit(live_server.url).netloc)
    page.goto(f"{live_server.url}/ratings/")
    page.evaluate("""document.querySelector("main").insertAdjacentHTML("beforeend", `
        <img src="https://elsewhere.example/x.png" onerror="ran = 1">
        <p id="pale" style="color: #999; background: #aaa">pale</p>`)""")
    # The policy refuses the style attribute too; the script of a test may set it.
    page.evaluate("""Object.assign(document.getElementById("pale").style,
        {color: "#999", background: "#aaa", width: "900px"})""")
    page.wait_for_timeout(200)

    found = list(faults_on(page))

    where = [place for place, _ in found]
    assert "light, 1280 pixels: image-alt" in where
    assert "dark, 320 pixels: color-contrast" in where
    assert "320 pixels" in where
    told = " ".join(fault for _, fault in watch.faults)
    assert "img-src" in told
    assert "script-src" in told or "default-src" in told


def test_the_finding_stands_on_the_first_screen_of_a_phone(
    new_context: NewContext, live_server: LiveServer
) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    serve(page, live_server)

    page.goto(f"{live_server.url}/fact-checks/ferry/")

    box = page.locator(".summary").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 844


def test_the_list_of_claims_stands_beside_the_text_where_there_is_room(
    new_context: NewContext, live_server: LiveServer
) -> None:
    page = new_context(viewport={"width": 1024, "height": 800}).new_page()
    serve(page, live_server)
    page.goto(f"{live_server.url}/fact-checks/ferry/")

    def left(selector: str) -> float:
        box = page.locator(selector).bounding_box()
        assert box
        return box["x"]

    beside = left("nav.claims") > left("h1")
    page.set_viewport_size({"width": 1023, "height": 800})
    below = left("nav.claims") == left("h1")

    assert (beside, below) == (True, True)


def test_paper_shows_the_evidence_with_whole_addresses_and_hashes(
    page: Page, live_server: LiveServer
) -> None:
    serve(page, live_server)
    page.goto(f"{live_server.url}/fact-checks/ferry/")
    on_screen = page.locator("code .rest").first.is_visible()

    page.emulate_media(media="print")

    rest = page.locator("code .rest").first
    assert not on_screen
    assert rest.bounding_box()
    assert page.locator("code").first.inner_text() == DIGEST
    written = page.evaluate(
        "getComputedStyle(document.querySelector('.evidence a'), '::after').content"
    )
    assert "https://port.example/log-of-the-night/" in written
    assert page.get_by_text("You are reading version 2").is_visible()


def test_a_keyboard_reaches_the_text_past_the_frame(
    page: Page, live_server: LiveServer
) -> None:
    serve(page, live_server)
    page.goto(f"{live_server.url}/fact-checks/ferry/")

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to content"
    box = skip.bounding_box()
    assert box
    assert box["x"] >= 0
    page.keyboard.press("Enter")

    assert page.locator(":focus").get_attribute("id") == "content"
