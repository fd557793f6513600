"""The marked-up text of an article in the lines of a terminal.

Readable without color: a claim stands in square brackets behind its number, what is
left out in braces, what is neither stands plain. Below each passage stands what is told
of its claims and why something was left out.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from claims.reading.markup import MarkedUp, Passage, Segment

_BOLD, _UNDERLINED, _FAINT, _WARNING = "1", "4", "2", "33"
_INDENT = "      "
_NARROWEST = 30
_LONGEST_BAR = 40
_WIDE = frozenset("WF")

Piece = tuple[str, str]
"""Some text, and the terminal's number for how it looks; "" for plain."""


def explain(marked: MarkedUp, *, width: int, color: bool) -> Iterator[str]:
    """Give a marked-up text in lines.

    Args:
        marked: the text with its claims.
        width: how many columns a line may have; below thirty, it is thirty. Only what
            cannot be broken, a long word, is longer.
        color: whether the terminal shows bold, faint and underlined text.

    Returns:
        The lines, without ends of lines and without control characters of the text.
    """
    page = _Page(max(width, _NARROWEST), color=color)
    whole = marked.coverage.whole
    yield from page.lines([(whole.in_words(), _BOLD)])
    yield from page.lines([(marked.coverage.by_role_in_words(), "")])
    yield _bar(whole.claimed, whole.left_out, whole.characters, page.width)
    yield from page.lines([("[1 a claim] {left out, for a reason} in neither", _FAINT)])
    role = ""
    for passage in marked.passages:
        if passage.role and not passage.is_rule:
            yield ""
            if passage.role != role:
                yield from page.lines([(f"{passage.role}:", _FAINT)])
            role = passage.role
            yield from page.lines(_text(passage))
            for label, pieces in _notes(passage):
                yield from page.lines(pieces, label=label)
    if marked.notices:
        yield ""
        yield from page.lines([("What the reading noticed", _BOLD)])
    for notice in marked.notices:
        outcome = f" ({notice.outcome.lower()})" if notice.outcome else ""
        claims = ", ".join(map(str, notice.claims))
        about = f" [{claims}]" if claims else ""
        yield from page.lines(
            [(f"{notice.kind}{outcome}:", _WARNING), (f" {notice.message}{about}", "")],
            label="-",
        )


class _Page:
    """Breaks text into lines of one width."""

    def __init__(self, width: int, *, color: bool) -> None:
        self.width = width
        self.color = color

    def lines(self, pieces: Iterable[Piece], *, label: str = "") -> Iterator[str]:
        """Break pieces into lines, with a label before the first, if there is one."""
        indent = _INDENT if label else ""
        line, used = f"{label:>{len(indent) - 2}}  " if label else "", len(indent)
        is_begun = False
        for word in _words(pieces):
            needed = sum(_columns(text) for text, _ in word)
            if is_begun and used + 1 + needed > self.width:
                yield line
                line, used, is_begun = indent, len(indent), False
            if is_begun:
                line, used = line + " ", used + 1
            line += "".join(self._looking(*piece) for piece in word)
            used, is_begun = used + needed, True
        if is_begun:
            yield line

    def _looking(self, text: str, look: str) -> str:
        if not (self.color and look):
            return text
        return f"\x1b[{look}m{text}\x1b[0m"


def _words(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Join the pieces and part them again at blanks; a word may look different ways."""
    word: list[Piece] = []
    for text, look in pieces:
        for part in _parted(text):
            if part.isspace():
                if word:
                    yield word
                word = []
            else:
                word.append((part, look))
    if word:
        yield word


def _parted(text: str) -> Iterator[str]:
    """Yield words and, as one blank each, what lies between them."""
    words = text.split()
    if text[:1].isspace():
        yield " "
    for at, word in enumerate(words):
        if at:
            yield " "
        yield word
    if words and text[-1:].isspace():
        yield " "


def _columns(text: str) -> int:
    """Count the columns a terminal needs: none for a mark on a letter, or two."""
    return sum(
        0
        if unicodedata.category(sign) in {"Mn", "Me", "Cf"}
        else 1 + (unicodedata.east_asian_width(sign) in _WIDE)
        for sign in text
    )


def _text(passage: Passage) -> Iterator[Piece]:
    """Give the text of a passage with its brackets and braces."""
    still_open = 0
    was_left_out = False
    for segment in passage.segments:
        if was_left_out and not segment.left_out:
            yield "}", _FAINT
        for entry in segment.begins:
            yield f"{'{' if entry.left_out else '['}{entry.number} ", _BOLD
        if segment.left_out and not was_left_out:
            yield "{", _FAINT
        was_left_out = bool(segment.left_out)
        still_open += len(segment.begins)
        if segment.control:
            yield f"<{segment.control}>", _WARNING
        elif segment.address:
            yield f" <{segment.address}>", _FAINT
        elif not segment.is_mark:
            yield segment.text, _look(segment)
        for entry in segment.ends:
            still_open -= 1
            which = str(entry.number) if still_open > 0 else ""
            yield f"{'}' if entry.left_out else ']'}{which}", _BOLD
    if was_left_out:
        yield "}", _FAINT


def _look(segment: Segment) -> str:
    if segment.entry is None:
        return _FAINT
    return _FAINT if segment.entry.left_out else _UNDERLINED


def _notes(passage: Passage) -> Iterator[tuple[str, list[Piece]]]:
    """Give what is told below a passage, each with its label."""
    for entry in passage.entries:
        number = str(entry.number)
        if entry.left_out:
            yield number, [(f"{entry.kind}. Left out: {entry.left_out}.", "")]
        else:
            why = f" ({', '.join(entry.reasons)})" if entry.reasons else ""
            yield (
                number,
                [(f"{entry.kind}, {entry.priority.lower()} priority{why}.", "")],
            )
        if entry.claimant:
            through = "".join(f", through {name}" for name in entry.via)
            yield " ", [("Said by ", ""), (entry.claimant, _BOLD), (f"{through}.", "")]
        if entry.figures:
            told = "; ".join(entry.figures)
            yield " ", [(f"Figure{'s' * (len(entry.figures) > 1)}: {told}.", "")]
        if entry.wording:
            yield " ", [(f"Standing alone: “{entry.wording}”", "")]
        if entry.noticed:
            kinds = ", ".join(entry.noticed).lower()
            yield " ", [("Noticed: ", _WARNING), (f"{kinds}; see below.", "")]
    for entry in passage.again:
        yield str(entry.number), [("The same claim as above.", "")]
    for why in passage.left_out:
        yield "-", [(f"Left out: {why}.", "")]


def _bar(claimed: int, left_out: int, characters: int, width: int) -> str:
    """Draw the coverage: # claimed, - left out, . neither."""
    length = min(width, _LONGEST_BAR) - 2
    whole = characters or 1
    first = round(length * claimed / whole)
    second = min(round(length * left_out / whole), length - first)
    return f"[{'#' * first}{'-' * second}{'.' * (length - first - second)}]"
