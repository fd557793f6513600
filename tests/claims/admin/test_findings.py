from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import findings
from claims.choices import Place, Selection, Status
from claims.intake import import_text
from claims.models import Article, Claim, Flag
from tests import factories
from tests.claims.admin.pages import page_of, read, words
from tests.journeys.people import Person

QUEUE = reverse("admin:claims_claim_changelist")
ARTICLES = reverse("admin:claims_article_changelist")


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


@pytest.fixture
def flag(article: Article) -> Flag:
    """The figure of the headline, which the text contradicts."""
    return Flag.objects.get(revision__article=article, outcome="contradicted")


def of_article(article: Article, name: str = "change", *rows: int) -> str:
    return reverse(f"admin:claims_article_{name}", args=[article.pk, *rows])


def of_flag(flag: Flag, name: str) -> str:
    return of_article(flag.revision.article, name, flag.pk)


def confirmed(flag: Flag, editor: User) -> Claim:
    topic = flag.revision.article.topics.order_by("position")[0]
    return findings.confirm(
        flag=flag,
        claim_reviewed="The headline’s 900 passengers are nowhere in the text",
        as_=Selection.SUPPORTING,
        topic=topic,
        could_harm=True,
        by=editor,
    )


# On the article's page


def test_a_flag_is_told_with_its_outcome_and_the_claims_it_is_about(
    flag: Flag, editor: User
):
    page = read(editor, of_article(flag.revision.article))

    assert f"Headline figure , the text says otherwise {flag.message}" in page
    for claim in flag.claims.all():
        assert claim.claim_reviewed in page
    assert "Confirm as a finding" in page


def test_whoever_does_not_edit_reads_flags_and_settles_none(flag: Flag, checker: User):
    page = read(checker, of_article(flag.revision.article))

    assert flag.message in page
    assert "Confirm as a finding" not in page
    assert "Add a finding" not in page


def test_open_flags_come_before_those_that_are_settled(flag: Flag, editor: User):
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)
    other = flag.revision.flags.exclude(pk=flag.pk)[0]

    page = read(editor, of_article(flag.revision.article))

    assert page.index(other.message) < page.index(flag.message)
    assert "Dismissed by editor" in page
    assert ": Rounded." in page


def test_a_flag_of_an_older_text_is_shown_as_such(flag: Flag, editor: User):
    article = flag.revision.article
    assert "older text" not in read(editor, of_article(article))

    text = article.latest_revision().text
    import_text(text=f"{text}\n\nMore follows.\n", article=article)
    assert "older text" not in read(editor, of_article(article))
    import_text(text=text.partition("\n\n")[2], article=article)

    page = read(editor, of_article(article))
    assert (
        "Headline figure , the text says otherwise (noticed in the older text 2)"
        in page
    )
    assert "noticed in the older text 1" not in page


def test_the_page_costs_as_many_queries_for_many_flags(flag: Flag, editor: User):
    person = Person(editor)
    address = of_article(flag.revision.article)
    with CaptureQueriesContext(connection) as few:
        person.open(address)
    for number in range(10):
        other = Flag.objects.create(
            revision=flag.revision, kind=flag.kind, message=f"Look at {number}."
        )
        other.claims.set(flag.claims.all())
        if number % 2:
            confirmed(other, editor)

    with CaptureQueriesContext(connection) as many:
        person.open(address)

    assert len(many) == len(few)


# Settling


def test_an_editor_dismisses_a_flag(flag: Flag, editor: User):
    response = Person(editor).fill_in(of_flag(flag, "dismiss"), reason="Rounded.")

    flag.refresh_from_db()
    assert flag.dismissed_because == "Rounded."
    assert response.redirect_chain[-1][0] == (
        of_article(flag.revision.article) + "#flags"
    )
    assert "The flag is dismissed." in words(response)


def test_a_dismissal_without_a_reason_is_asked_for_again(flag: Flag, editor: User):
    response = Person(editor).fill_in(of_flag(flag, "dismiss"), reason="")

    assert "Say why the flag is dismissed." in words(response)


def test_confirming_begins_with_a_sentence_and_the_topic(flag: Flag, editor: User):
    page = Person(editor).open(of_flag(flag, "confirm"))

    assert "The headline says “Over 900”; the text has other figures" in page
    about = flag.claims.order_by("position")[0]
    assert f'value="{about.topic_id}" selected' in page


def test_an_editor_confirms_a_flag_and_goes_on_to_the_finding(flag: Flag, editor: User):
    response = Person(editor).fill_in(
        of_flag(flag, "confirm"),
        claim_reviewed="The headline’s 900 are not in the text",
    )

    finding = Claim.objects.get(is_finding=True)
    assert finding.status == Status.OPEN
    assert finding.could_harm
    assert response.redirect_chain[-1][0] == page_of(finding)
    page = words(response)
    assert "Finding about the article" in page
    assert "it stands nowhere in its text" in page
    assert "None: it is the desk’s own" in page
    assert "This is what the reading noticed; an editor confirmed it." in page


def test_an_editor_adds_a_finding_by_hand(article: Article, editor: User):
    topic = article.topics.order_by("position")[0]

    Person(editor).fill_in(
        of_article(article, "add_finding"),
        claim_reviewed="The article names nobody who was asked",
        topic=topic.pk,
    )

    finding = Claim.objects.get(is_finding=True)
    assert finding.topic == topic
    page = read(editor, of_article(article))
    assert "The article names nobody who was asked Open" in page


def test_a_finding_without_words_is_asked_for_again(article: Article, editor: User):
    topic = article.topics.order_by("position")[0]

    response = Person(editor).fill_in(
        of_article(article, "add_finding"), claim_reviewed=" ", topic=topic.pk
    )

    assert "Say what the article was found to do." in words(response)


def test_a_confirmation_is_taken_back(flag: Flag, editor: User):
    finding = confirmed(flag, editor)
    person = Person(editor)
    assert "a claim no longer" in person.open(of_flag(flag, "take_back"))

    response = person.fill_in(of_flag(flag, "take_back"))

    finding.refresh_from_db()
    assert "The flag is open again." in words(response)
    assert finding.status == Status.NOT_CHECKED
    page = read(editor, of_article(flag.revision.article))
    assert "None yet. A finding is what the desk found" in page


def test_a_reviewed_finding_is_not_offered_to_be_taken_back(
    flag: Flag, editor: User, checker: User
):
    article = of_article(flag.revision.article)
    finding = confirmed(flag, editor)
    assert "Take back" in read(editor, article)

    factories.evidence(finding, checker)
    factories.submit(finding, checker, Place.FIRST)

    assert "Take back" not in read(editor, article)


def test_settling_what_somebody_has_settled_is_a_409_with_both_texts(
    flag: Flag, editor: User, other_editor: User
):
    slow = Person(editor)
    address = of_flag(flag, "confirm")
    page = slow.open(address)
    findings.dismiss(flag=flag, reason="Rounded, as headlines are.", by=other_editor)

    response = slow.send(address, page, claim_reviewed="The 900 are in no text")

    assert response.status_code == 409
    assert "The 900 are in no text" in words(response)
    assert "Rounded, as headlines are." in words(response)
    assert not Claim.objects.filter(is_finding=True).exists()


def test_a_page_opened_on_a_settled_flag_says_so(flag: Flag, editor: User):
    assert "It is open." in read(editor, of_flag(flag, "take_back"))

    findings.dismiss(flag=flag, reason="Rounded.", by=editor)

    assert "It is settled already." in read(editor, of_flag(flag, "confirm"))
    assert "It is settled already." in read(editor, of_flag(flag, "dismiss"))


def test_a_take_back_of_another_settling_is_a_409(
    flag: Flag, editor: User, other_editor: User
):
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)
    person = Person(editor)
    address = of_flag(flag, "take_back")
    page = person.open(address)
    flag.refresh_from_db()
    findings.take_back(flag=flag, settled_at=flag.settled_at, by=other_editor)
    confirmed(flag, other_editor)

    response = person.send(address, page)

    assert response.status_code == 409
    assert "The headline’s 900 passengers are nowhere in the text" in words(response)


def test_a_superuser_is_refused_in_a_sentence(flag: Flag, superuser: User):
    response = Person(superuser).fill_in(of_flag(flag, "dismiss"), reason="Rounded.")

    assert "Only editors settle what the reading noticed." in words(response)


def test_a_flag_of_another_article_is_not_there(flag: Flag, editor: User):
    other = factories.article()

    response = Person(editor).client.get(of_article(other, "dismiss", flag.pk))

    assert response.status_code == 404


# In the queue and on its page


def test_the_queue_calls_a_finding_by_its_name_and_finds_it(
    article: Article, editor: User
):
    factories.finding(editor, of=article)

    assert "Finding about the article" in read(editor, f"{QUEUE}?kind__exact=finding")
    assert "1 claim " in read(editor, f"{QUEUE}?kind__exact=finding")
    events = read(editor, f"{QUEUE}?kind__exact=event")
    assert "900 passengers are nowhere" not in events


def test_a_claim_of_the_article_is_called_by_its_kind(article: Article, editor: User):
    claim = article.claims.order_by("position")[0]

    page = read(editor, page_of(claim))

    assert claim.get_kind_display() in page
    assert "Finding about the article" not in page


def test_the_export_calls_a_finding_by_its_name(article: Article, editor: User):
    factories.finding(editor, of=article)

    file = Person(editor).client.get(reverse("admin:claims_claim_export"))

    assert '"Finding about the article"' in file.getvalue().decode()


def test_nobody_is_asked_for_the_claimant_of_a_finding(article: Article, editor: User):
    finding = factories.finding(editor, of=article)
    person = Person(editor)

    page = person.open(page_of(finding))
    person.fill_in(
        page_of(finding, "word"), claim_reviewed="The headline says 900, the text 412"
    )
    person.fill_in(
        page_of(finding, "prepare"), single_source_reason="It is about its own text."
    )

    finding.refresh_from_db()
    assert 'name="claimant"' not in page
    assert 'name="do_not_name"' not in page
    assert finding.claim_reviewed == "The headline says 900, the text 412"
    assert finding.single_source_reason == "It is about its own text."
    assert finding.kind == "event"


def test_a_finding_may_report_what_the_headline_says(article: Article, editor: User):
    """Its rating stands in no markup that would take it for one of the report."""
    finding = factories.finding(editor, of=article)
    claim = factories.open_claim(editor, claim=article.claims.order_by("position")[0])
    person = Person(editor)
    said = "The headline says 900"

    told = words(person.fill_in(page_of(finding, "word"), claim_reviewed=said))
    of_a_claim = words(person.fill_in(page_of(claim, "word"), claim_reviewed=said))

    assert "out of the wording" not in told
    assert "out of the wording" in of_a_claim


def test_a_claim_tells_of_the_flag_it_is_part_of_until_that_is_dismissed(
    flag: Flag, editor: User
):
    claim = flag.claims.order_by("position")[0]
    assert f"{flag.message} Settle it" in read(editor, page_of(claim))

    finding = confirmed(flag, editor)
    assert f"{flag.message} It is a finding now." in read(editor, page_of(claim))

    flag.refresh_from_db()
    findings.take_back(flag=flag, settled_at=flag.settled_at, by=editor)
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)
    assert flag.message not in read(editor, page_of(claim))
    assert "an editor confirmed it" not in read(editor, page_of(finding))


def test_what_was_left_may_repeat_no_finding(article: Article, editor: User):
    finding = factories.finding(editor, of=article)
    claim = article.claims.order_by("position")[0]

    page = Person(editor).open(page_of(claim, "leave"))

    assert f'<option value="{finding.pk}"' not in page


# The list of articles


def test_articles_with_something_noticed_are_listed(flag: Flag, editor: User):
    article = flag.revision.article
    quiet = factories.article()
    quiet.latest_revision().flags.all().delete()

    page = read(editor, f"{ARTICLES}?flags=open")

    assert "1 article " in page

    for noticed in article.latest_revision().flags.all():
        findings.dismiss(flag=noticed, reason="Rounded.", by=editor)
    assert "0 articles" in read(editor, f"{ARTICLES}?flags=open")


def test_a_topic_is_needed_before_a_finding(editor: User):
    article = factories.article("A ferry\n\nNothing much happened on Monday.\n")
    article.claims.update(topic=None)
    article.topics.all().delete()

    response = Person(editor).fill_in(
        of_article(article, "add_finding"), claim_reviewed="It says nothing"
    )

    assert "This field is required" in words(response)
