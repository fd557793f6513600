"""The benchmark's own rule: what counts as found, right, and left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.gold import (
    LENIENT,
    STRICT,
    Gold,
    Scores,
    UnlikeGold,
    compare,
    compare_sentences,
    gold_of,
)

TEXT = (
    "The ferry sank on Monday, killing nine people. How sad! Ann Doe said it was old."
)
SANK = "The ferry sank on Monday"
KILLED = "killing nine people"
SAD = "How sad!"
OLD = "Ann Doe said it was old"


def span(words: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "quote": words}


def found(words: str, **told: Any) -> dict[str, Any]:
    """A claim as a person found it."""
    facts = {
        "acceptable_types": ["event"],
        "attributed_to": None,
        "numbers": [],
        "checkable": True,
        "checkworthy": True,
    }
    return span(words) | facts | told


def read(words: str, text: str = TEXT, **told: Any) -> dict[str, Any]:
    """A claim as a reading gives it."""
    facts = {
        "kind": "event",
        "claimant": None,
        "figures": [],
        "checkable": True,
        "check_worthiness": 0.5,
    }
    return span(words, text) | facts | told


def scores(
    claims: list[dict[str, Any]],
    reading: list[dict[str, Any]],
    *,
    bar: float = LENIENT,
    text: str = TEXT,
    listed: tuple[dict[str, Any], ...] = (),
    **gold: Any,
) -> Scores:
    given = {"complete": True, "claims": claims} | gold
    return compare(
        [
            (
                Gold("ferry", TEXT, given),
                {"text": text, "claims": reading, "sources": listed},
            )
        ],
        bar=bar,
    )


def test_a_claim_cut_otherwise_is_found_leniently_and_not_strictly():
    gold, reading = [found(SANK)], [read("The ferry sank")]

    assert scores(gold, reading).recall.value == 1
    assert scores(gold, reading, bar=STRICT).recall.value == 0


def test_blanks_say_nothing():
    text = TEXT.replace(" ", "\n ")

    told = scores([found(SANK)], [read("ferry\n sank\n on\n Monday", text)], text=text)

    assert told.recall.value == 1


def test_a_reading_of_another_text_is_no_reading_of_it():
    with pytest.raises(UnlikeGold, match="ferry"):
        scores([found(SANK)], [], text=TEXT.replace("nine", "ten"))


def test_one_claim_of_the_reading_matches_one_of_the_gold_and_the_likest_first():
    both = f"{SANK}, {KILLED}"

    told = scores([found(SANK), found(both)], [read(both)])

    assert (told.recall.right, told.recall.of) == (1, 2)
    (missed,) = [case for case in told.cases if case.kind == "missed"]
    assert (missed.gold, missed.reading) == (SANK, both)


def test_an_optional_claim_may_be_found_and_need_not():
    optional = found(KILLED, optional=True)

    assert scores([found(SANK), optional], [read(SANK)]).recall.of == 1
    assert scores([found(SANK), optional], [read(KILLED)]).precision.value == 1


def test_a_part_of_a_claim_is_right_leniently_and_not_strictly():
    gold, reading = [found(f"{SANK}, {KILLED}")], [read("killing nine")]

    assert scores(gold, reading).precision.value == 1
    assert scores(gold, reading, bar=STRICT).precision.value == 0


def test_where_not_every_claim_is_listed_others_are_not_wrong():
    reading = [read(SANK), read(OLD)]

    assert scores([found(SANK)], reading).precision.value == 0.5
    assert scores([found(SANK)], reading, complete=False).precision.of == 0


@pytest.mark.parametrize(("checkable", "is_left_out"), [(False, 1), (True, 0)])
def test_what_is_no_claim_is_to_be_left_out(checkable: bool, is_left_out: int):
    unit = span(SAD) | {"kind": "opinion"}

    told = scores([], [read(SAD, checkable=checkable)], not_checkable=[unit])

    assert told.left_out.value == is_left_out


@pytest.mark.parametrize(
    ("person", "claimant", "is_right"),
    [
        ({"attributed_to": "Ann Doe"}, "Ann Doe", 1),
        ({"attributed_to": "Minister Ann Doe"}, "Doe", 1),
        ({"attributed_to": "Ann Doe"}, "Ben Roe", 0),
        ({"attributed_to": "Ann Doe"}, None, 0),
        ({}, None, 1),
        ({}, "Ann Doe", 0),
        ({"acceptable_attributions": ["Ann Doe"]}, "Ann Doe", 1),
        ({"attribution_quote": {"text": "Ann Doe’s office"}}, "Ann Doe", 1),
        ({"attributed_to": "Ann", "attribution_quote": {"text": "She"}}, "she", 0),
    ],
)
def test_a_claimant_is_right_by_half_of_the_shorter_name(
    person: dict[str, Any], claimant: str | None, is_right: int
):
    told = scores([found(OLD, **person)], [read(OLD, claimant=claimant)])

    assert told.claimants.value == is_right


@pytest.mark.parametrize(
    ("types", "kind", "is_right"),
    [
        (["event"], "event", 1),
        (["event"], "causal", 1),
        (["statistic"], "comparison", 1),
        (["attributed_statement"], "quotation", 1),
        (["statistic"], "event", 0),
    ],
)
def test_a_kind_stands_for_types_of_the_gold(
    types: list[str], kind: str, is_right: int
):
    told = scores([found(SANK, acceptable_types=types)], [read(SANK, kind=kind)])

    assert told.kinds.value == is_right


def test_figures_are_compared_by_value_and_percentages_as_fractions_too():
    nine = span("nine") | {"value": 9, "unit": "people", "text": "nine"}
    half = span("nine") | {"value": 50, "unit": "percent", "text": "half"}
    some = span("nine") | {"value": None, "unit": None, "text": "some"}

    told = scores(
        [found(KILLED, numbers=[nine, half, some])],
        [read(KILLED, figures=[nine, half | {"value": 0.5, "unit": None}])],
    )
    wrong = scores(
        [found(KILLED, numbers=[nine])],
        [read(KILLED, figures=[nine | {"value": 8}])],
    )

    assert (told.figures_found.value, told.figures_found.of) == (1, 2)
    assert told.figures_right.value == 1
    assert (wrong.figures_found.value, wrong.figures_right.value) == (0, 0)
    assert {case.reading for case in wrong.cases} == {"read nine", "missed nine"}


def test_worthy_claims_should_outweigh_others_and_equal_weights_count_half():
    gold = [found(SANK), found(KILLED), found(OLD, checkworthy=False)]
    weights = {SANK: 0.9, KILLED: 0.4, OLD: 0.4}

    told = scores(
        gold, [read(each, check_worthiness=weights[each]) for each in weights]
    )

    assert told.worth.value == 0.75


def test_sources_are_exact_but_for_blanks():
    gold = {"title": "Ferry sinks", "publisher": "Harbor Times"}

    exact = scores([], [], listed=(gold | {"title": "Ferry  sinks"},), sources=[gold])
    other = scores([], [], listed=(gold | {"publisher": "Times"},), sources=[gold])

    assert (exact.sources.value, other.sources.value) == (1, 0)


def test_sentences_count_by_their_ends_and_whole():
    sentences = [span(f"{SANK}, {KILLED}."), span(SAD), span(f"{OLD}.")]
    cut = [span(f"{SANK},"), span(f"{KILLED}."), span(SAD), span(f"{OLD}.")]
    gold = Gold("ferry", TEXT, {"sentences": sentences})

    ends, exact, cases = compare_sentences([(gold, {"text": TEXT, "sentences": cut})])

    assert ends.value == pytest.approx(6 / 7)
    assert exact.value == pytest.approx(4 / 7)
    (case,) = cases
    assert case.gold == "goes on"
    assert "on Monday,‖ killing" in case.reading


def test_gold_whose_words_stand_elsewhere_is_refused(tmp_path: Path):
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    gold = {"article": "ferry.txt", "claims": [found(SANK)]}
    file = tmp_path / "gold_ferry.json"
    file.write_text(json.dumps(gold), encoding="utf-8")
    assert [each.name for each in gold_of(tmp_path)] == ["ferry"]

    gold["claims"][0]["start"] += 1
    file.write_text(json.dumps(gold), encoding="utf-8")

    with pytest.raises(UnlikeGold, match="stands elsewhere"):
        gold_of(tmp_path)
