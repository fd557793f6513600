from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from factcheck.checks import (
    SAFE_SQLITE,
    a_site_that_does_not_answer_to_its_own_name,
    https_that_no_request_seems_to_come_by,
    sqlite_without_the_wal_fault,
)

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


@pytest.mark.parametrize(
    ("redirects", "header", "told"),
    [
        (True, None, ["factcheck.W001"]),
        (True, ("HTTP_X_FORWARDED_PROTO", "https"), []),
        (False, None, []),
    ],
)
def test_pages_that_would_redirect_to_themselves_are_named(
    settings: Any, redirects: bool, header: tuple[str, str] | None, told: list[str]
) -> None:
    settings.SECURE_SSL_REDIRECT = redirects
    settings.SECURE_PROXY_SSL_HEADER = header

    found = https_that_no_request_seems_to_come_by()

    assert [message.id for message in found] == told


@pytest.mark.parametrize(
    ("site_url", "allowed", "told"),
    [
        ("https://facts.example", ["other.example"], ["factcheck.E001"]),
        ("https://facts.example", [], ["factcheck.E001"]),
        ("https://facts.example", ["other.example", "facts.example"], []),
        ("https://facts.example:8443", [".facts.example"], []),
        ("http://[::1]:8000", ["[::1]"], []),
    ],
)
def test_a_site_that_would_refuse_its_own_name_is_named(
    settings: Any, site_url: str, allowed: list[str], told: list[str]
) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = site_url, allowed

    found = a_site_that_does_not_answer_to_its_own_name()

    assert [message.id for message in found] == told


def test_both_are_said_by_the_check_of_a_deployment(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["other.example"]

    with pytest.raises(SystemCheckError) as raised:
        call_command("check", deploy=True)

    assert "factcheck.W001" in str(raised.value)
    assert "factcheck.E001" in str(raised.value)
