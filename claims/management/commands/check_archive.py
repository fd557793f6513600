from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sources import archiving


class Command(BaseCommand):
    """Compares the archive's files with what the database says is in it."""

    help = (
        "Read every archived copy and picture again and name what is missing or "
        "damaged, one on each line; exit 1 if anything is. Files that no row names are "
        "named on standard error: a fault leaves them behind, and they harm nothing. "
        "Example: manage.py check_archive --sweep"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sweep",
            action="store_true",
            help="remove the files that no row names and that are older than a day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        damaged = 0
        for sentence in archiving.examine():
            damaged += 1
            self.stdout.write(sentence)
        if options["sweep"]:
            for path in archiving.sweep():
                self.stderr.write(f"Removed {path.relative_to(settings.MEDIA_ROOT)}.")
        for path in archiving.strays():
            self.stderr.write(
                f"{path.relative_to(settings.MEDIA_ROOT)}: no row names this file."
            )
        if damaged:
            raise CommandError("The archive is damaged.", returncode=1)
        self.stdout.write("Every copy and picture is whole.")
