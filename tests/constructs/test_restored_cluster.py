"""Clusters made of others: as they were at a time, or clones to rehearse a migration on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.clusters import MYSQL, POSTGRESQL, cluster_in, stack_in, vpc_of
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

SMALL = dms.ServerlessCapacity(min_acu=2, max_acu=16)
NOON = dt.datetime(2026, 11, 28, 12, 0, tzinfo=dt.timezone.utc)


@pytest.fixture
def here(app: cdk.App) -> cdk.Stack:
    return stack_in(app, "eu-west-1")


@pytest.fixture
def source(here: cdk.Stack) -> rds.IDatabaseCluster:
    """A cluster of another app, so that the template holds only what is tested."""
    return rds.DatabaseCluster.from_database_cluster_attributes(
        here,
        "Source",
        cluster_identifier="shop",
        engine=POSTGRESQL,
        secret=secretsmanager.Secret.from_secret_name_v2(here, "SourceSecret", "shop/admin"),
    )


@pytest.fixture
def make(here: cdk.Stack, source: rds.IDatabaseCluster) -> Callable[..., dms.RestoredCluster]:
    def restored(**given: Any) -> dms.RestoredCluster:
        usual = {"source": source, "restore": dms.Restore.clone(), "vpc": vpc_of(here), "capacity": SMALL}
        return dms.RestoredCluster(here, "Rehearsal", **{**usual, **given})

    return restored


RESTORED: dict[str, tuple[dms.Restore, dict[str, Any]]] = {
    "a clone": (dms.Restore.clone(), {"RestoreType": "copy-on-write", "UseLatestRestorableTime": True}),
    "the latest": (dms.Restore.latest(), {"RestoreType": "full-copy", "UseLatestRestorableTime": True}),
    "a time": (dms.Restore.to_time(NOON), {"RestoreType": "full-copy", "RestoreToTime": "2026-11-28T12:00:00Z"}),
    "a time elsewhere": (
        dms.Restore.to_time(dt.datetime(2026, 11, 28, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))),
        {"RestoreType": "full-copy", "RestoreToTime": "2026-11-28T12:00:00Z"},
    ),
}


@pytest.mark.parametrize("kind", RESTORED)
def test_is_made_of_the_source(kind: str, here: cdk.Stack, make: Callable) -> None:
    restore, expected = RESTORED[kind]
    make(restore=restore)

    cluster = properties_of(here, "AWS::RDS::DBCluster")
    names = {"SourceDBClusterIdentifier", "RestoreType", "UseLatestRestorableTime", "RestoreToTime"}
    assert {name: cluster[name] for name in names & set(cluster)} == {"SourceDBClusterIdentifier": "shop", **expected}


class TestVersion:
    """What the source's version lets the cluster have."""

    @pytest.fixture
    def old(self, here: cdk.Stack) -> rds.IDatabaseCluster:
        version = rds.AuroraPostgresEngineVersion.VER_15_4
        return rds.DatabaseCluster.from_database_cluster_attributes(
            here,
            "Old",
            cluster_identifier="old",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=version),
            secret=secretsmanager.Secret.from_secret_name_v2(here, "OldSecret", "old/admin"),
        )

    def test_does_not_pause(self, old: rds.IDatabaseCluster, make: Callable, fails: Callable) -> None:
        capacity = dms.ServerlessCapacity(min_acu=0, max_acu=4)

        fails("DMS-B001", "which version 15.4 can't", lambda: make(source=old, capacity=capacity))

    def test_has_a_greatest_capacity(self, old: rds.IDatabaseCluster, make: Callable, fails: Callable) -> None:
        capacity = dms.ServerlessCapacity(min_acu=2, max_acu=256)

        fails("DMS-B001", "write max_acu=128", lambda: make(source=old, capacity=capacity))

    def test_lets_a_newer_one_pause(self, make: Callable) -> None:
        make(capacity=dms.ServerlessCapacity(min_acu=0, max_acu=256))


class TestTemplate:
    def test_says_nothing_that_is_inherited(self, here: cdk.Stack, make: Callable) -> None:
        make()

        given = set(properties_of(here, "AWS::RDS::DBCluster"))
        inherited = {"MasterUsername", "MasterUserPassword", "StorageEncrypted", "SnapshotIdentifier", "DatabaseName"}
        assert given & inherited == set()

    def test_has_a_writer(self, here: cdk.Stack, make: Callable) -> None:
        make()

        writer = properties_of(here, "AWS::RDS::DBInstance")
        assert (writer["DBInstanceClass"], writer["PubliclyAccessible"]) == ("db.serverless", False)

    def test_has_a_writer_of_a_class(self, here: cdk.Stack, make: Callable) -> None:
        make(capacity=dms.ProvisionedCapacity(instance_type=ec2.InstanceType("r7g.large")))

        assert properties_of(here, "AWS::RDS::DBInstance")["DBInstanceClass"] == "db.r7g.large"

    def test_its_secret_has_the_source_s_login(self, here: cdk.Stack, make: Callable) -> None:
        make()

        text = str(properties_of(here, "AWS::SecretsManager::Secret")["SecretString"])
        assert "secret:shop/admin:SecretString:password" in text
        assert "secret:shop/admin:SecretString:username" in text

    def test_its_secret_gets_the_new_host(self, here: cdk.Stack, make: Callable) -> None:
        make()

        (cluster,) = resources_of(here, "AWS::RDS::DBCluster")
        attachment = properties_of(here, "AWS::SecretsManager::SecretTargetAttachment")
        assert attachment["TargetId"] == {"Ref": cluster}

    def test_a_new_password_is_set_and_kept_in_its_secret(self, here: cdk.Stack, make: Callable) -> None:
        make(new_password_of="postgres")

        secret = properties_of(here, "AWS::SecretsManager::Secret")["GenerateSecretString"]
        assert secret["SecretStringTemplate"] == '{"username":"postgres"}'
        assert "SecretString:password" in str(properties_of(here, "AWS::RDS::DBCluster")["MasterUserPassword"])

    def test_has_the_parameters_that_are_given(self, here: cdk.Stack, make: Callable) -> None:
        make(parameter_group=rds.ParameterGroup.from_parameter_group_name(here, "Group", "shop"))

        assert properties_of(here, "AWS::RDS::DBCluster")["DBClusterParameterGroupName"] == "shop"

    def test_has_another_key_where_one_is_given(self, here: cdk.Stack, make: Callable) -> None:
        make(encryption_key=kms.Key.from_key_arn(here, "Key", "arn:aws:kms:eu-west-1:111122223333:key/abc"))

        cluster = properties_of(here, "AWS::RDS::DBCluster")
        assert cluster["KmsKeyId"] == "arn:aws:kms:eu-west-1:111122223333:key/abc"
        assert "StorageEncrypted" not in cluster

    def test_mysql_is_restored_too(self, here: cdk.Stack, make: Callable) -> None:
        source = rds.DatabaseCluster.from_database_cluster_attributes(
            here, "MySql", cluster_identifier="crm", engine=MYSQL
        )
        make(source=source, new_password_of="admin")

        cluster = properties_of(here, "AWS::RDS::DBCluster")
        assert (cluster["Engine"], cluster.get("Port", 3306)) == ("aurora-mysql", 3306)

    def test_is_deleted_with_its_stack(self, here: cdk.Stack, make: Callable) -> None:
        make()

        kept = [each for each in template_of(here)["Resources"].values() if each.get("DeletionPolicy") != "Delete"]
        assert {each["Type"] for each in kept} == {"AWS::RDS::DBSubnetGroup"}
        assert "DeletionPolicy" not in kept[0]

    def test_can_stay_with_all_that_it_uses(self, here: cdk.Stack, make: Callable) -> None:
        make(removal_policy=cdk.RemovalPolicy.RETAIN, deletion_protection=True)

        policies = {each.get("DeletionPolicy") for each in template_of(here)["Resources"].values()}
        assert policies == {"Retain"}

    def test_a_last_snapshot_is_of_the_cluster_only(self, here: cdk.Stack, make: Callable) -> None:
        make(removal_policy=cdk.RemovalPolicy.SNAPSHOT)

        resources = template_of(here)["Resources"].values()
        kept = {each["Type"] for each in resources if each.get("DeletionPolicy") == "Snapshot"}
        assert kept == {"AWS::RDS::DBCluster"}

    def test_gives_no_warning(self, here: cdk.Stack, make: Callable) -> None:
        make()

        assert [name for name in warnings_of(here) if not name.startswith("CloudFormation-Validate")] == []


class TestSourceOfTheApp:
    """A source that is made in the same app."""

    @pytest.fixture
    def made(self, here: cdk.Stack) -> dms.RestoredCluster:
        vpc = vpc_of(here)
        source = cluster_in(here, vpc, parameters={"rds.logical_replication": "1"})
        return dms.RestoredCluster(
            here, "Rehearsal", source=source, restore=dms.Restore.clone(), vpc=vpc, capacity=SMALL
        )

    def test_its_parameters_are_used(self, here: cdk.Stack, made: dms.RestoredCluster) -> None:
        (group,) = resources_of(here, "AWS::RDS::DBClusterParameterGroup")
        clusters = resources_of(here, "AWS::RDS::DBCluster").values()
        assert [each["Properties"]["DBClusterParameterGroupName"] for each in clusters] == [{"Ref": group}] * 2

    def test_it_is_cloned_when_it_has_an_instance(self, here: cdk.Stack, made: dms.RestoredCluster) -> None:
        (writer,) = [name for name in resources_of(here, "AWS::RDS::DBInstance") if name.startswith("Primary")]
        cluster = resources_of(here, "AWS::RDS::DBCluster")[here.get_logical_id(made.cluster.node.default_child)]  # type: ignore[arg-type]
        assert writer in cluster["DependsOn"]


def test_its_security_group_is_described_in_what_ec2_takes(here: cdk.Stack, source: rds.IDatabaseCluster) -> None:
    dms.RestoredCluster(
        here, "Rehearsal's?", source=source, restore=dms.Restore.clone(), vpc=vpc_of(here), capacity=SMALL
    )

    described = properties_of(here, "AWS::EC2::SecurityGroup")["GroupDescription"]
    assert described.endswith("/Rehearsal_s_")


def test_an_endpoint_connects_to_it(here: cdk.Stack, make: Callable) -> None:
    restored = make()
    dms.PostgreSqlSource(here, "Endpoint", connection=restored.connection, database="shop")

    (attachment,) = resources_of(here, "AWS::SecretsManager::SecretTargetAttachment")
    settings = properties_of(here, "AWS::DMS::Endpoint")["PostgreSqlSettings"]
    assert settings["SecretsManagerSecretId"] == {"Ref": attachment}


def test_it_is_the_cluster_of_a_target(here: cdk.Stack, make: Callable) -> None:
    restored = make()
    target = dms.AuroraPostgreSqlTarget(here, "Target", cluster=restored.cluster, database="shop")

    assert target.secret.secret_arn == restored.secret.secret_arn


def test_a_target_s_cluster_is_cloned(here: cdk.Stack) -> None:
    target = dms.AuroraPostgreSqlTarget(here, "Target", vpc=vpc_of(here), database="shop")
    dms.RestoredCluster(
        here, "Rehearsal", source=target.cluster, restore=dms.Restore.clone(), vpc=target.cluster.vpc, capacity=SMALL
    )

    clusters = resources_of(here, "AWS::RDS::DBCluster")
    sources = [each["Properties"].get("SourceDBClusterIdentifier") for each in clusters.values()]
    assert {"Ref": next(iter(clusters))} in sources


REFUSED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "not said of what": ("DMS-H010", r"write restore=dms.Restore.clone\(\)", {"restore": None}),
    "a word": ("DMS-H010", "Restore", {"restore": "copy-on-write"}),
    "no capacity": ("DMS-B001", "capacity", {"capacity": 2}),
    "no source": ("DMS-A001", "source must be an Aurora cluster", {"source": None}),
    "no user": ("DMS-H011", "new_password_of", {"new_password_of": " "}),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_is_refused(kind: str, make: Callable, fails: Callable) -> None:
    code, message, given = REFUSED[kind]

    fails(code, message, lambda: make(**given), path="Shop-eu-west-1/Rehearsal")


class TestImportedSource:
    def import_(self, scope: cdk.Stack, **given: Any) -> rds.IDatabaseCluster:
        return rds.DatabaseCluster.from_database_cluster_attributes(scope, "Other", cluster_identifier="other", **given)

    def test_needs_its_engine(self, here: cdk.Stack, make: Callable, fails: Callable) -> None:
        fails("DMS-H011", "its engine", lambda: make(source=self.import_(here)))

    def test_needs_its_secret(self, here: cdk.Stack, make: Callable, fails: Callable) -> None:
        fails("DMS-H011", "new_password_of='postgres'", lambda: make(source=self.import_(here, engine=POSTGRESQL)))

    def test_or_a_new_password(self, here: cdk.Stack, make: Callable) -> None:
        assert make(source=self.import_(here, engine=POSTGRESQL), new_password_of="postgres")

    def test_must_be_in_the_same_region(self, app: cdk.App, make: Callable, fails: Callable) -> None:
        there = stack_in(app, "us-east-1")
        source = cluster_in(there, vpc_of(there))

        fails("DMS-H011", "in a stack of us-east-1", lambda: make(source=source))


WRONG: dict[str, tuple[str, Callable[[], object]]] = {
    "no time zone": ("tzinfo=datetime.timezone.utc", lambda: dms.Restore.to_time(NOON.replace(tzinfo=None))),
    "a text": ("must be of type datetime", lambda: dms.Restore.to_time("2026-11-28")),  # type: ignore[arg-type]
    "a clone of a time": ("a clone shows its source as it is now", lambda: dms.Restore(is_clone=True, time=NOON)),
    "a word for a switch": ("is_clone must be of type bool", lambda: dms.Restore(is_clone="yes")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_restore_is_refused(kind: str, fails: Callable) -> None:
    message, make = WRONG[kind]

    fails("DMS-H010", message, make)
