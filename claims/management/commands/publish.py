from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from claims.choices import VersionKind
from claims.lifecycle import StepRefused
from claims.models import FactCheck
from claims.publishing.gate import GateClosed
from claims.publishing.issuing import publish


class Command(BaseCommand):
    """Publishes the fact-check of an article as its next version."""

    help = (
        "Publish a fact-check, if the gate lets it through. Example: "
        "manage.py publish my-article --by editor --kind correction "
        "--reason 'We gave the wrong day.'"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the article's name in addresses")
        parser.add_argument("--by", metavar="USER", required=True)
        parser.add_argument(
            "--kind",
            default="",
            choices=[kind.value for kind in VersionKind if kind != VersionKind.FIRST],
            help="of a later version",
        )
        parser.add_argument(
            "--reason", default="", help="in public, of a later version"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fact_check = FactCheck.objects.filter(article__slug=options["slug"]).first()
        if fact_check is None:
            raise CommandError(f"There is no article {options['slug']!r}.")
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['by']!r}.")
        try:
            version = publish(
                fact_check=fact_check,
                kind=options["kind"],
                reason=options["reason"],
                by=by,
            )
        except GateClosed as closed:
            raise CommandError(
                "\n".join(unmet.sentence for unmet in closed.gate.unmet)
            ) from closed
        except StepRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{settings.SITE_URL}{version.get_absolute_url()}")
