"""More of anything never yields less."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from dms_constructs import MigrationType, Sizing, SizingConstants, Workload

GIB = st.floats(0, 1e6)
COUNT = st.integers(1, 1_000_000)
LOB_KB = st.integers(1, 10_000_000)
CHANGE = st.floats(0, 1e4)
TASKS = st.integers(1, 1000)


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    """Any workload."""
    total = draw(GIB)
    kind = draw(st.sampled_from(MigrationType))
    columns = draw(st.one_of(st.just(0), st.floats(0.01, 50)))
    largest = draw(st.one_of(st.none(), LOB_KB)) if columns else None
    typical = draw(st.one_of(st.none(), st.integers(1, largest or 63))) if columns else None
    return Workload(
        tables=draw(COUNT),
        total_gib=total,
        largest_table_gib=draw(st.one_of(st.none(), st.floats(0, total))),
        rows=draw(st.one_of(st.none(), st.integers(0, 10**12))),
        average_row_bytes=draw(st.one_of(st.none(), st.floats(0, 1e6))),
        lob_columns=columns,
        largest_lob_kb=largest,
        typical_lob_kb=typical,
        change_mb_per_second=draw(CHANGE) if kind.has_cdc else 0,
        transactions_per_second=draw(st.one_of(st.none(), st.floats(0, 1e5))),
        tolerated_outage_hours=draw(st.one_of(st.none(), st.floats(0, 100))),
        tasks=draw(st.one_of(st.none(), TASKS)),
        migration_type=kind,
        heterogeneous=draw(st.sampled_from([None, True, False])),
        rehearsal=draw(st.booleans()),
    )


def resources(sizing: Sizing) -> dict[str, float]:
    """What it asks for; nothing is large enough counts as without end."""
    chosen = sizing.instance_class
    memory = vcpu = math.inf
    if chosen is not None:
        memory = (chosen.memory_gib or 0) * sizing.instance_count
        vcpu = (chosen.vcpu or 0) * sizing.instance_count
    return {
        "memory": memory,
        "vcpu": vcpu,
        "storage": sizing.allocated_storage_gib,
        "tasks": sizing.tasks,
        "min_dcu": sizing.serverless_min_dcu or math.inf,
        "max_dcu": sizing.serverless_max_dcu or math.inf,
    }


def less(smaller: Workload, larger: Workload, constants: SizingConstants | None = None) -> dict[str, Any]:
    """Return what the larger workload gets less of."""
    before, after = resources(smaller.size(constants)), resources(larger.size(constants))
    return {name: (before[name], after[name]) for name in before if after[name] < before[name]}


# Rows are not among them: more rows of the same data are shorter rows.
FACTORS: dict[str, st.SearchStrategy[Any]] = {
    "tables": COUNT,
    "total_gib": GIB,
    "average_row_bytes": st.floats(0, 1e6),
    "lob_columns": st.floats(0.01, 50),
    "largest_lob_kb": LOB_KB,
    "typical_lob_kb": LOB_KB,
    "change_mb_per_second": CHANGE,
    "transactions_per_second": st.floats(0, 1e5),
    "tolerated_outage_hours": st.floats(0, 100),
    "tasks": TASKS,
}


@pytest.mark.parametrize("factor", FACTORS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(workload=workloads(), data=st.data())
def test_more_of_one_thing_never_yields_less(factor: str, workload: Workload, data: st.DataObject) -> None:
    if factor == "change_mb_per_second" and not workload.migration_type.has_cdc:
        # A task that only loads has no changes.
        workload = dataclasses.replace(workload, migration_type=MigrationType.FULL_LOAD_AND_CDC)
    now = getattr(workload, factor)
    more = data.draw(FACTORS[factor])
    if now is None:
        # Only what was known can become more.
        changes: dict[str, Any] = {factor: more / 2 if isinstance(more, float) else max(1, more // 2)}
        workload = changed(workload, **changes)
        now = getattr(workload, factor)
    larger = changed(workload, **{factor: max(now, more)})

    assert less(workload, larger) == {}


def changed(workload: Workload, **changes: Any) -> Workload:
    """Return the workload with one thing changed, and what must go with it."""
    if {"largest_lob_kb", "typical_lob_kb"} & set(changes) and not workload.lob_columns:
        changes["lob_columns"] = 1
    largest = changes.get("largest_lob_kb", workload.largest_lob_kb)
    typical = changes.get("typical_lob_kb", workload.typical_lob_kb)
    if largest is not None and typical is not None and typical > largest:
        # The one that is not the subject follows.
        changes["typical_lob_kb" if "largest_lob_kb" in changes else "largest_lob_kb"] = (
            largest if "largest_lob_kb" in changes else typical
        )
    return dataclasses.replace(workload, **changes)


@settings(max_examples=100, deadline=None)
@given(workload=workloads(), times=st.floats(1, 100))
def test_more_rows_of_the_same_length_never_yield_less(workload: Workload, times: float) -> None:
    rows = workload.rows or 1000
    smaller = dataclasses.replace(workload, rows=rows)
    larger = dataclasses.replace(workload, rows=int(rows * times), total_gib=(workload.total_gib or 0) * times)

    # Rounding rows to whole ones makes them longer by less than this.
    exact = dataclasses.replace(larger, average_row_bytes=workload.average_row_bytes or 100)
    assert less(dataclasses.replace(smaller, average_row_bytes=workload.average_row_bytes or 100), exact) == {}


@settings(max_examples=100, deadline=None)
@given(workload=workloads(), system=st.floats(0, 100), copies=st.floats(0, 10), more=st.floats(0, 100))
def test_greater_constants_never_yield_less(workload: Workload, system: float, copies: float, more: float) -> None:
    before = resources(workload.size(SizingConstants(system_memory_gib=system, row_copies=copies)))
    after = resources(workload.size(SizingConstants(system_memory_gib=system + more, row_copies=copies + more)))

    assert {name: (before[name], after[name]) for name in before if after[name] < before[name]} == {}


@settings(max_examples=150, deadline=None)
@given(workload=workloads())
def test_what_is_chosen_is_large_enough_and_says_so(workload: Workload) -> None:
    sizing = workload.size()

    if sizing.instance_count == 1 and sizing.instance_class is not None:
        assert (sizing.instance_class.memory_gib or 0) >= sizing.memory_gib
        assert (sizing.instance_class.vcpu or 0) >= sizing.vcpu
    assert sizing.fits is (sizing.instance_count > 0)
    assert sizing.memory.total_mib == pytest.approx(sum(term.mib for term in sizing.memory.terms))
    for low_high in filter(None, [sizing.full_load_hours]):
        assert 0 <= low_high[0] <= low_high[1] < math.inf
    for text in (str(sizing), sizing.to_markdown()):
        assert "nan" not in text.split()
        assert "inf" not in text.split()
    assert sizing.to_dict()["tasks"] == sizing.tasks


@settings(max_examples=100, deadline=None)
@given(workload=workloads(), share=st.floats(0, 1))
def test_to_know_the_largest_table_narrows_the_hours(workload: Workload, share: float) -> None:
    known = dataclasses.replace(workload, largest_table_gib=(workload.total_gib or 0) * share)
    narrow = known.size().full_load_hours
    wide = dataclasses.replace(workload, largest_table_gib=None).size().full_load_hours

    if narrow is not None and wide is not None:
        assert wide[0] <= narrow[0]
        assert narrow[1] <= wide[1]


@settings(max_examples=100, deadline=None)
@given(workload=workloads())
def test_the_settings_are_what_was_counted(workload: Workload) -> None:
    from dms_constructs import task_memory
    from dms_constructs.sizing.figures import row_bytes

    sizing = workload.size()
    memory = task_memory(
        sizing.settings,
        migration_type=workload.migration_type,
        lob_columns=workload.lob_columns,
        average_row_bytes=row_bytes(workload, sizing.constants),
    )

    assert memory == sizing.memory
