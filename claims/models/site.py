"""What one desk says and sets for itself: public statements, weights of the reading."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.choices import StatementKey
from claims.models.constraints import known, not_blank, who_and_when


class SiteStatementQuerySet(models.QuerySet["SiteStatement"]):
    def missing(self) -> list[str]:
        """Name the statements that are absent or empty, in their usual order."""
        written = set(self.exclude(text="").values_list("key", flat=True))
        return [str(key.label) for key in StatementKey if key not in written]


class SiteStatement(models.Model):
    """One public statement of the desk, in Markdown."""

    key = models.CharField(max_length=30, choices=StatementKey, unique=True)
    text = models.TextField(
        blank=True, help_text="Markdown: headings, links, lists, emphasis."
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="statements_edited",
    )
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SiteStatementQuerySet.as_manager()

    class Meta:
        constraints = [
            known("key", StatementKey, name="a_statement_has_a_known_key"),
            who_and_when("edited", name="a_statement_is_edited_by_someone_sometime"),
        ]

    def __str__(self) -> str:
        return StatementKey(self.key).label


class ReadingWeight(models.Model):
    """What this desk weighs otherwise than `worthiness.toml` in check-worthiness."""

    name = models.CharField(max_length=40, unique=True)
    weight = models.FloatField(help_text="Between -1 and 1.")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="weights_edited",
    )
    edited_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            not_blank(
                "name", name="a_weight_has_a_name", message="A weight needs a name."
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=-1, weight__lte=1),
                name="a_weight_lies_between_minus_1_and_1",
                violation_error_message="A weight lies between -1 and 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.weight:g}"
