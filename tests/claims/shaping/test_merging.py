"""Two claims become one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import earlier, shaping, workflow
from claims import evidence as keeping
from claims.choices import Kind, LeaveReason, Placed, Selection, Status
from claims.lifecycle import StaleWrite
from claims.models import Article
from tests import factories
from tests.claims.refusing import refused
from tests.claims.shaping.doing import (
    holds_together,
    merge,
    now,
    of,
    quotes,
    select,
    word,
)


class TestMerging:
    def test_neighbours_become_one_claim_in_one_quotation(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")

        merged = merge(built, inspected, checker)

        assert quotes(merged) == [
            "The quay was built in 1931. The piers were last inspected in 2014"
        ]
        assert merged.mentions.get().placed == Placed.PERSON
        assert merged.claim_reviewed == quotes(merged)[0]
        assert quotes(inspected) == []
        holds_together(article)

    def test_the_order_in_which_they_are_merged_does_not_matter_to_the_quotation(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")

        merged = merge(inspected, built, checker)

        assert quotes(merged)[0].startswith("The quay was built")

    def test_the_claim_merged_away_is_no_claim_of_its_own_any_more(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")

        merge(built, inspected, checker)

        inspected = now(inspected)
        assert inspected.status == Status.NOT_CHECKED
        assert inspected.leave_reason == LeaveReason.RESHAPED
        assert inspected.duplicate_of == built

    def test_claims_apart_from_each_other_become_one_with_two_mentions(
        self, article: Article, checker: User
    ) -> None:
        built, boats = of(article, "built in 1931"), of(article, "40 boats")
        worded = now(built).claim_reviewed

        merged = merge(built, boats, checker)

        assert len(quotes(merged)) == 2
        assert merged.claim_reviewed == worded

    def test_claims_parted_by_a_paragraph_or_by_another_claim_stay_apart(
        self, article: Article, checker: User
    ) -> None:
        ferries, mayor = of(article, "ferries to Oran"), of(article, "The mayor")
        inspected = of(article, "inspected")

        assert len(quotes(merge(ferries, mayor, checker))) == 2
        assert len(quotes(merge(inspected, ferries, checker))) == 3

    def test_the_merged_claim_has_the_figures_and_the_worth_of_all_its_words(
        self, article: Article, checker: User
    ) -> None:
        mayor, cost = of(article, "The mayor"), of(article, "3 million")

        merged = merge(mayor, cost, checker)

        assert [figure.text for figure in merged.figures.all()] == ["3 million"]
        assert merged.kind == Kind.STATISTIC
        assert "states a quantity" in merged.reasons
        for figure in merged.figures.all():
            assert figure.revision.text[figure.start : figure.end] == figure.text

    def test_what_a_person_worded_stays(self, article: Article, checker: User) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        word(built, "The quay is 95 years old", checker, claimant="The harbor office")

        merged = merge(built, inspected, checker)

        assert merged.claim_reviewed == "The quay is 95 years old"
        assert merged.claimant == "The harbor office"

    def test_a_central_claim_makes_the_merged_one_central(
        self, article: Article, editor: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        select(built, editor, Selection.SUPPORTING)
        select(inspected, editor, Selection.CENTRAL)

        merged = merge(built, inspected, editor)

        assert merged.selection == Selection.CENTRAL
        assert now(inspected).selection == Selection.NOT_SELECTED

    def test_whom_one_of_them_protects_the_merged_one_protects(
        self, article: Article, editor: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        workflow.prepare(
            claim=inspected,
            topic=inspected.topic,
            do_not_name=True,
            version=inspected.version,
            by=editor,
        )

        assert merge(built, inspected, editor).do_not_name

    def test_parts_of_both_are_parts_of_the_merged_claim(
        self, article: Article, checker: User
    ) -> None:
        mayor, ferries = of(article, "The mayor"), of(article, "ferries to Oran")

        merged = merge(mayor, ferries, checker)

        parts = merged.subclaims.order_by("position")
        assert [part.text for part in parts] == ["Oran", "Bastia", "Palermo"]

    def test_both_claims_are_told_of_it_in_their_history(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")

        merge(built, inspected, checker)

        (step,), (away,) = built.steps.all(), inspected.steps.all()
        assert (step.verb, away.verb) == ("merge", "merge-away")
        assert step.taken_by == checker
        assert step.after["merged"] == "The piers were last inspected in 2014"
        assert step.before["quotations"] == ["The quay was built in 1931"]
        assert away.before["status"] == "proposed"
        assert away.after["status"] == "not-checked"

    @pytest.mark.parametrize(
        ("gain", "what"),
        [
            (lambda claim, by: factories.evidence(claim, by), "evidence"),
            (
                lambda claim, by: keeping.log_search(
                    claim=claim,
                    sought="Pier reports",
                    place="City archive",
                    searched_on=dt.date(2026, 3, 1),
                    by=by,
                ),
                "searches",
            ),
            (
                lambda claim, by: earlier.add(
                    claim=claim,
                    url="https://others.example/quay",
                    publisher="Others",
                    outcome="True",
                    by=by,
                ),
                "earlier checks",
            ),
            (
                lambda claim, by: keeping.log_contact(
                    article=claim.article,
                    claims=[claim],
                    nobody_reason="Nobody can be.",
                    by=by,
                ),
                "contacts",
            ),
        ],
    )
    def test_a_claim_with_work_of_its_own_is_not_merged_away(
        self, gain: Any, what: str, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        gain(inspected, checker)

        with refused(f"has {what} of its own, which would stay behind"):
            merge(built, inspected, checker)

        assert merge(inspected, built, checker)

    def test_a_selected_claim_is_not_merged_into_one_that_is_not(
        self, article: Article, editor: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        select(inspected, editor)

        with refused("is selected for checking and this claim is not"):
            merge(built, inspected, editor)

        assert merge(inspected, built, editor).status == Status.OPEN

    def test_a_claim_left_unchecked_is_selected_first(
        self, article: Article, editor: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        workflow.leave(
            claim=inspected,
            reason=LeaveReason.OPINION,
            version=inspected.version,
            by=editor,
        )

        with refused("is left unchecked; select it first"):
            merge(built, inspected, editor)

    def test_a_claim_is_merged_with_another_of_its_article_only(
        self, article: Article, checker: User
    ) -> None:
        built = of(article, "built in 1931")
        elsewhere = factories.article().claims.all()[0]

        with refused("with another claim of the same article"):
            merge(built, built, checker)
        with refused("with another claim of the same article"):
            merge(built, elsewhere, checker)

    def test_a_claim_changed_since_it_was_read_is_not_merged(
        self, article: Article, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        word(inspected, "The piers were inspected", checker)

        with refused("This has changed since you read it", StaleWrite):
            shaping.merge(
                claim=built,
                other=inspected,
                version=built.version,
                other_version=inspected.version,
                by=checker,
            )

    def test_a_claim_that_repeated_the_one_taken_in_gets_its_words_back(
        self, article: Article, editor: User, checker: User
    ) -> None:
        built, inspected = of(article, "built in 1931"), of(article, "inspected")
        repairs = of(article, "Repairs will cost")
        left = workflow.leave(
            claim=repairs,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=inspected,
            version=repairs.version,
            by=editor,
        )
        merge(built, inspected, checker)
        assert "3 million" in quotes(built)[0]

        factories.open_claim(editor, claim=left)

        assert quotes(repairs) == ["Repairs will cost 3 million crowns"]
        holds_together(article)
