"""Evidence proposed for a claim: what the desk holds already that may bear on it.

The sources the article cites, the rest of the library, and passages attached to other
claims are ranked by the words they share with the claim and by how rare those are in
the library. What is proposed says why; a person decides.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile

from django.db.models import Case, Count, FloatField, Q, QuerySet, Value, When

from claims.choices import Status
from claims.matching.ranking import most_alike, weight
from claims.matching.words import Term, plain_words, terms
from claims.models import Claim, Evidence
from sources.models import Source
from sources.normalizing import search_key

MAY_GET_EVIDENCE = frozenset({Status.OPEN, Status.SECOND_REVIEW, Status.DISPUTED})
"""Where a claim stands while evidence for it is looked for."""

MOST = 5
_MOST_TERMS = 24
_LOOKED_AT = 60
_ITSELF = 0
"""Stands for a source as a whole, where other keys are those of its passages."""

_RAREST = 4
"""How many of the words, the rarest, a passage is looked up by."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A source, or a passage of one, that may bear on a claim, and why.

    Attributes:
        shared: the words of the claim that stand in it, the rarest first.
        is_cited: whether the article itself names the source.
        piece: the evidence of another claim that quotes the passage, if it is one.
    """

    source: Source
    shared: tuple[str, ...]
    is_cited: bool
    piece: Evidence | None = None


def proposed_for(claim: Claim, *, most: int = MOST) -> list[Proposed]:
    """Return what may bear on the claim and is not attached to it, best first.

    Nothing is proposed for a claim that is not being worked on. The number of queries
    does not depend on what there is.
    """
    language = claim.article.language
    about = terms(claim.claim_reviewed, language)[:_MOST_TERMS]
    if claim.status not in MAY_GET_EVIDENCE or not about:
        return []
    roots = {term.stem: root for term in about if (root := _root(term))}
    weights = _weights(roots)
    attached = set(claim.evidence.values_list("source_id", "passage"))
    passages = {
        piece.pk: piece
        for piece in _likely_passages(claim, roots, weights)
        if (piece.source_id, piece.passage) not in attached
    }
    used = {source for source, _passage in attached}
    sources = {
        source.pk: source
        for source in _likely_sources(roots, weights)
        if source.pk not in used
    }
    cited = set(_cited(claim).values_list("pk", flat=True))
    texts = {
        **{
            (key, _ITSELF): f"{each.title} {each.publisher}"
            for key, each in sources.items()
        },
        **{
            (each.source_id, key): f"{each.passage} {each.source.title}"
            for key, each in passages.items()
        },
    }
    near = {(source, _ITSELF) for source in cited}
    best: dict[int, Proposed] = {}
    for alike in most_alike(about, texts, weights, language=language, near=near):
        source_key, passage_key = alike.key
        piece = passages.get(passage_key)
        proposal = Proposed(
            source=piece.source if piece else sources[source_key],
            shared=alike.shared,
            is_cited=source_key in cited,
            piece=piece,
        )
        best.setdefault(source_key, proposal)
    return list(best.values())[:most]


def _cited(claim: Claim) -> QuerySet[Source]:
    return Source.objects.filter(citations__revision__article=claim.article_id)


def _root(term: Term) -> str:
    """Return the letters that a word as stored begins with, whatever its ending.

    A library is searched by pieces of text before anything is cut into stems there.
    """
    folded = search_key(term.written)
    plain = "".join(plain_words(folded))
    same = takewhile(
        lambda pair: pair[0] == pair[1], zip(plain, term.stem, strict=False)
    )
    return folded[: sum(1 for _pair in same)]


def _weights(roots: Mapping[str, str]) -> dict[str, float]:
    """Return what each stem tells: more, the fewer sources hold it."""
    counts = Source.objects.aggregate(
        rows=Count("pk"),
        **{
            f"holding_{number}": Count("pk", filter=Q(search_text__contains=root))
            for number, root in enumerate(roots.values())
        },
    )
    return {
        stem: weight(counts[f"holding_{number}"], counts["rows"])
        for number, stem in enumerate(roots)
    }


def _likely_sources(
    roots: Mapping[str, str], weights: Mapping[str, float]
) -> QuerySet[Source]:
    holding = {stem: Q(search_text__contains=root) for stem, root in roots.items()}
    told = [
        Case(When(held, then=Value(weights[stem])), default=Value(0.0))
        for stem, held in holding.items()
    ]
    return (
        Source.objects.filter(reduce(operator.or_, holding.values(), Q(pk=None)))
        .annotate(told=sum(told, Value(0.0, output_field=FloatField())))
        .order_by("-told", "pk")[:_LOOKED_AT]
    )


def _likely_passages(
    claim: Claim, roots: Mapping[str, str], weights: Mapping[str, float]
) -> QuerySet[Evidence]:
    """Return passages of other claims' evidence that hold a rare word, newest first."""
    rarest = sorted(roots, key=lambda stem: -weights[stem])[:_RAREST]
    holding = [
        Q(passage__icontains=spelled)
        for stem in rarest
        for spelled in _spellings(roots[stem])
    ]
    return (
        Evidence.objects.standing()
        .filter(reduce(operator.or_, holding, Q(pk=None)))
        .exclude(claim=claim)
        .select_related("source")
        .order_by("-pk")[:_LOOKED_AT]
    )


def _spellings(root: str) -> Iterator[str]:
    """Yield how a word may begin; SQLite knows the case of ASCII letters alone."""
    yield root
    if not root[0].isascii():
        yield root.capitalize()
