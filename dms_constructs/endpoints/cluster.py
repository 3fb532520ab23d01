"""What endpoints of clusters in a VPC share: DMS reads no secret of them, and their groups let an instance in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from dms_constructs._checks import in_range, is_object_with, not_blank, provides, skipped
from dms_constructs._construct import let_in
from dms_constructs.endpoints._secret_checks import host_trouble
from dms_constructs.endpoints.endpoint import Endpoint
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = ["ClusterEndpoint", "WithoutRole", "check_one_place", "check_peer", "has_all", "port_number"]

_PEER = "peer=ec2.SecurityGroup.from_security_group_id(self, 'Group', 'sg-...')"
Peering = Callable[[Construct], "ec2.IConnectable | None"]


class ClusterEndpoint(Endpoint):
    """The base of endpoints of clusters. Use `NeptuneTarget`, `RedisTarget` and `KafkaTarget`."""

    def _opens(self, peering: Peering | None, ports: list[int]) -> None:
        """
        Note what to open for a replication instance.

        Args:
            peering: Makes what to open, when it is asked for; None where no security groups are in the way.
            ports: What clients connect to.
        """
        self._peering = peering
        self._ports = ports
        self._peer: ec2.IConnectable | None = None

    @property
    def peer(self) -> ec2.IConnectable | None:
        """What to open for a replication instance; None when it is reached without security groups."""
        if self._peer is None and self._peering is not None:
            self._peer = self._peering(self)
        return self._peer

    def allow_from(self, other: ec2.IConnectable, *, scope: Construct | None = None) -> None:
        """
        Open the cluster's security groups, when any are known, for a replication instance.

        Args:
            other: The replication instance.
            scope: Whose stack the rules go into where two stacks would otherwise need each other; by default this
                endpoint's.

        Raises:
            ConfigurationError: `DMS-E007`, when the cluster's security groups aren't known.
        """
        if self._peering is None:
            return
        peer = self.peer
        if peer is None or not peer.connections.security_groups:
            raise ConfigurationError(
                "DMS-E007",
                "the cluster's security groups aren't known before deployment, so nothing can be opened for DMS; "
                f"give {_PEER}",
                path=self.node.path,
            )
        for port in self._ports:
            opened = ec2.Port.tcp(port)
            let_in(scope or self, peer.connections, other.connections, opened, f"DMS {self.TYPE.value} endpoint")


def check_peer(peer: ec2.IConnectable | None) -> None:
    """Raise unless this is something with security groups, where it is given."""
    provides("peer", peer, "connections", "a security group", _PEER.partition("=")[2], secret=True)


class WithoutRole:
    """How DMS gets at what it assumes no role for."""

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:  # noqa: ARG002  # nothing is made
        """Return no members: there is nothing to make."""
        return {}


def check_one_place(argument: str, cluster: object, name: str | None, port: int | None, *, example: str) -> None:
    """
    Raise unless it is said once where something is: by a cluster, or by a host and a port.

    What was given as a host may hold a password, so it is not shown.

    Args:
        argument: The argument that takes the cluster.
        cluster: The cluster.
        name: The host.
        port: The port.
        example: A host.
    """
    if cluster is not None:
        given = "server_name" if name is not None else "port" if port is not None else None
        if given is not None:
            raise ConfigurationError(
                "DMS-Y022", f"{argument} says where it is, and so does {given}; remove {given}, or remove {argument}"
            )
        return
    if name is None:
        raise ConfigurationError(
            "DMS-Y022", f"it must be said where it is; give {argument}={argument}, or server_name={example!r}"
        )
    not_blank("DMS-Y022", "server_name", name, f"server_name={example!r}")
    trouble = host_trouble(name) if not skipped(name) else None
    if trouble is not None:
        raise ConfigurationError(
            "DMS-Y022", f"server_name {trouble}, got {shown(name, secret=True)}; write server_name={example!r}"
        )
    in_range("DMS-Y022", "port", port, 1, 65535)


def port_number(port: Any, engine: EngineName) -> int:
    """Return a port as a number, as attributes of L1 constructs are texts; where none is given, the engine's own."""
    if port is None:
        port = engine.record.default_port
    if isinstance(port, str):
        return int(cdk.Token.as_number(port)) if is_unresolved(port) else int(port)
    number: int = port
    return number


def has_all(value: object, *attributes: str) -> bool:
    """Whether a value has all of the attributes; of L1 constructs, as of others, the class is asked first."""
    return all(is_object_with(value, each) for each in attributes)
