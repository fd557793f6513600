from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from claims.choices import StatementKey
from claims.models import SiteStatement
from claims.triggers import TRIGGERS, drop_triggers
from factcheck.settings import STORAGES as DEPLOYED_STORAGES


def test_a_living_process_says_so_without_its_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_migrated_database_is_ready(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["problems"] == []
    assert answer.headers["Content-Type"] == "application/json"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_server_whose_static_files_were_not_collected_is_not_ready(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = DEPLOYED_STORAGES

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["problems"] == [
        "Static files are not collected; run collectstatic."
    ]


@pytest.mark.django_db
def test_a_database_without_its_triggers_is_not_ready(client: Client) -> None:
    drop_triggers(connection)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert (
        f"The trigger {TRIGGERS[0].name} is missing; run migrate."
        in (answer.json()["problems"])
    )


@pytest.mark.django_db
def test_a_database_behind_its_migrations_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="claims").delete()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["problems"] == ["Migrations are not applied; run migrate."]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_not_ready(client: Client) -> None:
    def refuse(*args: Any) -> None:
        raise OperationalError("host=db.internal password=hunter2")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["problems"] == ["The database does not answer."]


@pytest.mark.django_db
def test_an_empty_statement_is_named_but_keeps_nobody_out(client: Client) -> None:
    SiteStatement.objects.all().delete()
    for key in StatementKey:
        SiteStatement.objects.create(key=key, text="Written.")
    assert client.get("/readyz").json()["notes"] == []

    SiteStatement.objects.filter(key=StatementKey.values[0]).update(text="")
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["notes"] == [
        f"The public statement “{StatementKey(StatementKey.values[0]).label}” is empty."
    ]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_asked_never_told(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_a_probe_from_inside_is_not_sent_to_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert Client().get("/healthz").status_code == 200
    assert Client().get("/elsewhere/").status_code == 301
