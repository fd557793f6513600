"""Takes the README's pictures from a fresh demonstration: ``make pictures``.

Nothing of the checkout is touched but ``docs/pictures/``: database and media lie in a
folder that goes away.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "docs/pictures"
HEIGHTS = {1280: 900, 390: 844}
COLORS = 256
"""Enough for screens of text; a picture stays far under 200 kB."""

FACT_CHECK = "/fact-checks/russia-mobilization-2022/"


@dataclass(frozen=True, slots=True)
class Picture:
    """One screen: where, how wide, in which theme, and what is to be at the top."""

    name: str
    address: str
    width: int
    scheme: Literal["light", "dark"] = "light"
    at: str = ""

    @property
    def file(self) -> Path:
        return PICTURES / f"{self.name}-{self.width}-{self.scheme}.png"


TAKEN = [
    *(
        Picture("page", FACT_CHECK, width, scheme)
        for width in HEIGHTS
        for scheme in ("light", "dark")
    ),
    *(Picture("claim", FACT_CHECK, width, at=".claim") for width in HEIGHTS),
    Picture("article", "/admin/claims/article/2/change/", 1280, at="text=Fuller buses"),
    Picture("review", "the claim that waits", 1280),
    *(Picture("desk", "/admin/", width) for width in HEIGHTS),
]


@contextmanager
def demonstration() -> Iterator[tuple[str, str]]:
    """Serve a fresh demonstration; give its address and the editor's password."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="factcheck-pictures-") as scratch:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{scratch}/demo.sqlite3",
            "MEDIA_ROOT": f"{scratch}/media",
            "DEBUG": "true",
            "SECRET_KEY": "for-a-few-seconds",
            "DESK_NAME": "The Example Desk",
            "SITE_URL": f"http://127.0.0.1:{port}",
        }

        def manage(*words: str) -> list[str]:
            return [sys.executable, str(ROOT / "manage.py"), *words]

        subprocess.run(manage("migrate", "--verbosity=0"), check=True, env=environment)
        told = subprocess.run(
            manage("demo"), check=True, env=environment, capture_output=True, text=True
        )
        found = re.search(r"Sign in as checker-2\s+(\S+)", told.stdout)
        assert found
        serving = subprocess.Popen(
            manage("runserver", "--noreload", f"127.0.0.1:{port}"),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            site = f"http://127.0.0.1:{port}"
            _wait_for(site)
            yield site, found[1]
        finally:
            serving.terminate()
            serving.wait()


def _wait_for(site: str) -> None:
    for _ in range(150):
        try:
            with urlopen(f"{site}/healthz"):
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError(f"Nothing answers at {site}.")


def take(browser: Browser, site: str, password: str) -> None:
    """Take every picture, as somebody who is signed in as a fact-checker."""
    began = time.monotonic()
    page = browser.new_page()
    page.goto(f"{site}/admin/")
    page.get_by_label("User name").fill("checker-2")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    for picture in TAKEN:
        if picture.name == "desk":
            # A claim of the demonstration is due a minute after it was played.
            time.sleep(max(0, 61 - (time.monotonic() - began)))
        page.set_viewport_size(
            {"width": picture.width, "height": HEIGHTS[picture.width]}
        )
        page.emulate_media(color_scheme=picture.scheme, reduced_motion="reduce")
        _open(page, site, picture)
        _store(page.screenshot(animations="disabled"), picture)


def _open(page: Page, site: str, picture: Picture) -> None:
    if picture.address.startswith("/"):
        page.goto(site + picture.address)
    else:
        # The claim that waits for a second review, where this person may write it.
        page.goto(f"{site}/admin/claims/claim/?q=assaults")
        with page.expect_navigation():
            page.locator("#result_list tbody a").first.click()
        page.goto(page.url.partition("change/")[0] + "review/")
    if picture.at:
        page.locator(picture.at).first.evaluate("part => part.scrollIntoView()")


def _store(screen: bytes, picture: Picture) -> None:
    with Image.open(BytesIO(screen)) as image:
        few = image.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    few.save(picture.file, optimize=True)
    size = picture.file.stat().st_size
    sys.stdout.write(f"{picture.file.relative_to(ROOT)}  {size / 1000:.0f} kB\n")


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium is installed; on Debian: apt install chromium")
    PICTURES.mkdir(exist_ok=True)
    with demonstration() as (site, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        take(browser, site, password)
        browser.close()


if __name__ == "__main__":
    main()
