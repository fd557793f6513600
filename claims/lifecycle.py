"""The steps of a claim: named verbs, the statuses each may leave, the one it reaches.

Everything that offers, refuses or draws a step derives from :class:`Step`: the
buttons of the desk, the diagram in the documentation, the exhaustive test. What a
step asks beyond the status (who, what evidence, which answer) stands beside the verb
in :mod:`claims.workflow`.
"""

from __future__ import annotations

from enum import Enum

from claims.choices import Status


class StepRefused(Exception):
    """A verb was refused; the message is a sentence fit for an editor.

    Attributes:
        field: what was handed in wrong, by its name; empty where it is not what was
            handed in, but how things stand.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class StaleWrite(StepRefused):
    """What was typed belongs to an earlier state of the row; nothing was written."""


class Step(Enum):
    """One named step of a claim.

    Attributes:
        label: the words on the button.
        leaves: the statuses the step may start from.
        reaches: the status it ends in.
        editors_only: whether only members of the Editors group may take it.
    """

    SELECT = (
        "Select for checking",
        {Status.PROPOSED, Status.NOT_CHECKED},
        Status.OPEN,
        True,
    )
    LEAVE = (
        "Leave unchecked",
        {Status.PROPOSED, Status.OPEN},
        Status.NOT_CHECKED,
        True,
    )
    REVIEW_FIRST = ("First review", {Status.OPEN}, Status.SECOND_REVIEW, False)
    DECIDE_ALONE = ("Review and decide", {Status.OPEN}, Status.DECIDED, False)
    AGREE = ("Second review: agrees", {Status.SECOND_REVIEW}, Status.DECIDED, False)
    DISAGREE = (
        "Second review: disagrees",
        {Status.SECOND_REVIEW},
        Status.DISPUTED,
        False,
    )
    CONFER = ("Agree after discussion", {Status.DISPUTED}, Status.DECIDED, False)
    RULE = ("Final ruling", {Status.DISPUTED}, Status.DECIDED, True)
    REOPEN = (
        "Reopen",
        {Status.SECOND_REVIEW, Status.DISPUTED, Status.DECIDED},
        Status.OPEN,
        True,
    )

    def __init__(
        self, label: str, leaves: set[Status], reaches: Status, editors_only: bool
    ) -> None:
        self.label = label
        self.leaves = frozenset(leaves)
        self.reaches = reaches
        self.editors_only = editors_only

    @property
    def verb(self) -> str:
        """The step's name as stored in the record of steps taken."""
        return self.name.lower().replace("_", "-")

    def may_leave(self, status: str) -> bool:
        return status in self.leaves

    def check(self, status: str) -> None:
        """Raise :class:`StepRefused` unless the step may start from ``status``."""
        if not self.may_leave(status):
            allowed = " or ".join(
                f"“{choice.label.lower()}”"
                for choice in Status
                if choice in self.leaves
            )
            raise StepRefused(
                f"“{self.label}” is a step for a claim that is {allowed}; "
                f"this one is “{Status(status).label.lower()}”."
            )


FROZEN = frozenset({Status.SECOND_REVIEW, Status.DISPUTED, Status.DECIDED})
"""Statuses in which a claim's words and its existing evidence are read-only."""


def diagram() -> str:
    """Draw the steps as a Mermaid state diagram, one arrow for each status left."""
    lines = ["stateDiagram-v2", "    [*] --> proposed"]
    for step in Step:
        lines += [
            f"    {_node(status)} --> {_node(step.reaches)}: {step.name}"
            for status in Status
            if status in step.leaves
        ]
    return "\n".join(lines)


def _node(status: Status) -> str:
    return status.value.replace("-", "_")
