"""Manifests for tests, in the shape that `claims.publishing.manifest.build` gives.

`test_render.py` holds the two shapes equal.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

SITE = "https://facts.example"

RATINGS = {
    code: {"code": code, "label": label, "color": code, "rank": rank}
    for code, label, rank in (
        ("true", "True", 5),
        ("mostly-true", "Mostly true", 4),
        ("half-true", "Half true", 3),
        ("mostly-false", "Mostly false", 2),
        ("false", "False", 1),
        ("unproven", "Unproven", None),
    )
}
SAID_ONLY = {
    "code": "said-only",
    "label": "Said, not verified",
    "color": "unrated",
    "rank": None,
}
SAID_TO_BE_THEIRS = {"at-origin", "through-outlet", "anonymous"}


def claimant(said: str, name: str = "Avtozak Live", **changes: Any) -> Json:
    """Return the members of a claim that somebody is said to have made."""
    return {
        "claimant": {
            "name": name,
            "url": "",
            "via": [],
            "is_theirs": said in SAID_TO_BE_THEIRS,
            **changes,
        },
        "said": {"code": said, "label": said.capitalize()},
    }


def claim(number: int = 1, code: str | None = "true", **changes: Any) -> Json:
    """Return a claim of the article itself, rated ``code`` or not at all."""
    rating = RATINGS[code] if code else None
    return {
        "number": number,
        "address": f"/fact-checks/ferry/claims/{number}/",
        "first_in_version": 1,
        "under_reexamination": False,
        "round": 1,
        "topic": "passengers",
        "selection": "central",
        "claim_reviewed": f"The ferry carried {number} passengers",
        "kind": "statistic",
        "quotations": [f"The night ferry carried {number} passengers"],
        "claimant": None,
        "claimed_on": "",
        "said": None,
        "rating": rating,
        "chip": rating or SAID_ONLY,
        "not_assessed_reason": "" if rating else "Nobody outside can know.",
        "explanation": "The *log* of the port says so.",
        "since_then": "",
        "settled": {"code": "agreed", "label": "By two reviews that agree"},
        "people_count": 2,
        "settled_on": "2026-03-05",
        "subclaims": [],
        "evidence": [evidence()],
        "single_source_reason": "",
        "searches": [],
        **changes,
    }


def finding(number: int = 1, code: str = "true", **changes: Any) -> Json:
    """Return a finding about the article, rated ``code``."""
    rating = RATINGS[code]
    return claim(
        number,
        code,
        claim_reviewed=f"The headline’s {number} passengers are nowhere in the text",
        quotations=[],
        chip={**rating, "label": f"Finding: {rating['label'].lower()}"},
        is_finding=True,
        **changes,
    )


def evidence(**changes: Any) -> Json:
    return {
        "source": source(),
        "bearing": "supports",
        "part": "",
        "origin": "desk",
        "passage": "412 on board.",
        "passage_language": "",
        "translation": "",
        "translator": "",
        "unreachable_reason": "",
        "archived": None,
        **changes,
    }


def source(**changes: Any) -> Json:
    return {
        "title": "Log of the port",
        "publisher": "Port authority",
        "url": "https://port.example/log",
        "published_on": "2026-03-03",
        "language": "en",
        "tier": "primary",
        "interest": "",
        "derived_from": "",
        **changes,
    }


def entry(number: int, kind: str, reason: str = "", **changes: Any) -> Json:
    """Return one entry of the history."""
    return {
        "number": number,
        "kind": kind,
        "reason": reason,
        "published_at": f"2026-03-{number:02}T23:30:00Z",
        "changed_ratings": [],
        "changed_claims": [],
        **changes,
    }


def manifest(*claims: Json, **changes: Any) -> Json:
    """Return a first version with ``claims``, each under one topic."""
    shown = list(claims) or [claim()]
    findings = [row for row in shown if "is_finding" in row]
    counted = [row for row in shown if "is_finding" not in row]
    return {
        "schema": "factcheck.manifest/1",
        "slug": "ferry",
        "number": 1,
        "kind": "first",
        "reason": "",
        "published_at": "2026-03-01T23:30:00Z",
        "first_published_at": "2026-03-01T23:30:00Z",
        "language": "en",
        "desk": "The Manifest Desk",
        "title": "How many people the night ferry carried",
        "summary": "The ferry carried as many as the article says.",
        "key_findings": ["It carried 412."],
        "why_checked": "Readers asked.",
        "reach": "",
        "as_of": "2026-02-28",
        "notice": "",
        "article": {
            "headline": "Harbor Ferry Carried Over 900 Passengers",
            "publisher": "Harbor Gazette",
            "byline": "",
            "url": "https://gazette.example/ferry",
            "published_on": "2026-02-20",
            "date_unknown_reason": "",
            "language": "en",
        },
        "people": [],
        "checked": {
            "people": 2,
            "claims": len(shown),
            "twice": len(shown),
            "blind": len(shown),
        },
        "ratings": [{**row, "definition": "Defined."} for row in RATINGS.values()],
        "tally": {
            "counts": _counted(counted),
            "of_the_article": sum(row["claimant"] is None for row in counted),
            "of_people_quoted": sum(row["claimant"] is not None for row in counted),
            **({"findings": _counted(findings)} if findings else {}),
        },
        "topics": [
            {
                "name": "passengers",
                "summary": "How many there were.",
                "claims": [row["number"] for row in shown],
            }
        ],
        "claims": shown,
        "still_checking": [],
        "not_checked": [],
        "dropped": [],
        "contacts": [],
        "sources": {"cited": [], "found": [source()]},
        "history": [entry(1, "first")],
        **changes,
    }


def _counted(claims: list[Json]) -> list[Json]:
    counts: dict[str, Json] = {}
    for row in claims:
        chip = row["chip"]
        counts.setdefault(chip["code"], {**chip, "count": 0})["count"] += 1
    return list(counts.values())
