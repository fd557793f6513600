"""Rules the database itself enforces where a constraint cannot say them.

What was judged or published never changes or vanishes, whatever path is tried. Each
rule is stated once, as a condition that refuses a row; SQLite and PostgreSQL get it
in their own words. Triggers are dropped before a migration (SQLite loses them in
silence when it rebuilds a table) and installed after it; ``/readyz`` names a missing
one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.lifecycle import FROZEN


@dataclass(frozen=True, slots=True)
class Trigger:
    """Refuses ``event`` on ``table`` for rows of which ``condition`` holds.

    ``condition`` is SQL both engines read, over ``OLD`` and ``NEW``.
    """

    name: str
    table: str
    event: str
    condition: str
    message: str


def _changed(*columns: str) -> str:
    """SQL that is true when one of ``columns`` differs, nulls counted as values."""
    return " OR ".join(
        f'OLD."{column}" <> NEW."{column}" '
        f'OR (OLD."{column}" IS NULL) <> (NEW."{column}" IS NULL)'
        for column in columns
    )


_FROZEN = ", ".join(f"'{status}'" for status in sorted(FROZEN))


def _under_review(claim: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM claims_claim WHERE id = {claim} "
        f"AND status IN ({_FROZEN}))"
    )


def _used(scale: str) -> str:
    return f"EXISTS (SELECT 1 FROM claims_article WHERE scale_id = {scale})"


APPEND_ONLY = (
    "claims_review",
    "claims_reviewsubclaim",
    "claims_reviewbearing",
    "claims_proposal",
    "claims_proposalsubclaim",
    "claims_proposalbearing",
    "claims_explanationseen",
    "claims_searchentry",
    "claims_steptaken",
    "claims_version",
    "claims_comment",
    "claims_publishedpicture",
)
"""Tables whose rows never change and never vanish."""

KEPT = (
    "claims_verdict",
    "claims_evidence",
    "claims_manifest",
    "claims_renderedpage",
    "claims_namecommitment",
    "claims_revision",
    "claims_contact",
)
"""Tables whose rows never vanish, and of which only named columns may change."""

GUARDED = ("claims_article", "claims_claim", "claims_scale")
"""Tables of which rules name what may change; INSERT OR REPLACE would go round them."""

_UNCHANGING = [
    Trigger(
        f"{table}_never_changes",
        table,
        "UPDATE",
        "1 = 1",
        f"rows of {table} never change",
    )
    for table in APPEND_ONLY
]
_UNVANISHING = [
    Trigger(
        f"{table}_never_vanishes",
        table,
        "DELETE",
        "1 = 1",
        f"rows of {table} never vanish",
    )
    for table in (*APPEND_ONLY, *KEPT)
]
_UNREPLACED = [
    Trigger(
        f"{table}_is_not_replaced",
        table,
        "INSERT",
        f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
        f"rows of {table} are changed, never replaced",
    )
    for table in GUARDED
]
_RULES = [
    Trigger(
        "a_stored_text_never_changes",
        "claims_revision",
        "UPDATE",
        _changed("text", "sha256", "number", "article_id"),
        "a stored text never changes; a changed text is a new revision",
    ),
    Trigger(
        "a_verdict_changes_only_in_its_explanation",
        "claims_verdict",
        "UPDATE",
        _changed(
            "claim_id",
            "round",
            "said",
            "rating_id",
            "not_assessed_reason",
            "settled",
            "review_id",
            "proposal_id",
            "people",
            "settled_by_id",
            "settled_at",
        ),
        "a verdict changes only in its explanation",
    ),
    Trigger(
        "evidence_is_only_withdrawn",
        "claims_evidence",
        "UPDATE",
        _changed(
            "claim_id",
            "subclaim_id",
            "source_id",
            "archived_copy_id",
            "origin",
            "passage",
            "passage_language",
            "translation",
            "translator",
            "unreachable_reason",
            "picture_id",
            "picture_alt",
            "picture_credit",
            "picture_is_graphic",
            "attached_by_id",
            "attached_at",
        )
        + " OR (OLD.withdrawn_at IS NOT NULL AND ("
        + _changed("withdrawn_by_id", "withdrawn_at", "withdrawn_reason")
        + "))",
        "evidence is withdrawn with a reason, never changed",
    ),
    Trigger(
        "a_mention_stays_where_it_is",
        "claims_mention",
        "UPDATE",
        _changed("claim_id", "revision_id", "start", "end", "quote"),
        "a mention stays where it is; another place is another mention",
    ),
    Trigger(
        "a_claim_under_review_keeps_its_mentions",
        "claims_mention",
        "DELETE",
        _under_review("OLD.claim_id"),
        "a claim under review keeps its mentions",
    ),
    *(
        Trigger(
            f"a_claim_under_review_keeps_its_parts_on_{event.lower()}",
            "claims_subclaim",
            event,
            " OR ".join(_under_review(f"{row}.claim_id") for row in rows),
            "a claim under review keeps its parts",
        )
        for event, rows in (
            ("INSERT", ["NEW"]),
            ("UPDATE", ["OLD", "NEW"]),
            ("DELETE", ["OLD"]),
        )
    ),
    Trigger(
        "a_manifest_is_only_emptied",
        "claims_manifest",
        "UPDATE",
        "NEW.body <> '' OR OLD.version_id <> NEW.version_id",
        "a manifest never changes; withholding may empty it",
    ),
    Trigger(
        "a_rendered_page_keeps_its_address",
        "claims_renderedpage",
        "UPDATE",
        _changed("version_id", "address", "number"),
        "rendering again replaces bytes only",
    ),
    Trigger(
        "a_name_is_only_erased",
        "claims_namecommitment",
        "UPDATE",
        "OLD.digest <> NEW.digest OR OLD.version_id <> NEW.version_id "
        "OR (NEW.name <> '' AND NEW.name <> OLD.name) "
        "OR (NEW.salt <> '' AND NEW.salt <> OLD.salt)",
        "a name behind a commitment may be erased, never changed",
    ),
    Trigger(
        "versions_have_no_gap",
        "claims_version",
        "INSERT",
        "NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM claims_version "
        "WHERE fact_check_id = NEW.fact_check_id), 0)",
        "versions are numbered 1, 2, 3 without a gap",
    ),
    Trigger(
        "a_public_number_stays",
        "claims_claim",
        "UPDATE",
        "OLD.public_number IS NOT NULL AND "
        "(NEW.public_number IS NULL OR NEW.public_number <> OLD.public_number)",
        "a public number is never changed or reused",
    ),
    Trigger(
        "a_published_claim_stays",
        "claims_claim",
        "DELETE",
        "OLD.public_number IS NOT NULL",
        "a published claim cannot be deleted",
    ),
    Trigger(
        "a_claim_under_review_keeps_its_words",
        "claims_claim",
        "UPDATE",
        f"OLD.status IN ({_FROZEN}) AND NEW.status IN ({_FROZEN}) AND ("
        + _changed("claim_reviewed", "claimant", "kind", "article_id")
        + ")",
        "a claim under review keeps its words and its claimant",
    ),
    Trigger(
        "nobody_reviews_an_article_they_wrote",
        "claims_review",
        "INSERT",
        "EXISTS (SELECT 1 FROM claims_claim c "
        "JOIN claims_article a ON a.id = c.article_id "
        "WHERE c.id = NEW.claim_id AND a.written_by_id = NEW.reviewer_id)",
        "nobody reviews an article they wrote",
    ),
    Trigger(
        "nobody_becomes_author_of_what_they_reviewed",
        "claims_article",
        "UPDATE",
        "EXISTS (SELECT 1 FROM claims_review r "
        "JOIN claims_claim c ON c.id = r.claim_id "
        "WHERE c.article_id = NEW.id AND r.reviewer_id = NEW.written_by_id)",
        "nobody becomes the author of an article they reviewed",
    ),
    Trigger(
        "a_published_article_keeps_its_name",
        "claims_article",
        "UPDATE",
        "OLD.slug <> NEW.slug AND EXISTS (SELECT 1 FROM claims_version v "
        "JOIN claims_factcheck f ON f.id = v.fact_check_id "
        "WHERE f.article_id = OLD.id)",
        "a published article keeps its name in addresses",
    ),
    Trigger(
        "an_article_keeps_its_scale",
        "claims_article",
        "UPDATE",
        "OLD.scale_id IS NOT NULL AND "
        "(NEW.scale_id IS NULL OR NEW.scale_id <> OLD.scale_id)",
        "an article's scale is fixed at its first review",
    ),
    Trigger(
        "a_used_scale_gets_no_new_rating",
        "claims_rating",
        "INSERT",
        _used("NEW.scale_id"),
        "a scale is frozen once used",
    ),
    Trigger(
        "a_used_rating_never_changes",
        "claims_rating",
        "UPDATE",
        f"{_used('OLD.scale_id')} OR {_used('NEW.scale_id')}",
        "a scale is frozen once used",
    ),
    Trigger(
        "a_used_rating_never_vanishes",
        "claims_rating",
        "DELETE",
        _used("OLD.scale_id"),
        "a scale is frozen once used",
    ),
    Trigger(
        "a_used_scale_keeps_its_name",
        "claims_scale",
        "UPDATE",
        f"({_changed('name', 'number')}) AND {_used('OLD.id')}",
        "a scale is frozen once used",
    ),
]
TRIGGERS = (*_UNCHANGING, *_UNVANISHING, *_UNREPLACED, *_RULES)


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger whose table exists; existing ones are made anew."""
    tables = set(connection.introspection.table_names())
    drop_triggers(connection)
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            if trigger.table in tables:
                for statement in _creation(connection.vendor, trigger):
                    cursor.execute(statement)
        if connection.vendor == "postgresql":
            for table in tables.intersection((*APPEND_ONLY, *KEPT)):
                for statement in _truncation(table):
                    cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger of ours, whatever set an earlier release installed."""
    with connection.cursor() as cursor:
        for name, table in _installed(connection):
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
            else:
                cursor.execute(f'DROP TRIGGER "{name}"')


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the triggers that ought to be there and are not, in order of statement."""
    installed = {name for name, _table in _installed(connection)}
    expected = [trigger.name for trigger in TRIGGERS]
    if connection.vendor == "postgresql":
        expected += [f"{table}_is_not_emptied" for table in (*APPEND_ONLY, *KEPT)]
    return [name for name in expected if name not in installed]


def _installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Return name and table of each trigger on our tables."""
    query = (
        "SELECT t.tgname, c.relname FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND n.nspname = current_schema() "
        "AND c.relname LIKE 'claims\\_%'"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master "
        "WHERE type = 'trigger' AND tbl_name LIKE 'claims\\_%' ESCAPE '\\'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [(name, table) for name, table in cursor.fetchall()]


def _creation(vendor: str, trigger: Trigger) -> list[str]:
    message = trigger.message.replace("'", "''")
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER "{trigger.name}" BEFORE {trigger.event} '
            f'ON "{trigger.table}" FOR EACH ROW WHEN {trigger.condition} '
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    return [
        f'CREATE OR REPLACE FUNCTION "{trigger.name}"() RETURNS trigger AS $$ '
        f"BEGIN IF {trigger.condition} THEN RAISE EXCEPTION '{message}' "
        f"USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END "
        "$$ LANGUAGE plpgsql",
        f'CREATE TRIGGER "{trigger.name}" BEFORE {trigger.event} '
        f'ON "{trigger.table}" FOR EACH ROW EXECUTE FUNCTION "{trigger.name}"()',
    ]


def _truncation(table: str) -> list[str]:
    name = f"{table}_is_not_emptied"
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger AS $$ '
        f"BEGIN RAISE EXCEPTION 'rows of {table} never vanish' "
        "USING ERRCODE = 'check_violation'; END $$ LANGUAGE plpgsql",
        f'CREATE TRIGGER "{name}" BEFORE TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
    ]


def drop_before_migrating(*, using: str, **_: Any) -> None:
    drop_triggers(connections[using])


def install_after_migrating(*, using: str, **_: Any) -> None:
    install_triggers(connections[using])
