from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User

from claims import describing
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import Article
from tests import factories


def describe(article: Article, by: User, **facts):
    given = {
        "headline": article.headline,
        "publisher": article.publisher,
        "byline": article.byline,
        "url": article.url,
        "published_on": article.published_on,
        "date_unknown_reason": article.date_unknown_reason,
        "language": article.language,
        "reach": article.reach,
        "written_by": article.written_by,
        "version": article.version,
    }
    return describing.describe(article=article, by=by, **(given | facts))


def test_what_an_article_is_can_be_written_down(editor: User):
    article = factories.article()

    describe(
        article,
        editor,
        headline="  Ferry   late ",
        publisher="Harbor  Post",
        byline="A. Penn",
        published_on=dt.date(2026, 4, 1),
        reach="Shared 9,000 times",
        written_by=editor,
    )

    article.refresh_from_db()
    assert (article.headline, article.publisher) == ("Ferry late", "Harbor Post")
    assert article.published_on == dt.date(2026, 4, 1)
    assert article.written_by == editor
    assert article.search_text == "ferry late harbor post"
    assert article.version == 2


def test_the_step_records_before_and_after(editor: User):
    article = factories.article(publisher="Harbor Gazette")

    describe(article, editor, publisher="Harbor Post")

    step = article.steps.get(verb="describe-article")
    assert step.taken_by == editor
    assert step.before["publisher"] == "Harbor Gazette"
    assert step.after["publisher"] == "Harbor Post"


def test_the_canonical_address_follows_the_address(editor: User):
    article = factories.article()

    article = describe(article, editor, url="HTTPS://Harbor.example/a?utm_source=x#top")
    assert article.canonical_url == "https://harbor.example/a"

    assert describe(article, editor, url="").canonical_url == ""


def test_an_address_of_another_article_is_refused_and_names_it(editor: User):
    factories.article(url="https://harbor.example/a", headline="The other one")
    article = factories.article()

    with pytest.raises(StepRefused, match="another article, “The other one”"):
        describe(article, editor, url="https://harbor.example/a#again")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"headline": "  "}, "needs a headline"),
        ({"language": ""}, "in which language"),
        ({"url": "ftp://harbor.example"}, "must begin with http"),
        ({"byline": "A\x00"}, "NUL"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_and_nothing_is_stored(
    editor: User, facts: dict[str, str], sentence: str
):
    article = factories.article()

    with pytest.raises(StepRefused, match=sentence):
        describe(article, editor, **facts)

    article.refresh_from_db()
    assert article.version == 1


def test_a_form_from_before_somebody_else_saved_is_stale(editor: User):
    article = factories.article()
    describe(article, editor, publisher="Harbor Post")

    with pytest.raises(StaleWrite):
        describe(article, editor, publisher="Harbor Times")


def test_only_editors_describe_articles(checker: User, superuser: User):
    article = factories.article()

    for person in (checker, superuser):
        with pytest.raises(StepRefused, match="Only editors"):
            describe(article, person)


def test_who_reviewed_an_article_cannot_be_said_to_have_written_it(
    editor: User, checker: User, other_checker: User
):
    claim = factories.decided(editor, checker, other_checker)

    with pytest.raises(StepRefused, match="nobody reviews an article they wrote"):
        describe(Article.objects.get(pk=claim.article_id), editor, written_by=checker)


def test_while_a_second_review_is_pending_nobody_else_is_said_to_have_written_it(
    editor: User, checker: User, other_checker: User
):
    article = factories.article(written_by=other_checker)
    factories.once_reviewed(editor, checker, claim=article.claims.all()[0])

    sentences = set()
    for person in (None, editor, checker):
        with pytest.raises(StepRefused) as refused:
            describe(article, editor, written_by=person)
        sentences.add(str(refused.value))

    assert sentences == {
        "A claim of this article waits for its second review; until then, who wrote "
        "it stays as it is."
    }
    assert describe(article, editor, reach="Wide").written_by == other_checker
