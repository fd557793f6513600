"""What a changed text leaves a person to say of a claim, and what changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.db.models import Count, Q

from claims import reanchoring
from claims.admin.claim_forms import StepForm
from claims.choices import Placed
from claims.lifecycle import Step, StepRefused
from claims.models import Claim, Mention, Revision
from claims.publishing.differences import Passage, Piece, in_words, of_texts
from claims.reading.alignment import TextAsRead, most_alike
from claims.reading.anchors import Span
from claims.reading.cited_sources import without_links


@dataclass(frozen=True, slots=True)
class Became:
    """A place of a claim that the article's text has lost.

    Attributes:
        pieces: the sentences it stood in beside what they may have become, word by
            word; what only was stands alone where nothing is like them.
        there: where these stand in the latest text.
        perhaps: the claims that stand there now.
    """

    pieces: tuple[Piece, ...]
    there: Span | None
    perhaps: list[Claim]

    @property
    def is_gone(self) -> bool:
        return not any(piece.stands for piece in self.pieces)

    @property
    def is_same(self) -> bool:
        """Whether the words are there still, but may mean something else."""
        return all(piece.was and piece.stands for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Change:
    """What the article's later text did to a claim.

    Attributes:
        before, after: the last text that had all its words, and the latest one.
        is_orphaned: whether the claim stands nowhere in the latter.
        needs_look: whether an editor is to say that its verdict still stands.
    """

    before: Revision
    after: Revision
    is_orphaned: bool
    needs_look: bool
    became: list[Became]


class LetStandForm(StepForm):
    title = "The verdict still stands"
    button = "It still stands"
    done = "The verdict stands; the claim needs no other look."

    reason = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the record: why the verdict holds although the article has "
        "changed these words.",
    )

    def refusal(self) -> str:
        if refusal := super().refusal():
            return refusal
        if not self.claim.changed_in_id:
            return (
                "The article has not changed the words of this claim since its "
                "verdict, or somebody has looked at it already."
            )
        if not self.claim.has_verdict:
            return "The claim has no verdict yet that could stand."
        return ""

    def take_for(self, claim: Claim) -> Claim:
        return reanchoring.let_stand(
            claim=claim,
            reason=self.cleaned_data["reason"],
            version=self.version_of(claim),
            by=self.by,
        )


class GoneForm(StepForm):
    title = "No longer in the article"
    button = "It is no longer in the article"
    done = "The claim is left: the article no longer makes it."

    def refusal(self) -> str:
        if refusal := super().refusal():
            return refusal
        try:
            Step.LEAVE.check(self.claim.status)
        except StepRefused as error:
            return str(error)
        return ""

    def take_for(self, claim: Claim) -> Claim:
        return reanchoring.say_gone(
            claim=claim, version=self.version_of(claim), by=self.by
        )


def change_of(claim: Claim) -> Change | None:
    """Return what the article's later text did to a claim; None where nothing."""
    is_orphaned = Claim.objects.orphaned().filter(pk=claim.pk).exists()
    changed_in = claim.changed_in
    if not is_orphaned and changed_in is None:
        return None
    mentions = Mention.objects.filter(claim=claim).select_related("revision")
    if changed_in is not None:
        mentions = mentions.filter(revision__number__lt=changed_in.number)
    held = list(mentions.order_by("-revision__number", "start", "pk"))
    if not held:
        return None
    before, after = held[0].revision, claim.article.latest_revision()
    kept = set(
        Mention.objects.filter(claim=claim, revision=after).values_list(
            "quote", flat=True
        )
    )
    old, new = _as_stored(before), _as_stored(after)
    return Change(
        before=before,
        after=after,
        is_orphaned=is_orphaned,
        needs_look=changed_in is not None,
        became=[
            _became(mention, old, new, after)
            for mention in held
            if mention.revision_id == before.pk and mention.quote not in kept
        ],
    )


def _became(
    mention: Mention, old: TextAsRead, new: TextAsRead, after: Revision
) -> Became:
    span = Span(mention.start, mention.end)
    sentences = old.touched(span)
    stood = without_links(old.run(sentences) if sentences else mention.quote)
    found = most_alike(old, new, span)
    if found is None:
        return Became(in_words(stood, ""), None, [])
    there = Mention.objects.filter(
        revision=after, start__lt=found.end, end__gt=found.start
    )
    return Became(
        in_words(stood, without_links(new.text[found.start : found.end])),
        found,
        list(
            Claim.objects.filter(mentions__in=there)
            .exclude(pk=mention.claim_id)
            .distinct()
            .order_by("position", "pk")
        ),
    )


def _as_stored(revision: Revision) -> TextAsRead:
    """Return a text with the paragraphs and sentences its reading found."""

    def spans(name: str) -> list[Span]:
        return [Span(each["start"], each["end"]) for each in revision.reading[name]]

    return TextAsRead(
        text=revision.text,
        blocks=spans("blocks"),
        sentences=spans("sentences"),
        understood={},
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts of an article, what changed between them, and what claims became.

    Attributes:
        counts: how many claims the later text has unchanged, moved, placed by people,
            new, in words.
        lost: the claims that the earlier text has and the later has not.
    """

    before: Revision
    after: Revision
    passages: list[Passage]
    counts: list[str]
    lost: list[Claim]


def comparison(
    revisions: Sequence[Revision], since: str, until: str
) -> Comparison | None:
    """Compare two texts, by their numbers; None where there is but one.

    Args:
        revisions: the article's, newest first.
        since, until: as they came; what is no number of a text is the one before the
            latest, or the latest.
    """
    if len(revisions) < 2:
        return None
    by_number = {str(revision.number): revision for revision in revisions}
    after = by_number.get(until, revisions[0])
    before = by_number.get(since, revisions[1])
    held = Mention.objects.filter(revision=after)
    placed = dict(
        held.order_by().values_list("placed").annotate(Count("claim", distinct=True))
    )
    lost = Claim.objects.filter(
        Q(mentions__revision=before) & ~Q(pk__in=held.values("claim"))
    )
    return Comparison(
        before=before,
        after=after,
        passages=of_texts(before.text, after.text),
        counts=[
            f"{placed[how]} {words}"
            for how, words in (
                (Placed.UNCHANGED, "unchanged"),
                (Placed.MOVED, "moved"),
                (Placed.PERSON, "placed by a person"),
                (Placed.READING, "found by the reading"),
            )
            if placed.get(how)
        ],
        lost=list(lost.distinct().order_by("position", "pk")),
    )
