"""The assessor's report: what a desk published in a period, and how it came about.

Whoever assesses a desk under a code of practice asks of each fact-check why it was
chosen, who was asked, what it rests on, how many people looked, and what was put right;
and over all of them, whether one side is checked more than another. Every word and
number of it comes from the published record, so the same period always gives the same
report; only which public statements are written is looked up today.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, TypeAlias

from django.conf import settings
from django.urls import reverse

from claims.choices import Settled, StatementKey, VersionKind
from claims.models import SiteStatement, Version
from claims.publishing import manifest

Json: TypeAlias = dict[str, Any]

NOT_NAMED = "Not named"
NO_PUBLISHER = "Publisher unknown"
THE_ARTICLE = "The article itself"
THE_DESK = "The desk, of the article"

_OTHER_CHANGES = frozenset(VersionKind) - {
    VersionKind.FIRST,
    VersionKind.CORRECTION,
    VersionKind.UPDATE,
    VersionKind.WITHDRAWN,
}


def assess(*, since: dt.date | None, until: dt.date | None) -> Json:
    """Return the report on every fact-check with a version published in a period.

    Each is told as it stood at the period's end. A version whose text was withheld is
    counted and told nothing of.

    Args:
        since, until: first and last day, in UTC; None leaves that end open.

    Returns:
        Plain JSON values: ``desk``, ``since``, ``until``, ``statements``,
        ``fact_checks``, ``withheld``, ``totals`` and ``balance``.
    """
    checks: list[Json] = []
    withheld: list[Json] = []
    for versions in _by_fact_check(until):
        in_period = [row for row in versions if not since or _day_of(row) >= since]
        withheld += [_withheld(row) for row in in_period if not row.manifest.body]
        if in_period and versions[-1].manifest.body:
            checks.append(_fact_check(versions[-1], since=since))
    checks.sort(key=lambda check: (check["first_published_on"], check["address"]))
    return {
        "desk": settings.DESK_NAME,
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
        "statements": _statements(),
        "fact_checks": checks,
        "withheld": withheld,
        "totals": _totals(checks),
        "balance": _balance(checks),
    }


def _by_fact_check(until: dt.date | None) -> Iterator[list[Version]]:
    """Give each fact-check's versions up to a day, oldest first."""
    rows = Version.objects.with_manifest().order_by("fact_check_id", "number")
    if until:
        end = dt.datetime.combine(until, dt.time.max, tzinfo=dt.UTC)
        rows = rows.filter(published_at__lte=end)
    for _fact_check, versions in groupby(
        rows.iterator(chunk_size=50), key=lambda row: row.fact_check_id
    ):
        yield list(versions)


def _day_of(version: Version) -> dt.date:
    return version.published_at.astimezone(dt.UTC).date()


def _withheld(version: Version) -> Json:
    return {
        "version": version.number,
        "published_on": _day_of(version).isoformat(),
        "manifest_sha256": version.manifest_sha256,
    }


def _fact_check(version: Version, *, since: dt.date | None) -> Json:
    """Return what is told of one fact-check, from its newest manifest."""
    check = manifest.load(version)
    is_withdrawn = check["kind"] == VersionKind.WITHDRAWN
    history = [
        _change(entry)
        for entry in check["history"]
        if not since or entry["published_at"] >= since.isoformat()
    ]
    return {
        "address": settings.SITE_URL + reverse("fact-check", args=[check["slug"]]),
        "title": check["title"],
        "notice": check["notice"],
        "version": check["number"],
        "first_published_on": check["first_published_at"][:10],
        "changed_on": check["published_at"][:10],
        "as_of": check["as_of"],
        "is_withdrawn": is_withdrawn,
        "headline": check["article"]["headline"],
        "publisher": check["article"]["publisher"] or NO_PUBLISHER,
        "article_url": check["article"]["url"],
        "article_published_on": check["article"]["published_on"],
        "why_checked": check["why_checked"],
        "reach": check["reach"],
        "contacts": [_contact(contact) for contact in check["contacts"]],
        "sources": _sources(check),
        "people": check["checked"]["people"],
        "claims": [_claim(claim) for claim in check["claims"]],
        "settled": _settled(check["claims"]),
        "not_checked": sum(row["count"] for row in check["not_checked"]),
        "still_checking": len(check["still_checking"]),
        "corrections": [r for r in history if r["kind"] == VersionKind.CORRECTION],
        "withdrawals": [r for r in history if r["kind"] == VersionKind.WITHDRAWN],
        "updates": [r for r in history if r["kind"] == VersionKind.UPDATE],
        "other_changes": [r for r in history if r["kind"] in _OTHER_CHANGES],
    }


def _change(entry: Json) -> Json:
    return {
        "version": entry["number"],
        "kind": entry["kind"],
        "label": str(VersionKind(entry["kind"]).label),
        "published_on": entry["published_at"][:10],
        "reason": entry["reason"],
        "ratings": [
            {name: row[name] for name in ("claim_reviewed", "from", "to")}
            for row in entry["changed_ratings"]
        ],
    }


def _contact(contact: Json) -> Json:
    return {
        "who": contact["who"] or NOT_NAMED,
        "role": contact["role"],
        "channel": contact["channel"],
        "contacted_on": contact["contacted_on"],
        "answered_on": contact["answered_on"],
        "nobody_reason": contact["nobody_reason"],
    }


def _sources(check: Json) -> Json:
    """Count the sources the verdicts rest on, each once, by what is known of it."""
    found: dict[tuple[str, str, str], Json] = {}
    for claim in check["claims"]:
        for piece in claim["evidence"]:
            source = piece["source"]
            key = (source["title"], source["publisher"], source["url"])
            row = found.setdefault(key, {**source, "has_copy": False, "cited": False})
            row["has_copy"] = row["has_copy"] or bool(piece["archived"])
            row["cited"] = row["cited"] or piece["origin"] == "article"
    rows = found.values()
    return {
        "used": len(rows),
        "primary": sum(row["tier"] == "primary" for row in rows),
        "secondary": sum(row["tier"] == "secondary" for row in rows),
        "not_said": sum(not row["tier"] for row in rows),
        "with_address": sum(bool(row["url"]) for row in rows),
        "with_archived_copy": sum(row["has_copy"] for row in rows),
        "with_interest": sum(bool(row["interest"]) for row in rows),
        "cited_by_the_article": sum(row["cited"] for row in rows),
        "found_by_the_desk": sum(not row["cited"] for row in rows),
    }


def _claim(claim: Json) -> Json:
    return {
        "number": claim["number"],
        "claim_reviewed": claim["claim_reviewed"],
        "claimant": _claimant(claim),
        "selection": claim["selection"],
        "rating": claim["chip"]["label"],
        "people": claim["people_count"],
        "settled": claim["settled"]["label"],
        "sources": len(
            {
                (row["source"]["title"], row["source"]["url"])
                for row in claim["evidence"]
            }
        ),
        "single_source_reason": claim["single_source_reason"],
        "is_under_reexamination": claim["under_reexamination"],
    }


def _claimant(claim: Json) -> str:
    if claim["claimant"] is None:
        return THE_DESK if claim.get("is_finding") else THE_ARTICLE
    return claim["claimant"]["name"] or NOT_NAMED


def _settled(claims: Iterable[Json]) -> list[Json]:
    """Count the verdicts by how the desk came to them, in the desk's own order."""
    counts = Counter(claim["settled"]["code"] for claim in claims)
    return [
        {"label": str(way.label), "count": counts[way.value]}
        for way in Settled
        if counts[way.value]
    ]


def _statements() -> list[Json]:
    written = set(SiteStatement.objects.exclude(text="").values_list("key", flat=True))
    return [
        {"label": str(key.label), "is_written": key.value in written}
        for key in StatementKey
    ]


def _totals(checks: list[Json]) -> Json:
    claims = [claim for check in checks for claim in check["claims"]]
    sources = (
        "used",
        "primary",
        "secondary",
        "with_interest",
        "with_address",
        "with_archived_copy",
    )
    return {
        "fact_checks": len(checks),
        "withdrawn": sum(check["is_withdrawn"] for check in checks),
        "claims": len(claims),
        "checked_by_two_or_more": sum(claim["people"] > 1 for claim in claims),
        "corrections": sum(len(check["corrections"]) for check in checks),
        "withdrawals": sum(len(check["withdrawals"]) for check in checks),
        "updates": sum(len(check["updates"]) for check in checks),
        "somebody_asked": sum(
            any(not contact["nobody_reason"] for contact in check["contacts"])
            for check in checks
        ),
        "answered": sum(
            any(contact["answered_on"] for contact in check["contacts"])
            for check in checks
        ),
        "nobody_asked_with_reason": sum(
            bool(check["contacts"])
            and all(contact["nobody_reason"] for contact in check["contacts"])
            for check in checks
        ),
        "nothing_said_of_contacts": sum(not check["contacts"] for check in checks),
        "sources": {
            name: sum(check["sources"][name] for check in checks) for name in sources
        },
    }


def _balance(checks: list[Json]) -> Json:
    """Return who is checked how often and with what outcome; withdrawn ones aside."""
    told = [
        (check, claim)
        for check in checks
        if not check["is_withdrawn"]
        for claim in check["claims"]
    ]
    ratings = Counter(claim["rating"] for _check, claim in told)
    return {
        "ratings": _most_first(ratings),
        "publishers": _by(told, lambda check, _claim: str(check["publisher"])),
        "claimants": _by(told, lambda _check, claim: str(claim["claimant"])),
    }


def _by(told: list[tuple[Json, Json]], name_of: Any) -> list[Json]:
    """Return, for each name, its fact-checks, claims and ratings; most claims first."""
    claims: dict[str, list[Json]] = {}
    checks: dict[str, set[str]] = {}
    for check, claim in told:
        name = name_of(check, claim)
        claims.setdefault(name, []).append(claim)
        checks.setdefault(name, set()).add(check["address"])
    rows = [
        {
            "name": name,
            "fact_checks": len(checks[name]),
            "claims": len(theirs),
            "ratings": _most_first(Counter(claim["rating"] for claim in theirs)),
        }
        for name, theirs in claims.items()
    ]
    return sorted(rows, key=lambda row: (-int(str(row["claims"])), str(row["name"])))


def _most_first(counts: Counter[str]) -> list[Json]:
    return [
        {"label": label, "count": count}
        for label, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    ]
