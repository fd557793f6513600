from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from claims import fulltext, known_checks
from claims.matching.claimreviews import (
    NoClaimReview,
    PublishedCheck,
    Unreadable,
    read,
    records,
)
from sources.normalizing import UnacceptableText, decode_utf8

_BATCH = 1_000
_TOLD_EVERY = 10_000
_EXAMPLES = 3
_LARGEST = 300 * 1024 * 1024
"""Bytes; the text and what is read of it take some three times as much memory."""

_GZIP = b"\x1f\x8b"
_OWN = "It is this desk's own, which is found as it is published."
_REPEATED = "Its claim stood in the file before, at the same address."


class Skipped:
    """Records that were passed over: how many for which reason, and the first few.

    ``broken`` counts the ClaimReviews among them that could not be read.
    """

    def __init__(self) -> None:
        self.broken = 0
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, list[int]] = {}

    def add(self, reason: str, number: int) -> None:
        self._counts[reason] += 1
        if len(examples := self._examples.setdefault(reason, [])) < _EXAMPLES:
            examples.append(number)

    def as_json(self) -> list[dict[str, object]]:
        return [
            {"reason": reason, "records": count, "first": self._examples[reason]}
            for reason, count in self._counts.most_common()
        ]

    @property
    def total(self) -> int:
        return self._counts.total()


class Command(BaseCommand):
    """Brings checks of other desks in, for claims to be found among them."""

    help = (
        "Store the ClaimReviews of a feed: an array, a DataFeed, a graph, or one "
        "record after another. A check that is here already is made to say what it "
        "says now. Records are stored in batches, each wholly or not at all; a file "
        "that is no JSON stores nothing. Example: "
        "manage.py import_claimreviews feed.json"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a UTF-8 JSON file, or - for standard input")
        parser.add_argument(
            "--complete",
            action="store_true",
            help="the file holds all that is said at its addresses: forget what was "
            "brought in from them before and is not in it, such as a reworded claim",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        document = _contents(options["file"])
        try:
            number = sum(1 for _record in records(document))
        except Unreadable as broken:
            _refuse(f"{broken} Nothing was stored.")
        skipped, keys, addresses = Skipped(), set[str](), set[str]()
        counts = {"stored": 0, "updated": 0, "unchanged": 0, "forgotten": 0}
        checks = _readable(records(document), skipped, keys, addresses)
        while batch := list(islice(checks, _BATCH)):
            done = known_checks.store(batch)
            counts["stored"] += done.stored
            counts["updated"] += done.updated
            counts["unchanged"] += done.unchanged
            read_so_far = sum(counts.values()) + skipped.total
            if read_so_far % _TOLD_EVERY < _BATCH:
                self.stderr.write(f"{read_so_far:,} of {number:,} records.")
        if options["complete"] and skipped.broken:
            self.stderr.write(
                "Nothing was forgotten: some ClaimReviews could not be read, so what "
                "their addresses say is not known."
            )
        elif options["complete"]:
            counts["forgotten"] = known_checks.forget_all_but(keys, at=addresses)
        fulltext.take_stock(connection)
        told = {"read": number, **counts, "skipped": skipped.as_json()}
        self.stdout.write(json.dumps(told, ensure_ascii=False))


def _readable(
    found: Iterable[object], skipped: Skipped, keys: set[str], addresses: set[str]
) -> Iterator[PublishedCheck]:
    """Yield the checks that can be read, each once; note the rest, keys, addresses."""
    for number, record in enumerate(found, start=1):
        try:
            check = read(record)
        except Unreadable as unreadable:
            skipped.broken += not isinstance(unreadable, NoClaimReview)
            skipped.add(str(unreadable), number)
            continue
        key = known_checks.key_of(check)
        if known_checks.is_own(check.url):
            skipped.add(_OWN, number)
        elif key in keys:
            skipped.add(_REPEATED, number)
        else:
            keys.add(key)
            addresses.add(check.url)
            yield check


def _refuse(sentence: str) -> NoReturn:
    raise CommandError(sentence, returncode=2)


def _contents(name: str) -> str:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(_LARGEST + 1)
    except OSError as error:
        _refuse(f"{name} cannot be read: {error.strerror}.")
    if len(raw) > _LARGEST:
        _refuse("The file is larger than 300 megabytes; bring it in in parts.")
    if raw.startswith(_GZIP):
        _refuse("The file is compressed: gunzip --stdout FILE | manage.py … -")
    try:
        return decode_utf8(raw).removeprefix("\ufeff")
    except UnacceptableText as error:
        _refuse(f"{error} Nothing was stored.")
