"""Workloads and advice on large objects from catalogs that were measured."""

from __future__ import annotations

from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import Catalog, SourceColumn, SourceTable, TableType, Workload, advise_lobs
from dms_constructs.catalog import ChangeRate

GIB = 1024**3
KB = 1024


def lob(name: str, largest_kb: float | None, average_kb: float | None = None) -> SourceColumn:
    return SourceColumn(
        name,
        "longtext",
        lob=True,
        max_bytes=None if largest_kb is None else int(largest_kb * KB),
        average_bytes=None if average_kb is None else int(average_kb * KB),
    )


def table(name: str, *lobs: SourceColumn, schema: str = "shop", **more: Any) -> SourceTable:
    given: dict[str, Any] = {"primary_key": ["id"], "rows": 1000, "size_bytes": GIB} | more
    return SourceTable(schema, name, [SourceColumn("id", "bigint", dms_type="int8"), *lobs], **given)


def refused(code: str, words: str, run: Any, *arguments: Any, **more: Any) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        run(*arguments, **more)

    assert caught.value.code == code
    assert words in caught.value.message


# Workloads


def test_tables_data_and_rows_are_counted() -> None:
    workload = Workload.from_catalog(Catalog(table("a"), table("b", size_bytes=3 * GIB, rows=3_000_000)))

    assert (workload.tables, workload.total_gib, workload.largest_table_gib) == (2, 4, 3)
    assert workload.rows == 3_001_000
    assert workload.average_row_bytes == pytest.approx(4 * GIB / 3_001_000)


def test_the_engine_is_the_sources() -> None:
    catalog = Catalog(table("a"), engine=dms.EngineName.MARIADB)

    workload = Workload.from_catalog(catalog, target_engine=dms.EngineName.POSTGRESQL)

    assert workload.source_engine is dms.EngineName.MARIADB
    assert workload.is_heterogeneous


def test_tables_of_the_servers_own_and_views_do_not_count() -> None:
    catalog = Catalog(
        table("a"),
        table("user", schema="mysql"),
        SourceTable("shop", "totals", table_type=TableType.VIEW),
        engine=dms.EngineName.MYSQL,
    )

    assert Workload.from_catalog(catalog).tables == 1


def test_only_what_the_mappings_select_counts() -> None:
    mappings = dms.TableMappings(dms.Include("shop"), dms.Exclude("shop", "b"))

    workload = Workload.from_catalog(Catalog(table("a"), table("b", size_bytes=9 * GIB)), mappings=mappings)

    assert (workload.tables, workload.total_gib) == (1, 1)


def test_large_objects_that_rules_leave_out_do_not_count() -> None:
    mappings = dms.TableMappings(dms.Include("shop"), dms.RemoveColumns("shop", "a", "photo"))

    workload = Workload.from_catalog(Catalog(table("a", lob("photo", 900), lob("note", 3))), mappings=mappings)

    assert (workload.lob_columns, workload.largest_lob_kb) == (1, 3)


def test_a_table_that_loads_in_ranges_does_not_keep_others_waiting() -> None:
    mappings = dms.TableMappings(
        dms.Include("shop"), dms.TableSettings("shop", "a", parallel_load=dms.Ranges(["id"], [[10], [20], [30]]))
    )

    assert Workload.from_catalog(Catalog(table("a")), mappings=mappings).largest_table_segments == 4


def test_large_objects_are_averaged_over_the_tables_that_have_any() -> None:
    catalog = Catalog(
        table("none"),
        table("one", lob("x", 10, 2), rows=100),
        table("three", lob("x", 500.5, 10), lob("y", 1, 1), lob("z", None), rows=300),
    )

    workload = Workload.from_catalog(catalog)

    # 100 of 2 KB, 300 of 10 KB and 300 of 1 KB
    assert (workload.lob_columns, workload.largest_lob_kb, workload.typical_lob_kb) == (2, 501, 5)


def test_rows_are_counted_without_their_large_objects() -> None:
    catalog = Catalog(table("a", lob("x", 200, 100), rows=1024, size_bytes=1024 * 104 * KB))

    assert Workload.from_catalog(catalog).average_row_bytes == 4 * KB


def test_rows_whose_large_objects_are_compressed_are_not_taken_to_be_empty() -> None:
    catalog = Catalog(table("a", lob("x", 200, 100), rows=1024, size_bytes=1024 * 50 * KB))

    assert Workload.from_catalog(catalog).average_row_bytes == 1024


def test_changes_are_those_of_the_source() -> None:
    changes = ChangeRate(bytes_per_second=3_000_000, transactions_per_second=40, seconds=60)

    workload = Workload.from_catalog(Catalog(table("a"), changes=changes))

    assert (workload.change_mb_per_second, workload.transactions_per_second) == (3, 40)
    assert workload.notes == ("the rate of changes was measured for 60 seconds; the peak may be higher",)


def test_changes_do_not_count_for_a_full_load() -> None:
    changes = ChangeRate(bytes_per_second=3_000_000, transactions_per_second=40, seconds=60)

    workload = Workload.from_catalog(Catalog(table("a"), changes=changes), migration_type=dms.MigrationType.FULL_LOAD)

    assert (workload.change_mb_per_second, workload.notes) == (0, ())


def test_what_was_not_measured_is_noted() -> None:
    catalog = Catalog(table("a", lob("x", None)), table("b", size_bytes=None, rows=None))

    assert Workload.from_catalog(catalog).notes == (
        "1 of 2 tables have no size and count as empty, such as shop.b",
        "the sizes of large objects were not measured",
        "the rate of changes was not measured",
    )


def test_only_the_longest_object_is_missed_where_averages_were_measured() -> None:
    notes = Workload.from_catalog(Catalog(table("a", lob("x", None, 500)))).notes

    assert "the length of the longest large object was not measured" in notes
    assert "the sizes of large objects were not measured" not in notes


def test_a_source_without_data_needs_little() -> None:
    workload = Workload.from_catalog(Catalog(table("a", lob("x", 0, 0), rows=0, size_bytes=0)))

    assert (workload.data_gib, workload.largest_lob_kb) == (0, 1)
    assert str(workload.size().instance_class) == "dms.r6i.large"


def test_fails_when_a_catalog_has_no_sizes() -> None:
    catalog = Catalog(SourceTable("shop", "a"))

    refused(
        "DMS-Z003", "measure the server again with 'dms-constructs catalog URL --sizes'", Workload.from_catalog, catalog
    )


def test_a_server_that_no_command_reads_is_not_to_be_read_again() -> None:
    doc = dms.SourceColumn("DOC", "CLOB")
    catalog = Catalog(SourceTable("HR", "A", [doc], primary_key=["DOC"]), engine=dms.EngineName.ORACLE)

    refused("DMS-Z003", "give the catalog the bytes of each table", Workload.from_catalog, catalog)
    refused("DMS-Z003", "because 'dms-constructs catalog' does not read Oracle", advise_lobs, catalog)


@pytest.mark.parametrize("run", [Workload.from_catalog, advise_lobs], ids=["from_catalog", "advise_lobs"])
def test_fails_when_there_is_nothing_to_move(run: Any) -> None:
    refused("DMS-Z005", "no table to move: it has none but system tables", run, Catalog())
    mappings = dms.TableMappings(dms.Include("crm"))
    refused(
        "DMS-Z005",
        'none of it; select one, such as dms.Include("shop", "a")',
        run,
        Catalog(table("a")),
        mappings=mappings,
    )


@pytest.mark.parametrize("run", [Workload.from_catalog, advise_lobs], ids=["from_catalog", "advise_lobs"])
def test_fails_when_an_argument_has_the_wrong_type(run: Any) -> None:
    refused("DMS-Z004", "catalog must be of type Catalog", run, None)
    refused("DMS-Z004", "catalog must be of type Catalog", run, "catalog.json")
    refused("DMS-Z004", "mappings must be of type TableMappings", run, Catalog(table("a")), mappings=["shop"])


# Advice on large objects


def test_without_large_objects_there_are_none_to_move() -> None:
    advice = advise_lobs(Catalog(table("a")))

    assert (advice.lobs, advice.rules) == (dms.NoLobs(), ())
    assert str(advice) == "Large objects: dms.NoLobs(), because no table has any."


@pytest.mark.parametrize(
    ("sizes", "lobs"),
    [
        ((0.1, 0.1), dms.LimitedLobs(max_size_kb=1)),
        ((40.2, 3), dms.LimitedLobs(max_size_kb=41)),
        ((63, 63), dms.LimitedLobs(max_size_kb=63)),
        ((200, 100), dms.FullLobs()),
        ((64, None), dms.InlineLobs(inline_max_size_kb=63)),
    ],
)
def test_the_mode_follows_from_the_sizes(sizes: tuple[float, float | None], lobs: dms.Lobs) -> None:
    assert advise_lobs(Catalog(table("a", lob("x", *sizes)))).lobs == lobs


def test_few_long_objects_among_many_short_ones_move_apart() -> None:
    advice = advise_lobs(Catalog(table("a", lob("x", 9000, 4))))

    assert isinstance(advice.lobs, dms.InlineLobs)
    assert advice.rules == ()
    assert advice.reason.startswith("the longest has 9,000 KB (in shop.a), and 4 KB is the average: most travel")


def test_tables_of_short_objects_need_no_rule_among_short_ones() -> None:
    advice = advise_lobs(Catalog(table("a", lob("x", 900, 2), rows=9000), table("b", lob("x", 60, 40))))

    assert (advice.lobs, advice.rules) == (dms.InlineLobs(inline_max_size_kb=63), ())


def test_a_table_of_mostly_long_objects_among_short_ones_moves_them_whole() -> None:
    advice = advise_lobs(Catalog(table("notes", lob("x", 5, 1), rows=1_000_000), table("films", lob("x", 9000, 4000))))

    assert isinstance(advice.lobs, dms.InlineLobs)
    assert advice.rules == (dms.TableSettings("shop", "films", lobs=dms.TableLobs(dms.LobMode.UNLIMITED)),)
    assert advice.reasons == (
        "its large objects have 4,000 KB on average, so most are too long to travel with their rows",
    )


def test_a_table_of_short_objects_among_long_ones_keeps_them_in_its_rows() -> None:
    advice = advise_lobs(Catalog(table("notes", lob("x", 5, 1)), table("films", lob("x", 9000, 4000), rows=9000)))

    limited = dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=15)
    assert advice.lobs == dms.FullLobs()
    assert advice.rules == (dms.TableSettings("shop", "notes", lobs=limited),)
    assert advice.reasons[0].startswith("none of its large objects is longer than 5 KB")


def test_the_rules_go_into_mappings() -> None:
    advice = advise_lobs(Catalog(table("notes", lob("x", 5, 1)), table("films", lob("x", 9000, 4000), rows=9000)))

    mappings = dms.TableMappings(dms.Include("shop"), *advice.rules)

    assert mappings.to_dict()["rules"][1]["lob-settings"] == {"mode": "limited", "bulk-max-size": "15"}


def test_tables_without_a_key_are_named() -> None:
    advice = advise_lobs(Catalog(table("a", lob("x", 5)), table("log", lob("x", 5), primary_key=[])))

    assert advice.without_key == ("shop.log",)
    assert [finding.id for finding in advice.findings] == ["mappings.lobsWithoutKey"]
    assert "shop.log: large objects in tables without a primary or unique key" in str(advice)


def test_tables_that_were_not_measured_are_named() -> None:
    advice = advise_lobs(Catalog(table("a", lob("x", 5)), *(table(f"b{n}", lob("x", None)) for n in range(7))))

    assert len(advice.not_measured) == 7
    assert "shop.b0, shop.b1, shop.b2, shop.b3, shop.b4 and 2 more: large objects of unknown size" in str(advice)


def test_a_table_with_a_wildcard_in_its_name_can_have_no_rule() -> None:
    advice = advise_lobs(Catalog(table("50%", lob("x", 5, 1)), table("films", lob("x", 9000, 4000), rows=9000)))

    assert (advice.rules, advice.without_rule) == ((), ("shop.50%",))
    assert [finding.id for finding in advice.findings] == ["sizing.lobsWithoutRule"]


def test_an_empty_table_needs_no_measuring() -> None:
    advice = advise_lobs(Catalog(table("a", lob("x", None), rows=0)))

    assert (advice.lobs, advice.not_measured) == (dms.LimitedLobs(max_size_kb=1), ())


def test_fails_when_no_large_object_was_measured() -> None:
    refused(
        "DMS-Z003",
        "no sizes of large objects, such as those of shop.a",
        advise_lobs,
        Catalog(table("a", lob("x", None))),
    )


def test_only_tables_that_move_are_advised_on() -> None:
    mappings = dms.TableMappings(dms.Include("shop"), dms.Exclude("shop", "films"))

    advice = advise_lobs(Catalog(table("notes", lob("x", 5)), table("films", lob("x", 9000))), mappings)

    assert advice.lobs == dms.LimitedLobs(max_size_kb=5)


def test_advice_is_markdown_and_json_too() -> None:
    advice = advise_lobs(Catalog(table("notes", lob("x", 5, 1)), table("films", lob("x", 9000, 4000), rows=9000)))

    assert "| shop.notes | `dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=15)` | none of" in advice.to_markdown()
    assert advice.to_dict()["settings"]["TargetMetadata"]["FullLobMode"] is True
    assert advice.to_dict()["rules"][0]["rule"]["lob-settings"]["mode"] == "limited"


def test_a_sizing_moves_large_objects_as_advised() -> None:
    catalog = Catalog(table("a", lob("x", 9000, 4)), table("b", lob("x", 20, 1)))

    assert Workload.from_catalog(catalog).size().lobs == advise_lobs(catalog).lobs
