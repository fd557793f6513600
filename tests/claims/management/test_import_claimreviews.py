"""Feeds of other desks come in by the command, whole records or none."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims.known_checks import find, find_for
from claims.models import KnownCheck
from tests import factories

pytestmark = pytest.mark.django_db


def review(claim: str, url: str = "https://checks.example/1", **more: Any) -> Any:
    return {
        "@type": "ClaimReview",
        "url": url,
        "claimReviewed": claim,
        "author": {"name": "Harbor Facts"},
        "reviewRating": {
            "alternateName": "False",
            "ratingValue": "1",
            "bestRating": "5",
            "worstRating": "1",
        },
    } | more


FERRY = review("The night ferry carried 900 passengers to the island")
BRIDGE = review("The bridge has fallen", "https://checks.example/2")


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return tmp_path / "feed.json"


def bring_in(feed: Path, *records: Any, complete: bool = False) -> dict[str, Any]:
    feed.write_text(json.dumps({"@type": "DataFeed", "dataFeedElement": records}))
    return imported(str(feed), complete=complete)


def imported(name: str, *, complete: bool = False) -> dict[str, Any]:
    answer = io.StringIO()
    call_command(
        "import_claimreviews",
        name,
        complete=complete,
        stdout=answer,
        stderr=io.StringIO(),
    )
    told: dict[str, Any] = json.loads(answer.getvalue())
    return told


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name] for name in ("stored", "updated", "unchanged", "forgotten"))


def claims() -> set[str]:
    return set(KnownCheck.objects.values_list("claim", flat=True))


def test_records_are_stored_and_what_is_none_is_counted_with_its_place(
    feed: Path,
) -> None:
    told = bring_in(feed, FERRY, None, {"item": BRIDGE}, {"@type": "Person"})

    assert counts(told) == (2, 0, 0, 0)
    assert told["read"] == 4
    assert told["skipped"] == [
        {"reason": "It is empty.", "records": 1, "first": [2]},
        {"reason": "It is not a ClaimReview.", "records": 1, "first": [4]},
    ]
    check = KnownCheck.objects.get(url=FERRY["url"])
    assert (check.publisher, check.label, check.outcome) == (
        "Harbor Facts",
        "False",
        "false",
    )


def test_the_same_feed_twice_is_once(feed: Path) -> None:
    bring_in(feed, FERRY, BRIDGE)

    assert counts(bring_in(feed, FERRY, BRIDGE)) == (0, 0, 2, 0)
    assert KnownCheck.objects.count() == 2


def test_a_changed_rating_takes_the_place_of_the_one_before(feed: Path) -> None:
    bring_in(feed, FERRY)

    told = bring_in(feed, FERRY | {"reviewRating": {"alternateName": "True"}})

    assert counts(told) == (0, 1, 0, 0)
    assert KnownCheck.objects.get().outcome == "true"


def test_of_a_file_that_is_not_complete_nothing_is_concluded(feed: Path) -> None:
    bring_in(feed, FERRY)

    told = bring_in(feed, review("The ferry carried 90 passengers"))

    assert counts(told) == (1, 0, 0, 0)
    assert len(claims()) == 2


@pytest.mark.parametrize(
    "broken", [review(""), review("Late", url=""), review("Late", url="javascript:x")]
)
def test_beside_a_broken_record_nothing_is_forgotten(feed: Path, broken: Any) -> None:
    other = review("The ferry was late")
    bring_in(feed, FERRY, other)

    assert counts(bring_in(feed, FERRY, broken, complete=True)) == (0, 0, 1, 0)
    assert other["claimReviewed"] in claims()


def test_what_an_address_says_no_more_is_forgotten(feed: Path) -> None:
    bring_in(feed, FERRY, BRIDGE)

    told = bring_in(
        feed, None, review("The ferry carried 90 passengers"), complete=True
    )

    assert counts(told) == (1, 0, 0, 1)
    assert claims() == {"The ferry carried 90 passengers", BRIDGE["claimReviewed"]}
    assert find("night island") == []


def test_two_claims_at_one_address_both_stand(feed: Path) -> None:
    other = review("The ferry was late")

    bring_in(feed, FERRY, other)

    assert counts(bring_in(feed, other, FERRY, complete=True)) == (0, 0, 2, 0)
    assert len(claims()) == 2


def test_a_record_that_stood_before_is_named(feed: Path) -> None:
    told = bring_in(feed, FERRY, BRIDGE, FERRY)

    assert told["stored"] == 2
    assert told["skipped"][0]["first"] == [3]


def test_this_desk_is_no_publisher_of_checks_by_others(
    feed: Path, editor: User, checker: User, other_checker: User
) -> None:
    version = factories.published(editor, checker, other_checker)
    claim = version.fact_check.article.claims.get(public_number=1)
    own = review(claim.claim_reviewed, settings.SITE_URL + claim.get_absolute_url())
    foreign = review(claim.claim_reviewed, f"{settings.SITE_URL}.evil.example/")

    told = bring_in(feed, own, foreign)

    assert told["stored"] == 1
    assert "own" in told["skipped"][0]["reason"]
    assert [alike.check.url for alike in find_for(claim)] == [foreign["url"]]


def test_standard_input_is_a_feed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO(b"\xef\xbb\xbf" + json.dumps([FERRY]).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))

    assert imported("-")["stored"] == 1


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is empty."),
        (b"<html>", "The file is no JSON from line 1 on."),
        (json.dumps([FERRY]).encode()[:-9], "The file"),
        ('["Ä"]'.encode("latin-1"), "UTF-8"),
        (gzip.compress(b"[]"), "The file is compressed"),
    ],
    ids=["empty", "a page", "broken off", "another encoding", "compressed"],
)
def test_a_file_that_is_no_feed_stores_nothing(
    feed: Path, raw: bytes, sentence: str
) -> None:
    feed.write_bytes(raw)

    with pytest.raises(CommandError, match=sentence) as refused:
        imported(str(feed))

    assert refused.value.returncode == 2
    assert not KnownCheck.objects.exists()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        imported(str(tmp_path / "nowhere.json"))


def test_a_file_beyond_all_measure_is_refused(
    feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.management.commands.import_claimreviews._LARGEST", 100)

    with pytest.raises(CommandError, match="larger than"):
        bring_in(feed, FERRY)
