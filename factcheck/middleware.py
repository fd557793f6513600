"""What every request and every answer goes through."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any, Protocol

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    UnreadablePostError,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.defaults import page_not_found

GetResponse = Callable[[HttpRequest], HttpResponseBase]


_REFUSALS = {
    400: "This request cannot be read.",
    404: "There is nothing at this address. Addresses end in a slash.",
    411: "Say how long the body is.",
    413: "This is too large.",
    500: "Something went wrong here. The fault is ours.",
}


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _read_on(body: Readable) -> None:
    """Throw away what is left of a body, up to five times the limit.

    A client still sending when the connection closes sees it broken, not our answer.
    """
    for _ in range(5):
        if not body.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            break


class RefusalsInTheFormOfTheAPI:
    """Answers what is refused below ``/api/`` in JSON, whoever refuses it.

    A wrong host, an odd length or a fault never reach the API's own views.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_json = response.headers.get("Content-Type") == "application/json"
        if response.status_code < 400 or is_json or not _is_api(request.path_info):
            return response
        sentence = _REFUSALS.get(response.status_code, "This is refused.")
        refusal = JsonResponse({"detail": sentence}, status=response.status_code)
        for name, value in response.headers.items():
            if name not in ("Content-Type", "Content-Length"):
                refusal.headers[name] = value
        return refusal


def _is_api(path: str) -> bool:
    return path.startswith("/api/")


class ContentSecurityPolicy(CSPMiddleware):
    """Sends the public policy, which allows no script, or the admin's strict one."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(reverse("admin:index")) and not report_only:
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class LimitedBody:
    """Refuses a body over 10 MB before anything of it is read into a form.

    Django's own limit answers 400, and does not count files. A body nobody asked for
    is read on after the answer, or a proxy would answer 502 in its stead.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.headers.get("Content-Length", "")
        if not announced and "Transfer-Encoding" in request.headers:
            # A server that neither measures nor lets us measure (see measuring_chunks).
            return HttpResponse(f"{_REFUSALS[411]}\n", "text/plain", 411)
        try:
            length = int(announced or 0)
        except ValueError as error:
            raise BadRequest("The Content-Length is not a number.") from error
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            _read_on(request)
            return render(request, "413.html", status=413)
        response = self.get_response(request)
        if length:
            with suppress(UnreadablePostError):  # Whoever sent it has gone.
                _read_on(request)
        return response


def measuring_chunks(application: Any) -> Any:
    """Give chunked bodies a length, which Django's WSGI handler needs to read them.

    Keeps no more than one byte over the limit: enough for `LimitedBody` to refuse.
    """

    def measured(environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH"):
            body = environ["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
            _read_on(environ["wsgi.input"])
            environ["wsgi.input"] = BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return application(environ, start_response)

    return measured


def refusing_large_bodies(application: Any) -> Any:
    """Answer 413 in an ASGI server's stead once a body has grown over the limit.

    Django's ASGI handler writes the whole body to disk before any middleware runs, and
    a body need not announce its length.
    """

    async def limited(scope: dict[str, Any], receive: Any, send: Any) -> None:
        received = 0

        async def counted() -> dict[str, Any]:
            nonlocal received
            message: dict[str, Any] = await receive()
            received += len(message.get("body", b""))
            if received <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                return message
            media_type, body = b"text/plain", f"{_REFUSALS[413]}\n".encode()
            if _is_api(scope["path"]):
                media_type = b"application/json"
                body = json.dumps({"detail": _REFUSALS[413]}).encode()
            headers = [(b"content-type", media_type)]
            await send(
                {"type": "http.response.start", "status": 413, "headers": headers}
            )
            await send({"type": "http.response.body", "body": body})
            return {"type": "http.disconnect"}

        await application(scope, counted, send)

    return limited


class PrivateWhenSignedIn:
    """Keeps out of every cache whatever was made by looking at who is asking."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.session.accessed or "Authorization" in request.headers:
            patch_cache_control(response, private=True, no_store=True)
        return response


class NotFoundAsReadersSeeIt:
    """Shows the page of a missing address where ``DEBUG`` is on, too.

    Django's own would list every address there is, to a visitor of a demonstration.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code == 404 and is_page:
            return page_not_found(request, Http404())
        return response
