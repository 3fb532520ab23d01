"""The task of a finding's example as files: what the example says in Python, as a template and catalogs."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dms_constructs as dms

__all__ = ["FilesOfTask", "files_of"]

_TYPES = {"AWS::DMS::ReplicationTask", "AWS::DMS::ReplicationConfig"}


@dataclass
class FilesOfTask:
    """A template with one task, and the catalogs beside it, as JSON; None for a catalog that the example is without."""

    template: dict[str, Any]
    catalog: dms.Catalog | None = None
    target_catalog: dms.Catalog | None = None


@dataclass
class _Told:
    """What an example says of its task."""

    mappings: dms.TableMappings = field(default_factory=lambda: dms.TableMappings(dms.Include("%")))
    settings: dms.TaskSettings | None = None
    migration_type: dms.MigrationType = dms.MigrationType.FULL_LOAD_AND_CDC
    source: dms.EndpointFacts = field(default_factory=lambda: dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE))
    target: dms.EndpointFacts = field(default_factory=lambda: dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET))
    catalog: dms.Catalog | None = None
    target_catalog: dms.Catalog | None = None
    max_dcu: int | None = None


def files_of(example: str) -> FilesOfTask | None:
    """Run an example and return its task as files; None for an example without a task."""
    ran: dict[str, Any] = {"__name__": "example"}
    exec(compile(example, "example", "exec"), ran)
    if "app" in ran:
        return _synthesized(ran)
    told = _told(example, ran)
    return None if told is None else FilesOfTask(_template(told), told.catalog, told.target_catalog)


def _told(example: str, ran: dict[str, Any]) -> _Told | None:
    """Return what the statement `findings = ...` of an example is asked of."""
    (statement,) = [
        each
        for each in ast.parse(example).body
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and each.targets[0].id == "findings"
    ]
    asked = statement.value
    if isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name):
        told = _of_plan(ran["plan"])
        told.max_dcu = _value(asked.args[1], ran)  # of a serverless replication
        return told
    call = asked.func if isinstance(asked, ast.Call) else asked
    assert isinstance(call, ast.Attribute)
    of = _value(call.value, ran)
    given = {each.arg: _value(each.value, ran) for each in asked.keywords} if isinstance(asked, ast.Call) else {}
    if isinstance(of, dms.TaskPlan):
        return _of_plan(of)
    if not isinstance(of, dms.TableMappings | dms.TaskSettings):
        return None
    told = _Told(mappings=of) if isinstance(of, dms.TableMappings) else _Told(settings=of)
    told.mappings = given.get("table_mappings") or told.mappings
    told.migration_type = given.get("migration_type") or told.migration_type
    told.catalog = given.get("catalog")
    told.source = dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=given.get("source_engine"))
    told.target = dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=given.get("target_engine"))
    return told


def _value(expression: ast.expr, ran: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(expression), "example", "eval"), ran)


def _of_plan(plan: dms.TaskPlan) -> _Told:
    return _Told(
        plan.table_mappings or dms.TableMappings(dms.Include("%")),
        plan.task_settings,
        plan.migration_type or dms.MigrationType.FULL_LOAD_AND_CDC,
        plan.source,
        plan.target,
        plan.source_catalog,
        plan.target_catalog,
    )


def _template(told: _Told) -> dict[str, Any]:
    settings = (told.settings if told.settings is not None else dms.TaskSettings()).to_json()
    ends = {"SourceEndpointArn": {"Ref": "Source"}, "TargetEndpointArn": {"Ref": "Target"}}
    moves = {**ends, "TableMappings": told.mappings.to_json()}
    task = {
        "Type": "AWS::DMS::ReplicationTask",
        "Properties": moves
        | {
            "ReplicationInstanceArn": "arn:aws:dms:eu-west-1:111122223333:rep:ABC",
            "MigrationType": told.migration_type.value,
            "ReplicationTaskSettings": settings,
        },
    }
    if told.max_dcu is not None:
        task = {
            "Type": "AWS::DMS::ReplicationConfig",
            "Properties": moves
            | {
                "ComputeConfig": {"MaxCapacityUnits": told.max_dcu, "MultiAZ": True},
                "ReplicationType": told.migration_type.value,
                "ReplicationSettings": settings,
            },
        }
    return {"Resources": {"Source": _endpoint(told.source), "Target": _endpoint(told.target), "Task": task}}


def _endpoint(known: dms.EndpointFacts) -> dict[str, Any]:
    engine = known.engine_name
    properties: dict[str, Any] = {"EndpointType": known.endpoint_type.value}
    properties["EngineName"] = {"Ref": "Engine"} if engine is None else engine.value
    if engine is not None and engine.record.cfn_settings_block and known.settings is not None:
        properties[engine.record.cfn_settings_block] = dict(known.settings)
    if known.extra_connection_attributes:
        pairs = known.extra_connection_attributes.items()
        properties["ExtraConnectionAttributes"] = ";".join(f"{name}={value}" for name, value in pairs)
    return {"Type": "AWS::DMS::Endpoint", "Properties": properties}


def _synthesized(ran: Mapping[str, Any]) -> FilesOfTask | None:
    """Return the template that has the task of an app, and the catalog that the example made."""
    catalog = next((each for each in ran.values() if isinstance(each, dms.Catalog)), None)
    for stack in ran["app"].synth().stacks_recursively:
        template = json.loads(Path(stack.template_full_path).read_bytes())
        if any(resource["Type"] in _TYPES for resource in template.get("Resources", {}).values()):
            return FilesOfTask(template, catalog)
    return None
