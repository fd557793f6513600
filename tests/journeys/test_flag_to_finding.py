"""From what the reading noticed to a published finding about the article."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.choices import StatementKey, Status
from claims.models import Article, Claim, FactCheck, Flag, Rating
from tests.journeys.people import Person
from tests.journeys.test_article_to_page import _at, _attach, _markup, _public

ARTICLE = """Bridge Closed As 40,000 Drivers Look For Another Way

The old river bridge closed on Sunday after inspectors found cracks in two piers. Some
22,000 drivers cross it every day, the roads agency said.
"""
WORDS = "The headline’s 40,000 drivers are nowhere in the text"


@pytest.fixture
def alice(editor: User) -> Person:
    """The editor."""
    return Person(editor)


@pytest.fixture
def bob(checker: User) -> Person:
    return Person(checker)


@pytest.fixture
def charlie(other_checker: User) -> Person:
    return Person(other_checker)


def _review(person: Person, finding: Claim, weighed: list[int]) -> None:
    person.fill_in(
        _at(finding, "review"),
        rating=Rating.objects.get(scale__is_current=True, code="true").pk,
        reasoning="The text names 22,000 drivers and no other number of them.",
        **{f"bearing-{pk}": "supports" for pk in weighed},
    )


def test_from_a_flag_to_a_published_finding(
    alice: Person, bob: Person, charlie: Person
):
    alice.fill_in(
        reverse("admin:claims_article_add"),
        text=ARTICLE,
        publisher="River Herald",
        published_on="2026-03-02",
    )
    article = Article.objects.get()
    page = reverse("admin:claims_article_change", args=[article.pk])

    # Home counts the article; its page says what was noticed, and where to settle it.
    home = alice.open(reverse("admin:index"))
    assert re.search(r"<strong>1</strong> <span>Articles with open flags", home)
    flag = Flag.objects.get(kind="headline-figure", message__contains="40,000")
    confirm = reverse("admin:claims_article_confirm", args=[article.pk, flag.pk])
    assert confirm in alice.open(page)
    assert confirm not in bob.open(page)

    # Confirmed, it is a claim open for checking; nothing of it is public.
    alice.fill_in(confirm, claim_reviewed=WORDS, as_="central")
    finding = Claim.objects.get(is_finding=True)
    assert finding.status == Status.OPEN
    assert finding.get_status_display() in alice.open(page)

    # Evidence is the article's own text; the publisher is asked.
    weighed = [
        _attach(bob, finding, f"The article, {part}", f"https://herald.example/{part}")
        for part in ("headline", "text")
    ]
    bob.fill_in(
        f"{reverse('admin:claims_contact_add')}?claim={finding.pk}",
        who="River Herald",
        channel="email",
        contacted_on="2026-03-03",
        question="Where does the number in the headline come from?",
    )

    # Two review it, the second blind to the first.
    _review(bob, finding, weighed)
    assert "no other number of them" not in charlie.open(_at(finding, "review"))
    _review(charlie, finding, weighed)
    finding.refresh_from_db()
    assert finding.status == Status.DECIDED

    # Published, it stands as a finding, counted apart, without ClaimReview.
    for key in StatementKey:
        address = reverse("admin:claims_sitestatement_change", args=[key])
        alice.fill_in(address, text=f"What we say of {key.label}.")
    fact_check = FactCheck.objects.get(article=article)
    alice.fill_in(
        reverse("admin:claims_factcheck_change", args=[fact_check.pk]),
        title="The bridge, checked",
        summary="The headline has a number of its own.",
        key_findings="One.\nTwo.\nThree.",
        why_checked="Readers asked.",
        as_of="2026-03-05",
    )
    publish = reverse("admin:claims_factcheck_publish", args=[fact_check.pk])
    confirming = alice.fill_in(publish)
    alice.send(publish, confirming.content.decode(), confirmed="1")

    summary = _public(article.get_absolute_url()).decode()
    assert WORDS in summary
    assert "A finding about the article." in summary
    assert "Finding: true" in summary
    assert "1 finding about the article itself is not among these." in summary
    finding.refresh_from_db()
    permalink = _public(finding.get_absolute_url())
    assert "Finding about the article: " in permalink.decode()
    assert _markup(permalink) == []
    reviewed = Client().get(reverse("claim-reviews")).getvalue().decode()
    assert "ClaimReviews" in reviewed
    assert WORDS not in reviewed
    told = _public(reverse("api:fact-check", args=[article.slug])).decode()
    assert '"is_finding":true' in told
    assert WORDS in _public(f"{reverse('index')}?q=headline+drivers").decode()


def test_what_is_confirmed_again_after_a_changed_text_is_one_finding(alice: Person):
    address = "https://herald.example/bridge"
    imports = reverse("admin:claims_article_add")
    alice.fill_in(imports, text=ARTICLE, url=address)
    article = Article.objects.get()
    page = reverse("admin:claims_article_change", args=[article.pk])
    noticed = Flag.objects.filter(kind="headline-figure", message__contains="40,000")

    def settle(flag: Flag, name: str, **typed: object) -> None:
        at = reverse(f"admin:claims_article_{name}", args=[article.pk, flag.pk])
        alice.fill_in(at, **typed)

    settle(noticed.get(), "confirm", claim_reviewed=WORDS, as_="central")
    alice.fill_in(imports, text=f"{ARTICLE}\nIt stays closed.\n", url=address)

    # The finding stands beside what is noticed in the latest text, and nowhere twice.
    earlier, later = noticed.order_by("pk")
    listed = alice.open(page).partition('id="flags"')[2].partition("</section>")[0]
    assert listed.count(f"<p>{later.message}</p>") == 1
    assert later.finding == Claim.objects.get(is_finding=True)
    settle(later, "take_back")
    settle(later, "confirm", claim_reviewed=WORDS, as_="central")

    findings = Claim.objects.filter(is_finding=True).order_by("pk")
    assert [finding.status for finding in findings] == [Status.NOT_CHECKED, Status.OPEN]
    confirm = reverse("admin:claims_article_confirm", args=[article.pk, earlier.pk])
    assert "It is settled already." in alice.open(confirm)
