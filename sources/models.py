"""Documents and people that can be consulted; this package knows nothing of claims."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """How far the desk has come with a source."""

    CITED = "cited", "Cited"
    LOCATED = "located", "Located"
    OPENED = "opened", "Opened"
    ARCHIVED = "archived", "Archived"


class Tier(models.TextChoices):
    """How near a source stands to what it tells of."""

    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: Any) -> SourceQuerySet:
        """Return what ``user`` may read on the desk: all of it, or nothing."""
        return self if user.is_active and user.is_staff else self.none()


class Source(models.Model):
    """A document or person that can be consulted."""

    OPENED_STATES = (State.OPENED, State.ARCHIVED)

    title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    url = models.CharField("address", max_length=2000, blank=True)
    canonical_url = models.CharField(max_length=2000, blank=True, editable=False)
    title_key = models.CharField(max_length=500, blank=True, editable=False)
    publisher_key = models.CharField(max_length=300, blank=True, editable=False)
    published_on = models.DateField("date", null=True, blank=True)
    language = models.CharField(max_length=35, blank=True)
    tier = models.CharField(
        "primary or secondary", max_length=20, choices=Tier, blank=True
    )
    derived_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="derivatives",
        help_text="The source it repeats: the two then count as one.",
    )
    interest = models.CharField(
        max_length=300,
        blank=True,
        help_text="What a reader should know about who speaks: state media, party to "
        "the matter, sells the product.",
    )
    state = models.CharField(
        max_length=20, choices=State, default=State.CITED, editable=False
    )
    located_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="sources_located",
    )
    located_at = models.DateTimeField(null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="sources_opened",
    )
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") | ~Q(url="") | ~Q(publisher=""),
                name="a_source_can_be_told_from_others",
                violation_error_message="A source needs a title, publisher or address.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="a_source_has_a_known_state",
                violation_error_message="The state has an unknown value.",
            ),
            models.CheckConstraint(
                condition=Q(tier__in=[*Tier.values, ""]),
                name="a_source_has_a_known_tier",
                violation_error_message="A source is primary or secondary.",
            ),
            models.CheckConstraint(
                condition=Q(located_by=None, located_at=None)
                | Q(located_by__isnull=False, located_at__isnull=False),
                name="a_source_is_located_by_someone_sometime",
                violation_error_message="Who located it and when belong together.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.OPENED, State.ARCHIVED])
                ^ Q(opened_at=None),
                name="an_opened_source_was_opened_by_someone",
                violation_error_message="A source is opened by somebody, sometime.",
            ),
            models.CheckConstraint(
                condition=Q(opened_by=None, opened_at=None)
                | Q(opened_by__isnull=False, opened_at__isnull=False),
                name="a_source_is_opened_by_someone_sometime",
                violation_error_message="Who opened it and when belong together.",
            ),
            models.UniqueConstraint(
                fields=["canonical_url"],
                condition=~Q(canonical_url=""),
                name="one_source_per_address",
                violation_error_message="A source with this address exists already.",
            ),
            models.UniqueConstraint(
                fields=["title_key", "publisher_key"],
                condition=Q(canonical_url=""),
                name="one_source_per_title_and_publisher_without_address",
                violation_error_message=(
                    "A source with this title and publisher exists already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.title or self.url, self.publisher]))

    @property
    def is_opened(self) -> bool:
        return self.state in self.OPENED_STATES


class ArchivedCopy(models.Model):
    """Saved bytes of a source, or of an article under check, addressed by SHA-256."""

    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        help_text="None where the copy is of an article itself.",
    )
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    file_name = models.CharField(
        max_length=255, blank=True, help_text="As it was called when it came in."
    )
    saved_from = models.CharField(max_length=2000, blank=True)
    means = models.CharField(max_length=200, help_text="How it was saved.")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="copies_saved"
    )
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "archived copies"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"], name="one_copy_per_source_and_content"
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Picture(models.Model):
    """An image made safe to show: re-encoded from an archived copy, pixels alone."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField(help_text="Pixels.")
    height = models.PositiveIntegerField(help_text="Pixels.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    made_from = models.ForeignKey(ArchivedCopy, models.PROTECT, related_name="pictures")

    def __str__(self) -> str:
        return self.sha256[:12]
