"""Claimants: what is quoted, and who is said to have asserted what, through whom.

The claimant is whoever the text names as saying it, which is not the actor of the
event: in "Shoigu ordered the call-up" nobody is cited as saying anything.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from claims.reading.anchors import Span
from claims.reading.blocks import Block
from claims.reading.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    NAMING,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    SHOWING,
    SPEAKING,
    WEEKDAYS,
    Word,
    is_finite,
    is_verb,
    word_list,
)

_MARKS = re.compile(r"[“”„«»\"]")
_QUOTED_ROLES = frozenset({"body", "quote", "list", "headline"})
_SCARE_QUOTE_WORDS = 4

_PERFORMING = word_list("performing")
_NOUN_LIKE = word_list("noun_like")
_STATEMENTS = word_list("statements")
_ANONYMOUS = word_list("anonymous")
_TITLES = word_list("titles")
_OFFICES = word_list("offices")
_BODIES = _OFFICES | _ANONYMOUS | word_list("organizations")
_CONVINCED = word_list("convinced")
_FOUND_TO_BE = word_list("found_to_be")
_FINDINGS = word_list("findings")
_CONTRASTS = frozenset({"though", "although", "while", "whereas", "but"})
_SEEMING = frozenset({"seem", "seems", "seemed", "appear", "appears", "appeared"})
_JUDGING = word_list("judging")
_MODALS = frozenset("could would can may might will should must shall".split())
_BEING = frozenset(
    {"is", "are", "was", "were", "am", "be", "been", "remains", "remain"}
)
_POINTING = frozenset({"point", "points", "pointed"})
_SPEAKING_OF = frozenset({"speak", "speaks", "spoke"})
_PUTTING = frozenset({"put", "puts"})
_REACTING = word_list("reacting")
_MAY_REPORT = _REACTING | REPORTING | _CONVINCED | _POINTING | _SPEAKING_OF | _PUTTING
_SEEN_OF_PEOPLE = frozenset({"show", "shows", "showed", "shown"})
"""What a person shows is no statement, but a report's or a picture's is."""

_NEVER_FIRST = word_list("never_first")
_PERSONAL = frozenset({"he", "she"})
_PLURAL = frozenset({"they"})
_SPEAKER_PRONOUNS = _PERSONAL | _PLURAL | {"who", "it"}
_BEFORE_A_NOUN = DETERMINERS | PREPOSITIONS
_NAME_JOINTS = frozenset(
    {"of", "for", "the", "and", "&", "de", "van", "von", "al", "-", "."}
)
_NO_NAMES = frozenset({"however", "meanwhile", "but", "and", "yesterday", "today"})
_DAYS = frozenset(day for day in WEEKDAYS if day.endswith("day"))
_TIMES = _DAYS | word_list("times")
_WHEN = _TIMES | word_list("time_modifiers")
_TIME_PREPOSITIONS = frozenset({"on", "in", "since", "during", "over"})
_LOCATING = frozenset({"in", "at", "near", "from", "of"})
_ARTICLES = frozenset({"a", "an", "the"})
_RELATIVES = frozenset({"which", "what", "who", "whom"})
_LONGEST_SUBJECT = 30
_LONGEST_NAME = 8
_LONGEST_ASIDE = 12
_FURTHEST_LINK = 60
_WOMEN = word_list("women")
_MEN = word_list("men")
_SHE_TITLES = word_list("titles_of_women")
_HE_TITLES = word_list("titles_of_men")
_MOST_PERSONS = 8
_LEADS = frozenset(
    "as that while but and because although though when where if since until whether "
    "how why".split()
)
_FIRST_ADVERBS = word_list("before_a_verb")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks, marks included.

    `is_scare_quote` holds for a word or two in marks that quote nobody.
    """

    start: int
    end: int
    is_scare_quote: bool


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who a sentence says asserted it.

    Attributes:
        claimant: the name as the text gives it; None where the article itself asserts.
        span: where that name stands.
        via: those through whom it came, nearest to the article first.
        lead: the words that only name the claimant ("According to X,"), if they are
            a part of the sentence that can be left off.
        is_person: whether "he" or "she" may refer to the claimant.
        after_quotation: whether the speaker follows the words quoted.
        aside: where the apposition begins that the sentence names the claimant in
            ("…, a step its mayor called …"); what stands before it is not theirs.
    """

    claimant: str | None = None
    span: Span | None = None
    via: tuple[str, ...] = ()
    lead: Span | None = None
    is_person: bool = False
    after_quotation: bool = False
    aside: int | None = None


NOBODY = Attribution()


class Quotations:
    """The quotations of an article, findable by place."""

    def __init__(self, found: list[Quotation]) -> None:
        self.all = tuple(found)
        self._starts = [quotation.start for quotation in found]

    def at(self, offset: int) -> Quotation | None:
        """Give the quotation that holds the code point at `offset`."""
        number = bisect_right(self._starts, offset) - 1
        if number >= 0 and offset < self.all[number].end:
            return self.all[number]
        return None

    def within(self, start: int, end: int) -> list[Quotation]:
        """Give the quotations that share a code point with `[start, end)`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, end - 1)
        return [each for each in self.all[first:last] if each.end > start]

    def mainly(self, span: Span) -> Quotation | None:
        """Give the quotation that most of a sentence stands in, if one is."""
        for quotation in self.within(span.start, span.end):
            shared = min(span.end, quotation.end) - max(span.start, quotation.start)
            if not quotation.is_scare_quote and shared * 2 > span.end - span.start:
                return quotation
        return None


def find_quotations(text: str, blocks: Sequence[Block]) -> Quotations:
    """Find what stands between quotation marks.

    A quotation left open at the end of a paragraph goes on in the next one if that
    opens with a quotation mark too; otherwise it ends with its paragraph.
    """
    found: list[Quotation] = []
    opened: int | None = None
    last_end = 0
    for block in blocks:
        if block.role not in _QUOTED_ROLES:
            continue
        if opened is not None and text[block.start] not in '“„«"':
            found.append(_quotation(text, opened, last_end))
            opened = None
        for mark in _MARKS.finditer(text, block.start, block.end):
            if opened is None:
                if _opens(text, mark.start(), block.start):
                    opened = mark.start()
            elif mark.start() != block.start and _closes(text, mark.start()):
                found.append(_quotation(text, opened, mark.end()))
                opened = None
        last_end = block.end
    if opened is not None:
        found.append(_quotation(text, opened, last_end))
    return Quotations(found)


def _opens(text: str, at: int, block_start: int) -> bool:
    mark = text[at]
    if mark == '"':
        return at == block_start or not text[at - 1].isalnum()
    return mark in "“„«"


def _closes(text: str, at: int) -> bool:
    mark = text[at]
    if mark == '"':
        return at + 1 >= len(text) or not text[at + 1].isalnum()
    return mark in "”»“"


def _quotation(text: str, start: int, end: int) -> Quotation:
    inner = text[start + 1 : end - 1].strip()
    few = len(inner.split(None, _SCARE_QUOTE_WORDS)) <= _SCARE_QUOTE_WORDS
    return Quotation(start, end, few and not inner.endswith((".", "!", "?", ",")))


def attribute(
    sentences: Sequence[Span], words: Sequence[list[Word]], quotations: Quotations
) -> list[Attribution]:
    """Say for each sentence who asserts it.

    Args:
        sentences: the sentences of body, quotes, lists and headline, in order.
        words: the words of each.
        quotations: the quotations of the article.

    Returns:
        One attribution for each sentence. A sentence inside a quotation has the
        speaker of the sentence where its quotation ends, else where it begins, else
        the last speaker before it.
    """
    own = [_own(*pair, quotations) for pair in zip(sentences, words, strict=True)]
    own = _with_pronouns_filled(own, words)
    said: list[Attribution] = []
    speakers = _speakers(sentences, own, quotations)
    for sentence, attribution in zip(sentences, own, strict=True):
        if attribution.claimant is None:
            quotation = quotations.mainly(sentence)
            if quotation is not None:
                attribution = speakers.get(quotation.start, NOBODY)
        said.append(attribution)
    return said


def _speakers(
    sentences: Sequence[Span], own: Sequence[Attribution], quotations: Quotations
) -> dict[int, Attribution]:
    """Name the speaker of each quotation, by the offset where it begins."""
    speakers: dict[int, Attribution] = {}
    last = NOBODY
    number = 0
    for quotation in quotations.all:
        while number < len(sentences) and sentences[number].end <= quotation.start:
            if own[number].claimant:
                last = own[number]
            number += 1
        speaker = NOBODY
        at = number
        while at < len(sentences) and sentences[at].start < quotation.end:
            if own[at].claimant:
                speaker = own[at]
            at += 1
        if speaker.claimant is None and not quotation.is_scare_quote:
            speaker = last
        speakers[quotation.start] = replace(speaker, lead=None)
    return speakers


def _with_pronouns_filled(
    own: Sequence[Attribution], words: Sequence[list[Word]]
) -> list[Attribution]:
    """Put the last person named in the place of "he" or "she", a group for "they"."""
    filled: list[Attribution] = []
    persons = _Persons()
    group: str | None = None
    for attribution, sentence in zip(own, words, strict=True):
        name = attribution.claimant
        lower = (name or "").lower()
        if lower in _PERSONAL:
            antecedent = persons.meant_by(lower)
        else:
            antecedent = group if lower in {"they", "it"} else None
            if lower == "it" and group is None:
                attribution, name = NOBODY, None
        if antecedent:
            attribution = replace(attribution, claimant=antecedent)
        named = person_named(sentence)
        spoken = name if attribution.is_person and lower not in _PERSONAL else None
        for person in (named, spoken):
            if person:
                persons.name(person, sentence)
        if not attribution.is_person and name and lower not in _SPEAKER_PRONOUNS:
            group = name
        elif not name and not named:
            group = _organization_named(sentence) or group
        filled.append(attribution)
    return filled


class _Persons:
    """The persons named so far, last first, and for whom "he" or "she" stood."""

    def __init__(self) -> None:
        self._named: list[str] = []
        self._pronoun: dict[str, str] = {}

    def name(self, person: str, sentence: Sequence[Word]) -> None:
        """Remember who was named, and what a title or a kinship tells of them."""
        surname = person.rsplit(maxsplit=1)[-1]
        if person in self._named:
            self._named.remove(person)
        self._named.insert(0, person)
        del self._named[_MOST_PERSONS:]
        if surname.lower() in _WOMEN | _MEN:
            self._pronoun[person] = "she" if surname.lower() in _WOMEN else "he"
        for title, word in pairwise(sentence):
            if word.text == surname and title.lower.strip(".") in _SHE_TITLES:
                self._pronoun[person] = "she"
            elif word.text == surname and title.lower.strip(".") in _HE_TITLES:
                self._pronoun[person] = "he"

    def meant_by(self, pronoun: str) -> str | None:
        """Give the last person named who can be meant, and remember it of them."""
        for person in self._named:
            if self._pronoun.get(person, pronoun) == pronoun:
                self._pronoun[person] = pronoun
                return person
        return None


def _organization_named(words: Sequence[Word]) -> str | None:
    """Name the organization that is the subject of a sentence, if its form shows it."""
    at = 1 if words and words[0].lower == "the" else 0
    begin = at
    if at < len(words) and words[at].lower in AUXILIARIES:
        return None
    while at < len(words) and (words[at].is_capitalized or words[at].lower == "of"):
        at += 1
    is_long = at - begin > 1 or (at > begin and words[begin].text.isupper())
    followed = at < len(words) and (words[at].text == "," or is_finite(words[at].lower))
    return _joined(list(words[:at])) if is_long and followed else None


def person_named(words: Sequence[Word]) -> str | None:
    """Name the person who is the subject of a sentence, if its first words say so."""
    at = 0
    while at < len(words) and at < _LONGEST_NAME and not is_finite(words[at].lower):
        if words[at].text == "," and at > 1:
            break
        if not words[at].is_word and words[at].text not in "-.":
            return None
        at += 1
    subject = list(words[:at])
    if at == len(words) or not subject or subject[0].lower in PREPOSITIONS:
        return None
    if len(subject) == 2 and subject[1].lower in _WOMEN | _MEN:
        return _joined(subject)
    name = _name_in(subject)
    if len(name) > 1 and _is_person(subject, name):
        return _joined(name)
    return None


def _own(sentence: Span, words: list[Word], quotations: Quotations) -> Attribution:
    """Read the attribution that a sentence makes itself."""
    free, ends, in_marks = words, set[int](), False
    if quotations.within(sentence.start, sentence.end):
        inside = [quotations.at(word.start) for word in words]
        in_marks = any(inside)
        free = [
            word
            for word, quotation in zip(words, inside, strict=True)
            if quotation is None or quotation.is_scare_quote
        ]
        ends = {
            quotation.end
            for quotation in inside
            if quotation is not None and not quotation.is_scare_quote
        }
    by_phrase = _according_to(free, sentence)
    chain = _chain(free, has_quotation=bool(ends), in_marks=in_marks)
    by_phrase = by_phrase or _in_a_report(free, sentence)
    if by_phrase is not None and not chain:
        return by_phrase
    if not chain:
        return _by_statement_noun(free) or NOBODY
    speaker = chain[-1]
    via = [link.name for link in chain[:-1]]
    if speaker.told:
        via.append(speaker.told)
    if by_phrase is not None and by_phrase.claimant:
        via.insert(0, by_phrase.claimant)
    lead = _lead(sentence, free, chain)
    return Attribution(
        speaker.name,
        speaker.span,
        tuple(via),
        lead,
        speaker.is_person,
        speaker.follows or any(end <= speaker.span.start for end in ends),
        speaker.aside,
    )


def attribute_part(
    words: list[Word],
    whole: Attribution,
    quotations: Quotations,
    *,
    goes_on: bool,
    describes: bool = False,
) -> Attribution:
    """Say who asserts one part of a sentence that holds several claims.

    Args:
        words: the words of the part.
        whole: the attribution of the sentence.
        quotations: the quotations of the article.
        goes_on: whether the part goes on with what the part before it says.
        describes: whether it tells of somebody named in the part before it, which is
            not what that speaker says.
    """
    span = Span(words[0].start, words[-1].end)
    if whole.aside is not None and span.start < whole.aside:
        return NOBODY
    if whole.span is None:
        return whole
    if span.overlaps(whole.span.start, whole.span.end):
        return NOBODY if describes else whole
    own = _own(span, words, quotations)
    if own.claimant and own.claimant.lower() not in _SPEAKER_PRONOUNS:
        return own
    if whole.lead or whole.after_quotation:
        return whole
    return whole if goes_on and whole.span.start < span.start else NOBODY


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A reporting verb's subject."""

    name: str
    span: Span
    is_person: bool
    verb: int
    told: str | None = None
    aside: int | None = None
    follows: bool = False


def _chain(words: list[Word], *, has_quotation: bool, in_marks: bool) -> list[_Speaker]:
    """Give the speakers of a sentence, outermost first: "NPR reports officials say"."""
    chain: list[_Speaker] = []
    taken = 0
    for at, word in enumerate(words):
        leads_in = has_quotation and _leads_in(words, at)
        if word.start < taken or (word.lower not in _MAY_REPORT and not leads_in):
            continue
        if not leads_in and not _reports(words, at):
            continue
        aside = _is_an_aside(words, at)
        closes = aside or leads_in or (has_quotation and _ends_clause(words, at))
        if not closes and not _is_verb(words, at):
            continue
        if chain and (
            at - chain[-1].verb > _FURTHEST_LINK
            or _sets_beside(words, chain[-1].verb, at)
        ):
            break
        if word.lower in NAMING and not (in_marks or _judges(words, at)):
            continue
        follows = _comes_after_its_words(words, at, has_quotation=has_quotation)
        if word.lower in _REACTING and (chain or not _has_object(words, at)):
            continue
        if word.lower in SHOWING and not (
            has_quotation
            or follows
            or aside
            or _has_object(words, at)
            or (at and words[at - 1].lower in _SPEAKER_PRONOUNS)
        ):
            continue
        floor = chain[-1].verb + 1 if chain else 0
        speaker = _subject_before(words, at, floor)
        if speaker is None and (has_quotation or follows):
            speaker = _subject_after(words, at)
        if speaker is None or (chain and not _can_pass_on(speaker, words, at)):
            continue
        if speaker.name.lower() == "it" and word.lower not in SPEAKING:
            continue
        if speaker.is_person and word.lower in _SEEN_OF_PEOPLE and not closes:
            after = words[at + 1].lower if at + 1 < len(words) else ""
            if after != "that":
                continue
        follows = follows or (
            aside and floor == 0 and speaker.span.start > words[0].end
        )
        chain.append(replace(speaker, verb=at, told=_told(words, at), follows=follows))
        taken = speaker.span.end
        if len(chain) == 2 or not _introduces_a_clause(words, at):
            break
    return chain


def _leads_in(words: list[Word], at: int) -> bool:
    """Tell whether any verb stands before a colon and what is said."""
    return 0 < at < len(words) - 1 and words[at + 1].text == ":" and is_verb(words[at])


def _sets_beside(words: list[Word], first: int, second: int) -> bool:
    """Tell whether two speakers stand beside each other: "X said; Y said"."""
    return any(
        mark.text == ";" or (mark.text == "," and after.lower in _CONTRASTS)
        for mark, after in pairwise(words[first:second])
    )


def _reports(words: list[Word], at: int) -> bool:
    """Tell whether a form stands here that may mark what somebody says or holds."""
    word = words[at]
    if word.is_capitalized:
        return False
    after = words[at + 1].lower if at + 1 < len(words) else ""
    if word.lower in REPORTING:
        is_verdict = word.lower == "found" and any(
            each.lower in _FOUND_TO_BE for each in words[at + 1 : at + 8]
        )
        return not is_verdict
    if word.lower in _REACTING:
        return True
    if word.lower in _POINTING:
        return after == "out"
    if word.lower in _SPEAKING_OF:
        return after == "of"
    if word.lower in _PUTTING:
        return any(each.lower == "at" for each in words[at + 2 : at + 6])
    return word.lower in _CONVINCED and at > 1 and words[at - 1].lower in _BEING


def _judges(words: list[Word], at: int) -> bool:
    """Tell whether a thing is called something: "called it the best", "it a fake".

    "Called a meeting" names nothing.
    """
    articles = [word for word in words[at + 1 : at + 7] if word.lower in _ARTICLES]
    named = len(articles) > 1 and articles[-1].lower != "the"
    reach = words[at + 1 : at + _FURTHEST_LINK]
    return named or any(word.lower in _JUDGING for word in reach)


def _is_an_aside(words: list[Word], at: int) -> bool:
    """Tell whether a speaker stands between commas: "…, a report found."

    The verb ends the clause and its subject follows a comma.
    """
    end = at + 1
    if words[at].lower in _POINTING:
        end += 1
    if end < len(words) and words[end].text not in {",", ".", ";"}:
        return False
    for before in range(at - 1, max(0, at - _LONGEST_ASIDE) - 1, -1):
        if words[before].text == ",":
            return before > 1 and before < at - 1
        if is_verb(words[before]) or words[before].lower in CONJUNCTIONS:
            return False
    return False


def _can_pass_on(speaker: _Speaker, words: list[Word], at: int) -> bool:
    """Tell whether a second subject says a clause, and is no thing that shows one.

    In "he said staff had warned the owner of it" the warning is what he says.
    """
    if words[at].lower in SPEAKING:
        following = words[at + 1 : at + 6]
        return any(word.lower == "that" or is_finite(word.lower) for word in following)
    return not _ANONYMOUS.isdisjoint(speaker.name.lower().split())


def _is_verb(words: list[Word], at: int) -> bool:
    """Tell whether a form that may be a noun is a verb here."""
    before = words[at - 1].lower if at else ""
    after = words[at + 1].lower if at + 1 < len(words) else ""
    word = words[at].lower
    if word in _CONVINCED:
        return True
    if before.endswith(("'s", "’s")):
        return False
    if before == "to" and at > 1 and words[at - 2].lower in _SEEMING:
        return True
    if before in {"to", "not", "n't"} and word not in {"say", "claim"}:
        return False
    if before in _MODALS:
        return False
    if word.endswith("ing"):
        return before in AUXILIARIES or before == ","
    if before in AUXILIARIES - {"has", "have", "had", "did", "do", "does"} and (
        word.endswith("ed") or word in {"said", "told", "found", "shown"}
    ):
        return False
    if word not in _NOUN_LIKE:
        return after != "by"
    if before in DETERMINERS | PREPOSITIONS or after in {"of", "from", "about", "on"}:
        return False
    if at == 0 or is_finite(after):
        return False
    previous = words[at - 1]
    if after in {"that", "to"} or before in PRONOUNS:
        return True
    if word.endswith("s") and not word.endswith("ss"):
        return previous.is_capitalized or before in {",", "”", '"'}
    return (
        before.endswith("s")
        or before in {",", ")"}
        or word.endswith(("ed", "found", "wrote"))
    )


def _ends_clause(words: list[Word], at: int) -> bool:
    """Tell whether nothing follows the verb: "…", a man answers."""
    return at > 1 and (at + 1 == len(words) or not words[at + 1].is_word)


def _has_object(words: list[Word], at: int) -> bool:
    """Tell whether a clause, a number or a noun follows the verb directly."""
    if at + 1 >= len(words):
        return False
    after = words[at + 1]
    if after.lower == "that":
        return True
    if words[at].lower in _PERFORMING and not words[at].lower.startswith("f"):
        return any(word.lower == "that" for word in words[at + 1 : at + 7])
    return after.is_word and after.lower not in PREPOSITIONS | CONJUNCTIONS


def _comes_after_its_words(words: list[Word], at: int, *, has_quotation: bool) -> bool:
    """Tell whether the verb stands before its subject: "…", said the minister."""
    if at == 0 or at + 1 >= len(words) or words[at].lower in _NEVER_FIRST:
        return False
    if not has_quotation and (
        words[at].lower not in SPEAKING or words[at - 1].text != ","
    ):
        return False
    return words[at + 1].is_capitalized or (
        words[at + 1].lower in DETERMINERS | _ANONYMOUS | {"one"}
    )


def _introduces_a_clause(words: list[Word], at: int) -> bool:
    after = words[at + 1].lower if at + 1 < len(words) else ""
    return after not in {",", ".", ":", ""}


def _told(words: list[Word], at: int) -> str | None:
    """Name the outlet in "told The Post" and "said in remarks to The Post"."""
    if words[at].lower not in {"told", "tells", "tell"} or at + 1 >= len(words):
        return None
    taken = _name_run(words, at + 1)
    return _joined(taken) if any(word.is_capitalized for word in taken) else None


def _subject_before(words: list[Word], at: int, floor: int) -> _Speaker | None:
    """Take the subject that stands before the verb."""
    end = at
    if end > floor + 1 and words[end - 2].lower in _SEEMING:
        end -= 2
    while end > floor and (
        words[end - 1].lower in _FIRST_ADVERBS
        or words[end - 1].lower in AUXILIARIES
        or (words[end - 1].text.islower() and words[end - 1].text.endswith("ly"))
    ):
        end -= 1
    if end > floor and words[end - 1].lower in {"who", "which"}:
        return None if _is_inside(words, end - 1) else _antecedent(words, end - 1, at)
    if end > floor and words[end - 1].text in {",", "—", "–"}:
        return _before_an_apposition(words, end - 1, floor)
    begin = _clause_start(words, end, floor)
    own = _after_its_antecedent(words, begin, end, is_naming=words[at].lower in NAMING)
    speaker = _speaker(words[own:end], at)
    if speaker and own > begin > 0 and words[begin - 1].text in {",", "—", "–"}:
        return replace(speaker, aside=words[begin].start)
    return speaker


def _is_inside(words: list[Word], relative: int) -> bool:
    """Tell whether a relative clause is an aside in a sentence that goes on."""
    if relative == 0 or words[relative - 1].text != ",":
        return False
    return any(
        word.text == "," and is_verb(after)
        for word, after in pairwise(words[relative + 1 : relative + _LONGEST_SUBJECT])
    )


def _antecedent(words: list[Word], relative: int, verb: int) -> _Speaker | None:
    """Take whom "who" tells of."""
    end = relative - 1 if words[relative - 1].text == "," else relative
    return _speaker(words[_clause_start(words, end, 0) : end], verb) if end else None


def _after_its_antecedent(
    words: list[Word], begin: int, end: int, *, is_naming: bool
) -> int:
    """Find the subject in "a step its mayor", "a move he", "which the port".

    A noun followed at once by a second noun phrase is what that phrase's verb is about
    and not who says it. A name follows so only before a verb that names a thing.
    """
    for at in range(end - 1, begin, -1):
        word, before = words[at], words[at - 1]
        if not before.is_word or before.is_capitalized:
            continue
        opens = word.lower in DETERMINERS or word.lower in _SPEAKER_PRONOUNS
        if opens and (
            before.lower in _RELATIVES
            or before.lower not in PREPOSITIONS | DETERMINERS | CONJUNCTIONS | _WHEN
        ):
            return at
        is_name = word.is_capitalized and words[begin].lower in DETERMINERS
        if is_naming and is_name and before.lower not in PREPOSITIONS | DETERMINERS:
            return at
    return begin


def _before_an_apposition(words: list[Word], comma: int, floor: int) -> _Speaker | None:
    """Take the name in "Jane Doe, head of the office, said"."""
    for at in range(comma - 1, max(floor, comma - _LONGEST_SUBJECT), -1):
        if words[at - 1].text.isdecimal() and words[at - 2].text == ",":
            continue
        if words[at].text in {",", "—", "–"} and words[at - 1].lower not in _NO_NAMES:
            begin = _clause_start(words, at, floor)
            between = words[at + 1 : comma]
            speaker = _speaker(words[begin:at], comma)
            if speaker is None and _names_a_person(words[at + 1 : comma]):
                return _speaker(words[at + 1 : comma], comma)
            if speaker and not any(is_finite(word.lower) for word in between):
                appositive = _speaker(between, comma)
                if _names_a_person(between) and not speaker.is_person and appositive:
                    return appositive
                return speaker
            return speaker
    return None


def _names_a_person(words: list[Word]) -> bool:
    return 2 <= len(words) <= 4 and all(
        word.is_capitalized or word.text in "-." for word in words
    )


def _clause_start(words: list[Word], end: int, floor: int) -> int:
    """Walk back from the end of a subject to where it begins."""
    at = end
    while at > floor and end - at < _LONGEST_SUBJECT:
        word = words[at - 1]
        if not word.is_word and word.text not in "-.'’&/#@":
            break
        if word.text == "." and at > 1 and not _is_abbreviation(words[at - 2]):
            break
        if word.lower in _LEADS and not _joins_names(words, at - 1):
            break
        is_noun = at > floor + 1 and words[at - 2].lower in _ARTICLES
        if is_verb(word) and not is_noun and not _is_participle(words, at - 1):
            break
        at -= 1
    return at


def _is_participle(words: list[Word], at: int) -> bool:
    """Tell whether a form in -ed describes a noun: "photos released of the scene"."""
    if not words[at].lower.endswith("ed") or at + 1 >= len(words):
        return False
    after = words[at + 1].lower
    if (
        at
        and words[at - 1].lower in _ANONYMOUS | _STATEMENTS
        and (after in _WHEN or after in MONTHS)
    ):
        return True
    return after in PREPOSITIONS


def _is_abbreviation(word: Word) -> bool:
    return word.lower in _TITLES or len(word.text) == 1


def _joins_names(words: list[Word], at: int) -> bool:
    """Tell whether "and" joins two subjects: "Smith and Jones said"."""
    if words[at].lower != "and" or at == 0 or at + 1 >= len(words):
        return False
    after = words[at + 1]
    return words[at - 1].is_word and (
        after.is_capitalized or after.lower in DETERMINERS or after.lower in _OFFICES
    )


def _subject_after(words: list[Word], at: int) -> _Speaker | None:
    """Take the subject that follows the verb: "…", said Jane Doe."""
    taken = _name_run(words, at + 1)
    return _speaker(taken, at)


def _name_run(words: list[Word], at: int) -> list[Word]:
    """Take a noun phrase that begins here, as far as its shape shows."""
    taken: list[Word] = []
    for word in words[at : at + _LONGEST_SUBJECT]:
        stops = (
            word.lower in PREPOSITIONS - _NAME_JOINTS
            or word.lower in CONJUNCTIONS - _NAME_JOINTS
            or (is_verb(word) and not (taken and taken[-1].lower in DETERMINERS))
            or (not word.is_word and word.text not in "-.'’&/")
            or (taken and taken[-1].is_capitalized and word.lower in _ARTICLES)
        )
        if stops or (
            word.text == "." and not _is_abbreviation(taken[-1] if taken else word)
        ):
            break
        taken.append(word)
    while taken and taken[-1].lower in _NAME_JOINTS:
        taken.pop()
    return taken


def _speaker(subject: list[Word], verb: int) -> _Speaker | None:
    """Make a speaker of the words of a subject, leaving off what opens the sentence."""
    subject = _without_time(_without_adverbial(subject))
    while subject and (not subject[0].is_word or subject[0].lower in _LEADS):
        subject = subject[1:]
    while subject and not subject[-1].is_word:
        subject = subject[:-1]
    if not subject:
        return None
    if len(subject) == 1 and subject[0].lower in PRONOUNS | {"which", "that", "there"}:
        if subject[0].lower not in _SPEAKER_PRONOUNS - {"who"}:
            return None
    elif subject[0].lower in PREPOSITIONS | AUXILIARIES:
        return None
    named = _name_in(subject)
    is_person = _is_person(subject, named) and not _names_two(subject)
    shown = named if is_person and named else subject
    span = Span(shown[0].start, shown[-1].end)
    return _Speaker(_joined(shown), span, is_person, verb)


def _names_two(subject: list[Word]) -> bool:
    """Tell whether two persons are named: "Ann Bell and Tom Cox"."""
    return subject[0].is_capitalized and any(
        word.lower == "and" and before.is_capitalized and after.is_capitalized
        for before, word, after in zip(subject, subject[1:], subject[2:], strict=False)
    )


def _without_adverbial(subject: list[Word]) -> list[Word]:
    """Leave off "On Wednesday" and the like before the subject proper."""
    for at, word in enumerate(subject):
        if word.lower in DETERMINERS and at > 1 and subject[0].lower in PREPOSITIONS:
            return subject[at:]
    return subject


def _without_time(subject: list[Word]) -> list[Word]:
    """Leave off when something was said or shown, which is nobody's name.

    "Videos posted on Monday" are videos, "On Monday residents" residents; the Sunday
    Times stays a newspaper.
    """
    first = 1 if subject and subject[0].lower in _TIME_PREPOSITIONS else 0
    begin = first
    while begin < len(subject) and subject[begin].lower in _WHEN:
        begin += 1
    if begin < len(subject) and _says_when(subject[first:begin]):
        is_name = not first and subject[begin].is_capitalized
        subject = subject if is_name else subject[begin:]
    end = len(subject)
    while end and _tells_time(subject[end - 1]):
        end -= 1
    if end == len(subject):
        return subject
    if end and subject[end - 1].lower in _TIME_PREPOSITIONS:
        return _without_participle(subject[: end - 1])
    if not _says_when(subject[end:]):
        return subject
    before, first_of_time = subject[end - 1 : end], subject[end]
    is_name = any(
        word.lower in _BEFORE_A_NOUN
        or (word.is_capitalized and first_of_time.is_capitalized)
        for word in before
    )
    return subject if is_name else _without_participle(subject[:end])


def _says_when(words: list[Word]) -> bool:
    return any(word.lower in _TIMES for word in words)


def _tells_time(word: Word) -> bool:
    return word.lower in _WHEN or word.lower in MONTHS or word.text.isdecimal()


def _without_participle(subject: list[Word]) -> list[Word]:
    """Leave off "posted online" after the videos."""
    for at in range(1, len(subject)):
        is_described = subject[at - 1].lower in _ANONYMOUS | _STATEMENTS
        if is_described and subject[at].lower.endswith("ed"):
            return subject[:at]
    return subject


def _name_in(subject: list[Word]) -> list[Word]:
    """Give the run of capitalized words that ends a subject, without titles."""
    if first := _person_of_somewhere(subject):
        return first
    at = len(subject)
    while at > 0 and (
        subject[at - 1].is_capitalized
        or (subject[at - 1].text in "-." and at < len(subject))
        or (
            subject[at - 1].lower in {"de", "van", "von", "al", "bin"}
            and at < len(subject)
        )
    ):
        at -= 1
    name = subject[at:]
    while len(name) > 1 and (
        name[0].lower.strip(".") in _TITLES or not name[0].is_word
    ):
        name = name[1:]
    return name


def _person_of_somewhere(subject: list[Word]) -> list[Word]:
    """Give "Jane Doe" of "Jane Doe of the Harbor Fund", if a person is so named."""
    at = 0
    while at < len(subject) and subject[at].lower.strip(".") in _TITLES:
        at += 1
    begin = at
    while at < len(subject) and (subject[at].is_capitalized or subject[at].text == "."):
        at += 1
    name = subject[begin:at]
    is_followed = at + 1 < len(subject) and subject[at].lower in {"of", "from", "at"}
    is_name = 2 <= len(name) <= 3 and not any(
        word.lower in _BODIES or word.text.isupper() for word in name
    )
    return name if is_followed and is_name else []


def _is_person(subject: list[Word], name: list[Word]) -> bool:
    """Guess whether the name is a person's: one to four names, no organization."""
    if subject[0].lower in _ANONYMOUS:
        return False
    if len(subject) == 1 and subject[0].lower in _PERSONAL:
        return True
    parts = [word for word in name if word.is_word]
    before = subject[-len(name) - 1].lower if len(subject) > len(name) else ""
    if before in _LOCATING and subject[0].lower in _ANONYMOUS:
        return False
    if not 1 <= len(parts) <= 4 or subject[0].lower in DETERMINERS - {
        "his",
        "her",
        "their",
    }:
        return False
    if any(word.lower in _BODIES or word.text.isupper() for word in parts):
        return False
    if any(word.lower.endswith(("'s", "’s")) for word in parts[:-1]):
        return False
    return not any(word.lower in {"of", "and", "for"} for word in name)


def _joined(words: list[Word]) -> str:
    """Write words as they stand in the text, on one line."""
    pieces = [words[0].text]
    for before, word in pairwise(words):
        pieces.append((" " if word.start > before.end else "") + word.text)
    return "".join(pieces).removesuffix("'s").removesuffix("’s")


def _according_to(words: list[Word], sentence: Span) -> Attribution | None:
    """Read "according to X"."""
    for at in range(len(words) - 2):
        if words[at].lower == "according" and words[at + 1].lower == "to":
            name = _without_time(_name_run(words, at + 2))
            if not name:
                return None
            name = _named_beside(words, name)
            span = Span(name[0].start, name[-1].end)
            lead = _according_lead(words, at, sentence, span)
            person = _is_person(name, _name_in(name))
            return Attribution(
                _joined(name), span, (), lead, person, after_quotation=at > 0
            )
    return None


def _in_a_report(words: list[Word], sentence: Span) -> Attribution | None:
    """Read "In a poll by the weekly Tide, half of them …": the poll says so."""
    if len(words) < _LONGEST_NAME or words[0].lower != "in":
        return None
    is_report = any(word.lower in _FINDINGS for word in words[1:4])
    comma = next((at for at, word in enumerate(words) if word.text == ","), 0)
    name = words[1:comma]
    if not is_report or not name or any(is_verb(word) for word in name):
        return None
    return Attribution(_joined(name), Span(name[0].start, name[-1].end))


def _named_beside(words: list[Word], name: list[Word]) -> list[Word]:
    """Give the name in "the operator, Northern Lines", if one follows."""
    if any(word.is_capitalized for word in name):
        return name
    at = next(n for n, word in enumerate(words) if word.start == name[-1].start) + 1
    if (
        at + 1 >= len(words)
        or words[at].text != ","
        or not words[at + 1].is_capitalized
    ):
        return name
    beside = _name_run(words, at + 1)
    closes = at + 1 + len(beside)
    is_name = beside and all(word.is_capitalized for word in beside)
    return beside if is_name and _ends_a_phrase(words, closes) else name


def _ends_a_phrase(words: list[Word], at: int) -> bool:
    return at >= len(words) or not words[at].is_word


def _according_lead(
    words: list[Word], at: int, sentence: Span, name: Span
) -> Span | None:
    """Give the phrase that can be left off a sentence: at its start or its end."""
    after = [word for word in words if word.start >= name.end]
    if at == 0:
        if len(after) > 1 and after[1].lower in {"who", "which"}:
            after = [word for word in after[1:] if word.text == ","]
        if after and after[0].text == ",":
            return Span(sentence.start, after[0].end)
        return Span(sentence.start, name.end)
    rest = [word for word in after if word.text not in '.”"']
    tells_more = any(
        word.text in {",", ";", "—"} and not is_verb(following)
        for word, following in pairwise(rest)
    )
    if words[at - 1].text == "," and not tells_more:
        return Span(words[at - 1].start, sentence.end)
    return None


def _by_statement_noun(words: list[Word]) -> Attribution | None:
    """Read the owner of a statement: "the ministry's assurance that"."""
    for at in range(1, len(words) - 1):
        if words[at].lower not in _STATEMENTS or words[at + 1].lower != "that":
            continue
        owner = words[at - 1]
        if owner.lower.endswith(("'s", "’s", "s'", "s’")):
            begin = _clause_start(words, at - 1, 0)
            while begin < at - 1 and words[begin].lower in PREPOSITIONS:
                begin += 1
            speaker = _speaker(words[begin:at], at)
        elif is_finite(owner.lower):
            speaker = _subject_before(words, at - 1, 0)
        else:
            continue
        if speaker is not None:
            return Attribution(speaker.name, speaker.span)
    return None


def _lead(sentence: Span, words: list[Word], chain: list[_Speaker]) -> Span | None:
    """Give "As X told Y," at the head of a sentence, which can be left off."""
    if words[0].lower != "as" or words[0].start != sentence.start:
        return None
    for word in words[chain[-1].verb :]:
        if word.text == ",":
            return Span(sentence.start, word.end)
    return None
