from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims.models import Article, Revision, Topic
from tests import factories
from tests.claims.api.scripts import Script, done, refused
from tests.claims.refusing import everything_stored

pytestmark = pytest.mark.django_db


class TestImport:
    def test_a_text_becomes_an_article_with_claims(self, editor: User):
        response = Script(editor).post(
            "/articles/", text=factories.ARTICLE, publisher="Harbor Gazette"
        )

        article = Article.objects.get()
        assert response.status_code == 201
        assert response.json() == {
            "article": article.pk,
            "slug": article.slug,
            "text": 1,
            "is_new_article": True,
            "is_new_text": True,
            "claims": article.claims.count(),
            "sources": 1,
            "unchanged": 0,
            "moved": 0,
            "orphaned": 0,
            "new": article.claims.count(),
        }
        assert article.imported_by == editor

    def test_the_same_text_is_the_same_article(self, editor: User):
        script = Script(editor)
        first = done(script.post("/articles/", text=factories.ARTICLE))

        again = script.post("/articles/", text=factories.ARTICLE)

        assert again.status_code == 200
        assert again.json()["article"] == first["article"]
        assert Revision.objects.count() == 1

    def test_a_changed_text_of_a_known_article_is_a_new_one_of_it(self, editor: User):
        article = factories.article()

        imported = done(
            Script(editor).post(
                "/articles/", text=f"{factories.ARTICLE} More.", article=article.pk
            )
        )

        assert (imported["article"], imported["text"]) == (article.pk, 2)
        assert imported["is_new_article"] is False
        assert Article.objects.get(pk=article.pk).version == article.version + 1

    def test_what_it_is_is_not_said_with_a_changed_text(
        self, editor: User, checker: User
    ):
        article = factories.article()

        response = Script(editor).post(
            "/articles/",
            text=f"{factories.ARTICLE} More.",
            article=article.pk,
            written_by="checker",
            publisher="Harbor Post",
        )

        assert refused(response, 400)
        assert response.json()["fields"].keys() == {"publisher", "written_by"}
        assert Revision.objects.count() == 1

    def test_an_address_alone_is_refused_in_a_sentence(self, editor: User):
        response = Script(editor).post("/articles/", url="https://harbor.example/ferry")

        assert refused(response, 400).startswith("Send the article's text or its file")
        assert not Article.objects.exists()

    @pytest.mark.parametrize(
        "body",
        [{}, {"text": ""}, {"text": " \n"}, {"text": "A", "url": "ftp://a.example/"}],
    )
    def test_what_is_no_article_is_refused(self, body: dict[str, str], editor: User):
        response = Script(editor).post("/articles/", **body)

        assert refused(response, 400).endswith(".")
        assert not Article.objects.exists()


class TestReading:
    def test_the_text_and_its_topics_are_there(self, editor: User, checker: User):
        article = factories.article()
        topic = Topic.objects.create(article=article, name="Passengers", position=9)

        told = Script(checker).get(f"/articles/{article.pk}/")

        assert told["text"]["text"] == article.latest_revision().text
        assert told["topics"][-1]["id"] == topic.pk

    def test_an_earlier_text_stays_readable(self, editor: User):
        article = factories.article()
        before = article.latest_revision().text
        done(
            Script(editor).post(
                "/articles/", text=f"{before} More.", article=article.pk
            )
        )

        told = Script(editor).get(f"/articles/{article.pk}/texts/1/")

        assert told["text"] == before

    def test_each_mention_has_selectors_that_lead_to_its_words(self, checker: User):
        article = factories.article()
        text = article.latest_revision().text
        script = Script(checker)

        mentions = script.get(f"/articles/{article.pk}/mentions/")["results"]

        assert len(mentions) == article.claims.count()
        for mention in mentions:
            quote, position = mention["selector"]
            assert quote["type"] == "TextQuoteSelector"
            assert position["type"] == "TextPositionSelector"
            assert text[position["start"] : position["end"]] == quote["exact"]
            around = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert text.count(around) == 1

    def test_articles_are_searched_in_any_case(self, checker: User):
        factories.article("МОСКВА говорит\n\nПаром ушёл в Monday. Ничего больше.")
        factories.article()

        found = Script(checker).get("/articles/?q=москва")["results"]

        assert [row["headline"] for row in found] == ["МОСКВА говорит"]


class TestDescribing:
    def test_what_is_left_out_stays(self, editor: User):
        article = factories.article()

        told = done(Script(editor).patch(f"/articles/{article.pk}/", reach="Wide"))

        assert told["reach"] == "Wide"
        assert told["headline"] == article.headline
        assert told["version"] == article.version + 1

    def test_without_the_state_that_was_read_nothing_is_written(self, editor: User):
        article = factories.article()
        before = everything_stored()

        response = Script(editor).call(
            "patch", f"/articles/{article.pk}/", {"reach": "Wide"}
        )

        assert refused(response, 409) == (
            "Say in If-Match which state you read: its ETag tells."
        )
        assert everything_stored() == before | {
            "claims_apitoken": everything_stored()["claims_apitoken"]
        }

    @pytest.mark.parametrize("tag", ["*", "1", '"1', "nonsense", ","])
    def test_a_tag_that_names_no_state_writes_nothing(self, tag: str, editor: User):
        article = factories.article()

        response = Script(editor).call(
            "patch", f"/articles/{article.pk}/", {"reach": "Wide"}, If_Match=tag
        )

        assert refused(response, 409).startswith("Say in If-Match which state")
        assert Article.objects.get(pk=article.pk).reach == ""

    @pytest.mark.parametrize("tag", ['W/"1"', '"9", "1"', '"1"'])
    def test_the_state_that_was_read_is_known_by_a_tag_a_proxy_weakened(
        self, tag: str, editor: User
    ):
        article = factories.article()

        response = Script(editor).call(
            "patch", f"/articles/{article.pk}/", {"reach": "Wide"}, If_Match=tag
        )

        assert done(response)["reach"] == "Wide"

    @pytest.mark.parametrize("tag", ['"9"', 'W/"9"', '"9", "8"'])
    def test_another_state_is_a_conflict_that_shows_both(self, tag: str, editor: User):
        article = factories.article()

        response = Script(editor).call(
            "patch", f"/articles/{article.pk}/", {"reach": "Wide"}, If_Match=tag
        )

        assert refused(response, 409).startswith("This has changed since")
        assert response.json()["sent"] == {"reach": "Wide"}
        assert response.json()["stored"]["reach"] == ""

    def test_the_writer_is_named_by_user_name(self, editor: User, checker: User):
        article = factories.article()
        script = Script(editor)

        told = done(script.patch(f"/articles/{article.pk}/", written_by="checker"))
        wrong = script.patch(f"/articles/{article.pk}/", written_by="nobody")

        assert told["written_by"] == "checker"
        assert refused(wrong, 400).endswith("another look: written_by.")
        assert wrong.json()["fields"] == {
            "written_by": ["Nobody of the desk has the user name nobody."]
        }


class TestTopics:
    def test_one_is_added_and_described(self, editor: User):
        path = f"/articles/{factories.article().pk}/topics/"
        script = Script(editor)
        topic = done(script.post(path, name="Boats and quays"))

        told = done(script.patch(f"{path}{topic['id']}/", summary="On boats."))

        assert (told["name"], told["summary"]) == ("Boats and quays", "On boats.")

    def test_a_name_is_taken_once(self, editor: User):
        path = f"/articles/{factories.article().pk}/topics/"
        script = Script(editor)
        done(script.post(path, name="Boats and quays"))

        again = script.post(path, name="boats and QUAYS")

        assert refused(again, 409).startswith("The article has a topic")

    def test_a_topic_of_another_article_is_not_there(self, editor: User):
        topic = Topic.objects.create(article=factories.article(), name="Quays")
        other = factories.article()

        response = Script(editor).call(
            "get", f"/articles/{other.pk}/topics/{topic.pk}/"
        )

        assert refused(response, 404)


def test_what_the_article_cites_is_recognized(checker: User):
    article = factories.article()
    source = factories.opened_source(checker)
    script = Script(checker)
    cited = script.get(f"/articles/{article.pk}/citations/")["results"][0]

    told = done(
        script.post(
            f"/articles/{article.pk}/citations/{cited['id']}/recognize/",
            source=source.pk,
        )
    )

    assert told == cited | {"source": source.pk}
