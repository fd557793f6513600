"""Who may shape a claim, and when."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import workflow
from claims.choices import LeaveReason
from claims.models import Article, Claim
from claims.publishing import manifest
from tests import factories
from tests.claims.refusing import refused
from tests.claims.shaping.doing import (
    ACTS,
    add_mention,
    adding,
    merge,
    merging,
    now,
    of,
    placing,
    quotes,
    respan,
    select,
    split,
    undo,
)


class TestWhoAndWhen:
    @pytest.mark.parametrize("act", ACTS)
    def test_only_fact_checkers_and_editors_say_where_claims_begin_and_end(
        self, act: Any, article: Article, superuser: User
    ) -> None:
        with refused("Only the desk's fact-checkers and editors"):
            act(article, superuser)

    def test_only_they_undo(
        self, article: Article, checker: User, superuser: User
    ) -> None:
        claim = placing(article, checker)

        with refused("Only the desk's fact-checkers and editors"):
            undo(claim, superuser)

    @pytest.fixture
    def reviewed(self, article: Article, editor: User, checker: User) -> Claim:
        claim = of(article, "ferries to Oran")
        return factories.once_reviewed(editor, checker, claim=claim)

    def test_a_claim_under_review_keeps_its_words(
        self, reviewed: Claim, article: Article, editor: User
    ) -> None:
        other = of(article, "built in 1931")

        for act in (
            lambda: merge(reviewed, other, editor),
            lambda: merge(other, reviewed, editor),
            lambda: split(reviewed, "Palermo", editor),
            lambda: respan(reviewed, "The ferries to Oran", editor),
            lambda: add_mention(reviewed, "3 million crowns", editor),
        ):
            with refused("its words stay as they are until an editor reopens it"):
                act()

    def test_once_it_is_reopened_its_words_may_change(
        self, reviewed: Claim, editor: User
    ) -> None:
        reopened = factories.reopened(reviewed, editor)

        changed = respan(reopened, "The ferries to Oran", editor)

        assert quotes(changed) == ["The ferries to Oran"]

    def test_a_published_claim_keeps_its_number_and_takes_others_in(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        version = factories.published(editor, checker, other_checker)
        article = version.fact_check.article
        claim = factories.reopened(article.claims.get(public_number=1), editor)
        other = article.claims.exclude(pk=claim.pk).order_by("position")[0]
        other = select(other, editor)

        with refused("has been published, and its number is its own"):
            merge(other, claim, editor)
        merged = merge(claim, other, editor)

        assert merged.public_number == 1
        assert now(other).public_number is None

    def test_what_is_no_claim_any_more_is_not_cut_again(
        self, article: Article, editor: User
    ) -> None:
        inspected, boats = of(article, "inspected"), of(article, "40 boats")
        merging(article, editor)

        for act in (
            lambda: merge(inspected, boats, editor),
            lambda: merge(boats, inspected, editor),
            lambda: add_mention(inspected, "3 million crowns", editor),
        ):
            with refused("is no claim of its own any more"):
                act()

    def test_it_is_neither_selected_nor_repeated(
        self, article: Article, editor: User
    ) -> None:
        added = undo(adding(article, editor), editor)
        boats = of(article, "harbor office said")

        with refused("is no claim of its own any more"):
            select(added, editor)
        with refused("is no claim of its own any more"):
            workflow.leave(
                claim=boats,
                reason=LeaveReason.DUPLICATE,
                duplicate_of=added,
                version=boats.version,
                by=editor,
            )

    def test_nobody_leaves_a_claim_as_reshaped_by_hand(
        self, article: Article, editor: User
    ) -> None:
        boats = of(article, "40 boats")

        with refused("is no reason to choose"):
            workflow.leave(
                claim=boats,
                reason=LeaveReason.RESHAPED,
                version=boats.version,
                by=editor,
            )

    def test_readers_are_told_of_no_claim_that_was_merged_or_added_by_mistake(
        self, article: Article, editor: User
    ) -> None:
        before = manifest._not_checked(manifest.claims_for(article.fact_check))
        undo(adding(article, editor), editor)
        split_off = split(of(article, "ferries to Oran"), "Palermo", editor)
        undo(split_off, editor)
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        merge(built, inspected, editor)

        after = manifest._not_checked(manifest.claims_for(article.fact_check))

        assert before[-1]["count"] - 1 == after[-1]["count"]
        assert [row["code"] for row in before] == [row["code"] for row in after]
