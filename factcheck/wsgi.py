"""The application for WSGI servers."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from factcheck.middleware import measuring_chunks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = measuring_chunks(get_wsgi_application())
