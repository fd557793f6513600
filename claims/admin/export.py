"""Any list of the desk as a CSV file: what is filtered, as far as its reader may see.

The rows are the list's own, so what a list hides its file hides. A spreadsheet runs a
cell that begins like a formula: such a cell gets an apostrophe in front, which the
spreadsheet takes for "this is text".
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from claims.models import Article, Claim, Contact, FactCheck, StepTaken, Version
from claims.templatetags.desk import step_name
from sources.models import Source

Columns = Mapping[str, Callable[[Any], object]]

_AT_ONCE = 500
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _at_the_desk(name: str) -> Callable[[Any], str]:
    """Return what gives a row's page on the desk, in full."""
    return lambda row: (
        settings.SITE_URL + reverse(f"admin:{name}_change", args=[row.pk])
    )


def after_a_changed_text(claim: Any) -> list[str]:
    """Return what a changed text leaves a person to say of a claim of the queue."""
    told = {
        "needs another look": claim.changed_in_id is not None,
        "no longer found in the article": claim.is_unplaced,
    }
    return [what for what, holds in told.items() if holds]


_CLAIM: Columns = {
    "Claim": lambda claim: claim.claim_reviewed,
    "Article": lambda claim: claim.article.headline,
    "Claimant": lambda claim: claim.claimant,
    "Through whom": lambda claim: "; ".join(claim.via),
    "Kind": lambda claim: claim.described_kind,
    "Topic": lambda claim: claim.topic.name if claim.topic else "",
    "Priority": lambda claim: claim.priority,
    "Check-worthiness": lambda claim: claim.check_worthiness,
    "Selection": lambda claim: claim.get_selection_display(),
    "Status": lambda claim: claim.get_status_display(),
    "After a changed text": lambda claim: "; ".join(after_a_changed_text(claim)),
    "Round": lambda claim: claim.round,
    "Assignee": lambda claim: claim.assignee or "",
    "Due": lambda claim: claim.due_at,
    "Why left": lambda claim: claim.get_leave_reason_display(),
    "Public number": lambda claim: claim.public_number,
    "At the desk": _at_the_desk("claims_claim"),
}
_ARTICLE: Columns = {
    "Headline": lambda article: article.headline,
    "Publisher": lambda article: article.publisher,
    "Byline": lambda article: article.byline,
    "Published on": lambda article: article.published_on,
    "Address": lambda article: article.url,
    "Language": lambda article: article.language,
    "How far it spread": lambda article: article.reach,
    "Claims": lambda article: article.claim_count,
    "Decided": lambda article: article.decided_count,
    "Left unchecked": lambda article: article.left_count,
    "Brought in": lambda article: article.created_at,
    "At the desk": _at_the_desk("claims_article"),
}
_CONTACT: Columns = {
    "Who was asked": lambda contact: contact.who,
    "Role": lambda contact: contact.role,
    "Article": lambda contact: contact.article.headline,
    "Claims": lambda contact: contact.claim_count,
    "How": lambda contact: contact.get_channel_display(),
    "Asked on": lambda contact: contact.contacted_on,
    "Deadline": lambda contact: contact.deadline_on,
    "Question": lambda contact: contact.question,
    "Answer": lambda contact: contact.answer,
    "Answered on": lambda contact: contact.answered_on,
    "Words to publish": lambda contact: contact.words_to_publish,
    "Why nobody was asked": lambda contact: contact.nobody_reason,
    "At the desk": _at_the_desk("claims_contact"),
}
_SOURCE: Columns = {
    "Title": lambda source: source.title,
    "Publisher": lambda source: source.publisher,
    "Address": lambda source: source.url,
    "Published on": lambda source: source.published_on,
    "Language": lambda source: source.language,
    "State": lambda source: source.get_state_display(),
    "Tier": lambda source: source.get_tier_display(),
    "Interest": lambda source: source.interest,
    "Pieces of evidence": lambda source: source.uses,
    "At the desk": _at_the_desk("sources_source"),
}
_FACT_CHECK: Columns = {
    "Title": lambda fact_check: fact_check.title,
    "Article": lambda fact_check: fact_check.article.headline,
    "Summary": lambda fact_check: fact_check.summary,
    "As of": lambda fact_check: fact_check.as_of,
    "Latest version": lambda fact_check: fact_check.latest_version,
    "At the desk": _at_the_desk("claims_factcheck"),
}
_VERSION: Columns = {
    "Fact-check": lambda version: version.fact_check,
    "Number": lambda version: version.number,
    "Kind": lambda version: version.get_kind_display(),
    "Reason": lambda version: version.reason,
    "Published by": lambda version: version.published_by,
    "Published at": lambda version: version.published_at,
    "SHA-256 of the manifest": lambda version: version.manifest_sha256,
    "Public address": lambda version: settings.SITE_URL + version.get_absolute_url(),
}
_STEP: Columns = {
    "When": lambda step: step.taken_at,
    "What": lambda step: step_name(step.verb),
    "Who": lambda step: step.taken_by,
    "Article": lambda step: step.article.headline,
    "Claim": lambda step: step.claim or "",
    "Round": lambda step: step.round,
    "Why": lambda step: step.reason,
}
COLUMNS: dict[type[Model], Columns] = {
    Article: _ARTICLE,
    Claim: _CLAIM,
    Contact: _CONTACT,
    FactCheck: _FACT_CHECK,
    Source: _SOURCE,
    StepTaken: _STEP,
    Version: _VERSION,
}
"""The lists that can be taken away, each with its columns."""


def export(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Send a list's rows as a file, filtered and ordered as the list's address says."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    opts = model_admin.opts
    try:
        rows = model_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters:
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    name = str(opts.verbose_name_plural).replace(" ", "-")
    file = f"{name}-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        as_csv(rows, COLUMNS[model_admin.model]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


def as_csv(rows: QuerySet[Any], columns: Columns) -> Iterator[str]:
    """Yield a file of rows, a piece at a time, under a head of the columns' names."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    # By this mark spreadsheets know UTF-8.
    yield "\ufeff" + writer.writerow(columns)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield writer.writerow(_cells(row, columns.values()))


def cell(value: object) -> str:
    """Return a value as a cell that every spreadsheet shows and none runs."""
    match value:
        case None:
            return ""
        case dt.datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case dt.date():
            return value.isoformat()
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else text


def _cells(row: object, columns: Iterable[Callable[[Any], object]]) -> list[str]:
    return [cell(of(row)) for of in columns]


class _Echo:
    """A file that hands back what is written to it instead of keeping it."""

    def write(self, text: str) -> str:
        return text
