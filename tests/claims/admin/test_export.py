from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import evidence as keeping
from claims import workflow
from claims.admin import export
from claims.choices import Channel, Place
from claims.intake import import_text
from claims.models import Claim
from tests import factories
from tests.journeys.people import Person

LISTS = [
    "claims_claim",
    "claims_article",
    "claims_contact",
    "claims_factcheck",
    "sources_source",
    "claims_version",
    "claims_steptaken",
]


def file_of(user: User, name: str, **asked: object) -> list[list[str]]:
    """Return the rows of an export, its head first."""
    response = Person(user).client.get(reverse(f"admin:{name}_export"), asked)
    assert response.status_code == 200
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def column(rows: list[list[str]], name: str) -> list[str]:
    place = rows[0].index(name)
    return [row[place] for row in rows[1:]]


@pytest.fixture
def full(editor: User, checker: User, other_checker: User) -> Claim:
    """A claim of a published article about which somebody was asked."""
    claim = factories.published(editor, checker, other_checker)
    claim = Claim.objects.get(public_number=1)
    keeping.log_contact(
        article=claim.article,
        claims=[claim],
        who="Ilse Brandt",
        channel=Channel.EMAIL,
        contacted_on=dt.date(2026, 3, 3),
        question="Did it sail?",
        by=checker,
    )
    return claim


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_taken_away_with_a_head_and_as_many_rows(
    name: str, full: Claim, editor: User
):
    response = Person(editor).client.get(reverse(f"admin:{name}_changelist"))

    rows = file_of(editor, name)

    assert len(rows) - 1 == response.context["cl"].result_count > 0
    assert {len(row) for row in rows} == {len(rows[0])}


def test_the_file_is_one_a_spreadsheet_knows(full: Claim, editor: User):
    with time_machine.travel(dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)):
        response = Person(editor).client.get(reverse("admin:claims_claim_export"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    disposition = 'attachment; filename="claims-2026-03-04.csv"'
    assert response["Content-Disposition"] == disposition
    assert b"".join(response).startswith(b'\xef\xbb\xbf"Claim","Article",')


def test_what_the_list_leaves_out_its_file_leaves_out(editor: User, checker: User):
    claim = factories.open_claim(editor)
    asked = {"status__exact": "open"}

    assert column(file_of(editor, "claims_claim", **asked), "Claim") == [str(claim)]
    assert len(file_of(editor, "claims_claim")) > 2
    assert len(file_of(editor, "claims_claim", q="xylophone")) == 1


def test_the_list_links_to_its_file_filtered_as_it_is(editor: User):
    factories.open_claim(editor)
    asked = "status__exact=open&amp;q=ferry"
    queue = reverse("admin:claims_claim_changelist")

    page = Person(editor).open(f"{queue}?{asked.replace('&amp;', '&')}")

    export_address = reverse("admin:claims_claim_export")
    assert f'href="{export_address}?{asked}"' in page


def test_the_file_is_ordered_as_the_list_is(editor: User):
    factories.article()
    queue = reverse("admin:claims_claim_changelist")
    listed = Person(editor).client.get(queue).context["cl"].result_list

    rows = file_of(editor, "claims_claim")

    assert column(rows, "Claim") == [str(claim) for claim in listed]


@pytest.mark.parametrize("name", LISTS)
def test_a_garbled_filter_leads_back_to_the_list(name: str, editor: User):
    address = reverse(f"admin:{name}_export")

    answer = Person(editor).client.get(address, {"nothing__such": "1"})

    assert answer.status_code == 302
    assert answer["Location"] == reverse(f"admin:{name}_changelist")


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1+1",
    "＝1+1",
    '=HYPERLINK("https://elsewhere.example")',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_a_formula(text: str):
    assert export.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "1-1", "Ferry @ noon", "", "“=1”", "Привет"])
def test_what_begins_no_formula_stays_as_it_is(text: str):
    assert export.cell(text) == text


def test_a_formula_in_a_claim_reaches_no_spreadsheet(editor: User):
    claim = factories.article().claims.order_by("position")[0]
    formula = '=cmd|"/c calc"!A1, "and", more'
    workflow.word(
        claim=claim,
        claim_reviewed=formula,
        claimant="@mayor",
        via=["-a", "b"],
        kind=claim.kind,
        subclaims=[],
        version=claim.version,
        by=editor,
    )

    rows = file_of(editor, "claims_claim")

    assert f"'{formula}" in column(rows, "Claim")
    assert "'@mayor" in column(rows, "Claimant")
    assert "'-a; b" in column(rows, "Through whom")


@override_settings(TIME_ZONE="Europe/Berlin")
def test_days_and_times_are_iso_and_the_desks_own():
    moment = dt.datetime(2026, 3, 4, 23, 30, 5, 7, tzinfo=dt.UTC)

    assert export.cell(moment) == "2026-03-05T00:30:05+01:00"
    assert export.cell(dt.date(2026, 3, 4)) == "2026-03-04"
    assert export.cell(None) == ""


def test_no_file_tells_of_a_first_review(
    editor: User, checker: User, other_checker: User
):
    claim = factories.open_claim(editor)
    factories.evidence(claim, editor)
    before = {name: file_of(other_checker, name) for name in LISTS}
    factories.submit(claim, checker, Place.FIRST, reasoning="It is quite true.")

    steps = file_of(other_checker, "claims_steptaken")

    assert steps == before["claims_steptaken"]
    assert len(file_of(checker, "claims_steptaken")) == len(steps) + 1
    assert "checker" not in column(file_of(other_checker, "claims_claim"), "Assignee")


def test_a_file_costs_the_same_with_few_rows_and_with_many(editor: User, full: Claim):
    def queries(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            file_of(editor, name)
        return len(captured)

    few = {name: queries(name) for name in LISTS}
    for _ in range(3):
        article = factories.article()
        claim = article.claims.order_by("position")[0]
        factories.open_claim(editor, claim=claim)
        keeping.log_contact(
            article=article, claims=[claim], nobody_reason="Nobody can be.", by=editor
        )
        factories.opened_source(editor)

    assert {name: queries(name) for name in LISTS} == few


def test_who_is_not_of_the_desk_gets_no_file(db: None):
    outsider = factories.UserFactory(is_staff=False)

    for name in LISTS:
        answer = Person(outsider).client.get(reverse(f"admin:{name}_export"))
        assert answer.status_code == 302


def test_the_file_of_claims_tells_what_a_changed_text_leaves_to_say(
    editor: User, checker: User, other_checker: User
):
    factories.published(editor, checker, other_checker)
    decided = Claim.objects.get(public_number=1)
    article = decided.article
    proposed = article.claims.filter(status="proposed").order_by("position")[0]
    text = article.latest_revision().text
    for claim in (decided, proposed):
        quote = claim.mentions.latest("pk").quote
        text = text.replace(quote, "Something else was said here")
    import_text(text=text, article=article, by=editor)

    rows = file_of(editor, "claims_claim")

    told = dict(
        zip(column(rows, "Claim"), column(rows, "After a changed text"), strict=True)
    )
    assert told[str(decided)] == "needs another look"
    assert told[str(proposed)] == "no longer found in the article"
    assert set(told.values()) == {
        "",
        "needs another look",
        "no longer found in the article",
    }
