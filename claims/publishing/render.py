"""Render: the bytes of every public page of a version, from its manifest alone.

Nothing here asks the database, a request or a clock, so the same manifest gives the
same bytes, and a page can be made again from the record.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from claims.choices import VersionKind
from claims.publishing.claimreview import claim_review, page_markup, wording

Json: TypeAlias = dict[str, Any]

RENDERER = "3"
"""Changes with whatever makes the same manifest other bytes."""


def pages(manifest: Json, *, site_url: str) -> dict[str, bytes]:
    """Return every page a version is read at.

    Args:
        manifest: of the version.
        site_url: scheme and host that the site's addresses begin with.

    Returns:
        Addresses, relative to the site, to HTML in UTF-8: the summary page, the page
        of this very version, and one page for each public claim number: its verdict,
        or a notice where no verdict stands any longer.
    """
    slug = manifest["slug"]
    summary = reverse("fact-check", args=[slug])
    pinned = reverse("fact-check-version", args=[slug, manifest["number"]])
    shown = {"check": manifest, "canonical": site_url + summary}
    markup = page_markup(manifest, site_url=site_url)
    return {
        summary: _page("claims/fact_check.html", shown | {"page_markup": markup}),
        pinned: _page("claims/fact_check.html", shown | {"is_pinned": True}),
        **{
            claim["address"]: _verdict(manifest, claim, site_url)
            for claim in manifest["claims"]
        },
        **{
            reverse("verdict", args=[slug, claim["number"]]): _no_verdict(
                manifest, claim["claim_reviewed"], f"{claim['reason']}. {claim['note']}"
            )
            for claim in manifest["dropped"]
        },
    }


def preview(manifest: Json) -> bytes:
    """Return the summary page as readers would see it, marked as unpublished."""
    return _page("claims/fact_check.html", {"check": manifest, "is_preview": True})


def _verdict(manifest: Json, claim: Json, site_url: str) -> bytes:
    if manifest["kind"] == VersionKind.WITHDRAWN:
        return _no_verdict(manifest, wording(claim), manifest["reason"])
    shown = {
        "check": manifest,
        "claim": claim,
        "canonical": site_url + claim["address"],
        "claim_markup": claim_review(manifest, claim, site_url=site_url),
    }
    return _page("claims/verdict.html", shown)


def _no_verdict(manifest: Json, words: str, reason: str) -> bytes:
    shown = {"check": manifest, "words": words, "reason": reason}
    return _page("claims/no_verdict.html", shown)


def _page(template: str, shown: Json) -> bytes:
    # The names of months: a version's pages speak its language, whoever asks.
    with translation.override(shown["check"]["language"]):
        return render_to_string(template, shown).encode()
