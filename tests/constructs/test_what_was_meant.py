"""Who gives something else than an argument takes is told what to write: all that was said, and as code that runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms
from tests.authorities import PEM
from tests.project.messages import pieces, trouble_with

IMPORTED = "dms.ReplicationInstance.from_replication_instance_attributes"
REP = "arn:aws:dms:eu-west-1:111122223333:rep:ABC"
ENDPOINT = "arn:aws:dms:eu-west-1:111122223333:endpoint:ABC"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"


@dataclasses.dataclass(frozen=True)
class Here:
    """A stack with what the wrong arguments are tried on."""

    stack: Construct
    vpc: ec2.IVpc
    secret: secretsmanager.ISecret
    cluster: rds.IDatabaseCluster
    database: rds.IDatabaseInstance
    connection: dms.Connection
    machine: dms.IReplicationInstance

    def instance(self, **arguments: object) -> object:
        return dms.ReplicationInstance(self.stack, "Wrong", **{"vpc": self.vpc, **arguments})

    def source(self, **arguments: object) -> dms.MySqlSource:
        return dms.MySqlSource(self.stack, "Source", **{"connection": self.connection, **arguments})

    def target(self, **arguments: object) -> dms.PostgreSqlTarget:
        needed = {"connection": self.connection, "database": "shop"}
        return dms.PostgreSqlTarget(self.stack, "Target", **{**needed, **arguments})

    def postgresql(self, **arguments: object) -> dms.PostgreSqlSource:
        needed = {"connection": self.connection, "database": "shop"}
        return dms.PostgreSqlSource(self.stack, "Source", **{**needed, **arguments})

    def imported_task(self) -> dms.IReplicationTask:
        machine = dms.ReplicationInstance.from_replication_instance_attributes(
            self.stack, "Machine", replication_instance_arn=REP, replication_instance_identifier="shop"
        )
        return dms.ReplicationTask.from_replication_task_arn(
            self.stack, "Task", REP.replace(":rep:", ":task:"), replication_instance=machine
        )

    def task(self, **arguments: object) -> object:
        needed = {
            "replication_instance": self.machine,
            "source": self.source(),
            "target": self.target(),
            "migration_type": dms.MigrationType.FULL_LOAD,
            "table_mappings": dms.TableMappings(dms.Include("shop")),
        }
        return dms.ReplicationTask(self.stack, "Wrong", **{**needed, **arguments})

    def migration(self, **arguments: object) -> object:
        needed = {
            "source": self.source(),
            "target": self.target(),
            "migration_type": dms.MigrationType.FULL_LOAD,
            "table_mappings": dms.TableMappings(dms.Include("shop")),
        }
        return dms.DatabaseMigration(self.stack, "Wrong", **{**needed, **arguments})


@pytest.fixture
def here(
    *,
    stack: cdk.Stack,
    vpc: ec2.IVpc,
    secret: secretsmanager.ISecret,
    connection: dms.Connection,
    instance: dms.IReplicationInstance,
) -> Here:
    cluster = rds.DatabaseCluster.from_database_cluster_attributes(stack, "Cluster", cluster_identifier="shop")
    database = rds.DatabaseInstance.from_database_instance_attributes(
        stack,
        "Database",
        instance_identifier="shop",
        instance_endpoint_address="db.example.com",
        port=3306,
        security_groups=[],
    )
    return Here(stack, vpc, secret, cluster, database, connection, instance)


MEANT: list[tuple[str, Callable[[Here], object], str]] = [
    (
        "a group of settings as settings",
        lambda h: h.task(task_settings=dms.FullLoad(commit_rate=5, max_full_load_sub_tasks=2)),
        "dms.TaskSettings(full_load=dms.FullLoad(max_full_load_sub_tasks=2, commit_rate=5))",
    ),
    (
        "logging as settings",
        lambda h: h.task(task_settings=dms.Logging(trace_on_error_mb=20)),
        "dms.TaskSettings(logging=dms.Logging(trace_on_error_mb=20))",
    ),
    (
        "a group in the place of another",
        lambda _: dms.TaskSettings(full_load=dms.LimitedLobs(max_size_kb=7)),
        "lobs=dms.LimitedLobs(max_size_kb=7)",
    ),
    ("a switch for a group", lambda _: dms.TaskSettings(validation=True), "validation=dms.Validation()"),
    ("a switch that is off", lambda _: dms.TaskSettings(logging=False), "logging=dms.Logging(enabled=False)"),
    ("a retention in days", lambda h: h.instance(log_retention=7), "logs.RetentionDays.ONE_WEEK"),
    (
        "a retention as a time",
        lambda h: h.instance(log_retention=dt.timedelta(days=731)),
        "logs.RetentionDays.TWO_YEARS",
    ),
    ("a retention by name", lambda h: h.instance(log_retention="ONE_YEAR"), "logs.RetentionDays.ONE_YEAR"),
    ("a key by ARN", lambda h: h.source(kms_key=KEY), f'kms.Key.from_key_arn(self, "Key", "{KEY}")'),
    ("an instance's key by ARN", lambda h: h.instance(kms_key=KEY), f'kms.Key.from_key_arn(self, "Key", "{KEY}")'),
    (
        "a key by alias",
        lambda h: h.instance(kms_key="alias/shop"),
        'kms.Alias.from_alias_name(self, "Key", "alias/shop")',
    ),
    (
        "an endpoint by ARN",
        lambda h: h.task(source=ENDPOINT),
        f'source=dms.MySqlSource.from_endpoint_arn(self, "Source", "{ENDPOINT}")',
    ),
    (
        "a target by ARN",
        lambda h: h.task(target=ENDPOINT),
        f'target=dms.MySqlTarget.from_endpoint_arn(self, "Target", "{ENDPOINT}")',
    ),
    (
        "a source as target",
        lambda h: h.task(target=dms.MySqlSource(h.stack, "Other", connection=h.connection)),
        'target=dms.MySqlTarget(self, "Target", connection=connection)',
    ),
    (
        "a target as source",
        lambda h: h.task(source=dms.PostgreSqlTarget(h.stack, "Other", connection=h.connection, database="shop")),
        'source=dms.PostgreSqlSource(self, "Source", connection=connection, database=...)',
    ),
    (
        "a secret by ARN",
        lambda _: dms.Connection.from_secret(SECRET),
        f'secretsmanager.Secret.from_secret_complete_arn(self, "SourceSecret", "{SECRET}")',
    ),
    (
        "a secret by ARN without its end",
        lambda _: dms.Connection.from_secret(SECRET.removesuffix("-AbCdEf")),
        f'secretsmanager.Secret.from_secret_partial_arn(self, "SourceSecret", "{SECRET.removesuffix("-AbCdEf")}")',
    ),
    (
        "a secret by name",
        lambda _: dms.Connection.from_secret("shop"),
        "secretsmanager.Secret.from_secret_name_v2(self, 'SourceSecret', 'dms/source')",
    ),
    (
        "the ARN of something else as secret",
        lambda _: dms.Connection.from_secret("arn:aws:rds:eu-west-1:111122223333:cluster:shop"),
        "secretsmanager.Secret.from_secret_name_v2(self, 'SourceSecret', 'dms/source')",
    ),
    (
        "a cluster as connection",
        lambda h: h.source(connection=h.cluster),
        "dms.Connection.to_cluster(cluster, secret=secret)",
    ),
    (
        "an instance as connection",
        lambda h: h.source(connection=h.database),
        "dms.Connection.to_instance(instance, secret=secret)",
    ),
    ("a secret as connection", lambda h: h.source(connection=h.secret), "dms.Connection.from_secret(secret)"),
    (
        "a cluster as instance",
        lambda h: dms.Connection.to_instance(h.cluster, secret=h.secret),
        "dms.Connection.to_cluster(cluster, secret=secret)",
    ),
    (
        "an instance as cluster",
        lambda h: dms.Connection.to_cluster(h.database, secret=h.secret),
        "dms.Connection.to_instance(instance, secret=secret)",
    ),
    (
        "seconds as a number",
        lambda h: dms.MySqlSource(h.stack, "Source", connection=h.connection, events_poll_interval=30),
        "cdk.Duration.seconds(30)",
    ),
    (
        "seconds as a time",
        lambda h: dms.MySqlSource(
            h.stack, "Source", connection=h.connection, events_poll_interval=dt.timedelta(seconds=9)
        ),
        "cdk.Duration.seconds(9)",
    ),
    (
        "compute by ARN",
        lambda h: h.migration(compute=REP),
        f'compute={IMPORTED}(self, "Instance", replication_instance_arn="{REP}", security_groups=[group])',
    ),
    ("a VPC as compute", lambda h: h.migration(compute=h.vpc), "compute=dms.Provisioned(vpc=vpc)"),
    ("compute by its name", lambda h: h.migration(compute="serverless"), "compute=dms.Serverless(vpc=vpc, max_dcu=16)"),
    (
        "an instance by ARN",
        lambda h: h.task(replication_instance=REP),
        f'replication_instance={IMPORTED}(self, "Instance", replication_instance_arn="{REP}")',
    ),
    (
        "a class by name",
        lambda h: h.instance(instance_class="dms.c6i.large"),
        'dms.InstanceClass.of("dms.c6i.large")',
    ),
    ("a migration type as text", lambda h: h.task(migration_type="cdc"), "dms.MigrationType.CDC"),
    (
        "a class without its prefix",
        lambda h: h.instance(instance_class="r6i.large"),
        'dms.InstanceClass.of("dms.r6i.large")',
    ),
    (
        "a class of EC2",
        lambda h: h.instance(instance_class=ec2.InstanceType("c6i.xlarge")),
        'dms.InstanceClass.of("dms.c6i.xlarge")',
    ),
    (
        "a key by the ARN of an alias",
        lambda h: h.instance(kms_key="arn:aws:kms:eu-west-1:111122223333:alias/shop"),
        'kms.Alias.from_alias_name(self, "Key", "alias/shop")',
    ),
    (
        "a security group by id",
        lambda h: h.instance(security_groups=["sg-1"]),
        'security_groups=[ec2.SecurityGroup.from_security_group_id(self, "Group", "sg-1")]',
    ),
    (
        "one security group by id",
        lambda h: h.instance(security_groups="sg-1"),
        'security_groups=[ec2.SecurityGroup.from_security_group_id(self, "Group", "sg-1")]',
    ),
    (
        "a type of subnets",
        lambda h: h.instance(vpc_subnets=ec2.SubnetType.PRIVATE_ISOLATED),
        "ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)",
    ),
    (
        "subnets",
        lambda h: h.instance(vpc_subnets=h.vpc.private_subnets),
        "ec2.SubnetSelection(subnets=vpc_subnets)",
    ),
    (
        "subnets that were selected",
        lambda h: h.instance(vpc_subnets=h.vpc.select_subnets()),
        "ec2.SubnetSelection(subnets=vpc_subnets.subnets)",
    ),
    ("a VPC by name", lambda h: h.instance(vpc="shop"), 'ec2.Vpc.from_lookup(self, "Vpc", vpc_name="shop")'),
    (
        "a bucket by name",
        lambda h: dms.S3Target(h.stack, "Lake", bucket="shop-lake"),
        's3.Bucket.from_bucket_name(self, "Lake", "shop-lake")',
    ),
    (
        "a group as a mapping of its arguments",
        lambda _: dms.TaskSettings(full_load={"commit_rate": 5}),
        "full_load=dms.FullLoad(commit_rate=5)",
    ),
    (
        "a group as a mapping of AWS's keys",
        lambda _: dms.TaskSettings(full_load={"CommitRate": 5}),
        "full_load=dms.FullLoad(commit_rate=5)",
    ),
    ("a group's class", lambda _: dms.TaskSettings(lobs=dms.FullLobs), "lobs=dms.FullLobs()"),
    ("a size for large objects", lambda _: dms.TaskSettings(lobs=64), "lobs=dms.LimitedLobs(max_size_kb=64)"),
    (
        "another kind of subnets than the VPC has",
        lambda h: h.instance(vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)),
        "vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)",
    ),
    (
        "roles without that of subnet groups",
        lambda h: h.instance(
            service_roles=dms.ServiceRoles(h.stack, "Logs", roles=(dms.ServiceRole.CLOUDWATCH_LOGS,)),
        ),
        "roles=(dms.ServiceRole.CLOUDWATCH_LOGS, dms.ServiceRole.VPC)",
    ),
    (
        "a retired class",
        lambda _: dms.InstanceClass.of("dms.r4.large"),
        'dms.InstanceClass.of("dms.r7i.large")',
    ),
    (
        "a position as a checkpoint",
        lambda _: dms.CdcStart.from_checkpoint("mysql-bin.000024:373"),
        'dms.CdcStart.from_log_position("mysql-bin.000024:373")',
    ),
    ("a VPC by id", lambda h: h.instance(vpc="vpc-0a1b"), 'ec2.Vpc.from_lookup(self, "Vpc", vpc_id="vpc-0a1b")'),
]


@pytest.mark.parametrize(("wrong", "write"), [pytest.param(wrong, write, id=what) for what, wrong, write in MEANT])
def test_is_told_what_to_write(here: Here, wrong: Callable[[Here], object], write: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        wrong(here)

    assert f"write {write}" in str(caught.value)


@pytest.mark.parametrize(("wrong", "write"), [pytest.param(wrong, write, id=what) for what, wrong, write in MEANT])
def test_is_told_what_runs(here: Here, wrong: Callable[[Here], object], write: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        wrong(here)
    app = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1"))
    given = {
        "self": app,
        "vpc": here.vpc,
        "cluster": here.cluster,
        "instance": here.database,
        "secret": here.secret,
        "connection": here.connection,
        "group": ec2.SecurityGroup.from_security_group_id(app, "Known", "sg-1"),
    }

    found = list(pieces(caught.value.message))

    assert found
    assert [trouble for piece in found if (trouble := trouble_with(piece, given))] == []


NAMED: list[tuple[str, Callable[[Here, str], object], str, str]] = [
    ("an endpoint", lambda h, name: h.source(endpoint_identifier=name), "shop_legacy", "shop-legacy"),
    ("an instance", lambda h, name: h.instance(replication_instance_identifier=name), "1. Shop", "Shop"),
    ("a task", lambda h, name: h.task(replication_task_identifier=name), "shop--orders-", "shop-orders"),
    (
        "a certificate",
        lambda h, name: dms.Certificate(h.stack, "Ca", certificate_pem=PEM, certificate_identifier=name),
        "Geschäft",
        "Gesch-ft",
    ),
    (
        "a subnet group",
        lambda h, name: dms.ReplicationSubnetGroup(
            h.stack, "Subnets", vpc=h.vpc, replication_subnet_group_identifier=name
        ),
        "shop / new",
        "shop-new",
    ),
    (
        "a dashboard",
        lambda h, name: dms.MigrationDashboard(
            h.stack, "Dashboard", replications=[h.imported_task()], dashboard_name=name
        ),
        "The shop moves!",
        "The-shop-moves",
    ),
    ("a slot", lambda h, name: h.postgresql(slot_name=name), "DMS-Shop", "dms_shop"),
]


@pytest.mark.parametrize(("make", "name", "write"), [pytest.param(*each, id=what) for what, *each in NAMED])
def test_a_name_is_answered_with_one_like_it_that_is_taken(
    here: Here, make: Callable[[Here, str], object], name: str, write: str
) -> None:
    with pytest.raises(dms.ConfigurationError, match=rf"; write \w+={write!r}, "):
        make(dataclasses.replace(here, stack=Construct(here.stack, "Refused")), name)

    make(dataclasses.replace(here, stack=Construct(here.stack, "Taken")), write)


@pytest.mark.parametrize("wrong", ["password=hunter2", "postgres://dms:hunter2@db"])
@pytest.mark.parametrize("name", ["endpoint_identifier", "slot_name"])
def test_what_may_be_a_password_is_not_in_a_name_that_is_proposed(here: Here, name: str, wrong: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        here.postgresql(**{name: wrong})

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["123", "äöü", "-", "x" * 200 + "_" + "y" * 200])
def test_a_name_of_which_nothing_is_left_is_to_be_left_out(here: Here, name: str) -> None:
    with pytest.raises(dms.ConfigurationError, match=r"; leave it out \[DMS-E006\]"):
        here.source(endpoint_identifier=name)


def test_endpoints_that_are_swapped_are_told_so(here: Here) -> None:
    swapped = {"source": here.target(), "target": here.source()}

    with pytest.raises(dms.ConfigurationError, match=r"got each as the other; swap them \[DMS-T005\]"):
        dms.ReplicationTask(
            here.stack,
            "Wrong",
            replication_instance=here.machine,
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop")),
            **swapped,
        )


def test_what_the_cdk_imports_is_called_by_its_interface(here: Here) -> None:
    with pytest.raises(dms.ConfigurationError, match="connection must be of type Connection, got ISecret; "):
        here.source(connection=here.secret)


WITHOUT_AN_IMPORT: list[tuple[str, Callable[[Here], object]]] = [
    ("an instance as source", lambda h: h.task(source=REP)),
    ("an endpoint as instance", lambda h: h.task(replication_instance=ENDPOINT)),
    ("a role as key", lambda h: h.instance(kms_key="arn:aws:iam::111122223333:role/dms")),
    ("a key as role", lambda h: h.source(secret_access_role=KEY)),
    ("an endpoint as certificate", lambda h: h.source(certificate=ENDPOINT)),
    ("a key as bucket", lambda h: dms.S3Target(h.stack, "Lake", bucket=KEY)),
    ("an L1 role as key", lambda h: h.instance(kms_key=iam.CfnRole(h.stack, "Raw", assume_role_policy_document={}))),
]


@pytest.mark.parametrize("wrong", [pytest.param(wrong, id=what) for what, wrong in WITHOUT_AN_IMPORT])
def test_the_arn_of_something_else_is_not_imported(here: Here, wrong: Callable[[Here], object]) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        wrong(here)

    assert "arn:aws:dms:eu-west-1:111122223333:" not in caught.value.message.rpartition("write ")[2]
    assert KEY not in caught.value.message.rpartition("write ")[2]
    assert "attr_arn" not in caught.value.message


@pytest.mark.parametrize("storage", ["100", 100.0])
def test_a_number_is_told_how_it_is_written(here: Here, storage: object) -> None:
    with pytest.raises(dms.ConfigurationError, match="; write allocated_storage_gib=100 "):
        here.instance(allocated_storage_gib=storage)


@pytest.mark.parametrize("storage", ["a", 100.5, "-5", float("nan"), float("inf"), True])
def test_what_is_not_a_whole_number_is_not_written(here: Here, storage: object) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        here.instance(allocated_storage_gib=storage)

    assert "write" not in caught.value.message


def test_the_id_of_a_secret_is_not_that_of_an_endpoint(here: Here) -> None:
    with pytest.raises(dms.ConfigurationError, match="'SourceSecret'"):
        dms.Connection.from_secret("shop")


def test_a_secret_that_rds_manages_is_answered_with_a_user_that_every_engine_takes(here: Here) -> None:
    with pytest.raises(dms.ConfigurationError, match="from_generated_secret\\('dms_admin', "):
        dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(here.stack, "Managed", "rds!cluster-1"))


def test_a_token_is_answered_by_its_argument(here: Here) -> None:
    with pytest.raises(dms.ConfigurationError, match=r'write kms.Key.from_key_arn\(self, "Key", kms_key\)'):
        here.source(kms_key=cdk.Fn.import_value("Key"))


def test_whatever_is_no_arn_is_not_shown_as_one(here: Here) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.Connection.from_secret("arn:aws:secretsmanager:eu-west-1:1:secret:x password=hunter2")

    assert "hunter2" not in str(caught.value)


def test_legal_twins_pass(here: Here) -> None:
    role = iam.Role.from_role_arn(here.stack, "Role", "arn:aws:iam::111122223333:role/dms")
    here.source(kms_key=kms.Key.from_key_arn(here.stack, "Key", KEY), secret_access_role=role)
    assert dms.Connection.to_cluster(here.cluster, secret=here.secret)
    assert dms.Connection.to_instance(here.database, secret=here.secret)
