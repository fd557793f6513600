from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims import weighing
from claims.models import ReadingWeight, StepTaken
from claims.reading.worthiness import SHIPPED
from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

LIST = reverse("admin:claims_readingweight_changelist")
ANEW = reverse("admin:claims_readingweight_anew")
QUANTITY = reverse("admin:claims_readingweight_change", args=["quantity"])
SHIPPED_WEIGHT = SHIPPED["quantity"].weight


def test_every_reason_is_listed_with_what_it_does(checker: User):
    page = read(checker, LIST)

    for each in SHIPPED.values():
        reason = each.reason[0].upper() + each.reason[1:]
        assert f"{reason} Such a claim gets {abs(each.weight):.2f}" in page
    assert "This desk’s own" not in page
    assert "No claim is proposed or open." in page
    assert "Weigh all" not in page


def test_an_editor_weighs_a_reason_otherwise_and_back(editor: User):
    person = Person(editor)

    response = person.fill_in(QUANTITY, weight="-0.5")

    page = words(response)
    assert "The weight is saved." in page
    assert "Such a claim gets 0.50 less." in page
    assert f"As shipped: {SHIPPED_WEIGHT:.2f} more." in page
    assert "by editor" in page
    assert "This desk’s own" in page
    assert ReadingWeight.objects.get().edited_by == editor
    assert "Back to the shipped value" in read(editor, QUANTITY)

    response = person.client.post(
        QUANTITY, {"weight": SHIPPED_WEIGHT, "seen": "-0.5"}, follow=True
    )

    assert "This desk’s own" not in words(response)
    assert not ReadingWeight.objects.exists()
    assert "Back to the shipped value" not in read(editor, QUANTITY)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "This field is required."),
        ("2", "less than or equal to 1"),
        ("-1.5", "greater than or equal to -1"),
        ("nan", "Enter a number."),
        ("much", "Enter a number."),
    ],
)
def test_what_is_no_weight_is_refused_in_a_sentence(
    typed: str, sentence: str, editor: User
):
    response = Person(editor).client.post(
        QUANTITY, {"weight": typed, "seen": SHIPPED_WEIGHT}
    )

    assert sentence in words(response)
    assert not ReadingWeight.objects.exists()


@pytest.mark.parametrize("seen", ["", "0.7"])
def test_a_form_that_is_stale_or_says_nothing_is_a_409_with_both_values(
    seen: str, editor: User
):
    response = Person(editor).client.post(QUANTITY, {"weight": "0.9", "seen": seen})

    assert response.status_code == 409
    assert "0.9" in words(response)
    assert f"{SHIPPED_WEIGHT:g}" in words(response)
    assert not ReadingWeight.objects.exists()


def test_claims_are_weighed_anew_by_one_button_that_tells_what_it_did(editor: User):
    article = factories.article()
    person = Person(editor)
    person.fill_in(QUANTITY, weight="-0.5")
    told = weighing.outlook()
    assert (
        f"By the weights below, {told.differing} of them would weigh otherwise, "
        f"{told.regrouped} with another priority."
    ) in read(editor, LIST)

    response = person.client.post(ANEW, follow=True)

    page = words(response)
    assert f"{told.differing} claims weighed anew." in page
    assert "none would weigh otherwise" in page
    assert "Weigh all" not in page
    assert "Claims weighed anew" in read(
        editor, reverse("admin:claims_article_change", args=[article.pk])
    )


def test_weighing_anew_with_nothing_to_change_says_so(editor: User):
    factories.article()

    response = Person(editor).client.post(ANEW, follow=True)

    assert "Every proposed and open claim weighs already" in words(response)
    assert not StepTaken.objects.filter(verb="weigh-anew").exists()


def test_a_superuser_who_is_no_editor_is_refused_in_a_sentence(superuser: User):
    client = Person(superuser).client

    saved = client.post(QUANTITY, {"weight": "0.9", "seen": SHIPPED_WEIGHT})
    weighed = client.post(ANEW, follow=True)

    assert "Only editors change what is worth a check." in words(saved)
    assert "Only editors have claims weighed anew." in words(weighed)
    assert not ReadingWeight.objects.exists()


def test_a_fact_checker_reads_the_weights_and_cannot_write_them(checker: User):
    page = read(checker, QUANTITY)

    assert "gets" in page
    assert "Save the weight" not in page


def test_a_weight_of_no_name_is_a_404(editor: User):
    address = reverse("admin:claims_readingweight_change", args=["luck"])

    assert Person(editor).client.get(address).status_code == 404
