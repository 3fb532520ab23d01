"""All checks of a task as a whole, in the order in which their findings are told."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.catalog import ReplicaIdentity
from dms_constructs.endpoint_facts import findings_between, findings_of_identity, findings_of_validation
from dms_constructs.errors import Finding
from dms_constructs.task_checks.babelfish import findings_of_babelfish
from dms_constructs.task_checks.documents import findings_of_documents
from dms_constructs.task_checks.parts import TaskParts
from dms_constructs.task_checks.servers import check_lobs, findings_of_servers
from dms_constructs.task_checks.services import check_files_of_changes, findings_of_services
from dms_constructs.task_checks.starts import findings_of_starts

__all__ = ["findings_of_task"]


def findings_of_task(task: TaskParts) -> tuple[Finding, ...]:
    """
    Return what only the task as a whole shows.

    Raises:
        ConfigurationError: `DMS-Q004` for full LOB mode into a target that does not have it, `DMS-Y006` for changes
            from files of which it isn't said where they are.
    """
    check_lobs(task)
    check_files_of_changes(task)
    return (
        *findings_between(task.source, task.target),
        *findings_of_documents(task),
        *_of_graph(task),
        *findings_of_servers(task),
        *_of_validation(task),
        *findings_of_babelfish(task),
        *_of_identity(task),
        *findings_of_services(task),
        *findings_of_starts(task),
    )


def _of_graph(task: TaskParts) -> Iterator[Finding]:
    if task.task_data is not None:
        from dms_constructs.task_checks.graphs import findings_of_graph  # noqa: PLC0415  # few tasks have one

        yield from findings_of_graph(task)


def _of_identity(task: TaskParts) -> Iterator[Finding]:
    if task.tables is None or (task.migration_type is not None and not task.has_cdc):
        return
    full = ReplicaIdentity.FULL
    tables = [str(table.source) for table in task.tables if table.source.replica_identity is full]
    yield from findings_of_identity(task.source, tables)


def _of_validation(task: TaskParts) -> Iterator[Finding]:
    if task.values is not None and task.values.get("ValidationSettings.EnableValidation") is True:
        yield from findings_of_validation(task.target, has_cdc=task.has_cdc)
