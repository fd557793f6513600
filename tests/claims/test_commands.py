from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from claims import demonstration
from claims.management.commands.import_article import Command as ImportArticle
from claims.management.commands.publish import Command as Publish
from claims.models import Article, Claim, FactCheck, Version
from claims.reading.reading import LONGEST_TEXT, read
from claims.seeding import SEEDS
from tests import factories, files
from tests.claims.refusing import everything_stored, refused
from tests.factories import ARTICLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def run(*words: str) -> tuple[str, str]:
    """Run a command; return what it wrote to standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


class TestImportArticle:
    def test_a_file_is_stored_and_told_as_json(self, story: Path, editor: User) -> None:
        out, err = run(
            "import_article",
            str(story),
            "--url=https://harbor.example/ferry",
            "--publisher=Harbor Gazette",
            "--published-on=2026-03-03",
            "--byline=A. Writer",
            "--by=editor",
        )

        article = Article.objects.get()
        told = json.loads(out)
        assert told == {
            "article": article.pk,
            "slug": article.slug,
            "claims": article.claims.count(),
            "sources": 1,
            "desk_url": "http://testserver"
            + reverse("admin:claims_article_change", args=[article.pk]),
        }
        assert err == ""
        assert (article.imported_by, article.byline) == (editor, "A. Writer")
        assert article.published_on.isoformat() == "2026-03-03"

    def test_a_word_file_is_read_with_a_word_on_progress(
        self, tmp_path: Path, editor: User
    ) -> None:
        file = tmp_path / "ferry.docx"
        file.write_bytes(files.word())

        out, err = run("import_article", str(file), "--by=editor")

        article = Article.objects.get(pk=json.loads(out)["article"])
        assert err == "Reading ferry.docx …\n"
        assert article.headline == files.HEADLINE
        assert article.copies.get().saved_by == editor

    @pytest.mark.parametrize("name", ["mobilization", "free-buses"])
    def test_a_seed_file_has_the_claims_and_sources_that_read_prints(
        self, name: str
    ) -> None:
        file = SEEDS / f"articles/{name}.md"
        found = read(file.read_text(encoding="utf-8"))

        out, _err = run("import_article", str(file))

        told = json.loads(out)
        assert (told["claims"], told["sources"]) == (
            sum(claim.duplicate_of is None for claim in found.claims),
            len(found.sources),
        )

    def test_an_address_is_refused_in_a_sentence(self) -> None:
        with refused("cannot be fetched yet", CommandError) as raised:
            run("import_article", "https://harbor.example/ferry")

        assert raised.value.returncode == 2

    def test_a_hyphen_is_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))

        out, _err = run("import_article", "-")

        assert json.loads(out)["article"] == Article.objects.get().pk

    def test_the_same_text_twice_is_the_same_article(self, story: Path) -> None:
        first, _err = run("import_article", str(story))
        stored = everything_stored()

        again, err = run("import_article", str(story))

        assert again == first
        assert err == "This text is here already; nothing was stored.\n"
        assert everything_stored() == stored

    @pytest.mark.parametrize("by_address", [True, False])
    def test_a_changed_text_says_what_became_of_its_claims(
        self, story: Path, by_address: bool
    ) -> None:
        address = "--url=https://harbor.example/ferry"
        first, _err = run("import_article", str(story), address)
        slug = json.loads(first)["slug"]
        story.write_text(ARTICLE.replace("412", "413"), encoding="utf-8")

        out, err = run(
            "import_article", str(story), address if by_address else f"--article={slug}"
        )

        became = {"unchanged": 4, "moved": 0, "orphaned": 1, "new": 1}
        assert json.loads(out) == json.loads(first) | {"claims": 6} | became
        assert err == (
            "Stored as text 2 of an article that is here already: of its claims 4 "
            "unchanged, 1 no longer found, 1 new.\n"
        )

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "empty"),
            (b"\x89PNG\r\n\x1a\n\x00\xff", "what it holds is a PNG picture"),
            ("Café".encode("latin-1"), "This is not UTF-8 text: byte 4"),
            (b"One\x00two", "a NUL character"),
            (b"A ferry left. " * 220_000, f"{LONGEST_TEXT:,}"),
            (b"A ferry left. " * 800_000, "larger than 10 megabytes"),
        ],
        ids=["empty", "binary", "Latin-1", "NUL", "3 MB", "11 MB"],
    )
    def test_bad_input_ends_with_2_and_stores_nothing(
        self, tmp_path: Path, content: bytes, sentence: str
    ) -> None:
        file = tmp_path / "story.txt"
        file.write_bytes(content)

        with refused(sentence, CommandError) as raised:
            run("import_article", str(file))

        assert raised.value.returncode == 2
        assert "\n" not in str(raised.value)

    @pytest.mark.parametrize(
        ("option", "sentence"),
        [
            ("--url=ftp://harbor.example/", "must begin with http:// or https://"),
            (
                "--published-on=yesterday",
                "'yesterday' is not a date such as 2026-03-01.",
            ),
            ("--article=nowhere", "There is no article 'nowhere'."),
            ("--by=nobody", "There is no user 'nobody'."),
        ],
    )
    def test_a_bad_option_ends_with_2_and_stores_nothing(
        self, story: Path, option: str, sentence: str
    ) -> None:
        with refused(sentence, CommandError) as raised:
            run("import_article", str(story), option)

        assert raised.value.returncode == 2

    def test_a_file_that_is_not_there_ends_with_2(self, tmp_path: Path) -> None:
        with refused("cannot be read: No such file or directory.", CommandError):
            run("import_article", str(tmp_path / "nowhere.txt"))

    @pytest.mark.django_db(transaction=True)
    def test_the_process_ends_with_2_and_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "story.txt"
        file.write_bytes(b"")

        with pytest.raises(SystemExit) as ended:
            ImportArticle().run_from_argv(["manage.py", "import_article", str(file)])

        written = capsys.readouterr()
        assert ended.value.code == 2
        assert written.out == ""
        assert written.err.count("\n") == 1


class TestPublish:
    @pytest.fixture
    def ready(self, editor: User, checker: User, other_checker: User) -> FactCheck:
        claim = factories.decided(editor, checker, other_checker)
        return factories.drafted(claim, editor)

    def test_a_fact_check_is_published_and_its_address_told(
        self, ready: FactCheck
    ) -> None:
        out, err = run("publish", ready.article.slug, "--by=editor")

        version = Version.objects.get()
        assert out == f"http://testserver{version.get_absolute_url()}\n"
        assert err == ""

    def test_a_later_version_has_a_kind_and_a_reason(
        self, ready: FactCheck, editor: User
    ) -> None:
        run("publish", ready.article.slug, "--by=editor")
        ready.refresh_from_db()
        factories.drafted(Claim.objects.get(public_number=1), editor)
        FactCheck.objects.update(notice="Since then the ferry sank.")

        run(
            "publish",
            ready.article.slug,
            "--by=editor",
            "--kind=notice",
            "--reason=The ferry sank.",
        )

        assert [
            (version.number, version.kind, version.reason)
            for version in Version.objects.order_by("number")
        ] == [(1, "first", ""), (2, "notice", "The ferry sank.")]

    def test_every_unmet_rule_stands_on_its_own_line(self, ready: FactCheck) -> None:
        FactCheck.objects.update(title="", summary="")

        with refused("The fact-check needs a title.", CommandError) as raised:
            run("publish", ready.article.slug, "--by=editor")

        assert str(raised.value).splitlines() == [
            "The fact-check needs a title.",
            "The fact-check needs a one-sentence summary.",
        ]
        assert raised.value.returncode == 1

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["nowhere", "--by=editor"], "There is no article 'nowhere'."),
            (["{slug}", "--by=nobody"], "There is no user 'nobody'."),
            (["{slug}", "--by=checker"], "Only editors write and publish fact-checks."),
        ],
    )
    def test_what_cannot_be_published_ends_with_1(
        self, ready: FactCheck, words: list[str], sentence: str
    ) -> None:
        with refused(sentence, CommandError) as raised:
            run("publish", *(word.format(slug=ready.article.slug) for word in words))

        assert raised.value.returncode == 1

    def test_an_article_without_a_claim_is_not_published(self, editor: User) -> None:
        article = factories.article("***")

        with refused(
            "No claim of the article is decided: there is nothing to publish.",
            CommandError,
        ):
            run("publish", article.slug, "--by=editor")

    @pytest.mark.django_db(transaction=True)
    def test_the_process_ends_with_1(
        self, ready: FactCheck, capsys: pytest.CaptureFixture[str]
    ) -> None:
        FactCheck.objects.update(title="")

        with pytest.raises(SystemExit) as ended:
            Publish().run_from_argv(
                ["manage.py", "publish", ready.article.slug, "--by=editor"]
            )

        assert ended.value.code == 1
        assert "The fact-check needs a title." in capsys.readouterr().err


class TestDemo:
    def test_known_passwords_are_made_only_where_debug_is_on(self) -> None:
        with refused("it runs only where DEBUG is on.", CommandError):
            run("demo")

        assert not User.objects.exists()

    def test_an_example_is_played_to_a_published_fact_check(
        self, settings: Any, client: Client
    ) -> None:
        settings.DEBUG = True

        out, _err = run("demo")

        versions = Version.objects.order_by("number")
        assert [version.kind for version in versions] == [
            "first",
            "update",
            "correction",
        ]
        published, under_check = Article.objects.order_by("pk")
        desk = reverse("admin:claims_article_change", args=[under_check.pk])
        assert f"http://testserver{published.get_absolute_url()}" in out
        assert f"http://testserver{desk}" in out
        for username in demonstration.ACCOUNTS:
            password = demonstration.password(username)
            assert f"{username:13} {password}" in out
            assert client.login(username=username, password=password)

    def test_played_twice_it_changes_nothing_twice(self, settings: Any) -> None:
        settings.DEBUG = True
        first, _err = run("demo")
        stored = everything_stored()
        people = list(User.objects.order_by("pk").values())

        again, _err = run("demo")

        assert again == first
        assert everything_stored() == stored
        assert list(User.objects.order_by("pk").values()) == people

    def test_an_example_that_fails_midway_leaves_nothing(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.DEBUG = True
        told = demonstration.seeds("mobilization.toml")
        told["versions"][-1]["explanations"] = {"no such claim": "Nothing."}
        monkeypatch.setattr(
            demonstration,
            "seeds",
            lambda name, kept=demonstration.seeds: (
                told if name == "mobilization.toml" else kept(name)
            ),
        )

        with pytest.raises(KeyError):
            run("demo")

        assert not Article.objects.exists()
        assert not User.objects.exists()
