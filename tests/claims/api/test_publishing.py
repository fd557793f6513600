"""The draft, the gate, publication; and what everybody may read of it."""

from __future__ import annotations

import hashlib

import pytest
from django.contrib.auth.models import User

from claims.models import Claim, Manifest, Version
from tests import factories
from tests.claims.api.scripts import Script, done, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(editor: User, checker: User, other_checker: User) -> Claim:
    return factories.decided(editor, checker, other_checker)


@pytest.fixture
def version(editor: User, checker: User, other_checker: User) -> Version:
    return factories.published(editor, checker, other_checker)


class TestDraft:
    def test_what_is_left_out_stays(self, claim: Claim, editor: User):
        path = f"/articles/{claim.article_id}/fact-check/"
        script = Script(editor)
        done(script.patch(path, title="How many", key_findings=["One.", "Two\nlines."]))

        told = done(script.patch(path, summary="It carried 412."))

        assert told["title"] == "How many"
        assert told["key_findings"] == ["One.", "Two lines."]
        assert told["summary"] == "It carried 412."

    def test_two_who_write_at_once_lose_nothing(self, claim: Claim, editor: User):
        path = f"/articles/{claim.article_id}/fact-check/"
        script = Script(editor)
        etag = script.call("get", path)["ETag"]
        done(script.call("patch", path, {"title": "Mine"}, If_Match=etag))

        response = script.call("patch", path, {"title": "Theirs"}, If_Match=etag)

        assert refused(response, 409).startswith("This has changed since")
        assert response.json()["sent"] == {"title": "Theirs"}
        assert response.json()["stored"]["title"] == "Mine"


class TestPublish:
    def test_the_gate_names_what_is_missing(self, claim: Claim, editor: User):
        path = f"/articles/{claim.article_id}"
        script = Script(editor)

        gate = script.get(f"{path}/gate/")
        response = script.post(f"{path}/publish/")

        assert gate["is_open"] is False
        assert refused(response, 409)
        assert response.json()["unmet"] == gate["unmet"] != []
        assert all(
            rule["sentence"] in response.json()["detail"] for rule in gate["unmet"]
        )
        assert not Version.objects.exists()

    def test_a_first_version_has_neither_kind_nor_reason(
        self, claim: Claim, editor: User
    ):
        factories.drafted(claim, editor)

        response = Script(editor).post(
            f"/articles/{claim.article_id}/publish/", kind="correction", reason="News."
        )

        assert refused(response, 400)
        assert set(response.json()["fields"]) == {"kind", "reason"}
        assert not Version.objects.exists()

    def test_what_was_shown_is_published(self, claim: Claim, editor: User):
        factories.drafted(claim, editor)
        path = f"/articles/{claim.article_id}"
        script = Script(editor)
        gate = script.get(f"{path}/gate/")
        assert gate["is_open"] is True

        told = done(script.post(f"{path}/publish/", shown=gate["shown"]))

        assert (told["number"], told["kind"]) == (1, "first")
        assert told["address"] == Version.objects.get().get_absolute_url()

    def test_what_changed_since_it_was_shown_is_not(self, claim: Claim, editor: User):
        factories.drafted(claim, editor)
        path = f"/articles/{claim.article_id}"
        script = Script(editor)
        shown = script.get(f"{path}/gate/")["shown"]
        done(script.patch(f"{path}/fact-check/", title="Another title"))

        response = script.post(f"{path}/publish/", shown=shown)

        assert refused(response, 409).startswith("What would be published has changed")
        assert response.json()["sent"] == {"shown": shown}
        assert response.json()["stored"] == script.get(f"{path}/gate/")
        assert not Version.objects.exists()

    def test_a_later_version_says_what_changed_and_why(
        self, version: Version, editor: User
    ):
        path = f"/articles/{version.fact_check.article_id}"
        script = Script(editor)
        done(script.patch(f"{path}/fact-check/", title="Another title"))

        bare = script.post(f"{path}/publish/")
        told = done(
            script.post(f"{path}/publish/", kind="minor", reason="A clearer title.")
        )

        assert refused(bare, 400) == "Say what kind of change this version is."
        assert told["number"] == 2

    def test_nothing_new_is_not_published_twice(self, version: Version, editor: User):
        response = Script(editor).post(
            f"/articles/{version.fact_check.article_id}/publish/",
            kind="update",
            reason="Again.",
        )

        assert refused(response, 409) == "Nothing has changed since the last version."


class TestPublic:
    def test_what_is_published_is_listed(self, version: Version):
        (line,) = Script().get("/fact-checks/")["results"]

        assert line["address"] == f"/fact-checks/{line['slug']}/"
        assert line["title"] == "How many people the night ferry carried"
        assert line["manifest_sha256"] == version.manifest_sha256

    def test_a_version_is_answered_as_it_was_recorded(self, version: Version):
        slug = version.fact_check.article.slug

        for path in (f"/fact-checks/{slug}/", f"/fact-checks/{slug}/versions/1/"):
            response = Script().call("get", path)

            digest = hashlib.sha256(response.content).hexdigest()
            assert digest == version.manifest_sha256
            assert response["ETag"] == f'"{digest}"'
            assert response["Cache-Control"] == "public, max-age=60"

    def test_a_reader_who_holds_it_gets_a_304(self, version: Version):
        path = f"/fact-checks/{version.fact_check.article.slug}/"
        etag = Script().call("get", path)["ETag"]

        response = Script().call("get", path, If_None_Match=etag)

        assert (response.status_code, response.content) == (304, b"")

    def test_the_newest_is_answered_and_the_old_one_stays(
        self, version: Version, editor: User
    ):
        article = version.fact_check.article
        script = Script(editor)
        done(script.patch(f"/articles/{article.pk}/fact-check/", title="Another"))
        done(
            script.post(
                f"/articles/{article.pk}/publish/", kind="minor", reason="Clearer."
            )
        )

        path = f"/fact-checks/{article.slug}/"
        titles = [Script().get(path)["title"]] + [
            Script().get(f"{path}versions/{number}/")["title"] for number in (1, 2)
        ]

        first = "How many people the night ferry carried"
        assert titles == ["Another", first, "Another"]
        assert len(Script().get("/fact-checks/")["results"]) == 1

    def test_what_is_withheld_is_gone(self, version: Version):
        Manifest.objects.filter(version=version).update(body="")

        response = Script().call(
            "get", f"/fact-checks/{version.fact_check.article.slug}/"
        )

        assert refused(response, 410) == "The text of this version is withheld."
        assert Script().get("/fact-checks/")["results"] == []

    def test_a_draft_is_not_there(self, claim: Claim, editor: User):
        factories.drafted(claim, editor)

        response = Script(editor).call("get", f"/fact-checks/{claim.article.slug}/")

        assert refused(response, 404)
        assert Script(editor).get("/fact-checks/")["results"] == []

    def test_the_ratings_are_defined(self, db: None):
        scale = Script().get("/ratings/")

        assert scale["ratings"][0]["definition"]
        assert {"true", "false"} <= {rating["code"] for rating in scale["ratings"]}

    def test_nothing_is_written(self, version: Version):
        for path in ("/fact-checks/", "/ratings/", "/schema/"):
            assert refused(Script().call("post", path, {}), 405)
