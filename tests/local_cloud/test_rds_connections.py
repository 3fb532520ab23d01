"""Databases that take connections with TLS only, because their parameter groups say so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import Account
from tests.local_cloud.databases import cluster, member
from tests.local_cloud.stack import Stack, resource

MYSQL = {"Engine": "aurora-mysql", "EngineVersion": "8.0.mysql_aurora.3.10.3"}
TLS_ONLY = "the server takes connections with TLS only"


def group(family: str, kind: str = "DBClusterParameterGroup", **parameters: str) -> dict[str, Any]:
    return resource(f"RDS::{kind}", Family=family, Description="d", Parameters=parameters)


def made(account: Account, parameters: dict[str, str]) -> str:
    """Make an Aurora MySQL cluster that everybody may connect to, and return its host."""
    anyone = {"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306, "CidrIp": "0.0.0.0/0"}
    stack = Stack(account)
    stack.create(
        Group=group("aurora-mysql8.0", **parameters),
        Guard=resource("EC2::SecurityGroup", GroupDescription="d", VpcId=account.vpc, SecurityGroupIngress=[anyone]),
        Cluster=cluster(**MYSQL, DBClusterParameterGroupName={"Ref": "Group"}, VpcSecurityGroupIds=[{"Ref": "Guard"}]),
        Writer=member(Engine="aurora-mysql"),
    )
    (found,) = account.client("rds").describe_db_clusters()["DBClusters"]
    return str(found["Endpoint"])


@pytest.mark.parametrize("value", ["ON", "1"])
def test_cluster_that_demands_tls_is_not_reached_without(account: Account, value: str) -> None:
    endpoint = account.make_endpoint("target", ServerName=made(account, {"require_secure_transport": value}))

    assert TLS_ONLY in account.test_connection(endpoint)["LastFailureMessage"]


def test_cluster_that_does_not_is(account: Account) -> None:
    endpoint = account.make_endpoint("target", ServerName=made(account, {"require_secure_transport": "OFF"}))

    assert account.test_connection(endpoint)["Status"] == "successful"


def test_instance_of_rds_says_it_in_its_own_group(account: Account) -> None:
    anyone = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIp": "0.0.0.0/0"}
    stack = Stack(account)
    stack.create(
        Group=group("postgres18", "DBParameterGroup", **{"rds.force_ssl": "1"}),
        Guard=resource("EC2::SecurityGroup", GroupDescription="d", VpcId=account.vpc, SecurityGroupIngress=[anyone]),
        Server=resource(
            "RDS::DBInstance",
            Engine="postgres",
            DBInstanceClass="db.t4g.micro",
            AllocatedStorage=20,
            DBParameterGroupName={"Ref": "Group"},
            VPCSecurityGroups=[{"Ref": "Guard"}],
        ),
    )
    (server,) = account.client("rds").describe_db_instances()["DBInstances"]
    wanted = {"EngineName": "postgres", "ServerName": server["Endpoint"]["Address"], "Port": 5432, "DatabaseName": "d"}

    without = account.make_endpoint("source", **wanted)
    with_tls = account.make_endpoint("source", **wanted, EndpointIdentifier="encrypted", SslMode="require")

    assert TLS_ONLY in account.test_connection(without)["LastFailureMessage"]
    assert account.test_connection(with_tls)["Status"] == "successful"
