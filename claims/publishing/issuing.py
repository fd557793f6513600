"""Publish: the gate, a numbered version with its manifest, and the bytes of its pages.

All of it in one transaction: a version is wholly there or not there at all.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.dateformat import format as date_format

from claims import known_checks, mailing, roles
from claims.choices import VersionKind
from claims.lifecycle import StaleWrite, StepRefused
from claims.models import (
    Article,
    Claim,
    FactCheck,
    Manifest,
    NameCommitment,
    PublishedPicture,
    RenderedPage,
    Version,
)
from claims.publishing import gate, manifest, render
from claims.reanchoring import looked_at
from claims.record import check_version, cleaned, record, store, verb
from sources.models import Picture
from sources.normalizing import normalize_line

LONGEST_NOTICE = FactCheck._meta.get_field("notice").max_length or 0

_CHANGED = "The article was changed after this check."

CHANGES_RATINGS = frozenset({VersionKind.CORRECTION, VersionKind.UPDATE})
"""The kinds of version under which a rating may differ from the one before."""


@verb
def draft(
    *,
    fact_check: FactCheck,
    title: str,
    summary: str,
    key_findings: str,
    why_checked: str,
    as_of: dt.date | None,
    notice: str = "",
    version: int,
    by: User,
) -> FactCheck:
    """Write the draft of what is published about an article.

    Raises:
        StaleWrite: if the draft changed since ``version``.
        StepRefused: if ``by`` is no editor.
    """
    _editors_only(by)
    fact_check = _locked(fact_check)
    check_version(fact_check.version, version)
    before = _told(fact_check)
    fact_check.title = normalize_line(cleaned(title))
    fact_check.summary = normalize_line(cleaned(summary))
    fact_check.key_findings = cleaned(key_findings)
    fact_check.why_checked = cleaned(why_checked)
    fact_check.as_of = as_of
    fact_check.notice = normalize_line(cleaned(notice))
    fact_check.version += 1
    store(fact_check)
    record(
        article=fact_check.article,
        what="draft",
        by=by,
        before=before,
        after=_told(fact_check),
    )
    return fact_check


@verb
def publish(
    *,
    fact_check: FactCheck,
    kind: str = "",
    reason: str = "",
    shown: str = "",
    by: User,
) -> Version:
    """Publish the fact-check as its next version.

    Args:
        kind: of a later version; the first one is a first publication whatever is said.
        reason: the public reason of a later version.
        shown: the ``digest_of_content`` of what the editor was shown; empty where
            nothing was. A withdrawal shows what the version before did.

    Raises:
        StaleWrite: if what would be published is no longer what was shown.
        GateClosed: if a rule of publication is not met; it carries all of them.
        StepRefused: if ``by`` is no editor, nothing has changed since the last
            version, a later version has no kind or reason, or a rating changed under
            a kind that may not change one.
    """
    _editors_only(by)
    fact_check = _locked(fact_check)
    previous = list(fact_check.versions.with_manifest().order_by("number"))
    reason = cleaned(reason)
    if not previous:
        kind, reason = VersionKind.FIRST, ""
    elif kind not in set(VersionKind.values) - {VersionKind.FIRST}:
        raise StepRefused("Say what kind of change this version is.", field="kind")
    elif not reason:
        raise StepRefused(
            "Say in public why this version is published.", field="reason"
        )
    claims = manifest.claims_for(fact_check)
    next_number = len(previous) + 1
    at = timezone.now()
    names: list[NameCommitment] = []
    if kind == VersionKind.WITHDRAWN:
        body = manifest.withdrawal(
            _readable(previous[-1]),
            claims=claims,
            number=next_number,
            reason=reason,
            at=at,
        )
    else:
        found = gate.examine(fact_check)
        if not found.is_open:
            raise gate.GateClosed(found)
        for claim in manifest.give_numbers(claims):
            claim.save(update_fields=["public_number"])
        names = [_commit(name) for name in sorted(manifest.reviewers_of(claims))]
        body = manifest.build(
            fact_check,
            claims=claims,
            number=next_number,
            kind=kind,
            reason=reason,
            at=at,
            people=[name.digest for name in names],
            previous=previous,
        )
        if shown and shown != manifest.digest_of_content(body):
            raise StaleWrite(
                "What would be published has changed since you looked at it. Look "
                "again."
            )
    if previous:
        check_change(manifest.load(previous[-1]), body, kind)
    canonical = manifest.canonical(body)
    version = Version.objects.create(
        fact_check=fact_check,
        number=next_number,
        kind=kind,
        reason=reason,
        manifest_sha256=manifest.digest(canonical),
        published_by=by,
        published_at=at,
    )
    Manifest.objects.create(version=version, body=canonical)
    for name in names:
        name.version = version
        name.save()
    PublishedPicture.objects.bulk_create(
        PublishedPicture(version=version, picture=picture)
        for picture in Picture.objects.filter(sha256__in=manifest.pictures_shown(body))
    )
    _store_pages(version, body)
    known_checks.enter(version, body)
    record(
        article=fact_check.article,
        what="publish",
        by=by,
        reason=reason,
        after={
            "version": next_number,
            "kind": kind,
            "manifest": version.manifest_sha256,
        },
    )
    mailing.tell_published(version, by=by)
    return version


@verb
def publish_notice(
    *,
    fact_check: FactCheck,
    notice: str,
    reason: str,
    shown: str = "",
    version: int,
    by: User,
) -> Version:
    """Publish, in a version of its own, that the article was changed after the check.

    The notice stands at the top of the page and of every verdict until the draft says
    otherwise; the verdicts stay. That is a look at each published claim that needed
    one.

    Args:
        shown: the ``digest_of_content`` of what would have been published without the
            notice, as the editor was shown it; empty where nothing was.
        version: the draft's.

    Raises:
        StaleWrite: if the draft, or what else would be published, has changed since.
        StepRefused: if nothing is published or nothing needs another look, the notice
            is empty, or for the reasons of :func:`publish`.
    """
    _editors_only(by)
    fact_check = _locked(fact_check)
    check_version(fact_check.version, version)
    changed = changed_since_published(fact_check)
    if not fact_check.versions.exists():
        raise StepRefused("Nothing is published yet that a notice could stand on.")
    if not changed:
        raise StepRefused(
            "No published verdict needs another look: the article has not changed "
            "their words, or somebody has looked already."
        )
    if not cleaned(notice):
        raise StepRefused("Say what readers are to know.", field="notice")
    would_be = manifest.would_be(fact_check, manifest.claims_for(fact_check))
    if shown and shown != manifest.digest_of_content(would_be):
        raise StaleWrite(
            "What would be published has changed since you looked at it. Look again."
        )
    fact_check = draft(
        fact_check=fact_check,
        title=fact_check.title,
        summary=fact_check.summary,
        key_findings=fact_check.key_findings,
        why_checked=fact_check.why_checked,
        as_of=fact_check.as_of,
        notice=notice,
        version=version,
        by=by,
    )
    published = publish(
        fact_check=fact_check, kind=VersionKind.NOTICE, reason=reason, by=by
    )
    for claim in changed:
        looked_at(claim, what="publish-notice", reason=fact_check.notice, by=by)
    return published


def changed_since_published(fact_check: FactCheck) -> list[Claim]:
    """Return the claims with a public verdict that need another look, by number."""
    claims = fact_check.article.claims.needing_another_look()
    return list(
        claims.filter(public_number__isnull=False)
        .select_related("article", "changed_in")
        .defer("changed_in__text", "changed_in__reading")
        .order_by("public_number")
    )


def standing_notice(fact_check: FactCheck) -> str:
    """Return of the notice there is what one of a changed article is to leave there.

    What tells of an earlier change is out of date with the next.
    """
    return fact_check.notice.partition(_CHANGED)[0].strip()


def proposed_notice(claims: Sequence[Claim], *, standing: str = "") -> str:
    """Return a notice that the article was changed, for an editor to go over.

    Args:
        claims: those whose words were changed, at least one.
        standing: a notice that stays, and comes first.
    """
    seen_on = max(
        timezone.localdate(claim.changed_in.created_at)
        for claim in claims
        if claim.changed_in
    )
    named = "; ".join(f"“{claim.claim_reviewed}”" for claim in claims)
    which = f"of a claim we checked ({named})"
    if len(claims) > 1:
        which = f"of {len(claims)} claims we checked ({named})"
    verdict = "Our verdict is" if len(claims) == 1 else "Our verdicts are"
    told = (
        f"{_CHANGED} As we read it on {date_format(seen_on, 'F j, Y')}, the words "
        f"{which} are no longer what they were. {verdict} on the words as they stood."
    )
    briefly = told.replace(f" ({named})", "")
    notices = [f"{standing} {words}".strip() for words in (told, briefly)]
    fitting = [notice for notice in notices if len(notice) <= LONGEST_NOTICE]
    return fitting[0] if fitting else briefly


def preview(fact_check: FactCheck) -> bytes:
    """Return the page as readers would see it were it published now; stores nothing."""
    claims = manifest.claims_for(fact_check)
    return render.preview(manifest.would_be(fact_check, claims))


def _editors_only(by: User) -> None:
    if not roles.edits(by):
        raise StepRefused("Only editors write and publish fact-checks.")


def _locked(fact_check: FactCheck) -> FactCheck:
    """Lock the article, its draft and its claims, in the order the desk locks them."""
    Article.objects.select_for_update(of=("self",), no_key=True).get(
        pk=fact_check.article_id
    )
    locked = (
        FactCheck.objects.select_for_update(of=("self",), no_key=True)
        .select_related("article__scale")
        .get(pk=fact_check.pk)
    )
    list(
        Claim.objects.select_for_update(of=("self",), no_key=True)
        .filter(article=locked.article_id)
        .order_by("pk")
        .values_list("pk")
    )
    return locked


def _readable(version: Version) -> manifest.Json:
    """Return what a version says, or refuse if its text was withheld."""
    body = manifest.load(version)
    if not body:
        raise StepRefused("The text of the last version is withheld already.")
    return body


def _commit(name: str) -> NameCommitment:
    """Return a commitment to a name: SHA-256 over a fresh 256-bit salt and the name."""
    salt = secrets.token_hex(32)
    digest = hashlib.sha256(f"{salt}{name}".encode()).hexdigest()
    return NameCommitment(digest=digest, salt=salt, name=name)


def check_change(before: manifest.Json, after: manifest.Json, kind: str) -> None:
    """Raise StepRefused unless a version of this kind may follow the one before."""
    withdraws = kind == VersionKind.WITHDRAWN != before.get("kind")
    if not withdraws and not manifest.differs(before, after):
        raise StepRefused("Nothing has changed since the last version.")
    changed = manifest.verdicts_changed(before, after)
    if changed and kind not in CHANGES_RATINGS | {VersionKind.WITHDRAWN}:
        named = "; ".join(f"“{words}”" for words in changed)
        raise StepRefused(
            "A changed verdict is a correction or an update, never anything less: "
            f"{named}."
        )


def _store_pages(version: Version, body: manifest.Json) -> None:
    pages = render.pages(body, site_url=settings.SITE_URL)
    RenderedPage.objects.bulk_create(
        RenderedPage(
            version=version,
            address=address,
            number=version.number,
            content=content,
            compressed=gzip.compress(content, mtime=0),
            etag=f'"{hashlib.sha256(content).hexdigest()}"',
            rendered_at=version.published_at,
            renderer=render.RENDERER,
        )
        for address, content in pages.items()
    )


def _told(fact_check: FactCheck) -> dict[str, object]:
    return {
        "title": fact_check.title,
        "summary": fact_check.summary,
        "key_findings": fact_check.findings,
        "why_checked": fact_check.why_checked,
        "as_of": fact_check.as_of.isoformat() if fact_check.as_of else "",
        "notice": fact_check.notice,
    }
