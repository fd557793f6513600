from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import archiving as keeping
from claims import evidence
from claims.intake import IntakeRefused, import_file
from claims.lifecycle import StepRefused
from claims.models import Article, Citation, StepTaken
from sources import archiving
from sources.archiving import CopyRefused
from sources.models import ArchivedCopy, Source, State
from tests import factories, files
from tests.claims.refusing import refused


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


def cited(article: Article) -> Source:
    return Citation.objects.get(revision__article=article).source


# Articles from files


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (files.word(), "ferry.docx"),
        (files.page(), "ferry.html"),
        (files.pdf(), "ferry.pdf"),
    ],
)
def test_a_file_becomes_an_article_with_its_links_as_sources(
    editor: User, raw: bytes, name: str
):
    imported = import_file(raw=raw, file_name=name, by=editor)

    article = imported.article
    assert article.headline == files.HEADLINE
    assert article.byline == files.AUTHOR
    assert imported.claims > 2
    citation = Citation.objects.get(revision=imported.revision)
    assert (citation.url, citation.title) == (files.ADDRESS, files.LINKED)
    text = imported.revision.text
    assert files.LINKED in text[citation.start : citation.end]
    assert "Oran, Bastia and Palermo" in text


def test_the_file_is_kept_as_a_copy_of_the_article(editor: User):
    raw = files.word()

    imported = import_file(raw=raw, file_name="../../ferry.docx", by=editor)
    again = import_file(raw=raw, file_name="ferry.docx", by=editor)

    assert again.article == imported.article
    assert not again.is_new_revision
    copy = imported.article.copies.get()
    assert copy.source is None
    assert copy.file_name == "ferry.docx"
    assert copy.sha256 == hashlib.sha256(raw).hexdigest()
    assert archiving.read(copy.sha256) == raw
    steps = StepTaken.objects.filter(article=imported.article).order_by("pk")
    assert [step.verb for step in steps] == ["import", "archive-article"]


def test_what_the_editor_says_goes_before_what_the_file_says(editor: User):
    imported = import_file(
        raw=files.page(),
        file_name="ferry.html",
        headline="Ferry late",
        byline="Nobody",
        by=editor,
    )

    assert imported.article.headline == "Ferry late"
    assert imported.article.byline == "Nobody"
    assert imported.article.published_on.isoformat() == "2026-03-03"


@pytest.mark.parametrize(
    ("printed", "told", "byline"),
    [
        ("By Ann Writer", "Office account", "Ann Writer"),
        ("By Ann Writer", "Ann Writer, Ben Other", "Ann Writer, Ben Other"),
        ("It rained.", "Ann Writer", "Ann Writer"),
        ("It rained.", "", ""),
    ],
)
def test_the_printed_byline_goes_before_that_of_the_file_unless_it_names_more(
    printed: str, told: str, byline: str, editor: User
):
    raw = files.page(f"<p>{printed}</p><p>{files.PARAGRAPHS[0]}</p>")
    raw = raw.replace(f'"{files.AUTHOR}"'.encode(), f'"{told}"'.encode())

    article = import_file(raw=raw, file_name="a.html", by=editor).article

    assert article.byline == byline


def _saved_page(words: str) -> bytes:
    facts = (
        '<link rel="canonical" href="https://gazette.example/ferry">'
        '<meta property="og:site_name" content="Harbor Gazette"></head>'
    )
    body = f"<p>{words}</p><p>{files.PARAGRAPHS[1]}</p>"
    return files.page(body).replace(b"</head>", facts.encode())


def test_a_page_saved_again_is_the_same_article(editor: User):
    first = import_file(
        raw=_saved_page(files.PARAGRAPHS[0]), file_name="a.html", by=editor
    )
    again = import_file(
        raw=_saved_page("The ferry sank on Monday."), file_name="b.html", by=editor
    )

    assert first.article.url == "https://gazette.example/ferry"
    assert first.article.publisher == "Harbor Gazette"
    assert again.article == first.article
    assert again.is_new_revision


def test_an_address_of_the_editor_s_goes_before_that_of_the_page(editor: User):
    """The negative control: under another address it is another article."""
    import_file(raw=_saved_page(files.PARAGRAPHS[0]), file_name="a.html", by=editor)
    other = import_file(
        raw=_saved_page("The ferry sank on Monday."),
        file_name="b.html",
        url="https://courier.example/ferry",
        publisher="Courier",
        by=editor,
    )

    assert other.is_new_article
    assert other.article.url == "https://courier.example/ferry"
    assert other.article.publisher == "Courier"


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (files.word(parts={"word/vbaProject.bin": b""}), "a.docx", "holds macros"),
        (files.word("<w:p/>"), "a.docx", "The text is empty."),
        (b"", "a.txt", "empty"),
        (files.png(), "a.png", "is read from a .txt, .md, .html, .docx or .pdf"),
        (
            files.word(files.paragraph("Ferries. " * 250_000)),
            "a.docx",
            "more than 2,000,000 are not read",
        ),
    ],
)
@pytest.mark.django_db
def test_a_refused_file_leaves_no_article(raw: bytes, name: str, sentence: str):
    with refused(sentence, IntakeRefused):
        import_file(raw=raw, file_name=name)


# Copies


def test_a_copy_of_a_source_is_recorded_on_the_articles_that_cite_it(
    article: Article, checker: User
):
    source = cited(article)
    evidence.open_source(source=source, version=source.version, by=checker)

    copy = keeping.keep_copy(
        source=source, raw=files.page(), file_name="log.html", by=checker
    )

    source.refresh_from_db()
    assert source.state == State.ARCHIVED
    step = StepTaken.objects.filter(article=article).latest("pk")
    assert (step.verb, step.taken_by) == ("archive-source", checker)
    assert step.before["state"] == "opened"
    assert step.after["state"] == "archived"
    assert step.after["copy"] == copy.sha256


def test_twice_is_once(article: Article, checker: User):
    kept = [
        keeping.keep_copy(source=cited(article), raw=b"Words", by=checker)
        for _ in range(2)
    ]
    of_the_article = [
        keeping.keep_copy(article=article, raw=b"Words", by=checker) for _ in range(2)
    ]

    assert kept[0] == kept[1]
    assert of_the_article[0] == of_the_article[1]
    assert ArchivedCopy.objects.count() == 2
    assert StepTaken.objects.filter(verb="archive-source").count() == 1
    assert StepTaken.objects.filter(verb="archive-article").count() == 1


def test_a_copy_of_what_nobody_has_read_does_not_make_it_opened(
    article: Article, checker: User
):
    source = cited(article)

    keeping.keep_copy(source=source, raw=b"Words", by=checker)

    source.refresh_from_db()
    assert source.state == State.CITED
    opened = evidence.open_source(source=source, version=source.version, by=checker)
    assert opened.state == State.ARCHIVED


def test_a_source_at_another_address_is_archived_no_longer(
    article: Article, checker: User
):
    source = factories.opened_source(checker)
    keeping.keep_copy(source=source, raw=b"Words", by=checker)
    source.refresh_from_db()

    moved = evidence.locate_source(
        source=source,
        url="https://elsewhere.example/",
        version=source.version,
        by=checker,
    )
    opened = evidence.open_source(source=moved, version=moved.version, by=checker)

    assert (moved.state, opened.state) == (State.LOCATED, State.OPENED)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"raw": b""}, "The file is empty."),
        ({"raw": files.word()}, "this is a Word file"),
        ({"raw": b"x", "saved_from": "ftp://a.example"}, "must begin with http"),
        ({"raw": b"x", "saved_from": f"https://a.example/{'x' * 2000}"}, "2,000"),
    ],
)
def test_a_copy_that_cannot_be_kept_is_refused_and_no_row_is_written(
    article: Article, checker: User, facts: dict[str, Any], sentence: str
):
    with refused(sentence, CopyRefused):
        keeping.keep_copy(source=cited(article), by=checker, **facts)


def test_only_the_desk_keeps_copies(article: Article, superuser: User):
    with refused("Only the desk's fact-checkers and editors", StepRefused):
        keeping.keep_copy(article=article, raw=b"x", by=superuser)


def test_a_copy_is_of_one_thing(article: Article, checker: User):
    with refused("one of a source, or of an article", StepRefused):
        keeping.keep_copy(raw=b"x", by=checker)
