"""What the desk says to itself about a claim."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.choices import Status
from claims.models.claim import Claim
from claims.models.constraints import not_blank


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Any) -> CommentQuerySet:
        """Return the comments ``user`` may read.

        While a second review is pending, those of the claim's round are for their
        authors alone: what was said of a claim can give the first review away.
        """
        if not (user.is_active and user.is_staff):
            return self.none()
        pending = Q(claim__status=Status.SECOND_REVIEW, round=F("claim__round"))
        return self.exclude(pending & ~Q(written_by=user))


class Comment(models.Model):
    """One remark of one person about one claim; it is never edited and never public."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="comments")
    round = models.PositiveIntegerField()
    text = models.TextField()
    mentioned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments"
    )
    written_at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            not_blank(
                "text",
                name="a_comment_has_words",
                message="A comment cannot be empty.",
            )
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk}"
