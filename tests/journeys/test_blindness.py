"""While a second review is pending, nobody can tell what the first one said.

Two worlds are walked to the same point. In one a first reviewer finds the claim true,
and has said so before in a comment; in the other another person finds it half true for
other reasons, and has said nothing. Everybody but that person must be shown the very
same bytes at every address, links followed.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Iterator

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from claims import commenting, describing, roles, workflow
from claims.admin.base import FilteredAsDeclared
from claims.choices import Bearing, Place
from claims.lifecycle import StepRefused
from claims.models import Article, Claim
from claims.models.comment import CommentQuerySet
from tests import factories
from tests.addresses import every_address

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)

CHANGING = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|csrftoken=[^;]*'
)
LINK = re.compile(rb'(?:href|src|action)="(/[^"#]*)"')
LEAVES_THE_DESK = ("logout", "static")


NO_ROW = 999_999


class _Undo(Exception):
    """Takes a world back to where it began."""


def _fill(name: str, arguments: tuple[str, ...], claim: Claim) -> dict[str, object]:
    """Return arguments that lead to what belongs to ``claim``, wherever possible."""
    model = name.partition(":")[2].split("_")[1:2]
    row = {
        "claim": claim.pk,
        "article": claim.article_id,
        "factcheck": claim.article.fact_check.pk,
        "source": claim.evidence.all()[0].source_id,
        "evidence": claim.evidence.all()[0].pk,
        "topic": claim.topic_id,
        "citation": 1,
    }.get("".join(model), 1)
    known = {
        "slug": claim.article.slug,
        "number": 1,
        "n": 1,
        "claim_id": claim.pk,
        "article_id": claim.article_id,
        "flag_id": claim.article.latest_revision().flags.all()[0].pk,
        "app_label": "claims",
        "content_type_id": 1,
        "url": "nowhere",
        "path": "nowhere",
    }
    return {argument: known.get(argument, row) for argument in arguments}


def _start(claim: Claim) -> list[str]:
    addresses = []
    for address in every_address():
        if not any(word in address.name for word in LEAVES_THE_DESK):
            values = _fill(address.name, address.arguments, claim)
            addresses.append(address.fill(**values))
    return addresses


def _crawl(user: User, claim: Claim, farthest: int = 600) -> dict[str, bytes]:
    """Return what ``user`` is shown at every address that can be reached by GET.

    Args:
        farthest: links are followed until so many addresses are seen.
    """
    client = Client()
    client.force_login(user)
    seen: dict[str, bytes] = {}
    waiting = _start(claim)
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in seen or any(word in address for word in LEAVES_THE_DESK):
            continue
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        head = repr(sorted(response.items())).encode() + b"%d" % response.status_code
        seen[address] = CHANGING.sub(b"", head + body)
        if len(seen) < farthest:
            waiting += [link.decode() for link in LINK.findall(body)]
    return seen


_open = functools.partial(_crawl, farthest=0)
"""See the named addresses alone: enough to show that a difference would be seen."""


def _worlds(
    claim: Claim,
    viewer: User,
    first: Callable[[int], None],
    look: Callable[[User, Claim], dict[str, bytes]] = _crawl,
) -> list[dict[str, bytes]]:
    """Return what ``viewer`` sees after each of two first reviews, one undone."""
    shown = []
    for world in (0, 1):
        try:
            with transaction.atomic():
                first(world)
                shown.append(look(viewer, claim))
                raise _Undo
        except _Undo:
            continue
    return shown


@pytest.fixture
def claim(editor: User, checker: User) -> Claim:
    claim = factories.open_claim(editor, claimant="The port authority")
    factories.evidence(claim, editor)
    factories.evidence(claim, editor)
    return claim


@pytest.fixture
def review_first(
    claim: Claim, checker: User, third_checker: User
) -> Callable[[int], None]:
    def review(world: int) -> None:
        factories.submit(
            claim,
            (checker, third_checker)[world],
            Place.FIRST,
            ("true", "half-true")[world],
            said=("at-origin", "through-outlet")[world],
            reasoning=("The log says so.", "The log says something else.")[world],
            bearing=(Bearing.SUPPORTS, Bearing.CONTEXT)[world],
        )

    return review


@pytest.fixture
def comment_or_not_and_review(
    claim: Claim,
    checker: User,
    other_checker: User,
    review_first: Callable[[int], None],
) -> Callable[[int], None]:
    """One of the two has said before what they think, to who reviews second.

    A comment against none tells more than two comments would: that there is one. And
    a page that leaks the review only with a comment, or only without, differs too.
    """

    def act(world: int) -> None:
        if world == 0:
            commenting.comment(
                claim=claim, text="@other-checker, it is true.", by=checker
            )
        review_first(world)

    return act


BLIND = ["other_checker", "editor", "superuser", "administrator"]


@pytest.fixture
def administrator(db: None) -> User:
    return factories.UserFactory(
        username="administrator", groups=[roles.ADMINISTRATORS]
    )


@pytest.mark.parametrize("role", BLIND)
def test_nobody_is_shown_a_first_review_nor_what_its_author_said_before(
    role: str,
    request: pytest.FixtureRequest,
    claim: Claim,
    comment_or_not_and_review: Callable[[int], None],
):
    viewer = request.getfixturevalue(role)

    with time_machine.travel(NOW, tick=False):
        one, other = _worlds(claim, viewer, comment_or_not_and_review)

    differing = [address for address in one if one[address] != other.get(address)]
    assert len(one) > 40
    assert differing == []


def test_whoever_wrote_the_first_review_does_see_it(
    claim: Claim, checker: User, review_first: Callable[[int], None]
):
    """The crawl can see a difference where there is one."""
    with time_machine.travel(NOW, tick=False):
        one, other = _worlds(claim, checker, review_first, _open)

    assert any(one[address] != other.get(address) for address in one)


def test_comments_that_everybody_reads_would_tell(
    claim: Claim,
    other_checker: User,
    comment_or_not_and_review: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(CommentQuerySet, "visible_to", lambda rows, _user: rows.all())

    with time_machine.travel(NOW, tick=False):
        one, other = _worlds(claim, other_checker, comment_or_not_and_review, _open)

    page = reverse("admin:claims_claim_change", args=[claim.pk])
    assert one[page] != other[page]
    assert one[reverse("admin:index")] != other[reverse("admin:index")]


def test_once_the_second_review_is_in_both_are_shown(
    claim: Claim,
    editor: User,
    other_checker: User,
    review_first: Callable[[int], None],
):
    def both(world: int) -> None:
        review_first(world)
        factories.submit(
            claim, other_checker, Place.SECOND, "false", bearing="contradicts"
        )

    with time_machine.travel(NOW, tick=False):
        one, other = _worlds(claim, editor, both, _open)

    assert any(one[address] != other.get(address) for address in one)


PEOPLE = ("checker", "third-checker", "other-checker", "editor", "superuser", None)
NUMBER = re.compile(rb'"id":\d+')


def _writes(claim: Claim) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield what an onlooker may try: method, path and body, each to be undone."""
    on, of = f"/api/v1/claims/{claim.pk}/", f"/api/v1/articles/{claim.article_id}/"
    now = {"version": claim.version, "round": claim.round}
    for address in every_address():
        if address.name.startswith("api:"):
            path = address.fill(**_fill(address.name, address.arguments, claim))
            yield from ((method, path, now) for method in ("post", "patch"))
    for name in PEOPLE:
        yield "patch", of, {"written_by": name}
        yield "post", "/api/v1/articles/", {"text": _text(claim), "written_by": name}
        yield "post", f"{on}assign/", now | {"to": name}
        yield "post", f"{on}comments/", {"text": f"Was it you, @{name}?"}
    answer = now | {
        "said": "at-origin",
        "rating": "true",
        "reasoning": "The log says so.",
        "bearings": [
            {"evidence": piece.pk, "bearing": "supports"}
            for piece in claim.evidence.all()
        ],
    }
    # The second review itself ends the blindness, and is answered with what it led to.
    yield "post", f"{on}review/", answer | {"place": "first"}
    yield "post", f"{on}review/", answer | {"place": "second", "rating": None}
    yield "post", f"{on}rule/", answer
    yield "post", f"{on}proposals/", answer
    for piece in claim.evidence.all():
        yield "post", f"{on}evidence/{piece.pk}/withdraw/", {"reason": "Another day."}
        yield "post", f"{on}evidence/", {"source": piece.source_id, "passage": "412."}
    yield "patch", on, {"claimant": "The mayor"}
    yield "patch", on, {"do_not_name": True}
    yield "post", f"{of}contacts/", {"claims": [claim.pk], "nobody_reason": "Nobody."}
    yield "post", f"{on}reopen/", now | {"reason": "Another log."}


def _text(claim: Claim) -> str:
    return claim.article.latest_revision().text


def _try(user: User, claim: Claim) -> dict[str, bytes]:
    """Return what ``user`` is answered to every write, each undone."""
    client = Client()
    client.force_login(user)
    claim = Claim.objects.get(pk=claim.pk)
    answered = {}
    # Every write is undone, so one reading of a path serves for all writes to it.
    read = functools.cache(client.get)
    for method, path, body in _writes(claim):
        tag = read(path).get("ETag")
        head = {"If-Match": tag} if tag else {}
        try:
            with transaction.atomic():
                response = getattr(client, method)(
                    path, body, content_type="application/json", headers=head
                )
                raise _Undo
        except _Undo:
            told = b"%d %s" % (response.status_code, response.content)
            # A number drawn from a sequence stays drawn when a world is undone.
            answered[f"{method} {path} {body}"] = NUMBER.sub(b'"id":0', told)
    return answered


@pytest.mark.parametrize("role", BLIND)
def test_no_answer_to_a_write_tells_of_a_first_review(
    role: str,
    request: pytest.FixtureRequest,
    claim: Claim,
    third_checker: User,
    review_first: Callable[[int], None],
):
    viewer = request.getfixturevalue(role)

    with time_machine.travel(NOW, tick=False):
        one, other = _worlds(claim, viewer, review_first, _try)

    assert len(one) > 100
    assert [write for write in one if one[write] != other[write]] == []
    if roles.reviews(viewer):
        assert sum(told.startswith((b"200", b"201")) for told in one.values()) > 4


def _writer_as_it_was(article: Article, written_by: User | None) -> User | None:
    if article.claims.filter(reviews__reviewer=written_by).exists():
        raise StepRefused(f"{written_by} has reviewed claims of this article.")
    return written_by


def test_refusing_only_whoever_reviewed_as_the_writer_would_tell(
    claim: Claim,
    editor: User,
    review_first: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(describing, "_writer", _writer_as_it_was)

    with time_machine.travel(NOW, tick=False):
        one, other = _worlds(claim, editor, review_first, _try)

    telling = [write for write in one if one[write] != other[write]]
    path = f"patch /api/v1/articles/{claim.article_id}/"
    assert telling == [
        f"{path} {{'written_by': 'checker'}}",
        f"{path} {{'written_by': 'third-checker'}}",
    ]


Question = tuple[str, str, list[int]]


def _questions() -> Iterator[Question]:
    """Yield every list, every relation that leads to its rows, and the rows there."""
    names = {address.name for address in every_address()}
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"
        if name not in names:
            continue
        queue = reverse(name)
        for field in model._meta.get_fields():
            if field.auto_created and not field.concrete and model_admin.list_display:
                rows = field.related_model._base_manager.order_by("-pk")
                yield queue, field.name, list(rows.values_list("pk", flat=True)[:3])


def _telling(viewer: User, questions: Iterable[Question]) -> list[str]:
    """Return the questions of which the answer tells one row from no row at all."""
    client = Client()
    client.force_login(viewer)

    @functools.cache
    def answer(address: str) -> tuple[object, ...]:
        response = client.get(address)
        shown = response.context or {}
        listed = [row.pk for row in shown["cl"].result_list] if "cl" in shown else []
        return response.status_code, response.get("Location"), listed

    return [
        f"{queue}?{relation}{lookup}"
        for queue, relation, rows in questions
        for lookup in ("", "__id", "__pk__exact", "__in")
        for row in rows
        if answer(f"{queue}?{relation}{lookup}={row}")
        != answer(f"{queue}?{relation}{lookup}={NO_ROW}")
    ]


@pytest.mark.parametrize("role", BLIND)
def test_no_list_tells_whose_a_first_review_is(
    role: str,
    request: pytest.FixtureRequest,
    review_first: Callable[[int], None],
):
    review_first(0)

    assert _telling(request.getfixturevalue(role), _questions()) == []


def test_lists_that_took_any_filter_would_tell(
    superuser: User,
    review_first: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(FilteredAsDeclared, "get_filters", ChangeList.get_filters)
    review_first(0)

    leading = [
        asked for asked in _questions() if asked[1] in ("reviews", "steps_taken")
    ]
    told = _telling(superuser, leading)

    assert "/admin/auth/user/?reviews" in told
    assert "/admin/auth/user/?reviews__id" in told
    assert "/admin/auth/user/?steps_taken" in told
    assert "/admin/claims/claim/?reviews" in told


@pytest.mark.django_db(transaction=True)
def test_no_mail_tells_of_a_first_review(
    claim: Claim,
    editor: User,
    superuser: User,
    checker: User,
    other_checker: User,
    third_checker: User,
):
    """Nothing is sent by a first review, and what is sent after says nothing of it."""
    for user in (editor, superuser, checker, other_checker, third_checker):
        user.email = f"{user.username}@desk.example"
        user.save()

    claim = factories.submit(claim, checker, Place.FIRST, reasoning="The log says so.")
    assert mail.outbox == []

    workflow.assign(
        claim=claim, to=other_checker, due_at=None, version=claim.version, by=editor
    )
    (message,) = mail.outbox
    assert "checker has" not in message.body.replace("other-checker", "")
    assert "log says" not in message.body

    mail.outbox.clear()
    factories.submit(claim, other_checker, Place.SECOND, "false", bearing="contradicts")
    assert sorted(told.to[0] for told in mail.outbox) == [
        "checker@desk.example",
        "editor@desk.example",
    ]
