"""How large a database of the app is, read from its constructs: each reading asks Node, so it is done once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from aws_cdk import aws_rds as rds
from constructs import IConstruct

from dms_constructs._construct import stack_of
from dms_constructs._references import construct_behind
from dms_constructs.errors import is_unresolved
from dms_constructs.monitoring.database_size import DatabaseSize, said_of_connections

__all__ = ["remember_sender", "remember_size", "sender_of", "size_of"]

_SERVERLESS = "db.serverless"
_SIZES: WeakKeyDictionary[object, DatabaseSize] = WeakKeyDictionary()
_SENDERS: WeakKeyDictionary[object, IConstruct | None] = WeakKeyDictionary()


def size_of(database: rds.IDatabaseCluster | rds.IDatabaseInstance) -> DatabaseSize:
    """Return how large a database is, as far as the app says; nothing is known of one that was imported."""
    found = _SIZES.get(database)
    if found is None:
        found = _SIZES[database] = _read(database)
    return found


def sender_of(database: Any) -> IConstruct | None:
    """Return the first instance of a cluster, which sends its metrics first; None of one that was imported."""
    if database not in _SENDERS:
        instances = _instances_of(database.node)
        _SENDERS[database] = instances[0] if instances else None
    return _SENDERS[database]


def remember_sender(database: rds.IDatabaseCluster, instance: IConstruct) -> None:
    """Keep which instance sends the metrics of a cluster that is not made by the CDK's own construct."""
    _SENDERS[database] = instance


def remember_size(database: rds.IDatabaseCluster | rds.IDatabaseInstance, size: DatabaseSize) -> None:
    """Keep what was said of a database, which is more than can be read of an imported one."""
    _SIZES[database] = size


def _read(database: Any) -> DatabaseSize:
    node = database.node
    made = node.default_child
    if isinstance(made, rds.CfnDBInstance):
        is_replica = made.source_db_instance_identifier is not None
        return _sized(database, made, readers=int(is_replica), groups=(made.db_parameter_group_name,))
    instances = _instances_of(node) if isinstance(made, rds.CfnDBCluster) else []
    if not instances:
        return DatabaseSize()
    writer, *readers = instances
    _SENDERS[database] = writer
    groups = (writer.db_parameter_group_name, made.db_cluster_parameter_group_name)
    return _sized(database, writer, readers=len(readers), groups=groups)


def _instances_of(node: Any) -> list[rds.CfnDBInstance]:
    """Return the instances of a cluster; the CDK makes the writer first."""
    return [each for each in node.find_all() if isinstance(each, rds.CfnDBInstance)]


def _sized(database: Any, instance: rds.CfnDBInstance, *, readers: int, groups: Iterable[str | None]) -> DatabaseSize:
    stack = stack_of(database)
    instance_class = stack.resolve(instance.db_instance_class)
    is_serverless = instance_class == _SERVERLESS
    return DatabaseSize(
        instance_class=instance_class if isinstance(instance_class, str) and not is_serverless else None,
        min_acu=_capacity(database, "min") if is_serverless else None,
        max_acu=_capacity(database, "max") if is_serverless else None,
        readers=readers,
        **said_of_connections(_max_connections(stack, groups)),
    )


def _capacity(cluster: object, which: str) -> float | None:
    """
    Return a capacity of a serverless cluster.

    Its L1 has it as a lazy value, which jsii gives Python as a structure without anything in it.
    """
    found = getattr(cluster, f"_serverless_v2_{which}_capacity", None)
    return found if isinstance(found, int | float) and not is_unresolved(found) else None


def _max_connections(stack: cdk.Stack, groups: Iterable[str | None]) -> object:
    """Return what the parameters say, the first group that says it first; None where they leave it to the default."""
    for name in groups:
        if name is None or name.startswith("default."):
            continue
        group = construct_behind(name)
        if not isinstance(group, rds.CfnDBParameterGroup | rds.CfnDBClusterParameterGroup):
            return "of a group that was imported"
        value = (stack.resolve(group.parameters) or {}).get("max_connections")
        if value is not None:
            return value
    return None
