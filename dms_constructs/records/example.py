"""Examples of what DMS writes for the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping

from dms_constructs._checks import is_a
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, did_you_mean, shown
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.records.file_row import FileRow, file_row
from dms_constructs.records.operation import Operation
from dms_constructs.records.rows import TAKEN, Row
from dms_constructs.records.stream_record import StreamRecord, control_record, stream_record
from dms_constructs.settings.task_settings import TaskSettings

__all__ = ["example_control_record", "example_record", "has_example"]

_STREAMS = (EngineName.KINESIS, EngineName.KAFKA)
_TARGETS = (*_STREAMS, EngineName.S3)


def has_example(target: EndpointFacts) -> bool:
    """Whether `example_record` knows what DMS writes to a target: a Kinesis, Kafka or S3 one."""
    return target.engine_name in _TARGETS


def example_record(
    table: MappedTable,
    target: EndpointFacts,
    *,
    operation: Operation = Operation.INSERT,
    values: Mapping[str, object] | None = None,
    before: Mapping[str, object] | None = None,
    task_settings: TaskSettings | None = None,
) -> StreamRecord | FileRow | None:
    """
    Return what DMS writes into a Kinesis data stream, a Kafka topic or an S3 bucket for a row of a table.

    `print(dms.example_record(task.plan.evaluation.selected[0], task.plan.target))`. It follows the object mapping and
    the other rules for the table, the settings of the endpoint and those of the task. Times, positions and numbers of
    transactions are those of AWS's examples. What a delete has besides the key depends on the log of the source.

    Source: the DMS User Guide, pages CHAP_Target.Kinesis, CHAP_Target.Kafka and CHAP_Target.S3.

    Args:
        table: The table, from `Evaluation.selected`.
        target: What is known of the endpoint: `endpoint.endpoint_facts`.
        operation: What happened to the row. Default: it was inserted.
        values: Values by the names of columns on the source, or on the target for columns that rules add; None is null.
            Bytes, dates, times and decimals are written as DMS does.
            Default: for each column an example of its type.
        before: Values before an update, likewise. Default: the same as after it.
        task_settings: The settings of the task, for its before images and parallel apply. Default: AWS's.

    Returns:
        A `StreamRecord`, or for S3 a `FileRow`; None for a change that the endpoint does not write.

    Raises:
        ConfigurationError: `DMS-M061` for another target, a column that the table does not have, or a value of the
            wrong type.
    """
    _check(table, target)
    is_a("DMS-M061", "operation", operation, Operation, "operation=dms.Operation.UPDATE")
    if operation is None:
        raise ConfigurationError("DMS-M061", "operation must be given, such as dms.Operation.UPDATE, got None")
    is_a("DMS-M061", "task_settings", task_settings, TaskSettings, "task_settings=dms.TaskSettings()")
    for name, given in (("values", values), ("before", before)):
        _check_values(name, given, table)
    no_prefix = str(target.setting("NoHexPrefix")).lower() == "true" or target.engine_name is EngineName.S3
    row = Row(table, operation, values or {}, before or {}, hex_prefix=not no_prefix)
    if target.engine_name is EngineName.S3:
        return file_row(row, target)
    return stream_record(row, target, task_settings.values if task_settings is not None else {})


def example_control_record(table: MappedTable, target: EndpointFacts) -> StreamRecord:
    """
    Return the record that DMS writes into a Kinesis data stream or a Kafka topic before the rows of a table.

    Source: the DMS User Guide, pages CHAP_Target.Kinesis and CHAP_Target.Kafka.

    Args:
        table: The table, from `Evaluation.selected`.
        target: What is known of the endpoint: `endpoint.endpoint_facts`.

    Raises:
        ConfigurationError: `DMS-M061` for another target, or a value of the wrong type.
    """
    _check(table, target)
    if target.engine_name not in _STREAMS:
        raise ConfigurationError(
            "DMS-M061",
            "control records are in Kinesis data streams and Kafka topics, and the target is "
            f"{_shown(target.engine_name)}; write dms.example_record(table, target)",
            given=target.engine_name,
        )
    return control_record(table, target)


def _check(table: object, target: object) -> None:
    for name, given, kind, example in (
        ("table", table, MappedTable, "evaluation.selected[0]"),
        ("target", target, EndpointFacts, "endpoint.endpoint_facts"),
    ):
        if not isinstance(given, kind):
            raise ConfigurationError(
                "DMS-M061",
                f"{name} must be {'an' if kind is EndpointFacts else 'a'} {kind.__name__}, got "
                f"{type(given).__name__}; write {example}",
            )
    if isinstance(target, EndpointFacts) and (
        target.endpoint_type is not EndpointType.TARGET or target.engine_name not in _TARGETS
    ):
        raise ConfigurationError(
            "DMS-M061",
            f"the target must be one of {', '.join(engine.value for engine in _TARGETS)}, got "
            f"{_shown(target.engine_name)} as a {target.endpoint_type.value}; write target.endpoint_facts of a "
            "dms.S3Target, for example",
            given=target.engine_name,
        )


def _check_values(name: str, given: Mapping[str, object] | None, table: MappedTable) -> None:
    is_a("DMS-M061", name, given, Mapping, f"{name}={{'id': 1}}")
    known = [column.name for column in table.source.columns]
    known += [column.name for column in table.columns if column.source is None and column.name is not None]
    for column, value in (given or {}).items():
        if column not in known:
            has = f"it has {', '.join(known)}" if known else "the catalog does not have its columns: add them there"
            raise ConfigurationError(
                "DMS-M061",
                f"{name}: {table.source} has no column {column!r}{did_you_mean(column, known)}; {has}",
                given=column,
            )
        if not isinstance(value, TAKEN):
            raise ConfigurationError(
                "DMS-M061",
                f"{name}: the value of {column!r} must be a string, a number, bytes, a date or a time, or None, got "
                f"{shown(value)}; write it as text, for example with json.dumps(...)",
            )


def _shown(engine: EngineName | None) -> str:
    return engine.value if engine is not None else "not known"
