"""Whatever is typed into an address or a form, no page of the desk falls over."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from claims.models import Claim
from tests import factories
from tests.addresses import every_address
from tests.journeys.people import Person

ODD = {
    "words": "x",
    "empty": "",
    "null": "\x00",
    "longer than a column": "9" * 26,
    "longer than Python reads": "9" * 5000,
    "negative": "-1",
    "signs of another script": "\u0663",
    "a day before time": "0001-01-01 00:00:00+23:00",
    "a quarter of the sky": "\U0001f30c\u202e'\"<",
}

odd = pytest.mark.parametrize("value", ODD.values(), ids=ODD)

NUMBERS = ("9" * 26, str(2**63), "0")

ANSWERS_NUMBERS = [
    address
    for address in every_address()
    if any(
        name.endswith("_id") or name in ("object_id", "id", "number", "n")
        for name in address.arguments
    )
]

NAMED = {address.name for address in every_address()}

FILTERS = sorted(
    {
        (name, asked)
        for model, model_admin in admin.site._registry.items()
        for name in [f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"]
        if name in NAMED
        for asked in (
            "q",
            "p",
            "o",
            "e",
            "all",
            "_facets",
            "id",
            "nowhere",
            *(
                parameter
                for one in model_admin.list_filter
                for parameter in (
                    [one.parameter_name]
                    if isinstance(one, type)
                    else [
                        f"{one if isinstance(one, str) else one[0]}{lookup}"
                        for lookup in (
                            "",
                            "__exact",
                            "__id__exact",
                            "__isnull",
                            "__gte",
                            "__lt",
                        )
                    ]
                )
            ),
        )
    }
)


@pytest.fixture
def person(superuser: User, editor: User) -> Person:
    """Somebody who is let in everywhere, and may edit."""
    superuser.groups.set(editor.groups.all())
    factories.open_claim(editor)
    factories.open_claim(editor)
    return Person(superuser)


# Without a transaction around it, as in use: one that failed would answer no more.
@odd
@pytest.mark.django_db(transaction=True)
def test_a_list_takes_any_filter(person: Person, value: str):
    fallen = [
        (name, asked)
        for name, asked in FILTERS
        if person.client.get(reverse(name), {asked: value}, follow=True).status_code
        not in (200, 404)
    ]

    assert len(FILTERS) > 60
    assert fallen == []


@odd
def test_topics_of_any_article_are_asked_for(person: Person, value: str):
    queue = reverse("admin:claims_claim_changelist")
    asked = {"article__id__exact": value, "topic": value, "assignee": value}

    assert person.client.get(queue, asked, follow=True).status_code == 200


@pytest.mark.parametrize("number", NUMBERS)
def test_an_address_of_nothing_is_not_found(person: Person, number: str):
    answers = {}
    for address in ANSWERS_NUMBERS:
        values = dict.fromkeys(address.arguments, number) | {"slug": "nowhere"}
        asked = address.fill(**values)
        answers[asked] = person.client.get(asked).status_code

    # What has been deleted, or never was, Django's admin answers with a redirect home.
    assert len(answers) > 50
    assert set(answers.values()) <= {302, 403, 404, 405}


@odd
@pytest.mark.parametrize("act", ["select", "leave", "assign"])
def test_acts_on_what_is_no_claim_do_nothing(person: Person, act: str, value: str):
    queue = reverse("admin:claims_claim_changelist")
    before = list(Claim.objects.values())

    for address, typed in (
        (queue, {"action": f"{act}_chosen", "_selected_action": value}),
        (queue, {"action": f"{act}_chosen", "_selected_action": value, "index": "0"}),
        (queue, {"action": value, "_selected_action": "1", "index": value}),
        (reverse(f"admin:claims_claim_bulk_{act}"), {"claim": value}),
    ):
        answer = person.client.post(address, typed, follow=True)
        assert answer.status_code == 200, typed

    assert list(Claim.objects.values()) == before


@odd
def test_pages_take_any_question(person: Person, value: str):
    claim = Claim.objects.filter(status="open")[0]
    source = factories.opened_source(User.objects.get(username="editor"))
    citation = claim.article.latest_revision().citations.all()[0]
    contact = reverse("admin:claims_contact_add")
    pages = [
        (reverse("admin:claims_claim_attach", args=[claim.pk]), "q"),
        (reverse("admin:sources_source_change", args=[source.pk]), "q"),
        (
            reverse(
                "admin:claims_article_recognize", args=[claim.article_id, citation.pk]
            ),
            "q",
        ),
        (contact, "claim"),
        (contact, "article"),
        (reverse("admin:claims_scale_add"), "copy"),
        (
            reverse(
                "admin:claims_factcheck_publish", args=[claim.article.fact_check.pk]
            ),
            "shown",
        ),
    ]

    for page, asked in pages:
        answer = person.client.get(page, {asked: value})
        assert answer.status_code in (200, 404), (page, asked)


@odd
def test_forms_take_any_choice(person: Person, value: str):
    claim = Claim.objects.filter(status="open")[0]
    pages = {
        "select": ("topic", "as_", f"version-{claim.pk}"),
        "leave": ("duplicate_of", "reason", "look_again_on", f"version-{claim.pk}"),
        "assign": ("to", f"version-{claim.pk}"),
        "attach": ("source", "subclaim", "url"),
        "prepare": ("topic", "claimed_on", "claimant_url", "version"),
        "review": ("rating", "round", "place", "version"),
        "search": ("searched_on", "sought"),
    }

    for name, fields in pages.items():
        page = reverse(f"admin:claims_claim_{name}", args=[claim.pk])
        answer = person.client.post(page, dict.fromkeys(fields, value))
        assert answer.status_code in (200, 302, 409), name
