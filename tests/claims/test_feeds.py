from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from claims import judging
from claims.choices import VersionKind
from claims.feeds import PER_PAGE
from claims.models import FactCheck, Manifest, Verdict, Version
from claims.publishing import issuing, manifest
from tests import factories
from tests.claims.publishing.test_render import HOSTILE

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FEEDS = ["/feed.atom", "/corrections.atom", "/feed.json"]
MACHINES = [*FEEDS, "/claimreviews.json"]


@pytest.fixture
def version(editor: User, checker: User, other_checker: User) -> Version:
    return factories.published(editor, checker, other_checker)


def change(version: Version, editor: User, kind: str, words: str) -> Version:
    """Publish the fact-check again, with another explanation, for the reason given."""
    if kind != VersionKind.WITHDRAWN:
        verdict = Verdict.objects.get(claim__article=version.fact_check.article)
        judging.explain(
            claim=verdict.claim,
            explanation=f"In other words: {words}",
            since_then="",
            version=verdict.version,
            by=editor,
        )
    return issuing.publish(
        fact_check=FactCheck.objects.get(pk=version.fact_check_id),
        kind=kind,
        reason=words,
        by=editor,
    )


def withhold(version: Version) -> None:
    """Take a version's text away: the one thing that may happen to a manifest."""
    Manifest.objects.filter(version=version).update(body="")


def body_of(response: HttpResponse) -> bytes:
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]


def entries(address: str) -> list[ET.Element]:
    feed = ET.fromstring(Client().get(address).content)
    return feed.findall(f"{ATOM}entry")


def text_of(entry: ET.Element, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


def reviews() -> list[dict[str, Any]]:
    feed = json.loads(body_of(Client().get("/claimreviews.json")))
    return [review for item in feed["dataFeedElement"] for review in item["item"]]


# What makes an Atom feed valid, as the W3C's validator asks it of RFC 4287.


def faults_of(raw: bytes, asked: str) -> Iterator[str]:
    """Give each rule of RFC 4287 that a feed breaks."""
    feed = ET.fromstring(raw)
    if feed.tag != f"{ATOM}feed":
        yield "2: the root is atom:feed"
    if not feed.get(LANGUAGE):
        yield "2: the language is said"
    rows = feed.findall(f"{ATOM}entry")
    for where in (feed, *rows):
        for name in ("id", "title", "updated"):
            if len(where.findall(f"{ATOM}{name}")) != 1 or not text_of(where, name):
                yield f"4.1: exactly one {name}"
        if not where.findall(f"{ATOM}author/{ATOM}name"):
            yield "4.1.1: an author with a name"
        for name in ("updated", "published"):
            for moment in where.findall(f"{ATOM}{name}"):
                if not re.fullmatch(
                    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment.text or ""
                ):
                    yield f"3.3: {name} is a moment of RFC 3339"
        alternates = [
            link.attrib
            for link in where.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        ]
        kinds = [(link.get("type"), link.get("hreflang")) for link in alternates]
        if len(set(kinds)) < len(kinds):
            yield "4.1.1: one alternate of a type and language"
        if (
            where is not feed
            and not alternates
            and where.find(f"{ATOM}content") is None
        ):
            yield "4.1.2: an alternate or content"
    for row in rows:
        content = row.find(f"{ATOM}content")
        if content is not None and content.get("type") == "html" and len(content):
            yield "4.1.3.3: content of type html holds no elements"
        for category in row.findall(f"{ATOM}category"):
            if not category.get("term"):
                yield "4.2.2: a category has a term"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    if links.get("self") != asked:
        yield "4.1.1: a link to itself"
    for address in [*links.values(), *(text_of(row, "id") for row in (feed, *rows))]:
        if not (urlsplit(address or "").scheme and urlsplit(address or "").netloc):
            yield f"4.2.6: {address} is whole"
    ids = [text_of(row, "id") for row in rows]
    if len(set(ids)) < len(ids):
        yield "4.1.1: no two entries of one id and moment"
    moments = [text_of(row, "updated") for row in rows]
    if moments != sorted(moments, reverse=True):
        yield "the newest stands first"
    if moments and text_of(feed, "updated") != moments[0]:
        yield "4.2.15: the feed changed when its newest entry did"
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", raw):
        yield "XML 2.2: no control character"


@pytest.mark.parametrize("address", ["/feed.atom", "/corrections.atom"])
def test_a_feed_keeps_every_rule_of_atom(
    client: Client, version: Version, editor: User, checker: User, other_checker: User,
    address: str,
):  # fmt: skip
    change(version, editor, VersionKind.CORRECTION, "It was <b>412</b> & not 900.")
    other = factories.published(editor, checker, other_checker)
    change(other, editor, VersionKind.WITHDRAWN, "We should not have published it.")

    answer = client.get(address)

    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert list(faults_of(answer.content, SITE + address)) == []
    assert len(entries(address)) == 2


@pytest.mark.parametrize("address", ["/feed.atom", "/corrections.atom"])
def test_a_feed_without_entries_is_one_all_the_same(client: Client, address: str):
    assert list(faults_of(client.get(address).content, SITE + address)) == []


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("<id>", "<id2>", "exactly one id"),
        ('rel="self"', 'rel="via"', "a link to itself"),
        ("Z</updated>", "</updated>", "a moment of RFC 3339"),
        ("<author><name>", "<author><name2>", "an author with a name"),
        (' xml:lang="en"', "", "the language is said"),
        (f'href="{SITE}/feed', 'href="/feed', "is whole"),
    ],
)
def test_the_check_of_feeds_would_notice(
    client: Client, version: Version, before: str, after: str, rule: str
):
    valid = client.get("/feed.atom").content.decode()
    closed = {"<id>": "</id>", "<author><name>": "</name>"}.get(before)
    broken = valid.replace(before, after)
    if closed:
        broken = broken.replace(closed, closed.replace(">", "2>"))

    faults = list(faults_of(broken.encode(), f"{SITE}/feed.atom"))

    assert any(rule in fault for fault in faults)


# What stands in them


def test_an_entry_says_what_was_found_and_leads_to_the_page(version: Version):
    (entry,) = entries("/feed.atom")

    page = SITE + version.fact_check.article.get_absolute_url()
    assert text_of(entry, "id") == page
    assert text_of(entry, "title") == "How many people the night ferry carried"
    assert text_of(entry, "summary").startswith("The ferry carried 412 people")
    assert "<li>It left late.</li>" in text_of(entry, "content")
    assert f'<a href="{page}">' in text_of(entry, "content")


def test_an_entry_keeps_its_id_through_all_versions(version: Version, editor: User):
    (before,) = entries("/feed.atom")
    change(version, editor, VersionKind.CORRECTION, "It was 412.")

    (after,) = entries("/feed.atom")

    assert text_of(after, "id") == text_of(before, "id")
    assert text_of(after, "published") == text_of(before, "published")
    assert "<b>Correction.</b> It was 412." in text_of(after, "content")


def test_corrections_and_updates_are_told_apart_by_category(
    version: Version, editor: User
):
    change(version, editor, VersionKind.UPDATE, "The log was found.")
    change(version, editor, VersionKind.CORRECTION, "It was 412, not 900.")
    change(version, editor, VersionKind.CLARIFICATION, "It was exactly 412.")

    told = [
        (
            entry.find(f"{ATOM}category").attrib,  # type: ignore[union-attr]
            text_of(entry, "summary"),
            text_of(entry, "id"),
        )
        for entry in entries("/corrections.atom")
    ]

    page = SITE + version.fact_check.article.get_absolute_url()
    assert told == [
        (
            {"term": "correction", "label": "Correction"},
            "It was 412, not 900.",
            f"{page}v3/",
        ),
        ({"term": "update", "label": "Update"}, "The log was found.", f"{page}v2/"),
    ]


def test_a_withdrawn_fact_check_says_so_and_tells_nothing_of_its_verdicts(
    client: Client, version: Version, editor: User
):
    assert len(reviews()) == 1
    change(version, editor, VersionKind.WITHDRAWN, "The log was forged.")

    (entry,) = entries("/feed.atom")
    (told,) = entries("/corrections.atom")

    assert text_of(entry, "title").startswith("Withdrawn: ")
    assert "Its verdicts no longer stand." in text_of(entry, "content")
    assert "It left late." not in text_of(entry, "content")
    assert "The ferry carried 412" not in client.get("/feed.json").content.decode()
    assert told.find(f"{ATOM}category").get("term") == "withdrawn"  # type: ignore[union-attr]
    assert reviews() == []


@pytest.mark.parametrize("address", MACHINES)
def test_of_a_withheld_version_nothing_is_left(
    client: Client, version: Version, editor: User, address: str
):
    later = change(version, editor, VersionKind.CORRECTION, "It was Ilse Brandt.")
    assert "ferry" in body_of(client.get(address)).decode()

    withhold(later)

    shown = body_of(client.get(address)).decode()
    assert "Ilse Brandt" not in shown
    assert version.fact_check.article.slug not in shown
    assert "ferry" not in shown


def test_a_json_feed_keeps_its_specification(
    client: Client, version: Version, editor: User
):
    change(version, editor, VersionKind.UPDATE, "The log was found.")

    answer = client.get("/feed.json")

    feed = json.loads(answer.content)
    assert answer["Content-Type"].startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}/feed.json"
    assert feed["home_page_url"] == f"{SITE}/"
    assert feed["authors"] == [{"name": "The Test Desk", "url": f"{SITE}/"}]
    assert feed["language"] == "en"
    assert "next_url" not in feed
    (item,) = feed["items"]
    assert item.keys() == {
        "id", "url", "title", "summary", "content_html", "date_published",
        "date_modified", "language", "authors", "tags",
    }  # fmt: skip
    assert (
        item["id"]
        == item["url"]
        == SITE + version.fact_check.article.get_absolute_url()
    )
    for name in ("date_published", "date_modified"):
        assert dt.datetime.fromisoformat(item[name]).tzinfo is not None
    assert all(isinstance(tag, str) for tag in item["tags"])


# How they are sent


@pytest.mark.parametrize("address", MACHINES)
def test_what_the_reader_holds_is_not_sent_again(
    client: Client, version: Version, editor: User, address: str
):
    answer = client.get(address)
    etag = answer["ETag"]
    held = {"If-None-Match": etag}

    assert etag.startswith('"')
    assert client.get(address, headers=held).status_code == 304
    change(version, editor, VersionKind.CORRECTION, "It was 412.")
    again = client.get(address, headers=held)

    assert again.status_code == 200
    assert again["ETag"] != etag


@pytest.mark.parametrize("address", MACHINES)
def test_feeds_are_public_set_no_cookie_and_only_read(
    client: Client, version: Version, editor: User, address: str
):
    signed_in = Client()
    signed_in.force_login(editor)

    anonymous, known = client.get(address), signed_in.get(address)

    assert body_of(anonymous) == body_of(known)
    assert "public" in anonymous["Cache-Control"]
    assert "max-age" in anonymous["Cache-Control"]
    assert not anonymous.cookies
    assert "Cookie" not in known.get("Vary", "")
    head = client.head(address)
    assert (head.status_code, body_of(head)) == (200, b"")
    assert client.post(address).status_code == 405


def test_every_public_page_names_the_feeds(client: Client, version: Version):
    for page in ("/", "/corrections/", version.fact_check.article.get_absolute_url()):
        shown = client.get(page).content.decode()

        for address in FEEDS:
            assert f'<link rel="alternate" href="{address}"' in shown


def stored(version: Version, number: int) -> Version:
    """Store a later update with the same manifest, past the gate."""
    later = Version.objects.create(
        fact_check=version.fact_check,
        number=number,
        kind=VersionKind.UPDATE,
        reason="More.",
        manifest_sha256=version.manifest_sha256,
        published_by=version.published_by,
        published_at=version.published_at,
    )
    body = manifest.load(version) | {"number": number, "kind": "update"}
    Manifest.objects.create(version=later, body=manifest.canonical(body))
    return later


def test_a_long_feed_is_paged_at_one_cost(
    client: Client,
    version: Version,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    stored(version, 2)
    with django_assert_num_queries(2):
        client.get("/corrections.atom")
    for number in range(3, PER_PAGE + 3):
        stored(version, number)

    with django_assert_num_queries(2):
        first = client.get("/corrections.atom")
    second = "/corrections.atom?page=2"

    assert f'rel="next" type="application/atom+xml" href="{SITE}{second}"' in (
        first.content.decode()
    )
    assert len(entries("/corrections.atom")) == PER_PAGE
    assert len(entries(second)) == 1
    assert list(faults_of(client.get(second).content, SITE + second)) == []


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "2\x00"])
@pytest.mark.parametrize("address", FEEDS)
def test_a_page_that_is_not_there_is_the_nearest_one(
    client: Client, address: str, page: str
):
    assert client.get(address, {"page": page}).status_code == 200


def test_a_json_feed_of_many_names_the_next_page(
    client: Client, version: Version, monkeypatch: pytest.MonkeyPatch,
    editor: User, checker: User, other_checker: User,
):  # fmt: skip
    factories.published(editor, checker, other_checker)
    monkeypatch.setattr("claims.feeds.PER_PAGE", 1)

    first = json.loads(client.get("/feed.json").content)
    second = json.loads(client.get("/feed.json?page=2").content)

    assert first["next_url"] == second["feed_url"] == f"{SITE}/feed.json?page=2"
    assert first["items"][0]["id"] != second["items"][0]["id"]


@override_settings(DESK_NAME="Desk\x0b & \ufffe<b>")
def test_no_name_of_a_desk_breaks_a_feed(client: Client, version: Version):
    feed = ET.fromstring(client.get("/feed.atom").content)

    assert text_of(feed, "title") == "Desk & <b>: Fact-checks"


# ClaimReviews


def test_every_claimreview_that_stands_is_in_one_data_feed(
    client: Client, version: Version, editor: User, checker: User, other_checker: User
):
    factories.published(editor, checker, other_checker)

    feed = json.loads(body_of(client.get("/claimreviews.json")))

    assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
    assert len(feed["dataFeedElement"]) == 2
    item = feed["dataFeedElement"][0]
    permalink = version.pages.get(address__contains="/claims/")
    on_the_page = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>',
        bytes(permalink.content).decode(),
    )
    assert item["@type"] == "DataFeedItem"
    assert item["item"] == [json.loads(block) for block in on_the_page]


def test_the_data_feed_holds_few_manifests_at_a_time(
    client: Client, version: Version, monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
    editor: User, checker: User, other_checker: User,
):  # fmt: skip
    factories.published(editor, checker, other_checker)
    factories.published(editor, checker, other_checker)
    monkeypatch.setattr("claims.feeds.AT_ONCE", 2)

    answer = client.get("/claimreviews.json")

    assert answer.streaming
    with django_assert_num_queries(2):
        feed = json.loads(body_of(answer))
    assert len(feed["dataFeedElement"]) == 3


def test_an_empty_data_feed_is_json(client: Client):
    feed = json.loads(body_of(client.get("/claimreviews.json")))

    assert feed["dataFeedElement"] == []


# Fragments


def fragments_of(version: Version) -> tuple[str, str]:
    page = version.fact_check.article.get_absolute_url()
    return f"{page}fragment.txt", f"{page}claims/1/fragment.txt"


def test_a_fragment_is_plain_text_that_no_crawler_takes_for_a_page(
    client: Client, version: Version
):
    for address in fragments_of(version):
        answer = client.get(address)

        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "public" in answer["Cache-Control"]
        held = {"If-None-Match": answer["ETag"]}
        assert client.get(address, headers=held).status_code == 304


def test_the_fragment_of_a_verdict_carries_its_one_claimreview(
    client: Client, version: Version
):
    whole, verdict = (client.get(a).content.decode() for a in fragments_of(version))

    assert '"@type": "ClaimReview"' in verdict
    assert (
        f'"url": "{SITE}{version.fact_check.article.get_absolute_url()}claims/1/"'
        in verdict
    )
    assert '"@type": "ItemList"' in whole
    assert "ClaimReview" not in whole


def test_a_fragment_of_what_is_not_published_is_not_there(
    client: Client, version: Version
):
    page = version.fact_check.article.get_absolute_url()

    for address in (
        f"{page}claims/9/fragment.txt",
        f"{page}claims/0/fragment.txt",
        "/fact-checks/nowhere/fragment.txt",
    ):
        assert client.get(address).status_code == 404


def test_a_withheld_fragment_is_gone_and_a_withdrawn_one_says_so(
    client: Client, version: Version, editor: User
):
    later = change(version, editor, VersionKind.WITHDRAWN, "The log was forged.")
    for address in fragments_of(version):
        shown = client.get(address).content.decode()
        assert "The log was forged." in shown
        assert "no longer stand" in shown
        assert "<script" not in shown

    withhold(later)

    for address in fragments_of(version):
        assert client.get(address).status_code == 404


def test_hostile_words_stay_words(client: Client, version: Version, editor: User):
    later = change(version, editor, VersionKind.CORRECTION, HOSTILE)

    shown = b"".join(
        body_of(client.get(a)) for a in (*MACHINES[:2], *fragments_of(later))
    ).decode()

    assert "<img" not in shown
    assert "<script>alert" not in shown
    for entry in entries("/feed.atom"):
        assert "<img" not in text_of(entry, "content")
