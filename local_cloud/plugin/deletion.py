"""
What AWS refuses to delete, however CloudFormation comes to ask for it: by a deletion, a replacement or a rollback.

MiniStack 1.5.33 deletes whatever a template made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from local_cloud.plugin import inside, service
from local_cloud.plugin.refusals import worded
from local_cloud.plugin.store import Data

__all__ = ["install"]


def install() -> None:
    """Put a check before the deletion of these types, and before the snapshot that comes ahead of it."""
    for resource_type, problem in _PROBLEMS.items():
        handler = inside.RESOURCE_HANDLERS[resource_type]
        for step in handler.keys() & {"delete", "snapshot"}:
            inner = handler[step]
            handler[step] = _after(problem, inner)
            # A handler that replaces a resource by itself calls this function, not the one in the table.
            vars(inside.provisioners)[inner.__name__] = handler[step]


def _after(problem: Callable[[str], str | None], act: Callable[..., Any]) -> Callable[..., Any]:
    def checked(physical_id: str, properties: Data, *more: Any) -> Any:
        if found := problem(physical_id):
            raise RuntimeError(found)
        return act(physical_id, properties, *more)

    return checked


def _db_cluster(name: str) -> str | None:
    cluster = inside.DB_CLUSTERS.get(name, {})
    if cluster.get("DeletionProtection"):
        return worded("Cannot delete protected Cluster, please disable deletion protection and try again.", "Rds")
    if cluster.get("DBClusterMembers"):
        return worded("Cluster cannot be deleted, it still contains DB instances in non-deleting state.", "Rds")
    return None


def _db_instance(name: str) -> str | None:
    if inside.DB_INSTANCES.get(name, {}).get("DeletionProtection"):
        return worded("Cannot delete protected DB Instance, please disable deletion protection and try again.", "Rds")
    return None


def _db_subnet_group(name: str) -> str | None:
    for database, group in _databases():
        if group == name:
            return worded(
                f"Cannot delete the subnet group '{name}' because at least one database instance: {database} is still "
                "using it.",
                "Rds",
            )
    return None


def _bucket(name: str) -> str | None:
    bucket = inside.BUCKETS.get(name, {})
    if bucket.get("objects") or inside.bucket_has_versions(name):
        return worded("The bucket you tried to delete is not empty", "S3", 409)
    return None


def _security_group(group: str) -> str | None:
    users = [*inside.DB_CLUSTERS.values(), *inside.DB_INSTANCES.values(), *_replication_instances()]
    if any(group == each["VpcSecurityGroupId"] for user in users for each in user.get("VpcSecurityGroups", [])):
        return worded(f"resource {group} has a dependent object", "Ec2")
    return None


def _subnet(subnet: str) -> str | None:
    if any(subnet in used for used in _used_subnets()):
        return worded(f"The subnet '{subnet}' has dependencies and cannot be deleted.", "Ec2")
    return None


def _vpc(vpc: str) -> str | None:
    own = inside.VPCS.get(vpc, {}).get("DefaultSecurityGroupId")
    groups = (group for name, group in inside.SECURITY_GROUPS.items() if name != own)
    if any(each["VpcId"] == vpc for each in (*inside.SUBNETS.values(), *groups)):
        return worded(f"The vpc '{vpc}' has dependencies and cannot be deleted.", "Ec2")
    return None


_PROBLEMS: dict[str, Callable[[str], str | None]] = {
    "AWS::EC2::SecurityGroup": _security_group,
    "AWS::EC2::Subnet": _subnet,
    "AWS::EC2::VPC": _vpc,
    "AWS::RDS::DBCluster": _db_cluster,
    "AWS::RDS::DBInstance": _db_instance,
    "AWS::RDS::DBSubnetGroup": _db_subnet_group,
    "AWS::S3::Bucket": _bucket,
}
"""Each type with what says, of one resource, why AWS would not delete it; None if it would."""


def _databases() -> Iterator[tuple[str, str]]:
    """List the databases, each with the name of its subnet group."""
    for name, cluster in inside.DB_CLUSTERS.items():
        yield name, cluster["DBSubnetGroup"]
    for name, instance in inside.DB_INSTANCES.items():
        yield name, instance["DBSubnetGroup"]["DBSubnetGroupName"]


def _replication_instances() -> list[Data]:
    with service.lock:
        return [record.data for record in service.current_store().of("ReplicationInstance")]


def _used_subnets() -> Iterator[set[str]]:
    """List the subnets in which a database or a replication instance may have its network interface."""
    for _, group in _databases():
        subnets = inside.DB_SUBNET_GROUPS.get(group, {}).get("Subnets", [])
        yield {subnet["SubnetIdentifier"] for subnet in subnets}
    for instance in _replication_instances():
        subnets = instance["ReplicationSubnetGroup"]["Subnets"]
        yield {subnet["SubnetIdentifier"] for subnet in subnets}
