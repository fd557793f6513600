"""The verbs that settle what the reading noticed: dismiss it, or make it a finding.

A *finding about the article* is what the desk found the article itself to do. It is a
claim like any other, with evidence, reviews, right of reply and a verdict; but nobody
asserted it, so that it has no claimant and no place in the text. None goes public by
itself.

What the reading notices in the same words in several texts of an article is one thing:
its flags are settled and opened together, and the latest has the finding.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Max, Q
from django.utils import timezone

from claims import roles
from claims.choices import TAKEN_ON, FlagKind, Kind, LeaveReason, Selection, Status
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import Article, Claim, Flag, Revision, Topic
from claims.record import cleaned, locked, record, store, verb
from claims.workflow import searchable
from sources.normalizing import normalize_line

LONGEST_WORDS = 500

_CONFIRMED = "Confirmed as a finding on another text."

_REASONS = ("the desk's own finding about the article",)

_FOUND = {
    FlagKind.CONFLICT: "The article passes on two claims that conflict, without saying "
    "so.",
    FlagKind.PICTURE: "The article shows a picture that is not of what it says.",
    FlagKind.UNUSED_SOURCE: "The article cites a source that bears on none of its "
    "claims.",
}
"""What was found where the flag itself only doubts, or asks somebody to look."""


@verb
def dismiss(*, flag: Flag, reason: str, by: User) -> Flag:
    """Settle a flag as nothing to pursue; the reason is kept.

    Raises:
        StaleWrite: if somebody settled it before.
        StepRefused: if ``by`` is no editor, or no reason is given.
    """
    flag, others = _locked(flag)
    _editors_only(by)
    _check_open(flag)
    reason = normalize_line(cleaned(reason))
    if not reason:
        raise StepRefused("Say why the flag is dismissed.", field="reason")
    _settle([flag, *others], by, because=reason)
    record(
        article=flag.revision.article,
        what="dismiss-flag",
        by=by,
        reason=reason,
        before=_told(flag),
    )
    return flag


@verb
def confirm(
    *,
    flag: Flag,
    claim_reviewed: str,
    as_: Selection,
    topic: Topic,
    could_harm: bool,
    by: User,
) -> Claim:
    """Make a flag a finding about the article, open for checking.

    Args:
        claim_reviewed: what the article was found to do, in words that stand alone.

    Returns:
        The finding.

    Raises:
        StaleWrite: if somebody settled the flag before.
        StepRefused: if ``by`` is no editor, the finding has no words, the topic is
            another article's, or the same is a finding already.
    """
    flag, others = _locked(flag)
    _editors_only(by)
    _check_open(flag)
    for other in others:
        if other.finding is not None:
            raise StepRefused(f"This is the finding “{other.finding}” already.")
    finding = _opened(
        flag.revision.article, claim_reviewed, as_, topic, could_harm=could_harm
    )
    flag.finding = finding
    _settle([flag, *others], by, because=_CONFIRMED)
    record(
        article=finding.article,
        claim=finding,
        what="confirm-flag",
        by=by,
        before=_told(flag),
        after=_taken_on(finding),
    )
    return finding


@verb
def add(
    *,
    article: Article,
    claim_reviewed: str,
    as_: Selection,
    topic: Topic,
    could_harm: bool,
    by: User,
) -> Claim:
    """Add a finding about the article that the reading did not notice.

    Raises:
        StepRefused: if ``by`` is no editor, the finding has no words, or the topic is
            another article's.
    """
    _editors_only(by)
    finding = _opened(article, claim_reviewed, as_, topic, could_harm=could_harm)
    record(
        article=article,
        claim=finding,
        what="add-finding",
        by=by,
        after=_taken_on(finding),
    )
    return finding


@verb
def take_back(*, flag: Flag, settled_at: dt.datetime | None, by: User) -> Flag:
    """Open a settled flag again; a finding made of it is a claim no longer.

    Args:
        settled_at: when it was settled, as whoever takes it back was shown.

    Raises:
        StaleWrite: if it has been taken back since, or settled anew.
        StepRefused: if ``by`` is no editor, or somebody has reviewed the finding.
    """
    flag, others = _locked(flag)
    _editors_only(by)
    if flag.settled_at is None or flag.settled_at != settled_at:
        raise StaleWrite("Somebody has taken this back since, or settled it anew.")
    together = [flag, *others]
    found = next((each.finding for each in together if each.finding), None)
    finding = locked(found) if found else None
    before: dict[str, object] = {"dismissed_because": flag.dismissed_because}
    after = _told(flag)
    if finding is not None:
        if finding.reviews.exists():
            raise StepRefused(
                "The finding has been reviewed, so it goes the way of any claim: "
                "reopen it, and leave it unchecked if it does not hold."
            )
        before = _taken_on(finding)
        _leave(finding)
        after |= {"status": finding.status, "leave_reason": finding.leave_reason}
    for each in together:
        each.settled_by = each.settled_at = each.finding = None
        each.dismissed_because = ""
        store(each)
    record(
        article=flag.revision.article,
        claim=finding,
        what="take-back-flag",
        by=by,
        before=before,
        after=after,
    )
    return flag


def words_for(flag: Flag) -> str:
    """Return a sentence that an editor may begin a finding's wording with."""
    first, stop, _rest = flag.message.partition(". ")
    return _FOUND.get(FlagKind(flag.kind), first + stop.strip())[:LONGEST_WORDS]


def keep_settled(revision: Revision) -> None:
    """Settle each flag of a changed text that was settled word for word before.

    What an editor dismissed stays dismissed; what was confirmed has its finding
    already, which goes to the new flag. Call it in the transaction that stores the
    flags, with the article locked.
    """
    earlier_ones = Flag.objects.filter(
        revision__article=revision.article, revision__number__lt=revision.number
    ).select_related("settled_by", "finding")
    # The latest counts: what was taken back there is open, whatever was said before.
    last = {(flag.kind, flag.message): flag for flag in earlier_ones.order_by("pk")}
    for flag in revision.flags.filter(settled_at=None):
        earlier = last.get((flag.kind, flag.message))
        if earlier is not None and earlier.settled_at is not None:
            flag.settled_by = earlier.settled_by
            flag.settled_at = earlier.settled_at
            flag.finding, earlier.finding = earlier.finding, None
            flag.dismissed_because = earlier.dismissed_because
            earlier.dismissed_because = earlier.dismissed_because or _CONFIRMED
            store(earlier)
            store(flag)


def _locked(flag: Flag) -> tuple[Flag, list[Flag]]:
    """Load a flag, locked, and those that say the same of the article's other texts."""
    # The article first: an import would store another one meanwhile.
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(
        revisions__flags=flag.pk
    )
    rows = (
        Flag.objects.select_for_update(of=("self",), no_key=True)
        .select_related("revision__article", "finding")
        .filter(
            Q(pk=flag.pk) | ~Q(revision=flag.revision_id),
            revision__article=article,
            kind=flag.kind,
            message=flag.message,
        )
        .order_by("pk")
    )
    together = {row.pk: row for row in rows}
    return together.pop(flag.pk), list(together.values())


def _editors_only(by: User) -> None:
    if not roles.edits(by):
        raise StepRefused("Only editors settle what the reading noticed.")


def _check_open(flag: Flag) -> None:
    if flag.settled_at is not None:
        raise StaleWrite("Somebody has settled this since you read it.")


def _settle(flags: Iterable[Flag], by: User, *, because: str) -> None:
    """Settle flags that say the same; those without a finding are dismissed."""
    now = timezone.now()
    for flag in flags:
        if flag.finding is None:
            flag.dismissed_because = because
        flag.settled_by = by
        flag.settled_at = now
        store(flag)


def _opened(
    article: Article,
    claim_reviewed: str,
    as_: Selection,
    topic: Topic,
    *,
    could_harm: bool,
) -> Claim:
    """Return a new finding, selected and open for checking."""
    claim_reviewed = normalize_line(cleaned(claim_reviewed))
    if not claim_reviewed:
        raise StepRefused(
            "Say what the article was found to do.", field="claim_reviewed"
        )
    if as_ not in TAKEN_ON:
        raise StepRefused("Take a finding on as central or as supporting.")
    if topic.article_id != article.pk:
        raise StepRefused(f"“{topic}” is a topic of another article.", field="topic")
    last = article.claims.aggregate(last=Max("position"))["last"] or 0
    finding = Claim(
        article=article,
        topic=topic,
        position=last + 1,
        status=Status.OPEN,
        selection=as_,
        could_harm=could_harm,
        claim_reviewed=claim_reviewed,
        kind=Kind.EVENT,
        check_worthiness=1,
        reasons=list(_REASONS),
        is_finding=True,
    )
    finding.search_text = searchable(finding)
    store(finding)
    return finding


def _leave(finding: Claim) -> None:
    finding.status = Status.NOT_CHECKED
    finding.selection = Selection.NOT_SELECTED
    finding.could_harm = False
    finding.leave_reason = LeaveReason.RESHAPED
    finding.due_at = None
    finding.version += 1
    store(finding)


def _told(flag: Flag) -> dict[str, object]:
    return {"flag": flag.message}


def _taken_on(finding: Claim) -> dict[str, object]:
    return {
        "claim_reviewed": finding.claim_reviewed,
        "status": finding.status,
        "selection": finding.selection,
        "topic": finding.topic.name if finding.topic else "",
        "could_harm": finding.could_harm,
    }
