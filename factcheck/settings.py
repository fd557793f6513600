"""The one settings file: every difference between two deployments is a variable.

Variables come from the environment, or from the git-ignored ``.env`` beside
``manage.py``; ``docs/deployment.md`` lists them. A wrong or missing value ends the
start with one sentence and exit code 1, under ``manage.py`` and gunicorn alike.
"""

from __future__ import annotations

import os
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import available_timezones

import dj_database_url
import environ
from django.conf.locale import LANG_INFO

BASE_DIR = Path(__file__).resolve().parent.parent

_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}

environ.Env.read_env(BASE_DIR / ".env")


def _stop(name: str, problem: str) -> NoReturn:
    """End the start: a traceback would bury what has to be mended."""
    sys.exit(f"The setting {name} {problem}")


def _text(name: str, default: str = "") -> str:
    """Read a variable as it stands; an empty one counts as not set.

    Not by django-environ, to which "$ab" is the value of another variable "ab": a
    random secret key may well begin so.
    """
    return os.environ.get(name, "").strip() or default


def _flag(name: str, *, default: bool) -> bool:
    match _text(name, str(default)).lower():
        case "true" | "yes" | "on" | "1":
            return True
        case "false" | "no" | "off" | "0":
            return False
        case other:
            _stop(name, f"is {other!r}; it must be true or false.")


def _number(name: str, default: int, allowed: range) -> int:
    value = _text(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value) in allowed):
        _stop(
            name,
            f"is {value!r}; it must be a whole number"
            f" from {allowed[0]} to {allowed[-1]}.",
        )
    return int(value)


def _hosts(name: str) -> list[str]:
    hosts = [host.strip() for host in _text(name).split(",") if host.strip()]
    if "*" in hosts:
        _stop(name, "must name this desk's hosts; * would let in any name.")
    return hosts


def _site_url(name: str, default: str) -> str:
    value = _text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        usable = (
            parts.scheme in {"http", "https"}
            and parts.hostname
            and parts.port != 0
            and f"{parts.scheme}://{parts.netloc}" == value
            and "@" not in parts.netloc
        )
    except ValueError:
        usable = False
    if not usable:
        _stop(
            name,
            f"is {value!r}; it must be an address such as https://facts.example,"
            " without a path.",
        )
    return value


def _database(name: str, default: str) -> Any:
    try:
        database = dj_database_url.parse(_text(name, default))
    except ValueError:
        # The address itself is not repeated: it may hold a password.
        _stop(name, "cannot be read; it must be sqlite:///… or postgres://….")
    match database["ENGINE"]:
        case "django.db.backends.sqlite3":
            # With Django's defaults two in three transactions of many writers fail;
            # with these none does. FULL keeps a verdict through a power cut; without
            # recursive_triggers INSERT OR REPLACE slips past an append-only table.
            database["OPTIONS"] = {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;"
                    "PRAGMA synchronous=FULL;"
                    "PRAGMA recursive_triggers=ON;"
                    "PRAGMA foreign_keys=ON;"
                ),
            }
        case "django.db.backends.postgresql":
            database["CONN_MAX_AGE"] = 60
            database["CONN_HEALTH_CHECKS"] = True
        case _:
            _stop(
                name, "must be sqlite:///… or postgres://…; others are not supported."
            )
    return database


def _mail_server(name: str) -> SplitResult | None:
    """Read where e-mail leaves by; None where no server is named."""
    value = _text(name)
    if not value:
        return None
    try:
        server = urlsplit(value)
        usable = server.scheme in _MAIL_PORTS and server.hostname and server.port != 0
    except ValueError:
        usable = False
    if not usable:
        # The address itself is not repeated: it may hold a password.
        _stop(
            name,
            "cannot be read; it must be smtp+tls://user:password@host:587,"
            " smtp+ssl://… or smtp://….",
        )
    return server


def _sender(name: str, default: str) -> str:
    value = _text(name, default)
    _, address = parseaddr(value)
    before, _, after = address.partition("@")
    if not (before and after) or not value.isprintable():
        _stop(
            name,
            f"is {value!r}; it must be an address such as Desk <desk@facts.example>.",
        )
    return value


# Who and where

DEBUG = _flag("DEBUG", default=False)

SECRET_KEY = _text("SECRET_KEY")
if not SECRET_KEY:
    if not DEBUG:
        _stop(
            "SECRET_KEY", "is missing; it signs sessions and must be long and random."
        )
    SECRET_KEY = "only-for-development"  # noqa: S105

ALLOWED_HOSTS = _hosts("ALLOWED_HOSTS")
if not ALLOWED_HOSTS and not DEBUG:
    _stop("ALLOWED_HOSTS", "is missing; it must name the hosts this desk answers to.")

SITE_URL = _site_url(
    "SITE_URL", f"http://127.0.0.1:{_number('PORT', 8000, range(1, 65536))}"
)
_HTTPS = SITE_URL.startswith("https://")
if DEBUG and _HTTPS:
    _stop(
        "DEBUG",
        "is on, and SITE_URL is one for readers: they would see faults in full.",
    )
DESK_NAME = _text("DESK_NAME", "Fact-check desk")
REVIEWS_REQUIRED = _number("REVIEWS_REQUIRED", 2, range(1, 3))

LANGUAGE_CODE = _text("LANGUAGE_CODE", "en")
if LANGUAGE_CODE not in LANG_INFO:
    _stop("LANGUAGE_CODE", f"is {LANGUAGE_CODE!r}, a language Django does not know.")
TIME_ZONE = _text("TIME_ZONE", "UTC")
if TIME_ZONE not in available_timezones():
    _stop("TIME_ZONE", f"is {TIME_ZONE!r}; it must be a name such as Europe/Berlin.")
USE_TZ = True
FORMAT_MODULE_PATH = ["factcheck.formats"]

# The application

INSTALLED_APPS = [
    "factcheck.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Ahead of staticfiles, so that runserver serves as a deployment does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "factcheck",
    "claims",
    "sources",
]

MIDDLEWARE = [
    "factcheck.middleware.RefusalsInTheFormOfTheAPI",
    "django.middleware.security.SecurityMiddleware",
    "factcheck.middleware.ContentSecurityPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "factcheck.middleware.LimitedBody",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "factcheck.middleware.PrivateWhenSignedIn",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
if DEBUG:
    MIDDLEWARE.append("factcheck.middleware.NotFoundAsReadersSeeIt")

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The one limit of a request's body, files counted too: factcheck.middleware holds it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FORMS_URLFIELD_ASSUME_HTTPS = True

# What is kept

DATABASES = {"default": _database("DATABASE_URL", f"sqlite:///{BASE_DIR}/db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = Path(_text("MEDIA_ROOT", str(BASE_DIR / "media")))
if not MEDIA_ROOT.is_absolute():
    _stop(
        "MEDIA_ROOT",
        f"is {str(MEDIA_ROOT)!r}; it must begin with /, or it would be another folder"
        " for each place a command is run from.",
    )
if MEDIA_ROOT.exists() and not MEDIA_ROOT.is_dir():
    _stop("MEDIA_ROOT", f"is {str(MEDIA_ROOT)!r}, which is not a folder.")

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# Who signs in

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
KNOX_TOKEN_MODEL = "claims.ApiToken"  # noqa: S105
# Knox would migrate a table of its own beside ours, to which nothing is ever written.
MIGRATION_MODULES: dict[str, str | None] = {"knox": None}

# The API

_BEHIND_A_PROXY = _flag("TRUST_PROXY", default=False)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "factcheck.calls.ByToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["claims.api.permissions.OfTheDesk"],
    "DEFAULT_PARSER_CLASSES": ["factcheck.calls.StrictJSON"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "factcheck.calls.JSONAlone",
    "DEFAULT_PAGINATION_CLASS": "factcheck.calls.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "factcheck.schema.Described",
    # Whoever is known counts by name, and whoever is not by address.
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": f"{_number('API_CALLS_A_MINUTE', 600, range(1, 1_000_001))}/min",
        "anon": f"{_number('API_READS_A_MINUTE', 120, range(1, 1_000_001))}/min",
    },
    # Whoever calls may write what they like into X-Forwarded-For.
    "NUM_PROXIES": 1 if _BEHIND_A_PROXY else 0,
    "EXCEPTION_HANDLER": "factcheck.api.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Factcheck",
    "DESCRIPTION": "Every step of the desk as an endpoint; what is published, without "
    "a token. docs/api.md tells how to begin.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "factcheck.schema.closing_bodies",
        "factcheck.schema.describing_members",
    ],
    "TAGS": [
        {"name": "articles", "description": "Articles, and what belongs to one."},
        {"name": "claims", "description": "The queue, and every step of a claim."},
        {"name": "sources", "description": "The library."},
        {"name": "fact-checks", "description": "What is published, for everybody."},
        {"name": "ratings", "description": "The scale in use, for everybody."},
    ],
    "ENUM_NAME_OVERRIDES": {
        name: f"claims.choices.{name}"
        for name in (
            "Bearing", "Channel", "CheckKind", "FigureOutcome", "FlagKind", "Kind",
            "LeaveReason", "Outcome", "Place", "Placed", "Said", "Selection", "Settled",
            "SourceOrigin", "Status", "VersionKind",
        )
    } | {"TakenOn": "claims.choices.TAKEN_ON"},
}  # fmt: skip

# In each process by itself; it holds nothing but the counts of calls.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# What leaves by e-mail

_MAIL_SERVER = _mail_server("EMAIL_URL")
if _MAIL_SERVER:
    EMAIL_HOST = str(_MAIL_SERVER.hostname)
    EMAIL_PORT = _MAIL_SERVER.port or _MAIL_PORTS[_MAIL_SERVER.scheme]
    EMAIL_HOST_USER = unquote(_MAIL_SERVER.username or "")
    EMAIL_HOST_PASSWORD = unquote(_MAIL_SERVER.password or "")
    EMAIL_USE_TLS = _MAIL_SERVER.scheme == "smtp+tls"
    EMAIL_USE_SSL = _MAIL_SERVER.scheme == "smtp+ssl"
else:
    # On one's own machine a message is shown; elsewhere the desk sends none.
    _SHOWN = "console" if DEBUG else "dummy"
    EMAIL_BACKEND = f"django.core.mail.backends.{_SHOWN}.EmailBackend"
# Seconds for each answer of the mail server. A person waits for the first that does not
# come: claims.mailing then tries no other address.
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = _sender(
    "DEFAULT_FROM_EMAIL", f"desk@{urlsplit(SITE_URL).hostname}"
)

# What browsers may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
# The admin needs its scripts, each a file, and asks the server while one types.
ADMIN_CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": ["'self'"],
    "connect-src": ["'self'"],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "usb",
    )
}  # fmt: skip

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
# Probes ask from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = (
    _number("HSTS_SECONDS", 3600, range(1, 63_072_001)) if _HTTPS else 0
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
# A name gets out of the lists that browsers ship only after months: whose it is may
# have it put there, but a product does not ask for it.
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if _BEHIND_A_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What the operator sees

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
