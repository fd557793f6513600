"""Undo the last act on a claim, as long as everything it concerned is as it left it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib.auth.models import User

from claims.choices import LeaveReason, Selection, Status
from claims.lifecycle import StepRefused
from claims.models import Claim, Figure, StepTaken
from claims.reading.worthiness import weigh_again
from claims.record import check_version, locked, record, store, verb
from claims.shaping.cutting import for_checkers
from claims.shaping.placing import put
from claims.shaping.states import ACTS, PLAIN, State, keep, state_of, told_of
from claims.weighing import own_weights
from claims.workflow import lock_in_order

_CALLED = {
    "status": "its status",
    "round": "its round",
    "selection": "what it is selected as",
    "could_harm": "whether it could harm someone",
    "do_not_name": "whether its claimant is named",
    "claim_reviewed": "its wording",
    "claimant": "its claimant",
    "via": "through whom it came",
    "kind": "its kind",
    "subclaims": "its parts",
    "quotations": "its words in the text",
    "mentions": "its places in the text",
    "due_at": "when it is due",
    "evidence": "its evidence",
    "searches": "its search log",
    "checks": "its earlier checks",
    "contacts": "its contacts",
}


@verb
def undo(*, claim: Claim, version: int, by: User) -> Claim:
    """Undo the last act of these on a claim: all claims stand as before it.

    What it had made a claim of its own is one no longer, and stays on record.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if there is nothing to undo, or anything of the claims concerned
            has been changed since.
    """
    for_checkers(by)
    check_version(Claim.objects.get(pk=claim.pk).version, version)
    act = last_act(claim)
    if act is None:
        raise StepRefused("Nothing was merged, split, placed or added here.")
    before, after = act.before.get("claims", {}), act.after["claims"]
    concerned = list(Claim.objects.filter(pk__in=after).order_by("pk"))
    lock_in_order(*concerned)
    rows = {str(each.pk): locked(each) for each in concerned}
    # Again: only now it cannot change any more.
    check_version(rows[str(claim.pk)].version, version)
    now = {pk: state_of(row) for pk, row in rows.items()}
    for pk, row in rows.items():
        _check_unchanged(row, after[pk], now[pk])
    assert act.claim_id is not None  # every act is one on a claim
    for pk, row in rows.items():
        if pk in before:
            _put_back(row, before[pk])
        else:
            _retire(row, part_of=None if act.verb == "add-claim" else act.claim_id)
    for pk, row in rows.items():
        record(
            article=row.article,
            claim=row,
            what="undo",
            by=by,
            before=told_of(now[pk]) | {"act": act.pk},
            after=told_of(state_of(row)),
        )
    return rows[str(claim.pk)]


def last_act(claim: Claim) -> StepTaken | None:
    """Return the last act on a claim that has not been undone, if there is one."""
    undone: set[int] = set()
    names = ["undo", *ACTS, *filter(None, ACTS.values())]
    for step in claim.steps.filter(verb__in=names).order_by("-pk"):
        if step.verb == "undo":
            undone.add(step.before["act"])
        elif (act := step.after.get("act", step.pk)) not in undone:
            return StepTaken.objects.get(pk=act)
    return None


def _check_unchanged(claim: Claim, left: State, now: State) -> None:
    """Refuse to undo an act if the claim is no longer as the act left it."""
    differing = [
        _CALLED.get(name, "")
        for name in left
        # All claims are weighed anew at times; nobody changed this one by that.
        if left[name] != now.get(name) and name != "check_worthiness"
    ]
    if differing:
        what = (
            ", ".join(dict.fromkeys(filter(None, differing))) or "what was read of it"
        )
        raise StepRefused(
            f"“{claim}” has been changed since ({what}); nothing is undone."
        )


def _put_back(claim: Claim, state: State) -> None:
    """Have a claim stand as an act found it."""
    for name in PLAIN:
        setattr(claim, name, state[name])
    weighed = weigh_again(state["reasons"], own_weights())
    if weighed is not None:
        claim.check_worthiness = weighed
    due_at = state["due_at"]
    claim.due_at = dt.datetime.fromisoformat(due_at) if due_at else None
    put(claim, [tuple(place) for place in state["mentions"]])
    claim.figures.all().delete()
    for revision, text, value, unit, qualifier, start, end in state["figures"]:
        store(
            Figure(
                claim=claim,
                revision_id=revision,
                text=text,
                value=None if value is None else Decimal(value),
                unit=unit,
                qualifier=qualifier,
                start=start,
                end=end,
            )
        )
    keep(claim, parts=state["subclaims"])


def _retire(claim: Claim, *, part_of: int | None) -> None:
    """Leave a claim on record that is no longer one of its own."""
    claim.status = Status.NOT_CHECKED
    claim.selection = Selection.NOT_SELECTED
    claim.could_harm = False
    claim.due_at = None
    claim.leave_reason = LeaveReason.RESHAPED
    claim.duplicate_of_id = part_of
    put(claim, [])
    keep(claim)
