"""Checks about tables and their keys, as a catalog of the source has them."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs import facts
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.mappings.rules.words import few
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.verdict import PASSED, PremigrationVerdict, Said, flaw

__all__ = ["DECIDERS"]

_KEY = "give them a primary key on the source, or move them in a separate task without batch_apply"


def _selection(evidence: Evidence) -> Said:
    told = evidence.told("selection")
    if not evidence.tables:
        return told or flaw("no table of the catalog is selected", "correct the names in the selection rules")
    return told._replace(verdict=PremigrationVerdict.WARNING) if told else PASSED


def _changes_without_key(evidence: Evidence) -> Said:
    keyless = [
        named_keyless(table.source)
        for table in evidence.tables
        if table.source.columns and not table.source.has_primary_or_unique_key
    ]
    if not keyless:
        return PASSED
    return flaw(
        f"the changes of tables without a key are slow to apply, and can be lost: {few(keyless)}",
        "give them a primary key on the source, or move them in a task with a full load alone",
    )


def _composite_key(evidence: Evidence) -> Said:
    composite = [str(table.source) for table in evidence.tables if len(table.source.primary_key) > 1]
    if not composite:
        return PASSED
    return flaw(f"their primary keys have several columns: {few(composite)}", "try one of them before you rely on it")


def _many_tables(evidence: Evidence) -> Said:
    most = facts.premigration()["limits"]["many_tables"]["value"]
    if len(evidence.tables) <= most:
        return PASSED
    return flaw(
        f"the task moves {len(evidence.tables):,} tables, and AWS advises at most {most:,}",
        "move some of them in another task: table_mappings.split_by_schema()",
    )


def _similar_names(evidence: Evidence) -> Said:
    seen: dict[tuple[str, str], str] = {}
    alike: list[str] = []
    for table in evidence.tables:
        name = table.source.schema, table.source.name.lower()
        other = seen.setdefault(name, table.source.name)
        if other != table.source.name:
            alike.append(f"{table.source.schema}.{other} and {table.source}")
    if not alike:
        return PASSED
    return flaw(
        f"names that differ in letter case only: {few(alike)}",
        "rename one of each on the source, or move it in a task of its own",
    )


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "changes-without-key": _changes_without_key,
    "composite-key-for-opensearch": _composite_key,
    "many-tables": _many_tables,
    "selection": _selection,
    "similar-names": _similar_names,
}
