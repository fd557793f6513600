"""The reading of a whole article."""

import json

from claims.reading.reading import read

ARTICLE = """\
Nine Boats Lost in Harbor Storm

By Dana Example

3 May 2022

Nine boats were lost in the harbor storm, the port office said on Monday.

Ana Example owns a boat. She said it sank off Norway.

Sources:

Harbor storm sinks nine boats | Harbor Times  Harbor Times
"""

KEYS = {
    "schema text language headline byline published_on blocks sentences claims "
    "sources topics flags": None,
    "claims": "start end quote claim_reviewed kind checkable topic duplicate_of "
    "claimant via claimant_span figures places dates subclaims check_worthiness "
    "reasons",
    "sources": "title publisher url start end",
    "topics": "name claims",
    "flags": "kind outcome message claims",
    "blocks": "role start end",
    "sentences": "start end checkable why",
}


def test_the_json_has_every_key_of_its_contract_and_no_other() -> None:
    written = json.loads(json.dumps(read(ARTICLE).as_json()))

    for name, keys in KEYS.items():
        if keys is None:
            assert set(written) == set(name.split())
        else:
            assert written[name]
            assert set(written[name][0]) == set(keys.split())
    figure = written["claims"][0]["figures"][0]
    assert set(figure) == {"start", "end", "text", "value", "unit", "qualifier"}


def test_the_head_of_the_article_is_read() -> None:
    written = read(ARTICLE).as_json()

    assert written["schema"] == "factcheck.reading/1"
    assert written["language"] == "en"
    assert written["headline"] == "Nine Boats Lost in Harbor Storm"
    assert written["byline"] == "Dana Example"
    assert written["published_on"] == "2022-05-03"


def test_the_same_assertion_in_headline_and_body_is_one_claim() -> None:
    claims = read(ARTICLE).claims

    assert claims[0].duplicate_of is None
    assert claims[1].duplicate_of == 0


def test_a_claim_with_another_figure_is_no_duplicate() -> None:
    claims = read(ARTICLE.replace("Nine boats were", "Eight boats were")).claims

    assert claims[1].duplicate_of is None


def test_the_body_may_add_figures_to_the_assertion_of_the_headline() -> None:
    headline, body = (
        "Buses carried 41 percent more riders",
        "City buses carried 6 million riders",
    )

    more = read(
        f"# {headline}\n\n{body}, 41 percent more than before. Rain fell."
    ).claims
    none = read(
        f"# Buses carried more riders\n\n{body} more than before. Rain fell."
    ).claims

    assert [claim.duplicate_of for claim in more][:2] == [None, 0]
    assert [claim.duplicate_of for claim in none][:2] == [None, None]


def test_a_pronoun_at_the_head_of_a_claim_is_filled_in() -> None:
    reviewed = [claim.claim_reviewed for claim in read(ARTICLE).claims]

    assert "[Ana Example] said it sank off Norway" in reviewed


def test_carriage_returns_and_composed_letters_are_made_canonical() -> None:
    reading = read("Cafe\u0301 closes\r\n\r\nThe cafe\u0301 closed.")

    assert reading.text == "Café closes\n\nThe café closed."


def test_the_same_text_always_gives_the_same_reading() -> None:
    assert read(ARTICLE) == read(ARTICLE)


def test_a_row_of_stars_holds_no_claim() -> None:
    assert read("***").claims == ()


def test_a_claim_may_run_over_a_line_break_and_is_worded_on_one_line() -> None:
    text = (
        "Quay closes\n\nThe town council voted on Monday to close the old quay after\n"
        "engineers of the port had found more than forty cracks in the\nwalls. Nobody "
        "was hurt."
    )
    claim = read(text).claims[1]

    assert claim.quote.count("\n") == 2
    assert claim.claim_reviewed == (
        "The town council voted on Monday to close the old quay after engineers of the "
        "port had found more than forty cracks in the walls"
    )
