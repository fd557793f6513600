"""Files that are almost right, made of articles of several pages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sources.extracting import FileRefused, extract
from sources.sandbox.running import MEGABYTES
from tests.sources.sandbox import mutants

ROOT = Path(__file__).parents[3]
IN_ONE_PROCESS = 200
IN_THE_SANDBOX = 8


@pytest.mark.parametrize(
    ("kind", "least_read"), [("docx", 0.5), ("html", 0.9), ("pdf", 0.25)]
)
def test_mutated_files_end_in_a_text_or_a_sentence_within_the_memory(
    kind: str, least_read: float
):
    """The process would end by its limits, or by what a reader lets through."""
    done = subprocess.run(
        [sys.executable, "-m", mutants.__name__, kind, str(IN_ONE_PROCESS)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=mutants.SECONDS,
    )
    found = json.loads(done.stdout)

    assert all(sentence.endswith(".") for sentence in found["sentences"])
    assert found["texts"] >= least_read * IN_ONE_PROCESS
    assert sum(found["sentences"].values()) > 0
    assert found["kilobytes"] < MEGABYTES * 1024


@pytest.mark.parametrize("kind", mutants.READERS)
def test_mutated_files_do_no_more_to_whoever_asks(kind: str):
    sentences = []
    for number in range(IN_THE_SANDBOX):
        try:
            extract(raw=mutants.mutant(kind, number), file_name=f"a.{kind}")
        except FileRefused as error:
            sentences.append(str(error))

    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(sentences) < IN_THE_SANDBOX
