from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from claims import demonstration
from claims.models import Article


class Command(BaseCommand):
    """Plays the worked examples and tells where to look and who to be."""

    help = (
        "Walk one seed article through the desk to a published fact-check, and another "
        "half the way. Example: manage.py demo"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demonstration makes accounts with known passwords; "
                "it runs only where DEBUG is on."
            )
        published, under_check = demonstration.play(self.stderr.write)
        addresses = {
            "The fact-check": published.get_absolute_url(),
            "All fact-checks": reverse("index"),
            "The desk": reverse("admin:index"),
            "Its article at the desk": _at_the_desk(published),
            "An article under check": _at_the_desk(under_check),
        }
        for name, address in addresses.items():
            self.stdout.write(f"{name:24} {settings.SITE_URL}{address}")
        for username in demonstration.ACCOUNTS:
            self.stdout.write(
                f"Sign in as {username:13} {demonstration.password(username)}"
            )


def _at_the_desk(article: Article) -> str:
    return reverse("admin:claims_article_change", args=[article.pk])
