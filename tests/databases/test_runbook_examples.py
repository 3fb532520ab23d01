"""The runbooks of the example stacks: every block of SQL runs on servers, or is in the list of those that can't."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pymysql
import pytest
from pymysql.constants import CLIENT

from dms_constructs.runbook.blocks import SqlBlock
from dms_constructs.runbook.facts import DatabaseFacts
from tests.databases.runbooks import SOURCE, TARGET, Play, examples, runbook_of_example
from tests.databases.scripts import run_by_psql
from tests.databases.server import Server

VERSIONS = ["bare_postgresql", "bare_postgresql_18"]
# What needs MySQL 8, RDS or Aurora. These servers read it; nobody here has seen it run.
NOT_RUN = {
    "mysql/binlog_retention",
    "prerequisites/aurora source aurora check",
    "prerequisites/aurora source aurora script",
    "prerequisites/aurora target aurora check",
    "prerequisites/aurora target aurora script",
    "prerequisites/aurora-postgresql target aurora check",
    "prerequisites/aurora-postgresql target aurora script",
    "prerequisites/mysql source rds check",
    "prerequisites/mysql source rds script",
    "prerequisites/mysql source self-managed check",
    "prerequisites/postgres source rds check",
    "prerequisites/postgres source rds script",
}
BLOCKS = {
    f"{name}, {block.name}": block for name in examples() for block in runbook_of_example(name).sql if block.needs
}
# Variables of MySQL that MariaDB doesn't know, and refuses even where they are only read.
UNKNOWN = ["binlog_transaction_compression"]


def postgresql(server: Server, database: str, *statements: str) -> None:
    with psycopg.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, dbname=database, autocommit=True
    ) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def mariadb(server: Server, script: str) -> None:
    connection: Any = pymysql.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        client_flag=CLIENT.MULTI_STATEMENTS,
        autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(script)
        while cursor.nextset():
            pass


@contextlib.contextmanager
def there(server: Server, facts: DatabaseFacts) -> Iterator[str]:
    """The database of a side, with a table in each schema that moves; its name."""
    schemas = [f"{schema}.moves" for schema in facts.schemas]
    if facts.protocol == "mysql":
        for schema, table in zip(facts.schemas, schemas, strict=True):
            mariadb(
                server,
                f"create database if not exists {schema}; create table if not exists {table} (id int primary key)",
            )
        yield ""
        mariadb(server, "set global read_only = off")
        for schema in facts.schemas:
            mariadb(server, f"drop database if exists {schema}")
        return
    name = str(facts.database)
    postgresql(server, "postgres", f'create database "{name}"')
    for schema, table in zip(facts.schemas, schemas, strict=True):
        postgresql(server, name, f"create schema if not exists {schema}", f"create table {table} (id int primary key)")
    yield name
    postgresql(server, "postgres", f'drop database "{name}" with (force)')


def test_what_these_servers_have_not_is_listed() -> None:
    assert {block.name for block in BLOCKS.values()} == NOT_RUN


@pytest.mark.parametrize("versions", [VERSIONS, VERSIONS[::-1]], ids=["15 to 18", "18 to 15"])
@pytest.mark.parametrize("name", examples())
def test_every_other_block_runs(name: str, versions: list[str], request: pytest.FixtureRequest) -> None:
    runbook = runbook_of_example(name)
    (facts,) = runbook._migrations  # an example has one
    play = Play(runbook, {})
    with contextlib.ExitStack() as databases:
        for side, database, version in zip((SOURCE, TARGET), (facts.source, facts.target), versions, strict=True):
            if database.has_sql:
                server = request.getfixturevalue("bare_mariadb" if database.protocol == "mysql" else version)
                play.servers[side] = server
                play.databases[side] = databases.enter_context(there(server, database))
        play.play()

    assert len(play.said) + len(play.not_run) >= len({(block.name, block.side) for block in runbook.sql})
    assert set(play.not_run) <= NOT_RUN


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_what_does_not_run_here_is_sql_that_a_server_can_read(block: SqlBlock, request: pytest.FixtureRequest) -> None:
    if "mysql" in block.name:
        read_by_mariadb(request.getfixturevalue("bare_mariadb"), block.sql)
    else:
        for version in VERSIONS:
            read_by_postgresql(request.getfixturevalue(version), block.sql)


def read_by_mariadb(server: Server, script: str) -> None:
    """Make a procedure of it, which is read and not run."""
    for name in UNKNOWN:
        script = script.replace(f"@@GLOBAL.{name}", "@@GLOBAL.log_bin")
    mariadb(server, f"create procedure mysql.of_a_runbook() begin\n{script}\nend")
    mariadb(server, "drop procedure mysql.of_a_runbook")


def read_by_postgresql(server: Server, script: str) -> None:
    """Run it in a transaction that comes to nothing, with stand-ins for the roles of RDS."""
    names = sorted(set(re.findall(r'DATABASE "([^"]+)"', script)))
    schemas = sorted(set(re.findall(r'(?:ON|IN) SCHEMA "([^"]+)"', script)))
    postgresql(server, "postgres", *(f'create database "{name}"' for name in names))
    roles = "create role rds_superuser; create role rds_replication;"
    if "CREATE ROLE" not in script:  # of an administrator, whom RDS makes
        roles += "".join(f"create role {name};" for name in set(re.findall(r'ALTER ROLE ("[^"]+")', script)))
    made = "".join(f'create schema if not exists "{schema}";' for schema in schemas)
    run_by_psql(server, f"begin; {roles}{made}\n{script}\nrollback;", [*names, "postgres"][0])
    postgresql(server, "postgres", *(f'drop database "{name}"' for name in names))
