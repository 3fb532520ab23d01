"""What the two ends of a task must agree on where one of them holds documents: MongoDB and DocumentDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.task_checks.parts import TaskParts

__all__ = ["findings_of_documents"]

_OF_DOCUMENTS = frozenset({EngineName.MONGODB, EngineName.DOCUMENTDB})
_TO_DOCUMENTDB = "AWS DMS User Guide, page CHAP_Target.DocumentDB"
_TO_OTHERS = "AWS DMS User Guide, pages CHAP_Source.MongoDB and CHAP_Source.DocumentDB"


def findings_of_documents(task: TaskParts) -> Iterator[Finding]:
    """Yield what a task doesn't do as expected where an end holds documents."""
    source, target, migration_type, values = task.source, task.target, task.migration_type, task.values
    if source.engine_name in _OF_DOCUMENTS and source.settings is not None and target.engine_name is not None:
        yield from _of_mode(source, target, migration_type)
    if target.engine_name is EngineName.DOCUMENTDB and values is not None and migration_type is not MigrationType.CDC:
        yield from _of_preparation(values)


def _of_mode(source: EndpointFacts, target: EndpointFacts, migration_type: MigrationType | None) -> Iterator[Finding]:
    is_in_tables = source.setting("NestingLevel") == "one"
    to_documents = target.engine_name is EngineName.DOCUMENTDB
    if is_in_tables and to_documents:
        yield Finding(
            "task.documentsAsTables",
            "the source makes rows of documents (table mode), and the target is DocumentDB, which stores documents: "
            "nested fields arrive as fields with dots in their names",
            _TO_DOCUMENTDB,
            fix="write nesting_level=dms.NestingLevel.NONE and extract_doc_id=True at the source",
        )
    has_cdc = migration_type is None or migration_type.has_cdc
    if is_in_tables or not has_cdc or str(source.setting("ExtractDocId")).lower() == "true":
        return
    why = "transactions of several documents need it" if to_documents else "changes are found by it on the target"
    yield Finding(
        "task.documentIdNotSeparate",
        f"the task moves changes, and the source doesn't extract the ids of documents: {why}",
        _TO_DOCUMENTDB if to_documents else _TO_OTHERS,
        fix="write extract_doc_id=True at the source",
    )


def _of_preparation(values: Mapping[str, Any]) -> Iterator[Finding]:
    if values.get("FullLoadSettings.TargetTablePrepMode") == "TRUNCATE_BEFORE_LOAD":
        yield Finding(
            "task.truncateOfDocumentDb",
            "full_load truncates the target's tables, which DMS doesn't do with collections of DocumentDB",
            _TO_DOCUMENTDB,
            fix="write full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DROP_AND_CREATE)",
        )
