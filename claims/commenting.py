"""The verb that comments on a claim, and whom a comment names.

Comments are for the desk alone and never public. While a claim waits for its second
review nobody comments on it, and what was said in the round is hidden from all but
its author: either could give the first review away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.utils import timezone

from claims import mailing, roles
from claims.choices import Status
from claims.lifecycle import StepRefused
from claims.models import Claim, Comment
from claims.record import cleaned, locked, record, store, verb

LONGEST = 10_000

WAITS_FOR_SECOND = (
    "The claim waits for its second review: a comment could give the first one away. "
    "Comments open again once the second is submitted."
)

_NAMED = re.compile(r"(?<![\w@.+-])@(?=[.+@-]*\w)([\w@.+-]+)")
"""A name after @ that is not the second half of an e-mail address."""


@verb
def comment(*, claim: Claim, text: str, by: User) -> Comment:
    """Say something about a claim to the desk; who is named by @username is told.

    Raises:
        StepRefused: if ``by`` is not of those who check, the claim waits for its
            second review, or there are no words or too many.
    """
    claim = locked(claim)
    if not roles.reviews(by):
        raise StepRefused("Only the desk's fact-checkers and editors comment.")
    if claim.status == Status.SECOND_REVIEW:
        raise StepRefused(WAITS_FOR_SECOND)
    text = cleaned(text)
    if not text:
        raise StepRefused("A comment cannot be empty.", field="text")
    if len(text) > LONGEST:
        raise StepRefused(
            f"A comment has at most {LONGEST:,} characters.", field="text"
        )
    written = Comment(
        claim=claim,
        round=claim.round,
        text=text,
        written_by=by,
        written_at=timezone.now(),
    )
    store(written)
    written.mentioned.set(named(text)[0])
    # The step says that somebody commented; the words stay where their rule is.
    record(article=claim.article, claim=claim, what="comment", by=by)
    mailing.tell_mentioned(written)
    return written


def named(text: str) -> tuple[list[User], list[str]]:
    """Return the people of the desk a text names, and the names nobody there has.

    A name is read in any case; a full stop that ends the sentence is no part of it.
    """
    people = _people_by_name() if "@" in text else {}
    found: dict[int, User] = {}
    unknown: list[str] = []
    for written in _NAMED.findall(text):
        meant = [people[name] for name in _readings(written) if name in people]
        if meant:
            found[meant[0].pk] = meant[0]
        elif (name := written.rstrip(".+-@")) not in unknown:
            unknown.append(name)
    return list(found.values()), unknown


def _people_by_name() -> dict[str, User]:
    """Return the people of the desk under their names, as written and in any case."""
    people: dict[str, User] = {}
    for user in User.objects.filter(is_active=True, is_staff=True).order_by("pk"):
        people.setdefault(user.username.casefold(), user)
        people[user.username] = user
    return people


def _readings(written: str) -> Iterator[str]:
    """Yield what a name may be: as it stands, then without the marks that end it."""
    while written:
        yield written
        yield written.casefold()
        if written[-1] not in ".+-@":
            return
        written = written[:-1]
