"""A draft never leaks: what stands in every field of one is nowhere in public."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from claims import evidence as keeping
from claims import workflow
from claims.choices import Channel, LeaveReason, Place
from claims.models import Claim, FactCheck, Version
from claims.publishing import issuing
from sources import library
from tests import factories
from tests.addresses import every_address

CANARY = "zyxwcanary"

# Some heads tell the time.
NOW = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)


@pytest.fixture
def published(editor: User, checker: User, other_checker: User) -> Version:
    return factories.published(editor, checker, other_checker)


def _draft_full_of_canaries(editor: User, checker: User, second: User) -> Claim:
    """Write the canary into every text an unpublished article can hold."""
    article = factories.article(
        f"{CANARY} Ferry Carried 900 People\n\nThe {CANARY} ferry left on Monday with "
        f"412 people, {CANARY} said.\n",
        publisher=CANARY,
        byline=CANARY,
        reach=CANARY,
        url=f"https://{CANARY}.example/story",
    )
    claim, *others = article.claims.order_by("position")
    topic = workflow.add_topic(article=article, name=CANARY, summary=CANARY, by=editor)
    claim = workflow.select(claim=claim, as_="central", topic=topic, by=editor)
    claim = workflow.word(
        claim=claim,
        claim_reviewed=CANARY,
        claimant=CANARY,
        via=[CANARY],
        kind=claim.kind,
        subclaims=[CANARY],
        version=claim.version,
        by=editor,
    )
    for other in others:
        workflow.leave(
            claim=other,
            reason=LeaveReason.ELSEWHERE,
            note=CANARY,
            link=f"https://{CANARY}.example/check",
            by=editor,
        )
    source = factories.opened_source(
        checker, title=CANARY, publisher=CANARY, url=f"https://{CANARY}.example/source"
    )
    library.describe(
        source=source,
        title=CANARY,
        publisher=CANARY,
        published_on=None,
        language="en",
        tier="",
        interest=CANARY,
        derived_from=None,
        version=source.version,
    )
    factories.evidence(
        claim,
        checker,
        source=source,
        passage=CANARY,
        translation=CANARY,
        translator=CANARY,
        unreachable_reason=CANARY,
    )
    keeping.log_search(
        claim=claim,
        sought=CANARY,
        place=CANARY,
        searched_on=dt.date(2026, 3, 4),
        outcome=CANARY,
        by=checker,
    )
    keeping.log_contact(
        article=article,
        claims=[claim],
        who=CANARY,
        role=CANARY,
        channel=Channel.EMAIL,
        contacted_on=dt.date(2026, 3, 4),
        question=CANARY,
        answer=CANARY,
        words_to_publish=CANARY,
        by=checker,
    )
    factories.submit(claim, checker, Place.FIRST, reasoning=CANARY)
    factories.submit(claim, second, Place.SECOND, reasoning=CANARY)
    fact_check = FactCheck.objects.get(article=article)
    issuing.draft(
        fact_check=fact_check,
        title=CANARY,
        summary=CANARY,
        key_findings=CANARY,
        why_checked=CANARY,
        as_of=None,
        notice=CANARY,
        version=fact_check.version,
        by=editor,
    )
    return claim


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

    claim = _draft_full_of_canaries(editor, checker, other_checker)
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
    claim = _draft_full_of_canaries(editor, checker, other_checker)
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
