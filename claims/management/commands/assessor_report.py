"""`manage.py assessor_report`: what was published, for who assesses the desk."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string

from claims.publishing.assessing import assess

_BAD_INPUT = 2


class Command(BaseCommand):
    """Prints the report an assessor of a code of practice asks for."""

    help = (
        "Print what the desk published in a period: each fact-check with why it was "
        "selected, who was asked, its sources, people and corrections; the balance by "
        "publisher, claimant and rating; which public statements are written. Days "
        "are those of UTC, as in the published record."
    )

    def create_parser(
        self, prog_name: str, subcommand: str, **options: Any
    ) -> CommandParser:
        """Show an example below the arguments."""
        return super().create_parser(
            prog_name,
            subcommand,
            epilog="example:\n  manage.py assessor_report --since 2026-01-01 "
            "--until 2026-12-31 --format html > report.html",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **options,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the period and the form of the report."""
        parser.add_argument("--since", metavar="DAY", help="first day, as 2026-01-31")
        parser.add_argument("--until", metavar="DAY", help="last day, as 2026-12-31")
        parser.add_argument(
            "--format", choices=["text", "json", "html"], default="text"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Assess the period and print the report."""
        since, until = _day(options["since"]), _day(options["until"])
        if since and until and until < since:
            raise CommandError(
                "The last day is before the first.", returncode=_BAD_INPUT
            )
        report = assess(since=since, until=until)
        if options["format"] == "json":
            text = json.dumps(report, ensure_ascii=False, indent=2)
        else:
            name = "report.txt" if options["format"] == "text" else "report.html"
            shown = {"report": report, "period": _period(since, until)}
            text = render_to_string(f"claims/assessor/{name}", shown).rstrip()
        self.stdout.write(text)


def _day(written: str | None) -> dt.date | None:
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written)
    except ValueError as error:
        raise CommandError(
            f"{written!r} is no day; write it as 2026-01-31.", returncode=_BAD_INPUT
        ) from error


def _period(since: dt.date | None, until: dt.date | None) -> str:
    match since, until:
        case None, None:
            return "Everything published so far."
        case None, _:
            return f"Everything published up to {until}."
        case _, None:
            return f"Published since {since}."
        case _:
            return f"Published from {since} to {until}."
