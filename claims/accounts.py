"""What people of the desk keep of their own: their scripts' tokens, their choices."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.db import transaction

from claims.lifecycle import StepRefused
from claims.models import ApiToken, Person
from claims.record import cleaned, verb
from sources.normalizing import normalize_line

DAYS = 365
"""How long a token holds if nobody says otherwise."""

MOST_DAYS = 3650
MOST_TOKENS = 50


@verb
def issue_token(*, purpose: str, days: int = DAYS, by: User) -> tuple[ApiToken, str]:
    """Issue a token that acts as ``by``; its text is kept nowhere, only its hash.

    Returns:
        The row, and the token itself: to be shown once.

    Raises:
        StepRefused: if the person is not of the desk, says no purpose, or holds too
            many tokens already.
    """
    if not (by.is_active and by.is_staff):
        raise StepRefused(f"{by} is not one of the people of the desk.")
    purpose = normalize_line(cleaned(purpose))
    longest = ApiToken._meta.get_field("purpose").max_length
    if not purpose:
        raise StepRefused("Say what the token is for.")
    if len(purpose) > longest:
        raise StepRefused(f"The purpose is longer than {longest} characters.")
    if not 1 <= days <= MOST_DAYS:
        raise StepRefused(f"A token holds for 1 to {MOST_DAYS:,} days.")
    # One after another, so that the count is right.
    User.objects.select_for_update().get(pk=by.pk)
    if ApiToken.objects.filter(user=by).count() >= MOST_TOKENS:
        raise StepRefused(
            f"You hold {MOST_TOKENS} tokens. Revoke one that is no longer used."
        )
    token, text = ApiToken.objects.create(
        user=by, expiry=dt.timedelta(days=days), purpose=purpose
    )
    return token, text


@verb
def revoke_token(*, token: ApiToken, by: User) -> None:
    """Revoke one's own token: from now on nobody is let in by it.

    Raises:
        StepRefused: if it is somebody else's.
    """
    if token.user_id != by.pk:
        raise StepRefused("This token is somebody else's.")
    ApiToken.objects.filter(pk=token.pk).delete()


@verb
def revoke_tokens_of(*, user: User, purpose: str = "") -> int:
    """Revoke the tokens of somebody who cannot: all, or those of one purpose.

    For whoever runs the server; everybody revokes their own on their account page.

    Returns:
        How many there were.

    Raises:
        StepRefused: if there are none.
    """
    tokens = ApiToken.objects.filter(user=user)
    if purpose:
        tokens = tokens.filter(purpose=normalize_line(cleaned(purpose)))
    revoked: int = tokens.delete()[0]
    if not revoked:
        named = f" for {purpose!r}" if purpose else ""
        raise StepRefused(f"{user} holds no token{named}.")
    return revoked


@transaction.atomic
def choose_mail(*, wanted: bool, by: User) -> Person:
    """Say whether the desk may write one e-mail."""
    person, _created = Person.objects.update_or_create(
        user=by, defaults={"wants_mail": wanted}
    )
    return person
