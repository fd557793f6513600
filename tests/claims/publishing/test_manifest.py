from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import evidence as keeping
from claims import judging, workflow
from claims.choices import Channel, LeaveReason, Place, Selection, Status
from claims.models import Article, Claim, FactCheck, Version
from claims.publishing import gate, issuing, manifest
from tests import factories

NAME = "Quirina Vandersloot"
"""A name that stands nowhere else."""


@pytest.fixture
def decided(editor: User, checker: User, other_checker: User) -> Claim:
    return factories.decided(editor, checker, other_checker)


@pytest.fixture
def fact_check(decided: Claim, editor: User) -> FactCheck:
    return factories.drafted(decided, editor)


def shown(fact_check: FactCheck) -> manifest.Json:
    """Return the manifest of a version published now."""
    fact_check = FactCheck.objects.get(pk=fact_check.pk)
    return manifest.would_be(fact_check, manifest.claims_for(fact_check))


def publish(fact_check: FactCheck, editor: User, kind: str = "update") -> manifest.Json:
    """Publish the next version; return its manifest."""
    return manifest.load(
        issuing.publish(
            fact_check=fact_check, kind=kind, reason="We were told.", by=editor
        )
    )


def settle(claim: Claim, first: User, second: User, editor: User) -> Claim:
    """Select, review twice and decide a claim of an article."""
    claim = factories.open_claim(editor, claim=claim)
    for _ in range(2):
        factories.evidence(claim, first)
    factories.submit(claim, first, Place.FIRST)
    return factories.submit(claim, second, Place.SECOND)


class TestItsForm:
    def test_it_is_canonical_json_with_one_hash(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        version = issuing.publish(fact_check=fact_check, by=editor)
        body = version.manifest.body

        told = json.loads(body)
        # RFC 8785 for texts, whole numbers and short names: sorted, nothing between.
        assert body == json.dumps(
            told, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        assert version.manifest_sha256 == hashlib.sha256(body.encode()).hexdigest()
        assert manifest.canonical(dict(reversed(told.items()))) == body

    def test_it_holds_only_plain_values(self, fact_check: FactCheck) -> None:
        def types_in(value: Any) -> set[type]:
            inner = value.values() if isinstance(value, dict) else value
            found = {type(value)}
            if isinstance(value, dict | list):
                found |= set(itertools.chain(*(types_in(item) for item in inner)))
            return found

        assert types_in(shown(fact_check)) <= {
            str,
            int,
            bool,
            type(None),
            list,
            dict,
        }

    def test_addresses_are_relative_to_the_site(self, fact_check: FactCheck) -> None:
        (claim,) = shown(fact_check)["claims"]

        assert claim["address"].startswith("/fact-checks/")

    def test_the_desks_people_enter_it_only_as_commitments(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        version = issuing.publish(fact_check=fact_check, by=editor)

        body = version.manifest.body
        names = {row.name: row for row in version.names.all()}
        assert set(names) == {"checker", "other-checker"}
        for name, row in names.items():
            assert name not in body
            assert row.salt not in body
            assert (
                row.digest == hashlib.sha256(f"{row.salt}{name}".encode()).hexdigest()
            )
        assert json.loads(body)["people"] == sorted(
            row.digest for row in names.values()
        )

    @pytest.mark.parametrize("loader", ["manifest", "gate", "preview"])
    def test_it_costs_as_many_queries_for_fifty_claims_as_for_one(
        self,
        decided: Claim,
        fact_check: FactCheck,
        editor: User,
        checker: User,
        other_checker: User,
        loader: str,
    ) -> None:
        load: Any = {
            "manifest": shown,
            "gate": gate.examine,
            "preview": issuing.preview,
        }[loader]
        explain(decided, editor)
        with CaptureQueriesContext(connection) as for_one:
            load(FactCheck.objects.get(pk=fact_check.pk))
        for number in range(2, 51):
            claim = Claim.objects.create(
                article=decided.article,
                topic=decided.topic,
                position=number,
                claim_reviewed=f"Ferry {number} sailed",
                kind=decided.kind,
            )
            explain(settle(claim, checker, other_checker, editor), editor)

        with CaptureQueriesContext(connection) as for_fifty:
            load(FactCheck.objects.get(pk=fact_check.pk))

        assert len(shown(fact_check)["claims"]) == 50
        assert len(for_fifty) == len(for_one)


def explain(claim: Claim, editor: User, explanation: str = "It is so.") -> None:
    judging.explain(
        claim=claim,
        explanation=explanation,
        since_then="",
        version=claim.verdicts.latest("round").version,
        by=editor,
    )


class TestWhatItShows:
    def test_a_settled_claim_with_its_verdict_and_evidence(
        self, decided: Claim, fact_check: FactCheck
    ) -> None:
        (claim,) = shown(fact_check)["claims"]

        assert claim["claim_reviewed"] == decided.claim_reviewed
        assert claim["rating"]["label"] == claim["chip"]["label"] == "True"
        assert claim["explanation"] == "The log of the port says so."
        assert claim["settled"]["label"] == "By two reviews that agree"
        assert claim["people_count"] == 2
        assert [row["bearing"] for row in claim["evidence"]] == ["supports", "supports"]
        assert claim["claimant"] is claim["said"] is None

    def test_only_reviewed_claims_are_quoted(
        self, decided: Claim, fact_check: FactCheck, editor: User, checker: User
    ) -> None:
        open_claim, left, *_proposed = decided.article.claims.exclude(
            pk=decided.pk
        ).order_by("position")
        factories.open_claim(editor, claim=open_claim)
        workflow.leave(
            claim=left,
            version=left.version,
            reason=LeaveReason.OPINION,
            note="A matter of taste.",
            by=editor,
        )

        body = manifest.canonical(shown(fact_check))

        (quoted,) = decided.mentions.all()
        assert quoted.quote in body
        for mention in decided.article.latest_revision().mentions.exclude(
            claim=decided
        ):
            if mention.claim_id != open_claim.pk:  # named as still being checked
                assert mention.quote not in body

    def test_what_is_still_being_checked_and_what_is_not_and_why(
        self, decided: Claim, fact_check: FactCheck, editor: User
    ) -> None:
        still, left, elsewhere, proposed = decided.article.claims.exclude(
            pk=decided.pk
        ).order_by("position")
        factories.open_claim(editor, claim=still, as_=Selection.SUPPORTING)
        workflow.leave(
            claim=left,
            version=left.version,
            reason=LeaveReason.OPINION,
            note="Of taste.",
            by=editor,
        )
        workflow.leave(
            claim=elsewhere,
            version=elsewhere.version,
            reason=LeaveReason.ELSEWHERE,
            link="https://desk.example/oran",
            by=editor,
        )
        assert proposed.status == Status.PROPOSED

        told = shown(fact_check)

        assert told["still_checking"] == [still.claim_reviewed]
        assert [
            (row["code"], row["count"], row["notes"], row["links"])
            for row in told["not_checked"]
        ] == [
            ("opinion", 1, ["Of taste."], []),
            ("elsewhere", 1, [], ["https://desk.example/oran"]),
            ("not-taken-on", 1, [], []),
        ]

    def test_a_duplicate_is_counted_nowhere(
        self, decided: Claim, fact_check: FactCheck, editor: User
    ) -> None:
        one, other, *_rest = decided.article.claims.exclude(pk=decided.pk).order_by(
            "position"
        )
        before = shown(fact_check)["not_checked"]

        workflow.leave(
            claim=one,
            version=one.version,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=other,
            by=editor,
        )

        (row,) = shown(fact_check)["not_checked"]
        assert row["count"] == before[0]["count"] - 1

    def test_the_tally_tells_the_articles_claims_from_those_it_quotes(
        self,
        decided: Claim,
        fact_check: FactCheck,
        editor: User,
        checker: User,
        other_checker: User,
    ) -> None:
        quoted = decided.article.claims.order_by("position")[1]
        claim = factories.open_claim(editor, claim=quoted, claimant="The port")
        factories.evidence(claim, checker)
        factories.submit(claim, checker, Place.FIRST, None)
        factories.submit(claim, other_checker, Place.SECOND, None)

        tally = shown(fact_check)["tally"]

        assert (tally["of_the_article"], tally["of_people_quoted"]) == (1, 1)
        assert [(row["label"], row["count"]) for row in tally["counts"]] == [
            ("True", 1),
            ("Said, not verified", 1),
        ]

    def test_withdrawn_evidence_leaves_the_page(
        self, decided: Claim, fact_check: FactCheck, checker: User
    ) -> None:
        piece = decided.evidence.order_by("pk")[0]

        keeping.withdraw(evidence=piece, reason="Forged.", by=checker)

        (claim,) = shown(fact_check)["claims"]
        assert piece.source.title not in [
            row["source"]["title"] for row in claim["evidence"]
        ]
        assert len(claim["evidence"]) == 1

    def test_evidence_nobody_weighed_is_not_shown(
        self, decided: Claim, fact_check: FactCheck, checker: User
    ) -> None:
        unweighed = factories.evidence(decided, checker)

        assert unweighed.source.title not in manifest.canonical(shown(fact_check))

    def test_sources_the_article_cites_are_told_from_those_the_desk_found(
        self, fact_check: FactCheck
    ) -> None:
        sources = shown(fact_check)["sources"]

        assert [(row["title"], row["used"]) for row in sources["cited"]] == [
            ("Night ferry leaves late", False)
        ]
        assert len(sources["found"]) == 2

    def test_the_share_of_the_article_it_quotes(
        self, decided: Claim, fact_check: FactCheck
    ) -> None:
        mention = decided.mentions.get()
        text = decided.article.latest_revision().text

        share = manifest.quoted_share(shown(fact_check), text)

        assert share == (mention.end - mention.start) / len(text)


class TestDoNotName:
    """A claimant marked so appears in no version."""

    @pytest.fixture
    def fact_check(self, editor: User, checker: User, other_checker: User) -> FactCheck:
        article = factories.article(
            factories.ARTICLE.replace("Mayor Ilse Brandt", f"Mayor {NAME}")
        )
        (claim,) = article.claims.filter(mentions__quote__contains=NAME)
        claim = factories.open_claim(editor, claim=claim, claimant=NAME)
        claim = workflow.word(
            claim=claim,
            claim_reviewed="The quay would reopen in March",
            claimant=NAME,
            via=["Radio Kiel"],
            kind=claim.kind,
            subclaims=[],
            version=claim.version,
            by=editor,
        )
        for _ in range(2):
            factories.evidence(claim, checker)
        factories.submit(claim, checker, Place.FIRST)
        claim = factories.submit(claim, other_checker, Place.SECOND)
        keeping.log_contact(
            article=article,
            claims=[claim],
            who=NAME.upper(),
            channel=Channel.EMAIL,
            contacted_on=dt.date(2026, 3, 4),
            question="Will it?",
            words_to_publish="The claimant did not answer.",
            by=checker,
        )
        return factories.drafted(claim, editor)

    def prepare(self, editor: User, *, do_not_name: bool = True) -> Claim:
        claim = Claim.objects.get(claimant=NAME)
        return workflow.prepare(
            claim=claim,
            topic=claim.topic,
            claimant_url="https://quirina.example/",
            do_not_name=do_not_name,
            version=claim.version,
            by=editor,
        )

    def is_named(self, told: manifest.Json) -> bool:
        body = manifest.canonical(told).casefold()
        return any(word in body for word in ("quirina", "vandersloot"))

    def test_the_name_is_in_no_member_of_the_manifest(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        self.prepare(editor, do_not_name=False)
        assert self.is_named(shown(fact_check))

        self.prepare(editor)

        told = shown(fact_check)
        assert not self.is_named(told)
        assert told["claims"][0]["claimant"] == {
            "name": "",
            "url": "",
            "via": [],
            "is_theirs": True,
        }
        assert told["claims"][0]["quotations"] == []
        assert told["contacts"][0]["who"] == ""
        assert told["contacts"][0]["words"] == "The claimant did not answer."

    def test_the_name_leaves_a_claim_under_re_examination_too(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        assert self.is_named(publish(fact_check, editor))
        claim = self.prepare(editor)

        workflow.reopen(
            claim=claim, version=claim.version, reason="New figures.", by=editor
        )

        told = shown(fact_check)
        assert told["claims"][0]["under_reexamination"]
        assert not self.is_named(told)

    @pytest.mark.parametrize("member", ["explanation", "summary"])
    def test_the_gate_refuses_a_text_that_names_them(
        self, fact_check: FactCheck, editor: User, member: str
    ) -> None:
        claim = self.prepare(editor)
        assert gate.examine(fact_check).is_open

        if member == "explanation":
            explain(claim, editor, f"As {NAME.lower()} knew.")
        else:
            fact_check.summary = f"{NAME} was right."
            fact_check.save()

        (unmet,) = gate.examine(fact_check).unmet
        where = "claims" if member == "explanation" else "summary"
        assert unmet.sentence == (
            f"The claimant of “{claim}” is not to be named, but is in: {where}."
        )
        assert unmet.address == f"/admin/claims/claim/{claim.pk}/change/"

    def test_a_withdrawal_leaves_out_each_text_that_names_them(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        assert self.is_named(publish(fact_check, editor))
        self.prepare(editor)

        version = issuing.publish(
            fact_check=fact_check, kind="withdrawn", reason="It was not so.", by=editor
        )

        told = manifest.load(version)
        assert not self.is_named(told)
        assert told["claims"][0]["claimant"]["name"] == "[left out]"
        assert told["reason"] == "It was not so."

    def test_no_published_page_names_them(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        self.prepare(editor)

        version = issuing.publish(fact_check=fact_check, by=editor)

        for page in version.pages.all():
            content = bytes(page.content).decode().casefold()
            assert "quirina" not in content
            assert "vandersloot" not in content


class TestLaterVersions:
    def test_a_reopened_claim_keeps_its_verdict_marked_as_under_re_examination(
        self, decided: Claim, fact_check: FactCheck, editor: User
    ) -> None:
        (before,) = publish(fact_check, editor)["claims"]

        workflow.reopen(
            claim=decided, version=decided.version, reason="New figures.", by=editor
        )

        told = shown(fact_check)
        assert told["claims"] == [{**before, "under_reexamination": True}]
        assert told["still_checking"] == []
        assert told["dropped"] == []

    def test_a_claim_decided_anew_is_no_longer_under_re_examination(
        self,
        decided: Claim,
        fact_check: FactCheck,
        editor: User,
        checker: User,
        other_checker: User,
    ) -> None:
        publish(fact_check, editor)
        workflow.reopen(
            claim=decided, version=decided.version, reason="New figures.", by=editor
        )
        factories.submit(decided, checker, Place.FIRST, "mostly-true")
        factories.submit(decided, other_checker, Place.SECOND, "mostly-true")

        told = publish(fact_check, editor)

        (claim,) = told["claims"]
        assert (claim["number"], claim["first_in_version"]) == (1, 1)
        assert not claim["under_reexamination"]
        assert told["history"][-1]["changed_ratings"] == [
            {
                "number": 1,
                "claim_reviewed": decided.claim_reviewed,
                "from": "True",
                "to": "Mostly true",
            }
        ]

    def test_a_dropped_claim_leaves_a_notice_at_its_number(
        self,
        decided: Claim,
        fact_check: FactCheck,
        editor: User,
        checker: User,
        other_checker: User,
    ) -> None:
        settle(
            decided.article.claims.order_by("position")[2],
            checker,
            other_checker,
            editor,
        )
        publish(fact_check, editor)
        reopened = workflow.reopen(
            claim=decided, version=decided.version, reason="New figures.", by=editor
        )
        workflow.leave(
            claim=reopened,
            version=reopened.version,
            reason=LeaveReason.SAFETY,
            note="In danger.",
            by=editor,
        )

        told = publish(fact_check, editor)

        assert [claim["number"] for claim in told["claims"]] == [2]
        assert told["dropped"] == [
            {
                "number": 1,
                "claim_reviewed": decided.claim_reviewed,
                "reason": "Safety of a person",
                "note": "In danger.",
            }
        ]
        assert "safety" not in [row["code"] for row in told["not_checked"]]

    def test_history_grows_by_one_entry_with_each_version(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        first = publish(fact_check, editor)
        FactCheck.objects.update(notice="The ferry sank in April.")

        second = publish(fact_check, editor, "notice")

        assert second["history"][:1] == first["history"]
        assert [(row["number"], row["kind"]) for row in second["history"]] == [
            (1, "first"),
            (2, "notice"),
        ]
        assert second["first_published_at"] == first["published_at"]

    def test_versions_differ_by_what_they_show_not_by_when(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        first = publish(fact_check, editor)

        assert not manifest.differs(first, shown(fact_check))

        FactCheck.objects.update(title="Another title")
        assert manifest.differs(first, shown(fact_check))

    def test_a_withheld_version_is_an_empty_manifest(
        self, fact_check: FactCheck, editor: User
    ) -> None:
        version = issuing.publish(fact_check=fact_check, by=editor)
        version.manifest.body = ""
        version.manifest.save()

        assert manifest.load(Version.objects.with_manifest().get()) == {}
        assert Article.objects.get().claims.filter(public_number=1).exists()


class TestFindings:
    @pytest.fixture
    def finding(
        self, decided: Claim, editor: User, checker: User, other_checker: User
    ) -> Claim:
        return factories.decided_finding(
            editor, checker, other_checker, of=decided.article
        )

    def test_a_finding_says_so_and_no_other_claim_does(
        self, fact_check: FactCheck, finding: Claim
    ) -> None:
        claim, told = shown(fact_check)["claims"]

        assert "is_finding" not in claim
        assert told["is_finding"]
        assert told["claim_reviewed"] == finding.claim_reviewed
        assert told["claimant"] is None
        assert told["quotations"] == []
        assert told["rating"]["label"] == "True"
        assert told["chip"] == {**told["rating"], "label": "Finding: true"}

    def test_that_a_finding_holds_is_not_counted_for_the_article(
        self, fact_check: FactCheck, finding: Claim
    ) -> None:
        tally = shown(fact_check)["tally"]

        assert [(row["label"], row["count"]) for row in tally["counts"]] == [
            ("True", 1)
        ]
        assert tally["of_the_article"] == 1
        assert [(row["label"], row["count"]) for row in tally["findings"]] == [
            ("Finding: true", 1)
        ]

    def test_without_findings_a_manifest_is_what_it_was(
        self, fact_check: FactCheck
    ) -> None:
        assert "findings" not in shown(fact_check)["tally"]

    def test_a_finding_is_nowhere_before_it_is_decided(
        self, decided: Claim, fact_check: FactCheck, editor: User
    ) -> None:
        before = shown(fact_check)

        finding = factories.finding(editor, of=decided.article)

        assert not manifest.differs(before, shown(fact_check))
        workflow.leave(
            claim=finding,
            reason=LeaveReason.NOT_SELECTED,
            note="Not worth it.",
            version=finding.version,
            by=editor,
        )
        assert not manifest.differs(before, shown(fact_check))

    def test_an_open_claim_of_the_article_is_told_of(
        self, decided: Claim, fact_check: FactCheck, editor: User
    ) -> None:
        before = shown(fact_check)
        other = decided.article.claims.filter(status=Status.PROPOSED)[0]

        factories.open_claim(editor, claim=other)

        assert manifest.differs(before, shown(fact_check))

    def test_a_reopened_finding_stays_as_it_was_published(
        self, fact_check: FactCheck, finding: Claim, editor: User
    ) -> None:
        publish(fact_check, editor)
        factories.reopened(finding, editor)

        told = shown(fact_check)["claims"][-1]

        assert told["is_finding"]
        assert told["under_reexamination"]
