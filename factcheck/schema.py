"""The API's description of itself: every answer an address can give, refusals too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from rest_framework.permissions import SAFE_METHODS

from factcheck.members import MEMBERS

_DETAIL = {"type": "string", "description": "A sentence for a person."}
_REFUSED = {"detail": _DETAIL}
_WRONG = {
    "detail": _DETAIL,
    "fields": {
        "type": "object",
        "description": "What is wrong with each field, by its name.",
        "additionalProperties": True,
    },
    "occurrences": {
        "type": "array",
        "description": "Where words stand in the text that are to name one place in "
        "it: of each place two selectors.",
        "items": {"type": "array", "items": {"type": "object"}},
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


_ETAG = {
    "description": "What tells this state from others; If-Match takes it.",
    "schema": {"type": "string"},
}
_HEADERS = {
    "429": {
        "Retry-After": {
            "description": "In how many seconds to go on.",
            "schema": {"type": "integer"},
        }
    }
}
_EXAMPLES: dict[str, dict[str, Any]] = {
    "400": {
        "detail": "Some of what was sent needs another look: rating.",
        "fields": {"rating": ["“maybe” is no rating of this article's scale."]},
    },
    "409": {
        "detail": "This has changed since you read it. Compare it with what is stored "
        "now.",
        "sent": {"reach": "Shared 9,000 times"},
        "stored": {"id": 3, "reach": "Shared 12,000 times", "version": 8},
    },
}


class Described(AutoSchema):
    """Adds to each operation how it is answered, and how it may be refused."""

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
            self._describe_success(operation["responses"])
            for code in self._refusals(operation):
                operation["responses"].setdefault(code, self._refusal(code))
        return operation

    def _describe_success(self, responses: dict[str, Any]) -> None:
        is_list = self._is_list_view()
        for code, response in responses.items():
            if code == "201":
                said = "It was not there before; this is how it stands now."
            elif "201" in responses:
                said = "It was there already; this is how it stands."
            elif is_list:
                said = "The rows, or a page of them."
            elif self.method in SAFE_METHODS:
                said = "How it stands."
            else:
                said = "Done; this is how it stands now."
            response["description"] = response["description"] or said
            if getattr(self.view, "has_etag", False) and not is_list:
                response["headers"] = {"ETag": _ETAG}
        if getattr(self.view, "answers_unchanged", False):
            responses["304"] = {"description": "It is as If-None-Match says."}

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
                **({"headers": _HEADERS[code]} if code in _HEADERS else {}),
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "required": ["detail"],
                            "properties": members,
                        },
                        **({"example": _EXAMPLES[code]} if code in _EXAMPLES else {}),
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


def describing_members(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say what each member is, where nothing nearer to it has said so."""
    for name, component in result["components"]["schemas"].items():
        members = component.get("properties", {})
        for member, schema in members.items():
            said = MEMBERS.get(f"{name}.{member}") or MEMBERS.get(member)
            if said and "$ref" in schema:
                # What stands beside a reference is not read.
                members[member] = {"allOf": [schema], "description": said}
            elif said:
                schema.setdefault("description", said)
    return result
