"""What fact-checkers and editors do to claims, in few words, for the tests of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from claims import shaping, workflow
from claims.choices import Kind, LeaveReason, Selection
from claims.models import Article, Claim
from claims.reading.anchors import is_boundary
from claims.shaping import Words
from claims.shaping.states import state_of

ARTICLE = """Quay Closed On Monday

Divers found cracks in two piers of the north quay. Some 40 boats were moved to the \
south basin, the harbor office said.

The quay was built in 1931. The piers were last inspected in 2014. Repairs will cost \
3 million crowns. The mayor closed the quay last week.

The ferries to Oran, Bastia and Palermo leave from the south basin.
"""
"""Sentences too short to hold more than one claim each, whatever the rules."""


def of(article: Article, words: str) -> Claim:
    """Return the claim that stands in these words."""
    mentions = article.latest_revision().mentions.filter(quote__contains=words)
    return Claim.objects.get(mentions__in=mentions)


def now(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def quotes(claim: Claim) -> list[str]:
    rows = claim.mentions.order_by("revision_id", "start")
    return list(rows.values_list("quote", flat=True))


def merge(claim: Claim, other: Claim, by: User) -> Claim:
    claim, other = now(claim), now(other)
    return shaping.merge(
        claim=claim,
        other=other,
        version=claim.version,
        other_version=other.version,
        by=by,
    )


def split(claim: Claim, words: str, by: User, **which: Any) -> Claim:
    return shaping.split(
        claim=claim, words=Words(words, **which), version=now(claim).version, by=by
    )


def respan(claim: Claim, words: str, by: User, **which: Any) -> Claim:
    return shaping.respan(
        claim=claim,
        mention=claim.mentions.order_by("start")[0],
        words=Words(words, **which),
        version=now(claim).version,
        by=by,
    )


def add_mention(claim: Claim, words: str, by: User, **which: Any) -> Claim:
    return shaping.add_mention(
        claim=claim, words=Words(words, **which), version=now(claim).version, by=by
    )


def add(article: Article, words: str, by: User, **options: Any) -> Claim:
    options.setdefault("topic", None)
    options.setdefault("version", article.version)
    return shaping.add(article=article, words=Words(words), by=by, **options)


def undo(claim: Claim, by: User) -> Claim:
    return shaping.undo(claim=claim, version=now(claim).version, by=by)


def select(claim: Claim, by: User, as_: Selection = Selection.CENTRAL) -> Claim:
    claim = now(claim)
    assert claim.topic is not None
    return workflow.select(
        claim=claim, as_=as_, topic=claim.topic, version=claim.version, by=by
    )


def word(claim: Claim, words: str, by: User, **said: Any) -> Claim:
    claim = now(claim)
    said.setdefault("claimant", claim.claimant)
    said.setdefault("kind", Kind(claim.kind))
    parts = claim.subclaims.order_by("position").values_list("text", flat=True)
    return workflow.word(
        claim=claim,
        claim_reviewed=words,
        via=claim.via,
        subclaims=list(parts),
        version=claim.version,
        by=by,
        **said,
    )


def not_named(claim: Claim, by: User) -> Claim:
    claim = now(claim)
    return workflow.prepare(
        claim=claim, topic=claim.topic, do_not_name=True, version=claim.version, by=by
    )


def duplicate(claim: Claim, of: Claim, by: User) -> Claim:
    return workflow.leave(
        claim=claim,
        reason=LeaveReason.DUPLICATE,
        note="The headline says so too.",
        duplicate_of=of,
        version=now(claim).version,
        by=by,
    )


def as_people_see(article: Article) -> list[Any]:
    """Return all of an article's claims that an undoing must bring back."""
    return [
        (claim.pk, claim.topic_id, state_of(claim))
        for claim in article.claims.exclude(leave_reason=LeaveReason.RESHAPED).order_by(
            "pk"
        )
    ]


def holds_together(article: Article) -> None:
    """Hold that every mention of an article quotes what stands there, whole."""
    for revision in article.revisions.all():
        for mention in revision.mentions.all():
            assert revision.text[mention.start : mention.end] == mention.quote
            assert mention.quote.strip() == mention.quote
            assert is_boundary(revision.text, mention.start)
            assert is_boundary(revision.text, mention.end)


def merging(article: Article, by: User) -> Claim:
    return merge(of(article, "built in 1931"), of(article, "inspected"), by)


def merging_apart(article: Article, by: User) -> Claim:
    return merge(of(article, "built in 1931"), of(article, "ferries to Oran"), by)


def splitting(article: Article, by: User) -> Claim:
    ferries = of(article, "ferries to Oran")
    split(ferries, "Palermo", by)
    return now(ferries)


def placing(article: Article, by: User) -> Claim:
    return respan(of(article, "40 boats"), "40 boats were moved", by)


def mentioning(article: Article, by: User) -> Claim:
    return add_mention(of(article, "40 boats"), "3 million crowns", by)


def adding(article: Article, by: User) -> Claim:
    return add(article, "Some 40 boats were moved", by)


ACTS = [merging, merging_apart, splitting, placing, mentioning, adding]
