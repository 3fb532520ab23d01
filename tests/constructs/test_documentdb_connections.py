"""A DocumentDB cluster is connected to as one of RDS is."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_docdb as docdb, aws_ec2 as ec2

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of

TYPE = "AWS::DMS::Endpoint"


def made(
    stack: cdk.Stack, vpc: ec2.IVpc, excluded: str | None = dms.PASSWORD_EXCLUDE_CHARACTERS
) -> docdb.DatabaseCluster:
    return docdb.DatabaseCluster(
        stack,
        "Documents",
        master_user=docdb.Login(username="dms_admin", exclude_characters=excluded),
        vpc=vpc,
        instance_type=ec2.InstanceType("r6g.large"),
    )


def imported(stack: cdk.Stack, **attributes: object) -> docdb.IDatabaseCluster:
    return docdb.DatabaseCluster.from_database_cluster_attributes(
        stack, "Documents", cluster_identifier="documents", **attributes
    )


def test_a_cluster_of_the_app_is_of_documentdb(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    assert dms.Connection.to_cluster(made(stack, vpc)).engine_name is dms.EngineName.DOCUMENTDB


def test_an_imported_cluster_is_of_documentdb(stack: cdk.Stack, secret: object) -> None:
    connection = dms.Connection.to_cluster(imported(stack), secret=secret)

    assert connection.engine_name is dms.EngineName.DOCUMENTDB


def test_dms_reads_the_clusters_own_secret(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    dms.DocumentDbTarget(stack, "Target", connection=dms.Connection.to_cluster(made(stack, vpc)))

    (attachment,) = resources_of(stack, "AWS::SecretsManager::SecretTargetAttachment")
    assert properties_of(stack, TYPE)["DocDbSettings"]["SecretsManagerSecretId"] == {"Ref": attachment}


def test_a_password_that_dms_refuses_is_warned_of(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    (finding,) = dms.Connection.to_cluster(made(stack, vpc, excluded=None)).findings

    assert finding.id == "connection.passwordCharacters"


def test_a_password_without_what_dms_refuses_is_not(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    assert dms.Connection.to_cluster(made(stack, vpc)).findings == ()


def test_a_cluster_without_a_secret_is_told_how_it_gets_one(stack: cdk.Stack) -> None:
    with pytest.raises(dms.ConfigurationError, match=r"master_user=docdb\.Login\(username='dms_admin', ") as error:
        dms.Connection.to_cluster(imported(stack))

    assert error.value.code == "DMS-N005"


def test_an_endpoint_of_another_engine_is_told_the_class(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    with pytest.raises(dms.ConfigurationError, match=r"use dms\.DocumentDbTarget"):
        dms.MySqlTarget(stack, "Target", connection=dms.Connection.to_cluster(made(stack, vpc)))


def test_the_clusters_group_is_opened_at_its_port(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    target = dms.DocumentDbTarget(stack, "Target", connection=dms.Connection.to_cluster(made(stack, vpc)))

    target.allow_from(ec2.SecurityGroup(stack, "Client", vpc=vpc))

    (rule,) = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
    (cluster,) = resources_of(stack, "AWS::DocDB::DBCluster")
    assert rule["Properties"]["FromPort"] == {"Fn::GetAtt": [cluster, "Port"]}


def test_an_imported_cluster_without_its_group_can_not_be_opened(
    stack: cdk.Stack, vpc: ec2.IVpc, secret: object
) -> None:
    connection = dms.Connection.to_cluster(imported(stack), secret=secret)
    target = dms.DocumentDbTarget(stack, "Target", connection=connection)

    with pytest.raises(dms.ConfigurationError) as error:
        target.allow_from(ec2.SecurityGroup(stack, "Client", vpc=vpc))

    assert error.value.code == "DMS-E007"


@pytest.mark.parametrize(
    "connect", [dms.Connection.to_cluster, dms.Connection.to_instance], ids=["cluster", "instance"]
)
def test_an_instance_is_told_to_connect_to_its_cluster(
    stack: cdk.Stack, vpc: ec2.IVpc, secret: object, connect: Callable[..., object]
) -> None:
    instance = docdb.DatabaseInstance(
        stack, "Instance", cluster=made(stack, vpc), instance_type=ec2.InstanceType("r6g.large")
    )

    with pytest.raises(dms.ConfigurationError, match=r"write dms.Connection.to_cluster\(cluster, secret=secret\)"):
        connect(instance, secret=secret)


def test_an_l1_cluster_is_imported_as_one_of_documentdb(stack: cdk.Stack, secret: object) -> None:
    cluster = docdb.CfnDBCluster(stack, "Documents")

    with pytest.raises(dms.ConfigurationError, match=r"docdb.DatabaseCluster.from_database_cluster_attributes\(self"):
        dms.Connection.to_cluster(cluster, secret=secret)
