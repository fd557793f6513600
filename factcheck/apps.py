from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class FactcheckConfig(AppConfig):
    """The installation itself: its static files and its checks."""

    name = "factcheck"

    def ready(self) -> None:
        from factcheck import checks  # noqa: F401


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin, made the desk."""

    default = False
    default_site = "claims.desk.Desk"
