"""Forms about an article: its facts, its topics, which source a citation is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import (
    QuerySet,
)

from claims import describing, workflow
from claims import evidence as keeping
from claims.admin.base import VersionedForm, typed_in
from claims.admin.claim_forms import Day
from claims.admin.desk_forms import (
    DeskForm,
    help_of,
)
from claims.admin.evidence import SourceChoiceField, found_in_library
from claims.admin.workflow import people_of_the_desk
from claims.lifecycle import StaleWrite
from claims.models import (
    Article,
    Citation,
    Topic,
)
from sources.models import Source

_LANGUAGES = "A short code: en, de, ru, …"


class FactsForm(VersionedForm, DeskForm):
    button = "Save the facts"
    done = "The facts about the article are saved."

    headline = forms.CharField(max_length=500, help_text="As printed.")
    publisher = forms.CharField(
        required=False, max_length=300, help_text="The paper, agency or site."
    )
    byline = forms.CharField(
        required=False, max_length=300, help_text="Who wrote it, as printed."
    )
    url = forms.CharField(
        label="Address",
        required=False,
        max_length=2000,
        widget=forms.URLInput,
        help_text="Where it was published, beginning with https:// or http://.",
    )
    published_on = forms.DateField(
        label="Publication date",
        required=False,
        widget=Day,
        help_text=help_of(Article, "published_on"),
    )
    date_unknown_reason = forms.CharField(
        label="Why the date is unknown",
        required=False,
        max_length=500,
        help_text=help_of(Article, "date_unknown_reason"),
    )
    language = forms.CharField(max_length=35, help_text=_LANGUAGES)
    reach = forms.CharField(
        label="How far it spread",
        required=False,
        max_length=500,
        help_text=help_of(Article, "reach"),
    )
    written_by = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody of this desk",
        help_text=help_of(Article, "written_by"),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        self.article = article
        initial = {name: getattr(article, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        people = people_of_the_desk()
        if article.written_by_id:
            people = people | User.objects.filter(pk=article.written_by_id).distinct()
        _offer(self.fields["written_by"], people)

    def take(self) -> Article:
        return describing.describe(
            article=self.article, by=self.by, **self.cleaned_data
        )

    def stored(self) -> dict[str, str]:
        article = Article.objects.get(pk=self.article.pk)
        return typed_in(FactsForm(article=article, by=self.by))


class TopicForm(DeskForm):
    """Adds a topic, or describes one where ``topic`` is given."""

    button = "Save the topic"
    done = "The topic is saved."

    name = forms.CharField(
        max_length=120,
        help_text="The heading, as readers will see it: what its claims are about.",
    )
    summary = forms.CharField(
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_of(Topic, "summary"),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        self.article = article
        super().__init__(*args, **kwargs)

    def take(self) -> Topic:
        return workflow.add_topic(article=self.article, by=self.by, **self.cleaned_data)


class DescribeTopicForm(VersionedForm, TopicForm):
    position = forms.IntegerField(
        min_value=1,
        max_value=1000,
        help_text="Its place among the topics: 1 comes first.",
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        self.topic = topic
        initial = {name: getattr(topic, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)

    def take(self) -> Topic:
        return workflow.describe_topic(
            topic=self.topic, by=self.by, **self.cleaned_data
        )

    def stored(self) -> dict[str, str]:
        topic = Topic.objects.get(pk=self.topic.pk)
        return typed_in(
            DescribeTopicForm(article=self.article, topic=topic, by=self.by)
        )


class RecognizeForm(DeskForm):
    """Says that what the article cites is a source the library holds."""

    button = "It is this source"
    done = "The citation leads to that source now."

    source = SourceChoiceField(
        queryset=Source.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="What a search of the library found.",
    )
    opened_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, citation: Citation, sought: str, **kwargs: Any
    ) -> None:
        self.citation = citation
        initial = {"opened_on": citation.source_id}
        super().__init__(*args, initial=initial, **kwargs)
        _offer(
            self.fields["source"],
            Source.objects.visible_to(self.by)
            .filter(pk__in=found_in_library(sought))
            .exclude(pk=citation.source_id)
            .order_by("title", "publisher", "pk"),
        )

    @transaction.atomic
    def take(self) -> Citation:
        stored = Citation.objects.select_for_update(of=("self",)).get(
            pk=self.citation.pk
        )
        if stored.source_id != self.cleaned_data["opened_on"]:
            raise StaleWrite("Somebody has said since which source this is.")
        return keeping.recognize(
            citation=stored, source=self.cleaned_data["source"], by=self.by
        )

    def stored(self) -> dict[str, str]:
        citation = Citation.objects.select_related("source").get(pk=self.citation.pk)
        return {"Source": str(citation.source)}


def _offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
