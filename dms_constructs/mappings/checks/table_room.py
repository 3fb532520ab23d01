"""Which tables and records are larger than a target takes, unless it is told so, or their rows are mostly empty."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.checks.column_kinds import ColumnKind, kind_of
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.columns import ChangeDataType, RemoveColumns
from dms_constructs.mappings.rules.data_type import DataType
from dms_constructs.mappings.rules.rule import Rule, TaskContext
from dms_constructs.mappings.rules.words import shown
from dms_constructs.migration_type import MigrationType

__all__ = ["findings_of_room"]

_LENGTH = re.compile(r"\((\d+)")


def findings_of_room(
    selected: Iterable[MappedTable], kinds: Iterable[ColumnKind], task: TaskContext
) -> Iterator[Finding]:
    """Find the tables with more columns, longer rows or larger records than a target usually takes."""
    source, target = task.source_engine, task.target_engine
    if target is None:
        return
    known = facts.room()
    usual, row, record = (known[kind].get(target.value) for kind in ("usual_columns", "rows", "records"))
    tables = tuple(selected)
    # Tables of the same kind of database have such columns and rows there already, and so has what was loaded before.
    if source is None or source.record.protocol != target.record.protocol:
        if usual is not None:
            yield from _of_columns(tables, target, usual)
        if row is not None and source is not None and task.migration_type is not MigrationType.CDC:
            yield from _of_rows(tables, kinds, target, row)
    if record is not None:
        yield from _of_records(tables, record)


def _of_columns(tables: Iterable[MappedTable], target: EngineName, usual: Mapping[str, Any]) -> Iterator[Finding]:
    most: int = usual["value"]
    limit = target.record.max_columns
    found: list[tuple[str, list[Rule]]] = []
    for table in tables:
        # Columns are worked out only where there may be too many.
        if len(table.source.columns) <= most and not table.adds_columns:
            continue
        columns = table.columns
        if len(columns) > most and (limit is None or len(columns) <= limit):
            names = [column.source.name for column in reversed(columns) if column.source is not None]
            rules: list[Rule] = [RemoveColumns(*_place(table.source), name) for name in names[: len(columns) - most]]
            found.append((f"{table.source} has {len(columns)}", rules))
    if found:
        yield Finding(
            "mappings.moreColumnsThanUsual",
            f"a table of {target.record.short_name} has {most} columns at most, unless {usual['unless']}: "
            f"{naming(name for name, _ in found)}",
            usual["source"],
            fix=f"add {_listed(found[0][1])}, or make the table on the target and keep it",
        )


def _of_rows(
    tables: Iterable[MappedTable], kinds: Iterable[ColumnKind], target: EngineName, row: Mapping[str, Any]
) -> Iterator[Finding]:
    most: int = row["value"]["bytes"]
    aside = row["value"]["at_most"]
    of_kinds = {kind: _size(target.value, kind[0] or "", kind[1]) for kind in kinds}
    widest = max(of_kinds.values(), default=0)
    # No rule makes a column wider than what a server puts aside.
    widest_of_rules = most if aside is None else max(aside, *row["value"]["types"].values())
    found: list[tuple[str, list[Rule]]] = []
    for table in tables:
        # Columns are worked out only where they may need too much.
        columns = table.source.columns
        if table.is_bare:
            if len(columns) * widest <= most or sum(of_kinds[kind_of(column)] for column in columns) <= most:
                continue
        elif len(columns) * widest_of_rules <= most and not table.adds_columns:
            continue
        sizes = [(_size(target.value, *_type_of(column)), column.source) for column in table.columns]
        needed = sum(size for size, _ in sizes)
        if needed > most:
            rules = list(_narrower(table.source, sizes, needed - most, row["value"]["types"].get("clob", 0), aside))
            found.append((f"{table.source} needs {needed}", rules))
    if found:
        yield Finding(
            "mappings.rowTooLong",
            f"a row of {target.record.short_name} has {most} bytes at most, {row['words']}: "
            f"{naming(name for name, _ in found)}",
            row["source"],
            fix=f"add {_listed(found[0][1])}{', or make the table on the target and keep it' if aside is None else ''}",
        )


def _narrower(
    source: SourceTable, sizes: Sequence[tuple[int, SourceColumn | None]], excess: int, lob: int, aside: int | None
) -> Iterator[Rule]:
    """Return rules for the widest columns, with which a row is short enough."""
    widest = sorted(sizes, key=lambda each: -each[0])
    for size, column in widest:
        if excess <= 0 or column is None or column.name in source.primary_key:
            continue
        if aside is None:
            excess -= size - lob
            yield ChangeDataType(*_place(source), column.name, to=DataType("clob"))
        else:
            excess -= size
            yield RemoveColumns(*_place(source), column.name)


def _listed(rules: Sequence[Rule]) -> str:
    first = ", ".join(map(shown, rules[:_SHOWN]))
    return f"{first} and so on, {len(rules)} in all" if len(rules) > _SHOWN else first


_SHOWN = 5


def _of_records(tables: Iterable[MappedTable], record: Mapping[str, Any]) -> Iterator[Finding]:
    most: int = record["value"]
    # Large objects are cut off by settings.
    found = [
        (f"{table.source}.{column.source.name} has {column.source.max_bytes}", table.source, column.source)
        for table in tables
        for column in table.columns
        if column.source is not None and not column.source.is_lob and (column.source.max_bytes or 0) > most
    ]
    if found:
        yield Finding(
            "mappings.recordTooLarge",
            f"{record['words']}, and values of some columns take more bytes alone: "
            f"{naming(name for name, _, _ in found)}",
            record["source"],
            fix=f"add {_listed([RemoveColumns(*_place(source), column.name) for _, source, column in found])}",
        )


def _place(source: SourceTable) -> tuple[str, str]:
    return source.schema, source.name


def _type_of(column: MappedColumn) -> tuple[str, str]:
    """Return the DMS data type of a column, and where its length is said."""
    for rule in column.rules:
        if isinstance(rule, ChangeDataType):
            body = rule.to.body()
            return str(body["type"]), f"({body.get('length', '')}"
    source = column.source
    return ("", "") if source is None else (source.dms_type or "", source.data_type)


@functools.lru_cache(maxsize=4096)
def _size(target: str, dms_type: str, data_type: str) -> int:
    """Return how many bytes of a row a column takes at least when it is full."""
    room = facts.room()["rows"][target]["value"]
    fixed: int | None = room["types"].get(dms_type)
    if fixed is not None:
        return fixed
    of_one: int | None = room["lengths"].get(dms_type)
    length = _LENGTH.search(data_type)
    if of_one is None or length is None or int(length[1]) > room["longest"].get(dms_type, int(length[1])):
        return 0
    size = int(length[1]) * of_one + 1
    return size if room["at_most"] is None else min(size, int(room["at_most"]))
