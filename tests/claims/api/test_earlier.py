from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests import factories
from tests.claims.api.scripts import Script, done, refused

pytestmark = pytest.mark.django_db


def test_an_earlier_check_is_noted_and_dropped_with_a_reason(
    editor: User, checker: User
):
    claim = factories.open_claim(editor)
    path = f"/claims/{claim.pk}/earlier-checks/"
    script = Script(checker)
    asked = {
        "url": "https://gazette.example/check",
        "publisher": "Harbor Gazette",
        "outcome": "Mostly true",
    }

    noted = done(script.post(path, **asked))
    twice = script.post(path, **asked)
    dropped = done(script.post(f"{path}{noted['id']}/drop/", reason="Another ferry."))
    again = script.post(f"{path}{noted['id']}/drop/", reason="Another ferry.")

    assert refused(twice, 409) == "This check stands in the list already."
    assert (noted["is_dropped"], dropped["is_dropped"]) == (False, True)
    assert refused(again, 409) == "This check has been dropped already."
    assert script.get(path)["results"] == [dropped]


def test_that_of_another_claim_is_not_there(editor: User, checker: User):
    one, other = factories.article().claims.order_by("position")[:2]
    script = Script(checker)
    noted = done(
        script.post(
            f"/claims/{one.pk}/earlier-checks/",
            url="https://gazette.example/check",
            publisher="Harbor Gazette",
            outcome="True",
        )
    )

    response = script.post(
        f"/claims/{other.pk}/earlier-checks/{noted['id']}/drop/", reason="No."
    )

    assert refused(response, 404)


def test_the_library_proposes_evidence(editor: User, checker: User):
    claim = factories.open_claim(editor)
    words = " ".join(claim.claim_reviewed.split()[:6])
    source = factories.opened_source(checker, title=words)
    for _ in range(5):
        factories.opened_source(checker)

    proposed = Script(checker).get(f"/claims/{claim.pk}/proposed-evidence/")

    (found,) = (row for row in proposed if row["source"]["id"] == source.pk)
    assert found["shared"]
    assert (found["is_cited"], found["passage"]) == (False, None)


def test_what_this_desk_published_of_the_same_is_found(
    editor: User, checker: User, other_checker: User
):
    published = factories.published(editor, checker, other_checker)
    verdict = published.fact_check.article.claims.exclude(public_number=None)[0]
    like = factories.article().claims.get(position=verdict.position)

    found = Script(checker).get(f"/claims/{like.pk}/known-checks/")

    assert found[0]["url"] == verdict.get_absolute_url()
    assert found[0]["outcome"] == "true"
