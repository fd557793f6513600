"""The other claims of an article that a form offers: the nearest, or those sought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from claims.admin.base import row_key
from claims.admin.claim_forms import ClaimFormPage
from claims.models import Claim
from sources.normalizing import search_key

MOST_OFFERED = 40
"""Claims in one list to choose from; of more the nearest are offered, and a search."""


@dataclass(frozen=True, slots=True)
class Others:
    """What is offered of the other claims.

    Attributes:
        keys: the claims offered.
        sought: the words they were sought by, if they were.
        is_cut: whether there are others.
        finds_nothing: whether no claim has the words; then the nearest are offered.
    """

    keys: list[int]
    sought: str
    is_cut: bool
    finds_nothing: bool


def others_offered(
    others: QuerySet[Claim], claim: Claim, *, sought: str, chosen: str
) -> Others:
    """Return which of these claims a form about ``claim`` offers.

    Args:
        sought: words of a claim, as somebody typed them.
        chosen: the key of the one that was chosen; it is offered whatever was sought.
    """
    rows = others.order_by("position", "pk")
    keys = list(rows.values_list("pk", flat=True)[: MOST_OFFERED + 1])
    if len(keys) <= MOST_OFFERED:
        return Others(keys, "", is_cut=False, finds_nothing=False)
    found = rows
    for word in search_key(sought).split():
        found = found.filter(search_text__contains=word)
    keys = list(found.values_list("pk", flat=True)[:MOST_OFFERED])
    finds_nothing = not keys
    if finds_nothing or not sought.strip():
        half = MOST_OFFERED // 2
        before = rows.filter(position__lte=claim.position).reverse()
        after = rows.filter(position__gt=claim.position)
        earlier, later = (
            list(each.values_list("pk", flat=True)[:MOST_OFFERED])
            for each in (before, after)
        )
        # Near an end of the text the other side has more of them.
        keys = earlier[: max(half, MOST_OFFERED - len(later))]
        keys += later[: MOST_OFFERED - len(keys)]
    key = row_key(chosen)
    if key is not None and key not in keys:
        keys.append(key)
    return Others(keys, sought, is_cut=True, finds_nothing=finds_nothing)


class OffersOthersPage(ClaimFormPage):
    """The page of a form that offers other claims, beside a search of them.

    A page that tells of two claims leads here with the other one in the address.
    """

    def form(self, typed: Any) -> Any:
        self.rows["sought"] = self.request.GET.get("q", "")
        self.rows["meant"] = self.request.GET.get("other", "")
        return super().form(typed)
