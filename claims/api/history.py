"""What was done with a claim, and what the desk said of it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import commenting
from claims.api.base import Asking, Lists
from claims.api.fields import RowsInOrder
from claims.api.permissions import CheckersWrite
from claims.models import Comment, StepTaken


class StepLine(serializers.ModelSerializer[StepTaken]):
    """One thing done, by whom, when and why."""

    taken_by = serializers.CharField(source="taken_by.username")
    before = serializers.DictField()
    after = serializers.DictField()

    class Meta:
        model = StepTaken
        fields = [
            "id",
            "verb",
            "round",
            "taken_by",
            "taken_at",
            "reason",
            "before",
            "after",
        ]
        read_only_fields = fields


class Steps(Lists):
    serializer_class = StepLine

    @extend_schema(responses=StepLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """List the steps taken with a claim, as far as the caller may read them."""
        steps = StepTaken.objects.visible_to(request.user).filter(claim=self.claim())
        return self.pages(steps.select_related("taken_by"))


class CommentLine(serializers.ModelSerializer[Comment]):
    """A remark about a claim, for the desk alone."""

    written_by = serializers.CharField(source="written_by.username")
    mentioned = RowsInOrder(
        serializers.SlugRelatedField(slug_field="username", read_only=True)
    )

    class Meta:
        model = Comment
        fields = ["id", "round", "text", "mentioned", "written_by", "written_at"]
        read_only_fields = fields


class Commenting(Asking):
    """A remark to be made; @username tells that person."""

    text = serializers.CharField(max_length=commenting.LONGEST)


class Comments(Lists):
    permission_classes = [CheckersWrite]
    serializer_class = CommentLine

    @extend_schema(responses=CommentLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """List what the desk said of a claim, as far as the caller may read it."""
        comments = Comment.objects.visible_to(request.user).filter(claim=self.claim())
        return self.pages(
            comments.select_related("written_by").prefetch_related("mentioned")
        )

    @extend_schema(request=Commenting, responses={201: CommentLine})
    def post(self, request: Request, claim_id: int) -> Response:
        """Say something about a claim to the desk."""
        asked = self.asked(Commenting)
        written = commenting.comment(claim=self.claim(), by=self.by, **asked)
        return Response(self.answer(written), status=status.HTTP_201_CREATED)
