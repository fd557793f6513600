from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User

from claims.models import Claim
from sources import library
from sources.models import Source, State
from tests import factories
from tests.claims.admin.pages import page_of, read, words
from tests.claims.refusing import everything_stored
from tests.journeys.people import Person


@pytest.fixture
def claim(editor: User) -> Claim:
    return factories.open_claim(editor, subclaims=("Oran", "Bastia"))


@pytest.fixture
def cited(claim: Claim) -> Source:
    """The source the article itself names."""
    return Source.objects.get(citations__revision__article=claim.article)


def test_a_cited_source_is_located_opened_and_attached(
    claim: Claim, cited: Source, checker: User
):
    person = Person(checker)

    person.fill_in(page_of(claim, "locate", cited.pk), url="https://gazette.example/1")
    person.fill_in(page_of(claim, "opened", cited.pk))
    person.fill_in(
        page_of(claim, "attach"),
        source=cited.pk,
        passage="412 went aboard.",
        origin="article",
        subclaim=claim.subclaims.get(text="Oran").pk,
    )

    cited.refresh_from_db()
    attached = claim.evidence.get()
    assert cited.state == State.OPENED
    assert (attached.source, attached.subclaim.text) == (cited, "Oran")
    assert "About the part “Oran”." in read(checker, page_of(claim))


def test_a_new_source_is_added_with_its_evidence(claim: Claim, checker: User):
    Person(checker).fill_in(
        page_of(claim, "attach"),
        title_of_source="Passenger list",
        publisher="Port authority",
        url="https://port.example/list?utm_source=x",
        passage="412 names.",
        passage_language="fr",
        translation="412 names, in English.",
        translator="The desk",
    )

    attached = claim.evidence.get()
    assert attached.source.canonical_url == "https://port.example/list"
    assert attached.translator == "The desk"


def test_a_known_address_finds_its_source_again(claim: Claim, checker: User):
    known = factories.opened_source(checker, url="https://port.example/known")

    Person(checker).fill_in(
        page_of(claim, "attach"), url="https://PORT.example/known", passage="412."
    )

    assert claim.evidence.get().source == known


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"passage": ""}, "Quote the passage, or summarize it and say so."),
        ({"publisher": ""}, "The source needs a title and a publisher first."),
        ({"url": ""}, "Locate it, or say why there is neither"),
        ({"url": "ftp://port.example/"}, "http"),
        ({"translation": "412."}, "Say who or what made the translation."),
        ({"translator": "x" * 201}, "at most 200 characters"),
    ],
)
def test_evidence_that_lacks_something_is_refused_and_leaves_no_source(
    claim: Claim, checker: User, typed: dict[str, str], sentence: str
):
    before = everything_stored()
    whole = {
        "title_of_source": "Passenger list",
        "publisher": "Port authority",
        "url": "https://port.example/list",
        "passage": "412 names.",
        "translation": "",
    }

    answer = Person(checker).fill_in(page_of(claim, "attach"), **(whole | typed))

    assert answer.status_code == 200
    assert sentence in words(answer)
    assert "Passenger list" in answer.content.decode()
    assert everything_stored() == before


def test_a_source_is_chosen_or_described_not_both(
    claim: Claim, cited: Source, checker: User
):
    answer = Person(checker).fill_in(
        page_of(claim, "attach"), source=cited.pk, publisher="Another", passage="412."
    )

    assert "Choose a source from the list or describe a new one, not both." in words(
        answer
    )
    assert not claim.evidence.exists()


def test_what_a_chosen_source_lacks_is_filled_in_with_the_evidence(
    claim: Claim, checker: User
):
    bare = library.find_or_add(title="Passenger list", publisher="")

    Person(checker).client.post(
        page_of(claim, "attach") + "?q=passenger",
        {
            "source": bare.pk,
            "publisher": "Port authority",
            "url": "https://port.example/list",
            "passage": "412 names.",
            "origin": "desk",
        },
    )

    attached = claim.evidence.get()
    assert attached.source == bare
    assert str(attached.source) == "Passenger list, Port authority"
    assert attached.source.state == State.LOCATED


def test_a_search_brings_the_library_into_the_list(claim: Claim, checker: User):
    source = factories.opened_source(checker, title="Журнал порта", publisher="Порт")
    choice = f'<option value="{source.pk}">'
    page = page_of(claim, "attach")
    person = Person(checker)

    assert choice not in person.client.get(page).content.decode()
    assert choice in person.client.get(page, {"q": "ЖУРНАЛ"}).content.decode()

    person.client.post(
        f"{page}?q=журнал",
        {
            "source": source.pk,
            "passage": "412.",
            "origin": "desk",
        },
    )
    assert claim.evidence.get().source == source


def test_evidence_is_withdrawn_with_a_reason_and_stays_on_the_page(
    claim: Claim, checker: User
):
    evidence = factories.evidence(claim, checker, passage="The log lists 412.")
    page = page_of(claim, "withdraw", evidence.pk)

    refused = Person(checker).fill_in(page, reason="")
    Person(checker).fill_in(page, reason="It is another ship's.")

    assert "Say why the evidence is withdrawn." in words(refused)
    after = Person(checker).open(page_of(claim))
    struck = after.partition("<del>")[2].partition("</del>")[0]
    assert "The log lists 412." in struck
    assert "It is another ship&#x27;s." in after


def test_evidence_of_another_claim_is_not_found(
    claim: Claim, editor: User, checker: User
):
    other = factories.evidence(factories.open_claim(editor), checker)

    page = page_of(claim, "withdraw", other.pk)

    assert Person(checker).client.get(page).status_code == 404


def test_a_source_that_is_not_at_hand_is_not_found(claim: Claim, checker: User):
    stranger = library.find_or_add(title="Elsewhere", publisher="Nobody")

    for name in ("locate", "opened"):
        page = page_of(claim, name, stranger.pk)
        assert Person(checker).client.get(page).status_code == 404


def test_an_address_the_library_knows_is_refused_with_its_source(
    claim: Claim, cited: Source, checker: User
):
    factories.opened_source(checker, title="The log", url="https://port.example/log")

    answer = Person(checker).fill_in(
        page_of(claim, "locate", cited.pk), url="https://port.example/log"
    )

    assert "in the library already, as “The log, Port authority”" in words(answer)


def test_a_search_is_logged(claim: Claim, checker: User):
    Person(checker).fill_in(
        page_of(claim, "search"),
        sought="A list of passengers",
        place="The port's register",
        searched_on="2026-03-04",
        outcome="None is kept.",
    )

    entry = claim.searches.get()
    assert entry.searched_on == dt.date(2026, 3, 4)
    assert "A list of passengers" in read(checker, page_of(claim))


def test_a_search_says_what_was_sought_and_where(claim: Claim, checker: User):
    answer = Person(checker).fill_in(page_of(claim, "search"), outcome="Nothing")

    assert "Say what was looked for, and where." in words(answer)
    assert 'value="Nothing"' in answer.content.decode()


def test_a_superuser_of_no_group_adds_nothing_to_the_file(
    claim: Claim, cited: Source, checker: User, superuser: User
):
    evidence = factories.evidence(claim, checker)
    before = everything_stored()
    passage = {"source": cited.pk, "passage": "x", "origin": "desk"}
    asked = {
        page_of(claim, "attach"): passage,
        page_of(claim, "withdraw", evidence.pk): {"reason": "x"},
        page_of(claim, "search"): {
            "sought": "x",
            "place": "x",
            "searched_on": "2026-03-04",
        },
        page_of(claim, "locate", cited.pk): {"url": "https://x.example/"},
        page_of(claim, "opened", cited.pk): {},
    }

    for address, typed in asked.items():
        answer = Person(superuser).client.post(address, typed)
        assert (answer.status_code, address) == (200, address)
        sentence = "Only the desk's fact-checkers and editors do this."
        assert (sentence in words(answer), address) == (True, address)

    assert everything_stored() == before
