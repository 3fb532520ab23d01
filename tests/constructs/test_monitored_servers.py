"""Databases of RDS that are neither MySQL nor PostgreSQL are watched, too: by what RDS tells of every engine."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds

import dms_constructs as dms
from tests.constructs.conftest import resources_of

ENGINES = {
    "oracle": rds.DatabaseInstanceEngine.oracle_se2(version=rds.OracleEngineVersion.VER_19),
    "sqlserver": rds.DatabaseInstanceEngine.sql_server_se(version=rds.SqlServerEngineVersion.VER_16),
}


@pytest.fixture(params=ENGINES)
def instance_of(request: pytest.FixtureRequest, stack: cdk.Stack) -> rds.DatabaseInstance:
    return rds.DatabaseInstance(
        stack,
        "Erp",
        engine=ENGINES[request.param],
        vpc=ec2.Vpc(stack, "Own", max_azs=2),
        credentials=rds.Credentials.from_generated_secret(
            "dms_admin", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
        ),
    )


def test_a_source_has_an_alarm_on_its_disk(stack: cdk.Stack, instance_of: rds.DatabaseInstance) -> None:
    source = {dms.EngineName.ORACLE: dms.OracleSource, dms.EngineName.SQL_SERVER: dms.SqlServerSource}
    connection = dms.Connection.to_instance(instance_of)
    engine = connection.engine_name
    assert engine is not None
    dms.DatabaseMigration(
        stack,
        "Migration",
        compute=dms.Provisioned(vpc=instance_of.vpc),
        source=source[engine](stack, "Source", connection=connection, database="ERP"),
        target=dms.PostgreSqlTarget.from_endpoint_arn(
            stack, "Target", "arn:aws:dms:eu-west-1:111122223333:endpoint:T", engine_name=dms.EngineName.POSTGRESQL
        ),
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        table_mappings=dms.TableMappings(dms.Include("SHOP")),
        monitoring=dms.Monitoring(),
    )

    alarms = resources_of(stack, "AWS::CloudWatch::Alarm").values()
    assert "FreeStorageSpace" in {alarm["Properties"].get("MetricName") for alarm in alarms}


def test_a_database_has_alarms_and_a_dashboard(stack: cdk.Stack, instance_of: rds.DatabaseInstance) -> None:
    dms.DatabaseAlarms(stack, "Alarms", database=instance_of)
    dms.DatabaseDashboard(stack, "Dashboard", database=instance_of)

    alarms = resources_of(stack, "AWS::CloudWatch::Alarm").values()
    assert {"CPUUtilization", "FreeStorageSpace"} <= {alarm["Properties"].get("MetricName") for alarm in alarms}
