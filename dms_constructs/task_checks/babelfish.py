"""What a database of Babelfish can't take from a task, over its own port or over PostgreSQL's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.migration_type import MigrationType
from dms_constructs.task_checks.parts import TaskParts

__all__ = ["findings_of_babelfish"]

# What to write for each setting that Babelfish can't take.
_FIXES = {
    "FullLoadSettings.TargetTablePrepMode": "full_load=dms.FullLoad("
    "target_table_prep_mode=dms.TargetTablePrepMode.DO_NOTHING)",
    "FullLoadSettings.CreatePkAfterFullLoad": "full_load=dms.FullLoad(create_pk_after_full_load=False)",
    "ValidationSettings.EnableValidation": "validation=None",
}


def findings_of_babelfish(task: TaskParts) -> Iterator[Finding]:
    """Yield what the guide says a target of Babelfish does not support, and names that it would not find."""
    if task.values is not None:
        yield from _of_settings(task.target, task.values, task.migration_type)
    if task.tables is not None:
        yield from _of_names(task.target, task.tables)


def _of_settings(
    target: EndpointFacts, values: Mapping[str, Any], migration_type: MigrationType | None
) -> Iterator[Finding]:
    limits, source = _limits_of(target)
    loads = migration_type is None or migration_type.has_full_load
    for name, allowed in limits.items():
        value = values.get(name)
        if value in (None, *allowed) or skipped(value) or (name.startswith("FullLoad") and not loads):
            continue
        yield Finding(
            "task.settingNotForBabelfish",
            f"{name} is {value!r}, and into Babelfish DMS supports {' or '.join(map(repr, allowed))} only: it would "
            "make tables of PostgreSQL that T-SQL does not know, or fail",
            source,
            (name,),
            fix=f"write {_FIXES[name]}",
        )


def _of_names(target: EndpointFacts, tables: Sequence[MappedTable]) -> Iterator[Finding]:
    """Find the tables that PostgreSQL's port would not find in Babelfish, which stores their names in lower case."""
    if not _is_in_babelfish_mode(target):
        return
    names = [
        str(table.source) for table in tables if table.target_name and table.target_name.lower() != table.target_name
    ]
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield Finding(
            "task.capitalsInBabelfish",
            "Babelfish stores the names of tables in lower case, so DMS does not find these there, and makes tables "
            f"of PostgreSQL beside them: {', '.join(names[:3])}{more}",
            facts.engine(EngineName.AURORA_POSTGRESQL.value)["babelfish_mode"]["source"],
            fix="add dms.LowercaseTables() to table_mappings",
        )


def _is_in_babelfish_mode(target: EndpointFacts) -> bool:
    return target.engine_name is EngineName.AURORA_POSTGRESQL and target.setting("DatabaseMode") == "babelfish"


def _limits_of(target: EndpointFacts) -> tuple[Mapping[str, list[object]], str]:
    """Return which values of which settings a target supports, where it is one of Babelfish, and who says so."""
    if target.engine_name is EngineName.BABELFISH:
        fact = facts.engine(target.engine_name.value)["task_settings"]
        return fact["value"], fact["source"]
    if _is_in_babelfish_mode(target):
        fact = facts.engine(EngineName.AURORA_POSTGRESQL.value)["babelfish_mode"]
        return fact["value"]["task_settings"], fact["source"]
    return {}, ""
