"""What a record looks like in a Kinesis data stream or a Kafka topic."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dms_constructs import facts
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EngineName
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.attribute import Attribute
from dms_constructs.mappings.rules.object_mapping import MapRecordToDocument, ObjectMapping, PartitionKeyType
from dms_constructs.records.operation import Operation
from dms_constructs.records.rows import Cell, Row

__all__ = ["StreamRecord", "control_record", "stream_record"]

_DOCUMENT = "_doc"
_COLUMN = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    """A record of a Kinesis data stream or a Kafka topic."""

    partition_key: str | None
    """What decides its shard or partition; None where that is not known, such as for a table without a key."""
    document: dict[str, Any] = field(hash=False)
    """What it says: `data` or `control`, `metadata`, and the before image where there is one."""
    topic: str | None = None
    """The topic of a Kafka record."""
    is_single_line: bool = False
    """Whether the endpoint's `MessageFormat` is `json-unformatted`."""

    @property
    def text(self) -> str:
        """Its text: indented with tabs, or a line of its own with the end of the line."""
        if self.is_single_line:
            return json.dumps(self.document, ensure_ascii=False, separators=(",", ":")) + "\n"
        return json.dumps(self.document, ensure_ascii=False, indent="\t", separators=(",", ":\t"))

    def __str__(self) -> str:
        return self.text.rstrip("\n")


def stream_record(row: Row, target: EndpointFacts, settings: Mapping[str, object]) -> StreamRecord:
    """
    Return the record of a row.

    Args:
        row: The row.
        target: What is known of the stream's or the topic's endpoint.
        settings: The settings of the task, by their keys.
    """
    mapping = row.table.object_mapping
    with_nulls = _is_on(target, "IncludeNullAndEmpty")
    data = _data(row, mapping)
    if not with_nulls:
        data = _without_nulls(data)
    kind = _partition_key_type(row, mapping, settings)
    key = _partition_key(row, mapping, kind, data, with_names=_is_on(target, "PartitionIncludeSchemaTable"))
    document: dict[str, Any] = {"data": data}
    field_name = settings.get("BeforeImageSettings.FieldName")
    if settings.get("BeforeImageSettings.EnableBeforeImage") is True and row.operation is Operation.UPDATE:
        document[str(field_name)] = _before_image(row, settings)
    document["metadata"] = _metadata(row, target, kind, key)
    return StreamRecord(
        partition_key=key,
        document=document,
        topic=_topic(target, mapping),
        is_single_line=_is_single_line(target),
    )


def control_record(table: MappedTable, target: EndpointFacts) -> StreamRecord:
    """
    Return the record that tells of a table before its rows come.

    Args:
        table: The table.
        target: What is known of the stream's or the topic's endpoint.
    """
    task = facts.records()["examples"]["value"]["task"]
    schema, name = _names(table)
    control: dict[str, Any] = {}
    if _is_on(target, "IncludeControlDetails"):
        row = Row(table, Operation.LOAD, {}, {})
        key = frozenset(table.primary_key)
        control["table-def"] = {"columns": {cell.name: _definition(cell, key) for cell in row.cells}}
        if table.primary_key:
            control["table-def"]["primary-key"] = list(table.primary_key)
    metadata: dict[str, Any] = {
        "timestamp": facts.records()["examples"]["value"]["timestamp"],
        "record-type": "control",
        "operation": "create-table",
        "partition-key-type": "task-id",
    }
    if _is_on(target, "IncludePartitionValue"):
        metadata["partition-key-value"] = task
    return StreamRecord(
        partition_key=f"{task}.{schema}.{name}",
        document={"control": control, "metadata": metadata | {"schema-name": schema, "table-name": name}},
        topic=_topic(target, table.object_mapping),
        is_single_line=_is_single_line(target),
    )


def _data(row: Row, mapping: ObjectMapping | None) -> dict[str, Any]:
    excluded = frozenset(name.lower() for name in mapping.exclude_columns) if mapping is not None else frozenset()
    columns = {cell.name: cell.value for cell in row.cells if not cell.is_called(excluded)}
    if mapping is None:
        return columns
    data: dict[str, Any] = {_DOCUMENT: columns} if isinstance(mapping, MapRecordToDocument) else columns
    return data | {attribute.name: _of_attribute(attribute, row) for attribute in mapping.attributes}


def _of_attribute(attribute: Attribute, row: Row) -> object:
    return _filled(json.loads(attribute.value), row)


def _filled(value: object, row: Row) -> object:
    if isinstance(value, dict):
        return {key: _filled(each, row) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, row) for each in value]
    if isinstance(value, str):
        return _COLUMN.sub(lambda found: _of_column(found, row), value)
    return value


def _of_column(found: re.Match[str], row: Row) -> str:
    cell = row.named(found[1])
    return found[0] if cell is None else "" if cell.value is None else str(cell.value)


def _without_nulls(data: dict[str, Any]) -> dict[str, Any]:
    """Return data without what is null or empty, as records have it by default."""
    return {
        name: _without_nulls(value) if name == _DOCUMENT and isinstance(value, dict) else value
        for name, value in data.items()
        if value is not None and value != ""  # 0 is neither
    }


def _metadata(row: Row, target: EndpointFacts, kind: PartitionKeyType, key: str | None) -> dict[str, Any]:
    known = facts.records()
    examples: dict[str, object] = known["examples"]["value"]
    schema, name = _names(row.table)
    metadata: dict[str, Any] = {
        "timestamp": examples["timestamp"],
        "record-type": "data",
        "operation": row.operation.value,
        "partition-key-type": kind.value,
    }
    if _is_on(target, "IncludePartitionValue") and kind is not PartitionKeyType.SCHEMA_TABLE:
        metadata["partition-key-value"] = key
    metadata |= {"schema-name": schema, "table-name": name}
    if row.operation.is_change:
        metadata["transaction-id"] = examples["transaction-id"]
        if _is_on(target, "IncludeTransactionDetails"):
            metadata |= {detail: examples[detail] for detail in known["details"]["value"]}
    return metadata


def _partition_key_type(row: Row, mapping: ObjectMapping | None, settings: Mapping[str, object]) -> PartitionKeyType:
    if mapping is not None and mapping.partition_key_type is not None:
        return mapping.partition_key_type
    if mapping is not None and mapping.partition_key is not None:
        return PartitionKeyType.CONSTANT
    threads = settings.get("TargetMetadata.ParallelApplyThreads")
    in_parallel = isinstance(threads, int) and threads > 0
    if row.operation.is_change:
        case = "change in parallel" if in_parallel else "change"
    else:
        case = "load" if mapping is None else "object mapping"
    return PartitionKeyType(facts.records()["partition_key_types"]["value"][case])


def _partition_key(
    row: Row, mapping: ObjectMapping | None, kind: PartitionKeyType, data: Mapping[str, Any], *, with_names: bool
) -> str | None:
    names = ".".join(_names(row.table))
    if kind is PartitionKeyType.SCHEMA_TABLE:
        return names
    if kind is PartitionKeyType.TRANSACTION_ID:
        return str(facts.records()["examples"]["value"]["transaction-id"])
    if kind is PartitionKeyType.CONSTANT:
        return mapping.partition_key if mapping is not None else None
    if kind is PartitionKeyType.ATTRIBUTE_NAME:
        attribute = mapping.partition_key_name if mapping is not None else None
        cell = row.named(attribute) if attribute is not None else None
        value = data.get(attribute, cell.value if cell is not None else None) if attribute is not None else None
        return None if value is None else str(value)
    key = ".".join(str(cell.value) for cell in row.of_key())
    return f"{names}.{key}" if key and with_names else key or None


def _before_image(row: Row, settings: Mapping[str, object]) -> dict[str, object]:
    which = settings.get("BeforeImageSettings.ColumnFilter") or "pk-only"
    key = {cell.name for cell in row.of_key()}
    return {
        cell.name: row.before(cell)
        for cell in row.cells
        if cell.column.source is not None
        and (which != "pk-only" or cell.name in key)
        and not (which == "non-lob" and cell.column.source.is_lob)
    }


_LENGTH = re.compile(r"\w[^(]*\((\d+)\)")


def _definition(cell: Cell, key: frozenset[str]) -> dict[str, Any]:
    types: dict[str, str] = facts.records()["control_types"]["value"]
    kind = cell.dms_type or "string"
    length = _LENGTH.fullmatch(cell.column.data_type.strip()) if kind in {"string", "wstring", "bytes"} else None
    source = cell.column.source
    return {
        "type": types.get(kind, kind.upper()),
        **({"length": int(length[1])} if length is not None else {}),
        "nullable": cell.name not in key and (source is None or source.nullable is not False),
    }


def _names(table: MappedTable) -> tuple[str, str]:
    return (
        table.target_schema if table.target_schema is not None else "?",
        table.target_name if table.target_name is not None else "?",
    )


def _topic(target: EndpointFacts, mapping: ObjectMapping | None) -> str | None:
    if target.engine_name is not EngineName.KAFKA:
        return None
    own = mapping.kafka_target_topic if mapping is not None else None
    return own or str(target.setting("Topic") or facts.records()["default_topic"]["value"])


def _is_single_line(target: EndpointFacts) -> bool:
    return str(target.setting("MessageFormat")).lower().replace("_", "-") == "json-unformatted"


def _is_on(target: EndpointFacts, name: str) -> bool:
    return str(target.setting(name)).lower() == "true"
