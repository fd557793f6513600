from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from claims import trigrams, workflow
from claims.models import Claim
from tests import factories

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL asks the rows by its own index"
)


@pytest.fixture
def claim(db: None) -> Claim:
    return factories.article().claims.order_by("position")[0]


def worded(claim: Claim, words: str) -> Claim:
    editor = User.objects.filter(username="wording-editor").first()
    return workflow.word(
        claim=claim,
        claim_reviewed=words,
        claimant="",
        via=[],
        kind=claim.kind,
        subclaims=[],
        version=claim.version,
        by=editor or factories.editor("wording-editor"),
    )


def keys(*words: str, most: int = 10) -> list[int] | None:
    return trigrams.keys_of_claims_with(words, most=most)


def test_the_index_is_in_place(db: None):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT to_regclass(%s)", [trigrams.INDEX])
            assert cursor.fetchone() == (trigrams.INDEX,)
        else:
            cursor.execute(f"SELECT count(*) FROM {trigrams.INDEX}")
            assert cursor.fetchone() == (0,)


@on_sqlite
@pytest.mark.parametrize(
    "part", ["оскв", "москва", "порт", "ёлк", "日本語", 'a"b', "50%_"]
)
def test_a_claim_is_found_by_any_part_of_its_words(claim: Claim, part: str):
    worded(claim, 'Паром Москва порт ёлка 日本語の船 a"b 50%_x')

    assert keys(part) == [claim.pk]
    assert keys(part, "xylophone") == []


@on_sqlite
def test_the_index_follows_what_the_rows_say(claim: Claim):
    row = Claim.objects.filter(pk=claim.pk)
    row.update(search_text="a zeppelin was seen")
    assert keys("zeppelin") == [claim.pk]

    row.update(search_text="a balloon was seen")

    assert keys("zeppelin") == []
    assert keys("balloon") == [claim.pk]

    row.delete()

    assert keys("balloon") == []


@on_sqlite
def test_short_words_and_too_many_rows_are_left_to_the_rows_themselves(claim: Claim):
    assert keys("of") is None
    assert keys("ferry", most=0) is None
    assert keys("ferry", "of", most=100)


@on_sqlite
def test_an_index_that_was_lost_is_made_anew_from_the_rows(claim: Claim):
    worded(claim, "A zeppelin was seen")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER a_claim_is_found_once_stored")
        cursor.execute(f"DROP TABLE {trigrams.INDEX}")
    assert keys("zeppelin") is None

    trigrams.install(connection)

    assert keys("zeppelin") == [claim.pk]
