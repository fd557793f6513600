"""The public addresses. Once published they are kept; changing one is a decision."""

from __future__ import annotations

from django.urls import path

from claims import views

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
    path("ratings/", views.ratings, name="ratings"),
    path("methodology/", views.methodology, name="methodology"),
    path("about/", views.about, name="about"),
    path("corrections/", views.corrections, name="corrections"),
]
