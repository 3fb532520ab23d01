"""What of a target's tables keeps rows from arriving, or is not checked while they do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dms_constructs.catalog import Catalog, Generated, SourceColumn, SourceTable
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import known
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.migration_type import MigrationType

__all__ = ["Pair", "checks_foreign_keys", "findings_of_target", "paired", "tables_stay"]

_PREPARED = "FullLoadSettings.TargetTablePrepMode"
_FOREIGN_KEYS_OFF = re.compile(r"foreign_key_checks\s*=\s*(?:0|off)\b", re.IGNORECASE)
_AS_REPLICA = re.compile(r"session_replication_role'?\s*(?:=|,|\bto\b)\s*'?replica\b", re.IGNORECASE)


class Pair(NamedTuple):
    """A table that a task moves, and the one on the target that it goes to."""

    moved: MappedTable
    there: SourceTable

    def columns(self) -> Iterator[tuple[MappedColumn, SourceColumn | None]]:
        """Yield its columns as they arrive, with those that are there; none where the target's are not known."""
        if not self.there.columns:
            return
        there = {column.name.lower(): column for column in self.there.columns}
        for column in self.moved.columns:
            if column.name is not None:
                yield column, there.get(column.name.lower())


def findings_of_target(
    selected: Iterable[MappedTable],
    values: Mapping[str, object],
    target: EndpointFacts,
    catalog: Catalog,
    migration_type: MigrationType | None,
) -> Iterator[Finding]:
    """
    Return the findings about the tables that a target has already, one for each kind.

    Args:
        selected: The tables that a task moves.
        values: Its settings, by their keys.
        target: What is known of its target.
        catalog: What the target has.
        migration_type: What it moves.
    """
    if not tables_stay(values, migration_type):
        return
    loads = migration_type is not MigrationType.CDC
    pairs, others = paired(selected, target, catalog)
    yield from _other_case(others)
    yield from _columns(pairs)
    script = _script_of(target)
    if script is not None:
        yield from _deferrable(pairs, script)
        if loads:
            yield from _foreign_keys(pairs, target)
    if loads:
        yield from _indexes(pairs)
    if migration_type is not None and migration_type.has_cdc:
        unseen = catalog.unseen
        yield from _changes([pair for pair in pairs if str(pair.there) not in unseen], values)


def tables_stay(values: Mapping[str, object], migration_type: MigrationType | None) -> bool:
    """Whether the tables that a target has are kept; where nothing says so, they may be dropped and made anew."""
    return migration_type is MigrationType.CDC or values.get(_PREPARED) in {"DO_NOTHING", "TRUNCATE_BEFORE_LOAD"}


def paired(selected: Iterable[MappedTable], target: EndpointFacts, catalog: Catalog) -> tuple[list[Pair], list[Pair]]:
    """Return the tables that the target has, and those that it has in another letter case only."""
    in_one = target.setting("TargetDbType") == "specific-database"
    case = known(target.engine_name.record.letter_case) if target.engine_name is not None else None
    sensitive = case is not None and case.tables == "sensitive"
    there: dict[tuple[str, str], SourceTable] = {}
    for table in catalog.tables:
        there.setdefault(("" if in_one else table.schema.lower(), table.name.lower()), table)
    exact = {("" if in_one else table.schema, table.name): table for table in catalog.tables}
    pairs, others = [], []
    for moved in selected:
        if moved.target_schema is None or moved.target_name is None:
            continue
        schema = "" if in_one else moved.target_schema
        found = exact.get((schema, moved.target_name))
        near = there.get((schema.lower(), moved.target_name.lower())) if found is None else None
        if found is not None or (near is not None and not sensitive):
            pairs.append(Pair(moved, found or near or there[schema, moved.target_name]))
        elif near is not None:
            others.append(Pair(moved, near))
    return pairs, others


def _other_case(others: Iterable[Pair]) -> Iterator[Finding]:
    found = [f"{pair.moved.target} (it has {pair.there})" for pair in others]
    if found:
        yield Finding(
            "task.targetNamesInOtherCase",
            f"letter case counts on this target, so DMS makes new tables beside those that it has: {naming(found)}",
            fix="write the names as they are there, for example with dms.LowercaseSchemas(), dms.LowercaseTables() and "
            "dms.LowercaseColumns()",
        )


def _columns(pairs: Iterable[Pair]) -> Iterator[Finding]:
    missing, generated = [], []
    for pair in pairs:
        for column, there in pair.columns():
            if there is None:
                missing.append(f"{pair.there}.{column.name}")
            elif there.generated in {Generated.STORED, Generated.VIRTUAL}:
                generated.append(f"{pair.there}.{there.name}")
    if missing:
        yield Finding(
            "task.targetColumnsMissing",
            f"tables of the target lack columns that are written into them: {naming(missing)}",
            fix="add them on the target, rename them with dms.RenameColumn, or leave them out with dms.RemoveColumns",
        )
    if generated:
        yield Finding(
            "task.targetColumnsGenerated",
            f"the target generates columns that are written into it, and refuses rows that have them: "
            f"{naming(generated)}",
            fix="leave them out with dms.RemoveColumns, so the target generates them",
        )


def checks_foreign_keys(target: EndpointFacts) -> bool | None:
    """Whether sessions of DMS check the foreign keys of a target, as far as its endpoint says; None if not known."""
    script = _script_of(target)
    return None if script is None else not (_FOREIGN_KEYS_OFF.search(script) or _AS_REPLICA.search(script))


def _script_of(target: EndpointFacts) -> str | None:
    """Return what runs when DMS connects to the target; None where that is not known."""
    if target.settings is None and target.extra_connection_attributes is None:
        return None
    return ";".join(str(target.setting(name) or "") for name in ("AfterConnectScript", "Initstmt"))


def _deferrable(pairs: Iterable[Pair], script: str) -> Iterator[Finding]:
    found = [
        str(pair.there)
        for pair in pairs
        if pair.there.primary_key_deferrable or any(key.deferrable for key in pair.there.unique_keys)
    ]
    if found and _AS_REPLICA.search(script):
        yield Finding(
            "task.deferrableKeysNotChecked",
            "with session_replication_role=replica, PostgreSQL does not check deferrable keys, so rows may be there "
            f"twice: {naming(found)}",
            fix="make these keys not deferrable on the target until the cutover",
        )


def _foreign_keys(pairs: Iterable[Pair], target: EndpointFacts) -> Iterator[Finding]:
    found = [str(pair.there) for pair in pairs if pair.there.foreign_keys]
    if not found or not checks_foreign_keys(target):
        return
    engine = target.engine_name
    postgresql = engine is not None and known(engine.record.data_types) == "postgresql"
    off = "SET session_replication_role=replica" if postgresql else "SET FOREIGN_KEY_CHECKS=0"
    yield Finding(
        "task.foreignKeysOnTarget",
        f"a load writes tables in any order, and foreign keys of the target refuse rows that come too early: "
        f"{naming(found)}",
        fix=f"write after_connect_script={off!r} at the target, or drop the foreign keys until the load is done",
    )


def _indexes(pairs: Iterable[Pair]) -> Iterator[Finding]:
    found = [str(pair.there) for pair in pairs if pair.there.secondary_indexes]
    if found:
        yield Finding(
            "task.indexesOnTarget",
            f"secondary indexes on the target slow the load down: {naming(found)}",
            fix="drop them on the target, and make them again when the load is done, before changes are applied",
        )


def _changes(pairs: Iterable[Pair], values: Mapping[str, object]) -> Iterator[Finding]:
    pairs = list(pairs)
    keyless = [str(pair.there) for pair in pairs if pair.there.columns and not pair.there.has_primary_or_unique_key]
    if keyless:
        yield Finding(
            "task.targetWithoutKey",
            "tables of the target have no primary or unique key, so each update and delete reads all of their rows, "
            f"and a row that is applied again is there twice: {naming(keyless)}",
            fix="give them on the target the primary key that they have on the source",
        )
    if values.get("TargetMetadata.BatchApplyEnabled") is True:
        both = [str(pair.there) for pair in pairs if pair.there.primary_key and pair.there.unique_keys]
        if both:
            yield Finding(
                "task.batchApplyWithUniqueKeys",
                "batch apply orders changes by the primary key, and fails where they violate a unique key of the "
                f"target in between: {naming(both)}",
                fix="drop the unique keys on the target until the cutover, or move these tables in a separate task "
                "without batch_apply",
            )
