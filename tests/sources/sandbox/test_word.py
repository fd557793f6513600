from __future__ import annotations

import pytest

from sources.sandbox import word
from sources.sandbox.answering import Refused
from tests import files

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
HIDDEN = "<w:r><w:rPr>{}</w:rPr><w:t>a secret</w:t></w:r>"


def read(raw: bytes) -> str:
    return str(word.read(raw)[0]["text"])


def _with_hidden(mark: str) -> bytes:
    said = files.paragraph("The ferry left late.")
    return files.word(said.replace("</w:p>", HIDDEN.format(mark) + "</w:p>"))


@pytest.mark.parametrize("mark", ["<w:vanish/>", '<w:vanish w:val="1"/>'])
def test_words_that_word_hides_are_no_part_of_the_article(mark: str):
    assert read(_with_hidden(mark)) == "The ferry left late."


@pytest.mark.parametrize("mark", ["", '<w:vanish w:val="0"/>'])
def test_words_that_word_shows_are_kept(mark: str):
    """The negative control: the same words, and the same mark switched off."""
    assert read(_with_hidden(mark)) == "The ferry left late.a secret"


def test_a_file_keeps_its_links_though_words_are_taken_out():
    raw = files.word(
        files.story().replace("</w:p>", HIDDEN.format("<w:vanish/>") + "</w:p>", 1)
    )

    assert f"[{files.LINKED}]({files.ADDRESS})" in read(raw)
    assert "secret" not in read(raw)


def _related(relations: str) -> dict[str, bytes]:
    written = f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'
    return {"word/_rels/document.xml.rels": written.encode()}


def test_a_link_that_leads_nowhere_any_more_leaves_its_words():
    text = read(files.word(parts=_related("")))

    assert files.PARAGRAPHS[0] in text
    assert "](" not in text


@pytest.mark.parametrize("name", ["vbaProject", "VBAPROJECT"])
def test_macros_are_refused_however_their_part_is_called(name: str):
    relation = (
        f'<Relationship Id="l1" Type="http://schemas.microsoft.com/office/2006/'
        f'relationships/{name}" Target="stuff.dat"/>'
    )

    with pytest.raises(Refused, match="holds macros"):
        word.read(files.word(parts=_related(relation)))


def test_a_relation_to_something_else_is_no_macro():
    """The negative control: the same part under another type."""
    relation = (
        '<Relationship Id="l1" Type="http://schemas.microsoft.com/office/2006/'
        'relationships/keyMapCustomizations" Target="stuff.dat"/>'
    )

    assert files.PARAGRAPHS[1] in read(files.word(parts=_related(relation)))
