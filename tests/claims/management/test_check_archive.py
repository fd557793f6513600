from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from sources import archiving
from tests import factories

A_DAY = 25 * 60 * 60


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def keep(raw: bytes, by: User) -> Path:
    stored = archiving.store(raw=raw)
    archiving.add_copy(
        source=factories.opened_source(by), stored=stored, means="uploaded", by=by
    )
    return archiving.path_of(stored.sha256)


def test_a_whole_archive_is_said_to_be_whole(
    checker: User, capsys: pytest.CaptureFixture[str]
):
    keep(b"Words", checker)

    call_command("check_archive")

    assert capsys.readouterr() == ("Every copy and picture is whole.\n", "")


def test_an_empty_archive_is_whole(db: None, capsys: pytest.CaptureFixture[str]):
    call_command("check_archive")

    assert "whole" in capsys.readouterr().out


def test_each_damage_is_a_line_and_the_exit_is_1(
    checker: User, capsys: pytest.CaptureFixture[str]
):
    keep(b"One", checker).write_bytes(b"Two")
    keep(b"Three", checker).unlink()

    with pytest.raises(CommandError) as raised:
        call_command("check_archive")

    lines = capsys.readouterr().out.splitlines()
    assert raised.value.returncode == 1
    assert sorted(line.partition(": ")[2] for line in lines) == [
        "the file is damaged.",
        "the file is missing.",
    ]


def test_what_no_row_names_is_told_of_and_swept_once_it_is_old(
    checker: User, capsys: pytest.CaptureFixture[str]
):
    kept = keep(b"Words", checker)
    old, young = (archiving.path_of(archiving.write(raw)) for raw in (b"old", b"new"))
    then = time.time() - A_DAY
    for path in (kept, old):
        os.utime(path, (then, then))

    call_command("check_archive")
    told = capsys.readouterr().err
    call_command("check_archive", "--sweep")
    swept = capsys.readouterr().err

    assert told.count("no row names this file") == 2
    assert f"Removed archive/{old.name[:2]}" in swept
    assert swept.count("no row names this file") == 1
    assert (kept.exists(), old.exists(), young.exists()) == (True, False, True)
