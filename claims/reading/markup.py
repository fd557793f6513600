"""The marked-up text of an article: what is claimed where, left out, or neither.

One structure for whoever shows it, from a reading or from what a desk has made of one.
The segments of a text, put together, are the text.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from claims.reading.anchors import Span
from claims.reading.cited_sources import link_marks
from claims.reading.claim import Claim
from claims.reading.coverage import Coverage, HasRole, cover
from claims.reading.reading import Reading
from claims.reading.words import word_list

NO_PROBLEMS = ("stated", "implied")
"""What may become of a headline's figure without anything being wrong."""

_LARGEST_DENOMINATOR = 12
_HARDLY = Fraction(1, 1_000_000)
"""How far from a fraction its decimals may be: six of them are kept at the desk."""

_MEASURES = word_list("measures")
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_BIDI_ISOLATES = frozenset("\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is told of one claim beside the text.

    Attributes:
        number: its number among the claims shown.
        wording: the claim in words that stand alone; empty if the text's words do.
        figures: each in words.
        left_out: why it is not checked, empty if it is or may be.
        noticed: the kinds of the flags about it.
        status: where the work on it stands, as a key and in words; empty if nobody
            works on it.
        address: where there is more about it, empty if nowhere.
    """

    number: int
    wording: str = ""
    kind: str
    priority: str
    reasons: tuple[str, ...] = ()
    claimant: str = ""
    via: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    left_out: str = ""
    noticed: tuple[str, ...] = ()
    status: str = ""
    status_in_words: str = ""
    address: str = ""

    @property
    def anchor(self) -> str:
        """Where on the same page it is told of."""
        return f"#claim-{self.number}"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the text: its role and where it stands, end exclusive."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One mention of a claim: where it stands, in code points, end exclusive."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the text that nobody need check, and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text throughout which the same claims are made.

    Attributes:
        entry: the claim of the shortest mention that covers the run, if any.
        begins: the claims of which a mention begins with this run, the longest first.
        ends: the claims of which a mention ends with this run, the shortest first.
        left_out: why nobody need check the run, if it holds words in no claim.
        control: the name of an invisible direction mark, if the run is one.
        is_mark: whether the run is what makes words a link, and no words itself.
    """

    text: str
    entry: Entry | None
    begins: tuple[Entry, ...] = ()
    ends: tuple[Entry, ...] = ()
    left_out: str = ""
    control: str = ""
    is_mark: bool = False

    @property
    def address(self) -> str:
        """Where the link leads that the run ends, if it does."""
        return self.text[2:-1].strip(" <>") if self.text.startswith("](") else ""


@dataclass(frozen=True, slots=True)
class Passage:
    """The segments of one block, or of the space between two (role "").

    Attributes:
        is_heading: whether Markdown marks the block as a heading.
        entries: the claims whose first mention begins here.
        again: the claims mentioned here that were mentioned before.
        left_out: why parts of it are left out that are in no claim, each reason once,
            and not at all where the passage before says the same.
    """

    role: str
    segments: tuple[Segment, ...]
    is_heading: bool = False
    entries: tuple[Entry, ...] = ()
    again: tuple[Entry, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def cells(self) -> list[list[Segment]]:
        """The block as the row of a table; empty if it is none, or only a rule."""
        text = "".join(segment.text for segment in self.segments)
        if not (text.startswith("|") and text.endswith("|") and text.strip("|-: ")):
            return []
        cells: list[list[Segment]] = []
        for segment in self.segments:
            if segment.text == "|":
                cells.append([])
            else:
                cells[-1].append(segment)
        return cells[:-1]

    @property
    def is_rule(self) -> bool:
        """Whether the block is the line under a table's head."""
        text = "".join(segment.text for segment in self.segments)
        return text.startswith("|") and not text.strip("|-: ")


@dataclass(frozen=True, slots=True)
class Notice:
    """A flag in words, with the numbers of the claims it is about."""

    kind: str
    outcome: str
    message: str
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkedUp:
    """A text with its claims marked, how far they cover it, and what was noticed."""

    passages: tuple[Passage, ...]
    coverage: Coverage
    notices: tuple[Notice, ...] = ()


def mark_up(reading: Reading) -> MarkedUp:
    """Mark the claims of a reading in its text.

    What the reading left out bears the reading's reason. A claim that repeats an
    earlier one is marked as another mention of it.
    """
    why = {
        sentence.start: sentence.why
        for sentence in reading.sentences
        if not sentence.checkable
    }
    numbers: dict[int, int] = {}
    for index, claim in enumerate(reading.claims):
        if claim.duplicate_of is None:
            numbers[index] = len(numbers) + 1
    notices = tuple(
        Notice(
            kind=in_words(flag.kind),
            outcome=in_words(flag.outcome or ""),
            message=flag.message,
            claims=tuple(
                dict.fromkeys(
                    numbers[_first(reading.claims, index)] for index in flag.claims
                )
            ),
        )
        for flag in reading.flags
        if flag.outcome not in NO_PROBLEMS
    )
    noticed: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for notice in notices:
        for number in notice.claims:
            noticed[number][notice.kind] = None
    entries = {
        index: _entry(
            reading.claims[index],
            number=number,
            why=why.get(reading.claims[index].start, ""),
            noticed=tuple(noticed[number]),
        )
        for index, number in numbers.items()
    }
    return marked_up(
        reading.text,
        blocks=reading.blocks,
        marks=[
            Mark(claim.start, claim.end, entries[_first(reading.claims, index)])
            for index, claim in enumerate(reading.claims)
        ],
        left_out=[
            LeftOut(sentence.start, sentence.end, sentence.why)
            for sentence in reading.sentences
            if not sentence.checkable
        ],
        notices=notices,
    )


def marked_up(
    text: str,
    *,
    blocks: Iterable[HasRole],
    marks: Iterable[Mark],
    left_out: Iterable[LeftOut],
    notices: tuple[Notice, ...] = (),
) -> MarkedUp:
    """Cut a text into passages and segments, wherever a claim begins or ends.

    Args:
        text: a revision's text.
        blocks: disjoint, in the order of the text.
        marks: in any order; they may overlap, and reach over blocks.
        left_out: disjoint, in the order of the text. What a claim covers is the
            claim's, whatever is left out around it.
    """
    blocks, left_out = list(blocks), list(left_out)
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    return MarkedUp(
        passages=tuple(_passages(text, blocks, ordered, left_out)),
        coverage=cover(
            text,
            blocks=blocks,
            claimed=[
                Span(mark.start, mark.end)
                for mark in ordered
                if not mark.entry.left_out
            ],
            left_out=[
                *(Span(mark.start, mark.end) for mark in ordered),
                *(Span(part.start, part.end) for part in left_out),
            ],
        ),
        notices=notices,
    )


def in_words(key: str) -> str:
    """Give a word of the reading's vocabulary as people write it."""
    return key.replace("-", " ").capitalize()


def figures_in_words(
    figures: Iterable[tuple[str, float | Decimal | None, str, str]],
) -> tuple[str, ...]:
    """Give figures as the text has them, each with how it was read.

    Args:
        figures: of each its text, value, unit and qualifier. What may be read in
            several ways comes several times.
    """
    readings: dict[str, dict[str, None]] = {}
    for text, value, unit, qualifier in figures:
        read = "no exact number"
        if value is not None:
            number = _number_in_words(Decimal(str(value)))
            if 0 < value < 1 and text[:1].isalpha() and unit and unit not in _MEASURES:
                number += " of"
            read = " ".join(word for word in (qualifier, number, unit) if word)
        readings.setdefault(text, {})[read] = None
    return tuple(
        f"“{text}”" if list(reads) == [text] else f"“{text}” ({', or '.join(reads)})"
        for text, reads in readings.items()
    )


def _number_in_words(value: Decimal) -> str:
    """Write a number out: as a fraction where its decimals do not end ("1/3")."""
    exact = Fraction(value)
    part = exact.limit_denominator(_LARGEST_DENOMINATOR)
    if 0 < part < 1 and 0 < abs(part - exact) < _HARDLY:
        return f"{part.numerator}/{part.denominator}"
    number = f"{value:,f}"
    return number.rstrip("0").rstrip(".") if "." in number else number


def other_words(wording: str, quote: str) -> str:
    """Give the wording of a claim, empty if it has the words of the quote."""
    letters, quoted = (
        [sign for sign in text.casefold() if sign.isalnum()]
        for text in (wording, quote)
    )
    return "" if letters == quoted else wording


def _first(claims: Sequence[Claim], index: int) -> int:
    """Give the index of the claim that a claim repeats, or its own."""
    repeated = claims[index].duplicate_of
    return index if repeated is None else repeated


def _entry(claim: Claim, *, number: int, why: str, noticed: tuple[str, ...]) -> Entry:
    return Entry(
        number=number,
        wording=other_words(claim.claim_reviewed, claim.quote),
        kind=in_words(claim.kind),
        priority=claim.priority,
        reasons=claim.reasons,
        claimant=claim.claimant or "",
        via=claim.via,
        figures=figures_in_words(
            (figure.text, figure.value, figure.unit or "", figure.qualifier or "")
            for figure in claim.figures
        ),
        left_out="" if claim.checkable else claim.why or why or "cannot be checked",
        noticed=noticed,
    )


def _passages(
    text: str,
    blocks: Sequence[HasRole],
    marks: Sequence[Mark],
    left_out: Sequence[LeftOut],
) -> Iterable[Passage]:
    controls = {
        at for at, sign in enumerate(text) if sign in _BIDI_CONTROLS | _BIDI_ISOLATES
    }
    links = link_marks(text)
    linking = {at for span in links for at in range(*span)}
    bars = {
        at
        for block in blocks
        if text[block.start] == "|"
        for at in range(block.start, block.end)
        if text[at] == "|"
    }
    cuts = sorted(
        {place for mark in marks for place in (mark.start, mark.end)}
        | {place for part in left_out for place in (part.start, part.end)}
        | {place for span in links for place in span}
        | {place for at in controls | bars for place in (at, at + 1)}
    )
    open_marks: list[Mark] = []
    told: set[int] = set()
    reasons: tuple[str, ...] = ()
    coming, idle = iter(marks), iter(left_out)
    following, part = next(coming, None), next(idle, None)
    cut = 0
    for block in _covering(len(text), blocks):
        segments: list[Segment] = []
        begun: list[Entry] = []
        start = block.start
        while start < block.end:
            while cut < len(cuts) and cuts[cut] <= start:
                cut += 1
            end = min(block.end, cuts[cut]) if cut < len(cuts) else block.end
            while following is not None and following.start <= start:
                open_marks.append(following)
                begun.append(following.entry)
                following = next(coming, None)
            open_marks = [mark for mark in open_marks if mark.end > start]
            while part is not None and part.end <= start:
                part = next(idle, None)
            why = part.why if part is not None and part.start <= start else ""
            segments.append(
                _segment(text, start, end, open_marks, why, is_mark=start in linking)
            )
            start = end
        passage = _passage(text, block, segments, begun, told)
        told.update(entry.number for entry in begun)
        if passage.role and not passage.is_rule:
            reasons, said = passage.left_out, reasons
            if reasons == said:
                passage = replace(passage, left_out=())
        yield passage


def _covering(length: int, blocks: Iterable[HasRole]) -> Iterable[HasRole]:
    """Yield the blocks and, with an empty role, what lies between them."""
    at = 0
    for block in blocks:
        if block.start > at:
            yield Block("", at, block.start)
        yield block
        at = block.end
    if at < length:
        yield Block("", at, length)


def _segment(
    text: str,
    start: int,
    end: int,
    covering: Iterable[Mark],
    why: str,
    *,
    is_mark: bool,
) -> Segment:
    shortest_first = sorted(covering, key=lambda mark: mark.end - mark.start)
    run = text[start:end]
    is_control = run in _BIDI_CONTROLS | _BIDI_ISOLATES
    return Segment(
        text=run,
        entry=shortest_first[0].entry if shortest_first else None,
        begins=tuple(
            mark.entry for mark in reversed(shortest_first) if mark.start == start
        ),
        ends=tuple(mark.entry for mark in shortest_first if mark.end == end),
        left_out="" if shortest_first or not any(map(str.isalnum, run)) else why,
        control=unicodedata.name(run).lower() if is_control else "",
        is_mark=is_mark,
    )


def _passage(
    text: str,
    block: HasRole,
    segments: Sequence[Segment],
    begun: Iterable[Entry],
    told: Container[int],
) -> Passage:
    entries = {entry.number: entry for entry in begun}
    return Passage(
        role=block.role,
        segments=tuple(segments),
        is_heading=text.endswith("# ", 0, block.start),
        entries=tuple(each for key, each in entries.items() if key not in told),
        again=tuple(each for key, each in entries.items() if key in told),
        left_out=tuple(
            dict.fromkeys(each.left_out for each in segments if each.left_out)
        ),
    )
