from __future__ import annotations

import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection

from factcheck.checks import SAFE_SQLITE, sqlite_without_the_wal_fault

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="this run is on PostgreSQL"
)


@on_sqlite
def test_an_old_sqlite_is_named_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    # A browser test of the same run sets it; in deployment it is an error of its own.
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)

    call_command("check", deploy=True, fail_level="ERROR")

    assert "factcheck.I001" in capsys.readouterr().err


@on_sqlite
def test_a_mended_sqlite_is_not_spoken_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", SAFE_SQLITE)

    assert sqlite_without_the_wal_fault() == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="this run is on SQLite")
def test_postgresql_is_not_asked_for_its_sqlite() -> None:
    assert sqlite_without_the_wal_fault() == []
