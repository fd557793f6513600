"""One form, one verb: how every subject of the desk but the claim is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from claims.admin.base import REFUSED, STALE, DeskAdmin, conflict, typed_in
from claims.intake import IntakeRefused
from sources.normalizing import search_key


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing a form was refused for.

    Attributes:
        label: what people call the field; empty where it is no one field's.
        anchor: the id of the element that mends it; empty likewise.
    """

    sentence: str
    label: str = ""
    anchor: str = ""


def failures_of(form: forms.BaseForm) -> Iterator[Failure]:
    """Yield everything a form was refused for, in the order of its fields."""
    for sentence in form.non_field_errors():
        yield Failure(str(sentence))
    for field in form:
        for sentence in field.errors:
            if field.is_hidden:
                yield Failure(str(sentence))
            else:
                # Of a set of boxes the first one stands for all.
                anchor = field.id_for_label or f"{field.auto_id}_0"
                yield Failure(str(sentence), str(field.label), anchor)


class DeskForm(forms.Form):
    """What a page asks for, and the one verb it calls.

    Attributes:
        button: the words on the button.
        done: the sentence shown when the verb has run.
    """

    button: str
    done: str

    def __init__(self, *args: Any, by: User | AnonymousUser, **kwargs: Any) -> None:
        assert isinstance(by, User)  # the admin lets nobody else in
        self.by = by
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if type(field) is forms.CharField:
                field.widget.attrs["dir"] = "auto"  # texts of any script

    def take(self) -> Any:
        """Call the verb with what was typed."""
        raise NotImplementedError

    def refuse(self, error: Exception) -> None:
        """Note why the verb said no, at the field it names if it names one."""
        field = getattr(error, "field", "")
        self.add_error(field if field in self.fields else None, str(error))

    def failures(self) -> list[Failure]:
        """Return everything the form was refused for."""
        return list(failures_of(self))

    def doubts(self) -> list[str]:
        """Return, in sentences, what deserves another look although it is done."""
        return []

    def stored(self) -> dict[str, str]:
        """Return what is stored now, by label, for a form that came too late."""
        return {}


def help_of(model: type[Model], name: str) -> str:
    """Return the help text of a model's field, for a form that asks for the same."""
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.help_text)


def typed_or_none(request: HttpRequest) -> Any:
    """Return what a form is bound to: the post's body, or nothing on a GET."""
    return request.POST if request.method == "POST" else None


def form_page(
    model_admin: DeskAdmin,
    request: HttpRequest,
    form: DeskForm,
    *,
    title: str,
    to: Callable[[Any], str],
    may_write: bool,
    template: str = "admin/desk_form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form, or take what was posted.

    A refusal is shown on the form with all that was typed; a form that came too late
    is a 409 with both texts.

    Args:
        to: gives, from what the verb returned, the address to go on to.
        may_write: whether this person may post it; others read what is stored.
    """
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        if form.is_valid():
            try:
                result = form.take()
            except STALE as error:
                return conflict(
                    request,
                    sentence=str(error),
                    typed=typed_in(form),
                    stored=form.stored(),
                    back=request.get_full_path(),
                )
            except (*REFUSED, IntakeRefused) as error:
                form.refuse(error)
            else:
                messages.success(request, form.done)
                for doubt in form.doubts():
                    messages.warning(request, doubt)
                return redirect(to(result))
    return TemplateResponse(
        request,
        template,
        {
            **model_admin.admin_site.each_context(request),
            "title": title,
            "opts": model_admin.opts,
            "form": form,
            "may_write": may_write,
            "told": {} if may_write else typed_in(form),
            **context,
        },
    )


class SearchesFolded(DeskAdmin):
    """Searches a list in its folded ``search_text``, in any script, word by word."""

    search_fields = ("search_text",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for word in search_key(search_term).split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset, False
