from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims.intake import import_text
from claims.models import Article, Claim, Topic
from tests import factories
from tests.claims.api.scripts import Script, done, refused
from tests.claims.shaping.doing import ARTICLE, now, of, quotes, select, word


@pytest.fixture
def article(db: None) -> Article:
    return factories.article(ARTICLE)


@pytest.fixture
def script(checker: User) -> Script:
    return Script(checker)


def at(claim: Claim, step: str) -> str:
    return f"/claims/{claim.pk}/{step}/"


def test_two_claims_are_merged_and_that_is_undone(article: Article, script: Script):
    built, inspected = of(article, "built in 1931"), of(article, "inspected")

    merged = done(
        script.post(
            at(built, "merge"),
            other=inspected.pk,
            version=built.version,
            other_version=inspected.version,
        )
    )
    assert merged["claim_reviewed"].startswith("The quay was built in 1931. The piers")
    assert script.get(f"/claims/{inspected.pk}/")["leave_reason"] == "reshaped"

    undone = done(script.post(at(built, "undo"), version=merged["version"]))
    assert undone["claim_reviewed"] == "The quay was built in 1931"
    assert script.get(f"/claims/{inspected.pk}/")["status"] == "proposed"


def test_a_claim_is_split(article: Article, script: Script):
    ferries = of(article, "ferries to Oran")

    response = script.post(
        at(ferries, "split"), words="Palermo leave", version=ferries.version
    )

    assert response.status_code == 201
    second = done(response)
    assert second["id"] != ferries.pk
    (mention,) = second["mentions"]
    assert mention["selector"][0]["exact"] == "Palermo leave from the south basin"
    assert mention["placed"] == "person"


def test_a_mention_is_placed_anew_and_another_is_added(
    article: Article, script: Script
):
    boats = of(article, "40 boats")
    (mention,) = script.get(f"/claims/{boats.pk}/")["mentions"]

    placed = done(
        script.post(
            at(boats, "respan"),
            mention=mention["id"],
            words="40 boats were moved",
            version=boats.version,
        )
    )
    again = done(
        script.post(
            at(boats, "mentions"), words="Quay Closed", version=placed["version"]
        )
    )

    assert [each["selector"][0]["exact"] for each in again["mentions"]] == [
        "Quay Closed",
        "40 boats were moved",
    ]


def test_words_that_stand_there_twice_are_answered_with_both_places(
    article: Article, script: Script
):
    asked = {"words": "the south basin", "version": article.version}
    path = f"/articles/{article.pk}/claims/"

    response = script.post(path, **asked)
    assert refused(response, 400).startswith("These words stand in the text 2 times")
    first, second = response.json()["occurrences"]
    by_number = done(script.post(path, **asked, occurrence=1))
    by_prefix = done(script.post(path, **asked, prefix=second[0]["prefix"]))

    assert by_number["mentions"][0]["selector"] == first
    assert by_prefix["mentions"][0]["selector"] == second


def test_a_claim_is_added_under_a_topic(article: Article, script: Script):
    topic = article.topics.order_by("-position")[0]

    response = script.post(
        f"/articles/{article.pk}/claims/",
        words="cracks in two piers",
        topic=topic.pk,
        version=article.version,
    )

    assert response.status_code == 201
    assert done(response)["topic"] == topic.pk
    assert done(response)["figures"][0]["text"] == "two"


def test_an_old_version_is_answered_with_what_is_stored(
    article: Article, checker: User, script: Script
):
    boats = of(article, "40 boats")
    word(boats, "Forty boats were moved", checker)

    response = script.post(
        at(boats, "split"), words="south basin", version=boats.version
    )

    refused(response, 409)
    assert response.json()["stored"]["claim_reviewed"] == "Forty boats were moved"
    assert response.json()["sent"]["words"] == "south basin"


def test_a_place_changed_since_it_was_read_is_answered_with_what_is_stored(
    article: Article, script: Script
):
    boats = of(article, "40 boats")
    read = {"mention": boats.mentions.get().pk, "version": boats.version}
    done(script.post(at(boats, "respan"), words="40 boats were moved", **read))

    late = script.post(at(boats, "respan"), words="moved to the south basin", **read)

    refused(late, 409)
    assert late.json()["sent"]["words"] == "moved to the south basin"
    assert "40 boats were moved" in str(late.json()["stored"]["mentions"])


@pytest.mark.parametrize("mention", [0, -1, 10**30])
def test_a_place_that_never_was_is_named_as_none(
    article: Article, script: Script, mention: int
):
    boats = of(article, "40 boats")

    answer = script.post(
        at(boats, "respan"), mention=mention, words="moved", version=boats.version
    )

    refused(answer, 400)
    told = answer.json()["fields"]["mention"]
    assert told == [f"There is none with the id {mention}."]


def test_a_claim_added_to_a_text_read_before_is_answered_with_the_article(
    article: Article, script: Script
):
    before = article.version
    changed = article.latest_revision().text + "\nMore on Tuesday.\n"
    import_text(text=changed, article=article)

    response = script.post(
        f"/articles/{article.pk}/claims/", words="cracks in two piers", version=before
    )

    refused(response, 409)
    assert response.json()["stored"]["id"] == article.pk
    assert response.json()["stored"]["version"] > before


def test_no_claim_is_left_as_reshaped_by_hand(article: Article, editor: User):
    boats = of(article, "40 boats")

    response = Script(editor).post(
        at(boats, "leave"), reason="reshaped", version=boats.version
    )

    assert "reason" in response.json()["fields"]
    refused(response, 400)


def test_two_topics_are_merged_and_that_is_undone(article: Article, editor: User):
    first, second = article.topics.order_by("position")[:2]
    path = f"/articles/{article.pk}/topics/{first.pk}"
    script = Script(editor)

    merged = done(script.post(f"{path}/merge/", other=second.pk, version=first.version))
    assert not Topic.objects.filter(pk=second.pk).exists()
    done(script.post(f"{path}/undo/", version=merged["version"]))

    assert article.topics.filter(name=second.name).exists()


def test_a_wording_and_its_parts_are_undone(article: Article, script: Script):
    boats = of(article, "40 boats")
    was = script.get(f"/claims/{boats.pk}/")
    worded = done(
        script.patch(
            f"/claims/{boats.pk}/",
            claim_reviewed="Forty boats",
            subclaims=["north", "south"],
        )
    )

    undone = done(script.post(at(boats, "undo"), version=worded["version"]))

    assert undone["claim_reviewed"] == was["claim_reviewed"]
    assert undone["subclaims"] == was["subclaims"] == []


def test_a_duplicate_is_taken_back_by_editors(
    article: Article, editor: User, script: Script
):
    built, inspected = of(article, "built in 1931"), of(article, "inspected")
    left = done(
        Script(editor).post(
            at(inspected, "leave"),
            reason="duplicate",
            duplicate_of=built.pk,
            version=inspected.version,
        )
    )

    refused(script.post(at(inspected, "undo"), version=left["version"]), 409)
    undone = done(Script(editor).post(at(inspected, "undo"), version=left["version"]))

    assert undone["status"] == "proposed"
    assert len(undone["mentions"]) == 1


def test_a_topic_gets_its_name_back(article: Article, editor: User):
    topic = article.topics.order_by("position")[0]
    path = f"/articles/{article.pk}/topics/{topic.pk}"
    script = Script(editor)
    renamed = done(script.patch(f"{path}/", name="A"))

    undone = done(script.post(f"{path}/undo/", version=renamed["version"]))

    assert undone["name"] == topic.name
    refused(script.post(f"{path}/undo/", version=undone["version"]), 409)


def test_topics_are_for_editors(article: Article, script: Script):
    first, second = article.topics.order_by("position")[:2]

    response = script.post(
        f"/articles/{article.pk}/topics/{first.pk}/merge/",
        other=second.pk,
        version=first.version,
    )

    refused(response, 403)


def test_what_is_selected_since_is_not_undone(
    article: Article, editor: User, script: Script
):
    ferries = of(article, "ferries to Oran")
    done(script.post(at(ferries, "split"), words="Palermo", version=ferries.version))
    select(ferries, editor)

    response = script.post(at(ferries, "undo"), version=now(ferries).version)

    assert "has been changed since" in refused(response, 409)
    assert quotes(ferries) == ["The ferries to Oran, Bastia"]
