"""Global databases: made around a cluster, joined from another region, and taken apart in order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import Account
from tests.local_cloud.databases import POSTGRESQL, cluster
from tests.local_cloud.stack import Stack, resource

ELSEWHERE = "eu-west-1"
NO_LOGIN = {"MasterUsername": None, "MasterUserPassword": None}
MYSQL = {"Engine": "aurora-mysql", "EngineVersion": "8.0.mysql_aurora.3.10.3"}


def around(**changed: object) -> dict[str, Any]:
    return resource(
        "RDS::GlobalCluster",
        **{"GlobalClusterIdentifier": "orders", "SourceDBClusterIdentifier": {"Ref": "Cluster"}} | changed,
    )


def secondary(**changed: object) -> dict[str, Any]:
    return cluster(**NO_LOGIN | {"GlobalClusterIdentifier": "orders"} | changed)


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


@pytest.fixture
def other(account: Account) -> Stack:
    return Stack(account, "other", ELSEWHERE)


@pytest.fixture
def rds(account: Account) -> Any:
    return account.client("rds")


def database(rds: Any) -> dict[str, Any]:
    (found,) = rds.describe_global_clusters()["GlobalClusters"]
    return dict(found)


def test_cluster_becomes_the_primary(stack: Stack, rds: Any) -> None:
    assert stack.create(Cluster=cluster(), Global=around()) == "CREATE_COMPLETE"

    (member,) = database(rds)["GlobalClusterMembers"]
    assert (stack.ref("Global"), member["IsWriter"]) == ("orders", True)
    assert member["DBClusterArn"].endswith(stack.ref("Cluster"))
    assert database(rds)["EngineVersion"] == POSTGRESQL["EngineVersion"]


def test_primary_can_be_given_by_its_arn(stack: Stack, rds: Any) -> None:
    arn = {"Fn::GetAtt": ["Cluster", "DBClusterArn"]}

    assert stack.create(Cluster=cluster(), Global=around(SourceDBClusterIdentifier=arn)) == "CREATE_COMPLETE"

    assert len(database(rds)["GlobalClusterMembers"]) == 1


def test_secondary_takes_login_and_database_from_the_primary(
    account: Account, stack: Stack, other: Stack, rds: Any
) -> None:
    stack.create(Cluster=cluster(DatabaseName="orders"), Global=around())

    assert other.create(Cluster=secondary()) == "CREATE_COMPLETE"

    assert [each["IsWriter"] for each in database(rds)["GlobalClusterMembers"]] == [True, False]
    (made,) = account.client("rds", ELSEWHERE).describe_db_clusters()["DBClusters"]
    assert (made["MasterUsername"], made["DatabaseName"]) == ("dms", "orders")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"MasterUsername": "dms"}, "Cannot specify user name for cross region replication cluster"),
        ({"MasterUserPassword": "sesame-sesame"}, "Cannot specify password for cross region replication cluster"),
        ({"EngineVersion": "17.5"}, "Value for engineVersion should match setting for global cluster orders"),
        (MYSQL, "Value for engine should match setting for global cluster orders"),
        ({"GlobalClusterIdentifier": "gone"}, "Global cluster gone not found."),
    ],
)
def test_secondary_is_refused(stack: Stack, other: Stack, given: dict[str, object], message: str) -> None:
    stack.create(Cluster=cluster(), Global=around())

    assert other.create(Cluster=secondary(**given)) == "ROLLBACK_COMPLETE"

    assert message in other.reasons()


def test_secondary_of_an_encrypted_primary_names_its_own_key(stack: Stack, other: Stack) -> None:
    stack.create(Cluster=cluster(StorageEncrypted=True), Global=around())

    assert other.create(Cluster=secondary(StorageEncrypted=True)) == "ROLLBACK_COMPLETE"
    assert "kmsKeyId should be explicitly specified" in other.reasons()

    again = Stack(other.account, "again", ELSEWHERE)
    assert again.create(Cluster=secondary(StorageEncrypted=True, KmsKeyId="alias/aws/rds")) == "CREATE_COMPLETE"


def test_cluster_with_backtrack_is_not_a_primary(stack: Stack) -> None:
    assert stack.create(Cluster=cluster(**MYSQL, BacktrackWindow=3600), Global=around()) == "ROLLBACK_COMPLETE"

    assert "A DB cluster with backtrack can't be the primary" in stack.reasons()


def test_global_database_around_an_existing_cluster_keeps_it(stack: Stack) -> None:
    stack.create(Cluster=cluster())
    before = stack.ref("Cluster")

    assert stack.update(Cluster=cluster(), Global=around()) == "UPDATE_COMPLETE"

    assert stack.ref("Cluster") == before


def test_cluster_that_is_told_to_join_later_is_replaced(account: Account, stack: Stack, other: Stack) -> None:
    Stack(account, "first").create(Cluster=cluster(), Global=around())
    other.create(Cluster=cluster(**NO_LOGIN))
    before = other.ref("Cluster")

    assert other.update(Cluster=secondary()) == "UPDATE_COMPLETE"

    assert other.ref("Cluster") != before


def test_whole_stack_is_deleted_with_its_global_database(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster(), Global=around())

    assert stack.delete() == "DELETE_COMPLETE"

    assert rds.describe_global_clusters()["GlobalClusters"] == []


def test_primary_stays_as_long_as_there_is_a_secondary(stack: Stack, other: Stack) -> None:
    stack.create(Cluster=cluster(), Global=around())
    other.create(Cluster=secondary())

    assert stack.delete() == "DELETE_FAILED"
    assert "Global cluster still has member clusters" in stack.reasons()

    assert other.delete() == "DELETE_COMPLETE"
    assert stack.delete() == "DELETE_COMPLETE"


def test_cluster_of_a_global_database_of_another_stack_stays(account: Account, stack: Stack) -> None:
    stack.create(Cluster=cluster())
    Stack(account, "global").create(
        Global=around(SourceDBClusterIdentifier=stack.ref("Cluster")),
    )

    assert stack.delete() == "DELETE_FAILED"

    assert "This cluster is a part of a global cluster, please remove it from globalcluster first" in stack.reasons()


def test_no_snapshot_is_made_of_a_cluster_that_stays(account: Account, stack: Stack, rds: Any) -> None:
    stack.create(Cluster={**cluster(), "DeletionPolicy": "Snapshot"})
    Stack(account, "global").create(Global=around(SourceDBClusterIdentifier=stack.ref("Cluster")))

    stack.delete()

    assert rds.describe_db_cluster_snapshots()["DBClusterSnapshots"] == []


def test_protected_global_database_stays_but_has_lost_its_primary(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster(), Global=around(DeletionProtection=True))

    assert stack.delete() == "DELETE_FAILED"

    assert database(rds)["GlobalClusterMembers"] == []


def test_protection_changes_in_place(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster(), Global=around(DeletionProtection=True))

    assert stack.update(Cluster=cluster(), Global=around()) == "UPDATE_COMPLETE"

    assert database(rds)["DeletionProtection"] is False
