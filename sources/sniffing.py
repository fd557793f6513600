"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import codecs
import re

HTML = "text/html"
PDF = "application/pdf"
TEXT = "text/plain"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")

NAMES = {
    HTML: "a web page",
    PDF: "a PDF",
    TEXT: "plain text",
    WORD: "a Word file, or another archive",
    "image/png": "a PNG picture",
    "image/jpeg": "a JPEG picture",
    "image/webp": "a WebP picture",
    "image/gif": "a GIF picture",
    "application/msword": "an old Word file (.doc), or one with a password",
    "application/rtf": "rich text (RTF)",
}
"""The types known here, in words that fit "what it holds is …"."""

_LOOKED_AT = 1024
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"PK\x03\x04"), WORD),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/msword"),
    (re.compile(rb"\{\\rtf"), "application/rtf"),
)
# A PDF may begin with other bytes (ISO 32000-1, annex H.3.4.1).
_PDF = re.compile(rb"%PDF-\d")
# How a whole page begins; after https://mimesniff.spec.whatwg.org/, section 7.1.
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(rb"<(?:!doctype|[a-z][a-z0-9]*)[\s/>]", re.IGNORECASE)


def media_type(raw: bytes) -> str | None:
    """Return the type of what the bytes are; None if they are nothing known here."""
    raw = as_utf8(raw)
    start = raw[:_LOOKED_AT]
    for signature, found in _SIGNATURES:
        if signature.match(start):
            return found
    if _PDF.search(start):
        return PDF
    if _PAGE.match(start):
        return HTML
    return TEXT if _is_text(raw) else None


def as_utf8(raw: bytes) -> bytes:
    """Return text marked as UTF-16, as older programs save it, as UTF-8.

    Everything else comes back as it is.
    """
    if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw
    try:
        return codecs.BOM_UTF8 + raw.decode("utf-16").encode()
    except UnicodeDecodeError:
        return raw


def has_tags(raw: bytes) -> bool:
    """Whether there is markup near the beginning, though it is no whole page."""
    return bool(_TAG.search(raw[: 4 * _LOOKED_AT]))


def _is_text(raw: bytes) -> bool:
    try:
        return "\x00" not in raw.decode()
    except UnicodeDecodeError:
        return False
