"""What a PDF's pages hold beside the article: running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sources.sandbox.lines import Line

_MARGIN = 0.08
"""The part of a page's height at its top and at its foot where furniture stands."""

_SMALL = 0.9
_MOST_SMALL = 2
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|p\.) )?\d{1,4}(?: ?(?:of|von|de|sur|/) ?\d{1,4})?", re.IGNORECASE
)
_PRINTED_FROM = re.compile(r"(?:file|https?)://\S*|\d{1,4}/\d{1,4}", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """The lines of a page, and where it ends."""

    lines: list[Line]
    bottom: float
    top: float

    def margins(self) -> Iterator[list[Line]]:
        """Give the lines at the top and those at the foot."""
        strip = _MARGIN * (self.top - self.bottom)
        yield [line for line in self.lines if line.height > self.top - strip]
        yield [line for line in self.lines if line.height < self.bottom + strip]

    def without(self, lines: Iterable[Line]) -> list[Line]:
        left_out = set(lines)
        return [line for line in self.lines if line not in left_out]


def without_furniture(pages: list[Page], usual: float) -> list[list[Line]]:
    """Return the lines of each page that belong to the article.

    What stands in the margins goes if it recurs on most pages but for its figures, is
    a page number or what a browser prints there; of a single page also the small type.
    Nothing goes if nothing else would be left.

    Args:
        usual: the size of type of most of the text, in points.
    """
    often = Counter(
        masked
        for page in pages
        for masked in {_masked(line) for margin in page.margins() for line in margin}
    )
    most = max(2, len(pages) / 2)
    kept = []
    for page in pages:
        dropped: list[Line] = []
        for margin in page.margins():
            small = [line for line in margin if line.size < _SMALL * usual]
            if len(pages) == 1 and len(small) <= _MOST_SMALL:
                dropped += small
            dropped += [
                line
                for line in margin
                if often[_masked(line)] >= most or _is_printed_along(line)
            ]
        kept.append(page.without(dropped))
    return kept if any(kept) else [page.lines for page in pages]


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _is_printed_along(line: Line) -> bool:
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    return len(line.cells) > 1 and any(
        _PRINTED_FROM.fullmatch(cell.text) for cell in line.cells
    )
