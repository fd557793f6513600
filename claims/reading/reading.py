"""The reading of an article: `read(text) -> Reading`, the one door to this package.

Pure Python, offline, the same answer for the same text every time.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from claims.reading.anchors import Span, whole_characters
from claims.reading.blocks import Block, byline_of, find_blocks, published_on
from claims.reading.cited_sources import CitedSource, find_cited_sources
from claims.reading.claim import Claim, Named
from claims.reading.claimants import (
    NOBODY,
    Attribution,
    attribute,
    attribute_part,
)
from claims.reading.coverage import Coverage, cover
from claims.reading.figures import Figure, bind_multipliers, find_figures
from claims.reading.flags import (
    Flag,
    flag_arithmetic,
    flag_conflicts,
    flag_differing_figures,
    flag_headline_figures,
    flag_pictures,
    flag_unused_sources,
    flag_weekdays,
    stems_in,
)
from claims.reading.grammar import is_in_title_case, tags_of, tells_of_events
from claims.reading.kinds import (
    CHECKABLE,
    WHY_A_BLOCK_ASSERTS_NOTHING,
    believes,
    finds_out,
    judges,
    kind_of,
    why_it_comments,
    why_uncheckable,
)
from claims.reading.lists import find_subclaims
from claims.reading.persons import person_named
from claims.reading.places import find_dates, find_places
from claims.reading.quotations import Quotations, find_quotations
from claims.reading.sentences import Sentence, find_sentences
from claims.reading.splitting import Part, split, without_stop
from claims.reading.topics import OTHER, Topic, find_topics
from claims.reading.wording import stand_alone
from claims.reading.words import Word, content_stems, word_list, words_of
from claims.reading.worthiness import weigh
from sources.normalizing import UnacceptableText, normalize_text

SCHEMA = "factcheck.reading/1"
LONGEST_TEXT = 2_000_000

_NEAR = 20_000
"""Code points around a span within which all stands that bears on its reading."""

_CLOSING_MARKS = "\"'”’»)] "
_OWN = frozenset("I I'm I've I'll I'd I’m I’ve I’ll I’d".split())
_SAYING_MORE = word_list("saying_more")
_SAME_ASSERTION = 0.6
_SAME_SUBJECT = 2
_FEWEST_TOLD_AGAIN = 8
_TOLD_BEFORE = "stands word for word before"


class UnreadableText(ValueError):
    """The text cannot be read; the message is a sentence for an editor."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reading finds in an article; `as_json` gives its interchange form.

    Attributes:
        text: the canonical text that all offsets refer to.
        language: the language whose rules were used.
        published_on: the day a dateline names.
    """

    text: str
    language: str
    headline: str | None
    byline: str | None
    published_on: dt.date | None
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]
    sources: tuple[CitedSource, ...]
    topics: tuple[Topic, ...]
    flags: tuple[Flag, ...]

    def as_json(self) -> dict[str, object]:
        """Give the reading as JSON holds it."""
        return {
            "schema": SCHEMA,
            "text": self.text,
            "language": self.language,
            "headline": self.headline,
            "byline": self.byline,
            "published_on": self.published_on and self.published_on.isoformat(),
            "blocks": [
                {"role": block.role, "start": block.start, "end": block.end}
                for block in self.blocks
            ],
            "sentences": [
                {
                    "start": sentence.start,
                    "end": sentence.end,
                    "checkable": sentence.checkable,
                    "why": sentence.why,
                }
                for sentence in self.sentences
            ],
            "claims": [claim.as_json() for claim in self.claims],
            "sources": [
                {
                    "title": source.title,
                    "publisher": source.publisher,
                    "url": source.url,
                    "start": source.start,
                    "end": source.end,
                }
                for source in self.sources
            ],
            "topics": [topic.as_json() for topic in self.topics],
            "flags": [flag.as_json() for flag in self.flags],
            "coverage": self.coverage().as_json(),
        }

    def coverage(self) -> Coverage:
        """Count how much of the text is claimed, left out, or neither."""
        return cover(
            self.text,
            blocks=self.blocks,
            claimed=[Span(c.start, c.end) for c in self.claims if c.checkable],
            left_out=[
                Span(each.start, each.end)
                for each in self.sentences
                if not each.checkable
            ],
        )


class _Said(NamedTuple):
    """A sentence that may hold claims, with all that is known of it.

    `person` is whom it names as its subject, if that is a person.
    """

    span: Span
    block: int
    role: str
    words: list[Word]
    tags: str
    person: str | None


def read(text: str, *, weights: Mapping[str, float] | None = None) -> Reading:
    """Read an article: its blocks, sentences, claims, sources, topics and flags.

    Args:
        text: the article as it came, plain text or light Markdown.
        weights: what a desk weighs otherwise in check-worthiness, by name.

    Returns:
        The reading. Offsets are Unicode code points into `Reading.text`, end
        exclusive, never inside a character as readers see it.

    Raises:
        UnreadableText: if the text is empty, longer than two million characters, or
            holds what no text holds (NUL, half a character).
    """
    text = _canonical(text)
    blocks = find_blocks(text)
    said: list[_Said] = []
    idle: list[Sentence] = []
    for number, block in enumerate(blocks):
        if why := WHY_A_BLOCK_ASSERTS_NOTHING.get(block.role):
            idle.extend(
                Sentence(span.start, span.end, checkable=False, why=why)
                for span in find_sentences(text, block.start, block.end)
            )
        else:
            said.extend(_said_in(text, number, block))
    drafts, sentences = _claims(text, blocks, said, weights)
    sources = find_cited_sources(text, blocks)
    claims, topics = _under_topics(drafts)
    headline = next((b for b in blocks if b.role == "headline"), None)
    day = published_on(text, blocks)
    return Reading(
        text=text,
        language="en",
        headline=_one_line(text, headline) if headline else None,
        byline=byline_of(text, blocks),
        published_on=day,
        blocks=blocks,
        sentences=tuple(sorted([*idle, *sentences], key=lambda each: each.start)),
        claims=claims,
        sources=sources,
        topics=topics,
        flags=tuple(_flags(text, blocks, drafts, claims, sources, day)),
    )


def read_span(
    text: str,
    start: int,
    end: int,
    *,
    is_claim: bool = False,
    weights: Mapping[str, float] | None = None,
) -> Claim:
    """Read one claim where a person says that it stands, by the rules of :func:`read`.

    Args:
        text: the canonical text of a reading.
        start, end: the place, in code points, end exclusive; it may run over several
            sentences. Of one that a reading gives, the answer is that reading's claim.
        is_claim: whether it is one whatever the rules say, since a person says so.
        weights: what a desk weighs otherwise in check-worthiness, by name.

    Returns:
        The claim, under no topic, with the words of the place as its quote. Only what
        stands within 20,000 characters is considered.
    """
    blocks = find_blocks(text)
    near = [
        (number, block)
        for number, block in enumerate(blocks)
        if block.start < end + _NEAR and start - _NEAR < block.end
    ]
    said = [
        each
        for number, block in near
        if block.role not in WHY_A_BLOCK_ASSERTS_NOTHING
        for each in _said_in(text, number, block)
    ]
    quotations = find_quotations(text, [block for _number, block in near])
    attributions = attribute(
        [each.span for each in said],
        [each.words for each in said],
        [each.person for each in said],
        quotations,
    )
    figures = bind_multipliers(
        [figure for each in said for figure in find_figures(text, each.words)]
    )
    reader = _Reader(text, blocks, quotations, figures, weights)
    here: list[tuple[_Said, Attribution]] = []
    for each, attribution in zip(said, attributions, strict=True):
        if each.span.overlaps(start, end):
            here.append((each, attribution))
        elif each.span.end <= start:
            reader.remember(each, attribution)
    if not here:
        role = next((b.role for _n, b in near if b.start <= start < b.end), "body")
        here = [(_said_at(text, Span(start, end), 0, role), NOBODY)]
    return reader.claim_at(here, start, end, is_claim=is_claim).claim


def _said_in(text: str, number: int, block: Block) -> Iterator[_Said]:
    for span in find_sentences(text, block.start, block.end):
        yield _said_at(text, span, number, block.role)


def _said_at(text: str, span: Span, number: int, role: str) -> _Said:
    words = words_of(text, span.start, span.end)
    is_headline = role == "headline"
    is_title = is_headline and is_in_title_case(words)
    tags = tags_of(words, in_title_case=is_title, is_headline=is_headline)
    return _Said(span, number, role, words, tags, person_named(words))


def _one_line(text: str, place: Block | Span) -> str:
    return " ".join(text[place.start : place.end].split())


def _canonical(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise UnreadableText(
            f"The text has {len(text):,} characters; more than {LONGEST_TEXT:,} are "
            "not read."
        )
    try:
        text = normalize_text(text)
    except UnacceptableText as refused:
        raise UnreadableText(str(refused)) from refused
    if not text.strip():
        raise UnreadableText("The text is empty.")
    return text


class _Draft(NamedTuple):
    """A claim before it has a topic, with the words it was read from.

    Attributes:
        why: why it cannot be checked; None where it can.
    """

    claim: Claim
    why: str | None
    words: list[Word]
    tags: str
    stems: frozenset[str]
    block: int
    in_headline: bool


def _claims(
    text: str,
    blocks: Sequence[Block],
    said: Sequence[_Said],
    weights: Mapping[str, float] | None,
) -> tuple[list[_Draft], list[Sentence]]:
    """Read the claims of the sentences, and which sentences can be checked."""
    quotations = find_quotations(text, blocks)
    attributions = attribute(
        [each.span for each in said],
        [each.words for each in said],
        [each.person for each in said],
        quotations,
    )
    figures = bind_multipliers(
        [figure for each in said for figure in find_figures(text, each.words)]
    )
    reader = _Reader(text, blocks, quotations, figures, weights)
    drafts: list[_Draft] = []
    sentences: list[Sentence] = []
    told: set[str] = set()
    for each, attribution in zip(said, attributions, strict=True):
        own = reader.figures_of(each)
        if _is_told_again(each, told):
            sentences.append(Sentence(*each.span, checkable=False, why=_TOLD_BEFORE))
            continue
        why = reader.why_uncheckable(each, attribution, has_figures=_count(own))
        found = reader.claims_of(each, attribution, own, why=why)
        if found and all(draft.why for draft in found):
            why = why or found[0].why
        sentences.append(
            Sentence(each.span.start, each.span.end, why is None, why or CHECKABLE)
        )
        drafts.extend(found)
    return _without_repeats(drafts), sentences


def _is_told_again(said: _Said, told: set[str]) -> bool:
    """Tell whether a long sentence stands word for word before, as in a pull quote."""
    words = [word.lower for word in said.words if word.is_word]
    if len(words) < _FEWEST_TOLD_AGAIN or said.role == "headline":
        return False
    sentence = " ".join(words)
    if sentence in told:
        return True
    told.add(sentence)
    return False


class _Reader:
    """Reads claims sentence by sentence, remembering who was named last."""

    def __init__(
        self,
        text: str,
        blocks: Sequence[Block],
        quotations: Quotations,
        figures: list[Figure],
        weights: Mapping[str, float] | None,
    ) -> None:
        self.text = text
        self.lead = next(
            (number for number, each in enumerate(blocks) if each.role == "body"), None
        )
        self.headline = content_stems(
            word
            for each in blocks
            if each.role == "headline"
            for word in words_of(text, each.start, each.end)
        )
        self.quotations = quotations
        self.figures = figures
        self.next_figure = 0
        self.weights = weights
        self.person: str | None = None

    def why_uncheckable(
        self, said: _Said, attribution: Attribution, *, has_figures: bool
    ) -> str | None:
        """Say why a sentence asserts nothing that can be checked, if it does not."""
        words = self.text[said.span.start : said.span.end]
        ends = words.rstrip(_CLOSING_MARKS)[-1:]
        quotation = self.quotations.mainly(said.span)
        is_quoted = quotation is not None and quotation.start <= said.span.start
        quoted = (
            said.words[_between(said.words, quotation.start, quotation.end)]
            if quotation is not None and is_quoted
            else []
        )
        if quotation is not None and quoted:
            spoken = self.text[quotation.start : min(quotation.end, said.span.end)]
            ends = spoken.rstrip(_CLOSING_MARKS)[-1:] if spoken else ends
        is_all = quotation is not None and quotation.end >= said.span.end
        why = why_uncheckable(
            said.words,
            quoted=quoted,
            is_state=is_all and _tells_only_what_is(said),
            is_running_text=said.role == "body",
            has_figures=has_figures,
            ends=ends,
        )
        if why:
            return why
        if (
            attribution.claimant is not None
            and attribution.aside is None
            and not is_quoted
            and not has_figures
            and believes(said.words)
            and not finds_out(attribution.claimant)
        ):
            return "gives somebody's opinion"
        return None

    def claims_of(
        self,
        said: _Said,
        attribution: Attribution,
        figures: Sequence[Figure],
        *,
        why: str | None,
    ) -> list[_Draft]:
        """Read the claims of one sentence; a row of stars or dashes holds none.

        Where `why` says that it asserts nothing that can be checked, it is one claim.
        """
        if not any(word.is_word for word in said.words):
            return []
        words, tags = _without_lead(said, attribution.lead)
        if why is None:
            parts = split(
                self.text,
                words,
                tags,
                self.quotations,
                within=said.span,
                is_headline=said.role == "headline",
            )
        else:
            end = without_stop(self.text, said.span.start, said.span.end)
            parts = [Part(said.span.start, end)]
        drafts = [
            self.claim(
                said,
                part,
                attribution,
                figures,
                why=why,
            )
            for part in parts
        ]
        self.remember(said, attribution)
        return drafts

    def remember(self, said: _Said, attribution: Attribution) -> None:
        """Note whom "he" or "she" means in the sentences after this one."""
        self.person = (
            said.person
            or (attribution.claimant if attribution.is_person else None)
            or self.person
        )

    def claim_at(
        self,
        here: Sequence[tuple[_Said, Attribution]],
        start: int,
        end: int,
        *,
        is_claim: bool,
    ) -> _Draft:
        """Read one claim in the sentences over which its place runs."""
        first, attribution = here[0]
        said = first._replace(
            span=Span(first.span.start, here[-1][0].span.end),
            words=[word for each, _attribution in here for word in each.words],
            tags="".join(each.tags for each, _attribution in here),
        )
        parts = split(
            self.text,
            *_without_lead(first, attribution.lead),
            self.quotations,
            within=first.span,
            is_headline=first.role == "headline",
        )
        # Of two that begin at one noun ("…, which …") the one that ends here too.
        part = min(
            (part for part in parts if part.start == start),
            key=lambda part: part.end != end,
            default=Part(start, end),
        )
        reasons = [
            self.why_uncheckable(
                each,
                told,
                has_figures=_count(self.figures_at(each.words, *each.span)),
            )
            for each, told in here
        ]
        speaks = (told for _each, told in here if told.claimant is not None)
        return self.claim(
            said,
            part._replace(end=end),
            next(speaks, attribution),
            self.figures,
            why=reasons[0] if all(reasons) else None,
            is_sure=is_claim,
        )

    def figures_at(
        self,
        words: list[Word],
        start: int,
        end: int,
        figures: Sequence[Figure] | None = None,
    ) -> tuple[Figure, ...]:
        """Return the figures of a place; one that it cuts is read from what is left.

        Args:
            words: the words of the place, and of any that are around it.
            figures: those among which it has them, in order; those of the text.
        """
        among = self.figures if figures is None else figures
        first = bisect_left(among, start, key=lambda each: each.start)
        last = bisect_right(among, end, key=lambda each: each.end)
        whole = among[first:last]
        is_cut = (first > 0 and among[first - 1].end > start) or (
            last < len(among) and among[last].start < end
        )
        if not is_cut:
            return tuple(whole)
        left = find_figures(self.text, words[_between(words, start, end)])
        cut = [
            each
            for each in left
            if each.end <= end
            and not any(each.start < one.end and one.start < each.end for one in whole)
        ]
        return tuple(sorted([*whole, *cut], key=lambda each: each.start))

    def figures_of(self, said: _Said) -> list[Figure]:
        """Take the figures of a sentence; sentences come in order."""
        found: list[Figure] = []
        while (
            self.next_figure < len(self.figures)
            and self.figures[self.next_figure].start < said.span.end
        ):
            found.append(self.figures[self.next_figure])
            self.next_figure += 1
        return found

    def claim(
        self,
        said: _Said,
        part: Part,
        attribution: Attribution,
        figures: Sequence[Figure],
        *,
        why: str | None,
        is_sure: bool = False,
    ) -> _Draft:
        """Read one claim where it stands.

        Args:
            why: why its sentence asserts nothing that can be checked, if so.
            is_sure: whether a person says that it can be checked.
        """
        start, end = whole_characters(self.text, part.start, part.end)
        here = _between(said.words, start, end)
        words = said.words[here]
        told = attribution
        if words:
            until = part.source.end if part.source else end
            attribution = attribute_part(
                said.words[_between(said.words, start, until)],
                attribution,
                self.quotations,
                goes_on=part.goes_on,
                describes=part.describes,
            )
        own = self.figures_at(words, start, end, figures)
        places = find_places(self.text, words)
        dates = find_dates(self.text, words)
        in_headline = said.role == "headline"
        if why is None and words:
            why = self._why_a_part(words, attribution, has_figures=_count(own))
        why = None if is_sure else why
        checkable = why is None
        kind = "opinion"
        if checkable:
            kind = kind_of(
                words,
                has_figures=_count(own),
                has_claimant=attribution.claimant is not None,
                is_multiplied=any(figure.is_multiplier for figure in own),
            )
        stems = content_stems(words)
        worth = weigh(
            words,
            kind=kind,
            checkable=checkable,
            in_headline=in_headline,
            in_lead=said.block == self.lead and not in_headline,
            tells_the_headline=not in_headline
            and len(stems & self.headline) >= _SAME_SUBJECT,
            attribution=attribution,
            has_figures=_count(own),
            has_place_or_date=bool(places or dates),
            describes=part.describes,
            weights=self.weights,
        )
        quote = self.text[start:end]
        subject = self._named(part.subject) if part.subject else None
        opens = words[0].lower if words else ""
        if opens in _SAYING_MORE or (opens == "who" and not subject):
            subject = told.claimant or subject
        claim = Claim(
            start=start,
            end=end,
            quote=quote,
            claim_reviewed=stand_alone(
                quote,
                subject=subject,
                person=self.person,
            ),
            kind=kind,
            checkable=checkable,
            topic=OTHER,
            duplicate_of=None,
            claimant=attribution.claimant,
            via=attribution.via,
            claimant_span=self._whole(attribution.span),
            figures=own,
            places=places,
            dates=dates,
            subclaims=self._subclaims(words) if checkable else (),
            check_worthiness=worth.value,
            reasons=worth.reasons,
            why=why or "",
        )
        return _Draft(
            claim,
            why,
            words,
            said.tags[here],
            stems,
            said.block,
            in_headline,
        )

    def _why_a_part(
        self, words: list[Word], attribution: Attribution, *, has_figures: bool
    ) -> str | None:
        """Say why a part of a sentence asserts nothing that can be checked."""
        if not has_figures and (why := why_it_comments(words)):
            return why
        is_theirs = attribution.claimant is not None and attribution.aside is None
        first = self.quotations.at(words[0].start)
        is_quoted = first is not None and not first.is_scare_quote
        if is_theirs and not is_quoted and not has_figures and judges(words):
            return "gives somebody's opinion"
        return None

    def _named(self, subject: Span) -> str:
        """Write a subject; in the place of "he" or "she" the person meant."""
        words = _one_line(self.text, subject)
        return (self.person or words) if words.lower() in {"he", "she"} else words

    def _whole(self, span: Span | None) -> Span | None:
        return span and Span(*whole_characters(self.text, span.start, span.end))

    def _subclaims(self, words: Sequence[Word]) -> tuple[Named, ...]:
        spans = [
            whole_characters(self.text, span.start, span.end)
            for span in find_subclaims(self.text, words)
        ]
        return tuple(Named(self.text[start:end], start, end) for start, end in spans)


def _count(figures: Sequence[Figure]) -> bool:
    """Tell whether any of the figures counts or measures: an age does neither."""
    return any(not figure.is_age for figure in figures)


def _tells_only_what_is(said: _Said) -> bool:
    """Tell whether a sentence names nobody, after its first word, and no event."""
    words = [word for word in said.words if word.is_word]
    names = any(word.is_capitalized and word.text not in _OWN for word in words[1:])
    return not names and not tells_of_events(said.words, said.tags)


def _between(words: list[Word], start: int, end: int) -> slice:
    """Say which of the words begin between two places of the text."""
    first = bisect_left(words, start, key=lambda word: word.start)
    last = bisect_left(words, end, key=lambda word: word.start)
    return slice(first, last)


def _without_lead(said: _Said, lead: Span | None) -> tuple[list[Word], str]:
    """Leave off the words that only name the claimant, if others are left."""
    if lead is None:
        return said.words, said.tags
    kept = [
        (word, tag)
        for word, tag in zip(said.words, said.tags, strict=True)
        if not lead.overlaps(word.start, word.end)
    ]
    if not any(word.is_word for word, _tag in kept):
        return said.words, said.tags
    return [word for word, _tag in kept], "".join(tag for _word, tag in kept)


def _without_repeats(drafts: list[_Draft]) -> list[_Draft]:
    """Mark each claim of the body that asserts what the headline does."""
    headlines = [at for at, draft in enumerate(drafts) if draft.in_headline]
    marked = list(drafts)
    for at, draft in enumerate(drafts):
        if draft.in_headline:
            continue
        for first in headlines:
            if _same_assertion(drafts[first], draft):
                marked[at] = draft._replace(
                    claim=draft.claim._replace(duplicate_of=first)
                )
                break
    return marked


def _same_assertion(one: _Draft, other: _Draft) -> bool:
    """Tell whether the body repeats a claim of the headline: most words, its figures.

    The body may add figures to those of the headline, but not where it has none.
    """
    shared = len(one.stems & other.stems)
    stated = {figure.value for figure in one.claim.figures}
    again = {figure.value for figure in other.claim.figures}
    agree = stated <= again if stated else not again
    smaller = min(len(one.stems), len(other.stems))
    return shared > 2 and agree and shared >= _SAME_ASSERTION * smaller


def _under_topics(
    drafts: Sequence[_Draft],
) -> tuple[tuple[Claim, ...], tuple[Topic, ...]]:
    topics = find_topics(
        [draft.words for draft in drafts],
        [draft.tags for draft in drafts],
        [draft.stems for draft in drafts],
        [None if draft.in_headline else draft.block for draft in drafts],
    )
    name = {number: topic.name for topic in topics for number in topic.claims}
    claims = tuple(
        draft.claim._replace(topic=name[number]) for number, draft in enumerate(drafts)
    )
    return claims, topics


def _flag_unused_sources(
    listed: Sequence[CitedSource], drafts: Sequence[_Draft]
) -> list[Flag]:
    said = {draft.claim.claimant or "" for draft in drafts}
    stems = {claimant: stems_in(claimant) for claimant in said}
    return flag_unused_sources(
        listed,
        [draft.stems | stems[draft.claim.claimant or ""] for draft in drafts],
        _names(drafts),
    )


def _flags(
    text: str,
    blocks: Sequence[Block],
    drafts: Sequence[_Draft],
    claims: Sequence[Claim],
    sources: Sequence[CitedSource],
    day: dt.date | None,
) -> list[Flag]:
    stems = [draft.stems for draft in drafts]
    starts = [block.start for block in blocks]
    listed = [
        source
        for source in sources
        if blocks[bisect_right(starts, source.start) - 1].role == "sources"
    ]
    return [
        *flag_headline_figures(claims, stems, [draft.in_headline for draft in drafts]),
        *flag_differing_figures(claims, stems, [draft.in_headline for draft in drafts]),
        *flag_arithmetic(claims),
        *flag_weekdays(text, claims, day),
        *flag_conflicts(claims, stems, [draft.block for draft in drafts]),
        *(_flag_unused_sources(listed, drafts) if listed else ()),
        *flag_pictures(text, blocks, claims),
    ]


def _names(drafts: Sequence[_Draft]) -> frozenset[str]:
    """Give the stems of words that the body writes with a capital only."""
    capital: dict[str, Word] = {}
    small: dict[str, Word] = {}
    for draft in drafts:
        if not draft.in_headline:
            for word in draft.words[1:]:
                (capital if word.is_capitalized else small)[word.lower] = word
    return content_stems(capital.values()) - content_stems(small.values())
