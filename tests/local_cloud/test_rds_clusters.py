"""Clusters and instances: what RDS fills in, changes in place, replaces and refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local_cloud.server import LocalCloud
from tests.local_cloud.account import Account
from tests.local_cloud.databases import LOGIN, cluster, member
from tests.local_cloud.stack import Stack, resource

DAYS = 86_400
REFUSED_CLUSTERS = {
    "retention of more than 35 days": ({"BackupRetentionPeriod": 50}, "Must be between 1 and 35"),
    "no retention": ({"BackupRetentionPeriod": 0}, "Must be between 1 and 35"),
    "more than 256 ACU": ({"ServerlessV2ScalingConfiguration": {"MinCapacity": 2, "MaxCapacity": 300}}, "1 and 256"),
    "less than 0 ACU": ({"ServerlessV2ScalingConfiguration": {"MinCapacity": -1, "MaxCapacity": 3}}, "0 and 256"),
    "quarters of an ACU": ({"ServerlessV2ScalingConfiguration": {"MinCapacity": 2.25, "MaxCapacity": 3}}, "steps"),
    "maximum below minimum": (
        {"ServerlessV2ScalingConfiguration": {"MinCapacity": 4, "MaxCapacity": 2}},
        "must be at least the minimum",
    ),
    "pause after four minutes": (
        {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 2, "SecondsUntilAutoPause": 240}},
        "Must be between 300 and 86400",
    ),
    "pause above 0 ACU": (
        {"ServerlessV2ScalingConfiguration": {"MinCapacity": 1, "MaxCapacity": 2, "SecondsUntilAutoPause": 300}},
        "only with a minimum capacity of 0",
    ),
    "unknown storage type": ({"StorageType": "gp3"}, "Invalid storage type: gp3"),
    "public cluster": ({"PubliclyAccessible": False}, "PubliclyAccessible isn't supported"),
    "backtrack on PostgreSQL": ({"BacktrackWindow": 3600}, "Backtrack is not supported"),
    "MySQL's logs": ({"EnableCloudwatchLogsExports": ["slowquery"]}, "'slowquery'"),
    "unknown major version": ({"EngineVersion": "99.1"}, "Cannot find version 99.1 for aurora-postgresql"),
    "password with a slash": ({"MasterUserPassword": "sesame/sesame"}, "is not a valid password"),
    "group that isn't there": ({"DBClusterParameterGroupName": "gone"}, "DBClusterParameterGroup not found: gone"),
    "subnet group that isn't there": ({"DBSubnetGroupName": "gone"}, "DB subnet group 'gone' does not exist."),
}


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


@pytest.fixture
def rds(account: Account) -> Any:
    return account.client("rds")


def only(rds: Any) -> dict[str, Any]:
    (found,) = rds.describe_db_clusters()["DBClusters"]
    return dict(found)


def writers(rds: Any) -> dict[str, bool]:
    return {each["DBInstanceIdentifier"]: each["IsClusterWriter"] for each in only(rds)["DBClusterMembers"]}


@pytest.mark.parametrize("refused", REFUSED_CLUSTERS)
def test_cluster_is_refused(stack: Stack, refused: str) -> None:
    properties, message = REFUSED_CLUSTERS[refused]

    assert stack.create(Cluster=cluster(**properties)) == "ROLLBACK_COMPLETE"

    assert message in stack.reasons()


@pytest.mark.parametrize("retention", [1, 35])
def test_cluster_within_limits_is_made(stack: Stack, retention: int) -> None:
    capacity = {"MinCapacity": 0, "MaxCapacity": 256, "SecondsUntilAutoPause": 300}
    made = cluster(BackupRetentionPeriod=retention, ServerlessV2ScalingConfiguration=capacity)

    assert stack.create(Cluster=made) == "CREATE_COMPLETE"


@pytest.mark.parametrize("version", ["18.6", "17.99"])
def test_newer_minor_version_is_not_refused(stack: Stack, version: str) -> None:
    assert stack.create(Cluster=cluster(EngineVersion=version)) == "CREATE_COMPLETE"


def test_what_aws_fills_in_is_what_was_recorded(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster(EngineVersion=None))

    filled_in = {
        "EngineVersion": "17.7",
        "BackupRetentionPeriod": 1,
        "DeletionProtection": False,
        "StorageEncrypted": False,
        "StorageEncryptionType": "sse-rds",
        "AutoMinorVersionUpgrade": True,
        "EngineLifecycleSupport": "open-source-rds-extended-support",
        "StorageType": "aurora",
        "DatabaseInsightsMode": "standard",
        "DBClusterParameterGroup": "default.aurora-postgresql17",
    }
    assert {name: only(rds)[name] for name in filled_in} == filled_in


def test_mysql_has_its_own_default_group(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster(Engine="aurora-mysql", EngineVersion=None))

    assert only(rds)["DBClusterParameterGroup"] == "default.aurora-mysql8.0"


def test_port_left_out_is_that_of_mysql_for_postgresql_too(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster())

    assert only(rds)["Port"] == 3306


def test_cluster_at_zero_capacity_pauses_after_five_minutes(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster(ServerlessV2ScalingConfiguration={"MinCapacity": 0, "MaxCapacity": 2}))

    assert only(rds)["ServerlessV2ScalingConfiguration"]["SecondsUntilAutoPause"] == 300


def test_instance_outside_a_subnet_group_is_public(stack: Stack, rds: Any) -> None:
    stack.create(
        Server=resource("RDS::DBInstance", Engine="postgres", DBInstanceClass="db.t4g.micro", AllocatedStorage=20)
    )

    (server,) = rds.describe_db_instances()["DBInstances"]
    assert (server["PubliclyAccessible"], server["EngineVersion"]) == (True, "18.3")
    assert server["DBParameterGroups"][0]["DBParameterGroupName"] == "default.postgres18"


def test_instance_without_backups_is_made_and_one_with_too_many_refused(stack: Stack) -> None:
    def server(days: int) -> dict[str, Any]:
        properties = {"Engine": "postgres", "DBInstanceClass": "db.t4g.micro", "AllocatedStorage": 20}
        return resource("RDS::DBInstance", **properties, BackupRetentionPeriod=days)

    assert stack.create(Server=server(0)) == "CREATE_COMPLETE"
    assert stack.update(Server=server(36)) == "UPDATE_ROLLBACK_COMPLETE"
    assert "Must be between 0 and 35" in stack.reasons()


def test_serverless_instance_needs_the_capacity_of_its_cluster(stack: Stack) -> None:
    writer = member(DBInstanceClass="db.serverless")

    assert stack.create(Cluster=cluster(), Writer=writer) == "ROLLBACK_COMPLETE"

    assert "Set the Serverless v2 scaling configuration on the parent DB cluster" in stack.reasons()


def test_instance_of_another_engine_is_refused(stack: Stack) -> None:
    assert stack.create(Cluster=cluster(), Writer=member(Engine="aurora-mysql")) == "ROLLBACK_COMPLETE"

    assert "must be that of its DB cluster (aurora-postgresql)" in stack.reasons()


def test_one_instance_writes_and_another_takes_over(stack: Stack, rds: Any) -> None:
    reader = {**member(), "DependsOn": "Writer"}
    stack.create(Cluster=cluster(), Writer=member(), Reader=reader)
    assert writers(rds) == {stack.ref("Writer"): True, stack.ref("Reader"): False}

    stack.update(Cluster=cluster(), Reader=member())

    assert writers(rds) == {stack.ref("Reader"): True}


def test_capacity_storage_retention_and_logs_change_in_place(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster(StorageType="aurora-iopt1", BackupRetentionPeriod=1))
    name = stack.ref("Cluster")

    changed = {
        "StorageType": "aurora",
        "BackupRetentionPeriod": 7,
        "ServerlessV2ScalingConfiguration": {"MinCapacity": 2, "MaxCapacity": 16},
        "EnableCloudwatchLogsExports": ["postgresql"],
        "DeletionProtection": True,
    }
    assert stack.update(Cluster=cluster(**changed)) == "UPDATE_COMPLETE"

    found = only(rds)
    assert (found["DBClusterIdentifier"], found["StorageType"], found["BackupRetentionPeriod"]) == (name, "aurora", 7)
    assert found["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 2.0, "MaxCapacity": 16.0}
    assert (found["EnabledCloudwatchLogsExports"], found["DeletionProtection"]) == (["postgresql"], True)


@pytest.mark.parametrize(
    "replacing", [{"MasterUsername": "other"}, {"DatabaseName": "orders"}, {"StorageEncrypted": True}]
)
def test_cluster_is_replaced(stack: Stack, replacing: dict[str, object]) -> None:
    stack.create(Cluster=cluster())
    before = stack.ref("Cluster")

    assert stack.update(Cluster=cluster(**replacing)) == "UPDATE_COMPLETE"

    assert stack.ref("Cluster") != before


def test_cluster_of_another_engine_is_another_cluster(stack: Stack) -> None:
    stack.create(Cluster=cluster())
    before = stack.ref("Cluster")

    stack.update(Cluster=cluster(Engine="aurora-mysql", EngineVersion="8.0.mysql_aurora.3.10.3"))

    assert stack.ref("Cluster") != before


def test_another_subnet_group_replaces_a_cluster(account: Account, stack: Stack) -> None:
    group = resource("RDS::DBSubnetGroup", DBSubnetGroupDescription="d", SubnetIds=account.subnets)
    stack.create(One=group, Other=group, Cluster=cluster(DBSubnetGroupName={"Ref": "One"}))
    before = stack.ref("Cluster")

    stack.update(One=group, Other=group, Cluster=cluster(DBSubnetGroupName={"Ref": "Other"}))

    assert stack.ref("Cluster") != before


def test_subnet_group_in_one_zone_has_no_cluster(account: Account, stack: Stack) -> None:
    group = resource("RDS::DBSubnetGroup", DBSubnetGroupDescription="d", SubnetIds=account.subnets[:1])

    assert stack.create(Group=group, Cluster=cluster(DBSubnetGroupName={"Ref": "Group"})) == "ROLLBACK_COMPLETE"

    assert "Add subnets to cover at least 2 AZs." in stack.reasons()


def test_extended_support_is_decided_once(stack: Stack) -> None:
    stack.create(Cluster=cluster(EngineLifecycleSupport="open-source-rds-extended-support-disabled"))

    assert stack.update(Cluster=cluster()) == "UPDATE_ROLLBACK_COMPLETE"

    assert "EngineLifecycleSupport cannot be modified." in stack.reasons()


def test_backtrack_comes_with_the_cluster_or_not_at_all(stack: Stack) -> None:
    mysql = {"Engine": "aurora-mysql", "EngineVersion": "8.0.mysql_aurora.3.10.3"}
    stack.create(Cluster=cluster(**mysql))

    assert stack.update(Cluster=cluster(**mysql, BacktrackWindow=3600)) == "UPDATE_ROLLBACK_COMPLETE"

    assert "Backtrack can't be enabled" in stack.reasons()


def test_storage_becomes_io_optimized_once_in_thirty_days_and_standard_at_any_time(jumping: LocalCloud) -> None:
    stack = Stack(Account(jumping))
    stack.create(Cluster=cluster())
    assert stack.update(Cluster=cluster(StorageType="aurora-iopt1")) == "UPDATE_COMPLETE"
    assert stack.update(Cluster=cluster(StorageType="aurora")) == "UPDATE_COMPLETE"

    assert stack.update(Cluster=cluster(StorageType="aurora-iopt1")) == "UPDATE_ROLLBACK_COMPLETE"
    assert "less than 30 days ago" in stack.reasons()

    jumping.door("advance", {"Seconds": 31 * DAYS})
    assert stack.update(Cluster=cluster(StorageType="aurora-iopt1")) == "UPDATE_COMPLETE"


def test_retained_cluster_stays(stack: Stack, rds: Any) -> None:
    stack.create(Cluster={**cluster(), "DeletionPolicy": "Retain"})

    assert stack.delete() == "DELETE_COMPLETE"

    assert only(rds)["Status"] == "available"


def test_cluster_leaves_its_final_snapshot(stack: Stack, rds: Any) -> None:
    stack.create(Cluster={**cluster(), "DeletionPolicy": "Snapshot"})

    stack.delete()

    assert rds.describe_db_clusters()["DBClusters"] == []
    assert len(rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]) == 1


def test_attached_secret_says_where_the_database_is(account: Account, stack: Stack, rds: Any) -> None:
    stack.create(
        Secret=resource("SecretsManager::Secret", SecretString=json.dumps({"username": "dms", "password": "sesame"})),
        Cluster=cluster(DatabaseName="orders", Port=5432),
        Attachment=resource(
            "SecretsManager::SecretTargetAttachment",
            SecretId={"Ref": "Secret"},
            TargetId={"Ref": "Cluster"},
            TargetType="AWS::RDS::DBCluster",
        ),
    )

    value = json.loads(account.secrets.get_secret_value(SecretId=stack.ref("Secret"))["SecretString"])
    assert value == {
        "username": "dms",
        "password": "sesame",
        "engine": "postgres",
        "host": only(rds)["Endpoint"],
        "port": 5432,
        "dbname": "orders",
        "dbClusterIdentifier": stack.ref("Cluster"),
    }


def test_login_of_a_cluster_can_have_what_passwords_can(stack: Stack) -> None:
    assert stack.create(Cluster=cluster(**LOGIN | {"MasterUserPassword": "s:e'sa{me}?"})) == "CREATE_COMPLETE"
