"""The runbook from PostgreSQL to PostgreSQL, played on two servers: what it promises is so at the end."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.databases import postgresql
from tests.databases.runbooks import SOURCE, TARGET, Play, runbook_of_example
from tests.databases.server import Server

NAME = "PostgreSqlToAuroraPostgreSql"
DATABASE = "orders"
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SCHEMA = """
    create table customers (
        id integer generated always as identity primary key,
        email text unique
    );
    create table "Order items" (
        id bigserial primary key,
        customer integer not null references customers,
        price numeric check (price >= 0)
    );
    create index by_customer on "Order items" (customer);
    create sequence invoices start 1000;
    create sequence down increment -1 maxvalue 100 minvalue -100 start 100;
    create table countdown (id integer primary key default nextval('down'));
    create table log (said text);
    create materialized view emails as select email from customers;
    create function note() returns trigger language plpgsql
    as $$ begin insert into log values ('fired'); return new; end $$;
    create trigger noted after insert on "Order items" for each row execute function note();
    insert into customers (email) select 'a' || number from generate_series(1, 10) as number;
    insert into "Order items" (customer, price) select number, number from generate_series(1, 10) as number;
    delete from "Order items" where id > 7;
    insert into countdown select from generate_series(1, 3);
    select nextval('invoices'), nextval('invoices');
"""


def connect(server: Server, database: str = DATABASE, **options: Any) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        dbname=database,
        autocommit=True,
        **options,
    )


def column(server: Server, query: str) -> list[Any]:
    with connect(server) as connection:
        return [row[0] for row in connection.execute(query.encode()).fetchall()]


class Migration:
    """Two servers, and what DMS does between them."""

    def __init__(self, source: Server, target: Server, folder: Path, *, goes_back: bool) -> None:
        self.source, self.target, self.folder = source, target, folder
        self.noted: dict[str, Any] = {}
        self.play = Play(
            runbook_of_example(NAME),
            {SOURCE: source, TARGET: target},
            {SOURCE: DATABASE, TARGET: DATABASE},
            before={
                "postgresql/accept_values": self.make_schema,
                "postgresql/slots": self.load,
                "postgresql/row_counts": self.try_to_write,
                "postgresql/switched_off": self.switch_off_by_hand,
                "postgresql/artifacts": self.end,
            },
            skips=frozenset() if goes_back else frozenset({"postgresql/start_writers"}),
        )

    def shell(self, containing: str) -> None:
        """Run the commands of the runbook that have these words."""
        commands = next(each for each in SHELL.findall(str(self.play.runbook)) if containing in each)
        urls = {
            f"{side}_url": f"postgresql://{server.user}@{server.host}:{server.port}/{DATABASE}"
            for side, server in (("source", self.source), ("target", self.target))
        }
        programs = postgresql.programs_of_18()
        done = subprocess.run(
            ["bash", "-c", commands],
            cwd=self.folder,
            env={"PATH": f"{programs}:{os.environ['PATH']}", "PGPASSWORD": self.source.password, **urls},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not re.sub(_TOO_NEW, "", done.stderr).strip(), done.stderr

    def make_schema(self) -> None:
        self.shell("pg_dump")

    def load(self) -> None:
        """Load rows as DMS does: with all values given."""
        self.noted["indexes before the load"] = indexes(self.target)
        with connect(self.source) as source, connect(self.target) as target:
            source.execute("select pg_create_logical_replication_slot('of_a_task', 'test_decoding')")
            source.execute("create table if not exists awsdms_heartbeat (id integer)")
            target.execute("create table awsdms_apply_exceptions (what text)")
            target.execute("insert into awsdms_apply_exceptions values ('a duplicate key')")
            for table in ("customers", '"Order items"', "countdown", "log"):
                copy_rows(source, target, table)
        self.shell("--use-list=indexes.list")

    def try_to_write(self) -> None:
        """Write to the source as an application does, now that the door is locked."""
        with connect(self.source) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("insert into log values ('too late')")
        self.noted["dms may write"] = column_as(self.source, "dms", "show default_transaction_read_only")

    def switch_off_by_hand(self) -> None:
        self.noted["triggers before the cutover"] = column(self.target, TRIGGERS)
        self.shell("--use-list=at-cut-over.list")
        with connect(self.target) as target:
            target.execute('alter table "Order items" disable trigger noted')
            target.execute("alter table countdown add column customer integer default 1")
            target.execute("alter table countdown add foreign key (customer) references customers not valid")

    def end(self) -> None:
        """Do what the runbook leaves to `cdk destroy`: DMS drops its slot with the task."""
        with connect(self.source) as source:
            source.execute("select pg_drop_replication_slot('of_a_task')")


TRIGGERS = "select tgname from pg_trigger where not tgisinternal and tgenabled = 'O' order by 1"
# The programs of 17 and later set what an older server doesn't know, as the runbook says. Jobs that run side by side
# write their lines into each other's, so each part counts by itself.
_TOO_NEW = (
    r' error: could not execute query: ERROR:  unrecognized configuration parameter "transaction_timeout"\n'
    r"|Command was: SET transaction_timeout = 0;\n"
    r"| warning: errors ignored on restore: \d+\n"
    r"|pg_restore:"
)


def indexes(server: Server) -> list[str]:
    return column(server, "select indexname from pg_indexes where schemaname = 'public' order by 1")


def copy_rows(source: psycopg.Connection[Any], target: psycopg.Connection[Any], table: str) -> None:
    rows = source.execute(f"select * from {table}".encode()).fetchall()
    for row in rows:
        values = ", ".join(["%s"] * len(row))
        target.execute(f"insert into {table} values ({values})".encode(), row)


def column_as(server: Server, user: str, query: str) -> list[Any]:
    """Return a column of an answer to a user, who has the password of the scripts."""
    from tests.databases.scripts import PASSWORD

    with psycopg.connect(
        host=server.host, port=server.port, user=user, password=PASSWORD, dbname=DATABASE, autocommit=True
    ) as connection:
        return [row[0] for row in connection.execute(query.encode()).fetchall()]


@pytest.fixture(scope="module", params=["15 to 18", "18 to 15"])
def migration(
    request: pytest.FixtureRequest,
    bare_postgresql: Server,
    bare_postgresql_18: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Migration]:
    """A migration whose runbook has been played to its end: with the way back, or with a source that stays locked."""
    source, target = bare_postgresql, bare_postgresql_18
    is_new = request.param == "18 to 15"
    if is_new:
        source, target = target, source
    for server in (source, target):
        with connect(server, "postgres") as admin:
            admin.execute(f"create database {DATABASE}".encode())
    with connect(source) as owner:
        owner.execute(SCHEMA)
    found = Migration(source, target, tmp_path_factory.mktemp("runbook"), goes_back=not is_new)
    found.play.play()
    yield found
    for server in (source, target):
        with connect(server, "postgres") as admin:
            admin.execute(f"drop database {DATABASE} with (force)".encode())


def test_every_row_is_where_it_was(migration: Migration) -> None:
    counts = "postgresql/row_counts"

    assert migration.play.said[counts, SOURCE] == migration.play.said[counts, TARGET]
    assert "public.Order items|7" in migration.play.said[counts, TARGET]


def test_sequences_go_on_where_those_of_the_source_stand(migration: Migration) -> None:
    with connect(migration.target) as target:
        target.execute("insert into customers (email) values ('new')")
        target.execute('insert into "Order items" (customer) values (11)')

    assert column(migration.target, "select max(id) from customers") == [11]
    assert column(migration.target, 'select max(id) from "Order items"') == [11]  # 8 to 10 were given out, and deleted


def test_a_sequence_without_a_column_goes_on_too(migration: Migration) -> None:
    assert column(migration.target, "select nextval('invoices')") == [1002]


def test_a_sequence_that_counts_down_goes_on_downwards(migration: Migration) -> None:
    assert column(migration.target, "select nextval('down')") == [97]


def test_indexes_are_made_after_the_load(migration: Migration) -> None:
    assert "by_customer" not in migration.noted["indexes before the load"]
    assert "by_customer" in indexes(migration.target)


def test_keys_are_there_before_the_load(migration: Migration) -> None:
    assert {"customers_pkey", "customers_email_key"} <= set(migration.noted["indexes before the load"])


def test_triggers_are_made_at_the_cutover_and_have_written_nothing_before(migration: Migration) -> None:
    assert migration.noted["triggers before the cutover"] == []
    assert column(migration.source, "select count(*) from log") == [10]
    assert "public.log|10" in migration.play.said["postgresql/row_counts", TARGET]


def test_triggers_that_were_off_are_listed_and_switched_on(migration: Migration) -> None:
    assert 'trigger|"Order items"|noted|disabled' in migration.play.said["postgresql/switched_off", TARGET]
    assert column(migration.target, TRIGGERS) == ["noted"]


def test_foreign_keys_that_were_not_validated_are_listed_and_validated(migration: Migration) -> None:
    listed = migration.play.said["postgresql/switched_off", TARGET]

    assert "foreign key|countdown|countdown_customer_fkey|not validated" in listed
    assert column(migration.target, "select count(*) from pg_constraint where contype = 'f' and convalidated") == [2]


def test_the_locked_source_lets_dms_write(migration: Migration) -> None:
    assert migration.noted["dms may write"] == ["off"]


def test_the_source_is_locked_until_the_way_back_is_gone(migration: Migration) -> None:
    is_locked = "on" if migration.play.skips else "off"

    assert column(migration.source, "show default_transaction_read_only") == [is_locked]


def test_the_optimizer_knows_the_tables(migration: Migration) -> None:
    assert column(migration.target, "select reltuples from pg_class where relname = 'customers'") == [10.0]


def test_what_dms_could_not_apply_is_counted(migration: Migration) -> None:
    assert "public.awsdms_apply_exceptions|1" in migration.play.said["postgresql/validation_failures", TARGET]


def test_materialized_views_are_filled(migration: Migration) -> None:
    assert column(migration.target, "select count(*) from emails") == [10]


def test_no_slot_is_left(migration: Migration) -> None:
    assert column(migration.source, "select slot_name from pg_replication_slots") == []


@pytest.mark.parametrize("side", ["source", "target"])
def test_nothing_of_dms_is_left(migration: Migration, side: str) -> None:
    server = getattr(migration, side)

    assert column(server, "select relname from pg_class where relname like 'awsdms%'") == []
    assert column(server, "select proname from pg_proc where proname like 'awsdms%'") == []
    assert column(server, "select evtname from pg_event_trigger") == []
    assert column(server, "select rolname from pg_roles where rolname = 'dms'") == []
