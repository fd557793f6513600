"""Flags: what the desk should look at first, each with a sentence for an editor."""

import datetime as dt
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.reading.blocks import Block, month_number
from claims.reading.cited_sources import CitedSource
from claims.reading.claim import Claim
from claims.reading.figures import IMPLIED, Figure
from claims.reading.words import (
    MONTHS,
    WEEKDAYS,
    content_stems,
    stem,
    word_list,
    words_of,
)

_AT_LEAST = word_list("at_least")
_AT_MOST = word_list("at_most")
_ABOUT = word_list("roughly")
_ABOUT_MARGIN = 0.1
_EXCLUDING = word_list("excluding")
_OPPOSING = word_list("opposing")
_MEASURES = frozenset(map(stem, word_list("measures"))) | {"percentage points"}
_MOST_COMPARED = 50
_ALIKE = 0.6
_ROUNDED = 0.1
_HALF_A_YEAR = dt.timedelta(days=183)
_DAYS = sorted(day for day in WEEKDAYS if day.endswith("day"))
_WEEKDAY = "|".join([*map(str.capitalize, _DAYS), *map(str.upper, _DAYS)])
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY_AND_DATE = re.compile(
    rf"(?P<weekday>{_WEEKDAY})(?i:,?\s(?:the\s)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})\b\.?"
    rf"|(?P<first_month>{_MONTH})\b\.?\s(?P<last_day>\d{{1,2}})(?:st|nd|rd|th)?\b)"
    r"(?:,?\s(?P<year>(?:1[5-9]|20)\d\d)\b)?)"
)
_NEIGHBOURHOOD = 4
_MOST_SHOWN = 5
_MOST_SOURCES = 200


@dataclass(frozen=True, slots=True)
class Flag:
    """Something the reading noticed.

    Attributes:
        kind: "headline-figure", "figures-differ", "arithmetic", "weekday", "conflict",
            "unused-source" or "picture".
        outcome: for a headline figure what became of it: "stated", "implied",
            "ambiguous", "not-in-body" or "contradicted"; otherwise None.
        message: one or two sentences for an editor.
        claims: the numbers of the claims it is about.
    """

    kind: str
    outcome: str | None
    message: str
    claims: tuple[int, ...]

    def as_json(self) -> dict[str, object]:
        """Give the flag as JSON holds it."""
        return {
            "kind": self.kind,
            "outcome": self.outcome,
            "message": self.message,
            "claims": list(self.claims),
        }


def flag_headline_figures(
    claims: Sequence[Claim],
    stems: Sequence[frozenset[str]],
    in_headline: Sequence[bool],
) -> list[Flag]:
    """Hold each figure of the headline against the figures of the body.

    Args:
        claims: all claims of the article.
        stems: for each claim the stems of the words that carry a subject.
        in_headline: for each claim whether it stands in the headline.

    Returns:
        One flag for each figure with a value that the headline states.
    """
    body = [
        (number, figure)
        for number, claim in enumerate(claims)
        if not in_headline[number]
        for figure in _with_units_carried(claim.figures)
        if figure.value is not None and not figure.is_multiplier
    ]
    flags: list[Flag] = []
    for number, claim in enumerate(claims):
        if in_headline[number]:
            for figure in claim.figures:
                if _is_stated(figure):
                    flag = _headline_flag(number, _as_percent(figure), body, stems)
                    flags.append(flag)
    return flags


def _with_units_carried(figures: Sequence[Figure]) -> list[Figure]:
    """Give "300 jobs in Leeds and 200 in York" its jobs twice; write shares anew."""
    carried: list[Figure] = []
    unit: str | None = None
    for each in figures:
        figure = _as_percent(each)
        if figure.unit is None and unit and isinstance(figure.value, int):
            figure = replace(figure, unit=unit)
        unit = figure.unit or unit
        carried.append(figure)
    return carried


def _as_percent(figure: Figure) -> Figure:
    """Write "a fifth" as about 20 percent, to hold it against "21.3%"."""
    if figure.value is None or not 0 < figure.value < 1 or _unit(figure) in _MEASURES:
        return figure
    said = figure.qualifier or "about"
    return replace(figure, value=100 * figure.value, unit="percent", qualifier=said)


def _is_stated(figure: Figure) -> bool:
    return (
        figure.value is not None
        and figure.qualifier != IMPLIED
        and not figure.is_multiplier
    )


def _headline_flag(
    number: int,
    figure: Figure,
    body: Sequence[tuple[int, Figure]],
    stems: Sequence[frozenset[str]],
) -> Flag:
    alike = [(at, other) for at, other in body if _same_measure(figure, other)]
    stated = [(at, other) for at, other in alike if other.qualifier != IMPLIED]
    implied = [(at, other) for at, other in alike if other.qualifier == IMPLIED]
    said = " ".join(figure.text.split())
    if bearers := [at for at, other in stated if _carries(figure, other.value)]:
        return _flag(
            "stated", number, bearers, f"The headline's “{said}” is stated in the text."
        )
    if summed := _summed(figure, stated):
        return _flag(
            "implied",
            number,
            summed,
            f"The headline's “{said}” is nowhere stated, but figures of the text add "
            "up to it.",
        )
    bearers = [at for at, other in implied if _carries(figure, other.value)]
    if bearers:
        readings: dict[int, list[Figure]] = {}
        for at, other in implied:
            readings.setdefault(at, []).append(other)
        if any(
            all(_carries(figure, other.value) for other in others)
            for others in readings.values()
        ):
            return _flag(
                "implied",
                number,
                bearers,
                f"The headline's “{said}” is nowhere stated, but every usual reading "
                "of the text's comparison yields it.",
            )
        values = " or ".join(f"{other.value:,}" for other in readings[bearers[0]])
        phrase = " ".join(readings[bearers[0]][0].text.split())
        return _flag(
            "ambiguous",
            number,
            bearers,
            f"The headline's “{said}” is nowhere stated in the text. “{phrase}” may "
            f"be read as {values}, and only one of these carries the headline.",
        )
    # Two years late and five years in prison have only the years in common.
    measures = _unit(figure) in _MEASURES
    if rivals := [
        (at, other)
        for at, other in stated
        if _same_unit(figure, other)
        and not (measures and stems[number].isdisjoint(stems[at]))
    ]:
        values = ", ".join(
            dict.fromkeys(
                " ".join(other.text.split()) for _, other in rivals[:_MOST_SHOWN]
            )
        )
        return _flag(
            "contradicted",
            number,
            [at for at, _ in rivals],
            f"The headline says “{said}”; the text has other figures for the same: "
            f"{values}.",
        )
    return _flag(
        "not-in-body",
        number,
        [],
        f"The reading found the headline's “{said}” nowhere in the text.",
    )


def _flag(outcome: str, headline: int, bearers: Sequence[int], message: str) -> Flag:
    return Flag(
        "headline-figure", outcome, message, (headline, *dict.fromkeys(bearers))
    )


def _carries(figure: Figure, value: int | float | None) -> bool:
    """Tell whether a value makes the headline's figure true."""
    wanted = figure.value
    if wanted is None or value is None:
        return False
    if figure.qualifier in _AT_LEAST:
        return value >= wanted
    if figure.qualifier in _AT_MOST:
        return value <= wanted
    if figure.qualifier in _ABOUT:
        return abs(value - wanted) <= _ABOUT_MARGIN * abs(wanted)
    return value == wanted


def _summed(figure: Figure, stated: Sequence[tuple[int, Figure]]) -> list[int]:
    """Give the claims whose figures of one unit add up to the headline's exactly."""
    same = [(at, other) for at, other in stated if _same_unit(figure, other)]
    total = sum(other.value for _, other in same if other.value is not None)
    if len(same) > 1 and total == figure.value:
        return [at for at, _ in same]
    return []


def _same_measure(one: Figure, other: Figure) -> bool:
    """Tell whether two figures may measure the same: no other kind of unit.

    Sorts of people may be the same people; crowns are no drivers.
    """
    units = {_unit(one), _unit(other)}
    return len(units) == 1 or not units & _MEASURES


def _unit(figure: Figure) -> str:
    """Give the stem of a figure's unit; of "percentage points" both words count."""
    unit = (figure.unit or "").lower()
    return (
        unit if unit == "percentage points" else stem(unit.split()[-1]) if unit else ""
    )


def _same_unit(one: Figure, other: Figure) -> bool:
    """Tell whether both name a unit, with the same last word."""
    if not one.unit or not other.unit:
        return False
    return stem(one.unit.lower().split()[-1]) == stem(other.unit.lower().split()[-1])


def flag_differing_figures(
    claims: Sequence[Claim],
    stems: Sequence[frozenset[str]],
    in_headline: Sequence[bool],
) -> list[Flag]:
    """Find claims of the body that give other values for the same thing.

    The same thing: the same unit, and most words that carry a subject shared. Figures
    of other days, and those that another claimant is said to give, differ rightly or
    not: the flag says who gives which.

    Args:
        claims: all claims of the article.
        stems: for each claim the stems of the words that carry a subject.
        in_headline: for each claim whether it stands in the headline, whose figures
            have a flag of their own.
    """
    flags: list[Flag] = []
    seen: defaultdict[str, list[tuple[int, Figure, frozenset[str]]]]
    seen = defaultdict(list)
    for number, claim in enumerate(claims):
        counted = [figure for figure in claim.figures if _is_counted(figure)]
        if in_headline[number] or not claim.checkable or len(counted) != 1:
            continue
        figure = counted[0]
        subject = stems[number] - {_unit(figure)}
        alike_in_unit = seen[_unit(figure)]
        for before, other, its in reversed(alike_in_unit[-_MOST_COMPARED:]):
            shared = len(subject & its)
            alike = shared >= _ALIKE * min(len(subject), len(its)) and shared > 1
            same_days = _days_of(claims[before]) == _days_of(claim)
            if alike and same_days and _differ(figure, other):
                flags.append(
                    Flag(
                        "figures-differ",
                        None,
                        f"“{_said(other)}” and “{_said(figure)}” may count the same: "
                        f"“{claims[before].claim_reviewed}”{_by(claims[before])} and "
                        f"“{claim.claim_reviewed}”{_by(claim)}.",
                        (before, number),
                    )
                )
                break
        alike_in_unit.append((number, figure, subject))
    return flags


def _is_counted(figure: Figure) -> bool:
    return _is_stated(figure) and not figure.is_age and bool(figure.unit)


def _days_of(claim: Claim) -> frozenset[str]:
    return frozenset(date.text.lower() for date in claim.dates)


def _differ(one: Figure, other: Figure) -> bool:
    """Tell whether two figures of one unit cannot both hold as they are said."""
    if _unit(one) != _unit(other) or one.value == other.value:
        return False
    return not (_carries(one, other.value) or _carries(other, one.value))


def _said(figure: Figure) -> str:
    """Give the words of a figure with what it counts."""
    said = " ".join(figure.text.split())
    unit = figure.unit or ""
    return said if unit.split()[-1:] == said.split()[-1:] else f"{said} {unit}".strip()


def _by(claim: Claim) -> str:
    return f" ({claim.claimant})" if claim.claimant else ""


def flag_arithmetic(claims: Sequence[Claim]) -> list[Flag]:
    """Find changes whose percentage is not what their two amounts come to.

    "Rose from 40 to 50 boats, or 20 percent": both amounts, of one unit and in the
    order told, and the percentage stand in one claim, and it names no other figure.
    """
    flags: list[Flag] = []
    for number, claim in enumerate(claims):
        shares = [each for each in claim.figures if _unit(each) == "percent"]
        others = [each for each in claim.figures if _unit(each) != "percent"]
        if len(shares) != 1 or len(others) != 2 or not claim.checkable:
            continue
        first, last = _in_order_of_time(claim, *others)
        if first is None or last is None or not first.value or last.value is None:
            continue
        share = shares[0].value
        change = 100 * abs(last.value - first.value) / abs(first.value)
        if share is not None and abs(change - share) > max(1.0, _ROUNDED * share):
            flags.append(
                Flag(
                    "arithmetic",
                    None,
                    f"From {_said(first)} to {_said(last)} is a change of "
                    f"{change:.1f} percent, not of “{_said(shares[0])}”: "
                    f"“{claim.claim_reviewed}”.",
                    (number,),
                )
            )
    return flags


def _in_order_of_time(
    claim: Claim, one: Figure, other: Figure
) -> tuple[Figure | None, Figure | None]:
    """Order two amounts as "from A to B" or "to B from A" has them."""
    before = {
        each: claim.quote[: each.start - claim.start].lower().split()[-1:]
        for each in (one, other)
    }
    if (before[one], before[other]) == (["from"], ["to"]):
        return one, other
    if (before[one], before[other]) == (["to"], ["from"]):
        return other, one
    return None, None


def flag_weekdays(
    text: str, claims: Sequence[Claim], published_on: dt.date | None
) -> list[Flag]:
    """Find days of the week that are not those of the dates they stand beside.

    A date without a year is of the year of publication, or the year before where it
    would otherwise lie more than half a year ahead.
    """
    starts = [claim.start for claim in claims]
    flags: list[Flag] = []
    for found in _WEEKDAY_AND_DATE.finditer(text):
        day = _day_of(found, published_on)
        if day is None or f"{day:%A}".lower() == found["weekday"].lower():
            continue
        at = bisect_right(starts, found.start()) - 1
        holds = at >= 0 and found.start() < claims[at].end
        flags.append(
            Flag(
                "weekday",
                None,
                f"The text says “{' '.join(found.group().split())}”, but "
                f"{day.day} {day:%B %Y} was a {day:%A}.",
                (at,) if holds else (),
            )
        )
    return flags


def _day_of(found: re.Match[str], published_on: dt.date | None) -> dt.date | None:
    month = month_number(found["month"] or found["first_month"])
    number = int(found["day"] or found["last_day"])
    year = found["year"]
    try:
        if year:
            return dt.date(int(year), month, number)
        if published_on is None:
            return None
        day = dt.date(published_on.year, month, number)
    except ValueError:
        return None
    if day - published_on > _HALF_A_YEAR:
        return day.replace(year=day.year - 1) if (month, number) != (2, 29) else None
    return day


def flag_conflicts(
    claims: Sequence[Claim], stems: Sequence[frozenset[str]], paragraphs: Sequence[int]
) -> list[Flag]:
    """Find neighbouring claims of which one excludes what the other tells of.

    One claimant says "only" (or "never", "none"); another, in the same paragraph or
    of the same things, says "without", "others", "too".

    Args:
        claims: all claims of the article.
        stems: for each claim the stems of the words that carry a subject.
        paragraphs: for each claim the paragraph it stands in.
    """
    flags: list[Flag] = []
    spoken = [frozenset(claim.quote.lower().split()) for claim in claims]
    for at, claim in enumerate(claims):
        if not spoken[at] & _EXCLUDING or not claim.checkable or not claim.claimant:
            continue
        first, last = max(0, at - _NEIGHBOURHOOD), at + _NEIGHBOURHOOD
        for other in sorted(
            range(first, min(len(claims), last + 1)), key=lambda each: abs(each - at)
        ):
            if (
                claims[other].checkable
                and claims[other].claimant not in {None, claim.claimant}
                and spoken[other] & _OPPOSING
                and not spoken[other] & _EXCLUDING
                and (paragraphs[at] == paragraphs[other] or stems[at] & stems[other])
            ):
                flags.append(
                    Flag(
                        "conflict",
                        None,
                        f"“{claims[other].claim_reviewed}” ({claims[other].claimant}) "
                        f"may conflict with “{claim.claim_reviewed}” "
                        f"({claim.claimant}).",
                        tuple(sorted((at, other))),
                    )
                )
                break
    return flags


def stems_in(text: str) -> frozenset[str]:
    """Give the stems of the words of a text that carry a subject."""
    return content_stems(words_of(text, 0, len(text)))


def flag_unused_sources(
    sources: Sequence[CitedSource],
    stems: Sequence[frozenset[str]],
    names: frozenset[str],
) -> list[Flag]:
    """Find listed sources whose title shares no subject with any claim.

    A source bears on a claim if they share two words that carry a subject, one of
    them a word of the title that is no name; the other may be its publisher's.

    Args:
        sources: the cited sources that come with a title of their own; only the first
            200 are looked at, since a longer list is a bibliography.
        stems: for each claim the stems of the words that carry a subject, its
            claimant's among them.
        names: the stems that are names in this article.
    """
    flags: list[Flag] = []
    claims_with: defaultdict[str, list[int]] = defaultdict(list)
    if sources:
        for number, claim in enumerate(stems):
            for root in claim:
                claims_with[root].append(number)
    for source in sources[:_MOST_SOURCES]:
        title = stems_in(source.title)
        known = title | stems_in(source.publisher or "")
        holding = [number for root in known for number in claims_with[root]]
        shared = {number for number, times in Counter(holding).items() if times > 1}
        if not title or any(title & stems[number] - names for number in shared):
            continue
        by = f" ({source.publisher})" if source.publisher else ""
        flags.append(
            Flag(
                "unused-source",
                None,
                f"The source “{source.title}”{by} seems to bear on none of the claims.",
                (),
            )
        )
    return flags


def flag_pictures(
    text: str, blocks: Sequence[Block], claims: Sequence[Claim]
) -> list[Flag]:
    """Ask to verify each captioned picture and each claim that rests on pictures."""
    flags = [
        Flag(
            "picture",
            None,
            "Verify where and when the picture was taken whose caption says "
            f"“{' '.join(text[b.start : b.end].split())}”, and what it shows.",
            (),
        )
        for b in blocks
        if b.role == "caption"
    ]
    flags += [
        Flag(
            "picture",
            None,
            f"Find and verify the pictures behind “{claim.claim_reviewed}”.",
            (number,),
        )
        for number, claim in enumerate(claims)
        if claim.kind == "visual" and claim.checkable
    ]
    return flags
