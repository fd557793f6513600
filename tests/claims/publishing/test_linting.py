"""Anybody's ClaimReviews are linted by a command, each finding with its line."""

from __future__ import annotations

import json
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.publishing.claimreview import claim_review
from claims.publishing.linting import NoMarkup, evened_out, lint_text
from tests.claims.publishing.manifests import SITE, claim, manifest


def markup(**rating: Any) -> dict[str, Any]:
    """Return a ClaimReview that nothing is wrong with, but for its rating."""
    shown = claim(code="mostly-false")
    made = claim_review(manifest(shown), shown, site_url=SITE)
    assert made is not None
    made["reviewRating"] |= rating
    return made


def codes(text: str) -> list[str]:
    return [finding.fault.code for finding in lint_text(text)[1]]


def lines(text: str) -> list[int]:
    return [finding.line for finding in lint_text(text)[1]]


def test_markup_of_this_desk_has_no_faults() -> None:
    assert lint_text(json.dumps(markup())) == (1, [])


@pytest.mark.parametrize(
    "wrapped",
    [
        "{0}",
        "[{0}, {{}}, 1]",
        '{{"@graph": [{{"@type": "Article"}}, {0}]}}',
        '{{"@type": "DataFeed", "dataFeedElement": [{{"item": [{0}]}}]}}',
        '{{"note": "{{ no object", "item": {0}}}',
        "{0}\n",
        '<p>Checked</p><script type="application/ld+json">{0}</script>',
        "<html><script type='application/ld+json' data-x>\n[{0}]\n</script></html>",
    ],
)
def test_a_review_is_found_wherever_it_stands(wrapped: str) -> None:
    broken = json.dumps(markup(ratingValue=9))

    assert codes(wrapped.format(broken)) == ["out-of-range"]


def test_records_one_after_another_are_each_linted_once() -> None:
    three = "\n".join(
        json.dumps(markup(ratingValue=value), indent=1) for value in (9, 2, 7)
    )

    count, findings = lint_text(three)

    assert count == 3
    assert [finding.fault.code for finding in findings] == ["out-of-range"] * 2
    for finding in findings:
        assert '"ratingValue"' in three.split("\n")[finding.line - 1]


def test_the_line_of_what_is_missing_is_that_of_what_would_hold_it() -> None:
    review = markup()
    del review["reviewRating"]["bestRating"]
    text = json.dumps(review, indent=2)

    [line] = lines("\n\n" + text)

    assert '"reviewRating"' in ("\n\n" + text).split("\n")[line - 1]


def test_the_line_is_one_of_the_page_that_holds_the_script() -> None:
    script = json.dumps(markup(alternateName=" "), indent=1)
    page = f'<html>\n<p>x</p>\n<script type="application/ld+json">{script}</script>'

    [line] = lines(page)

    assert '"alternateName"' in page.split("\n")[line - 1]


def test_what_readers_forgive_is_evened_out_before() -> None:
    loose = markup(ratingValue="2", bestRating="5.0", worstRating=1.0)
    loose |= {"@type": ["Thing", "ClaimReview"], "author": [loose["author"]]}

    assert lint_text(json.dumps([loose])) == (1, [])
    assert evened_out({"ratingValue": "two"}) == {"ratingValue": "two"}
    assert codes(json.dumps(markup(ratingValue="two"))) == ["not-whole"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no ClaimReview in it."),
        ('{"@type": "Article"}', "There is no ClaimReview in it."),
        ("<p>ClaimReview</p>", "There is no ClaimReview in it."),
        ('{"@type":\n"ClaimReview"', "Line 2 is no JSON."),
        (
            '<p>\n<script type="application/ld+json">\n{"a": }</script>',
            "Line 3 is no JSON.",
        ),
        ("[" * 100_000, "It is nested too deep to be read."),
    ],
)
def test_a_file_without_markup_is_refused_in_a_sentence(
    text: str, sentence: str
) -> None:
    with pytest.raises(NoMarkup) as refused:
        lint_text(text)

    assert str(refused.value) == sentence


def told(name: str) -> str:
    out = StringIO()
    try:
        call_command("lint_claimreview", name, stdout=out)
    except SystemExit as ended:
        return f"{out.getvalue()}status {ended.code}"
    return out.getvalue()


def test_the_command_tells_the_file_the_line_and_the_rule(tmp_path: Path) -> None:
    file = tmp_path / "review.json"
    file.write_text(json.dumps(markup(ratingValue=9)), encoding="utf-8")

    assert told(str(file)) == (
        f"{file}:1: error [out-of-range] The value of the rating is not between worst "
        "and best.\n1 ClaimReview: 1 error, 0 warnings.\nstatus 1"
    )


def test_the_command_ends_well_if_nothing_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warned = markup() | {"claimReviewed": "It is true that " + "a" * 80}
    given = BytesIO(json.dumps([warned, markup()]).encode())
    monkeypatch.setattr("sys.stdin", TextIOWrapper(given))

    said = told("-").splitlines()

    assert [line.split()[1] for line in said[:-1]] == ["warning", "warning"]
    assert said[-1] == "2 ClaimReviews: 0 errors, 2 warnings."


def test_the_command_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{"a": "\xe9"}')

    for name in (str(tmp_path / "none.json"), str(latin)):
        with pytest.raises(CommandError) as refused:
            told(name)
        assert refused.value.returncode == 2
