"""Pluggable databases of Oracle in RDS: their changes are read as files."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_rds as rds

import dms_constructs as dms
from tests.app_wide.conftest import connection, secret, task, warnings_of

ID = "task.pluggableByLogMiner"
ENGINES = rds.DatabaseInstanceEngine
CDC, LOAD = dms.MigrationType.FULL_LOAD_AND_CDC, dms.MigrationType.FULL_LOAD


def build(stack: cdk.Stack, engine: rds.IInstanceEngine, kind: dms.MigrationType = CDC, **more: Any) -> None:
    erp = rds.DatabaseInstance.from_database_instance_attributes(
        stack,
        "Erp",
        instance_identifier="erp",
        instance_endpoint_address="erp.abc.eu-west-1.rds.amazonaws.com",
        port=1521,
        security_groups=[],
        engine=engine,
    )
    task(
        stack,
        "Task",
        source=dms.OracleSource(
            stack,
            "Source",
            connection=dms.Connection.to_instance(erp, secret=secret(stack, "erp")),
            database="ORCL",
            **more,
        ),
        target=dms.PostgreSqlTarget(stack, "Target", connection=connection(stack, "copy"), database="shop"),
        rules=[dms.Include("SHOP")],
        kind=kind,
    )


@pytest.mark.parametrize("engine", [ENGINES.ORACLE_EE_CDB, ENGINES.ORACLE_SE2_CDB], ids=["ee", "se2"])
def test_logminer_is_told(app: cdk.App, stack: cdk.Stack, engine: rds.IInstanceEngine) -> None:
    build(stack, engine)

    assert ID in warnings_of(app)


def test_binary_reader_is_not_told(app: cdk.App, stack: cdk.Stack) -> None:
    build(stack, ENGINES.ORACLE_EE_CDB, binary_reader=dms.BinaryReader())

    assert ID not in warnings_of(app)


def test_binary_reader_by_attributes_is_not_told(app: cdk.App, stack: cdk.Stack) -> None:
    build(stack, ENGINES.ORACLE_EE_CDB, extra_connection_attributes={"useLogminerReader": "N", "useBfile": "Y"})

    assert ID not in warnings_of(app)


def test_a_full_load_is_not_told(app: cdk.App, stack: cdk.Stack) -> None:
    build(stack, ENGINES.ORACLE_EE_CDB, LOAD)

    assert ID not in warnings_of(app)


def test_a_database_that_is_not_pluggable_is_not_told(app: cdk.App, stack: cdk.Stack) -> None:
    build(stack, ENGINES.ORACLE_EE)

    assert ID not in warnings_of(app)
