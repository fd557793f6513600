"""Topics are merged, named and put in order."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import shaping, workflow
from claims.lifecycle import StaleWrite
from claims.models import Article, StepTaken, Topic
from tests import factories
from tests.claims.refusing import refused
from tests.claims.shaping.doing import select


def describe(topic: Topic, name: str, by: User, **told: Any) -> Topic:
    topic.refresh_from_db()
    told = {"summary": topic.summary, "position": topic.position} | told
    return workflow.describe_topic(
        topic=topic, name=name, version=topic.version, by=by, **told
    )


class TestTopics:
    @pytest.fixture
    def topics(self, article: Article) -> tuple[Topic, Topic]:
        first, second = article.topics.order_by("position")[:2]
        return first, second

    def test_two_topics_become_one(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        moved = set(second.claims.values_list("pk", flat=True))

        merged = shaping.merge_topics(
            topic=first, other=second, version=first.version, by=editor
        )

        assert moved <= set(merged.claims.values_list("pk", flat=True))
        assert not Topic.objects.filter(pk=second.pk).exists()
        step = StepTaken.objects.latest("pk")
        assert step.before["topics"] == [first.name, second.name]

    def test_it_is_undone(self, topics: tuple[Topic, Topic], editor: User) -> None:
        first, second = topics
        moved = set(second.claims.values_list("pk", flat=True))
        merged = shaping.merge_topics(
            topic=first, other=second, version=first.version, by=editor
        )

        shaping.undo_topic(topic=merged, version=merged.version, by=editor)

        again = first.article.topics.get(name=second.name)
        assert set(again.claims.values_list("pk", flat=True)) == moved
        assert again.position == second.position
        merged.refresh_from_db()
        with refused("There is nothing to undo on this topic."):
            shaping.undo_topic(topic=merged, version=merged.version, by=editor)

    def test_it_is_not_undone_once_a_claim_of_it_is_selected(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        claim = second.claims.all()[0]
        merged = shaping.merge_topics(
            topic=first, other=second, version=first.version, by=editor
        )
        select(claim, editor)

        with refused("has been changed since; nothing is undone"):
            shaping.undo_topic(topic=merged, version=merged.version, by=editor)

    def test_a_name_given_since_is_undone_first(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        merged = shaping.merge_topics(
            topic=first, other=second, version=first.version, by=editor
        )
        merged = describe(merged, "Quay", editor, position=9)

        undone = shaping.undo_topic(topic=merged, version=merged.version, by=editor)
        assert (undone.name, undone.position) == (first.name, first.position)
        assert StepTaken.objects.latest("pk").verb == "undo-topic"
        shaping.undo_topic(topic=undone, version=undone.version, by=editor)

        assert first.article.topics.filter(name=second.name).exists()

    def test_a_name_that_is_taken_since_is_not_given_back(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        renamed = describe(first, "Ferries", editor)
        describe(second, first.name, editor)

        with refused(f"The article has a topic “{first.name}” already."):
            shaping.undo_topic(topic=renamed, version=renamed.version, by=editor)

    @pytest.mark.parametrize("act", ["describe", "merge"])
    def test_nothing_is_undone_of_a_topic_changed_past_the_record(
        self, act: str, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, second = topics
        changed = (
            describe(first, "Ferries", editor)
            if act == "describe"
            else shaping.merge_topics(
                topic=first, other=second, version=first.version, by=editor
            )
        )
        changed.summary = "Written in a shell."
        changed.save()

        with refused("has been changed since; nothing is undone."):
            shaping.undo_topic(topic=changed, version=changed.version, by=editor)

    def test_saving_a_topic_as_it_was_is_nothing_to_undo(
        self, topics: tuple[Topic, Topic], editor: User
    ) -> None:
        first, _ = topics
        saved = describe(first, first.name, editor)

        with refused("There is nothing to undo on this topic."):
            shaping.undo_topic(topic=saved, version=saved.version, by=editor)

    def test_only_editors_undo_topics_and_only_what_they_saw(
        self, topics: tuple[Topic, Topic], editor: User, checker: User
    ) -> None:
        renamed = describe(topics[0], "Ferries", editor)

        with refused("Only editors describe and merge topics."):
            shaping.undo_topic(topic=renamed, version=renamed.version, by=checker)
        with refused("This has changed since you read it", StaleWrite):
            shaping.undo_topic(topic=renamed, version=1, by=editor)

    def test_topics_are_merged_by_editors_within_one_article(
        self, topics: tuple[Topic, Topic], editor: User, checker: User
    ) -> None:
        first, second = topics
        elsewhere = factories.article().topics.all()[0]

        for other, by, sentence in (
            (second, checker, "Only editors merge topics."),
            (elsewhere, editor, "another topic of the same article"),
            (first, editor, "another topic of the same article"),
        ):
            with refused(sentence):
                shaping.merge_topics(
                    topic=first, other=other, version=first.version, by=by
                )
        with refused("This has changed since you read it", StaleWrite):
            shaping.merge_topics(topic=first, other=second, version=0, by=editor)
