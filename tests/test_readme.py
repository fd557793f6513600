from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from claims.lifecycle import diagram
from tests.browser.pictures import HEIGHTS, TAKEN, Picture

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def test_the_readme_draws_the_steps_as_they_are():
    drawn = README.read_text(encoding="utf-8").partition("```mermaid\n")[2]

    assert drawn.partition("\n```")[0] == diagram()


@pytest.mark.parametrize(
    "page", [README, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name
)
def test_every_link_and_picture_of_a_page_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"\]\(([^)#\s]+)[^)]*\)|(?:src|srcset)=\"([^\"]+)\"", text)
    inside = [link or source for link, source in named if "://" not in link]

    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_readme_shows_page_and_desk_and_every_picture_that_is_taken() -> None:
    text = README.read_text(encoding="utf-8")
    taken = {str(picture.file.relative_to(ROOT)) for picture in TAKEN}

    assert "![" in text
    assert {name for name in taken if name not in text} == {
        "docs/pictures/page-390-dark.png"
    }


@pytest.mark.parametrize("picture", TAKEN, ids=lambda picture: picture.file.stem)
def test_a_picture_is_of_its_size_and_light_to_load(picture: Picture) -> None:
    with Image.open(picture.file) as image:
        assert image.format == "PNG"
        assert image.size == (picture.width, HEIGHTS[picture.width])

    assert picture.file.stat().st_size < 200_000
