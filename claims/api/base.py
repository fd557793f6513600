"""What the addresses of the API share: the row asked for, what is asked, the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from typing import IO, Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.http import parse_etags
from django_filters.rest_framework import FilterSet
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed, ParseError
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.parsers import DataAndFiles, MultiPartParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.status import HTTP_200_OK

from claims.lifecycle import StaleWrite
from claims.models import Article, Claim
from sources.normalizing import UnacceptableText, normalize_text


class DeskView(GenericAPIView[Any]):
    """An address of the desk.

    It reads, calls one verb, and answers with the row as it then stands. Rows start
    from what the caller may see, so that what is invisible is not there.
    """

    pagination_class: Any = None
    # Whether its answers carry the row's version as their ETag (see `tagged`).
    has_etag = False
    # What OPTIONS would tell stands in the schema.
    http_method_names = ["get", "head", "post", "patch"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who may come, then read the body, so that it is read once or not.

        A method that nobody is answered is refused before anybody is asked who calls.
        """
        assert request.method is not None
        if request.method.lower() not in map(str.lower, self.allowed_methods):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS:
            _ = request.data

    def perform_authentication(self, request: Request) -> None:
        """Find out who calls, and count the call, whoever is refused afterwards.

        Uncounted, tokens and doors could be tried as fast as they are answered.
        """
        try:
            super().perform_authentication(request)
        finally:
            super().check_throttles(request)

    def check_throttles(self, request: Request) -> None:
        """Count nothing more: it was counted before anybody was refused."""

    @property
    def by(self) -> User:
        """Who calls; permissions let nobody else in."""
        assert isinstance(self.request.user, User)
        return self.request.user

    def row(self, rows: QuerySet[Any], name: str) -> Any:
        """Return the row that the address names, or answer 404."""
        return get_object_or_404(rows, pk=self.kwargs[name])

    def article(self) -> Article:
        articles = Article.objects.visible_to(self.request.user)
        found: Article = self.row(articles.select_related("scale"), "article_id")
        return found

    def claim(self) -> Claim:
        claims = Claim.objects.visible_to(self.request.user)
        found: Claim = self.row(
            claims.select_related("article__scale", "topic", "assignee"), "claim_id"
        )
        return found

    def asked(
        self,
        form: type[serializers.Serializer[Any]],
        *,
        partial: bool = False,
        **context: Any,
    ) -> dict[str, Any]:
        """Return what the body asks for, or answer 400 naming each wrong field.

        Args:
            partial: whether what is left out stays as it is.
            context: rows that a field looks things up in.
        """
        given = form(
            data=self.request.data,
            partial=partial,
            context={"request": self.request, **context},
        )
        given.is_valid(raise_exception=True)
        asked: dict[str, Any] = given.validated_data
        return asked

    def changed(
        self, form: type[serializers.Serializer[Any]], row: Any, **held: Any
    ) -> dict[str, Any]:
        """Return each member of ``form`` as the body asks, or else as it is.

        Args:
            held: what the row holds, where it is not an attribute of the same name.
        """
        stored = {
            name: held[name] if name in held else getattr(row, name)
            for name in form().get_fields()
        }
        return stored | self.asked(form, partial=True)

    def answer(self, row: Any) -> dict[str, Any]:
        """Return the row as the caller may read it."""
        told: dict[str, Any] = self.get_serializer(row).data
        return told

    def stored(self) -> dict[str, Any] | None:
        """Return what is stored now, for a caller whose write came too late."""
        return None


class Lists(DeskView):
    """An address that answers with pages of rows, and may take a new one.

    A parameter that would narrow nothing is refused: the whole list would be taken for
    what was asked for.
    """

    ordering: tuple[str, ...] = ("pk",)
    pagination_class = api_settings.DEFAULT_PAGINATION_CLASS
    filterset_class: type[FilterSet] | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if wrong := dict(self._wrong_parameters(request)):
            raise serializers.ValidationError(wrong)

    def _wrong_parameters(self, request: Request) -> Iterator[tuple[str, list[str]]]:
        narrowing = self.filterset_class.base_filters if self.filterset_class else ()
        known = {*narrowing, *getattr(self.paginator, "parameters", ())}
        for name, values in sorted(request.query_params.lists()):
            if name not in known:
                yield name, ["There is no such parameter."]
            elif len(values) > 1:
                yield name, ["Give it once."]
            elif not values[0]:
                yield name, ["Give it a value, or leave it out."]

    def pages(self, rows: QuerySet[Any]) -> Response:
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class Asking(serializers.Serializer[Any]):
    """What a body, or a part of one, asks for; a member it lacks here is refused."""

    default_error_messages = {"invalid": "This is to be a JSON object."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := data.keys() - self.fields.keys()):
            raise serializers.ValidationError(
                {name: ["There is no such member."] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


class Told(serializers.ModelSerializer[Any]):
    """Tells a row; what JSON holds as the column does is told without asking twice.

    The framework finds, checks and converts each value of each row by itself, which
    takes most of the time of a list.
    """

    @cached_property
    def _plain(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """Pair each member with what reads it off a row."""
        return [
            (
                name,
                attrgetter(field.source or name)
                if type(field) in _AS_STORED and "." not in (field.source or name)
                else partial(_converted, field),
            )
            for name, field in self.fields.items()
        ]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {name: told(instance) for name, told in self._plain}


_AS_STORED = frozenset(
    {
        serializers.BooleanField,
        serializers.CharField,
        serializers.ChoiceField,
        serializers.FloatField,
        serializers.IntegerField,
        serializers.ListField,
    }
)


def _converted(field: serializers.Field[Any, Any, Any, Any], row: Any) -> Any:
    value = field.get_attribute(row)
    return None if value is None else field.to_representation(value)


class NormalizedForm(MultiPartParser):
    """Reads a form with files; each text in it is given its one form."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        read = super().parse(stream, media_type, parser_context)
        try:
            texts = {
                name: [normalize_text(value) for value in values]
                for name, values in read.data.lists()
            }
        except UnacceptableText as error:
            raise ParseError(str(error)) from error
        if twice := [name for name, files in read.files.lists() if len(files) > 1]:
            raise ParseError(f"Send one file as “{twice[0]}”: there are several.")
        return DataAndFiles(MultiValueDict(texts), read.files)


WITH_FILES = (*GenericAPIView.parser_classes, NormalizedForm)
"""The parsers of an address that takes a file beside plain members."""


def tagged(row: Any, answer: dict[str, Any], code: int = HTTP_200_OK) -> Response:
    """Answer with the row's version as its ETag, for an If-Match to come."""
    return Response(answer, code, headers={"ETag": f'"{row.version}"'})


def version_matched(request: Request, row: Any) -> int:
    """Return the version that ``If-Match`` carries, if it is the row's own.

    Any other is 0: no row's version, so that the verb finds the write stale. A proxy
    that packs an answer makes its tag a weak one; versions are whole numbers, so that
    nothing is lost by taking it.

    Raises:
        StaleWrite: if ``If-Match`` names no state; ``*``, which fits any, names none.
    """
    tags = parse_etags(request.headers.get("If-Match", ""))
    if tags in ([], ["*"]):
        raise StaleWrite("Say in If-Match which state you read: its ETag tells.")
    strong = {tag.removeprefix("W/") for tag in tags}
    return row.version if f'"{row.version}"' in strong else 0


class Versioned(Asking):
    """A step that carries the version of the row it was decided on."""

    version = serializers.IntegerField(min_value=0)
