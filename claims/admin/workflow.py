"""The forms of :mod:`claims.workflow`: select, leave, assign, word, prepare, reopen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.text import Truncator

from claims import mailing, roles, workflow
from claims.admin.base import ModelChoiceField, VersionedForm, row_key
from claims.admin.claim_forms import ClaimForm, Day, Moment, StepForm, link_to
from claims.admin.desk_forms import help_of
from claims.admin.others import others_offered
from claims.choices import CHOSEN_LEAVE_REASONS, Kind, LeaveReason, Selection
from claims.lifecycle import Step, StepRefused
from claims.models import Claim, SubClaim, Topic
from claims.publishing.claimreview import wording_faults

_ASKED_OF_CLAIMS_ALONE = (
    "claimant",
    "via",
    "kind",
    "claimant_url",
    "claimed_on",
    "do_not_name",
)


def people_of_the_desk() -> QuerySet[User]:
    """Return who can be given a claim, by name."""
    return (
        User.objects.filter(
            is_active=True, groups__name__in=[roles.FACT_CHECKERS, roles.EDITORS]
        )
        .distinct()
        .order_by("username")
    )


def topics_of(articles: Collection[int]) -> QuerySet[Topic]:
    """Return the topics of these articles, in their order."""
    return (
        Topic.objects.filter(article__in=articles)
        .select_related("article")
        .order_by("article_id", "position", "pk")
    )


class ClaimChoiceField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return Truncator(obj.claim_reviewed).chars(100)


class TopicChoiceField(ModelChoiceField):
    """Offers topics; names the article too where there are several."""

    names_article = False

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.article})" if self.names_article else obj.name


class SelectForm(StepForm):
    step = Step.SELECT
    title = step.label
    button = "Select"
    done = "The claim is open for checking."

    as_ = forms.ChoiceField(
        label="Take it on as",
        choices=[
            (Selection.CENTRAL, "Central: the fact-check stands or falls with it"),
            (Selection.SUPPORTING, "Supporting"),
        ],
        widget=forms.RadioSelect,
    )
    topic = TopicChoiceField(
        queryset=Topic.objects.none(),
        required=False,
        empty_label="The topic the claim has",
        help_text="The heading under which it is worked and shown.",
    )
    could_harm = forms.BooleanField(
        label="Could harm a named person or organization",
        required=False,
        help_text="Such a claim is always reviewed twice.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        articles = {claim.article_id for claim in self.claims}
        topic = self.fields["topic"]
        assert isinstance(topic, TopicChoiceField)
        topic.names_article = len(articles) > 1
        topic.queryset = topics_of(articles)

    def take_for(self, claim: Claim) -> Claim:
        topic = self.cleaned_data["topic"] or claim.topic
        if topic is None:
            raise StepRefused("The claim has no topic yet; choose one.")
        return workflow.select(
            claim=claim,
            as_=Selection(self.cleaned_data["as_"]),
            topic=topic,
            could_harm=self.cleaned_data["could_harm"],
            version=self.version_of(claim),
            by=self.by,
        )


class LeaveForm(StepForm):
    step = Step.LEAVE
    title = step.label
    button = "Leave unchecked"
    done = "The claim is left unchecked."

    reason = forms.ChoiceField(
        choices=[("", "Choose a reason"), *CHOSEN_LEAVE_REASONS],
        help_text="The published page counts the claims left by these words.",
    )
    note = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Shown on the public page under “Not checked, and why”: the desk’s "
        "short paraphrase, no quotations.",
    )
    link = forms.CharField(
        label="Where it was checked",
        required=False,
        max_length=2000,
        help_text="The address, for “checked elsewhere”.",
    )
    duplicate_of = ClaimChoiceField(
        label="Duplicate of",
        queryset=Claim.objects.none(),
        required=False,
        empty_label="No other claim",
        help_text="The claim it repeats; that one takes over its place in the text.",
    )
    look_again_on = forms.DateField(
        label="Look again on",
        required=False,
        widget=Day,
        help_text="For a prediction: the day it can be checked.",
    )

    def __init__(
        self, *args: Any, sought: str = "", meant: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["duplicate_of"]
        assert isinstance(field, ClaimChoiceField)
        others = (
            Claim.objects.visible_to(self.by)
            .filter(article__in={claim.article_id for claim in self.claims})
            .exclude(pk__in=[claim.pk for claim in self.claims])
            .of_their_own()
            .filter(is_finding=self.claim.is_finding)
        )
        field.queryset = others.order_by("position", "pk")
        if len(self.claims) == 1:
            chosen = str(self.data.get(self.add_prefix("duplicate_of"), meant))
            self.others = others_offered(
                others, self.claim, sought=sought, chosen=chosen
            )
            field.queryset = field.queryset.filter(pk__in=self.others.keys)
            if row_key(meant) in self.others.keys:
                self.initial["reason"] = LeaveReason.DUPLICATE
                self.initial["duplicate_of"] = row_key(meant)
            self.initial.setdefault("reason", self.claim.suggested_leave_reason)

    def take_for(self, claim: Claim) -> Claim:
        given = {name: self.cleaned_data[name] for name in self.base_fields}
        given["reason"] = LeaveReason(given["reason"])
        left = workflow.leave(
            claim=claim, version=self.version_of(claim), by=self.by, **given
        )
        if left.duplicate_of:
            self.done = format_html(
                "The claim is left: “{}” stands in its words too.",
                link_to(left.duplicate_of),
            )
        return left


class AssignForm(StepForm):
    title = "Assign"
    button = "Assign"
    done = "The claim is assigned."

    to = forms.ModelChoiceField(
        label="Assign to",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody",
        help_text="They are told by e-mail.",
    )
    due_at = forms.DateTimeField(
        label="Due",
        required=False,
        widget=Moment,
        help_text=f"When it should be settled, in the desk’s time: "
        f"{settings.TIME_ZONE}. Empty: no time is set.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["to"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = people_of_the_desk()
        if len(self.claims) == 1:
            self.initial.setdefault("to", self.claim.assignee_id)
            self.initial.setdefault("due_at", self.claim.due_at)

    def take_for(self, claim: Claim) -> Claim:
        return workflow.assign(
            claim=claim,
            to=self.cleaned_data["to"],
            due_at=self.cleaned_data["due_at"],
            version=self.version_of(claim),
            by=self.by,
        )

    def doubts(self) -> list[str]:
        to = self.cleaned_data["to"]
        return mailing.who_gets_none([to]) if to and to != self.by else []


class ReopenForm(StepForm):
    step = Step.REOPEN
    title = step.label
    button = "Reopen"
    done = "The claim is open again, in a new round."

    reason = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the record. The old reviews stay; a published verdict stays "
        "on the page, marked as under re-examination.",
    )

    def take_for(self, claim: Claim) -> Claim:
        return workflow.reopen(
            claim=claim,
            reason=self.cleaned_data["reason"],
            version=self.version_of(claim),
            by=self.by,
        )


class LinesField(forms.CharField):
    """A list of short texts, one on each line."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value).splitlines()
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(
                f"A line is longer than {self.longest} characters."
            )
        return [line for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


def _held_of_a_finding(form: ClaimForm) -> dict[str, Any]:
    """Take out of a finding's form what is asked of claims alone.

    Returns:
        What the finding holds there, and keeps; empty for any other claim.
    """
    if not form.claim.is_finding:
        return {}
    return {
        name: getattr(form.claim, name)
        for name in _ASKED_OF_CLAIMS_ALONE
        if form.fields.pop(name, None)
    }


class WordForm(VersionedForm, ClaimForm):
    title = "Wording"
    button = "Save the wording"
    done = "The wording is saved."

    claim_reviewed = forms.CharField(
        label="Claim as reviewed",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_of(Claim, "claim_reviewed"),
    )
    claimant = forms.CharField(
        required=False,
        max_length=300,
        help_text=help_of(Claim, "claimant"),
    )
    via = LinesField(
        label="Through whom it came",
        longest=300,
        help_text=help_of(Claim, "via"),
    )
    subclaims = LinesField(
        label="Parts of the claim",
        longest=SubClaim._meta.get_field("text").max_length or 0,
        help_text="Members of a list that can be right or wrong by themselves, one a "
        "line; each is rated by itself.",
    )
    kind = forms.ChoiceField(choices=Kind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = _held_of_a_finding(self)
        for name in self.fields:
            if name != "subclaims":
                self.initial[name] = getattr(self.claim, name)
        parts = sorted(self.claim.subclaims.all(), key=lambda part: part.position)
        self.initial["subclaims"] = [part.text for part in parts]

    def refusal(self) -> str:
        return super().refusal() or self._frozen()

    def take_for(self, claim: Claim) -> Claim:
        given = self.held | self.cleaned_data
        kind = Kind(given.pop("kind"))
        return workflow.word(claim=claim, kind=kind, by=self.by, **given)

    def doubts(self) -> list[str]:
        # A finding carries no markup to be misread: “the headline says” is fine.
        return [
            fault.sentence
            for fault in wording_faults(self.cleaned_data["claim_reviewed"])
            if not (self.claim.is_finding and fault.is_error)
        ]

    def stored(self) -> dict[str, str]:
        return self.as_if_opened_now()


class PrepareForm(VersionedForm, ClaimForm):
    title = "How it is published"
    button = "Save"
    done = "How the claim is published is saved."

    topic = TopicChoiceField(
        queryset=Topic.objects.none(), required=False, empty_label="No topic"
    )
    claimant_url = forms.CharField(
        label="Claimant’s own page", required=False, max_length=2000
    )
    claimed_on = forms.DateField(label="Claimed on", required=False, widget=Day)
    do_not_name = forms.BooleanField(
        label="Do not name the claimant",
        required=False,
        help_text=help_of(Claim, "do_not_name"),
    )
    single_source_reason = forms.CharField(
        label="Why only one source",
        required=False,
        max_length=500,
        help_text=help_of(Claim, "single_source_reason"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = self.fields["topic"]
        assert isinstance(topics, TopicChoiceField)
        topics.queryset = topics_of({self.claim.article_id})
        self.held = _held_of_a_finding(self)
        for name in self.fields:
            self.initial[name] = getattr(self.claim, name)
        self.initial["topic"] = self.claim.topic_id

    def refusal(self) -> str:
        return "" if roles.edits(self.by) else f"“{self.title}” is for editors to say."

    def take_for(self, claim: Claim) -> Claim:
        given = self.held | self.cleaned_data
        return workflow.prepare(claim=claim, by=self.by, **given)

    def stored(self) -> dict[str, str]:
        return self.as_if_opened_now()
