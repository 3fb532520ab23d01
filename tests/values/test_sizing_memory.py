"""What a task needs of its instance's memory."""

import pytest

import dms_constructs as dms
from dms_constructs import MigrationType, TaskSettings, task_memory

LOAD = MigrationType.FULL_LOAD
BOTH = MigrationType.FULL_LOAD_AND_CDC
CDC = MigrationType.CDC


def term(memory: dms.TaskMemory, name: str) -> dms.MemoryTerm:
    return next(each for each in memory.terms if each.name == name)


def names(memory: dms.TaskMemory) -> list[str]:
    return [each.name for each in memory.terms]


# The guide's own examples


def test_full_lobs_need_what_the_guide_computes() -> None:
    memory = task_memory(TaskSettings(lobs=dms.FullLobs()), migration_type=LOAD, lob_columns=2)

    found = term(memory, "large objects")
    assert found.formula == "2 LOB columns x 8 sub-tasks x 64 KB x 10,000 rows = 10,240,000 KB"
    assert found.mib * 1024 == 10_240_000
    assert found.source == "UG CHAP_Monitoring"


def test_limited_lobs_need_what_the_guide_computes() -> None:
    memory = task_memory(TaskSettings(lobs=dms.LimitedLobs(max_size_kb=4096)), migration_type=LOAD, lob_columns=2)

    found = term(memory, "large objects")
    assert found.formula == "2 LOB columns x 8 sub-tasks x 4,096 KB x 1,000 rows = 65,536,000 KB"
    assert found.mib * 1024 == 65_536_000
    assert found.source == "UG CHAP_Monitoring"


# Each term


@pytest.mark.parametrize(
    ("inline_kb", "kb", "words"),
    [(32, 8 * 64 * 10_000, "in pieces"), (1000, 8 * 1000 * 1000, "with their rows")],
)
def test_inline_lobs_need_the_more_of_both_ways(inline_kb: int, kb: int, words: str) -> None:
    settings = TaskSettings(lobs=dms.InlineLobs(inline_max_size_kb=inline_kb))

    found = term(task_memory(settings, migration_type=LOAD, lob_columns=1), "large objects")

    assert (found.mib * 1024, found.source) == (kb, "ours")
    assert found.formula.endswith(words)


def test_lob_columns_may_be_an_average() -> None:
    found = term(task_memory(None, migration_type=LOAD, lob_columns=0.5), "large objects")

    assert found.formula == "0.5 LOB columns x 8 sub-tasks x 32 KB x 1,000 rows = 128,000 KB"


@pytest.mark.parametrize(("lobs", "columns"), [(None, 0), (dms.NoLobs(), 3)])
def test_without_large_objects_they_need_nothing(lobs: dms.NoLobs | None, columns: float) -> None:
    memory = task_memory(TaskSettings(lobs=lobs), migration_type=LOAD, lob_columns=columns)

    assert "large objects" not in names(memory)


def test_rows_in_flight_are_there_twice() -> None:
    found = term(task_memory(None, migration_type=LOAD, average_row_bytes=1024), "rows in flight")

    assert found == (
        "rows in flight",
        156.25,
        "8 sub-tasks x 10,000 rows x 1,024 bytes x 2 copies = 156 MiB",
        "ours",
    )


def test_the_number_of_copies_is_overridden() -> None:
    constants = dms.SizingConstants(row_copies=1)

    memory = task_memory(None, migration_type=LOAD, average_row_bytes=1024, constants=constants)

    assert term(memory, "rows in flight").mib == 78.125


def test_rows_of_unknown_length_are_not_counted_and_that_is_said() -> None:
    memory = task_memory(None, migration_type=LOAD)

    assert names(memory) == ["stream buffers"]
    assert memory.notes == ("how long rows are is not known, so rows in flight are not counted",)


def test_stream_buffers_count_as_they_are_set() -> None:
    settings = TaskSettings(stream_buffers=dms.StreamBuffers(stream_buffer_count=4, stream_buffer_size_mb=16))

    found = term(task_memory(settings, migration_type=CDC), "stream buffers")

    assert (found.mib, found.formula) == (64, "4 buffers x 16 MB = 64 MB")


def test_stream_buffers_smaller_than_the_guide_advises_are_noted() -> None:
    settings = TaskSettings(lobs=dms.LimitedLobs(max_size_kb=4096))

    memory = task_memory(settings, migration_type=LOAD, lob_columns=2, average_row_bytes=100)

    # 4,096 KB x 2 columns x 3 buffers x 8 sub-tasks x 3 = 589,824 KB
    (note,) = memory.notes
    assert "the guide advises stream buffers of 576 MB each, and they have 8 MB" in note
    assert "dms.StreamBuffers(stream_buffer_size_mb=576)" in note
    assert term(memory, "stream buffers").mib == 24


def test_changes_need_the_sorter() -> None:
    memory = task_memory(None, migration_type=CDC)

    assert names(memory) == ["stream buffers", "sorter"]
    assert term(memory, "sorter").formula == "MemoryLimitTotal = 1,024 MB"


def test_batch_apply_needs_its_own() -> None:
    settings = TaskSettings(batch_apply=dms.BatchApply())

    assert term(task_memory(settings, migration_type=CDC), "batch apply").mib == 500


# What applies


def test_a_full_load_has_no_terms_of_changes() -> None:
    settings = TaskSettings(batch_apply=dms.BatchApply())

    memory = task_memory(settings, migration_type=LOAD, lob_columns=1, average_row_bytes=100)

    assert names(memory) == ["large objects", "rows in flight", "stream buffers"]


def test_changes_alone_have_no_terms_of_the_full_load() -> None:
    memory = task_memory(None, migration_type=CDC, lob_columns=1, average_row_bytes=100)

    assert names(memory) == ["stream buffers", "sorter"]


def test_a_task_that_does_both_needs_both_at_once() -> None:
    alone = [task_memory(None, migration_type=each, lob_columns=1, average_row_bytes=100) for each in (LOAD, CDC)]
    both = task_memory(None, migration_type=BOTH, lob_columns=1, average_row_bytes=100)

    assert both.total_mib == sum(each.mib for each in both.terms)
    assert both.total_mib == sum(each.total_mib for each in alone) - 24  # they share the stream buffers


# What is not known


def test_a_token_counts_as_the_default_and_is_noted() -> None:
    token = -1.8881545897087626e289
    settings = TaskSettings(full_load=dms.FullLoad(max_full_load_sub_tasks=token))  # type: ignore[arg-type]

    memory = task_memory(settings, migration_type=LOAD, lob_columns=1, average_row_bytes=100)

    assert "8 sub-tasks" in term(memory, "large objects").formula
    assert memory.notes == (
        "FullLoadSettings.MaxFullLoadSubTasks is known only at deployment, or unchecked: DMS's default, 8, is taken",
    )


def test_an_unchecked_value_counts_as_the_default() -> None:
    settings = TaskSettings(change_processing=dms.ChangeProcessing(memory_limit_total_mb=dms.unchecked(9_999_999)))

    assert term(task_memory(settings, migration_type=CDC), "sorter").mib == 1024


def test_sizes_of_0_as_the_service_echoes_them_are_the_defaults() -> None:
    settings = TaskSettings(lobs=dms.LimitedLobs(max_size_kb=0))

    assert "x 32 KB x" in term(task_memory(settings, migration_type=LOAD, lob_columns=1), "large objects").formula


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), True, "2"])
def test_fails_when_lob_columns_are_no_number(value: object) -> None:
    with pytest.raises(dms.ConfigurationError, match="lob_columns must be") as caught:
        task_memory(None, migration_type=LOAD, lob_columns=value)  # type: ignore[arg-type]

    assert caught.value.code == "DMS-Z001"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"migration_type": "cdc"}, "migration_type must be of type MigrationType"),
        ({"migration_type": None}, "migration_type must be of type MigrationType"),
        ({"settings": {}}, "settings must be of type TaskSettings"),
        ({"constants": 3}, "constants must be of type SizingConstants"),
    ],
)
def test_fails_when_an_argument_has_the_wrong_type(arguments: dict[str, object], words: str) -> None:
    given: dict[str, object] = {"settings": None, "migration_type": LOAD} | arguments

    with pytest.raises(dms.ConfigurationError, match=words) as caught:
        task_memory(**given)  # type: ignore[arg-type]

    assert caught.value.code == "DMS-Z004"


def test_a_checked_value_counts_though_the_same_one_was_unchecked_before() -> None:
    def total(largest_kb: int) -> float:
        settings = TaskSettings(lobs=dms.LimitedLobs(max_size_kb=largest_kb))
        return task_memory(settings, migration_type=dms.MigrationType.FULL_LOAD, lob_columns=1).total_mib

    assert total(dms.unchecked(4095)) < total(4095)
    assert total(4095) > 4095 * 8 * 1000 / 1024
