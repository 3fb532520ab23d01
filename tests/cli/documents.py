"""A catalog, and table mappings and templates that tests read."""

from __future__ import annotations

import json
from typing import Any

from dms_constructs import Include, TableMappings
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName

__all__ = ["CATALOG", "SHOP", "VIEWS", "WRONG", "answer", "endpoint", "serverless", "task", "template"]

CATALOG = Catalog(
    SourceTable("shop", "orders", [SourceColumn("id", "bigint")], primary_key=["id"]),
    SourceTable("shop", "audit_log", [SourceColumn("at", "datetime")]),
    engine=EngineName.MYSQL,
)
SHOP = TableMappings(Include("shop")).to_dict()
VIEWS: dict[str, Any] = {
    "rules": [
        {
            "rule-type": "selection",
            "rule-id": "1",
            "rule-name": "1",
            "rule-action": "include",
            "object-locator": {"schema-name": "shop", "table-name": "%", "table-type": "view"},
        }
    ]
}
WRONG: dict[str, Any] = {"rules": [{"rule-type": "selection", "rule-id": "7", "rule-action": "includ"}]}


def task(mappings: Any = SHOP, path: str | None = None, **properties: Any) -> dict[str, Any]:
    """A replication task as the CDK writes it; mappings that are a dict with rules become text."""
    text = json.dumps(mappings) if isinstance(mappings, dict) and "rules" in mappings else mappings
    metadata = {"Metadata": {"aws:cdk:path": path}} if path else {}
    return {"Type": "AWS::DMS::ReplicationTask", "Properties": {"TableMappings": text} | properties} | metadata


def endpoint(engine: Any) -> dict[str, Any]:
    return {"Type": "AWS::DMS::Endpoint", "Properties": {"EngineName": engine}}


def template(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources}


def serverless(**properties: Any) -> dict[str, Any]:
    """A serverless replication as the CDK writes it."""
    return {"Type": "AWS::DMS::ReplicationConfig", "Properties": {"TableMappings": SHOP} | properties}


def answer(**settings: Any) -> dict[str, Any]:
    """What the service tells of tasks by their identifiers, with their settings as text."""
    return {
        "ReplicationTasks": [
            {
                "ReplicationTaskIdentifier": name,
                "ReplicationTaskArn": f"arn:aws:dms:eu-central-1:111122223333:task:{name.upper()}",
                "MigrationType": "full-load-and-cdc",
                "TableMappings": json.dumps(SHOP),
                "ReplicationTaskSettings": each if isinstance(each, str) else json.dumps(each),
            }
            for name, each in settings.items()
        ]
    }
