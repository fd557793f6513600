from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from claims.accounts import revoke_tokens_of
from claims.lifecycle import StepRefused


class Command(BaseCommand):
    """Revokes tokens of somebody who is not there to do it."""

    help = (
        "Revoke a person's tokens for the API, for instance a stolen one: from now on "
        "nobody is let in by them. "
        "Example: manage.py revoke_token editor --purpose 'Nightly import'"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="whom calls with the tokens act as")
        parser.add_argument(
            "--purpose", default="", help="only those for this; all if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        try:
            revoked = revoke_tokens_of(user=user, purpose=options["purpose"])
        except StepRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Revoked: {revoked}")
