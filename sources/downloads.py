"""Archived copies handed out as files, never shown."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from sources import archiving
from sources.models import ArchivedCopy


def handed_out(copy: ArchivedCopy) -> HttpResponse:
    """Answer with a copy as a file to save.

    Whatever it holds, no browser shows or runs it here: it has no type of its own, is
    to be saved, and if it were shown, it would be in a sandbox.
    """
    try:
        content = archiving.read(copy.sha256)
    except FileNotFoundError as error:
        raise Http404("The file of this copy is gone.") from error
    response = HttpResponse(content, content_type="application/octet-stream")
    # Named twice: plainly, and for those who read it, as it was called (RFC 6266).
    response["Content-Disposition"] = (
        f'attachment; filename="{archiving.plain_file_name(copy)}"; '
        f"filename*=UTF-8''{quote(archiving.file_name(copy), safe='')}"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
