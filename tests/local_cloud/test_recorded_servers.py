"""Servers and domains that are recorded only: made, changed, deleted, and behind their security groups."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.local_cloud.account import Account
from tests.local_cloud.engine_endpoints import NO_LOGIN, bucket, on_files, opensearch, outcome, role_that_allows
from tests.local_cloud.stack import Stack, resource


class Behind(NamedTuple):
    """A server in a VPC, and an endpoint to it."""

    engine: str
    port: int
    made: dict[str, dict[str, Any]]
    """Its resources, which name their security group by `Guard`."""
    host: str
    """The attribute of `Server` that is its host."""
    given: Callable[[Account, str], dict[str, Any]]
    """What the endpoint has, of the host."""


GUARD = [{"Ref": "Guard"}]


def by_secret(block: str, port: int) -> Callable[[Account, str], dict[str, Any]]:
    def given(account: Account, host: str) -> dict[str, Any]:
        secret = account.make_secret(host=host, port=port)
        settings = {"SecretsManagerSecretId": secret, "SecretsManagerAccessRoleArn": account.make_access_role(secret)}
        return {"DatabaseName": "shop", block: settings}

    return given


def in_redshift(account: Account, host: str) -> dict[str, Any]:
    found = by_secret("RedshiftSettings", 5439)(account, host)
    name = bucket(account)
    role = role_that_allows(account, on_files(name))
    found["RedshiftSettings"] |= {"BucketName": name, "ServiceAccessRoleArn": role}
    return found


def in_neptune(account: Account, host: str) -> dict[str, Any]:
    name = bucket(account)
    role = role_that_allows(account, on_files(name))
    settings = {"S3BucketName": name, "S3BucketFolder": "graph", "ServiceAccessRoleArn": role}
    return {"ServerName": host, "Port": 8182, "NeptuneSettings": settings}


def in_a_domain(account: Account, host: str) -> dict[str, Any]:
    role = role_that_allows(account, opensearch(account).allowed)
    return {"ElasticsearchSettings": {"EndpointUri": f"https://{host}", "ServiceAccessRoleArn": role}}


def in_a_cache(account: Account, host: str) -> dict[str, Any]:
    return {"RedisSettings": {"ServerName": host, "Port": 6379}}


def on_brokers(account: Account, host: str) -> dict[str, Any]:
    """Ask MSK for the brokers, as functions do: CloudFormation doesn't tell them."""
    brokers = account.client("kafka").get_bootstrap_brokers(ClusterArn=host)["BootstrapBrokerStringTls"]
    return {"KafkaSettings": {"Broker": brokers}}


BEHIND = {
    "DocDB::DBCluster": Behind(
        "docdb",
        27017,
        {
            "Server": resource(
                "DocDB::DBCluster",
                MasterUsername="dms",
                MasterUserPassword="sesame-sesame",
                VpcSecurityGroupIds=GUARD,
            )
        },
        "Endpoint",
        by_secret("DocDbSettings", 27017),
    ),
    "ElastiCache::ReplicationGroup": Behind(
        "redis",
        6379,
        {"Server": resource("ElastiCache::ReplicationGroup", SecurityGroupIds=GUARD)},
        "PrimaryEndPoint.Address",
        in_a_cache,
    ),
    "ElastiCache::ServerlessCache": Behind(
        "redis",
        6379,
        {"Server": resource("ElastiCache::ServerlessCache", Engine="valkey", SecurityGroupIds=GUARD)},
        "Endpoint.Address",
        in_a_cache,
    ),
    "MSK::Cluster": Behind(
        "kafka",
        9094,
        {"Server": resource("MSK::Cluster", BrokerNodeGroupInfo={"SecurityGroups": GUARD}, NumberOfBrokerNodes=2)},
        "Arn",
        on_brokers,
    ),
    "Neptune::DBCluster": Behind(
        "neptune",
        8182,
        {"Server": resource("Neptune::DBCluster", VpcSecurityGroupIds=GUARD)},
        "Endpoint",
        in_neptune,
    ),
    "OpenSearchService::Domain": Behind(
        "opensearch",
        443,
        {"Server": resource("OpenSearchService::Domain", DomainName="orders", VPCOptions={"SecurityGroupIds": GUARD})},
        "DomainEndpoint",
        in_a_domain,
    ),
    "Redshift::Cluster": Behind(
        "redshift",
        5439,
        {"Server": resource("Redshift::Cluster", DBName="shop", VpcSecurityGroupIds=GUARD)},
        "Endpoint.Address",
        in_redshift,
    ),
    "RedshiftServerless::Workgroup": Behind(
        "redshift-serverless",
        5439,
        {
            "Data": resource("RedshiftServerless::Namespace", NamespaceName="shop"),
            "Server": resource(
                "RedshiftServerless::Workgroup",
                WorkgroupName="shop",
                NamespaceName={"Ref": "Data"},
                SecurityGroupIds=GUARD,
            ),
        },
        "Workgroup.Endpoint.Address",
        in_redshift,
    ),
}


def behind(account: Account, name: str, *rules: dict[str, Any]) -> tuple[Stack, str]:
    """Make a server behind a security group with these rules, and an endpoint to it."""
    case = BEHIND[name]
    stack = Stack(account)
    stack.outputs = {"Host": {"Value": {"Fn::GetAtt": ["Server", case.host]}}}
    guard = resource("EC2::SecurityGroup", GroupDescription="d", VpcId=account.vpc, SecurityGroupIngress=list(rules))
    assert stack.create(Guard=guard, **case.made) == "CREATE_COMPLETE", stack.reasons()
    given = case.given(account, stack.output("Host"))
    return stack, account.make_endpoint("target", EngineName=case.engine, **NO_LOGIN | given)


@pytest.mark.parametrize("name", BEHIND)
def test_closed_group_lets_nobody_in(account: Account, name: str) -> None:
    _, endpoint = behind(account, name)

    said = outcome(account, endpoint)

    assert f"in on port {BEHIND[name].port}" in said


@pytest.mark.parametrize("name", BEHIND)
def test_open_group_lets_the_instance_in(account: Account, name: str) -> None:
    port = BEHIND[name].port
    opened = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": "10.0.0.0/16"}
    _, endpoint = behind(account, name, opened)

    assert outcome(account, endpoint) == "successful"


@pytest.mark.parametrize("name", BEHIND)
def test_what_is_recorded_goes_with_its_stack(account: Account, name: str) -> None:
    stack, _ = behind(account, name)

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons()


def test_domain_outside_of_a_vpc_has_no_group(account: Account) -> None:
    stack = Stack(account)
    stack.outputs = {"Host": {"Value": {"Fn::GetAtt": ["Server", "DomainEndpoint"]}}}
    stack.create(Server=resource("OpenSearchService::Domain", DomainName="orders"))
    given = in_a_domain(account, stack.output("Host"))

    assert (
        outcome(account, account.make_endpoint("target", EngineName="opensearch", **NO_LOGIN, **given)) == "successful"
    )


def test_secret_that_is_attached_to_redshift_gets_its_host(account: Account) -> None:
    stack = Stack(account)
    stack.create(
        Server=resource("Redshift::Cluster", DBName="shop"),
        Login=resource("SecretsManager::Secret", SecretString='{"username": "dms", "password": "sesame"}'),
        Attached=resource(
            "SecretsManager::SecretTargetAttachment",
            SecretId={"Ref": "Login"},
            TargetId={"Ref": "Server"},
            TargetType="AWS::Redshift::Cluster",
        ),
    )

    values = json.loads(account.secrets.get_secret_value(SecretId=stack.ref("Login"))["SecretString"])

    assert (values["host"].partition(".")[0], values["port"], values["dbname"]) == (stack.ref("Server"), 5439, "shop")


RECORDED = {
    "ElastiCache::ReplicationGroup": ["PrimaryEndPoint.Address", "PrimaryEndPoint.Port", "ReaderEndPoint.Address"],
    "ElastiCache::ServerlessCache": ["ARN", "Endpoint.Address", "Endpoint.Port", "ReaderEndpoint.Address"],
    "Elasticsearch::Domain": ["Arn", "DomainArn", "DomainEndpoint", "Id"],
    "MSK::Cluster": ["Arn"],
    "MSK::Configuration": ["Arn"],
    "MSK::ServerlessCluster": ["Arn"],
    "Neptune::DBCluster": ["ClusterResourceId", "Endpoint", "Port", "ReadEndpoint"],
    "Neptune::DBClusterParameterGroup": [],
    "Neptune::DBInstance": ["Endpoint", "Port"],
    "Neptune::DBParameterGroup": [],
    "Neptune::DBSubnetGroup": [],
    "OpenSearchService::Domain": ["Arn", "DomainArn", "DomainEndpoint", "Id"],
    "Redshift::Cluster": ["ClusterNamespaceArn", "Endpoint.Address", "Endpoint.Port"],
    "Redshift::ClusterParameterGroup": [],
    "Redshift::ClusterSubnetGroup": [],
    "RedshiftServerless::Namespace": ["Namespace.NamespaceArn", "Namespace.NamespaceId", "Namespace.NamespaceName"],
    "RedshiftServerless::Workgroup": [
        "Workgroup.Endpoint.Address",
        "Workgroup.Endpoint.Port",
        "Workgroup.WorkgroupArn",
        "Workgroup.WorkgroupId",
        "Workgroup.WorkgroupName",
    ],
}


@pytest.mark.parametrize("name", RECORDED)
def test_each_type_is_made_changed_and_has_its_attributes(account: Account, name: str) -> None:
    stack = Stack(account)
    tag = {"Key": "team", "Value": "data"}
    stack.outputs = {
        f"O{number}": {"Value": {"Fn::GetAtt": ["Server", attribute]}}
        for number, attribute in enumerate(RECORDED[name])
    }

    assert stack.create(Server=resource(name)) == "CREATE_COMPLETE", stack.reasons()
    before = stack.described.get("Outputs", [])
    assert stack.update(Server=resource(name, Tags=[tag])) == "UPDATE_COMPLETE", stack.reasons()

    assert stack.described.get("Outputs", []) == before
    assert all(each["OutputValue"] for each in before)


@pytest.mark.parametrize("name", RECORDED)
def test_its_attributes_are_those_of_the_schema(name: str) -> None:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", f"AWS::{name}").schema

    known = {path.removeprefix("/properties/").replace("/", ".") for path in schema.get("readOnlyProperties", [])}

    assert set(RECORDED[name]) <= known
