"""Pages that stand for the site's own, so that the wiring is tested by itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from factcheck.urls import urlpatterns as real


def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Anyone may read this.")


def personal(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"You are {request.user}.")


def told(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Saved.")
    return HttpResponse("Done.")


@csrf_exempt
def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.body)} bytes")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def garbled(request: HttpRequest) -> HttpResponse:
    raise BadRequest


urlpatterns = [
    path("public/", public),
    path("personal/", personal),
    path("told/", told),
    path("posted/", posted),
    path("broken/", broken),
    path("forbidden/", forbidden),
    path("garbled/", garbled),
    path("api/broken/", broken),
    *real,
]
