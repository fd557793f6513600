"""A backup is worth what its restoring is: the drill, and every way it can go wrong."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import io
import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as project
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from claims.backups import archive, engines, keeping
from claims.models import Article
from claims.triggers import drop_triggers, missing_triggers
from sources import archiving
from sources.models import ArchivedCopy
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


def keep(raw: bytes, by: User) -> Path:
    """Keep a copy of a source; return its file."""
    stored = archiving.store(raw=raw)
    with transaction.atomic():
        archiving.add_copy(
            source=factories.opened_source(by), stored=stored, means="uploaded", by=by
        )
    return archiving.path_of(stored.sha256)


def in_a_child(act: Callable[[], object], at_step: int, how: int, *calls: str) -> int:
    """Do something in a process of its own, which a signal meets at a step.

    Args:
        at_step: how many of ``calls``, functions of ``os`` or the wait for a program,
            it begins; at the last the signal comes.

    Returns:
        Its exit code, negative where a signal ended it.
    """
    connection.close()  # Two processes must not share it.
    process = os.fork()
    if process == 0:
        os.setpgid(0, 0)  # The programs it runs are met, too.
        steps = itertools.count(1)

        def met(call: Callable[..., Any]) -> Callable[..., Any]:
            def called(*arguments: Any, **options: Any) -> Any:
                if next(steps) == at_step:
                    os.killpg(os.getpid(), how)
                return call(*arguments, **options)

            return called

        for name in calls:
            setattr(os, name, met(getattr(os, name)))
        subprocess.Popen.communicate = met(subprocess.Popen.communicate)
        try:
            act()
        except SystemExit:
            os._exit(1)
        except BaseException:  # noqa: BLE001
            os._exit(2)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def settled() -> None:
    """Wait until the server has noticed that a program of ours is gone."""
    if connection.vendor == "sqlite":
        return
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND datname = current_database()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)
    pytest.fail("Somebody is still at the database.")


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

    def test_the_rows_have_their_files_at_whatever_moment_it_is_killed(
        self,
        media: Path,
        desk: Article,
        folder: Path,
        checker: User,
        tmp_path: Path,
    ) -> None:
        coming, damaged = keep(b"Comes back", checker), keep(b"Damaged", checker)
        backup = keeping.make(folder, at=NIGHT)[0]
        new_rows, new_files = rows(connection.settings_dict), files(media)
        ArchivedCopy.objects.filter(sha256=coming.name).delete()
        coming.unlink()
        damaged.write_bytes(b"dAMAGED")
        going = keep(b"Kept since", checker)
        old_rows = rows(connection.settings_dict)
        old, _ = keeping.make(folder, at=NIGHT + dt.timedelta(days=1))
        shutil.copytree(media, tmp_path / "before")
        seen = set()

        for step in range(1, 20):
            shutil.rmtree(media)
            shutil.copytree(tmp_path / "before", media)
            ended = in_a_child(
                lambda: keeping.restore(backup, replace=True),
                step,
                signal.SIGKILL,
                *("link", "replace", "sync", "rename"),
            )
            settled()
            now = rows(connection.settings_dict)
            assert now in (old_rows, new_rows)
            named = {row.sha256 for row in ArchivedCopy.objects.all()}
            assert all(archiving.path_of(sha256).exists() for sha256 in named)
            seen.add((now == new_rows, coming.exists(), going.exists()))
            if ended == 0:
                break
            assert ended == -signal.SIGKILL
            if now == new_rows:
                keeping.restore(old, replace=True)

        assert ended == 0
        assert now == new_rows
        assert files(media) == new_files
        # The negative control: it was killed before, between and after the two.
        assert seen == {
            (False, False, True),
            (False, True, True),
            (True, True, True),
            (True, True, False),
        }

    def test_what_a_killed_restore_left_is_gone_after_the_next(
        self, media: Path, backup: Path
    ) -> None:
        in_a_child(
            lambda: keeping.restore(backup, replace=True), 1, signal.SIGKILL, "sync"
        )
        settled()
        assert list(media.glob(".factcheck-*"))

        run("restore", str(backup), "--replace", "--yes")

        assert not list(media.glob(".factcheck-*"))

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

    def test_no_sign_in_is_in_it(self, desk: Article, folder: Path) -> None:
        Client().force_login(User.objects.get(username="checker"))
        key = Session.objects.get().session_key
        gone = Client()
        gone.force_login(User.objects.get(username="checker"))
        gone_key = gone.session.session_key
        gone.logout()

        made, manifest = keeping.make(folder, at=NIGHT)

        content = content_of(made)
        assert key.encode() not in content
        assert gone_key.encode() not in content
        assert manifest.counts["django_session"] == 0
        # The negative controls: what the desk wrote is, and the key is here.
        assert b"The log lists 412 people on board." in content
        assert key in repr(rows(connection.settings_dict)["django_session"])

    def test_files_that_rows_name_and_that_are_gone_are_named(
        self, desk: Article, media: Path, folder: Path, checker: User
    ) -> None:
        kept, lost = keep(b"Here", checker), keep(b"Lost", checker)
        lost.unlink()

        with pytest.raises(CommandError) as raised:
            run("backup", str(folder))

        (made,) = folder.iterdir()
        manifest = archive.verify(made)
        assert raised.value.returncode == 1
        assert f"1 in all: {lost.name}. manage.py check_archive" in str(raised.value)
        assert manifest.missing == [lost.name]
        assert kept.name in {Path(part.name).name for part in manifest.media}
        assert keeping.outstanding(manifest) == [str(raised.value)]
        assert json.loads(run("backup", "--verify", str(made)))["missing"] == 1

    def test_a_media_folder_that_is_not_there_lacks_all_that_rows_name(
        self, desk: Article, media: Path, folder: Path, checker: User
    ) -> None:
        lost = {keep(str(number).encode(), checker).name for number in range(5)}
        shutil.rmtree(media)

        with pytest.raises(
            CommandError, match=r"5 in all: (\w{64}, ){3}…\. manage\.py"
        ):
            run("backup", str(folder))

        (made,) = folder.iterdir()
        assert set(archive.verify(made).missing) == lost

    def test_a_desk_without_files_lacks_none(
        self, media: Path, folder: Path, editor: User
    ) -> None:
        shutil.rmtree(media)

        assert json.loads(run("backup", str(folder)))["missing"] == 0

    def test_a_folder_that_cannot_be_read_is_named_not_skipped(
        self, desk: Article, media: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listed = os.scandir

        def refused(path: Any) -> Any:
            if str(path) == str(media / "copies"):
                raise PermissionError(13, "Permission denied", str(path))
            return listed(path)

        monkeypatch.setattr(os, "scandir", refused)

        with pytest.raises(CommandError, match="copies” cannot be read: Permission"):
            run("backup", str(folder))

        assert list(folder.iterdir()) == []

    def test_a_file_that_cannot_be_read_is_named_not_the_folder_of_backups(
        self, desk: Article, media: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = io.open

        def refused(path: Any, *how: Any, **options: Any) -> Any:
            if Path(str(path)).name == "abcdef":
                raise OSError(5, "Input/output error", str(path))
            return opened(path, *how, **options)

        monkeypatch.setattr(io, "open", refused)

        with pytest.raises(CommandError, match="abcdef” cannot be read: Input/output"):
            run("backup", str(folder))

        assert list(folder.iterdir()) == []

    def test_one_that_is_stopped_tidies_up_and_one_that_is_killed_is_tidied_after(
        self, desk: Article, folder: Path
    ) -> None:
        def backup() -> None:
            run("backup", str(folder))

        assert in_a_child(backup, 1, signal.SIGTERM, "fsync") == 1
        assert list(folder.iterdir()) == []
        assert in_a_child(backup, 1, signal.SIGKILL, "fsync") == -signal.SIGKILL
        assert len(list(folder.iterdir())) == 1

        backup()

        assert [path.suffix for path in folder.iterdir()] == [".tar"]

    def test_a_running_one_is_let_be(self, desk: Article, folder: Path) -> None:
        running = folder / ".factcheck-running"
        running.mkdir()
        held = os.open(folder, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)

        with pytest.raises(CommandError, match="Another backup or restore is at work"):
            run("backup", str(folder))

        assert list(folder.iterdir()) == [running]
        os.close(held)

    def test_where_a_folder_cannot_be_held_nothing_is_tidied_away(
        self, desk: Article, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A folder on another machine's disk, for one."""

        def fail(*_: object) -> None:
            raise OSError(9, "Bad file descriptor")

        monkeypatch.setattr(fcntl, "flock", fail)
        (folder / ".factcheck-running").mkdir()

        run("backup", str(folder))

        assert len(list(folder.iterdir())) == 2

    def test_a_database_that_is_not_there_is_told_and_none_is_made(
        self, media: Path, folder: Path, tmp_path: Path
    ) -> None:
        nowhere = dict(connection.settings_dict)
        nowhere["NAME"] = (
            str(tmp_path / "nowhere.sqlite3")
            if connection.vendor == "sqlite"
            else "nowhere"
        )

        refused = manage(nowhere, media, "backup", str(folder))

        assert refused.returncode == 1
        assert refused.stderr.count("\n") == 1
        assert "nowhere" in refused.stderr
        assert list(folder.iterdir()) == []
        assert not (tmp_path / "nowhere.sqlite3").exists()

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


def content_of(backup: Path) -> bytes:
    """Return what a backup holds, PostgreSQL's part unpacked."""
    with tarfile.open(backup) as tar:
        parts = {entry.name: tar.extractfile(entry).read() for entry in tar}
    if connection.vendor == "postgresql":
        parts["database"] = subprocess.run(
            ["pg_restore", "--file=-"],
            input=parts["database"],
            capture_output=True,
            check=True,
        ).stdout
    return b"".join(parts.values())


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


def told_otherwise(**changes: object) -> Any:
    """Have a manifest say something else."""

    def tell(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
        entry, body = entries["manifest.json"]
        told = json.loads(body) | changes
        entries["manifest.json"] = (entry, json.dumps(told).encode())

    return rewritten(tell)


def with_something_after_its_end(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"x")


DAMAGE: list[tuple[Callable[[Path], None], str]] = [
    (cut_short, "is no backup, or is cut short"),
    (cut_at_the_manifest, "it has no manifest"),
    (one_bit, "“media/copies/ab/abcdef” differs from its manifest"),
    (no_archive, "is no backup"),
    (empty, "is no backup"),
    (with_something_after_its_end, "has something after its end"),
    (rewritten(without_a_part), "differs from its manifest"),
    (rewritten(with_a_part_more), "does not hold what its manifest says"),
    (rewritten(out_of_the_folder), "which no backup holds"),
    (rewritten(a_link), "which no backup holds"),
    (rewritten(of_another_kind), "of a kind this version does not know"),
    (rewritten(garbled), "a manifest nobody can read"),
    (told_otherwise(migrations=None), "a manifest nobody can read"),
    (told_otherwise(migrations="claims.0001_the_desk"), "a manifest nobody can read"),
    (told_otherwise(product=1), "a manifest nobody can read"),
    (told_otherwise(counts={}), "a manifest nobody can read"),
    (
        told_otherwise(counts={"django_migrations": "many"}),
        "a manifest nobody can read",
    ),
    (
        told_otherwise(counts={"django_migrations": 1, '" WHERE 1/0 = 1; --': 1}),
        "a manifest nobody can read",
    ),
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

    def test_a_database_that_is_not_there(
        self, backup: Path, media: Path, tmp_path: Path
    ) -> None:
        nowhere = dict(connection.settings_dict)
        nowhere["NAME"] = (
            str(tmp_path / "no-folder/nowhere.sqlite3")
            if connection.vendor == "sqlite"
            else "nowhere"
        )
        for words in (["restore", str(backup), "--replace"], ["restore", str(backup)]):
            refused = manage(nowhere, tmp_path / "empty", *words)

            assert refused.returncode == 1
            assert refused.stderr.startswith(
                "CommandError: The database cannot be used"
            )
            assert refused.stderr.count("\n") == 1

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
    factories.article("Something else. It happened since.")
    before, stored = rows(connection.settings_dict), files(media)

    with pytest.raises(archive.BackupRefused, match="do not count as its manifest"):
        keeping.restore(backup, replace=True)

    assert rows(connection.settings_dict) == before
    assert files(media) == stored
    assert not list(media.glob(".*"))


def test_a_copy_that_is_no_database_is_not_restored_however_well_it_is_described(
    media: Path, backup: Path
) -> None:
    def one_byte(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
        entry, body = entries["manifest.json"]
        told = json.loads(body)
        told["parts"][0] |= {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
        entries["manifest.json"] = (entry, json.dumps(told).encode())
        entries["database"] = (entries["database"][0], b"x")

    rewritten(one_byte)(backup)
    before, stored = rows(connection.settings_dict), files(media)
    archive.verify(backup)

    with pytest.raises(archive.BackupRefused):
        keeping.restore(backup, replace=True)

    assert rows(connection.settings_dict) == before
    assert files(media) == stored


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no owners.")
class TestSchema:
    SQL = (
        "SELECT oid, nspowner::regrole::text, nspacl::text FROM pg_namespace "
        "WHERE nspname = 'public'"
    )

    def test_a_replaced_database_stays_whose_it_was_and_open_to_whom(
        self, backup: Path
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute("GRANT USAGE ON SCHEMA public TO pg_monitor")
            cursor.execute(self.SQL)
            oid, *before = cursor.fetchone()

        keeping.restore(backup, replace=True)

        with connection.cursor() as cursor:
            cursor.execute(self.SQL)
            # The negative control: it was made anew.
            assert cursor.fetchone()[0] != oid
            cursor.execute(self.SQL)
            assert cursor.fetchone()[1:] == tuple(before)
            cursor.execute("REVOKE USAGE ON SCHEMA public FROM pg_monitor")

    def test_an_empty_database_is_not_dropped_first(
        self, backup: Path, tmp_path: Path, elsewhere: dict[str, Any]
    ) -> None:
        with psycopg.connect(address(elsewhere)) as there:
            before = there.execute(self.SQL).fetchone()

        done = manage(elsewhere, tmp_path / "fresh", "restore", str(backup))

        assert done.returncode == 0, done.stderr
        with psycopg.connect(address(elsewhere)) as there:
            assert there.execute(self.SQL).fetchone() == before


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
