"""What tests of life cycles share: a migration that is kept running, and ways to read what it is told."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

import dms_constructs as dms
from tests.constructs.conftest import resources_of, template_of

Make = Callable[..., dms.DatabaseMigration]

# For ever: who deployed them can't get others.
LOGICAL_IDS = {
    "DmsLifeCycleFunction6E18774E",
    "DmsLifeCycleGate44707879",
    "DmsLifeCycleInvokesItself1055E164",
    "DmsLifeCycleLatch806350BA",
    "DmsLifeCycleLogGroup23156F35",
    "DmsLifeCycleRole9F85D064",
}
GATE = "DmsLifeCycleGate44707879"


@pytest.fixture
def make(
    stack: cdk.Stack,
    vpc: ec2.IVpc,
    source: dms.MySqlSource,
    target: dms.PostgreSqlTarget,
    mappings: dms.TableMappings,
) -> Make:
    """Make a migration whose task is kept running, with other arguments where they are given."""

    def migration(construct_id: str = "Migration", **changed: Any) -> dms.DatabaseMigration:
        arguments: dict[str, Any] = {
            "compute": dms.Provisioned(vpc=vpc),
            "source": source,
            "target": target,
            "migration_type": dms.MigrationType.FULL_LOAD_AND_CDC,
            "table_mappings": mappings,
            "start": dms.StartPolicy.ALWAYS_RUNNING,
        }
        return dms.DatabaseMigration(stack, construct_id, **(arguments | changed))

    return migration


def one(stack: cdk.Stack, resource_type: str) -> dict[str, Any]:
    (found,) = resources_of(stack, resource_type).values()
    return found


def gate(stack: cdk.Stack) -> dict[str, Any]:
    return one(stack, "Custom::DmsGate")["Properties"]


def runner(stack: cdk.Stack) -> dict[str, Any]:
    return whole(one(stack, "Custom::DmsRunner")["Properties"])


def entry(stack: cdk.Stack) -> dict[str, Any]:
    (found,) = gate(stack)["Tasks"].values()
    return whole(found)


def whole(told: dict[str, Any]) -> dict[str, Any]:
    """Return what a custom resource is told of a task, with what the text of it says."""
    return {**json.loads(told["Entry"]), **{name: value for name, value in told.items() if name != "Entry"}}


def task_id(stack: cdk.Stack) -> str:
    (found,) = resources_of(stack, "AWS::DMS::ReplicationTask")
    return found


def statements(stack: cdk.Stack) -> list[dict[str, Any]]:
    role = template_of(stack)["Resources"]["DmsLifeCycleRole9F85D064"]
    return role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]


def actions(stack: cdk.Stack) -> set[str]:
    listed = (each["Action"] for each in statements(stack))
    return {action for each in listed for action in (each if isinstance(each, list) else [each])}


def allowing(stack: cdk.Stack, action: str) -> list[dict[str, Any]]:
    return [each for each in statements(stack) if action in each["Action"]]


def imported_endpoints(stack: cdk.Stack) -> dict[str, dms.IEndpoint]:
    arn = "arn:aws:dms:eu-west-1:111122223333:endpoint"
    return {
        "source": dms.MySqlSource.from_endpoint_arn(stack, "Old", f"{arn}:OLD", engine_name=dms.EngineName.MYSQL),
        "target": dms.PostgreSqlTarget.from_endpoint_arn(
            stack, "New", f"{arn}:NEW", engine_name=dms.EngineName.POSTGRESQL
        ),
    }


@pytest.fixture
def make_task(
    stack: cdk.Stack, vpc: ec2.IVpc, source: dms.MySqlSource, target: dms.PostgreSqlTarget, mappings: dms.TableMappings
) -> Callable[..., dms.ReplicationTask]:
    def task(**changed: Any) -> dms.ReplicationTask:
        arguments: dict[str, Any] = {
            "replication_instance": dms.ReplicationInstance(stack, "Machine", vpc=vpc),
            "source": source,
            "target": target,
            "migration_type": dms.MigrationType.CDC,
            "table_mappings": mappings,
            "start": dms.StartPolicy.ALWAYS_RUNNING,
        }
        return dms.ReplicationTask(stack, "Task", **(arguments | changed))

    return task
