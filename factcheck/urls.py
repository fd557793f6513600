"""Every address of the installation."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from factcheck import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("factcheck.api")),
    path("", include("claims.urls")),
]
