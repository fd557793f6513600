"""How much of an article is claimed, left out with a reason, or neither."""

import pytest

from claims.reading.anchors import Span
from claims.reading.blocks import Block
from claims.reading.coverage import Coverage, Shares, cover, percent
from claims.reading.reading import read

TEXT = "Late ferry\n\nIt was late. How sad."
BLOCKS = (Block("headline", 0, 10), Block("body", 12, 33))


def covered(*, claimed: list[Span], left_out: list[Span]) -> Coverage:
    return cover(TEXT, blocks=BLOCKS, claimed=claimed, left_out=left_out)


def test_blanks_are_not_counted():
    found = covered(claimed=[Span(0, 23)], left_out=[Span(25, 33)])

    assert found.whole == Shares(characters=26, claimed=18, left_out=7)
    assert found.whole.uncovered == 1


def test_every_role_has_its_own_shares_in_the_order_of_the_text():
    found = covered(claimed=[Span(0, 10)], left_out=[Span(25, 33)])

    assert dict(found.by_role) == {
        "headline": Shares(characters=9, claimed=9, left_out=0),
        "body": Shares(characters=17, claimed=0, left_out=7),
    }
    assert list(found.by_role) == ["headline", "body"]


def test_what_two_claims_share_counts_once():
    once = covered(claimed=[Span(0, 10)], left_out=[])
    twice = covered(claimed=[Span(0, 10), Span(0, 4), Span(5, 10)], left_out=[])

    assert once == twice


def test_what_is_claimed_and_left_out_is_claimed():
    found = covered(claimed=[Span(0, 10)], left_out=[Span(0, 10)])

    assert (found.whole.claimed, found.whole.left_out) == (9, 0)


def test_a_text_without_blocks_has_no_shares():
    found = cover("# ", blocks=[], claimed=[], left_out=[])

    assert found.as_json() == {
        "characters": 0,
        "claimed": 0,
        "left_out": 0,
        "uncovered": 0,
        "by_role": {},
    }


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (0, "0%"),
        (1, "less than 1%"),
        (500, "50%"),
        (999, "more than 99%"),
        (1000, "100%"),
    ],
)
def test_a_little_is_never_called_nothing_nor_most_of_it_all(part: int, told: str):
    assert percent(part, 1000) == told


def test_nothing_of_nothing_is_nothing():
    assert percent(0, 0) == "0%"


def test_the_shares_are_told_in_a_sentence():
    assert Shares(100, 81, 15).in_words() == (
        "81% of the text is claimed, 15% is left out with a reason, 4% is neither."
    )


def test_the_reading_tells_its_coverage():
    told = read(f"{TEXT}\n\nSources:\n\nLate again – Harbor Times").as_json()

    coverage = told["coverage"]
    assert isinstance(coverage, dict)
    assert coverage["by_role"]["headline"]["claimed"] == 1
    assert coverage["by_role"]["sources"]["left_out"] == 1
    assert coverage["characters"] == len("".join(str(told["text"]).split()))
    shares = [coverage[name] for name in ("claimed", "left_out", "uncovered")]
    assert sum(shares) == pytest.approx(1, abs=0.0002)
