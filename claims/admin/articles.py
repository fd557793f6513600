"""Articles at the desk: brought in, described, read with their claims marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import (
    Count,
    Exists,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.views.decorators.http import require_GET

from claims import shaping
from claims.admin.article_forms import (
    DescribeTopicForm,
    FactsForm,
    RecognizeForm,
    TopicForm,
)
from claims.admin.base import ReadOnlyAdmin, called
from claims.admin.changed_texts import comparison
from claims.admin.copies import CopyForm
from claims.admin.desk_forms import (
    DeskForm,
    SearchesFolded,
    form_page,
    typed_or_none,
)
from claims.admin.findings import (
    ConfirmForm,
    DismissForm,
    FindingForm,
    TakeBackForm,
)
from claims.admin.importing import ChangedTextForm, ImportForm, Outcome
from claims.admin.marking import marked_up_text
from claims.admin.shaping import AddClaimForm, MergeTopicsForm, UndoTopicForm
from claims.admin.text_beside import part_of, text_beside
from claims.choices import LeaveReason, Status
from claims.models import (
    Article,
    Citation,
    Claim,
    FactCheck,
    Flag,
    Review,
    Revision,
    StepTaken,
    Version,
)
from claims.models.article import FlagQuerySet
from claims.templatetags.desk import progress
from sources.downloads import handed_out

_STEPS_SHOWN = 10
_FLAGS_SHOWN = 50


class ByLanguage(admin.SimpleListFilter):
    """Offers the languages of the articles here, by their names."""

    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        articles = Article.objects.visible_to(request.user).order_by("language")
        codes = articles.values_list("language", flat=True).distinct()
        return [(code, _language(code)) for code in codes if code]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> QuerySet[Article]:
        value = self.value()
        return queryset.filter(language=value) if value else queryset


def _new_headline(article: Article, revisions: Sequence[Revision]) -> str:
    """Return the latest text's headline, where the article has that of an older one."""
    latest, *older = [revision.headline for revision in revisions]
    return latest if latest != article.headline and article.headline in older else ""


def _language(code: str) -> str:
    """Name a language in English; one that Django does not know keeps its code."""
    try:
        name: str = get_language_info(code)["name"]
    except KeyError:
        return code
    return name


class ByFlags(admin.SimpleListFilter):
    """Offers the articles of which something noticed is yet to be settled."""

    title = "flags"
    parameter_name = "flags"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        # The admin hands over the article's own QuerySet, which its stubs do not know.
        return queryset.flagged() if self.value() == "open" else queryset  # type: ignore[attr-defined]


@admin.register(Article)
class ArticleAdmin(SearchesFolded):
    """Articles: a list with progress, the import, and the page of one article."""

    list_display = ("headline", "publisher", "published_on", "progress", "published")
    list_filter = (
        ByFlags,
        "publisher",
        ByLanguage,
        ("created_at", called("day it came in", admin.DateFieldListFilter)),
    )
    list_select_related = ("fact_check",)
    list_per_page = 50
    ordering = ("-pk",)
    search_help_text = "Words of the headline or publisher."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles: Any = super().get_queryset(request)
        latest = Version.objects.filter(fact_check__article=OuterRef("pk"))
        latest = latest.order_by("-number")
        rows: QuerySet[Article] = articles.with_progress().annotate(
            latest_version=Subquery(latest.values("number")[:1])
        )
        return rows

    @admin.display(description="Progress")
    def progress(self, article: Any) -> str:
        return progress(article)

    @admin.display(description="Fact-check", ordering="latest_version")
    def published(self, article: Any) -> str:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:claims_factcheck_change", args=[article.fact_check.pk]),
            f"Version {article.latest_version}" if article.latest_version else "Draft",
        )

    def steps_of(self, row: Any) -> QuerySet[StepTaken]:
        return StepTaken.objects.filter(article=row)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:article_id>/topics/add/",
                view(self.add_topic_view),
                name="claims_article_add_topic",
            ),
            path(
                "<int:article_id>/topics/<int:topic_id>/",
                view(self.topic_view),
                name="claims_article_topic",
            ),
            path(
                "<int:article_id>/topics/<int:topic_id>/merge/",
                view(self.merge_topics_view),
                name="claims_article_merge_topics",
            ),
            path(
                "<int:article_id>/topics/<int:topic_id>/undo/",
                view(self.undo_topic_view),
                name="claims_article_undo_topic",
            ),
            path(
                "<int:article_id>/claims/add/",
                view(self.add_claim_view),
                name="claims_article_add_claim",
            ),
            path(
                "<int:article_id>/citations/<int:citation_id>/recognize/",
                view(self.recognize_view),
                name="claims_article_recognize",
            ),
            path(
                "<int:article_id>/flags/<int:flag_id>/confirm/",
                view(self.confirm_view),
                name="claims_article_confirm",
            ),
            path(
                "<int:article_id>/flags/<int:flag_id>/dismiss/",
                view(self.dismiss_view),
                name="claims_article_dismiss",
            ),
            path(
                "<int:article_id>/flags/<int:flag_id>/take-back/",
                view(self.take_back_view),
                name="claims_article_take_back",
            ),
            path(
                "<int:article_id>/findings/add/",
                view(self.add_finding_view),
                name="claims_article_add_finding",
            ),
            path(
                "<int:article_id>/changes/",
                view(require_GET(self.changes_view)),
                name="claims_article_changes",
            ),
            path(
                "<int:article_id>/texts/add/",
                view(self.change_text_view),
                name="claims_article_change_text",
            ),
            path(
                "<int:article_id>/copies/add/",
                view(self.keep_copy_view),
                name="claims_article_keep_copy",
            ),
            path(
                "<int:article_id>/copies/<int:copy_id>/",
                view(self.copy_view),
                name="claims_article_copy",
            ),
            *super().get_urls(),
        ]

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Import an article, or several from as many files.

        A script sends file after file and asks for each answer as JSON.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(
            typed_or_none(request), request.FILES or None, by=request.user
        )
        if request.method == "POST" and form.is_valid():
            if request.headers.get("Accept") == "application/json":
                return JsonResponse(
                    {"files": [outcome.as_json() for outcome in form.take_each()]}
                )
            if len(form.files_chosen) > 1:
                return self._imported(request, form.take_each())
        return form_page(
            self,
            request,
            form,
            title="Import an article",
            to=lambda imported: _page(imported.article),
            may_write=True,
            template="admin/claims/article/import.html",
        )

    def _imported(self, request: HttpRequest, outcomes: list[Outcome]) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": "What became of the files",
            "opts": self.opts,
            "outcomes": outcomes,
        }
        return TemplateResponse(request, "admin/claims/article/imported.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the article with its claims marked; POST writes the facts about it."""
        article = self._article(request, object_id)
        revisions = list(article.revisions.order_by("-number"))
        part = part_of(revisions[0], request.GET.get("part", ""))
        flags = _flags(article).unrepeated().as_on_the_page()
        shown = None if request.GET.get("flags") == "all" else _FLAGS_SHOWN
        fact_check = FactCheck.objects.annotate(
            latest_version=Max("versions__number")
        ).get(article=article)
        return form_page(
            self,
            request,
            FactsForm(typed_or_none(request), article=article, by=request.user),
            title=article.headline,
            to=_page,
            may_write=self.has_change_permission(request, article),
            template="admin/claims/article/page.html",
            article=article,
            revision=revisions[0],
            revisions=revisions,
            new_headline=_new_headline(article, revisions),
            marked=marked_up_text(revisions[0], part),
            part=part,
            unplaced=article.claims.to_be_placed().count(),
            to_look_at=article.claims.needing_another_look().count(),
            statuses=Status,
            topics=article.topics.annotate(
                claim_count=Count(
                    "claims", filter=~Q(claims__leave_reason=LeaveReason.RESHAPED)
                ),
                settled_count=Count(
                    "claims",
                    filter=Q(claims__status__in=[Status.DECIDED, Status.NOT_CHECKED])
                    & ~Q(claims__leave_reason=LeaveReason.RESHAPED),
                ),
            ).order_by("position", "pk"),
            without_topic=article.claims.filter(topic=None).of_their_own().count(),
            citations=revisions[0]
            .citations.select_related("source")
            .order_by("position"),
            flags=flags[:shown],
            flags_left=max(0, flags.count() - shown) if shown else 0,
            findings=article.claims.filter(is_finding=True)
            .of_their_own()
            .order_by("position", "pk"),
            copies=article.copies.select_related("saved_by").order_by("pk"),
            contacts=article.contacts.annotate(claim_count=Count("claims")).order_by(
                "pk"
            ),
            fact_check=fact_check,
            steps=StepTaken.objects.visible_to(request.user)
            .filter(article=article)
            .select_related("taken_by", "claim")
            .order_by("-pk")[:_STEPS_SHOWN],
            may_import=self.has_add_permission(request),
            may_change_sources=request.user.has_perm("sources.change_source"),
            may_change_claims=request.user.has_perm("claims.change_claim"),
            changed_topics=shaping.last_acts_on_topics(article),
        )

    def changes_view(self, request: HttpRequest, article_id: int) -> HttpResponse:
        """Show what changed between two of the article's texts, word by word."""
        article = self._article(request, article_id)
        revisions = list(article.revisions.order_by("-number"))
        return TemplateResponse(
            request,
            "admin/claims/article/changes.html",
            {
                **self.admin_site.each_context(request),
                "title": "What changed",
                "opts": self.opts,
                "original": article,
                "revisions": revisions,
                "comparison": comparison(
                    revisions,
                    request.GET.get("since", ""),
                    request.GET.get("until", ""),
                ),
            },
        )

    def change_text_view(self, request: HttpRequest, article_id: int) -> HttpResponse:
        """Bring in the article's text as it stands now, also if it has no address."""
        article = self._article(request, article_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ChangedTextForm(
            typed_or_none(request),
            request.FILES or None,
            article=article,
            by=request.user,
        )
        return form_page(
            self,
            request,
            form,
            title="Bring in a changed text",
            to=lambda imported: _page(imported.article) + "#text",
            may_write=True,
            original=article,
            about=article.headline,
        )

    def keep_copy_view(self, request: HttpRequest, article_id: int) -> HttpResponse:
        article = self._article(request, article_id, to_write=True)
        form = CopyForm(
            typed_or_none(request),
            request.FILES or None,
            article=article,
            by=request.user,
        )
        return form_page(
            self,
            request,
            form,
            title="Keep a copy of the article",
            to=lambda _copy: _page(article) + "#copies",
            may_write=True,
            original=article,
            about=article.headline,
        )

    def copy_view(
        self, request: HttpRequest, article_id: int, copy_id: int
    ) -> HttpResponse:
        article = self._article(request, article_id)
        return handed_out(get_object_or_404(article.copies, pk=copy_id))

    def add_topic_view(self, request: HttpRequest, article_id: int) -> HttpResponse:
        article = self._article(request, article_id, to_write=True)
        return form_page(
            self,
            request,
            TopicForm(typed_or_none(request), article=article, by=request.user),
            title="Add a topic",
            to=lambda _topic: _page(article) + "#topics",
            may_write=True,
            original=article,
        )

    def topic_view(
        self, request: HttpRequest, article_id: int, topic_id: int
    ) -> HttpResponse:
        article = self._article(request, article_id, to_write=True)
        topic = get_object_or_404(article.topics, pk=topic_id)
        form = DescribeTopicForm(
            typed_or_none(request), article=article, topic=topic, by=request.user
        )
        return form_page(
            self,
            request,
            form,
            title=f"Topic: {topic}",
            to=lambda _topic: _page(article) + "#topics",
            may_write=True,
            original=article,
        )

    def merge_topics_view(
        self, request: HttpRequest, article_id: int, topic_id: int
    ) -> HttpResponse:
        return self._topics_view(request, article_id, topic_id, MergeTopicsForm)

    def undo_topic_view(
        self, request: HttpRequest, article_id: int, topic_id: int
    ) -> HttpResponse:
        return self._topics_view(request, article_id, topic_id, UndoTopicForm)

    def _topics_view(
        self,
        request: HttpRequest,
        article_id: int,
        topic_id: int,
        form_class: type[MergeTopicsForm | UndoTopicForm],
    ) -> HttpResponse:
        """Make two topics one, or undo the last act on one."""
        article = self._article(request, article_id, to_write=True)
        topic = get_object_or_404(article.topics, pk=topic_id)
        form = form_class(typed_or_none(request), topic=topic, by=request.user)
        return form_page(
            self,
            request,
            form,
            title=form.title,
            to=lambda _topic: _page(article) + "#topics",
            may_write=True,
            template=form.template,
            original=article,
            about=form.about,
            acts=form.acts,
        )

    def add_claim_view(self, request: HttpRequest, article_id: int) -> HttpResponse:
        """Add a claim by hand, beside the text to copy its words from."""
        article = self._article(request, article_id)
        if not request.user.has_perm("claims.change_claim"):
            raise PermissionDenied
        part = request.GET.get("part", "")
        return form_page(
            self,
            request,
            AddClaimForm(typed_or_none(request), article=article, by=request.user),
            title="Add a claim by hand",
            to=lambda claim: reverse("admin:claims_claim_change", args=[claim.pk]),
            may_write=True,
            template="admin/claims/article/add_claim.html",
            original=article,
            beside=text_beside(article.latest_revision(), part=part),
        )

    def recognize_view(
        self, request: HttpRequest, article_id: int, citation_id: int
    ) -> HttpResponse:
        """Say that a cited source is one the library holds under another name."""
        article = self._article(request, article_id)
        if not request.user.has_perm("sources.change_source"):
            raise PermissionDenied
        citation = get_object_or_404(
            Citation.objects.select_related("source"),
            pk=citation_id,
            revision__article=article,
        )
        sought = request.GET.get("q", "")
        form = RecognizeForm(
            typed_or_none(request), citation=citation, sought=sought, by=request.user
        )
        return form_page(
            self,
            request,
            form,
            title="Which source is this?",
            to=lambda _citation: _page(article) + "#sources",
            may_write=True,
            template="admin/claims/article/recognize.html",
            original=article,
            citation=citation,
            sought=sought,
        )

    def dismiss_view(
        self, request: HttpRequest, article_id: int, flag_id: int
    ) -> HttpResponse:
        return self._flag_page(
            request, article_id, flag_id, DismissForm, title="Dismiss a flag"
        )

    def take_back_view(
        self, request: HttpRequest, article_id: int, flag_id: int
    ) -> HttpResponse:
        return self._flag_page(
            request, article_id, flag_id, TakeBackForm, title="Open a flag again"
        )

    def confirm_view(
        self, request: HttpRequest, article_id: int, flag_id: int
    ) -> HttpResponse:
        return self._flag_page(
            request,
            article_id,
            flag_id,
            ConfirmForm,
            title="A finding about the article",
        )

    def _flag_page(
        self,
        request: HttpRequest,
        article_id: int,
        flag_id: int,
        form_class: Callable[..., DeskForm],
        *,
        title: str,
    ) -> HttpResponse:
        article = self._article(request, article_id, to_write=True)
        flag = get_object_or_404(_flags(article), pk=flag_id)
        return form_page(
            self,
            request,
            form_class(typed_or_none(request), flag=flag, by=request.user),
            title=title,
            to=lambda settled: (
                reverse("admin:claims_claim_change", args=[settled.pk])
                if isinstance(settled, Claim)
                else _page(article) + "#flags"
            ),
            may_write=True,
            template="admin/claims/article/flag.html",
            original=article,
            article=article,
            revision=article.latest_revision(),
            flag=flag,
            settles=form_class is not TakeBackForm,
        )

    def add_finding_view(self, request: HttpRequest, article_id: int) -> HttpResponse:
        article = self._article(request, article_id, to_write=True)
        return form_page(
            self,
            request,
            FindingForm(typed_or_none(request), article=article, by=request.user),
            title="Add a finding about the article",
            to=lambda finding: reverse("admin:claims_claim_change", args=[finding.pk]),
            may_write=True,
            original=article,
            about=article.headline,
        )

    def _article(
        self, request: HttpRequest, key: str | int, *, to_write: bool = False
    ) -> Article:
        found: Article | None = self.get_object(request, str(key))
        if found is None:
            raise Http404
        if not self.has_view_or_change_permission(request, found) or (
            to_write and not self.has_change_permission(request, found)
        ):
            raise PermissionDenied
        return found


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """The texts of articles, each with the claims anchored in it."""

    list_display = ("number", "article", "stored_by", "created_at")
    list_display_links = ("number", "article")
    list_select_related = ("article", "stored_by")
    list_per_page = 50
    ordering = ("-pk",)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        revision: Revision | None = self.get_object(request, object_id)
        if revision is None or not self.has_view_permission(request, revision):
            raise Http404
        part = part_of(revision, request.GET.get("part", ""))
        return TemplateResponse(
            request,
            "admin/claims/revision/page.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Text {revision.number}",
                "opts": self.opts,
                "revision": revision,
                "marked": marked_up_text(revision, part),
                "part": part,
                "statuses": Status,
            },
        )


def _flags(article: Article) -> FlagQuerySet:
    """Return what was noticed about an article, with all that is told of it."""
    reviewed = Review.objects.filter(claim=OuterRef("finding"))
    return (
        Flag.objects.filter(revision__article=article)
        .with_a_doubt()
        .select_related("revision", "settled_by", "finding")
        .prefetch_related(Prefetch("claims", Claim.objects.order_by("position")))
        .annotate(finding_is_reviewed=Exists(reviewed))
    )


def _page(article: Article) -> str:
    return reverse("admin:claims_article_change", args=[article.pk])
