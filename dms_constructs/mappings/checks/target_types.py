"""Which columns become a type on the target that holds less, or something else, than the source's."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.columns import ChangeDataType
from dms_constructs.mappings.rules.data_type import DataType
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.words import shown
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
    said: str
    rule: ChangeDataType | None
    source: str


def findings_of_types(
    selected: Iterable[MappedTable], tables: Sequence[MappedTable], task: TaskContext
) -> Iterator[Finding]:
    """Find the columns that become a type that holds less of them, or text, in tables that the task loads."""
    source, target = task.source_engine, task.target_engine
    if target is None or (source is not None and source.record.protocol == target.record.protocol):
        return
    rules = facts.target_types()["targets"].get(target.value)
    if not rules or task.migration_type is MigrationType.CDC:
        return
    types = frozenset(each for rule in rules for each in rule["of"])
    counted = _Counted(tables)
    found: defaultdict[str, list[_Found]] = defaultdict(list)
    for table in selected:
        if types.isdisjoint([column.dms_type for column in table.source.columns]):
            continue
        for column in table.columns:
            of = column.source
            if of is None or of.dms_type not in types or any(isinstance(rule, ChangeDataType) for rule in column.rules):
                continue
            fact = _fact_of(target.value, of.dms_type, of.data_type)
            if fact is None or (of.dms_type == _COUNTED and counted.has(table.source, of)):
                continue
            said = f"{table.source}.{of.name} ({of.data_type or of.dms_type} becomes {fact['becomes']})"
            found[fact["kind"]].append(_Found(said, _changing(table, of, fact["to"]), fact["source"]))
    for kind, columns in found.items():
        yield Finding(
            _KINDS[kind].finding,
            f"{target.record.short_name} {_KINDS[kind].what}: {naming(each.said for each in columns)}",
            columns[0].source,
            fix=_fix([each.rule for each in columns]),
        )


def _fix(rules: Sequence[ChangeDataType | None]) -> str:
    """Say how the columns keep what they have: by rules, where there is a type for that."""
    made = [shown(rule) for rule in rules if rule is not None]
    ways = [f"add {naming(made)}"] if made else []
    if len(made) < len(rules):
        others = " with the other columns" if made else ""
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


def _changing(table: MappedTable, column: SourceColumn, to: dict[str, Any] | None) -> ChangeDataType | None:
    """Return the rule with which the target holds all that the column has, where there is a type for it."""
    if to is None:
        return None
    return ChangeDataType(table.source.schema, table.source.name, column.name, to=DataType(**to))


@functools.lru_cache(maxsize=4096)
def _fact_of(target: str, dms_type: str, data_type: str) -> dict[str, Any] | None:
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
