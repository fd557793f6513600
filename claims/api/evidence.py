"""What a claim rests on: evidence, searches, and who was asked about the article."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import evidence as keeping
from claims import proposing
from claims.api.base import Asking, DeskView, Lists, tagged, version_matched
from claims.api.fields import RowField, RowsInOrder
from claims.api.permissions import CheckersWrite
from claims.api.sources import SourceLine
from claims.choices import Channel, SourceOrigin
from claims.models import Claim, Contact, Evidence, SearchEntry, SubClaim
from claims.record import LONGEST_TEXT
from sources.models import ArchivedCopy, Picture, Source


class EvidenceLine(serializers.ModelSerializer[Evidence]):
    """A passage of a source that bears on a claim; how, each review says."""

    is_withdrawn = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = [
            "id",
            "source",
            "subclaim",
            "archived_copy",
            "origin",
            "passage",
            "passage_language",
            "translation",
            "translator",
            "unreachable_reason",
            "picture",
            "picture_alt",
            "picture_credit",
            "picture_is_graphic",
            "is_withdrawn",
            "withdrawn_reason",
        ]
        read_only_fields = fields

    def get_is_withdrawn(self, evidence: Evidence) -> bool:
        return evidence.withdrawn_at is not None


class Attaching(Asking):
    """A passage to be attached."""

    source: Any = RowField(Source)
    passage = serializers.CharField(max_length=LONGEST_TEXT)
    origin = serializers.ChoiceField(
        SourceOrigin.choices, default=SourceOrigin.DESK.value
    )
    subclaim = RowField(SubClaim, default=None, allow_null=True)
    archived_copy = RowField(ArchivedCopy, default=None, allow_null=True)
    passage_language = serializers.CharField(
        default="", allow_blank=True, max_length=35
    )
    translation = serializers.CharField(
        default="", allow_blank=True, max_length=LONGEST_TEXT
    )
    translator = serializers.CharField(default="", allow_blank=True, max_length=200)
    unreachable_reason = serializers.CharField(
        default="", allow_blank=True, max_length=500
    )
    picture = RowField(
        Picture, default=None, allow_null=True, help_text="One drawn from the source."
    )
    picture_alt = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=500,
        help_text="What the picture shows, for people who do not see it.",
    )
    picture_credit = serializers.CharField(
        default="", allow_blank=True, max_length=300, help_text="Whose picture it is."
    )
    picture_is_graphic = serializers.BooleanField(
        default=False, help_text="Readers are asked before they see it."
    )


class Withdrawing(Asking):
    """Why a piece of evidence is withdrawn."""

    reason = serializers.CharField(max_length=500)


class SearchLine(serializers.ModelSerializer[SearchEntry]):
    """A search: what was looked for, where, when, what came of it."""

    class Meta:
        model = SearchEntry
        fields = ["id", "sought", "place", "searched_on", "outcome"]
        read_only_fields = fields


class Searching(Asking):
    """A search to be logged."""

    sought = serializers.CharField(max_length=500)
    place = serializers.CharField(max_length=500)
    searched_on = serializers.DateField()
    outcome = serializers.CharField(default="", allow_blank=True, max_length=500)


class ContactLine(serializers.ModelSerializer[Contact]):
    """An attempt to reach somebody, or why nobody was asked."""

    claims = RowsInOrder(serializers.PrimaryKeyRelatedField(read_only=True))
    channel = serializers.ChoiceField(Channel.choices, allow_blank=True)

    class Meta:
        model = Contact
        fields = [
            "id",
            "claims",
            "who",
            "role",
            "channel",
            "contacted_on",
            "deadline_on",
            "question",
            "answer",
            "answered_on",
            "words_to_publish",
            "nobody_reason",
            "logged_at",
            "version",
        ]
        read_only_fields = fields


class Contacting(Asking):
    """Who was asked what, how and when, with what answer; or why nobody was."""

    claims = RowField(Claim, many=True, allow_empty=False)
    who = serializers.CharField(default="", allow_blank=True, max_length=300)
    role = serializers.CharField(default="", allow_blank=True, max_length=300)
    channel = serializers.ChoiceField(Channel.choices, default="", allow_blank=True)
    contacted_on = serializers.DateField(default=None, allow_null=True)
    deadline_on = serializers.DateField(default=None, allow_null=True)
    question = serializers.CharField(
        default="", allow_blank=True, max_length=LONGEST_TEXT
    )
    answer = serializers.CharField(
        default="", allow_blank=True, max_length=LONGEST_TEXT
    )
    answered_on = serializers.DateField(default=None, allow_null=True)
    words_to_publish = serializers.CharField(
        default="", allow_blank=True, max_length=LONGEST_TEXT
    )
    nobody_reason = serializers.CharField(default="", allow_blank=True, max_length=500)


class ProposedLine(serializers.Serializer[Any]):
    """A source, or a passage of one, that may bear on a claim, and why."""

    source: Any = SourceLine()
    shared = serializers.ListField(
        child=serializers.CharField(),
        help_text="The claim's words that stand in it, the rarest first.",
    )
    is_cited = serializers.BooleanField(help_text="The article itself names it.")
    passage = serializers.CharField(
        source="piece.passage",
        default=None,
        allow_null=True,
        help_text="As evidence of another claim quotes it.",
    )


class ProposedEvidence(Lists):
    pagination_class = None
    also_refuses = ("400",)
    serializer_class = ProposedLine

    @extend_schema(responses=ProposedLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """Find what the desk holds already that may bear on a claim, best first."""
        proposed = proposing.proposed_for(self.claim())
        return Response(self.get_serializer(proposed, many=True).data)


class EvidenceOfClaim(Lists):
    permission_classes = [CheckersWrite]
    serializer_class = EvidenceLine

    @extend_schema(responses=EvidenceLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """List a claim's evidence, what was withdrawn included."""
        return self.pages(self.claim().evidence.all())

    @extend_schema(request=Attaching, responses={201: EvidenceLine})
    def post(self, request: Request, claim_id: int) -> Response:
        """Attach a passage of a source to a claim, or to one part of it."""
        asked = self.asked(Attaching)
        attached = keeping.attach(claim=self.claim(), by=self.by, **asked)
        return Response(self.answer(attached), status=status.HTTP_201_CREATED)


class Withdraw(DeskView):
    permission_classes = [CheckersWrite]
    serializer_class = EvidenceLine

    @extend_schema(request=Withdrawing, responses=EvidenceLine)
    def post(self, request: Request, claim_id: int, evidence_id: int) -> Response:
        """Withdraw a piece of evidence; it stays on record and leaves the page."""
        pieces = self.claim().evidence.select_related("claim", "source")
        withdrawn = keeping.withdraw(
            evidence=self.row(pieces, "evidence_id"),
            by=self.by,
            **self.asked(Withdrawing),
        )
        return Response(self.answer(withdrawn))


class Searches(Lists):
    permission_classes = [CheckersWrite]
    serializer_class = SearchLine

    @extend_schema(responses=SearchLine(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """List what was looked for about a claim, where and when."""
        return self.pages(self.claim().searches.all())

    @extend_schema(request=Searching, responses={201: SearchLine})
    def post(self, request: Request, claim_id: int) -> Response:
        """Log a search: what “Unproven” rests on."""
        asked = self.asked(Searching)
        entry = keeping.log_search(claim=self.claim(), by=self.by, **asked)
        return Response(self.answer(entry), status=status.HTTP_201_CREATED)


class Contacts(Lists):
    permission_classes = [CheckersWrite]
    serializer_class = ContactLine

    @extend_schema(responses=ContactLine(many=True))
    def get(self, request: Request, article_id: int) -> Response:
        """List who was asked about an article, and what they answered."""
        contacts = Contact.objects.visible_to(request.user)
        of_article = contacts.filter(article=self.article())
        return self.pages(of_article.prefetch_related("claims"))

    @extend_schema(request=Contacting, responses={201: ContactLine})
    def post(self, request: Request, article_id: int) -> Response:
        """Log an attempt to reach somebody, or why nobody was asked."""
        asked = self.asked(Contacting)
        contact = keeping.log_contact(article=self.article(), by=self.by, **asked)
        return Response(self.answer(contact), status=status.HTTP_201_CREATED)


class ContactPage(DeskView):
    has_etag = True
    permission_classes = [CheckersWrite]
    serializer_class = ContactLine

    def contact(self) -> Contact:
        contacts = Contact.objects.visible_to(self.request.user)
        of_article = contacts.filter(article=self.article())
        found: Contact = self.row(of_article.select_related("article"), "contact_id")
        return found

    def stored(self) -> dict[str, Any]:
        return self.answer(self.contact())

    @extend_schema(responses=ContactLine)
    def get(self, request: Request, article_id: int, contact_id: int) -> Response:
        """Read one contact."""
        contact = self.contact()
        return tagged(contact, self.answer(contact))

    @extend_schema(request=Contacting, responses=ContactLine)
    def patch(self, request: Request, article_id: int, contact_id: int) -> Response:
        """Write down an answer; what the entry said before is kept on record."""
        contact = self.contact()
        version = version_matched(request, contact)
        rewritten = keeping.log_contact(
            article=contact.article,
            contact=contact,
            version=version,
            by=self.by,
            **self.changed(Contacting, contact, claims=contact.claims.all()),
        )
        return tagged(rewritten, self.stored())
