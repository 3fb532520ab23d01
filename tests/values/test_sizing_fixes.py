"""The law of fixes: what a finding of a sizing says to write makes it go away."""

from __future__ import annotations

import dataclasses
import re

from hypothesis import given, settings, strategies as st

import dms_constructs as dms

CODE = re.compile(r"dataclasses\.replace\(workload, .*?\)\.size\(\)|workload\.size\(dms\.SizingConstants\(.*?\)\)")


@st.composite
def workloads(draw: st.DrawFn) -> dms.Workload:
    kind = draw(st.sampled_from(dms.MigrationType))
    columns = draw(st.sampled_from([0, 0, 1, 2.5, 40, 900]))
    largest = draw(st.none() | st.integers(1, 90_000)) if columns else None
    total = draw(st.floats(1, 1e5))
    return dms.Workload(
        tables=draw(st.sampled_from([1, 3, 50, 9000, 300_000])),
        total_gib=total,
        largest_table_gib=draw(st.none() | st.floats(0, 1).map(lambda part: part * total)),
        average_row_bytes=draw(st.none() | st.floats(1, 1e9)),
        lob_columns=columns,
        largest_lob_kb=largest,
        typical_lob_kb=draw(st.none() | st.integers(1, largest)) if largest else None,
        change_mb_per_second=draw(st.sampled_from([0, 0.5, 20, 200, 5000])) if kind.has_cdc else 0,
        migration_type=kind,
        rehearsal=draw(st.booleans()),
        tasks=draw(st.none() | st.integers(1, 500)),
        tolerated_outage_hours=draw(st.none() | st.floats(0.1, 1000)),
    )


@settings(max_examples=300)
@given(workloads())
def test_a_fix_clears_its_finding(workload: dms.Workload) -> None:
    for finding in workload.size().findings:
        (code,) = CODE.findall(finding.fix)
        names = {"dataclasses": dataclasses, "workload": workload, "dms": dms}

        again: dms.Sizing = eval(code, names)

        assert finding.id not in {each.id for each in again.findings}
