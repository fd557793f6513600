"""How fast the reading is, and that its time grows in step with the text.

    python -m tests.benchmarks.reading

Prints words per second over the demonstration article, and for each shape of text
that might make a rule look twice the time for n and for 2n characters, to read it and
to mark it up. Ends with status 1 if any shape takes 2.5 times as long or more for twice
the text. Nothing here runs in the suite: a busy machine is no finding.
"""

import gc
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claims.reading.markup import mark_up
from claims.reading.reading import read

ARTICLE = Path(__file__).parents[2] / "seeds" / "articles" / "mobilization.md"
TIMES_THE_ARTICLE = 40
CHARACTERS = 50_000
ROUNDS = 3
MOST_GROWTH = 2.5
SHAPES = {
    "stops": ".",
    "closing marks": "!”.",
    "opening marks": "“",
    "straight marks": '" ',
    "quotations": "“a” ",
    "unclosed quotations": "“He was here. ",
    "paragraphs in marks": "“He was here.\n\n",
    "brackets": "[",
    "half links": "[a](",
    "half HTML links": "<a href=",
    "long addresses": '<a href="https://example.org/' + "a" * 500,
    "digits": "1",
    "grouped digits": "1,",
    "numbers": "1 ",
    "scales": "million ",
    "multipliers": "three times higher ",
    "one word": "a",
    "words": "word ",
    "names": "Word ",
    "commas": "a, ",
    "lists": "a, b and ",
    "clauses": "it was; ",
    "clauses in a row": ", the boat was lost",
    "relative clauses": ", which was a ",
    "participles": ", with a doing ",
    "speakers": "Jane said ",
    "chains": "officials say that ",
    "phrases of source": ", according to X",
    "initials": "U.",
    "titles": "Mr. ",
    "days": "may 5 ",
    "marks on blanks": " \u0301",
    "joiners": "\u200d",
    "flags": "🇫",
    "lines": "line\n",
    "wrapped lines": "Word word\nword word ",
    "wrapped prose": "the boats of the town were lost\n",
    "wrapped sentences": "The boats of the old town are lost.\nthe Boats of the\n",
    "sources without marks": "Sources:\nBoats of the old town  Harbor Times\n",
    "appositions": ", a step its mayor called “a jewel”",
    "days before a verb": "on Monday last week ",
    "multiplied": "400 boats, twice as many boats ",
    "headings": "# a\n",
    "sources": "Sources:\n",
    "items": "- a | b\n",
    "dated items": "- a | 2022 | 2022\n",
    "gaps": "a  b  ",
    "assurances": "Ann says only men go. Bob says others go too. ",
    "counts": "A 5 was 6. ",
    "figures put": "he put it at ",
    "pictures": "Video showed the boats. ",
}


def seconds_for(
    text: str, act: Callable[[str], object] = read, *, rounds: int = ROUNDS
) -> float:
    """Time one reading, the best of some rounds, in processor time."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        act(text)
        best = min(best, time.process_time() - start)
    return best


def read_and_mark_up(text: str) -> None:
    """Do with a text what the desk does to show it."""
    mark_up(read(text))


def article_of(shape: str, characters: int) -> str:
    """Put a shape, repeated, into the middle of an article."""
    middle = shape * (characters // len(shape))
    return f"Ferry sinks\n\nThe ferry sank. {middle}\n\nIt was found on Monday."


def told_in_other_words(text: str, times: int) -> str:
    """Repeat a text with a word more in each sentence, since a repeat is not read."""
    return "\n\n".join(
        re.sub(r"(?<=[a-z])([.!?])(?=\s)", rf" again{number}\1", text)
        for number in range(times)
    )


def say(line: str) -> None:
    """Write a line at once, since the whole takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def no_collector() -> Iterator[None]:
    """Keep the collector of cycles out, as timeit does.

    Its whole rounds come at some sizes of the heap and not at others, so that a text
    of twice the length may pay for one that the single length did not reach.
    """
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def shapes_too_slow() -> int:
    """Time every shape and its double; count those that grow faster than the text."""
    slow = 0
    for name, shape in SHAPES.items():
        with no_collector():
            once = seconds_for(article_of(shape, CHARACTERS), read_and_mark_up)
            twice = seconds_for(article_of(shape, 2 * CHARACTERS), read_and_mark_up)
        growth = twice / once
        slow += growth >= MOST_GROWTH
        mark = "  too slow" if growth >= MOST_GROWTH else ""
        say(f"{name:20} {once:8.3f} s {twice:8.3f} s  x{growth:.2f}{mark}")
    return slow


def main() -> int:
    """Time the article, then every shape; give the status to end with."""
    text = told_in_other_words(ARTICLE.read_text(encoding="utf-8"), TIMES_THE_ARTICLE)
    words = len(text.split())
    say(f"{words / seconds_for(text):,.0f} words a second over {words:,} words")
    return 1 if shapes_too_slow() else 0


if __name__ == "__main__":
    sys.exit(main())
