"""Earlier checks of a claim: what others, or this desk, found about the same.

They are material like evidence: anybody on the desk may note one at any time, and one
that turns out to be about something else is dropped with a reason, never deleted.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from django.contrib.auth.models import User
from django.utils import timezone

from claims import roles
from claims.lifecycle import StepRefused
from claims.models import Claim, EarlierCheck
from claims.record import check_is_claim, cleaned, locked, record, store, verb
from sources.canonical import UnacceptableAddress, canonical_url
from sources.normalizing import normalize_line

_EXPLORER = "https://toolbox.google.com/factcheck/explorer/search/"


@verb
def add(
    *,
    claim: Claim,
    url: str,
    publisher: str,
    outcome: str,
    checked_on: dt.date | None = None,
    note: str = "",
    by: User,
) -> EarlierCheck:
    """Note a published check of what the claim says.

    Raises:
        StepRefused: if the address is none, it is not said who checked and what was
            found, the day is still to come, the check stands in the list already, or
            the claim is none of its own any more.
    """
    claim = locked(claim)
    _of_the_desk(by)
    check_is_claim(claim)
    check = EarlierCheck(
        claim=claim,
        url=_address(url),
        publisher=normalize_line(cleaned(publisher)),
        outcome=normalize_line(cleaned(outcome)),
        checked_on=checked_on,
        note=normalize_line(cleaned(note)),
        added_by=by,
        added_at=timezone.now(),
    )
    if not check.publisher:
        raise StepRefused("Say who checked it.", field="publisher")
    if not check.outcome:
        raise StepRefused("Say what the check found.", field="outcome")
    if checked_on and checked_on > timezone.localdate():
        raise StepRefused(
            "An earlier check cannot be of a day to come.", field="checked_on"
        )
    if claim.earlier_checks.standing().filter(url=check.url).exists():
        raise StepRefused("This check stands in the list already.")
    store(check)
    record(
        article=claim.article,
        claim=claim,
        what="add-earlier-check",
        by=by,
        after=_told(check),
    )
    return check


@verb
def drop(*, check: EarlierCheck, reason: str, by: User) -> EarlierCheck:
    """Drop an earlier check from the list; it stays on record.

    Raises:
        StepRefused: if it is dropped already, or no reason is given.
    """
    claim = locked(check.claim)
    _of_the_desk(by)
    check = claim.earlier_checks.get(pk=check.pk)
    reason = normalize_line(cleaned(reason))
    if check.dropped_at:
        raise StepRefused("This check has been dropped already.")
    if not reason:
        raise StepRefused("Say why the check is dropped.", field="reason")
    check.dropped_by = by
    check.dropped_at = timezone.now()
    check.dropped_reason = reason
    store(check)
    record(
        article=claim.article,
        claim=claim,
        what="drop-earlier-check",
        by=by,
        reason=reason,
        before=_told(check),
    )
    return check


def explorer_address(claim: Claim) -> str:
    """Return where Google's Fact Check Explorer looks for the claim's words."""
    return _EXPLORER + quote(claim.claim_reviewed, safe="")


def _address(url: str) -> str:
    url = cleaned(url)
    if not url:
        raise StepRefused(
            "Give the address at which the check can be read.", field="url"
        )
    try:
        return canonical_url(url)
    except UnacceptableAddress as error:
        raise StepRefused(str(error), field="url") from error


def _told(check: EarlierCheck) -> dict[str, object]:
    return {
        "earlier_check": check.pk,
        "url": check.url,
        "publisher": check.publisher,
        "outcome": check.outcome,
    }


def _of_the_desk(by: User) -> None:
    if not roles.reviews(by):
        raise StepRefused("Only the desk's fact-checkers and editors do this.")
