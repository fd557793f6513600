"""The article's text beside the forms that ask for words of it, also a long one."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims.admin.others import MOST_OFFERED
from claims.admin.text_beside import MOST_AT_ONCE, part_of
from claims.intake import import_text
from claims.models import Article, Claim, Flag
from tests import factories
from tests.claims.admin.pages import page_of, read
from tests.claims.shaping.doing import ARTICLE, now, of, quotes
from tests.journeys.people import Person

TOWNS = ["Alder", "Brack", "Corvin", "Dunmore", "Elsted", "Farrow", "Gant", "Hexley"]


@pytest.fixture
def article(db: None) -> Article:
    return factories.article(ARTICLE)


@pytest.fixture
def bob(checker: User) -> Person:
    return Person(checker)


def long_article(claims: int) -> Article:
    """Return an article of so many sentences, four in a paragraph."""
    sentences = [
        f"In {TOWNS[n % 8]} the council repaired {n + 30} roads of {TOWNS[n // 8 % 8]}."
        for n in range(claims)
    ]
    paragraphs = [" ".join(sentences[n : n + 4]) for n in range(0, claims, 4)]
    return factories.article("\n\n".join(["Roads Repaired Since Monday", *paragraphs]))


def marked(page: str, how: str = "") -> list[str]:
    """Return what is marked in the text beside a form."""
    text = page.partition('class="text-beside"')[2].partition("</p>")[2]
    told = f' class="{how}"' if how else ""
    return re.findall(f"<mark{told}>(.*?)</mark>", text, re.DOTALL)


def test_the_place_to_be_changed_is_marked_in_the_text_beside(
    article: Article, bob: Person
):
    boats = of(article, "40 boats")
    mention = boats.mentions.get()

    page = bob.open(page_of(boats, "respan", mention.pk))

    assert marked(page) == [mention.quote.replace("\n", " ")]
    assert "The ferries to Oran" in page
    assert '<span class="claimed">The quay was built in 1931</span>' in page


def test_every_place_of_a_claim_is_marked_where_another_is_added(
    article: Article, bob: Person
):
    boats = of(article, "40 boats")
    bob.fill_in(page_of(boats, "mention"), words="3 million crowns")

    page = bob.open(page_of(boats, "mention"))

    assert marked(page) == quotes(boats)


def test_an_orphan_is_shown_with_its_old_sentence_and_what_may_have_become_of_it(
    article: Article, bob: Person, editor: User
):
    cost = of(article, "3 million")
    changed = article.latest_revision().text.replace("3 million", "4 million")
    import_text(text=changed, article=article, by=editor)

    page = bob.open(page_of(cost, "mention"))

    assert "Repairs will cost <del>3</del><ins>4</ins> million crowns." in page
    assert "Perhaps this sentence became of it" in page
    assert "<h1>Say where it stands now</h1>" in page
    assert "It stands in the words" in page
    assert marked(page, "perhaps") == ["Repairs will cost 4 million crowns."]
    assert marked(page) == []
    asked = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "million" not in asked  # shown, never taken
    assert quotes(cost) == ["Repairs will cost 3 million crowns"]


def test_an_orphan_whose_words_are_gone_is_shown_beside_the_text(
    article: Article, bob: Person, editor: User
):
    cost = of(article, "3 million")
    sentence = "Repairs will cost 3 million crowns. "
    changed = article.latest_revision().text.replace(sentence, "")
    import_text(text=changed, article=article, by=editor)

    page = bob.open(page_of(cost, "mention"))

    assert "Nothing in text 2 is like it." in page
    assert marked(page, "perhaps") == []
    assert "The ferries to Oran" in page


def test_a_claim_is_added_beside_the_text_and_what_is_claimed_of_it(
    article: Article, bob: Person
):
    page = bob.open(reverse("admin:claims_article_add_claim", args=[article.pk]))

    assert '<span class="claimed">The quay was built in 1931</span>' in page
    assert marked(page) == []


def test_of_a_link_the_words_are_shown(bob: Person, db: None):
    article = factories.article(
        "Quay Closed On Monday\n\nThe [harbor office](https://harbor.example/) closed "
        "the quay in March. It was built in 1931.\n"
    )

    page = bob.open(reverse("admin:claims_article_add_claim", args=[article.pk]))

    text = re.sub("<[^>]*>", "", page)
    assert "The harbor office closed the quay" in text
    assert "harbor.example" not in text


def test_of_a_table_the_rows_are_shown_and_of_what_changed_the_words_of_links(
    bob: Person, editor: User, db: None
):
    text = (
        "Quay Closed On Monday (99)\n\n| Year | Boats |\n|---|---:|\n| 2024 | 412 |\n\n"
        "## The cost\n\nRepairs will cost 3 million crowns, said "
        "[the office](https://harbor.example/).\n"
    )
    article = import_text(text=text, by=editor).article
    cost = of(article, "3 million")
    import_text(text=text.replace("3 mil", "4 mil"), article=article, by=editor)

    page = bob.open(page_of(cost, "mention"))

    assert "| 2024 | 412 |" in page
    assert "|---" not in page
    assert '<p class="headline" dir="auto">The cost</p>' in page
    assert "<del>3</del><ins>4</ins> million crowns, said the office." in page


def test_script_in_the_text_beside_stays_text(bob: Person, db: None):
    article = factories.article(
        "Quay Closed On Monday\n\nThe quay was <script>ran=1</script> built in 1931.\n"
    )

    page = bob.open(reverse("admin:claims_article_add_claim", args=[article.pk]))

    assert "<script>ran=1" not in page
    assert "&lt;script&gt;ran=1" in page


def test_a_long_text_is_shown_around_the_place_and_in_parts(bob: Person, db: None):
    article = long_article(800)
    claim = article.claims.order_by("position")[500]
    mention = claim.mentions.get()

    page = bob.open(page_of(claim, "respan", mention.pk))
    first = bob.open(page_of(claim, "respan", mention.pk) + "?part=1")

    near = page.partition("<details")[0]
    assert near.count("</p>") < 30
    assert str(claim)[:-1] in near
    part = part_of(article.latest_revision(), "", at=mention.start)
    assert f'<strong aria-current="page">{part.number}</strong>' in page
    assert 1 < part.number <= part.last
    assert '<strong aria-current="page">1</strong>' in first
    assert "Roads Repaired Since Monday" in first


def test_the_parts_of_a_text_are_the_whole_text(db: None):
    revision = long_article(800).latest_revision()
    last = part_of(revision, "").last

    blocks = [
        block
        for number in range(1, last + 1)
        for block in part_of(revision, str(number)).blocks
    ]

    assert last > 2
    assert blocks == revision.reading["blocks"]


@pytest.mark.parametrize("asked", ["0", "99", "-1", "two", "1" * 30, "²"])
def test_a_part_that_is_none_is_the_first(asked: str, bob: Person, db: None):
    article = long_article(800)
    page = reverse("admin:claims_article_change", args=[article.pk])

    assert '<strong aria-current="page">1</strong>' in bob.open(f"{page}?part={asked}")


def test_the_articles_page_weighs_no_more_than_a_part_of_its_text(
    bob: Person, db: None
):
    article, longer = long_article(800), long_article(1600)
    sizes = [
        len(bob.open(reverse("admin:claims_article_change", args=[each.pk])))
        for each in (article, longer)
    ]

    assert max(sizes) < 400_000
    assert sizes[1] < 1.2 * sizes[0]


def test_of_many_flags_the_first_are_shown_and_all_on_demand(bob: Person, db: None):
    article = factories.article(ARTICLE)
    revision = article.latest_revision()
    for number in range(60):
        Flag.objects.create(
            revision=revision, kind="arithmetic", message=f"No. {number}."
        )
    address = reverse("admin:claims_article_change", args=[article.pk])

    page = bob.open(address)

    noticed = revision.flags.count()
    assert f'<a href="?flags=all#flags">{noticed - 50} more</a>' in page
    assert "No. 59." not in page
    assert "No. 59." in bob.open(address + "?flags=all")


def test_every_claim_is_told_of_in_the_part_it_stands_in_under_one_number(
    bob: Person, db: None
):
    article = long_article(800)
    address = reverse("admin:claims_article_change", args=[article.pk])
    last = part_of(article.latest_revision(), "").last

    pages = [bob.open(f"{address}?part={number}") for number in range(1, last + 1)]

    numbers = [
        int(number)
        for page in pages
        for number in re.findall(r'id="claim-(\d+)"', page)
    ]
    assert numbers == list(range(1, article.claims.count() + 1))
    coverage = {
        page.partition("<figcaption>")[2].partition("</figcaption>")[0]
        for page in pages
    }
    assert len(coverage) == 1


def test_a_short_text_has_no_parts(article: Article, bob: Person):
    assert len(article.latest_revision().text) < MOST_AT_ONCE

    page = bob.open(reverse("admin:claims_article_change", args=[article.pk]))

    assert "A long text, in" not in page


def choices(page: str, name: str) -> list[str]:
    """Return the claims that a form offers."""
    field = page.partition(f'name="{name}"')[2].partition("</select>")[0]
    return re.findall(r"<option[^>]*>(.*?)</option>", field, re.DOTALL)[1:]


@pytest.mark.parametrize(
    ("form", "name"), [("merge", "other"), ("leave", "duplicate_of")]
)
def test_of_many_claims_the_nearest_are_offered_and_a_search(
    form: str, name: str, editor: User
):
    alice = Person(editor)
    claims = list(long_article(200).claims.order_by("position"))
    claim, next_to_it, far = claims[100], claims[101], claims[3]

    page = alice.open(page_of(claim, form))
    found = alice.open(page_of(claim, form) + f"?q=repaired+{str(far).split()[5]}")
    nothing = alice.open(page_of(claim, form) + "?q=zeppelin")

    assert len(choices(page, name)) == MOST_OFFERED
    assert str(next_to_it) in choices(page, name)
    assert str(far) not in choices(page, name)
    assert str(far) in choices(found, name)
    assert str(next_to_it) not in choices(found, name)
    assert "No other claim has these words" in nothing
    assert choices(nothing, name) == choices(page, name)


@pytest.mark.parametrize("at", [0, 1, 195, -1])
def test_near_an_end_of_the_text_as_many_are_offered(at: int, editor: User):
    alice = Person(editor)
    claims = list(long_article(200).claims.order_by("position"))

    page = alice.open(page_of(claims[at], "leave"))
    meant = alice.open(page_of(claims[at], "leave") + f"?other={claims[50].pk}")

    assert len(choices(page, "duplicate_of")) == MOST_OFFERED
    assert f"The form offers the {MOST_OFFERED} nearest in the text" in page
    assert str(claims[50]) in choices(meant, "duplicate_of")


def test_a_claim_that_was_sought_is_taken_in(editor: User):
    alice = Person(editor)
    claims = list(long_article(200).claims.order_by("position"))
    claim, far = claims[100], claims[3]

    alice.fill_in(
        page_of(claim, "merge") + f"?q=repaired+{str(far).split()[5]}",
        other=f"{far.pk}-{far.version}",
    )

    assert now(far).duplicate_of == claim


def test_a_far_claim_is_repeated_whatever_was_offered(editor: User):
    claims = list(long_article(200).claims.order_by("position"))
    claim, far = claims[100], claims[3]

    Person(editor).fill_in(
        page_of(claim, "leave"), reason="duplicate", duplicate_of=far.pk
    )

    assert now(claim).duplicate_of == far


def test_a_few_claims_are_all_offered_without_a_search(article: Article, bob: Person):
    boats = of(article, "40 boats")

    page = bob.open(page_of(boats, "merge"))

    assert len(choices(page, "other")) == article.claims.count() - 1
    assert "Search the article’s claims" not in page


def test_a_claim_of_another_article_is_never_offered(article: Article, bob: Person):
    many: list[Claim] = list(long_article(200).claims.order_by("position"))
    elsewhere = of(article, "40 boats")

    page = bob.open(page_of(many[0], "merge") + "?q=boats")
    answer = bob.send(page_of(many[0], "merge"), page, other=f"{elsewhere.pk}-1")

    assert str(elsewhere) not in " ".join(choices(page, "other"))
    assert "cannot be taken in any more" in read(
        bob.user, page_of(many[0], "merge")
    ) or ("cannot be taken in any more" in answer.content.decode())
    assert now(elsewhere).duplicate_of is None
