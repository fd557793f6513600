from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims import evidence as keeping
from claims import workflow
from claims.choices import Place
from claims.models import Claim
from tests import factories
from tests.claims.admin.pages import page_of, read
from tests.journeys.people import Person

OPEN = {
    "editor": {"First review", "Leave unchecked", "Assign"},
    "checker": {"First review"},
    "other_checker": {"First review"},
    "superuser": set(),
}
OFFERS = {
    "proposed": {
        "editor": {"Select for checking", "Leave unchecked", "Assign"},
        "checker": set(),
        "other_checker": set(),
        "superuser": set(),
    },
    "open": OPEN,
    "second-review": {
        "editor": {"Second review", "Reopen", "Assign"},
        "checker": set(),
        "other_checker": {"Second review"},
        "superuser": set(),
    },
    "disputed": {
        "editor": {"Final ruling", "Reopen", "Assign"},
        "checker": {"Agree after discussion"},
        "other_checker": {"Agree after discussion"},
        "superuser": set(),
    },
    "decided": {
        "editor": {"Reopen", "Assign"},
        "checker": set(),
        "other_checker": set(),
        "superuser": set(),
    },
    "not-checked": {
        "editor": {"Select for checking", "Assign"},
        "checker": set(),
        "other_checker": set(),
        "superuser": set(),
    },
}


@pytest.fixture
def claims(editor: User, checker: User, other_checker: User) -> dict[str, Claim]:
    """One claim in each status."""
    left = factories.article().claims.all()[0]
    return {
        "proposed": factories.article().claims.all()[0],
        "open": factories.open_claim(editor),
        "second-review": factories.once_reviewed(editor, checker),
        "disputed": factories.disputed(editor, checker, other_checker),
        "decided": factories.decided(editor, checker, other_checker),
        "not-checked": workflow.leave(
            claim=left, version=left.version, reason="opinion", by=editor
        ),
    }


@pytest.mark.parametrize("role", OPEN)
def test_everybody_is_offered_the_steps_they_may_take(
    role: str, claims: dict[str, Claim], request: pytest.FixtureRequest
):
    user = request.getfixturevalue(role)

    for status, claim in claims.items():
        response = Person(user).client.get(page_of(claim))
        offered = {offer.label for offer in response.context["offers"]}
        assert (status, offered) == (status, OFFERS[status][role])


def test_every_step_offered_leads_to_its_form(
    claims: dict[str, Claim], editor: User, checker: User, other_checker: User
):
    for claim in claims.values():
        for user in (editor, checker, other_checker):
            page = Person(user).client.get(page_of(claim))
            for offer in page.context["offers"]:
                form = Person(user).open(offer.address)
                assert '<button type="submit" class="button default">' in form


def test_who_wrote_the_article_is_offered_no_review(editor: User, checker: User):
    article = factories.article(written_by=checker)
    claim = factories.open_claim(editor, claim=article.claims.all()[0])

    page = Person(checker).client.get(page_of(claim))

    assert page.context["offers"] == []


def test_a_mention_stands_within_its_sentence(editor: User):
    claim = factories.article().claims.get(mentions__quote__contains="412 passengers")
    mention = claim.mentions.get()

    page = Person(editor).open(page_of(claim))

    assert f"<mark>{mention.quote}</mark>" in page
    sentence = "The night ferry carried 412 passengers"
    assert sentence in read(editor, page_of(claim)).replace("  ", " ")


def test_a_claim_left_says_why(editor: User):
    claim, original = factories.article().claims.all()[:2]
    workflow.leave(
        claim=claim,
        version=claim.version,
        reason="duplicate",
        duplicate_of=original,
        by=editor,
    )

    page = read(editor, page_of(claim))

    assert "Duplicate of another claim." in page
    assert f"It repeats {original}" in page
    assert f"Repeated by {claim}" in read(editor, page_of(original))


def test_contacts_about_the_claim_are_listed(editor: User, checker: User):
    claim = factories.open_claim(editor)
    keeping.log_contact(
        article=claim.article,
        claims=[claim],
        nobody_reason="The company no longer exists.",
        by=checker,
    )

    page = Person(checker).open(page_of(claim))

    assert "Nobody was asked: The company no longer exists." in page
    assert f"/admin/claims/contact/add/?claim={claim.pk}" in page


TELLING = "Telling words of the first review"


@pytest.fixture
def pending(editor: User, checker: User) -> Claim:
    """A claim whose second review is pending; its first is by the checker."""
    claim = factories.open_claim(editor, claimant="Ilse Brandt")
    factories.evidence(claim, editor)
    return factories.submit(
        claim, checker, Place.FIRST, "half-true", reasoning=f"{TELLING}."
    )


PAGES = ["change", "history", "review", "confer", "explain", "seen", "attach", "word"]
BETRAYING = [
    TELLING,
    "First review submitted checker",
    "First review</h3>",
    "checker, 2",
]


@pytest.mark.parametrize("role", ["other_checker", "editor", "superuser"])
def test_nobody_reads_a_first_review_while_the_second_is_pending(
    role: str, pending: Claim, request: pytest.FixtureRequest
):
    user = request.getfixturevalue(role)

    for name in PAGES:
        page = Person(user).open(page_of(pending, name))
        text = read(user, page_of(pending, name))
        for telling in BETRAYING:
            assert (name, telling in page + text) == (name, False)


def test_its_author_reads_it_on_the_same_page(pending: Claim, checker: User):
    page = Person(checker).open(page_of(pending))

    assert TELLING in page
    assert "First review</h3>" in page


def test_once_the_second_is_in_everybody_reads_both(
    pending: Claim, editor: User, other_checker: User
):
    factories.submit(pending, other_checker, Place.SECOND, "true")

    assert TELLING in read(editor, page_of(pending))
    assert "First review submitted checker" in read(editor, page_of(pending, "history"))


def test_who_attached_evidence_is_not_told_with_the_evidence(
    editor: User, checker: User, other_checker: User
):
    claim = factories.once_reviewed(editor, checker)

    page = Person(other_checker).open(page_of(claim))

    evidence = page.partition('id="evidence"')[2].partition('id="searches"')[0]
    assert "The log lists 412 people on board." in evidence
    assert "checker" not in evidence
    assert str(claim.evidence.all()[0].attached_at.year) not in evidence


def test_earlier_rounds_are_visible_and_the_page_says_what_is_not(
    editor: User, checker: User, other_checker: User, third_checker: User
):
    claim = factories.decided(editor, checker, other_checker)
    workflow.reopen(claim=claim, version=claim.version, reason="New facts.", by=editor)
    factories.submit(claim, third_checker, Place.FIRST, reasoning=f"{TELLING}.")

    for name in ("change", "review"):
        page = read(other_checker, page_of(claim, name))
        note = "Earlier rounds are visible; the first review of this round is not."
        assert note in page
        assert TELLING not in page
    earlier = read(other_checker, page_of(claim))
    assert "Round 1 First review checker" in earlier
    assert "The log of the port says so." in earlier


def test_reasoning_is_shown_as_safe_markdown(
    editor: User, checker: User, other_checker: User
):
    claim = factories.open_claim(editor)
    factories.evidence(claim, checker)
    text = "**Firm**, says <script>alert(1)</script> [a](javascript:alert(1))"
    factories.submit(claim, checker, Place.FIRST, reasoning=text)
    factories.submit(claim, other_checker, Place.SECOND)

    page = Person(editor).open(page_of(claim))

    assert "<strong>Firm</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
