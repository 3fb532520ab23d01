"""`dms-constructs mappings explain --record`: what a record of each table looks like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dms_constructs._markdown import escaped
from dms_constructs.records.example import example_record, has_example
from dms_constructs.records.file_row import FileRow
from dms_constructs.records.operation import Operation
from dms_constructs.records.stream_record import StreamRecord
from dms_constructs.task_plan import TaskPlan

__all__ = ["Recorded", "Records"]


class Recorded(NamedTuple):
    """What DMS writes for a row of a table; None for a change that is not written."""

    table: str
    record: StreamRecord | FileRow | None

    @property
    def where(self) -> str:
        """Where it is written, in words."""
        if isinstance(self.record, FileRow):
            return f"in {self.record.path}"
        if self.record is None:
            return "not written"
        key = self.record.partition_key
        topic = f"topic {self.record.topic}, " if self.record.topic is not None else ""
        return f"{topic}partition key {'not known' if key is None else key}"


class Records(tuple[Recorded, ...]):
    """What a task writes for a row of each table; empty where its target is another, or not known."""

    __slots__ = ()

    @classmethod
    def of(cls, plan: TaskPlan, operation: Operation) -> Records:
        """Return them for a task."""
        evaluation = plan.evaluation
        if evaluation is None or not has_example(plan.target):
            return cls()
        return cls(
            Recorded(
                str(table.source),
                example_record(table, plan.target, operation=operation, task_settings=plan.task_settings),
            )
            for table in evaluation.selected
        )

    def __str__(self) -> str:
        return "\n".join(["Records:", *(line for each in self for line in _lines(each))])

    def to_markdown(self) -> str:
        """Return them as Markdown."""
        parts = ["Records:"]
        for each in self:
            parts.append(f"{escaped(each.table)}: {escaped(each.where)}")
            if each.record is not None:
                kind = "json" if isinstance(each.record, StreamRecord) else "text"
                parts.append(f"```{kind}\n{str(each.record).expandtabs(2)}\n```")
        return "\n\n".join(parts)

    def to_list(self) -> list[dict[str, Any]]:
        """Return them as JSON-compatible data."""
        return [{"table": each.table, **_as_dict(each.record)} for each in self]


def _lines(recorded: Recorded) -> Iterator[str]:
    yield f"  {recorded.table}: {recorded.where}"
    if recorded.record is not None:
        yield from (f"    {line}" for line in str(recorded.record).expandtabs(2).splitlines())


def _as_dict(record: StreamRecord | FileRow | None) -> dict[str, Any]:
    if isinstance(record, StreamRecord):
        return {"topic": record.topic, "partition_key": record.partition_key, "document": record.document}
    if isinstance(record, FileRow):
        columns = [{"name": each.name, "value": each.value, "type": each.parquet_type} for each in record.columns]
        return {"path": record.path, "header": record.header, "columns": columns}
    return {"written": False}
