"""Claims: the assertions of an article, where they stand in it, and their parts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone

from claims.choices import Kind, LeaveReason, Placed, Selection, Status
from claims.lifecycle import FROZEN
from claims.models.article import Article, Revision, Topic
from claims.models.constraints import known, not_blank, span
from claims.reading.claim import priority_of

FINDING = "Finding about the article"
"""What a finding is called wherever other claims are called by their kind."""

_QUEUE = ("-checkable", "-check_worthiness", "position", "id")
"""What deserves checking most comes first; what cannot be checked comes last."""

NOT_IN_HAND = (Status.PROPOSED, Status.DECIDED, Status.NOT_CHECKED)
"""Statuses of a claim that nobody is checking; such a one is never overdue."""


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: Any) -> ClaimQuerySet:
        """Return the claims ``user`` may read on the desk: all of them, or none."""
        return self if user.is_active and user.is_staff else self.none()

    def of_their_own(self) -> ClaimQuerySet:
        """Leave out what was merged away, added by mistake, or said to be gone.

        This is what counting claims counts: each once however often it is mentioned,
        also what cannot be checked.
        """
        return self.exclude(leave_reason=LeaveReason.RESHAPED)

    def in_queue_order(self) -> ClaimQuerySet:
        """Order by what deserves checking most; what cannot be checked comes last."""
        return self.order_by(*_QUEUE)

    def overdue(self) -> ClaimQuerySet:
        """Return the claims that should be settled by now and are not."""
        return self.filter(is_due(before=timezone.now()))

    def orphaned(self) -> ClaimQuerySet:
        """Return the claims that stand nowhere in the latest text of their article."""
        return self.filter(is_orphaned())

    def to_be_placed(self) -> ClaimQuerySet:
        """Return the orphaned ones that wait for a person to place them."""
        return self.filter(is_to_be_placed())

    def needing_another_look(self) -> ClaimQuerySet:
        """Return those with a verdict whose words the article has changed since."""
        return self.filter(changed_in__isnull=False)

    def with_mentions(self) -> ClaimQuerySet:
        """Load where the claims stand, in the order of the text."""
        return self.prefetch_related(
            Prefetch("mentions", Mention.objects.order_by("revision_id", "start", "pk"))
        )

    def awaiting(self, reviewer: Any) -> ClaimQuerySet:
        """Return the claims whose second review ``reviewer`` could write."""
        return self.filter(awaits_review_of(reviewer))


def is_due(*, before: dt.datetime) -> Q:
    """Return what holds of the claims that should be settled by then and are not.

    Said by the statuses that are left out: asked for those that are meant, SQLite would
    look through all of them instead of the few with a due time.
    """
    return Q(~Q(status__in=NOT_IN_HAND), due_at__lt=before)


def is_orphaned() -> Q:
    """Return what holds of the claims that a changed text of their article lacks.

    A finding needs no place, and what was merged into another claim, repeats one or
    was said to be gone has none for a reason.
    """
    changed = Revision.objects.filter(number__gt=1).values("article")
    latest = Revision.objects.filter(article=OuterRef("claim__article"))
    mentioned = Mention.objects.filter(
        claim=OuterRef("pk"),
        revision=Subquery(latest.order_by("-number").values("pk")[:1]),
    )
    return Q(
        ~Exists(mentioned),
        ~Q(leave_reason__in=[LeaveReason.RESHAPED, LeaveReason.DUPLICATE]),
        article__in=changed,
        is_finding=False,
    )


def is_to_be_placed() -> Q:
    """Return what holds of the orphaned claims that wait for a person to place them.

    Of a claim with a verdict the question is whether that still stands; one that is
    left unchecked needs no place.
    """
    return Q(is_orphaned(), ~Q(status__in=[Status.DECIDED, Status.NOT_CHECKED]))


def awaits_review_of(reviewer: Any) -> Q:
    """Return what holds of the claims whose second review ``reviewer`` could write."""
    reviews = Claim._meta.get_field("reviews").related_model
    own = reviews._base_manager.filter(
        claim=OuterRef("pk"), round=OuterRef("round"), reviewer=reviewer
    )
    written = Q(article__written_by=reviewer, article__written_by__isnull=False)
    return Q(~Exists(own), ~written, status=Status.SECOND_REVIEW)


class Claim(models.Model):
    """One assertion of an article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="claims")
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="claims"
    )
    position = models.PositiveIntegerField(editable=False)
    status = models.CharField(
        max_length=20, choices=Status, default=Status.PROPOSED, editable=False
    )
    selection = models.CharField(
        max_length=20,
        choices=Selection,
        default=Selection.NOT_SELECTED,
        editable=False,
    )
    could_harm = models.BooleanField(
        "could harm a named person or organization",
        default=False,
        editable=False,
        help_text="Such a claim is always reviewed twice.",
    )
    claim_reviewed = models.CharField(
        "claim as reviewed",
        max_length=500,
        help_text="The claim in words that stand alone, short (aim under 75 "
        "characters), without a word that already rates it.",
    )
    kind = models.CharField(max_length=20, choices=Kind)
    checkable = models.BooleanField(default=True, editable=False)
    suggested_leave_reason = models.CharField(
        max_length=20, choices=LeaveReason, blank=True, editable=False
    )
    check_worthiness = models.FloatField(default=0, editable=False)
    reasons = models.JSONField(default=list, editable=False)
    claimant = models.CharField(
        max_length=300,
        blank=True,
        help_text="Who is said to have asserted it; empty if the article itself does. "
        "Not the person who did what the claim tells of.",
    )
    via = models.JSONField(
        "through whom it came",
        default=list,
        blank=True,
        help_text="One name a line, nearest to the article first.",
    )
    claimant_url = models.CharField("claimant's own page", max_length=2000, blank=True)
    claimed_on = models.DateField("claimed on", null=True, blank=True)
    do_not_name = models.BooleanField(
        "do not name the claimant",
        default=False,
        help_text="The claimant then appears in no published version.",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="claims_assigned",
    )
    due_at = models.DateTimeField(
        "due",
        null=True,
        blank=True,
        editable=False,
        help_text="When the claim should be settled.",
    )
    leave_reason = models.CharField(
        max_length=20, choices=LeaveReason, blank=True, editable=False
    )
    leave_note = models.CharField(max_length=500, blank=True, editable=False)
    leave_link = models.CharField(max_length=2000, blank=True, editable=False)
    look_again_on = models.DateField(null=True, blank=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
    )
    is_finding = models.BooleanField(
        "finding about the article",
        default=False,
        editable=False,
        help_text="Not an assertion of the article, but what the desk found about it; "
        "it needs no place in the text.",
    )
    changed_in = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="claims_changed",
        help_text="The text in which its words are no longer those the verdict is on.",
    )
    single_source_reason = models.CharField(
        "why only one source",
        max_length=500,
        blank=True,
        help_text="A central claim needs two independent sources, or this sentence.",
    )
    round = models.PositiveIntegerField(default=1, editable=False)
    public_number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["article", "status"], name="claims_by_status"),
            models.Index(fields=["assignee", "status"], name="claims_by_assignee"),
            # The queue shows its first page of many from the index alone.
            models.Index(fields=_QUEUE, name="claims_in_queue_order"),
            models.Index(fields=["status", *_QUEUE], name="claims_queued_by_status"),
            models.Index(
                fields=["selection", *_QUEUE], name="claims_queued_by_selection"
            ),
            models.Index(fields=["kind", *_QUEUE], name="claims_queued_by_kind"),
            models.Index(
                fields=["assignee", *_QUEUE], name="claims_queued_by_assignee"
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="claims_by_due_time",
            ),
        ]
        constraints = [
            known("status", Status, name="a_claim_has_a_known_status"),
            known("selection", Selection, name="a_claim_has_a_known_selection"),
            known("kind", Kind, name="a_claim_has_a_known_kind"),
            known(
                "leave_reason",
                LeaveReason,
                name="a_claim_is_left_for_a_known_reason",
                blank=True,
            ),
            not_blank(
                "claim_reviewed",
                name="a_claim_has_words",
                message="The claim as reviewed cannot be empty.",
            ),
            models.CheckConstraint(
                condition=Q(check_worthiness__gte=0, check_worthiness__lte=1),
                name="check_worthiness_lies_between_0_and_1",
                violation_error_message="Check-worthiness lies between 0 and 1.",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[Status.PROPOSED, Status.NOT_CHECKED],
                    selection=Selection.NOT_SELECTED,
                )
                | (
                    ~Q(status__in=[Status.PROPOSED, Status.NOT_CHECKED])
                    & ~Q(selection=Selection.NOT_SELECTED)
                ),
                name="a_claim_being_checked_is_selected",
                violation_error_message="A claim is selected before it is checked.",
            ),
            models.CheckConstraint(
                condition=(Q(status=Status.NOT_CHECKED) & ~Q(leave_reason=""))
                | (~Q(status=Status.NOT_CHECKED) & Q(leave_reason="")),
                name="a_claim_left_unchecked_has_a_reason",
                violation_error_message="Say why the claim is left unchecked.",
            ),
            models.CheckConstraint(
                condition=Q(round__gte=1),
                name="rounds_of_a_claim_start_at_1",
                violation_error_message="Rounds are counted from 1.",
            ),
            models.UniqueConstraint(
                fields=["article", "public_number"],
                name="public_numbers_are_used_once",
                violation_error_message="This public number has been used.",
            ),
        ]

    def __str__(self) -> str:
        return self.claim_reviewed

    def get_absolute_url(self) -> str:
        """Return the claim's public permalink; it needs a public number."""
        return reverse("verdict", args=[self.article.slug, self.public_number])

    @property
    def reviews_needed(self) -> int:
        """How many reviews settle the claim: one or two."""
        if self.selection == Selection.CENTRAL or self.could_harm:
            return min(2, settings.REVIEWS_REQUIRED)
        return 1

    @property
    def is_frozen(self) -> bool:
        """Whether wording, mentions, claimant, parts and old evidence are read-only."""
        return self.status in FROZEN

    @property
    def has_verdict(self) -> bool:
        """Whether the desk has settled the claim, or readers see that it once did."""
        return self.status == Status.DECIDED or self.public_number is not None

    @property
    def is_overdue(self) -> bool:
        """Whether the claim should be settled by now and is not."""
        due = self.due_at is not None and self.due_at < timezone.now()
        return due and self.status not in NOT_IN_HAND

    @property
    def described_kind(self) -> str:
        """What sort of assertion it is, in the words of the desk."""
        return FINDING if self.is_finding else self.get_kind_display()

    @property
    def priority(self) -> str:
        """Check-worthiness in the words of the desk."""
        return priority_of(self.check_worthiness)


def stands_now() -> Q:
    """Return what holds of the mentions and figures in the last text of their claim.

    That is the latest text the claim is mentioned in, which need not be the article's.
    """
    mentions = Mention.objects.filter(claim=OuterRef("claim"))
    latest = mentions.order_by("-revision__number").values("revision")[:1]
    return Q(revision=Subquery(latest))


class MentionQuerySet(models.QuerySet["Mention"]):
    def present(self) -> MentionQuerySet:
        """Return those of the latest text their claim is mentioned in."""
        return self.filter(stands_now())


class Mention(models.Model):
    """Where a claim stands in a text: ``revision.text[start:end] == quote``."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="mentions")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="mentions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    placed = models.CharField(max_length=20, choices=Placed, default=Placed.READING)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            span(name="a_mention_is_not_empty"),
            models.CheckConstraint(
                condition=Exact(Length("quote"), F("end") - F("start")),
                name="a_mention_quotes_all_of_its_span",
                violation_error_message="A mention quotes exactly its span.",
            ),
            known("placed", Placed, name="a_mention_is_placed_in_a_known_way"),
            models.UniqueConstraint(
                fields=["claim", "revision", "start", "end"],
                name="a_claim_is_mentioned_once_in_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"Characters {self.start} to {self.end}"


class SubClaim(models.Model):
    """A member of a list in one claim that can be right or wrong by itself."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="subclaims")
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "position"], name="subclaims_have_an_order"
            ),
            models.UniqueConstraint(
                fields=["claim", "text"],
                name="subclaims_differ",
                violation_error_message="Two parts of the claim have the same words.",
            ),
            not_blank(
                "text",
                name="a_subclaim_has_words",
                message="A part of a claim needs words.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class FigureQuerySet(models.QuerySet["Figure"]):
    def present(self) -> FigureQuerySet:
        """Return those of the latest text their claim is mentioned in."""
        return self.filter(stands_now())


class Figure(models.Model):
    """A number in a claim."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="figures")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="figures")
    text = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    qualifier = models.CharField(max_length=30, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [span(name="a_figure_is_not_empty")]

    def __str__(self) -> str:
        return self.text
