"""The alarms that the library makes on databases, deployed into the cloud, on one that is well and one that isn't."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_rds as rds
from aws_cdk.assertions import Template

import dms_constructs as dms
from local_cloud.server import LocalCloud
from tests.local_cloud.jumping import Jumping
from tests.local_cloud.stack import Stack

ENGINES = {
    "aurora-mysql": rds.DatabaseClusterEngine.AURORA_MYSQL,
    "aurora-postgresql": rds.DatabaseClusterEngine.AURORA_POSTGRESQL,
}


@pytest.fixture
def account(jumping: LocalCloud) -> Jumping:
    return Jumping(jumping)


def make_cluster(account: Jumping, engine: str) -> None:
    client = account.client("rds")
    client.create_db_cluster(
        DBClusterIdentifier="orders", Engine=engine, MasterUsername="dba", MasterUserPassword="long-enough"
    )
    for name in ("orders-1", "orders-2"):
        client.create_db_instance(
            DBInstanceIdentifier=name, DBInstanceClass="db.r6g.large", Engine=engine, DBClusterIdentifier="orders"
        )
    assert account.instance  # from then on, DMS is used here, and metrics are sent


def alarms_on(account: Jumping, engine: str) -> dict[str, Any]:
    """The resources of all alarms on the cluster."""
    region = account.instance.split(":")[3]
    stack = cdk.Stack(cdk.App(), "Watching", env=cdk.Environment(account=account.number, region=region))
    cluster = rds.DatabaseCluster.from_database_cluster_attributes(
        stack, "Orders", cluster_identifier="orders", engine=ENGINES[engine]
    )
    dms.DatabaseAlarms(
        stack,
        "Alarms",
        database=cluster,
        size=dms.DatabaseSize(instance_class="db.r6g.large", readers=1),
        is_source=True,
    )
    found: dict[str, Any] = Template.from_stack(stack).to_json()["Resources"]
    return found


def on(account: Jumping) -> set[str]:
    found = account.client("cloudwatch").describe_alarms(
        StateValue="ALARM", AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    return {each["AlarmName"] for each in found["MetricAlarms"] + found["CompositeAlarms"]}


@pytest.fixture(params=ENGINES)
def watched(request: pytest.FixtureRequest, account: Jumping) -> Jumping:
    make_cluster(account, request.param)
    assert Stack(account, "watching").create(**alarms_on(account, request.param)) == "CREATE_COMPLETE"
    account.step(20)
    return account


def measure(account: Jumping, metric: str, value: float) -> None:
    account.cloud.door("measure", {"Account": account.number, "Resource": "orders", "Metric": metric, "Value": value})
    account.step(20)


def test_nothing_is_on_while_all_is_well(watched: Jumping) -> None:
    assert on(watched) == set()


def test_a_reader_that_is_behind_is_an_alarm(watched: Jumping) -> None:
    measure(watched, "AuroraReplicaLagMaximum", 5_000)

    (name,) = on(watched)
    assert "ReplicaLagSecondsWarning" in name


def test_what_is_critical_sets_off_the_one_of_all(watched: Jumping) -> None:
    measure(watched, "FreeableMemory", 2**29)

    names = on(watched)
    assert sum("FreeableMemoryPercent" in name for name in names) == 2
    assert any("Unhealthy" in name for name in names)


def test_a_cluster_that_is_gone_is_an_alarm(watched: Jumping) -> None:
    client = watched.client("rds")
    for name in ("orders-2", "orders-1"):
        client.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    watched.step(40)

    assert any("FreeableMemoryPercentCritical" in name for name in on(watched))
