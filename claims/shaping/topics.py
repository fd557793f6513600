"""Merge the topics of an article, and undo that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User

from claims import roles
from claims.lifecycle import StepRefused
from claims.models import Article, Claim, StepTaken, Topic
from claims.record import check_version, record, store, verb


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
