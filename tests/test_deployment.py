"""The files a deployment begins with parse, and agree with the application."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
NGINX = (DEPLOY / "nginx/factcheck.conf").read_text(encoding="utf-8")
CONFINING = re.compile(r"(Protect|Private|Restrict|Lock|Memory|NoNew|System|Capab)\w+=")


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return loaded


def example() -> dict[str, str]:
    lines = (DEPLOY / "factcheck.env.example").read_text().splitlines()
    pairs = [line.partition("=") for line in lines if line and line[0] != "#"]
    return {name: "".join(shlex.split(value)) for name, _, value in pairs}


def verified(units: list[Path], tmp_path: Path) -> str:
    """Return what systemd finds wrong, the paths put where this checkout is."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed.")
    here = str(settings.BASE_DIR)
    for unit in units:
        text = unit.read_text(encoding="utf-8").replace("/srv/factcheck", here)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    told = subprocess.run(
        [program, "verify", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stderr + ("" if told.returncode == 0 else f" {told.returncode}")


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    assert verified(UNITS, tmp_path) == ""


def test_systemd_would_find_what_is_wrong(tmp_path: Path) -> None:
    unit = tmp_path / "wrong.service"
    unit.write_text("[Service]\nExecStart=/nowhere/gunicorn\nProtectSytem=strict\n")

    assert "ProtectSytem" in verified([unit], tmp_path)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_service_is_confined_alike(unit: Path) -> None:
    lines = [line for line in unit.read_text().splitlines() if CONFINING.match(line)]

    assert len(lines) > 18
    assert lines == [
        line for line in SERVICES[0].read_text().splitlines() if CONFINING.match(line)
    ]
    assert "User=factcheck" in unit.read_text()


def test_the_commands_that_the_units_name_exist() -> None:
    named = re.findall(
        r"manage\.py (\w+)", "".join(unit.read_text() for unit in SERVICES)
    )

    assert {"backup", "check_archive", "migrate"} == set(named)
    assert set(named) <= set(get_commands())


@pytest.mark.parametrize(
    "timer", [unit for unit in UNITS if unit.suffix == ".timer"], ids=lambda u: u.name
)
def test_every_timer_has_its_service(timer: Path) -> None:
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.read(timer)

    assert timer.with_suffix(".service") in UNITS
    assert parsed["Timer"]["Persistent"] == "true"
    assert parsed["Timer"]["OnCalendar"]


def test_nginx_refuses_what_is_larger_than_what_the_application_refuses() -> None:
    """What is a little too large the application refuses, in its own words."""
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    over = int(megabytes) * 1024 * 1024 - settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    assert 0 < over <= 1024 * 1024


def test_nginx_sets_what_the_application_believes_and_keeps_nothing() -> None:
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in NGINX
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "proxy_set_header Host $host;" in NGINX
    assert "proxy_add_x_forwarded_for" not in NGINX
    assert "proxy_cache off;" in NGINX
    assert "proxy_cache_path" not in NGINX
    assert "/var/lib/factcheck" not in NGINX


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("nginx is not installed.")
    certificate = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
        *("-subj", "/CN=facts.example", "-keyout", f"{tmp_path}/privkey.pem"),
        *("-out", f"{tmp_path}/fullchain.pem"),
    ]
    subprocess.run(certificate, check=True, capture_output=True)
    site = NGINX.replace("/etc/nginx/tls", str(tmp_path))
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {site} }}"
    )

    told = subprocess.run(
        [program, "-t", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr


def test_braces_and_statements_of_nginx_end() -> None:
    lines = [line.partition("#")[0].strip() for line in NGINX.splitlines()]

    assert "".join(lines).count("{") == "".join(lines).count("}")
    assert {line[-1] for line in lines if line} <= {"{", "}", ";"}


def test_every_image_is_pinned_and_every_lasting_service_is_watched() -> None:
    services = compose()["services"]
    ours = (DEPLOY / "Dockerfile").read_text()
    images = [service["image"] for service in services.values()]
    images += re.findall(r"^FROM (\S+)", ours, re.MULTILINE)

    for image in images:
        assert image == "factcheck:local" or re.search(r":\d+\.\d+(\.\d+)?-", image)
    for service in services.values():
        assert service.get("restart") is None or service["healthcheck"]["test"]
    assert {name for name, each in services.items() if "restart" not in each} == {
        "prepare"
    }


def test_the_client_in_the_image_is_of_the_server_beside_it() -> None:
    server = re.search(r"postgres:(\d+)", compose()["services"]["database"]["image"])

    assert server
    assert f"postgresql-client-{server[1]} " in (DEPLOY / "Dockerfile").read_text()


def test_no_file_holds_a_secret() -> None:
    given = example()
    text = (DEPLOY / "compose.yaml").read_text()

    assert given["SECRET_KEY"] == ""
    assert "@" not in given["DATABASE_URL"]
    assert set(re.findall(r"PASSWORD: (.*)", text)) == {
        "${POSTGRES_PASSWORD:?choose one}"
    }
    assert re.findall(r"postgres://\w+:([^@]*)@", text) == [
        "${POSTGRES_PASSWORD:?choose one}"
    ]
    assert "SECRET_KEY" not in text


def test_the_image_takes_nothing_that_is_not_named() -> None:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and line[0] != "#"]

    assert rules[0] == "*"
    assert not [rule for rule in rules if rule[0] == "!" and ".env" in rule]
    for rule in rules[1:-1]:
        assert (Path(settings.BASE_DIR) / rule.removeprefix("!")).exists()


def test_the_example_names_variables_that_exist_and_are_explained() -> None:
    read = (Path(settings.BASE_DIR) / "factcheck/settings.py").read_text()
    explained = (Path(settings.BASE_DIR) / "docs/deployment.md").read_text()

    for name in example():
        assert f'"{name}"' in read
        assert f"| `{name}` |" in explained


def settings_of(tmp_path: Path, environment: dict[str, str]) -> Any:
    """Start the settings in a checkout set up as for a demonstration; say if DEBUG."""
    (tmp_path / "factcheck").mkdir(exist_ok=True)
    shutil.copy(ROOT / "factcheck/settings.py", tmp_path / "factcheck")
    (tmp_path / ".env").write_text("DEBUG=true\nSECRET_KEY=of-the-demonstration\n")
    return subprocess.run(
        [sys.executable, "-c", "from factcheck.settings import DEBUG; print(DEBUG)"],
        env=environment | {"PATH": "/usr/bin", "SECRET_KEY": "long-and-random"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_beside_what_a_demonstration_left_shows_no_faults(
    tmp_path: Path,
) -> None:
    started = settings_of(tmp_path, example())

    assert started.stdout == "False\n", started.stderr


def test_an_example_that_did_not_say_so_would_end_the_start(tmp_path: Path) -> None:
    given = example()
    del given["DEBUG"]

    started = settings_of(tmp_path, given)

    assert started.returncode == 1
    assert started.stderr.startswith("The setting DEBUG is on")


def test_only_a_demonstration_turns_debug_on(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("installer.txt", "dev.txt"):
        (tmp_path / "requirements" / name).touch()

    def told(target: str) -> str:
        return subprocess.run(
            ["make", "--dry-run", target],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert "DEBUG=true" not in told("setup")
    assert "DEBUG=true" in told("demo")


def test_a_shell_reads_the_example_as_systemd_does(tmp_path: Path) -> None:
    script = f"set -eua; . {DEPLOY}/factcheck.env.example; env -0"
    read = subprocess.run(
        ["/bin/sh", "-c", script], env={}, capture_output=True, text=True, check=True
    )
    given = dict(line.split("=", 1) for line in read.stdout.split("\0") if line)

    assert read.stderr == ""
    assert {name: given[name] for name in example()} == example()


def test_manage_runs_as_the_services_do(tmp_path: Path) -> None:
    """As their user, with their settings, in the checkout it lies in."""
    checkout = tmp_path / "srv"
    (checkout / "deploy").mkdir(parents=True)
    (checkout / ".venv/bin").mkdir(parents=True)
    script = (DEPLOY / "manage").read_text()
    environment = tmp_path / "factcheck.env"
    shutil.copy(DEPLOY / "factcheck.env.example", environment)
    programs = {
        "deploy/manage": script.replace(
            "/etc/factcheck/factcheck.env", str(environment)
        ),
        "runuser": '#!/bin/sh\ntest "$2" = factcheck && shift 3 && exec "$@"\n',
        ".venv/bin/python": '#!/bin/sh\nprintf "%s|" "$PWD" "$DESK_NAME" "$@"\n',
    }
    for name, text in programs.items():
        (checkout / name).write_text(text)
        (checkout / name).chmod(0o755)

    done = subprocess.run(
        [checkout / "deploy/manage", "backup", "/var/backups/the desk"],
        env={"PATH": f"{checkout}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split("|") == [
        *(str(checkout), "The Example Desk", "manage.py", "backup"),
        *("/var/backups/the desk", ""),
    ]
    assert os.access(DEPLOY / "manage", os.X_OK)
    for unit in SERVICES:
        lines = unit.read_text().splitlines()
        assert "User=factcheck" in lines
        assert "EnvironmentFile=/etc/factcheck/factcheck.env" in lines
        assert "WorkingDirectory=/srv/factcheck" in lines


def test_what_is_filled_in_is_never_committed() -> None:
    def is_ignored(path: str) -> bool:
        told = subprocess.run(
            ["git", "check-ignore", "--quiet", "--no-index", path],
            cwd=ROOT,
            check=False,
        )
        if told.returncode > 1:
            pytest.skip("This is no checkout.")
        return told.returncode == 0

    assert is_ignored("deploy/factcheck.env")
    assert not is_ignored("deploy/factcheck.env.example")


def test_in_containers_nothing_is_migrated_before_it_is_backed_up_or_restored() -> None:
    pages = [ROOT / "docs/deployment.md", ROOT / "docs/upgrading.md"]
    text = "".join(page.read_text() for page in pages).replace("\\\n", "")
    commands = re.findall(
        r"compose\.yaml (run .* manage\.py (?:backup|restore).*)", text
    )

    assert len(commands) > 2
    assert all(" --no-deps " in command for command in commands)


def test_the_desk_is_stopped_before_it_is_backed_up_for_an_upgrade() -> None:
    steps, _, containers = (
        (ROOT / "docs/upgrading.md").read_text().partition("With containers")
    )

    assert steps.index("systemctl stop") < steps.index("manage.py backup DIR")
    assert containers.index("stop web desk") < containers.index("manage.py backup")


def test_an_example_that_is_not_filled_in_does_not_start(tmp_path: Path) -> None:
    started = subprocess.run(
        [
            sys.executable,
            Path(settings.BASE_DIR) / "manage.py",
            "check",
        ],
        env=example() | {"PATH": "/usr/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert started.stderr.startswith("The setting SECRET_KEY is missing")
