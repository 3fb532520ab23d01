"""Proxies and their target groups, which CloudFormation makes through RDS's API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import Account
from tests.local_cloud.databases import cluster, member
from tests.local_cloud.stack import Stack, resource

ROLE = "arn:aws:iam::000000000000:role/proxy"


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


@pytest.fixture
def rds(account: Account) -> Any:
    return account.client("rds")


@pytest.fixture
def template(account: Account) -> dict[str, Any]:
    return {"Cluster": cluster(), "Writer": member(), "Proxy": proxy(account), "Pool": pool()}


def proxy(account: Account, **changed: object) -> dict[str, Any]:
    properties = {
        "DBProxyName": "orders",
        "EngineFamily": "POSTGRESQL",
        "RoleArn": ROLE,
        "VpcSubnetIds": account.subnets,
        "Auth": [{"AuthScheme": "SECRETS", "SecretArn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:a"}],
        "RequireTLS": True,
    }
    return resource("RDS::DBProxy", **properties | changed)


def pool(**settings: object) -> dict[str, Any]:
    return resource(
        "RDS::DBProxyTargetGroup",
        DBProxyName={"Ref": "Proxy"},
        TargetGroupName="default",
        DBClusterIdentifiers=[{"Ref": "Cluster"}],
        ConnectionPoolConfigurationInfo=settings,
    )


def settings_of_pool(rds: Any) -> dict[str, Any]:
    (found,) = rds.describe_db_proxy_target_groups(DBProxyName="orders")["TargetGroups"]
    return dict(found["ConnectionPoolConfig"])


def test_proxy_leads_to_its_cluster(stack: Stack, rds: Any, template: dict[str, Any]) -> None:
    assert stack.create(**template) == "CREATE_COMPLETE"

    (target,) = rds.describe_db_proxy_targets(DBProxyName="orders")["Targets"]
    assert (target["Type"], target["RdsResourceId"]) == ("TRACKED_CLUSTER", stack.ref("Cluster"))
    assert stack.ref("Proxy") == "orders"


def test_endpoint_and_arns_can_be_read(stack: Stack, template: dict[str, Any]) -> None:
    stack.outputs = {
        "Host": {"Value": {"Fn::GetAtt": ["Proxy", "Endpoint"]}},
        "Arn": {"Value": {"Fn::GetAtt": ["Proxy", "DBProxyArn"]}},
        "Group": {"Value": {"Fn::GetAtt": ["Pool", "TargetGroupArn"]}},
    }
    stack.create(**template)

    assert stack.output("Host").startswith("orders.proxy-")
    assert ":db-proxy:prx-" in stack.output("Arn")
    assert ":target-group:prx-tg-" in stack.output("Group")


def test_what_aws_fills_in_is_what_was_recorded(stack: Stack, rds: Any, template: dict[str, Any]) -> None:
    stack.create(**template)

    (found,) = rds.describe_db_proxies()["DBProxies"]
    assert (found["DefaultAuthScheme"], found["EndpointNetworkType"]) == ("NONE", "IPV4")
    assert found["Auth"][0]["ClientPasswordAuthType"] == "POSTGRES_SCRAM_SHA_256"
    assert settings_of_pool(rds)["ConnectionBorrowTimeout"] == 120


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ConnectionBorrowTimeout": 400}, "Must be between 0 and 300"),
        ({"MaxConnectionsPercent": 101}, "Must be between 1 and 100"),
        ({"MaxConnectionsPercent": 50, "MaxIdleConnectionsPercent": 60}, "MaxIdleConnectionsPercent"),
    ],
)
def test_pool_is_refused(stack: Stack, template: dict[str, Any], settings: dict[str, object], message: str) -> None:
    assert stack.create(**template | {"Pool": pool(**settings)}) == "ROLLBACK_COMPLETE"

    assert message in stack.reasons()


def test_longest_wait_for_a_connection_is_taken(stack: Stack, rds: Any, template: dict[str, Any]) -> None:
    stack.create(**template | {"Pool": pool(ConnectionBorrowTimeout=300)})

    assert settings_of_pool(rds)["ConnectionBorrowTimeout"] == 300


def test_pool_changes_in_place(stack: Stack, rds: Any, template: dict[str, Any]) -> None:
    stack.create(**template)
    before = stack.ref("Pool")

    assert stack.update(**template | {"Pool": pool(MaxConnectionsPercent=80)}) == "UPDATE_COMPLETE"

    assert (stack.ref("Pool"), settings_of_pool(rds)["MaxConnectionsPercent"]) == (before, 80)


def test_proxy_changes_in_place(account: Account, stack: Stack, rds: Any, template: dict[str, Any]) -> None:
    stack.create(**template)

    assert stack.update(**template | {"Proxy": proxy(account, IdleClientTimeout=600)}) == "UPDATE_COMPLETE"

    (found,) = rds.describe_db_proxies()["DBProxies"]
    assert (found["IdleClientTimeout"], found["RequireTLS"]) == (600, True)


def test_proxy_of_another_engine_is_refused(account: Account, stack: Stack, template: dict[str, Any]) -> None:
    mysql = proxy(account, EngineFamily="MYSQL")

    assert stack.create(**template | {"Proxy": mysql}) == "ROLLBACK_COMPLETE"

    assert "is not supported by a proxy with an EngineFamily of MYSQL" in stack.reasons()


def test_name_of_a_proxy_is_taken_once(account: Account, template: dict[str, Any]) -> None:
    Stack(account, "first").create(**template)
    second = Stack(account, "second")

    assert second.create(Proxy=proxy(account)) == "ROLLBACK_COMPLETE"

    assert "The specified proxy name orders must be unique" in second.reasons()


def test_proxy_goes_with_its_stack(stack: Stack, rds: Any, template: dict[str, Any]) -> None:
    stack.create(**template)

    assert stack.delete() == "DELETE_COMPLETE"

    assert rds.describe_db_proxies()["DBProxies"] == []
