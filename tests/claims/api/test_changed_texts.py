from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User

from claims.choices import LeaveReason
from claims.intake import import_text
from claims.models import Article, Claim
from claims.publishing import issuing
from tests import factories
from tests.claims.api.scripts import Script, done, refused
from tests.claims.test_reanchoring import (
    ARTICLE,
    BUDGET,
    DROPPED,
    EDITED,
    MOVES,
    PUMPS,
    SECOND,
    changed,
    claim_of,
    decided,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return import_text(text=ARTICLE, published_on=dt.date(2026, 3, 3)).article


def outcomes(script: Script, article: Article, number: int) -> dict[int, str]:
    rows = script.get(f"/articles/{article.pk}/texts/{number}/claims/")["results"]
    return {row["claim"]: row["outcome"] for row in rows}


def ids(script: Script, query: str) -> set[int]:
    return {row["id"] for row in script.get(f"/claims/?{query}")["results"]}


def test_an_import_says_what_became_of_the_claims(article: Article, editor: User):
    text = ARTICLE.replace(*EDITED)

    told = done(Script(editor).post("/articles/", text=text, article=article.pk))

    assert (told["unchanged"], told["moved"]) == (3, 0)
    assert (told["orphaned"], told["new"]) == (1, 1)


def test_each_text_tells_of_each_claim_what_became_of_it(
    article: Article, checker: User
):
    pumps, second = claim_of(article, PUMPS), claim_of(article, SECOND)
    headline = (" At Oldmere Held", " In Oldmere Held")
    changed(article, headline, *MOVES)
    new = claim_of(article, "In Oldmere")
    script = Script(checker)

    texts = script.get(f"/articles/{article.pk}/texts/")["results"]

    assert [text["number"] for text in texts] == [1, 2]
    assert "text" not in texts[0]
    assert set(outcomes(script, article, 1).values()) == {"new"}
    second_text = outcomes(script, article, 2)
    assert second_text[pumps.pk] == "unchanged"
    assert second_text[second.pk] == "moved"
    assert second_text[new.pk] == "new"
    assert new.pk not in outcomes(script, article, 1)
    changed(article, DROPPED)
    assert outcomes(script, article, 3)[pumps.pk] == "orphaned"


def test_claims_are_narrowed_by_what_the_article_changed(
    article: Article, editor: User, checker: User, other_checker: User
):
    claim = decided(article, BUDGET, editor, checker, other_checker)
    gone = claim_of(article, PUMPS)
    changed(article, EDITED, DROPPED)
    script = Script(checker)

    assert ids(script, "orphaned=true") == {claim.pk, gone.pk}
    assert ids(script, "changed=true") == {claim.pk}
    others = {row.pk for row in Claim.objects.exclude(pk__in=[claim.pk, gone.pk])}
    assert ids(script, "orphaned=false") == others
    assert ids(script, "changed=false") == others | {gone.pk}
    refused(script.call("get", "/claims/?orphaned=maybe"), 400)


def test_an_editors_script_lets_a_verdict_stand(
    article: Article, editor: User, checker: User, other_checker: User
):
    claim = decided(article, BUDGET, editor, checker, other_checker)
    changed(article, EDITED)
    script = Script(editor)
    path = f"/claims/{claim.pk}/"
    read = script.get(path)
    assert (read["changed_in"], read["is_orphaned"]) == (2, True)

    refused(script.post(f"{path}let-stand/", reason="Rounding.", version=1), 409)
    refused(script.post(f"{path}let-stand/", version=read["version"]), 400)
    told = done(
        script.post(f"{path}let-stand/", reason="Rounding.", version=read["version"])
    )

    assert told["changed_in"] is None
    (row,) = [row for row in script.get("/claims/")["results"] if row["id"] == claim.pk]
    assert row["changed_in"] is None


def test_an_editors_script_says_that_a_claim_is_gone(article: Article, editor: User):
    claim = claim_of(article, PUMPS)
    standing = claim_of(article, SECOND)
    changed(article, DROPPED)
    script = Script(editor)

    told = done(script.post(f"/claims/{claim.pk}/say-gone/", version=claim.version))

    assert told["leave_reason"] == LeaveReason.RESHAPED
    sentence = refused(
        script.post(f"/claims/{standing.pk}/say-gone/", version=standing.version), 409
    )
    assert "stands in the article’s latest text" in sentence


def test_an_editors_script_publishes_a_notice(
    article: Article, editor: User, checker: User, other_checker: User
):
    claim = decided(article, BUDGET, editor, checker, other_checker)
    issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)
    script = Script(editor)
    path = f"/articles/{article.pk}/notice/"
    words = {"notice": "The article was changed.", "reason": "It was changed."}
    assert "needs another look" in refused(script.post(path, **words), 409)
    changed(article, EDITED)
    shown = script.get(f"/articles/{article.pk}/gate/")["shown"]

    refused(script.post(path, **words, shown="0" * 64), 409)
    refused(script.post(path, notice="", reason="It was changed."), 400)
    told = done(script.post(path, **words, shown=shown))

    assert (told["number"], told["kind"]) == (2, "notice")
    assert Claim.objects.get(pk=claim.pk).changed_in is None
