"""What a body may hold beside plain values: rows, people, ratings."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.models import Claim, Rating


class RowField(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its primary key; one that the caller may not see is not there."""

    default_error_messages = {
        "does_not_exist": "There is none with the id {pk_value}.",
        "incorrect_type": "Name it by its id, a whole number.",
    }

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        super().__init__(queryset=model._default_manager.all(), **kwargs)

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        assert rows is not None  # given when the field was made
        visible_to = getattr(rows, "visible_to", None)
        seen: QuerySet[Any] = (
            visible_to(self.context["request"].user) if visible_to else rows
        )
        return seen


class RowsInOrder(serializers.ManyRelatedField):
    """What a row names of others, told in one order whatever the database's."""

    def __init__(self, child_relation: serializers.RelatedField[Any, Any, Any]) -> None:
        super().__init__(child_relation=child_relation, read_only=True)

    def to_representation(self, iterable: Any) -> list[Any]:
        return sorted(super().to_representation(iterable))


class PersonField(serializers.SlugRelatedField[User]):
    """Somebody of the desk, by user name."""

    default_error_messages = {
        "does_not_exist": "Nobody of the desk has the user name {value}.",
        "invalid": "Name somebody by their user name.",
    }

    def __init__(self, **kwargs: Any) -> None:
        people = User.objects.filter(is_active=True, is_staff=True)
        super().__init__(slug_field="username", queryset=people, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class RatingField(serializers.Field[Any, Any, Any, Any]):
    """A rating, by its code in the scale the claim's article is judged by."""

    default_error_messages = {
        "unknown": "“{code}” is no rating of this article's scale."
    }

    def to_internal_value(self, data: Any) -> Rating:
        claim: Claim = self.context["claim"]
        scale = claim.article.scale
        ratings = (
            scale.ratings.all()
            if scale
            else Rating.objects.filter(scale__is_current=True)
        )
        rating = ratings.filter(code=data).first() if isinstance(data, str) else None
        if rating is None:
            self.fail("unknown", code=data)
        return rating

    def to_representation(self, value: Rating) -> str:
        return value.code
