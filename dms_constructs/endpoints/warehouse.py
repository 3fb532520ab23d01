"""Warehouses of Redshift as the CDK's L1 constructs, or anything with their attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

from aws_cdk import aws_ec2 as ec2
from constructs import Construct, IConstruct

from dms_constructs._checks import is_l1, is_other_l1
from dms_constructs.endpoints._groups import groups_of
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = ["RedshiftCluster", "RedshiftWorkgroup", "Warehouse", "read_warehouse"]


class RedshiftCluster(Protocol):
    """A cluster of Redshift: `aws_redshift.CfnCluster`, or anything with these attributes."""

    @property
    def attr_endpoint_address(self) -> str:
        """The host."""

    @property
    def port(self) -> int | float | None:
        """The TCP port; None for 5439."""

    @property
    def vpc_security_group_ids(self) -> Sequence[str] | None:
        """The ids of its security groups; None for its VPC's default group."""


class RedshiftWorkgroup(Protocol):
    """A workgroup of Redshift Serverless: `aws_redshiftserverless.CfnWorkgroup`, or anything with these attributes."""

    @property
    def attr_workgroup_endpoint_address(self) -> str:
        """The host."""

    @property
    def port(self) -> int | float | None:
        """The TCP port; None for 5439."""

    @property
    def security_group_ids(self) -> Sequence[str] | None:
        """The ids of its security groups; None for its VPC's default group."""


# What code usually calls the L1 constructs of warehouses.
_CALLED = {"AWS::Redshift::Cluster": "cluster", "AWS::RedshiftServerless::Workgroup": "workgroup"}


class Warehouse(NamedTuple):
    """What is known of one before deployment."""

    engine_name: EngineName
    host: str
    port: int | None
    """None where it is the usual one, or not known."""
    peer: ec2.IConnectable | None


_KINDS = (
    (EngineName.REDSHIFT, "AWS::Redshift::Cluster", "attr_endpoint_address", "vpc_security_group_ids"),
    (
        EngineName.REDSHIFT_SERVERLESS,
        "AWS::RedshiftServerless::Workgroup",
        "attr_workgroup_endpoint_address",
        "security_group_ids",
    ),
)


def read_warehouse(warehouse: RedshiftCluster | RedshiftWorkgroup) -> Warehouse:
    """Return what is known of a warehouse; raise for what is not one."""
    for engine, l1_type, host, ids in _KINDS:
        if _has(warehouse, host) and _has(warehouse, ids) and not is_other_l1(warehouse, l1_type):
            port = warehouse.port
            number = None if port is None or is_unresolved(port) else int(port)
            peer = _peer(warehouse, ids, number if number is not None else engine.record.default_port)
            return Warehouse(engine, getattr(warehouse, host), number, peer)
    raise ConfigurationError(
        "DMS-Y002",
        "warehouse must be a cluster of Redshift or a workgroup of Redshift Serverless, got "
        f"{shown(warehouse, secret=True)}; write redshift.CfnCluster(...) or redshiftserverless.CfnWorkgroup(...), or "
        "connect by the secret alone: dms.Connection.from_secret(secret)",
    )


def to_warehouse(given: object) -> str | None:
    """Return the code that connects to what was given, where that is the L1 construct of a warehouse."""
    argument = _CALLED.get(type(given).CFN_RESOURCE_TYPE_NAME) if is_l1(given) else None  # type: ignore[attr-defined]  # of every L1
    return f"dms.Connection.to_redshift({argument}, secret=secret)" if argument is not None else None


def _peer(warehouse: Any, ids: str, port: int | None) -> ec2.IConnectable | None:
    """Return its security groups, referred to once however often it is connected to."""
    if not isinstance(warehouse, Construct) or port is None:
        return None
    if warehouse not in _PEERS:
        _PEERS[warehouse] = groups_of(warehouse, getattr(warehouse, ids), port)
    return _PEERS[warehouse]


_PEERS: WeakKeyDictionary[IConstruct, ec2.IConnectable | None] = WeakKeyDictionary()


def _has(warehouse: object, attribute: str) -> bool:
    """Whether it is an object with the attribute, of whose L1 construct Node isn't asked."""
    if isinstance(warehouse, type):
        return False
    return hasattr(type(warehouse), attribute) or attribute in getattr(warehouse, "__dict__", ())
