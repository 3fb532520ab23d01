"""What some engines have that others don't, and that DMS reads in its own way or not at all."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TypeVar

from dms_constructs import facts
from dms_constructs.catalog._shown import shown
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError

__all__ = ["ColumnTrait", "TableTrait", "check_engine", "listed"]


class TableTrait(str, enum.Enum):
    """
    What a table of Oracle or SQL Server has or is, where DMS cares.

    Source: the DMS User Guide, pages CHAP_Tasks.AssessmentReport.Oracle and CHAP_Tasks.AssessmentReport.SqlServer.
    """

    COLUMNSTORE_INDEX = "columnstore_index"
    """SQL Server: it has an index by columns."""
    COMPRESSED = "compressed"
    """Oracle: it, or one of its partitions, is compressed in some way."""
    CONTEXT_INDEX = "context_index"
    """Oracle: it has an index of Oracle Text, of the type CONTEXT."""
    FUNCTION_BASED_INDEX = "function_based_index"
    """Oracle: it has an index on expressions."""
    GLOBAL_TEMPORARY = "global_temporary"
    """Oracle: its rows are for one session or transaction."""
    HCC = "hcc"
    """Oracle: it is compressed by columns (HCC), at another level than Query Low."""
    HCC_QUERY_LOW = "hcc_query_low"
    """Oracle: it is compressed by columns (HCC) at the level Query Low."""
    HYBRID_PARTITIONED = "hybrid_partitioned"
    """Oracle: some of its partitions are in files outside of the database."""
    MEMORY_OPTIMIZED = "memory_optimized"
    """SQL Server: its rows are in memory."""
    NESTED_DEEPLY = "nested_deeply"
    """Oracle: a table that is nested in it has nested tables."""
    OVERFLOW_SEGMENT = "overflow_segment"
    """Oracle: it is organized by its index, with an overflow segment."""
    PARALLEL = "parallel"
    """Oracle: statements on it, or on one of its indexes, run in parallel by default."""
    ROWID_MATERIALIZED_VIEW = "rowid_materialized_view"
    """Oracle: it holds the rows of a materialized view that is based on ROWID."""


class ColumnTrait(str, enum.Enum):
    """
    What a column of Oracle or SQL Server is, where DMS cares.

    Source: the DMS User Guide, pages CHAP_Tasks.AssessmentReport.Oracle and CHAP_Tasks.AssessmentReport.SqlServer.
    """

    MASKED = "masked"
    """SQL Server: users without the right to see its values get others (dynamic data masking)."""
    SECUREFILE = "securefile"
    """Oracle: its large objects are stored as SecureFiles."""
    SPARSE = "sparse"
    """SQL Server: it takes no room where it is null."""


T = TypeVar("T", TableTrait, ColumnTrait)


def listed(where: str, kind: type[T], given: Iterable[T] | None) -> tuple[T, ...] | None:
    """Return traits, each once and sorted, or raise unless they are such."""
    if given is None:
        return None
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ConfigurationError(
            "DMS-D002", f"{where}: traits must be a list, got {shown(given)}; write traits=[]", given=given
        )
    found = list(given)
    for each in found:
        if not isinstance(each, kind):
            raise ConfigurationError(
                "DMS-D002",
                f"{where}: a trait must be one of {', '.join(map(shown, kind))}, got {shown(each)}",
                given=each,
            )
    return tuple(sorted(set(found)))


def check_engine(where: str, traits: Iterable[TableTrait | ColumnTrait], engine: EngineName) -> None:
    """
    Raise unless an engine has traits.

    Raises:
        ConfigurationError: `DMS-D009`.
    """
    theirs = facts.source_tables()["traits"]["value"]
    for trait in traits:
        if trait.value not in theirs.get(engine.record.protocol, ()):
            whose = next(name for name, names in theirs.items() if trait.value in names)
            raise ConfigurationError(
                "DMS-D009",
                f"{where} has the trait {trait.value}, which only {whose} has, and the catalog is of {engine.value}; "
                f"remove it, or write the engine of the catalog: engine={shown(_OF[whose])}",
                given=trait,
            )


_OF = {"oracle": EngineName.ORACLE, "sqlserver": EngineName.SQL_SERVER}
