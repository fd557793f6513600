from __future__ import annotations

import pytest

from claims.models import Rating, Scale
from claims.seeding import install_scale, seeds

pytestmark = pytest.mark.django_db


def test_a_new_desk_has_the_shipped_scale_in_use() -> None:
    scale = Scale.objects.get()
    shipped = seeds("ratings.toml")

    assert scale.is_current
    assert (scale.name, scale.number) == (
        shipped["scale"]["name"],
        shipped["scale"]["version"],
    )
    assert [rating.label for rating in scale.ratings.order_by("position")] == [
        rating["label"] for rating in shipped["ratings"]
    ]


@pytest.mark.parametrize(
    ("code", "rank", "contradiction", "search", "contact"),
    [
        ("true", 5, False, False, False),
        ("mostly-true", 4, False, False, False),
        ("half-true", 3, False, False, False),
        ("mostly-false", 2, True, False, True),
        ("false", 1, True, False, True),
        ("misleading", None, True, False, True),
        ("missing-context", None, False, False, False),
        ("unproven", None, False, True, False),
    ],
)
def test_what_each_shipped_rating_needs(
    code: str, rank: int | None, contradiction: bool, search: bool, contact: bool
) -> None:
    rating = Rating.objects.get(code=code)

    assert rating.rank == rank
    assert rating.needs_contradiction == contradiction
    assert rating.needs_search == search
    assert rating.needs_contact == contact
    assert rating.definition


def test_a_desk_with_a_scale_of_its_own_is_given_no_other() -> None:
    Scale.objects.all().delete()
    own = Scale.objects.create(name="Our own", number=1)

    install_scale(using="default")

    assert list(Scale.objects.all()) == [own]


def test_a_desk_that_lost_its_scale_gets_the_shipped_one_again() -> None:
    Scale.objects.all().delete()

    install_scale(using="default")

    assert Scale.objects.get().ratings.count() == len(seeds("ratings.toml")["ratings"])
