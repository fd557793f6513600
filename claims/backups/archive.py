"""The backup file: a tar of the database's copy and the media, with a manifest last.

The manifest names every part with its size and SHA-256, so a file that was cut short,
or changed by accident, is told from a whole one without the database. It is no proof
against somebody who means harm: whoever can change a part can change the manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

SCHEMA = "factcheck.backup/1"
DATABASE = "database"
MANIFEST = "manifest.json"
MEDIA = "media"

_AT_ONCE = 1024 * 1024
_LARGEST_MANIFEST = 256 * 1024 * 1024


class BackupRefused(Exception):
    """No backup was made, read or restored; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside the backup."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        made_at: the moment, as ISO 8601 in UTC.
        product: the version of the desk that made it.
        engine: "sqlite" or "postgresql".
        migrations: those applied, as "app.name", sorted.
        counts: how many rows each table has.
        missing: SHA-256 of the copies and pictures that rows name and that were
            not there.
    """

    made_at: str
    product: str
    engine: str
    migrations: list[str]
    counts: dict[str, int]
    missing: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def media(self) -> list[Part]:
        return [part for part in self.parts if part.name != DATABASE]

    def as_json(self) -> bytes:
        written = {"schema": SCHEMA, **asdict(self)}
        return json.dumps(written, indent=1, ensure_ascii=False).encode()


class Writer:
    """Writes the parts of a backup one after the other."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.parts: list[Part] = []

    def add(self, name: str, path: Path) -> None:
        """Copy a file into the backup; it must not grow or shrink meanwhile.

        Raises:
            FileNotFoundError: if it is not there; then nothing was written.
            BackupRefused: if it cannot be read.
        """
        try:
            opened = path.open("rb")
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _unreadable(path, error) from error
        with opened as file:
            size = os.fstat(file.fileno()).st_size
            hashed = _Hashed(file, path)
            self._tar.addfile(_entry(name, size), hashed)
        self.parts.append(Part(name, size, hashed.sha256))

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, which makes the backup whole."""
        manifest.parts.extend(self.parts)
        body = manifest.as_json()
        self._tar.addfile(_entry(MANIFEST, len(body)), BytesIO(body))


@contextmanager
def writing(stream: IO[bytes]) -> Iterator[Writer]:
    """Begin a backup in ``stream``, which is never sought in."""
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        yield Writer(tar)


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self._path = path
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self._file.read(size)
        except OSError as error:
            raise _unreadable(self._path, error) from error
        self._digest.update(piece)
        return piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o600
    return entry


def verify(path: Path) -> Manifest:
    """Read a whole backup and hold every part against the manifest.

    Raises:
        BackupRefused: if it is no backup, is cut short, or differs from its manifest.
    """
    found: dict[str, Part] = {}
    manifest: Manifest | None = None
    with _opened(path) as tar:
        for entry in tar:
            if manifest is not None or entry.name in found:
                raise BackupRefused(f"“{path.name}” has “{entry.name}” where none is.")
            _check_name(path, entry)
            content = tar.extractfile(entry)
            assert content is not None  # a regular file
            if entry.name == MANIFEST:
                manifest = _parsed(path, content.read(_LARGEST_MANIFEST))
                continue
            found[entry.name] = Part(entry.name, entry.size, _digest(content, path))
        end = tar.offset
    if manifest is None:
        raise BackupRefused(f"“{path.name}” is cut short: it has no manifest.")
    for part in manifest.parts:
        if found.pop(part.name, None) != part:
            raise BackupRefused(
                f"“{path.name}” is damaged: “{part.name}” differs from its manifest."
            )
    if found or DATABASE not in {part.name for part in manifest.parts}:
        raise BackupRefused(f"“{path.name}” does not hold what its manifest says.")
    with path.open("rb") as file:
        file.seek(end)
        while rest := file.read(_AT_ONCE):
            if rest.strip(b"\0"):
                raise BackupRefused(f"“{path.name}” has something after its end.")
    return manifest


def unpack(path: Path, manifest: Manifest, *, database: Path, media: Path) -> None:
    """Write the parts of a verified backup out, checking each again on the way.

    Raises:
        BackupRefused: if the file is no longer the one that was verified.
    """
    expected = {part.name: part for part in manifest.parts}
    with _opened(path) as tar:
        for entry in tar:
            if entry.name == MANIFEST:
                continue
            _check_name(path, entry)
            below = PurePosixPath(entry.name).parts[1:]
            target = database if entry.name == DATABASE else media.joinpath(*below)
            content = tar.extractfile(entry)
            assert content is not None
            hashed = _Hashed(content, path)
            _write(target, hashed)
            if expected.pop(entry.name, None) != Part(
                entry.name, entry.size, hashed.sha256
            ):
                raise BackupRefused(f"“{path.name}” has changed since it was verified.")
    if expected:
        raise BackupRefused(f"“{path.name}” has changed since it was verified.")


def _write(target: Path, content: _Hashed) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            while piece := content.read(_AT_ONCE):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BackupRefused(
            f"“{target}” cannot be written: {error.strerror or error}."
        ) from error


def _unreadable(path: Path, error: OSError) -> BackupRefused:
    return BackupRefused(f"“{path}” cannot be read: {error.strerror or error}.")


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except FileNotFoundError as error:
        raise BackupRefused(f"There is no file “{path}”.") from error
    except (tarfile.TarError, EOFError) as error:
        raise BackupRefused(
            f"“{path.name}” is no backup, or is cut short: {error}."
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _check_name(path: Path, entry: tarfile.TarInfo) -> None:
    """Refuse what a backup never holds: links, devices, ways out of the folder."""
    parts = PurePosixPath(entry.name).parts
    is_media = len(parts) > 1 and parts[0] == MEDIA and ".." not in parts
    if not entry.isreg() or not (entry.name in {DATABASE, MANIFEST} or is_media):
        raise BackupRefused(f"“{path.name}” has “{entry.name}”, which no backup holds.")


def _digest(content: IO[bytes], path: Path) -> str:
    hashed = _Hashed(content, path)
    while hashed.read(_AT_ONCE):
        pass
    return hashed.sha256


def _parsed(path: Path, body: bytes) -> Manifest:
    try:
        read: dict[str, Any] = json.loads(body)
        if read.pop("schema") != SCHEMA:
            raise BackupRefused(
                f"“{path.name}” is a backup of a kind this version does not know."
            )
        parts = [Part(**part) for part in read.pop("parts")]
        manifest = Manifest(parts=parts, **read)
        is_typed = _is_typed(manifest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupRefused(f"“{path.name}” has a manifest nobody can read.") from error
    if not is_typed:
        raise BackupRefused(f"“{path.name}” has a manifest nobody can read.")
    return manifest


def _is_typed(manifest: Manifest) -> bool:
    """Whether every value is of its type, and every table has a plain name.

    A backup without a list of migrations is of no desk.
    """
    words = [manifest.made_at, manifest.product, manifest.engine]
    words += [*manifest.migrations, *manifest.missing]
    words += [word for part in manifest.parts for word in (part.name, part.sha256)]
    numbers = [*manifest.counts.values(), *(part.bytes for part in manifest.parts)]
    return (
        isinstance(manifest.migrations, list)
        and all(isinstance(word, str) for word in words)
        and all(type(number) is int for number in numbers)
        and all(table.isidentifier() for table in manifest.counts)
        and "django_migrations" in manifest.counts
    )
