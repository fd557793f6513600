"""Pictures made safe to show: drawn anew from a copy, kept beside it in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from sources import archiving, sniffing
from sources.archiving import CopyRefused, Stored
from sources.models import ArchivedCopy, Picture
from sources.sandbox import running
from sources.sandbox.answering import DAMAGED, Refused

ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}
"""The types a picture is drawn anew as, each with the ending of its address."""

_MOST_ACROSS = 10_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture on the disk, not yet in the database; its size is in pixels."""

    stored: Stored
    width: int
    height: int


def draw(*, raw: bytes) -> Drawn:
    """Draw a picture anew and write it to the archive; call it outside a transaction.

    Raises:
        CopyRefused: if it is no PNG, JPEG, WebP or GIF, is damaged, or too large.
    """
    if sniffing.media_type(raw) not in sniffing.PICTURES:
        raise CopyRefused(
            "A picture to show is a PNG, JPEG, WebP or GIF file.", field="file"
        )
    try:
        answer = running.run("picture", raw)
    except Refused as error:
        raise CopyRefused(str(error), field="file") from error
    media_type = answer.facts.get("media_type")
    width, height = answer.facts.get("width"), answer.facts.get("height")
    if (
        media_type not in ENDINGS
        or sniffing.media_type(answer.body) != media_type
        or not (isinstance(width, int) and 0 < width < _MOST_ACROSS)
        or not (isinstance(height, int) and 0 < height < _MOST_ACROSS)
    ):
        raise CopyRefused(DAMAGED, field="file")
    sha256 = archiving.write(answer.body)
    return Drawn(Stored(sha256, media_type, len(answer.body), ""), width, height)


def add_picture(*, copy: ArchivedCopy, drawn: Drawn) -> Picture:
    """Write the row of a picture; the same pixels are one picture.

    Call it inside a transaction.
    """
    picture, _is_new = Picture.objects.get_or_create(
        sha256=drawn.stored.sha256,
        defaults={
            "media_type": drawn.stored.media_type,
            "width": drawn.width,
            "height": drawn.height,
            "size": drawn.stored.size,
            "made_from": copy,
        },
    )
    return picture
