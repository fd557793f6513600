from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import evidence as keeping
from claims import workflow
from claims.choices import Channel, Place, SourceOrigin
from claims.lifecycle import StaleWrite
from claims.models import (
    Article,
    Citation,
    Claim,
    Contact,
    Evidence,
    SearchEntry,
    StepTaken,
)
from sources import library
from sources.library import SourceRefused, SourceStale
from sources.models import ArchivedCopy, Source, State
from tests import factories
from tests.claims.refusing import refused

OUTSIDE = "Only the desk's fact-checkers and editors do this."


@pytest.fixture
def claim(editor: User) -> Claim:
    return factories.open_claim(editor, subclaims=("Oran", "Bastia"))


@pytest.fixture
def source(checker: User) -> Source:
    return factories.opened_source(checker)


def attach(claim: Claim, source: Source, by: User, **facts: Any) -> Evidence:
    facts.setdefault("passage", "412 on board.")
    return keeping.attach(claim=claim, source=source, by=by, **facts)


def ask(claim: Claim, by: User, **facts: Any) -> Contact:
    facts = {
        "article": claim.article,
        "claims": [claim],
        "who": "Ilse Brandt",
        "role": "Mayor",
        "channel": Channel.EMAIL,
        "contacted_on": dt.date(2026, 3, 4),
        "question": "Will the quay reopen?",
        **facts,
    }
    return keeping.log_contact(by=by, **facts)


class TestAttaching:
    def test_a_passage_is_attached_with_its_translation(
        self, claim: Claim, source: Source, checker: User
    ) -> None:
        oran = claim.subclaims.get(text="Oran")

        attached = attach(
            claim,
            source,
            checker,
            passage=" 412 à bord. ",
            origin=SourceOrigin.ARTICLE,
            subclaim=oran,
            passage_language="fr",
            translation="412 on board.",
            translator="The desk",
        )

        attached.refresh_from_db()
        assert (attached.passage, attached.translation) == (
            "412 à bord.",
            "412 on board.",
        )
        assert (attached.subclaim, attached.origin) == (oran, "article")
        assert attached.attached_by == checker
        step = StepTaken.objects.latest("pk")
        assert (step.verb, step.taken_by, step.claim) == (
            "attach-evidence",
            checker,
            claim,
        )
        assert step.after == {"evidence": attached.pk, "source": str(source)}

    def test_evidence_may_be_added_while_a_second_review_is_pending(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.once_reviewed(editor, checker)

        added = factories.evidence(claim, other_checker)

        assert added in claim.evidence.standing()

    def test_adding_evidence_makes_no_open_review_form_stale(
        self, claim: Claim, source: Source, checker: User
    ) -> None:
        attach(claim, source, checker)

        assert Claim.objects.get(pk=claim.pk).version == claim.version

    @pytest.mark.parametrize("missing", ["title", "publisher"])
    def test_a_source_is_named_before_it_is_evidence(
        self, claim: Claim, checker: User, missing: str
    ) -> None:
        names = {"title": "Log", "publisher": "Port"} | {missing: ""}
        nameless = library.find_or_add(**names, url="https://port.example/log")

        with refused("The source needs a title and a publisher first."):
            attach(claim, nameless, checker)

    def test_a_source_without_an_address_says_why(
        self, claim: Claim, checker: User
    ) -> None:
        nowhere = library.find_or_add(title="What a sailor saw", publisher="A sailor")

        with refused("The source has no address. Locate it, or say why"):
            attach(claim, nowhere, checker)
        with refused("The source has no address. Locate it, or say why"):
            attach(claim, nowhere, checker, unreachable_reason=" ")

        told = attach(claim, nowhere, checker, unreachable_reason="Told in person.")
        assert told.unreachable_reason == "Told in person."

    def test_an_archived_copy_stands_in_for_an_address(
        self, claim: Claim, source: Source, checker: User
    ) -> None:
        nowhere = library.find_or_add(title="Leaflet", publisher="The company")
        copy = ArchivedCopy.objects.create(
            source=nowhere,
            sha256="0" * 64,
            media_type="image/jpeg",
            size=1,
            means="Photographed.",
            saved_by=checker,
            saved_at=timezone.now(),
        )

        with refused("The archived copy is one of another source."):
            attach(claim, source, checker, archived_copy=copy)
        assert attach(claim, nowhere, checker, archived_copy=copy).archived_copy == copy

    def test_a_passage_is_never_empty(
        self, claim: Claim, source: Source, checker: User
    ) -> None:
        with refused("Quote the passage, or summarize it and say so."):
            attach(claim, source, checker, passage=" \n")

    def test_a_translation_has_a_translator(
        self, claim: Claim, source: Source, checker: User
    ) -> None:
        with refused("Say who or what made the translation."):
            attach(claim, source, checker, translation="412 on board.")

    def test_a_part_of_another_claim_is_refused(
        self, claim: Claim, source: Source, editor: User, checker: User
    ) -> None:
        other = factories.open_claim(editor, subclaims=("Palermo",))

        with refused("“Palermo” is a part of another claim."):
            attach(claim, source, checker, subclaim=other.subclaims.get())

    def test_holding_every_permission_attaches_nothing(
        self, claim: Claim, source: Source, superuser: User
    ) -> None:
        with refused(OUTSIDE):
            attach(claim, source, superuser)


class TestWithdrawing:
    def test_evidence_is_withdrawn_with_a_reason_and_stays_on_record(
        self, claim: Claim, checker: User
    ) -> None:
        piece = factories.evidence(claim, checker)

        withdrawn = keeping.withdraw(evidence=piece, reason=" Forged. ", by=checker)

        assert (withdrawn.withdrawn_by, withdrawn.withdrawn_reason) == (
            checker,
            "Forged.",
        )
        assert piece not in claim.evidence.standing()
        assert piece in claim.evidence.all()
        step = StepTaken.objects.latest("pk")
        assert (step.verb, step.reason) == ("withdraw-evidence", "Forged.")
        assert step.before == {"evidence": piece.pk, "source": str(piece.source)}

    def test_under_review_all_evidence_is_withdrawn_alike_used_or_not(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.open_claim(editor)
        used = factories.evidence(claim, checker)
        unused = factories.evidence(claim, checker)
        factories.submit(claim, checker, Place.FIRST, bearings={used.pk: "supports"})

        for piece in (used, unused):
            keeping.withdraw(evidence=piece, reason="Forged.", by=other_checker)

        assert not claim.evidence.standing().exists()

    def test_withdrawing_needs_a_reason_and_happens_once(
        self, claim: Claim, checker: User
    ) -> None:
        piece = factories.evidence(claim, checker)

        with refused("Say why the evidence is withdrawn."):
            keeping.withdraw(evidence=piece, reason=" ", by=checker)
        keeping.withdraw(evidence=piece, reason="Forged.", by=checker)
        with refused("This evidence has been withdrawn already."):
            keeping.withdraw(evidence=piece, reason="Forged.", by=checker)

    def test_holding_every_permission_withdraws_nothing(
        self, claim: Claim, checker: User, superuser: User
    ) -> None:
        piece = factories.evidence(claim, checker)

        with refused(OUTSIDE):
            keeping.withdraw(evidence=piece, reason="I may.", by=superuser)


class TestSearching:
    def test_a_search_says_what_was_looked_for_where_and_when(
        self, claim: Claim, checker: User
    ) -> None:
        entry = keeping.log_search(
            claim=claim,
            sought=" passenger lists ",
            place="the port's archive",
            searched_on=dt.date(2026, 3, 4),
            outcome="Nothing before 2020.",
            by=checker,
        )

        assert (entry.sought, entry.place) == ("passenger lists", "the port's archive")
        assert (entry.logged_by, entry.outcome) == (checker, "Nothing before 2020.")
        step = StepTaken.objects.latest("pk")
        assert step.verb == "log-search"
        assert step.after == {
            "sought": "passenger lists",
            "place": "the port's archive",
        }

    @pytest.mark.parametrize(("sought", "place"), [("", "archive"), ("lists", " ")])
    def test_a_search_without_what_or_where_is_refused(
        self, claim: Claim, checker: User, sought: str, place: str
    ) -> None:
        with refused("Say what was looked for, and where."):
            keeping.log_search(
                claim=claim,
                sought=sought,
                place=place,
                searched_on=dt.date(2026, 3, 4),
                by=checker,
            )

    def test_a_search_is_logged_on_its_day_at_the_earliest(
        self, claim: Claim, checker: User
    ) -> None:
        today = timezone.localdate()

        def log(searched_on: dt.date) -> SearchEntry:
            return keeping.log_search(
                claim=claim,
                sought="lists",
                place="archive",
                searched_on=searched_on,
                by=checker,
            )

        with refused("A search is logged after it was made, not before."):
            log(today + dt.timedelta(days=1))
        assert log(today).searched_on == today

    def test_holding_every_permission_logs_no_search(
        self, claim: Claim, superuser: User
    ) -> None:
        with refused(OUTSIDE):
            keeping.log_search(
                claim=claim,
                sought="lists",
                place="archive",
                searched_on=dt.date(2026, 3, 4),
                by=superuser,
            )


class TestAsking:
    def test_an_attempt_to_reach_somebody_is_logged(
        self, claim: Claim, checker: User
    ) -> None:
        contact = ask(claim, checker)

        assert list(contact.claims.all()) == [claim]
        assert (contact.logged_by, contact.version) == (checker, 1)
        step = StepTaken.objects.latest("pk")
        assert (step.verb, step.before) == ("log-contact", {})
        assert step.after["who"] == "Ilse Brandt"
        assert step.after["claims"] == [claim.pk]

    def test_an_answer_rewrites_the_entry_and_keeps_what_it_said(
        self, claim: Claim, checker: User, other_checker: User
    ) -> None:
        contact = ask(claim, checker)

        answered = ask(
            claim, other_checker, contact=contact, version=1, answer="In April."
        )

        assert (answered.pk, answered.version) == (contact.pk, 2)
        assert answered.logged_by == checker
        step = StepTaken.objects.latest("pk")
        assert (step.before["answer"], step.after["answer"]) == ("", "In April.")

    def test_an_entry_somebody_else_rewrote_is_stale(
        self, claim: Claim, checker: User
    ) -> None:
        contact = ask(claim, checker)
        ask(claim, checker, contact=contact, version=1, answer="In April.")

        for version in (1, None):
            with refused("This has changed since you read it.", StaleWrite):
                ask(claim, checker, contact=contact, version=version, answer="In May.")

    @pytest.mark.parametrize("missing", ["who", "channel", "question", "contacted_on"])
    def test_a_contact_says_who_how_when_and_what(
        self, claim: Claim, checker: User, missing: str
    ) -> None:
        nothing = None if missing in ("channel", "contacted_on") else ""

        with refused("Say who was asked, how, when and what; or why nobody was."):
            ask(claim, checker, **{missing: nothing})

    @pytest.mark.parametrize("day", ["deadline_on", "answered_on"])
    def test_nothing_is_due_or_answered_before_it_was_asked(
        self, claim: Claim, checker: User, day: str
    ) -> None:
        asked_on = dt.date(2026, 3, 4)

        with refused("A deadline or an answer cannot come before the question."):
            ask(claim, checker, **{day: asked_on - dt.timedelta(days=1)})

        assert getattr(ask(claim, checker, **{day: asked_on}), day) == asked_on

    def test_why_nobody_was_asked_is_enough(self, claim: Claim, checker: User) -> None:
        contact = keeping.log_contact(
            article=claim.article,
            claims=[claim],
            nobody_reason="The company no longer exists.",
            by=checker,
        )

        assert contact.nobody_reason == "The company no longer exists."

    def test_a_contact_is_about_claims_of_its_article(
        self, claim: Claim, editor: User, checker: User
    ) -> None:
        sentence = "Say which claims of this article the contact is about."
        elsewhere = factories.open_claim(editor)

        for claims in ([], [elsewhere], [claim, elsewhere]):
            with refused(sentence):
                ask(claim, checker, claims=claims)

    def test_holding_every_permission_logs_no_contact(
        self, claim: Claim, superuser: User
    ) -> None:
        with refused(OUTSIDE):
            ask(claim, superuser)


class TestRecognizing:
    @pytest.fixture
    def citation(self, db: None) -> Citation:
        return factories.article().latest_revision().citations.get()

    def test_what_an_article_cites_is_a_source_the_library_holds(
        self, citation: Citation, source: Source, checker: User
    ) -> None:
        cited = citation.source

        recognized = keeping.recognize(citation=citation, source=source, by=checker)

        assert recognized.source == source
        step = StepTaken.objects.latest("pk")
        assert step.verb == "recognize-source"
        assert step.before == {"citation": str(citation), "source": str(cited)}
        assert step.after == {"source": str(source)}

    def test_holding_every_permission_recognizes_nothing(
        self, citation: Citation, source: Source, superuser: User
    ) -> None:
        with refused(OUTSIDE):
            keeping.recognize(citation=citation, source=source, by=superuser)


def describe(source: Source, by: User, **facts: Any) -> Source:
    given = {
        name: getattr(source, name)
        for name in (
            "title",
            "publisher",
            "published_on",
            "language",
            "tier",
            "interest",
            "derived_from",
            "version",
        )
    }
    return keeping.describe_source(source=source, by=by, **given | facts)


def locate(source: Source, url: str, by: User) -> Source:
    return keeping.locate_source(source=source, url=url, version=source.version, by=by)


def steps_on(article: Article, verb: str) -> list[StepTaken]:
    return list(StepTaken.objects.filter(article=article, verb=verb).order_by("pk"))


class TestTheLibrary:
    """The sources' own verbs, as the desk takes them: asked, refused, recorded."""

    def test_a_source_added_with_an_address_is_located_by_who_added_it(
        self, checker: User, editor: User
    ) -> None:
        address = "https://port.example/list"

        added = keeping.add_source(
            title="Crew list", publisher="Port", url=address, by=checker
        )
        again = keeping.add_source(
            title="The list", publisher="", url=address, by=editor
        )

        assert (added.state, added.located_by) == (State.LOCATED, checker)
        assert (again, again.version) == (added, added.version)
        assert again.located_by == checker

    def test_a_source_added_without_an_address_is_only_cited(
        self, checker: User
    ) -> None:
        added = keeping.add_source(title="Leaflet", publisher="Port", by=checker)

        assert (added.state, added.located_by) == (State.CITED, None)

    def test_what_cannot_be_told_from_others_is_not_added(self, checker: User) -> None:
        with refused("A source needs a title, a publisher", SourceRefused):
            keeping.add_source(title=" ", publisher="", by=checker)

    def test_what_a_source_is_becomes_a_step_on_every_article_that_rests_on_it(
        self, claim: Claim, source: Source, editor: User, checker: User
    ) -> None:
        attach(claim, source, checker)
        attach(claim, source, checker, passage="Sheet 2.")
        citing = factories.article()
        keeping.recognize(
            citation=citing.latest_revision().citations.get(),
            source=source,
            by=checker,
        )
        unconcerned = factories.article()

        describe(source, editor, tier="primary", interest="party to the matter")

        for article in (claim.article, citing):
            (step,) = steps_on(article, "describe-source")
            assert (step.taken_by, step.claim) == (editor, None)
            assert (step.before["tier"], step.after["tier"]) == ("", "primary")
            assert step.after["interest"] == "party to the matter"
        assert not steps_on(unconcerned, "describe-source")

    def test_locating_and_opening_are_steps_as_well(self, checker: User) -> None:
        article = factories.article()
        source = article.latest_revision().citations.get().source

        located = locate(source, "https://harbor.example/late", checker)
        opened = keeping.open_source(
            source=located, version=located.version, by=checker
        )

        assert (opened.state, opened.opened_by) == (State.OPENED, checker)
        (locating,) = steps_on(article, "locate-source")
        assert (locating.before["url"], locating.after["url"]) == (
            "",
            "https://harbor.example/late",
        )
        (opening,) = steps_on(article, "open-source")
        assert (opening.before["state"], opening.after["state"]) == (
            "located",
            "opened",
        )

    def test_a_source_that_changed_meanwhile_is_left_alone(
        self, source: Source, checker: User
    ) -> None:
        describe(source, checker, interest="party to the matter")
        sentence = "This source has changed since you read it."

        with refused(sentence, SourceStale):
            describe(source, checker, interest="none")
        with refused(sentence, SourceStale):
            locate(source, "https://port.example/moved", checker)
        with refused(sentence, SourceStale):
            keeping.open_source(source=source, version=source.version, by=checker)

    def test_what_a_review_saw_of_a_source_stays_used_or_not(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.open_claim(editor)
        used = factories.evidence(claim, checker)
        unused = factories.evidence(claim, checker)
        claim = factories.submit(
            claim, checker, Place.FIRST, bearings={used.pk: "supports"}
        )

        refusals = []
        for piece in (used, unused):
            with refused("rests on this source") as described:
                describe(piece.source, other_checker, interest="state media")
            with refused("rests on this source") as moved:
                locate(
                    piece.source,
                    f"https://port.example/moved/{piece.pk}",
                    other_checker,
                )
            refusals += [str(described.value), str(moved.value)]
        # Nothing tells the one the first review used from the other.
        assert len(set(refusals)) == 1

    def test_after_withdrawal_or_reopening_a_source_may_be_described(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.once_reviewed(editor, checker)
        withdrawn, standing = claim.evidence.order_by("pk")

        keeping.withdraw(evidence=withdrawn, reason="Forged.", by=checker)
        assert describe(withdrawn.source, checker, tier="primary").tier == "primary"

        with refused("rests on this source"):
            describe(standing.source, checker, tier="primary")
        workflow.reopen(
            claim=claim,
            version=claim.version,
            reason="The log is no primary source.",
            by=editor,
        )
        assert describe(standing.source, checker, tier="secondary").version > 1

    def test_a_first_address_may_be_found_while_a_review_is_pending(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.open_claim(editor)
        leaflet = library.find_or_add(title="Leaflet", publisher="The company")
        opened = library.mark_opened(
            source=leaflet, version=leaflet.version, by=checker
        )
        attach(claim, opened, checker, unreachable_reason="Handed out on paper.")
        factories.submit(claim, checker, Place.FIRST)

        located = locate(opened, "https://company.example/leaflet", other_checker)

        assert located.url == "https://company.example/leaflet"
        with refused("rests on this source"):
            locate(located, "https://company.example/another", other_checker)

    def test_holding_every_permission_changes_no_source(
        self, source: Source, superuser: User
    ) -> None:
        with refused(OUTSIDE):
            keeping.add_source(title="Mine", publisher="Me", by=superuser)
        with refused(OUTSIDE):
            describe(source, superuser, interest="none")
        with refused(OUTSIDE):
            locate(source, "https://port.example/moved", superuser)
        with refused(OUTSIDE):
            keeping.open_source(source=source, version=source.version, by=superuser)
