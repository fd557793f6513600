"""Claimants: what is quoted, and who is said to have asserted what, through whom.

The claimant is whoever the text names as saying it, which is not the actor of the
event: in "Shoigu ordered the call-up" nobody is cited as saying anything.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from claims.reading.anchors import Span
from claims.reading.names import (
    ANONYMOUS,
    ARTICLES,
    PERSONAL,
    STATEMENTS,
    WHEN,
    is_person,
    joined,
    name_in,
    name_run,
    without_time,
)
from claims.reading.persons import (
    LONGEST_NAME,
    Persons,
    organization_named,
)
from claims.reading.quotations import Quotations
from claims.reading.speakers import (
    SEEMING,
    SPEAKER_PRONOUNS,
    Speaker,
    clause_start,
    named_beside,
    speaker_of,
    subject_after,
    subject_before,
    with_its_maker,
)
from claims.reading.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    NAMING,
    NUMBERS,
    PICTURES,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    SCALES,
    SHOWING,
    SPEAKING,
    Word,
    is_finite,
    is_verb,
    word_list,
)

_PERFORMING = word_list("performing")
_NOUN_LIKE = word_list("noun_like")
_CONVINCED = word_list("convinced")
_SHOWING_THINGS = word_list("findings") | word_list("pictures") | STATEMENTS | ANONYMOUS
_FOUND_TO_BE = word_list("found_to_be")
_FINDINGS = word_list("findings")
_CONTRASTS = frozenset({"though", "although", "while", "whereas", "but"})
_JUDGING = word_list("judging")
_MODALS = frozenset("could would can may might will should must shall".split())
_BEING = frozenset(
    {"is", "are", "was", "were", "am", "be", "been", "remains", "remain"}
)
_OF_A_PASSIVE = AUXILIARIES - {"has", "have", "had", "did", "do", "does"}
_BETWEEN = frozenset("also already never not once repeatedly since still twice".split())
_PLURALS = word_list("plurals")
_PASTS = word_list("irregular_past")
_POINTING = frozenset({"point", "points", "pointed"})
_SPEAKING_OF = frozenset({"speak", "speaks", "spoke"})
_BEFORE_A_DAY = frozenset({"on", "in", "late", "early"}) | MONTHS
_GREETINGS = word_list("greetings")
_LOOKING_AHEAD = frozenset({"expected", "feared", "forecast"})
_ISSUING = word_list("issuing")
_PUTTING = frozenset({"put", "puts"})
_ASKED = frozenset({"asked", "pressed", "questioned"})
_ASKED_OF = frozenset("about if how what when where whether who why".split())
"""What follows a question that the subject was asked: "Doe, asked whether …, said"."""
_FINDING = frozenset({"find", "finds", "found"})
_FINDERS = word_list("finders")
_COUNTING = frozenset({"counted", "counts"})
_REACTING = word_list("reacting")
_MAY_REPORT = (
    _REACTING | REPORTING | _CONVINCED | _POINTING | _SPEAKING_OF | _PUTTING | _COUNTING
)
_SEEN_OF_PEOPLE = frozenset({"show", "shows", "showed", "shown"})
"""What a person shows is no statement, but a report's or a picture's is."""
_NEVER_FIRST = word_list("never_first")
_LONGEST_ASIDE = 12
_FURTHEST_LINK = 60


class Attribution(NamedTuple):
    """Who a sentence says asserted it.

    Attributes:
        claimant: the name as the text gives it; None where the article itself asserts.
        span: where that name stands.
        via: those through whom it came, nearest to the article first.
        lead: the words that only name the claimant ("According to X,"), if they are
            a part of the sentence that can be left off.
        is_person: whether "he" or "she" may refer to the claimant.
        after_quotation: whether the speaker follows the words quoted.
        verb: where the verb stands by which they say it; None for a phrase or noun.
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
    verb: int | None = None


NOBODY = Attribution()


def attribute(
    sentences: Sequence[Span],
    words: Sequence[list[Word]],
    persons: Sequence[str | None],
    quotations: Quotations,
) -> list[Attribution]:
    """Say for each sentence who asserts it.

    Args:
        sentences: the sentences of body, quotes, lists and headline, in order.
        words: the words of each.
        persons: the person whom each names as its subject, if it does.
        quotations: the quotations of the article.

    Returns:
        One attribution for each sentence. A sentence inside a quotation has the
        speaker of the sentence where its quotation ends, else where it begins, else
        the last speaker before it.
    """
    own = [_own(*pair, quotations) for pair in zip(sentences, words, strict=True)]
    own = _with_pronouns_filled(own, words, persons)
    said: list[Attribution] = []
    announced = [
        Attribution(person, is_person=True) if person and _announces(each) else NOBODY
        for person, each in zip(persons, words, strict=True)
    ]
    speakers = _speakers(sentences, own, announced, quotations)
    for sentence, attribution in zip(sentences, own, strict=True):
        if attribution.claimant is None:
            quotation = quotations.mainly(sentence)
            if quotation is not None:
                attribution = speakers.get(quotation.start, NOBODY)
        said.append(attribution)
    return said


def _announces(words: Sequence[Word]) -> bool:
    """Tell whether a statement is announced: "she issued a statement on the ferry"."""
    verb = next((at for at, word in enumerate(words) if word.lower in _ISSUING), None)
    return verb is not None and any(each.lower in STATEMENTS for each in words[verb:])


def _speakers(
    sentences: Sequence[Span],
    own: Sequence[Attribution],
    announced: Sequence[Attribution],
    quotations: Quotations,
) -> dict[int, Attribution]:
    """Name the speaker of each quotation, by the offset where it begins."""
    speakers: dict[int, Attribution] = {}
    last = NOBODY
    number = 0
    for quotation in quotations.all:
        while number < len(sentences) and sentences[number].end <= quotation.start:
            if own[number].claimant or announced[number].claimant:
                last = own[number] if own[number].claimant else announced[number]
            number += 1
        speaker = NOBODY
        at = number
        while at < len(sentences) and sentences[at].start < quotation.end:
            if own[at].claimant:
                speaker = own[at]
            at += 1
        if speaker.claimant is None and not quotation.is_scare_quote:
            speaker = last
        speakers[quotation.start] = speaker._replace(lead=None)
    return speakers


def _with_pronouns_filled(
    own: Sequence[Attribution],
    words: Sequence[list[Word]],
    subjects: Sequence[str | None],
) -> list[Attribution]:
    """Put the last person named in the place of "he" or "she", a group for "they"."""
    filled: list[Attribution] = []
    persons = Persons()
    group: str | None = None
    for attribution, sentence, named in zip(own, words, subjects, strict=True):
        name = attribution.claimant
        lower = (name or "").lower()
        if lower in PERSONAL:
            opens = attribution.span and attribution.span.start == sentence[0].start
            if named and not opens:
                persons.name(named, sentence)
            antecedent = persons.meant_by(lower) or _named_before(attribution, sentence)
        else:
            antecedent = group if lower in {"they", "it"} else None
            if lower == "it" and group is None:
                attribution, name = NOBODY, None
        if antecedent:
            attribution = attribution._replace(claimant=antecedent)
        spoken = name if attribution.is_person and lower not in PERSONAL else None
        for person in (named, spoken):
            if person:
                persons.name(person, sentence)
        if not attribution.is_person and name and lower not in SPEAKER_PRONOUNS:
            group = name
        elif not name and not named:
            group = organization_named(sentence) or group
        filled.append(attribution)
    return filled


def _named_before(attribution: Attribution, words: list[Word]) -> str | None:
    """Name the person in "after Mayor Ann Bell ordered what she called …"."""
    start = attribution.span.start if attribution.span else 0
    before = [word for word in words if word.start < start]
    for at in range(len(before) - 1, 0, -1):
        if before[at].is_capitalized and before[at - 1].is_capitalized:
            run = before[clause_start(before, at + 1, 0) : at + 1]
            name = name_in(run)
            return joined(name) if len(name) > 1 and is_person(run, name) else None
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
    via = [link.name for link in chain[:-1] if link.name != speaker.name]
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
        free[speaker.verb].start,
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
    holds_it = span.overlaps(whole.span.start, whole.span.end)
    if holds_it and whole.verb is not None and span.end <= whole.verb:
        # "He left the hall but said …": only the second part is said.
        return _own(span, words, quotations)
    if holds_it and not describes:
        return whole
    own = _own(span, words, quotations)
    if holds_it:
        return own
    if own.claimant and own.claimant.lower() not in SPEAKER_PRONOUNS:
        return own
    if not PICTURES.isdisjoint((whole.claimant or "").lower().split()):
        return NOBODY  # What a video shows ends with the clause it shows it in.
    if whole.lead or whole.after_quotation:
        return whole
    return whole if goes_on and whole.span.start < span.start else NOBODY


def _chain(words: list[Word], *, has_quotation: bool, in_marks: bool) -> list[Speaker]:
    """Give the speakers of a sentence, outermost first: "NPR reports officials say"."""
    chain: list[Speaker] = []
    taken = 0
    for at, word in enumerate(words):
        leads_in = has_quotation and _leads_in(words, at)
        if word.start < taken or (word.lower not in _MAY_REPORT and not leads_in):
            continue
        if not leads_in and (not _reports(words, at) or _lacks_its_subject(words, at)):
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
        after = words[at + 1].lower if at + 1 < len(words) else ""
        if word.lower in _LOOKING_AHEAD and (
            after == "to" or any(each.lower in WHEN for each in words[at + 1 : at + 3])
        ):
            continue
        if word.lower in _REACTING and (chain or not _has_object(words, at)):
            continue
        if word.lower in SHOWING and not (
            has_quotation
            or follows
            or aside
            or _has_object(words, at)
            or (at and words[at - 1].lower in SPEAKER_PRONOUNS)
        ):
            continue
        floor = chain[-1].verb + 1 if chain else 0
        speaker = subject_before(words, at, floor)
        if speaker is None and (has_quotation or follows):
            speaker = subject_after(words, at)
        if speaker is None or (chain and not _can_pass_on(speaker, words, at)):
            continue
        if chain and speaker.name.lower() == "it":
            continue
        if word.lower in NAMING and _is_an_object(words, speaker):
            continue
        if speaker.name.lower() == "it" and word.lower not in SPEAKING:
            continue
        if speaker.is_person and word.lower in _COUNTING:
            continue
        if word.lower in _FINDING and not (
            closes or follows or _finds(words, at, speaker)
        ):
            continue
        is_seen = word.lower in _SEEN_OF_PEOPLE and not _may_show(speaker)
        if is_seen and not closes and after != "that":
            continue
        follows = follows or (
            aside and floor == 0 and speaker.span.start > words[0].end
        )
        chain.append(speaker._replace(verb=at, told=_told(words, at), follows=follows))
        taken = speaker.span.end
        if len(chain) == 2 or not _introduces_a_clause(words, at):
            break
    return chain


def _finds(words: list[Word], at: int, speaker: Speaker) -> bool:
    """Tell whether what is found is told, and no thing: "a survey found 12 leaks"."""
    if words[at + 1 : at + 2] and words[at + 1].lower == "that":
        return True
    finders = _FINDINGS | ANONYMOUS | _FINDERS
    if not finders.isdisjoint(speaker.name.lower().split()):
        return True
    is_named_body = not speaker.is_person and not speaker.name.islower()
    return is_named_body and " " in speaker.name


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
    if after in _GREETINGS:
        return False
    if word.lower in REPORTING:
        is_verdict = word.lower == "found" and any(
            each.lower in _FOUND_TO_BE for each in words[at + 1 : at + 8]
        )
        return not is_verdict
    if word.lower in _REACTING:
        return True
    if word.lower in _POINTING:
        return after in {"out", "to"}
    if word.lower in _SPEAKING_OF:
        return after == "of"
    if word.lower in _PUTTING:
        return any(
            each.lower == "at" and any(map(_is_a_number, words[last + 1 : last + 4]))
            for last, each in enumerate(words[at + 2 : at + 10], at + 2)
        )
    if word.lower in _COUNTING:
        return after[:1].isdecimal() or after in NUMBERS
    return word.lower in _CONVINCED and at > 1 and words[at - 1].lower in _BEING


def _is_a_number(word: Word) -> bool:
    counts = word.lower in NUMBERS or word.lower in SCALES
    return counts or word.text[0].isdecimal() or word.text in "$€£"


def _judges(words: list[Word], at: int) -> bool:
    """Tell whether a thing is called something: "called it the best", "it a fake".

    "Called a meeting" names nothing.
    """
    articles = [word for word in words[at + 1 : at + 7] if word.lower in ARTICLES]
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
    while end < len(words) and (
        words[end].lower in _BEFORE_A_DAY | WHEN or words[end].text.isdecimal()
    ):
        end += 1
    if end < len(words) and words[end].text not in {",", ".", ";"}:
        return False
    for before in range(at - 1, max(0, at - _LONGEST_ASIDE) - 1, -1):
        if words[before].text == ",":
            return before > 1 and before < at - 1
        if is_verb(words[before]) or words[before].lower in CONJUNCTIONS:
            return False
    return False


def _may_show(speaker: Speaker) -> bool:
    """Tell whether a subject is of paper or pictures, which show what people do not."""
    return not _SHOWING_THINGS.isdisjoint(speaker.name.lower().split())


def _is_an_object(words: list[Word], speaker: Speaker) -> bool:
    """Tell whether what is named stands behind a verb: "it was a print called “X”"."""
    first = bisect_left(words, speaker.span.start, key=lambda word: word.start)
    last = words[first - 1] if first else None
    return last is not None and is_verb(last) and last.lower not in REPORTING


def _can_pass_on(speaker: Speaker, words: list[Word], at: int) -> bool:
    """Tell whether a second subject says a clause, and is no thing that shows one.

    In "he said staff had warned the owner of it" the warning is what he says.
    """
    if words[at].lower in SPEAKING:
        following = words[at + 1 : at + 6]
        return any(word.lower == "that" or is_finite(word.lower) for word in following)
    return not ANONYMOUS.isdisjoint(speaker.name.lower().split())


def _is_verb(words: list[Word], at: int) -> bool:
    """Tell whether a form that may be a noun is a verb here."""
    before = words[at - 1].lower if at else ""
    after = words[at + 1].lower if at + 1 < len(words) else ""
    word = words[at].lower
    if word in _CONVINCED:
        return True
    if before.endswith(("'s", "’s")) or before == "being":
        return False
    if before == "," and word in _ASKED and after in _ASKED_OF:
        return False
    if before[:1].isdecimal() and word.endswith("ed"):  # "191 confirmed cases"
        return False
    if before.endswith("ing") and word in _NOUN_LIKE:
        return False
    if before == "to" and at > 1 and words[at - 2].lower in SEEMING:
        return True
    if before in {"not", "n't", "to"}:
        return False
    if before in _MODALS:
        return False
    if word.endswith("ing"):
        return before in AUXILIARIES or before == "," or after == ":"
    if _auxiliary_before(words, at) in _OF_A_PASSIVE and (
        word.endswith("ed") or word in {"said", "told", "found", "shown"}
    ):
        return False
    if before in DETERMINERS | PREPOSITIONS:
        return False
    if word not in _NOUN_LIKE:
        return after != "by"
    if after in {"of", "from", "about", "on"}:
        return False
    if at == 0 or is_finite(after):
        return False
    previous = words[at - 1]
    if after in {"that", "to"} or before in PRONOUNS:
        return True
    if word.endswith("s") and not word.endswith("ss"):
        is_of_one = not before.endswith("s") and after in DETERMINERS
        return previous.is_capitalized or is_of_one or before in {",", "”", '"'}
    return (
        before.endswith("s")
        or before in {",", ")"}
        or word.endswith(("ed", "found", "wrote"))
    )


def _auxiliary_before(words: list[Word], at: int) -> str:
    """Give the word before a verb and its adverbs: "were" of "were twice denied"."""
    floor = max(0, at - 3)
    while at > floor and (
        words[at - 1].lower in _BETWEEN or words[at - 1].lower.endswith("ly")
    ):
        at -= 1
    return words[at - 1].lower if at else ""


def _lacks_its_subject(words: list[Word], at: int) -> bool:
    """Tell whether a base form follows what is one: "blog post", "a light show"."""
    if not at:
        return False
    word, before = words[at].lower, words[at - 1]
    is_base = word + "s" in _MAY_REPORT or word + "es" in _MAY_REPORT
    return (
        is_base
        and word not in _PASTS
        and not before.is_capitalized
        and before.text.isalpha()
        and not before.lower.endswith("s")
        and before.lower not in WHEN
        and before.lower not in _PLURALS | PRONOUNS | AUXILIARIES | CONJUNCTIONS
        and before.lower not in _BETWEEN
        and before.lower not in {"to", "not", "n't"}
        and not before.lower.endswith("ly")
        and not _ends_a_plural(words, at - 1)
    )


def _ends_a_plural(words: list[Word], at: int) -> bool:
    """Tell whether a plural is at the head of a phrase: "figures from the port"."""
    for joint in range(at - 1, max(0, at - LONGEST_NAME), -1):
        if words[joint].lower in PREPOSITIONS:
            head = words[joint - 1].lower
            return head.endswith("s") or head in _PLURALS
        if not words[joint].is_word:
            return False
    return False


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
    after = words[at + 1]
    return (
        after.is_capitalized
        or after.text[0].isdecimal()
        or after.lower in DETERMINERS | ANONYMOUS | NUMBERS.keys()
    )


def _introduces_a_clause(words: list[Word], at: int) -> bool:
    after = words[at + 1].lower if at + 1 < len(words) else ""
    return after not in {",", ".", ":", ""}


def _told(words: list[Word], at: int) -> str | None:
    """Name the outlet in "told The Post" and "said in remarks to The Post"."""
    if words[at].lower not in {"told", "tells", "tell"} or at + 1 >= len(words):
        return None
    taken = name_run(words, at + 1)
    return joined(taken) if any(word.is_capitalized for word in taken) else None


def _according_to(words: list[Word], sentence: Span) -> Attribution | None:
    """Read "according to X"."""
    for at in range(len(words) - 2):
        if words[at].lower == "according" and words[at + 1].lower == "to":
            name = without_time(name_run(words, at + 2))
            if not name:
                return None
            name = with_its_maker(words, named_beside(words, name))
            span = Span(name[0].start, name[-1].end)
            lead = _according_lead(words, at, sentence, span)
            person = is_person(name, name_in(name))
            return Attribution(
                joined(name), span, (), lead, person, after_quotation=at > 0
            )
    return None


def _in_a_report(words: list[Word], sentence: Span) -> Attribution | None:
    """Read "In a poll by the weekly Tide, half of them …": the poll says so."""
    if len(words) < LONGEST_NAME or words[0].lower != "in":
        return None
    is_report = any(word.lower in _FINDINGS for word in words[1:4])
    comma = next((at for at, word in enumerate(words) if word.text == ","), 0)
    name = words[1:comma]
    if not is_report or not name or any(is_verb(word) for word in name):
        return None
    return Attribution(joined(name), Span(name[0].start, name[-1].end))


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
        if words[at].lower not in STATEMENTS or words[at + 1].lower != "that":
            continue
        owner = words[at - 1]
        if owner.lower.endswith(("'s", "’s", "s'", "s’")):
            begin = clause_start(words, at - 1, 0)
            while begin < at - 1 and words[begin].lower in PREPOSITIONS:
                begin += 1
            speaker = speaker_of(words[begin:at], at)
        elif is_finite(owner.lower):
            speaker = subject_before(words, at - 1, 0)
        else:
            continue
        if speaker is not None:
            return Attribution(speaker.name, speaker.span)
    return None


def _lead(sentence: Span, words: list[Word], chain: list[Speaker]) -> Span | None:
    """Give "As X told Y," at the head of a sentence, which can be left off."""
    if words[0].lower != "as" or words[0].start != sentence.start:
        return None
    for word in words[chain[-1].verb :]:
        if word.text == ",":
            return Span(sentence.start, word.end)
    return None
