"""How much longer the list of claims takes on a desk that has worked for years.

    python -m tests.benchmarks.claim_list [CLAIMS]

Opens the list with a thousand claims and then with two hundred thousand: plain, by each
filter, and by searches for common, rare and absent words; and beside it the list of
articles and the page of an open claim. Prints the processor time, of
the database too, that 19 of 20 requests stay under, with few and with many. Ends with
status 1 if any takes more than 1.5 times as long with many.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
from typing import Any

from tests.benchmarks.throwaway import database, processor_seconds_of_both, say

FEW = 1_000
MANY = 200_000
REQUESTS = 40
MOST_GROWTH = 1.5
CLAIMS_AN_ARTICLE = 10
AT_ONCE = 5_000

# A new desk has much in hand, one of years has settled or left nearly all; but every
# question below finds at least a page of fifty on both.
NEW = {
    "proposed": 20,
    "open": 32,
    "second-review": 10,
    "disputed": 6,
    "decided": 17,
    "not-checked": 15,
}
OLD = {
    "proposed": 20,
    "open": 5,
    "second-review": 2,
    "disputed": 1,
    "decided": 32,
    "not-checked": 40,
}
KINDS = {
    "event": 25,
    "statistic": 20,
    "quotation": 15,
    "comparison": 8,
    "causal": 7,
    "visual": 6,
    "prediction": 7,
    "opinion": 12,
}
WORDS = [
    f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "rt", "s")
]
COMMON = ("officials", "sunday")
"""Words of every fourth claim."""
RARE = "zeppelin"
"""A word of every twelfth claim of the new desk, and of none after."""

QUESTIONS = {
    "plain": {},
    "status: open": {"status__exact": "open"},
    "status: second review": {"status__exact": "second-review"},
    "status: decided": {"status__exact": "decided"},
    "assignee: mine": {"assignee": "mine"},
    "assignee: nobody": {"assignee": "nobody"},
    "due: overdue": {"due": "overdue"},
    "due: within a week": {"due": "week"},
    "waiting for me": {"awaiting": "me"},
    "to sign": {"awaiting": "signature"},
    "priority: high": {"priority": "high"},
    "priority: medium": {"priority": "medium"},
    "priority: low": {"priority": "low"},
    "selection: central": {"selection__exact": "central"},
    "kind: visual": {"kind__exact": "visual"},
    "kind: event": {"kind__exact": "event"},
    "article": {"article__id__exact": "1"},
    "search: common word": {"q": COMMON[0]},
    "search: two words": {"q": " ".join(COMMON)},
    "search: rare word": {"q": RARE},
    "search: absent word": {"q": "xylophone"},
    "open, mine": {"status__exact": "open", "assignee": "mine"},
}


def main(many: int) -> int:
    """Fill the desk twice and time it each time; give the status to end with."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from claims.models import Claim
    from tests import factories

    say(f"{connection.vendor}, {REQUESTS} requests each, {FEW:,} and {many:,} claims;")
    say("milliseconds of processor time, of the database too, that 19 of 20 stay under")
    editor = factories.editor("editor")
    desk = Desk([editor, *(factories.checker(f"checker-{n}") for n in range(5))])
    client = Client()
    client.force_login(editor)
    queue = reverse("admin:claims_claim_changelist")

    desk.fill(FEW)
    claim = Claim.objects.filter(status="open").order_by("pk")[0]
    pages = {name: (queue, asked) for name, asked in QUESTIONS.items()} | {
        "the list of articles": (reverse("admin:claims_article_changelist"), {}),
        "an open claim's page": (
            reverse("admin:claims_claim_change", args=[claim.pk]),
            {},
        ),
    }
    few = {name: times(client, *page) for name, page in pages.items()}
    desk.fill(many)
    slow = 0
    for name, page in pages.items():
        now, before = times(client, *page), few[name]
        growth = now[1] / before[1]
        slow += growth > MOST_GROWTH
        mark = "  too slow" if growth > MOST_GROWTH else ""
        say(
            f"{name:24} {before[1]:7.1f} {now[1]:7.1f}  x{growth:.2f}"
            f"  (half under {before[0]:.1f}, {now[0]:.1f}){mark}"
        )
    return 1 if slow else 0


def times(client: Any, page: str, asked: dict[str, str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of some requests."""
    taken = []
    for _ in range(REQUESTS + 3):
        taken.append(1000 * processor_seconds_of_both(lambda: client.get(page, asked)))
    assert client.get(page, asked).status_code == 200
    taken = taken[3:]
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


class Desk:
    """A desk that fills with claims, the same ones in every run."""

    def __init__(self, people: list[Any]) -> None:
        self.people = people
        self.chance = random.Random(2026)
        self.filled = 0

    def fill(self, claims: int) -> None:
        """Write rows until there are so many claims."""
        from django.db import connection

        while self.filled < claims:
            self._write(min(AT_ONCE, claims - self.filled))
        if connection.vendor == "postgresql":
            # What its own daemon does within a minute.
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")

    def _write(self, number: int) -> None:
        from claims.models import Article, Claim, FactCheck, Topic

        first = self.filled // CLAIMS_AN_ARTICLE
        articles = Article.objects.bulk_create(
            Article(
                slug=f"article-{first + place}",
                headline=f"What {self._words(6)}",
                published_on=dt.date(2026, 1, 1),
            )
            for place in range(number // CLAIMS_AN_ARTICLE)
        )
        FactCheck.objects.bulk_create(FactCheck(article=each) for each in articles)
        topics = Topic.objects.bulk_create(
            Topic(article=each, name="Ships", position=1) for each in articles
        )
        claims = Claim.objects.bulk_create(
            [
                self._claim(article, topic, place)
                for article, topic in zip(articles, topics, strict=True)
                for place in range(CLAIMS_AN_ARTICLE)
            ]
        )
        self._judge(claims)
        self.filled += len(claims)

    def _judge(self, claims: list[Any]) -> None:
        """Write the reviews of what waits for its second and of what is disputed."""
        from django.utils import timezone

        from claims.models import Proposal, Review
        from tests import factories

        editor, *checkers = self.people
        answer = {"rating": factories.rating(), "reasoning": "The log says so."}
        reviews, proposals = [], []
        for claim in claims:
            first, second = self.chance.sample(checkers, 2)
            reviewers = {
                "second-review": {"first": first},
                "disputed": {"first": second, "second": editor},
            }.get(claim.status, {})
            reviews += [
                Review(
                    claim=claim,
                    round=1,
                    place=place,
                    reviewer=reviewer,
                    submitted_at=timezone.now(),
                    **answer,
                )
                for place, reviewer in reviewers.items()
            ]
            if claim.status == "disputed":
                proposals.append(
                    Proposal(
                        claim=claim,
                        round=1,
                        proposed_by=second,
                        proposed_at=timezone.now(),
                        **answer,
                    )
                )
        Review.objects.bulk_create(reviews)
        Proposal.objects.bulk_create(proposals)

    def _claim(self, article: Any, topic: Any, place: int) -> Any:
        from django.utils import timezone

        from claims.models import Claim
        from claims.workflow import searchable

        status = self._one_of(NEW if self.filled < FEW else OLD)
        in_hand = status in ("open", "second-review", "disputed")
        chosen = in_hand or status == "decided"
        words = self._words(12)
        words += "".join(f" {word}" for word in COMMON if self.chance.random() < 0.25)
        if self.filled < FEW and self.chance.random() < 1 / 12:
            words += f" {RARE}"
        claim = Claim(
            article=article,
            topic=topic,
            position=place,
            status=status,
            selection=self.chance.choice(["central", "supporting"])
            if chosen
            else "not-selected",
            claim_reviewed=words,
            kind=self._one_of(KINDS),
            checkable=self.chance.random() < 0.8,
            check_worthiness=round(self.chance.random(), 4),
            reasons=["a figure", "names an agency"],
            assignee=self.chance.choice(self.people) if in_hand else None,
            due_at=timezone.now() + dt.timedelta(days=self.chance.uniform(-5, 20))
            if in_hand
            else None,
            leave_reason="not-selected" if status == "not-checked" else "",
        )
        claim.search_text = searchable(claim)
        return claim

    def _words(self, number: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=number))

    def _one_of(self, shares: dict[str, int]) -> str:
        return self.chance.choices(list(shares), weights=list(shares.values()))[0]


if __name__ == "__main__":
    with database():
        status = main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
    sys.exit(status)
