from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims import archiving as keeping
from claims.choices import Place
from claims.models import Article, Claim, Evidence, Manifest, PublishedPicture
from claims.publishing import gate, issuing
from sources import archiving
from sources.models import Picture, State
from tests import factories, files
from tests.claims.admin.pages import words
from tests.journeys.people import Person

IMPORT = reverse("admin:claims_article_add")


def upload(raw: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, "application/whatever")


# Several files at once


def test_each_of_several_files_is_imported_or_refused_by_itself(editor: User):
    sent = [
        upload(files.word(), "ferry.docx"),
        upload(b"MZ\x90", "setup.exe"),
        upload(b"Buses Run Free\n\nAll 40 buses of the city ran free.", "buses.txt"),
    ]

    response = Person(editor).client.post(IMPORT, {"file": sent, "publisher": "Port"})

    page = words(response)
    assert Article.objects.filter(publisher="Port").count() == 2
    assert "ferry.docx" in page
    assert files.HEADLINE in page
    assert "this one is called “setup.exe”" in page
    assert "claims proposed" in page
    for article in Article.objects.all():
        link = reverse("admin:claims_article_change", args=[article.pk])
        assert link in response.content.decode()


def test_a_script_sends_one_file_and_is_answered_as_json(editor: User):
    client = Person(editor).client

    taken = client.post(
        IMPORT,
        {"file": upload(files.pdf(), "ferry.pdf")},
        headers={"accept": "application/json"},
    )
    not_taken = client.post(
        IMPORT,
        {"file": upload(files.pdf(), "ferry.docx")},
        headers={"accept": "application/json"},
    )

    article = Article.objects.get()
    [told] = json.loads(taken.content)["files"]
    assert told["headline"] == files.HEADLINE
    assert told["address"].endswith(f"/{article.pk}/change/")
    [refusal] = json.loads(not_taken.content)["files"]
    assert refusal["address"] == ""
    assert "what it holds is a PDF" in refusal["sentence"]


def test_an_address_is_that_of_one_article(editor: User):
    sent = [upload(b"One ferry.", "a.txt"), upload(b"Two ferries.", "b.txt")]

    response = Person(editor).client.post(
        IMPORT, {"file": sent, "url": "https://a.example/"}
    )

    assert "are those of one article" in words(response)
    assert not Article.objects.exists()


# Copies kept and handed out


def test_a_copy_of_a_source_is_kept_by_its_form_and_listed(checker: User):
    source = factories.opened_source(checker)
    person = Person(checker)
    form = reverse("admin:sources_source_keep_copy", args=[source.pk])

    response = person.client.post(
        form,
        {"file": upload(files.page(), "log.html"), "means": "Saved by the browser"},
        follow=True,
    )

    copy = source.copies.get()
    source.refresh_from_db()
    assert source.state == State.ARCHIVED
    page = words(response)
    assert "The copy is kept." in page
    assert copy.sha256[:12] in page
    assert "Saved by the browser" in page


def test_a_refused_copy_says_why(checker: User):
    source = factories.opened_source(checker)
    form = reverse("admin:sources_source_keep_copy", args=[source.pk])

    person = Person(checker)
    wrong = person.client.post(form, {"file": upload(b"MZ\xff", "log.html")})
    none = person.client.post(form, {})

    assert "A copy is a web page, a PDF" in words(wrong)
    assert "Choose the file to keep." in words(none)
    assert not source.copies.exists()


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ("log.html", ".html", "log.html"),
        ("Отчёт.html", ".html", "%D0%9E%D1%82%D1%87%D1%91%D1%82.html"),
        ('a".exe', ".html", "a%22.html"),
        ("x\u202elmth.exe", ".html", "xlmth.html"),
        ("a\r\nX-Evil: 1.html", ".html", "aX-Evil%3A%201.html"),
    ],
)
def test_a_copy_is_handed_out_as_a_file_and_never_shown(
    checker: User, name: str, plain: str, encoded: str
):
    source = factories.opened_source(checker)
    raw = files.page()
    copy = keeping.keep_copy(source=source, raw=raw, file_name=name, by=checker)
    address = reverse("admin:sources_source_copy", args=[source.pk, copy.pk])

    response = Person(checker).client.get(address)

    assert response.content == raw
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == (
        f'attachment; filename="copy-{copy.sha256[:12]}{plain}"; '
        f"filename*=UTF-8''{encoded}"
    )
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "X-Evil" not in response
    assert Client().get(address).status_code == 302


def test_a_copy_is_found_only_below_what_it_is_a_copy_of(checker: User):
    one, other = factories.opened_source(checker), factories.opened_source(checker)
    copy = keeping.keep_copy(source=one, raw=b"Words", by=checker)
    article = factories.article()

    client = Person(checker).client
    for name, pk in (
        ("sources_source_copy", other.pk),
        ("claims_article_copy", article.pk),
    ):
        address = reverse(f"admin:{name}", args=[pk, copy.pk])
        assert client.get(address).status_code == 404


def test_a_copy_whose_file_is_gone_is_not_found(checker: User):
    source = factories.opened_source(checker)
    copy = keeping.keep_copy(source=source, raw=b"Soon gone", by=checker)
    archiving.path_of(copy.sha256).unlink()

    address = reverse("admin:sources_source_copy", args=[source.pk, copy.pk])

    assert Person(checker).client.get(address).status_code == 404


# Pictures


def attached(claim: Claim, person: Person, **fields: object) -> object:
    given = {
        "title_of_source": "The quay",
        "publisher": "Port authority",
        "url": "https://port.example/quay",
        "passage": "The picture shows the quay.",
        "origin": "desk",
        "picture": upload(files.jpeg_with_notes(), "quay.jpg"),
        "picture_alt": "The quay at night.",
        "picture_credit": "Port authority, by permission",
    }
    address = reverse("admin:claims_claim_attach", args=[claim.pk])
    sent = {name: value for name, value in (given | fields).items() if value != ""}
    return person.client.post(address, sent, follow=True)


def test_a_picture_is_attached_kept_and_shown_at_the_desk(editor: User, checker: User):
    claim = factories.open_claim(editor)

    page = attached(claim, Person(checker), picture_is_graphic="on")

    piece = Evidence.objects.get()
    assert piece.picture_is_graphic
    assert piece.picture.made_from == piece.archived_copy
    assert archiving.read(piece.archived_copy.sha256) == files.jpeg_with_notes()
    assert b"secret" not in archiving.read(piece.picture.sha256)
    desk = reverse("admin:claims_claim_picture", args=[piece.picture.sha256])
    assert desk in page.content.decode()
    shown = Person(checker).client.get(desk)
    assert (shown["Content-Type"], shown.status_code) == ("image/jpeg", 200)
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"picture_alt": ""}, "Say what the picture shows, and whose picture it is."),
        ({"picture_credit": ""}, "Say what the picture shows"),
        ({"picture": upload(b"<svg/>", "a.svg")}, "PNG, JPEG, WebP or GIF"),
        ({"picture": upload(files.png()[:50], "a.png")}, "damaged"),
        ({"copy": upload(b"MZ\xff", "a.exe")}, "A copy is a web page"),
        ({"passage": ""}, "Quote the passage"),
    ],
)
def test_a_picture_that_cannot_be_shown_attaches_nothing(
    editor: User, checker: User, fields: dict[str, object], sentence: str
):
    claim = factories.open_claim(editor)

    page = attached(claim, Person(checker), **fields)

    assert sentence in words(page)
    assert not Evidence.objects.exists()
    assert not Picture.objects.exists()


def _published(
    editor: User, checker: User, other_checker: User, **facts: object
) -> Evidence:
    claim = factories.open_claim(editor)
    factories.evidence(claim, checker)
    piece = factories.pictured(claim, checker, **facts)
    factories.submit(claim, checker, Place.FIRST)
    claim = factories.submit(claim, other_checker, Place.SECOND)
    issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)
    return piece


def public_address(piece: Evidence) -> str:
    return reverse("picture", args=[piece.picture.sha256, "png"])


@pytest.mark.parametrize("is_graphic", [True, False])
def test_a_published_picture_is_on_the_page_with_words_and_credit(
    editor: User, checker: User, other_checker: User, is_graphic: bool
):
    piece = _published(editor, checker, other_checker, picture_is_graphic=is_graphic)
    address = public_address(piece)

    page = Client().get(f"/fact-checks/{piece.claim.article.slug}/").content.decode()
    picture = Client().get(address)

    assert (
        f'<img src="{address}" alt="The quay at night." width="{piece.picture.width}"'
        in page
    )
    assert "Picture: <bdi>Port authority</bdi>" in page
    assert ("This picture is graphic" in page) == is_graphic
    assert picture.content == archiving.read(piece.picture.sha256)
    assert picture["Content-Type"] == "image/png"
    assert picture["Cache-Control"] == "public, max-age=86400"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert not picture.cookies
    again = Client().get(address, headers={"if-none-match": picture["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for other in (f"{address[:-3]}jpg", address.replace(".png", ".html")):
        assert Client().get(other).status_code == 404


def test_a_picture_nobody_published_has_no_public_address(editor: User, checker: User):
    piece = factories.pictured(factories.open_claim(editor), checker)

    assert Client().get(public_address(piece)).status_code == 404


def test_the_preview_shows_a_picture_from_the_desk(
    editor: User, checker: User, other_checker: User
):
    piece = factories.pictured(factories.open_claim(editor), checker)
    factories.evidence(piece.claim, checker)
    factories.submit(piece.claim, checker, Place.FIRST)
    factories.submit(piece.claim, other_checker, Place.SECOND)
    fact_check = factories.drafted(piece.claim, editor)

    page = reverse("admin:claims_factcheck_preview_page", args=[fact_check.pk])
    shown = Person(editor).client.get(page).content.decode()

    assert reverse("admin:claims_claim_picture", args=[piece.picture.sha256]) in shown
    assert public_address(piece) not in shown


def test_a_name_that_is_withheld_is_kept_out_of_what_a_picture_says(
    editor: User, checker: User, other_checker: User
):
    piece = factories.pictured(
        factories.open_claim(editor, claimant="Ilse Brandt"),
        checker,
        picture_alt="Ilse Brandt on the quay.",
    )
    factories.evidence(piece.claim, checker)
    factories.submit(piece.claim, checker, Place.FIRST)
    claim = factories.submit(piece.claim, other_checker, Place.SECOND)
    Claim.objects.filter(pk=claim.pk).update(do_not_name=True)

    found = gate.examine(factories.drafted(claim, editor))

    assert any("is not to be named, but is in: claims" in str(r) for r in found.unmet)


def test_a_published_page_without_pictures_is_what_it_was(
    editor: User, checker: User, other_checker: User
):
    """No member of the manifest and no byte of the page comes with the feature."""
    version = factories.published(editor, checker, other_checker)

    shown = json.loads(version.manifest.body)

    assert all(
        "picture" not in piece
        for claim in shown["claims"]
        for piece in claim["evidence"]
    )
    assert b"picture" not in version.pages.first().content


def test_a_picture_of_a_withheld_version_is_gone(
    editor: User, checker: User, other_checker: User
):
    piece = _published(editor, checker, other_checker)
    assert Client().get(public_address(piece)).status_code == 200
    manifest = Manifest.objects.get()
    manifest.body = ""
    manifest.save()

    assert Client().get(public_address(piece)).status_code == 404
    assert PublishedPicture.objects.exists()
