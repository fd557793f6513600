"""What the desk holds about a claim: evidence, searches, contacts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.choices import Channel, SourceOrigin
from claims.models.article import Article
from claims.models.claim import Claim, SubClaim
from claims.models.constraints import known, not_blank, who_and_when
from sources.models import ArchivedCopy, Picture, Source


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> EvidenceQuerySet:
        """Return what has not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def opened(self) -> EvidenceQuerySet:
        """Return what rests on a source somebody has opened."""
        return self.filter(source__state__in=Source.OPENED_STATES)


class Evidence(models.Model):
    """Joins a claim (or a part of it) to a passage of a source.

    What it does to the claim is said in each review, never here: evidence is shared
    with the second reviewer, and its bearing would give the first review away.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    subclaim = models.ForeignKey(
        SubClaim,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="part of the claim",
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="evidence")
    archived_copy = models.ForeignKey(
        ArchivedCopy, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    origin = models.CharField(
        max_length=20, choices=SourceOrigin, default=SourceOrigin.DESK
    )
    passage = models.TextField(
        help_text="The words of the source that bear on the claim, or a summary that "
        "says it is one."
    )
    passage_language = models.CharField(
        max_length=35, blank=True, help_text="If it is not the page's: ru, ka, …"
    )
    translation = models.TextField(blank=True)
    translator = models.CharField(
        max_length=200, blank=True, help_text="Who or what translated it."
    )
    unreachable_reason = models.CharField(
        "why neither address nor copy",
        max_length=500,
        blank=True,
        help_text="Needed where the source has no address and no archived copy.",
    )
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        help_text="An image the page shows beside the passage.",
    )
    picture_alt = models.CharField(
        "what the picture shows",
        max_length=500,
        blank=True,
        help_text="In words, for people who do not see it.",
    )
    picture_credit = models.CharField(
        "credit",
        max_length=300,
        blank=True,
        help_text="Whose picture it is, and by what right it is shown.",
    )
    picture_is_graphic = models.BooleanField(
        "graphic",
        default=False,
        help_text="The page covers it until the reader asks to see it.",
    )
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence_attached"
    )
    attached_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_withdrawn",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            known("origin", SourceOrigin, name="evidence_has_a_known_origin"),
            not_blank(
                "passage",
                name="evidence_has_a_passage",
                message="Quote the passage, or summarize it and say so.",
            ),
            who_and_when("withdrawn", name="evidence_is_withdrawn_by_someone_sometime"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="evidence_is_withdrawn_with_a_reason",
                violation_error_message="Say why the evidence is withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(translation="") | ~Q(translator=""),
                name="a_translation_has_a_translator",
                violation_error_message="Say who or what made the translation.",
            ),
            models.CheckConstraint(
                condition=Q(picture=None)
                | (~Q(picture_alt="") & ~Q(picture_credit="")),
                name="a_picture_is_described_and_credited",
                violation_error_message=(
                    "Say what the picture shows, and whose picture it is."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence {self.pk}"


class SearchEntry(models.Model):
    """One search for evidence: what was looked for, where, when, what came of it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="searches")
    sought = models.CharField("looked for", max_length=500)
    place = models.CharField("where", max_length=500)
    searched_on = models.DateField("when")
    outcome = models.CharField("what was found", max_length=500, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="searches_logged"
    )
    logged_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            not_blank(
                "sought",
                name="a_search_says_what_was_sought",
                message="Say what was looked for.",
            ),
            not_blank(
                "place",
                name="a_search_says_where",
                message="Say where it was looked for.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sought} ({self.place})"


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Any) -> ContactQuerySet:
        return self if user.is_active and user.is_staff else self.none()


class Contact(models.Model):
    """An attempt to reach a claimant or publisher, or why nobody was asked."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="contacts")
    claims = models.ManyToManyField(Claim, related_name="contacts")
    who = models.CharField("who was asked", max_length=300, blank=True)
    role = models.CharField(
        max_length=300, blank=True, help_text="Author, spokesperson, publisher, …"
    )
    channel = models.CharField(max_length=20, choices=Channel, blank=True)
    contacted_on = models.DateField("asked on", null=True, blank=True)
    deadline_on = models.DateField("deadline", null=True, blank=True)
    question = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    words_to_publish = models.TextField(
        blank=True, help_text="What the page says about this contact and its answer."
    )
    nobody_reason = models.CharField(
        "why nobody was asked",
        max_length=500,
        blank=True,
        help_text="Instead of a contact: the page shows this sentence.",
    )
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contacts_logged"
    )
    logged_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            known("channel", Channel, name="a_contact_has_a_known_channel", blank=True),
            models.CheckConstraint(
                condition=~Q(nobody_reason="")
                | (
                    ~Q(who="")
                    & ~Q(channel="")
                    & ~Q(question="")
                    & Q(contacted_on__isnull=False)
                ),
                name="a_contact_says_who_how_when_what_or_why_not",
                violation_error_message=(
                    "Say who was asked, how, when and what; or why nobody was asked."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk}" if self.who == "" else self.who
