"""Judgement: scales, reviews, proposals after conferring, and the desk's verdicts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.choices import Bearing, Place, Said, Settled, Status
from claims.models.claim import Claim, SubClaim
from claims.models.constraints import known, not_blank
from claims.models.evidence import Evidence


class Scale(models.Model):
    """A named list of ratings; a database trigger freezes it once it is used."""

    name = models.CharField(max_length=120)
    number = models.PositiveIntegerField(
        default=1, help_text="A changed scale is a new one with the next number."
    )
    is_current = models.BooleanField(
        "used for new articles",
        default=False,
        help_text="An article's scale is fixed at its first review.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "number"],
                name="scales_are_numbered_once",
                violation_error_message="There is a scale of this name and number.",
            ),
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="one_scale_is_current",
                violation_error_message="Another scale is used for new articles.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Rating(models.Model):
    """One answer a scale offers to *Is it so?*."""

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="ratings")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    definition = models.TextField()
    rank = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Its place in the order, highest is most true; empty if it has none.",
    )
    position = models.PositiveIntegerField(default=0)
    color = models.SlugField(
        "color token",
        max_length=40,
        help_text="The name of a color and icon of the stylesheet.",
    )
    needs_contradiction = models.BooleanField("needs contradicting evidence")
    needs_search = models.BooleanField("needs a search log entry")
    needs_contact = models.BooleanField("needs a contact")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "code"], name="rating_codes_differ"
            ),
            models.UniqueConstraint(
                fields=["scale", "label"],
                name="rating_labels_differ",
                violation_error_message="The scale has a rating with this label.",
            ),
            models.UniqueConstraint(
                fields=["scale", "rank"],
                name="ratings_have_an_order",
                violation_error_message="Two ratings of a scale have the same rank.",
            ),
            models.CheckConstraint(
                condition=Q(rank=None) | Q(rank__gte=1),
                name="ranks_start_at_1",
                violation_error_message="Ranks start at 1.",
            ),
            not_blank(
                "label",
                name="a_rating_has_a_label",
                message="A rating needs a label.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Finding(models.Model):
    """The answers to both questions, as reviews, proposals and verdicts hold them."""

    said = models.CharField("Was it said?", max_length=20, choices=Said, blank=True)
    rating = models.ForeignKey(
        Rating,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="Is it so?",
    )
    not_assessed_reason = models.CharField(
        "why it is not assessed",
        max_length=500,
        blank=True,
        help_text="Instead of a rating, where only the words were checked.",
    )

    class Meta:
        abstract = True
        constraints = [
            known("said", Said, name="%(class)s_has_a_known_answer", blank=True),
            models.CheckConstraint(
                condition=Q(rating__isnull=False, not_assessed_reason="")
                | (Q(rating__isnull=True) & ~Q(not_assessed_reason="")),
                name="%(class)s_rates_or_says_why_not",
                violation_error_message="Give a rating, or say why it is not assessed.",
            ),
        ]


class Answer(Finding):
    """A finding with the reasoning behind it."""

    reasoning = models.TextField(
        help_text="Why, from the evidence. Markdown: links, lists, emphasis."
    )

    class Meta(Finding.Meta):
        abstract = True
        constraints = [
            *Finding.Meta.constraints,
            not_blank(
                "reasoning",
                name="%(class)s_has_reasoning",
                message="Reasoning cannot be empty.",
            ),
        ]


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Any) -> ReviewQuerySet:
        """Return the reviews ``user`` may read.

        A review whose second is pending is for its author alone, editors and
        superusers included; earlier rounds are open.
        """
        if not (user.is_active and user.is_staff):
            return self.none()
        pending = Q(claim__status=Status.SECOND_REVIEW, round=F("claim__round"))
        return self.exclude(pending & ~Q(reviewer=user))


class Review(Answer):
    """One fact-checker's answer in one round of one claim; never edited."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="reviews")
    round = models.PositiveIntegerField()
    place = models.CharField(max_length=20, choices=Place)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews"
    )
    submitted_at = models.DateTimeField()

    objects = ReviewQuerySet.as_manager()

    class Meta(Answer.Meta):
        constraints = [
            *Answer.Meta.constraints,
            models.UniqueConstraint(
                fields=["claim", "round", "place"],
                name="one_review_per_place_of_a_round",
                violation_error_message="This review has been written by someone else.",
            ),
            models.UniqueConstraint(
                fields=["claim", "round", "reviewer"],
                name="one_person_once_per_round",
                violation_error_message="You have reviewed this claim in this round.",
            ),
            known("place", Place, name="a_review_has_a_known_place"),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"


class Proposal(Answer):
    """What one reviewer proposes after conferring; the other's signature settles it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="proposals")
    round = models.PositiveIntegerField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals"
    )
    proposed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Proposal {self.pk}"


class SubClaimRating(models.Model):
    """What a review or proposal says of one part of a claim."""

    subclaim = models.ForeignKey(SubClaim, models.PROTECT, related_name="%(class)ss")
    rating = models.ForeignKey(
        Rating, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True


class ReviewSubClaim(SubClaimRating):
    answer = models.ForeignKey(Review, models.PROTECT, related_name="subclaim_ratings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "subclaim"], name="a_review_rates_a_part_once"
            )
        ]


class ProposalSubClaim(SubClaimRating):
    answer = models.ForeignKey(
        Proposal, models.PROTECT, related_name="subclaim_ratings"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "subclaim"], name="a_proposal_rates_a_part_once"
            )
        ]


class EvidenceBearing(models.Model):
    """What a review or proposal says one piece of evidence does to the claim."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="%(class)ss")
    bearing = models.CharField(max_length=20, choices=Bearing)

    class Meta:
        abstract = True
        constraints = [known("bearing", Bearing, name="%(class)s_is_known")]


class ReviewBearing(EvidenceBearing):
    answer = models.ForeignKey(Review, models.PROTECT, related_name="bearings")

    class Meta(EvidenceBearing.Meta):
        constraints = [
            *EvidenceBearing.Meta.constraints,
            models.UniqueConstraint(
                fields=["answer", "evidence"], name="a_review_weighs_evidence_once"
            ),
        ]


class ProposalBearing(EvidenceBearing):
    answer = models.ForeignKey(Proposal, models.PROTECT, related_name="bearings")

    class Meta(EvidenceBearing.Meta):
        constraints = [
            *EvidenceBearing.Meta.constraints,
            models.UniqueConstraint(
                fields=["answer", "evidence"], name="a_proposal_weighs_evidence_once"
            ),
        ]


class Verdict(Finding):
    """The desk's settled answer for a claim in a round, with the public explanation."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verdicts")
    round = models.PositiveIntegerField()
    settled = models.CharField(max_length=20, choices=Settled)
    review = models.OneToOneField(
        Review,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="verdict",
        help_text="The review whose bearings and sub-claim ratings the verdict takes.",
    )
    proposal = models.OneToOneField(
        Proposal, models.PROTECT, null=True, blank=True, related_name="verdict"
    )
    people = models.PositiveIntegerField(help_text="How many people checked the claim.")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="verdicts_settled"
    )
    settled_at = models.DateTimeField()
    explanation = models.TextField(
        help_text="The one public text. Markdown: links, lists, emphasis."
    )
    since_then = models.TextField(
        blank=True,
        help_text="A dated note on what happened after the as-of date; it does not "
        "change the rating.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(Finding.Meta):
        constraints = [
            *Finding.Meta.constraints,
            models.UniqueConstraint(
                fields=["claim", "round"],
                name="one_verdict_per_round",
                violation_error_message="This round has its verdict already.",
            ),
            known("settled", Settled, name="a_verdict_is_settled_in_a_known_way"),
            not_blank(
                "explanation",
                name="a_verdict_has_an_explanation",
                message="The explanation cannot be empty.",
            ),
            models.CheckConstraint(
                condition=Q(
                    settled=Settled.CONFERRED,
                    proposal__isnull=False,
                    review__isnull=True,
                )
                | (
                    ~Q(settled=Settled.CONFERRED)
                    & Q(proposal__isnull=True, review__isnull=False)
                ),
                name="a_verdict_rests_on_a_review_or_a_proposal",
                violation_error_message="A verdict rests on a review or a proposal.",
            ),
        ]

    def __str__(self) -> str:
        return f"Verdict {self.pk}"

    @property
    def answer(self) -> Review | Proposal:
        """The review or proposal the verdict takes its bearings from."""
        answer = self.proposal or self.review
        assert answer is not None  # held by a_verdict_rests_on_a_review_or_a_proposal
        return answer


class ExplanationSeen(models.Model):
    """A reviewer has read this state of an explanation."""

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="seen")
    version = models.PositiveIntegerField()
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="explanations_seen"
    )
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "explanations seen"
        constraints = [
            models.UniqueConstraint(
                fields=["verdict", "version", "seen_by"],
                name="an_explanation_is_seen_once_by_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"Explanation of verdict {self.verdict_id} seen"
