"""A claim as an act finds and leaves it: what the record keeps of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from claims.models import Claim, StepTaken
from claims.record import record, store
from claims.shaping.placing import place_of
from claims.workflow import rewrite_subclaims, searchable

ACTS = {
    "merge": "merge-away",
    "split": "split-off",
    "respan": "",
    "add-mention": "",
    "add-claim": "",
}
"""The acts on where claims stand, each with what the other claim's record calls it."""


PLAIN = (
    "status",
    "round",
    "selection",
    "could_harm",
    "do_not_name",
    "claim_reviewed",
    "claimant",
    "via",
    "kind",
    "checkable",
    "suggested_leave_reason",
    "check_worthiness",
    "reasons",
    "leave_reason",
    "duplicate_of_id",
)
"""What a claim's columns hold that an act may change and its undoing puts back."""


_TOLD = (
    "status",
    "selection",
    "could_harm",
    "claim_reviewed",
    "claimant",
    "via",
    "kind",
    "subclaims",
    "quotations",
)
"""What the record of an act tells people of a claim, before and after."""


State = dict[str, Any]
"""A claim as an act found or left it, in values that JSON holds."""


def state_of(claim: Claim) -> State:
    """Return all of a claim that an act or its undoing may change, or may destroy."""
    mentions = sorted(claim.mentions.all(), key=place_of)
    return {
        **{name: getattr(claim, name) for name in PLAIN},
        "due_at": claim.due_at.isoformat() if claim.due_at else None,
        "mentions": [list(place_of(mention)) for mention in mentions],
        "quotations": [mention.quote for mention in mentions],
        "figures": [
            [
                figure.revision_id,
                figure.text,
                None if figure.value is None else str(figure.value.normalize()),
                figure.unit,
                figure.qualifier,
                figure.start,
                figure.end,
            ]
            for figure in claim.figures.order_by("start", "end", "pk")
        ],
        "subclaims": _column(claim.subclaims.order_by("position"), "text"),
        "evidence": _column(claim.evidence.standing().order_by("pk"), "pk"),
        "searches": _column(claim.searches.order_by("pk"), "pk"),
        "checks": _column(claim.earlier_checks.order_by("pk"), "pk"),
        "contacts": _column(claim.contacts.order_by("pk"), "pk"),
    }


def _column(rows: Any, name: str) -> list[Any]:
    return list(rows.values_list(name, flat=True))


def told_of(state: State) -> State:
    return {name: state[name] for name in _TOLD}


def record_act(
    act: str,
    claims: Sequence[Claim],
    *,
    before: Mapping[int, State],
    told: Mapping[str, object],
    by: User,
) -> None:
    """Record an act on the first of ``claims``, and with the others what it did."""
    after = {claim.pk: state_of(claim) for claim in claims}
    first, *others = claims
    step = record(
        article=first.article,
        claim=first,
        what=act,
        by=by,
        before={
            **(told_of(before[first.pk]) if first.pk in before else {}),
            "claims": {str(pk): state for pk, state in before.items()},
        },
        after={
            **told_of(after[first.pk]),
            **told,
            "claims": {str(pk): state for pk, state in after.items()},
        },
    )
    for other in others:
        record(
            article=other.article,
            claim=other,
            what=ACTS[act],
            by=by,
            before=told_of(before[other.pk]) if other.pk in before else {},
            after=told_of(after[other.pk]) | {"act": step.pk},
        )


def keep(claim: Claim, *, parts: Iterable[str] | None = None) -> None:
    """Store a claim and its parts as they are now."""
    if parts is not None:
        rewrite_subclaims(claim, parts)
    claim.search_text = searchable(claim)
    claim.version += 1
    store(claim)


def undone_by(steps: QuerySet[StepTaken]) -> set[int]:
    """Return the keys of the acts that some of these steps have undone."""
    return {step.before["act"] for step in steps.filter(verb="undo")}
