"""Everything the desk stores about articles, claims, judgement and publication."""

from claims.models.article import (
    Article,
    Citation,
    Flag,
    Revision,
    StepTaken,
    Topic,
)
from claims.models.claim import Claim, Figure, Mention, SubClaim
from claims.models.comment import Comment
from claims.models.earlier import EarlierCheck, KnownCheck
from claims.models.evidence import Contact, Evidence, SearchEntry
from claims.models.people import ApiToken, Person, SavedFilter
from claims.models.publication import (
    FactCheck,
    Manifest,
    NameCommitment,
    PublishedPicture,
    RenderedPage,
    Version,
)
from claims.models.review import (
    ExplanationSeen,
    Proposal,
    ProposalBearing,
    ProposalSubClaim,
    Rating,
    Review,
    ReviewBearing,
    ReviewSubClaim,
    Scale,
    Verdict,
)
from claims.models.site import ReadingWeight, SiteStatement

__all__ = [
    "ApiToken",
    "Article",
    "Citation",
    "Claim",
    "Comment",
    "Contact",
    "EarlierCheck",
    "Evidence",
    "ExplanationSeen",
    "FactCheck",
    "Figure",
    "Flag",
    "KnownCheck",
    "Manifest",
    "Mention",
    "NameCommitment",
    "Person",
    "Proposal",
    "ProposalBearing",
    "ProposalSubClaim",
    "PublishedPicture",
    "Rating",
    "ReadingWeight",
    "RenderedPage",
    "Review",
    "ReviewBearing",
    "ReviewSubClaim",
    "Revision",
    "SavedFilter",
    "Scale",
    "SearchEntry",
    "SiteStatement",
    "StepTaken",
    "SubClaim",
    "Topic",
    "Verdict",
    "Version",
]
