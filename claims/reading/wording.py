"""Wording: a claim in words that stand alone, for the page and for ClaimReview.

Nothing comes from outside the article. What comes from elsewhere in it, a subject or
the person behind a pronoun, is put in square brackets.
"""

import textwrap

from claims.reading.cited_sources import without_links

_LONGEST = 500
_PERSONAL = frozenset({"he", "she"})
_RELATIVES = frozenset({"who", "which"})
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"))


def stand_alone(
    quote: str, *, subject: str | None = None, person: str | None = None
) -> str:
    """Write a claim so that it can be read without its article.

    Args:
        quote: the words of the claim.
        subject: the subject it shares with the part of the sentence before it.
        person: whom "he" or "she" at its beginning refers to.

    Returns:
        One line of at most 500 characters, beginning with a capital, without a final
        stop, links or marks of quotation whose partner is missing.
    """
    words = " ".join(without_links(quote).split())
    words = _without_lone_marks(words).strip(" ,;:—–")
    first, _, rest = words.partition(" ")
    if person and first.lower() in _PERSONAL:
        words = f"[{person}] {rest}"
    elif subject and first.lower() in _RELATIVES:
        words = f"[{subject}] {rest}"
    elif subject:
        words = f"[{subject}] {words}"
    if not words.endswith(("...", "etc.")):
        words = words.removesuffix(".")
    at = 1 if words.startswith("[") else 0
    words = words[:at] + words[at : at + 1].upper() + words[at + 1 :]
    if len(words) > _LONGEST:
        words = textwrap.shorten(words, _LONGEST, placeholder="…")
    return words or quote


def _without_lone_marks(words: str) -> str:
    for opening, closing in _PAIRS:
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words.replace('"', "") if words.count('"') % 2 else words
