from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from factcheck.settings import STORAGES as DEPLOYED_STORAGES


@pytest.fixture
def collected(db: None, settings: Any, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = DEPLOYED_STORAGES
    call_command("collectstatic", "--no-input", verbosity=0)
    return tmp_path


def test_a_static_file_is_served_under_its_hash_for_ever(collected: Path) -> None:
    address = staticfiles_storage.url("admin/css/base.css")

    answer = Client().get(address)
    answer.close()

    assert re.fullmatch(r"/static/admin/css/base\.[0-9a-f]{12}\.css", address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert not answer.cookies
    assert (collected / f"{address.removeprefix('/static/')}.gz").exists()


@pytest.mark.usefixtures("collected")
def test_a_server_whose_static_files_were_collected_is_ready(client: Client) -> None:
    assert client.get("/readyz").json()["problems"] == []
