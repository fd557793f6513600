"""The desk in a real browser: every page opens, fits, and keeps nobody out."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from claims import demonstration, judging, workflow
from claims.choices import Kind, LeaveReason
from claims.intake import import_text
from claims.models import Claim, FactCheck, Flag, SiteStatement
from tests import desk, factories, saturated
from tests.addresses import every_address
from tests.browser.looking import Watch, faults_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
HOSTILE = f"<script>ran=1</script>'\"><img src=x onerror=ran=1> {LONG}"
"""Text of somebody who means harm, with a word that fits no column."""

# Answers that are no pages to look at: files, scripts, and a way out.
NO_PAGES = {
    "admin:claims_article_copy",
    "admin:claims_claim_picture",
    "admin:jsi18n",
    "admin:logout",
    "admin:sources_source_copy",
}
PHONE = 390
"""Pixels: on anything narrower the desk may scroll sideways, the public pages not."""


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
    published = FactCheck.objects.exclude(versions=None).get()
    for name in ("change", "preview", "publish"):
        yield reverse(f"admin:claims_factcheck_{name}", args=[published.pk])
    for address in every_address():
        is_page = address.name.startswith("admin:") and not (
            address.name in NO_PAGES or address.name.endswith("_export")
        )
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


@pytest.mark.parametrize("part", [0, 1, 2])
def test_every_page_of_the_desk_opens_fits_runs_nothing_and_keeps_nobody_out(
    signed_in: Page, live_server: LiveServer, rows: dict[str, object], part: int
) -> None:
    page = signed_in
    watch = Watch(page.context, urlsplit(live_server.url).netloc)
    found = list(pages(rows))
    seen: set[str] = set()
    faults: list[tuple[str, object]] = []

    for address in found[part::3]:
        response = page.goto(live_server.url + address)
        assert response
        if response.status != 200:
            faults.append((address, response.status))
        seen |= {of for of in (".warnings", "#paste-text") if page.locator(of).count()}
        if page.evaluate("window.ran"):
            faults.append((address, "ran what somebody wrote"))
        faults += [
            (f"{address}, {where}", what) for where, what in faults_on(page, fits=PHONE)
        ]

    assert len(found) > 60
    assert faults == []
    assert watch.faults == []


def test_a_desk_with_a_day_s_work_on_it_keeps_nobody_out_either(
    signed_in: Page, live_server: LiveServer
) -> None:
    """The worked examples have more of everything than rows made for tests."""
    articles = demonstration.play(lambda _sentence: None)
    published = FactCheck.objects.get(article=articles[0])

    faults = [
        (address, where, what)
        for row, name in [
            (articles[0], "claims_article"),
            (articles[1], "claims_article"),
            (published, "claims_factcheck"),
        ]
        for address in [reverse(f"admin:{name}_change", args=[row.pk])]
        if signed_in.goto(live_server.url + address)
        for where, what in faults_on(signed_in, fits=PHONE)
    ]

    assert faults == []


def test_the_pages_that_cut_and_place_claims_keep_nobody_out(
    signed_in: Page, live_server: LiveServer, person: User
) -> None:
    """Each in the states in which it shows most: orphans, acts to undo, many claims."""
    text = (
        f"Quay Closed As {LONG} Sank On Monday\n\nThe quay was built in 1931. It was "
        f"closed on Monday for {HOSTILE}. Repairs will cost 3 million crowns.\n\n"
        "The ferries to Oran, Bastia and Palermo leave from the south basin. Some 40 "
        "boats were moved to the south basin.\n\n"
    )
    so_on = ", as the board of works told the people of the town at length" * 5
    text += "\n\n".join(
        f"The city repaired {n} roads in May{so_on}." for n in range(30, 95)
    )
    article = import_text(text=text, by=person).article

    def claim(words: str) -> Claim:
        return Claim.objects.get(mentions__quote__contains=words)

    built, cost, ferries = claim("1931"), claim("3 million"), claim("ferries")
    roads, boats = claim("repaired 40 roads"), claim("Some 40 boats")
    workflow.word(
        claim=ferries,
        claim_reviewed=HOSTILE,
        claimant=LONG,
        via=[LONG],
        kind=Kind.EVENT,
        subclaims=["Oran", LONG],
        version=ferries.version,
        by=person,
    )
    workflow.leave(
        claim=boats,
        reason=LeaveReason.DUPLICATE,
        duplicate_of=built,
        version=boats.version,
        by=person,
    )
    topic = article.topics.order_by("position")[0]
    workflow.describe_topic(
        topic=topic,
        name=LONG,
        summary=HOSTILE,
        position=1,
        version=topic.version,
        by=person,
    )
    flag = Flag.objects.create(
        revision=article.latest_revision(), kind="arithmetic", message=HOSTILE
    )
    flag.claims.set([built, cost])
    changed = text.replace("3 million", "4 million").replace("Palermo", "Naples")
    import_text(text=changed, article=article, by=person)
    place = built.mentions.latest("pk")

    def of_claim(row: Claim, name: str, *rows: int, asked: str = "") -> str:
        return reverse(f"admin:claims_claim_{name}", args=[row.pk, *rows]) + asked

    def of_article(name: str, *rows: int, asked: str = "") -> str:
        at = f"admin:claims_article_{name}"
        return reverse(at, args=[article.pk, *rows]) + asked

    faults: dict[str, object] = {}
    for address in [
        of_claim(cost, "change"),
        of_claim(cost, "mention"),
        of_claim(cost, "gone"),
        of_claim(built, "respan", place.pk),
        of_claim(built, "mention", asked="?part=2"),
        of_claim(built, "split"),
        of_claim(roads, "merge"),
        of_claim(roads, "merge", asked="?q=zeppelin"),
        of_claim(roads, "leave", asked="?q=40"),
        of_claim(ferries, "change"),
        of_claim(ferries, "undo"),
        of_claim(boats, "change"),
        of_claim(boats, "undo"),
        of_article("change", asked="?part=2"),
        of_article("add_claim"),
        of_article("changes"),
        of_article("undo_topic", topic.pk),
        of_article("merge_topics", topic.pk),
        of_article("confirm", flag.pk),
        of_article("dismiss", flag.pk),
        of_article("add_finding"),
    ]:
        response = signed_in.goto(live_server.url + address)
        assert response
        assert response.status == 200, address
        assert not signed_in.evaluate("window.ran"), address
        if found := list(faults_on(signed_in, fits=PHONE)):
            faults[address] = found
    signed_in.goto(live_server.url + of_claim(built, "mention"))
    signed_in.get_by_label("It also stands in the words").fill("the south basin")
    signed_in.get_by_role("button", name="Add the place").click()
    assert signed_in.get_by_text("Say which are meant.").first.is_visible()
    faults["asked which"] = list(faults_on(signed_in, fits=PHONE))

    assert faults == {"asked which": []}


def test_no_list_scrolls_sideways_at_the_width_of_a_desk(
    signed_in: Page, live_server: LiveServer, rows: dict[str, object]
) -> None:
    page = signed_in
    Claim.objects.update(due_at=timezone.now(), assignee=rows["id"])
    lists = [
        desk.opened_on(address, rows)
        for address in every_address()
        if address.name.endswith("_changelist")
    ]
    faults: list[tuple[str, int, object]] = []
    told = """all => all.filter(one => one.scrollWidth > one.clientWidth)
        .map(one => [one.id || one.className, one.scrollWidth, one.clientWidth])"""

    for address in lists:
        page.goto(live_server.url + address)
        for width in (1280, 1024, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.locator(".results, #result_list :is(td, th)").evaluate_all(told)
            faults += [(address, width, each) for each in wide]

    assert len(lists) > 8
    assert reverse("admin:claims_claim_changelist") in lists
    assert faults == []


def test_the_fields_of_a_draft_show_all_they_hold_on_a_phone(
    signed_in: Page, live_server: LiveServer, rows: dict[str, object]
) -> None:
    page = signed_in
    page.set_viewport_size({"width": PHONE, "height": 844})
    address = reverse("admin:claims_factcheck_change", args=[rows["fact_check_id"]])
    page.goto(live_server.url + address)
    clipped = """all => all.filter(one => one.scrollHeight > one.clientHeight + 1
        || one.scrollWidth > one.clientWidth).map(one => one.name)"""
    fields = page.locator("#draft form :is(input[type=text], textarea)")

    page.get_by_label("Key findings").fill("What was found.\n" * 30)

    assert fields.count() == 5
    assert fields.evaluate_all(clipped) == []


def test_a_list_that_is_too_wide_would_be_found(
    signed_in: Page, live_server: LiveServer, rows: dict[str, object]
) -> None:
    page = signed_in
    page.goto(live_server.url + reverse("admin:claims_claim_changelist"))

    page.locator("#result_list").evaluate("all => all.style.minWidth = '2000px'")

    wide = "one => one.scrollWidth > one.clientWidth"
    assert page.locator(".results").evaluate(wide)


def test_the_pages_that_refuse_keep_nobody_out_either(
    signed_in: Page,
    live_server: LiveServer,
    rows: dict[str, object],
    person: User,
    checker: User,
) -> None:
    page = signed_in
    claim = Claim.objects.get(pk=rows["claim_id"])
    word = reverse("admin:claims_claim_assign", args=[claim.pk])
    found: dict[str, object] = {}

    page.goto(live_server.url + word)
    workflow.prepare(claim=claim, topic=None, version=claim.version, by=person)
    page.locator("#content-main form button[type=submit]").first.click()
    conflict = page.locator("main").inner_text()
    found["conflict"] = list(faults_on(page, fits=PHONE))
    person.is_superuser = False
    person.save()
    refusal = page.goto(
        live_server.url + reverse("admin:auth_user_change", args=[checker.pk])
    )
    found["no right"] = list(faults_on(page, fits=PHONE))
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("admin:index"))
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("a guess")
    page.get_by_role("button", name="Sign in").click()
    found["not signed in"] = list(faults_on(page, fits=PHONE))

    assert "Nothing was written" in conflict
    assert refusal
    assert refusal.status == 403
    assert page.locator(".errornote").is_visible()
    assert found == {"conflict": [], "no right": [], "not signed in": []}


def test_a_refused_review_says_so_where_one_looks(
    signed_in: Page, live_server: LiveServer, rows: dict[str, object]
) -> None:
    page = signed_in
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(
        live_server.url + reverse("admin:claims_claim_review", args=[rows["claim_id"]])
    )
    title = page.title()
    before = page.locator(":focus").count()

    page.get_by_role("button", name="Submit the review").click()

    note = page.locator(":focus")
    assert note.get_attribute("id") == "refused"
    box = note.bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 844
    assert page.title() == f"Error: {title}"
    assert before == 0
    note.get_by_role("link", name="Reasoning").click()
    page.keyboard.type("The log says so.")
    assert page.get_by_label("Reasoning").input_value() == "The log says so."
    assert list(faults_on(page, fits=PHONE)) == []


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
