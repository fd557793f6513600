"""Scripts that call the API, with somebody's token or without one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from claims.accounts import issue_token

ROOT = "/api/v1"


class Script:
    """A script that acts as ``user``; as a reader without a token if there is none."""

    def __init__(self, user: User | None = None) -> None:
        self.head: dict[str, str] = {}
        if user is not None:
            token = issue_token(purpose="A test", by=user)[1]
            self.head = {"Authorization": f"Token {token}"}
        self.client = Client()

    def call(
        self, method: str, path: str, body: Any = None, **head: str
    ) -> HttpResponse:
        sent: dict[str, Any] = {}
        if method != "get":
            sent = {"data": body, "content_type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in head.items()}
        response: HttpResponse = getattr(self.client, method)(
            f"{ROOT}{path}", headers=self.head | named, **sent
        )
        return response

    def get(self, path: str, **head: str) -> Any:
        """Return what stands at a path, which must be there."""
        response = self.call("get", path, **head)
        assert response.status_code == 200, response.content
        return response.json()

    def post(self, path: str, **body: Any) -> HttpResponse:
        return self.call("post", path, body)

    def patch(self, path: str, **body: Any) -> HttpResponse:
        """Change what stands at a path, as it was read just now."""
        etag = self.call("get", path)["ETag"]
        return self.call("patch", path, body, If_Match=etag)


def done(response: HttpResponse) -> Any:
    """Return the answer of a call that was not refused."""
    assert response.status_code in (200, 201), response.content
    return response.json()


def refused(response: HttpResponse, status: int) -> str:
    """Return the sentence of a refusal."""
    assert response.status_code == status, response.content
    sentence: str = response.json()["detail"]
    return sentence
