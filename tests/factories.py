"""People and articles for tests. States are reached by walking the real verbs."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import factory
from django.contrib.auth.models import Group, User
from django.utils import timezone

from claims import archiving, findings, judging, roles, workflow
from claims import evidence as keeping
from claims.choices import Bearing, Channel, Place, Said, Selection, StatementKey
from claims.intake import import_text
from claims.judging import Judgement
from claims.models import (
    Article,
    Claim,
    Evidence,
    FactCheck,
    Rating,
    SiteStatement,
    Version,
)
from claims.publishing import issuing
from sources import archiving as stored_files
from sources import library, pictures
from sources.models import ArchivedCopy, Picture, Source
from tests import files

_numbers = itertools.count(1)

ARTICLE = """Harbor Ferry Carried Over 900 Passengers On Monday

The night ferry carried 412 passengers on Monday, the port authority said. \
The ship left two hours late because of a broken mooring line.

The company canceled sailings to Oran, Bastia and Palermo. \
Mayor Ilse Brandt said that the quay would reopen in March.

Sources:

Night ferry leaves late   Harbor Gazette
"""
"""An invented article with claims of its own, claims by claimants, and a list."""


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person-{number}")
    is_staff = True

    @factory.post_generation
    def groups(self, create: bool, names: list[str] | None, **_: Any) -> None:
        self.groups.set(Group.objects.filter(name__in=names or []))


def checker(username: str) -> User:
    return UserFactory(username=username, groups=[roles.FACT_CHECKERS])


def editor(username: str) -> User:
    return UserFactory(username=username, groups=[roles.EDITORS])


def article(text: str = ARTICLE, **facts: Any) -> Article:
    """Bring in an article whose text nobody has; ``text`` is made its own."""
    number = next(_numbers)
    facts.setdefault("published_on", dt.date(2026, 3, 3))
    facts.setdefault("publisher", "Harbor Gazette")
    return import_text(
        text=text.replace("Monday", f"Monday ({number})", 1), **facts
    ).article


def opened_source(by: User, **facts: Any) -> Source:
    number = next(_numbers)
    source = library.find_or_add(
        title=facts.get("title", f"Log of the port, sheet {number}"),
        publisher=facts.get("publisher", "Port authority"),
        url=facts.get("url", f"https://port.example/log/{number}"),
    )
    return library.mark_opened(source=source, version=source.version, by=by)


def evidence(claim: Claim, by: User, **facts: Any) -> Evidence:
    source = facts.pop("source", None) or opened_source(by)
    facts.setdefault("passage", "The log lists 412 people on board.")
    return keeping.attach(claim=claim, source=source, by=by, **facts)


def picture(by: User) -> Picture:
    """Return a picture's row; its bytes are nowhere."""
    copy = ArchivedCopy.objects.create(
        source=opened_source(by),
        sha256=f"{next(_numbers):064x}",
        media_type="image/png",
        size=1,
        means="uploaded",
        saved_by=by,
        saved_at=timezone.now(),
    )
    return Picture.objects.create(
        sha256=f"{next(_numbers):064x}",
        media_type="image/png",
        width=1,
        height=1,
        size=1,
        made_from=copy,
    )


def pictured(claim: Claim, by: User, **facts: Any) -> Evidence:
    """Attach evidence that shows a picture, whose files are in the archive."""
    number = next(_numbers)
    raw = files.png(40 + number % 200, 30)
    source = facts.pop("source", None) or opened_source(by)
    copy, shown = archiving.add_picture(
        source=source,
        stored=stored_files.store(raw=raw, file_name="quay.png"),
        drawn=pictures.draw(raw=raw),
        by=by,
    )
    facts.setdefault("picture_alt", "The quay at night.")
    facts.setdefault("picture_credit", "Port authority")
    return evidence(
        claim, by, source=source, archived_copy=copy, picture=shown, **facts
    )


def open_claim(
    editor: User,
    *,
    claim: Claim | None = None,
    as_: Selection = Selection.CENTRAL,
    claimant: str = "",
    subclaims: tuple[str, ...] = (),
    could_harm: bool = False,
) -> Claim:
    """Return a claim selected for checking, worded, without evidence."""
    claim = claim or article().claims.order_by("position")[0]
    topic = claim.topic or workflow.add_topic(
        article=claim.article, name="Ferry", by=editor
    )
    claim = workflow.select(
        claim=claim,
        version=claim.version,
        as_=as_,
        topic=topic,
        could_harm=could_harm,
        by=editor,
    )
    return workflow.word(
        claim=claim,
        claim_reviewed=claim.claim_reviewed,
        claimant=claimant,
        via=[],
        kind=claim.kind,
        subclaims=subclaims,
        version=claim.version,
        by=editor,
    )


def finding(
    editor: User,
    *,
    of: Article | None = None,
    words: str = "The headline’s 900 passengers are nowhere in the text",
    as_: Selection = Selection.SUPPORTING,
    could_harm: bool = True,
) -> Claim:
    """Return a finding about an article, added by hand, open, without evidence."""
    found = of or article()
    topic = found.topics.order_by("position").first() or workflow.add_topic(
        article=found, name="Ferry", by=editor
    )
    return findings.add(
        article=found,
        claim_reviewed=words,
        as_=as_,
        topic=topic,
        could_harm=could_harm,
        by=editor,
    )


def decided_finding(editor: User, first: User, second: User, **options: Any) -> Claim:
    """Return a finding that two found true, and of which the publisher was asked."""
    claim = finding(editor, **options)
    evidence(claim, first)
    evidence(claim, first)
    keeping.log_contact(
        article=claim.article,
        claims=[claim],
        who="Harbor Gazette",
        channel=Channel.EMAIL,
        contacted_on=dt.date(2026, 3, 4),
        question="Where does the headline’s figure come from?",
        by=first,
    )
    submit(claim, first, Place.FIRST)
    return submit(claim, second, Place.SECOND)


def rating(code: str = "true") -> Rating:
    return Rating.objects.get(scale__is_current=True, code=code)


def judgement(claim: Claim, code: str | None = "true", **answers: Any) -> Judgement:
    """Return an answer that rests on all the claim's standing evidence."""
    bearing = answers.pop("bearing", Bearing.SUPPORTS)
    answers.setdefault("said", Said.AT_ORIGIN if claim.claimant else "")
    answers.setdefault("reasoning", "The log of the port says so.")
    if code is None:
        answers.setdefault("not_assessed_reason", "Nobody outside can know.")
    answers.setdefault("subclaims", {part.pk: None for part in claim.subclaims.all()})
    answers.setdefault(
        "bearings", {row.pk: bearing for row in claim.evidence.standing()}
    )
    return Judgement(rating=rating(code) if code else None, **answers)


def submit(
    claim: Claim, by: User, place: Place, code: str | None = "true", **answers: Any
) -> Claim:
    """Review ``claim`` as it stands now."""
    claim = Claim.objects.get(pk=claim.pk)
    return judging.review(
        claim=claim,
        judgement=judgement(claim, code, **answers),
        round=claim.round,
        place=place,
        version=claim.version,
        by=by,
    )


def once_reviewed(editor: User, first: User, **options: Any) -> Claim:
    """Return a claim that waits for its second review."""
    claim = open_claim(editor, **options)
    evidence(claim, first)
    evidence(claim, first)
    return submit(claim, first, Place.FIRST)


def disputed(editor: User, first: User, second: User, **options: Any) -> Claim:
    claim = once_reviewed(editor, first, **options)
    return submit(claim, second, Place.SECOND, "half-true")


def reopened(claim: Claim, editor: User) -> Claim:
    """Return the claim in a new round."""
    claim = Claim.objects.get(pk=claim.pk)
    return workflow.reopen(
        claim=claim, reason="A new log was found.", version=claim.version, by=editor
    )


def decided(editor: User, first: User, second: User, **options: Any) -> Claim:
    claim = once_reviewed(editor, first, **options)
    return submit(claim, second, Place.SECOND)


def statements() -> None:
    """Write every public statement, as publication asks."""
    for key in StatementKey:
        SiteStatement.objects.update_or_create(
            key=key, defaults={"text": f"What the desk says of: {key.label}."}
        )


def drafted(claim: Claim, editor: User) -> FactCheck:
    """Fill in the draft of the claim's article, and all else the gate asks."""
    statements()
    fact_check = FactCheck.objects.get(article=claim.article)
    return issuing.draft(
        fact_check=fact_check,
        title="How many people the night ferry carried",
        summary="The ferry carried 412 people, as the article says.",
        key_findings="It carried 412.\nIt left late.\nThe quay was closed.",
        why_checked="Readers asked.",
        as_of=dt.date(2026, 3, 5),
        version=fact_check.version,
        by=editor,
    )


def published(editor: User, first: User, second: User, **options: Any) -> Version:
    claim = decided(editor, first, second, **options)
    return issuing.publish(fact_check=drafted(claim, editor), by=editor)
