"""An article's text with its claims marked as they stand at the desk now."""

from __future__ import annotations

from django.db.models import Prefetch
from django.urls import reverse

from claims.choices import LeaveReason, Status
from claims.models import Claim, Flag, Mention, Revision
from claims.reading.markup import (
    Block,
    Entry,
    LeftOut,
    Mark,
    MarkedUp,
    figures_in_words,
    marked_up,
    other_words,
)


def marked_up_text(revision: Revision) -> MarkedUp:
    """Mark the claims of a text, loaded with their figures and flags in three queries.

    What a person left unchecked is left out for that person's reason, what the reading
    would leave for the reading's. A claim that was reshaped into others is not shown.
    """
    found = revision.reading
    why = {
        sentence["start"]: sentence["why"]
        for sentence in found["sentences"]
        if not sentence["checkable"]
    }
    mentions = (
        Mention.objects.filter(revision=revision)
        .exclude(claim__leave_reason=LeaveReason.RESHAPED)
        .select_related("claim")
        .prefetch_related(
            "claim__figures",
            Prefetch(
                "claim__flags",
                Flag.objects.filter(dismissed_because="").with_a_doubt(),
            ),
        )
        .order_by("start", "end", "pk")
    )
    entries: dict[int, Entry] = {}
    for mention in mentions:
        if mention.claim_id not in entries:
            entries[mention.claim_id] = _entry(mention, len(entries) + 1, why)
    return marked_up(
        revision.text,
        blocks=[
            Block(block["role"], block["start"], block["end"])
            for block in found["blocks"]
        ],
        marks=[
            Mark(mention.start, mention.end, entries[mention.claim_id])
            for mention in mentions
        ],
        left_out=[
            LeftOut(sentence["start"], sentence["end"], sentence["why"])
            for sentence in found["sentences"]
            if not sentence["checkable"]
        ],
    )


def _entry(mention: Mention, number: int, why: dict[int, str]) -> Entry:
    claim = mention.claim
    status = Status(claim.status)
    return Entry(
        number=number,
        wording=other_words(claim.claim_reviewed, mention.quote),
        kind=claim.get_kind_display(),
        priority=claim.priority,
        reasons=tuple(claim.reasons),
        claimant=claim.claimant,
        via=tuple(claim.via),
        figures=figures_in_words(
            (figure.text, figure.value, figure.unit, figure.qualifier)
            for figure in claim.figures.all()
        ),
        left_out=_why_left_out(claim, why.get(mention.start, "")),
        noticed=tuple(
            dict.fromkeys(flag.get_kind_display() for flag in claim.flags.all())
        ),
        status=status.value,
        status_in_words=str(status.label),
        address=reverse("admin:claims_claim_change", args=[claim.pk]),
    )


def _why_left_out(claim: Claim, why: str) -> str:
    if claim.status == Status.NOT_CHECKED:
        reason = claim.get_leave_reason_display().lower()
        return f"{reason}. {claim.leave_note}".rstrip(". ")
    if claim.status == Status.PROPOSED and not claim.checkable:
        return f"{why or 'cannot be checked'}, as the reading suggests"
    return ""
