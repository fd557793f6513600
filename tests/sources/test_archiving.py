from __future__ import annotations

import hashlib
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from PIL import Image

from sources import archiving, pictures, sniffing
from sources.archiving import CopyRefused
from sources.models import State
from sources.sandbox import picture as drawing
from sources.sandbox import running
from sources.sandbox.answering import TOO_LONG, TOO_MUCH, Refused
from tests import factories, files

A_DAY = 25 * 60 * 60


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def kept(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def age(path: Path) -> None:
    then = time.time() - A_DAY
    os.utime(path, (then, then))


# Writing bytes


def test_bytes_are_written_under_their_hash_in_two_levels(media: Path):
    raw = files.page()

    stored = archiving.store(raw=raw, file_name="ferry.html")

    name = sha256(raw)
    assert (media / "archive" / name[:2] / name[2:4] / name).read_bytes() == raw
    assert (stored.sha256, stored.media_type) == (name, sniffing.HTML)
    assert stored.size == len(raw)
    assert archiving.read(name) == raw


def test_the_same_bytes_twice_are_one_file_and_a_damaged_one_is_mended(media: Path):
    raw = files.png()
    archiving.write(raw)
    archiving.write(raw)
    assert kept(media) == [sha256(raw)]

    archiving.path_of(sha256(raw)).write_bytes(b"rot")
    archiving.write(raw)

    assert archiving.read(sha256(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (files.page(), "text/html"),
        (files.pdf(), "application/pdf"),
        (b"Plain words", "text/plain"),
        (files.png(), "image/png"),
        (files.jpeg_with_notes(), "image/jpeg"),
        (b"GIF89a" + b"\x00" * 20, "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
def test_what_may_be_kept_is_told_by_its_content(raw: bytes, media_type: str):
    assert archiving.store(raw=raw, file_name="lies.exe").media_type == media_type


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\xff", "is a web page, a PDF, a picture or plain text."),
        (files.word(), "this is a Word file"),
        (b"x" * (archiving.LARGEST_COPY + 1), "10 megabytes"),
    ],
)
def test_anything_else_is_refused_and_leaves_nothing(
    media: Path, raw: bytes, sentence: str
):
    with pytest.raises(CopyRefused, match=sentence):
        archiving.store(raw=raw)

    assert kept(media) == []


def test_of_an_article_a_word_file_is_kept_too():
    stored = archiving.store(raw=files.word(), of_an_article=True)

    assert stored.media_type == sniffing.WORD


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63])
def test_no_name_but_a_hash_leads_to_a_file(name: str):
    with pytest.raises(FileNotFoundError):
        archiving.path_of(name)


# Rows


@pytest.mark.django_db
def test_a_copy_archives_a_source_that_was_opened_and_no_other(checker: User):
    opened = factories.opened_source(checker)
    stored = archiving.store(raw=files.page(), file_name="ferry.html")

    copy, is_new = archiving.add_copy(
        source=opened, stored=stored, means="uploaded", by=checker
    )
    again, is_new_again = archiving.add_copy(
        source=opened, stored=stored, means="uploaded", by=checker
    )

    opened.refresh_from_db()
    assert (opened.state, opened.version) == (State.ARCHIVED, 3)
    assert copy.saved_from == opened.url
    assert (is_new, is_new_again, again) == (True, False, copy)


# Faults: at every step either nothing or all of it, and trying again succeeds

_CALLS = ("open", "fsync", "rename", "mkdir", "unlink", "close", "utime")


def _killed_at(step: int, raw: bytes) -> bool:
    """Write in a process of its own, killed at a step; return whether it got done."""
    process = os.fork()
    if process == 0:
        steps = itertools.count(1)

        def stopping(call: Callable[..., Any]) -> Callable[..., Any]:
            def stopped(*arguments: Any, **options: Any) -> Any:
                if next(steps) == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **options)

            return stopped

        for name in _CALLS:
            setattr(os, name, stopping(getattr(os, name)))
        try:
            archiving.write(raw)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(process, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended in (0, -signal.SIGKILL)
    return ended == 0


def test_killed_at_any_step_leaves_all_or_nothing_under_the_name(
    tmp_path: Path, settings: Any
):
    raw = b"All of it" * 1000
    left_behind = 0
    for step in range(1, 60):
        settings.MEDIA_ROOT = media = tmp_path / f"killed-{step}"
        is_done = _killed_at(step, raw)
        paths = [path for path in media.rglob("*") if path.is_file()]
        left_behind += sum(path.suffix == ".part" for path in paths)
        whole = [path for path in paths if path.suffix != ".part"]
        assert all(path.read_bytes() == raw for path in whole)
        if is_done:
            assert [path.name for path in paths] == [sha256(raw)]
            break
    assert is_done
    assert step > 10
    # The negative control: the kills did hit unfinished work.
    assert left_behind > 0


@pytest.mark.parametrize("fault", ["fsync", "rename", "mkdir"])
def test_a_disk_that_fails_leaves_nothing_and_trying_again_succeeds(
    fault: str, media: Path, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, fault, fails)
        with pytest.raises(OSError, match="No space"):
            archiving.write(b"words")
    assert kept(media) == []

    archiving.write(b"words")

    assert kept(media) == [sha256(b"words")]


# The sweeper and the check


@pytest.mark.django_db
def test_the_sweeper_takes_what_no_row_names_and_what_is_old(
    media: Path, checker: User
):
    named = archiving.store(raw=b"named", file_name="a.txt")
    archiving.add_copy(
        source=factories.opened_source(checker), stored=named, means="x", by=checker
    )
    orphan, young = archiving.write(b"orphan"), archiving.write(b"young")
    unfinished = archiving.path_of(orphan).with_name(f"{orphan}.1234.part")
    unfinished.write_bytes(b"half")
    for path in (
        archiving.path_of(named.sha256),
        archiving.path_of(orphan),
        unfinished,
    ):
        age(path)

    swept = {path.name for path in archiving.sweep()}

    assert swept == {orphan, unfinished.name}
    assert kept(media) == sorted([named.sha256, young])


@pytest.mark.django_db
def test_the_sweeper_lets_be_what_is_kept_again_today(media: Path):
    orphan = archiving.write(b"orphan")
    age(archiving.path_of(orphan))
    archiving.write(b"orphan")

    assert list(archiving.sweep()) == []


@pytest.mark.django_db
def test_damage_is_named_in_a_sentence_for_each(checker: User):
    source = factories.opened_source(checker)
    for raw in (b"whole", b"rotten", b"gone"):
        stored = archiving.store(raw=raw)
        archiving.add_copy(source=source, stored=stored, means="x", by=checker)
    archiving.path_of(sha256(b"rotten")).write_bytes(b"rotteN")
    archiving.path_of(sha256(b"gone")).unlink()

    assert sorted(archiving.examine()) == sorted(
        [
            f"{sha256(b'rotten')}: the file is damaged.",
            f"{sha256(b'gone')}: the file is missing.",
        ]
    )


# Pictures


def test_a_picture_is_drawn_anew_without_what_the_camera_noted():
    drawn = pictures.draw(raw=files.jpeg_with_notes(60, 40))

    made = archiving.read(drawn.stored.sha256)
    assert (drawn.width, drawn.height) == (40, 60)  # turned upright
    assert drawn.stored.media_type == "image/jpeg"
    assert b"secret" not in made
    assert b"Exif" not in made
    with Image.open(BytesIO(made)) as picture:
        assert picture.size == (40, 60)
        assert not picture.getexif()


def test_the_picture_before_did_carry_notes():
    assert b"secret description" in files.jpeg_with_notes()
    assert b"secret comment" in files.jpeg_with_notes()


def test_a_picture_is_no_wider_than_a_page_shows():
    drawn = pictures.draw(raw=files.png(3000, 30))

    assert (drawn.width, drawn.height) == (drawing.WIDEST, 16)


def test_the_same_picture_gives_the_same_bytes():
    raw = files.jpeg_with_notes()

    assert pictures.draw(raw=raw) == pictures.draw(raw=raw)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG, JPEG, WebP or GIF"),
        (files.pdf(), "PNG, JPEG, WebP or GIF"),
        (files.png()[:60], "damaged"),
        (files.png_that_claims(60_000, 60_000), TOO_MUCH),
    ],
    ids=["SVG", "PDF", "cut off", "3.6 gigapixels"],
)
def test_a_picture_that_is_none_or_a_bomb_is_refused(raw: bytes, sentence: str):
    with pytest.raises(CopyRefused, match=sentence):
        pictures.draw(raw=raw)


def test_a_small_file_with_many_pixels_is_drawn_within_the_limits():
    """Black, 36 megapixels in 110 kB; the largest a phone takes are not much more."""
    raw = files.png_that_claims(6000, 6000, bytes(6000 * 3 + 1) * 6000)
    assert len(raw) < 200_000

    assert pictures.draw(raw=raw).width == drawing.WIDEST


# The sandbox itself

_READERS = Path(running.__file__).parent


def test_a_reader_may_not_open_a_file_a_connection_or_a_process():
    """Asked of the process itself, with a reader that tries."""
    attempts = {
        "a secret": "open('/etc/passwd')",
        "a file to write": "open('/dev/null', 'w')",
        "a connection": "__import__('socket').socket()",
        "a process": "__import__('subprocess').Popen(['true'])",
        "a shell": "__import__('os').system('true')",
        "a fork": "__import__('os').fork()",
    }
    told = _in_the_sandbox(
        "\n".join(
            f"attempt({name!r}, lambda: {attempt})"
            for name, attempt in attempts.items()
        )
    )

    assert told == [f"{name}: PermissionError" for name in attempts]


def test_memory_time_and_environment_are_limited_by_the_kernel():
    told = _in_the_sandbox(
        "import resource, os\n"
        "for name in ('AS', 'CPU', 'FSIZE', 'CORE', 'NOFILE'):\n"
        "    print(resource.getrlimit(getattr(resource, 'RLIMIT_' + name)))\n"
        "print(sorted(set(os.environ) - {'LC_CTYPE'}))\n"
        "attempt('memory', lambda: bytearray(400_000_000))"
    )

    megabytes = running.MEGABYTES * 1024 * 1024
    assert told == [
        str((megabytes, megabytes)),
        str((running.SECONDS, running.SECONDS)),
        "(0, 0)",
        "(0, 0)",
        "(64, 64)",
        "[]",
        "memory: MemoryError",
    ]


def _in_the_sandbox(code: str) -> list[str]:
    """Run code where readers run, after the doors are shut."""
    script = (
        f"import sys; sys.path.append({str(_READERS.parent.parent)!r})\n"
        "from sources.sandbox import limits\n"
        "import socket, subprocess\n"
        f"limits.limit({running.SECONDS}, {running.MEGABYTES} * 1024 * 1024)\n"
        "sys.addaudithook(limits._shut)\n"
        "def attempt(name, act):\n"
        "    try:\n"
        "        act()\n"
        "        print(f'{name}: done')\n"
        "    except BaseException as error:\n"
        "        print(f'{name}: {type(error).__name__}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script + code],
        env={},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.splitlines()


def test_a_reader_that_takes_too_long_is_ended_with_all_it_started():
    """A page that a reader needs a good while for, and a limit it cannot keep."""
    slow = files.page("<p>" + "<b>words " * 200_000)
    begun = time.monotonic()

    with pytest.raises(Refused, match=TOO_LONG):
        running.run("page", slow, seconds=0)

    assert time.monotonic() - begun < 20
