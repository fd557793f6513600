"""Figures: the numbers of a text with unit and qualifier.

The shape is `[qualifier] value [scale] [unit | %]`. Years, dates, times of day and
numbers that are names are not figures. A vague number ("dozens") has no value.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims.reading.anchors import whole_characters
from claims.reading.words import (
    FRACTIONS,
    FUNCTION_WORDS,
    MONTHS,
    NUMBERS,
    PRONOUNS,
    SCALES,
    Word,
    is_finite,
    small_letters,
    stem,
    word_list,
)

IMPLIED = "implied"
"""The qualifier of a quantity that a multiplier yields ("three times higher")."""

_LARGEST = 10**18
_MOST_PARTS = 4
_MOST_DIGITS = 24
_SPOKEN_SCALE = "hundred|thousand|million|billion|trillion|dozen|lakh|crore"
_DOZEN = 12
_VAGUE = frozenset(
    "dozens scores hundreds thousands millions billions tens trillions".split()
)
_MULTIPLES = {
    "twice": 2,
    "double": 2,
    "twofold": 2,
    "triple": 3,
    "threefold": 3,
    "fourfold": 4,
    "fivefold": 5,
    "tenfold": 10,
}
_TRIGGERS = NUMBERS.keys() | _VAGUE | _MULTIPLES.keys() | {"half", "quarter", "a", "an"}
_NUMBER_WORD = "|".join(sorted(NUMBERS, key=len, reverse=True))
_PART = "third|quarter|fifth|sixth|eighth|tenth"
_ORDINAL_TOO = re.compile(
    r"an?\s(?:third|fifth|sixth|eighth|tenth)\s([a-z]+)", re.IGNORECASE
)

_QUALIFIER_BEFORE = re.compile(
    r"\b(no\smore\sthan|no\sfewer\sthan|more\sthan|less\sthan|fewer\sthan|at\sleast"
    r"|at\smost|as\smany\sas|as\smuch\sas|up\sto|close\sto|well\sover|just\sover"
    r"|(?:larg|small|bigg|great|long|short|high|low|old|young)er\sthan"
    r"|just\sunder|over|under|about|around|nearly|almost|roughly|approximately|some"
    r"|exactly|above|below|exceeding|exceeded|exceeds|an\sestimated|estimated|only"
    r"|just)\s\Z",
    re.IGNORECASE,
)
_ENDS_A_QUALIFIER = frozenset(
    "than least most as to over under about around nearly almost roughly approximately "
    "some exactly above below exceeding exceeded exceeds estimated only just".split()
)
_QUALIFIER_REACH = 16
_CURRENCIES = {
    "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₹": "rupees",
    "Rs": "rupees", "₽": "rubles", "₴": "hryvnias", "₩": "won", "₺": "liras",
    "USD": "dollars", "EUR": "euros", "GBP": "pounds", "JPY": "yen", "CHF": "francs",
    "INR": "rupees", "NOK": "kroner", "DKK": "kroner", "SEK": "kronor",
    "PLN": "zlotys", "RUB": "rubles", "UAH": "hryvnias",
}  # fmt: skip
_CURRENCY_BEFORE = re.compile(
    r"(?:US|A|C)?([$€£¥₹₽₴₩₺])\Z|\b(Rs)\.?\s?\Z|\b([A-Z]{3})\s?\Z"
)
_CURRENCY_REACH = 5
_MINUS_BEFORE = re.compile(r"(?:(?<=\s)|(?<=\())[-−]\Z")
_SHARE = (
    rf"(?P<whole>(?:\d{{1,3}}|{_NUMBER_WORD})\s(?:in|out\sof)\s(?:every\s)?"
    rf"(?:\d{{1,6}}|{_NUMBER_WORD}))\b"
    r"(?!\s?(?:%|per\s?cent|days?|weeks?|months?|years?|hours?|minutes?|decades?)|-)"
)
_ONE_OF = {
    "century": (100, "years"),
    "decade": (10, "years"),
    **{
        unit: (1, f"{unit}s")
        for unit in ("year", "month", "week", "day", "hour", "minute", "mile", "meter",
                     "metre", "kilometer", "kilometre", "ton", "tonne")
    },
}  # fmt: skip
_AFTER_AN_ARTICLE = frozenset(
    [*_SPOKEN_SCALE.split("|"), *_PART.split("|"), *_ONE_OF, "point"]
)
_NUMBER = (
    r"(?P<digits>\d(?:[\d,]*\d)?(?:\.\d+)?)(?:\s?(?P<short>bn|tn|mn|[kKmM]|(?-i:B))\b)?"
    rf"|(?P<article>(?:a|an)\b)(?=\s(?:{_SPOKEN_SCALE}|{_PART})\b)"
    rf"|(?P<one>(?:a|an)\s(?:{'|'.join(_ONE_OF)})\b)"
    r"|(?P<half>half\b(?![-’'])|quarter(?=[\s-](?:percentage[\s-])?point))"
    rf"|(?P<number>(?:{_NUMBER_WORD})\b(?:[\s-](?:{_NUMBER_WORD})\b)?)"
    r"|(?P<vague>[a-z]+s\b(?:\sof\s(?:thousands|millions|billions)\b)?)"
    r"|(?P<multiple>[a-z]+)"
)
_VALUE = re.compile(f"{_SHARE}|{_NUMBER}", re.IGNORECASE)
_VALUE_ALONE = re.compile(f"(?P<whole>(?!))|{_NUMBER}", re.IGNORECASE)
_SCALES_AFTER = re.compile(rf"(?:[\s-](?:{_SPOKEN_SCALE})\b){{1,3}}", re.IGNORECASE)
_HALF_A_SCALE = re.compile(rf"\san?\s({_SPOKEN_SCALE})\b", re.IGNORECASE)
_PERCENT_AFTER = re.compile(r"\s?%|pc\b|\s(?:percent|per\scent)\b", re.IGNORECASE)
_DEGREES_AFTER = re.compile(r"\s?°\s?[CF]?\b|\s?°|[CF]\b(?![-’'])")
_SCORE = re.compile(r"\d{1,3}[-–](\d{1,3})\b(?!\s?(?:%|percent|per\scent))")
_ADDRESS_AFTER = re.compile(
    r"\s(?:[A-Z][\w'’]*\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Place|Drive)\b"
)
_HUNDRED_AND = re.compile(
    rf"\sand\s((?:{_NUMBER_WORD})(?:[\s-](?:{_NUMBER_WORD}))?)\b(?!\s(?:in|out)\b)"
    r"(?:\s(thousand|million|billion)\b)?",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r"\sand\sa\s(half|quarter)\b", re.IGNORECASE)
_COMPOUND_AFTER = re.compile(r"-(?!and\b)([a-z]{3,})\b", re.IGNORECASE)
_MAGNITUDE_BEFORE = re.compile(r"\bmagnitude(?:\sof)?\s\Z", re.IGNORECASE)
_AFTER_A_SHARE = word_list("comparing") | frozenset(
    "off up down out as than last longer shorter higher stronger".split()
)
_SAY_HOW_BIG = frozenset({"strong", "odd"})
_GLUED_AFTER = re.compile(r"(?:mm|cm|km|kg|mph|kph|km/h|kWh|kW|MW|GW|GWh|TWh|ml|ha)\b")
_A_LENGTH_AFTER = re.compile(
    r"\s(?:tall|high|long|wide|deep|thick|above|below|away|apart|race|final|sprint"
    r"|hurdles|freestyle)\b|\sin\s\d[\d.:]*\s(?:seconds|minutes)\b|,?\s(?:he|she|it)\sis"
    r"\s(?:tall|short)\b",
    re.IGNORECASE,
)
_PENCE_AFTER = re.compile(r"p\b(?!\.)")
_HALF_OF = re.compile(r"\s(?:of|the|an?|its|their|all)\b", re.IGNORECASE)
_BEFORE_HALF = frozenset({"by", "to", "in"})
_A_POINT_AFTER = re.compile(
    r"(?:[\s-]|\s(?:of\s)?a\s)(?:percentage[\s-])?points?\b", re.IGNORECASE
)
_POINTS_AFTER = re.compile(r"[\s-]percentage[\s-]points?\b", re.IGNORECASE)
_PARTS_AFTER = re.compile(rf"[\s-](?:({_PART})s?|(hal)ves)\b", re.IGNORECASE)
_MONEY_AFTER = re.compile(
    r"\s(?:euros?|dollars?|pounds?|rubles?|roubles?|yen|yuan|rupees?)\b", re.IGNORECASE
)
_AGE_AFTER = re.compile(
    r"-(year|month|week|day|hour|minute|mile|meter|metre|foot|km)s?\b(?:-old\b)?"
    r"|\s(year|month|week|day)s?[\s-]old\b",
    re.IGNORECASE,
)
_TIMES_AFTER = re.compile(
    r"(?:\stimes|-?\s?fold)\b(?:\s(?P<both>higher|more|larger|greater|bigger|longer"
    r"|faster|stronger)\b|\s(?P<once>as\s(?:many|much|high|large|big|long|fast)"
    r"|the|that)\b)",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    r"(?:\sas\s(?:many|much)|\sthe\s(?:number|amount)\sof)?(?=[\s.,;]|\Z)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?:many|much|more|number\sof|amount\sof)\Z", re.IGNORECASE)
_OWN_BASE = re.compile(
    r"\s(?:what|from|to|in|its|their|his|her|the(?!\s(?:number|figure|amount)\b))\b"
    r"|(?:\s[\w’'-]+){0,6}?\s(?:what|(?:1[5-9]|20)\d\d|last|previous|before|ago"
    r"|earlier|years?|months?|usual|average|normal)\b",
    re.IGNORECASE,
)
_SPEEDS = ("faster", "stronger", "longer", "fast", "long")
_REFERRING = word_list("referring")
_LONGEST_COUNTED = 30
_FURTHEST_REFERENCE = 12
_FURTHEST_BASE = 400
_NEVER_MULTIPLIED = frozenset(
    [*"percent years months weeks days hours".split(), "percentage points"]
)
_BOUND_AFTER = re.compile(r"\sor\s(more|so|fewer|less)\b", re.IGNORECASE)
_NEXT_WORDS = re.compile(
    r"\s(?:of\s(?:the\s|all\s|its\s|their\s)?)?"
    r"([^\W\d_][\w’'-]*)(?:\s([^\W\d_][\w’'-]*))?(?:\s([^\W\d_][\w’'-]*))?"
)
_NOT_A_QUANTITY_AFTER = re.compile(
    r":\d|\s?(?:am|pm|a\.m|p\.m|o['’]clock|GMT|UTC|CES?T|BST|E[SD]T|P[SD]T)\b|(?:st|nd|rd|th)\b|[^\W\d_]|/\d",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_BEFORE_A_TIME = frozenset("at the by from until after before".split())
_TIME_AWAY = re.compile(
    r"\s(?:minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries|summers?"
    r"|winters?|springs?|autumns?|seasons?|nights?)\s(?:ago|earlier"
    r"|previously|from\snow)\b(?!\sthan)",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\s(?:ago|earlier|later|previously|from\snow)\b(?!\sthan)", re.IGNORECASE
)
_A_SPAN_OF_TIME = re.compile(
    r"a\squarter\s(?:in|when|that|which|ago|earlier|to|past|later)\b", re.IGNORECASE
)
_IN_THE_MORNING = re.compile(
    r"\s(?:in\sthe\s(?:morning|afternoon|evening)|o['’]clock|past(?!\sthe))\b",
    re.IGNORECASE,
)
_MOST_HOURS = 24
_BEFORE_PAST = NUMBERS.keys() | {"half", "quarter"}
_HALVES_OF_A_TIME = frozenset("first second other latter early".split())
_AGE_GROUP = re.compile(r"(over|under)-(\d{1,2})s?")
_GLUED_UNITS = (
    _AGE_AFTER,
    _PENCE_AFTER,
    _GLUED_AFTER,
    _PERCENT_AFTER,
    _DEGREES_AFTER,
)
_DAY_JOINT = re.compile(r"\.?,?\s\Z")
_COUNTED_HERE = re.compile(r"\s(?!of\b|in\b|at\b|on\b|is\b|was\b)[a-z]")
_IN_ORDER = word_list("identifiers") | {"day", "game", "round", "episode"}
_IN_TIME = frozenset({"previous", "last", "next", "past", "coming", "remaining"})
_CASUALTIES = word_list("casualties")
_IDENTIFIERS = word_list("identifiers")
_YEARS = range(1500, 2100)
_TO_A_YEAR = re.compile(r"\s?(?:-|–|to)\s?(?:1[5-9]|20)\d\d\b")
_PEOPLE = ("people", "children", "men", "women")
_YEAR_BEFORE = frozenset(
    "in since by until till from before after during of the early late mid year".split()
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the text.

    Attributes:
        value: None where the text is vague ("dozens").
        unit: what is counted, in the text's words, or "percent", "times", a currency;
            None if nothing is named.
        qualifier: "over", "at least" and so on, `IMPLIED`, or None.
        is_multiplier: whether it multiplies another quantity ("three times higher").
        adds_to_one: whether a multiplier may also be read as so much *more*.
        multiplies: the stem of the unit that a multiplier multiplies; "" for the
            quantity named last; None if the text points to no quantity before it.
        is_age: whether it is a person's age ("Jane Doe, 52,", "14-year-old").
    """

    start: int
    end: int
    text: str
    value: int | float | None
    unit: str | None
    qualifier: str | None
    is_multiplier: bool = False
    adds_to_one: bool = False
    multiplies: str | None = None
    is_age: bool = False

    def as_json(self) -> dict[str, object]:
        """Give the figure as JSON holds it."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": self.value,
            "unit": self.unit,
            "qualifier": self.qualifier,
        }


def find_figures(text: str, words: Sequence[Word]) -> list[Figure]:
    """Find the figures among the words of a sentence.

    Args:
        text: the article's canonical text.
        words: the words of one sentence, with offsets into the text.

    Returns:
        Figures in order of place, none inside another. A range gives two, with the
        qualifiers "from" and "to".
    """
    found: list[Figure] = []
    limit = words[-1].end if words else 0
    done = 0
    for at, word in enumerate(words):
        lower = word.lower
        if lower not in _TRIGGERS and not lower[0].isdecimal() and "-" not in lower:
            continue
        if lower in {"a", "an"} and not _may_begin_a_share(words, at):
            continue
        if word.start < done or not _may_begin_a_figure(word):
            continue
        if group := _age_group(word):
            found.append(group)
            continue
        figure = _figure_at(text, words, at, limit)
        if figure is not None:
            done = figure.end
            found.append(figure)
    return _with_ranges(text, found)


def bind_multipliers(figures: Sequence[Figure]) -> list[Figure]:
    """Add the quantities that multipliers yield, as figures with qualifier `IMPLIED`.

    "The number is three times higher" binds to the last quantity before it, if that is
    near, "three times as many boats" to the last one in boats. "Higher" yields both
    usual readings: three times as much, and three times more on top. "Twice what it
    was in 2021" brings its own base, and yields nothing.

    Args:
        figures: all figures of an article, in order of place.

    Returns:
        The same figures, each multiplier followed by what it yields.
    """
    bound: list[Figure] = []
    last: dict[str, Figure] = {}
    for figure in figures:
        bound.append(figure)
        if figure.is_multiplier:
            unit = figure.multiplies
            base = None if unit is None else last.get(unit)
            if base and (unit or figure.start - base.end <= _FURTHEST_BASE):
                bound.extend(_yielded(figure, base))
        elif figure.value is not None:
            last[_unit_stem(figure.unit)] = figure
            if figure.unit not in _NEVER_MULTIPLIED:
                last[""] = figure
    return bound


def _unit_stem(unit: str | None) -> str:
    return stem(unit.split()[-1].lower()) if unit else ""


def _yielded(multiplier: Figure, base: Figure) -> Iterator[Figure]:
    times, quantity = multiplier.value, base.value
    if times is None or quantity is None:
        return
    factors = (times, times + 1) if multiplier.adds_to_one else (times,)
    for factor in factors:
        yield replace(
            multiplier,
            value=factor * quantity,
            unit=base.unit,
            qualifier=IMPLIED,
            is_multiplier=False,
            adds_to_one=False,
            multiplies=None,
        )


def _age_group(word: Word) -> Figure | None:
    """Read "over-70s" and "under-18s"."""
    if not word.lower.startswith(("over-", "under-")):
        return None
    found = _AGE_GROUP.fullmatch(word.lower)
    if found is None:
        return None
    value = int(found.group(2))
    return Figure(word.start, word.end, word.text, value, "years", found.group(1))


def _may_begin_a_share(words: Sequence[Word], at: int) -> bool:
    """Tell whether an article may count: "a third", "a million", "an hour"."""
    after = words[at + 1].lower if at + 1 < len(words) else ""
    return after in _AFTER_AN_ARTICLE or "-" in after


def _may_begin_a_figure(word: Word) -> bool:
    if word.lower in _TRIGGERS or word.text[0].isdecimal():
        return True
    first, hyphen, _ = word.lower.partition("-")
    return bool(hyphen) and (first in _TRIGGERS or first in {"over", "under"})


def _figure_at(text: str, words: Sequence[Word], at: int, limit: int) -> Figure | None:
    """Read the figure that begins at a word, if one does."""
    shape = _VALUE.match(text, words[at].start, limit)
    if shape and shape["whole"] and not _is_a_share(shape):
        shape = _VALUE_ALONE.match(text, words[at].start, limit)
    if shape is None or len(shape.group()) > _MOST_DIGITS:
        return None
    if shape["article"] and _counts_on(text, shape.start(), limit):
        return None
    start = _start_with_sign(text, shape.start(), words[0].start)
    money = _currency(text, start, shape.start())
    qualifier = _qualifier(text, max(words[0].start, start - _QUALIFIER_REACH), start)
    if shape["digits"] and (
        _is_glued_to_letters(text, shape)
        if money
        else _is_name_or_date(text, words, at, shape, bool(qualifier))
    ):
        return None
    if _TIME_AWAY.match(text, shape.end(), limit) or _is_an_hour(text, shape, limit):
        return None
    before = words[at - 1].lower if at else ""
    if before == "past" and at > 1 and words[at - 2].lower in _BEFORE_PAST:
        return None
    if shape["half"] and not (
        _HALF_OF.match(text, shape.end(), limit)
        or _A_POINT_AFTER.match(text, shape.end(), limit)
        or qualifier
        or before in _BEFORE_HALF
    ):
        return None
    if shape["half"] and before in _HALVES_OF_A_TIME:
        return None
    if shape["article"] and _A_SPAN_OF_TIME.match(text, shape.start(), limit):
        return None
    value, end, unit, multiplies, adds = _value_and_unit(text, shape, limit)
    if shape["article"] and end == shape.end():
        return None
    if shape["one"] and qualifier is None:
        return None
    is_word = shape["vague"] or shape["multiple"]
    if is_word and not (multiplies or shape.group().lower().split()[0] in _VAGUE):
        return None
    if value is not None and value > _LARGEST:
        return None
    if shape.group().lower() == "one" and end == shape.end() and not qualifier:
        return None
    if shape["one"] and _AGO.match(text, end, limit):
        return None
    said = " ".join(qualifier.group(1).lower().split()) if qualifier else None
    if bound := _BOUND_AFTER.match(text, end, limit):
        said, end = f"or {bound.group(1).lower()}", bound.end()
    if unit is None:
        unit = money or _unit_after(text, end, limit)
        if unit is None and _MAGNITUDE_BEFORE.search(text, max(0, start - 16), start):
            unit = "magnitude"
    if shape["number"] and before in _IN_ORDER and not _COUNTED_HERE.match(text, end):
        return None
    if value is not None and text[start] in "-−":
        value = -value
    near = words[max(0, at - _FURTHEST_REFERENCE) : at]
    base = _multiplied(text, near, end, limit) if multiplies else None
    begin, end = whole_characters(text, qualifier.start() if qualifier else start, end)
    is_age = qualifier is None and _is_an_age(text, words, at, begin, end)
    return Figure(
        begin, end, text[begin:end], value, unit or ("years" if is_age else None), said,
        multiplies, adds, base, is_age,
    )  # fmt: skip


def _qualifier(text: str, floor: int, start: int) -> re.Match[str] | None:
    """Read "more than" and the like, which ends right before a figure."""
    last = text[floor:start].lower().split()[-1:]
    if not last or last[0] not in _ENDS_A_QUALIFIER:
        return None
    return _QUALIFIER_BEFORE.search(text, floor, start)


def _is_an_hour(text: str, shape: re.Match[str], limit: int) -> bool:
    """Tell whether a number is a time of day: "six in the morning", "8 o'clock"."""
    value = _base_value(shape)
    is_small = value is not None and value <= _MOST_HOURS
    return is_small and bool(_IN_THE_MORNING.match(text, shape.end(), limit))


def _is_an_age(text: str, words: Sequence[Word], at: int, start: int, end: int) -> bool:
    """Tell whether a number is a person's age: "Jane Doe, 52,", "aged 52"."""
    before = [word.lower for word in words[max(0, at - 2) : at]]
    is_told = before[-1:] == ["aged"] or before == ["age", "of"]
    if is_told or text.endswith(("-old", " old"), start, end):
        return True
    is_small = words[at].text.isdecimal() and len(words[at].text) <= 2
    if not is_small or at < 2 or words[at - 1].text != ",":
        return False
    closes = text[end : end + 1] in {",", ".", ";", ")", ""}
    return closes and words[at - 2].is_capitalized


def _multiplied(text: str, before: Sequence[Word], end: int, limit: int) -> str | None:
    """Say what a multiplier that ends at `end` multiplies (see `Figure.multiplies`)."""
    if _OWN_BASE.match(text, end, limit):
        return None
    counted = _COUNTED_AFTER.match(text, end, limit)
    reach = counted.end() if counted else end
    said = text[max(0, reach - _LONGEST_COUNTED) : reach].lower()
    if said.endswith(_SPEEDS):
        return None
    if _COUNTED.search(said):
        return _unit_stem(_unit_after(text, reach, limit))
    if said.endswith("that") or text.startswith(" that", reach):
        return ""
    refers = any(word.lower in _REFERRING for word in before)
    return "" if refers else None


def _value_and_unit(
    text: str, shape: re.Match[str], limit: int
) -> tuple[int | float | None, int, str | None, bool, bool]:
    """Read value, end, unit, and whether it multiplies and may add to one."""
    value, end = _base_value(shape), shape.end()
    if shape["whole"]:
        return value, end, None, False, False
    if shape["short"] == "m" and _A_LENGTH_AFTER.match(text, end, limit):
        return value, end, "meters", False, False
    if glued := _GLUED_AFTER.match(text, end, limit):
        return value, glued.end(), glued.group(), False, False
    if shape["digits"] and (degrees := _DEGREES_AFTER.match(text, end, limit)):
        return value, degrees.end(), "degrees", False, False
    if shape["one"]:
        value, unit = _ONE_OF[small_letters(shape["one"].split()[1])]
        return value, end, unit, False, False
    if shape["half"]:
        if point := _A_POINT_AFTER.match(text, end, limit):
            return value, point.end(), "percentage points", False, False
        if scale := _HALF_A_SCALE.match(text, end, limit):
            return _exact(0.5 * _scale(scale.group(1))), scale.end(), None, False, False
        return value, end, None, False, False
    if shape["multiple"]:
        return value, end, "times", value is not None, False
    if value is None:
        return None, end, None, False, False
    if scales := _SCALES_AFTER.match(text, end, limit):
        for name in re.split(r"[\s-]", scales.group()[1:]):
            value = _exact(value * _scale(name))
        end = scales.end()
        hundreds = shape["number"] and value < SCALES["thousand"]
        more = _HUNDRED_AND.match(text, end, limit) if hundreds else None
        if more:
            value += sum(
                NUMBERS[part] for part in re.split(r"[\s-]", small_letters(more[1]))
            )
            value = _exact(value * (SCALES[small_letters(more[2])] if more[2] else 1))
            end = more.end()
    elif half := _AND_A_HALF.match(text, end, limit):
        value, end = _exact(value + 1 / FRACTIONS[small_letters(half[1])]), half.end()
        if scales := _SCALES_AFTER.match(text, end, limit):
            value = _exact(value * _scale(scales.group()[1:]))
            end = scales.end()
    if times := _TIMES_AFTER.match(text, end, limit):
        return value, times.end(), "times", True, times["both"] is not None
    parts = _PARTS_AFTER.match(text, end, limit)
    if parts and not (value > _MOST_PARTS and parts.group().endswith("quarters")):
        value /= FRACTIONS[small_letters(parts.group(1) or "half")]
        if point := _A_POINT_AFTER.match(text, parts.end(), limit):
            return value, point.end(), "percentage points", False, False
        return value, parts.end(), None, False, False
    if pence := _PENCE_AFTER.match(text, end, limit):
        return value, pence.end(), "pence", False, False
    for pattern, unit in (
        (_PERCENT_AFTER, "percent"),
        (_POINTS_AFTER, "percentage points"),
    ):
        if percent := pattern.match(text, end, limit):
            return value, percent.end(), unit, False, False
    if money := _MONEY_AFTER.match(text, end, limit):
        return value, money.end(), money.group().strip().lower(), False, False
    if age := _AGE_AFTER.match(text, end, limit):
        unit = age.group(1) or age.group(2)
        return value, age.end(), f"{unit.lower()}s", False, False
    is_one = shape.group().lower() == "one"  # "One-sided" counts nothing.
    if not is_one and (what := _COMPOUND_AFTER.match(text, end, limit)):
        is_size = what.group(1).lower() in _SAY_HOW_BIG
        counted = _unit_after(text, what.end(), limit) if is_size else what.group(1)
        return value, what.end(), counted, False, False
    return value, end, None, False, False


def _base_value(shape: re.Match[str]) -> int | float | None:
    """Give the value of digits or number words, before any scale."""
    if shape["whole"]:
        part, whole = re.split(
            r"\s(?:in|out\sof)\s(?:every\s)?", small_letters(shape["whole"])
        )
        of = _counted(whole)
        return _counted(part) / of if of else None
    if digits := shape["digits"]:
        value = _exact(float(digits.replace(",", "")))
        if shape["short"] in {"m", "k"} and _A_LENGTH_AFTER.match(
            shape.string, shape.end()
        ):
            return value
        return (
            _exact(value * SCALES[small_letters(shape["short"])])
            if shape["short"]
            else value
        )
    if shape["article"] or shape["one"]:
        return 1
    if shape["half"]:
        return 1 / FRACTIONS[small_letters(shape["half"])]
    if number := shape["number"]:
        return sum(NUMBERS[part] for part in re.split(r"[\s-]", small_letters(number)))
    return _MULTIPLES.get(small_letters(shape.group()))


def _counted(number: str) -> int:
    return int(number) if number.isdecimal() else NUMBERS[number]


def _is_a_share(shape: re.Match[str]) -> bool:
    """Tell "one in five" from "three in 2014" and from what cannot be a share."""
    value = _base_value(shape)
    last = shape["whole"].rsplit(maxsplit=1)[-1]
    is_year = last.isdecimal() and int(last) in _YEARS
    return value is not None and value < 1 and not is_year


def _scale(name: str) -> int:
    name = small_letters(name)
    return _DOZEN if name == "dozen" else SCALES[name]


def _exact(value: float) -> int | float:
    """Give whole numbers as integers."""
    return int(value) if value == int(value) else round(value, 6)


def _start_with_sign(text: str, start: int, floor: int) -> int:
    """Give where a figure begins with its currency ("EUR 20", "Rs. 2") or minus."""
    sign = _CURRENCY_BEFORE.search(text, max(floor, start - _CURRENCY_REACH), start)
    if sign and _currency(text, sign.start(), start):
        return sign.start()
    minus = _MINUS_BEFORE.search(text, max(floor, start - 2), start)
    return minus.start() if minus else start


def _currency(text: str, start: int, digits: int) -> str | None:
    sign = _CURRENCY_BEFORE.search(text, start, digits)
    return _CURRENCIES.get(sign[sign.lastindex or 0]) if sign else None


def _is_name_or_date(
    text: str, words: Sequence[Word], at: int, shape: re.Match[str], qualified: bool
) -> bool:
    """Tell years, days, times of day, ordinals and identifiers from quantities."""
    digits, end = shape["digits"], shape.end()
    before = words[at - 1] if at else None
    if before and before.text in {"#", "@", ":", "/"} and before.end == words[at].start:
        return True
    if shape["short"] == "B" and "." not in digits:
        return True
    if _is_glued_to_letters(text, shape):
        return True
    if not shape["short"] and _NOT_A_QUANTITY_AFTER.match(text, end):
        return False
    if _ADDRESS_AFTER.match(text, end):
        return True
    if score := _SCORE.match(text, shape.start()):
        is_counted = _unit_after(text, score.end(), len(text)) or qualified
        return not is_counted or (int(digits) >= int(score[1]) and len(digits) < 3)
    after = next((word for word in words[at + 1 : at + 3] if word.start >= end), None)
    is_share = _PERCENT_AFTER.match(text, end)
    if (
        before
        and before.lower in _BEFORE_A_TIME
        and not is_share
        and _TIME_OF_DAY.fullmatch(digits)
    ):
        return not (qualified or _counts(before, after))
    small = len(digits) <= 2
    if small and (
        (after and after.lower in MONTHS) or _follows_a_month(text, words, at)
    ):
        return True
    if before and before.lower in _IDENTIFIERS and not qualified:
        return True
    if at > 1 and words[at - 1].text == "." and words[at - 2].lower in {"no", "nos"}:
        return True
    if _AGE_AFTER.match(text, end):
        return False
    if len(digits) == 4 and digits.isdecimal() and int(digits) in _YEARS:
        to_a_year = _TO_A_YEAR.match(text, end)
        return bool(to_a_year) or not (qualified or _counts(before, after))
    return len(digits) <= 3 and _belongs_to_a_name(words, at, before, after)


def _is_glued_to_letters(text: str, shape: re.Match[str]) -> bool:
    """Tell whether what follows makes digits no quantity: "3rd", "10:30", "5G"."""
    end = shape.end()
    if shape["short"] or not _NOT_A_QUANTITY_AFTER.match(text, end):
        return False
    return not any(pattern.match(text, end) for pattern in _GLUED_UNITS)


def _counts_on(text: str, start: int, limit: int) -> bool:
    """Tell "a third restaurant", one more, from "a third of them", a share."""
    ordinal = _ORDINAL_TOO.match(text, start, limit)
    if ordinal is None:
        return False
    after = ordinal[1].lower()
    is_noun = after not in FUNCTION_WORDS | _AFTER_A_SHARE and not after.endswith("ly")
    return is_noun and not is_finite(after)


def _belongs_to_a_name(
    words: Sequence[Word], at: int, before: Word | None, after: Word | None
) -> bool:
    """Tell whether a number follows a name: "Boeing 737 landed", "Channel 4 News"."""
    if before is None or at < 2 or not before.is_capitalized:
        return False
    if before.lower in FUNCTION_WORDS or (after and after.lower in {"%", "percent"}):
        return False
    if after is not None and after.is_capitalized:
        return any(word.text[0].islower() for word in words)
    return after is None or not after.is_word or after.lower in FUNCTION_WORDS


def _follows_a_month(text: str, words: Sequence[Word], at: int) -> bool:
    for word in words[max(0, at - 2) : at]:
        if word.lower in MONTHS and word.is_capitalized:
            return bool(_DAY_JOINT.fullmatch(text, word.end, words[at].start))
    return False


def _counts(before: Word | None, after: Word | None) -> bool:
    """Tell whether four digits count something ("2000 troops") rather than date it."""
    if after is None or not after.text.islower():
        return False
    if after.lower.endswith(_PEOPLE):
        return True
    if before is not None and before.lower in _YEAR_BEFORE | MONTHS:
        return False
    return after.lower.endswith("s") and after.lower not in FUNCTION_WORDS


def _unit_after(text: str, end: int, limit: int) -> str | None:
    """Take what is counted: up to three words before a function word or a verb."""
    following = _NEXT_WORDS.match(text, end, limit)
    unit: list[str] = []
    for word in following.groups() if following else ():
        if word is None:
            break
        lower = word.lower()
        if lower in _CASUALTIES:
            return " ".join([*unit, lower])
        if lower in FUNCTION_WORDS or lower in PRONOUNS or is_finite(lower):
            break
        if lower in _IN_TIME:
            continue
        unit.append(word.removesuffix("'s").removesuffix("’s"))
        if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
            break
    return " ".join(unit)[:100] or None


def _scaled_like(low: Figure, high: Figure) -> int | float | None:
    """Give the low end of "8 to 10 million" its million."""
    last = high.text.lower().split()[-1]
    scale = SCALES.get(last, 1)
    if low.value is None or high.value is None or low.value >= scale:
        return low.value
    is_bare = low.text.replace(",", "").replace(".", "").isdecimal()
    return _exact(low.value * scale) if is_bare else low.value


def _with_ranges(text: str, figures: list[Figure]) -> list[Figure]:
    """Mark the ends of ranges: "50 to 100", "between two and three"."""
    marked = list(figures)
    for at in range(len(figures) - 1):
        low, high = figures[at], figures[at + 1]
        between = text[low.end : high.start].strip().lower()
        before = text[max(0, low.start - 8) : low.start].lower().split()
        is_range = between in {"to", "–", "-"} or (
            between == "and" and before[-1:] == ["between"]
        )
        is_range = is_range and low.unit in {None, high.unit}
        if is_range and between == "to" and before[-1:] != ["from"]:
            # "Voted 312 to 245" is none.
            is_range = (_scaled_like(low, high) or 0) < (high.value or 0)
        if is_range and low.qualifier is None and high.qualifier is None:
            marked[at] = replace(
                low,
                value=_scaled_like(low, high),
                unit=low.unit or high.unit,
                qualifier="from",
            )
            marked[at + 1] = replace(high, qualifier="to")
    return marked
