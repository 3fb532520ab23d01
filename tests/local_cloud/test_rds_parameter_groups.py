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


NOT_THERE = "Invalid / Unmodifiable / Unsupported DB Parameter"


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (group(local_infile="1"), f"{NOT_THERE}: local_infile"),
        (group(aurora_wal_milliseconds="200"), f"{NOT_THERE}: aurora_wal_milliseconds"),
        (group(aws_default_comprehend_role="arn"), f"{NOT_THERE}: aws_default_comprehend_role"),
        (group(max_wal_size="4096"), f"{NOT_THERE}: max_wal_size"),
        (group("aurora-mysql8.0", **{"rds.force_ssl": "1"}), f"{NOT_THERE}: rds.force_ssl"),
        (group("aurora-mysql8.0", innodb_flush_log_at_trx_commit="0"), f"{NOT_THERE}: innodb_flush_log_at_trx_commit"),
        (instance_group(**{"rds.logical_replication": "1"}), f"{NOT_THERE}: rds.logical_replication"),
        (group(**{"rds.force_ssl": "perhaps"}), "Invalid parameter value: perhaps for: rds.force_ssl"),
        (group("aurora-oracle19", autovacuum="1"), "aurora-oracle19 is not a valid parameter group family"),
    ],
    ids=lambda each: each.rpartition(" ")[2] if isinstance(each, str) else "",
)
def test_group_is_refused(stack: Stack, made: dict[str, Any], message: str) -> None:
    assert stack.create(Group=made) == "ROLLBACK_COMPLETE"

    assert message in stack.reasons()


def test_parameter_of_the_instance_can_stand_in_the_group_of_the_cluster(stack: Stack) -> None:
    assert stack.create(Group=group("aurora-mysql8.0", local_infile="1")) == "CREATE_COMPLETE"


def test_group_of_another_engine_is_taken_as_it_is(stack: Stack) -> None:
    assert stack.create(Group=instance_group("oracle-se2-19", open_cursors="300")) == "CREATE_COMPLETE"


def statuses(rds: Any) -> set[str]:
    (found,) = rds.describe_db_clusters()["DBClusters"]
    return {each["DBClusterParameterGroupStatus"] for each in found["DBClusterMembers"]}


def replicating(slots: str, instance_class: str = "db.r6g.large") -> dict[str, Any]:
    """A cluster with one instance and a parameter that is static."""
    return {
        "Group": group(max_replication_slots=slots),
        "Cluster": cluster(DBClusterParameterGroupName={"Ref": "Group"}),
        "Writer": {**member(DBInstanceClass=instance_class), "DependsOn": "Group"},
    }


def test_static_parameter_waits_for_a_reboot(stack: Stack, rds: Any) -> None:
    stack.create(**replicating("20"))
    assert statuses(rds) == {"in-sync"}

    stack.update(**replicating("30"))
    waiting = statuses(rds)
    rds.reboot_db_instance(DBInstanceIdentifier=stack.ref("Writer"))

    assert (waiting, statuses(rds)) == ({"pending-reboot"}, {"in-sync"})


def test_cloudformation_reboots_an_instance_that_it_changes_anyway(stack: Stack, rds: Any) -> None:
    stack.create(**replicating("20"))

    stack.update(**replicating("30", "db.r6g.xlarge"))

    assert statuses(rds) == {"in-sync"}


def test_dynamic_parameter_waits_for_nothing(stack: Stack, rds: Any) -> None:
    made = {"Cluster": cluster(DBClusterParameterGroupName={"Ref": "Group"}), "Writer": member()}
    stack.create(Group=group(log_min_duration_statement="-1"), **made)

    stack.update(Group=group(log_min_duration_statement="1000"), **made)

    assert statuses(rds) == {"in-sync"}
