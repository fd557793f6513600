"""Run one reader on one file, in a process that can harm nobody."""

from __future__ import annotations

import fcntl
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sources.sandbox.answering import (
    BUSY,
    DAMAGED,
    LARGEST_ANSWER,
    TOO_LARGE,
    TOO_LONG,
    TOO_MUCH,
    Refused,
)

Reader: TypeAlias = Literal["markdown", "page", "pdf", "picture", "word"]

SECONDS = 30
MEGABYTES = 300
MOST_AT_ONCE = 2
"""Files read at the same time on one machine, whatever the number of its workers."""

PATIENCE = 20
"""Seconds to wait until it is a file's turn."""

PLACES = Path(tempfile.gettempdir())
"""Where the locks are; a service with a temporary folder of its own has its own."""

_ENDED_BY: dict[int, str] = {
    signal.SIGXCPU: TOO_LONG,
    signal.SIGALRM: TOO_LONG,
    # Python gives up when it has no memory left to say that it has none.
    signal.SIGABRT: TOO_LARGE,
}

_ROOT = Path(__file__).resolve().parent.parent.parent
# Isolated: no PYTHON… variable, no site of the user's, nothing from the current folder.
_START = f"""
import sys
sys.path.append({str(_ROOT)!r})
from sources.sandbox.limits import main
main()
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader found: plain facts, and bytes where it made some."""

    facts: dict[str, Any]
    body: bytes


def run(
    reader: Reader, raw: bytes, *, seconds: int = SECONDS, megabytes: int = MEGABYTES
) -> Answer:
    """Let ``reader`` read ``raw`` within the limits; nothing of it outlives the call.

    The answer comes from a process that a hostile file may have taken over: whoever
    asks checks it like anything else from outside.

    Args:
        seconds: of time, and of work.
        megabytes: of address space, for the interpreter and all it loads.

    Raises:
        Refused: with a sentence for an editor, whatever went wrong.
    """
    with turn():
        return _run(reader, raw, seconds, megabytes)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one of the few places; the kernel frees that of a process that ends."""
    deadline = time.monotonic() + PATIENCE
    while True:
        for number in range(MOST_AT_ONCE):
            # Each user's own: nobody can hold up the files of somebody else.
            place = PLACES / f"factcheck-{os.getuid()}-reading-{number}.lock"
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(place, flags, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                continue
            try:
                yield
            finally:
                os.close(descriptor)
            return
        if time.monotonic() > deadline:
            raise Refused(BUSY)
        time.sleep(0.05)


def _run(reader: Reader, raw: bytes, seconds: int, megabytes: int) -> Answer:
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START]
    with tempfile.TemporaryFile() as file:
        file.write(raw)
        file.seek(0)
        process = subprocess.Popen(  # noqa: S603  Our own code, no shell.
            [*command, reader, str(seconds), str(megabytes)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        )
    try:
        told = _read(process, time.monotonic() + seconds)
    finally:
        _end(process)
    return _answer(told, process.returncode)


def _read(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """Return all the process says, unless it says too much or takes too long."""
    assert process.stdout is not None
    told = bytearray()
    with process.stdout as pipe, selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            piece = os.read(pipe.fileno(), 1 << 16)
            if not piece:
                return bytes(told)
            told += piece
            if len(told) > LARGEST_ANSWER:
                raise Refused(TOO_MUCH)
    raise Refused(TOO_LONG)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it may have started.

    One that has ended by itself keeps its number, and the way it ended, until it is
    waited for: the signal reaches nobody else and changes nothing.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answer(told: bytes, returncode: int | None) -> Answer:
    """Make an answer of what the process said and how it ended."""
    head, _, body = told.partition(b"\n")
    try:
        facts = json.loads(head)
    except ValueError:
        facts = None
    if returncode != 0 or not isinstance(facts, dict):
        raise Refused(_ENDED_BY.get(-(returncode or 0), DAMAGED))
    if sentence := facts.get("refused"):
        raise Refused(str(sentence)[:300])
    return Answer(facts, body)
