"""A backup is worth what its restoring is: the drill, and every way it can go wrong."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as project
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from claims.backups import archive, engines, keeping
from claims.models import Article
from claims.triggers import drop_triggers, missing_triggers
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT = dt.datetime(2026, 3, 1, 3, tzinfo=dt.UTC)
PASSWORD = "the-database-opens-to-this"
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    for name, content in {
        "copies/ab/abcdef": b"\x00\xff" * 500_000,
        "copies/empty": b"",
        "pictures/Überfahrt 1.png": b"a picture",
    }.items():
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return settings.MEDIA_ROOT


@pytest.fixture
def desk(media: Path, editor: User, checker: User, other_checker: User) -> Article:
    """A desk with a published article, and one title in many scripts."""
    version = factories.published(editor, checker, other_checker)
    Article.objects.update(byline="Ёлка 🦔 “x” \\ ' \t e\u0301")
    return version.fact_check.article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def backup(desk: Article, folder: Path) -> Path:
    return keeping.make(folder, at=NIGHT)[0]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def rows(database: dict[str, Any]) -> Rows:
    """Return every row of every table, sorted, by a connection of our own."""
    if connection.vendor == "sqlite":
        opened: Any = sqlite3.connect(database["NAME"])
        listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        opened = psycopg.connect(
            dbname=database["NAME"],
            user=database["USER"],
            password=database["PASSWORD"],
            host=database["HOST"],
            port=database["PORT"] or None,
        )
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with contextlib.closing(opened):
        tables = [name for (name,) in opened.execute(listed).fetchall()]
        return {
            table: sorted(
                opened.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr
            )
            for table in tables
        }


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """An empty database and media folder on the same engine."""
    there = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        there["NAME"] = str(tmp_path / "elsewhere.sqlite3")
        yield there
        return
    there["NAME"] += "_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{there["NAME"]}"')
        cursor.execute(f'CREATE DATABASE "{there["NAME"]}" TEMPLATE template0')
    yield there
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{there["NAME"]}" WITH (FORCE)')


def address(database: dict[str, Any]) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    port = f":{database['PORT']}" if database["PORT"] else ""
    user = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgres://{user}@{database['HOST']}{port}/{database['NAME']}"


def manage(
    database: dict[str, Any], media: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """Run manage.py as a deployment's own process, on another database."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=project.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            "DATABASE_URL": address(database),
            "MEDIA_ROOT": str(media),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


class TestDrill:
    def test_a_desk_restored_elsewhere_is_the_same_to_the_letter(
        self, desk: Article, media: Path, folder: Path, elsewhere: dict[str, Any]
    ) -> None:
        here = dict(connection.settings_dict)
        made = manage(here, media, "backup", str(folder))
        assert made.returncode == 0, made.stderr
        told = json.loads(made.stdout)
        fresh = folder.parent / "fresh-media"

        done = manage(elsewhere, fresh, "restore", told["file"])

        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert rows(elsewhere) == rows(here)
        assert told["rows"] > 100
        assert files(fresh) == files(media)
        assert manage(elsewhere, fresh, "migrate", "--check").returncode == 0

    def test_the_restored_desk_still_refuses_what_the_database_refuses(
        self, desk: Article, media: Path, folder: Path, elsewhere: dict[str, Any]
    ) -> None:
        made = keeping.make(folder, at=NIGHT)[0]
        manage(elsewhere, folder.parent / "fresh", "restore", str(made))

        emptied = manage(
            elsewhere,
            media,
            "shell",
            "--no-imports",
            "--command=from django.db import connection as c; "
            "c.cursor().execute('DELETE FROM claims_review')",
        )

        assert "never vanish" in emptied.stderr

    def test_what_was_written_since_is_gone_and_what_was_lost_is_back(
        self, desk: Article, media: Path, backup: Path
    ) -> None:
        before, stored = rows(connection.settings_dict), files(media)
        factories.article("Something else. It happened since.")
        (media / "copies/ab/abcdef").unlink()
        (media / "since").write_bytes(b"x")
        assert rows(connection.settings_dict) != before

        run("restore", str(backup), "--replace", "--yes")

        assert rows(connection.settings_dict) == before
        assert files(media) == stored
        assert missing_triggers(connection) == []

    def test_replaced_media_are_set_aside(self, media: Path, backup: Path) -> None:
        (media / "since").write_bytes(b"x")

        run("restore", str(backup), "--replace", "--yes")

        (aside,) = media.glob(".replaced-*")
        assert (aside / "since").read_bytes() == b"x"

    def test_a_restore_that_fails_leaves_everything_as_it_was(
        self, media: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        factories.article("Something else. It happened since.")
        (media / "since").write_bytes(b"x")
        before, stored = rows(connection.settings_dict), files(media)
        monkeypatch.setenv("PATH", "/nowhere")
        if connection.vendor == "sqlite":
            blocker = sqlite3.connect(connection.settings_dict["NAME"])
            blocker.execute("BEGIN IMMEDIATE")
            monkeypatch.setattr(engines, "_PATIENCE", 0.1)

        with pytest.raises(CommandError):
            run("restore", str(backup), "--replace", "--yes")

        if connection.vendor == "sqlite":
            blocker.close()
        assert rows(connection.settings_dict) == before
        assert files(media) == stored
        assert not list(media.glob(".*"))

    def test_a_restored_desk_without_its_triggers_says_so(self, backup: Path) -> None:
        manifest = archive.verify(backup)
        assert keeping.outstanding(manifest) == []

        drop_triggers(connection)

        assert "The trigger claims_review_never_changes is missing; run migrate." in (
            keeping.outstanding(manifest)
        )

    def test_a_backup_of_an_older_version_asks_for_migrate(self, backup: Path) -> None:
        manifest = archive.verify(backup)
        manifest.migrations.remove("claims.0002_comments_due_times_pictures_tokens")

        assert keeping.outstanding(manifest) == [
            f"The backup is of version {manifest.product}; run migrate."
        ]


class TestMake:
    def test_it_holds_the_database_the_media_and_a_manifest_last(
        self, backup: Path
    ) -> None:
        with tarfile.open(backup) as tar:
            names = tar.getnames()

        assert backup.name == "factcheck-20260301T030000Z.tar"
        assert names == [
            "database",
            "media/copies/empty",
            "media/copies/ab/abcdef",
            "media/pictures/Überfahrt 1.png",
            "manifest.json",
        ]

    def test_the_manifest_says_what_was_backed_up(
        self, backup: Path, desk: Article
    ) -> None:
        manifest = archive.verify(backup)

        assert manifest.engine == connection.vendor
        assert manifest.made_at == "2026-03-01T03:00:00+00:00"
        assert manifest.product == "0.1.0"
        assert "claims.0001_the_desk" in manifest.migrations
        assert manifest.counts["claims_article"] == Article.objects.count() == 1
        assert manifest.counts["auth_user"] == User.objects.count()

    def test_only_its_owner_can_read_it(self, backup: Path) -> None:
        assert backup.stat().st_mode & 0o777 == 0o600

    def test_no_key_is_in_it(
        self, desk: Article, media: Path, folder: Path, settings: Any
    ) -> None:
        settings.SECRET_KEY = "sign-with-this-and-tell-nobody"
        (media / ".env").write_text(f"SECRET_KEY={settings.SECRET_KEY}")
        (media / ".keys").mkdir()
        (media / ".keys/log.pem").write_text(settings.SECRET_KEY)
        (media / "link").symlink_to(media / ".env")

        made, manifest = keeping.make(folder, at=NIGHT)

        assert settings.SECRET_KEY.encode() not in made.read_bytes()
        assert len(manifest.media) == 3

    def test_media_that_hold_the_program_are_refused(
        self, folder: Path, settings: Any
    ) -> None:
        settings.MEDIA_ROOT = settings.BASE_DIR.parent

        with pytest.raises(CommandError, match="would take its keys along"):
            run("backup", str(folder))

        assert list(folder.iterdir()) == []

    def test_a_backup_is_never_overwritten(self, backup: Path) -> None:
        content = backup.read_bytes()

        with pytest.raises(archive.BackupRefused, match=r"is there already\."):
            keeping.make(backup.parent, at=NIGHT)

        assert backup.read_bytes() == content
        assert list(backup.parent.iterdir()) == [backup]

    def test_one_that_fails_midway_is_not_there(
        self, desk: Article, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(archive.Writer, "finish", fail)

        with pytest.raises(CommandError, match="No space left on device"):
            run("backup", str(folder))

        assert list(folder.iterdir()) == []

    def test_a_folder_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be written: No such file"):
            run("backup", str(tmp_path / "nowhere"))

    @pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite asks for no password."
    )
    def test_the_password_is_on_no_command_line(
        self, desk: Article, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[tuple[list[str], dict[str, str]]] = []
        run_really = subprocess.run

        def listen(command: list[str], **rest: Any) -> Any:
            asked.append((command, rest["env"]))
            return run_really(command, **rest)

        monkeypatch.setattr(subprocess, "run", listen)
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", PASSWORD)

        made, _ = keeping.make(folder, at=NIGHT)
        keeping.restore(made, replace=True)

        programs = [command[0] for command, _ in asked]
        assert {"pg_dump", "pg_restore", "psql"} == set(programs)
        for command, environment in asked:
            assert PASSWORD not in " ".join(command)
            assert environment["PGPASSWORD"] == PASSWORD
        assert PASSWORD.encode() not in made.read_bytes()

    @pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite needs no program."
    )
    def test_a_missing_program_is_named(
        self, desk: Article, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", "/nowhere")

        with pytest.raises(CommandError, match="pg_dump is not installed"):
            run("backup", str(folder))

        assert list(folder.iterdir()) == []


def cut_short(backup: Path) -> None:
    os.truncate(backup, backup.stat().st_size * 2 // 3)


def cut_at_the_manifest(backup: Path) -> None:
    with tarfile.open(backup) as tar:
        os.truncate(backup, tar.getmember("manifest.json").offset)


def one_bit(backup: Path) -> None:
    with tarfile.open(backup) as tar:
        at = tar.getmember("media/copies/ab/abcdef").offset_data + 1000
    with backup.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def no_archive(backup: Path) -> None:
    backup.write_bytes(b"This is no backup." * 100)


def empty(backup: Path) -> None:
    backup.write_bytes(b"")


def rewritten(
    change: Callable[[dict[str, tuple[tarfile.TarInfo, bytes]]], None],
) -> Any:
    """Write the backup anew after ``change`` of its entries."""

    def rewrite(backup: Path) -> None:
        with tarfile.open(backup) as tar:
            entries = {
                entry.name: (entry, tar.extractfile(entry).read()) for entry in tar
            }
        change(entries)
        with tarfile.open(backup, "w") as tar:
            for entry, content in entries.values():
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))

    rewrite.__name__ = change.__name__
    return rewrite


def without_a_part(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
    del entries["media/copies/ab/abcdef"]


def with_a_part_more(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
    entries["x"] = (tarfile.TarInfo("media/more"), b"more")
    entries["manifest.json"] = entries.pop("manifest.json")


def out_of_the_folder(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
    entries["x"] = (tarfile.TarInfo("media/../../.bashrc"), b"evil")
    entries["manifest.json"] = entries.pop("manifest.json")


def a_link(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
    link = tarfile.TarInfo("media/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    entries["x"] = (link, b"")
    entries["manifest.json"] = entries.pop("manifest.json")


def of_another_kind(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
    entry, body = entries["manifest.json"]
    entries["manifest.json"] = (entry, body.replace(b"backup/1", b"backup/9"))


def garbled(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
    entry, body = entries["manifest.json"]
    entries["manifest.json"] = (entry, body[:-1])


DAMAGE: list[tuple[Callable[[Path], None], str]] = [
    (cut_short, "is no backup, or is cut short"),
    (cut_at_the_manifest, "it has no manifest"),
    (one_bit, "“media/copies/ab/abcdef” differs from its manifest"),
    (no_archive, "is no backup"),
    (empty, "is no backup"),
    (rewritten(without_a_part), "differs from its manifest"),
    (rewritten(with_a_part_more), "does not hold what its manifest says"),
    (rewritten(out_of_the_folder), "which no backup holds"),
    (rewritten(a_link), "which no backup holds"),
    (rewritten(of_another_kind), "of a kind this version does not know"),
    (rewritten(garbled), "a manifest nobody can read"),
    (Path.unlink, "There is no file"),
]


class TestVerify:
    def test_a_whole_one_is_told_as_json(self, backup: Path) -> None:
        told = json.loads(run("backup", "--verify", str(backup)))

        assert told["file"] == str(backup)
        assert told["media"] == 3
        assert told["bytes"] == backup.stat().st_size

    def test_damaged_ones_are_told_and_nothing_of_them_restored(
        self, backup: Path, media: Path
    ) -> None:
        before, stored = rows(connection.settings_dict), files(media)

        for damage, sentence in DAMAGE:
            damaged = backup.with_name("damaged.tar")
            shutil.copy(backup, damaged)
            damage(damaged)
            with pytest.raises(CommandError, match=sentence):
                run("backup", "--verify", str(damaged))
            with pytest.raises(CommandError, match=sentence):
                run("restore", str(damaged), "--replace", "--yes")

        assert rows(connection.settings_dict) == before
        assert files(media) == stored


class TestRestoreRefuses:
    def test_a_database_that_has_tables(self, backup: Path) -> None:
        with pytest.raises(CommandError, match="has tables already"):
            run("restore", str(backup))

    def test_a_media_folder_that_has_files(
        self, backup: Path, media: Path, elsewhere: dict[str, Any]
    ) -> None:
        refused = manage(elsewhere, media, "restore", str(backup))

        assert refused.returncode == 1
        assert "has files already" in refused.stderr
        assert rows(elsewhere) == {}

    def test_to_replace_without_an_answer(
        self, backup: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO())

        with pytest.raises(CommandError, match="say --yes to replace"):
            run("restore", str(backup), "--replace")

    @pytest.mark.parametrize("typed_right", [True, False])
    def test_to_replace_unless_the_name_is_typed(
        self, backup: Path, monkeypatch: pytest.MonkeyPatch, typed_right: bool
    ) -> None:
        name = engines.engine().name if typed_right else "yes"
        typed = io.StringIO(f"{name}\n")
        monkeypatch.setattr(typed, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", typed)
        factories.article("Something else. It happened since.")

        with (
            contextlib.suppress(CommandError)
            if not typed_right
            else (contextlib.nullcontext())
        ):
            run("restore", str(backup), "--replace")

        assert Article.objects.count() == (1 if typed_right else 2)

    def test_a_backup_of_the_other_engine(
        self, backup: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(engines.engine()), "vendor", "another")

        with pytest.raises(CommandError, match="DATABASE_URL names another"):
            run("restore", str(backup), "--replace", "--yes")

    def test_a_backup_of_a_newer_version(
        self, backup: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keeping, "_known_migrations", lambda: {"auth.0001_initial"})

        with pytest.raises(CommandError, match=r"this one does not know admin|claims"):
            run("restore", str(backup), "--replace", "--yes")


def test_a_copy_that_does_not_count_as_its_manifest_is_not_restored(
    media: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = archive.verify(backup)
    manifest.counts["claims_article"] += 1
    monkeypatch.setattr(keeping, "verify", lambda _path: manifest)
    stored = files(media)

    with pytest.raises(archive.BackupRefused, match="do not count as they did"):
        keeping.restore(backup, replace=True)

    assert files(media) == stored


def test_while_people_write_the_copy_is_of_one_moment(
    desk: Article, folder: Path, elsewhere: dict[str, Any]
) -> None:
    """What is written and not committed is in no backup, and holds none up."""
    here = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        writing: Any = sqlite3.connect(here["NAME"], isolation_level=None)
        writing.execute("BEGIN IMMEDIATE")
    else:
        writing = psycopg.connect(address(here))
    before = rows(here)
    writing.execute("INSERT INTO auth_group (name) VALUES ('half done')")

    made, _ = keeping.make(folder, at=NIGHT)

    writing.close()
    manage(elsewhere, folder.parent / "fresh", "restore", str(made))
    assert rows(elsewhere) == before
