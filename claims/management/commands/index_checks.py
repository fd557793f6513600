from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from claims import fulltext, known_checks


class Command(BaseCommand):
    """Makes the index of known checks anew."""

    help = (
        "Enter every published verdict in the index again, and cut the words of all "
        "checks anew; needed after an upgrade that says so. Example: "
        "manage.py index_checks"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = known_checks.enter_all_again()
        fulltext.take_stock(connection)
        self.stdout.write(f"{rows:,} checks can be found.")
