from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User

from claims import evidence as keeping
from claims import judging
from claims.choices import Place, Settled, Status
from claims.models import Claim
from tests import factories
from tests.claims.admin.pages import page_of, read, words
from tests.claims.refusing import everything_stored
from tests.journeys.people import Person


@pytest.fixture
def claim(editor: User, checker: User) -> Claim:
    claim = factories.open_claim(editor, claimant="Ilse Brandt")
    factories.evidence(claim, checker)
    return claim


def now(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def answers(claim: Claim, code: str = "true", **typed: object) -> dict[str, object]:
    bearings = {
        f"bearing-{piece.pk}": "supports" for piece in claim.evidence.standing()
    }
    return {
        "said": "at-origin",
        "rating": factories.rating(code).pk,
        "reasoning": "The log of the port says so.",
        **bearings,
        **typed,
    }


def review(claim: Claim, by: User, code: str = "true", **typed: object) -> str:
    page = page_of(claim, "review")
    return words(Person(by).fill_in(page, **answers(claim, code, **typed)))


def test_two_reviews_that_agree_decide(
    claim: Claim, checker: User, other_checker: User
):
    submitted = review(claim, checker)
    review(claim, other_checker)

    assert "Your review is submitted; it can no longer be changed." in submitted
    assert now(claim).status == Status.DECIDED
    assert now(claim).verdicts.get().settled == Settled.AGREED


def test_both_questions_are_asked_where_there_is_a_claimant(
    claim: Claim, editor: User, checker: User
):
    bare = factories.open_claim(editor)

    assert "Was it said?" in read(checker, page_of(claim, "review"))
    assert "Was it said?" not in read(checker, page_of(bare, "review"))


def test_each_rating_is_offered_with_its_definition_and_what_it_needs(
    claim: Claim, checker: User
):
    page = read(checker, page_of(claim, "review"))

    for rating in factories.rating().scale.ratings.all():
        assert rating.definition in page
    assert "Needs contradicting evidence." in page
    assert "Needs a search log entry." in page


@pytest.mark.parametrize(
    ("code", "typed", "sentence"),
    [
        ("false", {}, "“False” needs evidence from an opened source that contradicts"),
        ("unproven", {}, "“Unproven” needs an entry in the search log"),
        ("true", {"said": ""}, "Answer “Was it said?”"),
        ("true", {"rating": ""}, "Give a rating, or say why it is not assessed."),
        ("true", {"rating": "not-assessed"}, "say why it is not assessed."),
        ("true", {"rating": "0"}, "Select a valid choice."),
        ("true", {"not_assessed_reason": "Unclear."}, "not both."),
        ("true", {"place": "third"}, "Select a valid choice."),
    ],
)
def test_an_answer_that_lacks_what_it_needs_is_shown_again_with_all_that_was_typed(
    claim: Claim, checker: User, code: str, typed: dict[str, str], sentence: str
):
    before = everything_stored()
    own = {"reasoning": "Words worth keeping.", **typed}

    page = page_of(claim, "review")
    answer = Person(checker).fill_in(page, **answers(claim, code, **own))

    assert answer.status_code == 200
    assert sentence in words(answer)
    assert "Words worth keeping.</textarea>" in answer.content.decode()
    assert '<option value="supports" selected>' in answer.content.decode()
    assert everything_stored() == before


def test_each_failure_is_linked_to_the_field_that_mends_it_and_tied_to_it(
    claim: Claim, checker: User
):
    page = page_of(claim, "review")
    refused = answers(claim, said="", rating="", reasoning=" ")

    html = Person(checker).fill_in(page, **refused).content.decode()

    assert "<title>Error: First review" in html
    note = html.partition("</h1>")[2].partition("</ul>")[0]
    for name, field in (
        ("said", "reviewform-said_0"),
        ("rating", "reviewform-rating_0"),
        ("reasoning", "reviewform-reasoning"),
    ):
        assert f'<a href="#{field}">' in note
        assert f'id="{field}"' in html
        assert f'id="reviewform-{name}_error"' in html
        assert re.search(rf'aria-describedby="[^"]*reviewform-{name}_error"', html)
    assert re.search(r'<textarea[^>]*aria-invalid="true"', html)


def test_a_form_that_nobody_sent_has_no_failures(claim: Claim, checker: User):
    html = Person(checker).client.get(page_of(claim, "review")).content.decode()

    assert "<title>First review" in html
    assert 'id="refused"' not in html
    assert "aria-invalid" not in html


def test_a_review_without_reasoning_is_refused(claim: Claim, checker: User):
    assert "Reasoning cannot be empty." in review(claim, checker, reasoning=" ")


def test_only_the_words_are_checked_with_a_reason(claim: Claim, checker: User):
    review(
        claim, checker, rating="not-assessed", not_assessed_reason="Nobody can know."
    )

    written = claim.reviews.get()
    assert (written.rating, written.not_assessed_reason) == (None, "Nobody can know.")


def test_the_parts_of_a_list_are_rated_each(editor: User, checker: User):
    claim = factories.open_claim(editor, subclaims=("Oran", "Bastia"))
    factories.evidence(claim, checker)
    oran, bastia = claim.subclaims.order_by("position")
    mixed = {
        f"part-{oran.pk}": factories.rating("true").pk,
        f"part-{bastia.pk}": "not-assessed",
    }
    page = page_of(claim, "review")
    without_said = {k: v for k, v in answers(claim).items() if k != "said"}

    missing = Person(checker).fill_in(page, **without_said)
    unnamed = Person(checker).fill_in(page, **without_said, **mixed)
    named = without_said | mixed | {"reasoning": "True; Bastia cannot be known."}
    Person(checker).fill_in(page, **named)

    assert "Rate each part of the claim" in words(missing)
    assert "must name the exception: “Bastia”" in words(unnamed)
    rated = {
        row.subclaim: row.rating for row in claim.reviews.get().subclaim_ratings.all()
    }
    assert rated == {oran: factories.rating("true"), bastia: None}


def test_evidence_withdrawn_while_a_review_is_written_is_told(
    claim: Claim, checker: User
):
    second = factories.evidence(claim, checker)
    person, page = Person(checker), page_of(claim, "review")
    slow = person.open(page)
    typed = answers(claim, reasoning="Resting on both.")
    keeping.withdraw(evidence=second, reason="Another ship.", by=checker)

    answer = person.send(page, slow, **typed)

    assert answer.status_code == 409
    assert "A piece of evidence you weighed has been withdrawn since." in words(answer)
    assert "Resting on both.</textarea>" in answer.content.decode()
    assert not claim.reviews.exists()


def test_of_two_first_reviews_at_once_the_slower_keeps_its_text(
    claim: Claim, checker: User, other_checker: User
):
    slow, page = Person(other_checker), page_of(claim, "review")
    opened = slow.open(page)
    review(claim, checker, reasoning="Telling words of the first review.")

    answer = slow.send(
        page, opened, **answers(claim, reasoning="What took me all day.")
    )

    assert answer.status_code == 409
    assert "What took me all day.</textarea>" in answer.content.decode()
    assert "Waiting for second review" in answer.content.decode()
    assert "Telling words" not in answer.content.decode()
    assert claim.reviews.count() == 1


def test_a_form_of_an_earlier_round_never_lands_in_a_later_one(
    claim: Claim, editor: User, checker: User, other_checker: User
):
    review(claim, checker)
    slow, page = Person(other_checker), page_of(claim, "review")
    opened = slow.open(page)
    Person(editor).fill_in(page_of(claim, "reopen"), reason="New facts.")

    answer = slow.send(page, opened, **answers(claim))

    assert answer.status_code == 409
    assert "written for round 1; the claim is in round 2" in words(answer)


@pytest.mark.parametrize("field", ["round", "version"])
def test_a_review_without_round_or_version_is_stale(
    claim: Claim, checker: User, field: str
):
    page = page_of(claim, "review")

    answer = Person(checker).fill_in(page, **(answers(claim) | {field: ""}))

    assert answer.status_code == 409
    assert not claim.reviews.exists()


def test_a_claim_one_has_reviewed_offers_no_second_form(claim: Claim, checker: User):
    review(claim, checker)

    assert "There is no review for you to write here now" in read(
        checker, page_of(claim, "review")
    )


def test_one_person_never_writes_both_reviews(claim: Claim, checker: User):
    review(claim, checker)
    forged = answers(claim) | {
        "place": "second",
        "round": 1,
        "version": now(claim).version,
    }

    answer = Person(checker).client.post(page_of(claim, "review"), forged)

    assert (
        "You have reviewed this claim in this round; somebody else goes on."
        in words(answer)
    )
    assert claim.reviews.count() == 1


def test_a_superuser_of_no_group_judges_nothing(
    claim: Claim, superuser: User, editor: User, checker: User, other_checker: User
):
    disputed = factories.disputed(editor, checker, other_checker)
    decided = factories.decided(editor, checker, other_checker)
    proposal = proposed(disputed, checker)
    before = everything_stored()
    person = Person(superuser)
    forged = answers(claim) | {"place": "first", "round": 1, "version": claim.version}
    current = {"round": 1, "version": now(disputed).version}
    ruling = answers(disputed) | {"place": "ruling"} | current
    ruling.pop("said")
    sentences = {
        page_of(claim, "review"): (forged, "Only the desk's fact-checkers and editors"),
        page_of(disputed, "review"): (ruling, "is a step for editors."),
        page_of(disputed, "confer"): (ruling, "Only the two who reviewed the claim"),
        page_of(disputed, "sign", proposal): (current, "Only the two who reviewed"),
        page_of(decided, "explain"): (
            {"explanation": "Mine.", "version": 1},
            "Only editors edit explanations.",
        ),
        page_of(decided, "seen"): ({"version": 1}, "Only those who reviewed the claim"),
    }

    for address, (typed, sentence) in sentences.items():
        assert person.client.get(address).status_code == 200
        answer = person.client.post(address, typed)
        assert (address, answer.status_code) == (address, 200)
        assert (address, sentence in words(answer)) == (address, True)

    assert everything_stored() == before


def proposed(claim: Claim, by: User) -> int:
    claim = now(claim)
    return judging.propose(
        claim=claim,
        judgement=factories.judgement(claim, "mostly-true"),
        round=claim.round,
        version=claim.version,
        by=by,
    ).pk


@pytest.fixture
def disputed(editor: User, checker: User, other_checker: User) -> Claim:
    claim = factories.once_reviewed(editor, checker)
    return factories.submit(
        claim, other_checker, Place.SECOND, "half-true", reasoning="Only in part."
    )


def test_a_ruling_shows_both_reviews(disputed: Claim, editor: User):
    page = read(editor, page_of(disputed, "review"))

    assert "Final ruling" in page
    assert "The log of the port says so." in page
    assert "Only in part." in page


def test_a_third_person_rules(disputed: Claim, editor: User):
    typed = answers(disputed)
    typed.pop("said")

    Person(editor).fill_in(page_of(disputed, "review"), **typed)

    assert now(disputed).verdicts.get().settled == Settled.RULED


def test_conferring_begins_with_ones_own_answers_and_a_reasoning_to_write(
    disputed: Claim, other_checker: User
):
    page = Person(other_checker).open(page_of(disputed, "confer"))

    assert "The log of the port says so." in page
    assert "Only in part.</textarea>" not in page
    half_true = factories.rating("half-true").pk
    assert f'name="rating" value="{half_true}"' in page
    checked = page.partition(f'name="rating" value="{half_true}"')[2].partition(">")[0]
    assert "checked" in checked


def test_one_proposes_and_the_other_signs(
    disputed: Claim, checker: User, other_checker: User
):
    Person(checker).fill_in(
        page_of(disputed, "confer"),
        rating=factories.rating("mostly-true").pk,
        reasoning="We had read the list differently.",
    )
    proposal = disputed.proposals.get()
    own = read(checker, page_of(disputed, "confer"))
    others = read(other_checker, page_of(disputed, "confer"))

    Person(other_checker).fill_in(
        page_of(disputed, "sign", proposal.pk), version=now(disputed).version
    )

    assert "You made it; the other reviewer signs it." in own
    assert "Read and sign" in others
    verdict = disputed.verdicts.get()
    assert verdict.settled == Settled.CONFERRED
    assert verdict.explanation == "We had read the list differently."


def test_a_proposal_overtaken_by_a_newer_one_is_not_signed(
    disputed: Claim, checker: User, other_checker: User
):
    old = proposed(disputed, checker)
    person, page = Person(other_checker), page_of(disputed, "sign", old)
    proposed(disputed, checker)

    answer = person.fill_in(page, version=now(disputed).version)

    assert answer.status_code == 409
    assert "A newer proposal stands; read it before you sign." in words(answer)
    assert now(disputed).status == Status.DISPUTED


def test_nobody_signs_their_own_proposal(disputed: Claim, checker: User):
    own = proposed(disputed, checker)

    sign = page_of(disputed, "sign", own)
    disputed.refresh_from_db()
    answer = Person(checker).client.post(
        sign, {"round": 1, "version": disputed.version}
    )

    sentence = "You made this proposal; the other reviewer signs it."
    assert sentence in words(answer)
    assert sentence in read(checker, sign)


def test_a_third_person_does_not_confer(disputed: Claim, third_checker: User):
    page = read(third_checker, page_of(disputed, "confer"))

    assert "Only the two who reviewed the claim confer about it" in page


@pytest.fixture
def decided(editor: User, checker: User, other_checker: User) -> Claim:
    return factories.decided(editor, checker, other_checker)


def test_each_edit_of_an_explanation_is_kept(decided: Claim, editor: User):
    Person(editor).fill_in(page_of(decided, "explain"), explanation="For readers.")

    page = read(editor, page_of(decided, "explain"))
    assert decided.verdicts.get().explanation == "For readers."
    assert "What it began from The log of the port says so." in page
    assert "Explanation: The log of the port says so. For readers." in page


def test_an_empty_explanation_is_refused(decided: Claim, editor: User):
    answer = Person(editor).fill_in(page_of(decided, "explain"), explanation=" ")

    assert "The explanation cannot be empty." in words(answer)


def test_an_explanation_that_came_too_late_loses_neither_text(
    decided: Claim, editor: User, other_editor: User
):
    page = page_of(decided, "explain")
    slow = Person(editor).open(page)
    Person(other_editor).fill_in(page, explanation="The text of one.")

    answer = Person(editor).send(page, slow, explanation="The text of the other.")

    assert answer.status_code == 409
    assert "The text of one.</textarea>" in answer.content.decode()
    assert "The text of the other.</textarea>" in answer.content.decode()
    assert decided.verdicts.get().explanation == "The text of one."


def test_a_reviewer_signs_the_explanation_as_it_stands(
    decided: Claim, editor: User, checker: User, third_checker: User
):
    Person(editor).fill_in(page_of(decided, "explain"), explanation="For readers.")

    Person(checker).fill_in(page_of(decided, "seen"), version=2)

    assert decided.verdicts.get().seen.get().seen_by == checker
    assert "Read as it stands by checker." in read(editor, page_of(decided))
    assert "Read and sign it" not in read(checker, page_of(decided))
    assert "Read and sign it" not in read(third_checker, page_of(decided))


def test_an_explanation_edited_meanwhile_is_read_again(
    decided: Claim, editor: User, checker: User
):
    page = page_of(decided, "seen")
    slow = Person(checker).open(page)
    Person(editor).fill_in(page_of(decided, "explain"), explanation="New words.")

    answer = Person(checker).send(page, slow, version=1)

    assert answer.status_code == 409
    assert "New words.</textarea>" in answer.content.decode()


@pytest.mark.parametrize("name", ["explain", "seen"])
def test_what_has_no_verdict_has_no_explanation(name: str, claim: Claim, editor: User):
    assert "has no verdict in this round yet" in read(editor, page_of(claim, name))
