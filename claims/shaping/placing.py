"""Where claims stand in a text: the words that somebody copied, the places held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet

from claims.choices import Placed
from claims.lifecycle import StepRefused
from claims.models import Claim, Mention, Revision
from claims.reading.anchors import Span, find_words, joined, trimmed
from claims.reading.cited_sources import link_marks, without_links
from claims.reading.words import CONJUNCTIONS
from claims.record import cleaned, store

MOST_PLACES = 20
"""Places of the same words that a person is asked about; of more, more words."""


_JOINTS = " ,;:—–-"


@dataclass(frozen=True, slots=True)
class Words:
    """Words that somebody copied from a text, to say where in it something stands.

    Attributes:
        occurrence: which of several places is meant, counted from 1.
        prefix: the words before the place that is meant, to the same end.
    """

    text: str
    occurrence: int | None = None
    prefix: str = ""


class SeveralPlaces(StepRefused):
    """The words stand in the text more than once, and nobody said which is meant.

    Attributes:
        text: the text they were looked for in.
        places: where they stand in it.
    """

    def __init__(self, text: str, places: Sequence[Span], where: str = "text") -> None:
        super().__init__(
            f"These words stand in the {where} {len(places)} times. Say which are "
            "meant.",
            field="words",
        )
        self.text = text
        self.places = places


Place = tuple[int, int, int, str]
"""Where a claim stands: revision, start, end, and how it was placed there."""


def find(
    revision: Revision, words: Words, *, within: Sequence[Span] | None = None
) -> Span:
    """Return the one place in a text that somebody means.

    Args:
        within: the places to look in, if not the whole text.

    Raises:
        SeveralPlaces: if there are several and nothing says which.
        StepRefused: if the words stand nowhere, in more places than anybody would
            look through, or not as often as ``occurrence`` says.
    """
    asked = without_links(cleaned(words.text))
    if not asked.strip():
        raise StepRefused("Copy the words from the text.", field="words")
    text = revision.text
    prefix = " ".join(cleaned(words.prefix).split())
    found = (
        place
        for place in find_words(text, asked, marks=link_marks(text))
        if within is None
        or any(each.start <= place.start < place.end <= each.end for each in within)
    )
    places = list(islice(found, MOST_PLACES + 1))
    where = "text" if within is None else "words of the claim"
    if len(places) > MOST_PLACES:
        raise StepRefused(
            f"These words stand in the {where} more than {MOST_PLACES} times. Copy "
            "more of them.",
            field="words",
        )
    if not places:
        raise StepRefused(
            f"These words do not stand in the {where}. Copy them from there as they "
            "are.",
            field="words",
        )
    if prefix:
        places = [place for place in places if _follows(text, place, prefix)]
        if not places:
            raise StepRefused(
                "The words stand nowhere after what is given as their prefix.",
                field="prefix",
            )
    if words.occurrence is not None:
        if not 1 <= words.occurrence <= len(places):
            raise StepRefused(
                f"The words stand in the {where} {len(places)} "
                f"time{'s' if len(places) > 1 else ''}.",
                field="occurrence",
            )
        places = [places[words.occurrence - 1]]
    if len(places) > 1:
        raise SeveralPlaces(text, places, where)
    return places[0]


def _follows(text: str, place: Span, prefix: str) -> bool:
    before = text[max(0, place.start - 2 * len(prefix) - 100) : place.start]
    return " ".join(before.split()).endswith(prefix)


def without_joints(text: str, start: int, end: int) -> tuple[int, int]:
    """Take blanks, and the comma, dash or "and" before a second claim, off a span."""
    start, end = trimmed(text, start, end)
    before = None
    while before != end:
        before = end
        while end > start and text[end - 1] in _JOINTS:
            end -= 1
        last = re.search(r"(?<!\S)\w+\Z", text[max(start, end - 20) : end])
        if last and last[0].lower() in CONJUNCTIONS:
            end -= len(last[0])
    return trimmed(text, start, end)


def place_of(mention: Mention) -> Place:
    return (mention.revision_id, mention.start, mention.end, mention.placed)


def places_of(claim: Claim) -> list[Place]:
    return sorted(map(place_of, claim.mentions.all()))


def next_to(
    claim: Claim, other: Claim, places: Iterable[Place], place: Place
) -> tuple[list[Place], Place | None]:
    """Return which places a place stands next to, and the one they make together."""
    near: list[Place] = []
    texts = {row.pk: row.text for row in claim.article.revisions.all()}
    whole = Span(*place[1:3])
    for each in sorted(places):
        if each[0] != place[0]:
            continue
        together = joined(texts[place[0]], whole, Span(*each[1:3]))
        if together is None or _is_parted(claim, other, place[0], whole, each):
            continue
        near.append(each)
        whole = together
    if not near:
        return [], None
    return near, (place[0], whole.start, whole.end, Placed.PERSON)


def _is_parted(
    claim: Claim, other: Claim, revision: int, whole: Span, each: Place
) -> bool:
    """Whether a third claim stands between two places."""
    start, end = min(whole.end, each[2]), max(whole.start, each[1])
    if end <= start:
        return False
    between = Mention.objects.filter(revision=revision, start__lt=end, end__gt=start)
    return between.exclude(claim__in=[claim, other]).exists()


def within(claim: Claim, revision: Revision) -> QuerySet[Claim]:
    """Return the other claims that stand in a claim's words in a text, or in part."""
    held = Q(pk__in=[])
    for mention in claim.mentions.filter(revision=revision):
        held |= Q(start__gte=mention.start, end__lte=mention.end)
    there = Mention.objects.filter(held, revision=revision)
    return (
        Claim.objects.filter(mentions__in=there)
        .of_their_own()
        .exclude(pk=claim.pk)
        .distinct()
        .order_by("position", "pk")
    )


def put(claim: Claim, places: Iterable[Place]) -> None:
    """Have a claim stand in these places and no others, keeping rows that stay."""
    wanted = {place[:3]: place for place in places}
    for mention in claim.mentions.all():
        if place_of(mention) == wanted.get(place_of(mention)[:3]):
            del wanted[place_of(mention)[:3]]
        else:
            mention.delete()
    texts = {row.pk: row.text for row in claim.article.revisions.all()}
    for revision, start, end, placed in wanted.values():
        store(
            Mention(
                claim=claim,
                revision_id=revision,
                start=start,
                end=end,
                quote=texts[revision][start:end],
                placed=placed,
            )
        )
