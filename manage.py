#!/usr/bin/env python
"""Runs the project's commands."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line
from django.core.management.utils import get_random_secret_key

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    if sys.argv[1:2] == ["read"]:
        # Reading signs nothing and serves nobody: it must run on a bare machine.
        os.environ.setdefault("SECRET_KEY", get_random_secret_key())
        os.environ.setdefault("ALLOWED_HOSTS", "localhost")
    execute_from_command_line(sys.argv)
