from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from claims.choices import VersionKind
from claims.models import Version
from claims.publishing import issuing
from claims.sitemaps import OWN_PAGES
from tests import factories
from tests.claims.test_feeds import change, withhold

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

THEN = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)


@pytest.fixture
def version(editor: User, checker: User, other_checker: User) -> Version:
    """A fact-check published at noon of March 5."""
    with time_machine.travel(THEN, tick=False):
        return factories.published(editor, checker, other_checker)


def faults_of(raw: bytes) -> Iterator[str]:
    """Give each rule of the two schemas that a list of pages breaks."""
    root = ET.fromstring(raw)
    urls = root.findall(f"{SITEMAP}url")
    if root.tag != f"{SITEMAP}urlset" or len(urls) != len(root):
        yield "a urlset holds url elements alone"
    if not 1 <= len(urls) <= 50_000:
        yield "from 1 to 50,000 addresses"
    if len(raw) > 50 * 1024 * 1024:
        yield "50 MB at most"
    for url in urls:
        order = [part.tag.rpartition("}")[2] for part in url]
        if order not in (["loc"], ["loc", "lastmod"], ["loc", "lastmod", "news"]):
            yield f"the order of {order}"
        address = urlsplit(url.findtext(f"{SITEMAP}loc") or "")
        if not (address.scheme and address.netloc and address.path.startswith("/")):
            yield "an address is whole"
        changed = url.findtext(f"{SITEMAP}lastmod")
        if changed is not None and not MOMENT.fullmatch(changed):
            yield "lastmod is a moment"
        for news in url.findall(f"{NEWS}news"):
            order = [part.tag.rpartition("}")[2] for part in news]
            if order != ["publication", "publication_date", "title"]:
                yield f"the order of {order}"
            publication = news.find(f"{NEWS}publication")
            told = [
                (part.tag.rpartition("}")[2], part.text) for part in publication or []
            ]
            if [name for name, _ in told] != ["name", "language"]:
                yield "a publication has name and language"
            language = dict(told).get("language") or ""
            if not re.fullmatch(r"[a-z]{2,3}|zh-(cn|tw)", language):
                yield f"news has no language {language}"
            if not MOMENT.fullmatch(news.findtext(f"{NEWS}publication_date") or ""):
                yield "publication_date is a moment"
            if not (news.findtext(f"{NEWS}title") or "").strip():
                yield "news has a title"
    if len(root.findall(f".//{NEWS}news")) > 1_000:
        yield "1,000 news entries at most"


def listed(address: str = "/sitemap.xml") -> dict[str, tuple[str, bool]]:
    """Return a sitemap's paths: when each changed, and whether it is news."""
    raw = Client().get(address).content
    assert list(faults_of(raw)) == []
    return {
        (url.findtext(f"{SITEMAP}loc") or "").removeprefix(SITE): (
            url.findtext(f"{SITEMAP}lastmod") or "",
            url.find(f"{NEWS}news") is not None,
        )
        for url in ET.fromstring(raw)
    }


def test_an_empty_site_lists_its_own_pages(client: Client):
    own = ["/", "/corrections/", "/methodology/", "/ratings/", "/about/"]
    assert list(listed()) == own
    assert client.get("/sitemap.xml")["Content-Type"].startswith("application/xml")


def test_a_fact_check_is_listed_with_its_verdicts_but_not_its_old_versions(
    version: Version, editor: User
):
    with time_machine.travel(THEN + dt.timedelta(days=9), tick=False):
        change(version, editor, VersionKind.UPDATE, "The log was found.")

        pages = listed()

    page = version.fact_check.article.get_absolute_url()
    assert pages[page] == ("2026-03-14T12:00:00Z", False)
    assert pages[f"{page}claims/1/"] == ("2026-03-14T12:00:00Z", False)
    assert len(pages) == len(OWN_PAGES) + 2


def test_a_verdict_changed_when_what_is_said_of_it_did(version: Version, editor: User):
    with time_machine.travel(THEN + dt.timedelta(days=9), tick=False):
        other = factories.open_claim(
            editor,
            claim=version.fact_check.article.claims.filter(
                claim_reviewed__contains="canceled"
            )[0],
            as_="supporting",
        )
        first = factories.checker("first")
        factories.evidence(other, first)
        factories.submit(other, first, "first")
        issuing.publish(
            fact_check=version.fact_check, kind="update", reason="One more.", by=editor
        )

        pages = listed()

    page = version.fact_check.article.get_absolute_url()
    assert pages[page][0] == "2026-03-14T12:00:00Z"
    assert pages[f"{page}claims/1/"][0] == "2026-03-05T12:00:00Z"
    assert pages[f"{page}claims/2/"][0] == "2026-03-14T12:00:00Z"


@pytest.mark.parametrize(("hours", "is_news"), [(0, True), (48, True), (49, False)])
def test_a_fact_check_is_news_for_two_days(version: Version, hours: int, is_news: bool):
    page = version.fact_check.article.get_absolute_url()

    with time_machine.travel(THEN + dt.timedelta(hours=hours), tick=False):
        pages = listed()

    assert pages[page][1] is is_news
    assert not pages[f"{page}claims/1/"][1]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "en"), ("pt-br", "pt"), ("zh-hans", "zh-cn")]
)
def test_news_names_the_desk_the_title_and_the_language(
    client: Client, editor: User, checker: User, other_checker: User, language: str,
    told: str,
):  # fmt: skip
    with override_settings(LANGUAGE_CODE=language, DESK_NAME="Facts & Figures"):
        factories.published(editor, checker, other_checker)

    raw = client.get("/sitemap.xml").content

    assert list(faults_of(raw)) == []
    news = ET.fromstring(raw).find(f".//{NEWS}news")
    assert news is not None
    assert [part.text for part in news.iter()][2:] == [
        "Facts & Figures",
        told,
        news.findtext(f"{NEWS}publication_date"),
        "How many people the night ferry carried",
    ]


def test_a_withdrawn_fact_check_keeps_its_page_alone(version: Version, editor: User):
    with time_machine.travel(THEN, tick=False):
        change(version, editor, VersionKind.WITHDRAWN, "The log was forged.")
        pages = listed()

    page = version.fact_check.article.get_absolute_url()
    assert not pages[page][1]
    assert f"{page}claims/1/" not in pages


def test_a_withheld_fact_check_is_not_listed(version: Version):
    assert len(listed()) > len(OWN_PAGES)

    withhold(version)

    assert len(listed()) == len(OWN_PAGES)


def test_the_check_of_sitemaps_would_notice(client: Client, version: Version):
    with time_machine.travel(THEN, tick=False):
        raw = client.get("/sitemap.xml").content

    for before, after in (
        (b"<lastmod>2026-03-05T", b"<lastmod>5 March "),
        (f"<loc>{SITE}".encode(), b"<loc>"),
        (b"<news:language>en", b"<news:language>english"),
        (b"news:title", b"news:headline"),
    ):
        assert before in raw
        assert list(faults_of(raw.replace(before, after))) != []


# Large sites


@pytest.fixture
def three(editor: User, checker: User, other_checker: User) -> list[Version]:
    return [factories.published(editor, checker, other_checker) for _ in range(3)]


@pytest.mark.parametrize(
    ("limit", "most"), [("MOST_NEWS", 2), ("MOST_ADDRESSES", len(OWN_PAGES) + 6)]
)
def test_a_large_site_is_listed_in_parts_under_an_index(
    client: Client, three: list[Version], monkeypatch: pytest.MonkeyPatch,
    limit: str, most: int,
):  # fmt: skip
    together = listed()
    monkeypatch.setattr(f"claims.sitemaps.{limit}", most)

    index = ET.fromstring(client.get("/sitemap.xml").content)

    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [part.findtext(f"{SITEMAP}loc") for part in index]
    assert parts == [f"{SITE}/sitemap-1.xml", f"{SITE}/sitemap-2.xml"]
    for part in index:
        assert MOMENT.fullmatch(part.findtext(f"{SITEMAP}lastmod") or "")
    first, second = listed("/sitemap-1.xml"), listed("/sitemap-2.xml")
    assert not first.keys() & second.keys()
    assert first | second == together
    assert client.get("/sitemap-3.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_a_later_version_stays_in_its_part(
    three: list[Version], editor: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("claims.sitemaps.MOST_NEWS", 2)
    before = listed("/sitemap-1.xml").keys()

    change(three[0], editor, VersionKind.UPDATE, "The log was found.")

    assert listed("/sitemap-1.xml").keys() == before


def test_the_cost_of_a_sitemap_does_not_grow_with_what_it_lists(
    client: Client,
    three: list[Version],
    django_assert_num_queries: DjangoAssertNumQueries,
):
    with django_assert_num_queries(2):
        client.get("/sitemap.xml")


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-1.xml", "/robots.txt"])
def test_what_crawlers_ask_for_is_public_and_not_sent_twice(
    client: Client, version: Version, address: str
):
    answer = client.get(address)

    assert "public" in answer["Cache-Control"]
    assert not answer.cookies
    held = {"If-None-Match": answer["ETag"]}
    assert client.get(address, headers=held).status_code == 304
    assert client.post(address).status_code == 405


def test_crawlers_are_kept_from_the_desk_and_shown_the_sitemap(client: Client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Sitemap: http://testserver/sitemap.xml",
    ]
