from __future__ import annotations

import json
import re
from typing import Any

import pytest

from claims.publishing import fragment
from claims.publishing.claimreview import claim_review
from tests.claims.publishing.manifests import (
    SITE,
    claim,
    claimant,
    entry,
    evidence,
    finding,
    manifest,
    source,
)
from tests.claims.publishing.test_render import HOSTILE, _Tags

VERDICT = "fact-checks/ferry/claims/1/"


def of_fact_check(*claims: dict[str, Any], **changes: Any) -> str:
    return fragment.of_fact_check(manifest(*claims, **changes), site_url=SITE)


def of_verdict(*claims: dict[str, Any], number: int = 1, **changes: Any) -> str:
    found = fragment.of_verdict(manifest(*claims, **changes), number, site_url=SITE)
    assert found is not None
    return found


def markup_in(html: str) -> list[dict[str, Any]]:
    blocks = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL
    )
    return [json.loads(block) for block in blocks]


def test_a_fact_check_is_told_with_its_findings_and_each_verdict():
    html = of_fact_check(claim(1), claim(2, "false"))

    for words in (
        "How many people the night ferry carried",
        "The ferry carried as many as the article says.",
        "<li>It carried 412.</li>",
        "The ferry carried 2 passengers</a>: <b>False</b>",
        "Harbor Gazette",
        "The Manifest Desk",
    ):
        assert words in html


def test_a_fact_check_lists_where_its_verdicts_stand_and_reviews_none():
    (markup,) = markup_in(of_fact_check(claim(1), claim(2)))

    assert markup["@type"] == "ItemList"
    assert [row["url"] for row in markup["itemListElement"]] == [
        f"{SITE}/fact-checks/ferry/claims/{number}/" for number in (1, 2)
    ]


def test_a_verdict_carries_the_claimreview_of_its_permalink():
    shown = manifest(claim(1), claim(2))

    html = fragment.of_verdict(shown, 2, site_url=SITE)

    assert html is not None
    assert markup_in(html) == [claim_review(shown, shown["claims"][1], site_url=SITE)]
    assert html.count("The ferry carried 2 passengers") >= 1
    assert "The ferry carried 1 passengers" not in html


def test_a_claim_of_which_only_the_words_were_checked_carries_none():
    html = of_verdict(claim(1, None, **claimant("at-origin")))

    assert markup_in(html) == []
    assert "Said, not verified" in html
    assert "Said by <bdi>Avtozak Live</bdi>" in html


@pytest.mark.parametrize(
    "html", [of_fact_check(claim(1)), of_verdict(claim(1))], ids=["check", "verdict"]
)
def test_it_takes_on_the_look_of_the_page_it_is_pasted_into(html: str):
    tags = _Tags(html)

    attributes = {name for _, attrs in tags.found for name in attrs}
    assert attributes <= {
        "lang", "href", "rel", "cite", "datetime", "type", "hreflang"
    }  # fmt: skip
    assert {tag for tag, _ in tags.found} & {"style", "link", "html", "body"} == set()
    assert sum(tag == "script" for tag, _ in tags.found) == 1
    assert all(link.startswith("https://") for link in tags.links())
    assert "\n\n" not in html


def test_links_inside_an_explanation_are_whole():
    words = "See [the scale](/ratings/) and [it](javascript:alert(1))."

    html = of_verdict(claim(1, explanation=words))

    assert f'<a href="{SITE}/ratings/"' in html
    assert 'href="javascript' not in html


def test_a_correction_stands_in_the_fragment():
    history = [entry(1, "first"), entry(2, "correction", "We gave the wrong day.")]

    html = of_fact_check(claim(1), kind="correction", number=2, history=history)

    assert "<b>Correction</b>" in html
    assert "We gave the wrong day." in html


def test_a_notice_stands_in_both():
    for html in (of_fact_check(notice="A trial."), of_verdict(notice="A trial.")):
        assert "<em>A trial.</em>" in html


@pytest.mark.parametrize("of", [of_fact_check, of_verdict])
def test_a_withdrawn_version_leaves_a_notice_and_no_markup(of: Any):
    html = of(claim(1), kind="withdrawn", reason="The log was forged.")

    assert "The log was forged." in html
    assert "no longer stand" in html
    assert markup_in(html) == []
    assert "The *log*" not in html
    assert "<b>True</b>" not in html


def test_a_dropped_verdict_leaves_a_notice():
    gone = {
        "number": 7, "claim_reviewed": "It sank", "reason": "Opinion", "note": "Ours."
    }  # fmt: skip

    html = of_verdict(claim(1), number=7, dropped=[gone])

    assert "It sank" in html
    assert "Opinion. Ours." in html
    assert markup_in(html) == []


def test_a_number_never_given_has_none():
    assert fragment.of_verdict(manifest(claim(1)), 9, site_url=SITE) is None


def test_hostile_words_stay_words():
    shown = claim(
        1,
        claim_reviewed=HOSTILE,
        quotations=[HOSTILE],
        explanation=HOSTILE,
        since_then=HOSTILE,
        evidence=[
            evidence(
                passage=HOSTILE,
                translation=HOSTILE,
                translator=HOSTILE,
                unreachable_reason=HOSTILE,
                source=source(title=HOSTILE, publisher=HOSTILE, url=HOSTILE),
            )
        ],
        subclaims=[{"text": HOSTILE, "chip": {"label": HOSTILE}}],
        **claimant("at-origin", HOSTILE),
    )
    changes = {
        "title": HOSTILE,
        "summary": HOSTILE,
        "key_findings": [HOSTILE],
        "notice": HOSTILE,
        "desk": HOSTILE,
    }

    for html in (of_fact_check(shown, **changes), of_verdict(shown, **changes)):
        tags = _Tags(html)
        assert [tag for tag, _ in tags.found].count("script") == 1
        assert "img" not in {tag for tag, _ in tags.found}
        assert markup_in(html)


def test_months_are_named_in_the_language_of_the_version():
    assert "février" in of_fact_check(language="fr")


def test_a_finding_is_pasted_as_the_desks_own():
    html = of_verdict(finding())

    assert "<p>Our finding about " in html
    assert "The article’s own words" not in html
    assert "<strong>Finding: true</strong>" in html
    assert markup_in(html) == []
