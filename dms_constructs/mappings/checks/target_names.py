"""Whether the server of the target takes the names that tables and columns get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dms_constructs.engines import NameLimit
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.checks.name_shapes import Misfit, findings_of_misfits, misfits, refused
from dms_constructs.mappings.checks.source_tables import is_named
from dms_constructs.mappings.checks.target_server import TargetServer, cut
from dms_constructs.mappings.rules.columns import AddColumn
from dms_constructs.mappings.rules.renaming import Rename, RenameColumn, RenameSchema, RenameTable
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.words import few, shown

if TYPE_CHECKING:
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["TargetNames", "public_in_other_case", "system_column", "system_schema"]

_MOST_BYTES = 4
"""Of a character in UTF-8."""


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
        self._server = TargetServer(task.target_engine)
        self._limit = self._server.limit
        self._long: list[tuple[str, str]] = []
        self._reserved: list[tuple[str, RenameColumn]] = []
        # The first table of each schema stands for it in a message.
        self._schemas = {
            table.target_schema: table for table in reversed(self._tables) if table.target_schema is not None
        }
        self.problems: list[ConfigurationError] = []
        self._misfits: list[Misfit] = []
        target = task.target_engine
        for misfit in misfits(self._tables, target):
            if misfit.rule.certain and target is not None:
                self.problems.append(refused(misfit, target))
            else:
                self._misfits.append(misfit)
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
        if self._task.target_engine is not None:
            yield from findings_of_misfits(self._misfits, self._task.target_engine)
        yield from self._backticks()
        yield from self._public()
        yield from self._kept_by_the_server()

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
                        limit, f"table {source}", name, RenameTable(source.schema, source.name, to=cut(name))
                    )
        for schema, table in self._schemas.items():
            if not limit.fits(schema):
                of = table.source.schema
                self._too_long(limit, f"schema {of}", schema, RenameSchema(of, to=cut(schema)))
        for table in self._tables:
            self._look_at_columns(table, limit)

    def _look_at_columns(self, table: MappedTable, limit: NameLimit) -> None:
        source = table.source
        if table.has_column_rules or table.adds_columns:
            pairs = [(each.source, each.name) for each in table.columns if each.name is not None]
            names = [name for _, name in pairs]
        else:
            pairs, names = [], [column.name for column in source.columns]
        if not self._server.system_columns.isdisjoint(names):
            self._look_at_reserved(table)
        if not names or not _may_be_long(names, limit):
            return
        pairs = pairs or [(column, column.name) for column in source.columns]
        shown_names = {f"{source}.{column.name if column else name}": name for column, name in pairs}
        self._same("DMS-M047", "columns", shown_names, limit)
        for column, name in pairs:
            if not limit.fits(name):
                fix = RenameColumn(source.schema, source.name, column.name if column else name, to=cut(name))
                self._too_long(limit, f"a column of {source}", name, fix)

    def _look_at_reserved(self, table: MappedTable) -> None:
        source = table.source
        for column in table.columns:
            if column.name in self._server.system_columns:
                name = column.source.name if column.source is not None else column.name
                rename = RenameColumn(source.schema, source.name, name, to=f"{column.name}_")
                self._reserved.append((f"{source}.{name}", rename))

    def _too_long(self, limit: NameLimit, where: str, name: str, fix: Rename) -> None:
        if limit.cuts:
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
        if not limit.cuts:
            return
        first: dict[str, str] = {}
        for source, name in names.items():
            other = first.setdefault(cut(name, limit.length), source)
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
        found = {
            schema: table for schema, table in self._schemas.items() if self._server.is_public_in_other_case(schema)
        }
        if found:
            first = RenameSchema(next(iter(found.values())).source.schema, to="public")
            yield public_in_other_case(list(found), f"{shown(first)}, or target_schema='public' in the task settings")

    def _kept_by_the_server(self) -> Iterator[Finding]:
        """Find the schemas and columns that can't be made on the target."""
        source = TargetServer(self._task.source_engine)
        schemas = {
            schema: table
            for schema, table in self._schemas.items()
            # That the system schemas of the source are selected is another finding.
            if self._server.keeps_schema(schema) and not source.keeps_schema(table.source.schema)
        }
        if schemas:
            source_schema = next(iter(schemas.values())).source.schema
            yield system_schema(list(schemas), shown(RenameSchema(source_schema, to=f"{source_schema}_copy")))
        if self._reserved:
            yield system_column([name for name, _ in self._reserved], self._reserved[0][1])


def public_in_other_case(schemas: list[str], fix: str) -> Finding:
    """Return the finding about schemas that are meant to be `public`, and are others."""
    return Finding(
        "mappings.publicInOtherCase",
        f"schema {few(schemas)} is not the schema public of a PostgreSQL target, where letter case counts",
        fix=f"write {fix}",
    )


def system_schema(schemas: list[str], fix: str) -> Finding:
    """Return the finding about schemas that the target's server keeps for itself."""
    return Finding(
        "mappings.systemSchemaOnTarget",
        f"tables go to schema {few(schemas)}, which the server of the target keeps for itself",
        fix=f"write {fix}, or another name that is free there",
    )


def system_column(columns: list[str], fix: Rename | AddColumn) -> Finding:
    """Return the finding about columns whose names the target's server keeps for itself."""
    return Finding(
        "mappings.systemColumnOnTarget",
        "each table of a PostgreSQL target has system columns, and it refuses others of their names: "
        f"{naming(columns)}",
        fix=f"write {shown(fix)}, or another name",
    )


def _may_be_long(names: list[str], limit: NameLimit) -> bool:
    """Whether one of some names may be longer than a limit: a question that hardly any table gets beyond."""
    longest = max(map(len, names))
    if longest * (_MOST_BYTES if limit.unit == "bytes" else 1) <= limit.length:
        return False
    return longest > limit.length or (limit.unit == "bytes" and not all(map(str.isascii, names)))
