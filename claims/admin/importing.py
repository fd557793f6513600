"""Bring articles in: pasted, or as files, several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import pluralize
from django.urls import reverse

from claims.admin.claim_forms import Day
from claims.admin.desk_forms import DeskForm, help_of
from claims.admin.workflow import people_of_the_desk
from claims.intake import Imported, IntakeRefused, import_file, import_text
from claims.models import Article
from sources.extracting import ENDINGS
from sources.normalizing import plain_name

_OF_ONE_ARTICLE = ("url", "published_on", "byline")
_KINDS = (
    "Word (.docx), PDF, a saved web page (.html), Markdown or plain text in UTF-8, up "
    "to 10 megabytes"
)


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, in the order they were chosen."""

    widget = SeveralFiles

    def clean(self, given: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        chosen = given if isinstance(given, (list, tuple)) else [given]
        # An empty file is told of in the words of the import.
        return [file for file in chosen if file]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: the article it is now, or why it is refused."""

    name: str
    sentence: str
    imported: Imported | None = None

    @property
    def address(self) -> str:
        """The desk's page of the article; empty where there is none."""
        if self.imported is None:
            return ""
        return reverse("admin:claims_article_change", args=[self.imported.article.pk])

    def as_json(self) -> dict[str, str]:
        headline = str(self.imported.article) if self.imported else ""
        return {
            "name": self.name,
            "sentence": self.sentence,
            "headline": headline,
            "address": self.address,
        }


class TextOrFileForm(DeskForm):
    """Takes a text that is pasted, or comes in a file; never both.

    Attributes:
        not_both: what it says to somebody who gives both.
    """

    not_both: str

    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 16})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("file") and given.get("text", "").strip():
            raise forms.ValidationError(self.not_both)
        return given

    def facts(self) -> dict[str, Any]:
        """Return what was typed but for the text and its file."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("text", "file")
        }

    def bring_in(self, file: UploadedFile[bytes] | None, **known: Any) -> Imported:
        """Import the file; without one, the text that was pasted."""
        if file is None:
            return import_text(text=self.cleaned_data["text"], by=self.by, **known)
        return import_file(
            raw=file.read(), file_name=file.name or "", by=self.by, **known
        )


class ImportForm(TextOrFileForm):
    button = "Import the article"
    done = "The article is in."
    not_both = "Paste the text or choose files, not both."

    file = FilesField(
        label="Or files",
        required=False,
        widget=SeveralFiles(attrs={"accept": ",".join(ENDINGS)}),
        help_text=f"{_KINDS}. Each file is one article and is kept as an archived copy "
        "of it.",
    )
    url = forms.CharField(
        label="Address",
        required=False,
        max_length=2000,
        widget=forms.URLInput,
        help_text="Where it was published. A changed text of an address the desk knows "
        "becomes a new text of that article.",
    )
    publisher = forms.CharField(
        required=False, max_length=300, help_text="The paper, agency or site."
    )
    published_on = forms.DateField(
        label="Publication date",
        required=False,
        widget=Day,
        help_text="When it came out. A dateline in the text is found without it.",
    )
    byline = forms.CharField(
        required=False,
        max_length=300,
        help_text="Who wrote it, as printed. Found in the text where it stands there.",
    )
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = (
            "The whole article, headline first, one paragraph after another. A list "
            "of sources at its end is read as such."
        )
        people = self.fields["written_by"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = people_of_the_desk()

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if len(self.files_chosen) > 1 and any(map(given.get, _OF_ONE_ARTICLE)):
            raise forms.ValidationError(
                "Address, date and byline are those of one article: bring several "
                "files in without them, and add them on each article's page."
            )
        return given

    @property
    def files_chosen(self) -> Sequence[UploadedFile[bytes]]:
        chosen: Sequence[UploadedFile[bytes]] = self.cleaned_data.get("file") or []
        return chosen

    def take(self) -> Imported:
        imported = self.bring_in(next(iter(self.files_chosen), None), **self.facts())
        self.done = _told(imported)
        return imported

    def take_each(self) -> list[Outcome]:
        """Import every file by itself: one that is refused holds up no other."""
        outcomes = []
        for file in self.files_chosen:
            name = plain_name(file.name or "")
            try:
                imported = self.bring_in(file, **self.facts())
            except IntakeRefused as refused:
                outcomes.append(Outcome(name, str(refused)))
            else:
                outcomes.append(Outcome(name, _told(imported), imported))
        return outcomes


class ChangedTextForm(TextOrFileForm):
    """Takes the text of an article the desk has, as it stands now."""

    button = "Bring in the changed text"
    done = "The changed text is in."
    not_both = "Paste the text or choose a file, not both."

    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,  # told of in the words of the import
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=f"{_KINDS}. It is kept as an archived copy of the article.",
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        self.article = article
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = (
            "The whole article as it stands now, headline first. Each claim is looked "
            "for in it; what is not found waits for somebody to place it."
        )

    def take(self) -> Imported:
        imported = self.bring_in(self.cleaned_data["file"], article=self.article)
        self.done = (
            _told(imported)
            if imported.is_new_revision
            else "The article has this text already; nothing has changed."
        )
        return imported


def _told(imported: Imported) -> str:
    """Say what was stored, in a sentence."""
    if not imported.is_new_revision:
        return "This article is here already; this is its page."
    if not imported.is_new_article:
        return (
            "A changed text of an article the desk knows is stored as its text "
            f"{imported.revision.number}: {imported.became}."
        )
    return (
        f"The article is in: {imported.claims} claim{pluralize(imported.claims)} "
        f"proposed, {imported.sources} cited source{pluralize(imported.sources)} found."
    )
