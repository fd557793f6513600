"""`manage.py read`: the readings of files, or a sentence why not."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from claims.management.commands.read import Command
from claims.reading.reading import LONGEST_TEXT

ROOT = Path(__file__).parents[3]
ARTICLE = "Ferry sinks\n\nThe ferry sank off Finland on Monday.\n"


def read_file(*words: Path | str) -> None:
    Command().run_from_argv(["manage.py", "read", *map(str, words)])


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


class Terminal(io.StringIO):
    """What is written to it is seen by a person."""

    def isatty(self) -> bool:
        return True


def test_a_file_is_read_to_json_on_standard_output(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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


# Several files


def test_several_files_are_a_line_each_that_names_its_file(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Bus late\n\nThe bus was late on Monday.\n", encoding="utf-8")

    read_file(article, other)

    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [line["file"] for line in lines] == [str(article), str(other)]
    assert [line["headline"] for line in lines] == ["Ferry sinks", "Bus late"]
    assert said.err.splitlines() == [
        f"{article}: 2 claims to check (1 of 2)",
        f"{other}: 2 claims to check (2 of 2)",
    ]


def test_one_file_alone_is_read_without_a_word(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_file(article)

    assert capsys.readouterr().err == ""


def test_at_a_terminal_one_file_is_told_of_too(
    article: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)

    read_file(article)

    assert terminal.getvalue() == f"{article}: 2 claims to check (1 of 1)\n"
    assert "file" not in json.loads(capsys.readouterr().out)


def test_a_bad_file_stops_no_other_but_ends_with_status_2(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        read_file(tmp_path / "missing.txt", article)

    said = capsys.readouterr()
    assert stopped.value.code == 2
    assert [json.loads(line)["file"] for line in said.out.splitlines()] == [
        str(article)
    ]
    missing, told, last = said.err.splitlines()
    assert missing == f"{tmp_path / 'missing.txt'}: No such file or directory"
    assert told.endswith("(2 of 2)")
    assert "1 of 2 files could not be read." in last


# Marked up


MARKED = """Over 400 people stranded at night harbor

A quay at night

Over 400 people were stranded on Monday. What now? “There was no warning,” Ann Doe said.
"""


@pytest.fixture
def harbor(tmp_path: Path) -> Path:
    file = tmp_path / "harbor.md"
    file.write_text(MARKED, encoding="utf-8")
    return file


def test_an_article_is_explained_with_claims_claimants_figures_and_what_is_left_out(
    harbor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_file("--explain", harbor)

    told = " ".join(capsys.readouterr().out.split())
    assert "[1 Over 400 people stranded at night harbor]" in told
    assert "Figure: “Over 400” (over 400 people)." in told
    assert "{A quay at night} - Left out: a picture caption." in told
    assert re.search(r"\{\d What now\?\}", told)
    assert "Left out: asks a question." in told
    assert "Said by Ann Doe." in told
    assert "of the text is claimed" in told


@pytest.mark.parametrize(
    ("environment", "words", "is_colored"),
    [
        ({}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": "1"}, ["--force-color"], True),
        ({"TERM": "dumb"}, [], False),
        ({}, ["--no-color"], False),
    ],
)
def test_only_a_terminal_that_is_not_told_otherwise_gets_color(
    environment: dict[str, str],
    words: list[str],
    is_colored: bool,
    harbor: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)

    read_file("--explain", *words, harbor)

    assert ("\x1b[" in terminal.getvalue()) == is_colored


def test_a_file_gets_no_color(
    harbor: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)

    read_file("--explain", harbor)

    assert "\x1b" not in capsys.readouterr().out


def test_lines_are_as_wide_as_the_terminal(
    harbor: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    read_file("--explain", harbor)

    assert max(map(len, capsys.readouterr().out.splitlines())) <= 40


def test_several_articles_are_explained_below_their_names(
    harbor: Path, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_file("--explain", harbor, article)

    out = capsys.readouterr().out
    assert re.findall(r"^== (.*)$", out, re.MULTILINE) == [str(harbor), str(article)]


def test_a_page_holds_all_it_needs_and_runs_nothing(
    harbor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_file("--html", harbor)

    page = capsys.readouterr().out
    words = " ".join(
        re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL).split()
    )
    assert "Over 400 people stranded at night harbor 1" in words
    assert "Left out: a picture caption." in words
    assert "Said by Ann Doe" in words
    assert "of the text is claimed" in words
    assert not re.search(r"<(script|link|img|iframe)|\ssrc=|@import|url\(", page)
    assert set(re.findall(r'href="([^"#]*)', page)) == {""}


def test_hostile_words_are_words_on_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = tmp_path / "hostile.md"
    hostile.write_text(
        "</title><script>x</script> sinks\n\n<img src=x onerror=y> sank, </style> "
        "“<b>it</b>” said 5 <i>men</i> on Monday.\n",
        encoding="utf-8",
    )

    read_file("--html", hostile)

    page = capsys.readouterr().out
    assert not re.search(r"<(script|img|b>it|i>men)", page)
    assert page.count("</style>") == page.count("</title>") == 1
    assert "&lt;script&gt;" in page


def test_a_page_is_of_one_article(
    harbor: Path, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        read_file("--html", harbor, article)

    said = capsys.readouterr()
    assert (stopped.value.code, said.out) == (2, "")
    assert "--html makes one page of one file." in said.err


@pytest.mark.parametrize("shown", ["--explain", "--html"])
def test_whoever_stops_reading_along_sees_no_complaint(
    shown: str, harbor: Path
) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "read", shown, str(harbor)]

    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as reading:
        assert reading.stdout is not None
        reading.stdout.close()
        assert reading.stderr is not None
        complaint = reading.stderr.read()

    assert complaint == ""


def test_the_help_gives_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        read_file("--help")

    assert not stopped.value.code
    assert "manage.py read article.md" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["--explain"], ["--html"]])
def test_reading_needs_no_environment_and_no_database(
    words: list[str], article: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "read", *words, str(article)],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={},
        text=True,
    )

    assert "Ferry sinks" in done.stdout
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
