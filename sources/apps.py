from __future__ import annotations

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """Documents and people a reader can consult."""

    name = "sources"
