"""What a new installation starts with: the scale to ship."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from claims.models import Rating, Scale

SEEDS: Path = settings.BASE_DIR / "seeds"


def seeds(name: str) -> dict[str, Any]:
    """Return one file of the seeds folder, parsed."""
    return tomllib.loads((SEEDS / name).read_text(encoding="utf-8"))


def install_scale(*, using: str, **_: Any) -> None:
    """Give a desk that has no scale the one in ``seeds/ratings.toml``."""
    tables = connections[using].introspection.table_names()
    if Scale._meta.db_table not in tables or Scale.objects.exists():
        return
    shipped = seeds("ratings.toml")
    scale = Scale.objects.create(
        name=shipped["scale"]["name"],
        number=shipped["scale"]["version"],
        is_current=True,
    )
    Rating.objects.bulk_create(
        Rating(
            scale=scale,
            code=rating["code"],
            label=rating["label"],
            definition=rating["definition"],
            rank=rating.get("rank"),
            position=position,
            color=rating["color"],
            needs_contradiction=rating["needs"]["contradicting_evidence"],
            needs_search=rating["needs"]["search_log"],
            needs_contact=rating["needs"]["contact"],
        )
        for position, rating in enumerate(shipped["ratings"], start=1)
    )
