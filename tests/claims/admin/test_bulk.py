from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse

from claims import workflow
from claims.choices import LeaveReason, Selection, Status
from claims.models import Article, Claim
from tests import factories
from tests.claims.admin.pages import words
from tests.claims.refusing import everything_stored
from tests.journeys.people import Person

QUEUE = reverse("admin:claims_claim_changelist")


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


def choose(person: Person, act: str, claims: list[Claim]) -> HttpResponse:
    chosen = [claim.pk for claim in claims]
    return person.client.post(
        QUEUE, {"action": f"{act}_chosen", "_selected_action": chosen}
    )


def act(person: Person, act: str, claims: list[Claim], **typed: object) -> str:
    asked = choose(person, act, claims)
    return words(person.send(QUEUE, asked.content.decode(), **typed))


def test_the_page_in_between_names_the_claims_and_writes_nothing(
    article: Article, editor: User
):
    before = everything_stored()

    asked = choose(Person(editor), "leave", list(article.claims.all()))

    for claim in article.claims.all():
        assert str(claim) in words(asked)
    assert everything_stored() == before


def test_claims_are_selected_each_under_its_own_topic(article: Article, editor: User):
    topics = {claim.pk: claim.topic_id for claim in article.claims.all()}

    told = act(Person(editor), "select", list(article.claims.all()), as_="supporting")

    assert f"Select for checking: done for {len(topics)} claims." in told
    for claim in article.claims.all():
        assert claim.selection == Selection.SUPPORTING
        assert claim.topic_id == topics[claim.pk]


def test_claims_are_selected_under_one_topic(article: Article, editor: User):
    topic = workflow.add_topic(article=article, name="Quays", by=editor)

    act(
        Person(editor),
        "select",
        list(article.claims.all()),
        as_="central",
        topic=topic.pk,
        could_harm="on",
    )

    assert {claim.topic for claim in article.claims.all()} == {topic}
    assert all(claim.could_harm for claim in article.claims.all())


def test_topics_of_several_articles_are_told_apart(article: Article, editor: User):
    other = factories.article()

    asked = choose(
        Person(editor), "select", [article.claims.all()[0], other.claims.all()[0]]
    )

    assert f"({article.headline})" in words(asked)
    assert f"({other.headline})" in words(asked)


def test_each_refusal_is_told_with_its_claim_and_its_sentence(
    editor: User, checker: User, article: Article
):
    reviewed = factories.once_reviewed(editor, checker, claim=article.claims.all()[0])
    rest = list(article.claims.exclude(pk=reviewed.pk))

    told = act(Person(editor), "leave", [reviewed, *rest], reason="not-selected")

    assert f"done for {len(rest)} claims" in told
    assert (
        "Refused for 1 claim: “Leave unchecked” is a step for a claim that is" in told
    )
    assert f"“{reviewed}”" in told
    assert {claim.status for claim in rest_of(article, reviewed)} == {
        Status.NOT_CHECKED
    }
    reviewed.refresh_from_db()
    assert reviewed.status == Status.SECOND_REVIEW


def rest_of(article: Article, claim: Claim) -> list[Claim]:
    return list(article.claims.exclude(pk=claim.pk))


def test_a_reason_is_needed_and_what_was_typed_stays(article: Article, editor: User):
    person = Person(editor)
    asked = choose(person, "leave", list(article.claims.all()))

    again = person.send(QUEUE, asked.content.decode(), note="For want of time.")
    told = person.send(QUEUE, again.content.decode(), reason="not-selected")

    assert "This field is required." in words(again)
    assert "For want of time." in words(again)
    assert "done for" in words(told)
    left = article.claims.filter(leave_reason=LeaveReason.NOT_SELECTED)
    assert {claim.leave_note for claim in left} == {"For want of time."}


def test_claims_are_assigned(article: Article, editor: User, checker: User):
    told = act(Person(editor), "assign", list(article.claims.all()), to=checker.pk)

    assert "Assign: done for" in told
    assert {claim.assignee for claim in article.claims.all()} == {checker}


def test_nobody_is_assigned_what_they_wrote(editor: User, checker: User):
    article = factories.article(written_by=checker)
    claim = article.claims.all()[0]

    told = act(Person(editor), "assign", [claim], to=checker.pk)

    assert "wrote the article and cannot check it" in told


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("select", {"as_": "central"}),
        ("leave", {"reason": "not-selected"}),
        ("assign", {"to": ""}),
    ],
)
@pytest.mark.parametrize("role", ["checker", "superuser"])
def test_who_is_no_editor_is_refused_for_each_claim(
    role: str,
    act: str,
    typed: dict[str, str],
    article: Article,
    request: pytest.FixtureRequest,
):
    person = Person(request.getfixturevalue(role))
    claims = list(article.claims.all())
    before = everything_stored()

    told = words(
        person.client.post(
            reverse(f"admin:claims_claim_bulk_{act}"),
            {"claim": [claim.pk for claim in claims], **typed},
            follow=True,
        )
    )

    assert f"Refused for {len(claims)} claims" in told
    assert "done for" not in told
    assert everything_stored() == before


def test_claims_that_changed_meanwhile_are_left_alone_and_the_rest_is_done(
    article: Article, editor: User, checker: User
):
    changed, *rest = article.claims.order_by("position")
    asked = choose(Person(editor), "leave", [changed, *rest])
    workflow.assign(
        claim=changed, to=checker, due_at=None, version=changed.version, by=editor
    )

    told = words(
        Person(editor).send(QUEUE, asked.content.decode(), reason="not-selected")
    )

    assert f"done for {len(rest)} claims" in told
    assert "Refused for 1 claim: It has changed since" in told
    changed.refresh_from_db()
    assert changed.status == Status.PROPOSED
    assert {claim.status for claim in rest_of(article, changed)} == {Status.NOT_CHECKED}


def test_claims_without_a_version_are_left_alone(article: Article, editor: User):
    before = everything_stored()
    typed = {"claim": [claim.pk for claim in article.claims.all()], "to": ""}

    answer = Person(editor).client.post(
        reverse("admin:claims_claim_bulk_assign"), typed, follow=True
    )

    assert "done for" not in words(answer)
    assert everything_stored() == before


def test_after_an_act_one_is_back_at_the_list_one_chose_from(
    article: Article, editor: User
):
    factories.article()
    filters = f"article__id__exact={article.pk}&status__exact=proposed"
    claim = article.claims.all()[0]
    person = Person(editor)

    asked = person.client.post(
        f"{QUEUE}?{filters}",
        {"action": "leave_chosen", "_selected_action": [claim.pk]},
    )
    again = person.send(QUEUE, asked.content.decode(), reason="")
    done = person.send(QUEUE, again.content.decode(), reason="not-selected")

    assert done.redirect_chain[-1][0] == f"{QUEUE}?{filters}"


def test_an_act_on_nothing_says_so(editor: User):
    address = reverse("admin:claims_claim_bulk_select")

    answer = Person(editor).client.post(address, {"claim": "x"}, follow=True)

    assert "No claim was chosen." in words(answer)


def test_bulk_acts_are_posted_only(editor: User):
    address = reverse("admin:claims_claim_bulk_select")

    assert Person(editor).client.get(address).status_code == 405
