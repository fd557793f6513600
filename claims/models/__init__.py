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
from claims.models.evidence import Contact, Evidence, SearchEntry
from claims.models.publication import (
    FactCheck,
    Manifest,
    NameCommitment,
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
from claims.models.site import SiteStatement

__all__ = [
    "Article",
    "Citation",
    "Claim",
    "Contact",
    "Evidence",
    "ExplanationSeen",
    "FactCheck",
    "Figure",
    "Flag",
    "Manifest",
    "Mention",
    "NameCommitment",
    "Proposal",
    "ProposalBearing",
    "ProposalSubClaim",
    "Rating",
    "RenderedPage",
    "Review",
    "ReviewBearing",
    "ReviewSubClaim",
    "Revision",
    "Scale",
    "SearchEntry",
    "SiteStatement",
    "StepTaken",
    "SubClaim",
    "Topic",
    "Verdict",
    "Version",
]
