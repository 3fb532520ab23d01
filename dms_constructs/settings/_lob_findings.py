"""Findings about the large objects of the tables that a task moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dms_constructs.catalog.data_types import lob_unit
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import key
from dms_constructs.settings._rules import is_known_number
from dms_constructs.settings._targets import takes_full_lobs

if TYPE_CHECKING:
    from dms_constructs.catalog import SourceColumn
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["few", "lob_findings"]

_LIMIT = "TargetMetadata.LobMaxSize"
_SHOWN = 3
_KIB = 1024
_BYTES_FOR_ONE = 3
"""Of the size in a rule for one table; the guide says so."""


def lob_findings(
    values: Values,
    tables: Iterable[MappedTable],
    source_engine: EngineName | None,
    target_engine: EngineName | None,
) -> Iterator[Finding]:
    """Yield the findings about the large objects of the tables that a task moves."""
    tables = tuple(tables)
    yield from _cut_off_by_tables(tables, source_engine)
    columns = [
        (table, column)
        for table in tables
        if any(column.is_lob for column in table.source.columns) and table.lob_mode is None
        for column in _kept_lobs(table)
    ]
    if values.get("TargetMetadata.SupportLobs") is False:
        if columns:
            limited = f"lobs=dms.LimitedLobs(max_size_kb={_longest_kb(columns, source_engine)})"
            yield Finding(
                "settings.lobColumnsLeftOut",
                f"NoLobs leaves out {_columns(columns)}",
                key("TargetMetadata.SupportLobs").source,
                ("TargetMetadata.SupportLobs",),
                fix=f"write {limited}{_unless_measured(columns)}, or leave the columns out on purpose with "
                "RemoveColumns",
            )
        return
    if values.get("TargetMetadata.FullLobMode") is True:
        yield from _into_not_null(columns)
        return
    if _LIMIT not in values:
        yield from _not_measured(columns, target_engine)
    limit = values.get(_LIMIT, key(_LIMIT).default)
    if not is_known_number(limit):
        return
    long = [each for each in columns if _bytes(each[1], source_engine) > limit * _KIB]
    if long:
        longest, most = _longest_kb(long, source_engine), key(_LIMIT).maximum
        published = "" if _LIMIT in values else " by the default that AWS publishes, as no limit is set"
        ways = [f"write lobs=dms.LimitedLobs(max_size_kb={longest})"] if most is None or longest <= most else []
        if takes_full_lobs(target_engine):
            ways.append(f"{'' if ways else 'write '}lobs=dms.FullLobs() for any length")
        yield Finding(
            "settings.lobsCutOff",
            f"LOBs are cut off at {limit} KB{published}, but the longest in {_columns(long)} is {longest} KB long",
            key(_LIMIT).source,
            (_LIMIT,),
            fix=", or ".join(ways) or "leave the columns out with RemoveColumns, as no limit is high enough for them",
        )


def _cut_off_by_tables(tables: Iterable[MappedTable], source_engine: EngineName | None) -> Iterator[Finding]:
    """Find the LOBs that the settings of their table cut off."""
    found = [
        (table, column)
        for table in tables
        if (size := _limit_of(table)) is not None
        for column in _kept_lobs(table)
        if _bytes(column, source_engine) > size * _KIB
    ]
    if found:
        longest = _longest_kb(found, source_engine)
        yield Finding(
            "settings.lobsCutOff",
            f"settings of tables cut LOBs off at {_limit_of(found[0][0])} KB, but the longest in {_columns(found)} is "
            f"{longest} KB long",
            key(_LIMIT).source,
            fix=f"write lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb={_BYTES_FOR_ONE * longest}) in the "
            "rule for the table: three times the length of the longest",
        )


def _limit_of(table: MappedTable) -> int | None:
    """Return the size in KB at which settings of a table cut its LOBs off, where they do."""
    mode, settings = table.lob_mode, table.settings
    if mode is None or settings is None or settings.lobs is None or mode.value != "limited":
        return None
    size = settings.lobs.bulk_max_size_kb
    return size if is_known_number(size) else None


def _into_not_null(columns: Iterable[tuple[MappedTable, SourceColumn]]) -> Iterator[Finding]:
    found = [each for each in columns if each[1].nullable is False]
    if found:
        yield Finding(
            "settings.lobsIntoNotNull",
            "in full LOB mode a row arrives first and its LOBs later, so a column that can't be null on the target "
            f"refuses it, as these can't on the source: {_columns(found)}",
            key("TargetMetadata.FullLobMode").source,
            ("TargetMetadata.FullLobMode",),
            fix="let them be null on the target until the cutover, or write lobs=dms.LimitedLobs(max_size_kb="
            f"{2 * int(key(_LIMIT).default)}) with the length of your longest LOB in KB",
        )


def _not_measured(
    columns: Iterable[tuple[MappedTable, SourceColumn]], target_engine: EngineName | None
) -> Iterator[Finding]:
    """Find the LOBs whose length nobody knows, where nobody has set a limit either."""
    found = [each for each in columns if each[1].max_bytes is None]
    if found:
        default = int(key(_LIMIT).default)
        limited = f"lobs=dms.LimitedLobs(max_size_kb={2 * default})"
        whole = ", or lobs=dms.FullLobs() for any length" if takes_full_lobs(target_engine) else ""
        yield Finding(
            "settings.lobsNotMeasured",
            f"no limit of LOBs is set, so they are cut off at {default} KB by the default that AWS publishes, and how "
            f"long those in {_columns(found)} are is not known",
            key(_LIMIT).source,
            (_LIMIT,),
            fix=f"write {limited} with the length of your longest LOB in KB{whole}",
        )


def _bytes(column: SourceColumn, source_engine: EngineName | None) -> int:
    """Return the length of its longest LOB as DMS counts it: of PostgreSQL's text, two bytes for one."""
    return (column.max_bytes or 0) * lob_unit(source_engine, column.dms_type)


def _longest_kb(columns: Iterable[tuple[MappedTable, SourceColumn]], source_engine: EngineName | None) -> int:
    """Return the length of the longest LOB in KB, rounded up; where nothing is measured, twice DMS's own limit."""
    longest = max(_bytes(column, source_engine) for _, column in columns)
    return -(-longest // _KIB) or 2 * int(key(_LIMIT).default)


def _unless_measured(columns: Iterable[tuple[MappedTable, SourceColumn]]) -> str:
    measured = all(column.max_bytes is not None for _, column in columns)
    return "" if measured else " with the length of your longest LOB in KB"


def _kept_lobs(table: MappedTable) -> Iterator[SourceColumn]:
    dropped = {column.name for column, _ in table.dropped_columns}
    return (column for column in table.source.columns if column.is_lob and column.name not in dropped)


def _columns(columns: Iterable[tuple[MappedTable, SourceColumn]]) -> str:
    return few([f"{table.source}.{column.name}" for table, column in columns])


def few(names: list[str]) -> str:
    """Return the first few of some names, and how many more there are."""
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
