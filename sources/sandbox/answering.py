"""What a reader may say back: facts and bytes, or a refusal in a sentence."""

from __future__ import annotations

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes; two million characters of any script, or any picture a page shows."""

TOO_LONG = "Reading this file takes too long, so it was given up."
TOO_LARGE = "Reading this file takes more memory than a file of its size should."
TOO_MUCH = "This file unpacks to more than an article or a picture needs."
TOO_DEEP = "What this file holds is nested too deeply."
BUSY = "Other files are being read just now; try again in a minute."
DAMAGED = "This file is damaged, or made in a way that cannot be read here."


class Refused(Exception):
    """A file is not taken; the message is a sentence fit for an editor."""
