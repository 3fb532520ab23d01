"""What tasks from and to services of AWS need: files of changes, keys of records, and settings for loads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dms_constructs import facts
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Explicit
from dms_constructs.migration_type import MigrationType
from dms_constructs.task_checks.parts import TaskParts

if TYPE_CHECKING:
    # Slow to load, and who has evaluated tables has it.
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["check_files_of_changes", "findings_of_services"]

_STREAMS = {EngineName.KINESIS: ("shard", "CHAP_Target.Kinesis"), EngineName.KAFKA: ("partition", "CHAP_Target.Kafka")}
_WAREHOUSES = frozenset({EngineName.REDSHIFT, EngineName.REDSHIFT_SERVERLESS})
# The arguments for what is for loads only.
_FOR_LOADS = {"ExplicitIds": "explicit_ids", "ReplaceInvalidChars": "replace_invalid_chars"}


def check_files_of_changes(task: TaskParts) -> None:
    """
    Raise when changes are read from files of which it isn't said where they are.

    Raises:
        ConfigurationError: `DMS-Y006`.
    """
    source, migration_type = task.source, task.migration_type
    if migration_type is None or not migration_type.has_cdc:
        return
    if source.engine_name is not EngineName.S3 or source.settings is None:
        return
    # Parquet files of changes are in the folders of their tables.
    if source.setting("CdcPath") is None and source.setting("DataFormat") != "parquet":
        raise ConfigurationError(
            "DMS-Y006",
            f"migration_type is dms.MigrationType.{migration_type.name}, but the S3 source doesn't say where the files "
            "of changes are; write cdc_path='changes' at the source, or migration_type=dms.MigrationType.FULL_LOAD",
            source="DMS User Guide, page CHAP_Source.S3, endpoint settings, CdcPath",
        )


def findings_of_services(task: TaskParts) -> Iterator[Finding]:
    """Yield the findings about a task that writes into a service."""
    target, migration_type, rules, values = task.target, task.migration_type, task.rules, task.values
    tables = task.tables or ()
    engine = target.engine_name
    if engine in _STREAMS and rules is not None:
        threads = (values or {}).get("TargetMetadata.ParallelApplyThreads")
        # For loads, and for changes with threads, DMS takes the primary key by itself.
        by_key = migration_type is MigrationType.FULL_LOAD or (isinstance(threads, int) and threads > 0)
        if not by_key and not any(_kind(rule) == "object-mapping" for rule in rules):
            yield _of_records(*_STREAMS[engine], rules, tables)
    elif engine is EngineName.DYNAMODB:
        yield from _of_items(tables)
    elif engine in _WAREHOUSES:
        yield from _of_warehouses(target, migration_type, values)


def _of_records(part: str, page: str, rules: Sequence[Rule], tables: Iterable[MappedTable]) -> Finding:
    """Return the finding about a stream that gets all records of a table in one place."""
    schema, name = next(_named(rules, tables), ("shop", "orders"))
    return Finding(
        "task.streamWithoutObjectMapping",
        f"no object mapping says which {part} a record goes to, so DMS sends all changes of a table to one",
        f"DMS User Guide, page {page}, sections Multithreaded CDC load task settings and Using object mapping",
        # DMS 3.5 refuses patterns here.
        fix=f"add dms.MapRecordToRecord({schema!r}, {name!r}, partition_key_type=dms.PartitionKeyType.PRIMARY_KEY) to "
        "the table mappings, one for each table",
    )


def _named(rules: Sequence[Rule], tables: Iterable[MappedTable]) -> Iterator[tuple[str, str]]:
    """Yield the names of tables that are moved, as far as they are known."""
    for table in tables:
        yield table.source.schema, table.source.name
    for rule in rules:
        if isinstance(rule, Include | Explicit) and "%" not in f"{rule.schema}{rule.table}":
            yield rule.schema, rule.table


def _of_items(tables: Iterable[MappedTable]) -> Iterator[Finding]:
    """Find tables whose keys DynamoDB can't have as they are."""
    found = [
        str(table.source)
        for table in tables
        if len(table.source.primary_key or ()) > 1
        and (table.object_mapping is None or table.object_mapping.partition_key_name is None)
    ]
    if found:
        yield Finding(
            "task.compositeKeysToDynamoDb",
            "DMS moves tables with a primary key of several columns into DynamoDB only with keys of an object mapping: "
            f"{naming(found)}",
            "DMS User Guide, page CHAP_Target.DynamoDB, Limitations",
            fix="add dms.MapRecordToRecord(...) with partition_key_name, sort_key_name and attributes for these tables",
        )


def _of_warehouses(
    target: EndpointFacts, migration_type: MigrationType | None, values: Mapping[str, object] | None
) -> Iterator[Finding]:
    """Find what Redshift does slowly, and settings that are for loads only."""
    has_cdc = migration_type is not None and migration_type.has_cdc
    if has_cdc and values is not None and values.get("TargetMetadata.BatchApplyEnabled") is not True:
        yield Finding(
            "task.redshiftWithoutBatchApply",
            "without batch apply, Redshift gets changes one by one, and falls behind",
            "DMS User Guide, page CHAP_Target.Redshift, Prerequisites",
            fix="add batch_apply=dms.BatchApply() to the task settings",
        )
    threads = (values or {}).get("TargetMetadata.ParallelLoadThreads")
    in_parallel = isinstance(threads, int) and threads > 0
    members = facts.endpoint_settings("RedshiftSettings")["members"]
    for name, argument in _FOR_LOADS.items():
        said = target.setting(name)
        is_said = said is not None and str(said).lower() != "false"
        if is_said and (has_cdc or (in_parallel and name == "ReplaceInvalidChars")):
            what = "changes" if has_cdc else "parallel load"
            yield Finding(
                "task.settingOfLoads",
                f"{argument} of the target is for loads only, and this task has {what}",
                members[name]["full_load_only"],
                fix=f"remove {argument}, or load in a separate task without {what}",
            )


def _kind(rule: Rule) -> str:
    kind = getattr(rule, "KIND", None)
    if kind is not None:
        return str(kind[0])
    body = rule.body()
    return str(body.get("rule-type"))
