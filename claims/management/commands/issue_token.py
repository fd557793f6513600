from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from claims.accounts import DAYS, issue_token
from claims.lifecycle import StepRefused


class Command(BaseCommand):
    """Issues a token by which a script acts as a person of the desk."""

    help = (
        "Issue a token for the API and print it, once: only its hash is stored. "
        "Example: manage.py issue_token editor --purpose 'Nightly import' --expires 90"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="whom calls with the token act as")
        parser.add_argument(
            "--purpose", required=True, help="what uses it: one script, one token"
        )
        parser.add_argument(
            "--expires",
            metavar="DAYS",
            type=int,
            default=DAYS,
            help=f"for how long it holds; {DAYS} days if not given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["user"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        try:
            token, text = issue_token(
                purpose=options["purpose"], days=options["expires"], by=by
            )
        except StepRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stderr.write(
            f"Until {token.expiry:%Y-%m-%d}. Keep it secret; it is not shown again."
        )
        self.stdout.write(text)
