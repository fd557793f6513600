"""The person has the last word on what a claim is: merge, split, place, add, undo.

The reading proposes where claims begin and end; these verbs cut them anew, each in
words that stand in the text. What a claim then says, who makes it, its figures and its
check-worthiness come from the reading of its new place, but for what a person wrote.
The step that each leaves holds all that its undoing puts back.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from claims import roles
from claims.choices import Kind, LeaveReason, Placed, Selection, Status
from claims.intake import figure_of, suggestion
from claims.lifecycle import StepRefused
from claims.models import Article, Claim, Figure, Mention, Revision, StepTaken, Topic
from claims.reading.anchors import Span, find_words, joined, trimmed
from claims.reading.cited_sources import link_marks, without_links
from claims.reading.reading import read_span
from claims.reading.words import CONJUNCTIONS
from claims.reading.worthiness import weigh_again
from claims.record import check_version, cleaned, locked, record, store, verb
from claims.weighing import own_weights
from claims.workflow import lock_in_order, rewrite_subclaims, searchable

MOST_PLACES = 20
"""Places of the same words that a person is asked about; of more, more words."""

_JOINTS = " ,;:—–-"

ACTS = {
    "merge": "merge-away",
    "split": "split-off",
    "respan": "",
    "add-mention": "",
    "add-claim": "",
}
"""The acts that can be undone, each with what the other claim's record calls it."""

_PLAIN = (
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

State = dict[str, Any]
"""A claim as an act found or left it, in values that JSON holds."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that somebody copied from a text, to say where in it something stands.

    Attributes:
        occurrence: which of several places is meant, counted from 1.
        prefix: the words before the place that is meant, to the same end.
    """

    text: str
    occurrence: int | None = None
    prefix: str = ""


class SeveralPlaces(StepRefused):
    """The words stand in the text more than once, and nobody said which is meant.

    Attributes:
        text: the text they were looked for in.
        places: where they stand in it.
    """

    def __init__(self, text: str, places: Sequence[Span]) -> None:
        super().__init__(
            f"These words stand in the text {len(places)} times. Say which are meant.",
            field="words",
        )
        self.text = text
        self.places = places


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
    _for_checkers(by)
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
    before = {each.pk: _state(each) for each in (claim, other)}
    revision = claim.article.latest_revision()
    wanted = _places(claim)
    read_from = None
    for place in _places(other):
        near, whole = _next_to(claim, other, wanted, place)
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
    _place(other, [])
    _place(claim, wanted)
    if read_from is not None:
        _read_anew(claim, read_from, keeping=_written_by_a_person(claim))
    parts = [
        part.text
        for each in (claim, other)
        for part in each.subclaims.order_by("position")
    ]
    _keep(claim, parts=parts)
    _keep(other)
    _record(
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
    _for_checkers(by)
    check_version(claim.version, version)
    check_may_be_cut(claim)
    revision = claim.article.latest_revision()
    mentions = list(claim.mentions.filter(revision=revision).order_by("start"))
    _check_is_placed(mentions)
    spans = [Span(mention.start, mention.end) for mention in mentions]
    found = _find(revision, words, within=spans)
    mention = next(
        each for each in mentions if each.start <= found.start < found.end <= each.end
    )
    start, end = _without_joints(revision.text, mention.start, found.start)
    if start == end:
        raise StepRefused(
            "Nothing stands before these words. Copy those with which the second "
            "claim begins.",
            field="words",
        )
    before = {claim.pk: _state(claim)}
    written = _written_by_a_person(claim) - {"claim_reviewed"}
    second = Claim(
        article=claim.article,
        topic=claim.topic,
        position=claim.position,
        assignee=claim.assignee,
        due_at=claim.due_at,
        claimant_url=claim.claimant_url,
        claimed_on=claim.claimed_on,
        **{name: before[claim.pk][name] for name in _PLAIN if name != "round"},
    )
    first_half = (revision.pk, start, end, Placed.PERSON)
    second_half = (revision.pk, found.start, mention.end, Placed.PERSON)
    store(second)
    others = [each for each in _places(claim) if each[:3] != _place_of(mention)[:3]]
    _place(claim, [*others, first_half])
    _place(second, [second_half])
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
    _keep(claim, parts=of_first)
    _keep(second, parts=of_second)
    _record(
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
    _for_checkers(by)
    check_version(claim.version, version)
    check_may_be_placed(claim)
    revision = claim.article.latest_revision()
    if mention.claim_id != claim.pk or mention.revision_id != revision.pk:
        raise StepRefused(
            "Only a place in the latest text can be changed; add a mention there."
        )
    before = {claim.pk: _state(claim)}
    found = _find(revision, words)
    place = (revision.pk, found.start, found.end, Placed.PERSON)
    _check_is_new(claim, place)
    places = _places(claim)
    first = min(each for each in places if each[0] == revision.pk)
    others = [each for each in places if each[:3] != _place_of(mention)[:3]]
    _place(claim, [*others, place])
    if first[:3] == _place_of(mention)[:3]:
        _read_anew(claim, place, keeping=_written_by_a_person(claim))
    _keep(claim)
    _record("respan", [claim], before=before, told={}, by=by)
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
    _for_checkers(by)
    check_version(claim.version, version)
    check_may_be_placed(claim)
    before = {claim.pk: _state(claim)}
    revision = claim.article.latest_revision()
    found = _find(revision, words)
    place = (revision.pk, found.start, found.end, Placed.PERSON)
    _check_is_new(claim, place)
    is_orphaned = not claim.mentions.filter(revision=revision).exists()
    _place(claim, [*_places(claim), place])
    if is_orphaned:
        _read_anew(claim, place, keeping=_written_by_a_person(claim))
    _keep(claim)
    _record("add-mention", [claim], before=before, told={}, by=by)
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
    _for_checkers(by)
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(
        pk=article.pk
    )
    check_version(article.version, version)
    if topic is not None and topic.article_id != article.pk:
        raise StepRefused(f"“{topic}” is a topic of another article.", field="topic")
    revision = article.latest_revision()
    found = _find(revision, words)
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
    _place(claim, [place])
    parts = _read_anew(claim, place, keeping=frozenset())
    _keep(claim, parts=parts)
    _record("add-claim", [claim], before={}, told={}, by=by)
    return claim


@verb
def undo(*, claim: Claim, version: int, by: User) -> Claim:
    """Undo the last act of these on a claim: all claims stand as before it.

    What it had made a claim of its own is one no longer, and stays on record.

    Raises:
        StaleWrite: if the claim changed since ``version``.
        StepRefused: if there is nothing to undo, or anything of the claims concerned
            has been changed since.
    """
    _for_checkers(by)
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
    now = {pk: _state(row) for pk, row in rows.items()}
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
            before=_told(now[pk]) | {"act": act.pk},
            after=_told(_state(row)),
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


@verb
def merge_topics(*, topic: Topic, other: Topic, version: int, by: User) -> Topic:
    """Put the claims of two topics under one: ``other`` is there no more.

    Raises:
        StaleWrite: if the topic changed since ``version``.
        StepRefused: if ``by`` is no editor, or the topics are not two of one article.
    """
    if not roles.edits(by):
        raise StepRefused("Only editors merge topics.")
    rows = _locked_topics(topic, other)
    if topic.pk == other.pk or topic.article_id != other.article_id:
        raise StepRefused(
            "A topic can only be merged with another topic of the same article.",
            field="other",
        )
    if len(rows) < 2:
        raise StepRefused("The other topic is not there any more.", field="other")
    topic, other = rows[topic.pk], rows[other.pk]
    check_version(topic.version, version)
    before = {
        "topics": [topic.name, other.name],
        "summary": topic.summary,
        "other": {
            "name": other.name,
            "summary": other.summary,
            "position": other.position,
        },
    }
    topic.summary = topic.summary or other.summary
    topic.version += 1
    store(topic)
    versions = _move(_locked_claims(other.claims.all()), to=topic)
    other.delete()
    record(
        article=topic.article,
        what="merge-topics",
        by=by,
        before=before,
        after={
            "topics": [topic.name],
            "summary": topic.summary,
            "into": topic.pk,
            "topic_version": topic.version,
            "claims": versions,
        },
    )
    return topic


@verb
def undo_merge_topics(*, topic: Topic, version: int, by: User) -> Topic:
    """Undo the last merging of a topic with another, which is there again.

    Raises:
        StaleWrite: if the topic changed since ``version``.
        StepRefused: if ``by`` is no editor, there is nothing to undo, or the topic or
            a claim that came under it has been changed since.
    """
    if not roles.edits(by):
        raise StepRefused("Only editors merge topics.")
    topic = _locked_topics(topic)[topic.pk]
    check_version(topic.version, version)
    act = last_mergings(topic.article).get(topic.pk)
    if act is None:
        raise StepRefused("No other topic was merged with this one.")
    if topic.version != act.after["topic_version"]:
        raise StepRefused(f"“{topic}” has been changed since; nothing is undone.")
    claims = _locked_claims(Claim.objects.filter(pk__in=act.after["claims"]))
    for claim in claims:
        if claim.version != act.after["claims"][str(claim.pk)]:
            raise StepRefused(f"“{claim}” has been changed since; nothing is undone.")
    other = Topic(article=topic.article, **act.before["other"])
    if topic.article.topics.filter(name__iexact=other.name).exists():
        raise StepRefused(f"The article has a topic “{other.name}” again already.")
    store(other)
    topic.summary = act.before["summary"]
    topic.version += 1
    store(topic)
    _move(claims, to=other)
    record(
        article=topic.article,
        what="undo-merge-topics",
        by=by,
        before={
            "topics": act.after["topics"],
            "summary": act.after["summary"],
            "act": act.pk,
        },
        after={"topics": act.before["topics"], "summary": topic.summary},
    )
    return topic


def last_mergings(article: Article) -> dict[int, StepTaken]:
    """Return, by topic, the last merging into it that has not been undone."""
    undone: set[int] = set()
    last: dict[int, StepTaken] = {}
    steps = article.steps.filter(verb__in=["merge-topics", "undo-merge-topics"])
    for step in steps.order_by("-pk"):
        if step.verb == "undo-merge-topics":
            undone.add(step.before["act"])
        elif step.pk not in undone:
            last.setdefault(step.after["into"], step)
    return last


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


Place = tuple[int, int, int, str]
"""Where a claim stands: revision, start, end, and how it was placed there."""


def _for_checkers(by: User) -> None:
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


def _check_is_placed(mentions: Sequence[Mention]) -> None:
    if not mentions:
        raise StepRefused(
            "The claim has no place in the latest text; add a mention there first."
        )


def _check_is_new(claim: Claim, place: Place) -> None:
    if place[:3] in {each[:3] for each in _places(claim)}:
        raise StepRefused("The claim stands in these words already.", field="words")


def _find(
    revision: Revision, words: Words, *, within: Sequence[Span] | None = None
) -> Span:
    """Return the one place in a text that somebody means.

    Args:
        within: the places to look in, if not the whole text.

    Raises:
        SeveralPlaces: if there are several and nothing says which.
        StepRefused: if the words stand nowhere, in more places than anybody would
            look through, or not as often as ``occurrence`` says.
    """
    asked = without_links(cleaned(words.text))
    if not asked.strip():
        raise StepRefused("Copy the words from the text.", field="words")
    text = revision.text
    prefix = " ".join(cleaned(words.prefix).split())
    found = (
        place
        for place in find_words(text, asked, marks=link_marks(text))
        if within is None
        or any(each.start <= place.start < place.end <= each.end for each in within)
    )
    places = list(islice(found, MOST_PLACES + 1))
    if len(places) > MOST_PLACES:
        raise StepRefused(
            f"These words stand in the text more than {MOST_PLACES} times. Copy more "
            "of them.",
            field="words",
        )
    if not places:
        where = "text" if within is None else "words of the claim"
        raise StepRefused(
            f"These words do not stand in the {where}. Copy them from there as they "
            "are.",
            field="words",
        )
    if prefix:
        places = [place for place in places if _follows(text, place, prefix)]
        if not places:
            raise StepRefused(
                "The words stand nowhere after what is given as their prefix.",
                field="prefix",
            )
    if words.occurrence is not None:
        if not 1 <= words.occurrence <= len(places):
            raise StepRefused(
                f"The words stand in the text {len(places)} "
                f"time{'s' if len(places) > 1 else ''}.",
                field="occurrence",
            )
        places = [places[words.occurrence - 1]]
    if len(places) > 1:
        raise SeveralPlaces(text, places)
    return places[0]


def _follows(text: str, place: Span, prefix: str) -> bool:
    before = text[max(0, place.start - 2 * len(prefix) - 100) : place.start]
    return " ".join(before.split()).endswith(prefix)


def _without_joints(text: str, start: int, end: int) -> tuple[int, int]:
    """Take blanks, and the comma, dash or "and" before a second claim, off a span."""
    start, end = trimmed(text, start, end)
    before = None
    while before != end:
        before = end
        while end > start and text[end - 1] in _JOINTS:
            end -= 1
        last = re.search(r"(?<!\S)\w+\Z", text[max(start, end - 20) : end])
        if last and last[0].lower() in CONJUNCTIONS:
            end -= len(last[0])
    return trimmed(text, start, end)


def _place_of(mention: Mention) -> Place:
    return (mention.revision_id, mention.start, mention.end, mention.placed)


def _places(claim: Claim) -> list[Place]:
    return sorted(map(_place_of, claim.mentions.all()))


def _next_to(
    claim: Claim, other: Claim, places: Iterable[Place], place: Place
) -> tuple[list[Place], Place | None]:
    """Return which places a place stands next to, and the one they make together."""
    near: list[Place] = []
    texts = {row.pk: row.text for row in claim.article.revisions.all()}
    whole = Span(*place[1:3])
    for each in sorted(places):
        if each[0] != place[0]:
            continue
        together = joined(texts[place[0]], whole, Span(*each[1:3]))
        if together is None or _is_parted(claim, other, place[0], whole, each):
            continue
        near.append(each)
        whole = together
    if not near:
        return [], None
    return near, (place[0], whole.start, whole.end, Placed.PERSON)


def _is_parted(
    claim: Claim, other: Claim, revision: int, whole: Span, each: Place
) -> bool:
    """Whether a third claim stands between two places."""
    start, end = min(whole.end, each[2]), max(whole.start, each[1])
    if end <= start:
        return False
    between = Mention.objects.filter(revision=revision, start__lt=end, end__gt=start)
    return between.exclude(claim__in=[claim, other]).exists()


def _place(claim: Claim, places: Iterable[Place]) -> None:
    """Have a claim stand in these places and no others, keeping rows that stay."""
    wanted = {place[:3]: place for place in places}
    for mention in claim.mentions.all():
        if _place_of(mention) == wanted.get(_place_of(mention)[:3]):
            del wanted[_place_of(mention)[:3]]
        else:
            mention.delete()
    texts = {row.pk: row.text for row in claim.article.revisions.all()}
    for revision, start, end, placed in wanted.values():
        store(
            Mention(
                claim=claim,
                revision_id=revision,
                start=start,
                end=end,
                quote=texts[revision][start:end],
                placed=placed,
            )
        )


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
    return frozenset(
        name
        for step in steps.filter(verb="word")
        for name in step.after
        if step.after[name] != step.before.get(name)
    )


def _keep(claim: Claim, *, parts: Iterable[str] | None = None) -> None:
    """Store a claim and its parts as they are now."""
    if parts is not None:
        rewrite_subclaims(claim, parts)
    claim.search_text = searchable(claim)
    claim.version += 1
    store(claim)


def _state(claim: Claim) -> State:
    """Return all of a claim that an act or its undoing may change, or may destroy."""
    mentions = sorted(claim.mentions.all(), key=_place_of)
    return {
        **{name: getattr(claim, name) for name in _PLAIN},
        "due_at": claim.due_at.isoformat() if claim.due_at else None,
        "mentions": [list(_place_of(mention)) for mention in mentions],
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


def _told(state: State) -> State:
    return {name: state[name] for name in _TOLD}


def _record(
    act: str,
    claims: Sequence[Claim],
    *,
    before: Mapping[int, State],
    told: Mapping[str, object],
    by: User,
) -> None:
    """Record an act on the first of ``claims``, and with the others what it did."""
    after = {claim.pk: _state(claim) for claim in claims}
    first, *others = claims
    step = record(
        article=first.article,
        claim=first,
        what=act,
        by=by,
        before={
            **(_told(before[first.pk]) if first.pk in before else {}),
            "claims": {str(pk): state for pk, state in before.items()},
        },
        after={
            **_told(after[first.pk]),
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
            before=_told(before[other.pk]) if other.pk in before else {},
            after=_told(after[other.pk]) | {"act": step.pk},
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
    for name in _PLAIN:
        setattr(claim, name, state[name])
    weighed = weigh_again(state["reasons"], own_weights())
    if weighed is not None:
        claim.check_worthiness = weighed
    due_at = state["due_at"]
    claim.due_at = dt.datetime.fromisoformat(due_at) if due_at else None
    _place(claim, [tuple(place) for place in state["mentions"]])
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
    _keep(claim, parts=state["subclaims"])


def _retire(claim: Claim, *, part_of: int | None) -> None:
    """Leave a claim on record that is no longer one of its own."""
    claim.status = Status.NOT_CHECKED
    claim.selection = Selection.NOT_SELECTED
    claim.could_harm = False
    claim.due_at = None
    claim.leave_reason = LeaveReason.RESHAPED
    claim.duplicate_of_id = part_of
    _place(claim, [])
    _keep(claim)


def _locked_topics(*topics: Topic) -> dict[int, Topic]:
    """Load topics as they stand now, locked in one order until all is written."""
    rows = Topic.objects.select_for_update(of=("self",), no_key=True)
    keys = [topic.pk for topic in topics]
    return {
        row.pk: row
        for row in rows.filter(pk__in=keys).select_related("article").order_by("pk")
    }


def _locked_claims(claims: Any) -> list[Claim]:
    rows = claims.select_for_update(of=("self",), no_key=True)
    return list(rows.order_by("pk"))


def _move(claims: Iterable[Claim], *, to: Topic) -> dict[str, int]:
    """Put claims under a topic; return the version each then has."""
    versions = {}
    for claim in claims:
        claim.topic = to
        claim.version += 1
        store(claim)
        versions[str(claim.pk)] = claim.version
    return versions
