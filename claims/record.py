"""What every verb shares: one short transaction, a locked row, a record of the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, Model, TextField
from django.utils import timezone

from claims.choices import LeaveReason
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import Article, Claim, StepTaken
from sources.models import Source
from sources.normalizing import UnacceptableText, normalize_text

LONGEST_TEXT = 50_000
"""Characters of a passage, a reasoning or an explanation: some twenty pages."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def verb(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run ``function`` in one transaction; a lost race is refused, never a crash.

    Raises:
        StaleWrite: if the database refuses what the verb wrote, because somebody else
            wrote it at the same moment.
        StepRefused: if it refuses what no moment would allow, in the rule's sentence.
    """

    @wraps(function)
    def taken(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except IntegrityError as error:
            if sentence := _broken_rule(error):
                raise StepRefused(sentence) from error
            raise StaleWrite(
                "Somebody else did this at the same moment. Look at how it stands now."
            ) from error

    return taken


def _broken_rule(error: IntegrityError) -> str:
    """Return the sentence of the CHECK that was broken; empty where it was none."""
    told = str(error)
    models: list[type[Model]] = [*apps.get_app_config("claims").get_models(), Source]
    rules = (
        rule
        for model in models
        for rule in model._meta.constraints
        if isinstance(rule, CheckConstraint) and rule.name in told
    )
    return next((str(rule.violation_error_message) for rule in rules), "")


def locked(claim: Claim) -> Claim:
    """Load ``claim`` as it stands now, locked until the transaction ends.

    As everywhere, a row that merely points at a locked one does not wait for it
    (``no_key``): a verb that holds the claim and records its step, which points at the
    article, would otherwise wait for one that holds the article and wants the claim.
    """
    return (
        Claim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("article", "topic")
        .get(pk=claim.pk)
    )


def check_version(stored: int, carried: int) -> None:
    """Raise :class:`StaleWrite` unless a form carries the row's present version."""
    if stored != carried:
        raise StaleWrite(
            "This has changed since you read it. Compare it with what is stored now."
        )


def is_no_claim(claim: Claim) -> bool:
    """Whether a claim was merged away or taken back, and stands nowhere any more.

    One that was said to be gone has its places in earlier texts; that may be wrong.
    """
    return claim.leave_reason == LeaveReason.RESHAPED and not claim.mentions.exists()


def check_is_claim(claim: Claim) -> None:
    """Raise :class:`StepRefused` for what is no claim of its own any more."""
    if is_no_claim(claim):
        raise StepRefused(f"“{claim}” is no claim of its own any more.")


def cleaned(text: str) -> str:
    """Return text from outside, normalized and stripped, or refuse it in a sentence."""
    try:
        return normalize_text(text).strip()
    except UnacceptableText as error:
        raise StepRefused(str(error)) from error


def store(row: Model) -> None:
    """Save a row, unless a text is longer than its column, or than anybody reads.

    PostgreSQL would answer the former with an error, SQLite would store it.

    Raises:
        StepRefused: naming the first field that is too long.
    """
    for field in row._meta.concrete_fields:
        most = getattr(field, "max_length", None)
        if isinstance(field, TextField):
            most = LONGEST_TEXT
        value = field.value_from_object(row)
        if most and isinstance(value, str) and len(value) > most:
            raise StepRefused(
                f"“{str(field.verbose_name).capitalize()}” is longer than "
                f"{most:,} characters.",
                field=field.name,
            )
    row.save()


def record(
    *,
    article: Article,
    what: str,
    by: User,
    claim: Claim | None = None,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> StepTaken:
    """Write down what was done: this is the history, and it never changes."""
    return StepTaken.objects.create(
        article=article,
        claim=claim,
        round=claim.round if claim else None,
        verb=what,
        taken_by=by,
        taken_at=timezone.now(),
        reason=reason,
        before=before or {},
        after=after or {},
    )
