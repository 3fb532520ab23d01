"""
The servers that connections of an app lead to, as their constructs stand now.

A parameter group can change until the app is synthesized, so this is asked then, or when a user asks. Each construct is
read as the resource that it writes into the template; `databases/resources.py` says what that tells.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol, cast

import aws_cdk as cdk
from aws_cdk import aws_rds as rds
from constructs import IConstruct

from dms_constructs._construct import path_of, stack_of
from dms_constructs._references import construct_behind, reference_of
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.databases.resources import CLUSTER, CLUSTER_GROUP, GROUP, INSTANCE, leads_to, server_of
from dms_constructs.databases.server_facts import ServerFacts
from dms_constructs.errors import is_unresolved

__all__ = ["Servers", "Way"]

_MADE = rds.CfnDBCluster | rds.CfnDBInstance
_READERS = "ReadEndpoint"
_SCALING = "serverlessV2ScalingConfiguration"
# By the property that refers to one.
_GROUPS = {"dbClusterParameterGroupName": CLUSTER_GROUP, "dbParameterGroupName": GROUP}


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

    def of(self, way: Way, endpoint: object = None) -> ServerFacts | None:
        """
        Return what is known of the server that a connection leads to; None where nothing is.

        Args:
            way: Where it leads.
            endpoint: What has it; a target of this library tells its phase.
        """
        server = self._led_to(way)
        phase = getattr(endpoint, "phase", None)
        return replace(server, phase=phase) if server is not None and isinstance(phase, TargetPhase) else server

    def _led_to(self, way: Way) -> ServerFacts | None:
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
        token = reference_of(host)
        if token is None or not isinstance(token.target, _MADE):
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
        node = made.node
        properties = self._note(key, CLUSTER if is_cluster else INSTANCE, made, node.path)
        if is_cluster:
            # Those of others in its stack are told apart by their cluster.
            for instance in self._instances_in(node.scope):
                self._note(instance.ref, INSTANCE, instance)
        elif properties.get("sourceDbInstanceIdentifier") is not None:
            origin = self._origin_of(cast("rds.CfnDBInstance", made))
            if origin is not None:
                self._add(origin, origin.ref)
                properties["sourceDbInstanceIdentifier"] = {"Ref": origin.ref}

    def _note(self, key: str, kind: str, made: _MADE, path: str | None = None) -> dict[str, Any]:
        """Note what one says, with its parameter group, and return it."""
        properties = _properties_of(made)
        self._resources[key] = _resource(kind, properties, path)
        self._note_group(properties)
        return properties

    def _note_group(self, properties: Mapping[str, Any]) -> None:
        """Note the parameter group that some properties refer to, where the app makes it."""
        for name, kind in _GROUPS.items():
            given = properties.get(name)
            key = str(given["Ref"]) if isinstance(given, Mapping) else ""
            group = construct_behind(key) if key not in self._resources else None
            if isinstance(group, rds.CfnDBClusterParameterGroup | rds.CfnDBParameterGroup):
                said = {"parameters": stack_of(group).resolve(group.parameters)}
                if properties.get("engineVersion") is None:
                    said["family"] = group.family
                self._resources[key] = _resource(kind, said, path_of(group))

    def _instances_in(self, scope: Any) -> list[rds.CfnDBInstance]:
        return cast("list[rds.CfnDBInstance]", cdk.Mixins.of(scope, self._selector).selected_constructs)

    def _origin_of(self, replica: rds.CfnDBInstance) -> rds.CfnDBInstance | None:
        """Return the instance in the stack of a replica that it copies: its identifier is a part of an ARN."""
        stack = stack_of(replica)
        said = str(stack.resolve(replica.source_db_instance_identifier))
        return next((each for each in self._instances_in(stack) if str(stack.resolve(each.ref)) in said), None)

    @functools.cached_property
    def _selector(self) -> cdk.IConstructSelector:
        return cdk.ConstructSelector.resources_of_type(INSTANCE)


def _made_by(database: Any) -> _MADE | None:
    """Return what a cluster or an instance makes; of one that is imported by what the app makes, that."""
    made = database.node.default_child
    if made is not None:
        return made if isinstance(made, _MADE) else None
    is_cluster = hasattr(type(database), "cluster_identifier")
    name = database.cluster_identifier if is_cluster else database.instance_identifier
    behind = construct_behind(name) if isinstance(name, str) else None
    return behind if isinstance(behind, _MADE) else None


def _resource(kind: str, properties: Mapping[str, Any], path: str | None) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties, "Metadata": {"aws:cdk:path": path}}


def _properties_of(made: cdk.CfnResource) -> dict[str, Any]:
    """Return what an L1 construct says now, with references as a template has them."""
    given = made._cfn_properties  # noqa: SLF001  # protected, for subclasses
    said = {name: _plain(value) for name, value in given.items() if value is not None}
    if _SCALING in said:
        # The CDK's cluster says it when it is asked: until then it is an object with nothing in it.
        said[_SCALING] = stack_of(made).resolve(given[_SCALING])
    return said


def _plain(value: Any) -> Any:
    if not is_unresolved(value):
        return value
    return {"Ref": value} if isinstance(value, str) else {"Fn::Token": None}
