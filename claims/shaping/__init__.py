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
    check_may_be_split,
    is_worded,
    merge,
    respan,
    split,
)
from claims.shaping.placing import MOST_PLACES, SeveralPlaces, Words, within
from claims.shaping.states import ACTS
from claims.shaping.topics import last_acts_on_topics, merge_topics, undo_topic
from claims.shaping.undoing import UNDOABLE, last_act, undo

__all__ = [
    "ACTS",
    "MOST_PLACES",
    "UNDOABLE",
    "SeveralPlaces",
    "Words",
    "add",
    "add_mention",
    "check_may_be_cut",
    "check_may_be_placed",
    "check_may_be_split",
    "is_worded",
    "last_act",
    "last_acts_on_topics",
    "merge",
    "merge_topics",
    "respan",
    "split",
    "undo",
    "undo_topic",
    "within",
]
