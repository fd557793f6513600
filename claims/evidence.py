"""Evidence attached and withdrawn, searches logged, people asked.

Evidence may be added at any time and is never deleted: from the first review on it
is withdrawn with a reason, whether a review used it or not, since refusing only what
was used would betray the first review.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from claims import roles
from claims.choices import Channel, SourceOrigin
from claims.lifecycle import FROZEN, StepRefused
from claims.models import (
    Article,
    Citation,
    Claim,
    Contact,
    Evidence,
    SearchEntry,
    SubClaim,
)
from claims.record import (
    check_is_claim,
    check_version,
    cleaned,
    locked,
    record,
    store,
    verb,
)
from sources import library
from sources.models import ArchivedCopy, Picture, Source, State
from sources.normalizing import normalize_line


@verb
def attach(
    *,
    claim: Claim,
    source: Source,
    passage: str,
    origin: SourceOrigin = SourceOrigin.DESK,
    subclaim: SubClaim | None = None,
    archived_copy: ArchivedCopy | None = None,
    passage_language: str = "",
    translation: str = "",
    translator: str = "",
    unreachable_reason: str = "",
    picture: Picture | None = None,
    picture_alt: str = "",
    picture_credit: str = "",
    picture_is_graphic: bool = False,
    by: User,
) -> Evidence:
    """Attach a passage of a source to a claim, or to one part of it.

    Args:
        picture: an image for the page to show, with what it shows in words, whose it
            is, and whether readers should be asked before they see it.

    Raises:
        StepRefused: if the source lacks title or publisher, or has neither address
            nor copy and no sentence says why; if the passage is empty, a translation
            has no translator, a picture no description or credit, the part belongs
            to another claim, or the claim is none of its own any more.
    """
    claim = locked(claim)
    of_the_desk(by)
    check_is_claim(claim)
    if not (source.title and source.publisher):
        raise StepRefused("The source needs a title and a publisher first.")
    unreachable_reason = normalize_line(cleaned(unreachable_reason))
    if not (source.url or archived_copy or unreachable_reason):
        raise StepRefused(
            "The source has no address. Locate it, or say why there is neither an "
            "address nor a copy."
        )
    if subclaim is not None and subclaim.claim_id != claim.pk:
        raise StepRefused(f"“{subclaim}” is a part of another claim.", field="subclaim")
    if archived_copy is not None and archived_copy.source_id != source.pk:
        raise StepRefused(
            "The archived copy is one of another source.", field="archived_copy"
        )
    attached = Evidence(
        claim=claim,
        subclaim=subclaim,
        source=source,
        archived_copy=archived_copy,
        origin=origin,
        passage=cleaned(passage),
        passage_language=normalize_line(cleaned(passage_language)),
        translation=cleaned(translation),
        translator=normalize_line(cleaned(translator)),
        unreachable_reason=unreachable_reason,
        picture=picture,
        picture_alt=normalize_line(cleaned(picture_alt)) if picture else "",
        picture_credit=normalize_line(cleaned(picture_credit)) if picture else "",
        picture_is_graphic=picture_is_graphic and picture is not None,
        attached_by=by,
        attached_at=timezone.now(),
    )
    if not attached.passage:
        raise StepRefused(
            "Quote the passage, or summarize it and say so.", field="passage"
        )
    if attached.translation and not attached.translator:
        raise StepRefused("Say who or what made the translation.", field="translator")
    if picture and not (attached.picture_alt and attached.picture_credit):
        raise StepRefused(
            "Say what the picture shows, and whose picture it is.", field="picture_alt"
        )
    store(attached)
    record(
        article=claim.article,
        claim=claim,
        what="attach-evidence",
        by=by,
        after={"evidence": attached.pk, "source": str(source)},
    )
    return attached


@verb
def withdraw(*, evidence: Evidence, reason: str, by: User) -> Evidence:
    """Withdraw a piece of evidence; it stays on record and leaves the page.

    Raises:
        StepRefused: if it is withdrawn already, or no reason is given.
    """
    claim = locked(evidence.claim)
    of_the_desk(by)
    evidence = claim.evidence.select_related("source").get(pk=evidence.pk)
    reason = normalize_line(cleaned(reason))
    if evidence.withdrawn_at:
        raise StepRefused("This evidence has been withdrawn already.")
    if not reason:
        raise StepRefused("Say why the evidence is withdrawn.", field="reason")
    evidence.withdrawn_by = by
    evidence.withdrawn_at = timezone.now()
    evidence.withdrawn_reason = reason
    store(evidence)
    record(
        article=claim.article,
        claim=claim,
        what="withdraw-evidence",
        by=by,
        reason=reason,
        before={"evidence": evidence.pk, "source": str(evidence.source)},
    )
    return evidence


@verb
def log_search(
    *,
    claim: Claim,
    sought: str,
    place: str,
    searched_on: dt.date,
    outcome: str = "",
    by: User,
) -> SearchEntry:
    """Log what was looked for, where and when: what *Unproven* rests on."""
    claim = locked(claim)
    of_the_desk(by)
    check_is_claim(claim)
    sought, place = normalize_line(cleaned(sought)), normalize_line(cleaned(place))
    if not (sought and place):
        lacking = "place" if sought else "sought"
        raise StepRefused("Say what was looked for, and where.", field=lacking)
    if searched_on > timezone.localdate():
        raise StepRefused(
            "A search is logged after it was made, not before.", field="searched_on"
        )
    entry = SearchEntry(
        claim=claim,
        sought=sought,
        place=place,
        searched_on=searched_on,
        outcome=normalize_line(cleaned(outcome)),
        logged_by=by,
        logged_at=timezone.now(),
    )
    store(entry)
    record(
        article=claim.article,
        claim=claim,
        what="log-search",
        by=by,
        after={"sought": sought, "place": place},
    )
    return entry


@verb
def log_contact(
    *,
    article: Article,
    claims: Iterable[Claim],
    who: str = "",
    role: str = "",
    channel: Channel | None = None,
    contacted_on: dt.date | None = None,
    deadline_on: dt.date | None = None,
    question: str = "",
    answer: str = "",
    answered_on: dt.date | None = None,
    words_to_publish: str = "",
    nobody_reason: str = "",
    contact: Contact | None = None,
    version: int | None = None,
    by: User,
) -> Contact:
    """Log an attempt to reach somebody, or its answer, or why nobody was asked.

    With ``contact`` and its ``version`` the entry is rewritten, for instance when an
    answer arrives; what it said before is kept in the record of steps.

    Raises:
        StaleWrite: if the contact changed since ``version``.
        StepRefused: if it names neither who, how, when and what nor why not, or a
            claim of another article.
    """
    of_the_desk(by)
    claims = list(claims)
    before: dict[str, object] = {}
    if contact is None:
        contact = Contact(article=article, logged_by=by, logged_at=timezone.now())
    else:
        contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        check_version(contact.version, version or 0)
        before = _told(contact)
        contact.version += 1
    contact.who = normalize_line(cleaned(who))
    contact.role = normalize_line(cleaned(role))
    contact.channel = channel or ""
    contact.contacted_on = contacted_on
    contact.deadline_on = deadline_on
    contact.question = cleaned(question)
    contact.answer = cleaned(answer)
    contact.answered_on = answered_on
    contact.words_to_publish = cleaned(words_to_publish)
    contact.nobody_reason = normalize_line(cleaned(nobody_reason))
    asked = (
        contact.who and contact.channel and contact.question and contact.contacted_on
    )
    if not asked and not contact.nobody_reason:
        raise StepRefused(
            "Say who was asked, how, when and what; or why nobody was.", field="who"
        )
    if contact.contacted_on and any(
        day and day < contact.contacted_on for day in (deadline_on, answered_on)
    ):
        raise StepRefused(
            "A deadline or an answer cannot come before the question.",
            field="contacted_on",
        )
    if not claims or any(claim.article_id != article.pk for claim in claims):
        raise StepRefused(
            "Say which claims of this article the contact is about.", field="claims"
        )
    store(contact)
    contact.claims.set(claims)
    record(
        article=article,
        what="log-contact",
        by=by,
        before=before,
        after=_told(contact),
    )
    return contact


@verb
def recognize(*, citation: Citation, source: Source, by: User) -> Citation:
    """Say that what the article cites is a source the library already holds."""
    of_the_desk(by)
    citation = Citation.objects.select_for_update(of=("self",)).get(pk=citation.pk)
    before = {"citation": str(citation), "source": str(citation.source)}
    citation.source = source
    citation.save()
    record(
        article=citation.revision.article,
        what="recognize-source",
        by=by,
        before=before,
        after={"source": str(source)},
    )
    return citation


@verb
def add_source(*, title: str, publisher: str, url: str = "", by: User) -> Source:
    """Add a source to the library, or find it there; with an address it is located.

    Raises:
        SourceRefused: if there is nothing to tell it by, or the address is none.
    """
    of_the_desk(by)
    source = library.find_or_add(title=title, publisher=publisher, url=url)
    if source.url and source.state == State.CITED:
        source = library.locate(
            source=source, url=source.url, version=source.version, by=by
        )
    return source


@verb
def describe_source(
    *,
    source: Source,
    title: str,
    publisher: str,
    published_on: dt.date | None,
    language: str,
    tier: str,
    interest: str,
    derived_from: Source | None,
    version: int,
    by: User,
) -> Source:
    """Write down what a source is; recorded on every article that rests on it.

    Raises:
        SourceStale: if the source changed since ``version``.
        SourceRefused: if it would repeat itself, or be the same as another.
        StepRefused: if evidence of a claim under review rests on it.
    """
    of_the_desk(by)
    before = source_told(source)
    described = library.describe(
        source=source,
        title=title,
        publisher=publisher,
        published_on=published_on,
        language=language,
        tier=tier,
        interest=interest,
        derived_from=derived_from,
        version=version,
    )
    _not_under_review(described)
    record_on_articles(described, "describe-source", by, before=before)
    return described


@verb
def locate_source(*, source: Source, url: str, version: int, by: User) -> Source:
    """Give a source the address at which it can be read.

    Another address than before is another document: it has to be opened anew.

    Raises:
        SourceStale: if the source changed since ``version``.
        SourceRefused: if the address is none, or is that of another source.
        StepRefused: if evidence of a claim under review rests on it.
    """
    of_the_desk(by)
    before = source_told(source)
    located = library.locate(source=source, url=url, version=version, by=by)
    if before["url"]:
        _not_under_review(located)
    record_on_articles(located, "locate-source", by, before=before)
    return located


@verb
def open_source(*, source: Source, version: int, by: User) -> Source:
    """Note that somebody of the desk has opened the source and read it."""
    of_the_desk(by)
    before = source_told(source)
    opened = library.mark_opened(source=source, version=version, by=by)
    record_on_articles(opened, "open-source", by, before=before)
    return opened


def _not_under_review(source: Source) -> None:
    """Refuse to change what evidence of a frozen claim shows, used or not."""
    claim = Claim.objects.filter(
        evidence__source=source, evidence__withdrawn_at=None, status__in=FROZEN
    ).first()
    if claim is not None:
        raise StepRefused(
            f"Evidence of “{claim}” rests on this source, and the claim is "
            f"“{claim.get_status_display().lower()}”. Withdraw the evidence with a "
            "reason, or have an editor reopen the claim."
        )


def record_on_articles(
    source: Source,
    what: str,
    by: User,
    *,
    before: dict[str, object],
    after: dict[str, object] | None = None,
) -> None:
    """Record what was done to a source on every article that names or rests on it."""
    concerned = Article.objects.filter(
        Q(revisions__citations__source=source) | Q(claims__evidence__source=source)
    )
    for article in concerned.distinct().order_by("pk"):
        record(
            article=article,
            what=what,
            by=by,
            before=before,
            after=after or source_told(source),
        )


def source_told(source: Source) -> dict[str, object]:
    """Return what the record of steps says of a source."""
    return {
        "source": str(source),
        "url": source.url,
        "state": source.state,
        "published_on": str(source.published_on or ""),
        "tier": source.tier,
        "interest": source.interest,
        "derived_from": str(source.derived_from or ""),
    }


def of_the_desk(by: User) -> None:
    """Raise :class:`StepRefused` unless ``by`` is a fact-checker or an editor."""
    if not roles.reviews(by):
        raise StepRefused("Only the desk's fact-checkers and editors do this.")


def _told(contact: Contact) -> dict[str, object]:
    days = ("contacted_on", "deadline_on", "answered_on")
    return {
        **{day: str(getattr(contact, day) or "") for day in days},
        "who": contact.who,
        "role": contact.role,
        "channel": contact.channel,
        "question": contact.question,
        "answer": contact.answer,
        "words_to_publish": contact.words_to_publish,
        "nobody_reason": contact.nobody_reason,
        "claims": sorted(contact.claims.values_list("pk", flat=True)),
    }
