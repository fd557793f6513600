from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims import evidence as keeping
from claims import workflow
from claims.choices import Channel, LeaveReason
from claims.models import Article, Contact
from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

ADD = reverse("admin:claims_contact_add")
LIST = reverse("admin:claims_contact_changelist")


def page_of(contact: Contact) -> str:
    return reverse("admin:claims_contact_change", args=[contact.pk])


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


def asked(article: Article, by: User, **facts) -> Contact:
    given = {
        "claims": [article.claims.order_by("position")[0]],
        "who": "Ilse Brandt",
        "channel": Channel.EMAIL,
        "contacted_on": dt.date(2026, 3, 3),
        "question": "Did the ferry sail?",
    }
    return keeping.log_contact(article=article, by=by, **(given | facts))


def test_a_contact_is_logged_from_an_article(checker: User, article: Article):
    claims = list(article.claims.order_by("position")[:2])

    response = Person(checker).fill_in(
        f"{ADD}?article={article.pk}",
        claims=[str(claim.pk) for claim in claims],
        who="Ilse Brandt",
        role="Mayor",
        channel="email",
        contacted_on="2026-03-03",
        question="Did the ferry sail?",
    )

    contact = Contact.objects.get()
    assert "The contact is logged." in words(response)
    assert set(contact.claims.all()) == set(claims)
    assert (contact.who, contact.channel) == ("Ilse Brandt", "email")
    assert contact.logged_by == checker


def test_from_a_claim_the_claim_and_its_claimant_are_filled_in(
    checker: User, article: Article
):
    claim = article.claims.exclude(claimant="")[0]

    page = Person(checker).open(f"{ADD}?claim={claim.pk}")

    assert f'value="{claim.claimant}"' in page
    assert f'value="{claim.pk}"' in page
    assert page.count(" checked>") == 1


def test_the_claim_chosen_comes_first_then_the_central_ones(
    checker: User, editor: User, article: Article
):
    *others, chosen = article.claims.order_by("position")
    central = others[-1]
    factories.open_claim(editor, claim=central)

    page = Person(checker).open(f"{ADD}?claim={chosen.pk}")

    offered = [int(key) for key in re.findall(r'name="claims" value="(\d+)"', page)]
    assert offered[:2] == [chosen.pk, central.pk]
    assert offered[2:] == [claim.pk for claim in others[:-1]]


def test_without_an_article_the_page_asks_which(checker: User, article: Article):
    page = Person(checker).open(ADD)

    assert f'href="?article={article.pk}"' in page
    assert Person(checker).client.post(ADD, {"who": "x"}).status_code == 200
    assert not Contact.objects.exists()


@pytest.mark.parametrize("query", ["?article=99999", "?claim=99999"])
def test_an_article_or_claim_that_is_not_there_is_a_404(checker: User, query: str):
    assert Person(checker).client.get(ADD + query).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"question": "Why?"}, "Say who was asked, how, when and what"),
        ({"nobody_reason": "No answer expected.", "claims": []}, "which claims"),
        ({"contacted_on": "soon"}, "valid date"),
        ({"channel": "pigeon"}, "pigeon"),
    ],
)
def test_a_refused_contact_keeps_what_was_typed(
    checker: User, article: Article, typed: dict[str, object], sentence: str
):
    claim = article.claims.order_by("position")[0]
    given = {"claims": [claim.pk], "answer": "What they said."} | typed

    response = Person(checker).client.post(f"{ADD}?article={article.pk}", given)

    assert response.status_code == 200
    assert sentence in words(response)
    assert "What they said." in words(response)
    assert not Contact.objects.exists()


def test_a_claim_of_another_article_cannot_be_chosen(checker: User, article: Article):
    other = factories.article().claims.order_by("position")[0]
    given = {"claims": [other.pk], "nobody_reason": "None."}

    response = Person(checker).client.post(f"{ADD}?article={article.pk}", given)

    assert "is not one of the available choices" in words(response)


def test_claims_left_unchecked_are_not_offered(
    checker: User, editor: User, article: Article
):
    left, kept = article.claims.order_by("position")[1:3]
    workflow.leave(
        claim=left, version=left.version, reason=LeaveReason.NOT_SELECTED, by=editor
    )

    page = read(checker, f"{ADD}?article={article.pk}")

    assert str(kept) in page
    assert str(left) not in page


def test_an_answer_is_added_later(checker: User, article: Article):
    contact = asked(article, checker)

    Person(checker).fill_in(
        page_of(contact), answer="It sailed.", answered_on="2026-03-04"
    )

    contact.refresh_from_db()
    assert contact.answer == "It sailed."
    assert contact.answered_on == dt.date(2026, 3, 4)
    assert contact.claims.count() == 1


@pytest.mark.parametrize("version", ["1", "", None])
def test_an_answer_that_came_too_late_is_a_409_with_both_texts(
    checker: User, other_checker: User, article: Article, version: str | None
):
    contact = asked(article, checker)
    Person(other_checker).fill_in(page_of(contact), answer="It sailed.")

    claims = list(contact.claims.values_list("pk", flat=True))
    typed = {"answer": "It did not.", "who": "Ilse", "claims": claims}
    if version is not None:
        typed["version"] = version
    response = Person(checker).client.post(page_of(contact), typed)

    assert response.status_code == 409
    assert "It sailed." in words(response)
    assert "It did not." in words(response)
    assert str(contact.claims.get()) in words(response)
    contact.refresh_from_db()
    assert contact.answer == "It sailed."


def test_an_administrator_reads_contacts_and_logs_none(checker: User, article: Article):
    contact = asked(article, checker)
    administrator = factories.UserFactory(groups=["Administrators"])
    person = Person(administrator)

    page = person.open(page_of(contact))

    assert "Did the ferry sail?" in page
    assert "Save the contact" not in page
    assert person.client.post(page_of(contact), {"who": "x"}).status_code == 403
    assert person.client.get(f"{ADD}?article={article.pk}").status_code == 403


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("none", {"Waiting", "Overdue"}),
        ("overdue", {"Overdue"}),
        ("given", {"Answered"}),
        ("nobody", {"Nobody"}),
    ],
)
def test_the_list_finds_who_has_not_answered(
    checker: User, article: Article, chosen: str, found: set[str]
):
    asked(article, checker, who="Waiting", deadline_on=dt.date(2999, 1, 1))
    asked(article, checker, who="Overdue", deadline_on=dt.date(2026, 3, 4))
    asked(article, checker, who="Answered", answer="Yes.")
    asked(article, checker, who="", nobody_reason="They are dead.")

    page = Person(checker).open(f"{LIST}?answer={chosen}")

    rows = page.partition('id="changelist-filter"')[0]
    named = {"Waiting", "Overdue", "Answered", "Nobody"}
    assert {name for name in named if f">{name}</a>" in rows} == found


def test_the_list_says_in_words_how_a_contact_stands(checker: User, article: Article):
    asked(article, checker, who="Waiting")
    asked(article, checker, deadline_on=dt.date(2026, 3, 4))
    asked(article, checker, answer="Yes.", answered_on=dt.date(2026, 3, 4))
    asked(article, checker, who="", nobody_reason="They are dead.")
    asked(article, checker, who="The ministry", nobody_reason="It is closed.")

    page = read(checker, LIST)

    assert "No answer yet" in page
    assert "No answer, deadline past" in page
    assert "Answered on March 4, 2026" in page
    assert "Nobody asked: They are dead." in page
    assert "Nobody asked: It is closed." in page
    assert page.count("No answer yet") == 1
