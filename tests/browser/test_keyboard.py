"""The desk by keyboard, in a real browser: real focus, no key while somebody types."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = reverse("admin:claims_claim_changelist")


@pytest.fixture
def claim(editor: User) -> Claim:
    return factories.open_claim(editor)


@pytest.fixture
def desk(page: Page, live_server: LiveServer, editor: User, claim: Claim) -> Page:
    """The queue of several claims, opened by an editor."""
    editor.set_password("the harbor is closed")
    editor.save()
    page.goto(live_server.url + reverse("admin:index"))
    page.get_by_label("User name").fill(editor.username)
    page.get_by_label("Password").fill("the harbor is closed")
    page.get_by_role("button", name="Sign in").click()
    page.goto(live_server.url + QUEUE)
    return page


def focused(page: Page) -> Any:
    """Return the text of what has the focus, as a screen reader would say it."""
    return page.evaluate("document.activeElement.textContent.trim()")


def listed(page: Page) -> list[str]:
    return page.locator("#result_list tbody th a").all_inner_texts()


def test_keys_go_from_row_to_row_and_open_one(desk: Page, live_server: LiveServer):
    first, second, *_rest, last = listed(desk)

    desk.keyboard.press("j")
    assert focused(desk) == first
    desk.keyboard.press("j")
    assert focused(desk) == second
    desk.keyboard.press("k")
    assert focused(desk) == first
    desk.keyboard.press("k")
    assert focused(desk) == first
    for _ in range(30):
        desk.keyboard.press("j")
    assert focused(desk) == last
    desk.keyboard.press("o")

    expect(desk.get_by_role("heading", level=1)).to_have_text(last)


def test_the_focused_row_is_seen_and_enter_opens_it(desk: Page):
    first = listed(desk)[0]
    desk.keyboard.press("j")

    style = "getComputedStyle(document.activeElement).outlineStyle"
    assert desk.evaluate(style) == "solid"
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", level=1)).to_have_text(first)


def test_x_ticks_the_row_one_is_in_and_moves_on_from_its_box(desk: Page):
    boxes = desk.locator("#result_list tbody input[type=checkbox]")

    desk.keyboard.press("x")
    assert boxes.evaluate_all("all => all.filter(box => box.checked).length") == 0
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(boxes.nth(0)).to_be_checked()
    desk.keyboard.press("x")
    expect(boxes.nth(0)).not_to_be_checked()

    boxes.nth(1).focus()
    desk.keyboard.press("j")
    assert focused(desk) == listed(desk)[2]


def test_a_slash_searches_and_what_is_typed_there_is_text(desk: Page):
    desk.keyboard.press("/")
    desk.keyboard.type("jx?k/gh")

    field = desk.get_by_role("searchbox", name="Search")
    expect(field).to_be_focused()
    expect(field).to_have_value("jx?k/gh")
    assert desk.locator("dialog").count() == 0
    assert desk.url.endswith(QUEUE)


def test_g_and_h_go_home_one_after_the_other_alone(desk: Page, live_server: LiveServer):
    desk.keyboard.press("h")
    desk.keyboard.press("g")
    desk.keyboard.press("j")
    desk.keyboard.press("h")
    assert desk.url.endswith(QUEUE)

    desk.keyboard.press("g")
    desk.keyboard.press("h")

    expect(desk).to_have_url(live_server.url + reverse("admin:index"))


def test_keys_with_another_key_held_are_the_browsers(desk: Page):
    desk.keyboard.press("Alt+j")
    desk.keyboard.press("Control+k")

    assert desk.evaluate("document.activeElement === document.body")


def test_a_question_mark_lists_the_keys_and_escape_goes_back(desk: Page):
    desk.keyboard.press("j")
    before = focused(desk)
    desk.keyboard.press("?")

    dialog = desk.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("next row")).to_be_visible()
    desk.keyboard.press("j")
    expect(dialog).to_be_visible()
    assert Axe().run(desk).response["violations"] == []

    desk.keyboard.press("Escape")

    expect(dialog).not_to_be_visible()
    assert focused(desk) == before


def test_only_keys_that_do_something_on_the_page_are_listed(
    desk: Page, live_server: LiveServer, claim: Claim
):
    of_rows = {"j", "k", "Enter or o", "x"}

    def keys() -> set[str]:
        desk.get_by_role("button", name="Keys").click()
        return set(desk.locator("dialog.keys dt").all_inner_texts())

    in_the_queue = keys()
    desk.goto(live_server.url + reverse("admin:claims_claim_comment", args=[claim.pk]))
    on_a_form = keys()

    assert of_rows | {"/", "g h", "?"} <= in_the_queue
    assert on_a_form == {"g h", "Ctrl + Enter", "?"}


def test_the_keys_can_be_listed_and_turned_off_without_them(desk: Page):
    desk.get_by_role("button", name="Keys").click()
    desk.get_by_label("Turn single keys off").check()
    desk.get_by_role("button", name="Close").click()
    desk.reload()

    desk.keyboard.press("j")
    assert desk.evaluate("document.activeElement === document.body")

    desk.get_by_role("button", name="Keys").click()
    desk.get_by_label("Turn single keys off").uncheck()
    desk.get_by_role("button", name="Close").click()
    desk.keyboard.press("j")
    assert focused(desk) in listed(desk)


def test_control_and_enter_send_the_form_one_types_in(
    desk: Page, live_server: LiveServer, claim: Claim
):
    desk.goto(live_server.url + reverse("admin:claims_claim_comment", args=[claim.pk]))
    desk.get_by_label("Your comment").fill("j is a letter?")
    desk.keyboard.press("Control+Enter")

    expect(desk.get_by_text("Your comment stands under the claim.")).to_be_visible()
    assert claim.comments.get().text == "j is a letter?"


def test_without_script_everything_still_works(
    browser: Any, desk: Page, live_server: LiveServer
):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(desk.context.cookies())
    page = context.new_page()

    page.goto(live_server.url + QUEUE)
    first = page.locator("#result_list tbody th a").first
    name = first.inner_text()
    first.click()

    assert page.locator("h1").last.inner_text() == name
    assert page.get_by_role("button", name="Keys").count() == 0
    context.close()


@pytest.mark.parametrize(
    "name",
    ["claims_claim", "claims_article", "claims_steptaken", "sources_source"],
)
def test_a_list_is_read_on_a_phone_without_pushing_it_sideways(
    desk: Page, live_server: LiveServer, name: str
):
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(live_server.url + reverse(f"admin:{name}_changelist"))

    boxes = desk.locator("#result_list, #result_list tbody > tr, .results")
    too_wide = boxes.evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    )
    unlabeled = desk.locator(
        "#result_list tbody tr:first-child td:not([data-label], .action-checkbox)"
    )
    cut = desk.locator(".desk-nav a").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().right > innerWidth)"
        ".map(one => one.textContent)"
    )
    # A label that reaches into its value would make the cell's grid overflow.
    overlapping = desk.locator("#result_list td[data-label]").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).display !== 'none'"
        " && getComputedStyle(one, '::before').position !== 'static').length"
    )

    assert boxes.count() > 1
    assert too_wide == 0
    assert unlabeled.count() == 0
    assert cut == []
    assert overlapping == 0
