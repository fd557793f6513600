"""The verbs of judgement: review, confer, rule, explain.

Every judgement carries the round, place and version it was written for; a form left
open never lands in another round. Nothing here tells the second reviewer anything of
the first review: refusals name the rule, not what somebody else answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from claims import mailing, roles
from claims.choices import Bearing, Place, Said, Settled
from claims.lifecycle import StaleWrite, Step, StepRefused
from claims.models import (
    Article,
    Claim,
    Evidence,
    ExplanationSeen,
    Proposal,
    Rating,
    Review,
    Scale,
    SubClaim,
    Verdict,
)
from claims.record import check_version, cleaned, locked, record, store, verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One person's answer to a claim, as a form or script hands it in.

    ``rating`` and ``not_assessed_reason`` exclude each other. ``subclaims`` maps the
    primary key of every part of the claim to its rating, None for *not assessed*.
    ``bearings`` maps primary keys of evidence to a :class:`Bearing`; evidence left
    out was not used.
    """

    said: str = ""
    rating: Rating | None = None
    not_assessed_reason: str = ""
    reasoning: str
    subclaims: Mapping[int, Rating | None] = field(default_factory=dict)
    bearings: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lack:
    """What an answer lacks: a field of :class:`Judgement`, and a sentence about it."""

    of: str
    sentence: str


class AnswerLacks(StepRefused):
    """A judgement was refused; ``lacks`` names everything it lacks."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(" ".join(lack.sentence for lack in lacks))
        self.lacks = lacks


def place_for(claim: Claim, user: User) -> Place | None:
    """Return which judgement of the present round ``user`` could write, if any.

    The answer rests on the claim's status and on the user's own reviews alone, so it
    tells nothing about anybody else's.
    """
    if not roles.reviews(user) or claim.article.written_by_id == user.pk:
        return None
    if claim.reviews.filter(round=claim.round, reviewer=user).exists():
        return None
    if Step.REVIEW_FIRST.may_leave(claim.status):
        return Place.FIRST
    if Step.AGREE.may_leave(claim.status):
        return Place.SECOND
    if Step.RULE.may_leave(claim.status) and roles.edits(user):
        return Place.RULING
    return None


@verb
def review(
    *,
    claim: Claim,
    judgement: Judgement,
    round: int,
    place: Place,
    version: int,
    by: User,
) -> Claim:
    """Submit the first review, the second, or the final ruling of a round.

    The first of two moves the claim to *second review*, a sufficient one settles it;
    the second agrees or disagrees, by said, rating and the ratings of the parts; the
    ruling of a third person, an editor, settles a dispute.

    Raises:
        StaleWrite: if round, place or version are no longer the claim's.
        StepRefused: if this person may not, or the answer lacks what it needs.
    """
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(
        pk=claim.article_id
    )
    claim = locked(claim)
    claim.article = article
    _check_stand(claim, round=round, version=version)
    step = _step_at(claim, place)
    _check_reviewer(claim, step, by)
    scale = article.scale or _current_scale()
    _check_judgement(claim, judgement, scale)
    if article.scale is None:
        article.scale = scale
        article.save()
    written = Review(
        claim=claim,
        round=claim.round,
        place=place,
        reviewer=by,
        submitted_at=timezone.now(),
        **_columns(judgement),
    )
    store(written)
    _write_parts(written, judgement)
    match place:
        case Place.FIRST if claim.reviews_needed == 1:
            _settle(claim, written, Settled.ALONE, people=1, by=by)
        case Place.SECOND:
            first = claim.reviews.get(round=claim.round, place=Place.FIRST)
            if _answers(first) == _answers(written):
                _settle(claim, first, Settled.AGREED, people=2, by=by)
            else:
                step = Step.DISAGREE
        case Place.RULING:
            _settle(claim, written, Settled.RULED, people=3, by=by)
    claim = _moved(claim, step, by=by)
    if step == Step.DISAGREE:
        mailing.tell_disputed(claim, by=by)
    return claim


@verb
def propose(
    *, claim: Claim, judgement: Judgement, round: int, version: int, by: User
) -> Proposal:
    """Propose, as one of two reviewers who disagree, what both could sign.

    ``judgement.reasoning`` says why they moved; it begins the public explanation.

    Raises:
        StaleWrite: if round or version are no longer the claim's.
        StepRefused: if the claim is not disputed, or ``by`` reviewed neither time.
    """
    claim = locked(claim)
    _check_stand(claim, round=round, version=version)
    Step.CONFER.check(claim.status)
    _check_conferring(claim, by)
    scale = claim.article.scale
    assert scale is not None  # fixed by the first review
    _check_judgement(claim, judgement, scale)
    proposal = Proposal(
        claim=claim,
        round=claim.round,
        proposed_by=by,
        proposed_at=timezone.now(),
        **_columns(judgement),
    )
    store(proposal)
    _write_parts(proposal, judgement)
    claim.version += 1
    claim.save()
    record(article=claim.article, claim=claim, what="propose", by=by)
    mailing.tell_proposed(proposal)
    return proposal


@verb
def confer(
    *, claim: Claim, proposal: Proposal, round: int, version: int, by: User
) -> Claim:
    """Sign the other reviewer's proposal; the signature settles the claim.

    Raises:
        StaleWrite: if round or version are no longer the claim's, or a newer
            proposal stands.
        StepRefused: if the claim is not disputed, or ``by`` is not the other reviewer.
    """
    claim = locked(claim)
    _check_stand(claim, round=round, version=version)
    Step.CONFER.check(claim.status)
    _check_conferring(claim, by)
    if standing_proposal(claim) != proposal:
        raise StaleWrite("A newer proposal stands; read it before you sign.")
    if proposal.proposed_by_id == by.pk:
        raise StepRefused("You made this proposal; the other reviewer signs it.")
    _settle(claim, proposal, Settled.CONFERRED, people=2, by=by)
    return _moved(claim, Step.CONFER, by=by)


@verb
def explain(
    *, claim: Claim, explanation: str, since_then: str, version: int, by: User
) -> Verdict:
    """Edit the public explanation of a settled claim; each edit is recorded.

    Raises:
        StaleWrite: if the verdict changed since ``version``.
        StepRefused: if there is no verdict, ``by`` is no editor, the text is empty or
            names no exception of a list whose parts were rated differently.
    """
    claim = locked(claim)
    if not roles.edits(by):
        raise StepRefused("Only editors edit explanations.")
    verdict = _present_verdict(claim)
    check_version(verdict.version, version)
    before = {"explanation": verdict.explanation, "since_then": verdict.since_then}
    verdict.explanation = cleaned(explanation)
    verdict.since_then = cleaned(since_then)
    if not verdict.explanation:
        raise StepRefused("The explanation cannot be empty.", field="explanation")
    check_exceptions_named(verdict.explanation, part_ratings(verdict.answer))
    verdict.version += 1
    store(verdict)
    record(
        article=claim.article,
        claim=claim,
        what="explain",
        by=by,
        before=before,
        after={"explanation": verdict.explanation, "since_then": verdict.since_then},
    )
    return verdict


@verb
def see_explanation(*, claim: Claim, version: int, by: User) -> ExplanationSeen:
    """Note that a reviewer of the round has read the explanation as it stands.

    Raises:
        StaleWrite: if the verdict changed since ``version``.
        StepRefused: if there is no verdict, or ``by`` did not review in this round.
    """
    claim = locked(claim)
    verdict = _present_verdict(claim)
    check_version(verdict.version, version)
    if not claim.reviews.filter(round=claim.round, reviewer=by).exists():
        raise StepRefused("Only those who reviewed the claim sign its explanation.")
    seen, _created = ExplanationSeen.objects.get_or_create(
        verdict=verdict,
        version=verdict.version,
        seen_by=by,
        defaults={"seen_at": timezone.now()},
    )
    return seen


def standing_proposal(claim: Claim) -> Proposal | None:
    """Return the newest proposal of the claim's round, the one that can be signed."""
    return claim.proposals.filter(round=claim.round).order_by("-pk").first()


def part_ratings(answer: Review | Proposal) -> dict[SubClaim, Rating | None]:
    """Return how an answer rates each part of the claim, in the claim's order."""
    rows = sorted(answer.subclaim_ratings.all(), key=lambda row: row.subclaim.position)
    return {row.subclaim: row.rating for row in rows}


def exceptions(ratings: Mapping[SubClaim, Rating | None]) -> list[SubClaim]:
    """Return the parts whose rating is not the most common one.

    Where two ratings are equally common, the one most true is the rule.
    """
    if len(set(ratings.values())) < 2:
        return []
    counts = Counter(ratings.values())
    usual = max(
        counts,
        key=lambda rating: (counts[rating], (rating.rank or 0) if rating else -1),
    )
    return [part for part, rating in ratings.items() if rating != usual]


def proposed_rating(ratings: Mapping[SubClaim, Rating | None]) -> Rating | None:
    """Return the rating whose rank is nearest the mean of the parts' ranks.

    Parts without a ranked rating do not count; halves go to the less true rating.
    None where no part has a rank.
    """
    ranked = {
        rating.rank: rating
        for rating in ratings.values()
        if rating is not None and rating.rank is not None
    }
    ranks = [r.rank for r in ratings.values() if r is not None and r.rank is not None]
    if not ranks:
        return None
    scale = next(iter(ranked.values())).scale
    mean = sum(ranks) / len(ranks)
    return min(
        scale.ratings.exclude(rank=None),
        key=lambda rating: (abs((rating.rank or 0) - mean), rating.rank or 0),
    )


def check_exceptions_named(
    text: str, ratings: Mapping[SubClaim, Rating | None]
) -> None:
    """Refuse a text on a mixed list that does not name each exception."""
    if unnamed := _exceptions_unnamed(text, ratings):
        raise StepRefused(unnamed)


def _exceptions_unnamed(text: str, ratings: Mapping[SubClaim, Rating | None]) -> str:
    """Return, in a sentence, which exceptions a text does not name; empty if none."""
    unnamed = [
        f"“{part}”"
        for part in exceptions(ratings)
        if part.text.casefold() not in text.casefold()
    ]
    if not unnamed:
        return ""
    return (
        "The parts of this claim are rated differently; the text must name the "
        f"exception: {', '.join(unnamed)}."
    )


def _check_stand(claim: Claim, *, round: int, version: int) -> None:
    if claim.round != round:
        raise StaleWrite(
            f"This was written for round {round}; the claim is in round {claim.round}."
        )
    check_version(claim.version, version)


def _step_at(claim: Claim, place: Place) -> Step:
    """Return the step a judgement at ``place`` is, DISAGREE being told apart later."""
    if place == Place.FIRST:
        step = Step.REVIEW_FIRST if claim.reviews_needed == 2 else Step.DECIDE_ALONE
    else:
        step = {Place.SECOND: Step.AGREE, Place.RULING: Step.RULE}[place]
    step.check(claim.status)
    return step


def _check_reviewer(claim: Claim, step: Step, by: User) -> None:
    if step.editors_only and not roles.edits(by):
        raise StepRefused(f"“{step.label}” is a step for editors.")
    if not roles.reviews(by):
        raise StepRefused("Only the desk's fact-checkers and editors review claims.")
    if claim.article.written_by_id == by.pk:
        raise StepRefused("Nobody reviews an article they wrote.")
    if claim.reviews.filter(round=claim.round, reviewer=by).exists():
        raise StepRefused(
            "You have reviewed this claim in this round; somebody else goes on."
        )


def _check_conferring(claim: Claim, by: User) -> None:
    places = [Place.FIRST, Place.SECOND]
    if not claim.reviews.filter(
        round=claim.round, reviewer=by, place__in=places
    ).exists():
        raise StepRefused("Only the two who reviewed the claim confer about it.")


def _current_scale() -> Scale:
    scale = Scale.objects.filter(is_current=True).first()
    if scale is None:
        raise StepRefused(
            "No scale is in use. An editor marks one as “used for new articles”."
        )
    return scale


def _check_judgement(claim: Claim, judgement: Judgement, scale: Scale) -> None:
    """Refuse an answer that lacks what it needs, naming everything at once."""
    _check_weighed(claim, judgement)
    if lacks := list(_lacks(claim, judgement, scale)):
        raise AnswerLacks(lacks)


def _lacks(claim: Claim, judgement: Judgement, scale: Scale) -> Iterator[Lack]:
    parts = {part.pk: part for part in claim.subclaims.all()}
    ratings: dict[SubClaim, Rating | None] = {}
    if set(judgement.subclaims) == set(parts):
        ratings = {parts[pk]: rating for pk, rating in judgement.subclaims.items()}
    else:
        yield Lack(
            "subclaims", "Rate each part of the claim, or say that it is not assessed."
        )
    if claim.claimant and judgement.said not in Said.values:
        yield Lack("said", f"Answer “Was it said?”: the claim names {claim.claimant}.")
    if not claim.claimant and judgement.said:
        yield Lack("said", "The article itself asserts this: nobody else said it.")
    rating = judgement.rating
    if rating is None and not cleaned(judgement.not_assessed_reason):
        yield Lack("rating", _no_rating(ratings))
    if rating is not None and cleaned(judgement.not_assessed_reason):
        yield Lack(
            "not_assessed_reason",
            "Give a rating or say why it is not assessed, not both.",
        )
    for given in (rating, *ratings.values()):
        if given is not None and given.scale_id != scale.pk:
            yield Lack("rating", f"“{given}” is not a rating of this article's scale.")
    if not cleaned(judgement.reasoning):
        yield Lack("reasoning", "Reasoning cannot be empty.")
    elif unnamed := _exceptions_unnamed(judgement.reasoning, ratings):
        yield Lack("reasoning", unnamed)
    opened = claim.evidence.standing().opened()
    if not opened.exists():
        yield Lack(
            "bearings",
            "A review needs at least one piece of evidence from a source that has "
            "been opened.",
        )
    elif rating is not None:
        yield from _lacks_of(claim, judgement, rating, opened)


def _no_rating(ratings: Mapping[SubClaim, Rating | None]) -> str:
    proposed = proposed_rating(ratings) if len(set(ratings.values())) > 1 else None
    if proposed:
        return (
            f"The parts differ. Proposed for the whole claim: {proposed}. Choose one."
        )
    return "Give a rating, or say why it is not assessed."


def _check_weighed(claim: Claim, judgement: Judgement) -> None:
    evidence = set(claim.evidence.values_list("pk", flat=True))
    if not evidence.issuperset(judgement.bearings):
        raise StepRefused(
            "A piece of evidence you weighed is none of this claim's.", field="bearings"
        )
    standing = set(claim.evidence.standing().values_list("pk", flat=True))
    if not standing.issuperset(judgement.bearings):
        raise StaleWrite("A piece of evidence you weighed has been withdrawn since.")
    if not set(Bearing.values).issuperset(judgement.bearings.values()):
        raise StepRefused(
            "Evidence supports, contradicts or gives context.", field="bearings"
        )


def _lacks_of(
    claim: Claim, judgement: Judgement, rating: Rating, opened: QuerySet[Evidence]
) -> Iterator[Lack]:
    """Yield what an answer lacks of what its rating needs."""
    contradicting = [
        pk for pk, said in judgement.bearings.items() if said == Bearing.CONTRADICTS
    ]
    if rating.needs_contradiction and not opened.filter(pk__in=contradicting).exists():
        yield Lack(
            "bearings",
            f"“{rating}” needs evidence from an opened source that contradicts the "
            "claim.",
        )
    if rating.needs_search and not claim.searches.exists():
        yield Lack(
            "rating",
            f"“{rating}” needs an entry in the search log: what was looked for, where "
            "and when.",
        )


def _columns(judgement: Judgement) -> dict[str, object]:
    return {
        "said": judgement.said,
        "rating": judgement.rating,
        "not_assessed_reason": cleaned(judgement.not_assessed_reason),
        "reasoning": cleaned(judgement.reasoning),
    }


def _write_parts(answer: Review | Proposal, judgement: Judgement) -> None:
    for pk, rating in judgement.subclaims.items():
        answer.subclaim_ratings.create(subclaim_id=pk, rating=rating)
    for pk, said in judgement.bearings.items():
        answer.bearings.create(evidence_id=pk, bearing=said)


def _answers(written: Review) -> tuple[object, ...]:
    """Return what two reviews must share to agree."""
    parts = written.subclaim_ratings.values_list("subclaim_id", "rating_id")
    return (written.said, written.rating_id, frozenset(parts))


def _settle(
    claim: Claim, answer: Review | Proposal, settled: Settled, *, people: int, by: User
) -> None:
    Verdict.objects.create(
        claim=claim,
        round=claim.round,
        said=answer.said,
        rating=answer.rating,
        not_assessed_reason=answer.not_assessed_reason,
        settled=settled,
        review=answer if isinstance(answer, Review) else None,
        proposal=answer if isinstance(answer, Proposal) else None,
        people=people,
        settled_by=by,
        settled_at=timezone.now(),
        explanation=answer.reasoning,
    )


def _present_verdict(claim: Claim) -> Verdict:
    verdict = claim.verdicts.filter(round=claim.round).first()
    if verdict is None:
        raise StepRefused("The claim has no verdict in this round yet.")
    return verdict


def _moved(claim: Claim, step: Step, *, by: User) -> Claim:
    before = {"status": claim.status}
    claim.status = step.reaches
    claim.version += 1
    claim.save()
    record(
        article=claim.article,
        claim=claim,
        what=step.verb,
        by=by,
        before=before,
        after={"status": claim.status},
    )
    return claim
