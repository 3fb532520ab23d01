"""Where a sizing tips from one answer to the next."""

from __future__ import annotations

from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import MigrationType, SizingConstants, Workload
from tests.values.test_sizing import LOAD, ids, sized

BUFFERS_AND_SORTER_GIB = (24 + 1024) / 1024
CHANGES: dict[str, Any] = {"migration_type": MigrationType.CDC}


def test_what_fits_exactly_is_large_enough() -> None:
    sizing = Workload(tables=1, total_gib=1, **CHANGES).size(
        SizingConstants(system_memory_gib=16 - BUFFERS_AND_SORTER_GIB)
    )

    assert (sizing.memory_gib, str(sizing.instance_class), sizing.serverless_min_dcu) == (16, "dms.r6i.large", 8)


def test_processors_that_bring_just_the_memory_decide() -> None:
    workload = Workload(tables=20, total_gib=1, average_row_bytes=0, heterogeneous=True, **LOAD)

    assert str(workload.size(SizingConstants(system_memory_gib=4 - 24 / 1024)).instance_class) == "dms.c6i.xlarge"
    assert str(workload.size(SizingConstants(system_memory_gib=4)).instance_class) == "dms.r6i.xlarge"


def test_as_many_tasks_as_an_instance_may_have_fit_into_one() -> None:
    sizing = Workload(tables=1000, total_gib=1, tasks=200, **CHANGES).size(SizingConstants(streams_per_vcpu=10))

    assert sizing.instance_count == 1


def test_an_instance_may_hold_a_single_task() -> None:
    assert sized(lob_columns=120, largest_lob_kb=500, typical_lob_kb=90, tasks=2).instance_count == 2


def test_the_system_takes_its_part_of_the_largest_instance() -> None:
    workload = Workload(tables=10, total_gib=100, lob_columns=103, largest_lob_kb=500, typical_lob_kb=90)

    assert workload.size().fits
    assert not workload.size(SizingConstants(system_memory_gib=600)).fits


def test_changes_are_many_from_the_limit_on() -> None:
    assert "high_throughput_cdc" in sized(change_mb_per_second=2).profile
    assert "high_throughput_cdc" not in sized(change_mb_per_second=1.99).profile


def test_a_table_loads_in_no_more_parts_than_one_task_has_sub_tasks() -> None:
    sizing = sized(tables=1, total_gib=80, largest_table_gib=80, largest_table_segments=100, tasks=2)

    assert sizing.full_load_hours == (1, 10)


@pytest.mark.parametrize(("segments", "found"), [(1, True), (3, True), (4, False)])
def test_the_largest_table_is_found_until_it_has_its_parts(segments: int, *, found: bool) -> None:
    sizing = sized(total_gib=2, largest_table_gib=1, largest_table_segments=segments)

    assert ("sizing.largestTableLoadsLast" in ids(sizing)) is found


def test_a_load_of_an_hour_is_told_in_hours() -> None:
    assert "0.1 to 1 hours for 8 GiB" in str(sized(total_gib=8, largest_table_gib=1))


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (LOAD | {"rehearsal": True}, "No standby instance, because it is a rehearsal."),
        (LOAD, "No standby instance, because a full load can be started again."),
    ],
    ids=["rehearsal", "load"],
)
def test_it_says_why_there_is_no_standby(figures: dict[str, Any], words: str) -> None:
    assert words in str(sized(**figures))


def test_storage_that_is_there_anyway_is_told_only_where_it_is() -> None:
    assert "100 GiB are there anyway" in str(sized(change_mb_per_second=1))
    assert "are there anyway" not in str(sized(change_mb_per_second=30))


def lob(largest_kb: int, average_kb: int) -> dms.SourceColumn:
    return dms.SourceColumn("lob", "longtext", lob=True, max_bytes=largest_kb * 1024, average_bytes=average_kb * 1024)


def with_lob(schema: str, name: str, column: dms.SourceColumn) -> dms.SourceTable:
    return dms.SourceTable(schema, name, ["id", column], primary_key=["id"], rows=1000, size_bytes=10**9)


def test_objects_that_are_longer_than_their_table_take_nothing_from_the_rows_of_others() -> None:
    catalog = dms.Catalog(
        dms.SourceTable("a", "sparse", ["id", lob(2000, 1000)], rows=1_000_000, size_bytes=10**8),
        dms.SourceTable("a", "wide", ["id"], rows=1_000_000, size_bytes=8 * 10**9),
    )

    assert dms.Workload.from_catalog(catalog).average_row_bytes == 4000


def test_a_table_whose_objects_are_as_long_as_travel_well_gets_limited_ones() -> None:
    catalog = dms.Catalog(with_lob("a", "films", lob(9000, 4000)), with_lob("a", "notes", lob(63, 1)))

    assert [(rule.schema, rule.table) for rule in dms.advise_lobs(catalog).rules] == [("a", "notes")]


@pytest.mark.parametrize(("schema", "name"), [("50%", "notes"), ("a", "50%")])
def test_a_percent_sign_in_either_name_leaves_no_rule(schema: str, name: str) -> None:
    catalog = dms.Catalog(with_lob("a", "films", lob(9000, 4000)), with_lob(schema, name, lob(9, 1)))

    assert dms.advise_lobs(catalog).without_rule == (f"{schema}.{name}",)
