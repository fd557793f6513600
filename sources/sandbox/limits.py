"""The inside of the process in which a file from outside is read.

The limits hold before the first byte of the file is looked at. Those of the kernel
stop whatever runs here; the hook stops Python code that a file talked into opening a
file, a connection or another process.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from sources.sandbox.answering import (
    DAMAGED,
    TOO_DEEP,
    TOO_LARGE,
    Refused,
)

_READERS = frozenset({"markdown", "page", "pdf", "picture", "word"})
_GRACE = 2
"""Seconds after which a process whose parent is gone ends by itself."""

_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.chown",
    "os.kill",
    "shutil.",
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Read standard input with the reader that was named; answer on standard output."""
    reader, seconds, megabytes = sys.argv[1:]
    limit(int(seconds), int(megabytes) * 1024 * 1024)
    if reader not in _READERS:
        raise LookupError(reader)
    module = importlib.import_module(f"sources.sandbox.{reader}")
    sys.addaudithook(_shut)
    sys.stdout.buffer.write(answer(module, sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
    # What a library would still do on its way out is nobody's business.
    os._exit(0)


def limit(seconds: int, memory: int) -> None:
    """Let the kernel end this process beyond so much work, or so many bytes."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))
    signal.alarm(seconds + _GRACE)


def answer(module: Any, raw: bytes) -> bytes:
    """Return what the reader has to say, as it is handed over."""
    try:
        facts, body = module.read(raw)
        return b"%b\n%b" % (json.dumps(facts).encode(), body)
    except Refused as refused:
        sentence = str(refused)
    except MemoryError:
        sentence = TOO_LARGE
    except RecursionError:
        sentence = TOO_DEEP
    except Exception:  # noqa: BLE001  A file may break a library anywhere.
        sentence = DAMAGED
    return json.dumps({"refused": sentence}).encode()


def _shut(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what no reader needs, as the interpreter announces it."""
    if event == "open":
        path, _mode, flags = arguments
        if flags & _WRITES or not _is_part_of_the_program(path):
            raise PermissionError(f"{path} is not for readers of files.")
    elif event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for readers of files.")


def _is_part_of_the_program(path: object) -> bool:
    """Whether a file is code or a table of Python, a library or this package."""
    if not isinstance(path, (str, bytes)):
        return False
    place = os.path.realpath(os.fsdecode(path))
    return place.startswith(_PROGRAM)


_FOLDERS = (sys.prefix, sys.base_prefix, str(Path(__file__).parent.parent))
_PROGRAM = tuple(
    f"{os.path.realpath(folder)}{os.sep}" for folder in _FOLDERS if folder != os.sep
)
