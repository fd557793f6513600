from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import shaping, workflow
from claims.choices import LeaveReason
from claims.intake import import_text
from claims.management.commands.read import page_of as standing_alone
from claims.models import Article, Citation, Claim, Flag
from claims.reading.reading import read as read_text
from claims.templatetags.desk import progress
from sources import library
from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

IMPORT = reverse("admin:claims_article_add")
LIST = reverse("admin:claims_article_changelist")


def page_of(article: Article, name: str = "change", *rows: int) -> str:
    return reverse(f"admin:claims_article_{name}", args=[article.pk, *rows])


def cited(article: Article) -> Citation:
    return Citation.objects.select_related("source").get(revision__article=article)


# Bringing one in


def test_an_editor_pastes_an_article_and_reads_it_marked_up(editor: User):
    response = Person(editor).fill_in(
        IMPORT,
        text=factories.ARTICLE,
        url="https://harbor.example/ferry",
        publisher="Harbor Gazette",
        published_on="2026-03-03",
        reach="Shared 9,000 times",
    )

    article = Article.objects.get()
    assert response.redirect_chain[-1][0] == page_of(article)
    assert f"{article.claims.count()} claims proposed" in words(response)
    assert article.published_on == dt.date(2026, 3, 3)
    assert article.imported_by == editor


def test_an_article_comes_from_a_text_file_too(editor: User):
    file = SimpleUploadedFile("ferry.txt", factories.ARTICLE.encode(), "text/plain")

    Person(editor).client.post(IMPORT, {"file": file})

    assert "night ferry" in Article.objects.get().latest_revision().text


def test_one_claim_is_told_in_the_singular(editor: User):
    text = "The ferry carried 412 people.\n"

    response = Person(editor).fill_in(IMPORT, text=text)

    article = Article.objects.get()
    assert article.claims.count() == 1
    assert "The article is in: 1 claim proposed, 0 cited sources" in words(response)


def test_claims_are_counted_alike_wherever_they_are_counted(editor: User):
    text = (
        "Harbor Ferry Carried 412 People On Monday\n\nThe harbor ferry carried 412 "
        "people on Monday, the port authority said. The quay was built in 1931. Who "
        "would not agree?\n"
    )
    reading = read_text(text)
    assert any(claim.duplicate_of is not None for claim in reading.claims)
    assert any(not claim.checkable for claim in reading.claims)

    answer = Person(editor).fill_in(IMPORT, text=text)

    claims = Article.objects.get().claims.order_by("-pk")
    count = claims.count()
    assert count == len(reading.claims) - 1
    assert f"The article is in: {count} claims proposed" in words(answer)
    assert f"{count} claims: {count} to do" in words(answer)
    assert answer.content.decode().count('id="claim-') == count
    assert f"{count} claims found by rules" in standing_alone(reading)
    merged, into = claims[:2]
    shaping.merge(
        claim=into,
        other=merged,
        version=into.version,
        other_version=merged.version,
        by=editor,
    )
    assert import_text(text=text).claims == count - 1


def test_the_same_text_leads_to_the_article_that_is_here_already(editor: User):
    person = Person(editor)
    person.fill_in(IMPORT, text=factories.ARTICLE)

    response = person.fill_in(IMPORT, text=factories.ARTICLE)

    article = Article.objects.get()
    assert "This article is here already" in words(response)
    assert response.redirect_chain[-1][0] == page_of(article)


def test_a_changed_text_says_what_became_of_its_claims(editor: User):
    person = Person(editor)
    address = "https://harbor.example/ferry"
    person.fill_in(IMPORT, text=factories.ARTICLE, url=address)

    changed = factories.ARTICLE.replace("412", "421")
    response = person.fill_in(IMPORT, text=changed, url=address)

    article = Article.objects.get()
    page = words(response)
    assert "text 2: of its claims 4 unchanged, 1 no longer found, 1 new." in page
    assert "this is its text 2" in page
    assert "1 of its claims is not found in it" in page
    first = article.revisions.get(number=1)
    old = read(editor, reverse("admin:claims_revision_change", args=[first.pk]))
    assert "412 passengers" in old
    assert first.sha256 in old


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": "   "}, "empty"),
        ({"text": "x" * 2_000_001}, "2,000,000"),
        ({"text": "Ferry late.", "url": "ftp://a.example"}, "must begin with http"),
        ({"text": "Ferry late.", "published_on": "soon"}, "valid date"),
        ({"text": "Ferry\x00late."}, "Null characters"),
    ],
)
def test_a_refused_import_keeps_what_was_typed_and_stores_nothing(
    editor: User, typed: dict[str, str], sentence: str
):
    typed = {"publisher": "Harbor Gazette"} | typed

    response = Person(editor).client.post(IMPORT, typed)

    assert response.status_code == 200
    assert sentence in words(response)
    assert b'value="Harbor Gazette"' in response.content
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"Ferry \xff late", "not UTF-8 text: byte 7"),
        (b"\x89PNG\r\n\x1a\n", "what it holds is a PNG picture"),
        (b"Ferry\x00late", "NUL"),
        (b"", "empty"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_a_sentence(
    editor: User, raw: bytes, sentence: str
):
    file = SimpleUploadedFile("ferry.txt", raw, "text/plain")

    response = Person(editor).client.post(IMPORT, {"file": file})

    assert response.status_code == 200
    assert sentence in words(response)
    assert not Article.objects.exists()


def test_pasting_and_choosing_a_file_at_once_is_refused(editor: User):
    file = SimpleUploadedFile("ferry.txt", b"Ferry late.", "text/plain")

    response = Person(editor).client.post(IMPORT, {"file": file, "text": "Ferry."})

    assert "Paste the text or choose files, not both." in words(response)


def test_an_article_without_a_claim_is_stored_and_says_so(editor: User):
    response = Person(editor).fill_in(IMPORT, text="Subscribe now")

    assert Claim.objects.count() == 0
    assert "No claim was found in this text" in words(response)


def test_only_editors_bring_articles_in(checker: User):
    assert Person(checker).client.get(IMPORT).status_code == 403
    assert Person(checker).client.post(IMPORT, {"text": "Ferry."}).status_code == 403
    assert "Import an article" not in read(checker, LIST)


# The list


def test_the_list_tells_progress_and_what_is_published(
    editor: User, checker: User, other_checker: User
):
    version = factories.published(editor, checker, other_checker)
    claims = version.fact_check.article.claims.count()

    page = read(editor, LIST)

    assert f"{claims} claims: 1 decided, {claims - 1} to do" in page
    assert "Version 1" in page


def test_the_list_is_searched_in_any_script_and_case(editor: User):
    factories.article(headline="ПАРОМ задержан", publisher="Гавань")
    factories.article(headline="Ferry late")

    found = read(editor, f"{LIST}?q=паром+ГАВАНЬ")
    nothing = read(editor, f"{LIST}?q=train")

    assert "ПАРОМ задержан" in found
    assert "Ferry late" not in found
    assert "Nothing fits this search" in nothing


@pytest.mark.parametrize("sought", ["ferry%00", "%ff%fe", "%ed%a0%80", "%25_"])
def test_a_search_for_what_no_text_holds_breaks_nothing(editor: User, sought: str):
    factories.article(headline="Ferry late")

    assert "Articles" in read(editor, f"{LIST}?q={sought}")


def test_an_empty_list_says_so(editor: User):
    assert "There is nothing here yet." in read(editor, LIST)


def test_list_and_page_cost_the_same_for_one_claim_and_for_many(editor: User):
    client = Client()
    client.force_login(editor)
    few = factories.article(
        text="Ferry\n\nThe ferry carried 99 people on Monday.\n\n"
        "Sources:\n\nSheet 1   Port authority"
    )
    with CaptureQueriesContext(connection) as list_with_few:
        client.get(LIST)
    with CaptureQueriesContext(connection) as page_with_few:
        client.get(page_of(few))

    sentences = "\n\n".join(
        f"The ferry carried {number} people on Monday, the port authority said."
        for number in range(100, 125)
    )
    sources = "\n".join(f"Sheet {number}   Port authority" for number in range(9))
    many = factories.article(text=f"Ferry\n\n{sentences}\n\nSources:\n\n{sources}")
    assert many.claims.count() >= 20

    with CaptureQueriesContext(connection) as list_with_many:
        client.get(LIST)
    with CaptureQueriesContext(connection) as page_with_many:
        client.get(page_of(many))

    assert len(list_with_many) == len(list_with_few)
    assert len(page_with_many) == len(page_with_few)


# The page


def test_every_claim_is_underlined_and_leads_to_its_page(editor: User):
    article = factories.article()
    claim = article.claims.order_by("position")[0]

    page = Person(editor).open(page_of(article))

    address = reverse("admin:claims_claim_change", args=[claim.pk])
    quote = claim.mentions.get().quote
    assert f'class="claim proposed" href="{address}"' in page
    assert f">{quote}</a>" in page
    for other in article.claims.all():
        assert reverse("admin:claims_claim_change", args=[other.pk]) in page


def test_script_in_an_article_stays_text(editor: User):
    evil = "<script>alert(1)</script>"
    article = factories.article(
        text=f"Ferry {evil}\n\nThe {evil} ferry carried 412 people on Monday.",
        publisher=evil,
        byline=evil,
        reach=evil,
    )

    for address in (page_of(article), LIST, reverse("admin:index")):
        page = Person(editor).open(address)
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_the_facts_are_written_and_the_step_is_shown(editor: User):
    article = factories.article()

    response = Person(editor).fill_in(
        page_of(article), publisher="Harbor Post", headline="Ferry late"
    )

    page = words(response)
    assert "The facts about the article are saved." in page
    assert "Harbor Post" in page
    assert "Facts of the article changed" in page


@pytest.mark.parametrize("version", ["1", "", None])
def test_a_stale_or_missing_version_is_a_409_with_both_texts(
    editor: User, other_editor: User, version: str | None
):
    article = factories.article()
    Person(other_editor).fill_in(page_of(article), publisher="Harbor Post")

    typed = {"headline": article.headline, "language": "en", "publisher": "My paper"}
    if version is not None:
        typed["version"] = version
    response = Person(editor).client.post(page_of(article), typed)

    assert response.status_code == 409
    assert "My paper" in words(response)
    assert "Harbor Post" in words(response)
    article.refresh_from_db()
    assert article.publisher == "Harbor Post"


def test_a_refused_fact_keeps_what_was_typed(editor: User):
    factories.article(url="https://harbor.example/a", headline="The other one")
    article = factories.article()

    response = Person(editor).fill_in(
        page_of(article), url="https://harbor.example/a", publisher="My paper"
    )

    assert response.status_code == 200
    assert "the address of another article, “The other one”" in words(response)
    assert b'value="My paper"' in response.content


def test_a_checker_reads_the_facts_and_cannot_write_them(checker: User):
    article = factories.article(publisher="Harbor Gazette")
    person = Person(checker)

    assert "Harbor Gazette" in person.open(page_of(article))
    assert "Save the facts" not in person.open(page_of(article))
    assert person.client.post(page_of(article), {"headline": "x"}).status_code == 403


def test_an_article_that_is_not_there_is_a_404(editor: User):
    address = reverse("admin:claims_article_change", args=[12345])

    assert Client().get(address).status_code == 302
    assert Person(editor).client.get(address).status_code == 404


def test_while_a_second_review_is_pending_the_page_hides_the_first(
    editor: User, checker: User, other_checker: User
):
    claim = factories.once_reviewed(editor, checker)

    assert "First review" in read(checker, page_of(claim.article))
    for person in (editor, other_checker):
        assert "First review" not in read(person, page_of(claim.article))


# Topics


def test_a_topic_is_added_and_described(editor: User):
    article = factories.article()
    person = Person(editor)

    person.fill_in(page_of(article, "add_topic"), name="Crew", summary="Who sailed.")
    topic = article.topics.get(name="Crew")
    response = person.fill_in(
        page_of(article, "topic", topic.pk), name="The crew", position="1"
    )

    topic.refresh_from_db()
    assert (topic.name, topic.position) == ("The crew", 1)
    assert "The crew 0 claims" in words(response)


def test_a_second_topic_of_one_name_is_refused_in_a_sentence(editor: User):
    article = factories.article()
    workflow.add_topic(article=article, name="Crew", by=editor)

    response = Person(editor).fill_in(
        page_of(article, "add_topic"), name="Crew", summary="Typed."
    )

    assert "The article has a topic “Crew” already." in words(response)
    assert "Typed." in response.content.decode()


def test_a_topic_somebody_else_described_meanwhile_is_not_overwritten(
    editor: User, other_editor: User
):
    article = factories.article()
    topic = workflow.add_topic(article=article, name="Crew", by=editor)
    address = page_of(article, "topic", topic.pk)
    person = Person(editor)
    opened = person.open(address)

    Person(other_editor).fill_in(address, name="Sailors")
    response = person.send(address, opened, name="Seamen")

    assert response.status_code == 409
    assert "Sailors" in words(response)
    assert "Seamen" in words(response)
    topic.refresh_from_db()
    assert topic.name == "Sailors"


def test_topics_are_for_editors_and_for_their_own_article(checker: User, editor: User):
    article, other = factories.article(), factories.article()
    topic = workflow.add_topic(article=article, name="Crew", by=editor)

    add = Person(checker).client.get(page_of(article, "add_topic"))
    foreign = Person(editor).client.get(page_of(other, "topic", topic.pk))

    assert add.status_code == 403
    assert foreign.status_code == 404


# Sources and flags


def test_cited_sources_stand_in_order_with_their_state(editor: User):
    article = factories.article()

    page = read(editor, page_of(article))

    assert "Night ferry leaves late , Harbor Gazette Cited" in page


def test_a_cited_source_is_recognized_as_one_the_library_has(checker: User):
    article = factories.article()
    citation = cited(article)
    known = library.find_or_add(title="Night ferry, corrected", publisher="Gazette")
    address = page_of(article, "recognize", citation.pk) + "?q=CORRECTED"

    response = Person(checker).fill_in(address, source=str(known.pk))

    citation.refresh_from_db()
    assert citation.source == known
    assert response.redirect_chain[-1][0] == page_of(article) + "#sources"


def test_recognizing_twice_at_once_is_a_409(checker: User, other_checker: User):
    article = factories.article()
    citation = cited(article)
    one = library.find_or_add(title="Night ferry, corrected", publisher="Gazette")
    two = library.find_or_add(title="Night ferry, reprinted", publisher="Gazette")
    address = page_of(article, "recognize", citation.pk) + "?q=night"
    person = Person(checker)
    opened = person.open(address)

    Person(other_checker).fill_in(address, source=str(one.pk))
    response = person.send(address, opened, source=str(two.pk))

    assert response.status_code == 409
    citation.refresh_from_db()
    assert citation.source == one


def test_a_search_of_the_library_that_finds_nothing_says_so(checker: User):
    article = factories.article()
    address = page_of(article, "recognize", cited(article).pk)

    assert "has no other source with these words" in read(checker, f"{address}?q=train")


def test_what_the_reading_noticed_is_told_in_words(editor: User):
    article = factories.article()
    revision = article.revisions.get()
    flag = revision.flags.first()
    assert flag is not None
    harmless = Flag.objects.create(
        revision=revision, kind=flag.kind, outcome="stated", message="It is stated."
    )

    page = read(editor, page_of(article))

    assert flag.get_kind_display() in page
    assert flag.message in page
    assert harmless.message not in page


def test_topics_count_their_claims_and_what_is_settled(editor: User):
    article = factories.article()
    claim = article.claims.exclude(topic=None)[0]
    assert claim.topic is not None
    count = claim.topic.claims.count()
    workflow.leave(
        claim=claim, version=claim.version, reason=LeaveReason.NOT_SELECTED, by=editor
    )

    page = read(editor, page_of(article))

    plural = "" if count == 1 else "s"
    assert f"{claim.topic.name} {count} claim{plural}, 1 settled" in page


@pytest.mark.parametrize(
    ("decided", "left", "count", "told"),
    [
        (0, 0, 0, "No claims found"),
        (0, 0, 1, "1 claim: 1 to do"),
        (3, 6, 30, "30 claims: 3 decided, 6 not checked, 21 to do"),
        (10, 33, 43, "43 claims: 10 decided, 33 not checked"),
    ],
)
def test_how_far_an_article_is_is_said_in_words(
    decided: int, left: int, count: int, told: str
):
    article = Article(headline="Ferry")
    article.claim_count, article.decided_count, article.left_count = (
        count,
        decided,
        left,
    )

    assert progress(article) == told
