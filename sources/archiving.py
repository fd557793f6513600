"""Saved bytes, each under its own SHA-256: written whole or not at all, never changed.

A copy is first a file, then a row. A file without a row is what a fault between the
two leaves behind; :func:`sweep` takes it away once it is older than a day.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from sources import sniffing
from sources.canonical import UnacceptableAddress, canonical_url
from sources.library import SourceRefused
from sources.models import ArchivedCopy, Picture, Source, State
from sources.normalizing import UnacceptableText, normalize_line, plain_name

KEPT = {
    sniffing.HTML: ".html",
    sniffing.PDF: ".pdf",
    sniffing.TEXT: ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
}
"""What may be kept of a source, and the ending each goes out with."""

KEPT_OF_AN_ARTICLE = KEPT | {sniffing.WORD: ".docx"}
"""An article may have come in a Word file, too."""

LARGEST_COPY = 10 * 1024 * 1024
_A_DAY = 24 * 60 * 60
_SHA256 = re.compile("[0-9a-f]{64}")
_UNFINISHED = ".part"


class CopyRefused(SourceRefused):
    """A copy cannot be kept so; the message is a sentence fit for an editor."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are safely on the disk, not yet in the database."""

    sha256: str
    media_type: str
    size: int
    file_name: str


def store(*, raw: bytes, file_name: str = "", of_an_article: bool = False) -> Stored:
    """Write bytes to the archive, unless they are there; the row comes later.

    Call it outside of any transaction: the disk may take its time.

    Args:
        file_name: as the file was called; kept to be shown, never used as a path.

    Raises:
        CopyRefused: if they are no page, PDF, picture or text, or too many.
    """
    if not raw:
        raise CopyRefused("The file is empty.", field="file")
    if len(raw) > LARGEST_COPY:
        raise CopyRefused(
            "A copy may have 10 megabytes, and this file has more.", field="file"
        )
    media_type = sniffing.media_type(raw)
    allowed = KEPT_OF_AN_ARTICLE if of_an_article else KEPT
    if media_type not in allowed:
        known = f"; this is {sniffing.NAMES[media_type]}" if media_type else ""
        raise CopyRefused(
            f"A copy is a web page, a PDF, a picture or plain text{known}.",
            field="file",
        )
    return Stored(write(raw), media_type, len(raw), plain_name(file_name))


def write(raw: bytes) -> str:
    """Write bytes under their SHA-256, and return it.

    What is there already is read again, mended if it is damaged, and made young: the
    sweeper lets it be for another day, until its row is written.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    path = path_of(sha256)
    with _held(fcntl.LOCK_SH):
        _make_folder(path.parent)
        if _holds(path, sha256):
            os.utime(path)
        else:
            _write(path, raw)
    return sha256


def add_copy(
    *,
    source: Source | None,
    stored: Stored,
    saved_from: str = "",
    means: str,
    by: User,
) -> tuple[ArchivedCopy, bool]:
    """Write the row of a copy; call it inside a transaction.

    The same bytes of the same source are one copy. A source that was opened is
    archived with its first copy. Without a source the copy is of an article, which
    whoever calls finds out whether it has.

    Returns:
        The copy, and whether it is new.

    Raises:
        CopyRefused: if where it was saved from is no address.
    """
    try:
        saved_from = saved_from.strip() or (source.url if source else "")
        if saved_from:
            canonical_url(saved_from)
        means = normalize_line(means)[:200]
    except (UnacceptableAddress, UnacceptableText) as error:
        raise CopyRefused(str(error), field="saved_from") from error
    if len(saved_from) > 2000:
        raise CopyRefused(
            "The address is longer than 2,000 characters.", field="saved_from"
        )
    if source is not None:
        source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
        if known := source.copies.filter(sha256=stored.sha256).first():
            return known, False
        if source.state == State.OPENED:
            source.state = State.ARCHIVED
            source.version += 1
            source.save()
    copy = ArchivedCopy.objects.create(
        source=source,
        sha256=stored.sha256,
        media_type=stored.media_type,
        size=stored.size,
        file_name=stored.file_name,
        saved_from=saved_from,
        means=means,
        saved_by=by,
        saved_at=timezone.now(),
    )
    return copy, True


def read(sha256: str) -> bytes:
    """Return the bytes of this name.

    Raises:
        FileNotFoundError: if they are gone; ``check_archive`` says which are.
    """
    return path_of(sha256).read_bytes()


def path_of(sha256: str) -> Path:
    """Return where bytes of this name are kept, whether or not they are."""
    if not _SHA256.fullmatch(sha256):
        raise FileNotFoundError(sha256)
    return _root() / sha256[:2] / sha256[2:4] / sha256


def file_name(copy: ArchivedCopy) -> str:
    """Return what a copy is called when it is handed out, with the ending of its type.

    Its own ending is one that somebody outside chose.
    """
    ending = KEPT_OF_AN_ARTICLE.get(copy.media_type, ".bin")
    stem = copy.file_name.rpartition(".")[0] or copy.file_name or copy.sha256[:12]
    return f"{stem}{ending}"


def plain_file_name(copy: ArchivedCopy) -> str:
    """Return a name for a copy in letters every program reads."""
    ending = KEPT_OF_AN_ARTICLE.get(copy.media_type, ".bin")
    return f"copy-{copy.sha256[:12]}{ending}"


def examine() -> Iterator[str]:
    """Compare rows and files; give a sentence for each difference that is damage."""
    for sha256 in sorted(_named_in_rows()):
        path = path_of(sha256)
        try:
            if not _holds(path, sha256):
                yield (
                    f"{sha256}: the file is damaged."
                    if path.exists()
                    else f"{sha256}: the file is missing."
                )
        except OSError as error:
            yield f"{sha256}: the file cannot be read: {error.strerror}."


def strays() -> Iterator[Path]:
    """Give every file in the archive that no row names: unfinished, or left behind."""
    named = _named_in_rows()
    for path in sorted(_root().rglob("*")):
        if not path.is_dir() and not (
            path.name in named and path == path_of(path.name)
        ):
            yield path


def sweep() -> Iterator[Path]:
    """Remove the strays that are older than a day; give each that is gone."""
    for path in list(strays()):
        with _held(fcntl.LOCK_EX):
            # Whoever keeps these very bytes now has made the file young, or waits.
            if not _is_old(path) or _is_named(path.name):
                continue
            path.unlink()
        yield path


def _named_in_rows() -> set[str]:
    return {
        *ArchivedCopy.objects.values_list("sha256", flat=True).distinct(),
        *Picture.objects.values_list("sha256", flat=True),
    }


def _is_named(sha256: str) -> bool:
    return (
        ArchivedCopy.objects.filter(sha256=sha256).exists()
        or Picture.objects.filter(sha256=sha256).exists()
    )


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime > _A_DAY
    except FileNotFoundError:
        return False


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "archive"


@contextmanager
def _held(how: int) -> Iterator[None]:
    """Hold the archive: many may write at once, the sweeper removes alone."""
    _make_folder(_root())
    folder = os.open(_root(), os.O_RDONLY)
    try:
        fcntl.flock(folder, how)
        yield
    finally:
        os.close(folder)


def _holds(path: Path, sha256: str) -> bool:
    """Whether the file of this name holds what its name says."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def _write(path: Path, raw: bytes) -> None:
    """Write a file so that a fault leaves all of it or nothing under its name."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}{_UNFINISHED}")
    try:
        with unfinished.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _sync(path.parent)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each on the disk before what is in it."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
