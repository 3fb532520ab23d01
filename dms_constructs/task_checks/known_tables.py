"""Tables that an endpoint names itself: those in the files of an S3 source, and those of DynamoDB with a role."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeGuard

from dms_constructs._checks import taken_as_is
from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.object_mapping import MapRecordToDocument, ObjectMapping
from dms_constructs.mappings.rules.selection import Exclude, Explicit, Selection
from dms_constructs.mappings.table_mappings import TableMappings

if TYPE_CHECKING:
    # Slow to load, and who has evaluated tables has it.
    from dms_constructs.mappings.evaluation import Evaluation
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["findings_of_external_tables", "findings_of_tables_to_write", "tables_written"]

_DEFINITION = "ExternalTableDefinition"
# What is said of rules that match nothing of a catalog, which the names of external tables are.
_OF_RULES = frozenset(
    {"mappings.excludedEntirely", "mappings.excludesNothing", "mappings.matchesNothing", "mappings.selectsNothing"}
)
_NOTHING = "DMS-M052"


def findings_of_external_tables(source: EndpointFacts, mappings: TableMappings) -> Iterator[Finding]:
    """
    Yield what is said of the rules that match no table of the external table definition of an S3 source.

    Raises:
        ConfigurationError: `DMS-M052` where no table of it is selected.
    """
    said = source.setting(_DEFINITION) if source.engine_name is EngineName.S3 else None
    tables = _external_tables(said) if isinstance(said, str) and not taken_as_is(said) else []
    if not tables:
        return
    evaluation = mappings.evaluate(Catalog(*tables), source_engine=source.engine_name)
    for problem in evaluation.problems:
        if problem.code == _NOTHING:
            message = problem.message.replace("the catalog", "the external table definition")
            raise ConfigurationError(_NOTHING, message, source="DMS User Guide, page CHAP_Source.S3")
    for finding in evaluation.findings:
        if finding.id in _OF_RULES:
            yield replace(finding, message=finding.message.replace("the catalog", "the external table definition"))


def _external_tables(document: str) -> list[SourceTable]:
    """Return the tables of an external table definition, as far as it can be read: its class refuses what is wrong."""
    try:
        given = json.loads(document)
    except ValueError:
        return []
    found: dict[tuple[str, str], SourceTable] = {}
    for table in _objects(given, "Tables"):
        schema, name = table.get("TableOwner"), table.get("TableName")
        if not _is_known(schema) or not _is_known(name):
            return []  # a rule may be about this one
        columns = {
            column: None for each in _objects(table, "TableColumns") if _is_known(column := each.get("ColumnName"))
        }
        found[schema, name] = SourceTable(schema, name, list(columns))
    return list(found.values())


def _is_known(name: object) -> TypeGuard[str]:
    return isinstance(name, str) and bool(name.strip()) and not taken_as_is(name)


def _objects(given: Any, name: str) -> list[dict[str, Any]]:
    listed = given.get(name) if isinstance(given, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def findings_of_tables_to_write(
    target: EndpointFacts, mappings: TableMappings, evaluation: Evaluation | None
) -> Iterator[Finding]:
    """
    Yield what is said of a task that writes tables of DynamoDB which its target lacks, or items without their keys.

    Args:
        target: What is known of the target.
        mappings: The table mappings.
        evaluation: What they do with the source's tables; without it, tables that rules name are looked at.
    """
    known = target.writable_tables
    if known is None:
        return
    evaluation = evaluation or _of_names(mappings)
    if evaluation is None:
        return
    yield from _of_keys(evaluation.selected, known)
    hides_names = any(map(taken_as_is, known))
    missing = [] if hides_names else [name for table in evaluation.selected for name in _not_there(table, known)]
    if missing:
        yield Finding(
            "task.tablesNotOfTarget",
            f"the task writes tables of DynamoDB that tables of the target lack, so its role may not write them: "
            f"{naming(missing)}",
            "DMS User Guide, page CHAP_Target.DynamoDB, Prerequisites",
            fix=f"add {', '.join(map(repr, dict.fromkeys(missing)))} to tables of the target, or correct the names "
            "that rules give the tables",
        )


def tables_written(mappings: TableMappings | None, evaluation: Evaluation | None) -> set[str] | None:
    """
    Return the names that tables of DynamoDB may have which a task writes; None where they are not all known.

    Args:
        mappings: The table mappings.
        evaluation: What they do with the source's tables; without it, the tables that rules name are all.
    """
    if mappings is None:
        return None
    if evaluation is None:
        selecting = [rule for rule in mappings.rules if isinstance(rule, Selection) and not isinstance(rule, Exclude)]
        evaluation = _of_names(mappings)
        if not all(_is_name(rule.schema) and _is_name(rule.table) for rule in selecting):
            return None
    if evaluation is None or evaluation.may_select_more:
        return None
    names: set[str] = set()
    for table in evaluation.selected:
        found = _names_of(table)
        if not found:
            return None
        names.update(found)
    return names


def _of_names(mappings: TableMappings) -> Evaluation | None:
    """Return what becomes of the tables that rules name; None without such."""
    named = [rule for rule in mappings.rules if isinstance(rule, Include | Explicit)]
    places = {(rule.schema, rule.table): None for rule in named if _is_name(rule.schema) and _is_name(rule.table)}
    return mappings.evaluate(Catalog(*(SourceTable(*place) for place in places))) if places else None


def _is_name(text: str) -> bool:
    return not taken_as_is(text) and "%" not in text


def _of_keys(tables: Iterable[MappedTable], known: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Find the tables whose items would lack an attribute of the key that the table on the target has."""
    found = []
    for table in tables:
        mapping = table.object_mapping
        name = table.target_name if mapping is None else mapping.target_table_name or table.target_name
        there = _attributes(table, mapping)
        found += [
            f"{table.source} has no {each!r}" for each in known.get(name or "", ()) if there and each not in there
        ]
    if found:
        yield Finding(
            "task.keysOfDynamoDb",
            f"the table of DynamoDB has a key of which its items would lack an attribute, so it refuses them: "
            f"{naming(found)}",
            "DMS User Guide, page CHAP_Target.DynamoDB, Using object mapping to migrate data to DynamoDB",
            fix="add this attribute to attributes of the object mapping of each, or make the table with the key that "
            "the source has; letter case counts",
        )


def _attributes(table: MappedTable, mapping: ObjectMapping | None) -> set[str]:
    """Return the attributes that items of a table can have; none where they are not all known."""
    columns = [column for column in table.columns if column.name is not None]
    if not columns or len(columns) < len(table.columns) or not table.source.columns:
        return set()
    # The guide does not say whether an object mapping means names before or after transformations.
    names = {each.name for each in columns if each.name is not None}
    names |= {each.source.name for each in columns if each.source is not None}
    if mapping is None:
        return names
    if isinstance(mapping, MapRecordToDocument):
        names = {*table.primary_key, *(table.source.primary_key or ())}
    given = (mapping.partition_key_name, mapping.sort_key_name, *(each.name for each in mapping.attributes))
    return names - set(mapping.exclude_columns) | {name for name in given if name is not None} | {"_doc"}


def _not_there(table: MappedTable, known: Collection[str]) -> Iterator[str]:
    """Yield the name of a table on the target, where it is known and not one of these."""
    names = _names_of(table)
    if names and not set(names) & set(known):
        yield names[0]


def _names_of(table: MappedTable) -> tuple[str, ...]:
    """Return the names that a table of DynamoDB may have; none where they are not known."""
    mapping = table.object_mapping
    if mapping is not None and mapping.target_table_name is not None:
        return () if taken_as_is(mapping.target_table_name) else (mapping.target_table_name,)
    name, schema = table.target_name, table.target_schema
    if name is None or schema is None or taken_as_is(name) or taken_as_is(schema):
        return ()
    # The guide does not say whether the name has the schema before it where no rule names the table.
    return (name, f"{schema}.{name}", f"{schema}_{name}")
