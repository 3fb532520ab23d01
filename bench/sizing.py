"""Size 10,000 different workloads, made and sized; print the median in milliseconds."""

import gc
import statistics
import time

import dms_constructs as dms

COUNT = 10_000
KINDS = tuple(dms.MigrationType)


def workload(number: int) -> dms.Workload:
    kind = KINDS[number % 3]
    columns = number % 4
    longest = 1 + number % 300
    return dms.Workload(
        tables=1 + number % 5000,
        total_gib=number / 7,
        largest_table_gib=number / 20,
        rows=1 + number * 1000,
        lob_columns=columns,
        largest_lob_kb=longest if columns else None,
        typical_lob_kb=min(longest, 1 + number % 90) if columns else None,
        change_mb_per_second=number / 500 if kind.has_cdc else 0,
        migration_type=kind,
        heterogeneous=number % 2 == 0,
        rehearsal=number % 11 == 0,
    )


def size_all() -> int:
    return sum(workload(number).size().instance_count for number in range(COUNT))


def measured() -> float:
    gc.collect()
    start = time.perf_counter()
    size_all()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    measured()
    print(statistics.median(measured() for _ in range(5)))
