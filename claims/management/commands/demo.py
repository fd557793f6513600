from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from claims import demonstration


class Command(BaseCommand):
    """Plays the worked example and tells where to look and who to be."""

    help = (
        "Walk the seed article through the desk to a published fact-check. "
        "Example: manage.py demo"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demonstration makes accounts with known passwords; "
                "it runs only where DEBUG is on."
            )
        article = demonstration.play(self.stderr.write)
        desk = reverse("admin:claims_article_change", args=[article.pk])
        addresses = {
            "The fact-check": article.get_absolute_url(),
            "All fact-checks": reverse("index"),
            "The desk": reverse("admin:index"),
            "The article at the desk": desk,
        }
        for name, address in addresses.items():
            self.stdout.write(f"{name:24} {settings.SITE_URL}{address}")
        for username in demonstration.ACCOUNTS:
            self.stdout.write(
                f"Sign in as {username:13} {demonstration.password(username)}"
            )
