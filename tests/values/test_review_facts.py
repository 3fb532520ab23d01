"""What the review knows of resources and settings agrees with CloudFormation's schemas and the facts about settings."""

from __future__ import annotations

from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from dms_constructs import facts
from dms_constructs.review.entry import Severity

RESOURCES = facts.resources()["types"]
SETTINGS = facts.updates()["settings"]


def schema_of(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    return schema


@pytest.mark.parametrize("kind", RESOURCES)
@pytest.mark.parametrize(
    ("listed", "of_schema"),
    [("replaces", "createOnlyProperties"), ("might_replace", "conditionalCreateOnlyProperties")],
)
def test_what_replaces_a_resource_is_what_the_schema_says(listed: str, of_schema: str, kind: str) -> None:
    paths = schema_of(kind).get(of_schema) or []

    assert RESOURCES[kind][listed] == sorted(path.removeprefix("/properties/").replace("/", ".") for path in paths)


@pytest.mark.parametrize("kind", [kind for kind, each in facts.updates()["types"].items() if "in_place" in each])
def test_a_property_that_changes_in_place_is_one_of_the_schema(kind: str) -> None:
    assert set(facts.updates()["types"][kind]["in_place"]) <= set(schema_of(kind)["properties"])


@pytest.mark.parametrize("name", [name for fact in SETTINGS for name in fact["keys"]])
def test_a_setting_is_one_that_aws_documents(name: str) -> None:
    known = facts.task_settings()["keys"]

    assert any(key.startswith(name) if name.endswith(".") else key == name for key in known)


@pytest.mark.parametrize("fact", SETTINGS, ids=lambda fact: fact["keys"][0])
def test_a_fact_about_a_setting_names_its_source(fact: dict[str, Any]) -> None:
    assert fact["source"].startswith("DMS User Guide")
    assert isinstance(fact["verified"], bool)
    assert set(fact.get("severities", {}).values()) <= {each.value for each in Severity}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, each in RESOURCES.items() for name in each.get("protects", {})]
)
def test_what_protects_a_resource_is_a_property_of_the_schema(kind: str, name: str) -> None:
    fact = RESOURCES[kind]["protects"][name]

    assert name in schema_of(kind)["properties"]
    assert fact["severity"] in {each.value for each in Severity}
    assert fact.keys() >= ({"weak", "what", "means"} if "weak" in fact else {"smaller", "means"})
