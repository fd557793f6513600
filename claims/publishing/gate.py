"""The gate: what stands between a draft and publication, each rule a sentence.

Unmet rules block; warnings show. Each says where it is mended.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from claims.choices import Selection, Status
from claims.judging import check_exceptions_named, part_ratings
from claims.lifecycle import StepRefused
from claims.models import Claim, FactCheck, Review, SiteStatement, Verdict
from claims.publishing import claimreview, manifest
from sources.models import Source

MOST_QUOTED = 0.25
"""Share of the article above which the gate warns: the text is its publisher's."""

_SINGLE = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Unmet:
    """A rule that is not met, as a sentence, and the desk's address that mends it."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate found: ``unmet`` blocks publication, ``warnings`` do not."""

    unmet: list[Unmet]
    warnings: list[Unmet]
    quoted_share: float

    @property
    def quoted_percent(self) -> int:
        """The share quoted in percent, rounded up: what is above a limit looks it."""
        return math.ceil(round(self.quoted_share * 100, 6))

    @property
    def is_open(self) -> bool:
        return not self.unmet


class GateClosed(StepRefused):
    """Publication was refused; ``gate`` lists every unmet rule."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(" ".join(unmet.sentence for unmet in gate.unmet))
        self.gate = gate


def examine(fact_check: FactCheck) -> Gate:
    """Return every rule of publication that ``fact_check`` does not meet now.

    A withdrawal shows nothing new and so passes no gate.
    """
    claims = manifest.claims_for(fact_check)
    verdicts = [
        (claim, verdict)
        for claim in claims
        if (verdict := manifest.present_verdict(claim)) is not None
    ]
    origins = _origins(
        evidence.source_id
        for claim, verdict in verdicts
        for evidence, _bearing in manifest.evidence_shown(claim, verdict)
    )
    is_first = not fact_check.versions.exists()
    would_be = manifest.would_be(fact_check, claims)
    unmet = [
        *_draft(fact_check),
        *_claims(fact_check, claims, is_first=is_first),
        *_statements(),
        *(rule for pair in verdicts for rule in _verdict(*pair, origins)),
        *_names(claims, would_be),
        *_markup(fact_check, claims, would_be, errors=True),
    ]
    text = fact_check.article.latest_revision().text
    share = manifest.quoted_share(would_be, text)
    warnings = [
        *_markup(fact_check, claims, would_be, errors=False),
        *(rule for pair in verdicts for rule in _unseen(*pair)),
        *_changed(claims),
        *_without_paraphrase(fact_check, would_be),
        *_without_sentence(fact_check, would_be),
    ]
    found = Gate(unmet=unmet, warnings=warnings, quoted_share=share)
    if share > MOST_QUOTED:
        warnings.append(
            Unmet(
                f"The page would quote {found.quoted_percent}% of the article; the "
                "text belongs to its publisher.",
                _article_address(fact_check),
            )
        )
    return found


def _draft(fact_check: FactCheck) -> Iterator[Unmet]:
    address = reverse("admin:claims_factcheck_change", args=[fact_check.pk])
    for name, words in (
        ("title", "a title"),
        ("summary", "a one-sentence summary"),
        ("why_checked", "a word on why it was checked"),
        ("as_of", "an as-of date"),
    ):
        if not getattr(fact_check, name):
            yield Unmet(f"The fact-check needs {words}.", f"{address}#id_{name}")
    if not 3 <= len(fact_check.findings) <= 5:
        yield Unmet(
            "The fact-check needs three to five key findings.",
            f"{address}#id_key_findings",
        )
    article = fact_check.article
    if article.published_on is None and not article.date_unknown_reason:
        yield Unmet(
            "The article's date is unknown: give it, or say why it is not known.",
            _article_address(fact_check),
        )


def _claims(
    fact_check: FactCheck, claims: list[Claim], *, is_first: bool
) -> Iterator[Unmet]:
    if not any(claim.status == Status.DECIDED for claim in claims):
        yield Unmet(
            "No claim of the article is decided: there is nothing to publish.",
            _article_address(fact_check),
        )
    if is_first:
        for claim in claims:
            if claim.selection == Selection.CENTRAL and claim.status != Status.DECIDED:
                yield Unmet(
                    f"The central {_called(claim)} {_quoted(claim)} is not decided.",
                    _address(claim),
                )


def _statements() -> Iterator[Unmet]:
    for label in SiteStatement.objects.missing():
        yield Unmet(
            f"The public statement “{label}” is empty.",
            reverse("admin:claims_sitestatement_changelist"),
        )


def _verdict(
    claim: Claim, verdict: Verdict, origins: Mapping[int, int]
) -> Iterator[Unmet]:
    address = _address(claim)
    shown = manifest.evidence_shown(claim, verdict)
    if not verdict.explanation.strip():
        yield Unmet(f"{_quoted(claim)} has no explanation.", address)
    try:
        check_exceptions_named(verdict.explanation, part_ratings(verdict.answer))
    except StepRefused as refused:
        yield Unmet(f"{_quoted(claim)}: {refused}", address)
    for evidence, _bearing in shown:
        if not evidence.source.is_opened:
            yield Unmet(
                f"{_quoted(claim)} rests on {_quoted(evidence.source)}, which nobody "
                "has opened.",
                address,
            )
    if not shown:
        yield Unmet(f"{_quoted(claim)} shows no standing evidence.", address)
    if (
        claim.selection == Selection.CENTRAL
        and not claim.single_source_reason
        and len(_independent([row.source_id for row, _ in shown], origins)) < 2
    ):
        yield Unmet(
            f"The central {_called(claim)} {_quoted(claim)} rests on fewer than two "
            "independent sources; add one, or say why there is only one.",
            f"{address}?open=prepare#words",
        )
    if claim.is_finding and not claim.contacts.all():
        yield Unmet(
            f"The finding {_quoted(claim)} needs a contact: ask the publisher, or say "
            "why nobody was asked.",
            f"{reverse('admin:claims_contact_add')}?claim={claim.pk}",
        )
    elif verdict.rating and verdict.rating.needs_contact and not claim.contacts.all():
        yield Unmet(
            f"“{verdict.rating}” for {_quoted(claim)} needs a contact, or a word on "
            "why nobody was asked.",
            f"{reverse('admin:claims_contact_add')}?claim={claim.pk}",
        )


def _origins(sources: Iterable[int]) -> dict[int, int]:
    """Map each source that repeats another to that other, as far back as it goes.

    The number of queries is that of the links in the longest chain.
    """
    origins: dict[int, int] = {}
    asked = set(sources)
    while asked:
        found = Source.objects.filter(pk__in=asked).exclude(derived_from=None)
        links = dict(found.values_list("pk", "derived_from_id"))
        origins |= links
        asked = set(links.values()) - origins.keys()
    return origins


def _independent(sources: Iterable[int], origins: Mapping[int, int]) -> set[int]:
    """Return the sources that others merely repeat."""
    roots = set()
    for source in sources:
        passed = set()
        while source in origins and source not in passed:
            passed.add(source)
            source = origins[source]
        roots.add(source)
    return roots


def _unseen(claim: Claim, verdict: Verdict) -> Iterator[Unmet]:
    """Warn where those who reviewed have not read the explanation as it stands."""
    seen = {
        row.seen_by_id for row in verdict.seen.all() if row.version == verdict.version
    }
    if verdict.version == 1:
        # Unedited, it is somebody's own reasoning.
        answer = verdict.answer
        seen.add(
            answer.reviewer_id if isinstance(answer, Review) else answer.proposed_by_id
        )
    for review in claim.reviews.all():
        if review.round == claim.round and review.reviewer_id not in seen:
            yield Unmet(
                f"{review.reviewer} has not read the explanation of {_quoted(claim)} "
                "as it now stands.",
                _address(claim),
            )


def _changed(claims: list[Claim]) -> Iterator[Unmet]:
    """Warn of verdicts on words that the article has changed since."""
    for claim in claims:
        if claim.changed_in_id and claim.status == Status.DECIDED:
            yield Unmet(
                f"The article has changed the words of {_quoted(claim)} since its "
                "verdict: say that it still stands, or publish a notice.",
                f"{_address(claim)}#change",
            )


def _without_paraphrase(
    fact_check: FactCheck, would_be: manifest.Json
) -> Iterator[Unmet]:
    """Warn where the page would count claims left unchecked and say nothing of them."""
    for row in would_be["not_checked"]:
        if not row["notes"]:
            yield Unmet(
                f"“{row['label']}” ({row['count']}) comes without a word on what those "
                "claims are.",
                _article_address(fact_check),
            )


def _without_sentence(
    fact_check: FactCheck, would_be: manifest.Json
) -> Iterator[Unmet]:
    """Warn where a heading that may be the reading's own stands over verdicts alone."""
    for topic in would_be["topics"]:
        if topic["name"] and not topic["summary"]:
            yield Unmet(
                f"The topic {_quoted(topic['name'])} would be a heading without a "
                "sentence: say in one what was found, and see that the name fits.",
                f"{_article_address(fact_check)}#topics",
            )


def _names(claims: list[Claim], would_be: manifest.Json) -> Iterator[Unmet]:
    """Find claimants who are not to be named in what the version would show.

    What earlier versions said of themselves is left to withholding.
    """
    for claim in claims:
        names = manifest.names_withheld([claim])
        places = [
            member.replace("_", " ")
            for member, shown in would_be.items()
            if member != "history"
            and any(manifest.names_any(text, names) for text in _texts(shown))
        ]
        if places:
            yield Unmet(
                f"The claimant of {_quoted(claim)} is not to be named, but is in: "
                f"{', '.join(places)}.",
                _address(claim),
            )


def _texts(shown: Any) -> Iterator[str]:
    """Give every text inside a JSON value."""
    match shown:
        case str():
            yield shown
        case dict():
            for value in shown.values():
                yield from _texts(value)
        case list():
            for value in shown:
                yield from _texts(value)


def _markup(
    fact_check: FactCheck,
    claims: list[Claim],
    would_be: manifest.Json,
    *,
    errors: bool,
) -> Iterator[Unmet]:
    """Run the linter on the ClaimReview each verdict would carry."""
    addresses = {claim.claim_reviewed: _address(claim) for claim in claims}
    for claim in would_be["claims"]:
        markup = claimreview.claim_review(would_be, claim, site_url=settings.SITE_URL)
        for fault in claimreview.lint(markup) if markup else ():
            if fault.is_error == errors:
                yield Unmet(
                    f"{_quoted(claim['claim_reviewed'])}: {fault.sentence}",
                    addresses.get(
                        claim["claim_reviewed"], _article_address(fact_check)
                    ),
                )


def _quoted(words: object) -> str:
    """Put words between quotation marks, those they hold turned into single ones."""
    return f"“{str(words).translate(_SINGLE)}”"


def _called(claim: Claim) -> str:
    return "finding" if claim.is_finding else "claim"


def _address(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])


def _article_address(fact_check: FactCheck) -> str:
    return reverse("admin:claims_article_change", args=[fact_check.article_id])
