from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.models import Claim
from tests import factories
from tests.claims.api.scripts import Script, done, refused

pytestmark = pytest.mark.django_db

TOMORROW = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()


def ids(script: Script, query: str) -> set[int]:
    return {row["id"] for row in script.get(f"/claims/?{query}")["results"]}


class TestQueue:
    @pytest.fixture
    def claim(self, editor: User, checker: User) -> Claim:
        """Return the one open claim of two articles, given to the checker."""
        factories.article()
        claim = factories.open_claim(editor, claimant="Мэр города")
        script = Script(editor)
        done(
            script.post(
                f"/claims/{claim.pk}/assign/",
                to="checker",
                due_at=TOMORROW,
                version=claim.version,
            )
        )
        return Claim.objects.get(pk=claim.pk)

    @pytest.mark.parametrize(
        "query",
        [
            "article={article}&status=open",
            "topic={topic}&selection=central",
            "status=open",
            "selection=central",
            "assignee=checker",
            "q=МЭР",
            "kind={kind}&assignee=checker&worthiness_min=0",
            "overdue=false&assignee=checker",
        ],
    )
    def test_each_filter_narrows(self, query: str, claim: Claim, checker: User):
        query = query.format(
            article=claim.article_id, topic=claim.topic_id, kind=claim.kind
        )

        assert ids(Script(checker), query) == {claim.pk}

    def test_what_fits_nothing_finds_nothing(self, claim: Claim, checker: User):
        script = Script(checker)

        for query in (
            "article=999999",
            f"article={2**63 - 1}",
            "assignee=nobody",
            "q=zeppelin",
            "overdue=true",
        ):
            assert ids(script, query) == set()

    def test_worthiness_divides(self, claim: Claim, checker: User):
        script = Script(checker)
        middle = sorted(Claim.objects.values_list("check_worthiness", flat=True))[4]

        found = script.get(f"/claims/?worthiness_min={middle}")["results"]

        assert 0 < len(found) < Claim.objects.count()
        assert all(row["check_worthiness"] >= middle for row in found)

    @pytest.mark.parametrize(
        "query",
        [
            "article=x",
            "article=1.5",
            f"article={10**30}",
            "status=nonsense",
            "worthiness_min=2",
            "worthiness_min=NaN",
            "overdue=maybe",
            "overdue=1",
            "q=%00",
            f"q={'a' * 201}",
            "assignee=%00",
            "bogus=1",
            "status=",
            "status=open&status=decided",
        ],
    )
    def test_a_wrong_filter_is_named(self, query: str, checker: User):
        response = Script(checker).call("get", f"/claims/?{query}")

        assert refused(response, 400).endswith(f"{query.partition('=')[0]}.")


class TestSteps:
    def test_a_claim_is_selected(self, editor: User):
        claim = factories.article().claims.order_by("position")[0]
        script = Script(editor)
        topic = done(script.post(f"/articles/{claim.article_id}/topics/", name="Quays"))

        told = done(
            script.post(
                f"/claims/{claim.pk}/select/",
                selection="supporting",
                topic=topic["id"],
                could_harm=True,
                version=claim.version,
            )
        )

        assert (told["status"], told["selection"]) == ("open", "supporting")
        assert told["reviews_needed"] == 2
        assert told["place"] == "first"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"selection": "not-selected"}, "selection"),
            ({"topic": 999_999}, "topic"),
            ({"topic": 2**70}, "topic"),
            ({"topic": "x"}, "topic"),
            ({"version": None}, "version"),
            ({"version": -1}, "version"),
            ({"could_harm": "perhaps"}, "could_harm"),
        ],
    )
    def test_a_wrong_field_is_named(
        self, body: dict[str, Any], field: str, editor: User
    ):
        claim = factories.open_claim(editor)
        right = {"selection": "central", "topic": claim.topic_id, "version": 1}

        response = Script(editor).post(f"/claims/{claim.pk}/select/", **right | body)

        assert refused(response, 400).endswith(f"another look: {field}.")
        assert response.json()["fields"].keys() == {field}

    def test_a_step_that_does_not_fit_is_refused_in_the_verbs_words(self, editor: User):
        claim = factories.open_claim(editor)

        response = Script(editor).post(
            f"/claims/{claim.pk}/select/",
            selection="central",
            topic=claim.topic_id,
            version=claim.version,
        )

        assert refused(response, 409) == (
            "“Select for checking” is a step for a claim that is “proposed” or “not "
            "checked”; this one is “open”."
        )
        assert response.json().keys() == {"detail"}

    def test_a_step_decided_on_an_earlier_state_is_refused(self, editor: User):
        claim = factories.open_claim(editor)

        response = Script(editor).post(
            f"/claims/{claim.pk}/leave/", reason="opinion", version=claim.version - 1
        )

        assert refused(response, 409).startswith("This has changed since")
        assert response.json()["stored"]["version"] == claim.version

    def test_a_claim_is_left(self, editor: User):
        claim = factories.open_claim(editor)

        told = done(
            Script(editor).post(
                f"/claims/{claim.pk}/leave/",
                reason="elsewhere",
                note="By the Gazette.",
                link="https://gazette.example/check",
                version=claim.version,
            )
        )

        assert (told["status"], told["leave_reason"]) == ("not-checked", "elsewhere")

    def test_a_duplicate_names_the_other(self, editor: User):
        one, other = factories.article().claims.order_by("position")[:2]

        told = done(
            Script(editor).post(
                f"/claims/{one.pk}/leave/",
                reason="duplicate",
                duplicate_of=other.pk,
                version=one.version,
            )
        )

        assert told["duplicate_of"] == other.pk
        assert told["mentions"] == []

    def test_a_claim_is_given_to_somebody_with_a_time(
        self, editor: User, checker: User
    ):
        claim = factories.open_claim(editor)
        path = f"/claims/{claim.pk}/assign/"
        script = Script(editor)

        given = done(
            script.post(path, to="checker", due_at=TOMORROW, version=claim.version)
        )
        taken = done(script.post(path, to=None, version=given["version"]))

        assert given["assignee"] == "checker"
        assert given["due_at"][:16] == TOMORROW[:16]
        assert (taken["assignee"], taken["due_at"]) == (None, None)

    def test_a_decided_claim_is_reopened(
        self, editor: User, checker: User, other_checker: User
    ):
        claim = factories.decided(editor, checker, other_checker)

        told = done(
            Script(editor).post(
                f"/claims/{claim.pk}/reopen/",
                reason="A new log has come out.",
                version=claim.version,
            )
        )

        assert (told["status"], told["round"]) == ("open", 2)

    @pytest.mark.parametrize(
        ("step", "sent", "field"),
        [
            ("select", {"selection": "central"}, "topic"),
            ("leave", {"reason": "duplicate"}, "duplicate_of"),
            ("leave", {"reason": "elsewhere", "link": "javascript:x"}, "link"),
            ("leave", {"reason": "prediction"}, "look_again_on"),
            ("assign", {"to": None, "due_at": "2001-01-01T00:00Z"}, "due_at"),
        ],
    )
    def test_what_no_state_would_allow_names_its_field(
        self, step: str, sent: dict[str, Any], field: str, editor: User
    ):
        claim = factories.article().claims.order_by("position")[0]
        if field == "topic":
            sent["topic"] = factories.open_claim(editor).topic_id

        response = Script(editor).post(
            f"/claims/{claim.pk}/{step}/", version=claim.version, **sent
        )

        assert refused(response, 400)
        assert response.json()["fields"].keys() == {field}

    def test_what_its_state_does_not_allow_names_none(self, editor: User):
        claim = factories.article().claims.order_by("position")[0]

        response = Script(editor).post(
            f"/claims/{claim.pk}/reopen/", reason="Look again.", version=claim.version
        )

        assert "“Reopen” is a step for" in refused(response, 409)
        assert "fields" not in response.json()


class TestWording:
    def test_words_and_publication_change_at_once(self, editor: User):
        claim = factories.open_claim(editor, subclaims=("Oran", "Bastia"))
        path = f"/claims/{claim.pk}/"

        told = done(
            Script(editor).patch(
                path,
                claim_reviewed="The ferry carried 900 people.",
                claimant="The mayor",
                do_not_name=True,
                claimed_on="2026-03-02",
            )
        )

        assert told["claim_reviewed"] == "The ferry carried 900 people."
        assert [part["text"] for part in told["subclaims"]] == ["Oran", "Bastia"]
        assert (told["claimant"], told["do_not_name"]) == ("The mayor", True)
        assert told["claimed_on"] == "2026-03-02"

    def test_if_one_half_is_refused_neither_is_written(self, editor: User):
        claim = factories.open_claim(editor)

        response = Script(editor).patch(
            f"/claims/{claim.pk}/",
            claimant="The mayor",
            claimant_url="ftp://a.example/",
        )

        assert refused(response, 400).startswith("An address must begin")
        assert response.json()["fields"].keys() == {"claimant_url"}
        assert Claim.objects.get(pk=claim.pk).claimant == ""

    def test_a_fact_checker_words_and_does_not_prepare(
        self, editor: User, checker: User
    ):
        claim = factories.open_claim(editor)
        script = Script(checker)

        told = done(script.patch(f"/claims/{claim.pk}/", claimant="The mayor"))
        response = script.patch(f"/claims/{claim.pk}/", do_not_name=True)

        assert told["claimant"] == "The mayor"
        assert refused(response, 403) == "Only editors say how a claim is published."

    def test_under_review_the_words_stay(self, editor: User, checker: User):
        claim = factories.once_reviewed(editor, checker)

        response = Script(editor).patch(f"/claims/{claim.pk}/", claimant="The mayor")

        assert "its words stay as they are" in refused(response, 409)

    def test_an_answer_that_carries_the_new_etag_can_be_built_on(self, editor: User):
        claim = factories.open_claim(editor)
        path = f"/claims/{claim.pk}/"
        script = Script(editor)

        first = script.patch(path, claimant="The mayor")
        second = script.call(
            "patch", path, {"claimant": "The port"}, If_Match=first["ETag"]
        )

        assert done(second)["claimant"] == "The port"

    @pytest.mark.parametrize(
        "name",
        ["status", "assignee", "public_number", "round", "version", "reasons", "id"],
    )
    def test_nothing_else_can_be_written(self, name: str, editor: User):
        claim = factories.open_claim(editor)
        script = Script(editor)
        before = script.get(f"/claims/{claim.pk}/")

        response = script.patch(f"/claims/{claim.pk}/", kind="opinion", **{name: 77})

        assert refused(response, 400)
        assert response.json()["fields"] == {name: ["There is no such member."]}
        assert script.get(f"/claims/{claim.pk}/") == before


class TestComments:
    def test_somebody_is_named(self, editor: User, checker: User):
        claim = factories.open_claim(editor)
        path = f"/claims/{claim.pk}/comments/"

        told = done(Script(checker).post(path, text="Look, @editor."))

        assert (told["written_by"], told["mentioned"]) == ("checker", ["editor"])
        assert Script(editor).get(path)["results"] == [told]

    def test_none_is_made_while_a_second_review_is_pending(
        self, editor: User, checker: User
    ):
        claim = factories.once_reviewed(editor, checker)

        response = Script(checker).post(f"/claims/{claim.pk}/comments/", text="False!")

        assert refused(response, 409).startswith("The claim waits for its second")
