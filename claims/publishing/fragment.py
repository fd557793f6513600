"""Fragments: HTML with its markup, to paste into another system's page.

Made from a manifest alone, with whole addresses and no class, style or script of ours,
so that it takes on the look of the page it is pasted into. The fragment of a verdict
carries that verdict's one ClaimReview; the fragment of a whole fact-check only lists
where the verdicts stand (docs/decisions/0010).
"""

from __future__ import annotations

from typing import Any, TypeAlias

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from claims.choices import VersionKind
from claims.publishing.claimreview import claim_review, verdict_list

Json: TypeAlias = dict[str, Any]


def of_fact_check(manifest: Json, *, site_url: str) -> str:
    """Return the fragment of a whole fact-check.

    Args:
        manifest: of its newest version. A withdrawn one gives a notice.
        site_url: scheme and host that the site's addresses begin with.
    """
    shown = {
        "check": manifest,
        "site": site_url,
        "page": site_url + reverse("fact-check", args=[manifest["slug"]]),
        "is_withdrawn": manifest["kind"] == VersionKind.WITHDRAWN,
        "markup": verdict_list(manifest, site_url=site_url),
    }
    return _fragment("claims/fragments/fact_check.html", shown)


def of_verdict(manifest: Json, number: int, *, site_url: str) -> str | None:
    """Return the fragment of one verdict.

    Args:
        manifest: of the fact-check's newest version.
        number: the claim's public number.
        site_url: scheme and host that the site's addresses begin with.

    Returns:
        A notice where the verdict no longer stands; None if the number was never given.
    """
    numbers = {claim["number"]: claim for claim in manifest["claims"]}
    dropped = {claim["number"]: claim for claim in manifest["dropped"]}
    if number not in numbers | dropped:
        return None
    stands = number in numbers and manifest["kind"] != VersionKind.WITHDRAWN
    claim = numbers.get(number) or dropped[number]
    shown = {
        "check": manifest,
        "claim": claim,
        "site": site_url,
        "page": site_url + reverse("verdict", args=[manifest["slug"], number]),
        "markup": claim_review(manifest, claim, site_url=site_url) if stands else None,
    }
    name = "verdict" if stands else "no_verdict"
    return _fragment(f"claims/fragments/{name}.html", shown)


def _fragment(template: str, shown: Json) -> str:
    with translation.override(shown["check"]["language"]):
        lines = render_to_string(template, shown).splitlines()
    # Where it is pasted, a blank line may begin a paragraph.
    return "".join(f"{line}\n" for line in lines if line.strip())
