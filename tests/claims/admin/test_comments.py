from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import commenting, mailing
from claims.choices import Place
from claims.models import Claim
from tests import factories
from tests.claims.admin.pages import page_of, read, words
from tests.claims.refusing import everything_stored
from tests.journeys.people import Person


@pytest.fixture
def claim(editor: User) -> Claim:
    return factories.open_claim(editor)


def test_a_comment_stands_on_the_claims_page_with_who_and_when(
    claim: Claim, checker: User, editor: User
):
    Person(checker).fill_in(page_of(claim, "comment"), text="Ask the port.\n\nToday.")

    page = read(editor, page_of(claim))
    written = claim.comments.get()
    assert f"checker , {written.written_at:%B %-d, %Y, %H:%M} Ask the port. " in page


def test_the_form_on_the_claims_page_is_enough(claim: Claim, checker: User):
    person = Person(checker)

    answer = person.send(
        page_of(claim), person.open(page_of(claim)), text="Ask the port."
    )

    assert "Your comment stands under the claim." in words(answer)
    assert "Ask the port." in words(answer)


def test_the_box_says_who_can_be_named(claim: Claim, checker: User, editor: User):
    factories.UserFactory(username="administrator")

    page = read(checker, page_of(claim, "comment"))

    assert "For instance @editor." in page
    assert "@administrator" not in page


def test_a_name_nobody_has_is_said_back(claim: Claim, checker: User, editor: User):
    answer = Person(checker).fill_in(
        page_of(claim, "comment"), text="@editor and @editro"
    )

    page = words(answer)
    assert "Nobody at this desk is called “@editro”; nobody was told." in page
    assert "called “@editor”" not in page


def test_an_empty_comment_is_asked_for_again(claim: Claim, checker: User):
    answer = Person(checker).fill_in(page_of(claim, "comment"), text="  ")

    assert "A comment cannot be empty." in words(answer)
    assert not claim.comments.exists()


def test_text_of_a_comment_is_text(claim: Claim, checker: User):
    answer = Person(checker).fill_in(
        page_of(claim, "comment"), text="<script>alert(1)</script> **bold**"
    )

    shown = answer.content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_during_the_second_review_the_page_says_why_nobody_comments(
    claim: Claim, editor: User, checker: User, other_checker: User
):
    commenting.comment(claim=claim, text="It is true.", by=checker)
    factories.evidence(claim, checker)
    claim = factories.submit(claim, checker, Place.FIRST)

    page = read(other_checker, page_of(claim))
    assert "nobody comments on it, and what was said in this round is shown" in page
    assert "It is true." not in page
    assert "It is true." in read(checker, page_of(claim))
    sentence = "The claim waits for its second review: a comment could give"
    assert sentence in read(other_checker, page_of(claim, "comment"))


def test_a_comment_typed_meanwhile_is_refused_with_its_text_kept(
    claim: Claim, checker: User, other_checker: User
):
    person = Person(other_checker)
    page = person.open(page_of(claim, "comment"))
    factories.evidence(claim, checker)
    factories.submit(claim, checker, Place.FIRST)
    before = everything_stored()

    answer = person.send(page_of(claim, "comment"), page, text="What of the log?")

    assert "The claim waits for its second review" in words(answer)
    assert "What of the log?" in words(answer)
    assert everything_stored() == before


def test_who_may_not_comment_is_told_so_and_shown_no_form(
    claim: Claim, superuser: User
):
    page = Person(superuser).open(page_of(claim, "comment"))

    assert "Steps are for the desk’s fact-checkers and editors." in page
    assert 'name="text"' not in page


def test_comments_of_an_earlier_round_are_told_apart(
    editor: User, checker: User, other_checker: User
):
    claim = factories.disputed(editor, checker, other_checker)
    commenting.comment(claim=claim, text="We differ.", by=checker)
    claim = factories.reopened(claim, editor)

    assert ", in round 1 We differ." in read(editor, page_of(claim))


def test_whom_no_e_mail_reaches_is_said(claim: Claim, checker: User, editor: User):
    checker.email = "checker@desk.example"
    checker.save()

    answer = words(
        Person(editor).fill_in(page_of(claim, "comment"), text="@checker, please.")
    )
    back = words(
        Person(checker).fill_in(page_of(claim, "comment"), text="@editor, I did.")
    )

    assert "No e-mail reaches" not in answer
    assert "No e-mail reaches editor: it waits on the home page of the desk." in back


def test_whom_no_e_mail_tells_of_a_claim_is_said(
    claim: Claim, checker: User, editor: User
):
    answer = Person(editor).fill_in(page_of(claim, "assign"), to=checker.pk)

    assert "No e-mail reaches checker" in words(answer)


def test_a_desk_without_a_mail_server_reaches_nobody(
    claim: Claim, checker: User, settings: Any
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    checker.email = "checker@desk.example"
    checker.save()

    assert mailing.who_gets_none([checker])
