"""Texts of all Unicode go in by the desk's doors and come out of every public one.

Whatever people typed, each page, feed and file is well-formed and says what they typed,
normalized and nothing else. The suite sends a few texts; `make prove-unicode` sends
2,000, and ``UNICODE_TEXTS`` any other number.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claims import evidence as keeping
from claims import workflow
from claims.choices import Channel, LeaveReason, Place, Said, Selection
from claims.lifecycle import StepRefused
from claims.models import Article, Claim, FactCheck, Version
from claims.publishing import issuing
from claims.publishing.claimreview import wording_faults
from claims.record import cleaned
from sources.normalizing import normalize_line
from tests import factories
from tests.claims.test_feeds import faults_of as faults_of_feed
from tests.claims.test_sitemaps import faults_of as faults_of_sitemap
from tests.journeys.people import Person
from tests.wellformed import IllFormed, Page

SITE = "http://testserver"
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
ATOM = "{http://www.w3.org/2005/Atom}"

TEXTS = int(os.environ.get("UNICODE_TEXTS", "25"))
"""How many texts are sent in all."""

IN_ONE_ARTICLE = 25
"""How many of them one article carries, each in every field of a claim of its own."""

HARD = (
    # What ends something early, or begins something that was not meant.
    "</script><script>alert(1)</script>",
    "<!-- ]]> --> <![CDATA[",
    "\u2028</p>\u2029",
    "&amp;&lt;&#0;&nosuch;",
    "\"'`><img src=x onerror=alert(2)>",
    "{{ 7 }}{% now %}",
    "javascript:alert(1) [a](javascript:b) ![c](d)",
    "# * _ ` ~~~ | \\ > 1. -",
    "=cmd|' /C calc'!A0",
    "+1-1@SUM(1)\t=2",
    "%00%0a%s%n ${x} \\u0000 \\",
    "--%3E",
    # What is written from the right, above, below, or in many pieces.
    "السَّلامُ עֲלֵיכֶם \u202eabc\u202c \u2067x\u2069",
    "\u202e\u202e\u2066 not closed",
    "नमस्ते ক্ষ தமிழ்",
    "e\u0301 = é, \u1112\u1161\u11ab = 한",
    "Z̷̛̼a̶͔͝l̵̰̈g̴̤͝o̷͓͘",
    "👩🏽‍🚒🏳️‍🌈🇬🇪☎️1️⃣",
    "ﷺ ﬁ Å K ſt",
    "中文，日本語のテキスト。한국어",
    "ქართული Հայերեն Ελληνικά",
    "\U0001d54f𐍈𒀀\U0010fffd",
    # What is not there, or hardly.
    "a\u200bb\u2060c\u00add\u034fe",
    "\u3000 \xa0full\u2003of\u205fspace\u1680",
    "\x01\x1f\x7f\x9fdirt\ufeff\ufffe",
    "a\rb\r\nc\u0085d\x0be\x0cf",
)

_blocks = st.sampled_from(
    # Where scripts stand; the Han ideographs between take too much of the room.
    [
        *range(0, 0x3400, 0x80),
        *range(0xA000, 0xD780, 0x80),
        *range(0xF900, 0x20000, 0x80),
    ]
)


def _of_one_block(start: int) -> st.SearchStrategy[str]:
    """Draw words from 128 neighboring code points, so mostly of one script."""
    letters = st.characters(
        min_codepoint=start, max_codepoint=start + 0x7F, exclude_categories=["Cs"]
    )
    return st.text(letters | st.just(" "), min_size=1, max_size=40)


_anything = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    _blocks.flatmap(_of_one_block),
    st.text("<>&\"'`*_#[]()!-|~\\/ \n\t=+@%{}$;:.,0aé", min_size=1, max_size=40),
    st.text(
        "ab\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
        "\u0301\u0489\u200d\ufe0f🏽👩אبé",
        min_size=1,
        max_size=40,
    ),
    st.tuples(st.sampled_from(HARD), st.text(max_size=9)).map("".join),
)


def _is_taken(text: str) -> bool:
    """Whether a field that must be filled in takes this text.

    A NUL is refused, and so is what is empty once the dirt is out.
    """
    words = normalize_line(text) if "\0" not in text else ""
    # A claim that reports is refused at the gate; hypothesis tries words of our code.
    return bool(words) and not any(fault.is_error for fault in wording_faults(words))


texts = _anything.filter(_is_taken)


@dataclass
class People:
    editor: User
    first: User
    second: User


@pytest.fixture
def people(editor: User, checker: User, other_checker: User) -> People:
    factories.statements()
    return People(editor, checker, other_checker)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is stored inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Sent:
    """What was published, and where; the texts as they were typed."""

    version: Version
    typed: list[str]
    claims: list[Claim] = field(default_factory=list)

    @property
    def page(self) -> str:
        return self.version.fact_check.article.get_absolute_url()

    @property
    def slug(self) -> str:
        return self.version.fact_check.article.slug

    def line(self, index: int) -> str:
        """Return a text as a one-line field keeps it."""
        return normalize_line(self.typed[index % len(self.typed)])


def send(typed: Sequence[str], people: People) -> Sent:
    """Take texts through the desk, from the import to a published version.

    Each stands in every field of a claim of its own; the fields that an article or a
    fact-check has once hold one each.
    """

    def text(index: int) -> str:
        return typed[index % len(typed)]

    body = "\n\n".join(
        f"{words} reported it.\n\nThe ferry numbered {number} carried {400 + number} "
        "passengers."
        for number, words in enumerate(typed)
    )
    article = _imported(
        people,
        text=f"Ferries Carried {len(typed)} Loads\n\n{body}\n\n{text(0)} again.\n\n"
        f"Sources:\n\n{text(1)}   {text(2)}\n",
        headline=text(0),
        publisher=text(1),
        byline=text(2),
        reach=text(3),
        url="https://gazette.example/ferries",
        published_on="2026-03-03",
    )
    found = list(article.claims.order_by("position"))
    found.sort(key=lambda claim: "ferry numbered" not in claim.claim_reviewed)
    assert len(found) >= len(typed)
    # The reading may have made a topic of the words alone.
    topic = workflow.add_topic(
        article=article, name=f"On {text(4)}", summary=text(5), by=people.editor
    )
    claims = [
        _checked(claim, words, topic, people, alone=number > 0)
        for number, (claim, words) in enumerate(zip(found, typed, strict=False))
    ]
    for other in found[len(typed) :]:
        workflow.leave(
            claim=other,
            version=other.version,
            reason=LeaveReason.NOT_CHECKABLE,
            note=text(6),
            link="",
            by=people.editor,
        )
    keeping.log_contact(
        article=article,
        claims=claims[:1],
        who=text(7),
        role=text(8),
        channel=Channel.EMAIL,
        contacted_on=dt.date(2026, 3, 4),
        question=text(9),
        answer=text(10),
        answered_on=dt.date(2026, 3, 5),
        words_to_publish=text(10),
        by=people.first,
    )
    fact_check = FactCheck.objects.get(article=article)
    for title in (12, 11):  # the first title is that of the version before
        fact_check.refresh_from_db()
        fact_check = issuing.draft(
            fact_check=fact_check,
            title=text(title),
            summary=text(13),
            key_findings="\n".join(normalize_line(text(i)) for i in (14, 15, 16)),
            why_checked=text(17),
            as_of=dt.date(2026, 3, 5),
            notice=text(18),
            version=fact_check.version,
            by=people.editor,
        )
        version = issuing.publish(
            fact_check=fact_check, kind="correction", reason=text(19), by=people.editor
        )
    return Sent(version, list(typed), list(article.claims.exclude(public_number=None)))


def _imported(people: People, **told: str) -> Article:
    """Bring an article in as a script does."""
    response = Person(people.editor).client.post(
        reverse("api:articles"), told, content_type="application/json"
    )
    assert response.status_code == 201, response.content
    return Article.objects.get(pk=response.json()["article"])


def _checked(
    claim: Claim, words: str, topic: Any, people: People, *, alone: bool
) -> Claim:
    """Take one claim to its verdict, with ``words`` in each of its fields."""
    claim = workflow.select(
        claim=claim,
        version=claim.version,
        as_=Selection.SUPPORTING if alone else Selection.CENTRAL,
        topic=topic,
        by=people.editor,
    )
    claim = workflow.word(
        claim=claim,
        claim_reviewed=words,
        claimant=words,
        via=[words],
        kind=claim.kind,
        subclaims=[words],
        version=claim.version,
        by=people.editor,
    )
    source = keeping.add_source(title=words, publisher=words, by=people.first)
    if not source.is_opened:
        source = keeping.open_source(
            source=source, version=source.version, by=people.first
        )
    factories.evidence(
        claim,
        people.first,
        source=source,
        passage=words,
        translation=words,
        translator=words,
        unreachable_reason=words,
    )
    keeping.log_search(
        claim=claim,
        sought=words,
        place=words,
        searched_on=dt.date(2026, 3, 4),
        outcome=words,
        by=people.first,
    )
    if not alone:
        claim = workflow.prepare(
            claim=Claim.objects.get(pk=claim.pk),
            topic=topic,
            single_source_reason=words,
            version=Claim.objects.get(pk=claim.pk).version,
            by=people.editor,
        )
    answers = {"said": Said.AT_ORIGIN, "reasoning": words}
    claim = factories.submit(claim, people.first, Place.FIRST, **answers)
    if not alone:
        claim = factories.submit(claim, people.second, Place.SECOND, **answers)
    return claim


# What comes out


def body_of(address: str, **asked: Any) -> bytes:
    response: HttpResponse = Client().get(address, asked)
    assert response.status_code == 200, (address, response.status_code)
    if response.streaming:
        return b"".join(response)  # type: ignore[attr-defined]
    return response.content


def page_at(address: str) -> Page:
    return Page(body_of(address).decode("utf-8"))


def check_pages(sent: Sent) -> None:
    """The summary page, the page of each version, the index and the corrections."""
    lines = {claim.claim_reviewed for claim in sent.claims}
    for address in (sent.page, f"{sent.page}v1/", f"{sent.page}v2/"):
        shown = page_at(address)
        assert lines <= set(shown.texts("h3"))
    shown = page_at(sent.page)
    assert shown.texts("h1") == [sent.line(11)]
    assert page_at(f"{sent.page}v1/").texts("h1") == [sent.line(12)]
    assert sent.line(13) in shown.texts("p")
    assert {sent.line(index) for index in (14, 15, 16)} <= set(shown.texts("li"))
    assert sent.line(0) in shown.texts("bdi")
    for block in shown.markup():
        json.loads(block)
    assert sent.line(11) in page_at("/").texts("h2")
    assert cleaned(sent.typed[19 % len(sent.typed)]) in page_at("/corrections/").texts(
        "p"
    )
    page_at("/about/")


def check_verdicts(sent: Sent) -> None:
    """Each permalink: what it says, and the same in its ClaimReview."""
    by_words = {normalize_line(text): text for text in sent.typed}
    assert len(sent.claims) == len(sent.typed)
    for claim in sent.claims:
        words = claim.claim_reviewed
        typed = by_words[words]
        shown = page_at(claim.get_absolute_url())
        assert shown.texts("h1") == [words]
        quoted = [text for text in shown.texts("bdi") if text == cleaned(typed)]
        assert len(quoted) >= 2  # passage and translation
        (block,) = shown.markup()
        review = json.loads(block)
        assert review["claimReviewed"] == words
        assert review["itemReviewed"]["text"] == words
        assert review["itemReviewed"]["author"] == {"name": words}
        appeared = review["itemReviewed"]["appearance"]
        assert appeared["headline"] == sent.line(0)
        assert appeared["publisher"]["name"] == sent.line(1)


def check_feeds(sent: Sent) -> None:
    for address, prefix, summary in (
        ("/feed.atom", "", sent.line(13)),
        ("/corrections.atom", "Correction: ", None),
    ):
        raw = body_of(address)
        assert list(faults_of_feed(raw, SITE + address)) == []
        entry = ET.fromstring(raw).find(f"{ATOM}entry")
        assert entry is not None
        assert entry.findtext(f"{ATOM}title") == prefix + sent.line(11)
        if summary is not None:
            assert entry.findtext(f"{ATOM}summary") == summary
        content = Page(entry.findtext(f"{ATOM}content") or "")
        assert sent.line(18) in content.texts("em")
    (item,) = json.loads(body_of("/feed.json"))["items"]
    assert item["title"] == sent.line(11)
    assert item["summary"] == sent.line(13)
    content = Page(item["content_html"])
    assert content.texts("li") == [sent.line(index) for index in (14, 15, 16)]


def check_files(sent: Sent) -> None:
    """The sitemap, the ClaimReviews in one file, and what is pasted elsewhere."""
    raw = body_of("/sitemap.xml")
    assert list(faults_of_sitemap(raw)) == []
    assert sent.line(11) in [element.text for element in ET.fromstring(raw).iter()]
    (item,) = json.loads(body_of("/claimreviews.json"))["dataFeedElement"]
    assert sorted(review["claimReviewed"] for review in item["item"]) == sorted(
        claim.claim_reviewed for claim in sent.claims
    )
    whole = page_at(f"{sent.page}fragment.txt")
    assert whole.texts("h2") == [sent.line(11)]
    for claim in sent.claims:
        fragment = page_at(f"{claim.get_absolute_url()}fragment.txt")
        assert fragment.texts("h2") == [claim.claim_reviewed]
        (block,) = fragment.markup()
        assert json.loads(block)["claimReviewed"] == claim.claim_reviewed


def check_api(sent: Sent, people: People) -> None:
    """What scripts read: without a token what is published, with one the claims."""
    told = json.loads(body_of(reverse("api:fact-check", args=[sent.slug])))
    assert told["title"] == sent.line(11)
    assert {claim["claim_reviewed"] for claim in told["claims"]} == {
        claim.claim_reviewed for claim in sent.claims
    }
    (line,) = json.loads(body_of(reverse("api:fact-checks")))["results"]
    assert (line["title"], line["headline"]) == (sent.line(11), sent.line(0))
    desk = Person(people.editor).client
    address = reverse("api:claims")
    found: list[str] = []
    while address:
        page = desk.get(address).json()
        found += [claim["claim_reviewed"] for claim in page["results"]]
        address = page["next"]
    assert {claim.claim_reviewed for claim in sent.claims} <= set(found)


def check_exports(sent: Sent, people: People) -> None:
    """Every list of the desk as CSV: whole rows, no formula, the words as they are."""
    claims = _exported("claims_claim", people)
    words = {row["Claim"].removeprefix("'") for row in claims}
    assert {claim.claim_reviewed.removeprefix("'") for claim in sent.claims} <= words
    (article,) = _exported("claims_article", people)
    assert article["Headline"].removeprefix("'") == sent.line(0).removeprefix("'")
    sources = {
        row["Title"].removeprefix("'") for row in _exported("sources_source", people)
    }
    assert {normalize_line(text).removeprefix("'") for text in sent.typed} <= sources
    for name in ("contact", "version", "steptaken"):
        assert _exported(f"claims_{name}", people)


def _exported(name: str, people: People) -> list[dict[str, str]]:
    response = Person(people.editor).client.get(reverse(f"admin:{name}_export"))
    assert response.status_code == 200
    file = b"".join(response).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, *rows = csv.reader(io.StringIO(file, newline=""), strict=True)
    for row in rows:
        assert len(row) == len(head)
        assert not [cell for cell in row if cell.lstrip().startswith(FORMULAS)]
    return [dict(zip(head, row, strict=True)) for row in rows]


def check_all(sent: Sent, people: People) -> None:
    check_pages(sent)
    check_verdicts(sent)
    check_feeds(sent)
    check_files(sent)
    check_api(sent, people)
    check_exports(sent, people)


def test_whatever_is_typed_comes_out_of_every_door_well_formed(people: People):
    sent: list[str] = []

    @settings(
        # The first example is the simplest there is and proves little.
        max_examples=1 + math.ceil(TEXTS / IN_ONE_ARTICLE),
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(
        typed=st.lists(
            texts,
            min_size=IN_ONE_ARTICLE,
            max_size=IN_ONE_ARTICLE,
            unique_by=normalize_line,
        )
    )
    def read_back(typed: list[str]) -> None:
        with undone():
            check_all(send(typed, people), people)
        sent.extend(typed)

    read_back()

    assert len(sent) >= TEXTS


def test_the_hardest_texts_do_too(people: People):
    with undone():
        check_all(send(HARD, people), people)


def test_dirt_that_was_let_in_would_be_noticed(
    people: People, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sources.normalizing._INVISIBLE_DIRT", re.compile("(?!)"))

    with undone(), pytest.raises(IllFormed, match=r"U\+0001 in the page"):
        check_all(send(["\x01 and more", *HARD[:24]], people), people)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "b\udfffc"])
def test_what_no_text_holds_is_refused_in_a_sentence(people: People, text: str):
    article = factories.article()

    with pytest.raises(StepRefused, match=r"^The text holds .*\.$"):
        workflow.add_topic(article=article, name=text, summary="", by=people.editor)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>1 < 2</p>", "a bare <"),
        ("<p>a & b</p>", "a bare &"),
        ("<p>a > b</p>", "a bare >"),
        ("<p><b>a</p>", "</p> inside <b>"),
        ("<p>a", "<p> is never closed"),
        ("a</p>", "</p> inside <nothing>"),
        ('<p id="a" id="b">c</p>', "an attribute twice"),
        ("<p>&nosuch;</p>", "&nosuch; means nothing"),
        ("<p>\x0b</p>", "U+000B"),
        ("<p>\ufffe</p>", "U+FFFE"),
        ("<p><!-- a --></p>", "a comment"),
    ],
)
def test_the_strict_reader_mends_nothing(source: str, fault: str):
    with pytest.raises(IllFormed, match=fault.replace("+", r"\+")):
        Page(source)
