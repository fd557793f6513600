"""What is said about a claim on its page, and the form for saying it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet

from claims import commenting, mailing
from claims.admin.claim_forms import ClaimForm
from claims.admin.workflow import people_of_the_desk
from claims.choices import Status
from claims.models import Claim, Comment

MOST_NAMED = 20
"""People whom the box for a comment lists; of a larger desk one knows the names."""


def comments_on(claim: Claim, user: User) -> QuerySet[Comment]:
    """Return the comments on the claim that ``user`` may read, oldest first."""
    return (
        Comment.objects.visible_to(user)
        .filter(claim=claim)
        .select_related("written_by")
        .order_by("pk")
    )


class CommentForm(ClaimForm):
    title = "Comment"
    button = "Comment"
    done = "Your comment stands under the claim."

    text = forms.CharField(
        label="Your comment",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For the desk alone, and never edited. Name somebody with an @ and "
        "they are told, by e-mail too.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_of_the_desk().exclude(pk=self.by.pk)
        if names := ", ".join(f"@{user.username}" for user in people[:MOST_NAMED]):
            self.fields["text"].help_text += f" For instance {names}."

    def refusal(self) -> str:
        if self.claim.status == Status.SECOND_REVIEW:
            return commenting.WAITS_FOR_SECOND
        return super().refusal()

    def take_for(self, claim: Claim) -> Comment:
        return commenting.comment(
            claim=claim, text=self.cleaned_data["text"], by=self.by
        )

    def doubts(self) -> list[str]:
        people, unknown = commenting.named(self.cleaned_data["text"])
        others = [user for user in people if user != self.by]
        return [
            *(
                f"Nobody at this desk is called “@{name}”; nobody was told."
                for name in unknown
            ),
            *mailing.who_gets_none(others),
        ]
