"""The claim's pages, found by name, and what stands on them as people read it."""

from __future__ import annotations

import html
import re

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse

from claims.models import Claim
from tests.journeys.people import Person


def page_of(claim: Claim, name: str = "change", *rows: int) -> str:
    return reverse(f"admin:claims_claim_{name}", args=[claim.pk, *rows])


def words(response: HttpResponse) -> str:
    """Return a page's text without markup; what fields hold counts as text."""
    page = re.sub(r"<[^>]*>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(page))


def read(user: User, address: str) -> str:
    """Return what ``user`` reads at ``address``, which must be there."""
    response = Person(user).client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return words(response)
