"""A task with catalogs says at synthesis which of AWS's premigration checks would fail, whatever the check."""

from __future__ import annotations

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

import dms_constructs as dms
from dms_constructs import facts
from tests.values.premigration_cases import Case, given, plan_of

FAILED = [
    (key, one, engine)
    for key, one, engine in given()
    if one.verdict is dms.PremigrationVerdict.FAILED and one.tables is not None
]


class KnownEndpoint(Construct):
    """An endpoint of which all is known that a case says, also of an engine that has no class here."""

    def __init__(self, scope: Construct, construct_id: str, known: dms.EndpointFacts) -> None:
        super().__init__(scope, construct_id)
        self.endpoint_facts = known
        self.endpoint_type = known.endpoint_type
        self.engine_name = known.engine_name
        self.endpoint_arn = f"arn:aws:dms:eu-west-1:111122223333:endpoint:{construct_id.upper()}"


class OfVersion(dms.ReplicationInstance):
    """An instance with a version of DMS, also one that DMS makes no instances with any longer."""

    def __init__(self, scope: Construct, version: str) -> None:
        super().__init__(scope, "Made", vpc=ec2.Vpc(scope, "Vpc"))
        self._engine_version = version


def told_at_synthesis(plan: dms.TaskPlan) -> str:
    """Make a task of a plan and return what its error or its warnings say."""
    stack = cdk.Stack(cdk.App(), "Shop")
    assert plan.migration_type is not None
    assert plan.table_mappings is not None
    instance: dms.IReplicationInstance = dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Instance", replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC"
    )
    if plan.engine_version is not None:
        instance = OfVersion(stack, plan.engine_version)
    try:
        task = dms.ReplicationTask(
            stack,
            "Task",
            replication_instance=instance,
            source=KnownEndpoint(stack, "Source", plan.source),
            target=KnownEndpoint(stack, "Target", plan.target),
            migration_type=plan.migration_type,
            table_mappings=plan.table_mappings,
            task_settings=plan.task_settings,
            source_catalog=plan.source_catalog,
            target_catalog=plan.target_catalog,
        )
    except dms.ConfigurationError as error:
        return error.code
    return "\n".join(str(entry.data) for entry in task.node.metadata)


@pytest.mark.parametrize(("key", "one", "engine"), FAILED, ids=[f"{key}: {one.what}" for key, one, _ in FAILED])
def test_a_check_that_fails_is_an_error_or_a_warning(key: str, one: Case, engine: dms.EngineName) -> None:
    told = told_at_synthesis(plan_of(one, engine))

    assert told.startswith("DMS-") or key in told or key in keys_of_ids(told)


def keys_of_ids(told: str) -> set[str]:
    """Return the checks that belong to the findings whose ids are in a text."""
    findings = facts.codes()["findings"].items()
    return {key for name, entry in findings if name in told for key in entry.get("premigration") or ()}
