"""What a template tells for a runbook: the one reader, for the construct and for the command."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.databases.deployment import Deployment
from dms_constructs.databases.phase import PHASE
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved
from dms_constructs.lifecycle.policies import StartPolicy
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.selection import Exclude, Selection
from dms_constructs.review import tokens
from dms_constructs.review.gate import Gate, gate_of
from dms_constructs.review.resources import Resource, as_object, is_on, references
from dms_constructs.review.task_properties import NAMES, endpoint_of
from dms_constructs.review.task_resources import TaskResource
from dms_constructs.runbook.assembly import StackTemplate
from dms_constructs.runbook.facts import (
    AlarmFacts,
    DatabaseFacts,
    MadeFacts,
    MovedTable,
    RunbookFacts,
    TaskFacts,
)
from dms_constructs.runbook.runbook import Runbook

__all__ = ["runbook_of"]

_CLUSTER, _INSTANCE, _GLOBAL = "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::RDS::GlobalCluster"
_ATTACHMENT = "AWS::SecretsManager::SecretTargetAttachment"
_GENERATED = "AWS::SecretsManager::Secret"
_NAMESPACES = ("AWS/DMS", "AWS/RDS")


def runbook_of(
    stacks: Iterable[StackTemplate], catalog: Catalog | None = None, tasks: Collection[str] | None = None
) -> Runbook | None:
    """
    Return the runbook of a stack, nested ones included; None where it has no task.

    Tasks between the same two endpoints are one migration: they are cut over together.

    Args:
        stacks: The templates of the stack.
        catalog: What the source has, so tables are known by name.
        tasks: The logical ids of the tasks whose migrations are wanted. Default: all.

    Raises:
        ConfigurationError: What is wrong with the table mappings of a task.
    """
    found = [
        _facts(stack, together, catalog)
        for stack in stacks
        for together in _migrations(stack)
        if tasks is None or any(task.resource.name in tasks for task in together)
    ]
    return Runbook(tuple(found)) if found else None


def _migrations(stack: StackTemplate) -> Iterable[list[TaskResource]]:
    """Return the tasks of a template, those between the same two endpoints together."""
    by_ends: dict[str, list[TaskResource]] = {}
    for logical_id, body in stack.resources.items():
        if as_object(body).get("Type") in NAMES:
            task = TaskResource(Resource(logical_id, stack.resources))
            ends = [task.resource.given.get(f"{side.value.capitalize()}EndpointArn") for side in EndpointType]
            by_ends.setdefault(str(ends), []).append(task)
    return by_ends.values()


def _facts(stack: StackTemplate, tasks: Sequence[TaskResource], catalog: Catalog | None) -> RunbookFacts:
    gate = gate_of(stack.resources)
    made = tuple(_made(stack.resources))
    tables = None if catalog is None else tuple(_tables(tasks, catalog))
    schemas: list[tuple[str | None, str | None]] = [pair for task in tasks for pair in _schemas(task)]
    if tables:
        schemas = sorted({(table.source[0], table.target[0]) for table in tables})
    return RunbookFacts(
        stack=stack.name,
        within=stack.within,
        tasks=tuple(_task(task, gate) for task in tasks),
        source=_database(tasks[0], EndpointType.SOURCE, made, [source for source, _ in schemas]),
        target=_database(tasks[0], EndpointType.TARGET, made, [target for _, target in schemas]),
        renames=tuple(sorted({(here, there) for here, there in schemas if here and there and here != there})),
        tables=tables,
        alarms=tuple(_alarms(stack.resources)),
        dashboards=_of_type(stack.resources, "AWS::CloudWatch::Dashboard"),
        made=made,
    )


def _task(task: TaskResource, gate: Gate | None) -> TaskFacts:
    watched = gate.tasks.get(task.resource.name) if gate is not None else None
    mappings = task.mappings()
    preparation = task.setting("FullLoadSettings", "TargetTablePrepMode")
    schema = task.setting("ControlTablesSettings", "ControlSchema")
    stops = ("StopTaskCachedChangesApplied", "StopTaskCachedChangesNotApplied")
    return TaskFacts(
        logical_id=task.resource.name,
        path=task.resource.path,
        is_serverless=task.is_serverless,
        migration_type=task.migration_type,
        start=next((each for each in StartPolicy if watched is not None and each.value == watched.start), None),
        rules=mappings.describe() if mappings is not None else (),
        validates=bool(is_on(task.setting("ValidationSettings", "EnableValidation"))),
        prepares=preparation if isinstance(preparation, str) else None,
        stops_after_load=any(is_on(task.setting("FullLoadSettings", name)) for name in stops),
        control_schema=schema if isinstance(schema, str) and schema else None,
    )


def _schemas(task: TaskResource) -> Iterator[tuple[str | None, str | None]]:
    """Yield the names or patterns of the schemas that a task moves, on both sides; None for what is not known."""
    mappings = task.mappings()
    if mappings is None:
        yield None, None
        return
    for rule in mappings.rules:
        if not isinstance(rule, Selection) or isinstance(rule, Exclude):
            continue
        schema, table = rule.names()
        if is_unresolved(schema) or not schema.strip("%"):
            yield None, None
            continue
        # A name that the pattern matches; rules that rename it show what becomes of the others.
        name = schema.replace("%", "x")
        evaluation = _evaluated(task, Catalog(SourceTable(name, table.replace("%", "x"))))
        target = evaluation.tables[0].target_schema if evaluation is not None else None
        yield schema, schema if target == name else None if "%" in schema or is_unresolved(str(target)) else target


def _evaluated(task: TaskResource, catalog: Catalog) -> Evaluation | None:
    try:
        return task.evaluate(catalog)
    except ConfigurationError as error:
        if error.code == "DMS-D007":  # the catalog of another kind of server
            raise
        return None


def _database(
    task: TaskResource, side: EndpointType, made: Sequence[MadeFacts], schemas: Sequence[str | None]
) -> DatabaseFacts:
    template = task.resource.template
    arn = task.resource.given.get(f"{side.value.capitalize()}EndpointArn")
    endpoint = task.endpoint(side)
    facts = endpoint_of(template, arn, side)
    secret, behind = _behind(endpoint, facts.engine_name) if endpoint is not None else (None, None)
    found = next((each for each in made if behind is not None and each.logical_id == behind.name), None)
    is_known = bool(schemas) and None not in schemas
    return DatabaseFacts(
        endpoint=facts,
        logical_id=endpoint.name if endpoint is not None else None,
        deployments=tuple(_deployments(facts, behind)),
        made=found,
        user=_user(secret) if secret is not None else _user_of(endpoint),
        schemas=tuple(dict.fromkeys(each for each in schemas if each is not None)) if is_known else (),
    )


def _behind(endpoint: Resource, engine: EngineName | None) -> tuple[Resource | None, Resource | None]:
    """Return the secret of an endpoint, and the cluster or instance behind it, where the template has them."""
    block = (engine.record.cfn_settings_block if engine is not None else None) or ""
    found = endpoint.referred(as_object(endpoint.given.get(block)).get("SecretsManagerSecretId"))
    every = (Resource(name, endpoint.template) for name in endpoint.template)
    attachment = next(
        (
            each
            for each in every
            if found is not None
            and each.type == _ATTACHMENT
            and (each == found or each.referred(each.given.get("SecretId")) == found)
        ),
        None,
    )
    if attachment is None:
        database = endpoint.referred(endpoint.given.get("ServerName"))
    else:
        found = attachment.referred(attachment.given.get("SecretId"))
        database = attachment.referred(attachment.given.get("TargetId"))
    return found, database if database is not None and database.type in {_CLUSTER, _INSTANCE} else None


def _user(secret: Resource) -> str | None:
    """Return the user of a secret that is generated."""
    text = tokens.value_of(as_object(secret.given.get("GenerateSecretString")).get("SecretStringTemplate"))
    try:
        name = as_object(json.loads(text)).get("username") if isinstance(text, str) else None
    except ValueError:
        return None
    return name if isinstance(name, str) and not is_unresolved(name) else None


def _user_of(endpoint: Resource | None) -> str | None:
    """Return the user that an endpoint without a secret names."""
    name = endpoint.given.get("Username") if endpoint is not None else None
    return name if isinstance(name, str) and not is_unresolved(name) else None


def _administrator(database: Resource) -> tuple[str | None, str | None]:
    """Return the user that RDS makes with a database, and the logical id of the secret that its password is from."""
    name, password = database.given.get("MasterUsername"), database.given.get("MasterUserPassword")
    secrets = [Resource(each, database.template) for each in (*references(name), *references(password))]
    secret = next((each for each in secrets if each.type == _GENERATED), None)
    user = name if isinstance(name, str) else _user(secret) if secret is not None else None
    return user, secret.name if secret is not None else None


def _deployments(endpoint: EndpointFacts, behind: Resource | None) -> Iterator[Deployment]:
    """Yield how the server of an endpoint may be run."""
    engine = endpoint.engine_name
    host = (endpoint.database.host if endpoint.database is not None else None) or ""
    if engine is None or engine.record.protocol not in {"mysql", "postgresql"}:
        return
    if engine.value.startswith("aurora"):
        yield Deployment.AURORA
    elif behind is not None or host.endswith((".rds.amazonaws.com", ".rds.amazonaws.com.cn")):
        yield Deployment.RDS
    else:
        yield from (Deployment.SELF_MANAGED, Deployment.RDS)


def _tables(tasks: Sequence[TaskResource], catalog: Catalog) -> Iterator[MovedTable]:
    for task in tasks:
        evaluation = _evaluated(task, catalog)
        for table in evaluation.selected if evaluation is not None else ():
            if table.target_schema is not None and table.target_name is not None:
                yield MovedTable(
                    source=(table.source.schema, table.source.name),
                    target=(table.target_schema, table.target_name),
                    identity=_identity(table),
                )


def _identity(table: MappedTable) -> str | None:
    for column in table.columns:
        if column.source is not None and column.source.identity:
            return column.name
    return None


def _alarms(resources: Mapping[str, Any]) -> Iterator[AlarmFacts]:
    for name in _of_type(resources, "AWS::CloudWatch::Alarm"):
        given = Resource(name, resources).given
        says = tokens.value_of(given.get("AlarmDescription"))
        metrics = [
            as_object(as_object(as_object(each).get("MetricStat")).get("Metric")) for each in given.get("Metrics") or ()
        ]
        if any(each.get("Namespace") in _NAMESPACES for each in (given, *metrics)):
            yield AlarmFacts(logical_id=name, says=says if isinstance(says, str) else "")


def _made(resources: Mapping[str, Any]) -> Iterator[MadeFacts]:
    """Yield the databases of a stack, and what stays when the stack is deleted."""
    for name in sorted(resources):
        each = Resource(name, resources)
        is_in_cluster = each.type == _INSTANCE and "DBClusterIdentifier" in each.given
        is_database = each.type in {_CLUSTER, _INSTANCE} and not is_in_cluster
        policy = each.body.get("DeletionPolicy", "Snapshot" if is_database else "Delete")
        if is_database or policy != "Delete" or each.type == _GLOBAL:
            version = each.given.get("EngineVersion")
            administrator, secret = _administrator(each)
            yield MadeFacts(
                logical_id=name,
                type=each.type,
                policy=str(policy),
                is_in_cluster=is_in_cluster,
                is_protected=bool(is_on(each.given.get("DeletionProtection"))) if is_database else False,
                version=version if isinstance(version, str) else None,
                phase=as_object(each.body.get("Metadata")).get(PHASE),
                administrator=administrator,
                administrator_secret=secret,
            )


def _of_type(resources: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    return tuple(sorted(name for name, body in resources.items() if as_object(body).get("Type") == kind))
