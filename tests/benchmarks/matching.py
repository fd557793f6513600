"""How well what was checked before is found again, and how fast.

    python -m tests.benchmarks.matching FOLDER [ROWS]

FOLDER holds ``corpus.jsonl`` (docid, title, subtitle, claim), ``queries.*.jsonl`` (qid,
text) and ``qrels.*.tsv``: earlier checks, posts, and which post is about which check.
The corpus comes in as a feed of ClaimReviews, by the command that desks use; the posts
are looked for by the function that desks use, on the engine of DATABASE_URL. Then rows
made of the corpus's own words are added up to ROWS (200,000), and searches are timed
again. Prints MAP@5, R@10, milliseconds and records a second: on the clock, and of the
processor, the database's work included. Ends with status 1 if what was found is worse
than promised, or takes longer.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from io import StringIO
from pathlib import Path

from tests.benchmarks.throwaway import database, processor_seconds_of_both, say

ROWS = 200_000
LONGEST = 10
FIRST = 5
SEARCHES = 300
SEED = 3
LEAST_PRECISION = {"sqlite": 0.84, "postgresql": 0.82}
MOST_MILLISECONDS = 200
LEAST_RECORDS = 5_000


def main(folder: Path, rows: int) -> int:
    """Bring the corpus in, look for every post, fill up, and time; give the status."""
    from django.db import connection

    # The folder itself, or the one below it that holds the corpus.
    folder = next(folder.rglob("corpus.jsonl")).parent
    corpus = list(_lines(folder, "corpus.jsonl"))
    posts = {row["qid"]: row["text"] for row in _lines(folder, "queries.*.jsonl")}
    about = _judged(folder)
    say(f"{connection.vendor}: {len(corpus):,} checks, {len(about):,} posts")
    _import([_review(**row) for row in corpus])
    found = {qid: _found(posts[qid]) for qid in about}
    precision = _precision(found, about)
    say(f"MAP@{FIRST} {precision:.4f}, R@{LONGEST} {_recall(found, about):.4f}")
    _time(list(posts.values()))
    speed = _import(list(_made_up(corpus, rows - len(corpus))))
    slowest = _time(list(posts.values()))
    promised = (
        precision >= LEAST_PRECISION[connection.vendor],
        slowest <= MOST_MILLISECONDS,
        speed >= LEAST_RECORDS,
    )
    return 0 if all(promised) else 1


def _lines(folder: Path, names: str) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob(names)):
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def _judged(folder: Path) -> dict[str, set[str]]:
    about: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.glob("qrels.*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            qid, _, docid, relevance = line.split("\t")
            if relevance.strip() not in ("0", "rel"):
                about[qid].add(docid)
    return about


def _review(docid: str, title: str, subtitle: str, claim: str, **_: str) -> object:
    return {
        "@type": "ClaimReview",
        "url": f"https://checks.example/{docid}",
        "name": title,
        "description": subtitle,
        "claimReviewed": claim,
        "datePublished": "2026-03-04",
        "author": {"@type": "Organization", "name": "Another desk"},
        "itemReviewed": {"@type": "Claim", "author": {"name": "Somebody"}},
        "reviewRating": {"alternateName": "False", "ratingValue": "1"},
    }


def _made_up(corpus: Sequence[dict[str, str]], number: int) -> Iterator[object]:
    """Yield checks whose every text is as long as one of the corpus, of its words."""
    chance = random.Random(SEED)
    texts = ("title", "subtitle", "claim")
    words = [word for row in corpus for text in texts for word in row[text].split()]
    for position in range(number):
        like = chance.choice(corpus)
        told = {
            text: " ".join(chance.choices(words, k=len(like[text].split()) or 1))
            for text in texts
        }
        yield _review(docid=f"made-up-{position}", **told)


def _import(reviews: Sequence[object]) -> float:
    """Bring reviews in; return how many a second of processor time."""
    from django.core.management import call_command

    answer = StringIO()
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump({"@type": "DataFeed", "dataFeedElement": reviews}, file)
        file.flush()
        taken, worked = _timed(
            lambda: call_command(
                "import_claimreviews", file.name, stdout=answer, stderr=StringIO()
            )
        )
    stored: int = json.loads(answer.getvalue())["stored"]
    say(
        f"{stored:,} records stored: {stored / taken:,.0f} a second, "
        f"{stored / worked:,.0f} a second of processor time"
    )
    return stored / worked


def _time(posts: Sequence[str]) -> float:
    """Time searches; return the processor's milliseconds that 19 of 20 stay under."""
    chosen = random.Random(SEED).sample(posts, min(SEARCHES, len(posts)))
    times = [_timed(partial(_found, post)) for post in chosen]
    clock, processor = (
        sorted(t * 1000 for t in each) for each in zip(*times, strict=True)
    )
    half, most = len(chosen) // 2, len(chosen) * 95 // 100
    for name, spent in (("on the clock", clock), ("of processor time", processor)):
        say(f"a search: p50 {spent[half]:.1f} ms, p95 {spent[most]:.1f} ms {name}")
    return processor[most]


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    begun = time.perf_counter()
    worked = processor_seconds_of_both(act)
    return time.perf_counter() - begun, worked


def _found(post: str) -> list[str]:
    from claims.known_checks import find

    checks = find(post, languages=["en"], most=LONGEST)
    return [check.url.rpartition("/")[2] for check in checks]


def _precision(found: dict[str, list[str]], about: dict[str, set[str]]) -> float:
    """Return the mean over all posts of the average precision of the first five."""
    total = 0.0
    for qid, relevant in about.items():
        hits = 0
        for rank, docid in enumerate(found[qid][:FIRST], start=1):
            if docid in relevant:
                hits += 1
                total += hits / rank / len(relevant)
    return total / len(about)


def _recall(found: dict[str, list[str]], about: dict[str, set[str]]) -> float:
    shares: Iterable[float] = (
        len(relevant.intersection(found[qid])) / len(relevant)
        for qid, relevant in about.items()
    )
    return sum(shares) / len(about)


if __name__ == "__main__":
    with database():
        status = main(Path(sys.argv[1]), int((sys.argv[2:] or [ROWS])[0]))
    sys.exit(status)
