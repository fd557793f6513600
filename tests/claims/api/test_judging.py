from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.models import Claim, Review
from tests import factories
from tests.claims.api.scripts import Script, done, refused

pytestmark = pytest.mark.django_db


def answer(script: Script, claim: Claim, **given: Any) -> dict[str, Any]:
    """Return what a reviewer sends of the claim as it stands now."""
    told = script.get(f"/claims/{claim.pk}/")
    evidence = script.get(f"/claims/{claim.pk}/evidence/")["results"]
    return {
        "round": told["round"],
        "version": told["version"],
        "said": "at-origin" if told["claimant"] else "",
        "rating": "true",
        "subclaims": [
            {"subclaim": part["id"], "rating": "true"} for part in told["subclaims"]
        ],
        "bearings": [
            {"evidence": piece["id"], "bearing": "supports"} for piece in evidence
        ],
        "reasoning": "The log of the port says so.",
        **given,
    }


def review(script: Script, claim: Claim, place: str, **given: Any) -> Any:
    return script.post(
        f"/claims/{claim.pk}/review/", place=place, **answer(script, claim, **given)
    )


@pytest.fixture
def claim(editor: User, checker: User) -> Claim:
    claim = factories.open_claim(
        editor, claimant="The port authority", subclaims=("Oran", "Bastia")
    )
    factories.evidence(claim, checker)
    return claim


class TestReview:
    def test_two_who_agree_settle_a_claim(
        self, claim: Claim, checker: User, other_checker: User
    ):
        first = done(review(Script(checker), claim, "first"))
        second = done(review(Script(other_checker), claim, "second"))

        assert first["status"] == "second-review"
        assert second["status"] == "decided"
        script = Script(checker)
        reviews = script.get(f"/claims/{claim.pk}/reviews/")["results"]
        assert [row["reviewer"] for row in reviews] == ["checker", "other-checker"]
        assert reviews[0]["rating"] == "true"
        assert [part["rating"] for part in reviews[0]["subclaims"]] == ["true"] * 2
        assert reviews[0]["bearings"][0]["bearing"] == "supports"
        (verdict,) = script.get(f"/claims/{claim.pk}/verdicts/")["results"]
        assert (verdict["settled"], verdict["people"]) == ("agreed", 2)

    def test_what_is_not_assessed_says_why(self, claim: Claim, checker: User):
        done(
            review(
                Script(checker),
                claim,
                "first",
                rating=None,
                not_assessed="Nobody outside can know.",
                subclaims=[
                    {"subclaim": part.pk, "rating": None}
                    for part in claim.subclaims.all()
                ],
            )
        )

        written = Review.objects.get()
        assert written.rating is None
        assert written.not_assessed_reason == "Nobody outside can know."

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"round": 2}, "This was written for round 2; the claim is in round 1."),
            ({"version": 0}, "This has changed since you read it."),
        ],
    )
    def test_what_was_written_for_another_state_is_a_conflict(
        self, given: dict[str, Any], sentence: str, claim: Claim, checker: User
    ):
        response = review(Script(checker), claim, "first", **given)

        assert refused(response, 409).startswith(sentence)
        assert response.json()["sent"]["reasoning"] == "The log of the port says so."
        assert response.json()["stored"]["status"] == "open"
        assert not Review.objects.exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"rating": "maybe"}, "rating"),
            ({"rating": 1}, "rating"),
            ({"said": "nonsense"}, "said"),
            ({"bearings": [{"evidence": 1, "bearing": "proves"}]}, "bearings"),
            ({"bearings": [{"evidence": 1, "bearing": "supports"}] * 2}, "bearings"),
            ({"subclaims": [{"subclaim": 1, "rating": "maybe"}]}, "subclaims"),
            ({"subclaims": [{"subclaim": 1, "rating": None}] * 2}, "subclaims"),
            ({"subclaims": 7}, "subclaims"),
            (
                {"bearings": [{"evidence": 1, "bearing": "supports", "to": 2}]},
                "bearings",
            ),
            ({"verdict": "true"}, "verdict"),
            ({"reasoning": " "}, "reasoning"),
            ({"round": "x"}, "round"),
        ],
    )
    def test_a_wrong_field_is_named(
        self, given: dict[str, Any], field: str, claim: Claim, checker: User
    ):
        response = review(Script(checker), claim, "first", **given)

        assert refused(response, 400).endswith(f"another look: {field}.")

    @pytest.mark.parametrize(
        ("field", "given", "sentence"),
        [
            ("subclaims", [], "Rate each part of the claim"),
            ("subclaims", [{"subclaim": 10**9, "rating": None}], "Rate each part"),
            ("bearings", [{"evidence": 10**30, "bearing": "context"}], "A piece of"),
            ("rating", None, "Give a rating, or say why"),
            ("not_assessed", "Nobody can know.", "Give a rating or say why"),
            ("said", "", "Answer “Was it said?”"),
        ],
    )
    def test_what_lacks_something_is_refused_in_the_verbs_words(
        self, field: str, given: Any, sentence: str, claim: Claim, checker: User
    ):
        response = review(Script(checker), claim, "first", **{field: given})

        assert refused(response, 400).startswith(sentence)
        assert response.json()["fields"].keys() == {field}
        assert not Review.objects.exists()

    def test_everything_an_answer_lacks_is_named_at_once(
        self, claim: Claim, checker: User
    ):
        response = review(Script(checker), claim, "first", rating="false", said="")

        assert "“False” needs evidence" in refused(response, 400)
        assert response.json()["fields"].keys() == {"bearings", "said"}
        assert not Review.objects.exists()

    def test_nobody_reviews_twice(self, claim: Claim, checker: User):
        script = Script(checker)
        done(review(script, claim, "first"))

        response = review(script, claim, "second")

        assert refused(response, 409).startswith("You have reviewed this claim")

    def test_a_ruling_is_no_review(self, claim: Claim, checker: User):
        response = review(Script(checker), claim, "ruling")

        assert refused(response, 400).endswith("another look: place.")


class TestBlindness:
    def test_the_second_reviewer_reads_nothing_of_the_first(
        self, claim: Claim, checker: User, other_checker: User, superuser: User
    ):
        """Its author reads it; others, superusers included, see only that one waits."""
        script = Script(checker)
        done(review(script, claim, "first", reasoning="The captain told me."))
        paths = [
            f"/claims/{claim.pk}/{name}"
            for name in ("", "reviews/", "verdicts/", "steps/", "comments/")
        ]

        for reader in (other_checker, superuser):
            seen = "".join(
                Script(reader).call("get", path).content.decode() for path in paths
            )
            assert "The captain told me." not in seen
            assert "review-first" not in seen
        own = "".join(script.call("get", path).content.decode() for path in paths)
        assert "The captain told me." in own
        assert "review-first" in own

    def test_afterwards_they_do(self, claim: Claim, checker: User, other_checker: User):
        done(review(Script(checker), claim, "first", reasoning="The captain told me."))
        script = Script(other_checker)
        done(review(script, claim, "second", rating="half-true"))

        seen = script.call("get", f"/claims/{claim.pk}/reviews/").content.decode()

        assert "The captain told me." in seen

    def test_a_second_review_that_came_too_late_is_shown_nothing_either(
        self, claim: Claim, checker: User, other_checker: User
    ):
        """What is stored, beside what was sent, is what its sender may read."""
        done(review(Script(checker), claim, "first", reasoning="The captain told me."))

        response = review(Script(other_checker), claim, "second", version=0)

        assert refused(response, 409)
        assert "The captain told me." not in response.content.decode()
        assert response.json()["stored"]["place"] == "second"


class TestDispute:
    @pytest.fixture
    def claim(self, editor: User, checker: User, other_checker: User) -> Claim:
        return factories.disputed(editor, checker, other_checker)

    def test_the_two_confer(self, claim: Claim, checker: User, other_checker: User):
        one, other = Script(checker), Script(other_checker)
        path = f"/claims/{claim.pk}"
        proposal = done(
            one.post(f"{path}/proposals/", **answer(one, claim, rating="half-true"))
        )
        assert other.get(f"{path}/proposals/")["results"] == [proposal]
        version = other.get(f"{path}/")["version"]

        told = done(
            other.post(
                f"{path}/confer/", proposal=proposal["id"], round=1, version=version
            )
        )

        assert told["status"] == "decided"
        (verdict,) = other.get(f"{path}/verdicts/")["results"]
        assert (verdict["settled"], verdict["rating"]) == ("conferred", "half-true")

    def test_nobody_signs_their_own(self, claim: Claim, checker: User):
        script = Script(checker)
        path = f"/claims/{claim.pk}"
        proposal = done(script.post(f"{path}/proposals/", **answer(script, claim)))
        version = script.get(f"{path}/")["version"]

        response = script.post(
            f"{path}/confer/", proposal=proposal["id"], round=1, version=version
        )

        assert refused(response, 409).startswith("You made this proposal;")

    def test_an_editor_rules(self, claim: Claim, editor: User):
        script = Script(editor)

        told = done(script.post(f"/claims/{claim.pk}/rule/", **answer(script, claim)))

        assert told["status"] == "decided"
        (verdict,) = script.get(f"/claims/{claim.pk}/verdicts/")["results"]
        assert (verdict["settled"], verdict["settled_by"]) == ("ruled", "editor")


class TestExplanation:
    @pytest.fixture
    def claim(self, editor: User, checker: User, other_checker: User) -> Claim:
        return factories.decided(editor, checker, other_checker)

    def test_an_editor_edits_and_a_reviewer_signs(
        self, claim: Claim, editor: User, checker: User
    ):
        path = f"/claims/{claim.pk}/explanation/"

        told = done(Script(editor).patch(path, explanation="The log lists 412."))
        seen = done(Script(checker).post(f"{path}seen/", version=told["version"]))

        assert told["explanation"] == "The log lists 412."
        assert seen["seen_by"] == "checker"

    def test_a_text_edited_meanwhile_is_not_signed(
        self, claim: Claim, editor: User, checker: User
    ):
        path = f"/claims/{claim.pk}/explanation/"
        done(Script(editor).patch(path, since_then="On 9 March it sank."))

        response = Script(checker).post(f"{path}seen/", version=1)

        assert refused(response, 409).startswith("This has changed since")

    def test_there_is_none_before_a_verdict(self, editor: User):
        claim = factories.open_claim(editor)

        response = Script(editor).call("get", f"/claims/{claim.pk}/explanation/")

        assert refused(response, 404)
