"""The desk in a real browser: every page opens, fits, and runs no text of anybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from claims import judging
from claims.models import SiteStatement
from tests import desk, factories, saturated
from tests.addresses import every_address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
HOSTILE = f"<script>ran=1</script>'\"><img src=x onerror=ran=1> {LONG}"
"""Text of somebody who means harm, with a word that fits no column."""

TELL_OF_REFUSALS = """
addEventListener("securitypolicyviolation",
    event => console.error("refused: " + event.violatedDirective));
"""

# Answers that are no pages to look at.
NO_PAGES = {"admin:logout", "admin:jsi18n"}


@pytest.fixture
def person(editor: User) -> User:
    """Somebody who is let in everywhere; the name is hostile too."""
    editor.is_superuser = True
    editor.first_name = HOSTILE
    editor.set_password("the harbor is closed")
    editor.save()
    return editor


@pytest.fixture
def rows(person: User, checker: User, other_checker: User) -> dict[str, object]:
    """Return hostile rows for every address of the desk."""
    version = factories.published(person, checker, other_checker)
    SiteStatement.objects.update(text=HOSTILE)
    claim = saturated.draft(
        HOSTILE,
        host="port",
        editor=person,
        first=checker,
        second=other_checker,
        second_finds="half-true",
    )
    proposal = judging.propose(
        claim=claim,
        judgement=factories.judgement(claim, reasoning=HOSTILE),
        round=claim.round,
        version=claim.version,
        by=checker,
    )
    return desk.rows(
        claim, proposal=proposal, contact=claim.contacts.get(), version=version
    )


def pages(rows: dict[str, object]) -> Iterator[str]:
    """Yield every address of the desk that shows a page to who may see all."""
    answers = desk.let_in()
    for address in every_address():
        is_page = address.name.startswith("admin:") and address.name not in NO_PAGES
        if is_page and answers[address.name]["superuser"].startswith("in"):
            yield desk.opened_on(address, rows)


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer, person: User) -> Page:
    page.goto(live_server.url + reverse("admin:index"))
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password").fill("the harbor is closed")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("heading", name="What waits").is_visible()
    return page


def test_every_page_of_the_desk_opens_fits_and_runs_nothing(
    signed_in: Page, live_server: LiveServer, rows: dict[str, object]
) -> None:
    page = signed_in
    page.add_init_script(TELL_OF_REFUSALS)
    faults: list[tuple[str, object]] = []
    page.on(
        "console",
        lambda told: told.type == "error" and faults.append((page.url, told.text)),
    )
    page.on("pageerror", lambda error: faults.append((page.url, str(error))))
    addresses = list(pages(rows))

    for address in addresses:
        response = page.goto(live_server.url + address)
        assert response
        if response.status != 200:
            faults.append((address, response.status))
        if page.evaluate("window.ran"):
            faults.append((address, "ran what somebody wrote"))
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                faults.append((address, f"needs {needed} of {width} pixels"))

    assert len(addresses) > 60
    assert faults == []


def test_the_browser_would_tell_of_a_script_that_ran(
    signed_in: Page, live_server: LiveServer
) -> None:
    page = signed_in
    page.goto(live_server.url + reverse("admin:index"))
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text))

    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=ran=1>')"
    )
    page.wait_for_timeout(300)

    assert any("script-src" in told for told in refused)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_main_pages_keep_nobody_out(
    signed_in: Page, live_server: LiveServer, rows: dict[str, object], width: int
) -> None:
    page = signed_in
    page.set_viewport_size({"width": width, "height": 800})
    claim, article = rows["claim_id"], rows["article_id"]
    main = [
        reverse("admin:index"),
        reverse("admin:claims_claim_changelist"),
        reverse("admin:claims_claim_change", args=[claim]),
        reverse("admin:claims_claim_review", args=[claim]),
        reverse("admin:claims_article_change", args=[article]),
        reverse("admin:claims_factcheck_change", args=[rows["fact_check_id"]]),
        reverse("admin:claims_article_add"),
    ]

    found = {}
    for address in main:
        page.goto(live_server.url + address)
        page.locator("details").evaluate_all(
            "all => all.forEach(one => one.open = true)"
        )
        for violation in Axe().run(page).response["violations"]:
            found[address, violation["id"]] = [
                node["html"] for node in violation["nodes"]
            ]

    assert found == {}
