"""What a workload needs."""

from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import EngineName, MigrationType, SizingConstants, Workload

LOAD: dict[str, Any] = {"migration_type": MigrationType.FULL_LOAD}


def sized(**figures: Any) -> dms.Sizing:
    return Workload(**({"tables": 10, "total_gib": 100, "largest_table_gib": 20} | figures)).size()


def ids(sizing: dms.Sizing) -> list[str]:
    return [finding.id for finding in sizing.findings]


# Instance classes


@pytest.mark.parametrize(
    ("figures", "name"),
    [
        ({}, "dms.r6i.large"),
        ({"lob_columns": 1, "largest_lob_kb": 63}, "dms.r6i.large"),
        ({"lob_columns": 2, "largest_lob_kb": 500}, "dms.r6i.large"),
        ({"lob_columns": 4, "largest_lob_kb": 500}, "dms.r6i.xlarge"),
        ({"tasks": 4}, "dms.r6i.2xlarge"),
        ({"change_mb_per_second": 40}, "dms.r6i.2xlarge"),
        ({"tasks": 20}, "dms.r6i.12xlarge"),
        (LOAD, "dms.r6i.xlarge"),
        (LOAD | {"tables": 8}, "dms.r6i.large"),
        (LOAD | {"heterogeneous": True}, "dms.c6i.xlarge"),
        (LOAD | {"heterogeneous": True, "tasks": 8}, "dms.c6i.8xlarge"),
        (LOAD | {"heterogeneous": True, "lob_columns": 1}, "dms.r6i.xlarge"),
        ({"heterogeneous": True}, "dms.r6i.large"),
        (LOAD | {"rehearsal": True}, "dms.t3.small"),
        ({"rehearsal": True}, "dms.t3.medium"),
        ({"rehearsal": True, "tasks": 2}, "dms.r6i.xlarge"),
        ({"migration_type": MigrationType.CDC}, "dms.r6i.large"),
    ],
)
def test_the_smallest_class_of_the_right_family_is_chosen(figures: dict[str, Any], name: str) -> None:
    assert str(sized(**figures).instance_class) == name


def test_memory_and_processors_are_summed_over_tasks() -> None:
    one, three = sized(tasks=1), sized(tasks=3)

    assert three.memory_gib == pytest.approx(1 + 3 * (one.memory_gib - 1))
    assert (one.vcpu, three.vcpu) == (2, 6)


def test_a_memory_bound_full_load_between_engines_is_for_the_memory_family() -> None:
    sizing = sized(**LOAD, heterogeneous=True, average_row_bytes=30_000)

    assert (str(sizing.instance_class), round(sizing.memory_gib)) == ("dms.r6i.xlarge", 28)


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        # One task is just too large for the memory of the class that its processors ask for, two are not.
        ({"tables": 20, "average_row_bytes": 8192, "tasks": 1}, {"tables": 20, "average_row_bytes": 8192, "tasks": 2}),
        ({"tables": 8, "average_row_bytes": 7000}, {"tables": 20, "average_row_bytes": 7000}),
    ],
    ids=["tasks", "tables"],
)
def test_a_larger_full_load_between_engines_never_gets_less_memory(
    smaller: dict[str, Any], larger: dict[str, Any]
) -> None:
    before, after = (sized(**LOAD, heterogeneous=True, **figures).instance_class for figures in (smaller, larger))

    assert before is not None
    assert after is not None
    assert (before.memory_gib or 0) <= (after.memory_gib or 0)


def test_engines_tell_whether_families_differ() -> None:
    mixed = Workload(
        tables=1, total_gib=1, source_engine=EngineName.MARIADB, target_engine=EngineName.AURORA_POSTGRESQL
    )
    alike = Workload(tables=1, total_gib=1, source_engine=EngineName.MARIADB, target_engine=EngineName.AURORA_MYSQL)

    assert (mixed.is_heterogeneous, alike.is_heterogeneous) == (True, False)


def test_tasks_that_no_instance_holds_are_spread_over_several() -> None:
    sizing = sized(tasks=100)

    assert (str(sizing.instance_class), sizing.instance_count, sizing.fits) == ("dms.r6i.32xlarge", 2, True)
    assert "sizing.severalInstances" in ids(sizing)


def test_more_tasks_than_an_instance_may_have_are_spread_over_several() -> None:
    sizing = Workload(tables=1000, total_gib=1, tasks=201, migration_type=MigrationType.CDC).size(
        SizingConstants(streams_per_vcpu=10)
    )

    assert sizing.instance_count == 2


def test_a_task_that_no_instance_holds_is_said_to_fit_none() -> None:
    sizing = sized(lob_columns=500, largest_lob_kb=5000)

    assert (sizing.instance_class, sizing.instance_count, sizing.fits) == (None, 0, False)
    assert ids(sizing)[0] == "sizing.noInstanceFits"
    assert str(sizing).startswith("No replication instance is large enough for even one task.\n")


# Storage and zones


@pytest.mark.parametrize(
    ("figures", "gib"),
    [
        ({}, 100),
        (LOAD | {"rehearsal": True}, 50),
        ({"change_mb_per_second": 10, "tolerated_outage_hours": 8}, 403),  # 10 MB/s x 8 h x 1.5 = 432 GB
        ({"change_mb_per_second": 10}, 202),
        ({"change_mb_per_second": 10, "tolerated_outage_hours": 1000}, 6144),
    ],
)
def test_storage_holds_the_changes_of_an_outage(figures: dict[str, Any], gib: int) -> None:
    assert sized(**figures).allocated_storage_gib == gib


def test_an_outage_that_no_storage_covers_is_found() -> None:
    sizing = sized(change_mb_per_second=10, tolerated_outage_hours=1000)

    finding = next(each for each in sizing.findings if each.id == "sizing.storageAboveMaximum")
    assert "1,000 hours of changes take" in finding.message
    assert finding.fix.startswith("have the target back within 122.16 hours")


@pytest.mark.parametrize(("figures", "multi_az"), [({}, True), ({"rehearsal": True}, False), (LOAD, False)])
def test_only_changes_that_count_need_a_standby(figures: dict[str, Any], *, multi_az: bool) -> None:
    assert sized(**figures).multi_az is multi_az


# Tasks


@pytest.mark.parametrize(
    ("figures", "tasks"),
    [
        ({}, 1),
        ({"change_mb_per_second": 12.5}, 1),
        ({"change_mb_per_second": 12.6}, 2),
        ({"change_mb_per_second": 1000}, 10),  # a table's changes are one stream
        ({"tables": 10_001}, 2),
        ({"tables": 10_001, "tasks": 1}, 1),
    ],
)
def test_tasks_follow_from_changes_and_tables_unless_given(figures: dict[str, Any], tasks: int) -> None:
    assert sized(**figures).tasks == tasks


def test_changes_that_the_tasks_do_not_keep_up_with_are_found() -> None:
    assert "sizing.changesOutrunTasks" in ids(sized(change_mb_per_second=30, tasks=2))
    assert "sizing.changesOutrunTasks" not in ids(sized(change_mb_per_second=25, tasks=2))


def test_several_tasks_come_with_ways_to_split_them() -> None:
    text = " ".join(sized(change_mb_per_second=30).splitting)

    assert "mappings.split_by_schema(catalog)" in text
    assert "mappings.split_by_table(" in text
    assert "a replication slot (PostgreSQL)" in text


def test_a_large_table_is_better_loaded_in_parts() -> None:
    sizing = sized(largest_table_gib=90)

    assert ids(sizing) == ["sizing.largestTableLoadsLast"]
    assert "dms.Ranges.even(column, minimum, maximum, 7)" in str(sizing)
    assert ids(sized(largest_table_gib=90, largest_table_segments=8)) == []


# Full load


@pytest.mark.parametrize(
    ("figures", "low", "high"),
    [
        ({"largest_table_gib": 1}, 1.25, 12.5),  # 100 GiB over 8 sub-tasks
        ({"largest_table_gib": 50}, 5, 50),  # the largest table alone
        ({"largest_table_gib": 50, "largest_table_segments": 8}, 1.25, 12.5),
        ({"tables": 1, "largest_table_gib": 100}, 10, 100),
        ({"largest_table_gib": None}, 1.25, 100),  # at best all tables are alike, at worst one has all of it
        ({"largest_table_gib": None, "tables": 1}, 10, 100),
        ({"total_gib": 0, "largest_table_gib": 0}, 0, 0),
        ({"largest_table_gib": 1, "lob_columns": 1, "largest_lob_kb": 500}, 1.25, 12.5),
        ({"largest_table_gib": 1, "lob_columns": 1, "largest_lob_kb": 500, "typical_lob_kb": 90}, 1.25, 37.5),
    ],
)
def test_a_full_load_takes_as_long_as_all_sub_tasks_or_the_largest_table(
    figures: dict[str, Any], low: float, high: float
) -> None:
    assert sized(**figures).full_load_hours == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ({}, "2 to 20 hours for 100 GiB"),
        ({"total_gib": 0.5, "largest_table_gib": 0.1}, "1 to 6 minutes for 0.5 GiB"),
        ({"total_gib": 0, "largest_table_gib": 0}, "1 minute at most for 0 GiB"),
        ({"largest_table_gib": None}, "and at worst as long as one table takes that has all of it"),
        ({"largest_table_segments": 3}, "as the largest table takes (20 GiB in 3 parts)"),
    ],
)
def test_hours_are_told_in_units_that_a_person_reads(figures: dict[str, Any], text: str) -> None:
    assert text in str(sized(**figures))


def test_what_several_instances_have_is_told_together() -> None:
    assert "2 instances of dms.r6i.32xlarge have 2,048 GiB and 256 vCPU together" in str(sized(tasks=100))


def test_changes_alone_load_nothing() -> None:
    assert sized(migration_type=MigrationType.CDC).full_load_hours is None


def test_no_stream_is_faster_than_its_connection() -> None:
    sizing = Workload(tables=1, total_gib=100).size(SizingConstants(fast_gib_per_hour=1000))

    assert sizing.full_load_hours is not None
    assert sizing.full_load_hours[0] == pytest.approx(100 / 41.9, rel=0.01)


def test_changes_that_gather_during_a_long_load_are_found() -> None:
    assert "sizing.cachedChanges" in ids(sized(change_mb_per_second=5, largest_table_gib=90))


# Serverless


@pytest.mark.parametrize(
    ("figures", "dcu"),
    [
        ({}, (2, 4)),
        (LOAD, (1, 2)),
        ({"lob_columns": 2, "largest_lob_kb": 500}, (8, 16)),
        ({"lob_columns": 120, "largest_lob_kb": 500}, (384, 384)),
        ({"lob_columns": 500, "largest_lob_kb": 500}, (None, None)),
    ],
)
def test_serverless_capacity_is_one_that_there_is(figures: dict[str, Any], dcu: tuple[int | None, int | None]) -> None:
    sizing = sized(**figures)

    assert (sizing.serverless_min_dcu, sizing.serverless_max_dcu) == dcu


# Settings


@pytest.mark.parametrize("kind", MigrationType)
@pytest.mark.parametrize("lob_kb", [None, 20, 5000])
@pytest.mark.parametrize("change", [0, 5])
def test_the_settings_need_the_memory_that_was_computed(kind: MigrationType, lob_kb: int | None, change: float) -> None:
    sizing = sized(
        migration_type=kind,
        lob_columns=3 if lob_kb else 0,
        largest_lob_kb=lob_kb,
        average_row_bytes=500,
        change_mb_per_second=change if kind.has_cdc else 0,
    )

    memory = dms.task_memory(
        sizing.settings, migration_type=kind, lob_columns=3 if lob_kb else 0, average_row_bytes=500
    )
    assert memory == sizing.memory


@pytest.mark.parametrize(
    ("figures", "lobs"),
    [
        ({}, None),
        ({"lob_columns": 1}, dms.LimitedLobs(max_size_kb=63)),
        ({"lob_columns": 1, "largest_lob_kb": 20}, dms.LimitedLobs(max_size_kb=20)),
        ({"lob_columns": 1, "largest_lob_kb": 63}, dms.LimitedLobs(max_size_kb=63)),
        ({"lob_columns": 1, "largest_lob_kb": 64}, dms.InlineLobs(inline_max_size_kb=63)),
        ({"lob_columns": 1, "largest_lob_kb": 64, "typical_lob_kb": 9}, dms.InlineLobs(inline_max_size_kb=63)),
        ({"lob_columns": 1, "largest_lob_kb": 500, "typical_lob_kb": 90}, dms.FullLobs()),
    ],
)
def test_large_objects_move_as_their_sizes_say(figures: dict[str, Any], lobs: object) -> None:
    sizing = sized(**figures)

    assert sizing.lobs == lobs
    assert sizing.settings.lobs == lobs


def test_many_changes_are_applied_in_batches() -> None:
    assert sized(change_mb_per_second=1).settings.batch_apply is None
    assert sized(change_mb_per_second=3).settings.batch_apply is not None
    assert sized(transactions_per_second=600).settings.batch_apply is not None


def test_objects_too_long_for_batches_leave_their_memory_to_the_sorter() -> None:
    figures: dict[str, Any] = {"migration_type": MigrationType.CDC, "change_mb_per_second": 3, "lob_columns": 1}
    short, long = sized(**figures, largest_lob_kb=10), sized(**figures, largest_lob_kb=9000)

    assert long.settings.batch_apply is None
    assert long.memory.total_mib == short.memory.total_mib


@pytest.mark.parametrize("change", [0, 5])
@pytest.mark.parametrize("kind", MigrationType)
def test_the_settings_are_right_for_their_task(kind: MigrationType, change: float) -> None:
    sizing = sized(migration_type=kind, change_mb_per_second=change if kind.has_cdc else 0)

    assert sizing.settings.check(migration_type=kind) == ()


def test_what_is_assumed_is_said() -> None:
    text = " ".join(Workload(tables=5, total_gib=10, notes=("measured on a Sunday",)).size().assumptions)

    for words in (
        "Measured on a Sunday.",
        "A row without its large objects has 1,024 bytes, assumed.",
        "The largest table is not known, so it may be all of the data.",
        "No changes are counted",
        "The target is never away for more than 4 hours.",
        "Source and target have engines of one family.",
        "Constants of ours, not verified",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("rows", "given", "taken"), [(None, None, 1024), (1_073_741_824, None, 100), (10, None, 8192), (10, 70_000, 70_000)]
)
def test_rows_have_the_length_that_is_given_or_follows(rows: int | None, given: float | None, taken: float) -> None:
    sizing = sized(**LOAD, rows=rows, average_row_bytes=given)

    assert sizing.memory.terms[0].mib == pytest.approx(16 * 30_000 * taken * 2 / 1024**2)


# How it prints


def test_it_prints_what_it_explains() -> None:
    sizing = sized()

    assert str(sizing) == sizing.explain()
    assert str(sizing).startswith("Take dms.r6i.large with 100 GiB of storage, Multi-AZ, and one task.\n")


def test_markdown_has_the_memory_as_a_table() -> None:
    assert "| sorter | 1 GiB | MemoryLimitTotal = 1,024 MB | UG CHAP" in sized().to_markdown()


def test_json_has_the_numbers() -> None:
    import json

    document = json.loads(json.dumps(sized(change_mb_per_second=30).to_dict()))

    assert document["instance_class"] == "dms.r6i.2xlarge"
    assert document["serverless"] == {"min_dcu": 4, "max_dcu": 8}
    assert document["memory_of_each_task"]["terms"][0]["name"] == "rows in flight"
    assert document["settings"]["ChangeProcessingTuning"]["MemoryLimitTotal"] == 4096


def test_the_same_workload_always_prints_the_same() -> None:
    assert str(sized(change_mb_per_second=7)) == str(sized(change_mb_per_second=7))


# Constants


def test_a_constant_is_overridden() -> None:
    workload = Workload(tables=1, total_gib=10)

    assert workload.size(SizingConstants(system_memory_gib=40)).memory_gib > 40
    assert workload.size(SizingConstants(slow_gib_per_hour=5, fast_gib_per_hour=5)).full_load_hours == (2, 2)


def test_every_constant_is_in_the_facts_with_its_reason() -> None:
    import dataclasses

    from dms_constructs import facts

    known = {**facts.task_settings()["ours"], **facts.sizing()["aws"], **facts.sizing()["ours"]}
    for each in dataclasses.fields(SizingConstants):
        record = known[each.name]
        assert getattr(SizingConstants(), each.name) == record["value"]
        assert record["verified"] is False


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"slow_gib_per_hour": 0}, "slow_gib_per_hour must be above 0, got 0"),
        ({"storage_headroom": 0.5}, "storage_headroom must be 1 or more, got 0.5"),
        ({"row_copies": -1}, "row_copies must be 0 or more, got "),
        ({"row_copies": float("nan")}, "row_copies must be 0 or more, got "),
        ({"row_copies": "2"}, "row_copies must be a number"),
        ({"row_copies": True}, "row_copies must be a number"),
        ({"slow_gib_per_hour": 20}, "must not be above fast_gib_per_hour (10.0), got 20"),
    ],
)
def test_fails_when_a_constant_can_not_be(given: dict[str, Any], words: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        SizingConstants(**given)

    assert caught.value.code == "DMS-Z006"
    assert words in caught.value.message


def test_fails_when_the_constants_are_none() -> None:
    with pytest.raises(dms.ConfigurationError, match="constants must be of type SizingConstants") as caught:
        Workload(tables=1, total_gib=1).size({"row_copies": 1})  # type: ignore[arg-type]

    assert caught.value.code == "DMS-Z004"


# Workloads


def test_data_follows_from_rows() -> None:
    assert Workload(tables=1, rows=1024**2, average_row_bytes=1024).data_gib == 1


@pytest.mark.parametrize(
    ("figures", "code", "words"),
    [
        ({"tables": 0}, "DMS-Z001", "Workload.tables must be 1 or more, got 0"),
        ({"tables": 1.5}, "DMS-Z001", "Workload.tables must be a whole number, 1 or more, got 1.5"),
        ({"tables": True}, "DMS-Z001", "must be a whole number"),
        ({"tables": None}, "DMS-Z001", "must be a whole number"),
        ({"total_gib": -1}, "DMS-Z001", "Workload.total_gib must be 0 or more, got -1"),
        ({"total_gib": float("inf")}, "DMS-Z001", "got inf"),
        ({"total_gib": float("nan")}, "DMS-Z001", "got nan"),
        ({"total_gib": 10**5000}, "DMS-Z001", "must be at most 1,000,000,000,000,000, got a number far above"),
        ({"lob_columns": "2"}, "DMS-Z001", "Workload.lob_columns must be a number, 0 or more, got '2'"),
        ({"tasks": 0}, "DMS-Z001", "Workload.tasks must be 1"),
        ({"largest_lob_kb": 0, "lob_columns": 1}, "DMS-Z001", "Workload.largest_lob_kb must be 1"),
        ({"largest_table_gib": 11}, "DMS-Z002", "must not be above the 10 GiB of all tables, got 11"),
        ({"lob_columns": 1, "largest_lob_kb": 5, "typical_lob_kb": 6}, "DMS-Z002", "above largest_lob_kb (5), got 6"),
        ({"largest_lob_kb": 5}, "DMS-Z002", "give lob_columns too"),
        (LOAD | {"change_mb_per_second": 1}, "DMS-Z002", "replicates no changes"),
        ({"migration_type": "cdc"}, "DMS-Z004", "migration_type must be of type MigrationType"),
        ({"migration_type": None}, "DMS-Z004", "migration_type must be of type MigrationType"),
        ({"source_engine": "mysql"}, "DMS-Z004", "source_engine must be of type EngineName"),
        ({"rehearsal": "yes"}, "DMS-Z004", "rehearsal must be of type bool"),
        ({"notes": "text"}, "DMS-Z004", "Workload.notes must be a tuple of texts"),
        (
            {"total_gib": None},
            "DMS-Z007",
            "give Workload.total_gib, or both Workload.rows and Workload.average_row_bytes",
        ),
    ],
)
def test_fails_when_figures_can_not_be(figures: dict[str, Any], code: str, words: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        Workload(**({"tables": 10, "total_gib": 10} | figures))

    assert caught.value.code == code
    assert words in caught.value.message
