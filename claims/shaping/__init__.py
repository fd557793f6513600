"""The person has the last word on what a claim is: merge, split, place, add, undo.

The reading proposes where claims begin and end; these verbs cut them anew, each in
words that stand in the text. The step that each leaves holds all that its undoing puts
back.
"""

from __future__ import annotations

from claims.shaping.cutting import (
    add,
    add_mention,
    check_may_be_cut,
    check_may_be_placed,
    merge,
    respan,
    split,
)
from claims.shaping.placing import MOST_PLACES, SeveralPlaces, Words
from claims.shaping.states import ACTS
from claims.shaping.topics import last_mergings, merge_topics, undo_merge_topics
from claims.shaping.undoing import last_act, undo

__all__ = [
    "ACTS",
    "MOST_PLACES",
    "SeveralPlaces",
    "Words",
    "add",
    "add_mention",
    "check_may_be_cut",
    "check_may_be_placed",
    "last_act",
    "last_mergings",
    "merge",
    "merge_topics",
    "respan",
    "split",
    "undo",
    "undo_merge_topics",
]
