"""A serverless replication has the life cycle that a task has."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.conftest import resources_of, template_of, warnings_of
from tests.constructs.life_cycles import whole

BOTH = dms.MigrationType.FULL_LOAD_AND_CDC


def template(*, serverless: dict[str, Any] | None = None, **changes: Any) -> cdk.Stack:
    """Make a stack with a serverless migration that has a life cycle."""
    stack = cdk.Stack(cdk.App(), "Shop")
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-1",
        availability_zones=["eu-west-1a", "eu-west-1b"],
        private_subnet_ids=["subnet-a", "subnet-b"],
    )
    connection = dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "shop"))
    arguments: dict[str, Any] = {
        "migration_type": BOTH,
        "table_mappings": dms.TableMappings(dms.Include("shop")),
        "start": dms.StartPolicy.ALWAYS_RUNNING,
        **changes,
    }
    dms.DatabaseMigration(
        stack,
        "Migration",
        compute=dms.Serverless(**{"vpc": vpc, "max_dcu": 16, **(serverless or {})}),
        source=dms.MySqlSource(stack, "Source", connection=connection),
        target=dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop"),
        **arguments,
    )
    return stack


def entry(stack: cdk.Stack) -> dict[str, Any]:
    """What the gate is told of the only replication."""
    (gate,) = resources_of(stack, "Custom::DmsGate").values()
    (told,) = gate["Properties"]["Tasks"].values()
    return whole(told)


def test_its_kind_is_said() -> None:
    told = entry(template())

    assert (told["Kind"], told["MigrationType"], told["Start"]) == (
        "replication",
        "full-load-and-cdc",
        "ALWAYS_RUNNING",
    )
    assert told["Path"] == "Shop/Migration/Serverless/Replication"


def test_its_custom_resource_refers_to_it() -> None:
    stack = template()

    (config,) = resources_of(stack, "AWS::DMS::ReplicationConfig")
    (runner,) = resources_of(stack, "Custom::DmsRunner").values()

    assert runner["Properties"]["TaskArn"] == {"Ref": config}


@pytest.mark.parametrize(
    "change",
    [
        {"serverless": {"max_dcu": 32}},
        {"serverless": {"multi_az": True}},
        {"table_mappings": dms.TableMappings(dms.Include("crm"))},
        {"task_settings": dms.TaskSettings(lobs=dms.NoLobs())},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_changes_in_place_stops_it(change: dict[str, Any]) -> None:
    before, after = entry(template()), entry(template(**change))

    assert after["Digest"] != before["Digest"]
    assert after["Replaces"] == before["Replaces"]


@pytest.mark.parametrize(
    "change",
    [{"migration_type": dms.MigrationType.CDC}, {"serverless": {"availability_zone": "eu-west-1a"}}],
    ids=lambda change: next(iter(change)),
)
def test_what_dms_freezes_replaces_it(change: dict[str, Any]) -> None:
    assert entry(template(**change))["Replaces"] != entry(template())["Replaces"]


def test_the_severity_of_logs_stops_it_too() -> None:
    """DMS takes a new severity on a running task, but nothing on a running replication."""
    detailed = dms.TaskSettings(logging=dms.Logging(components={dms.LogComponent.TARGET_APPLY: dms.LogSeverity.DEBUG}))

    assert entry(template(task_settings=detailed))["Digest"] != entry(template())["Digest"]


def test_it_has_none_without_a_policy() -> None:
    types = {one["Type"] for one in template_of(template(start=None))["Resources"].values()}

    assert not {name for name in types if name.startswith("Custom::Dms")} - {"Custom::DmsServiceRoles"}


def test_consent_without_a_life_cycle_is_refused(fails: Callable) -> None:
    fails(
        "DMS-L001",
        "reload has no effect without start",
        lambda: template(start=None, reload=dms.ReloadPolicy.WHEN_NEEDED),
        path="Shop/Migration/Serverless/Replication",
    )


def test_one_that_is_kept_outlives_it() -> None:
    stack = template(serverless={"removal_policy": cdk.RemovalPolicy.RETAIN})

    assert "dms-constructs:task.outlivesItsLifeCycle" in warnings_of(stack)
