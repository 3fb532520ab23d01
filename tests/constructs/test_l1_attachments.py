"""An L1 construct that attaches a secret to its database is taken as the secret that it completes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_docdb as docdb,
    aws_ec2 as ec2,
    aws_kms as kms,
    aws_rds as rds,
    aws_redshift as redshift,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.app_wide.conftest import warnings_of
from tests.constructs.conftest import properties_of, resources_of

ENDPOINT = "AWS::DMS::Endpoint"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234"


@pytest.fixture
def login(stack: cdk.Stack) -> secretsmanager.Secret:
    return login_of(stack)


def login_of(stack: cdk.Stack, key: kms.IKey | None = None, text: str = '{"username": "dms"}') -> secretsmanager.Secret:
    return secretsmanager.Secret(
        stack,
        "Login",
        encryption_key=key,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template=text,
            generate_string_key="password",
            exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS,
        ),
    )


def attached(
    stack: cdk.Stack, secret_id: str, target_type: str = "AWS::RDS::DBCluster"
) -> secretsmanager.CfnSecretTargetAttachment:
    return secretsmanager.CfnSecretTargetAttachment(
        stack, "Attached", secret_id=secret_id, target_id="shop", target_type=target_type
    )


def key_statements(stack: cdk.Stack) -> list[Any]:
    roles = resources_of(stack, "AWS::IAM::Role").values()
    return [
        one["Resource"]
        for role in roles
        for policy in role["Properties"]["Policies"]
        for one in policy["PolicyDocument"]["Statement"]
        if "kms:Decrypt" in one["Action"]
    ]


def test_the_endpoint_waits_for_the_attachment(stack: cdk.Stack, login: secretsmanager.Secret) -> None:
    connection = dms.Connection.from_secret(attached(stack, login.secret_arn))
    dms.MySqlSource(stack, "Source", connection=connection)

    assert properties_of(stack, ENDPOINT)["MySqlSettings"]["SecretsManagerSecretId"] == {"Ref": "Attached"}


def by_attach(secret: secretsmanager.Secret, stack: cdk.Stack, vpc: ec2.IVpc) -> rds.DatabaseCluster:
    cluster = cluster_in(stack, vpc, None)
    secret.attach(cluster)
    return cluster


def by_credentials(secret: secretsmanager.Secret, stack: cdk.Stack, vpc: ec2.IVpc) -> rds.DatabaseCluster:
    return cluster_in(stack, vpc, rds.Credentials.from_secret(secret))


def cluster_in(stack: cdk.Stack, vpc: ec2.IVpc, credentials: rds.Credentials | None) -> rds.DatabaseCluster:
    version = rds.AuroraMysqlEngineVersion.VER_3_08_0
    return rds.DatabaseCluster(
        stack,
        "Cluster",
        engine=rds.DatabaseClusterEngine.aurora_mysql(version=version),
        credentials=credentials,
        vpc=vpc,
        writer=rds.ClusterInstance.serverless_v2("Writer"),
    )


@pytest.mark.parametrize("attach", [by_attach, by_credentials])
@pytest.mark.parametrize("is_of_cluster", [True, False], ids=["to the cluster", "from the secret"])
def test_the_endpoint_waits_where_the_secret_itself_is_given(
    stack: cdk.Stack, vpc: ec2.IVpc, login: secretsmanager.Secret, attach: Callable[..., Any], is_of_cluster: bool
) -> None:
    cluster = attach(login, stack, vpc)
    connection = (
        dms.Connection.to_cluster(cluster, secret=login) if is_of_cluster else dms.Connection.from_secret(login)
    )
    dms.MySqlSource(stack, "Source", connection=connection)

    attachments = resources_of(stack, "AWS::SecretsManager::SecretTargetAttachment")
    (own,) = (name for name in attachments if name.startswith("Login"))
    assert properties_of(stack, ENDPOINT)["MySqlSettings"]["SecretsManagerSecretId"] == {"Ref": own}


def test_a_secret_that_is_complete_is_read_as_it_is(stack: cdk.Stack) -> None:
    login = login_of(stack, text='{"username": "dms", "host": "db.example.com", "port": 3306}')
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(login))

    (name,) = resources_of(stack, "AWS::SecretsManager::Secret")
    assert properties_of(stack, ENDPOINT)["MySqlSettings"]["SecretsManagerSecretId"] == {"Ref": name}


def test_the_role_reads_it_by_its_own_arn(stack: cdk.Stack, login: secretsmanager.Secret) -> None:
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(attached(stack, login.secret_arn)))

    (policy,) = properties_of(stack, "AWS::IAM::Role")["Policies"]
    assert policy["PolicyDocument"]["Statement"][0]["Resource"] == {"Ref": "Attached"}


def test_it_opens_a_warehouse(stack: cdk.Stack, login: secretsmanager.Secret) -> None:
    warehouse = redshift.CfnCluster(
        stack, "Warehouse", cluster_type="single-node", db_name="dev", master_username="dms", node_type="ra3.large"
    )
    secret = attached(stack, login.secret_arn, "AWS::Redshift::Cluster")

    assert dms.Connection.to_redshift(warehouse, secret=secret).engine_name is dms.EngineName.REDSHIFT


def test_it_opens_imported_clusters(stack: cdk.Stack, login: secretsmanager.Secret) -> None:
    raw = rds.CfnDBCluster(stack, "Raw", engine="aurora-mysql")
    cluster = rds.DatabaseCluster.from_database_cluster_attributes(stack, "Cluster", cluster_identifier=raw.ref)
    connection = dms.Connection.to_cluster(cluster, secret=attached(stack, login.secret_arn))

    assert connection.user_name == "dms"


def test_it_opens_clusters_of_documentdb(stack: cdk.Stack, login: secretsmanager.Secret) -> None:
    raw = docdb.CfnDBCluster(stack, "Raw")
    cluster = docdb.DatabaseCluster.from_database_cluster_attributes(
        stack, "Cluster", cluster_identifier=raw.ref, cluster_endpoint_address=raw.attr_endpoint, port=27017
    )
    secret = attached(stack, login.secret_arn, "AWS::DocDB::DBCluster")

    assert dms.Connection.to_cluster(cluster, secret=secret).engine_name is dms.EngineName.DOCUMENTDB


@pytest.mark.parametrize("key", [KEY, "1234", "alias/shop"])
def test_an_l1_secret_keeps_its_key(stack: cdk.Stack, key: str) -> None:
    raw = secretsmanager.CfnSecret(stack, "Raw", kms_key_id=key)
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(attached(stack, raw.ref)))

    assert len(key_statements(stack)) == 1


def l2_alias(stack: cdk.Stack) -> str:
    key = kms.Key.from_key_arn(stack, "Key", KEY)
    return kms.Alias(stack, "Alias", alias_name="alias/shop", target_key=key).key_arn


def l2_alias_by_name(stack: cdk.Stack) -> str:
    key = kms.Key.from_key_arn(stack, "Key", KEY)
    return kms.Alias(stack, "Alias", alias_name="alias/shop", target_key=key).alias_name


def l1_alias(stack: cdk.Stack) -> str:
    return kms.CfnAlias(stack, "Alias", alias_name="alias/shop", target_key_id=KEY).ref


@pytest.mark.parametrize("alias", [l2_alias, l2_alias_by_name, l1_alias])
def test_an_alias_of_the_app_stands_for_its_key(stack: cdk.Stack, alias: Callable[[cdk.Stack], str]) -> None:
    raw = secretsmanager.CfnSecret(stack, "Raw", kms_key_id=alias(stack))
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(attached(stack, raw.ref)))

    assert len(key_statements(stack)) == 1


def test_a_secret_of_the_app_keeps_its_key(stack: cdk.Stack) -> None:
    key = kms.Key.from_key_arn(stack, "Key", KEY)
    secret = attached(stack, login_of(stack, key).secret_arn)
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret))

    assert key_statements(stack) == [KEY]


def test_a_secret_of_others_has_no_key_that_is_known(stack: cdk.Stack) -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(attached(stack, arn)))

    assert key_statements(stack) == []


def test_it_is_one_secret_for_all_connections(stack: cdk.Stack, login: secretsmanager.Secret) -> None:
    secret = attached(stack, login.secret_arn)

    assert dms.Connection.from_secret(secret).secret is dms.Connection.from_secret(secret).secret


def test_its_secret_is_checked(stack: cdk.Stack, fails: Callable) -> None:
    secret = attached(stack, login_of(stack, text=json.dumps({"username": " "})).secret_arn)

    fails("DMS-N011", "the secret's username must be a string", lambda: dms.Connection.from_secret(secret))


def test_its_rotation_is_looked_at(app: cdk.App, stack: cdk.Stack, login: secretsmanager.Secret) -> None:
    hosted = secretsmanager.HostedRotation.mysql_single_user(exclude_characters="'")
    login.add_rotation_schedule("Rotation", hosted_rotation=hosted)
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(attached(stack, login.secret_arn)))

    assert "connection.rotationCharacters" in warnings_of(app)


def test_the_secret_alone_is_told_to_be_given_by_it(
    stack: cdk.Stack, login: secretsmanager.Secret, fails: Callable
) -> None:
    attached(stack, login.secret_arn)

    fails(
        "DMS-N003",
        "gets its host, port from Shop/Attached only, which .* write secret=attachment instead",
        lambda: dms.Connection.from_secret(login),
    )
