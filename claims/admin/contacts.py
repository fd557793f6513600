"""Contacts at the desk: who was asked about what, and what came back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from claims import evidence as keeping
from claims.admin.base import DeskAdmin, VersionedForm, row_key, typed_in
from claims.admin.claim_forms import Day
from claims.admin.desk_forms import DeskForm, form_page, help_of, typed_or_none
from claims.choices import Channel, Selection, Status
from claims.desk import unanswered
from claims.models import Article, Claim, Contact, StepTaken


class ContactForm(DeskForm):
    """Logs that somebody was asked, or why nobody was."""

    button = "Log the contact"
    done = "The contact is logged."

    claims = forms.MultipleChoiceField(
        label="About which claims",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those the question was about. Claims that were left unchecked are "
        "not listed.",
    )
    who = forms.CharField(
        label="Who was asked",
        required=False,
        max_length=300,
        help_text="A person, an office, a publisher, by the name readers know.",
    )
    role = forms.CharField(
        required=False, max_length=300, help_text=help_of(Contact, "role")
    )
    channel = forms.ChoiceField(
        label="How",
        required=False,
        choices=[("", "Choose"), *Channel.choices],
        help_text="The way the question went.",
    )
    contacted_on = forms.DateField(
        label="Asked on", required=False, widget=Day, help_text="The day it went."
    )
    deadline_on = forms.DateField(
        label="Deadline",
        required=False,
        widget=Day,
        help_text="By when an answer was asked for.",
    )
    question = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What was asked, in the words that were sent. Seen by the desk only.",
    )
    answer = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What came back, in full. Seen by the desk only.",
    )
    answered_on = forms.DateField(
        required=False, widget=Day, help_text="The day the answer came."
    )
    words_to_publish = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_of(Contact, "words_to_publish"),
    )
    nobody_reason = forms.CharField(
        label="Why nobody was asked",
        required=False,
        max_length=500,
        help_text=help_of(Contact, "nobody_reason"),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        self.article = article
        super().__init__(*args, **kwargs)
        chosen = self["claims"].value() or []
        claims = Claim.objects.visible_to(self.by).filter(article=article)
        self.offered = {
            str(claim.pk): claim
            for claim in claims.order_by("position", "pk")
            if claim.status != Status.NOT_CHECKED or str(claim.pk) in chosen
        }
        field = self.fields["claims"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (key, str(claim))
            for key, claim in sorted(
                self.offered.items(),
                key=lambda offered: (
                    offered[0] not in chosen,
                    offered[1].selection != Selection.CENTRAL,
                ),
            )
        ]

    def take(self) -> Contact:
        return self._log()

    def _log(self, **of_a_known_contact: Any) -> Contact:
        given = dict(self.cleaned_data)
        channel = given.pop("channel")
        claims = [self.offered[key] for key in given.pop("claims")]
        return keeping.log_contact(
            article=self.article,
            claims=claims,
            channel=Channel(channel) if channel else None,
            by=self.by,
            **given,
            **of_a_known_contact,
        )


class KnownContactForm(VersionedForm, ContactForm):
    """Rewrites a contact, for instance when an answer has come."""

    button = "Save the contact"
    done = "The contact is saved."

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        self.contact = contact
        initial = {
            name: getattr(contact, name)
            for name in self.base_fields
            if name != "claims"
        }
        initial["claims"] = [str(claim.pk) for claim in contact.claims.all()]
        super().__init__(*args, article=contact.article, initial=initial, **kwargs)

    def take(self) -> Contact:
        return self._log(contact=self.contact)

    def stored(self) -> dict[str, str]:
        contact = Contact.objects.select_related("article").get(pk=self.contact.pk)
        return typed_in(KnownContactForm(contact=contact, by=self.by))


class ByAnswer(admin.SimpleListFilter):
    title = "answer"
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("none", "Without answer"),
            ("overdue", "Without answer, deadline past"),
            ("given", "Answered"),
            ("nobody", "Nobody was asked"),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Contact]
    ) -> QuerySet[Contact]:
        match self.value():
            case "none":
                return unanswered(queryset)
            case "overdue":
                today = timezone.localdate()
                return unanswered(queryset).filter(deadline_on__lt=today)
            case "given":
                return queryset.exclude(answer="")
            case "nobody":
                return queryset.filter(who="")
        return queryset


@admin.register(Contact)
class ContactAdmin(DeskAdmin):
    list_display = ("name", "article", "about", "contacted_on", "deadline_on", "state")
    list_filter = (ByAnswer, "channel")
    list_select_related = ("article",)
    list_per_page = 50
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        rows: Any = super().get_queryset(request)
        return rows.annotate(claim_count=Count("claims"))  # type: ignore[no-any-return]

    @admin.display(description="Who was asked", ordering="who")
    def name(self, contact: Contact) -> str:
        return ", ".join(filter(None, [contact.who, contact.role])) or "Nobody"

    @admin.display(description="About")
    def about(self, contact: Any) -> str:
        return f"{contact.claim_count} claim{'s' if contact.claim_count != 1 else ''}"

    @admin.display(description="Answer")
    def state(self, contact: Contact) -> str:
        if contact.nobody_reason:
            return Truncator(f"Nobody asked: {contact.nobody_reason}").chars(90)
        if contact.answer:
            day = contact.answered_on
            return f"Answered on {date_format(day)}" if day else "Answered"
        if contact.deadline_on and contact.deadline_on < timezone.localdate():
            return "No answer, deadline past"
        return "No answer yet"

    def steps_of(self, row: Any) -> QuerySet[StepTaken]:
        return StepTaken.objects.filter(article=row.article_id, verb="log-contact")

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Log a contact about ``?claim=`` or ``?article=``; with neither, ask which."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        article, claim = self._subject(request)
        if article is None:
            return TemplateResponse(
                request,
                "admin/claims/contact/which_article.html",
                {
                    **self.admin_site.each_context(request),
                    "title": "Log a contact",
                    "opts": self.opts,
                    "articles": Article.objects.visible_to(request.user).order_by(
                        "-created_at"
                    )[:50],
                },
            )
        form = ContactForm(
            typed_or_none(request),
            article=article,
            by=request.user,
            initial={
                "claims": [str(claim.pk)] if claim else [],
                "who": claim.claimant if claim else "",
            },
        )
        return form_page(
            self,
            request,
            form,
            title="Log a contact",
            to=_page,
            may_write=True,
            template="admin/claims/contact/page.html",
            article=article,
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        contact: Contact | None = self.get_object(request, object_id)
        if contact is None:
            raise Http404
        if not self.has_view_or_change_permission(request, contact):
            raise PermissionDenied
        return form_page(
            self,
            request,
            KnownContactForm(typed_or_none(request), contact=contact, by=request.user),
            title=f"Contact: {self.name(contact)}",
            to=_page,
            may_write=self.has_change_permission(request, contact),
            template="admin/claims/contact/page.html",
            article=contact.article,
            contact=contact,
        )

    def _subject(self, request: HttpRequest) -> tuple[Article | None, Claim | None]:
        """Return the article a new contact is about, and the claim if one is named."""
        claim_key = row_key(request.GET.get("claim", ""))
        article_key = row_key(request.GET.get("article", ""))
        if claim_key:
            claims = Claim.objects.visible_to(request.user).select_related("article")
            claim = get_object_or_404(claims, pk=claim_key)
            return claim.article, claim
        if article_key:
            articles = Article.objects.visible_to(request.user)
            return get_object_or_404(articles, pk=article_key), None
        return None, None


def _page(contact: Contact) -> str:
    return reverse("admin:claims_contact_change", args=[contact.pk])
