"""The runbooks from and to MySQL, played on MariaDB and both versions of PostgreSQL."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest
from pymysql.constants import CLIENT

import dms_constructs as dms
from tests.databases import mariadb
from tests.databases.runbooks import SOURCE, TARGET, Play, runbook_of_example
from tests.databases.server import Server
from tests.values.runbook_templates import endpoint, read, task

TABLES = """
    create table Customers (Id int auto_increment primary key, Email varchar(100) unique);
    create table order_items (
        id bigint unsigned auto_increment primary key,
        customer int not null,
        constraint of_customer foreign key (customer) references Customers (Id)
    );
    create table tags (name varchar(20) primary key);
    create table audit_log (id int auto_increment primary key, what text);
    insert into Customers (Email) values ('a'), ('b'), ('c');
    insert into order_items (customer) values (1), (2), (3), (3);
    delete from order_items where id = 4;
    insert into tags values ('new');
"""
CATALOG = dms.Catalog(
    dms.SourceTable(
        "shop",
        "Customers",
        [dms.SourceColumn("Id", "int", identity=True), dms.SourceColumn("Email", "varchar(100)")],
        primary_key=["Id"],
    ),
    dms.SourceTable(
        "shop",
        "order_items",
        [dms.SourceColumn("id", "bigint unsigned", identity=True), dms.SourceColumn("customer", "int")],
        primary_key=["id"],
    ),
    dms.SourceTable("shop", "tags", [dms.SourceColumn("name", "varchar(20)")], primary_key=["name"]),
    engine=dms.EngineName.MYSQL,
)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def mysql(server: Server, script: str, database: str | None = None) -> list[Any]:
    """Run statements, and return the first column of what the last one answers."""
    connection = pymysql.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        database=database,
        client_flag=CLIENT.MULTI_STATEMENTS,
        autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(script)
        rows = cursor.fetchall()
        while cursor.nextset():
            rows = cursor.fetchall()
        return [row[0] for row in rows]


def connect(server: Server, database: str = "shop") -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, dbname=database, autocommit=True
    )


def column(server: Server, query: str) -> list[Any]:
    with connect(server) as connection:
        return [row[0] for row in connection.execute(query.encode()).fetchall()]


@pytest.fixture
def source(bare_mariadb: Server) -> Iterator[Server]:
    """A server with the database that moves."""
    mysql(bare_mariadb, "create database shop")
    mysql(bare_mariadb, TABLES, "shop")
    yield bare_mariadb
    mysql(bare_mariadb, "set global read_only = off; drop database shop; drop database if exists awsdms_control")


class TestToPostgreSql:
    """The example stack, with the catalog of its source."""

    @pytest.fixture(params=["bare_postgresql", "bare_postgresql_18"])
    def target(self, request: pytest.FixtureRequest) -> Iterator[Server]:
        server: Server = request.getfixturevalue(request.param)
        with connect(server, "postgres") as admin:
            admin.execute("create database shop")
        yield server
        with connect(server, "postgres") as admin:
            admin.execute("drop database shop with (force)")

    @pytest.fixture
    def play(self, source: Server, target: Server) -> Play:
        def load() -> None:
            """Make the tables and load the rows as DMS does."""
            with connect(target) as connection:
                connection.execute("create table customers (id integer primary key, email varchar(100))")
                # What MySQL calls bigint unsigned is a numeric for DMS.
                connection.execute("create table order_items (id numeric(20) primary key, customer integer)")
                connection.execute("create table tags (name varchar(20) primary key)")
                connection.execute("insert into customers values (1, 'a'), (2, 'b'), (3, 'c')")
                connection.execute("insert into order_items values (1, 1), (2, 2), (3, 3)")
                connection.execute("insert into tags values ('new')")
                connection.execute("create table awsdms_status (what text)")

        found = Play(
            runbook_of_example("MySqlToAuroraPostgreSql", CATALOG),
            {SOURCE: source, TARGET: target},
            {TARGET: "shop"},
            before={"postgresql/validation_failures": load},
        )
        found.play()
        return found

    def test_the_target_makes_values_where_the_source_did(self, play: Play) -> None:
        with connect(play.servers[TARGET]) as target:
            target.execute("insert into customers (email) values ('new')")
            target.execute("insert into order_items (customer) values (4)")

        assert column(play.servers[TARGET], "select max(id) from customers") == [4]
        assert column(play.servers[TARGET], "select max(id) from order_items") == [4]

    def test_a_column_whose_values_are_given_makes_none(self, play: Play) -> None:
        made = "select count(*) from information_schema.columns where is_identity = 'YES' and table_name = 'tags'"

        assert column(play.servers[TARGET], made) == [0]

    def test_every_row_is_counted_on_both_sides(self, play: Play) -> None:
        assert "shop.order_items\t3" in play.said["mysql/row_counts", SOURCE]
        assert "public.order_items|3" in play.said["postgresql/row_counts", TARGET]

    def test_the_way_back_unlocks_the_source(self, play: Play) -> None:
        assert mysql(play.servers[SOURCE], "select @@global.read_only") == [0]

    def test_nothing_of_dms_is_left(self, play: Play) -> None:
        left = "select count(*) from information_schema.tables where table_name like 'awsdms%'"

        assert column(play.servers[TARGET], left) == [0]
        assert column(play.servers[TARGET], "select count(*) from pg_roles where rolname = 'dms'") == [0]
        assert mysql(play.servers[SOURCE], "select count(*) from mysql.user where user = 'dms'") == [0]


class TestToMySql:
    """A source of MySQL and a target of MySQL; here both are databases of one server."""

    @pytest.fixture
    def play(self, source: Server) -> Iterator[Play]:
        def load() -> None:
            mysql(source, "set global read_only = off; create database moved")
            mysql(source, TABLES.partition("insert")[0], "moved")
            mysql(
                source,
                "set foreign_key_checks = 0; insert into Customers select * from shop.Customers; "
                "insert into order_items select * from shop.order_items; insert into order_items values (2, 77) "
                "on duplicate key update customer = 77; create database awsdms_control; "
                "create table awsdms_control.awsdms_status (what text)",
                "moved",
            )

        runbook = read(
            source="mysql",
            target="aurora",
            Source=endpoint("source", "mysql"),
            Task=task(dms.Include("shop"), dms.Exclude("shop", "audit_%"), dms.RenameSchema("shop", to="moved")),
        )
        found = Play(runbook, {SOURCE: source, TARGET: source}, before={"mysql/validation_failures": load})
        found.play()
        yield found
        mysql(source, "drop database moved")

    def test_rows_without_a_parent_are_counted(self, play: Play) -> None:
        assert play.said["mysql/orphans", TARGET].split() == ["of_customer", "1"]

    def test_nothing_of_dms_is_left(self, play: Play) -> None:
        left = "select count(*) from information_schema.tables where table_name like 'awsdms%'"

        assert mysql(play.servers[TARGET], left) == [0]


def test_counters_go_on_where_those_of_the_source_stand(source: Server) -> None:
    mysql(source, "create database moved")
    mysql(source, TABLES.partition("insert")[0], "moved")
    rules = (dms.Include("shop"), dms.RenameSchema("shop", to="moved"))
    runbook = read(source="mysql", target="aurora", Task=task(*rules))
    (counters,) = (each for each in runbook.sql if each.name == "mysql/counters")

    Play(runbook, {SOURCE: source, TARGET: source}).run(counters)
    mysql(source, "set foreign_key_checks = 0; insert into order_items (customer) values (1)", "moved")

    assert mysql(source, "select max(id) from order_items", "moved") == [5]
    mysql(source, "drop database moved")


def test_the_schema_comes_over_in_two_parts(source: Server, tmp_path: Path) -> None:
    mysql(
        source,
        "create trigger noted after insert on tags for each row insert into audit_log (what) values (new.name); "
        "create procedure nothing() begin end",
        "shop",
    )
    runbook = read(source="mysql", target="aurora", Task=task(dms.Include("shop")))
    dump, load = (each for each in SHELL.findall(str(runbook)) if "at-cut-over.sql" in each)
    with mariadb.bare() as target:
        run(dump, tmp_path, source, target)
        before = mysql(target, "select count(*) from information_schema.triggers where trigger_schema = 'shop'")
        run(load, tmp_path, source, target)

        assert before == [0]
        assert mysql(target, "select trigger_name from information_schema.triggers where trigger_schema = 'shop'") == [
            "noted"
        ]
        assert mysql(target, "select routine_name from information_schema.routines where routine_schema = 'shop'") == [
            "nothing"
        ]
        assert len(mysql(target, "select table_name from information_schema.tables where table_schema = 'shop'")) == 4


def run(commands: str, folder: Path, source: Server, target: Server) -> None:
    """Run commands of a runbook; each line is for one server, whose port only its environment can tell."""
    for line in re.sub(r"\|\n", "| ", commands).splitlines():
        server = target if "target_host" in line else source
        done = subprocess.run(
            ["bash", "-c", f"set -eo pipefail; {line}"],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "MYSQL_PWD": server.password,
                "MYSQL_TCP_PORT": str(server.port),
                **{f"{side}_host": server.host for side in ("source", "target")},
                **{f"{side}_user": server.user for side in ("source", "target")},
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), line
