"""Undo the last act on a claim, as long as everything it concerned is as it left it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.contrib.auth.models import User

from claims import roles
from claims.choices import LeaveReason, Selection, Status
from claims.lifecycle import Step, StepRefused
from claims.models import Claim, Figure, StepTaken
from claims.reading.worthiness import weigh_again
from claims.record import check_version, locked, record, store, verb
from claims.shaping.cutting import for_checkers
from claims.shaping.placing import put
from claims.shaping.states import ACTS, PLAIN, State, keep, state_of, told_of
from claims.weighing import own_weights
from claims.workflow import (
    check_may_be_worded,
    lock_in_order,
    take_back_mentions,
    words_of,
)

_WORDED = "word"
_LEFT = Step.LEAVE.verb
UNDOABLE = (*ACTS, _WORDED, _LEFT)
"""The acts on a claim that can be undone; of leaving, that as a duplicate."""

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
    """Undo the last act on a claim: all that it changed stands as before it.

    Acts are those that cut or place claims, a change of the wording or the parts, and
    the leaving as a duplicate. What an act had made a claim of its own is one no
    longer, and stays on record.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if there is nothing to undo, anything of the claims concerned has
            been changed since or is under review, or an editor did it and ``by`` is
            none.
    """
    for_checkers(by)
    claim = Claim.objects.select_related("duplicate_of").get(pk=claim.pk)
    check_version(claim.version, version)
    act = last_act(claim)
    if act is None:
        raise StepRefused("There is nothing to undo on this claim.")
    concerned = list(Claim.objects.filter(pk__in=_concerned(claim, act)).order_by("pk"))
    lock_in_order(*concerned)
    rows = {str(each.pk): locked(each) for each in concerned}
    claim = rows[str(claim.pk)]
    # Again: only now it cannot change any more.
    check_version(claim.version, version)
    if act.verb == _WORDED:
        _take_back_words(claim, act, by)
    elif act.verb == _LEFT:
        _take_back_duplicate(claim, act, by)
    else:
        _take_back_cut(rows, act, by)
    return claim


def last_act(claim: Claim) -> StepTaken | None:
    """Return the last act on a claim that has not been undone, if there is one."""
    names = ["undo", *UNDOABLE, *filter(None, ACTS.values())]
    undone: set[int] = set()
    for step in claim.steps.filter(verb__in=names).order_by("-pk"):
        if step.verb == "undo":
            undone.add(step.before["act"])
        elif _is_no_act(step, claim):
            continue
        elif (act := step.after.get("act", step.pk)) not in undone:
            return StepTaken.objects.get(pk=act)
    return None


def _is_no_act(step: StepTaken, claim: Claim) -> bool:
    """Whether a step changed nothing, or nothing that is not over by itself."""
    if step.verb == _LEFT:
        # Whoever selects a duplicate has taken that back.
        is_duplicate = claim.leave_reason == LeaveReason.DUPLICATE
        return not is_duplicate or "given" not in step.before
    return step.verb == _WORDED and step.before == step.after


def _concerned(claim: Claim, act: StepTaken) -> list[int]:
    if act.verb == _WORDED:
        return [claim.pk]
    if act.verb == _LEFT:
        assert claim.duplicate_of_id is not None  # it is a duplicate now
        return [claim.pk, claim.duplicate_of_id]
    return [int(pk) for pk in act.after["claims"]]


def _take_back_words(claim: Claim, act: StepTaken, by: User) -> None:
    """Give a claim the wording, claimant and parts it had."""
    check_may_be_worded(claim)
    now = words_of(claim)
    _check_unchanged(claim, act.after, now)
    for name in act.before.keys() - {"subclaims"}:
        setattr(claim, name, act.before[name])
    keep(claim, parts=act.before["subclaims"])
    record(
        article=claim.article,
        claim=claim,
        what="undo",
        by=by,
        before=now | {"act": act.pk},
        after=words_of(claim),
    )


def _take_back_duplicate(claim: Claim, act: StepTaken, by: User) -> None:
    """Make a duplicate a claim of its own, with the places that it handed over."""
    if not roles.edits(by):
        raise StepRefused("Only editors take back what was left as a duplicate.")
    assert claim.duplicate_of is not None  # it is a duplicate now
    original = locked(claim.duplicate_of)
    places = original.mentions.values_list("revision_id", "start", "end")
    held = [list(place) for place in places]
    if claim.article.latest_revision().pk != act.before.get("latest"):
        raise StepRefused("The article’s text has changed since; nothing is undone.")
    if claim.mentions.exists() or any(p not in held for p in act.before["given"]):
        raise StepRefused(
            f"“{original}” has been changed since (its places in the text); nothing "
            "is undone."
        )
    take_back_mentions(claim, original)
    before = {"status": claim.status, "leave_reason": claim.leave_reason}
    claim.status = Status(act.before["status"])
    claim.selection = Selection(act.before["selection"])
    claim.could_harm = act.before.get("could_harm", False)
    claim.due_at = _moment(act.before.get("due_at"))
    claim.leave_reason = claim.leave_note = ""
    claim.duplicate_of = None
    claim.version += 1
    store(claim)
    record(
        article=claim.article,
        claim=claim,
        what="undo",
        by=by,
        before=before | {"act": act.pk},
        after={"status": claim.status, "selection": claim.selection},
    )


def _take_back_cut(rows: Mapping[str, Claim], act: StepTaken, by: User) -> None:
    """Have all claims that an act cut or placed stand as before it."""
    before, after = act.before.get("claims", {}), act.after["claims"]
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
    claim.due_at = _moment(state["due_at"])
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


def _moment(kept: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(kept) if kept else None
