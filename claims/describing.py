"""The verb that describes an article: what it is, not what it says."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User

from claims import roles
from claims.choices import Status
from claims.lifecycle import StepRefused
from claims.models import Article
from claims.record import check_version, cleaned, record, store, verb
from sources.canonical import UnacceptableAddress, canonical_url
from sources.normalizing import normalize_line, search_key


@verb
def describe(
    *,
    article: Article,
    headline: str,
    publisher: str,
    byline: str,
    url: str,
    published_on: dt.date | None,
    date_unknown_reason: str,
    language: str,
    reach: str,
    written_by: User | None,
    version: int,
    by: User,
) -> Article:
    """Write down what an article is; its canonical address follows its address.

    Raises:
        StaleWrite: if the article changed since ``version``.
        StepRefused: if ``by`` is no editor, there is no headline, the address is none
            or another article's, somebody who reviewed the article is said to have
            written it, or a second review is pending while that changes.
    """
    if not roles.edits(by):
        raise StepRefused("Only editors describe articles.")
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(
        pk=article.pk
    )
    check_version(article.version, version)
    before = _facts(article)
    article.headline = normalize_line(cleaned(headline))
    article.publisher = normalize_line(cleaned(publisher))
    article.byline = normalize_line(cleaned(byline))
    article.url = cleaned(url)
    article.canonical_url = _canonical(article)
    article.published_on = published_on
    article.date_unknown_reason = normalize_line(cleaned(date_unknown_reason))
    article.language = normalize_line(cleaned(language))
    article.reach = normalize_line(cleaned(reach))
    article.written_by = _writer(article, written_by)
    article.search_text = search_key(f"{article.headline} {article.publisher}")
    if not article.headline:
        raise StepRefused("An article needs a headline.", field="headline")
    if not article.language:
        raise StepRefused("Say in which language the article is.", field="language")
    article.version += 1
    store(article)
    record(
        article=article,
        what="describe-article",
        by=by,
        before=before,
        after=_facts(article),
    )
    return article


def _canonical(article: Article) -> str:
    """Return the one spelling of the article's address, if no other article has it."""
    if not article.url:
        return ""
    try:
        canonical = canonical_url(article.url)
    except UnacceptableAddress as error:
        raise StepRefused(str(error), field="url") from error
    other = Article.objects.filter(canonical_url=canonical).exclude(pk=article.pk)
    if named := other.first():
        raise StepRefused(f"This is the address of another article, “{named}”.")
    return canonical


def _writer(article: Article, written_by: User | None) -> User | None:
    """Return who wrote the article, unless they have reviewed it already.

    While a second review is pending, refusing only some would tell whose the first is.
    """
    if written_by == article.written_by:
        return written_by
    if article.claims.filter(status=Status.SECOND_REVIEW).exists():
        raise StepRefused(
            "A claim of this article waits for its second review; until then, who "
            "wrote it stays as it is."
        )
    if (
        written_by is not None
        and article.claims.filter(reviews__reviewer=written_by).exists()
    ):
        raise StepRefused(
            f"{written_by} has reviewed claims of this article, and nobody reviews an "
            "article they wrote."
        )
    return written_by


def _facts(article: Article) -> dict[str, object]:
    return {
        "headline": article.headline,
        "publisher": article.publisher,
        "byline": article.byline,
        "url": article.url,
        "published_on": article.published_on.isoformat()
        if article.published_on
        else "",
        "date_unknown_reason": article.date_unknown_reason,
        "language": article.language,
        "reach": article.reach,
        "written_by": article.written_by.username if article.written_by else "",
    }
