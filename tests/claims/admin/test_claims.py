from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import judging, workflow
from claims.choices import Place
from claims.models import Claim
from tests import factories
from tests.claims.admin.pages import page_of, read
from tests.claims.refusing import everything_stored
from tests.journeys.people import Person

QUEUE = reverse("admin:claims_claim_changelist")


def listed(user: User, **asked: object) -> list[Claim]:
    response: Any = Person(user).client.get(QUEUE, asked)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def test_the_queue_begins_with_what_deserves_checking_most(editor: User):
    factories.article()

    worths = [(claim.checkable, claim.check_worthiness) for claim in listed(editor)]

    assert len(set(worths)) > 1
    assert worths == sorted(worths, reverse=True)


def test_a_claim_is_listed_with_its_priority_and_reasons_in_words(editor: User):
    claim = factories.article().claims.in_queue_order()[0]

    page = read(editor, QUEUE)

    shown, unshown = claim.reasons[:2], claim.reasons[2:]
    assert unshown
    assert f"{claim.priority} {'; '.join(shown)} " in page
    assert "; ".join(claim.reasons) not in page


def test_the_article_is_named_unless_all_claims_listed_are_of_one(editor: User):
    article = factories.article()
    linked = reverse("admin:claims_article_change", args=[article.pk])
    person = Person(editor)

    of_all = person.open(QUEUE)
    of_one = person.open(f"{QUEUE}?article__id__exact={article.pk}")

    assert f'<a href="{linked}">' in of_all
    assert f'<a href="{linked}">' not in of_one
    assert "Topic, article" not in of_one


def test_claims_can_be_ordered_by_their_topic(editor: User):
    factories.article()
    by_topic = str(5)

    positions = [claim.topic.position for claim in listed(editor, o=by_topic)]

    assert len(set(positions)) > 1
    assert positions == sorted(positions)


@pytest.mark.parametrize("sought", ["МОСКВА", "москва", "Паром москва"])
def test_a_search_finds_words_of_any_script_in_any_case(editor: User, sought: str):
    claim = factories.article().claims.all()[0]
    workflow.word(
        claim=claim,
        claim_reviewed="Паром идёт в порт Москва",
        claimant="",
        via=[],
        kind=claim.kind,
        subclaims=[],
        version=claim.version,
        by=editor,
    )

    assert listed(editor, q=sought) == [claim]


def test_a_search_for_what_is_nowhere_says_so(editor: User):
    factories.article()

    assert "Nothing fits this search" in read(editor, f"{QUEUE}?q=zeppelin")


def test_an_empty_queue_says_so(editor: User):
    assert "There is nothing here yet." in read(editor, QUEUE)


def test_the_queue_is_narrowed_down(editor: User, checker: User):
    first = factories.open_claim(editor)
    other = factories.article()
    workflow.assign(
        claim=first, version=first.version, to=editor, due_at=None, by=editor
    )
    narrowings: list[tuple[dict[str, object], Callable[[Claim], bool]]] = [
        (
            {"article__id__exact": other.pk},
            lambda claim: claim.article_id == other.pk,
        ),
        (
            {"article__id__exact": first.article_id, "topic": first.topic_id},
            lambda claim: claim.topic_id == first.topic_id,
        ),
        ({"status__exact": "open"}, lambda claim: claim.pk == first.pk),
        ({"selection__exact": "central"}, lambda claim: claim.pk == first.pk),
        ({"kind__exact": "statistic"}, lambda claim: claim.kind == "statistic"),
        ({"assignee": "mine"}, lambda claim: claim.pk == first.pk),
        ({"assignee": editor.pk}, lambda claim: claim.pk == first.pk),
        ({"assignee": "nobody"}, lambda claim: claim.pk != first.pk),
        ({"priority": "high"}, lambda claim: claim.priority == "High"),
        ({"priority": "medium"}, lambda claim: claim.priority == "Medium"),
        ({"priority": "low"}, lambda claim: claim.priority == "Low"),
    ]

    for asked, belongs in narrowings:
        expected = {claim for claim in Claim.objects.all() if belongs(claim)}
        assert set(listed(editor, **asked)) == expected, asked


def test_a_reviewer_finds_the_second_reviews_that_are_theirs_to_write(
    editor: User, checker: User, other_checker: User
):
    pending = factories.once_reviewed(editor, checker)

    assert listed(other_checker, awaiting="me") == [pending]
    assert listed(checker, awaiting="me") == []


def test_topics_are_offered_once_an_article_is_chosen(editor: User):
    article = factories.article()
    topic = article.topics.all()[0]

    assert f"?topic={topic.pk}" not in Person(editor).open(QUEUE)
    chosen = Person(editor).open(f"{QUEUE}?article__id__exact={article.pk}")
    assert f"topic={topic.pk}" in chosen


@pytest.mark.parametrize(
    "asked",
    [
        "article__id__exact=x",
        "topic=x",
        "assignee=x",
        "priority=x",
        "awaiting=x",
        "q=%00",
    ],
)
def test_a_garbled_filter_is_no_fault(asked: str, editor: User):
    article = factories.article()
    chosen = f"{QUEUE}?article__id__exact={article.pk}&{asked}"

    answer = Person(editor).client.get(chosen, follow=True)

    assert answer.status_code == 200


def test_only_editors_are_offered_bulk_acts(editor: User, checker: User):
    factories.article()

    assert "leave_chosen" in Person(editor).open(QUEUE)
    assert "leave_chosen" not in Person(checker).open(QUEUE)


def queries_of(address: str, user: User) -> int:
    client = Client()
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_queue_costs_the_same_with_two_claims_and_with_many(
    editor: User, checker: User
):
    def of_another_article() -> Claim:
        claim = factories.open_claim(editor)
        return workflow.assign(
            claim=claim, version=claim.version, to=checker, due_at=None, by=editor
        )

    # Of two articles: with one there is no filter by article.
    two = [of_another_article().pk, of_another_article().pk]
    Claim.objects.exclude(pk__in=two).delete()
    cost = queries_of(QUEUE, editor)

    for _ in range(18):
        of_another_article()

    assert len(listed(editor)) > 20
    assert queries_of(QUEUE, editor) == cost


@pytest.mark.parametrize("name", ["change", "review", "confer", "explain", "history"])
def test_a_claims_pages_cost_the_same_however_much_is_known(
    name: str, editor: User, checker: User, other_checker: User
):
    claim = factories.decided(editor, checker, other_checker)
    file(claim, editor, checker, other_checker, pieces=1)
    one = queries_of(page_of(claim, name), editor)

    file(claim, editor, checker, other_checker, pieces=20)
    file(claim, editor, checker, other_checker, pieces=1)

    assert queries_of(page_of(claim, name), editor) == one


def file(claim: Claim, editor: User, first: User, second: User, *, pieces: int) -> None:
    """Give the claim another round, with so many pieces of evidence more."""
    claim = Claim.objects.get(pk=claim.pk)
    workflow.reopen(claim=claim, version=claim.version, reason="New facts.", by=editor)
    for _ in range(pieces):
        factories.evidence(claim, first)
    factories.submit(claim, first, Place.FIRST)
    claim = factories.submit(claim, second, Place.SECOND, "half-true")
    for _ in range(2):
        claim.refresh_from_db()
        proposal = judging.propose(
            claim=claim,
            judgement=factories.judgement(claim),
            round=claim.round,
            version=claim.version,
            by=first,
        )
    claim.refresh_from_db()
    judging.confer(
        claim=claim,
        proposal=proposal,
        round=claim.round,
        version=claim.version,
        by=second,
    )


FORMS = [
    "select",
    "leave",
    "assign",
    "reopen",
    "word",
    "prepare",
    "attach",
    "search",
    "review",
    "confer",
    "explain",
    "seen",
]


def test_a_claim_is_listed_with_its_article(editor: User):
    article = factories.article()
    page = Person(editor).open(QUEUE)

    assert reverse("admin:claims_article_change", args=[article.pk]) in page


def test_whoever_can_sign_a_proposal_finds_it(
    editor: User, checker: User, other_checker: User
):
    claim = factories.disputed(editor, checker, other_checker)
    factories.disputed(editor, checker, other_checker)
    judging.propose(
        claim=claim,
        judgement=factories.judgement(claim),
        round=claim.round,
        version=claim.version,
        by=checker,
    )

    assert listed(other_checker, awaiting="signature") == [claim]
    assert listed(checker, awaiting="signature") == []
    assert listed(editor, awaiting="signature") == []
    home = reverse("admin:index")
    assert "1 Proposals to sign" in read(other_checker, home)
    assert "0 Proposals to sign" in read(checker, home)
    assert "Sign checker’s proposal" in read(other_checker, page_of(claim))
    assert "it waits for the other reviewer’s signature" in read(
        checker, page_of(claim)
    )


@pytest.mark.parametrize("role", ["editor", "checker", "superuser"])
def test_looking_writes_nothing(
    role: str,
    editor: User,
    checker: User,
    other_checker: User,
    request: pytest.FixtureRequest,
):
    person = Person(request.getfixturevalue(role))
    claims = [
        factories.open_claim(editor),
        factories.once_reviewed(editor, checker),
        factories.disputed(editor, checker, other_checker),
        factories.decided(editor, checker, other_checker),
    ]
    before = everything_stored()

    for claim in claims:
        for name in ["change", "history", *FORMS]:
            answer = person.client.get(page_of(claim, name))
            assert (name, answer.status_code) == (name, 200)
            assert b'name="status"' not in answer.content

    assert everything_stored() == before


def test_the_desk_writes_no_log_of_its_own(
    editor: User, checker: User, other_checker: User
):
    claim = factories.open_claim(editor)
    factories.evidence(claim, checker)

    Person(checker).fill_in(page_of(claim, "word"), claim_reviewed="Other words")
    Person(editor).fill_in(page_of(claim, "assign"), to=checker.pk)

    assert claim.steps.filter(verb__in=["word", "assign"]).count() == 3
    assert not LogEntry.objects.exists()


def test_the_claims_page_itself_is_not_written_to(editor: User):
    claim = factories.open_claim(editor)

    answer = Person(editor).client.post(page_of(claim), {"status": "decided"})

    assert answer.status_code == 405
    assert Claim.objects.get(pk=claim.pk).status == claim.status


@pytest.mark.parametrize("name", ["change", "history", *FORMS])
def test_a_claim_that_is_not_there_is_not_found(name: str, editor: User):
    nowhere = page_of(Claim(pk=999_999), name)

    assert Person(editor).client.get(nowhere).status_code == 404


@pytest.mark.parametrize("name", ["change", "delete"])
def test_a_claim_is_never_deleted_or_added_here(name: str, superuser: User):
    claim = factories.article().claims.all()[0]
    person = Person(superuser)

    assert person.client.post(page_of(claim, "delete")).status_code == 403
    assert person.client.get(reverse("admin:claims_claim_add")).status_code == 403
    assert Claim.objects.filter(pk=claim.pk).exists()


def test_who_is_not_of_the_desk_is_shown_nothing(db: None):
    claim = factories.article().claims.all()[0]
    reader = factories.UserFactory(is_staff=False)
    idle = factories.UserFactory()

    for name in ["change", "history", *FORMS]:
        client = Client()
        assert client.get(page_of(claim, name)).status_code == 302
        client.force_login(reader)
        assert client.get(page_of(claim, name)).status_code == 302
        client.force_login(idle)
        assert client.get(page_of(claim, name)).status_code == 403
