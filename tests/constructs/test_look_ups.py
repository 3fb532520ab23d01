"""What the CDK looks up at synthesis is not there the first time: its stand-ins pass all checks, so it gets asked."""

import json
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_ssm as ssm

import dms_constructs as dms

PLACES: dict[str, Callable[[cdk.Stack, ec2.IVpc, dms.Connection, str], object]] = {
    "instance class": lambda stack, vpc, _, value: dms.ReplicationInstance(
        stack, "Instance", vpc=vpc, instance_class=dms.InstanceClass.of(value)
    ),
    "engine version": lambda stack, vpc, _, value: dms.ReplicationInstance(
        stack, "Instance", vpc=vpc, engine_version=value
    ),
    "maintenance window": lambda stack, vpc, _, value: dms.ReplicationInstance(
        stack, "Instance", vpc=vpc, preferred_maintenance_window=value
    ),
    "instance name": lambda stack, vpc, _, value: dms.ReplicationInstance(
        stack, "Instance", vpc=vpc, replication_instance_identifier=value
    ),
    "instance ARN": lambda stack, _, __, value: dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Instance", replication_instance_arn=value
    ),
    "endpoint ARN": lambda stack, _, __, value: dms.MySqlSource.from_endpoint_arn(stack, "Endpoint", value),
    "endpoint name": lambda stack, _, connection, value: dms.MySqlSource(
        stack, "Endpoint", connection=connection, endpoint_identifier=value
    ),
    "slot": lambda stack, _, connection, value: dms.PostgreSqlSource(
        stack, "Endpoint", connection=connection, database="shop", slot_name=value
    ),
    "extra attribute": lambda stack, _, connection, value: dms.MySqlSource(
        stack, "Endpoint", connection=connection, extra_connection_attributes={"Initstmt": value}
    ),
    "certificate": lambda stack, _, __, value: dms.Certificate(stack, "Ca", certificate_pem=value),
    "certificate ARN": lambda stack, _, __, value: dms.Certificate.from_certificate_arn(stack, "Ca", value),
    "task ARN": lambda stack, _, __, value: dms.ReplicationTask.from_replication_task_arn(stack, "Task", value),
    "log position": lambda *given: dms.CdcStart.from_log_position(given[-1]),
    "checkpoint": lambda *given: dms.CdcStart.from_checkpoint(given[-1]),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_parameter_can_be_looked_up(stack: cdk.Stack, vpc: ec2.IVpc, connection: dms.Connection, place: str) -> None:
    PLACES[place](stack, vpc, connection, ssm.StringParameter.value_from_lookup(stack, "/dms/value"))

    assert asked(stack) == ["ssm"]


def test_keys_and_roles_can_be_looked_up(stack: cdk.Stack, connection: dms.Connection) -> None:
    dms.MySqlSource(
        stack,
        "Endpoint",
        connection=connection,
        kms_key=kms.Key.from_lookup(stack, "Key", alias_name="alias/dms"),
        secret_access_role=iam.Role.from_lookup(stack, "Role", role_name="reader"),
    )

    assert asked(stack) == ["cc-api-provider", "key-provider"]


def asked(stack: cdk.Stack) -> list[str]:
    """What the app asks the CDK's command line to look up."""
    manifest = Path(cdk.App.of(stack).synth().directory, "manifest.json").read_text(encoding="utf-8")
    return sorted(one["provider"] for one in json.loads(manifest)["missing"])
