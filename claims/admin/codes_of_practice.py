"""What the codes of practice ask of each public statement, for whoever writes it.

In our words, after the five commitments of the International Fact-Checking Network's
code of principles and the like of the European Fact-Checking Standards Network. An
assessor reads the statements beside what was published.
"""

from __future__ import annotations

from dataclasses import dataclass

from claims.choices import StatementKey

FAIRNESS = "Nonpartisanship and fairness"
SOURCES = "Standards and transparency of sources"
FUNDING = "Transparency of funding and organization"
METHOD = "Standards and transparency of methodology"
CORRECTIONS = "Open and honest corrections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What one statement is for.

    Attributes:
        says: in one line, what readers look for in it.
        answers: the commitments it answers, by name.
        asks: what the codes ask, in our words.
        questions: what it should answer; whoever writes it ticks them off in mind.
    """

    says: str
    answers: tuple[str, ...]
    asks: str
    questions: tuple[str, ...]


GUIDES = {
    StatementKey.ABOUT: Guide(
        says="Who the desk is, where it belongs, what it checks.",
        answers=(FAIRNESS, FUNDING),
        asks="A desk holds everybody to one standard, whoever made the claim, and "
        "campaigns for none of the policies it checks. Readers must be able to see "
        "who is answerable for what it publishes.",
        questions=(
            "What do you check, for whom, and in which languages or countries?",
            "Who owns the desk? Where is it registered, and in what legal form?",
            "Is it part of a newspaper, a university or an association? What can that "
            "body decide here?",
            "Do you say that every claim meets the same standard, whoever gains by it?",
            "Do you say that you support no party or candidate and campaign for no "
            "policy that you check?",
            "How do you see to it that you do not look at one side only?",
            "How does one reach you?",
        ),
    ),
    StatementKey.PEOPLE: Guide(
        says="Who works here, with what experience.",
        answers=(FUNDING, FAIRNESS),
        asks="Readers may judge a check by the people behind it. Those who decide what "
        "is checked and published are named with what they have done before, and "
        "what they may not do beside this work is said.",
        questions=(
            "Who leads the desk, and who has the last word on what is published?",
            "Who checks and who edits, with which experience and languages?",
            "May anybody here be active in a party or a campaign? Who makes sure?",
            "What happens when a claim concerns somebody's employer, family or shares?",
            "Do people stand by their verdicts with their names? If not, why not?",
        ),
    ),
    StatementKey.FUNDING: Guide(
        says="Who pays, and what they may not decide.",
        answers=(FUNDING, FAIRNESS),
        asks="Every larger source of money is named, with how much it gave, and so is "
        "what it cannot buy. The usual line is five percent of the last year's "
        "income.",
        questions=(
            "Which sources gave five percent or more of last year's income, and how "
            "much?",
            "Which year is that, and where are the accounts?",
            "Is one of them a government, a party, a platform or a company you might "
            "check?",
            "Do you say that none of them chooses what is checked or sees a finding "
            "before its publication?",
            "What do you do when a check concerns one of them?",
        ),
    ),
    StatementKey.METHODOLOGY: Guide(
        says="How claims are chosen, checked, written and reviewed.",
        answers=(METHOD, SOURCES, FAIRNESS),
        asks="A reader should be able to do the check again: to see how the claim was "
        "chosen, which sources were used and how good each is, what spoke for the "
        "claim and what against it, and how the rating came about. Two sources are "
        "better than one, and the original better than a report of it.",
        questions=(
            "How do you select? What weighs more: reach, harm, importance, doubt?",
            "How do you keep from checking one side more than another?",
            "Which sources do you trust, and when is a single one enough?",
            "Do you prefer originals, and say so where you have only a report?",
            "Do you say when a source has an interest in the matter?",
            "When are sources left unnamed, and who decides that?",
            "Do you show what supports a claim as well as what speaks against it?",
            "Whom do you ask before you call a claim false, and how long do you wait?",
            "How many people check, and what happens when they differ?",
            "What does each rating mean, and how is it reached?",
            "Do you use automatic tools? For what, and who looks at the result?",
        ),
    ),
    StatementKey.CORRECTIONS: Guide(
        says="How mistakes are put right, and readers told.",
        answers=(CORRECTIONS,),
        asks="A mistake is put right in the open: readers see that something was "
        "wrong, what is right, and when it was changed, where they read the mistake. "
        "A change of facts is not a mistake and is called something else.",
        questions=(
            "Who decides that something was wrong, and how soon is it put right?",
            "Where does the correction stand, and do readers see what stood before?",
            "What is the difference between a correction, an update and a "
            "clarification?",
            "When do you withdraw a whole fact-check?",
            "Are those told who were asked, quoted or named?",
            "Where can one see every correction you have published?",
        ),
    ),
    StatementKey.COMPLAINTS: Guide(
        says="To whom one complains, and who answers by when.",
        answers=(CORRECTIONS,),
        asks="Somebody who was not part of the check answers within a known time. A "
        "desk that has signed a code says where one complains that it broke it.",
        questions=(
            "To which address does one complain, and in which languages?",
            "Who answers, and did they work on the check?",
            "By when will there be an answer?",
            "What can be the outcome, and can one ask for it to be looked at again?",
            "Which codes have you signed, and where does one complain under them?",
        ),
    ),
    StatementKey.SEND_A_CLAIM: Guide(
        says="How readers ask the desk to check something.",
        answers=(METHOD,),
        asks="Readers are asked to send what they would like to see checked, and told "
        "what can be checked and what cannot.",
        questions=(
            "To which address does one send a claim?",
            "What helps you: the words, a link, a picture, a date?",
            "What can be checked, and what can not (opinions, forecasts)?",
            "Does one get an answer, and do you name whoever sent it?",
            "Do you ask nobody to run a risk in collecting evidence?",
        ),
    ),
    StatementKey.REPORT_AN_ERROR: Guide(
        says="How readers say that the desk was wrong.",
        answers=(CORRECTIONS,),
        asks="It is easy to say that something is wrong: one address, from every page, "
        "and the promise that somebody looks.",
        questions=(
            "To which address does one write?",
            "What do you need: the page, the sentence, a source?",
            "Who looks at it, and by when?",
            "Do you answer also when you find that you were right?",
        ),
    ),
}
"""What each public statement is for, in the order of the site."""
