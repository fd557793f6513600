"""How fast articles come in, beside the bare writing of the same rows.

    python -m tests.benchmarks.import_articles

Imports a thousand texts, no two alike, then writes the rows they became once more into
the emptied tables by plain `bulk_create`: the yardstick. Prints claims a second of both
and how much of the import the reading itself takes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from claims.intake import import_text
from claims.models import Article, Claim
from claims.reading.reading import read
from claims.triggers import drop_triggers
from sources.models import Source
from tests.benchmarks.throwaway import database, say

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"
ARTICLES = 1_000
MANY = 500
"""Rows in one statement of the yardstick."""


def texts() -> list[str]:
    """Return the seed articles again and again, each time with words of its own."""
    seeds = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.md"))]
    return [
        seeds[number % len(seeds)]
        + f"\n\nOffice {number} counted {number + 17} boats on day {number}."
        for number in range(ARTICLES)
    ]


def main() -> int:
    """Time both; give the status to end with."""
    articles = texts()
    start = time.perf_counter()
    for text in articles:
        read(text)
    reading = time.perf_counter() - start

    start = time.perf_counter()
    for text in articles:
        import_text(text=text)
    importing = time.perf_counter() - start

    claims = Claim.objects.count()
    assert Article.objects.count() == ARTICLES
    models = [Source, *apps.get_app_config("claims").get_models()]
    rows = {model: list(model._default_manager.all()) for model in models}
    links = apps.get_model("claims", "Flag").claims.through
    rows[links] = list(links.objects.all())
    drop_triggers(connection)
    call_command("flush", verbosity=0, interactive=False)
    for model in reversed(list(rows)):
        model._default_manager.all()._raw_delete("default")
    in_order = [model for model in _parents_first(list(rows)) if rows[model]]
    start = time.perf_counter()
    for model in in_order:
        model._default_manager.bulk_create(rows[model], batch_size=MANY)
    bare = time.perf_counter() - start

    written = sum(len(rows[model]) for model in in_order)
    say(f"{ARTICLES:,} articles, {claims:,} claims, {written:,} rows")
    say(f"import      {claims / importing:8,.0f} claims a second")
    say(f"  of which reading alone {reading:.1f} s of {importing:.1f} s")
    say(f"bulk_create {claims / bare:8,.0f} claims a second")
    say(f"ratio       {importing / bare:8.1f} times as long as bare rows")
    return 0


def _parents_first(models: list) -> list:
    """Sort models so that each comes after those it points to."""
    done: list = []

    def place(model: type) -> None:
        if model in done or model not in models:
            return
        for field in model._meta.concrete_fields:
            if field.remote_field and field.remote_field.model is not model:
                place(field.remote_field.model)
        done.append(model)

    for model in models:
        place(model)
    return done


if __name__ == "__main__":
    with database():
        status = main()
    sys.exit(status)
