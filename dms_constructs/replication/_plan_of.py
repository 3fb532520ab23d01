"""The plan of a task or a serverless replication, made of constructs: what is wrong with one is said by one piece."""

from __future__ import annotations

import functools

from aws_cdk import aws_dms, aws_s3 as s3

from dms_constructs._checks import arn_of, meant
from dms_constructs._code import SELF, Variable, as_code, call
from dms_constructs.app_wide.one_database import check_two_databases
from dms_constructs.catalog import Catalog
from dms_constructs.cdc import CdcStart, CdcStop
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.endpoints.endpoint import IEndpoint
from dms_constructs.endpoints.login import ILogin
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.engines import EndpointType, EngineName, known
from dms_constructs.errors import ConfigurationError
from dms_constructs.graph_mappings import GremlinMapping, R2rmlMapping
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings import TaskSettings
from dms_constructs.task_checks.graphs import check_has_graph
from dms_constructs.task_plan import TaskPlan

__all__ = ["plan_of", "with_servers"]


def plan_of(
    *,
    source: IEndpoint,
    target: IEndpoint,
    migration_type: MigrationType,
    table_mappings: TableMappings,
    task_settings: TaskSettings | None,
    source_catalog: Catalog | None,
    target_catalog: Catalog | None,
    cdc_start: CdcStart | None = None,
    cdc_stop: CdcStop | None = None,
    mappings_in_template: bool = True,
    engine_version: str | None = None,
    task_data: GremlinMapping | R2rmlMapping | None = None,
) -> TaskPlan:
    """
    Return a complete plan between two endpoints.

    Raises:
        ConfigurationError: `DMS-T005` for an endpoint on the wrong side, `DMS-T008` for what is missing, `DMS-X001`
            when it would write onto what it reads, `DMS-Y030` for one that writes into Neptune without a graph mapping,
            and what `TaskPlan` refuses.
    """
    _check_not_swapped(source, target)
    _check_given(migration_type=migration_type, table_mappings=table_mappings)
    plan = TaskPlan(
        migration_type=migration_type,
        source=_facts_of("source", source),
        target=_facts_of("target", target),
        table_mappings=table_mappings,
        task_settings=task_settings if task_settings is not None else _default_settings(),
        cdc_start=cdc_start,
        cdc_stop=cdc_stop,
        source_catalog=source_catalog,
        target_catalog=target_catalog,
        mappings_in_template=mappings_in_template,
        engine_version=engine_version,
        task_data=task_data,
    )
    if plan.target.engine_name is EngineName.NEPTUNE:
        check_has_graph(plan.target, task_data)
    check_two_databases(plan)
    return plan


def with_servers(plan: TaskPlan, source: IEndpoint, target: IEndpoint) -> TaskPlan:
    """Return a plan between two endpoints with what the app tells of their servers now."""
    telling = [
        end if isinstance(end, ServerEndpoint) and _may_tell(end.connection) else None for end in (source, target)
    ]
    if telling == [None, None]:
        return plan
    from dms_constructs.app_wide.made_servers import Servers  # noqa: PLC0415  # slow to load, and many apps have none

    servers = Servers()
    read, written = (servers.of(end.connection, end) if end is not None else None for end in telling)
    return plan if read is None and written is None else plan.with_servers(source=read, target=written)


def _may_tell(connection: ILogin) -> bool:
    return connection.database is not None or connection.host is not None or connection.is_behind_proxy


@functools.cache
def _default_settings() -> TaskSettings:
    return TaskSettings()


def _check_given(**arguments: object) -> None:
    for name, value in arguments.items():
        if value is None:
            raise ConfigurationError("DMS-T008", f"{name} must be given, got None; write {name}={_GIVEN[name]}")


_GIVEN = {
    "migration_type": "dms.MigrationType.FULL_LOAD_AND_CDC",
    "table_mappings": "dms.TableMappings(dms.Include('shop'))",
}


def _check_not_swapped(source: IEndpoint, target: IEndpoint) -> None:
    sides = [getattr(getattr(each, "endpoint_facts", None), "endpoint_type", None) for each in (source, target)]
    if sides == [EndpointType.TARGET, EndpointType.SOURCE]:
        raise ConfigurationError(
            "DMS-T005",
            "source must be a source endpoint and target a target endpoint, got each as the other; swap them",
        )


def _facts_of(name: str, endpoint: IEndpoint) -> EndpointFacts:
    found = getattr(endpoint, "endpoint_facts", None)
    if isinstance(found, EndpointFacts):
        if found.endpoint_type.value != name:
            raise _wrong_side(name, endpoint, found)
        return found
    got = type(endpoint).__name__
    if isinstance(endpoint, aws_dms.CfnEndpoint):
        fix = _import_of(name, endpoint)
        if endpoint.endpoint_type in {side.value for side in EndpointType} - {name}:
            got = f"a {endpoint.endpoint_type} endpoint"
    elif name == "target" and isinstance(endpoint, s3.CfnBucket):
        fix = "write target=dms.S3Target(self, 'Target', bucket=s3.Bucket.from_cfn_bucket(target))"
    elif name == "target" and hasattr(type(endpoint), "bucket_arn"):  # the CDK's interfaces are structural
        fix = "write target=dms.S3Target(self, 'Target', bucket=target)"
    elif isinstance(endpoint, str) and (known := arn_of(name, endpoint, ":endpoint:")) is not None:
        made = f"dms.MySql{name.capitalize()}.from_endpoint_arn"
        fix = f"write {name}={call(made, SELF, name.capitalize(), known)}, with the class of its engine"
    else:
        fix = _example(name)
    raise ConfigurationError("DMS-T005", f"{name} must be a {name} endpoint, got {got}; {fix}", given=endpoint)


def _wrong_side(name: str, endpoint: IEndpoint, known: EndpointFacts) -> ConfigurationError:
    return ConfigurationError(
        "DMS-T005",
        f"{name} must be a {name} endpoint, got a {known.endpoint_type.value} endpoint; DMS has separate endpoints for "
        f"reading and writing, even of one database: {_other_side(name, known.engine_name)}",
        given=endpoint,
    )


def _other_side(name: str, engine: EngineName | None) -> str:
    """Say what to write for the engine on this side."""
    if engine is None:
        return _example(name)
    made = _class_of(name, engine)
    return f"write {name}={_made(name, made)}" if made is not None else _no_class(name, engine)


def _class_of(name: str, engine: EngineName) -> str | None:
    """Return the class that makes such an endpoint of the engine, where there is one."""
    return engine.record.source_class if name == "source" else engine.record.target_class


def _no_class(name: str, engine: EngineName) -> str:
    can_be = engine.record.is_source if name == "source" else engine.record.is_target
    who = "DMS" if known(can_be) is False else "this library"
    return f"{who} has no {name} endpoint for {as_code(engine)}; {_example(name)}"


def _made(name: str, made: str) -> str:
    needed = {
        each: Variable("..." if each == "database" else each) for each in _NEEDED.get(made, ("connection", "database"))
    }
    return call(f"dms.{made}", SELF, name.capitalize(), **needed)


# What classes of engines with both sides need, unless it is a connection and a database.
_NEEDED = {
    **dict.fromkeys(("DocumentDbSource", "DocumentDbTarget", "MySqlSource", "MySqlTarget"), ("connection",)),
    "S3Source": ("bucket", "external_table_definition"),
    "S3Target": ("bucket",),
}


def _example(name: str, arn: str = "arn:aws:dms:...") -> str:
    made = f"MySql{name.capitalize()}"
    return (
        f"write for example {_made(name, made)}, or import one with "
        f"{call(f'dms.{made}.from_endpoint_arn', SELF, name.capitalize(), arn)}"
    )


def _import_of(name: str, endpoint: aws_dms.CfnEndpoint) -> str:
    """Say how an L1 endpoint becomes one of this library's."""
    if endpoint.endpoint_type in {side.value for side in EndpointType} - {name}:
        return "DMS has separate endpoints for reading and writing, even of one database"
    engine = meant(endpoint.engine_name, EngineName)
    if not isinstance(engine, EngineName):
        return _example(name)
    made, given = _class_of(name, engine), Variable(f"{name}.ref")
    if made is not None:
        written = call(f"dms.{made}.from_endpoint_arn", SELF, name.capitalize(), given, engine_name=engine)
    else:
        said = {"endpoint_arn": given, "endpoint_type": EndpointType(name), "engine_name": engine}
        written = call("dms.Endpoint.from_endpoint_attributes", SELF, name.capitalize(), **said)
    return f"write {name}={written}"
