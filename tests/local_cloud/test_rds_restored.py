"""Clusters that are copies: of another cluster at some time, of it as it is, or of a snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import Account
from tests.local_cloud.databases import cluster
from tests.local_cloud.stack import Stack

OF_CLUSTER = {"SourceDBClusterIdentifier": {"Ref": "Cluster"}}
CLONE = {**OF_CLUSTER, "RestoreType": "copy-on-write", "UseLatestRestorableTime": True}
NOT_GIVEN = {"MasterUsername": None, "MasterUserPassword": None, "EngineVersion": None}


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


@pytest.fixture
def rds(account: Account) -> Any:
    return account.client("rds")


def described(rds: Any, name: str) -> dict[str, Any]:
    return dict(rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0])


@pytest.mark.parametrize("restore", [CLONE, {**OF_CLUSTER, "RestoreToTime": "2026-11-28T19:00:00Z"}])
def test_copy_has_login_database_and_version_of_its_source(stack: Stack, rds: Any, restore: dict[str, object]) -> None:
    source = cluster(DatabaseName="orders", EngineVersion="16.11")

    assert stack.create(Cluster=source, Copy=cluster(**NOT_GIVEN, **restore)) == "CREATE_COMPLETE"

    made = described(rds, stack.ref("Copy"))
    assert (made["MasterUsername"], made["DatabaseName"], made["EngineVersion"]) == ("dms", "orders", "16.11")


def test_copy_of_a_snapshot_has_them_too(stack: Stack, rds: Any) -> None:
    stack.create(Cluster=cluster(DatabaseName="orders"))
    rds.create_db_cluster_snapshot(DBClusterIdentifier=stack.ref("Cluster"), DBClusterSnapshotIdentifier="before")
    copy = cluster(**NOT_GIVEN, SnapshotIdentifier="before")

    assert stack.update(Cluster=cluster(DatabaseName="orders"), Copy=copy) == "UPDATE_COMPLETE"

    assert described(rds, stack.ref("Copy"))["MasterUsername"] == "dms"


@pytest.mark.parametrize(
    ("restore", "message"),
    [
        ({**CLONE, "RestoreToTime": "2026-11-28T19:00:00Z"}, "can't be specified if RestoreType is copy-on-write"),
        (OF_CLUSTER, "Either RestoreToTime or UseLatestRestorableTime must be specified."),
        ({"SourceDBClusterIdentifier": "gone", "UseLatestRestorableTime": True}, "DBCluster gone not found."),
        ({"SnapshotIdentifier": "gone"}, "DBClusterSnapshot not found: gone"),
    ],
)
def test_copy_is_refused(stack: Stack, restore: dict[str, object], message: str) -> None:
    assert stack.create(Cluster=cluster(), Copy=cluster(**NOT_GIVEN, **restore)) == "ROLLBACK_COMPLETE"

    assert message in stack.reasons()


def test_another_source_is_another_copy(stack: Stack) -> None:
    stack.create(One=cluster(), Cluster=cluster(), Copy=cluster(**NOT_GIVEN, **CLONE))
    before = stack.ref("Copy")

    other = {**CLONE, "SourceDBClusterIdentifier": {"Ref": "One"}}
    stack.update(One=cluster(), Cluster=cluster(), Copy=cluster(**NOT_GIVEN, **other))

    assert stack.ref("Copy") != before
