"""What one published state, or one text of an article, says otherwise, word by word.

Pure: made from two manifests alone, as :mod:`.manifest` describes them, or from two
texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, TypeAlias

from claims.reading.alignment import align

Json: TypeAlias = Mapping[str, Any]

_MOST_WORDS = 3_000
"""Words and spaces of two texts together that are compared; comparing is quadratic."""

_MOST_WORDS_IN_ALL = 60_000
"""The same of all the changed paragraphs of two long texts."""

_MOST_PAIRS = 2_500
"""Pairs of changed paragraphs between two unchanged ones that are weighed."""

_TOKEN = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stands in both states, only before, or only after."""

    text: str
    was: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise.

    Attributes:
        where: the part of the page: empty for the page as a whole, or a claim's words.
        what: the name of what differs, such as "Explanation".
        pieces: the words; none where a whole claim is gone, or where only details
            differ that are no sentence, such as a source's date.
    """

    where: str
    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs that changed together, or that stand beside such.

    Attributes:
        pieces: their words; a single piece that stands in both where nothing changed.
        left_out: of how many unchanged paragraphs this one stands for, words left out.
    """

    pieces: tuple[Piece, ...]
    left_out: int = 0

    @property
    def is_changed(self) -> bool:
        return any(piece.was != piece.stands for piece in self.pieces)


def differences(before: Json, after: Json) -> list[Difference]:
    """Return what ``after`` shows otherwise than ``before``, in the page's order.

    Args:
        before: the manifest of a version.
        after: that of a later one, or of what would be published now.
    """
    return [
        *_told("", _of_page(before), _of_page(after)),
        *_of_claims(before, after),
    ]


def in_words(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as one: what both have, what only the first or second has."""
    one, other = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(one) + len(other) > _MOST_WORDS:
        return _whole(before, after)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for act, start, end, to, until in matcher.get_opcodes():
        if act == "equal":
            pieces.append(Piece("".join(one[start:end]), True, True))
            continue
        if start < end:
            pieces.append(Piece("".join(one[start:end]), True, False))
        if to < until:
            pieces.append(Piece("".join(other[to:until]), False, True))
    return tuple(pieces)


def of_texts(before: str, after: str) -> list[Passage]:
    """Return what a changed text says otherwise, paragraph by paragraph.

    Of what stayed only the paragraph on either side of a change is given. Paragraphs
    are paired as sentences are, and only changed ones are compared by words, up to
    :data:`_MOST_WORDS_IN_ALL` of them, so that a long text takes no longer than its
    changes.
    """
    one = [line for line in before.splitlines() if line.strip()]
    other = [line for line in after.splitlines() if line.strip()]
    passages: list[Passage] = []
    unchanged: list[str] = []
    compared = 0
    at = to = 0
    for old, new in [*align(one, other).items(), (len(one), len(other))]:
        if (old, new) != (at, to):
            passages += _beside(unchanged, first=not passages)
            unchanged = []
            for was, stands in _paired(one[at:old], other[to:new]):
                compared += len(_TOKEN.findall(was)) + len(_TOKEN.findall(stands))
                by_words = compared <= _MOST_WORDS_IN_ALL
                passages.append(
                    Passage(in_words(was, stands) if by_words else _whole(was, stands))
                )
        if old < len(one):
            unchanged.append(one[old])
        at, to = old + 1, new + 1
    return [*passages, *_beside(unchanged, last=True)] if passages else []


def _paired(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Yield changed paragraphs, each beside what it became; "" where that is nothing.

    As many words as can be are kept by pairs in one order; of more paragraphs than
    are worth that, one is put beside the next.
    """
    if len(before) * len(after) > _MOST_PAIRS:
        yield from zip_longest(before, after, fillvalue="")
        return
    words = [Counter(line.split()) for line in before]
    words_after = [Counter(line.split()) for line in after]
    kept = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for old in range(len(before) - 1, -1, -1):
        for new in range(len(after) - 1, -1, -1):
            kept[old][new] = max(
                kept[old + 1][new],
                kept[old][new + 1],
                kept[old + 1][new + 1] + _shared(words[old], words_after[new]),
            )
    old = new = 0
    while old < len(before) or new < len(after):
        if new == len(after) or (
            old < len(before) and kept[old][new] == kept[old + 1][new]
        ):
            yield before[old], ""
            old += 1
        elif old == len(before) or kept[old][new] == kept[old][new + 1]:
            yield "", after[new]
            new += 1
        else:
            yield before[old], after[new]
            old, new = old + 1, new + 1


def _shared(one: Counter[str], other: Counter[str]) -> int:
    """Return how many words two paragraphs share, if that is a good part of both."""
    shared = (one & other).total()
    return shared if 3 * shared >= max(one.total(), other.total()) else 0


def _beside(
    unchanged: list[str], *, first: bool = False, last: bool = False
) -> Iterator[Passage]:
    """Yield the unchanged paragraphs between two changes, but for those far off."""
    near = [unchanged[:1] if not first else [], unchanged[-1:] if not last else []]
    if len(unchanged) <= sum(map(len, near)):
        near = [unchanged, []]
    left_out = len(unchanged) - sum(map(len, near))
    for line in near[0]:
        yield Passage((Piece(line, True, True),))
    if left_out:
        yield Passage((), left_out)
    for line in near[1]:
        yield Passage((Piece(line, True, True),))


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    pieces = (Piece(before, True, False), Piece(after, False, True))
    return tuple(piece for piece in pieces if piece.text)


def _of_claims(before: Json, after: Json) -> Iterator[Difference]:
    old = {claim["number"]: claim for claim in before.get("claims", [])}
    new = {claim["number"]: claim for claim in after.get("claims", [])}
    for number in sorted(old.keys() | new.keys()):
        claim = new.get(number) or old[number]
        where = f"{number}. {claim['claim_reviewed']}"
        if number not in old:
            yield Difference(where, "Added", in_words("", claim["chip"]["label"]))
        elif number not in new:
            yield Difference(where, "No longer shown", ())
        elif old[number] != claim:
            told = list(_told(where, _of_claim(old[number]), _of_claim(claim)))
            yield from told or [Difference(where, "Details", ())]


def _told(
    where: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Difference]:
    for what, text in after.items():
        if before.get(what, "") != text:
            yield Difference(where, what, in_words(before.get(what, ""), text))


def _of_page(shown: Json) -> dict[str, str]:
    """Return all that a page says beside its claims, as text under its name."""
    article, sources = shown.get("article", {}), shown.get("sources", {})
    return {
        "Title": shown.get("title", ""),
        "Summary": shown.get("summary", ""),
        "Key findings": "\n".join(shown.get("key_findings", [])),
        "Why it was checked": shown.get("why_checked", ""),
        "As of": shown.get("as_of", ""),
        "Notice": shown.get("notice", ""),
        "Article": _line(article, "headline", "publisher", "byline", "published_on"),
        "Address of the article": article.get("url", ""),
        "How far it spread": shown.get("reach", ""),
        "Topics": _lines(shown, "topics", "name", "summary"),
        "Who was asked": _lines(
            shown, "contacts", "who", "role", "words", "nobody_reason"
        ),
        "Still being checked": "\n".join(shown.get("still_checking", [])),
        "No longer shown": _lines(shown, "dropped", "claim_reviewed", "reason", "note"),
        "Sources the article names": _lines(
            sources, "cited", "title", "publisher", "state"
        ),
        "Sources the desk found": _lines(sources, "found", "title", "publisher"),
        "Ratings": _lines(shown, "ratings", "label", "definition"),
        "Not checked": "\n".join(
            "\n".join([f"{row['label']}: {row['count']}", *row["notes"]])
            for row in shown.get("not_checked", [])
        ),
    }


def _of_claim(claim: Json) -> dict[str, str]:
    """Return all that is shown of a claim, as text under its name."""
    claimant = claim["claimant"] or {}
    said = claim["said"] or {}
    return {
        "Claim": claim["claim_reviewed"],
        "Topic": claim["topic"],
        "Quotation": "\n".join(claim["quotations"]),
        "Claimant": ", ".join([claimant.get("name") or "", *claimant.get("via", [])]),
        "Was it said?": said.get("label", ""),
        "Is it so?": claim["chip"]["label"],
        "Why it is not assessed": claim["not_assessed_reason"],
        "Explanation": claim["explanation"],
        "Since then": claim["since_then"],
        "Parts": "\n".join(
            f"{part['text']}: {part['chip']['label']}" for part in claim["subclaims"]
        ),
        "Evidence": "\n".join(map(_piece_of_evidence, claim["evidence"])),
        "Searches": _lines(claim, "searches", "sought", "place", "outcome"),
        "Why only one source": claim["single_source_reason"],
        "How it was settled": claim["settled"]["label"],
        "Under re-examination": "Yes" if claim["under_reexamination"] else "",
    }


def _piece_of_evidence(piece: Json) -> str:
    source = piece["source"]
    return (
        f"{piece['bearing'].capitalize()}: {_line(source, 'title', 'publisher')}: "
        f"{piece['passage']} {piece['translation']}".strip()
    )


def _lines(shown: Json, name: str, *members: str) -> str:
    return "\n".join(_line(row, *members) for row in shown.get(name, []))


def _line(row: Json, *members: str) -> str:
    return ", ".join(str(row[name]) for name in members if row.get(name))
