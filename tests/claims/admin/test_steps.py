from __future__ import annotations

import re
from pathlib import Path

from django.contrib.auth.models import User
from django.urls import reverse

import claims
from claims import shaping
from claims.lifecycle import Step
from claims.models import StepTaken
from claims.templatetags.desk import STEP_NAMES
from tests import factories
from tests.claims.admin.pages import read
from tests.journeys.people import Person

LIST = reverse("admin:claims_steptaken_changelist")


def page_of(step: StepTaken, name: str = "change") -> str:
    return reverse(f"admin:claims_steptaken_{name}", args=[step.pk])


def test_steps_are_listed_in_words_and_narrowed_down(editor: User):
    claim = factories.open_claim(editor)

    everything = read(editor, LIST)
    words_only = read(editor, f"{LIST}?verb=word")

    assert "Selected for checking" in everything
    assert str(claim.article) in everything
    assert "2 steps taken" in everything
    assert "1 step taken" in words_only


def test_every_step_that_is_recorded_has_a_name():
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(claims.__file__).parent.rglob("*.py")
    )
    recorded = {step.verb for step in Step} | set(
        re.findall(r'what="([a-z-]+)"', code)
        + re.findall(r'record_on_articles\(\s*\w+, "([a-z-]+)"', code)
    )
    recorded |= {name for pair in shaping.ACTS.items() for name in pair if name}

    assert {"publish", "open-source", "archive-source"} < recorded
    assert recorded == set(STEP_NAMES)


def test_a_step_tells_before_and_after(editor: User):
    claim = factories.open_claim(editor)
    step = claim.steps.get(verb="select")

    page = read(editor, page_of(step))

    assert "Selected for checking" in page
    assert "Proposed" in page
    assert "Open" in page


def test_the_first_review_is_hidden_until_the_second_is_in(
    editor: User, superuser: User, checker: User, other_checker: User
):
    claim = factories.once_reviewed(editor, checker)
    step = claim.steps.get(verb="review-first")

    assert Person(checker).client.get(page_of(step)).status_code == 200
    for person in (editor, superuser, other_checker):
        client = Person(person).client
        assert client.get(page_of(step)).status_code == 404
        assert client.get(page_of(step, "history")).status_code == 404
        assert "First review" not in read(person, LIST)
        assert "0 steps taken" in read(person, f"{LIST}?verb=review-first")


def test_nobody_adds_changes_or_deletes_a_step(editor: User, superuser: User):
    step = factories.open_claim(editor).steps.first()

    for person in (editor, superuser):
        client = Person(person).client
        assert client.get(reverse("admin:claims_steptaken_add")).status_code == 403
        assert client.get(page_of(step, "delete")).status_code == 403
        assert client.post(page_of(step, "delete"), {"post": "yes"}).status_code == 403
        client.post(LIST, {"action": "delete_selected", "_selected_action": [step.pk]})
    assert StepTaken.objects.filter(pk=step.pk).exists()
