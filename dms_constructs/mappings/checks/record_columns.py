"""Whether the columns that object mappings name are there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from dms_constructs.errors import Finding, did_you_mean
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.object_mapping import ObjectMapping
from dms_constructs.mappings.rules.rule import Rule

__all__ = ["columns_of_records"]

_COLUMN = re.compile(r"\$\{([^}]*)\}")


def columns_of_records(
    rules: Iterable[Rule | None], selected: Iterable[MappedTable], unseen: frozenset[str]
) -> Iterator[Finding]:
    """
    Find the columns that an object mapping names and that its table does not have.

    Args:
        rules: All rules.
        selected: The selected tables.
        unseen: The tables, as `schema.table`, of which the catalog may lack columns.
    """
    if not any(isinstance(rule, ObjectMapping) for rule in rules):
        return
    found = [
        f"{name!r} in {where} of {table.source}{did_you_mean(name, names)}"
        for table in selected
        if (mapping := table.object_mapping) is not None and str(table.source) not in unseen
        if (names := _names(table))
        for where, name in _named(mapping)
        # Letter case does not count in AWS's examples.
        if name.lower() not in {each.lower() for each in names}
    ]
    if found:
        yield Finding(
            "mappings.objectMappingColumns",
            f"an object mapping names columns that its table does not have: {naming(found)}",
            "DMS User Guide, pages CHAP_Target.Kinesis, CHAP_Target.Kafka and CHAP_Target.DynamoDB",
            fix="write the names of columns as the table has them, or remove them from the object mapping",
        )


def _names(table: MappedTable) -> tuple[str, ...]:
    """Return the names of a table's columns on both sides; none where some are known at run time only."""
    there = [column.name for column in table.columns] if table.source.columns else []
    if None in there:
        return ()
    return (*(column.name for column in table.source.columns), *(name for name in there if name is not None))


def _named(mapping: ObjectMapping) -> Iterator[tuple[str, str]]:
    """Yield the columns that an object mapping names, with the argument."""
    for argument in ("exclude_columns", "timestream_dimensions"):
        yield from ((argument, name) for name in getattr(mapping, argument))
    made = {attribute.name.lower() for attribute in mapping.attributes}
    for argument in ("partition_key_name", "sort_key_name"):
        name = getattr(mapping, argument)
        if name is not None and name.lower() not in made:
            yield argument, name
    for attribute in mapping.attributes:
        yield from ((f"the attribute {attribute.name!r}", name) for name in _in(json.loads(attribute.value)))


def _in(value: object) -> Iterator[str]:
    """Yield the columns whose values an attribute has."""
    if isinstance(value, str):
        yield from _COLUMN.findall(value)
    elif isinstance(value, dict):
        yield from (name for each in value.values() for name in _in(each))
    elif isinstance(value, list):
        yield from (name for each in value for name in _in(each))
