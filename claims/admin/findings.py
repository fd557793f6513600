"""The forms that settle what the reading noticed, and that add a finding by hand."""

from __future__ import annotations

from typing import Any

from django import forms

from claims import findings
from claims.admin.desk_forms import DeskForm, help_of
from claims.admin.workflow import TopicChoiceField, topics_of
from claims.choices import Selection
from claims.models import Article, Claim, Flag, Topic


class FlagForm(DeskForm):
    """Settles a flag, or opens it again."""

    def __init__(self, *args: Any, flag: Flag, **kwargs: Any) -> None:
        self.flag = flag
        super().__init__(*args, **kwargs)

    def stored(self) -> dict[str, str]:
        return _as_it_stands(self.flag)


class DismissForm(FlagForm):
    button = "Dismiss"
    done = "The flag is dismissed."

    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept on the desk. If a later text of the article says the same, the "
        "flag stays dismissed.",
    )

    def take(self) -> Flag:
        return findings.dismiss(
            flag=self.flag, reason=self.cleaned_data["reason"], by=self.by
        )


class TakeBackForm(FlagForm):
    button = "Take it back"
    done = "The flag is open again."

    settled_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, flag: Flag, **kwargs: Any) -> None:
        shown = {"settled_at": flag.settled_at and flag.settled_at.isoformat()}
        super().__init__(*args, flag=flag, initial=shown, **kwargs)

    def take(self) -> Flag:
        return findings.take_back(flag=self.flag, by=self.by, **self.cleaned_data)


class FindingForm(DeskForm):
    """Adds a finding about an article."""

    button = "Open the finding for checking"
    done = "The finding is open for checking. Attach evidence, and ask the publisher."

    claim_reviewed = forms.CharField(
        label="What the article was found to do",
        required=False,
        max_length=findings.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence that stands alone and holds no rating. It is reviewed "
        "like any claim, and readers see it only once it is decided.",
    )
    as_ = forms.ChoiceField(
        label="Take it on as",
        choices=[
            (Selection.CENTRAL, "Central: the fact-check stands or falls with it"),
            (Selection.SUPPORTING, "Supporting"),
        ],
        widget=forms.RadioSelect,
        initial=Selection.SUPPORTING,
    )
    topic = TopicChoiceField(
        queryset=Topic.objects.none(),
        empty_label="Choose a topic",
        help_text="The heading under which it is worked and shown. A new one is added "
        "on the article’s page.",
    )
    could_harm = forms.BooleanField(
        label="Could harm a named person or organization",
        required=False,
        initial=True,
        help_text=f"{help_of(Claim, 'could_harm')} A finding is about the publisher.",
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        self.article = article
        super().__init__(*args, **kwargs)
        topic = self.fields["topic"]
        assert isinstance(topic, TopicChoiceField)
        topic.queryset = topics_of({article.pk})

    def asked(self) -> dict[str, Any]:
        return self.cleaned_data | {"as_": Selection(self.cleaned_data["as_"])}

    def take(self) -> Claim:
        return findings.add(article=self.article, by=self.by, **self.asked())


class ConfirmForm(FindingForm):
    """Makes a flag a finding; begins with a sentence to be edited."""

    def __init__(self, *args: Any, flag: Flag, **kwargs: Any) -> None:
        self.flag = flag
        about = flag.claims.order_by("position").first()
        begun = {
            "claim_reviewed": findings.words_for(flag),
            "topic": about.topic_id if about else None,
        }
        super().__init__(*args, article=flag.revision.article, initial=begun, **kwargs)

    def take(self) -> Claim:
        return findings.confirm(flag=self.flag, by=self.by, **self.asked())

    def stored(self) -> dict[str, str]:
        return _as_it_stands(self.flag)


def _as_it_stands(flag: Flag) -> dict[str, str]:
    """Return, by label, what became of a flag that somebody else was at too."""
    stored = Flag.objects.select_related("settled_by", "finding").get(pk=flag.pk)
    if stored.settled_by is None:
        return {"The flag": "Open"}
    if stored.finding is None:
        what = {"Why": stored.dismissed_because}
    else:
        what = {"What the article was found to do": stored.finding.claim_reviewed}
    return {"Settled by": str(stored.settled_by), **what}
