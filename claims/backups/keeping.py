"""Making a backup, and restoring one: the database first, then the media.

Files are stored before the rows that name them, so media copied after the database
hold all that its rows name, and are restored before them. What signs or proves is
never taken: neither the environment nor any file whose name begins with a dot.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import filecmp
import os
import shutil
import signal
import sys
import tempfile
import tomllib
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from claims.backups.archive import (
    DATABASE,
    MEDIA,
    BackupRefused,
    Manifest,
    unpack,
    verify,
    writing,
)
from claims.backups.engines import Engine, engine, reached
from claims.triggers import missing_triggers
from sources import archiving
from sources.models import ArchivedCopy, Picture

_SCRATCH = ".factcheck-"
_ASIDE = ".replaced-"


@reached()
def make(directory: Path, *, at: dt.datetime) -> tuple[Path, Manifest]:
    """Back up database and media into a new file of ``directory``.

    The file appears whole or not at all, readable by its owner alone. Files that rows
    name and that are not there stop nothing: its manifest lists them.

    Args:
        at: the moment, in UTC, after which the file is named.

    Raises:
        BackupRefused: if the folder cannot be written, a backup of that second is
            there already, or the database or a file cannot be read.
    """
    target = directory / f"factcheck-{at:%Y%m%dT%H%M%SZ}.tar"
    database = engine()
    _check_media_holds_no_keys()
    try:
        with _scratch(directory) as scratch, _appearing(target, scratch) as stream:
            copy = scratch / DATABASE
            migrations, counts = database.copy(copy)
            database.check(copy)
            manifest = Manifest(
                made_at=at.isoformat(),
                product=_product(),
                engine=database.vendor,
                migrations=migrations,
                counts=counts,
            )
            # Asked before the files are listed: each is stored before its row.
            named = _named_in_rows(counts)
            with writing(stream) as writer:
                writer.add(DATABASE, copy)
                for path in _media():
                    # The sweeper may take an orphan away meanwhile; no row names it.
                    with suppress(FileNotFoundError):
                        writer.add(_part_name(path), path)
                held = {part.name for part in writer.parts}
                manifest.missing.extend(
                    sha256
                    for sha256 in sorted(named)
                    if _part_name(archiving.path_of(sha256)) not in held
                )
                writer.finish(manifest)
    except FileExistsError as error:
        raise BackupRefused(f"“{target}” is there already.") from error
    except OSError as error:
        raise BackupRefused(
            f"“{directory}” cannot be written: {error.strerror or error}."
        ) from error
    return target, manifest


@reached()
def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in the place of an empty desk, or, with ``replace``, of any.

    Everything is verified before anything is touched. At every moment the rows have
    their files: files come in beside those that are there, then the rows, and only
    then what the backup does not hold is set aside, in a folder whose name begins
    with ``.replaced``.

    Raises:
        BackupRefused: if the backup is damaged, is of another engine or of a newer
            version, or the desk is not empty; then nothing has changed.
    """
    manifest = verify(path)
    database = engine()
    if manifest.engine != database.vendor:
        raise BackupRefused(
            f"“{path.name}” is a backup of {manifest.engine}; DATABASE_URL names "
            f"{database.vendor}."
        )
    if unknown := set(manifest.migrations) - _known_migrations():
        raise BackupRefused(
            f"“{path.name}” was made by another version, {manifest.product}: this one "
            f"does not know {min(unknown)}."
        )
    if not replace:
        _check_empty(database)
    root: Path = settings.MEDIA_ROOT
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _scratch(root) as scratch, _aside() as aside:
            fresh = scratch / MEDIA
            fresh.mkdir()
            unpack(path, manifest, database=scratch / DATABASE, media=fresh)
            database.check(scratch / DATABASE)
            with _beside_what_is_there(fresh, aside):
                database.restore(scratch / DATABASE, manifest.counts)
            _set_aside(aside, but={part.name for part in manifest.media})
    except OSError as error:
        raise BackupRefused(
            f"“{root}” cannot be written: {error.strerror or error}."
        ) from error
    return manifest


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Have SIGTERM, by which services are stopped, tidy up as an interrupt does."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def outstanding(manifest: Manifest) -> list[str]:
    """Say what a restored desk still needs before it may serve."""
    lost = [lacking(manifest)] if manifest.missing else []
    if _known_migrations() - set(manifest.migrations):
        return [*lost, f"The backup is of version {manifest.product}; run migrate."]
    return [
        *lost,
        *(
            f"The trigger {name} is missing; run migrate."
            for name in missing_triggers(connection)
        ),
    ]


def lacking(manifest: Manifest) -> str:
    """Say which files were not there to be backed up."""
    count = len(manifest.missing)
    some = ", ".join(manifest.missing[:3])
    return (
        f"The backup lacks files that rows name, {count:,} in all: {some}"
        f"{', …' if count > 3 else ''}. manage.py check_archive names what is missing."
    )


@reached()
def is_empty() -> bool:
    """Tell whether there is nothing that a restored backup would replace."""
    return not engine().tables() and not any(_media())


def _check_empty(database: Engine) -> None:
    if database.tables():
        raise BackupRefused(
            f"The database “{database.name}” has tables already; with --replace the "
            "backup takes their place."
        )
    if any(_media()):
        raise BackupRefused(
            f"“{settings.MEDIA_ROOT}” has files already; with --replace the backup "
            "takes their place."
        )


def _check_media_holds_no_keys() -> None:
    """Refuse media that would take the whole checkout, .env and keys, along."""
    root = settings.MEDIA_ROOT.resolve()
    if settings.BASE_DIR.resolve().is_relative_to(root):
        raise BackupRefused(
            "MEDIA_ROOT holds the program itself; a backup would take its keys along."
        )


def _media() -> Iterator[Path]:
    """Give every stored file, but none that is hidden, a link or half written.

    Raises:
        BackupRefused: if a folder cannot be read; what is in it would be left out.
    """
    root = settings.MEDIA_ROOT
    try:
        for folder, folders, names in os.walk(root, onerror=_refuse_but_missing):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder) / name
                if (
                    not name.startswith(".")
                    and path.is_file()
                    and not path.is_symlink()
                ):
                    yield path
    except OSError as error:
        raise BackupRefused(
            f"“{error.filename}” cannot be read: {error.strerror}."
        ) from error


def _refuse_but_missing(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _named_in_rows(tables: Container[str]) -> set[str]:
    """Return the SHA-256 of each file that rows name, of an older version's too."""
    return {
        sha256
        for model in (ArchivedCopy, Picture)
        if model._meta.db_table in tables
        for sha256 in model._default_manager.values_list("sha256", flat=True)
    }


def _part_name(path: Path) -> str:
    return f"{MEDIA}/{path.relative_to(settings.MEDIA_ROOT).as_posix()}"


@contextmanager
def _appearing(target: Path, scratch: Path) -> Iterator[IO[bytes]]:
    """Open a file that gets its name once it is whole, and takes nobody's name."""
    handle, partial = tempfile.mkstemp(dir=scratch)
    with os.fdopen(handle, "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
    os.link(partial, target)
    _sync(target.parent)


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """Give a folder that is gone afterwards, with those that somebody killed left.

    The lock goes with its process, however that ends: what is there is nobody's.
    """
    handle = os.open(parent, os.O_RDONLY)
    try:
        if _is_alone(handle, parent):
            for left in parent.glob(f"{_SCRATCH}*"):
                shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=parent, prefix=_SCRATCH) as name:
            yield Path(name)
    finally:
        os.close(handle)


def _is_alone(handle: int, folder: Path) -> bool:
    """Tell whether nobody else works in a folder; some file systems cannot say."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BackupRefused(
            f"Another backup or restore is at work in “{folder}”."
        ) from error
    except OSError:
        return False
    return True


@contextmanager
def _aside() -> Iterator[Path]:
    """Give a folder among the media for what is replaced; gone if nothing is."""
    aside = Path(tempfile.mkdtemp(dir=settings.MEDIA_ROOT, prefix=_ASIDE))
    try:
        yield aside
    finally:
        with suppress(OSError):  # It holds something.
            aside.rmdir()


@contextmanager
def _beside_what_is_there(fresh: Path, aside: Path) -> Iterator[None]:
    """Move files in among the media, and out again if what follows is refused.

    A file of another content under the same name is set aside: names are made of
    contents, so it is a damaged one.
    """
    root = settings.MEDIA_ROOT
    came: list[Path] = []
    try:
        for path in sorted(path for path in fresh.rglob("*") if path.is_file()):
            below = path.relative_to(fresh)
            there = root / below
            if there.exists():
                if filecmp.cmp(there, path, shallow=False):
                    continue
                (aside / below).parent.mkdir(parents=True, exist_ok=True)
                os.link(there, aside / below)
            there.parent.mkdir(parents=True, exist_ok=True)
            path.replace(there)
            came.append(below)
        # The rows may survive a power cut only with their files.
        os.sync()
        yield
    except Exception:
        # Not where a signal ends it: the rows may have come by then. Files that no
        # row names harm nothing.
        for below in came:
            if (aside / below).exists():
                (aside / below).replace(root / below)
            else:
                (root / below).unlink()
        shutil.rmtree(aside)
        raise


def _set_aside(aside: Path, *, but: Container[str]) -> None:
    """Move what the restored rows do not name out of their sight."""
    for path in list(_media()):
        if _part_name(path) not in but:
            target = aside / path.relative_to(settings.MEDIA_ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)


def _sync(folder: Path) -> None:
    """Have the folder's names survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def _product() -> str:
    pyproject = settings.BASE_DIR / "pyproject.toml"
    version: str = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"][
        "version"
    ]
    return version
