"""What is known to have been checked: kept as it is published or comes in, and found.

Whatever this desk publishes stands here from the transaction that publishes it; drafts
never do. Checks of others come in by ``manage.py import_claimreviews``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction

from claims import fulltext
from claims.choices import CheckKind, VersionKind
from claims.matching.claimreviews import PublishedCheck
from claims.matching.outcomes import outcome_of
from claims.matching.ranking import ENOUGH
from claims.matching.words import stems, telling_stems, terms
from claims.models import Claim, KnownCheck, Version

MOST_WORDS = 2_000
"""Words of a row by which it is found."""

_BATCH = 1_000
_LOOKED_AT = 30
"""The likeliest rows, among which those are that share enough with a claim."""

_ROWS_AT_ONCE = 500
_SAID = (
    "url",
    "publisher",
    "title",
    "subtitle",
    "claim",
    "claimant",
    "checked_on",
    "language",
    "label",
    "outcome",
)
"""What a record says, in the columns of its row."""

_COLUMNS = ("kind", "key", "digest", *_SAID, "words")
_TYPES = {"checked_on": "date"}
"""What a column holds on PostgreSQL, if not text."""

_read = attrgetter(*_SAID)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many records were new, said something new, or said the same again."""

    stored: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Something published that may be about the same as a claim, and why.

    Attributes:
        shared: the words of the claim that stand in it, in the claim's order.
    """

    check: KnownCheck
    shared: tuple[str, ...]


def find(
    text: str, *, languages: Iterable[str] = ("",), own: bool = False, most: int = 10
) -> list[KnownCheck]:
    """Return what was published about the same, the likeliest first.

    Args:
        text: a claim, or words a reader looks for.
        languages: that the text may be in, or what is looked for: each takes other
            endings off the same word. An empty one stands for none being told.
        own: whether only what this desk published is looked at: fact-checks as a whole
            too, which are no check of a single claim.
        most: how many at most.
    """
    looked_for = list(
        dict.fromkeys(
            term.stem for language in languages for term in terms(text, language)
        )
    )
    found = fulltext.find(looked_for, own=own, most=most)
    rows = KnownCheck.objects.readable().in_bulk([key for key, _score in found])
    return [rows[key] for key, _score in found if key in rows]


def find_for(claim: Claim, *, most: int = 5) -> list[Alike]:
    """Return what was published about the same as ``claim``, itself left out.

    What shares fewer telling words with it is left out too, though every claim has
    something that is likest.
    """
    languages = tuple(dict.fromkeys((claim.article.language, "")))
    own = claim.get_absolute_url() if claim.public_number else None
    alike = []
    for check in find(claim.claim_reviewed, languages=languages, most=_LOOKED_AT):
        shared = _enough_shared(claim.claim_reviewed, check, languages)
        if shared and check.url != own:
            alike.append(Alike(check=check, shared=shared))
    return alike[:most]


def _enough_shared(
    text: str, check: KnownCheck, languages: Iterable[str]
) -> tuple[str, ...]:
    """Return the words of a text that a check holds; none if that may be chance."""
    held = set(check.words.split())
    for language in languages:
        about = terms(text, language)
        enough = min(ENOUGH, len(telling_stems(about, language)))
        shared = [term for term in about if term.stem in held]
        if 0 < enough <= len(telling_stems(shared, language)):
            return tuple(term.written for term in shared)
    return ()


def is_own(url: str) -> bool:
    """Whether an address is one of this desk's own pages."""
    return f"{url}/".startswith(f"{settings.SITE_URL}/")


@transaction.atomic
def store(checks: Sequence[PublishedCheck]) -> Stored:
    """Store checks of others; one that is here already is made to say what it says now.

    The same address and the same claim are the same check. Of each there may be one
    in ``checks``.
    """
    rows = {key_of(check): check for check in checks}
    digests = {key: _digest(*map(str, _said(check))) for key, check in rows.items()}
    held = dict(KnownCheck.objects.filter(key__in=rows).values_list("key", "digest"))
    changed = [key for key in rows if held.get(key) != digests[key]]
    _write(
        (
            CheckKind.IMPORTED.value,
            key,
            digests[key],
            *_said(check),
            _words(check.language, check.title, check.subtitle, check.claim),
        )
        for key in changed
        if (check := rows[key])
    )
    new = len(rows.keys() - held.keys())
    return Stored(
        stored=new, updated=len(changed) - new, unchanged=len(rows) - len(changed)
    )


@transaction.atomic
def forget_all_but(keys: Set[str], *, at: Set[str]) -> int:
    """Forget what was imported from some addresses and is not said there any more.

    Args:
        keys: of what the addresses say now.
        at: addresses of which all is known that they say.

    Returns:
        How many were forgotten.
    """
    held = KnownCheck.objects.filter(kind=CheckKind.IMPORTED)
    gone = [
        key
        for key, url, name in held.values_list("pk", "url", "key").iterator()
        if url in at and name not in keys
    ]
    for batch in _batches(gone):
        KnownCheck.objects.filter(pk__in=batch).delete()
    return len(gone)


def key_of(check: PublishedCheck) -> str:
    """Return what tells a check of others from any other."""
    return _digest(check.url, check.claim)


def enter(version: Version, manifest: Mapping[str, Any]) -> None:
    """Have what a new version publishes found, and nothing that it no longer says.

    Call it in the transaction that publishes the version.
    """
    KnownCheck.objects.filter(version__fact_check=version.fact_check_id).delete()
    if manifest.get("kind") not in (None, VersionKind.WITHDRAWN):
        KnownCheck.objects.bulk_create(_published(version, manifest))


def enter_all_again() -> int:
    """Make the index anew: own rows from what is published, words of all from texts.

    Returns:
        How many rows there are.
    """
    _enter_published()
    imported = KnownCheck.objects.filter(kind=CheckKind.IMPORTED).order_by("pk")
    for batch in _batches(imported.values_list("pk", flat=True).iterator()):
        with transaction.atomic():
            rows = list(KnownCheck.objects.filter(pk__in=batch))
            for row in rows:
                row.words = _words(row.language, row.title, row.subtitle, row.claim)
            KnownCheck.objects.bulk_update(rows, ["words"])
    return KnownCheck.objects.count()


def enter_after_migrating(*, using: str, **_: Any) -> None:
    """Have a desk that published before there was an index find its verdicts, too."""
    tables = connections[using].introspection.table_names()
    if fulltext.TABLE in tables and not KnownCheck.objects.own().exists():
        _enter_published()


def _enter_published() -> None:
    for version in Version.objects.latest().select_related("manifest").order_by("pk"):
        with transaction.atomic():
            enter(version, json.loads(version.manifest.body or "{}"))


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    keys = iter(keys)
    while batch := list(islice(keys, _BATCH)):
        yield batch


def _said(check: PublishedCheck) -> tuple[str | None, ...]:
    """Return what a record says, in words as both engines take them."""
    return tuple(None if value is None else str(value) for value in _read(check))


def _write(rows: Iterable[Sequence[str | None]]) -> None:
    """Insert or update rows, many at a time.

    ``bulk_create`` says the same in twice the time: on SQLite it asks for a few dozen
    rows at a time, and the index is written anew after each.
    """
    names = ", ".join(_COLUMNS)
    changes = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[2:])
    rows = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            values, parameters = _as_rows(batch)
            cursor.execute(
                f"INSERT INTO {fulltext.TABLE} ({names}) {values} "
                f"ON CONFLICT (key) DO UPDATE SET {changes}",
                parameters,
            )


def _as_rows(batch: Sequence[Sequence[str | None]]) -> tuple[str, list[Any]]:
    """Return rows as an INSERT takes them, and what it takes them from.

    PostgreSQL gets one list a column: to find and fill thousands of places in a
    statement takes psycopg longer than the database needs to store them.
    """
    if connection.vendor == "postgresql":
        columns = ", ".join(f"%s::{_TYPES.get(name, 'text')}[]" for name in _COLUMNS)
        return f"SELECT * FROM unnest({columns})", [
            list(column) for column in zip(*batch, strict=True)
        ]
    one = f"({', '.join(['%s'] * len(_COLUMNS))})"
    return (
        f"VALUES {', '.join([one] * len(batch))}",
        [value for row in batch for value in row],
    )


def _published(version: Version, manifest: Mapping[str, Any]) -> Iterator[KnownCheck]:
    """Yield the fact-check and each of its verdicts, as its readers see them."""
    article = manifest["article"]
    language = manifest["language"]
    page = version.fact_check.article.get_absolute_url()
    shared = {
        "version": version,
        "publisher": manifest["desk"],
        "title": manifest["title"],
        "checked_on": dt.date.fromisoformat(manifest["published_at"][:10]),
        "language": language,
    }
    findings = " ".join(manifest["key_findings"])
    yield KnownCheck(
        **shared,
        kind=CheckKind.FACT_CHECK,
        key=_digest(page),
        digest=version.manifest_sha256,
        url=page,
        subtitle=manifest["summary"],
        words=_words(
            language,
            manifest["title"],
            manifest["summary"],
            findings,
            article["headline"],
            article["publisher"],
        ),
    )
    for claim in manifest["claims"]:
        claimant = claim["claimant"]["name"] if claim["claimant"] else ""
        yield KnownCheck(
            **shared,
            kind=CheckKind.VERDICT,
            key=_digest(claim["address"]),
            digest=version.manifest_sha256,
            number=claim["number"],
            url=claim["address"],
            claim=claim["claim_reviewed"],
            claimant=claimant,
            label=claim["chip"]["label"],
            outcome=outcome_of(claim["chip"]["label"]),
            words=_words(
                language,
                claim["claim_reviewed"],
                claimant,
                *claim["quotations"],
                *(part["text"] for part in claim["subclaims"]),
            ),
        )


def _words(language: str, *texts: str) -> str:
    return " ".join(stems("\n".join(texts), language)[:MOST_WORDS])


def _digest(*told: str) -> str:
    return hashlib.sha256("\x00".join(told).encode()).hexdigest()
