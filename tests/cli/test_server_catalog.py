"""The catalogs of real servers."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dms_constructs.catalog import Catalog, SourceTable, UniqueKey
from dms_constructs.catalog.table_type import TableType
from dms_constructs.cli import server as reader
from dms_constructs.cli.wanting import EVERYTHING, Wanted
from dms_constructs.engines import EngineName
from tests.cli.conftest import Cli, Ran
from tests.cli.documents import SHOP
from tests.cli.process import on_a_terminal
from tests.databases.server import Server

Write = Callable[..., Path]


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def shop_of_postgresql(postgresql: Server) -> Catalog:
    """What its owner sees."""
    return read(postgresql, postgresql.user, postgresql.password)


@pytest.fixture(scope="session")
def shop_of_mariadb(mariadb: Server) -> Catalog:
    """What a user with all rights sees."""
    return read(mariadb, mariadb.user, mariadb.password)


def read(server: Server, user: str, password: str, wanted: Wanted = EVERYTHING) -> Catalog:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DMS_CONSTRUCTS_PASSWORD", password)
        return reader.read(server.url(user), wanted=wanted)


def schemas(catalog: Catalog) -> set[str]:
    return {each.schema for each in catalog.tables}


def names(catalog: Catalog, schema: str, table_type: TableType = TableType.TABLE) -> list[str]:
    return [each.name for each in catalog.tables if each.schema == schema and each.table_type is table_type]


def table(catalog: Catalog, name: str) -> SourceTable:
    return next(each for each in catalog.tables if str(each) == name)


def types(catalog: Catalog, name: str) -> dict[str, tuple[str, str | None]]:
    return {each.name: (each.data_type, each.dms_type) for each in table(catalog, name).columns}


# PostgreSQL


def test_postgresql_tells_its_engine(shop_of_postgresql: Catalog) -> None:
    assert shop_of_postgresql.engine is EngineName.POSTGRESQL


def test_postgresql_lists_tables_with_partitions_and_without_foreign_tables(shop_of_postgresql: Catalog) -> None:
    assert names(shop_of_postgresql, "shop") == [
        "audit_log",
        "customers",
        "events",
        "events_2026",
        "keyed",
        "no_columns",
        "order_lines",
    ]


def test_postgresql_lists_views(shop_of_postgresql: Catalog) -> None:
    assert names(shop_of_postgresql, "shop", TableType.VIEW) == ["cached_totals", "totals"]


def test_postgresql_lists_its_system_schemas_when_told_to_except_those_for_temporary_and_large_values(
    postgresql: Server,
) -> None:
    assert schemas(read(postgresql, postgresql.user, postgresql.password, Wanted(system_schemas=True))) == {
        '50% "odd" :names',
        "Mixed Case",
        "information_schema",
        "pg_catalog",
        "shop",
        "user_data",
    }


def test_postgresql_types_are_as_the_guide_names_them(shop_of_postgresql: Catalog) -> None:
    found = types(shop_of_postgresql, "shop.customers")
    kinds = {name: found.pop(name)[0] for name in ("mood", "home")}

    assert kinds == {"mood": "enum", "home": "composite"}
    assert found == {
        "id": ("bigint", "int8"),
        "name": ("character varying(45)", "wstring"),
        "email": ("character varying(254)", "wstring"),
        "labels": ("text[]", "nclob"),
        "moods": ("shop.mood[]", "nclob"),
        "extra": ("jsonb", "nclob"),
        "attributes": ("hstore", "nclob"),
        "photo": ("bytea", "blob"),
        "price": ("numeric(10,2)", "numeric"),
        "since": ("timestamp(3) with time zone", "datetime"),
        "last_column": ('"char"', "wstring"),
    }


def test_postgresql_keeps_the_order_of_columns(shop_of_postgresql: Catalog) -> None:
    columns = [each.name for each in table(shop_of_postgresql, "shop.customers").columns]

    assert (columns[0], columns[-1]) == ("id", "last_column")


def test_postgresql_tells_unique_keys_and_those_that_are_deferrable(shop_of_postgresql: Catalog) -> None:
    found = table(shop_of_postgresql, "shop.keyed")

    assert (found.primary_key, found.primary_key_deferrable, found.key_for_changes) == (("id",), True, ())
    assert found.unique_keys == (
        UniqueKey("keyed_code_key", ["code"]),
        UniqueKey("keyed_included", ["tenant"]),
        UniqueKey("keyed_number", ["number", "tenant"]),
        UniqueKey("keyed_pair", ["tenant", "number"], deferrable=True),
    )


def test_types_of_extensions_are_as_the_guide_names_them(shop_of_postgresql: Catalog) -> None:
    assert types(shop_of_postgresql, "shop.keyed")["note"] == ("citext", "nclob")


# MariaDB


def test_mariadb_tells_its_engine(shop_of_mariadb: Catalog) -> None:
    assert shop_of_mariadb.engine is EngineName.MARIADB


def test_mariadb_lists_tables_but_no_sequences(shop_of_mariadb: Catalog) -> None:
    assert names(shop_of_mariadb, "shop") == ["audit_log", "customers", "events", "kept", "keyed", "order_lines"]


def test_mariadb_lists_views(shop_of_mariadb: Catalog) -> None:
    assert names(shop_of_mariadb, "shop", TableType.VIEW) == ["totals"]


def test_mariadb_lists_its_system_schemas_when_told_to(mariadb: Server) -> None:
    assert schemas(read(mariadb, mariadb.user, mariadb.password, Wanted(system_schemas=True))) == {
        "50% `odd` :names",
        "Mixed Case",
        "closed",
        "information_schema",
        "mysql",
        "performance_schema",
        "shop",
        "sys",
        "user_data",
    }


def test_mariadb_types_are_as_the_guide_names_them(shop_of_mariadb: Catalog) -> None:
    assert types(shop_of_mariadb, "shop.customers") == {
        "id": ("bigint(20) unsigned", "uint8"),
        "age": ("tinyint(3) unsigned", "uint1"),
        "serial": ("int(8) unsigned zerofill", "uint4"),
        "price": ("decimal(10,2) unsigned", "numeric"),
        "flags": ("bit(8)", "bytes"),
        "is_new": ("bit(1)", "boolean"),
        "name": ("varchar(45)", "wstring"),
        "colour": ("enum('red','gr)een','it''s')", "wstring"),
        "sizes": ("set('s','m','l')", "wstring"),
        "extra": ("longtext", "nclob"),
        "note": ("longtext", "nclob"),
        "photo": ("mediumblob", "blob"),
        "packed": ("longblob /*M!100301 COMPRESSED*/", "blob"),
        "place": ("point", "blob"),
        "since": ("datetime(3)", "datetime"),
    }


def test_mariadb_tells_unique_keys(shop_of_mariadb: Catalog) -> None:
    found = table(shop_of_mariadb, "shop.keyed")

    assert found.primary_key == ()
    assert found.unique_keys == (UniqueKey("by_code", ["code"]), UniqueKey("by_pair", ["tenant", "number"]))


def test_mariadb_tells_types_that_only_it_has(shop_of_mariadb: Catalog) -> None:
    found = types(shop_of_mariadb, "shop.keyed")

    assert (found["address"], found["token"]) == (("inet6", "wstring"), ("uuid", "wstring"))


def test_mysql_is_known_by_its_version() -> None:
    from dms_constructs.cli import mysql

    class Connection:
        def execute(self, _query: object) -> Any:
            return self

        def scalar_one(self) -> str:
            return "8.4.2"

    connection: Any = Connection()
    assert mysql.engine(connection) is EngineName.MYSQL


# Both


@pytest.mark.parametrize("catalog", ["shop_of_postgresql", "shop_of_mariadb"])
def test_names_are_as_they_were_written(catalog: str, request: pytest.FixtureRequest) -> None:
    found = table(request.getfixturevalue(catalog), "Mixed Case.User-Data")

    assert ([each.name for each in found.columns], found.primary_key) == (["Id", "select", "a.b"], ("Id",))


@pytest.mark.parametrize("catalog", ["shop_of_postgresql", "shop_of_mariadb"])
def test_a_primary_key_has_its_own_order(catalog: str, request: pytest.FixtureRequest) -> None:
    found = table(request.getfixturevalue(catalog), "shop.order_lines")

    assert found.primary_key == ("tenant", "order_id", "line_no")


@pytest.mark.parametrize("catalog", ["shop_of_postgresql", "shop_of_mariadb"])
def test_a_unique_index_is_not_a_primary_key(catalog: str, request: pytest.FixtureRequest) -> None:
    found = table(request.getfixturevalue(catalog), "shop.audit_log")

    assert (found.primary_key, [key.columns for key in found.unique_keys]) == ((), [("message",)])


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_a_user_who_may_only_read_sees_the_same_of_what_they_may_read(
    name: str, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(name)
    everything: Catalog = request.getfixturevalue(f"shop_of_{name}")

    seen = read(server, server.reader, server.reader_password)

    shops = [[each for each in catalog.tables if each.schema == "shop"] for catalog in (seen, everything)]
    assert shops[0] == shops[1] != []


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_the_command_writes_the_catalog(name: str, cli: Cli, request: pytest.FixtureRequest) -> None:
    server: Server = request.getfixturevalue(name)

    ran = cli("catalog", server.url(), DMS_CONSTRUCTS_PASSWORD=server.password)

    assert (ran.code, ran.err) == (0, "")
    assert Catalog.from_json(ran.out) == request.getfixturevalue(f"shop_of_{name}")


def test_the_command_writes_a_file(cli: Cli, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "catalog.json"

    ran = cli("catalog", server.url(), "--output", file, DMS_CONSTRUCTS_PASSWORD=server.password)

    count = len(Catalog.from_json(file.read_text()).tables)
    assert (ran.code, ran.out, ran.err) == (0, "", f"Wrote {count} tables and views to {file}\n")


def test_a_terminal_shows_that_the_command_waits_for_a_server(postgresql: Server, tmp_path: Path) -> None:
    file = tmp_path / "catalog.json"

    code, shown = on_a_terminal(
        "catalog", postgresql.url(), "--output", file, typed=f"{postgresql.password}\n".encode()
    )

    assert code == 0
    assert f"Reading the catalog of 127.0.0.1:{postgresql.port} ..." in shown
    assert f"tables and views to {file}" in shown
    assert postgresql.password not in shown


def test_a_file_that_cannot_be_written_is_trouble(cli: Cli, server: Server, tmp_path: Path) -> None:
    ran = cli("catalog", server.url(), "--output", tmp_path / "no" / "x", DMS_CONSTRUCTS_PASSWORD=server.password)

    assert (ran.code, ran.err) == (2, f"Error: can't write {tmp_path}/no/x: No such file or directory\n")


def test_a_server_takes_the_place_of_a_file(cli: Cli, server: Server, write: Write) -> None:
    file = write("shop.json", SHOP)

    ran = cli("mappings", "explain", file, "--catalog", server.url(), DMS_CONSTRUCTS_PASSWORD=server.password)

    assert ran.code in {0, 1}
    assert "shop.order_lines" in ran.out


def test_the_password_of_the_client_is_taken(cli: Cli, postgresql: Server, mariadb: Server) -> None:
    assert cli("catalog", postgresql.url(), PGPASSWORD=postgresql.password).code == 0
    assert cli("catalog", mariadb.url(), MYSQL_PWD=mariadb.password).code == 0


def test_system_schemas_are_left_out(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(), DMS_CONSTRUCTS_PASSWORD=server.password)

    own = {"information_schema", "pg_catalog", "mysql", "performance_schema", "sys"}
    assert own.isdisjoint(schemas(Catalog.from_json(ran.out)))


def test_the_command_reads_system_schemas_when_told_to(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(), "--system-schemas", DMS_CONSTRUCTS_PASSWORD=server.password)

    assert "information_schema" in schemas(Catalog.from_json(ran.out))


def test_the_command_reads_the_schemas_that_are_named(cli: Cli, server: Server) -> None:
    options = ("--schema", "shop", "--schema", "Mixed Case")
    ran = cli("catalog", server.url(), *options, DMS_CONSTRUCTS_PASSWORD=server.password)

    assert (ran.code, ran.err, schemas(Catalog.from_json(ran.out))) == (0, "", {"shop", "Mixed Case"})


def test_a_system_schema_that_is_named_is_read(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(), "--schema", "information_schema", DMS_CONSTRUCTS_PASSWORD=server.password)

    assert schemas(Catalog.from_json(ran.out)) == {"information_schema"}


def test_letter_case_of_a_schema_counts(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(), "--schema", "Shop", DMS_CONSTRUCTS_PASSWORD=server.password)

    assert Catalog.from_json(ran.out).tables == ()
    assert ran.err == (
        f"127.0.0.1:{server.port} shows user dms no tables in schema Shop; check the name, where letter case counts, "
        "or grant the right to read them\n"
    )


def test_a_user_who_sees_nothing_is_told(cli: Cli, mariadb: Server) -> None:
    ran = cli("catalog", mariadb.url("nobody", "information_schema"), DMS_CONSTRUCTS_PASSWORD=mariadb.reader_password)

    assert ran.code == 0
    assert (
        ran.err == f"127.0.0.1:{mariadb.port} shows user nobody no tables but its own; grant the right to read others\n"
    )


# What goes wrong

SECRET = "hunter2"


def refused(ran: Ran, *words: str) -> None:
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: ")
    assert ran.err.count("\n") == 1
    assert [word for word in words if word not in ran.err] == []
    assert SECRET not in ran.err


def test_a_wrong_password_is_named_by_its_origin(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(), DMS_CONSTRUCTS_PASSWORD=SECRET)

    refused(ran, f"127.0.0.1:{server.port} does not let in user dms with the password from DMS_CONSTRUCTS_PASSWORD")


def test_a_missing_password_is_told_how_to_be_given(cli: Cli, server: Server) -> None:
    refused(cli("catalog", server.url()), "does not let in user dms without a password; set DMS_CONSTRUCTS_PASSWORD")


def test_an_unknown_user_is_not_let_in(cli: Cli, server: Server) -> None:
    refused(cli("catalog", server.url("somebody"), DMS_CONSTRUCTS_PASSWORD=SECRET), "does not let in user somebody")


def test_an_unknown_database_is_named(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(database="nowhere"), DMS_CONSTRUCTS_PASSWORD=server.password)

    refused(ran, "has no database nowhere; check the name after the last / of the URL")


def test_a_database_without_the_right_to_it_is_named(cli: Cli, server: Server) -> None:
    url = server.url(server.reader, "closed")

    ran = cli("catalog", url, DMS_CONSTRUCTS_PASSWORD=server.reader_password)

    refused(ran, "does not let user reader into database closed; check its name, or grant the right to connect")


def test_an_option_goes_to_the_driver(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(connect_timeout="20"), DMS_CONSTRUCTS_PASSWORD=server.password)

    assert ran.code == 0


@pytest.mark.parametrize("options", [{"nonsense": "1"}, {"connect_timeout": "soon"}], ids=["name", "value"])
def test_an_option_that_the_driver_does_not_know_is_trouble(cli: Cli, server: Server, options: dict[str, str]) -> None:
    ran = cli("catalog", server.url(**options), DMS_CONSTRUCTS_PASSWORD=SECRET)

    refused(ran, "the driver does not take an option of the URL; check names and values after its ?")


def test_tls_that_the_server_lacks_is_trouble(cli: Cli, postgresql: Server, mariadb: Server) -> None:
    urls = [postgresql.url(sslmode="require"), mariadb.url(ssl_check_hostname="false")]

    for url in urls:
        refused(cli("catalog", url, DMS_CONSTRUCTS_PASSWORD=SECRET), "and this machine do not agree on TLS")


def test_a_certificate_file_that_is_not_there_is_trouble(cli: Cli, mariadb: Server) -> None:
    ran = cli("catalog", mariadb.url(ssl_ca="/nowhere.pem"), DMS_CONSTRUCTS_PASSWORD=SECRET)

    refused(ran, "No such file or directory", "look at the files that the URL names")


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_is_not_there_is_named(scheme: str, cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody else gets the port, and nobody answers
        place = f"127.0.0.1:{taken.getsockname()[1]}"

        ran = cli("catalog", f"{scheme}://dms@{place}/shop", DMS_CONSTRUCTS_PASSWORD=SECRET)

    refused(ran, f"can't reach {place}; check host and port, and that no firewall or security group is between")


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
@pytest.mark.parametrize("host", ["no-such-host.invalid", "h" * 70])
def test_a_host_that_has_no_address_is_named(scheme: str, host: str, cli: Cli) -> None:
    ran = cli("catalog", f"{scheme}://dms@{host}/shop", DMS_CONSTRUCTS_PASSWORD=SECRET)

    refused(ran, f"can't reach {host}:")


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_never_speaks_is_given_up(scheme: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_SECONDS_TO_CONNECT", 2)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()

        ran = cli("catalog", f"{scheme}://dms@127.0.0.1:{mute.getsockname()[1]}/shop", DMS_CONSTRUCTS_PASSWORD=SECRET)

    refused(ran, "can't reach 127.0.0.1:")


def test_a_server_of_the_other_kind_is_trouble(cli: Cli, mariadb: Server) -> None:
    ran = cli("catalog", f"postgresql://dms@127.0.0.1:{mariadb.port}/shop", DMS_CONSTRUCTS_PASSWORD=SECRET)

    refused(ran, f"127.0.0.1:{mariadb.port}")


def test_a_debugging_user_sees_no_password_either(cli: Cli, server: Server) -> None:
    ran = cli("--debug", "catalog", server.url(), DMS_CONSTRUCTS_PASSWORD=SECRET)

    assert "Traceback" in ran.err
    assert SECRET not in ran.err + ran.out
