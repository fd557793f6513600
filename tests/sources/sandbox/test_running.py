from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from sources.sandbox import running
from sources.sandbox.answering import BUSY, Refused
from tests import files


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test begin with free places, and find out soon that there are none."""
    monkeypatch.setattr(running, "PLACES", tmp_path)
    monkeypatch.setattr(running, "PATIENCE", 0.2)


def test_no_more_files_are_read_at_once_than_there_are_places():
    with ExitStack() as turns:
        for _ in range(running.MOST_AT_ONCE):
            turns.enter_context(running.turn())

        with pytest.raises(Refused, match=BUSY):
            running.run("markdown", b"A ferry.")

    assert running.run("markdown", b"A ferry.").facts["text"] == "A ferry."


def test_while_a_place_is_free_a_file_is_read():
    """The negative control."""
    with ExitStack() as turns:
        for _ in range(running.MOST_AT_ONCE - 1):
            turns.enter_context(running.turn())

        assert running.run("markdown", b"A ferry.").facts["text"] == "A ferry."


def test_whoever_waits_is_next(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "PATIENCE", 20)
    read: list[str] = []

    def read_one() -> None:
        read.append(running.run("page", files.page()).facts["headline"])

    with ExitStack() as turns:
        for _ in range(running.MOST_AT_ONCE):
            turns.enter_context(running.turn())
        waiting = threading.Thread(target=read_one)
        waiting.start()
        time.sleep(0.3)
        assert read == []
    waiting.join(timeout=20)

    assert read == [files.HEADLINE]


def test_a_refused_file_gives_its_place_back():
    for _ in range(running.MOST_AT_ONCE + 1):
        with pytest.raises(Refused, match="no Word file"):
            running.run("word", b"")
