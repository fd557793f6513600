"""How fast claims are found again in a changed text, and that it grows with the text.

    python -m tests.benchmarks.changed_texts

Times, for shapes of text that repeat, move or never end a sentence, the search alone
for n and 2n characters, for two million characters of news, and the import of a changed
text of an article with a thousand claims. Ends with status 1 if any shape takes 2.5
times as long or more for twice the text. Nothing here runs in the suite: a busy machine
is no finding.
"""

import sys
import time
from collections.abc import Callable

from claims.intake import import_text
from claims.reading.alignment import TextAsRead, reanchor
from claims.reading.anchors import Span
from tests.benchmarks.reading import MOST_GROWTH, say, seconds_for
from tests.benchmarks.throwaway import database

CHARACTERS = 400_000
LONGEST = 2_000_000
CLAIMS = 1_000
SHAPES = {
    "all alike": lambda number: "One line is like another here. ",
    "alike by tens": lambda number: f"Line {number % 10} is like some other line. ",
    "all different": lambda number: f"Line {number} is like no other line here. ",
    "short": lambda number: "So. ",
    "one sentence": lambda number: "it was and ",
}


def text_of(shape: Callable[[int], str], characters: int) -> TextAsRead:
    """Return a text of one shape: its sentences, each a claim, in one block."""
    count = characters // len(shape(1))
    text = "".join(map(shape, range(count)))
    ends = [at + 1 for at, sign in enumerate(text) if sign == "."] or [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    sentences = [Span(*each) for each in zip(starts, ends, strict=True)]
    return TextAsRead(
        text=text,
        blocks=[Span(0, len(text))],
        sentences=sentences,
        understood=dict.fromkeys(claims_of(text, sentences), ""),
    )


def claims_of(text: str, sentences: list[Span]) -> list[Span]:
    """Return the spans to look for: the sentences, or the words of a single one."""
    if len(sentences) > 1:
        return sentences
    return [Span(at, at + 6) for at in range(0, len(text) - 6, 11)]


def turned_round(before: TextAsRead) -> TextAsRead:
    """Return a text with its halves exchanged and a word of its middle changed."""
    half = before.sentences[len(before.sentences) // 2].start
    text = f"{before.text[half:]} Not so. {before.text[:half]}".strip()
    ends = [at + 1 for at, sign in enumerate(text) if sign == "."] or [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    sentences = [Span(*each) for each in zip(starts, ends, strict=True)]
    return TextAsRead(
        text=text,
        blocks=[Span(0, len(text))],
        sentences=sentences,
        understood=dict.fromkeys(claims_of(text, sentences), ""),
    )


def search(shape: Callable[[int], str], characters: int) -> float:
    """Time the search for every claim of a text in the same turned round."""
    before = text_of(shape, characters)
    after = turned_round(before)
    return seconds_for("", lambda _: reanchor(before, after, list(before.understood)))


def main() -> int:
    """Time all of it; give the status to end with."""
    slow = 0
    for name, shape in SHAPES.items():
        once, twice = search(shape, CHARACTERS), search(shape, 2 * CHARACTERS)
        growth = twice / once
        slow += growth >= MOST_GROWTH
        mark = "  too slow" if growth >= MOST_GROWTH else ""
        say(f"{name:20} {once:8.3f} s {twice:8.3f} s  x{growth:.2f}{mark}")
    say(f"{LONGEST:,} characters: {search(SHAPES['all different'], LONGEST):.2f} s")

    lines = [
        f"Depot {n} stored {n * 7 + 3} tons of grain in May." for n in range(CLAIMS)
    ]
    text = "Grain In The Depots\n\n" + "\n\n".join(lines)
    article = import_text(text=text).article
    start = time.perf_counter()
    imported = import_text(
        text=text.replace("Depot 500 stored", "Depot 500 held"), article=article
    )
    say(
        f"import of a changed text with {imported.claims:,} claims: "
        f"{time.perf_counter() - start:.2f} s; of them {imported.unchanged} unchanged, "
        f"{imported.orphaned} no longer found, {imported.new} new"
    )
    return 1 if slow else 0


if __name__ == "__main__":
    with database():
        status = main()
    sys.exit(status)
