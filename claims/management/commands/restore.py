from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.backups import archive, engines, keeping


class Command(BaseCommand):
    """Restores a backup of database and media."""

    help = (
        "Restore a backup into an empty database and media folder; with --replace, in "
        "the place of what is there. Stop the application first. Example: "
        "manage.py restore /var/backups/factcheck/factcheck-20260301T030000Z.tar"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="put the backup in the place of what is there",
        )
        parser.add_argument(
            "--yes", action="store_true", help="do not ask before replacing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["replace"] and not options["yes"] and not keeping.is_empty():
                self._ask()
            with keeping.ending_in_order():
                manifest = keeping.restore(options["file"], replace=options["replace"])
        except archive.BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        for sentence in keeping.outstanding(manifest):
            self.stderr.write(sentence)
        told = {
            "restored": str(options["file"]),
            "made_at": manifest.made_at,
            "version": manifest.product,
            "rows": sum(manifest.counts.values()),
            "media": len(manifest.media),
        }
        self.stdout.write(json.dumps(told))

    def _ask(self) -> None:
        """Have the person type what will be gone; a script says --yes."""
        name = engines.engine().name
        if not sys.stdin.isatty():
            raise CommandError("Nobody is there to ask; say --yes to replace.")
        self.stderr.write(
            f"Everything in the database “{name}” will be gone, and the media will be "
            "set aside. Type the database’s name to go on:"
        )
        if input().strip() != name:
            raise CommandError("The name is another one; nothing was changed.")
