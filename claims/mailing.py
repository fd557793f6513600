"""What the desk tells its people by e-mail, once what happened is stored.

A message leaves after the commit, so that nobody reads of what never came to be; a
mail server that fails is logged and breaks nothing. Nobody is told what they did
themselves, and nothing here carries an answer to a claim: what a review says is read
on the desk, where the rules say who may.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException, SMTPServerDisconnected
from textwrap import wrap

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from claims import roles
from claims.models import Claim, Comment, Proposal, Version

_log = logging.getLogger(__name__)

_LONGEST_SUBJECT = 120
_WIDTH = 72


def tell_assigned(claim: Claim, *, by: User) -> None:
    """Tell whom a claim was given to, with its words and when it is due."""
    _tell(
        Q(pk=claim.assignee_id),
        "assigned",
        subject=f"Assigned to you: {claim}",
        page=reverse("admin:claims_claim_change", args=[claim.pk]),
        by=by,
        claim=claim,
    )


def tell_mentioned(comment: Comment) -> None:
    """Tell those named in a comment what was said."""
    page = reverse("admin:claims_claim_change", args=[comment.claim_id])
    _tell(
        Q(mentioned_in=comment),
        "mentioned",
        subject=f"{comment.written_by} mentions you: {comment.claim}",
        page=f"{page}#comments",
        by=comment.written_by,
        claim=comment.claim,
        comment=comment,
    )


def tell_disputed(claim: Claim, *, by: User) -> None:
    """Tell both reviewers and the editors that two reviews differ, but not how."""
    of_the_round = Q(reviews__claim=claim, reviews__round=claim.round)
    _tell(
        of_the_round | Q(groups__name=roles.EDITORS),
        "disputed",
        subject=f"Disputed: {claim}",
        page=reverse("admin:claims_claim_change", args=[claim.pk]),
        by=by,
        claim=claim,
    )


def tell_proposed(proposal: Proposal) -> None:
    """Tell the other reviewer of a disputed claim that a proposal can be signed."""
    _tell(
        Q(reviews__claim=proposal.claim, reviews__round=proposal.round),
        "proposed",
        subject=f"To sign: {proposal.claim}",
        page=reverse("admin:claims_claim_confer", args=[proposal.claim_id]),
        by=proposal.proposed_by,
        claim=proposal.claim,
    )


def tell_published(version: Version, *, by: User) -> None:
    """Tell those whose reviews led to a verdict on the article.

    A review that still waits for its second tells nobody anything, not even this.
    """
    article = version.fact_check.article
    _tell(
        Q(
            reviews__claim__article=article,
            reviews__claim__verdicts__round=F("reviews__round"),
        ),
        "published",
        subject=f"Published: {version.fact_check}",
        page=version.get_absolute_url(),
        by=by,
        version=version,
        article=article,
    )


def reachable() -> QuerySet[User]:
    """Return who takes e-mail: active people of the desk with an address."""
    return User.objects.filter(is_active=True, is_staff=True).exclude(
        Q(email="") | Q(person__wants_mail=False)
    )


def who_gets_none(people: Iterable[User]) -> list[str]:
    """Say in a sentence for each of ``people`` whom no e-mail would reach."""
    sends_none = settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")
    reached = set() if sends_none else set(reachable().values_list("pk", flat=True))
    return [
        f"No e-mail reaches {user}: it waits on the home page of the desk."
        for user in people
        if user.pk not in reached
    ]


def _tell(
    whom: Q, template: str, *, subject: str, page: str, by: User, **told: object
) -> None:
    """Have a message written to each of ``whom`` but ``by``, after the commit."""
    people = reachable().filter(whom).exclude(pk=by.pk).distinct().order_by("pk")
    addresses = list(people.values_list("email", flat=True))
    if not addresses:
        return
    words = render_to_string(
        f"mail/{template}.txt",
        {**told, "by": by, "desk": settings.DESK_NAME, "time_zone": settings.TIME_ZONE},
    )
    body = f"{_folded(words)}\n\n{settings.SITE_URL}{page}\n"
    heading = _one_line(f"[{settings.DESK_NAME}] {subject}")
    transaction.on_commit(partial(_send, addresses, heading, body), robust=True)


def _send(addresses: list[str], subject: str, body: str) -> None:
    """Send a message to each over one connection; give up once that is lost.

    Somebody waits: a server that is silent to one address is silent to all.
    """
    try:
        with get_connection() as server:
            for address in addresses:
                _send_one(
                    EmailMessage(
                        subject,
                        body,
                        to=[address],
                        headers={"Auto-Submitted": "auto-generated"},
                        connection=server,
                    )
                )
    except (OSError, SMTPException) as error:
        _log.error("The mail server failed the desk: %s", type(error).__name__)


def _send_one(message: EmailMessage) -> None:
    try:
        message.send()
    except SMTPServerDisconnected:
        raise
    except (SMTPException, ValueError) as error:
        # Neither the address nor the words: a log is read by others.
        _log.error("An e-mail of the desk was not sent: %s", type(error).__name__)


def _one_line(text: str) -> str:
    """Return a text fit for a head: one line, not too long."""
    return Truncator(" ".join(text.split())).chars(_LONGEST_SUBJECT)


def _folded(text: str) -> str:
    """Return a text with its long lines broken between words; addresses stay whole."""
    lines = (
        wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
        for line in text.strip().splitlines()
    )
    return "\n".join("\n".join(folded) for folded in lines)
