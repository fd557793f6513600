from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.choices import LeaveReason, Status
from claims.intake import import_text
from claims.models import Article, Claim, FactCheck
from claims.publishing import issuing
from tests import factories
from tests.claims.admin.pages import page_of, read, words
from tests.claims.refusing import everything_stored
from tests.claims.test_reanchoring import (
    ARTICLE,
    BUDGET,
    DROPPED,
    EDITED,
    MOVES,
    PUMPS,
    SECOND,
    changed,
    claim_of,
    decided,
)
from tests.journeys.people import Person

QUEUE = reverse("admin:claims_claim_changelist")


@pytest.fixture
def article(db: None) -> Article:
    return import_text(text=ARTICLE, published_on=dt.date(2026, 3, 3)).article


@pytest.fixture
def settled(
    article: Article, editor: User, checker: User, other_checker: User
) -> Claim:
    """A decided claim."""
    return decided(article, BUDGET, editor, checker, other_checker)


def changes_of(article: Article) -> str:
    return reverse("admin:claims_article_changes", args=[article.pk])


class TestBringingAChangedTextIn:
    """An article without an address has no other way to a second text."""

    def test_each_claim_is_looked_for_in_what_was_pasted(
        self, article: Article, editor: User
    ) -> None:
        address = reverse("admin:claims_article_change_text", args=[article.pk])

        here = Person(editor).open(
            reverse("admin:claims_article_change", args=[article.pk])
        )
        told = words(Person(editor).fill_in(address, text=ARTICLE.replace(*EDITED)))

        assert address in here
        assert "is stored as its text 2: of its claims" in told
        assert Article.objects.get().revisions.count() == 2

    def test_a_file_does_as_well_and_is_kept(
        self, article: Article, editor: User
    ) -> None:
        file = SimpleUploadedFile("story.txt", ARTICLE.replace(*EDITED).encode())
        address = reverse("admin:claims_article_change_text", args=[article.pk])

        Person(editor).client.post(address, {"file": file})

        assert article.latest_revision().number == 2
        assert article.copies.get().saved_by == editor

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"text": ARTICLE}, "has this text already"),
            ({"text": "  "}, "The text is empty."),
            (
                {"text": "New.", "file": SimpleUploadedFile("a.txt", b"Old.")},
                "Paste the text or choose a file, not both.",
            ),
        ],
    )
    def test_the_same_text_none_and_two_are_told_of(
        self, article: Article, editor: User, sent: dict[str, Any], sentence: str
    ) -> None:
        address = reverse("admin:claims_article_change_text", args=[article.pk])

        response = Person(editor).client.post(address, sent, follow=True)

        assert sentence in words(response)
        assert article.latest_revision().number == 1


class TestWhatChanged:
    def test_two_texts_are_compared_word_by_word(
        self, article: Article, checker: User
    ) -> None:
        changed(article, EDITED)

        page = Person(checker).open(changes_of(article))

        assert "<del>3.2</del>" in page
        assert "<ins>3.4</ins>" in page
        assert "unchanged …" in page

    def test_it_says_what_became_of_the_claims(
        self, article: Article, checker: User
    ) -> None:
        changed(article, EDITED, *MOVES)

        page = read(checker, changes_of(article))

        assert "In text 2: 2 unchanged, 1 moved, 1 found by the reading." in page
        assert "In text 1, but not found in text 2:" in page

    def test_any_two_texts_can_be_compared(
        self, article: Article, checker: User
    ) -> None:
        changed(article, EDITED)
        changed(article, DROPPED)

        page = read(checker, f"{changes_of(article)}?since=1&until=3")

        assert "3.4" not in page
        assert "eleven hours" in page
        assert "The two texts say the same." in read(
            checker, f"{changes_of(article)}?since=2&until=2"
        )

    @pytest.mark.parametrize("asked", ["since=9&until=x", "since=&until=-1", ""])
    def test_what_is_no_text_of_it_gives_the_last_two(
        self, article: Article, checker: User, asked: str
    ) -> None:
        changed(article, EDITED)

        assert "3.4" in read(checker, f"{changes_of(article)}?{asked}")

    def test_an_article_of_one_text_has_nothing_to_compare(
        self, article: Article, checker: User
    ) -> None:
        assert "has had one text so far" in read(checker, changes_of(article))

    def test_markup_in_a_text_is_text(self, article: Article, checker: User) -> None:
        changed(article, ("3.2 million", "<b>3</b> million"))

        page = Person(checker).open(changes_of(article))

        assert "&lt;b&gt;3&lt;/b&gt;" in page


class TestTheClaimsPage:
    def test_an_orphaned_claim_shows_its_old_words_beside_the_new_ones(
        self, article: Article, checker: User
    ) -> None:
        claim = claim_of(article, BUDGET)
        changed(article, EDITED)
        new = article.claims.get(mentions__quote__contains="3.4 million")

        page = Person(checker).open(page_of(claim))

        assert "No longer found in the article" in page
        assert "spent <del>3.2</del><ins>3.4</ins> million crowns" in page
        assert page_of(new) in page
        assert "its text 2 is not known to say this" in page

    def test_what_stands_there_now_is_one_press_from_being_its_duplicate(
        self, article: Article, editor: User
    ) -> None:
        old = claim_of(article, BUDGET)
        changed(article, EDITED)
        new, alice = claim_of(article, "3.4 million"), Person(editor)
        leave = f"{page_of(new, 'leave')}?other={old.pk}"
        assert leave in alice.open(page_of(old))

        asked = alice.open(leave)
        alice.send(leave, asked, note="")

        new.refresh_from_db()
        assert (new.leave_reason, new.duplicate_of) == (LeaveReason.DUPLICATE, old)
        assert "3.4 million" in read(editor, page_of(old))
        assert "No longer found" not in read(editor, page_of(old))

    def test_a_checker_takes_in_what_stands_there_now(
        self, article: Article, checker: User
    ) -> None:
        old = claim_of(article, BUDGET)
        changed(article, EDITED)
        new, bob = claim_of(article, "3.4 million"), Person(checker)
        merge = f"{page_of(old, 'merge')}?other={new.pk}"
        assert merge in bob.open(page_of(old))

        bob.send(merge, bob.open(merge), version=old.version)

        new.refresh_from_db()
        assert (new.leave_reason, new.duplicate_of) == (LeaveReason.RESHAPED, old)

    @pytest.mark.parametrize("other", ["0", "x", "-1", "9" * 30])
    def test_another_claim_that_is_none_is_not_offered(
        self, article: Article, editor: User, other: str
    ) -> None:
        claim = claim_of(article, BUDGET)

        for form in ("leave", "merge"):
            page = Person(editor).open(f"{page_of(claim, form)}?other={other}")
            assert "selected>Duplicate" not in page

    def test_placed_where_another_claim_stands_it_is_said_which(
        self, article: Article, checker: User
    ) -> None:
        old = claim_of(article, BUDGET)
        changed(article, EDITED)
        new = claim_of(article, "3.4 million")

        answer = Person(checker).fill_in(
            page_of(old, "mention"), words="The district spent 3.4 million crowns"
        )
        assert "stands in these words too" not in words(answer)
        mention = old.mentions.latest("pk")
        answer = Person(checker).fill_in(
            page_of(old, "respan", mention.pk), words=BUDGET.replace("3.2", "3.4")
        )

        assert f"{new} ” stands in these words too." in words(answer)
        assert f"{page_of(old, 'merge')}?other={new.pk}" in answer.content.decode()

    def test_words_that_are_gone_stand_alone(
        self, article: Article, checker: User
    ) -> None:
        claim = claim_of(article, PUMPS)
        changed(article, DROPPED)

        page = Person(checker).open(page_of(claim))

        assert f"<del>{PUMPS}</del>" in page
        assert "Nothing in text 2 is like it." in page

    def test_a_claim_that_stands_says_nothing_of_it(
        self, article: Article, checker: User
    ) -> None:
        changed(article, EDITED)

        page = read(checker, page_of(claim_of(article, SECOND)))

        assert "No longer found" not in page
        assert "Text 2 of the article" in page
        assert "Text 1 of the article" not in page

    def test_a_verdict_on_changed_words_asks_for_another_look(
        self, settled: Claim, checker: User
    ) -> None:
        changed(settled.article, EDITED)

        page = read(checker, page_of(settled))

        assert "Needs another look" in page
        assert "no longer has these words of text 1" in page

    def test_one_of_two_places_that_changed_is_shown_alone(
        self, article: Article, editor: User, checker: User, other_checker: User
    ) -> None:
        claim = decided(article, "40 Million", editor, checker, other_checker)
        changed(article, ("back 40 million", "back 4 million"))

        page = Person(checker).open(page_of(claim))

        assert "no longer makes this claim in all the places" in words_of(page)
        assert "held back <del>40</del><ins>4</ins> million" in page


def words_of(page: str) -> str:
    return " ".join(page.split())


class TestSaying:
    def test_an_editor_says_that_the_verdict_still_stands(
        self, settled: Claim, editor: User
    ) -> None:
        changed(settled.article, EDITED, by=editor)

        answer = Person(editor).fill_in(
            page_of(settled, "stands"), reason="Only rounding."
        )

        assert Claim.objects.get(pk=settled.pk).changed_in is None
        page = words(answer)
        assert "The verdict stands; the claim needs no other look." in page
        assert "Verdict still stands" in page
        assert "Needs another look:" in page

    def test_without_a_reason_it_is_asked_again(
        self, settled: Claim, editor: User
    ) -> None:
        changed(settled.article, EDITED)

        answer = Person(editor).fill_in(page_of(settled, "stands"), reason=" ")

        assert "Say why the verdict still stands." in words(answer)
        assert Claim.objects.get(pk=settled.pk).changed_in is not None

    def test_a_form_that_came_too_late_is_a_conflict_with_both_texts(
        self, settled: Claim, editor: User
    ) -> None:
        changed(settled.article, EDITED)
        person = Person(editor)
        page = person.open(page_of(settled, "stands"))
        person.fill_in(page_of(settled, "stands"), reason="First.")

        answer = person.send(page_of(settled, "stands"), page, reason="Second.")

        assert answer.status_code == 409
        assert "Second." in words(answer)

    def test_an_editor_says_that_a_claim_is_gone(
        self, article: Article, editor: User
    ) -> None:
        claim = claim_of(article, PUMPS)
        changed(article, DROPPED)
        person = Person(editor)
        assert page_of(claim, "gone") in person.open(page_of(claim))

        answer = person.fill_in(page_of(claim, "gone"))

        assert Claim.objects.get(pk=claim.pk).leave_reason == LeaveReason.RESHAPED
        assert "The claim is left: the article no longer makes it." in words(answer)
        assert page_of(claim, "gone") not in person.open(page_of(claim))

    @pytest.mark.parametrize("page", ["stands", "gone"])
    def test_a_checker_is_told_that_it_is_for_editors(
        self, settled: Claim, checker: User, page: str
    ) -> None:
        changed(settled.article, EDITED)
        before = everything_stored()

        assert "is for editors." in read(checker, page_of(settled, page))
        Person(checker).client.post(page_of(settled, page), {"reason": "So."})

        assert everything_stored() == before

    def test_what_needs_no_word_is_refused_on_the_page(
        self, settled: Claim, editor: User
    ) -> None:
        assert "has not changed the words" in read(editor, page_of(settled, "stands"))
        assert "“Leave unchecked” is a step" in read(editor, page_of(settled, "gone"))


class TestTheQueue:
    def test_claims_are_found_by_what_the_article_changed(
        self, settled: Claim, checker: User
    ) -> None:
        article = settled.article
        gone = claim_of(article, PUMPS)
        changed(article, EDITED, DROPPED)

        looked = read(checker, f"{QUEUE}?change=look")
        unplaced = read(checker, f"{QUEUE}?change=unplaced")

        assert "needs another look" in looked
        assert "3.2 million" in looked
        assert str(gone) not in looked
        assert "No longer found in the article" in unplaced
        assert str(gone) in unplaced
        assert "3.2 million" not in unplaced
        assert "Needs another look (1)" in read(checker, QUEUE)
        assert "No longer found (1)" in read(checker, QUEUE)

    def test_the_articles_page_counts_them_and_leads_there(
        self, settled: Claim, checker: User
    ) -> None:
        article = settled.article
        changed(article, EDITED, DROPPED)
        address = reverse("admin:claims_article_change", args=[article.pk])

        page = Person(checker).open(address)

        assert "1 of its claims is not found in it" in page
        assert "1 claim needs another look" in page
        assert f"?article__id__exact={article.pk}&amp;change=look" in page
        assert changes_of(article) in page

    def test_another_headline_is_told_of_until_the_facts_have_it(
        self, article: Article, editor: User
    ) -> None:
        person, new = Person(editor), "Sluice At Oldmere Held Back 4 Million Liters"
        address = reverse("admin:claims_article_change", args=[article.pk])
        changed(article, EDITED)
        told = f"Its headline reads “{new}” now"
        assert "Its headline reads" not in read(editor, address)

        retitled = ARTICLE.replace("Back 40", "Back 4")
        import_text(text=retitled.replace(*EDITED), article=article)
        import_text(text=retitled, article=article)

        assert told in read(editor, address)
        person.fill_in(address, headline=new)
        assert told not in read(editor, address)

    def test_what_everybody_settled_is_no_longer_counted(
        self, article: Article, checker: User
    ) -> None:
        changed(article, *MOVES)
        address = reverse("admin:claims_article_change", args=[article.pk])

        page = read(checker, address)

        assert "No claim waits for a place in it" in page
        assert Claim.objects.filter(status=Status.PROPOSED).exists()


class TestTheNotice:
    @pytest.fixture
    def published(self, settled: Claim, editor: User) -> FactCheck:
        fact_check = factories.drafted(settled, editor)
        issuing.publish(fact_check=fact_check, by=editor)
        return FactCheck.objects.get()

    def page(self, fact_check: FactCheck) -> str:
        return reverse("admin:claims_factcheck_notice", args=[fact_check.pk])

    def test_it_is_prefilled_and_one_press_publishes_it(
        self, published: FactCheck, settled: Claim, editor: User
    ) -> None:
        changed(settled.article, EDITED)
        person = Person(editor)
        told = f"the words of a claim we checked (“{settled}”) are no longer"
        assert told in read(editor, self.page(published))

        answer = person.fill_in(self.page(published))

        assert "Version 2 is published, with the notice." in words(answer)
        assert told in FactCheck.objects.get().notice

    def test_a_notice_that_stands_there_stays_but_one_of_an_earlier_change_does_not(
        self, published: FactCheck, settled: Claim, editor: User
    ) -> None:
        person = Person(editor)
        draft = reverse("admin:claims_factcheck_change", args=[published.pk])
        person.fill_in(draft, notice="A court will rule on this in May.")
        changed(settled.article, EDITED)

        assert "It begins with the notice" in read(editor, self.page(published))
        person.fill_in(self.page(published))

        noticed = FactCheck.objects.get()
        court = "A court will rule on this in May."
        assert noticed.notice.startswith(f"{court} The article was changed")
        assert issuing.standing_notice(noticed) == court

    def test_it_shows_what_else_would_be_published_with_it(
        self, published: FactCheck, settled: Claim, editor: User
    ) -> None:
        changed(settled.article, EDITED)
        person = Person(editor)
        page = person.open(self.page(published))
        draft = reverse("admin:claims_factcheck_change", args=[published.pk])
        person.fill_in(draft, summary="Another summary.")

        late = person.send(self.page(published), page)

        assert late.status_code == 409
        again = read(editor, self.page(published))
        assert "More than the notice would be published with it" in again
        assert "Another" in again

    def test_the_pages_of_article_claim_and_fact_check_lead_to_it(
        self, published: FactCheck, settled: Claim, editor: User
    ) -> None:
        changed(settled.article, EDITED)

        for address in (
            page_of(settled),
            reverse("admin:claims_article_change", args=[settled.article_id]),
            reverse("admin:claims_factcheck_change", args=[published.pk]),
        ):
            assert self.page(published) in Person(editor).open(address)

    def test_without_a_change_there_is_none_to_publish(
        self, published: FactCheck, editor: User
    ) -> None:
        page = read(editor, self.page(published))

        assert "No published verdict needs another look" in page
        assert "Publish with this notice" not in page

    def test_before_the_first_version_there_is_none_to_publish(
        self, settled: Claim, editor: User
    ) -> None:
        fact_check = factories.drafted(settled, editor)

        assert "Nothing is published yet" in read(editor, self.page(fact_check))
