"""Templates of small stacks with a migration, as cdk synth writes them."""

from __future__ import annotations

from typing import Any

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.catalog import Catalog
from dms_constructs.runbook.assembly import StackTemplate, stacks_of
from dms_constructs.runbook.reading import runbook_of

__all__ = ["endpoint", "read", "stack", "task", "template"]


def endpoint(
    side: str, engine: str, secret: Any = "arn:aws:secretsmanager:eu-west-1:1:secret:one", **given: Any
) -> Any:
    """An endpoint; `settings` are those of its engine."""
    block = facts.engine(engine)["cfn_settings_block"].get("value") or "S3Settings"
    settings = {"SecretsManagerSecretId": secret} | given.pop("settings", {})
    properties = {"EndpointType": side, "EngineName": engine, "DatabaseName": "shop", block: settings, **given}
    return {"Type": "AWS::DMS::Endpoint", "Properties": properties}


def task(*rules: Any, settings: dms.TaskSettings | None = None, serverless: bool = False, **given: Any) -> Any:
    """A task of these rules, or a serverless replication."""
    mappings = dms.TableMappings(*(rules or (dms.Include("shop"),))).to_json()
    said = (settings or dms.TaskSettings(validation=dms.Validation())).to_json()
    ends = {"SourceEndpointArn": {"Ref": "Source"}, "TargetEndpointArn": {"Ref": "Target"}}
    if serverless:
        body = {"ReplicationType": "full-load-and-cdc", "ReplicationSettings": said, "TableMappings": mappings}
        return {"Type": "AWS::DMS::ReplicationConfig", "Properties": body | ends | given}
    body = {"MigrationType": "full-load-and-cdc", "ReplicationTaskSettings": said, "TableMappings": mappings}
    return {"Type": "AWS::DMS::ReplicationTask", "Properties": body | ends | given}


def template(source: str = "postgres", target: str = "aurora-postgresql", **more: Any) -> dict[str, Any]:
    """A template with a task between two engines; more resources, or others in their place, by logical ids."""
    resources = {"Source": endpoint("source", source), "Target": endpoint("target", target), "Task": task()}
    return {"Resources": {name: each for name, each in (resources | more).items() if each is not None}}


def stack(**given: Any) -> list[StackTemplate]:
    """The stack of such a template."""
    return stacks_of(template(**given), None, "Shop")


def read(catalog: Catalog | None = None, **given: Any) -> dms.Runbook:
    """The runbook of such a stack."""
    found = runbook_of(stack(**given), catalog)
    assert found is not None
    return found
