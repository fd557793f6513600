"""Read an article out of a Word file (.docx): a ZIP archive of XML parts."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

import mammoth

from sources.sandbox.answering import TOO_DEEP, TOO_MUCH, Refused
from sources.sandbox.prose import prose

_MOST_PARTS = 5000
_LARGEST_PART = 24 * 1024 * 1024
_LARGEST_FILE = 64 * 1024 * 1024
"""Bytes, unpacked, of the parts that hold text; pictures are never unpacked."""

_DEEPEST = 200
_TEXT_PARTS = (".xml", ".rels")
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
_OF_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships ",
    "http://purl.oclc.org/ooxml/officeDocument/relationships ",
)
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
r[style-name='Footnote Reference'] =>
"""
"""How Word calls a headline; mammoth's own map knows the rest."""

_MACROS = "This Word file holds macros; save it without them, as .docx."
_LOCKED = "This Word file has a password; save it without one."
_NOT_WORD = "This archive is no Word file; save the article as .docx."


def read(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the headline, the author as the file names one, and the text.

    Raises:
        Refused: if it holds macros or a password, is no Word file, or is a bomb.
    """
    parts = _text_parts(raw)
    html = mammoth.convert_to_html(
        _packed(parts),
        style_map=_STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=lambda image: [],
    ).value
    headline, text = prose(html)
    core = parts.get("docProps/core.xml", b"")
    return {
        "text": text,
        "headline": headline,
        "byline": _named(core, "creator"),
        "title": _named(core, "title"),
    }, b""


def _text_parts(raw: bytes) -> dict[str, bytes]:
    """Unpack what can hold text, after a look at the whole archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError) as error:
        raise Refused(_NOT_WORD) from error
    entries = archive.infolist()
    if len(entries) > _MOST_PARTS:
        raise Refused(TOO_MUCH)
    names = {entry.filename.lower() for entry in entries}
    if any("vbaproject" in name or "vbadata" in name for name in names):
        raise Refused(_MACROS)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_LOCKED)
    if "[content_types].xml" not in names or not any(
        name.startswith("word/") for name in names
    ):
        raise Refused(_NOT_WORD)
    wanted = [entry for entry in entries if entry.filename.endswith(_TEXT_PARTS)]
    if (
        sum(entry.file_size for entry in wanted) > _LARGEST_FILE
        or max(entry.file_size for entry in wanted) > _LARGEST_PART
    ):
        raise Refused(TOO_MUCH)
    # No more is unpacked than was announced: zipfile stops there.
    parts = {entry.filename: archive.read(entry) for entry in wanted}
    for name, part in list(parts.items()):
        found = _looked_at(part)
        if found.hides:
            parts[name] = _without_hidden(part)
        if found.uses:
            folder, _, own = name.rpartition("/")
            relations = f"{folder}/_rels/{own}.rels"
            known = _looked_at(parts.get(relations, _NO_RELATIONS)).relations
            if missing := found.uses - known:
                parts[relations] = _with_relations(
                    parts.get(relations, _NO_RELATIONS), missing
                )
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise Refused(_MACROS)
    return parts


@dataclass(slots=True)
class _Found:
    """What is in a part of a Word file, as far as it matters before it is read."""

    hides: bool = False
    uses: set[str] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)


def _looked_at(part: bytes) -> _Found:
    """Look through XML, and refuse what Word does not write or no article needs.

    That is entities, a depth no text has, and macros, however their part is called.
    """
    found = _Found()
    depth = 0

    def declares(*_: object) -> None:
        raise Refused("This Word file declares XML entities, which no article needs.")

    def opens(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise Refused(TOO_DEEP)
        if name.endswith(" vanish"):
            found.hides = True
        elif name == f"{_RELATIONS} Relationship":
            found.relations.add(attributes.get("Id", ""))
            if attributes.get("Type", "").lower().endswith("/vbaproject"):
                raise Refused(_MACROS)
        for attribute, value in attributes.items():
            if attribute.startswith(_OF_RELATIONS):
                found.uses.add(value)

    def closes(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = declares
    parser.StartElementHandler = opens
    parser.EndElementHandler = closes
    parser.Parse(part, True)
    return found


def _without_hidden(part: bytes) -> bytes:
    """Return a part less the words that Word shows to nobody (``w:vanish``)."""
    root = _parsed(part)
    for parent in root.iter():
        shown = [child for child in parent if not _is_hidden(child)]
        if len(shown) < len(parent):
            parent[:] = shown
    return ET.tostring(root)


def _is_hidden(run: ET.Element) -> bool:
    marks = run.findall("{*}rPr/{*}vanish") if run.tag.endswith("}r") else []
    return any(
        value not in ("0", "false", "off")
        for mark in marks
        for value in (list(mark.attrib.values()) or ["1"])
    )


def _with_relations(part: bytes, missing: set[str]) -> bytes:
    """Return relations with those that are used and not there, leading nowhere.

    What a link says is text, though nobody knows any more where it led.
    """
    root = _parsed(part)
    for identity in sorted(missing):
        ET.SubElement(
            root,
            f"{{{_RELATIONS}}}Relationship",
            {"Id": identity, "Type": "nowhere", "Target": ""},
        )
    return ET.tostring(root)


def _parsed(part: bytes) -> ET.Element:
    # Has been looked at: it declares no entities.
    return ET.fromstring(part)  # noqa: S314


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """Return an archive of nothing but the parts that were looked at."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    packed.seek(0)
    return packed


def _named(core: bytes, name: str) -> str:
    """Return a property of the document, as Dublin Core names it."""
    if not core:
        return ""
    found = _parsed(core).find(f"{{http://purl.org/dc/elements/1.1/}}{name}")
    return (found.text or "") if found is not None else ""
