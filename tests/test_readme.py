from pathlib import Path

from claims.lifecycle import diagram

README = Path(__file__).parent.parent / "README.md"


def test_the_readme_draws_the_steps_as_they_are():
    drawn = README.read_text(encoding="utf-8").partition("```mermaid\n")[2]

    assert drawn.partition("\n```")[0] == diagram()
