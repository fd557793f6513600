from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import itertools
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from claims import judging, workflow
from claims.choices import (
    LeaveReason,
    Place,
    Said,
    Selection,
    StatementKey,
    VersionKind,
)
from claims.intake import import_text
from claims.lifecycle import StaleWrite
from claims.models import (
    Claim,
    FactCheck,
    RenderedPage,
    SiteStatement,
    StepTaken,
    Version,
)
from claims.publishing import gate, issuing, manifest
from claims.publishing.gate import GateClosed
from tests import factories
from tests.claims.refusing import everything_stored, failing_at, refused


@pytest.fixture
def claim(editor: User, checker: User, other_checker: User) -> Claim:
    return factories.decided(editor, checker, other_checker)


@pytest.fixture
def fact_check(claim: Claim, editor: User) -> FactCheck:
    return factories.drafted(claim, editor)


@pytest.fixture
def first(fact_check: FactCheck, editor: User) -> Version:
    return issuing.publish(fact_check=fact_check, by=editor)


def publish(by: User, kind: str = "update", reason: str = "We were told.") -> Version:
    return issuing.publish(
        fact_check=FactCheck.objects.get(), kind=kind, reason=reason, by=by
    )


def rate_anew(claim: Claim, code: str, editor: User, *checkers: User) -> Claim:
    """Reopen a claim and settle it with another rating."""
    workflow.reopen(
        claim=claim, version=claim.version, reason="New figures.", by=editor
    )
    for person, place in zip(checkers, (Place.FIRST, Place.SECOND), strict=True):
        claim = factories.submit(claim, person, place, code)
    return claim


def draft(fact_check: FactCheck, by: User, **words: Any) -> FactCheck:
    words = {
        "title": fact_check.title,
        "summary": fact_check.summary,
        "key_findings": fact_check.key_findings,
        "why_checked": fact_check.why_checked,
        "as_of": fact_check.as_of,
        "notice": fact_check.notice,
        "version": fact_check.version,
        **words,
    }
    return issuing.draft(fact_check=fact_check, by=by, **words)


class TestDrafting:
    def test_an_editor_writes_the_draft_and_the_step_keeps_both_texts(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        drafted = draft(
            fact_check,
            editor,
            title=" How many\nsailed ",
            as_of=dt.date(2026, 3, 6),
            notice="Demonstration.",
        )

        assert (drafted.title, drafted.version) == ("How many sailed", 3)
        step = StepTaken.objects.latest("pk")
        assert (step.verb, step.taken_by) == ("draft", editor)
        assert step.before["title"] == fact_check.title
        assert step.after["title"] == "How many sailed"
        assert step.after["as_of"] == "2026-03-06"

    def test_a_draft_somebody_else_rewrote_is_stale(
        self, fact_check: FactCheck, editor: User, other_editor: User
    ) -> None:
        draft(fact_check, editor, title="One title")

        with refused("This has changed since you read it.", StaleWrite):
            draft(fact_check, other_editor, title="Another title")

    def test_nobody_but_an_editor_writes_it(
        self, fact_check: FactCheck, checker: User, superuser: User
    ) -> None:
        for person in (checker, superuser):
            with refused("Only editors write and publish fact-checks."):
                draft(fact_check, person, title="Another title")


class TestTheFirstVersion:
    def test_it_is_numbered_1_whatever_kind_is_said(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        version = publish(editor, "correction", "Of nothing.")

        assert (version.number, version.kind, version.reason) == (1, "first", "")
        assert version.published_by == editor

    def test_it_gives_its_claims_public_numbers(
        self, first: Version, claim: Claim
    ) -> None:
        claim.refresh_from_db()

        assert claim.public_number == 1
        assert claim.article.claims.exclude(public_number=None).count() == 1

    def test_it_is_recorded_as_one_step(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        steps = StepTaken.objects.count()

        version = publish(editor)

        assert StepTaken.objects.count() == steps + 1
        step = StepTaken.objects.latest("pk")
        assert (step.verb, step.taken_by) == ("publish", editor)
        assert step.after == {
            "version": 1,
            "kind": "first",
            "manifest": version.manifest_sha256,
        }

    def test_its_pages_are_stored_whole_and_compressed(self, first: Version) -> None:
        pages = RenderedPage.objects.filter(version=first)

        slug = first.fact_check.article.slug
        assert {page.address for page in pages} == {
            reverse("fact-check", args=[slug]),
            reverse("fact-check-version", args=[slug, 1]),
            reverse("verdict", args=[slug, 1]),
        }
        for page in pages:
            content = bytes(page.content)
            assert content.startswith(b"<!doctype html>")
            assert gzip.decompress(bytes(page.compressed)) == content
            assert page.etag == f'"{hashlib.sha256(content).hexdigest()}"'

    def test_nobody_but_an_editor_publishes(
        self, fact_check: FactCheck, checker: User, superuser: User
    ) -> None:
        for person in (checker, superuser):
            with refused("Only editors write and publish fact-checks."):
                publish(person)

    def test_a_preview_is_the_page_and_stores_nothing(
        self, fact_check: FactCheck
    ) -> None:
        stored = everything_stored()

        page = issuing.preview(fact_check).decode()

        assert fact_check.title in page
        assert everything_stored() == stored


class TestLaterVersions:
    @pytest.mark.parametrize("kind", ["", "first", "rewrite"])
    def test_they_say_what_kind_of_change_they_are(
        self, first: Version, editor: User, kind: str
    ) -> None:
        with refused("Say what kind of change this version is."):
            publish(editor, kind)

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_they_say_in_public_why(
        self, first: Version, editor: User, reason: str
    ) -> None:
        with refused("Say in public why this version is published."):
            publish(editor, "update", reason)

    @pytest.mark.parametrize("kind", ["update", "correction", "minor", "notice"])
    def test_nothing_changed_is_nothing_to_publish(
        self, first: Version, editor: User, kind: str
    ) -> None:
        with refused("Nothing has changed since the last version."):
            publish(editor, kind)

    def test_work_that_no_reader_sees_is_no_change(
        self, first: Version, claim: Claim, editor: User, checker: User
    ) -> None:
        workflow.assign(
            claim=claim, version=claim.version, to=checker, due_at=None, by=editor
        )
        judging.see_explanation(claim=claim, version=1, by=checker)
        factories.evidence(claim, checker)

        with refused("Nothing has changed since the last version."):
            publish(editor)

    @pytest.mark.parametrize("kind", ["clarification", "minor", "notice"])
    def test_a_changed_rating_is_never_anything_less_than_an_update(
        self,
        first: Version,
        claim: Claim,
        editor: User,
        checker: User,
        other_checker: User,
        kind: str,
    ) -> None:
        rate_anew(claim, "mostly-true", editor, checker, other_checker)

        with refused(
            "A changed verdict is a correction or an update, never anything less: "
            f"“{claim}”."
        ):
            publish(editor, kind)

    @pytest.mark.parametrize("kind", ["correction", "update"])
    def test_a_changed_rating_may_be_a_correction_or_an_update(
        self,
        first: Version,
        claim: Claim,
        editor: User,
        checker: User,
        other_checker: User,
        kind: str,
    ) -> None:
        rate_anew(claim, "mostly-true", editor, checker, other_checker)

        second = publish(editor, kind, "We had missed a page.")

        assert (second.number, second.kind) == (2, kind)
        assert second.reason == "We had missed a page."

    @pytest.mark.parametrize(
        "kind", [kind for kind in VersionKind if kind != VersionKind.FIRST]
    )
    def test_a_better_explanation_may_be_any_kind(
        self, first: Version, claim: Claim, editor: User, kind: VersionKind
    ) -> None:
        judging.explain(
            claim=claim,
            explanation="It carried 412.",
            since_then="",
            version=1,
            by=editor,
        )

        assert publish(editor, kind).number == 2

    def test_what_was_withdrawn_says_so_at_its_address(
        self, first: Version, editor: User, client: Client
    ) -> None:
        publish(editor, "withdrawn", "The log was forged.")

        page = client.get(reverse("verdict", args=[first.fact_check.article.slug, 1]))

        assert page.status_code == 200
        assert "The log was forged." in page.content.decode()
        assert "application/ld+json" not in page.content.decode()

    def test_a_withdrawal_brings_out_nothing_that_was_done_since(
        self,
        first: Version,
        claim: Claim,
        editor: User,
        checker: User,
        other_checker: User,
    ) -> None:
        another = claim.article.claims.filter(public_number=None)[0]
        factories.decided(editor, checker, other_checker, claim=another)
        judging.explain(
            claim=claim, explanation="Ungated.", since_then="", version=1, by=editor
        )
        FactCheck.objects.filter(article=claim.article).update(title="", summary="")

        withdrawn = publish(editor, "withdrawn", "The log was forged.")

        before, after = manifest.load(first), manifest.load(withdrawn)
        assert not manifest.differs(before, after)
        assert after["title"] == before["title"] != ""
        assert [entry["kind"] for entry in after["history"]] == ["first", "withdrawn"]
        another.refresh_from_db()
        assert another.public_number is None

    def test_nothing_that_is_missing_holds_up_a_withdrawal(
        self, first: Version, editor: User
    ) -> None:
        SiteStatement.objects.filter(key=StatementKey.FUNDING).update(text="")

        with pytest.raises(GateClosed, match="is empty"):
            publish(editor, "correction", "The log was forged.")

        assert publish(editor, "withdrawn", "The log was forged.").number == 2

    def test_a_verdict_that_is_gone_is_never_a_minor_change(
        self, first: Version, claim: Claim, editor: User
    ) -> None:
        reopened = workflow.reopen(
            claim=claim, version=claim.version, reason="Doubts.", by=editor
        )
        workflow.leave(
            claim=reopened,
            version=reopened.version,
            reason=LeaveReason.OUTSIDE,
            note="The log is gone.",
            by=editor,
        )
        other = claim.article.claims.get(claim_reviewed__startswith="The ship left")
        opened = factories.open_claim(editor, claim=other, as_=Selection.SUPPORTING)
        factories.evidence(opened, editor)
        factories.submit(opened, editor, Place.FIRST)

        with refused(
            "A changed verdict is a correction or an update, never anything less: "
            f"“{claim}”."
        ):
            publish(editor, "minor")

        assert publish(editor, "update").number == 2

    def test_another_answer_to_whether_it_was_said_is_a_changed_verdict(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.decided(
            editor, checker, other_checker, claimant="The port authority"
        )
        issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)
        workflow.reopen(
            claim=claim, version=claim.version, reason="A recording.", by=editor
        )
        for person, place in ((checker, Place.FIRST), (other_checker, Place.SECOND)):
            factories.submit(claim, person, place, said=Said.ALTERED)

        with refused(
            "A changed verdict is a correction or an update, never anything less: "
            f"“{claim}”."
        ):
            publish(editor, "clarification")

        assert publish(editor, "correction").number == 2

    def test_a_fact_check_is_withdrawn_once(self, first: Version, editor: User) -> None:
        publish(editor, "withdrawn", "The log was forged.")

        with refused("Nothing has changed since the last version."):
            publish(editor, "withdrawn", "The log was forged.")

    def test_what_was_withdrawn_comes_back_as_a_correction_or_an_update(
        self, first: Version, claim: Claim, editor: User
    ) -> None:
        publish(editor, "withdrawn", "The log was forged.")
        draft(FactCheck.objects.get(), editor, title="The ferry, again")

        with refused(
            "A changed verdict is a correction or an update, never anything less: "
            f"“{claim}”."
        ):
            publish(editor, "minor")

        assert publish(editor, "correction", "It was not forged.").number == 3

    def test_what_changed_since_the_editor_looked_is_not_published(
        self, fact_check: FactCheck, claim: Claim, editor: User
    ) -> None:
        def seen() -> str:
            now = FactCheck.objects.get()
            shown = manifest.would_be(now, manifest.claims_for(now))
            return manifest.digest_of_content(shown)

        before = seen()
        judging.explain(
            claim=claim,
            explanation="It carried 412.",
            since_then="",
            version=1,
            by=editor,
        )

        with refused(
            "What would be published has changed since you looked at it. Look again.",
            StaleWrite,
        ):
            issuing.publish(fact_check=fact_check, shown=before, by=editor)

        assert (
            issuing.publish(fact_check=fact_check, shown=seen(), by=editor).number == 1
        )

    def test_the_first_stays_as_it_was_byte_for_byte(
        self,
        first: Version,
        claim: Claim,
        editor: User,
        checker: User,
        other_checker: User,
    ) -> None:
        body = first.manifest.body
        pages = {
            page.address: (bytes(page.content), page.etag) for page in first.pages.all()
        }
        rate_anew(claim, "mostly-true", editor, checker, other_checker)

        publish(editor, "correction")
        draft(FactCheck.objects.get(), editor, title="Another title")
        publish(editor, "minor")

        first = Version.objects.get(number=1)
        assert first.manifest.body == body
        assert first.manifest_sha256 == manifest.digest(body)
        assert {
            page.address: (bytes(page.content), page.etag) for page in first.pages.all()
        } == pages

    def test_a_public_number_is_never_used_again(
        self,
        first: Version,
        claim: Claim,
        editor: User,
        checker: User,
        other_checker: User,
    ) -> None:
        others = list(claim.article.claims.exclude(pk=claim.pk).order_by("position"))

        def settle(other: Claim) -> None:
            opened = factories.open_claim(editor, claim=other)
            for _ in range(2):
                factories.evidence(opened, checker)
            factories.submit(opened, checker, Place.FIRST)
            factories.submit(opened, other_checker, Place.SECOND)

        reopened = workflow.reopen(
            claim=claim, version=claim.version, reason="New figures.", by=editor
        )
        workflow.leave(
            claim=reopened,
            version=reopened.version,
            reason=LeaveReason.OUTSIDE,
            by=editor,
        )
        settle(others[1])
        publish(editor)
        settle(others[2])
        publish(editor)

        numbers = Claim.objects.exclude(public_number=None).order_by("public_number")
        assert [(row.pk, row.public_number) for row in numbers] == [
            (claim.pk, 1),
            (others[1].pk, 2),
            (others[2].pk, 3),
        ]
        shown = manifest.load(Version.objects.get(number=3))
        assert [row["number"] for row in shown["claims"]] == [2, 3]
        assert [row["number"] for row in shown["dropped"]] == [1]


@pytest.mark.django_db(transaction=True)
def test_a_publication_that_fails_anywhere_leaves_nothing_and_may_be_tried_again(
    fact_check: FactCheck, editor: User
) -> None:
    before = everything_stored()

    for number in itertools.count():
        try:
            with failing_at(number):
                version = publish(editor)
            break
        except OperationalError:
            assert everything_stored() == before

    assert number > 20
    assert version.number == 1
    assert version.pages.count() == 3


class TestNotice:
    @pytest.fixture
    def looked_for(self, first: Version, claim: Claim, editor: User) -> Claim:
        """Return the published claim, whose words the article has changed since."""
        article = claim.article
        text = article.latest_revision().text.replace("900", "950")
        with time_machine.travel("2026-11-28T10:00:00Z"):
            import_text(text=text, article=article, by=editor)
        changed = Claim.objects.get(pk=claim.pk)
        assert changed.changed_in is not None
        return changed

    def notice(self, by: User, **given: Any) -> Version:
        fact_check = FactCheck.objects.get()
        given.setdefault("notice", "The article was changed.")
        given.setdefault("reason", "It was changed.")
        given.setdefault("version", fact_check.version)
        return issuing.publish_notice(fact_check=fact_check, by=by, **given)

    def test_a_notice_is_a_version_that_says_so_on_every_page(
        self, looked_for: Claim, editor: User
    ):
        version = self.notice(editor, notice=" The  article was changed. ")

        assert (version.number, version.kind) == (2, VersionKind.NOTICE)
        article = looked_for.article
        for address in (article.get_absolute_url(), looked_for.get_absolute_url()):
            assert b"The article was changed." in Client().get(address).content
        page = Client().get(f"{article.get_absolute_url()}v1/").content
        assert b"The article was changed." not in page

    def test_the_verdict_stays_and_needs_no_other_look(
        self, looked_for: Claim, first: Version, editor: User
    ):
        version = self.notice(editor)

        assert Claim.objects.get(pk=looked_for.pk).changed_in is None
        before, after = manifest.load(first), manifest.load(version)
        assert after["claims"] == before["claims"]
        step = looked_for.steps.get(verb="publish-notice")
        assert (step.reason, step.before) == (
            "The article was changed.",
            {"changed_in": 2},
        )

    def test_the_words_proposed_name_the_claim_and_the_day(
        self, looked_for: Claim, editor: User
    ):
        changed = issuing.changed_since_published(FactCheck.objects.get())

        assert changed == [looked_for]
        assert issuing.proposed_notice(changed) == (
            "The article was changed after this check. As we read it on November 28, "
            f"2026, the words of a claim we checked (“{looked_for}”) are no longer "
            "what they were. Our verdict is on the words as they stood."
        )

    def test_of_many_claims_the_words_proposed_give_the_number(self, looked_for: Claim):
        told = issuing.proposed_notice([looked_for] * 9)

        assert "the words of 9 claims we checked are no longer" in told
        assert len(told) <= issuing.LONGEST_NOTICE

    def test_it_is_refused_without_words_right_cause_or_version(
        self, claim: Claim, fact_check: FactCheck, editor: User, checker: User
    ):
        with refused("Nothing is published yet"):
            self.notice(editor)
        issuing.publish(fact_check=fact_check, by=editor)
        with refused("No published verdict needs another look"):
            self.notice(editor)
        text = claim.article.latest_revision().text.replace("900", "950")
        import_text(text=text, article=claim.article)

        with refused("Say what readers are to know."):
            self.notice(editor, notice=" ")
        with refused("Say in public why"):
            self.notice(editor, reason="")
        with refused("Only editors"):
            self.notice(checker)
        with refused("changed since you read it", StaleWrite):
            self.notice(editor, version=1)
        with refused("has changed since you looked", StaleWrite):
            self.notice(editor, shown="0" * 64)

    def test_a_changed_verdict_does_not_go_out_as_a_notice(
        self, looked_for: Claim, editor: User, checker: User, other_checker: User
    ):
        claim = factories.reopened(looked_for, editor)
        for by, place in ((checker, Place.FIRST), (other_checker, Place.SECOND)):
            factories.submit(claim, by, place, "mostly-true")
        text = claim.article.revisions.get(number=1).text
        for changed in (text, text.replace("900", "980")):
            import_text(text=changed, article=claim.article)

        with refused("A changed verdict is a correction or an update"):
            self.notice(editor)

    def test_the_gate_warns_of_a_verdict_that_needs_another_look(
        self, looked_for: Claim, editor: User
    ):
        def warned() -> bool:
            found = gate.examine(FactCheck.objects.get())
            return any("changed the words" in each.sentence for each in found.warnings)

        assert warned()
        self.notice(editor)
        assert not warned()
