"""What `check --deploy` says of a deployment beside what Django says."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.core.checks import CheckMessage, Info, register
from django.db import connection

SAFE_SQLITE = (3, 51, 3)


@register(deploy=True)
def sqlite_without_the_wal_fault(**_: Any) -> list[CheckMessage]:
    """Name an SQLite that can, very rarely, corrupt a database two processes write.

    The fault lies in the write-ahead log of releases before 3.51.3. No code of ours can
    mend it, so it is said and stops nothing.
    """
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        Info(
            f"This Python carries SQLite {sqlite3.sqlite_version}; before 3.51.3 two"
            " processes writing at one moment can, very rarely, damage the database.",
            hint="Serve with one process, use PostgreSQL, or bring a newer SQLite.",
            id="factcheck.I001",
        )
    ]
