"""`manage.py read FILE|-`: an article's reading as JSON, without a database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.reading.reading import LONGEST_TEXT, UnreadableText, read
from sources.normalizing import UnacceptableText, decode_utf8

_BAD_INPUT = 2
_MOST_BYTES_PER_CHARACTER = 4
_LARGEST_FILE = LONGEST_TEXT * _MOST_BYTES_PER_CHARACTER


class Command(BaseCommand):
    """Prints the reading of an article."""

    help = (
        "Print what the reading finds in an article (blocks, sentences, claims, "
        "sources, topics, flags) as JSON."
    )
    requires_system_checks: list[str] = []

    def create_parser(
        self, prog_name: str, subcommand: str, **options: Any
    ) -> CommandParser:
        """Show an example below the arguments."""
        return super().create_parser(
            prog_name,
            subcommand,
            epilog="example:\n  manage.py read article.md > reading.json\n"
            "  manage.py read - < article.md",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **options,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one file, or "-" for standard input."""
        parser.add_argument("file", metavar="FILE|-", help="the article as UTF-8 text")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        """Read the article and print its reading."""
        try:
            reading = read(decode_utf8(_bytes_of(file)))
        except (UnreadableText, UnacceptableText) as refused:
            _refuse(file, refused)
        self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))


def _bytes_of(file: str) -> bytes:
    """Load a file or standard input, no more of it than could ever be read."""
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(_LARGEST_FILE + 1)
        else:
            with Path(file).open("rb") as opened:
                raw = opened.read(_LARGEST_FILE + 1)
    except OSError as error:
        _refuse(file, error.strerror or error)
    if len(raw) > _LARGEST_FILE:
        _refuse(file, f"more than {LONGEST_TEXT:,} characters are not read")
    return raw


def _refuse(file: str, why: object) -> NoReturn:
    """Stop with one line on standard error."""
    raise CommandError(f"{file}: {why}", returncode=_BAD_INPUT)
