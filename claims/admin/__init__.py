"""The desk: what its people open in the browser, by subject."""

from claims.admin import (
    account,
    articles,
    claims,
    contacts,
    people,
    publishing,
    saved_filters,
    scales,
    sources,
    statements,
    steps,
    weights,
)

__all__ = [
    "account",
    "articles",
    "claims",
    "contacts",
    "people",
    "publishing",
    "saved_filters",
    "scales",
    "sources",
    "statements",
    "steps",
    "weights",
]
