"""Every address the project answers, found from the URL resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True, slots=True)
class Address:
    """One named address: its full name and the arguments its route takes."""

    name: str
    arguments: tuple[str, ...]

    def fill(self, **values: object) -> str:
        """Return the path with ``values`` for its arguments; others are ignored."""
        return reverse(
            self.name, kwargs={name: values[name] for name in self.arguments}
        )


def every_address() -> list[Address]:
    """Return the addresses of the whole project, sorted by name.

    An address without a name cannot be told from others, so it is an error.
    """
    found = dict.fromkeys(_walk(get_resolver().url_patterns, (), ()))
    return sorted(found, key=lambda address: address.name)


def _walk(
    patterns: list[URLPattern | URLResolver],
    spaces: tuple[str, ...],
    outer: tuple[str, ...],
) -> Iterator[Address]:
    for pattern in patterns:
        arguments = (*outer, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            deeper = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, deeper, arguments)
        else:
            regex = tuple(pattern.pattern.regex.groupindex)
            taken = arguments or (*outer, *regex)
            if pattern.name is not None:
                yield Address(":".join((*spaces, pattern.name)), taken)
            elif spaces != ("admin",):
                # Django's admin redirects "<pk>/" to "<pk>/change/" without a name,
                # and answers whatever is left with its own 404. Nobody else may.
                raise LookupError(f"The address {pattern.pattern} has no name.")
