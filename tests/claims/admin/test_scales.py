from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims.models import Scale
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

ADD = reverse("admin:claims_scale_add")


def page_of(scale: Scale, name: str = "change") -> str:
    return reverse(f"admin:claims_scale_{name}", args=[scale.pk])


@pytest.fixture
def shipped(db: None) -> Scale:
    return Scale.objects.get(is_current=True)


def test_a_copy_begins_with_the_ratings_and_becomes_the_next_number(
    editor: User, shipped: Scale
):
    response = Person(editor).fill_in(
        f"{ADD}?copy={shipped.pk}", **{"ratings-0-label": "Right"}
    )

    copy = Scale.objects.get(number=shipped.number + 1)
    assert response.redirect_chain[-1][0] == page_of(copy)
    assert copy.name == shipped.name
    first = copy.ratings.order_by("position")[0]
    assert first.label == "Right"
    assert copy.ratings.count() == shipped.ratings.count()
    old, new = (
        list(
            scale.ratings.order_by("position").values_list(
                "code", "rank", "color", "needs_search", "needs_contact", "definition"
            )
        )
        for scale in (shipped, copy)
    )
    assert [row[:5] for row in old] == [row[:5] for row in new]


def test_a_scale_is_added_and_empty_rows_are_left_out(editor: User, shipped: Scale):
    # A browser sends the first color of every row, also of those left empty.
    colors = {f"ratings-{number}-color": "true" for number in range(4)}
    typed = {"name": "Mine"} | colors
    for number, code in enumerate(("yes", "no")):
        typed[f"ratings-{number}-code"] = code
        typed[f"ratings-{number}-label"] = code.title()
        typed[f"ratings-{number}-definition"] = f"It is {code}."

    response = Person(editor).fill_in(ADD, **typed)

    assert "The scale is added." in words(response)
    assert Scale.objects.get(name="Mine").ratings.count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ratings-1-code": "true"}, "Two ratings of the scale have the same code."),
        ({"ratings-1-rank": "5"}, "Two ratings of the scale have the same rank."),
        ({"ratings-1-label": ""}, "This field is required."),
        ({"ratings-0-code": "not a code"}, "valid “slug”"),
        ({"ratings-0-color": "pink"}, "pink"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_refused_scale_keeps_what_was_typed(
    editor: User, shipped: Scale, typed: dict[str, str], sentence: str
):
    typed = {"ratings-2-definition": "My own words."} | typed

    response = Person(editor).fill_in(f"{ADD}?copy={shipped.pk}", **typed)

    assert sentence in words(response)
    assert "My own words." in words(response)
    assert Scale.objects.count() == 1


def test_a_scale_is_read_only_and_says_so(editor: User, shipped: Scale):
    page = read(editor, page_of(shipped))

    assert "Used for new articles." in page
    assert "A scale is read-only" in page
    assert "Mostly true" in page
    assert (
        Person(editor).client.post(page_of(shipped), {"name": "x"}).status_code == 405
    )


def test_another_scale_is_put_in_use_by_one_button(editor: User, shipped: Scale):
    other = Scale.objects.create(name="Mine")

    response = Person(editor).client.post(page_of(other, "use"), follow=True)

    assert "“Mine 1” is used for new articles now." in words(response)
    assert Scale.objects.get(is_current=True) == other
    again = Person(editor).client.post(page_of(other, "use"), follow=True)
    assert "is used for new articles already" in words(again)


def test_a_look_at_the_button_changes_nothing(editor: User, shipped: Scale):
    other = Scale.objects.create(name="Mine")

    assert Person(editor).client.get(page_of(other, "use")).status_code == 405
    assert Scale.objects.get(is_current=True) == shipped


def test_checkers_read_scales_only(checker: User, shipped: Scale):
    client = Person(checker).client

    assert "Copy as a new version" not in read(checker, page_of(shipped))
    assert client.get(ADD).status_code == 403
    assert client.post(page_of(shipped, "use")).status_code == 403


def test_the_list_says_which_scale_judged_how_many_articles(
    editor: User, shipped: Scale
):
    page = read(editor, reverse("admin:claims_scale_changelist"))

    assert str(shipped) in page
    assert f"{shipped.ratings.count()} ratings 0 articles" in page
