from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims import commenting
from claims.choices import Place
from claims.models import Claim, Comment, StepTaken
from tests import factories
from tests.claims.refusing import refused


@pytest.fixture
def claim(editor: User) -> Claim:
    return factories.open_claim(editor)


def said(claim: Claim, user: User) -> list[str]:
    """Return the comments on a claim that ``user`` may read."""
    rows = Comment.objects.visible_to(user).filter(claim=claim).order_by("pk")
    return [row.text for row in rows]


def test_a_comment_stands_with_who_said_it_when_and_in_which_round(
    claim: Claim, checker: User
):
    written = commenting.comment(
        claim=claim, text=" Ask the\r\nharbor master. ", by=checker
    )

    assert written.text == "Ask the\nharbor master."
    assert (written.written_by, written.round) == (checker, 1)
    assert written.written_at is not None


def test_the_record_says_that_somebody_commented_but_not_what(
    claim: Claim, checker: User, editor: User
):
    commenting.comment(claim=claim, text="@editor, it is true.", by=checker)

    step = claim.steps.get(verb="comment")
    assert (step.taken_by, step.reason, step.before, step.after) == (
        checker,
        "",
        {},
        {},
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "A comment cannot be empty."),
        (" \n\t", "A comment cannot be empty."),
        ("a" * 10_001, "A comment has at most 10,000 characters."),
        ("a\0b", "NUL"),
    ],
)
def test_a_comment_has_words_and_not_too_many(
    claim: Claim, checker: User, text: str, sentence: str
):
    with refused(sentence):
        commenting.comment(claim=claim, text=text, by=checker)


def test_only_those_who_check_comment(claim: Claim, superuser: User):
    with refused("Only the desk's fact-checkers and editors comment."):
        commenting.comment(claim=claim, text="Hello.", by=superuser)


class TestMentions:
    @pytest.mark.parametrize(
        "text",
        [
            "@checker, look.",
            "Ask @checker.",
            "(@checker)",
            "@Checker and @checker again",
            "Сделай, @checker!",
        ],
    )
    def test_who_is_named_is_found(self, checker: User, text: str) -> None:
        assert commenting.named(text) == ([checker], [])

    def test_names_with_marks_in_them_are_read_whole(self, db: None) -> None:
        jane = factories.checker("jane.doe+desk@facts.example")
        factories.checker("jane")

        assert commenting.named(f"Ask @{jane.username}.") == ([jane], [])

    def test_of_two_names_that_differ_in_case_alone_the_exact_one_is_meant(
        self, db: None
    ) -> None:
        small, capital = factories.checker("anna"), factories.checker("Anna")

        assert commenting.named("@anna")[0] == [small]
        assert commenting.named("@Anna")[0] == [capital]

    @pytest.mark.parametrize(
        "text", ["Write to press@checker", "a @ b", "@", "no name at all", "@@"]
    )
    def test_what_names_nobody_is_no_name(self, checker: User, text: str) -> None:
        assert commenting.named(text) == ([], [])

    def test_strangers_to_the_desk_are_said_back(self, checker: User) -> None:
        factories.UserFactory(username="reader", is_staff=False)
        factories.UserFactory(username="gone", is_active=False)

        assert commenting.named("@reader @gone @nobody, @checker @nobody,") == (
            [checker],
            ["reader", "gone", "nobody"],
        )

    def test_who_is_named_is_stored(
        self, claim: Claim, checker: User, editor: User
    ) -> None:
        written = commenting.comment(claim=claim, text="@editor @nobody", by=checker)

        assert list(written.mentioned.all()) == [editor]


class TestDuringTheSecondReview:
    def test_nobody_comments_not_even_editors(
        self, claim: Claim, editor: User, checker: User, other_checker: User
    ) -> None:
        factories.evidence(claim, checker)
        claim = factories.submit(claim, checker, Place.FIRST)

        for by in (checker, other_checker, editor):
            with refused("The claim waits for its second review"):
                commenting.comment(claim=claim, text="Well.", by=by)

    def test_what_was_said_is_shown_to_its_author_alone(
        self,
        claim: Claim,
        editor: User,
        superuser: User,
        checker: User,
        other_checker: User,
    ) -> None:
        factories.evidence(claim, checker)
        commenting.comment(claim=claim, text="It is true.", by=checker)
        everybody = (checker, other_checker, editor, superuser)
        assert all(said(claim, user) for user in everybody)

        claim = factories.submit(claim, checker, Place.FIRST)

        assert said(claim, checker) == ["It is true."]
        for user in (other_checker, editor, superuser):
            assert said(claim, user) == []
            steps = StepTaken.objects.visible_to(user).filter(claim=claim)
            assert not steps.filter(verb="comment").exists()

        claim = factories.submit(claim, other_checker, Place.SECOND)

        assert all(said(claim, user) for user in everybody)
        commenting.comment(claim=claim, text="So we agree.", by=other_checker)

    def test_what_was_said_in_an_earlier_round_stays_open(
        self, editor: User, checker: User, other_checker: User, third_checker: User
    ) -> None:
        claim = factories.disputed(editor, checker, other_checker)
        commenting.comment(claim=claim, text="We differ.", by=checker)
        claim = factories.reopened(claim, editor)
        factories.submit(claim, third_checker, Place.FIRST)

        assert said(claim, other_checker) == ["We differ."]


def test_who_is_not_of_the_desk_reads_no_comment(claim: Claim, checker: User):
    commenting.comment(claim=claim, text="Hello.", by=checker)
    outsider = factories.UserFactory(username="outsider", is_staff=False)

    assert said(claim, outsider) == []
