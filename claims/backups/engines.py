"""Copying a live database to a file and back, each engine by its own means.

A password travels in the environment, never on a command line, where every user of
the machine could read it. Sign-ins stay behind: whoever reads a backup could go on
with them.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import Error, connection, transaction

from claims.backups.archive import BackupRefused

_PATIENCE = 20
"""Seconds to wait for whoever writes to SQLite."""

_SIGN_INS = "django_session"
_MISCOUNTED = "The tables of the copy do not count as its manifest says"
_APPLIED = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"


class Engine(Protocol):
    """A database that can be copied to a file and restored from one."""

    vendor: str
    name: str

    def tables(self) -> list[str]:
        """Name the tables there are now."""

    def copy(self, target: Path) -> tuple[list[str], dict[str, int]]:
        """Copy one moment of the database; return its migrations and row counts."""

    def check(self, copy: Path) -> None:
        """Refuse a copy that the engine itself cannot read."""

    def restore(self, copy: Path, counts: Mapping[str, int]) -> None:
        """Put a copy in the place of the whole database, or change nothing.

        Raises:
            BackupRefused: if the tables of the copy have other ``counts``.
        """


def engine() -> Engine:
    """Return the engine of ``DATABASE_URL``."""
    return _Postgres() if connection.vendor == "postgresql" else _Sqlite()


@contextmanager
def reached() -> Iterator[None]:
    """Say in a sentence what a database says that is not there, or not ours to open."""
    try:
        yield
    except (Error, sqlite3.Error) as error:
        told = str(error).strip().splitlines()[0]
        raise BackupRefused(f"The database cannot be used: {told}.") from error


class _Sqlite:
    vendor = "sqlite"

    def __init__(self) -> None:
        self.path = Path(connection.settings_dict["NAME"])
        self.name = self.path.name

    def tables(self) -> list[str]:
        if not self._is_there():
            return []
        with closing(self._opened()) as live:
            return _sqlite_tables(live)

    def copy(self, target: Path) -> tuple[list[str], dict[str, int]]:
        connection.close()
        if not self._is_there():
            raise BackupRefused(f"There is no database “{self.path}”.")
        with (
            closing(self._opened()) as live,
            closing(sqlite3.connect(target, isolation_level=None)) as copied,
        ):
            live.backup(copied)
            # A backup is one file; what reads it may not write beside it.
            copied.execute("PRAGMA journal_mode=DELETE")
            copied.execute(f"DELETE FROM {_SIGN_INS}")
            # What was deleted, now or long ago, stands in the file until then.
            copied.execute("VACUUM")
            applied = [name for (name,) in copied.execute(_APPLIED)]
            return applied, _sqlite_counts(copied)

    def check(self, copy: Path) -> None:
        with closing(sqlite3.connect(copy)) as copied:
            try:
                told = copied.execute("PRAGMA integrity_check").fetchone()[0]
            except sqlite3.DatabaseError as error:
                told = str(error)
        if told != "ok":
            raise BackupRefused(f"SQLite finds the copy damaged: {told}.")

    def restore(self, copy: Path, counts: Mapping[str, int]) -> None:
        connection.close()
        with closing(sqlite3.connect(copy)) as copied:
            if _sqlite_counts(copied) != counts:
                raise BackupRefused(f"{_MISCOUNTED}.")
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as live:
                # One transaction of SQLite's: a crash leaves what was there before.
                copied.backup(live, progress=_patience())

    def _is_there(self) -> bool:
        try:
            self.path.stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise BackupRefused(
                f"“{self.path}” cannot be read: {error.strerror}."
            ) from error
        return True

    def _opened(self) -> sqlite3.Connection:
        """Open the database, but make none where there is none."""
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(address, uri=True, timeout=_PATIENCE)


def _patience() -> Callable[[int, int, int], None]:
    """Give up on a database that somebody keeps locked; Python would try for ever."""
    latest = time.monotonic() + _PATIENCE

    def check(status: int, _remaining: int, _total: int) -> None:
        is_locked = status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if is_locked and time.monotonic() > latest:
            raise BackupRefused("The database is in use; stop the application first.")

    return check


def _sqlite_tables(database: sqlite3.Connection) -> list[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [name for (name,) in database.execute(query)]


def _sqlite_counts(database: sqlite3.Connection) -> dict[str, int]:
    return {
        table: database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]
        for table in _sqlite_tables(database)
    }


class _Postgres:
    vendor = "postgresql"

    def __init__(self) -> None:
        self.settings = connection.settings_dict
        self.name = self.settings["NAME"]

    def tables(self) -> list[str]:
        with connection.cursor() as cursor:
            return _postgres_tables(cursor)

    def copy(self, target: Path) -> tuple[list[str], dict[str, int]]:
        # The counts are of the moment that pg_dump copies, whoever writes meanwhile.
        connection.close()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            cursor.execute(_APPLIED)
            applied = [name for (name,) in cursor.fetchall()]
            self._run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--exclude-table-data={_SIGN_INS}",
                f"--snapshot={snapshot}",
                f"--file={target}",
            )
            return applied, _postgres_counts(cursor) | {_SIGN_INS: 0}

    def check(self, copy: Path) -> None:
        self._run("pg_restore", "--list", str(copy))

    def restore(self, copy: Path, counts: Mapping[str, int]) -> None:
        with connection.cursor() as cursor:
            cleared = _cleared(cursor) if _postgres_tables(cursor) else []
        connection.close()
        script = copy.with_suffix(".sql")
        self._run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            f"--file={script}",
            str(copy),
        )
        # One transaction: what was there goes only if all of the copy comes.
        self._run(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            # What is dropped along is no news; of an error the first line is told.
            "--command=SET client_min_messages TO warning",
            *(f"--command={statement}" for statement in cleared),
            f"--file={script}",
            # The script leaves it empty.
            "--command=RESET search_path",
            f"--command={_counted(counts)}",
        )

    def _run(self, program: str, *arguments: str) -> None:
        environment = os.environ | _libpq(self.settings)
        try:
            subprocess.run(
                [program, *arguments],
                env=environment,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
        except FileNotFoundError as error:
            raise BackupRefused(
                f"{program} is not installed; on Debian: apt install postgresql-client."
            ) from error
        except subprocess.CalledProcessError as error:
            told = error.stderr.strip().splitlines() or ["it does not say why"]
            raise BackupRefused(f"{program} failed: {told[0].rstrip('.')}.") from error


def _libpq(settings: Mapping[str, Any]) -> dict[str, str]:
    """Tell PostgreSQL's programs where the database is as their environment does."""
    options = settings["OPTIONS"]
    known = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
        "PGSSLCERT": options.get("sslcert"),
        "PGSSLKEY": options.get("sslkey"),
        "PGPASSFILE": options.get("passfile"),
        "PGSERVICE": options.get("service"),
    }
    return {name: str(value) for name, value in known.items() if value}


def _postgres_tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
    )
    return [name for (name,) in cursor.fetchall()]


def _postgres_counts(cursor: Any) -> dict[str, int]:
    counts = {}
    for table in _postgres_tables(cursor):
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
        counts[table] = cursor.fetchone()[0]
    return counts


def _cleared(cursor: Any) -> list[str]:
    """Return what empties the schema, and leaves it whose it was and open to whom."""
    cursor.execute(
        "SELECT format('DROP SCHEMA %I CASCADE', nspname), "
        "format('CREATE SCHEMA %I', nspname), "
        "format('ALTER SCHEMA %I OWNER TO %I', nspname, pg_get_userbyid(nspowner)) "
        "FROM pg_namespace WHERE nspname = current_schema()"
    )
    statements = list(cursor.fetchone())
    cursor.execute(
        "SELECT format('GRANT %s ON SCHEMA %I TO %s', privilege_type, nspname, "
        "CASE grantee WHEN 0 THEN 'PUBLIC' "
        "ELSE quote_ident(pg_get_userbyid(grantee)) END) "
        "FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) "
        "WHERE nspname = current_schema()"
    )
    return statements + [statement for (statement,) in cursor.fetchall()]


def _counted(counts: Mapping[str, int]) -> str:
    """Return what fails where there are other tables, or a table has other rows.

    The names come out of a manifest, which lets through plain names only.
    """
    differing = [
        "(SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()) "
        f"<> {len(counts)}",
        *(
            f'(SELECT count(*) FROM "{table}") <> {rows}'
            for table, rows in counts.items()
        ),
    ]
    return (
        f"DO $$ BEGIN IF {' OR '.join(differing)} "
        f"THEN RAISE '{_MISCOUNTED}'; END IF; END $$"
    )
