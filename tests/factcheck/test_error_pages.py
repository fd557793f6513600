from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.factcheck.pages")


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/garbled/", 400, "This request cannot be read"),
        ("/forbidden/", 403, "This is not open to you"),
        ("/missing-canary/", 404, "There is no page here"),
        ("/broken/", 500, "Something went wrong"),
    ],
)
def test_an_error_is_a_page_for_people_made_without_a_query(
    address: str, status: int, heading: str
) -> None:
    client = Client(raise_request_exception=False)

    answer = client.get(address)

    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.content.decode()
    assert not answer.cookies


def test_a_missing_page_does_not_repeat_its_address(client: Client) -> None:
    assert "missing-canary" not in client.get("/missing-canary/?q=missing-canary").text


@pytest.mark.urls("factcheck.urls")
@pytest.mark.django_db
def test_a_missing_page_of_the_desk_leads_back_to_it(admin_client: Client) -> None:
    back = '<a href="/admin/">Back to the desk</a>'

    assert back in admin_client.get("/admin/nowhere/").text
    assert back not in admin_client.get("/nowhere/").text


def test_a_form_without_its_token_is_answered_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/public/")

    assert answer.status_code == 403
    assert "Please send the form again" in answer.content.decode()


def test_a_fault_says_nothing_of_its_cause() -> None:
    answer = Client(raise_request_exception=False).get("/broken/")

    assert "ZeroDivisionError" not in answer.content.decode()


@pytest.mark.django_db
def test_a_message_is_shown_once_and_leaves_public_pages_alone(client: Client) -> None:
    client.get("/told/")

    answer: Any = client.get("/public/")

    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/missing/", "/admin/missing/", "/fact-checks/x/"])
@pytest.mark.parametrize("is_mended", [True, False])
@pytest.mark.django_db
def test_a_demonstration_shows_the_page_that_readers_get(
    settings: Any, admin_client: Client, address: str, is_mended: bool
) -> None:
    settings.DEBUG = True
    if is_mended:
        own = "factcheck.middleware.NotFoundAsReadersSeeIt"
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, own]

    answer = admin_client.get(address)

    assert answer.status_code == 404
    assert ("There is no page here" in answer.text) == is_mended
    assert ("DEBUG = True" in answer.text) != is_mended
