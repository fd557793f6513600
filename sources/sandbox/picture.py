"""Draw a picture anew: its pixels, and nothing else of what the file carried."""

from __future__ import annotations

import io
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from sources.sandbox.answering import DAMAGED, TOO_MUCH, Refused

WIDEST = 1600
TALLEST = 4800
_MOST_PIXELS = 50_000_000
_LARGEST_PNG = 1024 * 1024
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")

Image.MAX_IMAGE_PIXELS = None  # Asked before anything is decoded, and refused.


def read(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the picture's type and size in pixels, and its new bytes.

    The way up that a camera noted is applied; the note is dropped with every other,
    the place included. Of an animation the first picture is kept. What shows a photo
    becomes JPEG; what was drawn, or lets something shine through, stays PNG. The same
    bytes give the same bytes.

    Raises:
        Refused: if it is no PNG, JPEG, WebP or GIF, or has more than 50 million pixels.
    """
    try:
        picture = Image.open(io.BytesIO(raw), formats=_FORMATS)
        if picture.width * picture.height > _MOST_PIXELS:
            raise Refused(TOO_MUCH)
        is_photo = picture.format == "JPEG"
        # Decodes a large photo at a half, a quarter or an eighth of its size.
        picture.draft("RGB", (2 * WIDEST, 2 * TALLEST))
        shown = _upright(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(DAMAGED) from error
    media_type, body = _encoded(shown, is_photo=is_photo)
    return {
        "media_type": media_type,
        "width": shown.width,
        "height": shown.height,
    }, body


def _upright(picture: Image.Image) -> Image.Image:
    """Return the pixels the right way up, small enough, as RGB or RGBA.

    Made small before anything else: each step on the way would hold a copy.
    """
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    drawn = picture if picture.mode == mode else picture.convert(mode)
    lies_down = drawn.getexif().get(ExifTags.Base.Orientation, 1) > 4
    most = (TALLEST, WIDEST) if lies_down else (WIDEST, TALLEST)
    drawn.thumbnail(most, Image.Resampling.LANCZOS, reducing_gap=2.0)
    drawn = ImageOps.exif_transpose(drawn)
    if mode == "RGBA" and drawn.getchannel("A").getextrema() == (255, 255):
        drawn = drawn.convert("RGB")
    # A new picture has pixels only; the old one may have brought notes along.
    clean = Image.new(drawn.mode, drawn.size)
    clean.paste(drawn)
    return clean


def _encoded(picture: Image.Image, *, is_photo: bool) -> tuple[str, bytes]:
    if not is_photo:
        drawn = io.BytesIO()
        picture.save(drawn, "PNG", optimize=True)
        if picture.mode == "RGBA" or drawn.tell() <= _LARGEST_PNG:
            return "image/png", drawn.getvalue()
    photo = io.BytesIO()
    picture.save(photo, "JPEG", quality=85, optimize=True, progressive=True)
    return "image/jpeg", photo.getvalue()
