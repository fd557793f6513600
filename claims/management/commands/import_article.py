from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from claims.intake import IntakeRefused, import_text
from claims.models import Article
from claims.reading.reading import LONGEST_TEXT
from sources.normalizing import UnacceptableText, decode_utf8


class Command(BaseCommand):
    """Brings an article in, from a file or from standard input."""

    help = (
        "Store an article, its claims and the sources it cites. Example: "
        "manage.py import_article story.txt --publisher 'The Daily' "
        "--published-on 2026-03-01"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a UTF-8 text file, or - for standard input")
        parser.add_argument("--url", default="", help="the article's address")
        parser.add_argument("--publisher", default="")
        parser.add_argument("--published-on", metavar="YYYY-MM-DD")
        parser.add_argument("--byline", default="")
        parser.add_argument(
            "--article", metavar="SLUG", help="store the text as a new revision of it"
        )
        parser.add_argument("--by", metavar="USER", help="who brings it in")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            imported = import_text(
                text=decode_utf8(_contents(options["file"])),
                url=options["url"],
                publisher=options["publisher"],
                published_on=_day(options["published_on"]),
                byline=options["byline"],
                article=_article(options["article"]),
                by=_user(options["by"]),
            )
        except (IntakeRefused, UnacceptableText) as refused:
            _refuse(str(refused))
        if imported.is_new_revision and not imported.is_new_article:
            self.stderr.write(
                f"Stored as text {imported.revision.number} of an article that is here "
                "already; its claims are not yet re-anchored in it."
            )
        elif not imported.is_new_revision:
            self.stderr.write("This text is here already; nothing was stored.")
        article = imported.article
        desk = reverse("admin:claims_article_change", args=[article.pk])
        self.stdout.write(
            json.dumps(
                {
                    "article": article.pk,
                    "slug": article.slug,
                    "claims": imported.claims,
                    "sources": imported.sources,
                    "desk_url": f"{settings.SITE_URL}{desk}",
                }
            )
        )


def _refuse(sentence: str) -> NoReturn:
    raise CommandError(sentence, returncode=2)


def _contents(name: str) -> bytes:
    """Return the bytes of a file or of standard input, no more than can be an article.

    A character takes at most four bytes: what is longer is refused unread.
    """
    most = 4 * LONGEST_TEXT
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(most + 1)
    except OSError as error:
        _refuse(f"{name} cannot be read: {error.strerror}.")
    if len(raw) > most:
        _refuse(f"The article is longer than {LONGEST_TEXT:,} characters.")
    return raw


def _day(written: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError:
        _refuse(f"{written!r} is not a date such as 2026-03-01.")


def _article(slug: str | None) -> Article | None:
    if slug is None:
        return None
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        _refuse(f"There is no article {slug!r}.")
    return article


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        _refuse(f"There is no user {username!r}.")
    return user
