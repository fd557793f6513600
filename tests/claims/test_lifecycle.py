"""The steps of a claim, and that the verbs refuse exactly what the steps refuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from claims import judging, workflow
from claims.choices import LeaveReason, Place, Selection, Status
from claims.lifecycle import FROZEN, Step, StepRefused, diagram
from claims.models import Claim, Proposal, StepTaken
from tests import factories


@dataclass(frozen=True)
class Desk:
    """Everybody a step may need, each a different person."""

    editor: User
    first: User
    second: User
    third: User


@pytest.fixture
def desk(editor: User, checker: User, other_checker: User, other_editor: User) -> Desk:
    return Desk(editor=editor, first=checker, second=other_checker, third=other_editor)


def _left(desk: Desk) -> Claim:
    claim = factories.article().claims.order_by("position")[0]
    return workflow.leave(
        claim=claim, version=claim.version, reason=LeaveReason.OPINION, by=desk.editor
    )


def _open(desk: Desk) -> Claim:
    claim = factories.open_claim(desk.editor)
    factories.evidence(claim, desk.first)
    return claim


REACHED: dict[Status, Callable[[Desk], Claim]] = {
    Status.PROPOSED: lambda desk: factories.article().claims.order_by("position")[0],
    Status.NOT_CHECKED: _left,
    Status.OPEN: _open,
    Status.SECOND_REVIEW: lambda desk: factories.once_reviewed(desk.editor, desk.first),
    Status.DISPUTED: lambda desk: factories.disputed(
        desk.editor, desk.first, desk.second
    ),
    Status.DECIDED: lambda desk: factories.decided(
        desk.editor, desk.first, desk.second
    ),
}
"""How a claim is walked into each status by the verbs people use."""


def _select(claim: Claim, desk: Desk) -> Claim:
    assert claim.topic is not None
    return workflow.select(
        claim=claim,
        version=claim.version,
        as_=Selection.CENTRAL,
        topic=claim.topic,
        by=desk.editor,
    )


def _decide_alone(claim: Claim, desk: Desk) -> Claim:
    # Whether one review is enough was said when the claim was selected; here only the
    # status counts.
    Claim.objects.filter(pk=claim.pk, selection=Selection.CENTRAL).update(
        selection=Selection.SUPPORTING
    )
    return factories.submit(claim, desk.third, Place.FIRST)


def _confer(claim: Claim, desk: Desk) -> Claim:
    proposal = Proposal.objects.filter(claim=claim).first()
    if proposal is None and claim.status == Status.DISPUTED:
        proposal = judging.propose(
            claim=claim,
            judgement=factories.judgement(claim, "mostly-true"),
            round=claim.round,
            version=claim.version,
            by=desk.first,
        )
    claim = Claim.objects.get(pk=claim.pk)
    return judging.confer(
        claim=claim,
        proposal=proposal or Proposal(),
        round=claim.round,
        version=claim.version,
        by=desk.second,
    )


VERBS: dict[Step, Callable[[Claim, Desk], Claim]] = {
    Step.SELECT: _select,
    Step.LEAVE: lambda claim, desk: workflow.leave(
        claim=claim, version=claim.version, reason=LeaveReason.OPINION, by=desk.editor
    ),
    Step.REVIEW_FIRST: lambda claim, desk: factories.submit(
        claim, desk.third, Place.FIRST
    ),
    Step.DECIDE_ALONE: _decide_alone,
    Step.AGREE: lambda claim, desk: factories.submit(claim, desk.third, Place.SECOND),
    Step.DISAGREE: lambda claim, desk: factories.submit(
        claim, desk.third, Place.SECOND, "half-true"
    ),
    Step.CONFER: _confer,
    Step.RULE: lambda claim, desk: factories.submit(claim, desk.third, Place.RULING),
    Step.REOPEN: lambda claim, desk: workflow.reopen(
        claim=claim,
        version=claim.version,
        reason="New figures came out.",
        by=desk.editor,
    ),
}
"""Each step as its verb, called by somebody who may take it."""

CASES = [*product(Step, Status)]


def _named(case: object) -> str:
    return case.name.lower() if isinstance(case, Step | Status) else str(case)


@pytest.mark.parametrize(("step", "status"), CASES, ids=_named)
def test_a_step_is_refused_from_exactly_the_statuses_it_may_not_leave(
    step: Step, status: Status
) -> None:
    if status in step.leaves:
        assert step.may_leave(status)
        step.check(status)
    else:
        assert not step.may_leave(status)
        with pytest.raises(StepRefused, match=re.escape(step.label)) as refused:
            step.check(status)
        assert f"this one is “{status.label.lower()}”" in str(refused.value)


@pytest.mark.parametrize(("step", "status"), CASES, ids=_named)
def test_a_verb_refuses_exactly_what_its_step_refuses(
    step: Step, status: Status, desk: Desk
) -> None:
    claim = REACHED[status](desk)
    assert claim.status == status
    steps = StepTaken.objects.count()

    if status in step.leaves:
        VERBS[step](claim, desk)

        claim.refresh_from_db()
        assert claim.status == step.reaches
        assert StepTaken.objects.order_by("pk").last().verb == step.verb
    else:
        before = Claim.objects.values("status", "round", "version").get(pk=claim.pk)
        with pytest.raises(StepRefused):
            VERBS[step](claim, desk)

        after = Claim.objects.values("status", "round", "version").get(pk=claim.pk)
        assert after == before
        assert StepTaken.objects.count() == steps


def test_every_status_but_the_first_is_reached_by_a_step() -> None:
    reached = {step.reaches for step in Step}

    assert reached == set(Status) - {Status.PROPOSED}


def test_a_claim_is_frozen_from_its_first_review_until_it_is_reopened() -> None:
    ends = {step.reaches for step in Step if step not in (Step.SELECT, Step.LEAVE)}

    assert ends - {Step.REOPEN.reaches} == FROZEN
    assert Step.REOPEN.leaves == FROZEN


def test_the_diagram_draws_one_arrow_for_each_status_a_step_leaves() -> None:
    arrows = [line for line in diagram().splitlines() if "-->" in line]

    assert len(arrows) == 1 + sum(len(step.leaves) for step in Step)
    assert "    second_review --> disputed: DISAGREE" in arrows


@pytest.mark.parametrize("page", ["README.md", "docs/lifecycle.md"])
def test_the_documentation_shows_the_diagram_as_the_steps_are_now(page: str) -> None:
    (drawn,) = re.findall(
        r"```mermaid\n(.*?)\n```",
        (settings.BASE_DIR / page).read_text(encoding="utf-8"),
        re.DOTALL,
    )

    assert drawn == diagram()


def test_the_description_tells_of_every_step_in_order() -> None:
    description = settings.BASE_DIR / "docs" / "lifecycle.md"
    told = re.findall(r"^### ([A-Z_]+):", description.read_text("utf-8"), re.MULTILINE)

    assert told == [step.name for step in Step]
