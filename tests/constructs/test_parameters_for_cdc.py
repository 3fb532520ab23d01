"""Parameters for change data capture, in the groups that the CDK makes of them."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions, aws_rds as rds

import dms_constructs as dms

GROUPS: list[tuple[dms.EngineName, Any, str]] = [
    (
        dms.EngineName.AURORA_POSTGRESQL,
        lambda: rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7),
        "AWS::RDS::DBClusterParameterGroup",
    ),
    (
        dms.EngineName.AURORA_MYSQL,
        lambda: rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.VER_3_10_0),
        "AWS::RDS::DBClusterParameterGroup",
    ),
    (
        dms.EngineName.POSTGRESQL,
        lambda: rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_17),
        "AWS::RDS::DBParameterGroup",
    ),
    (
        dms.EngineName.MYSQL,
        lambda: rds.DatabaseInstanceEngine.mysql(version=rds.MysqlEngineVersion.VER_8_0),
        "AWS::RDS::DBParameterGroup",
    ),
    (
        dms.EngineName.MARIADB,
        lambda: rds.DatabaseInstanceEngine.maria_db(version=rds.MariaDbEngineVersion.VER_10_11),
        "AWS::RDS::DBParameterGroup",
    ),
]


@pytest.mark.parametrize(("engine_name", "engine", "resource"), GROUPS, ids=[each[0].name for each in GROUPS])
def test_they_are_spread_into_a_group_of_the_cdk(engine_name: dms.EngineName, engine: Any, resource: str) -> None:
    stack = cdk.Stack(cdk.App(), "Shop")
    parameters = {"max_connections": "500", **dms.parameters_for_cdc(engine_name, tasks=30)}
    group = rds.ParameterGroup(stack, "Group", engine=engine(), parameters=parameters)
    if "Cluster" in resource:
        group.bind_to_cluster()
    else:
        group.bind_to_instance()

    (made,) = assertions.Template.from_stack(stack).find_resources(resource).values()

    assert made["Properties"]["Parameters"] == parameters
    level = dms.ParameterLevel.CLUSTER if "Cluster" in resource else dms.ParameterLevel.INSTANCE
    assert dms.parameter_findings(made["Properties"]["Family"], level, made["Properties"]["Parameters"]) == ()


@pytest.mark.parametrize(
    ("engine_name", "has"), [(dms.EngineName.AURORA_POSTGRESQL, True), (dms.EngineName.MYSQL, False)]
)
def test_replication_takes_tokens_where_dms_logs_in_with_iam(engine_name: dms.EngineName, has: bool) -> None:
    assert ("rds.iam_auth_for_replication" in dms.parameters_for_cdc(engine_name, iam_authentication=True)) is has


def test_replication_takes_passwords_otherwise() -> None:
    assert "rds.iam_auth_for_replication" not in dms.parameters_for_cdc(dms.EngineName.POSTGRESQL)
