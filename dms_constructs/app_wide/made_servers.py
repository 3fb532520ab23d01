"""
The servers that connections of an app lead to, as their constructs stand now.

A parameter group can change until the app is synthesized, so this is asked then, or when a user asks. Each construct is
read as the resource that it writes into the template; `databases/resources.py` says what that tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol, cast

import aws_cdk as cdk
from aws_cdk import aws_rds as rds
from constructs import IConstruct

from dms_constructs._construct import path_of, stack_of
from dms_constructs.databases.phase import PHASE
from dms_constructs.databases.resources import CLUSTER, INSTANCE, leads_to, server_of
from dms_constructs.databases.server_facts import ServerFacts
from dms_constructs.errors import is_unresolved

__all__ = ["Servers", "Way"]

_MADE = rds.CfnDBCluster | rds.CfnDBInstance
_READERS = "ReadEndpoint"


class Way(Protocol):
    """Where a connection leads."""

    @property
    def database(self) -> rds.IDatabaseCluster | rds.IDatabaseInstance | None:
        """The database that it was made from."""

    @property
    def host(self) -> str | None:
        """The host in its secret, where it was made from one."""

    @property
    def is_behind_proxy(self) -> bool:
        """Whether it leads through RDS Proxy."""


class Servers:
    """What is known of the servers of some connections: each database is read once."""

    def __init__(self) -> None:
        self._resources: dict[str, Any] = {}
        self._found: dict[IConstruct, _MADE | None] = {}
        self._servers: dict[str, ServerFacts | None] = {}

    def of(self, way: Way) -> ServerFacts | None:
        """Return what is known of the server that a connection leads to; None where nothing is."""
        if way.is_behind_proxy:
            return ServerFacts(is_behind_proxy=True)
        database = way.database
        if database is not None:
            if database not in self._found:
                self._found[database] = _made_by(database)
            made = self._found[database]
            return self._server(made) if made is not None else None
        if way.host is None:
            return None
        return self._at(way.host) if is_unresolved(way.host) else leads_to(way.host)

    def _at(self, host: str) -> ServerFacts | None:
        """Return the server at a host that is an attribute of a resource."""
        token = _reference(host)
        if token is None:
            return None
        if not isinstance(token.target, _MADE):
            return None
        server = self._server(token.target)
        is_reader = token.display_name.startswith(_READERS)
        return replace(server, is_reader=is_reader) if server is not None else None

    def _server(self, made: _MADE) -> ServerFacts | None:
        key = made.ref
        if key not in self._servers:
            self._add(made, key)
            self._servers[key] = server_of(self._resources, key)
        return self._servers[key]

    def _add(self, made: _MADE, key: str) -> None:
        """Note what a cluster or an instance says, and what stands beside it."""
        if key in self._resources:
            return
        is_cluster = isinstance(made, rds.CfnDBCluster)
        properties = _properties_of(made)
        self._resources[key] = _resource(CLUSTER if is_cluster else INSTANCE, properties, made)
        if is_cluster:
            self._resources[key]["Metadata"][PHASE] = made.get_metadata(PHASE)
        self._add_group(properties)
        if is_cluster:
            for instance in _instances_beside(made):
                self._add(instance, instance.ref)
        elif properties.get("sourceDbInstanceIdentifier") is not None:
            origin = _origin_of(cast("rds.CfnDBInstance", made))
            if origin is not None:
                self._add(origin, origin.ref)
                properties["sourceDbInstanceIdentifier"] = {"Ref": origin.ref}

    def _add_group(self, properties: Mapping[str, Any]) -> None:
        """Note the parameter group that some properties refer to, where the app makes it."""
        for name in ("dbClusterParameterGroupName", "dbParameterGroupName"):
            given = properties.get(name)
            key = str(given["Ref"]) if isinstance(given, Mapping) else ""
            token = _reference(key) if key not in self._resources else None
            group = token.target if token is not None else None
            if isinstance(group, rds.CfnDBClusterParameterGroup | rds.CfnDBParameterGroup):
                said = {"family": group.family, "parameters": stack_of(group).resolve(group.parameters)}
                self._resources[key] = _resource(group.CFN_RESOURCE_TYPE_NAME, said, group)


def _made_by(database: Any) -> _MADE | None:
    """Return what a cluster or an instance makes; of one that is imported by what the app makes, that."""
    made = database.node.default_child
    if made is not None:
        return made if isinstance(made, _MADE) else None
    is_cluster = hasattr(type(database), "cluster_identifier")
    name = database.cluster_identifier if is_cluster else database.instance_identifier
    token = _reference(name) if isinstance(name, str) and is_unresolved(name) else None
    return token.target if token is not None and isinstance(token.target, _MADE) else None


def _reference(text: str) -> cdk.Reference | None:
    """Return the reference that a text stands for; None for a text with more in it."""
    token = cdk.Tokenization.reverse_string(text).first_token if text.startswith("${Token[") else None
    return token if isinstance(token, cdk.Reference) else None


def _resource(kind: str, properties: Mapping[str, Any], construct: IConstruct) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties, "Metadata": {"aws:cdk:path": path_of(construct)}}


def _properties_of(made: cdk.CfnResource) -> dict[str, Any]:
    """Return what an L1 construct says now, with references as a template has them."""
    given = made._cfn_properties  # noqa: SLF001  # protected, for subclasses
    return {name: _plain(value) for name, value in given.items() if value is not None}


def _plain(value: Any) -> Any:
    if not is_unresolved(value):
        return value
    return {"Ref": value} if isinstance(value, str) else {"Fn::Token": None}


def _instances_beside(cluster: cdk.CfnResource) -> list[rds.CfnDBInstance]:
    """Return the instances that are made where a cluster is: those of others in its stack are told apart by it."""
    selector = cdk.ConstructSelector.resources_of_type(INSTANCE)
    scope = cast("Any", cluster.node.scope)
    return cast("list[rds.CfnDBInstance]", cdk.Mixins.of(scope, selector).selected_constructs)


def _origin_of(replica: rds.CfnDBInstance) -> rds.CfnDBInstance | None:
    """Return the instance in the stack of a replica that it copies: its identifier is a part of an ARN."""
    stack = stack_of(replica)
    said = str(stack.resolve(replica.source_db_instance_identifier))
    selector = cdk.ConstructSelector.resources_of_type(INSTANCE)
    for each in cdk.Mixins.of(stack, selector).selected_constructs:
        instance = cast("rds.CfnDBInstance", each)
        if str(stack.resolve(instance.ref)) in said:
            return instance
    return None
