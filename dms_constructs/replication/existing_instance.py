"""What others need of a replication instance, and instances that this app does not own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import jsii
from aws_cdk import aws_ec2 as ec2, aws_logs as logs
from constructs import Construct, IConstruct

from dms_constructs._checks import arn_of, provides
from dms_constructs._code import SELF, Variable, call
from dms_constructs._construct import Imported
from dms_constructs.errors import ConfigurationError, is_unresolved
from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.telemetry.events import IInstanceEvents, InstanceEvents
from dms_constructs.telemetry.instance_metrics import IInstanceMetrics, InstanceMetrics
from dms_constructs.telemetry.metric import last_part

__all__ = ["IReplicationInstance", "ImportedInstance", "check_instance", "in_lower_case", "log_group_name"]


class IReplicationInstance(IConstruct, IInstanceMetrics, IInstanceEvents, Protocol):
    """What tasks, metrics and alarms need of an instance, whether or not this app owns it."""

    @property
    def replication_instance_arn(self) -> str:
        """Its ARN."""

    @property
    def replication_instance_identifier(self) -> str:
        """Its name, the dimension of its metrics."""

    @property
    def instance_class(self) -> InstanceClass | None:
        """Its processor and memory, or None where that is not known."""

    @property
    def allocated_storage_gib(self) -> int | None:
        """Its storage in GiB, or None where that is not known."""

    @property
    def connections(self) -> ec2.Connections:
        """Its security groups, to be let into databases."""

    @property
    def log_group(self) -> logs.ILogGroup | None:
        """Where the logs of its tasks go, or None where that is not known."""


def check_instance(name: str, instance: object, example: str, *, has_network: bool = False) -> None:
    """
    Raise unless it is a replication instance; the message shows how to import what stands for one.

    Args:
        name: What the user calls it.
        instance: The instance.
        example: How to write one.
        has_network: Whether its security groups are needed too.
    """
    known = arn_of(name, instance, ":rep:", "AWS::DMS::ReplicationInstance")
    if known is not None:
        example = call(
            "dms.ReplicationInstance.from_replication_instance_attributes",
            SELF,
            "Instance",
            replication_instance_arn=known,
            security_groups=Variable("[group]") if has_network else None,
        )
    provides(name, instance, "replication_instance_arn", "a replication instance", f"{name}={example}", required=True)


@jsii.implements(ec2.IConnectable)
class ImportedInstance(Imported, InstanceMetrics, InstanceEvents):
    """An instance of which this app knows the ARN and what else it was told."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        arn: str,
        identifier: str | None,
        security_groups: Sequence[ec2.ISecurityGroup],
        instance_class: InstanceClass | None = None,
        allocated_storage_gib: int | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._instance_class = instance_class
        self._allocated_storage_gib = allocated_storage_gib
        self._arn: str = arn
        self._identifier = in_lower_case(identifier) if identifier is not None else None
        self._connections = ec2.Connections(security_groups=list(security_groups)) if security_groups else None
        self._log_group: logs.ILogGroup | None = None

    @property
    def replication_instance_arn(self) -> str:
        """Its ARN."""
        return self._arn

    @property
    def replication_instance_identifier(self) -> str:
        """Its name, when it was told."""
        if self._identifier is None:
            raise ConfigurationError(
                "DMS-I014",
                "the name of an imported replication instance is not in its ARN; give "
                "from_replication_instance_attributes replication_instance_identifier='...', which "
                "'aws dms describe-replication-instances' prints",
                path=self.node.path,
            )
        return self._identifier

    @property
    def instance_class(self) -> InstanceClass | None:
        """Its processor and memory, when they were told."""
        return self._instance_class

    @property
    def allocated_storage_gib(self) -> int | None:
        """Its storage in GiB, when it was told."""
        return self._allocated_storage_gib

    @property
    def connections(self) -> ec2.Connections:
        """Its security groups, when they were told."""
        if self._connections is None:
            raise ConfigurationError(
                "DMS-I010",
                "an imported replication instance has no connections without its security groups; give "
                "from_replication_instance_attributes security_groups=[ec2.SecurityGroup.from_security_group_id(self, "
                '"InstanceGroup", "sg-...")]',
                path=self.node.path,
            )
        return self._connections

    def _metric_dimensions(self) -> Mapping[str, str]:
        if self._identifier is None:
            return {"ReplicationInstanceExternalResourceId": last_part(self._arn)}
        return super()._metric_dimensions()

    @property
    def log_group(self) -> logs.ILogGroup | None:
        """Where the logs of its tasks go, or None without its name."""
        if self._log_group is None and self._identifier is not None:
            self._log_group = logs.LogGroup.from_log_group_name(self, "LogGroup", log_group_name(self._identifier))
        return self._log_group


def log_group_name(identifier: str) -> str:
    """Return the name of the log group that DMS writes to."""
    return f"dms-tasks-{identifier}"


def in_lower_case(name: str) -> str:
    """Spell a name as DMS stores it; one that is known at deployment only stays as it is."""
    return name if is_unresolved(name) else name.lower()
