"""The settings the tests run under: a deployment's, whatever the shell or .env say.

Only the database is theirs to choose, so that one suite runs on SQLite and PostgreSQL.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="factcheck-tests-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)

os.environ.update(
    DEBUG="false",
    SECRET_KEY="the-tests-sign-nothing-that-lasts",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    SITE_URL="http://testserver",
    DESK_NAME="The Test Desk",
    REVIEWS_REQUIRED="2",
    LANGUAGE_CODE="en",
    TIME_ZONE="UTC",
    TRUST_PROXY="false",
    API_CALLS_A_MINUTE="1000000",
    API_READS_A_MINUTE="1000000",
    EMAIL_URL="",
    DEFAULT_FROM_EMAIL="",
    MEDIA_ROOT=str(_scratch / "media"),
)
os.environ.setdefault("DATABASE_URL", "sqlite:///unused.sqlite3")

from factcheck.settings import *  # noqa: E402, F403
from factcheck.settings import DATABASES, STORAGES  # noqa: E402

# A file, for threads of one test share no database in memory; its own, so that two
# runs never meet.
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}

# A kept connection would outlive its test, and PostgreSQL would not drop its database.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Nobody guesses these passwords; Argon2's slowness would only slow the suite.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Hashed names need `collectstatic` first; tests/factcheck/test_static.py does that.
STATIC_ROOT = _scratch
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
