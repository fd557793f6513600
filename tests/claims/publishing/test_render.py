from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from django.test import override_settings

from claims.models import Version
from claims.publishing import issuing, prose, render
from claims.publishing import manifest as real
from tests import factories
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

SUMMARY = "/fact-checks/ferry/"
PINNED = "/fact-checks/ferry/v1/"
VERDICT = "/fact-checks/ferry/claims/1/"

HOSTILE = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(2)>\"'&"


def page(address: str, *claims: dict[str, Any], **changes: Any) -> str:
    return render.pages(manifest(*claims, **changes), site_url=SITE)[address].decode()


def words_of(html: str) -> str:
    """Return what a reader sees of a page, spaces made one."""
    body = re.sub(r"<(script|head).*?</\1>", "", html, flags=re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", body).split())
    return re.sub(r" ([.,:;)])", r"\1", words)


def markup_in(html: str) -> list[dict[str, Any]]:
    blocks = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL
    )
    return [json.loads(block) for block in blocks]


class _Tags(HTMLParser):
    """Collects every tag a browser would make of a page, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def links(self) -> set[str]:
        """Return where the page's links lead."""
        return {attrs.get("href") or "" for tag, attrs in self.found if tag == "a"} - {
            ""
        }


def shape(value: Any) -> Any:
    """Return the names of a manifest's members, of a list's those of its first row."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def test_a_version_has_a_page_for_itself_and_for_every_number_ever_given() -> None:
    dropped = {
        "number": 2,
        "claim_reviewed": "The ferry sank",
        "reason": "Opinion",
        "note": "It was a metaphor.",
    }

    pages = render.pages(manifest(claim(1), claim(3), dropped=[dropped]), site_url=SITE)

    assert set(pages) == {
        SUMMARY,
        PINNED,
        VERDICT,
        "/fact-checks/ferry/claims/2/",
        "/fact-checks/ferry/claims/3/",
    }
    notice = words_of(pages["/fact-checks/ferry/claims/2/"].decode())
    assert "The ferry sank" in notice
    assert "Version 1 of March 1, 2026: Opinion. It was a metaphor." in notice


def test_the_same_manifest_gives_the_same_bytes() -> None:
    version = manifest(claim(1), claim(2, "unproven"))

    assert render.pages(version, site_url=SITE) == render.pages(version, site_url=SITE)


def test_a_page_asks_no_database() -> None:
    # No database is allowed in this test: a query would be an error.
    assert page(SUMMARY)


@pytest.mark.django_db
def test_these_tests_use_manifests_in_the_shape_of_real_ones(
    editor: User, checker: User, other_checker: User
) -> None:
    version = factories.published(
        editor, checker, other_checker, claimant="The port authority"
    )
    made = real.load(Version.objects.with_manifest().get(pk=version.pk))

    ours = manifest(claim(**claimant("at-origin")))

    assert shape(ours["claims"]) == shape(made["claims"])
    assert ours.keys() == made.keys()
    for name in ("article", "checked", "ratings", "tally", "topics", "history"):
        assert shape(ours[name]) == shape(made[name]), name


# What a reader sees


def test_true_and_reported_by_somebody_who_did_not_never_stand_together() -> None:
    arson = claim(code="mostly-true", **claimant("not-found"))
    pages = render.pages(manifest(arson), site_url=SITE)

    for html in (page.decode() for page in pages.values()):
        seen = words_of(html)
        assert "Attributed by the article to Avtozak Live; we did not find it" in seen
        assert "From Avtozak Live" not in seen
        assert not re.search(r"(reported|said) by\W+Avtozak", seen, re.IGNORECASE)
        assert "Avtozak" not in json.dumps(markup_in(html))
    # The control: found to be theirs, it is said to be theirs, on page and markup.
    theirs = page(VERDICT, claim(code="mostly-true", **claimant("at-origin")))
    assert "Said by: Avtozak Live" in words_of(theirs)
    assert "Avtozak" in json.dumps(markup_in(theirs))


def test_a_claim_whose_words_alone_were_checked_is_never_called_true() -> None:
    said_only = claim(code=None, **claimant("at-origin"))

    html = page(VERDICT, said_only)

    assert "Said, not verified" in words_of(html)
    assert "Not assessed. Nobody outside can know." in words_of(html)
    assert "rated-unrated" in html
    assert markup_in(html) == []
    assert "True" not in words_of(html)
    assert "Mostly true" in words_of(page(VERDICT, claim(code="mostly-true")))


def test_each_review_stands_on_its_own_page_and_nowhere_else() -> None:
    pages = render.pages(manifest(claim(1), claim(2)), site_url=SITE)

    kinds = {
        address: [markup["@type"] for markup in markup_in(html.decode())]
        for address, html in pages.items()
    }

    assert kinds == {
        SUMMARY: ["Article", "ItemList"],
        PINNED: [],
        VERDICT: ["ClaimReview"],
        "/fact-checks/ferry/claims/2/": ["ClaimReview"],
    }


def test_the_chip_and_the_markup_say_the_same() -> None:
    html = page(VERDICT, claim(code="half-true"))

    (markup,) = markup_in(html)
    chip = re.search(
        r'class="chip rated-half-true">.*?</svg>\s*(.*?)</span>', html, re.DOTALL
    )

    assert chip
    assert chip[1].strip() == markup["reviewRating"]["alternateName"] == "Half true"
    assert markup["claimReviewed"] in words_of(html)


def test_the_tally_counts_what_was_rated_and_says_that_it_is_no_score() -> None:
    quoted = claim(4, None, **claimant("at-origin"))
    left = {
        "code": "opinion",
        "label": "Opinion",
        "count": 20,
        "notes": [],
        "links": [],
    }

    seen = words_of(
        page(SUMMARY, claim(1), claim(2), claim(3, "false"), quoted, not_checked=[left])
    )

    assert "3 claims rated: 2 true, 1 false." in seen
    assert "1 more not rated: said, not verified." in seen
    assert "20 claims were not checked." in seen
    assert "3 of the claims are the article’s own; 1 it attributes to others." in seen
    assert "This is not a score." in seen


@pytest.mark.parametrize(
    ("quoted", "own", "sentence"),
    [
        (4, 0, "All four are attributed to others."),
        (1, 0, "It is attributed to somebody else."),
        (0, 2, "Both are the article’s own."),
        (0, 1, "It is the article’s own."),
    ],
)
def test_a_count_of_none_is_not_told_as_a_number(
    quoted: int, own: int, sentence: str
) -> None:
    claims = [
        *(claim(number, **claimant("at-origin")) for number in range(quoted)),
        *(claim(9 + number) for number in range(own)),
    ]

    seen = words_of(page(SUMMARY, *claims))

    assert sentence in seen
    assert "0 of the claims" not in seen
    assert "0 it attributes" not in seen


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("“Bridge counts 2026,”", "“Bridge counts 2026”"),
        ("Bridge counts 2026,", "Bridge counts 2026"),
        ("Oran, Bastia", "Oran, Bastia"),
    ],
)
def test_a_title_ends_without_the_comma_that_led_on_to_its_publisher(
    title: str, shown: str
) -> None:
    piece = evidence(source=source(title=title, publisher=""))

    html = page(VERDICT, claim(1, evidence=[piece]))

    assert f"<bdi>{shown}</bdi></cite>" in html


def test_the_page_stands_in_the_order_a_reader_needs_it() -> None:
    history = [entry(1, "first"), entry(2, "correction", "We gave the wrong day.")]
    seen = words_of(
        page(
            SUMMARY,
            claim(),
            number=2,
            kind="correction",
            history=history,
            still_checking=["The quay was closed"],
            not_checked=[
                {
                    "code": "opinion",
                    "label": "Opinion",
                    "count": 1,
                    "notes": ["A view."],
                    "links": [],
                }
            ],
        )
    )

    order = [
        "Correction, March 2, 2026. We gave the wrong day.",
        "The ferry carried as many as the article says.",
        "It carried 412.",
        "Checked by two people, one claim of one twice and blind.",
        "The article",
        "Readers asked.",
        "In numbers",
        "How many there were.",
        "Still being checked",
        "Not checked, and why",
        "Sources",
        "How we work",
        "Versions",
    ]
    place = 0
    for words in order:
        place = seen.index(words, place)


def test_a_correction_stays_in_sight_after_an_update() -> None:
    changed = {
        "number": 1,
        "claim_reviewed": "The ferry carried 1 passengers",
        "from": "True",
        "to": "Mostly true",
    }
    history = [
        entry(1, "first"),
        entry(2, "update", "An older update."),
        entry(3, "correction", "We were wrong.", changed_ratings=[changed]),
        entry(4, "minor", "Spelling."),
        entry(5, "update", "The newest update."),
    ]
    html = page(SUMMARY, claim(), number=5, kind="update", history=history)
    box = words_of(html[html.index("<aside") : html.index("</aside>")])

    assert box.index("The newest update.") < box.index("We were wrong.")
    assert "from True to Mostly true" in box
    assert "An older update." not in box
    assert "Earlier changes (1)" in box
    assert "Spelling." not in box
    assert "An older update." in words_of(html[html.index('id="versions"') :])


def test_an_unchanged_first_version_has_no_box() -> None:
    assert "<aside" not in page(SUMMARY)


def test_a_verdict_shows_only_the_changes_that_touched_it() -> None:
    history = [
        entry(1, "first"),
        entry(2, "correction", "We gave the wrong day.", changed_claims=[2]),
    ]
    version = manifest(claim(1), claim(2), number=2, history=history)
    pages = render.pages(version, site_url=SITE)

    assert b"We gave the wrong day." not in pages[VERDICT]
    assert b"We gave the wrong day." in pages["/fact-checks/ferry/claims/2/"]


def test_a_withdrawn_fact_check_shows_no_verdict_anywhere() -> None:
    history = [entry(1, "first"), entry(2, "withdrawn", "A source was forged.")]
    version = manifest(
        claim(code="half-true"), number=2, kind="withdrawn", history=history,
        reason="A source was forged.",
    )  # fmt: skip

    for html in (
        page.decode() for page in render.pages(version, site_url=SITE).values()
    ):
        assert "A source was forged." in html
        assert "no longer stand" in html
        assert "Half true" not in html
        assert markup_in(html) == []


def test_a_pinned_version_says_what_it_is_and_points_to_the_current_one() -> None:
    html = page(PINNED)

    assert "Version 1 of March 1, 2026, kept as it was published." in words_of(html)
    assert f'<link rel="canonical" href="{SITE}{SUMMARY}">' in html
    assert SUMMARY in _Tags(html).links()


def test_a_preview_says_so_and_is_kept_out_of_search() -> None:
    html = render.preview(manifest()).decode()

    assert "Preview. Nothing of this has been published." in words_of(html)
    assert '<meta name="robots" content="noindex">' in html
    assert markup_in(html) == []
    assert "Preview." not in words_of(page(SUMMARY))


def test_a_notice_stands_on_every_page_of_the_fact_check() -> None:
    dropped = {"number": 2, "claim_reviewed": "x", "reason": "Opinion", "note": ""}
    version = manifest(notice="This is a demonstration.", dropped=[dropped])

    for html in render.pages(version, site_url=SITE).values():
        assert b"This is a demonstration." in html


def test_evidence_says_what_it_does_whence_it_comes_and_who_translated() -> None:
    piece = evidence(
        bearing="contradicts",
        part="Bastia",
        origin="article",
        passage="412 осіб.",
        passage_language="uk",
        translation="412 people.",
        translator="The desk",
        archived={"sha256": "ab" * 32, "saved_at": "2026-03-04T09:00:00Z"},
        source=source(
            derived_from="Daily sheet, Harbor office", interest="Sells tickets"
        ),
    )
    html = page(
        VERDICT, claim(evidence=[piece], single_source_reason="Only one exists.")
    )
    seen = words_of(html)

    assert "− Contradicts on Bastia" in seen
    assert 'lang="uk"><p><bdi>412 осіб.</bdi>' in html
    assert "412 people." in seen
    assert "Translation: The desk." in seen
    assert "Cited by the article." in seen
    assert "Repeats Daily sheet, Harbor office." in seen
    assert "Interest: Sells tickets." in seen
    assert "Archived copy saved March 4, 2026, SHA-256 abababababab" in seen
    assert f'title="{"ab" * 32}"' in html
    assert "Why only one source: Only one exists." in seen


def test_a_quotation_from_markdown_is_quoted_as_its_readers_saw_it() -> None:
    linked = "It sailed, [the <port>](https://its.example/page) said."

    html = page("/fact-checks/ferry/claims/1/", claim(quotations=[linked]))

    assert "It sailed, the &lt;port&gt; said." in html
    assert "its.example" not in html


def test_the_chain_through_whom_a_claim_came_ends_in_a_full_stop() -> None:
    told = claim(**claimant("at-origin", via=["Harbor Radio", "Port Weekly"]))

    html = page("/fact-checks/ferry/claims/1/", told)

    assert "Harbor Radio</bdi>." in html


def test_evidence_out_of_reach_says_why() -> None:
    piece = evidence(source=source(url=""), unreachable_reason="Shown to us on paper.")

    seen = words_of(page(VERDICT, claim(evidence=[piece])))

    assert "Neither address nor copy: Shown to us on paper." in seen


def test_searches_parts_and_later_events_are_shown() -> None:
    part = {"text": "Bastia", "chip": claim(code="false")["chip"]}
    search = {
        "sought": "The log",
        "place": "At the port",
        "searched_on": "2026-03-04",
        "outcome": "Nothing.",
    }
    seen = words_of(
        page(
            VERDICT,
            claim(
                code="unproven",
                searches=[search],
                subclaims=[part],
                since_then="On March 6 it sank.",
                under_reexamination=True,
            ),
        )
    )

    assert "The log. Where: At the port. When: March 4, 2026. Found: Nothing." in seen
    assert "Bastia False" in seen
    assert "Since then On March 6 it sank." in seen
    assert "Under re-examination." in seen


@pytest.mark.parametrize(
    ("contact", "sentence"),
    [
        ({"words": "They told us so."}, "They told us so."),
        ({}, "No answer had come when this version was published."),
        ({"answered_on": "2026-03-04"}, "Answered on March 4, 2026"),
        ({"nobody_reason": "It would endanger them."}, "It would endanger them."),
        ({"who": ""}, "Somebody we do not name"),
    ],
)
def test_who_was_asked_and_what_they_answered(
    contact: dict[str, str], sentence: str
) -> None:
    asked = {
        "who": "The mayor",
        "role": "Author",
        "channel": "E-mail",
        "contacted_on": "2026-03-02",
        "deadline_on": "2026-03-04",
        "answered_on": "",
        "words": "",
        "nobody_reason": "",
    }

    assert sentence in words_of(page(SUMMARY, contacts=[asked | contact]))


def test_who_is_not_to_be_named_is_somebody() -> None:
    hidden = claim(**claimant("through-outlet", name=""))

    assert "Said by: somebody we do not name." in words_of(page(VERDICT, hidden))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("alone", "One person checked this claim."),
        ("agreed", "and agreed."),
        ("conferred", "they differed, and agreed after discussion."),
        ("ruled", "a third, an editor, read both and ruled."),
    ],
)
def test_a_verdict_says_how_it_was_reached(code: str, sentence: str) -> None:
    settled = claim(settled={"code": code, "label": ""})

    assert sentence in words_of(page(VERDICT, settled))


# Hostile text


def poisoned(value: Any, *, but: frozenset[str]) -> Any:
    """Return a manifest with hostile text at the end of every string."""
    if isinstance(value, dict):
        return {
            name: member if name in but else poisoned(member, but=but)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [poisoned(member, but=but) for member in value]
    return value + HOSTILE if isinstance(value, str) and value else value


def everything() -> dict[str, Any]:
    """Return a manifest in which nothing is empty."""
    piece = evidence(
        part="p", passage_language="uk", translation="t", translator="t",
        unreachable_reason="r", source=source(derived_from="d", interest="i"),
    )  # fmt: skip
    search = {"sought": "s", "place": "p", "searched_on": "2026-03-04", "outcome": "o"}
    contact = {
        "who": "w", "role": "r", "channel": "c", "contacted_on": "2026-03-02",
        "deadline_on": "2026-03-04", "answered_on": "2026-03-04", "words": "w",
        "nobody_reason": "",
    }  # fmt: skip
    changed = {"number": 1, "claim_reviewed": "c", "from": "f", "to": "t"}
    full = claim(
        evidence=[piece],
        searches=[search],
        subclaims=[{"text": "s", "chip": claim()["chip"]}],
        since_then="s",
        single_source_reason="s",
        **claimant("at-origin", via=["v"], url="https://c.example/"),
    )
    cited = {"title": "t", "publisher": "p", "url": "u", "state": "Cited", "used": True}
    return manifest(
        full,
        claim(2, None, **claimant("not-found")),
        notice="n",
        reach="r",
        still_checking=["s"],
        not_checked=[
            {"code": "c", "label": "l", "count": 1, "notes": ["n"], "links": ["l"]}
        ],
        dropped=[{"number": 3, "claim_reviewed": "c", "reason": "r", "note": "n"}],
        contacts=[contact, contact | {"nobody_reason": "n"}],
        sources={"cited": [cited], "found": [source()]},
        history=[
            entry(1, "first"),
            entry(2, "correction", "r", changed_ratings=[changed], changed_claims=[1]),
        ],
    )


STRUCTURE = frozenset(
    {"schema", "slug", "address", "kind", "code", "published_at", "first_published_at",
     "as_of", "published_on", "settled_on", "searched_on", "contacted_on",
     "deadline_on", "answered_on"}
)  # fmt: skip
"""Members that no person types freely: addresses, codes, days."""


def test_hostile_text_in_any_field_stays_text() -> None:
    hostile = poisoned(everything(), but=STRUCTURE)

    for address, html in render.pages(hostile, site_url=SITE).items():
        tags = _Tags(html.decode()).found
        scripts = [attrs for tag, attrs in tags if tag == "script"]
        assert all(attrs == {"type": "application/ld+json"} for attrs in scripts), (
            address
        )
        assert not [tag for tag, _attrs in tags if tag == "img"], address
        assert not [
            name for _tag, attrs in tags for name in attrs if name.startswith("on")
        ], address
        assert markup_in(html.decode()) or b"ld+json" not in html
        assert "\u2028" not in "".join(
            re.findall(r"<script.*?</script>", html.decode(), re.DOTALL)
        )
    # The control: the text is there, it is only not markup.
    assert HOSTILE in markup_in(
        render.pages(hostile, site_url=SITE)[VERDICT].decode()
    )[0]["claimReviewed"]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.y/"],
)
def test_no_link_leads_anywhere_but_to_the_web(address: str) -> None:
    full = claim(
        evidence=[evidence(source=source(url=address))],
        explanation=f"[here]({address})",
        **claimant("at-origin", url=address),
    )
    left = {"code": "c", "label": "l", "count": 1, "notes": [], "links": [address]}
    version = manifest(
        full, not_checked=[left], sources={"cited": [], "found": [source(url=address)]}
    )
    version["article"]["url"] = address

    for html in render.pages(version, site_url=SITE).values():
        links = _Tags(html.decode()).links()
        assert address not in links
        assert all(link.startswith(("/", "#")) for link in links), links


def test_links_to_elsewhere_give_nothing_away() -> None:
    html = page(SUMMARY, claim(explanation="See [the log](https://port.example/)."))

    away = [
        attrs
        for tag, attrs in _Tags(html).found
        if tag == "a" and (attrs["href"] or "").startswith("http")
    ]

    assert len(away) >= 3
    assert {attrs.get("rel") for attrs in away} == {"noopener noreferrer nofollow"}


def test_no_page_carries_a_style_of_its_own() -> None:
    for html in render.pages(everything(), site_url=SITE).values():
        assert not [1 for _tag, attrs in _Tags(html.decode()).found if "style" in attrs]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*so*", "<p><em>so</em></p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("# Not a heading", "<p># Not a heading</p>"),
        ("![spy](https://spy.example/pixel)", "<p>!<a"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ],
)
def test_markdown_is_only_what_an_explanation_needs(text: str, html: str) -> None:
    assert prose.to_html(text).startswith(html)


def test_headings_of_a_statement_begin_where_the_page_wants_them() -> None:
    html = prose.to_html("# One\n\n## Two\n\n####### Seven", top_heading=3)

    assert "<h3>One</h3>" in html
    assert "<h4>Two</h4>" in html


# The stylesheet


def stylesheet() -> str:
    return Path(str(find("public.css"))).read_text()


def test_the_stylesheet_is_below_15_kilobytes() -> None:
    assert len(stylesheet().encode()) < 15_000


def colors(scheme: str) -> dict[str, str]:
    css = stylesheet()
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        named |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    return named


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, as WCAG 2.2 defines it."""

    def luminance(color: str) -> float:
        channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in channels
        ]
        return sum(
            weight * value
            for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
        )

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground_in_both_themes(scheme: str) -> None:
    named = colors(scheme)
    inks = [name for name in named if name.endswith("-ink")]

    assert len(inks) == 10
    for ink in inks:
        assert contrast(named[ink], named[ink.removesuffix("-ink")]) >= 4.5, ink
    for ground in ("paper", "wash"):
        for name in ("ink", "muted", "link", "focus"):
            assert contrast(named[name], named[ground]) >= 4.5, (name, ground)


def test_the_measure_of_contrast_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_no_color_is_named_outside_the_custom_properties() -> None:
    rules = re.sub(r":root \{.*?\}", "", stylesheet(), flags=re.DOTALL)

    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", rules)


def test_every_rating_of_the_seeds_has_its_color_and_its_own_icon() -> None:
    seeds = (settings.BASE_DIR / "seeds" / "ratings.toml").read_text()
    tokens = set(re.findall(r'^color = "(.+)"', seeds, re.MULTILINE)) | {"unrated"}
    icons = {}
    for token in tokens:
        chip = {"code": token, "label": token, "color": token, "rank": None}
        html = page(VERDICT, claim(chip=chip, rating=chip))
        found = re.search(
            rf'class="chip rated-{token}">(<svg.*?</svg>)', html, re.DOTALL
        )
        assert found
        icons[token] = found[1]

    assert tokens <= colors("light").keys()
    assert len(set(icons.values())) == len(tokens) == 9


def test_a_published_page_names_its_stylesheet_by_content(tmp_path: Path) -> None:
    hashed = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    with override_settings(
        STATIC_ROOT=tmp_path, STORAGES={"staticfiles": {"BACKEND": hashed}}
    ):
        call_command("collectstatic", interactive=False, verbosity=0, ignore=["admin"])
        html = page(SUMMARY)

    assert re.search(r'href="/static/public\.[0-9a-f]{12}\.css"', html)


def test_a_finding_is_told_as_the_desks_own_without_a_quotation() -> None:
    html = page(VERDICT, finding())

    assert "A finding about the article. It is ours and quotes no sentence" in html
    assert "The article’s own words." not in html
    assert '<figure class="quotation">' not in html
    assert "<title>Finding about the article: The headline’s 1 pass" in html
    assert markup_in(html) == []


def test_a_claim_of_the_article_is_told_with_its_words() -> None:
    html = page(VERDICT)

    assert "The article’s own words." in html
    assert "A finding about the article" not in html


def test_findings_are_told_apart_from_what_the_article_says() -> None:
    words = words_of(page(SUMMARY, claim(1, "false"), finding(2)))

    assert "1 claim rated: 1 false." in words
    assert "It is the article’s own." in words
    assert "1 finding about the article itself is not among these." in words
    assert "nowhere in the text Finding: true" in words


def test_a_bar_has_no_part_for_a_finding() -> None:
    bar = page(SUMMARY, claim(1), finding(2)).partition('<p class="bar"')[2]

    assert bar.partition("</p>")[0].count('class="rated-true"') == 1


def test_a_check_may_have_findings_alone() -> None:
    words = words_of(page(SUMMARY, finding(1), finding(2)))

    assert "0 claims rated. 0 claims were not checked." in words
    assert "2 findings about the article itself are not among these." in words
    assert "own." not in words.partition("In numbers")[2].partition("Claims we")[0]


def test_the_index_counts_findings_by_themselves(
    editor: User, checker: User, other_checker: User, client: Any
) -> None:
    version = factories.published(editor, checker, other_checker)
    article = version.fact_check.article
    factories.decided_finding(editor, checker, other_checker, of=article)
    issuing.publish(
        fact_check=version.fact_check, kind="update", reason="We looked.", by=editor
    )

    words = words_of(client.get("/").content.decode())

    assert "1 True 1 Finding: true" in words
