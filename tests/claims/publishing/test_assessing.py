from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from claims import evidence as keeping
from claims import workflow
from claims.choices import Channel, Place, VersionKind
from claims.models import FactCheck, SiteStatement, Version
from claims.publishing import issuing
from claims.publishing.assessing import NOT_NAMED, assess
from sources import library
from tests import factories
from tests.claims.test_feeds import change, withhold

pytestmark = pytest.mark.django_db

MARCH_5 = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
MARCH_9 = dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC)


def report(since: str = "", until: str = "") -> Any:
    days = [dt.date.fromisoformat(day) if day else None for day in (since, until)]
    return assess(since=days[0], until=days[1])


@pytest.fixture
def version(editor: User, checker: User, other_checker: User) -> Version:
    with time_machine.travel(MARCH_5, tick=False):
        return factories.published(editor, checker, other_checker)


def test_a_fact_check_is_told_with_why_it_was_selected_and_how_it_came_about(
    version: Version,
):
    (check,) = report()["fact_checks"]

    assert check["address"].endswith(version.fact_check.article.get_absolute_url())
    assert check["why_checked"] == "Readers asked."
    assert check["publisher"] == "Harbor Gazette"
    assert check["first_published_on"] == "2026-03-05"
    assert check["people"] == 2
    assert check["settled"] == [{"label": "By two reviews that agree", "count": 1}]
    (claim,) = check["claims"]
    assert (claim["rating"], claim["people"], claim["sources"]) == ("True", 2, 2)
    assert claim["claimant"] == "The article itself"
    assert not check["is_withdrawn"]


def test_sources_are_counted_once_by_kind_address_and_copy(
    editor: User, checker: User, other_checker: User
):
    claim = factories.open_claim(editor)
    primary = factories.opened_source(checker, title="The log")
    primary = keeping.describe_source(
        source=primary,
        title=primary.title,
        publisher=primary.publisher,
        published_on=None,
        language="en",
        tier="primary",
        interest="It runs the port.",
        derived_from=None,
        version=primary.version,
        by=checker,
    )
    offline = library.find_or_add(title="The poster", publisher="Port", url="")
    offline = library.mark_opened(source=offline, version=offline.version, by=checker)
    for source, facts in (
        (primary, {}),
        (primary, {"passage": "Sheet two says the same."}),
        (offline, {"unreachable_reason": "It hangs on the quay."}),
    ):
        factories.evidence(claim, checker, source=source, **facts)
    factories.submit(claim, checker, Place.FIRST)
    claim = factories.submit(claim, other_checker, Place.SECOND)
    issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)

    (check,) = report()["fact_checks"]

    assert check["sources"] == {
        "used": 2,
        "primary": 1,
        "secondary": 0,
        "not_said": 1,
        "with_address": 1,
        "with_archived_copy": 0,
        "with_interest": 1,
        "cited_by_the_article": 0,
        "found_by_the_desk": 2,
    }


def test_who_was_asked_or_why_nobody_was(
    editor: User, checker: User, other_checker: User
):
    for told in (
        {
            "who": "Ilse Brandt",
            "role": "Mayor",
            "channel": Channel.EMAIL,
            "contacted_on": dt.date(2026, 3, 4),
            "question": "Did you say so?",
        },
        {"nobody_reason": "The line is closed."},
        None,
    ):
        claim = factories.decided(editor, checker, other_checker)
        if told:
            keeping.log_contact(
                article=claim.article, claims=[claim], by=checker, **told
            )
        issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)

    made = report()

    contacts = [row for check in made["fact_checks"] for row in check["contacts"]]
    asked, nobody = sorted(contacts, key=lambda row: row["nobody_reason"])
    assert asked == (
        {
            "who": "Ilse Brandt",
            "role": "Mayor",
            "channel": "E-mail",
            "contacted_on": "2026-03-04",
            "answered_on": "",
            "nobody_reason": "",
        }
    )
    assert nobody["nobody_reason"] == "The line is closed."
    assert nobody["who"] == NOT_NAMED
    totals = made["totals"]
    assert totals["somebody_asked"] == totals["nobody_asked_with_reason"] == 1
    assert totals["nothing_said_of_contacts"] == 1
    assert totals["answered"] == 0


def test_corrections_and_updates_are_told_apart(version: Version, editor: User):
    change(version, editor, VersionKind.UPDATE, "The log was found.")
    change(version, editor, VersionKind.CORRECTION, "It was 412, not 900.")
    change(version, editor, VersionKind.CLARIFICATION, "It was exactly 412.")
    change(version, editor, VersionKind.WITHDRAWN, "There was no ferry.")

    made = report()

    (check,) = made["fact_checks"]
    assert [row["reason"] for row in check["corrections"]] == ["It was 412, not 900."]
    assert [row["reason"] for row in check["updates"]] == ["The log was found."]
    assert [row["label"] for row in check["other_changes"]] == ["Clarification"]
    assert [row["reason"] for row in check["withdrawals"]] == ["There was no ferry."]
    totals = made["totals"]
    assert totals["corrections"] == totals["updates"] == totals["withdrawals"] == 1


def test_balance_is_told_by_rating_publisher_and_claimant(
    editor: User, checker: User, other_checker: User
):
    factories.published(editor, checker, other_checker)
    claim = factories.article(publisher="Quay Post").claims.order_by("position")[0]
    claim = factories.decided(
        editor, checker, other_checker, claim=claim, claimant="Ilse Brandt"
    )
    issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)

    balance = report()["balance"]

    assert balance["ratings"] == [{"label": "True", "count": 2}]
    once = {"fact_checks": 1, "claims": 1, "ratings": [{"label": "True", "count": 1}]}
    assert balance["publishers"] == [
        {"name": "Harbor Gazette", **once},
        {"name": "Quay Post", **once},
    ]
    assert balance["claimants"] == [
        {"name": "Ilse Brandt", **once},
        {"name": "The article itself", **once},
    ]


def test_a_claimant_who_is_not_to_be_named_is_not(
    editor: User, checker: User, other_checker: User
):
    claim = factories.decided(editor, checker, other_checker, claimant="Ilse Brandt")
    claim = workflow.prepare(
        claim=claim,
        topic=claim.topic,
        do_not_name=True,
        version=claim.version,
        by=editor,
    )
    issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)

    made = report()

    assert "Ilse Brandt" not in repr(made)
    assert made["balance"]["claimants"][0]["name"] == "Not named"


# The period


def test_a_period_tells_what_was_published_in_it_as_it_stood_at_its_end(
    version: Version, editor: User
):
    with time_machine.travel(MARCH_9, tick=False):
        change(version, editor, VersionKind.CORRECTION, "It was 412, not 900.")

    before = report("2026-03-01", "2026-03-04")
    at_first = report("2026-03-01", "2026-03-08")
    later = report("2026-03-09", "2026-03-09")

    assert before["fact_checks"] == []
    assert at_first["fact_checks"][0]["version"] == 1
    assert at_first["totals"]["corrections"] == 0
    assert later["fact_checks"][0]["version"] == 2
    assert later["totals"]["corrections"] == 1
    assert report("2026-03-10")["fact_checks"] == []


@pytest.mark.parametrize(
    ("moment", "is_told"), [("00:00:00", True), ("23:59:59.999999", True)]
)
def test_the_first_and_the_last_moment_of_a_day_belong_to_it(
    editor: User, checker: User, other_checker: User, moment: str, is_told: bool
):
    at = dt.datetime.fromisoformat(f"2026-03-05T{moment}+00:00")
    with time_machine.travel(at, tick=False):
        factories.published(editor, checker, other_checker)

    assert bool(report("2026-03-05", "2026-03-05")["fact_checks"]) is is_told
    assert report("2026-03-06")["fact_checks"] == []
    assert report("", "2026-03-04")["fact_checks"] == []


def test_the_same_period_gives_the_same_report_whatever_happens_at_the_desk(
    version: Version, editor: User
):
    before = report("2026-03-01", "2026-03-08")

    change(version, editor, VersionKind.UPDATE, "The log was found.")
    issuing.draft(
        fact_check=(draft := FactCheck.objects.get(pk=version.fact_check_id)),
        title="Another title",
        summary="",
        key_findings="",
        why_checked="",
        as_of=None,
        version=draft.version,
        by=editor,
    )
    factories.open_claim(editor)

    assert report("2026-03-01", "2026-03-08") == before


def test_a_withdrawn_fact_check_counts_as_one_and_is_out_of_the_balance(
    version: Version, editor: User
):
    change(version, editor, VersionKind.WITHDRAWN, "The log was forged.")

    made = report()

    assert made["totals"]["withdrawn"] == 1
    assert made["fact_checks"][0]["withdrawals"][0]["reason"] == "The log was forged."
    assert made["balance"] == {"ratings": [], "publishers": [], "claimants": []}


def test_a_withheld_version_is_counted_and_told_nothing_of(version: Version):
    withhold(version)

    made = report()

    assert made["fact_checks"] == []
    assert made["withheld"] == [
        {
            "version": 1,
            "published_on": "2026-03-05",
            "manifest_sha256": version.manifest_sha256,
        }
    ]
    assert "ferry" not in repr(made)


def test_statements_are_told_as_written_or_not(version: Version):
    SiteStatement.objects.filter(key="funding").update(text="")

    told = {row["label"]: row["is_written"] for row in report()["statements"]}

    assert told.pop("Funding") is False
    assert all(told.values())


def test_a_finding_is_the_desks_and_counts_for_nobody(
    version: Version, editor: User, checker: User, other_checker: User
):
    article = version.fact_check.article
    factories.decided_finding(editor, checker, other_checker, of=article)
    issuing.publish(
        fact_check=version.fact_check, kind="update", reason="We looked.", by=editor
    )

    told = report()

    claims = {
        row["claimant"]: row["rating"] for row in told["fact_checks"][0]["claims"]
    }
    assert claims == {
        "The article itself": "True",
        "The desk, of the article": "Finding: true",
    }
    assert told["balance"]["ratings"] == [
        {"label": "Finding: true", "count": 1},
        {"label": "True", "count": 1},
    ]
