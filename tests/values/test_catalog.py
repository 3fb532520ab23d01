"""The catalog of a source: from objects, from JSON, from rows of a server."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from dms_constructs.catalog import Catalog, ChangeRate, SourceColumn, SourceTable, UniqueKey
from dms_constructs.catalog.data_types import dms_type_of, is_lob, lob_unit, why_not_known
from dms_constructs.catalog.table_type import TableType
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, unchecked

ORDERS = SourceTable(
    "shop", "orders", [SourceColumn("id", "bigint"), SourceColumn("note", "longtext")], primary_key=["id"]
)


def fails(code: str, message: str, make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert caught.value.code == code
    assert message in str(caught.value)


def row(table: str = "orders", **fields: Any) -> dict[str, Any]:
    return {"table_schema": "shop", "table_name": table} | fields


def column(name: str, position: int | None = None, **fields: Any) -> dict[str, Any]:
    return row(column_name=name, ordinal_position=position) | fields


# Objects


def test_a_column_may_be_only_a_name() -> None:
    assert SourceTable("shop", "orders", ["id"]).columns == (SourceColumn("id"),)


def test_a_table_is_called_by_schema_and_name() -> None:
    assert str(ORDERS) == "shop.orders"


def test_a_table_keeps_all_but_its_columns_when_it_gets_others() -> None:
    rest: dict[str, Any] = {
        "primary_key": ["id"],
        "primary_key_deferrable": True,
        "unique_keys": [UniqueKey("also", ["id"])],
        "table_type": TableType.VIEW,
    }

    other = SourceTable("shop", "totals", ["id"], **rest).with_columns([SourceColumn("id", "int")])

    assert other == SourceTable("shop", "totals", [SourceColumn("id", "int")], **rest)


def test_columns_may_be_an_iterator() -> None:
    assert len(SourceTable("shop", "orders", iter(["id", "note"]), primary_key=iter(["id"])).columns) == 2


def test_names_of_other_string_types_are_names() -> None:
    assert SourceTable("shop", "orders", [SourceColumn(unchecked("id"))]).columns == (SourceColumn("id"),)


@pytest.mark.parametrize(
    ("code", "message", "make"),
    [
        (
            "DMS-D001",
            "the name of a column must be a string that is not empty, got ''",
            lambda: SourceColumn(""),
        ),
        ("DMS-D001", "got None", lambda: SourceColumn(None)),  # type: ignore[arg-type]
        ("DMS-D001", "the schema of a table must be a string that is not empty", lambda: SourceTable("", "a")),
        ("DMS-D001", "the name of a table must be a string that is not empty", lambda: SourceTable("a", 5)),  # type: ignore[arg-type]
        ("DMS-D002", "the type of column id must be a string, got 5", lambda: SourceColumn("id", 5)),  # type: ignore[arg-type]
        ("DMS-D002", "the type of column id must be a string", lambda: SourceColumn("id", dms_type=5)),  # type: ignore[arg-type]
        ("DMS-D002", "lob of column id must be True or False, got 'no'", lambda: SourceColumn("id", lob="no")),  # type: ignore[arg-type]
        ("DMS-D002", "table a.b: columns must be a list, got 'id'", lambda: SourceTable("a", "b", "id")),
        ("DMS-D002", "table a.b: columns must be a list, got None", lambda: SourceTable("a", "b", None)),  # type: ignore[arg-type]
        ("DMS-D002", "a column must be a SourceColumn or a name, got 5", lambda: SourceTable("a", "b", [5])),  # type: ignore[list-item]
        ("DMS-D002", "primary_key must be a list, got 'id'", lambda: SourceTable("a", "b", ["id"], primary_key="id")),
        (
            "DMS-D002",
            "primary_key must be names of columns, got 5",
            lambda: SourceTable("a", "b", primary_key=[5]),  # type: ignore[list-item]
        ),
        (
            "DMS-D002",
            "table_type must be dms.TableType.TABLE or dms.TableType.VIEW, got dms.TableType.ALL",
            lambda: SourceTable("a", "b", table_type=TableType.ALL),
        ),
        ("DMS-D002", "got ['view']", lambda: SourceTable("a", "b", table_type=["view"])),  # type: ignore[arg-type]
        ("DMS-D002", "engine must be an EngineName, got 'mysql'", lambda: Catalog(engine="mysql")),  # type: ignore[arg-type]
        ("DMS-D002", "a catalog holds SourceTable objects, got str", lambda: Catalog("orders")),  # type: ignore[arg-type]
        ("DMS-D002", "write dms.Catalog(*tables) with a star", lambda: Catalog([ORDERS])),  # type: ignore[arg-type]
        ("DMS-D003", "table a.b has column id twice", lambda: SourceTable("a", "b", ["x", "id", "id"])),
        (
            "DMS-D003",
            "table a.b has id twice in its primary key",
            lambda: SourceTable("a", "b", ["id"], primary_key=["id", "id"]),
        ),
        (
            "DMS-D003",
            "table a.b: column ID of the primary key is not one of its columns",
            lambda: SourceTable("a", "b", ["id"], primary_key=["ID"]),
        ),
        ("DMS-D003", "the catalog has table shop.orders twice", lambda: Catalog(ORDERS, ORDERS)),
        ("DMS-D001", "the name of a unique key must be a string that is not empty", lambda: UniqueKey("", ["a"])),
        ("DMS-D002", "unique key k: columns must be a list, got 'a'", lambda: UniqueKey("k", "a")),
        ("DMS-D002", "unique key k: columns must be names of columns, got 5", lambda: UniqueKey("k", [5])),  # type: ignore[list-item]
        ("DMS-D002", "unique key k: deferrable must be True or False", lambda: UniqueKey("k", ["a"], deferrable=1)),  # type: ignore[arg-type]
        ("DMS-D003", "unique key k has no columns", lambda: UniqueKey("k", [])),
        ("DMS-D003", "unique key k has column a twice", lambda: UniqueKey("k", ["a", "a"])),
        ("DMS-D002", "a unique key must be a UniqueKey, got 'k'", lambda: SourceTable("a", "b", unique_keys=["k"])),  # type: ignore[list-item]
        (
            "DMS-D003",
            "table a.b: column c of unique key k is not one of its columns",
            lambda: SourceTable("a", "b", ["id"], unique_keys=[UniqueKey("k", ["c"])]),
        ),
        (
            "DMS-D003",
            "table a.b has unique key k twice",
            lambda: SourceTable("a", "b", unique_keys=[UniqueKey("k", ["c"]), UniqueKey("k", ["d"])]),
        ),
        (
            "DMS-D002",
            "table a.b: primary_key_deferrable must be True or False, got 'yes'",
            lambda: SourceTable("a", "b", primary_key=["id"], primary_key_deferrable="yes"),  # type: ignore[arg-type]
        ),
        (
            "DMS-D003",
            "table a.b: primary_key_deferrable needs a primary_key",
            lambda: SourceTable("a", "b", primary_key_deferrable=True),
        ),
    ],
)
def test_a_catalog_fails_when_a_value_is_wrong(code: str, message: str, make: Callable[[], object]) -> None:
    fails(code, message, make)


def test_a_primary_key_may_be_known_without_the_columns() -> None:
    assert SourceTable("shop", "orders", primary_key=["id"]).primary_key == ("id",)


def test_tables_of_one_name_in_two_schemas_are_two() -> None:
    assert len(Catalog(SourceTable("a", "t"), SourceTable("b", "t"), SourceTable("a", "T")).tables) == 3


def test_a_catalog_shows_how_much_it_holds() -> None:
    assert repr(Catalog(ORDERS, engine=EngineName.MYSQL)) == "<Catalog of 1 table, engine mysql>"


# Keys

CODE = UniqueKey("by_code", ["code"])
LATER = UniqueKey("by_code", ["code"], deferrable=True)


@pytest.mark.parametrize(
    ("keys", "for_changes", "either"),
    [
        ({}, (), False),
        ({"primary_key": ["id"]}, ("id",), True),
        ({"primary_key": ["id"], "primary_key_deferrable": True}, (), False),
        ({"unique_keys": [CODE]}, (), True),
        ({"unique_keys": [LATER]}, (), False),
        ({"unique_keys": [LATER, UniqueKey("other", ["id"])]}, (), True),
        ({"primary_key": ["id"], "primary_key_deferrable": True, "unique_keys": [CODE]}, (), True),
        ({"primary_key": ["id"], "unique_keys": [LATER]}, ("id",), True),
    ],
)
def test_a_key_counts_unless_it_is_deferrable(keys: dict[str, Any], for_changes: tuple[str, ...], either: bool) -> None:
    table = SourceTable("shop", "orders", ["id", "code"], **keys)

    assert (table.key_for_changes, table.has_primary_or_unique_key) == (for_changes, either)


# Data types


@pytest.mark.parametrize(
    ("engine", "data_type", "expected"),
    [
        (EngineName.MYSQL, "varchar(45)", "wstring"),
        (EngineName.MYSQL, "VARCHAR(45)", "wstring"),
        (EngineName.MYSQL, "  longtext ", "nclob"),
        (EngineName.MYSQL, "bigint(20)", "int8"),
        (EngineName.MYSQL, "bigint(20) unsigned", "uint8"),
        (EngineName.MYSQL, "int unsigned", "uint4"),
        (EngineName.MYSQL, "int(8) unsigned zerofill", "uint4"),
        (EngineName.MYSQL, "decimal(10,2) unsigned", "numeric"),
        (EngineName.MYSQL, "double unsigned", "real8"),
        (EngineName.MYSQL, "enum('a','b')", "wstring"),
        (EngineName.MYSQL, "enum('a)','(b')", "wstring"),
        (EngineName.MYSQL, "set('x')", "wstring"),
        (EngineName.MYSQL, "bool", "int1"),
        (EngineName.MYSQL, "double precision unsigned", "real8"),
        (EngineName.MYSQL, "geomcollection", "blob"),
        (EngineName.MARIADB, "uuid", "wstring"),
        (EngineName.MARIADB, "inet6", "wstring"),
        (EngineName.MYSQL, "bit(1)", "boolean"),
        (EngineName.MYSQL, "bit", "boolean"),
        (EngineName.MYSQL, "bit(8)", "bytes"),
        (EngineName.MARIADB, "longblob /*M!100301 COMPRESSED*/", "blob"),
        (EngineName.AURORA_MYSQL, "json", "clob"),
        (EngineName.MYSQL, "vector(3)", None),
        (EngineName.MYSQL, "", None),
        (EngineName.POSTGRESQL, "character varying(45)", "wstring"),
        (EngineName.POSTGRESQL, "timestamp(3) without time zone", "datetime"),
        (EngineName.POSTGRESQL, "timestamp with time zone", "datetime"),
        (EngineName.POSTGRESQL, "bit varying(8)", "string"),
        (EngineName.POSTGRESQL, "bit(8)", "string"),
        (EngineName.POSTGRESQL, "ARRAY", "nclob"),
        (EngineName.POSTGRESQL, "numeric(10,2)[]", "nclob"),
        (EngineName.POSTGRESQL, "shop.mood[]", "nclob"),
        (EngineName.AURORA_POSTGRESQL, "jsonb", "nclob"),
        (EngineName.POSTGRESQL, "citext", "nclob"),
        (EngineName.POSTGRESQL, "citext[]", "nclob"),
        (EngineName.POSTGRESQL, "bpchar", "wstring"),
        (EngineName.POSTGRESQL, '"char"', "wstring"),
        (EngineName.POSTGRESQL, "name", "wstring"),
        (EngineName.POSTGRESQL, "varchar", "wstring"),
        (EngineName.POSTGRESQL, "varchar(45)", "wstring"),
        (EngineName.POSTGRESQL, "int4", "int4"),
        (EngineName.POSTGRESQL, "timestamptz(3)", "datetime"),
        (EngineName.POSTGRESQL, "numrange", "string"),
        (EngineName.POSTGRESQL, "tstzrange", "string"),
        (EngineName.POSTGRESQL, "daterange", "string"),
        (EngineName.POSTGRESQL, "interval", "string"),
        (EngineName.POSTGRESQL, "interval(3)", "string"),
        (EngineName.POSTGRESQL, "interval year to month", "string"),
        (EngineName.POSTGRESQL, "interval day to second(3)", "string"),
        (EngineName.POSTGRESQL, "dec(40,2)", "string"),
        (EngineName.POSTGRESQL, "public.citext", "nclob"),
        (EngineName.POSTGRESQL, '"My ""Ext"""."citext"', "nclob"),
        (EngineName.POSTGRESQL, "pg_catalog.int4", "int4"),
        (EngineName.POSTGRESQL, 'pg_catalog."char"', "wstring"),
        (EngineName.POSTGRESQL, "public.hstore[]", "nclob"),
        (EngineName.POSTGRESQL, "_int4", "nclob"),
        (EngineName.POSTGRESQL, "public._citext", "nclob"),
        (EngineName.POSTGRESQL, "int4[3]", "nclob"),
        (EngineName.POSTGRESQL, "int4[][2]", "nclob"),
        (EngineName.POSTGRESQL, "integer array", "nclob"),
        (EngineName.POSTGRESQL, "integer ARRAY[4]", "nclob"),
        (EngineName.POSTGRESQL, "geometry[]", "nclob"),
        (EngineName.POSTGRESQL, "float(24)", "real4"),
        (EngineName.POSTGRESQL, "float(25)", "real8"),
        (EngineName.POSTGRESQL, "national character varying(9)", "wstring"),
        (EngineName.POSTGRESQL, 'text collate "C" not null', "nclob"),
        (EngineName.POSTGRESQL, "timestamptz(3) not null default now()", "datetime"),
        (EngineName.POSTGRESQL, "money", "numeric"),
        (EngineName.POSTGRESQL, "hstore", "nclob"),
        (EngineName.POSTGRESQL, "xml", "clob"),
        (EngineName.POSTGRESQL, "tsvector", "clob"),
        (EngineName.POSTGRESQL, "varbit(8)", "string"),
        (EngineName.POSTGRESQL, "geometry", None),
        (EngineName.POSTGRESQL, "public.geometry(Point,4326)", None),
        (EngineName.POSTGRESQL, "geography", None),
        (EngineName.POSTGRESQL, "oid", None),
        (EngineName.POSTGRESQL, "int4multirange", None),
        (EngineName.POSTGRESQL, "vector(3)", None),
        (EngineName.POSTGRESQL, "shop.mood", None),
        (EngineName.POSTGRESQL, "_", None),
        (EngineName.POSTGRESQL, ".", None),
        (EngineName.MYSQL, "geometry SRID 4326", "blob"),
        (EngineName.MYSQL, "multipolygon", "blob"),
        (EngineName.MYSQL, "year(4)", "int2"),
        (EngineName.MYSQL, "bit(64)", "bytes"),
        (EngineName.MYSQL, "varchar(9) character set utf8mb4 collate utf8mb4_bin", "wstring"),
        (EngineName.MYSQL, "text charset latin1 not null", "wstring"),
        (EngineName.MYSQL, "enum('a not null', 'b') not null", "wstring"),
        (EngineName.MYSQL, "bigint signed", "int8"),
        (EngineName.MYSQL, "int(11) unsigned not null auto_increment", "uint4"),
        (EngineName.MYSQL, "serial", "uint8"),
        (EngineName.MYSQL, "long varbinary", "blob"),
        (EngineName.MYSQL, "national varchar(9)", "wstring"),
        (EngineName.MARIADB, "point", "blob"),
    ],
)
def test_a_data_type_is_read_as_the_guide_says(engine: EngineName, data_type: str, expected: str | None) -> None:
    assert dms_type_of(engine, data_type) == expected


@pytest.mark.parametrize(
    ("engine", "data_type", "reason"),
    [
        (EngineName.POSTGRESQL, "oid", "DMS does not migrate it"),
        (EngineName.POSTGRESQL, "public.geometry(Point,4326)", "DMS moves types of PostGIS between PostgreSQL"),
        (EngineName.POSTGRESQL, "tstzmultirange", "AWS's guide lists ranges and no multiranges"),
        (EngineName.POSTGRESQL, "vector(3)", "AWS's guide does not list it"),
        (EngineName.POSTGRESQL, "shop.mood", "AWS's guide does not list it"),
        (EngineName.MYSQL, "vector(3)", "AWS's guide does not list it"),
        (EngineName.ORACLE, "bfile", "the column is null on the target"),
        (None, "number", ""),
        (EngineName.MYSQL, "", ""),
        (EngineName.MYSQL, "int", ""),
    ],
)
def test_why_a_data_type_is_not_known_is_said(engine: EngineName | None, data_type: str, reason: str) -> None:
    assert reason in why_not_known(engine, data_type)
    assert bool(why_not_known(engine, data_type)) is bool(reason)


@pytest.mark.parametrize(("dms_type", "expected"), [("nclob", True), ("blob", True), ("wstring", False), (None, False)])
def test_some_dms_types_are_large_objects(dms_type: str | None, expected: bool) -> None:
    assert is_lob(dms_type) is expected


@pytest.mark.parametrize(
    ("engine", "dms_type", "expected"),
    [
        (EngineName.POSTGRESQL, "nclob", 2),
        (EngineName.AURORA_POSTGRESQL, "nclob", 2),
        (EngineName.POSTGRESQL, "clob", 1),
        (EngineName.POSTGRESQL, "blob", 1),
        (EngineName.MYSQL, "nclob", 1),
        (None, "nclob", 2),
        (None, None, 1),
    ],
)
def test_dms_counts_two_bytes_for_a_byte_of_text_from_postgresql(
    engine: EngineName | None, dms_type: str | None, expected: int
) -> None:
    assert lob_unit(engine, dms_type) == expected


def test_an_engine_tells_the_dms_types_of_columns() -> None:
    (table,) = Catalog(ORDERS, engine=EngineName.MYSQL).tables

    assert [(c.dms_type, c.is_lob) for c in table.columns] == [("int8", False), ("nclob", True)]


def test_without_an_engine_dms_types_are_not_known() -> None:
    (table,) = Catalog(ORDERS).tables

    assert [c.dms_type for c in table.columns] == [None, None]


def test_a_dms_type_that_is_given_stays() -> None:
    table = SourceTable("shop", "orders", [SourceColumn("flag", "tinyint(1)", dms_type="boolean")])

    assert Catalog(table, engine=EngineName.MYSQL).tables == (table,)


def test_what_is_said_about_large_objects_goes_before_the_type() -> None:
    assert not SourceColumn("note", dms_type="nclob", lob=False).is_lob


# JSON

NAMES = st.text(min_size=1, max_size=4)
COLUMNS = st.builds(
    SourceColumn,
    NAMES,
    st.sampled_from(["", "int", "varchar(45)", "longtext", "jsonb", "text[]", "bit(8)", "no such type", "µ"]),
    dms_type=st.none() | st.sampled_from(["", "int4", "wstring", "nclob", "other"]),
    lob=st.none() | st.booleans(),
    max_bytes=st.none() | st.integers(min_value=2**40),
    average_bytes=st.none() | st.integers(min_value=0, max_value=2**40),
    values=st.none() | st.integers(min_value=0),
)
SIZES = st.none() | st.integers(min_value=0)
RATES = st.floats(min_value=0, allow_infinity=False) | st.integers(min_value=0, max_value=2**70)
CHANGES = st.builds(
    ChangeRate,
    bytes_per_second=RATES,
    transactions_per_second=RATES,
    seconds=st.floats(min_value=0.001, allow_infinity=False),
)


@st.composite
def tables(draw: st.DrawFn) -> SourceTable:
    columns = draw(st.lists(COLUMNS, max_size=4, unique_by=lambda each: each.name))
    names = [each.name for each in columns] or ["id", "other"]
    key = draw(st.lists(st.sampled_from(names), unique=True))
    unique_keys = st.builds(
        UniqueKey, NAMES, st.lists(st.sampled_from(names), min_size=1, unique=True), deferrable=st.booleans()
    )
    return SourceTable(
        draw(NAMES),
        draw(NAMES),
        columns,
        primary_key=key,
        primary_key_deferrable=draw(st.booleans()) and bool(key),
        unique_keys=draw(st.lists(unique_keys, max_size=2, unique_by=lambda each: each.name)),
        table_type=draw(st.sampled_from([TableType.TABLE, TableType.VIEW])),
        rows=draw(SIZES),
        size_bytes=draw(SIZES),
    )


CATALOGS = st.builds(
    lambda entries, engine, changes: Catalog(*entries, engine=engine, changes=changes),
    st.lists(tables(), max_size=4, unique_by=lambda each: (each.schema, each.name)),
    st.none() | st.sampled_from(EngineName),
    st.none() | CHANGES,
)


@given(CATALOGS)
def test_a_catalog_reads_itself_back(catalog: Catalog) -> None:
    again = Catalog.from_json(catalog.to_json())

    assert again == catalog
    assert again.to_json() == catalog.to_json()


@given(CATALOGS)
def test_the_text_of_a_catalog_is_ascii_with_a_line_for_each_table(catalog: Catalog) -> None:
    text = catalog.to_json()

    assert text.isascii()
    assert sum('"schema"' in line for line in text.splitlines()) == len(catalog.tables)


def test_the_text_of_a_catalog_has_only_what_is_not_usual() -> None:
    catalog = Catalog(ORDERS, SourceTable("shop", "totals", table_type=TableType.VIEW), engine=EngineName.MYSQL)

    assert json.loads(catalog.to_json()) == {
        "version": 3,
        "engine": "mysql",
        "tables": [
            {
                "schema": "shop",
                "name": "orders",
                "primary_key": ["id"],
                "columns": [{"name": "id", "data_type": "bigint"}, {"name": "note", "data_type": "longtext"}],
            },
            {"schema": "shop", "name": "totals", "type": "view"},
        ],
    }


def test_an_empty_catalog_is_a_catalog() -> None:
    assert Catalog.from_json(Catalog().to_json()) == Catalog()


def test_a_catalog_may_be_written_by_hand() -> None:
    read = Catalog.from_json('{"tables": [{"schema": "shop", "name": "orders", "columns": ["id", {"name": "note"}]}]}')

    assert read == Catalog(SourceTable("shop", "orders", ["id", "note"]))


OLD = """{"engine": "mysql",
 "changes": {"bytes_per_second": 1.0, "transactions_per_second": 1.0, "seconds": 60.0},
 "tables": [
  {"schema": "shop", "name": "orders", "primary_key": ["id"], "rows": 2, "size_bytes": 9, "columns": [
   {"name": "id", "data_type": "bigint"},
   {"name": "note", "data_type": "longtext", "max_bytes": 5, "average_bytes": 3}]},
  {"schema": "shop", "name": "totals", "type": "view"}
 ]}
"""


@pytest.mark.parametrize("text", [OLD, OLD.replace('{"engine"', '{"version": 1, "engine"')], ids=["unversioned", "1"])
def test_a_file_of_the_first_version_is_read(text: str) -> None:
    note = SourceColumn("note", "longtext", max_bytes=5, average_bytes=3)
    columns = [SourceColumn("id", "bigint"), note]

    assert Catalog.from_json(text) == Catalog(
        SourceTable("shop", "orders", columns, primary_key=["id"], rows=2, size_bytes=9),
        SourceTable("shop", "totals", table_type=TableType.VIEW),
        engine=EngineName.MYSQL,
        changes=ChangeRate(bytes_per_second=1, transactions_per_second=1, seconds=60),
    )


def test_the_text_has_the_keys() -> None:
    keys = [UniqueKey("by_code", ["code"]), UniqueKey("by_both", ["id", "code"], deferrable=True)]
    table = SourceTable("shop", "orders", primary_key=["id"], primary_key_deferrable=True, unique_keys=keys)

    assert json.loads(Catalog(table).to_json())["tables"] == [
        {
            "schema": "shop",
            "name": "orders",
            "primary_key": ["id"],
            "primary_key_deferrable": True,
            "unique_keys": [
                {"name": "by_code", "columns": ["code"]},
                {"name": "by_both", "columns": ["id", "code"], "deferrable": True},
            ],
        }
    ]


def test_columns_that_are_alike_are_one_object() -> None:
    text = json.dumps({"tables": [{"schema": "a", "name": n, "columns": [{"name": "id"}]} for n in "bc"]})
    typed = text.replace('"id"', '"id", "data_type": "int"')

    first, second = Catalog.from_json(typed).tables

    assert first.columns[0] is second.columns[0]


def of_table(**fields: Any) -> str:
    return json.dumps({"tables": [{"schema": "shop", "name": "a"}, {"schema": "shop", "name": "orders"} | fields]})


@pytest.mark.parametrize(
    ("code", "message", "text"),
    [
        ("DMS-D004", "a catalog must be JSON text, got dict; write json.dumps(...)", {"tables": []}),
        ("DMS-D004", "a catalog must be JSON text, got NoneType", None),
        ("DMS-D004", "the catalog is not JSON: Expecting value at line 2, column 1", '{"tables":\n}'),
        ("DMS-D004", "the catalog must be an object, got [1, 2]", "[1, 2]"),
        ("DMS-D004", "the catalog lacks tables", "{}"),
        (
            "DMS-D004",
            "the catalog has no 'table' (did you mean 'tables'?); it may have version, engine, tables",
            '{"table": []}',
        ),
        ("DMS-D004", "the catalog: tables must be a list, got {}", '{"tables": {}}'),
        ("DMS-D004", "engine must be one of mysql,", '{"engine": "postgresql", "tables": []}'),
        ("DMS-D004", "got 'postgresql' (did you mean 'postgres'?)", '{"engine": "postgresql", "tables": []}'),
        ("DMS-D004", "the catalog: engine must be text, got None", '{"engine": null, "tables": []}'),
        ("DMS-D004", "tables[0] must be an object, got 'orders'", '{"tables": ["orders"]}'),
        ("DMS-D004", "tables[0] lacks name", '{"tables": [{"schema": "shop"}]}'),
        ("DMS-D004", "tables[1]: name must be text, got 5", of_table(name=5)),
        ("DMS-D004", "tables[1]: type must be table or view, got 'wiew' (did you mean 'view'?)", of_table(type="wiew")),
        ("DMS-D004", "tables[1].columns[0] lacks name", of_table(columns=[{"lob": True}])),
        (
            "DMS-D004",
            "tables[1].columns[0]: lob must be true or false, got 1",
            of_table(columns=[{"name": "a", "lob": 1}]),
        ),
        ("DMS-D004", "tables[1].columns[1] must be an object, got None", of_table(columns=["a", None])),
        ("DMS-D001", "tables[1].columns[1]: name must not be empty", of_table(columns=["a", ""])),
        ("DMS-D001", "tables[1]: the schema of a table must be a string that is not empty", of_table(schema="")),
        ("DMS-D002", "tables[1]: table shop.orders: primary_key must be names of columns", of_table(primary_key=[1])),
        ("DMS-D003", "tables[1]: table shop.orders has column a twice", of_table(columns=["a", "a"])),
        ("DMS-D003", "the catalog has table shop.a twice", of_table(name="a")),
        ("DMS-D004", "tables[1].columns[0] has no 'type'", of_table(columns=[{"name": "a", "type": "int"}])),
        (
            "DMS-D004",
            "tables[1].columns[0]: data_type must be text, got ['int']",
            of_table(columns=[{"name": "a", "data_type": ["int"]}]),
        ),
        (
            "DMS-D001",
            "tables[1].columns[0]: name must not be empty",
            of_table(columns=[{"name": "", "data_type": "int"}]),
        ),
        ("DMS-D004", "tables[1]: primary_key_deferrable must be true or false", of_table(primary_key_deferrable=1)),
        ("DMS-D004", "tables[1].unique_keys[0] must be an object, got 'k'", of_table(unique_keys=["k"])),
        ("DMS-D004", "tables[1].unique_keys[0] lacks columns", of_table(unique_keys=[{"name": "k"}])),
        (
            "DMS-D003",
            "tables[1].unique_keys[0]: unique key k has no columns",
            of_table(unique_keys=[{"name": "k", "columns": []}]),
        ),
        ("DMS-D004", "the catalog: version must be 1 to 3, got 0", '{"version": 0, "tables": []}'),
        (
            "DMS-D004",
            "the catalog: version must be 1 to 3, got 4; a newer dms-constructs wrote it: upgrade this one",
            '{"version": 4, "tables": []}',
        ),
        ("DMS-D004", "the catalog: version must be a whole number, got '2'", '{"version": "2", "tables": []}'),
    ],
)
def test_reading_a_catalog_fails_with_the_place_of_the_mistake(code: str, message: str, text: Any) -> None:
    fails(code, message, lambda: Catalog.from_json(text))


def test_a_message_shows_the_start_only_of_what_is_long() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Catalog.from_json(json.dumps([{"schema": "shop", "name": f"t{n}"} for n in range(1000)]))

    assert len(str(caught.value)) < 130


# Rows of information_schema


TABLE_ROWS = [row("orders", table_type="BASE TABLE"), row("totals", table_type="VIEW")]
COLUMN_ROWS = [
    *(column(name, position, data_type="int") for position, name in enumerate("dbca", start=1)),
    column("n", 1, table_name="totals"),
]
KEY_ROWS = [column("a", 1), column("d", 2)]


@given(st.permutations(TABLE_ROWS), st.permutations(COLUMN_ROWS), st.permutations(KEY_ROWS))
def test_rows_in_any_order_give_the_same_catalog(
    table_rows: list[Any], column_rows: list[Any], key_rows: list[Any]
) -> None:
    catalog = Catalog.from_information_schema(tables=table_rows, columns=column_rows, primary_keys=key_rows)

    columns = [SourceColumn(name, "int") for name in "dbca"]
    assert catalog == Catalog(
        SourceTable("shop", "orders", columns, primary_key=["a", "d"]),
        SourceTable("shop", "totals", ["n"], table_type=TableType.VIEW, materialized=False),
    )


UNIQUE_ROWS = [
    column("b", 2, constraint_name="pair", is_deferrable="yes"),
    column("a", 1, constraint_name="pair", is_deferrable="yes"),
    column("c", 1, constraint_name="code", is_deferrable=None),
]


@given(st.permutations(UNIQUE_ROWS))
def test_rows_tell_of_unique_keys(rows: list[Any]) -> None:
    catalog = Catalog.from_information_schema(columns=[column(name) for name in "abc"], unique_keys=rows)

    assert catalog.tables[0].unique_keys == (
        UniqueKey("code", ["c"]),
        UniqueKey("pair", ["a", "b"], deferrable=True),
    )


@pytest.mark.parametrize(("given", "expected"), [("YES", True), ("NO", False), (None, False)])
def test_rows_tell_whether_a_primary_key_is_deferrable(given: str | None, expected: bool) -> None:
    catalog = Catalog.from_information_schema(columns=[column("a")], primary_keys=[column("a", is_deferrable=given)])

    assert catalog.tables[0].primary_key_deferrable is expected


def test_the_names_of_fields_may_be_in_upper_case() -> None:
    upper = {name.upper(): value for name, value in column("id", 1, column_type="int unsigned").items()}

    catalog = Catalog.from_information_schema(columns=[upper], primary_keys=[upper], engine=EngineName.MYSQL)

    assert catalog.tables == (
        SourceTable("shop", "orders", [SourceColumn("id", "int unsigned", dms_type="uint4")], primary_key=["id"]),
    )


def test_text_may_come_as_bytes() -> None:
    catalog = Catalog.from_information_schema(columns=[column("id", 1, data_type=b"int"), column("é".encode(), 2)])

    assert catalog.tables[0].columns == (SourceColumn("id", "int"), SourceColumn("é"))


def test_the_type_with_its_length_goes_before_the_bare_one() -> None:
    catalog = Catalog.from_information_schema(columns=[column("a", 1, data_type="varchar", column_type="varchar(45)")])

    assert catalog.tables[0].columns == (SourceColumn("a", "varchar(45)"),)


def test_a_type_of_users_goes_by_its_name() -> None:
    rows = [column("a", 1, data_type="USER-DEFINED", udt_name="hstore"), column("b", 2, data_type="USER-DEFINED")]

    catalog = Catalog.from_information_schema(columns=rows, engine=EngineName.POSTGRESQL)

    assert [each.data_type for each in catalog.tables[0].columns] == ["hstore", "USER-DEFINED"]
    assert catalog.tables[0].columns[0].dms_type == "nclob"


@pytest.mark.parametrize(
    ("table_type", "expected"),
    [
        ("BASE TABLE", TableType.TABLE),
        ("SYSTEM VERSIONED", TableType.TABLE),
        ("VIEW", TableType.VIEW),
        ("view", TableType.VIEW),
        ("SYSTEM VIEW", TableType.VIEW),
    ],
)
def test_a_table_is_a_table_or_a_view(table_type: str, expected: TableType) -> None:
    catalog = Catalog.from_information_schema(tables=[row(table_type=table_type)], columns=[])

    assert [(str(table), table.table_type) for table in catalog.tables] == [("shop.orders", expected)]


@pytest.mark.parametrize("table_type", ["FOREIGN", "FOREIGN TABLE", "SEQUENCE", "LOCAL TEMPORARY", "TEMPORARY"])
def test_what_holds_no_data_of_the_source_is_left_out(table_type: str) -> None:
    catalog = Catalog.from_information_schema(
        tables=[row(table_type=table_type)], columns=[column("id", 1)], primary_keys=[column("id", 1)]
    )

    assert catalog.tables == ()


def test_columns_alone_make_tables() -> None:
    catalog = Catalog.from_information_schema(columns=[column("id"), column("note")])

    assert catalog.tables == (SourceTable("shop", "orders", ["id", "note"]),)


def test_keys_of_unknown_tables_say_nothing() -> None:
    assert Catalog.from_information_schema(columns=[], primary_keys=[column("id", 1)]) == Catalog()


@pytest.mark.parametrize(
    ("code", "message", "rows"),
    [
        (
            "DMS-D005",
            "a row of columns must be a dict by column name, got tuple ('shop',",
            {"columns": [("shop", "a")]},
        ),
        ("DMS-D005", "a row of columns lacks table_schema; it has a", {"columns": [{"A": 1}]}),
        ("DMS-D005", "a row of columns lacks table_schema; it has nothing", {"columns": [{}]}),
        ("DMS-D005", "a row of columns lacks column_name", {"columns": [row()]}),
        ("DMS-D005", "a row of columns: column_name must be text, got None", {"columns": [row(column_name=None)]}),
        ("DMS-D005", "a row of tables lacks table_type", {"columns": [], "tables": [row()]}),
        ("DMS-D005", "a row of primary_keys lacks column_name", {"columns": [], "primary_keys": [row()]}),
        ("DMS-D005", "a row of unique_keys lacks constraint_name", {"columns": [], "unique_keys": [column("a", 1)]}),
        (
            "DMS-D005",
            "a row of primary_keys: is_deferrable must be YES or NO, got 'maybe'",
            {"columns": [], "primary_keys": [column("a", 1, is_deferrable="maybe")]},
        ),
        (
            "DMS-D005",
            "a row of columns: ordinal_position must be a whole number, got 'first'",
            {"columns": [row(column_name="a", ordinal_position="first")]},
        ),
        ("DMS-D002", "engine must be an EngineName, got 5", {"columns": [column("a", 1)], "engine": 5}),
        ("DMS-D003", "table shop.orders has column a twice", {"columns": [column("a", 1), column("a", 2)]}),
        (
            "DMS-D003",
            "column b of the primary key is not one of its columns",
            {"columns": [column("a", 1)], "primary_keys": [column("b", 1)]},
        ),
    ],
)
def test_rows_fail_when_they_lack_something(code: str, message: str, rows: Any) -> None:
    fails(code, message, lambda: Catalog.from_information_schema(**rows))
