"""What was checked before is found; what is not published, or no longer, is not."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from claims import fulltext, known_checks
from claims.choices import CheckKind, Outcome, VersionKind
from claims.known_checks import find, find_for, store
from claims.matching.claimreviews import PublishedCheck
from claims.models import Claim, FactCheck, KnownCheck, Manifest, Version
from claims.publishing import issuing
from claims.triggers import drop_triggers
from tests import factories, saturated

pytestmark = pytest.mark.django_db

ANACONDA = PublishedCheck(
    url="https://checks.example/anaconda",
    claim="A video shows a 10-meter-long anaconda swimming across a river in Brazil",
    publisher="Harbor Facts",
    title="Does a video show a giant anaconda?",
    label="False",
    outcome="false",
)
FRIES = PublishedCheck(
    url="https://checks.example/fries",
    claim="A restaurant offers any size of fries for a dollar",
    publisher="Harbor Facts",
    label="Mixture",
    outcome="half-true",
)
COMMON = [
    PublishedCheck(
        url=f"https://checks.example/{number}",
        claim=f"The video of a river number {number} is old",
    )
    for number in range(30)
]


def urls(sought: str, **how: object) -> list[str]:
    return [check.url for check in find(sought, **how)]  # type: ignore[arg-type]


@pytest.fixture
def version(editor: User, checker: User, other_checker: User) -> Version:
    return factories.published(editor, checker, other_checker)


def republished(version: Version, editor: User, kind: str) -> Version:
    fact_check = FactCheck.objects.get(pk=version.fact_check_id)
    issuing.draft(
        fact_check=fact_check,
        title="Ferries and gooseberries",
        summary=fact_check.summary,
        key_findings=fact_check.key_findings,
        why_checked=fact_check.why_checked,
        as_of=fact_check.as_of,
        version=fact_check.version,
        by=editor,
    )
    return issuing.publish(
        fact_check=fact_check, kind=kind, reason="It had to be.", by=editor
    )


def test_what_shares_the_telling_words_is_found_first() -> None:
    store([FRIES, ANACONDA, *COMMON])

    found = find("Anacondas that swim in rivers: a video", languages=["en"])

    assert found[0].url == ANACONDA.url
    assert len(found) == 10
    assert found[0].outcome == Outcome.FALSE
    assert FRIES.url not in [check.url for check in found]


def test_the_words_of_the_title_find_it_too() -> None:
    store([ANACONDA, FRIES])

    assert urls("giants") == [ANACONDA.url]


@pytest.mark.parametrize(
    ("claim", "sought"),
    [
        ("Грузия закрыла границу для грузовиков", "границы Грузии"),
        ("أغلقت جورجيا الحدود", "الحدود"),
        ("格鲁吉亚关闭了边境", "关闭边境"),
        ("ジョージアが国境を閉鎖した", "国境の閉鎖"),
        ("ประเทศจอร์เจียปิดพรมแดน", "พรมแดน"),
        ("जॉर्जिया ने सीमा बंद की", "सीमा"),
        ("Γεωργία: έκλεισαν τα σύνορα", "ΣΎΝΟΡΑ"),
        ("조지아가 국경을 폐쇄했다", "국경 폐쇄"),
        ("Élections à Zürich", "elections zurich"),
    ],
)
def test_claims_in_any_script_are_found(claim: str, sought: str) -> None:
    store([ANACONDA, PublishedCheck(url="https://checks.example/x", claim=claim)])

    assert urls(sought) == ["https://checks.example/x"]


HOSTILE = [
    "",
    " ",
    "?!…",
    '"',
    "\"'\\",
    "anaconda' OR 1=1 --",
    'anaconda" OR "river',
    "anaconda NEAR(river) AND NOT (",
    "{words} : anaconda",
    "kind:imported",
    "anaconda* ^river - +",
    "anaconda:* & !river <-> |",
    "%s %(x)s {0}",
    "a" * 100_000,
    "anaconda " * 10_000,
    " ".join(f"word{number}" for number in range(5_000)),
    "\u0301\u200d🐍🇫",
    "𐤀𐤁 anaconda",
]


@pytest.mark.parametrize("sought", HOSTILE)
@pytest.mark.parametrize("own", [False, True])
def test_whatever_is_sought_is_only_words(
    sought: str, own: bool, version: Version
) -> None:
    store([ANACONDA])

    found = urls(sought, own=own)

    assert found == ([ANACONDA.url] if "anaconda" in sought and not own else [])


def test_the_same_again_changes_nothing_and_a_change_is_taken_over() -> None:
    corrected = PublishedCheck(
        url=ANACONDA.url, claim=ANACONDA.claim, title="An old python", label="True"
    )

    assert store([ANACONDA, FRIES]) == known_checks.Stored(2, 0, 0)
    assert store([ANACONDA, FRIES]) == known_checks.Stored(0, 0, 2)
    assert store([corrected, FRIES]) == known_checks.Stored(0, 1, 1)
    assert KnownCheck.objects.count() == 2
    assert KnownCheck.objects.get(url=ANACONDA.url).label == "True"
    assert urls("python") == [ANACONDA.url]
    assert urls("giant") == []


def test_verdicts_are_found_from_the_moment_they_are_published(
    editor: User, checker: User, other_checker: User
) -> None:
    claim = factories.decided(editor, checker, other_checker)
    assert find(claim.claim_reviewed) == []

    version = factories.published(editor, checker, other_checker)
    mine = version.fact_check.article.claims.get(public_number=1)
    found = find(mine.claim_reviewed)

    assert [check.url for check in found] == [mine.get_absolute_url()]
    assert found[0].kind == CheckKind.VERDICT
    assert found[0].outcome == Outcome.TRUE
    assert found[0].label == "True"


def test_a_claim_is_no_earlier_check_of_itself(version: Version) -> None:
    claim = version.fact_check.article.claims.get(public_number=1)

    assert find_for(claim) == []
    store([PublishedCheck(url="https://x.example/", claim=claim.claim_reviewed)])
    assert [each.check.url for each in find_for(claim)] == ["https://x.example/"]


def test_what_may_be_the_same_by_chance_is_no_earlier_check(editor: User) -> None:
    claim = factories.open_claim(editor)
    claim.claim_reviewed = "The ferry carried 12,000 people to the island in May 2022"
    by_chance = "In May 2022 the bridge cost 12 million and moved 300 people"
    about_it = "No ferry reached an island in 2021"
    store(
        [
            PublishedCheck(url=f"https://x.example/{number}", claim=text)
            for number, text in enumerate([by_chance, about_it])
        ]
    )

    (found,) = find_for(claim)

    assert found.check.claim == about_it
    assert found.shared == ("ferry", "island")
    assert len(find(claim.claim_reviewed)) == 2


def test_a_number_is_found_however_its_thousands_are_parted() -> None:
    store([PublishedCheck(url="https://x.example/", claim="A call-up of 300,000 men")])

    for written in ("300,000", "300000", "300.000", "300\u202f000"):
        assert urls(written) == ["https://x.example/"]
    assert urls("000") == []


def test_words_are_found_in_the_language_of_the_record_or_of_none() -> None:
    text = "Millionen Katzen töten Vögel"
    store(
        [
            PublishedCheck(url="https://x.example/de", claim=text, language="de"),
            PublishedCheck(url="https://x.example/none", claim=text),
        ]
    )

    assert set(urls("Vögeln Millionen", languages=["de", ""])) == {
        "https://x.example/de",
        "https://x.example/none",
    }


def test_a_draft_is_never_found(
    version: Version, editor: User, checker: User, other_checker: User
) -> None:
    saturated.draft(
        "zyxwcanary", host="x", editor=editor, first=checker, second=other_checker
    )

    assert find("zyxwcanary") == find("zyxwcanary", own=True) == []


def test_fact_checks_as_a_whole_are_found_only_among_own(version: Version) -> None:
    title = version.fact_check.title

    assert CheckKind.FACT_CHECK in {check.kind for check in find(title, own=True)}
    assert CheckKind.FACT_CHECK not in {check.kind for check in find(title)}


def test_imported_checks_are_not_found_among_own(version: Version) -> None:
    store([ANACONDA])

    assert find("anaconda", own=True) == []


def test_a_later_version_takes_the_place_of_the_one_before(
    version: Version, editor: User
) -> None:
    before = KnownCheck.objects.own().count()

    republished(version, editor, VersionKind.MINOR)

    assert KnownCheck.objects.own().count() == before
    assert len(find("gooseberries", own=True)) == 1


def test_a_withdrawn_verdict_is_found_no_more(version: Version, editor: User) -> None:
    claim = version.fact_check.article.claims.get(public_number=1)
    assert find(claim.claim_reviewed)

    republished(version, editor, VersionKind.WITHDRAWN)

    assert find(claim.claim_reviewed) == find(claim.claim_reviewed, own=True) == []


def test_a_withheld_verdict_is_found_no_more(version: Version) -> None:
    claim = version.fact_check.article.claims.get(public_number=1)

    Manifest.objects.filter(version=version).update(body="")

    assert find(claim.claim_reviewed) == find(claim.claim_reviewed, own=True) == []
    call_command("index_checks")
    assert not KnownCheck.objects.own().exists()


def test_a_publication_that_fails_leaves_nothing_to_be_found(
    editor: User, checker: User, other_checker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("claims.publishing.issuing.record", fail)

    with pytest.raises(RuntimeError):
        factories.published(editor, checker, other_checker)

    assert not KnownCheck.objects.exists()
    assert find("passengers ferry") == []


def test_what_is_rolled_back_is_found_no_more() -> None:
    store([FRIES])

    @transaction.atomic
    def fail() -> None:
        store([ANACONDA])
        assert urls("anaconda") == [ANACONDA.url]
        KnownCheck.objects.create(kind="nonsense", key="x", digest="", url="x")

    with pytest.raises(IntegrityError):
        fail()

    assert urls("anaconda") == []
    assert urls("fries") == [FRIES.url]


def test_rows_that_go_are_found_no_more_whatever_path_they_take() -> None:
    store([ANACONDA, FRIES])

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM claims_knowncheck WHERE url = %s", [ANACONDA.url])

    assert urls("anaconda") == []
    assert urls("fries") == [FRIES.url]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite has the triggers.")
def test_without_its_triggers_the_index_would_know_nothing() -> None:
    drop_triggers(connection)
    assert set(fulltext.missing(connection)) == set(fulltext._TRIGGERS)

    store([ANACONDA])
    assert urls("anaconda") == []

    fulltext.install(connection)
    assert fulltext.missing(connection) == []
    assert urls("anaconda") == [ANACONDA.url]


@pytest.mark.django_db(transaction=True)
def test_the_index_outlives_a_flush_and_a_migration() -> None:
    store([ANACONDA])

    drop_triggers(connection)  # they refuse the flush
    call_command("flush", interactive=False, verbosity=0)
    assert urls("anaconda") == []
    store([ANACONDA])
    call_command("migrate", verbosity=0)

    assert fulltext.missing(connection) == []
    assert urls("anaconda") == [ANACONDA.url]


@pytest.mark.django_db(transaction=True)
def test_what_was_published_before_there_was_an_index_is_found_after_the_upgrade(
    version: Version,
) -> None:
    claim = version.fact_check.article.claims.get(public_number=1)
    call_command("migrate", "claims", "0002", verbosity=0)
    assert KnownCheck._meta.db_table not in connection.introspection.table_names()

    call_command("migrate", verbosity=0)

    assert urls(claim.claim_reviewed) == [claim.get_absolute_url()]
    assert find(version.fact_check.title, own=True)


@pytest.mark.django_db(transaction=True)
def test_a_migration_enters_nothing_twice(version: Version) -> None:
    before = list(KnownCheck.objects.order_by("pk").values())

    call_command("migrate", verbosity=0)

    assert list(KnownCheck.objects.order_by("pk").values()) == before


def test_the_index_can_be_made_anew(
    version: Version, capsys: pytest.CaptureFixture[str]
) -> None:
    store([ANACONDA])
    claim = version.fact_check.article.claims.get(public_number=1)
    KnownCheck.objects.own().delete()
    KnownCheck.objects.update(words="nothing")

    call_command("index_checks")

    assert "3 checks can be found." in capsys.readouterr().out
    assert urls("anaconda") == [ANACONDA.url]
    assert urls(claim.claim_reviewed) == [claim.get_absolute_url()]


def test_common_words_are_left_out_where_rare_ones_bring_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store([ANACONDA, FRIES, *COMMON])
    monkeypatch.setattr(fulltext, "ENOUGH_ROWS", 5)

    assert urls("an anaconda in a river, a video") == [ANACONDA.url]


def test_statistics_of_the_engine_change_no_answer() -> None:
    store([ANACONDA, FRIES, *COMMON])
    before = urls("an anaconda in a river, a video")

    fulltext.take_stock(connection)

    assert urls("an anaconda in a river, a video") == before


def test_an_own_row_belongs_to_a_version() -> None:
    with (
        pytest.raises(IntegrityError, match="published_here_or_imported"),
        transaction.atomic(),
    ):
        KnownCheck.objects.create(
            kind=CheckKind.VERDICT, key="x", digest="", url="/", number=1
        )


def test_the_manifest_alone_says_what_is_entered(version: Version) -> None:
    """What changes on the desk after publication is not found by its new words."""
    claim = version.fact_check.article.claims.get(public_number=1)
    assert isinstance(claim, Claim)
    body = json.loads(version.manifest.body)
    body["claims"][0]["claim_reviewed"] = "Gooseberries"

    known_checks.enter(version, body)

    assert urls("gooseberries") == [claim.get_absolute_url()]


def test_a_finding_is_found_and_says_nothing_of_whether_a_claim_is_true(
    version: Version, editor: User, checker: User, other_checker: User
) -> None:
    article = version.fact_check.article
    finding = factories.decided_finding(editor, checker, other_checker, of=article)
    issuing.publish(
        fact_check=version.fact_check, kind="update", reason="We looked.", by=editor
    )

    row = KnownCheck.objects.get(claim=finding.claim_reviewed)

    assert row.label == "Finding: true"
    assert row.outcome == Outcome.UNKNOWN
