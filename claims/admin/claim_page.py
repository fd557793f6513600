"""What the claim's own page shows, loaded in a number of queries that never grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F, Max, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from claims import roles, shaping
from claims.admin.changed_texts import change_of
from claims.admin.comments import CommentForm, comments_on
from claims.admin.earlier import beside
from claims.admin.evidence import AttachForm, SearchForm, sources_at_hand
from claims.admin.workflow import PrepareForm, WordForm
from claims.choices import LeaveReason, Place, Status
from claims.judging import place_for
from claims.lifecycle import Step, StepRefused
from claims.models import (
    Claim,
    Contact,
    Evidence,
    ExplanationSeen,
    Figure,
    Flag,
    Mention,
    Proposal,
    ProposalBearing,
    ProposalSubClaim,
    Review,
    ReviewBearing,
    ReviewSubClaim,
    Revision,
    StepTaken,
    Verdict,
)
from claims.reading.cited_sources import link_marks
from claims.record import is_no_claim
from sources.models import Source

_PAGES = {
    Step.SELECT: "select",
    Step.REVIEW_FIRST: "review",
    Step.DECIDE_ALONE: "review",
    Step.AGREE: "review",
    Step.DISAGREE: "review",
    Step.CONFER: "confer",
    Step.RULE: "review",
    Step.LEAVE: "leave",
    Step.REOPEN: "reopen",
}
"""The page each step is taken on; first what leads a claim forward."""

UNDOES = {
    "merge": "Undo the merging",
    "split": "Undo the splitting",
    "respan": "Undo the change of place",
    "add-mention": "Undo the added place",
    "add-claim": "Undo the adding",
    "word": "Undo the last change of the wording",
    Step.LEAVE.verb: "Make it a claim of its own again",
}
"""What undoing the last act on a claim is called, by that act."""

_UNDONE_AT = {"word": "undoes_wording", Step.LEAVE.verb: "undoes_leaving"}
"""Where on the page an act is undone, if not beside the claim's places."""

_FORWARD = {"select", "review", "confer"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """A mention of a claim within the sentences it stands in; of links their words.

    Attributes:
        revision: the number of the text; ``latest`` is that of the article's last one.
    """

    before: str
    words: str
    after: str
    revision: int
    latest: int
    mention: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that somebody may take now, and the page on which to take it."""

    label: str
    address: str
    leads_forward: bool


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of a claim came to."""

    number: int
    reviews: list[Review]
    proposals: list[Proposal]
    verdict: Verdict | None


def claim_page(claim: Claim, user: User) -> dict[str, Any]:
    """Return everything the claim's page shows ``user``."""
    rounds = rounds_of(claim, user)
    present = next((each for each in rounds if each.number == claim.round), None)
    reviews = present.reviews if present else []
    verdict = present.verdict if present else None
    proposals = present.proposals if present and not verdict else []
    standing = proposals[-1] if proposals else None
    seen = (
        [row.seen_by for row in verdict.seen.all() if row.version == verdict.version]
        if verdict
        else []
    )
    return {
        **material(claim, user),
        **beside(claim, user),
        "change": change_of(claim),
        **_shaped(claim, user),
        "offers": offers(claim, user, reviews, standing),
        "waits_for_signature": bool(standing and standing.proposed_by_id == user.pk),
        "may_work": roles.reviews(user),
        "may_add": roles.reviews(user) and not is_no_claim(claim),
        "may_edit": roles.edits(user),
        "is_no_claim": is_no_claim(claim),
        "waits_for_second": claim.status == Status.SECOND_REVIEW,
        "reviews": reviews,
        "proposals": present.proposals if present else [],
        "verdict": verdict,
        "seen_by": seen,
        "may_sign_explanation": bool(verdict)
        and user not in seen
        and any(review.reviewer_id == user.pk for review in reviews),
        "earlier": [each for each in rounds if each.number < claim.round],
        "flags": Flag.objects.with_a_doubt()
        .filter(
            # What was noticed of words that went into this claim is about it now.
            Q(claims=claim) | Q(claims__duplicate_of=claim) | Q(finding=claim),
            dismissed_because="",
        )
        .distinct()
        .order_by("pk"),
        "duplicates": _duplicates(claim),
        "sources": sources_of(claim, user),
        "steps": steps_of(claim, user),
        "word_form": WordForm(claims=[claim], by=user),
        "prepare_form": PrepareForm(claims=[claim], by=user),
        "attach_form": AttachForm(claims=[claim], by=user),
        "search_form": SearchForm(claims=[claim], by=user),
        "comments": comments_on(claim, user),
        "comment_form": CommentForm(claims=[claim], by=user),
    }


def _duplicates(claim: Claim) -> QuerySet[Claim]:
    """Return what went into a claim; not what was once split off and is part again."""
    acts = StepTaken.objects.filter(
        claim=OuterRef("pk"), verb__in=["undo", *filter(None, shaping.ACTS.values())]
    )
    return (
        claim.duplicates.annotate(last_act=acts.order_by("-pk").values("verb")[:1])
        .exclude(leave_reason=LeaveReason.RESHAPED, last_act="undo")
        .order_by("pk")
    )


def _shaped(claim: Claim, user: User) -> dict[str, Any]:
    """Return what ``user`` may change of where the claim begins and ends."""
    if not roles.reviews(user):
        return {}
    act = None if claim.is_frozen else shaping.last_act(claim)
    if act and act.verb == Step.LEAVE.verb and not roles.edits(user):
        act = None
    return {
        "may_be_placed": _is_let(shaping.check_may_be_placed, claim),
        "may_be_cut": _is_let(shaping.check_may_be_cut, claim),
        "may_be_split": _is_let(shaping.check_may_be_split, claim),
        **({_UNDONE_AT.get(act.verb, "undoes_place"): UNDOES[act.verb]} if act else {}),
    }


def _is_let(check: Callable[[Claim], None], claim: Claim) -> bool:
    try:
        check(claim)
    except StepRefused:
        return False
    return True


def material(claim: Claim, user: User) -> dict[str, Any]:
    """Return what everybody who judges the claim works from; no judgement is in it."""
    return {
        "quotations": quotations(claim),
        "parts": claim.subclaims.order_by("position"),
        "figures": Figure.objects.filter(claim=claim).present().order_by("start", "pk"),
        "evidence": Evidence.objects.filter(claim=claim)
        .select_related("source__derived_from", "subclaim", "archived_copy", "picture")
        .order_by(F("withdrawn_at").asc(nulls_first=True), "pk"),
        "searches": claim.searches.order_by("pk"),
        "contacts": Contact.objects.visible_to(user)
        .filter(claims=claim)
        .order_by("pk"),
    }


def quotations(claim: Claim) -> list[Quotation]:
    """Return where the claim stands, or stood last, each place within its sentences."""
    mentions = Mention.objects.filter(claim=claim).present()
    texts = Revision.objects.filter(article=claim.article_id)
    latest = texts.aggregate(latest=Max("number"))["latest"]
    return [
        _in_context(each, latest)
        for each in mentions.prefetch_related("revision").order_by("start", "pk")
    ]


def reviews_of_the_round(claim: Claim, user: User) -> list[Review]:
    """Return the reviews of the present round that ``user`` may read."""
    return list(_readable_reviews(claim, user).filter(round=claim.round))


def rounds_of(claim: Claim, user: User) -> list[Round]:
    """Return the claim's rounds as far as ``user`` may read them, newest first."""
    reviews = list(_readable_reviews(claim, user))
    proposals = list(proposals_of(claim))
    verdicts = {
        verdict.round: verdict
        for verdict in Verdict.objects.filter(claim=claim)
        .select_related("rating", "settled_by")
        .prefetch_related(
            Prefetch("seen", ExplanationSeen.objects.select_related("seen_by"))
        )
    }
    by_round = {
        number: list(of_round)
        for number, of_round in groupby(reviews, key=lambda review: review.round)
    }
    return [
        Round(
            number=number,
            reviews=by_round.get(number, []),
            proposals=[each for each in proposals if each.round == number],
            verdict=verdicts.get(number),
        )
        for number in range(claim.round, 0, -1)
    ]


def proposals_of(claim: Claim) -> QuerySet[Proposal]:
    """Return the claim's proposals, oldest first, with all they answer."""
    return (
        Proposal.objects.filter(claim=claim)
        .select_related("rating", "proposed_by")
        .prefetch_related(*_parts_and_bearings(ProposalSubClaim, ProposalBearing))
        .order_by("pk")
    )


def steps_of(claim: Claim, user: User) -> QuerySet[StepTaken]:
    """Return the steps of the claim that ``user`` may read, oldest first."""
    return (
        StepTaken.objects.visible_to(user)
        .filter(claim=claim)
        .select_related("taken_by")
        .order_by("pk")
    )


def sources_of(claim: Claim, user: User) -> QuerySet[Source]:
    """Return the sources at hand for the claim, by title."""
    return (
        Source.objects.visible_to(user)
        .filter(pk__in=sources_at_hand(claim).values("pk"))
        .order_by("title", "publisher", "pk")
    )


def offers(
    claim: Claim, user: User, reviews: Iterable[Review], standing: Proposal | None
) -> list[Offer]:
    """Return the steps ``user`` may take now, each under the words of its button.

    Args:
        reviews: those of the present round that ``user`` may read.
        standing: the last proposal of the round, while the claim is disputed.
    """
    place = place_for(claim, user)
    reviewed = any(
        review.reviewer_id == user.pk and review.place != Place.RULING
        for review in reviews
    )
    may = {"review": place is not None, "confer": reviewed}
    labels = {"review": Place(place).label} if place else {}
    signs = standing is not None and reviewed and standing.proposed_by_id != user.pk
    if standing is not None and signs:
        labels["confer"] = f"Sign {standing.proposed_by}’s proposal"
    offered = {
        page: labels.get(page, step.label)
        for step, page in _PAGES.items()
        if step.may_leave(claim.status) and may.get(page, roles.edits(user))
    }
    if is_no_claim(claim):
        offered = {}
    elif roles.edits(user):
        offered["assign"] = "Assign"
    return [
        Offer(
            label=label,
            address=reverse(f"admin:claims_claim_{page}", args=[claim.pk]),
            leads_forward=page in _FORWARD,
        )
        for page, label in offered.items()
    ]


def _readable_reviews(claim: Claim, user: User) -> QuerySet[Review]:
    return (
        Review.objects.visible_to(user)
        .filter(claim=claim)
        .select_related("rating", "reviewer")
        .prefetch_related(*_parts_and_bearings(ReviewSubClaim, ReviewBearing))
        .order_by("round", "pk")
    )


def _parts_and_bearings(part: Any, bearing: Any) -> list[Prefetch[str]]:
    return [
        Prefetch(
            "subclaim_ratings",
            part.objects.select_related("subclaim", "rating").order_by(
                "subclaim__position"
            ),
        ),
        Prefetch(
            "bearings",
            bearing.objects.select_related("evidence__source").order_by("evidence_id"),
        ),
    ]


def _in_context(mention: Mention, latest: int) -> Quotation:
    text = mention.revision.text
    around = [
        sentence
        for sentence in mention.revision.reading["sentences"]
        if sentence["start"] < mention.end and sentence["end"] > mention.start
    ]
    start = min([mention.start, *(sentence["start"] for sentence in around)])
    end = max([mention.end, *(sentence["end"] for sentence in around)])
    marks = link_marks(text[start:end])

    def shown(first: int, last: int) -> str:
        kept = [
            sign
            for at, sign in enumerate(text[first:last], first - start)
            if not any(begin <= at < stop for begin, stop in marks)
        ]
        return "".join(kept)

    return Quotation(
        before=shown(start, mention.start),
        words=shown(mention.start, mention.end),
        after=shown(mention.end, end),
        revision=mention.revision.number,
        latest=latest,
        mention=mention.pk,
    )
