"""The desk: what its people open in the browser, by subject."""

from claims.admin import (
    articles,
    claims,
    contacts,
    people,
    publishing,
    scales,
    sources,
    statements,
    steps,
)

__all__ = [
    "articles",
    "claims",
    "contacts",
    "people",
    "publishing",
    "scales",
    "sources",
    "statements",
    "steps",
]
