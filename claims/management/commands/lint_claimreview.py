from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from claims.publishing.linting import NoMarkup, lint_text
from sources.normalizing import UnacceptableText, decode_utf8

_LARGEST = 20 * 1024 * 1024


class Command(BaseCommand):
    """Holds anybody's ClaimReviews against the rules this desk publishes by."""

    help = (
        "Say what is wrong with the ClaimReviews of a file, each with a code and the "
        "line to mend: JSON-LD, or a page that holds some. Ends with status 1 if "
        "readers of the markup would drop or misread any, with 2 if there is none to "
        "read. Example: manage.py lint_claimreview page.html"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="JSON-LD or HTML in UTF-8, or - for standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        try:
            count, findings = lint_text(_contents(name))
        except NoMarkup as refused:
            _refuse(str(refused))
        for finding in findings:
            fault = finding.fault
            weight = "error" if fault.is_error else "warning"
            self.stdout.write(
                f"{name}:{finding.line}: {weight} [{fault.code}] {fault.sentence}"
            )
        errors = sum(finding.fault.is_error for finding in findings)
        reviews = "1 ClaimReview" if count == 1 else f"{count:,} ClaimReviews"
        warnings = len(findings) - errors
        self.stdout.write(
            f"{reviews}: {_many(errors, 'error')}, {_many(warnings, 'warning')}."
        )
        if errors:
            sys.exit(1)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _refuse(sentence: str) -> NoReturn:
    raise CommandError(sentence, returncode=2)


def _contents(name: str) -> str:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(_LARGEST + 1)
    except OSError as error:
        _refuse(f"{name} cannot be read: {error.strerror}.")
    if len(raw) > _LARGEST:
        _refuse("The file is larger than 20 megabytes; lint it in parts.")
    try:
        return decode_utf8(raw).removeprefix("\ufeff")
    except UnacceptableText as error:
        _refuse(str(error))
