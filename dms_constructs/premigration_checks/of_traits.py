"""Checks about what tables and columns of Oracle and SQL Server are, as a catalog has it."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs.catalog import SourceTable, TableTrait
from dms_constructs.premigration_checks.columns import Trait, moved_columns
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.of_columns import few_of
from dms_constructs.premigration_checks.of_tables import unless_unread
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw, lacking

__all__ = ["DECIDERS", "has_trait", "unless_traits_are_unread"]

_LEAVE_OUT = "leave them out of the task: add dms.Exclude(...) for each"
_LOAD_ONLY = "move them in a task with a full load alone, and again before the cutover"


def has_trait(table: SourceTable, *traits: TableTrait) -> bool | None:
    """Whether a table has one of some traits; None where that is not known."""
    return None if table.traits is None else not set(traits).isdisjoint(table.traits)


def unless_traits_are_unread(evidence: Evidence) -> Said:
    """Say that a check passes, unless the catalog does not tell the traits of a column that moves."""
    unread = any(column.traits is None for table in evidence.tables for column in moved_columns(table))
    return lacking("traits") if unread else PASSED


def _tables(found: str, fix: str, *traits: TableTrait) -> Callable[[Evidence], Said]:
    def decide(evidence: Evidence) -> Said:
        return unless_unread(evidence, lambda table: has_trait(table, *traits), found, fix, needs="traits")

    return decide


def _temporal_tables(evidence: Evidence) -> Said:
    return unless_unread(
        evidence,
        lambda table: table.system_versioned,
        "DMS does not replicate the changes of temporal tables: {}",
        _LOAD_ONLY,
    )


def _masked(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.MASKED)
    if not found:
        return unless_traits_are_unread(evidence)
    return flaw(
        f"the source masks these, and DMS moves them without a mask: {few_of(found)}",
        "add a mask of DMS's own, such as dms.MaskDigits(...) or dms.MaskWithHash(...), or give the columns a mask on "
        "the target",
    )


def _sparse(evidence: Evidence) -> Said:
    if found := evidence.columns(Trait.SPARSE):
        return flaw(
            f"DMS does not move tables with sparse columns: {few_of(found)}",
            f"run `alter table ... alter column ... drop sparse` for them on the source, or {_LEAVE_OUT}",
        )
    said = _COLUMNSTORE(evidence)
    return unless_traits_are_unread(evidence) if said is PASSED else said


_COLUMNSTORE = _tables(
    "DMS does not read tables that are compressed by columns: {}",
    f"drop the columnstore indexes, or {_LEAVE_OUT}",
    TableTrait.COLUMNSTORE_INDEX,
)
DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "columnstore-indexes": _tables(
        "DMS does not replicate the changes of tables with columnstore indexes: {}",
        f"drop the columnstore indexes, or {_LOAD_ONLY}",
        TableTrait.COLUMNSTORE_INDEX,
    ),
    "compression": _tables(
        "LogMiner reads the changes of every compression, and Binary Reader not of all: {}",
        "leave use_logminer_reader at its default if a test with these tables loses changes",
        TableTrait.COMPRESSED,
        TableTrait.HCC,
        TableTrait.HCC_QUERY_LOW,
    ),
    "function-based-indexes": _tables(
        "DMS does not make the indexes on expressions of these: {}",
        "make them on the target after the load",
        TableTrait.FUNCTION_BASED_INDEX,
    ),
    "hcc-in-both": _tables(
        "Binary Reader reads no changes of HCC at the level Query Low: {}",
        "let LogMiner read them, which is the default, or move them in a task with a full load alone",
        TableTrait.HCC_QUERY_LOW,
    ),
    "hcc-in-changes": _tables(
        "Binary Reader reads no changes of HCC at the level Query Low: {}",
        "let LogMiner read them, which is the default",
        TableTrait.HCC_QUERY_LOW,
    ),
    "hcc-in-loads": _tables(
        "of HCC with Binary Reader, the guide names the level Query Low for full loads, and these have another: {}",
        "try one of them before you rely on it, or let LogMiner read the source, which is the default",
        TableTrait.HCC,
    ),
    "hybrid-partitions": _tables(
        "DMS does not support hybrid partitioned tables: {}", _LEAVE_OUT, TableTrait.HYBRID_PARTITIONED
    ),
    "masked-by-source": _masked,
    "memory-optimized": _tables(
        "DMS does not replicate the changes of memory-optimized tables: {}", _LOAD_ONLY, TableTrait.MEMORY_OPTIMIZED
    ),
    "nested-tables": _tables(
        "DMS moves one level of nested tables, and these have more: {}", _LEAVE_OUT, TableTrait.NESTED_DEEPLY
    ),
    "overflow-segments": _tables(
        "DMS does not read the changes of index-organized tables with an overflow segment: {}",
        _LOAD_ONLY,
        TableTrait.OVERFLOW_SEGMENT,
    ),
    "rowid-views": _tables(
        "DMS does not support materialized views on ROWID: {}", _LEAVE_OUT, TableTrait.ROWID_MATERIALIZED_VIEW
    ),
    "sparse-columns": _sparse,
    "temporal-tables": _temporal_tables,
    "temporary-tables": _tables(
        "DMS does not migrate global temporary tables: {}", _LEAVE_OUT, TableTrait.GLOBAL_TEMPORARY
    ),
}
