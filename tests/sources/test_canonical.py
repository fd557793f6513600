from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.provisional import urls

from sources.canonical import UnacceptableAddress, canonical_url

# Addresses as people paste them: any text after a plausible beginning.
pasted = st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(
        [
            "http://",
            "https://",
            "HTTPS://Example.org",
            "https://example.org/",
            "http://[::1]",
        ]
    ),
    st.text() | st.text("ab./%?&=#:@\\[]2eE "),
)


@given(urls() | pasted)
@example("https://example.org/%2%35")
@example("https://example.org/a/%2e%2E")
@example("https://example.org/?&&a=1&utm_x=")
def test_the_spelling_of_a_spelling_is_the_spelling(url: str) -> None:
    try:
        once = canonical_url(url)
    except UnacceptableAddress:
        assume(False)

    assert canonical_url(once) == once
    assert once.isascii()


@given(st.text())
def test_text_that_is_no_address_is_refused_with_a_sentence(text: str) -> None:
    assume(not text.lower().startswith("http"))

    with pytest.raises(UnacceptableAddress, match=r"\.$"):
        canonical_url(text)


@pytest.mark.parametrize(
    ("pasted", "spelled"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a/../b/./c/..", "https://example.org/b/"),
        ("https://example.org/../../a", "https://example.org/a"),
        (
            "https://example.org/%7euser/%e4%bd%a0",
            "https://example.org/~user/%E4%BD%A0",
        ),
        ("https://example.org/你", "https://example.org/%E4%BD%A0"),
        ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/two words", "https://example.org/two%20words"),
        ("  https://example.org/bro\n\tken  ", "https://example.org/broken"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://my_host.example/", "https://my_host.example/"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://192.0.2.7/", "http://192.0.2.7/"),
        ("https://example.org/Case/Stays", "https://example.org/Case/Stays"),
    ],
)
def test_one_page_has_one_spelling(pasted: str, spelled: str) -> None:
    assert canonical_url(pasted) == spelled


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?utm_source=letter&id=7&UTM_Medium=mail", "?id=7"),
        ("?fbclid=abc", ""),
        ("?gclid=abc&b=2&a=1", "?b=2&a=1"),
        ("?utm%5Fsource=letter", ""),
        ("?q=%c3%a9t%c3%a9&q=a+b", "?q=%C3%A9t%C3%A9&q=a+b"),
        ("?a=1&&b", "?a=1&b"),
        ("?autm_source=1", "?autm_source=1"),
        ("?next=https://b.example/?x", "?next=https://b.example/?x"),
    ],
)
def test_parameters_that_only_follow_the_reader_are_dropped(
    query: str, kept: str
) -> None:
    assert (
        canonical_url(f"https://example.org/a{query}") == f"https://example.org/a{kept}"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org/a",
        "ftp://example.org/",
        "javascript:alert(1)",
        "java\x01script:alert(1)",
        "data:text/html,x",
        "//example.org/",
        "http:example.org",
        "https://",
        "https:///a",
        "https://user@example.org/",
        "https://user:password@example.org/",
        "https://good.example\\@evil.example/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://exa mple.org/",
        "https://ex%61mple.org/",
        "https://example..org/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://[v1.x]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://1.2.3.4.5/",
        "http://１２７.１/",
        "https://example.org/\x00",
        "https://example.org/\ud800",
    ],
)
def test_what_no_reader_could_open_is_refused(address: str) -> None:
    with pytest.raises(UnacceptableAddress):
        canonical_url(address)
