"""Read many almost right files in one process, under the limits of the sandbox.

Started as a program: ``python -m tests.sources.sandbox.mutants KIND COUNT``. It prints
what became of them: how many gave a text, the sentences, and the most memory it had.
"""

from __future__ import annotations

import importlib
import json
import random
import re
import sys
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

from sources.sandbox import limits, running
from tests import files

SECONDS = 120
READERS = {"docx": "word", "html": "page", "pdf": "pdf"}


def mutated(raw: bytes, dice: random.Random) -> bytes:
    """Change, cut, double or drop a few stretches of a file."""
    made = bytearray(raw)
    for _ in range(dice.choice((1, 2, 4, 12))):
        at = dice.randrange(len(made))
        length = dice.choice((1, 1, 2, 8, 64))
        match dice.randrange(6):
            case 0:
                made[at : at + length] = dice.randbytes(length)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * dice.randint(1, 50)
            case 3:
                made[at:at] = dice.choice(
                    (b"99999999999", b"-1", b"\xff\xfe", b"<table>" * 50, b"<<", b"[(")
                )
            case 4:
                other = dice.randrange(len(made))
                made[at : at + 30] = made[other : other + 30]
            case _:
                made = made[: max(1, at)] if dice.random() < 0.1 else made
    return bytes(made)


def mutated_word(dice: random.Random) -> bytes:
    """Change what is inside of the archive, so that the change arrives."""
    if dice.random() < 0.1:
        return mutated(files.long_word(), dice)
    with zipfile.ZipFile(BytesIO(files.long_word())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if dice.random() < 0.3:
        name = dice.choice(list(parts))
        parts[name] = mutated(parts[name], dice)
        return files.zipped(parts)
    # Every second piece is a whole paragraph.
    pieces = re.split("(<w:p>.*?</w:p>)", parts["word/document.xml"].decode())
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(1, len(pieces), 2)
        match dice.randrange(6):
            case 0:
                pieces[at] = pieces[at].replace("w:r>", "w:ins>")
            case 1:
                pieces[at] = pieces[at].replace("l1", "&#x202e;none")
            case 2:
                pieces[at] *= dice.randint(1, 300)
            case 3:
                pieces[at] = pieces[at].replace("w:t", "w:delText")
            case 4:
                pieces[at] = pieces[at].replace(
                    "<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"
                )
            case _:
                other = dice.randrange(1, len(pieces), 2)
                pieces[at] = pieces[other]
    parts["word/document.xml"] = "".join(pieces).encode()
    return files.zipped(parts)


def mutant(kind: str, number: int) -> bytes:
    dice = random.Random(f"{kind} {number}")
    if kind == "docx":
        return mutated_word(dice)
    return mutated(files.long_page() if kind == "html" else files.long_pdf(), dice)


def main() -> None:
    kind, count = sys.argv[1], int(sys.argv[2])
    limits.limit(SECONDS, running.MEGABYTES * 1024 * 1024)
    reader = importlib.import_module(f"sources.sandbox.{READERS[kind]}")
    sentences: Counter[str] = Counter()
    texts = 0
    for number in range(count):
        told = limits.answer(reader, mutant(kind, number)).partition(b"\n")[0]
        facts = json.loads(told)
        if "refused" in facts:
            sentences[facts["refused"]] += 1
        else:
            texts += "passengers" in facts["text"]
    found = {"texts": texts, "sentences": sentences, "kilobytes": _most_memory()}
    sys.stdout.write(json.dumps(found))


def _most_memory() -> int:
    """Return the most memory this program ever held, in kilobytes.

    What the system counts for a process begins before it became this program, with the
    memory of whoever started it.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, told = line.partition(":")
        if name == "VmHWM":
            return int(told.split()[0])
    raise LookupError("VmHWM")


if __name__ == "__main__":
    main()
