from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import findings
from claims.choices import Place, Selection, Status
from claims.models import Article, Claim, Flag
from tests import factories
from tests.claims.api.scripts import Script, done, refused

WORDS = "The headline’s 900 passengers are nowhere in the text"


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


@pytest.fixture
def flag(article: Article) -> Flag:
    """The figure of the headline, which the text contradicts."""
    return Flag.objects.get(revision__article=article, outcome="contradicted")


def path_of(flag: Flag, step: str = "") -> str:
    path = f"/articles/{flag.revision.article_id}/flags/"
    return f"{path}{flag.pk}/{step}/" if step else path


def told(flag: Flag, user: User) -> Any:
    """Return the flag as the list tells it."""
    rows = Script(user).get(path_of(flag))["results"]
    return next(row for row in rows if row["id"] == flag.pk)


def opening(article: Article, **changed: Any) -> dict[str, Any]:
    topic = article.topics.order_by("position")[0]
    asked = {"claim_reviewed": WORDS, "selection": "central", "topic": topic.pk}
    return asked | changed


def test_flags_are_listed_with_what_became_of_them(flag: Flag, checker: User):
    assert told(flag, checker) == {
        "id": flag.pk,
        "text": 1,
        "kind": "headline-figure",
        "outcome": "contradicted",
        "message": flag.message,
        "claims": sorted(flag.claims.values_list("pk", flat=True)),
        "settled_by": None,
        "settled_at": None,
        "dismissed_because": "",
        "finding": None,
    }


def test_the_claims_of_a_flag_are_told_in_one_order(flag: Flag, checker: User):
    first, second = flag.claims.order_by("pk")
    flag.claims.clear()
    flag.claims.add(second)
    flag.claims.add(first)

    assert told(flag, checker)["claims"] == [first.pk, second.pk]


def test_a_flag_is_dismissed(flag: Flag, editor: User):
    row = done(Script(editor).post(path_of(flag, "dismiss"), reason="Rounded."))

    assert row["dismissed_because"] == "Rounded."
    assert row["settled_by"] == "editor"
    assert row == told(flag, editor)


def test_a_flag_is_confirmed_and_its_finding_is_in_the_queue(flag: Flag, editor: User):
    script = Script(editor)
    article = flag.revision.article

    row = done(script.post(path_of(flag, "confirm"), **opening(article)))

    (line,) = script.get("/claims/?is_finding=true")["results"]
    assert line["id"] == row["finding"]
    assert line["is_finding"]
    assert line["status"] == "open"
    assert line["could_harm"]
    rest = script.get("/claims/?is_finding=false")["results"]
    assert row["finding"] not in [other["id"] for other in rest]


def test_a_finding_is_added_by_hand(article: Article, editor: User):
    response = Script(editor).post(
        f"/articles/{article.pk}/findings/", **opening(article, could_harm=False)
    )

    claim = done(response)
    assert response.status_code == 201
    assert claim["is_finding"]
    assert claim["claim_reviewed"] == WORDS
    assert claim["mentions"] == []
    assert Claim.objects.get(pk=claim["id"]).selection == Selection.CENTRAL


def test_a_settled_flag_is_taken_back(flag: Flag, editor: User):
    script = Script(editor)
    row = done(script.post(path_of(flag, "dismiss"), reason="Rounded."))

    back = done(script.post(path_of(flag, "take-back"), settled_at=row["settled_at"]))

    assert back["settled_at"] is None
    assert back["dismissed_because"] == ""


def test_whoever_comes_second_gets_409_with_both(
    flag: Flag, editor: User, other_editor: User
):
    findings.dismiss(flag=flag, reason="Rounded.", by=other_editor)

    response = Script(editor).post(
        path_of(flag, "confirm"), **opening(flag.revision.article)
    )

    assert refused(response, 409) == "Somebody has settled this since you read it."
    assert response.json()["sent"]["claim_reviewed"] == WORDS
    assert response.json()["stored"]["dismissed_because"] == "Rounded."


def test_another_settling_is_not_taken_back(flag: Flag, editor: User):
    script = Script(editor)
    script.post(path_of(flag, "dismiss"), reason="Rounded.")

    response = script.post(path_of(flag, "take-back"), settled_at="2026-03-03T12:00Z")

    assert "settled it anew" in refused(response, 409)


def test_a_reviewed_finding_is_not_taken_back(flag: Flag, editor: User, checker: User):
    script = Script(editor)
    row = done(script.post(path_of(flag, "confirm"), **opening(flag.revision.article)))
    finding = Claim.objects.get(pk=row["finding"])
    factories.evidence(finding, checker)
    factories.submit(finding, checker, Place.FIRST)

    response = script.post(path_of(flag, "take-back"), settled_at=row["settled_at"])

    assert "The finding has been reviewed" in refused(response, 409)
    finding.refresh_from_db()
    assert finding.status == Status.SECOND_REVIEW


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"claim_reviewed": ""}, "claim_reviewed"),
        ({"claim_reviewed": " "}, "claim_reviewed"),
        ({"selection": "not-selected"}, "selection"),
        ({"topic": 0}, "topic"),
        ({"claimant": "Harbor Gazette"}, "claimant"),
    ],
)
def test_what_is_wrong_with_a_finding_is_named(
    article: Article, editor: User, changed: dict[str, Any], field: str
):
    response = Script(editor).post(
        f"/articles/{article.pk}/findings/", **opening(article, **changed)
    )

    assert refused(response, 400)
    assert list(response.json()["fields"]) == [field]


def test_a_topic_of_another_article_is_refused(article: Article, editor: User):
    topic = factories.article().topics.order_by("position")[0]

    response = Script(editor).post(
        f"/articles/{article.pk}/findings/", **opening(article, topic=topic.pk)
    )

    assert "topic of another article" in refused(response, 400)


def test_a_finding_gets_no_claimant(article: Article, editor: User):
    finding = factories.finding(editor, of=article)

    response = Script(editor).patch(f"/claims/{finding.pk}/", claimant="The Gazette")

    assert "it has no claimant" in refused(response, 400)


def test_a_flag_of_another_article_is_not_there(flag: Flag, editor: User):
    other = factories.article()

    response = Script(editor).post(
        f"/articles/{other.pk}/flags/{flag.pk}/dismiss/", reason="Rounded."
    )

    assert response.status_code == 404
