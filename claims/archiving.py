"""Copies kept of what the desk checks and rests on, recorded on the articles concerned.

The bytes go to the disk first and outside of any transaction; then rows and steps are
written at once. A fault between the two leaves a file that nobody names, and
``check_archive --sweep`` removes it.
"""

from __future__ import annotations

from django.contrib.auth.models import User

from claims.evidence import of_the_desk, record_on_articles, source_told
from claims.lifecycle import StepRefused
from claims.models import Article
from claims.record import record, verb
from sources import archiving, pictures
from sources.archiving import Stored
from sources.models import ArchivedCopy, Picture, Source
from sources.pictures import Drawn

UPLOADED = "uploaded"
IMPORTED = "the file the article came in"


def keep_copy(
    *,
    source: Source | None = None,
    article: Article | None = None,
    raw: bytes,
    file_name: str = "",
    saved_from: str = "",
    means: str = UPLOADED,
    by: User,
) -> ArchivedCopy:
    """Keep a copy of a source, or of an article under check; twice is once.

    Args:
        source, article: one of the two.
        raw: a web page, a PDF, a picture or plain text; told by its content.
        file_name: as it was called.
        saved_from: the address it was saved from; the source's own if empty.
        means: how it was saved: uploaded, printed to PDF, …

    Raises:
        CopyRefused: if it is none of these, or where it was saved from is no address.
        StepRefused: if ``by`` is not of the desk.
    """
    # Refused before anything is written.
    of_the_desk(by)
    stored = archiving.store(raw=raw, file_name=file_name)
    facts = {"stored": stored, "saved_from": saved_from, "means": means, "by": by}
    if source is not None and article is None:
        return add_copy_of_source(source=source, **facts)  # type: ignore[arg-type]
    if article is not None and source is None:
        return add_copy_of_article(article=article, **facts)  # type: ignore[arg-type]
    raise StepRefused("A copy is one of a source, or of an article.")


@verb
def add_copy_of_source(
    *, source: Source, stored: Stored, saved_from: str = "", means: str, by: User
) -> ArchivedCopy:
    """Write down that a copy of a source is kept; a source once opened is archived."""
    of_the_desk(by)
    before = source_told(Source.objects.get(pk=source.pk))
    copy, is_new = archiving.add_copy(
        source=source, stored=stored, saved_from=saved_from, means=means, by=by
    )
    if is_new:
        kept = Source.objects.get(pk=source.pk)
        record_on_articles(
            kept, "archive-source", by, before=before, after=_told(copy, kept)
        )
    return copy


@verb
def add_copy_of_article(
    *, article: Article, stored: Stored, saved_from: str = "", means: str, by: User
) -> ArchivedCopy:
    """Write down that a copy of an article is kept, by whoever may bring one in."""
    # Whoever keeps the same file at this moment waits here.
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(
        pk=article.pk
    )
    if known := article.copies.filter(sha256=stored.sha256).first():
        return known
    copy, _is_new = archiving.add_copy(
        source=None,
        stored=stored,
        saved_from=saved_from or article.url,
        means=means,
        by=by,
    )
    article.copies.add(copy)
    record(article=article, what="archive-article", by=by, after=_told(copy))
    return copy


@verb
def add_picture(
    *,
    source: Source,
    stored: Stored,
    drawn: Drawn,
    saved_from: str = "",
    by: User,
) -> tuple[ArchivedCopy, Picture]:
    """Write down a picture to show, and the copy of a source it was drawn from."""
    copy = add_copy_of_source(
        source=source, stored=stored, saved_from=saved_from, means=UPLOADED, by=by
    )
    return copy, pictures.add_picture(copy=copy, drawn=drawn)


def _told(copy: ArchivedCopy, source: Source | None = None) -> dict[str, object]:
    return (source_told(source) if source else {}) | {
        "copy": copy.sha256,
        "media_type": copy.media_type,
        "saved_from": copy.saved_from,
        "means": copy.means,
    }
