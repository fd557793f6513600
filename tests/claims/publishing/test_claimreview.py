from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from claims.publishing.claimreview import claim_review, lint, page_markup
from tests.claims.publishing.manifests import (
    SITE,
    claim,
    claimant,
    entry,
    finding,
    manifest,
)


def markup_of(shown: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the ClaimReview of the only claim of a version."""
    markup = claim_review(manifest(shown, **changes), shown, site_url=SITE)
    assert markup is not None
    return markup


def codes(markup: dict[str, Any], **parts: Any) -> set[str]:
    """Lint ``markup`` with members replaced; a name may reach into a part."""
    changed = deepcopy(markup)
    for path, value in parts.items():
        *outer, name = path.split("__")
        place = changed
        for step in outer:
            place = place[step]
        if value is None:
            del place[name]
        else:
            place[name] = value
    return {fault.code for fault in lint(changed)}


def test_a_verdict_carries_everything_readers_of_the_markup_ask_for() -> None:
    assert markup_of(claim(code="mostly-false")) == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://facts.example/fact-checks/ferry/claims/1/",
        "claimReviewed": "The ferry carried 1 passengers",
        "author": {
            "@type": "Organization",
            "name": "The Manifest Desk",
            "url": "https://facts.example/",
        },
        "datePublished": "2026-03-01T23:30:00Z",
        "dateModified": "2026-03-01T23:30:00Z",
        "inLanguage": "en",
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "Mostly false",
            "ratingExplanation": "The log of the port says so.",
            "ratingValue": 2,
            "bestRating": 5,
            "worstRating": 1,
        },
        "itemReviewed": {
            "@type": "Claim",
            "text": "The ferry carried 1 passengers",
            "author": {"@type": "Organization", "name": "Harbor Gazette"},
            "datePublished": "2026-02-20",
            "appearance": {
                "@type": "NewsArticle",
                "headline": "Harbor Ferry Carried Over 900 Passengers",
                "url": "https://gazette.example/ferry",
                "datePublished": "2026-02-20",
                "publisher": {"@type": "Organization", "name": "Harbor Gazette"},
            },
        },
    }


def test_a_rating_outside_the_order_has_none_of_the_three_numbers() -> None:
    rating = markup_of(claim(code="unproven"))["reviewRating"]

    assert rating["alternateName"] == "Unproven"
    assert not {"ratingValue", "bestRating", "worstRating"} & rating.keys()


def test_a_claim_whose_words_alone_were_checked_has_no_markup() -> None:
    said_only = claim(code=None, **claimant("at-origin"))

    assert claim_review(manifest(said_only), said_only, site_url=SITE) is None


def test_a_withdrawn_version_has_no_markup() -> None:
    withdrawn = manifest(kind="withdrawn", reason="A source was forged.")

    assert claim_review(withdrawn, withdrawn["claims"][0], site_url=SITE) is None
    assert page_markup(withdrawn, site_url=SITE) == []


@pytest.mark.parametrize("said", ["at-origin", "through-outlet", "anonymous"])
def test_what_was_found_to_be_theirs_is_the_claimants(said: str) -> None:
    markup = markup_of(claim(**claimant(said, url="https://avtozak.example/")))

    assert markup["itemReviewed"]["author"] == {
        "name": "Avtozak Live",
        "sameAs": "https://avtozak.example/",
    }


@pytest.mark.parametrize("said", ["not-found", "altered", "misattributed"])
def test_what_was_not_found_to_be_theirs_is_the_articles(said: str) -> None:
    markup = markup_of(claim(**claimant(said)))

    assert markup["itemReviewed"]["author"]["name"] == "Harbor Gazette"


@pytest.mark.parametrize("said", ["altered", "misattributed"])
def test_a_finding_about_the_quotation_reviews_that_it_was_said(said: str) -> None:
    markup = markup_of(claim(code="false", **claimant(said)))

    assert markup["claimReviewed"] == (
        "Avtozak Live said: The ferry carried 1 passengers"
    )
    assert not [fault for fault in lint(markup) if fault.is_error]


def test_an_editor_who_worded_it_as_said_is_not_corrected() -> None:
    worded = claim(
        claim_reviewed="Avtozak Live said the ferry sank", **claimant("altered")
    )

    assert markup_of(worded)["claimReviewed"] == "Avtozak Live said the ferry sank"


@pytest.mark.parametrize("said", ["at-origin", "not-found", "altered"])
def test_who_is_not_to_be_named_stands_nowhere(said: str) -> None:
    markup = markup_of(claim(**claimant(said, name="")))

    assert markup["itemReviewed"].get("author") in (
        None,
        {"@type": "Organization", "name": "Harbor Gazette"},
    )
    assert not [fault for fault in lint(markup) if fault.is_error]


def test_a_correction_stands_with_the_claims_it_changed_and_no_other() -> None:
    peskov, ferry = claim(1), claim(2)
    history = [
        entry(1, "first"),
        entry(2, "update", "More evidence.", changed_claims=[1]),
        entry(3, "correction", "We gave the wrong day.", changed_claims=[1]),
    ]
    version = manifest(peskov, ferry, number=3, kind="correction", history=history)

    corrected = claim_review(version, peskov, site_url=SITE)
    untouched = claim_review(version, ferry, site_url=SITE)

    assert corrected is not None
    assert corrected["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "We gave the wrong day.",
            "datePublished": "2026-03-03T23:30:00Z",
        }
    ]
    assert untouched is not None
    assert "correction" not in untouched


def test_a_verdict_added_later_was_published_later() -> None:
    added = claim(2, first_in_version=2)
    history = [entry(1, "first"), entry(2, "update", "One more claim.")]

    markup = markup_of(added, history=history)

    assert markup["datePublished"] == "2026-03-02T23:30:00Z"


def test_the_summary_page_lists_its_verdicts_and_reviews_none() -> None:
    article, verdicts = page_markup(manifest(claim(1), claim(4)), site_url=SITE)

    assert article["@type"] == "Article"
    assert article["headline"] == "How many people the night ferry carried"
    assert [row["url"] for row in verdicts["itemListElement"]] == [
        "https://facts.example/fact-checks/ferry/claims/1/",
        "https://facts.example/fact-checks/ferry/claims/4/",
    ]


def test_our_own_markup_is_without_fault() -> None:
    for code in (
        "true",
        "mostly-true",
        "half-true",
        "mostly-false",
        "false",
        "unproven",
    ):
        assert lint(markup_of(claim(code=code))) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no-claim", {"claimReviewed": None}),
        ("no-claim", {"claimReviewed": "  "}),
        ("long-claim", {"claimReviewed": "x" * 76}),
        ("claim-rates", {"claimReviewed": "A false report of 900 passengers"}),
        ("rates-the-report", {"claimReviewed": "The port said that 900 sailed"}),
        ("rates-the-report", {"claimReviewed": "According to the port, 900 sailed"}),
        ("no-address", {"url": None}),
        ("no-address", {"url": "/fact-checks/ferry/claims/1/"}),
        ("no-address", {"url": "javascript:alert(1)"}),
        ("no-address", {"url": "https://[broken/"}),
        ("address-of-a-part", {"url": f"{SITE}/fact-checks/ferry/#claim-1"}),
        ("address-of-the-site", {"url": f"{SITE}/"}),
        ("address-elsewhere", {"url": "https://other.example/claims/1/"}),
        ("no-author", {"author": None}),
        ("no-author", {"author__name": ""}),
        ("no-author", {"author__url": None}),
        ("own-claim", {"itemReviewed__author": {"name": "the manifest desk"}}),
        ("no-label", {"reviewRating": None}),
        ("no-label", {"reviewRating__alternateName": " "}),
        ("control-character", {"reviewRating__alternateName": "Tr\x08ue"}),
        ("some-numbers", {"reviewRating__bestRating": None}),
        ("some-numbers", {"reviewRating__ratingValue": None}),
        ("not-whole", {"reviewRating__ratingValue": "5"}),
        ("not-whole", {"reviewRating__ratingValue": 4.5}),
        ("not-whole", {"reviewRating__ratingValue": True}),
        ("below-one", {"reviewRating__worstRating": 0}),
        ("no-range", {"reviewRating__worstRating": 5}),
        ("out-of-range", {"reviewRating__ratingValue": 6}),
        ("upside-down", {"reviewRating__alternateName": "False"}),
        ("upside-down", {"reviewRating__ratingValue": 1}),
    ],
)
def test_the_linter_finds_what_published_markup_gets_wrong(
    code: str, change: dict[str, Any]
) -> None:
    right = markup_of(claim(code="true"))

    assert code not in codes(right)
    assert codes(right, **change) == {code}


def test_length_and_rating_words_only_warn() -> None:
    markup = markup_of(claim(claim_reviewed="A fake log shows " + "x" * 80))

    assert {fault.code: fault.is_error for fault in lint(markup)} == {
        "long-claim": False,
        "claim-rates": False,
    }


def test_a_report_may_be_reviewed_without_a_number() -> None:
    words = "The port said that 900 sailed"

    assert codes(markup_of(claim(code="unproven", claim_reviewed=words))) == set()


def test_a_claim_of_75_characters_is_not_too_long() -> None:
    assert codes(markup_of(claim()), claimReviewed="x" * 75) == set()


def test_markup_that_is_no_review_at_all_is_told_its_faults() -> None:
    assert {fault.code for fault in lint({"reviewRating": "True"})} == {
        "no-claim",
        "no-address",
        "no-author",
        "no-label",
    }


def test_a_finding_is_nobodys_claim_and_carries_no_claimreview() -> None:
    shown = finding()
    version = manifest(shown)
    as_a_claim = {name: shown[name] for name in shown if name != "is_finding"}

    assert claim_review(version, shown, site_url=SITE) is None
    assert claim_review(version, as_a_claim, site_url=SITE) is not None


def test_the_page_lists_a_finding_among_its_verdicts() -> None:
    _article, listed = page_markup(manifest(claim(1), finding(2)), site_url=SITE)

    assert len(listed["itemListElement"]) == 2
