"""The application for ASGI servers."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from factcheck.middleware import refusing_large_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = refusing_large_bodies(get_asgi_application())
