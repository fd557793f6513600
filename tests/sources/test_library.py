from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from sources import library
from sources.library import SourceRefused, SourceStale
from sources.models import Source, State


def describe(source: Source, **facts):
    given = {
        "title": source.title,
        "publisher": source.publisher,
        "published_on": source.published_on,
        "language": source.language,
        "tier": source.tier,
        "interest": source.interest,
        "derived_from": source.derived_from,
        "version": source.version,
    }
    return library.describe(source=source, **(given | facts))


@pytest.fixture
def log(db: None) -> Source:
    return library.find_or_add(title="Port log", publisher="Port authority")


def test_the_same_address_is_the_same_source(db: None):
    one = library.find_or_add(title="Log", publisher="", url="https://port.example/a")
    other = library.find_or_add(
        title="The log", publisher="Port", url="HTTPS://PORT.example/a?utm_medium=x#1"
    )

    assert one == other
    assert Source.objects.get().title == "Log"


def test_without_an_address_title_and_publisher_tell_a_source(log: Source):
    again = library.find_or_add(title="PORT  log", publisher="port authority")
    elsewhere = library.find_or_add(title="Port log", publisher="Another port")

    assert again == log
    assert elsewhere != log


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": " ", "publisher": ""}, "a title, a publisher or an address"),
        ({"title": "a", "publisher": "", "url": "javascript:x"}, "must begin with"),
        ({"title": "a\x00", "publisher": ""}, "NUL"),
        (
            {"title": "", "publisher": "", "url": f"https://a.example/{'x' * 2000}"},
            "longer than 2,000",
        ),
    ],
)
def test_what_cannot_be_told_or_opened_is_no_source(
    db: None, facts: dict[str, str], sentence: str
):
    with pytest.raises(SourceRefused, match=sentence):
        library.find_or_add(**facts)

    assert not Source.objects.exists()


def test_a_source_goes_from_cited_to_located_to_opened(log: Source, checker: User):
    assert log.state == State.CITED

    located = library.locate(
        source=log, version=log.version, url="https://port.example/a#x", by=checker
    )
    assert (located.state, located.located_by) == (State.LOCATED, checker)
    assert located.canonical_url == "https://port.example/a"

    opened = library.mark_opened(source=log, version=located.version, by=checker)
    assert (opened.state, opened.opened_by) == (State.OPENED, checker)
    assert opened.is_opened


def locate(source: Source, url: str, by: User) -> Source:
    return library.locate(source=source, version=source.version, url=url, by=by)


def mark_opened(source: Source, by: User) -> Source:
    return library.mark_opened(source=source, version=source.version, by=by)


def test_a_first_address_does_not_close_an_opened_source(log: Source, checker: User):
    opened = mark_opened(log, checker)

    located = locate(opened, "https://port.example/a", checker)

    assert (located.state, located.opened_by) == (State.OPENED, checker)


def test_another_address_is_another_document_to_be_opened_anew(
    log: Source, checker: User, editor: User
):
    opened = mark_opened(locate(log, "https://port.example/a", checker), checker)

    same = locate(opened, "HTTPS://PORT.example/a?utm_medium=x#top", checker)
    assert (same.state, same.opened_by) == (State.OPENED, checker)

    moved = locate(same, "https://port.example/b", editor)
    moved.refresh_from_db()
    assert (moved.state, moved.located_by) == (State.LOCATED, editor)
    assert (moved.opened_by, moved.opened_at) == (None, None)
    assert "port.example/b" in moved.search_text
    assert "port.example/a" not in moved.search_text

    assert mark_opened(moved, editor).opened_by == editor


def test_a_source_that_changed_meanwhile_is_neither_located_nor_opened(
    log: Source, checker: User
):
    describe(log, interest="party to the matter")

    with pytest.raises(SourceStale):
        locate(log, "https://port.example/a", checker)
    with pytest.raises(SourceStale):
        mark_opened(log, checker)

    log.refresh_from_db()
    assert (log.state, log.url) == (State.CITED, "")


def test_a_source_is_opened_once(log: Source, checker: User, editor: User):
    opened = mark_opened(log, checker)

    with pytest.raises(SourceRefused, match="opened already"):
        mark_opened(opened, editor)

    log.refresh_from_db()
    assert log.opened_by == checker


def test_an_address_of_another_source_is_refused_and_names_it(
    log: Source, checker: User
):
    library.find_or_add(title="Sheet 1", publisher="Port", url="https://port.example/a")

    with pytest.raises(SourceRefused, match="as “Sheet 1, Port”"):
        locate(log, "https://port.example/a", checker)


def test_locating_needs_an_address(log: Source, checker: User):
    with pytest.raises(SourceRefused, match="Give the address"):
        locate(log, "  ", checker)


def test_what_a_source_is_can_be_written_down(log: Source):
    described = describe(
        log, title="Port  log", tier="primary", interest=" party to the matter "
    )

    assert (described.tier, described.interest) == ("primary", "party to the matter")
    assert described.version == log.version + 1


def test_a_source_somebody_else_described_meanwhile_is_not_overwritten(log: Source):
    describe(log, publisher="Port of the city")

    with pytest.raises(SourceStale):
        describe(log, publisher="Harbor office")


def test_a_source_cannot_be_made_the_same_as_another(log: Source):
    other = library.find_or_add(title="Crew list", publisher="Port authority")

    with pytest.raises(SourceRefused, match="Another source has this title"):
        describe(other, title="port LOG")


def test_a_source_repeats_neither_itself_nor_what_repeats_it(log: Source):
    copy = library.find_or_add(title="Copy", publisher="")
    describe(copy, derived_from=log)

    for origin in (log, Source.objects.get(pk=copy.pk)):
        with pytest.raises(SourceRefused, match="cannot repeat itself"):
            describe(log, derived_from=origin)
