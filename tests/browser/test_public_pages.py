"""The public pages in a real browser: can everybody read them, on any screen?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route
from pytest_django.live_server_helper import LiveServer

from claims.publishing import render
from tests import factories
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


def serve(page: Page, live_server: LiveServer) -> list[str]:
    """Let the browser read a version's pages at their addresses; return these."""
    pages = render.pages(version(), site_url=SITE)

    def answer(route: Route) -> None:
        body = pages[urlsplit(route.request.url).path]
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page.route(f"{live_server.url}/fact-checks/**", answer)
    desk = ["/", "/ratings/", "/methodology/", "/about/", "/corrections/", "/no-such/"]
    return [live_server.url + address for address in [*desk, *pages]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_keeps_anybody_out_or_runs_off_the_screen(
    new_context: NewContext,
    live_server: LiveServer,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    factories.statements()
    context = new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()

    for address in serve(page, live_server):
        page.goto(address)
        page.locator("details").evaluate_all(
            "all => all.forEach(one => one.open = true)"
        )

        found = Axe().run(page).response["violations"]
        assert not [(v["id"], v["nodes"][0]["html"]) for v in found], address
        needed = page.evaluate("document.documentElement.scrollWidth")
        assert needed <= width, address


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
