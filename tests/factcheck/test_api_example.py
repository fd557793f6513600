"""The client in the documentation does what it says, over real HTTP."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from claims.accounts import issue_token
from claims.models import Version
from tests import factories

CLIENT = Path(__file__).parents[2] / "docs" / "example_client.py"


def token(user: User) -> str:
    return issue_token(purpose="The example client", by=user)[1]


def walk(live_server: LiveServer, *people: User) -> subprocess.CompletedProcess[str]:
    arguments = [live_server.url, *(token(person) for person in people)]
    return subprocess.run(
        [sys.executable, str(CLIENT), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_example_client_walks_an_article_to_publication(
    live_server: LiveServer, editor: User, checker: User, other_checker: User
):
    factories.statements()

    walked = walk(live_server, editor, checker, other_checker)

    assert walked.stderr == ""
    version = Version.objects.get()
    assert walked.stdout == f"{live_server.url}{version.get_absolute_url()}\n"


def test_it_stops_where_the_desk_refuses(
    live_server: LiveServer, editor: User, checker: User
):
    """The same person twice is no second review."""
    factories.statements()

    walked = walk(live_server, editor, checker, checker)

    assert walked.returncode == 1
    assert "409" in walked.stderr
    assert not Version.objects.exists()
