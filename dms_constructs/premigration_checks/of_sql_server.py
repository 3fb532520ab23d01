"""Checks about names and columns of SQL Server as a source."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs import facts
from dms_constructs.mappings.rules.words import few
from dms_constructs.premigration_checks.columns import Trait
from dms_constructs.premigration_checks.evidence import Evidence, has_columns
from dms_constructs.premigration_checks.of_columns import few_of, left_out
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw, lacking

__all__ = ["DECIDERS"]


def _many_keyed_tables(evidence: Evidence) -> Said:
    most = facts.premigration()["limits"]["many_tables"]["value"]
    count = sum(1 for table in evidence.tables if table.source.primary_key)
    if count <= most:
        # Of tables without columns, the keys are not known either.
        unread = sum(1 for table in evidence.tables if not table.source.primary_key and not has_columns(table.source))
        return lacking("columns") if count + unread > most else PASSED
    return flaw(
        f"the task replicates {count:,} tables with primary keys, and MS-REPLICATION can fail with more than {most:,}",
        "move some of them in another task: table_mappings.split_by_schema()",
    )


def _special_characters(evidence: Evidence) -> Said:
    refused = facts.premigration()["special_characters"]["value"]
    found = [
        str(table.source)
        for table in evidence.tables
        if any(each in name for name in (table.source.schema, table.source.name) for each in refused)
    ]
    if not found:
        return PASSED
    return flaw(
        f"DMS does not replicate names with these characters: {few([repr(name) for name in found])}",
        "rename them on the source, or leave them out of the task",
    )


def _computed_columns(evidence: Evidence) -> Said:
    if found := evidence.columns(Trait.GENERATED):
        return flaw(
            f"DMS does not replicate changes of computed columns: {few_of(found)}",
            f"{left_out(found)}, and let the target compute them",
        )
    return lacking("newer_catalog") if evidence.columns(Trait.UNREAD_GENERATED) else PASSED


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "computed-columns": _computed_columns,
    "many-keyed-tables": _many_keyed_tables,
    "special-characters": _special_characters,
}
