"""What to write instead of a rule that matches nothing of a catalog."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence

from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.patterns import ANY, like
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Selection
from dms_constructs.mappings.rules.transformation import OnColumns
from dms_constructs.mappings.rules.words import shown, with_values

__all__ = ["corrected", "in_other_case", "narrowed", "nearest"]


def corrected(rule: Rule, name: object, tables: Iterable[SourceTable]) -> str:
    """Say how to correct the names of a rule that matches nothing, or to remove it."""
    tables = tuple(tables)
    schema, of_table = rule.place()
    for table in _at(tables, schema.lower(), of_table.lower(), str.lower):
        if in_other_case(rule, table):
            return f"write {shown(_named(rule, _as_in(schema, table.schema), _as_in(of_table, table.name)))}"
    near = nearest(rule, tables)
    if near is not None:
        return f"write {shown(near)}, or remove {name}"
    return f"remove {name}, or correct its names, where letter case counts"


def nearest(rule: Rule, tables: Iterable[SourceTable]) -> Rule | None:
    """Return the rule with the names that were probably meant, when it matches nothing as it is."""
    if not hasattr(rule, "schema"):
        return None
    of_type = [table for table in tables if _is_of_type(rule, table)]
    place = rule.place()
    here = _at(of_type, *place)
    if here:
        return _with_near_column(rule, here)
    for schema, of_table in _spellings(*place, of_type):
        if (schema, of_table) != place and _at(of_type, schema, of_table):
            return _named(rule, schema, of_table)
    return None


def in_other_case(rule: Rule, source: SourceTable) -> bool:
    """Whether a rule would match a table if letter case did not count, and does not because it does."""
    schema, table = rule.place()
    # Hardly any table gets beyond the first question.
    return (
        like(source.name.lower(), table.lower())
        and like(source.schema.lower(), schema.lower())
        and not (like(source.schema, schema) and like(source.name, table))
    )


def narrowed(compiled: Compiled, table: MappedTable, position: int, left_out: Callable[[SourceColumn], bool]) -> str:
    """Say how to write a rule for the columns of a table that it may change."""
    rule = compiled.rules[position]
    others = [
        column.name for column, decision in table.decisions() if position in decision[1:] and not left_out(column)
    ]
    if not isinstance(rule, OnColumns) or not others:
        return f"remove {compiled.named(position)}"
    schema, name = table.source.schema, table.source.name
    rules = [shown(with_values(rule, schema=schema, table=name, column=other)) for other in others[:3]]
    return f"name the other columns one by one: write {', '.join(rules)}{' and so on' * (len(others) > 3)}"


def _spellings(schema: str, table: str, tables: Sequence[SourceTable]) -> Iterator[tuple[str, str]]:
    """Yield schema and table as they may be meant: with DMS's wildcard, apart, and as what is called nearly so."""
    yield schema.replace("*", ANY), table.replace("*", ANY)
    before, _, after = schema.partition(".")
    if after and table == ANY:
        yield before, after.replace("*", ANY)
    near = _near(schema, {each.schema for each in tables})
    yield near, _near(table, {each.name for each in tables if like(each.schema, near)})


def _near(name: str, known: Iterable[str]) -> str:
    """Return what is called nearly so; a pattern stays as it is."""
    found = [] if ANY in name else difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return found[0] if found else name


def _with_near_column(rule: Rule, tables: Iterable[SourceTable]) -> Rule | None:
    if not isinstance(rule, OnColumns) or rule.of_type is not None:
        return None
    near = _near(rule.column, {column.name for table in tables for column in table.columns})
    return with_values(rule, column=near) if near != rule.column else None


def _named(rule: Rule, schema: str, table: str) -> Rule:
    names = {"schema": schema, "table": table}
    return with_values(rule, **{key: names[key] for key in names if hasattr(rule, key)})


def _is_of_type(rule: Rule, table: SourceTable) -> bool:
    return not isinstance(rule, Selection) or rule.table_type in {table.table_type, TableType.ALL}


def _at(
    tables: Sequence[SourceTable], schema: str, name: str, spelled: Callable[[str], str] = str
) -> list[SourceTable]:
    """Return the tables whose names, spelled so, match; a catalog has far fewer schemas than tables, so these first."""
    schemas = {each for each in {table.schema for table in tables} if like(spelled(each), schema)}
    return [table for table in tables if table.schema in schemas and like(spelled(table.name), name)] if schemas else []


def _as_in(pattern: str, name: str) -> str:
    """Return a pattern in the letter case of a name that it would match if case did not count."""
    if like(name, pattern):
        return pattern
    return name if pattern.lower() == name.lower() else pattern.lower() if name.islower() else pattern.upper()
