"""The API's description of itself: valid, committed, served, and true of the code."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from pytest_django import DjangoAssertNumQueries

from factcheck.members import MEMBERS
from tests.addresses import every_address

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.yaml"


def test_the_description_is_valid_without_a_warning():
    written = io.StringIO()

    call_command(
        "spectacular", "--validate", "--fail-on-warn", stdout=written, stderr=written
    )

    assert written.getvalue().startswith("openapi: 3.0.3")


def test_the_committed_description_is_current():
    written = io.StringIO()
    call_command("spectacular", stdout=written)

    assert COMMITTED.read_text(encoding="utf-8") == written.getvalue(), (
        "Run make schema and commit docs/openapi.yaml."
    )


@pytest.mark.django_db
def test_it_is_served_to_everybody_as_json(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(0):
        response = client.get("/api/v1/schema/")

    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "public, max-age=60"
    assert response.json() == yaml.safe_load(COMMITTED.read_text(encoding="utf-8"))


def test_it_names_every_address():
    described = SchemaGenerator().get_schema(request=None, public=True)

    unsaid = {"api:start", "api:schema", "api:nowhere"}
    addresses = [a for a in every_address() if a.name.startswith("api:")]
    assert len(described["paths"]) == len(addresses) - len(unsaid)


def test_it_tells_how_each_write_may_be_refused():
    described = SchemaGenerator().get_schema(request=None, public=True)
    writes = [
        operation
        for operations in described["paths"].values()
        for method, operation in operations.items()
        if method in ("post", "patch")
    ]

    assert len(writes) > 20
    for operation in writes:
        refusals = {"400", "401", "403", "409", "415", "429"}
        assert refusals <= operation["responses"].keys()
    assert json.dumps(described)


def test_it_says_that_bodies_have_no_other_members():
    schemas = SchemaGenerator().get_schema(request=None, public=True)["components"]

    bodies = {n: s for n, s in schemas["schemas"].items() if n.endswith("Request")}
    assert len(bodies) > 25
    assert all(body["additionalProperties"] is False for body in bodies.values())


def test_every_member_answer_and_tag_is_described():
    described = SchemaGenerator().get_schema(request=None, public=True)

    members = {
        f"{name}.{member}": schema.get("description")
        for name, component in described["components"]["schemas"].items()
        for member, schema in component.get("properties", {}).items()
    }
    answers = {
        f"{method} {path} {code}": response.get("description", response.get("$ref"))
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        for code, response in operation["responses"].items()
    }
    assert len(members) > 400
    assert len(answers) > 300
    assert [name for name, said in (members | answers).items() if not said] == []
    used = {
        tag
        for operations in described["paths"].values()
        for operation in operations.values()
        for tag in operation["tags"]
    }
    assert used == {tag["name"] for tag in described["tags"]}


def test_no_member_is_described_that_is_not_there():
    described = SchemaGenerator().get_schema(request=None, public=True)

    there = {
        said
        for name, component in described["components"]["schemas"].items()
        for member in component.get("properties", {})
        for said in (member, f"{name}.{member}")
    }
    assert MEMBERS.keys() - there == set()


def test_what_can_be_changed_tells_its_etag_and_what_is_public_that_it_is_unchanged():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]

    for path, operations in paths.items():
        if "patch" in operations:
            for method in ("get", "patch"):
                answer = operations[method]["responses"]["200"]
                assert "ETag" in answer["headers"], path
    assert "304" in paths["/api/v1/fact-checks/{slug}/"]["get"]["responses"]
