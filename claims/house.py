"""The house rules: which ratings the desk uses, and what it says of itself in public.

A scale is never edited. Whoever wants another one adds it as the next number, begun
as a copy; articles keep the scale of their first review.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from claims import roles
from claims.choices import StatementKey
from claims.lifecycle import StepRefused
from claims.models import Rating, Scale, SiteStatement
from claims.record import check_version, cleaned, store, verb
from sources.normalizing import normalize_line


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """One rating of a scale, as a form or script hands it in."""

    code: str
    label: str
    definition: str
    rank: int | None
    color: str
    needs_contradiction: bool = False
    needs_search: bool = False
    needs_contact: bool = False


@verb
def add_scale(*, name: str, ratings: Sequence[RatingRow], by: User) -> Scale:
    """Add a scale, or the next number of one; it is not used until somebody says so.

    Raises:
        StepRefused: if ``by`` is no editor, or the ratings lack words, are fewer than
            two, or share a code, label or rank.
    """
    if not roles.edits(by):
        raise StepRefused("Only editors add scales.")
    name = normalize_line(cleaned(name))
    if not name:
        raise StepRefused("A scale needs a name.")
    _check_ratings(ratings)
    number = Scale.objects.filter(name=name).count() + 1
    scale = Scale(name=name, number=number)
    store(scale)
    for position, row in enumerate(ratings, start=1):
        rating = Rating(
            scale=scale,
            position=position,
            code=row.code,
            label=normalize_line(cleaned(row.label)),
            definition=cleaned(row.definition),
            rank=row.rank,
            color=row.color,
            needs_contradiction=row.needs_contradiction,
            needs_search=row.needs_search,
            needs_contact=row.needs_contact,
        )
        store(rating)
    return scale


@verb
def use_for_new_articles(*, scale: Scale, by: User) -> Scale:
    """Use ``scale`` for every article whose first review is still to come."""
    if not roles.edits(by):
        raise StepRefused("Only editors choose the scale.")
    scales = {row.pk: row for row in Scale.objects.select_for_update().order_by("pk")}
    chosen = scales[scale.pk]
    if chosen.is_current:
        raise StepRefused(f"“{chosen}” is used for new articles already.")
    # First nobody, then the one: the database allows no two.
    for other in scales.values():
        if other.is_current:
            other.is_current = False
            other.save()
    chosen.is_current = True
    chosen.save()
    return chosen


@verb
def state(*, key: StatementKey, text: str, version: int, by: User) -> SiteStatement:
    """Write one of the desk's public statements.

    A statement that was never written stands at version 1, empty.

    Raises:
        StaleWrite: if the statement changed since ``version``.
        StepRefused: if ``by`` is neither editor nor administrator.
    """
    if not (roles.edits(by) or roles.administers(by)):
        raise StepRefused("Only editors and administrators write public statements.")
    statement = SiteStatement.objects.select_for_update(of=("self",)).filter(
        key=key
    ).first() or SiteStatement(key=key)
    check_version(statement.version, version)
    statement.text = cleaned(text)
    statement.edited_by = by
    statement.edited_at = timezone.now()
    statement.version += 1
    statement.save()
    return statement


def _check_ratings(ratings: Sequence[RatingRow]) -> None:
    if len(ratings) < 2:
        raise StepRefused("A scale needs at least two ratings.")
    for row in ratings:
        if not (row.code and row.label.strip() and row.definition.strip()):
            raise StepRefused("Every rating needs a code, a label and a definition.")
    for what, values in (
        ("code", [row.code for row in ratings]),
        ("label", [row.label.strip().casefold() for row in ratings]),
        ("rank", [row.rank for row in ratings if row.rank is not None]),
    ):
        if len(set(values)) < len(values):
            raise StepRefused(f"Two ratings of the scale have the same {what}.")
