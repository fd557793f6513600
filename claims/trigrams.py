"""The index by which the queue finds a claim by any three letters of its words.

The search of the queue looks for parts of words, in any script, which no index of
whole words helps with. On SQLite an FTS5 table of trigrams, kept by three triggers,
names the rows; on PostgreSQL an index of ``pg_trgm`` serves the very query the desk
asks. Where an engine has neither the search finds the same, only more slowly. Like the
rules of :mod:`claims.triggers` it is put in place after every migration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "claims_claim"
INDEX = "claims_claim_trigrams"
SHORTEST = 3
"""Characters of a word below which the index cannot look for it."""

_ENTER = f"INSERT INTO {INDEX}(rowid, search_text) VALUES (NEW.id, NEW.search_text)"
_LEAVE = (
    f"INSERT INTO {INDEX}({INDEX}, rowid, search_text) "
    "VALUES ('delete', OLD.id, OLD.search_text)"
)
_TRIGGERS = {
    "a_claim_is_found_once_stored": ("AFTER INSERT", _ENTER),
    "a_claim_is_found_as_it_is_now": (
        "AFTER UPDATE OF search_text",
        f"{_LEAVE}; {_ENTER}",
    ),
    "a_claim_is_found_no_more": ("AFTER DELETE", _LEAVE),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the index in place, if it is not and the engine can have it."""
    if TABLE not in connection.introspection.table_names():
        return
    statements = (
        [
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} "
            "USING gin (search_text gin_trgm_ops)",
        ]
        if connection.vendor == "postgresql"
        else _on_sqlite()
    )
    if _is_installed(connection):
        return
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    except DatabaseError:
        # An SQLite before 3.34, or a PostgreSQL that lacks the extension.
        return


def install_after_migrating(*, using: str, **_: Any) -> None:
    install(connections[using])


def keys_of_claims_with(words: Sequence[str], *, most: int) -> list[int] | None:
    """Return the keys of the claims in which all the words stand, as parts of words.

    None where asking the rows themselves is as good: on PostgreSQL, where the words
    are too short for the index, or where more than ``most`` claims have them.
    """
    words = [word for word in words if len(word) >= SHORTEST]
    if connection.vendor != "sqlite" or not words or not _is_installed(connection):
        return None
    sought = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s",
            [sought, most + 1],
        )
        keys = [key for (key,) in cursor.fetchall()]
    return keys if len(keys) <= most else None


def _is_installed(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [INDEX])
            return bool(cursor.fetchone()[0])
        names = [INDEX, *_TRIGGERS]
        cursor.execute(
            "SELECT count(*) FROM sqlite_master "
            f"WHERE name IN ({', '.join(['%s'] * len(names))})",
            names,
        )
        return bool(cursor.fetchone()[0] == len(names))


def _on_sqlite() -> list[str]:
    return [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(search_text, "
        f"content='{TABLE}', content_rowid='id', "
        "tokenize='trigram case_sensitive 1')",
        *(
            statement
            for name, (event, act) in _TRIGGERS.items()
            for statement in (
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} {event} ON {TABLE} BEGIN {act}; END",
            )
        ),
        f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",
    ]
