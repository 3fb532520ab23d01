"""Tasks that write into Neptune."""

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

import dms_constructs as dms
from tests.constructs.conftest import properties_of

TARGET = "arn:aws:dms:eu-west-1:111122223333:endpoint:GRAPH"
GRAPH = dms.GremlinMapping(
    dms.GremlinRule(
        table="customers",
        vertices=[dms.VertexDefinition(definition_id="customer", id_template="{id}", label="customer")],
    )
)
TRIPLES = dms.R2rmlMapping('@prefix rr: <http://www.w3.org/ns/r2rml#>.\n<#A> rr:logicalTable [ rr:tableName "a" ].\n')


@pytest.fixture
def target(stack: cdk.Stack) -> dms.IEndpoint:
    return dms.NeptuneTarget.from_endpoint_arn(stack, "Target", TARGET)


@pytest.fixture
def between(source: dms.IEndpoint, target: dms.IEndpoint, mappings: dms.TableMappings) -> dict[str, Any]:
    return {
        "source": source,
        "target": target,
        "migration_type": dms.MigrationType.FULL_LOAD,
        "table_mappings": mappings,
    }


def test_a_task_has_its_graph_as_task_data(
    stack: cdk.Stack, instance: dms.IReplicationInstance, between: dict[str, Any]
) -> None:
    dms.ReplicationTask(stack, "Task", replication_instance=instance, task_data=GRAPH, **between)

    assert properties_of(stack, "AWS::DMS::ReplicationTask")["TaskData"] == GRAPH.to_json()


def test_a_document_of_triples_is_a_text(
    stack: cdk.Stack, instance: dms.IReplicationInstance, between: dict[str, Any]
) -> None:
    dms.ReplicationTask(stack, "Task", replication_instance=instance, task_data=TRIPLES, **between)

    assert properties_of(stack, "AWS::DMS::ReplicationTask")["TaskData"] == TRIPLES.text


def test_a_task_without_a_graph_is_refused(
    stack: cdk.Stack, instance: dms.IReplicationInstance, between: dict[str, Any]
) -> None:
    with pytest.raises(dms.ConfigurationError) as error:
        dms.ReplicationTask(stack, "Task", replication_instance=instance, **between)

    assert error.value.code == "DMS-Y030"


def test_a_task_with_changes_is_refused(
    stack: cdk.Stack, instance: dms.IReplicationInstance, between: dict[str, Any]
) -> None:
    between["migration_type"] = dms.MigrationType.FULL_LOAD_AND_CDC

    with pytest.raises(dms.ConfigurationError, match="Neptune") as error:
        dms.ReplicationTask(stack, "Task", replication_instance=instance, task_data=GRAPH, **between)

    assert error.value.code == "DMS-Q020"


def test_a_task_for_another_target_needs_none(
    stack: cdk.Stack, instance: dms.IReplicationInstance, between: dict[str, Any]
) -> None:
    arn = TARGET.replace("GRAPH", "OTHER")
    between["target"] = dms.PostgreSqlTarget.from_endpoint_arn(stack, "Other", arn)

    dms.ReplicationTask(stack, "Task", replication_instance=instance, **between)

    assert "TaskData" not in properties_of(stack, "AWS::DMS::ReplicationTask")


def test_a_serverless_replication_has_its_graph_as_supplemental_settings(
    stack: cdk.Stack, vpc: ec2.IVpc, between: dict[str, Any]
) -> None:
    compute = dms.Serverless(vpc=vpc, max_dcu=16)
    dms.ServerlessReplication(stack, "Replication", compute=compute, task_data=GRAPH, **between)

    supplemental = properties_of(stack, "AWS::DMS::ReplicationConfig")["SupplementalSettings"]
    assert supplemental == json.loads(GRAPH.to_json())


def test_a_serverless_replication_takes_no_triples(stack: cdk.Stack, vpc: ec2.IVpc, between: dict[str, Any]) -> None:
    compute = dms.Serverless(vpc=vpc, max_dcu=16)

    with pytest.raises(dms.ConfigurationError) as error:
        dms.ServerlessReplication(stack, "Replication", compute=compute, task_data=TRIPLES, **between)

    assert error.value.code == "DMS-Y032"


@pytest.mark.parametrize("serverless", [False, True])
def test_a_migration_hands_it_on(stack: cdk.Stack, vpc: ec2.IVpc, between: dict[str, Any], serverless: bool) -> None:
    compute = dms.Serverless(vpc=vpc, max_dcu=16) if serverless else dms.Provisioned(vpc=vpc)

    migration = dms.DatabaseMigration(stack, "Migration", compute=compute, task_data=GRAPH, **between)

    assert [each.plan.task_data for each in migration.replications] == [GRAPH]
