"""Merge, split, place and add claims.

Each verb cuts claims anew, in words that stand in the text. What a claim then says, who
makes it, its figures and its check-worthiness come from the reading of its new place,
but for what a person wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from claims import roles
from claims.choices import Kind, LeaveReason, Placed, Selection, Status
from claims.intake import figure_of, suggestion
from claims.lifecycle import StepRefused
from claims.models import Article, Claim, Mention, Revision, StepTaken, Topic
from claims.reading.anchors import Span
from claims.reading.reading import read_span
from claims.record import check_version, locked, store, verb
from claims.shaping.placing import (
    Place,
    Words,
    find,
    next_to,
    place_of,
    places_of,
    put,
    without_joints,
)
from claims.shaping.states import PLAIN, keep, record_act, state_of, undone_by
from claims.weighing import own_weights
from claims.workflow import lock_in_order


@verb
def merge(
    *, claim: Claim, other: Claim, version: int, other_version: int, by: User
) -> Claim:
    """Make two claims one: ``other`` becomes a part of ``claim``.

    Where both stand next to each other, their words become one quotation, which the
    claim is then read from; otherwise both places are mentions of the one claim. The
    other stays on record as no claim of its own.

    Raises:
        StaleWrite: if one of them changed since its version.
        StepRefused: if one of them is under review, settled or left unchecked; if
            the other was published, taken on where the claim was not, or has evidence
            or other work of its own, which would stay behind.
    """
    lock_in_order(claim, other)
    claim, other = locked(claim), locked(other)
    for_checkers(by)
    check_version(claim.version, version)
    check_version(other.version, other_version)
    if claim.pk == other.pk or claim.article_id != other.article_id:
        raise StepRefused(
            "A claim can only be merged with another claim of the same article.",
            field="other",
        )
    check_may_be_cut(claim)
    check_may_be_cut(other)
    _check_nothing_stays_behind(other, claim)
    before = {each.pk: state_of(each) for each in (claim, other)}
    revision = claim.article.latest_revision()
    wanted = places_of(claim)
    read_from = None
    for place in places_of(other):
        near, whole = next_to(claim, other, wanted, place)
        if whole is None:
            wanted.append(place)
            continue
        wanted = [each for each in wanted if each not in near] + [whole]
        if whole[0] == revision.pk or read_from is None:
            read_from = whole
    other.status = Status.NOT_CHECKED
    other.leave_reason = LeaveReason.RESHAPED
    other.duplicate_of = claim
    other.due_at = None
    if Selection.CENTRAL in (claim.selection, other.selection):
        claim.selection = Selection.CENTRAL
    claim.could_harm = claim.could_harm or other.could_harm
    claim.do_not_name = claim.do_not_name or other.do_not_name
    claim.checkable = claim.checkable or other.checkable
    other.selection = Selection.NOT_SELECTED
    other.could_harm = False
    put(other, [])
    put(claim, wanted)
    if read_from is not None:
        _read_anew(claim, read_from, keeping=_written_by_a_person(claim))
    parts = [
        part.text
        for each in (claim, other)
        for part in each.subclaims.order_by("position")
    ]
    keep(claim, parts=parts)
    keep(other)
    record_act(
        "merge",
        [claim, other],
        before=before,
        told={"merged": other.claim_reviewed},
        by=by,
    )
    return claim


@verb
def split(*, claim: Claim, words: Words, version: int, by: User) -> Claim:
    """Split a claim in two where ``words`` begin; return the second claim.

    The words must stand once within the claim's quotation in the latest text. Both
    claims are worded anew; the second is selected, assigned and due as the first.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        SeveralPlaces: if the words stand there more than once.
        StepRefused: if the claim is under review, settled or left unchecked; if the
            words do not stand there, or nothing stands before them.
    """
    # The article first: an import would meet the second claim without having locked it.
    Article.objects.select_for_update(of=("self",), no_key=True).get(
        pk=claim.article_id
    )
    claim = locked(claim)
    for_checkers(by)
    check_version(claim.version, version)
    check_may_be_split(claim)
    revision = claim.article.latest_revision()
    mentions = list(claim.mentions.filter(revision=revision).order_by("start"))
    spans = [Span(mention.start, mention.end) for mention in mentions]
    found = find(revision, words, within=spans)
    mention = next(
        each for each in mentions if each.start <= found.start < found.end <= each.end
    )
    start, end = without_joints(revision.text, mention.start, found.start)
    if start == end:
        raise StepRefused(
            "Nothing stands before these words. Copy those with which the second "
            "claim begins.",
            field="words",
        )
    before = {claim.pk: state_of(claim)}
    written = _written_by_a_person(claim) - {"claim_reviewed"}
    second = Claim(
        article=claim.article,
        topic=claim.topic,
        position=claim.position,
        assignee=claim.assignee,
        due_at=claim.due_at,
        claimant_url=claim.claimant_url,
        claimed_on=claim.claimed_on,
        **{name: before[claim.pk][name] for name in PLAIN if name != "round"},
    )
    first_half = (revision.pk, start, end, Placed.PERSON)
    second_half = (revision.pk, found.start, mention.end, Placed.PERSON)
    store(second)
    others = [each for each in places_of(claim) if each[:3] != place_of(mention)[:3]]
    put(claim, [*others, first_half])
    put(second, [second_half])
    of_second = [
        part.text
        for part in claim.subclaims.order_by("position")
        if part.text in revision.text[found.start : mention.end]
        and part.text not in revision.text[start:end]
    ]
    of_first = [
        part.text
        for part in claim.subclaims.order_by("position")
        if part.text not in of_second
    ]
    _read_anew(claim, first_half, keeping=written)
    _read_anew(second, second_half, keeping=written)
    keep(claim, parts=of_first)
    keep(second, parts=of_second)
    record_act(
        "split",
        [claim, second],
        before=before,
        told={"split_off": second.claim_reviewed},
        by=by,
    )
    return second


@verb
def respan(
    *, claim: Claim, mention: Mention, words: Words, version: int, by: User
) -> Claim:
    """Say anew in which words of the latest text a claim stands.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        SeveralPlaces: if the words stand in the text more than once.
        StepRefused: if the claim is under review or settled, the mention is one of an
            earlier text, or the words do not stand in the text.
    """
    claim = locked(claim)
    for_checkers(by)
    check_version(claim.version, version)
    check_may_be_placed(claim)
    revision = claim.article.latest_revision()
    if mention.claim_id != claim.pk or mention.revision_id != revision.pk:
        raise StepRefused(
            "Only a place in the latest text can be changed; add a mention there."
        )
    before = {claim.pk: state_of(claim)}
    found = find(revision, words)
    place = (revision.pk, found.start, found.end, Placed.PERSON)
    _check_is_new(claim, place)
    places = places_of(claim)
    first = min(each for each in places if each[0] == revision.pk)
    others = [each for each in places if each[:3] != place_of(mention)[:3]]
    put(claim, [*others, place])
    if first[:3] == place_of(mention)[:3]:
        _read_anew(claim, place, keeping=_written_by_a_person(claim))
    keep(claim)
    record_act("respan", [claim], before=before, told={}, by=by)
    return claim


@verb
def add_mention(*, claim: Claim, words: Words, version: int, by: User) -> Claim:
    """Say where else in the latest text a claim stands.

    A claim that has no place there, because the text has changed, is then read from
    this one.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        SeveralPlaces: if the words stand in the text more than once.
        StepRefused: if the claim is under review or settled, or the words do not
            stand in the text.
    """
    claim = locked(claim)
    for_checkers(by)
    check_version(claim.version, version)
    check_may_be_placed(claim)
    before = {claim.pk: state_of(claim)}
    revision = claim.article.latest_revision()
    found = find(revision, words)
    place = (revision.pk, found.start, found.end, Placed.PERSON)
    _check_is_new(claim, place)
    is_orphaned = not claim.mentions.filter(revision=revision).exists()
    put(claim, [*places_of(claim), place])
    if is_orphaned:
        _read_anew(claim, place, keeping=_written_by_a_person(claim))
    keep(claim)
    record_act("add-mention", [claim], before=before, told={}, by=by)
    return claim


@verb
def add(
    *, article: Article, words: Words, topic: Topic | None, version: int, by: User
) -> Claim:
    """Add a claim that the reading left out, in the words of the latest text.

    Args:
        topic: its topic; if None, that of the claim before it in the text.

    Raises:
        StaleWrite: if the article or its text changed since ``version``.
        SeveralPlaces: if the words stand in the text more than once.
        StepRefused: if the words do not stand in the text, a claim stands in the very
            same place, or the topic is another article's.
    """
    for_checkers(by)
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(
        pk=article.pk
    )
    check_version(article.version, version)
    if topic is not None and topic.article_id != article.pk:
        raise StepRefused(f"“{topic}” is a topic of another article.", field="topic")
    revision = article.latest_revision()
    found = find(revision, words)
    there = Mention.objects.filter(revision=revision).select_related("claim__topic")
    for mention in there.filter(start=found.start, end=found.end):
        raise StepRefused(f"“{mention.claim}” stands there already.", field="words")
    last = there.filter(start__lte=found.start).order_by("-start", "-pk").first()
    place = (revision.pk, found.start, found.end, Placed.PERSON)
    claim = Claim(
        article=article,
        topic=topic or (last.claim.topic if last else None),
        position=last.claim.position if last else 0,
        claim_reviewed=revision.text[found.start : found.end][:500],
        kind=Kind.EVENT,
    )
    store(claim)
    put(claim, [place])
    parts = _read_anew(claim, place, keeping=frozenset())
    keep(claim, parts=parts)
    record_act("add-claim", [claim], before={}, told={}, by=by)
    return claim


def check_may_be_placed(claim: Claim) -> None:
    """Refuse to change where a claim stands.

    Raises:
        StepRefused: if people judge it or have judged it, if it is no claim of its own
            any more, or a finding about the article.
    """
    if claim.is_frozen:
        raise StepRefused(
            f"“{claim}” is “{claim.get_status_display().lower()}”: its words stay as "
            "they are until an editor reopens it."
        )
    if claim.leave_reason in (LeaveReason.RESHAPED, LeaveReason.DUPLICATE):
        raise StepRefused(f"“{claim}” is no claim of its own any more.")
    if claim.is_finding:
        raise StepRefused(
            f"“{claim}” is a finding about the article and stands nowhere in its text."
        )


def check_may_be_cut(claim: Claim) -> None:
    """Refuse to merge or split a claim.

    Raises:
        StepRefused: as :func:`check_may_be_placed`, and if it is left unchecked.
    """
    check_may_be_placed(claim)
    if claim.status == Status.NOT_CHECKED:
        raise StepRefused(f"“{claim}” is left unchecked; select it first.")


def check_may_be_split(claim: Claim) -> None:
    """Refuse to split a claim.

    Raises:
        StepRefused: as :func:`check_may_be_cut`, and if the latest text has no place
            of it.
    """
    check_may_be_cut(claim)
    revision = claim.article.latest_revision()
    if not claim.mentions.filter(revision=revision).exists():
        raise StepRefused(
            f"“{claim}” has no place in the article’s latest text; say first where it "
            "stands."
        )


def for_checkers(by: User) -> None:
    if not roles.reviews(by):
        raise StepRefused(
            "Only the desk's fact-checkers and editors say where claims begin and end."
        )


def _check_nothing_stays_behind(other: Claim, claim: Claim) -> None:
    """Refuse to merge away a claim that more hangs on than its words.

    Evidence, searches and reviews belong to their claim for good.
    """
    if other.public_number is not None:
        raise StepRefused(
            f"“{other}” has been published, and its number is its own. Merge this "
            "claim into that one.",
            field="other",
        )
    if other.status == Status.OPEN and claim.status == Status.PROPOSED:
        raise StepRefused(
            f"“{other}” is selected for checking and this claim is not. Merge this "
            "claim into that one.",
            field="other",
        )
    held = {
        "evidence": other.evidence.standing().exists(),
        "searches": other.searches.exists(),
        "earlier checks": other.earlier_checks.filter(dropped_at=None).exists(),
        "contacts": other.contacts.exclude(claims=claim).exists(),
        "reviews": other.reviews.exists(),
    }
    for what, is_there in held.items():
        if is_there:
            raise StepRefused(
                f"“{other}” has {what} of its own, which would stay behind. Merge "
                "this claim into that one.",
                field="other",
            )


def _check_is_new(claim: Claim, place: Place) -> None:
    if place[:3] in {each[:3] for each in places_of(claim)}:
        raise StepRefused("The claim stands in these words already.", field="words")


def _read_anew(claim: Claim, place: Place, *, keeping: Iterable[str]) -> list[str]:
    """Read a claim from a place, but for what a person wrote; return its parts."""
    revision = Revision.objects.get(pk=place[0])
    found = read_span(
        revision.text,
        place[1],
        place[2],
        is_claim=claim.checkable,
        weights=own_weights(),
    )
    read: dict[str, Any] = {
        "claim_reviewed": found.claim_reviewed[:500],
        "kind": Kind(found.kind),
        "claimant": (found.claimant or "")[:300],
        "via": [name[:300] for name in found.via],
    }
    for name in read.keys() - set(keeping):
        setattr(claim, name, read[name])
    claim.checkable = found.checkable
    claim.suggested_leave_reason = suggestion(claim.kind, found.checkable)
    claim.check_worthiness = found.check_worthiness
    claim.reasons = list(found.reasons)
    claim.figures.filter(revision=revision).delete()
    for figure in found.figures:
        store(figure_of(claim, revision, figure))
    return [part.text[:300] for part in found.subclaims]


def is_worded(claim: Claim) -> bool:
    """Whether somebody of the desk wrote the words a claim is reviewed in."""
    return "claim_reviewed" in _written_by_a_person(claim)


def _written_by_a_person(claim: Claim) -> frozenset[str]:
    """Return which of a claim's words somebody wrote, as the record tells.

    Those of the claim it was split off go with it, but for the wording.
    """
    written = _worded(claim.steps.all())
    if split_off := claim.steps.filter(verb="split-off").first():
        act = StepTaken.objects.select_related("claim").get(pk=split_off.after["act"])
        assert act.claim is not None  # every act is one on a claim
        before = act.claim.steps.filter(pk__lt=act.pk)
        written |= _worded(before) - {"claim_reviewed"}
    return written


def _worded(steps: QuerySet[StepTaken]) -> frozenset[str]:
    undone = undone_by(steps)
    return frozenset(
        name
        for step in steps.filter(verb="word").exclude(pk__in=undone)
        for name in step.after
        if step.after[name] != step.before.get(name)
    )
