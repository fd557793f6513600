from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.models import Claim, Contact, Evidence
from sources.models import Source
from tests import factories
from tests.claims.api.scripts import Script, done, refused

pytestmark = pytest.mark.django_db


class TestSources:
    def test_one_is_added_located_described_and_opened(self, checker: User):
        script = Script(checker)
        source = done(script.post("/sources/", title="Log", publisher="The port"))
        path = f"/sources/{source['id']}/"

        located = done(
            script.post(
                f"{path}locate/",
                url="https://port.example/log",
                version=source["version"],
            )
        )
        described = done(script.patch(path, tier="primary", interest="Runs the port"))
        opened = done(script.post(f"{path}open/", version=described["version"]))

        states = [step["state"] for step in (source, located, described, opened)]
        assert states == ["cited", "located", "located", "opened"]
        assert (opened["tier"], opened["title"]) == ("primary", "Log")

    def test_one_the_library_knows_is_found(self, checker: User):
        script = Script(checker)
        asked = {"title": "Log", "publisher": "The port", "url": "https://a.example/"}

        one, other = (done(script.post("/sources/", **asked)) for _ in range(2))

        assert one["id"] == other["id"]
        assert one["state"] == "located"

    def test_what_is_no_source_is_refused_in_a_sentence(self, checker: User):
        script = Script(checker)

        nothing = script.post("/sources/")
        address = script.post("/sources/", title="Log", url="javascript:alert(1)")

        assert refused(nothing, 400).startswith("A source needs a title")
        assert refused(address, 400).startswith("An address must begin")
        assert nothing.json()["fields"].keys() == {"title"}
        assert address.json()["fields"].keys() == {"url"}

    def test_one_changed_meanwhile_is_a_conflict_that_shows_both(self, checker: User):
        source = factories.opened_source(checker)
        url = "https://port.example/else"

        response = Script(checker).post(
            f"/sources/{source.pk}/locate/", url=url, version=0
        )

        assert refused(response, 409).startswith("This source has changed since")
        assert response.json()["sent"]["url"] == url
        assert response.json()["stored"]["url"] == source.url

    def test_the_library_is_searched(self, checker: User):
        factories.opened_source(checker, title="Élections au port")
        factories.opened_source(checker)
        script = Script(checker)

        assert len(script.get("/sources/?q=ÉLECTIONS")["results"]) == 1
        assert len(script.get("/sources/?state=opened")["results"]) == 2
        assert script.get("/sources/?state=archived")["results"] == []


class TestEvidence:
    @pytest.fixture
    def claim(self, editor: User) -> Claim:
        return factories.open_claim(editor, subclaims=("Oran", "Bastia"))

    @pytest.fixture
    def source(self, checker: User) -> Source:
        return factories.opened_source(checker)

    def test_a_passage_is_attached(self, claim: Claim, source: Source, checker: User):
        path = f"/claims/{claim.pk}/evidence/"
        script = Script(checker)

        told = done(
            script.post(
                path,
                source=source.pk,
                passage="На борту 412 человек.",
                passage_language="ru",
                translation="412 people are on board.",
                translator="checker",
                subclaim=claim.subclaims.all()[0].pk,
            )
        )

        assert Evidence.objects.get().attached_by == checker
        assert script.get(path)["results"] == [told]

    def test_it_says_of_nobody_what_it_does_to_the_claim(
        self, editor: User, checker: User, other_checker: User
    ):
        claim = factories.once_reviewed(editor, checker)

        (told, _other) = Script(other_checker).get(f"/claims/{claim.pk}/evidence/")[
            "results"
        ]

        assert not {"bearing", "attached_by", "attached_at"} & told.keys()

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"passage": ""}, "passage"),
            ({"passage": "\u200b"}, "passage"),
            ({"passage": "x" * 50_001}, "passage"),
            ({"source": 999_999}, "source"),
            ({"subclaim": 999_999}, "subclaim"),
            ({"translation": "A translation"}, "translator"),
            ({"picture": 999_999}, "picture"),
        ],
    )
    def test_what_lacks_something_is_refused_and_named(
        self,
        given: dict[str, Any],
        field: str,
        claim: Claim,
        source: Source,
        checker: User,
    ):
        right = {"source": source.pk, "passage": "412 people."}

        response = Script(checker).post(
            f"/claims/{claim.pk}/evidence/", **right | given
        )

        assert refused(response, 400)
        assert response.json()["fields"].keys() == {field}
        assert not Evidence.objects.exists()

    def test_it_is_withdrawn_with_a_reason_and_never_deleted(
        self, claim: Claim, checker: User
    ):
        evidence = factories.evidence(claim, checker)
        path = f"/claims/{claim.pk}/evidence/"
        script = Script(checker)

        told = done(
            script.post(f"{path}{evidence.pk}/withdraw/", reason="Another ferry's log.")
        )
        again = script.post(f"{path}{evidence.pk}/withdraw/", reason="Again.")
        deleted = script.call("delete", f"{path}{evidence.pk}/withdraw/", {})

        assert told["is_withdrawn"] is True
        assert refused(again, 409).endswith("withdrawn already.")
        assert refused(deleted, 405)
        assert script.get(path)["results"] == [told]

    def test_that_of_another_claim_is_not_there(self, claim: Claim, checker: User):
        evidence = factories.evidence(claim, checker)
        other = claim.article.claims.exclude(pk=claim.pk)[0]

        response = Script(checker).post(
            f"/claims/{other.pk}/evidence/{evidence.pk}/withdraw/", reason="No."
        )

        assert refused(response, 404)


def test_a_search_is_logged(editor: User, checker: User):
    claim = factories.open_claim(editor)
    path = f"/claims/{claim.pk}/searches/"
    script = Script(checker)
    asked = {"sought": "The log", "place": "The port", "searched_on": "2026-03-04"}

    told = done(script.post(path, **asked))
    later = script.post(path, **asked | {"searched_on": "9999-12-31"})

    assert told == asked | {"id": told["id"], "outcome": ""}
    assert refused(later, 400).startswith("A search is logged after")
    assert script.get(path)["results"] == [told]


class TestContacts:
    def test_one_is_logged_and_its_answer_written_down(
        self, editor: User, checker: User
    ):
        claim = factories.open_claim(editor)
        path = f"/articles/{claim.article_id}/contacts/"
        script = Script(checker)
        logged = done(
            script.post(
                path,
                claims=[claim.pk],
                who="Ilse Brandt",
                channel="email",
                contacted_on="2026-03-04",
                question="Was it 412?",
            )
        )

        told = done(
            script.patch(
                f"{path}{logged['id']}/", answer="Yes.", answered_on="2026-03-05"
            )
        )

        assert (told["who"], told["answer"]) == ("Ilse Brandt", "Yes.")
        assert told["claims"] == [claim.pk]
        assert script.get(path)["results"] == [told]

    def test_one_changed_meanwhile_is_a_conflict(self, editor: User, checker: User):
        claim = factories.open_claim(editor)
        path = f"/articles/{claim.article_id}/contacts/"
        script = Script(checker)
        logged = done(script.post(path, claims=[claim.pk], nobody_reason="Nobody."))
        done(script.patch(f"{path}{logged['id']}/", nobody_reason="Nobody is left."))

        response = script.call(
            "patch", f"{path}{logged['id']}/", {"answer": "Yes."}, If_Match='"1"'
        )

        assert refused(response, 409).startswith("This has changed since")
        assert response.json()["stored"]["nobody_reason"] == "Nobody is left."

    @pytest.mark.parametrize("claims", [None, [], [10**20], "of another article"])
    def test_one_about_nothing_is_refused(
        self, claims: object, editor: User, checker: User
    ):
        claim = factories.open_claim(editor)
        if claims == "of another article":
            claims = [factories.open_claim(editor).pk]

        response = Script(checker).post(
            f"/articles/{claim.article_id}/contacts/",
            nobody_reason="Nobody.",
            claims=claims,
        )

        assert refused(response, 400)
        assert response.json()["fields"].keys() == {"claims"}
        assert not Contact.objects.exists()
