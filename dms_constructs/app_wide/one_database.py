"""A task whose source and target are one database: it may write onto the tables that it reads."""

from __future__ import annotations

from dms_constructs._code import call
from dms_constructs.app_wide.databases import is_one_database, shared_mark
from dms_constructs.app_wide.moved import Moved, Writing
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.transformation import OnSchemas
from dms_constructs.task_plan import TaskPlan

__all__ = ["check_two_databases"]


def check_two_databases(plan: TaskPlan, known_by: str | None = None) -> None:
    """
    Raise when a task would write onto tables of the database that it reads.

    A copy into another schema of the same database is legal, and for MySQL into another database of the same server.

    Args:
        plan: What the task does.
        known_by: What shows that both ends are one database, where they don't show it themselves.

    Raises:
        ConfigurationError: `DMS-X001`.
    """
    shared = shared_mark(plan.source, plan.target)
    if shared is None or not is_one_database(plan.source, plan.target):
        shared = known_by
    if shared is None:
        return
    writing = Writing(plan)
    if not (writing.loads or writing.changes):
        return
    catalog = plan.source_catalog
    there = {(table.schema, table.name) for table in catalog.tables} if catalog is not None else set()
    for moved in writing.own:
        if moved.target == moved.source or moved.target in there:
            raise ConfigurationError(
                "DMS-X001",
                f"source and target are one database ({shared}), and the task would {_does(writing, moved)}; give "
                f"target the connection of another database{_renamed(writing, moved)}",
            )


def _does(writing: Writing, moved: Moved) -> str:
    read, written = writing.shown(moved.source), ".".join(moved.target)
    if moved.target == moved.source:
        written = read
    if not writing.loads:
        return f"apply each change of {read} to {written} again"
    if writing.wipes is not None:
        return (
            f"{writing.wipes} {written}{' before it reads it' if written == read else ', which is a source table too'}"
        )
    return f"write the rows of {read} into {written} again"


def _renamed(writing: Writing, moved: Moved) -> str:
    """Say how what is written gets another name, where one more rule says so."""
    schema = writing.shown(moved.source).partition(".")[0]
    mappings = writing.plan.table_mappings
    named = (
        any(isinstance(rule, Naming) and isinstance(rule, OnSchemas) for rule in mappings.rules) if mappings else False
    )
    if moved.source != moved.target or ANY in schema or named or writing.only_database is not None:
        return ""
    return f", or add {call('dms.RenameSchema', schema, to=f'{schema}_copy')} to table_mappings"
