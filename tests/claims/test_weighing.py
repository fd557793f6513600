from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims import weighing
from claims.choices import Status
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import Article, Claim, ReadingWeight, StepTaken
from claims.reading.worthiness import SHIPPED
from tests import factories

QUANTITY = SHIPPED["quantity"].weight


def weighed_at(weight: float, by: User) -> None:
    weighing.set_weight(
        name="quantity",
        weight=weight,
        seen=weighing.own_weights().get("quantity", QUANTITY),
        by=by,
    )


def worths(article: Article) -> dict[int, float]:
    return dict(article.claims.values_list("pk", "check_worthiness"))


def with_a_quantity(article: Article) -> set[int]:
    reason = SHIPPED["quantity"].reason
    return {claim.pk for claim in article.claims.all() if reason in claim.reasons}


def test_a_desk_weighs_a_reason_otherwise_and_it_is_kept_who_did_so(editor: User):
    weighed_at(-0.5, by=editor)

    row = ReadingWeight.objects.get()
    assert (row.name, row.weight, row.edited_by) == ("quantity", -0.5, editor)
    assert row.edited_at is not None
    assert weighing.own_weights() == {"quantity": -0.5}


def test_the_shipped_weight_ends_the_desks_own(editor: User):
    weighed_at(-0.5, by=editor)

    weighed_at(QUANTITY, by=editor)

    assert weighing.own_weights() == {}
    assert not ReadingWeight.objects.exists()


def test_claims_read_from_then_on_are_weighed_so_and_others_keep_theirs(editor: User):
    before = factories.article()
    stored = worths(before)

    weighed_at(-0.5, by=editor)
    after = factories.article()

    assert worths(before) == stored
    lowered = [
        (old.check_worthiness, new.check_worthiness)
        for old, new in zip(
            before.claims.order_by("position"),
            after.claims.order_by("position"),
            strict=True,
        )
    ]
    assert any(new < old for old, new in lowered)
    assert all(new <= old for old, new in lowered)


def test_proposed_and_open_claims_are_weighed_anew_as_one_step_of_their_article(
    editor: User,
):
    article = factories.article()
    stored = worths(article)
    quantities = with_a_quantity(article)
    weighed_at(-0.5, by=editor)

    changed = weighing.weigh_anew(by=editor)

    assert changed == len(quantities) > 0
    found = worths(article)
    assert {key for key in stored if found[key] < stored[key]} == quantities
    assert {key for key in stored if found[key] != stored[key]} == quantities
    step = StepTaken.objects.get(article=article, verb="weigh-anew")
    assert step.taken_by == editor
    assert step.after == {
        "claims_weighed_otherwise": changed,
        "own_weights": ["states a quantity: -0.5"],
    }


def test_weighing_anew_twice_changes_and_records_nothing_the_second_time(editor: User):
    factories.article()
    weighed_at(-0.5, by=editor)
    weighing.weigh_anew(by=editor)

    assert weighing.weigh_anew(by=editor) == 0

    assert StepTaken.objects.filter(verb="weigh-anew").count() == 1


def test_back_at_the_shipped_weights_claims_weigh_what_they_did(editor: User):
    article = factories.article()
    stored = worths(article)
    weighed_at(-0.5, by=editor)
    weighing.weigh_anew(by=editor)
    assert worths(article) != stored

    weighed_at(QUANTITY, by=editor)
    weighing.weigh_anew(by=editor)

    assert worths(article) == stored


@pytest.mark.parametrize(
    ("status", "is_weighed"),
    [(Status.OPEN, True), (Status.SECOND_REVIEW, False), (Status.DECIDED, False)],
)
def test_what_is_reviewed_already_keeps_its_weight(
    status: Status,
    is_weighed: bool,
    editor: User,
    checker: User,
    other_checker: User,
):
    make = {
        Status.OPEN: lambda: factories.open_claim(editor),
        Status.SECOND_REVIEW: lambda: factories.once_reviewed(editor, checker),
        Status.DECIDED: lambda: factories.decided(editor, checker, other_checker),
    }
    claim = make[status]()
    claim.reasons = [SHIPPED["quantity"].reason]
    claim.save()
    stored = claim.check_worthiness
    weighed_at(-1, by=editor)

    weighing.weigh_anew(by=editor)

    claim.refresh_from_db()
    assert claim.status == status
    assert (claim.check_worthiness != stored) == is_weighed


def test_a_claim_with_a_reason_of_another_release_keeps_its_weight(editor: User):
    article = factories.article()
    claim: Claim = article.claims.order_by("position")[0]
    claim.reasons = [*claim.reasons, "was weighed by rules of long ago"]
    claim.save()
    weighed_at(-0.5, by=editor)
    assert claim.pk in with_a_quantity(article)

    told = weighing.outlook()
    weighing.weigh_anew(by=editor)

    claim.refresh_from_db()
    assert told.unknown == 1
    assert claim.check_worthiness > 0.3


def test_an_open_form_on_a_claim_stays_good(editor: User):
    claim = factories.open_claim(editor)
    version = claim.version
    for name in SHIPPED:
        weighing.set_weight(name=name, weight=-1, seen=SHIPPED[name].weight, by=editor)

    assert weighing.weigh_anew(by=editor) > 0

    claim.refresh_from_db()
    assert claim.version == version


def test_the_outlook_tells_what_would_change_and_changes_nothing(editor: User):
    article = factories.article()
    stored = worths(article)
    weighed_at(-0.5, by=editor)

    told = weighing.outlook()

    assert told.claims == len(stored)
    assert told.differing == len(with_a_quantity(article))
    assert 0 < told.regrouped <= told.differing
    assert worths(article) == stored


def test_more_than_a_mouthful_is_gone_on_with_by_asking_again(
    editor: User, monkeypatch: pytest.MonkeyPatch
):
    article = factories.article()
    count = len(with_a_quantity(article))
    assert count > 1
    weighed_at(-0.5, by=editor)
    monkeypatch.setattr(weighing, "MOST_AT_ONCE", 1)

    changed = [weighing.weigh_anew(by=editor) for _ in range(count + 1)]

    assert changed == [1] * count + [0]


@pytest.mark.parametrize("weight", [1.01, -2, float("nan"), float("inf")])
def test_a_weight_beyond_what_a_claim_can_weigh_is_refused(weight: float, editor: User):
    with pytest.raises(StepRefused, match="between -1 and 1") as refused:
        weighed_at(weight, by=editor)

    assert refused.value.field == "weight"
    assert not ReadingWeight.objects.exists()


@pytest.mark.parametrize("seen", [None, 0.99])
def test_a_weight_that_somebody_changed_meanwhile_is_not_overwritten(
    seen: float | None, editor: User
):
    with pytest.raises(StaleWrite):
        weighing.set_weight(name="quantity", weight=0.4, seen=seen, by=editor)

    assert not ReadingWeight.objects.exists()


def test_only_editors_weigh(checker: User, superuser: User):
    for person in (checker, superuser):
        with pytest.raises(StepRefused, match="Only editors"):
            weighed_at(0.4, by=person)
        with pytest.raises(StepRefused, match="Only editors"):
            weighing.weigh_anew(by=person)


def test_a_weight_of_a_name_that_is_no_longer_read_counts_for_nothing(editor: User):
    weighed_at(0.4, by=editor)
    ReadingWeight.objects.filter(name="quantity").update(name="long-gone")

    assert weighing.own_weights() == {}
