"""What users receive, annotated with names of the package's root."""

import aws_cdk as cdk
from aws_cdk import (
    aws_cloudwatch as cloudwatch,
    aws_ec2 as ec2,
    aws_events as events,
    aws_logs as logs,
    aws_rds as rds,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
    aws_sns as sns,
)

import dms_constructs as dms

VERSION: str = dms.__version__
PUBLIC: list[str] = dms.__all__


def evaluated(mappings: dms.TableMappings, catalog: dms.Catalog) -> list[dms.MappedTable]:
    evaluation: dms.Evaluation = mappings.evaluate(catalog)
    findings: tuple[dms.Finding, ...] = evaluation.findings
    severities: list[dms.Severity] = [finding.severity for finding in findings]
    assert severities
    return [table for table in evaluation.tables if table.is_selected]


def compared(old: dms.TableMappings, new: dms.TableMappings, catalog: dms.Catalog) -> list[dms.TableChange]:
    comparison: dms.Comparison = old.compare(new, catalog)
    return [change for change in comparison.changes if change.needs_reload]


def advised(engine: dms.EngineName) -> tuple[dms.AdvisedTool, ...]:
    record: dms.Engine = engine.record
    assert record.endpoint_types
    advice: dms.Advice = dms.advise(source_engine=engine, target_engine=dms.EngineName.AURORA_POSTGRESQL)
    situation: dms.Situation = advice.situation
    assert situation
    return advice.ranked


class Shop(cdk.Stack):
    """Constructs take each other's results and the CDK's."""

    def __init__(self, scope: cdk.App, construct_id: str, *, vpc: ec2.IVpc) -> None:
        super().__init__(scope, construct_id)
        secret = secretsmanager.Secret.from_secret_name_v2(self, "Secret", "dms/shop")
        source = dms.MySqlSource(self, "Source", connection=dms.Connection.from_secret(secret))
        target = dms.PostgreSqlTarget(self, "Target", connection=dms.Connection.from_secret(secret), database="shop")
        instance: dms.IReplicationInstance = dms.ReplicationInstance(self, "Instance", vpc=vpc)
        endpoints: list[dms.IEndpoint] = [source, target]
        task: dms.IReplicationTask = dms.ReplicationTask(
            self,
            "Task",
            replication_instance=instance,
            source=source,
            target=target,
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop")),
        )
        late: cloudwatch.Metric = task.metric_cdc_latency_target(statistic="p99", period=cdk.Duration.minutes(1))
        full: cloudwatch.Metric = task.compute.metric_free_storage_space(label="free")
        alarms: dms.Alarms = dms.Alarms(
            self,
            "Alarms",
            replications=[task],
            thresholds=dms.AlarmThresholds(cpu_utilization_percent=dms.Levels(90), swap_usage_mib=None),
            actions={dms.AlarmSeverity.CRITICAL: [dms.NotificationTopic(self, "Topic").topic]},
        )
        unhealthy: cloudwatch.CompositeAlarm | None = alarms.unhealthy
        assert late
        assert full
        assert unhealthy
        for value in (task.replication_task_arn, *(endpoint.endpoint_arn for endpoint in endpoints)):
            cdk.CfnOutput(self, f"Output{len(self.node.children)}", value=value)


def watched(stack: cdk.Stack, instance: dms.IReplicationInstance) -> cloudwatch.Alarm:
    """What is owned and what is imported go by one interface."""
    cdk.Tags.of(instance).add("team", "shop")
    instance.connections.allow_to_any_ipv4(ec2.Port.tcp(5432))
    log_group: logs.ILogGroup | None = instance.log_group
    assert log_group is not None
    metric = cloudwatch.Metric(
        namespace="AWS/DMS",
        metric_name="FreeableMemory",
        dimensions_map={"ReplicationInstanceIdentifier": instance.replication_instance_identifier},
    )
    return cloudwatch.Alarm(stack, "Memory", metric=metric, threshold=1, evaluation_periods=3)


def migrated(stack: cdk.Stack, vpc: ec2.IVpc, source: dms.IEndpoint, bucket: s3.IBucket) -> dms.TaskPlan:
    compute: dms.Provisioned = dms.Provisioned(vpc=vpc, multi_az=True)
    target: dms.IEndpoint = dms.S3Target(stack, "Lake", bucket=bucket)
    migration = dms.DatabaseMigration(
        stack,
        "Migration",
        compute=compute,
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )
    for construct in (migration, migration.instance, migration.task, migration.source, migration.target):
        cdk.Tags.of(construct).add("team", "shop")
    region: str = migration.env.region
    here: cdk.Stack = migration.stack
    facts: dms.EndpointFacts = migration.source.endpoint_facts
    assert facts.engine_name
    assert region == here.region
    watched(here, migration.task.compute)
    return migration.task.plan


def without_an_instance(stack: cdk.Stack, vpc: ec2.IVpc, source: dms.IEndpoint, target: dms.IEndpoint) -> dms.TaskPlan:
    """What runs a plan goes by one interface, on an instance or without one."""
    compute: dms.Serverless = dms.Serverless(vpc=vpc, max_dcu=16, multi_az=True)
    migration = dms.DatabaseMigration(
        stack,
        "Serverless",
        compute=compute,
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )
    second: dms.IReplication = migration.add_task(
        "Second", migration_type=dms.MigrationType.CDC, table_mappings=dms.TableMappings(dms.Include("crm"))
    )
    alone = dms.ServerlessReplication(
        stack,
        "Alone",
        compute=compute,
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("stock")),
    )
    replications: list[dms.IReplication] = [*migration.replications, second, alone]
    for replication in replications:
        cdk.Tags.of(replication).add("team", "shop")
        cdk.CfnOutput(stack, f"Output{len(stack.node.children)}", value=replication.replication_arn)
    alone.connections.allow_to_any_ipv4(ec2.Port.tcp(5432))
    imported: dms.IServerlessReplication = dms.ServerlessReplication.from_replication_config_arn(
        stack, "Imported", alone.replication_config_arn
    )
    assert imported.replication_config_arn
    return migration.replication.plan


def kept_running(
    stack: cdk.Stack,
    instance: dms.IReplicationInstance,
    source: dms.IEndpoint,
    target: dms.IEndpoint,
    bucket: s3.IBucket,
) -> dms.ReplicationTask:
    """A deployment starts it, stops it before a change, and resumes it."""
    start: dms.StartPolicy = dms.StartPolicy.ALWAYS_RUNNING
    reload: dms.ReloadPolicy = dms.ReloadPolicy.WHEN_NEEDED
    allow: dms.Allow | None = dms.Allow("4f2a91c3-88de01ab")
    assessment: dms.PremigrationAssessment = dms.PremigrationAssessment(bucket=bucket)
    migration = dms.DatabaseMigration(
        stack,
        "Kept",
        compute=instance,
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        start=start,
        reload=reload,
        allow=allow,
        move_with_instance=True,
        mappings_as_asset=True,
        assessment=assessment,
        monitoring=dms.Monitoring(emails=["dba@example.com"], dashboard=False),
    )
    migration.add_task(
        "Second",
        migration_type=dms.MigrationType.CDC,
        table_mappings=dms.TableMappings(dms.Include("crm")),
        start=dms.StartPolicy.ON_CREATE,
    )
    return migration.task


def told(stack: cdk.Stack, replications: list[dms.IReplicationTask], topic: sns.ITopic) -> cloudwatch.Dashboard:
    """The layers of monitoring, each alone."""
    alarms = dms.Alarms(stack, "Alarms", replications=replications)
    dashboard = dms.MigrationDashboard(stack, "Dashboard", replications=replications, alarms=alarms)
    dms.EventNotifications(stack, "Events", replications=replications, topic=topic)
    database = rds.DatabaseCluster.from_database_cluster_attributes(
        stack, "Orders", cluster_identifier="orders", engine=rds.DatabaseClusterEngine.AURORA_POSTGRESQL
    )
    late: cloudwatch.Metric = dms.DatabaseMetrics(database, role=dms.DatabaseRole.READER).metric_aurora_replica_lag()
    dms.DatabaseDashboard(
        stack,
        "Database",
        database=database,
        alarms=dms.DatabaseAlarms(
            stack,
            "DatabaseAlarms",
            database=database,
            size=dms.DatabaseSize(min_acu=2, max_acu=16),
            thresholds=dms.DatabaseThresholds(volume_gib=dms.Levels(500)),
        ),
    ).dashboard.add_widgets(cloudwatch.GraphWidget(left=[late]))
    dms.LogQueries(stack, "Queries", replications=replications)
    dms.EventSubscription(stack, "Subscription", topic=topic, source_type=dms.EventSourceType.REPLICATION_INSTANCE)
    for task in replications:
        failed: events.Rule = task.on_failed("Failed")
        assert failed
    return dashboard.dashboard
