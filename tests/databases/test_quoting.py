"""Names and texts of any characters are read by the servers as what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pymysql
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import dms_constructs as dms
from dms_constructs.prerequisites import quoting
from tests.databases.server import Server

# The servers stay as they are between examples.
LAW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NASTY = [
    "'",
    '"',
    "`",
    "\\",
    "$dms$",
    "%",
    "_",
    ";",
    "--",
    "/*",
    ":x",
    " ",
    "\n",
    "select",
    "Ä",
    "{user}",
    "''",
    '""',
    "@",
    "?",
]


def names(alphabet: st.SearchStrategy[str], limit: int) -> st.SearchStrategy[str]:
    """Names that both servers take: not empty, not of blanks, and not too long."""
    parts = st.one_of(st.sampled_from(NASTY), alphabet)
    return (
        st.lists(parts, min_size=1, max_size=8)
        .map("".join)
        .filter(lambda name: bool(name.strip()) and name == name.rstrip() and len(name.encode()) <= limit)
    )


POSTGRESQL_NAMES = names(st.characters(codec="utf-8", exclude_characters="\0"), 63).filter(
    lambda name: not name.startswith("pg_")
)
# MySQL has no names with characters outside the first plane.
MYSQL_NAMES = names(st.characters(codec="utf-8", max_codepoint=0xFFFF, exclude_characters="\0"), 30)


@pytest.fixture(scope="module", params=["bare_postgresql", "bare_postgresql_18"])
def postgresql_admin(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    server: Server = request.getfixturevalue(request.param)
    with psycopg.connect(host=server.host, port=server.port, user=server.user, password=server.password) as connection:
        yield connection


@pytest.fixture(scope="module")
def mysql_admin(bare_mariadb: Server) -> Iterator[pymysql.Connection[Any]]:
    with pymysql.connect(
        host=bare_mariadb.host,
        port=bare_mariadb.port,
        user=bare_mariadb.user,
        password=bare_mariadb.password,
        charset="utf8mb4",
        autocommit=True,
    ) as connection:
        yield connection


@LAW
@given(schema=POSTGRESQL_NAMES, table=POSTGRESQL_NAMES, user=POSTGRESQL_NAMES)
def test_the_checklist_of_a_postgresql_target_is_for_the_names_that_it_was_given(
    postgresql_admin: psycopg.Connection, schema: str, table: str, user: str
) -> None:
    endpoint = dms.EndpointFacts(
        endpoint_type=dms.EndpointType.TARGET,
        engine_name=dms.EngineName.POSTGRESQL,
        database=dms.DatabaseIdentity(database="postgres"),
    )
    checklist = dms.prerequisites_of(endpoint, tables={schema: [table]}, user_name=user, control_schema=schema)
    with postgresql_admin.transaction(force_rollback=True):
        for item in checklist:
            if item.id == "tables":
                quoted = psycopg.sql.Identifier(schema, table)
                postgresql_admin.execute(psycopg.sql.SQL("create table {} ()").format(quoted))
            for statement in item.statements:
                postgresql_admin.execute(statement.replace(":'dms_password'", "'x'"))  # type: ignore[call-overload]
        told = postgresql_admin.execute(checklist.check_sql()).fetchall()  # type: ignore[call-overload]
        made = postgresql_admin.execute(
            "select (select count(*) from pg_namespace where nspname = %s), (select count(*) from pg_roles where "
            "rolname = %s)",
            (schema, user),
        ).fetchone()

    assert made == (1, 1)
    assert {item for item, done in told if not done} <= {"tls", "network"}


@LAW
@given(schema=MYSQL_NAMES, user=MYSQL_NAMES)
def test_the_checklist_of_a_mysql_target_is_for_the_names_that_it_was_given(
    mysql_admin: pymysql.Connection[Any], schema: str, user: str
) -> None:
    endpoint = dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.MARIADB)
    checklist = dms.prerequisites_of(endpoint, schemas=[schema], user_name=user, control_schema=schema)
    quoted = quoting.mysql_identifier
    with mysql_admin.cursor() as cursor:
        cursor.execute("SET @dms_password = 'x'")
        try:
            for item in checklist:
                for statement in item.statements:
                    cursor.execute(statement)
            cursor.execute("select count(*) from information_schema.schemata where schema_name = %s", (schema,))
            assert cursor.fetchall() == ((1,),)
            cursor.execute("select count(*) from mysql.user where user = %s", (user,))
            assert cursor.fetchall() == ((1,),)
            cursor.execute(checklist.check_sql().rstrip(";\n"))
            assert [item for item, done in cursor.fetchall() if not done] == []
        finally:
            cursor.execute(f"drop database if exists {quoted(schema)}")
            cursor.execute(f"drop user if exists {quoted(user)}@{quoted('%')}")


@LAW
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_text_in_postgresql_is_what_it_was(postgresql_admin: psycopg.Connection, text: str) -> None:
    assert postgresql_admin.execute(f"select {quoting.postgresql_literal(text)}").fetchone() == (text,)  # type: ignore[call-overload]


@LAW
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_text_in_mysql_is_what_it_was(mysql_admin: pymysql.Connection[Any], text: str) -> None:
    with mysql_admin.cursor() as cursor:
        cursor.execute(f"select {quoting.mysql_literal(text)}")
        assert cursor.fetchall() == ((text,),)


@LAW
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_body_of_code_is_what_it_was(postgresql_admin: psycopg.Connection, text: str) -> None:
    assert postgresql_admin.execute(f"select {quoting.dollar_quoted(text)}").fetchone() == (f"\n{text}\n",)  # type: ignore[call-overload]
