"""A draft never leaks: what stands in every field of one is nowhere in public."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from claims import workflow
from claims.models import Claim, FactCheck, Version
from claims.publishing import issuing
from tests import factories, saturated
from tests.addresses import every_address

CANARY = "zyxwcanary"

# Some heads tell the time.
NOW = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)


@pytest.fixture
def published(editor: User, checker: User, other_checker: User) -> Version:
    return factories.published(editor, checker, other_checker)


def _everything(version: Version, claim: Claim | None = None) -> dict[str, bytes]:
    """Return head and body of every address an anonymous reader can ask for."""
    slugs = [version.fact_check.article.slug]
    if claim is not None:
        slugs.append(claim.article.slug)
    client = Client(raise_request_exception=False)
    found = {}
    for address in every_address():
        for slug in slugs:
            arguments = dict.fromkeys(address.arguments, 1) | {
                "slug": slug,
                "app_label": "claims",
            }
            asked = address.fill(**arguments)
            response = client.get(asked)
            body = b"".join(response) if response.streaming else response.content
            head = repr(sorted(response.items())).encode()
            found[asked] = head + body
    found["/nowhere/"] = client.get("/nowhere/").content
    return found


@time_machine.travel(NOW, tick=False)
def test_a_draft_is_nowhere_in_public_and_changes_no_page(
    published: Version, editor: User, checker: User, other_checker: User
):
    before = _everything(published)

    claim = saturated.draft(
        CANARY, host=CANARY, editor=editor, first=checker, second=other_checker
    )
    after = _everything(published, claim)

    # The address asked for by its slug comes back in a redirect to the login page.
    leaking = [
        address
        for address, shown in after.items()
        if CANARY.encode() in shown.replace(address.encode(), b"")
        and CANARY not in address
    ]
    assert leaking == []
    public = [address for address in before if not address.startswith("/admin/")]
    assert len(public) > 8
    assert [address for address in public if before[address] != after[address]] == []


def test_the_canary_would_be_heard(
    published: Version, editor: User, checker: User, other_checker: User
):
    """Once published, the very same words are on the public pages."""
    claim = saturated.draft(
        CANARY, host=CANARY, editor=editor, first=checker, second=other_checker
    )
    fact_check = FactCheck.objects.get(article=claim.article)
    issuing.draft(
        fact_check=fact_check,
        title=CANARY,
        summary=CANARY,
        key_findings="\n".join([CANARY] * 3),
        why_checked=CANARY,
        as_of=dt.date(2026, 3, 5),
        version=fact_check.version,
        by=editor,
    )
    workflow.prepare(
        claim=claim,
        topic=claim.topic,
        single_source_reason="Only one log exists.",
        version=Claim.objects.get(pk=claim.pk).version,
        by=editor,
    )
    issuing.publish(fact_check=fact_check, by=editor)

    heard = _everything(published, claim)

    assert CANARY.encode() in heard["/"]
