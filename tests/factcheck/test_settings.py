from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

DEPLOYED = {
    "DEBUG": "false",
    "SECRET_KEY": "long-and-random",
    "ALLOWED_HOSTS": "facts.example",
    "SITE_URL": "https://facts.example",
}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=inherited | DEPLOYED | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def setting(name: str, **environment: str) -> Any:
    script = (
        f"import json; from factcheck import settings as s; print(json.dumps(s.{name}))"
    )
    return json.loads(run("-c", script, **environment).stdout)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("DEBUG", "treu", "is 'treu'; it must be true or false."),
        ("TRUST_PROXY", "maybe", "is 'maybe'; it must be true or false."),
        ("SECRET_KEY", "", "is missing"),
        ("ALLOWED_HOSTS", "", "is missing"),
        ("ALLOWED_HOSTS", "facts.example,*", "* would let in any name."),
        ("REVIEWS_REQUIRED", "3", "is '3'; it must be a whole number from 1 to 2."),
        ("REVIEWS_REQUIRED", "two", "is 'two'; it must be a whole number from 1 to 2."),
        ("REVIEWS_REQUIRED", "²", "is '²'; it must be a whole number"),
        ("HSTS_SECONDS", "-1", "is '-1'; it must be a whole number"),
        ("PORT", "0", "is '0'; it must be a whole number from 1 to 65535."),
        ("SITE_URL", "facts.example", "it must be an address such as"),
        ("SITE_URL", "https://facts.example/desk", "without a path."),
        ("SITE_URL", "https://user@facts.example", "it must be an address such as"),
        ("SITE_URL", "https://[facts", "it must be an address such as"),
        ("SITE_URL", "https://facts.example:port", "it must be an address such as"),
        ("LANGUAGE_CODE", "klingon", "a language Django does not know."),
        ("TIME_ZONE", "Berlin", "it must be a name such as Europe/Berlin."),
        ("TIME_ZONE", "../../etc/passwd", "it must be a name such as Europe/Berlin."),
        ("DATABASE_URL", "postgresql", "it must be sqlite:///… or postgres://…."),
        ("DATABASE_URL", "mysql://a:b@localhost/c", "others are not supported."),
        ("DATABASE_URL", "nonsense://a:b@localhost/c", "cannot be read"),
        ("DATABASE_URL", "postgres://a:b@localhost:port/c", "cannot be read"),
        ("EMAIL_URL", "mail.example", "cannot be read; it must be smtp+tls://"),
        ("EMAIL_URL", "imap://mail.example", "cannot be read"),
        ("EMAIL_URL", "smtp://mail.example:port", "cannot be read"),
        ("EMAIL_URL", "smtp://mail.example:0", "cannot be read"),
        ("EMAIL_URL", "smtp://", "cannot be read"),
        ("DEFAULT_FROM_EMAIL", "The desk", "it must be an address such as Desk <desk@"),
        ("DEFAULT_FROM_EMAIL", "@facts.example", "it must be an address such as"),
        ("DEBUG", "true", "is on, and SITE_URL is one for readers"),
        ("MEDIA_ROOT", "media", "is 'media'; it must begin with /"),
        ("MEDIA_ROOT", f"{ROOT}/manage.py", "manage.py', which is not a folder."),
    ],
)
def test_a_wrong_value_ends_the_start_with_one_sentence(
    name: str, value: str, problem: str
) -> None:
    started = run("manage.py", "check", **{name: value})

    assert started.returncode == 1
    assert started.stderr.count("\n") == 1
    assert started.stderr.startswith(f"The setting {name} ")
    assert problem in started.stderr


def test_a_mistaken_database_address_does_not_show_its_password() -> None:
    started = run("manage.py", "check", DATABASE_URL="mysql://desk:hunter2@localhost/c")

    assert "hunter2" not in started.stdout + started.stderr


def test_a_server_does_not_start_on_a_wrong_value() -> None:
    started = run(
        "-m",
        "gunicorn",
        "factcheck.wsgi",
        "--bind",
        "127.0.0.1:0",
        REVIEWS_REQUIRED="9",
    )

    assert started.returncode == 1
    assert "The setting REVIEWS_REQUIRED is '9'" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_server_makes_no_socket_in_a_home_it_may_not_write_to() -> None:
    printed = run("-m", "gunicorn", "--print-config").stdout

    assert re.search(r"^control_socket_disable += True$", printed, re.MULTILINE)


def test_right_values_start() -> None:
    started = run("manage.py", "check")

    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize("key", ["$h0rt-and-random", "a$b\\$c", "#not-a-remark", "'q'"])
def test_a_secret_key_of_any_marks_is_taken_as_it_stands(key: str) -> None:
    assert setting("SECRET_KEY", SECRET_KEY=key) == key


def test_on_ones_own_machine_nothing_has_to_be_set() -> None:
    started = run(
        "manage.py", "check", DEBUG="true", SECRET_KEY="", ALLOWED_HOSTS="", SITE_URL=""
    )

    assert started.returncode == 0, started.stderr


def test_the_site_is_on_its_port_unless_told() -> None:
    assert setting("SITE_URL", SITE_URL="", PORT="8123") == "http://127.0.0.1:8123"
    assert setting("SITE_URL", SITE_URL="https://a.example/") == "https://a.example"


@pytest.mark.parametrize(
    ("site_url", "secure"),
    [("https://facts.example", True), ("http://facts.example", False)],
)
@pytest.mark.parametrize(
    "name",
    [
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    ],
)
def test_a_site_served_over_https_keeps_to_it(
    name: str, site_url: str, secure: bool
) -> None:
    assert setting(name, SITE_URL=site_url) is secure


def test_the_promise_of_https_lasts_as_long_as_told() -> None:
    assert setting("SECURE_HSTS_SECONDS") == 3600
    assert setting("SECURE_HSTS_SECONDS", HSTS_SECONDS="31536000") == 31_536_000
    assert setting("SECURE_HSTS_SECONDS", SITE_URL="http://facts.example") == 0


def test_the_product_asks_no_browser_to_ship_the_sites_name() -> None:
    assert setting("SECURE_HSTS_PRELOAD", HSTS_SECONDS="31536000") is False


def test_a_proxy_is_believed_only_when_told() -> None:
    script = (
        "import factcheck.settings as s; print('SECURE_PROXY_SSL_HEADER' in vars(s))"
    )

    assert run("-c", script).stdout == "False\n"
    assert run("-c", script, TRUST_PROXY="true").stdout == "True\n"


def test_a_mistaken_mail_server_does_not_show_its_password() -> None:
    started = run("manage.py", "check", EMAIL_URL="pop://desk:hunter2@mail.example")

    assert started.returncode == 1
    assert "hunter2" not in started.stdout + started.stderr


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ["mail.example", 25, "", "", False, False]),
        (
            "smtp+tls://desk:p%40ss@mail.example",
            ["mail.example", 587, "desk", "p@ss", True, False],
        ),
        ("smtp+ssl://mail.example:4650", ["mail.example", 4650, "", "", False, True]),
    ],
)
def test_mail_leaves_by_the_server_named(url: str, expected: list[object]) -> None:
    names = "HOST PORT HOST_USER HOST_PASSWORD USE_TLS USE_SSL".split()
    script = (
        "import json; from factcheck import settings as s; "
        f"print(json.dumps([getattr(s, f'EMAIL_{{name}}') for name in {names}]))"
    )

    assert json.loads(run("-c", script, EMAIL_URL=url).stdout) == expected


def test_without_a_server_no_mail_leaves_and_on_ones_own_machine_it_is_shown() -> None:
    assert "dummy" in setting("EMAIL_BACKEND")
    assert "console" in setting("EMAIL_BACKEND", DEBUG="true", SITE_URL="")
    assert setting("DEFAULT_FROM_EMAIL") == "desk@facts.example"


def test_passwords_are_hashed_with_argon2() -> None:
    hashers = setting("PASSWORD_HASHERS")

    assert hashers[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_a_socket_folder_in_a_database_address_is_unquoted() -> None:
    host = setting(
        "DATABASES['default']['HOST']", DATABASE_URL="postgres://%2Frun%2Fpg/a"
    )

    assert host == "/run/pg"
