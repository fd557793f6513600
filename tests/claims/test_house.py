from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims import house
from claims.choices import StatementKey
from claims.house import RatingRow
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import Scale, SiteStatement
from tests import factories


def row(code: str, **given) -> RatingRow:
    facts = {"label": code.title(), "definition": f"{code}.", "rank": None}
    return RatingRow(code=code, color="true", **(facts | given))


def test_a_scale_of_a_known_name_becomes_its_next_number(editor: User):
    current = Scale.objects.get(is_current=True)

    added = house.add_scale(
        name=current.name, ratings=[row("yes"), row("no")], by=editor
    )

    assert added.number == current.number + 1
    assert not added.is_current
    labels = added.ratings.order_by("position").values_list("label", flat=True)
    assert list(labels) == ["Yes", "No"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row("yes")], "at least two"),
        ([row("yes"), row("yes", label="Ja")], "the same code"),
        ([row("yes"), row("no", label="YES")], "the same label"),
        ([row("yes", rank=1), row("no", rank=1)], "the same rank"),
        ([row("yes"), row("no", definition=" ")], "a definition"),
    ],
)
def test_a_scale_that_could_not_be_used_is_refused(
    editor: User, rows: list[RatingRow], sentence: str
):
    with pytest.raises(StepRefused, match=sentence):
        house.add_scale(name="Mine", ratings=rows, by=editor)

    assert not Scale.objects.filter(name="Mine").exists()


def test_a_scale_needs_a_name(editor: User):
    with pytest.raises(StepRefused, match="needs a name"):
        house.add_scale(name=" ", ratings=[row("yes"), row("no")], by=editor)


def test_one_scale_is_used_for_new_articles(editor: User):
    old = Scale.objects.get(is_current=True)
    new = house.add_scale(name="Mine", ratings=[row("yes"), row("no")], by=editor)

    house.use_for_new_articles(scale=new, by=editor)

    assert Scale.objects.get(is_current=True) == new
    with pytest.raises(StepRefused, match="already"):
        house.use_for_new_articles(scale=new, by=editor)
    assert house.use_for_new_articles(scale=old, by=editor).is_current


def test_an_article_keeps_the_scale_of_its_first_review(
    editor: User, checker: User, other_checker: User
):
    old = Scale.objects.get(is_current=True)
    claim = factories.decided(editor, checker, other_checker)
    new = house.add_scale(name="Mine", ratings=[row("yes"), row("no")], by=editor)

    house.use_for_new_articles(scale=new, by=editor)

    claim.article.refresh_from_db()
    assert claim.article.scale == old


def test_a_statement_is_written_and_rewritten(editor: User, superuser: User):
    first = house.state(
        key=StatementKey.ABOUT, text=" We check. ", version=1, by=editor
    )
    again = house.state(
        key=StatementKey.ABOUT, text="We look.", version=first.version, by=superuser
    )

    assert (first.text, first.edited_by, first.version) == ("We check.", editor, 2)
    assert (again.text, again.edited_by, again.version) == ("We look.", superuser, 3)
    assert again.edited_at > first.edited_at


def test_a_statement_somebody_else_wrote_meanwhile_is_not_overwritten(editor: User):
    house.state(key=StatementKey.ABOUT, text="We check.", version=1, by=editor)

    with pytest.raises(StaleWrite):
        house.state(key=StatementKey.ABOUT, text="We look.", version=1, by=editor)

    assert SiteStatement.objects.get().text == "We check."


def test_a_checker_writes_neither_scale_nor_statement(checker: User):
    scale = Scale.objects.get(is_current=True)

    with pytest.raises(StepRefused, match="Only editors"):
        house.add_scale(name="Mine", ratings=[row("yes"), row("no")], by=checker)
    with pytest.raises(StepRefused, match="Only editors"):
        house.use_for_new_articles(scale=scale, by=checker)
    with pytest.raises(StepRefused, match="Only editors"):
        house.state(key=StatementKey.ABOUT, text="Mine.", version=1, by=checker)
