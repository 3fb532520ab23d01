"""Each kind of mistake that only the whole app shows, in ways that are easily missed, and what looks like one."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms
from tests.app_wide.conftest import ARN, codes_of, connection, secret, stack_in, task, warnings_of

Build = Callable[[cdk.App, cdk.Stack], None]
LOAD, CDC, BOTH = dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC
DROPS = dms.TaskSettings(full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DROP_AND_CREATE))
CASES: dict[str, tuple[str, Build]] = {}
"""What an app is to be told, and how it is made; nothing for what is right."""


def case(told: str) -> Callable[[Build], Build]:
    def note(build: Build) -> Build:
        CASES[build.__name__] = (told, build)  # type: ignore[attr-defined]  # of a function
        return build

    return note


def at(scope: Construct, name: str, host: str) -> dms.Connection:
    return dms.Connection.from_secret(secret(scope, name), host=host)


def source_of(scope: Construct, name: str, host: str, **more: Any) -> dms.MySqlSource:
    return dms.MySqlSource(scope, f"{name}Source", connection=at(scope, f"{name}Read", host), **more)


def target_of(scope: Construct, name: str, host: str, **more: Any) -> dms.MySqlTarget:
    return dms.MySqlTarget(scope, f"{name}Target", connection=at(scope, f"{name}Write", host), **more)


def postgresql_source(scope: Construct, name: str, host: str, db: str = "shop", **more: Any) -> dms.PostgreSqlSource:
    read = at(scope, f"{name}Read", host)
    return dms.PostgreSqlSource(scope, f"{name}Source", connection=read, database=db, **more)


def postgresql_target(scope: Construct, name: str, host: str) -> dms.PostgreSqlTarget:
    return dms.PostgreSqlTarget(scope, f"{name}Target", connection=at(scope, f"{name}Write", host), database="shop")


def move(
    scope: Construct,
    name: str,
    read: str,
    written: str,
    kind: dms.MigrationType = BOTH,
    *,
    rules: tuple[dms.Rule, ...] = (dms.Include("shop"),),
    **more: Any,
) -> None:
    """A task between databases on two hosts."""
    source, target = source_of(scope, name, read), target_of(scope, name, written)
    task(scope, name, source=source, target=target, kind=kind, rules=rules, **more)


def vpc(stack: cdk.Stack, name: str = "Vpc", **more: Any) -> ec2.Vpc:
    return ec2.Vpc(stack, name, max_azs=2, **more)


def between(stack: cdk.Stack, a: secretsmanager.ISecret, b: secretsmanager.ISecret) -> None:
    """Move from the database of one secret to that of another."""
    task(
        stack,
        "t",
        source=dms.MySqlSource(stack, "s", connection=dms.Connection.from_secret(a)),
        target=dms.MySqlTarget(stack, "g", connection=dms.Connection.from_secret(b)),
    )


@case("DMS-X003")
def chain_of_three_wipes(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "a", "h1", "h2", LOAD)
    move(stack, "b", "h2", "h3", LOAD)
    move(stack, "c", "h3", "h1", LOAD, task_settings=DROPS)


@case("DMS-X001")
def same_secret_literal_arn_twice(app: cdk.App, stack: cdk.Stack) -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
    a = secretsmanager.Secret.from_secret_complete_arn(stack, "a", arn)
    b = secretsmanager.Secret.from_secret_complete_arn(stack, "b", arn)
    between(stack, a, b)


@case("DMS-X001")
def secret_by_name_and_by_partial_arn(app: cdk.App, stack: cdk.Stack) -> None:
    a = secretsmanager.Secret.from_secret_name_v2(stack, "a", "shop")
    b = secretsmanager.Secret.from_secret_partial_arn(
        stack, "b", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop"
    )
    between(stack, a, b)


@case("DMS-X001")
def secret_complete_and_partial(app: cdk.App, stack: cdk.Stack) -> None:
    a = secretsmanager.Secret.from_secret_complete_arn(
        stack, "a", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
    )
    b = secretsmanager.Secret.from_secret_partial_arn(
        stack, "b", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop"
    )
    between(stack, a, b)


@case("")
def secret_complete_and_other_partial(app: cdk.App, stack: cdk.Stack) -> None:
    a = secretsmanager.Secret.from_secret_complete_arn(
        stack, "a", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
    )
    b = secretsmanager.Secret.from_secret_partial_arn(
        stack, "b", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf-x"
    )
    between(stack, a, b)


@case("")
def one_secret_two_databases(app: cdk.App, stack: cdk.Stack) -> None:
    c = connection(stack, "x")
    task(
        stack,
        "t",
        source=dms.PostgreSqlSource(stack, "s", connection=c, database="a"),
        target=dms.PostgreSqlTarget(stack, "g", connection=c, database="b"),
    )


@case("DMS-X001")
def aurora_mysql_and_mysql_one_host(app: cdk.App, stack: cdk.Stack) -> None:
    task(
        stack,
        "t",
        source=dms.MySqlSource(
            stack,
            "s",
            connection=dms.Connection.from_secret(secret(stack, "a"), host="h"),
            engine_name=dms.EngineName.AURORA_MYSQL,
        ),
        target=target_of(stack, "g", "h"),
    )


@case("")
def one_database_other_port(app: cdk.App, stack: cdk.Stack) -> None:
    task(
        stack,
        "t",
        source=dms.MySqlSource(
            stack, "s", connection=dms.Connection.from_secret(secret(stack, "a"), host="h", port=3307)
        ),
        target=target_of(stack, "g", "h"),
    )


@case("DMS-X002")
def one_table_after_renames(app: cdk.App, stack: cdk.Stack) -> None:
    move(
        stack,
        "a",
        "h1",
        "h2",
        rules=(dms.Include("shop", "orders"), dms.RenameTable("shop", "orders", to="bestellungen")),
    )
    move(
        stack,
        "b",
        "h1",
        "h2",
        rules=(dms.Include("shop", "orders"), dms.RenameTable("shop", "orders", to="bestellungen")),
    )


@case("DMS-X002")
def two_tables_become_one_wiped(app: cdk.App, stack: cdk.Stack) -> None:
    move(
        stack,
        "a",
        "h1",
        "h2",
        LOAD,
        rules=(dms.Include("shop", "a"), dms.RenameTable("shop", "a", to="x")),
        task_settings=DROPS,
    )
    move(
        stack,
        "b",
        "h3",
        "h2",
        LOAD,
        rules=(dms.Include("shop", "b"), dms.RenameTable("shop", "b", to="x")),
        task_settings=DROPS,
    )


@case("DMS-X002")
def split_over_three_stacks_one_target(app: cdk.App, stack: cdk.Stack) -> None:
    o = stack_in(app, "O2")
    p = stack_in(app, "P")
    move(o, "a", "h1", "h2")
    move(p, "b", "h1", "h2", rules=(dms.Include("shop", "orders"),))


@case("DMS-X002")
def one_in_nested_stack(app: cdk.App, stack: cdk.Stack) -> None:
    n = cdk.NestedStack(stack, "N")
    move(n, "a", "h1", "h2")
    move(stack, "b", "h1", "h2")


@case("DMS-X002")
def two_stages_one_env(app: cdk.App, stack: cdk.Stack) -> None:
    for s in ("One", "Two"):
        x = stack_in(cdk.Stage(app, s))
        move(x, "a", "h1", "h2")


@case("")
def two_stages_two_accounts(app: cdk.App, stack: cdk.Stack) -> None:
    for s, a in (("One", "111122223333"), ("Two", "444455556666")):
        x = stack_in(cdk.Stage(app, s), account=a)
        task(
            x,
            "t",
            source=source_of(x, "s", "h1"),
            target=target_of(x, "t", "h2"),
            on=dms.ReplicationInstance.from_replication_instance_attributes(
                x, "I", replication_instance_arn=f"arn:aws:dms:eu-west-1:{a}:rep:ABC"
            ),
        )


@case("DMS-X002")
def upper_and_lower_case_on_mysql_target(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "a", "h1", "h2", LOAD, rules=(dms.Include("shop", "orders"),), task_settings=DROPS)
    move(stack, "b", "h3", "h2", LOAD, rules=(dms.Include("shop", "orders"),), task_settings=DROPS)


@case("")
def swapped_names(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "a", "h1", "h2", rules=(dms.Include("shop", "a"), dms.RenameTable("shop", "a", to="b")))
    move(stack, "b", "h1", "h2", rules=(dms.Include("shop", "b"), dms.RenameTable("shop", "b", to="a")))


@case("")
def excludes_the_other(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "a", "h1", "h2", rules=(dms.Include("shop"), dms.Exclude("shop", "orders")))
    move(stack, "b", "h1", "h2", rules=(dms.Include("shop", "orders"),))


@case("DMS-X002")
def serverless_and_task(app: cdk.App, stack: cdk.Stack) -> None:
    s, t = source_of(stack, "a", "h1"), target_of(stack, "a", "h2")
    task(stack, "t", source=s, target=t)
    v = vpc(stack)
    dms.ServerlessReplication(
        stack,
        "sl",
        compute=dms.Serverless(vpc=v, max_dcu=4),
        source=s,
        target=t,
        migration_type=BOTH,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )


@case("DMS-X002")
def s3_two_tasks_one_folder(app: cdk.App, stack: cdk.Stack) -> None:
    b = s3.Bucket(stack, "Bk")
    for n in "ab":
        task(stack, n, source=source_of(stack, n, "h1"), target=dms.S3Target(stack, n + "T", bucket=b))


@case("")
def s3_two_folders(app: cdk.App, stack: cdk.Stack) -> None:
    b = s3.Bucket(stack, "Bk")
    for n in "ab":
        task(stack, n, source=source_of(stack, n, "h1"), target=dms.S3Target(stack, n + "T", bucket=b, bucket_folder=n))


@case("DMS-X002")
def s3_imported_by_name_twice(app: cdk.App, stack: cdk.Stack) -> None:
    for n in "ab":
        task(
            stack,
            n,
            source=source_of(stack, n, "h1"),
            target=dms.S3Target(stack, n + "T", bucket=s3.Bucket.from_bucket_name(stack, n + "B", "lake")),
        )


@case("DMS-X002")
def migrations_imported_endpoints(app: cdk.App, stack: cdk.Stack) -> None:
    for n in "ab":
        task(
            stack,
            n,
            source=dms.MySqlSource.from_endpoint_arn(stack, n + "s", ARN + ":endpoint:A"),
            target=dms.MySqlTarget.from_endpoint_arn(stack, n + "t", ARN + ":endpoint:B"),
        )


@case("DMS-X003")
def loop_of_three(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "a", "h1", "h2", CDC)
    move(stack, "b", "h2", "h3", CDC)
    move(stack, "c", "h3", "h1", CDC)


@case("DMS-X003")
def loop_with_renames_back(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "a", "h1", "h2", CDC, rules=(dms.Include("shop"), dms.RenameSchema("shop", to="copy")))
    move(stack, "b", "h2", "h1", CDC, rules=(dms.Include("copy"), dms.RenameSchema("copy", to="shop")))


@case("DMS-X003")
def loop_over_stages(app: cdk.App, stack: cdk.Stack) -> None:
    a = stack_in(cdk.Stage(app, "P"))
    b = stack_in(cdk.Stage(app, "Q"))
    move(a, "a", "h1", "h2", CDC)
    move(b, "b", "h2", "h1", CDC)


@case("")
def open_chain_of_three(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "a", "h1", "h2", CDC)
    move(stack, "b", "h2", "h3", CDC)
    move(stack, "c", "h3", "h4", CDC)


@case("")
def star(app: cdk.App, stack: cdk.Stack) -> None:
    for h in ("h2", "h3", "h4"):
        move(stack, h, "h1", h, CDC)


@case("DMS-X003")
def loop_prevention_on_two_of_three(app: cdk.App, stack: cdk.Stack) -> None:
    prevents = dms.TaskSettings(loopback_prevention=dms.LoopbackPrevention(source_schema="l", target_schema="l"))
    move(stack, "a", "h1", "h2", CDC, task_settings=prevents)
    move(stack, "b", "h2", "h3", CDC, task_settings=prevents)
    move(stack, "c", "h3", "h1", CDC)


@case("DMS-X004")
def slot_by_extra_attribute(app: cdk.App, stack: cdk.Stack) -> None:
    for n in "ab":
        task(
            stack,
            n,
            source=postgresql_source(stack, n, "h", extra_connection_attributes={"slotName": "x"}),
            target=postgresql_target(stack, n, "g" + n),
        )


@case("DMS-X004")
def one_slot_two_databases(app: cdk.App, stack: cdk.Stack) -> None:
    for n in "ab":
        task(
            stack,
            n,
            source=postgresql_source(stack, n, "h", db=n, slot_name="x"),
            target=postgresql_target(stack, n, "g" + n),
        )


@case("DMS-X004")
def one_endpoint_two_tasks_with_slot(app: cdk.App, stack: cdk.Stack) -> None:
    s = postgresql_source(stack, "s", "h", slot_name="x")
    task(stack, "a", source=s, target=postgresql_target(stack, "a", "g1"), rules=(dms.Include("a"),))
    task(stack, "b", source=s, target=postgresql_target(stack, "b", "g2"), rules=(dms.Include("b"),))


@case("")
def slots_of_two_servers(app: cdk.App, stack: cdk.Stack) -> None:
    for n in "ab":
        task(
            stack,
            n,
            source=postgresql_source(stack, n, "h" + n, slot_name="x"),
            target=postgresql_target(stack, n, "g" + n),
        )


@case("DMS-X004")
def slot_serverless(app: cdk.App, stack: cdk.Stack) -> None:
    s = postgresql_source(stack, "s", "h", slot_name="x")
    task(stack, "a", source=s, target=postgresql_target(stack, "a", "g1"), rules=(dms.Include("a"),))
    dms.ServerlessReplication(
        stack,
        "sl",
        compute=dms.Serverless(vpc=vpc(stack), max_dcu=4),
        source=s,
        target=postgresql_target(stack, "b", "g2"),
        migration_type=CDC,
        table_mappings=dms.TableMappings(dms.Include("b")),
    )


@case("app.changesWithoutStart")
def load_and_cdc_over_stacks(app: cdk.App, stack: cdk.Stack) -> None:
    o = stack_in(app, "O")
    s, t = source_of(stack, "a", "h1"), target_of(stack, "a", "h2")
    task(stack, "l", source=s, target=t, kind=LOAD)
    task(o, "c", source=s, target=t, kind=CDC)


@case("")
def load_and_cdc_other_tables(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "l", "h1", "h2", LOAD, rules=(dms.Include("a"),))
    move(stack, "c", "h1", "h2", CDC, rules=(dms.Include("b"),))


@case("app.changesWithoutStart")
def load_in_two_and_cdc(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "l", "h1", "h2", LOAD, rules=(dms.Include("shop", "a"),))
    move(stack, "m", "h1", "h2", LOAD, rules=(dms.Include("shop", "b"),))
    move(stack, "c", "h1", "h2", CDC)


@case("")
def cdc_alone(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "c", "h1", "h2", CDC)


@case("")
def cdc_with_position(app: cdk.App, stack: cdk.Stack) -> None:
    move(stack, "l", "h1", "h2", LOAD)
    move(stack, "c", "h1", "h2", CDC, cdc_start=dms.CdcStart.from_log_position("mysql-bin-changelog.000024:373"))


@case("DMS-X006")
def instance_arn_other_region(app: cdk.App, stack: cdk.Stack) -> None:
    task(
        stack,
        "t",
        source=source_of(stack, "a", "h1"),
        target=target_of(stack, "a", "h2"),
        on=dms.ReplicationInstance.from_replication_instance_attributes(
            stack, "I", replication_instance_arn="arn:aws:dms:us-east-1:111122223333:rep:ABC"
        ),
    )


@case("DMS-X006")
def endpoint_arn_other_account(app: cdk.App, stack: cdk.Stack) -> None:
    task(
        stack,
        "t",
        source=dms.MySqlSource.from_endpoint_arn(stack, "s", "arn:aws:dms:eu-west-1:999999999999:endpoint:A"),
        target=target_of(stack, "a", "h2"),
    )


@case("DMS-X006")
def key_of_other_region_endpoint(app: cdk.App, stack: cdk.Stack) -> None:
    source_of(stack, "a", "h1", kms_key=kms.Key.from_key_arn(stack, "K", "arn:aws:kms:us-east-1:111122223333:key/abc"))


@case("")
def key_of_other_account_same_region(app: cdk.App, stack: cdk.Stack) -> None:
    source_of(stack, "a", "h1", kms_key=kms.Key.from_key_arn(stack, "K", "arn:aws:kms:eu-west-1:999999999999:key/abc"))


@case("")
def stage_without_env(app: cdk.App, stack: cdk.Stack) -> None:
    x = cdk.Stack(cdk.Stage(app, "Z"), "X")
    task(
        x,
        "t",
        source=source_of(x, "a", "h1"),
        target=target_of(x, "a", "h2"),
        on=dms.ReplicationInstance.from_replication_instance_attributes(
            x, "I", replication_instance_arn="arn:aws:dms:us-east-1:111122223333:rep:ABC"
        ),
    )


@case("DMS-X006")
def bucket_role_other_account(app: cdk.App, stack: cdk.Stack) -> None:
    b = s3.Bucket.from_bucket_name(stack, "B", "lake")
    dms.S3Target(
        stack, "t", bucket=b, service_access_role=iam.Role.from_role_arn(stack, "R", "arn:aws:iam::999999999999:role/x")
    )


@case("DMS-X006")
def certificate_of_other_region(app: cdk.App, stack: cdk.Stack) -> None:
    source_of(
        stack,
        "a",
        "h1",
        ssl_mode=dms.SslMode.VERIFY_CA,
        certificate=dms.Certificate.from_certificate_arn(stack, "C", "arn:aws:dms:us-east-1:111122223333:cert:ABC"),
    )


@case("DMS-X005")
def names_by_one_token(app: cdk.App, stack: cdk.Stack) -> None:
    p = cdk.CfnParameter(stack, "P").value_as_string
    for n in "ab":
        move(stack, n, "h1", "h" + n, replication_task_identifier=p)


@case("")
def names_by_two_tokens(app: cdk.App, stack: cdk.Stack) -> None:
    for n in "ab":
        move(stack, n, "h1", "h" + n, replication_task_identifier=cdk.CfnParameter(stack, "P" + n).value_as_string)


@case("DMS-X005")
def endpoints_source_and_target_one_name(app: cdk.App, stack: cdk.Stack) -> None:
    source_of(stack, "a", "h1", endpoint_identifier="shop")
    target_of(stack, "b", "h2", endpoint_identifier="shop")


@case("DMS-X005")
def groups_one_name_two_stacks(app: cdk.App, stack: cdk.Stack) -> None:
    o = stack_in(app, "O")
    for x in (stack, o):
        dms.ReplicationSubnetGroup(x, "G", vpc=vpc(x), replication_subnet_group_identifier="main")


@case("")
def one_name_two_regions(app: cdk.App, stack: cdk.Stack) -> None:
    o = stack_in(app, "O", region="eu-central-1")
    for x in (stack, o):
        dms.ReplicationSubnetGroup(x, "G", vpc=vpc(x), replication_subnet_group_identifier="main")


@case("DMS-X005")
def instances_case(app: cdk.App, stack: cdk.Stack) -> None:
    v = vpc(stack)
    for n in ("Main", "MAIN"):
        dms.ReplicationInstance(stack, n, vpc=v, replication_instance_identifier=n)


@case("app.serviceRolesNotPassed")
def roles_in_other_stack(app: cdk.App, stack: cdk.Stack) -> None:
    o = stack_in(app, "O")
    dms.ServiceRoles(o, "R", mode=dms.ServiceRolesMode.CREATE)
    dms.ReplicationInstance(stack, "I", vpc=vpc(stack))


@case("DMS-X007")
def roles_twice_in_stages(app: cdk.App, stack: cdk.Stack) -> None:
    for s in "PQ":
        dms.ServiceRoles(stack_in(cdk.Stage(app, s)), "R", mode=dms.ServiceRolesMode.CREATE)


@case("")
def isolated_endpoint_added_after(app: cdk.App, stack: cdk.Stack) -> None:
    v = ec2.Vpc(
        stack,
        "V",
        max_azs=2,
        subnet_configuration=[ec2.SubnetConfiguration(name="i", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)],
    )
    dms.ReplicationSubnetGroup(stack, "G", vpc=v)
    v.add_interface_endpoint("E", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)


@case("subnetGroup.isolatedSubnets")
def isolated_other_endpoint(app: cdk.App, stack: cdk.Stack) -> None:
    v = ec2.Vpc(
        stack,
        "V",
        max_azs=2,
        subnet_configuration=[ec2.SubnetConfiguration(name="i", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)],
    )
    dms.ReplicationSubnetGroup(stack, "G", vpc=v)
    v.add_gateway_endpoint("E", service=ec2.GatewayVpcEndpointAwsService.S3)


@case("")
def isolated_l1_endpoint(app: cdk.App, stack: cdk.Stack) -> None:
    v = ec2.Vpc(
        stack,
        "V",
        max_azs=2,
        subnet_configuration=[ec2.SubnetConfiguration(name="i", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)],
    )
    dms.ReplicationSubnetGroup(stack, "G", vpc=v)
    ec2.CfnVPCEndpoint(
        stack,
        "E",
        vpc_id=v.vpc_id,
        service_name="com.amazonaws.eu-west-1.secretsmanager",
        vpc_endpoint_type="Interface",
    )


@case("subnetGroup.isolatedSubnets")
def isolated_subnets_imported(app: cdk.App, stack: cdk.Stack) -> None:
    v = ec2.Vpc.from_vpc_attributes(
        stack, "V", vpc_id="vpc-1", availability_zones=["eu-west-1a", "eu-west-1b"], isolated_subnet_ids=["s-a", "s-b"]
    )
    dms.ReplicationSubnetGroup(stack, "G", vpc=v)


@case("")
def lookup_dummy_default(app: cdk.App, stack: cdk.Stack) -> None:
    dms.ReplicationInstance(stack, "I", vpc=ec2.Vpc.from_lookup(stack, "V", is_default=True))


@case("app.noOutboundRule")
def l1_group_shut(app: cdk.App, stack: cdk.Stack) -> None:
    v = vpc(stack)
    g = ec2.SecurityGroup(stack, "G", vpc=v, allow_all_outbound=False)
    dms.ReplicationInstance(stack, "I", vpc=v, security_groups=[g])


@case("DMS-X008")
def two_vpcs(app: cdk.App, stack: cdk.Stack) -> None:
    dms.ReplicationInstance(
        stack, "I", vpc=vpc(stack), security_groups=[ec2.SecurityGroup(stack, "G", vpc=vpc(stack, "W"))]
    )


@case("DMS-X008")
def serverless_group_of_other_vpc(app: cdk.App, stack: cdk.Stack) -> None:
    dms.ServerlessReplication(
        stack,
        "sl",
        compute=dms.Serverless(
            vpc=vpc(stack), max_dcu=4, security_groups=[ec2.SecurityGroup(stack, "G", vpc=vpc(stack, "W"))]
        ),
        source=source_of(stack, "a", "h1"),
        target=target_of(stack, "a", "h2"),
        migration_type=CDC,
        table_mappings=dms.TableMappings(dms.Include("b")),
    )


@case("DMS-X009")
def zone_elsewhere(app: cdk.App, stack: cdk.Stack) -> None:
    dms.ReplicationInstance(stack, "I", vpc=vpc(stack), availability_zone="us-east-1a")


@case("app.noIpv6InSubnets")
def dual_without(app: cdk.App, stack: cdk.Stack) -> None:
    dms.ReplicationInstance(stack, "I", vpc=vpc(stack), network_type=dms.NetworkType.DUAL)


@case("app.fixedName")
def fixed_instance(app: cdk.App, stack: cdk.Stack) -> None:
    dms.ReplicationInstance(stack, "I", vpc=vpc(stack), replication_instance_identifier="main")


@case("")
def fixed_endpoint_without_key(app: cdk.App, stack: cdk.Stack) -> None:
    source_of(stack, "a", "h1", endpoint_identifier="shop")


@case("app.typesMissingInRegion")
def region_lacking(app: cdk.App, stack: cdk.Stack) -> None:
    x = stack_in(app, "X", region="il-central-1")
    source_of(x, "a", "h1")


WRONG = {name: case for name, case in CASES.items() if case[0].startswith("DMS-")}
SURPRISING = {name: case for name, case in CASES.items() if case[0] and not case[0].startswith("DMS-")}
RIGHT = {name: build for name, (told, build) in CASES.items() if not told}


@pytest.mark.parametrize(("code", "build"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_an_error(app: cdk.App, stack: cdk.Stack, code: str, build: Build) -> None:
    try:
        build(app, stack)
    except dms.ConfigurationError as error:
        codes = [error.code]
    else:
        codes = codes_of(app)

    assert code in codes


@pytest.mark.parametrize(("warning", "build"), SURPRISING.values(), ids=SURPRISING)
def test_what_surprises_is_a_warning(app: cdk.App, stack: cdk.Stack, warning: str, build: Build) -> None:
    build(app, stack)

    assert warning in warnings_of(app)


@pytest.mark.parametrize("build", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_told_nothing(app: cdk.App, stack: cdk.Stack, build: Build) -> None:
    build(app, stack)

    assert [name for name in warnings_of(app) if name.startswith(("app.", "subnetGroup.", "serverless."))] == []
