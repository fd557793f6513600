from __future__ import annotations

import io
import json
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims.choices import VersionKind
from claims.models import Version
from claims.publishing.assessing import assess
from tests import factories
from tests.claims.publishing.test_render import HOSTILE
from tests.claims.test_feeds import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(editor: User, checker: User, other_checker: User) -> Version:
    return factories.published(editor, checker, other_checker)


def printed(*options: str) -> str:
    out = io.StringIO()
    call_command("assessor_report", *options, stdout=out)
    return out.getvalue()


def test_the_report_reads_as_text(version: Version, editor: User):
    change(version, editor, VersionKind.CORRECTION, "It was 412, not 900.")

    text = printed()

    for words in (
        "ASSESSOR'S REPORT: The Test Desk",
        "Everything published so far.",
        "Why selected: Readers asked.",
        "Corrections: 1. Withdrawals: 0. Updates: 0.",
        "It was 412, not 900.",
        "True: ",
        "Harbor Gazette",
        "Funding                  written",
    ):
        assert words in text


def test_the_report_as_json_is_what_was_assessed(version: Version):
    assert json.loads(printed("--format", "json")) == assess(since=None, until=None)


def test_the_report_as_html_stands_alone(version: Version, editor: User):
    change(version, editor, VersionKind.CORRECTION, HOSTILE)
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            found.append(tag)

    page = printed("--format", "html")
    Tags().feed(page)

    assert page.startswith("<!doctype html>")
    assert "Readers asked." in page
    assert found.count("table") == 5
    assert not {"script", "img", "link"} & set(found)


@pytest.mark.parametrize("form", ["text", "html"])
def test_an_empty_period_says_so(form: str):
    page = printed("--since", "2030-01-01", "--format", form)

    assert "Nothing was published in this period." in page
    assert "Published since 2030-01-01." in page
    assert "missing" in page.lower()


def test_the_same_record_gives_the_same_report(version: Version):
    for form in ("text", "json", "html"):
        assert printed("--format", form) == printed("--format", form)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--since", "yesterday"], "'yesterday' is no day; write it as 2026-01-31."),
        (
            ["--since", "2026-02-01", "--until", "2026-01-01"],
            "The last day is before the first.",
        ),
    ],
)
def test_a_period_that_is_none_is_refused_in_one_line(
    options: list[str], sentence: str
):
    with pytest.raises(CommandError) as refused:
        printed(*options)

    assert str(refused.value) == sentence
    assert refused.value.returncode == 2
