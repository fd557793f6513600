"""Archived copies at the desk: the form by which one is kept."""

from __future__ import annotations

from typing import Any

from django import forms

from claims import archiving as keeping
from claims.admin.desk_forms import DeskForm
from claims.models import Article
from sources import archiving
from sources.models import ArchivedCopy, Source

_ACCEPTED = ",".join(archiving.KEPT.values())


class CopyForm(DeskForm):
    """Keeps a file as a copy of a source, or of an article."""

    button = "Keep the copy"
    done = "The copy is kept."

    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
        help_text="A saved web page, a PDF, a picture (PNG, JPEG, WebP, GIF) or plain "
        "text, up to 10 megabytes. It is kept as it is, and only the desk can have it.",
    )
    saved_from = forms.CharField(
        label="Saved from",
        required=False,
        max_length=2000,
        widget=forms.URLInput,
        help_text="The address it was saved from, if that is not the one known here.",
    )
    means = forms.CharField(
        label="How it was saved",
        required=False,
        max_length=200,
        help_text="Printed to PDF, saved by the browser, sent by the ministry, …",
    )

    def __init__(
        self,
        *args: Any,
        source: Source | None = None,
        article: Article | None = None,
        **kwargs: Any,
    ) -> None:
        self.source, self.article = source, article
        super().__init__(*args, **kwargs)

    def take(self) -> ArchivedCopy:
        file = self.cleaned_data["file"]
        if file is None:
            raise archiving.CopyRefused("Choose the file to keep.")
        return keeping.keep_copy(
            source=self.source,
            article=self.article,
            raw=file.read(),
            file_name=file.name,
            saved_from=self.cleaned_data["saved_from"],
            means=self.cleaned_data["means"] or keeping.UPLOADED,
            by=self.by,
        )
