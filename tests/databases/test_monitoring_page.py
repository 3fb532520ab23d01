"""What docs/guide/monitoring.md asks databases: run where a server here has it, and said to be Aurora's where not."""

import re
from pathlib import Path

import psycopg
import pymysql
import pytest

from tests.databases.server import Server

PAGE = Path(__file__).parent.parent.parent / "docs" / "guide" / "monitoring.md"
STATEMENTS = [
    " ".join(statement.split())
    for block in re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for statement in block.split(";")
    if statement.strip()
]
ONLY_AURORA_HAS = ("aurora_replica_status", "aurora_global_db_instance_status", "replica_host_status")
# The columns that the Amazon Aurora User Guide documents, pages aurora_replica_status, aurora_global_db_instance_status
# and AuroraMySQL.Reference.ISTables.
DOCUMENTED = {
    "aurora_replica_status": {"server_id", "session_id", "replica_lag_in_msec"},
    "aurora_global_db_instance_status": {"server_id", "aws_region", "visibility_lag_in_msec"},
    "replica_host_status": {"server_id", "session_id", "replica_lag_in_milliseconds"},
}
ON_AURORA = [each for each in STATEMENTS if any(name in each for name in ONLY_AURORA_HAS)]
ON_MYSQL = [each for each in STATEMENTS if "information_schema.innodb" in each]
ON_POSTGRESQL = [each for each in STATEMENTS if each not in ON_AURORA and each not in ON_MYSQL]


def test_there_is_something_for_each() -> None:
    assert (len(ON_POSTGRESQL), len(ON_MYSQL), len(ON_AURORA)) == (2, 2, 4)


@pytest.mark.parametrize("statement", ON_POSTGRESQL)
def test_it_runs_on_postgresql(postgresql: Server, statement: str) -> None:
    with psycopg.connect(
        host=postgresql.host, port=postgresql.port, user="postgres", password=postgresql.password, dbname="postgres"
    ) as connection:
        assert connection.execute(statement).description is not None


@pytest.mark.parametrize("statement", ON_MYSQL)
def test_it_runs_on_mariadb(mariadb: Server, statement: str) -> None:
    with (
        pymysql.connect(
            host=mariadb.host, port=mariadb.port, user=mariadb.user, password=mariadb.password
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
        assert cursor.description


@pytest.mark.parametrize("statement", ON_AURORA)
def test_it_asks_aurora_for_columns_that_are_documented(statement: str) -> None:
    (source,) = (name for name in ONLY_AURORA_HAS if name in statement)
    asked = statement.partition("SELECT ")[2].partition(" FROM ")[0].split(", ")

    assert set(asked) <= DOCUMENTED[source]
