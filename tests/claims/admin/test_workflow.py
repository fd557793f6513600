from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User

from claims import roles, workflow
from claims.choices import LeaveReason, Place, Selection, Status
from claims.models import Claim
from tests import factories
from tests.claims.admin.pages import page_of, read, words
from tests.claims.refusing import everything_stored
from tests.journeys.people import Person


@pytest.fixture
def claim(db: None) -> Claim:
    return factories.article().claims.order_by("position")[0]


def now(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_an_editor_selects_a_claim(claim: Claim, editor: User):
    answer = Person(editor).fill_in(page_of(claim, "select"), as_="central")

    assert now(claim).status == Status.OPEN
    assert now(claim).selection == Selection.CENTRAL
    assert "The claim is open for checking." in words(answer)


def test_a_claim_without_a_topic_is_selected_under_one(editor: User):
    claim = factories.article("A Short Text\n\nThe ferry carried 400 on Monday.").claims
    claim = claim.all()[0]
    Claim.objects.filter(pk=claim.pk).update(topic=None)
    topic = workflow.add_topic(article=claim.article, name="Quays", by=editor)

    refused = Person(editor).fill_in(page_of(claim, "select"), as_="central")
    Person(editor).fill_in(page_of(claim, "select"), as_="central", topic=topic.pk)

    assert "The claim has no topic yet; choose one." in words(refused)
    assert now(claim).topic == topic


def test_a_claim_is_left_for_a_reason(claim: Claim, editor: User):
    answer = Person(editor).fill_in(
        page_of(claim, "leave"),
        reason=LeaveReason.PREDICTION,
        look_again_on="2027-01-01",
    )

    assert now(claim).status == Status.NOT_CHECKED
    assert now(claim).look_again_on == dt.date(2027, 1, 1)
    assert "Prediction: look again later." in words(answer)


def test_a_reason_that_lacks_what_it_needs_keeps_what_was_typed(
    claim: Claim, editor: User
):
    answer = Person(editor).fill_in(
        page_of(claim, "leave"), reason="elsewhere", note="The Herald did."
    )

    assert "Give the address where the claim was checked." in words(answer)
    assert "The Herald did." in answer.content.decode()
    assert now(claim).status == Status.PROPOSED


def test_a_duplicate_names_another_claim_of_the_article(claim: Claim, editor: User):
    other = claim.article.claims.exclude(pk=claim.pk)[0]
    elsewhere = factories.article().claims.all()[0]
    page = Person(editor).client.get(page_of(claim, "leave")).content.decode()

    Person(editor).fill_in(
        page_of(claim, "leave"), reason="duplicate", duplicate_of=other.pk
    )

    assert now(claim).duplicate_of == other
    assert f'<option value="{other.pk}">' in page
    assert f'<option value="{elsewhere.pk}">' not in page
    assert f'<option value="{claim.pk}">' not in page


def test_a_claim_is_assigned_to_somebody_and_to_nobody(
    claim: Claim, editor: User, checker: User
):
    Person(editor).fill_in(page_of(claim, "assign"), to=checker.pk)
    assert now(claim).assignee == checker

    Person(editor).fill_in(page_of(claim, "assign"), to="")
    assert now(claim).assignee is None


def test_reopening_needs_a_reason(editor: User, checker: User, other_checker: User):
    claim = factories.decided(editor, checker, other_checker)

    refused = Person(editor).fill_in(page_of(claim, "reopen"), reason=" ")
    answer = Person(editor).fill_in(page_of(claim, "reopen"), reason="A reader wrote.")

    assert "Say why the claim is reopened." in words(refused)
    assert "The claim is open again, in a new round." in words(answer)
    assert now(claim).round == 2


def test_a_claim_is_worded_with_its_parts(claim: Claim, checker: User):
    Person(checker).fill_in(
        page_of(claim, "word"),
        claim_reviewed="The ferry sails to two ports",
        claimant="The company",
        via="Harbor Gazette\nPort Radio\n",
        subclaims="Oran\nBastia",
        kind="event",
    )

    worded = now(claim)
    assert worded.claim_reviewed == "The ferry sails to two ports"
    assert worded.via == ["Harbor Gazette", "Port Radio"]
    assert [part.text for part in worded.subclaims.order_by("position")] == [
        "Oran",
        "Bastia",
    ]


def test_a_part_too_long_for_its_column_is_refused_in_a_sentence(
    claim: Claim, checker: User
):
    answer = Person(checker).fill_in(page_of(claim, "word"), subclaims="x" * 301)

    assert "A line is longer than 300 characters." in words(answer)


def test_a_wording_that_came_too_late_loses_neither_text(
    claim: Claim, checker: User, other_checker: User
):
    slow = Person(checker).open(page_of(claim, "word"))
    Person(other_checker).fill_in(page_of(claim, "word"), claim_reviewed="Words of one")

    answer = Person(checker).send(
        page_of(claim, "word"), slow, claim_reviewed="Words of the other"
    )

    assert answer.status_code == 409
    assert "This has changed since you read it." in words(answer)
    assert "Words of the other</textarea>" in answer.content.decode()
    assert "Words of one</textarea>" in answer.content.decode()
    assert now(claim).claim_reviewed == "Words of one"


@pytest.mark.parametrize("version", ["", "x", "0"])
def test_a_wording_without_a_version_is_stale(
    claim: Claim, checker: User, version: str
):
    answer = Person(checker).fill_in(
        page_of(claim, "word"), claim_reviewed="Forged", version=version
    )

    assert answer.status_code == 409
    assert now(claim).claim_reviewed == claim.claim_reviewed


def test_the_words_are_frozen_under_review_and_the_page_says_why(
    editor: User, checker: User, other_checker: User
):
    claim = factories.open_claim(editor)
    factories.evidence(claim, editor)
    person = Person(other_checker)
    page = person.open(page_of(claim, "word"))
    claim = factories.submit(claim, checker, Place.FIRST)

    answer = person.send(
        page_of(claim, "word"), page, claimant="Mayor", version=claim.version
    )

    sentence = "its words stay as they are until an editor reopens it."
    assert sentence in words(answer)
    assert sentence in read(other_checker, page_of(claim))
    assert sentence in read(other_checker, page_of(claim, "word"))
    assert "Change the wording" not in read(other_checker, page_of(claim))


def test_an_editor_prepares_a_frozen_claim_for_publication(editor: User, checker: User):
    claim = factories.once_reviewed(editor, checker, claimant="A sailor")

    Person(editor).fill_in(
        page_of(claim, "prepare"),
        do_not_name="on",
        single_source_reason="Nobody else was aboard.",
    )

    assert now(claim).do_not_name
    assert now(claim).single_source_reason == "Nobody else was aboard."


def test_a_claim_reopened_from_a_page_of_before_the_agreement_stays_decided(
    editor: User, checker: User, other_checker: User
):
    claim = factories.once_reviewed(editor, checker)
    slow = Person(editor).open(page_of(claim, "reopen"))
    factories.submit(claim, other_checker, Place.SECOND)

    answer = Person(editor).send(page_of(claim, "reopen"), slow, reason="It drags on.")

    assert answer.status_code == 409
    assert "It drags on.</textarea>" in answer.content.decode()
    assert "Decided</textarea>" in answer.content.decode()
    assert now(claim).status == Status.DECIDED
    assert now(claim).round == 1


@pytest.mark.parametrize("version", [None, "", "x", "0", "9" * 40])
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("select", {"as_": "central"}),
        ("leave", {"reason": "not-selected"}),
        ("assign", {"to": ""}),
    ],
)
def test_a_step_without_the_version_it_was_opened_on_is_stale(
    claim: Claim, editor: User, name: str, typed: dict[str, str], version: str | None
):
    before = everything_stored()
    carried = {} if version is None else {f"version-{claim.pk}": version}

    answer = Person(editor).client.post(page_of(claim, name), typed | carried)

    assert answer.status_code == 409
    assert everything_stored() == before


@pytest.mark.parametrize(
    ("name", "role", "sentence"),
    [
        ("select", "checker", "“Select for checking” is for editors."),
        ("assign", "checker", "“Assign” is for editors."),
        ("reopen", "editor", "“Reopen” is a step for a claim that is"),
    ],
)
def test_a_step_that_cannot_be_taken_is_explained_without_its_form(
    claim: Claim, name: str, role: str, sentence: str, request: pytest.FixtureRequest
):
    person = Person(request.getfixturevalue(role))

    page = person.open(page_of(claim, name))

    assert sentence in page
    assert "desk-form" not in page


def test_a_wording_that_rates_is_doubted_while_it_can_be_changed(
    editor: User, checker: User
):
    claim = factories.open_claim(editor)
    doubt = "The claim reviewed holds a word that rates it: “false”."

    told = Person(checker).fill_in(
        page_of(claim, "word"), claim_reviewed="It is false that the ferry sailed"
    )

    assert "The wording is saved." in words(told)
    assert doubt in words(told)
    assert doubt in read(checker, page_of(claim, "review"))


STEPS_OF_EDITORS = {
    "select": {"as_": "central"},
    "leave": {"reason": "not-selected"},
    "assign": {"to": ""},
    "reopen": {"reason": "Why not."},
    "prepare": {"claimant_url": "", "version": "1"},
}


@pytest.mark.parametrize("role", ["checker", "superuser"])
@pytest.mark.parametrize("name", STEPS_OF_EDITORS)
def test_who_is_no_editor_is_refused_in_a_sentence(
    role: str, name: str, claim: Claim, request: pytest.FixtureRequest
):
    person = Person(request.getfixturevalue(role))
    before = everything_stored()

    answer = person.client.post(page_of(claim, name), STEPS_OF_EDITORS[name])

    assert answer.status_code == 200
    assert "editors" in words(answer).lower()
    assert b'class="errornote refused"' in answer.content
    assert everything_stored() == before


def test_an_administrator_may_look_but_is_stopped_at_the_door(claim: Claim, db: None):
    administrator = factories.UserFactory(groups=[roles.ADMINISTRATORS])
    before = everything_stored()

    looked = Person(administrator).client.get(page_of(claim, "select"))
    posted = Person(administrator).client.post(
        page_of(claim, "select"), {"as_": "central"}
    )

    assert "“Select for checking” is for editors." in words(looked)
    assert posted.status_code == 403
    assert everything_stored() == before
