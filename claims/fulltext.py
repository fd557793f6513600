"""The full-text index of known checks, in the words of each engine.

It holds the stems in a row's ``words`` and is kept by the database itself: on SQLite by
an FTS5 table and three triggers, on PostgreSQL by a generated column. So whatever
writes a row, in whatever transaction, the index says what the rows say. Like the rules
of :mod:`claims.triggers` it is put in place after every migration.

Rows are ranked by BM25, as in :mod:`claims.matching.ranking`. A word that stands in
very many rows costs much to look up and tells little: of the words looked for, the
commonest are left out once the rarer ones bring rows enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.matching.ranking import K1, B, bm25, telling, weight

TABLE = "claims_knowncheck"
INDEX = f"{TABLE}_words"
TERMS = f"{TABLE}_terms"

ENOUGH_ROWS = 20_000
"""Rows that the words looked for may bring; beyond them common words are left out."""

MOST_TERMS = 60
"""Words of a text that are looked for; one that is longer is no claim."""

_RESCORED = 200

_TRIGGERS = {
    "a_known_check_is_found_once_stored": "AFTER INSERT",
    "a_known_check_is_found_as_it_is_now": "AFTER UPDATE OF words, kind",
    "a_known_check_is_found_no_more": "AFTER DELETE",
}
_ENTER = f"INSERT INTO {INDEX}(rowid, words, kind) VALUES (NEW.id, NEW.words, NEW.kind)"
_LEAVE = (
    f"INSERT INTO {INDEX}({INDEX}, rowid, words, kind) "
    "VALUES ('delete', OLD.id, OLD.words, OLD.kind)"
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the index in place and have it say what the rows say."""
    if TABLE not in connection.introspection.table_names():
        return
    statements = _on_sqlite() if connection.vendor == "sqlite" else _on_postgresql()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" or not _has_column(cursor):
            for statement in statements:
                cursor.execute(statement)


def install_after_migrating(*, using: str, **_: Any) -> None:
    install(connections[using])


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name what the index lacks to follow its rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return [] if _has_column(cursor) else [f"{TABLE}.vector"]
        cursor.execute("SELECT name FROM sqlite_master")
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in (INDEX, TERMS, *_TRIGGERS) if name not in there]


def take_stock(connection: BaseDatabaseWrapper) -> None:
    """Have the index settle after many rows were written.

    PostgreSQL learns which words are common, and sorts in what it laid aside: as long
    as much is laid aside it reads the whole table instead.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in (f"{TABLE}_by_words", f"{TABLE}_own_by_words"):
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])
            cursor.execute(f"ANALYZE {TABLE}")


def find(stems: Sequence[str], *, own: bool, most: int) -> list[tuple[int, float]]:
    """Return the rows that share words with a text: keys and scores, best first.

    Args:
        stems: of the text, each once.
        own: whether only what this desk published is looked at, fact-checks as a
            whole too; else verdicts and what was imported.
        most: how many rows at most.
    """
    stems = stems[:MOST_TERMS]
    if not stems:
        return []
    search = _sqlite_search if connection.vendor == "sqlite" else _postgresql_search
    return search(stems, own, most)


def _on_sqlite() -> list[str]:
    acts = (_ENTER, f"{_LEAVE}; {_ENTER}", _LEAVE)
    return [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(words, kind, "
        f"content='{TABLE}', content_rowid='id', "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")",
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TERMS} USING fts5vocab({INDEX}, row)",
        *(
            statement
            for (name, event), act in zip(_TRIGGERS.items(), acts, strict=True)
            for statement in (
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} {event} ON {TABLE} BEGIN {act}; END",
            )
        ),
        f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",
    ]


def _on_postgresql() -> list[str]:
    return [
        f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(string_to_array(words, ' '))) STORED",
        f"CREATE INDEX {TABLE}_by_words ON {TABLE} USING gin (vector)",
        f"CREATE INDEX {TABLE}_own_by_words ON {TABLE} USING gin (vector) "
        "WHERE kind <> 'imported'",
    ]


def _has_column(cursor: Any) -> bool:
    cursor.execute(
        "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(%s) "
        "AND attname = 'vector' AND NOT attisdropped",
        [TABLE],
    )
    return cursor.fetchone() is not None


def _sqlite_search(
    stems: Sequence[str], own: bool, most: int
) -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(stems))
        cursor.execute(
            f"SELECT term, doc FROM {TERMS} WHERE term IN ({places})", list(stems)
        )
        chosen = telling(cursor.fetchall(), ENOUGH_ROWS)
        if not chosen:
            return []
        of_kind = (
            'AND {kind} : ("verdict" OR "fact check")'
            if own
            else 'NOT {kind} : "fact check"'
        )
        words = " OR ".join(f'"{stem}"' for stem in chosen)
        cursor.execute(
            f"SELECT rowid, -bm25({INDEX}, 1.0, 0.0) FROM {INDEX} "
            f"WHERE {INDEX} MATCH %s ORDER BY bm25({INDEX}, 1.0, 0.0), rowid LIMIT %s",
            [f"{{words}} : ({words}) {of_kind}", most],
        )
        return list(cursor.fetchall())


def _postgresql_search(
    stems: Sequence[str], own: bool, most: int
) -> list[tuple[int, float]]:
    of_kind = "kind <> 'imported'" if own else "kind <> 'fact-check'"
    with connection.cursor() as cursor:
        rows, rows_with = _frequencies(cursor, stems, own, of_kind)
        weights = {
            stem: weight(number, rows) for stem, number in rows_with.items() if number
        }
        chosen = telling(rows_with.items(), ENOUGH_ROWS)
        if not chosen:
            return []
        told = " + ".join(["%s * (vector @@ %s::tsquery)::int"] * len(chosen))
        cursor.execute(
            "SELECT id, words, average FROM ("
            f"SELECT id, words, length(vector) AS size, {told} AS told, "
            "avg(length(vector)) OVER () AS average "
            f"FROM {TABLE} WHERE vector @@ %s::tsquery AND {of_kind}) AS found "
            "ORDER BY told / (%s + %s * size / average) DESC, id LIMIT %s",
            [
                *(value for stem in chosen for value in (weights[stem], _q(stem))),
                " | ".join(map(_q, chosen)),
                1 + K1 * (1 - B),
                K1 * B,
                max(most, _RESCORED),
            ],
        )
        scored = [
            (key, bm25(words.split(), weights, float(average)))
            for key, words, average in cursor.fetchall()
        ]
    scored.sort(key=lambda found: (-found[1], found[0]))
    return scored[:most]


def _frequencies(
    cursor: Any, stems: Sequence[str], own: bool, of_kind: str
) -> tuple[int, dict[str, int]]:
    """Return how many rows there are, and in how many each of the words stands.

    Common words are told from PostgreSQL's own statistics of the column, which name
    the commonest; counting the rows of the others is cheap.
    """
    rows, common = 0, {}
    if not own:
        cursor.execute(
            "SELECT c.reltuples::bigint, s.most_common_elems::text::text[], "
            "s.most_common_elem_freqs FROM pg_class c LEFT JOIN pg_stats s "
            "ON s.schemaname = current_schema() AND s.tablename = c.relname "
            "AND s.attname = 'vector' WHERE c.oid = to_regclass(%s)",
            [TABLE],
        )
        rows, elements, shares = cursor.fetchone()
        # The shares end in the least, the greatest and that of empty values.
        listed = dict(zip(elements or [], shares or [], strict=False))
        common = {stem: round(listed[stem] * rows) for stem in stems if stem in listed}
    if rows <= 0:
        cursor.execute(f"SELECT count(*) FROM {TABLE} WHERE {of_kind}")
        (rows,) = cursor.fetchone()
    counted = [stem for stem in stems if stem not in common]
    if counted:
        count = (
            f"(SELECT count(*) FROM (SELECT 1 FROM {TABLE} "
            f"WHERE vector @@ %s::tsquery AND {of_kind} LIMIT %s) AS holding)"
        )
        cursor.execute(
            "SELECT " + ", ".join([count] * len(counted)),
            [value for stem in counted for value in (_q(stem), ENOUGH_ROWS + 1)],
        )
        common |= zip(counted, cursor.fetchone(), strict=True)
    return rows, common


def _q(stem: str) -> str:
    """Return a stem as the one lexeme of a ``tsquery``."""
    return "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"
