"""What a page of 100 of 10,000 claims costs, beside a bare list of the framework's.

    python -m tests.benchmarks.api_list

Prints processor milliseconds per request, the median of rounds taken in turn, for the
API's queue (token, throttle, rights, 18 members a claim, signed cursor) and for bare
lists of six members a claim, which ask nobody who calls: one by primary key, one in the
order of the queue. Ends with status 1 if the API's takes more than twice the first.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from typing import Any

from tests.benchmarks.throwaway import database, processor_seconds, say

CLAIMS = 10_000
PAGE = 100
ROUNDS = 60
MOST = 2.0
"""How many times the bare list."""


def claims() -> None:
    """Store articles with claims of all worths, until there are enough."""
    from claims.choices import Kind
    from claims.models import Claim
    from tests import factories

    articles = [factories.article() for _ in range(20)]
    kinds = list(Kind)
    missing = CLAIMS - Claim.objects.count()
    Claim.objects.bulk_create(
        Claim(
            article=articles[number % len(articles)],
            position=number,
            claim_reviewed=f"The ferry of day {number} carried {number} passengers.",
            claimant="The port authority" if number % 3 else "",
            via=["Harbor Gazette"] if number % 5 == 0 else [],
            kind=kinds[number % len(kinds)],
            check_worthiness=(number * 7919 % 1000) / 1000,
            checkable=number % 10 != 0,
        )
        for number in range(missing)
    )


def bare_list(*order: str) -> Callable[[Any], Any]:
    """Return the list anybody would write in a minute."""
    from rest_framework import generics, pagination, serializers

    from claims.models import Claim

    class Line(serializers.ModelSerializer[Claim]):
        class Meta:
            model = Claim
            fields = [
                "id",
                "status",
                "claim_reviewed",
                "kind",
                "claimant",
                "check_worthiness",
            ]

    class Pages(pagination.LimitOffsetPagination):
        default_limit = PAGE

    class Bare(generics.ListAPIView[Claim]):
        queryset = Claim.objects.order_by(*order)
        serializer_class = Line
        pagination_class = Pages
        authentication_classes = ()
        permission_classes = ()
        throttle_classes = ()

    return Bare.as_view()


def main() -> int:
    """Time the lists in turn; give the status to end with."""
    from django.db import connection
    from rest_framework.test import APIRequestFactory

    from claims.accounts import issue_token
    from claims.api.claims import Claims
    from tests import factories

    claims()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    token = issue_token(purpose="Benchmark", by=factories.checker("checker"))[1]
    request = APIRequestFactory().get
    head = {"Authorization": f"Token {token}"}
    lists = {
        "the API's queue": (Claims.as_view(), f"/?page_size={PAGE}"),
        "bare, by primary key": (bare_list("pk"), "/"),
        "bare, as the queue": (bare_list(*Claims.ordering), "/"),
    }
    taken: dict[str, list[float]] = {name: [] for name in lists}
    for _ in range(ROUNDS):
        for name, (view, address) in lists.items():
            asked = request(address, headers=head)

            def answer() -> None:
                response = view(asked).render()  # noqa: B023
                assert response.status_code == 200

            taken[name].append(1000 * processor_seconds(answer))
    each = {name: statistics.median(times) for name, times in taken.items()}
    for name, milliseconds in each.items():
        say(f"{name:22} {milliseconds:6.2f} ms")
    ours, *bare = each.values()
    say(f"{ours / bare[0]:.2f} times the bare list (at most {MOST:g})")
    say(f"{ours / bare[1]:.2f} times the one in the same order")
    return 1 if ours > MOST * bare[0] else 0


if __name__ == "__main__":
    with database():
        status = main()
    sys.exit(status)
