"""What a person of the desk has chosen for themselves, and the tokens they hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from knox.models import AbstractAuthToken

from claims.models.constraints import not_blank


class Person(models.Model):
    """The choices of one user of the desk; without a row the defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="person"
    )
    wants_mail = models.BooleanField(
        "send me e-mail",
        default=True,
        help_text="When a claim is given to you, you are named in a comment, or "
        "something waits for you.",
    )

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"Choices of user {self.user_id}"


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A token for scripts, kept as a hash; it acts as the person who holds it."""

    purpose = models.CharField(
        max_length=120, help_text="What uses it: one script, one token."
    )

    class Meta:
        constraints = [
            not_blank(
                "purpose",
                name="a_token_has_a_purpose",
                message="Say what the token is for.",
            )
        ]

    def __str__(self) -> str:
        return f"Token {self.token_key[:4]}…"


class SavedFilter(models.Model):
    """A filtered list somebody comes back to, by its address on the desk."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=2000, help_text="Path and query of a list.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_filters_of_a_person_differ",
                violation_error_message="You have a saved filter of this name.",
            ),
            not_blank(
                "name",
                name="a_saved_filter_has_a_name",
                message="A saved filter needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
