"""The reading of a whole article."""

import json

from claims.reading.claim import Claim
from claims.reading.reading import read, read_span

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
    "sources topics flags coverage": None,
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


SPANNED = """\
Ferry Left Late

The night ferry left two hours late, and it carried 412 passengers. Mayor Ilse \
Brandt spoke on Monday. “She said that the quay would reopen in March,” the harbor \
office wrote.

Will the ferry ever be on time?

About the author: Dana Example has sailed on 14 ferries.
"""


def spanned(words: str, **options: bool) -> Claim:
    start = SPANNED.index(words)
    return read_span(SPANNED, start, start + len(words), **options)


def test_a_place_that_runs_over_two_sentences_is_read_as_one_claim() -> None:
    claim = spanned("carried 412 passengers. Mayor Ilse Brandt spoke on Monday")

    assert [figure.value for figure in claim.figures] == [412]
    assert [place.text for place in claim.dates] == ["Monday"]


def test_a_shorter_place_has_the_figures_that_stand_in_it() -> None:
    assert spanned("The night ferry left two hours late").figures
    assert not spanned("it carried").figures


def test_a_pronoun_of_a_place_means_whom_the_sentences_before_named() -> None:
    assert "[Ilse Brandt]" in spanned("She said that the quay").claim_reviewed


def test_what_the_rules_take_for_a_question_is_a_claim_where_a_person_says_so() -> None:
    words = "Will the ferry ever be on time"

    assert not spanned(words).checkable
    assert spanned(words, is_claim=True).checkable


def test_a_claim_can_stand_where_the_reading_looks_for_none() -> None:
    claim = spanned("Dana Example has sailed on 14 ferries", is_claim=True)

    assert claim.quote == "Dana Example has sailed on 14 ferries"
    assert claim.claimant is None


def test_a_sentence_told_again_word_for_word_is_left_out() -> None:
    told = "The crew slept in the hold until the storm came"
    reading = read(f"Ferry sinks\n\n“{told},” said Ana Bell.\n\n{told}.\n\n{told}.")

    assert [each.why for each in reading.sentences[-2:]] == [
        "asserts something that can be checked",
        "stands word for word before",
    ]
    assert len([each for each in reading.claims if each.quote == told]) == 1


def test_a_headline_may_stand_again_below() -> None:
    told = "Nine boats sank in the harbor storm on Monday night"

    assert read(f"{told}\n\n{told}.").claims[-1].duplicate_of == 0


def test_an_age_makes_a_place_no_more_checkable_than_its_sentence() -> None:
    text = "Bridge\n\nMr. Cox, 52, found that. The bridge was shut."
    fragment = read(text).claims[1]

    again = read_span(text, fragment.start, fragment.end)

    assert not fragment.checkable
    assert again.why == fragment.why


def test_a_number_cut_in_the_middle_is_no_figure_of_the_place() -> None:
    text = "Port grows\n\nThe port has 9000 boats."
    start = text.index("9000")

    assert not read_span(text, start, start + 2, is_claim=True).figures
    assert read_span(text, start, start + 4, is_claim=True).figures
