"""The shapes of constraint that many tables share, each with a sentence for people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

WHITE_SPACE = (
    " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""All that :meth:`str.strip` takes away."""


class Stripped(models.Func):
    """A text without the white space around it, in SQL both engines read."""

    function = "TRIM"
    arity = 2
    output_field = models.TextField()

    def __init__(self, field: str) -> None:
        super().__init__(F(field), Value(WHITE_SPACE))


def not_blank(field: str, *, name: str, message: str) -> models.CheckConstraint:
    """Refuse a text that is empty or only white space."""
    return models.CheckConstraint(
        condition=GreaterThan(Length(Stripped(field)), 0),
        name=name,
        violation_error_message=message,
    )


def known(
    field: str, choices: type[models.TextChoices], *, name: str, blank: bool = False
) -> models.CheckConstraint:
    """Refuse a value that is not in the vocabulary."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message=f"“{field.replace('_', ' ')}” has an unknown value.",
    )


def who_and_when(verb: str, *, name: str) -> models.CheckConstraint:
    """Tie ``<verb>_by`` and ``<verb>_at``: both set or both empty."""
    by, at = f"{verb}_by", f"{verb}_at"
    return models.CheckConstraint(
        condition=Q(**{f"{by}__isnull": True, f"{at}__isnull": True})
        | Q(**{f"{by}__isnull": False, f"{at}__isnull": False}),
        name=name,
        violation_error_message=(
            f"Who {verb.replace('_', ' ')} it and when must be recorded together."
        ),
    )


def span(*, name: str) -> models.CheckConstraint:
    """Refuse an empty or reversed span of text."""
    return models.CheckConstraint(
        condition=Q(start__gte=0) & Q(end__gt=F("start")),
        name=name,
        violation_error_message="A span needs at least one character.",
    )
