"""The claim: one assertion of an article, as the reading proposes it."""

from typing import NamedTuple

from claims.reading.anchors import Span
from claims.reading.figures import Figure

HIGH_PRIORITY = 0.6
MEDIUM_PRIORITY = 0.35


class Named(NamedTuple):
    """A place, a date or a part of a list, in the words of the text."""

    text: str
    start: int
    end: int

    def as_json(self) -> dict[str, object]:
        """Give it as JSON holds it."""
        return {"text": self.text, "start": self.start, "end": self.end}


class Claim(NamedTuple):
    """One assertion: its words, who made it, and what the desk should know of it.

    Attributes:
        quote: the words of the text, `text[start:end]`.
        claim_reviewed: the same in words that stand alone; what was filled in from
            elsewhere in the article stands in square brackets.
        kind: one of `kinds.KINDS`.
        claimant: who is said to have asserted it; None for the article itself.
        via: through whom it came, nearest to the article first.
        duplicate_of: the number of an earlier claim that asserts the same.
        why: why it cannot be checked; empty where it can.
    """

    start: int
    end: int
    quote: str
    claim_reviewed: str
    kind: str
    checkable: bool
    topic: str
    duplicate_of: int | None
    claimant: str | None
    via: tuple[str, ...]
    claimant_span: Span | None
    figures: tuple[Figure, ...]
    places: tuple[Named, ...]
    dates: tuple[Named, ...]
    subclaims: tuple[Named, ...]
    check_worthiness: float
    reasons: tuple[str, ...]
    why: str = ""

    @property
    def priority(self) -> str:
        """Check-worthiness in the words of the desk."""
        return priority_of(self.check_worthiness)

    def as_json(self) -> dict[str, object]:
        """Give the claim as JSON holds it."""
        return {
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "claim_reviewed": self.claim_reviewed,
            "kind": self.kind,
            "checkable": self.checkable,
            "topic": self.topic,
            "duplicate_of": self.duplicate_of,
            "claimant": self.claimant,
            "via": list(self.via),
            "claimant_span": self.claimant_span and self.claimant_span.as_json(),
            "figures": [figure.as_json() for figure in self.figures],
            "places": [place.as_json() for place in self.places],
            "dates": [date.as_json() for date in self.dates],
            "subclaims": [part.as_json() for part in self.subclaims],
            "check_worthiness": self.check_worthiness,
            "reasons": list(self.reasons),
        }


def priority_of(check_worthiness: float) -> str:
    """Give a check-worthiness in the words of the desk: High, Medium or Low."""
    if check_worthiness >= HIGH_PRIORITY:
        return "High"
    return "Medium" if check_worthiness >= MEDIUM_PRIORITY else "Low"
