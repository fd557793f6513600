"""People at their browsers: they open a page, fill in its form, and send it."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client


class _Forms(HTMLParser):
    """The forms of a page, each with its action and what its fields hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.fields: dict[str, list[str]] = {}
        self.writing = ""
        self.choosing = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.fields = {}
            if given.get("method", "").lower() == "post":
                self.forms.append((given.get("action", ""), self.fields))
        elif tag == "input" and name:
            ticked = (
                given.get("type") not in ("checkbox", "radio") or "checked" in given
            )
            values = self.fields.setdefault(name, [])
            if ticked and given.get("type") != "submit":
                unsaid = "on" if given.get("type") == "checkbox" else ""
                values.append(given.get("value", unsaid))
        elif tag == "textarea":
            self.writing = name
            self.fields[name] = [""]
        elif tag == "select":
            self.choosing = name
            self.fields[name] = []
        elif tag == "option" and "selected" in given:
            self.fields[self.choosing].append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.writing = ""

    def handle_data(self, data: str) -> None:
        if self.writing:
            self.fields[self.writing][0] += data


class Person:
    """Somebody signed in at the desk."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def open(self, address: str) -> str:
        """Return the page at ``address``, which must be there."""
        response = self.client.get(address, follow=True)
        assert response.status_code == 200, (address, response.status_code)
        return response.content.decode()

    def fill_in(self, address: str, **typed: Any) -> HttpResponse:
        """Open a page, fill in the form that asks for what is typed, and send it."""
        return self.send(address, self.open(address), **typed)

    def send(self, address: str, page: str, **typed: Any) -> HttpResponse:
        """Send a form of a page opened before, filled in."""
        action, fields = self._asking_for(page, typed)
        sent = fields | {
            name: value if isinstance(value, list) else [str(value)]
            for name, value in typed.items()
        }
        return self.client.post(action or address, sent, follow=True)

    def _asking_for(
        self, page: str, typed: dict[str, Any]
    ) -> tuple[str, dict[str, list[str]]]:
        found: Iterator[tuple[str, dict[str, list[str]]]] = (
            (action, fields)
            for action, fields in _Forms(page).forms
            if typed.keys() <= fields.keys() and "logout" not in action
        )
        form = next(found, None)
        assert form is not None, f"No form on the page asks for {sorted(typed)}."
        return form
