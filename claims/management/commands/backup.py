from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.backups import archive, keeping


class Command(BaseCommand):
    """Backs up database and media into one file, or verifies such a file."""

    help = (
        "Write a backup of database and media into a folder, or verify one. Keys, "
        "settings and sign-ins are not in it. Exit 1 with a file that lacks something "
        "rows name: it is named. Examples: manage.py backup /var/backups/factcheck; "
        "manage.py backup --verify factcheck-20260301T030000Z.tar"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("where", type=Path, metavar="DIR|FILE")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="read a backup and hold it against its manifest, restoring nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        where: Path = options["where"]
        try:
            if options["verify"]:
                file, manifest = where, archive.verify(where)
            else:
                with keeping.ending_in_order():
                    file, manifest = keeping.make(where, at=timezone.now())
        except archive.BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        told = {
            "file": str(file),
            "bytes": file.stat().st_size,
            "made_at": manifest.made_at,
            "version": manifest.product,
            "engine": manifest.engine,
            "tables": len(manifest.counts),
            "rows": sum(manifest.counts.values()),
            "media": len(manifest.media),
            "missing": len(manifest.missing),
        }
        self.stdout.write(json.dumps(told))
        if manifest.missing and not options["verify"]:
            raise CommandError(keeping.lacking(manifest))
