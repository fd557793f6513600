"""Kinds: what sort of assertion a claim is, and what is no assertion of fact at all.

In news nearly every sentence asserts a fact, so the work is to find the rest: opinion,
appeal, question, slogan, thing that did not happen.
"""

from collections.abc import Sequence
from itertools import pairwise

from claims.reading.words import (
    DETERMINERS,
    FUNCTION_WORDS,
    PICTURES,
    PRONOUNS,
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
_CAUSING = word_list("causing")
_COMPARING = word_list("comparing")
_JUDGING = word_list("judging")
_EXHORTING = word_list("exhorting")
_IMPERATIVE = word_list("imperative")
_INTENSIFYING = word_list("intensifying")
_STOCK_PHRASES = word_list("stock_phrases")
_SEEING = frozenset(
    "show shows showed shown showing depict depicts depicted capture captures captured "
    "see sees seen posted reposted shared circulated circulating emerged "
    "surfaced".split()
)
_BELIEVING = frozenset(
    "think thinks thought believe believes believed feel feels felt hope hopes hoped "
    "hoping".split()
)
_LINKING = frozenset("is are was were be been as looks sounds".split()) | set("“‘\"'")
_FIRST_PERSONS = frozenset("i we my our me us".split())
_LONGEST_SLOGAN = 6
_FURTHEST_VERDICT = 8


def why_uncheckable(
    words: Sequence[Word],
    *,
    is_quoted: bool,
    is_running_text: bool,
    has_figures: bool,
    ends: str,
) -> str | None:
    """Say why a sentence asserts nothing that can be checked, if it does not.

    Args:
        words: the words of the sentence.
        is_quoted: whether the sentence is somebody's words in quotation marks.
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
    if ends == "?":
        return "asks a question"
    if _is_counterfactual(lowers):
        return "says what did not happen"
    if lowers[0] in _IMPERATIVE and not any(word.text == "," for word in words[1:3]):
        return "calls on somebody to act"
    if is_quoted and any(word in _EXHORTING for word in lowers[:_FURTHEST_VERDICT]):
        return "calls on somebody to act"
    if is_quoted and not has_figures:
        return _why_a_quotation_is_no_fact(words, lowers, ends)
    if is_running_text and not has_figures and _is_fragment(words, lowers, ends):
        return "is an exclamation or has no verb"
    if not has_figures and _is_a_figure_of_speech(lowers):
        return "judges rather than reports"
    return None


def is_opinion(words: Sequence[Word]) -> bool:
    """Tell whether a sentence with a speaker holds what the speaker thinks or feels."""
    lowers = [word.lower for word in words]
    return any(lower in _BELIEVING for lower in lowers) or any(
        lower in _JUDGING and not _LINKING.isdisjoint(lowers[max(0, at - 3) : at])
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
    if lowers & _PREDICTING or _is_planned(words):
        return "prediction"
    if is_multiplied or (has_figures and lowers & _COMPARING):
        return "comparison"
    if has_claimant:
        return "quotation"
    if "than" in lowers and lowers & _COMPARING:
        return "comparison"
    return "causal" if lowers & _CAUSING else "event"


def _why_a_quotation_is_no_fact(
    words: Sequence[Word], lowers: list[str], ends: str
) -> str | None:
    if len(lowers) <= _LONGEST_SLOGAN and (
        ends == "!" or not has_finite_verb(list(words))
    ):
        return "is a slogan or an exclamation"
    if any(lower in _JUDGING for lower in lowers):
        return "gives an opinion"
    if any(lower in _INTENSIFYING for lower in lowers):
        return "gives an opinion"
    if any(lower in _FIRST_PERSONS for lower in lowers[:3]) and any(
        lower in _BELIEVING for lower in lowers
    ):
        return "gives an opinion"
    return None


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


def _is_counterfactual(lowers: list[str]) -> bool:
    """Tell whether a sentence tells of what would have been."""
    opens = lowers[0] == "had" or lowers[:2] in (["if", "only"], ["were", "it"])
    return opens and "would" in lowers


def _is_a_figure_of_speech(lowers: list[str]) -> bool:
    """Tell whether the article itself uses nothing but a stock phrase."""
    said = " ".join(lowers)
    return any(phrase in said for phrase in _STOCK_PHRASES)


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
