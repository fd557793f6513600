"""What has been checked before: noted for one claim, or known from published checks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.choices import CheckKind, Outcome
from claims.models.claim import Claim
from claims.models.constraints import known, not_blank, who_and_when
from claims.models.publication import Version


class EarlierCheckQuerySet(models.QuerySet["EarlierCheck"]):
    def visible_to(self, user: Any) -> EarlierCheckQuerySet:
        """Return what ``user`` may read on the desk: all of it, or nothing."""
        return self if user.is_active and user.is_staff else self.none()

    def standing(self) -> EarlierCheckQuerySet:
        """Return what has not been dropped."""
        return self.filter(dropped_at=None)


class EarlierCheck(models.Model):
    """Somebody's published check of what a claim says, with what it found.

    It is material like evidence: shared with the second reviewer, and no judgement.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="earlier_checks")
    url = models.CharField(
        "link", max_length=2000, help_text="Where the check can be read."
    )
    publisher = models.CharField(max_length=300, help_text="Who checked it.")
    outcome = models.CharField(
        max_length=300, help_text="What it found, in the words of who checked it."
    )
    checked_on = models.DateField("date", null=True, blank=True)
    note = models.CharField(
        max_length=500,
        blank=True,
        help_text="How far it is the same claim, and what has changed since.",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="earlier_checks_added"
    )
    added_at = models.DateTimeField()
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="earlier_checks_dropped",
    )
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_reason = models.CharField(max_length=500, blank=True)

    objects = EarlierCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            not_blank(
                "url",
                name="an_earlier_check_has_a_link",
                message="Give the address at which the check can be read.",
            ),
            not_blank(
                "publisher",
                name="an_earlier_check_has_a_publisher",
                message="Say who checked it.",
            ),
            not_blank(
                "outcome",
                name="an_earlier_check_has_an_outcome",
                message="Say what the check found.",
            ),
            who_and_when(
                "dropped", name="an_earlier_check_is_dropped_by_someone_sometime"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | ~Q(dropped_reason=""),
                name="an_earlier_check_is_dropped_with_a_reason",
                violation_error_message="Say why the check is dropped.",
            ),
            models.UniqueConstraint(
                fields=["claim", "url"],
                condition=Q(dropped_at=None),
                name="an_earlier_check_stands_once",
                violation_error_message="This check stands in the list already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.outcome}"


class KnownCheckQuerySet(models.QuerySet["KnownCheck"]):
    def own(self) -> KnownCheckQuerySet:
        """Return what this desk published."""
        return self.exclude(kind=CheckKind.IMPORTED)

    def readable(self) -> KnownCheckQuerySet:
        """Return what may be shown: nothing of a version that was withheld."""
        return self.exclude(version__manifest__body="")


class KnownCheck(models.Model):
    """Something published that says what was found about a claim.

    A verdict of this desk, one of its fact-checks as a whole, or a ClaimReview that
    was imported. Nothing here is a draft: rows of this desk are made from the manifest
    of a version that is out, and can be made again from it.
    """

    kind = models.CharField(max_length=20, choices=CheckKind)
    key = models.CharField(
        max_length=64,
        unique=True,
        help_text="SHA-256 of what tells it from others: its address and its claim.",
    )
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of all it says, to tell whether it changed."
    )
    version = models.ForeignKey(
        Version,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="known_checks",
        help_text="None for what was imported.",
    )
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="The public number of an own verdict."
    )
    url = models.CharField("address", max_length=2000)
    publisher = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=500, blank=True)
    subtitle = models.TextField(blank=True)
    claim = models.TextField(blank=True)
    claimant = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField("date", null=True, blank=True)
    language = models.CharField(max_length=35, blank=True)
    label = models.CharField(
        max_length=300, blank=True, help_text="What was found, as its publisher put it."
    )
    outcome = models.CharField(
        max_length=20,
        choices=Outcome,
        default=Outcome.UNKNOWN,
        help_text="The same in this desk's few words, where the label has one of them.",
    )
    words = models.TextField(
        blank=True,
        help_text="The stems it is found by, held in the full-text index.",
    )

    objects = KnownCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            known("kind", CheckKind, name="a_known_check_has_a_known_kind"),
            known("outcome", Outcome, name="a_known_check_has_a_known_outcome"),
            models.CheckConstraint(
                condition=Q(kind=CheckKind.IMPORTED, version=None, number=None)
                | Q(kind=CheckKind.FACT_CHECK, version__isnull=False, number=None)
                | Q(
                    kind=CheckKind.VERDICT,
                    version__isnull=False,
                    number__isnull=False,
                ),
                name="a_known_check_is_published_here_or_imported",
                violation_error_message=(
                    "What this desk checked belongs to one of its versions."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.claim or self.title or self.url
