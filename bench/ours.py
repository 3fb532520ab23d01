"""The same pipeline written with this library."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


def mappings(schema: str) -> dms.TableMappings:
    return dms.TableMappings(
        dms.Include(schema),
        dms.Exclude(schema, "audit_%"),
        dms.RenameSchema(schema, to="public"),
        dms.LowercaseTables(schema),
        dms.LowercaseColumns(schema),
    )


def settings() -> dms.TaskSettings:
    return dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=64), validation=dms.Validation())


def pipeline(
    scope: Construct,
    vpc: ec2.IVpc,
    source_secret: secretsmanager.ISecret,
    target_secret: secretsmanager.ISecret,
    *,
    start: dms.StartPolicy | None = None,
    name: str = "",
    schema: str = "shop",
) -> None:
    """Write the whole pipeline; each moves a schema of its own."""
    dms.DatabaseMigration(
        scope,
        f"{name}Migration",
        compute=dms.Provisioned(vpc=vpc, multi_az=True),
        source=dms.MySqlSource(scope, f"{name}Source", connection=dms.Connection.from_secret(source_secret)),
        target=dms.PostgreSqlTarget(
            scope,
            f"{name}Target",
            connection=dms.Connection.from_secret(target_secret),
            engine_name=dms.EngineName.AURORA_POSTGRESQL,
            database="shop",
        ),
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        table_mappings=mappings(schema),
        task_settings=settings(),
        start=start,
    )


def tasks(stack: cdk.Stack, count: int) -> None:
    """Write many tasks on one instance and one pair of endpoints, all of them given."""
    arn = "arn:aws:dms:eu-west-1:111122223333"
    instance = dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Instance", replication_instance_arn=f"{arn}:rep:ABC"
    )
    source = dms.MySqlSource.from_endpoint_arn(stack, "Source", f"{arn}:endpoint:SRC", engine_name=dms.EngineName.MYSQL)
    target = dms.PostgreSqlTarget.from_endpoint_arn(
        stack, "Target", f"{arn}:endpoint:TGT", engine_name=dms.EngineName.POSTGRESQL
    )
    shared_settings = settings()
    for number in range(count):
        dms.ReplicationTask(
            stack,
            f"Task{number}",
            replication_instance=instance,
            source=source,
            target=target,
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=mappings(f"shop{number}"),
            task_settings=shared_settings,
        )
