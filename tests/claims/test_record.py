from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from claims import evidence, workflow
from claims.choices import LeaveReason
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import Claim, Contact, Topic
from claims.record import LONGEST_TEXT, verb
from sources.models import Source, State
from tests import factories
from tests.claims.refusing import refused


def _word(claim: Claim, words: str, by: User) -> Claim:
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


def test_words_longer_than_their_column_are_refused_in_a_sentence(editor: User):
    claim = factories.open_claim(editor)

    with pytest.raises(StepRefused, match="“Claim as reviewed” is longer than 500"):
        _word(claim, "x" * 501, editor)

    assert Claim.objects.get(pk=claim.pk).version == claim.version


def test_words_that_just_fit_are_stored(editor: User):
    claim = factories.open_claim(editor)

    _word(claim, "x" * 500, editor)

    assert len(Claim.objects.get(pk=claim.pk).claim_reviewed) == 500


def test_a_contact_whose_name_is_too_long_is_not_logged(editor: User):
    claim = factories.open_claim(editor)

    with pytest.raises(StepRefused, match="“Why nobody was asked” is longer than 500"):
        evidence.log_contact(
            article=claim.article, claims=[claim], nobody_reason="x" * 501, by=editor
        )

    assert not Contact.objects.exists()


def test_a_text_that_nobody_would_read_to_its_end_is_refused_too(
    editor: User, checker: User
):
    claim = factories.open_claim(editor)
    source = factories.opened_source(checker)

    with refused("“Passage” is longer than 50,000 characters.") as refusal:
        factories.evidence(claim, checker, source=source, passage="x" * 50_001)

    assert refusal.value.field == "passage"
    assert factories.evidence(claim, checker, passage="x" * LONGEST_TEXT).pk


@verb
def _change(row: Claim | Topic | Source, **columns: object) -> None:
    """Write what no real verb would, as one with a fault in it might."""
    type(row)._base_manager.filter(pk=row.pk).update(**columns)


def test_what_breaks_a_rule_is_refused_in_the_sentence_of_the_rule(editor: User):
    claim = factories.open_claim(editor)

    with refused("The claim as reviewed cannot be empty.") as refusal:
        _change(claim, position=99, claim_reviewed=" ")

    assert not isinstance(refusal.value, StaleWrite)


def test_a_rule_of_the_library_has_its_sentence_too(checker: User):
    source = factories.opened_source(checker)

    with refused("A source is opened by somebody, sometime."):
        _change(source, state=State.LOCATED)


def test_what_was_written_by_another_at_the_same_moment_is_stale(editor: User):
    topic = factories.article().topics.all()[0]
    other = workflow.add_topic(article=topic.article, name="Quay", by=editor)

    with refused("Somebody else did this at the same moment.", StaleWrite):
        _change(other, name=topic.name)


def test_what_a_trigger_refuses_is_stale(editor: User, checker: User):
    claim = factories.once_reviewed(editor, checker)

    with refused("Somebody else did this at the same moment.", StaleWrite):
        _change(claim, claim_reviewed="Other words")


def test_no_name_of_a_rule_is_part_of_the_name_of_another():
    """The database tells which rule was broken only by its name."""
    names = [
        rule.name
        for app in ("claims", "sources")
        for model in apps.get_app_config(app).get_models()
        for rule in model._meta.constraints
    ]

    assert len(names) > 50
    for name in names:
        assert [other for other in names if name in other] == [name]


def test_every_text_of_a_verb_is_measured_against_its_column(
    editor: User, checker: User
):
    claim = factories.open_claim(editor)
    source = factories.opened_source(checker)

    with refused("“Why only one source” is longer than 500 characters."):
        workflow.prepare(
            claim=claim,
            topic=claim.topic,
            single_source_reason="x" * 501,
            version=claim.version,
            by=editor,
        )
    with refused("“Leave note” is longer than 500 characters."):
        workflow.leave(
            claim=claim,
            reason=LeaveReason.OPINION,
            note="x" * 501,
            version=claim.version,
            by=editor,
        )
    with refused("“Name” is longer than 120 characters."):
        workflow.add_topic(article=claim.article, name="x" * 121, by=editor)
    with refused("“Translator” is longer than 200 characters."):
        factories.evidence(
            claim, checker, source=source, translation="x", translator="x" * 201
        )
