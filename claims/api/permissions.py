"""Who may call what: *may you?* is asked here, *may it?* by the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from claims import roles

if TYPE_CHECKING:
    # Views find this module by its name in the settings, before they are made.
    from rest_framework.views import APIView


class OfTheDesk(BasePermission):
    """Lets in the people of the desk."""

    message = "This is for the people of the desk."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_active and request.user.is_staff)


class CheckersWrite(OfTheDesk):
    """Lets the desk read, and fact-checkers and editors write."""

    message = "This is for the desk's fact-checkers and editors."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and (
            request.method in SAFE_METHODS or roles.reviews(request.user)
        )


class EditorsWrite(OfTheDesk):
    """Lets the desk read, and editors write."""

    message = "This is for the desk's editors."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and (
            request.method in SAFE_METHODS or roles.edits(request.user)
        )
