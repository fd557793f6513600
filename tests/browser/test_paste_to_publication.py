"""From a pasted text to a page on the web, in a browser, by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from claims.choices import Status
from claims.models import Article, FactCheck, Version
from tests import factories
from tests.browser.looking import Watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "the harbor is closed"
ARTICLE = """Bridge Closed As Over 40,000 Drivers Look For Another Way

The old river bridge closed on Sunday after inspectors found cracks in two piers.

Some 22,000 drivers cross it every day, the roads agency said.
"""
FARTHEST = 250
"""Steps of the Tab key after which somebody would have given up."""

NewContext = Callable[..., BrowserContext]


class Keyboard:
    """Somebody at a page, with nothing but a keyboard."""

    def __init__(
        self, new_context: NewContext, live_server: LiveServer, user: User
    ) -> None:
        user.set_password(PASSWORD)
        user.save()
        self.site = live_server.url
        context = new_context()
        self.watch = Watch(context, urlsplit(self.site).netloc)
        self.page: Page = context.new_page()
        self.open(reverse("admin:index"))
        self.fill("username", user.username)
        self.fill("password", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def open(self, address: str) -> None:
        self.page.goto(self.site + address)

    def reach(self, selector: str) -> None:
        """Press Tab until one of the elements holds the focus, and can be seen."""
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "wanted => document.activeElement.matches(wanted)", selector
            ):
                break
        else:
            raise AssertionError(f"Tab does not reach {selector} on {self.page.url}.")
        assert self.page.locator(":focus").bounding_box()

    def fill(self, name: str, text: str) -> None:
        """Go to a field and paste; a date is typed as its field asks."""
        self.reach(f"[name={name}]")
        if self.page.locator(":focus").get_attribute("type") == "date":
            year, month, day = text.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        else:
            self.page.keyboard.press("ControlOrMeta+A")
            self.page.keyboard.insert_text(text)

    def choose(self, name: str, label: str) -> None:
        """Go to a list or a row of circles and pick the choice of this label."""
        self.reach(f"[name={name}]")
        focused = self.page.locator(":focus")
        if focused.evaluate("element => element.tagName") == "SELECT":
            self.page.keyboard.type(label)
            return
        self.page.keyboard.press("Space")
        found = []
        for _ in range(20):
            found.append(self._label_of_focus())
            if found[-1].startswith(label):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no choice “{label}” but {set(found)}.")

    def _label_of_focus(self) -> str:
        words: str = self.page.evaluate("document.activeElement.labels[0].innerText")
        return words.strip().split("\n")[0]

    def follow(self, selector: str) -> None:
        """Go to a link or a button and press it."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def send(self, words: str = "") -> None:
        """Go on to the button that sends the form just filled in, and press it."""
        self.reach("#content-main form [type=submit]")
        assert words in self.page.locator(":focus").inner_text()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_an_article_is_pasted_checked_and_published_by_the_keyboard(
    new_context: NewContext,
    live_server: LiveServer,
    editor: User,
    checker: User,
    other_checker: User,
) -> None:
    factories.statements()
    alice, bob, charlie = (
        Keyboard(new_context, live_server, user)
        for user in (editor, checker, other_checker)
    )

    # Alice brings the article in and takes one claim on.
    alice.open(reverse("admin:claims_article_add"))
    alice.fill("publisher", "River Herald")
    alice.fill("published_on", "2026-03-02")
    alice.fill("text", ARTICLE)
    alice.send()
    article = Article.objects.get()
    claim = article.claims.get(mentions__quote__contains="22,000 drivers")
    on_claim = reverse("admin:claims_claim_change", args=[claim.pk])
    step = on_claim.replace("change/", "{}/").format
    alice.follow(f"a[href^='{on_claim}']")
    alice.follow(f"a[href^='{step('select')}']")
    alice.choose("as_", "Central")
    alice.send()
    claim.refresh_from_db()
    assert claim.status == Status.OPEN

    # Bob words it, finds a source, opens it, and answers both questions.
    bob.open(step("word"))
    bob.fill("claim_reviewed", "22,000 drivers cross the bridge every day")
    bob.send()
    for name in ("Count of the roads agency", "Count of the university"):
        bob.open(step("attach"))
        bob.fill("title_of_source", name)
        bob.fill("publisher", "River County")
        bob.fill("url", f"https://river.example/{name.rpartition(' ')[2]}")
        bob.fill("passage", "21,900 drivers a day in 2025.")
        bob.send()
        evidence = claim.evidence.latest("pk")
        bob.open(step(f"opened/{evidence.source_id}"))
        bob.send()
    for person in (bob, charlie):
        person.open(on_claim)
        person.follow(f"a[href^='{step('review')}']")
        person.choose("said", "Confirmed at the origin")
        person.choose("rating", "True")
        person.fill("reasoning", "Two counts agree.")
        for evidence in claim.evidence.all():
            person.choose(f"bearing-{evidence.pk}", "Supports")
        person.send()
    claim.refresh_from_db()
    assert claim.status == Status.DECIDED

    # Alice writes what stands above the verdict, and publishes.
    fact_check = FactCheck.objects.get(article=article)
    alice.open(reverse("admin:claims_factcheck_change", args=[fact_check.pk]))
    alice.fill("title", "The bridge, checked")
    alice.fill("summary", "The count of drivers holds.")
    alice.fill("why_checked", "Readers asked.")
    alice.fill("key_findings", "One count.\nAnother count.\nBoth agree.")
    alice.fill("as_of", "2026-03-05")
    alice.send()
    alice.open(reverse("admin:claims_factcheck_publish", args=[fact_check.pk]))
    alice.send()
    alice.send()
    assert Version.objects.count() == 1

    # A reader without any account reads it, from the list to the verdict.
    context = new_context()
    watch = Watch(context, urlsplit(live_server.url).netloc)
    reader = context.new_page()
    reader.goto(live_server.url)
    reader.get_by_role("link", name="The bridge, checked").click()
    reader.get_by_role(
        "link", name=re.compile("22,000 drivers cross the bridge")
    ).first.click()
    claim.refresh_from_db()
    reader.goto(live_server.url + claim.get_absolute_url())
    assert reader.get_by_text("Two counts agree.").is_visible()
    assert context.cookies() == []
    assert [
        fault
        for one in (alice.watch, bob.watch, charlie.watch, watch)
        for fault in one.faults
    ] == []
