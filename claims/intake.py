"""Bring an article in: read it, and store article, text, claims and sources at once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import F
from django.utils.text import slugify

from claims.archiving import IMPORTED, add_copy_of_article
from claims.choices import Kind, LeaveReason
from claims.findings import keep_settled
from claims.models import (
    Article,
    Citation,
    Claim,
    FactCheck,
    Figure,
    Flag,
    Mention,
    Revision,
    SubClaim,
    Topic,
)
from claims.reading import figures
from claims.reading.anchors import Span
from claims.reading.reading import Reading, UnreadableText, read
from claims.reanchoring import CarriedOver, carry_over, texts_mentioned
from claims.record import record
from claims.weighing import own_weights
from claims.workflow import searchable
from sources import archiving, library
from sources.archiving import Stored
from sources.canonical import UnacceptableAddress, canonical_url
from sources.extracting import FileRefused, extract
from sources.normalizing import (
    UnacceptableText,
    normalize_line,
    search_key,
)

LONGEST_ADDRESS = 2000


class IntakeRefused(Exception):
    """An article cannot be brought in so; the message is a sentence for an editor.

    Attributes:
        field: what was handed in wrong, by its name.
    """

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found or stored.

    ``claims`` and ``sources`` count what the article now has; the rest is what became
    of its claims in a text just stored: how many stand in it unchanged, moved, nowhere,
    and how many are new.
    """

    article: Article
    revision: Revision
    is_new_article: bool
    is_new_revision: bool
    claims: int
    sources: int
    unchanged: int = 0
    moved: int = 0
    orphaned: int = 0
    new: int = 0

    @property
    def became(self) -> str:
        """What became of the claims, as a clause to go on with after a colon."""
        told = [
            f"{count} {words}"
            for count, words in (
                (self.unchanged, "unchanged"),
                (self.moved, "moved"),
                (self.orphaned, "no longer found"),
                (self.new, "new"),
            )
            if count
        ]
        return f"of its claims {', '.join(told)}" if told else "no claim is in it"


def import_text(
    *,
    text: str,
    by: User | None = None,
    url: str = "",
    publisher: str = "",
    published_on: dt.date | None = None,
    byline: str = "",
    headline: str = "",
    slug: str = "",
    article: Article | None = None,
    language: str = "",
    reach: str = "",
    written_by: User | None = None,
    file: Stored | None = None,
    byline_of_file: str = "",
) -> Imported:
    """Store the article of this text, or find it again.

    The same text is the same article. A changed text of the same canonical address,
    or of ``article``, is a new revision, in which the claims are looked for (see
    :mod:`claims.reanchoring`). Reading happens before the transaction: whatever is
    written is whole or not there.

    Args:
        text: the article, headline first.
        by: who brings it in; None for a command run by the system.
        article: the article this text belongs to, where the caller knows.
        slug: its name in addresses; made from the headline if empty.
        file: the file the text was taken from, kept as a copy of the article.
        byline_of_file: who wrote it as the file has it; what the text itself says goes
            first, unless the file names the same and more.

    Raises:
        IntakeRefused: if the text is empty, too long or no text at all, or the
            address is none.
    """
    try:
        reading = read(text, weights=own_weights())
        canonical = canonical_url(url) if url.strip() else ""
        facts: dict[str, Any] = {
            "publisher": normalize_line(publisher)[:300],
            "byline": (
                normalize_line(byline) or _byline(reading.byline or "", byline_of_file)
            )[:300],
            "headline": (normalize_line(headline) or _headline(reading))[:500],
            "reach": normalize_line(reach)[:500],
            "language": language or reading.language,
            "published_on": published_on or reading.published_on,
        }
    except (UnreadableText, UnacceptableText) as error:
        raise IntakeRefused(str(error), field="file" if file else "text") from error
    except UnacceptableAddress as error:
        raise IntakeRefused(str(error), field="url") from error
    if max(len(url), len(canonical)) > LONGEST_ADDRESS:
        raise IntakeRefused(
            f"The address is longer than {LONGEST_ADDRESS:,} characters.", field="url"
        )
    sha256 = _sha256(reading.text)
    known_as = article or (_at(canonical) if canonical else None)
    earlier = _Earlier(known_as, reading)
    with transaction.atomic():
        _wait_for_other_imports()
        if article is None and canonical:
            article = _at(canonical)
        if article is not None:
            # A text that came back to what it was before is a change like any other.
            latest = article.latest_revision()
            known = latest if latest.sha256 == sha256 else None
        else:
            known = Revision.objects.filter(sha256=sha256).order_by("pk").first()
        if known is not None:
            _keep(known.article, file, by)
            return _imported(known)
        is_new = article is None
        if article is None:
            article = Article.objects.create(
                slug=_free_slug(slug or facts["headline"]),
                url=url.strip(),
                canonical_url=canonical,
                written_by=written_by,
                imported_by=by,
                search_text=search_key(f"{facts['headline']} {facts['publisher']}"),
                **facts,
            )
            FactCheck.objects.create(article=article)
        else:
            Article.objects.filter(pk=article.pk).update(version=F("version") + 1)
        revision = _store_revision(article, reading, sha256, by)
        carried = (
            CarriedOver()
            if is_new
            else carry_over(
                article=article,
                revision=revision,
                reading=reading,
                reading_of=earlier.reading_of,
                by=by,
            )
        )
        new = _store_claims(article, revision, reading, carried.standing)
        keep_settled(revision)
        became = {
            "unchanged": carried.unchanged,
            "moved": carried.moved,
            "orphaned": carried.orphaned,
            "new": new,
        }
        if by is not None:
            record(
                article=article,
                what="import",
                by=by,
                after={"text": revision.number} | ({} if is_new else became),
            )
        _keep(article, file, by)
        return _imported(
            revision, is_new_article=is_new, is_new_revision=True, **became
        )


def import_file(
    *,
    raw: bytes,
    file_name: str,
    by: User | None = None,
    url: str = "",
    publisher: str = "",
    published_on: dt.date | None = None,
    byline: str = "",
    headline: str = "",
    slug: str = "",
    article: Article | None = None,
    language: str = "",
    reach: str = "",
    written_by: User | None = None,
) -> Imported:
    """Store the article a file holds, or find it again.

    Takes the same facts as :func:`import_text`; what is left empty is taken from the
    file where the file says it. The file is kept as an archived copy of the article,
    unless nobody is named who brings it in: a copy is kept by somebody.

    Args:
        raw: what the file holds: plain text, Markdown, HTML, Word (.docx) or PDF.
        file_name: as it was called; its ending must fit what the file holds.

    Raises:
        IntakeRefused: if the file is none of these, holds what no article needs
            (macros, a password, a bomb), or its text is refused by
            :func:`import_text`.
    """
    try:
        found = extract(raw=raw, file_name=file_name)
        stored = archiving.store(raw=raw, file_name=file_name, of_an_article=True)
    except (FileRefused, archiving.CopyRefused) as error:
        raise IntakeRefused(str(error), field="file") from error
    return import_text(
        text=found.text,
        by=by,
        url=url if url.strip() else found.url,
        publisher=publisher if publisher.strip() else found.publisher,
        published_on=published_on or found.published_on,
        byline=byline,
        headline=headline or found.headline,
        slug=slug,
        article=article,
        language=language,
        reach=reach,
        written_by=written_by,
        file=stored,
        byline_of_file=found.byline,
    )


def _at(canonical: str) -> Article | None:
    return Article.objects.filter(canonical_url=canonical).first()


class _Earlier:
    """How the earlier texts of an article read, by the rules of today.

    They are read before anything is locked; one that somebody stores at that very
    moment is read when it is met.
    """

    def __init__(self, article: Article | None, reading: Reading) -> None:
        self._readings = {_sha256(reading.text): reading}
        if article is None or article.latest_revision().text == reading.text:
            return
        for text in texts_mentioned(article):
            self.reading_of(text)

    def reading_of(self, revision: Revision) -> Reading:
        if revision.sha256 not in self._readings:
            self._readings[revision.sha256] = read(revision.text)
        return self._readings[revision.sha256]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _wait_for_other_imports() -> None:
    """Let imports into one database pass one after another, until the transaction ends.

    Otherwise the same text brought in twice at once would be two articles, and two
    articles that cite the same sources in another order could wait for each other.
    SQLite holds its write lock already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock('claims_article'::regclass::bigint)"
            )


def _keep(article: Article, file: Stored | None, by: User | None) -> None:
    if file is not None and by is not None:
        add_copy_of_article(article=article, stored=file, means=IMPORTED, by=by)


def _imported(
    revision: Revision,
    *,
    is_new_article: bool = False,
    is_new_revision: bool = False,
    **became: int,
) -> Imported:
    return Imported(
        article=revision.article,
        revision=revision,
        is_new_article=is_new_article,
        is_new_revision=is_new_revision,
        claims=revision.article.claims.of_their_own().count(),
        sources=revision.citations.count(),
        **became,
    )


def _byline(printed: str, told: str) -> str:
    """Return who wrote an article, as its text or else its file says."""
    names_more = search_key(printed) in search_key(told)
    return normalize_line(told) if names_more else printed


def _headline(reading: Reading) -> str:
    first_line = reading.text.lstrip().partition("\n")[0]
    return normalize_line(reading.headline or first_line)


def _free_slug(words: str) -> str:
    """Return a slug nobody has, at most eight words long."""
    base = "-".join(slugify(words).split("-")[:8])[:100].strip("-") or "article"
    taken = set(
        Article.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _store_revision(
    article: Article, reading: Reading, sha256: str, by: User | None
) -> Revision:
    found = reading.as_json()
    revision = Revision.objects.create(
        article=article,
        number=article.revisions.count() + 1,
        text=reading.text,
        sha256=sha256,
        reading={"blocks": found["blocks"], "sentences": found["sentences"]},
        stored_by=by,
    )
    position = 0
    for cited in reading.sources:
        try:
            source = library.find_or_add(
                title=cited.title or "",
                publisher=cited.publisher or "",
                url=cited.url or "",
            )
        except library.SourceRefused:
            # A link nobody can open (mailto:, a broken address) is no source.
            continue
        position += 1
        Citation.objects.create(
            revision=revision,
            source=source,
            position=position,
            title=(cited.title or "")[:500],
            publisher=(cited.publisher or "")[:300],
            url=(cited.url or "")[:2000],
            start=cited.start,
            end=cited.end,
        )
    return revision


def _store_claims(
    article: Article,
    revision: Revision,
    reading: Reading,
    standing: Sequence[tuple[Span, Claim]],
) -> int:
    """Store each claim once; what repeats an earlier one becomes its mention.

    Args:
        standing: where claims that the desk has stand in this text. What shares
            characters with one is that claim, as people have shaped it; what repeats
            one in other words is a claim of its own until a person says otherwise.

    Returns:
        How many claims are new.
    """
    here = list(_standing_there(reading, standing))
    topics = _topics(article, reading, here)
    claims: dict[int, Claim] = {}
    of: dict[int, list[Claim]] = {}
    for index, found in enumerate(reading.claims):
        if here[index]:
            of[index] = here[index]
        elif found.duplicate_of in claims:
            of[index] = [claims[found.duplicate_of]]
        else:
            claim = Claim(
                article=article,
                topic=topics.get(found.topic[:120].casefold()),
                position=index + 1,
                claim_reviewed=found.claim_reviewed[:500],
                kind=Kind(found.kind),
                checkable=found.checkable,
                suggested_leave_reason=suggestion(found.kind, found.checkable),
                check_worthiness=found.check_worthiness,
                reasons=list(found.reasons),
                claimant=(found.claimant or "")[:300],
                via=[name[:300] for name in found.via],
            )
            claim.search_text = searchable(claim)
            claims[index] = claim
            of[index] = [claim]
    Claim.objects.bulk_create(claims.values())
    mentions = {
        (claim.pk, found.start, found.end): Mention(
            claim=claim,
            revision=revision,
            start=found.start,
            end=found.end,
            quote=found.quote,
        )
        for index, found in enumerate(reading.claims)
        if not here[index]
        for claim in of[index]
    }
    Mention.objects.bulk_create(mentions.values())
    SubClaim.objects.bulk_create(
        SubClaim(claim=claim, position=position, text=text[:300])
        for index, claim in claims.items()
        for position, text in enumerate(
            dict.fromkeys(part.text for part in reading.claims[index].subclaims),
            start=1,
        )
    )
    Figure.objects.bulk_create(
        figure_of(claim, revision, figure)
        for index, claim in claims.items()
        for figure in reading.claims[index].figures
    )
    flags = Flag.objects.bulk_create(
        Flag(
            revision=revision,
            kind=flag.kind,
            outcome=flag.outcome or "",
            message=flag.message,
        )
        for flag in reading.flags
    )
    concerned = Flag.claims.through
    concerned.objects.bulk_create(
        concerned(flag_id=stored.pk, claim_id=claim)
        for stored, flag in zip(flags, reading.flags, strict=True)
        for claim in {claim.pk for index in flag.claims for claim in of[index]}
    )
    return len(claims)


def _topics(
    article: Article, reading: Reading, here: Sequence[Sequence[Claim]]
) -> dict[str, Topic]:
    """Return the topics that new claims go under, by what the reading calls them.

    One that the article has not by this name is the topic under which people have put
    at least half of its claims, renamed or merged as they will; else it is new.

    Args:
        here: for each claim of the reading those of the desk that stand there.
    """
    rows = list(article.topics.all())
    topics = {topic.name.casefold(): topic for topic in rows}
    by_key = {topic.pk: topic for topic in rows}
    last = max((topic.position for topic in rows), default=0)
    new: dict[str, Topic] = {}
    for found in reading.topics:
        name = found.name[:120]
        held = [here[index] for index in found.claims]
        if name.casefold() in topics or all(held):
            continue
        kept = Counter(claim.topic_id for claims in held for claim in claims[:1])
        key, times = next(iter(kept.most_common(1)), (None, 0))
        if key in by_key and 2 * times >= len(held):
            topics[name.casefold()] = by_key[key]
            continue
        last += 1
        topics[name.casefold()] = new[name] = Topic(
            article=article, name=name, position=last
        )
    Topic.objects.bulk_create(new.values())
    return topics


def _standing_there(
    reading: Reading, standing: Sequence[tuple[Span, Claim]]
) -> Iterator[list[Claim]]:
    """Yield, for each claim of a reading, the claims that stand on its characters.

    Where one stands exactly there it is that one alone. Both are in the order of the
    text, so that each is looked at once.
    """
    coming = iter(standing)
    following = next(coming, None)
    near: list[tuple[Span, Claim]] = []
    for found in reading.claims:
        while following is not None and following[0].start < found.end:
            near.append(following)
            following = next(coming, None)
        near = [each for each in near if each[0].end > found.start]
        exactly = [
            claim for span, claim in near if span == Span(found.start, found.end)
        ]
        yield exactly or [
            claim for span, claim in near if span.overlaps(found.start, found.end)
        ]


def figure_of(claim: Claim, revision: Revision, found: figures.Figure) -> Figure:
    """Return the row, not stored yet, of a figure that the reading found."""
    return Figure(
        claim=claim,
        revision=revision,
        text=found.text[:200],
        value=_decimal(found.value),
        unit=(found.unit or "")[:100],
        qualifier=(found.qualifier or "")[:30],
        start=found.start,
        end=found.end,
    )


def suggestion(kind: str, checkable: bool) -> str:
    """Return the reason to leave a claim that the reading's own finding suggests."""
    if kind == Kind.OPINION:
        return LeaveReason.OPINION
    if not checkable:
        return LeaveReason.NOT_CHECKABLE
    return LeaveReason.PREDICTION if kind == Kind.PREDICTION else ""


def _decimal(value: float | None) -> Decimal | None:
    """Return a figure's value as the column holds it; None beyond its 24 digits."""
    if value is None or abs(value) >= 10**24:
        return None
    return Decimal(str(value))
