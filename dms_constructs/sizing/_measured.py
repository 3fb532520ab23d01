"""The figures of a workload, from a catalog that was measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from dms_constructs._checks import is_a
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.catalog.data_types import lob_unit
from dms_constructs.catalog.table_type import TableType
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.ranges import Ranges
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.sizing._checks import how_to_measure, shown
from dms_constructs.sizing._undecided import Undecided, said_of, undecided
from dms_constructs.sizing.constants import default_constants

__all__ = ["Measured", "figures", "lob_columns", "moved", "not_known", "typical_kb"]

_GIB = 1024**3
_SIZES = "the bytes of each table (dms.SourceTable(..., size_bytes=...), or data_length in rows of tables)"
_KB = 1024
_MB = 1_000_000


class Measured(NamedTuple):
    """A table that moves, its columns that move too, and those of them with large objects."""

    table: SourceTable
    columns: tuple[SourceColumn, ...]
    lobs: tuple[SourceColumn, ...]
    segments: int
    engine: EngineName | None
    """The source's, which decides how DMS counts large objects."""

    @property
    def lob_bytes(self) -> int:
        """How many bytes of the table are large objects before they are compressed, as far as that was measured."""
        return self._bytes_of(self.lobs)

    @property
    def value_bytes(self) -> int:
        """How many bytes all its values have, as far as that was measured."""
        return self._bytes_of(self.columns)

    def _bytes_of(self, columns: Iterable[SourceColumn]) -> int:
        rows = self.table.rows or 0
        return sum(column.average_bytes * _or(column.values, rows) for column in columns if column.average_bytes)

    @property
    def data_bytes(self) -> int | None:
        """How many bytes move; more than are stored where values are compressed. None where nothing tells."""
        if self.table.size_bytes is None:
            return self.value_bytes or None
        return max(self.table.size_bytes, self.value_bytes)

    @property
    def largest_kb(self) -> int | None:
        """The size of its largest object in KB, as DMS counts it, or None where nothing was measured."""
        known = [self._counted(column, column.max_bytes) for column in self.lobs if column.max_bytes is not None]
        return math.ceil(max(known) / _KB) if known else None

    @property
    def typical_kb(self) -> int | None:
        """The average size of the objects of the column with the longest, as DMS counts it, or None."""
        known = [
            self._counted(column, column.average_bytes) for column in self.lobs if column.average_bytes is not None
        ]
        return math.ceil(max(known) / _KB) if known else None

    @property
    def averages(self) -> list[tuple[int, int]]:
        """The average size of the objects of each column in bytes, as DMS counts it, and how many there are."""
        return [
            (self._counted(column, column.average_bytes), _or(column.values, self.table.rows or 1))
            for column in self.lobs
            if column.average_bytes is not None
        ]

    @property
    def counts_double(self) -> bool:
        """Whether DMS counts more than their bytes for some of its objects."""
        return any(lob_unit(self.engine, column.dms_type) > 1 for column in self.lobs)

    def _counted(self, column: SourceColumn, size: int) -> int:
        return size * lob_unit(self.engine, column.dms_type)


def _or(known: int | None, otherwise: int) -> int:
    return known if known is not None else otherwise


def moved(catalog: Catalog, mappings: TableMappings | Evaluation | None) -> list[Measured]:
    """
    Return the tables that move: those that the mappings select, else all that are not system tables.

    Raises:
        ConfigurationError: `DMS-Z004` for what is not `TableMappings`, `DMS-Z005` when there is no table.
    """
    found = list(_all(catalog) if mappings is None else _selected(catalog, mappings))
    if not found:
        how = "it has none but system tables" if mappings is None else "the mappings select none of it"
        every = [] if mappings is None else [each for each in catalog.tables if each.table_type is TableType.TABLE]
        fix = f"; select one, such as {Include(every[0].schema, every[0].name)!r}" if every else ""
        raise ConfigurationError("DMS-Z005", f"the catalog has no table to move: {how}{fix}")
    return found


def _all(catalog: Catalog) -> Iterator[Measured]:
    own: Sequence[str] = ()
    if catalog.engine is not None:
        own = known(catalog.engine.record.system_schemas) or ()
    for table in catalog.tables:
        if table.table_type is TableType.TABLE and table.schema not in own:
            yield _measured(table, table.columns, 1, catalog.engine)


def _selected(catalog: Catalog, mappings: TableMappings | Evaluation) -> Iterator[Measured]:
    if isinstance(mappings, Evaluation):
        return _of_mapped(mappings.selected, catalog.engine)
    is_a("DMS-Z004", "mappings", mappings, TableMappings, 'dms.TableMappings(dms.Include("shop"))')
    return _of_mapped(mappings.evaluate(catalog).selected, catalog.engine)


def _of_mapped(tables: Iterable[MappedTable], engine: EngineName | None) -> Iterator[Measured]:
    for mapped in tables:
        table = mapped.source
        if table.table_type is TableType.TABLE:
            # Columns that rules leave out do not move.
            columns = tuple([each.source for each in mapped.columns if each.source is not None])
            load = mapped.settings.parallel_load if mapped.settings is not None else None
            segments = len(load.boundaries) + 1 if isinstance(load, Ranges) else 1
            yield _measured(table, columns, segments, engine)


def _measured(
    table: SourceTable, columns: tuple[SourceColumn, ...], segments: int, engine: EngineName | None
) -> Measured:
    return Measured(table, columns, tuple([column for column in columns if column.is_lob]), segments, engine)


def figures(catalog: Catalog, mappings: TableMappings | Evaluation | None, *, with_changes: bool) -> dict[str, Any]:
    """
    Return the arguments of a workload.

    Raises:
        ConfigurationError: `DMS-Z003` when no table has a size, and what `moved` raises.
    """
    tables = moved(catalog, mappings)
    sized = [each for each in tables if each.data_bytes is not None]
    if not sized:
        raise ConfigurationError(
            "DMS-Z003",
            f"the catalog has no sizes of tables: {how_to_measure(catalog.engine, _SIZES, ' again')}, or leave the "
            "catalog out and give the figures, such as Workload.tables and Workload.total_gib",
        )
    largest = max(sized, key=_bytes)
    total = sum(map(_bytes, sized))
    found: dict[str, Any] = {
        "tables": len(tables),
        "total_gib": total / _GIB,
        "largest_table_gib": _bytes(largest) / _GIB,
        "largest_table_segments": largest.segments,
    }
    notes = []
    if len(sized) < len(tables):
        first = next(each.table for each in tables if each.data_bytes is None)
        without = f"{len(tables) - len(sized)} of {len(tables)} tables"
        notes.append(f"{without} have no size and count as empty, such as {first}")
    notes += _compressed(sized)
    if unknown := not_known(tables):
        notes.append(f"{said_of(unknown)}, so none are counted there")
    counted = [each for each in sized if each.table.rows]
    if counted:
        found["rows"] = sum(each.table.rows or 0 for each in counted)
        found["average_row_bytes"] = _row_bytes(counted, found["rows"])
    found.update(_lobs(tables, notes))
    if with_changes and catalog.changes is not None:
        changes = catalog.changes
        found["change_mb_per_second"] = changes.bytes_per_second / _MB
        found["transactions_per_second"] = changes.transactions_per_second
        notes.append(f"the rate of changes was measured for {shown(changes.seconds)} seconds; the peak may be higher")
    elif with_changes:
        notes.append("the rate of changes was not measured")
    found["notes"] = tuple(notes)
    return found


def not_known(tables: Iterable[Measured]) -> list[Undecided]:
    """Return the columns of which it is not known whether they hold large objects."""
    return undecided((each.table, each.columns) for each in tables)


def lob_columns(tables: Iterable[MappedTable]) -> float:
    """Return how many columns with large objects a table has on average, of those that move and have any."""
    counts = [len(each.lobs) for each in _of_mapped(tables, None) if each.lobs]
    return sum(counts) / len(counts) if counts else 0


def _compressed(tables: Sequence[Measured]) -> Iterator[str]:
    """Yield that values are more than is stored, where they are."""
    found = [each for each in tables if each.table.size_bytes is not None and _bytes(each) > each.table.size_bytes]
    if found:
        most = max(found, key=_bytes)
        stored = (most.table.size_bytes or 0) / _GIB
        counted = [column for each in found for column in each.columns if column.average_bytes]
        what, if_all = ("large objects", "if every row has one")
        if not all(column.is_lob for column in counted):
            what, if_all = ("values", "if none is null")
        guessed = any(column.values is None for column in counted)
        yield (
            f"{what} count as long as they are, not as they are stored: those of {most.table} have "
            f"{shown(_bytes(most) / _GIB)} GiB in {shown(stored)} GiB of storage" + (f", {if_all}" if guessed else "")
        )


def _row_bytes(tables: Sequence[Measured], rows: int) -> float:
    """Return the length of a row without its large objects."""
    constants = default_constants()
    stored = [(each.table.size_bytes or 0, each.lob_bytes) for each in tables]
    whole = sum(size for size, _ in stored) / rows
    rest = sum(max(0, size - lobs) for size, lobs in stored) / rows
    # Objects that are null or compressed take less of a row than their average length.
    computed = min(constants.longest_row_bytes, max(rest, min(constants.assumed_row_bytes, whole)))
    return max(computed, sum(each.value_bytes - each.lob_bytes for each in tables) / rows)


def _lobs(tables: Sequence[Measured], notes: list[str]) -> dict[str, Any]:
    having = [each for each in tables if each.lobs]
    if not having:
        return {}
    found: dict[str, Any] = {"lob_columns": sum(len(each.lobs) for each in having) / len(having)}
    largest = [size for each in having if (size := each.largest_kb) is not None]
    typical = typical_kb(having)
    if not largest:
        what = "the sizes of large objects were" if typical is None else "the length of the longest large object was"
        notes.append(f"{what} not measured")
        return found
    found["largest_lob_kb"] = max(1, *largest)
    if typical is not None:
        found["typical_lob_kb"] = min(found["largest_lob_kb"], typical)
    return found


def typical_kb(tables: Iterable[Measured]) -> int | None:
    """Return the average size of all large objects in KB, as DMS counts it, or None where nothing was measured."""
    averages = [average for each in tables for average in each.averages]
    count = sum(count for _, count in averages)
    if not averages:
        return None
    if not count:
        return 1
    weighted = sum(size * each for size, each in averages) / count
    return max(1, math.ceil(weighted / _KB))


def _bytes(each: Measured) -> int:
    return each.data_bytes or 0
