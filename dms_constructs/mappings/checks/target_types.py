"""Which columns become a type on the target that holds less, or something else, than the source's."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.column_kinds import ColumnKind, kind_of
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.columns import ChangeDataType
from dms_constructs.mappings.rules.data_type import DataType
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.words import few_of, shown
from dms_constructs.migration_type import MigrationType

__all__ = ["findings_of_types"]

_SIZES = re.compile(r"\(\s*(\d+)\s*(?:,\s*(\d+))?")
# Numbers that a server counts up never come near the end of eight bytes.
_COUNTED = "uint8"


class _Kind(NamedTuple):
    finding: str
    what: str


_KINDS = {
    "narrower": _Kind(finding="mappings.narrowerOnTarget", what="can't hold all values of these columns"),
    "text": _Kind(finding="mappings.textOnTarget", what="makes text of these columns"),
}


class _Found(NamedTuple):
    table: SourceTable
    column: SourceColumn
    fact: dict[str, Any]

    def __str__(self) -> str:
        its_type = self.column.data_type or self.column.dms_type
        return f"{self.table}.{self.column.name} ({its_type} becomes {self.fact['becomes']})"

    def rule(self) -> str:
        """Return the rule with which the target holds all that the column has, where there is a type for it."""
        table, to = self.table, DataType(**self.fact["to"])
        return shown(ChangeDataType(table.schema, table.name, self.column.name, to=to))


def findings_of_types(
    selected: Iterable[MappedTable], tables: Sequence[MappedTable], kinds: Iterable[ColumnKind], task: TaskContext
) -> Iterator[Finding]:
    """Find the columns that become a type that holds less of them, or text, in tables that the task loads."""
    source, target = task.source_engine, task.target_engine
    if target is None or (source is not None and source.record.protocol == target.record.protocol):
        return
    if target.value not in facts.target_types()["targets"] or task.migration_type is MigrationType.CDC:
        return
    changing = {kind: fact for kind in kinds if (fact := _fact_of(target.value, *kind)) is not None}
    if not changing:
        return
    counted = _Counted(tables)
    found: defaultdict[str, list[_Found]] = defaultdict(list)
    for table in selected:
        for column in _columns(table, changing):
            if column.dms_type != _COUNTED or not counted.has(table.source, column):
                fact = changing[kind_of(column)]
                found[fact["kind"]].append(_Found(table.source, column, fact))
    for kind, columns in found.items():
        yield Finding(
            _KINDS[kind].finding,
            f"{target.record.short_name} {_KINDS[kind].what}: {few_of(columns, str)}",
            columns[0].fact["source"],
            fix=_fix(columns),
        )


def _columns(table: MappedTable, changing: Mapping[ColumnKind, object]) -> Iterable[SourceColumn]:
    """Return the columns of some kinds that a table has on the target, but for those that rules give another type."""
    of = [column for column in table.source.columns if kind_of(column) in changing]
    if not of or not table.has_column_rules:
        return of
    return [
        column.source
        for column in table.columns
        if column.source is not None
        and kind_of(column.source) in changing
        and not any(isinstance(rule, ChangeDataType) for rule in column.rules)
    ]


def _fix(columns: Sequence[_Found]) -> str:
    """Say how the columns keep what they have: by rules, where there is a type for that."""
    changed = [each for each in columns if each.fact["to"] is not None]
    ways = [f"add {few_of(changed, _Found.rule)}"] if changed else []
    if len(changed) < len(columns):
        others = " with the other columns" if changed else ""
        ways.append(f"make the table{others} on the target and keep it")
    return ", and ".join(ways)


class _Counted:
    """Which columns have what a server counts up: identities, and what refers to them."""

    def __init__(self, tables: Iterable[MappedTable]) -> None:
        self._tables = tables

    @functools.cached_property
    def _by_name(self) -> dict[str, SourceTable]:
        return {str(table.source): table.source for table in self._tables}

    def has(self, table: SourceTable, column: SourceColumn) -> bool:
        """Whether a column has, as far as is known; a key of which a catalog doesn't say more is taken as one."""
        seen: set[tuple[str, str]] = set()
        while not column.identity and (str(table), column.name) not in seen:
            seen.add((str(table), column.name))
            referred = self._referred(table, column)
            if referred is None:
                return column.identity is None and table.primary_key == (column.name,)
            table, column = referred
        return bool(column.identity)

    def _referred(self, table: SourceTable, column: SourceColumn) -> tuple[SourceTable, SourceColumn] | None:
        """Return the column of another table's key that a column refers to."""
        for key in table.foreign_keys or ():
            of = self._by_name.get(key.references)
            if of is not None and column.name in key.columns and len(key.columns) == len(of.primary_key):
                name = of.primary_key[key.columns.index(column.name)]
                return next(((of, each) for each in of.columns if each.name == name), None)
        return None


@functools.lru_cache(maxsize=4096)
def _fact_of(target: str, dms_type: str | None, data_type: str) -> dict[str, Any] | None:
    """Return what is known of a type on a target, if it becomes another there."""
    for fact in facts.target_types()["targets"][target]:
        if dms_type in fact["of"] and _is_above(fact, data_type):
            known: dict[str, Any] = fact
            return known
    return None


def _is_above(fact: dict[str, Any], data_type: str) -> bool:
    """Whether a type has more digits than a fact is about; those that it doesn't say are not."""
    sizes = _SIZES.search(data_type)
    first, second = (sizes[1], sizes[2]) if sizes is not None else (None, None)
    if "precision_above" in fact:
        most: int = fact["precision_above"]
        return first is not None and int(first) > most
    if "scale_above" in fact:
        word = data_type.partition("(")[0].strip().lower()
        scale = second if _is_numeric(fact) else first
        least: int = fact["scale_above"]
        return int(scale or fact.get("unsaid", {}).get(word, 0)) > least
    return True


def _is_numeric(fact: dict[str, Any]) -> bool:
    """Whether a fact is about numbers, whose scale comes after their precision."""
    return "numeric" in fact["of"]
