"""The checklists of PostgreSQL, run on servers: with all of it DMS can do its work, without any statement it can't."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql

import dms_constructs as dms
from dms_constructs.runbook.blocks import of_file
from dms_constructs.runbook.facts import DatabaseFacts
from tests.databases.scripts import PASSWORD, lacking, run_by_psql
from tests.databases.server import Server

NUMBERS = itertools.count(1)
SCHEMA = 'Shop "north" :x $1'
DATABASE = "a 'shop' \\ \"{}\""


@dataclass(frozen=True)
class Place:
    """A database of its own with tables of an owner, and a user of DMS that is not there yet."""

    server: Server
    database: str
    user: str
    owner: str

    def connect(self, user: str | None = None, **options: Any) -> psycopg.Connection:
        passwords = {None: self.server.password, self.user: PASSWORD}
        return psycopg.connect(
            host=self.server.host,
            port=self.server.port,
            user=user or self.server.user,
            password=passwords.get(user, self.server.password),
            dbname=self.database,
            autocommit=True,
            **options,
        )

    def checklist(self, endpoint_type: dms.EndpointType, **arguments: Any) -> dms.Prerequisites:
        facts = dms.EndpointFacts(
            endpoint_type=endpoint_type,
            engine_name=dms.EngineName.POSTGRESQL,
            settings={
                "SlotName": f"{self.owner}_slot",
                "HeartbeatEnable": True,
                "HeartbeatSchema": "heart beat",
                "DdlArtifactsSchema": 'the "ddl"',
                "AfterConnectScript": "SET session_replication_role = replica",
            },
            database=dms.DatabaseIdentity(database=self.database),
        )
        return dms.prerequisites_of(
            facts, **{"schemas": [SCHEMA], "user_name": self.user, "client_network": "127.0.0.0/8", **arguments}
        )

    def run(self, checklist: dms.Prerequisites) -> None:
        run_by_psql(self.server, checklist.sql(), self.database)

    def done(self, checklist: dms.Prerequisites) -> dict[str, bool]:
        with self.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(checklist.check_sql()).fetchall()}  # type: ignore[call-overload]


@pytest.fixture(scope="module", params=["bare_postgresql", "bare_postgresql_18"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def place(server: Server) -> Iterator[Place]:
    with new_place(server) as found:
        yield found


class new_place:  # noqa: N801  # a context manager
    def __init__(self, server: Server) -> None:
        number = next(NUMBERS)
        self.place = Place(server, DATABASE.format(number), f'o\'user "{number}"', f"owner_{number}")

    def __enter__(self) -> Place:
        place = self.place
        with admin_of(place.server) as admin:
            admin.execute(sql.SQL("create role {} login password {}").format(name(place.owner), place.server.password))
            admin.execute(sql.SQL("create database {}").format(name(place.database)))
            admin.execute(sql.SQL("revoke all on database {} from public").format(name(place.database)))
            admin.execute(sql.SQL("grant all on database {} to {}").format(name(place.database), name(place.owner)))
        with place.connect() as connection:
            connection.execute("revoke all on schema public from public")
        with place.connect(place.owner) as owner:
            owner.execute(sql.SQL("create schema {}").format(name(SCHEMA)))
            owner.execute(
                sql.SQL("create table {} (id int primary key, note text)").format(name(SCHEMA, "Order items"))
            )
            owner.execute(sql.SQL("insert into {} values (1, 'one')").format(name(SCHEMA, "Order items")))
        return place

    def __exit__(self, *_: object) -> None:
        with admin_of(self.place.server) as admin:
            for (slot,) in admin.execute(
                "select slot_name from pg_replication_slots where database = %s", (self.place.database,)
            ).fetchall():
                admin.execute("select pg_drop_replication_slot(%s)", (slot,))
            admin.execute(sql.SQL("drop database {} with (force)").format(name(self.place.database)))
            for (role,) in admin.execute(
                "select rolname from pg_roles where rolname = any(%s)", ([self.place.user, self.place.owner],)
            ).fetchall():
                admin.execute(sql.SQL("drop owned by {}").format(name(role)))
                admin.execute(sql.SQL("drop role {}").format(name(role)))
            admin.execute("alter system reset all")


def admin_of(server: Server) -> psycopg.Connection:
    return psycopg.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, autocommit=True
    )


def name(*parts: str) -> sql.Identifier:
    return sql.Identifier(*parts)


def read(place: Place) -> None:
    """Do what full load does at a source."""
    with place.connect(place.user) as dms_user:
        rows = dms_user.execute(sql.SQL("select * from {}").format(name(SCHEMA, "Order items"))).fetchall()
        assert rows == [(1, "one")]
        assert dms_user.execute("show idle_in_transaction_session_timeout").fetchone() == ("0",)


def read_changes(place: Place) -> None:
    """Do what DMS does at a source for changes: streams, heartbeats, and watching definitions."""
    with place.connect(place.user, replication="database") as stream:
        stream.execute("CREATE_REPLICATION_SLOT probing TEMPORARY LOGICAL test_decoding")
    with place.connect(place.user) as dms_user:
        dms_user.execute('create table "heart beat".awsdms_heartbeat (hb_key int primary key)')
        dms_user.execute('insert into "heart beat".awsdms_heartbeat values (1)')
        with place.connect(place.owner) as owner:
            owner.execute(sql.SQL("alter table {} add extra int").format(name(SCHEMA, "Order items")))
        with place.connect() as admin:
            admin.execute("set session_replication_role = replica")
            admin.execute(sql.SQL("alter table {} add more int").format(name(SCHEMA, "Order items")))
            owners = admin.execute(
                "select rolsuper from pg_proc p join pg_roles r on r.oid = p.proowner where proname like 'awsdms%'"
            )
            assert owners.fetchall() == [(False,)], "the function would run as a superuser"
        changes = dms_user.execute(
            "select data from pg_logical_slot_get_changes(%s, null, null)", (f"{place.owner}_slot",)
        ).fetchall()
        told = [data for (data,) in changes if "awsdms_ddl_audit: INSERT" in data and "ALTER" in data]
        assert len(told) == 2, changes
        assert "add extra int" in told[0]
        assert "add more int" in told[1]


def next_start_has_logical_decoding(place: Place) -> None:
    with admin_of(place.server) as admin:
        found = admin.execute("select setting, error from pg_file_settings where name = 'wal_level'").fetchall()
    assert found, "wal_level is not set"
    assert found[-1][0] == "logical"


def write(place: Place) -> None:
    """Do what DMS does at a target."""
    table = sql.SQL("{}").format(name(SCHEMA, "Order items"))
    with place.connect(place.user) as dms_user:
        dms_user.execute("set session_replication_role = replica")
        assert dms_user.execute("show idle_in_transaction_session_timeout").fetchone() == ("0",)
        for statement in (
            "insert into {} values (2, 'two')",
            "update {} set note = 'three' where id = 2",
            "delete from {} where id = 2",
            "select * from {}",
            "truncate {}",
        ):
            dms_user.execute(sql.SQL(statement).format(table))  # type: ignore[arg-type]
        dms_user.execute("create schema awsdms_new")
        dms_user.execute(sql.SQL("create table {} (id int)").format(name(SCHEMA, "made")))
        dms_user.execute(sql.SQL("drop table {}").format(name(SCHEMA, "made")))
        dms_user.execute('create table "not there".made (id int)')
        dms_user.execute('create table "the control".awsdms_apply_exceptions (id int)')


def as_source(place: Place) -> dms.Prerequisites:
    return place.checklist(dms.EndpointType.SOURCE)


def as_target(place: Place) -> dms.Prerequisites:
    return place.checklist(dms.EndpointType.TARGET, schemas=[SCHEMA, "not there"], control_schema="the control")


def works_as_source(place: Place) -> None:
    next_start_has_logical_decoding(place)
    read(place)
    read_changes(place)


def test_dms_reads_tables_and_changes_from_a_prepared_source(place: Place) -> None:
    place.run(as_source(place))

    works_as_source(place)


def test_dms_reads_tables_of_a_source_that_is_prepared_for_a_full_load(place: Place) -> None:
    place.run(place.checklist(dms.EndpointType.SOURCE, migration_type=dms.MigrationType.FULL_LOAD))

    read(place)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), place.connect(place.user) as dms_user:
        dms_user.execute("select pg_create_logical_replication_slot('not_allowed', 'test_decoding')")


def test_dms_reads_the_named_tables_and_no_others(place: Place) -> None:
    with place.connect(place.owner) as owner:
        owner.execute(sql.SQL("create table {} (id int)").format(name(SCHEMA, "secrets")))
    place.run(place.checklist(dms.EndpointType.SOURCE, schemas=None, tables={SCHEMA: ["Order items"]}))

    read(place)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), place.connect(place.user) as dms_user:
        dms_user.execute(sql.SQL("select * from {}").format(name(SCHEMA, "secrets")))


def test_dms_writes_into_a_prepared_target(place: Place) -> None:
    place.run(as_target(place))

    write(place)


@pytest.mark.parametrize(("checklist_of", "work"), [(as_source, works_as_source), (as_target, write)])
def test_no_statement_can_be_left_out(checklist_of: Any, work: Any, server: Server) -> None:
    with new_place(server) as place:
        number = len(list(lacking(checklist_of(place))))

    told = [left_out for index in range(number) if (left_out := works_without(index, checklist_of, work, server))]

    # One schema is there already, and the other has no tables yet.
    assert [each.partition(' "')[0] for each in told] == (
        ["schemas: CREATE SCHEMA IF NOT EXISTS", TABLES_OF_NEW_SCHEMA] if checklist_of is as_target else []
    )


TABLES_OF_NEW_SCHEMA = "tables: GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA"


def works_without(index: int, checklist_of: Any, work: Any, server: Server) -> str:
    """Return the statement without which DMS can do its work nevertheless; empty if it can't."""
    with new_place(server) as place:
        left_out, checklist = list(lacking(checklist_of(place)))[index]
        try:
            place.run(checklist)
            work(place)
        except (psycopg.Error, RuntimeError, AssertionError):
            return ""
        return left_out


@pytest.mark.parametrize("right", ["select", "insert", "update", "delete", "truncate"])
def test_no_right_to_the_tables_of_a_target_can_be_left_out(right: str, place: Place) -> None:
    place.run(as_target(place))
    with place.connect() as admin:
        revoke = sql.SQL("revoke {} on all tables in schema {} from {}")
        admin.execute(revoke.format(sql.SQL(right), name(SCHEMA), name(place.user)))  # type: ignore[arg-type]

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        write(place)


@pytest.mark.parametrize("checklist_of", [as_source, as_target])
def test_a_script_can_be_run_again(checklist_of: Any, place: Place) -> None:
    place.run(checklist_of(place))

    place.run(checklist_of(place))


@pytest.mark.parametrize("checklist_of", [as_source, as_target])
def test_the_query_tells_what_is_not_done_and_what_is(checklist_of: Any, place: Place) -> None:
    checklist = checklist_of(place)
    with admin_of(place.server) as admin:
        before = {item for item, done in place.done(checklist).items() if not done}
        place.run(checklist)
        admin.execute("select pg_reload_conf()")

    with_sql = {item.id for item in checklist if item.statements}
    assert before - {"tls"} == with_sql - {"setting.wal_level"}
    # The servers of the tests have no certificate.
    assert {item for item, done in place.done(checklist).items() if not done} == {"tls"}


@pytest.mark.parametrize(
    ("columns", "then", "has_key"),
    [
        ("id int", "replica identity full", True),
        ("id int primary key deferrable", "replica identity full", True),
        ("id int primary key deferrable", "replica identity default", False),
        ("id int not null unique", "replica identity default", False),
    ],
)
def test_what_counts_as_a_key(columns: str, then: str, has_key: bool, place: Place) -> None:
    with place.connect(place.owner) as owner:
        owner.execute(sql.SQL("create table {} ({})").format(name(SCHEMA, "no key"), sql.SQL(columns)))  # type: ignore[arg-type]
        owner.execute(sql.SQL("alter table {} {}").format(name(SCHEMA, "no key"), sql.SQL(then)))  # type: ignore[arg-type]

    assert place.done(as_source(place))["keys"] is has_key


def test_the_query_tells_of_a_table_without_a_primary_key(place: Place) -> None:
    with place.connect(place.owner) as owner:
        owner.execute(sql.SQL("create table {} (id int)").format(name(SCHEMA, "no key")))

    assert place.done(as_source(place))["keys"] is False


def test_dms_drops_tables_of_others_where_it_owns_their_schema(place: Place) -> None:
    checklist = as_target(place)
    place.run(checklist)
    drop = sql.SQL("drop table {}").format(name(SCHEMA, "Order items"))
    with place.connect(place.user) as dms_user, pytest.raises(psycopg.errors.InsufficientPrivilege):
        dms_user.execute(drop)

    statements = [line for line in checklist["ownership"].instructions.splitlines() if line.startswith("  ")]
    with place.connect() as admin:
        for statement in statements:
            admin.execute(statement)  # type: ignore[call-overload]
    with place.connect(place.user) as dms_user:
        dms_user.execute(drop)


def test_a_password_is_in_no_script(place: Place) -> None:
    for checklist in (as_source(place), as_target(place)):
        assert PASSWORD not in checklist.sql()
        assert ":'dms_password'" in checklist.sql()


# What only RDS has: roles of its own, and a master user who may do what a superuser may elsewhere.
MANAGED_ROLES = ("rds_superuser", "rds_replication")


@pytest.fixture
def managed(place: Place) -> Iterator[Place]:
    """A place with the roles of RDS, and its owner as the master user."""
    owner = name(place.owner)
    with admin_of(place.server) as admin:
        for role in MANAGED_ROLES:
            admin.execute(sql.SQL("create role {}").format(name(role)))
            admin.execute(sql.SQL("grant {} to {} with admin option").format(name(role), owner))
        admin.execute(sql.SQL("alter role {} createrole").format(owner))
        admin.execute(sql.SQL("alter database {} owner to {}").format(name(place.database), owner))
    with place.connect() as connection:
        connection.execute(sql.SQL("alter schema public owner to {}").format(owner))
    yield place
    with admin_of(place.server) as admin:
        for role in MANAGED_ROLES:
            admin.execute(sql.SQL("drop role {}").format(name(role)))


# Only RDS lets somebody who is not a superuser do these.
OF_RDS = ("EVENT TRIGGER", "pg_create_logical_replication_slot")


def without(checklist: dms.Prerequisites, *words: str) -> dms.Prerequisites:
    items = [
        dataclasses.replace(
            item, statements=tuple(each for each in item.statements if not any(word in each for word in words))
        )
        for item in checklist
    ]
    return dataclasses.replace(checklist, items=tuple(items))


@pytest.mark.parametrize("endpoint_type", list(dms.EndpointType))
def test_the_master_user_of_rds_can_run_its_script(endpoint_type: dms.EndpointType, managed: Place) -> None:
    checklist = managed.checklist(endpoint_type, deployment=dms.Deployment.RDS)

    run_by_psql(managed.server, without(checklist, *OF_RDS).sql(), managed.database, managed.owner)

    undone = {item for item, done in managed.done(checklist).items() if not done}
    # As the server comes, it has fewer workers than RDS.
    of_source = {"ddl", "slot", "setting.max_worker_processes"}
    assert undone == {"tls", *(of_source if endpoint_type is dms.EndpointType.SOURCE else ())}


@pytest.mark.parametrize("endpoint_type", list(dms.EndpointType))
def test_the_master_user_can_run_its_script_for_itself(endpoint_type: dms.EndpointType, managed: Place) -> None:
    checklist = managed.checklist(endpoint_type, deployment=dms.Deployment.RDS, user_name=managed.owner)

    run_by_psql(managed.server, without(checklist, *OF_RDS).sql(), managed.database, managed.owner)

    assert managed.done(checklist)["user"] is True
    with psycopg.connect(
        host=managed.server.host,
        port=managed.server.port,
        user=managed.owner,
        password=PASSWORD,
        dbname=managed.database,
    ) as master:
        assert master.execute("show idle_in_transaction_session_timeout").fetchone() == ("0",)


@pytest.mark.parametrize("block", ["accept_values", "sequences", "artifacts", "drop_user"])
def test_the_master_user_may_alter_count_and_take_over_what_dms_made(block: str, managed: Place) -> None:
    checklist = managed.checklist(dms.EndpointType.TARGET, deployment=dms.Deployment.RDS)
    run_by_psql(managed.server, without(checklist, *OF_RDS).sql(), managed.database, managed.owner)
    with managed.connect(managed.user) as dms_user:
        made = sql.SQL("create table {}.{} (id int generated always as identity)")
        dms_user.execute(made.format(name(SCHEMA), name("made by DMS")))
        dms_user.execute(made.format(name(SCHEMA), name("awsdms_status")))
    facts = dms.EndpointFacts(
        endpoint_type=dms.EndpointType.TARGET,
        engine_name=dms.EngineName.POSTGRESQL,
        database=dms.DatabaseIdentity(database=managed.database),
    )

    run_by_psql(
        managed.server,
        "\\set ON_ERROR_STOP on\n" + of_file(block, DatabaseFacts(endpoint=facts, user=managed.user)).sql,
        managed.database,
        managed.owner,
    )


def test_dms_has_the_roles_of_rds(managed: Place) -> None:
    managed.run(managed.checklist(dms.EndpointType.SOURCE, deployment=dms.Deployment.RDS))

    read(managed)
    with managed.connect(managed.user) as dms_user:
        roles = dms_user.execute("select rolname from pg_roles where pg_has_role(oid, 'member') and rolname ~ '^rds'")
        assert {role for (role,) in roles.fetchall()} == set(MANAGED_ROLES)


def test_an_administrator_of_rds_takes_over_what_dms_made(place: Place) -> None:
    """It is no superuser, and none of its own role's rights reach what another role made."""
    checklist = place.checklist(dms.EndpointType.TARGET, deployment=dms.Deployment.RDS)
    drop = of_file(
        "drop_user",
        DatabaseFacts(
            endpoint=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.POSTGRESQL),
            user=place.user,
        ),
    ).sql
    with admin_of(place.server) as superuser:
        superuser.execute(sql.SQL("alter role {} createrole").format(name(place.owner)))
        superuser.execute(sql.SQL("alter database {} owner to {}").format(name(place.database), name(place.owner)))
    with place.connect(place.owner) as administrator:
        administrator.execute(sql.SQL("create role {} login password {}").format(name(place.user), PASSWORD))
        administrator.execute(checklist["user"].statements[1])
        administrator.execute(sql.SQL("grant all on schema {} to {}").format(name(SCHEMA), name(place.user)))
        administrator.execute(
            sql.SQL("grant connect on database {} to {}").format(name(place.database), name(place.user))
        )
        with place.connect(place.user) as dms_user:
            dms_user.execute(sql.SQL("create table {} (id int)").format(name(SCHEMA, "of DMS")))

        administrator.execute(sql.SQL("create index on {} (id)").format(name(SCHEMA, "of DMS")))
        administrator.execute(drop)

        (owner,) = administrator.execute("select tableowner from pg_tables where tablename = 'of DMS'").fetchone() or ()
        assert owner == place.owner
