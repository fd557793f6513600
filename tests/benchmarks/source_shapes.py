"""Every shape in which an article may name its sources, with what is to be found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

Source = tuple[str, str | None, str | None]
"""The title, the publisher and the address of a source."""

ADDRESS = "https://example.org/2022/ferry"
CITED = [
    ("Ferry sank in calm weather", "Harbor Times"),
    ("Port authority: “no warning was given” to the crew", "NPR"),
    ("What we know of the sinking, hour by hour", "The Tidal Post"),
]
LEAD_INS = [
    "Sources:",
    "Sources",
    "References:",
    "For more on this story, please consider these sources:",
]
MARKERS = ["", "{n}. ", "{n}) ", "({n}) ", "[{n}] ", "- ", "* ", "• "]
WITHOUT_ADDRESS = [
    "{title}  {publisher}",
    "{title}\t{publisher}",
    "{title} - {publisher}",
    "{title} – {publisher}",
    "{title} — {publisher}",
    "{title} | {publisher}",
    "{title} ({publisher})",
    "{title} [{publisher}]",
]
WITH_ADDRESS = [
    "{title}  {publisher}  {address}",
    "{title} – {publisher} {address}",
    "{title} | {publisher} | {address}",
    "{title} ({publisher}): {address}",
    "[{title}]({address}) – {publisher}",
    "[{title}]({address}) ({publisher})",
]
WITH_THE_PUBLISHER_IN_THE_TITLE = [
    "{title}  {publisher}",
    "{title} | {publisher}",
    "{title} – {publisher}",
    "{title} ({publisher})",
]
LINKS = ["[{title}]({address})", '<a href="{address}">{title}</a>']
OPENING = "Ferry sinks\n\nThe ferry sank on Monday."
BIOGRAPHY = "Ann Doe is a freelance reporter who writes about the sea."


def shapes() -> Iterator[tuple[str, str, list[Source]]]:
    """Give the name of each shape, an article of it, and the sources it names."""
    for lead_in, marker, (entry, address) in product(
        LEAD_INS,
        MARKERS,
        [
            *((entry, None) for entry in WITHOUT_ADDRESS),
            *((entry, ADDRESS) for entry in WITH_ADDRESS),
        ],
    ):
        yield _listed(lead_in, marker, entry, address, CITED)
    repeated = [(f"{title} | {publisher}", publisher) for title, publisher in CITED]
    for marker, entry in product(MARKERS, WITH_THE_PUBLISHER_IN_THE_TITLE):
        yield _listed(LEAD_INS[0], marker, entry, None, repeated)
    title = CITED[0][0]
    for link in LINKS:
        written = link.format(title=title, address=ADDRESS)
        text = f"{OPENING} It was calm, {written} on Tuesday.\n\nNobody was hurt."
        yield link, text, [(title, None, ADDRESS)]


def _listed(
    lead_in: str,
    marker: str,
    entry: str,
    address: str | None,
    cited: list[tuple[str, str]],
) -> tuple[str, str, list[Source]]:
    lines = [
        marker.format(n=number)
        + entry.format(title=title, publisher=publisher, address=address)
        for number, (title, publisher) in enumerate(cited, start=1)
    ]
    text = "\n".join([lead_in, *lines])
    return (
        f"{lead_in} {marker}{entry}",
        f"{OPENING}\n\n{text}\n\n{BIOGRAPHY}\n",
        [(title, publisher, address) for title, publisher in cited],
    )
