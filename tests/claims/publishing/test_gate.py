"""Every rule of publication blocks alone, and says where it is mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import evidence as keeping
from claims import judging, workflow
from claims.choices import LeaveReason, Place, Selection, StatementKey
from claims.models import Article, Claim, FactCheck, SiteStatement
from claims.publishing import gate, issuing
from claims.publishing.gate import Gate, GateClosed
from sources import library
from sources.models import Source, State
from tests import factories
from tests.claims.refusing import refused


@pytest.fixture
def claim(editor: User, checker: User, other_checker: User) -> Claim:
    return factories.decided(editor, checker, other_checker)


@pytest.fixture
def fact_check(claim: Claim, editor: User) -> FactCheck:
    """A draft that meets every rule: the tests below break one each."""
    return factories.drafted(claim, editor)


def unopen(source: Source) -> None:
    """Take back that a source was opened, which no verb does."""
    Source.objects.filter(pk=source.pk).update(
        state=State.LOCATED, opened_by=None, opened_at=None
    )


def examined(fact_check: FactCheck) -> Gate:
    return gate.examine(FactCheck.objects.get(pk=fact_check.pk))


def test_a_draft_that_meets_every_rule_may_be_published(fact_check: FactCheck) -> None:
    found = examined(fact_check)

    assert found.is_open
    assert found.unmet == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "The fact-check needs a title."),
        ({"summary": ""}, "The fact-check needs a one-sentence summary."),
        ({"why_checked": ""}, "The fact-check needs a word on why it was checked."),
        ({"as_of": None}, "The fact-check needs an as-of date."),
        ({"key_findings": ""}, "The fact-check needs three to five key findings."),
        (
            {"key_findings": "One.\n\n \nTwo."},
            "The fact-check needs three to five key findings.",
        ),
        (
            {"key_findings": "1\n2\n3\n4\n5\n6"},
            "The fact-check needs three to five key findings.",
        ),
    ],
)
def test_a_draft_with_something_missing_is_blocked(
    fact_check: FactCheck, change: dict[str, object], sentence: str
) -> None:
    FactCheck.objects.update(**change)

    (unmet,) = examined(fact_check).unmet

    field = next(iter(change))
    draft = f"/admin/claims/factcheck/{fact_check.pk}/change/"
    assert unmet.sentence == sentence
    assert unmet.address == f"{draft}#id_{field}"


def test_an_article_of_unknown_date_is_blocked_unless_it_says_why(
    fact_check: FactCheck,
) -> None:
    Article.objects.update(published_on=None)

    (unmet,) = examined(fact_check).unmet
    assert unmet.sentence == (
        "The article's date is unknown: give it, or say why it is not known."
    )
    assert unmet.address == f"/admin/claims/article/{fact_check.article_id}/change/"

    Article.objects.update(date_unknown_reason="The page carries none.")
    assert examined(fact_check).is_open


@pytest.mark.parametrize("key", list(StatementKey))
def test_an_empty_public_statement_is_blocked(
    fact_check: FactCheck, key: StatementKey
) -> None:
    SiteStatement.objects.filter(key=key).update(text="")

    (unmet,) = examined(fact_check).unmet

    assert unmet.sentence == f"The public statement “{key.label}” is empty."
    assert unmet.address == "/admin/claims/sitestatement/"


def test_a_central_claim_that_is_open_blocks_the_first_version(
    fact_check: FactCheck, claim: Claim, editor: User
) -> None:
    other = factories.open_claim(
        editor, claim=claim.article.claims.order_by("position")[2]
    )

    (unmet,) = examined(fact_check).unmet

    assert unmet.sentence == f"The central claim “{other}” is not decided."
    assert unmet.address == f"/admin/claims/claim/{other.pk}/change/"


def test_an_open_supporting_claim_blocks_nothing(
    fact_check: FactCheck, claim: Claim, editor: User
) -> None:
    factories.open_claim(
        editor,
        claim=claim.article.claims.order_by("position")[2],
        as_=Selection.SUPPORTING,
    )

    assert examined(fact_check).is_open


def test_after_the_first_version_nothing_reopened_holds_up_another_correction(
    fact_check: FactCheck,
    claim: Claim,
    editor: User,
    checker: User,
    other_checker: User,
) -> None:
    other = factories.open_claim(
        editor, claim=claim.article.claims.order_by("position")[2]
    )
    factories.evidence(other, checker)
    factories.evidence(other, checker)
    factories.submit(other, checker, Place.FIRST)
    factories.submit(other, other_checker, Place.SECOND)
    issuing.publish(fact_check=fact_check, by=editor)

    workflow.reopen(
        claim=claim, version=claim.version, reason="New figures.", by=editor
    )

    assert examined(fact_check).is_open


def test_an_article_of_which_nothing_is_decided_is_blocked(
    fact_check: FactCheck, claim: Claim, editor: User
) -> None:
    reopened = workflow.reopen(
        claim=claim, version=claim.version, reason="New figures.", by=editor
    )
    workflow.leave(
        claim=reopened, version=reopened.version, reason=LeaveReason.OUTSIDE, by=editor
    )

    (unmet,) = examined(fact_check).unmet

    assert unmet.sentence == (
        "No claim of the article is decided: there is nothing to publish."
    )
    assert unmet.address == f"/admin/claims/article/{fact_check.article_id}/change/"


class TestVerdicts:
    def test_evidence_from_a_source_nobody_opened_is_blocked(
        self, fact_check: FactCheck, claim: Claim
    ) -> None:
        source = claim.evidence.order_by("pk")[0].source
        unopen(source)

        (unmet,) = examined(fact_check).unmet

        assert unmet.sentence == (
            f"“{claim}” rests on “{source}”, which nobody has opened."
        )
        assert unmet.address == f"/admin/claims/claim/{claim.pk}/change/"

    def test_a_central_claim_rests_on_two_sources_or_says_why_on_one(
        self, fact_check: FactCheck, claim: Claim, editor: User, checker: User
    ) -> None:
        keeping.withdraw(
            evidence=claim.evidence.order_by("pk")[0], reason="Forged.", by=checker
        )

        (unmet,) = examined(fact_check).unmet
        assert unmet.sentence == (
            f"The central claim “{claim}” rests on fewer than two independent sources; "
            "add one, or say why there is only one."
        )
        page = f"/admin/claims/claim/{claim.pk}/change/"
        assert unmet.address == f"{page}?open=prepare#words"

        workflow.prepare(
            claim=claim,
            topic=claim.topic,
            single_source_reason="Only the port counts.",
            version=claim.version,
            by=editor,
        )
        assert examined(fact_check).is_open

    @pytest.mark.parametrize("through", [False, True])
    def test_a_source_that_repeats_another_is_no_second_one(
        self, fact_check: FactCheck, claim: Claim, checker: User, through: bool
    ) -> None:
        one, other = (piece.source for piece in claim.evidence.order_by("pk"))
        if through:
            agency = factories.opened_source(checker)
            Source.objects.filter(pk=agency.pk).update(derived_from=one)
            Source.objects.filter(pk=other.pk).update(derived_from=agency)
        else:
            Source.objects.filter(pk=other.pk).update(derived_from=one)

        (unmet,) = examined(fact_check).unmet

        assert "fewer than two independent sources" in unmet.sentence

    def test_a_supporting_claim_may_rest_on_one_source(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor, as_=Selection.SUPPORTING)
        factories.evidence(claim, checker)
        claim = factories.submit(claim, checker, Place.FIRST)

        assert examined(factories.drafted(claim, editor)).is_open

    def test_a_verdict_of_which_all_evidence_was_withdrawn_is_blocked(
        self, editor: User, checker: User
    ) -> None:
        claim = factories.open_claim(editor, as_=Selection.SUPPORTING)
        piece = factories.evidence(claim, checker)
        claim = factories.submit(claim, checker, Place.FIRST)
        fact_check = factories.drafted(claim, editor)

        keeping.withdraw(evidence=piece, reason="Forged.", by=checker)

        (unmet,) = examined(fact_check).unmet
        assert unmet.sentence == f"“{claim}” shows no standing evidence."
        assert unmet.address == f"/admin/claims/claim/{claim.pk}/change/"

    def test_a_rating_that_needs_a_contact_is_blocked_until_somebody_was_asked(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.open_claim(editor)
        factories.evidence(claim, checker)
        factories.evidence(claim, checker)
        for person, place in ((checker, Place.FIRST), (other_checker, Place.SECOND)):
            claim = factories.submit(
                claim, person, place, "false", bearing="contradicts"
            )
        fact_check = factories.drafted(claim, editor)

        (unmet,) = examined(fact_check).unmet
        assert unmet.sentence == (
            f"“False” for “{claim}” needs a contact, or a word on why nobody was asked."
        )
        assert unmet.address == f"/admin/claims/contact/add/?claim={claim.pk}"

        keeping.log_contact(
            article=claim.article,
            claims=[claim],
            nobody_reason="The ferry company no longer exists.",
            by=checker,
        )
        assert examined(fact_check).is_open

    def test_an_explanation_of_a_mixed_list_that_names_no_exception_is_blocked(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = factories.open_claim(editor, subclaims=("Oran", "Bastia", "Palermo"))
        factories.evidence(claim, checker)
        factories.evidence(claim, checker)
        mixed = {
            part.pk: factories.rating("half-true" if part.text == "Oran" else "true")
            for part in claim.subclaims.all()
        }
        for person, place in ((checker, Place.FIRST), (other_checker, Place.SECOND)):
            claim = factories.submit(
                claim,
                person,
                place,
                "mostly-true",
                subclaims=mixed,
                reasoning="Not for Oran.",
            )
        fact_check = factories.drafted(claim, editor)
        assert examined(fact_check).is_open

        claim.verdicts.update(explanation="Mostly true.")

        (unmet,) = examined(fact_check).unmet
        assert "must name the exception: “Oran”." in unmet.sentence
        assert unmet.address == f"/admin/claims/claim/{claim.pk}/change/"

    def test_an_error_of_the_markup_is_blocked(
        self, fact_check: FactCheck, claim: Claim, editor: User
    ) -> None:
        Article.objects.update(publisher="The Test Desk")

        (unmet,) = examined(fact_check).unmet

        assert unmet.sentence == (
            f"“{claim}”: The author of the review is given as the author of the claim."
        )
        assert unmet.address == f"/admin/claims/claim/{claim.pk}/change/"


class TestParaphrases:
    def test_claims_left_without_a_word_warn(
        self, fact_check: FactCheck, claim: Claim, editor: User
    ) -> None:
        other = claim.article.claims.order_by("position")[2]

        def left_without_a_word() -> list[str]:
            return [
                warning.sentence
                for warning in examined(fact_check).warnings
                if "without a word" in warning.sentence
                and "Opinion" in warning.sentence
            ]

        left = workflow.leave(
            claim=other, reason=LeaveReason.OPINION, version=other.version, by=editor
        )
        assert left_without_a_word() == [
            "“Opinion” (1) comes without a word on what those claims are."
        ]

        Claim.objects.filter(pk=left.pk).update(leave_note="What the mayor hopes.")
        assert left_without_a_word() == []


@pytest.mark.parametrize(
    ("share", "percent"), [(0, 0), (0.07, 7), (0.25, 25), (0.2501, 26), (0.29, 29)]
)
def test_a_share_above_a_limit_never_reads_like_the_limit(
    share: float, percent: int
) -> None:
    assert Gate(unmet=[], warnings=[], quoted_share=share).quoted_percent == percent


def test_a_quotation_within_a_quoted_claim_stands_in_single_marks(
    fact_check: FactCheck, claim: Claim
) -> None:
    Claim.objects.filter(pk=claim.pk).update(
        status="open", claim_reviewed="“This is late,” the harbor said"
    )

    sentences = [unmet.sentence for unmet in examined(fact_check).unmet]

    told = "The central claim “‘This is late,’ the harbor said” is not decided."
    assert told in sentences


class TestWarnings:
    def test_a_page_that_quotes_a_quarter_of_the_article_warns(
        self, fact_check: FactCheck, claim: Claim
    ) -> None:
        found = examined(fact_check)
        assert not any("quote" in warning.sentence for warning in found.warnings)

        revision = claim.article.latest_revision()
        half = len(revision.text) // 2
        claim.mentions.create(
            revision=revision, start=0, end=half, quote=revision.text[:half]
        )

        found = examined(fact_check)
        (warning,) = [row for row in found.warnings if "quote" in row.sentence]
        assert warning.sentence == (
            "The page would quote 50% of the article; the text belongs to its "
            "publisher."
        )
        assert warning.address == (
            f"/admin/claims/article/{fact_check.article_id}/change/"
        )
        assert found.is_open
        assert found.quoted_share == pytest.approx(0.5, abs=0.01)

    def test_an_explanation_its_reviewers_have_not_read_warns(
        self,
        fact_check: FactCheck,
        claim: Claim,
        editor: User,
        checker: User,
        other_checker: User,
    ) -> None:
        def unread() -> list[str]:
            return [
                warning.sentence
                for warning in examined(fact_check).warnings
                if "has not read" in warning.sentence
            ]

        # As it began it is the first reviewer's own reasoning.
        assert unread() == [
            f"other-checker has not read the explanation of “{claim}” as it now stands."
        ]
        judging.see_explanation(claim=claim, version=1, by=other_checker)
        assert unread() == []

        judging.explain(
            claim=claim,
            explanation="It carried 412.",
            since_then="",
            version=1,
            by=editor,
        )
        assert unread() == [
            f"{person} has not read the explanation of “{claim}” as it now stands."
            for person in ("checker", "other-checker")
        ]

        judging.see_explanation(claim=claim, version=2, by=checker)
        judging.see_explanation(claim=claim, version=2, by=other_checker)
        assert unread() == []

    def test_a_long_claim_warns_and_blocks_nothing(
        self, editor: User, checker: User, other_checker: User
    ) -> None:
        long = "The night ferry carried 412 passengers " * 3
        claim = factories.article().claims.order_by("position")[0]
        Claim.objects.filter(pk=claim.pk).update(claim_reviewed=long)
        claim.refresh_from_db()
        claim = factories.decided(editor, checker, other_checker, claim=claim)

        found = examined(factories.drafted(claim, editor))

        assert found.is_open
        assert any("characters" in warning.sentence for warning in found.warnings)


def test_publishing_through_a_closed_gate_stores_nothing_and_tells_every_rule(
    fact_check: FactCheck, editor: User
) -> None:
    FactCheck.objects.update(title="", summary="")

    with refused("The fact-check needs a title.", GateClosed) as raised:
        issuing.publish(fact_check=fact_check, by=editor)

    closed: GateClosed = raised.value
    assert [unmet.sentence for unmet in closed.gate.unmet] == [
        "The fact-check needs a title.",
        "The fact-check needs a one-sentence summary.",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        lambda: FactCheck.objects.update(title=""),
        lambda: Article.objects.update(published_on=None),
        lambda: SiteStatement.objects.all().delete(),
        lambda: Source.objects.update(
            state=State.LOCATED, opened_by=None, opened_at=None
        ),
    ],
    ids=["draft", "article", "statements", "claim"],
)
def test_where_a_rule_is_mended_an_editor_finds_a_page(
    fact_check: FactCheck, editor: User, client: Client, broken: Callable[[], object]
) -> None:
    broken()
    client.force_login(editor)

    addresses = {unmet.address for unmet in examined(fact_check).unmet}

    assert addresses
    for address in addresses:
        assert client.get(address).status_code == 200


def test_opening_the_source_opens_the_gate(
    fact_check: FactCheck, claim: Claim, checker: User
) -> None:
    source = claim.evidence.order_by("pk")[0].source
    unopen(source)
    assert not examined(fact_check).is_open

    source.refresh_from_db()
    library.mark_opened(source=source, version=source.version, by=checker)

    assert examined(fact_check).is_open


def test_the_publisher_is_asked_about_a_finding_whatever_its_rating(
    claim: Claim, fact_check: FactCheck, editor: User, checker: User
) -> None:
    finding = factories.finding(editor, of=claim.article, could_harm=False)
    factories.evidence(finding, checker)
    factories.submit(finding, checker, Place.FIRST, "true")

    (unmet,) = examined(fact_check).unmet
    assert unmet.sentence == (
        f"The finding “{finding}” needs a contact: ask the publisher, or say why "
        "nobody was asked."
    )
    assert unmet.address == f"/admin/claims/contact/add/?claim={finding.pk}"

    keeping.log_contact(
        article=claim.article,
        claims=[finding],
        nobody_reason="The paper is closed.",
        by=checker,
    )
    assert examined(fact_check).is_open


def test_nobody_need_be_asked_about_a_claim_that_holds(
    claim: Claim, fact_check: FactCheck
) -> None:
    assert not claim.contacts.exists()
    assert examined(fact_check).is_open


def test_a_central_finding_is_decided_before_the_first_version(
    claim: Claim, fact_check: FactCheck, editor: User
) -> None:
    finding = factories.finding(editor, of=claim.article, as_=Selection.CENTRAL)

    (unmet,) = examined(fact_check).unmet

    assert unmet.sentence == f"The central finding “{finding}” is not decided."
