"""An unpublished article with the same words in every text that it can hold."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User

from claims import commenting, findings, workflow
from claims import evidence as keeping
from claims.choices import Channel, LeaveReason, Place
from claims.models import Claim, FactCheck
from claims.publishing import issuing
from tests import factories


def draft(
    words: str,
    *,
    host: str,
    editor: User,
    first: User,
    second: User,
    second_finds: str = "true",
) -> Claim:
    """Write ``words`` into every field; return the claim that was reviewed.

    Args:
        host: stands in for the words in addresses.
        second_finds: the rating of the second review; the first one's is *true*.
    """
    article = factories.article(
        f"{words} Ferry Carried 900 People\n\nThe {words} ferry left on Monday with "
        f"412 people, {words} said.\n\nSources:\n\n{words} leaves late   {words}\n"
        "Clouds over the north   Weather Review\n",
        publisher=words,
        byline=words,
        reach=words,
        url=f"https://{host}.example/story",
    )
    claim, *others = article.claims.order_by("position")
    topic = workflow.add_topic(article=article, name=words, summary=words, by=editor)
    claim = workflow.select(
        claim=claim, version=claim.version, as_="central", topic=topic, by=editor
    )
    claim = workflow.word(
        claim=claim,
        claim_reviewed=words,
        claimant=words,
        via=[words],
        kind=claim.kind,
        subclaims=[words],
        version=claim.version,
        by=editor,
    )
    for other in others:
        workflow.leave(
            claim=other,
            version=other.version,
            reason=LeaveReason.ELSEWHERE,
            note=words,
            link=f"https://{host}.example/check",
            by=editor,
        )
    source = factories.opened_source(
        first, title=words, publisher=words, url=f"https://{host}.example/source"
    )
    source = keeping.describe_source(
        source=source,
        title=words,
        publisher=words,
        published_on=None,
        language="en",
        tier="",
        interest=words,
        derived_from=None,
        version=source.version,
        by=first,
    )
    factories.evidence(
        claim,
        first,
        source=source,
        passage=words,
        translation=words,
        translator=words,
        unreachable_reason=words,
    )
    keeping.log_search(
        claim=claim,
        sought=words,
        place=words,
        searched_on=dt.date(2026, 3, 4),
        outcome=words,
        by=first,
    )
    keeping.log_contact(
        article=article,
        claims=[claim],
        who=words,
        role=words,
        channel=Channel.EMAIL,
        contacted_on=dt.date(2026, 3, 4),
        question=words,
        answer=words,
        answered_on=dt.date(2026, 3, 5),
        words_to_publish=words,
        by=first,
    )
    commenting.comment(claim=claim, text=words, by=first)
    factories.submit(claim, first, Place.FIRST, reasoning=words)
    claim = factories.submit(claim, second, Place.SECOND, second_finds, reasoning=words)
    findings.add(
        article=article,
        claim_reviewed=words,
        as_="supporting",
        topic=topic,
        could_harm=True,
        by=editor,
    )
    # What several flags notice in the same words is settled with the first of them.
    unsettled = article.latest_revision().flags.filter(settled_at=None)
    while flag := unsettled.order_by("pk").first():
        findings.dismiss(flag=flag, reason=words, by=editor)
    fact_check = FactCheck.objects.get(article=article)
    issuing.draft(
        fact_check=fact_check,
        title=words,
        summary=words,
        key_findings=words,
        why_checked=words,
        as_of=None,
        notice=words,
        version=fact_check.version,
        by=editor,
    )
    return claim
