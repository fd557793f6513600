"""The public record: drafts, numbered versions, and the bytes people are sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from claims.choices import VersionKind
from claims.models.article import Article
from claims.models.constraints import known
from sources.models import Picture


class FactCheck(models.Model):
    """The draft of what is published about one article."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="fact_check")
    title = models.CharField(
        max_length=200, blank=True, help_text="The headline of the fact-check."
    )
    summary = models.CharField(
        max_length=400, blank=True, help_text="One sentence: what was found."
    )
    key_findings = models.TextField(
        blank=True, help_text="Three to five findings, one on each line."
    )
    why_checked = models.TextField(
        "why it was checked", blank=True, help_text="Shown on the page."
    )
    as_of = models.DateField(
        "as of", null=True, blank=True, help_text="The day the findings hold for."
    )
    notice = models.CharField(
        max_length=500,
        blank=True,
        help_text="A notice at the top of the page, if any.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "fact-check"

    def __str__(self) -> str:
        return self.title or f"Fact-check of {self.article}"

    @property
    def findings(self) -> list[str]:
        """The key findings as a list, blank lines dropped."""
        return [line.strip() for line in self.key_findings.splitlines() if line.strip()]


class VersionQuerySet(models.QuerySet["Version"]):
    def with_manifest(self) -> VersionQuerySet:
        return self.select_related("manifest", "fact_check__article")

    def readable(self) -> VersionQuerySet:
        """Return the versions whose text was not withheld, with their manifests."""
        return self.select_related("manifest").exclude(manifest__body="")

    def latest(self) -> VersionQuerySet:  # type: ignore[override]
        """Return the newest version of each fact-check."""
        newer = Version.objects.filter(
            fact_check=models.OuterRef("fact_check"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(newer))


class Version(models.Model):
    """One immutable published state of a fact-check."""

    fact_check = models.ForeignKey(FactCheck, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=VersionKind)
    reason = models.TextField(blank=True)
    manifest_sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="versions_published"
    )
    published_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact_check", "number"],
                name="versions_are_numbered_once",
                violation_error_message="Somebody else has published this version.",
            ),
            known("kind", VersionKind, name="a_version_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(number=1, kind=VersionKind.FIRST)
                | (Q(number__gt=1) & ~Q(kind=VersionKind.FIRST) & ~Q(reason="")),
                name="a_later_version_has_a_kind_and_a_reason",
                violation_error_message=(
                    "A later version says what kind of change it is, and why."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.fact_check}"

    def get_absolute_url(self) -> str:
        return reverse(
            "fact-check-version", args=[self.fact_check.article.slug, self.number]
        )


class Manifest(models.Model):
    """The record of a version: canonical JSON of everything its page shows."""

    version = models.OneToOneField(
        Version, models.PROTECT, primary_key=True, related_name="manifest"
    )
    body = models.TextField(help_text="RFC 8785 JSON; empty once withheld.")

    def __str__(self) -> str:
        return f"Manifest of {self.version}"


class RenderedPage(models.Model):
    """The bytes of one public address, made once from a version's manifest."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="pages")
    address = models.CharField(max_length=300)
    number = models.PositiveIntegerField(help_text="The version's number.")
    content = models.BinaryField()
    compressed = models.BinaryField(help_text="The same, gzip.")
    etag = models.CharField(max_length=80)
    rendered_at = models.DateTimeField()
    renderer = models.CharField(max_length=40, help_text="Whose bytes these are.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address", "number"], name="one_page_per_address_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} ({self.number})"


class PublishedPictureQuerySet(models.QuerySet["PublishedPicture"]):
    def readable(self) -> PublishedPictureQuerySet:
        """Return the pictures of versions whose text was not withheld."""
        return self.exclude(version__manifest__body="")


class PublishedPicture(models.Model):
    """A picture that a version's page shows; no other picture has a public address."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="pictures")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="published")

    objects = PublishedPictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "picture"],
                name="a_version_shows_a_picture_once",
            )
        ]

    def __str__(self) -> str:
        return f"Picture {self.picture_id} of version {self.version_id}"


class NameCommitment(models.Model):
    """Keeps a name and its salt beside a manifest that holds only their digest.

    Name and salt may be erased; the digest stays, so the record stays whole.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="names")
    digest = models.CharField(max_length=64, help_text="SHA-256 of salt and name.")
    salt = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "digest"], name="a_name_is_committed_to_once"
            )
        ]

    def __str__(self) -> str:
        return f"Name {self.pk}"
