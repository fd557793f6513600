"""Many people at once, with real threads and real transactions, on both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from claims import evidence as keeping
from claims import findings, judging, shaping, workflow
from claims.choices import LeaveReason, Place, Selection, Status
from claims.intake import Imported, import_text
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import (
    Article,
    Claim,
    Contact,
    Evidence,
    Review,
    Revision,
    StepTaken,
    Version,
)
from claims.publishing import issuing
from claims.publishing.gate import GateClosed
from sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 20


def together(actions: Iterable[Callable[[], object]]) -> list[object]:
    """Start every action at the same moment; return what came of each.

    A refusal is returned, any other exception is raised.
    """
    actions = list(actions)
    barrier = Barrier(len(actions), timeout=60)

    def act(action: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait()
            return action()
        except StepRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as crowd:
        return list(crowd.map(act, actions))


def outcomes(results: list[object]) -> Counter[type]:
    return Counter(type(result) for result in results)


def test_of_twenty_second_reviews_one_counts(editor: User, checker: User) -> None:
    claim = factories.once_reviewed(editor, checker)
    judgement = factories.judgement(claim)
    people = [factories.checker(f"checker-{number}") for number in range(CROWD)]

    def review(by: User) -> Claim:
        return judging.review(
            claim=claim,
            judgement=judgement,
            round=1,
            place=Place.SECOND,
            version=claim.version,
            by=by,
        )

    results = together([lambda by=by: review(by) for by in people])

    assert outcomes(results) == {Claim: 1, StaleWrite: CROWD - 1}
    claim.refresh_from_db()
    assert claim.status == Status.DECIDED
    assert Review.objects.filter(place=Place.SECOND).count() == 1
    assert claim.verdicts.count() == 1
    assert StepTaken.objects.filter(verb="agree").count() == 1


def test_of_twenty_first_reviews_one_counts(editor: User) -> None:
    claim = factories.open_claim(editor)
    factories.evidence(claim, editor)
    judgement = factories.judgement(claim)
    people = [factories.checker(f"checker-{number}") for number in range(CROWD)]

    def review(by: User) -> Claim:
        return judging.review(
            claim=claim,
            judgement=judgement,
            round=1,
            place=Place.FIRST,
            version=claim.version,
            by=by,
        )

    results = together([lambda by=by: review(by) for by in people])

    assert outcomes(results) == {Claim: 1, StaleWrite: CROWD - 1}
    assert Review.objects.count() == 1


def test_of_twenty_reopenings_one_counts(
    editor: User, checker: User, other_checker: User
) -> None:
    claim = factories.decided(editor, checker, other_checker)

    results = together(
        [
            lambda: workflow.reopen(
                claim=claim, version=claim.version, reason="New figures.", by=editor
            )
        ]
        * CROWD
    )

    assert outcomes(results) == {Claim: 1, StaleWrite: CROWD - 1}
    claim.refresh_from_db()
    assert claim.round == 2
    assert StepTaken.objects.filter(verb="reopen").count() == 1


def test_without_the_lock_every_reopening_counts(
    monkeypatch: pytest.MonkeyPatch, editor: User, checker: User, other_checker: User
) -> None:
    """The fault that the lock prevents: the step is checked against what was.

    On PostgreSQL the guard is the row lock, on SQLite the transaction that takes the
    database's write lock before it reads.
    """
    claim = factories.decided(editor, checker, other_checker)
    everybody_has_read = Barrier(CROWD, timeout=60)
    reopen: Callable[..., Claim] = workflow.reopen
    if connection.vendor == "sqlite":
        reopen = workflow.reopen.__wrapped__  # type: ignore[attr-defined]

    def unlocked(claim: Claim) -> Claim:
        read = Claim.objects.select_related("article", "topic").get(pk=claim.pk)
        everybody_has_read.wait()
        return read

    monkeypatch.setattr(workflow, "locked", unlocked)

    results = together(
        [
            lambda: reopen(
                claim=claim, version=claim.version, reason="New figures.", by=editor
            )
        ]
        * CROWD
    )

    assert outcomes(results) == {Claim: CROWD}
    claim.refresh_from_db()
    assert claim.round == 2
    assert StepTaken.objects.filter(verb="reopen").count() == CROWD


def test_of_two_signatures_and_rulings_at_once_one_counts(
    editor: User, checker: User, other_checker: User
) -> None:
    claim = factories.disputed(editor, checker, other_checker)
    proposal = judging.propose(
        claim=claim,
        judgement=factories.judgement(claim),
        round=1,
        version=claim.version,
        by=checker,
    )
    claim.refresh_from_db()
    judgement = factories.judgement(claim, "mostly-true")

    results = together(
        [
            lambda: judging.confer(
                claim=claim,
                proposal=proposal,
                round=1,
                version=claim.version,
                by=other_checker,
            ),
            lambda: judging.review(
                claim=claim,
                judgement=judgement,
                round=1,
                place=Place.RULING,
                version=claim.version,
                by=editor,
            ),
        ]
    )

    assert outcomes(results) == {Claim: 1, StaleWrite: 1}
    assert claim.verdicts.count() == 1


def test_of_two_wordings_one_counts_and_none_is_lost_without_a_word(
    editor: User, checker: User, other_checker: User
) -> None:
    claim = factories.open_claim(editor)

    def word(words: str, by: User) -> Claim:
        return workflow.word(
            claim=claim,
            claim_reviewed=words,
            claimant="",
            via=[],
            kind=claim.kind,
            subclaims=[],
            version=claim.version,
            by=by,
        )

    results = together(
        [lambda: word("One", checker), lambda: word("Another", other_checker)]
    )

    assert outcomes(results) == {Claim: 1, StaleWrite: 1}
    (winner,) = (result for result in results if isinstance(result, Claim))
    claim.refresh_from_db()
    assert claim.claim_reviewed == winner.claim_reviewed


def test_two_claims_left_as_duplicates_of_each_other_wait_for_no_other(
    editor: User,
) -> None:
    one, other = factories.article().claims.order_by("position")[:2]

    def leave(claim: Claim, of: Claim) -> Claim:
        return workflow.leave(
            claim=claim,
            version=claim.version,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=of,
            by=editor,
        )

    results = together([lambda: leave(one, other), lambda: leave(other, one)])

    assert outcomes(results) == {Claim: 1, StepRefused: 1}


def test_two_claims_merged_with_each_other_wait_for_no_other(editor: User) -> None:
    one, other = factories.article().claims.order_by("position")[:2]

    def merge(claim: Claim, other: Claim) -> Claim:
        return shaping.merge(
            claim=claim,
            other=other,
            version=claim.version,
            other_version=other.version,
            by=editor,
        )

    results = together([lambda: merge(one, other), lambda: merge(other, one)])

    assert outcomes(results) == {Claim: 1, StaleWrite: 1}
    assert Claim.objects.filter(leave_reason=LeaveReason.RESHAPED).count() == 1


def test_of_twenty_splittings_and_twenty_undoings_one_counts(checker: User) -> None:
    claim = factories.article().claims.get(mentions__quote__contains="Bastia")

    results = together(
        [
            lambda: shaping.split(
                claim=claim,
                words=shaping.Words("Palermo"),
                version=claim.version,
                by=checker,
            )
        ]
        * CROWD
    )

    assert outcomes(results) == {Claim: 1, StaleWrite: CROWD - 1}
    claim.refresh_from_db()
    results = together(
        [lambda: shaping.undo(claim=claim, version=claim.version, by=checker)] * CROWD
    )
    assert outcomes(results) == {Claim: 1, StaleWrite: CROWD - 1}
    assert StepTaken.objects.filter(claim=claim, verb="undo").count() == 1


def test_of_twenty_people_who_add_one_claim_one_adds_it(checker: User) -> None:
    article = factories.article()

    results = together(
        [
            lambda: shaping.add(
                article=article,
                words=shaping.Words("a broken mooring line"),
                topic=None,
                version=article.version,
                by=checker,
            )
        ]
        * CROWD
    )

    assert outcomes(results) == {Claim: 1, StepRefused: CROWD - 1}


def test_verbs_of_every_sort_at_once_never_wait_for_each_other_in_a_circle(
    editor: User, checker: User
) -> None:
    claim = factories.once_reviewed(editor, checker)
    claims = [claim, factories.open_claim(editor, claim=claim.article.claims.all()[2])]
    fact_check = factories.drafted(claim, editor)
    judgement = factories.judgement(claim)
    source = factories.opened_source(checker)
    reviewers = [factories.checker(f"checker-{number}") for number in range(4)]

    def review(by: User) -> object:
        return judging.review(
            claim=claim,
            judgement=judgement,
            round=1,
            place=Place.SECOND,
            version=claim.version,
            by=by,
        )

    def attach() -> object:
        return keeping.attach(claim=claim, source=source, passage="412.", by=checker)

    def ask() -> object:
        return keeping.log_contact(
            article=claim.article, claims=claims, nobody_reason="Gone.", by=checker
        )

    def publish() -> object:
        return issuing.publish(fact_check=fact_check, by=editor)

    results = together(
        [*(lambda by=by: review(by) for by in reviewers), *[attach, ask, publish] * 4]
    )

    assert outcomes(results) == {
        Claim: 1,
        StaleWrite: 3,
        Evidence: 4,
        Contact: 4,
        GateClosed: 4,
    }


@pytest.mark.parametrize("kind", ["", "update"])
def test_of_two_publications_one_counts(
    editor: User, checker: User, other_checker: User, kind: str
) -> None:
    claim = factories.decided(editor, checker, other_checker)
    fact_check = factories.drafted(claim, editor)

    results = together(
        [
            lambda: issuing.publish(
                fact_check=fact_check, kind=kind, reason="Readers asked.", by=editor
            )
        ]
        * 2
    )

    assert outcomes(results) == {Version: 1, StepRefused: 1}
    assert [version.number for version in Version.objects.all()] == [1]
    claim.refresh_from_db()
    assert claim.public_number == 1


def test_one_text_brought_in_twenty_times_at_once_is_one_article(db: None) -> None:
    text = factories.ARTICLE

    results = together([lambda: import_text(text=text)] * CROWD)

    assert outcomes(results) == {Imported: CROWD}
    assert Counter(
        result.is_new_article for result in results if isinstance(result, Imported)
    ) == {True: 1, False: CROWD - 1}
    assert Article.objects.count() == Revision.objects.count() == 1


def test_twenty_articles_brought_in_at_once_share_headline_and_sources(
    db: None,
) -> None:
    def bring(number: int) -> Imported:
        lists = [f"Log {row}   Port\n\n" for row in range(5)]
        # In another order each: who waits for whom differs.
        lists = lists[number % 5 :] + lists[: number % 5]
        return import_text(
            text=factories.ARTICLE.replace("412", str(500 + number)) + "".join(lists)
        )

    results = together([lambda number=number: bring(number) for number in range(CROWD)])

    assert outcomes(results) == {Imported: CROWD}
    assert Article.objects.values("slug").distinct().count() == CROWD
    assert Source.objects.count() == 6


def test_twenty_changed_texts_of_one_address_are_numbered_revisions(db: None) -> None:
    address = "https://harbor.example/ferry"

    results = together(
        [
            lambda number=number: import_text(
                text=factories.ARTICLE.replace("412", str(500 + number)), url=address
            )
            for number in range(CROWD)
        ]
    )

    assert outcomes(results) == {Imported: CROWD}
    assert Article.objects.count() == 1
    assert sorted(Revision.objects.values_list("number", flat=True)) == [
        *range(1, CROWD + 1)
    ]


def test_without_waiting_one_text_would_be_several_articles(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    """The fault that waiting prevents; SQLite waits for its write lock anyway."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's own write lock cannot be taken away.")
    both_have_looked = Barrier(2, timeout=60)

    def look(words: str) -> Any:
        both_have_looked.wait()
        return words

    monkeypatch.setattr("claims.intake._wait_for_other_imports", lambda: None)
    monkeypatch.setattr("claims.intake._free_slug", look)

    results = together(
        [
            lambda slug=slug: import_text(text=factories.ARTICLE, slug=slug)
            for slug in ("one", "other")
        ]
    )

    assert outcomes(results) == {Imported: 2}
    assert Article.objects.count() == 2


def test_of_twenty_editors_who_settle_a_flag_one_does(editor: User) -> None:
    article = factories.article()
    flag = article.latest_revision().flags.all()[0]
    topic = article.topics.order_by("position")[0]

    def confirm() -> Claim:
        return findings.confirm(
            flag=flag,
            claim_reviewed="The headline’s 900 are nowhere in the text",
            as_=Selection.CENTRAL,
            topic=topic,
            could_harm=True,
            by=editor,
        )

    def dismiss() -> object:
        return findings.dismiss(flag=flag, reason="Rounded.", by=editor)

    results = together([confirm, dismiss] * (CROWD // 2))

    assert outcomes(results)[StaleWrite] == CROWD - 1
    flag.refresh_from_db()
    settled = StepTaken.objects.filter(verb__in=["confirm-flag", "dismiss-flag"])
    assert settled.count() == 1
    assert Claim.objects.filter(is_finding=True).count() == bool(flag.finding)


def test_a_claim_split_while_a_changed_text_comes_in_is_carried_over(
    checker: User,
) -> None:
    article = factories.article()
    claim = article.claims.get(mentions__quote__contains="Bastia")
    text = article.latest_revision().text

    results = together(
        [
            lambda: shaping.split(
                claim=claim,
                words=shaping.Words("Palermo"),
                version=claim.version,
                by=checker,
            ),
            lambda: import_text(text=f"{text}\nMore on Tuesday.\n", article=article),
        ]
    )

    assert Imported in outcomes(results)
    latest = article.revisions.get(number=2)
    for each in Claim.objects.filter(mentions__quote__contains="Palermo"):
        assert latest.mentions.filter(claim=each).exists()
