"""How near the reading comes to what people found in news articles, and how fast it is.

    python -m tests.benchmarks.reading_gold FOLDER [--cases]

FOLDER holds ``gold_*.json``, each beside the text that it names, and may hold
``segmentation_news.json``: texts with the spans of their sentences. Prints each measure
beside the value from which it is accepted and the value it aims at, then the speed:
words a second beside pySBD, which cuts sentences and does nothing else, over the same
texts in the same run; growth with the text; the longest text that is read. Ends with
status 1 if anything is not accepted. With ``--cases`` it prints, in place of the speed,
every place where the reading differs from the gold.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pysbd

from claims.reading.reading import LONGEST_TEXT, read
from tests.benchmarks.gold import (
    LENIENT,
    STRICT,
    Case,
    Gold,
    Pair,
    Share,
    compare,
    compare_sentences,
    gold_of,
)
from tests.benchmarks.reading import (
    ARTICLE,
    say,
    seconds_for,
    shapes_too_slow,
    told_in_other_words,
)
from tests.benchmarks.source_shapes import shapes

LEAST_SPEED, AIMED_SPEED = 60_000, 200_000
MOST_SECONDS = 20
CLAIM_CASES = ("missed", "not a claim of the gold")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    share: Share
    accepted: float
    aim: float

    @property
    def is_accepted(self) -> bool:
        """Tell whether the measure is reached, or there was nothing to measure."""
        return self.share.value is None or self.share.value >= self.accepted

    def __str__(self) -> str:
        if self.share.value is None:
            return f"{self.name:42} {'–':>6}"
        counted = f"{self.share.right:g} of {self.share.of:g}"
        mark = "" if self.is_accepted else "  too low"
        return (
            f"{self.name:42} {self.share.value:6.3f} {counted:>18}"
            f"{self.accepted:10.3f}{self.aim:8.3f}{mark}"
        )


def main(folder: Path, *, with_cases: bool) -> int:
    """Print the measures, then the cases or the speed; give the status to end with."""
    articles = [(gold, read(gold.text).as_json()) for gold in gold_of(folder)]
    texts = [(gold, read(gold.text).as_json()) for gold in segmented(folder)]
    rows, cases = measure(articles, texts)
    say(f"{len(articles)} articles with claims, {len(texts)} texts with sentences\n")
    say(f"{'accepted':>78}{'aim':>8}")
    for row in rows:
        say(str(row))
    say("")
    is_accepted = all(row.is_accepted for row in rows)
    if with_cases:
        show(cases)
    else:
        is_accepted &= is_fast([gold.text for gold, _ in [*articles, *texts]])
    return 0 if is_accepted else 1


def measure(
    articles: Sequence[Pair], texts: Sequence[Pair]
) -> tuple[list[Row], list[Case]]:
    """Hold readings against gold: give the table, and every case that lowers it."""
    lenient = compare(articles, bar=LENIENT)
    strict = compare(articles, bar=STRICT)
    ends, exact, uncut = compare_sentences(texts)
    own_ends, own_exact, own_uncut = compare_sentences(articles)
    listed, unlisted = _sources_of_every_shape()
    rows = [
        Row("claims, strict: recall", strict.recall, 0.75, 0.82),
        Row("claims, strict: precision", strict.precision, 0.75, 0.82),
        Row("claims, lenient: recall", lenient.recall, 0.92, 0.95),
        Row("claims, lenient: precision", lenient.precision, 0.92, 0.95),
        Row("claimant right on matched claims", lenient.claimants, 0.85, 0.92),
        Row("kind right on matched claims", lenient.kinds, 0.88, 0.93),
        Row("check-worthiness, area under the curve", lenient.worth, 0.80, 0.88),
        Row("figures: recall", lenient.figures_found, 0.98, 0.99),
        Row("figures: precision", lenient.figures_right, 0.93, 0.97),
        Row("units that are not claims left out", lenient.left_out, 0.88, 0.95),
        Row("ends of sentences in news texts, F1", ends, 0.970, 0.976),
        Row("whole sentences in news texts, F1", exact, 0.93, 0.94),
        Row("ends of sentences in the articles, F1", own_ends, 0.970, 0.976),
        Row("whole sentences in the articles, F1", own_exact, 0.93, 0.94),
        Row("sources of the articles", lenient.sources, 1, 1),
        Row("sources in every shape of a list", listed, 1, 1),
    ]
    claims = [case for case in strict.cases if case.kind in CLAIM_CASES]
    split = [
        replace(case, kind=f"split otherwise: {case.kind}")
        for case in claims
        if case not in lenient.cases
    ]
    return rows, [*lenient.cases, *split, *own_uncut, *uncut, *unlisted]


def segmented(folder: Path) -> Iterator[Gold]:
    """Load the texts of which only the sentences are known, if the folder has any."""
    path = folder / "segmentation_news.json"
    if not path.exists():
        return
    for document in json.loads(path.read_text(encoding="utf-8"))["documents"]:
        spans = [{"start": start, "end": end} for start, end in document["sentences"]]
        yield Gold(document["name"], document["text"], {"sentences": spans})


def _sources_of_every_shape() -> tuple[Share, list[Case]]:
    """Count the lists of sources that are read exactly."""
    share, cases = Share(), []
    for name, text, wanted in shapes():
        found = [(each.title, each.publisher, each.url) for each in read(text).sources]
        share.add(found == wanted)
        if found != wanted:
            cases.append(Case("source", name, repr(wanted), repr(found)))
    return share, cases


def show(cases: Iterable[Case]) -> None:
    """List the cases by kind, the gold's words above the reading's."""
    by_kind: dict[str, list[Case]] = {}
    for case in cases:
        by_kind.setdefault(case.kind, []).append(case)
    for kind, alike in sorted(by_kind.items()):
        say(f"{kind}: {len(alike)}")
        for case in alike:
            say(f"  {case.article}")
            say(f"    gold     {_one_line(case.gold)}")
            say(f"    reading  {_one_line(case.reading)}")
        say("")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def is_fast(texts: Sequence[str]) -> bool:
    """Time the reading beside pySBD, over awkward shapes, and of the longest text."""
    words = sum(len(text.split()) for text in texts)
    segmenter = pysbd.Segmenter(language="en", clean=False)
    ours = words / sum(seconds_for(text) for text in texts)
    theirs = words / sum(seconds_for(text, segmenter.segment) for text in texts)
    say(f"{ours:,.0f} words a second for the whole reading of {words:,} words;")
    say(f"{theirs:,.0f} words a second for pySBD, sentences alone;")
    say(f"accepted from {LEAST_SPEED:,} and from pySBD's, aim {AIMED_SPEED:,}\n")
    article = ARTICLE.read_text(encoding="utf-8")
    longest = told_in_other_words(article, LONGEST_TEXT // len(article) + 1)
    longest = longest[:LONGEST_TEXT]
    seconds = seconds_for(longest, rounds=1)
    say(
        f"{seconds:.1f} s for {LONGEST_TEXT:,} characters; accepted to {MOST_SECONDS}\n"
    )
    slow = shapes_too_slow()
    return ours >= max(LEAST_SPEED, theirs) and seconds <= MOST_SECONDS and not slow


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", action="store_true")
    given = parser.parse_args()
    sys.exit(main(given.folder, with_cases=given.cases))
