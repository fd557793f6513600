"""Merge the topics of an article; undo that, and a change of their words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User

from claims import roles
from claims.lifecycle import StepRefused
from claims.models import Article, Claim, StepTaken, Topic
from claims.record import check_version, record, store, verb
from claims.workflow import described, topic_name


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
            "claims": versions,
        },
    )
    return topic


@verb
def undo_topic(*, topic: Topic, version: int, by: User) -> Topic:
    """Undo the last act on a topic: a change of its words or place, or a merging.

    A topic that was merged into this one is there again.

    Raises:
        StaleWrite: if the topic changed since ``version``.
        StepRefused: if ``by`` is no editor, there is nothing to undo, or the topic or
            a claim that came under it has been changed since.
    """
    if not roles.edits(by):
        raise StepRefused("Only editors describe and merge topics.")
    topic = _locked_topics(topic)[topic.pk]
    check_version(topic.version, version)
    act = last_acts_on_topics(topic.article).get(topic.pk)
    if act is None:
        raise StepRefused("There is nothing to undo on this topic.")
    undoing = _describe_as_before if act.verb == "describe-topic" else _part
    undoing(topic, act, by)
    return topic


def last_acts_on_topics(article: Article) -> dict[int, StepTaken]:
    """Return, by topic, the last act on it that has not been undone."""
    undone: set[int] = set()
    last: dict[int, StepTaken] = {}
    steps = article.steps.filter(
        verb__in=["describe-topic", "merge-topics", "undo-topic"]
    )
    for step in steps.order_by("-pk"):
        if step.verb == "undo-topic":
            undone.add(step.before["act"])
        elif step.pk not in undone and (topic := _topic_of(step)) is not None:
            last.setdefault(topic, step)
    return last


def _topic_of(step: StepTaken) -> int | None:
    """Return the topic that a step changed; None if it changed nothing."""
    if step.verb == "merge-topics":
        return int(step.after["into"])
    described: int | None = step.after.get("described")
    told = {name: step.after[name] for name in step.before}
    return described if told != step.before else None


def _describe_as_before(topic: Topic, act: StepTaken, by: User) -> None:
    now = described(topic)
    if now != {name: act.after[name] for name in now}:
        raise StepRefused(f"“{topic}” has been changed since; nothing is undone.")
    others = topic.article.topics.exclude(pk=topic.pk)
    topic.name = topic_name(act.before["topic"], others=others)
    topic.summary = act.before["summary"]
    topic.position = act.before["position"]
    topic.version += 1
    store(topic)
    record(
        article=topic.article,
        what="undo-topic",
        by=by,
        before=now | {"act": act.pk},
        after=described(topic),
    )


def _part(topic: Topic, act: StepTaken, by: User) -> None:
    """Make one topic two again."""
    if [[topic.name], topic.summary] != [act.after["topics"], act.after["summary"]]:
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
        what="undo-topic",
        by=by,
        before={
            "topics": act.after["topics"],
            "summary": act.after["summary"],
            "act": act.pk,
        },
        after={"topics": act.before["topics"], "summary": topic.summary},
    )


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
