"""What is wrong with the names of columns on the target."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.checks.letter_case import are_one_name, same_name
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.columns import AddColumn
from dms_constructs.mappings.rules.renaming import RenameColumn
from dms_constructs.mappings.rules.words import shown, with_values

__all__ = ["problems_with_names"]


def problems_with_names(
    table: MappedTable, target: EngineName | None, findings: Collector
) -> Iterator[ConfigurationError]:
    """
    Return what is wrong with the names of a table's columns on the target, and note what may be.

    Args:
        table: The table.
        target: The engine of the target, or None when it is not known.
        findings: Where to note it.
    """
    columns = [column for column in table.columns if column.name is not None]
    names = [column.name for column in columns if column.name is not None]
    if "" not in names and len(set(map(str.lower, names))) == len(names):
        return  # as nearly always
    if "" in names:
        yield ConfigurationError(
            "DMS-M057", f"a column of {table.source} has no name left on the target; narrow the rule that removes it"
        )
    if len(set(names)) != len(names):
        for name in dict.fromkeys(names):
            if (times := names.count(name)) > 1:
                last = [column for column in columns if column.name == name][-1]
                yield ConfigurationError(
                    "DMS-M047",
                    f"{times} columns of {table.source} are called {name} on the target, which DMS does not support; "
                    f"{_apart(table, last)}",
                    given=name,
                )
    lower: dict[str, MappedColumn] = {}
    for column in columns:
        name = str(column.name)
        other = lower.setdefault(name.lower(), column)
        if other.name == name:
            continue
        differ = f"columns {other.name} and {name} of {table.source} differ on the target in letter case only"
        # A column that a rule adds must differ in more than that for any target.
        if are_one_name(target) or _added_by(column) is not None:
            yield ConfigurationError(
                "DMS-M047", f"{differ}, which DMS does not support; {_apart(table, column)}", given=name
            )
        elif (when := same_name(target, "column")) is not None:
            findings.note(
                "mappings.namesDifferInCaseOnly", "{}, {}", differ, when, fix=functools.partial(_apart, table, column)
            )


def _added_by(column: MappedColumn) -> AddColumn | None:
    rule = column.rules[0] if column.source is None and column.rules else None
    return rule if isinstance(rule, AddColumn) else None


def _apart(table: MappedTable, column: MappedColumn) -> str:
    """Say how to give a column another name."""
    added = _added_by(column)
    if added is not None:
        return f"write {shown(with_values(added, name=f'{added.name}_2'))}"
    naming = next((rule for rule in column.rules if isinstance(rule, RenameColumn)), None)
    if naming is not None:
        return f"write {shown(with_values(naming, to=f'{column.name}_2'))}"
    if column.source is None:
        return "name them apart"
    source = table.source
    new = RenameColumn(source.schema, source.name, column.source.name, to=f"{column.name}_2")
    return f"name them apart, for example with {shown(new)} as the first rule for columns"
