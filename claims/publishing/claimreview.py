"""ClaimReview and the other markup machines read, and a linter for it.

The markup is made from a frozen manifest and nothing else, so what it says is what the
page says. Properties: schema.org/ClaimReview, and Google's page on fact-check markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.urls import reverse

from claims.choices import Said, VersionKind
from claims.publishing.prose import to_text

Json: TypeAlias = dict[str, Any]

LONGEST_CLAIM = 75
"""Characters of ``claimReviewed`` that readers of the markup show in full."""

ABOUT_THE_QUOTATION = frozenset({Said.ALTERED, Said.MISATTRIBUTED})
"""Answers to *Was it said?* after which the rating is of the quotation itself."""

_RATING_WORDS = re.compile(
    r"\b(true|false|half[- ]true|misleading|unproven|debunked|fake|hoax|incorrect)\b",
    re.IGNORECASE,
)
# Only verbs that are hardly ever nouns: an error stops the publication.
_REPORTING = re.compile(
    r"\b(according to|alleged|alleges|allegedly|asserted|claimed|reported|reportedly"
    r"|said|says|stated|told|tweeted)\b",
    re.IGNORECASE,
)
_MOST_TRUE = frozenset({"true", "correct", "accurate"})
_LEAST_TRUE = frozenset({"false", "incorrect", "fake", "pants on fire"})
_NUMBERS = ("ratingValue", "bestRating", "worstRating")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with markup; an error blocks publication, a warning shows.

    Attributes:
        where: the property to mend, from the ClaimReview down, such as
            "reviewRating.bestRating".
    """

    code: str
    sentence: str
    is_error: bool = True
    where: str = ""


def wording(claim: Json) -> str:
    """Return the claim in the words that its rating is about.

    Where a quotation was altered or invented, that is "X said: …"; else the bare claim.
    """
    bare: str = claim["claim_reviewed"]
    if not is_about_the_quotation(claim):
        return bare
    name = claim["claimant"]["name"] or "The person quoted"
    return bare if bare.startswith(f"{name} said") else f"{name} said: {bare}"


def is_about_the_quotation(claim: Json) -> bool:
    """Whether the finding is that somebody's words were altered or are another's."""
    return bool(claim["said"]) and claim["said"]["code"] in ABOUT_THE_QUOTATION


def claim_review(manifest: Json, claim: Json, *, site_url: str) -> Json | None:
    """Return the ClaimReview of one claim as JSON-LD.

    Args:
        manifest: of a version.
        claim: one of ``manifest["claims"]``.
        site_url: scheme and host that the site's addresses begin with.

    Returns:
        None where nothing is rated: of a claim whose words alone were checked, and of
        every claim of a withdrawn version. None of a finding about the article, too,
        which nobody claimed (docs/decisions/0013).
    """
    if claim["rating"] is None or manifest["kind"] == VersionKind.WITHDRAWN:
        return None
    if claim.get("is_finding"):
        return None
    published = {entry["number"]: entry for entry in manifest["history"]}
    first = published[claim["first_in_version"]]
    markup: Json = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": site_url + claim["address"],
        "claimReviewed": wording(claim),
        "author": _desk(manifest, site_url),
        "datePublished": first["published_at"],
        "dateModified": manifest["published_at"],
        "inLanguage": manifest["language"],
        "reviewRating": _review_rating(manifest, claim),
        "itemReviewed": _item_reviewed(manifest, claim),
    }
    if manifest["notice"]:
        # “Demonstration data” above the page is as true of its markup.
        markup["description"] = manifest["notice"]
    corrections = [
        {
            "@type": "CorrectionComment",
            "text": entry["reason"],
            "datePublished": entry["published_at"],
        }
        for entry in manifest["history"]
        if entry["kind"] == VersionKind.CORRECTION
        and claim["number"] in entry["changed_claims"]
    ]
    if corrections:
        markup["correction"] = corrections
    return markup


def page_markup(manifest: Json, *, site_url: str) -> list[Json]:
    """Return the markup of the summary page: itself, and the list of its verdicts.

    A withdrawn version has none: nothing of it stands.
    """
    if manifest["kind"] == VersionKind.WITHDRAWN:
        return []
    desk = _desk(manifest, site_url)
    address = site_url + reverse("fact-check", args=[manifest["slug"]])
    article: Json = {
        "@context": "https://schema.org",
        "@type": "Article",
        "url": address,
        "mainEntityOfPage": address,
        "headline": manifest["title"],
        "description": f"{manifest['notice']} {manifest['summary']}".strip(),
        "author": desk,
        "publisher": desk,
        "datePublished": manifest["first_published_at"],
        "dateModified": manifest["published_at"],
        "inLanguage": manifest["language"],
        "about": _appearance(manifest["article"]),
    }
    return [article, verdict_list(manifest, site_url=site_url)]


def verdict_list(manifest: Json, *, site_url: str) -> Json:
    """Return the list of a version's verdicts, each by its own address."""
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "url": site_url + claim["address"],
            }
            for position, claim in enumerate(manifest["claims"], start=1)
        ],
    }


def wording_faults(words: str) -> list[Fault]:
    """Find what the linter would say of a claim's words, before anybody judges them.

    Args:
        words: the claim as reviewed; it may yet get a rating with a number.
    """
    return list(
        _lint_claim({"claimReviewed": words, "reviewRating": {"ratingValue": 1}})
    )


def lint(markup: Json) -> list[Fault]:
    """Return what is wrong with a ClaimReview, anybody's.

    An error is what makes readers of the markup drop a review or misread it.
    """
    return [
        *_lint_claim(markup),
        *_lint_address(markup),
        *_lint_author(markup),
        *_lint_rating(_part(markup, "reviewRating")),
    ]


def _desk(manifest: Json, site_url: str) -> Json:
    return {
        "@type": "Organization",
        "name": manifest["desk"],
        "url": site_url + reverse("index"),
    }


def _review_rating(manifest: Json, claim: Json) -> Json:
    rating = claim["rating"]
    shown: Json = {
        "@type": "Rating",
        "alternateName": rating["label"],
        "ratingExplanation": to_text(claim["explanation"]),
    }
    ranks = [row["rank"] for row in manifest["ratings"] if row["rank"] is not None]
    if rating["rank"] is not None:
        shown |= {
            "ratingValue": rating["rank"],
            "bestRating": max(ranks),
            "worstRating": min(ranks),
        }
    return shown


def _item_reviewed(manifest: Json, claim: Json) -> Json:
    item: Json = {"@type": "Claim", "text": wording(claim)}
    if author := _author(manifest["article"], claim["claimant"]):
        item["author"] = author
    if claimed_on := claim["claimed_on"] or manifest["article"]["published_on"]:
        item["datePublished"] = claimed_on
    if is_about_the_quotation(claim):
        item["about"] = {"@type": "Quotation", "text": claim["claim_reviewed"]}
    item["appearance"] = _appearance(manifest["article"])
    return item


def _author(article: Json, claimant: Json | None) -> Json | None:
    """Return whose claim it is: the claimant if it was found to be theirs.

    Else it is the article's. Nobody stands there who is not to be named.
    """
    if claimant is None or not claimant["is_theirs"]:
        return _publisher(article)
    if not claimant["name"]:
        return None
    # No type: the record does not say whether it is a person or an organization.
    author = {"name": claimant["name"]}
    return author | ({"sameAs": claimant["url"]} if claimant["url"] else {})


def _publisher(article: Json) -> Json | None:
    if not article["publisher"]:
        return None
    return {"@type": "Organization", "name": article["publisher"]}


def _appearance(article: Json) -> Json:
    shown: Json = {"@type": "NewsArticle", "headline": article["headline"]}
    if article["url"]:
        shown["url"] = article["url"]
    if article["published_on"]:
        shown["datePublished"] = article["published_on"]
    if publisher := _publisher(article):
        shown["publisher"] = publisher
    return shown


def _lint_claim(markup: Json) -> Iterator[Fault]:
    claim = str(markup.get("claimReviewed") or "").strip()
    if not claim:
        yield Fault("no-claim", "The claim reviewed is missing.", where="claimReviewed")
        return
    if len(claim) > LONGEST_CLAIM:
        yield Fault(
            "long-claim",
            f"The claim reviewed has {len(claim)} characters; many readers of the "
            f"markup show {LONGEST_CLAIM}.",
            is_error=False,
            where="claimReviewed",
        )
    if found := _RATING_WORDS.search(claim):
        yield Fault(
            "claim-rates",
            f"The claim reviewed holds a word that rates it: “{found[0]}”.",
            is_error=False,
            where="claimReviewed",
        )
    has_number = "ratingValue" in _part(markup, "reviewRating")
    item = _part(markup, "itemReviewed")
    is_quotation = _part(item, "about").get("@type") == "Quotation"
    if has_number and not is_quotation and (found := _REPORTING.search(claim)):
        yield Fault(
            "rates-the-report",
            f"Take “{found[0]}” out of the wording, or the rating will be of whether "
            "it was said.",
            where="claimReviewed",
        )


def _lint_address(markup: Json) -> Iterator[Fault]:
    address = str(markup.get("url") or "")
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield Fault(
            "no-address",
            "The address of the review is missing or not whole.",
            where="url",
        )
        return
    if "#" in address:
        yield Fault(
            "address-of-a-part",
            "The address of the review has a fragment; a verdict needs its own page.",
            where="url",
        )
    if parts.path in {"", "/"} and not parts.query:
        yield Fault(
            "address-of-the-site",
            "The address of the review is the site's first page, not the verdict's.",
            where="url",
        )
    home = urlsplit(str(_part(markup, "author").get("url") or ""))
    if home.hostname and home.hostname != parts.hostname:
        yield Fault(
            "address-elsewhere",
            "The address of the review is on another host than its author's.",
            where="url",
        )


def _lint_author(markup: Json) -> Iterator[Fault]:
    author = _part(markup, "author")
    if not author.get("name") or not author.get("url"):
        yield Fault(
            "no-author",
            "The author of the review needs a name and an address.",
            where="author",
        )
        return
    claimant = _part(_part(markup, "itemReviewed"), "author")
    if str(claimant.get("name")).casefold() == str(author["name"]).casefold():
        yield Fault(
            "own-claim",
            "The author of the review is given as the author of the claim.",
            where="itemReviewed.author",
        )


def _lint_rating(rating: Json) -> Iterator[Fault]:
    label = str(rating.get("alternateName") or "")
    if not label.strip():
        yield Fault(
            "no-label", "The rating has no label.", where="reviewRating.alternateName"
        )
    if any(unicodedata.category(character) == "Cc" for character in label):
        yield Fault(
            "control-character",
            "The rating's label holds a control character.",
            where="reviewRating.alternateName",
        )
    given = [name for name in _NUMBERS if name in rating]
    if not given:
        return
    if len(given) < len(_NUMBERS):
        missing = ", ".join(name for name in _NUMBERS if name not in rating)
        yield Fault(
            "some-numbers",
            f"A rating has all three numbers or none; {missing} is missing.",
            where="reviewRating",
        )
        return
    if not all(type(rating[name]) is int for name in _NUMBERS):
        yield Fault(
            "not-whole",
            "The numbers of a rating are whole numbers.",
            where="reviewRating.ratingValue",
        )
        return
    yield from _lint_numbers(label, *(rating[name] for name in _NUMBERS))


def _lint_numbers(label: str, value: int, best: int, worst: int) -> Iterator[Fault]:
    if worst < 1:
        yield Fault(
            "below-one",
            "The worst rating must be 1 or more.",
            where="reviewRating.worstRating",
        )
    if best <= worst:
        yield Fault(
            "no-range",
            "The best rating must be above the worst.",
            where="reviewRating.bestRating",
        )
        return
    if not worst <= value <= best:
        yield Fault(
            "out-of-range",
            "The value of the rating is not between worst and best.",
            where="reviewRating.ratingValue",
        )
    is_best_called_false = value == best and label.casefold() in _LEAST_TRUE
    is_worst_called_true = value == worst and label.casefold() in _MOST_TRUE
    if is_best_called_false or is_worst_called_true:
        yield Fault(
            "upside-down",
            f"“{label}” stands at the wrong end: the best rating is the most true.",
            where="reviewRating.alternateName",
        )


def _part(markup: Json, name: str) -> Json:
    """Return an object inside the markup, empty where there is none."""
    part = markup.get(name)
    return part if isinstance(part, dict) else {}
