from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims import shaping
from claims.admin import claim_page
from claims.choices import LeaveReason, Status
from claims.intake import import_text
from claims.lifecycle import StepRefused
from claims.models import Article, Claim, Flag, Topic
from tests import factories
from tests.claims.admin.pages import page_of, read, words
from tests.claims.refusing import everything_stored
from tests.claims.shaping.doing import ARTICLE, now, of, quotes, select, undo, word
from tests.claims.shaping.doing import split as split_off
from tests.journeys.people import Person


@pytest.fixture
def article(db: None) -> Article:
    return factories.article(ARTICLE)


@pytest.fixture
def bob(checker: User) -> Person:
    return Person(checker)


def add_page(article: Article) -> str:
    return reverse("admin:claims_article_add_claim", args=[article.pk])


def topic_page(topic: Topic, name: str) -> str:
    return reverse(f"admin:claims_article_{name}", args=[topic.article_id, topic.pk])


def offered(user: User, claim: Claim) -> list[str]:
    """Return the forms that the claim's page leads ``user`` to."""
    page = Person(user).open(page_of(claim))
    mention = claim.mentions.order_by("start")[0]
    forms = {name: (name,) for name in ("split", "merge", "mention")}
    forms |= {"respan": ("respan", mention.pk), "undo": ("undo",)}
    return [name for name, at in forms.items() if page_of(claim, *at) in page]


def chosen(claim: Claim) -> str:
    return f"{claim.pk}-{now(claim).version}"


def test_words_that_stand_in_several_places_are_asked_about(
    article: Article, bob: Person
):
    page = add_page(article)
    before = everything_stored()

    asked = bob.fill_in(page, words="the  south basin")

    assert everything_stored() == before
    shown = words(asked)
    assert "These words stand in the text 2 times. Say which are meant." in shown
    assert "boats were moved to the south basin , the harbor office said." in shown
    assert "Palermo leave from the south basin …" in shown
    assert b"<mark>the south basin</mark>" in asked.content

    bob.send(page, asked.content.decode(), occurrence="2")

    claim = article.claims.latest("pk")
    text = article.latest_revision().text
    assert claim.mentions.get().start == text.rindex("the south basin")


LINKED = """Pier Opens On Friday

The pier opens on Friday, says [the harbor office](https://harbor.example/news?a=b). \
The harbor office <a href="https://harbor.example/cost">put the cost</a> at 3 million \
crowns, and the harbor office was right.
"""


def test_of_links_only_the_words_are_shown_where_a_place_is_asked_about(
    db: None, bob: Person
):
    asked = bob.fill_in(add_page(factories.article(LINKED)), words="harbor office")

    shown = words(asked)
    assert "opens on Friday, says the harbor office . The harbor office" in shown
    assert "says the harbor office. The harbor office put the cost at 3" in shown
    assert "](https" not in shown.partition("copy from")[0]


def test_a_split_asks_about_words_that_stand_several_times_in_the_claim(
    article: Article, bob: Person
):
    boats = of(article, "40 boats")

    asked = bob.fill_in(page_of(boats, "split"), words="the")

    assert "These words stand in the words of the claim 2 times." in words(asked)


def test_a_place_that_was_chosen_for_other_words_is_forgotten(
    article: Article, bob: Person
):
    page = add_page(article)
    asked = bob.fill_in(page, words="the south basin")

    again = bob.send(page, asked.content.decode(), occurrence="2", words="The")

    assert "Say which are meant." in words(again)
    assert not article.claims.filter(steps__verb="add-claim").exists()


def test_a_place_nobody_offered_is_asked_for_again(article: Article, bob: Person):
    page = add_page(article)
    asked = bob.fill_in(page, words="the south basin")

    for wrong in ("9", "0", "-1", "two"):
        again = bob.send(page, asked.content.decode(), occurrence=wrong)
        assert again.status_code == 200
        assert not article.claims.filter(steps__verb="add-claim").exists()


def test_words_that_do_not_stand_there_come_back_as_they_were_typed(
    article: Article, bob: Person
):
    answer = bob.fill_in(add_page(article), words="the west basin")

    assert "These words do not stand in the text." in words(answer)
    assert "the west basin</textarea>" in answer.content.decode()


def test_an_added_claim_may_be_put_under_a_topic(article: Article, bob: Person):
    topic = article.topics.order_by("-position")[0]

    answer = bob.fill_in(add_page(article), words="cracks in two piers", topic=topic.pk)

    claim = article.claims.latest("pk")
    assert claim.topic == topic
    assert "The claim is added; see how it reads" in words(answer)
    assert answer.redirect_chain[-1][0] == page_of(claim)


def test_a_claim_is_not_added_to_a_text_that_has_changed(
    article: Article, bob: Person, editor: User
):
    page = bob.open(add_page(article))
    changed = article.latest_revision().text + "\nMore on Tuesday.\n"
    import_text(text=changed, article=article, by=editor)

    answer = bob.send(add_page(article), page, words="cracks in two piers")

    assert answer.status_code == 409
    assert "cracks in two piers" in answer.content.decode()


def test_the_form_offers_the_claims_that_can_be_taken_in(
    article: Article, bob: Person, editor: User, checker: User
):
    built, inspected = of(article, "built in 1931"), of(article, "inspected")
    added = undo(split_off(of(article, "ferries to Oran"), "Palermo", checker), checker)
    elsewhere = factories.article().claims.all()[0]

    page = bob.open(page_of(built, "merge"))

    offered = {int(key) for key in re.findall(r'<option value="(\d+)-', page)}
    assert inspected.pk in offered
    assert not {built.pk, added.pk, elsewhere.pk} & offered


def test_a_claim_changed_since_the_form_was_opened_is_not_taken_in(
    article: Article, bob: Person, checker: User
):
    built, inspected = of(article, "built in 1931"), of(article, "inspected")
    page = bob.open(page_of(built, "merge"))
    before = chosen(inspected)
    word(inspected, "The piers were looked at", checker)

    answer = bob.send(page_of(built, "merge"), page, other=before)

    assert now(inspected).status == Status.PROPOSED
    assert answer.status_code == 409
    assert "has changed since you read it" in words(answer)
    assert "The piers were looked at" in words(answer)


def test_a_wording_that_stays_is_pointed_out(
    article: Article, bob: Person, checker: User
):
    built, inspected = of(article, "built in 1931"), of(article, "inspected")
    word(built, "The quay is old", checker)

    answer = bob.fill_in(page_of(built, "merge"), other=chosen(inspected))

    assert "The wording is what somebody of the desk wrote" in words(answer)
    assert now(built).claim_reviewed == "The quay is old"


def test_the_form_of_a_place_begins_with_the_words_that_stand_there(
    article: Article, bob: Person
):
    boats = of(article, "40 boats")
    mention = boats.mentions.get()

    page = bob.open(page_of(boats, "respan", mention.pk))
    answer = bob.send(
        page_of(boats, "respan", mention.pk), page, words="40 boats were moved"
    )

    assert f"{mention.quote}</textarea>" in page
    assert "The claim stands in these words now." in words(answer)
    assert quotes(boats) == ["40 boats were moved"]
    gone = read(bob.user, page_of(boats, "respan", mention.pk))
    assert "The claim stands in other words by now" in gone
    assert "Back to the claim" in gone


def test_a_place_changed_since_the_form_was_opened_is_a_409_with_both_texts(
    article: Article, bob: Person
):
    boats = of(article, "40 boats")
    form = page_of(boats, "respan", boats.mentions.get().pk)
    first_tab, second_tab = bob.open(form), bob.open(form)
    bob.send(form, first_tab, words="40 boats were moved")

    answer = bob.send(form, second_tab, words="moved to the south basin")

    assert answer.status_code == 409
    assert "The claim stands in other words by now" in words(answer)
    assert "moved to the south basin</textarea>" in answer.content.decode()
    assert quotes(boats) == ["40 boats were moved"]


def test_a_place_of_a_text_that_has_changed_is_not_changed_any_more(
    article: Article, bob: Person, editor: User
):
    boats = of(article, "40 boats")
    form = page_of(boats, "respan", boats.mentions.get().pk)
    changed = article.latest_revision().text + "\nMore on Tuesday.\n"
    import_text(text=changed, article=article, by=editor)

    assert "or the article its text" in read(bob.user, form)


def test_the_place_of_another_claim_is_not_there(article: Article, bob: Person):
    boats, built = of(article, "40 boats"), of(article, "built in 1931")

    answer = bob.client.get(page_of(boats, "respan", built.mentions.get().pk))

    assert answer.status_code == 404


def test_a_claim_of_a_changed_text_is_placed_in_it(
    article: Article, bob: Person, editor: User
):
    cost = of(article, "3 million")
    changed = article.latest_revision().text.replace("3 million", "4 million")
    import_text(text=changed, article=article, by=editor)

    page = read(bob.user, page_of(cost))
    bob.fill_in(page_of(cost, "mention"), words="Repairs will cost 4 million crowns")

    assert "Change these words" not in page
    assert "Add a place in the text" in page
    assert now(cost).claim_reviewed == "Repairs will cost 4 million crowns"


def test_the_page_offers_what_the_claims_state_lets_them_do(
    article: Article, editor: User, checker: User, superuser: User
):
    ferries, built = of(article, "ferries to Oran"), of(article, "built in 1931")
    cut = ["split", "merge", "mention", "respan"]
    split_off(built, "in 1931", checker)

    assert offered(checker, ferries) == cut
    assert offered(checker, built) == [*cut, "undo"]
    assert offered(superuser, built) == []
    factories.once_reviewed(editor, checker, claim=ferries)
    assert offered(editor, ferries) == []
    factories.reopened(ferries, editor)
    assert offered(editor, ferries) == [*cut, "undo"]  # its wording


def test_every_act_has_a_name_for_its_undoing():
    assert claim_page.UNDOES.keys() == set(shaping.UNDOABLE)


@pytest.mark.parametrize("name", ["split", "merge", "mention"])
def test_a_claim_under_review_refuses_before_anything_is_typed(
    name: str, article: Article, editor: User, checker: User
):
    ferries = of(article, "ferries to Oran")
    factories.once_reviewed(editor, checker, claim=ferries)

    page = read(editor, page_of(ferries, name))

    assert "its words stay as they are until an editor reopens it" in page


def test_what_is_no_claim_any_more_says_of_which_it_is_part(
    article: Article, bob: Person, checker: User
):
    built, inspected = of(article, "built in 1931"), of(article, "inspected")
    bob.fill_in(page_of(built, "merge"), other=chosen(inspected))

    page = read(checker, page_of(inspected))
    whole = read(checker, page_of(built))
    queue = read(checker, reverse("admin:claims_claim_changelist"))

    assert "No longer a claim of its own. It is part of" in page
    assert "Undo the merging" in page
    assert f"Taken in: {inspected}" in whole
    assert str(now(built)) in queue
    assert "Inspected in 2014" not in queue
    assert f"{article.claims.count() - 1} claims" in read(
        checker, reverse("admin:claims_article_change", args=[article.pk])
    )


def test_what_was_split_off_and_is_part_again_was_not_taken_in(
    article: Article, bob: Person, checker: User
):
    ferries = of(article, "ferries to Oran")
    second = split_off(ferries, "Palermo", checker)
    undo(ferries, checker)

    assert "Taken in" not in read(checker, page_of(ferries))
    second = split_off(ferries, "Palermo", checker)
    bob.fill_in(page_of(ferries, "merge"), other=chosen(second))
    assert f"Taken in: {second}" in read(checker, page_of(ferries))


def test_what_the_latest_text_has_nowhere_is_not_offered_to_be_split(
    article: Article, bob: Person, editor: User
):
    cost = of(article, "3 million")
    changed = article.latest_revision().text.replace("3 million", "4 million")
    import_text(text=changed, article=article, by=editor)

    assert page_of(cost, "split") not in bob.open(page_of(cost))
    assert page_of(cost, "merge") in bob.open(page_of(cost))
    page = read(bob.user, page_of(cost, "split"))
    assert "has no place in the article’s latest text" in page


def test_nothing_to_undo_is_said(article: Article, checker: User):
    page = read(checker, page_of(of(article, "40 boats"), "undo"))

    assert "There is nothing to undo on this claim." in page


def test_why_something_is_not_undone_is_said(
    article: Article, bob: Person, editor: User, checker: User
):
    ferries = of(article, "ferries to Oran")
    split_off(ferries, "Palermo", checker)
    select(ferries, editor)

    answer = bob.fill_in(page_of(ferries, "undo"))

    assert "has been changed since (its status, what it is selected as)" in words(
        answer
    )


def test_the_reason_is_offered_to_nobody(article: Article, editor: User):
    page = Person(editor).open(page_of(of(article, "40 boats"), "leave"))

    assert f'value="{LeaveReason.OPINION}"' in page
    assert f'value="{LeaveReason.RESHAPED}"' not in page


def test_two_topics_become_one_and_two_again(article: Article, editor: User):
    alice = Person(editor)
    first, second = article.topics.order_by("position")[:2]
    page = reverse("admin:claims_article_change", args=[article.pk])

    merged = alice.fill_in(topic_page(first, "merge_topics"), other=second.pk)
    offered = read(editor, page)
    undone = alice.fill_in(topic_page(first, "undo_topic"))

    assert "The two are one topic now." in words(merged)
    assert "Topics merged" in offered
    assert "Undo the last change" in offered
    assert "It is undone; everything stands as before." in words(undone)
    assert article.topics.filter(name=second.name).exists()
    assert "Undo the last change" not in read(editor, page)
    nothing = read(editor, topic_page(first, "undo_topic"))
    assert "There is nothing to undo on this topic." in nothing


def test_a_topic_gets_its_name_back(article: Article, editor: User):
    alice = Person(editor)
    topic = article.topics.order_by("position")[0]
    alice.fill_in(topic_page(topic, "topic"), name="Piers", summary="Cracks.")

    asked = read(editor, topic_page(topic, "undo_topic"))
    undone = alice.fill_in(topic_page(topic, "undo_topic"))

    assert f"Topic: {topic} Piers" in asked
    assert "It is undone" in words(undone)
    was = topic.name
    topic.refresh_from_db()
    assert (topic.name, topic.summary) == (was, "")


def test_a_wording_is_undone_where_it_is_changed(
    article: Article, bob: Person, editor: User, checker: User
):
    boats = of(article, "40 boats")
    was = boats.claim_reviewed
    assert "Undo the last change of the wording" not in read(checker, page_of(boats))
    bob.fill_in(page_of(boats, "word"), claim_reviewed="Forty", subclaims="a\nb")

    offered = read(checker, page_of(boats))
    asked = read(checker, page_of(boats, "undo"))
    answer = bob.fill_in(page_of(boats, "undo"))

    assert "Undo the last change of the wording" in offered
    assert "Parts: a; b" in asked
    assert "It is undone; everything stands as before." in words(answer)
    assert now(boats).claim_reviewed == was
    assert not boats.subclaims.exists()
    bob.fill_in(page_of(boats, "word"), claim_reviewed="Forty")
    factories.once_reviewed(editor, checker, claim=now(boats))
    under_review = read(checker, page_of(boats, "undo"))
    assert "its words stay as they are until an editor reopens it" in under_review


def test_a_duplicate_is_made_a_claim_of_its_own_again(
    article: Article, editor: User, checker: User
):
    alice = Person(editor)
    built, inspected = of(article, "built in 1931"), of(article, "inspected")
    leave = page_of(inspected, "leave")
    left = alice.fill_in(leave, reason=LeaveReason.DUPLICATE, duplicate_of=built.pk)
    link = f'“<a href="{page_of(built)}">{built}</a>” stands in its words too.'
    assert link in left.content.decode()

    history = read(editor, reverse("admin:claims_claim_history", args=[inspected.pk]))
    offered = read(editor, page_of(inspected))
    to_others = read(checker, page_of(inspected))
    refusing = read(checker, page_of(inspected, "undo"))
    answer = alice.fill_in(page_of(inspected, "undo"))

    assert "Given:" not in history
    assert f"Repeats: {built}" in history
    assert "Make it a claim of its own again" in offered
    assert "Make it a claim of its own again" not in to_others
    assert "Only editors take back what was left as a duplicate." in refusing
    assert "It is undone" in words(answer)
    assert now(inspected).status == "proposed"
    assert of(article, "inspected") == inspected


def test_what_was_merged_away_is_offered_nothing_but_its_undoing(
    article: Article, editor: User
):
    first, second = article.claims.order_by("position")[:2]
    alice = Person(editor)
    steps = ("select", "leave", "assign", "word", "prepare", "attach", "search")
    steps += ("earlier",)

    alice.fill_in(page_of(first, "merge"), other=chosen(second))

    page = alice.open(page_of(second))
    assert not [name for name in steps if page_of(second, name) in page]
    assert page_of(second, "undo") in page
    with pytest.raises(StepRefused, match="no claim of its own any more"):
        word(second, "Other words", editor)
    attached = alice.client.post(
        page_of(second, "search"),
        {"sought": "x", "place": "y", "searched_on": "2022-09-21"},
    )
    assert "no claim of its own any more" in words(attached)

    alice.fill_in(page_of(second, "undo"))

    again = alice.open(page_of(second))
    assert [name for name in steps if page_of(second, name) in again] == [*steps]


def test_what_was_noticed_of_a_claim_taken_in_is_told_of_the_one_it_went_into(
    article: Article, editor: User
):
    first, second = article.claims.order_by("position")[:2]
    Flag.objects.all().delete()
    flag = Flag.objects.create(
        revision=article.latest_revision(), kind="picture", message="See the picture."
    )
    flag.claims.add(second)
    of_the_article = reverse("admin:claims_article_change", args=[article.pk])
    alice = Person(editor)
    quiet = read(editor, page_of(first))

    alice.fill_in(page_of(first, "merge"), other=chosen(second))

    told, shown = read(editor, page_of(first)), read(editor, of_the_article)
    alice.fill_in(page_of(first, "undo"))
    assert "See the picture." not in quiet
    assert "See the picture." in told
    assert "Noticed:" in shown
    assert "See the picture." not in read(editor, page_of(first))


def test_the_record_of_an_act_shows_of_a_link_its_words(db: None, bob: Person):
    opens = of(factories.article(LINKED), "says [the")

    bob.fill_in(page_of(opens, "split"), words="says the harbor office")

    told = read(bob.user, page_of(opens, "undo"))
    assert "Words in the text: The pier opens on Friday, says the harbor office" in told
    assert "](https" not in told
