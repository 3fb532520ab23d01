"""A task whose source and target are one database: whether it writes onto what it reads."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds

import dms_constructs as dms
from tests.app_wide.conftest import Refused, connection, secret, task

Ends = tuple[dms.IEndpoint, dms.IEndpoint]


def one_connection(stack: cdk.Stack) -> Ends:
    shop = connection(stack, "shop")
    return dms.MySqlSource(stack, "Source", connection=shop), dms.MySqlTarget(stack, "Target", connection=shop)


def one_secret(stack: cdk.Stack) -> Ends:
    shop = secret(stack, "shop")
    return (
        dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(shop)),
        dms.MySqlTarget(stack, "Target", connection=dms.Connection.from_secret(shop, port=3307)),
    )


def one_host(stack: cdk.Stack) -> Ends:
    return (
        dms.MySqlSource(stack, "Source", connection=_at(stack, "reader", host="DB.example.com")),
        dms.MySqlTarget(stack, "Target", connection=_at(stack, "writer", host="db.example.com.", port=3306)),
    )


def _at(stack: cdk.Stack, name: str, **where: Any) -> dms.Connection:
    return dms.Connection.from_secret(secret(stack, name), **where)


def _cluster(stack: cdk.Stack, **more: Any) -> rds.DatabaseCluster:
    return rds.DatabaseCluster(
        stack,
        "Cluster",
        engine=rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.VER_3_08_0),
        writer=rds.ClusterInstance.serverless_v2("Writer"),
        vpc=ec2.Vpc(stack, "Vpc", max_azs=2),
        **more,
    )


def one_cluster(stack: cdk.Stack) -> Ends:
    credentials = rds.Credentials.from_generated_secret("dms", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)
    cluster = _cluster(stack, credentials=credentials)
    return (
        dms.MySqlSource(stack, "Source", connection=dms.Connection.to_cluster(cluster)),
        dms.MySqlTarget(stack, "Target", connection=dms.Connection.to_cluster(cluster, secret=secret(stack, "other"))),
    )


def imported_cluster(stack: cdk.Stack, name: str, identifier: str = "shop", **more: Any) -> rds.IDatabaseCluster:
    return rds.DatabaseCluster.from_database_cluster_attributes(stack, name, cluster_identifier=identifier, **more)


def between(stack: cdk.Stack, one: dms.Connection, other: dms.Connection) -> Ends:
    return dms.MySqlSource(stack, "Source", connection=one), dms.MySqlTarget(stack, "Target", connection=other)


def to_cluster(stack: cdk.Stack, cluster: rds.IDatabaseCluster, name: str) -> dms.Connection:
    return dms.Connection.to_cluster(cluster, secret=secret(stack, name))


def one_cluster_imported_twice(stack: cdk.Stack) -> Ends:
    one, other = imported_cluster(stack, "One"), imported_cluster(stack, "Other", "SHOP")
    return between(stack, to_cluster(stack, one, "one"), to_cluster(stack, other, "other"))


def one_instance_imported_twice(stack: cdk.Stack) -> Ends:
    one, other = (
        rds.DatabaseInstance.from_database_instance_attributes(
            stack,
            name,
            instance_identifier="shop",
            instance_endpoint_address=f"{name}.example.com",
            port=3306,
            security_groups=[],
        )
        for name in ("One", "Other")
    )
    return between(
        stack,
        dms.Connection.to_instance(one, secret=secret(stack, "one")),
        dms.Connection.to_instance(other, secret=secret(stack, "other")),
    )


def a_cluster_and_its_host(stack: cdk.Stack) -> Ends:
    cluster = imported_cluster(stack, "One", cluster_endpoint_address="shop.example.com", port=3307)
    return between(stack, to_cluster(stack, cluster, "one"), _at(stack, "other", host="shop.example.com", port=3307))


def a_cluster_of_the_app_and_its_host(stack: cdk.Stack) -> Ends:
    cluster = _cluster(stack)
    return between(
        stack, to_cluster(stack, cluster, "one"), _at(stack, "other", host=cluster.cluster_endpoint.hostname)
    )


def a_cluster_that_is_made_and_imported(stack: cdk.Stack) -> Ends:
    cluster = _cluster(stack, cluster_identifier="shop")
    return between(
        stack,
        to_cluster(stack, cluster, "one"),
        to_cluster(stack, imported_cluster(stack, "Imported"), "other"),
    )


def readers_and_writer(stack: cdk.Stack) -> Ends:
    end = "abcdefghijkl.eu-west-1.rds.amazonaws.com"
    return between(
        stack,
        _at(stack, "one", host=f"shop.cluster-ro-{end}"),
        _at(stack, "other", host=f"shop.cluster-{end}"),
    )


def one_postgresql(stack: cdk.Stack) -> Ends:
    shop = connection(stack, "shop")
    return (
        dms.PostgreSqlSource(stack, "Source", connection=shop, database="shop"),
        dms.PostgreSqlTarget(stack, "Target", connection=shop, database="shop"),
    )


SAME: dict[str, Callable[[cdk.Stack], Ends]] = {
    "one connection": one_connection,
    "one secret": one_secret,
    "one host": one_host,
    "one cluster": one_cluster,
    "one cluster that is imported twice": one_cluster_imported_twice,
    "one instance that is imported twice": one_instance_imported_twice,
    "an imported cluster and its host": a_cluster_and_its_host,
    "a cluster of the app and its host": a_cluster_of_the_app_and_its_host,
    "a cluster that is made, and imported by its name": a_cluster_that_is_made_and_imported,
    "the readers and the writer of one cluster": readers_and_writer,
    "one database of PostgreSQL": one_postgresql,
}


@pytest.mark.parametrize("ends", SAME.values(), ids=SAME)
def test_a_task_that_writes_onto_what_it_reads_is_refused(
    stack: cdk.Stack, refused: Refused, ends: Callable[[cdk.Stack], Ends]
) -> None:
    source, target = ends(stack)

    message = refused(lambda: task(stack, "Task", source=source, target=target))

    assert message.startswith("Shop/Task: source and target are one database")
    assert message.endswith("[DMS-X001]")


@pytest.mark.parametrize("ends", SAME.values(), ids=SAME)
def test_a_copy_into_another_schema_is_made(stack: cdk.Stack, ends: Callable[[cdk.Stack], Ends]) -> None:
    source, target = ends(stack)

    task(stack, "Task", source=source, target=target, rules=(dms.Include("shop"), dms.RenameSchema("shop", to="copy")))


def other_server(stack: cdk.Stack) -> Ends:
    return (
        dms.MySqlSource(stack, "Source", connection=connection(stack, "shop")),
        dms.MySqlTarget(stack, "Target", connection=connection(stack, "copy")),
    )


def other_port(stack: cdk.Stack) -> Ends:
    return (
        dms.MySqlSource(stack, "Source", connection=_at(stack, "one", host="db.example.com")),
        dms.MySqlTarget(stack, "Target", connection=_at(stack, "other", host="db.example.com", port=3307)),
    )


def other_database(stack: cdk.Stack) -> Ends:
    shop = connection(stack, "shop")
    return (
        dms.PostgreSqlSource(stack, "Source", connection=shop, database="shop"),
        dms.PostgreSqlTarget(stack, "Target", connection=shop, database="copy"),
    )


def specific_database(stack: cdk.Stack) -> Ends:
    shop = connection(stack, "shop")
    return (
        dms.MySqlSource(stack, "Source", connection=shop),
        dms.MySqlTarget(
            stack, "Target", connection=shop, target_db_type=dms.TargetDbType.SPECIFIC_DATABASE, database="copy"
        ),
    )


def imported(stack: cdk.Stack) -> Ends:
    arn = "arn:aws:dms:eu-west-1:111122223333:endpoint"
    return (
        dms.MySqlSource.from_endpoint_arn(stack, "Source", f"{arn}:ONE"),
        dms.MySqlTarget.from_endpoint_arn(stack, "Target", f"{arn}:OTHER"),
    )


def two_imported_clusters(stack: cdk.Stack) -> Ends:
    one, other = imported_cluster(stack, "One"), imported_cluster(stack, "Other", "crm")
    return between(stack, to_cluster(stack, one, "one"), to_cluster(stack, other, "other"))


def a_cluster_and_an_instance_of_one_name(stack: cdk.Stack) -> Ends:
    instance = rds.DatabaseInstance.from_database_instance_attributes(
        stack,
        "Instance",
        instance_identifier="shop",
        instance_endpoint_address="one.example.com",
        port=3306,
        security_groups=[],
    )
    return between(
        stack,
        to_cluster(stack, imported_cluster(stack, "Cluster"), "one"),
        dms.Connection.to_instance(instance, secret=secret(stack, "other")),
    )


def hosts_of_two_clusters(stack: cdk.Stack) -> Ends:
    end = "abcdefghijkl.eu-west-1.rds.amazonaws.com"
    return between(
        stack,
        _at(stack, "one", host=f"shop.cluster-ro-{end}"),
        _at(stack, "other", host=f"crm.cluster-{end}"),
    )


OTHERS: dict[str, Callable[[cdk.Stack], Ends]] = {
    "another server": other_server,
    "two imported clusters": two_imported_clusters,
    "a cluster and an instance of one name": a_cluster_and_an_instance_of_one_name,
    "the readers of one cluster and the writer of another": hosts_of_two_clusters,
    "another port": other_port,
    "another database of PostgreSQL": other_database,
    "a MySQL target with one database for all": specific_database,
    "endpoints of which only the ARN is known": imported,
}


@pytest.mark.parametrize("ends", OTHERS.values(), ids=OTHERS)
def test_a_task_between_two_databases_is_made(stack: cdk.Stack, ends: Callable[[cdk.Stack], Ends]) -> None:
    source, target = ends(stack)

    task(stack, "Task", source=source, target=target)


def settings(mode: dms.TargetTablePrepMode) -> dms.TaskSettings:
    return dms.TaskSettings(full_load=dms.FullLoad(target_table_prep_mode=mode))


@pytest.mark.parametrize(
    ("more", "effect"),
    [
        ({"task_settings": settings(dms.TargetTablePrepMode.DROP_AND_CREATE)}, "drop shop.% before it reads it"),
        ({"task_settings": settings(dms.TargetTablePrepMode.TRUNCATE_BEFORE_LOAD)}, "empty shop.% before it reads it"),
        ({"task_settings": settings(dms.TargetTablePrepMode.DO_NOTHING)}, "write the rows of shop.% into shop.% again"),
        ({"kind": dms.MigrationType.CDC}, "apply each change of shop.% to shop.% again"),
    ],
)
def test_the_message_says_what_the_task_would_do(
    stack: cdk.Stack, refused: Refused, more: dict[str, Any], effect: str
) -> None:
    source, target = one_connection(stack)

    assert effect in refused(lambda: task(stack, "Task", source=source, target=target, **more))


def test_the_fix_is_a_schema_of_another_name(stack: cdk.Stack, refused: Refused) -> None:
    source, target = one_connection(stack)

    message = refused(lambda: task(stack, "Task", source=source, target=target))

    assert 'add dms.RenameSchema("shop", to="shop_copy") to table_mappings' in message


def test_a_task_that_only_validates_is_made(stack: cdk.Stack) -> None:
    source, target = one_connection(stack)
    validating = dms.TaskSettings(
        validation=dms.Validation(only=True),
        full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DO_NOTHING),
    )

    task(stack, "Task", source=source, target=target, kind=dms.MigrationType.CDC, task_settings=validating)


CATALOG = dms.Catalog(dms.SourceTable("shop", "orders", ["id"]), dms.SourceTable("shop", "items", ["id"]))


def test_a_table_that_is_renamed_to_another_one_of_the_source_is_refused(stack: cdk.Stack, refused: Refused) -> None:
    source, target = one_connection(stack)
    rules = (dms.Include("shop", "orders"), dms.RenameTable("shop", "orders", to="items"))

    message = refused(lambda: task(stack, "Task", source=source, target=target, rules=rules, source_catalog=CATALOG))

    assert "write the rows of shop.orders into shop.items again" in message


def test_a_table_that_is_renamed_to_a_new_one_is_copied(stack: cdk.Stack) -> None:
    source, target = one_connection(stack)
    rules = (dms.Include("shop", "orders"), dms.RenameTable("shop", "orders", to="orders_copy"))

    task(stack, "Task", source=source, target=target, rules=rules, source_catalog=CATALOG)


def test_a_serverless_replication_is_refused_alike(stack: cdk.Stack, refused: Refused) -> None:
    source, target = one_connection(stack)

    message = refused(
        lambda: dms.ServerlessReplication(
            stack,
            "Replication",
            compute=dms.Serverless(vpc=ec2.Vpc(stack, "Vpc", max_azs=2), max_dcu=16),
            source=source,
            target=target,
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop")),
        )
    )

    assert message.endswith("[DMS-X001]")
