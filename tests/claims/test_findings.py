from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import findings, workflow
from claims.choices import (
    FigureOutcome,
    FlagKind,
    Kind,
    LeaveReason,
    Place,
    Selection,
    Status,
)
from claims.intake import import_text
from claims.lifecycle import StaleWrite
from claims.models import Article, Claim, Flag, StepTaken, Topic
from tests import factories
from tests.claims.refusing import everything_stored, refused

WORDS = "The headline’s 900 passengers are nowhere in the text"


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


@pytest.fixture
def topic(article: Article) -> Topic:
    return article.topics.order_by("position")[0]


@pytest.fixture
def flag(article: Article) -> Flag:
    """The figure of the headline, which the text contradicts."""
    return Flag.objects.get(revision__article=article, outcome="contradicted")


def confirmed(flag: Flag, by: User, **changed: object) -> Claim:
    article = flag.revision.article
    asked = {
        "claim_reviewed": WORDS,
        "as_": Selection.CENTRAL,
        "topic": article.topics.order_by("position")[0],
        "could_harm": True,
    }
    return findings.confirm(flag=flag, by=by, **(asked | changed))


def last_step(article: Article) -> StepTaken:
    return article.steps.latest("pk")


def settled_at(flag: Flag) -> dt.datetime:
    at = Flag.objects.get(pk=flag.pk).settled_at
    assert at is not None
    return at


def test_a_dismissed_flag_keeps_who_when_and_why(flag: Flag, editor: User):
    findings.dismiss(flag=flag, reason=" Rounded,\nas headlines are. ", by=editor)

    flag.refresh_from_db()
    assert flag.dismissed_because == "Rounded, as headlines are."
    assert flag.settled_by == editor
    assert flag.settled_at is not None
    step = last_step(flag.revision.article)
    assert (step.verb, step.taken_by) == ("dismiss-flag", editor)
    assert step.reason == "Rounded, as headlines are."
    assert step.before == {"flag": flag.message}


def test_a_flag_is_dismissed_for_a_reason(flag: Flag, editor: User):
    with refused("Say why the flag is dismissed.") as raised:
        findings.dismiss(flag=flag, reason=" ", by=editor)

    assert raised.value.field == "reason"


def test_a_confirmed_flag_is_a_claim_open_for_checking(
    flag: Flag, topic: Topic, editor: User
):
    finding = confirmed(flag, editor, could_harm=False)

    finding.refresh_from_db()
    flag.refresh_from_db()
    assert flag.finding == finding
    assert flag.settled_by == editor
    assert finding.is_finding
    assert finding.article == flag.revision.article
    assert finding.status == Status.OPEN
    assert finding.selection == Selection.CENTRAL
    assert finding.topic == topic
    assert finding.claim_reviewed == WORDS
    assert finding.described_kind == "Finding about the article"
    assert not finding.could_harm
    assert not finding.claimant
    assert not finding.mentions.exists()
    assert Claim.objects.filter(search_text__contains="nowhere in the text").exists()


def test_that_it_was_confirmed_is_a_step_of_the_finding(flag: Flag, editor: User):
    finding = confirmed(flag, editor)

    step = finding.steps.get()
    assert (step.verb, step.taken_by) == ("confirm-flag", editor)
    assert step.before == {"flag": flag.message}
    assert step.after["claim_reviewed"] == WORDS
    assert step.after["status"] == Status.OPEN


def test_a_finding_comes_last_in_the_article_and_first_in_the_queue(
    flag: Flag, editor: User
):
    finding = confirmed(flag, editor)

    claims = finding.article.claims
    assert claims.order_by("position").last() == finding
    assert claims.in_queue_order().first() == finding
    assert finding.priority == "High"


def test_a_finding_needs_words(flag: Flag, editor: User):
    with refused("Say what the article was found to do.") as raised:
        confirmed(flag, editor, claim_reviewed=" \n ")

    assert raised.value.field == "claim_reviewed"


def test_a_finding_is_central_or_supporting(flag: Flag, editor: User):
    with refused("Take a finding on as central or as supporting."):
        confirmed(flag, editor, as_=Selection.NOT_SELECTED)


def test_a_finding_stands_under_a_topic_of_its_own_article(flag: Flag, editor: User):
    foreign = workflow.add_topic(article=factories.article(), name="Quay", by=editor)

    with refused("“Quay” is a topic of another article.") as raised:
        confirmed(flag, editor, topic=foreign)

    assert raised.value.field == "topic"


def test_an_editor_adds_a_finding_that_the_reading_did_not_notice(
    article: Article, topic: Topic, editor: User
):
    finding = findings.add(
        article=article,
        claim_reviewed="The article does not say who was asked",
        as_=Selection.SUPPORTING,
        topic=topic,
        could_harm=True,
        by=editor,
    )

    assert finding.is_finding
    assert finding.status == Status.OPEN
    assert finding.reviews_needed == 2
    assert finding.steps.get().verb == "add-finding"


def test_only_editors_settle_flags(flag: Flag, article: Article, checker: User):
    sentence = "Only editors settle what the reading noticed."

    with refused(sentence):
        findings.dismiss(flag=flag, reason="Rounded.", by=checker)
    with refused(sentence):
        confirmed(flag, checker)
    with refused(sentence):
        factories.finding(checker, of=article)
    with refused(sentence):
        findings.take_back(flag=flag, settled_at=timezone.now(), by=checker)


def test_belonging_to_no_group_a_superuser_settles_nothing(flag: Flag, superuser: User):
    with refused("Only editors settle what the reading noticed."):
        findings.dismiss(flag=flag, reason="Rounded.", by=superuser)


def test_whoever_settles_a_flag_second_is_told(
    flag: Flag, editor: User, other_editor: User
):
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)
    stored = everything_stored()

    with pytest.raises(StaleWrite, match="Somebody has settled this"):
        confirmed(flag, other_editor)
    with pytest.raises(StaleWrite, match="Somebody has settled this"):
        findings.dismiss(flag=flag, reason="Not so.", by=other_editor)

    assert everything_stored() == stored


# Taking back


def test_a_dismissal_is_taken_back(flag: Flag, editor: User, other_editor: User):
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)

    findings.take_back(flag=flag, settled_at=settled_at(flag), by=other_editor)

    flag.refresh_from_db()
    assert flag.settled_at is None
    assert flag.settled_by is None
    assert flag.dismissed_because == ""
    step = last_step(flag.revision.article)
    assert (step.verb, step.taken_by) == ("take-back-flag", other_editor)
    assert step.before == {"dismissed_because": "Rounded."}


def test_a_confirmation_is_taken_back_and_its_finding_is_no_claim_any_more(
    flag: Flag, editor: User
):
    finding = confirmed(flag, editor)

    findings.take_back(flag=flag, settled_at=settled_at(flag), by=editor)

    flag.refresh_from_db()
    finding.refresh_from_db()
    assert flag.finding is None
    assert flag.settled_at is None
    assert finding.status == Status.NOT_CHECKED
    assert finding.leave_reason == LeaveReason.RESHAPED
    assert finding.steps.latest("pk").before["claim_reviewed"] == WORDS


def test_what_was_taken_back_can_be_settled_anew(flag: Flag, editor: User):
    first = confirmed(flag, editor)
    findings.take_back(flag=flag, settled_at=settled_at(flag), by=editor)

    second = confirmed(flag, editor)

    flag.refresh_from_db()
    assert first != second
    assert flag.finding == second


def test_a_finding_that_somebody_reviewed_is_not_taken_back(
    flag: Flag, editor: User, checker: User
):
    finding = confirmed(flag, editor)
    factories.evidence(finding, checker)
    factories.submit(finding, checker, Place.FIRST)

    with refused("The finding has been reviewed"):
        findings.take_back(flag=flag, settled_at=settled_at(flag), by=editor)


def test_nor_is_it_once_it_was_reviewed_and_reopened(
    flag: Flag, editor: User, checker: User
):
    finding = confirmed(flag, editor)
    factories.evidence(finding, checker)
    factories.submit(finding, checker, Place.FIRST)
    factories.reopened(finding, editor)

    with refused("The finding has been reviewed"):
        findings.take_back(flag=flag, settled_at=settled_at(flag), by=editor)


def test_only_the_settling_one_was_shown_is_taken_back(flag: Flag, editor: User):
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)
    shown = settled_at(flag)
    findings.take_back(flag=flag, settled_at=shown, by=editor)
    confirmed(flag, editor)

    with pytest.raises(StaleWrite, match="taken this back since, or settled it anew"):
        findings.take_back(flag=flag, settled_at=shown, by=editor)


# What a finding is not


def test_nobody_is_the_claimant_of_a_finding(flag: Flag, editor: User):
    finding = confirmed(flag, editor)

    with refused("A finding about the article is the desk's own: it has no claimant."):
        workflow.word(
            claim=finding,
            claim_reviewed=WORDS,
            claimant="Harbor Gazette",
            via=[],
            kind=Kind.EVENT,
            subclaims=[],
            version=finding.version,
            by=editor,
        )


def test_a_claim_hands_no_place_in_the_text_to_a_finding(flag: Flag, editor: User):
    finding = confirmed(flag, editor)
    claim = finding.article.claims.order_by("position")[0]

    with refused("cannot repeat each other."):
        workflow.leave(
            claim=claim,
            reason=LeaveReason.DUPLICATE,
            duplicate_of=finding,
            version=claim.version,
            by=editor,
        )


# Open, and in words


def test_a_flag_is_open_until_it_is_settled(flag: Flag, editor: User):
    assert flag in Flag.objects.open()

    findings.dismiss(flag=flag, reason="Rounded.", by=editor)

    assert flag not in Flag.objects.open()


@pytest.mark.parametrize("outcome", ["stated", "implied"])
def test_a_figure_that_the_text_bears_out_is_never_open(flag: Flag, outcome: str):
    flag.outcome = outcome
    flag.save()

    assert flag not in Flag.objects.open()


def test_a_flag_of_an_older_text_is_not_open_any_more(flag: Flag):
    changed(flag.revision.article)

    assert flag not in Flag.objects.open()


@pytest.mark.parametrize("outcome", FigureOutcome)
def test_what_became_of_a_headline_figure_is_said_in_words(outcome: FigureOutcome):
    assert Flag(outcome=outcome.value).outcome_in_words == outcome.label


def test_a_flag_that_is_about_no_headline_says_no_outcome():
    assert Flag(outcome="").outcome_in_words == ""


@pytest.mark.parametrize("kind", FlagKind)
def test_every_kind_of_flag_has_a_sentence_to_begin_with(kind: FlagKind):
    flag = Flag(kind=kind, message="The sums “1.5” and 2 differ. Look again.")

    words = findings.words_for(flag)

    assert words.endswith(".")
    assert "Look again" not in words


def test_a_headline_figure_begins_with_what_the_reading_says_of_it():
    flag = Flag(
        kind=FlagKind.HEADLINE_FIGURE,
        message="The headline's “1.5 million” is nowhere in the text. It may be 1.2.",
    )

    assert findings.words_for(flag) == (
        "The headline's “1.5 million” is nowhere in the text."
    )


# A changed text


def changed(article: Article, *flags: Flag) -> None:
    """Store a changed text of the article, in which the reading notices ``flags``."""
    text = article.latest_revision().text
    # Nothing of its own is noticed in it: without the headline there are no flags.
    words = text.partition("\n\n")[2]
    revision = import_text(text=f"{words}\n\nMore follows.\n", article=article).revision
    revision.flags.all().delete()
    for flag in flags:
        Flag.objects.create(
            revision=revision,
            kind=flag.kind,
            outcome=flag.outcome,
            message=flag.message,
        )
    findings.keep_settled(revision)


def again(flag: Flag) -> Flag:
    return Flag.objects.filter(kind=flag.kind, message=flag.message).latest("pk")


def test_what_was_dismissed_stays_dismissed_in_a_changed_text(flag: Flag, editor: User):
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)

    changed(flag.revision.article, flag)

    assert again(flag) != flag
    assert again(flag).dismissed_because == "Rounded."
    assert again(flag).settled_by == editor
    assert again(flag) not in Flag.objects.open()


def test_what_was_confirmed_is_not_asked_about_again(flag: Flag, editor: User):
    finding = confirmed(flag, editor)

    changed(flag.revision.article, flag)

    assert again(flag) not in Flag.objects.open()
    assert again(flag).finding == finding
    flag.refresh_from_db()
    assert flag.finding is None
    assert flag.dismissed_because == "Confirmed as a finding on another text."


@pytest.mark.parametrize("which", ["earlier", "later"])
def test_what_is_confirmed_again_after_a_changed_text_is_one_finding(
    which: str, flag: Flag, editor: User
):
    first = confirmed(flag, editor)
    changed(flag.revision.article, flag)
    flag.refresh_from_db()
    taken = {"earlier": flag, "later": again(flag)}[which]
    findings.take_back(flag=taken, settled_at=settled_at(taken), by=editor)
    first.refresh_from_db()
    assert first.leave_reason == LeaveReason.RESHAPED
    assert not Flag.objects.exclude(settled_at=None).exists()

    second = confirmed(again(flag), editor)

    of_the_article = flag.revision.article.claims.filter(is_finding=True)
    assert list(of_the_article.exclude(leave_reason=LeaveReason.RESHAPED)) == [second]
    flag.refresh_from_db()
    with refused("Somebody has settled this since you read it.", StaleWrite):
        confirmed(flag, editor)


def test_what_is_a_finding_already_is_not_confirmed_on_another_text(
    flag: Flag, editor: User
):
    finding = confirmed(flag, editor)
    changed(flag.revision.article)
    latest = flag.revision.article.latest_revision()
    Flag.objects.create(revision=latest, kind=flag.kind, message=flag.message)

    with refused(f"This is the finding “{finding}” already."):
        confirmed(again(flag), editor)


def test_a_reviewed_finding_is_not_taken_back_from_another_text(
    flag: Flag, editor: User, checker: User
):
    finding = confirmed(flag, editor)
    changed(flag.revision.article, flag)
    factories.evidence(finding, checker)
    factories.submit(finding, checker, Place.FIRST)

    for each in (flag, again(flag)):
        with refused("The finding has been reviewed"):
            findings.take_back(flag=each, settled_at=settled_at(each), by=editor)


def test_what_is_dismissed_is_dismissed_in_every_text(flag: Flag, editor: User):
    changed(flag.revision.article, flag)

    findings.dismiss(flag=again(flag), reason="Rounded.", by=editor)

    flag.refresh_from_db()
    assert flag.dismissed_because == "Rounded."


def test_what_was_taken_back_on_the_latest_text_stays_open_in_the_next(
    flag: Flag, editor: User
):
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)
    article = flag.revision.article
    changed(article, flag)
    findings.take_back(flag=again(flag), settled_at=again(flag).settled_at, by=editor)

    changed(article, flag)

    assert again(flag) in Flag.objects.open()


def test_another_figure_in_the_changed_text_is_noticed_anew(flag: Flag, editor: User):
    findings.dismiss(flag=flag, reason="Rounded.", by=editor)
    article = flag.revision.article
    flag.message = flag.message.replace("900", "950")

    changed(article, flag)

    assert again(flag) in Flag.objects.open()


def test_what_nobody_settled_is_asked_about_again(flag: Flag):
    changed(flag.revision.article, flag)

    assert again(flag) in Flag.objects.open()


def test_what_was_settled_of_another_article_settles_nothing_here(
    flag: Flag, editor: User
):
    other = factories.article()
    foreign = Flag.objects.create(
        revision=other.latest_revision(), kind=flag.kind, message=flag.message
    )
    findings.dismiss(flag=foreign, reason="Rounded.", by=editor)

    changed(flag.revision.article, flag)

    assert again(flag) in Flag.objects.open()
