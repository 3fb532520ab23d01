"""Parameter groups: families, names, values, and what is still used."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import Account
from tests.local_cloud.databases import cluster, member
from tests.local_cloud.stack import Stack, resource

USED = "One or more database instances are still members of this parameter group"


def group(family: str = "aurora-postgresql17", **parameters: str) -> dict[str, Any]:
    return resource("RDS::DBClusterParameterGroup", Family=family, Description="d", Parameters=parameters)


def instance_group(family: str = "aurora-postgresql17", **parameters: str) -> dict[str, Any]:
    return resource("RDS::DBParameterGroup", Family=family, Description="d", Parameters=parameters)


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


@pytest.fixture
def rds(account: Account) -> Any:
    return account.client("rds")


def values(rds: Any, name: str) -> dict[str, str]:
    found = rds.describe_db_cluster_parameters(DBClusterParameterGroupName=name, Source="user")["Parameters"]
    return {each["ParameterName"]: each["ParameterValue"] for each in found}


def test_cluster_has_its_group(stack: Stack, rds: Any) -> None:
    stack.create(Group=group(), Cluster=cluster(DBClusterParameterGroupName={"Ref": "Group"}))

    (found,) = rds.describe_db_clusters()["DBClusters"]
    assert found["DBClusterParameterGroup"] == stack.ref("Group")


def test_values_change_in_place(stack: Stack, rds: Any) -> None:
    stack.create(Group=group(**{"rds.force_ssl": "1", "log_min_duration_statement": "-1"}))
    name = stack.ref("Group")

    stack.update(Group=group(**{"rds.force_ssl": "1", "log_min_duration_statement": "1000"}))

    assert stack.ref("Group") == name
    assert values(rds, name) == {"rds.force_ssl": "1", "log_min_duration_statement": "1000"}


def test_value_that_is_no_longer_given_is_reset(stack: Stack, rds: Any) -> None:
    stack.create(Group=group(**{"rds.force_ssl": "1", "log_min_duration_statement": "1000"}))

    stack.update(Group=group(**{"rds.force_ssl": "1"}))

    assert values(rds, stack.ref("Group")) == {"rds.force_ssl": "1"}


def test_another_family_replaces_the_group(stack: Stack) -> None:
    stack.create(Group=group("aurora-postgresql16"))
    before = stack.ref("Group")

    stack.update(Group=group())

    assert stack.ref("Group") != before


def test_group_of_another_family_is_refused_by_a_cluster(stack: Stack) -> None:
    of_16 = group("aurora-postgresql16")

    made = stack.create(Group=of_16, Cluster=cluster(DBClusterParameterGroupName={"Ref": "Group"}))

    assert made == "ROLLBACK_COMPLETE"
    assert "Please use a Parameter Group with DBParameterGroupFamily aurora-postgresql17" in stack.reasons()


def test_group_of_another_family_is_refused_by_an_instance(stack: Stack) -> None:
    writer = member(DBParameterGroupName={"Ref": "Group"})

    made = stack.create(Group=instance_group("aurora-mysql8.0"), Cluster=cluster(), Writer=writer)

    assert made == "ROLLBACK_COMPLETE"
    assert "with DBParameterGroupFamily aurora-mysql8.0 can't be used for this instance" in stack.reasons()


def test_name_is_stored_in_lower_case(stack: Stack) -> None:
    named = resource(
        "RDS::DBClusterParameterGroup",
        DBClusterParameterGroupName="Orders-CPG",
        Family="aurora-postgresql17",
        Description="d",
    )
    stack.create(Group=named)

    assert stack.ref("Group") == "orders-cpg"


def test_group_of_a_retained_cluster_is_not_deleted(stack: Stack) -> None:
    retained = {**cluster(DBClusterParameterGroupName={"Ref": "Group"}), "DeletionPolicy": "Retain"}
    stack.create(Group=group(), Cluster=retained)

    assert stack.delete() == "DELETE_FAILED"

    assert f"{USED} {stack.ref('Group')}" in stack.reasons()


def test_group_of_a_retained_instance_is_not_deleted(stack: Stack) -> None:
    writer = {**member(DBParameterGroupName={"Ref": "Group"}), "DeletionPolicy": "Retain"}
    stack.create(Group=instance_group(), Cluster={**cluster(), "DeletionPolicy": "Retain"}, Writer=writer)

    assert stack.delete() == "DELETE_FAILED"

    assert USED in stack.reasons()


def test_groups_go_with_their_cluster(stack: Stack) -> None:
    stack.create(
        Group=group(),
        InstanceGroup=instance_group(),
        Cluster=cluster(DBClusterParameterGroupName={"Ref": "Group"}),
        Writer=member(DBParameterGroupName={"Ref": "InstanceGroup"}),
    )

    assert stack.delete() == "DELETE_COMPLETE"
