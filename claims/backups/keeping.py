"""Making a backup, and restoring one: the database first, then the media.

Files are stored before the rows that name them, so media copied after the database
hold all that its rows name. What signs or proves is never taken: neither the
environment nor any file whose name begins with a dot.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
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
from claims.backups.engines import Engine, engine
from claims.triggers import missing_triggers


def make(directory: Path, *, at: dt.datetime) -> tuple[Path, Manifest]:
    """Back up database and media into a new file of ``directory``.

    The file appears whole or not at all, readable by its owner alone.

    Args:
        at: the moment, in UTC, after which the file is named.

    Raises:
        BackupRefused: if the folder cannot be written, a backup of that second is
            there already, or the database cannot be copied.
    """
    target = directory / f"factcheck-{at:%Y%m%dT%H%M%SZ}.tar"
    database = engine()
    _check_media_holds_no_keys()
    try:
        with _appearing(target) as stream, _scratch(directory) as scratch:
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
            with writing(stream) as writer:
                writer.add(DATABASE, copy)
                for path in _media():
                    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
                    # The sweeper may take an orphan away meanwhile; no row names it.
                    with suppress(FileNotFoundError):
                        writer.add(f"{MEDIA}/{name}", path)
                writer.finish(manifest)
    except FileExistsError as error:
        raise BackupRefused(f"“{target}” is there already.") from error
    except OSError as error:
        raise BackupRefused(
            f"“{directory}” cannot be written: {error.strerror or error}."
        ) from error
    return target, manifest


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in the place of an empty desk, or, with ``replace``, of any.

    Everything is verified before anything is touched. Replaced media are kept beside
    the new ones, in a folder whose name begins with ``.replaced``.

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
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    with _scratch(settings.MEDIA_ROOT) as scratch:
        fresh = scratch / MEDIA
        fresh.mkdir()
        unpack(path, manifest, database=scratch / DATABASE, media=fresh)
        database.check(scratch / DATABASE)
        with _media_replaced_by(fresh):
            database.restore(scratch / DATABASE)
            if database.counts() != manifest.counts:
                raise BackupRefused("The tables restored do not count as they did.")
    return manifest


def outstanding(manifest: Manifest) -> list[str]:
    """Say what a restored desk still needs before it may serve."""
    if _known_migrations() - set(manifest.migrations):
        return [f"The backup is of version {manifest.product}; run migrate."]
    return [
        f"The trigger {name} is missing; run migrate."
        for name in missing_triggers(connection)
    ]


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
    """Give every stored file, but none that is hidden, a link or half written."""
    root = settings.MEDIA_ROOT
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


@contextmanager
def _appearing(target: Path) -> Iterator[IO[bytes]]:
    """Open a file that gets its name once it is whole, and takes nobody's name."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".factcheck-")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.link(partial, target)
    finally:
        partial.unlink()
    _sync(target.parent)


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=parent, prefix=".factcheck-") as name:
        yield Path(name)


@contextmanager
def _media_replaced_by(fresh: Path) -> Iterator[None]:
    """Put ``fresh`` in the place of the media; put these back if what follows fails.

    Entries are moved one by one, for the folder itself may be a mount.
    """
    root = settings.MEDIA_ROOT
    aside = Path(tempfile.mkdtemp(dir=root, prefix=".replaced-"))
    before = [entry for entry in root.iterdir() if not entry.name.startswith(".")]
    coming = list(fresh.iterdir())
    try:
        for entry in before:
            entry.rename(aside / entry.name)
        for entry in coming:
            entry.rename(root / entry.name)
        yield
    except BaseException:
        for entry in coming:
            with suppress(FileNotFoundError):
                (root / entry.name).rename(fresh / entry.name)
        for entry in before:
            with suppress(FileNotFoundError):
                (aside / entry.name).rename(entry)
        shutil.rmtree(aside)
        raise
    if not before:
        aside.rmdir()
    _sync(root)


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
