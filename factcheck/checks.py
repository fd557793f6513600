"""What `check --deploy` says of a deployment beside what Django says."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import connection
from django.http.request import split_domain_port, validate_host

SAFE_SQLITE = (3, 51, 3)


@checks.register(deploy=True)
def sqlite_without_the_wal_fault(**_: Any) -> list[checks.CheckMessage]:
    """Name an SQLite that can, very rarely, corrupt a database two processes write.

    The fault lies in the write-ahead log of releases before 3.51.3. No code of ours can
    mend it, so it is said and stops nothing.
    """
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        checks.Info(
            f"This Python carries SQLite {sqlite3.sqlite_version}; before 3.51.3 two"
            " processes writing at one moment can, very rarely, damage the database.",
            hint="Serve with one process, use PostgreSQL, or bring a newer SQLite.",
            id="factcheck.I001",
        )
    ]


@checks.register(deploy=True)
def https_that_no_request_seems_to_come_by(**_: Any) -> list[checks.CheckMessage]:
    """Name a desk that would send every page's reader to the page they are on."""
    is_believed = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    if not settings.SECURE_SSL_REDIRECT or is_believed:
        return []
    return [
        checks.Warning(
            "SITE_URL is https://… and TRUST_PROXY is off: behind a proxy that ends"
            " TLS every page redirects to itself for ever.",
            hint="Set TRUST_PROXY=true if the proxy sets X-Forwarded-Proto itself.",
            id="factcheck.W001",
        )
    ]


@checks.register(deploy=True)
def a_site_that_does_not_answer_to_its_own_name(**_: Any) -> list[checks.CheckMessage]:
    """Name a desk that would refuse whoever asks for it by its own address."""
    host, _port = split_domain_port(urlsplit(settings.SITE_URL).netloc)
    if validate_host(host, settings.ALLOWED_HOSTS):
        return []
    return [
        checks.Error(
            f"SITE_URL is {settings.SITE_URL}, and ALLOWED_HOSTS has no {host}: the"
            " desk answers 400 to its readers.",
            hint="Add the host to ALLOWED_HOSTS.",
            id="factcheck.E001",
        )
    ]
