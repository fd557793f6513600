"""Where words of a text stand once the text has changed.

They are found again by whole sentences. A "not" beside a claim turns it round, and so
does another name before "he": a claim keeps its place only if every sentence it stands
in is word for word the same, and if the reading takes the same from what surrounds it.
What that leaves in doubt is left to a person. Offsets are Unicode code points, end
exclusive.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.reading.anchors import CONTEXT, Span

_MOST_ALIKE = 8
"""Places that begin alike beyond which none is looked at: no one of them is meant."""

_LEAST_SHARED = 0.3
"""Share of the words of two sentences below which one is not the other changed."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class TextAsRead:
    """A text with what the reading made of it, as far as places depend on it.

    Attributes:
        blocks, sentences: disjoint, in the order of the text.
        understood: what each claim read there says by way of what stands elsewhere,
            by the claim's span: whose words they are, what was filled in.
    """

    text: str
    blocks: Sequence[Span]
    sentences: Sequence[Span]
    understood: Mapping[Span, Hashable]

    @cached_property
    def words(self) -> list[str]:
        """The sentences, as they are written."""
        return [self.text[each.start : each.end] for each in self.sentences]

    @cached_property
    def times(self) -> Counter[str]:
        """How often each sentence stands in the text."""
        return Counter(self.words)

    def touched(self, span: Span) -> range:
        """Return the numbers of the sentences a span stands in; it may be none."""
        return range(
            bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        )

    def run(self, sentences: range) -> str:
        """Return neighboring sentences as one stretch of the text."""
        first, last = self.sentences[sentences[0]], self.sentences[sentences[-1]]
        return self.text[first.start : last.end]

    def before(self, sentence: int) -> str:
        """Return what goes before a sentence in its paragraph, up to CONTEXT of it."""
        start = self.sentences[sentence].start
        block = self._block_of(start)
        return self.text[max(block.start, start - CONTEXT) : start]

    def after(self, sentence: int) -> str:
        """Return what follows a sentence in its paragraph, up to CONTEXT of it."""
        end = self.sentences[sentence].end
        block = self._block_of(self.sentences[sentence].start)
        return self.text[end : max(end, min(block.end, end + CONTEXT))]

    def meaning(self, span: Span, shift: int = 0) -> Hashable:
        """Return what is understood of the words at a span, moved by ``shift``.

        Of words that the reading did not take for one claim it is what it says of
        the claims they share characters with.
        """
        at = Span(span.start + shift, span.end + shift)
        if at in self.understood:
            return self.understood[at]
        touched = self.touched(at)
        if not touched:
            return ()
        first = bisect_left(self._claimed, self.sentences[touched[0]].start)
        last = bisect_left(self._claimed, at.end)
        return tuple(
            (each.start - at.start, each.end - at.start, told)
            for each, told in self._in_order[first:last]
            if each.overlaps(at.start, at.end)
        )

    def _block_of(self, at: int) -> Span:
        number = bisect_right(self.blocks, at, key=lambda block: block.start) - 1
        return self.blocks[number]

    @cached_property
    def _starts(self) -> list[int]:
        return [each.start for each in self.sentences]

    @cached_property
    def _ends(self) -> list[int]:
        return [each.end for each in self.sentences]

    @cached_property
    def _in_order(self) -> list[tuple[Span, Hashable]]:
        return sorted(self.understood.items(), key=lambda each: each[0].start)

    @cached_property
    def _claimed(self) -> list[int]:
        return [span.start for span, _told in self._in_order]


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where words stand in a changed text.

    Attributes:
        is_moved: whether that is another place than the text's alignment gives.
    """

    start: int
    end: int
    is_moved: bool


def reanchor(
    before: TextAsRead, after: TextAsRead, spans: Iterable[Span]
) -> list[Anchored | None]:
    """Find words of a text again in what the text has become.

    They are found only if the sentences they stand in are the same to the letter and
    the reading understands them as it did: where the text's alignment puts those
    sentences, or at the one other place where they stand between the same contexts,
    :data:`CONTEXT` characters on either side within the paragraph. A sentence that
    occurs several times, or is shorter than that, is kept by alignment only with both
    its neighbors, and the short one is looked for nowhere else.

    Takes time in step with the two texts and the number of spans.

    Args:
        before: the text the spans refer to.
        after: the changed text.
        spans: the words to find.

    Returns:
        For each span where it stands now; None where a person has to say.
    """
    spans = list(spans)
    if before.text == after.text:
        return [Anchored(span.start, span.end, is_moved=False) for span in spans]
    pairs = align(before.words, after.words)
    elsewhere = _elsewhere(before, after)
    places: dict[range, tuple[int, bool] | None] = {}
    found: list[Anchored | None] = []
    for span in spans:
        sentences = before.touched(span)
        if sentences not in places:
            places[sentences] = _place(before, after, sentences, pairs, elsewhere)
        place = places[sentences]
        anchored = None
        if place is not None:
            number, is_moved = place
            shift = after.sentences[number].start
            shift -= before.sentences[sentences[0]].start
            start, end = span.start + shift, span.end + shift
            if (
                start >= 0
                and before.text[span.start : span.end] == after.text[start:end]
                and before.meaning(span) == after.meaning(span, shift)
            ):
                anchored = Anchored(start, end, is_moved)
        found.append(anchored)
    return found


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> dict[int, int]:
    """Pair the members of two sequences that stand in both, in the same order.

    Begins with what occurs once in each, as many of these as are in one order
    (Bram Cohen's patience diff), and goes on from each in both directions as long as
    the two agree. What repeats and adjoins nothing certain is paired with nothing.

    Returns:
        Places in ``after`` by places in ``before``, both rising.
    """
    times = Counter(before)
    times_after = Counter(after)
    places = {member: place for place, member in enumerate(after)}
    certain = [
        (place, places[member])
        for place, member in enumerate(before)
        if times[member] == times_after[member] == 1
    ]
    pairs: dict[int, int] = {}
    done = done_after = 0
    for place, place_after in _rising(certain):
        if place < done:
            continue
        start, end = place, place + 1
        shift = place_after - place
        while (
            start > done
            and start + shift > done_after
            and before[start - 1] == after[start - 1 + shift]
        ):
            start -= 1
        while (
            end < len(before)
            and end + shift < len(after)
            and before[end] == after[end + shift]
        ):
            end += 1
        pairs |= {each: each + shift for each in range(start, end)}
        done, done_after = end, end + shift
    return pairs


def most_alike(before: TextAsRead, after: TextAsRead, span: Span) -> Span | None:
    """Return what the sentences of a span may have become, to show, never to place.

    Where they stand unchanged that is where; else it is the sentence without a
    counterpart that shares most words with them, if it shares enough.
    """
    sentences = before.touched(span)
    if not sentences:
        return None
    pairs = align(before.words, after.words)
    if kept := _kept(before, after, sentences, pairs):
        first, last = after.sentences[kept[0]], after.sentences[kept[-1]]
        return Span(first.start, last.end)
    taken = set(pairs.values())
    sought = _bag(before.run(sentences))
    expected = span.start / len(before.text)
    best, alike = None, (_LEAST_SHARED, 0.0)
    for number, sentence in enumerate(after.sentences):
        if number in taken:
            continue
        words = _bag(after.words[number])
        shared = len(sought & words) / (len(sought | words) or 1)
        nearness = -abs(sentence.start / len(after.text) - expected)
        if (shared, nearness) > alike:
            best, alike = sentence, (shared, nearness)
    return best


def _place(
    before: TextAsRead,
    after: TextAsRead,
    sentences: range,
    pairs: Mapping[int, int],
    elsewhere: Callable[[range], int | None],
) -> tuple[int, bool] | None:
    """Return the number of the first of these sentences now, and whether it moved."""
    if not sentences:
        return None
    if (kept := _kept(before, after, sentences, pairs)) and (
        any(
            len(before.words[number]) >= CONTEXT
            and before.times[before.words[number]] == 1
            and after.times[before.words[number]] == 1
            for number in sentences
        )
        or _has_its_neighbors(before, after, sentences, kept, pairs)
    ):
        return kept[0], False
    moved = elsewhere(sentences)
    return None if moved is None else (moved, True)


def _kept(
    before: TextAsRead, after: TextAsRead, sentences: range, pairs: Mapping[int, int]
) -> range | None:
    """Return the sentences that these are paired with, if they are one run still."""
    first = pairs.get(sentences[0])
    if first is None:
        return None
    kept = range(first, first + len(sentences))
    if any(pairs.get(old) != new for old, new in zip(sentences, kept, strict=True)):
        return None
    return kept if before.run(sentences) == after.run(kept) else None


def _has_its_neighbors(
    before: TextAsRead,
    after: TextAsRead,
    sentences: range,
    kept: range,
    pairs: Mapping[int, int],
) -> bool:
    """Tell whether the sentences on either side are the same too, or the text's end."""
    begins = sentences[0] == 0 and kept[0] == 0
    ends = (len(before.sentences), len(after.sentences)) == (
        sentences.stop,
        kept.stop,
    )
    return (begins or pairs.get(sentences[0] - 1, -2) == kept[0] - 1) and (
        ends or pairs.get(sentences.stop, -2) == kept.stop
    )


def _elsewhere(before: TextAsRead, after: TextAsRead) -> Callable[[range], int | None]:
    """Return what finds the one place where sentences stand between like contexts."""
    old, new = _by_beginning(before), _by_beginning(after)

    def look(sentences: range) -> int | None:
        beginning = before.before(sentences[0]), before.words[sentences[0]]
        run = before.run(sentences)
        if len(run) < CONTEXT:
            return None
        follows = before.after(sentences[-1])

        def alike(text: TextAsRead, starts: Sequence[int]) -> list[int]:
            if len(starts) > _MOST_ALIKE:
                return []
            runs = [range(start, start + len(sentences)) for start in starts]
            return [
                each[0]
                for each in runs
                if each.stop <= len(text.sentences)
                and text.run(each) == run
                and text.after(each[-1]) == follows
            ]

        if len(alike(before, old.get(beginning, ()))) != 1:
            return None
        places = alike(after, new.get(beginning, ()))
        return places[0] if len(places) == 1 else None

    return look


def _by_beginning(read: TextAsRead) -> dict[tuple[str, str], list[int]]:
    """Map what goes before a sentence, and the sentence, to where that stands."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, words in enumerate(read.words):
        found.setdefault((read.before(number), words), []).append(number)
    return found


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return as many of the pairs as rise in both places, the first place rising.

    The longest increasing subsequence, by binary search.
    """
    ends: list[int] = []
    last_of: list[int] = []
    came_from: list[int] = []
    for number, (_place, place_after) in enumerate(pairs):
        length = bisect_left(ends, place_after)
        came_from.append(last_of[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place_after)
            last_of.append(number)
        else:
            ends[length] = place_after
            last_of[length] = number
    chosen: list[tuple[int, int]] = []
    number = last_of[-1] if last_of else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = came_from[number]
    return chosen[::-1]


def _bag(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(words.casefold()))
