"""Numbers with unit and qualifier."""

import pytest

from claims.reading.figures import IMPLIED, Figure, bind_multipliers, find_figures
from claims.reading.words import words_of


def figures(text: str) -> list[Figure]:
    return find_figures(text, words_of(text, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("Over 345 sailors drowned.", 345, "sailors", "over"),
        ("Over One Million Citizens Flee", 1_000_000, "Citizens", "over"),
        ("They counted 12,500 votes.", 12_500, "votes", None),
        ("It cost $3.5bn.", 3_500_000_000, "dollars", None),
        ("It cost about 40 euros.", 40, "euros", "about"),
        ("Prices rose by 4.5%.", 4.5, "percent", None),
        ("Prices rose by nearly 50 percent.", 50, "percent", "nearly"),
        ("It fell two percentage points.", 2, "percentage points", None),
        ("At least twenty-five men left.", 25, "men", "at least"),
        ("Half a million people left.", 500_000, "people", None),
        ("A dozen ships left.", 12, "ships", None),
        ("Two thirds of members voted.", 2 / 3, "members", None),
        ("A third of all voters stayed.", 1 / 3, "voters", None),
        ("There were 107 or more on board.", 107, None, "or more"),
        ("A 14-year-old boy swam.", 14, "years", None),
        ("Dozens of videos show it.", None, "videos", None),
        ("Tens of thousands of fans came.", None, "fans", None),
        ("At least 76 people were killed.", 76, "people", "at least"),
        ("One in five of them swam.", 0.2, None, None),
        ("Three out of 12 boats sank.", 0.25, "boats", None),
        ("Shares closed at 312p on Monday.", 312, "pence", None),
        ("Fees fell for six quarters in a row.", 6, "quarters", None),
        ("It came ten days before the storm.", 10, "days", None),
        ("Fees for under-18s were cut.", 18, "years", "under"),
        ("It took more than a century.", 100, "years", "more than"),
        ("It cut the fees by almost half in May.", 0.5, None, "almost"),
        ("It cut the fees by half.", 0.5, None, None),
        ("It raised rates by a quarter point.", 0.25, "percentage points", None),
        ("Each quarter-point costs more.", 0.25, "percentage points", None),
        ("It fell by half a percentage point.", 0.5, "percentage points", None),
        ("It came six months later than planned.", 6, "months", None),
        ("It has leaked in each of the past four years.", 4, "years", None),
        ("It is down from 41 in the morning.", 41, None, None),
        ("The road costs Rs 500 crore.", 5_000_000_000, "rupees", None),
        ("It raised Rs. 2 lakh.", 200_000, "rupees", None),
        ("It paid CHF 300.", 300, "francs", None),
        ("The firm is worth $1.2B.", 1_200_000_000, "dollars", None),
        ("Rates rose by 50 basis points.", 50, "basis points", None),
        ("It fell to -12C on Monday.", -12, "degrees", None),
        ("It rose to 30°C on Monday.", 30, "degrees", None),
        ("A 5,000-strong crowd sang.", 5_000, "crowd", None),
        ("A five-storey block burned.", 5, "storey", None),
        ("A quake of magnitude 6.1 hit.", 6.1, "magnitude", None),
        ("Two and a half million people left.", 2_500_000, "people", None),
        ("Seven hundred and fifty thousand left.", 750_000, None, None),
        ("The second boat, a third of its crew, sank.", 1 / 3, "crew", None),
        ("They walk at least a mile.", 1, "miles", "at least"),
        ("The mast is 1.75m tall.", 1.75, "meters", None),
        ("The fund holds 1.75m crowns.", 1_750_000, "crowns", None),
        ("Fees rose 10pc.", 10, "percent", None),
        ("Gusts of 60mph came.", 60, "mph", None),
        ("It rained 12mm.", 12, "mm", None),
        ("A survey of 1709 schoolchildren was made.", 1709, "schoolchildren", None),
        ("A 2000 year old custom went on.", 2000, "years", None),
        ("A share larger than a third fell.", 1 / 3, None, "larger than"),
        ("They had only one day.", 1, "day", "only"),
    ],
)
def test_a_figure_is_read_with_value_unit_and_qualifier(
    text: str, value: float | None, unit: str | None, qualifier: str | None
) -> None:
    [figure] = figures(text)

    assert figure.value == value
    assert figure.unit == unit
    assert figure.qualifier == qualifier
    assert text[figure.start : figure.end] == figure.text


def test_the_ends_of_a_range_share_its_scale() -> None:
    low, high = figures("The storm cost 8 to 10 million crowns.")

    assert (low.value, low.qualifier) == (8_000_000, "from")
    assert (high.value, high.qualifier) == (10_000_000, "to")


def test_a_number_and_a_year_are_no_share() -> None:
    [figure] = figures("The storm killed three in 2014.")

    assert figure.value == 3


@pytest.mark.parametrize(
    "text",
    [
        "It happened in 2019.",
        "It happened two winters ago.",
        "It happened nearly a decade ago.",
        "On day five of the race, it rained.",
        "It happened five hours earlier.",
        "It opens in the first half of next year.",
        "This was a quarter in which little was lost.",
        "The 23.40 sleeper was late.",
        "They came at two in the morning.",
        "They came at half past two.",
        "It sank before dawn (0920 UTC).",
        "It was a half-hearted search.",
        "The second half was worse.",
        "They came at ten past eight.",
        "Fees doubled in a year.",
        "It took a century.",
        "It happened on September 14.",
        "It happened on 14 September 2019.",
        "It opens at 10:30 and closes at 5 p.m.",
        "She flew on a Boeing 737 and an F-16.",
        "Article 5 was invoked.",
        "The 22nd meeting was one of the longest.",
        "The Movimento 5 Stelle lost.",
        "From 2006 to 2009 it was closed.",
        "It ran over 2000 - 2050.",
        "Nobody came in number 7.",
        "She opened a third restaurant.",
        "Harbor won 3-1 and drew 2-2.",
        "A 2-1 win was enough.",
        "No. 10 said nothing.",
        "He lives at 10 Harbor Street.",
        "She has type 2 diabetes.",
        "Plan 3B was dropped.",
    ],
)
def test_years_days_hours_and_names_are_no_figures(text: str) -> None:
    assert figures(text) == []


def test_four_digits_may_count_things() -> None:
    [figure] = figures("The army sent 2000 soldiers.")

    assert figure.value == 2000


@pytest.mark.parametrize(
    "text",
    ["between two and three boats", "2 to 3 boats", "2–3 boats"],
)
def test_a_range_is_two_figures_with_one_unit(text: str) -> None:
    low, high = figures(text)

    assert (low.value, low.unit, low.qualifier) == (2, "boats", "from")
    assert (high.value, high.unit, high.qualifier) == (3, "boats", "to")


def test_a_multiplier_yields_both_usual_readings_of_the_nearest_quantity() -> None:
    said = figures("He named 400 boats. Others say it is three times higher.")

    implied = [each for each in bind_multipliers(said) if each.qualifier == IMPLIED]

    assert [(each.value, each.unit) for each in implied] == [
        (1200, "boats"),
        (1600, "boats"),
    ]


@pytest.mark.parametrize("phrase", ["twice that", "two times as many"])
def test_as_many_has_one_reading(phrase: str) -> None:
    said = figures(f"He named 400 boats. Others say {phrase}.")

    implied = [
        each.value for each in bind_multipliers(said) if each.qualifier == IMPLIED
    ]

    assert implied == [800]


def test_a_multiplier_with_nothing_to_multiply_yields_nothing() -> None:
    said = figures("It is three times higher.")

    assert bind_multipliers(said) == said


def test_the_nearest_quantity_is_taken_and_not_the_first() -> None:
    said = figures("He named 400 boats, and then 9 crews. Others say twice that.")

    assert [each.value for each in bind_multipliers(said)][-1] == 18


def test_a_multiplier_multiplies_nothing_that_comes_after_it() -> None:
    said = figures("It is three times higher. There are 400 boats.")

    assert bind_multipliers(said) == said


def test_a_multiplier_of_something_counted_takes_the_last_figure_of_that_unit() -> None:
    said = figures("He named 400 boats and 9 crews. Others saw twice as many boats.")

    assert [each.value for each in bind_multipliers(said)][-1] == 800


def test_a_multiplier_of_something_never_counted_stands_alone() -> None:
    said = figures("He named 400 boats. Others saw twice as many crews.")

    assert bind_multipliers(said) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "It pays twice what it did in 2021.",
        "It is now three times higher than last year.",
        "There were 9 crews, twice the usual.",
        "It grew three times faster.",
        "The fee of its members doubled.",
    ],
)
def test_a_multiplier_that_points_to_no_figure_before_it_stands_alone(
    sentence: str,
) -> None:
    said = figures(f"The club has 400 members. {sentence}")

    assert bind_multipliers(said) == said


def test_a_percentage_or_an_age_is_not_what_a_number_is_said_to_exceed() -> None:
    said = figures(
        "He named 400 boats, 5% of them 30 years old. Others say twice that."
    )

    assert [each.value for each in bind_multipliers(said)][-1] == 800


def test_a_figure_may_run_over_a_line_break() -> None:
    text = "They saw more\nthan 40 boats and between\ntwo and three rafts."

    assert [(each.text, each.qualifier) for each in figures(text)] == [
        ("more\nthan 40", "more than"),
        ("two", "from"),
        ("three", "to"),
    ]


def test_a_number_too_long_to_be_a_quantity_is_none() -> None:
    assert figures("Account " + "9" * 60 + " was closed.") == []


def test_a_percentage_after_a_capital_is_no_part_of_a_name() -> None:
    riders = figures("Free Buses Carried 41 Percent More Riders in a Year")

    assert [(figure.value, figure.unit) for figure in riders] == [(41, "percent")]
    assert figures("A Boeing 737 Landed in a field") == []


def test_a_vote_is_no_range() -> None:
    assert [(f.value, f.qualifier) for f in figures("They voted 312 to 245.")] == [
        (312, None),
        (245, None),
    ]


def test_a_percentage_after_at_is_no_time_of_day() -> None:
    [figure] = figures("The bank left its rate at 4.25% on Thursday.")

    assert (figure.value, figure.unit) == (4.25, "percent")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("6 mİllion boats", 6_000_000),
        ("twelve thouſand boats", 12_000),
        ("half a bıllıon boats", 500_000_000),
    ],
)
def test_letters_that_a_pattern_takes_for_others_are_read_as_those(
    words: str, value: int
) -> None:
    (figure,) = figures(f"The port has {words}.")

    assert figure.value == value


def test_a_share_of_nothing_is_no_share() -> None:
    shares = [
        [figure.value for figure in figures(body)]
        for body in ("They lost 5 in 0 games.", "They lost 5 in 10 games.")
    ]

    assert shares == [[5, 0], [0.5]]


def test_a_multiplier_without_a_unit_binds_to_nothing_far_off() -> None:
    far = "The pier is old and long. " * 20
    near, apart = (
        bind_multipliers(
            figures(f"It cost 190 crowns. {between}That is twice as much.")
        )
        for between in ("", far)
    )

    assert [each.value for each in near] == [190, 2, 380]
    assert [each.value for each in apart] == [190, 2]


def test_an_age_is_told_by_the_word_before_it_too() -> None:
    [figure] = figures("She sailed at the age of five.")

    assert figure.is_age


def test_what_is_counted_is_no_word_of_time() -> None:
    [figure] = figures("It lost the previous 15 and the last 9 races.")[:1]

    assert figure.unit != "previous"
