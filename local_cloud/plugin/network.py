"""What DMS sees of the network: subnets, security groups, and the servers that the account has."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from local_cloud.plugin import inside, servers
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.store import Data

__all__ = [
    "closed_to",
    "default_security_group",
    "demands_tls",
    "lets_in",
    "private_address",
    "resource_id",
    "subnets",
    "takes_iam",
]

_ANY_PROTOCOL = "-1"
_TLS_PARAMETERS = ("rds.force_ssl", "require_secure_transport")
_ON = {"1", "on", "true"}


def subnets(identifiers: Iterable[str]) -> list[Data]:
    """Find subnets by their ids, refusing unknown ones."""
    wanted = list(dict.fromkeys(identifiers))
    unknown = [each for each in wanted if each not in inside.SUBNETS]
    if unknown:
        raise Fault("InvalidSubnet", f"Some input subnets in :[{', '.join(unknown)}] are invalid.")
    return [inside.SUBNETS[each] for each in wanted]


def default_security_group(vpc_id: str) -> str:
    """Return the group an instance gets that names none."""
    return str(inside.VPCS[vpc_id]["DefaultSecurityGroupId"])


def private_address(subnet_id: str, number: int) -> str:
    """Give the number-th machine of DMS in a subnet its address; AWS keeps the first four of a subnet to itself."""
    block = ipaddress.ip_network(inside.SUBNETS[subnet_id]["CidrBlock"])
    return str(block[(4 + number) % block.num_addresses])


def closed_to(host: str, port: int, groups: Iterable[str], address: str) -> str | None:
    """
    Say why a machine with these security groups and this address can't open a connection; None if it can.

    Only the security groups of what the account made are known. Any other host counts as reachable. Network ACLs and
    peering aren't looked at; of routes, only those to services of AWS are (`ways_out.py`).
    """
    guards = _security_groups_of(host)
    if guards is None:
        return None
    callers = list(groups)
    if lets_in(guards, port, callers, address):
        return None
    guarded_by = ", ".join(guards) or "it has none"
    return f"no security group of {host} ({guarded_by}) lets {', '.join(callers)} in on port {port}"


def lets_in(guards: Iterable[str], port: int, groups: Iterable[str], address: str) -> bool:
    """Say whether any of some security groups lets a machine with these groups and this address in on a port."""
    callers = set(groups)
    return any(_lets_in(rule, port, callers, address) for guard in guards for rule in _ingress(guard))


def demands_tls(host: str) -> bool:
    """Say whether a database in MiniStack's RDS refuses connections without TLS, because its parameters say so."""
    values = {name: value for group in _parameters_of(host) for name, value in group.items()}
    return any(str(values.get(name, "")).lower() in _ON for name in _TLS_PARAMETERS)


def resource_id(host: str) -> str:
    """Return what RDS calls a database for good; a text that stands for it where MiniStack's RDS doesn't have it."""
    database = _database(host) or {}
    return str(database.get("DbClusterResourceId") or database.get("DbiResourceId") or "db-ELSEWHERE")


def takes_iam(host: str) -> bool:
    """Say whether a database takes IAM authentication; one that MiniStack's RDS doesn't have does."""
    database = _database(host)
    return database is None or bool(database.get("IAMDatabaseAuthenticationEnabled"))


def _parameters_of(host: str) -> Iterator[Data]:
    """List what the groups of a database say: the cluster's first, then the instances'."""
    database = _database(host) or {}
    members = [
        inside.DB_INSTANCES.get(each["DBInstanceIdentifier"], {}) for each in database.get("DBClusterMembers", [])
    ]
    yield _values(inside.DB_CLUSTER_PARAMETER_GROUPS.get(database.get("DBClusterParameterGroup", "")))
    for instance in (database, *members):
        for group in instance.get("DBParameterGroups", []):
            yield _values(inside.DB_PARAMETER_GROUPS.get(group["DBParameterGroupName"]))


def _values(group: Data | None) -> Data:
    return {name: each["ParameterValue"] for name, each in (group or {}).get("Parameters", {}).items()}


def _security_groups_of(host: str) -> list[str] | None:
    database = _database(host)
    return (
        servers.guards_of(host)
        if database is None
        else [group["VpcSecurityGroupId"] for group in database.get("VpcSecurityGroups", [])]
    )


def _database(host: str) -> Data | None:
    databases: list[Any] = [
        *inside.DB_CLUSTERS.values(),
        *inside.DB_INSTANCES.values(),
        *inside.DOCUMENT_CLUSTERS.values(),
    ]
    for database in databases:
        endpoint = database.get("Endpoint")
        addresses = {
            endpoint.get("Address") if isinstance(endpoint, dict) else endpoint,
            database.get("ReaderEndpoint"),
        }
        if host in addresses:
            found: Data = database
            return found
    return None


def _ingress(group: str) -> list[Data]:
    rules: list[Data] = inside.SECURITY_GROUPS.get(group, {}).get("IpPermissions", [])
    return rules


def _lets_in(rule: Data, port: int, groups: set[str], address: str) -> bool:
    if rule["IpProtocol"] not in {"tcp", "6", _ANY_PROTOCOL}:
        return False
    if rule["IpProtocol"] != _ANY_PROTOCOL and not rule.get("FromPort", 0) <= port <= rule.get("ToPort", 65535):
        return False
    return any(pair.get("GroupId") in groups for pair in rule["UserIdGroupPairs"]) or any(
        ipaddress.ip_address(address) in ipaddress.ip_network(block["CidrIp"]) for block in rule["IpRanges"]
    )
