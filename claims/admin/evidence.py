"""The forms of :mod:`claims.evidence`, and of the sources evidence rests on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from claims import archiving as keeping_copies
from claims import evidence as keeping
from claims.admin.base import ModelChoiceField, VersionedForm, row_key
from claims.admin.claim_forms import ClaimForm, ClaimFormPage, Day
from claims.admin.desk_forms import help_of
from claims.choices import SourceOrigin
from claims.models import Citation, Claim, Evidence, SubClaim
from sources import archiving, pictures
from sources.archiving import Stored
from sources.models import Picture, Source
from sources.normalizing import UnacceptableText, search_key
from sources.pictures import Drawn

_MOST_FOUND = 20


def sources_at_hand(claim: Claim) -> QuerySet[Source]:
    """Return what the claim's article cites, and what its claims already rest on."""
    cited = Citation.objects.filter(revision__article=claim.article_id)
    used = Evidence.objects.filter(claim__article=claim.article_id)
    return Source.objects.filter(
        Q(pk__in=cited.values("source")) | Q(pk__in=used.values("source"))
    )


def found_in_library(sought: str) -> list[int]:
    """Return the primary keys of the sources that have all the words sought."""
    try:
        words = search_key(sought).split()
    except UnacceptableText:
        words = []
    if not words:
        return []
    found = Source.objects.order_by("pk")
    for word in words:
        found = found.filter(search_text__contains=word)
    return list(found.values_list("pk", flat=True)[:_MOST_FOUND])


class SourceChoiceField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.get_state_display().lower()})"


class AttachForm(ClaimForm):
    title = "Attach evidence"
    button = "Attach"
    done = "The evidence is attached."

    source = SourceChoiceField(
        queryset=Source.objects.none(),
        required=False,
        empty_label="A source not in this list",
        help_text="What the article cites, and what its claims rest on so far.",
    )
    title_of_source = forms.CharField(label="Title", required=False, max_length=500)
    publisher = forms.CharField(required=False, max_length=300)
    url = forms.CharField(
        label="Address",
        required=False,
        max_length=2000,
        help_text="A source the library knows by this address is found again.",
    )
    subclaim = forms.ModelChoiceField(
        label="Part of the claim",
        queryset=SubClaim.objects.none(),
        required=False,
        empty_label="The whole claim",
    )
    passage = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_of(Evidence, "passage"),
    )
    passage_language = forms.CharField(
        label="Language of the passage",
        required=False,
        max_length=35,
        help_text=help_of(Evidence, "passage_language"),
    )
    translation = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    translator = forms.CharField(
        required=False,
        max_length=200,
        help_text=help_of(Evidence, "translator"),
    )
    origin = forms.ChoiceField(
        label="Who brought it",
        choices=SourceOrigin.choices,
        initial=SourceOrigin.DESK,
    )
    unreachable_reason = forms.CharField(
        label="Why neither address nor copy",
        required=False,
        max_length=500,
        help_text=help_of(Evidence, "unreachable_reason"),
    )
    copy = forms.FileField(
        label="A copy of the source",
        required=False,
        help_text="A saved web page, a PDF, a picture or plain text. Without one, the "
        "newest copy that is kept of the source is named on the page.",
    )
    picture = forms.FileField(
        label="A picture to show",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp,.gif"}),
        help_text="PNG, JPEG, WebP or GIF. The page shows it drawn anew, without what "
        "the camera noted; the file itself is kept as a copy of the source.",
    )
    picture_alt = forms.CharField(
        label="What the picture shows",
        required=False,
        max_length=500,
        help_text=help_of(Evidence, "picture_alt"),
    )
    picture_credit = forms.CharField(
        label="Credit",
        required=False,
        max_length=300,
        help_text=help_of(Evidence, "picture_credit"),
    )
    picture_is_graphic = forms.BooleanField(
        label="Graphic",
        required=False,
        help_text=help_of(Evidence, "picture_is_graphic"),
    )

    of_a_new_source = ("title_of_source", "publisher", "url")

    def __init__(
        self,
        *args: Any,
        sought: str = "",
        chosen: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        sources, parts = self.fields["source"], self.fields["subclaim"]
        assert isinstance(sources, SourceChoiceField)
        assert isinstance(parts, forms.ModelChoiceField)
        offered = sources_at_hand(self.claim).values("pk")
        sources.queryset = (
            Source.objects.visible_to(self.by)
            .filter(
                Q(pk__in=offered) | Q(pk__in=found_in_library(sought)) | Q(pk=chosen)
            )
            .order_by("title", "publisher", "pk")
        )
        sources.initial = chosen
        parts.queryset = self.claim.subclaims.order_by("position")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        described = [name for name in self.of_a_new_source if given.get(name)]
        source = given.get("source")
        known = {"title_of_source": "title"}
        if source and any(getattr(source, known.get(name, name)) for name in described):
            raise forms.ValidationError(
                "Choose a source from the list or describe a new one, not both. What "
                "the chosen one lacks may be filled in here."
            )
        if given.get("picture") and not (
            given.get("picture_alt") and given.get("picture_credit")
        ):
            raise forms.ValidationError(
                "Say what the picture shows, and whose picture it is."
            )
        return given

    def take_for(self, claim: Claim) -> Evidence:
        """Attach the passage; the files are on the disk before anything is written."""
        given = dict(self.cleaned_data)
        copy, picture = given.pop("copy"), given.pop("picture")
        stored = picture_stored = drawn = None
        if copy:
            stored = archiving.store(raw=copy.read(), file_name=copy.name)
        if picture:
            raw = picture.read()
            drawn = pictures.draw(raw=raw)
            picture_stored = archiving.store(raw=raw, file_name=picture.name)
        return self._attach(claim, given, stored, picture_stored, drawn)

    @transaction.atomic
    def _attach(
        self,
        claim: Claim,
        given: dict[str, Any],
        stored: Stored | None,
        picture_stored: Stored | None,
        drawn: Drawn | None,
    ) -> Evidence:
        """Write it all at once: the source is added or completed only with evidence."""
        title, publisher, url = (given.pop(name) for name in self.of_a_new_source)
        source = given["source"]
        if source is None:
            source = keeping.add_source(
                title=title, publisher=publisher, url=url, by=self.by
            )
        elif title or publisher or url:
            source = self._completed(source, title, publisher, url)
        given["source"] = source
        given["origin"] = SourceOrigin(given["origin"])
        if picture_stored and drawn:
            given["archived_copy"], given["picture"] = keeping_copies.add_picture(
                source=source, stored=picture_stored, drawn=drawn, by=self.by
            )
        if stored:
            given["archived_copy"] = keeping_copies.add_copy_of_source(
                source=source, stored=stored, means=keeping_copies.UPLOADED, by=self.by
            )
        given.setdefault("archived_copy", source.copies.order_by("-pk").first())
        return keeping.attach(claim=claim, by=self.by, **given)

    def _completed(
        self, source: Source, title: str, publisher: str, url: str
    ) -> Source:
        """Fill in what the chosen source, often one that is merely cited, lacks."""
        if title or publisher:
            source = keeping.describe_source(
                source=source,
                title=source.title or title,
                publisher=source.publisher or publisher,
                published_on=source.published_on,
                language=source.language,
                tier=source.tier,
                interest=source.interest,
                derived_from=source.derived_from,
                version=source.version,
                by=self.by,
            )
        if url:
            source = keeping.locate_source(
                source=source, url=url, version=source.version, by=self.by
            )
        return source


class AttachPage(ClaimFormPage):
    """Attaches evidence; its search brings more of the library into the list."""

    form_class = AttachForm
    template_name = "admin/claims/claim/attach.html"
    anchor = "#evidence"

    def form(self, typed: Any) -> ClaimForm:
        self.rows["sought"] = self.request.GET.get("q", "")
        self.rows["chosen"] = row_key(self.request.GET.get("source", ""))
        return self.form_class(
            typed,
            self.request.FILES or None,
            claims=[self.claim],
            by=self.request.user,
            **self.rows,
        )

    def context(self, form: ClaimForm) -> dict[str, Any]:
        return {"sought": self.rows["sought"]}


def shown_at_the_desk(sha256: str) -> HttpResponse:
    """Answer a picture that evidence shows, published or not; kept by no cache."""
    picture = get_object_or_404(
        Picture.objects.filter(evidence__isnull=False).distinct(), sha256=sha256
    )
    try:
        content = archiving.read(picture.sha256)
    except FileNotFoundError as error:
        raise Http404("The file of this picture is gone.") from error
    headers = {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=picture.media_type, headers=headers)


class EvidenceForm(ClaimForm):
    """A step about one piece of the claim's evidence."""

    def __init__(self, *args: Any, evidence_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence = get_object_or_404(
            self.claim.evidence.select_related("source", "claim"), pk=evidence_id
        )


class WithdrawForm(EvidenceForm):
    title = "Withdraw evidence"
    button = "Withdraw"
    done = "The evidence is withdrawn; it stays on record."

    reason = forms.CharField(
        label="Why it is withdrawn",
        required=False,
        max_length=500,
        help_text="It stays on the desk, struck through, and leaves the public page.",
    )

    def take_for(self, claim: Claim) -> Evidence:
        return keeping.withdraw(
            evidence=self.evidence, reason=self.cleaned_data["reason"], by=self.by
        )


class WithdrawPage(ClaimFormPage):
    form_class = WithdrawForm
    anchor = "#evidence"

    def context(self, form: ClaimForm) -> dict[str, Any]:
        assert isinstance(form, WithdrawForm)
        return {"evidence": form.evidence}


class SearchForm(ClaimForm):
    title = "Log a search"
    button = "Log the search"
    done = "The search is logged."

    sought = forms.CharField(label="Looked for", required=False, max_length=500)
    place = forms.CharField(
        label="Where",
        required=False,
        max_length=500,
        help_text="The register, archive or engine that was searched.",
    )
    searched_on = forms.DateField(label="When", widget=Day)
    outcome = forms.CharField(label="What was found", required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("searched_on", timezone.localdate())

    def take_for(self, claim: Claim) -> object:
        return keeping.log_search(claim=claim, by=self.by, **self.cleaned_data)


class SourceForm(VersionedForm, ClaimForm):
    """A step about a source that the claim's evidence, or its article, names."""

    def __init__(self, *args: Any, source_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_hand = sources_at_hand(self.claim).values("pk")
        self.source = get_object_or_404(
            Source.objects.visible_to(self.by).filter(pk__in=at_hand), pk=source_id
        )
        self.initial["version"] = self.source.version

    def stored(self) -> dict[str, str]:
        source = Source.objects.get(pk=self.source.pk)
        return {"Address": source.url, "State": source.get_state_display()}


class LocateForm(SourceForm):
    title = "Locate a source"
    button = "Locate"
    done = "The source is located."

    url = forms.CharField(
        label="Address",
        required=False,
        max_length=2000,
        help_text="Where the source can be read.",
    )

    def take_for(self, claim: Claim) -> Source:
        return keeping.locate_source(
            source=self.source, by=self.by, **self.cleaned_data
        )


class OpenedForm(SourceForm):
    title = "Note that a source was opened"
    button = "I have opened and read it"
    done = "The source is noted as opened."

    def take_for(self, claim: Claim) -> Source:
        return keeping.open_source(source=self.source, by=self.by, **self.cleaned_data)


class LocatePage(ClaimFormPage):
    form_class: type[ClaimForm] = LocateForm
    anchor = "#evidence"

    def context(self, form: ClaimForm) -> dict[str, Any]:
        assert isinstance(form, SourceForm)
        return {"source": form.source}


class OpenedPage(LocatePage):
    form_class = OpenedForm
