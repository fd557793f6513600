"""The manifest: everything one version of a fact-check shows, as plain JSON values.

It is the record; pages and ClaimReview are made from it and from nothing else. Only
strings, whole numbers, booleans, null, lists and objects occur, so that its canonical
form (RFC 8785) has one spelling and one hash. Addresses are relative to the site.
Text of the article is quoted only for claims that were reviewed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

import rfc8785
from django.conf import settings
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from claims.choices import SAID_TO_BE_THEIRS, LeaveReason, Said, Status, VersionKind
from claims.judging import part_ratings
from claims.models import (
    Claim,
    Contact,
    Evidence,
    FactCheck,
    Mention,
    Rating,
    Revision,
    Verdict,
    Version,
)
from sources.models import Picture, Source
from sources.pictures import ENDINGS

SCHEMA = "factcheck.manifest/1"

Json: TypeAlias = dict[str, Any]

_LEFT_OUT = "[left out]"
"""Stands in a withdrawal for a text that named somebody who is not to be named."""

_TOLD_OF_THE_VERSION = frozenset(
    {
        "number",
        "kind",
        "reason",
        "published_at",
        "first_published_at",
        "people",
        "history",
    }
)
"""Members that differ between two versions although nothing was changed."""


def build(
    fact_check: FactCheck,
    *,
    claims: list[Claim],
    number: int,
    kind: str,
    reason: str,
    at: dt.datetime,
    people: Iterable[str],
    previous: Iterable[Version],
) -> Json:
    """Return the manifest of the version that would be published now.

    Args:
        fact_check: the draft.
        claims: the article's claims as :func:`claims_for` loads them.
        number, kind, reason, at: of the version.
        people: commitments (hex SHA-256) to the names of those who checked.
        previous: the versions before, oldest first, with their manifests.
    """
    article = fact_check.article
    withheld = names_withheld(claims)
    past = [(version, load(version)) for version in previous]
    before = {claim["number"]: claim for _v, m in past for claim in m.get("claims", [])}
    published = [
        _claim(
            claim,
            verdict,
            first_in=_first_in(claim, before, number),
            withheld=withheld,
        )
        for claim in claims
        if claim.public_number and (verdict := present_verdict(claim))
    ]
    held = {row["number"]: row for row in past[-1][1].get("claims", [])} if past else {}
    published += [
        _under_reexamination(claim, held[claim.public_number], withheld)
        for claim in claims
        if claim.public_number in held
        and claim.status not in (Status.DECIDED, Status.NOT_CHECKED)
    ]
    published.sort(key=lambda claim: claim["number"])
    manifest: Json = {
        "schema": SCHEMA,
        "slug": article.slug,
        "number": number,
        "kind": str(kind),
        "reason": reason,
        "published_at": moment(at),
        "first_published_at": moment(past[0][0].published_at if past else at),
        "language": settings.LANGUAGE_CODE,
        "desk": settings.DESK_NAME,
        "title": fact_check.title,
        "summary": fact_check.summary,
        "key_findings": fact_check.findings,
        "why_checked": fact_check.why_checked,
        "reach": article.reach,
        "as_of": _day(fact_check.as_of),
        "notice": fact_check.notice,
        "article": {
            "headline": article.headline,
            "publisher": article.publisher,
            "byline": article.byline,
            "url": article.url,
            "published_on": _day(article.published_on),
            "date_unknown_reason": article.date_unknown_reason,
            "language": article.language,
        },
        "people": sorted(people),
        "checked": {
            "people": len(reviewers_of(claims)),
            "claims": len(published),
            "twice": sum(claim["people_count"] > 1 for claim in published),
            "blind": sum(
                claim["people_count"] > 1 and claim["round"] == 1 for claim in published
            ),
        },
        "ratings": _scale(article.scale.ratings.order_by("position", "pk"))
        if article.scale
        else [],
        "tally": _tally(published),
        "topics": _topics(published, claims),
        "claims": published,
        "still_checking": [
            claim.claim_reviewed
            for claim in claims
            if claim.status in (Status.OPEN, Status.SECOND_REVIEW, Status.DISPUTED)
            and claim.public_number not in before
            and not claim.is_finding
        ],
        "not_checked": _not_checked(claims),
        "dropped": [
            {
                "number": claim.public_number,
                "claim_reviewed": before[claim.public_number]["claim_reviewed"],
                "reason": claim.get_leave_reason_display() or "Being checked again",
                "note": claim.leave_note,
            }
            for claim in claims
            if claim.public_number in before
            and claim.public_number not in {row["number"] for row in published}
        ],
        "contacts": [_contact(contact, withheld) for contact in _contacts(fact_check)],
        "sources": _sources(article.latest_revision(), published),
    }
    manifest["history"] = [
        *(past[-1][1].get("history", []) if past else []),
        {
            "number": number,
            "kind": str(kind),
            "reason": reason,
            "published_at": moment(at),
            "changed_ratings": changed_ratings(past[-1][1], manifest) if past else [],
            "changed_claims": changed_claims(past[-1][1], manifest) if past else [],
        },
    ]
    return manifest


def withdrawal(
    last: Mapping[str, Any],
    *,
    claims: Iterable[Claim],
    number: int,
    reason: str,
    at: dt.datetime,
) -> Json:
    """Return the manifest of a version by which the verdicts no longer stand.

    It holds what the version before held and nothing that the desk has done since: no
    verdict and no number comes out by being withdrawn. Texts with a name that is not
    to be said any more are left out.

    Args:
        last: the manifest of the version before.
        claims: the article's claims, for whom not to name.
        number, reason, at: of the version.
    """
    names = names_withheld(claims)
    kind = str(VersionKind.WITHDRAWN)
    kept = _without_texts(dict(last), names) if names else dict(last)
    entry: Json = {
        "number": number,
        "kind": kind,
        "reason": reason,
        "published_at": moment(at),
        "changed_ratings": [],
        "changed_claims": [],
    }
    return {
        **kept,
        "number": number,
        "kind": kind,
        "reason": reason,
        "published_at": moment(at),
        "history": [*kept["history"], entry],
    }


def _without_texts(value: Any, names: Collection[str]) -> Any:
    """Return a JSON value with each text that names somebody left out."""
    match value:
        case str():
            return _LEFT_OUT if names_any(value, names) else value
        case dict():
            return {key: _without_texts(each, names) for key, each in value.items()}
        case list():
            return [_without_texts(each, names) for each in value]
    return value


def canonical(manifest: Mapping[str, Any]) -> str:
    """Return the manifest's one spelling: canonical JSON as of RFC 8785."""
    return rfc8785.dumps(dict(manifest)).decode()


def digest(body: str) -> str:
    """Return the SHA-256 of a manifest's canonical form, as 64 hex digits."""
    return hashlib.sha256(body.encode()).hexdigest()


def load(version: Version) -> Json:
    """Return the stored manifest of a version, empty where it was withheld."""
    body = version.manifest.body
    manifest: Json = json.loads(body) if body else {}
    return manifest


def differs(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two manifests show something different, version data apart."""
    return any(
        one.get(name) != other.get(name)
        for name in one.keys() | other.keys()
        if name not in _TOLD_OF_THE_VERSION
    )


def digest_of_content(shown: Mapping[str, Any]) -> str:
    """Return what tells two states of a page apart, version data aside."""
    content = {
        name: value for name, value in shown.items() if name not in _TOLD_OF_THE_VERSION
    }
    return digest(canonical(content))


def changed_ratings(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Json]:
    """Return the claims rated otherwise than before: number, words, from, to."""
    old = {claim["number"]: claim for claim in before.get("claims", [])}
    return [
        {
            "number": claim["number"],
            "claim_reviewed": claim["claim_reviewed"],
            "from": old[claim["number"]]["chip"]["label"],
            "to": claim["chip"]["label"],
        }
        for claim in after["claims"]
        if claim["number"] in old and old[claim["number"]]["chip"] != claim["chip"]
    ]


def changed_claims(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the claims of which anything shown differs from before."""
    old = {claim["number"]: claim for claim in before.get("claims", [])}
    return [
        claim["number"]
        for claim in after["claims"]
        if claim["number"] in old and old[claim["number"]] != claim
    ]


def reviewers_of(claims: Iterable[Claim]) -> set[str]:
    """Return the names of those whose reviews the published verdicts rest on."""
    return {
        review.reviewer.get_full_name() or review.reviewer.get_username()
        for claim in claims
        if claim.status == Status.DECIDED
        for review in claim.reviews.all()
        if review.round == claim.round
    }


def verdicts_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the claims, by their words, of which the public verdict is another.

    Another rating, of the whole or of a part, another answer to *Was it said?*, a
    verdict that is gone, and every verdict that stands again after a withdrawal.
    """
    new = {claim["number"]: claim for claim in after["claims"]}
    withdrawn = before.get("kind") == VersionKind.WITHDRAWN
    return [
        claim["claim_reviewed"]
        for claim in before.get("claims", [])
        if claim["number"] not in new
        or withdrawn
        or _judged(claim) != _judged(new[claim["number"]])
    ]


def _judged(claim: Json) -> tuple[Any, ...]:
    return (claim["chip"], claim["said"], claim["subclaims"])


def quoted_share(shown: Mapping[str, Any], text: str) -> float:
    """Return how much of an article a version repeats, as a share of its length.

    Args:
        shown: the manifest; its quotations count, and what it lists as still being
            checked where that stands in the article word for word.
        text: the article's latest text. What is quoted from an earlier one counts
            too.
    """
    quoted: set[int] = set()
    elsewhere = 0
    for words in dict.fromkeys(
        quote for claim in shown["claims"] for quote in claim["quotations"]
    ):
        start = text.find(words)
        if start < 0:
            elsewhere += len(words)
        else:
            quoted.update(range(start, start + len(words)))
    for words in shown["still_checking"]:
        start = text.find(words)
        if start >= 0:
            quoted.update(range(start, start + len(words)))
    return min(1.0, (len(quoted) + elsewhere) / len(text))


def claims_for(fact_check: FactCheck) -> list[Claim]:
    """Load the article's claims with all a manifest says of them, in page order.

    The number of queries does not depend on the number of claims.
    """
    answers = ("review", "proposal")
    return list(
        fact_check.article.claims.filter(
            Q(duplicate_of=None) & ~Q(leave_reason=LeaveReason.RESHAPED)
            | ~Q(public_number=None)
        )
        .select_related("topic", "article")
        .prefetch_related(
            Prefetch("mentions", Mention.objects.present().order_by("start", "pk")),
            "reviews__reviewer",
            "contacts",
            "searches",
            Prefetch(
                "evidence",
                Evidence.objects.select_related("archived_copy", "subclaim", "picture"),
            ),
            "evidence__source__derived_from",
            Prefetch("verdicts", Verdict.objects.select_related("rating", *answers)),
            "verdicts__seen",
            *(f"verdicts__{answer}__bearings" for answer in answers),
            *(f"verdicts__{answer}__subclaim_ratings__subclaim" for answer in answers),
            *(f"verdicts__{answer}__subclaim_ratings__rating" for answer in answers),
        )
        .order_by("topic__position", "topic_id", "position", "pk")
    )


def give_numbers(claims: list[Claim]) -> list[Claim]:
    """Give each settled claim that has none the next public number, in memory.

    Returns:
        The claims that got one, in page order.
    """
    last = max((claim.public_number or 0 for claim in claims), default=0)
    new = [c for c in claims if c.status == Status.DECIDED and c.public_number is None]
    for public_number, claim in enumerate(new, start=last + 1):
        claim.public_number = public_number
    return new


def would_be(fact_check: FactCheck, claims: list[Claim]) -> Json:
    """Return the manifest of a version published now, for preview and linter.

    Settled claims without a public number get the next ones in memory only.
    """
    give_numbers(claims)
    previous = list(fact_check.versions.with_manifest().order_by("number"))
    return build(
        fact_check,
        claims=claims,
        number=len(previous) + 1,
        kind=VersionKind.UPDATE if previous else VersionKind.FIRST,
        reason="",
        at=timezone.now(),
        people=[],
        previous=previous,
    )


def names_withheld(claims: Iterable[Claim]) -> set[str]:
    """Return the claimants marked “do not name”: they appear in no version."""
    return {claim.claimant for claim in claims if claim.do_not_name and claim.claimant}


def names_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of ``names`` stands in a text as words of its own, case aside."""
    return any(
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        for name in names
    )


def present_verdict(claim: Claim) -> Verdict | None:
    """Return the verdict a settled claim has now, from what was loaded."""
    if claim.status != Status.DECIDED:
        return None
    return next(v for v in claim.verdicts.all() if v.round == claim.round)


def evidence_shown(claim: Claim, verdict: Verdict) -> list[tuple[Evidence, str]]:
    """Return the standing evidence the verdict weighs, each with its bearing."""
    bearings = {row.evidence_id: row.bearing for row in verdict.answer.bearings.all()}
    return [
        (evidence, bearings[evidence.pk])
        for evidence in sorted(claim.evidence.all(), key=lambda row: row.pk)
        if evidence.pk in bearings and evidence.withdrawn_at is None
    ]


def pictures_shown(shown: Mapping[str, Any]) -> set[str]:
    """Return the SHA-256 of every picture that a manifest's pages show."""
    return {
        piece["picture"]["sha256"]
        for claim in shown["claims"]
        for piece in claim["evidence"]
        if piece.get("picture")
    }


def moment(at: dt.datetime) -> str:
    """Return a moment as UTC to the second, as the record spells it."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _first_in(claim: Claim, before: Mapping[int, Json], number: int) -> int:
    held = before.get(claim.public_number or 0)
    return int(held["first_in_version"]) if held else number


def _under_reexamination(claim: Claim, held: Json, withheld: Collection[str]) -> Json:
    """Return a reopened claim as it was published, without names now withheld."""
    claimant = held["claimant"]
    return {
        **held,
        "under_reexamination": True,
        "claimant": _nameless(claimant) if claimant and claim.do_not_name else claimant,
        "quotations": [
            quote for quote in held["quotations"] if not names_any(quote, withheld)
        ],
        "evidence": [_without_names(piece, withheld) for piece in held["evidence"]],
    }


def _without_names(piece: Json, withheld: Collection[str]) -> Json:
    """Return a published piece of evidence, less a picture that now names somebody."""
    picture = piece.get("picture")
    if picture and names_any(f"{picture['alt']}\n{picture['credit']}", withheld):
        return {name: value for name, value in piece.items() if name != "picture"}
    return piece


def _claim(
    claim: Claim, verdict: Verdict, *, first_in: int, withheld: Collection[str]
) -> Json:
    """Return one settled claim as the page shows it.

    A finding about the article says so, by a member that other claims lack and on its
    chip: a bare “True” beside it would seem to be said of the article.
    """
    answer = verdict.answer
    rating = _rating(verdict.rating)
    chip = rating or _unrated(claim)
    shown: Json = {
        "number": claim.public_number,
        "address": reverse("verdict", args=[claim.article.slug, claim.public_number]),
        "first_in_version": first_in,
        "under_reexamination": False,
        "round": verdict.round,
        "topic": claim.topic.name if claim.topic else "",
        "selection": claim.selection,
        "claim_reviewed": claim.claim_reviewed,
        "kind": claim.kind,
        "quotations": [
            quote
            for quote in dict.fromkeys(
                mention.quote for mention in claim.mentions.all()
            )
            if not names_any(quote, withheld)
        ],
        "claimant": _claimant(claim, verdict.said),
        "claimed_on": _day(claim.claimed_on),
        "said": {"code": verdict.said, "label": Said(verdict.said).label}
        if verdict.said
        else None,
        "rating": rating,
        "chip": _of_a_finding(chip) if claim.is_finding else chip,
        "not_assessed_reason": verdict.not_assessed_reason,
        "explanation": verdict.explanation,
        "since_then": verdict.since_then,
        "settled": {"code": verdict.settled, "label": verdict.get_settled_display()},
        "people_count": verdict.people,
        "settled_on": _day(verdict.settled_at.date()),
        "subclaims": [
            {
                "text": part.text,
                "chip": _rating(rated) or {"code": "not-assessed", **_NOT_ASSESSED},
            }
            for part, rated in part_ratings(answer).items()
        ],
        "evidence": [
            _evidence(evidence, bearing)
            for evidence, bearing in evidence_shown(claim, verdict)
        ],
        "single_source_reason": claim.single_source_reason,
        "searches": [
            {
                "sought": search.sought,
                "place": search.place,
                "searched_on": _day(search.searched_on),
                "outcome": search.outcome,
            }
            for search in sorted(claim.searches.all(), key=lambda row: row.pk)
        ],
    }
    return shown | {"is_finding": True} if claim.is_finding else shown


_NOT_ASSESSED = {"label": "Not assessed", "color": "unrated", "rank": None}


def _unrated(claim: Claim) -> Json:
    """Return the gray chip of a claim of which only the words were checked."""
    if claim.claimant:
        return {"code": "said-only", **_NOT_ASSESSED, "label": "Said, not verified"}
    return {"code": "not-assessed", **_NOT_ASSESSED}


def _of_a_finding(chip: Json) -> Json:
    return {**chip, "label": f"Finding: {chip['label'].lower()}"}


def _claimant(claim: Claim, said: str) -> Json | None:
    """Return who is said to have said it; None where the article itself asserts it."""
    if not claim.claimant:
        return None
    claimant = {
        "name": claim.claimant,
        "url": claim.claimant_url,
        "via": list(claim.via),
        "is_theirs": said in SAID_TO_BE_THEIRS,
    }
    return _nameless(claimant) if claim.do_not_name else claimant


def _nameless(claimant: Json) -> Json:
    return {**claimant, "name": "", "url": "", "via": []}


def _rating(rating: Rating | None) -> Json | None:
    if rating is None:
        return None
    return {
        "code": rating.code,
        "label": rating.label,
        "color": rating.color,
        "rank": rating.rank,
    }


def _scale(ratings: Iterable[Rating]) -> list[Json]:
    return [
        {**(_rating(rating) or {}), "definition": rating.definition}
        for rating in ratings
    ]


def _evidence(evidence: Evidence, bearing: str) -> Json:
    copy = evidence.archived_copy
    shown: Json = {
        "source": _source(evidence.source),
        "bearing": bearing,
        "part": evidence.subclaim.text if evidence.subclaim else "",
        "origin": evidence.origin,
        "passage": evidence.passage,
        "passage_language": evidence.passage_language,
        "translation": evidence.translation,
        "translator": evidence.translator,
        "unreachable_reason": evidence.unreachable_reason,
        "archived": {"sha256": copy.sha256, "saved_at": moment(copy.saved_at)}
        if copy
        else None,
    }
    if evidence.picture:
        # Absent where there is none, as in the versions before pictures were shown.
        shown["picture"] = _picture(evidence, evidence.picture)
    return shown


def _picture(evidence: Evidence, picture: Picture) -> Json:
    return {
        "address": reverse(
            "picture", args=[picture.sha256, ENDINGS[picture.media_type]]
        ),
        "sha256": picture.sha256,
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "alt": evidence.picture_alt,
        "credit": evidence.picture_credit,
        "graphic": evidence.picture_is_graphic,
    }


def _source(source: Source) -> Json:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published_on": _day(source.published_on),
        "language": source.language,
        "tier": source.tier,
        "interest": source.interest,
        "derived_from": str(source.derived_from) if source.derived_from else "",
    }


def _tally(published: list[Json]) -> Json:
    """Count the claims by what was found; whose claims they are is told apart.

    Findings are counted by themselves, where there are any: that one holds speaks
    against the article, not for it.
    """
    findings = [claim for claim in published if claim.get("is_finding")]
    claims = [claim for claim in published if not claim.get("is_finding")]
    told: Json = {
        "counts": _counted(claims),
        "of_the_article": sum(claim["claimant"] is None for claim in claims),
        "of_people_quoted": sum(claim["claimant"] is not None for claim in claims),
    }
    return told | {"findings": _counted(findings)} if findings else told


def _counted(claims: list[Json]) -> list[Json]:
    """Count claims by their chip, what is most true first."""
    counts: dict[str, Json] = {}
    for claim in claims:
        row = counts.setdefault(claim["chip"]["code"], {**claim["chip"], "count": 0})
        row["count"] += 1
    return sorted(counts.values(), key=lambda row: -(row["rank"] or 0))


def _topics(published: list[Json], claims: list[Claim]) -> list[Json]:
    numbers: dict[str, list[int]] = {}
    for claim in published:
        numbers.setdefault(claim["topic"], []).append(claim["number"])
    topics = {claim.topic.name: claim.topic for claim in claims if claim.topic}
    named = sorted(
        (topic for name, topic in topics.items() if name in numbers),
        key=lambda topic: (topic.position, topic.pk),
    )
    rest = [name for name in numbers if name not in topics]
    return [
        {"name": topic.name, "summary": topic.summary, "claims": numbers[topic.name]}
        for topic in named
    ] + [{"name": name, "summary": "", "claims": numbers[name]} for name in rest]


def _not_checked(claims: list[Claim]) -> list[Json]:
    """Count the claims left by reason, with the desk's paraphrases, no quotations.

    A finding that was not checked is nothing the article says, and nobody's business.
    """
    claims = [claim for claim in claims if not claim.is_finding]
    rows: list[Json] = []
    for reason in LeaveReason:
        left = [
            claim
            for claim in claims
            if claim.leave_reason == reason and not claim.public_number
        ]
        if left:
            links = [claim.leave_link for claim in left if claim.leave_link]
            notes = [claim.leave_note for claim in left if claim.leave_note]
            rows.append(
                {
                    "code": reason.value,
                    "label": str(reason.label),
                    "count": len(left),
                    "notes": list(dict.fromkeys(notes)),
                    "links": list(dict.fromkeys(links)),
                }
            )
    proposed = sum(claim.status == Status.PROPOSED for claim in claims)
    if proposed:
        rows.append(
            {
                "code": "not-taken-on",
                "label": "Not taken on so far",
                "count": proposed,
                "notes": [],
                "links": [],
            }
        )
    return rows


def _contacts(fact_check: FactCheck) -> Iterable[Contact]:
    return fact_check.article.contacts.order_by("contacted_on", "pk")


def _contact(contact: Contact, withheld: Collection[str]) -> Json:
    return {
        "who": "" if names_any(contact.who, withheld) else contact.who,
        "role": contact.role,
        "channel": contact.get_channel_display(),
        "contacted_on": _day(contact.contacted_on),
        "deadline_on": _day(contact.deadline_on),
        "answered_on": _day(contact.answered_on),
        "words": contact.words_to_publish,
        "nobody_reason": contact.nobody_reason,
    }


def _sources(revision: Revision, published: list[Json]) -> Json:
    """Return what the article cites, with how far the desk came, and what it found."""
    used = {
        (row["source"]["title"], row["source"]["publisher"], row["source"]["url"]): row
        for claim in published
        for row in claim["evidence"]
    }
    citations = list(revision.citations.select_related("source").order_by("position"))
    by_the_article = {_key(citation.source) for citation in citations}
    return {
        "cited": [
            {
                "title": citation.title,
                "publisher": citation.publisher,
                "url": citation.source.url or citation.url,
                "state": citation.source.get_state_display(),
                "used": _key(citation.source) in used,
            }
            for citation in citations
        ],
        "found": [
            row["source"] for key, row in used.items() if key not in by_the_article
        ],
    }


def _key(source: Source) -> tuple[str, str, str]:
    return (source.title, source.publisher, source.url)
