from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.test import Client

from claims.accounts import MOST_TOKENS, choose_mail, issue_token, revoke_token
from claims.models import ApiToken, Person
from tests import factories
from tests.claims.refusing import refused
from tests.claims.test_commands import run
from tests.journeys.people import Person as Browsing

pytestmark = pytest.mark.django_db

PAGE = "/admin/claims/person/"


class TestVerbs:
    def test_a_token_has_a_purpose_and_an_end(self, checker: User):
        row, token = issue_token(purpose=" Nightly  import ", days=30, by=checker)

        assert len(token) == 64
        assert row.purpose == "Nightly import"
        assert row.expiry - row.created == pytest.approx(
            dt.timedelta(days=30), abs=dt.timedelta(seconds=5)
        )

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ({"purpose": " "}, "Say what the token is for."),
            ({"purpose": "a" * 121}, "The purpose is longer than 120 characters."),
            ({"purpose": "a\x00"}, "The text holds a NUL character (at position 2)."),
            ({"purpose": "a", "days": 0}, "A token holds for 1 to 3,650 days."),
            ({"purpose": "a", "days": 3651}, "A token holds for 1 to 3,650 days."),
        ],
    )
    def test_one_without_is_refused(
        self, asked: dict[str, object], sentence: str, checker: User
    ):
        with refused(sentence):
            issue_token(**asked, by=checker)

    def test_who_left_the_desk_gets_none(self, db: None):
        reader = factories.UserFactory(username="reader", is_staff=False)

        with refused("reader is not one of the people of the desk."):
            issue_token(purpose="A script", by=reader)

    def test_nobody_heaps_them_up(self, checker: User):
        for _ in range(MOST_TOKENS):
            issue_token(purpose="A script", by=checker)

        with refused("You hold 50 tokens. Revoke one that is no longer used."):
            issue_token(purpose="A script", by=checker)

    def test_nobody_revokes_anybody_elses(self, checker: User, editor: User):
        row, _token = issue_token(purpose="A script", by=checker)

        with refused("This token is somebody else's."):
            revoke_token(token=row, by=editor)

    def test_a_choice_about_mail_is_kept(self, checker: User):
        choose_mail(wanted=False, by=checker)
        choose_mail(wanted=True, by=checker)
        choose_mail(wanted=False, by=checker)

        assert Person.objects.get().wants_mail is False


class TestCommand:
    def test_it_prints_the_token_alone_on_standard_output(self, editor: User):
        out, err = run("issue_token", "editor", "--purpose=Nightly import")

        response = Client().get(
            "/api/v1/claims/", headers={"Authorization": f"Token {out.strip()}"}
        )
        assert response.status_code == 200
        assert "it is not shown again" in err

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("nobody", "--purpose=a"), "There is no user 'nobody'."),
            (("editor", "--purpose="), "Say what the token is for."),
            (
                ("editor", "--purpose=a", "--expires=0"),
                "A token holds for 1 to 3,650 days.",
            ),
        ],
    )
    def test_what_is_wrong_is_said(
        self, words: tuple[str, ...], sentence: str, editor: User
    ):
        with pytest.raises(CommandError, match=sentence):
            run("issue_token", *words)

        assert not ApiToken.objects.exists()


class TestRevokingForSomebodyElse:
    @pytest.fixture
    def tokens(self, editor: User, checker: User) -> dict[str, str]:
        """Return the checker's tokens by what they are for; the editor has one too."""
        issue_token(purpose="Nightly import", by=editor)
        return {
            purpose: issue_token(purpose=purpose, by=checker)[1]
            for purpose in ("Nightly import", "Statistics")
        }

    def let_in(self, tokens: dict[str, str]) -> list[str]:
        """Return what those tokens are for that still let somebody in."""
        heads = {
            purpose: {"Authorization": f"Token {token}"}
            for purpose, token in tokens.items()
        }
        return [
            purpose
            for purpose, head in heads.items()
            if Client().get("/api/v1/claims/", headers=head).status_code == 200
        ]

    def test_all_of_a_persons_tokens_are_revoked_and_nobody_elses(
        self, tokens: dict[str, str], editor: User
    ):
        assert self.let_in(tokens) == ["Nightly import", "Statistics"]

        out, _err = run("revoke_token", "checker")

        assert out == "Revoked: 2\n"
        assert self.let_in(tokens) == []
        assert [token.user for token in ApiToken.objects.all()] == [editor]

    def test_only_those_for_one_purpose_are_if_it_is_named(
        self, tokens: dict[str, str]
    ):
        out, _err = run("revoke_token", "checker", "--purpose=Nightly import")

        assert out == "Revoked: 1\n"
        assert self.let_in(tokens) == ["Statistics"]

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("nobody",), "There is no user 'nobody'."),
            (("checker", "--purpose=a"), "checker holds no token for 'a'."),
            (("other-checker",), "other-checker holds no token."),
        ],
    )
    def test_what_is_wrong_is_said(
        self,
        words: tuple[str, ...],
        sentence: str,
        tokens: dict[str, str],
        other_checker: User,
    ):
        with pytest.raises(CommandError, match=sentence):
            run("revoke_token", *words)

        assert len(self.let_in(tokens)) == 2


class TestPage:
    def test_a_token_is_shown_once(self, checker: User):
        checkers = Browsing(checker)

        answer = checkers.client.post(
            PAGE, {"purpose": "Nightly import", "days": 30, "issue": ""}
        )

        shown = answer.content.decode()
        token = shown.partition("<code>")[2].partition("</code>")[0]
        response = Client().get(
            "/api/v1/claims/", headers={"Authorization": f"Token {token}"}
        )
        assert response.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert token not in checkers.open(PAGE)
        assert "Nightly import" in checkers.open(PAGE)

    def test_one_is_revoked_by_a_button(self, checker: User):
        row, _token = issue_token(purpose="Nightly import", by=checker)
        checkers = Browsing(checker)
        assert f"tokens/{row.pk}/revoke/" in checkers.open(PAGE)

        checkers.client.post(f"{PAGE}tokens/{row.pk}/revoke/")

        assert not ApiToken.objects.exists()
        assert "You hold none." in checkers.open(PAGE)

    def test_nobody_sees_or_revokes_anybody_elses(self, checker: User, superuser: User):
        row, _token = issue_token(purpose="Nightly import", by=checker)
        others = Browsing(superuser)

        assert "Nightly import" not in others.open(PAGE)
        answer = others.client.post(f"{PAGE}tokens/{row.pk}/revoke/")
        assert answer.status_code == 404
        assert ApiToken.objects.exists()

    def test_a_refusal_stands_on_the_page(self, checker: User):
        for _ in range(MOST_TOKENS):
            issue_token(purpose="A script", by=checker)

        answer = Browsing(checker).client.post(
            PAGE, {"purpose": "One more", "days": 30, "issue": ""}
        )

        assert "Revoke one that is no longer used." in answer.content.decode()

    def test_mail_is_switched_off_and_on(self, checker: User):
        checkers = Browsing(checker)

        checkers.client.post(PAGE, {"choose": ""})
        off = checkers.open(PAGE)
        checkers.client.post(PAGE, {"choose": "", "wants_mail": "on"})
        on = checkers.open(PAGE)

        assert "checked" not in off
        assert "checked" in on

    def test_the_header_leads_there(self, checker: User):
        assert f'href="{PAGE}"' in Browsing(checker).open("/admin/")
