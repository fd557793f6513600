"""What the lists of the API are narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import BooleanFilter
from django_filters import rest_framework as filters

from claims import trigrams
from claims.choices import Kind, Selection, Status
from claims.models import Claim
from sources.models import Source, State
from sources.normalizing import search_key

_MOST_BY_INDEX = 1_000
"""Claims with the words beyond which asking the rows themselves is as good."""


class Key(filters.NumberFilter):
    """Rows that point at the one with this primary key."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        # What no column holds SQLite would answer with an error.
        super().__init__(min_value=1, max_value=2**63 - 1, **kwargs)


class Words(filters.CharFilter):
    """Rows in which every word sought stands, case and width aside."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in search_key(value).split():
            qs = qs.filter(search_text__contains=word)
        return qs


class WordsOfClaims(Words):
    """The same of claims, narrowed by their index where few have the words."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        found = super().filter(qs, value)
        words = search_key(value).split()
        keys = trigrams.keys_of_claims_with(words, most=_MOST_BY_INDEX)
        return found if keys is None else found.filter(pk__in=keys)


class TrueOrFalse(forms.TypedChoiceField):
    """Reads ``true`` and ``false``, and refuses what else it is given."""

    def __init__(self, **kwargs: Any) -> None:
        words = [("true", "true"), ("false", "false")]
        super().__init__(
            choices=words, coerce="true".__eq__, empty_value=None, **kwargs
        )


class Truth(BooleanFilter):
    """Rows of which something holds, or does not; “maybe” is not every row."""

    field_class = TrueOrFalse


class ArticleFilter(filters.FilterSet):
    q = Words(help_text="Words of headline or publisher.")


class ClaimFilter(filters.FilterSet):
    article = Key(field_name="article_id")
    topic = Key(field_name="topic_id")
    status = filters.ChoiceFilter(choices=Status.choices)
    selection = filters.ChoiceFilter(choices=Selection.choices)
    assignee = filters.CharFilter(
        field_name="assignee__username",
        max_length=150,
        help_text="A user name of the desk.",
    )
    kind = filters.ChoiceFilter(choices=Kind.choices)
    worthiness_min = filters.NumberFilter(
        field_name="check_worthiness",
        lookup_expr="gte",
        min_value=0,
        max_value=1,
        help_text="Check-worthiness from 0 to 1.",
    )
    is_finding = Truth(help_text="About the article itself, not said in it.")
    orphaned = Truth(
        method="narrow_to_orphaned",
        help_text="Nowhere in the latest text of its article.",
    )
    changed = Truth(
        field_name="changed_in",
        lookup_expr="isnull",
        exclude=True,
        help_text="With a verdict whose words the article has changed since.",
    )
    overdue = Truth(method="narrow_to_overdue", help_text="Due and not settled.")
    q = WordsOfClaims(
        help_text="Words of the claim, its claimant or those it came through."
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def narrow_to_orphaned(
        self, rows: QuerySet[Any], name: str, wanted: bool
    ) -> QuerySet[Any]:
        orphaned = Claim.objects.orphaned().values("pk")
        return rows.filter(pk__in=orphaned) if wanted else rows.exclude(pk__in=orphaned)

    def narrow_to_overdue(
        self, rows: QuerySet[Any], name: str, wanted: bool
    ) -> QuerySet[Any]:
        overdue = Claim.objects.overdue().values("pk")
        return rows.filter(pk__in=overdue) if wanted else rows.exclude(pk__in=overdue)


class SourceFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=State.choices)
    q = Words(help_text="Words of title, publisher or address.")

    class Meta:
        model = Source
        fields: list[str] = []
