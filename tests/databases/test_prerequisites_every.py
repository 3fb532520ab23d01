"""Every checklist that there is, on the servers that there are: they read all of it, and run all but what is listed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import psycopg
import pymysql
import pytest
from pymysql.constants import ER

import dms_constructs as dms
from dms_constructs import facts
from tests.databases.scripts import PASSWORD
from tests.databases.server import Server

POSTGRESQL = (dms.EngineName.POSTGRESQL, dms.EngineName.AURORA_POSTGRESQL)
MYSQL = (dms.EngineName.MYSQL, dms.EngineName.MARIADB, dms.EngineName.AURORA_MYSQL)
AURORA = (dms.EngineName.AURORA_POSTGRESQL, dms.EngineName.AURORA_MYSQL)
PLUGINS = ("pglogical", "test-decoding")

PLACES = [
    (engine, deployment)
    for engine in (*POSTGRESQL, *MYSQL)
    for deployment in dms.Deployment
    if (deployment is dms.Deployment.AURORA) is (engine in AURORA)
]


def checklists(engines: tuple[dms.EngineName, ...], database: str | None) -> Iterator[dms.Prerequisites]:
    """Yield every checklist of these engines with all that it can have."""
    for (engine, deployment), side, plugin in itertools.product(PLACES, dms.EndpointType, PLUGINS):
        if engine in engines:
            endpoint = dms.EndpointFacts(
                endpoint_type=side,
                engine_name=engine,
                settings={
                    "SlotName": f"every_{plugin.replace('-', '_')}",
                    "PluginName": plugin,
                    "HeartbeatEnable": True,
                    "AfterConnectScript": "SET session_replication_role = replica",
                },
                database=dms.DatabaseIdentity(database=database),
            )
            yield dms.prerequisites_of(
                endpoint,
                deployment=deployment,
                schemas=["sales"],
                tables={"crm": ["people"]},
                user_name="every",
                premigration_assessment=True,
            )


def listed(protocol: str) -> set[str]:
    """Return the SQL that the facts say has not run, by its beginning."""
    return {each["sql"] for each in facts.prerequisites()["not_run"] if each["protocol"] == protocol}


def begins(sql: str, protocol: str) -> str:
    """Return the entry of the facts that a statement is of; the statement itself where there is none."""
    return next((entry for entry in listed(protocol) if sql.startswith(entry)), sql)


@pytest.mark.parametrize("name", ["bare_postgresql", "bare_postgresql_18"])
def test_what_does_not_run_on_postgresql_is_listed(name: str, request: pytest.FixtureRequest) -> None:
    server: Server = request.getfixturevalue(name)
    failed: set[str] = set()

    def run(sql: str) -> None:
        try:
            admin.execute(sql.replace(":'dms_password'", "'x'"))  # type: ignore[call-overload]
        except psycopg.Error as error:
            not_read = isinstance(error, psycopg.errors.SyntaxError)
            failed.add(f"not read: {sql}" if not_read else begins(sql, "postgresql"))

    options = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    with psycopg.connect(**options, autocommit=True) as admin:  # type: ignore[arg-type]
        admin.execute("create database every")
    with psycopg.connect(**options, dbname="every", autocommit=True) as admin:  # type: ignore[arg-type]
        for stand_in in STAND_INS_OF_POSTGRESQL:
            admin.execute(stand_in)  # type: ignore[call-overload]
        try:
            for checklist in checklists(POSTGRESQL, "every"):
                for item in checklist:
                    for statement in (*item.statements, *([item.check] if item.check else [])):
                        run(statement)
        finally:
            admin.execute(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = 'every'"
            )
            admin.execute("drop owned by every, rds_superuser, rds_replication cascade")
            admin.execute("drop role every, rds_superuser, rds_replication")
            admin.execute("alter system reset all")
    with psycopg.connect(**options, autocommit=True) as admin:  # type: ignore[arg-type]
        admin.execute("drop database every with (force)")

    assert failed == listed("postgresql")


STAND_INS_OF_POSTGRESQL = (
    "create role rds_superuser",
    "create role rds_replication",
    "create schema pglogical",
    "create table pglogical.node (node_id oid)",
    "create function pglogical.create_node() returns int return 1",
    "create schema sales",
    "create table sales.orders (id int primary key)",
    "create schema crm",
    "create table crm.people (id int primary key)",
)


def test_what_does_not_run_on_mariadb_is_listed(bare_mariadb: Server) -> None:
    server = bare_mariadb
    failed: set[str] = set()

    def run(cursor: Any, sql: str) -> None:
        try:
            cursor.execute(sql)
            cursor.fetchall()
        except pymysql.Error as error:
            not_read = error.args[0] == ER.PARSE_ERROR
            failed.add(f"not read: {sql}" if not_read else begins(sql, "mysql"))

    with (
        pymysql.connect(
            host=server.host, port=server.port, user=server.user, password=server.password, autocommit=True
        ) as admin,
        admin.cursor() as cursor,
    ):
        cursor.execute("SET @dms_password = %s", (PASSWORD,))
        for stand_in in STAND_INS_OF_MARIADB:
            cursor.execute(stand_in)
        try:
            for checklist in checklists(MYSQL, None):
                for item in checklist:
                    for statement in (*item.statements, *([item.check] if item.check else [])):
                        run(cursor, statement)
        finally:
            for statement in (
                "drop user every@'%'",
                "drop database sales",
                "drop database crm",
                "drop table mysql.role_edges",
            ):
                cursor.execute(statement)

    assert failed == listed("mysql")


STAND_INS_OF_MARIADB = (
    "create table if not exists mysql.rds_configuration (name varchar(100) primary key, value varchar(100))",
    "drop procedure if exists mysql.rds_set_configuration",
    """create procedure mysql.rds_set_configuration(in given varchar(100), in hours int)
    replace into mysql.rds_configuration values (given, hours)""",
    "create table mysql.role_edges (from_user varchar(32))",
    "create database sales",
    "create table sales.orders (id int primary key)",
    "create database crm",
    "create table crm.people (id int primary key)",
)
