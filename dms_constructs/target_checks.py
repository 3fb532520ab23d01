"""What of a target's tables keeps rows from arriving, or is not checked while they do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dms_constructs.catalog import Catalog, ForeignKey
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.migration_type import MigrationType
from dms_constructs.target_columns import findings_of_target_columns
from dms_constructs.target_pairs import Pair, paired

__all__ = ["cascades_are_there", "checks_foreign_keys", "findings_of_target", "tables_stay"]

_PREPARED = "FullLoadSettings.TargetTablePrepMode"
_FOREIGN_KEYS_OFF = re.compile(r"foreign_key_checks\s*=\s*(?:0|off)\b", re.IGNORECASE)
_AS_REPLICA = re.compile(r"session_replication_role'?\s*(?:=|,|\bto\b)\s*'?replica\b", re.IGNORECASE)


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
    yield from _not_seen(selected, pairs, catalog)
    yield from findings_of_target_columns(pairs)
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


def cascades_are_there(
    selected: Iterable[MappedTable],
    values: Mapping[str, object],
    target: EndpointFacts,
    catalog: Catalog,
    migration_type: MigrationType | None,
) -> bool:
    """
    Whether the target has all foreign keys of a source that change rows by themselves, and lets them do so.

    For the arguments see `findings_of_target`.
    """
    if not tables_stay(values, migration_type) or not checks_foreign_keys(target):
        return False
    there = {pair.moved: pair.there.foreign_keys or () for pair in paired(selected, target, catalog)[0]}
    return all(
        any(_does_the_same(key, other) for other in there.get(table, ()))
        for table in selected
        for key in table.source.foreign_keys or ()
        if key.cascades
    )


def _does_the_same(key: ForeignKey, other: ForeignKey) -> bool:
    columns = [[name.lower() for name in each.columns] for each in (key, other)]
    return columns[0] == columns[1] and (key.on_delete, key.on_update) == (other.on_delete, other.on_update)


def _not_seen(selected: Iterable[MappedTable], pairs: Sequence[Pair], catalog: Catalog) -> Iterator[Finding]:
    """Find the tables of the target that the user who read its catalog could not see, or not whole."""
    hidden = {(each.schema.lower(), each.name.lower()) for each in catalog.not_seen}
    if not hidden:
        return
    written = {(str(table.target_schema).lower(), str(table.target_name).lower()): table.target for table in selected}
    written |= {(pair.there.schema.lower(), pair.there.name.lower()): str(pair.there) for pair in pairs}
    found = [name for key, name in written.items() if key in hidden]
    if found:
        yield Finding(
            "task.targetNotSeen",
            "the user who read the catalog of the target could not see all of the tables that are written, so what is "
            f"said of them may be wrong: {naming(found)}",
            fix="grant that user `select` on these tables, and read the catalog again",
        )


def _other_case(others: Iterable[Pair]) -> Iterator[Finding]:
    found = [f"{pair.moved.target} (it has {pair.there})" for pair in others]
    if found:
        yield Finding(
            "task.targetNamesInOtherCase",
            f"letter case counts on this target, so DMS makes new tables beside those that it has: {naming(found)}",
            fix="write the names as they are there, for example with dms.LowercaseSchemas(), dms.LowercaseTables() and "
            "dms.LowercaseColumns()",
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
    off = _OFF.get(engine.record.protocol if engine is not None else "mysql")
    script = f"write after_connect_script={off!r} at the target, or drop" if off is not None else "disable or drop"
    yield Finding(
        "task.foreignKeysOnTarget",
        f"a load writes tables in any order, and foreign keys of the target refuse rows that come too early: "
        f"{naming(found)}",
        fix=f"{script} the foreign keys until the load is done",
    )


_OFF = {"mysql": "SET FOREIGN_KEY_CHECKS=0", "postgresql": "SET session_replication_role=replica"}


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
    keyless = [
        str(pair.there)
        for pair in pairs
        if pair.there.columns and not pair.is_partly_seen and not pair.there.has_primary_or_unique_key
    ]
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
