"""ClaimReviews as other desks publish them, in the many shapes in which they come.

schema.org says what a ClaimReview is; feeds wrap it in lists, in a DataFeed, in a
graph, and leave out what they like. What is read here is what finding it again and
showing it need; nothing is guessed that is not there.
"""

import datetime as dt
import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from claims.matching.outcomes import outcome_of
from sources.canonical import UnacceptableAddress, canonical_url
from sources.normalizing import UnacceptableText, normalize_line

_WRAPPERS = (
    "dataFeedElement",
    "itemListElement",
    "@graph",
    "item",
    "review",
    "mainEntity",
)
"""The members under which a feed holds its records."""

_IN_FULL = ("/ClaimReview", "#ClaimReview", ":ClaimReview")
"""How the type's name ends where its vocabulary is named too."""

_DEEPEST = 6
"""How often a record may be wrapped."""

_decode = json.JSONDecoder().raw_decode
_SPACE = re.compile(r"[ \t\r\n]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,12})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


class Unreadable(ValueError):
    """A record, or a whole file, that cannot be read; the message is a sentence."""


class NoClaimReview(Unreadable):
    """A record that is something else, or nothing at all."""


@dataclass(frozen=True, slots=True)
class PublishedCheck:
    """What a published check says: of whose claim, and with what outcome."""

    url: str
    claim: str
    publisher: str = ""
    title: str = ""
    subtitle: str = ""
    claimant: str = ""
    checked_on: dt.date | None = None
    language: str = ""
    label: str = ""
    outcome: str = "unknown"


def records(document: str) -> Iterator[Any]:
    """Yield the records of a feed one by one, in its order, as JSON has them.

    A record is a ClaimReview, or whatever stands in a place where one should. The
    document is one JSON value or several one after another; of its values only one
    record at a time is held.

    Raises:
        Unreadable: if the document is no JSON; what came before has been yielded.
    """
    at = _skip(document, 0)
    if at == len(document):
        raise Unreadable("The file is empty.")
    try:
        while at < len(document):
            if document[at] == "[":
                at = yield from _of_array(document, at)
            elif document[at] == "{":
                at = yield from _of_object(document, at)
            else:
                value, at = _decode(document, at)
                yield value
            at = _skip(document, at)
    except json.JSONDecodeError as error:
        raise Unreadable(f"The file is no JSON from line {error.lineno} on.") from error
    except IndexError as error:
        raise Unreadable("The file breaks off before its end.") from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("The file holds JSON beyond all measure.") from error


def read(record: object) -> PublishedCheck:
    """Read one record.

    Raises:
        NoClaimReview: if it is none.
        Unreadable: if it says no claim, or has no address.
    """
    if record is None:
        raise NoClaimReview("It is empty.")
    if not isinstance(record, dict) or not _is_claim_review(record):
        raise NoClaimReview("It is not a ClaimReview.")
    try:
        return _read(record)
    except UnacceptableText as error:
        raise Unreadable("It holds text that cannot be stored.") from error


def _of_array(document: str, at: int) -> Generator[Any, None, int]:
    """Yield the records of the JSON array at a place; return where it ends."""
    at = _skip(document, at + 1)
    more = document[at] != "]"
    while more:
        value, at = _decode(document, at)
        yield from _unwrapped(value)
        more, at = _goes_on(document, at, "]")
    return at + 1


def _of_object(document: str, at: int) -> Generator[Any, None, int]:
    """Yield the records of the JSON object at a place; return where it ends."""
    own: dict[str, Any] = {}
    is_wrapper = False
    at = _skip(document, at + 1)
    more = document[at] != "}"
    while more:
        name, at = _decode(document, at)
        at = _past(":", document, at)
        if name in _WRAPPERS and document[at] == "[":
            is_wrapper = True
            at = yield from _of_array(document, at)
        else:
            own[name], at = _decode(document, at)
        more, at = _goes_on(document, at, "}")
    if not is_wrapper or _is_claim_review(own):
        yield from _unwrapped(own)
    return at + 1


def _goes_on(document: str, at: int, end: str) -> tuple[bool, int]:
    """Return whether a list goes on, and where: its next element, or its end."""
    at = _skip(document, at)
    if document[at] == end:
        return False, at
    return True, _past(",", document, at)


def _past(mark: str, document: str, at: int) -> int:
    at = _skip(document, at)
    if document[at] != mark:
        raise json.JSONDecodeError(f"Expecting {mark!r}", document, at)
    return _skip(document, at + 1)


def _skip(document: str, at: int) -> int:
    space = _SPACE.match(document, at)
    assert space is not None  # it may be empty
    return space.end()


def _unwrapped(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the records in a value that may wrap them; itself if it wraps none."""
    inside: list[Any] = []
    if isinstance(value, list):
        inside = value
    elif isinstance(value, dict) and not _is_claim_review(value):
        inside = [value[name] for name in _WRAPPERS if name in value]
    if inside and depth < _DEEPEST:
        for each in inside:
            yield from _unwrapped(each, depth + 1)
    else:
        yield value


def _is_claim_review(record: dict[str, Any]) -> bool:
    types = record.get("@type", record.get("type"))
    return any(
        isinstance(each, str) and (each == "ClaimReview" or each.endswith(_IN_FULL))
        for each in (types if isinstance(types, list) else [types])
    )


def _read(record: dict[str, Any]) -> PublishedCheck:
    claimed = _object(record.get("itemReviewed"))
    claim = (
        _text(record.get("claimReviewed"), 2000)
        or _text(claimed.get("text"), 2000)
        or _text(claimed.get("name"), 2000)
    )
    if not claim:
        raise Unreadable("It does not say what was claimed.")
    url = _address(record)
    rated = record.get("reviewRating")
    rating = _object(rated)
    label = (
        _text(rating.get("alternateName"), 300)
        or _text(rating.get("name"), 300)
        or _text(rated, 300)
    )
    return PublishedCheck(
        url=url,
        claim=claim,
        publisher=_name(record.get("author"))
        or _name(record.get("publisher"))
        or (urlsplit(url).hostname or "").removeprefix("www."),
        title=_text(record.get("name"), 500) or _text(record.get("headline"), 500),
        subtitle=_text(record.get("description"), 2000),
        claimant=_name(claimed.get("author")),
        checked_on=_day(record.get("datePublished"))
        or _day(record.get("dateCreated"))
        or _day(record.get("dateModified")),
        language=_language(record.get("inLanguage")),
        label=label,
        outcome=outcome_of(
            label,
            _number(rating.get("ratingValue")),
            _number(rating.get("bestRating")),
            _number(rating.get("worstRating")),
        ),
    )


def _first(value: Any) -> Any:
    """Return the first of several values that says anything."""
    if isinstance(value, list):
        return next((each for each in value if each), None)
    return value


def _object(value: Any) -> dict[str, Any]:
    value = _first(value)
    return value if isinstance(value, dict) else {}


def _text(value: Any, most: int) -> str:
    """Return a text, or the value of one that names its language; cut to ``most``."""
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value")
    if not isinstance(value, str):
        return ""
    # What is cut off cannot need more room than this once it is normalized.
    return normalize_line(value[: 4 * most])[:most].strip()


def _name(value: Any) -> str:
    value = _first(value)
    if isinstance(value, dict):
        return _text(value.get("name"), 300)
    return _text(value, 300)


def _address(record: dict[str, Any]) -> str:
    """Return where the check can be read.

    Raises:
        Unreadable: if the record gives no address that a reader could open.
    """
    page = _first(record.get("mainEntityOfPage"))
    page = page.get("@id") if isinstance(page, dict) else page
    for given in (_first(record.get("url")), page, record.get("@id")):
        if isinstance(given, str) and given.strip():
            try:
                url = canonical_url(given)
            except UnacceptableAddress:
                continue
            if len(url) <= 2000:
                return url
    raise Unreadable("It has no address that could be opened.")


def _day(value: Any) -> dt.date | None:
    written = _first(value)
    found = _DAY.match(written.strip()) if isinstance(written, str) else None
    try:
        return dt.date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def _language(value: Any) -> str:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    written = value.strip() if isinstance(value, str) else ""
    return written.replace("_", "-") if _LANGUAGE.fullmatch(written) else ""


def _number(value: Any) -> float | None:
    """Return a number, be it written as text and with a decimal comma."""
    value = _first(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 10**12 else None
    written = value.strip() if isinstance(value, str) else ""
    if not _NUMBER.fullmatch(written):
        return None
    return float(written.replace(",", "."))
