"""Subnet groups and replication instances."""

from __future__ import annotations

from dms_constructs import facts
from local_cloud.plugin import clock, network
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.permissions import check_vpc_role
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import check_identifiers, check_key, exclude, invalid
from local_cloud.plugin.store import Data, Record, Store

__all__ = ["require_available", "version_number"]

_FEWEST_ZONES = 2
_RESTARTING = ("ReplicationInstanceClass", "EngineVersion")
# Of a block that documentation uses: nothing listens there.
_PUBLIC_ADDRESS = "203.0.113.20"


@operation
def create_replication_subnet_group(store: Store, request: Data) -> Data:
    """CreateReplicationSubnetGroup: needs `dms-vpc-role`, and subnets in two zones of one VPC."""
    check_vpc_role(store)
    check_identifiers(request)
    name = request["ReplicationSubnetGroupIdentifier"]
    data = {
        "ReplicationSubnetGroupIdentifier": name,
        "ReplicationSubnetGroupDescription": request["ReplicationSubnetGroupDescription"],
        "SubnetGroupStatus": "Complete",
        "SupportedNetworkTypes": ["IPV4"],
        **_members(request["SubnetIds"]),
    }
    record = store.add("ReplicationSubnetGroup", data, resource=name, tags=request.get("Tags"))
    return {"ReplicationSubnetGroup": record.data}


@operation
def modify_replication_subnet_group(store: Store, request: Data) -> Data:
    """ModifyReplicationSubnetGroup."""
    check_vpc_role(store)
    record = store.get("ReplicationSubnetGroup", request["ReplicationSubnetGroupIdentifier"])
    record.data.update(_members(request["SubnetIds"]))
    if "ReplicationSubnetGroupDescription" in request:
        record.data["ReplicationSubnetGroupDescription"] = request["ReplicationSubnetGroupDescription"]
    return {"ReplicationSubnetGroup": record.data}


@operation
def delete_replication_subnet_group(store: Store, request: Data) -> Data:
    """DeleteReplicationSubnetGroup: not while something is in it."""
    record = store.get("ReplicationSubnetGroup", request["ReplicationSubnetGroupIdentifier"])
    users = [
        *(each for each in store.of("ReplicationInstance") if each.data["ReplicationSubnetGroup"] is record.data),
        *(
            each
            for each in store.of("ReplicationConfig")
            if each.data["ComputeConfig"].get("ReplicationSubnetGroupId") == record.name
        ),
    ]
    if users:
        raise Fault(
            "InvalidResourceStateFault", f"Replication subnet group {record.name} is in use by {users[0].name}."
        )
    store.remove(record)
    return {}


def _members(identifiers: list[str]) -> Data:
    subnets = network.subnets(identifiers)
    zones = sorted({subnet["AvailabilityZone"] for subnet in subnets})
    if len(zones) < _FEWEST_ZONES:
        raise Fault(
            "ReplicationSubnetGroupDoesNotCoverEnoughAZs",
            "The replication subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            f"Current AZ coverage: {', '.join(zones)}. Add subnets to cover at least {_FEWEST_ZONES} AZs.",
        )
    vpcs = {subnet["VpcId"] for subnet in subnets}
    if len(vpcs) > 1:
        raise Fault("InvalidSubnet", "The subnets of a replication subnet group must be in one VPC.")
    return {
        "VpcId": vpcs.pop(),
        "Subnets": [
            {
                "SubnetIdentifier": subnet["SubnetId"],
                "SubnetAvailabilityZone": {"Name": subnet["AvailabilityZone"]},
                "SubnetStatus": "Active",
            }
            for subnet in subnets
        ],
    }


@operation
def create_replication_instance(store: Store, request: Data) -> Data:
    """CreateReplicationInstance: always in a subnet group, as this DMS has no default VPC to fall back on."""
    check_vpc_role(store)
    check_identifiers(request)
    _check_sizes(request)
    check_key(request)
    if request.get("MultiAZ"):
        exclude(request, "AvailabilityZone", "MultiAZ")
    group_name = request.get("ReplicationSubnetGroupIdentifier")
    if not group_name:
        raise Fault("ResourceNotFoundFault", "No replication subnet group given, and there is no default one.")
    group = store.get("ReplicationSubnetGroup", group_name)
    zones = [subnet["SubnetAvailabilityZone"]["Name"] for subnet in group.data["Subnets"]]
    address = network.private_address(
        group.data["Subnets"][0]["SubnetIdentifier"], len(list(store.of("ReplicationInstance")))
    )
    groups = request.get("VpcSecurityGroupIds") or [network.default_security_group(group.data["VpcId"])]
    kind = facts.instances()["classes"][request["ReplicationInstanceClass"]]["kind"]
    data = {
        "AllocatedStorage": facts.instances()["storage"]["default_gib"]["value"][
            "t3" if kind == "burstable" else "other"
        ],
        "EngineVersion": _default_engine_version(),
        "MultiAZ": False,
        "AutoMinorVersionUpgrade": True,
        "PubliclyAccessible": True,
        "PreferredMaintenanceWindow": "sun:06:00-sun:06:30",
        "NetworkType": "IPV4",
        "AvailabilityZone": zones[0],
        **request,
        "ReplicationSubnetGroup": group.data,
        "VpcSecurityGroups": _security_groups(groups),
        "PendingModifiedValues": {},
        "InstanceCreateTime": clock.now(),
        "ReplicationInstancePrivateIpAddress": address,
        "ReplicationInstancePrivateIpAddresses": [address],
        "ReplicationInstancePublicIpAddresses": [_PUBLIC_ADDRESS] if request.get("PubliclyAccessible", True) else [],
    }
    record = store.add(
        "ReplicationInstance", data, resource=request.get("ResourceIdentifier"), tags=request.get("Tags")
    )
    _pass("creating", record)
    return {"ReplicationInstance": record.data}


@operation
def modify_replication_instance(store: Store, request: Data) -> Data:
    """ModifyReplicationInstance: engine versions only go up; without ApplyImmediately most changes wait."""
    record = store.get("ReplicationInstance", request["ReplicationInstanceArn"])
    require_available(record)
    check_identifiers(request)
    _check_sizes(request)
    _check_upgrade(record.data["EngineVersion"], request)
    changes = {key: value for key, value in request.items() if key in record.data and not key.endswith("Arn")}
    if "VpcSecurityGroupIds" in request:
        changes["VpcSecurityGroups"] = _security_groups(request["VpcSecurityGroupIds"])
    if not request.get("ApplyImmediately"):
        waiting = {"ReplicationInstanceClass", "AllocatedStorage", "MultiAZ", "EngineVersion", "NetworkType"}
        record.data["PendingModifiedValues"] = {key: changes.pop(key) for key in waiting & changes.keys()}
    # Its tasks stop meanwhile.
    record.data["_Restarts"] = any(record.data[key] != changes.get(key, record.data[key]) for key in _RESTARTING)
    record.data.update(changes)
    _pass("modifying", record)
    return {"ReplicationInstance": record.data}


@operation
def reboot_replication_instance(store: Store, request: Data) -> Data:
    """RebootReplicationInstance; a failover needs a second zone."""
    record = store.get("ReplicationInstance", request["ReplicationInstanceArn"])
    require_available(record)
    exclude(request, "ForceFailover", "ForcePlannedFailover")
    if (request.get("ForceFailover") or request.get("ForcePlannedFailover")) and not record.data["MultiAZ"]:
        raise Fault("InvalidResourceStateFault", f"{record.name} is not Multi-AZ, so it cannot fail over.")
    _pass("rebooting", record)
    return {"ReplicationInstance": record.data}


@operation
def delete_replication_instance(store: Store, request: Data) -> Data:
    """DeleteReplicationInstance: its tasks must be gone first."""
    record = store.get("ReplicationInstance", request["ReplicationInstanceArn"])
    tasks = [task.name for task in store.of("ReplicationTask") if task.data["ReplicationInstanceArn"] == record.arn]
    if tasks:
        raise Fault(
            "InvalidResourceStateFault",
            f"Replication instance {record.name} cannot be deleted: it has replication tasks ({', '.join(tasks)}).",
        )
    record.become("deleting", lambda: store.remove(record))
    return {"ReplicationInstance": record.data}


def require_available(instance: Record) -> None:
    """Refuse to work with an instance that isn't ready for it."""
    if instance.status != "available":
        raise Fault(
            "InvalidResourceStateFault",
            f"Replication instance {instance.name} is not available: its state is {instance.status}.",
        )


def _default_engine_version() -> str:
    """Return the engine version that an instance gets by default."""
    versions = facts.instances()["engine_versions"]
    return str(next(number for number, fact in versions.items() if fact.get("default")))


def _pass(state: str, record: Record) -> None:
    record.become(state, lambda: record.become("available"))


def _security_groups(identifiers: list[str]) -> list[Data]:
    return [{"VpcSecurityGroupId": each, "Status": "active"} for each in identifiers]


def version_number(version: str) -> tuple[int, ...]:
    """Return an engine version as numbers, to compare it."""
    return tuple(int(part) for part in version.split("."))


def _check_upgrade(current: str, request: Data) -> None:
    wanted = request.get("EngineVersion", current)
    if version_number(wanted) < version_number(current):
        raise invalid(f"Cannot downgrade the engine from {current} to {wanted}.")
    if version_number(wanted)[:2] != version_number(current)[:2] and not request.get("AllowMajorVersionUpgrade"):
        raise Fault(
            "InvalidParameterCombinationException",
            f"The AllowMajorVersionUpgrade flag must be present when upgrading from {current} to {wanted}.",
        )


def _check_sizes(request: Data) -> None:
    known = facts.instances()
    name = request.get("ReplicationInstanceClass")
    if name and name not in known["classes"]:
        raise invalid(f"Invalid replication instance class: {name}.")
    version = request.get("EngineVersion")
    if version and version not in known["engine_versions"]:
        raise invalid(f"No replication engine found with version: {version}.")
    smallest, largest = known["storage"]["min_gib"]["value"], known["storage"]["max_gib"]["value"]
    storage = request.get("AllocatedStorage")
    if storage is not None and not smallest <= storage <= largest:
        raise invalid(f"Invalid storage size {storage}. It must be between {smallest} and {largest} GiB.")
