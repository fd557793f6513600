"""The desk's library: finding a source again, locating it, saying it was opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from sources.canonical import UnacceptableAddress, canonical_url
from sources.models import Source, State
from sources.normalizing import UnacceptableText, normalize_line, search_key


class SourceRefused(Exception):
    """A source cannot be stored so; the message is a sentence fit for an editor.

    Attributes:
        field: what was handed in wrong, by its name; empty where it is not what was
            handed in, but how things stand.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class SourceStale(SourceRefused):
    """The source changed since the form was opened; nothing was written."""


def find(*, title: str, publisher: str, url: str = "") -> Source | None:
    """Return the source that :func:`find_or_add` would find, if there is one.

    Raises:
        SourceRefused: as there.
    """
    return _existing(_identity(title=title, publisher=publisher, url=url))


def find_or_add(*, title: str, publisher: str, url: str = "") -> Source:
    """Return the one source of this address, or of this title and publisher.

    An address finds the source that has it; without one, a source of the same title
    and publisher (case and spacing aside) is the same source.

    Raises:
        SourceRefused: if there is nothing to tell the source by, or the address is
            none that can be opened.
    """
    fields = _identity(title=title, publisher=publisher, url=url)
    found = _existing(fields)
    if found:
        return found
    try:
        with transaction.atomic():
            return Source.objects.create(**fields)
    except IntegrityError:
        # Somebody added it between our look and our write.
        found = _existing(fields)
        if found is None:
            raise
        return found


@transaction.atomic
def describe(
    *,
    source: Source,
    title: str,
    publisher: str,
    published_on: dt.date | None,
    language: str,
    tier: str,
    interest: str,
    derived_from: Source | None,
    version: int,
) -> Source:
    """Write down what a source is; its address is given by :func:`locate`.

    Raises:
        SourceStale: if the source changed since ``version``.
        SourceRefused: if it would repeat itself, or be the same as another.
    """
    source = _locked(source, version)
    ancestor = derived_from
    while ancestor is not None:
        if ancestor.pk == source.pk:
            raise SourceRefused(
                "A source cannot repeat itself, nor what repeats it.",
                field="derived_from",
            )
        ancestor = ancestor.derived_from
    identity = _identity(title=title, publisher=publisher, url=source.url)
    for name, value in identity.items():
        setattr(source, name, value)
    source.published_on = published_on
    source.language = language
    source.tier = tier
    source.interest = normalize_line(interest)
    source.derived_from = derived_from
    return _saved(source)


@transaction.atomic
def locate(*, source: Source, url: str, version: int, by: User) -> Source:
    """Give a source the address at which it can be read.

    Another address is another document: what was opened before has to be opened anew.

    Raises:
        SourceStale: if the source changed since ``version``.
        SourceRefused: if the address is none that can be opened, or is known
            already as that of another source.
    """
    source = _locked(source, version)
    identity = _identity(title=source.title, publisher=source.publisher, url=url)
    if not identity["canonical_url"]:
        raise SourceRefused(
            "Give the address at which the source can be read.", field="url"
        )
    other = _existing(identity)
    if other and other.pk != source.pk:
        raise SourceRefused(
            f"This address is in the library already, as “{other}”. Use that source."
        )
    if source.canonical_url not in ("", identity["canonical_url"]):
        source.opened_by = source.opened_at = None
        source.state = State.LOCATED
    source.url = identity["url"]
    source.canonical_url = identity["canonical_url"]
    source.search_text = identity["search_text"]
    source.located_by = by
    source.located_at = timezone.now()
    if source.state == State.CITED:
        source.state = State.LOCATED
    return _saved(source)


@transaction.atomic
def mark_opened(*, source: Source, version: int, by: User) -> Source:
    """Note that somebody of the desk has opened the source and read it.

    A document without an address, or a person, counts as opened when it was
    consulted; the evidence then says why there is no address. Where a copy of it is
    kept already, it is archived from now on.

    Raises:
        SourceStale: if the source changed since ``version``.
        SourceRefused: if it was opened before.
    """
    source = _locked(source, version)
    if source.is_opened:
        raise SourceRefused("The source has been opened already.")
    source.opened_by = by
    source.opened_at = timezone.now()
    kept = source.copies.filter(saved_from__in=["", source.url]).exists()
    source.state = State.ARCHIVED if kept else State.OPENED
    return _saved(source)


def _locked(source: Source, version: int) -> Source:
    source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if source.version != version:
        raise SourceStale("This source has changed since you read it.")
    return source


def _saved(source: Source) -> Source:
    source.version += 1
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        raise SourceRefused(
            "Another source has this title and publisher, or this address."
        ) from error
    return source


def _identity(*, title: str, publisher: str, url: str) -> dict[str, Any]:
    """Return the columns a source is told by, cleaned; lengths as the columns hold."""
    url = url.strip()
    try:
        title = normalize_line(title)[:500]
        publisher = normalize_line(publisher)[:300]
        canonical = canonical_url(url) if url else ""
    except UnacceptableText as error:
        raise SourceRefused(str(error), field="title") from error
    except UnacceptableAddress as error:
        raise SourceRefused(str(error), field="url") from error
    if len(url) > 2000 or len(canonical) > 2000:
        raise SourceRefused("The address is longer than 2,000 characters.", field="url")
    if not (title or publisher or canonical):
        raise SourceRefused(
            "A source needs a title, a publisher or an address.", field="title"
        )
    return {
        "title": title,
        "publisher": publisher,
        "url": url,
        "canonical_url": canonical,
        "title_key": search_key(title)[:500],
        "publisher_key": search_key(publisher)[:300],
        "search_text": search_key(f"{title} {publisher} {url}"),
    }


def _existing(identity: Mapping[str, Any]) -> Source | None:
    if identity["canonical_url"]:
        return Source.objects.filter(canonical_url=identity["canonical_url"]).first()
    return (
        Source.objects.filter(
            title_key=identity["title_key"], publisher_key=identity["publisher_key"]
        )
        .order_by("pk")
        .first()
    )
