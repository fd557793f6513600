"""The public addresses. Once published they are kept; changing one is a decision."""

from __future__ import annotations

from django.urls import path

from claims import feeds, sitemaps, views

urlpatterns = [
    path("", views.index, name="index"),
    path("fact-checks/<slug:slug>/", views.published, name="fact-check"),
    path(
        "fact-checks/<slug:slug>/v<int:number>/",
        views.pinned,
        name="fact-check-version",
    ),
    path(
        "fact-checks/<slug:slug>/claims/<int:number>/", views.published, name="verdict"
    ),
    path("pictures/<slug:sha256>.<slug:ending>", views.picture, name="picture"),
    path("ratings/", views.ratings, name="ratings"),
    path("methodology/", views.methodology, name="methodology"),
    path("about/", views.about, name="about"),
    path("corrections/", views.corrections, name="corrections"),
    path("feed.atom", feeds.atom, name="feed"),
    path("feed.json", feeds.json_feed, name="feed-json"),
    path("corrections.atom", feeds.corrections, name="corrections-feed"),
    path("claimreviews.json", feeds.claim_reviews, name="claim-reviews"),
    path(
        "fact-checks/<slug:slug>/fragment.txt",
        feeds.pasted,
        name="fact-check-fragment",
    ),
    path(
        "fact-checks/<slug:slug>/claims/<int:number>/fragment.txt",
        feeds.pasted,
        name="verdict-fragment",
    ),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap_part, name="sitemap-part"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
