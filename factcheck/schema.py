"""The API's description of itself: every answer an address can give, refusals too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from rest_framework.permissions import SAFE_METHODS

_DETAIL = {"type": "string", "description": "A sentence for a person."}
_REFUSED = {"detail": _DETAIL}
_WRONG = {
    "detail": _DETAIL,
    "fields": {
        "type": "object",
        "description": "What is wrong with each field, by its name.",
        "additionalProperties": True,
    },
}
_CONFLICT = {
    "detail": _DETAIL,
    "sent": {
        "description": "What was sent, where the row has changed since it was read."
    },
    "stored": {"description": "What is stored now, in the same case."},
    "unmet": {
        "type": "array",
        "description": "The rules of publication that are not met.",
        "items": {
            "type": "object",
            "properties": {
                "sentence": {"type": "string"},
                "address": {"type": "string", "description": "Where it is met."},
            },
        },
    },
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the row as it was read.",
    "schema": {"type": "string"},
}
_REFUSALS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "400": ("Wrong", "What was sent cannot be read so.", _WRONG),
    "401": ("NoToken", "There is no token, or none that holds.", _REFUSED),
    "403": ("Forbidden", "The caller may not do this.", _REFUSED),
    "404": ("Nothing", "It is not there, or not to be seen by the caller.", _REFUSED),
    "409": (
        "Conflict",
        "A rule of the desk refuses it, or the row has changed since it was read.",
        _CONFLICT,
    ),
    "410": ("Withheld", "The text of this version is withheld.", _REFUSED),
    "413": ("TooLarge", "The body has more than 10 megabytes.", _REFUSED),
    "415": ("OtherMedia", "The body is of another media type.", _REFUSED),
    "429": ("TooMany", "Too many calls; Retry-After says when to go on.", _REFUSED),
}


class Described(AutoSchema):
    """Adds to each operation how it may be refused."""

    def get_operation(
        self,
        path: str,
        path_regex: str,
        path_prefix: str,
        method: str,
        registry: ComponentRegistry,
    ) -> dict[str, Any] | None:
        operation = super().get_operation(
            path, path_regex, path_prefix, method, registry
        )
        if operation is not None:
            if self.method == "PATCH":
                operation.setdefault("parameters", []).append(_IF_MATCH)
            for code in self._refusals(operation):
                operation["responses"].setdefault(code, self._refusal(code))
        return operation

    def _refusals(self, operation: dict[str, Any]) -> Iterator[str]:
        """Yield the codes under which this operation may be refused."""
        yield "429"
        if self.view.get_authenticators():
            yield from ("401", "403")
        if self.method not in SAFE_METHODS:
            yield from ("400", "409", "413", "415")
        parameters = operation.get("parameters", [])
        if any(parameter["in"] == "query" for parameter in parameters):
            yield "400"
        if "{" in self.path:
            yield "404"
        yield from getattr(self.view, "also_refuses", ())

    def _refusal(self, code: str) -> dict[str, Any]:
        name, description, members = _REFUSALS[code]
        component = ResolvedComponent(
            name=name,
            type=ResolvedComponent.RESPONSE,
            object=name,
            schema={
                "description": description,
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "required": ["detail"],
                            "properties": members,
                        }
                    }
                },
            },
        )
        self.registry.register_on_missing(component)
        reference: dict[str, Any] = component.ref
        return reference


def closing_bodies(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say of each body that it has no other members: they are refused."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Request"):
            component["additionalProperties"] = False
    return result
