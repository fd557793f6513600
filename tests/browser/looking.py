"""What is asked of every page: is anybody kept out, does it fit, what does it do?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

WIDTHS = (1280, 320)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
OF_COLOR = ["color-contrast", "link-in-text-block"]
"""The rules that colors decide; all others answer alike in either theme."""

_ASK_AXE = """
async rules => {
    const only = rules.length
        ? {runOnly: {type: "rule", values: rules}}
        // Off in axe unless asked for: what a finger can hit.
        : {rules: {"target-size": {enabled: true}}};
    document.getAnimations().forEach(each => each.finish());
    // Preloading would ask for style sheets again, at addresses where none are.
    const found = await axe.run({resultTypes: ["violations"], preload: false, ...only});
    return found.violations.map(each => [
        each.id, each.nodes.map(node => node.html.slice(0, 300)),
    ]);
}
"""
_TELL_OF_REFUSALS = """
addEventListener("securitypolicyviolation",
    event => console.error(
        "refused: " + event.violatedDirective + " " + event.blockedURI));
"""


class Watch:
    """Notes whatever a browser should have had no cause to do."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.host = host
        self.faults: list[tuple[str, str]] = []
        context.add_init_script(_TELL_OF_REFUSALS)
        context.on("request", self._asked)
        context.on("weberror", lambda told: self._note(told.page, str(told.error)))
        context.on(
            "console",
            lambda told: told.type == "error" and self._note(told.page, told.text),
        )

    def _note(self, page: Page | None, fault: str) -> None:
        self.faults.append((urlsplit(page.url).path if page else "", fault))

    def _asked(self, request: Any) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in {"data", "blob"} and asked.netloc != self.host:
            self.faults.append((request.url, "asks somebody else"))


def kept_out(page: Page, rules: list[str] | None = None) -> list[tuple[str, list[str]]]:
    """Return which of axe's rules the page breaks, and the elements that do.

    Args:
        rules: those to ask; all of them if none are named.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    return [tuple(found) for found in page.evaluate(_ASK_AXE, rules or [])]


def faults_on(page: Page, *, fits: int = 320) -> Iterator[tuple[str, object]]:
    """Look at an open page in both themes, wide and narrow; yield what is wrong.

    Args:
        fits: the narrowest screen on which it must not scroll sideways.
    """
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            rules = None if scheme == "light" else OF_COLOR
            for rule, elements in kept_out(page, rules):
                yield f"{scheme}, {width} pixels: {rule}", elements
    for width in {*WIDTHS, fits}:
        if width >= fits:
            page.set_viewport_size({"width": width, "height": 800})
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                yield f"{width} pixels", f"needs {needed}"
