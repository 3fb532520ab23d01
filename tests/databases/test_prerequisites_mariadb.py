"""The checklists of MySQL and MariaDB, run on MariaDB: with all of it DMS can work, without any grant it can't."""

from __future__ import annotations

import dataclasses
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql
import pytest

import dms_constructs as dms
from dms_constructs.prerequisites.quoting import escaped_pattern, mysql_identifier as name
from tests.databases.scripts import PASSWORD, lacking, run_by_mysql
from tests.databases.server import Server, missing

NUMBERS = itertools.count(1)
TABLE = "Order `items`"


@dataclass(frozen=True)
class Place:
    """A database of its own with a table, and a user of DMS that is not there yet."""

    server: Server
    number: int

    @property
    def database(self) -> str:
        return f"a_'shop'\\`{self.number}"

    @property
    def like(self) -> str:
        """A database that `_` in the name of the other one would mean too."""
        return self.database.replace("_", "x")

    @property
    def control(self) -> str:
        return f"control_{self.number}"

    @property
    def user(self) -> str:
        return f"o'user`\\{self.number}"

    def connect(self, user: str | None = None) -> pymysql.Connection[Any]:
        return pymysql.connect(
            host=self.server.host,
            port=self.server.port,
            user=user or self.server.user,
            password=PASSWORD if user else self.server.password,
            autocommit=True,
            local_infile=True,
        )

    def execute(self, *statements: str, user: str | None = None) -> list[tuple[Any, ...]]:
        with self.connect(user) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def checklist(self, endpoint_type: dms.EndpointType, **arguments: Any) -> dms.Prerequisites:
        facts = dms.EndpointFacts(
            endpoint_type=endpoint_type, engine_name=arguments.pop("engine", dms.EngineName.MARIADB)
        )
        defaults = {"schemas": [self.database], "user_name": self.user, "client_network": "127.0.0.0/8"}
        return dms.prerequisites_of(facts, **{**defaults, "control_schema": self.control, **arguments})

    def run(self, checklist: dms.Prerequisites) -> None:
        run_by_mysql(self.server, checklist.sql())

    def done(self, checklist: dms.Prerequisites) -> dict[str, bool]:
        return {item: bool(done) for item, done in self.execute(checklist.check_sql().rstrip(";\n"))}


class new_place:  # noqa: N801  # a context manager
    def __init__(self, server: Server) -> None:
        self.place = Place(server, next(NUMBERS))

    def __enter__(self) -> Place:
        place = self.place
        table = name(place.database, TABLE)
        place.execute(
            f"create database {name(place.database)}",
            f"create table {table} (id int primary key, note text)",
            f"insert into {table} values (1, 'one')",
            f"create database {name(place.like)}",
            f"create table {name(place.like, 'secrets')} (id int)",
            "set global local_infile = 0, global net_read_timeout = 30, global net_write_timeout = 60",
            "set global wait_timeout = 60",
        )
        return place

    def __exit__(self, *_: object) -> None:
        place = self.place
        for database in (place.database, place.like, place.control, "not there"):
            place.execute(f"drop database if exists {name(database)}")
        for host in ("127.0.0.0/255.0.0.0", "%"):
            place.execute(f"drop user if exists {name(place.user)}@{name(host)}")


@pytest.fixture
def place(bare_mariadb: Server) -> Iterator[Place]:
    with new_place(bare_mariadb) as found:
        yield found


def read(place: Place) -> None:
    """Do what full load does at a source."""
    is_patient(place)
    assert place.execute(f"select * from {name(place.database, TABLE)}", user=place.user) == [(1, "one")]


def is_patient(place: Place) -> None:
    """Check that the server waits for DMS."""
    timeouts = place.execute("select @@net_read_timeout, @@net_write_timeout, @@wait_timeout", user=place.user)
    assert min(timeouts[0]) >= 300


def read_changes(place: Place) -> None:
    """Do what DMS does at a source for changes: ask where the binary log is, and read it."""
    first = place.execute("show binary logs", user=place.user)[0][0]
    program = (
        shutil.which("mariadb-binlog") or shutil.which("mysqlbinlog") or missing("client of MariaDB", "mariadb-client")
    )
    done = subprocess.run(
        [
            program,
            *("--no-defaults", "--read-from-remote-server", f"--host={place.server.host}"),
            *(f"--port={place.server.port}", f"--user={place.user}", first),
        ],
        env={"PATH": os.environ["PATH"], "MYSQL_PWD": PASSWORD},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Table_map" in done.stdout


def write(place: Place, rows: Path) -> None:
    """Do what DMS does at a target."""
    is_patient(place)
    table = name(place.database, TABLE)
    made = name(place.database, "made")
    rows.write_text("2,two\n", encoding="utf-8")
    place.execute(
        f"load data local infile '{rows}' into table {table} fields terminated by ','",
        f"insert into {table} values (3, 'three')",
        f"update {table} set note = 'four' where id = 3",
        f"delete from {table} where id = 3",
        f"select * from {table}",
        f"create temporary table {name(place.database, 'net changes')} (id int)",
        f"create table {made} (id int)",
        f"alter table {made} add extra int",
        f"create index extra on {made} (extra)",
        f"truncate {table}",
        f"drop table {made}",
        f"create table {name('not there', 'made')} (id int)",
        f"create database if not exists {name(place.control)}",
        f"create table {name(place.control, 'awsdms_apply_exceptions')} (id int)",
        f"insert into {name(place.control, 'awsdms_apply_exceptions')} values (1)",
        user=place.user,
    )


def as_source(place: Place) -> dms.Prerequisites:
    return place.checklist(dms.EndpointType.SOURCE)


def as_target(place: Place) -> dms.Prerequisites:
    return place.checklist(dms.EndpointType.TARGET, schemas=[place.database, "not there"])


def test_dms_reads_tables_and_changes_from_a_prepared_source(place: Place) -> None:
    place.run(as_source(place))

    read(place)
    read_changes(place)


def test_dms_reads_no_changes_of_a_source_that_is_prepared_for_a_full_load(place: Place) -> None:
    place.run(place.checklist(dms.EndpointType.SOURCE, migration_type=dms.MigrationType.FULL_LOAD))

    read(place)
    with pytest.raises(pymysql.OperationalError, match="BINLOG MONITOR"):
        read_changes(place)


def test_an_underscore_in_the_name_of_a_database_means_no_other(place: Place) -> None:
    place.run(as_source(place))

    with pytest.raises(pymysql.OperationalError, match="denied"):
        place.execute(f"select * from {name(place.like, 'secrets')}", user=place.user)


def test_dms_reads_the_named_tables_and_no_others(place: Place) -> None:
    place.execute(f"create table {name(place.database, 'secrets')} (id int)")
    place.run(place.checklist(dms.EndpointType.SOURCE, schemas=None, tables={place.database: [TABLE]}))

    read(place)
    with pytest.raises(pymysql.OperationalError, match="denied"):
        place.execute(f"select * from {name(place.database, 'secrets')}", user=place.user)


def test_dms_writes_into_a_prepared_target(place: Place, tmp_path: Path) -> None:
    place.run(as_target(place))

    write(place, tmp_path / "rows")


def test_nobody_logs_in_as_the_user_from_another_network(place: Place) -> None:
    place.run(place.checklist(dms.EndpointType.SOURCE, client_network="10.0.0.0/8"))

    with pytest.raises(pymysql.OperationalError, match="Access denied|not allowed"):
        place.execute("select 1", user=place.user)


@pytest.mark.parametrize(("checklist_of", "side"), [(as_source, "source"), (as_target, "target")])
def test_no_grant_can_be_left_out(checklist_of: Any, side: str, bare_mariadb: Server, tmp_path: Path) -> None:
    def works_without(index: int) -> str:
        with new_place(bare_mariadb) as place:
            left_out, checklist = list(lacking(checklist_of(place)))[index]
            try:
                place.run(checklist)
                if side == "source":
                    read(place)
                    read_changes(place)
                else:
                    write(place, tmp_path / "rows")
            except (pymysql.Error, RuntimeError, AssertionError):
                return ""
            return left_out.partition(" a_")[0].partition(" `a_")[0]

    number = len(list(lacking(checklist_of(Place(bare_mariadb, 0)))))
    told = [left_out for index in range(number) if (left_out := works_without(index))]

    # A user that is there already gets its password by the second half of its statements; so is one of the databases.
    assert [each for each in told if not each.startswith("user")] == (
        ["schemas: CREATE DATABASE IF NOT EXISTS"] if side == "target" else []
    )


@pytest.mark.parametrize("right", ["REPLICATION SLAVE", "BINLOG MONITOR"])
def test_neither_right_to_the_binary_log_can_be_left_out(right: str, place: Place) -> None:
    place.run(as_source(place))
    place.execute(f"revoke {right} on *.* from {account(place)}")

    with pytest.raises((pymysql.Error, AssertionError), match="denied"):
        read_changes(place)


@pytest.mark.parametrize(
    "right",
    ["ALTER", "CREATE", "CREATE TEMPORARY TABLES", "DELETE", "DROP", "INDEX", "INSERT", "SELECT", "UPDATE"],
)
def test_no_right_to_the_databases_of_a_target_can_be_left_out(right: str, place: Place, tmp_path: Path) -> None:
    place.run(as_target(place))
    place.execute(f"revoke {right} on {name(escaped_pattern(place.database))}.* from {account(place)}")

    with pytest.raises(pymysql.Error, match="denied"):
        write(place, tmp_path / "rows")


def account(place: Place) -> str:
    return f"{name(place.user)}@{name('127.0.0.0/255.0.0.0')}"


@pytest.mark.parametrize("checklist_of", [as_source, as_target])
def test_a_script_can_be_run_again(checklist_of: Any, place: Place) -> None:
    place.run(checklist_of(place))

    place.run(checklist_of(place))


@pytest.mark.parametrize("checklist_of", [as_source, as_target])
def test_the_query_tells_what_is_not_done_and_what_is(checklist_of: Any, place: Place) -> None:
    checklist = checklist_of(place)
    before = {item for item, done in place.done(checklist).items() if not done}
    place.run(checklist)

    assert before == {item.id for item in checklist if item.statements}
    assert all(place.done(checklist).values()), place.done(checklist)


@pytest.mark.parametrize(
    ("columns", "has_key"),
    [
        ("id int not null, unique (id)", True),
        ("id int not null, part int not null, unique (id, part)", True),
        ("id int, unique (id)", False),
        ("id int not null, part int, unique (id, part)", False),
        ("id int not null, key (id)", False),
    ],
)
def test_a_unique_key_of_columns_that_are_not_null_counts_as_a_key(columns: str, has_key: bool, place: Place) -> None:
    place.execute(f"create table {name(place.database, 'no key')} ({columns})")

    assert place.done(as_source(place))["keys"] == has_key


def test_the_query_tells_of_a_table_without_a_primary_key(place: Place) -> None:
    place.execute(f"create table {name(place.database, 'no key')} (id int)")

    assert place.done(as_source(place))["keys"] is False


# What only RDS has, as far as the checklist needs it.
RDS = (
    "create table if not exists mysql.rds_configuration (name varchar(100) primary key, value varchar(100))",
    "drop procedure if exists mysql.rds_set_configuration",
    """create procedure mysql.rds_set_configuration(in given varchar(100), in hours int)
    replace into mysql.rds_configuration values (given, hours)""",
)


def test_the_binary_log_of_rds_is_kept(place: Place) -> None:
    place.execute(*RDS)
    checklist = place.checklist(dms.EndpointType.SOURCE, deployment=dms.Deployment.RDS, binlog_retention_hours=72)

    place.run(checklist)

    assert place.execute("select * from mysql.rds_configuration") == [("binlog retention hours", "72")]
    assert place.done(checklist)["retention"] is True


def test_the_assessment_reads_the_grants_of_its_user(place: Place) -> None:
    place.execute(*RDS)
    checklist = place.checklist(dms.EndpointType.SOURCE, deployment=dms.Deployment.RDS, premigration_assessment=True)

    place.run(checklist)

    place.execute("select * from mysql.tables_priv", "select * from mysql.rds_configuration", user=place.user)
    assert place.done(checklist)["assessment"] is True


def test_the_server_takes_what_is_to_be_written_into_its_file(tmp_path: Path) -> None:
    lines = [
        line.strip()
        for endpoint_type in dms.EndpointType
        for item in Place(Server("", 0, "", "", "", "", ""), 0).checklist(endpoint_type)
        for line in item.instructions.splitlines()
        if line.startswith("  ")
    ]
    file = tmp_path / "my.cnf"
    file.write_text("\n".join(["[mysqld]", *lines, ""]), encoding="utf-8")
    program = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin") or missing("MariaDB", "mariadb-server")

    done = subprocess.run(
        [program, f"--defaults-file={file}", f"--datadir={tmp_path}", "--verbose", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )

    told = dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if len(line.split()) == 2)
    assert done.returncode == 0, done.stderr
    assert told["binlog-format"] == "ROW"
    assert told["binlog-row-image"] == "FULL"
    assert told["binlog-expire-logs-seconds"] == "86400"
    assert told["local-infile"] == "TRUE"
    assert len(lines) == 14


def test_a_password_is_in_no_script(place: Place) -> None:
    for checklist in (as_source(place), as_target(place)):
        assert PASSWORD not in checklist.sql()
        assert "QUOTE(@dms_password)" in checklist.sql()


def test_a_script_without_its_password_makes_no_user(place: Place) -> None:
    checklist = dataclasses.replace(as_source(place))

    with pytest.raises(RuntimeError, match="You have an error in your SQL syntax"):
        run_by_mysql(place.server, f"SET @dms_password = NULL;\n{checklist.sql()}")
