"""Calls at random: the API never fails, and answers only as it says it does.

In the suite each operation is called a few times by each role; CALLS in the environment
asks for about so many in all, as `make fuzz-api` does. Inventing a call takes longer
than making it, so each role makes every one of them.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from claims import evidence as keeping
from claims import judging, roles
from claims.accounts import issue_token
from claims.models import Article, Claim, Contact, FactCheck, Topic, Verdict
from sources.models import Source
from tests import desk, factories

CALLS = int(os.environ.get("CALLS", "0"))
A_FEW = 2
ROLES = ("reader", "checker", "editor", "administrator", "superuser")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def wrong_queries_are_refused(
    ctx: CheckContext, response: Response, case: Case
) -> bool | None:
    """A list must not take a filter it cannot read for no filter at all."""
    if case.method == "GET":
        return negative_data_rejection(ctx, response, case)
    return None


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    wrong_queries_are_refused,
]
PLACES = re.compile("{([a-z_]+)}")


class _Undo(Exception):
    """Takes the rows back to where they were before a call."""


@pytest.fixture
def rows(editor: User, checker: User, other_checker: User) -> dict[str, Any]:
    """Return a row for every argument of an address."""
    version = factories.published(editor, checker, other_checker)
    claim = factories.disputed(editor, checker, other_checker, subclaims=("Oran",))
    proposal = judging.propose(
        claim=claim,
        judgement=factories.judgement(claim),
        round=claim.round,
        version=claim.version,
        by=checker,
    )
    contact = keeping.log_contact(
        article=claim.article, claims=[claim], nobody_reason="Nobody.", by=checker
    )
    unread = factories.once_reviewed(editor, checker)
    opened = factories.open_claim(editor)
    factories.evidence(opened, checker)
    rows = desk.rows(claim, proposal=proposal, contact=contact, version=version)
    return rows | {
        "in_state": {
            "select": factories.article().claims.order_by("position")[0],
            "leave": opened,
            "review": opened,
            "comments": opened,
            "explanation": Claim.objects.get(pk=rows["settled_claim_id"]),
            "seen": Claim.objects.get(pk=rows["settled_claim_id"]),
            "evidence": unread,
        }
    }


@pytest.fixture
def administrator(db: None) -> User:
    return factories.UserFactory(
        username="administrator", groups=[roles.ADMINISTRATORS]
    )


@pytest.fixture
def heads(request: pytest.FixtureRequest) -> dict[str, dict[str, str]]:
    """Return the headers each role calls with."""
    people = {role: request.getfixturevalue(role) for role in ROLES if role != "reader"}
    return {"reader": {}} | {
        role: {"Authorization": f"Token {issue_token(purpose='Fuzz', by=user)[1]}"}
        for role, user in people.items()
    }


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """Let no request close the connection that the test's transaction lives in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _within_reach(described: dict[str, Any], rows: dict[str, Any]) -> dict[str, Any]:
    """Narrow ids, versions and answers, so that calls get further than 404 and 409."""
    versions = sorted(
        {
            number
            for model in (Article, Claim, Contact, FactCheck, Source, Topic, Verdict)
            for number in model.objects.values_list("version", flat=True)
        }
    )
    open_claim = rows["in_state"]["review"]
    evidence = open_claim.evidence.get().pk
    bodies = {
        "version": versions,
        "round": (1,),
        "place": ("first", "second"),
        "said": ("",),
        "subclaims": ([],),
        "bearings": ([], [{"evidence": evidence, "bearing": "supports"}]),
        "not_assessed": ("", "Nobody outside can know."),
        "reason": ("duplicate", "opinion", "A new log.", "\u200b"),
        "topic": (rows["topic_id"], rows["in_state"]["select"].topic_id),
        "source": (rows["source_id"],),
        "claims": ([rows["claim_id"]],),
        "proposal": (rows["proposal_id"],),
        "duplicate_of": (rows["claim_id"], None),
        "to": ("checker", "editor"),
        "rating": ("true", "false", "half-true"),
    }
    for operations in described["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "If-Match":
                    tags = [f'"{number}"' for number in versions]
                    parameter["schema"] = {"enum": [*tags, "nonsense"]}
    for name, schema in described["components"]["schemas"].items():
        if name.endswith("Request"):
            for member in schema["properties"].keys() & bodies.keys():
                schema["properties"][member] = {"enum": list(bodies[member])}
    return described


def _called(
    operation: APIOperation,
    mode: GenerationMode,
    calls: int,
    heads: dict[str, dict[str, str]],
    rows: dict[str, Any],
) -> Counter[tuple[str, int]]:
    """Have each role call one operation so many times; count each status by role.

    Three calls of four go to rows that are there, and every call finds them as they
    were.
    """
    answers: Counter[tuple[str, int]] = Counter()
    named = {name: str(rows[name]) for name in PLACES.findall(operation.path)}
    step = operation.path.rstrip("/").rpartition("/")[2]
    if step in rows["in_state"] and "claim_id" in named:
        named["claim_id"] = str(rows["in_state"][step].pk)
    there = operation.as_strategy(generation_mode=mode, path_parameters=named)
    anywhere = operation.as_strategy(generation_mode=mode)

    @settings(
        max_examples=calls,
        derandomize=not CALLS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(*(there for _ in range(3)), anywhere))
    def call(case: Case) -> None:
        for role, head in heads.items():
            note(f"Called by: {role}")
            with suppress(_Undo), transaction.atomic():
                response = case.call(headers=head)
                raise _Undo
            answers[role, response.status_code] += 1
            case.validate_response(response, checks=CHECKS)

    call()
    return answers


@pytest.mark.usefixtures("kept_connection")
def test_no_call_fails_and_every_answer_is_described(
    rows: dict[str, Any], heads: dict[str, dict[str, str]]
):
    described = SchemaGenerator().get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(_within_reach(described, rows))
    schema.app = get_wsgi_application()
    operations = [found.ok() for found in schema.get_all_operations()]
    calls = CALLS // (len(ROLES) * len(MODES) * len(operations)) + 1 if CALLS else A_FEW

    answers: Counter[tuple[str, int]] = Counter()
    for operation in operations:
        for mode in MODES:
            with suppress(Unsatisfiable):  # nothing can be wrong with this call
                answers += _called(operation, mode, calls, heads, rows)

    for role in ROLES:
        given = {status: n for (by, status), n in sorted(answers.items()) if by == role}
        sys.stdout.write(f"{role}: {sum(given.values())} calls, {given}\n")
        assert sum(given.values()) > len(operations)
    assert answers["editor", 201] > 2
