from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims import evidence, workflow
from claims.lifecycle import StepRefused
from claims.models import Claim, Contact
from tests import factories


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
