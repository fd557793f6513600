"""The worked examples: plays two files of ``seeds/`` by the verbs people use.

One article is published and has been corrected; the other is left in the middle of the
work. All is one transaction, so that a desk has the examples whole or not at all. How
the files are read is told in ``seeds/README.md``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from claims import commenting, findings, judging, roles, workflow
from claims import evidence as keeping
from claims.choices import (
    Channel,
    Kind,
    LeaveReason,
    Place,
    Selection,
    SourceOrigin,
    Status,
)
from claims.intake import import_text
from claims.judging import Judgement
from claims.models import (
    Article,
    Claim,
    Evidence,
    FactCheck,
    Flag,
    Rating,
    Scale,
    SiteStatement,
    Topic,
)
from claims.publishing import issuing
from claims.seeding import SEEDS, seeds
from sources.models import Source

ACCOUNTS = {
    "editor": (roles.EDITORS,),
    "checker-1": (roles.FACT_CHECKERS,),
    "checker-2": (roles.FACT_CHECKERS,),
}
"""The demonstration's people, by what they do; nobody real, and nobody's name."""

EXAMPLES = ("mobilization.toml", "free-buses.toml")

Table = Mapping[str, Any]
Tell = Callable[[str], None]


class SeedMismatch(Exception):
    """The seed file names something that the article or the desk does not have."""


def password(username: str) -> str:
    """Return a demonstration password: the same at every run, told by no file."""
    return salted_hmac("factcheck.demonstration", username).hexdigest()[:12]


@transaction.atomic
def play(tell: Tell) -> list[Article]:
    """Make the accounts and play the examples; what is there already stays as it is.

    Args:
        tell: called with a sentence on what is being done.

    Returns:
        The articles, in the order of ``EXAMPLES``.

    Raises:
        SeedMismatch: if a seed file does not fit its article.
    """
    people = {name: _account(name, groups) for name, groups in ACCOUNTS.items()}
    _write_statements(people["editor"])
    articles = []
    for name in EXAMPLES:
        told = seeds(name)
        article = Article.objects.filter(slug=told["article"]["slug"]).first()
        articles.append(article or _Walk(told, people, tell).through())
    for user in people.values():
        # From here on: what the examples did is no news to anybody.
        user.email = user.email or f"{user.username}@desk.example"
        user.save(update_fields=["email"])
    return articles


def _account(username: str, groups: tuple[str, ...]) -> User:
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"is_staff": True}
    )
    if is_new:
        user.set_password(password(username))
        user.save()
        user.groups.set(Group.objects.filter(name__in=groups))
    return user


def _write_statements(editor: User) -> None:
    for key, text in seeds("statements.toml").items():
        SiteStatement.objects.get_or_create(
            key=key,
            defaults={
                "text": text.strip(),
                "edited_by": editor,
                "edited_at": timezone.now(),
            },
        )


class _Walk:
    """One way through the desk, from an article's text as far as its file goes."""

    def __init__(self, told: Table, people: Mapping[str, User], tell: Tell) -> None:
        self.told = told
        self.people = people
        self.tell = tell
        self.editor = people["editor"]
        self.checker = people["checker-1"]
        scale = Scale.objects.get(is_current=True)
        self.ratings = {rating.code: rating for rating in scale.ratings.all()}
        self.sources: dict[str, Source] = {}
        self.claims: dict[str, Claim] = {}

    def through(self) -> Article:
        self.tell(f"Bringing in “{self.told['article']['slug']}” …")
        self.article = self._import()
        self._locate_sources()
        self._select_and_leave()
        self._settle_flags()
        self._log_contacts()
        for version in self.told.get("versions", []):
            self.tell(f"Checking and publishing version {version['number']} …")
            for table in (*self.told["claims"], *self.told.get("findings", [])):
                if table.get("first_in_version", 1) == version["number"]:
                    self._judge(table)
            self._publish(version)
        if "versions" not in self.told:
            self.tell("Checking some of its claims …")
            for table in self.told["claims"]:
                self._judge(table)
            self._draft(self.told["fact_check"]["as_of"])
        return self.article

    def _import(self) -> Article:
        table = self.told["article"]
        imported = import_text(
            text=(SEEDS / table["file"]).read_text(encoding="utf-8"),
            by=self.editor,
            slug=table["slug"],
            publisher=table["publisher"],
            byline=table["byline"],
            published_on=table["published_on"],
            language=table["language"],
            reach=table["spread"],
        )
        self.revision = imported.revision
        return imported.article

    def _locate_sources(self) -> None:
        """Fill the library; what others repeat stands before what repeats it."""
        tables = sorted(self.told["sources"], key=lambda table: "derived_from" in table)
        for table in tables:
            source = self._source(table)
            root = table.get("derived_from")
            source = keeping.describe_source(
                source=source,
                title=table["title"],
                publisher=table["publisher"],
                published_on=table.get("published_on"),
                language=table["language"],
                tier=table["rank"],
                interest=table.get("interest", ""),
                derived_from=self.sources[root] if root else None,
                version=source.version,
                by=self.checker,
            )
            if "address" in table:
                source = keeping.locate_source(
                    source=source,
                    url=table["address"],
                    version=source.version,
                    by=self.checker,
                )
            if table["opened"]:
                source = keeping.open_source(
                    source=source, version=source.version, by=self.checker
                )
            self.sources[table["key"]] = source

    def _source(self, table: Table) -> Source:
        """Return the source the article links to, or one of this title."""
        links = self.revision.citations.select_related("source")
        if link := links.filter(url=table.get("address", "none")).first():
            return link.source
        return keeping.add_source(
            title=table["title"], publisher=table["publisher"], by=self.checker
        )

    def _select_and_leave(self) -> None:
        topics = self._topics()
        taken: set[int] = set()
        for table in self.told["claims"]:
            claim = self._find(table["find"])
            if claim is None or claim.pk in taken:
                raise SeedMismatch(
                    f"No claim of its own was found for “{table['find']}”."
                )
            taken.add(claim.pk)
            claim = workflow.select(
                claim=claim,
                as_=Selection(table["selection"]),
                topic=topics[table["topic"]],
                could_harm=table["could_harm"],
                version=claim.version,
                by=self.editor,
            )
            claim = workflow.word(
                claim=claim,
                claim_reviewed=table["claim_reviewed"],
                claimant=table["claimant"],
                via=table["via"],
                kind=Kind(claim.kind),
                subclaims=table.get("sub_claims", []),
                version=claim.version,
                by=self.checker,
            )
            if "only_one_source" in table:
                claim = workflow.prepare(
                    claim=claim,
                    topic=claim.topic,
                    single_source_reason=table["only_one_source"],
                    version=claim.version,
                    by=self.editor,
                )
            if "assigned_to" in table:
                claim = self._assign(claim, table)
            self.claims[table["key"]] = claim
        for table in self.told["left"]:
            claim = self._find(table["find"])
            if claim is not None and claim.status == Status.PROPOSED:
                self._leave(claim, LeaveReason(table["reason"]), table["note"])
        if "versions" in self.told:
            self._leave_the_rest()

    def _leave_the_rest(self) -> None:
        for claim in self.article.claims.filter(status=Status.PROPOSED):
            suggested = LeaveReason(
                claim.suggested_leave_reason or LeaveReason.NOT_SELECTED
            )
            self._leave(claim, suggested, "")

    def _settle_flags(self) -> None:
        """Make findings of what was noticed, or dismiss it, as the file says."""
        flags = Flag.objects.open().filter(revision=self.revision).order_by("pk")
        for table in self.told.get("findings", []):
            asked = {
                "claim_reviewed": table["claim_reviewed"],
                "as_": Selection(table["selection"]),
                "topic": self.article.topics.get(name=table["topic"]),
                "could_harm": table["could_harm"],
                "by": self.editor,
            }
            flag = flags.filter(kind=table["flag"]).first()
            self.claims[table["key"]] = (
                findings.confirm(flag=flag, **asked)
                if flag
                else findings.add(article=self.article, **asked)
            )
        for table in self.told.get("dismissed", []):
            for flag in flags.filter(kind=table["flag"]):
                findings.dismiss(flag=flag, reason=table["because"], by=self.editor)

    def _topics(self) -> dict[str, Topic]:
        """Give the article the editor's topics, in the editor's order, and no other."""
        topics = {}
        for position, table in enumerate(self.told["topics"], start=1):
            name = table["name"]
            topic = self.article.topics.filter(name=name).first()
            if topic is None:
                topic = workflow.add_topic(
                    article=self.article, name=name, by=self.editor
                )
            topics[name] = workflow.describe_topic(
                topic=topic,
                name=name,
                summary=table["summary"],
                position=position,
                version=topic.version,
                by=self.editor,
            )
        return topics

    def _assign(self, claim: Claim, table: Table) -> Claim:
        return workflow.assign(
            claim=claim,
            to=self.people[table["assigned_to"]],
            due_at=timezone.now() + dt.timedelta(minutes=table["due_in_minutes"]),
            version=claim.version,
            by=self.editor,
        )

    def _leave(self, claim: Claim, reason: LeaveReason, note: str) -> None:
        if reason == LeaveReason.PREDICTION:
            # The reading suggests a day to look again; this article's is long past.
            reason = LeaveReason.NOT_SELECTED
        workflow.leave(
            claim=claim,
            reason=reason,
            note=note,
            version=claim.version,
            by=self.editor,
        )

    def _find(self, words: str) -> Claim | None:
        """Return the claim whose span shares most characters with ``words``."""
        text = self.revision.text
        if text.count(words) != 1:
            raise SeedMismatch(f"“{words}” does not occur exactly once in the article.")
        start = text.index(words)
        end = start + len(words)
        shared = {
            mention: min(mention.end, end) - max(mention.start, start)
            for mention in self.revision.mentions.filter(
                start__lt=end, end__gt=start
            ).select_related("claim")
        }
        if not shared:
            return None
        closest = max(
            shared,
            key=lambda mention: (
                shared[mention] / (max(mention.end, end) - min(mention.start, start)),
                -mention.pk,
            ),
        )
        return closest.claim

    def _log_contacts(self) -> None:
        for table in self.told["contacts"]:
            keeping.log_contact(
                article=self.article,
                claims=[self.claims[key] for key in table["claims"]],
                who=table["who"],
                role=table["role"],
                channel=Channel(table["channel"]) if "channel" in table else None,
                contacted_on=table.get("on"),
                deadline_on=table.get("deadline"),
                question=table.get("question", ""),
                answer=table.get("answer", ""),
                answered_on=table.get("answered_on"),
                words_to_publish=table.get("words_to_publish", ""),
                nobody_reason=table.get("nobody_because", ""),
                by=self.checker,
            )

    def _judge(self, table: Table) -> None:
        """Play evidence, searches, reviews and what follows them, for one claim."""
        claim = self.claims[table["key"]]
        parts = {part.text: part.pk for part in claim.subclaims.all()}
        weighed = {
            row["key"]: self._attach(claim, row) for row in table.get("evidence", [])
        }
        for row in table.get("search_log", []):
            keeping.log_search(
                claim=claim,
                sought=row["what"],
                place=row["where"],
                searched_on=row["on"],
                outcome=row["found"],
                by=self.checker,
            )
        for row in table.get("comments", []):
            commenting.comment(claim=claim, text=row["text"], by=self.people[row["by"]])
        for row in table.get("reviews", []):
            claim = judging.review(
                claim=claim,
                judgement=self._judgement(row, parts, weighed),
                round=claim.round,
                place=Place(row["place"]),
                version=self._version(claim),
                by=self.people[row["by"]],
            )
        if "conferral" in table:
            row = table["conferral"]
            proposal = judging.propose(
                claim=claim,
                judgement=self._judgement(row, parts, weighed),
                round=claim.round,
                version=self._version(claim),
                by=self.people[row["proposed_by"]],
            )
            judging.confer(
                claim=claim,
                proposal=proposal,
                round=claim.round,
                version=self._version(claim),
                by=self.people[row["signed_by"]],
            )
        if "ruling" in table:
            row = table["ruling"]
            judging.review(
                claim=claim,
                judgement=self._judgement(row, parts, weighed),
                round=claim.round,
                place=Place.RULING,
                version=self._version(claim),
                by=self.people[row["by"]],
            )
        if "explanation" in table:
            self._explain(claim, table["explanation"], table.get("since_then", ""))

    def _attach(self, claim: Claim, row: Table) -> Evidence:
        part = row.get("sub_claim")
        return keeping.attach(
            claim=claim,
            source=self.sources[row["source"]],
            subclaim=claim.subclaims.get(text=part) if part else None,
            passage=row["passage"],
            origin=SourceOrigin(row["origin"]),
            passage_language=row.get("passage_language", ""),
            translation=row.get("translation", ""),
            translator=row.get("translator", ""),
            unreachable_reason=row.get("no_address_because", ""),
            by=self.checker,
        )

    def _judgement(
        self, row: Table, parts: Mapping[str, int], weighed: Mapping[str, Evidence]
    ) -> Judgement:
        return Judgement(
            said=row.get("said", ""),
            rating=self._rating(row.get("rating")),
            not_assessed_reason=row.get("not_assessed", ""),
            reasoning=row["reasoning"],
            subclaims={
                parts[name]: self._rating(code)
                for name, code in row.get("sub_claims", {}).items()
            },
            bearings={weighed[key].pk: said for key, said in row["bearings"].items()},
        )

    def _rating(self, code: str | None) -> Rating | None:
        return self.ratings[code] if code else None

    def _version(self, claim: Claim) -> int:
        return Claim.objects.values_list("version", flat=True).get(pk=claim.pk)

    def _explain(self, claim: Claim, explanation: str, since_then: str) -> None:
        """Edit the explanation, and have those who reviewed read what came of it."""
        verdict = claim.verdicts.get(round=claim.round)
        verdict = judging.explain(
            claim=claim,
            explanation=explanation,
            since_then=since_then,
            version=verdict.version,
            by=self.editor,
        )
        for review in claim.reviews.filter(round=claim.round):
            judging.see_explanation(
                claim=claim, version=verdict.version, by=review.reviewer
            )

    def _publish(self, version: Table) -> None:
        for key, explanation in version.get("explanations", {}).items():
            claim = self.claims[key]
            since_then = claim.verdicts.get(round=claim.round).since_then
            self._explain(claim, explanation, since_then)
        fact_check = self._draft(version["as_of"], version.get("add_key_finding"))
        issuing.publish(
            fact_check=fact_check,
            kind=version["kind"],
            reason=version.get("reason", ""),
            by=self.editor,
        )

    def _draft(self, as_of: dt.date, finding: str | None = None) -> FactCheck:
        """Write what stands above the verdicts, with one more key finding if any."""
        fact_check = FactCheck.objects.get(article=self.article)
        table = self.told["fact_check"]
        findings = fact_check.findings or list(table["key_findings"])
        if finding:
            findings.append(finding)
        return issuing.draft(
            fact_check=fact_check,
            title=table["title"],
            summary=table["summary"],
            key_findings="\n".join(findings),
            why_checked=table["why_checked"],
            as_of=as_of,
            notice=self.told["demonstration"]["notice"],
            version=fact_check.version,
            by=self.editor,
        )
