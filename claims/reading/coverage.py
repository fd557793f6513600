"""Coverage: how much of an article is claimed, left out with a reason, or neither.

What is counted is the characters of the article's blocks that are not blank.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from claims.reading.anchors import Span

_UNCOVERED, _CLAIMED, _LEFT_OUT = range(3)
_PLACES = 4


class HasRole(Protocol):
    """A block: where it stands, and what it is to the article."""

    @property
    def role(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Shares:
    """How many characters there are, and how many of them are covered by what."""

    characters: int
    claimed: int
    left_out: int

    @property
    def uncovered(self) -> int:
        """Count what is neither claimed nor left out."""
        return self.characters - self.claimed - self.left_out

    def in_words(self) -> str:
        """Say it in a sentence for an editor."""
        return (
            f"{percent(self.claimed, self.characters)} of the text is claimed, "
            f"{percent(self.left_out, self.characters)} is left out with a reason, "
            f"{percent(self.uncovered, self.characters)} is neither."
        )

    def as_json(self) -> dict[str, object]:
        """Give the shares, from 0 to 1, as JSON holds them."""
        whole = self.characters or 1
        return {
            "characters": self.characters,
            "claimed": round(self.claimed / whole, _PLACES),
            "left_out": round(self.left_out / whole, _PLACES),
            "uncovered": round(self.uncovered / whole, _PLACES),
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """The shares of a whole article, and of its blocks by their role."""

    whole: Shares
    by_role: Mapping[str, Shares]

    def by_role_in_words(self) -> str:
        """Say how much is claimed of each part of which anything is."""
        told = ", ".join(
            f"{percent(each.claimed, each.characters)} of the {role}"
            for role, each in self.by_role.items()
            if each.claimed
        )
        return f"Claimed: {told}." if told else ""

    def as_json(self) -> dict[str, object]:
        """Give the coverage as JSON holds it."""
        return self.whole.as_json() | {
            "by_role": {role: each.as_json() for role, each in self.by_role.items()}
        }


def cover(
    text: str,
    *,
    blocks: Iterable[HasRole],
    claimed: Iterable[Span],
    left_out: Iterable[Span],
) -> Coverage:
    """Count how much of a text is covered by what.

    Args:
        text: the article's canonical text.
        blocks: its blocks, disjoint.
        claimed: where claims stand that are checked or may be; they may overlap.
        left_out: where something is left out with a reason. What is claimed as well
            counts as claimed.

    Returns:
        The shares, the roles in the order of the text.
    """
    paint = bytearray(len(text))
    for color, spans in ((_LEFT_OUT, left_out), (_CLAIMED, claimed)):
        for span in spans:
            paint[span.start : span.end] = bytes([color]) * (span.end - span.start)
    of: dict[str, Counter[int]] = {}
    for block in blocks:
        painted = paint[block.start : block.end]
        characters = text[block.start : block.end]
        of.setdefault(block.role, Counter()).update(
            color
            for color, character in zip(painted, characters, strict=True)
            if not character.isspace()
        )
    return Coverage(
        whole=_shares(sum(of.values(), Counter[int]())),
        by_role={role: _shares(counted) for role, counted in of.items()},
    )


def percent(part: int, whole: int) -> str:
    """Give a share in whole percent; what is not nothing is never 0%, nor all 100%."""
    share = round(100 * part / whole) if whole else 0
    if share == 0 and part:
        return "less than 1%"
    if share == 100 and part < whole:
        return "more than 99%"
    return f"{share}%"


def _shares(counted: Counter[int]) -> Shares:
    return Shares(counted.total(), counted[_CLAIMED], counted[_LEFT_OUT])
