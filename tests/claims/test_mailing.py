from __future__ import annotations

import datetime as dt
import smtplib
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings
from django.urls import reverse

from claims import commenting, judging, mailing, workflow
from claims.choices import Place
from claims.models import Claim, Person, Proposal
from claims.publishing import issuing
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def everybody_has_an_address(
    editor: User, other_editor: User, checker: User, other_checker: User
) -> None:
    for user in (editor, other_editor, checker, other_checker):
        user.email = f"{user.username}@desk.example"
        user.save()


@pytest.fixture
def claim(editor: User) -> Claim:
    return factories.open_claim(editor)


def assign(claim: Claim, to: User | None, by: User, **given: Any) -> Claim:
    given.setdefault("due_at", None)
    claim = Claim.objects.get(pk=claim.pk)
    return workflow.assign(claim=claim, to=to, version=claim.version, by=by, **given)


def received() -> list[str]:
    """Return who got the messages sent so far, and forget them."""
    people = sorted(address for message in mail.outbox for address in message.to)
    mail.outbox.clear()
    return [address.partition("@")[0] for address in people]


class TestAssigned:
    @time_machine.travel(NOW, tick=False)
    def test_who_gets_a_claim_is_told_which_by_whom_and_when_it_is_due(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        due_at = dt.datetime(2026, 3, 6, 17, 30, tzinfo=dt.UTC)

        assign(claim, checker, editor, due_at=due_at)

        (message,) = mail.outbox
        assert message.to == ["checker@desk.example"]
        assert message.subject.startswith("[The Test Desk] Assigned to you: ")
        assert "editor has given you a claim to check" in message.body
        assert str(claim) in message.body.replace("\n", " ")
        assert "Due: March 6, 2026, 17:30 (UTC)" in message.body
        page = reverse("admin:claims_claim_change", args=[claim.pk])
        assert f"\nhttp://testserver{page}\n" in message.body

    @override_settings(TIME_ZONE="Europe/Berlin")
    def test_the_due_time_is_told_in_the_desks_time(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        with time_machine.travel(NOW, tick=False):
            due_at = dt.datetime(2026, 3, 6, 17, 30, tzinfo=dt.UTC)
            assign(claim, checker, editor, due_at=due_at)

        assert "March 6, 2026, 18:30 (Europe/Berlin)" in mail.outbox[0].body

    def test_who_takes_a_claim_for_themselves_is_told_nothing(
        self, claim: Claim, editor: User
    ) -> None:
        assign(claim, editor, editor)

        assert received() == []

    def test_nothing_is_said_where_nothing_changed_or_nobody_has_it(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        assign(claim, checker, editor)
        assert received() == ["checker"]

        assign(claim, checker, editor)
        assign(claim, None, editor)

        assert received() == []


class TestWhoIsTold:
    def test_who_wants_none_gets_none(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        Person.objects.create(user=checker, wants_mail=False)

        assign(claim, checker, editor)

        assert received() == []

    def test_who_has_chosen_to_get_it_does(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        Person.objects.create(user=checker, wants_mail=True)

        assign(claim, checker, editor)

        assert received() == ["checker"]

    @pytest.mark.parametrize(
        "change", [{"email": ""}, {"is_active": False}, {"is_staff": False}]
    )
    def test_who_has_left_or_has_no_address_gets_none(
        self, claim: Claim, editor: User, checker: User, change: dict[str, object]
    ) -> None:
        User.objects.filter(pk=checker.pk).update(**change)

        commenting.comment(claim=claim, text="@checker", by=editor)

        assert received() == []


def test_who_is_mentioned_reads_what_was_said(
    claim: Claim, editor: User, checker: User, other_checker: User
):
    commenting.comment(
        claim=claim,
        text="@editor: the log says 412.\n\n@checker and @nobody too. " + "word " * 40,
        by=checker,
    )

    (message,) = mail.outbox
    assert message.to == ["editor@desk.example"]
    assert message.subject.startswith("[The Test Desk] checker mentions you: ")
    assert "@editor: the log says 412.\n\n@checker" in message.body
    assert "#comments\n" in message.body
    assert max(map(len, message.body.splitlines())) <= 100


def test_of_a_dispute_both_reviewers_and_the_editors_hear_but_no_answer(
    editor: User, other_editor: User, checker: User, other_checker: User
):
    claim = factories.once_reviewed(editor, checker)
    assert received() == []

    factories.submit(
        claim, other_checker, Place.SECOND, "half-true", reasoning="Half of it."
    )

    told = mail.outbox[0].body.casefold()
    assert "true" not in told.replace(str(claim).casefold(), "")
    assert "half of it" not in told
    assert received() == ["checker", "editor", "other-editor"]


def test_an_agreement_is_no_news(editor: User, checker: User, other_checker: User):
    factories.decided(editor, checker, other_checker)

    assert received() == []


def test_the_other_reviewer_hears_of_a_proposal_to_sign(
    editor: User, checker: User, other_checker: User
):
    claim = factories.disputed(editor, checker, other_checker)
    mail.outbox.clear()

    proposed(claim, checker)

    assert "has proposed an answer" in mail.outbox[0].body
    page = reverse("admin:claims_claim_confer", args=[claim.pk])
    assert f"\nhttp://testserver{page}\n" in mail.outbox[0].body
    assert received() == ["other-checker"]


def proposed(claim: Claim, by: User) -> Proposal:
    claim = Claim.objects.get(pk=claim.pk)
    return judging.propose(
        claim=claim,
        judgement=factories.judgement(claim),
        round=claim.round,
        version=claim.version,
        by=by,
    )


def test_those_who_reviewed_hear_of_the_publication(
    editor: User, checker: User, other_checker: User
):
    factories.published(editor, checker, other_checker)

    assert "has published version 1" in mail.outbox[0].body
    assert mail.outbox[0].body.endswith("/v1/\n")
    assert received() == ["checker", "other-checker"]


def test_a_review_that_waits_for_its_second_is_told_nothing_at_publication(
    editor: User, checker: User, other_checker: User, third_checker: User
):
    third_checker.email = "third-checker@desk.example"
    third_checker.save()
    claim = factories.decided(editor, checker, other_checker)
    other = claim.article.claims.exclude(pk=claim.pk).order_by("position")[0]
    other = factories.open_claim(editor, claim=other, as_="supporting", could_harm=True)
    factories.evidence(other, third_checker)
    factories.submit(other, third_checker, Place.FIRST)

    issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)

    assert received() == ["checker", "other-checker"]


class TestWhileTheSecondReviewIsDue:
    """What everybody is sent must be the same whatever the first review says."""

    def sent(
        self, editor: User, first: User, code: str, people: list[User]
    ) -> list[tuple[str, str]]:
        _headline, claim, *_others = factories.article().claims.order_by("position")
        claim = factories.once_reviewed(editor, first, claim=claim)
        mail.outbox.clear()
        for person in people:
            assign(claim, person, editor)
        return [
            (message.to[0], message.body.replace(f"/{claim.pk}/", "/N/"))
            for message in mail.outbox
        ]

    def test_what_is_sent_betrays_nothing_of_the_first(
        self,
        editor: User,
        other_editor: User,
        checker: User,
        other_checker: User,
        third_checker: User,
    ) -> None:
        people = [other_checker, other_editor]
        one = self.sent(editor, checker, "true", people)
        other = self.sent(editor, third_checker, "false", people)

        without_the_article = [
            [(to, body.partition("In: ")[0]) for to, body in each]
            for each in (one, other)
        ]
        assert len(one) == 2
        assert without_the_article[0] == without_the_article[1]

    def test_a_mention_cannot_be_sent_then(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.once_reviewed(editor, checker)
        mail.outbox.clear()

        with pytest.raises(commenting.StepRefused):
            commenting.comment(claim=claim, text="@other-checker: true!", by=checker)

        assert received() == []


def test_a_newline_in_a_claim_adds_no_head(claim: Claim, editor: User, checker: User):
    # The verbs let none through; whoever writes past them still adds no recipient.
    Claim.objects.filter(pk=claim.pk).update(
        claim_reviewed="It sank.\r\nBcc: everybody@elsewhere.example\r\n\r\nHello"
    )

    assign(claim, checker, editor)

    (message,) = mail.outbox
    assert "\n" not in message.subject
    assert message.recipients() == ["checker@desk.example"]
    assert b"\nBcc:" not in message.message().as_bytes().partition(b"\n\n")[0]


def test_a_long_claim_makes_no_long_subject(claim: Claim, editor: User, checker: User):
    Claim.objects.filter(pk=claim.pk).update(claim_reviewed="ferry " * 80)

    assign(claim, checker, editor)

    assert len(mail.outbox[0].subject) <= 120


class Failing(EmailBackend):
    """A mail server that refuses one address, and goes away at another."""

    goes_away_at = ""

    def send_messages(self, messages: Any) -> int:
        if messages[0].to == ["editor@desk.example"]:
            raise smtplib.SMTPRecipientsRefused({})
        if messages[0].to == [self.goes_away_at]:
            raise smtplib.SMTPServerDisconnected
        return super().send_messages(messages)


@pytest.fixture
def failing(settings: Any) -> Iterator[None]:
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    return


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize(
    ("goes_away_at", "reached", "told"),
    [
        ("", ["checker", "other-editor"], []),
        (
            "other-editor@desk.example",
            [],
            ["The mail server failed the desk: SMTPServerDisconnected"],
        ),
    ],
)
def test_a_mail_server_that_fails_breaks_nothing_and_is_logged(
    editor: User,
    other_editor: User,
    checker: User,
    other_checker: User,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    goes_away_at: str,
    reached: list[str],
    told: list[str],
):
    monkeypatch.setattr(Failing, "goes_away_at", goes_away_at)

    claim = factories.disputed(editor, checker, other_checker)

    assert Claim.objects.get(pk=claim.pk).status == "disputed"
    assert received() == reached
    assert [record.getMessage() for record in caplog.records] == [
        "An e-mail of the desk was not sent: SMTPRecipientsRefused",
        *told,
    ]


def test_a_silent_mail_server_is_waited_for_once_whoever_is_to_be_told(
    settings: Any,
    editor: User,
    other_editor: User,
    checker: User,
    other_checker: User,
    caplog: pytest.LogCaptureFixture,
):
    claim = factories.once_reviewed(editor, checker)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.2

        factories.submit(claim, other_checker, Place.SECOND, "half-true")

        silent.setblocking(False)
        silent.accept()[0].close()
        # The negative control: two editors and a reviewer would have been three.
        with pytest.raises(BlockingIOError):
            silent.accept()
    assert mailing.reachable().exclude(pk=other_checker.pk).count() == 3
    assert [record.getMessage() for record in caplog.records] == [
        "The mail server failed the desk: SMTPServerDisconnected"
    ]


def test_what_did_not_come_to_be_is_told_to_nobody(
    claim: Claim, editor: User, checker: User, monkeypatch: pytest.MonkeyPatch
):
    """The message waits for the commit; a verb that fails after it sends nothing."""
    told = workflow.mailing.tell_assigned

    def fails_afterwards(*args: Any, **given: Any) -> None:
        told(*args, **given)
        raise KeyboardInterrupt

    monkeypatch.setattr(workflow.mailing, "tell_assigned", fails_afterwards)

    with pytest.raises(KeyboardInterrupt):
        assign(claim, checker, editor)

    assert received() == []
    assert Claim.objects.get(pk=claim.pk).assignee is None
