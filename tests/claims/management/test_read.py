"""`manage.py read`: the reading of one file, or a sentence why not."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from claims.management.commands.read import Command
from claims.reading.reading import LONGEST_TEXT

ROOT = Path(__file__).parents[3]
ARTICLE = "Ferry sinks\n\nThe ferry sank off Finland on Monday.\n"


def read_file(file: Path | str) -> None:
    Command().run_from_argv(["manage.py", "read", str(file)])


def test_a_file_is_read_to_json_on_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")

    read_file(article)

    reading = json.loads(capsys.readouterr().out)
    assert reading["headline"] == "Ferry sinks"
    assert reading["claims"][1]["places"][0]["text"] == "Finland"


def test_a_hyphen_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))

    read_file("-")

    assert json.loads(capsys.readouterr().out)["headline"] == "Ferry sinks"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The text is empty."),
        (b" \n\n", "The text is empty."),
        (b"\xff\xfe\x00A", "not UTF-8"),
        (b"The ferry\x00 sank.", "NUL"),
        (b"a" * (LONGEST_TEXT + 1), "2,000,000"),
        (b"a" * (4 * LONGEST_TEXT + 1), "2,000,000"),
    ],
    ids=["empty", "blank", "not UTF-8", "NUL", "too long", "far too long"],
)
def test_what_cannot_be_read_ends_with_status_2_and_one_line(
    content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "article.txt"
    article.write_bytes(content)

    with pytest.raises(SystemExit) as stopped:
        read_file(article)

    said = capsys.readouterr()
    assert stopped.value.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert sentence in said.err


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_opened_ends_with_status_2(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        read_file(tmp_path / name)

    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_help_gives_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        read_file("--help")

    assert not stopped.value.code
    assert "manage.py read article.md" in capsys.readouterr().out


def test_reading_needs_no_environment_and_no_database(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "read", str(article)],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={},
        text=True,
    )

    assert json.loads(done.stdout)["headline"] == "Ferry sinks"
    assert list(tmp_path.iterdir()) == [article]


def test_the_reading_loads_no_django() -> None:
    code = (
        "import sys; from claims.reading.reading import read; read('It sank.'); "
        "print([name for name in sys.modules if name.startswith('django')])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )

    assert done.stdout.strip() == "[]"
