"""What is said about a claim on its page, and the form for saying it."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet

from claims import commenting
from claims.admin.claim_forms import ClaimForm
from claims.choices import Status
from claims.models import Claim, Comment


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
        help_text="For the desk alone, and never edited. Name somebody as @username "
        "and they are told, by e-mail too.",
    )

    def refusal(self) -> str:
        if self.claim.status == Status.SECOND_REVIEW:
            return commenting.WAITS_FOR_SECOND
        return super().refusal()

    def take_for(self, claim: Claim) -> Comment:
        return commenting.comment(
            claim=claim, text=self.cleaned_data["text"], by=self.by
        )

    def doubts(self) -> list[str]:
        _people, unknown = commenting.named(self.cleaned_data["text"])
        return [
            f"Nobody at this desk is called “@{name}”; nobody was told."
            for name in unknown
        ]
