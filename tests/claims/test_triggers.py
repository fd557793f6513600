"""Raw SQL against the rules the database itself enforces: no path goes round them."""

from __future__ import annotations

import datetime as dt
import re
import sys
from typing import TypeAlias

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from claims import evidence as keeping
from claims import judging
from claims.choices import Place
from claims.models import (
    Comment,
    Contact,
    Evidence,
    Mention,
    NameCommitment,
    PublishedPicture,
    Rating,
    RenderedPage,
    Review,
    Revision,
    Scale,
    StepTaken,
    SubClaim,
    Topic,
    Verdict,
    Version,
)
from claims.publishing import issuing
from claims.triggers import (
    APPEND_ONLY,
    GUARDED,
    KEPT,
    TRIGGERS,
    drop_triggers,
    missing_triggers,
)
from sources.models import Source, State
from tests import factories

World: TypeAlias = dict[str, object]

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="only SQLite replaces rows by INSERT or UPDATE",
)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="Only PostgreSQL truncates tables."
)


@pytest.fixture
def world(
    editor: User, checker: User, other_checker: User, third_checker: User
) -> World:
    """A published article with a row in every table that a rule guards."""
    claim = factories.disputed(
        editor, checker, other_checker, subclaims=("Oran", "Bastia")
    )
    used = claim.evidence.order_by("pk")[0]
    keeping.log_search(
        claim=claim,
        sought="lists",
        place="archive",
        searched_on=dt.date(2026, 3, 4),
        by=checker,
    )
    contact = keeping.log_contact(
        article=claim.article, claims=[claim], nobody_reason="It is gone.", by=checker
    )
    proposal = judging.propose(
        claim=claim,
        judgement=factories.judgement(claim, "mostly-true"),
        round=1,
        version=claim.version,
        by=checker,
    )
    claim.refresh_from_db()
    claim = judging.confer(
        claim=claim, proposal=proposal, round=1, version=claim.version, by=other_checker
    )
    fresh = factories.evidence(claim, checker)
    withdrawn = keeping.withdraw(
        evidence=factories.evidence(claim, checker), reason="Forged.", by=checker
    )
    judging.see_explanation(claim=claim, version=1, by=checker)
    version = issuing.publish(fact_check=factories.drafted(claim, editor), by=editor)
    Comment.objects.create(
        claim=claim,
        round=1,
        text="Ask the port.",
        written_by=checker,
        written_at=timezone.now(),
    )
    PublishedPicture.objects.create(version=version, picture=factories.picture(checker))
    other = factories.open_claim(
        editor,
        claim=claim.article.claims.order_by("position")[1],
        subclaims=("Quay", "Pier"),
    )
    unused = Scale.objects.create(name="Another", number=1)
    Rating.objects.create(
        scale=unused,
        code="so",
        label="So",
        definition="So.",
        rank=9,
        color="true",
        needs_contradiction=False,
        needs_search=False,
        needs_contact=False,
    )
    return {
        "article": claim.article_id,
        "other_article": factories.article().pk,
        "claim": claim.pk,
        "open_claim": other.pk,
        "topic": Topic.objects.filter(article=claim.article)[0].pk,
        "revision": claim.article.latest_revision().pk,
        "mention": claim.mentions.get().pk,
        "open_mention": other.mentions.get().pk,
        "part": claim.subclaims.get(text="Oran").pk,
        "open_part": other.subclaims.get(text="Quay").pk,
        "review": claim.reviews.get(place=Place.FIRST).pk,
        "verdict": Verdict.objects.get().pk,
        "step": StepTaken.objects.all()[0].pk,
        "evidence": used.pk,
        "fresh_evidence": fresh.pk,
        "withdrawn": withdrawn.pk,
        "source": used.source_id,
        "cited_source": Source.objects.get(state=State.CITED).pk,
        "contact": contact.pk,
        "fact_check": version.fact_check_id,
        "version": version.pk,
        "page": RenderedPage.objects.order_by("pk")[0].pk,
        "name": NameCommitment.objects.order_by("pk")[0].pk,
        "scale": claim.article.scale_id,
        "rating": factories.rating("true").pk,
        "other_rating": factories.rating("mostly-true").pk,
        "unused_scale": unused.pk,
        "reviewer": checker.pk,
        "stranger": third_checker.pk,
    }


def copied(model: type[models.Model], row: str, **changes: str) -> str:
    """Return SQL that adds a copy of the row named ``row``, some columns changed."""
    columns = [
        field.column for field in model._meta.concrete_fields if not field.primary_key
    ]
    assert set(changes) <= set(columns)
    quoted = [f'"{column}"' for column in columns]
    values = [changes.get(column, f'"{column}"') for column in columns]
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(quoted)}) "
        f"SELECT {', '.join(values)} FROM {model._meta.db_table} WHERE id = {{{row}}}"
    )


RULED = {"proposal_id": "NULL", "review_id": "{review}", "settled": "'ruled'"}
NEW = {"code": "'new'", "label": "'New'", "rank": "NULL"}
LATER = {"number": "2", "kind": "'minor'", "reason": "'A comma.'"}
FURTHER_ON = {"start": "start + 1", "end": '"end" + 1'}
SAME_NUMBER = copied(Version, "version", **LATER | {"number": "1"})

ATTACKS = [
    # Reviews: one in a place, one by a person, each with an answer and a reason.
    (
        "one_review_per_place_of_a_round",
        copied(Review, "review", reviewer_id="{stranger}"),
    ),
    ("one_person_once_per_round", copied(Review, "review", place="'ruling'")),
    ("review_has_reasoning", copied(Review, "review", round="9", reasoning="' '")),
    ("review_has_a_known_answer", copied(Review, "review", round="9", said="'maybe'")),
    (
        "a_review_has_a_known_place",
        copied(Review, "review", round="9", place="'third'"),
    ),
    (
        "review_rates_or_says_why_not",
        copied(Review, "review", round="9", rating_id="NULL"),
    ),
    (
        "review_rates_or_says_why_not",
        copied(Review, "review", round="9", not_assessed_reason="'Unknowable.'"),
    ),
    (
        "claims_review_never_changes",
        "UPDATE claims_review SET rating_id = {other_rating} WHERE id = {review}",
    ),
    (
        "claims_reviewbearing_never_changes",
        "UPDATE claims_reviewbearing SET bearing = 'context'",
    ),
    (
        "claims_reviewsubclaim_never_changes",
        "UPDATE claims_reviewsubclaim SET rating_id = {rating}",
    ),
    ("claims_steptaken_never_changes", "UPDATE claims_steptaken SET reason = 'Other'"),
    (
        "claims_steptaken_never_changes",
        "UPDATE claims_steptaken SET taken_by_id = {stranger} WHERE id = {step}",
    ),
    ("claims_comment_never_changes", "UPDATE claims_comment SET text = 'Other'"),
    (
        "claims_publishedpicture_never_changes",
        "UPDATE claims_publishedpicture SET version_id = version_id",
    ),
    # Nobody judges their own article, before or afterwards.
    (
        "nobody_becomes_author_of_what_they_reviewed",
        "UPDATE claims_article SET written_by_id = {reviewer} WHERE id = {article}",
    ),
    # Verdicts.
    ("one_verdict_per_round", copied(Verdict, "verdict", **RULED)),
    (
        "a_verdict_has_an_explanation",
        "UPDATE claims_verdict SET explanation = ' ' WHERE id = {verdict}",
    ),
    (
        "a_verdict_changes_only_in_its_explanation",
        "UPDATE claims_verdict SET rating_id = {rating} WHERE id = {verdict}",
    ),
    (
        "a_verdict_changes_only_in_its_explanation",
        "UPDATE claims_verdict SET people = 3 WHERE id = {verdict}",
    ),
    (
        "a_verdict_rests_on_a_review_or_a_proposal",
        copied(Verdict, "verdict", round="9", proposal_id="NULL"),
    ),
    (
        "a_verdict_is_settled_in_a_known_way",
        copied(Verdict, "verdict", **RULED | {"round": "9", "settled": "'by lot'"}),
    ),
    # Versions: 1, 2, 3 without a gap, each later one with a kind and a reason.
    ("versions_have_no_gap", copied(Version, "version", **LATER | {"number": "7"})),
    ("versions_have_no_gap", SAME_NUMBER),
    (
        "a_later_version_has_a_kind_and_a_reason",
        copied(Version, "version", **LATER | {"reason": "''"}),
    ),
    (
        "a_later_version_has_a_kind_and_a_reason",
        copied(Version, "version", **LATER | {"kind": "'first'"}),
    ),
    (
        "a_version_has_a_known_kind",
        copied(Version, "version", **LATER | {"kind": "'rewrite'"}),
    ),
    (
        "claims_version_never_changes",
        "UPDATE claims_version SET published_at = CURRENT_TIMESTAMP",
    ),
    (
        "a_manifest_is_only_emptied",
        "UPDATE claims_manifest SET body = '{{}}' WHERE version_id = {version}",
    ),
    (
        "a_rendered_page_keeps_its_address",
        "UPDATE claims_renderedpage SET address = '/other/' WHERE id = {page}",
    ),
    (
        "a_name_is_only_erased",
        "UPDATE claims_namecommitment SET name = 'Somebody else' WHERE id = {name}",
    ),
    (
        "a_name_is_only_erased",
        "UPDATE claims_namecommitment SET digest = 'other' WHERE id = {name}",
    ),
    # Claims.
    (
        "a_public_number_stays",
        "UPDATE claims_claim SET public_number = 2 WHERE id = {claim}",
    ),
    (
        "a_public_number_stays",
        "UPDATE claims_claim SET public_number = NULL WHERE id = {claim}",
    ),
    (
        "public_numbers_are_used_once",
        "UPDATE claims_claim SET public_number = 1 WHERE id = {open_claim}",
    ),
    ("a_published_claim_stays", "DELETE FROM claims_claim WHERE id = {claim}"),
    (
        "a_claim_under_review_keeps_its_words",
        "UPDATE claims_claim SET claim_reviewed = 'Other' WHERE id = {claim}",
    ),
    (
        "a_claim_under_review_keeps_its_words",
        "UPDATE claims_claim SET claimant = 'Somebody' WHERE id = {claim}",
    ),
    (
        "a_claim_has_a_known_status",
        "UPDATE claims_claim SET status = 'done' WHERE id = {open_claim}",
    ),
    (
        "a_claim_under_review_keeps_its_words",
        "UPDATE claims_claim SET kind = 'opinion' WHERE id = {claim}",
    ),
    (
        "a_claim_under_review_keeps_its_words",
        "UPDATE claims_claim SET article_id = {other_article} WHERE id = {claim}",
    ),
    (
        "a_claim_has_a_known_kind",
        "UPDATE claims_claim SET kind = 'rumor' WHERE id = {open_claim}",
    ),
    (
        "a_claim_has_words",
        "UPDATE claims_claim SET claim_reviewed = '  ' WHERE id = {open_claim}",
    ),
    (
        "a_claim_being_checked_is_selected",
        "UPDATE claims_claim SET selection = 'not-selected' WHERE id = {open_claim}",
    ),
    (
        "a_claim_left_unchecked_has_a_reason",
        "UPDATE claims_claim SET status = 'not-checked', selection = 'not-selected' "
        "WHERE id = {open_claim}",
    ),
    (
        "check_worthiness_lies_between_0_and_1",
        "UPDATE claims_claim SET check_worthiness = 2",
    ),
    ("rounds_of_a_claim_start_at_1", "UPDATE claims_claim SET round = 0"),
    # Articles, their texts and what stands in them.
    ("a_stored_text_never_changes", "UPDATE claims_revision SET text = 'Other'"),
    ("a_stored_text_never_changes", "UPDATE claims_revision SET number = 2"),
    (
        "a_stored_text_never_changes",
        "UPDATE claims_revision SET article_id = {other_article}, number = 2 "
        "WHERE id = {revision}",
    ),
    ("a_revision_has_a_text", copied(Revision, "revision", number="9", text="' '")),
    (
        "a_published_article_keeps_its_name",
        "UPDATE claims_article SET slug = 'other' WHERE id = {article}",
    ),
    (
        "an_article_keeps_its_scale",
        "UPDATE claims_article SET scale_id = {unused_scale} WHERE id = {article}",
    ),
    (
        "an_article_keeps_its_scale",
        "UPDATE claims_article SET scale_id = NULL WHERE id = {article}",
    ),
    ("an_article_has_a_headline", "UPDATE claims_article SET headline = ''"),
    (
        "a_mention_is_not_empty",
        copied(Mention, "mention", end="start", quote="''"),
    ),
    (
        "a_mention_is_not_empty",
        copied(Mention, "mention", start='"end" + 1', quote="''"),
    ),
    (
        "a_mention_quotes_all_of_its_span",
        copied(Mention, "mention", start="start + 1"),
    ),
    (
        "a_mention_quotes_all_of_its_span",
        copied(Mention, "mention", end='"end" + 1'),
    ),
    *(
        (
            "a_mention_stays_where_it_is",
            f"UPDATE claims_mention SET {change} WHERE id = {{{row}}}",
        )
        for row in ("mention", "open_mention")
        for change in (
            'start = start + 1, "end" = "end" + 1',
            "quote = upper(quote)",
            "claim_id = " + ("{open_claim}" if row == "mention" else "{claim}"),
        )
    ),
    (
        "a_claim_under_review_keeps_its_mentions",
        "DELETE FROM claims_mention WHERE id = {mention}",
    ),
    (
        "a_claim_under_review_keeps_its_parts_on_insert",
        copied(SubClaim, "part", position="9", text="'Palermo'"),
    ),
    (
        "a_claim_under_review_keeps_its_parts_on_update",
        "UPDATE claims_subclaim SET text = 'Palermo' WHERE id = {part}",
    ),
    (
        "a_claim_under_review_keeps_its_parts_on_update",
        "UPDATE claims_subclaim SET claim_id = {open_claim}, position = 9 "
        "WHERE id = {part}",
    ),
    (
        "a_claim_under_review_keeps_its_parts_on_update",
        "UPDATE claims_subclaim SET claim_id = {claim}, position = 9 "
        "WHERE id = {open_part}",
    ),
    (
        "a_claim_under_review_keeps_its_parts_on_delete",
        "DELETE FROM claims_subclaim WHERE id = {part}",
    ),
    ("one_topic_per_name", copied(Topic, "topic")),
    ("one_topic_per_name", copied(Topic, "topic", name="upper(name)")),
    # A scale is frozen once used.
    ("a_used_scale_gets_no_new_rating", copied(Rating, "rating", **NEW)),
    (
        "a_used_rating_never_changes",
        "UPDATE claims_rating SET label = 'Quite true' WHERE id = {rating}",
    ),
    (
        "a_used_rating_never_changes",
        "UPDATE claims_rating SET scale_id = {scale} WHERE scale_id = {unused_scale}",
    ),
    ("a_used_rating_never_vanishes", "DELETE FROM claims_rating WHERE id = {rating}"),
    (
        "a_used_scale_keeps_its_name",
        "UPDATE claims_scale SET name = 'Other' WHERE id = {scale}",
    ),
    ("one_scale_is_current", "UPDATE claims_scale SET is_current = (1 = 1)"),
    # Evidence, searches, contacts, sources.
    *(
        (
            "evidence_is_only_withdrawn",
            f"UPDATE claims_evidence SET {change} WHERE id = {{{row}}}",
        )
        # What no review used is kept alike: a refusal would tell what one used.
        for row in ("evidence", "fresh_evidence")
        for change in (
            "passage = 'Other'",
            "claim_id = {open_claim}",
            "subclaim_id = {part}",
            "source_id = {cited_source}",
            "origin = 'article'",
            "passage_language = 'fr'",
            "translator = 'Somebody'",
            "unreachable_reason = 'Burnt.'",
            "attached_by_id = {stranger}",
            "attached_at = '2026-01-01 00:00:00+00:00'",
        )
    ),
    *(
        (
            "evidence_is_only_withdrawn",
            f"UPDATE claims_evidence SET {change} WHERE id = {{withdrawn}}",
        )
        for change in (
            "withdrawn_at = NULL, withdrawn_by_id = NULL, withdrawn_reason = ''",
            "withdrawn_reason = 'Another.'",
            "withdrawn_by_id = {stranger}",
        )
    ),
    (
        "evidence_is_withdrawn_by_someone_sometime",
        "UPDATE claims_evidence SET withdrawn_at = attached_at, "
        "withdrawn_reason = 'Forged.' WHERE id = {evidence}",
    ),
    (
        "evidence_is_withdrawn_by_someone_sometime",
        "UPDATE claims_evidence SET withdrawn_by_id = {reviewer} WHERE id = {evidence}",
    ),
    (
        "evidence_is_withdrawn_with_a_reason",
        "UPDATE claims_evidence SET withdrawn_at = attached_at, "
        "withdrawn_by_id = {reviewer} WHERE id = {evidence}",
    ),
    ("evidence_has_a_passage", copied(Evidence, "fresh_evidence", passage="' '")),
    (
        "evidence_has_a_known_origin",
        copied(Evidence, "fresh_evidence", origin="'rumor'"),
    ),
    (
        "a_translation_has_a_translator",
        copied(Evidence, "fresh_evidence", translation="'Other'"),
    ),
    ("claims_searchentry_never_changes", "UPDATE claims_searchentry SET sought = 'x'"),
    (
        "a_contact_says_who_how_when_what_or_why_not",
        "UPDATE claims_contact SET nobody_reason = '' WHERE id = {contact}",
    ),
    (
        "a_contact_has_a_known_channel",
        "UPDATE claims_contact SET channel = 'pigeon' WHERE id = {contact}",
    ),
    (
        "a_source_is_located_by_someone_sometime",
        "UPDATE sources_source SET located_by_id = {reviewer} WHERE id = {source}",
    ),
    (
        "a_source_is_opened_by_someone_sometime",
        "UPDATE sources_source SET opened_by_id = NULL WHERE id = {source}",
    ),
    *(
        (
            "an_opened_source_was_opened_by_someone",
            f"UPDATE sources_source SET {change}",
        )
        for change in (
            "state = 'opened' WHERE id = {cited_source}",
            "state = 'archived' WHERE id = {cited_source}",
            "state = 'located' WHERE id = {source}",
            "opened_by_id = NULL, opened_at = NULL WHERE id = {source}",
        )
    ),
    (
        "a_source_has_a_known_state",
        "UPDATE sources_source SET state = 'trusted' WHERE id = {cited_source}",
    ),
    (
        "a_statement_is_edited_by_someone_sometime",
        "UPDATE claims_sitestatement SET edited_by_id = {reviewer}",
    ),
    (
        "claims_explanationseen_never_changes",
        "UPDATE claims_explanationseen SET seen_by_id = {stranger}",
    ),
    ("claims_proposal_never_changes", "UPDATE claims_proposal SET reasoning = 'Other'"),
    (
        "claims_proposalbearing_never_changes",
        "UPDATE claims_proposalbearing SET bearing = 'context'",
    ),
    (
        "claims_proposalsubclaim_never_changes",
        "UPDATE claims_proposalsubclaim SET rating_id = {rating}",
    ),
    *((f"{table}_never_vanishes", f"DELETE FROM {table}") for table in APPEND_ONLY),
    *((f"{table}_never_vanishes", f"DELETE FROM {table}") for table in KEPT),
]
"""The guard that refuses, and the statement it refuses."""

ALLOWED = [
    copied(Review, "review", round="9"),
    copied(Review, "review", reviewer_id="{stranger}", place="'ruling'"),
    copied(Verdict, "verdict", **RULED | {"round": "9"}),
    copied(Version, "version", **LATER),
    copied(Rating, "rating", **NEW).replace(
        'SELECT "scale_id"', "SELECT {unused_scale}"
    ),
    copied(Evidence, "evidence", passage="'Another page.'"),
    copied(Contact, "contact"),
    copied(Source, "source", canonical_url="'https://port.example/other'"),
    "UPDATE claims_article SET written_by_id = {stranger} WHERE id = {article}",
    "UPDATE claims_article SET headline = 'Other' WHERE id = {article}",
    "UPDATE claims_verdict SET explanation = 'Better', version = 2",
    "UPDATE claims_manifest SET body = '' WHERE version_id = {version}",
    "UPDATE claims_renderedpage SET content = compressed, etag = 'other'",
    "UPDATE claims_namecommitment SET name = '', salt = ''",
    "UPDATE claims_claim SET public_number = 2 WHERE id = {open_claim}",
    "UPDATE claims_claim SET claim_reviewed = 'Other' WHERE id = {open_claim}",
    "UPDATE claims_claim SET status = 'open', claimant = 'Other' WHERE id = {claim}",
    "UPDATE claims_claim SET do_not_name = (1 = 1) WHERE id = {claim}",
    "UPDATE claims_rating SET label = 'Quite so' WHERE scale_id = {unused_scale}",
    "DELETE FROM claims_rating WHERE scale_id = {unused_scale}",
    "UPDATE claims_scale SET name = 'Other' WHERE id = {unused_scale}",
    "UPDATE claims_scale SET is_current = (1 = 0)",
    *(
        "UPDATE claims_evidence SET withdrawn_at = attached_at, withdrawn_by_id = "
        f"{{reviewer}}, withdrawn_reason = 'Forged.' WHERE id = {{{row}}}"
        for row in ("evidence", "fresh_evidence")
    ),
    copied(Mention, "mention", **FURTHER_ON),
    "UPDATE claims_mention SET placed = 'person' WHERE id = {mention}",
    "DELETE FROM claims_mention WHERE id = {open_mention}",
    copied(SubClaim, "open_part", position="9", text="'Palermo'"),
    "UPDATE claims_subclaim SET text = 'Palermo' WHERE id = {open_part}",
    "DELETE FROM claims_subclaim WHERE id = {open_part}",
    copied(Topic, "topic", name="'Another'"),
    copied(Topic, "topic", article_id="{other_article}", name="'Ferry'"),
    "UPDATE claims_claim SET kind = 'opinion', article_id = {other_article} "
    "WHERE id = {open_claim}",
    "UPDATE claims_revision SET reading = reading WHERE id = {revision}",
    "UPDATE sources_source SET state = 'archived' WHERE id = {source}",
    "UPDATE sources_source SET state = 'located', opened_by_id = NULL, "
    "opened_at = NULL WHERE id = {source}",
    "UPDATE claims_contact SET answer = 'Yes.' WHERE id = {contact}",
]
"""Statements of the same kinds that break no rule."""

REPLACEMENTS = [
    *(
        (
            f"{table}_never_vanishes",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        )
        for table in (*APPEND_ONLY, *KEPT)
        if table != "claims_version"  # refused as a gap before it replaces
    ),
    *(
        (
            f"{table}_is_not_replaced",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        )
        for table in GUARDED
    ),
    (
        "versions_have_no_gap",
        "INSERT OR REPLACE INTO claims_version SELECT * FROM claims_version",
    ),
    (
        "a_published_claim_stays",
        "UPDATE OR REPLACE claims_claim SET public_number = 1 WHERE id = {open_claim}",
    ),
    (
        "a_used_rating_never_vanishes",
        copied(Rating, "rating").replace("INSERT", "INSERT OR REPLACE"),
    ),
    (
        "a_claim_under_review_keeps_its_mentions",
        copied(Mention, "mention", quote="upper(quote)").replace(
            "INSERT", "INSERT OR REPLACE"
        ),
    ),
    (
        "a_claim_under_review_keeps_its_parts_on_delete",
        "INSERT OR REPLACE INTO claims_subclaim (id, claim_id, position, text) "
        "VALUES ({part}, {open_claim}, 9, 'Stolen')",
    ),
]

TRIGGER_MESSAGES = {trigger.name: trigger.message for trigger in TRIGGERS}


def run(statement: str, world: World) -> int:
    """Run a statement as anybody with a connection could; return how many rows it hit.

    It is taken back, so that what it broke breaks nothing but the test.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(**world))
        transaction.set_rollback(True)
        return cursor.rowcount


def words_of(guard: str) -> str:
    """Return what the database's error says when ``guard`` refuses."""
    if guard in TRIGGER_MESSAGES:
        return re.escape(TRIGGER_MESSAGES[guard])
    if connection.vendor == "sqlite":
        for app in ("claims", "sources"):
            for model in apps.get_app_config(app).get_models():
                for constraint in model._meta.constraints:
                    if constraint.name == guard and isinstance(
                        constraint, models.UniqueConstraint
                    ):
                        if constraint.expressions:
                            return re.escape(f"index '{guard}'")
                        columns = [
                            f"{model._meta.db_table}."
                            f"{model._meta.get_field(field).column}"
                            for field in constraint.fields
                        ]
                        return re.escape(
                            f"UNIQUE constraint failed: {', '.join(columns)}"
                        )
    return re.escape(guard)


def test_the_database_refuses_every_attack(
    world: World, subtests: pytest.Subtests
) -> None:
    for guard, statement in ATTACKS:
        with (
            subtests.test(guard=guard, statement=statement),
            pytest.raises(IntegrityError, match=words_of(guard)),
        ):
            run(statement, world)


def test_the_database_allows_what_breaks_no_rule(
    world: World, subtests: pytest.Subtests
) -> None:
    for statement in ALLOWED:
        with subtests.test(statement=statement):
            assert run(statement, world) > 0


def test_without_its_trigger_every_attack_succeeds(
    world: World, subtests: pytest.Subtests
) -> None:
    drop_triggers(connection)

    for guard, statement in ATTACKS:
        # Versions of one number are refused by a constraint as well.
        if guard in TRIGGER_MESSAGES and statement != SAME_NUMBER:
            with subtests.test(guard=guard, statement=statement):
                assert run(statement, world) > 0


def test_no_white_space_is_a_text(world: World, subtests: pytest.Subtests) -> None:
    attack = "UPDATE claims_article SET headline = '{text}' WHERE id = {article}"

    for character in filter(str.isspace, map(chr, range(sys.maxunicode + 1))):
        with subtests.test(character=character.encode("unicode_escape")):
            with pytest.raises(IntegrityError, match="an_article_has_a_headline"):
                run(attack, world | {"text": character * 2})
            assert run(attack, world | {"text": f"{character}x{character}"}) == 1


def test_nobody_reviews_their_own_article_by_raw_sql_either(
    world: World, editor: User, other_editor: User, checker: User
) -> None:
    own = factories.article(written_by=other_editor)
    claim = factories.once_reviewed(editor, checker, claim=own.claims.all()[0])
    own_review = copied(Review, "own", reviewer_id="{author}", place="'second'")
    world |= {
        "own": claim.reviews.get().pk,
        "author": other_editor.pk,
        "other": editor.pk,
    }

    with pytest.raises(
        IntegrityError, match=words_of("nobody_reviews_an_article_they_wrote")
    ):
        run(own_review, world)

    assert run(own_review.replace("{author}", "{other}"), world) == 1


def test_words_are_kept_from_the_first_review_on(editor: User, checker: User) -> None:
    claim = factories.once_reviewed(editor, checker)
    attack = "UPDATE claims_claim SET claim_reviewed = 'Other' WHERE id = {claim}"

    with pytest.raises(
        IntegrityError, match=words_of("a_claim_under_review_keeps_its_words")
    ):
        run(attack, {"claim": claim.pk})

    drop_triggers(connection)
    assert run(attack, {"claim": claim.pk}) == 1


@on_sqlite
def test_replacing_is_no_way_round(world: World, subtests: pytest.Subtests) -> None:
    for guard, statement in REPLACEMENTS:
        with (
            subtests.test(guard=guard, statement=statement),
            pytest.raises(IntegrityError, match=words_of(guard)),
        ):
            run(statement, world)

    drop_triggers(connection)
    for guard, statement in REPLACEMENTS:
        with subtests.test("without its trigger", guard=guard, statement=statement):
            assert run(statement, world) > 0


@on_postgresql
def test_truncating_is_no_way_round(world: World, subtests: pytest.Subtests) -> None:
    # Foreign keys are checked at the end; a table with checks pending is not truncated.
    attack = "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table} CASCADE"

    for table in (*APPEND_ONLY, *KEPT):
        with (
            subtests.test(table=table),
            pytest.raises(IntegrityError, match="never vanish"),
        ):
            run(attack, {"table": table})

    drop_triggers(connection)
    for table in (*APPEND_ONLY, *KEPT):
        with subtests.test("without its trigger", table=table):
            run(attack, {"table": table})


def test_every_trigger_is_attacked() -> None:
    attacked = {guard for guard, _statement in (*ATTACKS, *REPLACEMENTS)}

    assert set(TRIGGER_MESSAGES) - attacked == {"nobody_reviews_an_article_they_wrote"}


@pytest.mark.parametrize("name", TRIGGER_MESSAGES)
def test_readiness_names_a_missing_trigger(name: str, db: None, client: Client) -> None:
    (table,) = (trigger.table for trigger in TRIGGERS if trigger.name == name)
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["problems"] == [f"The trigger {name} is missing; run migrate."]
    assert missing_triggers(connection) == [name]
