"""The desk's own weights of check-worthiness, and its claims weighed anew by them.

The file of the reading has a weight for every reason; a desk may weigh a reason
otherwise. Claims read from then on are weighed so; those that are here keep theirs
until an editor has them weighed anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from claims import roles
from claims.choices import Status
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import Article, Claim, ReadingWeight
from claims.reading.claim import priority_of
from claims.reading.worthiness import SHIPPED, weigh_again
from claims.record import record, store, verb

MOST_AT_ONCE = 2_000
"""Claims weighed anew by one press of the button; the next press goes on."""

_NOT_REVIEWED_YET = (Status.PROPOSED, Status.OPEN)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What weighing anew would change of the proposed and open claims.

    Attributes:
        claims: how many there are.
        differing: of how many the weight would change.
        regrouped: of how many the priority would change with it.
        unknown: how many bear a reason that this release does not know; they keep
            their weight.
    """

    claims: int
    differing: int
    regrouped: int
    unknown: int


def own_weights() -> dict[str, float]:
    """Return what this desk weighs otherwise, by the name of the reason."""
    rows = ReadingWeight.objects.filter(name__in=SHIPPED)
    return dict(rows.values_list("name", "weight"))


@verb
def set_weight(
    *, name: str, weight: float, seen: float | None, by: User
) -> ReadingWeight | None:
    """Weigh a reason as this desk wants it; the shipped weight ends the desk's own.

    Args:
        name: one of the names in the reading's file.
        seen: the weight that stood there when ``by`` decided.

    Returns:
        The desk's own weight, None if it is the shipped one again.

    Raises:
        StaleWrite: if somebody weighed it otherwise since.
        StepRefused: if ``by`` is no editor, or the weight not between -1 and 1.
    """
    if not roles.edits(by):
        raise StepRefused("Only editors change what is worth a check.")
    if not -1 <= weight <= 1:
        raise StepRefused("A weight lies between -1 and 1.", field="weight")
    shipped = SHIPPED[name].weight
    row = (
        ReadingWeight.objects.select_for_update(of=("self",)).filter(name=name).first()
    )
    if seen != (row.weight if row else shipped):
        raise StaleWrite("Somebody else has changed this weight since you read it.")
    if weight == shipped:
        if row:
            row.delete()
        return None
    row = row or ReadingWeight(name=name)
    row.weight = weight
    row.edited_by = by
    row.edited_at = timezone.now()
    store(row)
    return row


def outlook() -> Outlook:
    """Tell what weighing anew would change, and change nothing."""
    own = own_weights()
    claims = differing = regrouped = unknown = 0
    rows = _to_be_weighed().values_list("reasons", "check_worthiness")
    for reasons, stored in rows.iterator():
        claims += 1
        worth = weigh_again(reasons, own)
        unknown += worth is None
        if worth is not None and worth != stored:
            differing += 1
            regrouped += priority_of(worth) != priority_of(stored)
    return Outlook(claims, differing, regrouped, unknown)


def weigh_anew(*, by: User) -> int:
    """Weigh the proposed and open claims by the weights of now, article by article.

    Each article is one transaction and, where a claim of it weighs otherwise now, one
    step in its record. At most :data:`MOST_AT_ONCE` claims change; whoever asks again
    goes on with the rest.

    Returns:
        How many claims changed their weight.

    Raises:
        StepRefused: if ``by`` is no editor.
    """
    if not roles.edits(by):
        raise StepRefused("Only editors have claims weighed anew.")
    own = own_weights()
    differing: list[tuple[int, int]] = []
    rows = _to_be_weighed().order_by("article", "pk")
    for article, key, reasons, stored in rows.values_list(
        "article", "pk", "reasons", "check_worthiness"
    ).iterator():
        if weigh_again(reasons, own) not in {None, stored}:
            differing.append((article, key))
        if len(differing) == MOST_AT_ONCE:
            break
    return sum(
        _weigh_anew(article, [key for _article, key in keys], own, by)
        for article, keys in groupby(differing, key=lambda each: each[0])
    )


@verb
def _weigh_anew(
    article_id: int, keys: list[int], own: Mapping[str, float], by: User
) -> int:
    claims = list(
        _to_be_weighed()
        .filter(pk__in=keys)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    changed = 0
    for claim in claims:
        worth = weigh_again(claim.reasons, own)
        if worth is not None and worth != claim.check_worthiness:
            claim.check_worthiness = worth
            # No new version: a form that is open on the claim says nothing of this.
            claim.save(update_fields=["check_worthiness"])
            changed += 1
    if changed:
        record(
            article=Article.objects.get(pk=article_id),
            what="weigh-anew",
            by=by,
            after={
                "claims_weighed_otherwise": changed,
                "own_weights": [
                    f"{SHIPPED[name].reason}: {weight:g}"
                    for name, weight in own.items()
                ],
            },
        )
    return changed


def _to_be_weighed() -> QuerySet[Claim]:
    return Claim.objects.filter(status__in=_NOT_REVIEWED_YET, is_finding=False)
