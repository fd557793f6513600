"""Files in: articles, copies and pictures, sent as forms."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image

from claims.models import Article, Evidence
from sources.models import ArchivedCopy, Picture, Source
from tests import factories
from tests.claims.api.scripts import ROOT, Script, done, refused

pytestmark = pytest.mark.django_db

PAGE = b"<!doctype html><title>Log</title><p>The log lists 412 people on board.</p>"


def send(script: Script, path: str, raw: bytes, name: str, **more: Any) -> HttpResponse:
    """Send a file with other members of a form."""
    file = SimpleUploadedFile(name, raw)
    return script.client.post(
        f"{ROOT}{path}", {"file": file, **more}, headers=script.head
    )


def png() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (3, 2), "navy").save(drawn, "PNG")
    return drawn.getvalue()


class TestImport:
    def test_an_article_comes_in_as_a_file(self, editor: User):
        raw = factories.ARTICLE.encode()

        imported = done(
            send(
                Script(editor),
                "/articles/",
                raw,
                "story.txt",
                publisher="Harbor Gazette",
            )
        )

        article = Article.objects.get()
        assert imported["article"] == article.pk
        assert imported["is_new_article"] is True
        assert article.publisher == "Harbor Gazette"
        assert article.copies.get().file_name == "story.txt"

    def test_what_is_no_article_is_refused_in_a_sentence(self, editor: User):
        response = send(Script(editor), "/articles/", b"MZ\x90\x00", "story.exe")

        assert refused(response, 400).endswith(".")
        assert not Article.objects.exists()

    def test_an_empty_file_is_named(self, editor: User):
        response = send(Script(editor), "/articles/", b"", "story.txt")

        assert refused(response, 400) == (
            "Some of what was sent needs another look: file."
        )

    def test_of_two_files_none_is_taken(self, editor: User):
        script = Script(editor)
        files = [
            SimpleUploadedFile(name, factories.ARTICLE.encode())
            for name in ("a.txt", "b.txt")
        ]

        response = script.client.post(
            f"{ROOT}/articles/", {"file": files}, headers=script.head
        )

        assert refused(response, 400) == "Send one file as “file”: there are several."
        assert not Article.objects.exists()

    def test_a_text_beside_the_file_is_refused(self, editor: User):
        raw = factories.ARTICLE.encode()

        response = send(Script(editor), "/articles/", raw, "a.txt", text="Another.")

        assert "text" in refused(response, 400)
        assert not Article.objects.exists()

    def test_texts_beside_the_file_get_their_one_form(self, editor: User):
        raw = factories.ARTICLE.encode()

        done(
            send(Script(editor), "/articles/", raw, "a.txt", publisher="Cafe\u0301\x07")
        )

        assert Article.objects.get().publisher == "Café"

    def test_a_form_that_is_none_is_refused(self, editor: User):
        script = Script(editor)

        for body in (b"", b"--x\r\n", b"nonsense"):
            response = script.client.generic(
                "POST",
                f"{ROOT}/articles/",
                body,
                content_type="multipart/form-data; boundary=x",
                headers=script.head,
            )
            assert refused(response, 400)


class TestCopies:
    def test_a_copy_of_a_source_is_kept(self, checker: User):
        source = factories.opened_source(checker)
        path = f"/sources/{source.pk}/copies/"
        script = Script(checker)

        kept = done(send(script, path, PAGE, "log.html", means="saved by hand"))

        copy = ArchivedCopy.objects.get()
        assert kept["sha256"] == copy.sha256
        assert kept["means"] == "saved by hand"
        assert Source.objects.get(pk=source.pk).state == "archived"
        assert script.get(path)["results"] == [kept]

    def test_twice_is_once(self, checker: User):
        source = factories.opened_source(checker)
        path = f"/sources/{source.pk}/copies/"
        script = Script(checker)

        one, other = (done(send(script, path, PAGE, "log.html")) for _ in range(2))

        assert one["id"] == other["id"]

    def test_a_copy_of_an_article_is_kept(self, editor: User):
        article = factories.article()
        path = f"/articles/{article.pk}/copies/"
        script = Script(editor)

        kept = done(send(script, path, PAGE, "story.html"))

        assert article.copies.get().pk == kept["id"]
        assert script.get(path)["results"] == [kept]

    def test_the_bytes_of_a_copy_are_handed_out_as_a_file(
        self, checker: User, editor: User
    ):
        source, article = factories.opened_source(checker), factories.article()
        for script, of in (
            (Script(checker), f"/sources/{source.pk}/copies/"),
            (Script(editor), f"/articles/{article.pk}/copies/"),
        ):
            kept = done(send(script, of, PAGE, "log.html"))

            response = script.call("get", f"{of}{kept['id']}/")

            assert response.content == PAGE
            assert response["Content-Type"] == "application/octet-stream"
            assert response["Content-Disposition"].startswith("attachment;")
            assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert response["Cache-Control"] == "private, no-store"

    def test_a_copy_is_found_only_with_what_it_is_of(self, checker: User):
        source, other = (factories.opened_source(checker) for _ in range(2))
        script = Script(checker)
        kept = done(send(script, f"/sources/{source.pk}/copies/", PAGE, "log.html"))

        response = script.call("get", f"/sources/{other.pk}/copies/{kept['id']}/")

        assert response.status_code == 404

    def test_what_is_not_kept_is_said(self, checker: User):
        source = factories.opened_source(checker)

        response = send(
            Script(checker), f"/sources/{source.pk}/copies/", b"PK\x03\x04", "a.zip"
        )

        assert refused(response, 400).startswith("A copy is a web page, a PDF,")


class TestPictures:
    def test_a_picture_is_drawn_and_shown_as_evidence(
        self, editor: User, checker: User
    ):
        claim = factories.open_claim(editor)
        source = factories.opened_source(checker)
        script = Script(checker)

        drawn = done(send(script, f"/sources/{source.pk}/pictures/", png(), "a.png"))
        evidence = done(
            script.post(
                f"/claims/{claim.pk}/evidence/",
                source=source.pk,
                passage="The ferry at the quay.",
                picture=drawn["id"],
                picture_alt="A blue ship",
                picture_credit="Port authority",
            )
        )

        assert (drawn["width"], drawn["height"]) == (3, 2)
        assert Picture.objects.get().made_from_id == drawn["made_from"]
        assert evidence["picture"] == drawn["id"]
        assert Evidence.objects.get().picture_alt == "A blue ship"

    def test_a_picture_that_came_with_another_source_is_listed_with_both(
        self, checker: User
    ):
        sources = [factories.opened_source(checker) for _ in range(2)]
        script = Script(checker)

        drawn = [
            done(send(script, f"/sources/{source.pk}/pictures/", png(), "a.png"))
            for source in sources
        ]

        assert drawn[0] == drawn[1]
        for source in sources:
            listed = script.get(f"/sources/{source.pk}/pictures/")["results"]
            assert listed == drawn[:1]

    def test_a_page_is_no_picture(self, checker: User):
        source = factories.opened_source(checker)

        response = send(
            Script(checker), f"/sources/{source.pk}/pictures/", PAGE, "a.png"
        )

        assert refused(response, 400).startswith("A picture to show is a PNG,")
        assert not Picture.objects.exists()
