"""A database for one benchmark, of the engine that DATABASE_URL names.

SQLite's is a file: in memory a benchmark would leave out what a desk waits for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import setup_test_environment, teardown_test_environment


@contextmanager
def database() -> Iterator[None]:
    """Put a new database in the place of the configured one, and drop it after."""
    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def say(line: str) -> None:
    """Write a line at once, since the whole takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def processor_seconds(act: Callable[[], object]) -> float:
    """Return what ``act`` takes of this process's processor time."""
    start = time.process_time()
    act()
    return time.process_time() - start


def processor_seconds_of_both(act: Callable[[], object]) -> float:
    """Return what ``act`` takes of this process and of the database's own.

    Time on the clock would tell what else the machine does. PostgreSQL works in a
    process of its own; what that took stands in ``/proc`` where it runs on this machine
    under Linux, and elsewhere is left out.
    """
    of_the_server = _server_seconds()
    taken = processor_seconds(act)
    return taken + _server_seconds() - of_the_server


def _server_seconds() -> float:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    told = Path(f"/proc/{process}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0
