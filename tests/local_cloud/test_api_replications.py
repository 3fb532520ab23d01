"""The life of a serverless replication, by a clock that jumps."""

from typing import Any

import pytest

from local_cloud.server import LocalCloud
from tests.local_cloud.account import MAPPINGS, mappings, selection
from tests.local_cloud.jumping import Jumping

HOURS = 60
"""Minutes, which is how long a step takes."""

STATES = [
    "initializing",
    "preparing_metadata_resources",
    "testing_connection",
    "fetching_metadata",
    "calculating_capacity",
    "provisioning_capacity",
    "replication_starting",
    "running",
]
BOTH = mappings(selection(1, "shop", "orders"), selection(2, "shop", "invoices"))


@pytest.fixture
def account(jumping: LocalCloud) -> Jumping:
    return Jumping(jumping)


def make_config(account: Jumping, **changed) -> str:
    wanted = {
        "ReplicationConfigIdentifier": "config",
        "SourceEndpointArn": account.source,
        "TargetEndpointArn": account.target,
        "ComputeConfig": {"MaxCapacityUnits": 4, "ReplicationSubnetGroupId": account.subnet_group},
        "ReplicationType": "full-load-and-cdc",
        "TableMappings": MAPPINGS,
    }
    return account.dms.create_replication_config(**wanted | changed)["ReplicationConfig"]["ReplicationConfigArn"]


def start(account: Jumping, arn: str, kind: str = "start-replication", **more) -> None:
    account.dms.start_replication(ReplicationConfigArn=arn, StartReplicationType=kind, **more)


def replication(account: Jumping) -> dict[str, Any]:
    return account.dms.describe_replications()["Replications"][0]


def await_replication(account: Jumping, status: str) -> dict[str, Any]:
    for _ in range(20):
        if (found := replication(account))["Status"] == status:
            return found
        account.step()
    raise AssertionError(f"it is {found['Status']}")


def running(account: Jumping, **changed) -> str:
    arn = make_config(account, **changed)
    start(account, arn)
    await_replication(account, "running")
    account.step()
    return arn


def stopped(account: Jumping, **changed) -> str:
    arn = running(account, **changed)
    account.dms.stop_replication(ReplicationConfigArn=arn)
    await_replication(account, "stopped")
    return arn


def test_replication_goes_through_its_states(account: Jumping) -> None:
    start(account, make_config(account))

    seen = []
    for _ in STATES:
        seen.append(replication(account)["Status"])
        account.step()
    assert seen == STATES


def test_replication_says_why_its_connection_fails(account: Jumping) -> None:
    start(
        account,
        make_config(
            account, SourceEndpointArn=account.make_endpoint("source", Username=None, EndpointIdentifier="open")
        ),
    )

    assert "neither a secret nor" in await_replication(account, "failed")["FailureMessages"][0]


def test_provisioning_takes_forty_minutes_on_order(account: Jumping) -> None:
    account.order("config", "provisioning_capacity", Seconds=2400)
    start(account, make_config(account))
    await_replication(account, "provisioning_capacity")

    account.step(39)

    assert replication(account)["Status"] == "provisioning_capacity"


def test_replication_fails_on_order(account: Jumping) -> None:
    running(account)

    account.order("config", "running", "failed", Message="the log is gone")

    assert replication(account)["FailureMessages"] == [
        "Last Error  the log is gone Stop Reason FATAL_ERROR Error Level FATAL"
    ]


def test_replication_can_be_stopped_while_it_starts(account: Jumping) -> None:
    arn = make_config(account)
    start(account, arn)

    account.dms.stop_replication(ReplicationConfigArn=arn)

    await_replication(account, "stopped")


def test_resumed_replication_has_its_capacity_still(account: Jumping) -> None:
    arn = stopped(account)

    start(account, arn, "resume-processing")

    account.step(3)
    assert replication(account)["Status"] == "running"


def test_stopped_replication_says_when_it_loses_its_capacity(account: Jumping) -> None:
    stopped(account)

    found = replication(account)
    kept = found["ReplicationDeprovisionTime"] - found["ReplicationLastStopTime"]
    assert kept.total_seconds() == 48 * 3600


def test_capacity_goes_after_48_hours(account: Jumping) -> None:
    stopped(account)

    account.step(49 * HOURS)

    assert replication(account)["ProvisionData"]["ProvisionState"] == "deprovisioned"


def test_replication_without_its_capacity_can_not_be_resumed(account: Jumping, refuses) -> None:
    arn = stopped(account)
    account.step(49 * HOURS)

    with refuses("InvalidResourceStateFault", "have been deprovisioned"):
        start(account, arn, "resume-processing")


def test_replication_without_its_capacity_can_be_reloaded(account: Jumping) -> None:
    arn = stopped(account)
    account.step(49 * HOURS)

    start(account, arn, "reload-target")

    await_replication(account, "running")


@pytest.mark.parametrize(
    ("migration_type", "kind", "message"),
    [
        ("full-load-and-cdc", "start-replication", "only valid for a first start"),
        ("cdc", "reload-target", "not valid for a cdc replication"),
    ],
)
def test_stopped_replication_refuses_a_start_that_does_not_fit(
    account: Jumping, refuses, migration_type: str, kind: str, message: str
) -> None:
    arn = stopped(account, ReplicationType=migration_type)

    with refuses("InvalidParameterCombinationException", message):
        start(account, arn, kind)


def test_full_load_is_not_resumed(account: Jumping, refuses) -> None:
    arn = running(account, ReplicationType="full-load")

    with refuses("InvalidParameterCombinationException", "not valid for a full-load replication"):
        start(account, arn, "resume-processing")


def test_first_start_is_no_resume(account: Jumping, refuses) -> None:
    arn = make_config(account)

    with refuses("InvalidParameterCombinationException", "only valid after a first start"):
        start(account, arn, "resume-processing")


def test_mappings_change_after_a_stop(account: Jumping) -> None:
    arn = stopped(account)

    account.dms.modify_replication_config(ReplicationConfigArn=arn, TableMappings=BOTH)
    start(account, arn, "resume-processing")
    await_replication(account, "running")

    tables = account.dms.describe_replication_table_statistics(ReplicationConfigArn=arn)["ReplicationTableStatistics"]
    assert [table["TableName"] for table in tables] == ["orders", "invoices"]


def test_replication_type_is_fixed_once_capacity_was_provisioned(account: Jumping, refuses) -> None:
    arn = stopped(account)
    account.step(49 * HOURS)

    with refuses("InvalidResourceStateFault", "ReplicationType of config cannot be modified"):
        account.dms.modify_replication_config(ReplicationConfigArn=arn, ReplicationType="cdc")


def test_replication_that_failed_before_it_got_capacity_takes_another_type(account: Jumping) -> None:
    account.order("config", "initializing", "failed")
    arn = make_config(account)
    start(account, arn)
    await_replication(account, "failed")

    changed = account.dms.modify_replication_config(ReplicationConfigArn=arn, ReplicationType="cdc")

    assert changed["ReplicationConfig"]["ReplicationType"] == "cdc"


def test_running_replication_reloads_a_table(account: Jumping) -> None:
    arn = running(account)
    wanted = [{"SchemaName": "shop", "TableName": "orders"}]

    account.dms.reload_replication_tables(ReplicationConfigArn=arn, TablesToReload=wanted)

    tables = account.dms.describe_replication_table_statistics(ReplicationConfigArn=arn)["ReplicationTableStatistics"]
    assert tables[0]["FullLoadReloaded"]


def test_replication_counts_its_progress(account: Jumping) -> None:
    running(account)

    assert replication(account)["ReplicationStats"]["TablesLoaded"] == 1


def test_endpoint_of_a_busy_replication_can_not_be_modified(account: Jumping, refuses) -> None:
    start(account, make_config(account))

    with refuses("InvalidResourceStateFault", "the task config that uses it is initializing"):
        account.dms.modify_endpoint(EndpointArn=account.source, Port=3307)
