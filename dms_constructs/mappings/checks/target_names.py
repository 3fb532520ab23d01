"""Whether the server of the target takes the names that tables and columns get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dms_constructs.engines import NameLimit, known
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.checks.source_tables import is_named
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.renaming import Rename, RenameColumn, RenameTable
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.words import few, shown

__all__ = ["TargetNames"]

_MOST_BYTES = 4
"""Of a character in UTF-8."""
_SHORT = 60
"""Bytes of a name that is proposed."""
_PUBLIC = "public"


class TargetNames:
    """
    Looks at the names of selected tables and their columns on the target.

    Args:
        selected: The tables.
        task: What is known of the task.
    """

    def __init__(self, selected: Iterable[MappedTable], task: TaskContext) -> None:
        self._task = task
        self._tables = tuple(selected)
        target = task.target_engine
        self._limit = known(target.record.name_limit) if target is not None else None
        self._long: list[tuple[str, str]] = []
        self.problems: list[ConfigurationError] = []
        if self._limit is not None:
            self._look(self._limit)

    def findings(self) -> Iterator[Finding]:
        """Return the findings about names, one for each kind."""
        if self._long and self._limit is not None:
            size = f"{self._limit.length} {self._limit.unit}"
            fix = self._long[0][1]
            yield Finding(
                "mappings.nameCutOff",
                f"the target cuts names off at {size}, so these change there: {naming(each for each, _ in self._long)}",
                fix=f"give each a name that fits, such as {fix}",
            )
        yield from self._backticks()
        yield from self._public()

    def _look(self, limit: NameLimit) -> None:
        tables = [(table, table.target_name) for table in self._tables if table.target_name is not None]
        if tables and _may_be_long([name for _, name in tables], limit):
            for schema in dict.fromkeys(table.target_schema for table, _ in tables):
                names = {str(table.source): name for table, name in tables if table.target_schema == schema}
                self._same("DMS-M013", "tables", names, limit)
            for table, name in tables:
                if not limit.fits(name):
                    source = table.source
                    self._too_long(
                        limit, f"table {source}", name, RenameTable(source.schema, source.name, to=self._short(name))
                    )
        for table in self._tables:
            self._look_at_columns(table, limit)

    def _look_at_columns(self, table: MappedTable, limit: NameLimit) -> None:
        source = table.source
        if table.has_column_rules or table.adds_columns:
            pairs = [(each.source, each.name) for each in table.columns if each.name is not None]
            names = [name for _, name in pairs]
        else:
            pairs, names = [], [column.name for column in source.columns]
        if not names or not _may_be_long(names, limit):
            return
        pairs = pairs or [(column, column.name) for column in source.columns]
        shown_names = {f"{source}.{column.name if column else name}": name for column, name in pairs}
        self._same("DMS-M047", "columns", shown_names, limit)
        for column, name in pairs:
            if not limit.fits(name):
                fix = RenameColumn(source.schema, source.name, column.name if column else name, to=self._short(name))
                self._too_long(limit, f"a column of {source}", name, fix)

    def _short(self, name: str) -> str:
        return _cut(name, _SHORT)

    def _too_long(self, limit: NameLimit, where: str, name: str, fix: Rename) -> None:
        if limit.unit == "bytes":
            self._long.append((name, shown(fix)))
            return
        self.problems.append(
            ConfigurationError(
                "DMS-M058",
                f"{where}: a name on this target must have at most {limit.length} {limit.unit}, got {shown(name)}; "
                f"write {shown(fix)}, or another short name",
                given=name,
            )
        )

    def _same(self, code: str, kind: str, names: dict[str, str], limit: NameLimit) -> None:
        """Note the names that are one when the server has cut them off."""
        if limit.unit != "bytes":
            return
        first: dict[str, str] = {}
        for source, name in names.items():
            other = first.setdefault(_cut(name, limit.length), source)
            if names[other] != name:
                self.problems.append(
                    ConfigurationError(
                        code,
                        f"{kind} {other} and {source} get one name on the target, which cuts names off at "
                        f"{limit.length} {limit.unit}; give them names that differ before that",
                        given=name,
                    )
                )

    def _backticks(self) -> Iterator[Finding]:
        engines = (self._task.source_engine, self._task.target_engine)
        if not any(is_named(engine, "no_backtick") for engine in engines):
            return
        found = []
        for table in self._tables:
            names = [str(table.source), table.target, *[column.name for column in table.source.columns]]
            if "`" in "".join(names):
                found.append(str(table.source))
        if found:
            yield Finding(
                "mappings.backtickInName",
                f"DMS does not support names with a backtick in MySQL, and these have one: {naming(found)}",
                fix="rename them on the source, or exclude them",
            )

    def _public(self) -> Iterator[Finding]:
        target = self._task.target_engine
        if target is None or known(target.record.data_types) != "postgresql":
            return
        found = {
            schema: table
            for table in reversed(self._tables)
            if (schema := table.target_schema) is not None and schema != _PUBLIC and schema.lower() == _PUBLIC
        }
        if found:
            yield Finding(
                "mappings.publicInOtherCase",
                f"schema {few(list(found))} is not the schema public of a PostgreSQL target, where letter case counts",
                fix="write dms.RenameSchema("
                f"{shown(next(iter(found.values())).source.schema)}, to='public'), or target_schema='public' in the "
                "task settings",
            )


def _may_be_long(names: list[str], limit: NameLimit) -> bool:
    """Whether one of some names may be longer than a limit: a question that hardly any table gets beyond."""
    longest = max(map(len, names))
    if longest * (_MOST_BYTES if limit.unit == "bytes" else 1) <= limit.length:
        return False
    return longest > limit.length or (limit.unit == "bytes" and not all(map(str.isascii, names)))


def _cut(name: str, length: int) -> str:
    """Return the beginning of a name that has at most so many bytes."""
    return name.encode()[:length].decode(errors="ignore")
