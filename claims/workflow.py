"""Every verb that changes what the desk takes on: select, leave, assign, word, reopen.

The verbs that judge stand in :mod:`claims.judging`. Each locks the claim, checks the
step, writes, records the step taken, and returns the claim as it then stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max, QuerySet
from django.utils import timezone

from claims import mailing, roles
from claims.choices import TAKEN_ON, Kind, LeaveReason, Placed, Selection
from claims.lifecycle import Step, StepRefused
from claims.models import Article, Claim, Mention, SubClaim, Topic
from claims.record import (
    check_is_claim,
    check_version,
    cleaned,
    locked,
    record,
    store,
    verb,
)
from sources.canonical import UnacceptableAddress, canonical_url
from sources.normalizing import normalize_line, search_key

LATEST_DUE = dt.timedelta(days=3650)
"""How far ahead a due time may lie; what is further off is a slip of the hand."""


@verb
def select(
    *,
    claim: Claim,
    as_: Selection,
    topic: Topic,
    could_harm: bool = False,
    version: int,
    by: User,
) -> Claim:
    """Take a claim on for checking, as central or supporting, under a topic.

    One that was left as a duplicate gets back the mentions it handed over.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if the claim is neither proposed nor left unchecked, the claim it
            was a duplicate of is under review, or the topic is another article's; or
            if it is no claim of its own any more.
    """
    if claim.duplicate_of is not None:
        lock_in_order(claim, claim.duplicate_of)
    claim = locked(claim)
    _editors_only(by, Step.SELECT)
    check_version(claim.version, version)
    Step.SELECT.check(claim.status)
    check_is_claim(claim)
    if as_ not in TAKEN_ON:
        raise StepRefused("Select a claim as central or as supporting.")
    if topic.article_id != claim.article_id:
        raise StepRefused(f"“{topic}” is a topic of another article.", field="topic")
    before = {"status": claim.status, "leave_reason": claim.leave_reason}
    if claim.duplicate_of is not None:
        take_back_mentions(claim, claim.duplicate_of)
        claim.duplicate_of = None
    claim.selection = as_
    claim.topic = topic
    claim.could_harm = could_harm
    claim.leave_reason = claim.leave_note = claim.leave_link = ""
    claim.look_again_on = None
    after = {"selection": as_, "topic": topic.name, "could_harm": could_harm}
    return _moved(claim, Step.SELECT, by=by, before=before, after=after)


@verb
def leave(
    *,
    claim: Claim,
    reason: LeaveReason,
    note: str = "",
    link: str = "",
    duplicate_of: Claim | None = None,
    look_again_on: dt.date | None = None,
    version: int,
    by: User,
) -> Claim:
    """Leave a claim unchecked, for a reason the page can count.

    A duplicate hands its mentions to the claim it repeats.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if the claim is neither proposed nor open, or the reason lacks
            what it needs: a link for *checked elsewhere*, the other claim for
            *duplicate*, a day for *prediction*.
    """
    if duplicate_of is not None:
        # Both at once and in one order, or two such steps could wait for each other.
        lock_in_order(claim, duplicate_of)
    claim = locked(claim)
    _editors_only(by, Step.LEAVE)
    check_version(claim.version, version)
    Step.LEAVE.check(claim.status)
    if reason == LeaveReason.RESHAPED:
        raise StepRefused(
            f"“{reason.label}” is no reason to choose: merge the claim with another.",
            field="reason",
        )
    if reason == LeaveReason.ELSEWHERE:
        try:
            link = canonical_url(link)
        except UnacceptableAddress as error:
            raise StepRefused(
                f"Give the address where the claim was checked. {error}", field="link"
            ) from error
    elif reason == LeaveReason.PREDICTION and look_again_on is None:
        raise StepRefused(
            "Give the day on which to look at the prediction again.",
            field="look_again_on",
        )
    before: dict[str, object] = {"status": claim.status, "selection": claim.selection}
    after: dict[str, object] = {"leave_reason": reason}
    if claim.could_harm:
        before["could_harm"] = True
    if reason == LeaveReason.DUPLICATE:
        duplicate_of = _original(claim, duplicate_of)
        before |= _hand_over_mentions(claim, duplicate_of)
        after["repeats"] = str(duplicate_of)
    before |= _no_longer_due(claim)
    claim.selection = Selection.NOT_SELECTED
    claim.could_harm = False
    claim.leave_reason = reason
    claim.leave_note = cleaned(note)
    claim.leave_link = link if reason == LeaveReason.ELSEWHERE else ""
    claim.look_again_on = look_again_on if reason == LeaveReason.PREDICTION else None
    claim.duplicate_of = duplicate_of if reason == LeaveReason.DUPLICATE else None
    return _moved(
        claim,
        Step.LEAVE,
        by=by,
        reason=claim.leave_note,
        before=before,
        after=after,
    )


@verb
def assign(
    *,
    claim: Claim,
    to: User | None,
    due_at: dt.datetime | None,
    version: int,
    by: User,
) -> Claim:
    """Give a claim to somebody of the desk, or to nobody, and say when it is due.

    Recorded, but no step. Whoever gets it, or a new due time, is told by e-mail.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if ``by`` is no editor, ``to`` could not check the claim, or the
            due time is new and past, or out of reach.
    """
    claim = locked(claim)
    if not roles.edits(by):
        raise StepRefused("Only editors assign claims.")
    check_version(claim.version, version)
    if to is not None and not roles.reviews(to):
        raise StepRefused(f"{to} is not one of the desk's fact-checkers or editors.")
    if to is not None and claim.article.written_by_id == to.pk:
        raise StepRefused(f"{to} wrote the article and cannot check it.")
    if due_at is not None:
        due_at = due_at.replace(second=0, microsecond=0)
    if due_at is not None and due_at != claim.due_at:
        _check_due(due_at)
    before = _assignment(claim)
    claim.assignee = to
    claim.due_at = due_at
    claim.version += 1
    store(claim)
    after = _assignment(claim)
    record(
        article=claim.article,
        claim=claim,
        what="assign",
        by=by,
        before=before,
        after=after,
    )
    if before != after:
        mailing.tell_assigned(claim, by=by)
    return claim


@verb
def reopen(*, claim: Claim, reason: str, version: int, by: User) -> Claim:
    """Begin a new round: the old reviews stay, the claim's words may change again.

    A published verdict stays on the page, marked as under re-examination. What was
    due belonged to the old round; an editor says when the new one is. That is a look
    at what the article changed, too.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if there is nothing to reopen, or no reason is given.
    """
    claim = locked(claim)
    _editors_only(by, Step.REOPEN)
    check_version(claim.version, version)
    Step.REOPEN.check(claim.status)
    reason = cleaned(reason)
    if not reason:
        raise StepRefused("Say why the claim is reopened.", field="reason")
    before = {"status": claim.status, "round": claim.round} | _no_longer_due(claim)
    if claim.changed_in is not None:
        before["changed_in"] = claim.changed_in.number
        claim.changed_in = None
    claim.round += 1
    return _moved(
        claim,
        Step.REOPEN,
        by=by,
        reason=reason,
        before=before,
        after={"round": claim.round},
    )


@verb
def word(
    *,
    claim: Claim,
    claim_reviewed: str,
    claimant: str,
    via: Sequence[str],
    kind: Kind,
    subclaims: Sequence[str],
    version: int,
    by: User,
) -> Claim:
    """Word a claim so that it stands alone; say who made it, and what its parts are.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if the claim is under review or settled, or has no words.
    """
    claim = locked(claim)
    if not roles.reviews(by):
        raise StepRefused("Only the desk's fact-checkers and editors word claims.")
    check_version(claim.version, version)
    check_may_be_worded(claim)
    before = words_of(claim)
    claim.claim_reviewed = normalize_line(cleaned(claim_reviewed))
    claim.claimant = normalize_line(cleaned(claimant))
    claim.via = [
        name for name in (normalize_line(cleaned(line)) for line in via) if name
    ]
    claim.kind = kind
    if not claim.claim_reviewed:
        raise StepRefused(
            "The claim as reviewed cannot be empty.", field="claim_reviewed"
        )
    if claim.is_finding and (claim.claimant or claim.via):
        raise StepRefused(
            "A finding about the article is the desk's own: it has no claimant.",
            field="claimant",
        )
    claim.search_text = searchable(claim)
    claim.version += 1
    store(claim)
    rewrite_subclaims(claim, [normalize_line(cleaned(part)) for part in subclaims])
    record(
        article=claim.article,
        claim=claim,
        what="word",
        by=by,
        before=before,
        after=words_of(claim),
    )
    return claim


@verb
def prepare(
    *,
    claim: Claim,
    topic: Topic | None,
    claimant_url: str = "",
    claimed_on: dt.date | None = None,
    do_not_name: bool = False,
    single_source_reason: str = "",
    version: int,
    by: User,
) -> Claim:
    """Say how a claim is to be published; no judgement rests on it.

    It may change at any time, also under review: a claimant in danger cannot wait
    for a new round.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if ``by`` is no editor, the topic belongs to another article, or
            the claimant's page has no address that can be opened.
    """
    claim = locked(claim)
    if not roles.edits(by):
        raise StepRefused("Only editors say how a claim is published.")
    check_version(claim.version, version)
    if topic is not None and topic.article_id != claim.article_id:
        raise StepRefused(f"“{topic}” is a topic of another article.", field="topic")
    before = _preparation(claim)
    try:
        claim.claimant_url = canonical_url(claimant_url) if claimant_url.strip() else ""
    except UnacceptableAddress as error:
        raise StepRefused(str(error), field="claimant_url") from error
    claim.topic = topic
    claim.claimed_on = claimed_on
    claim.do_not_name = do_not_name
    claim.single_source_reason = normalize_line(cleaned(single_source_reason))
    claim.version += 1
    store(claim)
    record(
        article=claim.article,
        claim=claim,
        what="prepare",
        by=by,
        before=before,
        after=_preparation(claim),
    )
    return claim


@verb
def add_topic(*, article: Article, name: str, summary: str = "", by: User) -> Topic:
    """Add a heading under which claims of the article are worked and shown."""
    if not roles.edits(by):
        raise StepRefused("Only editors add topics.")
    name = topic_name(name, others=article.topics.all())
    last = article.topics.aggregate(last=Max("position"))["last"] or 0
    topic = Topic(
        article=article,
        name=name,
        summary=normalize_line(cleaned(summary)),
        position=last + 1,
    )
    store(topic)
    record(article=article, what="add-topic", by=by, after={"topic": name})
    return topic


@verb
def describe_topic(
    *, topic: Topic, name: str, summary: str, position: int, version: int, by: User
) -> Topic:
    """Name a topic, say in one sentence what it is about, and give it its place.

    Raises:
        StaleWrite: if the topic changed since ``version``.
        StepRefused: if ``by`` is no editor, or the name is empty or taken.
    """
    if not roles.edits(by):
        raise StepRefused("Only editors describe topics.")
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    check_version(topic.version, version)
    before = described(topic)
    others = topic.article.topics.exclude(pk=topic.pk)
    topic.name = topic_name(name, others=others)
    topic.summary = normalize_line(cleaned(summary))
    topic.position = position
    topic.version += 1
    store(topic)
    record(
        article=topic.article,
        what="describe-topic",
        by=by,
        before=before,
        after=described(topic) | {"described": topic.pk},
    )
    return topic


def check_may_be_worded(claim: Claim) -> None:
    """Refuse to change the words of a claim that is judged, or is none any more."""
    check_is_claim(claim)
    if claim.is_frozen:
        raise StepRefused(
            f"The claim is “{claim.get_status_display().lower()}”: its words stay as "
            "they are until an editor reopens it."
        )


def searchable(claim: Claim) -> str:
    """Return what a search of the queue looks in, casefolded."""
    return search_key(" ".join([claim.claim_reviewed, claim.claimant, *claim.via]))


def lock_in_order(*claims: Claim) -> None:
    """Lock several claims at once, so that two such verbs never wait for each other."""
    keys = [claim.pk for claim in claims]
    list(
        Claim.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=keys)
        .order_by("pk")
        .values_list("pk")
    )


def rewrite_subclaims(claim: Claim, texts: Iterable[str]) -> None:
    """Make the claim's parts exactly ``texts``, keeping rows whose words stay.

    Raises:
        StepRefused: if a part that evidence or an earlier review speaks of would go.
    """
    wanted = list(dict.fromkeys(text for text in texts if text))
    for part in claim.subclaims.all():
        if part.text in wanted:
            continue
        if part.evidence.exists() or part.reviewsubclaims.exists():
            raise StepRefused(
                f"“{part}” has evidence or a review of its own and stays a part."
            )
        part.delete()
    kept = {part.text: part for part in claim.subclaims.all()}
    # Through places nobody holds: the order of a claim's parts is unique.
    beyond = (claim.subclaims.aggregate(last=Max("position"))["last"] or 0) + 1
    for offset, text in enumerate(wanted):
        part = kept.get(text) or SubClaim(claim=claim, text=text)
        part.position = beyond + offset
        store(part)


def topic_name(name: str, *, others: QuerySet[Topic]) -> str:
    """Return a topic's name, cleaned, or refuse one that is empty or taken."""
    name = normalize_line(cleaned(name))
    if not name:
        raise StepRefused("A topic needs a name.", field="name")
    if others.filter(name__iexact=name).exists():
        raise StepRefused(f"The article has a topic “{name}” already.")
    return name


def described(topic: Topic) -> dict[str, object]:
    """Return what :func:`describe_topic` may change of a topic."""
    return {"topic": topic.name, "summary": topic.summary, "position": topic.position}


def _editors_only(by: User, step: Step) -> None:
    if not roles.edits(by):
        raise StepRefused(f"“{step.label}” is a step for editors.")


def _moved(
    claim: Claim,
    step: Step,
    *,
    by: User,
    reason: str = "",
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> Claim:
    claim.status = step.reaches
    claim.version += 1
    store(claim)
    record(
        article=claim.article,
        claim=claim,
        what=step.verb,
        by=by,
        reason=reason,
        before=before,
        after={"status": claim.status, **after},
    )
    return claim


def _original(claim: Claim, duplicate_of: Claim | None) -> Claim:
    """Return the claim that ``claim`` repeats, following earlier duplicates."""
    if duplicate_of is None:
        raise StepRefused("Say which claim this one repeats.", field="duplicate_of")
    original = locked(duplicate_of)
    while original.duplicate_of is not None:
        original = locked(original.duplicate_of)
    if original.pk == claim.pk or original.article_id != claim.article_id:
        raise StepRefused(
            "A claim can only repeat another claim of the same article.",
            field="duplicate_of",
        )
    if claim.is_finding != original.is_finding:
        raise StepRefused(
            "A finding about the article and a claim of it cannot repeat each other.",
            field="duplicate_of",
        )
    if original.leave_reason == LeaveReason.RESHAPED:
        raise StepRefused(
            f"“{original}” is no claim of its own any more.", field="duplicate_of"
        )
    if original.is_frozen:
        raise StepRefused(
            f"“{original}” is “{original.get_status_display().lower()}”: its mentions "
            "stay as they are until an editor reopens it."
        )
    return original


def _hand_over_mentions(claim: Claim, original: Claim) -> dict[str, object]:
    """Make the claim's mentions the original's.

    Returns:
        ``mentions``: where they stood, and ``given``: those the original lacked,
        each as revision, start and end; ``latest``: the article's text of then.
    """
    places = ("revision_id", "start", "end")
    held = set(original.mentions.values_list(*places))
    mentions = list(claim.mentions.order_by("pk"))
    given = [m for m in mentions if (m.revision_id, m.start, m.end) not in held]
    for mention in given:
        Mention.objects.create(
            claim=original,
            revision=mention.revision,
            start=mention.start,
            end=mention.end,
            quote=mention.quote,
            placed=mention.placed,
        )
    claim.mentions.all().delete()
    return {
        "mentions": [[m.revision_id, m.start, m.end] for m in mentions],
        "given": [[m.revision_id, m.start, m.end] for m in given],
        "latest": claim.article.latest_revision().pk,
    }


def take_back_mentions(claim: Claim, original: Claim) -> None:
    """Give a duplicate its mentions back, as its last LEAVE recorded them.

    A mention handed over comes back only if it is still held, be it as a part of a
    longer one; what the original handed on, when it was itself left as a duplicate or
    merged away, comes from where it went.
    """
    original = locked(original)
    while original.duplicate_of is not None:
        original = locked(original.duplicate_of)
    if original.is_frozen:
        raise StepRefused(
            f"“{original}” is “{original.get_status_display().lower()}”: its mentions "
            "stay as they are until an editor reopens it."
        )
    left = claim.steps.filter(verb=Step.LEAVE.verb).latest("pk").before
    texts = {row.pk: row.text for row in claim.article.revisions.all()}
    for revision, start, end in left["mentions"]:
        if [revision, start, end] in left["given"]:
            held = original.mentions.filter(
                revision=revision, start__lte=start, end__gte=end
            )
            if not held.exists():
                continue
            held.filter(start=start, end=end).delete()
        Mention.objects.create(
            claim=claim,
            revision_id=revision,
            start=start,
            end=end,
            quote=texts[revision][start:end],
            placed=Placed.PERSON,
        )


def _check_due(due_at: dt.datetime) -> None:
    if due_at <= timezone.now():
        raise StepRefused("Give a due time that is still to come.", field="due_at")
    if due_at > timezone.now() + LATEST_DUE:
        raise StepRefused("Give a due time within the next ten years.", field="due_at")


def _assignment(claim: Claim) -> dict[str, object]:
    return {
        "assignee": claim.assignee.username if claim.assignee else "",
        "due_at": claim.due_at.isoformat() if claim.due_at else "",
    }


def _no_longer_due(claim: Claim) -> dict[str, object]:
    """Take the due time off a claim; return what the record keeps of it."""
    if claim.due_at is None:
        return {}
    kept = {"due_at": claim.due_at.isoformat()}
    claim.due_at = None
    return dict(kept)


def words_of(claim: Claim) -> dict[str, Any]:
    """Return what :func:`word` may change of a claim, as the record keeps it."""
    return {
        "claim_reviewed": claim.claim_reviewed,
        "claimant": claim.claimant,
        "via": list(claim.via),
        "kind": claim.kind,
        "subclaims": list(
            claim.subclaims.order_by("position").values_list("text", flat=True)
        ),
    }


def _preparation(claim: Claim) -> dict[str, object]:
    return {
        "topic": claim.topic.name if claim.topic else "",
        "claimant_url": claim.claimant_url,
        "claimed_on": claim.claimed_on.isoformat() if claim.claimed_on else "",
        "do_not_name": claim.do_not_name,
        "single_source_reason": claim.single_source_reason,
    }
