from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import demonstration
from claims.choices import Status
from claims.commenting import comment
from claims.models import Article, Claim, Contact, FactCheck, Flag
from claims.publishing import gate, issuing, manifest
from claims.seeding import SEEDS
from tests.addresses import every_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def under_check() -> Article:
    """The example that is left in the middle of the work."""
    return demonstration.play(lambda _sentence: None)[1]


def claim_of(article: Article, words: str) -> Claim:
    return article.claims.get(claim_reviewed__contains=words)


def test_a_visitor_of_the_desk_finds_a_claim_at_every_step(
    under_check: Article,
) -> None:
    found = Counter(under_check.claims.values_list("status", flat=True))

    assert set(found) == set(Status)
    assert found[Status.DISPUTED] == found[Status.SECOND_REVIEW] == 1
    assert found[Status.DECIDED] >= 3
    assert found[Status.OPEN] >= 3
    assert found[Status.PROPOSED] >= 10


def test_one_claim_stands_in_the_headline_and_in_the_body(under_check: Article) -> None:
    quotes = claim_of(under_check, "41 percent").mentions.order_by("start")

    assert [mention.quote[:35] for mention in quotes] == [
        "Tarnmouth’s Free Buses Carried 41 P",
        "Tarnmouth’s buses carried 6.3 milli",
    ]


def test_the_article_is_of_the_shape_its_description_names(
    under_check: Article,
) -> None:
    text = (SEEDS / "articles/free-buses.md").read_text(encoding="utf-8")
    revision = under_check.latest_revision()
    addresses = [citation.url for citation in revision.citations.all()]

    assert len(re.findall("^## ", text, re.MULTILINE)) >= 4
    assert text.count("\n| ") >= 5
    assert len(addresses) >= 4
    assert all(".example/" in address for address in addresses)


def test_the_sources_it_links_to_are_those_the_desk_works_with(
    under_check: Article,
) -> None:
    cited = under_check.latest_revision().citations.select_related("source")

    assert all("(fictional)" in citation.source.publisher for citation in cited)


def test_there_is_evidence_that_nobody_has_reviewed(under_check: Article) -> None:
    waiting = under_check.claims.filter(status=Status.OPEN, evidence__isnull=False)

    assert waiting.filter(reviews=None, assignee__username="checker-2").exists()


def test_one_claim_is_due_at_once_and_somebody_is_asked_about_it(
    under_check: Article,
) -> None:
    in_a_minute = timezone.now() + dt.timedelta(minutes=1)

    claim = under_check.claims.get(due_at__lt=in_a_minute)

    assert claim.assignee
    assert claim.status == Status.OPEN
    assert claim.comments.filter(mentioned=claim.assignee).count() == 2


def test_somebody_was_asked_and_has_not_answered(under_check: Article) -> None:
    unanswered = Contact.objects.filter(
        article=under_check, answer="", nobody_reason=""
    )

    assert unanswered.exists()


def test_it_is_ready_to_publish_and_would_say_that_it_is_a_demonstration(
    under_check: Article, client: Client
) -> None:
    fact_check = FactCheck.objects.get(article=under_check)
    before = client.get(under_check.get_absolute_url())

    assert gate.examine(fact_check).unmet == []
    assert fact_check.versions.count() == 0
    assert before.status_code == 404
    issuing.publish(
        fact_check=fact_check,
        kind="first",
        reason="",
        by=fact_check.article.imported_by,
    )
    page = client.get(under_check.get_absolute_url()).content.decode()
    assert "A demonstration: the verdicts are demonstration data." in page
    assert "every person and every figure in it are invented" in page


def test_every_way_out_says_that_the_verdicts_are_demonstration_data(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    published = demonstration.play(lambda _sentence: None)[0]
    taken = {"slug": published.slug, "number": 1}
    ways = {
        address.name: address.fill(**taken)
        for address in every_address()
        if set(address.arguments) <= set(taken)
    }
    least = dict.fromkeys(ways, 1) | {"verdict-fragment": 2, "claim-reviews": 9}

    said = {
        name: client.get(ways[name]).getvalue().decode().count("demonstration data")
        for name in (
            "index",
            "fact-check",
            "fact-check-version",
            "verdict",
            "feed",
            "feed-json",
            "corrections-feed",
            "fact-check-fragment",
            "verdict-fragment",
            "claim-reviews",
            "api:fact-checks",
            "api:fact-check",
            "api:fact-check-version",
        )
    }
    for form in ("text", "html", "json"):
        call_command("assessor_report", "--format", form)
        said[form] = capsys.readouterr().out.count("demonstration data")

    assert {name for name in said if said[name] < least.get(name, 1)} == set()


def test_the_walk_sends_no_mail_and_whoever_works_on_gets_some(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        article = demonstration.play(lambda _sentence: None)[1]
    assert mail.outbox == []

    claim = article.claims.filter(status=Status.OPEN)[0]
    editor = User.objects.get(username="editor")
    with django_capture_on_commit_callbacks(execute=True):
        comment(claim=claim, text="@checker-1, please.", by=editor)

    assert [message.to for message in mail.outbox] == [["checker-1@desk.example"]]


def test_what_is_not_published_is_told_to_nobody(
    under_check: Article, client: Client
) -> None:
    for name in ("index", "corrections", "about", "methodology", "ratings"):
        assert "Tarnmouth" not in client.get(reverse(name)).content.decode()


def test_no_example_quotes_more_of_an_article_than_it_should() -> None:
    for article in demonstration.play(lambda _sentence: None):
        fact_check = FactCheck.objects.get(article=article)
        would_be = manifest.would_be(fact_check, manifest.claims_for(fact_check))

        share = manifest.quoted_share(would_be, article.latest_revision().text)

        assert share <= gate.MOST_QUOTED


def test_what_was_noticed_about_the_headline_is_published_as_a_finding(
    client: Client,
) -> None:
    published = demonstration.play(lambda _sentence: None)[0]
    finding = published.claims.get(is_finding=True)

    page = client.get(finding.get_absolute_url()).content.decode()

    assert finding.status == Status.DECIDED
    assert finding.reviews.count() == 2
    assert "A finding about the article." in page
    assert "Finding: true" in page
    noticed = published.latest_revision().flags.all()
    assert noticed.get(kind="headline-figure").finding == finding
    unused = noticed.filter(kind="unused-source")
    assert all(flag.dismissed_because for flag in unused)
    assert unused
    assert {flag.kind for flag in Flag.objects.open()} == {"picture"}
