"""How large what a catalog holds is, and how fast it changes."""

import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

import dms_constructs as dms
from dms_constructs.catalog import Catalog, ChangeRate, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError

NOTE = SourceColumn("note", "longtext", max_bytes=70_000, average_bytes=1200)
ORDERS = SourceTable("shop", "orders", [NOTE], rows=12, size_bytes=16384)
CHANGES = ChangeRate(bytes_per_second=1024.5, transactions_per_second=3, seconds=60)


def fails(code: str, message: str, make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert caught.value.code == code
    assert message in str(caught.value)


def test_sizes_are_not_known_unless_given() -> None:
    table = SourceTable("shop", "orders", ["note"])

    (column,) = table.columns
    assert (table.rows, table.size_bytes, column.max_bytes, column.average_bytes) == (None, None, None, None)
    assert Catalog(table).changes is None


def test_nothing_is_a_size() -> None:
    table = SourceTable("a", "b", [SourceColumn("c", max_bytes=0, average_bytes=0)], rows=0, size_bytes=0)

    assert (table.rows, table.size_bytes, table.columns[0].max_bytes) == (0, 0, 0)


@pytest.mark.parametrize("lengths", [{"max_bytes": 5}, {"average_bytes": 5}, {"max_bytes": 5, "average_bytes": 5}])
def test_either_length_may_be_known(lengths: dict[str, int]) -> None:
    column = SourceColumn("a", **lengths)  # type: ignore[arg-type]

    assert {name: getattr(column, name) for name in lengths} == lengths


def test_things_of_different_sizes_are_different() -> None:
    assert SourceColumn("a", max_bytes=1) != SourceColumn("a")
    assert SourceTable("a", "b", rows=1) != SourceTable("a", "b")
    assert SourceTable("a", "b", size_bytes=1) != SourceTable("a", "b", size_bytes=2)
    assert Catalog(changes=CHANGES) != Catalog()


def test_a_table_keeps_its_sizes_when_it_gets_other_columns() -> None:
    assert ORDERS.with_columns([]) == SourceTable("shop", "orders", rows=12, size_bytes=16384)


def test_sizes_stay_when_an_engine_tells_the_types() -> None:
    (table,) = Catalog(ORDERS, engine=EngineName.MYSQL).tables

    assert (table.rows, table.size_bytes) == (12, 16384)
    assert table.columns == (SourceColumn("note", "longtext", dms_type="nclob", max_bytes=70_000, average_bytes=1200),)


def test_an_evaluated_table_has_the_sizes_of_its_source() -> None:
    (table,) = dms.TableMappings(dms.Include("shop")).evaluate(Catalog(ORDERS, changes=CHANGES)).tables

    assert table.source == ORDERS


@pytest.mark.parametrize(("given", "shown"), [(True, "True"), (1.0, "1.0"), ("1", "'1'"), (math.nan, "nan")])
@pytest.mark.parametrize(
    ("what", "make"),
    [
        ("max_bytes of column a", lambda given: SourceColumn("a", max_bytes=given)),
        ("average_bytes of column a", lambda given: SourceColumn("a", average_bytes=given)),
        ("values of column a", lambda given: SourceColumn("a", values=given)),
        ("table a.b: rows", lambda given: SourceTable("a", "b", rows=given)),
        ("table a.b: size_bytes", lambda given: SourceTable("a", "b", size_bytes=given)),
    ],
    ids=["max_bytes", "average_bytes", "values", "rows", "size_bytes"],
)
def test_a_size_is_a_whole_number(what: str, make: Callable[[Any], object], given: Any, shown: str) -> None:
    fails("DMS-D002", f"{what} must be a whole number, got {shown}", lambda: make(given))


@pytest.mark.parametrize(
    ("what", "make"),
    [
        ("max_bytes of column a", lambda: SourceColumn("a", max_bytes=-1)),
        ("average_bytes of column a", lambda: SourceColumn("a", max_bytes=2, average_bytes=-1)),
        ("table a.b: rows", lambda: SourceTable("a", "b", rows=-1)),
        ("table a.b: size_bytes", lambda: SourceTable("a", "b", size_bytes=-1)),
    ],
    ids=["max_bytes", "average_bytes", "rows", "size_bytes"],
)
def test_a_size_is_not_negative(what: str, make: Callable[[], object]) -> None:
    fails("DMS-D006", f"{what} must be 0 or more, got -1", make)


def test_an_average_is_not_above_the_largest() -> None:
    fails(
        "DMS-D006",
        "average_bytes of column a must be at most max_bytes, which is 4, got 5",
        lambda: SourceColumn("a", max_bytes=4, average_bytes=5),
    )


# Rates


def rate(**values: Any) -> ChangeRate:
    return ChangeRate(**{"bytes_per_second": 1.0, "transactions_per_second": 1.0, "seconds": 1.0} | values)


def test_a_whole_number_is_a_rate() -> None:
    assert rate(seconds=60) == rate(seconds=60.0)
    assert isinstance(rate(seconds=60).seconds, float)


@pytest.mark.parametrize("name", ["bytes_per_second", "transactions_per_second", "seconds"])
@pytest.mark.parametrize(("given", "shown"), [(True, "True"), ("1", "'1'"), (None, "None"), (Decimal(1), "Decimal")])
def test_a_rate_is_a_number(name: str, given: Any, shown: str) -> None:
    fails("DMS-D002", f"{name} must be a number, got {shown}", lambda: rate(**{name: given}))


@pytest.mark.parametrize("name", ["bytes_per_second", "transactions_per_second"])
@pytest.mark.parametrize("given", [-0.5, -1, math.nan, math.inf, 10**400], ids=["-0.5", "-1", "nan", "inf", "10**400"])
def test_a_rate_is_finite_and_not_negative(name: str, given: float) -> None:
    fails("DMS-D006", f"{name} must be 0 or more and finite, got {str(given)[:9]}", lambda: rate(**{name: given}))


@pytest.mark.parametrize("given", [0, -1.0, math.nan, math.inf])
def test_a_rate_is_measured_for_some_time(given: float) -> None:
    fails("DMS-D006", f"seconds must be more than 0 and finite, got {given}", lambda: rate(seconds=given))


def test_a_source_may_stand_still() -> None:
    assert rate(bytes_per_second=0, transactions_per_second=0).bytes_per_second == 0


def test_the_changes_of_a_catalog_are_a_rate() -> None:
    fails("DMS-D002", "changes must be a ChangeRate, got {}", lambda: Catalog(changes={}))  # type: ignore[arg-type]


# JSON


def test_the_text_has_the_sizes_that_are_known() -> None:
    text = Catalog(ORDERS, SourceTable("shop", "log", rows=0), engine=EngineName.MYSQL, changes=CHANGES).to_json()

    assert text == (
        '{"version": 3,\n'
        ' "engine": "mysql",\n'
        ' "changes": {"bytes_per_second": 1024.5, "transactions_per_second": 3.0, "seconds": 60.0},\n'
        ' "tables": [\n'
        '  {"schema": "shop", "name": "orders", "rows": 12, "size_bytes": 16384, "columns": [{"name": "note", '
        '"data_type": "longtext", "max_bytes": 70000, "average_bytes": 1200}]},\n'
        '  {"schema": "shop", "name": "log", "rows": 0}\n'
        " ]}\n"
    )


def test_the_text_of_a_catalog_without_sizes_has_none() -> None:
    assert Catalog(SourceTable("shop", "orders", ["note"])).to_json() == (
        '{"version": 3,\n "tables": [\n  {"schema": "shop", "name": "orders", "columns": [{"name": "note"}]}\n ]}\n'
    )


def test_a_rate_may_be_written_by_hand() -> None:
    text = '{"changes": {"bytes_per_second": 5, "transactions_per_second": 0.5, "seconds": 60}, "tables": []}'

    assert Catalog.from_json(text) == Catalog(changes=rate(bytes_per_second=5, transactions_per_second=0.5, seconds=60))


def document(*, changes: object = None, column: object = None, **table: object) -> str:
    columns = [{"name": "id"}, {"name": "note"} | column] if isinstance(column, dict) else []
    found: dict[str, object] = {"tables": [{"schema": "shop", "name": "orders", "columns": columns} | table]}
    return json.dumps(found | ({"changes": changes} if changes is not None else {}))


@pytest.mark.parametrize(
    ("code", "message", "text"),
    [
        ("DMS-D004", "tables[0]: rows must be a whole number, got 1.5", document(rows=1.5)),
        ("DMS-D004", "tables[0]: rows must be a whole number, got True", document(rows=True)),
        ("DMS-D004", "tables[0]: rows must be a whole number, got None", document(rows=None)),
        ("DMS-D004", "tables[0]: size_bytes must be a whole number, got '5'", document(size_bytes="5")),
        ("DMS-D004", "tables[0] has no 'size_byte' (did you mean 'size_bytes'?)", document(size_byte=5)),
        ("DMS-D006", "tables[0]: table shop.orders: rows must be 0 or more, got -1", document(rows=-1)),
        (
            "DMS-D004",
            "tables[0].columns[1]: max_bytes must be a whole number, got False",
            document(column={"max_bytes": False}),
        ),
        (
            "DMS-D006",
            "tables[0].columns[1]: max_bytes of column note must be 0 or more, got -1",
            document(column={"max_bytes": -1}),
        ),
        ("DMS-D006", "tables[0].columns[1]: average_bytes", document(column={"max_bytes": 1, "average_bytes": 2})),
        ("DMS-D004", "the catalog: changes must be an object, got 5", document(changes=5)),
        ("DMS-D004", "changes lacks bytes_per_second", document(changes={})),
        (
            "DMS-D004",
            "changes has no 'second' (did you mean 'seconds'?); it may have bytes_per_second, transactions_per_second",
            document(changes={"second": 1}),
        ),
        ("DMS-D004", "changes: seconds must be a number, got '1'", document(changes={"seconds": "1"})),
        ("DMS-D004", "changes: seconds must be a number, got True", document(changes={"seconds": True})),
        (
            "DMS-D006",
            "changes: seconds must be more than 0 and finite, got nan",
            document(changes={"bytes_per_second": 1, "transactions_per_second": 1, "seconds": math.nan}),
        ),
        pytest.param("DMS-D004", "a number has too many digits", f'{{"tables": [{"9" * 5000}]}}', id="digits"),
    ],
)
def test_reading_sizes_fails_with_the_place_of_the_mistake(code: str, message: str, text: str) -> None:
    fails(code, message, lambda: Catalog.from_json(text))


# Rows of information_schema


def from_row(**fields: object) -> SourceTable:
    row = {"table_schema": "shop", "table_name": "orders", "table_type": "BASE TABLE"} | fields
    (table,) = Catalog.from_information_schema(tables=[row], columns=[]).tables
    return table


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_a_row_of_mysql_tells_rows_and_bytes(rows: int, size_bytes: int) -> None:
    assert from_row(TABLE_ROWS=rows, DATA_LENGTH=size_bytes) == SourceTable(
        "shop", "orders", rows=rows, size_bytes=size_bytes
    )


def test_a_number_may_come_as_decimal() -> None:
    assert from_row(table_rows=Decimal(7)).rows == 7


def test_what_is_null_is_not_known() -> None:
    assert from_row(table_rows=None, data_length=None) == SourceTable("shop", "orders")


@pytest.mark.parametrize("given", ["many", math.nan, math.inf, []], ids=str)
def test_a_row_fails_when_a_size_is_no_number(given: Any) -> None:
    fails(
        "DMS-D005",
        f"a row of tables: data_length must be a whole number, got {given!r}",
        lambda: from_row(data_length=given),
    )


def test_a_row_fails_when_a_size_is_negative() -> None:
    fails("DMS-D006", "table shop.orders: rows must be 0 or more, got -1", lambda: from_row(table_rows=-1))
