"""Where a claim stands, and claims added by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import workflow
from claims.choices import Placed, Status
from claims.intake import import_text
from claims.lifecycle import StaleWrite
from claims.models import Article
from claims.shaping import SeveralPlaces
from tests import factories
from tests.claims.refusing import refused
from tests.claims.shaping.doing import (
    add,
    add_mention,
    holds_together,
    of,
    quotes,
    respan,
    split,
)


class TestPlacing:
    def test_a_claim_is_given_other_words(
        self, article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        changed = respan(boats, "40 boats were  moved", checker)

        assert quotes(changed) == ["40 boats were moved"]
        assert changed.claim_reviewed == "40 boats were moved"
        assert changed.mentions.get().placed == Placed.PERSON
        assert [figure.text for figure in changed.figures.all()] == ["40"]
        holds_together(article)

    def test_words_that_stand_there_several_times_are_asked_about(
        self, article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        with refused("These words stand in the text 2 times.", SeveralPlaces) as asked:
            respan(boats, "the south basin", checker)

        error = asked.value
        assert isinstance(error, SeveralPlaces)
        assert [error.text[each.start : each.end] for each in error.places] == [
            "the south basin"
        ] * 2

    @pytest.mark.parametrize("which", [{"occurrence": 2}, {"prefix": "leave\nfrom "}])
    def test_of_several_places_the_one_is_taken_that_somebody_says(
        self, which: dict[str, Any], article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        respan(boats, "the south basin", checker, **which)

        text = article.latest_revision().text
        assert boats.mentions.get().start == text.rindex("the south basin")

    def test_a_place_that_there_is_not_is_refused(
        self, article: Article, checker: User
    ) -> None:
        boats = of(article, "40 boats")

        with refused("The words stand in the text 2 times."):
            respan(boats, "the south basin", checker, occurrence=3)
        with refused("nowhere after what is given as their prefix"):
            respan(boats, "the south basin", checker, prefix="north of")
        with refused("These words do not stand in the text."):
            respan(boats, "the west basin", checker)

    def test_letters_that_stand_everywhere_are_not_asked_about(
        self, article: Article, checker: User
    ) -> None:
        with refused("more than 20 times. Copy more of them."):
            respan(of(article, "40 boats"), "e", checker)

    def test_a_claim_is_mentioned_again_elsewhere(
        self, article: Article, checker: User
    ) -> None:
        mayor = of(article, "The mayor")
        worded = mayor.claim_reviewed

        again = add_mention(mayor, "Divers found cracks in two", checker)

        assert len(quotes(again)) == 2
        assert again.claim_reviewed == worded
        with refused("The claim stands in these words already."):
            add_mention(mayor, "Divers found cracks in two", checker)

    def test_an_orphaned_claim_is_placed_in_the_latest_text(
        self, article: Article, checker: User
    ) -> None:
        cost = of(article, "3 million")
        changed = article.latest_revision().text.replace(
            "Repairs will cost 3 million", "Mending it takes 4 million"
        )
        import_text(text=changed, article=article, by=checker)

        with refused("Only a place in the latest text can be changed"):
            respan(cost, "Mending it takes 4 million crowns", checker)
        with refused("has no place in the article’s latest text"):
            split(cost, "3 million", checker)
        placed = add_mention(cost, "Mending it takes 4 million crowns", checker)

        assert placed.mentions.filter(revision__number=2).count() == 1
        assert placed.claim_reviewed == "Mending it takes 4 million crowns"
        (figure,) = placed.figures.filter(revision__number=2)
        assert figure.text == "4 million"
        holds_together(article)


class TestAdding:
    def test_a_claim_is_added_by_hand(self, article: Article, checker: User) -> None:
        claim = add(article, "in two piers of the north quay", checker)

        assert claim.status == Status.PROPOSED
        assert claim.checkable
        assert claim.claim_reviewed == "In two piers of the north quay"
        assert [figure.text for figure in claim.figures.all()] == ["two"]
        assert claim.topic == of(article, "Divers found cracks").topic
        (step,) = claim.steps.all()
        assert (step.verb, step.taken_by) == ("add-claim", checker)
        holds_together(article)

    def test_what_a_list_names_becomes_parts_of_the_added_claim(
        self, article: Article, checker: User
    ) -> None:
        claim = add(article, "The ferries to Oran, Bastia and Palermo leave", checker)

        parts = claim.subclaims.order_by("position")
        assert [part.text for part in parts] == ["Oran", "Bastia", "Palermo"]

    def test_it_stands_in_the_queue_where_it_stands_in_the_text(
        self, article: Article, checker: User
    ) -> None:
        claim = add(article, "Some 40 boats were moved", checker)

        before, after = of(article, "harbor office said"), of(article, "1931")
        assert before.position <= claim.position < after.position

    def test_the_same_place_is_no_second_claim(
        self, article: Article, checker: User
    ) -> None:
        with refused("“The quay was built in 1931” stands there already."):
            add(article, "The quay was built in 1931", checker)

    def test_its_topic_is_one_of_the_article(
        self, article: Article, editor: User
    ) -> None:
        elsewhere = factories.article().topics.all()[0]
        piers = workflow.add_topic(article=article, name="Inspections", by=editor)

        with refused("is a topic of another article"):
            add(article, "Some 40 boats were moved", editor, topic=elsewhere)
        claim = add(article, "Some 40 boats were moved", editor, topic=piers)

        assert claim.topic == piers

    def test_nothing_is_added_to_a_text_that_has_changed_since(
        self, article: Article, checker: User
    ) -> None:
        changed = article.latest_revision().text + "\nMore on Tuesday.\n"
        import_text(text=changed, article=article, by=checker)

        with refused("This has changed since you read it", StaleWrite):
            add(article, "Some 40 boats were moved", checker)
