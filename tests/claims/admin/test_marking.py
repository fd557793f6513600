"""An article's text on the desk: its claims as people have them now."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims import findings, intake, workflow
from claims.choices import FlagKind, LeaveReason, Selection, Status
from claims.models import Article, Claim, Flag
from tests.claims.admin.pages import read
from tests.journeys.people import Person

TEXT = """Over 900 people stranded at night harbor

A quay at night

The ferry carried 412 people on Monday, the port authority said. What now?
"""


@pytest.fixture
def article(editor: User) -> Article:
    return intake.import_text(text=TEXT, by=editor).article


def page_of(article: Article) -> str:
    return reverse("admin:claims_article_change", args=[article.pk])


def claim_of(article: Article, words: str) -> Claim:
    return article.claims.get(claim_reviewed__contains=words)


def test_claimant_figures_and_flags_stand_beside_the_text(
    article: Article, editor: User
):
    page = read(editor, page_of(article))

    assert "Said by the port authority ." in page
    assert "Figure: “412” (412 people) ." in page
    assert "Noticed: headline figure." in page


def test_what_the_reading_left_out_is_said_with_the_reason(
    article: Article, editor: User
):
    page = read(editor, page_of(article))

    assert "Left out: a picture caption." in page
    assert "Left out: asks a question, as the reading suggests." in page


def test_a_claim_that_a_person_leaves_is_left_out_for_that_reason(
    article: Article, editor: User
):
    assert "81% of the text is claimed" in read(editor, page_of(article))
    claim = claim_of(article, "412")

    workflow.leave(
        claim=claim,
        reason=LeaveReason.OUTSIDE,
        note="The log is sealed.",
        version=claim.version,
        by=editor,
    )

    page = read(editor, page_of(article))
    assert "Left out: cannot be checked from outside. The log is sealed." in page
    assert "31% of the text is claimed" in page


def test_a_claim_is_not_left_out_once_it_is_selected(article: Article, editor: User):
    claim = claim_of(article, "What now")
    assert "asks a question" in read(editor, page_of(article))

    workflow.select(
        claim=claim,
        as_=Selection.SUPPORTING,
        topic=article.topics.order_by("pk")[0],
        version=claim.version,
        by=editor,
    )

    assert "asks a question" not in read(editor, page_of(article))


def test_a_claim_that_was_reshaped_is_not_shown(article: Article, editor: User):
    claim = claim_of(article, "412")
    address = f'href="{reverse("admin:claims_claim_change", args=[claim.pk])}"'
    page = Person(editor).open(page_of(article))
    assert address in page.partition('id="text"')[2].partition('id="topics"')[0]

    claim.status = Status.NOT_CHECKED
    claim.leave_reason = LeaveReason.RESHAPED
    claim.save()

    page = Person(editor).open(page_of(article))
    assert address not in page.partition('id="text"')[2].partition('id="topics"')[0]


def test_a_dismissed_flag_is_no_longer_told_beside_the_text(
    article: Article, editor: User
):
    flag = Flag.objects.get(kind=FlagKind.HEADLINE_FIGURE)

    findings.dismiss(flag=flag, reason="The figure is of two nights.", by=editor)

    assert "Noticed: headline figure." not in read(editor, page_of(article))
