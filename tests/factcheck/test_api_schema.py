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
