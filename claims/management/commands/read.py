"""`manage.py read FILE|- ...`: the readings of articles, without a database.

As JSON, marked up for a terminal, or as one page for a browser.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from claims.reading.claim import Claim
from claims.reading.explaining import explain
from claims.reading.markup import mark_up
from claims.reading.reading import LONGEST_TEXT, Reading, UnreadableText, read
from sources.normalizing import UnacceptableText, decode_utf8

_BAD_INPUT = 2
_MOST_BYTES_PER_CHARACTER = 4
_LARGEST_FILE = LONGEST_TEXT * _MOST_BYTES_PER_CHARACTER
_WIDEST = 100
"""Columns: lines longer than that are hard to follow, on however wide a terminal."""

_STYLES = ("reading-page.css", "marked-up.css")
_EXAMPLES = """examples:
  manage.py read article.md > reading.json
  manage.py read - < article.md
  manage.py read --explain article.md
  manage.py read --html article.md > page.html
  manage.py read articles/*.md > readings.jsonl"""


class Unread(Exception):
    """A file cannot be read; the message is a sentence or a phrase that says why."""


class Command(BaseCommand):
    """Prints the readings of articles."""

    help = (
        "Print what the reading finds in articles (blocks, sentences, claims, sources, "
        "topics, flags, coverage) as JSON: one document for one file; for several "
        "files one line each, which names its file."
    )
    requires_system_checks: list[str] = []

    def create_parser(
        self, prog_name: str, subcommand: str, **options: Any
    ) -> CommandParser:
        """Show examples below the arguments."""
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=_EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **options,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files, or "-" for standard input, and how to show them."""
        parser.add_argument(
            "files", metavar="FILE|-", nargs="+", help="an article as UTF-8 text"
        )
        shown = parser.add_mutually_exclusive_group()
        shown.add_argument(
            "--explain",
            action="store_true",
            help="print the article marked up: its claims, who says them, their "
            "figures, what was left out and why",
        )
        shown.add_argument(
            "--html",
            action="store_true",
            help="print the article marked up as one page, which needs nothing else",
        )

    def handle(
        self, *args: Any, files: list[str], explain: bool, html: bool, **options: Any
    ) -> None:
        """Read each article and print its reading; a bad file stops no other."""
        if html and len(files) > 1:
            raise CommandError("--html makes one page of one file.", returncode=2)
        try:
            self._read_each(files, explain=explain, html=html, options=options)
        except BrokenPipeError:
            # Whoever read along has seen enough; Python would complain on leaving.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _read_each(
        self, files: list[str], *, explain: bool, html: bool, options: dict[str, Any]
    ) -> None:
        tells = len(files) > 1 or self.stderr.isatty()
        unread = 0
        for number, file in enumerate(files, start=1):
            try:
                reading = _read(file)
            except Unread as refused:
                if len(files) == 1:
                    raise CommandError(
                        f"{file}: {refused}", returncode=_BAD_INPUT
                    ) from refused
                unread += 1
                self._tell(f"{file}: {refused}")
                continue
            if html:
                self.stdout.write(page_of(reading))
            elif explain:
                self._explain(reading, file if len(files) > 1 else "", options)
            elif len(files) == 1:
                told = json.dumps(reading.as_json(), ensure_ascii=False, indent=2)
                self.stdout.write(told)
            else:
                line = {"file": file} | reading.as_json()
                self.stdout.write(json.dumps(line, ensure_ascii=False))
            if tells:
                count = sum(claim.checkable for claim in claims_of(reading))
                self._tell(
                    f"{file}: {count} claim{'s' * (count != 1)} to check "
                    f"({number} of {len(files)})"
                )
        if unread:
            raise CommandError(
                f"{unread} of {len(files)} files could not be read.",
                returncode=_BAD_INPUT,
            )

    def _tell(self, line: str) -> None:
        """Say how far it is; not in red, which is for what stops the command."""
        self.stderr.write(line, lambda text: text)

    def _explain(self, reading: Reading, name: str, options: dict[str, Any]) -> None:
        if name:
            self.stdout.write(f"== {name}")
        width = min(shutil.get_terminal_size().columns, _WIDEST)
        marked = mark_up(reading)
        for line in explain(marked, width=width, color=self._in_color(options)):
            self.stdout.write(line)
        if name:
            self.stdout.write("")

    def _in_color(self, options: dict[str, Any]) -> bool:
        """Tell whether what is printed may be colored (https://no-color.org)."""
        if options["force_color"]:
            return True
        if options["no_color"] or os.environ.get("NO_COLOR"):
            return False
        return self.stdout.isatty() and os.environ.get("TERM") != "dumb"


def page_of(reading: Reading) -> str:
    """Give a reading as a page that fetches nothing and runs nothing."""
    marked = mark_up(reading)
    folder = settings.BASE_DIR / "factcheck" / "static"
    styles = "\n".join((folder / name).read_text("utf-8") for name in _STYLES)
    return render_to_string(
        "reading/page.html",
        {
            "title": reading.headline or "An article without a headline",
            "language": reading.language,
            "marked": marked,
            "claims": len(claims_of(reading)),
            "styles": mark_safe(styles),  # noqa: S308 (style sheets of our own)
        },
    )


def claims_of(reading: Reading) -> list[Claim]:
    """Return each claim once, as the desk counts them, also if it is repeated."""
    return [claim for claim in reading.claims if claim.duplicate_of is None]


def _read(file: str) -> Reading:
    try:
        return read(decode_utf8(_bytes_of(file)))
    except (UnreadableText, UnacceptableText) as refused:
        raise Unread(str(refused)) from refused


def _bytes_of(file: str) -> bytes:
    """Load a file or standard input, no more of it than could ever be read."""
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(_LARGEST_FILE + 1)
        else:
            with Path(file).open("rb") as opened:
                raw = opened.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise Unread(str(error.strerror or error)) from error
    if len(raw) > _LARGEST_FILE:
        raise Unread(f"more than {LONGEST_TEXT:,} characters are not read")
    return raw
