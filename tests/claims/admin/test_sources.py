from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from sources import library
from sources.models import Source, State
from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

ADD = reverse("admin:sources_source_add")
LIST = reverse("admin:sources_source_changelist")


def page_of(source: Source, name: str = "change") -> str:
    return reverse(f"admin:sources_source_{name}", args=[source.pk])


@pytest.fixture
def log(db: None) -> Source:
    return library.find_or_add(title="Port log", publisher="Port authority")


def test_a_source_is_added_with_its_address(checker: User):
    response = Person(checker).fill_in(
        ADD, title="Port log", publisher="Port", url="https://port.example/a"
    )

    source = Source.objects.get()
    assert response.redirect_chain[-1][0] == page_of(source)
    assert (source.state, source.located_by) == (State.LOCATED, checker)


def test_adding_a_source_the_library_has_leads_to_it(checker: User, log: Source):
    response = Person(checker).fill_in(
        ADD, title="PORT LOG", publisher="port authority"
    )

    assert response.redirect_chain[-1][0] == page_of(log)
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "needs a title, a publisher or an address"),
        ({"title": "Kept", "url": "port.example"}, "must begin with http"),
    ],
)
def test_a_refused_source_keeps_what_was_typed(
    checker: User, typed: dict[str, str], sentence: str
):
    response = Person(checker).client.post(ADD, typed)

    assert sentence in words(response)
    if typed:
        assert b'value="Kept"' in response.content
    assert not Source.objects.exists()


def test_a_source_is_described(checker: User, log: Source):
    origin = library.find_or_add(title="Bridge log", publisher="Ship")

    response = Person(checker).fill_in(
        page_of(log) + "?q=bridge",
        tier="secondary",
        interest="Party to the matter",
        derived_from=str(origin.pk),
    )

    log.refresh_from_db()
    assert "The source is saved." in words(response)
    assert (log.tier, log.interest) == ("secondary", "Party to the matter")
    assert log.derived_from == origin


def test_a_source_that_would_be_another_is_refused_in_a_sentence(
    checker: User, log: Source
):
    other = library.find_or_add(title="Crew list", publisher="Port authority")

    response = Person(checker).fill_in(page_of(other), title="Port log")

    assert response.status_code == 200
    assert "Another source has this title and publisher" in words(response)


@pytest.mark.parametrize("version", ["1", "", None])
def test_a_description_that_came_too_late_is_a_409_with_both_texts(
    checker: User, other_checker: User, log: Source, version: str | None
):
    Person(other_checker).fill_in(page_of(log), interest="Owns the ship")

    typed = {"title": log.title, "interest": "Rents the ship"}
    if version is not None:
        typed["version"] = version
    response = Person(checker).client.post(page_of(log), typed)

    assert response.status_code == 409
    assert "Owns the ship" in words(response)
    assert "Rents the ship" in words(response)


def test_a_source_is_located_and_opened(checker: User, log: Source):
    person = Person(checker)

    person.fill_in(page_of(log, "locate"), url="https://port.example/a")
    log.refresh_from_db()
    assert log.state == State.LOCATED

    person.fill_in(page_of(log, "open"), version=log.version)
    log.refresh_from_db()
    assert (log.state, log.opened_by) == (State.OPENED, checker)


def test_from_an_article_one_comes_back_to_it(checker: User):
    article = factories.article()
    source = article.revisions.get().citations.get().source

    response = Person(checker).fill_in(
        page_of(source, "locate") + f"?article={article.pk}",
        url="https://harbor.example/late",
    )

    back = reverse("admin:claims_article_change", args=[article.pk])
    assert response.redirect_chain[-1][0] == back + "#sources"


@pytest.mark.parametrize("page", ["locate", "open"])
def test_a_source_that_changed_since_one_looked_is_not_touched(
    checker: User, other_checker: User, log: Source, page: str
):
    person = Person(checker)
    opened = person.open(page_of(log, page))
    Person(other_checker).fill_in(page_of(log, "locate"), url="https://port.example/b")

    typed = {"url": "https://port.example/a"} if page == "locate" else {"version": 1}
    response = person.send(page_of(log, page), opened, **typed)

    assert response.status_code == 409
    assert "https://port.example/b" in words(response)
    log.refresh_from_db()
    assert (log.url, log.state) == ("https://port.example/b", State.LOCATED)


def test_opening_twice_is_refused_in_a_sentence(checker: User, log: Source):
    log = library.mark_opened(source=log, version=log.version, by=checker)

    response = Person(checker).fill_in(page_of(log, "open"), version=log.version)

    assert "The source has been opened already." in words(response)


def test_an_address_of_another_source_is_refused_and_names_it(
    checker: User, log: Source
):
    library.find_or_add(title="Sheet 1", publisher="Port", url="https://port.example/a")

    response = Person(checker).fill_in(
        page_of(log, "locate"), url="https://port.example/a"
    )

    assert "in the library already, as “Sheet 1, Port”" in words(response)


def test_a_superuser_is_nobody_of_the_desk(superuser: User, log: Source):
    person = Person(superuser)

    for response in (
        person.fill_in(ADD, title="Mine"),
        person.fill_in(page_of(log), title="Mine"),
        person.fill_in(page_of(log, "locate"), url="https://port.example/a"),
        person.fill_in(page_of(log, "open"), version=log.version),
    ):
        assert "Only the desk's fact-checkers and editors do this." in words(response)
    assert Source.objects.get().state == State.CITED


def test_an_administrator_reads_and_writes_nothing(log: Source):
    person = Person(factories.UserFactory(groups=["Administrators"]))

    assert "Save the source" not in person.open(page_of(log))
    for address in (page_of(log), page_of(log, "locate"), page_of(log, "open"), ADD):
        assert person.client.post(address, {"title": "x"}).status_code == 403


def test_a_source_lists_the_evidence_and_the_articles_that_rest_on_it(
    editor: User, checker: User
):
    claim = factories.open_claim(editor)
    citation = claim.article.revisions.get().citations.get()
    source = library.locate(
        source=citation.source,
        url="https://harbor.example/late",
        version=citation.source.version,
        by=checker,
    )
    factories.evidence(claim, checker, source=source, passage="It left at two.")

    page = read(checker, page_of(source))

    assert str(claim) in page
    assert "It left at two." in page
    assert claim.article.headline in page


def test_the_library_is_searched_and_filtered(checker: User, log: Source):
    library.find_or_add(title="Журнал порта", publisher="Порт")
    library.mark_opened(source=log, version=log.version, by=checker)

    found = read(checker, f"{LIST}?q=ЖУРНАЛ")
    opened = read(checker, f"{LIST}?state__exact=opened")

    assert "Журнал порта" in found
    assert "Port log" not in found
    assert "Port log" in opened
    assert "Журнал порта" not in opened


def test_a_source_that_is_not_there_is_a_404(checker: User):
    for page in ("change", "locate", "open"):
        address = reverse(f"admin:sources_source_{page}", args=[12345])
        assert Person(checker).client.get(address).status_code == 404
