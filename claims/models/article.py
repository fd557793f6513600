"""Articles under check, their immutable texts, topics, and the sources they cite."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from claims.choices import FigureOutcome, FlagKind, LeaveReason, Status
from claims.lifecycle import Step
from claims.models.constraints import known, not_blank, span, who_and_when
from claims.reading.markup import NO_PROBLEMS
from sources.models import ArchivedCopy, Source
from sources.normalizing import normalize_line


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: Any) -> ArticleQuerySet:
        """Return what ``user`` may read on the desk: all of it, or nothing."""
        return self if user.is_active and user.is_staff else self.none()

    def flagged(self) -> ArticleQuerySet:
        """Return those with something noticed that an editor has yet to settle."""
        open_flags = Flag.objects.open().filter(revision__article=OuterRef("pk"))
        return self.filter(Exists(open_flags))

    def with_progress(self) -> ArticleQuerySet:
        """Annotate how many claims there are and how many are settled.

        Each article shown counts its own; joined, a list would count all claims of the
        desk before it shows its first page.
        """
        return self.annotate(
            claim_count=_count_claims(),
            decided_count=_count_claims(status=Status.DECIDED),
            left_count=_count_claims(status=Status.NOT_CHECKED),
        )


def _count_claims(**asked: Any) -> Coalesce:
    """Return how many claims an article has of which this holds.

    What is no claim of its own any more is none of them.
    """
    claims = Article._meta.get_field("claims").related_model
    rows = (
        claims._base_manager.filter(article=OuterRef("pk"), **asked)
        .exclude(leave_reason=LeaveReason.RESHAPED)
        .order_by()
        .values("article")
    )
    return Coalesce(Subquery(rows.values(number=Count("pk"))), 0)


class Article(models.Model):
    """A news article under check."""

    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="The article's name in addresses; it stays when it is published.",
    )
    headline = models.CharField(max_length=500)
    publisher = models.CharField(max_length=300, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    url = models.CharField("address", max_length=2000, blank=True)
    canonical_url = models.CharField(max_length=2000, blank=True, editable=False)
    published_on = models.DateField(
        "publication date",
        null=True,
        blank=True,
        help_text="When the article came out.",
    )
    date_unknown_reason = models.CharField(
        "why the date is unknown",
        max_length=500,
        blank=True,
        help_text="Needed for publication where the publication date is not known.",
    )
    language = models.CharField(max_length=35, default="en")
    reach = models.CharField(
        "how far it spread",
        max_length=500,
        blank=True,
        help_text="Shares, views, who repeated it: what makes it worth the time.",
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles_written",
        help_text="A user of this desk who wrote the article; they may not review it.",
    )
    scale = models.ForeignKey(
        "claims.Scale",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="articles",
        help_text="The ratings used; fixed at the article's first review.",
    )
    copies = models.ManyToManyField(
        ArchivedCopy,
        related_name="articles",
        blank=True,
        editable=False,
        help_text="Saved bytes of the article itself: the file it came in, or a page.",
    )
    search_text = models.TextField(blank=True, editable=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="articles_imported",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            not_blank(
                "headline",
                name="an_article_has_a_headline",
                message="An article needs a headline.",
            ),
            models.UniqueConstraint(
                fields=["canonical_url"],
                condition=~Q(canonical_url=""),
                name="one_article_per_address",
                violation_error_message="An article with this address exists already.",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        """Return the article's public address; a page once it is published."""
        return reverse("fact-check", args=[self.slug])

    def latest_revision(self) -> Revision:
        return self.revisions.order_by("-number")[0]


class Revision(models.Model):
    """One immutable text of an article; all offsets of its mentions refer to it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField(
        help_text="The blocks and sentences the reading found, without the text."
    )
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="revisions_stored",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="revisions_are_numbered_once"
            ),
            not_blank(
                "text",
                name="a_revision_has_a_text",
                message="An article needs a text.",
            ),
        ]

    def __str__(self) -> str:
        return f"Text {self.number} of {self.article}"

    @property
    def headline(self) -> str:
        """The words that the reading took for the headline; empty if it found none."""
        blocks = self.reading["blocks"]
        found = next((each for each in blocks if each["role"] == "headline"), None)
        return normalize_line(self.text[found["start"] : found["end"]]) if found else ""


class Topic(models.Model):
    """A heading of one article under which claims are worked and shown."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="topics")
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)
    summary = models.CharField(
        max_length=400,
        blank=True,
        help_text="One sentence for the page. It says what the topic is about; "
        "it never rates.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "article",
                Lower("name"),
                name="one_topic_per_name",
                violation_error_message="The article has a topic of this name already.",
            ),
            not_blank(
                "name",
                name="a_topic_has_a_name",
                message="A topic needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Citation(models.Model):
    """A source as an article names it, in the article's own words and order."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    url = models.CharField("address", max_length=2000, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "position"], name="citations_have_an_order"
            ),
            span(name="a_citation_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.publisher


class FlagQuerySet(models.QuerySet["Flag"]):
    def with_a_doubt(self) -> FlagQuerySet:
        """Leave out the headline figures that the text bears out."""
        return self.exclude(outcome__in=NO_PROBLEMS)

    def unrepeated(self) -> FlagQuerySet:
        """Leave out what is noticed in the same words in a later text."""
        later = Flag.objects.filter(
            revision__article=OuterRef("revision__article"),
            revision__number__gt=OuterRef("revision__number"),
            kind=OuterRef("kind"),
            message=OuterRef("message"),
        )
        return self.filter(~Exists(later))

    def as_on_the_page(self) -> FlagQuerySet:
        """Order: first what is open, of the latest text before older ones."""
        return self.order_by(
            F("settled_at").asc(nulls_first=True), "-revision__number", "pk"
        )

    def open(self) -> FlagQuerySet:
        """Return what an editor has yet to settle, of the articles' latest texts."""
        newer = Revision.objects.filter(
            article=OuterRef("revision__article"),
            number__gt=OuterRef("revision__number"),
        )
        return self.with_a_doubt().filter(~Exists(newer), settled_at=None)


class Flag(models.Model):
    """Something the reading noticed about an article; seen by the desk only."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=30, choices=FlagKind)
    outcome = models.CharField(max_length=30, blank=True)
    message = models.TextField()
    claims = models.ManyToManyField("claims.Claim", related_name="flags", blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="flags_settled",
    )
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    dismissed_because = models.CharField(max_length=500, blank=True, editable=False)
    finding = models.OneToOneField(
        "claims.Claim",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="confirms",
        help_text="The finding about the article that this was confirmed as.",
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            known("kind", FlagKind, name="a_flag_has_a_known_kind"),
            who_and_when("settled", name="a_flag_is_settled_by_someone_sometime"),
            models.CheckConstraint(
                condition=Q(
                    settled_at__isnull=True, dismissed_because="", finding__isnull=True
                )
                | Q(settled_at__isnull=False, finding__isnull=False)
                & Q(dismissed_because="")
                | Q(settled_at__isnull=False, finding__isnull=True)
                & ~Q(dismissed_because=""),
                name="a_settled_flag_is_a_finding_or_dismissed_for_a_reason",
                violation_error_message="Confirm the flag as a finding, or say why it "
                "is dismissed.",
            ),
        ]

    def __str__(self) -> str:
        return self.message

    @property
    def outcome_in_words(self) -> str:
        """What became of a headline's figure; empty where it is about none."""
        return dict(FigureOutcome.choices).get(self.outcome, "")


class StepQuerySet(models.QuerySet["StepTaken"]):
    def visible_to(self, user: Any) -> StepQuerySet:
        """Return the steps ``user`` may read.

        While a second review is pending, the first review's own step is hidden from
        everybody but the person who took it: who moved a claim, and when, would
        tell who reviewed it first. So is that somebody commented in the round, as
        their comment is.
        """
        if not (user.is_active and user.is_staff):
            return self.none()
        pending = Q(
            claim__status=Status.SECOND_REVIEW,
            round=models.F("claim__round"),
            verb__in=[Step.REVIEW_FIRST.verb, "comment"],
        )
        return self.exclude(pending & ~Q(taken_by=user))


class StepTaken(models.Model):
    """One thing done on the desk: who, when, why, before and after. Never changed."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="steps")
    claim = models.ForeignKey(
        "claims.Claim", models.PROTECT, null=True, blank=True, related_name="steps"
    )
    round = models.PositiveIntegerField(null=True, blank=True)
    verb = models.CharField(max_length=40)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="steps_taken"
    )
    taken_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "steps taken"
        indexes = [models.Index(fields=["claim", "id"], name="steps_of_a_claim")]
        constraints = [
            not_blank(
                "verb",
                name="a_step_taken_has_a_verb",
                message="A step needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return f"Step {self.pk}"
