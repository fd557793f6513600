"""What every call to the API goes through: whose it is, how often, in what form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, NoReturn

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from knox.crypto import hash_token
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import (
    AuthenticationFailed,
    ParseError,
    ValidationError,
)
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import BasePagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from claims.models import ApiToken
from sources.normalizing import UnacceptableText, decode_utf8, normalize_json

if TYPE_CHECKING:
    # Views find this module by its name in the settings, before they are made.
    from rest_framework.views import APIView


class ByToken(TokenAuthentication):
    """Knows who calls by ``Authorization: Token …``; of the token a hash is stored.

    Unlike knox's own, it deletes nothing: a GET never writes.
    """

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        token = (
            ApiToken.objects.select_related("user")
            .filter(digest=hash_token(key))
            .first()
        )
        if token is None or (token.expiry and token.expiry <= timezone.now()):
            raise AuthenticationFailed("The token is unknown, revoked or expired.")
        if not token.user.is_active:
            raise AuthenticationFailed("The account of this token is closed.")
        return token.user, token


class JSONAlone(DefaultContentNegotiation):
    """Answers JSON, whatever else a client says it would rather have."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        return renderers[0], renderers[0].media_type


class StrictJSON(JSONParser):
    """Reads a body as JSON in UTF-8, each text in it given its one form.

    Python's own reading takes NaN, keeps the last of two equal keys, and lets NUL and
    lone surrogates through to a database that does not.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            body = normalize_json(
                json.loads(
                    decode_utf8(stream.read()),
                    object_pairs_hook=_each_key_once,
                    parse_constant=_no_number,
                )
            )
        except UnacceptableText as error:
            raise ParseError(str(error)) from error
        except RecursionError as error:
            raise ParseError("The JSON is nested too deep.") from error
        except ValueError as error:
            raise ParseError(f"This is not JSON: {error}.") from error
        if not isinstance(body, dict):
            raise ParseError("The body is to be a JSON object.")
        return body


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise UnacceptableText("Two keys of the JSON are spelled the same.")
    return read


def _no_number(name: str) -> NoReturn:
    raise UnacceptableText(f"JSON has no number {name}.")


class CursorPages(BasePagination):
    """Pages that begin after the last row of the page before.

    What is added or taken away meanwhile shifts nothing, and no page costs more than
    the first. A view names its order in ``ordering``, the primary key at its end. The
    cursor is signed: what comes back in one is what was put there.
    """

    default_size = 50
    largest_size = 100
    cursor_parameter = "cursor"
    size_parameter = "page_size"
    parameters = frozenset({cursor_parameter, size_parameter})

    def paginate_queryset(
        self,
        queryset: QuerySet[Any] | Sequence[Any],
        request: Request,
        view: APIView | None = None,
    ) -> list[Any]:
        ordering: Sequence[str] = getattr(view, "ordering", ("pk",))
        size = self._size(request)
        assert isinstance(queryset, QuerySet)  # every list of ours is one
        rows = queryset.order_by(*ordering)
        cursor = request.query_params.get(self.cursor_parameter, "")
        if cursor:
            rows = rows.filter(_after(ordering, self._last(cursor, ordering)))
        page = list(rows[: size + 1])
        self._next = ""
        if len(page) > size:
            page = page[:size]
            last = [_value(page[-1], name) for name in ordering]
            self._next = replace_query_param(
                request.build_absolute_uri(),
                self.cursor_parameter,
                signing.dumps(last, salt=_salt(ordering)),
            )
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next or None, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": "string",
                    "format": "uri",
                    "nullable": True,
                    "description": "The address of the next page; null on the last.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": self.cursor_parameter,
                "in": "query",
                "description": "Where the page begins, as `next` says it.",
                "schema": {"type": "string"},
            },
            {
                "name": self.size_parameter,
                "in": "query",
                "description": "How many rows a page has.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.largest_size,
                    "default": self.default_size,
                },
            },
        ]

    def _size(self, request: Request) -> int:
        asked = request.query_params.get(self.size_parameter, str(self.default_size))
        if re.fullmatch("[0-9]{1,3}", asked) and 1 <= int(asked) <= self.largest_size:
            return int(asked)
        raise ValidationError(
            {self.size_parameter: [f"A page has 1 to {self.largest_size} rows."]}
        )

    def _last(self, cursor: str, ordering: Sequence[str]) -> list[Any]:
        try:
            last: list[Any] = signing.loads(cursor, salt=_salt(ordering))
        except signing.BadSignature as error:
            raise ValidationError(
                {self.cursor_parameter: ["Take the cursor from “next”, as it is."]}
            ) from error
        return last


def _salt(ordering: Sequence[str]) -> str:
    return ",".join(["cursor", *ordering])


def _value(row: Model, name: str) -> Any:
    return getattr(row, name.removeprefix("-"))


def _after(ordering: Sequence[str], last: Sequence[Any]) -> Q:
    """Return what a row that comes after the last one satisfies."""
    after = Q(pk__in=[])
    same = Q()
    for name, value in zip(ordering, last, strict=True):
        column, beyond = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        after |= same & Q((f"{column}__{beyond}", value))
        same &= Q((column, value))
    return after
