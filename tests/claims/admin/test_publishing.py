from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import workflow
from claims.choices import Place, StatementKey
from claims.models import FactCheck, SiteStatement, Version
from claims.publishing import issuing
from sources.models import Source
from tests import factories
from tests.claims.admin.pages import read, words
from tests.journeys.people import Person


def page_of(fact_check: FactCheck, name: str = "change") -> str:
    return reverse(f"admin:claims_factcheck_{name}", args=[fact_check.pk])


@pytest.fixture
def draft(editor: User) -> FactCheck:
    return FactCheck.objects.get(article=factories.article())


@pytest.fixture
def ready(editor: User, checker: User, other_checker: User) -> FactCheck:
    claim = factories.decided(editor, checker, other_checker)
    return factories.drafted(claim, editor)


# The draft


def test_the_draft_is_written_one_finding_a_line(editor: User, draft: FactCheck):
    response = Person(editor).fill_in(
        page_of(draft),
        title="The ferry",
        summary="It was late.",
        key_findings="One.\n\nTwo.\nThree.",
        as_of="2026-03-05",
    )

    draft.refresh_from_db()
    assert "The draft is saved." in words(response)
    assert draft.findings == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("version", ["1", "", None])
def test_a_draft_somebody_else_saved_meanwhile_is_a_409_with_both_texts(
    editor: User, other_editor: User, draft: FactCheck, version: str | None
):
    Person(other_editor).fill_in(page_of(draft), title="Their title")

    typed = {"title": "My title"} | ({} if version is None else {"version": version})
    response = Person(editor).client.post(page_of(draft), typed)

    assert response.status_code == 409
    assert "My title" in words(response)
    assert "Their title" in words(response)
    draft.refresh_from_db()
    assert draft.title == "Their title"


def test_a_checker_reads_the_draft_and_cannot_write_it(
    checker: User, editor: User, draft: FactCheck
):
    Person(editor).fill_in(page_of(draft), title="The ferry")
    person = Person(checker)

    page = person.open(page_of(draft))

    assert "The ferry" in page
    assert "Save the draft" not in page
    assert "Publish …" not in page
    assert person.client.post(page_of(draft), {"title": "x"}).status_code == 403


def test_a_superuser_may_not_write_a_draft(superuser: User, draft: FactCheck):
    response = Person(superuser).fill_in(page_of(draft), title="Mine")

    assert "Only editors write and publish fact-checks." in words(response)
    draft.refresh_from_db()
    assert draft.title == ""


# The gate


def test_the_gate_lists_what_is_missing_with_a_link_to_where_it_is_mended(
    editor: User, draft: FactCheck
):
    page = Person(editor).open(page_of(draft))

    assert "The fact-check needs a title." in page
    assert "No claim of the article is decided" in page
    assert "The public statement “Funding” is empty." in page
    assert reverse("admin:claims_sitestatement_changelist") in page
    assert reverse("admin:claims_article_change", args=[draft.article_id]) in page


def test_the_gate_says_what_share_of_the_article_is_quoted(
    editor: User, ready: FactCheck
):
    page = read(editor, page_of(ready))

    assert "Every rule of publication is met." in page
    assert "% of the article." in page


# The preview


def test_the_preview_is_the_page_under_the_public_policy(
    editor: User, ready: FactCheck
):
    response = Person(editor).client.get(page_of(ready, "preview_page"))

    assert "Preview" in words(response)
    assert ready.title in words(response)
    policy = response["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "connect-src" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]
    assert not Version.objects.exists()


def test_what_is_to_be_mended_is_named_where_publishing_would_be_offered(
    editor: User, draft: FactCheck, ready: FactCheck
):
    person = Person(editor)

    preview = person.open(page_of(draft, "preview"))
    publish = person.open(page_of(draft, "publish"))

    assert f'<a href="{page_of(draft)}#gate">' in preview
    assert "things to mend before this can be published" in preview
    assert "Publish this …" not in preview
    assert "Go on" not in publish
    assert "Publish this …" in person.open(page_of(ready, "preview"))
    assert "Go on" in person.open(page_of(ready, "publish"))


def test_the_preview_is_framed_by_the_desk_alone(editor: User, ready: FactCheck):
    response = Person(editor).client.get(page_of(ready, "preview"))

    assert page_of(ready, "preview_page") in response.content.decode()
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_the_preview_is_for_the_desk(ready: FactCheck, client):
    assert client.get(page_of(ready, "preview_page")).status_code == 302


# Publishing


def test_publishing_asks_again_and_says_what_cannot_be_undone(
    editor: User, ready: FactCheck
):
    asked = Person(editor).fill_in(page_of(ready, "publish"))

    assert "What cannot be undone" in words(asked)
    assert not Version.objects.exists()

    done = Person(editor).send(
        page_of(ready, "publish"), asked.content.decode(), confirmed="yes"
    )

    version = Version.objects.get()
    assert (version.number, version.kind) == (1, "first")
    assert "Version 1 is published." in words(done)
    assert version.get_absolute_url() in done.content.decode()


def test_a_later_version_needs_a_kind_and_a_reason(
    editor: User, checker: User, other_checker: User
):
    version = factories.published(editor, checker, other_checker)
    publish = page_of(version.fact_check, "publish")

    response = Person(editor).fill_in(publish, kind="", reason="")

    assert "What cannot be undone" not in words(response)
    assert words(response).count("This field is required.") == 4


def test_publishing_nothing_new_is_refused_and_keeps_the_reason(
    editor: User, checker: User, other_checker: User
):
    version = factories.published(editor, checker, other_checker)
    publish = page_of(version.fact_check, "publish")
    person = Person(editor)

    asked = person.fill_in(publish, kind="update", reason="The log was amended.")

    assert "What cannot be undone" not in words(asked)
    assert "Nothing has changed since the last version." in words(asked)
    assert "The log was amended." in words(asked)
    assert Version.objects.count() == 1


def test_a_closed_gate_refuses_publication(editor: User, draft: FactCheck):
    response = Person(editor).client.post(
        page_of(draft, "publish"), {"confirmed": "yes", "number": "1"}
    )

    assert response.status_code == 200
    assert "No claim of the article is decided" in words(response)
    assert not Version.objects.exists()


def retitle(ready: FactCheck, by: User) -> None:
    Person(by).fill_in(page_of(ready), title="Another title")


def explain_anew(ready: FactCheck, by: User) -> None:
    claim = ready.article.claims.get(status="decided")
    page = reverse("admin:claims_claim_explain", args=[claim.pk])
    Person(by).fill_in(page, explanation="It says something else now.")


def rename_the_topic(ready: FactCheck, by: User) -> None:
    claim = ready.article.claims.get(status="decided")
    keys = [ready.article_id, claim.topic_id]
    Person(by).fill_in(
        reverse("admin:claims_article_topic", args=keys), name="Other words"
    )


def describe_the_source(ready: FactCheck, by: User) -> None:
    claim = ready.article.claims.get(status="decided")
    source = claim.evidence.all()[0].source
    # What a frozen claim rests on changes only from outside the desk.
    Source.objects.filter(pk=source.pk).update(title="Another log")


CHANGES = [retitle, explain_anew, rename_the_topic, describe_the_source]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_after_one_looked_is_not_published(
    editor: User,
    other_editor: User,
    ready: FactCheck,
    change: Callable[[FactCheck, User], None],
):
    person = Person(editor)
    asked = person.fill_in(page_of(ready, "publish"))
    change(ready, other_editor)

    response = person.send(
        page_of(ready, "publish"), asked.content.decode(), confirmed="yes"
    )

    assert response.status_code == 409
    assert "Look again." in words(response)
    assert not Version.objects.exists()


def test_what_is_published_is_what_the_preview_showed(
    editor: User, other_editor: User, ready: FactCheck
):
    person = Person(editor)
    preview = person.open(page_of(ready, "preview"))
    shown = re.search(r'href="([^"]*publish/\?shown=[0-9a-f]{64})"', preview)
    assert shown
    explain_anew(ready, other_editor)

    asked = person.fill_in(shown[1])
    response = person.send(shown[1], asked.content.decode(), confirmed="yes")

    assert response.status_code == 409
    assert not Version.objects.exists()


def test_who_was_shown_nothing_publishes_nothing(editor: User, ready: FactCheck):
    response = Person(editor).client.post(
        page_of(ready, "publish"), {"confirmed": "yes", "number": "1"}
    )

    assert response.status_code == 409
    assert not Version.objects.exists()


@pytest.mark.parametrize("kind", ["update", "withdrawn"])
def test_a_second_click_publishes_nothing_more(
    editor: User, checker: User, other_checker: User, kind: str
):
    fact_check = factories.published(editor, checker, other_checker).fact_check
    retitle(fact_check, editor)
    person = Person(editor)
    publish = page_of(fact_check, "publish")
    asked = person.fill_in(publish, kind=kind, reason="It was wrong.")

    person.send(publish, asked.content.decode(), confirmed="yes")
    person.send(publish, asked.content.decode(), confirmed="yes")

    assert Version.objects.count() == 2


def test_a_withdrawal_is_offered_while_the_gate_is_closed(
    editor: User, checker: User, other_checker: User
):
    fact_check = factories.published(editor, checker, other_checker).fact_check
    retitle(fact_check, editor)
    SiteStatement.objects.filter(key=StatementKey.FUNDING).update(text="")
    person = Person(editor)
    publish = page_of(fact_check, "publish")

    assert "Withdraw it …" in read(editor, page_of(fact_check))
    assert "only a withdrawal can be published" in read(editor, publish)
    refused = person.fill_in(publish, kind="correction", reason="We erred.")
    person.send(publish, refused.content.decode(), confirmed="yes")
    assert Version.objects.count() == 1

    asked = person.fill_in(publish, kind="withdrawn", reason="The log was forged.")
    person.send(publish, asked.content.decode(), confirmed="yes")

    assert Version.objects.order_by("pk")[1].kind == "withdrawn"


def test_a_second_click_on_the_first_version_publishes_nothing_more(
    editor: User, ready: FactCheck
):
    person = Person(editor)
    asked = person.fill_in(page_of(ready, "publish"))

    for _ in range(2):
        person.send(page_of(ready, "publish"), asked.content.decode(), confirmed="yes")

    assert Version.objects.count() == 1


def test_neither_checkers_nor_superusers_publish(
    checker: User, superuser: User, ready: FactCheck
):
    for person in (checker, superuser):
        client = Person(person).client
        sent = {"confirmed": "yes"}
        assert client.get(page_of(ready, "publish")).status_code == 403
        assert client.post(page_of(ready, "publish"), sent).status_code == 403
    assert not Version.objects.exists()


def test_a_page_opened_before_the_last_version_says_who_published_it(
    editor: User, other_editor: User, ready: FactCheck
):
    publish = page_of(ready, "publish")
    slow = Person(editor).open(publish)
    asked = Person(other_editor).fill_in(publish)
    Person(other_editor).send(publish, asked.content.decode(), confirmed="yes")

    response = Person(editor).send(publish, slow)

    assert response.status_code == 409
    assert "Version 1 was published meanwhile, by other-editor." in words(response)


def test_what_would_change_is_told_before_it_is_published(
    editor: User, checker: User, other_checker: User
):
    fact_check = factories.published(editor, checker, other_checker).fact_check
    claim = fact_check.article.claims.get(status="decided")
    workflow.reopen(claim=claim, version=claim.version, reason="News.", by=editor)
    factories.submit(claim, checker, Place.FIRST, "half-true")
    factories.submit(claim, other_checker, Place.SECOND, "half-true")
    publish = page_of(fact_check, "publish")

    told = read(editor, publish)
    refused = Person(editor).fill_in(publish, kind="minor", reason="Spelling.")
    asked = Person(editor).fill_in(publish, kind="correction", reason="We erred.")

    for page in (told, words(asked)):
        assert f"{claim}: from “True” to “Half true”." in page
        assert f"1. {claim} Is it so? True Half true " in page
        assert "summary and key findings stay as they were" in page
    assert "What cannot be undone" not in words(refused)
    assert "A changed verdict is a correction or an update" in words(refused)


def test_with_nothing_changed_only_withdrawal_is_offered(
    editor: User, checker: User, other_checker: User, draft: FactCheck
):
    fact_check = factories.published(editor, checker, other_checker).fact_check

    page = read(editor, page_of(fact_check))

    assert "Nothing has changed since version 1. Withdraw it …" in page
    assert "Publish …" not in page
    unmet = read(editor, page_of(draft))
    assert "things to mend before this can be published." in unmet
    assert "Publish …" not in unmet


def test_the_address_of_a_draft_is_told_before_it_is_published(
    editor: User, draft: FactCheck
):
    assert f"/fact-checks/{draft.article.slug}/" in read(editor, page_of(draft))


# Lists and records


@pytest.mark.parametrize(
    ("stage", "is_there"),
    [("draft", True), ("ready", True), ("published", False), ("", True)],
)
def test_the_list_tells_what_is_ready(
    editor: User, ready: FactCheck, stage: str, is_there: bool
):
    address = reverse("admin:claims_factcheck_changelist") + f"?stage={stage}"

    assert (ready.title in read(editor, address)) == is_there


def test_a_version_is_read_and_never_written(
    editor: User, superuser: User, checker: User, other_checker: User
):
    version = factories.published(editor, checker, other_checker)
    address = reverse("admin:claims_version_change", args=[version.pk])

    page = read(editor, address)

    assert version.manifest_sha256 in page
    assert "First publication" in page
    for person in (editor, superuser):
        client = Person(person).client
        assert client.post(address, {"reason": "x"}).status_code == 403
        assert client.get(reverse("admin:claims_version_add")).status_code == 403
        delete = reverse("admin:claims_version_delete", args=[version.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403


# For another system


def offered(page: str) -> str:
    """Return what stands in the one field that is only there to be copied."""
    field = r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>"
    (text,) = re.findall(field, page, re.DOTALL)
    return html.unescape(text)


def test_what_is_published_is_offered_as_html_to_paste(editor: User, ready: FactCheck):
    assert "For another system" not in read(editor, page_of(ready))
    version = issuing.publish(fact_check=ready, by=editor)

    page = Person(editor).open(page_of(ready))

    address = f"{version.fact_check.article.get_absolute_url()}fragment.txt"
    assert offered(page) == Client().get(address).content.decode()
    assert f'href="{address}"' in page
    assert f'href="{address.replace("fragment", "claims/1/fragment")}"' in page


def test_of_a_draft_nothing_is_offered_to_paste(editor: User, ready: FactCheck):
    issuing.publish(fact_check=ready, by=editor)
    Person(editor).fill_in(page_of(ready), title="A title nobody has read yet")

    page = Person(editor).open(page_of(ready))

    assert "A title nobody has read yet" not in offered(page)
