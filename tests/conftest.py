from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from hypothesis import HealthCheck, settings
from playwright.sync_api import Playwright, sync_playwright

from claims.triggers import drop_triggers
from sources.sandbox import running
from tests import factories

# Python looks for circles of garbage after every 700 new objects, and by the time the
# suite is loaded a look is long: it took a fifth of the run.
gc.set_threshold(100_000)

# A busy machine is no finding.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def append_only_tables_let_the_flush_through(
    request: pytest.FixtureRequest,
) -> Iterator[None]:
    """A test with real transactions ends in a flush, which the triggers would refuse.

    The flush sends ``post_migrate``, and that puts them back for the next test.
    """
    marker = request.node.get_closest_marker("django_db")
    is_transactional = (marker and marker.kwargs.get("transaction")) or (
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )
    if is_transactional:
        request.getfixturevalue("transactional_db")
    yield
    if is_transactional:
        drop_triggers(connection)


@pytest.fixture(scope="session", autouse=True)
def files_wait_for_no_other_worker(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each worker places of its own, where a site has few for all of its."""
    running.PLACES = tmp_path_factory.mktemp("places")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The installed Chromium; without one a person's run skips, but CI fails."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "No Chromium is installed; on Debian: apt install chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium: str
) -> dict[str, Any]:
    # Playwright's event loop runs in the test's thread; Django would refuse queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {"executable_path": chromium}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start Playwright; leave no connection behind on either side of its loop.

    While an event loop runs in the tests' thread, Django keeps that thread's connection
    in another place (asgiref's ``Local``). One left in the place before would stay open
    until the end, and PostgreSQL would not drop a database that somebody is at.
    """
    connections.close_all()
    with sync_playwright() as started:
        yield started
        connections.close_all()


@pytest.fixture
def editor(db: None) -> User:
    return factories.editor("editor")


@pytest.fixture
def other_editor(db: None) -> User:
    return factories.editor("other-editor")


@pytest.fixture
def checker(db: None) -> User:
    """Who writes the first review, unless a test says otherwise."""
    return factories.checker("checker")


@pytest.fixture
def other_checker(db: None) -> User:
    """Who writes the second review."""
    return factories.checker("other-checker")


@pytest.fixture
def third_checker(db: None) -> User:
    return factories.checker("third-checker")


@pytest.fixture
def superuser(db: None) -> User:
    """Holds every permission and belongs to no group: may judge nothing."""
    return factories.UserFactory(username="superuser", is_superuser=True)
