"""What one review costs beyond the bare writing of its rows.

    python -m tests.benchmarks.review_written

Submits first reviews of one claim after another, and in the same run writes the same
rows with nothing around them but a transaction: the yardstick. Prints processor
milliseconds of both. Ends with status 1 if the product takes over 6 ms more.
"""

from __future__ import annotations

import statistics
import sys

from django.db import transaction
from django.utils import timezone

from claims import judging
from claims.choices import Place, Status
from claims.models import Claim, Review, ReviewBearing, StepTaken
from tests import factories
from tests.benchmarks.throwaway import database, processor_seconds, say

REVIEWS = 200
MOST_BEYOND = 6.0
"""Milliseconds of processor time."""


def main() -> int:
    """Time both, in turn; give the status to end with."""
    editor, checker = factories.editor("editor"), factories.checker("checker")

    def prepared() -> Claim:
        claim = factories.open_claim(editor)
        factories.evidence(claim, checker)
        factories.evidence(claim, checker)
        return Claim.objects.get(pk=claim.pk)

    def product(claim: Claim) -> None:
        judging.review(
            claim=claim,
            judgement=answer,
            round=1,
            place=Place.FIRST,
            version=claim.version,
            by=checker,
        )

    def bare(claim: Claim) -> None:
        with transaction.atomic():
            review = Review.objects.create(
                claim=claim,
                round=1,
                place=Place.FIRST,
                reviewer=checker,
                rating=answer.rating,
                reasoning=answer.reasoning,
                submitted_at=timezone.now(),
            )
            for key, bearing in answer.bearings.items():
                ReviewBearing.objects.create(
                    answer=review, evidence_id=key, bearing=bearing
                )
            claim.status = Status.SECOND_REVIEW
            claim.version += 1
            claim.save()
            claim.article.scale_id = answer.rating.scale_id
            claim.article.save()
            StepTaken.objects.create(
                article=claim.article,
                claim=claim,
                round=1,
                verb="review-first",
                taken_by=checker,
                taken_at=timezone.now(),
                before={"status": "open"},
                after={"status": "second-review"},
            )

    taken: dict[str, list[float]] = {"product": [], "bare": []}
    for _ in range(REVIEWS):
        for name, write in (("product", product), ("bare", bare)):
            claim = prepared()
            answer = factories.judgement(claim)
            taken[name].append(1000 * processor_seconds(lambda: write(claim)))  # noqa: B023
    each = {name: statistics.median(times) for name, times in taken.items()}
    beyond = each["product"] - each["bare"]
    say(f"one review {each['product']:.2f} ms, its bare rows {each['bare']:.2f} ms")
    say(f"{beyond:.2f} ms beyond them (at most {MOST_BEYOND:g})")
    return 1 if beyond > MOST_BEYOND else 0


if __name__ == "__main__":
    with database():
        status = main()
    sys.exit(status)
