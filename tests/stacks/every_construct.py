"""
An app with every construct and every argument that renders, to hold templates equal from version to version.

Whoever deployed these stacks must not see a changed template: the expected ones in `data/` were made by commit
07f7f6b, before the layout of the package changed.
"""

import datetime as dt

import aws_cdk as cdk
from aws_cdk import (
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_kms as kms,
    aws_logs as logs,
    aws_rds as rds,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms

ENVIRONMENT = cdk.Environment(account="111122223333", region="eu-west-1")
# Not a certificate, which that commit took.
PEM = dms.unchecked("-----BEGIN CERTIFICATE-----\nMIIBdjCCAR2gAwIBAgIUQ\n-----END CERTIFICATE-----\n")


def build(app: cdk.App) -> None:
    network = cdk.Stack(app, "EveryNetwork", env=ENVIRONMENT)
    vpc = ec2.Vpc(network, "Vpc", max_azs=2, nat_gateways=1)
    databases = cdk.Stack(app, "EveryDatabases", env=ENVIRONMENT)
    cluster = _cluster(databases, vpc)
    server = _server(databases, vpc)
    endpoints(cdk.Stack(app, "EveryEndpoints", env=ENVIRONMENT), cluster, server)
    instances(cdk.Stack(app, "EveryInstances", env=ENVIRONMENT), vpc)
    tasks(cdk.Stack(app, "EveryTasks", env=ENVIRONMENT), vpc)
    migrations(cdk.Stack(app, "EveryMigrations", env=ENVIRONMENT), vpc, cluster, server)
    anywhere(cdk.Stack(app, "EveryWhere"))


def _cluster(stack: cdk.Stack, vpc: ec2.IVpc) -> rds.DatabaseCluster:
    return rds.DatabaseCluster(
        stack,
        "Cluster",
        engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_11),
        writer=rds.ClusterInstance.serverless_v2("Writer"),
        vpc=vpc,
        credentials=rds.Credentials.from_generated_secret("dms", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS),
    )


def _server(stack: cdk.Stack, vpc: ec2.IVpc) -> rds.DatabaseInstance:
    return rds.DatabaseInstance(
        stack,
        "Server",
        engine=rds.DatabaseInstanceEngine.mysql(version=rds.MysqlEngineVersion.VER_8_0_42),
        vpc=vpc,
        port=3307,
        credentials=rds.Credentials.from_generated_secret("dms", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS),
    )


def endpoints(stack: cdk.Stack, cluster: rds.DatabaseCluster, server: rds.DatabaseInstance) -> None:
    """Each kind of endpoint, plain and with everything."""
    key = kms.Key(stack, "Key")
    role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/reads-secrets")
    encrypted = secretsmanager.Secret(
        stack,
        "Encrypted",
        encryption_key=key,
        secret_object_value={
            name: cdk.SecretValue.unsafe_plain_text(value)
            for name, value in {"host": "db", "port": "3306", "username": "dms", "password": "x"}.items()
        },
    )
    named = secretsmanager.Secret.from_secret_name_v2(stack, "Named", "dms/shop")
    elsewhere = secretsmanager.Secret.from_secret_complete_arn(
        stack, "Elsewhere", "arn:aws:secretsmanager:eu-west-1:444455556666:secret:shop-AbCdEf"
    )
    certificate = dms.Certificate(
        stack,
        "Certificate",
        certificate_pem=PEM,
        certificate_identifier="shop-ca",
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )
    dms.Certificate.from_certificate_arn(stack, "ImportedCertificate", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")
    dms.MySqlSource(stack, "MySqlSource", connection=dms.Connection.from_secret(named))
    dms.MySqlSource(
        stack,
        "MySqlSourceWithEverything",
        connection=dms.Connection.from_secret(encrypted),
        engine_name=dms.EngineName.MARIADB,
        ssl_mode=dms.SslMode.VERIFY_FULL,
        certificate=certificate,
        server_timezone="Europe/Berlin",
        events_poll_interval=cdk.Duration.seconds(10),
        clean_source_metadata_on_mismatch=True,
        after_connect_script="set names utf8mb4",
        extra_connection_attributes={
            "Initstmt": "SET time_zone=UTC",
            dms.unchecked("enabled"): True,
            dms.unchecked("number"): 5,
        },
        kms_key=key,
        endpoint_identifier="mysql-source",
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )
    dms.MySqlTarget(stack, "MySqlTarget", connection=dms.Connection.to_instance(server))
    dms.MySqlTarget(
        stack,
        "MySqlTargetWithEverything",
        connection=dms.Connection.from_secret(elsewhere),
        engine_name=dms.EngineName.AURORA_MYSQL,
        certificate=certificate,
        target_db_type=dms.TargetDbType.SPECIFIC_DATABASE,
        database="shop",
        parallel_load_threads=4,
        max_file_size_kb=65536,
        after_connect_script="set names utf8mb4",
        extra_connection_attributes={"Initstmt": "SET FOREIGN_KEY_CHECKS=0"},
        kms_key=key,
        secret_access_role=role,
        endpoint_identifier="mysql-target",
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )
    dms.PostgreSqlSource(stack, "PostgreSqlSource", connection=dms.Connection.to_cluster(cluster), database="shop")
    dms.PostgreSqlSource(
        stack,
        "PostgreSqlSourceWithEverything",
        connection=dms.Connection.from_secret(named, port=5433),
        database="shop",
        ssl_mode=dms.SslMode.VERIFY_CA,
        certificate=certificate,
        plugin_name=dms.PluginName.PGLOGICAL,
        slot_name="dms_slot",
        heartbeat_enable=False,
        heartbeat_frequency=cdk.Duration.minutes(10),
        heartbeat_schema="beats",
        capture_ddls=False,
        ddl_artifacts_schema="artifacts",
        execute_timeout=cdk.Duration.seconds(120),
        fail_tasks_on_lob_truncation=True,
        map_boolean_as_boolean=True,
        extra_connection_attributes={dms.unchecked("PluginName"): "pglogical"},
        kms_key=key,
        endpoint_identifier="postgresql-source",
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
    dms.PostgreSqlTarget(stack, "PostgreSqlTarget", connection=dms.Connection.to_cluster(cluster), database="shop")
    dms.PostgreSqlTarget(
        stack,
        "PostgreSqlTargetWithEverything",
        connection=dms.Connection.from_secret(named),
        database="shop",
        engine_name=dms.EngineName.AURORA_POSTGRESQL,
        ssl_mode=dms.SslMode.NONE,
        max_file_size_kb=65536,
        execute_timeout=cdk.Duration.seconds(120),
        after_connect_script="SET session_replication_role=replica",
        map_boolean_as_boolean=True,
        extra_connection_attributes={dms.unchecked("x"): "y"},
        kms_key=key,
        endpoint_identifier="postgresql-target",
    )


def instances(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    """Instances, subnet groups and service roles in each mode."""
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1")
    group = ec2.SecurityGroup(stack, "Group", vpc=vpc)
    created = dms.ServiceRoles(
        stack,
        "Created",
        mode=dms.ServiceRolesMode.CREATE,
        roles=(dms.ServiceRole.VPC, dms.ServiceRole.CLOUDWATCH_LOGS, dms.ServiceRole.ACCESS_FOR_ENDPOINT),
    )
    existing = dms.ServiceRoles(stack, "Existing", mode=dms.ServiceRolesMode.EXISTING)
    subnets = dms.ReplicationSubnetGroup(
        stack,
        "Subnets",
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
        description="where replication instances run",
        replication_subnet_group_identifier="Shop-Subnets",
        service_roles=created,
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )
    dms.ReplicationSubnetGroup(stack, "PlainSubnets", vpc=vpc)
    dms.ReplicationInstance(stack, "Plain", vpc=vpc)
    dms.ReplicationInstance(
        stack,
        "WithEverything",
        vpc=vpc,
        subnet_group=subnets,
        security_groups=[group],
        instance_class=dms.InstanceClass.C6I_XLARGE,
        allocated_storage_gib=200,
        engine_version="3.6.1",
        auto_minor_version_upgrade=False,
        allow_major_version_upgrade=True,
        preferred_maintenance_window="sun:03:00-sun:04:00",
        kms_key=key,
        network_type=dms.NetworkType.DUAL,
        dns_name_servers=["10.0.0.2", "10.0.0.3"],
        log_retention=logs.RetentionDays.ONE_YEAR,
        replication_instance_identifier="Shop",
        service_roles=existing,
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )
    dms.ReplicationInstance(
        stack,
        "InOneZone",
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        availability_zone="eu-west-1a",
        service_roles=existing,
    )
    dms.ReplicationInstance(
        stack,
        "OnImportedSubnets",
        vpc=vpc,
        multi_az=True,
        subnet_group=dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Imported", "shared"),
    )


def tasks(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    """Tasks of each type, with documents that hold something of everything, on what is imported."""
    instance = dms.ReplicationInstance.from_replication_instance_attributes(
        stack,
        "Instance",
        replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC",
        security_groups=[ec2.SecurityGroup(stack, "Group", vpc=vpc)],
    )
    source = dms.MySqlSource.from_endpoint_arn(
        stack, "Source", "arn:aws:dms:eu-west-1:111122223333:endpoint:S", engine_name=dms.EngineName.MYSQL
    )
    target = dms.PostgreSqlTarget.from_endpoint_arn(stack, "Target", "arn:aws:dms:eu-west-1:111122223333:endpoint:T")
    start = dt.datetime(2026, 3, 8, 12, tzinfo=dt.timezone.utc)
    schema = cdk.CfnParameter(stack, "Schema", default="shop").value_as_string
    dms.ReplicationTask(
        stack,
        "FullLoad",
        replication_instance=instance,
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(
            dms.Include("shop"),
            dms.Exclude("shop", "audit_%"),
            dms.RenameSchema("shop", to="public"),
            dms.LowercaseTables("shop"),
            dms.RemoveColumns("shop", "orders", "note"),
            dms.AddColumn(
                "shop",
                "orders",
                "loaded_by",
                data_type=dms.DataType("string", length=20),
                expression=dms.Expression("'dms'"),
            ),
            dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=64)),
        ),
        task_settings=dms.TaskSettings.bulk_load(vcpu=4, lobs=dms.LobSizes(largest_kb=40)),
        source_catalog=dms.Catalog(
            dms.SourceTable("shop", "orders", [dms.SourceColumn("id", "bigint"), "note"], primary_key=["id"])
        ),
        replication_task_identifier="full-load",
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )
    dms.ReplicationTask(
        stack,
        "Changes",
        replication_instance=instance,
        source=source,
        target=target,
        migration_type=dms.MigrationType.CDC,
        table_mappings=dms.TableMappings(dms.Include(schema)),
        task_settings=dms.TaskSettings.high_throughput_cdc(memory_gib=16),
        cdc_start=dms.CdcStart.at(start),
        cdc_stop=dms.CdcStop.at_commit_time(start + dt.timedelta(days=7)),
    )
    dms.ReplicationTask(
        stack,
        "Both",
        replication_instance=instance,
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        table_mappings=dms.TableMappings(dms.Include("crm")),
        task_settings=dms.TaskSettings.strict(),
    )
    dms.ReplicationTask.from_replication_task_arn(stack, "Imported", "arn:aws:dms:eu-west-1:111122223333:task:ABC")


def migrations(stack: cdk.Stack, vpc: ec2.IVpc, cluster: rds.DatabaseCluster, server: rds.DatabaseInstance) -> None:
    """A migration that makes its instance, one that shares it, and a task more; databases of another stack."""
    source = dms.MySqlSource(stack, "Source", connection=dms.Connection.to_instance(server))
    target = dms.PostgreSqlTarget(stack, "Target", connection=dms.Connection.to_cluster(cluster), database="shop")
    group = ec2.SecurityGroup(stack, "OtherDatabase", vpc=vpc)
    other = dms.PostgreSqlTarget(
        stack,
        "OtherTarget",
        connection=dms.Connection.from_secret(
            secretsmanager.Secret.from_secret_name_v2(stack, "OtherSecret", "dms/other"), port=5433, peer=group
        ),
        database="other",
    )
    own = dms.DatabaseMigration(
        stack,
        "Own",
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        table_mappings=dms.TableMappings(dms.Include("shop"), dms.RenameSchema("shop", to="public")),
        compute=dms.Provisioned(
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
            instance_class=dms.InstanceClass.R6I_XLARGE,
            allocated_storage_gib=100,
            multi_az=True,
            service_roles=dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.EXISTING),
        ),
    )
    own.add_task(
        "Second",
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("crm")),
        target=other,
    )
    dms.DatabaseMigration(
        stack,
        "Shared",
        source=source,
        target=other,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("stock")),
        compute=own.compute,
    )


def anywhere(stack: cdk.Stack) -> None:
    """A migration in a stack without account and region, on two imported databases, with a VPC of its own."""

    def connection(name: str) -> dms.Connection:
        return dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(stack, f"{name}Secret", name))

    dms.DatabaseMigration(
        stack,
        "Migration",
        source=dms.PostgreSqlSource(stack, "Source", connection=connection("source"), database="shop"),
        target=dms.MySqlTarget(stack, "Target", connection=connection("target")),
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("public")),
        compute=dms.Provisioned(vpc=ec2.Vpc(stack, "Vpc", max_azs=2)),
    )
