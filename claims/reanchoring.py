"""What a changed text does to the claims of its article.

Each claim is looked for in the new text from the latest text it is mentioned in: found
at its place, found at another, or lost, for a person to place. Nothing is guessed (see
:func:`claims.reading.alignment.reanchor`). A claim with a verdict whose words changed
needs another look: an editor says that the verdict still stands, reopens the claim, or
publishes a notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User

from claims import roles
from claims.choices import LeaveReason, Placed, Selection, Status
from claims.lifecycle import Step, StepRefused
from claims.models import Article, Claim, Figure, Mention, Revision
from claims.reading.alignment import Anchored, TextAsRead, reanchor
from claims.reading.anchors import Span
from claims.reading.reading import Reading
from claims.record import check_version, cleaned, locked, record, store, verb


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What became of an article's claims in a changed text.

    Attributes:
        unchanged, moved, orphaned: how many claims kept all their places, were found at
            another one, or are nowhere in it. What was mentioned nowhere before is
            none of these.
        standing: where claims stand now: the claim of each place, places rising.
    """

    unchanged: int = 0
    moved: int = 0
    orphaned: int = 0
    standing: list[tuple[Span, Claim]] = field(default_factory=list)


def texts_mentioned(article: Article) -> list[Revision]:
    """Return the texts from which claims would be carried over to a changed one."""
    latest = _latest_mentions(article)
    keys = {mentions[0].revision_id for mentions in latest.values()}
    return list(Revision.objects.filter(pk__in=keys).order_by("number"))


def carry_over(
    *,
    article: Article,
    revision: Revision,
    reading: Reading,
    reading_of: Callable[[Revision], Reading],
    by: User | None,
) -> CarriedOver:
    """Find the article's claims again in its new text; part of an import.

    Args:
        revision: the new text; ``reading`` is how it reads.
        reading_of: gives how an earlier text reads, by the same rules.
        by: who brings the text in; with nobody, nothing is recorded.
    """
    claims = {
        claim.pk: claim
        for claim in Claim.objects.select_for_update(of=("self",), no_key=True)
        .filter(article=article)
        .select_related("article", "changed_in")
        .defer("changed_in__text", "changed_in__reading")
        .order_by("pk")
    }
    latest = _latest_mentions(article)
    places = _places(latest, reading, reading_of)
    placed = {
        (mention.claim_id, place.start, place.end): Mention(
            claim=claims[mention.claim_id],
            revision=revision,
            start=place.start,
            end=place.end,
            quote=mention.quote,
            placed=Placed.MOVED if place.is_moved else Placed.UNCHANGED,
        )
        for mention, place in places
        if place is not None
    }
    Mention.objects.bulk_create(placed.values())
    _carry_figures(article, revision, places)
    lost = {mention.claim_id for mention, place in places if place is None}
    found = {mention.claim_id for mention in placed.values()}
    moved = {m.claim_id for m in placed.values() if m.placed == Placed.MOVED}
    before = revision.number - 1
    for key, mentions in latest.items():
        text = mentions[0].revision
        if key in lost and text.number == before:
            _needs_another_look(claims[key], revision, by)
        elif key not in lost:
            _came_back(claims[key], text, by)
            _no_longer_gone(claims[key], by)
    return CarriedOver(
        unchanged=len(found - moved),
        moved=len(moved),
        orphaned=len(lost - found),
        standing=sorted(
            (
                (Span(mention.start, mention.end), mention.claim)
                for mention in placed.values()
            ),
            key=lambda each: (each[0].start, each[0].end),
        ),
    )


@verb
def let_stand(*, claim: Claim, reason: str, version: int, by: User) -> Claim:
    """Say that a verdict holds although the article has changed its words.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if ``by`` is no editor, the claim needs no other look, or no reason
            is given.
    """
    claim = locked(claim)
    _editors_only(by)
    check_version(claim.version, version)
    if claim.changed_in is None:
        raise StepRefused(
            "The article has not changed the words of this claim since its verdict, or "
            "somebody has looked at it already."
        )
    if not claim.has_verdict:
        raise StepRefused("The claim has no verdict yet that could stand.")
    reason = cleaned(reason)
    if not reason:
        raise StepRefused("Say why the verdict still stands.", field="reason")
    looked_at(claim, what="let-stand", reason=reason, by=by)
    return claim


@verb
def say_gone(*, claim: Claim, version: int, by: User) -> Claim:
    """Leave a claim that nobody has checked and whose words the article has dropped.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if ``by`` is no editor, the claim is neither proposed nor open, or
            it stands in the article's latest text.
    """
    claim = locked(claim)
    _editors_only(by)
    check_version(claim.version, version)
    Step.LEAVE.check(claim.status)
    if not Claim.objects.orphaned().filter(pk=claim.pk).exists():
        raise StepRefused("The claim stands in the article’s latest text.")
    before = {"status": claim.status, "selection": claim.selection}
    claim.status = Step.LEAVE.reaches
    claim.selection = Selection.NOT_SELECTED
    claim.could_harm = False
    claim.leave_reason = LeaveReason.RESHAPED
    claim.due_at = None
    claim.version += 1
    store(claim)
    record(
        article=claim.article,
        claim=claim,
        what="say-gone",
        by=by,
        before=before,
        after={"status": claim.status, "leave_reason": claim.leave_reason},
    )
    return claim


def looked_at(claim: Claim, *, what: str, reason: str, by: User) -> None:
    """Take the mark off a claim, locked, that needed another look, and record why."""
    assert claim.changed_in is not None
    text = claim.changed_in.number
    claim.changed_in = None
    claim.version += 1
    store(claim)
    record(
        article=claim.article,
        claim=claim,
        what=what,
        by=by,
        reason=reason,
        before={"changed_in": text},
    )


def _latest_mentions(article: Article) -> dict[int, list[Mention]]:
    """Return the mentions of each claim in the latest text that has any, by claim."""
    latest: dict[int, list[Mention]] = {}
    for mention in (
        Mention.objects.filter(claim__article=article)
        .select_related("revision")
        .defer("revision__text", "revision__reading")
        .order_by("-revision__number", "start", "pk")
    ):
        mentions = latest.setdefault(mention.claim_id, [])
        if not mentions or mentions[0].revision_id == mention.revision_id:
            mentions.append(mention)
    return latest


def _places(
    latest: Mapping[int, list[Mention]],
    reading: Reading,
    reading_of: Callable[[Revision], Reading],
) -> list[tuple[Mention, Anchored | None]]:
    """Return where each mention stands in the text just read."""
    after = as_read(reading)
    by_text: dict[Revision, list[Mention]] = {}
    for mentions in latest.values():
        by_text.setdefault(mentions[0].revision, []).extend(mentions)
    places: list[tuple[Mention, Anchored | None]] = []
    for text, mentions in by_text.items():
        spans = [Span(mention.start, mention.end) for mention in mentions]
        found = reanchor(as_read(reading_of(text)), after, spans)
        places += zip(mentions, found, strict=True)
    return places


def as_read(reading: Reading) -> TextAsRead:
    """Return a reading as far as the places of its words depend on it."""
    return TextAsRead(
        text=reading.text,
        blocks=[Span(block.start, block.end) for block in reading.blocks],
        sentences=[Span(each.start, each.end) for each in reading.sentences],
        understood={
            Span(claim.start, claim.end): (
                claim.claim_reviewed,
                claim.claimant,
                claim.via,
            )
            for claim in reading.claims
        },
    )


def _carry_figures(
    article: Article,
    revision: Revision,
    places: Iterable[tuple[Mention, Anchored | None]],
) -> None:
    """Store the figures of the words that were found, where these stand now."""
    figures: dict[tuple[int, int], list[Figure]] = {}
    for figure in Figure.objects.filter(claim__article=article).order_by("pk"):
        figures.setdefault((figure.claim_id, figure.revision_id), []).append(figure)
    Figure.objects.bulk_create(
        Figure(
            claim_id=figure.claim_id,
            revision=revision,
            text=figure.text,
            value=figure.value,
            unit=figure.unit,
            qualifier=figure.qualifier,
            start=figure.start + place.start - mention.start,
            end=figure.end + place.start - mention.start,
        )
        for mention, place in places
        if place is not None
        for figure in figures.get((mention.claim_id, mention.revision_id), ())
        if mention.start <= figure.start and figure.end <= mention.end
    )


def _needs_another_look(claim: Claim, revision: Revision, by: User | None) -> None:
    """Mark a claim whose words changed, if the desk has judged them.

    Also before it is settled: the verdict would otherwise be on words that are gone,
    and nothing would say so.
    """
    if not claim.is_frozen and (
        claim.public_number is None or claim.status == Status.NOT_CHECKED
    ):
        return
    claim.changed_in = revision
    claim.version += 1
    store(claim)
    if by is not None:
        record(
            article=claim.article,
            claim=claim,
            what="article-changed",
            by=by,
            after={"changed_in": revision.number},
        )


def _came_back(claim: Claim, found_from: Revision, by: User | None) -> None:
    """Take the mark off a claim whose words of before the change are there again."""
    changed_in = claim.changed_in
    if changed_in is None or found_from.number >= changed_in.number:
        return
    if by is not None:
        looked_at(claim, what="words-came-back", reason="", by=by)
        return
    claim.changed_in = None
    claim.version += 1
    store(claim)


def _no_longer_gone(claim: Claim, by: User | None) -> None:
    """Propose a claim again that was said to be gone and is in the text again."""
    if claim.leave_reason != LeaveReason.RESHAPED:
        return
    before = {"status": claim.status, "leave_reason": claim.leave_reason}
    claim.status = Status.PROPOSED
    claim.leave_reason = ""
    claim.version += 1
    store(claim)
    if by is not None:
        record(
            article=claim.article,
            claim=claim,
            what="words-came-back",
            by=by,
            before=before,
            after={"status": claim.status},
        )


def _editors_only(by: User) -> None:
    if not roles.edits(by):
        raise StepRefused("Only editors say what a changed text means for a claim.")
