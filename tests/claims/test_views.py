from __future__ import annotations

import datetime as dt
import gzip

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from claims import judging
from claims.choices import StatementKey, VersionKind
from claims.models import (
    FactCheck,
    Manifest,
    RenderedPage,
    Scale,
    SiteStatement,
    Verdict,
    Version,
)
from claims.publishing import issuing
from claims.views import PER_PAGE
from tests import factories

pytestmark = pytest.mark.django_db

STATEMENTS = ["/methodology/", "/about/", "/corrections/"]
PAGES = ["/", "/ratings/", *STATEMENTS]


@pytest.fixture
def version(editor: User, checker: User, other_checker: User) -> Version:
    """The first version of a fact-check."""
    return factories.published(editor, checker, other_checker)


def addresses(version: Version) -> list[str]:
    return sorted(version.pages.values_list("address", flat=True))


def change(version: Version, editor: User, kind: str, explanation: str) -> Version:
    """Publish the fact-check again with another explanation."""
    verdict = Verdict.objects.get(claim__article=version.fact_check.article)
    judging.explain(
        claim=verdict.claim,
        explanation=explanation,
        since_then="",
        version=verdict.version,
        by=editor,
    )
    return issuing.publish(
        fact_check=FactCheck.objects.get(pk=version.fact_check_id),
        kind=kind,
        reason=f"Published as {kind}.",
        by=editor,
    )


def test_a_published_page_is_answered_by_one_query_with_the_stored_bytes(
    client: Client,
    version: Version,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assert len(addresses(version)) == 3

    for address in addresses(version):
        with django_assert_num_queries(1):
            answer = client.get(address)

        assert answer.status_code == 200
        stored = RenderedPage.objects.get(address=address)
        assert answer.content == bytes(stored.content)
        assert answer["Content-Type"] == "text/html; charset=utf-8"


def test_a_reader_who_takes_gzip_gets_the_same_page_smaller(
    client: Client, version: Version
) -> None:
    address = version.fact_check.article.get_absolute_url()

    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip;q=0.5"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content)
    assert plain["ETag"] != packed["ETag"]
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"])
def test_a_reader_who_does_not_take_gzip_gets_none(
    client: Client, version: Version, accepted: str
) -> None:
    address = version.fact_check.article.get_absolute_url()

    answer = client.get(address, headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer
    assert answer.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("accepted", ["", "gzip"])
def test_a_page_the_reader_holds_is_not_sent_again(
    client: Client, version: Version, accepted: str
) -> None:
    address = version.fact_check.article.get_absolute_url()
    asked = {"Accept-Encoding": accepted}
    etag = client.get(address, headers=asked)["ETag"]

    held = client.get(address, headers=asked | {"If-None-Match": etag})
    other = client.get(address, headers=asked | {"If-None-Match": '"other"'})

    assert held.status_code == 304
    assert held.content == b""
    assert held["ETag"] == etag
    assert "max-age" in held["Cache-Control"]
    assert other.status_code == 200


def test_public_pages_set_no_cookie_and_are_the_same_for_everybody(
    client: Client, version: Version, editor: User
) -> None:
    signed_in = Client()
    signed_in.force_login(editor)

    for address in [*PAGES, *addresses(version)]:
        anonymous, known = client.get(address), signed_in.get(address)

        assert anonymous.status_code == 200
        assert anonymous.content == known.content
        for answer in (anonymous, known):
            assert not answer.cookies
            assert "Cookie" not in answer.get("Vary", "")
            assert "public" in answer["Cache-Control"]


def test_a_later_version_takes_the_address_and_leaves_the_first_as_it_was(
    client: Client, version: Version, editor: User
) -> None:
    pinned = version.get_absolute_url()
    latest = [address for address in addresses(version) if address != pinned]
    before = client.get(pinned).content

    later = change(version, editor, VersionKind.CORRECTION, "It was 412, not 900.")

    assert client.get(pinned).content == before
    assert b"It was 412, not 900." not in before
    for address in [*latest, later.get_absolute_url()]:
        assert b"It was 412, not 900." in client.get(address).content


def test_what_was_never_published_is_not_there(
    client: Client, editor: User, checker: User, other_checker: User
) -> None:
    claim = factories.decided(editor, checker, other_checker)
    draft = factories.drafted(claim, editor)
    slug = draft.article.slug

    for part in ("", "v1/", "claims/1/"):
        assert client.get(f"/fact-checks/{slug}/{part}").status_code == 404
    for address in PAGES:
        assert draft.title not in client.get(address).content.decode()


def test_a_number_spelled_otherwise_is_another_address(
    client: Client, version: Version
) -> None:
    pinned = version.get_absolute_url()

    assert client.get(pinned).status_code == 200
    assert client.get(pinned.replace("/v1/", "/v01/")).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_only_read(client: Client, address: str) -> None:
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_the_desks_own_pages_are_not_sent_twice_either(
    client: Client, address: str
) -> None:
    etag = client.get(address)["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_the_index_shows_the_latest_version_of_each_fact_check_newest_first(
    client: Client, editor: User, checker: User, other_checker: User
) -> None:
    older = factories.published(editor, checker, other_checker)
    newer = factories.published(editor, checker, other_checker)
    change(newer, editor, VersionKind.UPDATE, "The log was found.")

    shown = client.get("/").content.decode()

    places = [
        shown.index(f'"{version.fact_check.article.get_absolute_url()}"')
        for version in (newer, older)
    ]
    assert places == sorted(places)
    assert shown.count('class="listed"') == 2
    assert "Update, <time" in shown
    assert shown.count("Published <time") == 2


def stored(version: Version, number: int, kind: str = VersionKind.UPDATE) -> None:
    """Store a later version of ``version`` with the same manifest, past the gate."""
    later = Version.objects.create(
        fact_check=version.fact_check,
        number=number,
        kind=kind,
        reason="More.",
        manifest_sha256=version.manifest_sha256,
        published_by=version.published_by,
        published_at=timezone.now(),
    )
    Manifest.objects.create(version=later, body=version.manifest.body)


def test_long_lists_are_paged_at_one_cost(
    client: Client,
    version: Version,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stored(version, 2)
    with django_assert_num_queries(4):
        short = client.get("/corrections/").content.decode()
    for number in range(3, PER_PAGE + 3):
        stored(version, number)

    with django_assert_num_queries(4):
        first = client.get("/corrections/").content.decode()
    second = client.get("/corrections/?updates=2").content.decode()

    assert "Page 1 of" not in short
    assert "Page 1 of 2" in first
    assert 'href="?updates=2#updates"' in first
    assert first.count("<li>\n      <p>") == PER_PAGE
    assert second.count("<li>\n      <p>") == 1


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "2\x00"])
def test_a_page_that_is_not_there_is_the_nearest_one(client: Client, page: str) -> None:
    assert client.get("/", {"page": page}).status_code == 200


def test_a_withheld_version_is_left_out_of_every_list(
    client: Client, version: Version
) -> None:
    title = version.fact_check.title
    assert title in client.get("/").content.decode()

    # Withholding is the one thing the database lets happen to a manifest.
    Manifest.objects.filter(version=version).update(body="")

    assert title not in client.get("/").content.decode()


def test_corrections_and_updates_are_listed_apart(
    client: Client, version: Version, editor: User
) -> None:
    change(version, editor, VersionKind.UPDATE, "The log was found.")
    change(version, editor, VersionKind.CORRECTION, "It was 412, not 900.")
    change(version, editor, VersionKind.CLARIFICATION, "It was exactly 412.")

    shown = client.get("/corrections/").content.decode()

    corrections, updates = shown.split('<h2 id="updates">')
    assert "Published as correction." in corrections
    assert "Published as correction." not in updates
    assert "Published as update." in updates
    assert "Published as update." not in corrections
    assert "Published as clarification." not in shown


def test_the_statements_stand_where_readers_look_for_them(client: Client) -> None:
    factories.statements()

    shown = [client.get(address).content.decode() for address in STATEMENTS]

    for key in StatementKey:
        words = f"What the desk says of: {key.label}"
        assert sum(words in page for page in shown) == 1, key


def test_a_statement_is_text_whatever_is_typed(client: Client) -> None:
    SiteStatement.objects.create(
        key=StatementKey.FUNDING, text="<script>alert(1)</script> [x](javascript:y)"
    )

    shown = client.get("/about/").content.decode()

    assert "&lt;script&gt;alert(1)" in shown
    assert "<script" not in shown
    assert "href=\"javascript" not in shown  # fmt: skip


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/", "Nothing has been published yet."),
        ("/ratings/", "This desk has not published its ratings yet."),
        ("/methodology/", "This desk has not written this statement yet."),
        ("/about/", "This desk has not written this statement yet."),
        ("/corrections/", "No correction has been published."),
        ("/corrections/", "No update has been published."),
    ],
)
def test_an_empty_desk_says_so_in_words(
    client: Client, address: str, sentence: str
) -> None:
    Scale.objects.update(is_current=False)

    assert sentence in client.get(address).content.decode()


def test_the_ratings_are_those_in_use_with_their_definitions(client: Client) -> None:
    current = Scale.objects.get(is_current=True)
    old = Scale.objects.create(name=current.name, number=99)
    old.ratings.create(
        code="pants", label="Pants on fire", definition="Gone.", color="false",
        needs_contradiction=False, needs_search=False, needs_contact=False,
    )  # fmt: skip

    shown = client.get("/ratings/").content.decode()

    for rating in current.ratings.all():
        assert f'id="{rating.code}"' in shown
        assert rating.label in shown
    assert "Pants on fire" not in shown
    assert "Said, not verified" in shown


def test_the_cost_of_the_index_does_not_grow_with_what_is_published(
    client: Client,
    editor: User,
    checker: User,
    other_checker: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.published(editor, checker, other_checker)
    with django_assert_num_queries(2):
        client.get("/")
    for _ in range(3):
        factories.published(editor, checker, other_checker)

    with django_assert_num_queries(2):
        client.get("/")


def test_a_moment_is_shown_as_its_day_in_words(
    client: Client, version: Version
) -> None:
    today = dt.datetime.now(dt.UTC)

    shown = client.get(version.get_absolute_url()).content.decode()

    assert f"{today:%B} {today.day}, {today.year}</time>" in shown


def test_a_demonstration_says_so_wherever_its_verdicts_are_counted(
    client: Client, editor: User, checker: User, other_checker: User
) -> None:
    claim = factories.decided(editor, checker, other_checker)
    fact_check = factories.drafted(claim, editor)
    fact_check = issuing.draft(
        fact_check=fact_check,
        title=fact_check.title,
        summary=fact_check.summary,
        key_findings=fact_check.key_findings,
        why_checked=fact_check.why_checked,
        as_of=fact_check.as_of,
        notice="A demonstration: the verdicts are demonstration data.",
        version=fact_check.version,
        by=editor,
    )
    version = issuing.publish(fact_check=fact_check, by=editor)

    for address in ["/", *addresses(version)]:
        shown = client.get(address).content.decode()
        assert "the verdicts are demonstration data" in shown, address


def test_a_withdrawal_is_listed_among_the_corrections(
    client: Client, version: Version, editor: User
) -> None:
    issuing.publish(
        fact_check=FactCheck.objects.get(pk=version.fact_check_id),
        kind=VersionKind.WITHDRAWN,
        reason="The log was forged.",
        by=editor,
    )

    shown = client.get("/corrections/").content.decode()

    corrections, updates = shown.split('<h2 id="updates">')
    assert "<b>Withdrawn.</b> The log was forged." in corrections
    assert "The log was forged." not in updates


def test_turning_a_page_of_one_list_keeps_the_place_in_the_other(
    client: Client, version: Version
) -> None:
    for number in range(2, PER_PAGE * 2 + 4):
        kind = VersionKind.UPDATE if number % 2 else VersionKind.CORRECTION
        stored(version, number, kind)

    shown = client.get("/corrections/?updates=2").content.decode()

    assert 'href="?corrections=2&amp;updates=2#corrections"' in shown
    assert 'rel="prev" href="?updates=1#updates"' in shown


def test_the_corrections_page_leads_to_its_feed(client: Client) -> None:
    assert '<a href="/corrections.atom"' in client.get("/corrections/").content.decode()
