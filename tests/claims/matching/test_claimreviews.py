"""ClaimReviews in the shapes they come in, and what is no ClaimReview."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.matching.claimreviews import PublishedCheck, Unreadable, read, records

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://Checks.example/ferry?utm_source=feed",
    "claimReviewed": "The ferry carried 900 people",
    "datePublished": "2026-03-04T10:00:00Z",
    "inLanguage": "en",
    "author": {"@type": "Organization", "name": "Harbor Facts"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Ilse Brandt"},
    },
    "reviewRating": {
        "@type": "Rating",
        "alternateName": "False",
        "ratingValue": "1",
        "bestRating": "5",
        "worstRating": "1",
    },
}
CHECK = PublishedCheck(
    url="https://checks.example/ferry",
    claim="The ferry carried 900 people",
    publisher="Harbor Facts",
    claimant="Ilse Brandt",
    checked_on=dt.date(2026, 3, 4),
    language="en",
    label="False",
    outcome="false",
)
ITEM = {"@type": "DataFeedItem", "item": REVIEW}
SHAPES = {
    "one record": REVIEW,
    "an array": [REVIEW],
    "an array of arrays": [[REVIEW]],
    "a DataFeed": {"@type": "DataFeed", "dataFeedElement": [ITEM]},
    "a DataFeed of one": {"@type": "DataFeed", "dataFeedElement": ITEM},
    "a DataFeed of several in one": {"dataFeedElement": [{"item": [REVIEW]}]},
    "an array of DataFeeds": [{"@type": "DataFeed", "dataFeedElement": [ITEM]}],
    "a graph": {"@context": "https://schema.org", "@graph": [REVIEW]},
    "a list": {"@type": "ItemList", "itemListElement": [{"item": REVIEW}]},
    "a type in full": REVIEW | {"@type": "http://schema.org/ClaimReview"},
    "several types": REVIEW | {"@type": ["Review", "ClaimReview"]},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_review_is_read_whatever_it_is_wrapped_in(
    shape: str, indent: int | None
) -> None:
    document = json.dumps(SHAPES[shape], indent=indent)

    assert [read(record) for record in records(document)] == [CHECK]


def test_records_may_stand_one_after_another() -> None:
    lines = "\n".join([json.dumps(REVIEW)] * 3) + "\n"

    assert [read(record) for record in records(lines)] == [CHECK] * 3


def test_what_stands_where_a_review_should_is_a_record_too() -> None:
    feed = {"dataFeedElement": [None, {"item": None}, {"item": REVIEW}, 7, {}]}

    found = list(records(json.dumps(feed)))

    assert found == [None, None, REVIEW, 7, {}]


def told(**changes: Any) -> PublishedCheck:
    return read(REVIEW | changes)


@pytest.mark.parametrize(
    ("name", "value", "changes"),
    [
        ("claim", "X", {"claimReviewed": None, "itemReviewed": {"text": "X"}}),
        ("claim", "X", {"claimReviewed": "", "itemReviewed": [{"name": "X"}]}),
        ("claim", "X Y", {"claimReviewed": {"@language": "en", "@value": " X\n Y"}}),
        ("publisher", "Z", {"author": [None, {"name": "Z"}]}),
        ("publisher", "Z", {"author": "Z"}),
        ("publisher", "Z", {"author": None, "publisher": {"name": "Z"}}),
        ("publisher", "checks.example", {"author": None}),
        ("claimant", "", {"itemReviewed": None}),
        ("title", "T", {"headline": "T"}),
        ("subtitle", "D", {"description": "D"}),
        ("label", "", {"reviewRating": None}),
        ("label", "False", {"reviewRating": [REVIEW["reviewRating"]]}),
        ("outcome", "unknown", {"reviewRating": None}),
        ("checked_on", None, {"datePublished": "yesterday"}),
        ("checked_on", None, {"datePublished": "2026-02-31"}),
        ("checked_on", dt.date(2026, 1, 2), {"datePublished": ["2026-01-02"]}),
        ("language", "pt-BR", {"inLanguage": "pt_BR"}),
        ("language", "de", {"inLanguage": {"@type": "Language", "name": "de"}}),
        ("language", "", {"inLanguage": "a language, surely"}),
        ("url", "https://x.example/", {"url": None, "mainEntityOfPage": {"@id": "https://x.example/"}}),
        ("url", "https://x.example/", {"url": "#x", "@id": "https://x.example/"}),
    ],
)  # fmt: skip
def test_missing_parts_are_looked_for_where_feeds_put_them(
    name: str, value: object, changes: dict[str, Any]
) -> None:
    assert getattr(told(**changes), name) == value


@pytest.mark.parametrize(
    ("numbers", "outcome"),
    [
        ((1, 5, 1), "false"),
        (("4", "5", "1"), "mostly-true"),
        (("4,5", " 5 ", "1.0"), "mostly-true"),
        (("5", None, None), "unknown"),
        ((True, 5, 1), "unknown"),
        (("1e999", "5", "1"), "unknown"),
        ((10**400, 10**400, 1), "unknown"),
        (([], {}, "x"), "unknown"),
    ],
)
def test_numbers_may_be_written_as_text(
    numbers: tuple[object, object, object], outcome: str
) -> None:
    value, best, worst = numbers
    rating = {"ratingValue": value, "bestRating": best, "worstRating": worst}

    assert told(reviewRating=rating).outcome == outcome


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (None, "It is empty."),
        (7, "It is not a ClaimReview."),
        ({}, "It is not a ClaimReview."),
        (REVIEW | {"@type": "Review"}, "It is not a ClaimReview."),
        (REVIEW | {"claimReviewed": " "}, "It does not say what was claimed."),
        (REVIEW | {"url": ""}, "It has no address that could be opened."),
        (REVIEW | {"url": "javascript:alert(1)"}, "It has no address that could be"),
        (REVIEW | {"claimReviewed": "a\x00b"}, "It holds text that cannot be stored."),
        (REVIEW | {"author": "\ud800"}, "It holds text that cannot be stored."),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    record: object, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read(record)


@pytest.mark.parametrize(
    "document",
    [
        "",
        " \n",
        "[",
        "[{}",
        "[{},]",
        "[{} {}]",
        '{"dataFeedElement": [{}}',
        '{"dataFeedElement" [{}]}',
        '{"a": 1,}',
        "{,}",
        "nothing",
        '[{"a": NaN}, }',
        "[" * 100_000,
        '{"a":' * 100_000,
        "[" + "9" * 5000 + "]",
    ],
)
def test_a_broken_document_is_refused_in_a_sentence(document: str) -> None:
    with pytest.raises(Unreadable, match=r"^The file .*\.$"):
        list(records(document))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*REVIEW, "item", "@graph", "@value", "name"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(list(REVIEW)), JSON, max_size=6))
def test_a_review_with_anything_in_its_parts_is_read_or_refused(
    changes: dict[str, Any],
) -> None:
    document = json.dumps({"@graph": [REVIEW | changes, changes]})

    for record in records(document):
        try:
            check = read(record)
        except Unreadable:
            continue
        assert check.claim
        assert check.url.startswith(("http://", "https://"))


@given(JSON)
def test_any_json_is_a_feed(value: Any) -> None:
    assert isinstance(list(records(json.dumps(value))), list)
