"""A clone to rehearse on, and a proxy for the applications, deployed as the constructs make them."""

from __future__ import annotations

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.local_cloud.account import Account
from tests.local_cloud.stack import Stack

GOES = cdk.RemovalPolicy.DESTROY


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


class Rehearsal(cdk.Stack):
    """A target with a proxy, and a clone of its cluster."""

    def __init__(self, *, new_password_of: str | None = None) -> None:
        super().__init__(cdk.App(analytics_reporting=False), "Rehearsal")
        vpc = ec2.Vpc(self, "Vpc", max_azs=2, nat_gateways=0)
        isolated = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        orders = dms.AuroraPostgreSqlTarget(
            self, "Orders", vpc=vpc, vpc_subnets=isolated, database="orders", removal_policy=GOES
        )
        secret = secretsmanager.Secret(
            self,
            "AppSecret",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template='{"username": "app"}', generate_string_key="password"
            ),
        )
        orders.add_proxy("Proxy", secrets=[secret], vpc_subnets=isolated, borrow_timeout=cdk.Duration.seconds(30))
        self.clone = dms.RestoredCluster(
            self,
            "Clone",
            source=orders.cluster,
            restore=dms.Restore.clone(),
            vpc=vpc,
            vpc_subnets=isolated,
            capacity=dms.ServerlessCapacity(min_acu=2, max_acu=16),
            new_password_of=new_password_of,
        )
        self.orders = orders

    def resources(self) -> dict[str, Any]:
        template = cdk.assertions.Template.from_stack(self).to_json()
        return {name: each for name, each in template["Resources"].items() if each["Type"] != "AWS::CDK::Metadata"}

    def name_of(self, construct: Any) -> str:
        return str(self.get_logical_id(construct.node.default_child))


def login_in(account: Account, stack: Stack, name: str) -> dict[str, Any]:
    value = account.client("secretsmanager").get_secret_value(SecretId=stack.ref(name))["SecretString"]
    return dict(json.loads(value))


@pytest.mark.parametrize("user", [None, "dms_admin"])
def test_a_clone_is_opened_by_its_own_secret(account: Account, stack: Stack, user: str | None) -> None:
    rehearsal = Rehearsal(new_password_of=user)

    assert stack.create(**rehearsal.resources()) == "CREATE_COMPLETE", stack.reasons()

    names = [rehearsal.name_of(each) for each in (rehearsal.orders.cluster, rehearsal.clone.cluster)]
    original, clone = (
        account.client("rds").describe_db_clusters(DBClusterIdentifier=stack.ref(name))["DBClusters"][0]
        for name in names
    )
    secrets = [name for name, each in rehearsal.resources().items() if each["Type"] == "AWS::SecretsManager::Secret"]
    of_original, of_clone = (
        login_in(account, stack, next(name for name in secrets if name.startswith(prefix)))
        for prefix in ("OrdersSecret", "CloneSecret")
    )
    assert (of_original["host"], of_clone["host"]) == (original["Endpoint"], clone["Endpoint"])
    assert of_original["username"] == of_clone["username"] == "dms_admin"
    assert (of_original["password"] == of_clone["password"]) is (user is None)


def test_all_of_it_goes_with_its_stack(stack: Stack) -> None:
    stack.create(**Rehearsal().resources())

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons()
