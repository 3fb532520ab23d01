"""What a task needs to write a graph, and what its graph mapping says of the tables that it moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, shown
from dms_constructs.graph_mappings import GremlinMapping, R2rmlMapping
from dms_constructs.task_checks.parts import TaskParts

if TYPE_CHECKING:
    # Slow to load, and who has evaluated tables has it.
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["check_has_graph", "check_task_data", "document_of", "findings_of_graph"]

_SOURCE = "AWS DMS User Guide, page CHAP_Target.Neptune"
_EXAMPLE = "dms.GremlinMapping(dms.GremlinRule(table='customers', vertices=[...]))"


def check_task_data(task_data: object) -> None:
    """Raise unless this is a graph mapping, where one is given."""
    if task_data is None or isinstance(task_data, GremlinMapping | R2rmlMapping):
        return
    write = _EXAMPLE
    if isinstance(task_data, str):
        read = "dms.GremlinMapping.from_json" if task_data.lstrip().startswith("{") else "dms.R2rmlMapping"
        write = f"{read}(text)"
    raise ConfigurationError(
        "DMS-T008", f"task_data must be a graph mapping, got {shown(task_data)}; write {write}", given=task_data
    )


def check_has_graph(target: EndpointFacts, task_data: GremlinMapping | R2rmlMapping | None) -> None:
    """Raise for a task that writes into Neptune and doesn't say how rows become a graph."""
    if target.engine_name is EngineName.NEPTUNE and task_data is None:
        raise ConfigurationError(
            "DMS-Y030",
            "a task that writes into Neptune must say how rows become a graph, got no task_data; write "
            f"task_data={_EXAMPLE}",
            source=_SOURCE,
        )


def document_of(task_data: GremlinMapping | R2rmlMapping) -> str:
    """Return a graph mapping as DMS reads it."""
    return task_data.to_json() if isinstance(task_data, GremlinMapping) else task_data.text


def findings_of_graph(task: TaskParts) -> Iterator[Finding]:
    """Yield what is said of a graph and has no effect, and tables that are not in it."""
    target, task_data, selected = task.target, task.task_data, task.tables
    if task_data is None:
        return
    if target.engine_name is not None and target.engine_name is not EngineName.NEPTUNE:
        yield Finding(
            "task.graphMappingIgnored",
            f"task_data is a graph mapping, and the target is {target.engine_name.value}: only Neptune reads it",
            _SOURCE,
            fix="remove task_data",
        )
        return
    if selected is None:
        return
    # It is not said whether rules mean names before or after transformations.
    moved = {_plain(name) for table in selected for name in (table.source.name, table.target_name) if name is not None}
    mapped = {_plain(table) for table in task_data.tables}
    missing = [table for table in task_data.tables if _plain(table) not in moved]
    if missing:
        yield Finding(
            "task.graphOfOtherTables",
            f"task_data maps {', '.join(missing[:3])}{_more(missing)}, which table_mappings don't select",
            _SOURCE,
            fix="add to table_mappings what is missing, or remove it from task_data",
        )
    without = [
        str(table.source) for table in selected if not {_plain(table.source.name), _plain(table.target_name)} & mapped
    ]
    if without:
        yield Finding(
            "task.tablesNotInGraph",
            f"no rule of task_data is for {', '.join(without[:3])}{_more(without)}, so nothing of it becomes a part of "
            "the graph",
            _SOURCE,
            fix="add a rule for each to task_data, or don't select it in table_mappings",
        )
    yield from _of_columns(task_data, selected)


def _of_columns(graph: GremlinMapping | R2rmlMapping, selected: Sequence[MappedTable]) -> Iterator[Finding]:
    """Find the columns that a graph names and that their tables do not have."""
    columns: dict[str, set[str]] = {}
    for table in selected:
        # Names on the target are compared, too, and are not all known.
        known = [] if any(each.name is None for each in table.columns) else table.columns
        names = {name.lower() for each in known for name in (each.name, each.source and each.source.name) if name}
        for name in {_plain(table.source.name), _plain(table.target_name)}:
            # Of several tables of a name, one without columns may be meant.
            others = columns.setdefault(name, set(names))
            columns[name] = names | others if names and others else set()
    missing = [
        f"{{{name}}} of {table}"
        for table, name in graph.columns
        if (there := columns.get(_plain(table))) and name.strip('"`[]').lower() not in there
    ]
    if missing:
        yield Finding(
            "task.graphOfOtherColumns",
            f"task_data names columns that their tables don't have: {', '.join(missing[:3])}{_more(missing)}",
            _SOURCE,
            fix="write the names of columns as the tables have them",
        )


def _plain(name: str | None) -> str:
    """Return a name without schema, quotes and letter case."""
    return (name or "").rpartition(".")[2].strip('"`[]').lower()


def _more(names: list[str]) -> str:
    return f" and {len(names) - 3} more" if len(names) > 3 else ""  # as many as are named
