from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims import commenting, workflow
from claims import evidence as keeping
from claims.choices import Channel, Place
from claims.desk import save_filter
from claims.intake import import_text
from claims.models import Claim
from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person

HOME = reverse("admin:index")
QUEUE = reverse("admin:claims_claim_changelist")
LOGIN = reverse("admin:login")


@pytest.fixture
def administrator(db: None) -> User:
    return factories.UserFactory(groups=["Administrators"])


def waiting(user: User) -> dict[str, tuple[int, str]]:
    """Return the numbers on the home page, each with the list it links to."""
    page = Person(user).open(HOME)
    found = re.findall(
        r'<a href="([^"]+)"><strong>(\d+)</strong> <span>([^<]+)</span>', page
    )
    return {
        label: (int(count), address.replace("&amp;", "&"))
        for address, count, label in found
    }


def count_on(user: User, address: str) -> int:
    """Return how many rows a list says it holds."""
    found = re.search(
        r"(\d+) (?:claims?|articles?|contacts?|fact.checks?) ", read(user, address)
    )
    assert found is not None
    return int(found[1])


def test_every_number_is_that_of_the_list_it_links_to(
    editor: User, checker: User, other_checker: User
):
    mine = factories.open_claim(editor)
    workflow.assign(
        claim=mine, version=mine.version, to=checker, due_at=None, by=editor
    )
    overdue(factories.open_claim(editor), None, editor)
    overdue(mine, checker, editor)
    factories.once_reviewed(editor, other_checker)
    factories.once_reviewed(editor, checker)
    factories.disputed(editor, checker, other_checker)
    settled = factories.decided(editor, checker, other_checker)
    factories.drafted(settled, editor)
    import_text(text="Another Story\n\nNothing of it stayed.", article=settled.article)
    for answer in ("", "Yes."):
        keeping.log_contact(
            article=mine.article,
            claims=[mine],
            who="Ilse Brandt",
            channel=Channel.EMAIL,
            contacted_on=dt.date(2026, 3, 3),
            question="Did it sail?",
            answer=answer,
            by=checker,
        )

    # All claims of the changed article but the settled one wait to be placed.
    unplaced = settled.article.claims.filter(mentions__revision__number=1).distinct()
    numbers = waiting(checker)

    assert {label: count for label, (count, _address) in numbers.items()} == {
        "My open claims": 1,
        "My overdue claims": 1,
        "Waiting for my second review": 1,
        "Proposals to sign": 0,
        "Overdue at the desk": 2,
        "Disputed": 1,
        "Claims to look at again: the article changed": 1,
        "Claims no longer found in their article": unplaced.count() - 1,
        "Articles with open flags": 5,
        "Ready to publish": 1,
        "Contacts without answer": 1,
    }
    for count, address in numbers.values():
        assert count_on(checker, address) == count


def overdue(claim: Claim, to: User | None, by: User) -> Claim:
    """Return the claim given to somebody with a due time that has passed since."""
    claim = Claim.objects.get(pk=claim.pk)
    with time_machine.travel(timezone.now() - dt.timedelta(days=9)):
        return workflow.assign(
            claim=claim,
            to=to,
            due_at=timezone.now() + dt.timedelta(days=1),
            version=claim.version,
            by=by,
        )


def test_only_what_is_in_hand_is_overdue(
    editor: User, checker: User, other_checker: User
):
    proposed = factories.article().claims.all()[0]
    claims = [
        proposed,
        factories.open_claim(editor),
        factories.once_reviewed(editor, checker),
        factories.disputed(editor, checker, other_checker),
        factories.decided(editor, checker, other_checker),
    ]

    for claim in claims:
        overdue(claim, None, editor)

    assert waiting(editor)["Overdue at the desk"][0] == 3
    late = [claim.pk for claim in Claim.objects.overdue()]
    assert late == [claim.pk for claim in Claim.objects.all() if claim.is_overdue]


def test_home_shows_who_mentioned_one_and_what_they_said(
    editor: User, checker: User, other_checker: User
):
    assert "Nobody has mentioned you in a comment yet." in read(checker, HOME)
    claim = factories.open_claim(editor)
    commenting.comment(claim=claim, text="@checker, ask the port.", by=editor)

    assert f"{claim} @checker, ask the port. editor" in read(checker, HOME)
    assert "ask the port" not in read(other_checker, HOME)


def test_a_mention_is_hidden_while_the_second_review_is_due(
    editor: User, checker: User, other_checker: User
):
    claim = factories.open_claim(editor)
    factories.evidence(claim, checker)
    commenting.comment(claim=claim, text="@other-checker, it is true.", by=checker)
    claim = factories.submit(claim, checker, Place.FIRST)
    assert "it is true" not in read(other_checker, HOME)

    factories.submit(claim, other_checker, Place.SECOND)

    assert "it is true" in read(other_checker, HOME)


def test_an_administrator_has_nothing_to_review(administrator: User):
    assert "My open claims" not in waiting(administrator)
    assert "Disputed" in waiting(administrator)


def test_recent_articles_are_listed_with_their_progress(editor: User):
    assert "No article is here yet." in read(editor, HOME)

    article = factories.article()

    page = read(editor, HOME)
    assert article.headline in page
    assert f"{article.claims.count()} claims: {article.claims.count()} to do" in page
    assert "Import an article" in page


def test_home_costs_the_same_for_one_article_and_for_ten(editor: User):
    client = Client()
    client.force_login(editor)
    commenting.comment(claim=factories.open_claim(editor), text="@editor!", by=editor)
    save_filter(name="first", address=f"{QUEUE}?q=first", by=editor)
    with CaptureQueriesContext(connection) as with_one:
        client.get(HOME)
    for number in range(9):
        claim = factories.open_claim(editor)
        commenting.comment(claim=claim, text="@editor!", by=editor)
        save_filter(name=str(number), address=f"{QUEUE}?q={number}", by=editor)

    with CaptureQueriesContext(connection) as with_ten:
        client.get(HOME)

    assert len(with_ten) == len(with_one)


def test_home_shows_no_log_of_anybody(editor: User, checker: User):
    factories.once_reviewed(editor, checker)
    person = Person(checker)
    person.fill_in(reverse("admin:sources_source_add"), title="Port log")

    assert not LogEntry.objects.exists()
    assert "Recent actions" not in read(editor, HOME)


def test_signing_in_leads_to_where_one_wanted_to_go_within_the_desk(
    client: Client, db: None
):
    user = factories.checker("newcomer")
    user.set_password("a-long-and-uncommon-phrase")
    user.save()
    typed = {"username": "newcomer", "password": "a-long-and-uncommon-phrase"}

    inside = client.post(LOGIN, typed | {"next": "/admin/claims/article/"})
    client.logout()
    outside = client.post(LOGIN, typed | {"next": "https://elsewhere.example/"})

    assert inside["Location"] == "/admin/claims/article/"
    assert "elsewhere" not in outside["Location"]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    client: Client, db: None
):
    factories.checker("newcomer")

    answers = [
        words(client.post(LOGIN, {"username": name, "password": "wrong"}))
        for name in ("newcomer", "nobody")
    ]

    assert answers[0] == answers[1]
    assert (
        "No account of this desk has this user name with this password." in answers[0]
    )


def test_an_editor_of_an_empty_desk_is_told_what_blocks_publication(
    editor: User, checker: User
):
    told = "public statements are empty; nothing can be published before"

    before = read(editor, HOME)
    factories.statements()
    after = read(editor, HOME)

    assert f"8 of the desk’s {told}" in before
    assert told not in after
    assert told not in read(checker, HOME)


def test_a_password_is_changed_on_a_page_of_the_desk(editor: User):
    address = reverse("admin:password_change")
    editor.set_password("the harbor is closed")
    editor.save()
    typed = {
        "old_password": "the harbor is open",
        "new_password1": "a quay by night",
        "new_password2": "a quay by night",
    }

    refused = Person(editor).fill_in(address, **typed).content.decode()
    typed["old_password"] = "the harbor is closed"
    done = words(Person(editor).fill_in(address, **typed))

    assert "<title>Error: Password change" in refused
    assert 'aria-invalid="true"' in refused
    assert 'id="id_old_password_error"' in refused
    assert "Your new password holds from now on." in done
    editor.refresh_from_db()
    assert editor.check_password("a quay by night")


def test_who_is_signed_in_but_not_of_the_desk_is_told_so(client: Client, db: None):
    outsider = factories.UserFactory(username="outsider", is_staff=False)
    client.force_login(outsider)

    page = words(client.get(LOGIN))

    assert "You are signed in as outsider" in page
    assert client.get(HOME).status_code == 302


def test_the_desk_runs_under_its_own_name_and_a_strict_policy(editor: User):
    for response in (Client().get(LOGIN), Person(editor).client.get(HOME)):
        page = response.content.decode()
        assert "The Test Desk" in page
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)
        policy = response["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert "no-store" in response["Cache-Control"]


def test_the_way_around_shows_only_what_one_may_open(editor: User, administrator: User):
    assert "People" not in read(editor, HOME)
    assert "People" in read(administrator, HOME)
