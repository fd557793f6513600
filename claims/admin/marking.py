"""An article's text with its claims marked as they stand at the desk now."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from claims.admin.text_beside import Part
from claims.choices import LeaveReason, Status
from claims.models import Claim, Flag, Mention, Revision
from claims.reading.anchors import Span
from claims.reading.coverage import cover
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


def marked_up_text(revision: Revision, part: Part) -> MarkedUp:
    """Mark the claims of a part of a text, in a number of queries that never grows.

    What a person left unchecked is left out for that person's reason, what the reading
    would leave for the reading's. A claim that was reshaped into others is not shown.
    Claims are numbered through the text, and it is covered as a whole.
    """
    found = revision.reading
    why = {
        sentence["start"]: sentence["why"]
        for sentence in found["sentences"]
        if not sentence["checkable"]
    }
    blocks = [
        Block(block["role"], block["start"], block["end"]) for block in found["blocks"]
    ]
    left_out = [
        LeftOut(sentence["start"], sentence["end"], sentence["why"])
        for sentence in found["sentences"]
        if not sentence["checkable"]
    ]
    all_mentions = (
        Mention.objects.filter(revision=revision)
        .exclude(claim__leave_reason=LeaveReason.RESHAPED)
        .order_by("start", "end", "pk")
    )
    numbers, claimed, covered = _standing(all_mentions)
    first, last = part.span.start, part.span.end
    standing_flags = Flag.objects.filter(dismissed_because="").with_a_doubt()
    mentions = (
        all_mentions.filter(start__lt=last, end__gt=first)
        .select_related("claim")
        .prefetch_related(
            "claim__figures",
            Prefetch("claim__flags", standing_flags),
            Prefetch("claim__duplicates__flags", standing_flags),
        )
    )
    entries: dict[int, Entry] = {}
    for mention in mentions:
        if mention.claim_id not in entries:
            number = numbers[mention.claim_id]
            entries[mention.claim_id] = _entry(mention, number, why)
    shown = marked_up(
        revision.text,
        blocks=[block for block in blocks if first <= block.start < last],
        marks=[
            Mark(mention.start, mention.end, entries[mention.claim_id])
            for mention in mentions
        ],
        left_out=left_out,
    )
    coverage = cover(
        revision.text,
        blocks=blocks,
        claimed=claimed,
        left_out=[*covered, *(Span(each.start, each.end) for each in left_out)],
    )
    return replace(shown, coverage=coverage)


def _standing(
    mentions: QuerySet[Mention],
) -> tuple[dict[int, int], list[Span], list[Span]]:
    """Return the claims' numbers, where they claim something, and where they stand."""
    numbers: dict[int, int] = {}
    claimed, covered = [], []
    rows = mentions.values_list(
        "claim_id", "start", "end", "claim__status", "claim__checkable"
    )
    for claim, start, end, status, checkable in rows:
        numbers.setdefault(claim, len(numbers) + 1)
        covered.append(Span(start, end))
        if not _is_left_out(status, checkable=checkable):
            claimed.append(Span(start, end))
    return numbers, claimed, covered


def _is_left_out(status: str, *, checkable: bool) -> bool:
    return status == Status.NOT_CHECKED or (status == Status.PROPOSED and not checkable)


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
            dict.fromkeys(
                flag.get_kind_display()
                for each in (claim, *claim.duplicates.all())
                for flag in each.flags.all()
            )
        ),
        status=status.value,
        status_in_words=str(status.label),
        address=reverse("admin:claims_claim_change", args=[claim.pk]),
    )


def _why_left_out(claim: Claim, why: str) -> str:
    if not _is_left_out(claim.status, checkable=claim.checkable):
        return ""
    if claim.status == Status.NOT_CHECKED:
        reason = claim.get_leave_reason_display().lower()
        return f"{reason}. {claim.leave_note}".rstrip(". ")
    return f"{why or 'cannot be checked'}, as the reading suggests"
