"""The forms of :mod:`claims.shaping`: merge, split, place, add, undo.

A place in the text is named by words copied from it. Where they stand several times
the form comes back with each place in its surroundings, to choose one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from claims import roles, shaping
from claims.admin.base import VersionedForm, row_key
from claims.admin.changed_texts import change_of
from claims.admin.claim_forms import ClaimForm, ClaimFormPage, link_to
from claims.admin.claim_page import quotations
from claims.admin.desk_forms import DeskForm
from claims.admin.others import OffersOthersPage, others_offered
from claims.admin.text_beside import text_beside
from claims.admin.workflow import TopicChoiceField, topics_of
from claims.choices import Status
from claims.lifecycle import StaleWrite, Step, StepRefused
from claims.models import Article, Claim, Mention, StepTaken, Topic
from claims.reading.anchors import CONTEXT, Span
from claims.reading.cited_sources import without_links
from claims.shaping import SeveralPlaces, Words

_AROUND = 3000
"""Signs of a text looked at before and after a place: what a link may be long."""

_MOST_TOLD = 5
"""Other claims in the same words that are named one by one."""

_PLACE_IS_GONE = (
    "The claim stands in other words by now: somebody has changed its place, or the "
    "article its text. Its page shows where it stands."
)
_KEPT_WORDING = (
    "The wording is what somebody of the desk wrote; see whether it still fits."
)


class AsksWhere(DeskForm):
    """Asks for words of the text; of several places in which they stand, for one.

    A choice holds for the words it was offered for, and for no others.
    """

    words = forms.CharField(
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Copy them from the text as they are; line breaks do not matter.",
    )
    occurrence = forms.IntegerField(
        label="Which are meant?", required=False, widget=forms.HiddenInput
    )
    asked_about = forms.CharField(required=False, widget=forms.HiddenInput)

    def where(self) -> Words:
        """Return the words typed and, if it was chosen for them, their place."""
        typed = self.cleaned_data
        is_chosen = typed["asked_about"] == _folded(typed["words"])
        return Words(typed["words"], typed["occurrence"] if is_chosen else None)

    def given(self) -> dict[str, Any]:
        """Return what was typed but for what says where."""
        names = {"words", "occurrence", "asked_about"}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in names
        }

    def refuse(self, error: Exception) -> None:
        """Show the places to choose from, where there are several."""
        typed = _folded(self.cleaned_data["words"])
        super().refuse(error)
        if isinstance(error, SeveralPlaces):
            self.data = {
                **self.data.dict(),  # type: ignore[attr-defined]  # what was posted
                "asked_about": typed,
                "occurrence": "",
            }
            self.fields["occurrence"].widget = forms.RadioSelect(
                choices=[
                    (number, _shown(error.text, place))
                    for number, place in enumerate(error.places, 1)
                ]
            )


def _also_there(claim: Claim) -> list[SafeString]:
    """Say which other claims stand in the very words of a claim, or within them."""
    revision = claim.article.latest_revision()
    return [
        format_html(
            "“{}” stands in these words too. If it says the same, "
            '<a href="{}?other={}">take it in</a>.',
            link_to(other),
            reverse("admin:claims_claim_merge", args=[claim.pk]),
            other.pk,
        )
        for other in shaping.within(claim, revision)[:_MOST_TOLD]
    ]


def _folded(words: str) -> str:
    return " ".join(words.split())


def _shown(text: str, place: Span) -> SafeString:
    """Return a place with the whole words before and after it, of links their words."""
    cuts = (place.start - _AROUND, place.start, place.end, place.end + _AROUND)
    parts = [text[max(0, start) : end] for start, end in pairwise(cuts)]
    # No text holds a NUL, so that these part it also where a link is cut.
    before, there, after = without_links("\0".join(parts)).split("\0")
    _, _, before = before[-CONTEXT:].partition(" ")
    after, _, _ = after[:CONTEXT].rpartition(" ")
    return format_html(
        "<span>… {}<mark>{}</mark>{} …</span>",
        before,
        Truncator(there).chars(200),
        after,
    )


class ShapeForm(VersionedForm, ClaimForm):
    """A form that changes where a claim begins and ends."""

    doubt = ""

    def refusal(self) -> str:
        if refusal := super().refusal():
            return refusal
        try:
            self.check()
        except StepRefused as error:
            return str(error)
        return ""

    def check(self) -> None:
        """Refuse what the claim's state refuses."""
        shaping.check_may_be_placed(self.claim)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.claim.version

    def doubts(self) -> list[str]:
        return [self.doubt] if self.doubt else []


class MergeForm(ShapeForm):
    title = "Take in another claim"
    button = "Make them one claim"
    done = "The two are one claim now."

    other = forms.ChoiceField(
        label="The claim to take in",
        help_text="Where both stand next to each other they become one quotation, "
        "which is read anew; otherwise this claim is mentioned in both places. The "
        "other one stays on record, but is no claim of its own any more.",
        error_messages={
            "invalid_choice": "This claim cannot be taken in any more. Choose another."
        },
    )

    def __init__(
        self, *args: Any, sought: str = "", meant: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = (
            Claim.objects.visible_to(self.by)
            .filter(
                article=self.claim.article_id,
                status__in=[Status.PROPOSED, Status.OPEN],
                is_finding=False,
            )
            .exclude(pk=self.claim.pk)
        )
        field = self.fields["other"]
        assert isinstance(field, forms.ChoiceField)
        choices = [("", "Choose a claim")]
        chosen = str(self.data.get(self.add_prefix("other"), meant))
        self.others = others_offered(
            others, self.claim, sought=sought, chosen=chosen.partition("-")[0]
        )
        offered = others.filter(pk__in=self.others.keys).order_by("position", "pk")
        for other in offered:
            key = f"{other.pk}-{other.version}"
            if chosen != key and re.fullmatch(rf"{other.pk}-\d{{1,9}}", chosen):
                key = chosen  # it changed since it was offered, which the verb says
            choices.append((key, Truncator(str(other)).chars(100)))
            if other.pk == row_key(meant):
                self.initial["other"] = key
        field.choices = choices

    def clean_other(self) -> tuple[Claim, int]:
        """Return the claim chosen, and its version when it was offered."""
        key, _, version = self.cleaned_data["other"].partition("-")
        return Claim.objects.get(pk=key), int(version)

    def check(self) -> None:
        shaping.check_may_be_cut(self.claim)

    def take_for(self, claim: Claim) -> Claim:
        other, other_version = self.cleaned_data["other"]
        merged = shaping.merge(
            claim=claim,
            other=other,
            other_version=other_version,
            version=self.cleaned_data["version"],
            by=self.by,
        )
        self.doubt = _KEPT_WORDING if shaping.is_worded(merged) else ""
        return merged


class SplitForm(AsksWhere, ShapeForm):
    title = "Split in two"
    button = "Split the claim"
    done = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "The second claim begins with"
        self.fields["words"].help_text = (
            "Copy the first words of the second claim; a few are enough. It goes to "
            "the end of the quotation. Both are worded anew, and evidence stays with "
            "the first."
        )

    def check(self) -> None:
        shaping.check_may_be_split(self.claim)

    def take_for(self, claim: Claim) -> Claim:
        second = shaping.split(
            claim=claim, words=self.where(), by=self.by, **self.given()
        )
        self.done = format_html(
            "The claim is split. The second one: “{}”.", link_to(second)
        )
        return second


class RespanForm(AsksWhere, ShapeForm):
    title = "Change the words it stands in"
    button = "Save the place"
    done = "The claim stands in these words now."

    def __init__(self, *args: Any, mention_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mention_id = mention_id
        self.mention = Mention.objects.filter(pk=mention_id).first()
        if self.mention and self.mention.claim_id != self.claim.pk:
            raise Http404
        self.initial["words"] = self.mention.quote if self.mention else ""
        self.fields["words"].label = "It stands in the words"

    def check(self) -> None:
        super().check()
        latest = self.claim.article.latest_revision()
        if self.mention is None or self.mention.revision_id != latest.pk:
            raise StepRefused(_PLACE_IS_GONE)

    def take_for(self, claim: Claim) -> Claim:
        if self.mention is None:
            raise StaleWrite(_PLACE_IS_GONE)
        placed = shaping.respan(
            claim=claim,
            mention=self.mention,
            words=self.where(),
            by=self.by,
            **self.given(),
        )
        self.doubt = _KEPT_WORDING if shaping.is_worded(placed) else ""
        return placed

    def doubts(self) -> list[str]:
        return [*super().doubts(), *_also_there(self.claim)]


class MentionForm(AsksWhere, ShapeForm):
    title = "Add a place in the text"
    button = "Add the place"
    done = "The claim is mentioned there too."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        revision = self.claim.article.latest_revision()
        if self.claim.mentions.filter(revision=revision).exists():
            self.fields["words"].label = "It also stands in the words"
        else:
            self.title = "Say where it stands now"
            self.button = "Save the place"
            self.done = "The claim stands in these words now."
            self.fields["words"].label = "It stands in the words"

    def take_for(self, claim: Claim) -> Claim:
        return shaping.add_mention(
            claim=claim, words=self.where(), by=self.by, **self.given()
        )

    def doubts(self) -> list[str]:
        return [*super().doubts(), *_also_there(self.claim)]


class UndoForm(ShapeForm):
    title = "Undo"
    button = "Undo it"
    done = "It is undone; everything stands as before."

    def refusal(self) -> str:
        # What was merged away is no claim of its own, and yet it is undone from here.
        if refusal := ClaimForm.refusal(self):
            return refusal
        act = shaping.last_act(self.claim)
        if act is None:
            return "There is nothing to undo on this claim."
        if act.verb == Step.LEAVE.verb and not roles.edits(self.by):
            return "Only editors take back what was left as a duplicate."
        return self._frozen()

    def take_for(self, claim: Claim) -> Claim:
        return shaping.undo(claim=claim, by=self.by, **self.cleaned_data)


class ShapePage(ClaimFormPage):
    """The page of one such form, beside the words in which the claim stands."""

    template_name = "admin/claims/claim/shape.html"

    def context(self, form: ClaimForm) -> dict[str, Any]:
        if isinstance(form, (RespanForm, MentionForm)):
            return self._beside(form)
        act = shaping.last_act(self.claim) if isinstance(form, UndoForm) else None
        return {
            "quotations": quotations(self.claim),
            "act": act,
            "steps": [act] if act else [],
        }

    def _beside(self, form: RespanForm | MentionForm) -> dict[str, Any]:
        """Return the text to copy from, and what an orphan may have become in it."""
        revision = self.claim.article.latest_revision()
        present = revision.mentions.filter(claim=self.claim).order_by("start")
        if isinstance(form, RespanForm):
            present = present.filter(pk=form.mention_id)
        here = list(present)
        change = None if here else change_of(self.claim)
        became = change.became if change else []
        part = self.request.GET.get("part", "")
        return {
            "change": change,
            "part_asked": part,
            "beside": text_beside(
                revision,
                here=[Span(mention.start, mention.end) for mention in here],
                perhaps=[place.there for place in became if place.there],
                part=part,
            ),
        }


class MergePage(OffersOthersPage, ShapePage):
    form_class = MergeForm


class AddClaimForm(VersionedForm, AsksWhere):
    button = "Add the claim"
    done = "The claim is added; see how it reads, and word it so that it stands alone."

    topic = TopicChoiceField(
        queryset=Topic.objects.none(),
        required=False,
        empty_label="The topic of the claim before it",
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        self.article = article
        super().__init__(*args, initial={"version": article.version}, **kwargs)
        self.fields["words"].label = "The claim stands in the words"
        topic = self.fields["topic"]
        assert isinstance(topic, TopicChoiceField)
        topic.queryset = topics_of({article.pk})

    def take(self) -> Claim:
        return shaping.add(
            article=self.article, words=self.where(), by=self.by, **self.given()
        )

    def stored(self) -> dict[str, str]:
        return {"The text": f"Number {self.article.latest_revision().number}"}


class MergeTopicsForm(VersionedForm, DeskForm):
    template = "admin/desk_form.html"
    acts: Sequence[StepTaken] = ()
    title = "Take in another topic"
    button = "Make them one topic"
    done = "The two are one topic now."

    other = TopicChoiceField(
        label="The topic to take in",
        queryset=Topic.objects.none(),
        empty_label="Choose a topic",
        help_text="Its claims come under this topic, and it is there no more.",
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        self.topic = topic
        self.about = f"Topic: {topic}"
        super().__init__(*args, initial={"version": topic.version}, **kwargs)
        other = self.fields["other"]
        assert isinstance(other, TopicChoiceField)
        other.queryset = topics_of({topic.article_id}).exclude(pk=topic.pk)

    def take(self) -> Topic:
        return shaping.merge_topics(topic=self.topic, by=self.by, **self.cleaned_data)

    def stored(self) -> dict[str, str]:
        topic = Topic.objects.get(pk=self.topic.pk)
        return {"Topic": topic.name, "Summary": topic.summary}


class UndoTopicForm(VersionedForm, DeskForm):
    template = "admin/claims/article/undo_topic.html"
    title = "Undo the last change of a topic"
    button = "Undo it"
    done = "It is undone; everything stands as before."

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        self.topic = topic
        self.about = f"Topic: {topic}"
        act = shaping.last_acts_on_topics(topic.article).get(topic.pk)
        self.acts = [act] if act else []
        super().__init__(*args, initial={"version": topic.version}, **kwargs)

    def take(self) -> Topic:
        return shaping.undo_topic(topic=self.topic, by=self.by, **self.cleaned_data)

    def stored(self) -> dict[str, str]:
        topic = Topic.objects.get(pk=self.topic.pk)
        return {"Topic": topic.name, "Summary": topic.summary}
