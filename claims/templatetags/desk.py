"""How the desk's pages word what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.template.defaultfilters import pluralize
from django.utils.dateformat import format as format_date
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from claims.choices import Kind, LeaveReason, Selection, Status
from claims.lifecycle import Step
from claims.models import StepTaken
from claims.publishing import prose
from claims.reading.cited_sources import without_links

register = template.Library()

STEP_NAMES = {
    Step.SELECT.verb: "Selected for checking",
    Step.LEAVE.verb: "Left unchecked",
    Step.REVIEW_FIRST.verb: "First review submitted",
    Step.DECIDE_ALONE.verb: "Reviewed and decided",
    Step.AGREE.verb: "Second review agreed",
    Step.DISAGREE.verb: "Second review disagreed",
    Step.CONFER.verb: "Agreed after discussion",
    Step.RULE.verb: "Ruled",
    Step.REOPEN.verb: "Reopened",
    "add-claim": "Claim added by hand",
    "add-earlier-check": "Earlier check noted",
    "add-finding": "Finding added",
    "add-mention": "Place in the text added",
    "add-topic": "Topic added",
    "archive-article": "Copy of the article kept",
    "archive-source": "Copy of a source kept",
    "article-changed": "Needs another look: the article changed these words",
    "assign": "Assigned",
    "attach-evidence": "Evidence attached",
    "comment": "Commented",
    "confirm-flag": "Flag confirmed as a finding",
    "describe-article": "Facts of the article changed",
    "describe-source": "Facts of a source changed",
    "describe-topic": "Topic changed",
    "dismiss-flag": "Flag dismissed",
    "draft": "Draft saved",
    "drop-earlier-check": "Earlier check dropped",
    "explain": "Explanation edited",
    "import": "Imported",
    "let-stand": "Verdict still stands",
    "log-contact": "Contact logged",
    "locate-source": "Source located",
    "log-search": "Search logged",
    "merge": "Another claim taken in",
    "merge-away": "Merged into another claim",
    "merge-topics": "Topics merged",
    "open-source": "Source opened",
    "prepare": "Prepared for publication",
    "propose": "Answer proposed",
    "publish": "Published",
    "publish-notice": "Notice published: the article changed these words",
    "recognize-source": "Source recognized",
    "respan": "Place in the text changed",
    "say-gone": "No longer in the article",
    "split": "Split in two",
    "split-off": "Split off another claim",
    "take-back-flag": "Flag taken back",
    "undo": "Last change undone",
    "undo-topic": "Last change of a topic undone",
    "weigh-anew": "Claims weighed anew",
    "withdraw-evidence": "Evidence withdrawn",
    "word": "Worded",
    "words-came-back": "The article has the old words again",
}
"""What was done, by the verb that the record keeps."""

_NAMES = {
    "changed_in": "Changed in text",
    "claim_reviewed": "Claim as reviewed",
    "due_at": "Due",
    "merged": "Taken in",
    "quotations": "Words in the text",
    "split_off": "Second claim",
    "subclaims": "Parts",
}
_WORDS = {
    "status": Status,
    "selection": Selection,
    "kind": Kind,
    "leave_reason": LeaveReason,
}
_KEYS = {
    "act",
    "claims",
    "described",
    "evidence",
    "given",
    "into",
    "latest",
    "mentions",
    "other",
    "topic_version",
}


@register.filter
def progress(article: Any) -> str:
    """Say how far an article is, loaded ``with_progress``, in words."""
    if not article.claim_count:
        return "No claims found"
    counts = {
        "decided": article.decided_count,
        "not checked": article.left_count,
        "to do": article.claim_count - article.decided_count - article.left_count,
    }
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{article.claim_count} claim{pluralize(article.claim_count)}: {told}"


@register.filter
def markdown(text: str) -> SafeString:
    """Return reasoning or an explanation as the safe HTML it will be published as."""
    return mark_safe(prose.to_html(text))  # noqa: S308 (prose lets no raw HTML through)


@register.filter
def step_name(verb: str) -> str:
    """Name a step taken in the words of the desk."""
    return STEP_NAMES.get(verb, verb.replace("-", " ").capitalize())


@register.filter
def labeled(
    rows: Iterable[Iterable[str]], headers: Sequence[Mapping[str, Any]]
) -> Iterator[list[SafeString]]:
    """Yield the cells of a list, each with its column's name for narrow screens.

    A phone shows a row as a card, without the head of the table.
    """
    labels = [
        "" if "checkbox" in str(header.get("class_attrib")) else str(header["text"])
        for header in headers
    ]
    for row in rows:
        yield [_labeled(*each) for each in zip(row, labels, strict=False)]


def _labeled(cell: str, label: str) -> SafeString:
    """Return a cell, HTML that Django made, with the name of its column."""
    tag, rest = cell[:3], cell[3:].replace(">&nbsp;</td>", "></td>")  # <td or <th
    told = f' data-label="{escape(label[:1].upper() + label[1:])}"' if label else ""
    return mark_safe(f"{tag}{told}{rest}")  # noqa: S308 (the cell is safe, the label escaped)


@register.filter
def changes(step: StepTaken) -> list[tuple[str, str, str]]:
    """Return what a step changed: what, before, after; keys of rows are left out."""
    names = dict.fromkeys([*step.before, *step.after])
    told = [
        (
            _NAMES.get(name, name.replace("_", " ").capitalize()),
            _worded(name, step.before.get(name)),
            _worded(name, step.after.get(name)),
        )
        for name in names
        if name not in _KEYS
    ]
    return [(name, before, after) for name, before, after in told if before != after]


def _worded(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "quotations":
        value = map(without_links, value or [])
        return "; ".join(value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    choices: Any = _WORDS.get(name)
    if choices and value in choices.values:
        return str(choices(value).label)
    if name == "due_at" and value:
        moment = localtime(dt.datetime.fromisoformat(value))
        return format_date(moment, "F j, Y, H:i")
    return "" if value is None else str(value)
