"""What of selected tables does not arrive as it is, because of what they are on the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from dms_constructs import facts
from dms_constructs.catalog import Persistence, ReplicaIdentity, SourceTable
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.catalog.table_type import TableType
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.selection import Exclude
from dms_constructs.mappings.rules.words import shown

if TYPE_CHECKING:
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["findings_of_tables", "is_named"]


def findings_of_tables(
    selected: Iterable[MappedTable], task: TaskContext, unseen: Set[str], parents: Mapping[str, str]
) -> Iterator[Finding]:
    """
    Return the findings about what kind of tables a task moves, one for each kind.

    Args:
        selected: The tables.
        task: What is known of the task.
        unseen: The tables of which not all is known, by `schema.table`.
        parents: What tables of the source, selected or not, are partitions of, by `schema.table`.
    """
    tables = [table for table in selected if table.source.table_type is TableType.TABLE]
    if task.may_have_cdc:
        yield from _keyless([table for table in tables if not unseen or str(table.source) not in unseen], task)
        yield from _not_logged(tables, task)
    yield from _partitions(tables, task, parents)
    yield from _of_mysql(tables, task)


def is_named(engine: EngineName | None, fact: str) -> bool:
    """Whether a fact is about an engine, as far as is known."""
    return engine is not None and bool(engine.record.is_named(facts.source_tables()[fact]["value"]))


def _keyless(tables: Iterable[MappedTable], task: TaskContext) -> Iterator[Finding]:
    """Find the tables without a key, whose changes are lost or take long."""
    if is_named(task.source_engine, "changes_need_primary_key"):
        found = [table for table in tables if table.source.columns and _logs_no_key(table.source)]
        if found:
            yield Finding(
                "mappings.changesIgnored",
                "DMS ignores updates and deletes of tables without a primary key that PostgreSQL logs, while changes "
                f"are replicated: {naming(_without_key(table.source) for table in found)}",
                fix=f"give them a primary key and its replica identity on the source, or {_excluding(found)}",
            )
    elif task.has_cdc and _keeps_rows(task.target_engine):
        found = [
            table
            for table in tables
            if table.source.columns and not table.source.has_primary_or_unique_key and table.key_rule is None
        ]
        if found:
            yield Finding(
                "mappings.changesWithoutKey",
                "to apply a change to a table without a primary or unique key, the target compares every column of "
                f"every row, and can't tell equal rows apart: {naming(named_keyless(table.source) for table in found)}",
                fix=f"give them a primary key on the source, or {_excluding(found)}",
            )


def _keeps_rows(target: EngineName | None) -> bool:
    """Whether a target may have tables whose rows change."""
    return target is None or target.value not in facts.source_tables()["targets_of_records"]["value"]


def _logs_no_key(source: SourceTable) -> bool:
    """Whether PostgreSQL logs nothing to find a changed row by."""
    identity = source.replica_identity
    if identity in {ReplicaIdentity.FULL, ReplicaIdentity.INDEX}:
        return False
    return identity is ReplicaIdentity.NOTHING or not source.key_for_changes


def _without_key(source: SourceTable) -> str:
    if source.replica_identity is ReplicaIdentity.NOTHING and source.key_for_changes:
        return f"{source} (whose replica identity is nothing)"
    return named_keyless(source)


def _not_logged(tables: Iterable[MappedTable], task: TaskContext) -> Iterator[Finding]:
    found = [table for table in tables if table.source.persistence is Persistence.UNLOGGED]
    if found:
        verb = "are not replicated" if task.has_cdc else "would not be replicated"
        yield Finding(
            "mappings.unloggedTables",
            f"PostgreSQL logs no changes of unlogged tables, so they {verb}: {_named(found)}",
            fix=f"run `alter table ... set logged` for them on the source, or {_excluding(found)}",
        )


def _partitions(tables: Iterable[MappedTable], task: TaskContext, parents: Mapping[str, str]) -> Iterator[Finding]:
    """Find the partitioned tables that are selected together with their partitions, or without them."""
    roots = {str(table.source): table for table in tables if table.source.partitioned}
    if not roots or task.source_engine is None or not is_named(task.source_engine, "partitions_are_tables"):
        return
    divided = {above for table in tables for above in _above(table.source.partition_of, parents)}
    twice = [table for name, table in roots.items() if name in divided]
    if twice:
        yield Finding(
            "mappings.partitionsTwice",
            f"a partitioned table and its partitions are both selected, so their rows move twice: {_named(twice)}",
            fix=f"add {naming(shown(_exclude(table)) for table in twice)}, so the partitions alone move",
        )
    alone = [table for name, table in roots.items() if name not in divided and table.source.partition_of not in roots]
    if alone and task.has_cdc:
        yield Finding(
            "mappings.partitionsNotSelected",
            "PostgreSQL logs changes under the names of partitions, and of these partitioned tables none is selected: "
            f"{_named(alone)}",
            fix="select the partitions, and exclude the partitioned table: "
            f"add {naming(shown(_exclude(table)) for table in alone)}",
        )


def _above(name: str | None, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield a table, the one that it is a partition of, and so on: partitions can have partitions of their own."""
    passed: set[str] = set()
    while name is not None and name not in passed:
        passed.add(name)
        yield name
        name = parents.get(name)


def _of_mysql(tables: Sequence[MappedTable], task: TaskContext) -> Iterator[Finding]:
    """Find the tables of MySQL and MariaDB whose rows or changes are not all in the log."""
    if not is_named(task.source_engine, "binary_log"):
        return
    other, versioned, cascading = [], [], []
    for table in tables:
        source = table.source
        if source.storage_engine is not None and source.storage_engine.lower() != "innodb":
            other.append(table)
        if source.system_versioned:
            versioned.append(table)
        if source.foreign_keys and any(key.cascades for key in source.foreign_keys):
            cascading.append(table)
    if other:
        engines = naming(str(table.source.storage_engine) for table in other)
        yield Finding(
            "mappings.otherStorageEngine",
            f"AWS expects tables of InnoDB, and these are of {engines}, some without transactions: {_named(other)}",
            fix="run `alter table ... engine=InnoDB` for them on the source, or leave them alone during the load",
        )
    if versioned:
        yield Finding(
            "mappings.systemVersionedTables",
            "the guide says nothing of tables with system versioning, whose old rows may be missing on the target, or "
            f"arrive as current ones: {_named(versioned)}",
            fix=f"compare the rows on a copy first, or {_excluding(versioned)}",
        )
    if cascading and task.may_have_cdc:
        yield Finding(
            "mappings.cascadesNotLogged",
            "what foreign keys with cascade or set null change is not in the binary log, so it is not replicated, of "
            f"these tables: {_named(cascading)}",
            fix="give the target the same foreign keys, and let it check them while changes are replicated (without "
            "SET FOREIGN_KEY_CHECKS=0), or have the application change these rows itself",
        )


def _named(tables: Iterable[MappedTable]) -> str:
    return naming(str(table.source) for table in tables)


def _exclude(table: MappedTable) -> Exclude:
    return Exclude(table.source.schema, table.source.name)


def _excluding(tables: Iterable[MappedTable]) -> str:
    """Say which rules leave tables to another task."""
    return (
        f"leave them to a full load: add {naming(shown(_exclude(table)) for table in tables)} here, and load them with "
        "a separate task"
    )
