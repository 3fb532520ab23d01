"""What the rows of a server tell of tables and columns beyond their names."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

import dms_constructs as dms

Fields = dict[str, Any]
TABLE = {"table_schema": "shop", "table_name": "orders"}


def column(**fields: Any) -> dms.SourceColumn:
    rows = [TABLE | {"column_name": "id", "column_type": "int"} | fields]
    return dms.Catalog.from_information_schema(columns=rows).tables[0].columns[0]


def table(name: str = "orders", **rows: Any) -> dms.SourceTable:
    columns = [TABLE | {"column_name": each} for each in ("id", "tenant", "customer")]
    catalog = dms.Catalog.from_information_schema(columns=columns, **rows)
    return next(table for table in catalog.tables if table.name == name)


def of_type(**fields: Any) -> dms.SourceTable:
    return table(tables=[TABLE | {"table_type": "BASE TABLE"} | fields])


def code_and_message(make: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(dms.ConfigurationError) as caught:
        make()
    return caught.value.code, caught.value.message


NEVER, STORED, VIRTUAL = dms.Generated.NEVER, dms.Generated.STORED, dms.Generated.VIRTUAL


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"extra": ""}, NEVER),
        ({"extra": "auto_increment"}, NEVER),
        ({"extra": "DEFAULT_GENERATED"}, NEVER),
        ({"extra": "DEFAULT_GENERATED on update CURRENT_TIMESTAMP"}, NEVER),
        ({"extra": "STORED GENERATED"}, STORED),
        ({"extra": "VIRTUAL GENERATED"}, VIRTUAL),
        ({"extra": "VIRTUAL GENERATED INVISIBLE"}, VIRTUAL),
        ({"extra": "STORED GENERATED, INVISIBLE", "is_generated": "ALWAYS"}, STORED),
        ({"extra": "PERSISTENT"}, STORED),
        ({"extra": "VIRTUAL"}, VIRTUAL),
        ({"is_generated": "NEVER"}, NEVER),
        ({"is_generated": "stored"}, STORED),
        ({"is_generated": "VIRTUAL"}, VIRTUAL),
        ({"is_generated": "ALWAYS"}, None),
        ({}, None),
    ],
)
def test_a_column_is_generated_as_the_server_says(fields: Fields, expected: dms.Generated | None) -> None:
    assert column(**fields).generated is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"extra": "auto_increment"}, True),
        ({"extra": "auto_increment INVISIBLE"}, True),
        ({"extra": ""}, False),
        ({"is_identity": "YES"}, True),
        ({"is_identity": "NO"}, False),
        ({}, None),
    ],
)
def test_a_column_is_an_identity_as_the_server_says(fields: Fields, expected: bool | None) -> None:
    assert column(**fields).identity is expected


@pytest.mark.parametrize(
    ("extra", "expected"), [("INVISIBLE", True), ("auto_increment INVISIBLE", True), ("", False), (None, None)]
)
def test_a_column_is_invisible_as_the_server_says(extra: str | None, expected: bool | None) -> None:
    assert column(extra=extra).invisible is expected


@pytest.mark.parametrize(("given", "expected"), [("YES", True), ("NO", False), (b"YES", True), (None, None)])
def test_a_column_is_nullable_as_the_server_says(given: object, expected: bool | None) -> None:
    assert column(is_nullable=given).nullable is expected


def test_a_column_has_its_character_set_and_collation() -> None:
    found = column(CHARACTER_SET_NAME="utf8mb4", COLLATION_NAME=b"utf8mb4_bin")

    assert (found.character_set, found.collation) == ("utf8mb4", "utf8mb4_bin")


def test_columns_have_dms_types_where_the_engine_is_known() -> None:
    rows = [TABLE | {"column_name": "id", "column_type": "int"}]
    catalog = dms.Catalog.from_information_schema(columns=rows, engine=dms.EngineName.MYSQL)

    assert catalog.tables[0].columns[0].dms_type == "int4"


@pytest.mark.parametrize(
    ("fields", "name", "expected"),
    [
        ({"engine": "MyISAM"}, "storage_engine", "MyISAM"),
        ({"engine": None}, "storage_engine", None),
        ({"engine": "InnoDB", "table_type": "SYSTEM VERSIONED"}, "system_versioned", True),
        ({"engine": "InnoDB"}, "system_versioned", False),
        ({}, "system_versioned", None),
        ({"engine": "InnoDB", "create_options": "row_format=DYNAMIC partitioned"}, "partitioned", True),
        ({"engine": "InnoDB", "create_options": ""}, "partitioned", False),
        ({"is_partitioned": "YES"}, "partitioned", True),
        ({"is_partitioned": "NO"}, "partitioned", False),
        ({}, "partitioned", None),
        ({"partition_of": "shop.all_orders"}, "partition_of", "shop.all_orders"),
        ({"persistence": "UNLOGGED"}, "persistence", dms.Persistence.UNLOGGED),
        ({"persistence": "permanent"}, "persistence", dms.Persistence.PERMANENT),
        ({"replica_identity": "FULL"}, "replica_identity", dms.ReplicaIdentity.FULL),
        ({"table_type": "MATERIALIZED VIEW"}, "materialized", True),
        ({"table_type": "VIEW"}, "materialized", False),
        ({}, "materialized", None),
        ({"table_type": "MATERIALIZED VIEW"}, "table_type", dms.TableType.VIEW),
    ],
)
def test_a_table_is_what_the_server_says(fields: Fields, name: str, expected: object) -> None:
    assert getattr(of_type(**fields), name) == expected


def key_row(column: str, position: int, key: str = "of_customer", **fields: Any) -> Fields:
    return (
        TABLE
        | {"constraint_name": key, "column_name": column, "ordinal_position": position}
        | {"referenced_table_schema": "shop", "referenced_table_name": "customers"}
        | fields
    )


ACTIONS = {"DELETE_RULE": "SET NULL", "UPDATE_RULE": "no action"}
KEY_ROWS = [
    key_row("tenant", 1, is_deferrable="YES", **ACTIONS),
    key_row("customer", 2, is_deferrable="YES", **ACTIONS),
    key_row("tenant", 1, "of_tenant"),
]


@given(st.permutations(KEY_ROWS))
def test_rows_tell_of_foreign_keys(rows: list[Any]) -> None:
    assert table(foreign_keys=rows).foreign_keys == (
        dms.ForeignKey(
            "of_customer",
            ["tenant", "customer"],
            references="shop.customers",
            on_delete=dms.ReferentialAction.SET_NULL,
            deferrable=True,
        ),
        dms.ForeignKey("of_tenant", ["tenant"], references="shop.customers"),
    )


def test_without_rows_of_foreign_keys_they_are_not_known() -> None:
    assert table().foreign_keys is None


def test_a_table_without_rows_of_foreign_keys_has_none_where_others_have() -> None:
    assert table(foreign_keys=[]).foreign_keys == ()


def test_indexes_are_known_by_their_names() -> None:
    rows = [TABLE | {"index_name": name} for name in ("by_tenant", "by_customer", "by_tenant")]

    assert table(secondary_indexes=rows).secondary_indexes == ("by_customer", "by_tenant")


def test_without_rows_of_indexes_they_are_not_known() -> None:
    assert table().secondary_indexes is None


def test_foreign_keys_that_could_not_be_seen_are_not_known() -> None:
    keys = dms.NotSeen("shop", "orders", dms.UnseenPart.KEYS)

    assert table(foreign_keys=[], not_seen=[keys]).foreign_keys is None


def test_indexes_that_could_not_be_seen_are_not_known() -> None:
    keys = dms.NotSeen("shop", "orders", dms.UnseenPart.KEYS)

    assert table(secondary_indexes=[], not_seen=[keys]).secondary_indexes is None


def test_a_catalog_has_what_was_not_seen() -> None:
    hidden = dms.NotSeen("shop", "hidden", dms.UnseenPart.TABLE)

    assert dms.Catalog.from_information_schema(columns=[], not_seen=[hidden]).not_seen == (hidden,)


@pytest.mark.parametrize(
    ("message", "make"),
    [
        (
            "a row of columns: is_generated must be NEVER, STORED, VIRTUAL or ALWAYS, got 'maybe'",
            lambda: column(is_generated="maybe"),
        ),
        ("a row of columns: is_nullable must be YES or NO, got 1", lambda: column(is_nullable=1)),
        (
            "a row of tables: persistence must be PERMANENT or UNLOGGED, got 'TEMPORARY'",
            lambda: of_type(persistence="TEMPORARY"),
        ),
        (
            "a row of foreign_keys: delete_rule must be NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT, got 'X'",
            lambda: table(foreign_keys=[key_row("tenant", 1, delete_rule="X")]),
        ),
        (
            (
                "a row of foreign_keys lacks referenced_table_schema; it has table_schema, table_name, column_name, "
                "constraint_name; select referenced_table_schema too"
            ),
            lambda: table(foreign_keys=[TABLE | {"column_name": "tenant", "constraint_name": "k"}]),
        ),
        (
            "a row of secondary_indexes lacks index_name; it has table_schema, table_name; select index_name too",
            lambda: table(secondary_indexes=[TABLE]),
        ),
    ],
)
def test_rows_fail_when_they_are_not_such(message: str, make: Callable[[], object]) -> None:
    assert code_and_message(make) == ("DMS-D005", message)
