"""
Servers and domains that MiniStack 1.5.33 lacks as types of CloudFormation, and that DMS reads and writes.

They are recorded: each gets an id, a host and the other attributes of its type, and does nothing. Connection tests ask
here which security groups stand before a host. ElastiCache is here too: without Docker, MiniStack's has no host of its
own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from local_cloud.plugin import inside
from local_cloud.plugin.store import Data

__all__ = ["SERVERS", "attribute_of", "guards_of", "install"]


@dataclass(frozen=True, slots=True)
class Server:
    """
    A type of CloudFormation.

    Attributes:
        attributes: What `Fn::GetAtt` gives, of its name, a token that is its own, and its properties.
        name: The property that names it.
        groups: The property that holds its security groups, with the one around it.
        hosts: The attributes that are hosts.
        ref: The attribute that is its id; by default its name is.
        in_lower_case: Whether AWS writes its name so.
    """

    attributes: Callable[[str, str, Data], Data]
    name: str
    groups: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    ref: str = ""
    in_lower_case: bool = True


@dataclass(frozen=True, slots=True)
class _Known:
    groups: tuple[str, ...] | None
    """None of what isn't in a VPC."""
    attributes: Data


_hosts: dict[tuple[str, str], _Known] = {}
"""What is known of a host, by account."""
_made: dict[tuple[str, str, str], tuple[Data, Data]] = {}
"""The attributes and properties of what was made, by account, type and id."""


def guards_of(host: str) -> list[str] | None:
    """Return the security groups before a host; None of one that isn't here, or isn't in a VPC."""
    known = _hosts.get((inside.get_account_id(), host))
    return list(known.groups) if known is not None and known.groups is not None else None


def attribute_of(host: str, name: str) -> str | None:
    """Return an attribute of what is at a host; None of what isn't here, or has no such attribute."""
    known = _hosts.get((inside.get_account_id(), host))
    return str(known.attributes[name]) if known is not None and name in known.attributes else None


def install() -> None:
    """Register the types with MiniStack, in place of its own where it has one."""
    for name, server in SERVERS.items():
        inside.RESOURCE_HANDLERS[name] = _handlers(name, server)
        inside.REPLACING.setdefault(name, (server.name,))
    inside.RESOURCE_HANDLERS["AWS::MSK::Cluster"] = {"create": _make_brokers, "update": _keep, "delete": _drop_brokers}
    attached = vars(inside.provisioners)["_sm_target_connection"]
    vars(inside.provisioners)["_sm_target_connection"] = lambda kind, name: (
        _attached(kind, name) or attached(kind, name)
    )


def _handlers(kind: str, server: Server) -> Data:
    def create(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:
        given = properties.get(server.name)
        name = str(given or inside.physical_name(stack_name, logical_id, lowercase=True, max_len=40))
        name = name.lower() if server.in_lower_case else name
        attributes = server.attributes(name, uuid.uuid4().hex[:12], properties)
        physical_id = str(attributes[server.ref]) if server.ref else name
        note(physical_id, attributes, properties)
        return physical_id, attributes

    def note(physical_id: str, attributes: Data, properties: Data) -> None:
        account = inside.get_account_id()
        _made[account, kind, physical_id] = attributes, properties
        for host in server.hosts:
            _hosts[account, str(attributes[host])] = _Known(_groups(server, properties), attributes)

    def update(physical_id: str, old: Data, new: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
        attributes, _ = _made[inside.get_account_id(), kind, physical_id]
        note(physical_id, attributes, new)
        return physical_id, attributes

    def delete(physical_id: str, properties: Data) -> None:  # noqa: ARG001
        account = inside.get_account_id()
        attributes, _ = _made.pop((account, kind, physical_id), ({}, {}))
        for host in server.hosts:
            _hosts.pop((account, str(attributes.get(host))), None)

    return {"create": create, "update": update, "delete": delete}


def _groups(server: Server, properties: Data) -> tuple[str, ...] | None:
    *around, last = server.groups
    for name in around:
        # A domain without these options is not in a VPC: its name leads to public addresses.
        if name not in properties:
            return None
        properties = properties[name]
    return tuple(properties.get(last) or ())


def _attached(kind: str, name: str) -> Data | None:
    """Return what an attached secret gets of a server that is recorded here."""
    attributes, properties = _made.get((inside.get_account_id(), kind, name), ({}, {}))
    if not attributes:
        return None
    host, port = attributes["Endpoint.Address"], int(attributes["Endpoint.Port"])
    found = {"engine": kind.split("::")[1].lower(), "host": host, "port": port}
    return {**found, "dbname": properties["DBName"]} if "DBName" in properties else found


def _make_brokers(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:
    """Make a cluster of MSK, whose API MiniStack has: what CloudFormation doesn't tell, functions ask there."""
    name = properties.get("ClusterName") or inside.physical_name(stack_name, logical_id, lowercase=True, max_len=40)
    asked = {"clusterName": name, "numberOfBrokerNodes": properties.get("NumberOfBrokerNodes")}
    status, _, body = inside.make_broker_cluster(json.dumps(asked))
    answer = json.loads(body)
    if status >= HTTPStatus.BAD_REQUEST:
        raise ValueError(answer.get("message") or answer)
    arn = str(answer["clusterArn"])
    groups = (properties.get("BrokerNodeGroupInfo") or {}).get("SecurityGroups") or ()
    known = _Known(tuple(groups), {"Arn": arn})
    for brokers in inside.brokers_of(name).values():
        for broker in filter(None, brokers.split(",")):
            _hosts[inside.get_account_id(), broker.partition(":")[0]] = known
    return arn, {"Arn": arn}


def _drop_brokers(physical_id: str, properties: Data) -> None:  # noqa: ARG001
    inside.BROKER_CLUSTERS.pop(physical_id, None)
    for key in [key for key, known in _hosts.items() if known.attributes.get("Arn") == physical_id]:
        del _hosts[key]


def _keep(physical_id: str, old: Data, new: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
    return physical_id, {"Arn": physical_id}


def _arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{inside.get_region()}:{inside.get_account_id()}:{rest}"


def _redshift(name: str, token: str, properties: Data) -> Data:
    return {
        "Endpoint.Address": f"{name}.{token}.{inside.get_region()}.redshift.amazonaws.com",
        "Endpoint.Port": str(properties.get("Port", 5439)),
        "ClusterNamespaceArn": _arn("redshift", f"namespace:{token}"),
    }


def _workgroup(name: str, token: str, properties: Data) -> Data:
    region = inside.get_region()
    return {
        "Workgroup.Endpoint.Address": f"{name}.{inside.get_account_id()}.{region}.redshift-serverless.amazonaws.com",
        "Workgroup.Endpoint.Port": str(properties.get("Port", 5439)),
        "Workgroup.WorkgroupArn": _arn("redshift-serverless", f"workgroup/{token}"),
        "Workgroup.WorkgroupId": token,
        "Workgroup.WorkgroupName": name,
        "Workgroup.NamespaceName": properties.get("NamespaceName", ""),
        "Workgroup.Status": "AVAILABLE",
    }


def _namespace(name: str, token: str, properties: Data) -> Data:
    return {
        "Namespace.NamespaceArn": _arn("redshift-serverless", f"namespace/{token}"),
        "Namespace.NamespaceId": token,
        "Namespace.NamespaceName": name,
        "Namespace.DbName": properties.get("DbName", "dev"),
        "Namespace.Status": "AVAILABLE",
    }


def _domain(name: str, token: str, properties: Data) -> Data:
    place = "vpc" if "VPCOptions" in properties else "search"
    arn = _arn("es", f"domain/{name}")
    return {
        "Arn": arn,
        "DomainArn": arn,
        "Id": f"{inside.get_account_id()}/{name}",
        "DomainEndpoint": f"{place}-{name}-{token}.{inside.get_region()}.es.amazonaws.com",
    }


def _neptune(name: str, token: str, properties: Data) -> Data:
    zone = f"{token}.{inside.get_region()}.neptune.amazonaws.com"
    return {
        "Endpoint": f"{name}.cluster-{zone}",
        "ReadEndpoint": f"{name}.cluster-ro-{zone}",
        "Port": str(properties.get("DBPort") or properties.get("Port") or 8182),
        "ClusterResourceId": f"cluster-{token.upper()}",
    }


def _neptune_instance(name: str, token: str, properties: Data) -> Data:  # noqa: ARG001
    return {"Endpoint": f"{name}.{token}.{inside.get_region()}.neptune.amazonaws.com", "Port": "8182"}


def _cache(name: str, token: str, properties: Data) -> Data:
    host, port = f"{name}.{token}.cache.amazonaws.com", str(properties.get("Port", 6379))
    kinds = ("PrimaryEndPoint", "ReaderEndPoint", "ConfigurationEndPoint")
    return {f"{kind}.{part}": value for kind in kinds for part, value in (("Address", host), ("Port", port))}


def _serverless_cache(name: str, token: str, properties: Data) -> Data:  # noqa: ARG001
    host = f"{name}-{token}.serverless.cache.amazonaws.com"
    return {
        "ARN": _arn("elasticache", f"serverlesscache:{name}"),
        "Endpoint.Address": host,
        "Endpoint.Port": "6379",
        "ReaderEndpoint.Address": host,
        "ReaderEndpoint.Port": "6380",
    }


def _nothing(name: str, token: str, properties: Data) -> Data:  # noqa: ARG001
    return {}


def _of_msk(kind: str) -> Callable[[str, str, Data], Data]:
    return lambda name, token, _: {"Arn": _arn("kafka", f"{kind}/{name}/{token}")}


SERVERS: dict[str, Server] = {
    "AWS::ElastiCache::ReplicationGroup": Server(
        _cache, "ReplicationGroupId", groups=("SecurityGroupIds",), hosts=("PrimaryEndPoint.Address",)
    ),
    "AWS::ElastiCache::ServerlessCache": Server(
        _serverless_cache, "ServerlessCacheName", groups=("SecurityGroupIds",), hosts=("Endpoint.Address",)
    ),
    "AWS::Elasticsearch::Domain": Server(
        _domain, "DomainName", groups=("VPCOptions", "SecurityGroupIds"), hosts=("DomainEndpoint",)
    ),
    "AWS::MSK::Configuration": Server(_of_msk("configuration"), "Name", ref="Arn", in_lower_case=False),
    "AWS::MSK::ServerlessCluster": Server(_of_msk("cluster"), "ClusterName", ref="Arn", in_lower_case=False),
    "AWS::Neptune::DBCluster": Server(
        _neptune, "DBClusterIdentifier", groups=("VpcSecurityGroupIds",), hosts=("Endpoint", "ReadEndpoint")
    ),
    "AWS::Neptune::DBClusterParameterGroup": Server(_nothing, "Name"),
    "AWS::Neptune::DBInstance": Server(_neptune_instance, "DBInstanceIdentifier"),
    "AWS::Neptune::DBParameterGroup": Server(_nothing, "Name"),
    "AWS::Neptune::DBSubnetGroup": Server(_nothing, "DBSubnetGroupName"),
    "AWS::OpenSearchService::Domain": Server(
        _domain, "DomainName", groups=("VPCOptions", "SecurityGroupIds"), hosts=("DomainEndpoint",)
    ),
    "AWS::Redshift::Cluster": Server(
        _redshift, "ClusterIdentifier", groups=("VpcSecurityGroupIds",), hosts=("Endpoint.Address",)
    ),
    "AWS::Redshift::ClusterParameterGroup": Server(_nothing, "ParameterGroupName"),
    "AWS::Redshift::ClusterSubnetGroup": Server(_nothing, "ClusterSubnetGroupName"),
    "AWS::RedshiftServerless::Namespace": Server(_namespace, "NamespaceName"),
    "AWS::RedshiftServerless::Workgroup": Server(
        _workgroup, "WorkgroupName", groups=("SecurityGroupIds",), hosts=("Workgroup.Endpoint.Address",)
    ),
}
"""The types, by their names."""
