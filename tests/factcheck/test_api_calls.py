"""What every call goes through: token or session, form of the body, pages, limits."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.generics import GenericAPIView
from rest_framework.settings import api_settings

from claims import commenting, judging, roles, workflow
from claims import evidence as keeping
from claims.accounts import issue_token, revoke_token
from claims.api.base import DeskView
from claims.models import ApiToken, Claim
from tests import factories
from tests.claims.api.scripts import ROOT, Script, refused

pytestmark = pytest.mark.django_db


def bearing(token: str) -> Client:
    return Client(headers={"Authorization": f"Token {token}"})


class TestTokens:
    def test_a_token_acts_as_the_person_who_holds_it(self, checker: User):
        _row, token = issue_token(purpose="Nightly import", by=checker)

        assert bearing(token).get(f"{ROOT}/claims/").status_code == 200

    def test_only_its_hash_is_stored(self, checker: User):
        row, token = issue_token(purpose="Nightly import", by=checker)

        stored = repr(ApiToken.objects.filter(pk=row.pk).values_list().get())
        assert token not in stored
        assert token[:15] in stored

    @pytest.mark.parametrize(
        "header",
        ["", "Token", "Token nonsense", "Token a b", "Token \xff", "Basic YTpi"],
    )
    def test_without_a_good_one_the_desk_is_closed(self, header: str, checker: User):
        response = Client().get(f"{ROOT}/claims/", headers={"Authorization": header})

        assert refused(response, 401)
        assert response["WWW-Authenticate"] == "Token"

    def test_a_revoked_one_lets_nobody_in(self, checker: User):
        row, token = issue_token(purpose="Nightly import", by=checker)
        revoke_token(token=row, by=checker)

        response = bearing(token).get(f"{ROOT}/claims/")

        assert refused(response, 401) == "The token is unknown, revoked or expired."

    def test_an_expired_one_lets_nobody_in_and_is_not_touched(self, checker: User):
        """A GET never writes, not even to tidy up."""
        _row, token = issue_token(purpose="Nightly import", days=1, by=checker)
        later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1, seconds=1)

        with time_machine.travel(later):
            response = bearing(token).get(f"{ROOT}/claims/")

        assert refused(response, 401) == "The token is unknown, revoked or expired."
        assert ApiToken.objects.count() == 1

    def test_one_of_a_closed_account_lets_nobody_in(self, checker: User):
        _row, token = issue_token(purpose="Nightly import", by=checker)
        User.objects.filter(pk=checker.pk).update(is_active=False)

        response = bearing(token).get(f"{ROOT}/claims/")

        assert refused(response, 401) == "The account of this token is closed."

    def test_one_of_somebody_who_left_the_desk_opens_nothing(self, checker: User):
        _row, token = issue_token(purpose="Nightly import", by=checker)
        User.objects.filter(pk=checker.pk).update(is_staff=False)

        response = bearing(token).get(f"{ROOT}/claims/")

        assert refused(response, 403) == "This is for the people of the desk."


class TestSessions:
    def test_who_is_signed_in_may_call(self, checker: User):
        client = Client()
        client.force_login(checker)

        assert client.get(f"{ROOT}/claims/").status_code == 200

    def test_another_site_cannot_make_them_write(self, checker: User):
        client = Client(enforce_csrf_checks=True)
        client.force_login(checker)

        response = client.post(
            f"{ROOT}/sources/", {"title": "A"}, content_type="application/json"
        )

        assert "CSRF" in refused(response, 403)

    def test_with_the_csrf_token_they_write(self, checker: User):
        client = Client(enforce_csrf_checks=True)
        client.force_login(checker)
        client.get("/admin/")
        token = client.cookies["csrftoken"].value

        response = client.post(
            f"{ROOT}/sources/",
            {"title": "A", "publisher": "B"},
            content_type="application/json",
            headers={"X-CSRFToken": token},
        )

        assert response.status_code == 201


class TestBodies:
    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            (b"{", "This is not JSON"),
            (b"\xff", "This is not UTF-8 text: byte 1 cannot be read."),
            (b'{"title": NaN}', "JSON has no number NaN."),
            (b'{"title": 1e999}', "JSON has no number inf."),
            (b'{"title": "a", "title": "b"}', "Two keys of the JSON are spelled"),
            (b'{"title": "a\\u0000"}', "The text holds a NUL character"),
            (b'{"title": "\\ud800"}', "The text holds half a character"),
            (b'{"\\ud800": 1}', "The text holds half a character"),
            (b"[" * 100 + b"]" * 100, "nested"),
            (b"[" * 200_000, "nested"),
            (b"9" * 5000, "This is not JSON"),
        ],
    )
    def test_what_is_no_plain_json_is_refused(
        self, body: bytes, sentence: str, checker: User
    ):
        response = Script(checker).call("post", "/sources/", body)

        assert sentence in refused(response, 400)

    def test_a_text_gets_its_one_form(self, checker: User):
        body = json.dumps({"title": "Cafe\u0301\x07", "publisher": "B"}).encode()

        response = Script(checker).call("post", "/sources/", body)

        assert response.json()["title"] == "Café"

    @pytest.mark.parametrize("body", [b"[]", b'"a"', b"1", b"null", b"true"])
    def test_what_is_no_object_names_no_fields(self, body: bytes, checker: User):
        response = Script(checker).call("post", "/sources/", body)

        assert refused(response, 400) == "The body is to be a JSON object."

    def test_a_wrong_field_is_named(self, checker: User):
        response = Script(checker).post("/sources/", title="a" * 501, url=[])

        assert refused(response, 400) == (
            "Some of what was sent needs another look: title, url."
        )
        assert response.json()["fields"].keys() == {"title", "url"}

    def test_one_over_the_limit_is_refused_unread(self, checker: User):
        body = b'{"title": "' + b"a" * (10 * 1024 * 1024) + b'"}'

        response = Script(checker).call("post", "/sources/", body)

        assert refused(response, 413) == "This is too large."

    def test_only_json_is_read(self, checker: User):
        script = Script(checker)

        response = script.client.post(
            f"{ROOT}/sources/", {"title": "A"}, headers=script.head
        )

        assert "media type" in refused(response, 415)

    @pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*"])
    def test_only_json_is_answered(self, accept: str, checker: User):
        response = Script(checker).call("get", "/claims/", Accept=accept)

        assert response["Content-Type"] == "application/json"


class TestAnswers:
    def test_nothing_behind_a_token_is_kept_by_a_cache(self, checker: User):
        for path in ("/claims/", "/claims/999999/", "/fact-checks/"):
            response = Script(checker).call("get", path)

            assert "no-store" in response["Cache-Control"]
            assert "private" in response["Cache-Control"]

    def test_neither_is_the_refusal_of_somebody_without_one(self):
        response = Script().call("get", "/claims/")

        assert "no-store" in response["Cache-Control"]

    def test_no_cookie_is_set(self, checker: User):
        for script in (Script(), Script(checker)):
            for path in ("/claims/", "/fact-checks/", "/schema/"):
                assert not script.call("get", path).cookies

    def test_what_is_nowhere_is_told_as_everything_else(self):
        for path in ("/nothing/", "/claims/-1/", "/claims/x/", "/claims", "/%0A"):
            response = Script().call("get", path)

            assert refused(response, 404).startswith("There is nothing at this")

    def test_a_method_that_is_not_answered_is_told_before_the_token(self):
        for method in ("put", "delete", "patch", "options"):
            response = Script().call(method, "/claims/", {})

            assert refused(response, 405)

    def test_it_says_where_to_begin(self):
        begin = Script().get("/")

        assert begin["claims"] == "http://testserver/api/v1/claims/"

    @pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**40])
    def test_a_number_no_row_has_is_not_found(self, number: int, checker: User):
        response = Script(checker).call("get", f"/claims/{number}/")

        assert refused(response, 404) == "It is not there, or not to be seen by you."


class TestPages:
    @pytest.fixture
    def script(self, checker: User) -> Script:
        for _ in range(3):
            factories.article()
        return Script(checker)

    def test_every_row_comes_once_in_the_lists_order(self, script: Script):
        whole = script.get("/claims/?page_size=100")
        assert whole["next"] is None

        seen: list[Any] = []
        path: str | None = "/claims/?page_size=4"
        while path:
            page = script.get(path)
            assert len(page["results"]) <= 4
            seen += page["results"]
            path = page["next"] and page["next"].removeprefix(
                f"http://testserver{ROOT}"
            )

        assert seen == whole["results"]
        assert len(seen) > 12
        worth = [(row["checkable"], row["check_worthiness"]) for row in seen]
        assert worth == sorted(worth, reverse=True)

    def test_what_comes_in_meanwhile_shifts_nothing(self, script: Script):
        whole = script.get("/articles/")["results"]
        first = script.get("/articles/?page_size=1")
        factories.article()

        second = script.get(first["next"].removeprefix(f"http://testserver{ROOT}"))

        assert [first["results"][0]["id"], second["results"][0]["id"]] == [
            row["id"] for row in whole[:2]
        ]

    @pytest.mark.parametrize("cursor", ["x", "WzFd:1:2", "%00", "a" * 3000])
    def test_a_cursor_of_ones_own_making_is_refused(self, cursor: str, script: Script):
        response = script.call("get", f"/claims/?cursor={cursor}")

        assert refused(response, 400).endswith("another look: cursor.")

    def test_the_cursor_of_another_list_is_refused(self, script: Script):
        query = script.get("/articles/?page_size=1")["next"].partition("?")[2]

        assert refused(script.call("get", f"/claims/?{query}"), 400)

    @pytest.mark.parametrize("size", ["0", "101", "-1", "x", "1e2", "٣", "9" * 5000])
    def test_a_page_has_a_sensible_size(self, size: str, script: Script):
        response = script.call("get", f"/claims/?page_size={size}")

        assert refused(response, 400).endswith("another look: page_size.")

    @pytest.mark.parametrize("path", ["/articles/", "/claims/", "/fact-checks/"])
    def test_what_no_list_is_narrowed_by_is_named(self, path: str, script: Script):
        response = script.call("get", f"{path}?page_size=9&bogus=1&author=me")

        assert refused(response, 400).endswith("another look: author, bogus.")
        assert response.json()["fields"]["bogus"] == ["There is no such parameter."]


class TestLimits:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        cache.clear()
        rates = {"user": "3/min", "anon": "2/min"}
        monkeypatch.setattr(
            "rest_framework.throttling.SimpleRateThrottle.THROTTLE_RATES", rates
        )
        assert rates != api_settings.DEFAULT_THROTTLE_RATES

    def test_a_person_calls_so_often_and_no_more(self, checker: User, editor: User):
        script, other = Script(checker), Script(editor)

        answers = [script.call("get", "/claims/").status_code for _ in range(4)]

        assert answers == [200, 200, 200, 429]
        assert other.call("get", "/claims/").status_code == 200

    @pytest.mark.parametrize("header", ["", "Token nonsense"])
    def test_whoever_is_not_known_tries_so_often_and_no_more(self, header: str):
        answers = [self.tried(header).status_code for _ in range(3)]

        assert answers == [401, 401, 429]

    def test_whoever_is_not_let_in_tries_so_often_and_no_more(self, superuser: User):
        script = Script(superuser)

        answers = [script.call("post", "/claims/1/select/") for _ in range(4)]

        assert [answer.status_code for answer in answers] == [403, 403, 403, 429]

    def test_counted_where_the_framework_counts_they_would_try_for_ever(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        for name in ("perform_authentication", "check_throttles"):
            monkeypatch.setattr(DeskView, name, getattr(GenericAPIView, name))

        answers = [self.tried("Token nonsense").status_code for _ in range(9)]

        assert answers == [401] * 9

    def tried(self, header: str) -> HttpResponse:
        return Client().get(f"{ROOT}/claims/", headers={"Authorization": header})

    def test_two_tokens_of_one_person_count_together(self, checker: User):
        scripts = [Script(checker), Script(checker)] * 2

        answers = [script.call("get", "/claims/").status_code for script in scripts]

        assert answers == [200, 200, 200, 429]

    def test_the_refusal_says_when_to_go_on(self):
        for _ in range(2):
            Script().get("/ratings/")

        response = Script().call("get", "/ratings/")

        assert "available in" in refused(response, 429)
        assert 0 < int(response["Retry-After"]) <= 60

    def test_a_header_of_ones_own_making_is_no_other_address(self):
        for number in range(2):
            Script().get("/ratings/", X_Forwarded_For=f"192.0.2.{number}")

        response = Script().call("get", "/ratings/", X_Forwarded_For="192.0.2.9")

        assert refused(response, 429)


class TestCost:
    """No list, and no page, asks the database once per row."""

    @pytest.fixture
    def claim(self, editor: User, checker: User, other_checker: User) -> Claim:
        claim = factories.disputed(editor, checker, other_checker)
        return self.grown(claim, editor, checker)

    def grown(self, claim: Claim, editor: User, checker: User) -> Claim:
        """Give the claim, its article and the desk one more of everything."""
        factories.evidence(claim, checker)
        keeping.log_search(
            claim=claim,
            sought="The log",
            place="The port",
            searched_on=dt.date(2026, 3, 4),
            by=checker,
        )
        keeping.log_contact(
            article=claim.article, claims=[claim], nobody_reason="Nobody.", by=checker
        )
        commenting.comment(claim=claim, text="Look again, @editor.", by=checker)
        claim = Claim.objects.get(pk=claim.pk)
        judging.propose(
            claim=claim,
            judgement=factories.judgement(claim),
            round=claim.round,
            version=claim.version,
            by=checker,
        )
        workflow.add_topic(
            article=claim.article, name=f"Topic {claim.version}", by=editor
        )
        return Claim.objects.get(pk=claim.pk)

    PATHS = (
        "/articles/",
        "/articles/{article}/",
        "/articles/{article}/citations/",
        "/articles/{article}/contacts/",
        "/articles/{article}/mentions/",
        "/articles/{article}/topics/",
        "/claims/",
        "/claims/{claim}/",
        "/claims/{claim}/comments/",
        "/claims/{claim}/evidence/",
        "/claims/{claim}/proposals/",
        "/claims/{claim}/reviews/",
        "/claims/{claim}/searches/",
        "/claims/{claim}/steps/",
        "/claims/{claim}/verdicts/",
        "/sources/",
    )

    def test_it_does_not_grow(
        self,
        claim: Claim,
        editor: User,
        checker: User,
        subtests: pytest.Subtests,
    ):
        script = Script(checker)
        places = {"article": claim.article_id, "claim": claim.pk}

        def asked(path: str) -> tuple[int, int]:
            with CaptureQueriesContext(connection) as queries:
                answer = script.call("get", path.format(**places)).content
            return len(queries), len(answer)

        for path in self.PATHS:
            script.get(path.format(**places))
        with_one = {path: asked(path) for path in self.PATHS}
        for _ in range(20):
            claim = self.grown(claim, editor, checker)
            factories.article()

        for path, (queries, length) in with_one.items():
            with subtests.test(path=path):
                queries_now, length_now = asked(path)
                assert queries_now == queries <= 12
                assert length_now >= length

    def test_the_public_lists_neither(
        self, editor: User, checker: User, other_checker: User
    ):
        factories.published(editor, checker, other_checker)
        with CaptureQueriesContext(connection) as with_one:
            Script().get("/fact-checks/")

        for _ in range(3):
            factories.published(editor, checker, other_checker)
        with CaptureQueriesContext(connection) as with_four:
            assert len(Script().get("/fact-checks/")["results"]) == 4

        assert len(with_four) == len(with_one) == 1


def test_superusers_get_no_further_than_their_groups(superuser: User):
    claim = factories.article().claims.all()[0]

    response = Script(superuser).post(f"/claims/{claim.pk}/select/")

    assert refused(response, 403) == "This is for the desk's editors."
    assert roles.administers(superuser)
