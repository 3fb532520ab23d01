"""What of selected tables does not arrive as it is, because of what they are on the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dms_constructs import facts
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.catalog.table_type import TableType
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.selection import Exclude
from dms_constructs.mappings.rules.words import shown

__all__ = ["findings_of_source"]


def findings_of_source(selected: Iterable[MappedTable], task: TaskContext) -> Iterator[Finding]:
    """Return the findings about the tables that a task moves, one for each kind."""
    tables = [table for table in selected if table.source.table_type is TableType.TABLE]
    if task.may_have_cdc:
        yield from _keyless(tables, task)


def is_named(engine: EngineName | None, fact: str) -> bool:
    """Whether a fact is about an engine, as far as is known."""
    return engine is not None and bool(engine.record.is_named(facts.source_tables()[fact]["value"]))


def _keyless(tables: Iterable[MappedTable], task: TaskContext) -> Iterator[Finding]:
    """Find the tables without a key, whose changes are lost or take long."""
    found = [table for table in tables if table.source.columns and not table.source.key_for_changes]
    if not found:
        return
    if is_named(task.source_engine, "changes_need_primary_key"):
        yield Finding(
            "mappings.changesIgnored",
            "DMS ignores updates and deletes of tables without a primary key, while changes are replicated: "
            f"{naming(named_keyless(table.source) for table in found)}",
            fix=f"give them a primary key on the source, or leave them to a full load: {_excluding(found)}",
        )
    elif task.has_cdc:
        found = [table for table in found if not table.source.has_primary_or_unique_key and table.key_rule is None]
        if found:
            yield Finding(
                "mappings.changesWithoutKey",
                "to apply a change to a table without a primary or unique key, the target compares every column of "
                f"every row, and can't tell equal rows apart: {naming(named_keyless(table.source) for table in found)}",
                fix=f"give them a primary key on the source, or leave them to a full load: {_excluding(found)}",
            )


def _excluding(tables: Iterable[MappedTable]) -> str:
    """Say which rules leave tables out."""
    rules = [shown(Exclude(table.source.schema, table.source.name)) for table in tables]
    return f"add {naming(rules)} to this task, and load them with a separate one"
