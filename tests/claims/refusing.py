"""Refusals and failures, after which every table must be as it was."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from claims.lifecycle import StepRefused


def everything_stored() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the desk's and the library's tables, by table."""
    stored = {}
    with connection.cursor() as cursor:
        for app in ("claims", "sources"):
            for model in apps.get_app_config(app).get_models(include_auto_created=True):
                table, key = model._meta.db_table, model._meta.pk.column
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
                stored[table] = cursor.fetchall()
    return stored


@contextmanager
def refused(
    sentence: str, exception: type[Exception] = StepRefused
) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """Expect ``exception``, saying ``sentence`` to an editor, and nothing stored."""
    before = everything_stored()
    with pytest.raises(exception, match=re.escape(sentence)) as raised:
        yield raised
    assert raised.type is exception
    assert re.fullmatch(r"\S.* .*[.]", str(raised.value), re.DOTALL)
    assert everything_stored() == before


@contextmanager
def failing_at(number: int) -> Iterator[None]:
    """Have the database fail at one query, counted from 0."""
    queries = itertools.count()

    def fail(execute: Callable[..., Any], *args: Any) -> Any:
        if next(queries) == number:
            raise OperationalError("The disk is full.")
        return execute(*args)

    with connection.execute_wrapper(fail):
        yield
