"""What construct tests share: a stack with a VPC, and ways to read what was synthesized."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions, aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms

Template = dict[str, Any]


@pytest.fixture
def app() -> cdk.App:
    return cdk.App()


@pytest.fixture
def stack(app: cdk.App) -> cdk.Stack:
    return cdk.Stack(app, "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1"))


@pytest.fixture
def vpc(stack: cdk.Stack) -> ec2.IVpc:
    """Imported, so that templates hold only what is tested."""
    return ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-1",
        availability_zones=["eu-west-1a", "eu-west-1b"],
        private_subnet_ids=["subnet-a", "subnet-b"],
        private_subnet_route_table_ids=["rtb-a", "rtb-b"],
    )


@pytest.fixture
def secret(stack: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_complete_arn(
        stack, "Secret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
    )


@pytest.fixture
def connection(secret: secretsmanager.ISecret) -> dms.Connection:
    return dms.Connection.from_secret(secret)


@pytest.fixture
def source(stack: cdk.Stack, connection: dms.Connection) -> dms.MySqlSource:
    return dms.MySqlSource(stack, "Source", connection=connection)


@pytest.fixture
def target(stack: cdk.Stack, connection: dms.Connection) -> dms.PostgreSqlTarget:
    return dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop")


@pytest.fixture
def instance(stack: cdk.Stack) -> dms.IReplicationInstance:
    return dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Instance", replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC"
    )


@pytest.fixture
def mappings() -> dms.TableMappings:
    return dms.TableMappings(dms.Include("shop"))


@pytest.fixture
def cluster(stack: cdk.Stack, vpc: ec2.IVpc) -> rds.DatabaseCluster:
    return rds.DatabaseCluster(
        stack,
        "Cluster",
        engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_4),
        writer=rds.ClusterInstance.serverless_v2("Writer"),
        vpc=vpc,
        credentials=rds.Credentials.from_generated_secret(
            "dms_admin", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
        ),
    )


@pytest.fixture
def parameter(stack: cdk.Stack) -> Callable[[str], cdk.CfnParameter]:
    """Make a CloudFormation parameter, whose value is known at deployment only."""
    return lambda parameter_type="String": cdk.CfnParameter(stack, "Parameter", type=parameter_type)


def template_of(stack: cdk.Stack) -> Template:
    return assertions.Template.from_stack(stack).to_json()


def resources_of(stack: cdk.Stack, resource_type: str) -> dict[str, dict[str, Any]]:
    """Every resource of a type, by logical id."""
    return {
        name: resource
        for name, resource in template_of(stack).get("Resources", {}).items()
        if resource["Type"] == resource_type
    }


def properties_of(stack: cdk.Stack, resource_type: str) -> dict[str, Any]:
    """The properties of the only resource of a type."""
    (resource,) = resources_of(stack, resource_type).values()
    return resource["Properties"]


def warnings_of(stack: cdk.Stack) -> list[str]:
    """The ids of all warnings in a stack, as they are acknowledged."""
    found = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())
    return sorted(str(entry.entry.data).rpartition("[ack: ")[2].rstrip("]") for entry in found)


@pytest.fixture
def fails() -> Callable[..., Any]:
    """Check that making something fails with a code, at a path, with a message."""

    def check(code: str, match: str, make: Callable[[], object], *, path: str | None = None) -> None:
        with pytest.raises(dms.ConfigurationError, match=match) as caught:
            make()
        assert caught.value.code == code
        if path is not None:
            assert caught.value.path == path

    return check
