"""Checks about the tables of the target."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.mappings.rules.table_settings import LobMode
from dms_constructs.mappings.rules.words import few
from dms_constructs.premigration_checks.columns import Moved, Trait
from dms_constructs.premigration_checks.conditions import moves_whole
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.of_columns import unless_untyped
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw, lacking
from dms_constructs.target_checks import checks_foreign_keys

__all__ = ["DECIDERS", "DOUBTS", "lobs_that_move_whole"]


def _batch_apply_key(evidence: Evidence) -> Said:
    if not evidence.pairs:
        return evidence.told("batch-apply-key") or PASSED
    keyless = [
        named_keyless(evidence.there.get(table, table.source))
        for table in evidence.tables
        if (evidence.keyless_there(evidence.there[table]) if table in evidence.there else evidence.keyless(table))
    ]
    if not keyless:
        return PASSED
    return flaw(
        f"the changes of these are applied one by one, because they have no key: {few(keyless)}",
        "give them a primary key on the target, or move them in a separate task without batch_apply",
    )


def _batch_apply_two_keys(evidence: Evidence) -> Said:
    if told := evidence.told("batch-apply-two-keys"):
        return told
    alone = [table.source for table in evidence.tables if table not in evidence.there]
    both = [str(table) for table in alone if table.primary_key and table.unique_keys]
    if not both:
        return PASSED
    return flaw(
        "where the target has both a primary key and a unique index, as these have on the source, batches can fail and "
        f"changes are then applied one by one: {few(both)}",
        "leave the unique indexes out on the target until the cutover, or move the tables in a separate task without "
        "batch_apply",
    )


def lobs_that_move_whole(evidence: Evidence) -> list[Moved]:
    """Return the columns whose large objects move whole, by the settings or by a rule for their table."""
    return [each for each in evidence.columns(Trait.LOB) if _moves_whole(evidence, each)]


def _moves_whole(evidence: Evidence, moved: Moved) -> bool:
    mode = moved.table.lob_mode
    return moves_whole(evidence.values or {}) if mode is None else mode is LobMode.UNLIMITED


def _lobs_into_not_null(evidence: Evidence) -> Said:
    nullable = [(_nullable_there(evidence, each), each) for each in lobs_that_move_whole(evidence)]
    strict = [str(each) for can_be_null, each in nullable if can_be_null is False]
    if strict:
        return flaw(
            "a row arrives first and its large objects later, so a column that can't be null refuses it: "
            f"{few(strict)}",
            "let the columns be null on the target until the cutover, or move large objects as limited ones",
        )
    if any(can_be_null is None for can_be_null, _ in nullable):
        return lacking("newer_target_catalog" if evidence.pairs else "newer_catalog")
    return unless_untyped(evidence, lambda each: _nullable_there(evidence, each) is not True)


def _nullable_there(evidence: Evidence, moved: Moved) -> bool | None:
    """Return whether the column on the target may be null; where the target does not have it, the source's stands."""
    table = evidence.there.get(moved.table)
    if table is not None:
        names = {column.name.lower(): column for column in table.columns}
        for column in moved.table.columns:
            if column.source is moved.column and column.name is not None and column.name.lower() in names:
                return names[column.name.lower()].nullable
    return moved.column.nullable


def _target_foreign_keys(evidence: Evidence) -> Said:
    checks = checks_foreign_keys(evidence.plan.target)
    if checks is False:
        return PASSED
    if told := evidence.told("target-foreign-keys"):
        return told
    if evidence.pairs is None:
        return lacking("target_catalog")
    if evidence.values is None:
        return lacking("task_settings")
    keys = [pair.there.foreign_keys for pair in evidence.pairs]
    if checks is None and any(keys):
        return lacking("target_endpoint")
    return lacking("newer_target_catalog") if None in keys else PASSED


def _target_indexes(evidence: Evidence) -> Said:
    if told := evidence.told("target-indexes"):
        return told
    there = [pair.there for pair in evidence.pairs or ()]
    # The unique index of a table without a primary key is its key.
    if unique := [str(table) for table in there if table.primary_key and table.unique_keys]:
        return flaw(
            f"unique indexes beside the primary key slow a full load down too: {few(unique)}",
            "make them on the target when the load is done, unless they must refuse rows before",
        )
    return lacking("newer_target_catalog") if any(table.secondary_indexes is None for table in there) else PASSED


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "batch-apply-key": _batch_apply_key,
    "batch-apply-two-keys": _batch_apply_two_keys,
    "lobs-into-not-null": _lobs_into_not_null,
    "target-foreign-keys": _target_foreign_keys,
    "target-indexes": _target_indexes,
}


def _target_generated(evidence: Evidence) -> Said:
    unread = any(column.generated is None for pair in evidence.pairs or () for column in pair.there.columns)
    return lacking("newer_target_catalog") if unread else PASSED


DOUBTS: dict[str, Callable[[Evidence], Said]] = {
    "target-generated": _target_generated,
}
