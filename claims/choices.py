"""The words of the desk, without tables: what a field may say, and how it is shown.

Every value stored in a column with a closed vocabulary is listed here once. The
database repeats the list as a CHECK constraint, so a value that is not here cannot
be stored by any path.
"""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where the work on a claim stands; never what was found."""

    PROPOSED = "proposed", "Proposed"
    OPEN = "open", "Open"
    SECOND_REVIEW = "second-review", "Waiting for second review"
    DISPUTED = "disputed", "Disputed"
    DECIDED = "decided", "Decided"
    NOT_CHECKED = "not-checked", "Not checked"


class Selection(TextChoices):
    """What the desk takes on."""

    NOT_SELECTED = "not-selected", "Not selected"
    CENTRAL = "central", "Central"
    SUPPORTING = "supporting", "Supporting"


TAKEN_ON = [Selection.CENTRAL, Selection.SUPPORTING]
"""What a claim is selected as; without these nothing is checked."""


class Kind(TextChoices):
    """What sort of assertion a claim is: exactly the kinds the reading names."""

    STATISTIC = "statistic", "Statistic"
    EVENT = "event", "Event"
    QUOTATION = "quotation", "Quotation"
    PREDICTION = "prediction", "Prediction"
    COMPARISON = "comparison", "Comparison"
    CAUSAL = "causal", "Causal"
    VISUAL = "visual", "Visual"
    OPINION = "opinion", "Opinion"


class LeaveReason(TextChoices):
    """Why a claim is left unchecked; the page counts claims by these words."""

    NOT_SELECTED = "not-selected", "Not selected (time, reach)"
    OPINION = "opinion", "Opinion"
    NOT_CHECKABLE = "not-checkable", "Not checkable"
    OUTSIDE = "outside", "Cannot be checked from outside"
    ELSEWHERE = "elsewhere", "Checked elsewhere"
    DUPLICATE = "duplicate", "Duplicate of another claim"
    SAFETY = "safety", "Safety of a person"
    PREDICTION = "prediction", "Prediction: look again later"
    RESHAPED = "reshaped", "No longer a claim of its own"


CHOSEN_LEAVE_REASONS = [
    choice for choice in LeaveReason.choices if choice[0] != LeaveReason.RESHAPED
]
"""The reasons people give; merging and undoing give the other one."""


class Placed(TextChoices):
    """How a mention came to stand where it stands in a revision."""

    READING = "reading", "By the reading"
    PERSON = "person", "By a person"
    UNCHANGED = "unchanged", "Unchanged in a changed text"
    MOVED = "moved", "Moved in a changed text"


class SourceOrigin(TextChoices):
    """Who brought a source: the article by citing it, or the desk by finding it."""

    ARTICLE = "article", "The article cites it"
    DESK = "desk", "The desk found it"


class Bearing(TextChoices):
    """What a reviewer says a piece of evidence does to the claim."""

    SUPPORTS = "supports", "Supports"
    CONTRADICTS = "contradicts", "Contradicts"
    CONTEXT = "context", "Context"


class Said(TextChoices):
    """Answers to *Was it said?*, asked of every claim that has a claimant."""

    AT_ORIGIN = "at-origin", "Confirmed at the origin"
    THROUGH_OUTLET = "through-outlet", "Confirmed through an outlet"
    NOT_FOUND = "not-found", "Not found"
    ALTERED = "altered", "Altered or cut"
    MISATTRIBUTED = "misattributed", "Wrongly attributed"
    ANONYMOUS = "anonymous", "Origin anonymous"


SAID_TO_BE_THEIRS = frozenset({Said.AT_ORIGIN, Said.THROUGH_OUTLET, Said.ANONYMOUS})
"""Answers after which the claimant may still be named as the claim's author."""


class Place(TextChoices):
    """Which of the judgements of a round a review is."""

    FIRST = "first", "First review"
    SECOND = "second", "Second review"
    RULING = "ruling", "Final ruling"


class Settled(TextChoices):
    """How the desk came to its verdict."""

    ALONE = "alone", "By one review"
    AGREED = "agreed", "By two reviews that agree"
    CONFERRED = "conferred", "Agreed after discussion"
    RULED = "ruled", "By a final ruling"


class VersionKind(TextChoices):
    """Why a version was published."""

    FIRST = "first", "First publication"
    UPDATE = "update", "Update"
    CORRECTION = "correction", "Correction"
    CLARIFICATION = "clarification", "Clarification"
    MINOR = "minor", "Minor change"
    NOTICE = "notice", "Notice"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Channel(TextChoices):
    """By which way somebody was asked."""

    EMAIL = "email", "E-mail"
    TELEPHONE = "telephone", "Telephone"
    FORM = "form", "Web form"
    MESSAGE = "message", "Message on a platform"
    LETTER = "letter", "Letter"
    IN_PERSON = "in-person", "In person"


class FlagKind(TextChoices):
    """What the reading noticed about an article."""

    HEADLINE_FIGURE = "headline-figure", "Headline figure"
    CONFLICT = "conflict", "Claims that conflict"
    UNUSED_SOURCE = "unused-source", "Source that bears on nothing"
    PICTURE = "picture", "Picture or video to verify"
    FIGURES_DIFFER = "figures-differ", "Figures that differ"
    ARITHMETIC = "arithmetic", "Sum that does not come out"
    WEEKDAY = "weekday", "Weekday that is not the date's"


class FigureOutcome(TextChoices):
    """What became of a headline's figure in the text below it."""

    STATED = "stated", "the text states it"
    IMPLIED = "implied", "the text implies it"
    AMBIGUOUS = "ambiguous", "the text can be read either way"
    NOT_IN_BODY = "not-in-body", "it is not in the text"
    CONTRADICTED = "contradicted", "the text says otherwise"


class StatementKey(TextChoices):
    """The public statements the codes of practice ask a desk for."""

    ABOUT = "about", "About this desk"
    PEOPLE = "people", "People"
    FUNDING = "funding", "Funding"
    METHODOLOGY = "methodology", "How we work"
    CORRECTIONS = "corrections", "Corrections policy"
    COMPLAINTS = "complaints", "How to complain"
    SEND_A_CLAIM = "send-a-claim", "Send us a claim"
    REPORT_AN_ERROR = "report-an-error", "Report an error"


class CheckKind(TextChoices):
    """Whose published check it is, and of what."""

    VERDICT = "verdict", "Verdict of this desk"
    FACT_CHECK = "fact-check", "Fact-check of this desk"
    IMPORTED = "imported", "Imported ClaimReview"


class Outcome(TextChoices):
    """What a published check found, in few words; labels of others are mapped here."""

    TRUE = "true", "True"
    MOSTLY_TRUE = "mostly-true", "Mostly true"
    HALF_TRUE = "half-true", "Half true"
    MOSTLY_FALSE = "mostly-false", "Mostly false"
    FALSE = "false", "False"
    MISLEADING = "misleading", "Misleading"
    MISSING_CONTEXT = "missing-context", "Missing context"
    ALTERED = "altered", "Altered"
    SATIRE = "satire", "Satire"
    UNPROVEN = "unproven", "Unproven"
    UNKNOWN = "unknown", "Unknown"
