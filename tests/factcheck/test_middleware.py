from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory

from factcheck.middleware import measuring_chunks, refusing_large_bodies

MAX_BODY_BYTES = 10 * 1024 * 1024

pytestmark = pytest.mark.urls("tests.factcheck.pages")


def policy(response: Any) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split(";")
    return dict(one.strip().partition(" ")[::2] for one in directives)


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("ada")


@pytest.fixture
def chunked_post(db: None) -> Any:
    """Post a body as from a server that takes chunks: it ends, its length unsaid."""

    def post(body: bytes) -> tuple[str, bytes]:
        environ = RequestFactory().post("/posted/").environ
        del environ["CONTENT_LENGTH"]
        environ |= {
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
        }
        statuses: list[str] = []
        answer = measuring_chunks(WSGIHandler())(
            environ, lambda status, headers, *_: statuses.append(status)
        )
        return statuses[0], b"".join(answer)

    return post


def test_a_public_page_may_run_no_script_and_ask_no_third_party(client: Client) -> None:
    assert policy(client.get("/public/")) == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.django_db
def test_the_admin_may_run_its_own_script_files_and_no_others(client: Client) -> None:
    directives = policy(client.get("/admin/login/"))

    assert directives["script-src"] == "'self'"
    assert directives["default-src"] == "'none'"
    assert not any("unsafe" in sources for sources in directives.values())


@pytest.mark.parametrize("address", ["/administer/", "/missing/", "/forbidden/"])
def test_outside_the_admin_even_an_error_page_may_run_no_script(
    client: Client, address: str
) -> None:
    assert "script-src" not in policy(client.get(address))


def test_every_answer_carries_the_headers_that_bind_the_browser(client: Client) -> None:
    headers = client.get("/public/").headers

    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_public_page_sets_no_cookie_and_is_the_same_for_everyone(
    client: Client,
) -> None:
    answer = client.get("/public/")

    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Cache-Control" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/about/", "/ratings/", "/missing/"])
def test_the_sites_own_pages_set_no_cookie_either(client: Client, address: str) -> None:
    answer = client.get(address)

    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.django_db
def test_a_page_that_looked_at_who_asks_is_kept_by_no_cache(client: Client) -> None:
    answer = client.get("/personal/")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Vary"] == "Cookie"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "jsi18n/", "password_change/"])
def test_nothing_behind_the_login_is_kept_by_a_cache(
    client: Client, administrator: User, page: str
) -> None:
    client.force_login(administrator)

    answer = client.get(f"/admin/{page}")

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_a_body_over_ten_megabytes_is_refused_as_too_large(client: Client) -> None:
    answer = client.post(
        "/posted/", b"x" * (MAX_BODY_BYTES + 1), content_type="application/octet-stream"
    )

    assert answer.status_code == 413
    assert "up to 10 MB" in answer.content.decode()


def test_a_body_of_ten_megabytes_is_not_too_large(client: Client) -> None:
    answer = client.post(
        "/posted/", b"x" * MAX_BODY_BYTES, content_type="application/octet-stream"
    )

    assert answer.content == b"10485760 bytes"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [("/missing/", 404), ("/forbidden/", 403), ("/posted/", 200)],
)
def test_a_body_is_read_to_its_end_whatever_is_answered(
    address: str, status: int
) -> None:
    """A proxy that is still sending when the connection closes answers 502."""
    assert posted(address) == (status, MAX_BODY_BYTES)


@pytest.mark.django_db
def test_without_the_middleware_the_body_would_be_left(settings: Any) -> None:
    settings.MIDDLEWARE = []

    assert posted("/missing/") == (404, 0)


def posted(address: str) -> tuple[int, int]:
    """Post a body; return the answer's status, and how much of the body was read."""
    body = BytesIO(b"x" * MAX_BODY_BYTES)
    environ = RequestFactory().post(address).environ
    environ |= {
        "CONTENT_LENGTH": str(MAX_BODY_BYTES),
        "CONTENT_TYPE": "application/octet-stream",
        "wsgi.input": body,
    }
    statuses: list[str] = []
    answer = WSGIHandler()(environ, lambda status, *_: statuses.append(status))
    answer.close()
    return int(statuses[0][:3]), body.tell()


@pytest.mark.django_db
def test_whoever_stops_sending_breaks_nothing(client: Client) -> None:
    class Gone(BytesIO):
        def read(self, *_: Any) -> bytes:
            raise ConnectionResetError

    answer = client.generic("POST", "/missing/", b"xx", **{"wsgi.input": Gone()})

    assert answer.status_code == 404


def test_a_body_in_chunks_is_read_whole(chunked_post: Any) -> None:
    assert chunked_post(b"x" * 1000) == ("200 OK", b"1000 bytes")


def test_a_body_in_chunks_over_ten_megabytes_is_refused_too(chunked_post: Any) -> None:
    status, _ = chunked_post(b"x" * (MAX_BODY_BYTES + 5))

    assert status == "413 Request Entity Too Large"


@pytest.mark.parametrize(
    ("path", "pieces", "status", "answer"),
    [
        ("/posted/", [b"x" * 1000] * 3, 200, b"3000 bytes"),
        ("/posted/", [b"x" * 5_300_000] * 3, 413, b"This is too large.\n"),
        ("/api/v1/", [b"x" * 5_300_000] * 3, 413, b'{"detail": "This is too large."}'),
    ],
)
def test_a_body_that_grows_over_ten_megabytes_on_the_way_is_cut_off(
    db: None, path: str, pieces: list[bytes], status: int, answer: bytes
) -> None:
    sent: list[dict[str, Any]] = []
    messages = [
        {"type": "http.request", "body": one, "more_body": True} for one in pieces
    ]
    messages.append({"type": "http.request"})
    waiting = iter(messages)

    async def receive() -> dict[str, Any]:
        # A client that has sent everything stays connected and silent.
        return next(waiting, None) or await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": []}
    scope |= {"query_string": b"", "server": ("testserver", 80)}
    # In a thread of its own: a browser test before this one leaves its loop running.
    with ThreadPoolExecutor(max_workers=1) as pool:
        answering = refusing_large_bodies(ASGIHandler())(scope, receive, send)
        pool.submit(asyncio.run, answering).result()

    assert sent[0]["status"] == status
    assert sent[1]["body"] == answer
    assert (next(waiting, None) is None) == (status == 200)


def test_a_body_whose_length_nobody_knows_is_refused(client: Client) -> None:
    answer = client.get("/posted/", headers={"Transfer-Encoding": "chunked"})

    assert answer.status_code == 411


@pytest.mark.parametrize("length", ["²", "ten", "9" * 5000])
def test_a_length_that_is_no_number_is_a_bad_request(
    client: Client, length: str
) -> None:
    answer = client.generic("POST", "/posted/", b"x", CONTENT_LENGTH=length)

    assert answer.status_code == 400


BELOW_THE_API = [
    ("/api/", {}, 404),
    ("/api/v2/claims/", {}, 404),
    ("/api/broken/", {}, 500),
    ("/api/v1/claims/", {"HTTP_HOST": "evil.example"}, 400),
    ("/api/v1/claims/", {"CONTENT_LENGTH": "abc"}, 400),
    ("/api/v1/claims/", {"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
]


def refused_below_the_api(path: str, head: dict[str, str]) -> Any:
    client = Client(raise_request_exception=False)
    return client.generic("POST", path, **{"CONTENT_LENGTH": ""} | head)


@pytest.mark.parametrize(("path", "head", "status"), BELOW_THE_API)
def test_whoever_refuses_below_the_api_does_it_in_a_sentence_of_json(
    db: None,
    path: str,
    head: dict[str, str],
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL, "django")

    answer = refused_below_the_api(path, head)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json().keys() == {"detail"}
    assert answer.json()["detail"].endswith(".")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_left_to_the_framework_none_of_these_is_json(
    db: None, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "django")
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]

    answers = [refused_below_the_api(path, head) for path, head, _ in BELOW_THE_API]

    assert {answer.headers["Content-Type"] for answer in answers} == {
        "text/html; charset=utf-8",
        "text/plain",
    }


def test_an_unknown_host_is_refused_with_a_page(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "django.security.DisallowedHost")

    answer = client.get("/public/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_a_host_put_forward_by_a_stranger_is_ignored(client: Client) -> None:
    answer = client.get("/public/", headers={"x-forwarded-host": "evil.example"})

    assert answer.status_code == 200
    assert "evil.example" not in str(answer.headers)
