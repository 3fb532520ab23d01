"""What of a table a target has no room for, or does not take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dms_constructs import facts
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.columns import ChangeDataType, RemoveColumns
from dms_constructs.mappings.rules.renaming import RenameColumn
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.words import shown

__all__ = ["lobs_not_moved", "reserved_words_in_keys", "too_many_columns"]


def too_many_columns(selected: Iterable[MappedTable], target: EngineName | None) -> Iterator[ConfigurationError]:
    """Find the tables that have more columns than a table of the target can have."""
    most = target.record.max_columns if target is not None else None
    if target is None or most is None:
        return
    for table in selected:
        # Columns are worked out only where there may be too many.
        if len(table.source.columns) <= most and not table.adds_columns:
            continue
        columns = table.columns
        if len(columns) > most:
            source = table.source
            last = next(column.source for column in reversed(columns) if column.source is not None)
            yield ConfigurationError(
                "DMS-M060",
                f"table {source} has {len(columns)} columns on the target, and {target.record.display} takes {most} at "
                f"most; leave some out, for example with {shown(RemoveColumns(source.schema, source.name, last.name))}",
                given=len(columns),
                source=facts.engine(target.value)["max_columns"]["source"],
            )


def lobs_not_moved(selected: Iterable[MappedTable], target: EngineName | None) -> Iterator[Finding]:
    """Find the columns of large objects that DMS does not move to the target."""
    types = frozenset(target.record.lobs_not_taken) if target is not None else frozenset()
    if target is None or not types:
        return
    found: list[tuple[str, RemoveColumns]] = []
    for table in selected:
        source = table.source
        if not any(column.dms_type in types for column in source.columns):
            continue
        mapping = table.object_mapping
        excluded = {name.lower() for name in mapping.exclude_columns} if mapping is not None else set[str]()
        found += [
            (f"{source}.{column.source.name}", RemoveColumns(source.schema, source.name, column.source.name))
            for column in table.columns
            if column.source is not None
            and column.source.dms_type in types
            and not any(isinstance(rule, ChangeDataType) for rule in column.rules)
            and excluded.isdisjoint({column.source.name.lower(), (column.name or "").lower()})
        ]
    if found:
        yield Finding(
            "mappings.lobsNotMoved",
            f"DMS does not move large objects of these types to {target.record.display} "
            f"({', '.join(sorted(types))}): {naming(name for name, _ in found)}",
            facts.engine(target.value)["lobs_not_taken"]["source"],
            fix=f"add {shown(found[0][1])}",
        )


def reserved_words_in_keys(selected: Iterable[MappedTable], task: TaskContext) -> Iterator[Finding]:
    """Find the columns of keys that keep DMS from deleting rows on the target, as they are called as a word of SQL."""
    target = task.target_engine
    if target is None or not task.may_have_cdc:
        return
    fact = facts.engines()["reserved_words"]
    words = frozenset(fact["value"].get(target.record.protocol, ()))
    if not words:
        return
    found: list[tuple[str, RenameColumn]] = []
    for table in selected:
        source = table.source
        # Names on the target are worked out only where the key has several columns.
        if (len(source.primary_key) < _SEVERAL and table.key_rule is None) or len(table.primary_key) < _SEVERAL:
            continue
        names = {column.name: column.source for column in table.columns}
        for name in table.primary_key:
            of = names.get(name)
            if of is not None and name.upper() in words:
                found.append((f"{source}.{of.name}", RenameColumn(source.schema, source.name, of.name, to=f"{name}_")))
    if found:
        yield Finding(
            "mappings.reservedWordInKey",
            f"DMS can't delete rows on {target.record.display} in tables with several key columns of which one is "
            f"called as a reserved word: {naming(name for name, _ in found)}",
            "DMS User Guide, page CHAP_Target.Redshift, Limitations",
            fix=f"add {shown(found[0][1])}",
        )


_SEVERAL = 2
