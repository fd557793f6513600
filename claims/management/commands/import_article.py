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

from claims.intake import Imported, IntakeRefused, import_file, import_text
from claims.models import Article
from sources.extracting import LARGEST_FILE, needs_time
from sources.normalizing import UnacceptableText, decode_utf8


class Command(BaseCommand):
    """Brings an article in, from a file or from standard input."""

    help = (
        "Store an article, its claims and the sources it cites. The file is plain "
        "text or Markdown in UTF-8, a web page, a Word file (.docx) or a PDF, up to "
        "10 megabytes; with --by it is kept as an archived copy of the article. "
        "Example: manage.py import_article story.docx --publisher 'The Daily' "
        "--published-on 2026-03-01 --by editor"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file, or - for text on standard input")
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
            imported = self._imported(
                options["file"],
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
                f"already: {imported.became}."
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
                    **_became(imported),
                    "desk_url": f"{settings.SITE_URL}{desk}",
                }
            )
        )

    def _imported(self, name: str, **facts: Any) -> Imported:
        """Import a file, or what comes on standard input."""
        if name.lower().startswith(("http://", "https://")):
            _refuse("Articles cannot be fetched yet: save the page and name the file.")
        if name == "-":
            return import_text(text=decode_utf8(_contents(name)), **facts)
        raw = _contents(name)
        if needs_time(name):
            self.stderr.write(f"Reading {Path(name).name} …")
        return import_file(raw=raw, file_name=Path(name).name, **facts)


def _became(imported: Imported) -> dict[str, int]:
    """Return what became of the claims in a changed text; nothing of another."""
    if imported.is_new_article or not imported.is_new_revision:
        return {}
    return {
        "unchanged": imported.unchanged,
        "moved": imported.moved,
        "orphaned": imported.orphaned,
        "new": imported.new,
    }


def _refuse(sentence: str) -> NoReturn:
    raise CommandError(sentence, returncode=2)


def _contents(name: str) -> bytes:
    """Return the bytes of a file or of standard input, no more than can be taken."""
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        _refuse(f"{name} cannot be read: {error.strerror}.")
    if len(raw) > LARGEST_FILE:
        _refuse(f"{name} is larger than {LARGEST_FILE // 1024 // 1024} megabytes.")
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
