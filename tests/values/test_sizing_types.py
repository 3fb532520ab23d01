"""Columns whose types are not known: whether they hold large objects is then not known either."""

from __future__ import annotations

from typing import Any

import pytest

import dms_constructs as dms

GIB = 1024**3
MYSQL, ORACLE, POSTGRESQL = dms.EngineName.MYSQL, dms.EngineName.ORACLE, dms.EngineName.POSTGRESQL
COLUMNS = {
    "no engine": ([dms.SourceColumn("a", "text", max_bytes=20_000)], None),
    "a type that is not listed": ([dms.SourceColumn("a", "json", max_bytes=20_000)], ORACLE),
    "a type that is not known": ([dms.SourceColumn("a", "hologram")], MYSQL),
    "no type": ([dms.SourceColumn("a")], MYSQL),
    "a name": (["a"], POSTGRESQL),
}
KNOWN = {
    "types of the engine": ([dms.SourceColumn("a", "varchar(20)")], MYSQL),
    "types of DMS": ([dms.SourceColumn("a", "varchar2(20)", dms_type="string")], ORACLE),
    "no LOB": ([dms.SourceColumn("a", "nvarchar2(20)", lob=False)], ORACLE),
}


def catalog(columns: Any, engine: dms.EngineName | None = None, **more: Any) -> dms.Catalog:
    key = dms.SourceColumn("id", "bigint", dms_type="int8")
    given = [key, *columns] if columns is not None else []
    table = dms.SourceTable("shop", "t", given, rows=1000, size_bytes=GIB, **more)
    return dms.Catalog(table, engine=engine)


def refusal(source: dms.Catalog) -> str:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.advise_lobs(source)

    assert caught.value.code == "DMS-Z003"
    return caught.value.message


@pytest.mark.parametrize(("columns", "engine"), COLUMNS.values(), ids=COLUMNS)
def test_large_objects_are_not_left_out_where_types_are_not_known(
    columns: list[Any], engine: dms.EngineName | None
) -> None:
    assert "whether shop.t.a holds large objects is not known" in refusal(catalog(columns, engine))


@pytest.mark.parametrize(("columns", "engine"), KNOWN.values(), ids=KNOWN)
def test_where_all_types_are_known_and_none_is_a_lob_there_are_none(
    columns: list[Any], engine: dms.EngineName | None
) -> None:
    assert dms.advise_lobs(catalog(columns, engine)).lobs == dms.NoLobs()


def test_a_table_whose_columns_are_not_known_may_have_large_objects() -> None:
    assert "whether shop.t holds large objects is not known, as the catalog has no columns of it" in refusal(
        catalog(None)
    )


def test_without_an_engine_the_message_says_to_give_it() -> None:
    said = refusal(catalog([dms.SourceColumn("a", "text", max_bytes=20_000)]))

    assert "as the catalog has no engine" in said
    assert said.endswith(
        "give the catalog the source's engine: for postgres, write "
        "dms.Catalog(*catalog.tables, engine=dms.EngineName.POSTGRESQL, changes=catalog.changes)"
    )


@pytest.mark.parametrize(("data_type", "engine"), [("mediumint", MYSQL), ("text", POSTGRESQL), ("longtext", MYSQL)])
def test_an_engine_is_advised_that_has_the_type_and_as_a_large_object_if_one_does(
    data_type: str, engine: dms.EngineName
) -> None:
    assert f"engine=dms.{engine}" in refusal(catalog([dms.SourceColumn("a", data_type)]))


def test_where_no_engine_helps_the_message_says_to_mark_the_column() -> None:
    said = refusal(catalog([dms.SourceColumn("a", "json", max_bytes=20_000)], ORACLE))

    assert "AWS's guide does not list it" in said
    assert 'write dms.SourceColumn("a", "json", lob=True, max_bytes=20000), or lob=False' in said


def test_a_column_without_a_type_is_given_one_or_marked() -> None:
    said = refusal(catalog(["a"], MYSQL))

    assert "as it has no type" in said
    assert 'dms.SourceColumn("a", lob=True), or lob=False' in said


def test_the_advised_engine_answers() -> None:
    source = catalog([dms.SourceColumn("a", "text", max_bytes=20_000)])

    known = dms.Catalog(*source.tables, engine=POSTGRESQL, changes=source.changes)

    assert dms.advise_lobs(known).lobs == dms.LimitedLobs(max_size_kb=40)


def test_more_columns_are_counted() -> None:
    assert "whether shop.t.a and 2 more hold large objects is not known" in refusal(catalog(["a", "b", "c"]))


@pytest.mark.parametrize("key", ["id", dms.SourceColumn("id", "bigint")], ids=["a name", "a column"])
def test_the_column_that_is_named_is_not_the_key_where_there_is_another(key: Any) -> None:
    note = dms.SourceColumn("note", "text", max_bytes=20_000)
    source = dms.Catalog(dms.SourceTable("shop", "t", [key, "code", note], primary_key=["id"]))

    assert "whether shop.t.note and 2 more hold" in refusal(source)


def test_columns_that_rules_leave_out_do_not_count() -> None:
    mappings = dms.TableMappings(dms.Include("shop"), dms.RemoveColumns("shop", "t", "a"))

    assert dms.advise_lobs(catalog(["a"]), mappings).lobs == dms.NoLobs()


def test_among_large_objects_columns_of_unknown_type_are_named() -> None:
    note = dms.SourceColumn("note", "longtext", max_bytes=5_000)
    advice = dms.advise_lobs(catalog([note, "a"], MYSQL, primary_key=["id"]))

    assert advice.types_not_known == ("shop.t.a",)
    assert advice.to_dict()["types_not_known"] == ["shop.t.a"]
    assert [finding.id for finding in advice.findings] == ["sizing.lobTypesNotKnown"]
    assert "shop.t.a: columns of unknown type, on which the advice does not rest" in str(advice)


def test_a_workload_says_that_large_objects_may_be_missing() -> None:
    workload = dms.Workload.from_catalog(catalog([dms.SourceColumn("a", "json"), "b"], ORACLE))

    assert workload.lob_columns == 0
    assert "whether shop.t.a and 1 more hold large objects is not known, so none are counted there" in workload.notes


def test_a_workload_of_known_types_says_nothing_of_them() -> None:
    workload = dms.Workload.from_catalog(catalog([dms.SourceColumn("a", "varchar(20)")], MYSQL))

    assert workload.notes == ("the rate of changes was not measured",)


# Averages of columns that are not large objects


def wide(values: int | None = None, size_bytes: int | None = 3 * GIB, engine: Any = MYSQL) -> dms.Catalog:
    column = dms.SourceColumn("b", "varchar(40000)", average_bytes=30_000, values=values)
    key = dms.SourceColumn("id", "bigint", average_bytes=8)
    table = dms.SourceTable("shop", "t", [key, column], primary_key=["id"], rows=10_000_000, size_bytes=size_bytes)
    return dms.Catalog(table, engine=engine)


def test_averages_of_columns_count_where_less_is_stored() -> None:
    workload = dms.Workload.from_catalog(wide())

    assert workload.data_gib == pytest.approx(10_000_000 * 30_008 / GIB)
    assert workload.notes[0] == (
        "values count as long as they are, not as they are stored: those of shop.t have 279 GiB in 3 GiB of storage, "
        "if none is null"
    )


def test_averages_of_columns_count_without_the_size_of_the_table() -> None:
    assert dms.Workload.from_catalog(wide(size_bytes=None)).data_gib == pytest.approx(10_000_000 * 30_008 / GIB)


def test_averages_of_columns_count_for_the_length_of_a_row() -> None:
    assert dms.Workload.from_catalog(wide()).average_row_bytes == 30_008


def test_values_that_are_null_do_not_count() -> None:
    workload = dms.Workload.from_catalog(wide(values=50_000))

    assert workload.data_gib == 3
    assert workload.notes == ("the rate of changes was not measured",)
