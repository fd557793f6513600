"""Who is let in where: every address, by every role, to look and to write.

The table names each address of the project; one that is missing from it fails. A cell
is the answer to GET and to an empty POST: ``in`` (shown, or asked again), ``no`` (403),
``gone`` (404), ``door`` (sent to sign in), ``–`` (this method is not answered).

The API is asked by PATCH as well, by everybody but the reader with their own token;
``token`` (401) asks for one.

Where one is let in, what one may still not do is judge one's own work: a second table
says what each step answers to whom it belongs in part.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client
from django.urls import reverse

from claims import evidence as keeping
from claims import judging, roles
from claims.accounts import issue_token
from claims.choices import Place
from claims.models import Claim, Proposal
from tests import desk, factories
from tests.addresses import every_address
from tests.claims.admin.pages import words
from tests.claims.refusing import everything_stored
from tests.journeys.people import Person


@pytest.fixture
def people(editor: User, checker: User, superuser: User) -> dict[str, object]:
    administrator = factories.UserFactory(
        username="administrator", groups=[roles.ADMINISTRATORS]
    )
    return {
        "reader": AnonymousUser(),
        "checker": checker,
        "editor": editor,
        "administrator": administrator,
        "superuser": superuser,
    }


@pytest.fixture
def rows(editor: User, checker: User, other_checker: User) -> dict[str, object]:
    """Return an object for every argument an address takes."""
    version = factories.published(editor, checker, other_checker)
    claim = factories.disputed(editor, checker, other_checker)
    article = claim.article
    proposal = judging.propose(
        claim=claim,
        judgement=factories.judgement(claim),
        round=claim.round,
        version=claim.version,
        by=checker,
    )
    contact = keeping.log_contact(
        article=article, claims=[claim], nobody_reason="Nobody can be.", by=checker
    )
    return desk.rows(claim, proposal=proposal, contact=contact, version=version)


def _answer(client: Client, method: str, address: str) -> str:
    sent: dict[str, object] = {}
    if address.startswith("/api/") and method != "get":
        sent = {"data": {}, "content_type": "application/json"}
    response = getattr(client, method)(address, **sent)
    if response.status_code == 302 and response["Location"].startswith(
        reverse("admin:login")
    ):
        return "door"
    words = {401: "token", 403: "no", 404: "gone", 405: "–"}
    return words.get(response.status_code, "in")


def _answers(user: object, rows: dict[str, object]) -> dict[str, str]:
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    script = _script(user)
    given = {}
    for address in every_address():
        if address.name == "admin:logout":
            continue
        asked = desk.opened_on(address, rows)
        is_api = address.name.startswith("api:")
        given[address.name] = "/".join(
            _answer(script if is_api else client, method, asked)
            for method in (("get", "post", "patch") if is_api else ("get", "post"))
        )
    return given


def _script(user: object) -> Client:
    """Return a script's client, with a token if it has somebody to act as."""
    if not isinstance(user, User):
        return Client()
    _row, token = issue_token(purpose="The table", by=user)
    return Client(headers={"Authorization": f"Token {token}"})


def test_every_address_is_in_the_table():
    named = {address.name for address in every_address()} - {"admin:logout"}

    assert sorted(desk.let_in()) == sorted(named)


@pytest.mark.parametrize("role", desk.ROLES)
def test_each_role_is_let_in_where_the_table_says(
    role: str, people: dict[str, object], rows: dict[str, object]
):
    given = _answers(people[role], rows)

    assert given == {name: row[role] for name, row in desk.let_in().items()}


OWN_WORK = "Nobody reviews an article they wrote."
OWN_REVIEW = "You have reviewed this claim in this round; somebody else goes on."
NOT_THE_TWO = "Only the two who reviewed the claim confer about it."

# step            taken by         whose is          answer
OWN_AND_OTHER = [
    ("first review", "checker", "nothing", ""),
    ("first review", "editor", "nothing", ""),
    ("first review", "checker", "the article", OWN_WORK),
    ("first review", "editor", "the article", OWN_WORK),
    ("second review", "checker", "nothing", ""),
    ("second review", "editor", "nothing", ""),
    ("second review", "checker", "the article", OWN_WORK),
    ("second review", "editor", "the article", OWN_WORK),
    ("second review", "checker", "the first review", OWN_REVIEW),
    ("second review", "editor", "the first review", OWN_REVIEW),
    ("ruling", "editor", "nothing", ""),
    ("ruling", "editor", "the article", OWN_WORK),
    ("ruling", "editor", "the first review", OWN_REVIEW),
    ("ruling", "checker", "nothing", "is a step for editors."),
    ("sign", "checker", "nothing", NOT_THE_TWO),
    ("sign", "checker", "the first review", ""),
    ("sign", "checker", "the proposal", "You made this proposal;"),
    ("be assigned", "checker", "nothing", ""),
    ("be assigned", "checker", "the article", "wrote the article and cannot check it"),
    ("be assigned", "editor", "the article", "wrote the article and cannot check it"),
]


def _ready_for(step: str, claim: Claim, reviewers: list[User], editor: User) -> Claim:
    """Walk a claim to where ``step`` is due."""
    first, second = reviewers
    if step == "second review":
        return factories.once_reviewed(editor, first, claim=claim)
    if step in ("ruling", "sign"):
        return factories.disputed(editor, first, second, claim=claim)
    claim = factories.open_claim(editor, claim=claim)
    factories.evidence(claim, editor)
    return claim


def _asked(
    step: str, claim: Claim, person: User, proposal: Proposal | None
) -> tuple[str, dict[str, object]]:
    """Return the page of a step and what its form would send."""
    versions = {"round": claim.round, "version": claim.version}
    if step == "be assigned":
        sent = {"to": person.pk, f"version-{claim.pk}": claim.version}
        return reverse("admin:claims_claim_assign", args=[claim.pk]), sent
    if proposal:
        page = reverse("admin:claims_claim_sign", args=[claim.pk, proposal.pk])
        return page, dict(versions)
    places = {
        "first review": Place.FIRST,
        "second review": Place.SECOND,
        "ruling": Place.RULING,
    }
    weighed = {f"bearing-{piece.pk}": "supports" for piece in claim.evidence.all()}
    return reverse("admin:claims_claim_review", args=[claim.pk]), {
        **versions,
        **weighed,
        "place": places[step],
        "rating": factories.rating("true").pk,
        "reasoning": "The log of the port says so.",
    }


@pytest.mark.parametrize(("step", "role", "theirs", "answer"), OWN_AND_OTHER)
def test_nobody_judges_their_own_work(
    step: str,
    role: str,
    theirs: str,
    answer: str,
    other_editor: User,
    other_checker: User,
    third_checker: User,
):
    """An empty answer in the table: the step is taken."""
    person = getattr(factories, role)("somebody")
    reviewers = [other_checker, third_checker]
    if theirs in ("the first review", "the proposal"):
        reviewers = [person, third_checker]
    author = person if theirs == "the article" else None
    claim = factories.article(written_by=author).claims.order_by("position")[0]
    claim = _ready_for(step, claim, reviewers, other_editor)
    proposal = None
    if step == "sign":
        proposal = judging.propose(
            claim=claim,
            judgement=factories.judgement(claim),
            round=claim.round,
            version=claim.version,
            by=person if theirs == "the proposal" else third_checker,
        )
        claim.refresh_from_db()
    before = everything_stored()

    page, sent = _asked(step, claim, person, proposal)
    taker = other_editor if step == "be assigned" else person
    response = Person(taker).client.post(page, sent)

    if answer:
        assert response.status_code == 200
        assert answer in words(response)
        assert everything_stored() == before
    else:
        assert response.status_code == 302
        assert everything_stored() != before
