from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError

from claims.choices import Kind, LeaveReason, Status
from claims.intake import Imported, IntakeRefused, import_text
from claims.models import Article, Claim, FactCheck, Figure, Mention, StepTaken
from claims.reading.reading import LONGEST_TEXT
from sources.models import Source
from tests.claims.refusing import everything_stored, failing_at, refused
from tests.factories import ARTICLE

pytestmark = pytest.mark.django_db

ADDRESS = "https://harbor.example/ferry"


class TestStoring:
    def test_an_article_is_stored_with_its_claims_sources_and_draft(
        self, editor: User
    ) -> None:
        imported = import_text(text=ARTICLE, by=editor, publisher="Harbor Gazette")

        article = imported.article
        assert imported.is_new_article
        assert imported.is_new_revision
        assert article.headline == "Harbor Ferry Carried Over 900 Passengers On Monday"
        assert article.slug == "harbor-ferry-carried-over-900-passengers-on-monday"
        assert (article.publisher, article.imported_by) == ("Harbor Gazette", editor)
        assert imported.claims == article.claims.count() == 5
        assert imported.sources == 1
        assert FactCheck.objects.get(article=article).version == 1
        assert article.latest_revision().stored_by == editor

    def test_every_claim_stands_where_its_mention_says(self) -> None:
        revision = import_text(text=ARTICLE).revision

        mentions = Mention.objects.filter(revision=revision)
        assert mentions.count() >= 5
        for mention in mentions:
            assert revision.text[mention.start : mention.end] == mention.quote

    def test_every_figure_stands_in_the_text_it_was_read_from(self) -> None:
        revision = import_text(text=ARTICLE).revision

        figures = list(Figure.objects.filter(claim__article=revision.article))
        assert any("412" in figure.text for figure in figures)
        for figure in figures:
            assert figure.revision == revision
            assert figure.text in revision.text[figure.start : figure.end]

    def test_a_list_becomes_parts_and_a_speaker_a_claimant(self) -> None:
        article = import_text(text=ARTICLE).article

        listed = article.claims.get(subclaims__text="Bastia")
        parts = listed.subclaims.order_by("position")
        assert [part.text for part in parts] == ["Oran", "Bastia", "Palermo"]
        assert article.claims.filter(claimant="Ilse Brandt").exists()

    def test_a_prediction_comes_with_the_reason_to_leave_it(self) -> None:
        article = import_text(text=ARTICLE).article

        claim = article.claims.get(kind=Kind.PREDICTION)
        assert claim.suggested_leave_reason == LeaveReason.PREDICTION
        assert claim.status == Status.PROPOSED

    def test_a_headline_figure_the_body_does_not_carry_is_flagged(self) -> None:
        revision = import_text(text=ARTICLE).revision

        flag = revision.flags.get(kind="headline-figure")
        assert "900" in flag.message
        assert flag.claims.exists()

    def test_what_the_importer_knows_goes_before_what_was_read(self) -> None:
        article = import_text(
            text=ARTICLE,
            headline=" The ferry ",
            byline="A. Writer",
            published_on=dt.date(2026, 3, 3),
            reach="9,000 shares",
            slug="ferry",
            language="en-GB",
        ).article

        assert (article.headline, article.byline) == ("The ferry", "A. Writer")
        assert (article.slug, article.language) == ("ferry", "en-GB")
        assert article.published_on == dt.date(2026, 3, 3)
        assert article.reach == "9,000 shares"

    def test_two_articles_of_one_headline_have_names_of_their_own(self) -> None:
        first = import_text(text=ARTICLE).article
        second = import_text(text=ARTICLE.replace("412", "413")).article

        assert second.slug == f"{first.slug}-2"

    def test_two_articles_that_cite_one_source_share_it(self) -> None:
        import_text(text=ARTICLE)
        import_text(text=ARTICLE.replace("412", "413"))

        assert Source.objects.get().citations.count() == 2

    def test_an_article_without_a_claim_is_stored(self) -> None:
        imported = import_text(text="***")

        assert imported.is_new_article
        assert imported.claims == 0
        assert Article.objects.get().headline == "***"

    def test_a_headline_in_letters_no_slug_has_still_gets_an_address(self) -> None:
        article = import_text(text="Ферри опоздал\n\nОн опоздал на час.").article

        assert article.slug == "article"
        assert article.headline == "Ферри опоздал"


class TestComingBack:
    def test_the_same_text_twice_is_the_same_article(self) -> None:
        first = import_text(text=ARTICLE)
        stored = everything_stored()

        again = import_text(text=ARTICLE.replace("\n", "\r\n"), publisher="Another")

        assert again == Imported(
            article=first.article,
            revision=first.revision,
            is_new_article=False,
            is_new_revision=False,
            claims=first.claims,
            sources=first.sources,
        )
        assert everything_stored() == stored

    def test_a_changed_text_of_the_same_address_is_a_new_revision(self) -> None:
        first = import_text(text=ARTICLE, url=ADDRESS)

        changed = import_text(
            text=ARTICLE.replace("412", "413"), url=f"{ADDRESS}?utm_source=letter#top"
        )

        assert changed.article == first.article
        assert (changed.is_new_article, changed.is_new_revision) == (False, True)
        assert changed.revision.number == 2

    def test_a_changed_text_of_a_named_article_is_a_new_revision(self) -> None:
        first = import_text(text=ARTICLE)

        changed = import_text(text=ARTICLE.replace("412", "413"), article=first.article)

        assert (changed.article, changed.revision.number) == (first.article, 2)
        assert Article.objects.count() == 1

    @pytest.mark.parametrize("told_by", ["address", "name"])
    def test_a_text_that_changed_back_is_a_new_revision(self, told_by: str) -> None:
        first = import_text(text=ARTICLE, url=ADDRESS)
        known: dict[str, Any] = (
            {"url": ADDRESS} if told_by == "address" else {"article": first.article}
        )
        import_text(text=ARTICLE.replace("412", "413"), **known)

        back = import_text(text=ARTICLE, **known)
        again = import_text(text=ARTICLE, **known)

        assert (back.article, back.is_new_article) == (first.article, False)
        assert (back.is_new_revision, back.revision.number) == (True, 3)
        assert back.revision.sha256 == first.revision.sha256
        assert (again.revision, again.is_new_revision) == (back.revision, False)

    def test_what_a_person_brings_in_is_a_step_and_what_was_known_is_none(
        self, editor: User
    ) -> None:
        article = import_text(text=ARTICLE, url=ADDRESS, by=editor).article
        changed = ARTICLE.replace("412", "413")
        for _ in range(2):
            import_text(text=changed, url=ADDRESS, by=editor)

        steps = StepTaken.objects.filter(article=article).order_by("pk")
        assert [(step.verb, step.taken_by, step.after) for step in steps] == [
            ("import", editor, {"text": 1}),
            (
                "import",
                editor,
                {"text": 2, "unchanged": 4, "moved": 0, "orphaned": 1, "new": 1},
            ),
        ]

    def test_what_a_command_brings_in_is_nobodys_step(self) -> None:
        import_text(text=ARTICLE)

        assert not StepTaken.objects.exists()

    def test_a_text_known_elsewhere_may_be_a_revision_of_a_named_article(self) -> None:
        import_text(text=ARTICLE)
        other = import_text(text=ARTICLE.replace("412", "413")).article

        added = import_text(text=ARTICLE, article=other)

        assert (added.article, added.revision.number) == (other, 2)


class TestRefusing:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "empty"),
            (" \n\t\xa0\n", "empty"),
            ("One\x00two.", "a NUL character"),
            ("One \ud800 two.", "half a character"),
            ("A ferry left. " * (3_000_000 // 14), f"{LONGEST_TEXT:,}"),
        ],
        ids=["empty", "blank", "NUL", "surrogate", "3 million characters"],
    )
    def test_what_is_no_article_is_refused_in_a_sentence(
        self, text: str, sentence: str
    ) -> None:
        with refused(sentence, IntakeRefused):
            import_text(text=text)

    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("javascript:alert(1)", "must begin with http:// or https://"),
            ("https:///ferry", "is not the name of a site"),
            ("https://user:secret@harbor.example/", "a name or a password"),
            (f"https://harbor.example/{'a' * 2000}", "longer than 2,000 characters"),
            (f"https://harbor.example/{'é' * 700}", "longer than 2,000 characters"),
        ],
        ids=["script", "no site", "password", "too long", "too long once spelled out"],
    )
    def test_what_is_no_address_is_refused_in_a_sentence(
        self, url: str, sentence: str
    ) -> None:
        with refused(sentence, IntakeRefused):
            import_text(text=ARTICLE, url=url)

    def test_a_nul_beside_the_text_is_refused_too(self) -> None:
        with refused("a NUL character", IntakeRefused):
            import_text(text=ARTICLE, publisher="Harbor\x00Gazette")

    def test_what_is_longer_than_its_column_is_cut_not_refused(self) -> None:
        article = import_text(
            text=ARTICLE, headline="Ferry " * 200, byline="B" * 999, publisher="P" * 999
        ).article

        article.refresh_from_db()
        assert (len(article.headline), len(article.byline)) == (500, 300)

    def test_a_link_nobody_can_open_is_no_source(self) -> None:
        text = f"{ARTICLE}Write to the port   mailto:port@port.example\n"

        imported = import_text(text=text)

        assert not Source.objects.filter(url__startswith="mailto").exists()
        assert imported.sources == imported.revision.citations.count()


@pytest.mark.django_db(transaction=True)
def test_an_import_that_fails_anywhere_stores_nothing_and_may_be_tried_again() -> None:
    before = everything_stored()

    for number in itertools.count():
        try:
            with failing_at(number):
                imported = import_text(text=ARTICLE)
            break
        except OperationalError:
            assert everything_stored() == before

    assert number > 20
    assert imported.is_new_article
    assert imported.claims == Claim.objects.count() > 0
