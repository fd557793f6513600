from __future__ import annotations

from typing import Any

import pytest

from sources.sandbox import page
from tests import files

STORY = "".join(f"<p>{words}</p>" for words in files.PARAGRAPHS)


def read(body: str = STORY, head: str = "") -> dict[str, Any]:
    raw = files.page(body).replace(b"</head>", head.encode() + b"</head>")
    return page.read(raw)[0]


# What the page says of itself


AUTHORS = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "author": '
    '"Nobody"}, {"@type": "NewsArticle", "author": [{"@type": "Person", "name": '
    '"Ann Writer"}, {"name": "Harbor Gazette"}, "Ben Other"]}]}</script>'
)
SITE = '<meta property="og:site_name" content="Harbor Gazette">'


def test_the_authors_told_to_programs_are_all_named_and_the_site_is_not():
    assert read(head=AUTHORS + SITE)["byline"] == "Ann Writer, Ben Other"


def test_a_site_is_the_author_where_it_names_no_person():
    raw = files.page(STORY).replace(
        b'content="Ann Writer"', b'content="Harbor Gazette"'
    )
    raw = raw.replace(b"</head>", SITE.encode() + b"</head>")

    assert page.read(raw)[0]["byline"] == "Harbor Gazette"


@pytest.mark.parametrize("told", ["{", "[" * 50_000, '{"@type": "NewsArticle"}', "1"])
def test_what_tells_programs_nothing_is_passed_over(told: str):
    head = f'<script type="application/ld+json">{told}</script>'

    assert read(head=head)["byline"] == files.AUTHOR


def test_the_page_says_where_it_is_and_whose():
    found = read(
        head=f'{SITE}<link rel="canonical" href="https://gazette.example/ferry">'
    )

    assert found["url"] == "https://gazette.example/ferry"
    assert found["publisher"] == "Harbor Gazette"


# Links


@pytest.mark.parametrize(
    ("head", "whole"),
    [
        (
            '<link rel="canonical" href="https://a.example/b/c">',
            "https://a.example/b/log",
        ),
        (
            '<meta property="og:url" content="https://a.example/b">',
            "https://a.example/log",
        ),
        ('<base href="https://c.example/d/">', "https://c.example/d/log"),
    ],
)
def test_a_link_within_the_site_leads_to_the_site(head: str, whole: str):
    body = STORY.replace(files.LINKED, f'<a href="log">{files.LINKED}</a>')

    assert f"[{files.LINKED}]({whole})" in read(body, head)["text"]


# Advertising


@pytest.mark.parametrize(
    "marked",
    [
        'class="ad"', 'class="box ADS"', 'id="advertisement-1"', 'class="promo"',
        'class="sponsored"', 'class="newsletter"', 'class="related"', "data-ad=mpu",
        "data-ad-slot=1",
    ],
)  # fmt: skip
def test_what_a_page_marks_as_advertising_is_no_part_of_the_article(marked: str):
    offer = "Get 50 percent off all mattresses of the harbor this Monday and Tuesday!"

    text = read(f"{STORY}<div {marked}><p>{offer}</p></div>{STORY}")["text"]

    assert "mattresses" not in text
    assert files.PARAGRAPHS[1] in text


@pytest.mark.parametrize(
    "marked", ['class="shade"', 'class="address"', "data-address=1", 'class="adhoc"']
)
def test_what_only_looks_like_such_a_mark_is_kept(marked: str):
    assert (
        "mattresses"
        in read(f"{STORY}<div {marked}><p>It sold 50 mattresses on Monday.</p></div>")[
            "text"
        ]
    )


def test_a_page_that_is_marked_as_a_whole_is_kept():
    raw = files.page(STORY).replace(b"<article>", b"<div class=promo><article>")
    raw = raw.replace(b"</article>", b"</article></div>")

    assert files.PARAGRAPHS[1] in page.read(raw)[0]["text"]


def test_the_bare_word_advertisement_is_left_out():
    assert "dvertisement" not in read(f"{STORY}<p>Advertisement</p>{STORY}")["text"]
