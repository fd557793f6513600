"""Kinds: what sort of assertion a claim is, and what is no assertion of fact at all.

In news nearly every sentence asserts a fact, so the work is to find the rest: opinion,
appeal, question, slogan, thing that did not happen.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from claims.reading.words import (
    DETERMINERS,
    FUNCTION_WORDS,
    NAMING,
    PICTURES,
    PRONOUNS,
    REPORTING,
    Word,
    has_finite_verb,
    is_finite,
    word_list,
)

KINDS = (
    "statistic",
    "event",
    "quotation",
    "prediction",
    "comparison",
    "causal",
    "visual",
    "opinion",
)

CHECKABLE = "asserts something that can be checked"

WHY_A_BLOCK_ASSERTS_NOTHING = {
    "caption": "a picture caption",
    "dateline": "a byline or dateline",
    "sources": "an entry of the source list",
    "bio": "about the author",
    "boilerplate": "a heading or a notice of the publisher",
}

_PREDICTING = word_list("predicting")
_WOULD = frozenset({"would"})
_CAUSING = word_list("causing")
_COMPARING = word_list("comparing")
_JUDGING = word_list("judging")
_JUDGING_REPORTED = _JUDGING - {"wrong", "right"}
"""In reported speech those deny or confirm: "said the number was wrong"."""
_EXHORTING = word_list("exhorting")
_IMPERATIVE = word_list("imperative")
_INTENSIFYING = word_list("intensifying")
_BASES = word_list("verbs")
_STOCK_PHRASES = word_list("stock_phrases")
_STOCK_PHRASE = re.compile("|".join(map(re.escape, _STOCK_PHRASES)))
_OF_STOCK_PHRASES = frozenset(
    max(phrase.split(), key=lambda word: (word not in FUNCTION_WORDS, len(word)))
    for phrase in _STOCK_PHRASES
)
_COMMENTING = word_list("commenting")
_MINDS = word_list("minds")
_BODILESS = frozenset({"others", "some", "many", "few"})
_DEGREES = frozenset({"less", "more", "not", "still", "equally"})
_COMING = frozenset({"will", "won't", "won’t"})
_ALL_OF_US = frozenset({"we", "somebody", "someone", "everybody", "everyone"})
_WE_NEED = (["we", "need", "to"], ["we", "have", "to"])
_US = frozenset({"me", "us"})
_UNREAL = frozenset({"would", "could", "should"})
_UNREAL_IN_SHORT = frozenset(f"{modal}{mark}ve" for modal in _UNREAL for mark in "'’")
_REFUSALS = frozenset({"speculate", "comment"})
_REACTING = word_list("reacting")
_FURTHEST_REACTION = 16
_NAMED = NAMING - {"ask", "asks", "asked"}
_OPENING = frozenset('“"«„')
_SUPERLATIVES = frozenset({"best", "worst", "greatest"})
_SPANS = frozenset(
    "since decade decades year years record ever history century".split()
)
_OBJECTS = DETERMINERS | {"it", "them", "him", "her", "us", "me", "not", "no"}
_SEEING = word_list("seeing")
_FINDERS = word_list("finders") | word_list("offices")
_WISHING = word_list("wishing")
_BELIEVING = word_list("believing")
_LINKING = frozenset("is are was were be been as looks sounds".split()) | set("“‘\"'")
_FIRST_PERSONS = word_list("first_persons")
_LONGEST_SLOGAN = 6
_LONGEST_WITHOUT_VERB = 8
_FURTHEST_VERDICT = 8


def why_uncheckable(
    words: Sequence[Word],
    *,
    quoted: Sequence[Word],
    is_state: bool,
    is_running_text: bool,
    has_figures: bool,
    ends: str,
) -> str | None:
    """Say why a sentence asserts nothing that can be checked, if it does not.

    Args:
        words: the words of the sentence.
        quoted: those of them that stand in quotation marks, if most of it does.
        is_state: whether all of it is quoted and tells what is, of no event and of
            nobody by name.
        is_running_text: whether it stands among sentences, unlike a headline or an
            item of a list, which may leave out their verb.
        has_figures: whether it states a quantity.
        ends: the last mark of the sentence that is no closing quotation mark.

    Returns:
        A phrase for an editor, or None where the sentence can be checked.
    """
    lowers = [word.lower for word in words if word.is_word]
    if not lowers:
        return "holds no words"
    if ends == "?" or lowers[0] == "whether":
        return "asks a question"
    if _only_says_who_speaks(words):
        return "only says who speaks next"
    if _is_counterfactual(lowers):
        return "says what did not happen"
    if lowers[0] in _IMPERATIVE and not any(word.text == "," for word in words[1:3]):
        return "calls on somebody to act"
    if lowers[:3] in _WE_NEED or (lowers[:2] == ["if", "you"] and _advises(words)):
        return "calls on somebody to act"
    if quoted:
        why = _why_a_quotation_is_no_fact(quoted, has_figures=has_figures, ends=ends)
        return "gives an opinion" if not why and is_state and not has_figures else why
    if is_running_text and not has_figures and _is_fragment(words, lowers, ends):
        return "is an exclamation or has no verb"
    return None if has_figures else why_it_comments(words)


def why_it_comments(words: Sequence[Word]) -> str | None:
    """Say why words of the article itself report nothing, if they do not.

    Stock phrases, "highlighting the importance of …", "others were less gloomy": true
    of a part of a sentence as of a whole one.
    """
    lowers = [word.lower for word in words if word.is_word]
    may_hold_one = not _OF_STOCK_PHRASES.isdisjoint(lowers)
    if not lowers or (may_hold_one and _STOCK_PHRASE.search(" ".join(lowers))):
        return "judges rather than reports"
    if lowers[0] in _COMMENTING:
        return "comments on what was told"
    if lowers[0] in _BODILESS and lowers[1:2] != [] and lowers[1] in _LINKING:
        return (
            "says nothing definite" if lowers[2:3] and lowers[2] in _DEGREES else None
        )
    if lowers[:2] in (["not", "everyone"], ["not", "everybody"]):
        return "says nothing definite"
    if lowers[:2] == ["not", "all"]:
        return "says nothing definite" if lowers[-1] in _MINDS else None
    return None


def believes(words: Sequence[Word]) -> bool:
    """Tell whether a sentence with a speaker tells what they believe or feel.

    What somebody believes will happen is a prediction.
    """
    lowers = [word.lower for word in words]
    return not _BELIEVING.isdisjoint(lowers) and not _tells_what_comes(lowers)


def finds_out(claimant: str) -> bool:
    """Tell whether somebody believes by their office: police, scientists, doctors."""
    return not _FINDERS.isdisjoint(claimant.lower().split())


def judges(words: Sequence[Word]) -> bool:
    """Tell whether what somebody says is a judgement: "called it “a betrayal”"."""
    lowers = [word.lower for word in words]
    if any(lower.startswith("describe") for lower in lowers) and "as" in lowers:
        return True
    if not _REACTING.isdisjoint(lowers[:_FURTHEST_REACTION]):
        return True
    if any(
        one == "too"
        and two not in FUNCTION_WORDS
        and not _LINKING.isdisjoint(lowers[max(0, at - 3) : at])
        for at, (one, two) in enumerate(pairwise(lowers))
    ):
        return True
    named = next((n for n, lower in enumerate(lowers) if lower in _NAMED), None)
    if named is not None and any(
        mark in _OPENING and article in {"a", "an"}
        for mark, article in pairwise(lowers[named:])
    ):
        return True
    return any(
        lower in _JUDGING_REPORTED
        and (
            not _LINKING.isdisjoint(lowers[max(0, at - 3) : at])
            or (named is not None and at > named)
        )
        and not (lower in _SUPERLATIVES and not _SPANS.isdisjoint(lowers[at:]))
        for at, lower in enumerate(lowers)
    )


def kind_of(
    words: Sequence[Word],
    *,
    has_figures: bool,
    has_claimant: bool,
    is_multiplied: bool,
) -> str:
    """Name the kind of a claim that can be checked, one of `KINDS`."""
    lowers = {word.lower for word in words}
    if lowers & PICTURES and lowers & _SEEING:
        return "visual"
    if has_figures and not is_multiplied:
        return "statistic"
    if lowers & _PREDICTING - _WOULD or _would(words) or _is_planned(words):
        return "prediction"
    if is_multiplied or (has_figures and lowers & _COMPARING):
        return "comparison"
    if has_claimant:
        return "quotation"
    if "than" in lowers and lowers & _COMPARING:
        return "comparison"
    return "causal" if lowers & _CAUSING else "event"


def _why_a_quotation_is_no_fact(
    quoted: Sequence[Word], *, has_figures: bool, ends: str
) -> str | None:
    lowers = [word.lower for word in quoted if word.is_word]
    if len(lowers) <= _LONGEST_WITHOUT_VERB and not has_finite_verb(quoted):
        return "is a slogan or an exclamation"
    if _calls_for_something(quoted, lowers):
        return "calls on somebody to act"
    if has_figures:
        return None
    if any(map(_tells_what_might_have_been, lowers, lowers[1:])):
        return "says what did not happen"
    if len(lowers) <= _LONGEST_SLOGAN and ends == "!":
        return "is a slogan or an exclamation"
    if any(lower in _JUDGING | _INTENSIFYING for lower in lowers):
        return None if _tells_what_comes(lowers) else "gives an opinion"
    if any(one == "too" and two not in FUNCTION_WORDS for one, two in pairwise(lowers)):
        return "gives an opinion"
    if lowers[:1] == ["what"] and not _US.isdisjoint(lowers[:4]):
        return "gives an opinion"
    is_own = any(lower in _FIRST_PERSONS for lower in lowers[:3])
    if is_own and not _WISHING.isdisjoint(lowers[:5]):
        return "gives an opinion"
    if is_own and any(lower in _BELIEVING for lower in lowers):
        return None if _tells_what_comes(lowers) else "gives an opinion"
    if is_own and not _REFUSALS.isdisjoint(lowers):
        return "says that nothing is said"
    return None


def _tells_what_might_have_been(modal: str, verb: str) -> bool:
    """Tell whether two words are "would have", or one is "could've"."""
    return (modal in _UNREAL and verb == "have") or modal in _UNREAL_IN_SHORT


def _calls_for_something(quoted: Sequence[Word], lowers: list[str]) -> bool:
    """Tell whether quoted words are an appeal: "should", "stop it", "…, do it"."""
    if any(lower in _EXHORTING for lower in lowers[:_FURTHEST_VERDICT]):
        return True
    if lowers[:1] and lowers[0] in _ALL_OF_US and lowers[2:3] == ["to"]:
        return lowers[1] in {"has", "have", "need", "needs", "ought"}
    return any(
        comma.text == "," and verb.lower in _IMPERATIVE and after.lower in _OBJECTS
        for comma, verb, after in zip(quoted, quoted[1:], quoted[2:], strict=False)
    )


def _advises(words: Sequence[Word]) -> bool:
    """Tell whether a command follows a comma: "if you go, definitely take a coat"."""
    for at, word in enumerate(words):
        if word.text == ",":
            after = words[at + 1 : at + 3]
            if after and after[0].lower.endswith("ly"):
                after = after[1:]
            if after and after[0].lower in _BASES:
                return True
    return False


def _tells_what_comes(lowers: Sequence[str]) -> bool:
    """Tell whether a belief is one of what will happen, which time will check."""
    at = next((n for n, lower in enumerate(lowers) if lower in _BELIEVING), None)
    return at is not None and not _COMING.isdisjoint(lowers[at:])


def _is_fragment(words: Sequence[Word], lowers: list[str], ends: str) -> bool:
    """Tell whether a short sentence has no verb: "Good morning!", "Probably not."

    A verb that the lists do not know shows itself after a plural or by its own -s.
    """
    if len(lowers) > _LONGEST_SLOGAN or any(map(is_finite, lowers)):
        return False
    if ends == "!":
        return True
    if lowers[0] in PRONOUNS or lowers[0] in DETERMINERS - {"no"}:
        return False
    return not any(
        after.islower()
        and after not in FUNCTION_WORDS
        and (before.lower().endswith("s") or after.endswith("s"))
        for before, after in pairwise(word.text for word in words if word.is_word)
    )


def _only_says_who_speaks(words: Sequence[Word]) -> bool:
    """Tell whether a line is "Doe said:" and no more; what is said stands below it."""
    if len(words) < 2 or words[-1].text not in {",", ":"}:
        return False
    short = len(words) <= _LONGEST_SLOGAN + 2
    return short and words[-2].lower in REPORTING and words[0].is_capitalized


def _is_counterfactual(lowers: list[str]) -> bool:
    """Tell whether a sentence tells of what would have been."""
    opens = lowers[0] == "had" or lowers[:2] in (["if", "only"], ["were", "it"])
    return opens and "would" in lowers


def _would(words: Sequence[Word]) -> bool:
    """Tell whether "would" tells of what is to come, not of what would have been."""
    affirmed = [word.lower for word in words if word.lower != "not"]
    return any(one == "would" and two != "have" for one, two in pairwise(affirmed))


def _is_planned(words: Sequence[Word]) -> bool:
    """Tell whether something is yet to come: "is to travel", "is going to"."""
    for one, two, three in zip(words, words[1:], words[2:], strict=False):
        if one.lower in {"is", "are"} and (
            (two.lower == "to" and three.is_word)
            or (
                two.lower in {"going", "expected", "due", "set"} and three.lower == "to"
            )
        ):
            return True
    return False
